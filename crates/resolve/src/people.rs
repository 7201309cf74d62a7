//! People: known ones by name and context, unknown ones clustered across documents.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tradewire_kb::{Class, Entry};
use tradewire_model::EntityId;

use serde::{Deserialize, Serialize};

use crate::cluster::{Crowded, LARGEST_CLUSTER, Record, cluster_where};
use crate::compare::{Schema, is_partial};
use crate::context::Contexts;
use crate::local::{self, Profile};
use crate::lookup::{Lookup, han_forms, is_full};
use crate::mention::Mention;
use crate::sound;
use crate::surface::words;
use crate::things::{Linked, described, known};
use crate::union::Sets;
use crate::{DiscrepancyKind, Feature};

/// Organisations beside one person that are looked at.
const MOST_PLACES: usize = 8;
/// Forms of one person's name that are compared.
const MOST_FORMS: usize = 4;
/// People of one document at one organisation that are held apart from each other.
pub(crate) const MOST_BESIDE: usize = 256;

/// A person of one document and whom they were taken for.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) profile: Profile,
    pub(crate) linked: Linked,
    /// Whether the knowledge base knows them.
    pub(crate) known: bool,
    /// What the link rests on.
    pub(crate) how: How,
}

/// What the link of a person rests on, before circumstances are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum How {
    /// No name: the document alone knows who is meant.
    Described,
    /// A known name.
    Named,
    /// The sound of a known name.
    Heard,
    /// What other documents call somebody.
    Gathered,
}

/// Links the people of all documents.
pub(crate) fn resolve(mentions: &[Mention], contexts: &Contexts<'_>, lookup: &Lookup<'_>) -> Vec<Person> {
    let profiles = local::profiles(mentions, contexts);
    let mut links: Vec<Option<(Linked, bool)>> =
        profiles.iter().map(|p| alone(p, mentions, lookup)).collect();
    // What documents say of known people widens the context in which sounds are compared.
    let mut homes: HashMap<EntityId, BTreeSet<EntityId>> = HashMap::new();
    for (p, link) in profiles.iter().zip(&links) {
        if let Some((l, true)) = link {
            homes.entry(l.id.clone()).or_default().extend(p.orgs.iter().cloned());
        }
    }
    let mut how: Vec<How> = links.iter().map(how_alone).collect();
    for ((p, link), how) in profiles.iter().zip(&mut links).zip(&mut how) {
        if link.is_none() {
            *link = by_sound(p, lookup, &homes).map(|l| (l, true));
            *how = if link.is_some() { How::Heard } else { How::Gathered };
        }
    }
    cluster_unknown(&profiles, &mut links, None);
    profiles
        .into_iter()
        .zip(links)
        .zip(how)
        .filter_map(|((profile, link), how)| {
            link.map(|(linked, known)| Person { profile, linked, known, how })
        })
        .collect()
}

/// Whom one document names without a look at others: a known name, or a description; and whether they are known.
pub(crate) fn alone(p: &Profile, mentions: &[Mention], lookup: &Lookup<'_>) -> Option<(Linked, bool)> {
    if p.described && !p.forms.values().any(|f| !lookup.bearing(f, Class::Person).is_empty()) {
        p.mentions.first().map(|&i| (described(&mentions[i]), false))
    } else {
        by_name(p, lookup).map(|l| (l, true))
    }
}

/// What a link rests on that needed no other document; without a link it is open yet.
pub(crate) fn how_alone(link: &Option<(Linked, bool)>) -> How {
    match link {
        Some((_, true)) => How::Named,
        Some((_, false)) => How::Described,
        None => How::Gathered,
    }
}

/// A known person whose name the document uses; of several, the one whom the rest of the document fits best.
fn by_name(p: &Profile, lookup: &Lookup<'_>) -> Option<Linked> {
    let mut found: BTreeMap<&EntityId, (usize, usize, &Entry)> = BTreeMap::new();
    for form in p.forms.values() {
        for e in lookup.bearing(form, Class::Person) {
            let at = found.entry(&e.id).or_insert((0, 0, e));
            if is_full(form) {
                at.0 += 1;
            } else {
                at.1 += 1;
            }
        }
    }
    let ranked = |(_, (full, short, e)): (&EntityId, (usize, usize, &Entry))| {
        let shared = lookup.homes(e).intersection(&p.orgs).count();
        (full, shared, short)
    };
    let best = found.iter().map(|(id, v)| (ranked((id, *v)), v.2)).collect::<Vec<_>>();
    if let Some(top) = best.iter().map(|b| b.0).max() {
        let mut at_top = best.iter().filter(|b| b.0 == top);
        let (Some((_, entry)), None) = (at_top.next(), at_top.next()) else { return None };
        let mut features = vec![if top.0 > 0 {
            Feature { name: "known full name", weight: 0.7 }
        } else {
            Feature { name: "known short form", weight: 0.5 }
        }];
        if top.1 > 0 {
            features.push(Feature { name: "shared organisation", weight: 0.3 });
        } else if best.len() == 1 {
            features.push(Feature { name: "nobody else known by that name", weight: 0.1 });
        }
        return Some(known(entry, features));
    }
    // The first or last word of a known name, with an organisation in common and nobody else to choose.
    let mut fitting: BTreeMap<&EntityId, &Entry> = BTreeMap::new();
    for form in p.forms.values() {
        if let [word] = words(form).as_slice() {
            for e in lookup.with_word(word).iter().filter(|e| !lookup.homes(e).is_disjoint(&p.orgs)) {
                fitting.insert(&e.id, e);
            }
        }
    }
    match fitting.len() {
        1 => fitting.into_values().next().map(|e| {
            known(
                e,
                vec![
                    Feature { name: "one word of a known name", weight: 0.3 },
                    Feature { name: "shared organisation", weight: 0.3 },
                ],
            )
        }),
        _ => None,
    }
}

/// A known person whose name sounds the same, with an organisation in common.
pub(crate) fn by_sound(
    p: &Profile,
    lookup: &Lookup<'_>,
    homes: &HashMap<EntityId, BTreeSet<EntityId>>,
) -> Option<Linked> {
    let mut found: BTreeMap<&EntityId, (&Entry, bool)> = BTreeMap::new();
    for form in p.forms.values() {
        for s in sound::sounds(form) {
            for e in lookup.sounding(&s) {
                let mut at = lookup.homes(e);
                at.extend(homes.get(&e.id).into_iter().flatten().cloned());
                if at.is_disjoint(&p.orgs) {
                    continue;
                }
                let folded = tradewire_script::fold_str(form);
                let written = han_forms(e);
                let typo = sound::is_han_name(&folded) && !written.is_empty();
                // Written with other characters throughout, it is somebody else's name.
                if typo && !written.iter().any(|w| sound::one_homophone(w, &folded)) {
                    continue;
                }
                found.insert(&e.id, (e, typo));
            }
        }
    }
    if found.len() != 1 {
        return None;
    }
    found.into_values().next().map(|(e, typo)| {
        let name = if typo { "one character of the same sound" } else { "same reading across scripts" };
        known(e, vec![Feature { name, weight: 0.5 }, Feature { name: "shared organisation", weight: 0.3 }])
    })
}

/// Unknown people: the same name or sound and an organisation in common make one; a bare name does not, unless
/// nobody of that name is told of any organisation.
///
/// `crowded` is asked whether a block of like names at one place is too large, where `profiles` are not all there are.
pub(crate) fn cluster_unknown(
    profiles: &[Profile],
    links: &mut [Option<(Linked, bool)>],
    crowded: Option<Crowded<'_>>,
) {
    let at: Vec<usize> = (0..profiles.len()).filter(|&i| links[i].is_none()).collect();
    let mut sets = Sets::new(at.len());
    let mut by_key: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut by_sound: BTreeMap<(String, &EntityId), Vec<(usize, &str)>> = BTreeMap::new();
    for (n, &i) in at.iter().enumerate() {
        for (key, form) in &profiles[i].forms {
            by_key.entry(key).or_default().push(n);
            for s in sound::sounds(form) {
                for org in &profiles[i].orgs {
                    by_sound.entry((s.clone(), org)).or_default().push((n, form));
                }
            }
        }
    }
    for members in by_key.values() {
        let mut first_at: HashMap<&EntityId, usize> = HashMap::new();
        for &n in members {
            for org in &profiles[at[n]].orgs {
                let first = *first_at.entry(org).or_insert(n);
                sets.join(first, n);
            }
        }
        let placed: BTreeSet<usize> =
            members.iter().filter(|&&n| !profiles[at[n]].orgs.is_empty()).map(|&n| sets.find(n)).collect();
        if placed.len() <= 1 {
            // No second person of that name is in sight: those without context go to the one there is.
            for &n in members {
                sets.join(members[0], n);
            }
        }
    }
    for members in by_sound.values() {
        let han: BTreeSet<String> = members
            .iter()
            .map(|(_, f)| tradewire_script::fold_str(f))
            .filter(|f| sound::is_han_name(f))
            .collect();
        let first = han.first().cloned().unwrap_or_default();
        // Two ways to write the sound that differ in more than one character: the Latin form could be either.
        if han.iter().all(|h| *h == first || sound::one_homophone(&first, h)) {
            for (n, _) in members {
                sets.join(members[0].0, *n);
            }
        }
    }
    across_spellings(profiles, &at, &mut sets, crowded);
    let mut clusters: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, &i) in at.iter().enumerate() {
        clusters.entry(sets.find(n)).or_default().push(i);
    }
    let mut taken: BTreeSet<String> = BTreeSet::new();
    // Clusters stand in the order of their first document, so the earlier namesake keeps the plain id.
    for members in clusters.into_values() {
        let forms: BTreeSet<&str> =
            members.iter().flat_map(|&i| profiles[i].forms.values().map(String::as_str)).collect();
        let name = forms
            .iter()
            .min_by_key(|f| {
                (!(f.is_ascii() && is_full(f)), !is_full(f), std::cmp::Reverse(f.chars().count()), **f)
            })
            .map(|f| (*f).to_owned())
            .unwrap_or_default();
        let mut key = tradewire_script::key(&name);
        if !taken.insert(key.clone()) {
            let org = members.iter().flat_map(|&i| &profiles[i].orgs).min();
            let place = org.map_or_else(|| profiles[members[0]].doc.clone(), ToString::to_string);
            key = format!("{key}\u{1f}{place}");
            taken.insert(key.clone());
        }
        let id = EntityId::derived("person", &key);
        let usual = usual_han(&members, profiles);
        for &i in &members {
            let p = &profiles[i];
            let mut features = Vec::new();
            if p.forms.contains_key(&tradewire_script::key(&name)) {
                features.push(Feature { name: "equal name", weight: 0.6 });
            } else {
                features.push(Feature { name: "same reading or alias", weight: 0.5 });
            }
            if members.len() > 1 {
                features.push(Feature { name: "shared organisation", weight: 0.3 });
            }
            if !p.shortened.is_empty() {
                features.push(Feature { name: "short form of a full name in the document", weight: 0.1 });
            }
            let odd = usual.as_ref().and_then(|u| {
                p.forms.values().any(|f| sound::one_homophone(u, f)).then(|| {
                    let reason =
                        format!("sounds like {u} and differs in one character, at the same organisation");
                    (DiscrepancyKind::Homophone, reason)
                })
            });
            let linked =
                Linked { id: id.clone(), name: Some(name.clone()), class: Class::Person, features, odd };
            links[i] = Some((linked, false));
        }
    }
}

/// Joins unknown people whom documents spell in ways that sound and letters alone do not bring together: 大卫·米勒 and
/// David Miller at one firm.
///
/// The names must be judged the same and the organisation be shared; what is in doubt stays two, and the review queue
/// asks. A part of a name joins nobody here, two people of one document stay two, and no set outgrows
/// [`LARGEST_CLUSTER`].
fn across_spellings(profiles: &[Profile], at: &[usize], sets: &mut Sets, crowded: Option<Crowded<'_>>) {
    let mut records: Vec<Record> = Vec::new();
    let mut of: Vec<usize> = Vec::new();
    for (n, &i) in at.iter().enumerate().filter(|(_, i)| !profiles[**i].described) {
        for record in spellings(&profiles[i]) {
            records.push(record);
            of.push(n);
        }
    }
    let doc = |n: usize| profiles[at[n]].doc.as_str();
    // One document knows who its people are; alone it has nothing to bring together.
    if of.windows(2).all(|w| doc(w[0]) == doc(w[1])) {
        return;
    }
    let mut beside: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (r, &n) in of.iter().enumerate() {
        beside.entry((doc(n), &records[r].place)).or_default().push(r);
    }
    let mut apart = Vec::new();
    for listed in beside.values() {
        for (k, x) in listed.iter().take(MOST_BESIDE).enumerate() {
            apart.extend(
                listed[k + 1..].iter().take(MOST_BESIDE).filter(|y| of[*x] != of[**y]).map(|y| (*x, *y)),
            );
        }
    }
    let found = cluster_where(&records, Schema::Person, &apart, crowded);
    let mut members: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for n in 0..at.len() {
        members.entry(sets.find(n)).or_default().insert(n);
    }
    for (r, first) in found.of.iter().enumerate() {
        let (a, b) = (sets.find(of[*first]), sets.find(of[r]));
        if a == b {
            continue;
        }
        let (Some(left), Some(right)) = (members.get(&a), members.get(&b)) else { continue };
        let docs: BTreeSet<&str> = left.iter().map(|n| doc(*n)).collect();
        if left.len() + right.len() > LARGEST_CLUSTER || right.iter().any(|n| docs.contains(doc(*n))) {
            continue;
        }
        let all: BTreeSet<usize> = left.union(right).copied().collect();
        sets.join(a, b);
        members.remove(&a);
        members.remove(&b);
        members.insert(sets.find(a), all);
    }
}

/// The names of a person, each at each place, under which other spellings are looked for.
pub(crate) fn spellings(p: &Profile) -> impl Iterator<Item = Record> + '_ {
    p.orgs.iter().take(MOST_PLACES).flat_map(|org| {
        p.forms
            .values()
            .filter(|f| !is_partial(f))
            .take(MOST_FORMS)
            .map(|form| Record { name: form.clone(), place: org.to_string() })
    })
}

/// The way of writing a cluster's Chinese name that most documents use.
fn usual_han(members: &[usize], profiles: &[Profile]) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for &i in members {
        for f in profiles[i].forms.values() {
            let folded = tradewire_script::fold_str(f);
            if sound::is_han_name(&folded) {
                *counts.entry(folded).or_default() += 1;
            }
        }
    }
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map(|(f, _)| f)
}
