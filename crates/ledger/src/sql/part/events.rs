use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use tradewire_kb::Class;
use tradewire_model::{Claim, ClaimId, EntityId, Event};
use tradewire_reconcile::{DocumentInfo, Judgement, Key, Live};
use tradewire_resolve::{Discrepancy, EntityRecord as Resolved, Resolution};

use super::entities::{Renamed, viewed};
use super::made::{any, members};
use super::{MOST_CLAIMS, Made, Mending, document, is_fiction, kept, load};
use crate::db::{Doing, OptionalExtension, corrupt};
use crate::derive::{all_names, class_in};
use crate::index_text::{IndexText, names_of};
use crate::sql::index;
use crate::sql::views::{Links, MOST_QUOTES, Put, Standing, drop_conflict, drop_event, named, put_conflict};
use crate::{EntityRecord, Result};

/// Claims read for the part, with what the views need of them.
#[derive(Default)]
struct Read {
    claims: BTreeMap<ClaimId, Claim>,
    standing: HashMap<ClaimId, Standing>,
    odd: Vec<Discrepancy>,
    /// Keys of the figures they hold out.
    held: BTreeSet<String>,
}

impl Mending<'_, '_, '_> {
    /// Works out the events that claims of the documents belong to or belonged to, with their conflicts; gives how many,
    /// or nothing where too many claims hang together.
    pub(super) fn events(&mut self, renamed: &Renamed) -> Result<Option<usize>> {
        let tx = self.tx;
        let made = || self.before.values().chain(self.now.values());
        let blocks: BTreeSet<String> = made().map(|m| m.block.clone()).collect();
        let mut held: BTreeSet<String> = made().filter_map(|m| m.held.clone()).collect();
        let mut names: BTreeSet<EntityId> = made().flat_map(|m| &m.odd).map(|d| d.id.clone()).collect();
        let mut read = Read::default();
        let mut whole: BTreeSet<String> = BTreeSet::new();
        for block in &blocks {
            if !self.read_block(block, &mut read, &mut whole)? {
                return Ok(None);
            }
        }
        let mut about: BTreeSet<EntityId> =
            self.before.values().flat_map(|m| m.names.iter().cloned()).collect();
        about.extend(read.standing.values().flat_map(|s| s.entities.iter().cloned()));
        let departing: bool = tx
            .prepare_cached("SELECT 1 FROM view_key WHERE key >= 'D' AND key < 'E' LIMIT 1")
            .and_then(|mut s| s.exists([]))
            .doing("looking for names that depart")?;
        for id in about.into_iter().filter(|_| departing) {
            if any(tx, &format!("D{id}"))? {
                names.insert(id);
            }
        }
        held.extend(std::mem::take(&mut read.held));
        let mut further: BTreeSet<String> = BTreeSet::new();
        for key in &held {
            further.extend(members(tx, &format!("H{key}"))?);
        }
        for id in &names {
            further.extend(members(tx, &format!("D{id}"))?);
            let naming: Vec<String> = tx
                .prepare_cached("SELECT claim FROM view_entity_claim WHERE entity = ?1 LIMIT ?2")
                .and_then(|mut s| s.query_map((id.as_str(), MOST_CLAIMS as i64), |r| r.get(0))?.collect())
                .doing("reading claims")?;
            further.extend(naming);
            if further.len() >= MOST_CLAIMS {
                return Ok(None);
            }
        }
        for id in further {
            if let Some(made) = kept::<Made>(tx, &id)?
                && !self.read_block(&made.block, &mut read, &mut whole)?
            {
                return Ok(None);
            }
        }
        self.work_out(&blocks, &names, &held, &read, renamed).map(Some)
    }

    /// Reads all claims of a block; tells whether there are few enough.
    fn read_block(&self, block: &str, read: &mut Read, whole: &mut BTreeSet<String>) -> Result<bool> {
        if !whole.insert(block.to_owned()) {
            return Ok(true);
        }
        for id in members(self.tx, &format!("B{block}"))? {
            let id = ClaimId::new(id);
            let Some(loaded) = load(self.tx, &id)? else { continue };
            let made = match self.now.get(id.as_str()) {
                Some(made) => Some(made.clone()),
                None => kept::<Made>(self.tx, id.as_str())?,
            };
            if let Some(made) = made {
                read.odd.extend(made.odd);
                read.held.extend(made.held);
            }
            read.standing.insert(id.clone(), loaded.standing);
            read.claims.insert(id, loaded.claim);
        }
        Ok(read.claims.len() <= MOST_CLAIMS)
    }

    fn work_out(
        &mut self,
        blocks: &BTreeSet<String>,
        names: &BTreeSet<EntityId>,
        held: &BTreeSet<String>,
        read: &Read,
        renamed: &Renamed,
    ) -> Result<usize> {
        let tx = self.tx;
        let docs: BTreeSet<&str> = read.claims.values().map(|c| c.doc.as_str()).collect();
        let mut infos: Vec<DocumentInfo> = Vec::new();
        for doc in docs {
            infos.extend(document(tx, doc)?);
        }
        let records = self.viewed_of(read)?;
        let resolution = self.resolution(read, &records)?;
        let mut live: Live<&Claim> = Live::new();
        live.judge(self.ranks(read)?);
        let changes = live.update_part(&infos, read.claims.values(), &resolution, names.clone(), held);

        let mut keys: Vec<Key> = Vec::new();
        for b in blocks {
            keys.extend([Key::Events(b.clone()), Key::Conflicts(b.clone())]);
        }
        keys.extend(held.iter().cloned().map(Key::HeldConflict));
        keys.extend(names.iter().cloned().map(Key::NameConflict));
        let (mut old_events, mut old_conflicts) = (BTreeSet::new(), BTreeSet::new());
        for key in &keys {
            for member in members(tx, &key.word())? {
                self.tally.add(key.word(), &member, -1);
                let old = if matches!(key, Key::Events(_)) { &mut old_events } else { &mut old_conflicts };
                old.insert(member);
            }
        }
        let wanted: BTreeSet<&Key> = keys.iter().collect();
        let (mut new_events, mut new_conflicts) = (BTreeSet::new(), BTreeSet::new());
        for (key, member) in live.index().into_iter().filter(|(k, _)| wanted.contains(k)) {
            self.tally.add(key.word(), &member, 1);
            let new = if matches!(key, Key::Events(_)) { &mut new_events } else { &mut new_conflicts };
            new.insert(member);
        }
        drop(live);

        let mut counted: BTreeSet<String> = BTreeSet::new();
        for id in old_conflicts.union(&new_conflicts) {
            let event: Option<Option<String>> = tx
                .prepare_cached("SELECT event FROM view_conflict WHERE id = ?1")
                .and_then(|mut s| s.query_row([id], |r| r.get(0)).optional())
                .doing("mending a conflict")?;
            counted.extend(event.flatten());
            drop_conflict(tx, id)?;
        }
        let standing = |id: &ClaimId| read.standing.get(id);
        let mut put: BTreeSet<&str> = BTreeSet::new();
        for conflict in &changes.now.conflicts {
            if new_conflicts.contains(conflict.id.as_str()) && put.insert(conflict.id.as_str()) {
                counted.extend(conflict.event.iter().map(ToString::to_string));
                put_conflict(tx, conflict, &standing)?;
            }
        }
        for id in &old_events {
            for entity in drop_event(tx, id)? {
                *self.events_of.entry(EntityId::new(entity)).or_default() -= 1;
            }
        }
        let failed = RefCell::new(None);
        let fiction = |doc: &str| {
            is_fiction(tx, doc).unwrap_or_else(|e| {
                *failed.borrow_mut() = Some(e);
                false
            })
        };
        let by = self.by;
        let called = |id: &EntityId| {
            let known = by.known_names(id);
            known.unwrap_or_else(|| records.get(id).map(|e| names_of(e).collect()).unwrap_or_default())
        };
        let writing = Put { standing: &standing, fiction: &fiction, names: &called };
        let (mut made, mut links) = (0, Links::default());
        for event in changes.now.events.iter().filter(|e| new_events.contains(e.id.as_str())) {
            let no = writing.event(tx, event, 0)?;
            for entity in named(event) {
                *self.events_of.entry(entity.clone()).or_default() += 1;
            }
            writing.link(event, no, &mut links);
            counted.insert(event.id.to_string());
            made += 1;
        }
        links.write(tx)?;
        if let Some(e) = failed.into_inner() {
            return Err(e);
        }
        for id in counted {
            tx.prepare_cached(
                "UPDATE view_event SET conflicts = (SELECT count(*) FROM view_conflict WHERE event = ?1) WHERE id = ?1",
            )
            .and_then(|mut s| s.execute([id]))
            .doing("counting conflicts")?;
        }
        self.find_again(renamed, &new_events)?;
        Ok(made)
    }

    /// The records of everybody whom the claims name.
    fn viewed_of(&self, read: &Read) -> Result<BTreeMap<EntityId, EntityRecord>> {
        let mut out = BTreeMap::new();
        for id in read.claims.values().flat_map(all_names).filter_map(|n| n.id.as_ref()) {
            if !out.contains_key(id)
                && let Some(e) = viewed(self.tx, id)?
            {
                out.insert(id.clone(), e);
            }
        }
        Ok(out)
    }

    fn resolution(&self, read: &Read, records: &BTreeMap<EntityId, EntityRecord>) -> Result<Resolution> {
        let mut out = Resolution {
            outlets: std::sync::Arc::clone(&self.again.resolution.outlets),
            discrepancies: read.odd.clone(),
            ..Resolution::default()
        };
        for e in records.values() {
            let class: Class = class_in(e.class);
            let (id, name, kind) = (e.id.clone(), e.name.clone(), e.kind.clone());
            out.entities.push(Resolved { id, class, name, forms: Vec::new(), known: e.known, kind });
            let mut chain = self.by.kb.ancestors(&e.id);
            let Some(mut low) = chain.next().map(|e| e.id.clone()) else { continue };
            for high in chain {
                let from = self.joined.goes(self.tx, self.by, &low)?;
                let to = self.joined.goes(self.tx, self.by, &high.id)?;
                if from != to {
                    out.parents.insert(from, to);
                }
                low = high.id.clone();
            }
        }
        Ok(out)
    }

    /// What people decided on the claims.
    fn ranks(&self, read: &Read) -> Result<HashMap<ClaimId, Judgement>> {
        let mut out = HashMap::new();
        for id in read.claims.keys() {
            let body: Option<String> = self
                .tx
                .prepare_cached(
                    "SELECT k.body FROM rank r JOIN content k ON k.seq = r.seq WHERE r.claim = ?1 AND r.until_seq IS NULL",
                )
                .and_then(|mut s| s.query_row([id.as_str()], |r| r.get(0)).optional())
                .doing("reading judgements")?;
            if let Some(body) = body {
                let said: crate::body::RankBody =
                    serde_json::from_str(&body).map_err(|e| corrupt(format!("judgement on {id}"), e))?;
                out.insert(id.clone(), Judgement { rank: said.rank, reason: said.reason });
            }
        }
        Ok(out)
    }

    /// Makes other events findable by the names that somebody in them bears now.
    fn find_again(&self, renamed: &Renamed, done: &BTreeSet<String>) -> Result<()> {
        let tx = self.tx;
        let mut rows: BTreeMap<i64, String> = BTreeMap::new();
        for id in &renamed.refound {
            let of: Vec<(i64, String, String)> = tx
                .prepare_cached(
                    "SELECT e.no, e.id, e.body FROM view_event_entity v JOIN view_event e ON e.no = v.event
                     WHERE v.entity = ?1",
                )
                .and_then(|mut s| {
                    s.query_map([id.as_str()], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect()
                })
                .doing("reading events")?;
            rows.extend(
                of.into_iter().filter(|(_, id, _)| !done.contains(id)).map(|(no, _, body)| (no, body)),
            );
        }
        for (no, body) in rows {
            let event = serde_json::from_str(&body)
                .map_err(|e| e.to_string())
                .and_then(|v: serde_json::Value| Event::from_json(&v))
                .map_err(|e| corrupt(format!("event row {no}"), e))?;
            let mut quotes = Vec::new();
            for c in &event.claims {
                if quotes.len() == MOST_QUOTES {
                    break;
                }
                quotes.extend(load(tx, &c.id)?.map(|l| l.standing.quote));
            }
            let mut records: BTreeMap<EntityId, EntityRecord> = BTreeMap::new();
            for id in event.args.iter().flat_map(|(_, v)| v.names()).filter_map(|n| n.id.as_ref()) {
                if let Some(e) = viewed(tx, id)? {
                    records.insert(id.clone(), e);
                }
            }
            let called = |id: &EntityId| {
                let known = self.by.known_names(id);
                known.unwrap_or_else(|| records.get(id).map(|e| names_of(e).collect()).unwrap_or_default())
            };
            tx.drop_row(index::EVENT, no)?;
            tx.index(index::EVENT, no, IndexText::event(&event, &quotes, &called))?;
        }
        Ok(())
    }
}
