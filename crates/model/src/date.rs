use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ModelError;

/// A calendar day as (year, month, day).
pub type Ymd = (i16, u8, u8);

/// A date with the precision it was given with, in EDTF (ISO 8601-2:2019).
///
/// ```
/// use tradewire_model::Date;
/// let d: Date = "2025-07".parse().unwrap();
/// assert_eq!(d, Date::Month(2025, 7));
/// assert!(d.holds(&"2025-07-01".parse().unwrap()));
/// assert_eq!("近期".parse::<Date>().unwrap_or_else(|_| Date::Words("近期".into())).to_string(), "近期");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Date {
    /// `2025`
    Year(i16),
    /// `2025-07`
    Month(i16, u8),
    /// `2025-07-01`
    Day(i16, u8, u8),
    /// `XXXX-09-12`, or `XXXX-09` without a day: the year is open.
    OpenYear(u8, Option<u8>),
    /// `2025-02/2025-08`
    Interval(Box<Date>, Box<Date>),
    /// As written, where nothing can be said: 近期.
    Words(String),
}

impl Date {
    /// Makes a calendar day, if there is one.
    #[must_use]
    pub fn day(year: i16, month: u8, day: u8) -> Option<Self> {
        ((1..=12).contains(&month) && day >= 1 && day <= days_in(year, month))
            .then_some(Self::Day(year, month, day))
    }

    /// First and last day it may mean, as (year, month, day); nothing for open years and words.
    #[must_use]
    pub fn bounds(&self) -> Option<(Ymd, Ymd)> {
        match self {
            Self::Year(y) => Some(((*y, 1, 1), (*y, 12, 31))),
            Self::Month(y, m) => Some(((*y, *m, 1), (*y, *m, days_in(*y, *m)))),
            Self::Day(y, m, d) => Some(((*y, *m, *d), (*y, *m, *d))),
            Self::Interval(a, b) => Some((a.bounds()?.0, b.bounds()?.1)),
            Self::OpenYear(..) | Self::Words(_) => None,
        }
    }

    /// Whether `other` lies within what this date may mean.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        match (self.bounds(), other.bounds()) {
            (Some((a, b)), Some((c, d))) => a <= c && d <= b,
            _ => self == other,
        }
    }

    /// Whether the two may mean the same day.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        match (self.bounds(), other.bounds()) {
            (Some((a, b)), Some((c, d))) => a <= d && c <= b,
            _ => self == other,
        }
    }

    /// The year, where there is one.
    #[must_use]
    pub fn year(&self) -> Option<i16> {
        self.bounds().map(|b| b.0.0)
    }
}

/// Days of a month in the Gregorian calendar.
fn days_in(year: i16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(y) => write!(f, "{y:04}"),
            Self::Month(y, m) => write!(f, "{y:04}-{m:02}"),
            Self::Day(y, m, d) => write!(f, "{y:04}-{m:02}-{d:02}"),
            Self::OpenYear(m, Some(d)) => write!(f, "XXXX-{m:02}-{d:02}"),
            Self::OpenYear(m, None) => write!(f, "XXXX-{m:02}"),
            Self::Interval(a, b) => write!(f, "{a}/{b}"),
            Self::Words(w) => f.write_str(w),
        }
    }
}

impl FromStr for Date {
    type Err = ModelError;

    /// Parses the EDTF forms above; words are not accepted here.
    fn from_str(s: &str) -> Result<Self, ModelError> {
        let bad = || ModelError::Date(s.to_owned());
        if let Some((a, b)) = s.split_once('/') {
            if b.contains('/') {
                return Err(bad());
            }
            return Ok(Self::Interval(Box::new(a.parse()?), Box::new(b.parse()?)));
        }
        // A time after the day is cut: the ledger's dates are days.
        let date = s.split_once(['T', ' ']).map_or(s, |x| x.0);
        let mut parts = date.split('-');
        let year = parts.next().unwrap_or_default();
        let month = parts.next().map(|m| m.parse::<u8>().map_err(|_| bad())).transpose()?;
        let day = parts.next().map(|d| d.parse::<u8>().map_err(|_| bad())).transpose()?;
        if parts.next().is_some() || month.is_some_and(|m| !(1..=12).contains(&m)) {
            return Err(bad());
        }
        if year == "XXXX" {
            let month = month.ok_or_else(bad)?;
            return match day {
                Some(d) if d < 1 || d > days_in(2024, month) => Err(bad()),
                d => Ok(Self::OpenYear(month, d)),
            };
        }
        if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad());
        }
        let year = year.parse::<i16>().map_err(|_| bad())?;
        match (month, day) {
            (None, _) => Ok(Self::Year(year)),
            (Some(m), None) => Ok(Self::Month(year, m)),
            (Some(m), Some(d)) => Self::day(year, m, d).ok_or_else(bad),
        }
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Ok(text.parse().unwrap_or(Self::Words(text)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn precision_is_kept() {
        for s in ["2025", "2025-07", "2025-07-01", "XXXX-09-12", "XXXX-09", "2025-02/2025-08"] {
            assert_eq!(s.parse::<Date>().unwrap().to_string(), s);
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for s in ["", "25", "2025-13", "2025-02-30", "2025-07-01-02", "近期", "2025/2026/2027", "XXXX"] {
            assert!(s.parse::<Date>().is_err(), "{s}");
        }
    }

    #[test]
    fn a_month_holds_its_days() {
        let july = Date::Month(2025, 7);
        assert!(july.holds(&Date::Day(2025, 7, 31)) && !july.holds(&Date::Day(2025, 8, 1)));
        assert!(Date::Year(2025).meets(&july) && !Date::Year(2024).meets(&july));
    }

    proptest! {
        #[test]
        fn any_text_parses_or_fails_quietly(s in "\\PC{0,14}") {
            if let Ok(d) = s.parse::<Date>() {
                prop_assert_eq!(d.to_string().parse::<Date>().unwrap(), d);
            }
        }
    }
}
