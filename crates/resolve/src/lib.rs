//! Names to entities.
//!
//! [`resolve`] fills the canonical name and the id of every name in a set of claims. What the knowledge base knows
//! is looked up; what it does not know is clustered within each document and across documents by features that can
//! be read one by one in [`Link::features`]. Nobody unknown is merged on a bare name across different
//! organisations, and the order in which claims arrive changes nothing.

mod again;
mod assign;
pub mod cluster;
mod context;
mod judged;
mod local;
mod lookup;
mod mention;
mod misname;
mod outlets;
mod people;
mod record;
mod sound;
mod surface;
mod things;
mod union;

pub mod compare;

pub use again::{Again, DocumentNames, Memory};
pub use judged::canonical;
pub use record::{Discrepancy, DiscrepancyKind, EntityRecord, Feature, Link, Outlet, Resolution};
pub use sound::sounds;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tradewire_kb::{Class, KnowledgeBase};
use tradewire_model::{Claim, EntityId};

/// Fills `name` and `id` of every name in the arguments and attributions of `claims`, groups excepted.
///
/// The result depends on the set of claims, not on their order. Cost is near-linear in the number of claims.
///
/// ```
/// use tradewire_kb::KnowledgeBase;
/// let kb = KnowledgeBase::from_files([("labs.toml", r#"
///     [[organisation]]
///     id = "larkspur"
///     name = "Larkspur Labs"
///     as_of = "2025"
///     source = "fiction"
///     names = { zh-Hans = ["云雀实验室"] }
/// "#)]).unwrap();
/// let mut claims = vec![tradewire_model::Claim::from_json(&serde_json::json!({
///     "doc": "a", "kind": "move", "modality": "asserted", "quote": "…", "span": [0, 3],
///     "args": {"type": "join", "person": {"text": "林知遠"}, "to": {"text": "雲雀實驗室"}},
/// })).unwrap()];
/// tradewire_resolve::resolve(&mut claims, &kb);
/// assert_eq!(claims[0].args.name(tradewire_model::Role::To).unwrap().label(), "Larkspur Labs");
/// assert!(claims[0].args.name(tradewire_model::Role::Person).unwrap().id.is_some());
/// ```
pub fn resolve(claims: &mut [Claim], kb: &KnowledgeBase) -> Resolution {
    Resolver::new(kb).resolve(claims)
}

/// The indexes over a knowledge base that resolving needs, built once for many documents.
pub struct Resolver<'k> {
    kb: &'k KnowledgeBase,
    lookup: lookup::Lookup<'k>,
    /// The topmost organisations each person is known to have belonged to.
    homes: BTreeMap<EntityId, BTreeSet<EntityId>>,
    outlets: Arc<BTreeMap<String, Outlet>>,
    /// The ends of moves, and who is known to have been at both.
    ends: BTreeMap<(EntityId, EntityId), Vec<EntityId>>,
}

impl<'k> Resolver<'k> {
    /// Builds the indexes.
    #[must_use]
    pub fn new(kb: &'k KnowledgeBase) -> Self {
        let lookup = lookup::Lookup::new(kb);
        let people = kb.entries().iter().filter(|e| e.class == Class::Person);
        let homes: BTreeMap<EntityId, BTreeSet<EntityId>> =
            people.map(|e| (e.id.clone(), e.affiliations.iter().map(|a| lookup.root(a)).collect())).collect();
        let mut ends: BTreeMap<_, Vec<EntityId>> = BTreeMap::new();
        for (id, at) in &homes {
            let both = at.iter().flat_map(|a| at.iter().map(move |b| (a, b)));
            for (a, b) in both.filter(|(a, b)| a != b) {
                ends.entry((a.clone(), b.clone())).or_default().push(id.clone());
            }
        }
        Self { kb, lookup, homes, outlets: Arc::new(outlets::outlets(kb)), ends }
    }

    /// As [`resolve`], without building the indexes anew.
    pub fn resolve(&self, claims: &mut [Claim]) -> Resolution {
        self.resolve_noting(claims, None)
    }

    fn resolve_noting(
        &self,
        claims: &mut [Claim],
        note: Option<&mut BTreeMap<String, DocumentNames>>,
    ) -> Resolution {
        let mentions = mention::collect(claims, &self.lookup);
        let things = things::resolve(&mentions, &self.lookup);
        let contexts = context::Contexts::new(&mentions, &things, self.kb);
        let people = people::resolve(&mentions, &contexts, &self.lookup);
        let base: Option<Vec<_>> = note.is_some().then(|| people.iter().map(|p| p.linked.clone()).collect());
        let ways = misname::ways(claims, &mentions, &contexts, people.iter().map(|p| &p.profile), self.kb);
        let people = misname::relink(people, &ways, self);
        if let (Some(note), Some(base)) = (note, base) {
            *note = self.noted(claims, &mentions, &contexts, &people, &base);
        }
        let mut out = assign::assign(claims, &mentions, things, people, self.kb);
        out.outlets = Arc::clone(&self.outlets);
        out
    }
}
