//! The review over JSON: the queue, a claim, judgements. Errors are problems as RFC 9457 has them.
//!
//! The same guard stands before it as before the pages: no foreign Host, no foreign Origin. What writes must come as
//! `application/json`, which no form of another site can send.

pub mod claim;
pub mod flows;
pub mod judgements;
pub mod list;
pub mod queue;

use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use tradewire_ledger::JudgementRecord;

use crate::library::Library;
use crate::reader::{Reader, name};
use crate::trouble::PageError;

/// An answer in JSON.
pub(crate) fn answer(status: StatusCode, body: &Value) -> Response {
    with_type(status, body, "application/json")
}

/// A problem: what is wrong, in words, with what belongs to it.
pub(crate) fn problem(status: StatusCode, detail: &str, more: Option<Map<String, Value>>) -> Response {
    let mut body = more.unwrap_or_default();
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

/// Who asks: `reviewer` in the query or the body, else the cookie, else as the server was started.
pub(crate) fn reviewer(library: &Library, reader: &Reader, body: Option<&str>) -> Option<String> {
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
