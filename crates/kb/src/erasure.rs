use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use tradewire_model::EntityId;

use crate::{Class, Entry, FormTag};

/// Who must not be known again: salted hashes of ids and of full names, from which nobody can read who it was.
///
/// An entry is erased where its id is, or where one of a person's full names is: a user's file that brings the person
/// back under another id changes nothing.
#[derive(Debug, Clone, Default)]
pub struct Erased {
    /// Hashes by their salt.
    pub(crate) by_salt: BTreeMap<String, HashSet<String>>,
}

impl Erased {
    pub(crate) fn add(&mut self, salt: &str, hashes: impl IntoIterator<Item = String>) {
        self.by_salt.entry(salt.to_owned()).or_default().extend(hashes);
    }

    /// How many hashes there are.
    pub(crate) fn len(&self) -> usize {
        self.by_salt.values().map(HashSet::len).sum()
    }

    /// Whether nobody is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_salt.values().all(HashSet::is_empty)
    }

    /// Whether an entry must be dropped.
    #[must_use]
    pub fn holds(&self, entry: &Entry) -> bool {
        let whats = || std::iter::once(entry.id.as_str().to_owned()).chain(full_names(entry));
        self.by_salt.iter().any(|(salt, hashes)| whats().any(|w| hashes.contains(&hash(salt, &w))))
    }

    /// Whether an id is erased.
    #[must_use]
    pub fn holds_id(&self, id: &EntityId) -> bool {
        self.by_salt.iter().any(|(salt, hashes)| hashes.contains(&hash(salt, id.as_str())))
    }
}

/// The keys of a person's full names; short forms and surnames alone are others' too.
fn full_names(entry: &Entry) -> impl Iterator<Item = String> {
    entry
        .forms
        .iter()
        .filter(|f| entry.class == Class::Person && !matches!(f.tag, FormTag::Short | FormTag::Product))
        .filter(|f| {
            let words = f.text.split([' ', '·']).filter(|w| !w.is_empty()).count();
            let han = f.text.chars().all(|c| matches!(u32::from(c), 0x3400..=0x9fff));
            words > 1 || (han && (2..=4).contains(&f.text.chars().count()))
        })
        .map(|f| tradewire_script::key(&f.text))
}

fn hash(salt: &str, what: &str) -> String {
    let mut hash = Sha256::new();
    for part in [salt, what] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// The record that erases an entry for good, as it stands in `erased.toml`.
///
/// `salt` is to be drawn at random for each record and kept nowhere else; `date` is EDTF.
#[must_use]
pub fn erasure(entry: &Entry, salt: &str, date: &str) -> String {
    let mut hashes: Vec<String> = std::iter::once(entry.id.as_str().to_owned())
        .chain(full_names(entry))
        .map(|w| hash(salt, &w))
        .collect();
    // In no order that tells the id from the names.
    hashes.sort_unstable();
    hashes.dedup();
    let list = hashes.iter().map(|h| format!("    \"{h}\",\n")).collect::<String>();
    format!("[[erased]]\nsalt = \"{salt}\"\ndate = \"{date}\"\nhashes = [\n{list}]\n")
}
