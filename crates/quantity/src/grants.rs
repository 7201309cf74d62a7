use crate::{Kind, Quantity};

/// What stands between a number of shares and the price of one.
pub(crate) const PRICED: &[&str] = &[
    "at",
    "at a price of",
    "at a strike price of",
    "at an exercise price of",
    "with a strike price of",
    "priced at",
    "struck at",
    "for",
    "@",
    "每股",
    "行权价",
    "行权价为",
    "行权价格",
    "每股行权价",
    "授予价",
    "授予价格",
];

/// Shares or options that are granted, with what one costs and how long they take to vest.
///
/// The fields are places in the list of quantities that the grant was put together from. Several grants in one
/// sentence are tiers, in the order of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// How many: a count of `share`.
    pub shares: usize,
    /// The price of one: money with the cue `per_share`, or what stands behind `at`.
    pub price: Option<usize>,
    /// The time of vesting.
    pub vesting: Option<usize>,
}

/// Puts grants together from the quantities found in `text`.
///
/// ```
/// use tradewire_quantity::{Context, grants, recognise};
/// let text = "10,000 options at $3 and 20,000 options at $5";
/// let found = recognise(text, &Context::default());
/// let tiers = grants(text, &found);
/// let price = |k: usize| found[tiers[k].price?].money()?.amount.magnitude().map(|m| m.to_string());
/// assert_eq!(price(0).as_deref(), Some("3"));
/// assert_eq!(price(1).as_deref(), Some("5"));
/// ```
#[must_use]
pub fn grants(text: &str, found: &[Quantity]) -> Vec<Grant> {
    let shares = |q: &Quantity| q.counted().is_some_and(|c| c.unit == "share");
    let vesting = |q: &Quantity| matches!(&q.kind, Kind::Duration(l) if l.role == Some("vesting"));
    let priced = |q: &Quantity| q.money().is_some_and(|m| m.cues.iter().any(|c| c.key == "per_share"));
    let same = |a: &Quantity, b: &Quantity| {
        let (from, to) = (a.range.end.min(b.range.end), a.range.start.max(b.range.start));
        text.get(from..to)
            .is_some_and(|between| !between.contains(['。', '！', '？', '\n']) && !between.contains(". "))
    };
    let mut out = Vec::new();
    let mut taken = Vec::new();
    for (i, q) in found.iter().enumerate().filter(|(_, q)| shares(q)) {
        let next = found.iter().enumerate().skip(i + 1).find(|(_, n)| shares(n)).map_or(found.len(), |n| n.0);
        let behind = found.get(i + 1).filter(|n| n.money().is_some()).filter(|n| {
            let between = text.get(q.range.end..n.range.start).unwrap_or_default().trim();
            PRICED.contains(&between)
        });
        let price = behind.map(|_| i + 1).or_else(|| {
            let ahead = (i + 1..next).find(|k| priced(&found[*k]) && same(q, &found[*k]));
            // 行权价2美元的期权5万股
            ahead.or_else(|| {
                i.checked_sub(1).filter(|k| priced(&found[*k]) && same(q, &found[*k]) && !taken.contains(k))
            })
        });
        taken.extend(price);
        let time = |k: &usize| vesting(&found[*k]) && same(q, &found[*k]);
        let vesting = (i + 1..found.len()).find(time);
        out.push(Grant { shares: i, price, vesting });
    }
    out
}
