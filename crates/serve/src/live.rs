//! The live wire: server-sent events that say that something new is there.
//!
//! One watcher looks for all who listen, and only while somebody does. Of what happened only the last notice is kept, so
//! that a reader who is slow misses notices and costs no memory.

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{Stream, unfold};
use serde_json::json;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, sleep_until};
use tradewire_ledger::{EventFilter, Page};

use crate::library::Library;
use crate::trouble::PageError;
use crate::who::Who;

/// Readers who may listen at once.
pub const LISTENERS: usize = 1024;
/// How long a stream lasts at most where there are accounts: so much later at the latest it tells nothing to somebody who was
/// shut out.
const LASTS: Duration = Duration::from_secs(15 * 60);
/// How often the watcher looks.
const EVERY: Duration = Duration::from_secs(2);
/// The newest events, among which new ones are looked for.
const LOOKED_AT: usize = 500;
/// Ids told in one notice.
const TOLD: usize = 20;

/// What came in last.
#[derive(Debug, Clone, Default)]
struct Notice {
    /// Events that came in since the watcher began.
    total: u64,
    ids: Arc<Vec<String>>,
}

/// Who listens, and what they are told.
#[derive(Debug)]
pub(crate) struct Live {
    notices: watch::Sender<Notice>,
    closed: watch::Sender<bool>,
    seats: OnceLock<Arc<Semaphore>>,
    watching: AtomicBool,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            notices: watch::Sender::new(Notice::default()),
            closed: watch::Sender::new(false),
            seats: OnceLock::new(),
            watching: AtomicBool::new(false),
        }
    }
}

impl Live {
    /// Ends every stream, and those that are asked for later.
    pub(crate) fn close(&self) {
        self.closed.send_replace(true);
    }

    /// How many listen.
    pub(crate) fn listeners(&self) -> usize {
        self.seats.get().map_or(0, |s| LISTENERS - s.available_permits())
    }

    fn seat(&self) -> Option<OwnedSemaphorePermit> {
        let seats = self.seats.get_or_init(|| Arc::new(Semaphore::new(LISTENERS)));
        seats.clone().try_acquire_owned().ok()
    }
}

/// Opens a stream; there is room for [`LISTENERS`]. With accounts it ends after [`LASTS`], and whoever asks anew is looked at
/// anew.
pub async fn listen(State(library): State<Library>, who: Who) -> Response {
    let Some(seat) = library.live().seat() else {
        let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
        return response;
    };
    let heard = library.live().notices.subscribe();
    let closed = library.live().closed.subscribe();
    watch_for(&library);
    let until = (who != Who::Local).then(|| Instant::now() + LASTS);
    Sse::new(told(heard, closed, seat, until))
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
        .into_response()
}

/// What one reader is told, until the server ends.
fn told(
    heard: watch::Receiver<Notice>,
    closed: watch::Receiver<bool>,
    seat: OwnedSemaphorePermit,
    until: Option<Instant>,
) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold((heard, closed, seat, true), move |(mut heard, mut closed, seat, first)| async move {
        if *closed.borrow() {
            return None;
        }
        if first {
            // Heard at once, so that a page knows that it is live.
            let hello = Event::default().event("hello").retry(Duration::from_secs(10)).data("{}");
            return Some((Ok(hello), (heard, closed, seat, false)));
        }
        tokio::select! {
            changed = heard.changed() => changed.ok()?,
            _ = closed.changed() => return None,
            () = at(until) => return None,
        }
        let notice = heard.borrow_and_update().clone();
        let data = json!({"total": notice.total, "ids": *notice.ids}).to_string();
        let event = Event::default().event("new").id(notice.total.to_string()).data(data);
        Some((Ok(event), (heard, closed, seat, false)))
    })
}

/// Waits until a moment; for ever without one.
async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// Begins to watch, unless somebody does.
fn watch_for(library: &Library) {
    if library.live().watching.swap(true, Ordering::AcqRel) {
        return;
    }
    let library = library.clone();
    tokio::spawn(async move {
        let mut closed = library.live().closed.subscribe();
        let mut seen: Option<(usize, usize, HashSet<String>)> = None;
        loop {
            match look(&library, seen.take()).await {
                Ok((now, new)) => {
                    if !new.is_empty() {
                        library.live().notices.send_modify(|n| {
                            n.total += new.len() as u64;
                            n.ids = Arc::new(new.into_iter().take(TOLD).collect());
                        });
                    }
                    seen = Some(now);
                }
                Err(why) => {
                    tracing::warn!(error = &why as &dyn std::error::Error, "the live wire could not look");
                }
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                _ = closed.changed() => break,
            }
            if *closed.borrow() || library.live().notices.receiver_count() == 0 {
                break;
            }
        }
        library.live().watching.store(false, Ordering::Release);
        // Somebody may have sat down between the last look and this.
        if library.live().notices.receiver_count() > 0 && !*library.live().closed.borrow() {
            watch_for(&library);
        }
    });
}

type Seen = (usize, usize, HashSet<String>);

/// The newest events, and which of them were not there before; none at the first look.
async fn look(library: &Library, before: Option<Seen>) -> Result<(Seen, Vec<String>), PageError> {
    library
        .read(move |store| {
            let counts = store.counts()?;
            if let Some(seen) = before.as_ref().filter(|s| (s.0, s.1) == (counts.entries, counts.events)) {
                return Ok((seen.clone(), Vec::new()));
            }
            let filter = EventFilter { page: Page::first(LOOKED_AT), ..EventFilter::default() };
            let now: Vec<String> =
                store.events(&filter)?.items.into_iter().map(|r| r.event.id.to_string()).collect();
            let new = match &before {
                None => Vec::new(),
                Some((_, _, known)) => now.iter().filter(|id| !known.contains(*id)).cloned().collect(),
            };
            Ok(((counts.entries, counts.events, now.into_iter().collect()), new))
        })
        .await
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;

    #[tokio::test]
    async fn a_reader_is_greeted_told_and_let_go() {
        let live = Live::default();
        let mut stream =
            Box::pin(told(live.notices.subscribe(), live.closed.subscribe(), live.seat().unwrap(), None));
        assert!(stream.next().await.is_some(), "the greeting");
        live.notices.send_modify(|n| n.total = 2);
        assert!(stream.next().await.is_some(), "a notice");
        live.close();
        assert!(stream.next().await.is_none(), "the end");
    }

    #[tokio::test]
    async fn a_stream_ends_at_its_time() {
        let live = Live::default();
        let until = Some(Instant::now());
        let (heard, closed) = (live.notices.subscribe(), live.closed.subscribe());
        let mut stream = Box::pin(told(heard, closed, live.seat().unwrap(), until));
        assert!(stream.next().await.is_some(), "the greeting");
        assert!(stream.next().await.is_none(), "the end");
    }

    #[test]
    fn there_are_so_many_seats_and_no_more() {
        let live = Live::default();
        let held: Vec<_> = (0..LISTENERS).map(|_| live.seat().unwrap()).collect();
        assert!(live.seat().is_none() && live.listeners() == LISTENERS);
        drop(held);
        assert!(live.seat().is_some() && live.listeners() == 0);
    }
}
