//! Reading events and conflicts.

use tradewire_model::{Conflict, Event};

use super::{documents, index, listing, publishing, search};
use crate::db::{self, Connection, Doing, OptionalExtension, Row, Value as Sql, corrupt};
use crate::sort_key::sort_key;
use crate::tokens::terms;
use crate::{EventFilter, EventRecord, Listing, Result};

const COLUMNS: &str =
    "e.id, e.body, e.first_published, e.last_published, e.documents, e.conflicts, e.fiction";

fn record(r: &Row<'_>) -> db::Result<Result<EventRecord>> {
    let id: String = r.get(0)?;
    let body: String = r.get(1)?;
    let date = |at: usize| -> db::Result<_> { Ok(r.get::<Option<String>>(at)?.map(|d| documents::date(&d))) };
    let (first_published, last_published) = (date(2)?, date(3)?);
    let (documents, conflicts, fiction) = (r.get(4)?, r.get(5)?, r.get(6)?);
    let event = serde_json::from_str(&body)
        .map_err(|e| e.to_string())
        .and_then(|v: serde_json::Value| Event::from_json(&v))
        .map_err(|e| corrupt(format!("event {id}"), e));
    Ok(event.map(|event| EventRecord {
        event,
        first_published,
        last_published,
        documents,
        conflicts,
        fiction,
    }))
}

pub(super) fn one(conn: &Connection, id: &str) -> Result<Option<EventRecord>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM view_event e WHERE e.id = ?1"))
        .and_then(|mut s| s.query_row([id], record).optional())
        .doing("reading an event")?
        .transpose()
}

pub(super) fn of_claim(conn: &Connection, claim: &str) -> Result<Vec<EventRecord>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM view_event_claim v JOIN view_event e ON e.no = v.event
         WHERE v.claim = ?1 ORDER BY e.no DESC"
    ))
    .and_then(|mut s| s.query_map([claim], record)?.collect::<db::Result<Vec<_>>>())
    .doing("reading events")?
    .into_iter()
    .collect()
}

pub(super) fn filtered(conn: &Connection, filter: &EventFilter) -> Result<Listing<EventRecord>> {
    let mut sql = format!("SELECT {COLUMNS} FROM view_event e WHERE TRUE");
    let mut values: Vec<Sql<'static>> = Vec::new();
    let mut and = |clause: &str, value: Option<Sql<'static>>| {
        sql.push_str(" AND ");
        sql.push_str(clause);
        values.extend(value);
    };
    if let Some(kind) = filter.kind {
        and("e.kind = ?", Some(kind.as_str().to_owned().into()));
    }
    if let Some(stage) = filter.stage {
        and("e.stage = ?", Some(stage.as_str().to_owned().into()));
    }
    if let Some(entity) = &filter.entity {
        and(
            "e.no IN (SELECT event FROM view_event_entity WHERE entity = ?)",
            Some(entity.as_str().to_owned().into()),
        );
    }
    if let Some(doc) = &filter.document {
        let Some(document) = documents::one(conn, doc)? else {
            return Ok(Listing { items: Vec::new(), next: None });
        };
        let id = document.id.as_str().to_owned();
        and("e.no IN (SELECT event FROM view_event_document WHERE document = ?)", Some(id.into()));
    }
    if let Some(conflict) = filter.conflict {
        and("(e.conflicts > 0) = ?", Some(conflict.into()));
    }
    if let Some(fiction) = filter.fiction {
        and("e.fiction = ?", Some(fiction.into()));
    }
    if filter.published && publishing::is_decided(conn)? {
        and(publishing::EVENT, None);
    }
    if let Some(text) = filter.text.as_deref().filter(|t| !t.trim().is_empty()) {
        let Some(find) = search::anywhere(&terms(text)) else {
            return Ok(Listing { items: Vec::new(), next: None });
        };
        let (matches, value) = find.clause(conn, index::EVENT)?;
        and(&format!("e.no IN (SELECT rowid FROM {} WHERE {matches})", index::EVENT), value);
    }
    if let Some((key, id)) = listing::dated(&filter.page)? {
        let last: Option<i64> = conn
            .query_row(
                "SELECT max(no) FROM view_event WHERE (published_key, id) < (?1, ?2)",
                (key, id),
                |r| r.get(0),
            )
            .doing("listing events")?;
        and("e.no <= ?", Some(last.unwrap_or(-1).into()));
    }
    sql.push_str(" ORDER BY e.no DESC LIMIT ?");
    values.push(listing::rows(&filter.page).into());
    let items = conn
        .prepare_cached(&sql)
        .and_then(|mut s| s.query_map(values, record)?.collect::<db::Result<Vec<_>>>())
        .doing("listing events")?
        .into_iter()
        .collect::<Result<Vec<_>>>()?;
    Ok(listing::cut(items, &filter.page, |e| {
        format!("{}~{}", sort_key(e.last_published.as_ref()), e.event.id)
    }))
}

/// Which conflicts are wanted.
#[derive(Clone, Copy)]
pub(super) enum Conflicts<'a> {
    All,
    One(&'a str),
    OfEvent(&'a str),
    OfEntity(&'a str),
}

pub(super) fn conflicts(conn: &Connection, which: Conflicts<'_>) -> Result<Vec<Conflict>> {
    let (clause, value) = match which {
        Conflicts::All => ("?1 = ''", ""),
        Conflicts::One(id) => ("c.id = ?1", id),
        Conflicts::OfEvent(id) => ("c.event = ?1", id),
        Conflicts::OfEntity(id) => {
            ("c.no IN (SELECT conflict FROM view_conflict_entity WHERE entity = ?1)", id)
        }
    };
    let bodies: Vec<(String, String)> = conn
        .prepare_cached(&format!(
            "SELECT c.id, c.body FROM view_conflict c WHERE {clause} ORDER BY c.no DESC"
        ))
        .and_then(|mut s| s.query_map([value], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
        .doing("reading conflicts")?;
    bodies
        .into_iter()
        .map(|(id, body)| serde_json::from_str(&body).map_err(|e| corrupt(format!("conflict {id}"), e)))
        .collect()
}
