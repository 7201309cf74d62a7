//! Re-derives claims by means of its own.

mod subject;
mod verdict;

pub use subject::{Other, Subject};
pub(crate) use verdict::worded;
pub use verdict::{Check, Code, Language, Reason, Verdict};

use std::collections::BTreeMap;

use tradewire_kb::KnowledgeBase;

/// What can go wrong before anything is checked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReviewError {
    /// A file of rules or weights makes no sense.
    #[error("{file}: {message}")]
    Rules {
        /// The file.
        file: String,
        /// What is wrong with it.
        message: String,
    },
}

/// The independent checker.
///
/// It knows the lists under `rules/review/`, the knowledge base's names, the crate `quantity` and the crate `mention`;
/// nothing of the extractor's frames, lexicons or models.
pub struct Checker {}

impl Checker {
    /// Compiles the rules that ship with the program.
    ///
    /// # Errors
    /// [`ReviewError::Rules`] names the file that makes no sense.
    pub fn new(_kb: &KnowledgeBase) -> Result<Self, ReviewError> {
        Ok(Self {})
    }

    /// Checks one claim against its text, and against what other documents say of the same event.
    #[must_use]
    pub fn check(&self, subject: &Subject<'_>, _others: &[Other<'_>]) -> Check {
        let mut reasons = Vec::new();
        if subject.place().is_none() {
            reasons.push(Reason {
                code: Code::QuoteMissing,
                verdict: Verdict::Disagree,
                role: None,
                found: None,
            });
        }
        let verdict = reasons.iter().map(|r| r.verdict).max().unwrap_or(Verdict::CannotTell);
        Check { verdict, roles: BTreeMap::new(), reasons }
    }
}
