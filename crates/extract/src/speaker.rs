//! Whom «I» and «we» in a quotation stand for: the one who speaks.

use std::ops::Range;

use crate::class::Class;
use crate::discourse::Entity;
use crate::fill::{Scene, affiliation, entity};
use crate::phrase::{Head, Of, Phrase};

/// Whoever speaks the words that a phrase of the first person stands in: a person, or an organisation.
pub(crate) struct Speaker {
    pub(crate) who: Entity,
    /// Its phrase, if it stands in the sentence.
    pub(crate) phrase: Option<usize>,
    /// Whether it is a person by name.
    pub(crate) person: bool,
}

/// Whether a phrase is a pronoun of the first person.
pub(crate) fn first_person(scene: &Scene<'_>, p: &Phrase) -> bool {
    p.head == Head::PersonPronoun
        && scene.row.tokens[p.tokens.clone()].iter().any(|t| t.is(Class::FirstPerson))
}

/// Whose words «I» and «we» are: the one named beside a word of saying outside the quotation, else the one who spoke last.
/// Outside quotations they are the author's, and nobody's here.
pub(crate) fn speaker(scene: &Scene<'_>, p: &Phrase) -> Option<Speaker> {
    quotation(scene, &p.core)?;
    let t = &scene.row.tokens;
    let says = |k: usize| t[k].any(&[Class::Speech, Class::Report, Class::Announce]) && t[k].name.is_none();
    let free = |k: usize| t[k].punct.is_none() && t[k].name.is_none();
    let here = scene.phrases.iter().enumerate().find(|(_, q)| {
        matches!(q.head, Head::Person | Head::Org) && quotation(scene, &q.core).is_none() && {
            let behind = (q.tokens.end..t.len().min(q.tokens.end + 4)).take_while(|&k| free(k)).any(says);
            behind || q.tokens.start.checked_sub(1).is_some_and(says)
        }
    });
    if let Some((i, q)) = here {
        let person = q.head == Head::Person;
        return Some(Speaker { who: entity(scene, q)?, phrase: Some(i), person });
    }
    // «he wrote»; else the quotation goes on from the sentence before.
    let he = scene.phrases.iter().position(|q| {
        q.head == Head::PersonPronoun
            && quotation(scene, &q.core).is_none()
            && (q.tokens.end..t.len().min(q.tokens.end + 3)).any(says)
    });
    let mut who = match he {
        Some(he) => scene.pointed(he)?.who.clone(),
        None => scene.before.source.clone()?,
    };
    let person = he.is_some() || scene.before.people.iter().any(|x| x.0.same(&who));
    who.carried = Some("the one who speaks");
    Some(Speaker { who, phrase: None, person })
}

/// The organisation that a speaker speaks for.
pub(crate) fn behalf(scene: &Scene<'_>, s: &Speaker) -> Option<Entity> {
    if !s.person {
        return Some(s.who.clone());
    }
    match s.phrase.map(|i| &scene.phrases[i]) {
        Some(Phrase { org: Some(Of::Name(n, r)), former: false, .. }) => {
            Some(Entity::of_name(scene.text, n, r.clone()))
        }
        _ => scene.before.home(&s.who).or_else(|| affiliation(scene, &s.who)),
    }
}

/// The quotation that a stretch of the folded text stands in.
fn quotation(scene: &Scene<'_>, at: &Range<usize>) -> Option<Range<usize>> {
    scene
        .text
        .quoted_in(at.clone())
        .find(|q| q.words.start <= at.start && at.end <= q.words.end)
        .map(|q| q.words.clone())
}
