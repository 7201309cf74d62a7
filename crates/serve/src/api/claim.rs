//! `GET /api/v1/review/claims/{id}`: a claim as a reviewer may see it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::{Problem, answer, record, reviewer};
use crate::library::Library;
use crate::reader::Reader;
use crate::review::{Sheet, task};
use crate::trouble::PageError;

/// The claim with its context, its task, and what people said of it; while its reader is to judge blind, nothing of that.
pub async fn show(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let who = reviewer(&library, &reader, None);
    let body = library
        .read_to_review(move |store| {
            let task = task(&**store, &id)?;
            if task.claim().is_none() {
                return Err(PageError::Missing { what: "claim", id });
            }
            match Sheet::load(&**store, task, who.as_deref().unwrap_or_default())? {
                Sheet::Claim(s) => {
                    let said: Vec<Value> =
                        s.review.iter().flat_map(|r| &r.judgements).map(record).collect();
                    let rivals: Vec<_> = s.rivals.iter().map(|r| &r.claim.id).collect();
                    Ok(json!({
                        "task": s.task, "claim": s.record.claim, "stated": s.record.stated,
                        "context": s.record.context, "document": s.record.document, "rivals": rivals,
                        "blind": s.blind, "judgements": said, "seen": s.seen(),
                        "disputed": s.review.as_ref().is_some_and(|r| r.disputed), "left": s.record.left && !s.blind,
                    }))
                }
                Sheet::Names(s) => Err(PageError::Missing { what: "claim", id: s.task.id }),
            }
        })
        .await?;
    Ok(answer(StatusCode::OK, &body))
}
