//! One writing transaction.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Deref;
use std::thread::sleep;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::{Place, SqlStore};
use crate::db::{Connection, Doing, Engine, Mode, OptionalExtension, Transaction};
use crate::entry::Hash;
use crate::index_text::IndexText;
use crate::{LedgerError, Result};

/// So many bytes of tokens are held back at most.
const HELD_BYTES: usize = 16 << 20;
/// The first pause before a server is asked again, and the longest.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(2)];

/// A writing transaction, with what it holds back until its end.
///
/// FTS5 writes out what it has gathered whenever a statement that might fail opens a savepoint, and almost every
/// statement between two additions does: so additions to the index wait for the end and go in together.
pub(super) struct Writing<'c> {
    tx: Transaction<'c>,
    /// The last entry written, by which it can be told later whether this came to stay.
    end: Cell<Option<(i64, Hash)>>,
    held: RefCell<Held>,
    zip: RefCell<ZlibEncoder<Vec<u8>>>,
}

#[derive(Default)]
struct Held {
    rows: BTreeMap<(&'static str, i64), IndexText>,
    bytes: usize,
}

/// How long to go on where a server is away.
pub(super) struct Patience {
    until: Instant,
    pause: Duration,
    /// Whether to try once more at once, whatever the time.
    again: bool,
}

impl Patience {
    /// Whether another try may do better; waits before it.
    pub fn allows(&mut self, e: &LedgerError) -> bool {
        if !matches!(e, LedgerError::Unreachable { .. }) {
            return false;
        }
        if std::mem::take(&mut self.again) {
            return true;
        }
        if Instant::now() + self.pause > self.until {
            return false;
        }
        sleep(self.pause);
        self.pause = (self.pause * 2).min(PAUSES[1]);
        true
    }
}

/// What was sent to stay when the connection ended: its last entry, and what it gives if it stayed.
type Unsure<T> = Option<((i64, Hash), T)>;

impl SqlStore {
    /// How long a handle for writing waits for a server that is away.
    pub const PATIENCE: Duration = Duration::from_secs(60);

    pub(super) fn patience(&self) -> Patience {
        let wait = match &self.conn {
            Connection::Postgres(session) if session.writes() => Self::PATIENCE,
            _ => Duration::ZERO,
        };
        let again = matches!(self.place, Place::Server(_));
        Patience { until: Instant::now() + wait, pause: PAUSES[0], again }
    }

    /// Does work in one transaction: all of it stays, or nothing.
    ///
    /// Where a connection ends before the transaction was sent to stay, the work is done again over another. Where it
    /// ends after, the log tells whether it stayed: its last entry is there, with a hash that only this work could give
    /// it, or it is not. Work without entries makes what is derived, and may be done twice.
    pub(super) fn write<T>(
        &mut self,
        doing: &'static str,
        mut work: impl FnMut(&Writing<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut patience = self.patience();
        let mut unsure = None;
        loop {
            match self.write_once(doing, &mut work, &mut unsure) {
                Err(e) if patience.allows(&e) => {}
                done => return done,
            }
        }
    }

    fn write_once<T>(
        &self,
        doing: &'static str,
        work: &mut impl FnMut(&Writing<'_>) -> Result<T>,
        unsure: &mut Unsure<T>,
    ) -> Result<T> {
        // Once this has its turn, an earlier transaction is over, one way or the other.
        let tx = self.conn.begin(Mode::Write).doing(doing)?;
        if let Some(((seq, hash), _)) = unsure {
            let there: Option<Hash> = tx
                .query_row("SELECT hash FROM log WHERE seq = ?1", [*seq], |r| r.get(0))
                .optional()
                .doing(doing)?;
            let stayed = there == Some(*hash);
            if let Some((_, done)) = unsure.take().filter(|_| stayed) {
                return Ok(done);
            }
        }
        let zip = ZlibEncoder::new(Vec::new(), Compression::fast());
        let writing = Writing { tx, end: Cell::default(), held: RefCell::default(), zip: RefCell::new(zip) };
        let done = work(&writing)?;
        writing.flush()?;
        if writing.engine() == Engine::Postgres {
            // Counts that triggers kept to themselves until now, so as not to write one row over and over.
            writing.query_row("SELECT tally_write() IS NULL", [], |_| Ok(())).doing(doing)?;
        }
        let end = writing.end.get();
        match writing.tx.commit() {
            Err(e) if e.is_lost() => {
                *unsure = end.zip(Some(done));
                Err(e).doing(doing)
            }
            committed => committed.doing(doing).map(|()| done),
        }
    }
}

impl<'c> Deref for Writing<'c> {
    type Target = Transaction<'c>;
    fn deref(&self) -> &Transaction<'c> {
        &self.tx
    }
}

impl Writing<'_> {
    /// Notes the last entry written.
    pub fn ends_at(&self, seq: i64, hash: Hash) {
        self.end.set(Some((seq, hash)));
    }

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

    /// Takes a row out of the index; `text` must be what was put in, for SQLite keeps no words to tell it by.
    pub fn unindex(&self, table: &'static str, row: i64, text: &IndexText) -> Result<()> {
        if self.held.borrow_mut().rows.remove(&(table, row)).is_some() {
            return Ok(());
        }
        if self.engine() == Engine::Postgres {
            return self.drop_row(table, row);
        }
        self.tx
            .prepare_cached(&format!(
                "INSERT INTO {table} ({table}, rowid, names, body) VALUES ('delete', ?1, ?2, ?3)"
            ))
            .and_then(|mut s| s.execute((row, &text.names, &text.body)))
            .doing("taking out of the index")?;
        Ok(())
    }

    /// Takes a row out of an index that can tell it without its words.
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
                .and_then(|mut s| s.execute_later((row, &text.names, &text.body)))
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
