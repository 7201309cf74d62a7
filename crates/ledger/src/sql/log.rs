//! Writing entries to the log.

use super::writing::Writing;
use crate::Result;
use crate::db::{Doing, OptionalExtension};
use crate::entry::{self, Entry, EntryKind, Hash};

/// The end of the log within one writing transaction.
pub(super) struct Tail<'t> {
    tx: &'t Writing<'t>,
    seq: i64,
    hash: Hash,
    observed_at: i64,
    written: bool,
}

impl<'t> Tail<'t> {
    /// Finds the end; what is stated next is stated at `observed_at`, or when the last entry was if that is later.
    pub fn find(tx: &'t Writing<'t>, observed_at: i64) -> Result<Self> {
        let last = tx
            .prepare_cached("SELECT seq, hash, observed_at FROM log ORDER BY seq DESC LIMIT 1")
            .and_then(|mut s| s.query_row([], |r| Ok((r.get(0)?, r.get(1)?, r.get::<i64>(2)?))).optional())
            .doing("reading the end of the log")?;
        let (seq, hash, last) = last.unwrap_or((0, entry::GENESIS, i64::MIN));
        Ok(Self { tx, seq, hash, observed_at: observed_at.max(last), written: false })
    }

    /// The last entry and its hash.
    pub fn ends_at(&self) -> (i64, Hash) {
        (self.seq, self.hash)
    }

    /// Moves the clock of the next entries.
    pub fn at(&mut self, observed_at: i64) {
        self.observed_at = self.observed_at.max(observed_at);
    }

    /// Adds an entry under a fresh salt; gives its place.
    pub fn add(&mut self, kind: EntryKind, subject: &str, body: &str) -> Result<i64> {
        self.add_salted(kind.as_str(), subject, self.observed_at, &entry::salt(), body)
    }

    /// Adds an entry whose salt and time are given, as an import does.
    pub fn add_salted(
        &mut self,
        kind: &str,
        subject: &str,
        observed_at: i64,
        salt: &[u8],
        body: &str,
    ) -> Result<i64> {
        let commitment = entry::commitment(salt, body);
        let seq = self.add_committed(kind, subject, observed_at, commitment)?;
        self.tx
            .prepare_cached("INSERT INTO content (seq, salt, body) VALUES (?1, ?2, ?3)")
            .and_then(|mut s| s.execute_later((seq, salt, body)))
            .doing("writing a statement")?;
        Ok(seq)
    }

    /// Adds an entry whose content is not at hand any more.
    pub fn add_committed(
        &mut self,
        kind: &str,
        subject: &str,
        observed_at: i64,
        commitment: Hash,
    ) -> Result<i64> {
        let e = Entry {
            seq: self.seq + 1,
            kind: kind.to_owned(),
            subject: subject.to_owned(),
            observed_at,
            commitment,
            prev: self.hash,
        };
        let hash = e.hash();
        self.tx
            .prepare_cached(
                "INSERT INTO log (seq, kind, subject, observed_at, commitment, prev, hash)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )
            .and_then(|mut s| {
                s.execute_later((e.seq, &e.kind, &e.subject, e.observed_at, e.commitment, e.prev, hash))
            })
            .doing("writing to the log")?;
        (self.seq, self.hash, self.written) = (e.seq, hash, true);
        self.observed_at = self.observed_at.max(observed_at);
        Ok(e.seq)
    }

    /// Notes where the log ends now.
    pub fn finish(self) -> Result<()> {
        if self.written {
            self.tx
                .execute("UPDATE head SET seq = ?1, hash = ?2", (self.seq, self.hash))
                .doing("writing the end of the log")?;
            self.tx.ends_at(self.seq, self.hash);
        }
        Ok(())
    }
}
