//! Accounts before the pages: who asks, what they may, how often; nothing of it where there are no accounts.

mod cookie;
mod door;
mod identify;
mod limits;
mod public;

pub(crate) use cookie::{cleared, set};
pub(crate) use door::{did, door, seconds};
pub(crate) use identify::{Known, Means, identify};
pub use limits::{Quota, Quotas};
pub use public::{BadPublicUrl, PublicUrl};

use std::net::IpAddr;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tradewire_accounts::{AccountError, Accounts};

use crate::trouble::PageError;
use limits::Limits;

/// So many passwords are hashed at once; each takes 19 MiB and tens of milliseconds.
const HASHES: usize = 2;

/// Who may ask for what, and under which name the pages are served to others.
#[derive(Debug, Clone)]
pub struct Access {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    accounts: Accounts,
    public: Option<PublicUrl>,
    proxies: Vec<IpAddr>,
    limits: Limits,
    hashes: Arc<Semaphore>,
}

impl Access {
    /// Asks everybody to sign in; under loopback names only, unless a public name is given.
    #[must_use]
    pub fn new(accounts: Accounts, public: Option<PublicUrl>) -> Self {
        Self::with(accounts, public, Vec::new(), &Quotas::default())
    }

    /// The same with the addresses of proxies, whose word on who asks is taken, and with limits of one's own.
    #[must_use]
    pub fn with(
        accounts: Accounts,
        public: Option<PublicUrl>,
        proxies: Vec<IpAddr>,
        quotas: &Quotas,
    ) -> Self {
        let (limits, hashes) = (Limits::new(quotas), Arc::new(Semaphore::new(HASHES)));
        Self { inner: Arc::new(Inner { accounts, public, proxies, limits, hashes }) }
    }

    /// The accounts themselves; their calls block.
    #[must_use]
    pub fn accounts(&self) -> &Accounts {
        &self.inner.accounts
    }

    /// The name under which the pages are served to others.
    #[must_use]
    pub fn public(&self) -> Option<&PublicUrl> {
        self.inner.public.as_ref()
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// Asks the accounts on a thread for blocking work.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        asking: impl FnOnce(&Accounts) -> Result<T, AccountError> + Send + 'static,
    ) -> Result<T, PageError> {
        let inner = self.inner.clone();
        let work = tokio::task::spawn_blocking(move || asking(&inner.accounts));
        work.await.map_err(|_| PageError::Stopped)?.map_err(PageError::Account)
    }

    /// The same for what hashes a password: few at once, so that many attempts take neither memory nor threads.
    pub(crate) async fn hash<T: Send + 'static>(
        &self,
        asking: impl FnOnce(&Accounts) -> Result<T, AccountError> + Send + 'static,
    ) -> Result<T, PageError> {
        let turn = self.inner.hashes.clone().acquire_owned().await.map_err(|_| PageError::Stopped)?;
        // The turn ends with the work, not with a request that is broken off.
        self.ask(move |accounts| {
            let _turn = turn;
            asking(accounts)
        })
        .await
    }
}
