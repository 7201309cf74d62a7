//! The screen where people review: the queue, one task, and what is posted from them.

pub mod judge;
pub mod queue;
pub mod renew;
pub mod reviewer;
pub mod task;
pub mod undo;

use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::dress::LOCATION;
use crate::library::Library;
use crate::reader::Reader;
use crate::review::Posted;
use crate::trouble::PageError;
use crate::view::layout::{self, Frame};

/// Sends the reader on.
pub(crate) fn go(to: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(LOCATION, to);
    }
    response
}

/// Who judges: as the reader said, else as the server was started.
pub(crate) fn who(library: &Library, reader: &Reader) -> Option<String> {
    reader.reviewer.clone().or_else(|| library.desk().reviewer().map(str::to_owned))
}

/// What every form must pass before anything is looked at: that somebody may judge here, who, and that it is ours.
///
/// # Errors
/// [`PageError::Closed`], [`PageError::Foreign`], [`PageError::Nameless`].
pub(crate) fn admit(library: &Library, reader: &Reader, posted: &Posted) -> Result<String, PageError> {
    if !library.desk().knows(reader, posted.field("csrf")) {
        return Err(PageError::Foreign);
    }
    if let Some(why) = library.desk().closed() {
        return Err(PageError::Closed(why.clone()));
    }
    who(library, reader).ok_or(PageError::Nameless)
}

/// A page that says what kept an answer from being taken, with a way on.
pub(crate) fn refused(reader: &Reader, why: PageError, back: &str) -> Response {
    let w = reader.lang.review_words();
    let (title, note, way) = match &why {
        PageError::Foreign => (w.foreign, w.foreign_note.to_owned(), w.open_again),
        PageError::Busy => (w.busy, w.busy_note.to_owned(), w.open_again),
        PageError::Closed(_) => (w.read_only, w.read_only_chosen.to_owned(), w.to_queue),
        PageError::NotYours(who) => (w.not_yours, who.clone(), w.to_queue),
        PageError::Undone(_) => (w.undone_already, String::new(), w.go_on),
        PageError::Senseless(what) => (w.not_taken, what.clone(), w.open_again),
        PageError::Nameless => return go("/review"),
        _ => return why.into_response(),
    };
    let body = html! {
        div.review.refused {
            div.head { h1 { (title) } @if !note.is_empty() { p.lead { (note) } } }
            p.ways { a.button href=(back) data-key="Enter" { (way) } " " a.button href="/review" { (w.to_queue) } }
        }
    };
    (why.status(), focused(reader, title, &body)).into_response()
}

/// Puts a screen into a frame without what distracts.
pub(crate) fn focused(reader: &Reader, title: &str, body: &Markup) -> Markup {
    let frame = Frame { title: title.to_owned(), section: "/review", ..Frame::default() };
    layout::focused(reader, &frame, body)
}
