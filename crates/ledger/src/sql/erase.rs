//! Erasing: what was said goes, that something was said stays.

use std::collections::BTreeSet;

use tradewire_model::{ClaimId, DocId, JudgementId};

use super::ingest::{end_claim, parse};
use super::judgements::{settle, settle_names};
use super::log::Tail;
use super::writing::Writing;
use super::{SqlStore, documents, index, views};
use crate::body::EraseBody;
use crate::db::{Connection, Doing, OptionalExtension};
use crate::entry::{EntryKind, hex, salt};
use crate::{Erased, Erasure, LedgerError, Result, Views};

impl SqlStore {
    pub(super) fn erase_all(&mut self, erasure: &Erasure) -> Result<Erased> {
        let entries = self.write("erasing", |tx| {
            for (what, id) in named(erasure) {
                let known = tx
                    .prepare_cached(
                        "SELECT 1 FROM log WHERE subject = ?1 AND kind <> 'claim'
                         UNION ALL SELECT 1 FROM claim WHERE id = ?1
                         UNION ALL SELECT 1 FROM judgement WHERE id = ?1
                         UNION ALL SELECT 1 FROM tombstone WHERE subject = ?1",
                    )
                    .and_then(|mut s| s.exists([id]))
                    .doing("looking for what to erase")?;
                if !known {
                    return Err(LedgerError::Unknown { what, id: id.to_owned() });
                }
            }
            let mut tail = Tail::find(tx, erasure.observed_at.as_microsecond())?;
            let entries = erase_in(tx, &mut tail, erasure)?;
            tail.finish()?;
            Ok(entries)
        })?;
        Ok(Erased { entries, wiped: self.wipe()? })
    }

    /// Takes the bytes of what was erased out of the files, if that is still to be done; tells whether it is done.
    pub(super) fn wipe(&mut self) -> Result<bool> {
        let due: bool =
            self.conn.query_row("SELECT count(*) > 0 FROM upkeep", [], |r| r.get(0)).doing("wiping")?;
        if !due {
            return Ok(true);
        }
        if matches!(self.conn, Connection::Postgres(_)) {
            if !self.wipe_server()? {
                return Ok(false);
            }
            self.conn.execute("DELETE FROM upkeep WHERE task = 'wipe'", []).doing("wiping")?;
            return Ok(true);
        }
        // `secure_delete` has overwritten what was deleted in place; what the shifting of pages left behind goes with
        // the old pages, and what the write-ahead log holds goes with its end.
        match self.conn.execute_batch("VACUUM").doing("wiping") {
            Err(LedgerError::Busy { .. }) => return Ok(false),
            done => done?,
        }
        if !truncate(&self.conn)? {
            return Ok(false);
        }
        self.conn.execute("DELETE FROM upkeep WHERE task = 'wipe'", []).doing("wiping")?;
        Ok(true)
    }
}

/// States an erasure and carries it out, as far as there is something here; gives how many entries it took.
pub(super) fn erase_in(tx: &Writing<'_>, tail: &mut Tail<'_>, erasure: &Erasure) -> Result<usize> {
    let entries = entries(tx, erasure)?;
    let body = EraseBody {
        reason: erasure.reason.clone(),
        documents: erasure.documents.clone(),
        claims: erasure.claims.clone(),
        judgements: erasure.judgements.clone(),
        texts: texts(tx, &erasure.claims)?,
        entries: entries.iter().copied().collect(),
    };
    let json = serde_json::to_string(&body).doing("erasing")?;
    let seq = tail.add(EntryKind::Erase, &format!("z_{}", &hex(&salt())[..20]), &json)?;
    apply_erase(tx, seq, &body)?;
    Ok(entries.len())
}

/// Empties the write-ahead log into the file; tells whether all of it went.
pub(super) fn truncate(conn: &Connection) -> Result<bool> {
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get::<i64>(0))
        .map(|busy| busy == 0)
        .doing("emptying the write-ahead log")
}

fn named(erasure: &Erasure) -> impl Iterator<Item = (&'static str, &str)> {
    let documents = erasure.documents.iter().map(|d| ("document", d.as_str()));
    let claims = erasure.claims.iter().map(|c| ("claim", c.as_str()));
    documents.chain(claims).chain(erasure.judgements.iter().map(|j| ("judgement", j.as_str())))
}

/// The entries whose content goes: the documents, all forms of their claims and of the claims named, and what was said
/// about these.
fn entries(tx: &Writing<'_>, erasure: &Erasure) -> Result<BTreeSet<i64>> {
    let mut found = BTreeSet::new();
    let mut add = |sql: &str, id: &str| -> Result<()> {
        let rows: Vec<i64> = tx
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map([id], |r| r.get(0))?.collect())
            .doing("looking for what to erase")?;
        found.extend(rows);
        Ok(())
    };
    for id in erasure.documents.iter().map(DocId::as_str) {
        add("SELECT seq FROM log WHERE subject = ?1 AND kind <> 'claim'", id)?;
        add("SELECT seq FROM claim WHERE document = ?1", id)?;
        add("SELECT seq FROM response WHERE about = ?1", id)?;
        add(
            "SELECT r.seq FROM claim c JOIN response r ON r.about = c.id WHERE c.document = ?1
             AND NOT EXISTS (SELECT 1 FROM claim o WHERE o.id = c.id AND o.document <> ?1)",
            id,
        )?;
        // Retractions and judgements speak of claims that this document alone makes.
        add(
            "SELECT l.seq FROM log l WHERE l.kind IN ('retract', 'rank', 'judgement', 'undo')
             AND l.subject IN (SELECT id FROM claim WHERE document = ?1)
             AND NOT EXISTS (SELECT 1 FROM claim o WHERE o.id = l.subject AND o.document <> ?1)",
            id,
        )?;
        for claim in &only_there(tx, id)? {
            for part in parts(tx, claim)? {
                add("SELECT seq FROM log WHERE subject = ?1 AND kind <> 'claim'", &part)?;
            }
        }
    }
    for id in erasure.claims.iter().map(ClaimId::as_str) {
        add("SELECT seq FROM log WHERE subject = ?1 AND kind <> 'claim'", id)?;
        add("SELECT seq FROM claim WHERE id = ?1", id)?;
        add("SELECT seq FROM response WHERE about = ?1", id)?;
        for part in parts(tx, id)? {
            add("SELECT seq FROM log WHERE subject = ?1 AND kind <> 'claim'", &part)?;
        }
    }
    for id in erasure.judgements.iter().map(JudgementId::as_str) {
        for table in ["judgement", "name_judgement"] {
            add(&format!("SELECT seq FROM {table} WHERE id = ?1"), id)?;
            // What took it back names who gave it.
            add(&format!("SELECT until_seq FROM {table} WHERE id = ?1 AND until_seq IS NOT NULL"), id)?;
        }
    }
    let gone: BTreeSet<i64> = tx
        .prepare("SELECT seq FROM erased")
        .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect())
        .doing("looking for what to erase")?;
    Ok(found.difference(&gone).copied().collect())
}

/// The claims that one document alone makes.
fn only_there(tx: &Writing<'_>, document: &str) -> Result<Vec<String>> {
    tx.prepare_cached(
        "SELECT DISTINCT c.id FROM claim c WHERE c.document = ?1
         AND NOT EXISTS (SELECT 1 FROM claim o WHERE o.id = c.id AND o.document <> ?1)",
    )
    .and_then(|mut s| s.query_map([document], |r| r.get(0))?.collect())
    .doing("looking for what to erase")
}

/// The claims that splits made of one, of their parts, and so on.
fn parts(tx: &Writing<'_>, claim: &str) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut left = vec![claim.to_owned()];
    while let Some(at) = left.pop() {
        let made: Vec<String> = tx
            .prepare_cached("SELECT part FROM judgement_part WHERE claim = ?1")
            .and_then(|mut s| s.query_map([&at], |r| r.get(0))?.collect())
            .doing("looking for what to erase")?;
        left.extend(made.into_iter().filter(|p| found.insert(p.clone())));
    }
    Ok(found)
}

/// Takes the judgements on a claim, and on what splits made of it, out of the tables.
fn forget_judgements(tx: &Writing<'_>, claim: &str) -> Result<()> {
    for id in parts(tx, claim)?.iter().map(String::as_str).chain([claim]) {
        take_out(
            tx,
            &[
                "DELETE FROM judgement WHERE claim = ?1",
                "DELETE FROM judgement_part WHERE claim = ?1",
                "DELETE FROM published WHERE claim = ?1",
            ],
            id,
        )?;
        settle(tx, id)?;
    }
    Ok(())
}

/// The documents whose cached texts hold the words of these claims.
fn texts(tx: &Writing<'_>, claims: &[ClaimId]) -> Result<Vec<DocId>> {
    let mut found = BTreeSet::new();
    for claim in claims {
        found.extend(homes(tx, claim.as_str())?);
    }
    Ok(found.into_iter().map(DocId::new).collect())
}

fn homes(tx: &Writing<'_>, claim: &str) -> Result<Vec<String>> {
    tx.prepare_cached("SELECT DISTINCT document FROM claim WHERE id = ?1")
        .and_then(|mut s| s.query_map([claim], |r| r.get(0))?.collect())
        .doing("looking for what to erase")
}

/// Carries out what an `erase` entry says.
pub(super) fn apply_erase(tx: &Writing<'_>, by: i64, body: &EraseBody) -> Result<()> {
    for claim in body.claims.iter().map(ClaimId::as_str) {
        forget_judgements(tx, claim)?;
        let homes = homes(tx, claim)?;
        for document in &homes {
            end_claim(tx, claim, document, by)?;
        }
        take_out(tx, &["DELETE FROM claim WHERE id = ?1", "DELETE FROM rank WHERE claim = ?1"], claim)?;
        bury(tx, claim, by)?;
        for document in &homes {
            recount(tx, document)?;
        }
    }
    for document in body.texts.iter().map(DocId::as_str) {
        drop_text(tx, document)?;
        bury(tx, &text_of(document), by)?;
    }
    for document in body.documents.iter().map(DocId::as_str) {
        let claims: Vec<String> = tx
            .prepare_cached("SELECT id FROM claim WHERE document = ?1 AND until_seq IS NULL")
            .and_then(|mut s| s.query_map([document], |r| r.get(0))?.collect())
            .doing("erasing a document")?;
        for claim in &claims {
            end_claim(tx, claim, document, by)?;
        }
        for claim in &only_there(tx, document)? {
            forget_judgements(tx, claim)?;
        }
        index::remove_document(tx, document)?;
        take_out(
            tx,
            &[
                "DELETE FROM rank WHERE claim IN (SELECT id FROM claim WHERE document = ?1)
                 AND claim NOT IN (SELECT id FROM claim WHERE document <> ?1)",
                "DELETE FROM claim WHERE document = ?1",
                "DELETE FROM document WHERE id = ?1",
                "DELETE FROM text_cache WHERE document = ?1",
            ],
            document,
        )?;
        bury(tx, document, by)?;
    }
    for judgement in body.judgements.iter().map(JudgementId::as_str) {
        let about = |sql: &str| -> Result<Option<String>> {
            tx.prepare_cached(sql)
                .and_then(|mut s| s.query_row([judgement], |r| r.get(0)).optional())
                .doing("erasing a judgement")
                .map(Option::flatten)
        };
        let claim = about("SELECT claim FROM judgement WHERE id = ?1")?;
        let pair = about("SELECT pair FROM name_judgement WHERE id = ?1")?;
        take_out(
            tx,
            &[
                "DELETE FROM judgement_part WHERE seq = (SELECT seq FROM judgement WHERE id = ?1)",
                "DELETE FROM judgement WHERE id = ?1",
                "DELETE FROM name_judgement WHERE id = ?1",
            ],
            judgement,
        )?;
        claim.map_or(Ok(()), |c| settle(tx, &c))?;
        pair.map_or(Ok(()), |p| settle_names(tx, &p))?;
        bury(tx, judgement, by)?;
    }
    for seq in &body.entries {
        tx.prepare_cached("INSERT OR IGNORE INTO erased (seq, by) VALUES (?1, ?2)")
            .and_then(|mut s| s.execute((seq, by)))
            .doing("erasing an entry")?;
        for sql in ["DELETE FROM response WHERE seq = ?1", "DELETE FROM content WHERE seq = ?1"] {
            tx.prepare_cached(sql).and_then(|mut s| s.execute([seq])).doing("erasing an entry")?;
        }
    }
    tx.execute("INSERT OR IGNORE INTO upkeep (task) VALUES ('wipe')", []).doing("erasing")?;
    tx.execute("DELETE FROM view_task", []).doing("erasing")?;
    // Names and quotes stand in the views too. What is left of the statements fills them again.
    views::replace(tx, &Views::default(), None).map(drop)
}

/// Under which subject it is kept that the text of a document must not come back.
pub(super) fn text_of(document: &str) -> String {
    format!("text {document}")
}

fn bury(tx: &Writing<'_>, subject: &str, by: i64) -> Result<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO tombstone (subject, by) VALUES (?1, ?2)")
        .and_then(|mut s| s.execute((subject, by)))
        .doing("writing a tombstone")?;
    Ok(())
}

fn drop_text(tx: &Writing<'_>, document: &str) -> Result<()> {
    index::remove_document(tx, document)?;
    take_out(tx, &["DELETE FROM text_cache WHERE document = ?1"], document)?;
    index::add_document(tx, document)
}

fn take_out(tx: &Writing<'_>, statements: &[&'static str], id: &str) -> Result<()> {
    for sql in statements {
        tx.prepare_cached(sql).and_then(|mut s| s.execute([id])).doing("erasing")?;
    }
    Ok(())
}

/// Counts the claims of a document anew.
pub(super) fn recount(tx: &Writing<'_>, document: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE document SET claims = (SELECT count(*) FROM claim WHERE document = ?1 AND until_seq IS NULL)
         WHERE id = ?1",
    )
    .and_then(|mut s| s.execute([document]))
    .doing("counting claims")?;
    Ok(())
}

pub(super) fn erasures(conn: &Connection) -> Result<Vec<Erasure>> {
    let rows: Vec<(i64, i64, String)> = conn
        .prepare(
            "SELECT l.seq, l.observed_at, k.body FROM log l JOIN content k ON k.seq = l.seq
             WHERE l.kind = 'erase' ORDER BY l.seq",
        )
        .and_then(|mut s| s.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect())
        .doing("reading erasures")?;
    rows.into_iter()
        .map(|(seq, at, body)| {
            let body: EraseBody = parse(&body, "erase", seq)?;
            Ok(Erasure {
                documents: body.documents,
                claims: body.claims,
                judgements: body.judgements,
                reason: body.reason,
                observed_at: documents::time(at),
            })
        })
        .collect()
}
