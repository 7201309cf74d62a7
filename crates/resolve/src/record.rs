use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tradewire_kb::Class;
use tradewire_model::{ClaimId, EntityId, Role};

/// Who is who in a set of claims, and why.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Resolution {
    /// Every entity that a claim names, by id.
    pub entities: Vec<EntityRecord>,
    /// Which surface was linked to which entity, per document, with the reasons.
    pub links: Vec<Link>,
    /// Names that are linked to an entity although the name itself says otherwise.
    pub discrepancies: Vec<Discrepancy>,
    /// Outlets of the knowledge base by the key of each of their names, for grading sources.
    pub outlets: Arc<BTreeMap<String, Outlet>>,
    /// The organisation above each unit or subsidiary that occurs.
    pub parents: BTreeMap<EntityId, EntityId>,
}

impl Resolution {
    /// The record of an entity.
    #[must_use]
    pub fn entity(&self, id: &EntityId) -> Option<&EntityRecord> {
        self.entities.binary_search_by(|e| e.id.cmp(id)).ok().map(|i| &self.entities[i])
    }

    /// The topmost organisation above an entity, or the entity itself.
    #[must_use]
    pub fn root<'a>(&'a self, id: &'a EntityId) -> &'a EntityId {
        let mut at = id;
        // A chain longer than this is a circle.
        for _ in 0..8 {
            match self.parents.get(at) {
                Some(up) => at = up,
                None => break,
            }
        }
        at
    }

    /// Whether one of the two is the other or stands above it.
    #[must_use]
    pub fn related(&self, a: &EntityId, b: &EntityId) -> bool {
        let above = |low: &EntityId, high: &EntityId| {
            let mut at = low;
            for _ in 0..8 {
                if at == high {
                    return true;
                }
                match self.parents.get(at) {
                    Some(up) => at = up,
                    None => return false,
                }
            }
            false
        };
        above(a, b) || above(b, a)
    }
}

/// An entity that at least one claim names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityRecord {
    /// Id of the knowledge base, or a derived one.
    pub id: EntityId,
    /// What sort of thing it is.
    pub class: Class,
    /// Canonical name.
    pub name: String,
    /// The forms seen in the claims, in order.
    pub forms: Vec<String>,
    /// Whether the knowledge base knows it.
    pub known: bool,
    /// Finer kind, where the knowledge base gives one.
    pub kind: Option<String>,
}

/// One reason for a link.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// What was seen: `known form`, `same reading`, `shared organisation` …
    pub name: &'static str,
    /// How much it counts, 0 to 1.
    pub weight: f64,
}

/// A surface of one document linked to an entity.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Document.
    pub doc: String,
    /// The name as written.
    pub surface: String,
    /// The entity.
    pub id: EntityId,
    /// Sum of the weights, at most 1.
    pub score: f64,
    /// The reasons.
    pub features: Vec<Feature>,
}

/// How a name departs from what its bearer is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DiscrepancyKind {
    /// Another person's name: everything but the name says who is meant.
    Misnamed,
    /// A character of the same sound in the place of the right one.
    Homophone,
    /// A loose name of a unit.
    LooseName,
}

/// A name that was linked against its own wording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discrepancy {
    /// The claim that has it.
    pub claim: ClaimId,
    /// The role it stands in.
    pub role: Role,
    /// The name as written.
    pub surface: String,
    /// Who is meant.
    pub id: EntityId,
    /// How the name departs.
    pub kind: DiscrepancyKind,
    /// Why it was linked all the same, in a sentence.
    pub reason: String,
}

/// An outlet of the knowledge base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlet {
    /// Its id.
    pub id: EntityId,
    /// Its canonical name.
    pub name: String,
    /// `wire`, `newspaper`, `tech-press` …
    pub kind: Option<String>,
}
