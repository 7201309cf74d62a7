use std::collections::{BTreeMap, BTreeSet, HashMap};

use tradewire_kb::{Class, KnowledgeBase};
use tradewire_model::EntityId;

use crate::mention::{Mention, Place};
use crate::things::Linked;

/// Which organisations each claim names: what surrounds a person.
pub(crate) struct Contexts<'a> {
    /// Links of organisations, units and outlets, by mention.
    pub(crate) things: &'a BTreeMap<usize, Linked>,
    by_claim: HashMap<usize, BTreeSet<EntityId>>,
}

impl<'a> Contexts<'a> {
    pub(crate) fn new(mentions: &[Mention], things: &'a BTreeMap<usize, Linked>, kb: &KnowledgeBase) -> Self {
        let mut by_claim: HashMap<usize, BTreeSet<EntityId>> = HashMap::new();
        for (&i, linked) in things {
            // A description is no context: two documents cannot share it.
            if linked.name.is_none() {
                continue;
            }
            let root = kb.ancestors(&linked.id).last().map_or_else(|| linked.id.clone(), |e| e.id.clone());
            for (claim, place) in &mentions[i].slots {
                if matches!(place, Place::Arg(..)) {
                    by_claim.entry(*claim).or_default().insert(root.clone());
                }
            }
        }
        Self { things, by_claim }
    }

    /// The topmost organisations named in the claims that hold a mention.
    pub(crate) fn of(&self, m: &Mention) -> BTreeSet<EntityId> {
        debug_assert!(m.class == Class::Person, "context is asked for people");
        m.slots
            .iter()
            .filter(|(_, place)| matches!(place, Place::Arg(..)))
            .filter_map(|(claim, _)| self.by_claim.get(claim))
            .flatten()
            .cloned()
            .collect()
    }
}
