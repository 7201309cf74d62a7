//! Reading sources.

use rusqlite::{Connection, OptionalExtension, Row};
use tradewire_model::EntityId;

use super::failure::Doing;
use super::{entities, listing};
use crate::{Listing, Page, Result, SourceRecord};

fn record(r: &Row<'_>) -> rusqlite::Result<SourceRecord> {
    Ok(SourceRecord {
        id: EntityId::new(r.get::<_, String>(0)?),
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
    let after = entities::place(conn, "view_source", page)?;
    let items = conn
        .prepare_cached(
            "SELECT id, name, documents, claims, fiction FROM view_source WHERE no > ?1 ORDER BY no LIMIT ?2",
        )
        .and_then(|mut s| {
            s.query_map((after, listing::rows(page)), record)?.collect::<rusqlite::Result<Vec<_>>>()
        })
        .doing("listing sources")?;
    Ok(listing::cut(items, page, |s| s.id.to_string()))
}
