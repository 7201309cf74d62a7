//! A person of the list: rank with what it hangs on, points as bars, each with its quotes.

use maud::{Markup, html};
use tradewire_market::list::{Criteria, List, Point, Ranked};
use tradewire_model::{ClaimId, Name};

use crate::directory::{Class, Directory};
use crate::link;
use crate::view::mark::fiction;
use crate::view::name::shown;
use crate::view::text::{cut, exact, language_of, plain};
use crate::words::Lang;

/// Most quotes for one criterion; the page of the person has the rest.
const PROOFS: usize = 4;
/// Longest quote, in characters.
const QUOTE: usize = 220;

fn span((best, worst): (usize, usize)) -> String {
    if best == worst { best.to_string() } else { format!("{best}–{worst}") }
}

/// A share as a percentage for SVG.
fn percent(x: f64) -> String {
    format!("{:.1}%", (x * 100.0).clamp(0.0, 100.0))
}

/// What is firm, what is open, what is missing.
fn bar(low: f64, high: f64, words: &str) -> Markup {
    html! {
        svg.bar width="100%" height="12" role="img" aria-label=(words) {
            title { (words) }
            rect.rail x="0" y="5" width="100%" height="2" {}
            @if low > 0.0 { rect.firm x="0" y="1" width=(percent(low)) height="10" {} }
            @if high - low > 0.001 { rect x=(percent(low)) y="1" width=(percent(high - low)) height="10" fill="url(#hatch-cool)" {} }
        }
    }
}

/// One person.
#[must_use]
pub fn person(p: &Ranked, criteria: &Criteria, directory: &Directory, lang: Lang) -> Markup {
    let m = lang.market_words();
    let name =
        Name { text: p.name.clone(), name: Some(p.name.clone()), id: Some(p.id.clone()), group: false };
    let proofs: usize = p.points.iter().filter_map(|x| x.value.as_ref()).map(|v| v.proofs.len()).sum();
    let score = format!("{} {:.1}, {} {:.1}", m.evidenced, p.score, m.may_be, p.may_be);
    html! {
        article.card.ranked {
            div.place {
                b.num { (p.rank) }
                span.small.soft title=(m.over_weights) { "⚖ " (span(p.over_weights)) }
                span.small.soft title=(m.over_missing) { "? " (span(p.over_missing)) }
            }
            div {
                div.rankhead {
                    h3.who { (shown(&name, Class::Person, directory, lang).whole()) @if p.fiction { " " (fiction(lang)) } }
                    span.score { b.num { (format!("{:.0}", p.score)) } span.small.soft { " … " (format!("{:.0}", p.may_be)) " / 100" } }
                }
                (bar(p.score / 100.0, p.may_be / 100.0, &score))
                div.points {
                    @for (x, c) in p.points.iter().zip(&criteria.criteria) {
                        div class=(if x.value.is_some() { "point" } else { "point missing" }) {
                            span.label { bdi { (c.label) } " " span.soft { "×" (c.weight) } }
                            (value(x, lang))
                        }
                    }
                }
                @if proofs > 0 {
                    details.proofs {
                        summary { (m.show_evidence) " (" (proofs) ")" }
                        ul {
                            @for (x, c) in p.points.iter().zip(&criteria.criteria) {
                                @for proof in x.value.iter().flat_map(|v| v.proofs.iter().take(PROOFS)) {
                                    li {
                                        span.label { bdi { (c.label) } @if !proof.found.is_empty() { ": " bdi.ink { (cut(&plain(&proof.found), 80)) } } }
                                        @let q = cut(proof.quote.trim(), QUOTE);
                                        blockquote.quote lang=(language_of(&q)) dir="auto" { (exact(&q)) }
                                        a.small href=(link::claim(&ClaimId::new(proof.claim.as_str()))) {
                                            (cut(&plain(proof.outlet.as_deref().unwrap_or(&proof.doc)), 50))
                                            @if let Some(d) = &proof.published { " · " (d) } " →"
                                        }
                                    }
                                }
                            }
                            @let left: usize = p.points.iter().filter_map(|x| x.value.as_ref()).map(|v| v.proofs.len().saturating_sub(PROOFS)).sum();
                            @if left > 0 { li { a.small href=(link::person(&p.id)) { "+" (left) " →" } } }
                        }
                    }
                }
            }
        }
    }
}

fn value(x: &Point, lang: Lang) -> Markup {
    let m = lang.market_words();
    match &x.value {
        None => html! {
            svg.bar width="100%" height="12" aria-hidden="true" { line.dashed x1="0" x2="100%" y1="6" y2="6" {} }
            span.small.soft { (m.missing) }
        },
        Some(v) => {
            let words = if (v.high - v.low).abs() < 0.005 {
                format!("{:.2}", v.low)
            } else {
                format!("{:.2}–{:.2}", v.low, v.high)
            };
            html! { (bar(v.low, v.high, &words)) span.small.num { (words) } }
        }
    }
}

/// What each weight does to the order.
#[must_use]
pub fn nudges(l: &List, lang: Lang) -> Markup {
    let m = lang.market_words();
    let who = |x: &Option<String>| x.as_deref().map_or_else(|| "–".to_owned(), |n| cut(&plain(n), 28));
    html! {
        @for (n, c) in l.nudges.iter().zip(&l.criteria.criteria) {
            div.nudge.row.stack {
                bdi { (c.label) }
                span.small.soft { "½: " (n.change.0) " " (m.change_rank) ", " (m.is_first) " " (who(&n.first.0)) }
                span.small.soft { "×2: " (n.change.1) " " (m.change_rank) ", " (m.is_first) " " (who(&n.first.1)) }
            }
        }
        p.note { (m.nudge_note) }
    }
}
