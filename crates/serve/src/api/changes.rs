//! `GET /api/v1/changes`: what the ledger learnt, in order.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use tradewire_ledger::Timestamp;

use super::{Problem, answer, asked_page, listing};
use crate::library::Library;
use crate::reader::Reader;

/// Entries of the log after a moment, oldest first.
pub async fn list(State(library): State<Library>, reader: Reader) -> Result<Response, Problem> {
    let since = reader.field("since").and_then(|t| t.parse().ok()).unwrap_or(Timestamp::UNIX_EPOCH);
    let page = asked_page(&reader);
    let found = library.read(move |store| Ok(store.archive().changes_since(since, &page)?)).await?;
    let items = found.items.iter().map(|c| {
        json!({
            "seq": c.seq, "kind": c.kind.as_str(), "subject": c.subject, "observed_at": c.observed_at,
            "erased": c.erased,
        })
    });
    Ok(answer(StatusCode::OK, &listing(items, found.next.as_ref())))
}
