//! The switch between light and dark: a small form, so that it works without JavaScript.

use axum::extract::Form;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::dress::{LOCATION, keep};
use crate::link;
use crate::reader::{LOOK_COOKIE, Look};

/// Keeps the look in a cookie and leads back to where the reader was.
pub async fn change(Form(fields): Form<Vec<(String, String)>>) -> Response {
    let field = |name: &str| fields.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str());
    let look = field("look").and_then(Look::parse).unwrap_or_default();
    let back = field("back").filter(|b| link::is_local(b)).unwrap_or("/");
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(to) = HeaderValue::from_str(back) {
        response.headers_mut().insert(LOCATION, to);
    }
    keep(&mut response, LOOK_COOKIE, look.as_str());
    response
}
