//! Accounts: made, listed, changed.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::log::write;
use super::{Accounts, ms, time};
use crate::password::{check, hash, is_right};
use crate::{Account, AccountError, By, Deed, Note, Rank, Result, account_name};

/// An account as it lies in its table.
pub(super) struct Kept {
    pub id: i64,
    pub name: String,
    pub rank: Rank,
    pub hash: String,
    pub disabled: bool,
}

impl Accounts {
    /// Makes an account; gives it.
    ///
    /// # Errors
    /// [`AccountError::BadName`], [`AccountError::Taken`], [`AccountError::ShortPassword`],
    /// [`AccountError::LongPassword`].
    pub fn add(&self, name: &str, rank: Rank, password: &str, by: By<'_>, now: Timestamp) -> Result<Account> {
        let name = account_name(name)?;
        check(password)?;
        if find(&self.turn(), &name)?.is_some() {
            return Err(AccountError::Taken(name));
        }
        let hash = hash(password)?;
        self.change(|c| {
            let made = c.execute(
                "INSERT OR IGNORE INTO account (name, rank, hash, created_at, password_at) VALUES (?1, ?2, ?3, ?4, ?4)",
                params![name, rank.as_str(), hash, ms(now)],
            )?;
            if made == 0 {
                return Err(AccountError::Taken(name.clone()));
            }
            write(c, &note(by, Deed::AccountAdded, &name, rank.as_str()), now)
        })?;
        Ok(Account { name, rank, disabled: false, created_at: now, password_at: now })
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// [`AccountError::Store`].
    pub fn accounts(&self) -> Result<Vec<Account>> {
        let connection = self.turn();
        let mut all = connection.prepare_cached(
            "SELECT name, rank, disabled, created_at, password_at FROM account ORDER BY name",
        )?;
        let rows = all.query_map([], |r| {
            Ok(Account {
                name: r.get(0)?,
                rank: rank(r, 1)?,
                disabled: r.get(2)?,
                created_at: time(r.get(3)?),
                password_at: time(r.get(4)?),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many admins there are that are not disabled.
    ///
    /// # Errors
    /// [`AccountError::Store`].
    pub fn admins(&self) -> Result<usize> {
        Ok(self.turn().query_row(
            "SELECT count(*) FROM account WHERE rank = 'admin' AND NOT disabled",
            [],
            |r| r.get(0),
        )?)
    }

    /// Gives an account another rank.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], [`AccountError::LastAdmin`].
    pub fn set_rank(&self, name: &str, rank: Rank, by: By<'_>, now: Timestamp) -> Result<()> {
        self.change(|c| {
            let it = known(c, name)?;
            if rank != Rank::Admin {
                keep_an_admin(c, &it)?;
            }
            if it.rank == rank {
                return Ok(());
            }
            c.execute("UPDATE account SET rank = ?2 WHERE id = ?1", params![it.id, rank.as_str()])?;
            write(c, &note(by, Deed::RankChanged, &it.name, &format!("{} → {rank}", it.rank)), now)
        })
    }

    /// Disables an account, which ends its sessions and stops its tokens, or enables it again.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], [`AccountError::LastAdmin`].
    pub fn set_disabled(&self, name: &str, disabled: bool, by: By<'_>, now: Timestamp) -> Result<()> {
        self.change(|c| {
            let it = known(c, name)?;
            if it.disabled == disabled {
                return Ok(());
            }
            if disabled {
                keep_an_admin(c, &it)?;
            }
            c.execute("UPDATE account SET disabled = ?2 WHERE id = ?1", params![it.id, disabled])?;
            c.execute("DELETE FROM session WHERE account = ?1", [it.id])?;
            let deed = if disabled { Deed::AccountDisabled } else { Deed::AccountEnabled };
            write(c, &note(by, deed, &it.name, ""), now)
        })
    }

    /// Sets a password and ends all sessions of the account; its tokens stay.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], [`AccountError::ShortPassword`], [`AccountError::LongPassword`].
    pub fn set_password(&self, name: &str, password: &str, by: By<'_>, now: Timestamp) -> Result<()> {
        check(password)?;
        known(&self.turn(), name)?;
        let hash = hash(password)?;
        self.change(|c| {
            let it = known(c, name)?;
            c.execute(
                "UPDATE account SET hash = ?2, password_at = ?3 WHERE id = ?1",
                params![it.id, hash, ms(now)],
            )?;
            c.execute("DELETE FROM session WHERE account = ?1", [it.id])?;
            write(c, &note(by, Deed::PasswordChanged, &it.name, ""), now)
        })
    }

    /// Sets one's own password, which asks for the one before.
    ///
    /// # Errors
    /// As [`Self::set_password`]; [`AccountError::Wrong`] where the one before is not right.
    pub fn change_password(&self, name: &str, before: &str, password: &str, now: Timestamp) -> Result<()> {
        let kept = find(&self.turn(), name)?.filter(|k| !k.disabled);
        if !is_right(before, kept.as_ref().map(|k| k.hash.as_str())) {
            return Err(AccountError::Wrong);
        }
        self.set_password(name, password, By::Account(name), now)
    }
}

fn note<'a>(by: By<'a>, deed: Deed, subject: &'a str, detail: &'a str) -> Note<'a> {
    Note { by, deed, subject, detail, address: "" }
}

/// Refuses to take the last admin away.
fn keep_an_admin(c: &Connection, it: &Kept) -> Result<()> {
    let others: i64 = c.query_row(
        "SELECT count(*) FROM account WHERE rank = 'admin' AND NOT disabled AND id <> ?1",
        [it.id],
        |r| r.get(0),
    )?;
    match it.rank == Rank::Admin && !it.disabled && others == 0 {
        true => Err(AccountError::LastAdmin(it.name.clone())),
        false => Ok(()),
    }
}

/// An account by its name; nothing where nobody has it.
pub(super) fn find(c: &Connection, name: &str) -> Result<Option<Kept>> {
    let Ok(name) = account_name(name) else { return Ok(None) };
    let mut one = c.prepare_cached("SELECT id, name, rank, hash, disabled FROM account WHERE name = ?1")?;
    let found = one.query_row([name], |r| {
        Ok(Kept { id: r.get(0)?, name: r.get(1)?, rank: rank(r, 2)?, hash: r.get(3)?, disabled: r.get(4)? })
    });
    Ok(found.optional()?)
}

/// An account that must be there.
pub(super) fn known(c: &Connection, name: &str) -> Result<Kept> {
    let unknown = || AccountError::Unknown(name.chars().filter(|c| !c.is_control()).take(60).collect());
    find(c, name)?.ok_or_else(unknown)
}

/// A rank out of a row; one that nobody knows can do least.
pub(super) fn rank(r: &Row<'_>, at: usize) -> rusqlite::Result<Rank> {
    Ok(r.get_ref(at)?.as_str()?.parse().unwrap_or(Rank::Reader))
}
