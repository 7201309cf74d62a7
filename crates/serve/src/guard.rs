//! What stands before every page: the Host is ours, a post comes from our own pages, the headers are strict.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::access::{Access, PublicUrl};
use crate::api::problem;
use crate::library::Library;

/// No inline script or style, nothing from elsewhere, no frame around us.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Refuses requests for another host, and posts from other sites.
///
/// A page on the internet can make a browser resolve its own name to 127.0.0.1 (DNS rebinding) and then read this
/// site as if it were its own; the Host header gives it away.
pub(crate) async fn check(State(library): State<Library>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let api = request.uri().path().starts_with("/api/");
    let public = library.access().and_then(Access::public);
    if !host_is_ours(headers, request.uri().host(), public) {
        return refuse(
            "This address is not served under that name.\nOpen http://127.0.0.1:8420 or http://localhost:8420 (with the port you chose).\n",
            api,
        );
    }
    if request.method() != Method::GET
        && request.method() != Method::HEAD
        && is_from_elsewhere(headers, public)
    {
        return refuse("A form on another site cannot post here.\n", api);
    }
    let mut response = next.run(request).await;
    strict_headers(response.headers_mut());
    response
}

fn refuse(why: &'static str, api: bool) -> Response {
    let mut response = match api {
        true => problem(StatusCode::FORBIDDEN, why.trim(), None),
        false => (StatusCode::FORBIDDEN, why).into_response(),
    };
    strict_headers(response.headers_mut());
    response
}

/// The name part of `host:port`; brackets of an IPv6 address stay.
fn name_of(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_loopback(host: &str) -> bool {
    let name = name_of(host);
    name.eq_ignore_ascii_case("localhost") || name == "127.0.0.1" || name == "[::1]"
}

fn host_is_ours(headers: &HeaderMap, target: Option<&str>, public: Option<&PublicUrl>) -> bool {
    let ours = |host: &str| is_loopback(host) || public.is_some_and(|p| p.is_host(host));
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(h), None) => h.to_str().is_ok_and(ours) && target.is_none_or(ours),
        // No Host (HTTP/1.0 tools): a browser always sends one, so nothing can be rebound.
        (None, _) => target.is_none_or(ours),
        _ => false,
    }
}

fn is_from_elsewhere(headers: &HeaderMap, public: Option<&PublicUrl>) -> bool {
    let text = |name: &HeaderName| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    let site = text(&HeaderName::from_static("sec-fetch-site"));
    // Served to others, the origin must be the public one too: a proxy that says another Host than browsers do would
    // else be taken for loopback.
    if let (Some(public), Some(host), Some(origin)) = (public, text(&HOST), text(&ORIGIN))
        && origin != "null"
    {
        let plain = format!("http://{host}");
        let right = if public.is_host(host) { public.is_origin(origin) } else { origin == plain };
        if !right {
            return true;
        }
    }
    if let Some(site) = site {
        // Browsers set it themselves; no page can forge it.
        return site != "same-origin" && site != "none";
    }
    match (text(&ORIGIN), text(&HOST)) {
        (None, _) => false,
        (Some(origin), Some(host)) if public.is_some_and(|p| p.is_host(host)) => {
            public.is_none_or(|p| !p.is_origin(origin))
        }
        (Some(origin), host) => {
            let place = origin.split_once("://").map(|x| x.1);
            place.is_none() || place != host
        }
    }
}

fn strict_headers(headers: &mut HeaderMap) {
    let fixed = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        // Not `no-referrer`: that makes browsers send `Origin: null` with our own forms.
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn only_loopback_names_are_served() {
        for good in ["127.0.0.1:8420", "localhost", "LOCALHOST:1", "[::1]:8420"] {
            assert!(is_loopback(good), "{good}");
        }
        for bad in
            ["evil.example", "127.0.0.1.evil.example:8420", "localhost.evil.example", "127.0.0.1:x", ""]
        {
            assert!(!is_loopback(bad), "{bad}");
        }
        assert!(!host_is_ours(&with(&[("host", "localhost")]), Some("evil.example"), None));
    }

    #[test]
    fn one_public_name_is_served_besides() {
        let public = PublicUrl::parse("https://wire.example.org", false).unwrap();
        let ours = |host: &'static str| host_is_ours(&with(&[("host", host)]), None, Some(&public));
        assert!(ours("wire.example.org") && ours("localhost:8420"));
        assert!(!ours("wire.example.org.evil.example") && !ours("evil.example"));
        assert!(!host_is_ours(&with(&[("host", "wire.example.org")]), None, None));
        let elsewhere =
            |pairs: &[(&'static str, &'static str)]| is_from_elsewhere(&with(pairs), Some(&public));
        let (host, here) = (("host", "wire.example.org"), ("origin", "https://wire.example.org"));
        assert!(!elsewhere(&[host, here]) && !elsewhere(&[host, here, ("sec-fetch-site", "same-origin")]));
        assert!(elsewhere(&[host, ("origin", "http://wire.example.org")]));
        assert!(elsewhere(&[host, ("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")]));
        // A proxy that gives the Host of the server behind it.
        assert!(elsewhere(&[("host", "127.0.0.1:8420"), here, ("sec-fetch-site", "same-origin")]));
        assert!(!elsewhere(&[("host", "127.0.0.1:8420"), ("origin", "http://127.0.0.1:8420")]));
    }

    #[test]
    fn posts_from_other_sites_are_seen() {
        assert!(!is_from_elsewhere(
            &with(&[("host", "localhost:1"), ("origin", "http://localhost:1")]),
            None
        ));
        assert!(is_from_elsewhere(
            &with(&[("host", "localhost:1"), ("origin", "http://evil.example")]),
            None
        ));
        assert!(is_from_elsewhere(&with(&[("host", "localhost:1"), ("origin", "null")]), None));
        assert!(is_from_elsewhere(&with(&[("sec-fetch-site", "cross-site")]), None));
        assert!(is_from_elsewhere(&with(&[("sec-fetch-site", "same-site")]), None));
        assert!(!is_from_elsewhere(&with(&[("sec-fetch-site", "same-origin"), ("origin", "null")]), None));
        assert!(!is_from_elsewhere(&with(&[("host", "localhost:1")]), None));
    }
}
