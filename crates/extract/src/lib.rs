//! Article to claims: lexicon scan, names, noun phrases, frames, attribution.
//!
//! [`Extractor::new`] compiles the rules and a knowledge base once; [`Extractor::extract`] reads a document.

mod answer;
mod apposition;
mod attribution;
mod backers;
mod bands;
mod belong;
mod build;
mod class;
mod clause;
mod cohort;
mod conflict;
mod discourse;
mod domain;
mod effect;
mod error;
mod extractor;
mod fill;
mod filler;
mod finish;
mod frame;
mod implied;
mod inflect;
mod inner;
mod learned;
mod lexicon;
mod measures;
mod mention;
mod names;
mod naming;
mod newcomer;
mod origin;
mod phrase;
mod place;
mod pointer;
mod quarrel;
mod rivals;
mod round;
mod rules;
mod senses;
mod site;
mod speaker;
mod speech;
mod stat;
mod sureness;
mod title;
mod token;
mod unit;
mod whereabouts;
mod words;
mod yet;

pub mod training;

pub use error::ExtractError;
pub use extractor::Extractor;
pub use mention::{Mention, MentionKind};
pub use rules::Rules;
