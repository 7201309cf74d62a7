//! Scores claims against golden facts.
//!
//! A claim matches a fact of its kind when their key roles agree and no strict role differs; each is used once, the
//! pairs with more agreeing roles first. [`score`] counts that per document and kind; [`Counts`] turns the counts
//! into precision, recall, F1, role F1 and the shares of right modality, source and amount details.
//! [`check_quotes`] holds every quote against its span, [`Calibration`] what the stated confidences are worth.
//!
//! Gold comes from two forms: JSON files of one document each ([`Gold::from_folder`]), and the TOML passages of
//! `corpus/` ([`Gold::from_corpus`]).

mod calibration;
mod claims;
mod corpus;
mod error;
mod figure;
mod folder;
mod gold;
mod measure;
mod name;
mod quotes;
mod report;
mod score;

pub use calibration::Calibration;
pub use claims::{Malformed, Predicted, Predictions};
pub use error::EvalError;
pub use gold::{Fact, Gold, GoldDoc};
pub use name::{Units, fold};
pub use quotes::{QuoteCheck, WrongQuote, check_quotes};
pub use report::Report;
pub use score::{CORE, Counts, DocScore, Score, score};
