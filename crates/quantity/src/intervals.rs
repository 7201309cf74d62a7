//! Bounded numbers: more than twenty and at most thirty five, 大于10小于20, 5k-20k.
//!
//! Works over [`crate::numerals()`]: what stands before and behind each number is looked up in
//! `rules/quantity/*/comparisons.toml`, longest words first, and two bounds or two numbers are joined where a word of
//! `joins` leads from one to the other.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::Deserialize;
use tradewire_model::Bound;

use crate::Numeral;

/// An end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// The number.
    pub value: Decimal,
    /// Whether the number itself belongs to the interval.
    pub closed: bool,
}

/// A bounded number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    /// Bytes of `text` as given: the words that bound and the numbers.
    pub range: Range<usize>,
    /// Lower end, open if absent.
    pub low: Option<End>,
    /// Upper end, open if absent.
    pub high: Option<End>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    before: HashMap<String, String>,
    comparatives: HashMap<String, String>,
    after: HashMap<String, String>,
    joins: HashMap<String, String>,
}

static ENGLISH: LazyLock<Table> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/quantity/en/comparisons.toml")).unwrap_or_default()
});
static CHINESE: LazyLock<Table> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/quantity/zh/comparisons.toml")).unwrap_or_default()
});

/// Longest bound in bytes, blanks included.
const REACH: usize = 48;

/// Finds the bounded numbers of a text, in order and apart from one another.
///
/// ```
/// use tradewire_quantity::{End, intervals};
/// let found = intervals("more than 20 and at most 35");
/// assert_eq!(found[0].low, Some(End { value: 20.into(), closed: false }));
/// assert_eq!(found[0].high, Some(End { value: 35.into(), closed: true }));
/// ```
#[must_use]
pub fn intervals(text: &str) -> Vec<Interval> {
    let numbers: Vec<Numeral> = crate::numerals(text).into_iter().filter(|n| !n.ordinal).collect();
    let view = View { text, numbers: &numbers };
    let mut bounds: Vec<Interval> = Vec::new();
    let mut k = 0;
    while k < numbers.len() {
        let floor = bounds.last().map_or(0, |b| b.range.end);
        match view.pair(k, floor) {
            Some(i) => {
                bounds.push(i);
                k += 2;
            }
            None => {
                bounds.extend(view.single(k, floor));
                k += 1;
            }
        }
    }
    view.join(bounds)
}

struct View<'a> {
    text: &'a str,
    numbers: &'a [Numeral],
}

impl View<'_> {
    fn table(&self, n: &Numeral) -> &'static Table {
        let from = floor(self.text, n.range.start.saturating_sub(REACH));
        let to = floor(self.text, (n.range.end + 12).min(self.text.len()));
        if self.text[from..to].chars().any(|c| c >= '\u{3400}') { &CHINESE } else { &ENGLISH }
    }

    /// The words of `table` that end where `at` is: what they mean, and where they begin.
    fn before(
        &self,
        table: &'static HashMap<String, String>,
        at: usize,
        from: usize,
    ) -> Option<(&'static str, usize)> {
        let start = floor(self.text, at.saturating_sub(REACH)).max(from);
        let window = self.text.get(start..at)?;
        window.char_indices().filter(|(i, _)| starts_word(window, *i)).find_map(|(i, _)| {
            let word = fold(&window[i..]);
            table.get(&word).map(|v| (v.as_str(), start + i))
        })
    }

    /// The words of `table` that begin where `at` is: what they mean, and where they end.
    fn after(
        &self,
        table: &'static HashMap<String, String>,
        at: usize,
        to: usize,
    ) -> Option<(&'static str, usize)> {
        let end = floor(self.text, (at + REACH).min(to));
        let window = self.text.get(at..end)?;
        let ends: Vec<usize> = window.char_indices().map(|(i, c)| i + c.len_utf8()).collect();
        ends.into_iter().rev().filter(|i| ends_word(self.text, at + i)).find_map(|i| {
            if window[..i].ends_with(char::is_whitespace) {
                return None;
            }
            table.get(&fold(&window[..i])).map(|v| (v.as_str(), at + i))
        })
    }

    /// greater than or equal to 30, 比三十大, five hundred or more.
    fn single(&self, k: usize, from: usize) -> Option<Interval> {
        let n = self.numbers.get(k)?;
        let table = self.table(n);
        let next = self.numbers.get(k + 1).map_or(self.text.len(), |m| m.range.start);
        let (value, at) = (n.value, n.range.clone());
        // and greater than the next number is that one's
        let own = |end: usize| {
            let rest = self.text[end..next].trim_start();
            next == self.text.len() || !(rest.starts_with("than") || rest.starts_with("or "))
        };
        let behind = self.after(&table.after, at.end, next).filter(|b| b.0 != "between" && own(b.1));
        // a number with 多 in it
        if n.bound == Bound::AtLeast && n.high.is_none() {
            return Some(put("above", value, at));
        }
        // 比三十大
        if std::ptr::eq(table, &raw const *CHINESE)
            && let Some(b) = self.text[from..at.start].strip_suffix('比')
            && let Some((kind, end)) = self.after(&table.comparatives, at.end, next)
        {
            return Some(put(kind, value, from + b.len()..end));
        }
        let led = self
            .before(&table.before, at.start, from)
            .filter(|b| !matches!(b.0, "begin" | "within" | "skip"));
        match (led, behind) {
            // equal to 5000 or more
            (Some(("equal", start)), Some((kind, end))) if !self.again(end, next) => {
                Some(put(kind, value, start..end))
            }
            (Some((kind, start)), _) => {
                let start = self.or_equal(start, from);
                let (kind, start) = match start {
                    (Some(k), s) => (k, s),
                    (None, s) => (kind, s),
                };
                Some(put(kind, value, start..at.end))
            }
            (None, Some((kind, end))) => Some(put(kind, value, at.start..end)),
            (None, None) => None,
        }
    }

    /// Whether a further number follows words such as «or less than», so that they are its own.
    fn again(&self, end: usize, next: usize) -> bool {
        next < self.text.len() && self.text.get(end..next).is_some_and(|s| s.trim().is_empty())
    }

    /// less or equal than, higher than or equal to: what stands before «or equal».
    fn or_equal(&self, start: usize, from: usize) -> (Option<&'static str>, usize) {
        let head = &self.text[from..start];
        let folded = fold(head);
        let Some(rest) = folded.strip_suffix("or").map(str::trim_end) else { return (None, start) };
        let rest = rest.strip_suffix("than").map_or(rest, str::trim_end);
        let word = rest.rsplit([' ', ',']).next().unwrap_or("");
        match ENGLISH.comparatives.get(word) {
            Some(kind) => {
                let at = head.to_ascii_lowercase().rfind(word).map_or(start, |i| from + i);
                (Some(kind), at)
            }
            None => (None, start),
        }
    }

    /// between 20 and 30, from A to B, A-B, 在A和B之间.
    fn pair(&self, k: usize, from: usize) -> Option<Interval> {
        let (a, b) = (self.numbers.get(k)?, self.numbers.get(k + 1)?);
        let table = self.table(a);
        let gap = self.text.get(a.range.end..b.range.start)?;
        let gap_word = fold(gap);
        let joint = table.joins.get(gap_word.trim()).map(String::as_str);
        let next = self.numbers.get(k + 2).map_or(self.text.len(), |m| m.range.start);
        let head = &self.text[from..a.range.start];
        let trimmed = head.trim_end();
        let led = |word: &str| {
            let n = word.len();
            trimmed.len() >= n
                && trimmed.is_char_boundary(trimmed.len() - n)
                && trimmed[trimmed.len() - n..].eq_ignore_ascii_case(word)
                && starts_word(trimmed, trimmed.len() - n)
        };
        let closed = self.after(&table.after, b.range.end, next).filter(|x| x.0 == "between");
        let english = !std::ptr::eq(table, &raw const *CHINESE);
        let mut start = a.range.start;
        let fits = match joint {
            Some("range") => {
                if led("from") || led("between") {
                    start = from + trimmed.len() - if led("from") { 4 } else { 7 };
                }
                true
            }
            _ if english && gap_word.trim() == "and" && led("between") => {
                start = from + trimmed.len() - 7;
                true
            }
            Some("pair") => closed.is_some(),
            _ => false,
        };
        if !fits
            || b.value < a.value
            || self.before(&table.before, b.range.start, a.range.end).is_some() && joint != Some("range")
        {
            return None;
        }
        let mut end = b.range.end;
        if let Some((_, e)) = closed {
            end = e;
        }
        if !english {
            for word in ["从", "自", "在", "介于"] {
                if let Some(rest) = trimmed.strip_suffix(word)
                    && (closed.is_some() || matches!(word, "从" | "自"))
                {
                    start = from + rest.len();
                    break;
                }
            }
        }
        let at = |value| Some(End { value, closed: true });
        let high = b.high.unwrap_or(b.value);
        Some(Interval { range: start..end, low: at(a.value), high: Some(End { value: high, closed: false }) })
    }

    /// Joins a lower and an upper bound that stand beside each other.
    fn join(&self, bounds: Vec<Interval>) -> Vec<Interval> {
        let mut out: Vec<Interval> = Vec::new();
        for b in bounds {
            if let Some(a) = out.last_mut()
                && let Some(gap) = self.text.get(a.range.end..b.range.start)
            {
                let chinese = self.text[a.range.clone()].chars().any(|c| c >= '\u{3400}');
                let table: &Table = if chinese { &CHINESE } else { &ENGLISH };
                let linked = table.joins.get(fold(gap).trim()).is_some_and(|j| j == "both");
                let ((Some(low), None, None, Some(high)) | (None, Some(high), Some(low), None)) =
                    (a.low, a.high, b.low, b.high)
                else {
                    out.push(b);
                    continue;
                };
                if linked && low.value < high.value {
                    *a = Interval { range: a.range.start..b.range.end, low: Some(low), high: Some(high) };
                    continue;
                }
            }
            out.push(b);
        }
        out
    }
}

fn put(kind: &str, value: Decimal, range: Range<usize>) -> Interval {
    let end = |closed| Some(End { value, closed });
    let (low, high) = match kind {
        "above" => (end(false), None),
        "from" => (end(true), None),
        "below" => (None, end(false)),
        "upto" => (None, end(true)),
        _ => (end(true), end(true)),
    };
    Interval { range, low, high }
}

/// Lower case, simplified, half width, blanks as one.
fn fold(text: &str) -> String {
    let folded = tradewire_script::fold_str(text);
    let mut out = String::with_capacity(folded.len());
    for word in folded.split_whitespace() {
        if !out.is_empty() && (word.is_ascii() || out.ends_with(|c: char| c.is_ascii())) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Whether a word may begin at byte `i`: no letter or further sign of comparison touches it.
fn starts_word(text: &str, i: usize) -> bool {
    let here = text[i..].chars().next();
    let before = text[..i].chars().next_back();
    match (here, before) {
        (Some(c), _) if c.is_whitespace() => false,
        (Some(c), Some(b)) if c.is_ascii_alphabetic() => !b.is_ascii_alphanumeric(),
        (Some('<' | '>' | '='), Some(b)) => !matches!(b, '<' | '>' | '=' | '!'),
        _ => true,
    }
}

fn ends_word(text: &str, i: usize) -> bool {
    let before = text[..i].chars().next_back();
    let here = text[i..].chars().next();
    match (before, here) {
        (Some(b), Some(c)) if b.is_ascii_alphabetic() => !c.is_ascii_alphanumeric(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn the_tables_are_sound() {
        assert!(!ENGLISH.before.is_empty() && !CHINESE.before.is_empty());
    }

    #[rstest]
    #[case("revenue above 40 but below 60", "above 40 but below 60 (40,60)")]
    #[case("scores of at least 7", "at least 7 [7,)")]
    #[case("no more than twelve seats", "no more than twelve (,12]")]
    #[case("between 3 and 9 offers", "between 3 and 9 [3,9)")]
    #[case("less than or equal to 8", "less than or equal to 8 (,8]")]
    #[case("ninety or more", "ninety or more [90,)")]
    #[case("x => 4", "")]
    #[case("人数大于30且小于40", "大于30且小于40 (30,40)")]
    #[case("至少有七个", "至少有七 [7,)")]
    #[case("比二十大", "比二十大 (20,)")]
    #[case("三十或以下", "三十或以下 (,30]")]
    #[case("在3和9之间", "在3和9之间 [3,9)")]
    fn bounds_are_read(#[case] text: &str, #[case] expected: &str) {
        let all: Vec<String> = intervals(text)
            .iter()
            .map(|i| {
                let low =
                    i.low.map_or("(".into(), |e| format!("{}{}", if e.closed { "[" } else { "(" }, e.value));
                let high =
                    i.high.map_or(")".into(), |e| format!("{}{}", e.value, if e.closed { "]" } else { ")" }));
                format!("{} {low},{high}", &text[i.range.clone()])
            })
            .collect();
        assert_eq!(all.join("; "), expected);
    }
}
