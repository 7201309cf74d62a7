//! Bare figures: what a number is, before anything says what it counts.

mod en;
mod zh;

use rust_decimal::Decimal;
use tradewire_model::Bound;

use crate::Part;
use crate::parser::Parser;
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

impl Parser<'_> {
    /// Reads the figure at token `i`. `implied` lets a lone 亿 or 万 stand for one of it, as behind 过 and 上.
    pub(crate) fn figure(&self, i: usize, implied: bool) -> Option<Figure> {
        self.magnitude(i).or_else(|| self.zh_figure(i, implied, true)).or_else(|| self.en_whole(i, true))
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
