//! From one end to another: from May to October 2020, between now and Friday, April 9th through 17th.

use jiff::civil::{Date, DateTime};

use super::value::{Clock, Days, Edge, Grain, Span, Val, hours_text, moment};
use super::{Grammar, Read};

/// One end of a range of days.
pub(super) struct End {
    pub(super) timex: String,
    pub(super) at: Vec<Date>,
    pub(super) grain: Grain,
    pub(super) part: bool,
}

impl Grammar {
    /// A range at token `i`.
    pub(super) fn range(&self, i: usize) -> Read<Val> {
        let between = self.w(i) == "between";
        let led = between || self.w(i) == "from";
        let at = if led { i + 1 } else { i };
        self.moments(at, led, between).or_else(|| self.days_range(at, led, between))
    }

    /// What joins two ends.
    fn joint(&self, k: usize, between: bool) -> Option<usize> {
        match self.w(k) {
            "to" | "till" | "til" | "until" | "through" | "thru" => return Some(self.skip(k + 1, &["at"])),
            "up" if self.w(k + 1) == "to" => return Some(k + 2),
            "and" if between => return Some(k + 1),
            _ => {}
        }
        matches!(self.s(k), '-' | '~').then_some(k + 1)
    }

    /// The value at `i`, with an article it may have.
    fn end_value(&self, i: usize) -> Read<Val> {
        let the = self.skip(i, &["the"]);
        let edge = self.edge_of(the).map(|(s, k)| (Val::Span(s), k));
        let direct = [
            self.day(i).map(|(d, k)| (Val::Day(d), k)),
            self.period(i),
            edge,
            self.day(the).map(|(d, k)| (Val::Day(d), k)),
        ];
        if self.w(i) == "date" || self.any(i, &["now"]) {
            return Some((Val::Day(Days::exact(self.now.date())), i + 1));
        }
        direct.into_iter().flatten().max_by_key(|r| r.1)
    }

    fn days_range(&self, at: usize, led: bool, between: bool) -> Read<Val> {
        // the 9th to the 17th of april, 5-10 july
        if let Some(r) = self.bare_left(at, between) {
            return Some(r);
        }
        if let Some(r) = self.years_dashed(at) {
            return Some(r);
        }
        let (mut left, k) = self.end_value(at)?;
        let j = self.joint(k, between)?;
        if let Some(r) = self.bare_right(&left, j) {
            return Some(r);
        }
        let (mut right, e) = self.end_value(j)?;
        share(self, &mut left, &mut right);
        if !led
            && self.s(k) == '-'
            && matches!((&left, &right), (Val::Span(a), Val::Span(b)) if a.grain != b.grain)
        {
            return None;
        }
        let (mut a, b) = (self.end(&left)?, self.end(&right)?);
        if self.w(j) == "date" {
            // up to date: the last one that has begun
            let today = self.now.date();
            a.at = a.at.iter().rev().copied().find(|d| *d <= today).into_iter().collect();
            a.timex = a.at.first()?.to_string();
        }
        Some((Val::Span(self.between(&a, &b)?), e))
    }

    /// 2014-2018: each end by itself might be part of a number.
    fn years_dashed(&self, at: usize) -> Read<Val> {
        let (a, k) = self.year(at).filter(|_| self.free_before(at) && self.digits(at).is_some())?;
        if self.s(k) != '-' || !self.glued(k) || !self.glued(k + 1) {
            return None;
        }
        let (b, e) = self.year(k + 1).filter(|(b, e)| *b > a && *b - a < 300 && self.free_after(*e))?;
        let (a, b) = (self.end(&Val::Span(self.whole_year(a)?))?, self.end(&Val::Span(self.whole_year(b)?))?);
        Some((Val::Span(self.between(&a, &b)?), e))
    }

    /// april 9th through 17th
    fn bare_right(&self, left: &Val, j: usize) -> Read<Val> {
        let Val::Day(days) = left else { return None };
        let (y, m, _) = days.said;
        m?;
        let at = self.skip(j, &["the"]);
        let ((d, ordinal), k) = self.day_number(at)?;
        if self.month(k).is_some()
            || self.month(self.skip(k, &["of"])).is_some()
            || matches!(self.s(k), '/' | ':')
            || self.unit(k).is_some()
            || self.half_of_day(k).is_some()
        {
            return None;
        }
        if matches!(self.s(k), '-' | '.')
            && self.glued(k)
            && self.digits(k + 1).is_some()
            && self.glued(k + 1)
        {
            return None;
        }
        let _ = ordinal;
        // july 3 - 5, 2018
        let c = self.skip(self.skip_sign(k, ','), &["of", "in"]);
        let (y, k) = match self.year_behind(c, false) {
            Some((year, e)) if y.is_none() => (Some(year), e),
            _ => (y, k),
        };
        let left = self.days_of(y, m, days.said.2?)?;
        let right = self.days_of(y, m, d)?;
        let (a, b) = (self.end(&Val::Day(left))?, self.end(&Val::Day(right))?);
        Some((Val::Span(self.between(&a, &b)?), k))
    }

    fn bare_left(&self, at: usize, between: bool) -> Read<Val> {
        let start = self.skip(at, &["the"]);
        if !self.free_before(start) {
            return None;
        }
        let ((d, _), k) = self.day_number(start)?;
        let j = self.joint(k, between)?;
        let (right, e) = self.day(j).or_else(|| self.day_led_behind(j))?;
        let (y, m, n) = right.said;
        // the right end must tell day and month by name
        let named = self.tokens[j..e]
            .iter()
            .any(|t| matches!(&t.tok, super::Tok::Word(w) if self.words.months.contains_key(w)));
        if !named || n.is_none() {
            return None;
        }
        let left = self.days_of(y, m, d)?;
        let (a, b) = (self.end(&Val::Day(left))?, self.end(&Val::Day(right))?);
        Some((Val::Span(self.between(&a, &b)?), e))
    }

    pub(super) fn end(&self, val: &Val) -> Option<End> {
        match val {
            Val::Day(d) if !d.at.is_empty() => {
                Some(End { timex: d.timex.clone(), at: d.at.clone(), grain: Grain::Day, part: false })
            }
            Val::Span(s) => {
                let whole = s.whole.as_deref().unwrap_or(s);
                let mut at = Vec::new();
                for (_, days) in &whole.at {
                    let (a, b) = (*days)?;
                    at.push(match s.part {
                        None | Some(Edge::Start) => a,
                        Some(Edge::End) => b,
                        Some(Edge::Middle) => self.add(a, i64::from(a.until(b).ok()?.get_days()) / 2)?,
                    });
                }
                let first = *at.first()?;
                let timex = if whole.at.len() > 1 {
                    format!("XXXX-{:02}-{:02}", first.month(), first.day())
                } else {
                    first.to_string()
                };
                Some(End { timex, at, grain: whole.grain, part: s.part.is_some() })
            }
            _ => None,
        }
    }

    /// Both ends, reading by reading: the past one with the next end behind it, the coming one with the last before.
    pub(super) fn between(&self, a: &End, b: &End) -> Option<Span> {
        let years = |d: Date, n: i16| Date::new(d.year() + n, d.month(), d.day()).ok();
        let mut pairs: Vec<(Date, Date)> = Vec::new();
        let open = |e: &End| e.at.len() > 1;
        let from = *a.at.first()?;
        let week = a.timex.starts_with("XXXX-W") || b.timex.starts_with("XXXX-W");
        let later = b.at.iter().copied().find(|d| *d >= from);
        let to = later.or_else(|| {
            let last = *b.at.last()?;
            if week && open(b) {
                self.add(last, 7)
            } else if open(b) {
                (1..4).find_map(|n| years(last, n).filter(|d| *d >= from))
            } else {
                None
            }
        });
        if let Some(to) = to {
            pairs.push((from, to));
        }
        if open(a) || open(b) {
            let to = *b.at.last()?;
            let earlier = a.at.iter().rev().copied().find(|d| *d <= to);
            let from = earlier.or_else(|| {
                let first = *a.at.first()?;
                if open(a) { (1..4).find_map(|n| years(first, -n).filter(|d| *d <= to)) } else { None }
            });
            if let Some(from) = from {
                pairs.push((from, to));
            }
        }
        pairs.dedup();
        if pairs.is_empty() || pairs.iter().any(|(x, y)| x > y) {
            return None;
        }
        let at = pairs
            .into_iter()
            .map(|(x, y)| {
                let months = (i32::from(y.year()) - i32::from(x.year())) * 12 + i32::from(y.month())
                    - i32::from(x.month());
                let length = match a.grain.min(b.grain) {
                    Grain::Year | Grain::Decade if !a.part && !b.part => format!("P{}Y", y.year() - x.year()),
                    Grain::Decade | Grain::Year | Grain::Month => format!("P{months}M"),
                    _ => format!("P{}D", x.until(y).map(|s| s.get_days()).unwrap_or_default()),
                };
                (format!("({},{},{length})", a.timex, b.timex), Some((x, y)))
            })
            .collect();
        Some(Span { at, grain: Grain::Day, said: (None, None), part: None, whole: None })
    }

    /// Ends with times of day: from 9am Monday to 5pm Friday, between eight o'clock and now.
    fn moments(&self, at: usize, led: bool, between: bool) -> Read<Val> {
        let (left, k) = self.moment_end(at, led)?;
        // between 3 and 5 pm on Tuesday: both hours belong to the day
        if matches!(left, Val::Clock(c) if c.weak) {
            return None;
        }
        let j = self.joint(k, between)?;
        let (right, e) = self.moment_end(j, led)?;
        let timed = |v: &Val| matches!(v, Val::Point(_) | Val::Clock(_));
        if !timed(&left) || !timed(&right) || matches!((&left, &right), (Val::Clock(_), Val::Clock(_))) {
            return None;
        }
        if !(matches!(left, Val::Point(_)) || led) {
            return None;
        }
        let today = Days::exact(self.now.date());
        let points = |v: Val, day: &Days| -> Option<Vec<(String, DateTime)>> {
            match v {
                Val::Point(all) => all.into_iter().map(|(t, d)| Some((t, d?))).collect(),
                Val::Clock(c) => {
                    let first: Clock = c.readings().first().copied()?;
                    let d = day.at.first()?;
                    Some(vec![(format!("{}{}", day.timex, first.timex()), moment(*d, first.seconds())?)])
                }
                _ => None,
            }
        };
        let (a, b) = (points(left, &today)?, points(right, &today)?);
        let n = a.len().max(b.len());
        let mut out = Vec::new();
        for r in 0..n {
            let ((ta, x), (tb, y)) = (&a[r.min(a.len() - 1)], &b[r.min(b.len() - 1)]);
            if x > y {
                continue;
            }
            let span = y.duration_since(*x).as_secs();
            out.push((format!("({ta},{tb},{})", hours_text(span)), *x, *y));
        }
        (!out.is_empty()).then_some((Val::Stretch(out), e))
    }

    fn moment_end(&self, i: usize, led: bool) -> Read<Val> {
        let all = [
            self.compound(i),
            self.moving(i),
            self.phrase(i, &self.words.now).map(|(t, k)| (Val::Point(vec![(t.clone(), Some(self.now))]), k)),
            self.clock(i, led).map(|(c, k)| (Val::Clock(c), k)),
        ];
        let mut best: Option<(Val, usize)> = None;
        for (v, e) in all.into_iter().flatten() {
            if best.as_ref().is_none_or(|b| e > b.1) {
                best = Some((v, e));
            }
        }
        best
    }
}

/// Lets each end take the year from the other.
fn share(grammar: &Grammar, left: &mut Val, right: &mut Val) {
    let year = |v: &Val| match v {
        Val::Day(d) => (d.said.0, d.said.1.is_some()),
        Val::Span(s) => {
            (s.whole.as_deref().unwrap_or(s).said.0, s.whole.as_deref().unwrap_or(s).said.1.is_some())
        }
        _ => (None, false),
    };
    let give = |v: &mut Val, y: i16| match v {
        Val::Day(d) => {
            if let (None, Some(m), Some(n)) = d.said
                && let Some(new) = grammar.days_of(Some(y), Some(m), n)
                && !new.at.is_empty()
            {
                *d = new;
            }
        }
        Val::Span(s) if s.whole.is_none() => {
            if let (None, Some(m)) = s.said
                && let Some(new) = grammar.whole_month(Some(y), m)
            {
                *s = new;
            }
        }
        _ => {}
    };
    let exact_today = |v: &Val| matches!(v, Val::Day(d) if d.said.2.is_some() && d.at.len() == 1 && d.at[0] == grammar.now.date());
    match (year(left), year(right)) {
        ((None, true), (Some(y), true)) if !exact_today(right) => give(left, y),
        ((Some(y), true), (None, true)) if !exact_today(left) => give(right, y),
        _ => {}
    }
}
