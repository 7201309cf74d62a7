use std::fmt;

/// Where in its file or stream an input stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Place {
    /// It is the whole of it.
    #[default]
    Whole,
    /// A line of JSON lines, from 1.
    Line(usize),
    /// A record of a WARC file, from 1, and its first byte in the unpacked file.
    Record(usize, u64),
    /// An entry of a feed, from 1.
    Entry(usize),
    /// A byte of the packed file.
    Byte(u64),
}

impl Place {
    /// The number of the line, record or entry, from 1; 0 where there is none.
    #[must_use]
    pub fn number(self) -> usize {
        match self {
            Self::Whole | Self::Byte(_) => 0,
            Self::Line(n) | Self::Record(n, _) | Self::Entry(n) => n,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str("the whole"),
            Self::Line(n) => write!(f, "line {n}"),
            Self::Record(n, at) => write!(f, "record {n} at byte {at}"),
            Self::Entry(n) => write!(f, "entry {n}"),
            Self::Byte(at) => write!(f, "byte {at}"),
        }
    }
}
