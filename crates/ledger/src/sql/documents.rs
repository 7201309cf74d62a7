//! Reading documents.

use tradewire_model::{Date, DocId};

use super::listing;
use crate::db::{self, Connection, Doing, OptionalExtension, Row};
use crate::sort_key::sort_key;
use crate::{DocumentRecord, Listing, Page, Result, Timestamp};

/// Columns of a document record, in the order in which [`record`] reads them.
pub(super) const COLUMNS: &str = "d.id, d.name, d.title, d.outlet, d.author, d.published, d.url, d.language,
     d.fiction, (SELECT observed_at FROM log WHERE seq = d.first_seq), d.claims";

/// Reads a record from the columns that start at `at`.
pub(super) fn record(r: &Row<'_>, at: usize) -> db::Result<DocumentRecord> {
    Ok(DocumentRecord {
        id: DocId::new(r.get::<String>(at)?),
        name: r.get(at + 1)?,
        title: r.get(at + 2)?,
        outlet: r.get(at + 3)?,
        author: r.get(at + 4)?,
        published: r.get::<Option<String>>(at + 5)?.map(|d| date(&d)),
        url: r.get(at + 6)?,
        language: r.get(at + 7)?,
        fiction: r.get(at + 8)?,
        observed_at: time(r.get(at + 9)?),
        claims: r.get(at + 10)?,
    })
}

/// A date as stored; words stay words.
pub(super) fn date(text: &str) -> Date {
    text.parse().unwrap_or_else(|_| Date::Words(text.to_owned()))
}

/// A time as stored; what lies beyond the calendar is its end.
pub(super) fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(if micros < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// By id, else by name the one published last.
pub(super) fn one(conn: &Connection, doc: &str) -> Result<Option<DocumentRecord>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM document d WHERE d.id = ?1 OR d.name = ?1
         ORDER BY d.id = ?1 DESC, d.published_key DESC, d.id LIMIT 1"
    ))
    .and_then(|mut s| s.query_row([doc], |r| record(r, 0)).optional())
    .doing("reading a document")
}

pub(super) fn newest(conn: &Connection, page: &Page) -> Result<Listing<DocumentRecord>> {
    let after = listing::dated(page)?;
    let (from, key, id) = bound(after.as_ref());
    let items = conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM document d WHERE ?1 OR (d.published_key, d.id) < (?2, ?3)
             ORDER BY d.published_key DESC, d.id DESC LIMIT ?4"
        ))
        .and_then(|mut s| {
            s.query_map((from, key, id, listing::rows(page)), |r| record(r, 0))?
                .collect::<db::Result<Vec<_>>>()
        })
        .doing("listing documents")?;
    Ok(listing::cut(items, page, cursor))
}

pub(super) fn of_source(conn: &Connection, source: &str, page: &Page) -> Result<Listing<DocumentRecord>> {
    let after = listing::dated(page)?;
    let (from, key, id) = bound(after.as_ref());
    let items = conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM view_source_document v JOIN document d ON d.id = v.document
             WHERE v.source = ?1 AND (?2 OR (v.published_key, v.document) < (?3, ?4))
             ORDER BY v.published_key DESC, v.document DESC LIMIT ?5"
        ))
        .and_then(|mut s| {
            s.query_map((source, from, key, id, listing::rows(page)), |r| record(r, 0))?
                .collect::<db::Result<Vec<_>>>()
        })
        .doing("listing documents")?;
    Ok(listing::cut(items, page, cursor))
}

/// Whether to start from the first item, and else after which one.
pub(super) fn bound(after: Option<&(String, String)>) -> (bool, &str, &str) {
    after.map_or((true, "", ""), |(key, id)| (false, key, id))
}

fn cursor(d: &DocumentRecord) -> String {
    format!("{}~{}", sort_key(d.published.as_ref()), d.id)
}
