//! Sums of money: whose currency, for what period, what they are for.

use rust_decimal::Decimal;
use tradewire_model::{Amount, Bound, Period};

use crate::item::{Figured, Span};
use crate::parser::{Parser, tighter};
use crate::sense::{Coin, Sense};
use crate::{Cue, CurrencyFrom, Kind, Money, Region, TimeUnit};

/// How far before a sum a word may stand that says what period it is for, in bytes.
const PERIOD_REACH: usize = 48;
/// How far from a sum a word may stand that says what it is for, in bytes.
const CUE_REACH: usize = 72;

impl Parser<'_> {
    /// Adds a sum in the currency of `coin`, or in that of the context.
    pub(crate) fn money(&mut self, coin: Option<Coin>, sum: Figured, floor: usize) -> Option<usize> {
        let Figured { low, high, bound, start, core, next } = sum;
        let mut amount = match high {
            Some(h) => Amount::range(low, h),
            None => Amount::new(low, bound),
        };
        let mut currency_from = CurrencyFrom::Text;
        match coin {
            Some(c) => {
                amount.currency = c.code;
                if c.yuan && self.context.region == Region::Traditional {
                    let known = self.context.default_currency.is_some();
                    currency_from = if known { CurrencyFrom::Default } else { CurrencyFrom::Open };
                } else if c.usual || c.yuan {
                    currency_from = CurrencyFrom::Usual;
                }
                if c.yuan {
                    amount.currency = match self.context.region {
                        Region::Mainland => c.code,
                        Region::Traditional => self.context.default_currency,
                        Region::Taiwan => "TWD".parse().ok(),
                        Region::HongKong => "HKD".parse().ok(),
                    };
                }
            }
            None => {
                amount.currency = self.context.default_currency;
                currency_from =
                    if amount.currency.is_some() { CurrencyFrom::Default } else { CurrencyFrom::Open };
            }
        }
        let (next, after) = self.period_after(next);
        // 42 LPA: the unit says the period
        let within = core.end.checked_sub(1).and_then(|k| {
            self.pick(k, |s| match s {
                Sense::Per(p, _) => Some(p),
                _ => None,
            })
        });
        amount.per = after.or(within).or_else(|| self.period_before(start, floor));
        let cues = self.cues(start, next);
        let (next, wages) = self.wages(next);
        // 20k·16薪: what is paid sixteen times a year is paid by the month
        if amount.per.is_none() && wages.is_some_and(|w| w.1) {
            amount.per = Some(Period::Month);
        }
        let wages = wages.map(|w| w.0).filter(|_| amount.per == Some(Period::Month));
        let money = Money { amount, currency_from, years: None, wages, cues };
        self.push(Kind::Money(money), start, core.start, core.end, next)
    }

    /// A sum whose currency is not said: 千万年薪, a nine-figure offer.
    pub(crate) fn open_money(&mut self, span: &Span, sum: &Figured, floor: usize) -> Option<usize> {
        let Figured { low, start, next, .. } = *sum;
        let large = low >= Decimal::from(10_000);
        // 实习工资400/天: what it is paid for stands right behind a smaller sum
        let paid = || {
            low >= Decimal::TEN
                && self.touches(next)
                && self.word(next).starts_with('/')
                && self.pick(next, |s| if let Sense::Per(p, _) = s { Some(p) } else { None }).is_some()
        };
        let waged = || low >= Decimal::ONE_THOUSAND && self.wages(next).1.is_some_and(|w| w.1);
        let rated = self.rated(low, start, floor);
        if !large && !span.first.magnitude && !rated && !paid() && !waged() {
            return None;
        }
        let cue = |i: usize| self.pick(i, |s| if let Sense::Cue(k, _) = s { Some(k) } else { None });
        let end = self.bytes(start, next).end;
        let begin = self.bytes(start, next).start;
        // Behind: 千万年薪, 1亿的薪酬, 亿级offer, a nine-figure pay package.
        let reach = if span.first.magnitude { 60 } else { 18 };
        let mut k = next;
        let mut sure = rated || waged();
        while let Some(t) = self.token(k).filter(|_| !sure) {
            if t.start as usize > end + reach
                || self.ends_clause(k, span.first.magnitude)
                || self.digits(k).is_some()
            {
                break;
            }
            if cue(k).is_some() {
                sure = true;
                break;
            }
            k += 1;
        }
        let mut k = start;
        while !sure && k > floor {
            k -= 1;
            let t = self.tokens[k];
            if (t.end as usize) + if span.first.magnitude { 60 } else { 24 } < begin
                || self.ends_clause(k, false)
                || self.digits(k).is_some()
            {
                break;
            }
            sure = cue(k).is_some();
        }
        if !sure {
            return None;
        }
        // 千万年薪 is an order of magnitude.
        let mut sum = sum.clone();
        if span.first.implied && !span.ranged {
            sum.bound = tighter(sum.bound, Bound::Approx);
        }
        self.money(None, sum, floor)
    }

    /// Whether a word of pay by the hour, day, week, month or year leads up to a bare figure that can be such pay:
    /// 时薪25, 月薪8000.
    fn rated(&self, low: Decimal, start: usize, floor: usize) -> bool {
        // 顾问费一天1.8万: the time stands between
        let one = |s| matches!(s, Sense::UnitOne(u) if u < TimeUnit::Quarter).then_some(());
        if start >= 2 && start == floor && self.touches(start) && self.pick(start - 1, one).is_some() {
            let cue = self.pick(start - 2, |s| matches!(s, Sense::Cue(..)).then_some(()));
            return cue.is_some() && self.adjacent(start - 1) && low >= Decimal::TEN;
        }
        let mut k = start;
        while k > floor && self.adjacent(k) {
            k -= 1;
            if let Some(p) = self.pick(k, |s| if let Sense::Cue(_, p) = s { p } else { None }) {
                let least = match p {
                    Period::Hour | Period::Day => Decimal::TEN,
                    Period::Week | Period::Month => Decimal::ONE_HUNDRED,
                    _ => Decimal::from(3_000),
                };
                return low >= least;
            }
            if !(self.is(k, Sense::Link) || self.bounds(k)) {
                return false;
            }
        }
        false
    }

    /// Whether token `i` is a bound before a figure.
    fn bounds(&self, i: usize) -> bool {
        self.pick(i, |s| matches!(s, Sense::Bound(_, p) if p.before()).then_some(())).is_some()
    }

    /// A period behind a sum: 每年, a year, 的年薪.
    pub(crate) fn period_after(&self, next: usize) -> (usize, Option<Period>) {
        let period = |i: usize| {
            self.pick(i, |s| match s {
                Sense::Per(p, place) if place.after() => Some((p, true)),
                Sense::Cue(_, Some(p)) => Some((p, false)),
                _ => None,
            })
        };
        for k in next..next + 3 {
            if k > next
                && !(self.is(k - 1, Sense::Link)
                    || self.is(k - 1, Sense::BracketOpen)
                    || self.is(k - 1, Sense::Slash))
            {
                break;
            }
            let Some(t) = self.token(k) else { break };
            if t.gap == crate::scan::Gap::Other
                && t.start as usize > self.bytes(next.saturating_sub(1), next).end + 18
            {
                break;
            }
            if let Some((p, whole)) = period(k) {
                // a year earlier tells when, not how often
                let rest = self.text.get(self.bytes(k, k + 1).end..).unwrap_or_default().trim_start();
                if ["earlier", "ago", "before", "later"].iter().any(|w| rest.starts_with(w)) {
                    return (next, None);
                }
                let next = if whole && self.adjacent(k) { k + 1 } else { next };
                return (next, Some(p));
            }
        }
        (next, None)
    }

    /// A period before a sum, in the same clause and behind the quantity before: 年薪约, 每年, annual pay of.
    pub(crate) fn period_before(&self, start: usize, floor: usize) -> Option<Period> {
        let begin = self.bytes(start, start + 1).start;
        let mut k = start;
        while k > floor {
            k -= 1;
            if (self.tokens[k].end as usize) + PERIOD_REACH < begin || self.ends_clause(k, false) {
                return None;
            }
            if let Some(p) = self.pick(k, |s| match s {
                Sense::Per(p, place) if place.before() => Some(p),
                Sense::Cue(_, Some(p)) => Some(p),
                _ => None,
            }) {
                return Some(p);
            }
        }
        None
    }

    /// Words around a sum that say what it is for.
    pub(crate) fn cues(&self, start: usize, next: usize) -> Vec<Cue> {
        let whole = self.bytes(start, next);
        let mut cues = Vec::new();
        let mut add = |i: usize| {
            for m in self.meanings(i) {
                if let Sense::Cue(key, _) = m.sense {
                    cues.push(Cue { key, range: self.bytes(i, i + 1) });
                }
            }
        };
        let mut k = start;
        while k > 0 {
            k -= 1;
            if (self.tokens[k].end as usize) + CUE_REACH < whole.start || self.ends_clause(k, true) {
                break;
            }
            add(k);
        }
        let mut k = next;
        while let Some(t) = self.token(k) {
            if t.start as usize > whole.end + CUE_REACH || self.ends_clause(k, true) {
                break;
            }
            add(k);
            k += 1;
        }
        cues.sort_by_key(|c| c.range.start);
        cues
    }
}
