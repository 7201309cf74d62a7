//! Why a package file could not be read: what, where, and how to mend it.

use thiserror::Error;

/// A field of a package that cannot be taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{place}: {problem}")]
pub struct PackageError {
    /// Where: `grant[1].vesting.months`, or a line of the file.
    pub place: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file is no TOML or no JSON.
    #[error("{0}")]
    Syntax(String),
    /// A field that must be there is not.
    #[error("is missing")]
    Missing {
        /// What it should hold.
        expected: &'static str,
    },
    /// A field that no package has.
    #[error("there is no such field")]
    Unknown {
        /// The field that is written most alike.
        nearest: Option<String>,
        /// All fields that may stand there.
        known: Vec<&'static str>,
    },
    /// A value of another sort.
    #[error("«{found}» is not {expected}")]
    Value {
        /// What it should hold.
        expected: String,
        /// What stands there.
        found: String,
    },
}

impl PackageError {
    /// How to mend it, in a sentence.
    #[must_use]
    pub fn hint(&self) -> String {
        match &self.problem {
            Problem::Syntax(_) => {
                "mend the file at that place; `tradewire offer --help` shows a whole one".into()
            }
            Problem::Missing { expected } => format!("add it: {expected}"),
            Problem::Unknown { nearest: Some(n), .. } => format!("did you mean `{n}`?"),
            Problem::Unknown { known, .. } => format!("fields here are {}", known.join(", ")),
            Problem::Value { expected, .. } => format!("give {expected}"),
        }
    }
}
