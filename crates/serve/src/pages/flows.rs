//! Flows and retention at lab level.

use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};
use tradewire_market::flows::{Asked, Flows, LabFlow, Period, Place, day_of, flows};
use tradewire_model::EntityId;

use crate::directory::{Directory, Wanted};
use crate::library::{Library, Shelf};
use crate::link;
use crate::load;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::layout::{Frame, page};
use crate::view::market::{flowmap, nav, sample, tables};
use crate::view::text::{cut, plain};
use crate::who::Who;

/// Longest time within which somebody follows, in months.
const MOST_WITHIN: u16 = 60;

/// What the address asks for, with the fields that are no dates.
pub(crate) fn asked(reader: &Reader) -> (Asked, Vec<String>) {
    let mut bad = Vec::new();
    let mut day = |field: &str, last: bool| {
        let text = reader.field(field)?;
        let found = day_of(text, last);
        if found.is_none() {
            bad.push(text.to_owned());
        }
        found
    };
    let plain = Asked::default();
    let within = reader.field("within").and_then(|w| w.parse().ok()).unwrap_or(plain.within_months);
    let asked = Asked {
        lab: reader.field("lab").map(str::to_owned),
        since: day("since", false),
        until: day("until", true),
        by: reader.field("by").and_then(|b| b.parse().ok()).unwrap_or(plain.by),
        within_months: within.clamp(1, MOST_WITHIN),
        fiction: reader.field("record") == Some("all"),
        looked: None,
    };
    (asked, bad)
}

/// Counts; invented events count where the ledger holds nothing else, or if they are asked for.
pub(crate) fn count(store: &Shelf<'_>, asked: &Asked) -> Result<(Arc<Flows>, bool), PageError> {
    let moves = store.moves()?;
    let fiction = asked.fiction || moves.only_fiction();
    let asked = Asked { fiction, ..asked.clone() };
    let all = Asked { fiction, ..Asked::default() };
    let found = if asked == all { store.flows(fiction)? } else { Arc::new(flows(&moves, &asked)) };
    Ok((found, moves.events.is_empty()))
}

struct Loaded {
    flows: Arc<Flows>,
    empty: bool,
    /// Labs that the form offers, whatever it is narrowed to.
    labs: Vec<Place>,
    directory: Directory,
    open: usize,
}

fn load_flows(store: &Shelf<'_>, asked: &Asked) -> Result<Loaded, PageError> {
    let (flows, empty) = count(store, asked)?;
    let (all, _) = count(store, &Asked { fiction: asked.fiction, ..Asked::default() })?;
    let labs: Vec<Place> = all.labs.iter().take(150).map(|l| l.lab.clone()).collect();
    let mut wanted = Wanted::default();
    let places = flows.between.iter().flat_map(|b| b.from.iter().chain(&b.to));
    let ids: Vec<EntityId> = places
        .chain(flows.labs.iter().map(|l| &l.lab))
        .chain(flows.seats.seats.iter().map(|s| &s.lab))
        .chain(&labs)
        .filter_map(|p| p.id.clone())
        .collect();
    let people = flows.teams.iter().flat_map(|t| t.first.iter().chain(&t.followed)).map(|f| &f.who);
    let people = people.chain(flows.boomerangs.iter().map(|b| &b.who)).filter_map(|w| w.id.clone());
    ids.iter().chain(&people.collect::<Vec<_>>()).for_each(|id| wanted.id(id));
    let directory = load::directory(store, wanted)?;
    Ok(Loaded { flows, empty, labs, directory, open: store.counts()?.conflicts })
}

/// Shows the flows.
pub async fn show(State(library): State<Library>, reader: Reader, who: Who) -> Result<Markup, PageError> {
    let (asked, bad) = asked(&reader);
    let asked = Arc::new(asked);
    let wanted = asked.clone();
    let it = library.read(move |store| load_flows(store, &wanted)).await?;
    let m = reader.lang.market_words();
    let frame = Frame {
        title: m.flows.to_owned(),
        section: "/flows",
        conflicts: Some(it.open),
        local_text: false,
        ..Frame::default()
    };
    Ok(page(&reader, &frame, &draw(&reader, &asked, &bad, &it, library.offer_desk(&who).is_some())))
}

fn draw(reader: &Reader, asked: &Asked, bad: &[String], it: &Loaded, desk: bool) -> Markup {
    let (lang, m) = (reader.lang, reader.lang.market_words());
    let f = &it.flows;
    let lab = asked.lab.as_ref().and_then(|_| f.labs.first());
    let to_lab = |l: &LabFlow| {
        let key = l.lab.id.as_ref().map_or(l.lab.name.as_str(), |id| id.as_str());
        reader.here_with(&[("lab", Some(key))])
    };
    html! {
        (nav(reader, "/flows", desk))
        div.head {
            h1 {
                (m.flows)
                @if let Some(s) = lab.and_then(|l| sample::place(Some(&l.lab), &it.directory, lang)) { ": " (s.linked()) }
            }
            p.lead { (m.flows_lead) }
        }
        (form(reader, asked, it))
        @for b in bad { p.note.warn { "«" (cut(&plain(b), 30)) "» " (m.bad_date) } }
        @if it.empty {
            div.empty { p { (m.no_moves) } p { code { "tradewire ingest FILE…" } } }
        } @else if f.n == 0 {
            div.empty { p { (m.no_flows) } p { a href="/flows" { (reader.words().clear) } } }
            section.section { h2 { (m.left_out) } div.narrowcol { (tables::left_out(f, lang)) } }
        } @else {
            (body(reader, it, lab, &to_lab))
        }
    }
}

fn body(reader: &Reader, it: &Loaded, lab: Option<&LabFlow>, to_lab: &dyn Fn(&LabFlow) -> String) -> Markup {
    let (lang, m) = (reader.lang, reader.lang.market_words());
    let f = &it.flows;
    let net = lab.map(|l| &l.all);
    html! {
        div.tally {
            div { span.label { (m.counted) } b.num { (f.n) } }
            div { span.label { (m.origins) } b.num { (f.origins) } }
            @if let Some(x) = net {
                div { span.label { (m.went) } b.num { (sample::heads(x.went.all(), false)) } }
                div { span.label { (m.came) } b.num { (sample::heads(x.came.all(), false)) } }
                div { span.label { (m.net) } b.num { (sample::heads(x.net, true)) } }
            }
            @if let Some((a, b)) = f.days { div { span.label { (m.days) } b.num.when { (a) " – " (b) } } }
        }
        section.section {
            div.sechead { h2 { (m.map) } p { (m.map_note) } }
            (flowmap::draw(&f.between, &it.directory, lang, ""))
            @if f.between.len() > flowmap::DRAWN { p.note { (m.map_more) } }
        }
        div.split {
            div {
                @if let Some(l) = lab.filter(|l| !l.periods.is_empty()) {
                    section.section { div.sechead { h2 { (m.by_period) } p { (m.by_lab_note) } } (tables::periods(l, lang)) }
                } @else {
                    section.section { div.sechead { h2 { (m.by_lab) } p { (m.by_lab_note) } } (tables::labs(&f.labs, &it.directory, lang, to_lab)) }
                }
                section.section { div.sechead { h2 { (m.teams) } p { (m.teams_note) } } (tables::teams(&f.teams, &it.directory, lang)) }
                section.section { div.sechead { h2 { (m.seats) } p { (m.seats_note) } } (tables::seats(&f.seats, &it.directory, lang)) }
                section.section { h2 { (m.ways) } (tables::ways(&f.between, &it.directory, lang)) }
            }
            aside {
                section.section { h2 { (m.boomerangs) } p.note { (m.boomerangs_note) } (tables::boomerangs(&f.boomerangs, &it.directory, lang)) }
                section.section { h2 { (m.left_out) } (tables::left_out(f, lang)) }
                section.section {
                    h2 { (m.as_data) }
                    p.small { a href=(data(reader)) { "JSON" } }
                    p.note { code { "tradewire flows --help" } }
                    p.note { (m.n_note) }
                }
            }
        }
    }
}

/// The same question to the API.
fn data(reader: &Reader) -> String {
    let fields = reader.query.iter().filter(|(k, v)| k != "lang" && !v.is_empty());
    link::with_query("/api/v1/flows", fields.map(|(k, v)| (k.as_str(), v.as_str())))
}

fn form(reader: &Reader, asked: &Asked, it: &Loaded) -> Markup {
    let (w, lang, m) = (reader.words(), reader.lang, reader.lang.market_words());
    let text = |field| cut(reader.field(field).unwrap_or_default(), 40);
    let narrowed =
        ["lab", "since", "until", "by", "within", "record"].iter().any(|f| reader.field(f).is_some());
    html! {
        div.filters {
            form action="/flows" method="get" {
                label {
                    span.vh { (w.lab) }
                    select name="lab" {
                        option value="" { (w.any_lab) }
                        @for p in &it.labs {
                            @let key = p.id.as_ref().map_or(p.name.as_str(), |id| id.as_str());
                            option value=(key) selected[asked.lab.as_deref().is_some_and(|l| p.is_called(l))] {
                                (sample::place_text(Some(p), &it.directory, lang))
                            }
                        }
                    }
                }
                label.field { span { (m.since) } input type="text" name="since" size="9" maxlength="10" placeholder="2025" value=(text("since")) title=(m.date_hint); }
                label.field { span { (m.until) } input type="text" name="until" size="9" maxlength="10" placeholder="2026-06" value=(text("until")) title=(m.date_hint); }
                label.field { span { (m.by) }
                    select name="by" { @for p in Period::ALL { option value=(p.as_str()) selected[asked.by == p] { (lang.period(p)) } } }
                }
                label.field { span { (m.within) }
                    select name="within" { @for n in [3u16, 6, 12, 24] { option value=(n) selected[asked.within_months == n] { (n) " " (m.months) } } }
                }
                label {
                    span.vh { (w.record) }
                    select name="record" {
                        option value="" { (w.record_public) }
                        option value="all" selected[asked.fiction] { (w.any_record) }
                    }
                }
                button type="submit" { (w.apply) }
                @if narrowed { a.clear href="/flows" { (w.clear) } }
            }
        }
    }
}
