//! Folding and conversion between Chinese scripts, with offsets, from OpenCC's dictionaries.
//!
//! Rules and lexicons are written once, in Simplified. [`fold`] makes the view of a text that they are matched
//! against: half width, lower case, Traditional to Simplified character by character. [`convert`] writes a text in
//! another script for people to read, words and regional vocabulary included.

mod convert;
mod fold;
mod misconversion;
mod regional;
mod variant;

pub use convert::{Conversion, Converted, convert};
pub use fold::{FoldedText, fold, fold_char, fold_str, key};
pub use misconversion::{Misconversion, misconversions, misconverted};
pub use regional::regional;
pub use variant::{Variant, variant};
