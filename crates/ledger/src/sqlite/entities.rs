//! Reading entities.

use rusqlite::{Connection, OptionalExtension, Row};

use super::failure::{Doing, corrupt};
use super::listing;
use crate::{EntityClass, EntitySummary, LedgerError, Listing, Page, Result};

fn record(r: &Row<'_>) -> rusqlite::Result<Result<EntitySummary>> {
    let id: String = r.get(0)?;
    let body: String = r.get(3)?;
    let (events, claims) = (r.get(1)?, r.get(2)?);
    let entity = serde_json::from_str(&body).map_err(|e| corrupt(format!("entity {id}"), e));
    Ok(entity.map(|entity| EntitySummary { entity, events, claims }))
}

pub(super) fn one(conn: &Connection, id: &str) -> Result<Option<EntitySummary>> {
    conn.prepare_cached("SELECT id, events, claims, body FROM view_entity WHERE id = ?1")
        .and_then(|mut s| s.query_row([id], record).optional())
        .doing("reading an entity")?
        .transpose()
}

pub(super) fn listed(
    conn: &Connection,
    class: Option<EntityClass>,
    page: &Page,
) -> Result<Listing<EntitySummary>> {
    let after = place(conn, "view_entity", page)?;
    let class = class.map(EntityClass::as_str);
    let clause = if class.is_some() { "class = ?1" } else { "?1 IS NULL" };
    let items = conn
        .prepare_cached(&format!(
            "SELECT id, events, claims, body FROM view_entity WHERE {clause} AND no > ?2 ORDER BY no LIMIT ?3"
        ))
        .and_then(|mut s| {
            s.query_map((class, after, listing::rows(page)), record)?.collect::<rusqlite::Result<Vec<_>>>()
        })
        .doing("listing entities")?
        .into_iter()
        .collect::<Result<Vec<_>>>()?;
    Ok(listing::cut(items, page, |e| e.entity.id.to_string()))
}

/// The place of a cursor that is an id, in a table whose numbers are its order.
pub(super) fn place(conn: &Connection, table: &'static str, page: &Page) -> Result<i64> {
    let Some(cursor) = &page.after else { return Ok(-1) };
    conn.prepare_cached(&format!("SELECT no FROM {table} WHERE id = ?1"))
        .and_then(|mut s| s.query_row([cursor.as_str()], |r| r.get(0)).optional())
        .doing("listing")?
        .ok_or_else(|| LedgerError::Cursor(cursor.as_str().to_owned()))
}
