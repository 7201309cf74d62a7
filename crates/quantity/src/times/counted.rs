//! So many units back or ahead: next 3 days, the past two quarters, the rest of the week, year to date.

use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;

use super::length::Length;
use super::value::{Grain, Span, Val, moment_text};
use super::{Grammar, Read};
use crate::TimeUnit;

impl Grammar {
    /// next 3 days, the past two quarters, 2 upcoming months, last 10 minutes, within 5 hours.
    pub(super) fn counted(&self, i: usize) -> Read<Val> {
        let (sign, word, n, unit, e) = if let Some((o, k)) = self.relative(i).filter(|r| r.0 != 0) {
            let (n, k) = match self.count(k) {
                Some((n, k)) if self.w(k) != "a" => (n, k),
                _ if matches!(
                    self.unit(k),
                    Some((TimeUnit::Hour | TimeUnit::Minute | TimeUnit::Second, _))
                ) =>
                {
                    (Decimal::ONE, k)
                }
                _ => return None,
            };
            let k = self.skip(k, &["full", "whole", "more"]);
            let (unit, e) = self.unit(k)?;
            (o, self.w(i), n, unit, e)
        } else if self.any(i, &["within", "in"])
            && (self.w(i) == "within"
                || self.any(i + 1, &["the"]) && self.any(i + 2, &["next", "following", "coming"]))
        {
            if self.w(i) == "in" {
                return None;
            }
            let k = self.skip(self.skip(i + 1, &["the"]), &["next", "following", "coming"]);
            let (n, k) = self.count(k)?;
            let (unit, e) = self.unit(k)?;
            (1, "within", n, unit, e)
        } else {
            let (n, k) = self.count(i).filter(|_| self.free_before(i))?;
            let (o, k) = self.relative(k).filter(|r| r.0 != 0)?;
            let (unit, e) = self.unit(k)?;
            (o, self.w(k - 1), n, unit, e)
        };
        if n > Decimal::from(9_000) {
            return None;
        }
        let length = Length::of(n, unit);
        let code = length.spell()?.0;
        if unit < TimeUnit::Day {
            let other = length.from(self.now, sign)?;
            let (a, b) = if sign > 0 { (self.now, other) } else { (other, self.now) };
            return Some((Val::Stretch(vec![(stamps(a, b, &code), a, b)]), e));
        }
        let today = self.now.date();
        let midnight = jiff::civil::Time::midnight();
        let (a, b) = if unit == TimeUnit::Quarter {
            let first = (today.month() - 1) / 3 * 3 + 1;
            let here = Date::new(today.year(), first, 1).ok()?;
            let other = |from: Date, s: i64| length.from(from.to_datetime(midnight), s).map(DateTime::date);
            if sign > 0 {
                let a = self.shift_months(here, 3)?;
                (a, other(a, 1)?)
            } else {
                (other(here, -1)?, here)
            }
        } else if sign > 0 {
            let a = self.add(today, 1)?;
            if unit == TimeUnit::BusinessDay {
                let last = length.from(today.to_datetime(midnight), 1)?.date();
                (a, self.add(last, 1)?)
            } else {
                (a, length.from(a.to_datetime(midnight), 1)?.date())
            }
        } else {
            (length.from(today.to_datetime(midnight), -1)?.date(), today)
        };
        let _ = word;
        Some((Val::Span(Span::one(format!("({a},{b},{code})"), a, b, Grain::Day)), e))
    }

    /// rest of the week, year to date.
    pub(super) fn rest(&self, i: usize) -> Read<Val> {
        let today = self.now.date();
        let at = self.skip(i, &["the"]);
        let span = |a: Date, b: Date| {
            let days = a.until(b).ok().map(|s| s.get_days())?;
            Some(Val::Span(Span::one(format!("({a},{b},P{days}D)"), a, b, Grain::Day)))
        };
        if self.any(at, &["rest", "remainder"]) && self.w(at + 1) == "of" {
            let k = self.skip(self.skip(at + 2, &["the"]), &["this", "my", "current"]);
            let (unit, e) = self.unit(k)?;
            if unit == TimeUnit::Day {
                let last = super::value::moment(today, 86_399)?;
                let seconds = last.duration_since(self.now).as_secs();
                let code = format!("PT{seconds}S");
                let stretch = Val::Stretch(vec![(stamps(self.now, last, &code), self.now, last)]);
                return (seconds > 0).then_some((stretch, e));
            }
            let (_, end) = self.offset_period(unit, 0)?.at.first()?.1?;
            return Some((span(today, self.add(end, -1)?)?, e));
        }
        let (unit, k) = match self.w(i) {
            "ytd" => (TimeUnit::Year, i + 1),
            "mtd" => (TimeUnit::Month, i + 1),
            _ => {
                let (unit, k) = self.unit(i)?;
                let j = self.skip_sign(k, '-');
                if self.w(j) != "to" {
                    return None;
                }
                let j = self.skip_sign(j + 1, '-');
                (self.w(j) == "date").then_some((unit, j + 1))?
            }
        };
        let (start, _) = self.offset_period(unit, 0)?.at.first()?.1?;
        Some((span(start, today)?, k))
    }
}

/// `(2016-11-07T16:12:00,2016-11-07T17:12:00,PT1H)`.
fn stamps(a: DateTime, b: DateTime, length: &str) -> String {
    format!("({},{},{length})", moment_text(a).replace(' ', "T"), moment_text(b).replace(' ', "T"))
}
