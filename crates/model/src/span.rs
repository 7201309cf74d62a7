use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ModelError;

/// Names a form of a document's text, so that offsets into different forms cannot mix.
pub trait TextForm: Copy + fmt::Debug + Eq + Ord + 'static {
    /// Name of the form in messages.
    const NAME: &'static str;
}

macro_rules! text_form {
    ($(#[$doc:meta])* $name:ident, $text:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {}
        impl TextForm for $name {
            const NAME: &'static str = $text;
        }
    };
}

text_form!(
    /// The decoder's output in UTF-8: byte-order mark removed, line ends kept, undecodable bytes as U+FFFD.
    Raw, "raw"
);
text_form!(
    /// The article's text after main-text extraction and repair.
    Repaired, "repaired"
);
text_form!(
    /// The repaired text folded for matching: half width, lower case, Simplified.
    Folded, "folded"
);

/// A half-open range of UTF-8 bytes in one named form of a text.
///
/// In JSON it is `[start, end]`.
///
/// ```
/// use tradewire_model::{RawSpan, Span};
/// let span: RawSpan = Span::new(3, 9).unwrap();
/// assert_eq!(span.slice("abcdefghi"), Some("defghi"));
/// ```
pub struct Span<F: TextForm> {
    start: u32,
    end: u32,
    form: PhantomData<F>,
}

/// A span in the repaired text of a document.
pub type TextSpan = Span<Repaired>;

impl<F: TextForm> Span<F> {
    /// Makes a span.
    ///
    /// # Errors
    /// [`ModelError::Span`] if the end lies before the start or beyond 4 GiB.
    pub fn new(start: usize, end: usize) -> Result<Self, ModelError> {
        match (u32::try_from(start), u32::try_from(end)) {
            (Ok(s), Ok(e)) if s <= e => Ok(Self { start: s, end: e, form: PhantomData }),
            _ => Err(ModelError::Span { start, end }),
        }
    }

    /// Makes a span from a range, cutting what lies beyond 4 GiB and swapping ends that stand the wrong way round.
    ///
    /// For ranges that the program itself computed over a text it holds.
    #[must_use]
    pub fn of(range: Range<usize>) -> Self {
        let cut = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (a, b) = (cut(range.start), cut(range.end));
        Self { start: a.min(b), end: a.max(b), form: PhantomData }
    }

    /// First byte.
    #[must_use]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// Byte after the last.
    #[must_use]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end() - self.start()
    }

    /// Whether it holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The range of bytes.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// The slice of `text`, or nothing where the span does not lie on its character boundaries.
    #[must_use]
    pub fn slice(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies within this span.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end), form: PhantomData }
    }
}

impl<F: TextForm> Clone for Span<F> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<F: TextForm> Copy for Span<F> {}
impl<F: TextForm> PartialEq for Span<F> {
    fn eq(&self, other: &Self) -> bool {
        (self.start, self.end) == (other.start, other.end)
    }
}
impl<F: TextForm> Eq for Span<F> {}
impl<F: TextForm> PartialOrd for Span<F> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<F: TextForm> Ord for Span<F> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.start, self.end).cmp(&(other.start, other.end))
    }
}
impl<F: TextForm> std::hash::Hash for Span<F> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.start, self.end).hash(state);
    }
}
impl<F: TextForm> fmt::Debug for Span<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}..{}", F::NAME, self.start, self.end)
    }
}
impl<F: TextForm> Serialize for Span<F> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        (self.start, self.end).serialize(s)
    }
}
impl<'de, F: TextForm> Deserialize<'de> for Span<F> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let (a, b) = <(usize, usize)>::deserialize(d)?;
        Self::new(a, b).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RawSpan;

    #[test]
    fn a_span_is_a_pair_in_json() {
        let span: RawSpan = serde_json::from_str("[512,571]").unwrap();
        assert_eq!(serde_json::to_string(&span).unwrap(), "[512,571]");
        assert!(serde_json::from_str::<RawSpan>("[9,3]").is_err());
    }

    #[test]
    fn slicing_off_a_boundary_gives_nothing() {
        assert_eq!(RawSpan::of(1..4).slice("戰略"), None);
        assert_eq!(RawSpan::of(0..3).slice("戰略"), Some("戰"));
    }

    #[test]
    fn touching_spans_do_not_overlap() {
        assert!(!RawSpan::of(0..3).overlaps(Span::of(3..6)));
        assert!(RawSpan::of(0..4).overlaps(Span::of(3..6)));
    }
}
