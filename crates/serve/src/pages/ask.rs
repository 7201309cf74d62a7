//! Asking for a correction, a reply, an erasure: a form, and what becomes of it.

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use tradewire_accounts::Deed;
use tradewire_ledger::{Request, RequestKind, Timestamp};

use crate::access::did;
use crate::library::Library;
use crate::link;
use crate::pages::review::refused;
use crate::reader::Reader;
use crate::review::Posted;
use crate::trouble::PageError;
use crate::view::layout::{Frame, page};
use crate::view::text::plain;
use crate::words::AskingWords;

/// Most characters of what is asked, and of who asks.
const LONGEST: (usize, usize) = (4_000, 300);

/// The form.
pub async fn show(
    State(library): State<Library>,
    reader: Reader,
    Query(fields): Query<Vec<(String, String)>>,
) -> Markup {
    draw(&library, &reader, &Posted(fields), None)
}

/// Takes the form; what cannot be taken comes back with the reason and what was typed.
pub async fn send(
    State(library): State<Library>,
    reader: Reader,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let posted = Posted(fields);
    let w = reader.lang.asking_words();
    let back = link::ask(posted.field("about"));
    if !library.desk().knows(&reader, posted.field("csrf")) {
        return refused(&reader, PageError::Foreign, &back);
    }
    let problem = match (posted.field("by").trim(), posted.field("text").trim()) {
        ("", _) => Some(w.missing_by),
        (_, "") => Some(w.missing_words),
        (by, text) if text.chars().count() > LONGEST.0 || by.chars().count() > LONGEST.1 => Some(w.too_long),
        _ => None,
    };
    if let Some(problem) = problem {
        let form = draw(&library, &reader, &posted, Some(problem));
        return (StatusCode::UNPROCESSABLE_ENTITY, form).into_response();
    }
    let now = Timestamp::now();
    let about = posted.field("about").to_owned();
    let request = Request {
        kind: RequestKind::parse(posted.field("kind")).unwrap_or(RequestKind::Correction),
        about: if about.is_empty() { Vec::new() } else { vec![about.clone()] },
        by: posted.field("by").trim().to_owned(),
        text: posted.field("text").trim().to_owned(),
        received_at: now,
    };
    let due = request.due_at();
    match library.desk().write(move |store| Ok(store.request(&request, now)?)).await {
        Ok(id) => did(thanks(&reader, &id, due, &about).into_response(), Deed::Requested, id),
        Err(why) => refused(&reader, why, &back),
    }
}

fn thanks(reader: &Reader, id: &str, due: Timestamp, about: &str) -> Markup {
    let w = reader.lang.asking_words();
    let body = html! {
        header.head { h1 { (w.thanks) } p.lead { (w.keep) } }
        div.facts.narrowcol {
            div.row { span { (w.number) } code { (id) } }
            div.row { span { (w.due) } time datetime=(due) { (due.strftime("%Y-%m-%d")) } }
        }
        @if let Some(to) = link::of_id(about) { p.ways { a.button href=(to) { (w.back) } } }
    };
    page(reader, &Frame { title: w.thanks.to_owned(), ..Frame::default() }, &body)
}

fn draw(library: &Library, reader: &Reader, posted: &Posted, problem: Option<&str>) -> Markup {
    let w = reader.lang.asking_words();
    let about = posted.field("about");
    let body = html! {
        header.head { h1 { (w.title) } p.lead { (w.lead) } }
        @if let Some(problem) = problem { div.problem role="alert" { b { (problem) } } }
        p.soft {
            (w.about) ": "
            @match link::of_id(about) {
                Some(to) => a href=(to) { code { (plain(about)) } },
                None => (w.about_all),
            }
        }
        @if library.desk().closed().is_some() {
            div.empty { p { (w.closed) } pre { code { (command(about)) } } }
        } @else { (form(&library.desk().token(reader), posted, w)) }
    };
    page(reader, &Frame { title: w.title.to_owned(), ..Frame::default() }, &body)
}

fn form(token: &str, posted: &Posted, w: &AskingWords) -> Markup {
    let kinds = [
        (RequestKind::Correction, w.kind_correction),
        (RequestKind::Reply, w.kind_reply),
        (RequestKind::Erasure, w.kind_erasure),
        (RequestKind::Access, w.kind_access),
        (RequestKind::Objection, w.kind_objection),
    ];
    let chosen = RequestKind::parse(posted.field("kind")).unwrap_or(RequestKind::Correction);
    html! {
        form.offerform.asking method="post" action="/ask" {
            input type="hidden" name="csrf" value=(token);
            input type="hidden" name="about" value=(posted.field("about"));
            label {
                span { (w.what) }
                select name="kind" {
                    @for (kind, words) in kinds { option value=(kind.as_str()) selected[kind == chosen] { (words) } }
                }
            }
            label {
                span { (w.words) }
                textarea name="text" required maxlength=(LONGEST.0) { (posted.field("text")) }
            }
            label {
                span { (w.by) }
                input type="text" name="by" required maxlength=(LONGEST.1) autocomplete="name" value=(posted.field("by")) aria-describedby="by-hint";
            }
            p.small.soft #by-hint { (w.by_hint) }
            div.buttons { button.main type="submit" { (w.send) } }
        }
    }
}

/// How whoever keeps the ledger takes the request down.
fn command(about: &str) -> String {
    let about = if link::of_id(about).is_some() { format!(" --about {about}") } else { String::new() };
    format!("tradewire request add --kind correction{about} --by 'NAME <ADDRESS>' 'WORDS'")
}
