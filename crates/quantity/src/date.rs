//! Dates: what both languages share, ranges, lengths back and ahead, words that are a date.

mod en;
mod zh;

use rust_decimal::Decimal;

use crate::parser::Parser;
use crate::scan::What;
use crate::sense::{Join, Sense};
use crate::{Expression, Kind, MonthRef, TimeUnit, When, YearRef};

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
        let date = match (&self.context.published, self.to_come(start, next)) {
            (Some(published), true) => crate::resolve::coming_date(&expression, date, published),
            _ => date,
        };
        let kind = Kind::Date(When { date, expression, relative });
        self.push(kind, start, i, next, next)
    }

    /// Whether a word beside the date at tokens `start..next` says that it is a deadline and so still to come.
    fn to_come(&self, start: usize, next: usize) -> bool {
        let deadline = |k: usize| self.is(k, Sense::Role("deadline"));
        let here = self.bytes(start, next);
        let near = |k: usize| self.token(k).is_some() && !self.ends_clause(k, false);
        let close = |k: usize| {
            self.token(k)
                .is_some_and(|t| (t.end as usize) + 12 >= here.start && t.start as usize <= here.end + 12)
        };
        (start..next).any(deadline)
            || (1..=2)
                .filter_map(|n| start.checked_sub(n))
                .take_while(|k| near(*k))
                .any(|k| close(k) && deadline(k))
            || (next..next + 2).take_while(|k| near(*k)).any(|k| close(k) && deadline(k))
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
