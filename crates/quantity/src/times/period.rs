//! Periods of days: weeks, months, quarters, years, seasons, decades, so many of them back or ahead.

use jiff::Span as Step;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::length::Length;
use super::value::{Grain, Span, Val};
use super::{Grammar, Read};
use crate::TimeUnit;

/// A year or month that parts are counted in: what was said of it, its first day, the day behind it.
type Whole = (Option<i16>, Option<i8>, Date, Date);

impl Grammar {
    /// The period at token `i` that reaches farthest; counted hours give moments.
    pub(super) fn period(&self, i: usize) -> Read<Val> {
        if !self.free_before(i) {
            return None;
        }
        let span = |r: Read<Span>| r.map(|(s, k)| (Val::Span(s), k));
        let all = [
            span(self.edge_of(i)),
            span(self.month_period(i)),
            span(self.one_period(i)),
            span(self.quarter(i)),
            span(self.season(i)),
            span(self.nth_of(i)),
            span(self.decade(i)),
            span(self.weekend_of(i)),
            span(self.year_alone(i)),
            self.counted(i),
            self.rest(i),
        ];
        all.into_iter().flatten().max_by_key(|r| r.1)
    }

    pub(super) fn shift_months(&self, day: Date, months: i64) -> Option<Date> {
        day.checked_add(Step::new().try_months(months).ok()?).ok()
    }

    pub(super) fn whole_year(&self, y: i16) -> Option<Span> {
        let span =
            Span::one(format!("{y:04}"), Date::new(y, 1, 1).ok()?, Date::new(y + 1, 1, 1).ok()?, Grain::Year);
        Some(Span { said: (Some(y), None), ..span })
    }

    /// A month of a year, or of the last and the coming year.
    pub(super) fn whole_month(&self, year: Option<i16>, month: i8) -> Option<Span> {
        let of = |y: i16| {
            let a = Date::new(y, month, 1).ok()?;
            Some((a, self.shift_months(a, 1)?))
        };
        let at = match year {
            Some(y) => vec![(format!("{y:04}-{month:02}"), Some(of(y)?))],
            None => {
                let today = self.now.date();
                let past = if month < today.month() { today.year() } else { today.year() - 1 };
                [past, past + 1]
                    .iter()
                    .filter_map(|y| of(*y))
                    .map(|d| (format!("XXXX-{month:02}"), Some(d)))
                    .collect()
            }
        };
        Some(Span { at, grain: Grain::Month, said: (year, Some(month)), part: None, whole: None })
    }

    /// A year by itself: 2016, =2019, year 2016, fiscal year 2008, nineteen ninety six.
    pub(super) fn year_alone(&self, i: usize) -> Read<Span> {
        let at = i;
        let (kind, k) = match (self.w(at), self.w(at + 1)) {
            ("fiscal" | "financial", "year") => ("FY", at + 2),
            ("school" | "academic", "year") => ("SY", at + 2),
            ("calendar", "year") => ("", at + 2),
            ("fy", _) => ("FY", at + 1),
            ("sy", _) => ("SY", at + 1),
            ("cy" | "year", _) => ("", at + 1),
            _ => ("", i),
        };
        let k = if k > i { self.skip(k, &["of"]) } else { k };
        let (y, e) = match self.year(k) {
            Some(r) => r,
            None if k > i && !kind.is_empty() => self.year_behind(k, true)?,
            None => return None,
        };
        let second = i >= 2 && self.s(i - 1) == '-' && self.digits(i - 2).is_some();
        if !self.free_after(e)
            || self.digits(k).is_some() && k == i && (!self.free_before(k) || second && !self.glued(i))
        {
            return None;
        }
        let span =
            if kind.is_empty() { self.whole_year(y)? } else { Span::unresolved(format!("{kind}{y:04}")) };
        Some((span, e))
    }

    /// dec, september 2016, this march, april of 87, 2015-3, the month of may.
    pub(super) fn month_period(&self, i: usize) -> Read<Span> {
        // 2015-3, 2015/03
        if let Some((y, k)) = self.year(i).filter(|_| self.digits(i).is_some())
            && matches!(self.s(k), '-' | '/')
            && self.glued(k)
            && self.glued(k + 1)
            && let Some((m @ 1..=12, e)) = self.two_digits(k + 1)
            && self.free_after(e)
        {
            return Some((self.whole_month(Some(y), m as i8)?, e));
        }
        let mut at = i;
        if self.w(at) == "month" && self.w(at + 1) == "of" {
            at += 2;
        }
        let mut year = None;
        if let Some((o, k)) = self.relative(at)
            && self.month(k).is_some()
        {
            let (m, _) = self.month(k)?;
            let today = self.now.date();
            year = Some(match o {
                0 => today.year(),
                1 if m > today.month() => today.year() + i16::from(self.w(k - 1) == "next"),
                1 => today.year() + 1,
                _ if m < today.month() && self.w(k - 1) != "last" => today.year(),
                _ => today.year() - 1,
            });
            at = k;
        }
        let sure = self.month_is_sure(at);
        let (m, k) = self.month(at)?;
        // dec/2018, dec, 2018, april of 87
        let mut j = k;
        if matches!(self.s(j), ',' | '/' | '-') && (self.s(j) == ',' || self.glued(j) && self.glued(j + 1)) {
            j += 1;
        }
        let j2 = self.skip(j, &["of", "in"]);
        let behind = self
            .year_behind(j2, j2 > j)
            .or_else(|| self.relative_year(j2).map(|(o, e)| (self.now.year() + o, e)));
        if year.is_none()
            && let Some((y, e)) = behind
        {
            return Some((self.whole_month(Some(y), m)?, e));
        }
        if !sure && year.is_none() {
            return None;
        }
        Some((self.whole_month(year, m)?, k))
    }

    /// this week, last month, next year, the weekend, later this week, last fiscal year, week 10.
    pub(super) fn one_period(&self, i: usize) -> Read<Span> {
        if self.w(i) == "week"
            && let Some((n @ 1..=53, k)) = self.two_digits(i + 1)
            && self.free_after(k)
        {
            let (year, k) = match self.year_behind(self.skip(k, &["of", "in"]), false) {
                Some((y, e)) if self.any(k, &["of", "in"]) => (y, e),
                _ => (self.now.year(), k),
            };
            return Some((self.iso_week(year, n)?, k));
        }
        let the = self.w(i) == "the";
        let at = if the { i + 1 } else { i };
        // the week after next, the year before last
        if the
            && let Some((unit, k)) = self.unit(at)
            && self.any(k, &["after", "before"])
        {
            let sign = if self.w(k) == "after" { 1 } else { -1 };
            let next = self.words.relatives.get(self.w(k + 1)).copied();
            if next == Some(sign) && self.unit(k + 2).is_none() && self.weekday(k + 2).is_none() {
                return Some((self.offset_period(unit, sign * 2)?, k + 2));
            }
        }
        let (offset, k) = match self.relative(at) {
            Some((o, k)) if !the || o != 0 => (o, k),
            _ if the => (0, at),
            _ => return None,
        };
        // next two weeks are counted elsewhere
        let (qualified, k) = match self.w(k) {
            "fiscal" | "financial" => ("FY", k + 1),
            "school" | "academic" => ("SY", k + 1),
            "calendar" => ("", k + 1),
            "working" | "work" | "business" if self.w(k + 1) == "week" => ("WW", k + 1),
            _ => ("", k),
        };
        let (unit, e) = self.unit(k)?;
        if self.w(k).ends_with('s')
            || the
                && at > i
                && !matches!(
                    unit,
                    TimeUnit::Week
                        | TimeUnit::Weekend
                        | TimeUnit::Month
                        | TimeUnit::Year
                        | TimeUnit::Quarter
                        | TimeUnit::Decade
                )
        {
            return None;
        }
        if the && (offset != 0 || self.year(e).is_some()) {
            // the next week is told without its article
            return None;
        }
        if the && self.any(e, &["of", "after", "before", "ago"]) && !matches!(unit, TimeUnit::Month)
            || the && self.w(e) == "of"
        {
            return None;
        }
        if !qualified.is_empty() && qualified != "WW" {
            let y = self.now.year() + offset as i16;
            return Some((Span::unresolved(format!("{qualified}{y:04}")), e));
        }
        let mut span = self.offset_period(unit, offset)?;
        if qualified == "WW" {
            for (_, days) in &mut span.at {
                if let Some((a, b)) = days {
                    *b = a.checked_add(Step::new().try_days(5).ok()?).ok()?;
                }
            }
        }
        Some((span, e))
    }

    fn week(&self, offset: i64) -> Option<Span> {
        let a = self.add(self.monday()?, offset * 7)?;
        let week = a.iso_week_date();
        Some(Span::one(format!("{:04}-W{:02}", week.year(), week.week()), a, self.add(a, 7)?, Grain::Week))
    }

    pub(super) fn iso_week(&self, year: i16, n: i64) -> Option<Span> {
        let first = Date::new(year, 1, 4).ok()?;
        let monday = self.add(first, -i64::from(first.weekday().to_monday_zero_offset()))?;
        let a = self.add(monday, (n - 1) * 7)?;
        Some(Span::one(format!("{year:04}-W{n:02}"), a, self.add(a, 7)?, Grain::Week))
    }

    /// One unit so many from the present one.
    pub(super) fn offset_period(&self, unit: TimeUnit, offset: i64) -> Option<Span> {
        let today = self.now.date();
        match unit {
            TimeUnit::Week => self.week(offset),
            TimeUnit::Weekend => {
                let a = self.add(self.monday()?, offset * 7 + 5)?;
                let week = a.iso_week_date();
                Some(Span::one(
                    format!("{:04}-W{:02}-WE", week.year(), week.week()),
                    a,
                    self.add(a, 2)?,
                    Grain::Week,
                ))
            }
            TimeUnit::Fortnight => {
                let a = self.add(self.monday()?, offset * 14)?;
                let b = self.add(a, 14)?;
                Some(Span::one(format!("({a},{b},P2W)"), a, b, Grain::Week))
            }
            TimeUnit::Month => {
                let a = self.shift_months(today.first_of_month(), offset)?;
                self.whole_month(Some(a.year()), a.month())
            }
            TimeUnit::Quarter => {
                let first = (today.month() - 1) / 3 * 3 + 1;
                let a = self.shift_months(Date::new(today.year(), first, 1).ok()?, offset * 3)?;
                let b = self.shift_months(a, 3)?;
                Some(Span::one(format!("({a},{b},P3M)"), a, b, Grain::Month))
            }
            TimeUnit::Year => self.whole_year(today.year() + i16::try_from(offset).ok()?),
            TimeUnit::Decade | TimeUnit::Century => {
                let n = if unit == TimeUnit::Decade { 10 } else { 100 };
                let y = today.year().div_euclid(n) * n + i16::try_from(offset).ok()? * n;
                self.years(y, n)
            }
            _ => None,
        }
    }

    pub(super) fn years(&self, y: i16, n: i16) -> Option<Span> {
        let (a, b) = (Date::new(y, 1, 1).ok()?, Date::new(y + n, 1, 1).ok()?);
        Some(Span::one(format!("({a},{b},P{n}Y)"), a, b, Grain::Decade))
    }

    /// q1, 2017 q1, q1-2019, the first quarter of the year, 2019-h2.
    pub(super) fn quarter(&self, i: usize) -> Read<Span> {
        let coded = |k: usize| {
            let months = match self.w(k) {
                "q" => 3,
                "h" => 6,
                _ => return None,
            };
            let (n, e) = self.two_digits(k + 1).filter(|_| self.glued(k + 1))?;
            (n >= 1
                && n * months <= 12
                && (!self.glued(e)
                    || matches!(self.s(e), '-' | '/' | '.' | ',' | '?' | ')' | '!' | ';' | ':')))
            .then_some(((months, n), e))
        };
        // 2017 q1, 2019-h2
        if let Some((y, k)) = self.year(i) {
            let j = if matches!(self.s(k), '-' | '/') && self.glued(k) { k + 1 } else { k };
            let ((months, n), e) = coded(j)?;
            return Some((self.part_of_year(Some(y), months, n)?, e));
        }
        let at = self.skip(i, &["the"]);
        let ((months, n), k) = match coded(at).filter(|_| at == i) {
            Some(r) => r,
            None => {
                let last = self.w(at) == "last" && self.any(at + 2, &["of", "in"]);
                let (n, k) = if last { (0, at + 1) } else { self.ordinal(at)? };
                let months = match self.w(k) {
                    "quarter" => 3,
                    "half" if self.any(k + 1, &["of"]) => 6,
                    _ => return None,
                };
                ((months, if n == 0 { 12 / months } else { n }), k + 1)
            }
        };
        if n * months > 12 {
            return None;
        }
        let mut j = k;
        if matches!(self.s(j), '-' | ',' | '/') {
            j += 1;
        }
        j = self.skip(self.skip(j, &["of", "in"]), &["the"]);
        let (year, e) = match self.year_behind(j, false) {
            Some((y, e)) => (Some(y), e),
            None => match self.relative_year(j) {
                Some((o, e)) => (Some(self.now.year() + o), e),
                None if j > k && self.w(j) == "year" => (None, j + 1),
                None => (None, k),
            },
        };
        if e == k && months == 6 && coded(at).is_none() {
            return None;
        }
        // the whole 1st quarter of 2013: the article belongs to a phrase that ends in its own year
        Some((self.part_of_year(year, months, n)?, e))
    }

    fn part_of_year(&self, year: Option<i16>, months: i64, n: i64) -> Option<Span> {
        let first = i8::try_from((n - 1) * months + 1).ok()?;
        let of = |y: i16| {
            let a = Date::new(y, first, 1).ok()?;
            Some((a, self.shift_months(a, months)?))
        };
        let at = match year {
            Some(y) => {
                let (a, b) = of(y)?;
                vec![(format!("({a},{b},P{months}M)"), Some((a, b)))]
            }
            None => {
                let today = self.now.date();
                let (a, b) = of(today.year())?;
                let open = |d: Date| format!("XXXX-{:02}-{:02}", d.month(), d.day());
                let timex = format!("({},{},P{months}M)", open(a), open(b));
                let past = if a <= today { today.year() } else { today.year() - 1 };
                [past, past + 1].iter().filter_map(|y| of(*y)).map(|d| (timex.clone(), Some(d))).collect()
            }
        };
        Some(Span { at, grain: Grain::Month, said: (year, None), part: None, whole: None })
    }

    /// summer, this summer, winter of 2017.
    pub(super) fn season(&self, i: usize) -> Read<Span> {
        let (year, at) = match self.relative(i) {
            Some((o, k)) if self.words.seasons.contains_key(self.w(k)) => {
                (Some(self.now.year() + o as i16), k)
            }
            _ => (None, i),
        };
        let code = self.words.seasons.get(self.w(at))?;
        let j = self.skip(self.skip_sign(at + 1, ','), &["of", "in"]);
        let behind = self
            .year_behind(j, j > at + 1)
            .or_else(|| self.relative_year(j).map(|(o, e)| (self.now.year() + o, e)));
        let (year, e) = match (year, behind) {
            (None, Some((y, e))) => (Some(y), e),
            (y, _) => (y, at + 1),
        };
        if year.is_none() && matches!(self.w(at), "spring" | "fall") {
            let before = i.checked_sub(1).map_or("", |k| self.w(k));
            let led = matches!(
                before,
                "in" | "the"
                    | "during"
                    | "early"
                    | "late"
                    | "mid"
                    | "by"
                    | "until"
                    | "since"
                    | "whole"
                    | "every"
            );
            if !led {
                return None;
            }
        }
        let timex = year.map_or(code.clone(), |y| format!("{y:04}-{code}"));
        Some((Span::unresolved(timex), e))
    }

    /// 1990s, 90s, the nineties, the 21st century.
    pub(super) fn decade(&self, i: usize) -> Read<Span> {
        let at = self.skip(i, &["the"]);
        let quoted = matches!(self.s(at), '\'' | '\u{2019}');
        let k = if quoted { at + 1 } else { at };
        if let Some(d) = self.digits(k)
            && (self.glued(k + 1) && self.w(k + 1) == "s"
                || self.w(k + 1) == "s" && d.len() == 4
                || self.glued(k + 1) && matches!(self.s(k + 1), '\'' | '\u{2019}') && self.w(k + 2) == "s")
            && d.ends_with('0')
        {
            let n: i16 = d.parse().ok()?;
            let e = if self.w(k + 1) == "s" { k + 2 } else { k + 3 };
            let y = match d.len() {
                4 if (1000..2200).contains(&n) => n,
                2 if n >= 30 => 1900 + n,
                2 => 2000 + n,
                _ => return None,
            };
            return Some((self.years(y, 10)?, e));
        }
        if let Some(n) = self.words.decades.get(self.w(k)) {
            let y = if *n >= 30 { 1900 + n } else { 2000 + n };
            return (at > i).then(|| self.years(y, 10)).flatten().map(|s| (s, k + 1));
        }
        if let Some((c, k)) = self.tens(at).filter(|(c, _)| (15..=20).contains(c))
            && let Some(n) = self.words.decades.get(self.w(k))
        {
            return Some((self.years(c as i16 * 100 + n, 10)?, k + 1));
        }
        let (n, k) = self.ordinal(at)?;
        (self.w(k) == "century" && (1..=30).contains(&n))
            .then(|| self.years((n as i16 - 1) * 100, 100))
            .flatten()
            .map(|s| (s, k + 1))
    }

    /// first week of 2015, 3rd week of jan, the last four months of 2021, the third month of 2020, last day of may.
    fn nth_of(&self, i: usize) -> Read<Span> {
        let at = self.skip(i, &["the"]);
        let (n, k) = if self.w(at) == "last" { (-1, at + 1) } else { self.ordinal(at)? };
        let (count, k) = match self.tens(k).or_else(|| self.two_digits(k)) {
            Some((c, k)) if n == 1 || n == -1 => (Some(c), k),
            _ => (None, k),
        };
        let (unit, k) = self.unit(k)?;
        if !self.any(k, &["of", "in"]) {
            return None;
        }
        let j = self.skip(k + 1, &["the"]);
        let (whole, e): (Vec<Whole>, usize) = if let Some(((y, m), e)) = self.some_month(k + 1) {
            let span = self.whole_month(y, m)?;
            (span.at.iter().filter_map(|(_, d)| d.map(|(a, b)| (y, Some(m), a, b))).collect(), e)
        } else {
            let (y, e) = match self.year_behind(j, false) {
                Some(r) => r,
                None => match self.relative_year(j) {
                    Some((o, e)) => (self.now.year() + o, e),
                    None if self.w(j) == "year" => (self.now.year(), j + 1),
                    None => return None,
                },
            };
            (vec![(Some(y), None, Date::new(y, 1, 1).ok()?, Date::new(y + 1, 1, 1).ok()?)], e)
        };
        let mut out = Vec::new();
        for (y, m, a, b) in whole {
            if let Some(c) = count {
                let length = Length::of(Decimal::from(c), unit);
                let midnight = jiff::civil::Time::midnight();
                let (from, to) = if n == 1 {
                    (a, length.from(a.to_datetime(midnight), 1)?.date())
                } else {
                    (length.from(b.to_datetime(midnight), -1)?.date(), b)
                };
                out.push((format!("({from},{to},{})", length.spell()?.0), Some((from, to))));
                continue;
            }
            match (unit, m) {
                (TimeUnit::Week, None) => {
                    let n =
                        if n < 0 { i64::from(Date::new(y?, 12, 28).ok()?.iso_week_date().week()) } else { n };
                    out.extend(self.iso_week(y?, n)?.at);
                }
                (TimeUnit::Week, Some(m)) => {
                    // The first week of a month holds its first Thursday.
                    let fourth = Date::new(a.year(), a.month(), 4).ok()?;
                    let monday = self.add(fourth, -i64::from(fourth.weekday().to_monday_zero_offset()))?;
                    let n = if n < 0 {
                        let last = self.add(b, -4)?;
                        let m = self.add(last, -i64::from(last.weekday().to_monday_zero_offset()))?;
                        i64::from(monday.until(m).ok()?.get_days()) / 7 + 1
                    } else {
                        n
                    };
                    let from = self.add(monday, (n - 1) * 7)?;
                    let year = y.map_or("XXXX".to_owned(), |y| format!("{y:04}"));
                    out.push((format!("{year}-{m:02}-W{n:02}"), Some((from, self.add(from, 7)?))));
                }
                (TimeUnit::Month, None) => {
                    let n = if n < 0 { 12 } else { n };
                    out.extend(self.whole_month(y, i8::try_from(n).ok().filter(|n| *n <= 12)?)?.at);
                }
                _ => return None,
            }
        }
        Some((Span { at: out, grain: Grain::Week, said: (None, None), part: None, whole: None }, e))
    }

    /// the weekend of halloween, labor day weekend, the week of september 15.
    fn weekend_of(&self, i: usize) -> Read<Span> {
        let around = |days: &super::value::Days, weekend: bool| {
            let at = days
                .at
                .iter()
                .filter_map(|d| {
                    let monday = self.add(*d, -i64::from(d.weekday().to_monday_zero_offset()))?;
                    // a monday's holiday makes the weekend before it long
                    let monday = if weekend && d.weekday().to_monday_zero_offset() == 0 {
                        self.add(monday, -7)?
                    } else {
                        monday
                    };
                    let week = monday.iso_week_date();
                    let timex = format!("{:04}-W{:02}", week.year(), week.week());
                    if weekend {
                        let a = self.add(monday, 5)?;
                        let long = d.weekday().to_monday_zero_offset() == 0;
                        return Some((
                            format!("{timex}-WE"),
                            Some((a, self.add(a, if long { 3 } else { 2 })?)),
                        ));
                    }
                    Some((timex, Some((monday, self.add(monday, 7)?))))
                })
                .collect();
            Span { at, grain: Grain::Week, said: (None, None), part: None, whole: None }
        };
        let at = self.skip(i, &["the"]);
        let weekend = self.w(at) == "weekend";
        if (weekend || self.w(at) == "week") && self.w(at + 1) == "of" {
            let (days, e) = self.day(self.skip(at + 2, &["the"])).or_else(|| self.day(at + 2))?;
            return Some((around(&days, weekend), e));
        }
        let (days, k) = self.holiday(i)?;
        (self.w(k) == "weekend").then(|| (around(&days, true), k + 1))
    }
}
