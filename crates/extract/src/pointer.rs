//! Whom 他, she and 后者 point back to: the likeliest of the people spoken of, learnt from labelled passages.
//!
//! Each of those named before is a candidate; what is looked at is where it stands and where the pointer does, how
//! often and how long ago it was spoken of, and whether it had the lead (salience and recency, after Lappin and Leass,
//! «An Algorithm for Pronominal Anaphora Resolution», 1994), never who it is.

use crate::class::{Class, MARKERS};
use crate::discourse::{Discourse, Entity};
use crate::learned::linear::{self, Features, Hash, Weights, feature};
use crate::phrase::{Head, Phrase};
use crate::token::{Row, Text, Token};

/// What a pointer points back to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pointed {
    pub(crate) who: Entity,
    /// Its phrase, if it stands in the same sentence.
    pub(crate) phrase: Option<usize>,
}

/// Somebody spoken of in the sentences before.
#[derive(Debug, Clone)]
pub(crate) struct Spoken {
    pub(crate) who: Entity,
    /// In which sentence they were last named or pointed to.
    sentence: usize,
    times: u32,
    /// Whether they came first there.
    first: bool,
    /// Whether a marker stood before it.
    governed: bool,
    listed: bool,
    /// Which of he and she pointed to them last.
    gender: u64,
}

/// One that a pointer may point back to.
pub(crate) struct Candidate {
    pub(crate) pointed: Pointed,
    pub(crate) features: Features,
}

/// Whether a phrase points back to one person; people by number and those who speak are no matter here.
pub(crate) fn points(row: &Row, p: &Phrase) -> bool {
    let other = |t: &Token| t.any(&[Class::FirstPerson, Class::PronounGroup]);
    p.head == Head::PersonPronoun && !row.tokens[p.tokens.clone()].iter().any(other)
}

/// For each phrase of a sentence what it points back to.
pub(crate) fn resolve(
    weights: &Weights,
    row: &Row,
    text: &Text<'_>,
    phrases: &[Phrase],
    before: &Discourse,
) -> Vec<Option<Pointed>> {
    let mut out: Vec<Option<Pointed>> = Vec::with_capacity(phrases.len());
    for (i, p) in phrases.iter().enumerate() {
        let best = points(row, p)
            .then(|| candidates(row, text, phrases, before, &out, i))
            .into_iter()
            .flatten()
            .map(|c| (score(weights, &c.features), c.pointed))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        out.push(best.map(|(_, mut pointed)| {
            pointed.who.carried = Some(POINTS);
            pointed
        }));
    }
    out
}

/// How much speaks for a candidate.
pub(crate) fn score(weights: &Weights, features: &Features) -> f32 {
    let mut out = [0.0];
    weights.score(features, &mut out);
    out[0]
}

/// The same without a model: the person named before the pronoun, in Chinese the one whom the sentence before spoke of
/// first unless the pronoun opens a clause.
pub(crate) fn by_rules(
    row: &Row,
    text: &Text<'_>,
    phrases: &[Phrase],
    before: &Discourse,
) -> Vec<Option<Pointed>> {
    let one = |(at, p): (usize, &Phrase)| {
        if !points(row, p) {
            return None;
        }
        let named = |i: usize| {
            let n = phrases[i].name.as_ref()?;
            Some(Pointed { who: Entity::of_name(text, n, phrases[i].core.clone()), phrase: Some(i) })
        };
        let here = phrases[..at].iter().rposition(|q| q.head == Head::Person && q.governor.is_none());
        let here = here.filter(|_| !row.chinese || opens(row, p)).and_then(named);
        // «Announcing his move, Ada wrote»: forward.
        let possessive = || row.tokens[p.tokens.clone()].iter().any(|t| t.is(Class::PronounPoss));
        let ahead = || {
            phrases.iter().position(|q| {
                let comma = |k: usize| row.tokens[k].punct == Some(',');
                q.head == Head::Person
                    && q.governor.is_none()
                    && q.tokens.start > p.tokens.end
                    && q.tokens.start.checked_sub(1).is_some_and(comma)
            })
        };
        let here = here.or_else(|| (!row.chinese && possessive()).then(ahead).flatten().and_then(named));
        let earlier = || before.person.clone().map(|who| Pointed { who, phrase: None });
        let mut pointed = here.or_else(earlier)?;
        pointed.who.carried = Some(POINTS);
        Some(pointed)
    };
    phrases.iter().enumerate().map(one).collect()
}

/// For the derivation: how a person was found.
const POINTS: &str = "the person a pronoun points back to";

/// All that a phrase may point back to, with what speaks for each; `earlier` is what the phrases before it point to.
pub(crate) fn candidates(
    row: &Row,
    text: &Text<'_>,
    phrases: &[Phrase],
    before: &Discourse,
    earlier: &[Option<Pointed>],
    at: usize,
) -> Vec<Candidate> {
    let p = &phrases[at];
    let place = Place::of(row, text, p);
    let mut found: Vec<(Pointed, Features)> = Vec::new();
    let mut add = |pointed: Pointed, f: Features| match found.iter_mut().find(|x| x.0.who.same(&pointed.who))
    {
        // Named several times: all of it speaks for the same one, the nearest naming first.
        Some(known) => known.1.extend(f.into_iter().map(|x| x ^ 0x5bd1_e995)),
        None => found.push((pointed, f)),
    };
    let here = |q: &Phrase| {
        let n = q.name.as_ref().filter(|_| q.head == Head::Person)?;
        Some(Entity::of_name(text, n, q.core.clone()))
    };
    // Whom an earlier pronoun of the sentence made he or she, else one of a sentence before.
    let known = |who: &Entity| {
        let here = earlier.iter().zip(phrases).rev().find_map(|(e, q)| {
            let g = gender(&text.folded.text[q.core.clone()]);
            e.as_ref().filter(|e| g != 0 && e.who.same(who)).map(|_| g)
        });
        here.or_else(|| before.spoken.iter().find(|s| s.who.same(who)).map(|s| s.gender))
    };
    let mut nearer = 0;
    let first = phrases.iter().position(|q| here(q).is_some());
    for (i, q) in phrases[..at].iter().enumerate().rev() {
        if let Some(Some(same)) = earlier.get(i) {
            let f = place.pointed_here(row, q, p);
            add(Pointed { who: same.who.clone(), phrase: same.phrase }, f);
            continue;
        }
        let Some(who) = here(q) else { continue };
        let f = place.named_here(row, text, phrases, i, p, nearer, first == Some(i));
        nearer += 1;
        add(Pointed { who, phrase: Some(i) }, f);
    }
    // «Announcing his move, Ada wrote»: forward, within English sentences.
    if !row.chinese
        && place.possessive
        && let Some(i) = phrases.iter().position(|q| q.tokens.start > p.tokens.end && here(q).is_some())
        && let Some(who) = here(&phrases[i])
    {
        let mut f = place.named_here(row, text, phrases, i, p, nearer, first == Some(i));
        f.push(place.mark(470).done());
        add(Pointed { who, phrase: Some(i) }, f);
    }
    for (rank, s) in before.spoken.iter().rev().enumerate() {
        let f = place.spoken_before(before, s, rank, nearer);
        add(Pointed { who: s.who.clone(), phrase: None }, f);
    }
    let many = found.len().min(4) as u64;
    found
        .into_iter()
        .enumerate()
        .map(|(k, (pointed, mut features))| {
            features.push(place.mark(471).num(k.min(3) as u64).num(many).done());
            let agrees = match (place.gender, known(&pointed.who).unwrap_or(0)) {
                (0, _) | (_, 0) => 0,
                (a, b) => 1 + u64::from(a == b),
            };
            features.push(feature(472).num(agrees).done());
            Candidate { pointed, features }
        })
        .collect()
}

/// Where a pointer stands.
struct Place {
    /// Script and position as one number: no feature mixes them.
    key: u64,
    words: u64,
    possessive: bool,
    gender: u64,
    /// What follows it.
    next: u64,
    quoted: bool,
}

impl Place {
    fn of(row: &Row, text: &Text<'_>, p: &Phrase) -> Self {
        let t = &row.tokens;
        let words = &text.folded.text[p.core.clone()];
        let next = t.get(p.tokens.end);
        let possessive = t[p.tokens.clone()].iter().any(|x| x.is(Class::PronounPoss))
            || next.is_some_and(|x| x.is(Class::De));
        let opening = opens(row, p);
        let position = match (opening, p.governor) {
            _ if possessive => 1 + u64::from(opening && p.clause == 0),
            (_, Some(_)) => 3,
            (true, _) if p.clause == 0 => 4,
            (true, _) => 5,
            _ if p.tokens.start > 0 && t[p.tokens.start - 1].verb => 6,
            _ => 7,
        };
        Self {
            key: position * 2 + u64::from(row.chinese),
            words: linear::text(words),
            possessive,
            gender: gender(words),
            next: next.map_or(1, |x| if x.verb { 2 } else { says(x) }),
            quoted: text.quoted_in(p.core.clone()).next().is_some(),
        }
    }

    fn mark(&self, template: u32) -> Hash {
        feature(template).num(self.key)
    }

    /// Features of one that an earlier pronoun of the sentence points to.
    fn pointed_here(&self, row: &Row, q: &Phrase, p: &Phrase) -> Features {
        let apart = u64::from(p.clause.abs_diff(q.clause).min(3));
        let governed = u64::from(q.governor.is_some());
        vec![
            self.mark(401).done(),
            self.mark(402).num(apart).num(governed).num(u64::from(opens(row, q))).done(),
            feature(403).num(apart).done(),
        ]
    }

    /// Features of one that the sentence names.
    #[expect(clippy::too_many_arguments, reason = "one step of candidates, split for reading")]
    fn named_here(
        &self,
        row: &Row,
        text: &Text<'_>,
        phrases: &[Phrase],
        i: usize,
        p: &Phrase,
        nearer: usize,
        first: bool,
    ) -> Features {
        let q = &phrases[i];
        let t = &row.tokens;
        let apart = u64::from(p.clause.abs_diff(q.clause).min(3));
        let governor =
            q.governor.map_or(0, |g| 1 + MARKERS.iter().position(|c| t[g].is(*c)).unwrap_or(20) as u64);
        let opening = u64::from(opens(row, q));
        let listed = u64::from(phrases.iter().filter(|o| o.list == q.list).count() > 1);
        let speaks = t[q.tokens.end..].iter().take(3).map(says).max().unwrap_or(0);
        let quoted = u64::from(text.quoted_in(q.core.clone()).next().is_some());
        let nearer = nearer.min(3) as u64;
        let object = u64::from(q.tokens.start > 0 && t[q.tokens.start - 1].verb);
        vec![
            self.mark(410).done(),
            self.mark(411).num(apart).done(),
            self.mark(412).num(governor).done(),
            self.mark(413).num(opening).num(u64::from(first)).done(),
            self.mark(414).num(nearer).num(u64::from(first)).done(),
            self.mark(415).num(listed).done(),
            self.mark(416).num(speaks).done(),
            self.mark(417).num(quoted).num(u64::from(self.quoted)).done(),
            self.mark(418).num(object).num(apart).done(),
            self.mark(419).num(apart).num(opening).num(nearer).num(u64::from(governor != 0)).done(),
            feature(420).num(self.words).num(nearer).num(u64::from(first)).done(),
            feature(421).num(self.words).num(apart).num(opening).done(),
            self.mark(422).num(speaks).num(apart).num(self.next).done(),
            feature(423).num(u64::from(q.role.is_some())).num(u64::from(q.former)).done(),
            feature(424).num(apart).num(opening).num(object).num(governor).done(),
        ]
    }

    /// Features of one that was spoken of before the sentence.
    fn spoken_before(&self, before: &Discourse, s: &Spoken, rank: usize, nearer: usize) -> Features {
        let ago = (before.sentence - s.sentence.min(before.sentence)).min(3) as u64;
        let rank = rank.min(3) as u64;
        let nearer = nearer.min(2) as u64;
        let times = u64::from(s.times.min(4));
        let lead = u64::from(before.person.as_ref().is_some_and(|e| e.same(&s.who)));
        vec![
            self.mark(430).done(),
            self.mark(431).num(ago).num(nearer).done(),
            self.mark(432).num(rank).num(ago).done(),
            self.mark(433).num(times).done(),
            self.mark(434).num(lead).num(nearer).done(),
            self.mark(435).num(u64::from(s.first)).num(u64::from(s.governed)).done(),
            self.mark(436).num(u64::from(s.listed)).done(),
            feature(438).num(self.words).num(rank).done(),
            feature(439).num(self.words).num(lead).num(ago).done(),
            self.mark(440).num(rank).num(u64::from(s.first)).num(nearer).done(),
            self.mark(441).num(lead).num(rank).num(self.next).done(),
        ]
    }
}

/// Whether a token tells of speaking.
fn says(t: &Token) -> u64 {
    if t.any(&[Class::Speech, Class::Report, Class::Announce]) { 3 } else { 0 }
}

/// He or she, where the words tell.
fn gender(words: &str) -> u64 {
    match words {
        "he" | "him" | "his" => 1,
        "she" | "her" | "hers" => 2,
        w if w.starts_with('他') => 1,
        w if w.starts_with('她') => 2,
        _ => 0,
    }
}

/// Whether a phrase stands at the beginning of its clause, but for a word or two.
pub(crate) fn opens(row: &Row, p: &Phrase) -> bool {
    let start = row.tokens.iter().position(|t| t.clause == p.clause).unwrap_or(0);
    p.tokens.start.saturating_sub(start) <= 1
}

impl Discourse {
    /// Takes in the people that a sentence which was read speaks of.
    pub(crate) fn speak(&mut self, text: &Text<'_>, phrases: &[Phrase], pointed: &[Option<Pointed>]) {
        for (i, q) in phrases.iter().enumerate() {
            let pointer = pointed.get(i).and_then(Option::as_ref);
            let who = match (&q.name, pointer) {
                (Some(n), _) if q.head == Head::Person => Entity::of_name(text, n, q.core.clone()),
                (_, Some(same)) => same.who.clone(),
                _ => continue,
            };
            let words = &text.folded.text[q.core.clone()];
            let gender = if pointer.is_some() { gender(words) } else { 0 };
            let old = self.spoken.iter().position(|s| s.who.same(&who)).map(|k| self.spoken.remove(k));
            let again = old.as_ref().filter(|o| o.sentence == self.sentence);
            let first = self.spoken.iter().all(|s| s.sentence != self.sentence);
            self.spoken.push(Spoken {
                sentence: self.sentence,
                times: old.as_ref().map_or(0, |o| o.times) + 1,
                first: again.map_or(first, |o| o.first),
                governed: q.governor.is_some() && again.is_none_or(|o| o.governed),
                listed: phrases.iter().filter(|o| o.list == q.list).count() > 1,
                gender: if gender != 0 { gender } else { old.as_ref().map_or(0, |o| o.gender) },
                who,
            });
            if self.spoken.len() > 8 {
                self.spoken.remove(0);
            }
        }
    }
}
