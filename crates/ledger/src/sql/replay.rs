//! From the log to the tables: what every entry says, carried out.

use tradewire_model::{ClaimJudgement, NameJudgement, Publication, Undo};

use super::erase::{apply_erase, recount};
use super::ingest::{apply_claim, apply_document, apply_rank, end_claim};
use super::judgements::{apply_judgement, apply_names, apply_undo};
use super::publishing::apply_publication;
use super::responses::{apply_decision, apply_request, apply_response};
use super::writing::Writing;
use super::{index, judgements, publishing};
use crate::Result;
use crate::body::{ClaimBody, DocumentBody, EraseBody, RankBody, RetractBody};
use crate::db::{self, Connection, Doing, corrupt};
use crate::entry::EntryKind;
use crate::response::{Request, RequestDecision, Response};

/// A content that was read and suits its kind.
pub(super) enum Said {
    Document(DocumentBody),
    Claim(Box<ClaimBody>),
    Retract(RetractBody),
    Rank(RankBody),
    Erase(EraseBody),
    Judgement(Box<ClaimJudgement>),
    Names(NameJudgement),
    Undo(Undo),
    Publish(Box<Publication>),
    Response(Response),
    Request(Request),
    Decision(RequestDecision),
}

impl Said {
    pub fn read(kind: EntryKind, subject: &str, body: &str) -> std::result::Result<Self, String> {
        let bad = |e: serde_json::Error| e.to_string();
        Ok(match kind {
            EntryKind::Document => Self::Document(serde_json::from_str(body).map_err(bad)?),
            EntryKind::Claim => {
                let claim = ClaimBody::parse(body)?;
                if claim.claim.id.as_str() != subject {
                    return Err(format!("the entry about {subject} states claim {}", claim.claim.id));
                }
                Self::Claim(Box::new(claim))
            }
            EntryKind::Retract => Self::Retract(serde_json::from_str(body).map_err(bad)?),
            EntryKind::Rank => Self::Rank(serde_json::from_str(body).map_err(bad)?),
            EntryKind::Erase => Self::Erase(serde_json::from_str(body).map_err(bad)?),
            EntryKind::Judgement => Self::Judgement(Box::new(judgements::parse_about(subject, body)?)),
            EntryKind::Names => Self::Names(judgements::parse_names(subject, body)?),
            EntryKind::Undo => Self::Undo(serde_json::from_str(body).map_err(bad)?),
            EntryKind::Publish => Self::Publish(Box::new(publishing::parse_about(subject, body)?)),
            EntryKind::Response => {
                let response: Response = serde_json::from_str(body).map_err(bad)?;
                about(subject, &response.id())?;
                Self::Response(response)
            }
            EntryKind::Request => {
                let request: Request = serde_json::from_str(body).map_err(bad)?;
                about(subject, &request.id())?;
                Self::Request(request)
            }
            EntryKind::Decision => {
                let decision: RequestDecision = serde_json::from_str(body).map_err(bad)?;
                about(subject, &decision.request)?;
                Self::Decision(decision)
            }
        })
    }
}

/// The content of an entry must be what the entry is about.
fn about(subject: &str, id: &str) -> std::result::Result<(), String> {
    if subject == id { Ok(()) } else { Err(format!("the entry about {subject} holds {id}")) }
}

/// Brings the tables to what an entry says.
pub(super) fn apply(tx: &Writing<'_>, subject: &str, seq: i64, said: &Said, body: &str) -> Result<()> {
    match said {
        Said::Document(d) => {
            index::remove_document(tx, subject)?;
            apply_document(tx, subject, seq, d)?;
            index::add_document(tx, subject)
        }
        Said::Claim(_) => apply_claim(tx, subject, seq, body),
        Said::Retract(r) => end_claim(tx, subject, r.document.as_str(), seq),
        Said::Rank(r) => apply_rank(tx, subject, r.rank, seq),
        Said::Erase(e) => apply_erase(tx, seq, e),
        Said::Judgement(j) => apply_judgement(tx, j, seq),
        Said::Names(j) => apply_names(tx, j, seq),
        Said::Undo(u) => apply_undo(tx, u, seq),
        Said::Publish(p) => apply_publication(tx, p, seq),
        Said::Response(r) => apply_response(tx, r, seq),
        Said::Request(r) => apply_request(tx, r, seq),
        Said::Decision(d) => apply_decision(tx, d, seq),
    }
}

/// Counts the claims of the document that an entry speaks of.
pub(super) fn recount_home(tx: &Writing<'_>, said: &Said) -> Result<()> {
    match said {
        Said::Claim(c) => recount(tx, c.document.as_str()),
        Said::Retract(r) => recount(tx, r.document.as_str()),
        _ => Ok(()),
    }
}

/// Makes documents, claims, judgements and their index again.
pub(super) fn rebuild(tx: &Writing<'_>) -> Result<()> {
    tx.execute_batch(
        "DELETE FROM claim; DELETE FROM rank; DELETE FROM document; DELETE FROM judgement;
         DELETE FROM judgement_part; DELETE FROM name_judgement; DELETE FROM publication; DELETE FROM published;
         DELETE FROM response; DELETE FROM request; DELETE FROM decision; DELETE FROM said; DELETE FROM disputed;
         UPDATE queue SET decided = 0, disputed = FALSE;",
    )
    .doing("rebuilding")?;
    index::clear(tx, index::CLAIM)?;
    index::clear(tx, index::DOCUMENT)?;
    each(tx, |seq, kind, subject, body| {
        let place = || format!("entry {seq} ({kind})");
        let kind =
            EntryKind::parse(kind).ok_or_else(|| corrupt(place(), "there is no such kind of entry"))?;
        // What was erased has left the tables, and its tombstones are no part of them.
        if kind == EntryKind::Erase {
            return Ok(());
        }
        let said = Said::read(kind, subject, body).map_err(|e| corrupt(place(), e))?;
        apply(tx, subject, seq, &said, body)
    })?;
    tx.execute(
        "UPDATE document SET claims =
             (SELECT count(*) FROM claim c WHERE c.document = document.id AND c.until_seq IS NULL)",
        [],
    )
    .doing("rebuilding")?;
    Ok(())
}

/// Hands over every entry whose content is there: place, kind, subject, content.
fn each(conn: &Connection, mut with: impl FnMut(i64, &str, &str, &str) -> Result<()>) -> Result<()> {
    let mut statement = conn
        .prepare("SELECT l.seq, l.kind, l.subject, k.body FROM log l JOIN content k ON k.seq = l.seq ORDER BY l.seq")
        .doing("reading the log")?;
    let mut rows = statement.query([]).doing("reading the log")?;
    while let Some(r) = rows.next().doing("reading the log")? {
        type Row = (i64, String, String, String);
        let read = || -> db::Result<Row> { Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)) };
        let (seq, kind, subject, body) = read().doing("reading the log")?;
        with(seq, &kind, &subject, &body)?;
    }
    Ok(())
}
