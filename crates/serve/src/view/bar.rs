//! Amounts drawn as bars on one scale: firm is solid, vague is hatched, an open end runs out.

use maud::{Markup, html};
use tradewire_model::{Amount, Bound, Decimal};

use super::figure::amount_in_words;
use crate::words::Lang;

/// Which ink a bar is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// The usual one.
    Cool,
    /// For the side that stands against another.
    Hot,
}

impl Ink {
    fn class(self) -> &'static str {
        match self {
            Self::Cool => "bar",
            Self::Hot => "bar hot",
        }
    }
    fn hatch(self) -> &'static str {
        match self {
            Self::Cool => "url(#hatch-cool)",
            Self::Hot => "url(#hatch-hot)",
        }
    }
}

/// A common scale: zero at the left, a little room beyond the largest figure at the right.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    full: Decimal,
}

impl Scale {
    /// The scale that holds all of these amounts; nothing if none has a figure above zero.
    #[must_use]
    pub fn over<'a>(amounts: impl IntoIterator<Item = &'a Amount>) -> Option<Self> {
        let mut full = Decimal::ZERO;
        let mut open = false;
        for a in amounts {
            open |= a.bound == Bound::AtLeast;
            full = full.max(a.high.or(a.magnitude()).unwrap_or_default());
        }
        if full <= Decimal::ZERO {
            return None;
        }
        let room = Decimal::new(if open { 125 } else { 106 }, 2);
        Some(Self { full: full.checked_mul(room).unwrap_or(full) })
    }

    /// Where a figure stands, in thousandths of the width.
    fn at(&self, n: Decimal) -> u32 {
        let share =
            n.checked_div(self.full).and_then(|q| q.checked_mul(Decimal::ONE_THOUSAND)).unwrap_or_default();
        let share = share.round().clamp(Decimal::ZERO, Decimal::ONE_THOUSAND);
        u32::try_from(share).unwrap_or(0)
    }
}

/// Thousandths as a percentage for SVG attributes.
fn percent(thousandths: u32) -> String {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

/// One stretch of a bar: from, to, whether firm.
fn stretches(a: &Amount, scale: &Scale) -> (Vec<(u32, u32, bool)>, Vec<u32>) {
    let value = scale.at(a.value.unwrap_or_default());
    match a.bound {
        Bound::Exact => (vec![(0, value, true)], vec![]),
        Bound::Approx => {
            let slack = 24.min(value);
            (vec![(0, value - slack, true), (value - slack, (value + slack).min(1000), false)], vec![])
        }
        Bound::AtLeast => (vec![(0, value, true), (value, 1000, false)], vec![value]),
        Bound::UpTo => (vec![(0, value, false)], vec![value]),
        Bound::Range => {
            let low = a.low.map_or(0, |n| scale.at(n));
            let high = a.high.map_or(1000, |n| scale.at(n));
            (vec![(low, high, false)], vec![low, high])
        }
    }
}

/// Draws an amount as a bar; its text alternative spells out figure and bound.
#[must_use]
pub fn bar(a: &Amount, scale: &Scale, ink: Ink, lang: Lang) -> Markup {
    let (parts, ticks) = stretches(a, scale);
    html! {
        svg class=(ink.class()) width="100%" height="14" role="img" aria-label=(amount_in_words(a, lang)) {
            title { (amount_in_words(a, lang)) }
            rect.rail x="0" y="6" width="100%" height="2" {}
            @for (from, to, firm) in parts {
                @if to > from {
                    @let width = percent(to - from);
                    @if firm {
                        rect.firm x=(percent(from)) y="2" width=(width) height="10" {}
                    } @else {
                        rect.vague x=(percent(from)) y="2" width=(width) height="10" fill=(ink.hatch()) {}
                    }
                }
            }
            @for t in ticks {
                line.tick x1=(percent(t)) x2=(percent(t)) y1="0" y2="14" {}
            }
        }
    }
}

/// The hatchings that bars refer to; stands once in every page.
#[must_use]
pub fn hatchings() -> Markup {
    html! {
        svg.defs width="0" height="0" aria-hidden="true" focusable="false" {
            defs {
                @for (id, class) in [("hatch-cool", "hatch"), ("hatch-hot", "hatch hot")] {
                    pattern id=(id) width="5" height="10" patternUnits="userSpaceOnUse" patternTransform="skewX(-20)" {
                        rect class=(class) width="2" height="20" {}
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(n: i64, b: Bound) -> Amount {
        Amount::new(Decimal::from(n), b).in_currency(tradewire_model::Currency::USD)
    }

    #[test]
    fn bars_share_one_scale() {
        let (a, b) = (usd(100, Bound::Exact), usd(50, Bound::Exact));
        let scale = Scale::over([&a, &b]).unwrap();
        let half = bar(&b, &scale, Ink::Cool, Lang::En).0;
        assert!(half.contains(r#"width="47.2%""#), "{half}");
        assert!(half.contains("exactly 50 USD"), "{half}");
    }

    #[test]
    fn bounds_have_shapes() {
        let a = usd(100, Bound::UpTo);
        let scale = Scale::over([&a]).unwrap();
        let m = bar(&a, &scale, Ink::Hot, Lang::En).0;
        assert!(m.contains("url(#hatch-hot)") && m.contains("tick") && !m.contains("firm"), "{m}");
        let open = usd(100, Bound::AtLeast);
        let scale = Scale::over([&open]).unwrap();
        let m = bar(&open, &scale, Ink::Cool, Lang::En).0;
        assert!(m.contains("firm") && m.contains("vague"), "{m}");
    }

    #[test]
    fn nothing_to_draw_gives_no_scale() {
        assert!(Scale::over([&usd(0, Bound::Exact)]).is_none());
        assert!(Scale::over([]).is_none());
        let big = Amount::new(Decimal::MAX, Bound::AtLeast);
        let scale = Scale::over([&big]).unwrap();
        assert!(!bar(&big, &scale, Ink::Cool, Lang::En).0.is_empty());
    }
}
