//! From the queue into the ledger, and what follows from it into the outbox.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::json;
use tradewire_fetch::Fetcher;
use tradewire_ledger::SqliteStore;
use tradewire_model::DocId;
use tradewire_read::Limits;

use super::deliver::{self, Waiting as Outgoing};
use super::folder::{Folder, Part};
use super::item::Item;
use super::matching::{Handed, events_of, matches, take};
use super::sources::{Sources, Watch};
use super::state::State;
use crate::failure::Failure;
use crate::intake::{Rejection, Waiting};
use crate::output::{say, tell};
use crate::pipeline::{Noted, Pipeline};

/// Takes in and hands on.
pub struct Keeper<'a> {
    folder: &'a Folder,
    store: SqliteStore,
    pipeline: Pipeline,
    limits: Limits,
    watches: &'a [Watch],
    /// What could not be read since it began.
    pub rejected: usize,
}

impl<'a> Keeper<'a> {
    /// A keeper of a ledger.
    pub fn new(
        folder: &'a Folder,
        store: SqliteStore,
        limits: Limits,
        watches: &'a [Watch],
    ) -> Result<Self, Failure> {
        Ok(Self { folder, store, pipeline: Pipeline::new()?, limits, watches, rejected: 0 })
    }

    /// Takes in every file of the queue; each leaves it when all that follows from it is on disk.
    pub fn take_in(&mut self) -> Result<(), Failure> {
        for name in self.folder.names(Part::Queue) {
            let items = match self.read(&name) {
                Ok(items) => items,
                Err(e) => {
                    say(
                        "error",
                        &format!("{name} of the queue is damaged ({e}); it is kept among the rejected"),
                    );
                    self.folder.shift(Part::Queue, Part::Rejected, &name)?;
                    continue;
                }
            };
            let stem = name.trim_end_matches(".jsonl").to_owned();
            let documents = match self.ingest(&stem, &items) {
                Ok(documents) => documents,
                Err(whole) => self.one_by_one(&stem, &items, whole)?,
            };
            self.note_matches(&documents)?;
            self.folder.remove(Part::Queue, &name)?;
        }
        Ok(())
    }

    fn read(&self, name: &str) -> Result<Vec<Item>, Failure> {
        let text = std::fs::read_to_string(self.folder.path(Part::Queue, name))?;
        text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
    }

    /// Takes documents in; gives those that are in the ledger then. The same again changes nothing.
    fn ingest(&mut self, stem: &str, items: &[Item]) -> Result<BTreeSet<DocId>, Failure> {
        let mut documents = BTreeSet::new();
        let mut rejected: Vec<(String, serde_json::Value)> = Vec::new();
        let inputs: Vec<Waiting> =
            items.iter().map(|i| i.clone().waiting()).collect::<Result<_, Failure>>()?;
        let tally = self.pipeline.ingest_noting(
            inputs.into_iter().map(Ok),
            &self.limits,
            items.len(),
            &mut self.store,
            &mut |noted| match noted {
                Noted::In(id) => {
                    documents.insert(id.clone());
                }
                Noted::Rejected(r) => {
                    let name = format!("{stem}~r{:05}.json", rejected.len());
                    rejected.push((
                        name,
                        json!({"place": r.place, "code": r.code, "what": r.what, "hint": r.hint}),
                    ));
                }
            },
        )?;
        for (name, rejection) in &rejected {
            self.folder.write_json(Part::Rejected, name, rejection)?;
        }
        self.rejected += tally.rejected;
        if tally.new + tally.revised > 0 {
            tell(&format!(
                "ledger: {} new documents, {} revised, {} claims",
                tally.new, tally.revised, tally.claims
            ));
        }
        Ok(documents)
    }

    /// Where a whole file is refused, one document may be the cause: it alone is left out. Where none can be taken, it
    /// is the ledger that is ill, and everything waits.
    fn one_by_one(&mut self, stem: &str, items: &[Item], whole: Failure) -> Result<BTreeSet<DocId>, Failure> {
        let (mut documents, mut refused) = (BTreeSet::new(), Vec::new());
        for (n, item) in items.iter().enumerate() {
            match self.ingest(&format!("{stem}~{n}"), std::slice::from_ref(item)) {
                Ok(taken) => documents.extend(taken),
                Err(e) => refused.push((n, item, e)),
            }
        }
        if refused.len() == items.len() {
            return Err(whole);
        }
        for (n, item, e) in refused {
            self.rejected += 1;
            say("rejected", &format!("{}: {e}", item.place));
            let what = json!({"place": item.place, "code": "refused", "what": e.to_string(), "item": item});
            self.folder.write_json(Part::Rejected, &format!("{stem}~x{n:05}.json"), &what)?;
        }
        Ok(documents)
    }

    /// Puts what watches are about into the outbox: first that, then that it was found.
    fn note_matches(&self, documents: &BTreeSet<DocId>) -> Result<(), Failure> {
        if self.watches.is_empty() || documents.is_empty() {
            return Ok(());
        }
        let events = events_of(&self.store, documents)?;
        let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        for watch in self.watches {
            let file = format!("{}.json", watch.name);
            let mut handed: Handed = self.folder.read_json(Part::Watches, &file)?.unwrap_or_default();
            let before = handed.claims.len();
            for event in &events {
                if !matches(&self.store, watch, event)? {
                    continue;
                }
                if let Some(delivery) = take(&self.store, watch, &mut handed, event, &now)? {
                    let waiting = Outgoing::new(delivery);
                    self.folder.write_json(Part::Outbox, &waiting.name(), &waiting)?;
                }
            }
            if handed.claims.len() > before {
                self.folder.write_json(Part::Watches, &file, &handed)?;
            }
        }
        Ok(())
    }

    /// Hands on what waits.
    pub fn hand_on(&self, fetcher: &Fetcher) -> Result<(), Failure> {
        let (done, dead) = deliver::hand_on(self.folder, self.watches, fetcher, Timestamp::now())?;
        if done + dead > 0 {
            tell(&format!("watches: {done} handed on, {dead} given up"));
        }
        Ok(())
    }

    /// How many sources failed when they were last asked.
    pub fn failed_sources(&self, folder: &Folder, sources: &Sources) -> Result<usize, Failure> {
        let mut failed = 0;
        for source in &sources.sources {
            let state: Option<State> = folder.read_json(Part::Sources, &format!("{}.json", source.name))?;
            failed += usize::from(state.is_some_and(|s| s.trouble.is_some()));
        }
        Ok(failed)
    }
}

/// Keeps why something could not be taken.
pub fn keep_rejection(folder: &Folder, name: &str, r: &Rejection) -> Result<(), Failure> {
    let what = json!({ "place": r.place, "code": r.code, "what": r.what, "hint": r.hint });
    folder.write_json(Part::Rejected, name, &what)
}
