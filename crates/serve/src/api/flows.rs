//! `GET /api/v1/flows`: who went where, counted by lab, with events and origins of every figure.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::{Problem, answer, problem};
use crate::library::Library;
use crate::pages::flows::{asked, count};
use crate::reader::Reader;

/// The flows; `lab`, `since`, `until`, `by`, `within` and `record=all` narrow or widen them as on the page.
pub async fn list(State(library): State<Library>, reader: Reader) -> Result<Response, Problem> {
    let (asked, bad) = asked(&reader);
    if let Some(b) = bad.first() {
        let why = format!("«{b}» is no date; give 2025-07-01, 2025-07 or 2025");
        return Ok(problem(StatusCode::BAD_REQUEST, &why, None));
    }
    let (found, _) = library.read(move |store| count(store, &asked)).await?;
    Ok(answer(StatusCode::OK, &json!(*found)))
}
