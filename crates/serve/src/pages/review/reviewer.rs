//! Who reviews: a small form that leaves a cookie.

use axum::extract::{Form, State};
use axum::response::Response;

use super::{go, refused};
use crate::dress::keep;
use crate::library::Library;
use crate::link;
use crate::reader::{REVIEWER_COOKIE, Reader, name};
use crate::review::Posted;
use crate::trouble::PageError;

/// Keeps the name and leads to the first task; an empty name leads back to the form.
pub async fn change(
    State(library): State<Library>,
    reader: Reader,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let posted = Posted(fields);
    if !library.desk().knows(posted.field("csrf")) {
        return refused(&reader, PageError::Foreign, "/review");
    }
    match name(posted.field("reviewer")) {
        Some(name) => {
            let mut response = go("/review/next?welcome=1");
            keep(&mut response, REVIEWER_COOKIE, &link::encode(&name));
            response
        }
        None => go("/review?who=1"),
    }
}
