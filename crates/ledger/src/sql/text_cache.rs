//! The local cache of full texts: no part of the ledger.

use std::io::Read;

use flate2::read::ZlibDecoder;
use tradewire_model::Document;

use super::SqlStore;
use super::index;
use crate::db::{Connection, Doing, OptionalExtension, corrupt};
use crate::{Result, Timestamp};

/// A cached document unpacks to at most so many bytes.
const MOST_BYTES: u64 = 2 << 30;

impl SqlStore {
    /// Drops the full texts that were kept before a time, with what of them can be found by search; the statements
    /// made from them stay. Gives how many went.
    ///
    /// # Errors
    /// As every writing method of [`crate::Store`].
    pub fn drop_texts_before(&mut self, time: Timestamp) -> Result<usize> {
        self.write("dropping old texts", |tx| {
            let old: Vec<String> = tx
                .prepare("SELECT document FROM text_cache WHERE kept_at < ?1")
                .and_then(|mut s| s.query_map([time.as_microsecond()], |r| r.get(0))?.collect())
                .doing("looking for old texts")?;
            for document in &old {
                index::remove_document(tx, document)?;
                tx.execute("DELETE FROM text_cache WHERE document = ?1", [document])
                    .doing("dropping a text")?;
                index::add_document(tx, document)?;
            }
            Ok(old.len())
        })
    }
}

/// The cached text of a document.
pub(super) fn read(conn: &Connection, document: &str) -> Result<Option<Document>> {
    let packed: Option<Vec<u8>> = conn
        .prepare_cached("SELECT body FROM text_cache WHERE document = ?1")
        .and_then(|mut s| s.query_row([document], |r| r.get(0)).optional())
        .doing("reading a text")?;
    let Some(packed) = packed else { return Ok(None) };
    let bad = |e: String| corrupt(format!("the cached text of {document}"), e);
    let mut json = Vec::new();
    ZlibDecoder::new(packed.as_slice())
        .take(MOST_BYTES)
        .read_to_end(&mut json)
        .map_err(|e| bad(e.to_string()))?;
    serde_json::from_slice(&json).map(Some).map_err(|e| bad(e.to_string()))
}
