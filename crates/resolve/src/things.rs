//! Organisations, units and outlets: known ones by name, unknown ones by equal name or an alias a document teaches.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tradewire_kb::{Class, Entry};
use tradewire_model::{EntityId, Role};

use crate::lookup::Lookup;
use crate::mention::{Mention, Place};
use crate::surface::{stem, unit_core};
use crate::union::Sets;
use crate::{DiscrepancyKind, Feature};

/// What a mention was linked to.
#[derive(Debug, Clone)]
pub(crate) struct Linked {
    pub(crate) id: EntityId,
    /// Canonical name; nothing for a description.
    pub(crate) name: Option<String>,
    pub(crate) class: Class,
    pub(crate) features: Vec<Feature>,
    /// The name says otherwise: how, and why it was linked.
    pub(crate) odd: Option<(DiscrepancyKind, String)>,
}

/// The word a derived id begins with.
pub(crate) fn class_word(class: Class) -> &'static str {
    match class {
        Class::Organisation => "org",
        Class::Unit => "unit",
        Class::Person => "person",
        Class::Outlet => "outlet",
    }
}

pub(crate) fn known(entry: &Entry, features: Vec<Feature>) -> Linked {
    Linked { id: entry.id.clone(), name: Some(entry.name.clone()), class: entry.class, features, odd: None }
}

/// A description has an id of its own in its document, so that 该公司 of two documents never meet.
pub(crate) fn described(m: &Mention) -> Linked {
    let key = format!("{}\u{1f}{}", m.doc, tradewire_script::key(&m.text));
    Linked {
        id: EntityId::derived(class_word(m.class), &key),
        name: None,
        class: m.class,
        features: vec![Feature { name: "description", weight: 0.3 }],
        odd: None,
    }
}

/// Links every mention that is no person; the result is by index of the mention.
pub(crate) fn resolve(mentions: &[Mention], lookup: &Lookup<'_>) -> BTreeMap<usize, Linked> {
    let mut out = BTreeMap::new();
    let mut open: BTreeMap<Class, Vec<usize>> = BTreeMap::new();
    for (i, m) in
        mentions.iter().enumerate().filter(|(_, m)| m.class != Class::Person && m.class != Class::Unit)
    {
        match lookup.candidates(&m.surface, m.class).first() {
            Some(e) => {
                out.insert(i, known(e, vec![Feature { name: "known form", weight: 1.0 }]));
            }
            None if m.surface.described => {
                out.insert(i, described(m));
            }
            None => open.entry(m.class).or_default().push(i),
        }
    }
    for (class, at) in open {
        out.extend(unknown(mentions, &at, class));
    }
    let units = units(mentions, lookup, &out, HashMap::new());
    out.extend(units);
    out
}

/// Whether a mention, no person and no unit, is known by its name only.
pub(crate) fn is_open(m: &Mention, lookup: &Lookup<'_>) -> bool {
    !matches!(m.class, Class::Person | Class::Unit)
        && !m.surface.described
        && lookup.candidates(&m.surface, m.class).is_empty()
}

/// The keys under which the forms of an unknown thing meet those of others.
pub(crate) fn keys(forms: &[String], doc: &str) -> Vec<String> {
    forms
        .iter()
        .map(|form| {
            let key = tradewire_script::key(form);
            let short = stem(&key);
            // A short acronym stands for many things; it binds within its document only.
            let acronym = form.is_ascii() && short.len() <= 4 && forms.len() > 1;
            if acronym { format!("{doc}\u{1f}{short}") } else { short.to_owned() }
        })
        .collect()
}

/// Name and id of an unknown thing that bears these forms.
pub(crate) fn called<'a>(forms: impl Iterator<Item = &'a str>, class: Class) -> (String, EntityId) {
    let name = main_of(forms);
    let id = EntityId::derived(class_word(class), stem(&tradewire_script::key(&name)));
    (name, id)
}

/// Unknown organisations and outlets: one per name, joined by the aliases that brackets teach.
fn unknown(mentions: &[Mention], at: &[usize], class: Class) -> Vec<(usize, Linked)> {
    let mut sets = Sets::new(at.len());
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (n, &i) in at.iter().enumerate() {
        for key in keys(&mentions[i].surface.forms, &mentions[i].doc) {
            let first = *seen.entry(key).or_insert(n);
            sets.join(first, n);
        }
    }
    let mut clusters: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, &i) in at.iter().enumerate() {
        clusters.entry(sets.find(n)).or_default().push(i);
    }
    clusters
        .into_values()
        .flat_map(|members| {
            let forms = members.iter().flat_map(|&i| mentions[i].surface.forms.iter().map(String::as_str));
            let (name, id) = called(forms, class);
            let key = tradewire_script::key(&name);
            members.into_iter().map(move |i| {
                let same =
                    mentions[i].surface.forms.iter().any(|f| stem(&tradewire_script::key(f)) == stem(&key));
                let feature = if same {
                    Feature { name: "equal name", weight: 0.8 }
                } else {
                    Feature { name: "alias taught by a document", weight: 0.7 }
                };
                let features = vec![feature];
                (i, Linked { id: id.clone(), name: Some(name.clone()), class, features, odd: None })
            })
        })
        .collect()
}

/// The form to call a cluster by: a Latin one if there is one, the one with most letters of those, without marks put
/// between them, the first of equals.
fn main_form<'a>(members: impl Iterator<Item = &'a Mention>) -> String {
    main_of(members.flat_map(|m| m.surface.forms.iter().map(String::as_str)))
}

fn main_of<'a>(forms: impl Iterator<Item = &'a str>) -> String {
    let forms: BTreeSet<&str> = forms.collect();
    forms
        .into_iter()
        .min_by_key(|f| {
            let letters = tradewire_script::key(f).chars().count();
            (!(f.is_ascii() && f.len() > 4), std::cmp::Reverse(letters), f.chars().count(), *f)
        })
        .unwrap_or_default()
        .to_owned()
}

/// Units: known by name or, below the same organisation, by what is left without the word for the kind of unit.
///
/// `owner_keys` are keys of names of organisations that stand in other documents than those of `mentions`.
pub(crate) fn units(
    mentions: &[Mention],
    lookup: &Lookup<'_>,
    things: &BTreeMap<usize, Linked>,
    mut owner_keys: HashMap<EntityId, BTreeSet<String>>,
) -> Vec<(usize, Linked)> {
    let owner_of = owners(mentions, things, lookup);
    for (&i, linked) in things.iter().filter(|(i, _)| owns(&mentions[**i])) {
        let keys = mentions[i].surface.forms.iter().map(|f| tradewire_script::key(f));
        owner_keys.entry(lookup.root(&linked.id)).or_default().extend(keys);
    }
    let mut out = Vec::new();
    let mut open: BTreeMap<(EntityId, String), Vec<usize>> = BTreeMap::new();
    for (i, m) in mentions.iter().enumerate().filter(|(_, m)| m.class == Class::Unit) {
        let owner = m.slots.iter().filter_map(|(c, _)| owner_of.get(c)).min().cloned();
        let fits = |e: &&Entry| owner.as_ref().is_none_or(|o| lookup.root(&e.id) == *o);
        if let Some(e) = lookup.candidates(&m.surface, Class::Unit).into_iter().find(fits) {
            out.push((i, known(e, vec![Feature { name: "known form", weight: 1.0 }])));
            continue;
        }
        if m.surface.described {
            out.push((i, described(m)));
            continue;
        }
        let Some(owner) = owner else {
            open.entry((EntityId::new(m.doc.as_str()), tradewire_script::key(&m.surface.forms[0])))
                .or_default()
                .push(i);
            continue;
        };
        let mut keys: Vec<String> = owner_keys.get(&owner).into_iter().flatten().cloned().collect();
        keys.extend(
            lookup.kb.get(&owner).into_iter().flat_map(|e| &e.forms).map(|f| tradewire_script::key(&f.text)),
        );
        let cores: BTreeSet<String> =
            m.surface.forms.iter().map(|f| unit_core(&tradewire_script::key(f), &keys)).collect();
        let alike: Vec<&&Entry> = lookup
            .units_of(&owner)
            .iter()
            .filter(|e| {
                e.forms.iter().any(|f| cores.contains(&unit_core(&tradewire_script::key(&f.text), &keys)))
            })
            .collect();
        if let [entry] = alike.as_slice() {
            let features = vec![
                Feature { name: "same core of the unit's name", weight: 0.5 },
                Feature { name: "same organisation", weight: 0.4 },
            ];
            let mut linked = known(entry, features);
            if !bears(entry, &m.surface.forms, &keys) {
                let reason = format!("a loose name of {}, of the same organisation", entry.name);
                linked.odd = Some((DiscrepancyKind::LooseName, reason));
            }
            out.push((i, linked));
            continue;
        }
        let core = cores.into_iter().next().unwrap_or_default();
        open.entry((owner, core)).or_default().push(i);
    }
    for ((owner, core), members) in open {
        let name = main_form(members.iter().map(|&i| &mentions[i]));
        let right = tradewire_script::key(&name);
        let id = EntityId::derived("unit", &format!("{owner}\u{1f}{core}"));
        for i in members {
            let same = mentions[i].surface.forms.iter().any(|f| tradewire_script::key(f) == right);
            let loose =
                !same && !mentions[i].surface.forms.iter().any(|f| right.contains(&tradewire_script::key(f)));
            let odd = loose.then(|| {
                (
                    DiscrepancyKind::LooseName,
                    format!("shares the core of its name with {name}, of the same organisation"),
                )
            });
            let features = vec![
                Feature { name: "same core of the unit's name", weight: 0.5 },
                Feature { name: "same organisation", weight: 0.3 },
            ];
            out.push((
                i,
                Linked { id: id.clone(), name: Some(name.clone()), class: Class::Unit, features, odd },
            ));
        }
    }
    out
}

/// Whether a name stands where an organisation that has units does.
pub(crate) fn owns(m: &Mention) -> bool {
    m.class != Class::Unit && m.slots.iter().any(|(_, place)| matches!(place, Place::Arg(Role::Org, _)))
}

/// The topmost organisation of each claim that names one as having a unit.
pub(crate) fn owners(
    mentions: &[Mention],
    things: &BTreeMap<usize, Linked>,
    lookup: &Lookup<'_>,
) -> HashMap<usize, EntityId> {
    let mut out = HashMap::new();
    for (&i, linked) in things.iter().filter(|(i, _)| mentions[**i].class != Class::Unit) {
        for (claim, place) in &mentions[i].slots {
            if matches!(place, Place::Arg(Role::Org, _)) {
                out.insert(*claim, lookup.root(&linked.id));
            }
        }
    }
    out
}

/// Whether an entry bears one of the forms, its organisation's name in front or not.
fn bears(entry: &Entry, forms: &[String], owner_keys: &[String]) -> bool {
    let strip = |text: &str| {
        let key = tradewire_script::key(text);
        owner_keys
            .iter()
            .filter_map(|o| key.strip_prefix(o.as_str()))
            .filter(|r| r.chars().count() >= 2)
            .min_by_key(|r| r.len())
            .map(str::to_owned)
            .unwrap_or(key)
    };
    let known: BTreeSet<String> = entry.forms.iter().map(|f| strip(&f.text)).collect();
    forms.iter().any(|f| known.contains(&strip(f)))
}

#[cfg(test)]
mod tests {
    use super::main_of;

    #[test]
    fn a_name_is_called_by_its_letters() {
        assert_eq!(main_of(["云 * 杉智能", "云杉智能"].into_iter()), "云杉智能");
        assert_eq!(
            main_of(["蓝鹭研究院", "Blue Heron", "Blue Heron Research"].into_iter()),
            "Blue Heron Research"
        );
    }
}
