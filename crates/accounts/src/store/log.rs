//! The log of what was done: entries are added, never changed.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{Accounts, ms, time};
use crate::{Entry, Note, Result};

/// Longest detail that is kept, in characters.
const DETAIL: usize = 200;

impl Accounts {
    /// Writes down what was done.
    ///
    /// # Errors
    /// [`crate::AccountError::Store`].
    pub fn note(&self, note: &Note<'_>, now: Timestamp) -> Result<()> {
        self.change(|c| write(c, note, now))
    }

    /// The latest entries, the newest first: at most so many, of those before a place where one is given.
    ///
    /// # Errors
    /// [`crate::AccountError::Store`].
    pub fn log(&self, most: usize, before: Option<i64>) -> Result<Vec<Entry>> {
        let connection = self.turn();
        let mut found = connection.prepare_cached(
            "SELECT seq, at, who, deed, subject, detail, address FROM audit WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2",
        )?;
        let rows = found.query_map(params![before.unwrap_or(i64::MAX), most as i64], |r| {
            Ok(Entry {
                seq: r.get(0)?,
                at: time(r.get(1)?),
                by: r.get(2)?,
                deed: r.get(3)?,
                subject: r.get(4)?,
                detail: r.get(5)?,
                address: r.get(6)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

pub(super) fn write(c: &Connection, note: &Note<'_>, now: Timestamp) -> Result<()> {
    let line = |text: &str| -> String { text.chars().filter(|c| !c.is_control()).take(DETAIL).collect() };
    c.prepare_cached(
        "INSERT INTO audit (at, who, deed, subject, detail, address) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        ms(now),
        note.by.as_str(),
        note.deed.as_str(),
        line(note.subject),
        line(note.detail),
        line(note.address)
    ])?;
    Ok(())
}
