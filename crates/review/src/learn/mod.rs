//! What judgements teach, as text that a person reviews before it counts: passages for a golden corpus, new forms of
//! names, examples for frames.
//!
//! The same judgements give the same text. Passages and examples hold words of real articles; they belong into a
//! user's own folder, not into anything that is passed on.

mod corpus;
mod diff;
mod forms;
mod frames;

pub use corpus::corpus;
pub use diff::{Edit, unified};
pub use forms::{FormTag, NewForm, forms};
pub use frames::frames;

use tradewire_model::{Claim, Decision};

/// A claim with what was settled on it.
#[derive(Debug, Clone, Copy)]
pub struct Settlement<'a> {
    /// The claim as extracted.
    pub claim: &'a Claim,
    /// What was settled.
    pub decision: &'a Decision,
    /// The passage it stands in: its sentence with a sentence of context, in repaired text.
    pub passage: &'a str,
    /// The quote in repaired text; a slice of the passage.
    pub quote: &'a str,
    /// Language of the passage: `en`, `zh-Hans`, `zh-Hant`.
    pub language: &'a str,
}

/// One proposed change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposal {
    /// A file of its own.
    File {
        /// Where it belongs.
        path: String,
        /// What it holds.
        text: String,
    },
    /// A change of a file, as a unified diff.
    Diff {
        /// The file.
        path: String,
        /// The diff.
        text: String,
    },
}

/// A text as a TOML string.
pub(crate) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
