//! Which address leads to which page.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::routing::{any, get, post};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::api::tagged;
use crate::library::Library;
use crate::{api, assets, cardimage, dress, feed, guard, live, pages};

/// Longest body of a request: a judgement may hold every word of the claims that one is split into.
const BODY_BYTES: usize = 64 * 1024;
/// Longest time for one page.
const PAGE_TIME: Duration = Duration::from_secs(20);

/// Makes the pages over a ledger.
///
/// Requests are answered for loopback names only; see [`crate::serve`].
pub fn router(library: Library) -> Router {
    Router::new()
        .route("/", get(pages::wire::show))
        .route("/people", get(pages::people::show))
        .route("/labs", get(pages::labs::show))
        .route("/sources", get(pages::sources::show))
        .route("/articles", get(pages::articles::show))
        .route("/conflicts", get(pages::conflicts::show))
        .route("/method", get(pages::method::show))
        .route("/flows", get(pages::flows::show))
        .route("/list", get(pages::list::show))
        .route("/offers", get(pages::offers::begin))
        .route("/offers/value", get(pages::offers::value).post(pages::offers::value_posted))
        .route("/offers/compare", get(pages::offers::compare).post(pages::offers::compare_posted))
        .route("/desk", any(pages::desk::all))
        .route("/desk/{id}", any(pages::desk::one))
        .route("/desk/{id}/forget", any(pages::desk::forget))
        .route("/search", get(pages::search::show))
        .route("/person/{id}", get(pages::person::show))
        .route("/company/{id}", get(pages::company::show))
        .route("/source/{id}", get(pages::source::show))
        .route("/event/{id}", get(pages::event::show))
        .route("/conflict/{id}", get(pages::conflict::show))
        .route("/document/{id}", get(pages::document::show))
        .route("/claim/{id}", get(pages::claim::show))
        .route("/events/{id}/card.svg", get(cardimage::show).layer(from_fn(tagged)))
        .route("/feed.atom", get(feed::atom).layer(from_fn(tagged)))
        .route("/feed.json", get(feed::json_feed).layer(from_fn(tagged)))
        .route("/live", get(live::listen))
        .route("/ask", get(pages::ask::show).post(pages::ask::send))
        .route("/look", post(pages::look::change))
        .route("/review", get(pages::review::queue::show))
        .route("/review/queue", post(pages::review::renew::begin))
        .route("/review/reviewer", post(pages::review::reviewer::change))
        .route("/review/next", get(pages::review::task::next))
        .route("/review/undo", post(pages::review::undo::take_back))
        .route("/review/{id}", get(pages::review::task::show).post(pages::review::judge::write))
        .merge(api::routes())
        .route("/api/{*rest}", get(api::unknown).fallback(api::unknown))
        .route("/assets/tradewire.css", get(assets::style))
        .route("/assets/tradewire.js", get(assets::script))
        .route("/assets/icon.svg", get(assets::icon))
        .route("/favicon.ico", get(assets::icon))
        .route("/health", get(|| async { "ok\n" }))
        .with_state(library)
        .layer(from_fn(dress::dress))
        .layer(RequestBodyLimitLayer::new(BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PAGE_TIME))
        .layer(from_fn(guard::check))
}
