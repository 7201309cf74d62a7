//! Sums of money in the specs' words: the unit's English name, cents as cents.

use tradewire_model::Decimal;
use tradewire_quantity::{CurrencyFrom, Kind, Quantity};

/// Names of currencies that the words of the text do not tell, by ISO 4217 code.
const NAMES: &[(&str, &str)] = &[
    ("USD", "United States dollar"),
    ("CNY", "Chinese yuan"),
    ("HKD", "Hong Kong dollar"),
    ("TWD", "New Taiwan dollar"),
    ("JPY", "Japanese yen"),
    ("KRW", "South Korean won"),
    ("EUR", "Euro"),
    ("GBP", "British pound"),
    ("SGD", "Singapore dollar"),
    ("AUD", "Australian dollar"),
    ("CAD", "Canadian dollar"),
    ("NZD", "New Zealand dollar"),
    ("CHF", "Swiss franc"),
    ("INR", "Indian rupee"),
    ("RUB", "Russian ruble"),
    ("BRL", "Brazilian real"),
    ("SEK", "Swedish krona"),
    ("NOK", "Norwegian krone"),
    ("DKK", "Danish krone"),
    ("THB", "Thai baht"),
    ("GEL", "Georgian lari"),
    ("LAK", "Lao kip"),
    ("MXN", "Mexican peso"),
    ("ZAR", "South African rand"),
    ("TRY", "Turkish lira"),
];

/// Words that name no single currency or a part of one: the specs keep them as they are.
const WORDS: &[(&[&str], &str, u32)] = &[
    (&["cents", "cent", "¢"], "Cent", 100),
    (&["pence", "p"], "Pence", 100),
    (&["penny"], "Penny", 100),
    (&["rupee", "rupees", "rs", "rs."], "Rupee", 1),
    (&["peso", "pesos"], "Peso", 1),
    (&["franc", "francs"], "Franc", 1),
    (&["peseta", "pesetas"], "Peseta", 1),
    (&["pound", "pounds", "£"], "Pound", 1),
    (&["dollar", "dollars", "$", "bucks"], "Dollar", 1),
    (&["guilder", "guilders"], "Netherlands guilder", 1),
    (&["markka"], "Finnish markka", 1),
];

/// The figure and the unit of a sum, if the quantity is one.
pub(super) fn view(text: &str, q: &Quantity) -> Option<(Decimal, String)> {
    let Kind::Money(m) = &q.kind else { return None };
    let value = m.amount.value.or(m.amount.low)?;
    let core = text.get(q.core.clone())?.to_lowercase();
    let words: Vec<&str> =
        core.split(|c: char| c.is_whitespace() || c.is_ascii_digit() || c == '-' || c == ',').collect();
    let sure = m.currency_from == CurrencyFrom::Text && core.contains('$');
    let named = [
        "us",
        "u.s.",
        "hong",
        "new",
        "australian",
        "canadian",
        "singapore",
        "swiss",
        "mexican",
        "indian",
        "british",
    ];
    if !sure && !words.iter().any(|w| named.contains(w)) {
        for (all, unit, parts) in WORDS {
            if words.iter().any(|w| all.contains(w)) {
                return Some((value.checked_mul(Decimal::from(*parts))?, (*unit).to_owned()));
            }
        }
    }
    let code = m.amount.currency?;
    let name = NAMES.iter().find(|n| n.0 == code.code()).map_or(code.code(), |n| n.1);
    Some((value, name.to_owned()))
}
