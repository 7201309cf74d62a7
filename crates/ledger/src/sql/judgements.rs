//! Judgements: written, taken back, read.

use std::collections::{BTreeMap, HashSet};

use tradewire_model::{
    Claim, ClaimId, ClaimJudgement, Decision, JudgementId, NameJudgement, Timestamp, Undo, Word,
};

use super::ingest::is_erased;
use super::log::Tail;
use super::verify::number;
use super::writing::Writing;
use super::{SqlStore, claims, documents};
use crate::db::{self, Connection, Doing, OptionalExtension, Row};
use crate::entry::EntryKind;
use crate::judged::{Judged, JudgementRecord, NameRecord};
use crate::{LedgerError, Result, Review};

impl SqlStore {
    pub(super) fn judge_claim(&mut self, j: &ClaimJudgement, at: Timestamp) -> Result<JudgementId> {
        let id = j.id();
        self.write("judging a claim", |tx| {
            if !is_known(tx, j.claim.as_str())? {
                return Err(LedgerError::Unknown { what: "claim", id: j.claim.to_string() });
            }
            sense(tx, j)?;
            if of_id(tx, id.as_str())?.is_some() {
                return Ok(id.clone());
            }
            if let Some(newer) = unseen(tx, j)? {
                return Err(LedgerError::Stale { newer: Box::new(newer) });
            }
            let mut tail = Tail::find(tx, at.as_microsecond())?;
            let body = serde_json::to_string(j).doing("judging a claim")?;
            let seq = tail.add(EntryKind::Judgement, j.claim.as_str(), &body)?;
            apply_judgement(tx, j, seq)?;
            tail.finish()?;
            Ok(id.clone())
        })
    }

    pub(super) fn judge_pair(&mut self, j: &NameJudgement, at: Timestamp) -> Result<JudgementId> {
        let id = j.id();
        if j.a == j.b {
            let reason = "an entity is always the same as itself".to_owned();
            return Err(LedgerError::Senseless { subject: j.a.to_string(), reason });
        }
        self.write("judging names", |tx| {
            let known: bool = tx
                .prepare_cached("SELECT 1 FROM name_judgement WHERE id = ?1")
                .and_then(|mut s| s.exists([id.as_str()]))
                .doing("judging names")?;
            if known {
                return Ok(id.clone());
            }
            let mut tail = Tail::find(tx, at.as_microsecond())?;
            let body = serde_json::to_string(j).doing("judging names")?;
            let seq = tail.add(EntryKind::Names, id.as_str(), &body)?;
            apply_names(tx, j, seq)?;
            tail.finish()?;
            Ok(id.clone())
        })
    }

    pub(super) fn take_back(&mut self, undo: &Undo, at: Timestamp) -> Result<()> {
        let id = undo.judgement.as_str();
        self.write("taking a judgement back", |tx| {
            let subject = match standing(tx, id)? {
                Some((subject, true)) => subject,
                Some((_, false)) => return Err(LedgerError::Undone { id: id.to_owned() }),
                None => return Err(LedgerError::Unknown { what: "judgement", id: id.to_owned() }),
            };
            let mut tail = Tail::find(tx, at.as_microsecond())?;
            let body = serde_json::to_string(undo).doing("taking a judgement back")?;
            let seq = tail.add(EntryKind::Undo, &subject, &body)?;
            apply_undo(tx, undo, seq)?;
            tail.finish()
        })
    }
}

/// What an undo of a judgement is about, and whether the judgement still stands; nothing for a stranger.
pub(super) fn standing(conn: &Connection, id: &str) -> Result<Option<(String, bool)>> {
    conn.prepare_cached(
        "SELECT claim, until_seq IS NULL FROM judgement WHERE id = ?1
         UNION ALL SELECT id, until_seq IS NULL FROM name_judgement WHERE id = ?1",
    )
    .and_then(|mut s| s.query_row([id], |r| Ok((r.get(0)?, r.get(1)?))).optional())
    .doing("looking for a judgement")
}

/// Whether there is, or was, such a claim: stated by a document, or made by a split.
pub(super) fn is_known(conn: &Connection, claim: &str) -> Result<bool> {
    conn.prepare_cached(
        "SELECT 1 FROM claim WHERE id = ?1 UNION ALL SELECT 1 FROM judgement_part WHERE part = ?1",
    )
    .and_then(|mut s| s.exists([claim]))
    .doing("looking for a claim")
}

/// Refuses what cannot be said of a claim.
fn sense(conn: &Connection, j: &ClaimJudgement) -> Result<()> {
    let bad = |reason: &str| {
        Err(LedgerError::Senseless { subject: j.claim.to_string(), reason: reason.to_owned() })
    };
    match &j.decision {
        _ if j.reviewer.trim().is_empty() => bad("nobody is named as its reviewer"),
        Decision::Duplicate(of) if *of == j.claim => bad("it is no duplicate of itself"),
        Decision::Duplicate(of) if !is_known(conn, of.as_str())? => {
            Err(LedgerError::Unknown { what: "claim", id: of.to_string() })
        }
        Decision::Split(into) if into.len() < 2 => bad("a split gives two claims or more"),
        _ => Ok(()),
    }
}

/// The latest judgement on the claim that the reviewer has not seen; none where a second opinion was asked, unless the
/// reviewer gave one already.
fn unseen(conn: &Connection, j: &ClaimJudgement) -> Result<Option<JudgementRecord>> {
    let mut all = of_claim(conn, j.claim.as_str(), false)?;
    let blind = j.second && all.iter().all(|r| r.judgement.reviewer != j.reviewer);
    Ok(all.pop().filter(|last| !blind && last.seq > j.seen))
}

/// Brings the table of judgements to what an entry says.
pub(super) fn apply_judgement(tx: &Writing<'_>, j: &ClaimJudgement, seq: i64) -> Result<()> {
    let taken = j.taken_ms.and_then(|ms| i64::try_from(ms).ok());
    tx.prepare_cached(
        "INSERT OR IGNORE INTO judgement (id, seq, claim, reviewer, decided, taken_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )
    .and_then(|mut s| {
        let decided = j.decision != Decision::Unsure;
        s.execute((j.id().as_str(), seq, j.claim.as_str(), &j.reviewer, decided, taken))
    })
    .doing("judging a claim")?;
    settle(tx, j.claim.as_str())?;
    let Decision::Split(into) = &j.decision else { return Ok(()) };
    let Some(claim) = stated(tx, j.claim.as_str())? else { return Ok(()) };
    for statement in into {
        tx.prepare_cached("INSERT OR IGNORE INTO judgement_part (part, seq, claim) VALUES (?1, ?2, ?3)")
            .and_then(|mut s| s.execute((statement.part_of(&claim).id.as_str(), seq, j.claim.as_str())))
            .doing("judging a claim")?;
    }
    Ok(())
}

/// A claim as it was last stated, or as a split made it.
fn stated(conn: &Connection, id: &str) -> Result<Option<Claim>> {
    stated_within(conn, id, Judged::DEEPEST)
}

fn stated_within(conn: &Connection, id: &str, depth: usize) -> Result<Option<Claim>> {
    if let Some(claim) = claims::as_stated(conn, id)? {
        return Ok(Some(claim));
    }
    let Some(depth) = depth.checked_sub(1) else { return Ok(None) };
    let from: Vec<(i64, String, String)> = conn
        .prepare_cached(
            "SELECT p.seq, p.claim, k.body FROM judgement_part p JOIN content k ON k.seq = p.seq
             WHERE p.part = ?1 ORDER BY p.seq",
        )
        .and_then(|mut s| s.query_map([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect())
        .doing("looking for a part")?;
    for (seq, whole, body) in from {
        let Some(whole) = stated_within(conn, &whole, depth)? else { continue };
        let j: ClaimJudgement = super::ingest::parse(&body, "judgement", seq)?;
        if let Decision::Split(into) = &j.decision
            && let Some(part) = into.iter().map(|s| s.part_of(&whole)).find(|p| p.id.as_str() == id)
        {
            return Ok(Some(part));
        }
    }
    Ok(None)
}

/// Brings the table of judgements on names to what an entry says.
pub(super) fn apply_names(tx: &Writing<'_>, j: &NameJudgement, seq: i64) -> Result<()> {
    let (a, b) = j.pair();
    let pair = format!("{a}~{b}");
    tx.prepare_cached("INSERT OR IGNORE INTO name_judgement (id, seq, pair) VALUES (?1, ?2, ?3)")
        .and_then(|mut s| s.execute((j.id().as_str(), seq, &pair)))
        .doing("judging names")?;
    settle_names(tx, &pair)
}

/// Brings what is kept of who judged a claim, and whether they differ, to the judgements that stand.
pub(super) fn settle(conn: &Connection, claim: &str) -> Result<()> {
    let run = |sql: &str| {
        conn.prepare_cached(sql).and_then(|mut s| s.execute([claim])).doing("counting judgements")
    };
    run("DELETE FROM said WHERE task = ?1")?;
    let reviewers = run("INSERT INTO said (task, reviewer, decided)
         SELECT claim, reviewer, count(*) FILTER (WHERE decided) > 0 FROM judgement WHERE claim = ?1 AND until_seq IS NULL
         GROUP BY claim, reviewer")?;
    run("DELETE FROM disputed WHERE claim = ?1")?;
    if reviewers > 1 && Review::of(of_claim(conn, claim, false)?).disputed {
        run("INSERT INTO disputed (claim) VALUES (?1)")?;
    }
    run("UPDATE queue SET disputed = EXISTS (SELECT 1 FROM disputed d WHERE d.claim = ?1),
             decided = (SELECT count(*) FROM said s WHERE s.task = ?1 AND s.decided)
         WHERE id = ?1 AND kind = 'claim'")?;
    Ok(())
}

/// Likewise of a pair of names; the last word of each person counts.
pub(super) fn settle_names(conn: &Connection, pair: &str) -> Result<()> {
    let run = |sql: &str| {
        conn.prepare_cached(sql).and_then(|mut s| s.execute([pair])).doing("counting judgements on names")
    };
    run("DELETE FROM said WHERE task = ?1")?;
    let standing: Vec<(i64, String)> = conn
        .prepare_cached(
            "SELECT n.seq, k.body FROM name_judgement n JOIN content k ON k.seq = n.seq
             WHERE n.pair = ?1 AND n.until_seq IS NULL ORDER BY n.seq",
        )
        .and_then(|mut s| s.query_map([pair], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
        .doing("counting judgements on names")?;
    for (seq, body) in standing {
        let j: NameJudgement = super::ingest::parse(&body, "names", seq)?;
        conn.prepare_cached(
            "INSERT INTO said (task, reviewer, decided) VALUES (?1, ?2, ?3)
             ON CONFLICT (task, reviewer) DO UPDATE SET decided = excluded.decided",
        )
        .and_then(|mut s| s.execute((pair, &j.author, j.word != Word::Unsure)))
        .doing("counting judgements on names")?;
    }
    run("UPDATE queue SET decided = (SELECT count(*) FROM said s WHERE s.task = ?1 AND s.decided)
         WHERE id = ?1 AND kind = 'names'")?;
    Ok(())
}

/// Looks on which claims people differ, for a ledger from before that was kept.
pub(super) fn dispute_all(conn: &Connection) -> Result<()> {
    let several: Vec<String> = conn
        .prepare(
            "SELECT claim FROM judgement WHERE until_seq IS NULL
             GROUP BY claim HAVING count(DISTINCT reviewer) > 1 ORDER BY claim",
        )
        .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect())
        .doing("looking for disputes")?;
    several.iter().try_for_each(|claim| settle(conn, claim))
}

/// Ends the judgement that an entry takes back.
pub(super) fn apply_undo(tx: &Writing<'_>, undo: &Undo, seq: i64) -> Result<()> {
    let id = undo.judgement.as_str();
    let ended = |sql: &str| -> Result<Option<String>> {
        tx.prepare_cached(sql)
            .and_then(|mut s| s.query_row((id, seq), |r| r.get(0)).optional())
            .doing("taking a judgement back")
            .map(Option::flatten)
    };
    if let Some(claim) =
        ended("UPDATE judgement SET until_seq = ?2 WHERE id = ?1 AND until_seq IS NULL RETURNING claim")?
    {
        settle(tx, &claim)?;
    }
    if let Some(pair) =
        ended("UPDATE name_judgement SET until_seq = ?2 WHERE id = ?1 AND until_seq IS NULL RETURNING pair")?
    {
        settle_names(tx, &pair)?;
    }
    Ok(())
}

const COLUMNS: &str = "j.id, j.seq, l.observed_at, k.body, j.until_seq IS NOT NULL";

type Columns = (String, i64, i64, String, bool);

fn columns(r: &Row<'_>) -> db::Result<Columns> {
    Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?))
}

fn record((id, seq, at, body, undone): Columns) -> Result<JudgementRecord> {
    let judgement = super::ingest::parse(&body, "judgement", seq)?;
    Ok(JudgementRecord {
        id: JudgementId::new(id),
        seq: number(seq),
        observed_at: documents::time(at),
        judgement,
        undone,
    })
}

/// The judgements a clause asks for, in the order in which they were given; such as were erased are left out.
fn asked(conn: &Connection, clause: &str, values: impl db::Params) -> Result<Vec<JudgementRecord>> {
    let rows: Vec<Columns> = conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM judgement j JOIN log l ON l.seq = j.seq JOIN content k ON k.seq = j.seq
             WHERE {clause} ORDER BY j.seq"
        ))
        .and_then(|mut s| s.query_map(values, columns)?.collect())
        .doing("reading judgements")?;
    rows.into_iter().map(record).collect()
}

fn of_id(conn: &Connection, id: &str) -> Result<Option<JudgementRecord>> {
    Ok(asked(conn, "j.id = ?1", [id])?.pop())
}

pub(super) fn one(conn: &Connection, id: &JudgementId) -> Result<Option<JudgementRecord>> {
    of_id(conn, id.as_str())
}

/// The judgements on a claim: those that stand, or all.
pub(super) fn of_claim(conn: &Connection, claim: &str, all: bool) -> Result<Vec<JudgementRecord>> {
    asked(conn, "j.claim = ?1 AND (?2 OR j.until_seq IS NULL)", (claim, all))
}

/// The judgements on a claim that stood after the `last` entry.
pub(super) fn as_of(conn: &Connection, claim: &str, last: i64) -> Result<Vec<JudgementRecord>> {
    let mut found = asked(
        conn,
        "j.claim = ?1 AND j.seq <= ?2 AND (j.until_seq IS NULL OR j.until_seq > ?2)",
        (claim, last),
    )?;
    for r in &mut found {
        r.undone = false;
    }
    Ok(found)
}

pub(super) fn all_standing(conn: &Connection) -> Result<Vec<JudgementRecord>> {
    asked(conn, "j.until_seq IS NULL", [])
}

/// All of one reviewer's that stand, latest first.
pub(super) fn of_reviewer(conn: &Connection, reviewer: &str, most: usize) -> Result<Vec<JudgementRecord>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut found = asked(
        conn,
        "j.seq IN (SELECT seq FROM judgement WHERE reviewer = ?1 AND until_seq IS NULL ORDER BY seq DESC LIMIT ?2)",
        (reviewer, most),
    )?;
    found.reverse();
    Ok(found)
}

pub(super) fn names(conn: &Connection, all: bool) -> Result<Vec<NameRecord>> {
    let rows: Vec<Columns> = conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM name_judgement j JOIN log l ON l.seq = j.seq JOIN content k ON k.seq = j.seq
             WHERE ?1 OR j.until_seq IS NULL ORDER BY j.seq"
        ))
        .and_then(|mut s| s.query_map([all], columns)?.collect())
        .doing("reading judgements on names")?;
    rows.into_iter()
        .map(|(id, seq, at, body, undone)| {
            Ok(NameRecord {
                id: JudgementId::new(id),
                seq: number(seq),
                observed_at: documents::time(at),
                judgement: super::ingest::parse(&body, "names", seq)?,
                undone,
            })
        })
        .collect()
}

/// What people said of a claim, if anybody did.
pub(super) fn review(found: Vec<JudgementRecord>) -> Option<Review> {
    (!found.is_empty()).then(|| Review::of(found))
}

/// What judgements take out of view, and the parts that splits put in, with the claim each is a part of.
pub(super) fn effect(conn: &Connection) -> Result<(HashSet<ClaimId>, BTreeMap<ClaimId, ClaimId>)> {
    let judged = Judged::new(all_standing(conn)?);
    if judged.is_empty() {
        return Ok(Default::default());
    }
    let stated = claims::all(conn)?;
    let parts = judged.parts(&stated);
    let before: Vec<ClaimId> = stated.iter().map(|c| c.id.clone()).chain(parts.keys().cloned()).collect();
    let after: HashSet<ClaimId> = judged.apply(stated).into_iter().map(|c| c.id).collect();
    Ok((before.into_iter().filter(|id| !after.contains(id)).collect(), parts))
}

/// Whether what an entry of another ledger says of a claim or a judgement has something to be said of here.
pub(super) fn suits(conn: &Writing<'_>, claim: &str) -> Result<bool> {
    Ok(is_known(conn, claim)? && !is_erased(conn, claim)?)
}

/// The content of a judgement must be what its entry is about.
pub(super) fn parse_about(subject: &str, body: &str) -> std::result::Result<ClaimJudgement, String> {
    let j: ClaimJudgement = serde_json::from_str(body).map_err(|e| e.to_string())?;
    if j.claim.as_str() == subject {
        Ok(j)
    } else {
        Err(format!("the entry about {subject} judges claim {}", j.claim))
    }
}

/// Likewise of a judgement on names, whose entry is about the judgement itself.
pub(super) fn parse_names(subject: &str, body: &str) -> std::result::Result<NameJudgement, String> {
    let j: NameJudgement = serde_json::from_str(body).map_err(|e| e.to_string())?;
    if j.id().as_str() == subject {
        Ok(j)
    } else {
        Err(format!("the entry about {subject} is another judgement"))
    }
}
