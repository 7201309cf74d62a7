//! The private offers of one owner. Whoever else asks is told what a page that does not exist is told.

use std::sync::Arc;

use tradewire_desk::Desk;

use crate::trouble::PageError;
use crate::who::Who;

/// A desk of private offers, and whose it is.
#[derive(Clone)]
pub struct OfferDesk {
    desk: Arc<Desk>,
    /// Name of the account; empty where there are no accounts and it is of whoever sits here.
    owner: Arc<str>,
}

impl std::fmt::Debug for OfferDesk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OfferDesk").finish_non_exhaustive()
    }
}

impl OfferDesk {
    /// The desk of an account, or with an empty name of whoever sits at this machine.
    #[must_use]
    pub fn new(desk: Desk, owner: &str) -> Self {
        Self { desk: Arc::new(desk), owner: owner.into() }
    }

    /// Whether it is theirs. Rank does not count: who manages accounts sees no desk of others.
    #[must_use]
    pub(crate) fn is_of(&self, who: &Who) -> bool {
        match who {
            Who::Local => self.owner.is_empty(),
            Who::Member { name, .. } => !self.owner.is_empty() && **name == *self.owner,
            Who::Nobody => false,
        }
    }

    /// Works with the files on a thread for blocking work.
    ///
    /// # Errors
    /// [`PageError::Stopped`] if it was broken off.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Desk) -> T + Send + 'static,
    ) -> Result<T, PageError> {
        let desk = self.desk.clone();
        tokio::task::spawn_blocking(move || work(&desk)).await.map_err(|_| PageError::Stopped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::who::Rank;

    #[test]
    fn a_desk_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::make(&folder.path().join("desk"), &folder.path().join("key"), None).unwrap();
        let member = |name: &str, rank| Who::Member { name: name.into(), rank };
        let askers = [
            Who::Local,
            Who::Nobody,
            member("ana", Rank::Reader),
            member("bo", Rank::Admin),
            member("", Rank::Admin),
        ];
        for (owner, may) in [("", 0), ("ana", 2)] {
            let desk = OfferDesk::new(desk.clone(), owner);
            let found: Vec<usize> = (0..askers.len()).filter(|i| desk.is_of(&askers[*i])).collect();
            assert_eq!(found, [may], "the desk of «{owner}»");
        }
    }
}
