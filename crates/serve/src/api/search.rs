//! `GET /api/v1/search`: things found by words.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use tradewire_ledger::{Hit, HitKind, Query};

use super::{Problem, answer, limit};
use crate::library::Library;
use crate::reader::Reader;

/// What was found, best first; nothing without words.
pub async fn list(State(library): State<Library>, reader: Reader) -> Result<Response, Problem> {
    let query = Query {
        kinds: reader.field("kind").and_then(HitKind::parse).into_iter().collect(),
        limit: limit(&reader),
        published: reader.field("published") == Some("true"),
        ..Query::new(reader.field("q").unwrap_or_default())
    };
    let hits = library
        .read(
            move |store| {
                if query.text.trim().is_empty() { Ok(Vec::new()) } else { Ok(store.search(&query)?) }
            },
        )
        .await?;
    let items: Vec<Value> = hits.iter().map(hit).collect();
    Ok(answer(StatusCode::OK, &json!({"items": items, "next": null})))
}

fn hit(h: &Hit) -> Value {
    json!({
        "kind": h.kind.as_str(), "id": h.id, "title": h.title, "snippet": h.snippet, "marks": h.marks,
        "score": h.score, "class": h.class, "claim_kind": h.claim_kind, "document": h.document,
        "published": h.published, "fiction": h.fiction,
    })
}
