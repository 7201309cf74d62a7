//! Times that repeat: daily, every other week, each Monday at 4pm, Friday mornings.

use rust_decimal::Decimal;

use super::length::Length;
use super::value::Val;
use super::{Grammar, Read};

impl Grammar {
    /// A repetition at token `i`.
    pub(super) fn repeat(&self, i: usize) -> Read<Val> {
        if let Some((code, k)) = self.phrase(i, &self.words.repeats).filter(|r| !r.0.is_empty()) {
            return Some((Val::Set(code.clone()), k));
        }
        if self.any(i, &["each", "every", "any"]) {
            let (timex, k) = self.every(i + 1, self.w(i) == "any")?;
            let (timex, k) = self.with_time(timex, k);
            return Some((Val::Set(timex), k));
        }
        // tuesdays at 9am, friday mornings
        let plural = self.w(i).ends_with("days") || self.w(i) == "mondays";
        if let Some((d, k)) = self.weekday(i) {
            if plural {
                let (timex, k) = self.with_time(format!("XXXX-WXX-{d}"), k);
                return Some((Val::Set(timex), k));
            }
            let (part, e) = self.part_alone(k)?;
            return (part.plural && part.day.is_none())
                .then(|| (Val::Set(format!("XXXX-WXX-{d}{}", part.code)), e));
        }
        // 3pm each day, 9 in the morning every monday
        let (clock, k) = self.clock(i, false).filter(|(c, _)| !c.weak)?;
        let j = self.skip_sign(k, ',');
        if !self.any(j, &["each", "every"]) {
            return None;
        }
        let (timex, e) = self.every(j + 1, false)?;
        Some((Val::Set(timed(&timex, &clock.timex())), e))
    }

    /// What each and every stand before.
    fn every(&self, i: usize, any: bool) -> Read<String> {
        let other = self.any(i, &["other", "second", "alternate"]) && self.unit(i + 1).is_some();
        if other {
            let (unit, k) = self.unit(i + 1)?;
            return Some((Length::of(Decimal::TWO, unit).spell()?.0, k));
        }
        if self.any(i, &["other", "second", "alternate"])
            && let Some((_, k)) = self.weekday(i + 1)
        {
            return Some((Length::of(Decimal::TWO, crate::TimeUnit::Week).spell()?.0, k));
        }
        if self.any(i, &["weekday", "weekdays"]) {
            return Some(("XXXX-WXX-1..5".to_owned(), i + 1)).filter(|_| false);
        }
        if let Some((unit, k)) = self.unit(i) {
            let fits = !any || unit == crate::TimeUnit::Year;
            let night = self.any(i, &["night", "nights"]);
            return (fits && !night)
                .then(|| Length::of(Decimal::ONE, unit).spell().map(|s| (s.0, k)))
                .flatten()
                .or_else(|| night.then(|| ("TNI".to_owned(), k)));
        }
        if any {
            return None;
        }
        if let Some((n, k)) = self.count(i)
            && let Some((unit, k)) = self.unit(k)
        {
            return Some((Length::of(n, unit).spell()?.0, k));
        }
        if let Some((part, k)) = self.part_alone(i).filter(|(p, _)| p.day.is_none()) {
            return Some((part.code, k));
        }
        let (day, k) = self.day(i)?;
        if day.timex.starts_with("XXXX") {
            if let Some((d, k)) = self.weekday(i) {
                if let Some((part, e)) = self.part_alone(k).filter(|(p, _)| p.day.is_none()) {
                    return Some((format!("XXXX-WXX-{d}{}", part.code), e));
                }
                return Some((format!("XXXX-WXX-{d}"), k));
            }
            return Some((day.timex, k));
        }
        None
    }

    /// A time of day behind a repetition.
    fn with_time(&self, timex: String, k: usize) -> (String, usize) {
        let mut j = self.skip_sign(k, ',');
        let at = self.skip(j, &["at"]);
        let bare = at > j;
        j = at;
        match self.clock(j, bare) {
            Some((c, e)) => (timed(&timex, &c.timex()), e),
            None => (timex, k),
        }
    }
}

/// Every day at three is T15, every Monday at three XXXX-WXX-1T15.
fn timed(timex: &str, clock: &str) -> String {
    if timex.starts_with("XXXX") { format!("{timex}{clock}") } else { clock.to_owned() }
}
