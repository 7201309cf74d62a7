use thiserror::Error;

/// Why the rules could not be loaded; a fault of the files under `rules/quantity/`, never of a text.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum QuantityError {
    /// The file is not what is expected of it.
    #[error("{file}: {message}")]
    File {
        /// Which file.
        file: &'static str,
        /// What the reader said.
        message: String,
    },
    /// An entry is wrong in itself.
    #[error("{file}: entry {id}: {message}")]
    Entry {
        /// Which file.
        file: &'static str,
        /// Which entry.
        id: String,
        /// What is wrong with it.
        message: String,
    },
    /// An example does not give what the entry promises.
    #[error("entry {id}: {text:?} should give {expected:?}, gave {found:?}")]
    Example {
        /// Which entry.
        id: String,
        /// The example.
        text: String,
        /// What it should give.
        expected: String,
        /// What it gave.
        found: Vec<String>,
    },
}
