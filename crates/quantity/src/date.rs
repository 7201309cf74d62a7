use rust_decimal::Decimal;

use crate::parser::Parser;
use crate::scan::What;
use crate::sense::{Join, Sense};
use crate::{Expression, Kind, MonthRef, Part, TimeUnit, When, YearRef};

/// A date expression and the token after it.
type Read = (Expression, usize);

impl Parser<'_> {
    /// Tries to read a date at token `i`; keeps it and gives the token after.
    pub(crate) fn date(&mut self, i: usize, floor: usize) -> Option<usize> {
        if i > floor && self.adjacent(i) && self.is(i - 1, Sense::NameBefore) && self.digits(i).is_some() {
            return None;
        }
        let (mut expression, mut next) = self.date_range(i)?;
        if let Some((clock, n)) = self.clock(next).filter(|_| a_day(&expression)) {
            expression = Expression::At(Box::new(expression), clock);
            next = n;
        }
        let mut start = i;
        // 从…, since, 以来
        let side_before = (i > floor && self.adjacent(i))
            .then(|| {
                self.pick(i - 1, |s| match s {
                    Sense::Side(side, p) if p.before() => Some(side),
                    _ => None,
                })
            })
            .flatten();
        if let Some(side) = side_before {
            expression = Expression::Side(side, Box::new(expression));
            start = i - 1;
        } else if self.adjacent(next)
            && let Some(side) = self.pick(next, |s| match s {
                Sense::Side(side, p) if p.after() => Some(side),
                _ => None,
            })
        {
            expression = Expression::Side(side, Box::new(expression));
            next += 1;
        }
        let text = self.text.get(self.bytes(i, next)).unwrap_or_default();
        let (date, relative) = crate::resolve::resolve(&expression, self.context.published.as_ref(), text);
        let kind = Kind::Date(When { date, expression, relative });
        self.push(kind, start, i, next, next)
    }

    fn date_range(&self, i: usize) -> Option<Read> {
        let mut at = i;
        let opened = self.is(at, Sense::Open);
        if opened {
            at += 1;
            if !self.adjacent(at) {
                return None;
            }
        }
        let left = self.date_one(at);
        if let Some((a, next)) = &left
            && let Some((b, end)) = self.joined(*next, opened)
        {
            let (a, b) = share(a.clone(), b);
            let end = if self.adjacent(end) && self.is(end, Sense::Close) { end + 1 } else { end };
            return Some((Expression::Range(Box::new(a), Box::new(b)), end));
        }
        // 2023至2025年, 2019-2021, 3至5月, 7月1-3日: the mark stands behind the second only.
        if let Some(read) = self.bare_range(at) {
            return Some(read);
        }
        if opened { None } else { left }
    }

    /// The second end of a range behind token `next`.
    fn joined(&self, next: usize, opened: bool) -> Option<Read> {
        if !self.adjacent(next) || !self.adjacent(next + 1) {
            return None;
        }
        let join = self.pick(next, |s| if let Sense::Join(j) = s { Some(j) } else { None });
        let to =
            matches!(join, Some(Join::To)) || self.is(next, Sense::Hyphen) || self.is(next, Sense::Tilde);
        let and = matches!(join, Some(Join::And)) || self.is(next, Sense::And);
        if !to && !and {
            return None;
        }
        let (b, end) = self.date_one(next + 1)?;
        if matches!(b, Expression::Words(_) | Expression::Side(..)) {
            return None;
        }
        let closed = self.adjacent(end) && self.is(end, Sense::Close);
        (to || opened || closed).then_some((b, end))
    }

    fn bare_range(&self, i: usize) -> Option<Read> {
        let a = self.digits(i).filter(|d| !d.point && !d.grouped)?;
        let join = i + 1;
        let to = self.is(join, Sense::Hyphen)
            || self.is(join, Sense::Tilde)
            || self.pick(join, |s| if s == Sense::Join(Join::To) { Some(()) } else { None }).is_some();
        if !to || !self.adjacent(join) || !self.adjacent(join + 1) {
            return None;
        }
        let b = self.digits(join + 1).filter(|d| !d.point && !d.grouped)?;
        let (first, second): (i16, i16) = (a.value.try_into().ok()?, b.value.try_into().ok()?);
        let mark = join + 2;
        let marked = |s: Sense| self.adjacent(mark) && self.is(mark, s);
        if year(first) && year(second) && second > first {
            let next = if marked(Sense::YearMark) { mark + 1 } else { mark };
            if next == mark && self.counted_next(mark) {
                return None;
            }
            return Some((range(calendar(first), calendar(second)), next));
        }
        // 3-5月
        if marked(Sense::MonthMark) && (1..=12).contains(&first) && (1..=12).contains(&second) {
            let month = |m: i16| Expression::Calendar {
                year: YearRef::Open,
                month: MonthRef::Absolute(m as u8),
                day: None,
            };
            return Some((range(month(first), month(second)), mark + 1));
        }
        None
    }

    /// Whether what stands at token `i` makes a count of the figure before it, so that it is no year.
    fn counted_next(&self, i: usize) -> bool {
        if !self.adjacent(i) {
            return false;
        }
        self.meanings(i).iter().any(|m| match m.sense {
            Sense::Classifier(_)
            | Sense::Noun(_)
            | Sense::Unit(_)
            | Sense::Percent
            | Sense::Multiple
            | Sense::NameAfter => true,
            Sense::Scale { tight, .. } => !tight || self.touches(i),
            Sense::Coin(c) => c.place.after() && !c.usual,
            Sense::Surplus(_) => self.touches(i),
            _ => false,
        })
    }

    fn date_one(&self, i: usize) -> Option<Read> {
        match self.token(i)?.what {
            What::Calendar { year, month, day } => {
                let year = year.map_or(YearRef::Open, YearRef::Absolute);
                return Some((Expression::Calendar { year, month: MonthRef::Absolute(month), day }, i + 1));
            }
            What::Name | What::Clock { .. } => return None,
            What::Digits(_) | What::Word(_) => {}
        }
        self.zh_calendar(i)
            .or_else(|| self.en_calendar(i))
            .or_else(|| self.counted_time(i))
            .or_else(|| self.single_word(i))
    }

    /// 年 or 月 at token `i`, or 年底, 月初, which hold it and a part.
    fn mark(&self, i: usize, mark: Sense) -> Option<Option<Part>> {
        if self.is(i, mark) {
            return Some(None);
        }
        self.pick(i, |s| match s {
            Sense::PartOfYear(p) if mark == Sense::YearMark => Some(Some(p)),
            Sense::PartOfMonth(p) if mark == Sense::MonthMark => Some(Some(p)),
            _ => None,
        })
    }

    fn small_number(&self, i: usize) -> Option<(i16, usize)> {
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
    fn zh_calendar(&self, i: usize) -> Option<Read> {
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
    fn weekday_in_brackets(&self, expression: Expression, next: usize) -> Option<Read> {
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
    fn zh_day(&self, i: usize) -> Option<Read> {
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
        // 昨(24)日
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

    fn month_name(&self, i: usize, sure: bool) -> Option<u8> {
        self.pick(i, |s| match s {
            // may and march are verbs too, unless a figure or a preposition makes them months.
            Sense::Month { month, bare } if bare || sure => Some(month),
            _ => None,
        })
    }

    /// A day of the month in English: 1, 1st, twenty-first.
    fn en_day(&self, i: usize) -> Option<(u8, usize)> {
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

    fn en_year(&self, i: usize) -> Option<i16> {
        let d = self.digits(i).filter(|d| !d.point && !d.grouped && d.whole == 4)?;
        let y: i16 = d.value.try_into().ok()?;
        year(y).then_some(y)
    }

    /// A year behind a month or quarter: 2025, of 2025, last year.
    fn en_year_ref(&self, i: usize) -> Option<(YearRef, usize)> {
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
    fn relative_unit(&self, i: usize, unit: TimeUnit) -> Option<(i16, usize)> {
        if let Some(o) =
            self.pick(i, |s| if let Sense::Period(u, o) = s { (u == unit).then_some(o) } else { None })
        {
            return Some((o, i + 1));
        }
        let o = self.pick(i, |s| if let Sense::Relative(o) = s { Some(o) } else { None })?;
        (self.adjacent(i + 1) && self.is(i + 1, Sense::Unit(unit))).then_some((o, i + 2))
    }

    fn en_calendar(&self, i: usize) -> Option<Read> {
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
        if let Some(season) = self.pick(at, |s| if let Sense::Season(x) = s { Some(x) } else { None })
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
    fn relative_word(&self, i: usize) -> Option<Read> {
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

    fn zh_unit_is_bare(&self, k: usize) -> bool {
        // 上个 needs a month or week behind it, not a mere 天.
        matches!(
            self.pick(k, |s| if let Sense::Unit(u) = s { Some(u) } else { None }),
            Some(TimeUnit::Second)
        )
    }

    fn bare_period(&self, i: usize) -> Option<Read> {
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

    fn lone_part(&self, _i: usize) -> Option<Read> {
        None
    }

    fn is_latin_word(&self, i: usize) -> bool {
        self.word(i).is_ascii()
    }

    /// Whether what stands around makes may or march a month.
    fn month_is_sure(&self, i: usize) -> bool {
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

    fn things_follow(&self, i: usize) -> bool {
        // 2000 engineers; but 2025 researchers said is rare enough to be a count too.
        self.adjacent(i) && self.meanings(i).iter().any(|m| matches!(m.sense, Sense::Noun(_)))
    }

    /// 过去六个月, 近三年, 三天前, in the past six months, two weeks ago.
    fn counted_time(&self, i: usize) -> Option<Read> {
        let mut at = i;
        if self.is(at, Sense::Article) && self.adjacent(at + 1) {
            at += 1;
        }
        let lead = self.pick(at, |s| match s {
            Sense::Past | Sense::Relative(-1) => Some(-1),
            Sense::Coming | Sense::Relative(1) => Some(1),
            _ => None,
        });
        if lead.is_some() {
            at += 1;
            if !self.adjacent(at) {
                return None;
            }
        }
        let (value, high, unit, next) = self.length(at).or_else(|| {
            // the past year
            let u = self.pick(at, |s| if let Sense::Unit(u) = s { Some(u) } else { None })?;
            lead?;
            Some((Decimal::ONE, None, u, at + 1))
        })?;
        let _ = high;
        match lead {
            Some(-1) => return Some((Expression::Past(value, unit), next)),
            Some(1) => return Some((Expression::Coming(value, unit), next)),
            _ => {}
        }
        if !self.adjacent(next) {
            return None;
        }
        if self.is(next, Sense::Ago) && high.is_none() {
            return Some((Expression::Ago(value, unit), next + 1));
        }
        if self.is(next, Sense::Ahead) && high.is_none() {
            return Some((Expression::Ahead(value, unit), next + 1));
        }
        None
    }

    /// A length of time as dates use it: value, upper end, unit, token after.
    fn length(&self, i: usize) -> Option<(Decimal, Option<Decimal>, TimeUnit, usize)> {
        let unit_at = |k: usize| self.pick(k, |s| if let Sense::Unit(u) = s { Some(u) } else { None });
        if self.is(i, Sense::Half)
            && let Some(u) = unit_at(i + 1).filter(|_| self.adjacent(i + 1))
        {
            return Some((Decimal::new(5, 1), None, u, i + 2));
        }
        if let Some(u) = self.pick(i, |s| if let Sense::UnitOne(u) = s { Some(u) } else { None }) {
            return Some((Decimal::ONE, None, u, i + 1));
        }
        let f = self.figure(i, false)?;
        let k = if self.is(f.next, Sense::Hyphen) && self.touches(f.next) { f.next + 1 } else { f.next };
        let u = unit_at(k).filter(|_| self.adjacent(k))?;
        Some((f.low, f.high, u, k + 1))
    }

    /// Words that are a date by themselves.
    fn single_word(&self, i: usize) -> Option<Read> {
        let next = i + 1;
        for m in self.meanings(i) {
            let e = match m.sense {
                Sense::DayOffset(o) => Expression::DayOffset(i32::from(o)),
                Sense::Period(unit, offset) => Expression::Period { unit, offset },
                Sense::Weekday { weekday, bare } if bare || self.weekday_is_sure(i) => {
                    Expression::Weekday { weekday, week: None }
                }
                Sense::WeekdayOf { weekday, week } => Expression::Weekday { weekday, week: Some(week) },
                Sense::PartOfYear(p) => {
                    Expression::PartOf(p, Box::new(Expression::Period { unit: TimeUnit::Year, offset: 0 }))
                }
                Sense::PartOfMonth(p) => {
                    Expression::PartOf(p, Box::new(Expression::Period { unit: TimeUnit::Month, offset: 0 }))
                }
                Sense::Quarter(quarter) => Expression::Quarter { year: YearRef::Open, quarter },
                Sense::HalfYear(half) => Expression::Half { year: YearRef::Open, half },
                Sense::Vagueness(key) => Expression::Words(key),
                _ => continue,
            };
            // Monday last week, next week on Monday
            if let Expression::Weekday { weekday, week: None } = e
                && let Some((o, n)) = self.relative_unit(next, TimeUnit::Week).filter(|_| self.adjacent(next))
            {
                return Some((Expression::Weekday { weekday, week: Some(o) }, n));
            }
            // Tuesday, July 1
            if let Expression::Weekday { .. } = e {
                let k = if self.is(next, Sense::Comma) { next + 1 } else { next };
                if self.adjacent(k)
                    && let Some((
                        c @ Expression::Calendar { month: MonthRef::Absolute(_), day: Some(_), .. },
                        n,
                    )) = self.en_calendar(k)
                {
                    return Some((c, n));
                }
            }
            return Some((e, next));
        }
        None
    }

    fn weekday_is_sure(&self, i: usize) -> bool {
        i > 0 && self.adjacent(i) && self.is(i - 1, Sense::In)
            || self.adjacent(i + 1) && self.is(i + 1, Sense::Comma)
    }
}

/// Whether an expression names a day, to which a time may be added.
fn a_day(e: &Expression) -> bool {
    matches!(
        e,
        Expression::Calendar { day: Some(_), .. } | Expression::Weekday { .. } | Expression::DayOffset(_)
    )
}

fn year(y: i16) -> bool {
    (1900..=2100).contains(&y)
}

fn calendar(y: i16) -> Expression {
    Expression::Calendar { year: YearRef::Absolute(y), month: MonthRef::Open, day: None }
}

fn range(a: Expression, b: Expression) -> Expression {
    Expression::Range(Box::new(a), Box::new(b))
}

/// Lets each end of a range take from the other what it leaves open: 7月1日至3日, March to May 2025.
fn share(mut a: Expression, mut b: Expression) -> (Expression, Expression) {
    if let (
        Expression::Calendar { year: ya, month: ma, day: da },
        Expression::Calendar { year: yb, month: mb, day: db },
    ) = (&mut a, &mut b)
    {
        if *mb == MonthRef::Open && db.is_some() {
            *mb = *ma;
        }
        let years = (*ya, *yb);
        match years {
            (y, YearRef::Open) if mb != &MonthRef::Open => *yb = y,
            (YearRef::Open, y) if ma != &MonthRef::Open => *ya = y,
            _ => {}
        }
        let _ = da;
    }
    (a, b)
}
