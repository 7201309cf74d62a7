//! From one end to another: 从2016年一月十日到十二日, 3月和5月之间, 从昨天下午两点到明天四点.

use jiff::civil::{Date, DateTime};

use super::super::range::End;
use super::super::value::{Days, Span, Val, hours_text, moment};
use super::{Chinese, Read};

impl Chinese {
    /// What joins two ends.
    pub(super) fn joint(&self, k: usize) -> Option<usize> {
        self.one_of(k, &["到", "至", "直到", "--", "-", "—", "——", "~", "–"])
    }

    /// A range at `i`.
    pub(super) fn range(&self, i: usize) -> Read<Val> {
        let at = self.blanks(self.one_of(i, &["从", "自", "由", "在"]).unwrap_or(i));
        // in names the place of the range and is no part of it
        if self.ch(i) == '在' {
            return None;
        }
        if at > i {
            if let Some((clocks, e)) = self.clocks(at, None) {
                return Some((Val::Clocks(clocks), e));
            }
            // 从明天上午9点到下午3点
            if let Some((val @ Val::Stretch(_), e)) = self.compound(at)
                && self.c[at..e].iter().any(|c| "到至-~".contains(*c))
            {
                return Some((val, e));
            }
        }
        self.moments(at).or_else(|| self.days_range(at))
    }

    /// Where the right end begins, and whether a word behind it must close the pair.
    fn second(&self, k: usize) -> Option<(usize, bool)> {
        let k = self.blanks(k);
        let (j, pair) = self
            .joint(k)
            .map(|j| (self.blanks(j), false))
            .or_else(|| self.is(k, "和与及").then(|| (self.blanks(k + 1), true)))?;
        self.right.set(j);
        Some((j, pair))
    }

    fn closed(&self, e: usize, needed: bool) -> Option<usize> {
        let k = self.one_of(e, &["之间", "期间", "间"]);
        if needed { k } else { Some(e) }
    }

    fn end_value(&self, i: usize) -> Read<Val> {
        let day = self.day(i).map(|(d, k)| (Val::Day(d), k));
        super::farthest([day, self.period(i)])
    }

    fn days_range(&self, at: usize) -> Read<Val> {
        let c = &self.calendar;
        // 1995-1997年, 2010至2018年
        if let Some((a, k)) = self.bare_year(at)
            && let Some((j, pair)) = self.second(k)
            && let Some((y, e)) = self.year(j)
            && self.ch(j).is_ascii_digit()
        {
            let e = self.closed(e, pair)?;
            return self
                .joined(&Val::Span(c.whole_year(a)?), &Val::Span(c.whole_year(y.value)?))
                .map(|v| (v, e));
        }
        // 5月3到7日: the left day takes the mark of the right one
        let (left, k) = self.end_value(at)?;
        let (j, pair) = self.second(k)?;
        if let Some(e) = self.one_of(j, &["现在", "今", "目前"]).filter(|_| !pair)
            && !self.is(j + 1, "天日年晚早")
        {
            let today = Val::Day(Days::exact(c.now.date()));
            return self.joined(&left, &today).map(|v| (v, e));
        }
        let (right, e) = self.right_end(&left, j)?;
        let e = self.closed(e, pair)?;
        let months = |v: &Val| match v {
            Val::Span(s) => s.said.1,
            _ => None,
        };
        // 8月至2月 is the one that begins this year
        if let (Val::Span(l), Some(a), Some(b), false) = (&left, months(&left), months(&right), pair)
            && l.said.0.is_none()
            && a > b
        {
            let y = c.now.year();
            let y = if c.now.month() < b { y - 1 } else { y };
            let (x, z) = (Date::new(y, a, 1).ok()?, Date::new(y + 1, b, 1).ok()?);
            let timex = format!("(XXXX-{a:02}-01,XXXX-{b:02}-01,P{}M)", b + 12 - a);
            return Some((Val::Span(Span::one(timex, x, z, super::super::value::Grain::Month)), e));
        }
        self.joined(&left, &right).map(|v| (v, e))
    }

    /// The right end, which takes from the left one what it does not say.
    fn right_end(&self, left: &Val, j: usize) -> Read<Val> {
        let c = &self.calendar;
        let (year, month) = match left {
            Val::Day(d) => (d.said.0, d.said.1),
            Val::Span(s) => s.said,
            _ => (None, None),
        };
        // 一月十日到十二日
        if let Val::Day(l) = left
            && l.said.2.is_some()
            && month.is_some()
            && self.month(j).is_none()
            && self.year(j).is_none()
            && let Some((d, e)) = self.day_number(j, false).or_else(|| self.day_number(j, true))
        {
            return Some((Val::Day(c.days_of(year, month, d)?), e));
        }
        let (right, e) = self.end_value(j)?;
        let right = match (right, year) {
            (Val::Day(d), Some(y)) if d.said.0.is_none() && d.said.1.is_some() => {
                let (m, n) = (d.said.1?, d.said.2?);
                let here = c.days_of(Some(y), Some(m), n)?;
                let from = match left {
                    Val::Day(l) => l.at.first().copied(),
                    Val::Span(s) => s.at.first().and_then(|x| x.1).map(|x| x.0),
                    _ => None,
                };
                if here.at.first().copied() < from {
                    Val::Day(c.days_of(Some(y + 1), Some(m), n)?)
                } else {
                    Val::Day(here)
                }
            }
            (Val::Span(s), Some(y)) if s.said.0.is_none() && s.said.1.is_some() => {
                let y = if month.is_some() && s.said.1 < month { y + 1 } else { y };
                Val::Span(c.whole_month(Some(y), s.said.1?)?)
            }
            (v, _) => v,
        };
        Some((right, e))
    }

    /// Both ends as one span; where the years of both are open, the second follows the first within a year.
    fn joined(&self, left: &Val, right: &Val) -> Option<Val> {
        let c = &self.calendar;
        let (mut a, b) = (c.end(left)?, c.end(right)?);
        let weekly = a.timex.starts_with("XXXX-W") && b.timex.starts_with("XXXX-W");
        let open = |e: &End| e.at.len() > 1;
        if open(&a) && open(&b) {
            let last = *b.at.last()?;
            let mut at = Vec::new();
            for x in &a.at {
                let y = if weekly {
                    let ahead = (last.weekday().to_monday_one_offset() - x.weekday().to_monday_one_offset())
                        .rem_euclid(7);
                    c.add(*x, i64::from(ahead))?
                } else {
                    let of = |k: i16| Date::new(x.year() + k, last.month(), last.day()).ok();
                    of(0).filter(|y| y >= x).or_else(|| of(1))?
                };
                let one = End { timex: b.timex.clone(), at: vec![y], grain: b.grain, part: b.part };
                let from = End { timex: a.timex.clone(), at: vec![*x], grain: a.grain, part: a.part };
                at.extend(c.between(&from, &one)?.at);
            }
            return Some(Val::Span(Span {
                at,
                grain: super::super::value::Grain::Day,
                said: (None, None),
                part: None,
                whole: None,
            }));
        }
        // a left end without a year takes the one of the right
        if open(&a)
            && let (Val::Day(d), Some(to)) = (left, b.at.first())
            && let (None, Some(m), Some(n)) = d.said
        {
            let here = c.days_of(Some(to.year()), Some(m), n)?;
            let here = if here.at.first()? > to { c.days_of(Some(to.year() - 1), Some(m), n)? } else { here };
            a = c.end(&Val::Day(here))?;
        } else if open(&a)
            && let (Val::Span(s), Some(to)) = (left, b.at.first())
            && let (None, Some(m)) = s.said
        {
            let y = if m > to.month() { to.year() - 1 } else { to.year() };
            a = c.end(&Val::Span(c.whole_month(Some(y), m)?))?;
        }
        c.between(&a, &b).map(Val::Span)
    }

    /// Ends with times of day; where more readings are possible, the coming one in the first half of the day.
    fn moments(&self, at: usize) -> Read<Val> {
        let (left, k) = self.compound(at)?;
        let (j, pair) = self.second(k)?;
        let Val::Point(left) = left else { return None };
        let (right, e) = self.compound(j).or_else(|| self.present(j))?;
        let e = self.closed(e, pair)?;
        let (ta, x) = coming(&left)?;
        let (tb, y) = match &right {
            Val::Point(right) => coming(right)?,
            Val::Clock(c) => {
                let c = c.readings().first().copied()?;
                let day = ta.split('T').next()?;
                (format!("{day}{}", c.timex()), moment(x.date(), c.seconds())?)
            }
            _ => return None,
        };
        if x >= y {
            return None;
        }
        let length = hours_text(y.duration_since(x).as_secs());
        Some((Val::Stretch(vec![(format!("({ta},{tb},{length})"), x, y)]), e))
    }
}

/// The last day of the readings, in the first half of the day.
fn coming(all: &[(String, Option<DateTime>)]) -> Option<(String, DateTime)> {
    let first = all.first()?.0.clone();
    let at = all.iter().filter(|x| x.0 == first).filter_map(|x| x.1).next_back()?;
    Some((first, at))
}
