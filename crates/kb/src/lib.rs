//! Who is who: organisations, units, people and outlets, as the files under `kb/` tell it.
//!
//! The shipped files are checked when the program is built and lie in it in a compact form ([`KnowledgeBase::builtin`]);
//! a user's own are read as they are ([`KnowledgeBase::with_files`]).

mod base;
mod compact;
mod entry;
mod erasure;
mod error;
mod file;
mod import;

use std::sync::LazyLock;

pub use base::KnowledgeBase;
pub use entry::{Class, Entry, Form, FormTag};
pub use erasure::{Erased, erasure};
pub use error::KbError;
pub use import::{Import, Imported, ImportedNames};

/// What `build.rs` made of the files under `kb/`.
static SHIPPED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/kb.bin"));

impl KnowledgeBase {
    /// The knowledge base that ships with the program; empty, with the reason on hand, if it is broken.
    ///
    /// # Errors
    /// [`KbError::Damaged`] if the program is; what is wrong with the files is said when it is built.
    pub fn builtin() -> Result<&'static Self, &'static KbError> {
        static BUILTIN: LazyLock<Result<KnowledgeBase, KbError>> =
            LazyLock::new(|| KnowledgeBase::from_compact(SHIPPED, []));
        BUILTIN.as_ref()
    }

    /// The shipped knowledge base and files beside it, such as a user's own.
    ///
    /// # Errors
    /// As [`Self::from_files`].
    pub fn with_files<'a>(more: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, KbError> {
        Self::from_compact(SHIPPED, more)
    }
}

#[cfg(test)]
mod tests {
    use include_dir::{Dir, include_dir};
    use tradewire_model::EntityId;

    use super::*;

    static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../kb");

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
    fn what_is_shipped_is_what_the_files_say() {
        let mut files = Vec::new();
        for d in [&FILES].into_iter().chain(FILES.dirs()) {
            for f in d.files().filter(|f| f.path().extension().is_some_and(|e| e == "toml")) {
                files.push((f.path().to_str().unwrap(), f.contents_utf8().unwrap()));
            }
        }
        let (read, shipped) = (KnowledgeBase::from_files(files).unwrap(), KnowledgeBase::builtin().unwrap());
        assert!(read.entries() == shipped.entries());
        for (key, entries) in &read.by_key {
            let found: Vec<usize> = shipped.lookup(key).map(|e| shipped.position(&e.id).unwrap().0).collect();
            assert_eq!(&found, entries, "{key}");
        }
        for e in read.entries() {
            assert_eq!(shipped.get(&e.id), Some(e));
        }
        for nobody in ["", "a", "zzzz", "\u{10ffff}", "openai-", "Nobody At All"] {
            assert_eq!(shipped.get(&EntityId::new(nobody)), read.get(&EntityId::new(nobody)));
            assert!(shipped.lookup(nobody).eq(read.lookup(nobody)));
        }
    }

    #[test]
    fn damage_to_what_is_shipped_is_told() {
        for n in [0, 1, 3, 4, 1000, SHIPPED.len() / 2, SHIPPED.len() - 1] {
            assert!(matches!(KnowledgeBase::from_compact(&SHIPPED[..n], []), Err(KbError::Damaged)), "{n}");
        }
    }

    #[test]
    fn a_users_files_stand_beside_the_shipped_ones() {
        let kb = KnowledgeBase::with_files([("labs.toml", LABS)]).unwrap();
        assert_eq!(kb.one(Class::Organisation, "雲雀實驗室").unwrap().id.as_str(), "larkspur");
        assert!(kb.one(Class::Organisation, "OpenAI").is_some());
        let again = LABS.replace("\"larkspur\"", "\"openai\"");
        let twice = KnowledgeBase::with_files([("labs.toml", again.as_str())]).unwrap_err();
        assert!(
            matches!(&twice, KbError::Twice { first, second, .. } if first.starts_with("organisations/") && second == "labs.toml")
        );
        // Who is erased by a user's file is gone from the shipped ones too, and nobody else is.
        let openai = kb.get(&EntityId::new("openai")).unwrap();
        let gone = erasure(openai, "0123456789abcdef", "2025-10");
        let less = KnowledgeBase::with_files([("erased.toml", gone.as_str())]).unwrap();
        assert!(less.get(&EntityId::new("openai")).is_none() && less.lookup("OpenAI").next().is_none());
        assert_eq!(less.entries().len() + 1, KnowledgeBase::builtin().unwrap().entries().len());
        assert!(less.one(Class::Person, "祖克柏").is_some());
    }

    #[test]
    fn a_journalist_has_a_beat_and_outlets() {
        const GAZETTE: &str = r#"
            [[outlet]]
            id = "gazette"
            name = "Harbour Gazette"
            as_of = "2025-10"
            source = "fiction"
            [[journalist]]
            id = "ida-quill"
            name = "Ida Quill"
            outlets = ["gazette"]
            beat = "AI talent"
            as_of = "2025-10"
            source = "fiction"
        "#;
        let kb = KnowledgeBase::from_files([("a.toml", GAZETTE)]).unwrap();
        let quill = kb.one(Class::Person, "Ida Quill").unwrap();
        assert_eq!((quill.beat.as_deref(), quill.kind.as_deref()), (Some("AI talent"), Some("journalist")));
        assert_eq!(quill.affiliations, [EntityId::new("gazette")]);
        let wrong = |from: &str, to: &str| {
            let text = GAZETTE.replace(from, to) + LABS;
            KnowledgeBase::from_files([("a.toml", text.as_str())]).unwrap_err()
        };
        assert!(matches!(wrong("[\"gazette\"]", "[]"), KbError::Journalist { lacks: "an outlet", .. }));
        assert!(matches!(wrong("\"AI talent\"", "\" \""), KbError::Journalist { lacks: "a beat", .. }));
        assert!(matches!(wrong("[\"gazette\"]", "[\"larkspur\"]"), KbError::NoOutlet { .. }));
        assert!(matches!(wrong("[\"gazette\"]", "[\"gazete\"]"), KbError::Unknown { .. }));
        assert!(matches!(wrong("beat =", "beats ="), KbError::Toml { .. }));
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
