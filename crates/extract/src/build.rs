//! From filled slots to claims.

use std::ops::Range;

use rust_decimal::Decimal;
use tradewire_model::{
    Amount, Args, Bound, ClaimKind, Count, Currency, Date, MoveType, Name, Period, Role, Value,
};
use tradewire_quantity::{Kind, Money, Quantity};

use crate::class::Class;
use crate::discourse::Entity;
use crate::fill::{Filled, Filler, Scene, cover};
use crate::frame::{Finish, Frame};
use crate::phrase::{Head, Of};

/// A claim before its place and attribution are worked out.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) kind: ClaimKind,
    pub(crate) args: Args,
    pub(crate) extent: Range<usize>,
    pub(crate) trigger: usize,
    pub(crate) frame: u16,
    pub(crate) parties: Vec<Entity>,
    pub(crate) steps: Vec<tradewire_model::Step>,
    pub(crate) carried: usize,
    /// Quantities it used.
    pub(crate) quantities: Vec<usize>,
    pub(crate) anchored: bool,
}

/// Turns a filled frame into drafts: one for each person that shares it.
pub(crate) fn drafts(scene: &Scene<'_>, frame: &Frame, filled: &Filled) -> Vec<Draft> {
    let mut args = Args::new();
    for (r, code) in &frame.set {
        args.set(*r, Value::Code(code.clone()));
    }
    let mut parties = Vec::new();
    let mut people: Vec<(Entity, Option<usize>)> = Vec::new();
    let mut person_role = Role::Person;
    let mut group = None;
    let mut quantities = Vec::new();
    let mut extent = filled.extent.clone();
    for (role, filler, _) in &filled.slots {
        match filler {
            Filler::People(list) if matches!(role, Role::Person | Role::To) => {
                people.clone_from(list);
                person_role = *role;
                parties.extend(list.iter().map(|p| p.0.clone()));
            }
            Filler::People(list) => {
                parties.extend(list.iter().map(|p| p.0.clone()));
                args.set(*role, names(scene, list.iter().map(|p| &p.0)));
            }
            Filler::Orgs(list) => {
                parties.extend(list.iter().cloned());
                args.set(*role, names(scene, list.iter()));
            }
            Filler::Group(p) => {
                let words = scene.text.words(scene.phrases[*p].core.clone()).trim().to_owned();
                let role = if *role == Role::Person { Role::Group } else { *role };
                if frame.kind.allows(role) && frame.kind.shape(role) == tradewire_model::Shape::Name {
                    args.set(role, Value::Name(Name::group(words)));
                } else if frame.kind.allows(role) {
                    args.set(role, Value::Text(words));
                }
                group = Some(*p);
            }
            Filler::Words(r) => {
                let words = scene.text.words(r.clone()).trim().to_owned();
                if frame.kind.allows(*role) {
                    args.set(*role, Value::Text(words));
                }
            }
            Filler::Amount(q) => {
                quantities.push(*q);
                if frame.finish.is_none()
                    && frame.kind.allows(*role)
                    && let Some(m) = scene.row.quantities[*q].money()
                {
                    args.set(*role, Value::Amount(settle(m.amount.clone(), Period::Total, scene)));
                }
            }
        }
    }
    // Lured back, hired back: a return.
    if frame.kind == ClaimKind::Move && !scene.row.chinese && args.text(Role::Type) == Some("join") {
        let t = &scene.row.tokens;
        if t.iter().skip(filled.trigger + 1).take(5).any(|x| &scene.text.folded.text[x.range()] == "back") {
            args.set(Role::Type, Value::Code("return".into()));
        }
    }
    if frame.kind == ClaimKind::Offer
        && let Some(Filler::Orgs(bidders)) = filled.get(Role::Bidder)
    {
        // «公司为此向他开出…»: whoever an offer goes to is not whoever makes it.
        let bidder = &bidders[0];
        let inside = |e: &Entity| {
            crate::fill::affiliated(scene.kb, e, &scene.text.orgs).is_some_and(|o| o.same(bidder))
        };
        let pronoun = people.first().is_some_and(|p| p.1.is_none() && inside(&p.0));
        let nobody = people.is_empty() && group.is_none() && filled.carried == 0 && scene.row.chinese;
        if (pronoun || nobody)
            && let Some(e) = scene.before.outsider(scene.kb, scene.text, bidder)
        {
            parties.push(e.clone());
            people = vec![(e, None)];
            person_role = Role::To;
        } else if pronoun {
            people.clear();
        }
    }
    if let Some(by) = &filled.by {
        args.set(Role::By, names(scene, std::iter::once(by)));
        parties.push(by.clone());
    }
    if let Some(p) = group {
        // How many: the number in the phrase.
        if let Some(q) = scene.phrases[p].count
            && let Some(c) = count(&scene.row.quantities[q])
            && frame.kind.allows(Role::Count)
        {
            args.set(Role::Count, Value::Count(c));
            quantities.push(q);
        }
        if frame.kind == ClaimKind::Move
            && !args.has(Role::RoleBefore)
            && let Some(r) = &scene.phrases[p].role
        {
            args.set(Role::RoleBefore, Value::Text(scene.text.words(r.clone()).trim().to_owned()));
        }
    }
    if let Some(finish) = frame.finish {
        let ok = match finish {
            Finish::Package => package(scene, filled, &mut args, &mut quantities, &mut extent),
            Finish::Deal => deal(scene, filled, &mut args, &mut quantities, &mut extent),
            Finish::Funding => funding(scene, filled, &mut args, &mut quantities, &mut extent),
            Finish::Valuation => valuation(scene, filled, &mut args, &mut quantities, &mut extent),
            Finish::Payband => payband(scene, filled, &mut args, &mut quantities, &mut extent),
            Finish::Approach => approach(scene, filled, &mut args),
            Finish::Unit => unit(scene, filled, &mut args),
        };
        if !ok {
            return Vec::new();
        }
    }
    if let Some(d) = date(scene, filled.trigger) {
        args.set(Role::Date, Value::Date(d));
    }
    // Somebody does not go from a place to the same place.
    if frame.kind == ClaimKind::Move {
        same_place(&mut args);
    }
    let draft = |args: Args, extent: Range<usize>| Draft {
        kind: frame.kind,
        args,
        extent,
        trigger: filled.trigger,
        frame: filled.frame,
        parties: parties.clone(),
        steps: filled.steps.clone(),
        carried: filled.carried,
        quantities: quantities.clone(),
        anchored: people.iter().any(|p| p.1.is_some()) || group.is_some(),
    };
    let mut out = Vec::new();
    if people.is_empty() {
        out.push(draft(args.clone(), extent.clone()));
    }
    // Four faculty and 35 staff: each group of a list counts by itself.
    if let Some(g) = group {
        let list = scene.phrases[g].list;
        for (i, p) in scene
            .phrases
            .iter()
            .enumerate()
            .filter(|(i, p)| *i != g && p.list == list && p.head == Head::Group)
        {
            let Some(c) = p.count.and_then(|q| count(&scene.row.quantities[q])) else { continue };
            let mut a = args.clone();
            if frame.kind == ClaimKind::Move {
                a.set(
                    Role::Group,
                    Value::Name(Name::group(scene.text.words(scene.phrases[i].core.clone()).trim())),
                );
                a.set(Role::Count, Value::Count(c));
                a.remove(Role::RoleBefore);
                if let Some(r) = &p.role {
                    a.set(Role::RoleBefore, Value::Text(scene.text.words(r.clone()).trim().to_owned()));
                }
                out.push(draft(a, cover(&extent, &p.core)));
            }
        }
    }
    for (e, p) in &people {
        let mut a = args.clone();
        a.set(person_role, Value::Name(e.name(scene.kb)));
        if frame.kind == ClaimKind::Move {
            own_description(scene, *p, people.len(), &mut a);
            same_place(&mut a);
        }
        out.push(draft(a, cover(&extent, &if p.is_some() { e.range.clone() } else { extent.clone() })));
    }
    // 被挖走的8人中,包括甲、乙: named members of a group move as it does.
    if let Some(g) = group
        && frame.kind == ClaimKind::Move
    {
        for (e, p) in members(scene, g, filled.trigger) {
            let mut a = args.clone();
            a.remove(Role::Group);
            a.remove(Role::Count);
            a.remove(Role::RoleBefore);
            a.set(Role::Person, Value::Name(e.name(scene.kb)));
            own_description(scene, Some(p), 2, &mut a);
            same_place(&mut a);
            let mut d = draft(a, cover(&extent, &e.range));
            d.steps.push(tradewire_model::Step {
                what: "person".to_owned(),
                text: e.text.clone(),
                span: None,
                how: "named member of the group".to_owned(),
            });
            out.push(d);
        }
    }
    out
}

/// In a list each person brings an organisation and a role of their own.
fn own_description(scene: &Scene<'_>, p: Option<usize>, people: usize, args: &mut Args) {
    let Some(p) = p.map(|p| &scene.phrases[p]) else { return };
    if let Some(r) = &p.role {
        args.set(Role::RoleBefore, Value::Text(scene.text.words(r.clone()).trim().to_owned()));
    } else if people > 1 {
        args.remove(Role::RoleBefore);
    }
    let leaving = matches!(args.text(Role::Type), Some("join" | "leave" | "dismissed"));
    if let Some(Of::Name(n, r)) = &p.org
        && leaving
    {
        let e = Entity::of_name(scene.text, n, r.clone());
        let explicit = people == 1 && args.has(Role::From);
        if !explicit {
            args.set(Role::From, Value::Name(e.name(scene.kb)));
        }
    }
}

/// Takes out a «from» that is the «to».
fn same_place(args: &mut Args) {
    let key = |n: &Name| n.id.as_ref().map_or_else(|| tradewire_script::key(&n.text), ToString::to_string);
    let to: Vec<String> = args.names(Role::To).iter().map(key).collect();
    if args.text(Role::Type) == Some(MoveType::Promotion.as_str()) {
        args.remove(Role::From);
    }
    if args.names(Role::From).iter().any(|f| to.contains(&key(f))) {
        args.remove(Role::From);
    }
}

fn names<'e>(scene: &Scene<'_>, list: impl Iterator<Item = &'e Entity>) -> Value {
    let mut all: Vec<Name> = Vec::new();
    for e in list {
        let n = e.name(scene.kb);
        if !all.iter().any(|o| o.text == n.text || o.id.is_some() && o.id == n.id) {
            all.push(n);
        }
    }
    if all.len() == 1 { Value::Name(all.remove(0)) } else { Value::Names(all) }
}

/// How many people a quantity counts.
fn count(q: &Quantity) -> Option<Count> {
    match &q.kind {
        Kind::Count(c) => Some(c.count.clone()),
        Kind::Number(m) => Some(Count { value: m.value.or(m.low)?, bound: m.bound }),
        _ => None,
    }
}

/// The people named after «including» or before «among others» of a group.
fn members(scene: &Scene<'_>, group: usize, trigger: usize) -> Vec<(Entity, usize)> {
    let t = &scene.row.tokens;
    let g = &scene.phrases[group];
    let Some(k) = t.iter().position(|x| x.is(Class::Include)) else { return Vec::new() };
    // After the group, within the same sentence, or just before it (包括某某在内的核心人才).
    let after = k >= g.tokens.end && k - g.tokens.end <= 12 || k >= trigger && k - trigger <= 12;
    let before = k < g.tokens.start && g.tokens.start - k <= 24;
    if !after && !before {
        return Vec::new();
    }
    let end = if before { g.tokens.start } else { t.len() };
    let mut out = Vec::new();
    let mut list = None;
    for (i, p) in scene.phrases.iter().enumerate() {
        if p.tokens.end <= k || p.core.start < t[k].end || p.tokens.start >= end {
            continue;
        }
        if p.head != Head::Person {
            if list.is_some() {
                break;
            }
            continue;
        }
        if list.is_some_and(|l| l != p.list) && !scene.row.chinese {
            break;
        }
        list = Some(p.list);
        if let Some(e) = crate::fill::entity(scene, p) {
            out.push((e, i));
        }
    }
    out
}

/// Tokens of the sentence with their sums of money.
fn sums<'s>(scene: &Scene<'s>) -> Vec<(usize, usize, &'s Money)> {
    scene
        .row
        .tokens
        .iter()
        .enumerate()
        .filter_map(|(i, t)| {
            let q = t.quantity?;
            scene.row.quantities[q].money().map(|m| (i, q, m))
        })
        .collect()
}

/// Below these, a sum beside a deal or a valuation is a share price or a fee, and one beside an offer an hourly rate.
const LEAST_DEAL: i64 = 100_000;
const LEAST_OFFER: i64 = 1_000;

/// Whether a sum is too small for what it is taken for.
fn small(a: &Amount, least: i64) -> bool {
    a.magnitude().is_some_and(|m| m < Decimal::from(least))
}

/// Whether a word of a class stands within some tokens of another, in the same or the next clause.
fn near(scene: &Scene<'_>, at: usize, class: Class, back: usize, ahead: usize) -> bool {
    let t = &scene.row.tokens;
    let lo = at.saturating_sub(back);
    let hi = (at + ahead + 1).min(t.len());
    (lo..hi).any(|k| k != at && t[k].is(class) && t[k].clause == t[at].clause)
}

fn settle(mut a: Amount, per: Period, scene: &Scene<'_>) -> Amount {
    if a.currency.is_none() && scene.row.chinese {
        // A sum without currency in a Chinese text is in yuan (annotation guideline; CLAIMS.md).
        a.currency = Some(Currency::CNY);
    }
    a.per = Some(per);
    a
}

/// Sorts the sums of an offer into total, sign-on, annual and first year; years, deadline, compute, outcome.
fn package(
    scene: &Scene<'_>,
    filled: &Filled,
    args: &mut Args,
    used: &mut Vec<usize>,
    extent: &mut Range<usize>,
) -> bool {
    let t = &scene.row.tokens;
    let at = filled.trigger;
    let here = t[at].clause;
    let mut money = 0;
    for (i, q, m) in sums(scene) {
        let far = t[i].clause.abs_diff(here) > if scene.row.chinese { 2 } else { 1 };
        if far
            || small(&m.amount, LEAST_OFFER)
            || valuation_words(scene, i)
            || used.contains(&q) && args.len() > 9
        {
            continue;
        }
        // 投资, 收购, 估值 between the offer and the sum: another matter.
        let clause = clause_range(scene, i);
        let cue = |k: &str| m.cues.iter().any(|c| c.key == k && clause.contains(&c.range.start));
        let first = near(scene, i, Class::FirstYear, 4, 0) || cue("first_year");
        let sign_on = near(scene, i, Class::SignOn, 3, 3) || cue("sign_on");
        let annual =
            m.amount.per == Some(Period::Year) || near(scene, i, Class::Annual, 2, 2) || cue("annual");
        let monthly = m.amount.per == Some(Period::Month);
        let role = if first {
            Role::FirstYear
        } else if sign_on {
            Role::SignOn
        } else if annual || monthly {
            Role::Annual
        } else {
            Role::Total
        };
        if args.has(role) {
            continue;
        }
        let worded = near(scene, i, Class::Package, 8, 8)
            || near(scene, i, Class::Equity, 4, 4)
            || first
            || sign_on
            || annual
            || monthly
            || scene.row.chinese && t.iter().any(|x| x.is(Class::Package));
        if !worded {
            continue;
        }
        let per = match role {
            Role::FirstYear => Period::Year,
            Role::Annual if monthly => Period::Month,
            Role::Annual => Period::Year,
            _ => Period::Total,
        };
        args.set(role, Value::Amount(settle(m.amount.clone(), per, scene)));
        if role == Role::Total
            && let Some(y) = &m.years
        {
            args.set(Role::Years, Value::Number(y.value));
        }
        money += 1;
        used.push(q);
        *extent = cover(extent, &scene.row.quantities[q].range);
    }
    // 四年 beside the sum.
    if !args.has(Role::Years)
        && args.has(Role::Total)
        && let Some(y) = t.iter().filter(|x| x.clause.abs_diff(here) <= 1).find_map(|x| {
            match &scene.row.quantities[x.quantity?].kind {
                Kind::Duration(d)
                    if d.unit == tradewire_quantity::TimeUnit::Year
                        && d.high.is_none()
                        && d.value > Decimal::ONE
                        && d.value <= Decimal::TEN =>
                {
                    Some(d.value)
                }
                _ => None,
            }
        })
    {
        args.set(Role::Years, Value::Number(y));
    }
    // 48小时限时
    for x in t.iter().filter(|x| x.clause.abs_diff(here) <= 1) {
        let Some(q) = x.quantity else { continue };
        match &scene.row.quantities[q].kind {
            Kind::Duration(d)
                if d.role == Some("deadline")
                    || matches!(d.unit, tradewire_quantity::TimeUnit::Hour)
                        && t.iter().any(|y| y.is(Class::Package)) =>
            {
                args.set(Role::Deadline, Value::Text(scene.text.words(x.range()).to_owned()));
                *extent = cover(extent, &x.range());
                used.push(q);
            }
            Kind::Count(c) if c.unit == "gpu" => {
                args.set(Role::Compute, Value::Text(scene.text.words(x.range()).to_owned()));
                *extent = cover(extent, &x.range());
                used.push(q);
            }
            _ => {}
        }
    }
    let has_terms = money > 0 || args.has(Role::Deadline) || args.has(Role::Compute);
    // Equity in the text's words.
    if has_terms
        && let Some(k) = (0..t.len()).find(|&k| {
            t[k].is(Class::Equity)
                && t[k].clause.abs_diff(here) <= 1
                && t[k].quantity.is_none()
                && t[k].name.is_none()
        })
    {
        args.set(Role::Equity, Value::Text(scene.text.words(t[k].range()).to_owned()));
    }
    let set = args.text(Role::Outcome).map(str::to_owned);
    if set.as_deref() == Some("open") {
        let refused = t.iter().any(|x| x.is(Class::Refuse) && x.clause >= here);
        let accepted = t.iter().any(|x| x.is(Class::Accept) && x.clause >= here);
        let hired = scene.row.tokens.iter().any(|x| x.word.is_some_and(|_| false));
        let _ = hired;
        if accepted && !refused {
            args.set(Role::Outcome, Value::Code("accepted".into()));
        } else if refused {
            args.set(Role::Outcome, Value::Code("declined".into()));
        }
        // In English a bidder and a sum alone may be anything that is for sale.
        has_terms
            && (scene.row.chinese
                || filled.get(Role::To).is_some()
                || args.has(Role::SignOn)
                || args.has(Role::Deadline)
                || args.has(Role::Compute))
    } else {
        filled.get(Role::To).is_some() && (has_terms || args.has(Role::Bidder))
    }
}

/// The bytes of the clause that a token stands in.
fn clause_range(scene: &Scene<'_>, i: usize) -> Range<usize> {
    let t = &scene.row.tokens;
    let inside = || t.iter().filter(|x| x.clause == t[i].clause);
    inside().next().map_or(0, |x| x.start)..inside().next_back().map_or(0, |x| x.end)
}

fn valuation_words(scene: &Scene<'_>, i: usize) -> bool {
    let t = &scene.row.tokens;
    let lo = i.saturating_sub(4);
    (lo..(i + 3).min(t.len())).any(|k| {
        t[k].clause == t[i].clause
            && (t[k].any(&[Class::MarketCap, Class::PostMoney, Class::PreMoney])
                || matches!(
                    &scene.text.folded.text[t[k].range()],
                    "估值" | "valuation" | "valued" | "融资" | "营收" | "revenue" | "raised"
                ))
    })
}

/// Stake and kind of a deal.
fn deal(
    scene: &Scene<'_>,
    filled: &Filled,
    args: &mut Args,
    used: &mut Vec<usize>,
    extent: &mut Range<usize>,
) -> bool {
    let t = &scene.row.tokens;
    let here = t[filled.trigger].clause;
    let mut stake = None;
    for (i, x) in t.iter().enumerate() {
        let Some(q) = x.quantity else { continue };
        if let Kind::Percent(m) = &scene.row.quantities[q].kind
            && x.clause.abs_diff(here) <= 1
            && (near(scene, i, Class::Stake, 3, 4) || near(scene, i, Class::Equity, 2, 4))
            && let Some(v) = m.value
        {
            stake = Some(v);
            used.push(q);
            *extent = cover(extent, &x.range());
        }
    }
    let q = match filled.get(Role::Amount) {
        Some(Filler::Amount(q)) => Some(*q),
        _ => None,
    };
    if let Some(q) = q.filter(|q| {
        let i = t.iter().position(|x| x.quantity == Some(*q)).unwrap_or(0);
        !valuation_words(scene, i)
            && scene.row.quantities[*q].money().is_some_and(|m| {
                m.amount.per.is_none_or(|p| p == Period::Total) && !small(&m.amount, LEAST_DEAL)
            })
    }) && let Some(m) = scene.row.quantities[q].money()
    {
        args.set(Role::Amount, Value::Amount(settle(m.amount.clone(), Period::Total, scene)));
        *extent = cover(extent, &scene.row.quantities[q].range);
    }
    if let Some(s) = stake {
        args.set(Role::StakePercent, Value::Number(s));
    }
    // A stake below half is an investment; core assets bought for their people are an acqui-hire (guideline 4).
    let licence = t.iter().any(|x| x.is(Class::License));
    let team = t.iter().any(|x| {
        x.is(Class::TeamDeal)
            && x.clause.abs_diff(here) <= 1
            && matches!(
                &scene.text.folded.text[x.range()],
                "核心资产" | "acqui-hire" | "acquihire" | "acqui-hires" | "核心团队"
            )
    });
    let code = if stake.is_some_and(|s| s < Decimal::from(50)) {
        "investment"
    } else if licence {
        "license-and-hire"
    } else if team {
        "acqui-hire"
    } else {
        args.text(Role::DealKind).unwrap_or("acquisition")
    };
    let code = code.to_owned();
    args.set(Role::DealKind, Value::Code(code.clone()));
    // Investment in no-one, or without a figure, is no deal that anybody could check.
    let key = |n: &Name| n.id.as_ref().map_or_else(|| n.text.clone(), ToString::to_string);
    let itself =
        args.names(Role::Acquirer).iter().any(|a| args.names(Role::Target).iter().any(|b| key(a) == key(b)));
    (code != "investment" || args.has(Role::Amount) || stake.is_some()) && args.has(Role::Target) && !itself
}

/// Round and investors of a funding.
fn funding(
    scene: &Scene<'_>,
    filled: &Filled,
    args: &mut Args,
    used: &mut Vec<usize>,
    extent: &mut Range<usize>,
) -> bool {
    let t = &scene.row.tokens;
    let here = t[filled.trigger].clause;
    args.remove(Role::Amount);
    if let Some(Filler::Amount(q)) = filled.get(Role::Amount) {
        let i = t.iter().position(|x| x.quantity == Some(*q)).unwrap_or(0);
        if let Some(m) = scene.row.quantities[*q].money().filter(|m| !small(&m.amount, LEAST_DEAL))
            && !(0..t.len()).any(|k| {
                k.abs_diff(i) <= 3
                    && t[k].clause == t[i].clause
                    && (t[k].any(&[Class::MarketCap, Class::PostMoney])
                        || matches!(&scene.text.folded.text[t[k].range()], "估值" | "valuation" | "valued"))
            })
        {
            args.set(Role::Amount, Value::Amount(settle(m.amount.clone(), Period::Total, scene)));
            used.push(*q);
        }
    }
    if let Some(x) = t.iter().find(|x| x.is(Class::Round) && x.clause.abs_diff(here) <= 1) {
        args.set(Role::Round, Value::Text(scene.text.words(x.range()).to_owned()));
        *extent = cover(extent, &x.range());
    }
    let investors = investors(scene);
    if !investors.is_empty() {
        for e in &investors {
            *extent = cover(extent, &e.range);
        }
        args.set(Role::Investors, Value::Names(investors.iter().map(|e| e.name(scene.kb)).collect()));
    }
    args.has(Role::Amount) || args.has(Role::Round)
}

/// Who put money in: 由A领投、B跟投; led by A, with participation from B; from A and B.
fn investors(scene: &Scene<'_>) -> Vec<Entity> {
    let t = &scene.row.tokens;
    let folded = &scene.text.folded.text;
    let mut out: Vec<Entity> = Vec::new();
    for p in scene
        .phrases
        .iter()
        .filter(|p| matches!(p.head, Head::Org | Head::Person | Head::Open | Head::Outlet))
    {
        let led = p.governor.is_some_and(|g| {
            let before = &folded[t[g.saturating_sub(2)].start..t[g].end];
            t[g].is(Class::By)
                && (before.contains("led by") || before.contains("backed by") || before.contains("co-led"))
                || before.contains("participation from")
                || before.contains("investors including")
                || t[g].is(Class::From) && folded[scene.row.range.clone()].contains("投资人")
        });
        let after =
            folded[p.core.end..scene.row.range.end.max(p.core.end)].chars().take(5).collect::<String>();
        let zh = ["领投", "跟投", "参投", "联合领投", "等领投", "等参投", "等跟投", "等投资"]
            .iter()
            .any(|w| after.starts_with(w));
        let chained = scene.phrases.iter().any(|q| {
            q.list == p.list && {
                let a = folded[q.core.end..scene.row.range.end.max(q.core.end)]
                    .chars()
                    .take(5)
                    .collect::<String>();
                ["领投", "跟投", "参投", "联合领投", "等领投", "等参投", "等投资"]
                    .iter()
                    .any(|w| a.starts_with(w))
            }
        });
        if (led || zh || chained)
            && let Some(e) = crate::fill::entity(scene, p)
            && !out.iter().any(|o| o.same(&e))
        {
            out.push(e);
        }
    }
    out
}

fn valuation(
    scene: &Scene<'_>,
    filled: &Filled,
    args: &mut Args,
    used: &mut Vec<usize>,
    extent: &mut Range<usize>,
) -> bool {
    let t = &scene.row.tokens;
    let at = filled.trigger;
    // The sum nearest to the word, in its clause: behind it, or just before it (以300亿美元的估值).
    let best = sums(scene)
        .into_iter()
        .filter(|(i, _, _)| {
            t[*i].clause == t[at].clause || *i > at && t[*i].clause == t[at].clause + 1 && i - at <= 5
        })
        .filter(|(i, _, _)| i.abs_diff(at) <= 8)
        .min_by_key(|(i, _, _)| if *i > at { i - at } else { (at - i) * 2 });
    let Some((_, q, m)) = best.filter(|b| !small(&b.2.amount, LEAST_DEAL)) else { return false };
    args.set(Role::Amount, Value::Amount(settle(m.amount.clone(), Period::Total, scene)));
    used.push(q);
    *extent = cover(extent, &scene.row.quantities[q].range);
    if t.iter().any(|x| x.is(Class::PostMoney)) {
        args.set(Role::Basis, Value::Code("post-money".into()));
    } else if t.iter().any(|x| x.is(Class::PreMoney)) {
        args.set(Role::Basis, Value::Code("pre-money".into()));
    }
    true
}

fn payband(
    scene: &Scene<'_>,
    filled: &Filled,
    args: &mut Args,
    used: &mut Vec<usize>,
    extent: &mut Range<usize>,
) -> bool {
    let t = &scene.row.tokens;
    let Some(Filler::Amount(q)) = filled.get(Role::Amount) else { return false };
    let Some(m) = scene.row.quantities[*q].money() else { return false };
    let i = t.iter().position(|x| x.quantity == Some(*q)).unwrap_or(0);
    if i.abs_diff(filled.trigger) > 8
        || t[i].clause.abs_diff(t[filled.trigger].clause) > 1
        || valuation_words(scene, i)
    {
        return false;
    }
    let a = &m.amount;
    let annual = a.per == Some(Period::Year) || near(scene, i, Class::Annual, 6, 3);
    let monthly = a.per == Some(Period::Month) || near(scene, i, Class::Monthly, 6, 3);
    let worded = annual || monthly || near(scene, i, Class::Package, 6, 6) || a.per.is_some();
    if !worded {
        return false;
    }
    let (low, high) = match a.bound {
        Bound::Range => (a.low, a.high),
        Bound::AtLeast => (a.value, None),
        Bound::UpTo => (None, a.value),
        Bound::Exact | Bound::Approx => (a.value, a.value),
    };
    if let Some(l) = low {
        args.set(Role::Low, Value::Number(l));
    }
    if let Some(h) = high {
        args.set(Role::High, Value::Number(h));
    }
    let per = a.per.unwrap_or(if annual {
        Period::Year
    } else if monthly {
        Period::Month
    } else {
        Period::Total
    });
    args.set(Role::Bound, Value::Code(a.bound.as_str().into()));
    args.set(Role::Per, Value::Code(per.as_str().into()));
    if let Some(c) = settle(a.clone(), per, scene).currency {
        args.set(Role::Currency, Value::Code(c.code().into()));
    }
    used.push(*q);
    *extent = cover(extent, &scene.row.quantities[*q].range);
    if let Some(Filler::Group(p)) = filled.get(Role::Population) {
        let phrase = &scene.phrases[*p];
        let role = phrase.role.clone().unwrap_or_else(|| phrase.core.clone());
        args.set(Role::Role, Value::Text(scene.text.words(role).trim().to_owned()));
        if !args.has(Role::Org)
            && let Some(Of::Name(n, r)) = &phrase.org
        {
            args.set(Role::Org, Value::Name(Entity::of_name(scene.text, n, r.clone()).name(scene.kb)));
        }
    }
    true
}

fn approach(scene: &Scene<'_>, filled: &Filled, args: &mut Args) -> bool {
    if let Some(Filler::Group(p)) = filled.get(Role::To) {
        let phrase = &scene.phrases[*p];
        if !args.has(Role::TargetOrg)
            && let Some(Of::Name(n, r)) = &phrase.org
        {
            args.set(Role::TargetOrg, Value::Name(Entity::of_name(scene.text, n, r.clone()).name(scene.kb)));
        }
    }
    let key = |n: &Name| n.id.as_ref().map_or_else(|| n.text.clone(), ToString::to_string);
    let same =
        args.names(Role::Org).iter().any(|o| args.names(Role::TargetOrg).iter().any(|x| key(x) == key(o)));
    if same {
        args.remove(Role::TargetOrg);
    }
    args.has(Role::To) || args.has(Role::TargetOrg)
}

/// The name of a unit: an organisation in the text that is not the founder, or a noun phrase with 实验室, 部门, unit.
fn unit(scene: &Scene<'_>, filled: &Filled, args: &mut Args) -> bool {
    let Some(name) = args.name(Role::Name).cloned() else { return false };
    let words = tradewire_script::fold_str(&name.text);
    let unitish = [
        "实验室",
        "研究院",
        "部门",
        "团队",
        "lab",
        "labs",
        "unit",
        "team",
        "institute",
        "division",
        "group",
        "center",
        "research",
        "事业部",
        "中心",
    ]
    .iter()
    .any(|w| words.ends_with(w))
        || name
            .id
            .as_ref()
            .and_then(|id| scene.kb.get(id))
            .is_some_and(|e| e.class == tradewire_kb::Class::Unit);
    let _ = filled;
    unitish && args.names(Role::Org).iter().all(|o| o.text != name.text)
}

/// The date of the trigger's clause, else the nearest before it in the sentence.
fn date(scene: &Scene<'_>, at: usize) -> Option<Date> {
    let t = &scene.row.tokens;
    let dated: Vec<(usize, Date)> = t
        .iter()
        .enumerate()
        .filter_map(|(i, x)| scene.row.quantities[x.quantity?].date().map(|d| (i, d.clone())))
        .collect();
    let cost = |i: usize| {
        let clauses = usize::from(t[i].clause.abs_diff(t[at].clause));
        clauses * 20 + if i > at { (i - at) * 2 } else { at - i }
    };
    dated
        .into_iter()
        .filter(|(i, _)| t[*i].clause.abs_diff(t[at].clause) <= 2)
        .min_by_key(|(i, _)| cost(*i))
        .map(|d| d.1)
}
