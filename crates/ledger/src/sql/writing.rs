//! One writing transaction.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::io::Write;
use std::ops::Deref;
use std::thread::sleep;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::{Place, SqlStore};
use crate::db::{Connection, Doing, Engine, Mode, OptionalExtension, Transaction, corrupt};
use crate::entry::Hash;
use crate::index_text::IndexText;
use crate::{LedgerError, Result};

/// So many bytes of tokens are held back at most.
const HELD_BYTES: usize = 16 << 20;
/// So many numbers for new rows are asked for at once at most.
const MOST_NUMBERS: usize = 1_024;
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
    /// Numbers for new rows, by table.
    numbers: RefCell<HashMap<&'static str, Numbers>>,
    /// Tables that were emptied, with the numbers of the rows that were put in since.
    taken: RefCell<HashMap<&'static str, HashSet<i64>>>,
    zip: RefCell<ZlibEncoder<Vec<u8>>>,
}

/// Numbers that no row of a table has.
#[derive(Default)]
struct Numbers {
    ready: VecDeque<i64>,
    /// How many to ask for next.
    next: usize,
    /// The last that was given out.
    last: Option<i64>,
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
        let writing = Writing {
            tx,
            end: Cell::default(),
            held: RefCell::default(),
            numbers: RefCell::default(),
            taken: RefCell::default(),
            zip: RefCell::new(zip),
        };
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

    /// A number for a new row of a table whose numbers the engine gives out: all its rows are numbered so. Twice as many
    /// as before are asked for at once.
    pub fn number(&self, table: &'static str) -> Result<i64> {
        let mut numbers = self.numbers.borrow_mut();
        let of = numbers.entry(table).or_default();
        if of.ready.is_empty() {
            let many = of.next.clamp(1, MOST_NUMBERS);
            of.next = many * 2;
            match self.engine() {
                Engine::Postgres => {
                    let given: Vec<i64> = self
                        .tx
                        .prepare_cached(&format!(
                            "SELECT nextval(pg_get_serial_sequence('{table}', 'no')) FROM generate_series(1, ?1)"
                        ))
                        .and_then(|mut s| s.query_map([many], |r| r.get(0))?.collect())
                        .doing("numbering a row")?;
                    of.ready.extend(given);
                }
                Engine::Sqlite => {
                    let last: i64 = match of.last {
                        Some(last) => last,
                        None => self
                            .tx
                            .query_row(&format!("SELECT coalesce(max(no), 0) FROM {table}"), [], |r| r.get(0))
                            .doing("numbering a row")?,
                    };
                    of.ready.push_back(last + 1);
                }
            }
        }
        let no = of.ready.pop_front().ok_or_else(|| corrupt(table, "it has no number for a new row"))?;
        of.last = Some(no);
        Ok(no)
    }

    /// Notes that tables were emptied: from here on it is known without asking which of their numbers are taken.
    pub fn cleared(&self, tables: &[&'static str]) {
        self.taken.borrow_mut().extend(tables.iter().map(|t| (*t, HashSet::new())));
    }

    /// For a table that was emptied, the number or the next one that is free, which is taken then.
    pub fn free(&self, table: &'static str, mut no: i64) -> Option<i64> {
        let mut taken = self.taken.borrow_mut();
        let taken = taken.get_mut(table)?;
        while !taken.insert(no) {
            no += 1;
        }
        Some(no)
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
