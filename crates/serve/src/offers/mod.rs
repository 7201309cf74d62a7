//! Offers on the desk of whoever asks: read from a form, reckoned, drawn; nothing of them is kept.

mod fields;
mod reckon;

pub use fields::{Fields, MOST_BYTES, WhatIf};
pub use reckon::{Offer, PATHS, Reckoned, reckon};
