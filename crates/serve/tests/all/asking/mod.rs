//! Asks the pages over the invented ledger, without a browser.

#![allow(dead_code, reason = "each test uses some of it")]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, header};
use tower::ServiceExt;
use tradewire_ledger::SqliteStore;
use tradewire_serve::{Library, router};

use crate::fixture;

/// All pages over the invented ledger.
pub fn pages() -> Router {
    let mut store = SqliteStore::in_memory().unwrap();
    fixture::fill(&mut store);
    router(Library::of(store))
}

/// All pages over a ledger that holds nothing.
pub fn nothing() -> Router {
    router(Library::of(SqliteStore::in_memory().unwrap()))
}

/// The answer to a request: its head, and its body as text.
pub async fn ask(app: &Router, request: Request<Body>) -> (Response<()>, String) {
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 4 << 20).await.unwrap();
    (Response::from_parts(parts, ()), String::from_utf8(body.to_vec()).unwrap())
}

/// A request for a path, from this machine.
pub fn to(path: &str) -> Request<Body> {
    Request::get(path).header(header::HOST, "127.0.0.1:8420").body(Body::empty()).unwrap()
}

/// A form that is posted, from this machine.
pub fn form(path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Request<Body> {
    let body: Vec<String> =
        fields.iter().map(|(k, v)| format!("{k}={}", tradewire_serve::link::encode(v))).collect();
    let mut request = Request::post(path)
        .header(header::HOST, "localhost:8420")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body.join("&"))).unwrap()
}
