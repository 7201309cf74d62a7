//! The face of an event: tiles at its ends, the way between them, the figure it states.

use maud::{Markup, html};
use tradewire_model::{Args, ClaimKind, Event, Name, Role, Value};

use super::figure::measure;
use super::name::{monogram, shown};
use crate::directory::{Class, Directory};
use crate::link;
use crate::words::Lang;

/// The places an event leads from and to: the tiles at either end.
#[must_use]
pub fn ends(event: &Event) -> (Option<&Name>, Option<&Name>) {
    let a = &event.args;
    match event.kind {
        ClaimKind::Move => (a.name(Role::From), a.name(Role::To)),
        ClaimKind::Offer => (None, a.name(Role::Bidder)),
        ClaimKind::Deal => (a.name(Role::Target), a.name(Role::Acquirer)),
        ClaimKind::Funding | ClaimKind::Valuation => (None, a.name(Role::Company)),
        ClaimKind::Approach => (a.name(Role::TargetOrg), a.name(Role::Org)),
        ClaimKind::Dispute => (a.name(Role::Defendant), a.name(Role::Plaintiff)),
        ClaimKind::Unit | ClaimKind::Payband => (None, a.name(Role::Org)),
        ClaimKind::Stat => (None, None),
        ClaimKind::Statement => (None, a.name(Role::Affiliation)),
    }
}

/// A tile: the letters of an organisation, linked to its page; a dashed one where nobody is named.
#[must_use]
pub fn tile(name: Option<&Name>, to: bool, directory: &Directory, lang: Lang) -> Markup {
    let Some(name) = name else {
        return html! { span.tile.open aria-hidden="true" { "?" } };
    };
    let s = shown(name, Class::Organisation, directory, lang);
    // The letters come from the Latin name where there is one: they are the same in every language.
    let latin =
        name.id.as_ref().and_then(|id| directory.get(id)).map_or(s.main.as_str(), |k| k.name.as_str());
    let letters = monogram(if name.name.is_some() { name.label() } else { latin });
    let class = if to { "tile to" } else { "tile" };
    match &s.href {
        Some(href) => {
            html! { a class=(class) href=(href) title=(s.main) aria-label=(format!("{letters} · {}", s.main)) { (letters) } }
        }
        None => html! { span class=(class) title=(s.main) { (letters) } },
    }
}

/// The way between two ends, with their names: dashed until it has been walked; none unless both are named.
#[must_use]
pub fn way(
    event: &Event,
    from: Option<&Name>,
    to: Option<&Name>,
    directory: &Directory,
    lang: Lang,
) -> Markup {
    use tradewire_model::Stage as S;
    let walked = matches!(event.stage, S::Done | S::Announced | S::Agreed);
    let (Some(from), Some(to)) = (from, to) else {
        return html! {};
    };
    let end = |n: &Name| shown(n, Class::Organisation, directory, lang).linked();
    html! {
        div.way {
            span.end { (end(from)) }
            svg class=(if walked { "line" } else { "line dashed" }) width="100%" height="10" role="img"
                aria-label=(lang.pick("to", "到", "到")) {
                line.run x1="0" y1="5" x2="100%" y2="5" {}
                svg x="100%" width="1" height="10" overflow="visible" { path.tip d="M0 0L10 5L0 10Z" {} }
            }
            span.end { (end(to)) }
        }
    }
}

/// What a figure claim says: its measure, or its last point.
#[must_use]
pub fn stat_value(a: &Args, lang: Lang) -> Option<String> {
    match (a.get(Role::Value), a.get(Role::Series)) {
        (Some(Value::Measure(m)), _) => Some(measure(m, lang)),
        (_, Some(Value::Series(points))) => points.last().map(|p| measure(&p.value, lang)),
        _ => None,
    }
}

/// The address of an event's page.
#[must_use]
pub fn address(event: &Event) -> String {
    link::event(&event.id)
}
