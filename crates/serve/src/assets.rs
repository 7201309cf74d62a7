//! The style, the script and the icon: ours alone, out of the binary, addressed by their content.

use std::sync::LazyLock;

use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use axum::response::{IntoResponse, Response};
use tradewire_model::content_hash;

static STYLE: LazyLock<String> = LazyLock::new(|| {
    packed(concat!(
        include_str!("assets/base.css"),
        include_str!("assets/cards.css"),
        include_str!("assets/pages.css"),
        include_str!("assets/market.css"),
        include_str!("assets/review.css"),
        include_str!("assets/live.css"),
        include_str!("assets/access.css"),
    ))
});
static SCRIPT: &str = concat!(include_str!("assets/tradewire.js"), include_str!("assets/review.js"));
static ICON: &str = include_str!("assets/icon.svg");

static STYLE_ADDRESS: LazyLock<String> = LazyLock::new(|| address("/assets/tradewire.css", &STYLE));
static SCRIPT_ADDRESS: LazyLock<String> = LazyLock::new(|| address("/assets/tradewire.js", SCRIPT));
static ICON_ADDRESS: LazyLock<String> = LazyLock::new(|| address("/assets/icon.svg", ICON));

fn address(path: &str, content: &str) -> String {
    format!("{path}?v={}", content_hash([content]))
}

/// A style without comments, and without the white space that only people need.
fn packed(style: &str) -> String {
    let mut out = String::with_capacity(style.len());
    let mut rest = style;
    while let Some(c) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |x| x.1);
        } else if matches!(c, '"' | '\'') {
            // What stands in quotation marks stays as it is.
            let end = rest[1..].find(c).map_or(rest.len(), |i| i + 2);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if c.is_whitespace() {
            rest = rest.trim_start();
            let tight = |c: char| matches!(c, '{' | '}' | ';' | ',');
            if !out.is_empty() && !out.ends_with(tight) && !rest.starts_with(tight) && !rest.starts_with("/*")
            {
                out.push(' ');
            }
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Address of the style.
#[must_use]
pub fn style_address() -> &'static str {
    &STYLE_ADDRESS
}

/// The style itself, for a page that is no part of the site.
#[must_use]
pub fn style_text() -> &'static str {
    &STYLE
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
    answer(&headers, &STYLE, "text/css; charset=utf-8")
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

    /// Relative luminance of `#rrggbb` (WCAG 2.2, definition of relative luminance).
    fn luminance(hex: &str) -> f64 {
        let channel = |i: usize| {
            let c = f64::from(u8::from_str_radix(&hex[i..i + 2], 16).unwrap()) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    /// Light and dark value of a colour of the palette.
    fn colour(name: &str) -> [f64; 2] {
        let (_, rest) = STYLE.split_once(&format!("--{name}: light-dark(")).unwrap();
        let (light, dark) = rest.split_once(')').unwrap().0.split_once(',').unwrap();
        [luminance(light.trim()), luminance(dark.trim())]
    }

    #[test]
    fn every_ink_is_legible_on_every_ground() {
        for ink in ["ink", "soft", "hot", "cool", "gain"] {
            for ground in ["paper", "card", "well"] {
                for (i, g) in colour(ink).iter().zip(colour(ground)) {
                    let ratio = (i.max(g) + 0.05) / (i.min(g) + 0.05);
                    assert!(ratio >= 4.5, "{ink} on {ground}: {ratio:.2} (WCAG 2.2, 1.4.3 asks for 4.5)");
                }
            }
        }
        for (i, m) in colour("ink").iter().zip(colour("mark")) {
            assert!((i.max(m) + 0.05) / (i.min(m) + 0.05) >= 4.5);
        }
    }

    #[test]
    fn only_what_people_need_is_taken_out_of_a_style() {
        let written = "/* one */\n.a > b, .c {\n  color: red;\n  content: \", { }\";\n}\n@media (min-width: 2px) and (x) {\n}\n";
        assert_eq!(
            packed(written),
            ".a > b,.c{color: red;content: \", { }\";}@media (min-width: 2px) and (x){}"
        );
        assert_eq!(STYLE.matches('{').count(), STYLE.matches('}').count());
    }

    #[test]
    fn nothing_comes_from_elsewhere() {
        for text in [STYLE.as_str(), SCRIPT] {
            assert!(!text.contains("http://") && !text.contains("https://") && !text.contains("@import"));
        }
        assert!(!ICON.contains("href"));
    }
}
