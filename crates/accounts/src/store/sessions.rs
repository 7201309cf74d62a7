//! Signing in and out.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::log::write;
use super::people::{Kept, find, known, rank};
use super::{Accounts, ms, time};
use crate::password::is_right;
use crate::{AccountError, By, Deed, IDLE, LASTS, Note, Result, Seat, Session, Visit, secret};

/// How often it is written down that a session is used.
const SEEN_EVERY_MS: i64 = 60_000;
/// Most sessions of one account; the oldest end.
const MOST: i64 = 50;
/// Longest name of a browser that is kept, in characters.
const AGENT: usize = 200;

impl Accounts {
    /// Begins a session where name and password go together; gives the secret that proves it.
    ///
    /// It takes as long for a name that nobody has. Each attempt is written down, without what was typed: the name only
    /// where somebody has it, for people type a password there too.
    ///
    /// # Errors
    /// [`AccountError::Wrong`].
    pub fn sign_in(
        &self,
        name: &str,
        password: &str,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<(String, Seat)> {
        let kept = find(&self.turn(), name)?;
        let right = is_right(password, kept.as_ref().map(|k| k.hash.as_str()));
        let done = self.change(|c| {
            // It may have been disabled or given another password while this one was hashed.
            let same = match &kept {
                Some(k) => find(c, &k.name)?.filter(|now| now.hash == k.hash && !now.disabled),
                None => None,
            };
            if let Some(it) = same.filter(|_| right) {
                return begin(c, &it, visit, now).map(Some);
            }
            let subject = kept.as_ref().map_or("", |k| k.name.as_str());
            let detail = match &kept {
                None => "unknown name",
                Some(k) if k.disabled => "disabled",
                Some(_) => "wrong password",
            };
            let address = visit.address.as_str();
            write(c, &Note { by: By::Nobody, deed: Deed::SignInFailed, subject, detail, address }, now)?;
            Ok(None)
        })?;
        done.ok_or(AccountError::Wrong)
    }

    /// Begins a session for an account without asking for its password: after it was changed with the session before.
    ///
    /// # Errors
    /// [`AccountError::Wrong`] where it is disabled or not there.
    pub fn sit_down(&self, name: &str, visit: &Visit, now: Timestamp) -> Result<(String, Seat)> {
        self.change(|c| {
            let it = find(c, name)?.filter(|k| !k.disabled).ok_or(AccountError::Wrong)?;
            begin(c, &it, visit, now)
        })
    }

    /// Who proves to be there by a session; nobody where it has ended.
    ///
    /// # Errors
    /// [`AccountError::Store`].
    pub fn session(&self, secret: &str, now: Timestamp) -> Result<Option<Seat>> {
        let Some(hash) = secret::kept(secret, "") else { return Ok(None) };
        let connection = self.turn();
        let mut one = connection.prepare_cached(
            "SELECT s.id, a.name, a.rank, s.seen_at FROM session s JOIN account a ON a.id = s.account \
             WHERE s.hash = ?1 AND NOT a.disabled AND s.ends_at > ?2 AND s.seen_at > ?3",
        )?;
        let found = one
            .query_row(params![hash, ms(now), ms(now) - millis(IDLE)], |r| {
                Ok((
                    Seat { session: Some(r.get(0)?), name: r.get(1)?, rank: rank(r, 2)? },
                    r.get::<_, i64>(3)?,
                ))
            })
            .optional()?;
        let Some((seat, seen)) = found else { return Ok(None) };
        if ms(now) - seen > SEEN_EVERY_MS {
            // Where nothing can be written, sessions hold still; they end the sooner.
            let mut seen = connection.prepare_cached("UPDATE session SET seen_at = ?2 WHERE id = ?1")?;
            let _ = seen.execute(params![seat.session, ms(now)]);
        }
        Ok(Some(seat))
    }

    /// Sessions of an account that have not ended, the latest first.
    ///
    /// # Errors
    /// [`AccountError::Store`].
    pub fn sessions(&self, name: &str, now: Timestamp) -> Result<Vec<Session>> {
        let connection = self.turn();
        let mut all = connection.prepare_cached(
            "SELECT s.id, s.created_at, s.seen_at, s.ends_at, s.address, s.agent FROM session s \
             JOIN account a ON a.id = s.account \
             WHERE a.name = ?1 AND s.ends_at > ?2 AND s.seen_at > ?3 ORDER BY s.id DESC",
        )?;
        let rows = all.query_map(params![name, ms(now), ms(now) - millis(IDLE)], |r| {
            Ok(Session {
                id: r.get(0)?,
                created_at: time(r.get(1)?),
                seen_at: time(r.get(2)?),
                ends_at: time(r.get(3)?),
                address: r.get(4)?,
                agent: r.get(5)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Ends one session of an account; gives whether there was one. `out` says that it is the one it is asked from.
    ///
    /// # Errors
    /// [`AccountError::Unknown`].
    pub fn end_session(&self, name: &str, id: i64, out: bool, now: Timestamp) -> Result<bool> {
        self.change(|c| {
            let it = known(c, name)?;
            let ended = c.execute("DELETE FROM session WHERE id = ?1 AND account = ?2", [id, it.id])?;
            if ended > 0 {
                let deed = if out { Deed::SignedOut } else { Deed::SessionEnded };
                let (by, subject) = (By::Account(&it.name), it.name.as_str());
                write(c, &Note { by, deed, subject, detail: "", address: "" }, now)?;
            }
            Ok(ended > 0)
        })
    }
}

fn millis(time: std::time::Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

fn begin(c: &Connection, it: &Kept, visit: &Visit, now: Timestamp) -> Result<(String, Seat)> {
    let new = secret::new("");
    let agent: String = visit.agent.chars().filter(|c| !c.is_control()).take(AGENT).collect();
    c.execute("DELETE FROM session WHERE ends_at <= ?1 OR seen_at <= ?2", [ms(now), ms(now) - millis(IDLE)])?;
    c.execute(
        "DELETE FROM session WHERE account = ?1 AND id NOT IN \
         (SELECT id FROM session WHERE account = ?1 ORDER BY id DESC LIMIT ?2)",
        [it.id, MOST - 1],
    )?;
    c.execute(
        "INSERT INTO session (hash, account, created_at, seen_at, ends_at, address, agent) \
         VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6)",
        params![secret::kept(&new, ""), it.id, ms(now), ms(now) + millis(LASTS), visit.address, agent],
    )?;
    let id = c.last_insert_rowid();
    let by = By::Account(&it.name);
    let note = Note { by, deed: Deed::SignedIn, subject: &it.name, detail: "", address: &visit.address };
    write(c, &note, now)?;
    Ok((new, Seat { name: it.name.clone(), rank: it.rank, session: Some(id) }))
}
