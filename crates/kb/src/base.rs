use std::collections::HashMap;

use tradewire_model::EntityId;

use crate::compact::Index;
use crate::erasure::Erased;
use crate::{Class, Entry, FormTag, KbError, compact, file};

/// All entries, and the way from a name to them.
#[derive(Debug, Default)]
pub struct KnowledgeBase {
    entries: Vec<Entry>,
    /// The way to the first entries, where they were read from the compact form.
    shipped: Option<Index>,
    /// The way to the others.
    by_id: HashMap<EntityId, usize>,
    pub(crate) by_key: HashMap<String, Vec<usize>>,
}

impl KnowledgeBase {
    /// Loads entries from TOML files, given as (path, text); see `kb/README.md` for the form.
    ///
    /// # Errors
    /// [`KbError`] names the file and the entry: TOML that does not parse, an id given twice, an id that is
    /// pointed to but not there, an entry without a name, a journalist without a beat or an outlet.
    pub fn from_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, KbError> {
        Self::load(files).map(|(kb, _)| kb)
    }

    /// As [`Self::from_files`], and who is erased.
    pub(crate) fn load<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<(Self, Erased), KbError> {
        let mut kb = Self::default();
        let mut erased = Erased::default();
        let read = read(files, &mut erased)?;
        kb.take(read, &erased)?;
        Ok((kb, erased))
    }

    /// Loads the compact form of shipped files, and TOML files behind it.
    ///
    /// # Errors
    /// As [`Self::from_files`]; [`KbError::Damaged`] where the bytes are not of that form.
    pub(crate) fn from_compact<'a>(
        bytes: &'static [u8],
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, KbError> {
        let (entries, index, mut erased) = compact::read(bytes).ok_or(KbError::Damaged)?;
        let before: usize = erased.len();
        let more = read(files, &mut erased)?;
        let mut kb = Self::default();
        if erased.len() == before {
            kb.entries = entries;
            kb.shipped = Some(index);
            kb.take(more, &erased)?;
        } else {
            // Somebody in the shipped files may be erased: all is looked through.
            kb.take(entries.into_iter().chain(more).collect(), &erased)?;
        }
        Ok(kb)
    }

    /// Takes in entries that are not erased, and checks what they point to.
    fn take(&mut self, entries: Vec<Entry>, erased: &Erased) -> Result<(), KbError> {
        let first = self.entries.len();
        for mut entry in entries {
            if !erased.is_empty() {
                if erased.holds(&entry) {
                    continue;
                }
                entry.affiliations.retain(|a| !erased.holds_id(a));
                entry.parent = entry.parent.filter(|p| !erased.holds_id(p));
            }
            if let Some(other) = self.get(&entry.id) {
                return Err(KbError::Twice {
                    id: entry.id.clone(),
                    first: other.file.clone().into_owned(),
                    second: entry.file.into_owned(),
                });
            }
            self.by_id.insert(entry.id.clone(), self.entries.len());
            self.entries.push(entry);
        }
        for entry in &self.entries[first..] {
            for id in entry.affiliations.iter().chain(&entry.parent) {
                if self.get(id).is_none() {
                    return Err(KbError::Unknown {
                        id: id.clone(),
                        entry: entry.id.clone(),
                        file: entry.file.clone().into_owned(),
                    });
                }
            }
            if entry.is_journalist()
                && let Some(id) = entry
                    .affiliations
                    .iter()
                    .find(|a| self.get(a).is_some_and(|other| other.class != Class::Outlet))
            {
                return Err(KbError::NoOutlet {
                    id: id.clone(),
                    entry: entry.id.clone(),
                    file: entry.file.clone().into_owned(),
                });
            }
        }
        for (i, entry) in self.entries.iter().enumerate().skip(first) {
            for form in entry.forms.iter().filter(|f| f.tag != FormTag::Product) {
                let at = self.by_key.entry(tradewire_script::key(&form.text)).or_default();
                if !at.contains(&i) {
                    at.push(i);
                }
            }
        }
        Ok(())
    }

    /// All entries.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of an id.
    #[must_use]
    pub fn get(&self, id: &EntityId) -> Option<&Entry> {
        self.position(id).map(|p| p.1)
    }

    /// The number of an entry in [`Self::entries`], with the entry.
    #[must_use]
    pub fn position(&self, id: &EntityId) -> Option<(usize, &Entry)> {
        let shipped = self.shipped.as_ref().and_then(|s| s.of_id(id.as_str(), &self.entries));
        let at = shipped.or_else(|| self.by_id.get(id).copied())?;
        self.entries.get(at).map(|e| (at, e))
    }

    /// The entries that bear a name, whatever its script, case, width and dots.
    pub fn lookup(&self, name: &str) -> impl Iterator<Item = &Entry> {
        let key = tradewire_script::key(name);
        let shipped = self.shipped.iter().flat_map({
            let key = key.clone();
            move |s| s.of_key(&key)
        });
        let others = self.by_key.get(&key).into_iter().flatten().copied();
        shipped.chain(others).filter_map(|i| self.entries.get(i))
    }

    /// The one entry of a class that bears a name; nothing if there is none or more than one.
    #[must_use]
    pub fn one(&self, class: Class, name: &str) -> Option<&Entry> {
        let mut hits = self.lookup(name).filter(|e| e.class == class);
        match (hits.next(), hits.next()) {
            (Some(e), None) => Some(e),
            _ => None,
        }
    }

    /// The entry and those above it: a unit, its organisation, that one's parent.
    pub fn ancestors<'a>(&'a self, id: &EntityId) -> impl Iterator<Item = &'a Entry> {
        let mut next = self.get(id);
        let mut left = 8; // a chain longer than this is a circle
        std::iter::from_fn(move || {
            let entry = next?;
            left -= 1;
            next = if left > 0 { entry.parent.as_ref().and_then(|p| self.get(p)) } else { None };
            Some(entry)
        })
    }
}

/// The entries of files; who is erased may stand in a later file than the entry.
fn read<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
    erased: &mut Erased,
) -> Result<Vec<Entry>, KbError> {
    let mut out = Vec::new();
    for (path, text) in files {
        let (entries, gone) = file::parse(path, text)?;
        out.extend(entries);
        for g in gone {
            erased.add(&g.salt, g.hashes);
        }
    }
    Ok(out)
}
