//! The market at a glance: who moves between labs, the largest packages, what is paid over the years.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};
use tradewire_ledger::{EventFilter, EventRecord, Page};
use tradewire_market::flows::Between;
use tradewire_market::{Comparable, Evidence, LeftOut, Measure, comparable, evidence};
use tradewire_model::{Amount, ClaimKind, Currency, Date, Decimal, ReportRole, Role};

use crate::directory::{Class, Directory, Wanted};
use crate::library::{Library, Shelf};
use crate::link;
use crate::load;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::bar::{Ink, Scale, bar};
use crate::view::figure::{amount, amount_in_words};
use crate::view::layout::{Frame, page};
use crate::view::mark::{fiction, grade, stage};
use crate::view::market::{bands, flowmap, nav, sample};
use crate::view::name::shown;
use crate::words::Lang;

/// Events looked at: the latest.
const MOST: usize = 20_000;
/// Packages shown.
const ROWS: usize = 20;
/// Years shown of each sum: the latest.
const YEARS: usize = 12;
/// The resampling begins the same way each time, so that a figure stays while the evidence does.
const SEED: u64 = 1;
/// Sums that a package is ranked by, in this order.
const SUMS: [Role; 4] = [Role::Total, Role::SignOn, Role::FirstYear, Role::Annual];

/// A package of a certain size.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    record: EventRecord,
    role: Role,
    sum: Amount,
}

/// What is paid of one sort of sum.
#[derive(Debug, Clone)]
pub(crate) struct Paid {
    /// Which sum.
    pub measure: Measure,
    /// Over all years.
    pub all: Comparable,
    /// By year, with what was seen in it.
    pub years: Vec<(i16, Comparable, Vec<Evidence>)>,
    /// Events in another currency, or of none that is known.
    pub foreign: usize,
    /// Events that a party denies.
    pub denied: usize,
}

/// What the page shows, gathered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Market {
    packages: Vec<Package>,
    paid: Vec<Paid>,
    ways: Vec<Between>,
    moves: (usize, usize),
    invented: bool,
    cut: bool,
    directory: Directory,
}

/// Gathers the market; invented events count where the ledger holds nothing else, or if they are asked for.
pub(crate) fn gather(store: &Shelf<'_>, asked: bool) -> Result<Market, PageError> {
    let counts = store.counts()?;
    let invented = asked || counts.fiction >= counts.documents;
    let (events, cut) = offers(store, invented)?;
    let found = store.flows(invented)?;
    let packages = largest(&events);
    let mut wanted = Wanted::default();
    packages.iter().for_each(|p| wanted.event(&p.record.event));
    let places = found.between.iter().flat_map(|b| b.from.iter().chain(&b.to));
    places.filter_map(|p| p.id.as_ref()).for_each(|id| wanted.id(id));
    Ok(Market {
        paid: Measure::ALL.into_iter().filter_map(|m| paid(&events, m)).collect(),
        packages,
        moves: (found.n, found.origins),
        ways: found.between.clone(),
        invented,
        cut,
        directory: load::directory(store, wanted)?,
    })
}

/// Offers and pay bands, latest first.
fn offers(store: &Shelf<'_>, invented: bool) -> Result<(Vec<EventRecord>, bool), PageError> {
    let (mut all, mut cut) = (Vec::new(), false);
    for kind in [ClaimKind::Offer, ClaimKind::Payband] {
        let fiction = (!invented).then_some(false);
        let page = Page::first(Page::MOST);
        let mut filter = EventFilter { kind: Some(kind), fiction, page, ..EventFilter::default() };
        let mut n = 0;
        loop {
            let listing = store.events(&filter)?;
            n += listing.items.len();
            all.extend(listing.items);
            match listing.next {
                Some(_) if n >= MOST => {
                    cut = true;
                    break;
                }
                Some(next) => filter.page.after = Some(next),
                None => break,
            }
        }
    }
    Ok((all, cut))
}

/// The largest packages in US dollars; sums in other currencies cannot be ranked with them without a rate.
fn largest(events: &[EventRecord]) -> Vec<Package> {
    let package = |r: &EventRecord| {
        let of = |role: &Role| r.event.args.amount(*role).map(|a| (*role, a.clone()));
        let (role, sum) = SUMS.iter().find_map(of)?;
        let counts =
            sum.currency == Some(Currency::USD) && sum.magnitude().is_some_and(|m| m > Decimal::ZERO);
        counts.then(|| Package { record: r.clone(), role, sum })
    };
    let mut all: Vec<Package> = events.iter().filter_map(package).collect();
    all.sort_by_key(|p| std::cmp::Reverse(p.sum.magnitude()));
    all.truncate(ROWS);
    all
}

/// What is paid of one sort of sum, if anything is on file.
fn paid(events: &[EventRecord], measure: Measure) -> Option<Paid> {
    let mut by_year: BTreeMap<i16, Vec<Evidence>> = BTreeMap::new();
    let mut all = Vec::new();
    let (mut foreign, mut denied) = (0, 0);
    for r in events {
        let year = r.first_published.as_ref().and_then(Date::year);
        match evidence(&r.event, year, measure, Currency::USD) {
            Ok(e) => {
                if let Some(year) = e.year {
                    by_year.entry(year).or_default().push(e.clone());
                }
                all.push(e);
            }
            Err(LeftOut::Currency) => foreign += 1,
            Err(LeftOut::Denied) => denied += 1,
            Err(LeftOut::NoSum | LeftOut::Kind) => {}
        }
    }
    if all.is_empty() {
        return None;
    }
    let years = by_year.into_iter().rev().take(YEARS).collect::<Vec<_>>().into_iter().rev();
    let years = years.map(|(year, seen)| (year, comparable(&seen, SEED), seen)).collect();
    Some(Paid { measure, all: comparable(&all, SEED), years, foreign, denied })
}

/// Shows the market.
pub async fn show(State(library): State<Library>, reader: Reader) -> Result<Markup, PageError> {
    let m = reader.lang.market_words();
    let asked = reader.field("record") == Some("all");
    let (it, open) = library.read(move |store| Ok((store.market(asked)?, store.counts()?.conflicts))).await?;
    let frame =
        Frame { title: m.market.to_owned(), section: "/flows", conflicts: Some(open), ..Frame::default() };
    let desk = library.offer_desk(&reader.who).is_some();
    Ok(page(&reader, &frame, &draw(&reader, asked, &it, desk)))
}

fn draw(reader: &Reader, asked: bool, it: &Arc<Market>, desk: bool) -> Markup {
    let (w, lang, m) = (reader.words(), reader.lang, reader.lang.market_words());
    let record = if it.invented { "?record=all" } else { "" };
    let empty = it.ways.is_empty() && it.packages.is_empty() && it.paid.is_empty();
    html! {
        (nav(reader, "/market", desk))
        div.head { h1 { (m.market) } p.lead { (m.market_lead) } }
        @if empty {
            div.empty { p { (m.no_market) } p { code { "tradewire ingest FILE…" } } }
        } @else {
            p.note.tight {
                (m.n_note) " "
                @if asked { a href="/market" { (w.record_public) } } @else if !it.invented { a href="/market?record=all" { (w.any_record) } }
            }
        }
        @if !it.ways.is_empty() {
            section.section {
                div.sechead { h2 { (m.map) } p { (m.map_short) } }
                (flowmap::draw(&it.ways, &it.directory, lang, &format!("/flows{record}")))
                p.note { (sample::sample(it.moves.0, it.moves.1, lang)) " · " a href=(format!("/flows{record}")) { (m.flows) " →" } }
            }
        }
        @if !it.packages.is_empty() {
            section.section {
                div.sechead { h2 { (w.largest) } p { (m.top_note) } }
                (packages(it, lang))
            }
        }
        @if !it.paid.is_empty() {
            section.section {
                div.sechead { h2 { (m.over_years) } p { (m.over_years_note) } }
                div.paid { @for p in &it.paid { (bands::draw(p, lang)) } }
            }
        }
        @if it.cut { p.note { (m.cut) } }
    }
}

fn packages(it: &Market, lang: Lang) -> Markup {
    let (w, m) = (lang.words(), lang.market_words());
    let scale = Scale::over(it.packages.iter().map(|p| &p.sum));
    html! {
        div.tablewrap {
            table.packages {
                thead { tr {
                    th scope="col" { (w.offers) } th.n scope="col" { (w.sum) } th scope="col" { span.vh { (w.sum) } }
                    th scope="col" { (w.stage) } th scope="col" { (w.grade) }
                    th.n scope="col" { (m.reported) } th.n scope="col" { (w.denials) }
                } }
                tbody {
                    @for p in &it.packages {
                        @let e = &p.record.event;
                        @let denials = e.reports_as(ReportRole::Denial).count();
                        @let ink = if denials > 0 { Ink::Hot } else { Ink::Cool };
                        tr {
                            th scope="row" {
                                a href=(link::event(&e.id)) { (whom(p, &it.directory, lang)) }
                                @if p.record.fiction { " " (fiction(lang)) }
                                // Where there is no room for the columns that say so.
                                span.behind { (grade(e.grade, lang)) " " (sample::reported(e.reports.len(), origins(p), lang)) @if denials > 0 { " · " (w.denials) " " b.contest { (denials) } } }
                            }
                            td.n { span title=(amount_in_words(&p.sum, lang)) { (amount(&p.sum, None, lang)) } br; span.small.soft { (lang.role(p.role)) } }
                            td.barcell { @if let Some(s) = &scale { (bar(&p.sum, s, ink, lang)) } }
                            td { (stage(e.stage, lang)) }
                            td { (grade(e.grade, lang)) }
                            td.n { (sample::reported(e.reports.len(), origins(p), lang)) }
                            td.n { @if denials > 0 { b.contest { (denials) } } @else { "·" } }
                        }
                    }
                }
            }
        }
    }
}

/// Different origins behind a package; copies count once.
fn origins(p: &Package) -> usize {
    let first_hand =
        |r: &&tradewire_model::Report| matches!(r.role, ReportRole::Origin | ReportRole::Confirmation);
    let mut all: Vec<&str> = p
        .record
        .event
        .reports
        .iter()
        .filter(first_hand)
        .map(|r| r.origin.as_deref().unwrap_or(r.claim.as_str()))
        .collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}

/// Who offers to whom.
fn whom(p: &Package, directory: &Directory, lang: Lang) -> Markup {
    let a = &p.record.event.args;
    let firm = a.name(Role::Bidder).or_else(|| a.name(Role::Org));
    html! {
        @if let Some(f) = firm { (shown(f, Class::Organisation, directory, lang).bare()) " → " }
        @match a.name(Role::To) {
            Some(n) => (shown(n, Class::Person, directory, lang).bare()),
            None => (lang.words().unnamed),
        }
    }
}
