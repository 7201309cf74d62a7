//! Sums of money in the specs' words: the unit's English name, cents as cents.

use std::ops::Range;

use tradewire_model::Decimal;
use tradewire_quantity::{CurrencyFrom, Kind, Quantity, numerals};

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
    ("AFN", "Afghan afghani"),
    ("ALL", "Albanian lek"),
    ("DZD", "Algerian dinar"),
    ("AOA", "Angolan kwanza"),
    ("AMD", "Armenian dram"),
    ("AWG", "Aruban florin"),
    ("AZN", "Azerbaijani manat"),
    ("BSD", "Bahamian dollar"),
    ("BHD", "Bahraini dinar"),
    ("BBD", "Barbadian dollar"),
    ("BYN", "Belarusian ruble"),
    ("BZD", "Belize dollar"),
    ("BMD", "Bermudian dollar"),
    ("BTN", "Bhutanese ngultrum"),
    ("BOB", "Bolivian boliviano"),
    ("BAM", "Bosnia and Herzegovina convertible mark"),
    ("BWP", "Botswana pula"),
    ("BND", "Brunei dollar"),
    ("BGN", "Bulgarian lev"),
    ("BIF", "Burundian franc"),
    ("KHR", "Cambodian riel"),
    ("CVE", "Cape Verdean escudo"),
    ("XAF", "Central African CFA franc"),
    ("XOF", "West African CFA franc"),
    ("CRC", "Costa Rican colón"),
    ("CUP", "Cuban peso"),
    ("DJF", "Djiboutian franc"),
    ("DOP", "Dominican peso"),
    ("ERN", "Eritrean nakfa"),
    ("ETB", "Ethiopian birr"),
    ("FJD", "Fijian dollar"),
    ("GMD", "Gambian dalasi"),
    ("GHS", "Ghanaian cedi"),
    ("GTQ", "Guatemalan quetzal"),
    ("GNF", "Guinean franc"),
    ("GYD", "Guyanese dollar"),
    ("HTG", "Haitian gourde"),
    ("HNL", "Honduran lempira"),
    ("ISK", "Icelandic króna"),
    ("IRR", "Iranian rial"),
    ("IQD", "Iraqi dinar"),
    ("JMD", "Jamaican dollar"),
    ("JOD", "Jordanian dinar"),
    ("KGS", "Kyrgyzstani som"),
    ("LBP", "Lebanese pound"),
    ("LSL", "Lesotho loti"),
    ("LRD", "Liberian dollar"),
    ("LYD", "Libyan dinar"),
    ("MKD", "Macedonian denar"),
    ("MGA", "Malagasy ariary"),
    ("MWK", "Malawian kwacha"),
    ("MVR", "Maldivian rufiyaa"),
    ("MRU", "Mauritanian ouguiya"),
    ("MUR", "Mauritian rupee"),
    ("MDL", "Moldovan leu"),
    ("MNT", "Mongolian tögrög"),
    ("MAD", "Moroccan dirham"),
    ("MZN", "Mozambican metical"),
    ("MMK", "Burmese kyat"),
    ("NAD", "Namibian dollar"),
    ("NPR", "Nepalese rupee"),
    ("NIO", "Nicaraguan córdoba"),
    ("KPW", "North Korean won"),
    ("OMR", "Omani rial"),
    ("PAB", "Panamanian balboa"),
    ("PGK", "Papua New Guinean kina"),
    ("PYG", "Paraguayan guaraní"),
    ("PEN", "Peruvian sol"),
    ("RON", "Romanian leu"),
    ("RWF", "Rwandan franc"),
    ("RSD", "Serbian dinar"),
    ("SCR", "Seychellois rupee"),
    ("SLL", "Sierra Leonean leone"),
    ("SOS", "Somali shilling"),
    ("SSP", "South Sudanese pound"),
    ("SDG", "Sudanese pound"),
    ("SRD", "Surinamese dollar"),
    ("SZL", "Swazi lilangeni"),
    ("SYP", "Syrian pound"),
    ("TJS", "Tajikistani somoni"),
    ("TZS", "Tanzanian shilling"),
    ("TOP", "Tongan paʻanga"),
    ("TTD", "Trinidad and Tobago dollar"),
    ("TND", "Tunisian dinar"),
    ("TMT", "Turkmenistan manat"),
    ("UGX", "Ugandan shilling"),
    ("UYU", "Uruguayan peso"),
    ("UZS", "Uzbekistani som"),
    ("VES", "Venezuelan bolívar"),
    ("XPF", "CFP franc"),
    ("YER", "Yemeni rial"),
    ("ZMW", "Zambian kwacha"),
    ("KES", "Kenyan shilling"),
    ("ARS", "Argentine peso"),
    ("CLP", "Chilean peso"),
    ("COP", "Colombian peso"),
    ("PKR", "Pakistani rupee"),
    ("LKR", "Sri Lankan rupee"),
    ("NGN", "Nigerian naira"),
    ("BDT", "Bangladeshi taka"),
    ("KZT", "Kazakhstani tenge"),
    ("UAH", "Ukrainian hryvnia"),
    ("EGP", "Egyptian pound"),
    ("PLN", "Polish złoty"),
    ("CZK", "Czech koruna"),
    ("HUF", "Hungarian forint"),
    ("PHP", "Philippine peso"),
    ("ILS", "Israeli new shekel"),
    ("AED", "United Arab Emirates dirham"),
    ("SAR", "Saudi riyal"),
    ("QAR", "Qatari riyal"),
    ("KWD", "Kuwaiti dinar"),
    ("IDR", "Indonesian rupiah"),
    ("MYR", "Malaysian ringgit"),
    ("VND", "Vietnamese dong"),
    ("MOP", "Macanese pataca"),
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

/// Units that the specs name even where no figure stands beside them.
const BARE: &[(&str, &str)] = &[
    ("dollars", "Dollar"),
    ("dollar", "Dollar"),
    ("euros", "Euro"),
    ("rmb", "Chinese yuan"),
    ("usd", "United States dollar"),
];

/// Sums in the order of the text, then what the specs add: cents behind «and», units without a figure.
pub(super) fn all(text: &str, found: &[Quantity]) -> Vec<(Range<usize>, Option<Decimal>, String)> {
    let mut out: Vec<(Range<usize>, Option<Decimal>, String)> = Vec::new();
    for q in found {
        let Some((value, unit)) = view(text, q) else { continue };
        let (end, value) = cents(text, q.core.end, value).unwrap_or((q.core.end, value));
        out.push((q.core.start..end, Some(value), unit));
    }
    let lower = text.to_ascii_lowercase();
    for (word, unit) in BARE {
        for (i, _) in lower.match_indices(word) {
            let range = i..i + word.len();
            let letters = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let part = letters(lower[..i].chars().next_back()) || letters(lower[range.end..].chars().next());
            if !part
                && lower.len() == text.len()
                && out.iter().all(|o| o.0.end <= i || range.end <= o.0.start)
            {
                out.push((range, None, (*unit).to_owned()));
            }
        }
    }
    out.sort_by_key(|o| o.0.start);
    out
}

/// one dollar and one, 15 dollars 50: what stands behind a whole sum below a hundred is its cents.
fn cents(text: &str, end: usize, value: Decimal) -> Option<(usize, Decimal)> {
    let n = numerals(text).into_iter().find(|n| n.range.start >= end && !n.ordinal)?;
    let gap = text.get(end..n.range.start)?;
    let hundred = Decimal::ONE_HUNDRED;
    let joined = gap.trim() == "and"
        || gap == " " && n.range.len() == 2 && text[n.range.clone()].bytes().all(|b| b.is_ascii_digit());
    let whole =
        value.fract().is_zero() && n.value.fract().is_zero() && n.value > Decimal::ZERO && n.value < hundred;
    let rest = text[n.range.end..].trim_start();
    // a further sum, share or count
    let other = ["$", "%", "dollar", "percent", "euro", "usd"]
        .iter()
        .any(|w| rest.to_ascii_lowercase().starts_with(w));
    (joined && whole && !other && value < Decimal::from(10_000))
        .then(|| Some((n.range.end, value.checked_add(n.value.checked_div(hundred)?)?)))
        .flatten()
}

/// The figure and the unit of a sum, if the quantity is one.
fn view(text: &str, q: &Quantity) -> Option<(Decimal, String)> {
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
