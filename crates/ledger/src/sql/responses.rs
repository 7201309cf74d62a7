//! Responses and requests: written, decided, read.

use tradewire_model::Timestamp;

use super::log::Tail;
use super::writing::Writing;
use super::{SqlStore, documents, ingest};
use crate::db::{self, Connection, Doing, OptionalExtension, Row, Value as Sql, corrupt};
use crate::entry::EntryKind;
use crate::response::{
    Request, RequestDecision, RequestRecord, RequestState, Response, ResponseRecord, Responses,
};
use crate::{LedgerError, Result};

/// So many things are asked about in one query.
const ASKED: usize = 500;

impl Responses for SqlStore {
    fn respond(&mut self, response: &Response, at: Timestamp) -> Result<String> {
        let id = response.id();
        self.write("taking a response down", |tx| {
            held(tx, &response.about, false)?;
            if known(tx, "response", &id)? {
                return Ok(id.clone());
            }
            let mut tail = Tail::find(tx, at.as_microsecond())?;
            let body = serde_json::to_string(response).doing("taking a response down")?;
            let seq = tail.add(EntryKind::Response, &id, &body)?;
            apply_response(tx, response, seq)?;
            tail.finish()?;
            Ok(id.clone())
        })
    }

    fn responses(&self, about: &str) -> Result<Vec<ResponseRecord>> {
        self.responses_of(&[about])
    }

    fn responses_of(&self, about: &[&str]) -> Result<Vec<ResponseRecord>> {
        self.read(|c| {
            let mut all = Vec::new();
            for some in about.chunks(ASKED) {
                all.extend(of(c, some)?);
            }
            all.sort_by_key(|(seq, _): &(i64, ResponseRecord)| *seq);
            Ok(all.into_iter().map(|(_, r)| r).collect())
        })
    }

    fn request(&mut self, request: &Request, at: Timestamp) -> Result<String> {
        let id = request.id();
        self.write("taking a request down", |tx| {
            for about in &request.about {
                held(tx, about, true)?;
            }
            if known(tx, "request", &id)? {
                return Ok(id.clone());
            }
            let mut tail = Tail::find(tx, at.as_microsecond())?;
            let body = serde_json::to_string(request).doing("taking a request down")?;
            let seq = tail.add(EntryKind::Request, &id, &body)?;
            apply_request(tx, request, seq)?;
            tail.finish()?;
            Ok(id.clone())
        })
    }

    fn decide(&mut self, decision: &RequestDecision, at: Timestamp) -> Result<()> {
        let id = decision.request.as_str();
        self.write("deciding on a request", |tx| {
            let state: Option<String> = tx
                .query_row("SELECT state FROM request WHERE id = ?1", [id], |r| r.get(0))
                .optional()
                .doing("deciding on a request")?;
            let state = state.ok_or_else(|| LedgerError::Unknown { what: "request", id: id.to_owned() })?;
            let senseless = |reason: String| Err(LedgerError::Senseless { subject: id.to_owned(), reason });
            match (RequestState::parse(&state), decision.state) {
                (_, RequestState::Open) => {
                    return senseless("a request is open until it is decided on".into());
                }
                (Some(RequestState::Extended), RequestState::Extended) => {
                    return senseless("it was extended already, which can be done once".into());
                }
                (Some(s), _) if !s.is_open() => return senseless(format!("it is {} already", s.as_str())),
                _ => {}
            }
            let mut tail = Tail::find(tx, at.as_microsecond())?;
            let body = serde_json::to_string(decision).doing("deciding on a request")?;
            let seq = tail.add(EntryKind::Decision, id, &body)?;
            apply_decision(tx, decision, seq)?;
            tail.finish()
        })
    }

    fn requests(&self, all: bool) -> Result<Vec<RequestRecord>> {
        self.read(|c| {
            let clause = if all { "TRUE" } else { "r.state IN ('open', 'extended')" };
            listed(c, clause)
        })
    }

    fn requests_about(&self, about: &str) -> Result<Vec<RequestRecord>> {
        let all = self.requests(true)?;
        let is = |r: &RequestRecord| r.request.as_ref().is_some_and(|r| r.about.iter().any(|a| a == about));
        Ok(all.into_iter().filter(is).collect())
    }
}

/// The responses about some things, with their places in the log.
fn of(conn: &Connection, about: &[&str]) -> Result<Vec<(i64, ResponseRecord)>> {
    let places = vec!["?"; about.len()].join(", ");
    let values: Vec<Sql<'static>> = about.iter().map(|a| (*a).to_owned().into()).collect();
    let rows: Vec<(String, i64, i64, String)> = conn
        .prepare_cached(&format!(
            "SELECT r.id, r.seq, l.observed_at, k.body FROM response r JOIN log l ON l.seq = r.seq
             JOIN content k ON k.seq = r.seq WHERE r.about IN ({places})"
        ))
        .and_then(|mut s| {
            s.query_map(values, |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?.collect()
        })
        .doing("reading responses")?;
    rows.into_iter()
        .map(|(id, seq, at, body)| {
            let response = ingest::parse(&body, "response", seq)?;
            Ok((seq, ResponseRecord { id, observed_at: documents::time(at), response }))
        })
        .collect()
}

/// Holds that something of this id is, or was, here.
fn held(tx: &Writing<'_>, id: &str, erased_too: bool) -> Result<()> {
    let there = tx
        .prepare_cached(
            "SELECT 1 FROM claim WHERE id = ?1 UNION ALL SELECT 1 FROM document WHERE id = ?1
             UNION ALL SELECT 1 FROM view_event WHERE id = ?1 UNION ALL SELECT 1 FROM view_entity WHERE id = ?1
             UNION ALL SELECT 1 FROM view_conflict WHERE id = ?1 UNION ALL SELECT 1 FROM view_part WHERE claim = ?1
             UNION ALL SELECT 1 FROM tombstone WHERE subject = ?1 AND ?2 LIMIT 1",
        )
        .and_then(|mut s| s.exists((id, erased_too)))
        .doing("looking for what it is about")?;
    if there {
        Ok(())
    } else {
        Err(LedgerError::Unknown { what: "claim, event, entity or document", id: id.to_owned() })
    }
}

pub(super) fn known(tx: &Writing<'_>, table: &'static str, id: &str) -> Result<bool> {
    tx.prepare_cached(&format!("SELECT 1 FROM {table} WHERE id = ?1"))
        .and_then(|mut s| s.exists([id]))
        .doing("looking for an entry")
}

pub(super) fn apply_response(tx: &Writing<'_>, response: &Response, seq: i64) -> Result<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO response (id, seq, about) VALUES (?1, ?2, ?3)")
        .and_then(|mut s| s.execute((response.id(), seq, &response.about)))
        .doing("taking a response down")?;
    Ok(())
}

pub(super) fn apply_request(tx: &Writing<'_>, request: &Request, seq: i64) -> Result<()> {
    tx.prepare_cached(
        "INSERT OR IGNORE INTO request (id, seq, received_at, due_at, state) VALUES (?1, ?2, ?3, ?4, 'open')",
    )
    .and_then(|mut s| {
        let (received, due) = (request.received_at.as_microsecond(), request.due_at().as_microsecond());
        s.execute((request.id(), seq, received, due))
    })
    .doing("taking a request down")?;
    Ok(())
}

pub(super) fn apply_decision(tx: &Writing<'_>, decision: &RequestDecision, seq: i64) -> Result<()> {
    tx.prepare_cached("INSERT INTO decision (seq, request) VALUES (?1, ?2)")
        .and_then(|mut s| s.execute((seq, &decision.request)))
        .doing("deciding on a request")?;
    tx.prepare_cached("UPDATE request SET state = ?2 WHERE id = ?1")
        .and_then(|mut s| s.execute((&decision.request, decision.state.as_str())))
        .doing("deciding on a request")?;
    if decision.state == RequestState::Extended {
        let request: Option<(i64, String)> = tx
            .query_row(
                "SELECT r.seq, k.body FROM request r JOIN content k ON k.seq = r.seq WHERE r.id = ?1",
                [&decision.request],
                |r| Ok((r.get(0)?, r.get(1)?)),
            )
            .optional()
            .doing("deciding on a request")?;
        if let Some((seq, body)) = request {
            let request: Request = ingest::parse(&body, "request", seq)?;
            tx.execute(
                "UPDATE request SET due_at = ?2 WHERE id = ?1",
                (&decision.request, request.extended_to().as_microsecond()),
            )
            .doing("deciding on a request")?;
        }
    }
    Ok(())
}

fn listed(conn: &Connection, clause: &str) -> Result<Vec<RequestRecord>> {
    type Found = (String, i64, i64, i64, String, Option<String>);
    let row = |r: &Row<'_>| -> db::Result<Found> {
        Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?))
    };
    let rows: Vec<Found> = conn
        .prepare_cached(&format!(
            "SELECT r.id, r.seq, r.received_at, r.due_at, r.state, k.body FROM request r
             LEFT JOIN content k ON k.seq = r.seq WHERE {clause} ORDER BY r.due_at, r.seq"
        ))
        .and_then(|mut s| s.query_map([], row)?.collect())
        .doing("reading requests")?;
    let mut out = Vec::with_capacity(rows.len());
    for (id, seq, received, due, state, body) in rows {
        let request = body.map(|b| ingest::parse(&b, "request", seq)).transpose()?;
        let decisions: Vec<(i64, i64, String)> = conn
            .prepare_cached(
                "SELECT d.seq, l.observed_at, k.body FROM decision d JOIN log l ON l.seq = d.seq
                 JOIN content k ON k.seq = d.seq WHERE d.request = ?1 ORDER BY d.seq",
            )
            .and_then(|mut s| s.query_map([&id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect())
            .doing("reading requests")?;
        let decisions = decisions
            .into_iter()
            .map(|(seq, at, body)| Ok((documents::time(at), ingest::parse(&body, "decision", seq)?)))
            .collect::<Result<_>>()?;
        let state = RequestState::parse(&state)
            .ok_or_else(|| corrupt(format!("request {id}"), format!("there is no state «{state}»")))?;
        out.push(RequestRecord {
            id,
            received_at: documents::time(received),
            due_at: documents::time(due),
            state,
            request,
            decisions,
        });
    }
    Ok(out)
}
