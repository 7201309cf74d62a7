//! Figures that no other claim has used: shares, multiples, large counts.

use rust_decimal::Decimal;
use serde::Deserialize;
use tradewire_model::{Args, ClaimKind, Measure, Point, Role, Value};
use tradewire_quantity::Kind;

use crate::ExtractError;
use crate::build::Draft;
use crate::class::Class;
use crate::fill::Scene;
use crate::learned::figure::figures;
use crate::phrase::{Head, Of, Phrase};
use crate::rules::Rules;
use crate::token::NameClass;

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
    ("application", "applications"),
];

/// What a language says of figures, `rules/<lang>/figures.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// Words in front of a number of people that make it the size of something.
    size: Vec<String>,
    /// Nouns of which a bare number says how many people there are.
    heads: Vec<String>,
    /// What a number of people makes the size of, behind it.
    sized: Vec<String>,
    /// Nouns for all who work somewhere.
    staff: Vec<String>,
    /// Words around a percentage that make it no figure about people or firms.
    aside: Vec<String>,
    /// Verbs of prices in front of a percentage.
    prices: Vec<String>,
    /// What a firm sells, earns and is worth.
    finance: Vec<String>,
    /// Units of counts that say something about talent, firms or compute.
    things: Vec<String>,
    /// What a number of people is called.
    people: String,
    /// What a figure is called where a word stands in its clause.
    names: Vec<(String, String)>,
    /// Nouns for places that a firm opens.
    #[serde(default)]
    sites: Vec<String>,
}

/// The same for both languages.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    zh: Words,
    en: Words,
}

impl Figures {
    pub(crate) fn load(rules: &Rules) -> Result<Self, ExtractError> {
        let of = |path: &str| {
            toml::from_str(rules.file(path)?)
                .map_err(|e| ExtractError::Toml { file: path.to_owned(), message: e.to_string() })
        };
        Ok(Self { zh: of("zh/figures.toml")?, en: of("en/figures.toml")? })
    }

    /// Whether English words name a place that a firm opens: «research centre».
    pub(crate) fn is_site(&self, words: &str) -> bool {
        let last = words.rsplit([' ', '-']).next().unwrap_or(words);
        self.en.sites.iter().any(|w| w == last)
    }

    fn of(&self, chinese: bool) -> &Words {
        if chinese { &self.zh } else { &self.en }
    }
}

/// Whether a figure is none of ours whatever the model thinks: «the Nexor 7X» is a name, «several roles» no number, a price
/// that falls no news of people.
pub(crate) fn tells_nothing(scene: &Scene<'_>, i: usize, q: usize) -> bool {
    let t = &scene.row.tokens;
    let vague = match &scene.row.quantities[q].kind {
        Kind::Multiple(_) => {
            let words = &scene.text.folded.text[t[i].range()];
            t[i].latin && i > 0 && t[i - 1].name.is_some() && words.ends_with('x')
        }
        Kind::Count(c) => c.high.is_some() && c.count.value <= Decimal::TWO,
        // «One in five leaves»
        Kind::Number(m) => m.value.is_some_and(|v| v <= Decimal::TWO),
        _ => false,
    };
    // 以三倍薪水挖角, 向至少12名工程师开出: what is offered, and to how many.
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let offered = scene.row.chinese
        && match &scene.row.quantities[q].kind {
            Kind::Multiple(_) => {
                t.get(i + 1).is_some_and(|x| x.any(&[Class::Package, Class::Annual, Class::Monthly]))
            }
            Kind::Count(c) => {
                let to = |p: &Phrase| p.tokens.contains(&i) && p.governor.is_some_and(|g| word(g) == "向");
                c.unit == "person" && scene.phrases.iter().any(to)
            }
            _ => false,
        };
    let known = scene.figures.of(scene.row.chinese);
    let relative =
        matches!(scene.row.quantities[q].kind, Kind::Percent(_) | Kind::Multiple(_) | Kind::Money(_));
    vague || offered || priced(scene, known, i) || relative && of_business(scene, known, i)
}

/// 净利润同比增长26%, «revenue rose 12%»: whether a figure is one of what a firm sells, earns or is worth.
fn of_business(scene: &Scene<'_>, known: &Words, i: usize) -> bool {
    let t = &scene.row.tokens;
    let here = t[i].clause;
    let person = |x: &crate::token::Token| {
        x.any(&[Class::Group, Class::Role, Class::Package, Class::Annual, Class::Monthly, Class::SignOn])
            || x.any(&[Class::Measured, Class::Outlay])
    };
    if t[i..].iter().take_while(|x| x.clause == here).any(person) {
        return false;
    }
    let before = t[..i].iter().rposition(person).map_or(0, |k| k + 1);
    let start = t[before..i].iter().find(|x| x.clause + 1 >= here).map_or(t[i].start, |x| x.start);
    let words = &scene.text.folded.text[start..t[i].start];
    let inside = |w: &String| {
        words.match_indices(w.as_str()).any(|(k, _)| {
            let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
            scene.row.chinese
                || !letter(words[..k].chars().next_back()) && !letter(words[k + w.len()..].chars().next())
        })
    };
    known.finance.iter().any(inside)
}

/// Whether a figure tells something, as the rules see it.
pub(crate) fn tells_something(scene: &Scene<'_>, i: usize, q: usize) -> bool {
    let known = scene.figures.of(scene.row.chinese);
    let folded = &scene.text.folded.text;
    let t = &scene.row.tokens;
    let words = &folded[scene.row.range.clone()];
    let of_people = t.iter().any(|x| {
        x.any(&[Class::Group, Class::Role, Class::Package, Class::Annual, Class::Compute, Class::SignOn])
            || x.any(&[Class::Measured, Class::Outlay])
            || x.name.as_ref().is_some_and(|n| n.kb.is_some() && n.class == NameClass::Org)
    });
    if known.aside.iter().any(|w| words.contains(w.as_str())) {
        return false;
    }
    if tells_nothing(scene, i, q) {
        return false;
    }
    match &scene.row.quantities[q].kind {
        Kind::Percent(m) if m.value.is_some() || m.low.is_some() => {
            // A half, a third: only with what it is a part of.
            let word = !folded[t[i].range()].contains(|c: char| c.is_ascii_digit())
                && !folded[t[i].range()].contains('成');
            let part = t.get(i + 1).is_some_and(|n| n.is(Class::Of));
            of_people && (!word || part)
        }
        Kind::Multiple(_) => of_people,
        // 研发投入为1647亿元, 人均薪酬成本102万元
        Kind::Money(_) => {
            let told = |x: &crate::token::Token| x.is(Class::Outlay);
            t[i.saturating_sub(6)..i].iter().any(|x| told(x) && x.clause == t[i].clause)
        }
        Kind::Count(c) if c.unit == "person" => c.count.value > Decimal::from(4) && sized(scene, known, i, q),
        Kind::Count(c) => {
            of_people && c.count.value > Decimal::ONE && known.things.iter().any(|w| w == c.unit)
        }
        Kind::Number(m) => m.value.is_some_and(|v| v > Decimal::from(4)) && heads(scene, known, i),
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

/// 同比增长超过2倍: whether a multiple says by how much something grew, not to what.
fn grown(scene: &Scene<'_>, i: usize) -> bool {
    const GROWS: &[&str] = &["增长", "增加", "提高", "提升", "上涨", "增幅", "涨幅", "上升", "激增"];
    let t = &scene.row.tokens;
    let words = &scene.text.folded.text[scene.row.range.start..t[i].start];
    let words = words.trim_end_matches(['了', '超', '过', '约', '近', '逾', '达', '将']);
    GROWS.iter().any(|w| words.ends_with(w))
}

/// What a quantity measures.
fn measure(scene: &Scene<'_>, i: usize, q: usize) -> Option<Measure> {
    let unit = |u: &str| UNITS.iter().find(|x| x.0 == u).map_or(u, |x| x.1).to_owned();
    match &scene.row.quantities[q].kind {
        Kind::Multiple(m) if scene.row.chinese && grown(scene, i) => Some(Measure {
            value: m.value.map(|v| v * Decimal::ONE_HUNDRED),
            low: m.low.map(|v| v * Decimal::ONE_HUNDRED),
            high: m.high.map(|v| v * Decimal::ONE_HUNDRED),
            unit: "percent".to_owned(),
            bound: m.bound,
        }),
        Kind::Percent(m) | Kind::Multiple(m) => Some(m.clone()),
        // «one in five leaves»: a share.
        Kind::Number(m) if one_in(scene, i) => Some(Measure {
            value: m.value.filter(|v| !v.is_zero()).map(|v| Decimal::ONE_HUNDRED / v),
            unit: "percent".to_owned(),
            ..m.clone()
        }),
        Kind::Number(m) => {
            let people = scene.phrases.iter().any(|p| p.tokens.contains(&i) && p.head == Head::Group)
                || m.unit.is_empty() && heads(scene, scene.figures.of(scene.row.chinese), i);
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

/// Whether the words around a number of people make it the size of something.
fn sized(scene: &Scene<'_>, known: &Words, i: usize, q: usize) -> bool {
    let folded = &scene.text.folded.text;
    let t = &scene.row.tokens;
    let from = t[i.saturating_sub(2)].start;
    let before = folded[from..t[i].start].trim_end();
    // 约有30名: what bounds the number stands within it.
    let bound = &folded[t[i].start..scene.row.quantities[q].core.start.max(t[i].start)];
    let behind = folded[t[i].end..scene.row.range.end.max(t[i].end)].trim_start();
    // «Northgate's 5,000 employees», 公司约70名员工: the staff of somebody.
    let staff = || {
        scene.phrases.iter().any(|p| {
            p.tokens.contains(&i)
                && p.head == Head::Group
                && p.org.is_some()
                && known.staff.iter().any(|w| folded[p.core.clone()].ends_with(w.as_str()))
        })
    };
    // 已有15人接受聘任, 有七名来自某公司: some of them do something; that is no size.
    let does = scene.row.chinese
        && t.get(i + 1).is_some_and(|x| x.start == t[i].end && x.punct.is_none())
        && scene.phrases.iter().all(|p| !p.tokens.contains(&(i + 1)))
        && !known.sized.iter().any(|w| stands_first(behind, w));
    if does && (bound.contains('有') || before.ends_with('有')) {
        return false;
    }
    hire_to_come(scene, i).is_some()
        || known.size.iter().any(|w| before.ends_with(w.as_str()))
        || scene.row.chinese && bound.contains('有')
        || known.sized.iter().any(|w| stands_first(behind, w))
        || staff()
}

/// «plans to hire another 40 engineers»: the English verb of hiring, yet to come, whose object a number of people is.
fn hire_to_come(scene: &Scene<'_>, i: usize) -> Option<usize> {
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let base = |k: usize| !word(k).split(' ').next().is_some_and(|w| w.ends_with("ed") || w.ends_with("ing"));
    let plan = |k: usize| {
        (k.saturating_sub(3)..k).any(|j| t[j].any(&[Class::Plan, Class::To]) && t[j].clause == t[k].clause)
    };
    (i.saturating_sub(3)..i)
        .rev()
        .take_while(|&k| t[k].clause == t[i].clause)
        .find(|&k| !scene.row.chinese && t[k].hires && t[k].name.is_none() && base(k) && plan(k))
}

/// «plans to hire 40 engineers in Singapore»: people by number who are yet to be hired, without names and from nowhere, are a
/// figure and no move.
pub(crate) fn to_be_hired(scene: &Scene<'_>, made: &mut [Draft]) {
    let t = &scene.row.tokens;
    for d in made.iter_mut() {
        let unnamed = d.kind == ClaimKind::Move
            && d.args.text(Role::Type) == Some("join")
            && d.args.has(Role::Group)
            && ![Role::Person, Role::From].iter().any(|r| d.args.has(*r));
        let number = || {
            (d.trigger..t.len().min(d.trigger + 5)).find_map(|i| {
                let q = t[i].quantity?;
                let of_them = hire_to_come(scene, i) == Some(d.trigger);
                measure(scene, i, q).filter(|m| of_them && m.unit == "people").map(|m| (i, q, m))
            })
        };
        let Some((i, q, m)) = unnamed.then(number).flatten() else { continue };
        let whose = d.args.name(Role::To).map(|n| n.text.clone());
        let mut figure = draft(scene, i, q, Role::Value, Value::Measure(m));
        figure.args.set(Role::Name, Value::Text("people to be hired".to_owned()));
        if let Some(whose) = whose {
            figure.args.set(Role::Population, Value::Text(whose));
        }
        *d = figure;
    }
}

/// 京东涨超6%: whether a percentage is one of a price, with no word of people or pay in its clause.
fn priced(scene: &Scene<'_>, known: &Words, i: usize) -> bool {
    let t = &scene.row.tokens;
    let words = &scene.text.folded.text[t[i.saturating_sub(2)].start..t[i].start];
    let before = words.trim_end();
    known.prices.iter().any(|w| before.ends_with(w.as_str()))
        && !t.iter().filter(|x| x.clause == t[i].clause).any(|x| {
            x.any(&[Class::Group, Class::Role, Class::Package, Class::Annual, Class::Monthly, Class::SignOn])
        })
}

/// Whether a text begins with a word, Latin ones whole.
fn stands_first(text: &str, word: &str) -> bool {
    text.strip_prefix(word)
        .is_some_and(|rest| !word.is_ascii() || !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

/// «Headcount is now around 90»: whether a bare number says how many people there are, with no other figure between.
fn heads(scene: &Scene<'_>, known: &Words, i: usize) -> bool {
    let t = &scene.row.tokens;
    let start = (i.saturating_sub(9)..i)
        .rev()
        .take_while(|&k| t[k].clause == t[i].clause && t[k].quantity.is_none())
        .last();
    let before = start.map_or("", |k| &scene.text.folded.text[t[k].start..t[i].start]);
    let said = |w: &String| before.match_indices(w.as_str()).any(|(at, _)| stands_first(&before[at..], w));
    !scene.row.chinese && (known.heads.iter().any(said) || to_have(scene, i))
}

/// «expects to have 200 by the end of 2025»: how many people there are to be, where the text has just told how many there are.
fn to_have(scene: &Scene<'_>, i: usize) -> bool {
    let t = &scene.row.tokens;
    let word = |k: usize| t.get(k).map_or("", |x| &scene.text.folded.text[x.range()]);
    i > 1
        && word(i - 1).ends_with("have")
        && t[i.saturating_sub(3)..i].iter().any(|x| x.any(&[Class::To, Class::Plan]))
        && word(i + 1).starts_with("by")
}

/// «one in five»: whether a number says of how many it is one.
fn one_in(scene: &Scene<'_>, i: usize) -> bool {
    let t = &scene.row.tokens;
    let from = t[i.saturating_sub(3)].start;
    !scene.row.chinese && scene.text.folded.text[from..t[i].start].trim_end().ends_with("one in")
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
    let clause_start = scene.row.tokens.iter().find(|x| x.clause == t.clause).map_or(t.start, |x| x.start);
    let people = match &value {
        Value::Measure(m) => m.unit == "people",
        _ => false,
    };
    let mut args = Args::new().with(role, value);
    if let Some(name) = name(scene, clause_start, i, people) {
        args.set(Role::Name, Value::Text(name));
    }
    let whose = || if people { size_of(scene, i) } else { None };
    if let Some(p) = of_whom(scene, i).or_else(whose).or_else(|| population(scene, i)) {
        args.set(Role::Population, Value::Text(p));
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

/// What a figure is called: as its clause names it, else the words before it.
fn name(scene: &Scene<'_>, clause_start: usize, i: usize, people: bool) -> Option<String> {
    let known = scene.figures.of(scene.row.chinese);
    let t = &scene.row.tokens;
    let end =
        t[i..].iter().take(6).take_while(|x| x.clause == t[i].clause).last().map_or(t[i].end, |x| x.end);
    let clause = &scene.text.folded.text[clause_start..end];
    if let Some((_, name)) = known.names.iter().find(|(w, _)| clause.contains(w.as_str())) {
        return Some(name.clone());
    }
    let measured = t[..i].iter().rev().find(|x| x.clause == t[i].clause && x.is(Class::Measured));
    if let Some(x) = measured {
        return Some(scene.text.folded.text[x.range()].to_owned());
    }
    if people {
        return Some(known.people.clone());
    }
    let words = scene.text.words(clause_start..t[i].start).trim();
    let skip = words.chars().count().saturating_sub(24);
    let name: String = words.chars().skip(skip).collect();
    (!name.is_empty()).then_some(name)
}

/// Whose size a number of people is: the organisation named before it in its clause, the one that its noun belongs to, one
/// named before in the sentence, the one that the text speaks of.
fn size_of(scene: &Scene<'_>, i: usize) -> Option<String> {
    let t = &scene.row.tokens[i];
    let named = |p: &&Phrase| p.head == Head::Org && p.core.end <= t.start;
    let own = |p: &Phrase| match &p.org {
        Some(Of::Name(_, r)) if p.clause == t.clause && p.tokens.start <= i => {
            Some(scene.text.words(r.clone()).to_owned())
        }
        _ => None,
    };
    let owner = || scene.phrases.iter().rev().find_map(own);
    let words = |p: &Phrase| scene.text.words(p.core.clone()).trim().to_owned();
    let here = scene.phrases.iter().rev().filter(named).find(|p| p.clause == t.clause).map(words);
    here.or_else(owner)
        .or_else(|| scene.phrases.iter().find(named).map(words))
        .or_else(|| scene.before.topic_org.as_ref().map(|e| e.text.clone()))
}

/// What a figure is about: the nearest phrase before it in the clause, else the first behind.
fn population(scene: &Scene<'_>, i: usize) -> Option<String> {
    let t = &scene.row.tokens[i];
    let before = scene.phrases.iter().rev().find(|p| {
        p.core.end <= t.start
            && p.clause == t.clause
            && matches!(p.head, Head::Org | Head::Group | Head::Role | Head::Generic | Head::Person)
    });
    let found =
        before.or_else(|| scene.phrases.iter().find(|p| p.core.start >= t.end && p.clause == t.clause));
    found.map(|p| scene.text.words(p.core.clone()).trim().to_owned())
}

/// The organisation whose figure an English sentence tells: in the clause, else whom the text speaks of, where a word
/// points back.
fn of_whom(scene: &Scene<'_>, i: usize) -> Option<String> {
    if scene.row.chinese {
        return None;
    }
    let t = &scene.row.tokens[i];
    let name = |p: &Phrase| crate::fill::organisation(scene, p).map(|e| e.text);
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
