//! `GET /api/v1/entities` and `/api/v1/entities/{id}`: whom the ledger names.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use tradewire_ledger::{EntityClass, EntitySummary};
use tradewire_model::EntityId;

use super::{Problem, answer, asked_page, listing};
use crate::library::Library;
use crate::reader::Reader;
use crate::trouble::PageError;

/// Entities, those with most events first.
pub async fn list(State(library): State<Library>, reader: Reader) -> Result<Response, Problem> {
    let class = reader.field("class").and_then(EntityClass::parse);
    let page = asked_page(&reader);
    let found = library.read(move |store| Ok(store.entities(class, &page)?)).await?;
    Ok(answer(StatusCode::OK, &listing(found.items.iter().map(entity), found.next.as_ref())))
}

/// One entity.
pub async fn show(State(library): State<Library>, Path(id): Path<String>) -> Result<Response, Problem> {
    let found = library
        .read(move |store| {
            store.entity(&EntityId::new(id.as_str()))?.ok_or(PageError::Missing { what: "entity", id })
        })
        .await?;
    Ok(answer(StatusCode::OK, &entity(&found)))
}

fn entity(s: &EntitySummary) -> Value {
    let e = &s.entity;
    let labels: BTreeMap<&String, &String> = e.labels.iter().map(|(tag, name)| (tag, name)).collect();
    json!({
        "id": e.id, "class": e.class, "name": e.name, "forms": e.forms, "labels": labels, "kind": e.kind,
        "parent": e.parent, "known": e.known, "fiction": e.fiction, "events": s.events, "claims": s.claims,
    })
}
