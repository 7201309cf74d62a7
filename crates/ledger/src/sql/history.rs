//! What was believed when.

use std::collections::HashSet;

use tradewire_model::{Claim, Derivation};

use super::verify::number;
use super::{claims, documents, listing};
use crate::body::ClaimBody;
use crate::db::{self, Connection, Doing, OptionalExtension, corrupt};
use crate::sort_key::sort_key;
use crate::{Change, ClaimRecord, EntryKind, LedgerError, Listing, Page, Result, Timestamp};

/// The last entry that was learnt by a time; zero before the first.
///
/// Times in the log never go back, so that a few steps find it in any log.
pub(super) fn last_by(conn: &Connection, time: Timestamp) -> Result<i64> {
    let time = time.as_microsecond();
    let mut low = 0;
    let mut high: i64 =
        conn.query_row("SELECT coalesce(max(seq), 0) FROM log", [], |r| r.get(0)).doing("looking back")?;
    while low < high {
        let middle = low + (high - low + 1) / 2;
        let at: Option<i64> = conn
            .prepare_cached("SELECT observed_at FROM log WHERE seq = ?1")
            .and_then(|mut s| s.query_row([middle], |r| r.get(0)).optional())
            .doing("looking back")?;
        let at = at.ok_or_else(|| corrupt(format!("entry {middle}"), "it is not there"))?;
        if at <= time {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    Ok(low)
}

pub(super) fn all_claims(conn: &Connection, time: Timestamp) -> Result<Vec<Claim>> {
    let last = last_by(conn, time)?;
    let mut statement = conn
        .prepare_cached(
            "SELECT c.id, k.body FROM claim c JOIN content k ON k.seq = c.seq
             WHERE c.seq <= ?1 AND (c.until_seq IS NULL OR c.until_seq > ?1)
             ORDER BY c.published_key DESC, c.document, c.start, c.id",
        )
        .doing("looking back")?;
    let mut rows = statement.query([last]).doing("looking back")?;
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    while let Some(r) = rows.next().doing("looking back")? {
        let (id, body): (String, String) = (r.get(0).doing("looking back")?, r.get(1).doing("looking back")?);
        let body = ClaimBody::parse(&body).map_err(|e| corrupt(format!("claim {id}"), e))?;
        if seen.insert(id) {
            found.push(Claim { derivation: Derivation::default(), ..body.claim });
        }
    }
    found.sort_by_cached_key(|c| (sort_key(c.published.as_ref()), c.doc.clone(), c.span, c.id.clone()));
    Ok(found)
}

pub(super) fn claim(conn: &Connection, id: &str, time: Timestamp) -> Result<Option<ClaimRecord>> {
    claims::one_as_of(conn, id, last_by(conn, time)?)
}

pub(super) fn changes_since(conn: &Connection, time: Timestamp, page: &Page) -> Result<Listing<Change>> {
    let after = match &page.after {
        Some(cursor) => {
            cursor.as_str().parse().map_err(|_| LedgerError::Cursor(cursor.as_str().to_owned()))?
        }
        None => last_by(conn, time)?,
    };
    let items = conn
        .prepare_cached(
            "SELECT l.seq, l.kind, l.subject, l.observed_at, EXISTS (SELECT 1 FROM erased e WHERE e.seq = l.seq)
             FROM log l WHERE l.seq > ?1 ORDER BY l.seq LIMIT ?2",
        )
        .and_then(|mut s| {
            s.query_map((after, listing::rows(page)), |r| {
                Ok((r.get(0)?, r.get::<String>(1)?, r.get(2)?, r.get(3)?, r.get(4)?))
            })?
            .collect::<db::Result<Vec<_>>>()
        })
        .doing("listing changes")?
        .into_iter()
        .map(|(seq, kind, subject, at, erased)| {
            let kind = EntryKind::parse(&kind)
                .ok_or_else(|| corrupt(format!("entry {seq}"), format!("«{kind}» is no kind of entry")))?;
            Ok(Change { seq: number(seq), kind, subject, observed_at: documents::time(at), erased })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(listing::cut(items, page, |c| c.seq.to_string()))
}
