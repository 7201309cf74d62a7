//! `GET /api/v1/openapi.json`: the description of the API, made from the table that the router is made from.

use std::sync::LazyLock;

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::table::ENDPOINTS;
use super::{answer, desk};

static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

/// The description.
pub async fn show() -> Response {
    answer(StatusCode::OK, &DOCUMENT)
}

/// OpenAPI 3.1 of every address.
fn document() -> Value {
    let mut paths = Map::new();
    for e in ENDPOINTS {
        let mut operation = e.operation();
        if e.gives.is_none() && e.sheet {
            operation["responses"]["200"]["content"] = json!({"text/csv": {"schema": {"type": "string"}}});
        }
        let at = paths.entry(e.path).or_insert_with(|| json!({}));
        at[e.method] = operation;
    }
    for (path, method, operation) in desk::described() {
        paths.entry(path).or_insert_with(|| json!({}))[method] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "tradewire", "version": "1",
            "summary": "The ledger of the AI talent market.",
            "description": "Pages of listings go on with `after`; readings carry an ETag; errors are problems as RFC 9457 has them, with a code and a hint.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"}
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        // Without accounts nobody is asked who they are.
        "security": [{}, {"token": []}, {"session": []}],
        "components": {"schemas": schemas(), "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "description": "`twk_…`, made on the page of the account or by `tradewire account token add`; it does what its scope says: read, review or admin."},
            "session": {"type": "apiKey", "in": "cookie", "name": "__Host-tw_session", "description": "As browsers have it after signing in; on loopback its name is `tw_session`."}
        }}
    })
}

/// A listing of things.
fn listing(of: &str) -> Value {
    json!({
        "type": "object", "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "items": {"$ref": format!("#/components/schemas/{of}")}},
            "next": {"type": ["string", "null"], "description": "Give it as `after`; null on the last page."}
        }
    })
}

fn object(required: &[&str], properties: &Value) -> Value {
    json!({"type": "object", "required": required, "properties": properties})
}

/// What the bodies hold. Roles and dates are those of the claims that `extract` prints.
fn schemas() -> Value {
    let text = json!({"type": "string"});
    let maybe = json!({"type": ["string", "null"]});
    let whole = json!({"type": "integer", "minimum": 0});
    let yes_no = json!({"type": "boolean"});
    let any = json!({"type": "object"});
    let many = json!({"type": "array"});
    json!({
        "Any": any,
        "Problem": object(&["type", "title", "status", "detail", "code", "hint"], &json!({
            "type": text, "title": text, "status": {"type": "integer"}, "detail": text,
            "code": {"type": "string", "description": "Stays the same when the words change."},
            "hint": {"type": "string", "description": "What to do about it."}
        })),
        "Hit": object(&["kind", "id", "title", "snippet", "score"], &json!({
            "kind": text, "id": text, "title": text, "snippet": text, "score": whole, "class": maybe,
            "claim_kind": maybe, "document": maybe, "published": maybe, "fiction": yes_no,
            "marks": {"type": "array", "items": {"type": "array", "items": whole}}
        })),
        "Hits": listing("Hit"),
        "Entity": object(&["id", "class", "name", "forms", "labels", "events", "claims", "fiction"], &json!({
            "id": text, "class": text, "name": text, "forms": {"type": "array", "items": text},
            "labels": {"type": "object", "additionalProperties": text, "description": "Name by language."},
            "kind": maybe, "parent": maybe, "known": yes_no, "fiction": yes_no, "events": whole, "claims": whole
        })),
        "Entities": listing("Entity"),
        "Event": object(&["id", "kind", "stage", "grade", "args", "claims", "reports", "origins", "denials"], &json!({
            "id": text, "kind": text, "stage": text, "grade": text, "sentence": text, "args": any,
            "claims": many, "reports": many, "first_published": maybe, "last_published": maybe,
            "documents": whole, "origins": whole, "confirmations": whole, "repeats": whole, "denials": whole,
            "conflicts": whole, "fiction": yes_no
        })),
        "Events": listing("Event"),
        "EventWhole": {"allOf": [{"$ref": "#/components/schemas/Event"}, object(&["statements", "disagreements"], &json!({
            "statements": {"type": "array", "items": {"$ref": "#/components/schemas/Statement"}},
            "disagreements": {"type": "array", "items": {"$ref": "#/components/schemas/Conflict"}}
        }))]},
        "Statement": object(&["id", "doc", "kind", "modality", "args", "quote", "span"], &json!({
            "id": text, "doc": text, "kind": text, "modality": text, "args": any, "quote": text,
            "span": {"type": "array", "items": whole, "minItems": 2, "maxItems": 2},
            "rank": text, "retracted": yes_no, "observed_at": text, "document": any
        })),
        "Statements": listing("Statement"),
        "Conflict": object(&["id", "kind", "role", "sides", "reason"], &json!({
            "id": text, "kind": text, "event": maybe, "role": text, "sides": many, "reason": text
        })),
        "Conflicts": listing("Conflict"),
        "Change": object(&["seq", "kind", "subject", "observed_at", "erased"], &json!({
            "seq": whole, "kind": text, "subject": text, "observed_at": {"type": "string", "format": "date-time"}, "erased": yes_no
        })),
        "Changes": listing("Change"),
        "Correction": object(&["seq", "kind", "observed_at", "about", "evidence"], &json!({
            "seq": whole, "kind": text, "observed_at": {"type": "string", "format": "date-time"},
            "about": {"type": "array", "items": text}, "by": maybe, "text": maybe,
            "evidence": {"type": "array", "items": text}, "changed": maybe, "due_at": maybe
        })),
        "Corrections": listing("Correction"),
        "Examples": {
            "type": "object", "required": ["queries"], "additionalProperties": false,
            "properties": {"queries": {
                "type": "object", "minProperties": 1, "maxProperties": 100,
                "additionalProperties": {
                    "type": "object", "required": ["name"], "additionalProperties": false,
                    "properties": {
                        "name": {"type": "string", "minLength": 1, "maxLength": 200},
                        "class": {"type": "string", "enum": ["person", "organisation", "unit", "outlet"]},
                        "limit": {"type": "integer", "minimum": 1, "maximum": 20}
                    }
                }
            }}
        },
        "Matches": object(&["responses"], &json!({"responses": {
            "type": "object",
            "additionalProperties": object(&["results"], &json!({"results": {
                "type": "array",
                "items": object(&["id", "class", "name", "score", "form"], &json!({
                    "id": text, "class": text, "name": text, "form": text,
                    "score": {"type": "number", "minimum": 0, "maximum": 1}
                }))
            }}))
        }})),
        "Flows": object(&["n", "origins", "labs", "between"], &json!({"n": whole, "origins": whole, "labs": many, "between": many})),
        "Ranking": object(&["people"], &json!({"people": many})),
        "Desk": object(&["items", "troubles"], &json!({
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/DeskOffer"}},
            "troubles": {"type": "array", "items": object(&["id", "problem", "hint"], &json!({"id": text, "problem": text, "hint": text}))}
        })),
        "DeskOffer": object(&["id", "kept_at", "name", "labels", "note", "currency", "years", "first_year", "face"], &json!({
            "id": text, "kept_at": {"type": "string", "format": "date-time"}, "name": text, "labels": any, "note": text,
            "currency": text, "years": whole,
            "first_year": {"type": "number"}, "face": {"type": "number", "description": "All years at face value."}
        })),
        "DeskOfferWhole": {"allOf": [{"$ref": "#/components/schemas/DeskOffer"}, object(&["offer", "guaranteed", "by_year"], &json!({
            "offer": text, "guaranteed": {"type": "number"}, "by_year": many
        }))]},
        "NewOffer": {
            "type": "object", "required": ["offer"], "additionalProperties": false,
            "properties": {
                "offer": {"type": ["string", "object"], "description": "TOML or JSON; see docs/offers.md."},
                "note": {"type": "string", "maxLength": 8192},
                "labels": {"type": "object", "description": "firm, role, level, country, year; see docs/desk.md."}
            }
        },
        "Queue": object(&["open", "tasks"], &json!({"open": whole, "tasks": many})),
        "Sheet": any,
        "Judgement": {"type": "object", "description": "On a claim `{claim, decision, …}`, on names `{a, b, word}`; see docs/review.md."},
        "Made": object(&["id"], &json!({"id": text}))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_that_is_named_is_there() {
        let text = DOCUMENT.to_string();
        for name in text.split("#/components/schemas/").skip(1).filter_map(|s| s.split('"').next()) {
            assert!(DOCUMENT["components"]["schemas"].get(name).is_some(), "{name}");
        }
        let mut names: Vec<&str> = ENDPOINTS.iter().map(|e| e.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ENDPOINTS.len(), "two operations of one name");
    }
}
