use jiff::Timestamp;
use serde::Serialize;

/// What is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each says what was done")]
pub enum Deed {
    AccountAdded,
    RankChanged,
    PasswordChanged,
    AccountDisabled,
    AccountEnabled,
    TokenAdded,
    TokenRevoked,
    SignedIn,
    SignInFailed,
    SignedOut,
    SessionEnded,
    Judged,
    TookBack,
    Requested,
    QueueRenewed,
}

impl Deed {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::AccountAdded,
        Self::RankChanged,
        Self::PasswordChanged,
        Self::AccountDisabled,
        Self::AccountEnabled,
        Self::TokenAdded,
        Self::TokenRevoked,
        Self::SignedIn,
        Self::SignInFailed,
        Self::SignedOut,
        Self::SessionEnded,
        Self::Judged,
        Self::TookBack,
        Self::Requested,
        Self::QueueRenewed,
    ];

    /// Its code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccountAdded => "account-added",
            Self::RankChanged => "rank-changed",
            Self::PasswordChanged => "password-changed",
            Self::AccountDisabled => "account-disabled",
            Self::AccountEnabled => "account-enabled",
            Self::TokenAdded => "token-added",
            Self::TokenRevoked => "token-revoked",
            Self::SignedIn => "signed-in",
            Self::SignInFailed => "sign-in-failed",
            Self::SignedOut => "signed-out",
            Self::SessionEnded => "session-ended",
            Self::Judged => "judged",
            Self::TookBack => "took-back",
            Self::Requested => "requested",
            Self::QueueRenewed => "queue-renewed",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.as_str() == code)
    }
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By<'a> {
    /// Whoever types commands on the machine.
    Command,
    /// An account.
    Account(&'a str),
    /// Nobody known.
    Nobody,
}

impl<'a> By<'a> {
    /// As it stands in the log; no account can have these names of the other two.
    pub(crate) fn as_str(self) -> &'a str {
        match self {
            Self::Command => "(command line)",
            Self::Account(name) => name,
            Self::Nobody => "(nobody)",
        }
    }
}

/// What is to be written down. Never a password, nor a secret, nor what was typed for one.
#[derive(Debug, Clone, Copy)]
pub struct Note<'a> {
    /// Who did it.
    pub by: By<'a>,
    /// What.
    pub deed: Deed,
    /// To what: an account, a token, a claim.
    pub subject: &'a str,
    /// What else belongs to it.
    pub detail: &'a str,
    /// Address it came from, as far as it is known.
    pub address: &'a str,
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its place in the log.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who: an account, `(command line)` or `(nobody)`.
    pub by: String,
    /// What, as a code; see [`Deed`].
    pub deed: String,
    /// To what.
    pub subject: String,
    /// What else belongs to it.
    pub detail: String,
    /// Address it came from.
    pub address: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for deed in Deed::ALL {
            assert_eq!(Deed::parse(deed.as_str()), Some(deed));
        }
        assert_eq!(Deed::parse("other"), None);
    }
}
