//! What mending asks of the statements.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use serde::Deserialize;
use tradewire_model::{Claim, ClaimId, Derivation};
use tradewire_reconcile::DocumentInfo;
use tradewire_resolve::{DocumentNames, Memory};

use super::made::under;
use crate::body::ClaimBody;
use crate::db::{Doing, OptionalExtension, corrupt};
use crate::derive::info;
use crate::sort_key::sort_key;
use crate::sql::views::Standing;
use crate::sql::writing::Writing;
use crate::sql::{claims, documents};
use crate::{LedgerError, Result};

/// The ledger as resolving remembers it.
pub(super) struct Remembered<'t> {
    pub tx: &'t Writing<'t>,
    /// Whether a claim was read that people judged, or that what they said of others depends on.
    pub judged: Cell<bool>,
    duplicates: RefCell<Option<Vec<String>>>,
}

impl<'t> Remembered<'t> {
    pub fn new(tx: &'t Writing<'t>) -> Self {
        Self { tx, judged: Cell::new(false), duplicates: RefCell::default() }
    }

    /// Looks whether judgements have to do with a claim.
    pub fn look(&self, claim: &str) -> Result<()> {
        let judged: bool = self
            .tx
            .prepare_cached(
                "SELECT 1 FROM judgement WHERE claim = ?1 AND until_seq IS NULL
                 UNION ALL SELECT 1 FROM judgement_part WHERE part = ?1",
            )
            .and_then(|mut s| s.exists([claim]))
            .doing("looking for judgements")?;
        if self.duplicates.borrow().is_none() {
            let found: Vec<String> = self
                .tx
                .prepare_cached(
                    "SELECT k.body FROM judgement j JOIN content k ON k.seq = j.seq
                     WHERE j.until_seq IS NULL AND k.body LIKE '%uplicate%'",
                )
                .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect())
                .doing("looking for judgements")?;
            *self.duplicates.borrow_mut() = Some(found);
        }
        let told_of = self.duplicates.borrow().iter().flatten().any(|body| body.contains(claim));
        if judged || told_of {
            self.judged.set(true);
        }
        Ok(())
    }
}

impl Memory for Remembered<'_> {
    type Error = LedgerError;

    fn under(&self, key: &str) -> Result<Vec<(String, i64)>> {
        under(self.tx, key)
    }

    fn first(&self, key: &str, most: usize) -> Result<Vec<String>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.tx
            .prepare_cached("SELECT member FROM view_key WHERE key = ?1 ORDER BY member LIMIT ?2")
            .and_then(|mut s| s.query_map((key, most), |r| r.get(0))?.collect())
            .doing("reading what is found by what")
    }

    fn names(&self, doc: &str) -> Result<Option<DocumentNames>> {
        let body: Option<String> = self
            .tx
            .prepare_cached("SELECT body FROM view_names WHERE doc = ?1")
            .and_then(|mut s| s.query_row([doc], |r| r.get(0)).optional())
            .doing("reading who is who")?;
        body.map(|b| serde_json::from_str(&b).map_err(|e| corrupt(format!("the names of {doc}"), e)))
            .transpose()
    }

    fn claims(&self, doc: &str) -> Result<Vec<Claim>> {
        let rows: Vec<(String, String)> = self
            .tx
            .prepare_cached(
                "SELECT c.id, k.body FROM document d JOIN claim c ON c.document = d.id JOIN content k ON k.seq = c.seq
                 WHERE d.name = ?1 AND c.until_seq IS NULL
                 ORDER BY c.published_key DESC, c.document, c.start, c.id",
            )
            .and_then(|mut s| s.query_map([doc], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
            .doing("reading claims")?;
        let mut seen = HashSet::new();
        let mut out = Vec::with_capacity(rows.len());
        for (id, body) in rows {
            if seen.insert(id.clone()) {
                self.look(&id)?;
                let body = ClaimBody::parse(&body).map_err(|e| corrupt(format!("claim {id}"), e))?;
                out.push(Claim { derivation: Derivation::default(), ..body.claim });
            }
        }
        out.sort_by_cached_key(|c| (sort_key(c.published.as_ref()), c.doc.clone(), c.span, c.id.clone()));
        Ok(out)
    }
}

/// A claim that stands, as resolved, with what the views need of it.
pub(super) struct Loaded {
    pub claim: Claim,
    pub standing: Standing,
}

/// Reads a claim of the views.
pub(super) fn load(tx: &Writing<'_>, id: &ClaimId) -> Result<Option<Loaded>> {
    #[derive(Deserialize)]
    struct Around {
        #[serde(default)]
        context: Option<String>,
    }
    let bad = |e: String| corrupt(format!("claim {id}"), e);
    let stated = |id: &str| -> Result<Option<(String, String, Option<String>)>> {
        tx.prepare_cached(
            "SELECT c.document, k.body, v.body FROM claim c JOIN content k ON k.seq = c.seq
             LEFT JOIN view_claim v ON v.claim = c.id
             WHERE c.id = ?1 AND c.until_seq IS NULL
             ORDER BY c.published_key DESC, c.document, c.start LIMIT 1",
        )
        .and_then(|mut s| s.query_row([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).optional())
        .doing("reading a claim")
    };
    if let Some((document, body, resolved)) = stated(id.as_str())? {
        let (claim, context) = match resolved {
            Some(json) => {
                let around: Around = serde_json::from_str(&body).map_err(|e| bad(e.to_string()))?;
                (claims::parse_claim(&json).map_err(bad)?, around.context)
            }
            None => {
                let body = ClaimBody::parse(&body).map_err(bad)?;
                (Claim { derivation: Derivation::default(), ..body.claim }, body.context)
            }
        };
        let standing = Standing::of(&claim, document, context);
        return Ok(Some(Loaded { claim, standing }));
    }
    let part: Option<(String, String)> = tx
        .prepare_cached("SELECT of, body FROM view_part WHERE claim = ?1")
        .and_then(|mut s| s.query_row([id.as_str()], |r| Ok((r.get(0)?, r.get(1)?))).optional())
        .doing("reading a part of a claim")?;
    let Some((of, json)) = part else { return Ok(None) };
    let Some((document, body, _)) = stated(&of)? else { return Ok(None) };
    let around: Around = serde_json::from_str(&body).map_err(|e| bad(e.to_string()))?;
    let claim = claims::parse_claim(&json).map_err(bad)?;
    let standing = Standing::of(&claim, document, around.context);
    Ok(Some(Loaded { claim, standing }))
}

/// What is known of the document of a name; of several the one that was published first.
pub(super) fn document(tx: &Writing<'_>, name: &str) -> Result<Option<DocumentInfo>> {
    let found = tx
        .prepare_cached(&format!(
            "SELECT {} FROM document d WHERE d.name = ?1 ORDER BY d.published_key, d.id LIMIT 1",
            documents::COLUMNS
        ))
        .and_then(|mut s| s.query_row([name], |r| documents::record(r, 0)).optional())
        .doing("reading a document")?;
    Ok(found.as_ref().map(info))
}

/// Whether a document says of itself that it is invented.
pub(super) fn is_fiction(tx: &Writing<'_>, id: &str) -> Result<bool> {
    let found: Option<bool> = tx
        .prepare_cached("SELECT fiction FROM document WHERE id = ?1")
        .and_then(|mut s| s.query_row([id], |r| r.get(0)).optional())
        .doing("reading a document")?;
    Ok(found.unwrap_or_default())
}
