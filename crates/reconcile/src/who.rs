//! What reconciling asks of names: who stands above whom, what kind of outlet one is.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tradewire_kb::Class;
use tradewire_model::EntityId;
use tradewire_resolve::{Outlet, Resolution};

/// What is known of one entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) class: Class,
    pub(crate) name: String,
    pub(crate) kind: Option<String>,
}

/// The part of one or many resolutions that reconciling needs, in a form that grows cheaply.
#[derive(Debug, Clone, Default)]
pub(crate) struct Who {
    entities: HashMap<EntityId, Known>,
    parents: HashMap<EntityId, EntityId>,
    pub(crate) outlets: Arc<BTreeMap<String, Outlet>>,
}

impl Who {
    /// Takes in what a resolution says; what is known of an entity already is replaced.
    pub(crate) fn learn(&mut self, resolution: &Resolution) {
        for e in &resolution.entities {
            let known = Known { class: e.class, name: e.name.clone(), kind: e.kind.clone() };
            self.entities.insert(e.id.clone(), known);
        }
        for (low, high) in &resolution.parents {
            self.parents.insert(low.clone(), high.clone());
        }
        if !resolution.outlets.is_empty() {
            self.outlets = Arc::clone(&resolution.outlets);
        }
    }

    pub(crate) fn entity(&self, id: &EntityId) -> Option<&Known> {
        self.entities.get(id)
    }

    /// The topmost organisation above an entity, or the entity itself.
    pub(crate) fn root<'a>(&'a self, id: &'a EntityId) -> &'a EntityId {
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
}
