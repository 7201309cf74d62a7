//! `GET /api/v1/review/queue`: what is asked, and how far the work has come.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::{Problem, answer, reviewer};
use crate::library::Library;
use crate::reader::Reader;
use crate::review::Scope;

/// Tasks given where nothing is said.
const FEW: usize = 20;
/// Most tasks given at once.
const MOST: usize = 500;

/// The open tasks of a reviewer, or without one the whole queue; `limit`, `only`, `why`, `batch` and `mine` narrow it.
pub async fn list(State(library): State<Library>, reader: Reader) -> Result<Response, Problem> {
    let who = reviewer(&library, &reader, None);
    let most = reader.field("limit").and_then(|l| l.parse().ok()).unwrap_or(FEW).min(MOST);
    let scope = Scope::of(&reader.query);
    let among = library.desk().among().to_vec();
    let body = library
        .read_to_review(move |store| {
            let name = who.as_deref().unwrap_or_default();
            let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
            let all = scope.open(&**store, name, &among, usize::MAX)?;
            for why in all.iter().flat_map(|t| &t.why) {
                *reasons.entry(why.code.clone()).or_default() += 1;
            }
            let tasks: Vec<_> = all.iter().take(most).collect();
            let progress = store.review_progress(name)?;
            let behind = store.views_behind()?;
            Ok(json!({
                "reviewer": who, "progress": progress, "open": all.len(), "reasons": reasons,
                "views_behind": behind, "tasks": tasks,
            }))
        })
        .await?;
    Ok(answer(StatusCode::OK, &body))
}
