//! The last hand on every answer: errors become pages in the reader's language, a chosen language is kept.

use axum::extract::{MatchedPath, Request};
use axum::http::header::{HeaderValue, REFRESH, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderName, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::pages::error;
use crate::reader::{LANG_COOKIE, Reader};
use crate::trouble::{AGAIN, PageError, Trouble};

pub(crate) async fn dress(reader: Reader, request: Request, next: Next) -> Response {
    // The template and not the path: that may hold a name.
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let asked = reader.field("lang").is_some();
    let mut response = next.run(request).await;
    let status = response.status();
    let trouble = response.extensions_mut().remove::<Trouble>();
    if let Some(Trouble(why)) = &trouble {
        if status.is_server_error() && !matches!(why.as_ref(), PageError::Counting) {
            tracing::error!(route, error = why.as_ref() as &dyn std::error::Error, "page failed");
        }
        let wait = response.headers_mut().remove(RETRY_AFTER);
        response = (status, error::page(&reader, why)).into_response();
        response.headers_mut().extend(wait.map(|w| (RETRY_AFTER, w)));
        if matches!(why.as_ref(), PageError::Counting) {
            response.headers_mut().insert(REFRESH, AGAIN);
        }
    } else if status == StatusCode::NOT_FOUND && !reader.path.starts_with("/api/") {
        let why = PageError::Missing { what: "page", id: reader.path.clone() };
        response = (status, error::page(&reader, &why)).into_response();
    }
    if asked {
        keep(&mut response, LANG_COOKIE, reader.lang.tag());
    }
    response
}

/// Sets a cookie that only this site reads, for a year.
pub(crate) fn keep(response: &mut Response, name: &str, value: &str) {
    let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

/// Where a redirect leads.
pub(crate) const LOCATION: HeaderName = axum::http::header::LOCATION;
