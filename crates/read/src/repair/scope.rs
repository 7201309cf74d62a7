use std::ops::Range;

use crate::draft::{Draft, Edit};

/// A pass over a text that looks at no line but its own.
pub(super) type Pass = fn(&str) -> Vec<Edit>;

/// Which lines of a draft's text a pass looks at: all at first, later those that were changed since its last run.
///
/// What a pass finds in a line depends on nothing but the line, so that one which is still the same holds no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scope {
    /// All of the text.
    All,
    /// Whole lines, in order and apart.
    Lines(Vec<Range<usize>>),
}

impl Scope {
    /// The lines that were touched by any change of the draft but the first `known` ones; all where nothing is known.
    pub fn since(draft: &Draft, known: Option<usize>) -> Self {
        match known {
            None => Self::All,
            Some(known) => Self::Lines(lines_of(&draft.text, &draft.touched.since(known))),
        }
    }

    /// What a pass finds in these lines.
    pub fn edits(&self, text: &str, pass: Pass) -> Vec<Edit> {
        let Self::Lines(lines) = self else { return pass(text) };
        let mut out = Vec::new();
        for line in lines {
            let found = pass(text.get(line.clone()).unwrap_or_default());
            out.extend(
                found
                    .into_iter()
                    .map(|e| Edit { range: line.start + e.range.start..line.start + e.range.end, ..e }),
            );
        }
        out
    }

    /// The lines one by one, without their ends, as far as they are not ASCII.
    pub fn each(&self, text: &str, mut tell: impl FnMut(Range<usize>)) {
        let bytes = text.as_bytes();
        let mut part = |range: Range<usize>| {
            let mut start = range.start;
            while start < range.end {
                let end = memchr::memchr(b'\n', &bytes[start..range.end]).map_or(range.end, |i| start + i);
                if !bytes[start..end].is_ascii() {
                    tell(start..end);
                }
                start = end + 1;
            }
        };
        match self {
            Self::All => part(0..text.len()),
            Self::Lines(lines) => lines.iter().cloned().for_each(part),
        }
    }
}

/// The whole lines in which places of a text lie.
fn lines_of(text: &str, places: &[Range<usize>]) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut out: Vec<Range<usize>> = Vec::new();
    for place in places {
        // A line that holds several places is looked for once.
        let known = out.last().map_or(0, |l| l.end);
        if place.end < known {
            continue;
        }
        let from = known.min(place.start);
        let start = memchr::memrchr(b'\n', &bytes[from..place.start]).map_or(from, |i| from + i + 1);
        let end = memchr::memchr(b'\n', &bytes[place.end..]).map_or(text.len(), |i| place.end + i + 1);
        match out.last_mut() {
            Some(l) if start <= l.end => l.end = l.end.max(end),
            _ => out.push(start..end),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::single_range_in_vec_init, reason = "places are ranges, and one is a list too")]
    #[test]
    fn places_are_widened_to_whole_lines() {
        let text = "ab\ncde\n\nfg";
        let lines = |places: &[Range<usize>]| lines_of(text, places);
        assert_eq!(lines(&[1..1]), [0..3]);
        assert_eq!(lines(&[4..5, 6..6]), [3..7]);
        assert_eq!(lines(&[1..4]), [0..7]);
        assert_eq!(lines(&[0..1, 9..10]), [0..3, 8..10]);
        assert_eq!(lines(&[7..7, 10..10]), [7..10]);
        assert_eq!(lines(&[0..0, 3..3]), [0..7]);
    }

    #[test]
    fn only_lines_beyond_ascii_are_told() {
        let text = "甲\nab\n\n乙丙";
        let of = |scope: &Scope| {
            let mut out = Vec::new();
            scope.each(text, |l| out.push(text[l].to_owned()));
            out
        };
        assert_eq!(of(&Scope::All), ["甲", "乙丙"]);
        assert_eq!(of(&Scope::Lines(std::iter::once(4..8).collect())), Vec::<String>::new());
        assert_eq!(of(&Scope::Lines(vec![0..4, 8..14])), ["甲", "乙丙"]);
    }
}
