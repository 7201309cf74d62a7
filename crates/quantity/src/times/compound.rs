//! Days with times of day, in any order; and the choice between all productions.

use jiff::civil::Date;

use super::value::{Clock, Clocks, Days, Part, Val, moment};
use super::{Grammar, Hit, Read};

/// What a compound has gathered so far.
#[derive(Default)]
struct Seen {
    day: Option<Days>,
    clock: Option<Clock>,
    clocks: Option<Clocks>,
    part: Option<Part>,
    /// Where the clock or clocks begin, to read them again once the part of the day is known.
    at: usize,
}

impl Grammar {
    /// The expression at token `i` that reaches farthest; the first of equals.
    pub(super) fn expression(&self, i: usize) -> Option<Hit> {
        // 18 and 19 June: the first day takes the month of the second.
        if let Some(val) = self.first_of_two(i) {
            return Some(Hit { val, from: i, to: i + 1 });
        }
        let all = [
            self.repeat(i),
            self.related(i),
            self.range(i),
            self.sided(i),
            self.compound(i),
            self.moving(i),
            self.end_of_day(i),
            self.present(i),
            self.period(i),
            self.meal_time(i),
            self.lasting(i),
        ];
        let mut best: Option<(Val, usize)> = None;
        for (val, to) in all.into_iter().flatten() {
            if best.as_ref().is_none_or(|b| to > b.1) {
                best = Some((val, to));
            }
        }
        best.map(|(val, to)| Hit { val, from: i, to })
    }

    /// Whatever a relation may stand before, without relations and ranges.
    pub(super) fn plain(&self, i: usize) -> Read<Val> {
        let all = [
            self.compound(i),
            self.moving(i),
            self.end_of_day(i),
            self.present(i),
            self.period(i),
            self.meal(i).map(|(p, k)| (Val::Part(p), k)),
        ];
        let mut best: Option<(Val, usize)> = None;
        for (val, to) in all.into_iter().flatten() {
            if best.as_ref().is_none_or(|b| to > b.1) {
                best = Some((val, to));
            }
        }
        best
    }

    fn first_of_two(&self, i: usize) -> Option<Val> {
        if !self.free_before(i) {
            return None;
        }
        let ((d, _), k) = self.day_number(i)?;
        if k != i + 1 || !self.any(k, &["and", "or"]) {
            return None;
        }
        let (days, e) = self.day(k + 1)?;
        let (y, m, _) = days.said;
        let numeral = self.digits(k + 1).is_some() && self.month(k + 2).is_some()
            || e > k + 2 && self.ordinal(k + 1).is_some();
        (m.is_some() && numeral && i.checked_sub(1).is_none_or(|p| !matches!(self.w(p), "between" | "from")))
            .then(|| self.days_of(y, m, d).map(Val::Day))
            .flatten()
    }

    /// at lunch
    fn meal_time(&self, i: usize) -> Read<Val> {
        if self.w(i) != "at" {
            return None;
        }
        self.meal(i + 1).map(|(p, k)| (Val::Part(p), k))
    }

    /// now, at the moment, as soon as possible.
    fn present(&self, i: usize) -> Read<Val> {
        let (code, k) = self.phrase(i, &self.words.now)?;
        Some((Val::Point(vec![(code.clone(), Some(self.now))]), k))
    }

    /// the end of the day, end of sunday.
    fn end_of_day(&self, i: usize) -> Read<Val> {
        let at = self.skip(i, &["the"]);
        if self.any(at, &["eod"]) {
            return Some((self.last_second(&Days::exact(self.now.date()))?, at + 1));
        }
        if self.w(at) != "end" || self.w(at + 1) != "of" {
            return None;
        }
        let k = self.skip(at + 2, &["the", "my", "our"]);
        if self.w(k) == "day" {
            if let Some((days, e)) = self
                .day(self.skip(k + 1, &["on"]))
                .filter(|(d, _)| d.said.0.is_some() || d.timex.starts_with("XXXX-W"))
            {
                return Some((self.last_second(&days)?, e));
            }
            return Some((self.last_second(&Days::exact(self.now.date()))?, k + 1));
        }
        let (days, e) = self.day(k)?;
        Some((self.last_second(&days)?, e))
    }

    fn last_second(&self, days: &Days) -> Option<Val> {
        let timex = format!("{}T23:59:59", days.timex);
        Some(Val::Point(days.at.iter().map(|d| (timex.clone(), moment(*d, 86_399))).collect()))
    }

    /// A day number that only a time behind it makes a day: the 17 between 2 and 4pm, on the 15th.
    fn bare_day(&self, i: usize) -> Read<Days> {
        let on = i > 0 && self.w(i - 1) == "on";
        let at = self.skip(i, &["the"]);
        if at == i && !on {
            return None;
        }
        let ((d, ordinal), k) = self.day_number(at)?;
        if !self.free_before(at) || !(ordinal || self.digits(at).is_some()) {
            return None;
        }
        let timed = [k, self.skip(k, &["at"])].iter().any(|j| {
            self.clocks(*j, true, None).is_some()
                || (*j > k || self.digits(*j).is_some()) && self.clock(*j, *j > k).is_some()
        });
        let ends = self.tokens.get(k).is_none()
            || matches!(self.s(k), '.' | '!' | '?' | ';' | ',') && !self.glued(k + 1);
        let alone = on && ends;
        (timed || alone).then(|| self.days_of(None, None, d)).flatten().map(|d| (d, k))
    }

    /// A day, a time, two times, a part of the day, and what belongs together of them.
    pub(super) fn compound(&self, i: usize) -> Read<Val> {
        let mut seen = Seen::default();
        let mut end = self.first_monday(i, &mut seen).unwrap_or(i);
        if end == i {
            end = self.component(i, &mut seen, true)?;
        }
        while let Some(e) = self.glue(end).into_iter().find_map(|j| self.component(j, &mut seen, false)) {
            end = e;
        }
        // Wed Oct 26 15:50:06 2016: the year stands behind the seconds
        if seen.clock.is_some_and(|c| c.second.is_some())
            && let Some((None, Some(m), Some(d))) = seen.day.as_ref().map(|d| d.said)
            && self.digits(end).is_some_and(|n| n.len() == 4)
            && let Some((y, e)) = self.year(end)
        {
            seen.day = Some(self.days_of(Some(y), Some(m), d)?);
            end = e;
        }
        let at_before =
            i > 0 && self.any(i - 1, &["at", "around", "circa", "@"]) || i > 0 && self.s(i - 1) == '@';
        if seen.day.is_none() && seen.part.is_none() {
            let weak = seen.clock.is_some_and(|c| c.weak);
            if weak && !at_before || seen.clock.is_none() && seen.clocks.is_none() {
                return None;
            }
        }
        Some((self.joined(seen)?, end))
    }

    /// first monday 1pm to 3pm of next month
    fn first_monday(&self, i: usize, seen: &mut Seen) -> Option<usize> {
        let (n, k) =
            if self.w(i) == "last" { (5, i + 1) } else { self.ordinal(i).filter(|(n, _)| *n <= 5)? };
        let (weekday, k) = self.weekday(k)?;
        let j = self.skip(k, &["at"]);
        let mut own = Seen::default();
        let e = if let Some((c, e)) = self.clocks(j, true, None) {
            own.clocks = Some(c);
            e
        } else {
            let (c, e) = self.clock(j, j > k)?;
            own.clock = Some(c);
            e
        };
        let (days, e) = self.of_month(weekday, n as i8, e)?;
        own.at = j;
        own.day = Some(days);
        *seen = own;
        Some(e)
    }

    /// Where the next component may begin.
    fn glue(&self, k: usize) -> Vec<usize> {
        let mut all = vec![k];
        if self.w(k) == "t" && self.glued(k) && self.glued(k + 1) {
            all.push(k + 1);
        }
        let comma =
            if matches!(self.s(k), ',' | '@') || self.s(k) == '-' && !self.glued(k) { k + 1 } else { k };
        if comma > k {
            all.push(comma);
        }
        let word = self.skip(comma, &["at", "on", "of", "in", "around", "for", "by"]);
        if word > comma && !self.any(comma, &["for", "by"]) {
            all.push(word);
            let the = self.skip(word, &["the", "around"]);
            if the > word {
                all.push(the);
            }
        }
        all
    }

    /// Reads one more component at token `j`.
    fn component(&self, j: usize, seen: &mut Seen, first: bool) -> Option<usize> {
        let timed = seen.clock.is_some() || seen.clocks.is_some();
        let mut best: Option<(usize, Seen)> = None;
        let mut offer = |e: usize, own: Seen| {
            if best.as_ref().is_none_or(|b| e > b.0) {
                best = Some((e, own));
            }
        };
        let behind_at = j > 0 && (self.w(j - 1) == "at" || self.s(j - 1) == '@');
        let dated = seen.day.is_some() || seen.part.as_ref().is_some_and(|p| p.day.is_some());
        if !dated {
            let day = self.day(j).filter(|(d, _)| {
                (first || !d.feast)
                    && (first
                        || !(self.digits(j).is_some()
                            && timed
                            && self.w(j - 1) != "on"
                            && self.numeric(j, false).is_none()
                            && self.month(j + 1).is_none()
                            && self.month(j + 2).is_none()
                            && self.month(j + 3).is_none()))
            });
            if let Some((d, e)) = day {
                offer(e, Seen { day: Some(d), ..Seen::default() });
            }
            if first && let Some((Val::Day(d), e)) = self.moving(j) {
                offer(e, Seen { day: Some(d), ..Seen::default() });
            }
            if first && let Some((d, e)) = self.bare_day(j) {
                offer(e, Seen { day: Some(d), ..Seen::default() });
            }
        }
        let feast = seen.day.as_ref().is_some_and(|d| d.feast);
        if !timed && !feast {
            let attached = seen.day.is_some() || seen.part.is_some();
            // five to seven today: the words behind attach it
            let later = first
                && self.clocks(j, true, None).is_some_and(|(_, e)| {
                    self.glue(e).into_iter().any(|g| {
                        self.day(g).is_some_and(|d| !d.0.feast) || self.part(g).is_some_and(|p| !p.0.plural)
                    })
                });
            if let Some((c, e)) =
                self.clocks(j, attached || later || behind_at && self.s(j + 1) == '-', seen.part.as_ref())
            {
                offer(e, Seen { clocks: Some(c), at: j, ..Seen::default() });
            }
            let near = first && (behind_at || self.word_time(j));
            let bare = near
                || behind_at
                || seen.part.is_some()
                || attached && self.words.cardinals.contains_key(self.w(j)) && self.minutes_follow(j);
            if let Some((c, e)) = self.clock(j, bare || first) {
                let weak_first = first && c.weak && !behind_at;
                let joined = !weak_first
                    || self
                        .glue(e)
                        .into_iter()
                        .any(|g| self.day(g).is_some_and(|d| !d.0.feast) || self.part(g).is_some());
                if joined && (!c.weak || !first || behind_at || self.word_time(j)) {
                    offer(e, Seen { clock: Some(c), at: j, ..Seen::default() });
                }
            }
        }
        if seen.part.is_none()
            && !feast
            && let Some((p, e)) = self.part(j)
        {
            let usable = !p.plural && (first || p.day.is_none() || seen.day.is_none());
            if usable {
                offer(e, Seen { part: Some(p), ..Seen::default() });
            }
        }
        let (e, own) = best?;
        if own.clock.is_some() || own.clocks.is_some() {
            seen.at = own.at;
        }
        seen.day = seen.day.take().or(own.day);
        seen.clock = seen.clock.or(own.clock);
        seen.clocks = seen.clocks.take().or(own.clocks);
        seen.part = seen.part.take().or(own.part);
        Some(e)
    }

    /// An hour and minutes in words: five-thirty.
    fn word_time(&self, j: usize) -> bool {
        self.words.cardinals.contains_key(self.w(j)) && self.minutes_follow(j)
    }

    fn minutes_follow(&self, j: usize) -> bool {
        let k = if self.s(j + 1) == '-' { j + 2 } else { j + 1 };
        self.tens(k).is_some_and(|(m, _)| m >= 10)
    }

    fn joined(&self, seen: Seen) -> Option<Val> {
        let Seen { mut day, mut clock, mut clocks, part, at } = seen;
        if let Some(p) = &part {
            clock = clock.map(|c| c.within(p));
            if clocks.is_some() {
                clocks = self.clocks(at, true, Some(p)).map(|c| c.0);
            }
            if let Some(o) = p.day
                && day.is_none()
            {
                day = Some(Days::exact(self.add(self.now.date(), o)?));
            }
        }
        let Some(day) = day else {
            return match (clocks, clock, part) {
                (Some(c), ..) => Some(Val::Clocks(c)),
                (_, Some(c), _) => Some(Val::Clock(c)),
                (.., Some(p)) => Some(Val::Part(p)),
                _ => None,
            };
        };
        self.on_day(day, clock, clocks, part)
    }

    /// A day with two times, one time or a part of the day on it.
    pub(super) fn on_day(
        &self,
        day: Days,
        clock: Option<Clock>,
        clocks: Option<Clocks>,
        part: Option<Part>,
    ) -> Option<Val> {
        if let Some(c) = clocks {
            let mut out = Vec::new();
            for (a, b, length) in &c.at {
                for d in &day.at {
                    let to = a.seconds() + length;
                    let next = to >= 86_400;
                    let end_day = if next { self.next_timex(&day.timex, *d)? } else { day.timex.clone() };
                    let code = super::value::hours_text(*length);
                    let timex = format!("({}{},{end_day}{},{code})", day.timex, a.timex(), b.timex());
                    out.push((timex, moment(*d, a.seconds())?, moment(*d, to)?));
                }
            }
            return Some(Val::Stretch(out));
        }
        if let Some(c) = clock {
            let mut out = Vec::new();
            for c in c.readings() {
                let timex = format!("{}{}", day.timex, c.timex());
                if day.at.is_empty() {
                    out.push((timex.clone(), None));
                }
                for d in &day.at {
                    out.push((timex.clone(), Some(moment(*d, c.seconds())?)));
                }
            }
            return Some(Val::Point(out));
        }
        let Some(p) = part else { return Some(Val::Day(day)) };
        let (a, b) = p.seconds();
        let timex = format!("{}{}", day.timex, p.code);
        let all: Option<Vec<_>> =
            day.at.iter().map(|d| Some((timex.clone(), moment(*d, a)?, moment(*d, b)?))).collect();
        Some(Val::Stretch(all?))
    }

    /// The day after one in its own notation.
    fn next_timex(&self, timex: &str, day: Date) -> Option<String> {
        let next = self.add(day, 1)?;
        if let Some(n) = timex.strip_prefix("XXXX-WXX-") {
            let n: i64 = n.parse().ok()?;
            return Some(format!("XXXX-WXX-{}", n % 7 + 1));
        }
        if timex.starts_with("XXXX-") {
            return Some(format!("XXXX-{:02}-{:02}", next.month(), next.day()));
        }
        Some(next.to_string())
    }
}
