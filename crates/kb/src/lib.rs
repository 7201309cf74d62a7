//! Who is who: organisations, units, people and outlets, as the files under `kb/` tell it.

mod entry;
mod erasure;
mod error;
mod file;
mod import;

use std::collections::HashMap;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use tradewire_model::EntityId;

pub use entry::{Class, Entry, Form, FormTag};
pub use erasure::{Erased, erasure};
pub use error::KbError;
pub use import::{Import, Imported, ImportedNames};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../kb");

/// All entries, and the way from a name to them.
#[derive(Debug, Default)]
pub struct KnowledgeBase {
    entries: Vec<Entry>,
    by_id: HashMap<EntityId, usize>,
    by_key: HashMap<String, Vec<usize>>,
}

impl KnowledgeBase {
    /// The knowledge base that ships with the program; empty, with the reason on hand, if it is broken.
    ///
    /// # Errors
    /// What [`Self::from_files`] says of the shipped files; a test holds that it says nothing.
    pub fn builtin() -> Result<&'static Self, &'static KbError> {
        static BUILTIN: LazyLock<Result<KnowledgeBase, KbError>> = LazyLock::new(|| {
            let mut files = Vec::new();
            collect(&FILES, &mut files);
            KnowledgeBase::from_files(files)
        });
        BUILTIN.as_ref()
    }

    /// The shipped knowledge base and files beside it, such as a user's own.
    ///
    /// # Errors
    /// As [`Self::from_files`].
    pub fn with_files<'a>(more: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, KbError> {
        let mut files: Vec<(&str, &str)> = Vec::new();
        collect(&FILES, &mut files);
        files.extend(more);
        Self::from_files(files)
    }

    /// Loads entries from TOML files, given as (path, text); see `kb/README.md` for the form.
    ///
    /// # Errors
    /// [`KbError`] names the file and the entry: TOML that does not parse, an id given twice, an id that is
    /// pointed to but not there, an entry without a name.
    pub fn from_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, KbError> {
        let mut kb = Self::default();
        let mut erased = Erased::default();
        let mut read = Vec::new();
        // Who is erased may stand in a later file than the entry.
        for (path, text) in files {
            let (entries, gone) = file::parse(path, text)?;
            read.extend(entries.into_iter().map(|e| (path, e)));
            for g in gone {
                erased.add(&g.salt, g.hashes);
            }
        }
        for (path, mut entry) in read {
            if !erased.is_empty() {
                if erased.holds(&entry) {
                    continue;
                }
                entry.affiliations.retain(|a| !erased.holds_id(a));
                entry.parent = entry.parent.filter(|p| !erased.holds_id(p));
            }
            if let Some(&other) = kb.by_id.get(&entry.id) {
                return Err(KbError::Twice {
                    id: entry.id,
                    first: kb.entries[other].file.clone(),
                    second: path.to_owned(),
                });
            }
            kb.by_id.insert(entry.id.clone(), kb.entries.len());
            kb.entries.push(entry);
        }
        for entry in &kb.entries {
            for id in entry.affiliations.iter().chain(&entry.parent) {
                if !kb.by_id.contains_key(id) {
                    return Err(KbError::Unknown {
                        id: id.clone(),
                        entry: entry.id.clone(),
                        file: entry.file.clone(),
                    });
                }
            }
        }
        for (i, entry) in kb.entries.iter().enumerate() {
            for form in entry.forms.iter().filter(|f| f.tag != FormTag::Product) {
                let at = kb.by_key.entry(tradewire_script::key(&form.text)).or_default();
                if !at.contains(&i) {
                    at.push(i);
                }
            }
        }
        Ok(kb)
    }

    /// All entries.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of an id.
    #[must_use]
    pub fn get(&self, id: &EntityId) -> Option<&Entry> {
        self.by_id.get(id).map(|&i| &self.entries[i])
    }

    /// The number of an entry in [`Self::entries`], with the entry.
    #[must_use]
    pub fn position(&self, id: &EntityId) -> Option<(usize, &Entry)> {
        self.by_id.get(id).map(|&i| (i, &self.entries[i]))
    }

    /// The entries that bear a name, whatever its script, case, width and dots.
    pub fn lookup(&self, name: &str) -> impl Iterator<Item = &Entry> {
        self.by_key.get(&tradewire_script::key(name)).into_iter().flatten().map(|&i| &self.entries[i])
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

fn collect<'a>(dir: &'a Dir<'a>, files: &mut Vec<(&'a str, &'a str)>) {
    for f in dir.files() {
        if let (Some(path), Some(text)) = (f.path().to_str(), f.contents_utf8())
            && f.path().extension().is_some_and(|e| e == "toml")
        {
            files.push((path, text));
        }
    }
    for d in dir.dirs() {
        collect(d, files);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABS: &str = r#"
        [[organisation]]
        id = "larkspur"
        name = "Larkspur Labs"
        kind = "lab"
        as_of = "2025-10"
        source = "fiction"
        [organisation.names]
        en = ["Larkspur Labs", "Larkspur"]
        zh-Hans = ["云雀实验室"]
        products = ["Skylark-2"]
        [[unit]]
        id = "larkspur-vision"
        name = "Larkspur Vision"
        org = "larkspur"
        as_of = "2025-10"
        source = "fiction"
    "#;

    #[test]
    fn the_shipped_knowledge_base_loads() {
        let kb = KnowledgeBase::builtin().unwrap();
        assert!(kb.one(Class::Organisation, "OpenAI").is_some());
        let z = kb.one(Class::Person, "祖克柏").unwrap();
        assert_eq!(Some(z), kb.one(Class::Person, "Mark Zuckerberg"));
    }

    #[test]
    fn a_name_is_found_in_any_script() {
        let kb = KnowledgeBase::from_files([("labs.toml", LABS)]).unwrap();
        let id = &kb.one(Class::Organisation, "雲雀實驗室").unwrap().id;
        assert_eq!(id.as_str(), "larkspur");
        assert!(kb.lookup("Skylark-2").next().is_none(), "a product is not a name of its maker");
        let chain: Vec<_> = kb.ancestors(&EntityId::new("larkspur-vision")).map(|e| e.id.as_str()).collect();
        assert_eq!(chain, ["larkspur-vision", "larkspur"]);
    }

    #[test]
    fn who_is_erased_stays_erased() {
        let person = |id: &str, name: &str| {
            format!("[[person]]\nid = \"{id}\"\nname = \"{name}\"\nas_of = \"2025\"\nsource = \"fiction\"\n")
        };
        let ours = person("ida-quill", "Ida Quill");
        let before = KnowledgeBase::from_files([("a.toml", ours.as_str())]).unwrap();
        let gone = erasure(&before.entries()[0], "0123456789abcdef", "2025-10");
        assert!(!gone.to_lowercase().contains("quill"), "it does not say who");
        let theirs = person("quill-again", "QUILL IDA").replace("QUILL IDA", "Ida  Quill")
            + &person("jo-marsh", "Jo Marsh");
        let all = [("a.toml", ours.as_str()), ("user.toml", theirs.as_str()), ("erased.toml", gone.as_str())];
        let kb = KnowledgeBase::from_files(all).unwrap();
        let left: Vec<&str> = kb.entries().iter().map(|e| e.name.as_str()).collect();
        assert_eq!(left, ["Jo Marsh"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let twice = KnowledgeBase::from_files([("a.toml", LABS), ("b.toml", LABS)]).unwrap_err();
        assert!(
            matches!(&twice, KbError::Twice { id, second, .. } if id.as_str() == "larkspur" && second == "b.toml")
        );
        let lost = LABS.replace("org = \"larkspur\"", "org = \"larkspurr\"");
        assert!(matches!(
            KnowledgeBase::from_files([("a.toml", lost.as_str())]),
            Err(KbError::Unknown { .. })
        ));
        assert!(matches!(
            KnowledgeBase::from_files([("a.toml", "[[person]]\nid = 3")]),
            Err(KbError::Toml { .. })
        ));
    }
}
