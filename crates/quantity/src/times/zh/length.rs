//! Lengths of time: 三年半, 8天20小时, 一个半月; and spans counted from now: 过去三天, 上个小时.

use rust_decimal::Decimal;

use super::super::length::Length;
use super::super::value::{Days, Grain, Span, Val, moment_text};
use super::{Chinese, Read};
use crate::TimeUnit;

impl Chinese {
    /// A unit of time at `i`.
    pub(super) fn unit(&self, i: usize) -> Read<TimeUnit> {
        let (name, k) = self.table(i, &self.words.units)?;
        let unit = named(name)?;
        let next = self.ch(k);
        let other = match unit {
            TimeUnit::Year => matches!(next, '级' | '代' | '龄' | '薪' | '糕'),
            TimeUnit::Week => matches!(next, '年' | '岁' | '边' | '围'),
            TimeUnit::Day => matches!(next, '使' | '才' | '堂' | '空'),
            _ => false,
        };
        (!other).then_some((unit, k))
    }

    /// One count with its unit: 三年半, 一个半小时, 半年.
    fn one_length(&self, i: usize) -> Read<(Decimal, TimeUnit)> {
        if !self.free_before(i) {
            return None;
        }
        let half = Decimal::new(5, 1);
        if self.ch(i) == '半' {
            let (unit, k) = self.unit(i + 1)?;
            return Some(((half, unit), k));
        }
        let (n, k) = self.count(i)?;
        // 一个半小时
        if self.word(k, "个半").is_some()
            && let Some((unit, e)) = self
                .unit(k + 2)
                .or_else(|| self.unit(k + 1))
                .or_else(|| (self.ch(k + 2) == '月').then_some((TimeUnit::Month, k + 3)))
        {
            return Some(((n.checked_add(half)?, unit), e));
        }
        let k = self.blanks(k);
        let (unit, e) = self.unit(k)?;
        // 2016年 and 07年 are years
        let year = unit == TimeUnit::Year
            && self.digits(i).is_some_and(|((_, len), _)| len >= 4 || len == 2 && self.ch(i) == '0');
        if year {
            return None;
        }
        if self.ch(e) == '半' && unit != TimeUnit::Second && !self.is(e + 1, "天价决途路夜") {
            return Some(((n.checked_add(half)?, unit), e + 1));
        }
        Some(((n, unit), e))
    }

    /// A length, with smaller or larger parts that follow: 一年又一个月21天.
    pub(super) fn length(&self, i: usize) -> Read<Length> {
        let (first, mut k) = self.one_length(i)?;
        let mut parts = vec![first];
        loop {
            let j = self.blanks(k);
            let j = self.blanks(self.skip(j, "又零和加,"));
            match self.one_length_behind(j) {
                Some(((m, u), e)) if parts.iter().all(|p| p.1 != u) && parts.len() < 6 => {
                    let comma = self.c[k..j].contains(&',') || self.c[k..j].contains(&'和');
                    if comma && parts.last().is_none_or(|p| u >= p.1) {
                        break;
                    }
                    parts.push((m, u));
                    k = e;
                }
                _ => break,
            }
        }
        Some((Length { parts }, k))
    }

    /// A further part, which may touch the one before: 1小时30分.
    fn one_length_behind(&self, i: usize) -> Read<(Decimal, TimeUnit)> {
        if let Some((n, k)) = self.int(i)
            && self.ch(k) == '分'
            && self.ch(k + 1) != '钟'
        {
            return Some(((Decimal::from(n), TimeUnit::Minute), k + 1));
        }
        let (n, k) = self.int(i)?;
        let (unit, e) = self.unit(k)?;
        Some(((Decimal::from(n), unit), e))
    }

    /// A length by itself.
    pub(super) fn lasting(&self, i: usize) -> Read<Val> {
        // 同一天, 这几天 say which day
        if self.is(i.wrapping_sub(1), "同那某另这") {
            return None;
        }
        self.length(i).map(|(l, k)| (Val::Length(l), k))
    }

    /// So long ago or ahead: 三天前, 两周以后, 5分钟之前.
    pub(super) fn moving(&self, i: usize) -> Read<Val> {
        let (length, k) = self.length(i)?;
        let j = self.blanks(k);
        let (sign, e) = if let Some(e) = self.one_of(j, &["之前", "以前", "前"]) {
            (-1, e)
        } else if let Some(e) = self.one_of(j, &["之后", "以后", "后"]) {
            (1, e)
        } else {
            return None;
        };
        if self.is(e.wrapping_sub(1), "前后") && e == j + 1 && self.is(e, "半面台段期来续果") {
            return None;
        }
        let to = length.from(self.calendar.now, sign)?;
        if length.of_days() {
            return Some((Val::Day(Days::exact(to.date())), e));
        }
        let timex = moment_text(to).replace(' ', "T");
        Some((Val::Point(vec![(timex, Some(to))]), e))
    }

    /// So many units that led up to now or come: 前10天, 未来两周, 之前3小时, 上个小时, 还剩3小时.
    pub(super) fn counted(&self, i: usize) -> Read<Val> {
        // 上个小时
        if let Some((offset, k)) = self.table(i, &self.words.relatives)
            && matches!(offset, -1 | 1)
            && let Some((unit, e)) = self.unit(k)
            && unit < TimeUnit::Day
        {
            return Some((self.stretch(Decimal::ONE, unit, *offset)?, e));
        }
        let (sign, k, strict) = if let Some((kind, k)) = self.table(i, &self.words.past) {
            (-1, k, *kind == 2)
        } else if let Some((kind, k)) = self.table(i, &self.words.future) {
            (1, k, *kind == 2)
        } else {
            let k = self.one_of(i, &["还剩", "还剩下", "还有", "剩余"])?;
            let k = self.blanks(k);
            let (n, j) = self.count_behind(k)?;
            let (unit, e) = self.unit(self.blanks(j))?;
            let more = self.length(k).is_some_and(|(l, _)| l.parts.len() > 1);
            return (unit < TimeUnit::Day && !more)
                .then(|| self.stretch(n, unit, 1))
                .flatten()
                .map(|v| (v, e));
        };
        // 以前 of something is no span of its own
        if self.is(i.wrapping_sub(1), "以之年月日天号点目从前") && self.is(i, "前后") {
            return None;
        }
        let k = self.blanks(k);
        let (n, j) = self.count_behind(k)?;
        if strict && n <= Decimal::ONE || n >= Decimal::from(1_000) {
            return None;
        }
        let j = self.blanks(j);
        let (unit, e) = self.unit(j).or_else(|| (self.ch(j) == '月').then_some((TimeUnit::Month, j + 1)))?;
        if unit < TimeUnit::Day {
            return Some((self.stretch(n, unit, sign)?, e));
        }
        let length = Length::of(n, unit);
        let code = length.spell()?.0;
        let midnight = jiff::civil::Time::midnight();
        let today = self.calendar.now.date();
        let (a, b) = if sign > 0 {
            let a = self.calendar.add(today, 1)?;
            (a, length.from(a.to_datetime(midnight), 1)?.date())
        } else {
            (length.from(today.to_datetime(midnight), -1)?.date(), today)
        };
        Some((Val::Span(Span::one(format!("({a},{b},{code})"), a, b, Grain::Day)), e))
    }

    /// A count that a word stands before: 近三年, 过去半年.
    fn count_behind(&self, i: usize) -> Read<Decimal> {
        if self.is(i, "半") {
            return Some((Decimal::new(5, 1), i + 1));
        }
        if self.is(i, "几数") {
            return Some((Decimal::from(3), i + 1));
        }
        let (n, k) = self.int(i)?;
        Some((Decimal::from(n), k))
    }

    fn stretch(&self, n: Decimal, unit: TimeUnit, sign: i64) -> Option<Val> {
        let length = Length::of(n, unit);
        let code = length.spell()?.0;
        let now = self.calendar.now;
        let other = length.from(now, sign)?;
        let (a, b) = if sign > 0 { (now, other) } else { (other, now) };
        let stamp = |x| moment_text(x).replace(' ', "T");
        Some(Val::Stretch(vec![(format!("({},{},{code})", stamp(a), stamp(b)), a, b)]))
    }
}

/// A unit by its English name.
pub(super) fn named(name: &str) -> Option<TimeUnit> {
    use TimeUnit as U;
    [
        U::Second,
        U::Minute,
        U::Hour,
        U::Day,
        U::BusinessDay,
        U::Week,
        U::Weekend,
        U::Month,
        U::Quarter,
        U::Year,
        U::Decade,
        U::Century,
    ]
    .into_iter()
    .find(|u| u.as_str() == name)
    .or((name == "half").then_some(U::Half))
}
