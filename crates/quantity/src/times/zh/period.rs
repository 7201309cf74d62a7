//! Periods of days: years, months, weeks, seasons, quarters, halves, decades, and parts that are counted in them.

use jiff::civil::Date;

use super::super::length::Length;
use super::super::value::{Grain, Span, Val};
use super::length::named;
use super::{Chinese, Read};
use crate::TimeUnit;

impl Chinese {
    /// The period at `i` that reaches farthest; counted hours give moments.
    pub(super) fn period(&self, i: usize) -> Read<Val> {
        let span = |r: Read<Span>| r.map(|(s, k)| (Val::Span(s), k));
        super::farthest([
            span(self.month_period(i)),
            span(self.relative_period(i)),
            span(self.quarter(i)),
            span(self.half(i)),
            span(self.season(i)),
            span(self.decade(i)),
            span(self.nth_of(i)),
            span(self.first_of(i)),
            span(self.year_alone(i)),
            self.counted(i),
        ])
    }

    /// 2009年, 去年, =2019; a bare number only where its sign or nothing stands around it.
    pub(super) fn year_alone(&self, i: usize) -> Read<Span> {
        let c = &self.calendar;
        if self.ch(i) == '=' {
            let (y, k) = self.bare_year(self.blanks(i + 1))?;
            return Some((c.whole_year(y)?, k));
        }
        if let Some((y, k)) = self.year(i) {
            let sided = self.one_of(self.blanks(k), &["以前", "以后", "之前", "之后", "或", "及"]).is_some();
            return (!y.weak || sided && y.value >= 1980)
                .then(|| c.whole_year(y.value))
                .flatten()
                .map(|s| (s, k));
        }
        let (y, k) = self.bare_year(i)?;
        let alone = self.ch(k) == '\0'
            || self.is(k, "。;!?)")
            || self.ch(k) == ',' && !self.ch(k + 1).is_ascii_digit();
        alone.then(|| c.whole_year(y)).flatten().map(|s| (s, k))
    }

    /// Four digits that may be a year.
    pub(super) fn bare_year(&self, i: usize) -> Read<i16> {
        if !self.free_before(i) {
            return None;
        }
        let ((n, len), k) = self.digits(i)?;
        (len == 4 && (1900..=2100).contains(&n)).then_some((n as i16, k))
    }

    /// 2016年一月, 今年5月, 3月, 上个月, 2015-3, 3/2015
    fn month_period(&self, i: usize) -> Read<Span> {
        let c = &self.calendar;
        if let Some((first, k)) = self.relative_month(i) {
            return Some((c.whole_month(Some(first.year()), first.month())?, k));
        }
        if self.free_before(i)
            && let Some(((a, la), k)) = self.digits(i)
            && self.is(k, "-/.")
            && let Some(((b, lb), e)) = self.digits(k + 1)
            && !self.is(e, "-/.%:年月日万亿元个倍")
            && !self.ch(e).is_ascii_alphanumeric()
        {
            let (y, m) = match (la, lb) {
                (4, 1..=2) if self.ch(k) != '.' => (a, b),
                (1..=2, 4) if self.ch(k) == '/' => (b, a),
                _ => return None,
            };
            return ((1900..=2100).contains(&y) && (1..=12).contains(&m))
                .then(|| c.whole_month(Some(y as i16), m as i8))
                .flatten()
                .map(|s| (s, e));
        }
        let (year, month, k) = self.some_month(i)?;
        if self.word(i, "大年").is_some() {
            return None;
        }
        Some((c.whole_month(year, month)?, k))
    }

    /// 上周, 下下个周末, 本季度, 上个半年, 周末
    fn relative_period(&self, i: usize) -> Read<Span> {
        if let Some(k) = self.word(i, "周末") {
            return Some((self.calendar.offset_period(TimeUnit::Weekend, 0)?, k));
        }
        let (o, k) = self.table(i, &self.words.relatives)?;
        let k = self.blanks(k);
        // 上半年, 本年度 are read elsewhere
        let (unit, e) = self.table(k, &self.words.periods)?;
        let unit = named(unit)?;
        if unit == TimeUnit::Week && self.is(e, "年边围岁") || self.ch(i) == '本' && self.is(e, "日") {
            return None;
        }
        if unit == TimeUnit::Half {
            if !self.c[i..k].contains(&'个') {
                return None;
            }
            let today = self.calendar.now.date();
            let first = Date::new(today.year(), (today.month() - 1) / 6 * 6 + 1, 1).ok()?;
            let a = self.calendar.shift_months(first, *o * 6)?;
            let b = self.calendar.shift_months(a, 6)?;
            return Some((Span::one(format!("({a},{b},P6M)"), a, b, Grain::Month), e));
        }
        Some((self.calendar.offset_period(unit, *o)?, e))
    }

    /// The year that leads a part of it, or the present one.
    fn year_of(&self, i: usize) -> (i16, bool, usize) {
        match self.year(i) {
            Some((y, k)) => (y.value, true, self.blanks(self.skip(k, "的"))),
            None => (self.calendar.now.year(), false, i),
        }
    }

    /// 第一季度, 2016年第三季度, 去年四季度
    fn quarter(&self, i: usize) -> Read<Span> {
        let (y, said, k) = self.year_of(i);
        let j = self.skip(k, "第");
        if j == k && !(self.free_before(k) || said) {
            return None;
        }
        let (n, k) = if self.ch(j) == 'q' { self.int(j + 1)? } else { self.int(j)? };
        let e = if self.ch(j) == 'q' { k } else { self.one_of(k, &["季度", "个季度", "季"])? };
        if self.word(k, "个季度").is_some() && j == self.year_of(i).2 {
            return None;
        }
        (1..=4).contains(&n).then(|| self.months_of(y, (n as i8 - 1) * 3 + 1, 3)).flatten().map(|s| (s, e))
    }

    fn months_of(&self, y: i16, first: i8, n: i64) -> Option<Span> {
        let a = Date::new(y, first, 1).ok()?;
        let b = self.calendar.shift_months(a, n)?;
        Some(Span::one(format!("({a},{b},P{n}M)"), a, b, Grain::Month))
    }

    /// 去年上半年, 2018年前半年, 下半年, 下半周
    fn half(&self, i: usize) -> Read<Span> {
        let (y, _, k) = self.year_of(i);
        let second = match self.ch(k) {
            '上' | '前' => false,
            '下' | '后' => true,
            _ => return None,
        };
        if let Some(e) = self.word(k + 1, "半年") {
            return Some((self.months_of(y, if second { 7 } else { 1 }, 6)?, e));
        }
        let e = self.word(k + 1, "半周").filter(|_| k == i)?;
        let (monday, _) = self.calendar.offset_period(TimeUnit::Week, 0)?.at.first()?.1?;
        let (a, n) = if second { (self.calendar.add(monday, 3)?, 4) } else { (monday, 3) };
        let b = self.calendar.add(a, n)?;
        Some((Span::one(format!("({a},{b},P{n}D)"), a, b, Grain::Day), e))
    }

    /// 今年夏天, 2016年的春季, 秋天
    fn season(&self, i: usize) -> Read<Span> {
        let (y, said, k) = self.year_of(i);
        let (code, e) = self.table(k, &self.words.seasons)?;
        let end = self.one_of(e, &["天", "季"]);
        // a lone character is a season only behind a year
        let e = match end {
            Some(e) => e,
            None if said && !self.is(e, "节令奥装游招运") => e,
            None => return None,
        };
        let timex = if said { format!("{y:04}-{code}") } else { code.clone() };
        Some((Span::unresolved(timex), e))
    }

    /// 90年代, 二十世纪九十年代, 上世纪80年代, 2010年代, 21世纪
    fn decade(&self, i: usize) -> Read<Span> {
        let c = &self.calendar;
        let here = c.now.year() / 100;
        let (century, k) = if let Some((o, k)) = self.table(i, &self.words.relatives)
            && let Some(e) = self.word(k, "世纪")
        {
            (Some(here + *o as i16), e)
        } else if self.free_before(i)
            && let Some((n @ 1..=30, k)) = self.int(i)
            && let Some(e) = self.word(k, "世纪")
        {
            (Some(n as i16 - 1), e)
        } else {
            (None, i)
        };
        let j = self.skip(k, "的");
        if let Some((n, e)) = self.int(j).filter(|_| century.is_some() || self.free_before(j))
            && let Some(e) = self.word(self.blanks(e), "年代")
            && n % 10 == 0
        {
            return match (century, n) {
                (None, 1000..=2190) => Some((c.years(n as i16, 10)?, e)),
                (Some(century), 0..=90) => Some((c.years(century * 100 + n as i16, 10)?, e)),
                (None, 0..=90) => {
                    let begin = here * 100 + n as i16;
                    let past = if begin < c.now.year() { begin } else { begin - 100 };
                    let timex = format!("(XX{n:02}-01-01,XX{:02}-01-01,P10Y)", (n + 10) % 100);
                    let days = |y: i16| {
                        Some((timex.clone(), Some((Date::new(y, 1, 1).ok()?, Date::new(y + 10, 1, 1).ok()?))))
                    };
                    let at = vec![days(past)?, days(past + 100)?];
                    Some((Span { at, grain: Grain::Decade, said: (None, None), part: None, whole: None }, e))
                }
                _ => None,
            };
        }
        century.and_then(|n| Some((c.years(n * 100, 100)?, k)))
    }

    /// 十月的第一周, 2021年的第三个月, 2021年第10周
    fn nth_of(&self, i: usize) -> Read<Span> {
        let c = &self.calendar;
        if let Some((year, month, k)) = self.some_month(i) {
            let (n, k) = self.place(self.blanks(self.skip(k, "的")))?;
            let e = self.one_of(self.skip(k, "个"), &["周", "星期", "礼拜"])?;
            let week = |y: i16| {
                let first = Date::new(y, month, 1).ok()?;
                let to_monday = i64::from((8 - first.weekday().to_monday_one_offset()) % 7);
                let a = c.add(first, to_monday + i64::from(n - 1) * 7)?;
                // the last one is the fourth where there is no fifth
                let a = if n == 5 && a.month() != month { c.add(a, -7)? } else { a };
                Some((a, c.add(a, 7)?))
            };
            let today = c.now.date();
            let years = match year {
                Some(y) => vec![y],
                None if week(today.year())?.0 <= today => vec![today.year(), today.year() + 1],
                None => vec![today.year() - 1, today.year()],
            };
            let said = year.map_or_else(|| "XXXX".to_owned(), |y| format!("{y:04}"));
            let timex = format!("{said}-{month:02}-W{n:02}");
            let at = years.into_iter().map(|y| (timex.clone(), week(y))).collect();
            return Some((Span { at, grain: Grain::Week, said: (None, None), part: None, whole: None }, e));
        }
        let (y, k) = self.year(i)?;
        let k = self.blanks(self.skip(k, "的"));
        let k = self.word(k, "第")?;
        let (n, k) = self.int(k)?;
        if let Some(e) = self.word(k, "个月") {
            return (1..=12)
                .contains(&n)
                .then(|| c.whole_month(Some(y.value), n as i8))
                .flatten()
                .map(|s| (s, e));
        }
        let e = self.one_of(self.skip(k, "个"), &["周", "星期", "礼拜"])?;
        (1..=53).contains(&n).then(|| c.iso_week(y.value, n)).flatten().map(|s| (s, e))
    }

    /// 去年的前10天, 2018年前三个月, 上个月后两周
    fn first_of(&self, i: usize) -> Read<Span> {
        let c = &self.calendar;
        let ((from, to), k) = if let Some((y, k)) = self.year(i) {
            (c.whole_year(y.value)?.at.first()?.1?, k)
        } else {
            let (d, k) = self.relative_month(i)?;
            ((d, c.shift_months(d, 1)?), k)
        };
        let k = self.blanks(self.skip(k, "的"));
        let (back, k) = match self.one_of(k, &["前", "头", "后", "最后"]) {
            Some(e) => (self.is(k, "后最"), e),
            None => return None,
        };
        let (length, e) = self.length(self.blanks(k))?;
        let (n, unit) = length.parts.first().copied().filter(|_| length.parts.len() == 1)?;
        if !n.fract().is_zero() || unit < TimeUnit::Day {
            return None;
        }
        let midnight = jiff::civil::Time::midnight();
        let (a, b) = if back {
            (Length::of(n, unit).from(to.to_datetime(midnight), -1)?.date(), to)
        } else {
            (from, Length::of(n, unit).from(from.to_datetime(midnight), 1)?.date())
        };
        let code = length.spell()?.0;
        Some((Span::one(format!("({a},{b},{code})"), a, b, Grain::Day), e))
    }
}
