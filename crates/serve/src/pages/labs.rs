//! All organisations with people in, out and net, offers and deals.

use std::collections::BTreeMap;

use axum::extract::State;
use maud::{Markup, html};
use tradewire_ledger::{EntityClass, EntitySummary, EventFilter, Page};
use tradewire_market::flows::{Heads, InOut};
use tradewire_model::{ClaimKind, EntityId, Role};

use crate::directory::Known;
use crate::library::{Library, Shelf};
use crate::link;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::layout::{Frame, page};
use crate::view::mark::fiction;
use crate::view::market::sample::heads;
use crate::view::market::tables::net;
use crate::view::name::monogram;
use crate::view::text::{cut, language_of, plain};

/// Rows shown: those with most events.
const ROWS: usize = 200;

/// What one organisation did, counted.
#[derive(Debug, Clone, Default)]
struct Sum {
    moves: InOut,
    offers: usize,
    deals: usize,
}

struct Loaded {
    rows: Vec<(EntitySummary, Sum)>,
    open: usize,
}

fn load_labs(store: &Shelf<'_>) -> Result<Loaded, PageError> {
    let listing = store.entities(Some(EntityClass::Organisation), &Page::first(ROWS))?;
    let mut sums: BTreeMap<EntityId, Sum> = BTreeMap::new();
    for kind in [ClaimKind::Offer, ClaimKind::Deal, ClaimKind::Funding] {
        let filter =
            EventFilter { kind: Some(kind), page: Page::first(Page::MOST), ..EventFilter::default() };
        for e in store.events(&filter)?.items.iter().map(|r| &r.event) {
            let mut add = |role: Role, change: &dyn Fn(&mut Sum)| {
                for id in e.args.names(role).iter().filter_map(|n| n.id.as_ref()) {
                    change(sums.entry(id.clone()).or_default());
                }
            };
            match kind {
                ClaimKind::Offer => add(Role::Bidder, &|s| s.offers += 1),
                ClaimKind::Deal => {
                    add(Role::Acquirer, &|s| s.deals += 1);
                    add(Role::Target, &|s| s.deals += 1);
                }
                ClaimKind::Funding => add(Role::Company, &|s| s.deals += 1),
                _ => {}
            }
        }
    }
    // Moves as the page of flows counts them; invented labs by invented events.
    for fiction in [false, true] {
        for lab in &store.flows(fiction)?.labs {
            let Some(id) = lab.lab.id.clone() else { continue };
            let invented = listing.items.iter().any(|s| s.entity.id == id && s.entity.fiction);
            if invented == fiction {
                sums.entry(id).or_default().moves = lab.all.clone();
            }
        }
    }
    let rows = listing
        .items
        .into_iter()
        .map(|s| {
            let sum = sums.remove(&s.entity.id).unwrap_or_default();
            (s, sum)
        })
        .collect();
    Ok(Loaded { rows, open: store.counts()?.conflicts })
}

/// Shows the list.
pub async fn show(State(library): State<Library>, reader: Reader) -> Result<Markup, PageError> {
    let (w, lang) = (reader.words(), reader.lang);
    let it = library.read(load_labs).await?;
    let m = lang.market_words();
    let people = |h: Heads| if h.is_zero() { "·".to_owned() } else { heads(h, false) };
    let number = |n: usize| if n == 0 { "·".to_owned() } else { n.to_string() };
    let body = html! {
        div.head { h1 { (w.labs) } p.lead { (w.labs_lead) } }
        @if it.rows.is_empty() { div.empty { p { (w.nothing_here) } p { a href="/" { (w.go_wire) } } } }
        @else {
            div.tablewrap {
                table {
                    thead { tr {
                        th scope="col" { (w.lab) }
                        @for label in [m.came, m.went, m.net, w.offers, w.deals_short, w.events] { th.n scope="col" { (label) } }
                    } }
                    tbody {
                        @for (lab, sum) in &it.rows {
                            @let known = Known::from(&lab.entity);
                            @let main = cut(&plain(known.in_script_of(lang)), 60);
                            tr {
                                th scope="row" {
                                    span.tile.small aria-hidden="true" { (monogram(&lab.entity.name)) } " "
                                    a href=(link::company(&lab.entity.id)) { bdi lang=(language_of(&main)) { (main) } }
                                    @if let Some(b) = known.beside(lang).map(plain) { " " bdi.other lang=(language_of(&b)) { (cut(&b, 40)) } }
                                    @if lab.entity.fiction { " " (fiction(lang)) }
                                }
                                td.n { (people(sum.moves.came.all())) }
                                td.n { (people(sum.moves.went.all())) }
                                td.n { @if sum.moves.n == 0 { "·" } @else { (net(&sum.moves)) } }
                                td.n { (number(sum.offers)) }
                                td.n { (number(sum.deals)) }
                                td.n { (lab.events) }
                            }
                        }
                    }
                }
            }
            p.note { (m.net_note) " " a href="/flows" { (m.flows) " →" } }
        }
    };
    let frame = Frame {
        title: w.labs.to_owned(),
        section: "/labs",
        conflicts: Some(it.open),
        local_text: false,
        ..Frame::default()
    };
    Ok(page(&reader, &frame, &body))
}
