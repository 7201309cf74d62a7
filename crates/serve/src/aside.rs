//! The margin of the wire: net moves as the page of flows counts them, the largest packages, how much was read.

use maud::{Markup, html};
use tradewire_ledger::{Counts, EventFilter, EventRecord, Page};
use tradewire_market::flows::{Heads, LabFlow};
use tradewire_model::{Amount, ClaimKind, Currency, Decimal, EntityId, Event, Role, Stage};

use crate::directory::{Class, Directory, Wanted};
use crate::library::Shelf;
use crate::load;
use crate::trouble::PageError;
use crate::view::figure::{amount, amount_in_words, count_of};
use crate::view::headline;
use crate::view::market::{sample, tables};
use crate::view::name::shown;
use crate::words::Lang;

/// Most events that the sums are made over: the newest.
const LATEST: usize = 1000;
/// Rows per list.
const ROWS: usize = 6;

/// What stands in the margin.
#[derive(Debug, Clone, Default)]
pub struct Margin {
    net: Vec<LabFlow>,
    invented: bool,
    packages: Vec<(Event, Amount)>,
    directory: Directory,
    counts: Counts,
}

/// Sums up the margin. Invented events count only where the ledger holds nothing else, or if they are asked for.
///
/// # Errors
/// Those of the ledger.
pub fn load(store: &Shelf<'_>, fiction: Option<bool>) -> Result<Margin, PageError> {
    let counts = store.counts()?;
    let fiction = fiction.or((counts.fiction < counts.documents).then_some(false));
    let moves = store.moves()?;
    // As on the page of flows, which can leave invented events out or count them with the others.
    let invented = fiction == Some(true) || moves.only_fiction();
    let mut labs = store.flows(invented)?.labs.clone();
    if fiction == Some(true) {
        let ids: Vec<EntityId> = labs.iter().filter_map(|l| l.lab.id.clone()).collect();
        let known = store.entities_by_ids(&ids)?;
        labs.retain(|l| known.iter().any(|e| e.fiction && l.lab.id.as_ref() == Some(&e.id)));
    }
    let net = ends_of(labs);
    let filter = EventFilter {
        kind: Some(ClaimKind::Offer),
        fiction,
        page: Page::first(LATEST),
        ..EventFilter::default()
    };
    let packages = largest(store.events(&filter)?.items);
    let mut wanted = Wanted::default();
    net.iter().filter_map(|l| l.lab.id.as_ref()).for_each(|id| wanted.id(id));
    packages.iter().for_each(|(e, _)| wanted.event(e));
    Ok(Margin { net, invented, packages, directory: load::directory(store, wanted)?, counts })
}

/// The largest gains, then the largest losses: the ends of the list tell the story. A lab of which reports leave open
/// whether it gained or lost stands on the page of flows only.
fn ends_of(labs: Vec<LabFlow>) -> Vec<LabFlow> {
    let gain = |h: Heads| h.low.filter(|n| *n > 0);
    let loss = |h: Heads| h.high.filter(|n| *n < 0);
    let (mut won, rest): (Vec<_>, Vec<_>) = labs.into_iter().partition(|l| gain(l.all.net).is_some());
    let mut lost: Vec<_> = rest.into_iter().filter(|l| loss(l.all.net).is_some()).collect();
    won.sort_by_key(|l| std::cmp::Reverse(gain(l.all.net)));
    lost.sort_by_key(|l| std::cmp::Reverse(loss(l.all.net)));
    if won.len() + lost.len() > ROWS + 2 {
        won.truncate((ROWS / 2 + 1).max((ROWS + 2).saturating_sub(lost.len())));
        lost.drain(..lost.len() - (ROWS + 2).saturating_sub(won.len()).min(lost.len()));
    }
    won.into_iter().chain(lost).collect()
}

/// The sum an offer is ranked by: the whole package, else its parts.
fn package(e: &Event) -> Option<&Amount> {
    [Role::Total, Role::SignOn, Role::FirstYear, Role::Annual].into_iter().find_map(|r| e.args.amount(r))
}

/// The largest packages in US dollars; sums in other currencies cannot be ranked with them without a rate.
fn largest(events: Vec<EventRecord>) -> Vec<(Event, Amount)> {
    let mut rows: Vec<(Event, Amount)> = events
        .into_iter()
        .filter(|r| r.event.stage != Stage::Denied)
        .filter_map(|r| package(&r.event).cloned().map(|a| (r.event, a)))
        .filter(|(_, a)| {
            a.currency == Some(Currency::USD) && a.magnitude().is_some_and(|m| m > Decimal::ZERO)
        })
        .collect();
    rows.sort_by_key(|(_, a)| std::cmp::Reverse(a.magnitude()));
    rows.truncate(ROWS);
    rows
}

impl Margin {
    /// How much the ledger holds.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Draws the margin.
    #[must_use]
    pub fn draw(&self, lang: Lang) -> Markup {
        let w = lang.words();
        html! {
            @if !self.net.is_empty() {
                section.section {
                    h2 { (w.net_moves) }
                    @for l in &self.net {
                        div.row {
                            @if let Some(p) = sample::place(Some(&l.lab), &self.directory, lang) { (p.linked()) }
                            (tables::net(&l.all))
                        }
                    }
                    p.note { (lang.market_words().net_note) " " a href=(if self.invented { "/flows?record=all" } else { "/flows" }) { (lang.market_words().flows) " →" } }
                }
            }
            @if !self.packages.is_empty() {
                section.section {
                    h2 { (w.largest) }
                    @for (event, sum) in &self.packages {
                        div.row {
                            a href=(headline::address(event)) { (self.whom(event, lang)) " " span.soft { "· " (event.grade) } }
                            span title=(amount_in_words(sum, lang)) { (amount(sum, None, lang)) }
                        }
                    }
                }
            }
            section.section {
                h2 { (w.read_so_far) }
                @for (label, n, page) in [
                    (w.articles, self.counts.documents, "/articles"),
                    (w.claims, self.counts.claims, ""),
                    (w.events, self.counts.events, "/?kind=all"),
                    (w.open_conflicts, self.counts.conflicts, "/conflicts"),
                ] {
                    div.row {
                        @if page.is_empty() { span { (label) } } @else { a href=(page) { (label) } }
                        span { (count_of(n)) }
                    }
                }
            }
        }
    }

    fn whom(&self, event: &Event, lang: Lang) -> Markup {
        match event.args.name(Role::To) {
            Some(n) => shown(n, Class::Person, &self.directory, lang).bare(),
            None => html! {
                @if let Some(b) = event.args.name(Role::Bidder) {
                    (shown(b, Class::Organisation, &self.directory, lang).bare()) " → "
                }
                (lang.words().unnamed)
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use tradewire_market::flows::{InOut, Place};

    use super::*;

    fn lab(name: &str, low: i64, high: i64) -> LabFlow {
        let lab = Place { id: None, name: name.to_owned() };
        let all = InOut { net: Heads { low: Some(low), high: Some(high) }, ..InOut::default() };
        LabFlow { lab, all, periods: Vec::new(), shared: 0 }
    }

    fn names(labs: Vec<LabFlow>) -> String {
        ends_of(labs).into_iter().map(|l| l.lab.name).collect()
    }

    #[test]
    fn only_the_ends_stand_in_the_margin() {
        let few = vec![lab("c", -3, -3), lab("?", -1, 2), lab("a", 5, 9), lab("0", 0, 0), lab("b", 1, 1)];
        assert_eq!(names(few), "abc");
        let many = (1..9).flat_map(|n| [lab(&n.to_string(), n, n), lab(&format!("-{n}"), -n, -n)]).collect();
        assert_eq!(names(many), "8765-5-6-7-8");
        let losses = (1..12).map(|n| lab(&format!("-{n}"), -n, -n)).collect();
        assert_eq!(names(losses), "-4-5-6-7-8-9-10-11");
    }
}
