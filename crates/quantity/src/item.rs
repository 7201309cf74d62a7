use rust_decimal::Decimal;
use tradewire_model::Bound;

use crate::TimeUnit;
use crate::figure::Figure;
use crate::parser::{Parser, tighter};
use crate::sense::{Coin, Join, Sense};

/// What the figure of an item counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Of {
    /// Nothing that was said.
    Bare,
    Coin(Coin),
    Percent,
    Points,
    Times,
    Time(TimeUnit),
    /// Things, by the key of the unit, and the tokens that name it.
    Things(&'static str, usize, usize),
    Ordinal,
}

impl Of {
    fn goes_with(self, other: Self) -> bool {
        match (self, other) {
            (Self::Coin(a), Self::Coin(b)) => a.code == b.code || a.yuan || b.yuan,
            (Self::Things(a, ..), Self::Things(b, ..)) => a == b,
            (a, b) => a == b,
        }
    }
}

/// A figure with what it counts: one end of a range, or all there is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    pub(crate) figure: Figure,
    pub(crate) of: Of,
    /// Token after the last.
    pub(crate) next: usize,
    /// A bound between currency and figure: 人民币约1亿元.
    pub(crate) bound: Bound,
    /// Whether the currency came first, so that a range may leave it out behind.
    pub(crate) led: bool,
}

/// An item, or two that make a range.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) low: Decimal,
    pub(crate) high: Option<Decimal>,
    pub(crate) bound: Bound,
    pub(crate) of: Of,
    pub(crate) next: usize,
    /// The first figure, for what only a single one tells.
    pub(crate) first: Figure,
    pub(crate) ranged: bool,
}

/// A figure between its bounds: its ends, and the tokens it stands in.
#[derive(Debug, Clone)]
pub(crate) struct Figured {
    pub(crate) low: Decimal,
    pub(crate) high: Option<Decimal>,
    pub(crate) bound: Bound,
    /// The first token, with the bounds before.
    pub(crate) start: usize,
    /// The tokens of the figure and its unit.
    pub(crate) core: std::ops::Range<usize>,
    /// The token after the last, with the bounds behind.
    pub(crate) next: usize,
}

impl Parser<'_> {
    fn coin(&self, i: usize, before: bool) -> Option<Coin> {
        self.pick(i, |s| match s {
            Sense::Coin(c) if if before { c.place.before() } else { c.place.after() } => Some(c),
            _ => None,
        })
    }

    fn bound_before(&self, i: usize) -> Option<Bound> {
        self.pick(i, |s| match s {
            Sense::Bound(b, p) if p.before() => Some(b),
            _ => None,
        })
    }

    /// Reads a figure with its unit at token `i`.
    pub(crate) fn item(&self, i: usize, implied: bool) -> Option<Item> {
        let mut at = i;
        let mut led = None;
        let mut bound = Bound::Exact;
        if let Some(c) = self.coin(at, true) {
            // us $, 人民币¥: two words for one currency.
            let mut coin = c;
            at += 1;
            if let Some(d) =
                self.coin(at, true).filter(|d| self.adjacent(at) && (d.usual || d.code == c.code))
            {
                coin = if c.usual { d } else { c };
                at += 1;
            }
            if let Some(b) = self.bound_before(at).filter(|_| self.adjacent(at)) {
                bound = b;
                at += 1;
            }
            if !self.adjacent(at) {
                return None;
            }
            led = Some(coin);
        }
        if let Some(pow) = self.pick(at, |s| if let Sense::PercentPrefix(p) = s { Some(p) } else { None })
            && led.is_none()
        {
            let f = self.figure(at + 1, false).filter(|_| self.adjacent(at + 1))?;
            let divisor = crate::sense::ten(pow)?.checked_div(Decimal::ONE_HUNDRED)?;
            let mut figure = f;
            figure.low = f.low.checked_div(divisor)?;
            figure.high = f.high.and_then(|h| h.checked_div(divisor));
            return Some(Item { figure, of: Of::Percent, next: f.next, bound, led: false });
        }
        if let Some(n) = self
            .pick(at, |s| if let Sense::OrdinalPrefix = s { Some(()) } else { None })
            .and(self.zh_ordinal(at))
        {
            return Some(n);
        }
        if led.is_none()
            && let Some(u) = self.pick(at, |s| if let Sense::UnitOne(u) = s { Some(u) } else { None })
        {
            let half = self.is(at + 1, Sense::Half) && self.touches(at + 1);
            let next = at + 1 + usize::from(half);
            let value = if half { Decimal::new(15, 1) } else { Decimal::ONE };
            return Some(Item { figure: Figure::of(value, next), of: Of::Time(u), next, bound, led: false });
        }
        // 半年, 半小时
        if led.is_none()
            && self.is(at, Sense::Half)
            && self.touches(at + 1)
            && self.token(at + 1).is_some()
            && let Some(u) = self.pick(at + 1, |s| if let Sense::Unit(u) = s { Some(u) } else { None })
        {
            let figure = Figure::of(Decimal::new(5, 1), at + 2);
            return Some(Item { figure, of: Of::Time(u), next: at + 2, bound, led: false });
        }
        let mut figure = self.figure(at, implied || bound != Bound::Exact)?;
        let mut next = figure.next;
        let mut of = Of::Bare;
        // Hyphens inside attributive forms: four-year, one-yen, 100-million-dollar.
        let of_coin = (figure.implied || figure.high.is_some())
            && self.adjacent(next)
            && self.is(next, Sense::Of)
            && self.adjacent(next + 1)
            && self.coin(next + 1, false).is_some();
        let hyphen = self.is(next, Sense::Hyphen) && self.touches(next) && self.touches(next + 1);
        let unit_at = next + usize::from(of_coin || hyphen);
        let reachable = self.adjacent(unit_at);
        if let Some(c) = led {
            of = Of::Coin(c);
            let behind = self.coin(next, false).filter(|d| {
                self.adjacent(next)
                    && (d.yuan || d.code == c.code || c.usual)
                    && !(self.adjacent(next + 1) && self.digits(next + 1).is_some())
            });
            if let Some(d) = behind {
                of = Of::Coin(if d.yuan && !c.yuan { c } else { d });
                next += 1;
            }
        } else if reachable
            && let Some(mut c) = self.coin(unit_at, false).filter(|c| {
                let sign_of_next = !self.touches(unit_at)
                    && !self.touches(unit_at + 1)
                    && self.adjacent(unit_at + 1)
                    && self.digits(unit_at + 1).is_some()
                    && self.coin(unit_at, true).is_some()
                    && self
                        .coin(unit_at + 2, false)
                        .is_some_and(|d| d.code == c.code && self.adjacent(unit_at + 2))
                    && self.word(unit_at) == "$";
                !(c.yuan && self.thing_follows(unit_at))
                    && !(c.large && figure.low < Decimal::ONE_THOUSAND)
                    && !sign_of_next
            })
        {
            next = unit_at + 1;
            // 元人民币
            if let Some(d) = self
                .coin(next, false)
                .or_else(|| self.coin(next, true))
                .filter(|d| self.touches(next) && (c.yuan || d.code == c.code) && !d.usual && d.parts == 1)
                && self.digits(next + 1).is_none_or(|_| !self.adjacent(next + 1))
            {
                c = d;
                next += 1;
            }
            of = Of::Coin(c);
        } else if reachable && self.is(unit_at, Sense::Percent) {
            of = Of::Percent;
            next = unit_at + 1;
        } else if reachable && self.is(unit_at, Sense::Points) {
            of = Of::Points;
            next = unit_at + 1;
        } else if reachable && self.is(unit_at, Sense::Tenth) && figure.low <= Decimal::TEN {
            let ten = Decimal::TEN;
            figure.low = figure.low.checked_mul(ten)?;
            figure.high = figure.high.and_then(|h| h.checked_mul(ten));
            next = unit_at + 1;
            // 三成半, 三成五
            if self.is(next, Sense::Half) && self.touches(next) {
                figure.low = figure.low.checked_add(Decimal::from(5))?;
                next += 1;
            } else if let Some(d) = self
                .pick(next, |s| if let Sense::Digit(d) = s { Some(d) } else { None })
                .filter(|_| self.touches(next))
            {
                figure.low = figure.low.checked_add(Decimal::from(d))?;
                next += 1;
            }
            of = Of::Percent;
        } else if reachable
            && self.is(unit_at, Sense::Discount)
            && figure.low < Decimal::ONE_HUNDRED
            && figure.low != Decimal::TEN
        {
            // 九折 and 9.5折 are tenths, 75折 is percent.
            let factor = if figure.low < Decimal::TEN { Decimal::TEN } else { Decimal::ONE };
            figure.low = figure.low.checked_mul(factor)?;
            figure.high = figure.high.and_then(|h| h.checked_mul(factor));
            of = Of::Percent;
            next = unit_at + 1;
        } else if reachable && self.is(unit_at, Sense::Multiple) {
            of = Of::Times;
            next = unit_at + 1;
        } else if reachable
            && let Some(u) = self.pick(unit_at, |s| if let Sense::Unit(u) = s { Some(u) } else { None })
        {
            of = Of::Time(u);
            next = unit_at + 1;
            if self.is(next, Sense::Half) && self.touches(next) && figure.high.is_none() {
                figure.low = figure.low.checked_add(Decimal::new(5, 1))?;
                next += 1;
            }
        } else if reachable
            && self.is(unit_at, Sense::DayMark)
            && self.touches(unit_at + 1)
            && self
                .pick(unit_at + 1, |s| {
                    (matches!(s, Sense::Bound(_, p) if p.after()) || matches!(s, Sense::Role(_)))
                        .then_some(())
                })
                .is_some()
        {
            // 3日内
            of = Of::Time(TimeUnit::Day);
            next = unit_at + 1;
        } else if let Some((unit, from, to)) = self.things(next) {
            of = Of::Things(unit, from, to);
            next = next.max(if from == next { to } else { next });
        } else if figure.fraction && led.is_none() {
            of = Of::Percent;
            let hundred = Decimal::ONE_HUNDRED;
            figure.low = figure.low.checked_mul(hundred)?.round_dp(6);
        }
        if let Of::Coin(c) = of {
            // 75 USD million, $ 5 M
            if let Some(pow) = self.scale_behind(next, led.is_some()) {
                let factor = crate::sense::ten(pow)?;
                figure.low = figure.low.checked_mul(factor)?;
                figure.high = figure.high.and_then(|h| h.checked_mul(factor));
                figure.scale = factor;
                next += 1;
            }
            let factor = Decimal::from(c.times).checked_div(Decimal::from(c.parts))?;
            figure.low = figure.low.checked_mul(factor)?;
            figure.high = figure.high.and_then(|h| h.checked_mul(factor));
            if led.is_none()
                && c.parts == 1
                && figure.high.is_none()
                && let Some((more, end)) = self.small_change(c, next)
            {
                figure.low = figure.low.checked_add(more)?;
                next = end;
            }
        }
        Some(Item { figure, of, next, bound, led: led.is_some() })
    }

    /// A scale word behind the currency.
    fn scale_behind(&self, i: usize, led: bool) -> Option<u8> {
        if !self.adjacent(i) {
            return None;
        }
        self.pick(i, |s| match s {
            Sense::Scale { pow, zh: false, tight, plural: false } if pow >= 6 && (!tight || led) => Some(pow),
            _ => None,
        })
    }

    /// The smaller coin behind a sum: 五元|三毛, two dollars|and fifty cents.
    fn small_change(&self, coin: Coin, i: usize) -> Option<(Decimal, usize)> {
        let mut at = i;
        if (self.is(at, Sense::And) || self.is(at, Sense::Plus)) && self.adjacent(at) {
            at += 1;
        }
        if !self.adjacent(at) {
            return None;
        }
        let f = self.figure(at, false).filter(|f| f.high.is_none() && f.low < Decimal::ONE_HUNDRED)?;
        // 15 dollars 50
        let bare = at == i
            && self.digits(at).is_some_and(|d| d.whole == 2 && !d.point)
            && f.next == at + 1
            && !self.adjacent(f.next)
            || self.ends_clause(f.next, false);
        if bare && coin.usual && self.digits(at).is_some() {
            return f.low.checked_div(Decimal::ONE_HUNDRED).map(|v| (v, f.next));
        }
        let c = self.coin(f.next, false).filter(|_| self.adjacent(f.next))?;
        (c.parts > 1 && c.code == coin.code)
            .then(|| f.low.checked_div(Decimal::from(c.parts)).map(|v| (v, f.next + 1)))
            .flatten()
    }

    /// Whether 块 counts things here rather than money: 10万块H100.
    fn thing_follows(&self, i: usize) -> bool {
        self.pick(i, |s| matches!(s, Sense::Classifier(_)).then_some(())).is_some()
            && self.adjacent(i + 1)
            && self.pick(i + 1, |s| matches!(s, Sense::Noun(_)).then_some(())).is_some()
    }

    /// 第三, 第二百五十.
    fn zh_ordinal(&self, i: usize) -> Option<Item> {
        let figure = self.figure(i + 1, false).filter(|f| self.adjacent(i + 1) && f.high.is_none())?;
        Some(Item { figure, of: Of::Ordinal, next: figure.next, bound: Bound::Exact, led: false })
    }

    /// What is counted behind a figure: the unit, and the tokens that name it.
    fn things(&self, next: usize) -> Option<(&'static str, usize, usize)> {
        let noun = |i: usize| self.pick(i, |s| if let Sense::Noun(n) = s { Some(n) } else { None });
        if self.adjacent(next) {
            if let Some(c) = self.pick(next, |s| if let Sense::Classifier(c) = s { Some(c) } else { None }) {
                if c != "item" {
                    return Some((c, next, next + 1));
                }
                // 个, 项, 份: the noun behind says what.
                for k in next + 1..next + 5 {
                    let Some(t) = self.token(k) else { break };
                    let far = t.start as usize - self.bytes(next, next + 1).end > 30;
                    if far || self.ends_clause(k, false) || self.digits(k).is_some() {
                        break;
                    }
                    if let Some(n) = noun(k) {
                        return Some((
                            n,
                            next,
                            if self.touches(k) && k == next + 1 { k + 1 } else { next + 1 },
                        ));
                    }
                }
                return Some((c, next, next + 1));
            }
            if let Some(n) = noun(next) {
                return Some((n, next, next + 1));
            }
            if self.is(next, Sense::Hyphen)
                && self.touches(next)
                && self.touches(next + 1)
                && let Some(n) = noun(next + 1)
            {
                return Some((n, next, next + 2));
            }
        }
        // eight senior AI researchers
        let from = self.bytes(next.saturating_sub(1), next).end;
        if !self.text[from..].starts_with(' ')
            || self.text[..from].chars().next_back().is_some_and(|c| !c.is_ascii())
        {
            return None;
        }
        let mut k = next;
        while let Some(t) = self.token(k) {
            let between = self.text.get(from..t.start as usize)?;
            if between.len() > 48
                || between.split(' ').filter(|w| !w.is_empty()).count() > 5
                || !between.is_ascii()
            {
                return None;
            }
            if between.contains([';', ':', '"', '(', ')'])
                || self.ends_clause(k, false)
                || self.is(k, Sense::Barrier)
                || self.is(k, Sense::And)
                || self.digits(k).is_some()
                || self.is(k, Sense::Of)
                || self.is(k, Sense::Article)
            {
                return None;
            }
            if let Some(n) = noun(k) {
                return Some((n, k, k + 1));
            }
            k += 1;
        }
        None
    }

    /// Reads one item at `i`, or a range that begins there.
    pub(crate) fn span(&self, i: usize, implied: bool, opened: bool) -> Option<Span> {
        let left = self.item(i, implied)?;
        let single = Span {
            low: left.figure.low,
            high: left.figure.high,
            bound: tighter(left.bound, left.figure.bound),
            of: left.of,
            next: left.next,
            first: left.figure,
            ranged: false,
        };
        Some(self.range(&left, opened).unwrap_or(single))
    }

    /// Whether a word such as raised or fell leads in the from before the figure that ends at token `next`.
    fn changed(&self, next: usize) -> bool {
        let mut k = next;
        let mut from = false;
        for _ in 0..8 {
            let Some(j) = k.checked_sub(1) else { return false };
            k = j;
            if from && self.is(k, Sense::Change) {
                let gap =
                    self.text.get(self.bytes(k, k + 1).end..self.bytes(next, next).start).unwrap_or_default();
                return gap.len() < 60;
            }
            from |= self.word(k) == "from";
            if self.ends_clause(k, false) {
                return false;
            }
        }
        false
    }

    fn range(&self, left: &Item, opened: bool) -> Option<Span> {
        let mut at = left.next;
        if !self.adjacent(at) {
            return None;
        }
        if self.is(at, Sense::Comma) && self.is(at + 1, Sense::Join(Join::Escalate)) {
            at += 1;
        }
        let join = self
            .pick(at, |s| if let Sense::Join(j) = s { Some(j) } else { None })
            .or_else(|| (self.is(at, Sense::Hyphen) || self.is(at, Sense::Tilde)).then_some(Join::To))
            .or_else(|| (opened && self.is(at, Sense::And)).then_some(Join::And))?;
        let mut second = at + 1;
        if !self.adjacent(second) {
            return None;
        }
        let mut inner = None;
        while let Some(b) = self.bound_before(second) {
            inner = Some(b);
            second += 1;
            if !self.adjacent(second) {
                return None;
            }
        }
        let right = self.item(second, inner.is_some())?;
        let (mut of, mut fits) = (right.of, left.of.goes_with(right.of));
        if left.of == Of::Bare && !matches!(right.of, Of::Ordinal) {
            fits = true;
        }
        if left.led && right.of == Of::Bare {
            of = left.of;
            fits = true;
        }
        if matches!(left.of, Of::Coin(_)) && matches!(right.of, Of::Coin(_)) && fits && left.led {
            of = left.of;
        }
        if !fits || matches!(left.of, Of::Ordinal) || left.figure.magnitude != right.figure.magnitude {
            return None;
        }
        if opened && self.changed(left.next) {
            return None;
        }
        match join {
            Join::To | Join::Escalate => {}
            Join::And => {
                // Only between … and, or 在A和B之间.
                let closed = self.adjacent(right.next) && self.is(right.next, Sense::Close);
                if !(opened || closed) {
                    return None;
                }
            }
            Join::Or => return None,
        }
        // 300至700万: the unit of the second holds for the first; 两到三成 too.
        let (mut a, b) = (left.figure, right.figure);
        // 12-15 LPA, 30 to 50 cents: what one of the coin is worth holds for both
        if left.of == Of::Bare
            && let Of::Coin(c) = of
        {
            a.low = a.low.checked_mul(Decimal::from(c.times))?.checked_div(Decimal::from(c.parts))?;
        }
        let tenths = (second..right.next).any(|k| self.is(k, Sense::Tenth));
        if left.of == Of::Bare && of == Of::Percent && tenths {
            a.low = a.low.checked_mul(Decimal::TEN)?;
        }
        let factor = if a.scale == Decimal::ONE
            && !a.grouped
            && b.scale > Decimal::ONE
            && a.low < b.low.checked_div(b.scale)?
        {
            b.scale
        } else {
            Decimal::ONE
        };
        let low = a.low.checked_mul(factor)?;
        let high = match join {
            Join::Escalate if b.bound == Bound::AtLeast || inner.is_some() => b.low,
            _ => b.high.unwrap_or(b.low),
        };
        if high < low || (high == low && join != Join::Escalate) {
            return None;
        }
        let next = if self.adjacent(right.next) && self.is(right.next, Sense::Close) {
            right.next + 1
        } else {
            right.next
        };
        Some(Span { low, high: Some(high), bound: Bound::Range, of, next, first: a, ranged: true })
    }
}
