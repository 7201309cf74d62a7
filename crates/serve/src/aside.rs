//! The margin of the wire: net moves, the largest packages, how much was read.

use std::collections::BTreeMap;

use maud::{Markup, html};
use tradewire_ledger::{Counts, EventFilter, EventRecord, Page};
use tradewire_model::{Amount, ClaimKind, Currency, Decimal, EntityId, Event, Name, Role, Stage, Value};

use crate::directory::{Class, Directory, Wanted};
use crate::library::Shelf;
use crate::load;
use crate::trouble::PageError;
use crate::view::figure::{amount, amount_in_words, count_of};
use crate::view::headline;
use crate::view::name::shown;
use crate::words::Lang;

/// Most events that the sums are made over: the newest.
const LATEST: usize = 1000;
/// Rows per list.
const ROWS: usize = 6;

/// What stands in the margin.
#[derive(Debug, Clone, Default)]
pub struct Margin {
    net: Vec<(Name, i64)>,
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
    let of = |kind| {
        let filter =
            EventFilter { kind: Some(kind), fiction, page: Page::first(LATEST), ..EventFilter::default() };
        store.events(&filter).map(|l| l.items)
    };
    let net = net_moves(&of(ClaimKind::Move)?);
    let packages = largest(of(ClaimKind::Offer)?);
    let mut wanted = Wanted::default();
    for (n, _) in &net {
        n.id.iter().for_each(|id| wanted.id(id));
    }
    packages.iter().for_each(|(e, _)| wanted.event(e));
    Ok(Margin { net, packages, directory: load::directory(store, wanted)?, counts })
}

/// How many people an event moves: its count, else the names it has.
#[must_use]
pub fn heads(event: &Event) -> i64 {
    match event.args.get(Role::Count) {
        Some(Value::Count(c)) => i64::try_from(c.value.round()).unwrap_or(1),
        _ => i64::try_from(event.args.names(Role::Person).len()).unwrap_or(1).max(1),
    }
}

/// Whether a move changes who works where: it happened or is agreed, and is not mere history.
#[must_use]
pub fn counts_as_move(event: &Event) -> bool {
    let settled = matches!(event.stage, Stage::Done | Stage::Announced | Stage::Agreed);
    let kind = event.args.text(Role::Type);
    settled && !matches!(kind, Some("past_affiliation" | "promotion"))
}

fn net_moves(events: &[EventRecord]) -> Vec<(Name, i64)> {
    let mut net: BTreeMap<EntityId, (Name, i64)> = BTreeMap::new();
    for e in events.iter().map(|r| &r.event).filter(|e| counts_as_move(e)) {
        for (role, sign) in [(Role::From, -1), (Role::To, 1)] {
            for n in e.args.names(role) {
                if let Some(id) = &n.id {
                    net.entry(id.clone()).or_insert_with(|| (n.clone(), 0)).1 += sign * heads(e);
                }
            }
        }
    }
    let mut rows: Vec<_> = net.into_values().filter(|(_, n)| *n != 0).collect();
    // The largest gains, then the largest losses: the ends of the list tell the story.
    rows.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    if rows.len() > ROWS + 2 {
        let gains = rows.iter().filter(|r| r.1 > 0).count().min(ROWS / 2 + 1);
        let losses = rows.split_off(rows.len() - (ROWS + 2 - gains).min(rows.len() - gains));
        rows.truncate(gains);
        rows.extend(losses);
    }
    rows
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
                    @for (name, n) in &self.net {
                        div.row {
                            (shown(name, Class::Organisation, &self.directory, lang).linked())
                            span class=(if *n > 0 { "plus" } else { "minus" }) { (signed(*n)) }
                        }
                    }
                    p.note { (w.net_note) }
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

/// A number with its sign, minus as U+2212.
#[must_use]
pub fn signed(n: i64) -> String {
    match n {
        0 => "0".to_owned(),
        n if n > 0 => format!("+{n}"),
        n => format!("−{}", n.unsigned_abs()),
    }
}
