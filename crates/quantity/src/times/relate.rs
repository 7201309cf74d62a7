//! One side of a date or time, and points counted from another: before Friday, since 2015, three weeks after today.

use super::value::{Days, Edge, Span, Val, clock_text, moment_text};
use super::{Grammar, Read, TimeKind};

/// On which side of a date or time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Before,
    /// Up to the end of what is named.
    UpTo,
    After,
    Since,
}

impl Grammar {
    fn relation(&self, i: usize) -> Read<Relation> {
        let before = self.phrase(i, &self.words.before).map(|(v, k)| {
            let r = match v.as_str() {
                "last" => Relation::UpTo,
                "since" => Relation::Since,
                _ => Relation::Before,
            };
            (r, k)
        });
        let after = self
            .phrase(i, &self.words.after)
            .map(|(v, k)| (if v == "since" { Relation::Since } else { Relation::After }, k));
        [before, after, self.signs(i)].into_iter().flatten().max_by_key(|r| r.1)
    }

    /// <, >, <=, > =.
    fn signs(&self, i: usize) -> Read<Relation> {
        let equal = self.s(i + 1) == '=';
        let k = if equal { i + 2 } else { i + 1 };
        Some((
            match (self.s(i), equal) {
                ('<', false) => Relation::Before,
                ('<' | '\u{2264}', _) => Relation::UpTo,
                ('>', false) => Relation::After,
                ('>' | '\u{2265}', _) => Relation::Since,
                _ => return None,
            },
            k,
        ))
    }

    /// A relation with what it is about, or the other way round.
    pub(super) fn related(&self, i: usize) -> Read<Val> {
        // till date, to date
        if self.any(i, &["till", "to", "until"])
            && self.w(i + 1) == "date"
            && self.unit(i.wrapping_sub(1)).is_none()
        {
            let today = self.now.date().to_string();
            return Some((
                Val::Side(TimeKind::DateRange, vec![("PRESENT_REF".into(), None, Some(today))]),
                i + 2,
            ));
        }
        if self.s(i) == '=' && self.year_alone(i + 1).is_some() {
            return self.year_alone(i + 1).map(|(s, k)| (Val::Span(s), k));
        }
        let relation = self.relation(i);
        if let Some((relation, k)) = relation {
            let inexact = self.skip(k, &["around", "circa", "about", "approximately"]);
            let compared =
                self.any(i, &["less", "greater", "smaller", "bigger", "year"]) || self.signs(i).is_some();
            if let Some((val, e)) = self.operand(inexact, &["in", "on", "at"]) {
                let fits = !compared || matches!(&val, Val::Span(_) | Val::Day(_));
                let up = self.w(i) == "up" && !matches!(&val, Val::Day(_) | Val::Point(_));
                if fits
                    && !up
                    && let Some(side) = side(&val, relation)
                {
                    return Some((side, e));
                }
            }
        }
        // circa 5 in the morning, around march 2015
        if let Some((_, k)) = self.phrase(i, &self.words.around)
            && let Some((val, e)) = self.operand(k, &["at"])
            && !matches!(val, Val::Day(_))
        {
            return Some((val, e));
        }
        None
    }

    fn operand(&self, k: usize, preps: &[&str]) -> Read<Val> {
        let j = self.skip(k, preps);
        let the = self.skip(j, &["the"]);
        let mut best: Option<(Val, usize)> = None;
        for at in [k, j, the] {
            if let Some((v, e)) = self.plain(at)
                && best.as_ref().is_none_or(|b| e > b.1)
            {
                best = Some((v, e));
            }
        }
        // before 5: a bare hour behind a relation
        if best.is_none()
            && let Some((c, e)) = self.clock(j, true)
            && self.any(j.wrapping_sub(1), &["at", "around", "circa"])
        {
            best = Some((Val::Clock(c), e));
        }
        best
    }

    /// 3 pm or later, 2016 and greater; next wednesday later than 10, 23/12 before 5pm.
    pub(super) fn sided(&self, i: usize) -> Read<Val> {
        if let Some((day, k)) = self.day(i).filter(|(d, _)| !d.feast) {
            let j = self.skip_sign(k, ',');
            if let Some((relation, j)) = self.relation(j)
                && let Some((clock, e)) = self.clock(self.skip(j, &["at"]), true)
            {
                let points = self.points(&day, clock);
                return side(&Val::Point(points), relation).map(|v| (v, e));
            }
        }
        let (val, k) = self.plain(i)?;
        let (relation, e) = match (self.w(k), self.w(k + 1)) {
            (
                "or" | "and",
                "later" | "after" | "greater" | "above" | "onwards" | "onward" | "beyond" | "newer",
            ) => (Relation::Since, k + 2),
            ("or" | "and", "earlier" | "before" | "less" | "below" | "older" | "prior") => {
                (Relation::UpTo, k + 2)
            }
            ("onwards" | "onward", _) => (Relation::Since, k + 1),
            _ => return None,
        };
        if let Val::Clock(clock) = val
            && let Some((day, e)) = self.day(self.skip(e, &["on"]))
        {
            return side(&Val::Point(self.points(&day, clock)), relation).map(|v| (v, e));
        }
        // and before, and after lead on as often as they look back
        if self.w(k) == "and"
            && self.any(k + 1, &["before", "after"])
            && self.plain(self.skip(e, &["the"])).is_some()
        {
            return None;
        }
        side(&val, relation).map(|v| (v, e))
    }

    fn points(&self, day: &Days, clock: super::value::Clock) -> Vec<(String, Option<jiff::civil::DateTime>)> {
        let mut out = Vec::new();
        for c in clock.readings() {
            for d in &day.at {
                out.push((format!("{}{}", day.timex, c.timex()), super::value::moment(*d, c.seconds())));
            }
        }
        out
    }

    /// Points and lengths that move from now or from a day: in 2 weeks, two days ago, 3 weeks after today.
    pub(super) fn moving(&self, i: usize) -> Read<Val> {
        let more = self.any(i, &["more", "less"]) && self.w(i + 1) == "than";
        let at = if more { i + 2 } else { i };
        let (sign, base, length, e, fixed) = self.moved(at)?;
        if more {
            if !length.of_days() {
                return None;
            }
            let day = length.from(base, sign)?.date().to_string();
            let back = (sign < 0) == (self.w(i) == "more");
            let (start, end) = if back { (None, Some(day.clone())) } else { (Some(day.clone()), None) };
            return Some((Val::Side(TimeKind::DateRange, vec![(day, start, end)]), e));
        }
        let to = length.from(base, sign)?;
        if length.of_days() {
            let day = Days::exact(to.date());
            // two months from today on tuesday
            if self.w(e) == "on"
                && fixed
                && let Some((w, end)) = self.weekday(e + 1)
            {
                let ahead = (w - to.date().weekday().to_monday_one_offset()).rem_euclid(7);
                return Some((Val::Day(Days::exact(self.add(to.date(), i64::from(ahead))?)), end));
            }
            return Some((Val::Day(day), e));
        }
        let timex = moment_text(to).replace(' ', "T");
        Some((Val::Point(vec![(timex, Some(to))]), e))
    }

    /// Direction, origin, length and the token after; whether the origin was named.
    fn moved(&self, i: usize) -> Option<(i64, jiff::civil::DateTime, super::length::Length, usize, bool)> {
        if self.w(i) == "in" {
            let k = self.skip(i + 1, &["about", "another", "around"]);
            let (length, e) = self.length(k)?;
            if self.any(k, &["all", "full", "whole", "entire", "some"]) || self.w(e) == "of" {
                return None;
            }
            let e = if self.any(e, &["from"]) && self.any(e + 1, &["now", "today"]) { e + 2 } else { e };
            return Some((1, self.now, length, e, false));
        }
        if i > 0 && self.any(i - 1, &["past", "last", "next"]) {
            return None;
        }
        let (length, k) = self.length(i)?;
        if self.any(i, &["all", "full", "whole", "entire"]) {
            return None;
        }
        match self.w(k) {
            "ago" => return Some((-1, self.now, length, k + 1, false)),
            "later" if self.any(k + 1, &["this", "in", "on", "today", "tonight"]) => return None,
            "later" | "hence" => return Some((1, self.now, length, k + 1, false)),
            "earlier" => return Some((-1, self.now, length, k + 1, false)),
            _ => {}
        }
        let sign = match self.w(k) {
            "from" | "after" => 1,
            "before" => -1,
            _ => return None,
        };
        if self.any(k + 1, &["now"]) && self.w(k) == "from" {
            return Some((sign, self.now, length, k + 2, true));
        }
        if !length.of_days() {
            return None;
        }
        let (day, e) = self.day(k + 1)?;
        let base = day.future()?.to_datetime(jiff::civil::Time::midnight());
        Some((sign, base, length, e, true))
    }

    /// A length by itself: three years, more than 1 hour; for 3 days from today.
    pub(super) fn lasting(&self, i: usize) -> Read<Val> {
        if self.w(i) == "for"
            && let Some((length, k)) = self.length(i + 1)
            && length.of_days()
            && self.any(k, &["from", "starting"])
            && let Some((day, e)) = self.day(k + 1)
        {
            let a = day.future()?;
            let b = length.from(a.to_datetime(jiff::civil::Time::midnight()), 1)?.date();
            let timex = format!("({a},{b},{})", length.spell()?.0);
            return Some((Val::Span(Span::one(timex, a, b, super::value::Grain::Day)), e));
        }
        let more = (self.any(i, &["more", "less"]) && self.w(i + 1) == "than")
            || self.any(i, &["at"]) && self.any(i + 1, &["least", "most"]);
        let at = if more { i + 2 } else { i };
        let (length, k) = self.length(at)?;
        // three night markets, one day, 1:1
        if length.parts.len() == 1
            && self.w(k - 1) == "night"
            && self.any(k, &["market", "markets", "shift", "shifts", "club", "clubs"])
            || self.w(k - 1) == "night" && length.parts[0].0 != rust_decimal::Decimal::ONE
        {
            return None;
        }
        if self.glued(k) && matches!(self.s(k), '_') {
            return None;
        }
        Some((Val::Length(length), k))
    }
}

/// One side of a value.
pub(super) fn side(val: &Val, relation: Relation) -> Option<Val> {
    let pick = |from: Option<String>, to: Option<String>| match relation {
        Relation::Before => (None, from),
        Relation::UpTo => (None, to),
        Relation::After => (to, None),
        Relation::Since => (from, None),
    };
    let put = |kind: TimeKind, all: Vec<(String, Option<String>, Option<String>)>| {
        let all = all
            .into_iter()
            .map(|(t, a, b)| {
                let (a, b) = pick(a, b);
                (t, a, b)
            })
            .collect();
        Some(Val::Side(kind, all))
    };
    match val {
        Val::Day(d) => put(
            TimeKind::DateRange,
            d.at.iter().map(|x| (d.timex.clone(), Some(x.to_string()), Some(x.to_string()))).collect(),
        ),
        Val::Span(s) => {
            let whole = s.whole.as_deref().unwrap_or(s);
            let all =
                s.at.iter()
                    .zip(&whole.at)
                    .map(|((t, part), (_, whole))| {
                        // before the end of a year is up to its end; since its end is from its last part on
                        let (from, to) = match (s.part, part, whole) {
                            (Some(Edge::End), Some(p), Some(w)) => {
                                let from = if relation == Relation::Before { w.1 } else { p.0 };
                                (Some(from), Some(w.1))
                            }
                            (_, Some(p), _) => (Some(p.0), Some(p.1)),
                            _ => (None, None),
                        };
                        (t.clone(), from.map(|d| d.to_string()), to.map(|d| d.to_string()))
                    })
                    .collect();
            put(TimeKind::DateRange, all)
        }
        Val::Clock(c) => {
            let all = c
                .readings()
                .iter()
                .map(|c| {
                    let at = clock_text(c.seconds());
                    (c.timex(), Some(at.clone()), Some(at))
                })
                .collect();
            put(TimeKind::TimeRange, all)
        }
        Val::Clocks(c) => {
            let all = c
                .at
                .iter()
                .map(|(a, b, _)| (a.timex(), Some(clock_text(a.seconds())), Some(clock_text(b.seconds()))))
                .collect();
            put(TimeKind::TimeRange, all)
        }
        Val::Part(p) => {
            let (a, b) = p.seconds();
            put(TimeKind::TimeRange, vec![(p.code.clone(), Some(clock_text(a)), Some(clock_text(b)))])
        }
        Val::Point(all) => {
            let all = all.iter().map(|(t, x)| (t.clone(), x.map(moment_text), x.map(moment_text))).collect();
            put(TimeKind::DateTimeRange, all)
        }
        Val::Stretch(all) => {
            let all = all
                .iter()
                .map(|(t, a, b)| (t.clone(), Some(moment_text(*a)), Some(moment_text(*b))))
                .collect();
            put(TimeKind::DateTimeRange, all)
        }
        _ => None,
    }
}
