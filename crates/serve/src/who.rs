//! Who asks: nobody known, a person with an account, or whoever sits at this machine.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

pub use tradewire_accounts::Rank;

/// Who asks. A layer before the pages puts it into the request; where none does, there are no accounts and whoever
/// reaches the loopback address is [`Who::Local`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Who {
    /// Whoever sits at this machine; there are no accounts, and nothing is forbidden.
    #[default]
    Local,
    /// A person with an account.
    Member {
        /// Name of the account.
        name: String,
        /// What it may do.
        rank: Rank,
    },
    /// Nobody known: accounts are needed, and none was shown.
    Nobody,
}

impl Who {
    /// Whether they may do what asks for a rank.
    #[must_use]
    pub fn may(&self, asked: Rank) -> bool {
        match self {
            Self::Local => true,
            Self::Member { rank, .. } => *rank >= asked,
            Self::Nobody => false,
        }
    }

    /// Whose private things these are: the account's name, or the empty name of the one who sits here.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        match self {
            Self::Local => Some(""),
            Self::Member { name, .. } => Some(name),
            Self::Nobody => None,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Who {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rank_may_what_those_before_it_may() {
        let member = |rank| Who::Member { name: "ana".into(), rank };
        for (rank, may) in [(Rank::Reader, 1), (Rank::Reviewer, 2), (Rank::Admin, 3)] {
            let asked = [Rank::Reader, Rank::Reviewer, Rank::Admin];
            assert_eq!(asked.into_iter().filter(|a| member(rank).may(*a)).count(), may, "{rank:?}");
            assert!(Who::Local.may(rank) && !Who::Nobody.may(rank));
        }
        assert_eq!(
            (member(Rank::Reader).owner(), Who::Local.owner(), Who::Nobody.owner()),
            (Some("ana"), Some(""), None)
        );
    }
}
