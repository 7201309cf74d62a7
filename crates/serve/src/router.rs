//! Which address leads to which page.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::api::tagged;
use crate::library::Library;
use crate::{api, assets, cardimage, dress, feed, guard, live, pages, watch};

/// Longest body of a request: a judgement may hold every word of the claims that one is split into.
const BODY_BYTES: usize = 64 * 1024;
/// Longest time for one page.
const PAGE_TIME: Duration = Duration::from_secs(20);

/// Makes the pages over a ledger.
///
/// Requests are answered for loopback names only; see [`crate::serve`].
pub fn router(library: Library) -> Router {
    cards(Router::new())
        .route("/", get(pages::wire::show))
        .route("/people", get(pages::people::show))
        .route("/labs", get(pages::labs::show))
        .route("/sources", get(pages::sources::show))
        .route("/articles", get(pages::articles::show))
        .route("/conflicts", get(pages::conflicts::show))
        .route("/corrections", get(pages::corrections::show))
        .route("/corrections.atom", get(pages::corrections::atom).layer(from_fn(tagged)))
        .route("/corrections.json", get(pages::corrections::json_feed).layer(from_fn(tagged)))
        .route("/method", get(pages::method::show))
        .route("/market", get(pages::market::show))
        .route("/flows", get(pages::flows::show))
        .route("/list", get(pages::list::show))
        .route("/offers", get(pages::offers::begin))
        .route("/offers/value", get(pages::offers::value).post(pages::offers::value_posted))
        .route("/offers/compare", get(pages::offers::compare).post(pages::offers::compare_posted))
        .route("/search", get(pages::search::show))
        .route("/person/{id}", get(pages::person::show))
        .route("/company/{id}", get(pages::company::show))
        .route("/source/{id}", get(pages::source::show))
        .route("/event/{id}", get(pages::event::show))
        .route("/conflict/{id}", get(pages::conflict::show))
        .route("/document/{id}", get(pages::document::show))
        .route("/claim/{id}", get(pages::claim::show))
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
        .route("/ready", get(watch::ready))
        .route("/metrics", get(watch::metrics))
        .with_state(library.clone())
        .layer(from_fn(dress::dress))
        .layer(RequestBodyLimitLayer::new(BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PAGE_TIME))
        .layer(from_fn(guard::check))
        .layer(from_fn_with_state(library, watch::count))
}

/// Cards as pictures.
fn cards(router: Router<Library>) -> Router<Library> {
    let router = router
        .route("/events/{id}/card.svg", get(cardimage::show).layer(from_fn(tagged)))
        .route("/entities/{id}/card.svg", get(cardimage::show_entity).layer(from_fn(tagged)));
    #[cfg(feature = "png")]
    let router = router
        .route("/events/{id}/card.png", get(cardimage::png::show).layer(from_fn(tagged)))
        .route("/entities/{id}/card.png", get(cardimage::png::show_entity).layer(from_fn(tagged)));
    router
}
