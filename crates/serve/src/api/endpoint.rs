//! What an address of the API takes and gives, said once: the router, the checks of what is asked and the OpenAPI
//! document all come from it.

use axum::extract::{Query, Request};
use axum::http::header::{ALLOW, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use serde_json::{Map, Value, json};
use tradewire_accounts::Rank;
use tradewire_ledger::Timestamp;
use tradewire_market::flows::day_of;

use super::{refuse, tag};
use crate::library::Library;
use crate::view::text::{cut, plain};

/// What a field of the query may hold.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Words, at most so many characters.
    Words(usize),
    /// A whole number between two.
    Whole(u64, u64),
    /// A number that is not negative.
    Number,
    /// One of a closed list.
    Codes(fn() -> Vec<&'static str>),
    /// A year, a month or a day.
    Date,
    /// A moment as RFC 3339 has it.
    Time,
    /// `true` or `false`.
    YesNo,
}

/// A field of the query.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    /// Its name; one that ends in `*` stands for all that begin so.
    pub name: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// What it does.
    pub about: &'static str,
}

/// One address with one method.
pub(crate) struct Endpoint {
    /// `get`, `post` or `delete`.
    pub method: &'static str,
    /// Path, with `{id}` for what varies.
    pub path: &'static str,
    /// Rank it asks for, where there are accounts.
    pub asks: Rank,
    /// Name of the operation.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
    /// Fields of the query.
    pub fields: &'static [Field],
    /// Schema of the body it takes.
    pub takes: Option<&'static str>,
    /// Status where it succeeds.
    pub status: u16,
    /// Schema of the answer; nothing for one without a body.
    pub gives: Option<&'static str>,
    /// Whether it also gives a table.
    pub sheet: bool,
    /// Statuses of the problems it may answer with, those of every address left out.
    pub problems: &'static [u16],
    /// What answers.
    pub handler: fn() -> MethodRouter<Library>,
}

impl Field {
    /// Whether it goes by that name.
    fn is(&self, name: &str) -> bool {
        match self.name.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => self.name == name,
        }
    }

    /// What is wrong with a value, if something is.
    fn wrong(&self, value: &str) -> Option<String> {
        let fits = match self.kind {
            Kind::Words(most) => value.chars().count() <= most,
            Kind::Whole(low, high) => {
                value.bytes().all(|b| b.is_ascii_digit())
                    && value.parse::<u64>().is_ok_and(|n| (low..=high).contains(&n))
            }
            Kind::Number => value.parse::<f64>().is_ok_and(|n| n.is_finite() && n >= 0.0),
            Kind::Codes(all) => all().contains(&value),
            Kind::Date => day_of(value, false).is_some(),
            Kind::Time => value.parse::<Timestamp>().is_ok(),
            Kind::YesNo => matches!(value, "true" | "false"),
        };
        (!fits).then(|| match self.kind {
            Kind::Words(most) => format!("at most {most} characters"),
            Kind::Whole(low, high) => format!("a whole number from {low} to {high}"),
            Kind::Number => "a number that is not negative".to_owned(),
            Kind::Codes(all) => format!("one of {}", all().join(", ")),
            Kind::Date => "2025-07-01, 2025-07 or 2025".to_owned(),
            Kind::Time => "a moment such as 2025-07-01T00:00:00Z".to_owned(),
            Kind::YesNo => "true or false".to_owned(),
        })
    }

    /// Its schema.
    pub(crate) fn schema(&self) -> Value {
        match self.kind {
            Kind::Words(most) => json!({"type": "string", "maxLength": most}),
            Kind::Whole(low, high) => json!({"type": "integer", "minimum": low, "maximum": high}),
            Kind::Number => json!({"type": "number", "minimum": 0}),
            Kind::Codes(all) => json!({"type": "string", "enum": all()}),
            Kind::Date => json!({
                "type": "string",
                "pattern": "^20[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?$"
            }),
            Kind::Time => json!({"type": "string", "format": "date-time"}),
            Kind::YesNo => json!({"type": "boolean"}),
        }
    }
}

impl Endpoint {
    /// Its method as requests have it.
    pub(crate) fn verb(&self) -> &'static str {
        match self.method {
            "get" => "GET",
            "post" => "POST",
            _ => "DELETE",
        }
    }

    /// The route: what is asked is checked, a reading carries its tag, other methods are told which one there is.
    pub(crate) fn route(&'static self) -> MethodRouter<Library> {
        let allowed = if self.method == "get" { "GET, HEAD" } else { self.verb() };
        let other = move |method: Method| async move {
            let why = format!("there is no {method} here");
            let hint = format!("this address takes {allowed}");
            let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", &why, &hint);
            response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
            response
        };
        (self.handler)()
            .layer(from_fn(move |request: Request, next: Next| async move {
                // As it came: what nobody can see counts too.
                let query = Query::<Vec<(String, String)>>::try_from_uri(request.uri());
                if let Some(refused) = self.check(&query.map(|q| q.0).unwrap_or_default()) {
                    return refused.into_response();
                }
                if self.method != "get" {
                    return next.run(request).await;
                }
                tag::tagged(request, next).await
            }))
            .fallback(other)
    }

    /// Refuses what the query should not hold.
    pub(crate) fn check(&self, query: &[(String, String)]) -> Option<Response> {
        for (name, value) in query {
            if name == "lang" {
                continue;
            }
            let Some(field) = self.fields.iter().find(|f| f.is(name)) else {
                let known: Vec<&str> = self.fields.iter().map(|f| f.name).collect();
                let name = cut(&plain(name), 40);
                let hint = match known.is_empty() {
                    true => "this address takes no fields".to_owned(),
                    false => format!("this address takes {}", known.join(", ")),
                };
                let why = format!("there is no field «{name}»");
                return Some(refuse(StatusCode::BAD_REQUEST, "unknown_field", &why, &hint));
            };
            if let Some(wanted) = field.wrong(value) {
                let why = format!("«{}» is no value of {}", cut(&plain(value), 60), field.name);
                let hint = format!("give {wanted}");
                return Some(refuse(StatusCode::BAD_REQUEST, "bad_value", &why, &hint));
            }
        }
        None
    }

    /// The operation as OpenAPI has it.
    pub(crate) fn operation(&self) -> Value {
        let mut parameters: Vec<Value> = Vec::new();
        if self.path.contains("{id}") {
            parameters.push(json!({
                "name": "id", "in": "path", "required": true, "description": "The id.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 200}
            }));
        }
        let fields = self.fields.iter().filter(|f| !f.name.ends_with('*'));
        parameters.extend(fields.map(|f| {
            json!({"name": f.name, "in": "query", "required": false, "description": f.about, "schema": f.schema()})
        }));
        let problem = |status: u16| {
            let title =
                StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason()).unwrap_or("Error");
            let mut answer = json!({
                "description": title,
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
            });
            match status {
                401 => answer["headers"] = header("WWW-Authenticate", "How to say who asks.", "string"),
                429 => answer["headers"] = header("Retry-After", "Seconds to wait.", "integer"),
                _ => {}
            }
            (status.to_string(), answer)
        };
        let mut answers: Map<String, Value> = [400, 401, 403, 405, 408, 413, 429, 500, 503]
            .iter()
            .chain(self.problems)
            .map(|s| problem(*s))
            .collect();
        let mut good = json!({"description": self.about});
        if let Some(schema) = self.gives {
            good["content"] =
                json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{schema}")}}});
            if self.sheet {
                good["content"]["text/csv"] = json!({"schema": {"type": "string"}});
            }
        }
        if self.method == "get" {
            good["headers"] =
                json!({"ETag": {"description": "Changes with the answer.", "schema": {"type": "string"}}});
            answers.insert("304".to_owned(), json!({"description": "As the tag in If-None-Match says."}));
        }
        answers.insert(self.status.to_string(), good);
        let mut out = json!({
            "operationId": self.name, "summary": self.about, "parameters": parameters, "responses": answers,
            "description": format!("Where there are accounts it asks for the rank of {}.", self.asks)
        });
        if let Some(schema) = self.takes {
            out["requestBody"] = json!({
                "required": true,
                "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{schema}")}}}
            });
        }
        out
    }
}

/// A header of an answer as OpenAPI has it.
fn header(name: &str, about: &str, kind: &str) -> Value {
    json!({name: {"description": about, "schema": {"type": kind}}})
}
