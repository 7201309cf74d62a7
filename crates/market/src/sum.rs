//! Sums as people write them, and arithmetic that cannot overflow.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The largest sum that a package may hold: a thousand trillion.
pub(crate) const MOST: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);

/// Reads `8000000`, `8_000_000`, `8,000,000`, `8M`, `1.5bn`, `250 million`, `1.25亿`, `800万`.
pub(crate) fn parse(text: &str) -> Option<Decimal> {
    let plain: String =
        text.trim().chars().filter(|c| !matches!(c, '_' | ',' | ' ')).collect::<String>().to_lowercase();
    let cut = plain.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(plain.len());
    let (digits, unit) = plain.split_at(cut);
    let unit: u64 = match unit {
        "" => 1,
        "k" | "thousand" => 1_000,
        "万" | "萬" => 10_000,
        "m" | "million" => 1_000_000,
        "亿" | "億" => 100_000_000,
        "b" | "bn" | "billion" => 1_000_000_000,
        _ => return None,
    };
    digits.parse::<Decimal>().ok()?.checked_mul(Decimal::from(unit)).filter(|d| *d <= MOST)
}

/// A product, or zero where it would not fit; sums that were read always fit.
pub(crate) fn times(a: Decimal, b: Decimal) -> Decimal {
    a.checked_mul(b).unwrap_or_default()
}

/// A quotient, or zero.
pub(crate) fn part(a: Decimal, of: Decimal) -> Decimal {
    a.checked_div(of).unwrap_or_default()
}

/// A sum without the dust of division: six places.
pub(crate) fn cents(d: Decimal) -> Decimal {
    d.round_dp(6).normalize()
}

/// A decimal for statistics.
pub(crate) fn float(d: Decimal) -> f64 {
    d.to_f64().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_as_people_write_them() {
        for (text, value) in [
            ("250 million", 250_000_000u64),
            ("1.5bn", 1_500_000_000),
            ("8,000,000", 8_000_000),
            ("1.25亿", 125_000_000),
            ("800萬", 8_000_000),
            ("120k", 120_000),
        ] {
            assert_eq!(parse(text), Some(Decimal::from(value)), "{text}");
        }
        for text in ["", "-5", "five", "1e400", "99999999999999999999999999", "1.2.3", "9 zillion"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(MOST, Decimal::from(1_000_000_000_000_000u64));
    }
}
