//! The full-text index: what goes in, and what comes out with the same words.

use tradewire_model::Document;

use super::text_cache;
use super::writing::Writing;
use crate::body::ClaimBody;
use crate::db::{Connection, Doing, Engine, OptionalExtension, corrupt};
use crate::index_text::IndexText;
use crate::{HitKind, Result};

/// Names of the index tables.
pub(super) const CLAIM: &str = "search_claim";
pub(super) const DOCUMENT: &str = "search_document";
pub(super) const EVENT: &str = "search_event";
pub(super) const ENTITY: &str = "search_entity";

/// The index table of a kind of thing.
pub(super) fn table(kind: HitKind) -> &'static str {
    match kind {
        HitKind::Entity => ENTITY,
        HitKind::Event => EVENT,
        HitKind::Claim => CLAIM,
        HitKind::Document => DOCUMENT,
    }
}

/// The tables through which SQLite tells which words an index holds; they hold nothing themselves, and go with the
/// connection.
pub(super) fn open_vocabularies(conn: &Connection) -> Result<()> {
    for table in [CLAIM, DOCUMENT, EVENT, ENTITY] {
        let sql = format!(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words_{table} USING fts5vocab (main, {table}, instance)"
        );
        conn.execute_batch(&sql).doing("opening the index")?;
    }
    Ok(())
}

/// Whether a word stands in a row of a table.
pub(super) fn has_word(conn: &Connection, table: &'static str, word: &str) -> Result<bool> {
    let sql = match conn.engine() {
        Engine::Sqlite => format!("SELECT 1 FROM temp.words_{table} WHERE term = ?1 LIMIT 1"),
        Engine::Postgres => format!(
            "SELECT 1 FROM {table} WHERE name_tokens @@ CAST(quote_literal(?1) AS tsquery)
             OR body_tokens @@ CAST(quote_literal(?1) AS tsquery) LIMIT 1"
        ),
    };
    conn.prepare_cached(&sql).and_then(|mut s| s.exists([word])).doing("searching")
}

/// The words of a table of SQLite that begin so, in order; nothing if there are more than `most`.
pub(super) fn words_from(
    conn: &Connection,
    table: &'static str,
    begin: &str,
    most: usize,
) -> Result<Option<Vec<String>>> {
    let mut words = Vec::new();
    let mut from = begin.to_owned();
    loop {
        let next: Option<String> = conn
            .prepare_cached(&format!("SELECT term FROM temp.words_{table} WHERE term >= ?1 LIMIT 1"))
            .and_then(|mut s| s.query_row([&from], |r| r.get(0)).optional())
            .doing("searching")?;
        match next.filter(|word| word.starts_with(begin)) {
            None => return Ok(Some(words)),
            Some(_) if words.len() == most => return Ok(None),
            Some(word) => {
                // The next place after all rows of this word.
                from = format!("{word}\u{1}");
                words.push(word);
            }
        }
    }
}

/// Takes everything out of a table.
pub(super) fn clear(conn: &Connection, table: &'static str) -> Result<()> {
    let sql = match conn.engine() {
        Engine::Sqlite => format!("INSERT INTO {table} ({table}) VALUES ('delete-all')"),
        Engine::Postgres => format!("DELETE FROM {table}"),
    };
    conn.execute(&sql, []).doing("clearing the index")?;
    Ok(())
}

/// Takes a claim out, by the entry that stated it.
pub(super) fn remove_claim(tx: &Writing<'_>, row: i64, body: &str) -> Result<()> {
    let body = ClaimBody::parse(body).map_err(|e| corrupt(format!("the statement of claim row {row}"), e))?;
    tx.unindex(CLAIM, row, &IndexText::claim(&body.claim, body.context.as_deref()))
}

/// Makes a document findable: by its metadata, and by its text if the cache holds it.
pub(super) fn add_document(tx: &Writing<'_>, id: &str) -> Result<()> {
    match document(tx, id)? {
        Some((row, text)) => tx.index(DOCUMENT, row, text),
        None => Ok(()),
    }
}

/// As [`add_document`], of a document at hand, whose row may not have reached the tables yet.
pub(super) fn put_document(tx: &Writing<'_>, no: i64, d: &Document, text: Option<&str>) -> Result<()> {
    let meta =
        [Some(d.name.as_str()), d.meta.title.as_deref(), d.meta.outlet.as_deref(), d.meta.author.as_deref()];
    tx.index(DOCUMENT, no, IndexText::document(meta, text))
}

/// Takes a document out; its row and its cached text must still be as they were when it was put in.
pub(super) fn remove_document(tx: &Writing<'_>, id: &str) -> Result<()> {
    match document(tx, id)? {
        Some((row, text)) => tx.unindex(DOCUMENT, row, &text),
        None => Ok(()),
    }
}

fn document(conn: &Connection, id: &str) -> Result<Option<(i64, IndexText)>> {
    type Row = (i64, String, [Option<String>; 3]);
    let row: Option<Row> = conn
        .prepare_cached("SELECT no, name, title, outlet, author FROM document WHERE id = ?1")
        .and_then(|mut s| {
            s.query_row([id], |r| Ok((r.get(0)?, r.get(1)?, [r.get(2)?, r.get(3)?, r.get(4)?]))).optional()
        })
        .doing("reading a document")?;
    let Some((no, name, [title, outlet, author])) = row else { return Ok(None) };
    let text = text_cache::read(conn, id)?.map(|d| d.text);
    let meta = [Some(name.as_str()), title.as_deref(), outlet.as_deref(), author.as_deref()];
    Ok(Some((no, IndexText::document(meta, text.as_deref()))))
}
