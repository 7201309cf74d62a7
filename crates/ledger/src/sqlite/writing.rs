//! One writing transaction.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Deref;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use rusqlite::{Transaction, TransactionBehavior};

use super::SqliteStore;
use super::failure::Doing;
use crate::index_text::IndexText;
use crate::{LedgerError, Result};

/// So many bytes of tokens are held back at most.
const HELD_BYTES: usize = 16 << 20;

/// A writing transaction, with what it holds back until its end.
///
/// FTS5 writes out what it has gathered whenever a statement that might fail opens a savepoint, and almost every
/// statement between two additions does: so additions to the index wait for the end and go in together.
pub(super) struct Writing<'c> {
    tx: Transaction<'c>,
    held: RefCell<Held>,
    zip: RefCell<ZlibEncoder<Vec<u8>>>,
}

#[derive(Default)]
struct Held {
    rows: BTreeMap<(&'static str, i64), IndexText>,
    bytes: usize,
}

impl SqliteStore {
    /// Does work in one transaction: all of it stays, or nothing.
    pub(super) fn write<T>(
        &mut self,
        doing: &'static str,
        work: impl FnOnce(&Writing<'_>) -> Result<T>,
    ) -> Result<T> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).doing(doing)?;
        let zip = ZlibEncoder::new(Vec::new(), Compression::fast());
        let writing = Writing { tx, held: RefCell::default(), zip: RefCell::new(zip) };
        let done = work(&writing)?;
        writing.flush()?;
        writing.tx.commit().doing(doing)?;
        Ok(done)
    }
}

impl<'c> Deref for Writing<'c> {
    type Target = Transaction<'c>;
    fn deref(&self) -> &Transaction<'c> {
        &self.tx
    }
}

impl Writing<'_> {
    /// Makes a row findable.
    pub fn index(&self, table: &'static str, row: i64, text: IndexText) -> Result<()> {
        let mut held = self.held.borrow_mut();
        held.bytes += text.names.len() + text.body.len();
        held.rows.insert((table, row), text);
        if held.bytes < HELD_BYTES {
            return Ok(());
        }
        drop(held);
        self.flush()
    }

    /// Takes a row out of the index; `text` must be what was put in.
    pub fn unindex(&self, table: &'static str, row: i64, text: &IndexText) -> Result<()> {
        if self.held.borrow_mut().rows.remove(&(table, row)).is_some() {
            return Ok(());
        }
        self.tx
            .prepare_cached(&format!(
                "INSERT INTO {table} ({table}, rowid, names, body) VALUES ('delete', ?1, ?2, ?3)"
            ))
            .and_then(|mut s| s.execute((row, &text.names, &text.body)))
            .doing("taking out of the index")?;
        Ok(())
    }

    /// Takes a row out of an index that keeps no words to tell it by.
    pub fn drop_row(&self, table: &'static str, row: i64) -> Result<()> {
        self.held.borrow_mut().rows.remove(&(table, row));
        self.tx
            .prepare_cached(&format!("DELETE FROM {table} WHERE rowid = ?1"))
            .and_then(|mut s| s.execute([row]))
            .doing("taking out of the index")?;
        Ok(())
    }

    /// Forgets the additions to the index that wait.
    pub fn forget_index(&self) {
        self.held.take();
    }

    fn flush(&self) -> Result<()> {
        let held = self.held.take();
        for ((table, row), text) in held.rows {
            self.tx
                .prepare_cached(&format!("INSERT INTO {table} (rowid, names, body) VALUES (?1, ?2, ?3)"))
                .and_then(|mut s| s.execute((row, &text.names, &text.body)))
                .doing("indexing")?;
        }
        Ok(())
    }

    /// Packs bytes.
    pub fn zip(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        let mut zip = self.zip.borrow_mut();
        zip.write_all(bytes)
            .and_then(|()| zip.reset(Vec::new()))
            .map_err(|e| LedgerError::Engine { doing: "packing a text", source: e.into() })
    }
}
