//! The cookie that proves a session.

use axum::http::HeaderMap;
use axum::http::header::{COOKIE, HeaderValue, SET_COOKIE};
use axum::response::Response;
use tradewire_accounts::LASTS;

/// Over HTTPS: browsers take it from this very host alone, and send it over HTTPS alone (RFC 6265bis §4.1.3.2).
const SECURE: &str = "__Host-tw_session";
/// On loopback, where there is no HTTPS.
const PLAIN: &str = "tw_session";

fn name(secure: bool) -> &'static str {
    if secure { SECURE } else { PLAIN }
}

/// The secret of a session that a request shows; the one of the other kind is not looked at.
pub(super) fn read(headers: &HeaderMap, secure: bool) -> Option<&str> {
    let all = headers.get_all(COOKIE).iter().filter_map(|v| v.to_str().ok());
    let mut pairs = all.flat_map(|v| v.split(';')).filter_map(|c| c.trim().split_once('='));
    pairs.find(|(k, _)| *k == name(secure)).map(|(_, v)| v)
}

/// Gives a browser its session.
pub(crate) fn set(response: &mut Response, secret: &str, secure: bool) {
    write(response, secret, secure, LASTS.as_secs());
}

/// Takes it away again.
pub(crate) fn cleared(response: &mut Response, secure: bool) {
    write(response, "", secure, 0);
}

fn write(response: &mut Response, value: &str, secure: bool, seconds: u64) {
    let flag = if secure { "; Secure" } else { "" };
    let cookie = format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{flag}", name(secure));
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_scheme_has_a_cookie_of_its_own() {
        let headers = HeaderMap::from_iter([(
            COOKIE,
            HeaderValue::from_static("a=b; tw_session=plain; __Host-tw_session=secure"),
        )]);
        assert_eq!((read(&headers, false), read(&headers, true)), (Some("plain"), Some("secure")));
        let mut response = Response::default();
        set(&mut response, "x", true);
        let cookie = response.headers()[SET_COOKIE].to_str().unwrap();
        for part in ["__Host-tw_session=x", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain"));
    }
}
