use std::path::PathBuf;

use crate::password::{LONGEST_PASSWORD, SHORTEST_PASSWORD};
use crate::token::DAYS;

/// What can go wrong with accounts.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccountError {
    /// The file cannot be opened.
    #[error("cannot open the accounts at {}: {why}", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// The file holds something else.
    #[error("{} holds no accounts", .path.display())]
    NotAccounts {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by a newer program.
    #[error("{} was written by a newer version", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// Nobody goes by that name.
    #[error("there is no account «{0}»")]
    Unknown(String),
    /// Somebody goes by that name already.
    #[error("there is an account «{0}» already")]
    Taken(String),
    /// A name that no account can have.
    #[error("«{0}» is no name for an account: letters, digits, '-', '_' and '.', at most 40 of them")]
    BadName(String),
    /// A password that is too short.
    #[error("a password has at least {SHORTEST_PASSWORD} characters; this one has {0}")]
    ShortPassword(usize),
    /// A password that is too long.
    #[error("a password has at most {LONGEST_PASSWORD} bytes")]
    LongPassword,
    /// The change would leave nobody who manages accounts.
    #[error("«{0}» is the last admin: make somebody else admin first")]
    LastAdmin(String),
    /// Name and password do not go together, or the account is disabled; which of these is not said.
    #[error("name or password is wrong")]
    Wrong,
    /// There is no such token, or it is somebody else's.
    #[error("there is no token «{0}»")]
    UnknownToken(String),
    /// A token without a name that tells it from others.
    #[error("give the token a name of 1 to 60 characters")]
    BadTokenName,
    /// A token that would last too long, or not at all.
    #[error("a token lasts 1 to {DAYS} days")]
    BadDays,
    /// A token that could do more than its account.
    #[error("a token cannot do more than its account")]
    TooWide,
    /// The password could not be hashed.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
    /// The file could not be read or written.
    #[error("the accounts could not be read or written")]
    Store(#[from] rusqlite::Error),
}

/// What this crate gives.
pub type Result<T> = std::result::Result<T, AccountError>;
