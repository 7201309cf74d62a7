//! Parts of the market's pages: the way between them, figures with their sample, drawings.

pub mod bands;
pub mod charts;
pub mod flowmap;
pub mod offer;
pub mod ranked;
pub mod sample;
pub mod tables;

use maud::{Markup, html};

use crate::reader::Reader;

/// The pages of the market, as a row of links; that of private offers for whose they are.
#[must_use]
pub fn nav(reader: &Reader, here: &str, desk: bool) -> Markup {
    let m = reader.lang.market_words();
    let pages = [
        ("/market", m.overview),
        ("/flows", m.flows),
        ("/list", m.list),
        ("/offers/value", m.offer_value),
        ("/offers/compare", m.offer_compare),
    ];
    let desk = desk.then_some(("/desk", reader.lang.desk_words().title));
    html! {
        nav.chips.marketnav aria-label=(m.market) {
            @for (path, label) in pages.into_iter().chain(desk) { a href=(path) aria-current=[(path == here).then_some("page")] { (label) } }
        }
    }
}
