//! Pages that were made before: as long as the ledger stands where it stood, they are given again as they are.
//!
//! Where it stands is asked at every request, so nobody is shown what has been corrected or erased since.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{ACCEPT, ETAG, HeaderValue, IF_NONE_MATCH, SET_COOKIE};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tradewire_ledger::Mark;

use crate::api::tag;
use crate::library::Library;
use crate::reader::Reader;
use crate::sums::KEPT_AT_MOST;

/// Bytes that all pages kept may take.
const BYTES: u64 = 64 << 20;
/// Pages that it is made for; more find room if they are small.
const PAGES: usize = 4096;
/// Longest page that is kept.
const LONGEST: usize = 1 << 20;

/// The routes whose answers hold nothing but what the ledger says, what was asked and who asks.
pub(crate) const KEPT: &[&str] = &[
    "/",
    "/people",
    "/labs",
    "/sources",
    "/articles",
    "/conflicts",
    "/corrections",
    "/method",
    "/market",
    "/flows",
    "/list",
    "/search",
    "/person/{id}",
    "/company/{id}",
    "/source/{id}",
    "/event/{id}",
    "/conflict/{id}",
    "/document/{id}",
    "/claim/{id}",
    "/feed.atom",
    "/feed.json",
    "/corrections.atom",
    "/corrections.json",
    "/events/{id}/card.svg",
    "/entities/{id}/card.svg",
    "/api/v1/search",
    "/api/v1/entities",
    "/api/v1/entities/{id}",
    "/api/v1/events",
    "/api/v1/events.csv",
    "/api/v1/events/{id}",
    "/api/v1/statements",
    "/api/v1/statements/{id}",
    "/api/v1/conflicts",
    "/api/v1/changes",
    "/api/v1/corrections",
    "/api/v1/flows",
    "/api/v1/list",
];

/// The pages that are kept, the least used given up first.
pub(crate) struct Press {
    sheets: Cache<String, Arc<Sheet>, Weight>,
    /// How often one was given again.
    given: AtomicU64,
}

/// A page as it was made.
struct Sheet {
    at: Instant,
    /// Where the ledger stood before it was made.
    mark: Mark,
    headers: HeaderMap,
    tag: HeaderValue,
    body: Bytes,
}

#[derive(Clone)]
struct Weight;

impl Weighter<String, Arc<Sheet>> for Weight {
    fn weight(&self, key: &String, sheet: &Arc<Sheet>) -> u64 {
        // The rest is headers and what the table itself takes.
        (key.len() + sheet.body.len() + 512) as u64
    }
}

impl Default for Press {
    fn default() -> Self {
        Self { sheets: Cache::with_weighter(PAGES, BYTES, Weight), given: AtomicU64::new(0) }
    }
}

impl Press {
    /// How often a page was given again.
    pub(crate) fn given(&self) -> u64 {
        self.given.load(Ordering::Relaxed)
    }

    /// Bytes that the pages kept take.
    pub(crate) fn bytes(&self) -> u64 {
        self.sheets.weight()
    }

    fn find(&self, key: &str, mark: Mark) -> Option<Arc<Sheet>> {
        let sheet = self.sheets.get(key).filter(|s| s.holds(mark))?;
        self.given.fetch_add(1, Ordering::Relaxed);
        Some(sheet)
    }
}

tokio::task_local! {
    static AGE: Age;
}

/// Whether something on the page being made is of where the ledger stood before, so that the page must not be kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Age(Arc<AtomicBool>);

impl Age {
    /// That of the page that this task makes.
    pub(crate) fn of_this_page() -> Self {
        AGE.try_with(Self::clone).unwrap_or_default()
    }

    /// Says so.
    pub(crate) fn is_old(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Sheet {
    fn holds(&self, mark: Mark) -> bool {
        self.mark == mark && self.at.elapsed() < KEPT_AT_MOST
    }

    /// The page, or that it is as the reader has it.
    fn answer(&self, asked: &HeaderMap) -> Response {
        let known = self.tag.to_str().is_ok_and(|t| tag::knows(asked, t));
        let mut response = match known {
            true => StatusCode::NOT_MODIFIED.into_response(),
            false => Body::from(self.body.clone()).into_response(),
        };
        response.headers_mut().extend(self.headers.iter().map(|(k, v)| (k.clone(), v.clone())));
        response
    }
}

/// Under which a page is kept: all that it may depend on beside the ledger.
fn key(request: &Request, reader: &Reader) -> Option<String> {
    let route = request.extensions().get::<MatchedPath>()?;
    if request.method() != Method::GET || !KEPT.contains(&route.as_str()) {
        return None;
    }
    let Reader { lang, look, path: _, host, who, seal, reviewer, query: _ } = reader;
    let asked = request.uri().path_and_query()?;
    let accept: Vec<&HeaderValue> = request.headers().get_all(ACCEPT).iter().collect();
    Some(format!("{asked}\n{lang:?} {look:?} {host:?} {who:?} {seal:?} {reviewer:?} {accept:?}"))
}

/// Gives a page as it was made before, or makes and keeps it.
pub(crate) async fn keep(
    State(library): State<Library>,
    reader: Reader,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(key) = key(&request, &reader) else { return next.run(request).await };
    // Asked before the page is made: what comes meanwhile is seen the next time.
    let Ok(mark) = library.mark().await else { return next.run(request).await };
    let mut asked = HeaderMap::new();
    request.headers().get_all(IF_NONE_MATCH).iter().for_each(|v| {
        asked.append(IF_NONE_MATCH, v.clone());
    });
    if let Some(sheet) = library.press().find(&key, mark) {
        return sheet.answer(&asked);
    }
    request.headers_mut().remove(IF_NONE_MATCH);
    let (at, age) = (Instant::now(), Age::default());
    let response = AGE.scope(age.clone(), next.run(request)).await;
    if response.status() != StatusCode::OK || response.headers().contains_key(SET_COOKIE) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(body) = to_bytes(body, tag::MOST).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let tag = head.headers.remove(ETAG).or_else(|| tag::of(&body));
    let Some(tag) = tag else { return Response::from_parts(head, Body::from(body)) };
    head.headers.insert(ETAG, tag.clone());
    let sheet = Arc::new(Sheet { at, mark, headers: head.headers, tag, body });
    if !age.0.load(Ordering::Relaxed) && sheet.body.len() <= LONGEST {
        library.press().sheets.insert(key, sheet.clone());
    }
    sheet.answer(&asked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::{Asks, Kind, routes};
    use crate::who::Rank;

    #[test]
    fn only_readings_of_the_ledger_are_kept() {
        for path in KEPT {
            let line =
                routes().iter().find(|r| r.path == *path).unwrap_or_else(|| panic!("{path} is no route"));
            assert_eq!((line.method, line.asks), ("GET", Asks::Rank(Rank::Reader)), "{path}");
            assert_ne!(line.kind, Kind::Asset, "{path}");
            assert!(!path.contains("desk") && !path.contains("account"), "{path}");
        }
    }
}
