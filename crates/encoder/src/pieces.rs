//! A text cut into pieces that the model knows: of all ways to cut it, the likeliest (Kudo, «Subword Regularization», 2018).

use std::collections::VecDeque;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::error::EncoderError;
use crate::file::Bytes;

/// What stands for a space before a word.
const SPACE: &str = "\u{2581}";
/// The longest piece, in characters.
const LONGEST: usize = 20;
/// How much less likely than the unlikeliest piece a character is that no piece holds.
const UNLIKELY: f32 = 10.0;

/// Marks around every passage and what no piece holds, which stand before the pieces in the model.
pub(crate) const BEGIN: u32 = 0;
pub(crate) const END: u32 = 1;
const UNKNOWN: u32 = 2;
pub(crate) const MARKS: u32 = 3;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its number in the model.
    pub(crate) id: u32,
    /// Its bytes in the text, without the space before it; empty where it is no more than a space.
    pub range: Range<usize>,
}

/// All pieces that the model knows, in the order of their bytes.
pub(crate) struct Pieces {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    scores: Vec<f32>,
    /// The score of a character that no piece holds.
    unknown: f32,
    /// Where pieces with each first byte begin.
    first: Vec<usize>,
}

impl Pieces {
    pub(crate) fn read(bytes: &mut Bytes<'_>, n: usize) -> Result<Self, EncoderError> {
        let mut ends = Vec::with_capacity(n.min(1 << 20));
        for _ in 0..n {
            ends.push(bytes.number()? as u32);
        }
        let size = ends.last().map_or(0, |e| *e as usize);
        let blob = bytes.take(size)?.to_vec();
        let scores = bytes.floats(n)?;
        if ends.windows(2).any(|w| w[0] >= w[1]) || ends.first() == Some(&0) {
            return Err(bytes.short());
        }
        let unknown = scores.iter().copied().fold(0.0, f32::min) - UNLIKELY;
        let mut all = Self { bytes: blob, ends, scores, unknown, first: Vec::new() };
        if (1..n).any(|i| all.piece(i - 1) >= all.piece(i)) {
            return Err(bytes.short());
        }
        all.first = (0..=256).map(|b| all.from(0..n, |p| usize::from(p[0]) < b)).collect();
        Ok(all)
    }

    fn piece(&self, i: usize) -> &[u8] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] as usize };
        &self.bytes[start..self.ends[i] as usize]
    }

    /// The first of some pieces, in order, that is not `before`.
    fn from(&self, range: Range<usize>, before: impl Fn(&[u8]) -> bool) -> usize {
        let Range { mut start, mut end } = range;
        while start < end {
            let middle = start.midpoint(end);
            if before(self.piece(middle)) {
                start = middle + 1;
            } else {
                end = middle;
            }
        }
        start
    }

    /// Every piece that a text begins with: its number and length.
    fn beginnings(&self, text: &[u8], mut found: impl FnMut(usize, usize)) {
        let Some(&b) = text.first() else { return };
        let mut range = self.first[usize::from(b)]..self.first[usize::from(b) + 1];
        for (k, &b) in text.iter().enumerate() {
            if k > 0 {
                // Those that end before this byte stand first, and were found.
                let start = self.from(range.clone(), |p| p.len() <= k || p[k] < b);
                range = start..self.from(start..range.end, |p| p[k] == b);
            }
            if range.is_empty() {
                return;
            }
            if self.piece(range.start).len() == k + 1 {
                found(range.start, k + 1);
            }
        }
    }

    /// Cuts a text; what no piece holds is [`UNKNOWN`].
    pub(crate) fn cut(&self, text: &str) -> Vec<Piece> {
        let Normal { text: normal, chars } = normal(text);
        let n = chars.len();
        // The best way to each character: its score, the piece that ends there and where it began.
        let mut best = vec![(f32::MIN, UNKNOWN, 0usize); n + 1];
        best[0].0 = 0.0;
        let mut at_byte = vec![usize::MAX; normal.len() + 1];
        for (i, c) in chars.iter().enumerate() {
            at_byte[c.at] = i;
        }
        at_byte[normal.len()] = n;
        for (i, c) in chars.iter().enumerate() {
            let so_far = best[i].0;
            let reach = chars.get(i + LONGEST).map_or(normal.len(), |c| c.at);
            self.beginnings(&normal.as_bytes()[c.at..reach], |piece, len| {
                let end = at_byte[c.at + len];
                if end == usize::MAX {
                    return;
                }
                let score = so_far + self.scores[piece];
                if score > best[end].0 {
                    best[end] = (score, piece as u32 + MARKS, i);
                }
            });
            let score = so_far + self.unknown;
            if score > best[i + 1].0 {
                best[i + 1] = (score, UNKNOWN, i);
            }
        }
        let mut out = VecDeque::new();
        let mut end = n;
        while end > 0 {
            let (_, id, start) = best[end];
            let words = chars[start..end].iter().filter(|c| !c.space);
            let range = words.fold(None, |r: Option<Range<usize>>, c| {
                Some(r.map_or_else(|| c.from.clone(), |r| r.start..c.from.end))
            });
            // A space stands behind what was before it.
            let empty = chars[end - 1].from.end;
            out.push_front(Piece { id, range: range.unwrap_or(empty..empty) });
            end = start;
        }
        out.into()
    }
}

/// A character of a normalised text.
struct Char {
    /// Where it stands in that text.
    at: usize,
    /// The bytes of the text that it came from.
    from: Range<usize>,
    space: bool,
}

/// A text as the model reads it.
struct Normal {
    text: String,
    chars: Vec<Char>,
}

/// Compatibility forms are those that they stand for, controls are left out, any space is one mark, and one stands at the
/// beginning.
fn normal(text: &str) -> Normal {
    let mut out = Normal { text: String::with_capacity(text.len() + 8), chars: Vec::new() };
    let mut push = |c: char, from: Range<usize>| {
        let space = c.is_whitespace();
        if space && out.chars.last().is_some_and(|c| c.space) {
            return;
        }
        out.chars.push(Char { at: out.text.len(), from, space });
        if space {
            out.text.push_str(SPACE);
        } else {
            out.text.push(c);
        }
    };
    push(' ', 0..0);
    for (at, c) in text.char_indices() {
        let from = at..at + c.len_utf8();
        match c {
            '\t' | '\n' | '\r' | '\u{c}' => push(' ', from),
            '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{2581}' | '\u{feff}' | '\u{fffd}' => {
                push(' ', from);
            }
            c if c.is_control() => {}
            c if c.is_ascii() => push(c, from),
            c => std::iter::once(c).nfkc().for_each(|c| push(c, from.clone())),
        }
    }
    out
}
