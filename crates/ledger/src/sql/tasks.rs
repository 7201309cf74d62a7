//! What people are asked.

use serde::de::DeserializeOwned;

use super::writing::Writing;
use crate::db::{Connection, Doing, OptionalExtension, Row, corrupt};
use crate::{Result, ReviewProgress, Task, TaskKind, TaskOutline};

/// Puts tasks in place of those there were, in their order.
pub(super) fn replace(tx: &Writing<'_>, tasks: &[Task]) -> Result<()> {
    // What stands in `queue` goes with it.
    for sql in ["DELETE FROM view_task", "DELETE FROM queue_made"] {
        tx.execute(sql, []).doing("writing the queue")?;
    }
    for (no, task) in (0i64..).zip(tasks) {
        let body = serde_json::to_string(task).doing("writing the queue")?;
        let judges = i64::try_from(task.judges).unwrap_or(i64::MAX);
        let new = tx
            .prepare_cached(
                "INSERT OR IGNORE INTO view_task (no, id, kind, judges, body) VALUES (?1, ?2, ?3, ?4, ?5)",
            )
            .and_then(|mut s| s.execute((no, &task.id, task.kind.as_str(), judges, body)))
            .doing("writing the queue")?;
        if new == 0 {
            continue;
        }
        let why = task.why.iter().map(|w| w.code.as_str()).collect::<Vec<_>>().join(" ");
        let ends = (task.kind == TaskKind::Names).then(|| task.id.split_once('~')).flatten();
        tx.prepare_cached(
            "INSERT INTO queue (no, id, kind, judges, heap, why, a, b, live, decided, disputed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,
                 CASE ?3
                     WHEN 'claim' THEN EXISTS (SELECT 1 FROM claim c WHERE c.id = ?2 AND c.until_seq IS NULL)
                                    OR EXISTS (SELECT 1 FROM view_part p WHERE p.claim = ?2)
                     ELSE (SELECT count(*) FROM view_entity e WHERE e.id IN (?7, ?8)) = 2
                 END,
                 (SELECT count(*) FROM said s WHERE s.task = ?2 AND s.decided),
                 EXISTS (SELECT 1 FROM disputed d WHERE d.claim = ?2))",
        )
        .and_then(|mut s| {
            let kind = task.kind.as_str();
            s.execute((no, &task.id, kind, judges, &task.group, why, ends.map(|e| e.0), ends.map(|e| e.1)))
        })
        .doing("writing the queue")?;
    }
    Ok(())
}

pub(super) fn note(tx: &Writing<'_>, by: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO queue_made (one, seq, by) SELECT 1, seq, ?1 FROM view_state WHERE one = 1
         ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, by = excluded.by",
        [by],
    )
    .doing("noting the queue")?;
    Ok(())
}

pub(super) fn made_by(conn: &Connection) -> Result<Option<String>> {
    conn.prepare_cached("SELECT q.by FROM queue_made q JOIN view_state v ON v.seq = q.seq")
        .and_then(|mut s| s.query_row([], |r| r.get(0)).optional())
        .doing("looking how the queue was made")
}

pub(super) fn one(conn: &Connection, id: &str) -> Result<Option<Task>> {
    conn.prepare_cached("SELECT body FROM view_task WHERE id = ?1")
        .and_then(|mut s| s.query_row([id], |r| r.get::<String>(0)).optional())
        .doing("reading the queue")?
        .map(|body| parse(&body, id))
        .transpose()
}

fn parse<T: DeserializeOwned>(body: &str, id: &str) -> Result<T> {
    serde_json::from_str(body).map_err(|e| corrupt(format!("task {id}"), e))
}

/// Asks whether anybody at all is to judge a task: it wants more judgements, or a third person must decide. The words of the
/// index `queue_open`.
const WANTED: &str = "live AND (decided < judges OR disputed)";

/// The tasks that are open to a reviewer, disputes first.
pub(super) fn open(
    conn: &Connection,
    reviewer: &str,
    kind: Option<TaskKind>,
    most: usize,
) -> Result<Vec<Task>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows: Vec<(String, String)> = conn
        .prepare_cached(&format!(
            "SELECT q.id, t.body FROM
                 (SELECT no, id, disputed FROM queue WHERE {WANTED} AND (CAST(?2 AS TEXT) IS NULL OR kind = ?2)
                      AND NOT EXISTS (SELECT 1 FROM said s WHERE s.task = queue.id AND s.reviewer = ?1)
                  ORDER BY disputed DESC, no LIMIT ?3) q
             JOIN view_task t ON t.no = q.no ORDER BY q.disputed DESC, q.no"
        ))
        .and_then(|mut s| {
            let row = |r: &Row<'_>| Ok((r.get(0)?, r.get(1)?));
            s.query_map((reviewer, kind.map(TaskKind::as_str), most), row)?.collect()
        })
        .doing("reading the queue")?;
    rows.into_iter().map(|(id, body)| parse(&body, &id)).collect()
}

/// The queue in outline. What is shown of a task, which is most of it, is not read.
pub(super) fn outlines(conn: &Connection, reviewer: &str) -> Result<Vec<TaskOutline>> {
    conn.prepare_cached(&format!(
        "SELECT id, kind, judges, heap, why, disputed,
                {WANTED} AND NOT EXISTS (SELECT 1 FROM said s WHERE s.task = queue.id AND s.reviewer = ?1)
         FROM queue ORDER BY no"
    ))
    .and_then(|mut s| {
        let row = |r: &Row<'_>| {
            let (kind, why): (String, String) = (r.get(1)?, r.get(4)?);
            Ok(TaskOutline {
                id: r.get(0)?,
                kind: if kind == TaskKind::Names.as_str() { TaskKind::Names } else { TaskKind::Claim },
                group: r.get(3)?,
                why: why.split(' ').filter(|c| !c.is_empty()).map(str::to_owned).collect(),
                judges: r.get(2)?,
                disputed: r.get(5)?,
                open: r.get(6)?,
            })
        };
        s.query_map([reviewer], row)?.collect()
    })
    .doing("reading the queue")
}

pub(super) fn all(conn: &Connection) -> Result<Vec<Task>> {
    let bodies: Vec<(String, String)> = conn
        .prepare_cached("SELECT id, body FROM view_task ORDER BY no")
        .and_then(|mut s| s.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
        .doing("reading the queue")?;
    bodies.into_iter().map(|(id, body)| parse(&body, &id)).collect()
}

pub(super) fn progress(conn: &Connection, reviewer: &str) -> Result<ReviewProgress> {
    let two = |r: &Row<'_>| Ok((r.get(0)?, r.get(1)?));
    let (tasks, judged): (usize, usize) = conn
        .query_row(
            "SELECT count(*), count(*) FILTER (WHERE decided >= judges) FROM queue WHERE live",
            [],
            two,
        )
        .doing("reading the queue")?;
    let sql = format!("SELECT (SELECT count(*) FROM queue WHERE {WANTED}), (SELECT count(*) FROM disputed)");
    let (wanted, disputed): (usize, usize) = conn.query_row(&sql, [], two).doing("reading the queue")?;
    let sql = format!(
        "SELECT count(*), count(*) FILTER (WHERE {WANTED}) FROM queue
         WHERE live AND id IN (SELECT task FROM said WHERE reviewer = ?1)"
    );
    let (own, done): (usize, usize) = conn.query_row(&sql, [reviewer], two).doing("reading the queue")?;
    let median: Option<i64> = conn
        .prepare_cached(
            "SELECT taken_ms FROM judgement
             WHERE reviewer = ?1 AND taken_ms IS NOT NULL AND until_seq IS NULL
             ORDER BY taken_ms LIMIT 1
             OFFSET (SELECT (count(*) - 1) / 2 FROM judgement
                     WHERE reviewer = ?1 AND taken_ms IS NOT NULL AND until_seq IS NULL)",
        )
        .and_then(|mut s| s.query_row([reviewer], |r| r.get(0)).optional())
        .doing("reading the queue")?;
    Ok(ReviewProgress {
        tasks,
        judged,
        own,
        left: wanted.saturating_sub(done),
        disputed,
        median_ms: median.and_then(|ms| u64::try_from(ms).ok()),
    })
}
