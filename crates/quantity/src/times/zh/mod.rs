//! Chinese expressions of time, read into the same values as English ones.
//!
//! The text is read folded, character by character; words may have blanks between them where a table ends one.

mod clock;
mod day;
mod length;
mod number;
mod period;
mod range;
mod relate;
mod words;

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use super::value::Val;
use super::{Grammar, Hit};
use words::Words;

/// What a production gives: a value and the character after it.
type Read<T> = Option<(T, usize)>;

/// The grammar over the characters of one text.
pub(super) struct Chinese {
    /// Folded.
    c: Vec<char>,
    /// Bytes of the text as given where each character begins, and its end.
    at: Vec<usize>,
    /// What is known of the calendar; it has no tokens.
    calendar: Grammar,
    words: &'static Words,
    /// Characters of titles: names that are made of words of time.
    titles: Vec<Range<usize>>,
    /// Where the right end of a range begins: the dash before it joins and is part of no number.
    right: Cell<usize>,
}

impl Chinese {
    /// Prepares `text` to be read at the moment of `calendar`.
    pub(super) fn new(text: &str, calendar: Grammar) -> Option<Self> {
        let words = words::words()?;
        let c: Vec<char> = text.chars().map(tradewire_script::fold_char).collect();
        let at = text.char_indices().map(|x| x.0).chain([text.len()]).collect();
        let right = Cell::new(usize::MAX);
        let mut chinese = Self { c, at, calendar, words, titles: Vec::new(), right };
        chinese.titles = chinese.find_titles();
        Some(chinese)
    }

    /// Every expression, from left to right, the longest first.
    pub(super) fn all(&self) -> Vec<(Range<usize>, Val)> {
        let mut out = Vec::new();
        let mut i = 0;
        while i < self.c.len() {
            if let Some(t) = self.titles.iter().find(|t| t.contains(&i)) {
                i = t.end;
                continue;
            }
            match self.expression(i) {
                Some(hit) if hit.to > i => {
                    out.push((self.at[hit.from]..self.at[hit.to], hit.val));
                    i = hit.to;
                }
                _ => i += 1,
            }
        }
        out
    }

    /// The expression at `i` that reaches farthest; the first of equals.
    fn expression(&self, i: usize) -> Option<Hit> {
        if self.c[i] == ' ' {
            return None;
        }
        let all = [self.repeat(i), self.range(i), self.related(i), self.plain(i), self.lasting(i)];
        farthest(all).map(|(val, to)| Hit { val, from: i, to })
    }

    /// Whatever a relation may stand behind.
    fn plain(&self, i: usize) -> Read<Val> {
        farthest([self.compound(i), self.present(i), self.period(i)])
    }

    /// 现在, 马上
    fn present(&self, i: usize) -> Read<Val> {
        let (code, k) = self.table(i, &self.words.now)?;
        Some((Val::Point(vec![(code.clone(), Some(self.calendar.now))]), k))
    }

    /// Names of works between 《 and 》, and titles that the words know.
    fn find_titles(&self) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        let mut i = 0;
        while i < self.c.len() {
            let work = (self.c[i] == '《')
                .then(|| self.c[i..].iter().take(40).position(|c| *c == '》').map(|n| i + n + 1))
                .flatten();
            match work.or_else(|| self.table(i, &self.words.titles).map(|r| r.1)) {
                Some(end) => {
                    out.push(i..end);
                    i = end;
                }
                None => i += 1,
            }
        }
        out
    }

    /// The character at `i`, NUL beyond the end.
    fn ch(&self, i: usize) -> char {
        self.c.get(i).copied().unwrap_or('\0')
    }

    fn is(&self, i: usize, all: &str) -> bool {
        self.c.get(i).is_some_and(|c| all.contains(*c))
    }

    /// Skips blanks.
    fn blanks(&self, mut i: usize) -> usize {
        while self.ch(i) == ' ' {
            i += 1;
        }
        i
    }

    /// Skips one of the characters.
    fn skip(&self, i: usize, all: &str) -> usize {
        if self.is(i, all) { i + 1 } else { i }
    }

    /// The end of the longest of `all` that stands at `i`.
    fn one_of(&self, i: usize, all: &[&str]) -> Option<usize> {
        all.iter().filter_map(|w| self.word(i, w)).max()
    }

    fn word(&self, i: usize, word: &str) -> Option<usize> {
        let mut k = i;
        for c in word.chars() {
            if self.ch(k) != c {
                return None;
            }
            k += 1;
        }
        Some(k)
    }

    /// The longest key of `table` that stands at `i`, its value and the character after.
    fn table<'t, V>(&self, i: usize, table: &'t HashMap<String, V>) -> Option<(&'t V, usize)> {
        let mut key = String::new();
        let mut best = None;
        for k in i..(i + 6).min(self.c.len()) {
            key.push(self.c[k]);
            if let Some(v) = table.get(&key) {
                best = Some((v, k + 1));
            }
        }
        best
    }

    /// Whether nothing of a number stands right before `i`.
    fn free_before(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1).map(|k| self.c[k]) else { return true };
        if self.right.get() == i {
            return true;
        }
        if matches!(before, '.' | ',' | ':' | '/' | '-') {
            return !i.checked_sub(2).is_some_and(|k| self.c[k].is_ascii_digit());
        }
        !(before.is_ascii_digit()
            || "第十百千万亿几$".contains(before)
            || self.words.digits.contains_key(&before.to_string()))
    }
}

/// The reading that reaches farthest, the first of equals.
fn farthest(all: impl IntoIterator<Item = Read<Val>>) -> Read<Val> {
    let mut best: Read<Val> = None;
    for (val, to) in all.into_iter().flatten() {
        if best.as_ref().is_none_or(|b| to > b.1) {
            best = Some((val, to));
        }
    }
    best
}
