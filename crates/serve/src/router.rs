//! Which address leads to which page.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::library::Library;
use crate::routes::routes;
use crate::{access, dress, guard, press, watch};

/// Longest body of a request: a judgement may hold every word of the claims that one is split into.
const BODY_BYTES: usize = 64 * 1024;
/// Longest time for one page.
const PAGE_TIME: Duration = Duration::from_secs(20);

/// Makes the pages over a ledger.
///
/// Requests are answered for loopback names only, and for the public name where there is one; see [`crate::serve`].
pub fn router(library: Library) -> Router {
    let pages = routes().iter().fold(Router::new(), |router, r| router.route(r.path, r.service()));
    pages
        .fallback(|| async { StatusCode::NOT_FOUND })
        .with_state(library.clone())
        .layer(from_fn_with_state(library.clone(), press::keep))
        .layer(from_fn_with_state(library.clone(), access::door))
        .layer(from_fn(dress::dress))
        .layer(from_fn_with_state(library.clone(), access::identify))
        .layer(RequestBodyLimitLayer::new(BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PAGE_TIME))
        .layer(from_fn_with_state(library.clone(), guard::check))
        .layer(from_fn_with_state(library, watch::count))
}
