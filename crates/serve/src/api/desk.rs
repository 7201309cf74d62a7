//! `/api/v1/desk`: the private offers of their owner, for the owner's own programs.
//!
//! Both addresses take every method, so that whoever the desk is not of is answered by what answers for an address that is
//! not there, whatever they send. A token counts from the scope `review` on: one that only reads, as feed readers hold,
//! opens no desk. What goes wrong is told to the owner and stands in no log.

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, HeaderValue, LOCATION};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Number, Value, json};
use tradewire_accounts::Rank;
use tradewire_desk::{DeskError, Item, ItemId, ItemProblem, Labels, NewItem};
use tradewire_market::YearAtFace;
use tradewire_model::Decimal;

use super::endpoint::Endpoint;
use super::table::asks;
use super::{Json, Problem, answer, problem, refuse, unknown};
use crate::access::{Known, Means};
use crate::library::Library;
use crate::private::OfferDesk;
use crate::reader::Reader;
use crate::who::Who;

const OF: Endpoint = Endpoint { path: "/api/v1/desk", problems: &[404], ..asks(Rank::Reader) };

/// What the desk's addresses take and give; the routes themselves take every method.
static DESCRIBED: &[Endpoint] = &[
    Endpoint {
        name: "deskOffers",
        about: "The private offers of whoever asks, kept last first, and those that cannot be opened.",
        gives: Some("Desk"),
        ..OF
    },
    Endpoint {
        method: "post",
        name: "keepOffer",
        about: "Keeps an offer on the desk of whoever asks.",
        takes: Some("NewOffer"),
        status: 201,
        gives: Some("Made"),
        problems: &[404, 415, 422],
        ..OF
    },
    Endpoint {
        path: "/api/v1/desk/{id}",
        name: "deskOffer",
        about: "A private offer as it was written, and its years at face value.",
        gives: Some("DeskOfferWhole"),
        problems: &[404, 422],
        ..OF
    },
    Endpoint {
        method: "delete",
        path: "/api/v1/desk/{id}",
        name: "forgetOffer",
        about: "Forgets a private offer for good.",
        status: 204,
        ..OF
    },
];

/// The operations as OpenAPI has them, with path and method.
pub(crate) fn described() -> impl Iterator<Item = (&'static str, &'static str, Value)> {
    DESCRIBED.iter().map(|e| {
        let mut operation = e.operation();
        // A private answer is kept nowhere, so it has no tag to ask again with.
        if let Some(answers) = operation["responses"].as_object_mut() {
            answers.remove("304");
            answers.values_mut().filter_map(Value::as_object_mut).for_each(|a| {
                a.retain(|k, v| k != "headers" || v.get("ETag").is_none());
            });
        }
        operation["description"] =
            "For the owner of a desk that is served, by a session, by a token of the scope review or \
            admin, or without accounts from this machine. To everybody else nothing is here: 404."
                .into();
        (e.path, e.method, operation)
    })
}

/// The desk, if it is of whoever asks.
fn mine(library: &Library, request: &Request) -> Option<OfferDesk> {
    let who = request.extensions().get::<Who>().cloned().unwrap_or_default();
    let means = request.extensions().get::<Known>().map(|k| k.means);
    if means == Some(Means::Token) && !who.may(Rank::Reviewer) {
        return None;
    }
    library.offer_desk(&who).cloned()
}

/// A private answer must lie in no cache.
fn unkept(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What is wrong with the query, or with the method, told to the owner alone.
fn misused(path: &str, method: &Method, reader: &Reader) -> Option<Response> {
    let asked = if method == Method::HEAD { "GET" } else { method.as_str() };
    let here = || DESCRIBED.iter().filter(|e| e.path == path);
    if let Some(endpoint) = here().find(|e| e.verb() == asked) {
        return endpoint.check(&reader.query);
    }
    let allowed: Vec<&str> = ["HEAD"].into_iter().chain(here().map(Endpoint::verb)).collect();
    let allowed = allowed.join(", ");
    let (why, hint) = (format!("there is no {method} here"), format!("this address takes {allowed}"));
    let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", &why, &hint);
    if let Ok(allowed) = HeaderValue::from_str(&allowed) {
        response.headers_mut().insert(ALLOW, allowed);
    }
    Some(response)
}

/// Lists the offers, or keeps one.
pub async fn all(
    State(library): State<Library>,
    reader: Reader,
    request: Request,
) -> Result<Response, Problem> {
    let Some(desk) = mine(&library, &request) else { return Ok(unknown(State(library), reader).await) };
    if let Some(refused) = misused("/api/v1/desk", request.method(), &reader) {
        return Ok(unkept(refused));
    }
    if *request.method() == Method::POST { keep(&desk, request).await } else { list(&desk).await }.map(unkept)
}

/// Gives an offer in full, or forgets it.
pub async fn one(
    State(library): State<Library>,
    reader: Reader,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let Some(desk) = mine(&library, &request) else { return Ok(unknown(State(library), reader).await) };
    if let Some(refused) = misused("/api/v1/desk/{id}", request.method(), &reader) {
        return Ok(unkept(refused));
    }
    let Some(id) = id.ok().and_then(|Path(id)| id.parse::<ItemId>().ok()) else {
        return Ok(unkept(problem(StatusCode::NOT_FOUND, "the desk holds no such offer", None)));
    };
    let done = if *request.method() == Method::DELETE {
        desk.run(move |d| d.forget(&id)).await?.map(|_| StatusCode::NO_CONTENT.into_response())
    } else {
        desk.run(move |d| d.item(&id)).await?.map(|item| answer(StatusCode::OK, &whole(&item)))
    };
    Ok(unkept(done.unwrap_or_else(|why| refused(&why))))
}

async fn list(desk: &OfferDesk) -> Result<Response, Problem> {
    Ok(match desk.run(tradewire_desk::Desk::list).await? {
        Ok(found) => {
            let trouble = |(id, p): &(ItemId, ItemProblem)| json!({"id": id.as_str(), "problem": p.to_string(), "hint": p.hint()});
            let items: Vec<Value> = found.items.iter().map(line).collect();
            let troubles: Vec<Value> = found.troubles.iter().map(trouble).collect();
            answer(StatusCode::OK, &json!({"items": items, "troubles": troubles}))
        }
        Err(why) => refused(&why),
    })
}

/// An offer to keep, as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    /// TOML or JSON in a string, or the JSON itself.
    offer: Value,
    #[serde(default)]
    note: String,
    #[serde(default)]
    labels: Labels,
}

async fn keep(desk: &OfferDesk, request: Request) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let body = match axum::body::Bytes::from_request(request, &()).await {
        Ok(body) => body,
        Err(e) => return Ok(problem(e.status(), &e.body_text(), None)),
    };
    let fields = match Json::read(&headers, &body) {
        Ok(Json(fields)) => fields,
        Err(problem) => return Ok(*problem),
    };
    let sent: Sent = match serde_json::from_value(Value::Object(fields)) {
        Ok(sent) => sent,
        Err(e) => {
            return Ok(problem(StatusCode::UNPROCESSABLE_ENTITY, &format!("no offer to keep: {e}"), None));
        }
    };
    let offer = match sent.offer {
        Value::String(text) => text,
        other => other.to_string(),
    };
    let new = NewItem { offer, note: sent.note, labels: sent.labels };
    Ok(match desk.run(move |d| d.keep(&new, Timestamp::now())).await? {
        Ok(item) => {
            let mut response = answer(StatusCode::CREATED, &json!({"id": item.id.as_str()}));
            if let Ok(at) = HeaderValue::from_str(&format!("/api/v1/desk/{}", item.id)) {
                response.headers_mut().insert(LOCATION, at);
            }
            response
        }
        Err(why) => refused(&why),
    })
}

/// What a desk cannot do, as a problem. What the system says of its files is not told: it names paths.
fn refused(why: &DeskError) -> Response {
    let hint = |text: String| Some(Map::from_iter([("hint".to_owned(), Value::from(text))]));
    match why {
        DeskError::Item { problem: ItemProblem::Missing, .. } => {
            problem(StatusCode::NOT_FOUND, "the desk holds no such offer", None)
        }
        DeskError::Item { problem: p, .. } => {
            problem(StatusCode::UNPROCESSABLE_ENTITY, &p.to_string(), hint(p.hint().to_string()))
        }
        DeskError::Offer(e) => problem(StatusCode::UNPROCESSABLE_ENTITY, &why.to_string(), hint(e.hint())),
        DeskError::Senseless(_) => problem(
            StatusCode::UNPROCESSABLE_ENTITY,
            &why.to_string(),
            hint("`tradewire offer --help` shows an offer".to_owned()),
        ),
        _ => problem(
            StatusCode::UNPROCESSABLE_ENTITY,
            "the desk's files cannot be read or written",
            hint("look at its folder with `tradewire desk list`".to_owned()),
        ),
    }
}

/// A sum with all its digits.
fn number(d: Decimal) -> Value {
    serde_json::from_str::<Number>(&d.normalize().to_string()).map_or(Value::Null, Value::Number)
}

/// An offer in the listing.
fn line(i: &Item) -> Value {
    let p = &i.package;
    let first = p.years_at_face().first().map(YearAtFace::total).unwrap_or_default();
    json!({"id": i.id.as_str(), "kept_at": i.kept_at, "name": p.name, "labels": i.labels, "note": i.note,
        "currency": p.currency, "years": p.years, "first_year": number(first), "face": number(p.total_at_face())})
}

fn whole(i: &Item) -> Value {
    let years = i.package.years_at_face();
    let by_year: Vec<Value> = years
        .iter()
        .map(|y| {
            json!({"year": y.year, "total": number(y.total()), "cash": number(y.cash), "equity": number(y.equity),
                "undisclosed": number(y.undisclosed), "guaranteed": number(y.guaranteed), "low": number(y.low),
                "high": y.high.map(number)})
        })
        .collect();
    let mut out = line(i);
    out["offer"] = json!(i.offer);
    out["guaranteed"] = number(years.iter().map(|y| y.guaranteed).sum());
    out["by_year"] = json!(by_year);
    out
}
