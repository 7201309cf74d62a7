//! English numerals, and digits with English scales.

use rust_decimal::Decimal;
use tradewire_model::Bound;

use super::Figure;
use crate::parser::Parser;
use crate::scan::Gap;
use crate::sense::{Sense, ten};

impl Parser<'_> {
    pub(super) fn en_scale(&self, i: usize) -> Option<(u8, bool, bool)> {
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

    pub(super) fn en_word(&self, i: usize) -> Option<u8> {
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
                // «a third», but «the third engineer to leave» is an ordinal.
                || self.word(i) != "the"
                    && self.pick(at, |s| matches!(s, Sense::Denominator(_)).then_some(())).is_some()
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
            // thousands of behind hundreds of is a scale too.
            let behind = self
                .en_scale(of)
                .map(|s| s.0)
                .or_else(|| self.pick(of, |s| matches!(s, Sense::Vague { low: 1000, .. }).then_some(3)));
            if let Some(pow) = behind.filter(|_| self.adjacent(of)) {
                let factor = ten(pow)?;
                // several million is an order of magnitude as 数百万 is; a couple is two.
                let low = if low < 10 && hi == 10 { 1 } else { low };
                f.low = Decimal::from(low).checked_mul(factor)?;
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
            if at > i
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
    pub(super) fn en_lower(&self, i: usize) -> Option<(Decimal, usize)> {
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
    pub(super) fn en_part(&self, i: usize) -> Option<(Decimal, usize)> {
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

    pub(super) fn en_decimals(&self, i: usize) -> Option<(Decimal, usize)> {
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
    pub(super) fn slash_fraction(&self, i: usize) -> Option<(Decimal, Decimal, usize)> {
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
}
