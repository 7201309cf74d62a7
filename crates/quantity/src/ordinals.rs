//! Places in an order, in English: one hundred twenty fifth, the second to last, the current one; and 第三.

use std::ops::Range;

use rust_decimal::Decimal;

/// Where an order is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// From the beginning: third is 3.
    Nth(Decimal),
    /// From the present one: next is 1.
    FromCurrent(i8),
    /// From the last one: penultimate is −1.
    FromEnd(i8),
}

/// A place in an order, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordinal {
    /// Bytes of the text as given.
    pub range: Range<usize>,
    /// The place.
    pub place: Place,
}

/// Phrases that count from the present or the last one; longer ones first.
const RELATIVE: &[(&str, Place)] = &[
    ("the one before the last one", Place::FromEnd(-1)),
    ("the one before the last", Place::FromEnd(-1)),
    ("the last but one", Place::FromEnd(-1)),
    ("last but one", Place::FromEnd(-1)),
    ("the second to last", Place::FromEnd(-1)),
    ("the second last", Place::FromEnd(-1)),
    ("second to last", Place::FromEnd(-1)),
    ("next to last", Place::FromEnd(-1)),
    ("the third to last", Place::FromEnd(-2)),
    ("third to last", Place::FromEnd(-2)),
    ("antepenultimate", Place::FromEnd(-2)),
    ("penultimate", Place::FromEnd(-1)),
    ("current one", Place::FromCurrent(0)),
    ("previous one", Place::FromCurrent(-1)),
    ("next one", Place::FromCurrent(1)),
    ("current", Place::FromCurrent(0)),
    ("previous", Place::FromCurrent(-1)),
    ("next", Place::FromCurrent(1)),
    ("last", Place::FromEnd(0)),
];

/// Words of ordinal numbers; a value of a hundred or more multiplies what stands before it.
const WORDS: &[(&str, u64)] = &[
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("eigth", 8),
    ("ninth", 9),
    ("nineth", 9),
    ("tenth", 10),
    ("eleventh", 11),
    ("twelfth", 12),
    ("twelveth", 12),
    ("thirteenth", 13),
    ("fourteenth", 14),
    ("fifteenth", 15),
    ("sixteenth", 16),
    ("seventeenth", 17),
    ("eighteenth", 18),
    ("nineteenth", 19),
    ("twentieth", 20),
    ("thirtieth", 30),
    ("fortieth", 40),
    ("fiftieth", 50),
    ("sixtieth", 60),
    ("seventieth", 70),
    ("eightieth", 80),
    ("ninetieth", 90),
    ("hundredth", 100),
    ("thousandth", 1_000),
    ("millionth", 1_000_000),
    ("billionth", 1_000_000_000),
    ("trillionth", 1_000_000_000_000),
];

/// Finds the places in an order that a text names.
///
/// ```
/// use tradewire_quantity::{Place, ordinals};
/// assert_eq!(ordinals("the two hundredth paper")[0].place, Place::Nth(200.into()));
/// assert_eq!(ordinals("the second to last")[0].place, Place::FromEnd(-1));
/// ```
#[must_use]
pub fn ordinals(text: &str) -> Vec<Ordinal> {
    let lower = text.to_ascii_lowercase();
    let numbers = crate::numerals(text);
    let mut out: Vec<Ordinal> = Vec::new();
    let mut at = 0;
    while at < lower.len() {
        let Some(rest) = lower.get(at..) else {
            at += 1;
            continue;
        };
        let fresh = !lower[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        if fresh
            && let Some((range, place)) = relative(rest, at).or_else(|| worded(&lower, at, &numbers, &out))
        {
            at = range.end;
            out.push(Ordinal { range, place });
            continue;
        }
        at += rest.chars().next().map_or(1, char::len_utf8);
    }
    // 第三, 11th and whatever else the numerals know
    for n in numbers.iter().filter(|n| n.ordinal) {
        if out.iter().all(|o| o.range.end <= n.range.start || n.range.end <= o.range.start) {
            out.push(Ordinal { range: n.range.clone(), place: Place::Nth(n.value) });
        }
    }
    out.sort_by_key(|o| o.range.start);
    out
}

fn ends(text: &str, n: usize) -> bool {
    !text[n..].starts_with(|c: char| c.is_ascii_alphanumeric())
}

fn relative(rest: &str, at: usize) -> Option<(Range<usize>, Place)> {
    RELATIVE
        .iter()
        .find(|(w, _)| rest.starts_with(w) && ends(rest, w.len()))
        .map(|(w, place)| (at..at + w.len(), *place))
}

/// An ordinal word at byte `at`, with the number before it that it goes on.
fn worded(
    lower: &str,
    at: usize,
    numbers: &[crate::Numeral],
    found: &[Ordinal],
) -> Option<(Range<usize>, Place)> {
    let rest = &lower[at..];
    let (word, value) = WORDS.iter().find(|(w, _)| rest.starts_with(w) && ends(rest, w.len()))?;
    let value = Decimal::from(*value);
    let end = at + word.len();
    let alone = |v: Decimal| Some((at..end, Place::Nth(v)));
    let floor = found.last().map_or(0, |o| o.range.end);
    let before = numbers.iter().find(|n| {
        n.range.start >= floor
            && n.range.start < at
            && n.range.end + 5 >= at
            && n.range.end <= end
            && n.value > Decimal::ZERO
    });
    let Some(n) = before else { return alone(value) };
    let gap = lower.get(n.range.end.min(at)..at)?;
    if n.range.end <= at && !matches!(gap.trim(), "" | "-" | "and") {
        return alone(value);
    }
    let start = n.range.start;
    let mut count = n.value;
    if n.range.end > at {
        if n.ordinal {
            return Some((start..end, Place::Nth(n.value)));
        }
        // read as a fraction: the number before the word counts
        let parts = crate::numerals(lower.get(start..at)?.trim_end_matches([' ', '-']));
        let [one] = parts.as_slice() else { return None };
        count = one.value;
    }
    if value >= Decimal::ONE_HUNDRED {
        return count.checked_mul(value).map(|v| (start..end, Place::Nth(v)));
    }
    // twenty first, one hundred and third; but one fifth is a share
    let room = if value < Decimal::TEN { Decimal::TEN } else { Decimal::ONE_HUNDRED };
    let fits = count.fract().is_zero() && count >= Decimal::TEN && (count % room).is_zero();
    if fits { count.checked_add(value).map(|v| (start..end, Place::Nth(v))) } else { None }
}
