use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use foldhash::fast::FixedState;
use tradewire_kb::{Class, Entry, FormTag, KnowledgeBase};
use tradewire_model::EntityId;

use crate::sound;
use crate::surface::{Surface, stem, words};

type Index<'a> = HashMap<String, Vec<&'a Entry>, FixedState>;

/// The knowledge base with the indexes that names need: by sound and by the outer words of a person's name. They are
/// made when the first name asks for them.
pub(crate) struct Lookup<'a> {
    pub(crate) kb: &'a KnowledgeBase,
    by_sound: OnceLock<Index<'a>>,
    by_word: OnceLock<Index<'a>>,
    units: HashMap<EntityId, Vec<&'a Entry>>,
}

/// The persons of the knowledge base under what each form of their names gives, each once.
fn persons<'a>(kb: &'a KnowledgeBase, keys: impl Fn(&str, &mut dyn FnMut(String))) -> Index<'a> {
    let mut out = Index::default();
    for entry in kb.entries().iter().filter(|e| e.class == Class::Person) {
        for form in &entry.forms {
            keys(&form.text, &mut |key| {
                let known = out.entry(key).or_default();
                if known.last().is_none_or(|e| e.id != entry.id) {
                    known.push(entry);
                }
            });
        }
    }
    out
}

impl<'a> Lookup<'a> {
    pub(crate) fn new(kb: &'a KnowledgeBase) -> Self {
        let mut units: HashMap<EntityId, Vec<&Entry>> = HashMap::new();
        for entry in kb.entries().iter().filter(|e| e.class == Class::Unit) {
            if let Some(top) = kb.ancestors(&entry.id).last() {
                units.entry(top.id.clone()).or_default().push(entry);
            }
        }
        Self { kb, by_sound: OnceLock::new(), by_word: OnceLock::new(), units }
    }

    /// The entries of a class that bear one of the forms, in the order of the forms, each once.
    pub(crate) fn candidates(&self, surface: &Surface, class: Class) -> Vec<&'a Entry> {
        let mut out: Vec<&Entry> = Vec::new();
        for form in &surface.forms {
            for entry in self.bearing(form, class) {
                if !out.iter().any(|e| e.id == entry.id) {
                    out.push(entry);
                }
            }
        }
        out
    }

    /// The entries of a class that bear a form, as written or without a formal ending.
    pub(crate) fn bearing(&self, form: &str, class: Class) -> Vec<&'a Entry> {
        let kb: &'a KnowledgeBase = self.kb;
        let hits: Vec<&Entry> = kb.lookup(form).filter(|e| e.class == class).collect();
        if !hits.is_empty() || class == Class::Person {
            return hits;
        }
        let key = tradewire_script::key(form);
        let short = stem(&key);
        if short == key { hits } else { kb.lookup(short).filter(|e| e.class == class).collect() }
    }

    /// Whether some entry of a class bears one of the forms.
    pub(crate) fn knows(&self, surface: &Surface, class: Class) -> bool {
        surface.forms.iter().any(|f| !self.bearing(f, class).is_empty())
    }

    /// Persons whose name sounds like this.
    pub(crate) fn sounding(&self, sound: &str) -> &[&'a Entry] {
        let index = self
            .by_sound
            .get_or_init(|| persons(self.kb, |form, tell| sound::sounds(form).into_iter().for_each(tell)));
        index.get(sound).map_or(&[], Vec::as_slice)
    }

    /// Persons whose name begins or ends with this word.
    pub(crate) fn with_word(&self, word: &str) -> &[&'a Entry] {
        let index = self.by_word.get_or_init(|| {
            persons(self.kb, |form, tell| {
                if let [first, .., last] = words(form).as_slice() {
                    for w in [first, last].into_iter().filter(|w| w.chars().count() > 1) {
                        tell(w.clone());
                    }
                }
            })
        });
        index.get(word).map_or(&[], Vec::as_slice)
    }

    /// Units below a topmost organisation.
    pub(crate) fn units_of(&self, top: &EntityId) -> &[&'a Entry] {
        self.units.get(top).map_or(&[], Vec::as_slice)
    }

    /// The topmost organisation above an id, or the id itself.
    pub(crate) fn root(&self, id: &EntityId) -> EntityId {
        self.kb.ancestors(id).last().map_or_else(|| id.clone(), |e| e.id.clone())
    }

    /// The topmost organisations a person is known to have belonged to.
    pub(crate) fn homes(&self, entry: &Entry) -> BTreeSet<EntityId> {
        entry.affiliations.iter().chain(&entry.parent).map(|a| self.root(a)).collect()
    }
}

/// Whether a form is a full name of a person, not a surname or nickname.
pub(crate) fn is_full(form: &str) -> bool {
    words(form).len() > 1 || sound::is_han_name(&tradewire_script::fold_str(form))
}

/// The Chinese characters a known person is written with, folded; the first form counts as the right one.
pub(crate) fn han_forms(entry: &Entry) -> Vec<String> {
    entry
        .forms
        .iter()
        .filter(|f| !matches!(f.tag, FormTag::Short | FormTag::Product))
        .map(|f| tradewire_script::fold_str(&f.text))
        .filter(|f| sound::is_han_name(f))
        .collect()
}
