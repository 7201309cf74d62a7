//! Chinese dates: 2025年7月1日, 今年4月, 上月30日, 民国113年, 昨(24)日.

use rust_decimal::Decimal;

use super::Read;
use crate::parser::Parser;
use crate::sense::Sense;
use crate::{Expression, MonthRef, Part, TimeUnit, YearRef};

impl Parser<'_> {
    /// 年 or 月 at token `i`, or 年底, 月初, which hold it and a part.
    pub(super) fn mark(&self, i: usize, mark: Sense) -> Option<Option<Part>> {
        if self.is(i, mark) {
            return Some(None);
        }
        self.pick(i, |s| match s {
            Sense::PartOfYear(p) if mark == Sense::YearMark => Some(Some(p)),
            Sense::PartOfMonth(p) if mark == Sense::MonthMark => Some(Some(p)),
            _ => None,
        })
    }

    pub(super) fn small_number(&self, i: usize) -> Option<(i16, usize)> {
        if let Some(d) = self.digits(i) {
            if d.point || d.grouped {
                return None;
            }
            return Some((d.value.try_into().ok()?, i + 1));
        }
        let f = self.figure(i, false)?;
        if f.scale > Decimal::TEN || f.implied || f.fraction {
            return None;
        }
        Some((i16::try_from(f.small()?).ok()?, f.next))
    }

    /// 2025年7月1日, 今年4月, 上月30日, 12月初, 1日.
    pub(super) fn zh_calendar(&self, i: usize) -> Option<Read> {
        let mut at = i;
        let mut year_ref = YearRef::Open;
        let mut has_year = false;
        let mut year_part = None;
        if let Some(o) =
            self.pick(at, |s| if let Sense::Period(TimeUnit::Year, o) = s { Some(o) } else { None })
        {
            year_ref = YearRef::Relative(o);
            has_year = true;
            at += 1;
        } else if let Some(era) = self.pick(at, |s| if let Sense::Era(y) = s { Some(y) } else { None })
            && let Some((n @ 1..=199, next)) = self.small_number(at + 1)
            && self.adjacent(at + 1)
            && self.adjacent(next)
            && let Some(part) = self.mark(next, Sense::YearMark)
        {
            year_part = part;
            year_ref = YearRef::Absolute(era + n);
            has_year = true;
            at = next + 1;
        } else if let Some((n, next)) = self.small_number(at)
            && self.adjacent(next)
            && let Some(part) = self.mark(next, Sense::YearMark)
        {
            year_part = part;
            let padded = self.digits(at).is_some_and(|d| d.padded) || self.word(at).starts_with(['零', '〇']);
            let month_follows = self.small_number(next + 1).is_some_and(|(m, k)| {
                (1..=12).contains(&m) && self.adjacent(k) && self.is(k, Sense::MonthMark)
            }) && self.adjacent(next + 1);
            let n = match n {
                1000..=2999 => n,
                0..=49 if padded || (month_follows && n >= 10) => 2000 + n,
                50..=99 if padded || month_follows || n >= 70 && self.digits(at).is_some() => 1900 + n,
                _ => return None,
            };
            year_ref = YearRef::Absolute(n);
            has_year = true;
            at = next + 1;
        }
        if let Some(p) = year_part {
            let whole = Expression::Calendar { year: year_ref, month: MonthRef::Open, day: None };
            return Some((Expression::PartOf(p, Box::new(whole)), at));
        }
        let after_year = at;
        // 今年的4月
        if has_year && self.is(at, Sense::Of) && self.adjacent(at) && self.adjacent(at + 1) {
            at += 1;
        }
        let here = at == i || self.adjacent(at);
        let mut month_ref = MonthRef::Open;
        let mut has_month = false;
        if here {
            if !has_year
                && let Some(o) =
                    self.pick(at, |s| if let Sense::Period(TimeUnit::Month, o) = s { Some(o) } else { None })
            {
                month_ref = MonthRef::Relative(o);
                has_month = true;
                at += 1;
            } else if let Some((m @ 1..=12, next)) = self.small_number(at)
                && self.adjacent(next)
                && let Some(part) = self.mark(next, Sense::MonthMark)
            {
                month_ref = MonthRef::Absolute(m as u8);
                has_month = true;
                at = next + 1;
                if let Some(p) = part {
                    let whole = Expression::Calendar { year: year_ref, month: month_ref, day: None };
                    return Some((Expression::PartOf(p, Box::new(whole)), at));
                }
            } else if has_year {
                // 今年第二季度, 2025年上半年, 去年夏天
                if let Some(q) = self.pick(at, |s| if let Sense::Quarter(q) = s { Some(q) } else { None }) {
                    return Some((Expression::Quarter { year: year_ref, quarter: q }, at + 1));
                }
                if let Some(h) = self.pick(at, |s| if let Sense::HalfYear(h) = s { Some(h) } else { None }) {
                    return Some((Expression::Half { year: year_ref, half: h }, at + 1));
                }
                if let Some(season) = self.pick(at, |s| if let Sense::Season(x) = s { Some(x) } else { None })
                {
                    return Some((Expression::Season { year: year_ref, season }, at + 1));
                }
                at = after_year;
            }
        }
        if has_month && self.adjacent(at) {
            let mut k = at;
            if self.is(k, Sense::Of) && self.adjacent(k + 1) {
                k += 1;
            }
            if let Some((d @ 1..=31, next)) = self.small_number(k)
                && self.adjacent(next)
                && self.is(next, Sense::DayMark)
            {
                let day = Expression::Calendar { year: year_ref, month: month_ref, day: Some(d as u8) };
                return self.weekday_in_brackets(day, next + 1);
            }
        }
        if !has_year && !has_month {
            return self.zh_day(i);
        }
        let whole = Expression::Calendar { year: year_ref, month: month_ref, day: None };
        let whole = match (month_ref, year_ref) {
            (MonthRef::Open, YearRef::Relative(o)) => Expression::Period { unit: TimeUnit::Year, offset: o },
            (MonthRef::Relative(o), _) => Expression::Period { unit: TimeUnit::Month, offset: o },
            _ => whole,
        };
        // 2023年底, 12月初, 7月中旬
        if self.touches(at)
            && let Some(p) = self.pick(at, |s| if let Sense::Part(p) = s { Some(p) } else { None })
        {
            return Some((Expression::PartOf(p, Box::new(whole)), at + 1));
        }
        Some((whole, at))
    }

    /// 7月1日(周二), 7月1日,星期二.
    pub(super) fn weekday_in_brackets(&self, expression: Expression, next: usize) -> Option<Read> {
        let weekday = |i: usize| {
            self.pick(i, |s| if let Sense::Weekday { weekday, .. } = s { Some(weekday) } else { None })
        };
        if self.adjacent(next) && self.adjacent(next + 1) && weekday(next + 1).is_some() {
            if self.is(next, Sense::BracketOpen)
                && self.is(next + 2, Sense::BracketClose)
                && self.touches(next + 2)
            {
                return Some((expression, next + 3));
            }
            if self.is(next, Sense::Comma) {
                return Some((expression, next + 2));
            }
        }
        if self.adjacent(next) && weekday(next).is_some() {
            return Some((expression, next + 1));
        }
        Some((expression, next))
    }

    /// 1日, 24号, 昨(24)日.
    pub(super) fn zh_day(&self, i: usize) -> Option<Read> {
        let day =
            |d: i16| Expression::Calendar { year: YearRef::Open, month: MonthRef::Open, day: Some(d as u8) };
        if let Some(d) = self.digits(i).filter(|d| !d.point && !d.grouped && d.whole <= 2) {
            let n: i16 = d.value.try_into().ok()?;
            if (1..=31).contains(&n) && self.touches(i + 1) && self.is(i + 1, Sense::DayMark) {
                // 3日内 is a length.
                let inside = self.touches(i + 2)
                    && self
                        .pick(i + 2, |s| {
                            (matches!(s, Sense::Bound(_, p) if p.after()) || matches!(s, Sense::Role(_)))
                                .then_some(())
                        })
                        .is_some();
                return (!inside).then(|| (day(n), i + 2));
            }
        }
        // 十二日
        if let Some((n @ 10..=31, k)) = self.small_number(i)
            && self.digits(i).is_none()
            && self.touches(k)
            && self.is(k, Sense::DayMark)
        {
            let inside = self.touches(k + 1)
                && self
                    .pick(k + 1, |s| {
                        (matches!(s, Sense::Bound(_, p) if p.after()) || matches!(s, Sense::Role(_)))
                            .then_some(())
                    })
                    .is_some();
            return (!inside).then(|| (day(n), k + 1));
        }
        // 明(12)日, 明天(12日): the number only repeats what is still to come
        let ahead = self.pick(i, |s| match s {
            Sense::DayOffset(n) if n > 0 => Some(n),
            Sense::InBrackets if self.word(i) == "明" => Some(1),
            _ => None,
        });
        if let Some(n) = ahead
            && self.is(i + 1, Sense::BracketOpen)
            && let Some((1..=31, k)) = self.small_number(i + 2)
        {
            let inner = self.is(k, Sense::DayMark);
            let close = k + usize::from(inner);
            let outer = self.is(close + 1, Sense::DayMark) && self.touches(close + 1);
            if self.is(close, Sense::BracketClose) && (inner || outer || self.word(i) != "明") {
                return Some((Expression::DayOffset(i32::from(n)), close + 1 + usize::from(outer && !inner)));
            }
        }
        // 今(6)日, 本(8)月12日
        if self.is(i, Sense::InBrackets)
            && self.touches(i + 1)
            && self.is(i + 1, Sense::BracketOpen)
            && let Some((n @ 1..=31, k)) = self.small_number(i + 2)
            && self.is(k, Sense::BracketClose)
            && self.touches(k + 1)
        {
            if self.is(k + 1, Sense::DayMark) {
                return Some((day(n), k + 2));
            }
            if n <= 12 && self.is(k + 1, Sense::MonthMark) {
                let month = MonthRef::Absolute(n as u8);
                let of = |day| Expression::Calendar { year: YearRef::Relative(0), month, day };
                if self.touches(k + 2)
                    && let Some((d @ 1..=31, e)) = self.small_number(k + 2)
                    && self.is(e, Sense::DayMark)
                {
                    return Some((of(Some(d as u8)), e + 1));
                }
                return Some((of(None), k + 2));
            }
        }
        // 昨(24)日
        if self.pick(i, |s| matches!(s, Sense::DayOffset(_)).then_some(())).is_some()
            && self.is(i + 1, Sense::BracketOpen)
            && let Some((d @ 1..=31, k)) = self.small_number(i + 2)
            && self.is(k, Sense::DayMark)
            && self.is(k + 1, Sense::BracketClose)
        {
            return Some((day(d), k + 2));
        }
        if self.pick(i, |s| matches!(s, Sense::DayOffset(_)).then_some(())).is_some()
            && self.is(i + 1, Sense::BracketOpen)
            && self.is(i + 3, Sense::BracketClose)
            && let Some((d @ 1..=31, k)) = self.small_number(i + 2)
            && k == i + 3
        {
            let next = if self.is(i + 4, Sense::DayMark) && self.touches(i + 4) { i + 5 } else { i + 4 };
            return Some((day(d), next));
        }
        None
    }
}
