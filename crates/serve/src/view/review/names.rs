//! Two entities that may be one, side by side.

use maud::{Markup, html};
use tradewire_ledger::EntityClass;

use super::claim::{features, why};
use super::{Bench, Notice, dock, notice, strip};
use crate::link;
use crate::review::{NamesSheet, Side};
use crate::view::byline;
use crate::view::quote::on_card;
use crate::view::text::{cut, language_of, plain};

/// So many forms of a name are shown.
const FORMS: usize = 12;
/// So many features are shown.
const FEATURES: usize = 12;

/// Draws the whole screen of a pair.
#[must_use]
pub(crate) fn draw(b: &Bench<'_>, s: &NamesSheet, n: &Notice) -> Markup {
    let (w, lang) = (b.words(), b.reader.lang);
    let action = link::review(&s.task.id);
    let told = s.task.names.first().and_then(|n| n.candidates.first());
    let seen = s.own.as_ref().map_or(0, |r| r.seq);
    html! {
        div.review data-offline=(w.offline) data-task=(s.task.id) data-kind="names" {
            (strip(b))
            (notice(b, n, &action, seen, &html! {}))
            @if let Some(own) = s.own.as_ref().filter(|_| matches!(n, Notice::None)) {
                p.notice { b { (w.judged_already) } " " (lang.word(own.judgement.word)) ". " (w.judged_already_note) " " a href=(b.scope.address("/review/next")) { (w.go_on) } }
            }
            div.sheet {
                div.told {
                    h1.says { (w.are_they_one) }
                    div.sides.pair { @for (side, letter) in s.sides.iter().zip(["A", "B"]) { (entity(b, s, side, letter)) } }
                }
                aside.beside {
                    @if let Some(c) = told {
                        section.section {
                            h2 { (w.score) }
                            p.score { meter min="0" max="1" value=(format!("{:.2}", c.score.clamp(0.0, 1.0))) {} " " b.num { (format!("{:.2}", c.score)) } }
                            (features(&c.features, FEATURES, lang))
                            p.small.soft { (w.threshold_note) }
                        }
                    }
                    (why(b, &s.task))
                }
            }
            (dock::names(b, s, &action))
        }
    }
}

fn entity(b: &Bench<'_>, s: &NamesSheet, side: &Side, letter: &str) -> Markup {
    let (w, lang) = (b.words(), b.reader.lang);
    let name = side.entity.as_ref().map_or(side.id.as_str(), |e| e.entity.name.as_str());
    let name = cut(&plain(name), 80);
    let forms: Vec<&String> =
        side.entity.iter().flat_map(|e| &e.entity.forms).filter(|f| **f != name).collect();
    let page = side.entity.as_ref().map(|e| match e.entity.class {
        EntityClass::Person => link::person(&side.id),
        EntityClass::Organisation | EntityClass::Unit => link::company(&side.id),
        EntityClass::Outlet => link::source(side.id.as_str()),
    });
    html! {
        article.sidecard {
            div.top { b { (letter) } code.num { (cut(&plain(side.id.as_str()), 40)) } }
            h2.called lang=(language_of(&name)) {
                @match &page { Some(href) => a href=(href) { bdi { (name) } }, None => bdi { (name) } }
            }
            @if !forms.is_empty() {
                p.forms { @for f in forms.iter().take(FORMS) { bdi lang=(language_of(f)) { (cut(&plain(f), 60)) } } }
            }
            ul.quotes {
                @for r in &side.quotes {
                    li { div.quote { (on_card(r)) } p.small.soft { (byline::line(r, &s.directory, lang)) } }
                }
                @if side.quotes.is_empty() { li.soft { (w.no_quote) } }
            }
        }
    }
}
