//! Reading what was put right, answered, asked, erased or taken back, latest first.

use std::collections::HashSet;

use tradewire_model::{ClaimId, ClaimJudgement, Decision, Publication, Undo};

use super::verify::number;
use super::{documents, ingest, listing};
use crate::body::{EraseBody, RankBody};
use crate::db::{self, Connection, Doing, OptionalExtension, corrupt};
use crate::response::{Request, RequestDecision, RequestState};
use crate::{Corrected, CorrectionRecord, EntryKind, LedgerError, Listing, Page, Result};

/// Entries read at once: judgements that only confirm are passed over.
const BATCH: i64 = 256;
/// Where such entries are found without going through the whole log.
const PLACES: [&str; 7] = [
    "SELECT seq FROM response",
    "SELECT seq FROM request",
    "SELECT seq FROM decision",
    "SELECT seq FROM judgement",
    "SELECT seq FROM rank",
    "SELECT seq FROM publication",
    "SELECT t.by AS seq FROM tombstone t",
];
/// Entries that took a judgement back.
const UNDONE: [&str; 2] =
    ["SELECT until_seq AS seq FROM judgement", "SELECT until_seq AS seq FROM name_judgement"];

type Row = (i64, String, String, i64, String);

/// The entries before a place, latest first.
fn before(conn: &Connection, seq: i64) -> Result<Vec<Row>> {
    let places: Vec<String> = PLACES
        .iter()
        .chain(&UNDONE)
        .enumerate()
        .map(|(i, sql)| {
            format!(
                "SELECT seq FROM (SELECT DISTINCT seq FROM ({sql}) w{i} WHERE seq < ?1
                                  ORDER BY seq DESC LIMIT ?2) x{i}"
            )
        })
        .collect();
    conn.prepare_cached(&format!(
        "SELECT l.seq, l.kind, l.subject, l.observed_at, k.body
         FROM (SELECT DISTINCT seq FROM ({}) u) s JOIN log l ON l.seq = s.seq JOIN content k ON k.seq = l.seq
         ORDER BY l.seq DESC LIMIT ?2",
        places.join(" UNION ALL ")
    ))
    .and_then(|mut s| {
        s.query_map((seq, BATCH), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))?
            .collect::<db::Result<Vec<_>>>()
    })
    .doing("reading corrections")
}

pub(super) fn listed(conn: &Connection, page: &Page) -> Result<Listing<CorrectionRecord>> {
    let mut seq = match &page.after {
        None => i64::MAX,
        Some(c) => c.as_str().parse().map_err(|_| LedgerError::Cursor(c.as_str().to_owned()))?,
    };
    let wanted = usize::try_from(listing::rows(page)).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    loop {
        let rows = before(conn, seq)?;
        let last = rows.last().map(|r| r.0);
        let whole = rows.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
        for (at, kind, subject, time, body) in rows {
            if let Some(what) = read(conn, at, &kind, &subject, &body)? {
                found.push(CorrectionRecord { seq: number(at), observed_at: documents::time(time), what });
            }
        }
        match last {
            Some(last) if !whole && found.len() < wanted => seq = last,
            _ => break,
        }
    }
    found.truncate(wanted);
    Ok(listing::cut(found, page, |c| c.seq.to_string()))
}

/// What an entry says; nothing where it only confirms.
fn read(conn: &Connection, seq: i64, kind: &str, subject: &str, body: &str) -> Result<Option<Corrected>> {
    let code = kind;
    let kind = EntryKind::parse(code)
        .ok_or_else(|| corrupt(format!("entry {seq}"), format!("«{code}» is no kind of entry")))?;
    Ok(Some(match kind {
        EntryKind::Response => Corrected::Response(ingest::parse(body, code, seq)?),
        EntryKind::Request => return request(conn, seq, subject, ingest::parse(body, code, seq)?),
        EntryKind::Decision => Corrected::Decision(ingest::parse::<RequestDecision>(body, code, seq)?),
        EntryKind::Erase => {
            let body: EraseBody = ingest::parse(body, code, seq)?;
            Corrected::Erasure {
                reason: body.reason,
                documents: body.documents.len(),
                claims: body.claims.len(),
                judgements: body.judgements.len(),
            }
        }
        EntryKind::Judgement => {
            let judgement: ClaimJudgement = ingest::parse(body, code, seq)?;
            if matches!(judgement.decision, Decision::Accept | Decision::Unsure) {
                return Ok(None);
            }
            let undone = conn
                .prepare_cached("SELECT 1 FROM judgement WHERE seq = ?1 AND until_seq IS NOT NULL")
                .and_then(|mut s| s.exists([seq]))
                .doing("reading corrections")?;
            Corrected::Judgement { judgement: Box::new(judgement), undone }
        }
        EntryKind::Undo => {
            let undo: Undo = ingest::parse(body, code, seq)?;
            let claim: Option<String> = conn
                .prepare_cached("SELECT claim FROM judgement WHERE id = ?1")
                .and_then(|mut s| s.query_row([undo.judgement.as_str()], |r| r.get(0)).optional())
                .doing("reading corrections")?;
            Corrected::Undo { undo, claim: claim.map(ClaimId::new) }
        }
        EntryKind::Rank => {
            let body: RankBody = ingest::parse(body, code, seq)?;
            Corrected::Rank { claim: ClaimId::new(subject), rank: body.rank, reason: body.reason }
        }
        EntryKind::Publish => publication(conn, seq, ingest::parse(body, code, seq)?)?,
        EntryKind::Document | EntryKind::Claim | EntryKind::Retract | EntryKind::Names => return Ok(None),
    }))
}

fn request(conn: &Connection, seq: i64, id: &str, said: Request) -> Result<Option<Corrected>> {
    let found: Option<(i64, String)> = conn
        .prepare_cached("SELECT due_at, state FROM request WHERE seq = ?1")
        .and_then(|mut s| s.query_row([seq], |r| Ok((r.get(0)?, r.get(1)?))).optional())
        .doing("reading corrections")?;
    let Some((due, state)) = found else { return Ok(None) };
    let state = RequestState::parse(&state)
        .ok_or_else(|| corrupt(format!("request {id}"), format!("there is no state «{state}»")))?;
    let (kind, about, due_at) = (Some(said.kind), said.about, documents::time(due));
    Ok(Some(Corrected::Request { id: id.to_owned(), kind, about, due_at, state }))
}

fn publication(conn: &Connection, seq: i64, now: Publication) -> Result<Corrected> {
    let earlier: Option<String> = conn
        .prepare_cached(
            "SELECT k.body FROM publication p JOIN content k ON k.seq = p.seq WHERE p.seq < ?1
             ORDER BY p.seq DESC LIMIT 1",
        )
        .and_then(|mut s| s.query_row([seq], |r| r.get(0)).optional())
        .doing("reading corrections")?;
    let earlier: Option<Publication> = earlier.map(|b| ingest::parse(&b, "publish", seq)).transpose()?;
    let public: HashSet<&ClaimId> = now.claims.iter().collect();
    let withdrawn = earlier.map_or(0, |p| p.claims.iter().filter(|c| !public.contains(c)).count());
    Ok(Corrected::Publication { public: public.len(), by: now.by, withdrawn })
}
