//! What people are asked.

use std::collections::{BTreeMap, HashSet};

use serde::de::DeserializeOwned;
use tradewire_model::Word;

use super::judgements;
use super::writing::Writing;
use crate::db::{self, Connection, Doing, Engine, OptionalExtension, corrupt};
use crate::{Result, ReviewProgress, Task, TaskKind, TaskOutline};

/// The tasks that still ask something: their claim is in view, or was taken out of it by somebody's word, which another
/// may have to confirm; both their entities are there.
const LIVE: &str = "SELECT t.id, t.judges FROM view_task t WHERE CASE t.kind
     WHEN 'claim' THEN EXISTS (SELECT 1 FROM claim c WHERE c.id = t.id AND c.until_seq IS NULL)
                       OR EXISTS (SELECT 1 FROM view_part p WHERE p.claim = t.id)
     ELSE (SELECT count(*) FROM view_entity e
           WHERE e.id IN (substr(t.id, 1, instr(t.id, '~') - 1), substr(t.id, instr(t.id, '~') + 1))) = 2 END";

/// Puts tasks in place of those there were, in their order.
pub(super) fn replace(tx: &Writing<'_>, tasks: &[Task]) -> Result<()> {
    tx.execute("DELETE FROM view_task", []).doing("writing the queue")?;
    for (no, task) in (0i64..).zip(tasks) {
        let body = serde_json::to_string(task).doing("writing the queue")?;
        let judges = i64::try_from(task.judges).unwrap_or(i64::MAX);
        tx.prepare_cached(
            "INSERT OR IGNORE INTO view_task (no, id, kind, judges, body) VALUES (?1, ?2, ?3, ?4, ?5)",
        )
        .and_then(|mut s| s.execute((no, &task.id, task.kind.as_str(), judges, body)))
        .doing("writing the queue")?;
    }
    Ok(())
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

/// Who has judged what.
struct Done {
    /// Per task, the reviewers of it, and whether they could tell.
    by: BTreeMap<String, BTreeMap<String, bool>>,
    disputed: HashSet<String>,
}

impl Done {
    fn read(conn: &Connection) -> Result<Self> {
        let mut by: BTreeMap<String, BTreeMap<String, bool>> = BTreeMap::new();
        let claims: Vec<(String, String, bool)> = conn
            .prepare_cached("SELECT claim, reviewer, decided FROM judgement WHERE until_seq IS NULL")
            .and_then(|mut s| s.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect())
            .doing("reading the queue")?;
        for (claim, reviewer, decided) in claims {
            *by.entry(claim).or_default().entry(reviewer).or_default() |= decided;
        }
        for r in judgements::names(conn, false)? {
            let (a, b) = r.judgement.pair();
            let (task, decided) = (format!("{a}~{b}"), r.judgement.word != Word::Unsure);
            // The last word of each counts.
            by.entry(task).or_default().insert(r.judgement.author, decided);
        }
        let disputed = judgements::disputed(conn)?.into_iter().collect();
        Ok(Self { by, disputed })
    }

    fn has(&self, task: &str, reviewer: &str) -> bool {
        self.by.get(task).is_some_and(|r| r.contains_key(reviewer))
    }

    fn count(&self, task: &str) -> usize {
        self.by.get(task).map_or(0, |r| r.values().filter(|decided| **decided).count())
    }

    /// Whether a reviewer is to be asked: it wants more judgements, or a third person must decide.
    fn asks(&self, task: &str, judges: usize, reviewer: &str) -> bool {
        !self.has(task, reviewer) && (self.count(task) < judges || self.disputed.contains(task))
    }
}

/// The tasks that are open to a reviewer, disputes first.
pub(super) fn open(
    conn: &Connection,
    reviewer: &str,
    kind: Option<TaskKind>,
    most: usize,
) -> Result<Vec<Task>> {
    let done = Done::read(conn)?;
    let mut ids: Vec<(String, usize)> = conn
        .prepare_cached(&format!("{LIVE} AND (CAST(?1 AS TEXT) IS NULL OR t.kind = ?1) ORDER BY t.no"))
        .and_then(|mut s| {
            s.query_map([kind.map(TaskKind::as_str)], |r| Ok((r.get(0)?, r.get(1)?)))?.collect()
        })
        .doing("reading the queue")?;
    ids.retain(|(id, judges)| done.asks(id, *judges, reviewer));
    // Stable: within each half the order of the queue stays.
    ids.sort_by_key(|(id, _)| !done.disputed.contains(id));
    ids.truncate(most);
    let found = ids.iter().map(|(id, _)| one(conn, id)).collect::<Result<Vec<_>>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// The queue in outline. What is shown of a task, which is most of it, is not read into memory.
pub(super) fn outlines(conn: &Connection, reviewer: &str) -> Result<Vec<TaskOutline>> {
    let done = Done::read(conn)?;
    let live: HashSet<String> = conn
        .prepare_cached(LIVE)
        .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect())
        .doing("reading the queue")?;
    let why = match conn.engine() {
        Engine::Sqlite => "SELECT group_concat(w.value ->> '$.code', ' ') FROM json_each(body, '$.why') w",
        Engine::Postgres => {
            "SELECT string_agg(w.value ->> 'code', ' ') FROM json_array_elements(CAST(body AS json) -> 'why') w"
        }
    };
    let rows: Vec<(String, String, usize, String, String)> = conn
        .prepare_cached(&format!(
            "SELECT id, kind, judges, {}, ({why}) FROM view_task ORDER BY no",
            conn.json_text("body", "group")
        ))
        .and_then(|mut s| {
            let row = |r: &db::Row<'_>| {
                Ok((
                    r.get(0)?,
                    r.get(1)?,
                    r.get(2)?,
                    r.get(3)?,
                    r.get::<Option<String>>(4)?.unwrap_or_default(),
                ))
            };
            s.query_map([], row)?.collect()
        })
        .doing("reading the queue")?;
    Ok(rows
        .into_iter()
        .map(|(id, kind, judges, group, why)| TaskOutline {
            kind: if kind == TaskKind::Names.as_str() { TaskKind::Names } else { TaskKind::Claim },
            group,
            why: why.split(' ').filter(|c| !c.is_empty()).map(str::to_owned).collect(),
            judges,
            disputed: done.disputed.contains(&id),
            open: live.contains(&id) && done.asks(&id, judges, reviewer),
            id,
        })
        .collect())
}

pub(super) fn all(conn: &Connection) -> Result<Vec<Task>> {
    let bodies: Vec<(String, String)> = conn
        .prepare_cached("SELECT id, body FROM view_task ORDER BY no")
        .and_then(|mut s| s.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
        .doing("reading the queue")?;
    bodies.into_iter().map(|(id, body)| parse(&body, &id)).collect()
}

pub(super) fn progress(conn: &Connection, reviewer: &str) -> Result<ReviewProgress> {
    let done = Done::read(conn)?;
    let ids: Vec<(String, usize)> = conn
        .prepare_cached(LIVE)
        .and_then(|mut s| s.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
        .doing("reading the queue")?;
    let mut p =
        ReviewProgress { tasks: ids.len(), disputed: done.disputed.len(), ..ReviewProgress::default() };
    for (id, judges) in &ids {
        p.judged += usize::from(done.count(id) >= *judges);
        p.own += usize::from(done.has(id, reviewer));
        p.left += usize::from(done.asks(id, *judges, reviewer));
    }
    let mut taken: Vec<i64> = conn
        .prepare_cached(
            "SELECT taken_ms FROM judgement
             WHERE reviewer = ?1 AND taken_ms IS NOT NULL AND until_seq IS NULL",
        )
        .and_then(|mut s| s.query_map([reviewer], |r| r.get(0))?.collect())
        .doing("reading the queue")?;
    taken.sort_unstable();
    p.median_ms = taken.get(taken.len().saturating_sub(1) / 2).and_then(|ms| u64::try_from(*ms).ok());
    Ok(p)
}
