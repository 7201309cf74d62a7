use std::ops::Range;

use rust_decimal::Decimal;
use tradewire_model::Bound;

use crate::Context;
use crate::lexicon::lexicon;
use crate::parser::Parser;
use crate::scan::{Gap, What, scan};
use crate::sense::Sense;

/// A bare number of a text, whatever it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numeral {
    /// Bytes of the number alone, without unit, sign of currency or trailing 多.
    pub range: Range<usize>,
    /// The number; for vague ones the lower end.
    pub value: Decimal,
    /// Upper end of a vague one: 三五百万.
    pub high: Option<Decimal>,
    /// 多, 余 inside it make it a lower bound.
    pub bound: Bound,
    /// Whether it counts a place in an order: first, 第三.
    pub ordinal: bool,
}

/// Finds every number of a text, those inside dates, sums and counts included.
///
/// For callers that want numerals rather than quantities; ranges are bytes of `text` as given.
#[must_use]
pub fn numerals(text: &str) -> Vec<Numeral> {
    let Ok(lexicon) = lexicon() else { return Vec::new() };
    let mut folded = tradewire_script::fold(text);
    crate::recognise::part_at_wide_commas(text, &mut folded.text);
    let tokens = scan(&folded.text, lexicon);
    let context = Context::default();
    let parser =
        Parser { text: &folded.text, tokens: &tokens, lexicon, context: &context, found: Vec::new() };
    let mut found = parser.numerals();
    for n in &mut found {
        n.range = folded.map.to_source(n.range.clone());
        powers(text, n);
    }
    fractions(text, &mut found);
    // What an exponent took in is no number of its own.
    let mut end = 0;
    found.retain(|n| {
        let apart = n.range.start >= end;
        end = end.max(n.range.end);
        apart
    });
    found
}

/// Joins 负三 分之 负一百: parts and whole with signs of their own.
fn fractions(text: &str, found: &mut Vec<Numeral>) {
    let mut k = 1;
    while k < found.len() {
        let (a, b) = (&found[k - 1], &found[k]);
        let gap = text.get(a.range.end..b.range.start).unwrap_or_default();
        let parts = gap.chars().filter(|c| !c.is_whitespace()).eq("分之".chars());
        match b.value.checked_div(a.value).filter(|_| parts && a.high.is_none() && b.high.is_none()) {
            Some(value) => {
                found[k - 1].value = value;
                found[k - 1].range.end = found[k].range.end;
                found.remove(k);
            }
            None => k += 1,
        }
    }
}

/// Takes in what scales a number the way formulas do: 2^-1, 6.02x10^23, 2.5 M.
fn powers(text: &str, n: &mut Numeral) {
    let Some(rest) = text.get(n.range.end..) else { return };
    if let Some(after) = rest.strip_prefix(" M")
        && !after.starts_with(char::is_alphanumeric)
        && text[n.range.clone()].ends_with(|c: char| c.is_ascii_digit())
    {
        if let Some(v) = n.value.checked_mul(Decimal::from(1_000_000)) {
            n.value = v;
            n.range.end += 2;
        }
        return;
    }
    let (base, skip) = match rest.strip_prefix("x10^").or_else(|| rest.strip_prefix("×10^")) {
        Some(after) => (Some(Decimal::TEN), rest.len() - after.len()),
        None if rest.starts_with('^') => (None, 1),
        None => return,
    };
    let signs = rest[skip..].bytes().take_while(|b| matches!(b, b'+' | b'-')).count();
    let digits = rest[skip + signs..].bytes().take_while(u8::is_ascii_digit).count();
    let Ok(power) = rest[skip + signs..skip + signs + digits].parse::<u32>() else { return };
    let minus = rest[skip..skip + signs].bytes().filter(|b| *b == b'-').count() % 2 == 1;
    let negative = n.value.is_sign_negative() && base.is_none();
    let of = base.unwrap_or_else(|| n.value.abs());
    let raised = (0..power.min(200)).try_fold(Decimal::ONE, |p, _| p.checked_mul(of));
    let Some(mut value) = raised.filter(|_| power <= 200) else { return };
    if minus {
        let Some(v) = Decimal::ONE.checked_div(value) else { return };
        value = v;
    }
    if base.is_some() {
        let Some(v) = n.value.checked_mul(value) else { return };
        value = v;
    }
    n.value = if negative { -value } else { value };
    n.range.end += skip + signs + digits;
}

impl Parser<'_> {
    fn numerals(&self) -> Vec<Numeral> {
        let mut out: Vec<Numeral> = Vec::new();
        let mut i = 0;
        while i < self.tokens.len() {
            match self.numeral(i) {
                Some((n, next)) => {
                    i = next.max(i + 1);
                    out.extend(n);
                }
                None => i += 1,
            }
        }
        out
    }

    /// The 一 of 一只 and 另一种: words that count one, though to news they say no more than «a».
    fn one_of(&self, i: usize) -> Option<Numeral> {
        let start = self.token(i)?.start as usize;
        let word = self.word(i);
        let counts = |s: &str| {
            self.lexicon.longest(s).is_some_and(|(n, _)| {
                self.lexicon.meanings(n).iter().any(|m| matches!(m.sense, Sense::Split { any: true, .. }))
            })
        };
        let at = if self.pick(i, |s| matches!(s, Sense::Split { any: true, .. }).then_some(())).is_some() {
            0
        } else {
            // the classifier stands behind the vetoed word
            let at =
                word.strip_suffix('一').filter(|h| matches!(*h, "另" | "某" | "每" | "这" | "那"))?.len();
            counts(self.text.get(start + at..)?).then_some(at)?
        };
        let range = start + at..start + at + '一'.len_utf8();
        (self.text.get(range.clone()) == Some("一")).then_some(Numeral {
            range,
            value: Decimal::ONE,
            high: None,
            bound: Bound::Exact,
            ordinal: false,
        })
    }

    fn numeral(&self, i: usize) -> Option<(Vec<Numeral>, usize)> {
        let plain = |range: Range<usize>, value: Decimal, ordinal: bool| Numeral {
            range,
            value,
            high: None,
            bound: Bound::Exact,
            ordinal,
        };
        let token = self.tokens.get(i)?;
        match token.what {
            What::Calendar { .. } | What::Clock { .. } => {
                // Each group of digits is a number of its own.
                let start = token.start as usize;
                let word = self.word(i);
                let mut parts = Vec::new();
                let mut at = 0;
                for piece in word.split(|c: char| !c.is_ascii_digit()) {
                    if let Ok(value) = piece.parse() {
                        parts.push(plain(start + at..start + at + piece.len(), value, false));
                    }
                    at += piece.len() + 1;
                }
                return Some((parts, i + 1));
            }
            What::Name => {
                // 1.22.333: no number, but a row of them
                let word = self.word(i);
                let row =
                    word.bytes().all(|b| b.is_ascii_digit() || b == b'.') && word.matches('.').count() > 1;
                let mut parts = Vec::new();
                let mut at = token.start as usize;
                for piece in word.split('.').filter(|_| row) {
                    if let Ok(value) = piece.parse() {
                        parts.push(plain(at..at + piece.len(), value, false));
                    }
                    at += piece.len() + 1;
                }
                return (!parts.is_empty()).then_some((parts, i + 1));
            }
            _ => {}
        }
        if self.is(i, Sense::Veto) {
            return self.one_of(i).map(|n| (vec![n], i + 1));
        }
        if self.is(i, Sense::OrdinalPrefix) {
            let f = self.figure(i + 1, false).filter(|_| self.adjacent(i + 1))?;
            return Some((vec![plain(self.bytes(i, f.next), f.low, true)], f.next));
        }
        if let Some((value, next)) = self.en_ordinal(i) {
            // a third of, the second of July: read as the order they name.
            return Some((vec![plain(self.bytes(i, next), Decimal::from(value), true)], next));
        }
        let (mut start, mut at, mut sign) = (i, i, Decimal::ONE);
        if self.is(i, Sense::Minus) && self.adjacent(i + 1) {
            sign = Decimal::NEGATIVE_ONE;
            at = i + 1;
        } else if self.is(i, Sense::Hyphen) && self.touches(i + 1) && (i == 0 || token.gap != Gap::None) {
            self.digits(i + 1)?;
            sign = Decimal::NEGATIVE_ONE;
            at = i + 1;
        }
        let one_unit = self.pick(at, |s| if let Sense::UnitOne(_) = s { Some(()) } else { None }).is_some();
        if one_unit {
            return None;
        }
        let figure = self.figure(at, false)?;
        // 五十|千: an order of magnitude does not begin right behind a number.
        if figure.implied && self.touches(i) && i > 0 && self.zh_numeral(i - 1) {
            return None;
        }
        if figure.magnitude {
            return None;
        }
        if figure.implied && figure.high.is_none() && self.word(at) == "百" && figure.next == at + 1 {
            return None;
        }
        let mut next = figure.next;
        // A trailing 多 says something about the number and is no part of it.
        while next > at + 1 && self.pick(next - 1, |s| matches!(s, Sense::Surplus(_)).then_some(())).is_some()
        {
            next -= 1;
        }
        if start > at {
            start = at;
        }
        let mut range = self.bytes(start, next);
        let value = figure.low.checked_mul(sign)?;
        // Letters that touch it and are no scale make it part of a measure: 180ml.
        let glued = self.text[range.end..].starts_with(|c: char| c.is_ascii_alphabetic());
        if glued {
            return None;
        }
        range.end = range.end.max(range.start);
        let numeral = Numeral { range, value, high: figure.high, bound: figure.bound, ordinal: false };
        Some((vec![numeral], figure.next))
    }
}
