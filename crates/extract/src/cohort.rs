//! People by number who moved in one sentence and are named in the next: «hired three researchers. They are A, B and C».

use tradewire_model::{Args, ClaimKind, Role, Step, Value};

use crate::build::{Draft, own_description};
use crate::class::Class;
use crate::discourse::Entity;
use crate::fill::{Scene, cover, entity};
use crate::phrase::Head;

/// A counted group that moved.
#[derive(Debug, Clone)]
pub(crate) struct Cohort {
    /// What is told of it.
    args: Args,
    frame: u16,
    parties: Vec<Entity>,
    share: Option<f32>,
    /// How many they are, if that is exact.
    count: Option<usize>,
    /// In which sentence.
    sentence: usize,
}

/// The last counted group of a sentence that moved and whose members it does not name.
pub(crate) fn of(scene: &Scene<'_>, made: &[Draft]) -> Option<Cohort> {
    let moves = || made.iter().filter(|d| d.kind == ClaimKind::Move);
    moves()
        .filter(|d| d.args.has(Role::Group) && d.args.has(Role::Count))
        .find(|d| !moves().any(|o| o.trigger == d.trigger && o.args.has(Role::Person)))
        .map(|d| Cohort {
            args: d.args.clone(),
            frame: d.frame,
            parties: d.parties.clone(),
            share: d.share,
            count: match d.args.get(Role::Count) {
                Some(Value::Count(c)) => usize::try_from(c.value.normalize().mantissa())
                    .ok()
                    .filter(|_| c.bound == tradewire_model::Bound::Exact),
                _ => None,
            },
            sentence: scene.before.sentence,
        })
}

/// A claim for each of those whom a sentence names as the group of the one before.
pub(crate) fn named(scene: &Scene<'_>) -> Vec<Draft> {
    let Some(cohort) = scene.before.cohort.as_ref().filter(|c| c.sentence + 2 >= scene.before.sentence)
    else {
        return Vec::new();
    };
    let t = &scene.row.tokens;
    // «The researchers, A, B and C, …», «They include A», 这四人分别是…, 其中包括…: at the head of the sentence.
    let pointing = |i: usize| {
        let p = &scene.phrases[i];
        let group = matches!(p.head, Head::Group | Head::PersonPronoun)
            && t[p.tokens.clone()]
                .iter()
                .any(|x| x.any(&[Class::Group, Class::PronounGroup]) || x.quantity.is_some());
        group && p.org.is_none() && p.tokens.start <= 4 && p.clause == 0
    };
    let among = t.iter().take(3).position(|x| x.is(Class::Include)).map(|k| k + 1);
    // «Among those hired are A and B»
    let among = among.or_else(|| {
        let first = t.first().is_some_and(|x| &scene.text.folded.text[x.range()] == "among");
        let people = t.iter().take(4).any(|x| {
            x.any(&[Class::Group, Class::PronounGroup]) || &scene.text.folded.text[x.range()] == "those"
        });
        let be = t.iter().take(9).position(|x| x.is(Class::Be))?;
        (first && people && t[..be].iter().all(|x| x.punct.is_none())).then_some(be + 1)
    });
    let head = (0..scene.phrases.len()).find(|&i| pointing(i)).map(|i| scene.phrases[i].tokens.end);
    let opening = t.first().is_some_and(|x| &scene.text.folded.text[x.range()] == "among");
    let Some(from) = among.filter(|_| opening).or(head).or(among) else { return Vec::new() };
    let Some(first) = scene.phrases.iter().position(|p| p.head == Head::Person && p.tokens.end > from) else {
        return Vec::new();
    };
    let gap = &t[from.min(scene.phrases[first].tokens.start)..scene.phrases[first].tokens.start];
    // 三人分别是负责视频生成的甲、负责强化学习的乙以及丙: each with what he does, whatever words that takes.
    let each = scene.row.chinese && gap.len() <= 9 && gap.first().is_some_and(|x| x.is(Class::Each));
    let linked = each
        || gap.len() <= 5
            && gap.iter().all(|x| {
                matches!(x.punct, Some(',' | ':' | '—' | '–' | '-' | '('))
                    || x.any(&[
                        Class::Be,
                        Class::Include,
                        Class::Each,
                        Class::Article,
                        Class::Role,
                        Class::Former,
                        Class::De,
                    ])
                    || x.name.is_some()
                    || x.plain()
            })
            && (gap.is_empty() && scene.row.chinese
                || gap.iter().any(|x| {
                    x.punct.is_some()
                        || x.any(&[Class::Be, Class::Include, Class::Each])
                        || scene.row.chinese && x.plain()
                }));
    if !linked {
        return Vec::new();
    }
    let includes = among.is_some()
        || gap.iter().any(|x| {
            x.is(Class::Include) || scene.text.folded.text[x.range()].starts_with("include") && x.latin
        });
    let list: Vec<usize> = (first..scene.phrases.len())
        .filter(|&i| {
            let p = &scene.phrases[i];
            // «They include A, who was …, and B»: the list goes on behind what is said of A.
            let goes_on = includes
                && !scene.row.chinese
                && p.governor.is_none()
                && p.tokens.start.checked_sub(1).is_some_and(|k| t[k].is(Class::Conj))
                && p.tokens.start.checked_sub(2).is_some_and(|k| t[k].punct == Some(','));
            p.head == Head::Person && (each || p.list == scene.phrases[first].list || goes_on)
        })
        .collect();
    if list.len() < 2 && !includes || !includes && cohort.count.is_some_and(|n| n != list.len()) {
        return Vec::new();
    }
    list.into_iter()
        .filter_map(|i| {
            let e = entity(scene, &scene.phrases[i])?;
            let mut args = cohort.args.clone();
            for r in [Role::Group, Role::Count, Role::RoleBefore] {
                args.remove(r);
            }
            args.set(Role::Person, Value::Name(e.name(scene.kb)));
            own_description(scene, Some(i), 2, &mut args);
            let at = scene.phrases[first].tokens.start;
            Some(Draft {
                kind: ClaimKind::Move,
                args,
                extent: cover(&t[at].range(), &e.range),
                trigger: at,
                frame: cohort.frame,
                parties: cohort.parties.iter().cloned().chain([e.clone()]).collect(),
                steps: vec![Step {
                    what: "person".to_owned(),
                    text: e.text.clone(),
                    span: None,
                    how: "named member of the group that moved in the sentence before".to_owned(),
                }],
                carried: 2,
                quantities: Vec::new(),
                share: cohort.share,
                guessed: false,
            })
        })
        .collect()
}
