//! Times of day behind a date: 7月1日下午5点, Friday at 5 p.m.

use crate::parser::Parser;
use crate::scan::What;
use crate::sense::Sense;
use crate::{Clock, DayPart};

impl Parser<'_> {
    /// Reads a time of day at token `i`, right behind a date; gives the token after it.
    pub(crate) fn clock(&self, i: usize) -> Option<(Clock, usize)> {
        let mut at = i;
        if !self.adjacent(at) {
            return None;
        }
        if matches!(self.word(at), "at" | "," | "by") {
            at += 1;
        }
        if !self.adjacent(at) {
            return None;
        }
        let part = self.day_part(at);
        if part.is_some() {
            at += 1;
        }
        let time = if part.is_none() || self.adjacent(at) { self.hour(at, part) } else { None };
        // A comma leads in a clock time, not a mere part of the day.
        time.or_else(|| part.filter(|_| at == i + 1).map(|p| (Clock::Part(p), at)))
    }

    fn day_part(&self, i: usize) -> Option<DayPart> {
        self.pick(i, |s| if let Sense::DayPart(p) = s { Some(p) } else { None })
    }

    /// 5点, 5:30, 九点二十, 5 p.m.
    fn hour(&self, i: usize, part: Option<DayPart>) -> Option<(Clock, usize)> {
        if let What::Clock { hour, minute, second } = self.token(i)?.what {
            return self.told(hour, Some(minute), second, part, i + 1);
        }
        let (hour, at) = self.small(i).filter(|(h, _)| *h <= 24)?;
        if self.adjacent(at) && (self.is(at, Sense::Point) || self.is(at, Sense::HourMark)) {
            let mut next = at + 1;
            let mut minute = None;
            if self.adjacent(next) {
                if self.is(next, Sense::Half) {
                    minute = Some(30);
                    next += 1;
                } else if let Some((m, k)) = self.small(next).filter(|(m, _)| *m < 60) {
                    let marked = self.adjacent(k) && self.is(k, Sense::MinuteMark);
                    minute = Some(m);
                    next = if marked { k + 1 } else { k };
                }
            }
            return self.told(hour, minute, None, part, next);
        }
        // 5pm, 5 p.m.
        let half = self.pick(at, |s| matches!(s, Sense::Half24 { .. }).then_some(()));
        (self.adjacent(at) && half.is_some() && hour <= 12)
            .then(|| self.told(hour, None, None, part, at))
            .flatten()
    }

    /// Puts the half of the day to an hour.
    fn told(
        &self,
        hour: u8,
        minute: Option<u8>,
        second: Option<u8>,
        part: Option<DayPart>,
        next: usize,
    ) -> Option<(Clock, usize)> {
        let half =
            self.pick(next, |s| if let Sense::Half24 { afternoon } = s { Some(afternoon) } else { None });
        let (half, next) =
            if half.is_some() && self.adjacent(next) { (half, next + 1) } else { (None, next) };
        let afternoon = half.or(part.map(|p| matches!(p, DayPart::Afternoon | DayPart::Evening)));
        let half_open = afternoon.is_none() && (1..=12).contains(&hour);
        let hour = match (afternoon, hour) {
            (Some(true), 1..=11) => hour + 12,
            (Some(false), 12) if half.is_some() => 0,
            _ => hour,
        };
        Some((Clock::At { hour, minute, second, half_open }, next))
    }

    /// A number below a hundred in digits or Chinese numerals, read without looking behind 点.
    fn small(&self, i: usize) -> Option<(u8, usize)> {
        if let Some(d) = self.digits(i) {
            return (!d.point && d.whole <= 2).then(|| d.value.try_into().ok().map(|n| (n, i + 1))).flatten();
        }
        let digit = |k: usize| self.pick(k, |s| if let Sense::Digit(d) = s { Some(d) } else { None });
        let ten = |k: usize| {
            self.pick(k, |s| matches!(s, Sense::Scale { pow: 1, zh: true, .. }).then_some(())).is_some()
        };
        let (mut value, mut at) = match digit(i) {
            Some(d) => (d, i + 1),
            None if ten(i) => (1, i),
            None => return None,
        };
        if self.touches(at) && ten(at) || at == i {
            value *= 10;
            at += 1;
            if let Some(d) = digit(at).filter(|_| self.touches(at)) {
                value += d;
                at += 1;
            }
        }
        Some((value, at))
    }
}
