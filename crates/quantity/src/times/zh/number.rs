//! Numbers of dates and lengths: 12, 十二, 廿三, 1.5, 两百.

use rust_decimal::Decimal;

use super::{Chinese, Read};

impl Chinese {
    /// A run of Arabic digits: its value and how many they are.
    pub(super) fn digits(&self, i: usize) -> Read<(i64, usize)> {
        let mut k = i;
        let mut n: i64 = 0;
        while let Some(d) = self.ch(k).to_digit(10) {
            n = n.checked_mul(10)?.checked_add(i64::from(d))?;
            k += 1;
        }
        (k > i && k - i <= 9).then_some(((n, k - i), k))
    }

    /// The digit that one character says.
    pub(super) fn han_digit(&self, i: usize) -> Option<i64> {
        self.words.digits.get(&self.ch(i).to_string()).copied()
    }

    /// A whole number in digits or in words; words are no mere row of digits.
    pub(super) fn int(&self, i: usize) -> Read<i64> {
        if let Some(((n, _), k)) = self.digits(i) {
            return Some((n, k));
        }
        let (mut total, mut section, mut last): (i64, i64, Option<i64>) = (0, 0, None);
        let mut k = i;
        let mut least = i64::MAX;
        while k < i + 9 {
            let c = self.ch(k);
            if let Some(d) = self.han_digit(k) {
                if last.is_some_and(|x| x != 0) || last == Some(0) && d == 0 {
                    return None;
                }
                last = Some(d);
            } else if let Some(scale) = match c {
                '十' => Some(10),
                '百' => Some(100),
                '千' => Some(1_000),
                '万' if k > i => Some(10_000),
                _ => None,
            } {
                if scale == 10_000 {
                    total = (section + last.unwrap_or(0)).checked_mul(scale)?;
                    section = 0;
                    least = scale;
                } else {
                    if scale >= least {
                        return None;
                    }
                    section += last.unwrap_or(1) * scale;
                    least = scale;
                }
                last = None;
            } else if let Some(n) = match c {
                '廿' if k == i => Some(20),
                '卅' if k == i => Some(30),
                _ => None,
            } {
                section = n;
                least = 10;
            } else {
                break;
            }
            k += 1;
        }
        (k > i).then(|| (total + section + last.unwrap_or(0), k))
    }

    /// How many of a unit: 3, 1.5, 两, 几; the specs of TIMEX have no few, so 几 is three.
    pub(super) fn count(&self, i: usize) -> Read<Decimal> {
        if !self.free_before(i) {
            return None;
        }
        if self.is(i, "几数") {
            return Some((Decimal::from(3), i + 1));
        }
        if let Some(((n, _), k)) = self.digits(i)
            && self.ch(k) == '.'
            && let Some(((f, len), e)) = self.digits(k + 1)
            && len <= 4
        {
            let text = format!("{n}.{f:0len$}");
            return Some((text.parse().ok()?, e));
        }
        let (n, k) = self.int(i)?;
        Some((Decimal::from(n), k))
    }
}
