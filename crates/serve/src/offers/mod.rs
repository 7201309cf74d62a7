//! Offers on the desk of whoever asks: read from a form, reckoned, drawn; nothing of them is kept.

use crate::words::Lang;

mod fields;
mod reckon;

pub use fields::{Fields, INPUTS, MOST_BYTES, WhatIf, from_event};
pub use reckon::{Offer, PATHS, Pair, Reckoned, Refused, read, reckon};

pub use crate::print::{PrintError, pdf as report_pdf};

/// A report on offers that can be printed: a whole page with its style in it and nothing from elsewhere.
#[must_use]
pub fn report(reckoned: &Reckoned, lang: Lang) -> String {
    crate::view::market::offer::report(reckoned, lang).into_string()
}
