//! Lengths of time: three and a half years, an hour and 30 minutes, all day.

use jiff::Span;
use jiff::civil::DateTime;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Grammar, Read};
use crate::TimeUnit;

/// How often each unit is taken, largest first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Length {
    pub(super) parts: Vec<(Decimal, TimeUnit)>,
}

impl Length {
    pub(super) fn of(n: Decimal, unit: TimeUnit) -> Self {
        Self { parts: vec![(n, unit)] }
    }

    /// TIMEX of the length, and its seconds, with years of 365 days and months of 30.
    pub(super) fn spell(&self) -> Option<(String, Decimal)> {
        let (mut date, mut time, mut seconds) = (String::new(), String::new(), Decimal::ZERO);
        let mut parts = self.parts.clone();
        parts.sort_by_key(|p| std::cmp::Reverse(seconds_of(p.1)));
        for (n, unit) in parts {
            let ten = Decimal::TEN;
            let (n, code, in_time) = match unit {
                TimeUnit::Second => (n, "S", true),
                TimeUnit::Minute => (n, "M", true),
                TimeUnit::Hour => (n, "H", true),
                TimeUnit::Day => (n, "D", false),
                TimeUnit::BusinessDay => (n, "BD", false),
                TimeUnit::Week => (n, "W", false),
                TimeUnit::Fortnight => (n.checked_mul(Decimal::TWO)?, "W", false),
                TimeUnit::Weekend => (n, "WE", false),
                TimeUnit::Month => (n, "M", false),
                TimeUnit::Quarter => (n.checked_mul(Decimal::from(3))?, "M", false),
                TimeUnit::Half => (n.checked_mul(Decimal::from(6))?, "M", false),
                TimeUnit::Year => (n, "Y", false),
                TimeUnit::Decade => (n.checked_mul(ten)?, "Y", false),
                TimeUnit::Century => (n.checked_mul(Decimal::ONE_HUNDRED)?, "Y", false),
            };
            let piece = format!("{}{code}", n.normalize());
            if in_time { &mut time } else { &mut date }.push_str(&piece);
            let each = match unit {
                TimeUnit::Fortnight => 604_800,
                TimeUnit::Quarter | TimeUnit::Half => 2_592_000,
                TimeUnit::Decade | TimeUnit::Century => 31_536_000,
                u => seconds_of(u),
            };
            seconds = seconds.checked_add(n.checked_mul(Decimal::from(each))?)?;
        }
        let time = if time.is_empty() { time } else { format!("T{time}") };
        Some((format!("P{date}{time}"), seconds.normalize()))
    }

    /// Whether it counts whole days or more.
    pub(super) fn of_days(&self) -> bool {
        self.parts.iter().all(|p| p.1 >= TimeUnit::Day)
    }

    /// The moment so far from `at`; the sign tells the direction.
    pub(super) fn from(&self, at: DateTime, sign: i64) -> Option<DateTime> {
        let mut at = at;
        for (n, unit) in &self.parts {
            at = step(at, *n, *unit, sign)?;
        }
        Some(at)
    }
}

fn seconds_of(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Minute => 60,
        TimeUnit::Hour => 3_600,
        TimeUnit::Day | TimeUnit::BusinessDay => 86_400,
        TimeUnit::Weekend => 172_800,
        TimeUnit::Week => 604_800,
        TimeUnit::Fortnight => 1_209_600,
        TimeUnit::Month => 2_592_000,
        TimeUnit::Quarter => 7_776_000,
        TimeUnit::Half => 15_552_000,
        TimeUnit::Year => 31_536_000,
        TimeUnit::Decade => 315_360_000,
        TimeUnit::Century => 3_153_600_000,
    }
}

fn step(at: DateTime, n: Decimal, unit: TimeUnit, sign: i64) -> Option<DateTime> {
    let whole = n.fract().is_zero();
    if n.abs() > Decimal::from(9_000) {
        return None;
    }
    if unit == TimeUnit::BusinessDay {
        let mut left = n.to_i64()?;
        let mut at = at;
        while left > 0 {
            at = at.checked_add(Span::new().try_days(sign).ok()?).ok()?;
            if at.weekday().to_monday_zero_offset() < 5 {
                left -= 1;
            }
        }
        return Some(at);
    }
    let by = |k: i64| n.checked_mul(Decimal::from(k)).map(|x| x.round()).and_then(|x| x.to_i64());
    let span = match unit {
        TimeUnit::Year if whole => Span::new().try_years(by(sign)?).ok()?,
        TimeUnit::Year => Span::new().try_months(by(12 * sign)?).ok()?,
        TimeUnit::Decade => Span::new().try_years(by(10 * sign)?).ok()?,
        TimeUnit::Century => Span::new().try_years(by(100 * sign)?).ok()?,
        TimeUnit::Half => Span::new().try_months(by(6 * sign)?).ok()?,
        TimeUnit::Quarter => Span::new().try_months(by(3 * sign)?).ok()?,
        TimeUnit::Month if whole => Span::new().try_months(by(sign)?).ok()?,
        TimeUnit::Month => Span::new().try_days(by(30 * sign)?).ok()?,
        TimeUnit::Week | TimeUnit::Weekend => Span::new().try_days(by(7 * sign)?).ok()?,
        TimeUnit::Fortnight => Span::new().try_days(by(14 * sign)?).ok()?,
        TimeUnit::Day if whole => Span::new().try_days(by(sign)?).ok()?,
        u => Span::new().try_seconds(by(seconds_of(u) * sign)?).ok()?,
    };
    at.checked_add(span).ok()
}

impl Grammar {
    /// A unit of time at token `i`; nights are days.
    pub(super) fn unit(&self, i: usize) -> Read<TimeUnit> {
        let w = self.w(i);
        if self.any(i, &["business", "working", "work"]) && self.any(i + 1, &["day", "days"]) {
            return Some((TimeUnit::BusinessDay, i + 2));
        }
        let unit = match self.words.units.get(w)?.as_str() {
            "second" => TimeUnit::Second,
            "minute" => TimeUnit::Minute,
            "hour" => TimeUnit::Hour,
            "day" | "night" => TimeUnit::Day,
            "business day" => TimeUnit::BusinessDay,
            "week" => TimeUnit::Week,
            "fortnight" => TimeUnit::Fortnight,
            "weekend" => TimeUnit::Weekend,
            "month" => TimeUnit::Month,
            "quarter" => TimeUnit::Quarter,
            "year" => TimeUnit::Year,
            "decade" => TimeUnit::Decade,
            "century" => TimeUnit::Century,
            _ => return None,
        };
        Some((unit, i + 1))
    }

    /// One count with its unit; `half` takes a half that follows: one hour and a half.
    fn one_length(&self, i: usize) -> Read<(Decimal, TimeUnit)> {
        if !self.free_before(i) {
            return None;
        }
        let (n, k) = self.count(i)?;
        let k = if self.s(k) == '-' && (self.glued(k) || self.glued(k + 1)) { k + 1 } else { k };
        let (unit, k) = self.unit(k)?;
        // a second, a quarter to nine, one night market are no lengths by themselves
        if unit == TimeUnit::Quarter
            && self.any(k, &["to", "past", "after", "before"])
            && self.clock(k + 1, true).is_some()
        {
            return None;
        }
        if self.w(k) == "and" {
            let j = self.skip(k + 1, &["a"]);
            if self.w(j) == "half" && self.unit(j + 1).is_none() {
                return Some(((n + Decimal::new(5, 1), unit), j + 1));
            }
        }
        Some(((n, unit), k))
    }

    /// A length: three years, 1 hour and 30 minutes, all day.
    pub(super) fn length(&self, i: usize) -> Read<Length> {
        if self.any(i, &["all", "full", "whole", "entire"])
            && let Some((unit, k)) = self.unit(i + 1)
            && self.w(i + 1) != "night"
        {
            return Some((Length::of(Decimal::ONE, unit), k));
        }
        let ((n, unit), mut k) = self.one_length(i)?;
        let mut parts = vec![(n, unit)];
        loop {
            let mut j = k;
            // 1 hour, 30 minutes; but a couple of days, a few hours ago are two
            if self.s(j) == ',' && self.digits(j + 1).is_some() {
                j += 1;
            }
            j = self.skip(j, &["and"]);
            let last = parts.last().map_or(TimeUnit::Century, |p| p.1);
            match self.one_length(j) {
                Some(((m, u), end)) if u < last && parts.len() < 6 => {
                    parts.push((m, u));
                    k = end;
                }
                _ => break,
            }
        }
        Some((Length { parts }, k))
    }
}
