//! What stands behind a figure: events and origins, and the way to them.

use maud::{Markup, html};
use tradewire_market::flows::{Heads, Place, Tally};
use tradewire_model::{EventId, Name};

use crate::directory::{Class, Directory};
use crate::link;
use crate::view::name::{Shown, shown};
use crate::words::Lang;

/// Most events that are linked beside a figure.
const LINKS: usize = 4;

/// Number of events and origins.
#[must_use]
pub fn sample(n: usize, origins: usize, lang: Lang) -> Markup {
    let m = lang.market_words();
    html! {
        span.sample title=(format!("{n} {}, {origins} {}", m.sample, m.origins)) {
            "n " b { (n) } " · o " b { (origins) }
        }
    }
}

/// How many reports of one event there are, and from how many origins.
#[must_use]
pub fn reported(n: usize, origins: usize, lang: Lang) -> Markup {
    let some = |n: usize, one: &'static str, many: &'static str| if n == 1 { one } else { many };
    let reports = lang.pick(some(n, "report", "reports"), "篇报道", "篇報導");
    let from = lang.pick(some(origins, "origin", "origins"), "个来源", "個來源");
    html! { span.sample { b { (n) } " " (reports) " · " b { (origins) } " " (from) } }
}

/// The events behind a figure as numbered links.
#[must_use]
pub fn events(ids: &[String], lang: Lang) -> Markup {
    let m = lang.market_words();
    html! {
        span.evlinks {
            @for (i, id) in ids.iter().take(LINKS).enumerate() {
                @if i > 0 { " " }
                a href=(link::event(&EventId::new(id.as_str()))) aria-label=(format!("{} {}", m.evidence, i + 1)) { "[" (i + 1) "]" }
            }
            @if ids.len() > LINKS { " +" (ids.len() - LINKS) }
        }
    }
}

/// A place in the reader's script; nothing said where none is named.
#[must_use]
pub fn place(p: Option<&Place>, directory: &Directory, lang: Lang) -> Option<Shown> {
    let p = p?;
    let name = Name { text: p.name.clone(), name: Some(p.name.clone()), id: p.id.clone(), group: false };
    Some(shown(&name, Class::Organisation, directory, lang))
}

/// The same as a word.
#[must_use]
pub fn place_text(p: Option<&Place>, directory: &Directory, lang: Lang) -> String {
    place(p, directory, lang).map_or_else(|| lang.market_words().not_said.to_owned(), |s| s.main)
}

/// Heads as an interval; a difference has its sign.
#[must_use]
pub fn heads(h: Heads, signed: bool) -> String {
    let one = |n: i64| match n {
        n if n < 0 => format!("−{}", n.unsigned_abs()),
        n if n > 0 && signed => format!("+{n}"),
        n => n.to_string(),
    };
    match (h.low, h.high) {
        (Some(a), Some(b)) if a == b => one(a),
        (Some(a), Some(b)) if a < 0 || signed => format!("{} … {}", one(a), one(b)),
        (Some(a), Some(b)) => format!("{a}–{b}"),
        (Some(a), None) => format!("≥ {}", one(a)),
        (None, Some(b)) => format!("≤ {}", one(b)),
        (None, None) => "?".to_owned(),
    }
}

/// A count in words: all, named, in groups.
#[must_use]
pub fn tally_text(t: &Tally, lang: Lang) -> String {
    let m = lang.market_words();
    let sep = lang.pick(", ", "，", "，");
    let mut out = heads(t.all(), false);
    out.push_str(lang.pick(" people", "人", "人"));
    if t.groups > 0 {
        out += &format!("{sep}{} {}{sep}{} {}", t.named, m.named, heads(t.in_groups, false), m.in_groups);
    }
    out += &format!("{sep}{} {}{sep}{} {}", t.events.len(), m.sample, t.origins, m.origins);
    out
}
