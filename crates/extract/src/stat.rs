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
            || x.is(Class::Measured)
            || !scene.row.chinese
                && x.quantity.is_some_and(
                    |q| matches!(&scene.row.quantities[q].kind, Kind::Count(c) if matches!(c.unit, "person" | "post")),
                )
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
        // «has 120 employees»: a bare number before a group.
        Kind::Number(m) if !scene.row.chinese => {
            let people = scene.phrases.iter().any(|p| p.count == Some(q) && p.head == Head::Group);
            m.value.is_some_and(|v| v > Decimal::from(4))
                && (people && sized(scene, i) || of_a_staff(scene, i))
        }
        Kind::Count(c) => {
            let people = c.unit == "person";
            c.count.value > Decimal::from(if people { 4 } else { 1 })
                && (TELLING.contains(&c.unit) || people && (sized(scene, i) || of_a_staff(scene, i)))
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
    for pair in left.windows(2).filter(|_| !scene.row.chinese) {
        let [one, two] = pair else { continue };
        let free = |q: usize| out.iter().all(|d| !d.quantities.contains(&q));
        if free(one.1)
            && free(two.1)
            && let Some([before, after]) = then_and_now(scene, one, two)
        {
            let point = |x: &(usize, usize, Measure), when: &str| Point {
                period: period(scene, x.0).map_or_else(|| when.to_owned(), ToString::to_string),
                value: x.2.clone(),
            };
            let points = vec![point(before, "before"), point(after, "after")];
            let mut d = draft(scene, one.0, one.1, Role::Series, Value::Series(points));
            d.extent.end = d.extent.end.max(scene.row.tokens[two.0].end);
            d.quantities = vec![one.1, two.1];
            out.push(d);
        }
    }
    for (i, q, m) in left {
        if out.iter().all(|d| !d.quantities.contains(&q)) {
            out.push(draft(scene, i, q, Role::Value, Value::Measure(m)));
        }
    }
    out
}

/// «to 1,200 from 900», «31%, against 8% in 2023», «from 12 to 60»: one figure at two times, the earlier first.
fn then_and_now<'m>(
    scene: &Scene<'_>,
    one: &'m (usize, usize, Measure),
    two: &'m (usize, usize, Measure),
) -> Option<[&'m (usize, usize, Measure); 2]> {
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let alike = one.2.unit == two.2.unit
        || [&one.2.unit, &two.2.unit].iter().all(|u| matches!(u.as_str(), "" | "people" | "number"));
    if !alike || two.0 - one.0 > 9 || t[two.0].clause > t[one.0].clause + 1 {
        return None;
    }
    let between = || one.0 + 1..two.0;
    // «from 900» may be one word.
    let since = |x: usize| word(x).starts_with("from ");
    if since(one.0) && (word(two.0).starts_with("to ") || between().any(|k| word(k) == "to")) {
        return Some([one, two]);
    }
    if since(two.0) {
        return Some([two, one]);
    }
    let before = one.0.saturating_sub(3)..one.0;
    if before.into_iter().any(|k| word(k) == "from") && between().any(|k| word(k) == "to") {
        return Some([one, two]);
    }
    const THEN: &[&str] = &["from", "compared", "against", "versus", "vs"];
    between().any(|k| THEN.contains(&word(k))).then_some([two, one])
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

/// «headcount fell by 2,197 to 613,974», «grow its workforce to 8,000 employees»: a number behind what it measures.
fn of_a_staff(scene: &Scene<'_>, i: usize) -> bool {
    let t = &scene.row.tokens;
    !scene.row.chinese
        && (i.saturating_sub(8)..i).any(|k| {
            let word = &scene.text.folded.text[t[k].range()];
            t[k].clause == t[i].clause && matches!(word, "headcount" | "workforce")
        })
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
    let name = counted(scene, i, q).unwrap_or(name);
    if !name.is_empty() {
        args.set(Role::Name, Value::Text(name));
    }
    if let Some(firm) = of_whom(scene, i) {
        args.set(Role::Population, Value::Text(firm));
    } else if let Some(p) = population {
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

/// What an English sentence says is counted: attrition, headcount, the sort of people.
fn counted(scene: &Scene<'_>, i: usize, q: usize) -> Option<String> {
    if scene.row.chinese {
        return None;
    }
    let t = &scene.row.tokens;
    let here = |k: &usize| t[*k].clause == t[i].clause && t[*k].is(Class::Measured);
    if let Some(k) = (0..i).rev().find(here).or_else(|| (i + 1..t.len().min(i + 6)).find(here)) {
        return Some(scene.text.words(t[k].range()).to_owned());
    }
    let group = scene.phrases.iter().find(|p| p.head == Head::Group && p.count == Some(q))?;
    let noun = t[group.tokens.clone()].iter().rev().find(|x| x.is(Class::Group))?;
    let words = scene.text.words(noun.range());
    let number = tradewire_quantity::numerals(words).iter().map(|n| n.range.end).max().unwrap_or(0);
    Some(words[number..].trim().to_owned()).filter(|w| !w.is_empty())
}

/// The organisation whose figure an English sentence tells: in the clause, else whom the text speaks of, where a word
/// points back.
fn of_whom(scene: &Scene<'_>, i: usize) -> Option<String> {
    if scene.row.chinese {
        return None;
    }
    let t = &scene.row.tokens[i];
    let name = |p: &crate::phrase::Phrase| crate::fill::organisation(scene, p).map(|e| e.text);
    let before = scene.phrases.iter().rev().filter(|p| p.core.end <= t.start);
    if let Some(firm) = before.clone().filter(|p| p.clause == t.clause).find_map(name) {
        return Some(firm);
    }
    // «DeepMind, which has 75 employees», «a start-up with 40 employees»: of the one named last.
    let word = |x: &crate::token::Token| &scene.text.folded.text[x.range()];
    let own = |x: &crate::token::Token| {
        let with = word(x) == "with"
            && !scene.row.tokens.iter().any(|y| y.start == x.end + 1 && y.is(Class::PronounPoss));
        x.clause == t.clause && x.end <= t.start && (x.is(Class::Relative) || with)
    };
    if scene.row.tokens.iter().any(own)
        && let Some(firm) = before.clone().find(|p| p.head == Head::Org).and_then(name)
    {
        return Some(firm);
    }
    let points_back = before.clone().any(|p| p.head == Head::OrgPronoun)
        || scene.row.tokens[..i].iter().any(|x| x.is(Class::PronounPoss));
    let subject = before.clone().rfind(|p| p.governor.is_none() && p.head == Head::Org).and_then(name);
    subject.or_else(|| scene.before.topic_org.as_ref().filter(|_| points_back).map(|e| e.text.clone()))
}
