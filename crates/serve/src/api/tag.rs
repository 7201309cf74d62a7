//! Tags of what was read: an answer that is as it was is not sent again.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, ETAG, HeaderValue, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tradewire_model::content_hash;

/// Longest answer that is tagged; all of ours are pages of a listing.
pub(crate) const MOST: usize = 32 << 20;

/// Runs a reading and tags its answer by its bytes.
pub(crate) async fn tagged(request: Request, next: Next) -> Response {
    let asked = request.headers().clone();
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MOST).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let Some(tag) = of(&bytes) else { return Response::from_parts(head, Body::from(bytes)) };
    let known = tag.to_str().is_ok_and(|t| knows(&asked, t));
    head.headers.insert(ETAG, tag);
    if known {
        head.status = StatusCode::NOT_MODIFIED;
        head.headers.remove(CONTENT_LENGTH);
        return Response::from_parts(head, Body::empty());
    }
    Response::from_parts(head, Body::from(bytes))
}

/// The tag of some bytes.
pub(crate) fn of(bytes: &[u8]) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("\"{}\"", content_hash([bytes]))).ok()
}

/// Whether a reader holds what the tag names (RFC 9110 §13.1.2: compared weakly, a list or `*`).
pub(crate) fn knows(headers: &HeaderMap, tag: &str) -> bool {
    headers.get_all(IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok()).any(|held| {
        held.split(',').map(str::trim).any(|h| h == "*" || h.strip_prefix("W/").unwrap_or(h) == tag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_in_a_list_and_weakly() {
        let held =
            |text: &'static str| HeaderMap::from_iter([(IF_NONE_MATCH, HeaderValue::from_static(text))]);
        for good in ["\"a\"", "\"x\", W/\"a\"", "*"] {
            assert!(knows(&held(good), "\"a\""), "{good}");
        }
        assert!(!knows(&held("\"ab\", a"), "\"a\"") && !knows(&HeaderMap::new(), "\"a\""));
    }
}
