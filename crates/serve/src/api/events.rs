//! `GET /api/v1/events` and `/api/v1/events/{id}`: events as JSON, and as a table.

use axum::extract::{Path, State};
use axum::http::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tradewire_ledger::{EventFilter, EventRecord, Listing};
use tradewire_model::{EntityId, Event, EventId, ReportRole, Role};

use super::statements::statement;
use super::{Problem, answer, asked_page, listing};
use crate::directory::{Directory, Wanted};
use crate::library::Library;
use crate::load;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::sentence::line_text;
use crate::words::Lang;

/// Claims of an event that are given with it.
const CLAIMS: usize = 400;

fn filter(reader: &Reader) -> EventFilter {
    let yes_no = |name| reader.field(name).map(|v| v == "true");
    EventFilter {
        kind: reader.field("kind").and_then(|k| k.parse().ok()),
        stage: reader.field("stage").and_then(|s| s.parse().ok()),
        entity: reader.field("entity").map(EntityId::new),
        text: reader.field("text").map(str::to_owned),
        document: reader.field("document").map(str::to_owned),
        conflict: yes_no("conflict"),
        fiction: yes_no("fiction"),
        published: yes_no("published") == Some(true),
        page: asked_page(reader),
    }
}

async fn found(library: &Library, reader: &Reader) -> Result<(Listing<EventRecord>, Directory), PageError> {
    let filter = filter(reader);
    library
        .read(move |store| {
            let found = store.events(&filter)?;
            let mut wanted = Wanted::default();
            found.items.iter().for_each(|r| wanted.event(&r.event));
            Ok((found, load::directory(store, wanted)?))
        })
        .await
}

/// Whether a table is liked at least as well as JSON: named first.
fn wants_sheet(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let kinds = || accepted.split(',').map(|k| k.split(';').next().unwrap_or_default().trim());
    let at = |kind: &str| kinds().position(|k| k.eq_ignore_ascii_case(kind));
    at("text/csv").is_some_and(|csv| at("application/json").is_none_or(|json| csv < json))
}

/// Events, latest report first.
pub async fn list(
    State(library): State<Library>,
    reader: Reader,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (found, directory) = found(&library, &reader).await?;
    let mut response = match wants_sheet(&headers) {
        true => table(&found.items, &directory, reader.lang)?,
        false => {
            let items = found.items.iter().map(|r| event(r, &directory, reader.lang));
            answer(StatusCode::OK, &listing(items, found.next.as_ref()))
        }
    };
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept, accept-language, cookie"));
    Ok(response)
}

/// The same as a table.
pub async fn sheet(State(library): State<Library>, reader: Reader) -> Result<Response, Problem> {
    let (found, directory) = found(&library, &reader).await?;
    Ok(table(&found.items, &directory, reader.lang)?)
}

/// One event with its claims and disagreements.
pub async fn show(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let lang = reader.lang;
    let body = library
        .read(move |store| {
            let record =
                store.event(&EventId::new(id.as_str()))?.ok_or(PageError::Missing { what: "event", id })?;
            let story = load::story(store, record, CLAIMS)?;
            let mut wanted = Wanted::default();
            wanted.event(story.event());
            let directory = load::directory(store, wanted)?;
            let mut out = event(&story.record, &directory, lang);
            out["statements"] = story.claims.iter().map(statement).collect();
            out["disagreements"] = json!(story.conflicts);
            Ok(out)
        })
        .await?;
    Ok(answer(StatusCode::OK, &body))
}

fn parts(event: &Event) -> [usize; 4] {
    let n = |role| event.reports_as(role).count();
    let repeats = n(ReportRole::Citation) + n(ReportRole::Noise);
    [n(ReportRole::Origin), n(ReportRole::Confirmation), repeats, n(ReportRole::Denial)]
}

fn event(r: &EventRecord, directory: &Directory, lang: Lang) -> Value {
    let mut out = json!(r.event);
    let [origins, confirmations, repeats, denials] = parts(&r.event);
    let more = json!({
        "sentence": line_text(&r.event, directory, lang), "first_published": r.first_published,
        "last_published": r.last_published, "documents": r.documents, "origins": origins,
        "confirmations": confirmations, "repeats": repeats, "denials": denials, "conflicts": r.conflicts,
        "fiction": r.fiction,
    });
    if let (Some(out), Value::Object(more)) = (out.as_object_mut(), more) {
        out.extend(more);
    }
    out
}

/// Columns of the table.
const COLUMNS: [&str; 21] = [
    "id",
    "kind",
    "stage",
    "grade",
    "sentence",
    "date",
    "first_published",
    "last_published",
    "from",
    "to",
    "who",
    "amount_low",
    "amount_high",
    "currency",
    "bound",
    "origins",
    "confirmations",
    "repeats",
    "denials",
    "conflicts",
    "fiction",
];

/// What a spreadsheet would take for a formula is kept from being one (OWASP, «CSV injection»).
fn cell(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

fn table(records: &[EventRecord], directory: &Directory, lang: Lang) -> Result<Response, PageError> {
    let broken = |e: csv::Error| PageError::Senseless(format!("no table: {e}"));
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(COLUMNS).map_err(broken)?;
    for r in records {
        let (e, a) = (&r.event, &r.event.args);
        let names = |roles: &[Role]| {
            let found = roles.iter().flat_map(|role| a.names(*role)).map(|n| n.label().to_owned());
            found.collect::<Vec<_>>().join("; ")
        };
        let sum = crate::story::MONEY.iter().find_map(|role| a.amount(*role));
        let ends = sum.map(tradewire_model::Amount::interval).unwrap_or_default();
        let figure =
            |n: Option<tradewire_model::Decimal>| n.map(|n| n.normalize().to_string()).unwrap_or_default();
        let date = |d: Option<&tradewire_model::Date>| d.map(ToString::to_string).unwrap_or_default();
        let mut row = vec![
            e.id.to_string(),
            e.kind.to_string(),
            e.stage.to_string(),
            e.grade.to_string(),
            line_text(e, directory, lang),
            date(a.date()),
            date(r.first_published.as_ref()),
            date(r.last_published.as_ref()),
            names(&[Role::From]),
            names(&[Role::To, Role::Acquirer, Role::Bidder, Role::Company, Role::Org]),
            names(&[Role::Person, Role::Group, Role::Target, Role::Speaker]),
            figure(ends.0),
            figure(ends.1),
            sum.and_then(|s| s.currency).map(|c| c.code().to_owned()).unwrap_or_default(),
            sum.map(|s| s.bound.as_str().to_owned()).unwrap_or_default(),
        ];
        row.extend(parts(e).map(|n| n.to_string()));
        row.extend([r.conflicts.to_string(), r.fiction.to_string()]);
        out.write_record(row.iter().map(|c| cell(c))).map_err(broken)?;
    }
    let bytes = out.into_inner().map_err(|e| PageError::Senseless(format!("no table: {e}")))?;
    let mut response = (StatusCode::OK, bytes).into_response();
    let h = response.headers_mut();
    h.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    h.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"events.csv\""));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_given_where_it_is_liked_best() {
        let asks = |text: &'static str| {
            wants_sheet(&HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(text))]))
        };
        assert!(asks("text/csv") && asks("text/csv;q=0.9, application/json;q=0.1"));
        assert!(!asks("*/*") && !asks("application/json, text/csv") && !wants_sheet(&HeaderMap::new()));
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (text, kept) in [("=1+1", "'=1+1"), ("@x", "'@x"), ("Wen", "Wen"), ("", "")] {
            assert_eq!(cell(text), kept);
        }
    }
}
