//! One article: the repaired text with the claims' quotes marked, the raw text a click away, what was repaired.
//!
//! The full text comes from the reader's own cache and is shown on loopback only.

use axum::extract::{Path, State};
use maud::{Markup, html};
use tradewire_ledger::{ClaimRecord, DocumentRecord, ResponseRecord};
use tradewire_model::Document;

use crate::library::{Library, Shelf};
use crate::link;
use crate::load;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::byline;
use crate::view::day::date;
use crate::view::layout::{Frame, page};
use crate::view::mark::fiction;
use crate::view::quote;
use crate::view::responses;
use crate::view::text::{cut, exact, host_of, language_of, plain, safe_url};
use crate::view::texts;

/// Repairs and damages listed.
const LISTED: usize = 60;

/// Which text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Repaired,
    Raw,
    Both,
}

impl View {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Repaired, "repaired"), (Self::Raw, "raw"), (Self::Both, "both")];

    fn of(reader: &Reader) -> Self {
        Self::ALL
            .iter()
            .find(|(_, code)| reader.field("view") == Some(code))
            .map_or(Self::Repaired, |(v, _)| *v)
    }
}

struct Loaded {
    record: DocumentRecord,
    document: Option<Document>,
    claims: Vec<ClaimRecord>,
    open: usize,
    responses: Vec<ResponseRecord>,
}

fn load_document(store: &Shelf<'_>, name: &str) -> Result<Loaded, PageError> {
    let missing = || PageError::Missing { what: "article", id: name.to_owned() };
    let record = store.document_record(name)?.ok_or_else(missing)?;
    let id = record.id.as_str();
    let claims: Vec<ClaimRecord> =
        store.claims_of_document(id)?.into_iter().filter(|c| !c.retracted).collect();
    let said = claims.iter().map(|c| c.claim.id.as_str());
    Ok(Loaded {
        document: store.document(id)?,
        responses: load::responses(store, std::iter::once(id).chain(said))?,
        claims,
        open: store.counts()?.conflicts,
        record,
    })
}

/// Shows an article.
pub async fn show(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Markup, PageError> {
    let it = library.read(move |store| load_document(store, &id)).await?;
    let title = title(&it.record);
    let body = draw(&reader, &it, &title);
    Ok(page(
        &reader,
        &Frame { title, section: "", conflicts: Some(it.open), local_text: true, ..Frame::default() },
        &body,
    ))
}

fn title(record: &DocumentRecord) -> String {
    cut(&plain(record.title.as_deref().unwrap_or(&record.name)), 160)
}

fn draw(reader: &Reader, it: &Loaded, title: &str) -> Markup {
    let w = reader.words();
    let view = View::of(reader);
    html! {
        (head(reader, &it.record, title))
        (responses::section(&it.responses, reader.lang))
        @match &it.document {
            None => {
                div.split { div.empty { p { (w.cache_gone) } } aside { (found(reader, it)) } }
            },
            Some(d) => {
                nav.chips.views aria-label=(w.view) {
                    @for (v, code) in View::ALL {
                        a href=(reader.here_with(&[("view", Some(code))])) aria-current=[(v == view).then_some("true")] {
                            (match v { View::Repaired => w.repaired, View::Raw => w.raw, View::Both => w.both })
                        }
                    }
                }
                @match view {
                    View::Both => {
                        div.columns.texts {
                            div.col { h2 { (w.repaired) } (texts::repaired(d, &it.claims, reader.lang)) }
                            div.col { h2 { (w.raw) } (texts::raw(d, &it.claims, false)) }
                        }
                        div.columns { div { (found(reader, it)) } div { (mended(reader, d)) } }
                    },
                    _ => {
                        div.split {
                            div {
                                @if view == View::Raw { (texts::raw(d, &it.claims, true)) }
                                @else { (texts::repaired(d, &it.claims, reader.lang)) }
                            }
                            aside { (found(reader, it)) (mended(reader, d)) }
                        }
                    },
                }
            },
        }
    }
}

fn head(reader: &Reader, r: &DocumentRecord, title: &str) -> Markup {
    let (w, lang) = (reader.words(), reader.lang);
    let outlet = cut(&plain(r.outlet.as_deref().unwrap_or_default()), 60);
    html! {
        header.head {
            div.top {
                span { (w.document) }
                @if !outlet.is_empty() { bdi lang=(language_of(&outlet)) { (outlet) } }
                @if let Some(d) = &r.published { time datetime=(d) { (date(d, lang)) } }
                @if let Some(l) = &r.language { span.num { (plain(l)) } }
                @if let Some(u) = r.url.as_deref().and_then(safe_url) {
                    a href=(u) rel="noopener noreferrer nofollow external" { (w.original_page) " (" (cut(host_of(u), 40)) ") ↗" }
                }
                span.grow {}
                @if r.fiction { (fiction(lang)) }
            }
            h1 lang=(language_of(title)) { bdi { (title) } }
            @if title != r.name { p.small.soft.num { (plain(&r.name)) } }
        }
    }
}

/// The claims found in the article, each leading to its place and its evidence.
fn found(reader: &Reader, it: &Loaded) -> Markup {
    let (w, lang) = (reader.words(), reader.lang);
    html! {
        section.section.found {
            h2 { (w.found_in) }
            @if it.claims.is_empty() { p.note { (w.no_claims) } }
            ol {
                @for c in &it.claims {
                    li {
                        div.top {
                            a href={ "#" (c.claim.id) } { b { (lang.kind(c.claim.kind)) } }
                            span { (lang.modality(c.claim.modality)) }
                            span.grow {}
                            a href=(link::claim(&c.claim.id)) { (w.evidence) }
                        }
                        p.small { (quote::on_card(c)) }
                        p.small.soft { (byline::source_words(c, lang)) }
                    }
                }
            }
        }
    }
}

/// What was repaired and what could not be.
fn mended(reader: &Reader, d: &Document) -> Markup {
    let (w, lang) = (reader.words(), reader.lang);
    html! {
        section.section {
            h2 { (w.repairs) " " span.num { (d.repairs.len()) } }
            @if d.repairs.is_empty() { p.note { (w.no_repairs) } }
            ul.mends {
                @for r in d.repairs.iter().take(LISTED) {
                    @let was = cut(r.span.slice(&d.raw).unwrap_or_default(), 40);
                    @let is = cut(r.text_span.slice(&d.text).unwrap_or_default(), 40);
                    li {
                        span.soft { (lang.repair(r.code)) }
                        span.change { del lang=(language_of(&was)) { (exact(&was)) } " → " @if is.is_empty() { i { (w.taken_out) } } @else { ins lang=(language_of(&is)) { (exact(&is)) } } }
                    }
                }
            }
            @if d.repairs.len() > LISTED { p.note { (LISTED) " / " (d.repairs.len()) } }
        }
        @if !d.damage.is_empty() {
            section.section {
                h2 { (w.damage) " " span.num { (d.damage.len()) } }
                p.note { (w.damage_note) }
                ul.mends {
                    @for x in d.damage.iter().take(LISTED) {
                        @let what = cut(x.text_span.slice(&d.text).unwrap_or_default(), 60);
                        li { span.soft { (lang.repair(x.code)) } span.damaged lang=(language_of(&what)) { (exact(&what)) } }
                    }
                }
            }
        }
        section.section {
            h2 { (w.encoding) }
            p.small { span.num { (plain(&d.encoding.name)) } ", " span.soft { (plain(&d.encoding.reason)) } }
            @if d.encoding.undecodable > 0 { p.small { (d.encoding.undecodable) " " (w.undecodable) } }
        }
    }
}
