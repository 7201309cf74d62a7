//! What belongs to a sum though it stands beside it: its years, its parallels in other currencies.

use rust_decimal::Decimal;
use tradewire_model::{Amount, Bound, Period};

use crate::parser::Parser;
use crate::sense::Sense;
use crate::{CurrencyFrom, Expression, Kind, Quantity, TimeUnit, When, Years};

/// Years found beside a sum, and the bound before them.
struct Spread {
    years: Years,
    bound: Bound,
}

impl Parser<'_> {
    /// Gives sums the time they are paid for where one of it stands right before them: 顾问费一天1.8万.
    fn link_periods(&mut self) {
        for k in 1..self.found.len() {
            let (head, tail) = self.found.split_at_mut(k);
            let (Some(d), Some(q)) = (head.last(), tail.first_mut()) else { continue };
            let Kind::Duration(l) = &d.kind else { continue };
            let one =
                l.value == Decimal::ONE && l.high.is_none() && l.rest.is_empty() && l.bound == Bound::Exact;
            let per = match l.unit {
                TimeUnit::Hour => Period::Hour,
                TimeUnit::Day => Period::Day,
                TimeUnit::Week => Period::Week,
                TimeUnit::Month => Period::Month,
                _ => continue,
            };
            if let Kind::Money(m) = &mut q.kind
                && one
                && d.range.end == q.range.start
            {
                m.amount.per.get_or_insert(per);
            }
        }
    }

    /// Gives sums the years that stand beside them: 四年3亿美元, $1.5bn over six years.
    pub(crate) fn link_years(&mut self) {
        self.link_periods();
        let mut linked = Vec::new();
        for (k, q) in self.found.iter().enumerate() {
            if q.money().is_none() || self.is_price(k) {
                continue;
            }
            let years = |d: &Quantity| match &d.kind {
                Kind::Duration(l) if l.unit == TimeUnit::Year && l.high.is_none() && l.rest.is_empty() => {
                    let years = Years { value: l.value, range: d.core.clone() };
                    Some(Spread { years, bound: Bound::Exact })
                }
                // over the next decade
                Kind::Date(When {
                    expression: Expression::Coming(n, unit @ (TimeUnit::Year | TimeUnit::Decade)),
                    ..
                }) => {
                    let each = if *unit == TimeUnit::Decade { Decimal::TEN } else { Decimal::ONE };
                    let years = Years { value: n.checked_mul(each)?, range: d.core.clone() };
                    Some(Spread { years, bound: Bound::Exact })
                }
                _ => None,
            };
            let behind = self.found.get(k + 1).and_then(|d| {
                let y = years(d)?;
                self.linked(q.range.end, d.range.start, true).then_some(y)
            });
            let before = || {
                let d = self.found.get(k.checked_sub(1)?)?;
                let mut y = years(d)?;
                if let (Kind::Duration(l), true) = (&d.kind, d.range.end == q.range.start) {
                    y.bound = l.bound;
                }
                self.linked(d.range.end, q.range.start, false).then_some(y)
            };
            if let Some(y) = behind.or_else(before) {
                linked.push((k, y));
            }
        }
        for (k, y) in linked {
            if let Some(Quantity { kind: Kind::Money(m), .. }) = self.found.get_mut(k) {
                // 高达四年3亿美元: the bound before the years is the sum's.
                if y.bound != Bound::Exact && m.amount.bound == Bound::Exact && m.amount.value.is_some() {
                    m.amount.bound = y.bound;
                }
                let y = y.years;
                if y.value == Decimal::ONE {
                    m.amount.per.get_or_insert(Period::Year);
                } else {
                    m.years = Some(y);
                }
            }
        }
    }

    /// Whether sum `k` is the price of one share, which no years are spread over: 行权价5美元,分四年归属.
    ///
    /// A word for prices stands in the same part of the clause, or the sum stands behind a number of shares
    /// (10,000 options at $5), or what vests is too small to be pay.
    fn is_price(&self, k: usize) -> bool {
        let Some(q) = self.found.get(k) else { return false };
        let Some(m) = q.money() else { return false };
        let whole = |from: usize, to: usize| {
            self.text
                .get(from..to)
                .is_some_and(|t| t.len() < 40 && !t.contains([',', ';', '。', '\n', '\u{1f}']))
        };
        let named = m.cues.iter().filter(|c| c.key == "per_share").any(|c| {
            whole(c.range.end.min(q.range.start), q.range.start)
                && c.range.start < q.range.end
                && !self.found.iter().any(|f| f.range.start >= c.range.end && f.range.end <= q.range.start)
                || c.range.start >= q.range.end && whole(q.range.end, c.range.start)
        });
        let shares = k.checked_sub(1).and_then(|k| self.found.get(k)).is_some_and(|s| {
            s.counted().is_some_and(|c| c.unit == "share")
                && self
                    .text
                    .get(s.range.end..q.range.start)
                    .is_some_and(|between| crate::grants::PRICED.contains(&between.trim()))
        });
        let small = || {
            let vests = self
                .found
                .get(k + 1)
                .is_some_and(|d| matches!(&d.kind, Kind::Duration(l) if l.role == Some("vesting")));
            let usual =
                m.amount.currency.is_some_and(|c| matches!(c.code(), "USD" | "EUR" | "GBP" | "CNY" | "HKD"));
            vests && usual && m.amount.value.is_some_and(|v| v < Decimal::ONE_THOUSAND)
        };
        named || shares || small()
    }

    /// Makes one range of two limits that stand together: 2万元以上10万元以下, 三年以上七年以下.
    pub(crate) fn join_limits(&mut self) {
        let mut k = 1;
        while k < self.found.len() {
            let joined = self.found.get(k - 1).zip(self.found.get(k)).and_then(|(a, b)| {
                let words = |q: &Quantity| self.text.get(q.range.clone()).unwrap_or_default();
                let together = a.range.end == b.range.start
                    && words(a).ends_with("以上")
                    && (words(b).ends_with("以下") || words(b).ends_with("以内"));
                together.then(|| between(&a.kind, &b.kind)).flatten()
            });
            match joined {
                Some(kind) => {
                    let b = self.found.remove(k);
                    if let Some(a) = self.found.get_mut(k - 1) {
                        a.kind = kind;
                        a.range.end = b.range.end;
                        a.core.end = b.core.end;
                        a.entries.extend(b.entries);
                    }
                }
                None => k += 1,
            }
        }
    }

    /// Whether only words that may link a sum and its years stand in bytes `from..to`.
    fn linked(&self, from: usize, to: usize, sum_first: bool) -> bool {
        let mut spread = false;
        let walk = self.walk(from, to, 60, |i| {
            self.meanings(i).iter().fold(false, |link, m| match m.sense {
                Sense::Spread => {
                    spread = true;
                    true
                }
                Sense::Link
                | Sense::Comma
                | Sense::Bound(..)
                | Sense::Cue(..)
                | Sense::Article
                | Sense::Of
                | Sense::BracketOpen
                | Sense::Hyphen => true,
                _ => link,
            })
        });
        walk.is_some_and(|some| !sum_first || spread || some || from == to || to - from <= 1)
    }

    /// Joins sums in brackets to the sum before them: 14.3亿美元(约合人民币103亿元).
    pub(crate) fn link_parallels(&mut self) {
        let mut k = 1;
        while k < self.found.len() {
            let (head, tail) = self.found.split_at(k);
            let (a, b) = (&head[k - 1], &tail[0]);
            let parallel = match (&a.kind, &b.kind) {
                (Kind::Money(x), Kind::Money(y)) => {
                    x.amount.currency != y.amount.currency
                        && x.amount.currency.is_some()
                        && y.amount.currency.is_some()
                        && self.parallel(a.range.end, b.range.start)
                }
                _ => false,
            };
            if !parallel {
                k += 1;
                continue;
            }
            let b = self.found.remove(k);
            let close = self.tokens.partition_point(|t| (t.start as usize) < b.range.end);
            let end = if self.is(close, Sense::BracketClose) && self.adjacent(close) {
                self.tokens[close].end as usize
            } else {
                b.range.end
            };
            if let Kind::Money(y) = b.kind {
                let a = &mut self.found[k - 1];
                a.range.end = end;
                a.entries.extend(b.entries);
                let sign = self.text.get(a.core.clone()).is_some_and(|t| t.contains(['\u{a5}', '\u{ffe5}']));
                if let Kind::Money(x) = &mut a.kind {
                    if sign && x.currency_from == CurrencyFrom::Usual && is_yen(&x.amount, &y.amount) {
                        x.amount.currency = "JPY".parse().ok();
                    }
                    x.amount.also.push(y.amount);
                }
            }
        }
    }

    /// Whether a bracket, or words such as 约合, lead from one sum to its parallel.
    fn parallel(&self, from: usize, to: usize) -> bool {
        let mut opened = false;
        let walk = self.walk(from, to, 24, |i| {
            opened |= self.is(i, Sense::BracketOpen);
            self.is(i, Sense::BracketOpen)
                || self
                    .pick(i, |s| matches!(s, Sense::Bound(..) | Sense::Comma | Sense::Role(_)).then_some(()))
                    .is_some()
        });
        // The bound words of the second sum belong to its range, so 约合 right behind the bracket is inside it.
        if opened && walk.is_some() {
            return true;
        }
        let last = self.tokens.partition_point(|t| (t.start as usize) < to);
        from <= to
            && to - from <= 24
            && self.text[from..to].trim_matches([',', ' ']).is_empty()
            && self.is_conversion(last)
    }

    /// Walks the tokens in bytes `from..to`, at most `reach`: `None` where other text stands between them or one is
    /// not accepted; whether there was any.
    fn walk(
        &self,
        from: usize,
        to: usize,
        reach: usize,
        mut accept: impl FnMut(usize) -> bool,
    ) -> Option<bool> {
        if from > to || to - from > reach {
            return None;
        }
        let first = self.tokens.partition_point(|t| (t.start as usize) < from);
        let last = self.tokens.partition_point(|t| (t.start as usize) < to);
        let mut at = from;
        for i in first..last {
            let t = self.tokens[i];
            if !self.text[at..t.start as usize].trim().is_empty() || !accept(i) {
                return None;
            }
            at = t.end as usize;
        }
        self.text[at..to].trim().is_empty().then_some(first < last)
    }

    fn is_conversion(&self, i: usize) -> bool {
        self.is(i, Sense::Role("conversion"))
    }
}

/// Whether a sum in ¥ is in yen rather than yuan, going by what it is worth in a currency of which one is some seven to
/// ten yuan but, since the 1980s, 75 to 270 yen.
fn is_yen(sum: &Amount, worth: &Amount) -> bool {
    let known = worth.currency.is_some_and(|c| matches!(c.code(), "USD" | "EUR" | "GBP"));
    let each = sum.value.zip(worth.value).and_then(|(a, b)| a.checked_div(b));
    known && each.is_some_and(|e| e > Decimal::from(50) && e < Decimal::from(400))
}

/// The range from one limit to another of the same kind and unit.
fn between(low: &Kind, high: &Kind) -> Option<Kind> {
    match (low, high) {
        (Kind::Money(a), Kind::Money(b)) if a.amount.currency == b.amount.currency => {
            let (from, to) = (a.amount.value?, b.amount.value?);
            let mut joined = a.clone();
            let ends = Amount::range(from, to);
            joined.amount.value = ends.value;
            joined.amount.low = ends.low;
            joined.amount.high = ends.high;
            joined.amount.bound = ends.bound;
            (from < to).then_some(Kind::Money(joined))
        }
        (Kind::Duration(a), Kind::Duration(b)) if a.unit == b.unit && a.value < b.value => {
            let mut joined = a.clone();
            joined.high = Some(b.value);
            joined.bound = Bound::Range;
            joined.role = b.role.or(a.role);
            Some(Kind::Duration(joined))
        }
        (Kind::Percent(a), Kind::Percent(b)) => {
            let (from, to) = (a.value?, b.value?);
            let mut joined = a.clone();
            (joined.value, joined.low, joined.high) = (None, Some(from), Some(to));
            joined.bound = Bound::Range;
            (from < to).then_some(Kind::Percent(joined))
        }
        (Kind::Count(a), Kind::Count(b)) if a.unit == b.unit && a.count.value < b.count.value => {
            let mut joined = a.clone();
            joined.high = Some(b.count.value);
            joined.count.bound = Bound::Range;
            Some(Kind::Count(joined))
        }
        _ => None,
    }
}
