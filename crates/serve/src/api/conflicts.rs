//! `GET /api/v1/conflicts`: open disagreements.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::statements::cut;
use super::{Problem, after, answer, limit, listing};
use crate::library::Library;
use crate::reader::Reader;

/// Disagreements, those reported last first.
pub async fn list(State(library): State<Library>, reader: Reader) -> Result<Response, Problem> {
    let (from, most) = (after(&reader), limit(&reader));
    let found =
        library.read(move |store| cut(store.conflicts()?, from.as_ref(), most, |c| c.id.as_str())).await?;
    Ok(answer(StatusCode::OK, &listing(found.items.iter().map(|c| json!(c)), found.next.as_ref())))
}
