//! Who asks, by their session or token; told to all that follows.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::header::{AUTHORIZATION, HOST, USER_AGENT};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use tradewire_accounts::{Seat, Visit};
use tradewire_ledger::Timestamp;
use tradewire_model::content_hash;

use super::{Access, cookie, limits};
use crate::api::problem;
use crate::library::Library;
use crate::routes::{self, Kind};
use crate::trouble::PageError;
use crate::who::Who;

/// By what somebody is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Means {
    /// By nothing.
    Nothing,
    /// By the session of this number.
    Session(i64),
    /// By a token.
    Token,
}

/// Who asks, and how they are known; stands in every request where there are accounts.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) who: Who,
    pub(crate) means: Means,
    /// What forms of this session are sealed with; empty without one.
    pub(crate) seal: String,
    /// Where they ask from.
    pub(crate) visit: Visit,
    /// Whether they ask by HTTPS.
    pub(crate) secure: bool,
}

/// Finds out who asks and tells it to what follows.
pub(crate) async fn identify(State(library): State<Library>, mut request: Request, next: Next) -> Response {
    let Some(access) = library.access() else { return next.run(request).await };
    let path = request.extensions().get::<MatchedPath>().map(|p| p.as_str().to_owned());
    let kind = routes::kind(path.as_deref(), request.uri().path());
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
    let headers = request.headers().clone();
    let known = match access.know(&headers, peer, kind).await {
        Ok(known) => known,
        Err(why) => {
            tracing::error!(error = &why as &dyn std::error::Error, "the accounts cannot be asked");
            let words = "the accounts cannot be asked";
            return match kind {
                Kind::Api => problem(StatusCode::SERVICE_UNAVAILABLE, words, None),
                _ => (StatusCode::SERVICE_UNAVAILABLE, words).into_response(),
            };
        }
    };
    request.extensions_mut().insert(known.who.clone());
    request.extensions_mut().insert(known);
    next.run(request).await
}

impl Access {
    async fn know(&self, headers: &HeaderMap, peer: Option<IpAddr>, kind: Kind) -> Result<Known, PageError> {
        let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let secure = self.public().is_some_and(|p| p.is_secure() && p.is_host(text(HOST)));
        let visit = Visit {
            address: limits::counted(self.asker(peer, headers)),
            agent: text(USER_AGENT).chars().take(200).collect(),
        };
        let mut known = Known { who: Who::Nobody, means: Means::Nothing, seal: String::new(), visit, secure };
        let now = Timestamp::now();
        if let Some(token) = token(headers, kind) {
            let seat = self.ask(move |a| a.token(&token, now)).await?;
            known.sit(seat, Means::Token, String::new());
        } else if kind != Kind::Asset
            && let Some(secret) = cookie::read(headers, secure)
        {
            let (secret, seal) = (secret.to_owned(), content_hash([secret]));
            let seat = self.ask(move |a| a.session(&secret, now)).await?;
            let means = seat.as_ref().and_then(|s| s.session).map_or(Means::Nothing, Means::Session);
            known.sit(seat, means, seal);
        }
        Ok(known)
    }

    /// The address that asks: of the connection, or what a proxy of ours says of it.
    fn asker(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        let peer = peer.map(|p| p.to_canonical())?;
        if !self.inner.proxies.contains(&peer) {
            return Some(peer);
        }
        // What stands last was written by the proxy itself; what stands before it, anybody can write.
        let said = headers.get_all("x-forwarded-for").iter().next_back().and_then(|v| v.to_str().ok());
        let last = said.and_then(|s| s.rsplit(',').next()).and_then(|a| a.trim().parse().ok());
        last.or(Some(peer))
    }
}

impl Known {
    fn sit(&mut self, seat: Option<Seat>, means: Means, seal: String) {
        if let Some(seat) = seat {
            (self.means, self.seal) = (means, seal);
            self.who = Who::Member { name: seat.name, rank: seat.rank };
        }
    }
}

/// The token that a request shows where one is taken: `Bearer`, and for feeds the password of `Basic`, whatever the name.
fn token(headers: &HeaderMap, kind: Kind) -> Option<String> {
    let shown = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = shown.split_once(' ')?;
    if !matches!(kind, Kind::Api | Kind::Feed) {
        return None;
    }
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    if kind == Kind::Feed && scheme.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(BASE64_STANDARD.decode(rest.trim()).ok()?).ok()?;
        return pair.split_once(':').map(|(_, password)| password.to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use tradewire_accounts::Accounts;

    use super::*;
    use crate::access::Quotas;

    #[test]
    fn tokens_are_taken_where_programs_ask() {
        let shown =
            |value: &str| HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_str(value).unwrap())]);
        let bearer = shown("bearer twk_1");
        assert_eq!(token(&bearer, Kind::Api).as_deref(), Some("twk_1"));
        assert_eq!(token(&bearer, Kind::Page), None);
        // «reader:twk_1»
        let basic = shown("Basic cmVhZGVyOnR3a18x");
        assert_eq!((token(&basic, Kind::Feed).as_deref(), token(&basic, Kind::Api)), (Some("twk_1"), None));
        assert_eq!(token(&shown("Basic %%%"), Kind::Feed), None);
    }

    #[test]
    fn only_our_own_proxy_is_believed() {
        let folder = tempfile::tempdir().unwrap();
        let accounts = Accounts::open(folder.path().join("a.sqlite")).unwrap();
        let proxy: IpAddr = "127.0.0.1".parse().unwrap();
        let access = Access::with(accounts, None, vec![proxy], &Quotas::default());
        let says = HeaderMap::from_iter([(
            HeaderName::from_static("x-forwarded-for"),
            HeaderValue::from_static("192.0.2.66, 192.0.2.7"),
        )]);
        let asker = |peer: &str| access.asker(peer.parse().ok(), &says).unwrap().to_string();
        assert_eq!(asker("127.0.0.1"), "192.0.2.7");
        assert_eq!(asker("198.51.100.1"), "198.51.100.1");
        assert_eq!(access.asker(Some(proxy), &HeaderMap::new()), Some(proxy));
    }
}
