//! `GET /api/v1/list`: people ranked by the server's criteria, each point with quote, claim and document.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::{Problem, answer, problem};
use crate::library::Library;
use crate::pages::list::{criteria, ranking};
use crate::reader::Reader;

/// People given where nothing is said, and at most.
const FEW: usize = 50;

/// The list; `w.ID` sets a weight, `limit` the number of people, `record=all` lets invented documents count.
pub async fn list(State(library): State<Library>, reader: Reader) -> Result<Response, Problem> {
    let Some(criteria) = criteria(&library, &reader) else {
        return Ok(problem(StatusCode::NOT_FOUND, "there are no criteria", None));
    };
    let fiction = reader.field("record") == Some("all");
    let most = reader.field("limit").and_then(|l| l.parse().ok()).unwrap_or(FEW);
    let (mut found, _) = library.read(move |store| ranking(store, &criteria, fiction)).await?;
    found.people.truncate(most);
    Ok(answer(StatusCode::OK, &json!(found)))
}
