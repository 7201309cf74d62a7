//! Figures as readers write them: `$14.3B`, `≈ $250M / 4 yr`, `143亿美元`, never rounded.

use tradewire_model::{Amount, Bound, Count, Currency, Decimal, Measure};

use crate::words::Lang;

/// The units figures are shortened by, largest first, as powers of ten.
fn units(lang: Lang) -> &'static [(u32, &'static str)] {
    match lang {
        Lang::En => &[(12, "T"), (9, "B"), (6, "M"), (3, "K")],
        Lang::Hans => &[(12, "万亿"), (8, "亿"), (4, "万")],
        Lang::Hant => &[(12, "萬億"), (8, "億"), (4, "萬")],
    }
}

/// A number shortened by the largest unit that keeps it exact within three decimals; else with all its digits.
///
/// ```
/// use tradewire_serve::{Lang, figure::short};
/// assert_eq!(short("14300000000".parse().unwrap(), Lang::En), "14.3B");
/// assert_eq!(short("14312345678".parse().unwrap(), Lang::En), "14,312,345,678");
/// assert_eq!(short("250000000".parse().unwrap(), Lang::Hans), "2.5亿");
/// ```
#[must_use]
pub fn short(n: Decimal, lang: Lang) -> String {
    let size = n.abs();
    // Beyond what fits its unit, a figure is easier to read with all its digits.
    let room = Decimal::from(lang.pick(1000, 10_000, 10_000));
    for (i, &(power, unit)) in units(lang).iter().enumerate() {
        let Some(by) = 10i64.checked_pow(power).map(Decimal::from) else { continue };
        if size < by || by.is_zero() {
            continue;
        }
        if let Some(q) = n.checked_div(by).map(|q| q.normalize())
            && q.scale() <= 3
            && (i == 0 || q.abs() < room)
            && q.checked_mul(by) == Some(n.normalize())
        {
            return format!("{}{unit}", grouped(q));
        }
    }
    grouped(n.normalize())
}

/// A number with its thousands apart.
#[must_use]
pub fn grouped(n: Decimal) -> String {
    let text = n.to_string();
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |t| ("−", t));
    let (whole, rest) = text.split_once('.').map_or((text, None), |(w, r)| (w, Some(r)));
    let mut out = String::from(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

/// A whole number with its thousands apart.
#[must_use]
pub fn count_of(n: usize) -> String {
    grouped(Decimal::from(n))
}

/// The sign that says how a figure relates to the true one; empty for exact figures and ranges.
#[must_use]
pub fn sign(bound: Bound) -> &'static str {
    match bound {
        Bound::Exact | Bound::Range => "",
        Bound::Approx => "≈ ",
        Bound::AtLeast => "≥ ",
        Bound::UpTo => "≤ ",
    }
}

/// A figure with its currency.
fn with_currency(n: Decimal, currency: Option<Currency>, lang: Lang) -> String {
    let figure = short(n, lang);
    let code = currency.as_ref().map(Currency::code);
    if lang.is_chinese() {
        let word = match code {
            Some("USD") => lang.pick("", "美元", "美元"),
            Some("CNY") => lang.pick("", "元", "元"),
            Some("HKD") => lang.pick("", "港元", "港元"),
            Some("TWD") => lang.pick("", "新台币", "新臺幣"),
            Some("EUR") => lang.pick("", "欧元", "歐元"),
            Some("GBP") => lang.pick("", "英镑", "英鎊"),
            Some("JPY") => lang.pick("", "日元", "日圓"),
            Some("SGD") => lang.pick("", "新加坡元", "新加坡元"),
            Some(other) => return format!("{figure} {other}"),
            None => lang.pick("", "（币种不明）", "（幣別不明）"),
        };
        return format!("{figure}{word}");
    }
    let symbol = match code {
        Some("USD") => "$",
        Some("CNY") => "CN¥",
        Some("HKD") => "HK$",
        Some("TWD") => "NT$",
        Some("EUR") => "€",
        Some("GBP") => "£",
        Some("JPY") => "JP¥",
        Some("KRW") => "₩",
        Some("INR") => "₹",
        Some("SGD") => "S$",
        Some(other) => return format!("{other} {figure}"),
        None => "¤",
    };
    format!("{symbol}{figure}")
}

/// A sum of money with its bound and period; the years of a package if it has them.
#[must_use]
pub fn amount(a: &Amount, years: Option<Decimal>, lang: Lang) -> String {
    let money = |n: Option<Decimal>| n.map(|n| with_currency(n, a.currency, lang));
    let body = match a.bound {
        Bound::Range => match (money(a.low), money(a.high)) {
            (Some(l), Some(h)) => format!("{l} – {h}"),
            (Some(l), None) => format!("≥ {l}"),
            (None, Some(h)) => format!("≤ {h}"),
            (None, None) => "?".to_owned(),
        },
        b => format!("{}{}", sign(b), money(a.value).unwrap_or_else(|| "?".to_owned())),
    };
    let per = a.per.and_then(|p| lang.per(p));
    match (per, years) {
        (Some(per), _) => format!("{body} / {per}"),
        (None, Some(y)) => {
            format!("{body} / {}{}", grouped(y.normalize()), lang.pick(" yr", "年", "年"))
        }
        (None, None) => body,
    }
}

/// The same in words, for hover texts and screen readers: every digit, bound and period spelled out.
#[must_use]
pub fn amount_in_words(a: &Amount, lang: Lang) -> String {
    let code = a
        .currency
        .as_ref()
        .map_or(lang.pick("currency not stated", "币种未说明", "幣別未說明"), Currency::code);
    let body = match a.bound {
        Bound::Range => {
            let end = |n: Option<Decimal>| n.map_or_else(|| "?".to_owned(), |n| grouped(n.normalize()));
            format!("{} – {} {code}", end(a.low), end(a.high))
        }
        b => {
            let n = a.value.map_or_else(|| "?".to_owned(), |n| grouped(n.normalize()));
            format!("{} {n} {code}", lang.bound(b))
        }
    };
    match a.per.and_then(|p| lang.per(p)) {
        Some(per) => format!("{body} / {per}"),
        None => body,
    }
}

/// How many people.
#[must_use]
pub fn count(c: &Count, lang: Lang) -> String {
    let n = grouped(c.value.normalize());
    // A range keeps its lower end as its value.
    let sign = if c.bound == Bound::Range { "≥ " } else { sign(c.bound) };
    format!("{sign}{n}{}", lang.pick("", "人", "人"))
}

/// A figure with a unit.
#[must_use]
pub fn measure(m: &Measure, lang: Lang) -> String {
    let unit = super::text::plain(&m.unit);
    let one = |n: Decimal| match unit.as_str() {
        "percent" | "%" => format!("{}%", grouped(n.normalize())),
        u => match u.parse::<Currency>() {
            Ok(c) => with_currency(n, Some(c), lang),
            Err(_) => format!("{} {u}", short(n, lang)),
        },
    };
    match (m.bound, m.value, m.low, m.high) {
        (b, Some(v), _, _) => format!("{}{}", sign(b), one(v)),
        (_, None, Some(l), Some(h)) => format!("{} – {}", one(l), one(h)),
        (_, None, Some(l), None) => format!("≥ {}", one(l)),
        (_, None, None, Some(h)) => format!("≤ {}", one(h)),
        (_, None, None, None) => "?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use tradewire_model::Period;

    use super::*;

    fn d(s: &str) -> Decimal {
        s.parse().unwrap()
    }

    #[test]
    fn amounts_read_as_people_write_them() {
        let stake = Amount::new(d("14300000000"), Bound::Exact).in_currency(Currency::USD).per(Period::Total);
        assert_eq!(amount(&stake, None, Lang::En), "$14.3B");
        assert_eq!(amount(&stake, None, Lang::Hans), "143亿美元");
        let pack = Amount::new(d("250000000"), Bound::Approx).in_currency(Currency::USD).per(Period::Total);
        assert_eq!(amount(&pack, Some(d("4")), Lang::En), "≈ $250M / 4 yr");
        assert_eq!(amount(&pack, Some(d("4.0")), Lang::Hant), "≈ 2.5億美元 / 4年");
        let year = Amount::new(d("10000000"), Bound::Approx).in_currency(Currency::CNY).per(Period::Year);
        assert_eq!(amount(&year, None, Lang::En), "≈ CN¥10M / yr");
        let nine = Amount::range(d("100000000"), d("1000000000")).in_currency(Currency::USD);
        assert_eq!(amount(&nine, None, Lang::En), "$100M – $1B");
        let open = Amount::new(d("5"), Bound::AtLeast);
        assert_eq!(amount(&open, None, Lang::En), "≥ ¤5");
    }

    #[test]
    fn no_digit_is_lost_to_shortening() {
        assert_eq!(short(d("1234567"), Lang::En), "1,234,567");
        assert_eq!(short(d("12345678.9"), Lang::En), "12,345,678.9");
        assert_eq!(short(d("0"), Lang::En), "0");
        assert_eq!(short(d("-8"), Lang::En), "−8");
        assert_eq!(short(d("186000"), Lang::Hans), "18.6万");
        assert_eq!(
            short(d("79228162514264337593543950335"), Lang::En),
            "79,228,162,514,264,337,593,543,950,335"
        );
    }

    #[test]
    fn words_spell_out_the_bound() {
        let cap = Amount::new(d("100000000"), Bound::UpTo).in_currency(Currency::USD);
        assert_eq!(amount_in_words(&cap, Lang::En), "up to 100,000,000 USD");
    }
}
