//! Names to entities.
//!
//! [`resolve`] fills the canonical name and the id of every name in a set of claims. What the knowledge base knows
//! is looked up; what it does not know is clustered within each document and across documents by features that can
//! be read one by one in [`Link::features`]. Nobody unknown is merged on a bare name across different
//! organisations, and the order in which claims arrive changes nothing.

mod assign;
mod context;
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

pub use record::{Discrepancy, DiscrepancyKind, EntityRecord, Feature, Link, Outlet, Resolution};
pub use sound::sounds;

use tradewire_kb::KnowledgeBase;
use tradewire_model::Claim;

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
    let lookup = lookup::Lookup::new(kb);
    let mentions = mention::collect(claims, &lookup);
    let things = things::resolve(&mentions, &lookup);
    let contexts = context::Contexts::new(&mentions, &things, kb);
    let people = people::resolve(&mentions, &contexts, &lookup);
    let people = misname::relink(claims, &mentions, &contexts, people, kb);
    assign::assign(claims, &mentions, things, people, kb)
}
