//! What is public.

use tradewire_model::{ClaimId, Publication, PublicationId, Timestamp};

use super::log::Tail;
use super::verify::number;
use super::writing::Writing;
use super::{SqlStore, documents, ingest};
use crate::db::{Connection, Doing, OptionalExtension};
use crate::entry::EntryKind;
use crate::judged::PublicationRecord;
use crate::{HitKind, Result};

/// Of events `e`, those that are public: a published claim reports them, and no report that weighs is held back.
pub(super) const EVENT: &str =
    "(EXISTS (SELECT 1 FROM view_event_claim v JOIN published p ON p.claim = v.claim
                                         WHERE v.event = e.no)
     AND NOT EXISTS (SELECT 1 FROM view_event_claim v LEFT JOIN published p ON p.claim = v.claim
                     WHERE v.event = e.no AND v.weighs AND p.claim IS NULL))";

impl SqlStore {
    pub(super) fn make_public(&mut self, publication: &Publication, at: Timestamp) -> Result<PublicationId> {
        let id = publication.id();
        self.write("publishing", |tx| {
            if is_known(tx, &id)? {
                return Ok(id.clone());
            }
            let mut tail = Tail::find(tx, at.as_microsecond())?;
            let body = serde_json::to_string(publication).doing("publishing")?;
            let seq = tail.add(EntryKind::Publish, id.as_str(), &body)?;
            apply_publication(tx, publication, seq)?;
            tail.finish()?;
            Ok(id.clone())
        })
    }
}

fn is_known(conn: &Connection, id: &PublicationId) -> Result<bool> {
    conn.prepare_cached("SELECT 1 FROM publication WHERE id = ?1")
        .and_then(|mut s| s.exists([id.as_str()]))
        .doing("looking for a publication")
}

/// Brings what is public to what an entry says.
pub(super) fn apply_publication(tx: &Writing<'_>, publication: &Publication, seq: i64) -> Result<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO publication (id, seq) VALUES (?1, ?2)")
        .and_then(|mut s| s.execute((publication.id().as_str(), seq)))
        .doing("publishing")?;
    tx.execute("DELETE FROM published", []).doing("publishing")?;
    for claim in &publication.claims {
        // What was erased since is not public, whatever an older decision says.
        tx.prepare_cached(
            "INSERT OR IGNORE INTO published (claim)
             SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM tombstone WHERE subject = ?1)",
        )
        .and_then(|mut s| s.execute([claim.as_str()]))
        .doing("publishing")?;
    }
    Ok(())
}

/// The content of a publication must be what its entry is about.
pub(super) fn parse_about(subject: &str, body: &str) -> std::result::Result<Publication, String> {
    let p: Publication = serde_json::from_str(body).map_err(|e| e.to_string())?;
    if p.id().as_str() == subject {
        Ok(p)
    } else {
        Err(format!("the entry about {subject} is another decision"))
    }
}

/// Whether anything was ever decided; before that everything is public.
pub(super) fn is_decided(conn: &Connection) -> Result<bool> {
    conn.prepare_cached("SELECT 1 FROM publication LIMIT 1")
        .and_then(|mut s| s.exists([]))
        .doing("reading what is public")
}

pub(super) fn latest(conn: &Connection) -> Result<Option<PublicationRecord>> {
    let found: Option<(String, i64, i64, String)> = conn
        .prepare_cached(
            "SELECT p.id, p.seq, l.observed_at, k.body FROM publication p
             JOIN log l ON l.seq = p.seq JOIN content k ON k.seq = p.seq ORDER BY p.seq DESC LIMIT 1",
        )
        .and_then(|mut s| s.query_row([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))).optional())
        .doing("reading what is public")?;
    found
        .map(|(id, seq, at, body)| {
            Ok(PublicationRecord {
                id: PublicationId::new(id),
                seq: number(seq),
                observed_at: documents::time(at),
                publication: ingest::parse(&body, "publish", seq)?,
            })
        })
        .transpose()
}

/// Of some claims, those that are public, in the order asked.
pub(super) fn of(conn: &Connection, ids: &[ClaimId]) -> Result<Vec<ClaimId>> {
    if !is_decided(conn)? {
        return Ok(ids.to_vec());
    }
    let mut out = Vec::new();
    for id in ids {
        let holds = conn
            .prepare_cached(
                "SELECT 1 FROM published p WHERE p.claim = ?1
                 AND NOT EXISTS (SELECT 1 FROM view_left v WHERE v.claim = p.claim)",
            )
            .and_then(|mut s| s.exists([id.as_str()]))
            .doing("reading what is public")?;
        if holds {
            out.push(id.clone());
        }
    }
    Ok(out)
}

/// Whether a row of what search finds is public.
pub(super) fn holds(conn: &Connection, kind: HitKind, row: i64) -> Result<bool> {
    let sql = match kind {
        HitKind::Entity => "SELECT 1 FROM view_entity e JOIN view_entity_claim c ON c.entity = e.id
             JOIN published p ON p.claim = c.claim WHERE e.no = ?1 LIMIT 1"
            .to_owned(),
        HitKind::Event => format!("SELECT 1 FROM view_event e WHERE e.no = ?1 AND {EVENT}"),
        HitKind::Claim => {
            "SELECT 1 FROM claim c JOIN published p ON p.claim = c.id WHERE c.no = ?1".to_owned()
        }
        HitKind::Document => {
            "SELECT 1 FROM document d JOIN claim c ON c.document = d.id JOIN published p ON p.claim = c.id
             WHERE d.no = ?1 LIMIT 1"
                .to_owned()
        }
    };
    conn.prepare_cached(&sql).and_then(|mut s| s.exists([row])).doing("reading what is public")
}
