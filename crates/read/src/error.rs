/// Why an input cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Nothing in it, or white space only.
    #[error("«{name}» is empty")]
    Empty {
        /// Name of the input.
        name: String,
    },
    /// No text: an image, an archive, a program.
    #[error("«{name}» is not text: {what} at byte {at}")]
    Binary {
        /// Name of the input.
        name: String,
        /// What gives it away.
        what: &'static str,
        /// Where.
        at: usize,
    },
    /// Larger than the limit.
    #[error("«{name}» is too large: {size} bytes, the limit is {limit}")]
    TooLarge {
        /// Name of the input.
        name: String,
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// A page of more elements than the limit.
    #[error("«{name}» holds more than {limit} elements, reached at byte {at}")]
    TooManyElements {
        /// Name of the input.
        name: String,
        /// The limit.
        limit: usize,
        /// Where it was reached.
        at: usize,
    },
    /// A charset label that names no encoding.
    #[error("«{name}»: «{label}» is not a charset of the WHATWG Encoding Standard")]
    Charset {
        /// Name of the input.
        name: String,
        /// The label.
        label: String,
    },
    /// A page in which no article text was found.
    #[error("«{name}» holds no article text")]
    NoText {
        /// Name of the input.
        name: String,
    },
}

impl ReadError {
    /// The code of the rejection, for machine output.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "empty",
            Self::Binary { .. } => "binary",
            Self::TooLarge { .. } => "too_large",
            Self::TooManyElements { .. } => "too_many_elements",
            Self::Charset { .. } => "charset",
            Self::NoText { .. } => "no_text",
        }
    }

    /// How to mend it, in one sentence.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "check that the file was downloaded completely",
            Self::Binary { .. } => "unpack archives first; documents must be HTML, plain text or JSON lines",
            Self::TooLarge { .. } => "split the input into one file per article, or pass it as JSON lines",
            Self::TooManyElements { .. } => "save the article alone, without the page around it",
            Self::Charset { .. } => "use a label such as utf-8, gbk, gb18030, big5 or windows-1252",
            Self::NoText { .. } => "the text may be loaded by scripts; save the page as a browser shows it",
        }
    }
}

/// Why a line of JSON lines cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {what}")]
#[non_exhaustive]
pub struct InputError {
    /// Number of the line, from 1.
    pub line: usize,
    /// The code of the rejection: `json`, `field`, `too_large` or `io`.
    pub code: &'static str,
    /// What is wrong with it.
    pub what: String,
}
