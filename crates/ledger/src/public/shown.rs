//! What is public of a ledger, gathered once and read many times.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use tradewire_model::{ClaimId, Conflict, EntityId, EventId, Name};
use tradewire_script::key;

use crate::sort_key::sort_key;
use crate::sql::source_of;
use crate::{
    Archive, ClaimRecord, Counts, DocumentRecord, EntityClass, EntitySummary, EventFilter, EventRecord, Page,
    Result, SourceRecord,
};

/// Claims read at once.
const CHUNK: usize = 500;

/// Where a ledger stood when something was gathered from it: another place, another answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    entries: usize,
    events: usize,
    behind: u64,
}

/// What is public: ids, and the listings with figures of what is public alone.
#[derive(Debug, Clone)]
pub struct Shown {
    pub(super) mark: Mark,
    pub(super) claims: HashSet<ClaimId>,
    pub(super) events: HashSet<EventId>,
    /// Newest first.
    pub(super) documents: Vec<DocumentRecord>,
    /// Places in `documents`, by id and by name: of several by a name the newest.
    pub(super) document_at: HashMap<String, usize>,
    /// In the order of the listing.
    pub(super) entities: Vec<EntitySummary>,
    /// Places in `entities`.
    pub(super) entity_at: HashMap<EntityId, usize>,
    /// In the order of the listing.
    pub(super) sources: Vec<SourceRecord>,
    /// Places in `documents`, newest first, by source.
    pub(super) documents_of: HashMap<EntityId, Vec<usize>>,
    /// Latest first.
    pub(super) conflicts: Vec<Conflict>,
    /// Events of an entity are counted, so their conflicts can be found: conflicts by entity.
    pub(super) conflicts_of: HashMap<EntityId, Vec<usize>>,
    pub(super) counts: Counts,
}

/// Figures of one entity or source while they are gathered.
#[derive(Default)]
struct Sum {
    names: BTreeSet<String>,
    claims: usize,
    events: usize,
    documents: BTreeSet<usize>,
    real: bool,
}

impl Mark {
    /// Where a ledger stands.
    ///
    /// # Errors
    /// Those of the ledger.
    pub fn of(store: &dyn Archive) -> Result<Self> {
        let counts = store.counts()?;
        Ok(Self { entries: counts.entries, events: counts.events, behind: store.views_behind()? })
    }
}

impl Shown {
    /// Whether the ledger still stands where it stood.
    #[must_use]
    pub fn is_of(&self, mark: Mark) -> bool {
        self.mark == mark
    }

    /// Where the ledger stood when it was gathered.
    #[must_use]
    pub fn mark(&self) -> Mark {
        self.mark
    }

    /// Gathers what the last decision made public; nothing before the first one.
    ///
    /// # Errors
    /// Those of the ledger.
    pub fn gather(store: &dyn Archive) -> Result<Self> {
        let mark = Mark::of(store)?;
        let decided = store.publication()?;
        let (ids, entries) = match &decided {
            Some(p) => {
                (store.published(&p.publication.claims)?, usize::try_from(p.seq).unwrap_or(usize::MAX))
            }
            None => (Vec::new(), 0),
        };
        let mut records: Vec<ClaimRecord> = Vec::with_capacity(ids.len());
        for some in ids.chunks(CHUNK) {
            records.extend(store.claims_by_ids(some)?.into_iter().filter(|r| !r.retracted && !r.left));
        }
        let claims: HashSet<ClaimId> = records.iter().map(|r| r.claim.id.clone()).collect();
        let events = if decided.is_some() { public_events(store)? } else { Vec::new() };
        let conflicts = conflicts(store, &claims, &events)?;
        let documents = documents(&records);
        let (sources, documents_of) = sources(store, &records, &documents)?;
        let (entities, conflicts_of) = entities(store, &records, &events, &sources, &conflicts)?;
        let of = |class: &[EntityClass]| entities.iter().filter(|e| class.contains(&e.entity.class)).count();
        let counts = Counts {
            documents: documents.len(),
            fiction: documents.iter().filter(|d| d.fiction).count(),
            claims: claims.len(),
            events: events.len(),
            conflicts: conflicts.len(),
            people: of(&[EntityClass::Person]),
            organisations: of(&[EntityClass::Organisation, EntityClass::Unit]),
            sources: sources.len(),
            entries,
        };
        let entity_at = entities.iter().enumerate().map(|(i, e)| (e.entity.id.clone(), i)).collect();
        let events = events.into_iter().map(|e| e.event.id).collect();
        let mut document_at = HashMap::new();
        for (i, d) in documents.iter().enumerate() {
            document_at.entry(d.name.clone()).or_insert(i);
        }
        document_at.extend(documents.iter().enumerate().map(|(i, d)| (d.id.to_string(), i)));
        Ok(Self {
            mark,
            claims,
            events,
            documents,
            document_at,
            entities,
            entity_at,
            sources,
            documents_of,
            conflicts,
            conflicts_of,
            counts,
        })
    }
}

fn public_events(store: &dyn Archive) -> Result<Vec<EventRecord>> {
    let mut filter = EventFilter { published: true, page: Page::first(Page::MOST), ..EventFilter::default() };
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

/// The conflicts of which every side stands on public claims, without the others.
fn conflicts(
    store: &dyn Archive,
    claims: &HashSet<ClaimId>,
    events: &[EventRecord],
) -> Result<Vec<Conflict>> {
    let events: HashSet<&EventId> = events.iter().map(|e| &e.event.id).collect();
    let mut all = store.conflicts()?;
    all.retain_mut(|c| {
        c.sides.iter_mut().for_each(|s| s.claims.retain(|r| claims.contains(&r.id)));
        c.event.as_ref().is_none_or(|e| events.contains(e)) && c.sides.iter().all(|s| !s.claims.is_empty())
    });
    Ok(all)
}

/// The documents with a public claim, each with the number of those.
fn documents(records: &[ClaimRecord]) -> Vec<DocumentRecord> {
    let mut by_id: BTreeMap<&str, DocumentRecord> = BTreeMap::new();
    for r in records {
        let new = || DocumentRecord { claims: 0, ..r.document.clone() };
        by_id.entry(r.document.id.as_str()).or_insert_with(new).claims += 1;
    }
    let mut all: Vec<DocumentRecord> = by_id.into_values().collect();
    all.sort_by_cached_key(|d| std::cmp::Reverse((sort_key(d.published.as_ref()), d.id.to_string())));
    all
}

type Sources = (Vec<SourceRecord>, HashMap<EntityId, Vec<usize>>);

fn sources(store: &dyn Archive, records: &[ClaimRecord], documents: &[DocumentRecord]) -> Result<Sources> {
    let mut outlets: HashMap<String, EntityId> = HashMap::new();
    let mut page = Page::first(Page::MOST);
    loop {
        let listing = store.entities(Some(EntityClass::Outlet), &page)?;
        for e in listing.items.iter().map(|s| &s.entity) {
            for form in e.forms.iter().chain([&e.name]).chain(e.labels.iter().map(|(_, text)| text)) {
                let at = outlets.entry(key(form)).or_insert_with(|| e.id.clone());
                if e.id < *at {
                    *at = e.id.clone();
                }
            }
        }
        let Some(next) = listing.next else { break };
        page.after = Some(next);
    }
    let mut sums: BTreeMap<EntityId, Sum> = BTreeMap::new();
    for r in records {
        let Some(source) = &r.claim.attribution.source else { continue };
        let sum = sums.entry(source_of(source)).or_default();
        sum.names.insert(source.label().to_owned());
        sum.claims += 1;
        sum.real |= !r.document.fiction;
    }
    for (i, d) in documents.iter().enumerate() {
        let Some(outlet) = &d.outlet else { continue };
        let id = outlets.get(&key(outlet)).cloned().unwrap_or_else(|| source_of(&Name::unresolved(outlet)));
        let sum = sums.entry(id).or_default();
        sum.names.insert(outlet.clone());
        sum.documents.insert(i);
        sum.real |= !d.fiction;
    }
    let ids: Vec<EntityId> = sums.keys().cloned().collect();
    let mut names: HashMap<EntityId, String> = HashMap::new();
    for some in ids.chunks(CHUNK) {
        names.extend(store.entities_by_ids(some)?.into_iter().map(|e| (e.id, e.name)));
    }
    let mut all = Vec::with_capacity(sums.len());
    let mut documents_of = HashMap::new();
    for (id, sum) in sums {
        let name = names.remove(&id).or_else(|| sum.names.first().cloned()).unwrap_or_default();
        all.push(SourceRecord {
            id: id.clone(),
            name,
            documents: sum.documents.len(),
            claims: sum.claims,
            fiction: !sum.real,
        });
        documents_of.insert(id, sum.documents.into_iter().collect());
    }
    all.sort_by(|a, b| (b.documents + b.claims).cmp(&(a.documents + a.claims)).then(a.id.cmp(&b.id)));
    Ok((all, documents_of))
}

type Entities = (Vec<EntitySummary>, HashMap<EntityId, Vec<usize>>);

/// Whom public claims name, to whom they are attributed, and where known ones belong; with the forms of their names that
/// are known, or that public claims use.
fn entities(
    store: &dyn Archive,
    records: &[ClaimRecord],
    events: &[EventRecord],
    sources: &[SourceRecord],
    conflicts: &[Conflict],
) -> Result<Entities> {
    let mut sums: BTreeMap<EntityId, Sum> = BTreeMap::new();
    let mut named_by: HashMap<&ClaimId, BTreeSet<&EntityId>> = HashMap::new();
    for r in records {
        let c = &r.claim;
        let mut named: BTreeSet<&EntityId> = BTreeSet::new();
        for n in c.args.iter().flat_map(|(_, v)| v.names()) {
            let Some(id) = &n.id else { continue };
            named.insert(id);
            let sum = sums.entry(id.clone()).or_default();
            sum.names.insert(n.text.clone());
            sum.names.extend(n.name.clone());
        }
        for id in &named {
            sums.entry((*id).clone()).or_default().claims += 1;
        }
        for n in c.attribution.source.iter().chain(&c.attribution.via) {
            let Some(id) = &n.id else { continue };
            let sum = sums.entry(id.clone()).or_default();
            sum.names.insert(n.text.clone());
            sum.names.extend(n.name.clone());
        }
        named_by.insert(&c.id, named);
    }
    for e in events {
        let named: BTreeSet<&EntityId> =
            e.event.args.iter().flat_map(|(_, v)| v.names()).filter_map(|n| n.id.as_ref()).collect();
        for id in named {
            sums.entry(id.clone()).or_default().events += 1;
        }
    }
    for s in sources {
        sums.entry(s.id.clone()).or_default().names.insert(s.name.clone());
    }
    let ids: Vec<EntityId> = sums.keys().cloned().collect();
    let mut all = Vec::new();
    let mut parents: BTreeSet<EntityId> = BTreeSet::new();
    for some in ids.chunks(CHUNK) {
        for mut entity in store.entities_by_ids(some)? {
            let Some(sum) = sums.get(&entity.id) else { continue };
            if !entity.known {
                entity.forms.retain(|f| sum.names.contains(f));
            }
            parents.extend(entity.parent.clone());
            all.push(EntitySummary { entity, events: sum.events, claims: sum.claims });
        }
    }
    parents.retain(|p| !sums.contains_key(p));
    let above: Vec<EntityId> = parents.into_iter().collect();
    let known = store.entities_by_ids(&above)?.into_iter().filter(|e| e.known);
    all.extend(known.map(|entity| EntitySummary { entity, events: 0, claims: 0 }));
    all.sort_by(|a, b| {
        (b.events, b.claims)
            .cmp(&(a.events, a.claims))
            .then_with(|| (&a.entity.name, &a.entity.id).cmp(&(&b.entity.name, &b.entity.id)))
    });
    let mut conflicts_of: HashMap<EntityId, Vec<usize>> = HashMap::new();
    for (i, c) in conflicts.iter().enumerate() {
        let named: BTreeSet<&&EntityId> =
            c.sides.iter().flat_map(|s| &s.claims).filter_map(|r| named_by.get(&r.id)).flatten().collect();
        for id in named {
            conflicts_of.entry((*id).clone()).or_default().push(i);
        }
    }
    Ok((all, conflicts_of))
}
