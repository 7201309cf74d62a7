//! The people of one document: which of its surfaces are one person.

use std::collections::{BTreeMap, BTreeSet};

use tradewire_kb::Class;
use tradewire_model::EntityId;

use crate::context::Contexts;
use crate::lookup::is_full;
use crate::mention::Mention;
use crate::sound;
use crate::surface::words;
use crate::union::Sets;

/// One person of one document.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) doc: String,
    /// Indexes of the mentions.
    pub(crate) mentions: Vec<usize>,
    /// The forms used, by key.
    pub(crate) forms: BTreeMap<String, String>,
    /// Topmost organisations named beside the person.
    pub(crate) orgs: BTreeSet<EntityId>,
    /// Whether no mention is a name.
    pub(crate) described: bool,
    /// Whether a short form was joined to a full name.
    pub(crate) shortened: BTreeSet<String>,
}

/// The people of all documents, in order of document and name.
pub(crate) fn profiles(mentions: &[Mention], contexts: &Contexts<'_>) -> Vec<Profile> {
    let mut by_doc: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, m) in mentions.iter().enumerate().filter(|(_, m)| m.class == Class::Person) {
        by_doc.entry(&m.doc).or_default().push(i);
    }
    by_doc.into_iter().flat_map(|(doc, at)| document(doc, mentions, &at, contexts)).collect()
}

/// Joins names that one document writes in two ways by mistake: one character of the same sound in a given name of two
/// characters, or a first character that is no surname (刑泽 for 邢泽).
fn mistyped(mentions: &[Mention], at: &[usize], sets: &mut Sets) {
    let mut by_sound: BTreeMap<String, Vec<(usize, String)>> = BTreeMap::new();
    for (n, &i) in at.iter().enumerate() {
        for form in &mentions[i].surface.forms {
            let folded = tradewire_script::fold_str(form);
            if sound::is_han_name(&folded) {
                for s in sound::sounds(&folded) {
                    by_sound.entry(s).or_default().push((n, folded.clone()));
                }
            }
        }
    }
    let surname = |f: &str| f.chars().next().is_some_and(|c| sound::COMMON_SURNAMES.contains(c));
    for alike in by_sound.values().filter(|a| a.len() > 1) {
        let (first, name) = &alike[0];
        for (n, other) in &alike[1..] {
            let same_surname = name.chars().next() == other.chars().next();
            if sound::one_homophone(name, other)
                && (same_surname && name.chars().count() > 2
                    || !same_surname && surname(name) != surname(other))
            {
                sets.join(*first, *n);
            }
        }
    }
}

fn document(doc: &str, mentions: &[Mention], at: &[usize], contexts: &Contexts<'_>) -> Vec<Profile> {
    let mut sets = Sets::new(at.len());
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (n, &i) in at.iter().enumerate() {
        for form in &mentions[i].surface.forms {
            let first = *seen.entry(tradewire_script::key(form)).or_insert(n);
            sets.join(first, n);
        }
    }
    mistyped(mentions, at, &mut sets);
    // A single word that is the last (or else the first) word of exactly one full name stands for it.
    let mut by_word: BTreeMap<(bool, String), BTreeSet<usize>> = BTreeMap::new();
    for (n, &i) in at.iter().enumerate() {
        for form in mentions[i].surface.forms.iter().filter(|f| is_full(f)) {
            let w = words(form);
            if let [first, .., last] = w.as_slice() {
                by_word.entry((true, last.clone())).or_default().insert(n);
                by_word.entry((false, first.clone())).or_default().insert(n);
            }
        }
    }
    let mut shortened: Vec<(usize, String)> = Vec::new();
    for (n, &i) in at.iter().enumerate() {
        let surface = &mentions[i].surface;
        let [form] = surface.forms.as_slice() else { continue };
        let w = words(form);
        let [word] = w.as_slice() else { continue };
        if surface.described || word.chars().count() < 2 {
            continue;
        }
        for last in [true, false] {
            let fitting: BTreeSet<usize> = by_word
                .get(&(last, word.clone()))
                .into_iter()
                .flatten()
                .filter(|&&m| m != n)
                .map(|&m| sets.find(m))
                .collect();
            if fitting.len() > 1 {
                break; // two people of that name: left to what else is known
            }
            if let Some(&one) = fitting.first() {
                sets.join(one, n);
                shortened.push((n, tradewire_script::key(form)));
                break;
            }
        }
    }
    let mut clusters: BTreeMap<usize, Profile> = BTreeMap::new();
    for (n, &i) in at.iter().enumerate() {
        let p = clusters.entry(sets.find(n)).or_insert_with(|| Profile {
            doc: doc.to_owned(),
            mentions: Vec::new(),
            forms: BTreeMap::new(),
            orgs: BTreeSet::new(),
            described: true,
            shortened: BTreeSet::new(),
        });
        p.mentions.push(i);
        p.described &= mentions[i].surface.described;
        for form in &mentions[i].surface.forms {
            p.forms.entry(tradewire_script::key(form)).or_insert_with(|| form.clone());
        }
        p.orgs.extend(contexts.of(&mentions[i]));
    }
    for (n, key) in shortened {
        if let Some(p) = clusters.get_mut(&sets.find(n)) {
            p.shortened.insert(key);
        }
    }
    clusters.into_values().collect()
}
