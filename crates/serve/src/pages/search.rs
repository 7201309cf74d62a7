//! Search: names, events, quotes and articles, in English and both Chinese scripts.

use axum::extract::State;
use maud::{Markup, html};
use tradewire_ledger::{EntityClass, Hit, HitKind, Query};

use crate::library::Library;
use crate::link;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::day::date;
use crate::view::layout::{Frame, page};
use crate::view::mark::fiction;
use crate::view::text::{cut, exact, language_of, plain};

/// Hits shown.
const MOST: usize = 60;
/// Longest query, in characters.
const LONGEST: usize = 200;

/// Shows the field and what was found.
pub async fn show(State(library): State<Library>, reader: Reader) -> Result<Markup, PageError> {
    let w = reader.words();
    let text: String = reader.field("q").map(plain).unwrap_or_default().chars().take(LONGEST).collect();
    let asked = text.clone();
    let (hits, open) = library
        .read(move |store| {
            let hits = if asked.is_empty() {
                Vec::new()
            } else {
                store.search(&Query { limit: MOST, ..Query::new(asked) })?
            };
            Ok((hits, store.counts()?.conflicts))
        })
        .await?;
    let body = html! {
        div.head { h1 { @if text.is_empty() { (w.search) } @else { bdi { (cut(&text, 80)) } } } p.lead { (w.search_lead) } }
        form.bigfind action="/search" method="get" role="search" {
            label.vh for="bigq" { (w.search) }
            input #bigq type="search" name="q" value=(text) maxlength="200" placeholder=(w.search_hint) autocomplete="off";
            button type="submit" { (w.search) }
        }
        @if text.is_empty() {
            div.empty { p { (w.search_teach) } }
        } @else if hits.is_empty() {
            div.empty { p { (w.no_hits) " " b { bdi { (cut(&text, 80)) } } } p { (w.search_teach) } }
        } @else {
            @for kind in HitKind::ALL { (group(&reader, *kind, &hits)) }
            @if hits.len() == MOST { p.note { (w.more_hits) } }
        }
    };
    let title =
        if text.is_empty() { w.search.to_owned() } else { format!("{}: {}", w.search, cut(&text, 40)) };
    Ok(page(
        &reader,
        &Frame { title, section: "/search", conflicts: Some(open), local_text: false, ..Frame::default() },
        &body,
    ))
}

fn group(reader: &Reader, kind: HitKind, hits: &[Hit]) -> Markup {
    let (w, lang) = (reader.words(), reader.lang);
    let of: Vec<&Hit> = hits.iter().filter(|h| h.kind == kind).collect();
    let title = match kind {
        HitKind::Entity => w.names,
        HitKind::Event => w.events,
        HitKind::Claim => w.quotes,
        HitKind::Document => w.articles,
    };
    html! {
        @if !of.is_empty() {
            section.section {
                h2 { (title) }
                ol.hits {
                    @for h in of {
                        li {
                            h3 {
                                @let t = cut(&plain(&h.title), 140);
                                a href=(address(h)) { bdi lang=(language_of(&t)) { (t) } }
                                @if h.fiction { " " (fiction(lang)) }
                            }
                            @if h.snippet != h.title { p.snippet lang=(language_of(&h.snippet)) dir="auto" { (snippet(h)) } }
                            p.small.soft {
                                @if let Some(k) = h.claim_kind { (lang.kind(k)) }
                                @if let Some(d) = &h.published { @if h.claim_kind.is_some() { " · " } (date(d, lang)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn address(h: &Hit) -> String {
    let id = link::encode(&h.id);
    match (h.kind, h.class) {
        (HitKind::Entity, Some(EntityClass::Person)) => format!("/person/{id}"),
        (HitKind::Entity, Some(EntityClass::Outlet)) => format!("/source/{id}"),
        (HitKind::Entity, _) => format!("/company/{id}"),
        (HitKind::Event, _) => format!("/event/{id}"),
        (HitKind::Claim, _) => format!("/claim/{id}"),
        (HitKind::Document, _) => format!("/document/{id}"),
    }
}

/// The words around the match with the match marked; marks that do not fit are left out.
fn snippet(h: &Hit) -> Markup {
    let text = h.snippet.as_str();
    let mut pieces: Vec<(&str, bool)> = Vec::new();
    let mut at = 0;
    for &(a, b) in &h.marks {
        if a < at || b < a {
            continue;
        }
        if let (Some(before), Some(hit)) = (text.get(at..a), text.get(a..b)) {
            pieces.extend([(before, false), (hit, true)]);
            at = b;
        }
    }
    pieces.push((text.get(at..).unwrap_or_default(), false));
    html! { @for (t, marked) in pieces { @if marked { mark { (exact(t)) } } @else { (exact(t)) } } }
}
