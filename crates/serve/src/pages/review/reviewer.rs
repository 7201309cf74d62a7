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
use crate::who::Who;

/// Keeps the name and leads to the first task; an empty name leads back to the form.
pub async fn change(
    State(library): State<Library>,
    reader: Reader,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let posted = Posted(fields);
    if !library.desk().knows(&reader, posted.field("csrf")) {
        return refused(&reader, PageError::Foreign, "/review");
    }
    if reader.who != Who::Local {
        // Whoever has an account reviews under its name.
        return go("/review");
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
