//! `POST` and `DELETE /api/v1/review/judgements`: a judgement given, a judgement taken back.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{HeaderValue, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use tradewire_accounts::Deed;
use tradewire_ledger::{Store, Timestamp};
use tradewire_model::{ClaimJudgement, JudgementId, NameJudgement};

use super::{Json, Problem, answer, reviewer};
use crate::access::did;
use crate::library::Library;
use crate::reader::Reader;
use crate::review::{judge, judge_pair, take_back as take_back_own, task};
use crate::trouble::PageError;

/// Takes a judgement: on a claim `{"claim", "decision", …}`, on names `{"a", "b", "word"}`.
///
/// The server sets the time, and of a claim whether it was drawn at random and whether it was judged blind.
pub async fn write(
    State(library): State<Library>,
    reader: Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Json(fields) = match Json::read(&headers, &body) {
        Ok(json) => json,
        Err(problem) => return *problem,
    };
    let named = ["reviewer", "author"].into_iter().find_map(|k| fields.get(k).and_then(Value::as_str));
    let Some(who) = reviewer(&library, &reader, named) else {
        return Problem::from(PageError::Nameless).into_response();
    };
    match library.desk().write(move |store| take(store, fields, who)).await {
        Ok(id) => {
            let mut response = answer(StatusCode::CREATED, &json!({"id": id}));
            if let Ok(at) = HeaderValue::from_str(&format!("/api/v1/review/judgements/{id}")) {
                response.headers_mut().insert(LOCATION, at);
            }
            did(response, Deed::Judged, id.to_string())
        }
        Err(why) => Problem::from(why).into_response(),
    }
}

fn take(
    store: &mut dyn Store,
    mut fields: Map<String, Value>,
    who: String,
) -> Result<JudgementId, PageError> {
    let senseless = |e: serde_json::Error| PageError::Senseless(format!("no judgement: {e}"));
    let now = Timestamp::now();
    fields.insert("at".to_owned(), json!(now));
    if fields.contains_key("claim") {
        fields.insert("reviewer".to_owned(), who.into());
        let judgement: ClaimJudgement = serde_json::from_value(Value::Object(fields)).map_err(senseless)?;
        let task = task(store, judgement.claim.as_str())?;
        judge(store, &task, judgement)
    } else {
        fields.remove("reviewer");
        fields.insert("author".to_owned(), who.into());
        let judgement: NameJudgement = serde_json::from_value(Value::Object(fields)).map_err(senseless)?;
        judge_pair(store, &judgement)
    }
}

/// Takes a judgement back; its own reviewer only.
pub async fn take_back(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let who = reviewer(&library, &reader, None).ok_or(PageError::Nameless)?;
    let id = JudgementId::new(id);
    let task = library.desk().write(move |store| take_back_own(store, &id, &who)).await?;
    Ok(did(StatusCode::NO_CONTENT.into_response(), Deed::TookBack, task))
}
