//! Times of day and parts of the day.

use super::value::{Clock, Clocks, Edge, Part};
use super::{Grammar, Read};

impl Grammar {
    /// a.m. or p.m. at token `i`; true for p.m.
    pub(super) fn half_of_day(&self, i: usize) -> Read<bool> {
        let pm = match self.w(i) {
            "am" => return Some((false, i + 1)),
            "pm" => return Some((true, i + 1)),
            "a" => false,
            "p" => true,
            _ => return None,
        };
        // a.m., p . m ., a m
        let dotted = self.s(i + 1) == '.';
        let k = if dotted { i + 2 } else { i + 1 };
        if self.w(k) == "m" {
            let end = if dotted && self.s(k + 1) == '.' { k + 2 } else { k + 1 };
            return Some((pm, end));
        }
        // 7p, 9:00a
        let before = i.checked_sub(1).is_some_and(|k| self.digits(k).is_some());
        (self.glued(i) && before && !self.glued(i + 1)
            || self.glued(i) && before && matches!(self.s(i + 1), '.' | ',' | '?' | '!'))
        .then_some((pm, i + 1))
    }

    /// A time of day; a bare number only where `bare`.
    pub(super) fn clock(&self, i: usize, bare: bool) -> Read<Clock> {
        if self.free_before(i) { self.clock_behind(i, bare) } else { None }
    }

    /// A time of day that may touch the dash of a range before it.
    fn clock_behind(&self, i: usize, bare: bool) -> Read<Clock> {
        let (c, k) = self.clock_alone(i, bare)?;
        // 7 in the morning, 8:00 early morning, at 9 at night
        // but four afternoon classes are none
        let told = !c.weak || self.any(k, &["in", "at"]);
        if c.open
            && told
            && let Some((part, k)) = self.part_behind(k)
        {
            return Some((Clock { weak: false, ..c.within(&part) }, k));
        }
        Some((c, k))
    }

    /// A part of the day right behind a time.
    fn part_behind(&self, k: usize) -> Read<Part> {
        let mut j = k;
        if self.any(j, &["in", "at", "during"]) {
            j = self.skip(j + 1, &["the"]);
        }
        let (part, end) = self.part_alone(j)?;
        (part.day.is_none() && !part.meal && !part.plural).then_some((part, end))
    }

    fn told(&self, hour: i64, minute: Option<i64>, second: Option<i64>, k: usize, weak: bool) -> Read<Clock> {
        let ok = (0..=24).contains(&hour) && minute.unwrap_or(0) < 60 && second.unwrap_or(0) < 60;
        if !ok {
            return None;
        }
        let (minute, second) = (minute.map(|m| m as i8), second.map(|s| s as i8));
        let mut hour = hour as i8;
        if let Some((pm, k)) = self.half_of_day(k).filter(|_| (1..=12).contains(&hour)) {
            hour = match (pm, hour) {
                (true, 12) => 12,
                (true, h) => h + 12,
                (false, 12) => 0,
                (false, h) => h,
            };
            return Some((Clock { hour, minute, second, open: false, weak: false }, k));
        }
        let k = if self.any(k, &["hours", "hrs"]) && minute.is_some() { k + 1 } else { k };
        // after the T of a full date the clock has 24 hours
        let full = self.day_sign(k);
        Some((Clock { hour, minute, second, open: (1..=12).contains(&hour) && !full, weak }, k))
    }

    /// Whether the time that ends before token `k` follows the T of a full date.
    fn day_sign(&self, k: usize) -> bool {
        (2..8).any(|n| {
            k.checked_sub(n).is_some_and(|t| {
                self.w(t) == "t"
                    && (t + 1..k).all(|j| self.glued(j) && (self.digits(j).is_some() || self.s(j) == ':'))
            })
        })
    }

    fn clock_alone(&self, i: usize, bare: bool) -> Read<Clock> {
        let fixed = |hour: i8, k: usize| {
            Some((Clock { hour, minute: None, second: None, open: false, weak: false }, k))
        };
        let k = self.skip(i, &["exactly", "precisely"]);
        let i = if k > i { k } else { i };
        match self.w(i) {
            "noon" | "midday" | "noontime" => return fixed(12, i + 1),
            "midnight" => return fixed(0, i + 1),
            "mid" => {
                let k = self.skip_sign(i + 1, '-');
                return match self.w(k) {
                    "night" => fixed(0, k + 1),
                    "day" => fixed(12, k + 1),
                    _ => None,
                };
            }
            "half" | "quarter" | "a" => return self.clock_words(i),
            _ => {}
        }
        if let Some(r) = self.clock_words(i) {
            return Some(r);
        }
        if let Some((h, k)) = self.two_digits(i) {
            // 7:30, 7:30:15
            if self.s(k) == ':'
                && self.glued(k)
                && self.glued(k + 1)
                && let Some((m, j)) = self.two_digits(k + 1)
                && self.digits(k + 1).is_some_and(|d| d.len() == 2)
            {
                if self.s(j) == ':'
                    && self.glued(j)
                    && self.glued(j + 1)
                    && let Some((s, j)) = self.two_digits(j + 1)
                {
                    return self.ends(self.told(h, Some(m), Some(s), j, false)?, true);
                }
                return self.ends(self.told(h, Some(m), None, j, false)?, true);
            }
            // 2.30pm, at 2.30
            if self.s(k) == '.'
                && self.glued(k)
                && self.glued(k + 1)
                && self.digits(k + 1).is_some_and(|d| d.len() == 2)
                && let Some((m, j)) = self.two_digits(k + 1)
                && (bare || self.half_of_day(j).is_some())
            {
                return self.ends(self.told(h, Some(m), None, j, true)?, false);
            }
            if let Some(j) = self.oclock(k) {
                return self.told(h, None, None, j, false);
            }
            if self.half_of_day(k).is_some() {
                return self.ends(self.told(h, None, None, k, false)?, false);
            }
            if self.part_behind(k).is_some() && self.any(k, &["in", "at"]) {
                return self.told(h, None, None, k, false);
            }
            return (bare && self.bare_end(k)).then(|| self.told(h, None, None, k, true)).flatten();
        }
        // seven o'clock, seven pm, three thirty, two forty five
        let (h, k) = self.tens(i).filter(|(h, _)| (1..=12).contains(h))?;
        if let Some(j) = self.oclock(k) {
            return self.told(h, None, None, j, false);
        }
        let j = if self.s(k) == '-' && self.glued(k) { k + 1 } else { k };
        if let Some((m, e)) = self.minutes_in_words(j) {
            let sure =
                self.half_of_day(e).is_some() || self.any(e, &["in", "at"]) && self.part_behind(e).is_some();
            if bare || sure {
                return self.told(h, Some(m), None, e, !sure);
            }
        }
        if self.half_of_day(k).is_some() || self.part_behind(k).is_some() && self.any(k, &["in", "at"]) {
            return self.told(h, None, None, k, false);
        }
        (bare && self.bare_end(k)).then(|| self.told(h, None, None, k, true)).flatten()
    }

    /// Keeps a time that no further digits touch.
    fn ends(&self, read: (Clock, usize), zone: bool) -> Read<Clock> {
        let k = read.1;
        let mark = zone && self.glued(k) && self.any(k, &["z"]);
        (mark || self.free_after(k) || self.s(k) == '-').then_some(read)
    }

    fn minutes_in_words(&self, i: usize) -> Read<i64> {
        if self.w(i) == "oh" {
            return self.tens(i + 1).filter(|(m, _)| *m < 10);
        }
        let (m, k) = self.tens(i)?;
        ((10..60).contains(&m) && self.unit(k).is_none()).then_some((m, k))
    }

    /// o'clock in its spellings.
    fn oclock(&self, i: usize) -> Option<usize> {
        if self.any(i, &["o'clock", "oclock"]) {
            return Some(i + 1);
        }
        if self.w(i) != "o" {
            return None;
        }
        let k = if matches!(self.s(i + 1), '\'' | '\u{2019}') { i + 2 } else { i + 1 };
        (self.w(k) == "clock").then_some(k + 1)
    }

    /// Whether a bare number before token `k` can be an hour: it counts nothing and no digits go on.
    fn bare_end(&self, k: usize) -> bool {
        if !self.free_after(k) && self.s(k) != '-' {
            return false;
        }
        if self.unit(k).is_some() || matches!(self.s(k), '%' | '$' | '/' | '\u{20ac}' | '\u{a3}') {
            return false;
        }
        let w = self.w(k);
        w.is_empty()
            || self.words.months.contains_key(w)
            || self.words.weekdays.contains_key(w)
            || self.words.days.contains_key(w)
            || self.words.relatives.contains_key(w)
            || self.words.parts.contains_key(w)
            || matches!(
                w,
                "on" | "in"
                    | "to"
                    | "and"
                    | "or"
                    | "till"
                    | "until"
                    | "through"
                    | "for"
                    | "at"
                    | "of"
                    | "tonight"
                    | "but"
                    | "with"
                    | "please"
                    | "the"
                    | "sharp"
                    | "instead"
                    | "so"
                    | "when"
                    | "if"
                    | "every"
                    | "each"
                    | "together"
                    | "from"
                    | "thru"
                    | "onwards"
                    | "onward"
            )
    }

    /// half past seven, a quarter to 8, 10 past 9, twenty minutes to three.
    fn clock_words(&self, i: usize) -> Read<Clock> {
        let j = self.skip(i, &["a"]);
        let (m, k) = match self.w(j) {
            "half" => (30, j + 1),
            "quarter" => (15, j + 1),
            "three" if self.any(j + 1, &["quarter", "quarters"]) => (45, j + 2),
            _ if j > i => return None,
            _ => self.two_digits(i).or_else(|| self.tens(i))?,
        };
        let k = self.skip(k, &["minutes", "minute", "mins", "min"]);
        let past = match self.w(k) {
            "past" | "after" => true,
            "to" | "before" | "till" | "of" if m < 30 || self.w(k) != "of" => false,
            _ => return None,
        };
        // five to seven is a range as a rule; only round minutes go «to» an hour.
        let said =
            self.any(j, &["half", "quarter"]) || self.any(k - 1, &["minutes", "minute", "mins", "min"]);
        if !said && (!past || self.w(k) == "after") {
            return None;
        }
        let (h, e) =
            self.two_digits(k + 1).or_else(|| self.tens(k + 1)).filter(|(h, _)| (1..=12).contains(h))?;
        let e = self.oclock(e).unwrap_or(e);
        let (h, m) = if past { (h, m) } else { ((h + 10) % 12 + 1, 60 - m) };
        self.told(h, Some(m), None, e, false)
    }

    /// A part of the day without the words that lead it in: morning, late afternoon, tonight, this evening.
    pub(super) fn part_alone(&self, i: usize) -> Read<Part> {
        let mut at = i;
        let mut edge = None;
        if self.any(at, &["early", "late", "later"]) {
            edge = Some(if self.w(at) == "early" { Edge::Start } else { Edge::End });
            at += 1;
            if self.w(at) == "in" && self.w(at + 1) == "the" {
                at += 2;
            }
        }
        let mut day = None;
        if self.any(at, &["tonight", "tonite"]) {
            let part = self.named_part("night", Some(0), edge)?;
            return Some((part, at + 1));
        }
        if let Some(o) = self.words.relatives.get(self.w(at)) {
            day = Some(*o);
            at += 1;
            if self.any(at, &["early", "late"]) && edge.is_none() {
                edge = Some(if self.w(at) == "early" { Edge::Start } else { Edge::End });
                at += 1;
            }
        }
        if self.w(at) == "business" && self.any(at + 1, &["hours", "hour"]) {
            let part = Part { code: "TBH".into(), from: 8, to: 18, day, edge, plural: false, meal: false };
            return Some((part, at + 2));
        }
        let w = self.w(at);
        let part = self.named_part(w, day, edge)?;
        Some((part, at + 1))
    }

    fn named_part(&self, w: &str, day: Option<i64>, edge: Option<Edge>) -> Option<Part> {
        let mut spec = self.words.parts.get(w)?.split(' ');
        let code = spec.next()?.to_owned();
        let (from, to) = (spec.next()?.parse().ok()?, spec.next()?.parse().ok()?);
        Some(Part { code, from, to, day, edge, plural: w.ends_with('s'), meal: false })
    }

    /// A meal where it stands for a time: at lunch, after breakfast.
    pub(super) fn meal(&self, i: usize) -> Read<Part> {
        let (spec, k) = self.phrase(i, &self.words.meals)?;
        let mut spec = spec.split(' ');
        let code = spec.next()?.to_owned();
        let (from, to) = (spec.next()?.parse().ok()?, spec.next()?.parse().ok()?);
        let k = if self.w(k) == "time" { k + 1 } else { k };
        Some((Part { code, from, to, day: None, edge: None, plural: false, meal: true }, k))
    }

    /// in the morning, at night, during the late afternoon, this evening.
    pub(super) fn part(&self, i: usize) -> Read<Part> {
        if self.any(i, &["in", "during", "at"]) {
            let k = self.skip(i + 1, &["the"]);
            let (part, e) = self.part_alone(k)?;
            let fits = if self.w(i) == "at" { k == i + 1 && part.code == "TNI" } else { k > i + 1 };
            return (fits && part.day.is_none()).then_some((part, e));
        }
        if i > 0 && self.any(i - 1, &["good", "nice"]) {
            return None;
        }
        self.part_alone(i)
    }

    /// Two times of day with what joins them: 5 to 6pm, from 9 for 2.5 hrs, between 2 and 4.
    pub(super) fn clocks(&self, i: usize, attached: bool, within: Option<&Part>) -> Read<Clocks> {
        let mut at = i;
        let led = self.any(at, &["from", "between"]);
        let between = self.w(at) == "between";
        if led {
            at += 1;
        }
        if led {
            at = self.skip(at, &["at"]);
        }
        // for 2 hours from 2pm
        if !led
            && self.w(at) == "for"
            && let Some((length, k)) = self.length(at + 1)
            && !length.of_days()
            && self.any(k, &["from", "starting", "beginning"])
            && let Some((c, e)) = self.clock(self.skip(k + 1, &["at"]), true)
        {
            return Some((lasting(c, &length)?, e));
        }
        let (a, k) = self.clock(at, true)?;
        if self.w(k) == "for"
            && (led || attached || !a.weak)
            && let Some((length, e)) = self.length(k + 1)
            && !length.of_days()
        {
            return Some((lasting(a, &length)?, e));
        }
        let joined = match self.w(k) {
            "to" | "till" | "til" | "until" | "through" | "thru" => k + 1,
            "and" if between => k + 1,
            _ if matches!(self.s(k), '-' | '~') => k + 1,
            _ => return None,
        };
        let joined = self.skip(joined, &["at"]);
        let (b, e) = self.clock_behind(joined, true)?;
        if a.weak && b.weak && !led && !attached {
            return None;
        }
        let (a, b) = within.map_or((a, b), |p| (a.within(p), b.within(p)));
        Some((spread(a, b)?, e))
    }
}

fn lasting(a: Clock, length: &super::length::Length) -> Option<Clocks> {
    use rust_decimal::prelude::ToPrimitive;
    let seconds = length.spell()?.1.to_i64()?;
    let at = a
        .readings()
        .into_iter()
        .take(1)
        .map(|a| {
            let end = a.seconds() + seconds;
            let b = Clock {
                hour: (end / 3_600 % 24) as i8,
                minute: Some((end / 60 % 60) as i8),
                second: Some((end % 60) as i8),
                open: false,
                weak: false,
            };
            (a, b, seconds)
        })
        .collect();
    Some(Clocks { at })
}

/// Both ends with their halves of the day: an end lends its half where the order allows.
pub(super) fn spread(a: Clock, b: Clock) -> Option<Clocks> {
    const DAY: i64 = 86_400;
    const HALF: i64 = DAY / 2;
    let set = |c: Clock, seconds: i64| Clock { hour: (seconds / 3_600 % 24) as i8, open: false, ..c };
    let (x, y) = (a.seconds(), b.seconds());
    let pairs: Vec<(i64, i64)> = match (a.open, b.open) {
        (false, false) => vec![(x, if y <= x { y + DAY } else { y })],
        (true, false) => {
            let x12 = x % HALF;
            let same = if y >= HALF && b.hour <= 23 && x12 + HALF < y { x12 + HALF } else { x };
            let begin = if same < y {
                same
            } else if x12 < y {
                x12
            } else {
                x12 + HALF
            };
            vec![(begin, if begin < y { y } else { y + DAY })]
        }
        (false, true) => {
            let y12 = y % HALF;
            let end = [y12, y12 + HALF, y12 + DAY].into_iter().find(|e| *e > x)?;
            vec![(x, end)]
        }
        (true, true) => {
            let y = if y <= x { y + HALF } else { y };
            if x >= HALF { vec![(x, y), (x - HALF, y - HALF)] } else { vec![(x, y), (x + HALF, y + HALF)] }
        }
    };
    let at = pairs.into_iter().map(|(x, y)| (set(a, x), set(b, y), y - x)).collect();
    Some(Clocks { at })
}
