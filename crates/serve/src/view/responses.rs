//! What those concerned say of what the ledger holds: denials, replies, corrections, in their own words.

use maud::{Markup, html};
use tradewire_ledger::{ResponseKind, ResponseRecord};

use crate::link;
use crate::view::text::{language_of, plain, safe_url};
use crate::words::Lang;

/// A section with the responses, denials first; nothing where there are none.
pub fn section(records: &[ResponseRecord], lang: Lang) -> Markup {
    let w = lang.asking_words();
    let mut ordered: Vec<&ResponseRecord> = records.iter().collect();
    ordered.sort_by_key(|r| r.response.kind != ResponseKind::Denial);
    html! {
        @if !ordered.is_empty() {
            section.section.responses {
                div.sechead { h2 { (w.said) } p { (w.said_note) } }
                @for r in ordered {
                    @let said = &r.response;
                    figure.response.against[said.kind == ResponseKind::Denial] {
                        blockquote.quote lang=(language_of(&said.text)) dir="auto" { (plain(&said.text)) }
                        figcaption.by {
                            b { (kind(said.kind, lang)) } " · "
                            bdi lang=(language_of(&said.author)) { (plain(&said.author)) }
                            " · " time datetime=(r.observed_at) { (r.observed_at.strftime("%Y-%m-%d")) }
                        }
                        @if !said.evidence.is_empty() {
                            p.small.soft {
                                (w.evidence) ": "
                                @for (i, e) in said.evidence.iter().enumerate() {
                                    @if i > 0 { ", " }
                                    @if let Some(url) = safe_url(e) { a href=(url) rel="nofollow noopener noreferrer" { (plain(e)) } } @else { (plain(e)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a response is, in words.
fn kind(kind: ResponseKind, lang: Lang) -> &'static str {
    let w = lang.asking_words();
    match kind {
        ResponseKind::Denial => w.denial,
        ResponseKind::Reply => w.reply,
        ResponseKind::Correction => w.correction,
    }
}

/// The way to ask for one.
pub fn way(about: &str, lang: Lang) -> Markup {
    html! {
        p.note { (lang.words().reply_note) " " a href=(link::ask(about)) { (lang.asking_words().ask) } }
    }
}
