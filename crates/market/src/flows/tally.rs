//! A count with what stands behind it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::heads::Heads;
use super::way::Way;

/// So many people, with the events and origins that say so.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Tally {
    /// People named.
    pub named: i64,
    /// Members of groups who are not named, least and most.
    pub in_groups: Heads,
    /// Groups.
    pub groups: usize,
    /// Different origins.
    pub origins: usize,
    /// The events.
    pub events: Vec<String>,
}

impl Tally {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> Heads {
        self.in_groups.plus(Heads::exactly(self.named))
    }

    /// At least so many: what lists are ordered by.
    #[must_use]
    pub fn least(&self) -> i64 {
        self.all().low.unwrap_or(self.named)
    }
}

/// A count on its way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counting {
    named: i64,
    heads: Heads,
    groups: usize,
    events: BTreeSet<String>,
    origins: BTreeSet<String>,
}

impl Counting {
    pub fn add(&mut self, w: &Way) {
        if w.who.group {
            self.groups += 1;
            self.heads = self.heads.plus(w.heads);
        } else {
            self.named += 1;
        }
        self.events.extend(w.events.iter().cloned());
        self.origins.extend(w.origins.iter().cloned());
    }

    pub fn merge(&mut self, other: &Self) {
        self.named += other.named;
        self.heads = self.heads.plus(other.heads);
        self.groups += other.groups;
        self.events.extend(other.events.iter().cloned());
        self.origins.extend(other.origins.iter().cloned());
    }

    pub fn n(&self) -> usize {
        self.events.len()
    }

    pub fn origins(&self) -> usize {
        self.origins.len()
    }

    pub fn events(&self) -> Vec<String> {
        self.events.iter().cloned().collect()
    }

    pub fn tally(&self) -> Tally {
        Tally {
            named: self.named,
            in_groups: self.heads,
            groups: self.groups,
            origins: self.origins(),
            events: self.events(),
        }
    }
}
