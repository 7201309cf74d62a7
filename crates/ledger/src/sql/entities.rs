//! Reading entities.

use super::listing;
use crate::db::{self, Connection, Doing, OptionalExtension, Row, corrupt};
use crate::{EntityClass, EntitySummary, LedgerError, Listing, Page, Result};

/// The order of the listing, of a table `e`.
pub(super) const ORDER: &str = "e.events DESC, e.claims DESC, e.name, e.id";

fn record(r: &Row<'_>) -> db::Result<Result<EntitySummary>> {
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
    let after = match &page.after {
        None => (i64::MAX, 0, String::new(), String::new()),
        Some(cursor) => conn
            .prepare_cached("SELECT events, claims, name, id FROM view_entity WHERE id = ?1")
            .and_then(|mut s| {
                s.query_row([cursor.as_str()], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
                    .optional()
            })
            .doing("listing")?
            .ok_or_else(|| LedgerError::Cursor(cursor.as_str().to_owned()))?,
    };
    let (events, claims, name, id): (i64, i64, String, String) = after;
    let class = class.map(EntityClass::as_str);
    let clause = if class.is_some() { "class = ?1" } else { "CAST(?1 AS TEXT) IS NULL" };
    let items = conn
        .prepare_cached(&format!(
            "SELECT id, events, claims, body FROM view_entity WHERE {clause} AND events <= ?2
                AND (events < ?2 OR claims < ?3 OR claims = ?3 AND (name, id) > (?4, ?5))
             ORDER BY events DESC, claims DESC, name, id LIMIT ?6"
        ))
        .and_then(|mut s| {
            s.query_map((class, events, claims, name, id, listing::rows(page)), record)?
                .collect::<db::Result<Vec<_>>>()
        })
        .doing("listing entities")?
        .into_iter()
        .collect::<Result<Vec<_>>>()?;
    Ok(listing::cut(items, page, |e| e.entity.id.to_string()))
}
