//! English dates of news: July 1, 2025, the 1st of July, early 2025, Q2, last week.

use super::{Read, calendar, year};
use crate::parser::Parser;
use crate::sense::Sense;
use crate::{Expression, MonthRef, TimeUnit, YearRef};

impl Parser<'_> {
    pub(super) fn month_name(&self, i: usize, sure: bool) -> Option<u8> {
        self.pick(i, |s| match s {
            // may and march are verbs too, unless a figure or a preposition makes them months.
            Sense::Month { month, bare } if bare || sure => Some(month),
            _ => None,
        })
    }

    /// A day of the month in English: 1, 1st, twenty-first.
    pub(super) fn en_day(&self, i: usize) -> Option<(u8, usize)> {
        let mut at = i;
        if self.is(at, Sense::Article) && self.adjacent(at + 1) {
            at += 1;
        }
        if let Some(d) = self.digits(at).filter(|d| !d.point && !d.grouped && d.whole <= 2) {
            let n: u8 = d.value.try_into().ok()?;
            let next =
                if self.is(at + 1, Sense::Ordinal(0)) && self.touches(at + 1) { at + 2 } else { at + 1 };
            return (1..=31).contains(&n).then_some((n, next));
        }
        let (n, next) = self.en_ordinal(at)?;
        let n = u8::try_from(n).ok()?;
        (1..=31).contains(&n).then_some((n, next))
    }

    /// first, twenty-first, 21st.
    pub(crate) fn en_ordinal(&self, i: usize) -> Option<(u64, usize)> {
        if let Some(d) = self.digits(i)
            && self.touches(i + 1)
            && self.is(i + 1, Sense::Ordinal(0))
        {
            return Some((d.value.try_into().ok()?, i + 2));
        }
        if let Some(n) = self.pick(i, |s| if let Sense::Ordinal(n) = s { (n > 0).then_some(n) } else { None })
        {
            return Some((n, i + 1));
        }
        let tens = self.pick(i, |s| if let Sense::Word(n) = s { (n >= 20).then_some(n) } else { None })?;
        let at = if self.is(i + 1, Sense::Hyphen) && self.touches(i + 1) { i + 2 } else { i + 1 };
        let n =
            self.pick(at, |s| if let Sense::Ordinal(n) = s { (n > 0 && n < 10).then_some(n) } else { None })?;
        self.adjacent(at).then_some((u64::from(tens) + n, at + 1))
    }

    pub(super) fn en_year(&self, i: usize) -> Option<i16> {
        let d = self.digits(i).filter(|d| !d.point && !d.grouped && d.whole == 4)?;
        let y: i16 = d.value.try_into().ok()?;
        year(y).then_some(y)
    }

    /// A year behind a month or quarter: 2025, of 2025, last year.
    pub(super) fn en_year_ref(&self, i: usize) -> Option<(YearRef, usize)> {
        let mut at = i;
        if !self.adjacent(at) {
            return None;
        }
        if self.is(at, Sense::Comma) || self.is(at, Sense::Of) || self.word(at) == "in" {
            at += 1;
        }
        if !self.adjacent(at) {
            return None;
        }
        if let Some(y) = self.en_year(at) {
            return Some((YearRef::Absolute(y), at + 1));
        }
        let at = if self.is(at, Sense::Article) && self.adjacent(at + 1) { at + 1 } else { at };
        self.relative_unit(at, TimeUnit::Year).map(|(o, n)| (YearRef::Relative(o), n))
    }

    /// last year, this month: the offset and the token after.
    pub(super) fn relative_unit(&self, i: usize, unit: TimeUnit) -> Option<(i16, usize)> {
        if let Some(o) =
            self.pick(i, |s| if let Sense::Period(u, o) = s { (u == unit).then_some(o) } else { None })
        {
            return Some((o, i + 1));
        }
        let o = self.pick(i, |s| if let Sense::Relative(o) = s { Some(o) } else { None })?;
        (self.adjacent(i + 1) && self.is(i + 1, Sense::Unit(unit))).then_some((o, i + 2))
    }

    pub(super) fn en_calendar(&self, i: usize) -> Option<Read> {
        let mut at = i;
        if self.is(at, Sense::Article) {
            at += 1;
            if !self.adjacent(at) {
                return None;
            }
        }
        // early 2025, mid-July, late last year, the end of 2025
        if let Some(p) = self.pick(at, |s| if let Sense::Part(p) = s { Some(p) } else { None }) {
            let mut k = at + 1;
            if (self.is(k, Sense::Hyphen) && self.touches(k)) || self.is(k, Sense::Of) {
                k += 1;
            }
            let mut k2 = k;
            if self.is(k2, Sense::Article) {
                k2 += 1;
            }
            if self.adjacent(k)
                && self.adjacent(k2)
                && self.is_latin_word(at)
                && self.pick(k2, |s| matches!(s, Sense::Part(_)).then_some(())).is_none()
                && let Some((e, next)) = self.en_calendar(k2).or_else(|| self.bare_period(k2))
            {
                return Some((Expression::PartOf(p, Box::new(e)), next));
            }
            return self.lone_part(i);
        }
        // July 1, 2025; July 2025; July
        if let Some(m) = self.month_name(at, self.month_is_sure(at)) {
            let mut next = at + 1;
            if self.word(next) == "." && self.touches(next) {
                next += 1;
            }
            let k = if self.is(next, Sense::Comma) { next + 1 } else { next };
            if self.adjacent(k)
                && let Some((d, n)) = self.en_day(k)
                && !self.counted_next(n)
            {
                let (year, n) = self.en_year_ref(n).unwrap_or((YearRef::Open, n));
                return Some((Expression::Calendar { year, month: MonthRef::Absolute(m), day: Some(d) }, n));
            }
            let (year, next) = self.en_year_ref(next).unwrap_or((YearRef::Open, at + 1));
            return Some((Expression::Calendar { year, month: MonthRef::Absolute(m), day: None }, next));
        }
        // 1 July 2025, the 1st of July
        if let Some((d, n)) = self.en_day(at) {
            let k = if self.is(n, Sense::Of) && self.adjacent(n) { n + 1 } else { n };
            if self.adjacent(k)
                && let Some(m) = self.month_name(k, true)
            {
                let mut next = k + 1;
                if self.word(next) == "." && self.touches(next) {
                    next += 1;
                }
                let (year, next) = self.en_year_ref(next).unwrap_or((YearRef::Open, k + 1));
                return Some((
                    Expression::Calendar { year, month: MonthRef::Absolute(m), day: Some(d) },
                    next,
                ));
            }
        }
        // Q2 2025, 2025 Q2, second quarter of 2025
        if let Some(q) = self.pick(at, |s| if let Sense::Quarter(q) = s { Some(q) } else { None }) {
            let (year, next) = self.en_year_ref(at + 1).unwrap_or((YearRef::Open, at + 1));
            return Some((Expression::Quarter { year, quarter: q }, next));
        }
        if let Some((n @ 1..=4, k)) = self.en_ordinal(at)
            && self.adjacent(k)
            && (self.is(k, Sense::Denominator(4)) || self.is(k, Sense::Unit(TimeUnit::Quarter)))
        {
            let (year, next) = self.en_year_ref(k + 1).unwrap_or((YearRef::Open, k + 1));
            return Some((Expression::Quarter { year, quarter: n as u8 }, next));
        }
        if let Some(h) = self.pick(at, |s| if let Sense::HalfYear(h) = s { Some(h) } else { None }) {
            let year = self.en_year_ref(at + 1);
            let (year, next) = year.unwrap_or((YearRef::Open, at + 1));
            return Some((Expression::Half { year, half: h }, next));
        }
        if let Some((n @ 1..=2, k)) = self.en_ordinal(at)
            && self.adjacent(k)
            && self.is(k, Sense::Half)
            && let Some((year, next)) = self.en_year_ref(k + 1)
        {
            return Some((Expression::Half { year, half: n as u8 }, next));
        }
        // 宋砚秋2019年加入: a Chinese season stands behind its year.
        if self.word(at).is_ascii()
            && let Some(season) = self.pick(at, |s| if let Sense::Season(x) = s { Some(x) } else { None })
            && let Some((year, next)) = self.en_year_ref(at + 1)
        {
            return Some((Expression::Season { year, season }, next));
        }
        if let Some(y) = self.en_year(at) {
            let next = at + 1;
            if self.adjacent(next)
                && let Some(q) = self.pick(next, |s| if let Sense::Quarter(q) = s { Some(q) } else { None })
            {
                return Some((Expression::Quarter { year: YearRef::Absolute(y), quarter: q }, next + 1));
            }
            let half = if self.is(next, Sense::Hyphen) && self.touches(next) { next + 1 } else { next };
            if self.adjacent(half)
                && let Some(h) = self.pick(half, |s| if let Sense::HalfYear(h) = s { Some(h) } else { None })
            {
                return Some((Expression::Half { year: YearRef::Absolute(y), half: h }, half + 1));
            }
            if self.touches(next) && self.is(next, Sense::DecadeMark) && y % 10 == 0 {
                return Some((Expression::Decade(y), next + 1));
            }
            // A count of 2000 engineers is no year.
            if self.counted_next(next) || self.things_follow(next) {
                return None;
            }
            return Some((calendar(y), next));
        }
        self.relative_word(at)
    }

    /// last week, next month, this Friday, last July.
    pub(super) fn relative_word(&self, i: usize) -> Option<Read> {
        let offset = self.pick(i, |s| if let Sense::Relative(o) = s { Some(o) } else { None })?;
        let k = i + 1;
        if !self.adjacent(k) {
            return None;
        }
        if let Some(u) = self.pick(k, |s| if let Sense::Unit(u) = s { Some(u) } else { None }) {
            if self.zh_unit_is_bare(k) {
                return None;
            }
            if u == TimeUnit::Week {
                let day = if self.word(k + 1) == "on" && self.adjacent(k + 1) { k + 2 } else { k + 1 };
                if self.adjacent(day)
                    && let Some(weekday) = self.pick(day, |s| {
                        if let Sense::Weekday { weekday, .. } = s { Some(weekday) } else { None }
                    })
                {
                    return Some((Expression::Weekday { weekday, week: Some(offset) }, day + 1));
                }
            }
            return Some((Expression::Period { unit: u, offset }, k + 1));
        }
        if self.is(k, Sense::Denominator(4)) {
            return Some((Expression::Period { unit: TimeUnit::Quarter, offset }, k + 1));
        }
        if let Some(w) =
            self.pick(k, |s| if let Sense::Weekday { weekday, .. } = s { Some(weekday) } else { None })
        {
            return Some((Expression::Weekday { weekday: w, week: Some(offset) }, k + 1));
        }
        if let Some(m) = self.month_name(k, true) {
            let year = if offset == 0 { YearRef::Relative(0) } else { YearRef::Open };
            let day = self.en_day(k + 1).filter(|_| self.adjacent(k + 1));
            if let Some((d, n)) = day {
                return Some((Expression::Calendar { year, month: MonthRef::Absolute(m), day: Some(d) }, n));
            }
            return Some((Expression::Calendar { year, month: MonthRef::Absolute(m), day: None }, k + 1));
        }
        if let Some(season) = self.pick(k, |s| if let Sense::Season(x) = s { Some(x) } else { None }) {
            return Some((Expression::Season { year: YearRef::Relative(offset), season }, k + 1));
        }
        if let Some(h) = self.pick(k, |s| if let Sense::HalfYear(h) = s { Some(h) } else { None }) {
            return Some((Expression::Half { year: YearRef::Relative(offset), half: h }, k + 1));
        }
        None
    }

    pub(super) fn zh_unit_is_bare(&self, k: usize) -> bool {
        // 上个 needs a month or week behind it, not a mere 天.
        matches!(
            self.pick(k, |s| if let Sense::Unit(u) = s { Some(u) } else { None }),
            Some(TimeUnit::Second)
        )
    }

    pub(super) fn bare_period(&self, i: usize) -> Option<Read> {
        let unit =
            [TimeUnit::Year, TimeUnit::Month, TimeUnit::Week, TimeUnit::Quarter].into_iter().find_map(|u| {
                self.relative_unit(i, u).map(|(o, n)| (Expression::Period { unit: u, offset: o }, n))
            });
        unit.or_else(|| {
            // the end of the year
            let u = self.pick(i, |s| if let Sense::Unit(u) = s { Some(u) } else { None })?;
            (matches!(u, TimeUnit::Year | TimeUnit::Month) && self.is(i.wrapping_sub(1), Sense::Article))
                .then_some((Expression::Period { unit: u, offset: 0 }, i + 1))
        })
    }

    pub(super) fn lone_part(&self, _i: usize) -> Option<Read> {
        None
    }

    pub(super) fn is_latin_word(&self, i: usize) -> bool {
        self.word(i).is_ascii()
    }

    /// Whether what stands around makes may or march a month.
    pub(super) fn month_is_sure(&self, i: usize) -> bool {
        // nov. 3
        let k = if self.word(i + 1) == "." && self.touches(i + 1) { i + 2 } else { i + 1 };
        let year = self.en_year(k).is_some() && self.adjacent(k);
        let day = self.adjacent(k) && self.en_day(k).is_some();
        let led = i > 0
            && self.adjacent(i)
            && self.meanings(i - 1).iter().any(|m| {
                matches!(m.sense, Sense::Side(_, p) if p.before())
                    || matches!(m.sense, Sense::Open | Sense::Join(_))
                    || matches!(m.sense, Sense::In | Sense::Of | Sense::Relative(_) | Sense::Part(_))
            });
        year || day || led
    }

    pub(super) fn things_follow(&self, i: usize) -> bool {
        // 2000 engineers; but 2025 researchers said is rare enough to be a count too.
        self.adjacent(i) && self.meanings(i).iter().any(|m| matches!(m.sense, Sense::Noun(_)))
    }

    pub(super) fn weekday_is_sure(&self, i: usize) -> bool {
        i > 0 && self.adjacent(i) && self.is(i - 1, Sense::In)
            || self.adjacent(i + 1) && self.is(i + 1, Sense::Comma)
    }
}
