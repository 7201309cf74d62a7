//! Misnaming: everything but the name says who is meant.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use tradewire_kb::{Class, KnowledgeBase};
use tradewire_model::{Claim, ClaimKind, EntityId, Role};

use crate::context::Contexts;
use crate::local::Profile;
use crate::mention::{Mention, Place};
use crate::people::Person;
use crate::sound;
use crate::things::known;
use crate::{DiscrepancyKind, Feature, Resolver};

/// Weight from which the circumstances outweigh the name.
///
/// Reached by a role that one person holds, a move with the same two ends told elsewhere or known, and one sign that
/// the name itself is wrong; not by any two of these.
const ENOUGH: f64 = 0.75;

/// Roles that one person at a time holds.
const SINGULAR: &[&str] = &[
    "ceo",
    "首席执行官",
    "执行长",
    "行政总裁",
    "总裁",
    "董事长",
    "创始人",
    "创办人",
    "联创",
    "founder",
    "chief executive",
    "president",
    "chairman",
    "chairwoman",
    "首席科学家",
    "chief scientist",
    "cto",
    "首席技术官",
];

/// The two ends of a move, and whether the role before it is one that one person holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Way {
    pub(crate) from: EntityId,
    pub(crate) to: EntityId,
    pub(crate) singular: bool,
}

/// The moves that each person is told to have made.
pub(crate) fn ways<'p>(
    claims: &[Claim],
    mentions: &[Mention],
    contexts: &Contexts<'_>,
    people: impl Iterator<Item = &'p Profile>,
    kb: &KnowledgeBase,
) -> Vec<BTreeSet<Way>> {
    let root = |id: &EntityId| kb.ancestors(id).last().map_or_else(|| id.clone(), |e| e.id.clone());
    let mut ends: BTreeMap<usize, (Option<EntityId>, Option<EntityId>)> = BTreeMap::new();
    for (&i, linked) in contexts.things {
        for (claim, place) in &mentions[i].slots {
            match place {
                Place::Arg(Role::From, _) => ends.entry(*claim).or_default().0 = Some(root(&linked.id)),
                Place::Arg(Role::To, _) => ends.entry(*claim).or_default().1 = Some(root(&linked.id)),
                _ => {}
            }
        }
    }
    people
        .map(|p| {
            let slots = p.mentions.iter().flat_map(|&i| &mentions[i].slots);
            slots
                .filter(|(c, place)| {
                    claims[*c].kind == ClaimKind::Move && matches!(place, Place::Arg(Role::Person, _))
                })
                .filter_map(|(c, _)| match ends.get(c) {
                    Some((Some(from), Some(to))) if from != to => {
                        let before = claims[*c].args.text(Role::RoleBefore).unwrap_or_default();
                        let before = tradewire_script::fold_str(before);
                        let singular = SINGULAR.iter().any(|s| before.contains(s));
                        Some(Way { from: from.clone(), to: to.clone(), singular })
                    }
                    _ => None,
                })
                .collect()
        })
        .collect()
}

/// Links people to whom their circumstances point where the name belongs elsewhere, by the moves of each person.
pub(crate) fn relink(
    mut people: Vec<Person>,
    ways: &[BTreeSet<Way>],
    resolver: &Resolver<'_>,
) -> Vec<Person> {
    let Resolver { kb, homes, ends, .. } = resolver;
    let mut tellers: BTreeMap<(&EntityId, &EntityId), Vec<usize>> = BTreeMap::new();
    let mut in_doc: BTreeSet<(&str, &EntityId)> = BTreeSet::new();
    let mut docs_of: BTreeMap<&EntityId, BTreeSet<&str>> = BTreeMap::new();
    for (n, p) in people.iter().enumerate() {
        in_doc.insert((&p.profile.doc, &p.linked.id));
        docs_of.entry(&p.linked.id).or_default().insert(&p.profile.doc);
        for w in &ways[n] {
            tellers.entry((&w.from, &w.to)).or_default().push(n);
        }
    }
    let mut changes: Vec<(usize, EntityId, Vec<Feature>, String)> = Vec::new();
    for (n, p) in people.iter().enumerate() {
        let own = &p.linked.id;
        // Told of by several documents, or known to have been at either end, the name is right.
        if p.profile.described || docs_of.get(own).is_some_and(|d| d.len() > 1 && !p.known) {
            continue;
        }
        for way in &ways[n] {
            if homes.get(own).is_some_and(|h| h.contains(&way.from) || h.contains(&way.to)) {
                continue;
            }
            let mut candidates: BTreeMap<EntityId, (bool, bool, bool)> = BTreeMap::new();
            for &t in tellers.get(&(&way.from, &way.to)).into_iter().flatten() {
                let other = &people[t];
                if other.profile.doc != p.profile.doc && other.linked.id != *own && !other.profile.described {
                    let at = candidates.entry(other.linked.id.clone()).or_default();
                    at.0 = true;
                    at.2 |= ways[t].iter().any(|w| (&w.from, &w.to) == (&way.from, &way.to) && w.singular);
                }
            }
            for id in ends.get(&(way.from.clone(), way.to.clone())).into_iter().flatten() {
                if id != own {
                    candidates.entry(id.clone()).or_default().1 = true;
                }
            }
            candidates.retain(|id, _| !in_doc.contains(&(p.profile.doc.as_str(), id)));
            let mut scored: Vec<(u32, EntityId, Vec<Feature>)> = candidates
                .into_iter()
                .map(|(id, (told, affiliated, singular))| {
                    let features = weigh(p, &id, way, told, affiliated, singular, &people, kb);
                    let score: f64 = features.iter().map(|f| f.weight).sum();
                    ((score * 100.0).round() as u32, id, features)
                })
                .collect();
            scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
            let Some((score, id, features)) = scored.first().cloned() else { continue };
            let wrong_name = features.iter().any(|f| f.name == "surname of the same sound");
            let tied = scored.get(1).is_some_and(|s| s.0 == score);
            if f64::from(score) / 100.0 >= ENOUGH && wrong_name && !tied {
                let label = |e: &EntityId| kb.get(e).map_or_else(|| e.to_string(), |e| e.name.clone());
                let reason = format!(
                    "the move from {} to {} is that of {}; the name belongs to nobody known there",
                    label(&way.from),
                    label(&way.to),
                    kb.get(&id).map_or_else(|| name_of(&id, &people), |e| e.name.clone()),
                );
                changes.push((n, id, features, reason));
                break;
            }
        }
    }
    for (n, id, features, reason) in changes {
        let odd = Some((DiscrepancyKind::Misnamed, reason));
        let (linked, is_known) = match kb.get(&id) {
            Some(e) => (crate::things::Linked { odd, ..known(e, features) }, true),
            None => {
                let name = Some(name_of(&id, &people));
                (crate::things::Linked { id, name, class: Class::Person, features, odd }, false)
            }
        };
        people[n].linked = linked;
        people[n].known = is_known;
    }
    people
}

fn name_of(id: &EntityId, people: &[Person]) -> String {
    people.iter().find(|p| p.linked.id == *id).and_then(|p| p.linked.name.clone()).unwrap_or_default()
}

#[expect(clippy::too_many_arguments, reason = "each is one circumstance that is weighed")]
fn weigh(
    p: &Person,
    id: &EntityId,
    way: &Way,
    told: bool,
    affiliated: bool,
    singular: bool,
    people: &[Person],
    kb: &KnowledgeBase,
) -> Vec<Feature> {
    let mut features = Vec::new();
    if told {
        features.push(Feature { name: "same move told elsewhere", weight: 0.3 });
    }
    if affiliated {
        features.push(Feature { name: "known at both ends of the move", weight: 0.3 });
    }
    if way.singular && (singular || affiliated) {
        features.push(Feature { name: "role that one person holds", weight: 0.2 });
    }
    if p.known {
        features.push(Feature { name: "name known elsewhere only", weight: 0.2 });
    }
    let forms: Vec<&str> = match kb.get(id) {
        Some(e) => e.forms.iter().map(|f| f.text.as_str()).collect(),
        None => people
            .iter()
            .filter(|q| q.linked.id == *id)
            .flat_map(|q| q.profile.forms.values().map(String::as_str))
            .collect(),
    };
    let theirs: BTreeSet<String> = forms.into_iter().flat_map(sound::surname_sounds).collect();
    let ours: BTreeSet<String> = p.profile.forms.values().flat_map(|f| sound::surname_sounds(f)).collect();
    if !ours.is_disjoint(&theirs) {
        features.push(Feature { name: "surname of the same sound", weight: 0.25 });
    }
    features
}
