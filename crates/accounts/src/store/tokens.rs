//! Tokens of the API.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, params};

use super::log::write;
use super::people::{known, rank};
use super::{Accounts, ms, time};
use crate::{AccountError, By, DAYS, Deed, Note, Rank, Result, Seat, Token, secret};

/// What every token begins with, so that those who search for leaked secrets find it.
const PREFIX: &str = "twk_";
/// How often it is written down that a token is used.
const USED_EVERY_MS: i64 = 60_000;
/// Longest name of a token, in characters.
const NAME: usize = 60;

impl Accounts {
    /// Makes a token that lasts some days; gives it with the secret, which is not kept.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], [`AccountError::BadTokenName`], [`AccountError::BadDays`], [`AccountError::TooWide`].
    pub fn add_token(
        &self,
        account: &str,
        name: &str,
        scope: Rank,
        days: u32,
        by: By<'_>,
        now: Timestamp,
    ) -> Result<(Token, String)> {
        let name = name.trim();
        let fits = (1..=NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if !fits {
            return Err(AccountError::BadTokenName);
        }
        if !(1..=DAYS).contains(&days) {
            return Err(AccountError::BadDays);
        }
        let ends_at = now
            .checked_add(SignedDuration::from_hours(24 * i64::from(days)))
            .map_err(|_| AccountError::BadDays)?;
        let new = secret::new(PREFIX);
        self.change(|c| {
            let it = known(c, account)?;
            if scope > it.rank {
                return Err(AccountError::TooWide);
            }
            let id = format!("t_{:016x}", rand::random::<u64>());
            c.execute(
                "INSERT INTO token (id, hash, account, name, scope, created_at, ends_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![id, secret::kept(&new, PREFIX), it.id, name, scope.as_str(), ms(now), ms(ends_at)],
            )?;
            let detail = format!("{id} {} {days} d", scope.scope());
            let note = Note { by, deed: Deed::TokenAdded, subject: &it.name, detail: &detail, address: "" };
            write(c, &note, now)?;
            let token = Token {
                id,
                account: it.name,
                name: name.to_owned(),
                scope,
                created_at: now,
                ends_at,
                used_at: None,
                revoked_at: None,
            };
            Ok((token, new.clone()))
        })
    }

    /// Tokens, the latest first: of one account, or all.
    ///
    /// # Errors
    /// [`AccountError::Store`].
    pub fn tokens(&self, account: Option<&str>) -> Result<Vec<Token>> {
        let connection = self.turn();
        let mut all = connection.prepare_cached(
            "SELECT t.id, a.name, t.name, t.scope, t.created_at, t.ends_at, t.used_at, t.revoked_at \
             FROM token t JOIN account a ON a.id = t.account WHERE ?1 IS NULL OR a.name = ?1 \
             ORDER BY t.created_at DESC, t.id",
        )?;
        let rows = all.query_map([account], |r| {
            Ok(Token {
                id: r.get(0)?,
                account: r.get(1)?,
                name: r.get(2)?,
                scope: rank(r, 3)?,
                created_at: time(r.get(4)?),
                ends_at: time(r.get(5)?),
                used_at: r.get::<_, Option<i64>>(6)?.map(time),
                revoked_at: r.get::<_, Option<i64>>(7)?.map(time),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Revokes a token: any, or only one of an account where that is given.
    ///
    /// # Errors
    /// [`AccountError::UnknownToken`] where there is none that is live.
    pub fn revoke_token(&self, id: &str, owner: Option<&str>, by: By<'_>, now: Timestamp) -> Result<()> {
        self.change(|c| {
            let whose: Option<String> = c
                .query_row(
                    "SELECT a.name FROM token t JOIN account a ON a.id = t.account \
                     WHERE t.id = ?1 AND t.revoked_at IS NULL AND (?2 IS NULL OR a.name = ?2)",
                    params![id, owner],
                    |r| r.get(0),
                )
                .optional()?;
            let unknown =
                || AccountError::UnknownToken(id.chars().filter(|c| !c.is_control()).take(60).collect());
            let whose = whose.ok_or_else(unknown)?;
            c.execute("UPDATE token SET revoked_at = ?2 WHERE id = ?1", params![id, ms(now)])?;
            write(c, &Note { by, deed: Deed::TokenRevoked, subject: &whose, detail: id, address: "" }, now)
        })
    }

    /// Who proves to be there by a token: nobody where it has ended, was revoked, or its account is disabled. It can do
    /// what its scope says, and never more than its account can by now.
    ///
    /// # Errors
    /// [`AccountError::Store`].
    pub fn token(&self, secret: &str, now: Timestamp) -> Result<Option<Seat>> {
        let Some(hash) = secret::kept(secret, PREFIX) else { return Ok(None) };
        let connection = self.turn();
        let mut one = connection.prepare_cached(
            "SELECT t.id, a.name, a.rank, t.scope, t.used_at FROM token t JOIN account a ON a.id = t.account \
             WHERE t.hash = ?1 AND t.revoked_at IS NULL AND t.ends_at > ?2 AND NOT a.disabled",
        )?;
        let found = one
            .query_row(params![hash, ms(now)], |r| {
                let rank = rank(r, 2)?.min(rank(r, 3)?);
                let seat = Seat { name: r.get(1)?, rank, session: None };
                Ok((r.get::<_, String>(0)?, seat, r.get::<_, Option<i64>>(4)?))
            })
            .optional()?;
        let Some((id, seat, used)) = found else { return Ok(None) };
        if used.is_none_or(|u| ms(now) - u > USED_EVERY_MS) {
            // Where nothing can be written, tokens hold still.
            let mut used = connection.prepare_cached("UPDATE token SET used_at = ?2 WHERE id = ?1")?;
            let _ = used.execute(params![id, ms(now)]);
        }
        Ok(Some(seat))
    }
}
