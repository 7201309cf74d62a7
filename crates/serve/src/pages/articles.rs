//! All articles that were read, newest first, with how many claims each makes.

use axum::extract::State;
use maud::{Markup, html};
use tradewire_ledger::{Cursor, Page};

use super::wire::pager;
use crate::library::Library;
use crate::link;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::day::date;
use crate::view::layout::{Frame, page};
use crate::view::mark::fiction;
use crate::view::text::{cut, language_of, plain};

/// Rows per page.
const ROWS: usize = 100;

/// Shows the list.
pub async fn show(State(library): State<Library>, reader: Reader) -> Result<Markup, PageError> {
    let (w, lang) = (reader.words(), reader.lang);
    let at = Page { limit: ROWS, after: reader.field("after").map(Cursor::new) };
    let (listing, open) =
        library.read(move |store| Ok((store.documents(&at)?, store.counts()?.conflicts))).await?;
    let body = html! {
        div.head { h1 { (w.articles) } p.lead { (w.articles_lead) } }
        @if listing.items.is_empty() { div.empty { p { (w.nothing_here) } p { a href="/" { (w.go_wire) } } } }
        @else {
            div.tablewrap {
                table {
                    thead { tr {
                        th scope="col" { (w.document) }
                        th scope="col" { (w.outlet) }
                        th scope="col" { (w.published) }
                        th.n scope="col" { (w.claims) }
                    } }
                    tbody {
                        @for d in &listing.items {
                            @let title = cut(&plain(d.title.as_deref().unwrap_or(&d.name)), 110);
                            @let outlet = cut(&plain(d.outlet.as_deref().unwrap_or_default()), 40);
                            tr {
                                th scope="row" {
                                    a href=(link::document(d.id.as_str())) { bdi lang=(language_of(&title)) { (title) } }
                                    @if d.fiction { " " (fiction(lang)) }
                                }
                                td { bdi lang=(language_of(&outlet)) { (outlet) } }
                                td { @if let Some(p) = &d.published { time datetime=(p) { (date(p, lang)) } } }
                                td.n { (d.claims) }
                            }
                        }
                    }
                }
            }
        }
        (pager(&reader, listing.next.as_ref()))
    };
    let frame = Frame {
        title: w.articles.to_owned(),
        section: "/articles",
        conflicts: Some(open),
        local_text: false,
        ..Frame::default()
    };
    Ok(page(&reader, &frame, &body))
}
