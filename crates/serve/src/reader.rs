//! The reader: which language and look they asked for, and where they are.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, HOST};
use axum::http::request::Parts;

use crate::access::Known;
use crate::link;
use crate::view::text::{is_treacherous, plain};
use crate::who::Who;
use crate::words::{Lang, Words};

/// Name of the cookie that keeps the language.
pub(crate) const LANG_COOKIE: &str = "tw_lang";
/// Name of the cookie that keeps the look.
pub(crate) const LOOK_COOKIE: &str = "tw_look";
/// Name of the cookie that keeps who reviews.
pub(crate) const REVIEWER_COOKIE: &str = "tw_reviewer";

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// As the system says.
    #[default]
    Auto,
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

impl Look {
    /// As it stands in the cookie and in `data-theme`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads it back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark].into_iter().find(|l| l.as_str() == text)
    }

    /// What the switch leads to.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Auto => Self::Dark,
            Self::Dark => Self::Light,
            Self::Light => Self::Auto,
        }
    }
}

/// Who asks: language, look, path and query of the request.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    /// Language: `?lang=`, else the cookie, else `Accept-Language`, else English.
    pub lang: Lang,
    /// Look: the cookie, else as the system says.
    pub look: Look,
    /// Path of the request.
    pub path: String,
    /// Host they asked, with its port; the guard has checked it.
    pub host: Option<String>,
    /// Who they are.
    pub who: Who,
    /// What forms of their session are sealed with; empty without a session.
    pub seal: String,
    /// Who they said they are, for reviewing; with accounts it is the account.
    pub reviewer: Option<String>,
    /// Fields of the query, in order; malformed queries have none.
    pub query: Vec<(String, String)>,
}

impl Reader {
    /// The words of the interface.
    #[must_use]
    pub fn words(&self) -> &'static Words {
        self.lang.words()
    }

    /// A field of the query, if it is not empty.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(k, v)| k == name && !v.is_empty()).map(|(_, v)| v.as_str())
    }

    /// This page's address with some fields set (`Some`) or taken out (`None`).
    #[must_use]
    pub fn here_with(&self, changes: &[(&str, Option<&str>)]) -> String {
        let kept = self
            .query
            .iter()
            .filter(|(k, v)| !v.is_empty() && !changes.iter().any(|(c, _)| c == k))
            .map(|(k, v)| (k.as_str(), v.as_str()));
        let set = changes.iter().filter_map(|(k, v)| v.map(|v| (*k, v)));
        link::with_query(&self.path, kept.chain(set))
    }

    /// This page's address without the language in it.
    #[must_use]
    pub fn here(&self) -> String {
        self.here_with(&[("lang", None)])
    }
}

/// A reviewer's name as it is kept: short, on one line, without characters that hide or turn others.
pub(crate) fn name(typed: &str) -> Option<String> {
    let name: String = plain(typed).trim().chars().take(40).collect();
    (!name.is_empty()).then_some(name)
}

/// What was typed without characters that nobody can see or that turn others, for it may stand on the page again.
fn seen(typed: &str) -> String {
    let hidden = |c: &char| is_treacherous(*c) || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    typed.chars().filter(|c| !hidden(c)).collect()
}

fn cookie<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header.split(';').filter_map(|c| c.trim().split_once('=')).find(|(k, _)| *k == name).map(|(_, v)| v)
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map(|q| q.0).unwrap_or_default();
        let query: Vec<(String, String)> = query.into_iter().map(|(k, v)| (seen(&k), seen(&v))).collect();
        let header = |name| parts.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let cookies = header(COOKIE);
        let asked = query.iter().find(|(k, _)| k == "lang").and_then(|(_, v)| Lang::from_tag(v));
        let lang = asked
            .or_else(|| cookie(cookies, LANG_COOKIE).and_then(Lang::from_tag))
            .or_else(|| Lang::from_accept(header(ACCEPT_LANGUAGE)))
            .unwrap_or_default();
        let look = cookie(cookies, LOOK_COOKIE).and_then(Look::parse).unwrap_or_default();
        let who = parts.extensions.get::<Who>().cloned().unwrap_or_default();
        let seal = parts.extensions.get::<Known>().map(|k| k.seal.clone()).unwrap_or_default();
        let reviewer = match &who {
            Who::Local => cookie(cookies, REVIEWER_COOKIE).and_then(link::decode).and_then(|n| name(&n)),
            Who::Member { name, .. } => Some(name.clone()),
            Who::Nobody => None,
        };
        let host = Some(header(HOST)).filter(|h| !h.is_empty()).map(str::to_owned);
        Ok(Self { lang, look, who, seal, reviewer, host, path: parts.uri.path().to_owned(), query })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_the_other_fields() {
        let r = Reader {
            path: "/".into(),
            query: vec![("kind".into(), "move".into()), ("lab".into(), "a&b".into())],
            ..Reader::default()
        };
        assert_eq!(r.here_with(&[("kind", Some("deal"))]), "/?lab=a%26b&kind=deal");
        assert_eq!(r.here_with(&[("kind", None), ("lab", None)]), "/");
    }

    #[test]
    fn cookies_are_read_by_their_whole_name() {
        assert_eq!(cookie("xtw_look=dark; tw_look=light", LOOK_COOKIE), Some("light"));
        assert_eq!(cookie("nonsense", LOOK_COOKIE), None);
    }

    #[test]
    fn a_reviewer_has_a_short_name_on_one_line() {
        assert_eq!(name("  Ana\u{202e}\n Liu "), Some("Ana Liu".to_owned()));
        assert_eq!(name(" \u{200b} "), None);
        assert_eq!(name(&"安".repeat(90)).map(|n| n.chars().count()), Some(40));
    }

    #[test]
    fn the_switch_goes_round() {
        assert_eq!(Look::Auto.next().next().next(), Look::Auto);
        assert_eq!(Look::parse("pink"), None);
    }
}
