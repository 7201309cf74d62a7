//! The ledger over JSON. Errors are problems as RFC 9457 has them, with a code and a hint.
//!
//! The same guard stands before it as before the pages: no foreign Host, no foreign Origin. What writes must come as
//! `application/json`, which no form of another site can send.

pub mod changes;
pub mod claim;
pub mod conflicts;
pub mod corrections;
pub mod desk;
mod endpoint;
pub mod entities;
pub mod events;
pub mod flows;
pub mod judgements;
pub mod list;
pub mod matching;
mod openapi;
pub mod queue;
pub mod search;
pub mod statements;
mod table;
pub(crate) mod tag;

pub(crate) use endpoint::Endpoint;
pub(crate) use tag::tagged;

use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use tradewire_ledger::{Cursor, JudgementRecord, Page};

use crate::library::Library;
use crate::reader::{Reader, name};
use crate::trouble::PageError;
use crate::who::Who;

/// Items of a page where nothing is said.
const FEW: usize = 50;

/// All addresses of the API.
pub(crate) fn endpoints() -> &'static [Endpoint] {
    table::ENDPOINTS
}

/// How many items are asked for.
pub(crate) fn limit(reader: &Reader) -> usize {
    reader.field("limit").and_then(|l| l.parse().ok()).unwrap_or(FEW)
}

/// After which place.
pub(crate) fn after(reader: &Reader) -> Option<Cursor> {
    reader.field("after").map(Cursor::new)
}

/// Which part of a listing is asked for.
pub(crate) fn asked_page(reader: &Reader) -> Page {
    Page { limit: limit(reader), after: after(reader) }
}

/// A page of a listing.
pub(crate) fn listing(items: impl Iterator<Item = Value>, next: Option<&Cursor>) -> Value {
    json!({"items": items.collect::<Vec<_>>(), "next": next.map(Cursor::as_str)})
}

/// A problem with a code of its own and a hint.
pub(crate) fn refuse(status: StatusCode, code: &str, detail: &str, hint: &str) -> Response {
    let more = [("code".to_owned(), code.into()), ("hint".to_owned(), hint.into())];
    problem(status, detail, Some(Map::from_iter(more)))
}

/// The code of a problem that has none of its own, and what to do about it.
fn usual(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::BAD_REQUEST => ("bad_request", "see /api/v1/openapi.json for what this address takes"),
        StatusCode::FORBIDDEN => {
            ("forbidden", "ask under http://127.0.0.1 or http://localhost, from the site itself")
        }
        StatusCode::NOT_FOUND => {
            ("not_found", "ids change when a text is read anew; look it up with /api/v1/search")
        }
        StatusCode::CONFLICT => ("conflict", "read it again, then decide again"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("not_json", "set Content-Type: application/json"),
        StatusCode::UNPROCESSABLE_ENTITY => {
            ("senseless", "see /api/v1/openapi.json for what this address takes")
        }
        StatusCode::TOO_MANY_REQUESTS => ("too_many_requests", "wait as many seconds as Retry-After says"),
        StatusCode::SERVICE_UNAVAILABLE => ("busy", "try again in a few seconds"),
        _ => ("failed", "the log of the running command says more"),
    }
}

/// An answer in JSON.
pub(crate) fn answer(status: StatusCode, body: &Value) -> Response {
    with_type(status, body, "application/json")
}

/// A problem: what is wrong, in words, with what belongs to it.
pub(crate) fn problem(status: StatusCode, detail: &str, more: Option<Map<String, Value>>) -> Response {
    let mut body = more.unwrap_or_default();
    let (code, hint) = usual(status);
    body.entry("code").or_insert_with(|| code.into());
    body.entry("hint").or_insert_with(|| hint.into());
    body.insert("type".to_owned(), "about:blank".into());
    body.insert("title".to_owned(), status.canonical_reason().unwrap_or("Error").into());
    body.insert("status".to_owned(), status.as_u16().into());
    body.insert("detail".to_owned(), detail.into());
    with_type(status, &Value::Object(body), "application/problem+json")
}

fn with_type(status: StatusCode, body: &Value, media: &'static str) -> Response {
    let mut response = (status, body.to_string()).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
    response
}

/// What went wrong, as a problem.
#[derive(Debug)]
pub struct Problem(PageError);

impl From<PageError> for Problem {
    fn from(why: PageError) -> Self {
        Self(why)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.0.status();
        if status.is_server_error() {
            tracing::error!(error = &self.0 as &dyn std::error::Error, "request failed");
        }
        let more = match &self.0 {
            PageError::Meanwhile(newer) => Some(Map::from_iter([("newer".to_owned(), record(newer))])),
            _ => None,
        };
        problem(status, &self.0.to_string(), more)
    }
}

/// A judgement with its id and its place in the log.
pub(crate) fn record(r: &JudgementRecord) -> Value {
    let mut out = serde_json::to_value(&r.judgement).unwrap_or_default();
    if let Some(o) = out.as_object_mut() {
        o.insert("id".to_owned(), json!(r.id));
        o.insert("seq".to_owned(), json!(r.seq));
        o.insert("undone".to_owned(), json!(r.undone));
    }
    out
}

/// Who asks: with accounts the account, whatever else is said; without, `reviewer` in the query or the body, else the
/// cookie, else as the server was started.
pub(crate) fn reviewer(library: &Library, reader: &Reader, body: Option<&str>) -> Option<String> {
    if let Who::Member { name, .. } = &reader.who {
        return Some(name.clone());
    }
    body.and_then(name)
        .or_else(|| reader.field("reviewer").and_then(name))
        .or_else(|| reader.reviewer.clone())
        .or_else(|| library.desk().reviewer().map(str::to_owned))
}

/// Refuses a body that a form of another site could have sent.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let media = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    media.split(';').next().is_some_and(|m| m.trim().eq_ignore_ascii_case("application/json"))
}

/// Says that there is no such address.
pub async fn unknown(State(_): State<Library>, reader: Reader) -> Response {
    problem(StatusCode::NOT_FOUND, &format!("there is nothing at {}", reader.path), None)
}

/// The body of a request: one object.
pub(crate) struct Json(pub(crate) Map<String, Value>);

impl Json {
    /// Reads the body.
    pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Box<Response>> {
        if !is_json(headers) {
            let why = "send application/json";
            return Err(Box::new(problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, why, None)));
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(map)) => Ok(Self(map)),
            Ok(_) => Err(Box::new(problem(StatusCode::BAD_REQUEST, "send one JSON object", None))),
            Err(e) => Err(Box::new(problem(StatusCode::BAD_REQUEST, &format!("no JSON: {e}"), None))),
        }
    }
}
