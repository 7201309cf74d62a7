//! English and Chinese expressions of time, read into TIMEX3 values with what they resolve to.
//!
//! The grammar knows dates, periods, times of day, lengths and repetitions, and their combinations: a day with a time,
//! one end to another, one side of a date. The notation is that of ISO 8601 as TIMEX3 extends it (TimeML 1.2.1), with
//! `XXXX` for an open year and `(begin,end,length)` for an interval. Where the past and the coming occurrence are both
//! possible, both readings are given, the past one first.

mod clock;
mod compound;
mod counted;
mod day;
mod edge;
mod holiday;
mod length;
mod lex;
mod number;
mod period;
mod range;
mod relate;
mod repeat;
mod tables;
mod value;
mod words;
mod zh;

use std::ops::Range;

use jiff::civil::DateTime;

use lex::{Tok, Token};
use value::Val;
use words::Words;

/// What an expression of time denotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeKind {
    /// A day.
    Date,
    /// From a day to a day.
    DateRange,
    /// A time of day.
    Time,
    /// From a time of day to another.
    TimeRange,
    /// A time on a day.
    DateTime,
    /// From a time on a day to another.
    DateTimeRange,
    /// A length of time.
    Duration,
    /// A time that repeats.
    Set,
}

/// One reading of an expression of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeReading {
    /// The value in TIMEX3.
    pub timex: String,
    /// The point or the seconds it resolves to; `None` for an interval or what cannot be resolved.
    pub value: Option<String>,
    /// Where an interval begins.
    pub start: Option<String>,
    /// Where an interval ends, itself outside.
    pub end: Option<String>,
}

/// An expression of time in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeExpression {
    /// Bytes of the text as given.
    pub range: Range<usize>,
    /// What it denotes.
    pub kind: TimeKind,
    /// Its readings; more than one where the text leaves open which.
    pub readings: Vec<TimeReading>,
}

/// Finds the expressions of time in `text`, read at the moment `reference`; a text with Chinese characters is read as
/// Chinese, any other as English.
///
/// ```
/// use tradewire_quantity::times;
/// let at: jiff::civil::DateTime = "2025-07-16T10:00".parse().unwrap();
/// let found = times("They meet next Friday at 3pm.", at);
/// assert_eq!(found[0].readings[0].timex, "2025-07-25T15");
/// assert_eq!(times("他們下週五下午三點開會", at)[0].readings[0].timex, "2025-07-25T15");
/// ```
#[must_use]
pub fn times(text: &str, reference: DateTime) -> Vec<TimeExpression> {
    if text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
        chinese_times(text, reference)
    } else {
        english_times(text, reference)
    }
}

/// Finds the expressions of time in `text` as Chinese, which puts the day first in 1/2/2025.
#[must_use]
pub fn chinese_times(text: &str, reference: DateTime) -> Vec<TimeExpression> {
    let Some(words) = words::words() else { return Vec::new() };
    let calendar = Grammar { tokens: Vec::new(), words, now: reference };
    let found = zh::Chinese::new(text, calendar).map_or_else(Vec::new, |chinese| chinese.all());
    found.into_iter().filter_map(|(range, val)| expression(range, &val)).collect()
}

/// Finds the expressions of time in `text` as English.
#[must_use]
pub fn english_times(text: &str, reference: DateTime) -> Vec<TimeExpression> {
    let Some(words) = words::words() else { return Vec::new() };
    let grammar = Grammar { tokens: lex::cut(text), words, now: reference };
    let mut out: Vec<TimeExpression> = Vec::new();
    let mut i = 0;
    while i < grammar.tokens.len() {
        match grammar.expression(i) {
            Some(hit) if hit.to > i => {
                out.extend(expression(grammar.bytes(hit.from, hit.to), &hit.val));
                i = hit.to;
            }
            _ => i += 1,
        }
    }
    out
}

fn expression(range: Range<usize>, val: &Val) -> Option<TimeExpression> {
    val.spell().map(|(kind, readings)| TimeExpression { range, kind, readings })
}

/// An expression found at tokens `from..to`.
struct Hit {
    val: Val,
    from: usize,
    to: usize,
}

/// The grammar over the tokens of one text.
struct Grammar {
    tokens: Vec<Token>,
    words: &'static Words,
    now: DateTime,
}

/// What a production gives: a value and the token after it.
type Read<T> = Option<(T, usize)>;

impl Grammar {
    /// The word at token `i`, empty if it is none.
    fn w(&self, i: usize) -> &str {
        match self.tokens.get(i) {
            Some(Token { tok: Tok::Word(w), .. }) => w,
            _ => "",
        }
    }

    /// The sign at token `i`, NUL if it is none.
    fn s(&self, i: usize) -> char {
        match self.tokens.get(i) {
            Some(Token { tok: Tok::Sign(c), .. }) => *c,
            _ => '\0',
        }
    }

    /// The digits at token `i`.
    fn digits(&self, i: usize) -> Option<&str> {
        match self.tokens.get(i) {
            Some(Token { tok: Tok::Num(n), .. }) => Some(n),
            _ => None,
        }
    }

    /// Whether token `i` touches the one before it.
    fn glued(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| t.glued)
    }

    fn bytes(&self, from: usize, to: usize) -> Range<usize> {
        let start = self.tokens.get(from).map_or(0, |t| t.range.start);
        let end = to.checked_sub(1).and_then(|k| self.tokens.get(k)).map_or(start, |t| t.range.end);
        start..end.max(start)
    }

    /// Whether any of `all` is the word at token `i`.
    fn any(&self, i: usize, all: &[&str]) -> bool {
        let w = self.w(i);
        !w.is_empty() && all.contains(&w)
    }

    /// The longest key of `table` that stands at token `i`, its value and the token after.
    fn phrase<'t, V>(
        &self,
        i: usize,
        table: &'t std::collections::HashMap<String, V>,
    ) -> Option<(&'t V, usize)> {
        let mut key = String::new();
        let mut best = None;
        for k in i..(i + 6).min(self.tokens.len()) {
            if k > i && !self.glued(k) {
                key.push(' ');
            }
            match &self.tokens[k].tok {
                Tok::Word(w) => key.push_str(w),
                Tok::Sign(c @ ('\'' | '\u{2019}' | '-')) => key.push(if *c == '-' { '-' } else { '\'' }),
                _ => break,
            }
            if let Some(v) = table.get(&key) {
                best = Some((v, k + 1));
            }
        }
        best
    }

    /// Whether an expression may begin at token `i`: nothing of a number, a price or a name touches it.
    fn free_before(&self, i: usize) -> bool {
        if !self.glued(i) || i == 0 {
            return true;
        }
        match &self.tokens[i - 1].tok {
            // 2016-11-07T16:12
            Tok::Word(w) => w == "t" && i >= 2 && self.glued(i - 1) && self.digits(i - 2).is_some(),
            Tok::Num(_) => false,
            Tok::Sign(c) => match c {
                '$' | '#' | '@' | '_' | '\u{20ac}' | '\u{a3}' => false,
                '-' if self.words.months.contains_key(self.w(i))
                    || self.words.weekdays.contains_key(self.w(i)) =>
                {
                    true
                }
                '.' | ',' | '-' | '/' | ':' => {
                    i < 2
                        || !self.glued(i - 1)
                        || !matches!(self.tokens[i - 2].tok, Tok::Num(_) | Tok::Word(_))
                }
                _ => true,
            },
        }
    }

    /// Whether a number may end before token `i`: no digits go on behind it.
    fn free_after(&self, i: usize) -> bool {
        if !self.glued(i) {
            return true;
        }
        match &self.tokens[i].tok {
            Tok::Word(_) | Tok::Num(_) => false,
            Tok::Sign(c) => match c {
                '.' | ',' | '-' | '/' | ':' => {
                    !(self.glued(i + 1) && matches!(self.tokens[i + 1].tok, Tok::Num(_)))
                }
                '%' | '$' | '_' => false,
                _ => true,
            },
        }
    }

    /// this, next, last before token `k`, as an offset; last may be a verb.
    fn relative(&self, i: usize) -> Read<i64> {
        let (o, k) = self.phrase(i, &self.words.relatives)?;
        let before = i.checked_sub(1).map_or("", |p| self.w(p));
        let verb = self.w(i) == "last"
            && (matches!(
                before,
                "to" | "will" | "would" | "should" | "can" | "could" | "may" | "might" | "must" | "not"
            ) || before.ends_with("n't"));
        (!verb).then_some((*o, k))
    }

    /// Skips token `i` if it is one of the words.
    fn skip(&self, i: usize, all: &[&str]) -> usize {
        if self.any(i, all) { i + 1 } else { i }
    }

    /// Skips token `i` if it is the sign.
    fn skip_sign(&self, i: usize, c: char) -> usize {
        if self.s(i) == c { i + 1 } else { i }
    }
}
