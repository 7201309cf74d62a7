//! Feast days by name: Christmas, the third Monday of January, days counted from Easter.

use jiff::Span as Step;
use jiff::civil::Date;

use super::value::Days;
use super::{Grammar, Read};

impl Grammar {
    /// A feast day with its year: next Easter, Christmas 2010, Independence Day of this year.
    pub(super) fn holiday(&self, i: usize) -> Read<Days> {
        let relative = self.words.relatives.get(self.w(i)).copied();
        let at = if relative.is_some() { i + 1 } else { i };
        let (rule, k) = self.phrase(at, &self.words.holidays)?;
        let today = self.now.date();
        let mut year = relative.map(|o| match o {
            0 => today.year(),
            // The next one may still come this year, the last one have been this year.
            1 => {
                let here = on(rule, today.year()).is_some_and(|d| d > today);
                if here { today.year() } else { today.year() + 1 }
            }
            _ => {
                let here = on(rule, today.year()).is_some_and(|d| d < today);
                if here { today.year() } else { today.year() - 1 }
            }
        });
        let mut end = k;
        if year.is_none() {
            let j = self.skip_sign(k, ',');
            let j = self.skip(j, &["of", "in"]);
            if let Some((y, j)) = self.year_behind(j, false) {
                year = Some(y);
                end = j;
            } else if let Some((o, j)) = self.relative_year(j) {
                year = Some(today.year() + o);
                end = j;
            }
        }
        let fixed = !rule.contains(['W', 'e']);
        let stamp = |d: Date| format!("{:02}-{:02}", d.month(), d.day());
        if let Some(y) = year {
            let day = on(rule, y)?;
            return Some((Days { feast: true, ..Days::exact(day) }, end));
        }
        let here = on(rule, today.year())?;
        let (past, coming) = if here <= today {
            (here, on(rule, today.year() + 1)?)
        } else {
            (on(rule, today.year() - 1)?, here)
        };
        let timex = if fixed {
            format!("XXXX-{}", stamp(here))
        } else if let Some((month, rest)) = rule.split_once("-W") {
            format!("XXXX-{month}-WXX-{}", rest.replacen('-', "-#", 1).split('+').next().unwrap_or(""))
        } else {
            format!("XXXX-{}", stamp(past))
        };
        let timex =
            if rule.contains('+') && rule.contains("-W") { format!("XXXX-{}", stamp(here)) } else { timex };
        Some((Days { timex, at: vec![past, coming], said: (None, None, None), feast: true }, end))
    }

    /// this year, next year: the offset.
    pub(super) fn relative_year(&self, i: usize) -> Read<i16> {
        let at = self.skip(i, &["the"]);
        let o = self.words.relatives.get(self.w(at))?;
        (self.w(at + 1) == "year").then_some((*o as i16, at + 2))
    }
}

/// The day of a rule in a year; see the rules' file for its form.
pub(super) fn on(rule: &str, year: i16) -> Option<Date> {
    let (base, add) = match rule.strip_prefix("easter") {
        Some(n) => return easter(year)?.checked_add(Step::new().try_days(n.parse::<i64>().ok()?).ok()?).ok(),
        None => rule.split_once('+').unwrap_or((rule, "0")),
    };
    let (month, rest) = base.split_once('-')?;
    let month: i8 = month.parse().ok()?;
    let day = match rest.strip_prefix('W') {
        Some(w) => {
            let (weekday, n) = w.split_once('-')?;
            nth(year, month, weekday.parse().ok()?, n.parse().ok()?)?
        }
        None => Date::new(year, month, rest.parse().ok()?).ok()?,
    };
    day.checked_add(Step::new().try_days(add.parse::<i64>().ok()?).ok()?).ok()
}

/// The nth weekday of a month; the fifth is the last.
pub(super) fn nth(year: i16, month: i8, weekday: i8, n: i8) -> Option<Date> {
    let first = Date::new(year, month, 1).ok()?;
    let offset = (weekday - first.weekday().to_monday_one_offset()).rem_euclid(7);
    let day = 1 + offset + (n - 1).max(0) * 7;
    Date::new(year, month, day)
        .ok()
        .or_else(|| (n == 5).then(|| Date::new(year, month, day - 7).ok()).flatten())
}

/// Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, ch. 8).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}
