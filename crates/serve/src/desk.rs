//! The desk where people judge: the one writing handle, who sits at it, and what proves that a form is ours.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Mutex as Turn;
use tradewire_ledger::{Archive, Store};
use tradewire_model::content_hash;

use crate::reader::Reader;
use crate::trouble::PageError;

type Handle = Box<dyn Archive>;

/// Makes the views and the queue anew; gives how many tasks there are, or why it failed, in words.
pub type Renew = Arc<dyn Fn(&mut dyn Store) -> Result<usize, String> + Send + Sync>;

/// Why nothing can be written here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closed {
    /// It was served so.
    ByChoice,
    /// The ledger cannot be written: what the system says.
    Unwritable(String),
}

/// The desk where claims and names are judged.
///
/// One handle writes, one judgement at a time; those who wait do so without holding a thread.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

struct Inner {
    writer: Result<Arc<Turn<Handle>>, Closed>,
    reviewer: Option<String>,
    among: Vec<String>,
    token: String,
    renew: Option<Renew>,
    renewing: AtomicBool,
    failed: Mutex<Option<String>>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("closed", &self.closed()).finish_non_exhaustive()
    }
}

impl Desk {
    /// A desk with a handle that may write. `reviewer` is who judges unless a reader says otherwise; `renew` makes the
    /// queue.
    #[must_use]
    pub fn new(handle: Box<dyn Archive>, reviewer: Option<String>, renew: Option<Renew>) -> Self {
        Self::with(Ok(Arc::new(Turn::new(handle))), reviewer, Vec::new(), renew)
    }

    /// The same with the work shared among several: each may then work through what falls to them alone.
    #[must_use]
    pub fn shared(
        handle: Box<dyn Archive>,
        reviewer: Option<String>,
        among: Vec<String>,
        renew: Option<Renew>,
    ) -> Self {
        Self::with(Ok(Arc::new(Turn::new(handle))), reviewer, among, renew)
    }

    /// A desk at which nothing can be judged.
    #[must_use]
    pub fn closed_because(why: Closed) -> Self {
        Self::with(Err(why), None, Vec::new(), None)
    }

    fn with(
        writer: Result<Arc<Turn<Handle>>, Closed>,
        reviewer: Option<String>,
        among: Vec<String>,
        renew: Option<Renew>,
    ) -> Self {
        // Secret to this run: another site can make a browser post here, but it cannot read what our pages hold.
        let token =
            content_hash([rand::random::<u128>().to_be_bytes(), rand::random::<u128>().to_be_bytes()]);
        let (renewing, failed) = (AtomicBool::new(false), Mutex::new(None));
        Self { inner: Arc::new(Inner { writer, reviewer, among, token, renew, renewing, failed }) }
    }

    /// Why nothing can be judged here, if so.
    #[must_use]
    pub fn closed(&self) -> Option<&Closed> {
        self.inner.writer.as_ref().err()
    }

    /// Who judges where nobody says otherwise.
    #[must_use]
    pub fn reviewer(&self) -> Option<&str> {
        self.inner.reviewer.as_deref()
    }

    /// Those who share the work; empty where nobody does.
    #[must_use]
    pub fn among(&self) -> &[String] {
        &self.inner.among
    }

    /// What every form of ours carries, and no form of another site can; another for each session.
    #[must_use]
    pub fn token(&self, reader: &Reader) -> String {
        content_hash([self.inner.token.as_str(), reader.seal.as_str()])
    }

    /// Whether a form carries it; compared without telling how much of it was right.
    #[must_use]
    pub fn knows(&self, reader: &Reader, token: &str) -> bool {
        content_hash([token]) == content_hash([self.token(reader)])
    }

    /// Whether the queue can be made from here.
    #[must_use]
    pub fn can_renew(&self) -> bool {
        self.closed().is_none() && self.inner.renew.is_some()
    }

    /// Whether the queue is being made.
    #[must_use]
    pub fn is_renewing(&self) -> bool {
        self.inner.renewing.load(Ordering::Acquire)
    }

    /// Why the queue could not be made the last time, if so.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        self.inner.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Runs a piece of writing when its turn comes, on a thread for blocking work.
    ///
    /// # Errors
    /// What the writing gives; [`PageError::Closed`] where nothing can be written, [`PageError::Stopped`] if it was
    /// broken off, [`PageError::Busy`] while the queue is being made.
    pub async fn write<T: Send + 'static>(
        &self,
        writing: impl FnOnce(&mut dyn Archive) -> Result<T, PageError> + Send + 'static,
    ) -> Result<T, PageError> {
        if let Some(why) = self.closed() {
            return Err(PageError::Closed(why.clone()));
        }
        // Making the queue of a large ledger takes minutes; nobody should wait for that without being told.
        if self.is_renewing() {
            return Err(PageError::Busy);
        }
        self.in_turn(writing).await?
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        writing: impl FnOnce(&mut dyn Archive) -> T + Send + 'static,
    ) -> Result<T, PageError> {
        let Ok(turn) = &self.inner.writer else { return Err(PageError::Stopped) };
        let mut handle = turn.clone().lock_owned().await;
        // What has begun goes on where the request is broken off, so that no writing is left half-way.
        let work = tokio::task::spawn_blocking(move || writing(handle.as_mut()));
        work.await.map_err(|_| PageError::Stopped)
    }

    /// Begins to make the queue, unless that is going on; gives whether it goes on.
    pub fn renew(&self) -> bool {
        let Some(renew) = self.inner.renew.clone().filter(|_| self.can_renew()) else { return false };
        if self.inner.renewing.swap(true, Ordering::AcqRel) {
            return true;
        }
        let desk = self.clone();
        tokio::spawn(async move {
            let done = desk.in_turn(move |store| renew(store)).await;
            let failed = match done {
                Ok(Ok(tasks)) => {
                    tracing::info!(tasks, "queue made");
                    None
                }
                Ok(Err(why)) => Some(why),
                Err(_) => Some("the work was broken off".to_owned()),
            };
            if let Some(why) = &failed {
                tracing::error!(why, "queue not made");
            }
            *desk.inner.failed.lock().unwrap_or_else(PoisonError::into_inner) = failed;
            desk.inner.renewing.store(false, Ordering::Release);
        });
        true
    }
}
