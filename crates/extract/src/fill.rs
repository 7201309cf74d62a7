//! Fills the slots of a frame around its trigger.

use std::collections::HashMap;
use std::ops::Range;

use tradewire_kb::{Class as KbClass, KnowledgeBase};
use tradewire_model::{ClaimKind, Role, Step, TextSpan};
use tradewire_quantity::Kind;

use crate::class::Class;
use crate::discourse::{Discourse, Entity};
use crate::frame::{Frame, Needed, Place, Slot, Take, Want, Way};
use crate::inflect::Form;
use crate::phrase::{Head, Of, Phrase, between};
use crate::token::{NameClass, Row, Text, Token};

/// All that is known of a sentence.
pub(crate) struct Scene<'a> {
    pub(crate) text: &'a Text<'a>,
    pub(crate) kb: &'a KnowledgeBase,
    pub(crate) row: &'a Row,
    pub(crate) phrases: &'a [Phrase],
    pub(crate) before: &'a Discourse,
}

/// What fills a slot.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Filler {
    /// People by name.
    People(Vec<(Entity, Option<usize>)>),
    /// Organisations.
    Orgs(Vec<Entity>),
    /// An unnamed group: its phrase.
    Group(usize),
    /// Words of the text.
    Words(Range<usize>),
    /// A quantity.
    Amount(usize),
}

/// A frame whose slots are filled.
#[derive(Debug, Clone)]
pub(crate) struct Filled {
    pub(crate) frame: u16,
    pub(crate) trigger: usize,
    pub(crate) slots: Vec<(Role, Filler, String)>,
    /// The person that acts for an organisation.
    pub(crate) by: Option<Entity>,
    pub(crate) steps: Vec<Step>,
    /// Bytes of everything in this sentence that took part.
    pub(crate) extent: Range<usize>,
    /// Slots that were carried over from elsewhere.
    pub(crate) carried: usize,
}

impl Filled {
    pub(crate) fn get(&self, role: Role) -> Option<&Filler> {
        self.slots.iter().find(|s| s.0 == role).map(|s| &s.1)
    }
}

/// The rounds in which slots are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    Near,
    Parts,
    Far,
    Carried,
}

/// How the clause around a trigger is built.
struct Clause {
    /// Index of the trigger's token.
    at: usize,
    passive: bool,
    /// Phrase after 被 or by.
    agent: Option<usize>,
    /// Phrase after 把 or 将.
    ba: Option<usize>,
    /// Phrase after 的 behind the trigger: 挖走的林知远.
    head: Option<usize>,
    noun: bool,
}

/// Fills a frame at a trigger; nothing where its needs are not met.
pub(crate) fn fill(scene: &Scene<'_>, frame: &Frame, index: u16, at: usize, form: Form) -> Option<Filled> {
    let clause = clause(scene, frame, at, form);
    let t = &scene.row.tokens[at];
    let mut filled = Filled {
        frame: index,
        trigger: at,
        slots: Vec::new(),
        by: None,
        steps: vec![step(scene, "trigger", t.range(), frame.id.as_str())],
        extent: t.range(),
        carried: 0,
    };
    let mut used: Vec<usize> = Vec::new();
    // What stands in its place first, then what descriptions say, then what the clauses before give, then what is
    // carried over.
    for pass in [Pass::Near, Pass::Parts, Pass::Far, Pass::Carried] {
        for slot in &frame.slots {
            if filled.get(slot.role).is_some() {
                continue;
            }
            for way in &slot.ways {
                if let Some(f) = take(scene, &clause, frame, slot, way, &mut used, &mut filled, pass) {
                    filled.slots.push((slot.role, f, way.text.clone()));
                    break;
                }
            }
        }
    }
    Some(filled)
}

/// Whether everything that a frame must have is there.
pub(crate) fn satisfied(
    scene: &Scene<'_>,
    frame: &Frame,
    filled: &Filled,
    extra: &dyn Fn(Role) -> bool,
) -> bool {
    frame.needs.iter().all(|n| {
        n.0.iter().any(|x| match x {
            Needed::Role(r) => filled.get(*r).is_some() || extra(*r),
            Needed::OfferWord => {
                scene.row.tokens.iter().any(|t| t.any(&[Class::Package, Class::SignOn, Class::Annual]))
            }
            Needed::Talent => {
                scene.row.tokens.iter().any(|t| t.any(&[Class::Group, Class::Role]))
                    || scene.phrases.iter().any(|p| p.head == Head::Group)
            }
        })
    })
}

fn clause(scene: &Scene<'_>, frame: &Frame, at: usize, form: Form) -> Clause {
    let t = &scene.row.tokens;
    let mut c = Clause { at, passive: false, agent: None, ba: None, head: None, noun: form == Form::Noun };
    let here = t[at].clause;
    let takes = |w: &Way| w.place == Place::Object && w.take == Take::Whole;
    let on_people = frame.slots.iter().any(|s| {
        s.role != Role::From
            && s.ways
                .iter()
                .any(|w| takes(w) && (w.wants.contains(&Want::Person) || w.wants.contains(&Want::Group)))
    });
    let transitive =
        on_people || matches!(frame.kind, ClaimKind::Deal | ClaimKind::Dispute | ClaimKind::Funding);
    if scene.row.chinese {
        // 被 X 挖走; 由 X 领投: the nearest such marker in the clause, with no other verb between it and the trigger.
        for k in (0..at).rev() {
            if t[k].clause != here {
                break;
            }
            if t[k].is(Class::By)
                && transitive
                && !(t[k].is(Class::To)
                    && !t[k].is(Class::Plan)
                    && t[k].end - t[k].start == 3
                    && scene.text.folded.text[t[k].range()].starts_with('为'))
            {
                let after = scene
                    .phrases
                    .iter()
                    .position(|p| p.tokens.start > k && p.tokens.start <= k + 3 && p.tokens.end <= at);
                let direct = k + 1 == at || (k + 2 == at && t[k + 1].plain());
                if after.is_some() || direct {
                    c.passive = true;
                    c.agent = after;
                }
                break;
            }
            if t[k].is(Class::Ba)
                && let Some(p) = scene
                    .phrases
                    .iter()
                    .position(|p| p.tokens.start > k && p.tokens.start <= k + 3 && p.tokens.end <= at)
                && c.ba.is_none()
                && between(t, scene.phrases[p].tokens.end, at).len() <= 6
            {
                c.ba = Some(p);
            }
        }
        // Relative clause: 的 behind the trigger and the phrase after it.
        let mut k = at + 1;
        while k < t.len() && t[k].clause == here {
            if t[k].is(Class::De) {
                // A 的 inside a phrase (云杉智能的研究员) is not it.
                if let Some(p) = scene.phrases.iter().find(|p| p.tokens.start < k && k < p.tokens.end) {
                    k = p.tokens.end;
                    continue;
                }
                c.head = scene
                    .phrases
                    .iter()
                    .position(|p| p.tokens.start > k && p.tokens.start <= k + 4 && p.clause == here);
                break;
            }
            k += 1;
        }
    } else if matches!(form, Form::Past) {
        let be = (at.saturating_sub(4)..at)
            .rev()
            .take_while(|&k| t[k].punct.is_none())
            .find(|&k| t[k].is(Class::Be));
        let next = t.get(at + 1);
        let object_follows = scene.phrases.iter().any(|p| {
            p.tokens.start > at
                && p.tokens.start <= at + 3
                && p.governor.is_none_or(|g| g <= at)
                && p.clause == here
        });
        let reduced = transitive && next.is_some_and(|n| n.any(&[Class::From, Class::By])) && !object_follows;
        c.passive = transitive && be.is_some() && !t.get(at + 1).is_some_and(|n| n.is(Class::Be)) || reduced;
        // «have hired» has no be.
        if let Some(b) = be
            && between(t, b + 1, at).iter().any(|x| x.name.is_some())
        {
            c.passive = reduced;
        }
        if c.passive {
            c.agent = scene.phrases.iter().position(|p| {
                p.tokens.start > at
                    && p.clause.abs_diff(here) <= 1
                    && p.governor.is_some_and(|g| g > at && t[g].is(Class::By))
            });
        }
    }
    c
}

fn step(scene: &Scene<'_>, what: &str, range: Range<usize>, how: &str) -> Step {
    let source = scene.text.folded.map.to_source(range.clone());
    Step {
        what: what.to_owned(),
        text: scene.text.words(range).to_owned(),
        span: Some(TextSpan::of(source)),
        how: how.to_owned(),
    }
}

/// Whether a phrase is what a slot wants.
fn suits(scene: &Scene<'_>, p: &Phrase, wants: &[Want]) -> bool {
    wants.iter().any(|w| match w {
        Want::Person => {
            matches!(p.head, Head::Person | Head::PersonPronoun) || p.head == Head::Open && p.org.is_some()
        }
        Want::Org => {
            matches!(p.head, Head::Org | Head::OrgPronoun)
                || p.head == Head::Open && p.role.is_none()
                || p.head == Head::Outlet && p.name.as_ref().is_some_and(|n| n.kb.is_some())
        }
        Want::Group => {
            p.head == Head::Group && !(p.core.len() <= 3)
                || p.head == Head::Role && p.org.is_some() && plural(scene, p)
        }
        Want::Role => matches!(p.head, Head::Role | Head::Group),
        Want::Unit => p.head == Head::Org || p.head == Head::Open || p.head == Head::Generic,
        Want::Amount => false,
    }) && !(p.head == Head::PersonPronoun && scene.before.person.is_none())
        && !(p.head == Head::OrgPronoun && scene.before.org.is_none() && scene.before.topic_org.is_none())
}

/// Whether a role names a sort of people, as 工程师 does and 首席执行官 does not.
fn plural(scene: &Scene<'_>, p: &Phrase) -> bool {
    scene.row.tokens[p.tokens.clone()]
        .iter()
        .rev()
        .find(|t| t.any(&[Class::Role, Class::Group]))
        .is_some_and(|t| t.is(Class::Group))
}

/// Tries one way to fill a slot.
#[expect(clippy::too_many_arguments, reason = "one step of fill, split for reading")]
fn take(
    scene: &Scene<'_>,
    c: &Clause,
    frame: &Frame,
    slot: &Slot,
    way: &Way,
    used: &mut Vec<usize>,
    filled: &mut Filled,
    pass: Pass,
) -> Option<Filler> {
    if way.wants == [Want::Amount] {
        if pass != Pass::Near {
            return None;
        }
        let q = amount(scene, c, way.place)?;
        let range = scene.row.quantities[q].range.clone();
        filled.extent = cover(&filled.extent, &range);
        filled.steps.push(step(scene, slot.role.as_str(), range, &way.text));
        return Some(Filler::Amount(q));
    }
    if way.take != Take::Whole {
        if pass != Pass::Parts {
            return None;
        }
        // What the description of a phrase says; the phrase is the one that this place has given already, or would give.
        let wants = &[Want::Person, Want::Group, Want::Role];
        let p = place(scene, c, way.place, wants, &[], false)
            .or_else(|| place(scene, c, way.place, wants, &[], true))?;
        return part(scene, frame, p, way, filled, slot.role);
    }
    let p = match pass {
        Pass::Near if way.place == Place::Left => None,
        Pass::Near => place(scene, c, way.place, &way.wants, used, false),
        Pass::Far if way.place == Place::Left => place(scene, c, way.place, &way.wants, used, true),
        Pass::Far
            if matches!(way.place, Place::Subject) && !c.noun || way.place == Place::Object && c.passive =>
        {
            place(scene, c, way.place, &way.wants, used, true)
        }
        Pass::Parts => return described_org(scene, c, slot, way, filled),
        Pass::Carried => return carried(scene, c, frame, way, filled, slot.role),
        Pass::Far => None,
    };
    let p = p?;
    let phrase = &scene.phrases[p];
    used.push(p);
    let range = phrase.core.clone();
    filled.extent = cover(&filled.extent, &range);
    filled.steps.push(step(scene, slot.role.as_str(), range, &way.text));
    let members: Vec<usize> =
        scene.phrases.iter().enumerate().filter(|(_, q)| q.list == phrase.list).map(|(i, _)| i).collect();
    match phrase.head {
        Head::Person if way.wants.contains(&Want::Person) && !person_for_org(frame.kind, slot.role) => {
            let people: Vec<_> = members
                .iter()
                .filter(|&&m| matches!(scene.phrases[m].head, Head::Person | Head::Open))
                .filter_map(|&m| entity(scene, &scene.phrases[m]).map(|e| (e, Some(m))))
                .collect();
            for &m in &members {
                used.push(m);
                filled.extent = cover(&filled.extent, &scene.phrases[m].core);
            }
            Some(Filler::People(people))
        }
        Head::Person if way.wants.contains(&Want::Org) => {
            // A person acts for an organisation: 扎克伯格 for Meta.
            let e = entity(scene, phrase)?;
            let org = match &phrase.org {
                Some(Of::Name(n, r)) if !phrase.former && acts(scene, phrase) => {
                    Some(Entity::of_name(scene.text, n, r.clone()))
                }
                _ => affiliation(scene, &e),
            };
            let org = org?;
            filled.by = Some(e);
            Some(Filler::Orgs(vec![org]))
        }
        Head::PersonPronoun => {
            let demonstrative = scene.text.folded.text[phrase.core.clone()].starts_with(['这', '该'])
                || phrase.core.len() > 9;
            let mut e = if demonstrative { scene.before.last_person.clone() } else { None }
                .or_else(|| scene.before.person.clone())?;
            e.carried = Some("the person a pronoun points back to");
            filled.carried += 1;
            if person_for_org(frame.kind, slot.role) {
                let org = scene.before.person_org.clone().or_else(|| affiliation(scene, &e))?;
                filled.by = Some(e);
                return Some(Filler::Orgs(vec![org]));
            }
            Some(Filler::People(vec![(e, None)]))
        }
        Head::OrgPronoun => {
            let mut e = scene.before.topic_org.clone().or_else(|| scene.before.org.clone())?;
            e.carried = Some("the organisation a description points back to");
            filled.carried += 1;
            Some(Filler::Orgs(vec![e]))
        }
        Head::Group | Head::Role => Some(if way.wants.contains(&Want::Group) {
            Filler::Group(p)
        } else {
            Filler::Words(phrase.role.clone().unwrap_or_else(|| phrase.core.clone()))
        }),
        Head::Org | Head::Open | Head::Outlet
            if way.wants.contains(&Want::Person)
                && phrase.head == Head::Open
                && !person_for_org(frame.kind, slot.role) =>
        {
            Some(Filler::People(vec![(entity(scene, phrase)?, Some(p))]))
        }
        _ => {
            let orgs: Vec<Entity> = members
                .iter()
                .filter(|&&m| matches!(scene.phrases[m].head, Head::Org | Head::Open | Head::Outlet))
                .filter_map(|&m| entity(scene, &scene.phrases[m]))
                .collect();
            for &m in &members {
                used.push(m);
            }
            (!orgs.is_empty()).then_some(Filler::Orgs(orgs))
        }
    }
}

/// Whether a person in this role stands for an organisation: whoever a move goes to, or whoever bids.
fn person_for_org(kind: ClaimKind, role: Role) -> bool {
    matches!(role, Role::Bidder | Role::Acquirer | Role::Org) || role == Role::To && kind == ClaimKind::Move
}

pub(crate) fn entity(scene: &Scene<'_>, p: &Phrase) -> Option<Entity> {
    p.name.as_ref().map(|n| Entity::of_name(scene.text, n, p.core.clone()))
}

/// Words of roles whose bearers act for their organisation.
const ACTING: &[&str] = &[
    "ceo",
    "首席",
    "创始人",
    "创办人",
    "联创",
    "总裁",
    "董事长",
    "执行长",
    "总经理",
    "chief",
    "founder",
    "president",
    "chair",
    "负责人",
    "head",
    "boss",
    "director",
    "掌门人",
];

/// Whether the role in a phrase is one that acts for its organisation.
pub(crate) fn acts(scene: &Scene<'_>, p: &Phrase) -> bool {
    p.role.as_ref().is_some_and(|r| {
        let role = &scene.text.folded.text[r.clone()];
        ACTING.iter().any(|w| role.contains(w))
    })
}

/// The organisation a person is known to act for.
fn affiliation(scene: &Scene<'_>, e: &Entity) -> Option<Entity> {
    affiliated(scene.kb, e, &scene.text.orgs)
}

/// The organisation that the knowledge base knows a founder, executive or investor to act for: the one this document
/// speaks of most, else the last.
pub(crate) fn affiliated(kb: &KnowledgeBase, e: &Entity, spoken_of: &HashMap<u32, usize>) -> Option<Entity> {
    let entry = kb.entries().get(e.kb? as usize)?;
    if entry.file.contains("researchers") {
        return None;
    }
    let (i, org, _) = entry
        .affiliations
        .iter()
        .enumerate()
        .filter_map(|(rank, id)| {
            let (i, org) = kb.position(id)?;
            Some((i, org, (spoken_of.get(&u32::try_from(i).ok()?).copied().unwrap_or(0), rank)))
        })
        .max_by_key(|x| x.2)?;
    Some(Entity {
        text: org.name.clone(),
        kb: u32::try_from(i).ok(),
        full: None,
        range: e.range.clone(),
        carried: Some("the organisation the person is known to belong to"),
    })
}

/// «从华盛顿大学博士项目»: the organisation that describes the phrase at a place which has none of its own.
fn described_org(
    scene: &Scene<'_>,
    c: &Clause,
    slot: &Slot,
    way: &Way,
    filled: &mut Filled,
) -> Option<Filler> {
    if !way.wants.contains(&Want::Org) || matches!(way.place, Place::Subject) {
        return None;
    }
    let p = place(scene, c, way.place, &[Want::Group, Want::Role], &[], false)?;
    let Some(Of::Name(n, r)) = &scene.phrases[p].org else { return None };
    let e = Entity::of_name(scene.text, n, r.clone());
    filled.steps.push(step(scene, slot.role.as_str(), e.range.clone(), &way.text));
    filled.extent = cover(&filled.extent, &e.range);
    Some(Filler::Orgs(vec![e]))
}

/// What the description of a phrase gives: its organisation or its role.
fn part(
    scene: &Scene<'_>,
    frame: &Frame,
    p: usize,
    way: &Way,
    filled: &mut Filled,
    role: Role,
) -> Option<Filler> {
    let phrase = &scene.phrases[p];
    match way.take {
        Take::Role => {
            let r = phrase
                .role
                .clone()
                .filter(|_| matches!(phrase.head, Head::Person | Head::Open | Head::Group))?;
            filled.steps.push(step(scene, role.as_str(), r.clone(), &way.text));
            Some(Filler::Words(r))
        }
        _ => {
            if frame.former_only && !phrase.former {
                return None;
            }
            let e = match phrase.org.as_ref()? {
                Of::Name(n, r) => Entity::of_name(scene.text, n, r.clone()),
                Of::Pronoun => {
                    // 其, its: the organisation named last before it in the sentence, else before the sentence.
                    let near = scene.phrases[..p]
                        .iter()
                        .rev()
                        .find(|q| q.head == Head::Org)
                        .and_then(|q| entity(scene, q));
                    near.or_else(|| scene.before.org.clone())?
                }
            };
            filled.steps.push(step(scene, role.as_str(), e.range.clone(), &way.text));
            if scene.row.range.contains(&e.range.start) {
                filled.extent = cover(&filled.extent, &e.range);
            }
            Some(Filler::Orgs(vec![e]))
        }
    }
}

/// Finds the phrase at a place that suits; `far` looks into the clauses before.
fn place(
    scene: &Scene<'_>,
    c: &Clause,
    place: Place,
    wants: &[Want],
    used: &[usize],
    far: bool,
) -> Option<usize> {
    let t = &scene.row.tokens;
    let here = t[c.at].clause;
    let ok = |i: usize| suits(scene, &scene.phrases[i], wants) && !used.contains(&i);
    let ungoverned = |p: &Phrase| {
        p.governor.is_none_or(|g| {
            let m = &t[g];
            // 由 and 被 govern the agent; a subject may stand after «in 2025» only by accident.
            m.is(Class::Ba) || m.is(Class::As) && !scene.row.chinese && false
        })
    };
    match place {
        Place::Ba => c.ba.filter(|&p| ok(p)),
        Place::Marked(m) => {
            let mut best: Option<(usize, usize)> = None;
            for (i, p) in scene.phrases.iter().enumerate() {
                let Some(g) = p.governor.filter(|&g| t[g].is(m)) else { continue };
                if !ok(i) || p.clause.abs_diff(here) > 1 {
                    continue;
                }
                // Another trigger's marker: it stands nearer to a verb between.
                let gap = between(t, g.min(c.at), g.max(c.at)).len();
                if gap > 18 || !scene.row.chinese && g < c.at && !matches!(m, Class::From) {
                    continue;
                }
                if best.is_none_or(|b| gap < b.1) {
                    best = Some((i, gap));
                }
            }
            best.map(|b| b.0).or_else(|| {
                // «担任阿里集团副总裁»: the marker may be the trigger itself.
                None
            })
        }
        Place::Object if c.passive => {
            subject_left(scene, c, here, wants, used, far).or_else(|| c.head.filter(|&p| ok(p)))
        }
        Place::Object => {
            if let Some(p) = c.ba.filter(|&p| ok(p)) {
                return Some(p);
            }
            if c.noun {
                return scene.phrases.iter().enumerate().position(|(i, p)| {
                    ok(i) && p.governor.is_some_and(|g| g > c.at && g <= c.at + 2 && t[g].is(Class::Of))
                });
            }
            let mut found = None;
            for (i, p) in scene.phrases.iter().enumerate() {
                if p.tokens.start <= c.at && p.core.start < t[c.at].end {
                    continue;
                }
                let near_clause = p.clause == here
                    || p.clause == here + 1
                        && scene.row.chinese
                        && between(t, c.at + 1, p.tokens.start).len() <= 2;
                if !near_clause || between(t, c.at + 1, p.tokens.start).len() > 14 {
                    break;
                }
                if !ok(i) {
                    // An object of another sort between: «hired Northgate's Ada» is one phrase already.
                    continue;
                }
                let free = p
                    .governor
                    .is_none_or(|g| g < c.at || t[g].any(&[Class::As]) && wants.contains(&Want::Role));
                if free {
                    found = Some(i);
                    break;
                }
            }
            found
        }
        Place::Subject => {
            if c.passive {
                return c.agent.filter(|&p| ok(p));
            }
            if c.noun {
                // Ada Thornquist's departure; the departure by.
                return scene
                    .phrases
                    .iter()
                    .enumerate()
                    .rev()
                    .position(|(i, p)| {
                        ok(i)
                            && p.tokens.end <= c.at
                            && c.at - p.tokens.end <= 3
                            && t.get(p.tokens.end).is_some_and(|x| x.is(Class::De))
                    })
                    .map(|r| scene.phrases.len() - 1 - r);
            }
            // 加入Meta的11位研究人员: behind an object, the head of the relative clause is who does it.
            let object_first = c.head.is_some_and(|h| {
                scene
                    .phrases
                    .iter()
                    .any(|p| p.tokens.start > c.at && p.tokens.end < scene.phrases[h].tokens.start)
            });
            if object_first && let Some(p) = c.head.filter(|&p| ok(p)) {
                return Some(p);
            }
            let left = subject_left(scene, c, here, wants, used, false);
            if left.is_some() {
                return left;
            }
            // 离职的林知远: the head of the relative clause.
            if let Some(p) = c.head.filter(|&p| ok(p)) {
                return Some(p);
            }
            if far { subject_left(scene, c, here, wants, used, true) } else { None }
        }
        Place::Near => None,
        Place::Left => scene
            .phrases
            .iter()
            .enumerate()
            .rev()
            .find(|(i, p)| {
                ok(*i) && p.core.end <= t[c.at].start && between(t, p.tokens.end.min(c.at), c.at).len() <= 16
            })
            .map(|(i, _)| i),
    }
    .filter(|&p| {
        let p = &scene.phrases[p];
        place != Place::Subject
            || ungoverned(p)
            || c.agent.is_some()
            || p.governor.is_some_and(|g| t[g].is(Class::To) && false)
    })
}

/// The subject: nearest free phrase on the left in the clause, or, if far, the first free one of the clauses before.
fn subject_left(
    scene: &Scene<'_>,
    c: &Clause,
    here: u16,
    wants: &[Want],
    used: &[usize],
    far: bool,
) -> Option<usize> {
    let t = &scene.row.tokens;
    let free = |p: &Phrase| {
        p.governor.is_none_or(|g| {
            let m: &Token = &t[g];
            m.is(Class::Ba) && !m.any(&[Class::By]) && c.ba.is_none()
        })
    };
    let ok =
        |i: usize| suits(scene, &scene.phrases[i], wants) && !used.contains(&i) && free(&scene.phrases[i]);
    let left = || scene.phrases.iter().enumerate().filter(|(_, p)| p.core.end <= t[c.at].start);
    if scene.row.chinese {
        // Within the clause: the nearest; the clause before: its first.
        let near = left().filter(|(i, p)| p.clause == here && ok(*i)).map(|(i, _)| i).next_back();
        // A list counts from its first member.
        if near.is_some() || !far {
            return near;
        }
        let mut clause = here;
        while clause > 0 {
            clause -= 1;
            if here - clause > 3 {
                break;
            }
            if let Some((i, _)) = left().find(|(i, p)| p.clause == clause && ok(*i)) {
                return Some(i);
            }
        }
        return None;
    }
    // English: nearest on the left, over commas too, but not over another sentence part with its own subject.
    let reach = if far { 40 } else { 14 };
    left()
        .filter(|(i, p)| ok(*i) && between(t, p.tokens.end.min(c.at), c.at).len() <= reach)
        .map(|(i, _)| i)
        .next_back()
}

/// The sum at a place.
fn amount(scene: &Scene<'_>, c: &Clause, place: Place) -> Option<usize> {
    let t = &scene.row.tokens;
    let here = t[c.at].clause;
    let sums: Vec<usize> = (0..t.len())
        .filter(|&i| t[i].quantity.is_some_and(|q| matches!(scene.row.quantities[q].kind, Kind::Money(_))))
        .collect();
    let of = |i: usize| t[i].quantity;
    match place {
        Place::Marked(m) => sums
            .iter()
            .copied()
            .find(|&i| t[i].clause.abs_diff(here) <= 1 && (i.saturating_sub(3)..i).any(|k| t[k].is(m)))
            .and_then(of),
        Place::Object => sums.iter().copied().find(|&i| i > c.at && t[i].clause == here).and_then(of),
        Place::Near => sums
            .iter()
            .copied()
            .filter(|&i| t[i].clause.abs_diff(here) <= 2)
            .min_by_key(|&i| (t[i].clause.abs_diff(here), i.abs_diff(c.at)))
            .and_then(of),
        _ => None,
    }
}

/// A subject that the clause leaves out and the text carries over.
fn carried(
    scene: &Scene<'_>,
    c: &Clause,
    frame: &Frame,
    way: &Way,
    filled: &mut Filled,
    role: Role,
) -> Option<Filler> {
    // «Kyle Vogt also resigned»: from the organisation spoken of.
    let leaving = frame.set.iter().any(|(_, code)| matches!(code.as_str(), "leave" | "dismissed" | "layoff"));
    if role == Role::From
        && leaving
        && filled.get(Role::Person).is_some()
        && frame.zh.len() + frame.en.len() > 4
    {
        // The person must stand in the clause itself, not be carried over too.
        let here = scene.row.tokens[c.at].clause;
        let present = scene.phrases.iter().any(|p| {
            matches!(p.head, Head::Person)
                && p.clause == here
                && p.governor.is_none()
                && filled.extent.start <= p.core.start
        });
        if !present || filled.carried > 0 {
            return None;
        }
        let own = scene.before.person_org.clone().filter(|_| {
            matches!((filled.get(Role::Person), &scene.before.person), (Some(Filler::People(p)), Some(b)) if p.iter().any(|x| x.0.same(b)))
        });
        let e = own.or_else(|| scene.before.topic_org.clone())?;
        filled.carried += 2;
        return Some(Filler::Orgs(vec![e]));
    }
    let unnamed_agent = c.passive && c.agent.is_none() && way.wants.contains(&Want::Org) && c.head.is_some();
    if way.place != Place::Subject || c.passive && !unnamed_agent || c.noun || !scene.row.chinese {
        return None;
    }
    if !matches!(frame.kind, ClaimKind::Move | ClaimKind::Offer | ClaimKind::Deal | ClaimKind::Funding) {
        return None;
    }
    let t = &scene.row.tokens;
    let org_wanted = !way.wants.contains(&Want::Person) || person_for_org(frame.kind, role);
    // Only where the sentence has nothing of that sort of its own before the trigger.
    let rival = scene.phrases.iter().any(|p| {
        p.core.end <= t[c.at].start
            && p.governor.is_none_or(|g| t[g].is(Class::By))
            && matches!(p.head, Head::Person | Head::Org | Head::Open | Head::Generic | Head::Group)
    });
    if rival && !unnamed_agent {
        return None;
    }
    let (e, person) = if org_wanted {
        (scene.before.topic_org.clone()?, false)
    } else {
        (scene.before.person.clone()?, true)
    };
    filled.carried += 1;
    filled.steps.push(Step {
        what: role.as_str().to_owned(),
        text: e.text.clone(),
        span: None,
        how: "subject carried over from the sentence before".to_owned(),
    });
    Some(if person { Filler::People(vec![(e, None)]) } else { Filler::Orgs(vec![e]) })
}

/// The smallest range that holds both.
pub(crate) fn cover(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    a.start.min(b.start)..a.end.max(b.end)
}

/// Whether a name token is an outlet.
pub(crate) fn is_outlet(t: &Token) -> bool {
    t.name.as_ref().is_some_and(|n| n.class == NameClass::Outlet)
}
