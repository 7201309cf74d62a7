use rust_decimal::Decimal;
use tradewire_model::Bound;

use crate::Part;
use crate::parser::Parser;
use crate::scan::Gap;
use crate::sense::{Sense, ten};

/// A bare figure: a number or a vague order of magnitude, without unit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figure {
    pub(crate) low: Decimal,
    /// Upper end where the figure is vague: 数百万, 三五个.
    pub(crate) high: Option<Decimal>,
    /// 多, 余, 来 within or behind it; exact otherwise.
    pub(crate) bound: Bound,
    /// The factor of its last scale word (万, million), which a range may share backwards.
    pub(crate) scale: Decimal,
    /// Token after it.
    pub(crate) next: usize,
    /// Whether it is a lone order of magnitude (千万, millions) rather than a number that was counted.
    pub(crate) implied: bool,
    /// Whether it was written in digits, and how many stand before the point.
    pub(crate) digits: Option<u8>,
    /// Whether it has a point.
    pub(crate) point: bool,
    /// Whether thousands are set apart, so that it is no year.
    pub(crate) grouped: bool,
    /// Whether a letter right behind the digits scales it (k, m, b), which models and units use too.
    pub(crate) letter: bool,
    /// Whether it is a lower fraction: 三分之二, two thirds.
    pub(crate) fraction: bool,
    /// Whether it is an order of magnitude by its digits: 九位数.
    pub(crate) magnitude: bool,
}

impl Figure {
    /// A plain figure.
    pub(crate) fn of(low: Decimal, next: usize) -> Self {
        Self::new(low, next)
    }

    fn new(low: Decimal, next: usize) -> Self {
        Self {
            low,
            high: None,
            bound: Bound::Exact,
            scale: Decimal::ONE,
            next,
            implied: false,
            digits: None,
            point: false,
            grouped: false,
            letter: false,
            fraction: false,
            magnitude: false,
        }
    }

    /// The whole number it is, if it is one and small.
    pub(crate) fn small(&self) -> Option<i64> {
        (self.high.is_none() && self.low.fract().is_zero()).then(|| self.low.try_into().ok()).flatten()
    }
}

/// Lower and upper value that are computed side by side.
#[derive(Debug, Clone, Copy)]
struct Pair(Decimal, Decimal);

impl Pair {
    const ZERO: Self = Self(Decimal::ZERO, Decimal::ZERO);
    const ONE: Self = Self(Decimal::ONE, Decimal::ONE);

    fn of(d: Decimal) -> Self {
        Self(d, d)
    }
    fn times(self, f: Decimal) -> Option<Self> {
        Some(Self(self.0.checked_mul(f)?, self.1.checked_mul(f)?))
    }
    fn add(self, o: Self) -> Option<Self> {
        Some(Self(self.0.checked_add(o.0)?, self.1.checked_add(o.1)?))
    }
    fn is_zero(self) -> bool {
        self.1.is_zero()
    }
}

impl Parser<'_> {
    /// Reads the figure at token `i`. `implied` lets a lone 亿 or 万 stand for one of it, as behind 过 and 上.
    pub(crate) fn figure(&self, i: usize, implied: bool) -> Option<Figure> {
        self.magnitude(i).or_else(|| self.zh_figure(i, implied, true)).or_else(|| self.en_whole(i, true))
    }

    fn zh_scale(&self, i: usize) -> Option<u8> {
        self.pick(i, |s| match s {
            Sense::Scale { pow, zh: true, tight, .. } if !tight || self.touches(i) => Some(pow),
            _ => None,
        })
    }

    /// One part of a fraction.
    fn part(&self, i: usize) -> Option<Figure> {
        self.zh_figure(i, false, false).or_else(|| self.en_whole(i, false))
    }

    /// 二分之一, not nested.
    fn simple_fraction(&self, i: usize) -> Option<Figure> {
        let lower = self.part(i).filter(|f| f.high.is_none() && !f.low.is_zero())?;
        let (at, factor) = if self.is(lower.next, Sense::PartsOf) {
            (lower.next + 1, Decimal::ONE)
        } else {
            let pow =
                self.pick(lower.next, |s| if let Sense::PercentPrefix(p) = s { Some(p) } else { None })?;
            (lower.next + 1, ten(pow)?)
        };
        if !self.adjacent(lower.next) || !self.adjacent(at) {
            return None;
        }
        let upper = self.part(at).filter(|f| f.high.is_none())?;
        let mut f = Figure::new(upper.low.checked_div(lower.low.checked_mul(factor)?)?, upper.next);
        f.fraction = true;
        Some(f)
    }

    pub(crate) fn zh_numeral(&self, i: usize) -> bool {
        self.zh_scale(i).is_some() || self.digit(i).is_some()
    }

    fn digit(&self, i: usize) -> Option<u8> {
        self.pick(i, |s| if let Sense::Digit(d) = s { Some(d) } else { None })
    }

    fn zh_vague(&self, i: usize) -> Option<(u16, u16, bool)> {
        self.pick(i, |s| match s {
            Sense::Vague { low, high, bare } if self.is_zh(i) => Some((low, high, bare)),
            _ => None,
        })
    }

    fn is_zh(&self, i: usize) -> bool {
        self.word(i).chars().next().is_some_and(|c| !c.is_ascii())
    }

    /// A Chinese figure, or digits with Chinese scales.
    ///
    /// `parts` lets it be a fraction; the parts of a fraction are none themselves, so that nothing nests.
    fn zh_figure(&self, i: usize, implied: bool, parts: bool) -> Option<Figure> {
        let mut at = i;
        let mut total = Pair::ZERO;
        let mut big = 99u8; // power of the last big scale, 99 before any
        let mut section = Pair::ZERO;
        let mut current: Option<Pair> = None;
        let mut single = false; // current is one digit
        let mut zero = false; // 零 before it
        let mut last_scale = 0u8; // power of the scale right before `current`
        let mut scale = Decimal::ONE;
        let mut f = Figure::new(Decimal::ZERO, i);
        let mut scaled = false;
        let mut counted = false; // some digit was read
        let first_digits = self.digits(i);
        let breaks_at_fraction = |at: usize| {
            self.is(at, Sense::PartsOf)
                || self.is(at, Sense::Plus)
                || self.pick(at, |s| matches!(s, Sense::PercentPrefix(_)).then_some(())).is_some()
        };
        while at < self.tokens.len() {
            let first = at == i;
            if !first && !self.adjacent(at) {
                break;
            }
            if let Some(d) = self.digits(at) {
                if current.is_some() {
                    break;
                }
                // Digits inside: 1亿5千万, 25万6千, 1千零1.
                if !first {
                    let follows = self.zh_scale(at + 1).is_some() && self.adjacent(at + 1);
                    let lone =
                        d.whole == 1 && !d.point && (zero || last_scale >= 2) && !self.adjacent(at + 1);
                    if !(self.touches(at) || self.tokens[at].gap == Gap::Space && follows)
                        || !(follows || lone || zero)
                        || d.padded
                    {
                        break;
                    }
                }
                current = Some(Pair::of(d.value));
                single = d.whole == 1 && !d.point;
                counted = true;
                if first {
                    f.digits = Some(d.whole);
                    f.point = d.point;
                    f.grouped = d.grouped;
                    if d.padded && !d.point {
                        // 007 is no figure that scales.
                        f.low = d.value;
                        f.next = at + 1;
                        return Some(f);
                    }
                }
                at += 1;
                continue;
            }
            if let Some(pow) = self.zh_scale(at) {
                let factor = ten(pow)?;
                if pow < 4 {
                    if first && pow > 1 {
                        // 百万, 千亿; a lone 百 or 千 counts too (百名), the caller judges.
                        f.implied = true;
                    }
                    let x = match current.take() {
                        Some(x) => x,
                        None if pow == 1 || first || (scaled && last_scale >= 4 && at > i) => Pair::ONE,
                        None => break,
                    };
                    section = section.add(x.times(factor)?)?;
                } else {
                    let x = match current.take() {
                        Some(x) => section.add(x)?,
                        None => section,
                    };
                    section = Pair::ZERO;
                    if x.is_zero() {
                        if !total.is_zero() && last_scale >= 4 {
                            // 万亿, 万万: scales the group before.
                            total = total.times(factor)?;
                        } else if first && implied {
                            total = Pair::of(factor);
                            f.implied = true;
                        } else {
                            break;
                        }
                    } else if pow > big && big != 99 {
                        total = total.add(x)?.times(factor)?;
                    } else {
                        total = total.add(x.times(factor)?)?;
                    }
                    big = pow;
                }
                scale = if at > i && self.zh_scale(at - 1).is_some() {
                    scale.checked_mul(factor)?
                } else {
                    factor
                };
                scaled = true;
                last_scale = pow;
                single = false;
                zero = false;
                at += 1;
                continue;
            }
            if let Some(d) = self.digit(at) {
                if current.is_some() {
                    break;
                }
                let mut end = at + 1;
                while self.digit(end).is_some() && self.adjacent(end) && end - at < 40 {
                    end += 1;
                }
                let run = end - at;
                counted = true;
                if d == 0 && scaled {
                    zero = true;
                    at += 1;
                    continue;
                }
                if run == 1 {
                    current = Some(Pair::of(Decimal::from(d)));
                    single = true;
                    at = end;
                    continue;
                }
                let second = self.digit(at + 1).unwrap_or(0);
                let vague = run == 2
                    && d > 0
                    && (second == d + 1 || (d == 3 && second == 5))
                    && end < self.tokens.len()
                    && self.adjacent(end)
                    && (self.zh_scale(end).is_some() || self.counts(end));
                if vague {
                    current = Some(Pair(Decimal::from(d), Decimal::from(second)));
                    single = false;
                    at = end;
                    continue;
                }
                if scaled {
                    // 一百五 then more digits: the first belongs here, the rest does not.
                    current = Some(Pair::of(Decimal::from(d)));
                    single = true;
                    at += 1;
                    break;
                }
                // Digit by digit: 二〇二五.
                let mut value = Decimal::ZERO;
                for k in at..end {
                    value = value.checked_mul(Decimal::TEN)?.checked_add(Decimal::from(self.digit(k)?))?;
                }
                current = Some(Pair::of(value));
                f.digits = Some(run as u8);
                single = false;
                at = end;
                continue;
            }
            if let Some((low, high, bare)) = self.zh_vague(at) {
                if current.is_some() {
                    break;
                }
                let follows = at + 1 < self.tokens.len() && self.touches(at + 1);
                if scaled {
                    if last_scale == 1 || zero {
                        // 十几, 零几
                        current = Some(Pair(Decimal::ZERO, Decimal::from(high)));
                        at += 1;
                        continue;
                    }
                    break;
                }
                if follows && self.zh_scale(at + 1).is_some() {
                    current = Some(Pair(Decimal::ONE, Decimal::from(high)));
                } else if bare || (follows && self.counts(at + 1)) {
                    current = Some(Pair(Decimal::from(low), Decimal::from(high)));
                } else {
                    return None;
                }
                counted = true;
                at += 1;
                continue;
            }
            if self.is(at, Sense::Point) && (current.is_some() || scaled) {
                let Some((fraction, end)) = self.decimals(at + 1) else { break };
                let whole = section.add(current.take().unwrap_or(Pair::ZERO))?;
                section = Pair::ZERO;
                current = Some(whole.add(Pair::of(fraction))?);
                if (2..4).contains(&last_scale) && self.digit(at - 1).is_some() {
                    // 两千三点一: the tail still means hundreds.
                    let tail = Decimal::from(self.digit(at - 1)?);
                    let lift = tail.checked_mul(ten(last_scale - 1)?.checked_sub(Decimal::ONE)?)?;
                    current = current.and_then(|c| c.add(Pair::of(lift)));
                }
                single = false;
                f.point = true;
                at = end;
                continue;
            }
            if let Some(bound) = self.pick(at, |s| if let Sense::Surplus(b) = s { Some(b) } else { None })
                && !first
                && self.touches(at)
                && (scaled || current.is_some_and(|c| c.0 >= Decimal::TEN))
                && f.bound == Bound::Exact
            {
                f.bound = bound;
                at += 1;
                if !(self.zh_scale(at).is_some_and(|p| p >= 4) && self.touches(at)) {
                    break;
                }
                continue;
            }
            break;
        }
        if !counted && !scaled {
            return None;
        }
        if first_digits.is_some() && !scaled && f.bound == Bound::Exact && !f.point && !breaks_at_fraction(at)
        {
            // Plain digits, whichever language.
            return self.en_whole(i, parts);
        }
        if first_digits.is_some() && !scaled && f.bound == Bound::Exact && f.point && at == i + 1 {
            return self.en_whole(i, parts);
        }
        if let Some(c) = current {
            // 四百五, 九十二万四: the last digit counts the next lower power.
            let tail = single && !zero && last_scale >= 2 && !f.point;
            let c = if tail { c.times(ten(last_scale - 1)?)? } else { c };
            section = section.add(c)?;
            if scaled && !tail {
                scale = Decimal::ONE;
            }
        }
        let mut sum = total.add(section)?;
        if self.touches(at) && self.is(at, Sense::Dozen { plural: false }) {
            sum = sum.times(Decimal::from(12))?;
            at += 1;
        }
        f.low = sum.0;
        f.high = (sum.1 != sum.0).then_some(sum.1);
        f.scale = scale;
        f.next = at;
        // 一百|分之 where 百分之 is one word: the scale belongs to the lower part.
        if self.adjacent(at)
            && let Some(pow) = self.pick(at, |s| if let Sense::PercentPrefix(p) = s { Some(p) } else { None })
            && parts
            && let Some(upper) = self.part(at + 1).filter(|_| self.adjacent(at + 1))
            && f.high.is_none()
            && upper.high.is_none()
        {
            let factor = ten(pow)?;
            let lower = if pow < 4 && current.is_some() {
                sum.0.checked_sub(current?.0)?.checked_add(current?.0.checked_mul(factor)?)?
            } else {
                sum.0.checked_mul(factor)?
            };
            let mut g = Figure::new(upper.low.checked_div(lower)?, upper.next);
            g.fraction = true;
            return Some(g);
        }
        // 三又二分之一
        if self.adjacent(at)
            && self.is(at, Sense::Plus)
            && f.high.is_none()
            && parts
            && let Some(part) = self.simple_fraction(at + 1).filter(|_| self.adjacent(at + 1))
        {
            f.low = f.low.checked_add(part.low)?;
            f.next = part.next;
            f.point = true;
            return Some(f);
        }
        // 三分之二
        if self.adjacent(at) && self.is(at, Sense::PartsOf) {
            let lower = if parts && self.adjacent(at + 1) { self.part(at + 1) } else { None };
            if let Some(upper) = lower
                && !f.low.is_zero()
                && f.high.is_none()
                && upper.high.is_none()
                && let Some(value) = upper.low.checked_div(f.low)
            {
                let mut g = Figure::new(value, upper.next);
                g.fraction = true;
                return Some(g);
            }
        }
        if f.implied && scaled && section.is_zero() && total.is_zero() {
            return None;
        }
        Some(f)
    }

    /// Whether token `i` is something that a vague digit can count.
    fn counts(&self, i: usize) -> bool {
        self.meanings(i).iter().any(|m| {
            matches!(
                m.sense,
                Sense::Classifier(_)
                    | Sense::Unit(_)
                    | Sense::Multiple
                    | Sense::Tenth
                    | Sense::Surplus(_)
                    | Sense::Noun(_)
            ) || matches!(m.sense, Sense::Coin(c) if c.place.after())
        })
    }

    /// Digits after 点: 八点五, 八点25.
    fn decimals(&self, i: usize) -> Option<(Decimal, usize)> {
        let mut at = i;
        let mut value = Decimal::ZERO;
        let mut place = Decimal::ONE;
        if let Some(d) = self.digits(at)
            && !d.point
            && self.adjacent(at)
        {
            let width = self.word(at).len() as u32;
            return Some((d.value.checked_div(ten(u8::try_from(width).ok()?)?)?, at + 1));
        }
        while let Some(d) = self.digit(at)
            && self.adjacent(at)
            && at - i < 20
        {
            place = place.checked_div(Decimal::TEN)?;
            value = value.checked_add(Decimal::from(d).checked_mul(place)?)?;
            at += 1;
        }
        (at > i).then_some((value, at))
    }

    fn en_scale(&self, i: usize) -> Option<(u8, bool, bool)> {
        self.pick(i, |s| match s {
            Sense::Scale { pow, zh: false, tight, plural }
                if !tight || (self.touches(i) && self.digits(i.wrapping_sub(1)).is_some()) =>
            {
                Some((pow, tight, plural))
            }
            // A lone m or bn may stand off its digits: $ 5 bn.
            _ => None,
        })
    }

    fn en_word(&self, i: usize) -> Option<u8> {
        self.pick(i, |s| if let Sense::Word(n) = s { Some(n) } else { None })
    }

    /// An English figure, or digits with English scales.
    pub(crate) fn en_whole(&self, i: usize, parts: bool) -> Option<Figure> {
        let mut at = i;
        let mut f = Figure::new(Decimal::ZERO, i);
        let mut total = Decimal::ZERO;
        let mut current: Option<Decimal> = None;
        let mut scale = Decimal::ONE;
        let mut hundred = false;
        let mut spelled = false;
        if let Some(d) = self.digits(i) {
            current = Some(d.value);
            f.digits = Some(d.whole);
            f.point = d.point;
            f.grouped = d.grouped;
            at += 1;
            if d.padded && !d.point {
                f.low = d.value;
                f.next = at;
                return Some(f);
            }
            // Fractions in digits: 1/2, 3 1/4.
            if let Some((upper, lower, end)) = self.slash_fraction(i) {
                f.low = upper.checked_div(lower)?;
                f.next = end;
                f.fraction = true;
                return Some(f);
            }
        } else if self.is(i, Sense::Article) {
            at += 1;
            if !self.adjacent(at) {
                return None;
            }
            if self.pick(at, |s| matches!(s, Sense::Vague { .. }).then_some(())).is_some() {
                // a few, a couple: read as the vague word itself.
            } else if self.en_scale(at).is_some_and(|s| !s.2)
                || self.is(at, Sense::Dozen { plural: false })
                || self.is(at, Sense::Half)
                || self.pick(at, |s| matches!(s, Sense::Denominator(_)).then_some(())).is_some()
            {
                current = Some(Decimal::ONE);
            } else {
                return None;
            }
        }
        // several, a few, dozens of, tens of
        if let Some((low, hi)) = self.pick(at, |s| match s {
            Sense::Vague { low, high, .. } if !self.is_zh(at) => Some((low, high)),
            _ => None,
        }) {
            if f.digits.is_some() {
                f.low = current?;
                f.next = at;
                return Some(f);
            }
            current = Some(Decimal::from(low));
            at += 1;
            let mut of = at;
            if self.is(of, Sense::Of) && self.adjacent(of) {
                of += 1;
            }
            if let Some((pow, _, _)) = self.en_scale(of).filter(|_| self.adjacent(of)) {
                let factor = ten(pow)?;
                f.low = if low < 10 {
                    factor.checked_mul(if low == 1 { Decimal::ONE } else { Decimal::from(low) })?
                } else {
                    Decimal::from(low).checked_mul(factor)?
                };
                f.high = Some(Decimal::from(hi).checked_mul(factor)?);
                f.scale = factor;
                at = of + 1;
                // hundreds of thousands, several hundred million
                if let Some((p2, _, _)) = self.en_scale(at).filter(|s| s.0 > pow && self.adjacent(at)) {
                    let more = ten(p2)?;
                    f.low = f.low.checked_mul(more)?;
                    f.high = f.high.and_then(|h| h.checked_mul(more));
                    f.scale = more;
                    at += 1;
                }
            } else if self.is(at, Sense::Dozen { plural: false }) && self.adjacent(at) {
                f.low = Decimal::from(low).checked_mul(Decimal::from(12))?;
                f.high = Some(Decimal::from(hi).checked_mul(Decimal::from(12))?);
                at += 1;
            } else if low == 1 {
                // multi- needs its scale.
                return None;
            } else {
                f.low = current?;
                f.high = Some(Decimal::from(hi));
                if low == hi {
                    f.bound = Bound::Approx;
                }
            }
            if f.high == Some(f.low) {
                f.high = None;
                f.bound = Bound::Approx;
            }
            f.next = at;
            return Some(f);
        }
        // millions (of), billions
        if current.is_none()
            && let Some((pow, false, true)) = self.en_scale(at)
        {
            let mut low = ten(pow)?;
            let mut up = low.checked_mul(Decimal::TEN)?;
            let mut end = at + 1;
            // hundreds of millions, thousands of billions
            if self.is(end, Sense::Of)
                && self.adjacent(end)
                && let Some((p2, _, _)) =
                    self.en_scale(end + 1).filter(|s| s.0 > pow && self.adjacent(end + 1))
            {
                let more = ten(p2)?;
                low = low.checked_mul(more)?;
                up = up.checked_mul(more)?;
                end += 2;
            }
            f.low = low;
            f.high = Some(up);
            f.implied = true;
            f.next = end;
            return Some(f);
        }
        let start = at;
        loop {
            if at > i && !self.adjacent(at) {
                break;
            }
            // twenty-one
            let mut word_at = at;
            if at > start
                && self.is(at, Sense::Hyphen)
                && self.adjacent(at + 1)
                && (self.en_word(at + 1).is_some() || self.en_scale(at + 1).is_some_and(|s| !s.1))
                && self.digits(at - 1).is_none_or(|_| self.en_scale(at + 1).is_some())
            {
                word_at = at + 1;
            }
            if let Some(n) = self.en_word(word_at) {
                let n_dec = Decimal::from(n);
                let fits = match current {
                    None => true,
                    Some(c) if f.digits.is_some() && !spelled => {
                        hundred && (c % Decimal::ONE_HUNDRED).is_zero()
                    }
                    Some(c) => {
                        let tail = c % Decimal::ONE_HUNDRED;
                        if n < 20 {
                            tail.is_zero() && hundred
                                || (n < 10
                                    && !tail.is_zero()
                                    && (tail % Decimal::TEN).is_zero()
                                    && tail >= Decimal::from(20))
                        } else {
                            tail.is_zero() && hundred
                        }
                    }
                };
                if !fits {
                    break;
                }
                current = Some(current.unwrap_or_default().checked_add(n_dec)?);
                scale = Decimal::ONE;
                spelled = true;
                at = word_at + 1;
                continue;
            }
            if let Some((pow, tight, plural)) = self.en_scale(word_at) {
                if plural && current.is_none_or(|c| c <= Decimal::ONE) && f.digits.is_none() {
                    break;
                }
                if current.is_none() && total.is_zero() && pow > 3 {
                    // a lone million after no figure: multimillion handles itself
                    if at == i {
                        return None;
                    }
                    break;
                }
                let factor = ten(pow)?;
                if pow == 2 {
                    let c = current.unwrap_or(Decimal::ONE);
                    if hundred && !(c % Decimal::ONE_HUNDRED).is_zero() {
                        break;
                    }
                    current = Some(c.checked_mul(factor)?);
                    hundred = true;
                } else {
                    let c =
                        current.take().unwrap_or(if total.is_zero() { Decimal::ONE } else { Decimal::ZERO });
                    if c.is_zero() {
                        // two hundred thousand million
                        total = total.checked_mul(factor)?;
                    } else {
                        total = total.checked_add(c.checked_mul(factor)?)?;
                    }
                    hundred = false;
                }
                if tight {
                    f.letter = true;
                }
                scale = factor;
                at = word_at + 1;
                spelled = true;
                if f.letter {
                    break;
                }
                continue;
            }
            if self.pick(word_at, |s| matches!(s, Sense::Dozen { .. }).then_some(())).is_some() {
                current = Some(current.unwrap_or(Decimal::ONE).checked_mul(Decimal::from(12))?);
                at = word_at + 1;
                break;
            }
            if at > start && self.is(at, Sense::And) && self.adjacent(at + 1) {
                // two and a half million, one hundred and six
                if let Some((part, end)) = self.en_part(at + 1).filter(|(part, _)| *part < Decimal::ONE) {
                    let behind = self.en_scale(end).filter(|s| !s.1 && self.adjacent(end));
                    if current.is_none() && scale > Decimal::ONE_THOUSAND {
                        // three million and a quarter, one billion and a half million
                        let unit = behind.map_or(Some(scale), |s| ten(s.0))?;
                        total = total.checked_add(part.checked_mul(unit)?)?;
                        f.point = true;
                        at = end + usize::from(behind.is_some());
                        break;
                    }
                    if let Some(base) = current {
                        current = Some(base.checked_add(part)?);
                        f.point = true;
                        at = end;
                        if self.en_scale(at).is_some_and(|s| !s.1) && self.adjacent(at) {
                            continue;
                        }
                        break;
                    }
                }
                let continues = (hundred || (!total.is_zero() && current.is_none()))
                    && scale > Decimal::ONE
                    && self.en_word(at + 1).is_some();
                if continues {
                    at += 1;
                    continue;
                }
                // 3 hundred and 21
                let tail = self
                    .digits(at + 1)
                    .filter(|d| hundred && scale > Decimal::ONE && d.whole <= 2 && !d.point);
                if let (Some(d), Some(c)) = (tail, current) {
                    current = Some(c.checked_add(d.value)?);
                    at += 2;
                }
                break;
            }
            if spelled
                && self.is(at, Sense::Point)
                && let Some((fraction, end)) = self.en_decimals(at + 1)
            {
                current = Some(current.unwrap_or_default().checked_add(fraction)?);
                f.point = true;
                at = end;
                if self.en_scale(at).is_some() && self.adjacent(at) {
                    continue;
                }
                break;
            }
            // half a million, two-thirds, a quarter million
            if at == start
                && f.digits.is_none()
                && let Some((part, end)) = self.en_part(if current.is_some() { at - 1 } else { at })
            {
                let mut end = end;
                let mut value = part;
                let mut k = end;
                if self.is(k, Sense::Of) && self.adjacent(k) {
                    k += 1;
                }
                if self.is(k, Sense::Article) && self.adjacent(k) {
                    k += 1;
                }
                if let Some((pow, false, false)) = self.en_scale(k).filter(|_| self.adjacent(k)) {
                    value = value.checked_mul(ten(pow)?)?;
                    f.scale = ten(pow)?;
                    end = k + 1;
                } else if self.is(k, Sense::Dozen { plural: false }) && self.adjacent(k) {
                    value = value.checked_mul(Decimal::from(12))?;
                    end = k + 1;
                } else {
                    f.fraction = true;
                }
                f.low = value;
                f.next = end;
                return Some(f);
            }
            break;
        }
        if at == start && current.is_none() {
            return None;
        }
        if at == i + 1 && self.is(i, Sense::Article) {
            return None;
        }
        let mut value = total.checked_add(current.unwrap_or_default())?;
        // one over three
        if parts
            && value == Decimal::ONE
            && self.adjacent(at)
            && self.word(at) == "over"
            && let Some(lower) = self
                .en_whole(at + 1, false)
                .filter(|l| self.adjacent(at + 1) && l.high.is_none() && !l.low.is_zero())
            && self.pick(lower.next, |s| matches!(s, Sense::Unit(_)).then_some(())).is_none()
        {
            f.low = value.checked_div(lower.low)?;
            f.next = lower.next;
            f.fraction = true;
            return Some(f);
        }
        // one twenty-fifth
        if f.digits.is_none()
            && spelled
            && self.adjacent(at)
            && let Some((lower, end)) = self.en_lower(at)
        {
            f.low = value.checked_div(lower)?;
            f.next = end;
            f.fraction = true;
            return Some(f);
        }
        // two thirds, 3-quarters
        if f.digits.is_none() && spelled {
            let d_at = if self.is(at, Sense::Hyphen) && self.adjacent(at) && self.adjacent(at + 1) {
                at + 1
            } else {
                at
            };
            if let Some(d) = self.pick(d_at, |s| if let Sense::Denominator(n) = s { Some(n) } else { None })
                && self.adjacent(d_at)
            {
                value = value.checked_div(Decimal::from(d))?;
                f.fraction = true;
                at = d_at + 1;
                let mut k = at;
                if self.is(k, Sense::Of) && self.adjacent(k) {
                    k += 1;
                }
                if self.is(k, Sense::Article) && self.adjacent(k) {
                    k += 1;
                }
                if let Some((pow, false, false)) = self.en_scale(k).filter(|_| self.adjacent(k)) {
                    value = value.checked_mul(ten(pow)?)?;
                    f.fraction = false;
                    at = k + 1;
                }
            }
        }
        f.low = value;
        f.scale = scale;
        f.next = at;
        Some(f)
    }

    /// A fraction's lower part of several words: twenty-fifth, one hundred and fifths.
    fn en_lower(&self, i: usize) -> Option<(Decimal, usize)> {
        let mut at = i;
        let mut sum = Decimal::ZERO;
        let mut words = 0;
        while at < self.tokens.len() && words < 8 {
            if at > i && !self.adjacent(at) {
                return None;
            }
            if (self.is(at, Sense::Hyphen) || self.is(at, Sense::And)) && words > 0 {
                at += 1;
                continue;
            }
            if let Some(n) = self.en_word(at) {
                sum = sum.checked_add(Decimal::from(n))?;
            } else if let Some((2, false, false)) = self.en_scale(at) {
                sum = sum.checked_mul(Decimal::ONE_HUNDRED)?;
            } else {
                let d = self.pick(at, |s| if let Sense::Denominator(n) = s { Some(n) } else { None })?;
                return (words > 0 && sum >= Decimal::from(20)).then(|| (sum + Decimal::from(d), at + 1));
            }
            words += 1;
            at += 1;
        }
        None
    }

    /// A half, three quarters: the value and the token after.
    fn en_part(&self, i: usize) -> Option<(Decimal, usize)> {
        let mut at = i;
        let mut upper = Decimal::ONE;
        if self.is(at, Sense::Article) {
            at += 1;
        } else if let Some(n) = self.en_word(at) {
            upper = Decimal::from(n);
            at += 1;
            if self.is(at, Sense::Hyphen) && self.touches(at) {
                at += 1;
            }
        }
        if at > i && !self.adjacent(at) {
            return None;
        }
        if self.is(at, Sense::Half) && !self.is_zh(at) {
            return Some((upper.checked_div(Decimal::TWO)?, at + 1));
        }
        let d = self.pick(at, |s| if let Sense::Denominator(n) = s { Some(n) } else { None })?;
        // A lone third or quarter is an order or a season unless a figure or an article leads it in.
        (at > i || (d == 4 && self.en_scale(at + 1).is_some_and(|s| s.0 >= 6)))
            .then(|| upper.checked_div(Decimal::from(d)).map(|v| (v, at + 1)))
            .flatten()
    }

    fn en_decimals(&self, i: usize) -> Option<(Decimal, usize)> {
        let mut at = i;
        let mut text = String::from("0.");
        while let Some(n) = self.en_word(at)
            && self.adjacent(at)
            && at - i < 12
        {
            text.push_str(&n.to_string());
            at += 1;
        }
        if at == i {
            return None;
        }
        Some((text.parse().ok()?, at))
    }

    /// 1/2, 3 1/4 in digits: upper part, lower part, token after.
    fn slash_fraction(&self, i: usize) -> Option<(Decimal, Decimal, usize)> {
        let simple = |k: usize| -> Option<(Decimal, Decimal)> {
            let (a, b) = (self.digits(k)?, self.digits(k + 2)?);
            let fits = self.is(k + 1, Sense::Slash)
                && self.touches(k + 1)
                && self.touches(k + 2)
                && !a.point
                && !b.point
                && a.whole <= 3
                && b.whole <= 3
                && !b.value.is_zero();
            fits.then_some((a.value, b.value))
        };
        if let Some((a, b)) = simple(i) {
            return Some((a, b, i + 3));
        }
        let whole = self.digits(i).filter(|d| !d.point)?;
        if self.tokens.get(i + 1)?.gap != Gap::Space {
            return None;
        }
        let (a, b) = simple(i + 1)?;
        Some((whole.value.checked_mul(b)?.checked_add(a)?, b, i + 4))
    }

    /// 九位数, nine-figure, high seven figures.
    fn magnitude(&self, i: usize) -> Option<Figure> {
        let mut at = i;
        let grade = self.pick(at, |s| if let Sense::Grade(p) = s { Some(p) } else { None });
        if grade.is_some() {
            at += 1;
            if self.is(at, Sense::Hyphen) {
                at += 1;
            }
            if !self.adjacent(at) {
                return None;
            }
        }
        let count = self
            .digits(at)
            .and_then(|d| u8::try_from(d.value).ok())
            .or_else(|| self.digit(at))
            .or_else(|| self.en_word(at));
        let n = count.filter(|n| (3..=15).contains(n))?;
        at += 1;
        // eight- to nine-figure
        let mut upto = n;
        let mut k = at;
        if self.is(k, Sense::Hyphen) {
            k += 1;
        }
        if self.pick(k, |s| matches!(s, Sense::Join(_)).then_some(())).is_some() && self.adjacent(k) {
            let second = k + 1;
            if let Some(m) = self
                .digits(second)
                .and_then(|d| u8::try_from(d.value).ok())
                .or_else(|| self.digit(second))
                .or_else(|| self.en_word(second))
                .filter(|m| *m > n && *m <= 15 && self.adjacent(second))
            {
                upto = m;
                at = second + 1;
            }
        }
        if self.is(at, Sense::Hyphen) && self.adjacent(at) {
            at += 1;
        }
        if !self.is(at, Sense::Figures) || !self.adjacent(at) {
            return None;
        }
        at += 1;
        let low = ten(n - 1)?;
        let high = ten(upto)?;
        let (low, high) = match grade {
            Some(Part::Early) => (low, low.checked_mul(Decimal::from(4))?),
            Some(Part::Middle) => (low.checked_mul(Decimal::from(4))?, low.checked_mul(Decimal::from(7))?),
            Some(Part::Late) => (low.checked_mul(Decimal::from(7))?, high),
            None => (low, high),
        };
        let mut f = Figure::new(low, at);
        f.high = Some(high);
        f.magnitude = true;
        Some(f)
    }
}
