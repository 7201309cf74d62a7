//! What the ledger knows already of documents that come in together, read at once: on a server each question is a trip
//! there and back.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::erase::text_of;
use super::writing::Writing;
use crate::db::Doing;
use crate::{Reading, Result};

/// So many documents are looked up at once.
const MOST: usize = 1_000;

/// A claim as it stands: its row and what was stated.
pub(super) type Stood = (i64, String);

/// What is known of some documents, none of them twice.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Subjects that must not come back, of all that the documents may bring.
    erased: HashSet<String>,
    /// Rows of documents, and what they were stated to be.
    documents: HashMap<String, (i64, String)>,
    /// The claims of each document that stand.
    claims: HashMap<String, BTreeMap<String, Stood>>,
    /// Digests of the texts in the cache.
    texts: HashMap<String, [u8; 32]>,
}

/// Parts readings into stretches that are looked up at once: none holds a document twice.
pub(super) fn stretches<'r, 'a>(readings: &'r [Reading<'a>]) -> Vec<&'r [Reading<'a>]> {
    let mut out = Vec::new();
    let (mut from, mut seen) = (0, HashSet::new());
    for (n, reading) in readings.iter().enumerate() {
        if n - from == MOST || seen.contains(&reading.document.id) {
            out.push(&readings[from..n]);
            (from, seen) = (n, HashSet::new());
        }
        seen.insert(&reading.document.id);
    }
    if from < readings.len() {
        out.push(&readings[from..]);
    }
    out
}

impl Known {
    /// Looks up what is known of the documents of one stretch.
    pub fn of(tx: &Writing<'_>, readings: &[Reading<'_>]) -> Result<Self> {
        let mut known = Self::default();
        let ids: Vec<&str> = readings.iter().map(|r| r.document.id.as_str()).collect();
        let mut subjects: Vec<String> = Vec::new();
        for reading in readings {
            let id = reading.document.id.as_str();
            subjects.extend([id.to_owned(), text_of(id)]);
            subjects.extend(reading.claims.iter().map(|c| c.id.to_string()));
        }
        let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
        tx.query_each("SELECT t.subject FROM tombstone t WHERE t.subject = ?1", &subjects, |r| {
            known.erased.insert(r.get(0)?);
            Ok(())
        })
        .doing("looking for tombstones")?;
        tx.query_each(
            "SELECT d.id, d.no, k.body FROM document d JOIN content k ON k.seq = d.seq WHERE d.id = ?1",
            &ids,
            |r| {
                known.documents.insert(r.get(0)?, (r.get(1)?, r.get(2)?));
                Ok(())
            },
        )
        .doing("looking for documents")?;
        tx.query_each(
            "SELECT c.document, c.id, c.no, k.body FROM claim c JOIN content k ON k.seq = c.seq
             WHERE c.document = ?1 AND c.until_seq IS NULL",
            &ids,
            |r| {
                let stood: &mut BTreeMap<_, _> = known.claims.entry(r.get(0)?).or_default();
                stood.insert(r.get(1)?, (r.get(2)?, r.get(3)?));
                Ok(())
            },
        )
        .doing("reading the claims of documents")?;
        tx.query_each("SELECT t.document, t.digest FROM text_cache t WHERE t.document = ?1", &ids, |r| {
            known.texts.insert(r.get(0)?, r.get(1)?);
            Ok(())
        })
        .doing("looking for texts")?;
        Ok(known)
    }

    /// Whether something was erased and must not come back.
    pub fn is_erased(&self, subject: &str) -> bool {
        !self.erased.is_empty() && self.erased.contains(subject)
    }

    /// The row of a document, and what it was stated to be.
    pub fn document(&self, id: &str) -> Option<(i64, &str)> {
        self.documents.get(id).map(|(no, body)| (*no, body.as_str()))
    }

    /// Hands over the claims of a document that stand.
    pub fn take_claims(&mut self, document: &str) -> BTreeMap<String, Stood> {
        self.claims.remove(document).unwrap_or_default()
    }

    /// The digest of a document's text in the cache.
    pub fn text(&self, document: &str) -> Option<[u8; 32]> {
        self.texts.get(document).copied()
    }
}
