//! Where somebody was before, told in a sentence of its own: «Northgate has hired Ada Voss. She previously worked at Larkspur.»

use serde::Deserialize;
use tradewire_kb::KnowledgeBase;
use tradewire_model::{Claim, ClaimKind, Name, Role, Step, Value};

use crate::ExtractError;
use crate::class::Class;
use crate::discourse::Entity;
use crate::fill::{Filled, Filler, Scene, entity, step};
use crate::frame::Frame;
use crate::learned::linear::Weights;
use crate::phrase::{Head, Of, Phrase};
use crate::rules::Rules;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    cues: Vec<String>,
    #[serde(default)]
    before: Vec<String>,
}

/// Words that open what is told of the past, `rules/<lang>/origins.toml`.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    zh: Vec<String>,
    en: Vec<String>,
    /// Words of time in front of 在 and a firm where somebody was before.
    before: Vec<String>,
}

impl Origins {
    pub(crate) fn load(rules: &Rules) -> Result<Self, ExtractError> {
        let of = |path: &str| -> Result<Words, ExtractError> {
            toml::from_str(rules.file(path)?)
                .map_err(|e| ExtractError::Toml { file: path.to_owned(), message: e.to_string() })
        };
        let (zh, en) = (of("zh/origins.toml")?, of("en/origins.toml")?);
        Ok(Self { zh: zh.cues, en: en.cues, before: zh.before })
    }
}

/// Whom a sentence says to have been where.
pub(crate) struct Origin {
    person: Entity,
    org: Entity,
    /// The words that say so.
    step: Step,
}

/// 他此前在北门科技任总监，上月到岗: nobody comes to where they were before; they come from there.
pub(crate) fn no_goal(
    scene: &Scene<'_>,
    frames: &[Frame],
    fills: &mut [Filled],
    origins: &Origins,
    implied: Option<&Weights>,
) {
    let t = &scene.row.tokens;
    let was = |e: &Entity| {
        let p = scene.phrases.iter().find(|p| p.head == Head::Org && p.core == e.range);
        p.and_then(|p| p.governor).filter(|g| t[*g].is(Class::At)).is_some_and(|at| {
            let start = t[..at].iter().find(|x| x.clause == t[at].clause).map_or(t[at].start, |x| x.start);
            let words = &scene.text.folded.text[start..t[at].start];
            origins.before.iter().any(|w| words.contains(w.as_str()))
        })
    };
    for f in fills.iter_mut().filter(|f| frames[f.frame as usize].is(&["join", "return", "promotion"])) {
        let Some(org) = f.org(Role::To).filter(|e| was(e)).cloned() else { continue };
        f.slots.retain(|s| s.0 != Role::To);
        // 小红书副总裁某某到岗，他此前在Snap任职: where they are said to be now is where they have come.
        let home = f.people().first().and_then(|x| x.1).map(|i| &scene.phrases[i]).filter(|p| !p.former);
        let now = home.and_then(|p| match &p.org {
            Some(Of::Name(n, r)) => Some(Entity::of_name(scene.text, n, r.clone())),
            _ => None,
        });
        if let Some(now) = now.filter(|e| f.org(Role::From).is_some_and(|w| w.same(e))) {
            f.slots.retain(|s| s.0 != Role::From);
            f.slots.push((Role::To, Filler::Orgs(vec![now]), false));
            f.slots.push((Role::From, Filler::Orgs(vec![org]), false));
            continue;
        }
        if f.get(Role::From).is_none() {
            f.slots.push((Role::From, Filler::Orgs(vec![org]), false));
        }
        if let Some(weights) = implied {
            crate::implied::whither(weights, scene, f);
        }
    }
}

/// 北门科技新任总经理林知远7月10日上任: the firm and the post that describe whoever arrives are those taken up.
pub(crate) fn arrives(scene: &Scene<'_>, frames: &[Frame], fills: &mut [Filled]) {
    const ARRIVES: &[&str] = &["上任", "到任", "就任", "履新", "到岗", "赴任", "走马上任", "履职"];
    let arrives = |f: &Filled| {
        ARRIVES.contains(&&scene.text.folded.text[scene.row.tokens[f.trigger].range()])
            && frames[f.frame as usize].is(&["join"])
            && f.get(Role::To).is_none()
    };
    for f in fills.iter_mut().filter(|f| scene.row.chinese && arrives(f)) {
        let Some(p) = f.people().first().and_then(|x| x.1).map(|i| &scene.phrases[i]) else { continue };
        let (Some(Of::Name(n, r)), Some(post), false) = (&p.org, &p.role, p.former) else { continue };
        let now = Entity::of_name(scene.text, n, r.clone());
        let here = |s: &(Role, Filler, bool)| match &s.1 {
            Filler::Orgs(o) => s.0 == Role::From && o.iter().any(|e| e.same(&now)),
            Filler::Words(r) => s.0 == Role::RoleBefore && r == post,
            _ => false,
        };
        f.slots.retain(|s| !here(s));
        if f.get(Role::RoleAfter).is_none() {
            f.slots.push((Role::RoleAfter, Filler::Words(post.clone()), false));
        }
        f.slots.push((Role::To, Filler::Orgs(vec![now]), false));
    }
}

/// What a sentence tells of one person's past.
pub(crate) fn told(scene: &Scene<'_>, origins: &Origins) -> Option<Origin> {
    let folded = &scene.text.folded.text;
    let chinese = scene.row.chinese;
    let words = &folded[scene.row.range.clone()];
    let cues = if chinese { &origins.zh } else { &origins.en };
    let at = cues.iter().filter_map(|c| words.find(c.as_str())).min()? + scene.row.range.start;
    let person = person(scene)?;
    let org = scene.phrases.iter().filter(|p| p.core.end > at).find_map(|p| place(scene, p))?;
    let step =
        step(scene, Role::From.as_str(), org.range.clone(), "where another sentence has the person before");
    Some(Origin { person, org, step })
}

/// The one person that a sentence speaks of: named, pointed to, or the one named last where it has no subject.
fn person(scene: &Scene<'_>) -> Option<Entity> {
    let mut named = scene.phrases.iter().filter(|p| p.head == Head::Person).filter_map(|p| entity(scene, p));
    let mut pointed = (0..scene.phrases.len()).filter_map(|i| scene.pointed(i)).map(|p| p.who.clone());
    let one = match named.next().or_else(|| pointed.next()) {
        Some(one) => one,
        None if scene.row.chinese => scene.before.last_person.clone()?,
        None => return None,
    };
    named.chain(pointed).all(|o| o.same(&one)).then_some(one)
}

/// The organisation of a phrase that says where somebody was: behind «at», or in the description of a post.
fn place(scene: &Scene<'_>, p: &Phrase) -> Option<Entity> {
    let t = &scene.row.tokens;
    match (&p.head, &p.org) {
        (Head::Org, _)
            if p.governor
                .is_some_and(|g| t[g].any(&[Class::At, Class::For, Class::Of, Class::From, Class::With])) =>
        {
            entity(scene, p)
        }
        (Head::Role, Some(Of::Name(n, r))) => Some(Entity::of_name(scene.text, n, r.clone())),
        _ => None,
    }
}

/// Whether a claim is a move of which it is not told where the person came from.
pub(crate) fn lacks(c: &Claim) -> bool {
    c.kind == ClaimKind::Move
        && c.args.text(Role::Type) == Some("join")
        && c.args.has(Role::To)
        && !c.args.has(Role::From)
}

/// Gives the moves of the last sentences that lack it where their person came from.
pub(crate) fn fill(claims: &mut [Claim], origin: &Origin, kb: &KnowledgeBase) {
    let (person, from) = (origin.person.name(kb), origin.org.name(kb));
    let same = |a: &Name, b: &Name| {
        a.id.is_some() && a.id == b.id
            || a.text == b.text
            || a.name.as_ref().is_some_and(|n| *n == b.text || Some(n) == b.name.as_ref())
            || b.name.as_ref().is_some_and(|n| *n == a.text)
    };
    let of = |c: &Claim| matches!(c.args.names(Role::Person)[..], [ref one] if same(one, &person));
    // «… as chief scientist. Voss joins from Meta. Before that she worked at Apple»: the sentence that says whence goes first.
    let stated =
        claims.iter().filter(|c| c.kind == ClaimKind::Move && of(c) && c.args.has(Role::From)).find_map(
            |c| Some((c.args.names(Role::To).first()?.clone(), c.args.names(Role::From).first()?.clone())),
        );
    for c in claims
        .iter_mut()
        .filter(|c| lacks(c) && of(c) && !c.args.names(Role::To).iter().any(|to| same(to, &from)))
    {
        let here = |to: &Name| c.args.names(Role::To).iter().any(|o| same(o, to));
        let from = match &stated {
            Some((to, from)) if here(to) => from,
            _ => &from,
        };
        c.args.set(Role::From, Value::Name(from.clone()));
        c.derivation.steps.push(origin.step.clone());
        c.id = Claim::content_id(&c.doc, c.span, c.kind, &c.args);
    }
}
