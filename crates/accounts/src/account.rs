use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::{AccountError, Result};

/// Most characters of a name.
const LONGEST: usize = 40;

/// What an account may do; each may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rank {
    /// Reads what is published, and keeps offers of their own.
    Reader,
    /// Reviews too, and sees what waits for review.
    Reviewer,
    /// Manages accounts too.
    Admin,
}

impl Rank {
    /// All of them, the lowest first.
    pub const ALL: [Self; 3] = [Self::Reader, Self::Reviewer, Self::Admin];

    /// Its code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Reviewer => "reviewer",
            Self::Admin => "admin",
        }
    }

    /// What a token of this rank is said to be for.
    #[must_use]
    pub fn scope(self) -> &'static str {
        match self {
            Self::Reader => "read",
            Self::Reviewer => "review",
            Self::Admin => "admin",
        }
    }

    /// Reads the scope of a token.
    #[must_use]
    pub fn of_scope(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.scope() == text)
    }
}

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Rank {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let known = Self::ALL.into_iter().find(|r| r.as_str() == text);
        known.ok_or_else(|| "ranks are reader, reviewer, admin".to_owned())
    }
}

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Its name, as [`account_name`] gives it.
    pub name: String,
    /// What it may do.
    pub rank: Rank,
    /// Whether it may do nothing for now.
    pub disabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its password was set.
    pub password_at: Timestamp,
}

/// A name as it is kept and looked up: NFKC, lower case, so that no two names look alike by width or case only.
///
/// # Errors
/// [`AccountError::BadName`] where it is empty, long, or holds other than letters, digits, `-`, `_` and `.`.
pub fn account_name(typed: &str) -> Result<String> {
    let bad = || AccountError::BadName(typed.chars().filter(|c| !c.is_control()).take(LONGEST).collect());
    if typed.len() > 4 * LONGEST {
        return Err(bad());
    }
    let name: String = typed.trim().nfkc().flat_map(char::to_lowercase).nfc().collect();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let count = name.chars().count();
    let starts = name.chars().next().is_some_and(char::is_alphanumeric);
    if !starts || count > LONGEST || !name.chars().all(fits) { Err(bad()) } else { Ok(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_in_one_form() {
        for (typed, kept) in [(" Ana ", "ana"), ("ＡＮＡ", "ana"), ("安娜", "安娜"), ("a.b-c_9", "a.b-c_9")]
        {
            assert_eq!(account_name(typed).ok().as_deref(), Some(kept), "{typed}");
        }
        for bad in ["", " ", "a b", "-a", "a\u{202e}b", "a/b", "<b>", &"x".repeat(41), &"安".repeat(60)] {
            assert!(account_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn ranks_and_scopes_read_back() {
        for rank in Rank::ALL {
            assert_eq!(rank.as_str().parse(), Ok(rank));
            assert_eq!(Rank::of_scope(rank.scope()), Some(rank));
        }
        assert!("Admin".parse::<Rank>().is_err() && Rank::of_scope("write").is_none());
    }
}
