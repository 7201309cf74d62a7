//! The list: people ranked by criteria that are declared, weighted and evidenced.
//!
//! A file of [`Criteria`] says what counts and how much. Each criterion gives a person a value from nothing to one, as an
//! interval, out of what documents of the ledger say, with quote and document; where nothing is on file the value is
//! missing, which is not nothing: it may be anything from nothing to one. The order is by what is evidenced; how far it hangs
//! on the weights and on what is missing stands beside each rank.

mod criteria;
mod evidence;
mod gather;
mod rank;
mod words;

pub use criteria::{Criteria, Criterion, ListError, MOST_CRITERIA, Test};
pub use evidence::{Person, Proof, Said, Value, value};
pub use gather::{MOST_PEOPLE, People, gather};
pub use rank::{List, Nudge, Point, Ranked, rank};

#[cfg(test)]
mod tests;
