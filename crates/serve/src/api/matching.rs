//! `POST /api/v1/match`: whom names by example may stand for, several at once.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use tradewire_ledger::{EntityClass, EntityRecord, HitKind, Query};
use tradewire_model::EntityId;

use super::{Json, Problem, answer, refuse};
use crate::library::{Library, Shelf};
use crate::trouble::PageError;

/// Queries at once.
const MOST: usize = 100;
/// Entities compared for each query.
const CANDIDATES: usize = 30;
/// Results where nothing is said.
const FEW: usize = 5;
/// Likeness below which nothing is given.
const FLOOR: f64 = 0.6;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Examples {
    queries: BTreeMap<String, Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    name: String,
    #[serde(default, deserialize_with = "given")]
    class: Option<EntityClass>,
    #[serde(default, deserialize_with = "whole")]
    limit: Option<usize>,
}

/// A field that may be left out but is no `null` where it is there.
fn given<'de, D: Deserializer<'de>>(d: D) -> Result<Option<EntityClass>, D::Error> {
    EntityClass::deserialize(d).map(Some)
}

/// A whole number; `6.0` is one in JSON Schema.
fn whole<'de, D: Deserializer<'de>>(d: D) -> Result<Option<usize>, D::Error> {
    let number = serde_json::Number::deserialize(d)?;
    let found = number.as_f64().filter(|n| n.fract() == 0.0 && (0.0..=1e6).contains(n));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was just looked at")]
    found.map(|n| Some(n as usize)).ok_or_else(|| serde::de::Error::custom("limit is no whole number"))
}

/// Answers each query with the entities whose names are most like the example.
pub async fn find(State(library): State<Library>, headers: HeaderMap, body: Bytes) -> Response {
    let fields = match Json::read(&headers, &body) {
        Ok(Json(fields)) => fields,
        Err(problem) => return *problem,
    };
    let senseless = |why: &str| {
        let hint = "send {\"queries\": {\"a\": {\"name\": \"…\", \"class\": \"person\", \"limit\": 5}}}";
        refuse(StatusCode::UNPROCESSABLE_ENTITY, "bad_example", why, hint)
    };
    let examples: Examples = match serde_json::from_value(Value::Object(fields)) {
        Ok(examples) => examples,
        Err(e) => return senseless(&format!("no examples: {e}")),
    };
    let queries = examples.queries;
    let fits = |e: &Example| {
        let long = e.name.chars().count();
        (1..=200).contains(&long) && e.limit.is_none_or(|l| (1..=20).contains(&l))
    };
    if queries.is_empty() || queries.len() > MOST || !queries.values().all(fits) {
        return senseless(
            "from 1 to 100 queries, each with a name of 1 to 200 characters and a limit from 1 to 20",
        );
    }
    let found = library
        .read(move |store| {
            queries.iter().map(|(key, e)| Ok((key.clone(), json!({"results": results(store, e)?})))).collect()
        })
        .await;
    match found {
        Ok(responses) => {
            let responses: serde_json::Map<String, Value> = responses;
            answer(StatusCode::OK, &json!({"responses": responses}))
        }
        Err(why) => Problem::from(why).into_response(),
    }
}

fn results(store: &Shelf<'_>, example: &Example) -> Result<Vec<Value>, PageError> {
    let mut ids: Vec<EntityId> = Vec::new();
    // The whole name first; then its words one by one, for a name that is misspelt in one of them.
    let words = example.name.split_whitespace().filter(|w| w.chars().count() > 1);
    for text in std::iter::once(example.name.as_str()).chain(words.take(4)) {
        let query = Query { kinds: vec![HitKind::Entity], limit: CANDIDATES, ..Query::new(text) };
        for hit in store.search(&query)? {
            let id = EntityId::new(hit.id);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    let mut found: Vec<(f64, String, EntityRecord)> = store
        .entities_by_ids(&ids)?
        .into_iter()
        .filter(|e| example.class.is_none_or(|c| c == e.class))
        .filter_map(|e| {
            let (score, form) = likeness(&example.name, &e)?;
            (score >= FLOOR).then_some((score, form, e))
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.2.id.cmp(&b.2.id)));
    found.truncate(example.limit.unwrap_or(FEW));
    let shown = |(score, form, e): (f64, String, EntityRecord)| json!({"id": e.id, "class": e.class, "name": e.name, "form": form, "score": (score * 1000.0).round() / 1000.0});
    Ok(found.into_iter().map(shown).collect())
}

/// How like a name is to the most like form of an entity: 1 where they are the same but for case, script and spaces,
/// else their Jaro–Winkler likeness (Winkler 1990), which is never given as 1.
fn likeness(name: &str, entity: &EntityRecord) -> Option<(f64, String)> {
    let wanted = tradewire_script::key(name);
    let forms = std::iter::once(&entity.name).chain(entity.labels.iter().map(|l| &l.1)).chain(&entity.forms);
    forms
        .map(|form| {
            let known = tradewire_script::key(form);
            let score =
                if known == wanted { 1.0 } else { strsim::jaro_winkler(&known, &wanted).clamp(0.0, 0.99) };
            (score, form.clone())
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
}
