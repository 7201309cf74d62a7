//! What the ledger's views say about whom the claims name.

use std::collections::{HashMap, HashSet};

use tradewire_kb::{Class, Entry, FormTag, KnowledgeBase};
use tradewire_ledger::{DocumentRecord, EntityClass, EntityRecord, EventFilter, EventRecord, Page, Store};
use tradewire_model::{Claim, EntityId, Name};
use tradewire_reconcile::DocumentInfo;
use tradewire_resolve::Resolution;

use crate::failure::Failure;

/// Every document of a ledger.
pub fn documents(store: &dyn Store) -> Result<Vec<DocumentRecord>, Failure> {
    let mut all = Vec::new();
    let mut page = Page::first(Page::MOST);
    loop {
        let listing = store.documents(&page)?;
        all.extend(listing.items);
        match listing.next {
            Some(next) => page.after = Some(next),
            None => return Ok(all),
        }
    }
}

/// Every event of a ledger, in the order of the wire.
pub fn events(store: &dyn Store) -> Result<Vec<EventRecord>, Failure> {
    let mut filter = EventFilter { page: Page::first(Page::MOST), ..EventFilter::default() };
    let mut all = Vec::new();
    loop {
        let listing = store.events(&filter)?;
        all.extend(listing.items);
        match listing.next {
            Some(next) => filter.page.after = Some(next),
            None => return Ok(all),
        }
    }
}

/// What reconciling asks of a document.
pub fn info(d: &DocumentRecord) -> DocumentInfo {
    DocumentInfo {
        name: d.name.clone(),
        id: d.id.clone(),
        published: d.published.clone(),
        outlet: d.outlet.clone(),
        title: d.title.clone(),
        fiction: d.fiction,
        url: d.url.clone(),
    }
}

/// A record of every entity that a resolution found, with what the knowledge base knows beside it.
pub fn records(
    resolution: &Resolution,
    claims: &[Claim],
    documents: &[DocumentRecord],
    kb: &KnowledgeBase,
) -> Vec<EntityRecord> {
    let real = named_in_earnest(claims, documents);
    let mut out: Vec<EntityRecord> = resolution
        .entities
        .iter()
        .map(|e| {
            let entry = kb.get(&e.id);
            EntityRecord {
                id: e.id.clone(),
                class: class(e.class),
                name: e.name.clone(),
                forms: forms(entry, &e.forms),
                labels: entry.map(labels).unwrap_or_default(),
                kind: e.kind.clone(),
                parent: entry.and_then(|x| x.parent.clone()),
                known: e.known,
                fiction: !real.contains(&e.id),
            }
        })
        .collect();
    // Parents that no claim names are linked to from pages all the same.
    let have: HashSet<EntityId> = out.iter().map(|e| e.id.clone()).collect();
    let missing: HashSet<&EntityId> = resolution.parents.values().filter(|p| !have.contains(*p)).collect();
    let mut above: Vec<EntityRecord> =
        missing.into_iter().filter_map(|id| kb.get(id)).map(from_entry).collect();
    above.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    out.extend(above);
    out
}

fn from_entry(e: &Entry) -> EntityRecord {
    EntityRecord {
        id: e.id.clone(),
        class: class(e.class),
        name: e.name.clone(),
        forms: forms(Some(e), &[]),
        labels: labels(e),
        kind: e.kind.as_deref().map(str::to_owned),
        parent: e.parent.clone(),
        known: true,
        fiction: false,
    }
}

fn class(c: Class) -> EntityClass {
    match c {
        Class::Person => EntityClass::Person,
        Class::Organisation => EntityClass::Organisation,
        Class::Unit => EntityClass::Unit,
        Class::Outlet => EntityClass::Outlet,
    }
}

/// Known forms, then those met in texts; products imply a maker but do not name it.
fn forms(entry: Option<&Entry>, met: &[String]) -> Vec<String> {
    let known =
        entry.into_iter().flat_map(|e| &e.forms).filter(|f| f.tag != FormTag::Product).map(|f| &f.text);
    let mut out: Vec<String> = Vec::new();
    for form in known.chain(met) {
        if !out.contains(form) {
            out.push(form.clone());
        }
    }
    out
}

fn labels(e: &Entry) -> Vec<(String, String)> {
    let tags = [
        ("en", FormTag::En),
        ("zh-Hans", FormTag::ZhHans),
        ("zh-Hant-TW", FormTag::ZhHantTw),
        ("zh-Hant-HK", FormTag::ZhHantHk),
    ];
    tags.into_iter().filter_map(|(lang, tag)| Some((lang.to_owned(), e.form(tag)?.to_owned()))).collect()
}

/// The entities that a document names which is not invented.
fn named_in_earnest(claims: &[Claim], documents: &[DocumentRecord]) -> HashSet<EntityId> {
    let invented: HashMap<&str, bool> = documents.iter().map(|d| (d.name.as_str(), d.fiction)).collect();
    claims
        .iter()
        .filter(|c| !invented.get(c.doc.as_str()).copied().unwrap_or(false))
        .flat_map(|c| {
            let roles = c.args.iter().flat_map(|(_, v)| v.names());
            roles.chain(&c.attribution.source).chain(&c.attribution.via)
        })
        .filter_map(|n: &Name| n.id.clone())
        .collect()
}
