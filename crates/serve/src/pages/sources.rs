//! All sources: outlets and people that reports come from.

use axum::extract::State;
use maud::{Markup, html};
use tradewire_ledger::{Cursor, Page};

use super::wire::pager;
use crate::directory::Wanted;
use crate::library::Library;
use crate::link;
use crate::load;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::layout::{Frame, page};
use crate::view::mark::fiction;
use crate::view::text::{cut, language_of, plain};

/// Rows per page.
const ROWS: usize = 100;

/// Shows the list.
pub async fn show(State(library): State<Library>, reader: Reader) -> Result<Markup, PageError> {
    let (w, lang) = (reader.words(), reader.lang);
    let at = Page { limit: ROWS, after: reader.field("after").map(Cursor::new) };
    let (listing, directory, open) = library
        .read(move |store| {
            let listing = store.sources(&at)?;
            let mut wanted = Wanted::default();
            listing.items.iter().for_each(|s| wanted.id(&s.id));
            Ok((listing, load::directory(store, wanted)?, store.counts()?.conflicts))
        })
        .await?;
    let body = html! {
        div.head { h1 { (w.sources) } p.lead { (w.sources_lead) } }
        @if listing.items.is_empty() { div.empty { p { (w.nothing_here) } p { a href="/" { (w.go_wire) } } } }
        @else {
            div.tablewrap {
                table {
                    thead { tr {
                        th scope="col" { (w.source) }
                        th.n scope="col" { (w.published_here) }
                        th.n scope="col" { (w.attributed_here) }
                    } }
                    tbody {
                        @for s in &listing.items {
                            @let known = directory.get(&s.id);
                            @let main = cut(&plain(known.map_or(s.name.as_str(), |k| k.in_script_of(lang))), 60);
                            tr {
                                th scope="row" {
                                    a href=(link::source(s.id.as_str())) { bdi lang=(language_of(&main)) { (main) } }
                                    @if let Some(b) = known.and_then(|k| k.beside(lang)).map(plain) { " " bdi.other lang=(language_of(&b)) { (cut(&b, 40)) } }
                                    @if s.fiction { " " (fiction(lang)) }
                                }
                                td.n { (s.documents) }
                                td.n { (s.claims) }
                            }
                        }
                    }
                }
            }
        }
        (pager(&reader, listing.next.as_ref()))
    };
    let frame = Frame {
        title: w.sources.to_owned(),
        section: "/sources",
        conflicts: Some(open),
        local_text: false,
        ..Frame::default()
    };
    Ok(page(&reader, &frame, &body))
}
