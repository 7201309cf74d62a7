//! The style, the script and the icon: ours alone, out of the binary, addressed by their content.

use std::sync::LazyLock;

use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use axum::response::{IntoResponse, Response};
use tradewire_model::content_hash;

static STYLE: &str = concat!(
    include_str!("assets/base.css"),
    include_str!("assets/cards.css"),
    include_str!("assets/pages.css"),
);
static SCRIPT: &str = include_str!("assets/tradewire.js");
static ICON: &str = include_str!("assets/icon.svg");

static STYLE_ADDRESS: LazyLock<String> = LazyLock::new(|| address("/assets/tradewire.css", STYLE));
static SCRIPT_ADDRESS: LazyLock<String> = LazyLock::new(|| address("/assets/tradewire.js", SCRIPT));
static ICON_ADDRESS: LazyLock<String> = LazyLock::new(|| address("/assets/icon.svg", ICON));

fn address(path: &str, content: &str) -> String {
    format!("{path}?v={}", content_hash([content]))
}

/// Address of the style.
#[must_use]
pub fn style_address() -> &'static str {
    &STYLE_ADDRESS
}

/// Address of the script.
#[must_use]
pub fn script_address() -> &'static str {
    &SCRIPT_ADDRESS
}

/// Address of the icon.
#[must_use]
pub fn icon_address() -> &'static str {
    &ICON_ADDRESS
}

pub(crate) async fn style(headers: HeaderMap) -> Response {
    answer(&headers, STYLE, "text/css; charset=utf-8")
}

pub(crate) async fn script(headers: HeaderMap) -> Response {
    answer(&headers, SCRIPT, "text/javascript; charset=utf-8")
}

pub(crate) async fn icon(headers: HeaderMap) -> Response {
    answer(&headers, ICON, "image/svg+xml")
}

fn answer(headers: &HeaderMap, content: &'static str, media: &'static str) -> Response {
    let tag = format!("\"{}\"", content_hash([content]));
    let known = headers.get(IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == tag.as_bytes());
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { content.into_response() };
    let h = response.headers_mut();
    h.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    // The address changes with the content, so it may be kept for ever.
    h.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        h.insert(ETAG, tag);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_comes_from_elsewhere() {
        for text in [STYLE, SCRIPT] {
            assert!(!text.contains("http://") && !text.contains("https://") && !text.contains("@import"));
        }
        assert!(!ICON.contains("href"));
    }
}
