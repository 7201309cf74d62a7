//! Numbers as dates and lengths use them: days, hours, years, counts of units.

use rust_decimal::Decimal;

use super::{Grammar, Read};

impl Grammar {
    /// A number below a hundred in words: twenty four, twenty-four.
    pub(super) fn tens(&self, i: usize) -> Read<i64> {
        let n = *self.words.cardinals.get(self.w(i))?;
        if n >= 20 {
            let k = if self.s(i + 1) == '-' && self.glued(i + 1) { i + 2 } else { i + 1 };
            if let Some(m @ 1..=9) = self.words.cardinals.get(self.w(k)).copied() {
                return Some((n + m, k + 1));
            }
        }
        Some((n, i + 1))
    }

    /// One or two digits.
    pub(super) fn two_digits(&self, i: usize) -> Read<i64> {
        let d = self.digits(i)?;
        (d.len() <= 2).then(|| d.parse().ok().map(|n| (n, i + 1))).flatten()
    }

    /// first, twenty-first, 21st.
    pub(super) fn ordinal(&self, i: usize) -> Read<i64> {
        if let Some((n, k)) = self.two_digits(i)
            && self.glued(k)
            && self.any(k, &["st", "nd", "rd", "th"])
        {
            return Some((n, k + 1));
        }
        if let Some(n) = self.words.ordinals.get(self.w(i)) {
            return Some((*n, i + 1));
        }
        let n = self.words.cardinals.get(self.w(i)).copied().filter(|n| (20..=90).contains(n))?;
        let k = if self.s(i + 1) == '-' && self.glued(i + 1) { i + 2 } else { i + 1 };
        let m = self.words.ordinals.get(self.w(k)).copied().filter(|m| *m < 10)?;
        Some((n + m, k + 1))
    }

    /// A day of the month: 1, 1st, first, twenty second; the flag tells an ordinal.
    pub(super) fn day_number(&self, i: usize) -> Read<(i8, bool)> {
        let (n, k, ordinal) = match self.ordinal(i) {
            Some((n, k)) => (n, k, true),
            None => {
                let (n, k) = self.two_digits(i).or_else(|| self.tens(i))?;
                (n, k, false)
            }
        };
        ((1..=31).contains(&n)).then_some(((n as i8, ordinal), k))
    }

    /// A year of four digits, or in words: nineteen ninety six, two thousand and five.
    pub(super) fn year(&self, i: usize) -> Read<i16> {
        if let Some(d) = self.digits(i) {
            let n: i16 = d.parse().ok()?;
            return (d.len() == 4 && (1000..2200).contains(&n)).then_some((n, i + 1));
        }
        self.year_in_words(i)
    }

    fn year_in_words(&self, i: usize) -> Read<i16> {
        // two thousand (and) fifteen
        if let Some((n @ 1..=2, k)) = self.tens(i)
            && self.w(k) == "thousand"
        {
            let (mut y, mut k) = (n * 1000, k + 1);
            if let Some((h @ 1..=9, j)) = self.tens(k)
                && self.w(j) == "hundred"
            {
                y += h * 100;
                k = j + 1;
            }
            let j = self.skip(k, &["and"]);
            if let Some((m, j)) = self.tens(j) {
                return Some(((y + m) as i16, j));
            }
            return Some((y as i16, k));
        }
        let (c, k) = self.tens(i).filter(|(c, _)| (10..=21).contains(c))?;
        // nineteen hundred (and) ninety three
        if self.w(k) == "hundred" {
            let j = self.skip(k + 1, &["and"]);
            return match self.tens(j) {
                Some((m, j)) => Some(((c * 100 + m) as i16, j)),
                None => Some(((c * 100) as i16, k + 1)),
            };
        }
        if self.w(k) == "oh" {
            let (m, j) = self.tens(k + 1)?;
            return Some(((c * 100 + m) as i16, j));
        }
        // nineteen ninety six: the second number has two digits.
        let (m, j) = self.tens(k).filter(|(m, _)| *m >= 10)?;
        let sure = c >= 15;
        sure.then_some(((c * 100 + m) as i16, j))
    }

    /// A year behind a date: all of [`Self::year`], '19, and two digits where `loose`.
    pub(super) fn year_behind(&self, i: usize, loose: bool) -> Read<i16> {
        if let Some(r) = self.year(i) {
            return self.free_after(r.1).then_some(r);
        }
        let quoted = matches!(self.s(i), '\'' | '\u{2019}');
        let at = if quoted { i + 1 } else { i };
        let (n, k) = self.two_digits(at)?;
        if !(quoted || loose) || self.digits(at)?.len() != 2 || !self.free_after(k) {
            return None;
        }
        if self.half_of_day(k).is_some() || self.s(k) == '-' || self.any(k, &["o", "oclock", "to"]) {
            return None;
        }
        Some((century(n as i16), k))
    }

    /// How many: 3, 3.5, three, a, half a, one and a half, several.
    pub(super) fn count(&self, i: usize) -> Read<Decimal> {
        let half = Decimal::new(5, 1);
        if let Some(d) = self.digits(i) {
            let mut text = d.to_owned();
            let mut k = i + 1;
            if self.s(k) == '.'
                && self.glued(k)
                && self.glued(k + 1)
                && let Some(f) = self.digits(k + 1)
            {
                text = format!("{text}.{f}");
                k += 2;
            }
            let n: Decimal = text.parse().ok()?;
            return Some(self.and_a_half(n, k));
        }
        if self.s(i) == '\u{bd}' {
            return Some((half, i + 1));
        }
        match self.w(i) {
            "half" => {
                let k = self.skip(i + 1, &["a", "an", "of"]);
                return Some((half, k));
            }
            "few" | "several" | "some" => return Some((Decimal::from(3), i + 1)),
            "couple" => return Some((Decimal::TWO, self.skip(i + 1, &["of"]))),
            "a" | "an" => {
                if let Some((v, k)) = match self.w(i + 1) {
                    "half" => Some((half, i + 2)),
                    "few" => Some((Decimal::from(3), i + 2)),
                    "couple" => Some((Decimal::TWO, self.skip(i + 2, &["of"]))),
                    "hundred" => Some((Decimal::ONE_HUNDRED, i + 2)),
                    "dozen" => Some((Decimal::from(12), i + 2)),
                    _ => None,
                } {
                    return Some((v, k));
                }
                return Some((Decimal::ONE, i + 1));
            }
            _ => {}
        }
        let (n, k) = self.tens(i)?;
        let (mut n, mut k) = (n, k);
        if self.w(k) == "hundred" {
            n *= 100;
            let j = self.skip(k + 1, &["and"]);
            (n, k) = self.tens(j).map_or((n, k + 1), |(m, j)| (n + m, j));
        } else if n >= 20 && n % 10 == 0 && self.w(k) == "and" {
            // twenty and four hours
            if let Some((m @ 1..=9, j)) = self.tens(k + 1) {
                (n, k) = (n + m, j);
            }
        }
        Some(self.and_a_half(Decimal::from(n), k))
    }

    fn and_a_half(&self, n: Decimal, k: usize) -> (Decimal, usize) {
        if self.w(k) == "and" {
            let j = self.skip(k + 1, &["a"]);
            // one and a half hours; but not one hour and half of it
            if self.w(j) == "half" && self.unit(j + 1).is_some() {
                return (n + Decimal::new(5, 1), j + 1);
            }
        }
        (n, k)
    }
}

/// A year of two digits: up to 29 of this century, from 30 on of the last.
pub(super) fn century(n: i16) -> i16 {
    if n < 30 { 2000 + n } else { 1900 + n }
}
