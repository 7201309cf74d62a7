//! Every address of the site in one table: what is asked of whoever comes there, and what answers. The router is made from
//! it, the door reads it, and the tests of access go through it line by line.

use std::sync::LazyLock;

use axum::http::Method;
use axum::middleware::from_fn;
use axum::routing::{MethodRouter, any, get, post};
use tradewire_accounts::Rank;

use crate::api::{self, Endpoint, tagged};
use crate::library::Library;
use crate::{assets, cardimage, feed, live, pages, watch};

/// What a route asks of whoever comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Nothing: it holds nothing of the ledger nor of anybody.
    Nothing,
    /// This rank at least.
    Rank(Rank),
}

/// How a route is asked and how it refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A page: by a session; strangers are led to the sign-in.
    Page,
    /// The API: by a token or a session; refusals are problems.
    Api,
    /// What feed readers fetch: by a token, also as the password of HTTP Basic, or by a session.
    Feed,
    /// Style, script, icon.
    Asset,
}

/// One address with one method.
#[derive(Clone, Copy)]
pub struct Route {
    /// `GET` (with `HEAD`), `POST`, `DELETE`, or `*` for all.
    pub method: &'static str,
    /// Path, with `{id}` for what varies.
    pub path: &'static str,
    /// What it asks.
    pub asks: Asks,
    /// How it is asked.
    pub kind: Kind,
    serves: Serves,
}

#[derive(Clone, Copy)]
enum Serves {
    Handler(fn() -> MethodRouter<Library>),
    Endpoint(&'static Endpoint),
}

impl Route {
    /// What answers.
    pub(crate) fn service(&self) -> MethodRouter<Library> {
        match self.serves {
            Serves::Handler(make) => make(),
            Serves::Endpoint(endpoint) => endpoint.route(),
        }
    }
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({:?}, {:?})", self.method, self.path, self.asks, self.kind)
    }
}

const NOTHING: Asks = Asks::Nothing;
const READER: Asks = Asks::Rank(Rank::Reader);
const REVIEWER: Asks = Asks::Rank(Rank::Reviewer);
const ADMIN: Asks = Asks::Rank(Rank::Admin);

/// Where a watcher asks whether the server lives; it is not counted.
pub(crate) const HEALTH: &str = "/health";

type Make = fn() -> MethodRouter<Library>;

const fn page(method: &'static str, path: &'static str, asks: Asks, make: Make) -> Route {
    Route { method, path, asks, kind: Kind::Page, serves: Serves::Handler(make) }
}

const fn of_kind(kind: Kind, method: &'static str, path: &'static str, asks: Asks, make: Make) -> Route {
    Route { method, path, asks, kind, serves: Serves::Handler(make) }
}

/// All but those of the API, which stand in its own table.
static OWN: &[Route] = &[
    page("GET", "/", READER, || get(pages::wire::show)),
    page("GET", "/people", READER, || get(pages::people::show)),
    page("GET", "/labs", READER, || get(pages::labs::show)),
    page("GET", "/sources", READER, || get(pages::sources::show)),
    page("GET", "/articles", READER, || get(pages::articles::show)),
    page("GET", "/conflicts", READER, || get(pages::conflicts::show)),
    page("GET", "/corrections", READER, || get(pages::corrections::show)),
    page("GET", "/method", READER, || get(pages::method::show)),
    page("GET", "/market", READER, || get(pages::market::show)),
    page("GET", "/flows", READER, || get(pages::flows::show)),
    page("GET", "/list", READER, || get(pages::list::show)),
    page("GET", "/offers", READER, || get(pages::offers::begin)),
    page("GET", "/offers/value", READER, || get(pages::offers::value)),
    page("POST", "/offers/value", READER, || post(pages::offers::value_posted)),
    page("GET", "/offers/compare", READER, || get(pages::offers::compare)),
    page("POST", "/offers/compare", READER, || post(pages::offers::compare_posted)),
    // For others than its owner it is as if there were none.
    page("*", "/desk", READER, || any(pages::desk::all)),
    page("*", "/desk/{id}", READER, || any(pages::desk::one)),
    page("*", "/desk/{id}/forget", READER, || any(pages::desk::forget)),
    page("GET", "/search", READER, || get(pages::search::show)),
    page("GET", "/person/{id}", READER, || get(pages::person::show)),
    page("GET", "/company/{id}", READER, || get(pages::company::show)),
    page("GET", "/source/{id}", READER, || get(pages::source::show)),
    page("GET", "/event/{id}", READER, || get(pages::event::show)),
    page("GET", "/conflict/{id}", READER, || get(pages::conflict::show)),
    page("GET", "/document/{id}", READER, || get(pages::document::show)),
    page("GET", "/claim/{id}", READER, || get(pages::claim::show)),
    page("GET", "/ask", READER, || get(pages::ask::show)),
    page("POST", "/ask", READER, || post(pages::ask::send)),
    page("POST", "/look", NOTHING, || post(pages::look::change)),
    page("GET", "/review", REVIEWER, || get(pages::review::queue::show)),
    page("POST", "/review/queue", REVIEWER, || post(pages::review::renew::begin)),
    page("POST", "/review/reviewer", REVIEWER, || post(pages::review::reviewer::change)),
    page("GET", "/review/next", REVIEWER, || get(pages::review::task::next)),
    page("POST", "/review/undo", REVIEWER, || post(pages::review::undo::take_back)),
    page("GET", "/review/{id}", REVIEWER, || get(pages::review::task::show)),
    page("POST", "/review/{id}", REVIEWER, || post(pages::review::judge::write)),
    page("GET", "/sign-in", NOTHING, || get(pages::sign_in::show)),
    page("POST", "/sign-in", NOTHING, || post(pages::sign_in::enter)),
    page("POST", "/sign-out", READER, || post(pages::sign_in::leave)),
    page("GET", "/account", READER, || get(pages::account::show)),
    page("POST", "/account/password", READER, || post(pages::account::password)),
    page("POST", "/account/tokens", READER, || post(pages::account::add_token)),
    page("POST", "/account/tokens/revoke", READER, || post(pages::account::revoke_token)),
    page("POST", "/account/sessions/end", READER, || post(pages::account::end_session)),
    page("GET", "/accounts", ADMIN, || get(pages::accounts::show)),
    page("POST", "/accounts", ADMIN, || post(pages::accounts::add)),
    page("POST", "/accounts/rank", ADMIN, || post(pages::accounts::rank)),
    page("POST", "/accounts/disable", ADMIN, || post(pages::accounts::disable)),
    page("GET", "/accounts/log", ADMIN, || get(pages::accounts::log)),
    of_kind(Kind::Feed, "GET", "/events/{id}/card.svg", READER, cardimage::route),
    of_kind(Kind::Feed, "GET", "/entities/{id}/card.svg", READER, cardimage::entity_route),
    #[cfg(feature = "png")]
    of_kind(Kind::Feed, "GET", "/events/{id}/card.png", READER, cardimage::png::route),
    #[cfg(feature = "png")]
    of_kind(Kind::Feed, "GET", "/entities/{id}/card.png", READER, cardimage::png::entity_route),
    of_kind(Kind::Feed, "GET", "/corrections.atom", READER, || {
        get(pages::corrections::atom).layer(from_fn(tagged))
    }),
    of_kind(Kind::Feed, "GET", "/corrections.json", READER, || {
        get(pages::corrections::json_feed).layer(from_fn(tagged))
    }),
    of_kind(Kind::Feed, "GET", "/feed.atom", READER, feed::atom_route),
    of_kind(Kind::Feed, "GET", "/feed.json", READER, feed::json_route),
    of_kind(Kind::Api, "GET", "/live", READER, || get(live::listen)),
    // For others than its owner it is as if there were none.
    of_kind(Kind::Api, "*", "/api/v1/desk", READER, || any(api::desk::all)),
    of_kind(Kind::Api, "*", "/api/v1/desk/{id}", READER, || any(api::desk::one)),
    of_kind(Kind::Api, "*", "/api/{*rest}", READER, || any(api::unknown)),
    of_kind(Kind::Asset, "GET", "/assets/tradewire.css", NOTHING, || get(assets::style)),
    of_kind(Kind::Asset, "GET", "/assets/tradewire.js", NOTHING, || get(assets::script)),
    of_kind(Kind::Asset, "GET", "/assets/icon.svg", NOTHING, || get(assets::icon)),
    of_kind(Kind::Asset, "GET", "/favicon.ico", NOTHING, || get(assets::icon)),
    of_kind(Kind::Asset, "GET", HEALTH, NOTHING, || get(|| async { "ok\n" })),
    of_kind(Kind::Asset, "GET", "/ready", NOTHING, || get(watch::ready)),
    of_kind(Kind::Feed, "GET", "/metrics", READER, || get(watch::metrics)),
];

static ALL: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let of_api = api::endpoints().iter().map(|e| Route {
        method: e.verb(),
        path: e.path,
        asks: Asks::Rank(e.asks),
        kind: Kind::Api,
        serves: Serves::Endpoint(e),
    });
    OWN.iter().copied().chain(of_api).collect()
});

/// Every address that is served, with what it asks.
#[must_use]
pub fn routes() -> &'static [Route] {
    &ALL
}

/// How a path is asked that matched this route, or none.
pub(crate) fn kind(matched: Option<&str>, path: &str) -> Kind {
    let known = matched.and_then(|m| ALL.iter().find(|r| r.path == m));
    known.map_or(if path.starts_with("/api/") { Kind::Api } else { Kind::Page }, |r| r.kind)
}

/// What is asked where this route matched; what stands in no line asks for an account, so that nothing is told of it.
pub(crate) fn asks(matched: Option<&str>, method: &Method) -> Asks {
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    let line = ALL.iter().find(|r| Some(r.path) == matched && (r.method == method || r.method == "*"));
    line.map_or(READER, |r| r.asks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_router_serves_nothing_beside_the_table() {
        let router = include_str!("router.rs");
        let beside =
            ["get(", "post(", ".nest", ".merge", "route_service", "\"/"].map(|word| router.contains(word));
        assert_eq!(beside, [false; 6], "declare it in routes.rs");
        assert_eq!(router.matches(".route(").count(), 1);
    }

    #[test]
    fn each_line_stands_once() {
        let mut lines: Vec<(&str, &str)> = routes().iter().map(|r| (r.path, r.method)).collect();
        lines.sort_unstable();
        let n = lines.len();
        lines.dedup();
        assert_eq!(lines.len(), n);
    }

    #[test]
    fn what_waits_for_review_asks_for_reviewers() {
        for r in routes() {
            let reviewing = r.path.starts_with("/review") || r.path.starts_with("/api/v1/review");
            if reviewing {
                assert_eq!(r.asks, REVIEWER, "{r:?}");
            }
            if r.path.starts_with("/accounts") {
                assert_eq!(r.asks, ADMIN, "{r:?}");
            }
        }
        assert_eq!(asks(Some("/accounts"), &Method::HEAD), ADMIN);
        assert_eq!(asks(None, &Method::GET), READER);
        assert_eq!(asks(Some("/sign-in"), &Method::DELETE), READER);
    }
}
