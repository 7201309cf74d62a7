//! Pages for what is not there and for what went wrong; each offers a way on.

use maud::{Markup, html};

use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::layout::{Frame, page as frame};
use crate::view::text::{cut, plain};

/// Draws the page for an error.
#[must_use]
pub fn page(reader: &Reader, why: &PageError) -> Markup {
    let w = reader.words();
    let a = reader.lang.access_words();
    let (title, lead) = match why {
        PageError::Missing { .. } => (w.missing, w.missing_lead),
        PageError::Counting => (w.counting, w.counting_lead),
        PageError::Beyond(_) => (a.beyond, a.beyond_lead),
        PageError::TooOften(_) => (a.too_often, a.too_often_lead),
        _ => (w.broken, w.broken_lead),
    };
    let body = html! {
        div.head {
            h1 { (title) }
            p.lead {
                (lead)
                @match why {
                    PageError::Beyond(rank) => { " " b { (reader.lang.rank(*rank)) } ". " (a.beyond_who) },
                    PageError::TooOften(wait) => { " " b { (wait) } },
                    _ => {},
                }
            }
        }
        @if let PageError::Missing { id, .. } = why { p { span.cmd { bdi { (cut(&plain(id), 120)) } } } }
        p.ways { a href="/" { (w.go_wire) } " · " a href="/search" { (w.go_search) } }
    };
    frame(reader, &Frame { title: title.to_owned(), ..Frame::default() }, &body)
}
