//! `GET /api/v1/corrections`: what was put right, answered, denied, asked, erased or taken back.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::{Problem, answer, asked_page, listing};
use crate::library::Library;
use crate::pages::corrections::lines;
use crate::reader::Reader;
use crate::who::Rank;

/// Entries of the corrections log, latest first.
pub async fn list(State(library): State<Library>, reader: Reader) -> Result<Response, Problem> {
    let (page, lang) = (asked_page(&reader), reader.lang);
    let judges = reader.who.may(Rank::Reviewer);
    let found = library.read(move |store| lines(store, &page, lang, judges)).await?;
    let items = found.items.iter().map(|l| {
        json!({
            "seq": l.seq, "observed_at": l.at, "kind": l.code, "about": l.about, "by": l.by, "text": l.text,
            "evidence": l.evidence, "changed": l.changed, "due_at": l.due,
        })
    });
    Ok(answer(StatusCode::OK, &listing(items, found.next.as_ref())))
}
