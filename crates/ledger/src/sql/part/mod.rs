//! Mending the views: what a few documents concern, and nothing else.
//!
//! Beside the views the ledger keeps what is found by what (`view_key`), who is who in each document (`view_names`) and
//! what the views hold of each claim (`view_made`). A derivation of everything writes them; one of a part reads what the
//! documents concern, works that out with the same functions, and writes the difference. Where a part would be too
//! large, or something happened that reaches further (a judgement, an erasure, another build or knowledge base), it gives
//! way to the whole. Either way the rows are the same.
//!
//! The first letter of a key tells what stands under it. Small letters are those of resolving (`tradewire_resolve`),
//! capitals those of the views:
//!
//! | key | under it | key | under it |
//! |---|---|---|---|
//! | `C` document | its claims | `R` entity | how many claims of real documents name it |
//! | `B` block | the claims that may tell of one event | `P` entity | entities below it |
//! | `E`, `K` block | its events and conflicts | `S` source | its claims, documents and names, counted |
//! | `H`, `J` figure | claims that hold it out, and the conflict over it | `L` outlet's name | documents it published |
//! | `D`, `N` entity | claims in which its name departs, and the conflict over it | | |

mod entities;
mod events;
mod made;
mod reading;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tradewire_model::{Claim, ClaimId, EntityId, NameJudgement};
use tradewire_reconcile::{DocumentInfo, Key, places};
use tradewire_resolve::{Again, Discrepancy, DocumentNames};

use super::judgements;
use super::views::{self, Shown, put_source, unresolved_source};
use super::writing::Writing;
use crate::body::RetractBody;
use crate::db::{Doing, OptionalExtension, corrupt};
use crate::derive::Whole;
use crate::{Deriver, Reach, Result, Views};
use entities::Joined;
use made::{Made, Published, Shelf, Tally, any, keep, kept, members, under};
use reading::{Remembered, document, is_fiction, load};

/// Entries of the log that are mended in parts; more are better derived anew.
const MOST_ENTRIES: i64 = 20_000;
/// Documents that one mending looks at.
const MOST_DOCUMENTS: usize = 4_000;
/// Claims that one mending works out again.
const MOST_CLAIMS: usize = 20_000;

/// Brings the views to the log by what came since; gives nothing, and writes nothing that matters, where everything
/// must be derived.
pub(super) fn mend(tx: &Writing<'_>, by: &Deriver<'_, '_>) -> Result<Option<Reach>> {
    let (seq, made_by, head): (i64, String, i64) = tx
        .query_row("SELECT v.seq, v.made_by, h.seq FROM view_state v, head h", [], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?))
        })
        .doing("looking how far the views are")?;
    if made_by != by.word() || head - seq > MOST_ENTRIES {
        return Ok(None);
    }
    if head == seq {
        return Ok(Some(Reach::Nothing));
    }
    let Some(names) = changed(tx, seq)? else { return Ok(None) };
    let memory = Remembered::new(tx);
    for doc in &names {
        for claim in members(tx, &format!("C{doc}"))? {
            memory.look(&claim)?;
        }
    }
    let Some(again) = by.resolver.resolve_again(&memory, names, MOST_DOCUMENTS)? else { return Ok(None) };
    for doc in again.before.keys() {
        for claim in members(tx, &format!("C{doc}"))? {
            memory.look(&claim)?;
        }
    }
    if memory.judged.get() || again.claims.len() > MOST_CLAIMS {
        return Ok(None);
    }
    let Some(joined) = Joined::new(tx, by, &again)? else { return Ok(None) };
    let mut mending = Mending::new(tx, by, again, joined);
    // What was read so far is as it was; from here on it is written, and undone where it turns out too large.
    tx.execute_batch("SAVEPOINT mending").doing("mending the views")?;
    let Some(events) = mending.go()? else {
        tx.execute_batch("ROLLBACK TO mending; RELEASE mending").doing("mending the views")?;
        tx.forget_index();
        return Ok(None);
    };
    tx.execute_batch("RELEASE mending").doing("mending the views")?;
    tx.execute("UPDATE view_state SET seq = (SELECT seq FROM head)", []).doing("noting how far views are")?;
    Ok(Some(Reach::Part { documents: mending.docs.len(), events }))
}

/// Names of the documents that came or changed since an entry; nothing where something else happened that views follow.
fn changed(tx: &Writing<'_>, since: i64) -> Result<Option<BTreeSet<String>>> {
    let rows: Vec<(i64, String, String)> = tx
        .prepare_cached("SELECT seq, kind, subject FROM log WHERE seq > ?1")
        .and_then(|mut s| s.query_map([since], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect())
        .doing("reading what came")?;
    let (mut ids, mut names): (BTreeSet<String>, BTreeSet<String>) = Default::default();
    for (seq, kind, subject) in rows {
        match kind.as_str() {
            "document" => {
                ids.insert(subject);
            }
            "claim" => {
                let of: Option<String> = tx
                    .prepare_cached("SELECT document FROM claim WHERE seq = ?1")
                    .and_then(|mut s| s.query_row([seq], |r| r.get(0)).optional())
                    .doing("reading what came")?;
                let Some(of) = of else { return Ok(None) };
                ids.insert(of);
            }
            "retract" => {
                let body: Option<String> = tx
                    .prepare_cached("SELECT body FROM content WHERE seq = ?1")
                    .and_then(|mut s| s.query_row([seq], |r| r.get(0)).optional())
                    .doing("reading what came")?;
                let Some(body) = body else { return Ok(None) };
                let body: RetractBody =
                    serde_json::from_str(&body).map_err(|e| corrupt(format!("entry {seq}"), e))?;
                ids.insert(body.document.to_string());
            }
            // What somebody thinks of a claim weighs in its event.
            "rank" => names.extend(kept::<Made>(tx, &subject)?.map(|m| m.doc)),
            "publish" => {}
            _ => return Ok(None),
        }
    }
    for id in ids {
        let name: Option<String> = tx
            .prepare_cached("SELECT name FROM document WHERE id = ?1")
            .and_then(|mut s| s.query_row([id], |r| r.get(0)).optional())
            .doing("reading what came")?;
        let Some(name) = name else { return Ok(None) };
        names.insert(name);
    }
    Ok(Some(names))
}

/// A part of the views being made again.
struct Mending<'t, 'd, 'k> {
    tx: &'t Writing<'t>,
    by: &'t Deriver<'d, 'k>,
    again: Again,
    joined: Joined,
    /// Names of the documents.
    docs: BTreeSet<String>,
    tally: Tally,
    /// What claims of the documents were made before.
    before: BTreeMap<String, Made>,
    /// What they are made now.
    now: BTreeMap<String, Made>,
    infos: Vec<DocumentInfo>,
    /// Events more or less that an entity has a part in; claims that name it.
    events_of: BTreeMap<EntityId, i64>,
    claims_of: BTreeMap<EntityId, i64>,
}

impl<'t, 'd, 'k> Mending<'t, 'd, 'k> {
    fn new(tx: &'t Writing<'t>, by: &'t Deriver<'d, 'k>, again: Again, joined: Joined) -> Self {
        let docs = again.docs.clone();
        Self {
            tx,
            by,
            again,
            joined,
            docs,
            tally: Tally::default(),
            before: BTreeMap::new(),
            now: BTreeMap::new(),
            infos: Vec::new(),
            events_of: BTreeMap::new(),
            claims_of: BTreeMap::new(),
        }
    }

    /// Makes the part again; gives the number of events made, or nothing where it is too large.
    fn go(&mut self) -> Result<Option<usize>> {
        self.joined.join(&mut self.again);
        for doc in self.docs.clone() {
            self.infos.extend(document(self.tx, &doc)?);
            for claim in members(self.tx, &format!("C{doc}"))? {
                if let Some(made) = kept::<Made>(self.tx, &claim)? {
                    self.before.insert(claim, made);
                }
            }
        }
        self.name_documents()?;
        self.claims()?;
        self.tally.flush(self.tx)?;
        let renamed = self.entities()?;
        let Some(events) = self.events(&renamed)? else { return Ok(None) };
        self.sources(&renamed)?;
        for (id, n) in std::mem::take(&mut self.events_of) {
            self.tx
                .prepare_cached("UPDATE view_entity SET events = events + ?2 WHERE id = ?1")
                .and_then(|mut s| s.execute((id.as_str(), n)))
                .doing("counting events")?;
        }
        for (id, n) in std::mem::take(&mut self.claims_of) {
            self.tx
                .prepare_cached("UPDATE view_entity SET claims = claims + ?2 WHERE id = ?1")
                .and_then(|mut s| s.execute((id.as_str(), n)))
                .doing("counting claims")?;
        }
        self.tally.flush(self.tx)?;
        Ok(Some(events))
    }

    /// Keeps who is who in the documents.
    fn name_documents(&mut self) -> Result<()> {
        for doc in &self.docs {
            for (sign, names) in [(-1, self.again.before.get(doc)), (1, self.again.names.get(doc))] {
                for (key, member) in names.map(|n| self.by.resolver.keys(doc, n)).unwrap_or_default() {
                    self.tally.add(key, &member, sign);
                }
            }
            NAMES.keep(self.tx, doc, self.again.names.get(doc))?;
        }
        let had: BTreeSet<&EntityId> = self.again.before.values().flat_map(DocumentNames::entities).collect();
        let has: BTreeSet<&EntityId> = self.again.names.values().flat_map(DocumentNames::entities).collect();
        for id in had.union(&has) {
            let existed = any(self.tx, &format!("i{id}"))?;
            self.joined.touched.insert((*id).clone(), existed);
        }
        Ok(())
    }

    /// Writes the claims of the documents as they are resolved now.
    fn claims(&mut self) -> Result<()> {
        let tx = self.tx;
        for (id, made) in &self.before {
            for sql in ["DELETE FROM view_claim WHERE claim = ?1", "DELETE FROM view_made WHERE id = ?1"] {
                tx.prepare_cached(sql).and_then(|mut s| s.execute([id])).doing("mending a claim")?;
            }
            for entity in &made.names {
                *self.claims_of.entry(entity.clone()).or_default() -= 1;
                tx.prepare_cached(
                    "DELETE FROM view_entity_claim WHERE entity = ?1 AND published_key = ?2 AND claim = ?3",
                )
                .and_then(|mut s| s.execute((entity.as_str(), &made.key, id)))
                .doing("mending a claim")?;
            }
            if let Some((source, _)) = &made.source {
                tx.prepare_cached(
                    "DELETE FROM view_source_claim WHERE source = ?1 AND published_key = ?2 AND claim = ?3",
                )
                .and_then(|mut s| s.execute((source.as_str(), &made.key, id)))
                .doing("mending a claim")?;
            }
            made.count(id, -1, &mut self.tally);
        }
        let mut odd: HashMap<&ClaimId, Vec<Discrepancy>> = HashMap::new();
        for d in &self.again.resolution.discrepancies {
            odd.entry(&d.claim).or_default().push(d.clone());
        }
        let fiction: HashMap<&str, bool> = self.infos.iter().map(|d| (d.name.as_str(), d.fiction)).collect();
        let places = places(&self.again.claims, &self.infos, &self.again.resolution);
        for (claim, place) in self.again.claims.iter().zip(places) {
            let stated: Option<(String, String)> = tx
                .prepare_cached(
                    "SELECT c.document, k.body FROM claim c JOIN content k ON k.seq = c.seq
                     WHERE c.id = ?1 AND c.until_seq IS NULL
                     ORDER BY c.published_key DESC, c.document, c.start LIMIT 1",
                )
                .and_then(|mut s| s.query_row([claim.id.as_str()], |r| Ok((r.get(0)?, r.get(1)?))).optional())
                .doing("mending a claim")?;
            let Some((home, body)) = stated else { continue };
            let body = crate::body::ClaimBody::parse(&body)
                .map_err(|e| corrupt(format!("claim {}", claim.id), e))?;
            let json = serde_json::to_string(claim).doing("mending a claim")?;
            if json != serde_json::to_string(&body.claim).doing("mending a claim")? {
                tx.prepare_cached(
                    "INSERT INTO view_claim (claim, body) VALUES (?1, ?2)
                     ON CONFLICT (claim) DO UPDATE SET body = excluded.body",
                )
                .and_then(|mut s| s.execute_later((claim.id.as_str(), json)))
                .doing("mending a claim")?;
            }
            let earnest = !fiction.get(claim.doc.as_str()).copied().unwrap_or_default();
            let made = Made::of(
                claim,
                place,
                odd.remove(&claim.id).unwrap_or_default(),
                earnest,
                !is_fiction(tx, &home)?,
            );
            for entity in &made.names {
                *self.claims_of.entry(entity.clone()).or_default() += 1;
                tx.prepare_cached(
                    "INSERT INTO view_entity_claim (entity, published_key, claim) VALUES (?1, ?2, ?3)",
                )
                .and_then(|mut s| s.execute_later((entity.as_str(), &made.key, claim.id.as_str())))
                .doing("mending a claim")?;
            }
            if let Some((source, _)) = &made.source {
                tx.prepare_cached(
                    "INSERT INTO view_source_claim (source, published_key, claim) VALUES (?1, ?2, ?3)",
                )
                .and_then(|mut s| s.execute_later((source.as_str(), &made.key, claim.id.as_str())))
                .doing("mending a claim")?;
            }
            made.count(claim.id.as_str(), 1, &mut self.tally);
            keep(tx, claim.id.as_str(), Some(&made))?;
            self.now.insert(claim.id.to_string(), made);
        }
        Ok(())
    }

    /// The documents of the part under their outlets, those whose outlet is known by another name now, and the sources.
    fn sources(&mut self, renamed: &entities::Renamed) -> Result<()> {
        let tx = self.tx;
        let mut ids: BTreeSet<String> = BTreeSet::new();
        for doc in &self.docs {
            let of: Vec<String> = tx
                .prepare_cached("SELECT id FROM document WHERE name = ?1")
                .and_then(|mut s| s.query_map([doc], |r| r.get(0))?.collect())
                .doing("reading documents")?;
            ids.extend(of);
        }
        for key in &renamed.outlet_keys {
            ids.extend(members(tx, &format!("L{key}"))?);
        }
        // Keys of claims were written with them; they tell which sources are touched.
        let mut touched: BTreeSet<EntityId> = renamed.ids.clone();
        for made in self.before.values().chain(self.now.values()) {
            touched.extend(made.source.iter().map(|(s, _)| s.clone()));
        }
        for id in ids {
            let before: Option<Published> = kept(tx, &id)?;
            let now = published(tx, &id)?;
            if before == now {
                continue;
            }
            if let Some(p) = &before {
                p.count(&id, -1, &mut self.tally);
                touched.insert(p.source.clone());
                tx.prepare_cached(
                    "DELETE FROM view_source_document WHERE source = ?1 AND published_key = ?2 AND document = ?3",
                )
                .and_then(|mut s| s.execute((p.source.as_str(), &p.key, &id)))
                .doing("mending a source")?;
            }
            if let Some(p) = &now {
                p.count(&id, 1, &mut self.tally);
                touched.insert(p.source.clone());
                tx.prepare_cached(
                    "INSERT INTO view_source_document (source, published_key, document) VALUES (?1, ?2, ?3)",
                )
                .and_then(|mut s| s.execute_later((p.source.as_str(), &p.key, &id)))
                .doing("mending a source")?;
            }
            keep(tx, &id, now.as_ref())?;
        }
        self.tally.flush(tx)?;
        for id in touched {
            let all = under(tx, &format!("S{id}"))?;
            let of = |what: &str| all.iter().find(|(m, _)| m == what).map_or(0, |(_, n)| *n);
            let called: Option<String> = tx
                .prepare_cached("SELECT name FROM view_entity WHERE id = ?1")
                .and_then(|mut s| s.query_row([id.as_str()], |r| r.get(0)).optional())
                .doing("mending a source")?;
            let name = called.as_deref().or_else(|| all.iter().find_map(|(m, _)| m.strip_prefix('n')));
            put_source(tx, &id, name, of("d"), of("c"), of("r") == 0)?;
        }
        Ok(())
    }
}

/// What the views hold of a document, if it names its outlet.
fn published(tx: &Writing<'_>, id: &str) -> Result<Option<Published>> {
    let row: Option<(Option<String>, String, bool)> = tx
        .prepare_cached("SELECT outlet, published_key, fiction FROM document WHERE id = ?1")
        .and_then(|mut s| s.query_row([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).optional())
        .doing("reading a document")?;
    let Some((Some(outlet), key, fiction)) = row else { return Ok(None) };
    let form = tradewire_script::key(&outlet);
    let known: Option<String> = tx
        .prepare_cached(
            "SELECT e.id FROM view_entity_form f JOIN view_entity e ON e.no = f.entity
             WHERE f.key = ?1 AND e.class = 'outlet' ORDER BY e.id LIMIT 1",
        )
        .and_then(|mut s| s.query_row([&form], |r| r.get(0)).optional())
        .doing("looking for an outlet")?;
    let source = known.map_or_else(|| unresolved_source(&outlet), EntityId::new);
    Ok(Some(Published { source, outlet, key, real: !fiction }))
}

const NAMES: Shelf = Shelf {
    put: "INSERT INTO view_names (doc, body) VALUES (?1, ?2)
          ON CONFLICT (doc) DO UPDATE SET body = excluded.body",
    clear: "DELETE FROM view_names WHERE doc = ?1",
    doing: "keeping who is who",
};

/// Writes everything derived, with what mending needs.
pub(super) fn whole(tx: &Writing<'_>, by: &Deriver<'_, '_>, whole: &Whole) -> Result<()> {
    let Whole { claims, reconciled, entities, .. } = whole;
    let (events, conflicts) = (&reconciled.events, &reconciled.conflicts);
    let seen = views::replace(tx, &Views { claims, events, conflicts, entities }, Some(by))?;
    let mut tally = Tally::default();
    for (doc, names) in &whole.names {
        for (key, member) in by.resolver.keys(doc, names) {
            tally.add(key, &member, 1);
        }
        NAMES.keep(tx, doc, Some(names))?;
    }
    for id in &whole.pre {
        for above in by.kb.ancestors(id).skip(1) {
            tally.add(format!("P{}", above.id), id.as_str(), 1);
        }
    }
    for (key, member) in &whole.index {
        // Those of claims are counted with the claims.
        if !matches!(key, Key::Block(_) | Key::Held(_) | Key::Departing(_)) {
            tally.add(key.word(), member, 1);
        }
    }
    let mut odd: HashMap<&ClaimId, Vec<Discrepancy>> = HashMap::new();
    for d in &whole.resolution.discrepancies {
        odd.entry(&d.claim).or_default().push(d.clone());
    }
    // Of several documents of one name the one that was published first tells whether it is invented.
    let mut named: HashMap<&str, &Shown> = HashMap::new();
    for d in &seen.documents {
        let first = named.entry(&d.name).or_insert(d);
        if (&d.key, &d.id) < (&first.key, &first.id) {
            *first = d;
        }
    }
    let fiction: HashMap<&str, bool> = seen.documents.iter().map(|d| (d.id.as_str(), d.fiction)).collect();
    let mut order: Vec<&Claim> = claims.iter().collect();
    order.sort_by(|a, b| a.id.cmp(&b.id));
    for c in order {
        let Some(place) = whole.places.get(&c.id) else { continue };
        let earnest = !named.get(c.doc.as_str()).is_some_and(|d| d.fiction);
        let home = match seen.homes.get(&c.id) {
            Some(home) => home.clone(),
            None => home(tx, &c.id)?,
        };
        let real = !fiction.get(home.as_str()).copied().unwrap_or_default();
        let made = Made::of(c, place.clone(), odd.remove(&c.id).unwrap_or_default(), earnest, real);
        made.count(c.id.as_str(), 1, &mut tally);
        keep(tx, c.id.as_str(), Some(&made))?;
    }
    for d in &seen.documents {
        let Some(outlet) = &d.outlet else { continue };
        let form = tradewire_script::key(outlet);
        let known = seen.outlets.get(&form).filter(|_| !form.is_empty());
        let source = known.map_or_else(|| unresolved_source(outlet), EntityId::clone);
        let p = Published { source, outlet: outlet.clone(), key: d.key.clone(), real: !d.fiction };
        p.count(&d.id, 1, &mut tally);
        keep(tx, &d.id, Some(&p))?;
    }
    tally.flush(tx)?;
    tx.execute("UPDATE view_state SET made_by = ?1", [by.word()]).doing("noting how far views are")?;
    Ok(())
}

/// The id of the document of a claim, or of the claim it is a part of.
fn home(tx: &Writing<'_>, id: &ClaimId) -> Result<String> {
    let found: Option<String> = tx
        .prepare_cached(
            "SELECT document FROM claim WHERE id IN (?1, (SELECT of FROM view_part WHERE claim = ?1))
                AND until_seq IS NULL
             ORDER BY published_key DESC, document, start LIMIT 1",
        )
        .and_then(|mut s| s.query_row([id.as_str()], |r| r.get(0)).optional())
        .doing("reading a claim")?;
    Ok(found.unwrap_or_default())
}

/// What people said of names.
fn said(tx: &Writing<'_>) -> Result<Vec<(u64, NameJudgement)>> {
    Ok(judgements::names(tx, false)?.into_iter().map(|r| (r.seq, r.judgement)).collect())
}
