//! All open conflicts, each with its sides in a row.

use axum::extract::State;
use maud::{Markup, html};
use tradewire_ledger::ClaimRecord;
use tradewire_model::{Claim, Conflict};

use crate::directory::{Directory, Wanted};
use crate::library::{Library, Shelf};
use crate::link;
use crate::load;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::layout::{Frame, page};
use crate::view::mark::fiction;
use crate::view::sentence::line;
use crate::view::side;

/// Conflicts shown; the newest.
const MOST: usize = 100;

/// One conflict with what is drawn beside it.
struct Row {
    conflict: Conflict,
    claims: Vec<ClaimRecord>,
    event: Option<tradewire_ledger::EventRecord>,
}

struct Loaded {
    rows: Vec<Row>,
    directory: Directory,
    all: usize,
}

fn load_all(store: &Shelf<'_>) -> Result<Loaded, PageError> {
    let conflicts = store.conflicts()?;
    let all = conflicts.len();
    let mut wanted = Wanted::default();
    let mut rows = Vec::new();
    for conflict in conflicts.into_iter().take(MOST) {
        let claims: Vec<ClaimRecord> = load::sides(store, &conflict, 1)?.into_iter().flatten().collect();
        let event = conflict.event.as_ref().map(|id| store.event(id)).transpose()?.flatten();
        if let Some(e) = &event {
            wanted.event(&e.event);
        }
        rows.push(Row { conflict, claims, event });
    }
    Ok(Loaded { rows, directory: load::directory(store, wanted)?, all })
}

/// Shows the conflicts.
pub async fn show(State(library): State<Library>, reader: Reader) -> Result<Markup, PageError> {
    let w = reader.words();
    let it = library.read(load_all).await?;
    let body = html! {
        div.head { h1 { (w.conflicts) } p.lead { (w.conflicts_lead) } }
        @if it.rows.is_empty() { div.empty { p { (w.no_conflicts) } } }
        ol.conflicts { @for row in &it.rows { li { (draw(&reader, row, &it.directory)) } } }
        @if it.all > it.rows.len() { p.note { (it.rows.len()) " / " (it.all) } }
    };
    let frame = Frame {
        title: w.conflicts.to_owned(),
        section: "/conflicts",
        conflicts: Some(it.all),
        local_text: false,
        ..Frame::default()
    };
    Ok(page(&reader, &frame, &body))
}

fn draw(reader: &Reader, row: &Row, directory: &Directory) -> Markup {
    let (w, lang) = (reader.words(), reader.lang);
    let c = &row.conflict;
    let claims = || -> Vec<&Claim> { row.claims.iter().map(|r| &r.claim).collect() };
    let invented = !row.claims.is_empty() && row.claims.iter().all(|r| r.document.fiction);
    html! {
        article.card.contested {
            div.top {
                span.contest { "≠ " (side::topic(c, lang)) }
                span.grow {}
                @if invented { (fiction(lang)) }
            }
            @if let Some(e) = &row.event {
                h3.who { a href=(link::conflict(&c.id)) { (line(&e.event, directory, lang)) } }
            }
            a.versus href=(link::conflict(&c.id)) {
                @for s in &c.sides {
                    span.one {
                        b { bdi { (side::label(c, s, claims().into_iter(), lang)) } }
                        " " span.soft { (s.origins) " " (if s.origins == 1 { w.origin } else { w.origins }) }
                    }
                }
            }
        }
    }
}
