//! Everybody on file, most events first.

use axum::extract::State;
use maud::{Markup, html};
use tradewire_ledger::{Cursor, EntityClass, EntitySummary, EventRecord, Page};

use super::wire::pager;
use crate::directory::{Directory, Known, Wanted};
use crate::library::{Library, Shelf};
use crate::link;
use crate::load;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::headline::address;
use crate::view::layout::{Frame, page};
use crate::view::mark::{fiction, stage};
use crate::view::sentence::line;
use crate::view::text::{cut, language_of, plain};

/// Rows per page.
const ROWS: usize = 100;

struct Loaded {
    rows: Vec<(EntitySummary, Option<EventRecord>)>,
    directory: Directory,
    next: Option<Cursor>,
    open: usize,
}

fn load_people(store: &Shelf<'_>, at: &Page) -> Result<Loaded, PageError> {
    let listing = store.entities(Some(EntityClass::Person), at)?;
    let mut wanted = Wanted::default();
    let mut rows = Vec::new();
    for person in listing.items {
        let latest = store.events_of_entity(&person.entity.id, &Page::first(1))?.items.into_iter().next();
        latest.iter().for_each(|e| wanted.event(&e.event));
        rows.push((person, latest));
    }
    Ok(Loaded {
        rows,
        directory: load::directory(store, wanted)?,
        next: listing.next,
        open: store.counts()?.conflicts,
    })
}

/// Shows the list.
pub async fn show(State(library): State<Library>, reader: Reader) -> Result<Markup, PageError> {
    let (w, lang) = (reader.words(), reader.lang);
    let at = Page { limit: ROWS, after: reader.field("after").map(Cursor::new) };
    let it = library.read(move |store| load_people(store, &at)).await?;
    let body = html! {
        div.head { h1 { (w.people) } p.lead { (w.people_lead) } }
        @if it.rows.is_empty() { div.empty { p { (w.nothing_here) } p { a href="/" { (w.go_wire) } } } }
        @else {
            div.tablewrap {
                table {
                    thead { tr { th scope="col" { (w.name) } th scope="col" { (w.latest_event) } th scope="col" { (w.stage) } th.n scope="col" { (w.events) } } }
                    tbody {
                        @for (person, latest) in &it.rows {
                            @let known = Known::from(&person.entity);
                            @let main = cut(&plain(known.in_script_of(lang)), 60);
                            tr {
                                th scope="row" {
                                    a href=(link::person(&person.entity.id)) { bdi lang=(language_of(&main)) { (main) } }
                                    @if let Some(b) = known.beside(lang).map(plain) { " " bdi.other lang=(language_of(&b)) { (cut(&b, 40)) } }
                                    @if person.entity.fiction { " " (fiction(lang)) }
                                }
                                td { @if let Some(e) = latest { a.quietlink href=(address(&e.event)) { (line(&e.event, &it.directory, lang)) } } }
                                td { @if let Some(e) = latest { (stage(e.event.stage, lang)) } }
                                td.n { (person.events) }
                            }
                        }
                    }
                }
            }
        }
        (pager(&reader, it.next.as_ref()))
    };
    let frame = Frame {
        title: w.people.to_owned(),
        section: "/people",
        conflicts: Some(it.open),
        local_text: false,
        ..Frame::default()
    };
    Ok(page(&reader, &frame, &body))
}
