use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use crate::Rank;

/// A session ends when it was not used for so long.
pub const IDLE: Duration = Duration::from_secs(12 * 3600);
/// A session ends after so long, however it is used.
pub const LASTS: Duration = Duration::from_secs(7 * 24 * 3600);

/// Where somebody signs in from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visit {
    /// Address of the network, as far as it is known.
    pub address: String,
    /// What the browser says it is.
    pub agent: String,
}

/// Somebody known by a session or a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Name of the account.
    pub name: String,
    /// What may be done: of a token no more than its scope.
    pub rank: Rank,
    /// Number of the session; nothing for a token.
    pub session: Option<i64>,
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Session {
    /// Its number.
    pub id: i64,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, within a minute.
    pub seen_at: Timestamp,
    /// When it ends at the latest.
    pub ends_at: Timestamp,
    /// Address it began from.
    pub address: String,
    /// What the browser said it is.
    pub agent: String,
}
