//! Who says it: the source a claim is attributed to, the outlets in between, the article, the day.

use maud::{Markup, html};
use tradewire_ledger::ClaimRecord;
use tradewire_model::Name;

use super::day::date;
use super::name::{list, shown};
use super::text::{cut, language_of, plain};
use crate::directory::{Class, Directory};
use crate::link;
use crate::words::Lang;

/// A source as a link to its page, whatever class of thing it is.
fn source(name: &Name, directory: &Directory, lang: Lang) -> Markup {
    let mut s = shown(name, Class::Outlet, directory, lang);
    s.href = name.id.as_ref().map(|id| link::source(id.as_str()));
    html! { (s.linked()) (s.companion()) }
}

/// Outlet (or name) of the article a claim stands in.
#[must_use]
pub fn article_label(record: &ClaimRecord) -> String {
    let d = &record.document;
    cut(&plain(d.outlet.as_deref().unwrap_or(&d.name)), 60)
}

/// Outlet of the article, source, way and day, with the link to the evidence.
#[must_use]
pub fn line(record: &ClaimRecord, directory: &Directory, lang: Lang) -> Markup {
    let w = lang.words();
    let a = &record.claim.attribution;
    let outlet = article_label(record);
    html! {
        bdi lang=(language_of(&outlet)) { (outlet) }
        @if let Some(s) = &a.source {
            ", " (w.citing) " " (source(s, directory, lang))
            @if a.anonymous { " (" (w.insiders) ")" }
        } @else if a.anonymous {
            ", " (w.citing) " " (w.insiders)
        }
        @if !a.via.is_empty() { ", " (w.via) " " (list(&a.via, Class::Outlet, directory, lang)) }
        @if let Some(d) = record.claim.published.as_ref().or(record.document.published.as_ref()) {
            " · " time datetime=(d) { (date(d, lang)) }
        }
        " · " a href=(link::claim(&record.claim.id)) { (w.evidence) }
    }
}

/// To whom a claim is attributed, in words.
#[must_use]
pub fn attribution(record: &ClaimRecord, directory: &Directory, lang: Lang) -> Markup {
    let w = lang.words();
    let a = &record.claim.attribution;
    html! {
        @match (&a.source, a.anonymous) {
            (Some(s), false) => (source(s, directory, lang)),
            (Some(s), true) => { (source(s, directory, lang)) " (" (w.insiders) ")" },
            (None, true) => (w.insiders),
            (None, false) => (w.own_voice),
        }
        @if !a.via.is_empty() { ", " (w.via) " " (list(&a.via, Class::Outlet, directory, lang)) }
    }
}

/// The source a claim names, as plain words without links; empty for the article's own voice.
#[must_use]
pub fn source_words(record: &ClaimRecord, lang: Lang) -> String {
    let a = &record.claim.attribution;
    match (&a.source, a.anonymous) {
        (Some(s), _) => format!("{} {}", lang.words().citing, cut(&plain(s.label()), 60)),
        (None, true) => lang.words().insiders.to_owned(),
        (None, false) => String::new(),
    }
}
