//! Reading the ledger from asynchronous handlers: a few handles, each used by one request at a time.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;
use tradewire_ledger::Store;

use crate::trouble::PageError;

type Handle = Box<dyn Store>;

/// The ledger as the pages read it.
///
/// A [`Store`] blocks, so each reading runs on a thread for blocking work, with a handle of its own; when all handles
/// are in use, readers wait in order.
#[derive(Clone)]
pub struct Library {
    inner: Arc<Inner>,
}

struct Inner {
    handles: Mutex<Vec<Handle>>,
    free: Arc<Semaphore>,
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library").field("free", &self.inner.free.available_permits()).finish_non_exhaustive()
    }
}

impl Library {
    /// Takes handles on one ledger; at least one is needed for any page to be served.
    #[must_use]
    pub fn new(handles: Vec<Handle>) -> Self {
        let free = Arc::new(Semaphore::new(handles.len()));
        Self { inner: Arc::new(Inner { handles: Mutex::new(handles), free }) }
    }

    /// Takes the only handle on a ledger, such as one in memory.
    #[must_use]
    pub fn of(store: impl Store + 'static) -> Self {
        Self::new(vec![Box::new(store)])
    }

    /// Runs a reading on a handle that is free.
    ///
    /// # Errors
    /// What the reading gives, or [`PageError::Stopped`] if it was broken off.
    pub async fn read<T: Send + 'static>(
        &self,
        reading: impl FnOnce(&dyn Store) -> Result<T, PageError> + Send + 'static,
    ) -> Result<T, PageError> {
        let permit = self.inner.free.clone().acquire_owned().await.map_err(|_| PageError::Stopped)?;
        let inner = self.inner.clone();
        let work = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let lease = Lease::take(&inner).ok_or(PageError::Stopped)?;
            lease.handle.as_deref().map_or(Err(PageError::Stopped), reading)
        });
        work.await.map_err(|_| PageError::Stopped)?
    }
}

/// A handle that goes back when it is dropped, whatever happened in between.
struct Lease<'a> {
    inner: &'a Inner,
    handle: Option<Handle>,
}

impl<'a> Lease<'a> {
    fn take(inner: &'a Inner) -> Option<Self> {
        let handle = inner.handles.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
        Some(Self { inner, handle: Some(handle) })
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            self.inner.handles.lock().unwrap_or_else(PoisonError::into_inner).push(handle);
        }
    }
}
