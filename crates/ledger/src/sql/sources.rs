//! Reading sources.

use tradewire_model::EntityId;

use super::listing;
use crate::db::{self, Connection, Doing, OptionalExtension, Row};
use crate::{LedgerError, Listing, Page, Result, SourceRecord};

fn record(r: &Row<'_>) -> db::Result<SourceRecord> {
    Ok(SourceRecord {
        id: EntityId::new(r.get::<String>(0)?),
        name: r.get(1)?,
        documents: r.get(2)?,
        claims: r.get(3)?,
        fiction: r.get(4)?,
    })
}

pub(super) fn one(conn: &Connection, id: &str) -> Result<Option<SourceRecord>> {
    conn.prepare_cached("SELECT id, name, documents, claims, fiction FROM view_source WHERE id = ?1")
        .and_then(|mut s| s.query_row([id], record).optional())
        .doing("reading a source")
}

pub(super) fn listed(conn: &Connection, page: &Page) -> Result<Listing<SourceRecord>> {
    let (total, id): (i64, String) = match &page.after {
        None => (i64::MAX, String::new()),
        Some(cursor) => conn
            .prepare_cached("SELECT documents + claims, id FROM view_source WHERE id = ?1")
            .and_then(|mut s| s.query_row([cursor.as_str()], |r| Ok((r.get(0)?, r.get(1)?))).optional())
            .doing("listing")?
            .ok_or_else(|| LedgerError::Cursor(cursor.as_str().to_owned()))?,
    };
    let items = conn
        .prepare_cached(
            "SELECT id, name, documents, claims, fiction FROM view_source
             WHERE documents + claims <= ?1 AND (documents + claims < ?1 OR id > ?2)
             ORDER BY documents + claims DESC, id LIMIT ?3",
        )
        .and_then(|mut s| {
            s.query_map((total, id, listing::rows(page)), record)?.collect::<db::Result<Vec<_>>>()
        })
        .doing("listing sources")?;
    Ok(listing::cut(items, page, |s| s.id.to_string()))
}
