//! Figures read again.

use rust_decimal::Decimal;
use tradewire_model::{Amount, Bound, ClaimKind, Currency, Period, Role, Value};
use tradewire_quantity::{Context, CurrencyFrom, Kind, Quantity, recognise_folded};

use super::scene::Scene;
use super::subject::Subject;
use super::verdict::{Code, Reason, Verdict};

/// A figure of the text, whatever it counts.
struct Read<'a> {
    ends: [Option<Decimal>; 2],
    bound: Bound,
    money: Option<&'a tradewire_quantity::Money>,
    at: std::ops::Range<usize>,
    /// 0 in the quote, 1 in its sentences, 2 elsewhere in the window.
    zone: u8,
}

/// A figure of a claim.
struct Stated<'a> {
    role: Role,
    ends: [Option<Decimal>; 2],
    bound: Option<Bound>,
    amount: Option<&'a Amount>,
    currency: Option<Currency>,
    per: Option<Period>,
}

/// Reads the figures near the quote and holds those of the claim against them.
pub(crate) fn check(s: &Subject<'_>, scene: &Scene<'_>) -> Vec<Reason> {
    let stated = stated(s);
    if stated.is_empty() {
        return Vec::new();
    }
    let context = Context { published: s.published.cloned(), ..Context::default() };
    let (from, to) = near(scene);
    let Some(part) = scene.text.get(from..to) else { return Vec::new() };
    let quantities = recognise_folded(part, &context);
    let quote = span(scene);
    let sentences = sentence_span(scene);
    let read: Vec<Read<'_>> = quantities
        .iter()
        .filter_map(|q| {
            let mut r = figure(q)?;
            r.at = r.at.start + from..r.at.end + from;
            let within = |x: &(usize, usize)| x.0 < r.at.end && r.at.start < x.1;
            r.zone = if within(&quote) { 0 } else { 1 + u8::from(!within(&sentences)) };
            Some(r)
        })
        .collect();
    stated.iter().flat_map(|f| hold(scene, f, &read)).collect()
}

/// Bytes of the quote in the window.
fn span(scene: &Scene<'_>) -> (usize, usize) {
    let end = scene.quote.end.checked_sub(1).and_then(|i| scene.tokens.get(i)).map_or(0, |t| t.end);
    (scene.tokens.get(scene.quote.start).map_or(0, |t| t.start), end)
}

fn sentence_span(scene: &Scene<'_>) -> (usize, usize) {
    let (first, last) = scene.quoted();
    let mut all = scene.tokens.iter().zip(&scene.sentence).filter(|(_, s)| (first..=last).contains(s));
    let start = all.next().map_or(0, |(t, _)| t.start);
    (start, all.next_back().map_or(start, |(t, _)| t.end))
}

/// Bytes of the sentences within three of the quote.
fn near(scene: &Scene<'_>) -> (usize, usize) {
    let (first, last) = scene.quoted();
    let wide = first.saturating_sub(3)..=last + 3;
    let mut all = scene.tokens.iter().zip(&scene.sentence).filter(|(_, s)| wide.contains(s));
    let start = all.next().map_or(0, |(t, _)| t.start);
    (start, all.next_back().map_or(start, |(t, _)| t.end).max(start))
}

fn figure(q: &Quantity) -> Option<Read<'_>> {
    let (ends, bound, money) = match &q.kind {
        Kind::Money(m) => (ends(m.amount.value, m.amount.low, m.amount.high), m.amount.bound, Some(m)),
        Kind::Count(c) => ([Some(c.count.value), c.high], c.count.bound, None),
        Kind::Percent(m) | Kind::Multiple(m) | Kind::Number(m) => {
            (ends(m.value, m.low, m.high), m.bound, None)
        }
        Kind::Duration(d) => ([Some(d.value), d.high], d.bound, None),
        _ => return None,
    };
    Some(Read { ends, bound, money, at: q.range.clone(), zone: 2 })
}

fn ends(value: Option<Decimal>, low: Option<Decimal>, high: Option<Decimal>) -> [Option<Decimal>; 2] {
    match value {
        Some(v) => [Some(v), None],
        None => [low, high],
    }
}

fn stated<'a>(s: &Subject<'a>) -> Vec<Stated<'a>> {
    let mut out = Vec::new();
    for (role, value) in s.args.iter() {
        match value {
            Value::Amount(a) => out.push(Stated {
                role,
                ends: ends(a.value, a.low, a.high),
                bound: Some(a.bound),
                amount: Some(a),
                currency: a.currency,
                per: a.per,
            }),
            Value::Count(c) => out.push(Stated {
                role,
                ends: [Some(c.value), None],
                bound: Some(c.bound),
                amount: None,
                currency: None,
                per: None,
            }),
            Value::Measure(m) => out.push(Stated {
                role,
                ends: ends(m.value, m.low, m.high),
                bound: Some(m.bound),
                amount: None,
                currency: None,
                per: None,
            }),
            Value::Number(n) if role != Role::High || !s.args.has(Role::Low) => out.push(band(s, role, *n)),
            _ => {}
        }
    }
    out
}

/// A number without a bound of its own; of a pay band with its other end, its bound and its currency.
fn band<'a>(s: &Subject<'a>, role: Role, n: Decimal) -> Stated<'a> {
    let mut out =
        Stated { role, ends: [Some(n), None], bound: None, amount: None, currency: None, per: None };
    if s.kind == ClaimKind::Payband && matches!(role, Role::Low | Role::High) {
        let number = |r| match s.args.get(r) {
            Some(Value::Number(n)) => Some(*n),
            _ => None,
        };
        out.currency = s.args.text(Role::Currency).and_then(|c| c.parse().ok());
        out.per = s.args.text(Role::Per).and_then(|c| c.parse().ok());
        match (number(Role::Low), number(Role::High)) {
            (Some(l), Some(h)) if l != h => {
                out.ends = [Some(l), Some(h)];
                out.bound = Some(Bound::Range);
            }
            _ => out.bound = s.args.text(Role::Bound).and_then(|b| b.parse().ok()),
        }
    }
    out
}

fn alike(a: Decimal, b: Decimal) -> bool {
    let widest = a.abs().max(b.abs());
    (a - b).abs() * Decimal::from(500) <= widest
}

fn same(a: &[Option<Decimal>; 2], b: &[Option<Decimal>; 2]) -> bool {
    match (a, b) {
        ([Some(x), None], [Some(y), None]) => alike(*x, *y),
        ([Some(x), Some(v)], [Some(y), Some(w)]) => alike(*x, *y) && alike(*v, *w),
        // One end of a range stated as the whole.
        ([Some(x), None], [y, z]) => [y, z].into_iter().flatten().any(|y| alike(*x, *y)),
        ([x, y], [Some(z), None]) => [x, y].into_iter().flatten().any(|x| alike(*x, *z)),
        ([None, Some(x)], [None, Some(y)]) => alike(*x, *y),
        _ => false,
    }
}

/// Powers of ten between units that are taken for each other: thousand, 万, million, 亿, billion, trillion.
const STEPS: [u64; 8] = [10, 100, 1_000, 10_000, 100_000, 1_000_000, 100_000_000, 1_000_000_000];

fn scaled(a: &[Option<Decimal>; 2], b: &[Option<Decimal>; 2]) -> bool {
    let first = |x: &[Option<Decimal>; 2]| x[0].or(x[1]).filter(|v| *v > Decimal::ZERO);
    let (Some(x), Some(y)) = (first(a), first(b)) else { return false };
    let (small, large) = if x < y { (x, y) } else { (y, x) };
    STEPS.iter().any(|s| small.checked_mul(Decimal::from(*s)).is_some_and(|v| alike(v, large)))
}

/// Holds one figure of the claim against those of the text.
fn hold(scene: &Scene<'_>, f: &Stated<'_>, read: &[Read<'_>]) -> Vec<Reason> {
    let money = f.amount.is_some() || f.currency.is_some();
    let fits = |r: &&Read<'_>| !money || r.money.is_some();
    let reason = |code, verdict, found: Option<&Read<'_>>| Reason {
        code,
        verdict,
        role: Some(f.role),
        found: found.and_then(|r| written(scene, &r.at)),
    };
    let equal = |r: &&Read<'_>| {
        same(&f.ends, &r.ends)
            || f.amount.is_some() && also(r).any(|a| same(&f.ends, &ends(a.value, a.low, a.high)))
    };
    let best = read.iter().filter(fits).filter(equal).map(|r| r.zone).min();
    let Some(best) = best else {
        let slip = read.iter().filter(|r| r.zone < 2).filter(fits).find(|r| scaled(&f.ends, &r.ends));
        // A figure that stands somewhere as a plain number, where nothing says what it counts.
        return match slip {
            Some(r) => vec![reason(Code::Scale, Verdict::Disagree, Some(r))],
            None => vec![reason(Code::AmountMissing, Verdict::CannotTell, None)],
        };
    };
    let found: Vec<&Read<'_>> = read.iter().filter(fits).filter(equal).filter(|r| r.zone == best).collect();
    let mut out = Vec::new();
    if let Some(c) = f.currency
        && let Some(r) = found.iter().find(|r| r.money.is_some_and(|m| m.amount.currency.is_some()))
        && found.iter().all(|r| !may_be(r, c))
    {
        out.push(reason(Code::Currency, Verdict::Disagree, Some(r)));
    }
    if let Some(per) = f.per.filter(|_| money) {
        let periods: Vec<Option<Period>> =
            found.iter().filter_map(|r| r.money).map(|m| m.amount.per).collect();
        let whole = |p: &Option<Period>| matches!(p, None | Some(Period::Total));
        let wrong = match per {
            Period::Total => !periods.is_empty() && periods.iter().all(|p| !whole(p)),
            per => {
                let other = periods.iter().all(|p| p.is_some_and(|p| p != per && p != Period::Total));
                let none = periods.iter().all(whole) && !paced(scene, per);
                !periods.is_empty() && (other || none)
            }
        };
        if wrong {
            out.push(reason(Code::Period, Verdict::Disagree, found.first().copied()));
        }
    }
    if let Some(b) = f.bound {
        let bounds: Vec<Bound> = found.iter().map(|r| r.bound).collect();
        let loose = |b: Bound| b != Bound::Exact;
        if b == Bound::Exact && bounds.iter().all(|x| loose(*x)) {
            out.push(reason(Code::Bound, Verdict::Disagree, found.first().copied()));
        } else if loose(b) && bounds.iter().all(|x| loose(*x) && *x != b) {
            out.push(reason(Code::Bound, Verdict::CannotTell, found.first().copied()));
        }
    }
    if out.is_empty() {
        // Where it stands far off, that it stands there says less.
        let verdict = if best < 2 { Verdict::Agree } else { Verdict::CannotTell };
        out.push(reason(Code::AmountFits, verdict, found.first().copied()));
    }
    out
}

fn written(scene: &Scene<'_>, at: &std::ops::Range<usize>) -> Option<String> {
    let before = scene.text.get(..at.start)?.chars().count();
    let len = scene.text.get(at.clone())?.chars().count();
    Some(scene.original.chars().skip(before).take(len).collect())
}

fn also<'a>(r: &'a Read<'_>) -> impl Iterator<Item = &'a Amount> {
    r.money.into_iter().flat_map(|m| &m.amount.also)
}

/// Whether a sum of the text may be in a currency: its sign may serve several.
fn may_be(r: &Read<'_>, c: Currency) -> bool {
    let Some(m) = r.money else { return true };
    if also(r).any(|a| a.currency == Some(c)) {
        return true;
    }
    let Some(found) = m.amount.currency else { return true };
    let sign = |x: &str, family: &[&str]| family.contains(&x);
    let shared = |family: &[&str]| sign(found.code(), family) && sign(c.code(), family);
    found == c
        || m.currency_from != CurrencyFrom::Text
            && (shared(&["USD", "HKD", "TWD", "SGD", "AUD", "CAD"]) || shared(&["CNY", "TWD", "HKD", "JPY"]))
}

/// Whether a word near the quote says that something is paid by a period.
fn paced(scene: &Scene<'_>, per: Period) -> bool {
    let (from, to) = near(scene);
    let text = scene.text.get(from..to).unwrap_or_default();
    let words: &[&str] = match per {
        Period::Year => &[
            "year",
            "annual",
            "yearly",
            "p.a",
            "per annum",
            "salary",
            "salaries",
            "lpa",
            "package",
            "年",
            "薪",
            "twelve months",
            "12 months",
            "ctc",
        ],
        Period::Month => &["month", "月"],
        Period::Week => &["week", "周"],
        Period::Day => &["day", "daily", "日", "天"],
        Period::Hour => &["hour", "小时", "时薪", "钟点"],
        Period::Total => &[""],
    };
    words.iter().any(|w| text.contains(w))
}
