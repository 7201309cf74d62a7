use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tradewire_model::{Claim, EntityId};
use tradewire_reconcile::Place;
use tradewire_resolve::Discrepancy;

use crate::Result;
use crate::db::{Doing, OptionalExtension, corrupt};
use crate::derive::all_names;
use crate::index_text::names_in;
use crate::sort_key::sort_key;
use crate::sql::views::source_of;
use crate::sql::writing::Writing;

/// What the views hold of a claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Made {
    /// Name of its document.
    pub doc: String,
    /// When it was published, to sort by.
    pub key: String,
    /// The claims it may tell of one event with.
    pub block: String,
    /// The figure it holds out to somebody.
    pub held: Option<String>,
    /// Names in it that depart.
    pub odd: Vec<Discrepancy>,
    /// To whom it is attributed, and how that is written.
    pub source: Option<(EntityId, String)>,
    /// The entities it is about.
    pub names: BTreeSet<EntityId>,
    /// All that it names.
    pub all: BTreeSet<EntityId>,
    /// Whether its document, by its name, is not invented.
    pub earnest: bool,
    /// Whether its document, by its id, is not invented.
    pub real: bool,
}

impl Made {
    pub fn of(claim: &Claim, place: Place, odd: Vec<Discrepancy>, earnest: bool, real: bool) -> Self {
        let source = claim.attribution.source.as_ref();
        Self {
            doc: claim.doc.clone(),
            key: sort_key(claim.published.as_ref()),
            block: place.block,
            held: place.held,
            odd,
            source: source.map(|s| (source_of(s), s.label().to_owned())),
            names: names_in(claim).filter_map(|n| n.id.clone()).collect(),
            all: all_names(claim).filter_map(|n| n.id.clone()).collect(),
            earnest,
            real,
        }
    }

    /// What of the claim is found under which key.
    pub fn count(&self, id: &str, n: i64, tally: &mut Tally) {
        tally.add(format!("C{}", self.doc), id, n);
        tally.add(format!("B{}", self.block), id, n);
        if let Some(held) = &self.held {
            tally.add(format!("H{held}"), id, n);
        }
        for entity in self.odd.iter().map(|d| &d.id).collect::<BTreeSet<_>>() {
            tally.add(format!("D{entity}"), id, n);
        }
        if let Some((source, label)) = &self.source {
            tally.source(source, "c", label, self.real, n);
        }
        for entity in self.all.iter().filter(|_| self.earnest) {
            tally.add(format!("R{entity}"), "r", n);
        }
    }
}

/// What the views hold of a document that names its outlet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Published {
    pub source: EntityId,
    pub outlet: String,
    /// When it was published, to sort by.
    pub key: String,
    pub real: bool,
}

impl Published {
    pub fn count(&self, id: &str, n: i64, tally: &mut Tally) {
        tally.source(&self.source, "d", &self.outlet, self.real, n);
        tally.add(format!("L{}", tradewire_script::key(&self.outlet)), id, n);
    }
}

/// How often more or less something stands under a key.
#[derive(Debug, Default)]
pub(super) struct Tally {
    delta: BTreeMap<(String, String), i64>,
}

impl Tally {
    pub fn add(&mut self, key: String, member: &str, n: i64) {
        *self.delta.entry((key, member.to_owned())).or_default() += n;
    }

    fn source(&mut self, id: &EntityId, what: &str, label: &str, real: bool, n: i64) {
        self.add(format!("S{id}"), what, n);
        self.add(format!("S{id}"), &format!("n{label}"), n);
        if real {
            self.add(format!("S{id}"), "r", n);
        }
    }

    /// Writes it down, and begins at nothing.
    pub fn flush(&mut self, tx: &Writing<'_>) -> Result<()> {
        for ((key, member), n) in std::mem::take(&mut self.delta) {
            if n == 0 {
                continue;
            }
            tx.prepare_cached(
                "INSERT INTO view_key (key, member, n) VALUES (?1, ?2, ?3)
                 ON CONFLICT (key, member) DO UPDATE SET n = view_key.n + excluded.n",
            )
            .and_then(|mut s| s.execute_later((&key, &member, n)))
            .doing("keeping what is found by what")?;
            if n < 0 {
                tx.prepare_cached("DELETE FROM view_key WHERE key = ?1 AND member = ?2 AND n <= 0")
                    .and_then(|mut s| s.execute((&key, &member)))
                    .doing("keeping what is found by what")?;
            }
        }
        Ok(())
    }
}

/// What stands under a key, in order.
pub(super) fn under(tx: &Writing<'_>, key: &str) -> Result<Vec<(String, i64)>> {
    tx.prepare_cached("SELECT member, n FROM view_key WHERE key = ?1 ORDER BY member")
        .and_then(|mut s| s.query_map([key], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
        .doing("reading what is found by what")
}

/// As [`under`], without how often.
pub(super) fn members(tx: &Writing<'_>, key: &str) -> Result<Vec<String>> {
    Ok(under(tx, key)?.into_iter().map(|(m, _)| m).collect())
}

/// Whether anything stands under a key.
pub(super) fn any(tx: &Writing<'_>, key: &str) -> Result<bool> {
    tx.prepare_cached("SELECT 1 FROM view_key WHERE key = ?1 LIMIT 1")
        .and_then(|mut s| s.exists([key]))
        .doing("reading what is found by what")
}

/// What is kept of a claim or document.
pub(super) fn kept<T: DeserializeOwned>(tx: &Writing<'_>, id: &str) -> Result<Option<T>> {
    let body: Option<String> = tx
        .prepare_cached("SELECT body FROM view_made WHERE id = ?1")
        .and_then(|mut s| s.query_row([id], |r| r.get(0)).optional())
        .doing("reading what was made")?;
    body.map(|b| serde_json::from_str(&b).map_err(|e| corrupt(format!("what was made of {id}"), e)))
        .transpose()
}

/// Where a body lies under an id: how it is put there and taken away.
pub(super) struct Shelf {
    pub put: &'static str,
    pub clear: &'static str,
    pub doing: &'static str,
}

const MADE: Shelf = Shelf {
    put: "INSERT INTO view_made (id, body) VALUES (?1, ?2)
          ON CONFLICT (id) DO UPDATE SET body = excluded.body",
    clear: "DELETE FROM view_made WHERE id = ?1",
    doing: "keeping what was made",
};

impl Shelf {
    /// Puts a body in place of the one there was; without one, none is left.
    pub fn keep<T: Serialize>(&self, tx: &Writing<'_>, id: &str, body: Option<&T>) -> Result<()> {
        match body {
            None => tx.prepare_cached(self.clear).and_then(|mut s| s.execute([id])).map(drop),
            Some(body) => {
                let body = serde_json::to_string(body).doing(self.doing)?;
                tx.prepare_cached(self.put).and_then(|mut s| s.execute_later((id, body)))
            }
        }
        .doing(self.doing)
    }
}

pub(super) fn keep<T: Serialize>(tx: &Writing<'_>, id: &str, made: Option<&T>) -> Result<()> {
    MADE.keep(tx, id, made)
}
