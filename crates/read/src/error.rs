use crate::Place;

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
    /// Elements nested deeper than the limit.
    #[error("«{name}» nests elements deeper than {limit}, reached at byte {at}")]
    TooDeep {
        /// Name of the input.
        name: String,
        /// The limit.
        limit: usize,
        /// Where it was reached.
        at: usize,
    },
    /// Longer at it than the limit.
    #[error("«{name}» takes longer than {limit_ms} ms, reached in {pass} at byte {at}")]
    TooSlow {
        /// Name of the input.
        name: String,
        /// The limit in milliseconds.
        limit_ms: u64,
        /// What was being done.
        pass: &'static str,
        /// The byte it had come to; 0 where a pass goes over the whole.
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
            Self::TooDeep { .. } => "too_deep",
            Self::TooSlow { .. } => "too_slow",
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
            Self::TooDeep { .. } => "no browser shows such a page; look at its source, or save it as text",
            Self::TooSlow { .. } => {
                "give it more time with --max-time, or split it into one file per article"
            }
            Self::Charset { .. } => "use a label such as utf-8, gbk, gb18030, big5 or windows-1252",
            Self::NoText { .. } => "the text may be loaded by scripts; save the page as a browser shows it",
        }
    }
}

/// Why a line, a record or an entry of a source is no input; the rest of the source is read all the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
#[non_exhaustive]
pub struct InputError {
    /// Where in the source.
    pub place: Place,
    /// What kind of fault.
    pub code: InputCode,
    /// What is wrong with it.
    pub what: String,
}

impl InputError {
    pub(crate) fn new(place: Place, code: InputCode, what: impl Into<String>) -> Self {
        Self { place, code, what: what.into() }
    }
}

/// The code of an [`InputError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum InputCode {
    /// A line is no JSON object.
    Json,
    /// A field is missing or wrong.
    Field,
    /// Larger than the limit.
    TooLarge,
    /// The source cannot be read further.
    Io,
    /// Packed data are damaged.
    Gzip,
    /// Unpacks to far more than its size.
    Ratio,
    /// No WARC record where one must be.
    Warc,
    /// The length that a record gives is not its length.
    Length,
    /// Ends in the middle.
    Truncated,
    /// The HTTP message in a record cannot be read.
    Http,
    /// The body is coded in a way that is not read.
    Coding,
    /// The XML of a feed is broken.
    Feed,
    /// XML that is no feed.
    Xml,
    /// A document type that declares entities.
    Entities,
    /// So many faults that the rest is given up.
    GivenUp,
}

impl InputCode {
    /// The code as it is printed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Field => "field",
            Self::TooLarge => "too_large",
            Self::Io => "io",
            Self::Gzip => "gzip",
            Self::Ratio => "ratio",
            Self::Warc => "warc",
            Self::Length => "length",
            Self::Truncated => "truncated",
            Self::Http => "http",
            Self::Coding => "coding",
            Self::Feed => "feed",
            Self::Xml => "xml",
            Self::Entities => "entities",
            Self::GivenUp => "given_up",
        }
    }

    /// How to mend it, in one sentence.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::Json | Self::Field => {
                "each line is one object: {\"doc\", \"text\" or \"html\", \"published\", \"url\", \"outlet\"}"
            }
            Self::TooLarge => "raise --max-size if you trust the source",
            Self::Io => "check the disk or the connection",
            Self::Gzip | Self::Truncated => "download it again; the rest was read",
            Self::Ratio => "nothing honest packs so well; unpack it yourself if you trust the source",
            Self::Warc => {
                "what stands between two records was passed over; write the file again with a WARC tool"
            }
            Self::Length => {
                "write the file again with a WARC tool; Content-Length counts the bytes of the block"
            }
            Self::Http => "a response record holds a status line, fields, an empty line, and the body",
            Self::Coding => "store the body unpacked, or packed with gzip or deflate",
            Self::Feed => "check the feed with a validator; entries around the fault were read",
            Self::Xml => "RSS and Atom feeds are read; save anything else as HTML or text",
            Self::Entities => "a feed needs no entities of its own; take out its document type",
            Self::GivenUp => "this is not what its name says, or it is badly damaged",
        }
    }
}

impl std::fmt::Display for InputCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
