//! Writes the compact form that `compact.rs` reads; built into `build.rs` alone.

use std::collections::HashMap;

use tradewire_model::EntityId;

use crate::Entry;
use crate::base::KnowledgeBase;
use crate::compact::{CLASSES, NONE, TAGS};
use crate::erasure::Erased;

#[derive(Default)]
struct Writer {
    out: Vec<u8>,
    shared: HashMap<String, u32>,
    table: Vec<String>,
}

impl Writer {
    fn u32(&mut self, n: usize) {
        self.out.extend(u32::try_from(n).unwrap_or(NONE).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.u32(text.len());
        self.out.extend(text.as_bytes());
    }

    fn share(&mut self, text: &str) {
        let next = self.table.len() as u32;
        let i = *self.shared.entry(text.to_owned()).or_insert(next);
        if i == next {
            self.table.push(text.to_owned());
        }
        self.out.extend(i.to_le_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(t) => self.share(t),
            None => self.out.extend(NONE.to_le_bytes()),
        }
    }

    fn entry(&mut self, e: &Entry) {
        let at = |n: Option<usize>| n.and_then(|n| u8::try_from(n).ok()).unwrap_or(u8::MAX);
        self.out.push(at(CLASSES.iter().position(|c| *c == e.class)));
        self.text(e.id.as_str());
        self.text(&e.name);
        self.u32(e.forms.len());
        for f in &e.forms {
            self.out.push(at(TAGS.iter().position(|t| *t == f.tag)));
            self.text(&f.text);
        }
        self.optional(e.parent.as_ref().map(EntityId::as_str));
        self.u32(e.affiliations.len());
        for a in &e.affiliations {
            self.share(a.as_str());
        }
        self.optional(e.kind.as_deref());
        self.optional(e.country.as_deref());
        self.optional(e.beat.as_deref());
        self.share(&e.as_of);
        self.share(&e.source);
        self.share(&e.file);
    }
}

/// Writes a knowledge base that was read from files, and who is erased from it.
pub(crate) fn write(kb: &KnowledgeBase, erased: &Erased) -> Vec<u8> {
    let mut w = Writer::default();
    w.u32(kb.entries().len());
    for e in kb.entries() {
        w.entry(e);
    }
    let mut ids: Vec<usize> = (0..kb.entries().len()).collect();
    ids.sort_by_key(|i| kb.entries()[*i].id.as_str());
    w.u32(ids.len());
    for i in ids {
        w.u32(i);
    }
    let mut keys: Vec<(&String, &Vec<usize>)> = kb.by_key.iter().collect();
    keys.sort_unstable();
    w.u32(keys.len());
    let (mut text, mut at) = (String::new(), Vec::new());
    for (key, entries) in keys {
        text.push_str(key);
        at.extend(entries);
        w.u32(text.len());
        w.u32(at.len());
    }
    w.u32(at.len());
    for i in at {
        w.u32(i);
    }
    w.text(&text);
    w.u32(erased.by_salt.len());
    for (salt, hashes) in &erased.by_salt {
        w.text(salt);
        let mut hashes: Vec<&String> = hashes.iter().collect();
        hashes.sort_unstable();
        w.u32(hashes.len());
        for h in hashes {
            w.text(h);
        }
    }
    let mut head = Writer::default();
    head.u32(w.table.len());
    for t in &w.table {
        head.text(t);
    }
    head.out.extend(w.out);
    head.out
}
