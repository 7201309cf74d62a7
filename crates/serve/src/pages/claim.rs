//! The evidence for one claim: the quote in its place, repaired and raw, and how the claim came about.

use axum::extract::{Path, State};
use maud::{Markup, html};
use tradewire_ledger::{ClaimRecord, EventRecord, ResponseRecord};
use tradewire_model::{ClaimId, Document, RawSpan};

use crate::directory::{Directory, Wanted};
use crate::library::{Library, Shelf};
use crate::link;
use crate::load;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::args::facts;
use crate::view::byline;
use crate::view::day::date;
use crate::view::headline::address;
use crate::view::layout::{Frame, page};
use crate::view::mark::{fiction, stage};
use crate::view::quote::{context, marked, whole};
use crate::view::responses;
use crate::view::sentence::{line, line_text};
use crate::view::text::{cut, exact, language_of, plain};

/// Characters of raw text shown on either side of the quote.
const AROUND: usize = 90;

struct Loaded {
    record: ClaimRecord,
    document: Option<Document>,
    events: Vec<EventRecord>,
    directory: Directory,
    open: usize,
    responses: Vec<ResponseRecord>,
}

fn load_claim(store: &Shelf<'_>, id: &ClaimId) -> Result<Loaded, PageError> {
    let missing = || PageError::Missing { what: "claim", id: id.as_str().to_owned() };
    let record = store.claim(id)?.ok_or_else(missing)?;
    let document = store.document(record.document.id.as_str())?;
    let events = store.events_of_claim(id)?;
    let mut wanted = Wanted::default();
    wanted.claim(&record.claim);
    events.iter().for_each(|e| wanted.event(&e.event));
    let directory = load::directory(store, wanted)?;
    let responses = load::responses(store, [id.as_str()])?;
    Ok(Loaded { record, document, events, directory, open: store.counts()?.conflicts, responses })
}

/// Shows the evidence for a claim.
pub async fn show(
    State(library): State<Library>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Markup, PageError> {
    let id = ClaimId::new(id);
    let it = library.read(move |store| load_claim(store, &id)).await?;
    let w = reader.words();
    let title = match it.events.first() {
        Some(e) => format!("{}: {}", w.evidence, line_text(&e.event, &it.directory, reader.lang)),
        None => format!("{}: {}", w.evidence, reader.lang.kind(it.record.claim.kind)),
    };
    let frame = Frame { title, section: "", conflicts: Some(it.open), local_text: true, ..Frame::default() };
    Ok(page(&reader, &frame, &draw(&reader, &it)))
}

fn draw(reader: &Reader, it: &Loaded) -> Markup {
    let (w, lang) = (reader.words(), reader.lang);
    let (record, claim) = (&it.record, &it.record.claim);
    let outlet = byline::article_label(record);
    html! {
        header.head {
            div.top {
                span { b { (w.evidence) } }
                span { (lang.kind(claim.kind)) }
                span { (w.modality) ": " (lang.modality(claim.modality)) }
                span.grow {}
                @if record.retracted { span.contest { (w.retracted) } }
                @if record.document.fiction { (fiction(lang)) }
            }
            div.evidence { (in_place(reader, it)) }
            p.soft {
                a href=(link::document(&claim.doc)) { bdi lang=(language_of(&outlet)) { (outlet) } }
                @if let Some(d) = claim.published.as_ref().or(record.document.published.as_ref()) { " · " (date(d, lang)) }
                " · " (w.attributed_to) ": " (byline::attribution(record, &it.directory, lang))
            }
        }
        div.split {
            div {
                (responses::section(&it.responses, lang))
                (raw(reader, it))
                (steps(reader, it))
            }
            aside {
                section.section { h2 { (w.arguments) } (facts(&claim.args, claim.kind, &it.directory, lang)) }
                @if !claim.derived.is_empty() {
                    section.section { h2 { (w.derived) } (facts(&claim.derived, claim.kind, &it.directory, lang)) }
                }
                @if !it.events.is_empty() {
                    section.section {
                        h2 { (w.part_of_event) }
                        @for e in &it.events {
                            div.row.stack { a href=(address(&e.event)) { (line(&e.event, &it.directory, lang)) } span { (stage(e.event.stage, lang)) } }
                        }
                    }
                }
                (responses::way(claim.id.as_str(), lang))
            }
        }
    }
}

/// The quote with a sentence of context in the repaired text.
fn in_place(reader: &Reader, it: &Loaded) -> Markup {
    let claim = &it.record.claim;
    let place = it.document.as_ref().zip(claim.text_span).and_then(|(d, s)| context(d, s));
    html! {
        h1.vh { (reader.words().quote_in_context) }
        @match (place, &it.record.context) {
            (Some((before, quote, after)), _) => {
                blockquote.big lang=(language_of(quote)) dir="auto" {
                    span.soft { (exact(before)) } mark { (exact(quote)) } span.soft { (exact(after)) }
                }
            },
            (None, Some(c)) => blockquote.big { (marked(claim, c)) },
            (None, None) => blockquote.big { mark { (whole(claim)) } },
        }
        @if it.document.is_none() { p.note { (reader.words().cache_gone) } }
    }
}

/// The same place in the raw text, damage included, with its bytes.
fn raw(reader: &Reader, it: &Loaded) -> Markup {
    let w = reader.words();
    let claim = &it.record.claim;
    let (before, after) =
        it.document.as_ref().map_or((String::new(), String::new()), |d| around(&d.raw, claim.span));
    let at = link::document(&claim.doc);
    html! {
        section.section {
            div.sechead {
                h2 { (w.as_it_stands) }
                p.num { (w.raw_bytes) " " (claim.span.start()) "–" (claim.span.end()) }
                @if it.document.is_some() {
                    p { a href={ (at) "?view=both#" (claim.id) } { (w.both) } " · " a href={ (at) "?view=raw#" (claim.id) } { (w.raw) } }
                }
            }
            pre.rawtext lang=(language_of(&claim.quote)) dir="auto" {
                span.soft { (exact(&before)) } mark { (exact(&claim.quote)) } span.soft { (exact(&after)) }
            }
        }
    }
}

fn around(raw: &str, span: RawSpan) -> (String, String) {
    let before = raw.get(..span.start()).unwrap_or_default();
    let after = raw.get(span.end()..).unwrap_or_default();
    let start = before.char_indices().rev().nth(AROUND).map_or(0, |x| x.0);
    let end = after.char_indices().nth(AROUND).map_or(after.len(), |x| x.0);
    (before[start..].to_owned(), after[..end].to_owned())
}

/// The steps from text to claim.
fn steps(reader: &Reader, it: &Loaded) -> Markup {
    let (w, lang) = (reader.words(), reader.lang);
    let claim = &it.record.claim;
    // Confidence is a share of one with two digits; as whole percent it needs no float in the page.
    let percent = format!("{:.0}%", (claim.confidence * 100.0).clamp(0.0, 100.0));
    html! {
        section.section {
            div.sechead {
                h2 { (w.how_found) }
                p { (w.rule) " " code.num { (plain(claim.rule.as_str())) } " · " (w.extractor) " " code.num { (plain(&claim.extractor)) } " · " (w.confidence) " " b.num { (percent) } }
            }
            @if claim.derivation.steps.is_empty() { p.note { (w.no_derivation) } }
            @else {
                div.tablewrap {
                    table {
                        thead { tr { th scope="col" { (w.step) } th scope="col" { (w.words_seen) } th scope="col" { (w.how) } } }
                        tbody {
                            @for s in claim.derivation.steps.iter().take(200) {
                                @let words = cut(&s.text, 160);
                                tr {
                                    th scope="row" { (step_label(&s.what, reader)) }
                                    td { span lang=(language_of(&words)) dir="auto" { (exact(&words)) } }
                                    td.soft { bdi { (cut(&plain(&s.how), 160)) } }
                                }
                            }
                        }
                    }
                }
            }
            p.small.soft { (w.claim) " " code.num { (plain(claim.id.as_str())) } " · " (lang.kind(claim.kind)) }
        }
    }
}

/// A step's name: a role in the reader's language, else as the extractor calls it.
fn step_label(what: &str, reader: &Reader) -> String {
    what.parse().map_or_else(|_| plain(what), |role| reader.lang.role(role).to_owned())
}
