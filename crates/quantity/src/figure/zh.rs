//! Chinese numerals, and digits with Chinese scales.

use rust_decimal::Decimal;
use tradewire_model::Bound;

use super::Figure;
use crate::parser::Parser;
use crate::scan::Gap;
use crate::sense::{Sense, ten};

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
    pub(super) fn zh_scale(&self, i: usize) -> Option<u8> {
        self.pick(i, |s| match s {
            Sense::Scale { pow, zh: true, tight, .. } if !tight || self.touches(i) => Some(pow),
            _ => None,
        })
    }

    /// One part of a fraction.
    pub(super) fn part(&self, i: usize) -> Option<Figure> {
        self.zh_figure(i, false, false).or_else(|| self.en_whole(i, false))
    }

    /// 二分之一, not nested.
    pub(super) fn simple_fraction(&self, i: usize) -> Option<Figure> {
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

    /// 廿, 卅: tens in one character.
    fn tens_word(&self, i: usize) -> Option<u8> {
        match self.word(i) {
            "廿" => Some(20),
            "卅" => Some(30),
            _ => None,
        }
    }

    pub(crate) fn zh_numeral(&self, i: usize) -> bool {
        self.zh_scale(i).is_some() || self.digit(i).is_some()
    }

    pub(super) fn digit(&self, i: usize) -> Option<u8> {
        self.pick(i, |s| if let Sense::Digit(d) = s { Some(d) } else { None })
    }

    pub(super) fn zh_vague(&self, i: usize) -> Option<(u16, u16, bool)> {
        self.pick(i, |s| match s {
            Sense::Vague { low, high, bare } if self.is_zh(i) => Some((low, high, bare)),
            _ => None,
        })
    }

    pub(super) fn is_zh(&self, i: usize) -> bool {
        self.word(i).chars().next().is_some_and(|c| !c.is_ascii())
    }

    /// A Chinese figure, or digits with Chinese scales.
    ///
    /// `parts` lets it be a fraction; the parts of a fraction are none themselves, so that nothing nests.
    pub(super) fn zh_figure(&self, i: usize, implied: bool, parts: bool) -> Option<Figure> {
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
                    // 1万5360人, 1万5,360人
                    let four = d.whole == 4 && !d.point && last_scale == 4 && self.word(at + 1) != "年";
                    if !(self.touches(at) || self.tokens[at].gap == Gap::Space && follows)
                        || !(follows || lone || zero || four)
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
            // 廿七, 卅
            if let Some(tens) = self.tens_word(at) {
                if current.is_some() || scaled {
                    break;
                }
                section = Pair::of(Decimal::from(tens));
                (scaled, counted, last_scale, scale) = (true, true, 1, Decimal::TEN);
                at += 1;
                continue;
            }
            if let Some(d) = self.digit(at) {
                if current.is_some() {
                    break;
                }
                // 七、八十万: neighbours set apart by the comma of lists
                if self.word(at + 1) == "、"
                    && self.touches(at + 1)
                    && self.touches(at + 2)
                    && d > 0
                    && self.digit(at + 2) == Some(d + 1)
                    && self.touches(at + 3)
                    && (self.zh_scale(at + 3).is_some() || self.counts(at + 3))
                {
                    current = Some(Pair(Decimal::from(d), Decimal::from(d + 1)));
                    single = false;
                    counted = true;
                    at += 3;
                    continue;
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
    pub(super) fn counts(&self, i: usize) -> bool {
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
    pub(super) fn decimals(&self, i: usize) -> Option<(Decimal, usize)> {
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
            && self.word(at) != "两"
            && at - i < 20
        {
            place = place.checked_div(Decimal::TEN)?;
            value = value.checked_add(Decimal::from(d).checked_mul(place)?)?;
            at += 1;
        }
        (at > i).then_some((value, at))
    }
}
