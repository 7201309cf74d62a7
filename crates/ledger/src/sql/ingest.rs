//! Taking in documents and their claims.

use std::collections::HashSet;

use serde::de::DeserializeOwned;
use tradewire_model::{Claim, ClaimId, Document, Rank};

use super::erase::{recount, text_of};
use super::known::{Known, stretches};
use super::log::Tail;
use super::writing::Writing;
use super::{SqlStore, index};
use crate::body::{ClaimBody, DocumentBody, RankBody, RetractBody};
use crate::db::{Doing, Engine, OptionalExtension, corrupt};
use crate::entry::{EntryKind, digest};
use crate::index_text::IndexText;
use crate::sort_key::sort_key;
use crate::{Ingested, LedgerError, Reading, Result, Timestamp};

/// Names by which things are found in PostgreSQL are no longer than this.
const MOST_BYTES: usize = 2000;

impl SqlStore {
    pub(super) fn take_in(&mut self, readings: &[Reading<'_>]) -> Result<Vec<Ingested>> {
        let Some(first) = readings.first() else { return Ok(Vec::new()) };
        self.write("ingesting", |tx| {
            let mut tail = Tail::find(tx, first.observed_at.as_microsecond())?;
            let mut done = Vec::with_capacity(readings.len());
            for stretch in stretches(readings) {
                let mut known = Known::of(tx, stretch)?;
                for reading in stretch {
                    tail.at(reading.observed_at.as_microsecond());
                    done.push(take_in_one(tx, &mut tail, &mut known, reading)?);
                }
            }
            tail.finish()?;
            Ok(done)
        })
    }

    pub(super) fn rank_claim(
        &mut self,
        claim: &ClaimId,
        rank: Rank,
        reason: &str,
        at: Timestamp,
    ) -> Result<()> {
        self.write("judging a claim", |tx| {
            let known = tx
                .query_row("SELECT 1 FROM claim WHERE id = ?1", [claim.as_str()], |_| Ok(()))
                .optional()
                .doing("looking for a claim")?;
            if known.is_none() {
                return Err(LedgerError::Unknown { what: "claim", id: claim.to_string() });
            }
            let mut tail = Tail::find(tx, at.as_microsecond())?;
            let body = serde_json::to_string(&RankBody { rank, reason: reason.to_owned() })
                .doing("judging a claim")?;
            let seq = tail.add(EntryKind::Rank, claim.as_str(), &body)?;
            apply_rank(tx, claim.as_str(), rank, seq)?;
            tail.finish()
        })
    }
}

/// Brings the table of judgements to what an entry says.
pub(super) fn apply_rank(tx: &Writing<'_>, claim: &str, rank: Rank, seq: i64) -> Result<()> {
    tx.execute("UPDATE rank SET until_seq = ?2 WHERE claim = ?1 AND until_seq IS NULL", (claim, seq))
        .doing("judging a claim")?;
    tx.execute("INSERT INTO rank (claim, seq, rank) VALUES (?1, ?2, ?3)", (claim, seq, rank.as_str()))
        .doing("judging a claim")?;
    Ok(())
}

fn take_in_one(
    tx: &Writing<'_>,
    tail: &mut Tail<'_>,
    known: &mut Known,
    reading: &Reading<'_>,
) -> Result<Ingested> {
    let document = reading.document;
    let id = document.id.as_str();
    if known.is_erased(id) {
        return Ok(Ingested::Erased);
    }
    if let Some(claim) = reading.claims.iter().find(|c| c.span.slice(&document.raw) != Some(c.quote.as_str()))
    {
        return Err(LedgerError::Ungrounded { claim: claim.id.to_string(), document: document.name.clone() });
    }
    look_up_by(tx, &document.name, document.meta.outlet.as_deref())?;
    let mut had = HashSet::new();
    let claims: Vec<&Claim> =
        reading.claims.iter().filter(|c| had.insert(&c.id) && !known.is_erased(c.id.as_str())).collect();
    let place = state_document(tx, tail, known, document, claims.len())?;
    let (added, retracted) = state_claims(tx, tail, known, document, &claims)?;
    let text_changed = keep_text(tx, known, document, reading.observed_at, place)?;
    if added + retracted > 0 && place.same.is_some() {
        recount(tx, id)?;
    }
    Ok(match place.same {
        None => Ingested::New { claims: added },
        Some(true) if !text_changed && added == 0 && retracted == 0 => Ingested::Unchanged,
        Some(_) => Ingested::Revised { added, retracted },
    })
}

/// Refuses names that are too long for what finds things by them: PostgreSQL keeps a third of a page in an index.
pub(super) fn look_up_by(tx: &Writing<'_>, name: &str, outlet: Option<&str>) -> Result<()> {
    if tx.engine() == Engine::Sqlite {
        return Ok(());
    }
    // An outlet is found by its name and by its key, which may be the longer one.
    let outlet = outlet.map_or(0, |o| o.len().max(tradewire_script::key(o).len()));
    for (what, bytes) in [("name", name.len()), ("outlet", outlet)] {
        if bytes > MOST_BYTES {
            let document = name.chars().take(80).collect();
            return Err(LedgerError::TooLong { what, document, bytes, most: MOST_BYTES });
        }
    }
    Ok(())
}

pub(super) fn is_erased(tx: &Writing<'_>, subject: &str) -> Result<bool> {
    tx.prepare_cached("SELECT 1 FROM tombstone WHERE subject = ?1")
        .and_then(|mut s| s.exists([subject]))
        .doing("looking for a tombstone")
}

/// Where a document stands in the ledger.
#[derive(Clone, Copy)]
struct Stands {
    /// Its row.
    no: i64,
    /// Nothing for a new one, else whether it was stated in the same words before.
    same: Option<bool>,
}

/// States the document, if it is new or says something else of itself. Of a new one it is known how many claims it makes.
fn state_document(
    tx: &Writing<'_>,
    tail: &mut Tail<'_>,
    known: &Known,
    document: &Document,
    claims: usize,
) -> Result<Stands> {
    let id = document.id.as_str();
    let body = DocumentBody::of(document);
    let json = serde_json::to_string(&body).doing("writing a document")?;
    let stated = known.document(id);
    if let Some((no, _)) = stated.filter(|(_, stated)| *stated == json) {
        return Ok(Stands { no, same: Some(true) });
    }
    if stated.is_some() {
        index::remove_document(tx, id)?;
    }
    let no = stated.map_or_else(|| tx.number("document"), |(no, _)| Ok(no))?;
    let seq = tail.add(EntryKind::Document, id, &json)?;
    put_document(tx, no, id, seq, &body, claims)?;
    if stated.is_some() {
        index::add_document(tx, id)?;
    }
    Ok(Stands { no, same: stated.map(|_| false) })
}

/// Brings the table of documents to what an entry says.
pub(super) fn apply_document(tx: &Writing<'_>, id: &str, seq: i64, body: &DocumentBody) -> Result<()> {
    put_document(tx, tx.number("document")?, id, seq, body, 0)
}

/// Writes a document; one that is known keeps its row, its first entry and the count of its claims.
fn put_document(
    tx: &Writing<'_>,
    no: i64,
    id: &str,
    seq: i64,
    body: &DocumentBody,
    claims: usize,
) -> Result<()> {
    let m = &body.meta;
    tx.prepare_cached(
        "INSERT INTO document (id, first_seq, seq, name, title, outlet, author, published, published_key, url,
                               language, fiction, no, claims)
         VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
         ON CONFLICT (id) DO UPDATE SET
             seq = excluded.seq, name = excluded.name, title = excluded.title, outlet = excluded.outlet,
             author = excluded.author, published = excluded.published, published_key = excluded.published_key,
             url = excluded.url, language = excluded.language, fiction = excluded.fiction",
    )
    .and_then(|mut s| {
        s.execute_later((
            id,
            seq,
            &body.name,
            &m.title,
            &m.outlet,
            &m.author,
            m.published.as_ref().map(ToString::to_string),
            sort_key(m.published.as_ref()),
            &m.url,
            &m.language,
            m.fiction,
            no,
            claims,
        ))
    })
    .doing("writing a document")?;
    Ok(())
}

/// States the claims that are new or changed, retracts those that are gone; gives how many of each.
fn state_claims(
    tx: &Writing<'_>,
    tail: &mut Tail<'_>,
    known: &mut Known,
    document: &Document,
    claims: &[&Claim],
) -> Result<(usize, usize)> {
    let doc = document.id.as_str();
    let mut standing = known.take_claims(doc);
    let mut added = 0;
    for claim in claims {
        let body = ClaimBody::json(document, claim).doing("writing a claim")?;
        let before = standing.remove(claim.id.as_str());
        if before.as_ref().is_some_and(|(_, stated)| *stated == body) {
            continue;
        }
        let seq = tail.add(EntryKind::Claim, claim.id.as_str(), &body)?;
        match before {
            Some(_) => apply_claim(tx, claim.id.as_str(), seq, &body)?,
            None => begin_claim(tx, claim.id.as_str(), seq, &body)?,
        }
        added += 1;
    }
    let reason = serde_json::to_string(&RetractBody {
        document: document.id.clone(),
        reason: "a later reading of the document no longer makes it".to_owned(),
    })
    .doing("retracting a claim")?;
    let retracted = standing.len();
    for id in standing.keys() {
        let seq = tail.add(EntryKind::Retract, id, &reason)?;
        end_claim(tx, id, doc, seq)?;
    }
    Ok((added, retracted))
}

/// Brings the table of claims, and what can be found, to what an entry says.
pub(super) fn apply_claim(tx: &Writing<'_>, id: &str, seq: i64, body: &str) -> Result<()> {
    let body = parse_claim(id, seq, body)?;
    end_claim(tx, id, body.document.as_str(), seq)?;
    put_claim(tx, id, seq, &body)
}

/// As [`apply_claim`], of a claim that does not stand yet.
fn begin_claim(tx: &Writing<'_>, id: &str, seq: i64, body: &str) -> Result<()> {
    put_claim(tx, id, seq, &parse_claim(id, seq, body)?)
}

fn parse_claim(id: &str, seq: i64, body: &str) -> Result<ClaimBody> {
    ClaimBody::parse(body).map_err(|e| corrupt(format!("claim {id}, entry {seq}"), e))
}

fn put_claim(tx: &Writing<'_>, id: &str, seq: i64, body: &ClaimBody) -> Result<()> {
    let ClaimBody { document, claim, context } = body;
    let no = tx.number("claim")?;
    tx.prepare_cached(
        "INSERT INTO claim (no, id, document, seq, kind, published_key, start) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )
    .and_then(|mut s| {
        let key = sort_key(claim.published.as_ref());
        s.execute_later((no, id, document.as_str(), seq, claim.kind.as_str(), key, claim.span.start()))
    })
    .doing("writing a claim")?;
    tx.index(index::CLAIM, no, IndexText::claim(claim, context.as_deref()))
}

/// Ends the standing form of a claim, if there is one.
pub(super) fn end_claim(tx: &Writing<'_>, id: &str, document: &str, seq: i64) -> Result<()> {
    let standing: Option<(i64, String)> = tx
        .prepare_cached(
            "SELECT c.no, k.body FROM claim c JOIN content k ON k.seq = c.seq
             WHERE c.id = ?1 AND c.document = ?2 AND c.until_seq IS NULL",
        )
        .and_then(|mut s| s.query_row((id, document), |r| Ok((r.get(0)?, r.get(1)?))).optional())
        .doing("looking for a claim")?;
    let Some((no, body)) = standing else { return Ok(()) };
    index::remove_claim(tx, no, &body)?;
    tx.prepare_cached("UPDATE claim SET until_seq = ?2 WHERE no = ?1")
        .and_then(|mut s| s.execute((no, seq)))
        .doing("ending a claim")?;
    tx.prepare_cached("DELETE FROM view_claim WHERE claim = ?1")
        .and_then(|mut s| s.execute([id]))
        .doing("ending a claim")?;
    Ok(())
}

/// Keeps the full text in the cache; tells whether another text was there.
fn keep_text(
    tx: &Writing<'_>,
    known: &Known,
    document: &Document,
    at: Timestamp,
    place: Stands,
) -> Result<bool> {
    let id = document.id.as_str();
    let json = serde_json::to_vec(document).doing("keeping a text")?;
    let digest = digest(&json);
    let kept = known.text(id);
    if kept == Some(digest) {
        return Ok(false);
    }
    if known.is_erased(&text_of(id)) {
        // A new document is found by its title all the same.
        if place.same.is_none() {
            index::put_document(tx, place.no, document, None)?;
        }
        return Ok(false);
    }
    if place.same.is_some() {
        index::remove_document(tx, id)?;
    }
    let body = tx.zip(&json)?;
    tx.prepare_cached(
        "INSERT INTO text_cache (document, kept_at, digest, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (document) DO UPDATE SET
             kept_at = excluded.kept_at, digest = excluded.digest, body = excluded.body",
    )
    .and_then(|mut s| s.execute_later((id, at.as_microsecond(), digest, body)))
    .doing("keeping a text")?;
    index::put_document(tx, place.no, document, Some(&document.text))?;
    Ok(kept.is_some())
}

/// Reads the content of an entry.
pub(super) fn parse<T: DeserializeOwned>(body: &str, kind: &str, seq: i64) -> Result<T> {
    serde_json::from_str(body).map_err(|e| corrupt(format!("entry {seq} ({kind})"), e))
}
