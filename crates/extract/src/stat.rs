//! Figures that no other claim has used: shares, multiples, large counts.

use rust_decimal::Decimal;
use tradewire_model::{Args, ClaimKind, Measure, Point, Role, Value};
use tradewire_quantity::Kind;

use crate::build::Draft;
use crate::class::Class;
use crate::fill::Scene;
use crate::learned::figure::figures;
use crate::phrase::Head;
use crate::token::NameClass;

/// Units of counts that say something about talent, firms or compute.
const TELLING: &[&str] = &["gpu", "post", "patent", "paper", "parameter", "user"];

/// What is counted, as a claim names it.
const UNITS: &[(&str, &str)] = &[
    ("person", "people"),
    ("post", "jobs"),
    ("patent", "patents"),
    ("paper", "papers"),
    ("parameter", "parameters"),
    ("user", "users"),
    ("company", "companies"),
    ("gpu", "GPUs"),
];

/// Words before a number of people that make it the size of something: 团队共有60人, a workforce of 3,800.
const SIZE_ZH: &[&str] = &[
    "有",
    "只有",
    "仅有",
    "拥有",
    "共有",
    "人数",
    "规模",
    "达",
    "达到",
    "已达",
    "超过",
    "增至",
    "增加到",
    "扩张到",
    "扩大到",
    "扩充到",
    "提供",
    "剩",
    "剩下",
    "只剩",
    "一共",
    "合计",
    "总数",
    "共",
    "共计",
    "名额",
    "编制",
    "不足",
    "缩减至",
    "降至",
    "雇有",
    "容纳",
    "收到",
    "总数为",
    "人数为",
    "规模为",
    "数为",
    "员工",
    "员工数",
    "人数约",
    "减少",
    "增加",
    "净增",
    "突破",
    "人员",
    "团队",
    "较",
    "减少了",
    "增加了",
];
const SIZE_EN: &[&str] = &[
    "have",
    "has",
    "had",
    "employs",
    "employed",
    "employing",
    "headcount",
    "team of",
    "staff of",
    "workforce of",
    "numbering",
    "numbers",
    "numbered",
    "grew to",
    "grown to",
    "total",
    "totalling",
    "totaling",
    "with",
    "about",
    "only",
    "just",
    "roughly",
    "of",
];

/// Words around a percentage that make it no figure about people or firms: share prices, holdings, discounts.
const ASIDE: &[&str] = &[
    "控股",
    "股价",
    "股價",
    "收盘",
    "折",
    "shares rose",
    "shares fell",
    "shares climbed",
    "stock price",
    "surging",
];

/// Whether a figure tells something, as the rules see it.
pub(crate) fn tells_something(scene: &Scene<'_>, i: usize, q: usize) -> bool {
    let words = &scene.text.folded.text[scene.row.range.clone()];
    let telling = scene.row.tokens.iter().any(|x| {
        x.any(&[Class::Group, Class::Role, Class::Package, Class::Annual, Class::Compute, Class::SignOn])
            || x.is(Class::Outlay)
            || x.name.as_ref().is_some_and(|n| n.kb.is_some() && n.class == NameClass::Org)
    });
    if !telling || ASIDE.iter().any(|w| words.contains(w)) {
        return false;
    }
    let folded = &scene.text.folded.text;
    let t = &scene.row.tokens;
    match &scene.row.quantities[q].kind {
        Kind::Percent(m) if m.value.is_some() || m.low.is_some() => {
            // A half, a third: only with what it is a part of.
            let word = !folded[t[i].range()].contains(|c: char| c.is_ascii_digit())
                && !folded[t[i].range()].contains('成');
            let part = t.get(i + 1).is_some_and(|n| n.is(Class::Of));
            !word || part
        }
        Kind::Multiple(_) => true,
        // 研发投入为1647亿元, 人均薪酬成本102万元
        Kind::Money(_) => {
            t[i.saturating_sub(6)..i].iter().any(|x| x.is(Class::Outlay) && x.clause == t[i].clause)
        }
        Kind::Count(c) => {
            let people = c.unit == "person";
            c.count.value > Decimal::from(if people { 4 } else { 1 })
                && (TELLING.contains(&c.unit) || people && sized(scene, i))
        }
        _ => false,
    }
}

/// Drafts for the figures of a sentence that are left over and of which `tells` holds that they say something.
pub(crate) fn stats(
    scene: &Scene<'_>,
    made: &[Draft],
    tells: &dyn Fn(&Scene<'_>, usize, usize) -> bool,
) -> Vec<Draft> {
    let left: Vec<(usize, usize, Measure)> = figures(scene)
        .into_iter()
        .filter(|(i, q)| !made.iter().any(|d| d.quantities.contains(q)) && tells(scene, *i, *q))
        .filter_map(|(i, q)| measure(scene, i, q).map(|m| (i, q, m)))
        .collect();
    // 从2023年的17.7%下滑至2024年的16.1%: one figure over time.
    let dated: Vec<(usize, usize, Point)> = left
        .iter()
        .filter(|(_, q, _)| matches!(scene.row.quantities[*q].kind, Kind::Percent(_) | Kind::Multiple(_)))
        .filter_map(|(i, q, m)| {
            period(scene, *i).map(|p| (*i, *q, Point { period: p.to_string(), value: m.clone() }))
        })
        .collect();
    let mut out = Vec::new();
    if let [first, .., last] = dated.as_slice() {
        let points = dated.iter().map(|d| d.2.clone()).collect();
        let mut d = draft(scene, first.0, first.1, Role::Series, Value::Series(points));
        d.extent.end = d.extent.end.max(scene.row.tokens[last.0].end);
        d.quantities = dated.iter().map(|d| d.1).collect();
        out.push(d);
    }
    for (i, q, m) in left {
        if out.iter().all(|d| !d.quantities.contains(&q)) {
            out.push(draft(scene, i, q, Role::Value, Value::Measure(m)));
        }
    }
    out
}

/// What a quantity measures.
fn measure(scene: &Scene<'_>, i: usize, q: usize) -> Option<Measure> {
    let unit = |u: &str| UNITS.iter().find(|x| x.0 == u).map_or(u, |x| x.1).to_owned();
    match &scene.row.quantities[q].kind {
        Kind::Percent(m) | Kind::Multiple(m) => Some(m.clone()),
        Kind::Number(m) => {
            let people = scene.phrases.iter().any(|p| p.tokens.contains(&i) && p.head == Head::Group);
            Some(Measure { unit: unit(if people { "person" } else { &m.unit }), ..m.clone() })
        }
        Kind::Count(c) => Some(Measure {
            value: if c.high.is_some() { None } else { Some(c.count.value) },
            low: c.high.map(|_| c.count.value),
            high: c.high,
            unit: unit(c.unit),
            bound: c.count.bound,
        }),
        Kind::Money(m) => Some(Measure {
            value: m.amount.value,
            low: m.amount.low,
            high: m.amount.high,
            unit: m.amount.currency.map(|c| c.to_string()).unwrap_or_default(),
            bound: m.amount.bound,
        }),
        _ => None,
    }
}

/// Whether the words before a number of people make it the size of something.
fn sized(scene: &Scene<'_>, i: usize) -> bool {
    let folded = &scene.text.folded.text;
    let t = &scene.row.tokens;
    let from = t[i.saturating_sub(2)].start;
    let before = folded[from..t[i].start].trim_end();
    let cues = if scene.row.chinese { SIZE_ZH } else { SIZE_EN };
    cues.iter().any(|w| before.ends_with(w))
}

/// The date that a figure of a series stands with: 2023年的17.7%, 2024年16.1%.
fn period<'s>(scene: &Scene<'s>, i: usize) -> Option<&'s tradewire_model::Date> {
    let t = &scene.row.tokens;
    let date = |k: usize| t.get(k).and_then(|x| x.quantity).and_then(|q| scene.row.quantities[q].date());
    let before = i.checked_sub(1)?;
    let joined = t[before].any(&[Class::De, Class::At])
        || t[before].punct.is_some()
        || t[before].end - t[before].start <= 3;
    date(before)
        .or_else(|| before.checked_sub(1).filter(|_| joined).and_then(date))
        .or_else(|| if scene.row.chinese { None } else { date(i + 2).filter(|_| t[i + 1].is(Class::At)) })
        // 2024年升到14%: in the clause, with no other figure between.
        .or_else(|| {
            let mut near = (i.saturating_sub(8)..i).rev().take_while(|&k| t[k].clause == t[i].clause);
            date(near.find(|&k| t[k].quantity.is_some())?)
        })
}

fn draft(scene: &Scene<'_>, i: usize, q: usize, role: Role, value: Value) -> Draft {
    let t = &scene.row.tokens[i];
    // The population: the nearest phrase before it in the clause.
    let population = scene
        .phrases
        .iter()
        .rev()
        .find(|p| {
            p.core.end <= t.start
                && p.clause == t.clause
                && matches!(p.head, Head::Org | Head::Group | Head::Role | Head::Generic | Head::Person)
        })
        .or_else(|| scene.phrases.iter().find(|p| p.core.start >= t.end && p.clause == t.clause));
    let clause_start = scene.row.tokens.iter().find(|x| x.clause == t.clause).map_or(t.start, |x| x.start);
    let words = scene.text.words(clause_start..t.start).trim();
    let skip = words.chars().count().saturating_sub(24);
    let name: String = words.chars().skip(skip).collect();
    let mut args = Args::new().with(role, value);
    if !name.is_empty() {
        args.set(Role::Name, Value::Text(name));
    }
    if let Some(p) = population {
        args.set(Role::Population, Value::Text(scene.text.words(p.core.clone()).trim().to_owned()));
    }
    Draft {
        kind: ClaimKind::Stat,
        args,
        extent: clause_start..t.end,
        trigger: i,
        frame: u16::MAX,
        parties: Vec::new(),
        steps: Vec::new(),
        carried: 0,
        quantities: vec![q],
        share: None,
        guessed: false,
    }
}
