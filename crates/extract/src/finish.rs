//! Sorts what a frame found into the roles of its kind: sums of an offer, stake of a deal, round of a funding.

use std::ops::Range;

use rust_decimal::Decimal;
use tradewire_model::{Amount, Args, Bound, Currency, Name, Period, Role, Value};
use tradewire_quantity::{Kind, Money};

use crate::class::Class;
use crate::discourse::Entity;
use crate::fill::{Filled, Filler, Scene, cover};
use crate::learned::propose::SURE;
use crate::phrase::{Head, Of, Phrase, between};

/// From this sum on, in a hard currency, nobody's pay is meant.
const MOST_PAY: i64 = 400_000_000;
/// Below these, a sum beside a deal or a valuation is a share price or a fee, and one beside an offer an hourly rate.
const LEAST_DEAL: i64 = 100_000;
const LEAST_OFFER: i64 = 1_000;
/// Below this, nobody's yearly pay is told without a word for pay.
const LEAST_PAY: i64 = 15_000;

/// Whether a sum is too small for what it is taken for.
pub(crate) fn small(a: &Amount, least: i64) -> bool {
    a.magnitude().is_some_and(|m| m < Decimal::from(least))
}

/// Whether a word of a class stands within some tokens of another, in the same or the next clause.
pub(crate) fn near(scene: &Scene<'_>, at: usize, class: Class, back: usize, ahead: usize) -> bool {
    let t = &scene.row.tokens;
    let lo = at.saturating_sub(back);
    let hi = (at + ahead + 1).min(t.len());
    (lo..hi).any(|k| k != at && t[k].is(class) && t[k].clause == t[at].clause)
}

pub(crate) fn settle(mut a: Amount, per: Period, scene: &Scene<'_>) -> Amount {
    if a.currency.is_none() && scene.row.chinese {
        // A sum without currency in a Chinese text is in yuan (annotation guideline; CLAIMS.md), or in the place's dollar.
        a.currency = scene.text.context.default_currency.or(Some(Currency::CNY));
    }
    a.per = Some(per);
    a
}

/// Sorts the sums of an offer into total, sign-on, annual and first year; years, deadline, compute, outcome.
pub(crate) fn package(
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
        // «paid its top researcher, Ada, $2 million»: near whoever gets it, too.
        let beside = match filled.get(Role::To) {
            Some(Filler::People(list)) if !scene.row.chinese && args.text(Role::Outcome) == Some("paid") => {
                list.first()
                    .and_then(|x| x.1)
                    .is_some_and(|p| i > at && t[i].clause.abs_diff(scene.phrases[p].clause) <= 1)
            }
            _ => false,
        };
        let reach = if scene.row.chinese { 2 } else { 1 };
        let far = t[i].clause.abs_diff(here) > reach && !beside && !over_aside(scene, at, i);
        if far
            || small(&m.amount, LEAST_OFFER)
            || beyond_pay(scene, &m.amount)
            || valuation_words(scene, i)
            || used.contains(&q) && args.len() > 9
        {
            continue;
        }
        // 投资, 收购, 估值 between the offer and the sum: another matter.
        let clause = clause_range(scene, i);
        let cue = |k: &str| m.cues.iter().any(|c| c.key == k && clause.contains(&c.range.start));
        // «$100 million in total compensation for the first year»: in English behind the sum too.
        let behind = if scene.row.chinese { 0 } else { 6 };
        let first = near(scene, i, Class::FirstYear, 4, behind)
            || cue("first_year") && !first_year_of_people(scene, i);
        let sign_on = near(scene, i, Class::SignOn, 3, 3) || cue("sign_on");
        let learned =
            filled.slots.iter().find_map(|(r, f, held)| (*held && *f == Filler::Amount(q)).then_some(*r));
        let annual =
            m.amount.per == Some(Period::Year) || near(scene, i, Class::Annual, 2, 2) || cue("annual");
        let monthly = m.amount.per == Some(Period::Month);
        // «an offer of $1.5 billion»: no such sum is for a year unless the words say so.
        let yearly = |r: Role| {
            r != Role::Annual || annual || monthly || !large(&m.amount) && m.years.is_none() || yearly(scene)
        };
        // «secured a $50 million package to join»: no sign-on bonus without a word for one.
        let bonus = |r: Role| {
            r != Role::SignOn
                || scene.row.chinese
                || sign_on
                || t.iter().any(|x| {
                    x.is(Class::SignOn)
                        || ["bonus", "sign"].iter().any(|w| scene.text.folded.text[x.range()].contains(w))
                })
        };
        let role = if let Some(r) = learned.filter(|r| *r != Role::Total && yearly(*r) && bonus(*r)) {
            r
        } else if first {
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
        // «paid its top researcher, Ada, $1.9 million in 2016»: pay by its verb and its year.
        let dated = |k: usize| t[k].quantity.is_some_and(|q| scene.row.quantities[q].date().is_some());
        let ends = || {
            let next = i + 1 + usize::from(t.get(i + 1).is_some_and(|x| x.is(Class::At)));
            t.get(next).is_none_or(|x| x.punct.is_some()) || next < t.len() && dated(next)
        };
        let paid = !scene.row.chinese
            && args.text(Role::Outcome) == Some("paid")
            && i > at
            && i - at <= 10
            && ends()
            && (0..t.len()).any(|k| dated(k) && t[k].clause.abs_diff(t[i].clause) <= 1);
        // «offered as much as $100 million to Larkspur staff»: what is offered to people is for them.
        let offered = !scene.row.chinese
            && args.text(Role::Outcome) == Some("open")
            && filled.share.is_some_and(|s| s > 0.5)
            && filled.get(Role::To).is_some()
            && i > at
            && i - at <= 4
            && t[i].clause == here;
        // «turned down 3.6 million yuan from an internet firm»
        let refused = !scene.row.chinese
            && args.text(Role::Outcome) == Some("declined")
            && args.has(Role::Bidder)
            && i == at + 1;
        // «She will get more than $1 million»: where an offer was told just before.
        let again = filled.get(Role::To).is_some()
            && scene.before.offered.is_some_and(|s| s + 2 > scene.before.sentence)
            && t[i].clause == here
            && i > at
            && i - at <= 4;
        // 科研启动经费2000万元, «a $1.2 million start-up grant»
        let granted = near(scene, i, Class::Grant, 5, 5) && filled.get(Role::To).is_some();
        let worded = learned.is_some()
            || paid
            || offered
            || refused
            || again
            || granted
            || near(scene, i, Class::Package, 8, 8)
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
    // «what the Journal said was a package»: whoever tells of an offer makes none.
    if filled.org(Role::Bidder).is_some_and(|b| tells_of_it(scene, b)) {
        args.remove(Role::Bidder);
    }
    // «was given four times her pay to stay»: by whom she is with.
    if !args.has(Role::Bidder)
        && t.iter().any(|x| x.is(Class::Retain) && x.name.is_none() && x.clause.abs_diff(here) <= 1)
        && let Some(home) = house_of(scene, filled)
    {
        args.set(Role::Bidder, Value::Name(home.name(scene.kb)));
    }
    // 承诺投入2000万美元: what is put into a firm goes to nobody.
    let invests = scene.row.chinese
        && t.iter()
            .any(|x| x.clause == here && x.any(&[Class::Backs, Class::Outlay]) && x.quantity.is_none())
        && !t
            .iter()
            .any(|x| x.any(&[Class::Package, Class::Annual, Class::SignOn, Class::Equity, Class::Grant]));
    if invests {
        return false;
    }
    // What a court rejects or awards is no pay, nor is what is bid for a firm.
    let bid = |x: &crate::token::Token| {
        x.clause == here && ["收购", "并购"].iter().any(|w| scene.text.folded.text[x.range()].contains(w))
    };
    let ordered = !scene.row.chinese
        && at >= 2
        && matches!(&scene.text.folded.text[t[at - 2].range()], "ordered" | "told" | "directed")
        && scene.text.folded.text[t[at].range()].starts_with("pay");
    if ordered || t.iter().any(|x| x.is(Class::Court) || scene.row.chinese && bid(x)) {
        return false;
    }
    // «an award of 1,050,000 restricted stock units»: shares by number are terms.
    let units = t.iter().find(|x| {
        let shares = |q: usize| matches!(&scene.row.quantities[q].kind, Kind::Count(c) if c.unit == "share");
        x.clause.abs_diff(here) <= 1 && x.quantity.is_some_and(shares)
    });
    if let Some(x) = units.filter(|_| !scene.row.chinese) {
        args.set(Role::Equity, Value::Text(scene.text.words(x.range()).to_owned()));
        *extent = cover(extent, &x.range());
    }
    let whom = filled.get(Role::To).is_some();
    let mut has_terms =
        money > 0 || [Role::Deadline, Role::Compute, Role::Equity].iter().any(|r| args.has(*r));
    if let Some((q, words)) = share_of_firm(scene, here) {
        has_terms |= whom;
        used.push(q);
        *extent = cover(extent, &words);
        args.set(Role::Equity, Value::Text(scene.text.words(words).to_owned()));
    }
    let paid = args.text(Role::Outcome) == Some("paid");
    if let Some(q) = times_the_pay(scene, at, paid) {
        has_terms |= whom;
        for q in q {
            used.push(q);
            *extent = cover(extent, &scene.row.quantities[q].range);
        }
    }
    // Equity in the text's words.
    if !args.has(Role::Equity)
        && let Some(k) = (0..t.len()).find(|&k| {
            t[k].is(Class::Equity)
                && t[k].clause.abs_diff(here) <= 1
                && t[k].quantity.is_none()
                && t[k].name.is_none()
        })
    {
        args.set(Role::Equity, Value::Text(scene.text.words(t[k].range()).to_owned()));
        // 向骨干授予期权: shares are what is offered.
        has_terms |= whom && args.has(Role::Bidder) && k > at && k - at <= 6 && t[k].clause == here;
    }
    let set = args.text(Role::Outcome).map(str::to_owned);
    if set.as_deref() == Some("open") {
        // «无法拒绝», «hard to turn down» is no refusal.
        let unable = |i: usize| {
            let before = scene.text.folded.text[scene.row.range.start..t[i].start].trim_end();
            [
                "无法",
                "难以",
                "不能",
                "没有",
                "很难",
                "不会",
                "hard to",
                "impossible to",
                "not",
                "couldn't",
                "can't",
                "cannot",
            ]
            .iter()
            .any(|w| before.ends_with(w))
        };
        let refused =
            t.iter().enumerate().any(|(i, x)| x.is(Class::Refuse) && x.clause >= here && !unable(i));
        // 对方未有接受, «none of them accepted»: a refusal.
        let spurned = |i: usize| {
            t[i.saturating_sub(4)..i].iter().any(|x| {
                x.clause == t[i].clause
                    && (x.is(Class::Negation)
                        || matches!(&scene.text.folded.text[x.range()], "none" | "nobody" | "neither"))
            })
        };
        let accepts = || t.iter().enumerate().filter(|(_, x)| x.is(Class::Accept) && x.clause >= here);
        let accepted = accepts().any(|(i, _)| !spurned(i));
        let refused = refused || accepts().any(|(i, _)| spurned(i));
        if accepted && !refused {
            args.set(Role::Outcome, Value::Code("accepted".into()));
        } else if refused {
            args.set(Role::Outcome, Value::Code("declined".into()));
        }
        // «Northgate matched the offer»
        let match_of = |w: &str| w.starts_with("match") || matches!(w, "追平" | "匹配");
        if match_of(&scene.text.folded.text[t[at].range()]) && !refused {
            args.set(Role::Outcome, Value::Code("matched".into()));
        }
        // Who offers and to whom is an offer where the model is sure that one is told, terms or not.
        // What is only given is anything: «gave Ada an award for her paper».
        let given = ["gave", "give", "giv", "hand"]
            .iter()
            .any(|w| !scene.row.chinese && scene.text.folded.text[t[at].range()].starts_with(w));
        let sure = filled.share.is_some_and(|s| s > SURE)
            && !given
            && filled.get(Role::To).is_some()
            && filled.get(Role::Bidder).is_some();
        // «has made an offer to Ada»
        let made = !scene.row.chinese
            && matches!(filled.get(Role::To), Some(Filler::People(_)))
            && filled.get(Role::Bidder).is_some()
            && scene.text.folded.text[t[at].range()].ends_with(" offer to");
        // In English a bidder and a sum alone may be anything that is for sale.
        sure || made
            || has_terms
                && (scene.row.chinese
                    || filled.share.is_some_and(|s| s > 0.5)
                    || filled.get(Role::To).is_some()
                    || args.has(Role::SignOn)
                    || args.has(Role::Deadline)
                    || args.has(Role::Compute))
    } else {
        // What somebody is paid is told by a sum.
        let told =
            has_terms || args.has(Role::Bidder) && (scene.row.chinese || set.as_deref() != Some("paid"));
        filled.get(Role::To).is_some() && told
    }
}

/// From this sum on, in a hard currency, nothing is offered to people.
const MOST_OFFER: i64 = 5_000_000_000;

fn beyond_pay(scene: &Scene<'_>, a: &Amount) -> bool {
    let hard = settle(a.clone(), Period::Total, scene)
        .currency
        .is_none_or(|c| matches!(c.code(), "USD" | "EUR" | "GBP" | "CHF" | "CNY" | "HKD" | "SGD"));
    hard && a.value.or(a.low).is_some_and(|v| v >= Decimal::from(MOST_OFFER))
}

/// From this sum on pay is told for several years, unless the words say that it is for one.
const LARGE_PAY: i64 = 8_000_000;

fn large(a: &Amount) -> bool {
    a.magnitude().is_some_and(|m| m >= Decimal::from(LARGE_PAY))
}

/// Whether a sentence tells of pay by the year or the month.
fn yearly(scene: &Scene<'_>) -> bool {
    scene.row.tokens.iter().any(|t| t.any(&[Class::Annual, Class::Monthly]))
        || sums(scene).iter().any(|(_, _, m)| m.amount.per.is_some_and(|p| p != Period::Total))
}

/// «Northgate offered Ada, an AI researcher, $10 million»: whether only an aside without a verb stands before a sum.
fn over_aside(scene: &Scene<'_>, at: usize, sum: usize) -> bool {
    let t = &scene.row.tokens;
    !scene.row.chinese
        && sum > at
        && sum - at <= 14
        && t[sum].clause == t[at].clause + 2
        && t[at + 1..sum].iter().all(|x| {
            let worth = scene.text.folded.text[x.range()].ends_with("worth");
            (!x.verb || worth || x.any(&[Class::Role, Class::Group, Class::Package]))
                && !x.any(&[Class::Relative, Class::Speech])
                && x.quantity.is_none()
        })
}

/// «$800,000 for a first-year postdoc»: the year is that of whoever gets it.
fn first_year_of_people(scene: &Scene<'_>, sum: usize) -> bool {
    let t = &scene.row.tokens;
    let year = (sum..t.len().min(sum + 12)).find(|&k| {
        &scene.text.folded.text[t[k].range()] == "year"
            && k > 0
            && t[k - 1].punct == Some('-')
            && t[k].clause == t[sum].clause
    });
    year.is_some_and(|k| t[k + 1..].iter().take(3).any(|x| x.any(&[Class::Role, Class::Group])))
}

/// «what the Journal said was a package»: whether a firm is only the one that tells.
fn tells_of_it(scene: &Scene<'_>, e: &Entity) -> bool {
    let t = &scene.row.tokens;
    let Some(p) = scene.phrases.iter().find(|p| p.core == e.range).filter(|_| !scene.row.chinese) else {
        return false;
    };
    let says =
        t.get(p.tokens.end).is_some_and(|x| x.any(&[Class::Speech, Class::Report]) && x.name.is_none());
    let what = (p.tokens.start.saturating_sub(2)..p.tokens.start)
        .any(|k| &scene.text.folded.text[t[k].range()] == "what");
    says && what
}

/// The firm that a description has whoever gets an offer with.
fn house_of(scene: &Scene<'_>, filled: &Filled) -> Option<Entity> {
    let p = match filled.get(Role::To)? {
        Filler::People(list) => list.first()?.1?,
        Filler::Group(p) => *p,
        Filler::Words(r) => {
            scene.phrases.iter().position(|p| p.core.start <= r.start && r.end <= p.core.end)?
        }
        _ => return None,
    };
    match &scene.phrases[p].org {
        Some(Of::Name(n, r)) if !scene.phrases[p].former => Some(Entity::of_name(scene.text, n, r.clone())),
        _ => None,
    }
}

/// 8.5%的股份, «a 2% stake»: a share in a firm that is told near a clause, its figure and its words.
fn share_of_firm(scene: &Scene<'_>, here: u16) -> Option<(usize, Range<usize>)> {
    let t = &scene.row.tokens;
    (0..t.len()).find_map(|k| {
        let q = t[k].quantity.filter(|_| t[k].clause.abs_diff(here) <= 1)?;
        let noun = (k + 1..t.len().min(k + 4))
            .take_while(|&i| t[i].clause == t[k].clause && t[i].name.is_none())
            .find(|&i| t[i].any(&[Class::Equity, Class::Stake]));
        match &scene.row.quantities[q].kind {
            Kind::Percent(_) => noun.map(|n| (q, t[k].start..t[n].end)),
            // 100万股限制性股票, 15万股期权
            Kind::Count(c) if c.unit == "share" => Some((q, t[k].start..t[noun.unwrap_or(k)].end)),
            _ => None,
        }
    })
}

/// «four times her pay», 加薪35%, «double her salary»: the figures of pay that is told by what it was, near a clause.
fn times_the_pay(scene: &Scene<'_>, at: usize, paid: bool) -> Option<Vec<usize>> {
    const REACH: usize = 5;
    let t = &scene.row.tokens;
    let here = t[at].clause;
    let mine = |k: &usize| t[*k].clause.abs_diff(here) <= 1;
    let pay = |k: usize| {
        t[k].any(&[Class::Package, Class::Annual, Class::Monthly, Class::SignOn]) || paid && k == at
    };
    let times = |k: usize| {
        t[k].quantity
            .is_some_and(|q| matches!(scene.row.quantities[q].kind, Kind::Multiple(_) | Kind::Percent(_)))
    };
    let beside = |k: usize, is: &dyn Fn(usize) -> bool| {
        (k.saturating_sub(REACH)..t.len().min(k + REACH + 1))
            .any(|i| i != k && t[i].clause == t[k].clause && is(i))
    };
    let raised = |k: usize| t[k].is(Class::Raised) && t[k].name.is_none();
    let told: Vec<usize> =
        (0..t.len()).filter(mine).filter(|&k| times(k) && beside(k, &|i| pay(i) || raised(i))).collect();
    let found =
        !told.is_empty() || (0..t.len()).filter(mine).any(|k| raised(k) && (pay(k) || beside(k, &pay)));
    found.then(|| told.into_iter().filter_map(|k| t[k].quantity).collect())
}

/// The bytes of the clause that a token stands in.
pub(crate) fn clause_range(scene: &Scene<'_>, i: usize) -> Range<usize> {
    let t = &scene.row.tokens;
    let inside = || t.iter().filter(|x| x.clause == t[i].clause);
    inside().next().map_or(0, |x| x.start)..inside().next_back().map_or(0, |x| x.end)
}

pub(crate) fn valuation_words(scene: &Scene<'_>, i: usize) -> bool {
    let t = &scene.row.tokens;
    let lo = i.saturating_sub(4);
    (lo..(i + 3).min(t.len())).any(|k| {
        t[k].clause == t[i].clause
            && !of_the_deal(scene, k)
            && !pay_valued(scene, k)
            && (t[k].any(&[Class::MarketCap, Class::PostMoney, Class::PreMoney])
                || matches!(
                    &scene.text.folded.text[t[k].range()],
                    "估值" | "valuation" | "valued" | "融资" | "营收" | "revenue" | "raised"
                ))
    })
}

/// «in a deal valued at $1.3 billion»: a price, and not what the firm is worth.
fn of_the_deal(scene: &Scene<'_>, k: usize) -> bool {
    let t = &scene.row.tokens;
    let word = |i: usize| &scene.text.folded.text[t[i].range()];
    let deal = |i: usize| {
        matches!(word(i), "deal" | "transaction" | "agreement" | "acquisition" | "takeover" | "purchase")
    };
    // «Northgate's acquisition of Larkspur, valued at $665 million»
    let aside = k > 0
        && t[k - 1].punct == Some(',')
        && (k.saturating_sub(9)..k).any(|i| deal(i) && t[i].clause + 1 == t[k].clause);
    !scene.row.chinese
        && ((k.saturating_sub(3)..k).any(|i| t[i].clause == t[k].clause && deal(i)) || aside)
        // (But «in a deal that valued the firm at» tells of the firm.)
        && (word(k).starts_with("valued") && t.get(k + 1).is_some_and(|x| x.is(Class::At)) || word(k) == "worth")
}

/// «her pay package at Northgate was valued at $20 million»: what pay is worth.
fn pay_valued(scene: &Scene<'_>, k: usize) -> bool {
    let t = &scene.row.tokens;
    let word = |i: usize| &scene.text.folded.text[t[i].range()];
    let pay = |i: usize| {
        t[i].any(&[Class::Package, Class::SignOn])
            && t[i].clause == t[k].clause
            && ["package", "compensation", "bonus", "pay", "award", "grant"]
                .iter()
                .any(|w| word(i).contains(w))
    };
    !scene.row.chinese && word(k).starts_with("valued") && (k.saturating_sub(6)..k).any(pay)
}

/// «turned down the offer from Northgate, which could have been worth up to $1.5 billion», «a role worth $20 million»: what
/// somebody is offered.
fn bid_worth(scene: &Scene<'_>, k: usize) -> bool {
    let t = &scene.row.tokens;
    let word = |i: usize| &scene.text.folded.text[t[i].range()];
    let bid = |i: usize| {
        ["offer", "package", "contract", "role", "award", "grant", "bonus", "proposal", "deal"]
            .iter()
            .any(|w| word(i) == *w || word(i).ends_with(w) && t[i].is(Class::Package))
    };
    let here = t[k].clause;
    // Of what stands in the clause, the nearest noun; of the clause before, what was turned down or extended.
    let beside = (k.saturating_sub(3)..k).any(|i| t[i].clause == here && bid(i));
    let refused = || {
        let before = |i: &usize| t[*i].clause + 1 == here || t[*i].clause == here;
        let all = || (0..k).filter(before);
        all().any(|i| t[i].any(&[Class::Refuse, Class::Decline]) || word(i).starts_with("extend"))
            && all().any(bid)
    };
    !scene.row.chinese && word(k).ends_with("worth") && (beside || refused())
}

/// Stake and kind of a deal.
pub(crate) fn deal(
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
    // «for $48 per share in cash, or about $2.1 billion»: a price for one share leads to the one for all.
    let each = |q: usize| scene.row.quantities[q].money().is_some_and(|m| small(&m.amount, LEAST_DEAL));
    let q = match q.filter(|q| each(*q)) {
        Some(one) => sums(scene)
            .into_iter()
            .find(|(i, s, m)| {
                *s > one
                    && !small(&m.amount, LEAST_DEAL)
                    && t[*i].clause <= here + 2
                    && !valuation_words(scene, *i)
            })
            .map(|x| x.1)
            .or(q),
        None => q,
    };
    if let Some(q) = q.filter(|q| {
        let i = t.iter().position(|x| x.quantity == Some(*q)).unwrap_or(0);
        !valuation_words(scene, i)
            && !anothers(scene, filled, i)
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
    let licence = t.iter().any(|x| x.is(Class::License) && x.clause.abs_diff(here) <= 1);
    let verb = &scene.text.folded.text[t[filled.trigger].range()];
    let team = verb.starts_with("acqui-hir")
        || verb.starts_with("acquihir")
        || t.iter().any(|x| {
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
    // «Okapi signed a licensing agreement with Google»: the large firm licenses from the small one.
    let large = |n: &Name| {
        let entry = n.id.as_ref().and_then(|id| scene.kb.get(id));
        entry.is_some_and(|e| {
            !matches!(e.kind.as_deref(), Some("lab" | "startup" | "investor" | "university"))
        })
    };
    let agreed = t.iter().any(|x| {
        let word = &scene.text.folded.text[x.range()];
        x.is(Class::License) && ["deal", "agreement", "pact"].iter().any(|w| word.ends_with(w))
    });
    if let ([by], [of]) = (args.names(Role::Acquirer), args.names(Role::Target))
        && agreed
        && code == "license-and-hire"
        && by.id.is_none()
        && large(of)
    {
        let (by, of) = (by.clone(), of.clone());
        args.set(Role::Acquirer, Value::Name(of));
        args.set(Role::Target, Value::Name(by));
    }
    // Investment in no-one, or without a figure, is no deal that anybody could check.
    let itself = share_a_name(args, Role::Acquirer, Role::Target);
    // 某实验室完成20亿美元募资,由某创投领投: a fund puts money in; nobody buys into it here.
    let fund = args.names(Role::Target).iter().any(|n| is_fund(scene, n))
        && !args.names(Role::Acquirer).iter().any(|n| is_fund(scene, n));
    // 甲战略投资乙: who buys a share of whom is told in one word.
    let outright = scene.row.chinese
        && !filled.guessed
        && ["战略投资", "战略入股", "入股", "参股"]
            .iter()
            .any(|w| scene.text.folded.text[t[filled.trigger].range()].starts_with(w))
        && args.has(Role::Acquirer);
    let figure = args.has(Role::Amount) || stake.is_some() || outright;
    // «Stentor will pay Larkspur $40 million under the settlement»: no purchase.
    let pays = scene.text.folded.text[t[filled.trigger].range()].starts_with("pa") && !args.has(Role::Amount);
    if filled.guessed && !scene.row.chinese && (pays || t.iter().any(|x| x.is(Class::Court))) {
        return false;
    }
    // 某创投向某公司投资2亿美元: money from a fund into a young firm is a round.
    let young = |n: &Name| is_young(scene, n);
    let funded = stake.is_none()
        && args.names(Role::Target).iter().all(young)
        && matches!(filled.get(Role::Acquirer), Some(Filler::Orgs(l)) if l.iter().all(|e| crate::discourse::invests(e) || is_fund(scene, &e.name(scene.kb))));
    (code != "investment" || figure && !fund && !funded) && args.has(Role::Target) && !itself
}

/// 甲收购乙的谈判告吹，丙将支付24亿美元: whether a sum in a later Chinese clause is what another firm pays.
fn anothers(scene: &Scene<'_>, filled: &Filled, sum: usize) -> bool {
    let t = &scene.row.tokens;
    let party = |e: &Entity| {
        [Role::Acquirer, Role::Target]
            .iter()
            .any(|r| matches!(filled.get(*r), Some(Filler::Orgs(list)) if list.iter().any(|o| o.same(e))))
    };
    scene.row.chinese
        && t[sum].clause > t[filled.trigger].clause
        && scene.phrases.iter().any(|p| {
            p.head == Head::Org
                && p.clause == t[sum].clause
                && p.tokens.end <= sum
                && p.governor.is_none()
                && crate::fill::entity(scene, p).is_some_and(|e| !party(&e))
        })
}

/// Whether a name is that of a lab or a start-up, or of a firm that nothing is known of.
pub(crate) fn is_young(scene: &Scene<'_>, name: &Name) -> bool {
    let entry = name.id.as_ref().and_then(|id| scene.kb.get(id));
    entry.is_none_or(|e| matches!(e.kind.as_deref(), Some("lab" | "startup")))
}

/// Whether somebody invests for a living.
pub(crate) fn is_fund(scene: &Scene<'_>, name: &Name) -> bool {
    let entry = name.id.as_ref().and_then(|id| scene.kb.get(id));
    entry.is_some_and(|e| e.kind.as_deref() == Some("investor"))
}

/// Whether two roles name the same: by id where there is one, else by surface.
fn share_a_name(args: &Args, a: Role, b: Role) -> bool {
    let key = |n: &Name| n.id.as_ref().map_or_else(|| n.text.clone(), ToString::to_string);
    args.names(a).iter().any(|x| args.names(b).iter().any(|y| key(x) == key(y)))
}

/// Round and investors of a funding.
pub(crate) fn funding(
    scene: &Scene<'_>,
    filled: &Filled,
    args: &mut Args,
    used: &mut Vec<usize>,
    extent: &mut Range<usize>,
) -> bool {
    let t = &scene.row.tokens;
    let here = t[filled.trigger].clause;
    args.remove(Role::Amount);
    // 据某机构统计，融资总额超过…: whoever counts raises nothing.
    let counts = |e: &Entity| {
        let k = t.partition_point(|x| x.end <= e.range.end);
        t.get(k).is_some_and(|x| x.is(Class::Survey)) && e.carried.is_none()
    };
    if matches!(filled.get(Role::Company), Some(Filler::Orgs(list)) if list.iter().any(counts)) {
        return false;
    }
    // «hired a former Larkspur executive after closing a round»: whose former hand somebody is raises nothing here.
    let former = |e: &Entity| {
        scene.phrases.iter().any(|p| {
            p.former && matches!(&p.org, Some(Of::Name(_, r)) if *r == e.range) && !scene.row.chinese
        })
    };
    if matches!(filled.get(Role::Company), Some(Filler::Orgs(list)) if list.iter().any(former)) {
        return false;
    }
    // «is seeking $50 million in damages from Ada»: what is sought in court is not raised.
    if !scene.row.chinese && t.iter().any(|x| x.is(Class::Court) && x.clause == here) {
        return false;
    }
    // Meta计划投资约700亿美元: whoever invests raises nothing.
    let word = &scene.text.folded.text[t[filled.trigger].range()];
    let spends =
        ["投资", "投入", "斥资", "invest", "追加投资", "再投资", "注资"].iter().any(|w| word.starts_with(w));
    // 某基金向某公司投资9.4亿美元: whom the money goes to raises it.
    let goes_to = |e: &Entity| {
        scene.row.chinese
            && scene
                .phrases
                .iter()
                .any(|p| p.core == e.range && p.governor.is_some_and(|g| t[g].is(Class::To)))
    };
    let before = matches!(filled.get(Role::Company), Some(Filler::Orgs(list)) if list.iter().any(|e| e.range.end <= t[filled.trigger].start && !goes_to(e)));
    let giver = match filled.get(Role::Company) {
        Some(Filler::Orgs(list)) if spends && list.iter().any(goes_to) => scene
            .phrases
            .iter()
            .rfind(|p| p.head == Head::Org && p.governor.is_none() && p.tokens.end <= filled.trigger)
            .and_then(|p| crate::fill::entity(scene, p)),
        _ => None,
    };
    // A firm of another trade that puts money in makes a deal.
    let fund = |e: &Entity| crate::discourse::invests(e) || is_fund(scene, &e.name(scene.kb));
    if giver.as_ref().is_some_and(|g| !fund(g)) {
        return false;
    }
    // «Oakbay Ventures put $30 million into Larkspur»
    if let Some(Filler::Orgs(givers)) = filled.get(Role::Investors)
        && !filled.held(Role::Investors)
        && !givers.iter().all(fund)
    {
        return false;
    }
    let gets = t[filled.trigger.saturating_sub(3)..filled.trigger].iter().any(|x| {
        x.is(Class::By) || ["获", "得", "收到"].iter().any(|w| scene.text.folded.text[x.range()].contains(w))
    });
    if spends && before && !gets {
        return false;
    }
    // «Larkspur Labs, founded by Ada, who led research at Google, raised $300 million»: not where its founder was.
    if let Some(firm) = outside_the_aside(scene, filled) {
        args.set(Role::Company, Value::Name(firm.name(scene.kb)));
        let own = firm.name(scene.kb);
        let others: Vec<Name> =
            args.names(Role::Investors).iter().filter(|n| n.text != own.text).cloned().collect();
        args.remove(Role::Investors);
        if !others.is_empty() {
            args.set(Role::Investors, Value::Names(others));
        }
    }
    if let Some(Filler::Amount(q)) = filled.get(Role::Amount) {
        let i = t.iter().position(|x| x.quantity == Some(*q)).unwrap_or(0);
        // «raised its forecast to $4 billion», «landed a $200 million contract»: no money raised.
        let at = filled.trigger;
        let takings = !scene.row.chinese
            && t.iter().enumerate().any(|(k, x)| {
                let bargain = matches!(
                    &scene.text.folded.text[x.range()],
                    "contract" | "deal" | "package" | "pay package" | "bonus" | "salary"
                ) && k > i;
                let beside = k.abs_diff(i) <= 2 || at < k && k < i;
                (x.is(Class::Takings) || bargain) && x.clause == t[i].clause && beside
            })
            && !t.iter().any(|x| x.is(Class::Round) && x.clause == t[i].clause);
        if takings {
            return false;
        }
        if let Some(m) = scene.row.quantities[*q].money().filter(|m| !small(&m.amount, LEAST_DEAL))
            && !(0..t.len()).any(|k| {
                k.abs_diff(i) <= 3
                    && t[k].clause == t[i].clause
                    && !of_another(scene, k, i)
                    && (t[k].any(&[Class::MarketCap, Class::PostMoney, Class::PreMoney])
                        || matches!(&scene.text.folded.text[t[k].range()], "估值" | "valuation" | "valued"))
            })
        {
            args.set(Role::Amount, Value::Amount(settle(m.amount.clone(), Period::Total, scene)));
            used.push(*q);
        }
    }
    // 继A轮融资后再获A+轮融资: the round beside the sum or the word.
    let at = filled.trigger;
    let beside = |x: &crate::token::Token| {
        let k = t.partition_point(|y| y.start < x.start);
        (x.clause.abs_diff(here), k.abs_diff(at))
    };
    let rounds = t.iter().filter(|x| x.is(Class::Round) && x.clause.abs_diff(here) <= 1);
    if let Some(x) = rounds.min_by_key(|x| beside(x)) {
        args.set(Role::Round, Value::Text(scene.text.words(x.range()).to_owned()));
        *extent = cover(extent, &x.range());
    }
    let mut investors = investors(scene);
    if let Some((leader, raiser)) = leads(scene, filled) {
        let Some(raiser) = raiser.filter(|r| !r.same(&leader)) else { return false };
        args.set(Role::Company, Value::Name(raiser.name(scene.kb)));
        if !investors.iter().any(|o| o.same(&leader)) {
            investors.push(leader);
        }
    }
    for e in crate::round::leaders(scene) {
        if !investors.iter().any(|o| o.same(&e)) {
            investors.push(e);
        }
    }
    investors.extend(giver);
    // 某公司拿到了某资本5000万美元的融资: whoever stands between the verb of getting and the sum gives it.
    if let Some((giver, taker)) = given(scene, filled) {
        let Some(taker) = taker else { return false };
        args.set(Role::Company, Value::Name(taker.name(scene.kb)));
        if !investors.iter().any(|o| o.same(&giver)) {
            investors.push(giver);
        }
    }
    // 某公司在某创投的领投下完成融资: whoever leads a round is not the one that raises it.
    if scene.row.chinese
        && let Some(Filler::Orgs(list)) = filled.get(Role::Company)
        && list.iter().any(|c| investors.iter().any(|o| o.same(c)))
    {
        let Some(taker) = raiser(scene, &investors) else { return false };
        args.set(Role::Company, Value::Name(taker.name(scene.kb)));
    }
    for e in &investors {
        *extent = cover(extent, &e.range);
    }
    // What the model has found beside them stays.
    let mut names: Vec<Name> = investors.iter().map(|e| e.name(scene.kb)).collect();
    let known = |n: &Name, o: &Name| n.text == o.text || n.id.is_some() && n.id == o.id;
    // «Larkspur, which has raised $500 million, hired Ada from Northgate»: where people come from is no money.
    let home = |n: &Name| {
        !scene.row.chinese
            && scene.phrases.iter().any(|p| {
                let person = |q: &Phrase| {
                    q.head == Head::Person && q.clause == p.clause && q.tokens.end <= p.tokens.start
                };
                p.clause != here
                    && p.governor.is_some_and(|g| t[g].is(Class::From))
                    && scene.text.words(p.core.clone()).trim() == n.text
                    && scene.phrases.iter().any(person)
            })
    };
    for n in args.names(Role::Investors).iter().cloned() {
        if !home(&n) && !names.iter().any(|o| known(&n, o)) {
            names.push(n);
        }
    }
    // Nobody raises money from itself.
    let own: Vec<Name> = args.names(Role::Company).to_vec();
    names.retain(|n| !own.iter().any(|o| known(n, o)));
    args.remove(Role::Investors);
    if !names.is_empty() {
        args.set(Role::Investors, Value::Names(names));
    }
    // 完成新一轮融资，由某创投领投: those who lead it tell that it is one.
    // 本轮融资由某创投领投: a round told before is no other one.
    let words = &scene.text.folded.text[scene.row.range.clone()];
    let again = ["本轮", "此轮", "该轮", "这轮", "本次", "此次"].iter().any(|w| words.contains(w));
    let led =
        scene.row.chinese && !again && args.has(Role::Investors) && t.iter().any(|x| x.is(Class::Backs));
    args.has(Role::Amount) || args.has(Role::Round) || led
}

/// The firm that raises money where the one taken for it stands in a relative clause about its founder: the one that the
/// sentence begins with, or, where that is the founder, the one behind «for».
fn outside_the_aside(scene: &Scene<'_>, filled: &Filled) -> Option<Entity> {
    let t = &scene.row.tokens;
    let taken = filled.org(Role::Company).filter(|_| !scene.row.chinese)?;
    let p = scene.phrases.iter().find(|p| p.core == taken.range && p.tokens.end <= filled.trigger)?;
    let first = scene.phrases.first().filter(|q| q.governor.is_none() && q.tokens.end < p.tokens.start)?;
    let who = t[first.tokens.end..p.tokens.start].iter().any(|x| x.is(Class::Relative));
    let closed = t.get(p.tokens.end).is_some_and(|x| x.punct == Some(','));
    if p.governor.is_none() || !who || !closed {
        return None;
    }
    match first.head {
        Head::Org => crate::fill::entity(scene, first).filter(|e| !crate::discourse::invests(e)),
        Head::Person => scene
            .phrases
            .iter()
            .find(|q| {
                matches!(q.head, Head::Org | Head::Open)
                    && q.tokens.start > filled.trigger
                    && q.governor.is_some_and(|g| &scene.text.folded.text[t[g].range()] == "for")
            })
            .and_then(|q| crate::fill::entity(scene, q)),
        _ => None,
    }
}

/// «Larkspur Capital led the $40 million round in Okapi»: who leads a round and who raises it, where an English sentence
/// has the one that it took for the raiser lead.
fn leads(scene: &Scene<'_>, filled: &Filled) -> Option<(Entity, Option<Entity>)> {
    if scene.row.chinese {
        return None;
    }
    let t = &scene.row.tokens;
    let Some(Filler::Orgs(orgs)) = filled.get(Role::Company) else { return None };
    let leader = orgs.first()?;
    let p = scene.phrases.iter().find(|p| p.core == leader.range)?;
    let led = (p.tokens.end..filled.trigger)
        .take(4)
        .find(|&k| matches!(&scene.text.folded.text[t[k].range()], "led" | "leads" | "co-led" | "lead"))?;
    let raiser = scene.phrases.iter().find(|q| {
        let owns = t.get(q.tokens.end).is_some_and(|x| x.is(Class::De));
        let inside = q.governor.is_some_and(|g| g > led && t[g].any(&[Class::At, Class::Of, Class::For]));
        matches!(q.head, Head::Org | Head::Open) && q.tokens.start > led && (owns || inside)
    });
    Some((leader.clone(), raiser.and_then(|q| crate::fill::entity(scene, q))))
}

/// Who raises money beside those who put it in: the first firm of the sentence that is none of them, else whom the text
/// speaks of.
fn raiser(scene: &Scene<'_>, investors: &[Entity]) -> Option<Entity> {
    let other = |e: &Entity| !investors.iter().any(|o| o.same(e));
    let here = scene
        .phrases
        .iter()
        .filter(|p| p.head == Head::Org && p.governor.is_none())
        .filter_map(|p| crate::fill::entity(scene, p))
        .find(other);
    here.or_else(|| scene.before.young_firm(scene.kb).filter(other))
}

/// 以1700亿美元估值融资50亿美元: whether a word for worth belongs to the sum before it.
fn of_another(scene: &Scene<'_>, worth: usize, sum: usize) -> bool {
    let t = &scene.row.tokens;
    let money = |k: usize| t[k].quantity.is_some_and(|q| scene.row.quantities[q].money().is_some());
    // «raised $6.6 billion at a post-money valuation of $157 billion», «raised $435m and was valued at $6.1bn»
    let valued = || {
        let at = t.get(worth + 1).is_some_and(|x| x.is(Class::At));
        let sum = (worth + 2..(worth + 5).min(t.len())).any(|k| money(k) && t[k].clause == t[worth].clause);
        at && sum
    };
    let behind =
        !scene.row.chinese && worth > sum && (t[sum..worth].iter().any(|x| x.is(Class::At)) || valued());
    behind
        || scene.row.chinese
            && worth < sum
            && (worth.saturating_sub(2)..worth).any(|k| money(k) && t[k].clause == t[worth].clause)
}

/// Who gives and who gets the money where a verb of getting stands before the giver, in Chinese.
fn given(scene: &Scene<'_>, filled: &Filled) -> Option<(Entity, Option<Entity>)> {
    const GETS: &[&str] = &[
        "获得",
        "获",
        "获得了",
        "拿到",
        "拿到了",
        "得到",
        "得到了",
        "收获",
        "斩获",
        "引入",
        "接受",
        "拿下",
        "收到",
    ];
    if !scene.row.chinese {
        return None;
    }
    let t = &scene.row.tokens;
    let folded = &scene.text.folded.text;
    let Some(Filler::Orgs(orgs)) = filled.get(Role::Company) else { return None };
    let company = orgs.first()?;
    let at = scene.phrases.iter().position(|p| p.core == company.range)?;
    let p = &scene.phrases[at];
    let verb = (p.tokens.start.saturating_sub(2)..p.tokens.start).rev().find(|&k| {
        let word = &folded[t[k].range()];
        GETS.iter().any(|g| word.ends_with(g)) && t[k].name.is_none() && t[k].clause == p.clause
    })?;
    if p.tokens.start >= filled.trigger {
        return None;
    }
    let taker = scene.phrases[..at]
        .iter()
        .rev()
        .filter(|q| q.tokens.end <= verb)
        .find_map(|q| match q.head {
            Head::Org => Some(crate::fill::entity(scene, q)),
            Head::OrgPronoun | Head::Generic => Some(scene.before.young_firm(scene.kb)),
            _ => None,
        })
        .unwrap_or_else(|| scene.before.young_firm(scene.kb));
    Some((company.clone(), taker.filter(|e| !e.same(company))))
}

/// Who put money in: 由A领投、B跟投; led by A, with participation from B; from A and B.
pub(crate) fn investors(scene: &Scene<'_>) -> Vec<Entity> {
    let t = &scene.row.tokens;
    let folded = &scene.text.folded.text;
    let joined = if scene.row.chinese { [None; 2] } else { crate::round::joined(scene) };
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
                || !scene.row.chinese
                    && t[g].is(Class::By)
                    && before.contains("joined by")
                    && crate::round::of_a_round(scene)
                || before.contains("investors including")
                || t[g].is(Class::From) && folded[scene.row.range.clone()].contains("投资人")
        });
        let backer = |q: &Phrase| {
            if scene.row.chinese {
                backs(scene, q) || called_backer(scene, q)
            } else {
                crate::round::takes_part(&joined, q)
            }
        };
        let chained = || scene.phrases.iter().any(|q| q.list == p.list && backer(q));
        if (led || backer(p) || chained())
            && let Some(e) = crate::fill::entity(scene, p)
            && !out.iter().any(|o| o.same(&e))
        {
            out.push(e);
        }
    }
    out
}

/// 投资方包括甲资本、乙创投: whether the words before a phrase say that whoever it names puts money in.
fn called_backer(scene: &Scene<'_>, p: &Phrase) -> bool {
    let t = &scene.row.tokens;
    let back = t[p.tokens.start.saturating_sub(6)..p.tokens.start].iter().rev();
    let mut words = back.take_while(|x| x.clause == p.clause && x.punct.is_none() && x.name.is_none());
    words.any(|x| x.is(Class::Backer))
}

/// Whether a Chinese clause says behind a phrase that whoever it names puts money in: 甲资本等多家机构共同领投.
fn backs(scene: &Scene<'_>, p: &Phrase) -> bool {
    let t = &scene.row.tokens;
    // 向某公司追加投资: whom it goes to gives nothing.
    if p.governor.is_some_and(|g| t[g].any(&[Class::To, Class::Ba])) {
        return false;
    }
    let verb = (p.tokens.end..t.len().min(p.tokens.end + 6)).find(|&k| t[k].is(Class::Backs));
    verb.is_some_and(|v| {
        between(t, p.tokens.end, v).iter().all(|x| {
            let short = x.end - x.start <= 12;
            let date = x.quantity.is_some_and(|q| scene.row.quantities[q].date().is_some());
            date || x.any(&[Class::Etc, Class::GenericOrg, Class::Group, Class::Conj, Class::At, Class::De])
                || x.plain() && short && x.name.is_none()
        })
    })
}

pub(crate) fn valuation(
    scene: &Scene<'_>,
    filled: &Filled,
    args: &mut Args,
    used: &mut Vec<usize>,
    extent: &mut Range<usize>,
) -> bool {
    let t = &scene.row.tokens;
    let at = filled.trigger;
    // «values the company, which has no product, at $2 billion»: over a clause between commas.
    let aside = |i: usize| {
        !scene.row.chinese
            && i > at
            && i - at <= 24
            && t[i].clause == t[at].clause + 2
            && (i.saturating_sub(3)..i).any(|k| t[k].is(Class::At))
            && t[at + 1..i].iter().any(|x| x.is(Class::Relative))
    };
    // The sum nearest to the word, in its clause: behind it, or just before it (以300亿美元的估值).
    let best = sums(scene)
        .into_iter()
        .filter(|(i, _, _)| {
            t[*i].clause == t[at].clause
                || *i > at && t[*i].clause == t[at].clause + 1 && i - at <= 5
                || aside(*i)
        })
        .filter(|(i, _, _)| i.abs_diff(at) <= 8 || aside(*i))
        // «at a $2 billion valuation», but not «raised $50 million at a flat valuation».
        .filter(|(i, _, _)| scene.row.chinese || *i > at || at - i <= 3)
        .min_by_key(|(i, _, _)| {
            let far = if *i > at { i - at } else { (at - i) * if scene.row.chinese { 2 } else { 3 } };
            (!stated(scene, *i, at), far)
        });
    let best = best.map(|b| came_to(scene, b));
    // «a package valued at $200 million» is pay, and so is what is worth a sum over some years.
    let pay = |x: &crate::token::Token| {
        ["package", "compensation", "bonus", "薪酬"]
            .iter()
            .any(|w| scene.text.folded.text[x.range()].contains(w))
    };
    if t[at.saturating_sub(4)..at].iter().any(|x| x.is(Class::Package) && pay(x))
        || pay_valued(scene, at)
        || bid_worth(scene, at)
        || best.as_ref().is_some_and(|b| b.2.years.is_some())
    {
        return false;
    }
    // 年薪百万的工程师，跳过去身价可达500万元: what somebody is paid.
    let personal = &scene.text.folded.text[t[at].range()] == "身价"
        && t.iter().any(|x| x.any(&[Class::Annual, Class::Monthly]));
    // «its market value has fallen by more than $130 billion»: by how much, not how much.
    let change = |i: usize| !scene.row.chinese && i > at && t[i - 1].is(Class::By);
    // Nobody says what a fund is worth; it puts money in.
    let fund = !scene.row.chinese
        && matches!(filled.get(Role::Company), Some(Filler::Orgs(l)) if l.iter().all(|e| crate::discourse::invests(e) || is_fund(scene, &e.name(scene.kb))));
    if fund || of_the_deal(scene, at) || personal || best.as_ref().is_some_and(|b| change(b.0)) {
        return false;
    }
    let Some((_, q, m)) = best.filter(|b| !small(&b.2.amount, LEAST_DEAL)) else { return false };
    args.set(Role::Amount, Value::Amount(settle(m.amount.clone(), Period::Total, scene)));
    used.push(q);
    *extent = cover(extent, &scene.row.quantities[q].range);
    // 甲资本领投，乙创投跟投，估值3亿美元: those who put money in are not what is valued.
    if scene.row.chinese
        && let Some(Filler::Orgs(list)) = filled.get(Role::Company)
    {
        let investors = investors(scene);
        if list.iter().any(|c| investors.iter().any(|o| o.same(c))) {
            let Some(firm) = raiser(scene, &investors) else { return false };
            args.set(Role::Company, Value::Name(firm.name(scene.kb)));
        }
    }
    if t.iter().any(|x| x.is(Class::PostMoney)) {
        args.set(Role::Basis, Value::Code("post-money".into()));
    } else if t.iter().any(|x| x.is(Class::PreMoney)) {
        args.set(Role::Basis, Value::Code("pre-money".into()));
    }
    true
}

/// 以30亿美元的投前估值, 从2亿美元涨至25亿美元: whether the words around a sum say that a worth is so much, before sums that are
/// only near.
fn stated(scene: &Scene<'_>, sum: usize, at: usize) -> bool {
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    if !scene.row.chinese || t[sum].clause != t[at].clause {
        return false;
    }
    if sum < at {
        let by = (sum.saturating_sub(3)..sum).any(|k| matches!(word(k), "以" | "按" | "按照"));
        return by && at - sum <= 3 && between(t, sum + 1, at).iter().all(|x| x.is(Class::De) || x.plain());
    }
    let risen = |k: usize| word(k).ends_with(['至', '到']) && t[k].name.is_none() && t[k].quantity.is_none();
    (sum.saturating_sub(3).max(at + 1)..sum).any(risen)
        && between(t, at + 1, sum)
            .iter()
            .any(|x| x.quantity.is_some_and(|q| scene.row.quantities[q].money().is_some()))
}

/// «jumped from $3 billion to $9 billion»: what a worth has come to, where a sum in English says what it was.
fn came_to<'s>(scene: &Scene<'s>, was: (usize, usize, &'s Money)) -> (usize, usize, &'s Money) {
    let t = &scene.row.tokens;
    let behind = |k: usize, class: Class| k.checked_sub(1).is_some_and(|j| t[j].is(class));
    if scene.row.chinese || !behind(was.0, Class::From) {
        return was;
    }
    let risen = |k: usize| k > was.0 && k - was.0 <= 4 && behind(k, Class::To);
    sums(scene).into_iter().find(|x| risen(x.0)).unwrap_or(was)
}

pub(crate) fn payband(
    scene: &Scene<'_>,
    filled: &Filled,
    args: &mut Args,
    used: &mut Vec<usize>,
    extent: &mut Range<usize>,
) -> bool {
    let t = &scene.row.tokens;
    let Some(Filler::Amount(q)) = filled.get(Role::Amount) else { return false };
    let q = &risen_to(scene, *q);
    let Some(m) = scene.row.quantities[*q].money() else { return false };
    // What a court orders to be paid is no pay.
    if t.iter().any(|x| x.is(Class::Court)) {
        return false;
    }
    let i = t.iter().position(|x| x.quantity == Some(*q)).unwrap_or(0);
    // «agreed to pay Larkspur $40 million», «pay $330 million to license it»: a firm is paid, or a licence.
    let firm = !scene.row.chinese
        && scene.phrases.iter().any(|p| {
            p.tokens.start == filled.trigger + 1
                && matches!(p.head, Head::Org | Head::OrgPronoun)
                && p.tokens.end <= i
        });
    let licence =
        !scene.row.chinese && t.iter().any(|x| x.is(Class::License) && x.clause == t[filled.trigger].clause);
    if firm || licence {
        return false;
    }
    // «Larkspur received $4 million»: a firm that gets money is paid nothing, unless a post or people are named.
    let gets = |w: &str| {
        ["earn", "mak", "made", "receiv", "draw", "drew", "fetch", "command", "get", "got"]
            .iter()
            .any(|g| w.starts_with(g))
    };
    let takes = !scene.row.chinese
        && gets(&scene.text.folded.text[t[filled.trigger].range()])
        && filled.get(Role::Population).is_none()
        && filled.get(Role::Role).is_none()
        && scene.phrases.iter().any(|p| {
            let org = filled.org(Role::Org).is_some_and(|e| e.range == p.core);
            org && p.governor.is_none() && p.tokens.end <= filled.trigger
        });
    if takes {
        return false;
    }
    // «has made a $23 million strategic investment in»: what is made is no pay.
    let made = |k: usize| {
        matches!(
            &scene.text.folded.text[t[k].range()],
            "investment"
                | "investments"
                | "bid"
                | "profit"
                | "donation"
                | "commitment"
                | "acquisition"
                | "purchase"
        )
    };
    if !scene.row.chinese && (i + 1..t.len().min(i + 5)).any(|k| made(k) && t[k].clause == t[i].clause) {
        return false;
    }
    let learned = filled.held(Role::Amount);
    let far = i.abs_diff(filled.trigger) > 8 || t[i].clause.abs_diff(t[filled.trigger].clause) > 1;
    if far && !learned || valuation_words(scene, i) {
        return false;
    }
    let a = &m.amount;
    let annual = a.per == Some(Period::Year) || near(scene, i, Class::Annual, 6, 3);
    let monthly = a.per == Some(Period::Month) || near(scene, i, Class::Monthly, 6, 3);
    // «Some engineers are making seven figures»: what people earn is pay.
    let earns = !scene.row.chinese
        && ["earn", "mak", "made", "command"]
            .iter()
            .any(|w| scene.text.folded.text[t[filled.trigger].range()].starts_with(w))
        && matches!(filled.get(Role::Population), Some(Filler::Group(_)))
        && i > filled.trigger
        && i - filled.trigger <= 4
        && !small(a, LEAST_PAY);
    let worded =
        learned || annual || monthly || near(scene, i, Class::Package, 6, 6) || a.per.is_some() || earns;
    if !worded {
        return false;
    }
    // Nobody's pay is told in such sums; they are prices.
    let currency = settle(a.clone(), Period::Total, scene).currency;
    let hard =
        currency.is_none_or(|c| matches!(c.code(), "USD" | "EUR" | "GBP" | "CHF" | "CNY" | "HKD" | "SGD"));
    // «a fund is willing to pay £250m»: where nobody is named who gets it, less is a price.
    let nobody = !scene.row.chinese
        && [Role::Population, Role::Role].iter().all(|r| filled.get(*r).is_none() && !args.has(*r));
    let most = if nobody { MOST_PAY / 10 } else { MOST_PAY };
    if hard && a.value.or(a.low).or(a.high).is_some_and(|v| v >= Decimal::from(most)) {
        return false;
    }
    let ends = lowest_to_highest(scene, i);
    let (low, high) = match a.bound {
        _ if ends.is_some() => ends.unwrap_or_default(),
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
    // What a kind of people earns is told by the year, unless it is a package or told for some years.
    let packed =
        m.years.is_some() || near(scene, i, Class::Package, 4, 4) || near(scene, i, Class::SignOn, 4, 4);
    let per = a.per.unwrap_or(if monthly {
        Period::Month
    } else if packed && !annual {
        Period::Total
    } else {
        Period::Year
    });
    let bound = if ends.is_some() { Bound::Range } else { a.bound };
    args.set(Role::Bound, Value::Code(bound.as_str().into()));
    args.set(Role::Per, Value::Code(per.as_str().into()));
    if let Some(c) = settle(a.clone(), per, scene).currency {
        args.set(Role::Currency, Value::Code(c.code().into()));
    }
    used.push(*q);
    *extent = cover(extent, &scene.row.quantities[*q].range);
    // 据某招聘网统计, «according to Levels.fyi»: whoever counted pay does not pay it.
    let counts = |e: &Entity| {
        let k = t.partition_point(|x| x.end <= e.range.end);
        let begin = t.partition_point(|x| x.start < e.range.start);
        let survey = t.get(k).is_some_and(|x| x.is(Class::Survey));
        let told = begin.checked_sub(1).is_some_and(|j| t[j].is(Class::According));
        let data = begin >= 2
            && t[begin - 1].is(Class::From)
            && ["data", "figures", "numbers", "survey"]
                .contains(&&scene.text.folded.text[t[begin - 2].range()]);
        survey && scene.row.chinese || told || data
    };
    // 碩士起薪達6萬元，大專起薪4萬元: who is named at the head of the clause goes before those of the clause before.
    if let Some(words) = degree_here(scene, filled) {
        let words = scene.text.words(words).to_owned();
        args.set(Role::Population, Value::Text(words.clone()));
        args.set(Role::Role, Value::Text(words));
        if filled.org(Role::Org).is_some_and(|e| counts(e) || site_of_pay(scene, e)) {
            args.remove(Role::Org);
        }
        return true;
    }
    if filled.org(Role::Org).is_some_and(|e| counts(e) || site_of_pay(scene, e)) {
        args.remove(Role::Org);
        if !args.has(Role::Population) && !args.has(Role::Role) {
            return false;
        }
    }
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

/// Degrees by which Chinese tells of those who begin to work.
const DEGREES: &[&str] =
    &["博士", "硕士", "学士", "大学", "本科", "大专", "专科", "高中", "应届", "研究所", "高职"];

/// 大專起薪: the words for a degree at the head of a later clause, up to the word for pay.
fn degree_here(scene: &Scene<'_>, filled: &Filled) -> Option<Range<usize>> {
    let t = &scene.row.tokens;
    let here = t[filled.trigger].clause;
    let first = t.iter().find(|x| x.clause == here && x.punct.is_none())?.start;
    let words = scene.text.folded.text.get(first..t[filled.trigger].start)?;
    let alone = !scene.phrases.iter().any(|p| p.clause == here && p.tokens.end <= filled.trigger);
    (scene.row.chinese
        && here > 0
        && alone
        && words.chars().count() <= 8
        && DEGREES.iter().any(|d| words.starts_with(d)))
    .then_some(first..t[filled.trigger].start)
}

/// Whether a firm is one whose trade is to tell what others pay: Glassdoor, 猎聘.
fn site_of_pay(scene: &Scene<'_>, e: &Entity) -> bool {
    const SITES: &[&str] =
        &["glassdoor", "levels-fyi", "liepin", "maimai", "bank-104", "bank-1111", "zhaopin"];
    let entry = e.kb.and_then(|i| scene.kb.entries().get(i as usize));
    let own = scene.phrases.iter().any(|p| {
        matches!(&p.org, Some(Of::Name(_, r)) if *r == e.range) && matches!(p.head, Head::Group | Head::Role)
    });
    entry.is_some_and(|x| SITES.contains(&x.id.as_str())) && !own
}

/// 月薪已由两年前的10万元，喊到15万元: what pay has come to, where a sum says what it was.
fn risen_to(scene: &Scene<'_>, q: usize) -> usize {
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let Some(i) = t.iter().position(|x| x.quantity == Some(q)).filter(|_| scene.row.chinese) else {
        return q;
    };
    let was =
        (i.saturating_sub(3)..i).any(|k| matches!(word(k), "从" | "由" | "自") && t[k].clause == t[i].clause);
    let risen =
        |k: usize| word(k).ends_with(['至', '到', '为']) && t[k].name.is_none() && t[k].quantity.is_none();
    sums(scene)
        .into_iter()
        .find(|(k, _, _)| {
            *k > i && was && t[*k].clause <= t[i].clause + 1 && (k.saturating_sub(2).max(i)..*k).any(risen)
        })
        .map_or(q, |x| x.1)
}

/// 最低89.6万元，最高201万元: the sums of a sentence of which one is the lowest and the next the highest, where a token
/// holds one of them.
fn lowest_to_highest(scene: &Scene<'_>, i: usize) -> Option<(Option<Decimal>, Option<Decimal>)> {
    if !scene.row.chinese {
        return None;
    }
    let all = sums(scene);
    let marked = |k: usize, words: &[&str]| {
        let from = all.get(k.wrapping_sub(1)).map_or(scene.row.range.start, |x| scene.row.tokens[x.0].end);
        let whole = &scene.text.folded.text[from..scene.row.tokens[all[k].0].end];
        words.iter().any(|w| whole.contains(w))
    };
    let k = (1..all.len()).find(|&k| {
        (all[k - 1].0 == i || all[k].0 == i)
            && all[k].0 - all[k - 1].0 <= 6
            && marked(k - 1, &["最低"])
            && marked(k, &["最高"])
            && !marked(k - 1, &["最高"])
    })?;
    let value = |a: &Amount| a.value.or(a.low).or(a.high);
    Some((value(&all[k - 1].2.amount), value(&all[k].2.amount)))
}

pub(crate) fn approach(scene: &Scene<'_>, filled: &Filled, args: &mut Args) -> bool {
    if let Some(Filler::Group(p)) = filled.get(Role::To) {
        let phrase = &scene.phrases[*p];
        if !args.has(Role::TargetOrg)
            && let Some(Of::Name(n, r)) = &phrase.org
        {
            args.set(Role::TargetOrg, Value::Name(Entity::of_name(scene.text, n, r.clone()).name(scene.kb)));
        }
    }
    if share_a_name(args, Role::Org, Role::TargetOrg) {
        args.remove(Role::TargetOrg);
    }
    filled.get(Role::To).is_some() || args.has(Role::TargetOrg)
}

/// 一个新部门——北门前沿实验室: the name that a dash or a colon gives a unit that was only described.
fn called(scene: &Scene<'_>, filled: &Filled) -> Option<Entity> {
    let Some(Filler::Orgs(orgs)) = filled.get(Role::Name) else { return None };
    let described = orgs.first()?;
    let p =
        scene.phrases.iter().position(|p| p.head == Head::Generic && p.core.end == described.range.end)?;
    let next = scene.phrases.get(p + 1).filter(|q| matches!(q.head, Head::Org | Head::Open))?;
    let gap = between(&scene.row.tokens, scene.phrases[p].tokens.end, next.tokens.start);
    let joins = |x: &crate::token::Token| matches!(x.punct, Some('—' | '–' | '-' | ':' | '"'));
    (!gap.is_empty() && gap.iter().all(joins)).then(|| crate::fill::entity(scene, next))?
}

/// The name of a unit: an organisation in the text that is not the founder, or a noun phrase with 实验室, 部门, unit.
pub(crate) fn unit(scene: &Scene<'_>, filled: &Filled, args: &mut Args) -> bool {
    without_article(args);
    if let Some(called) = called(scene, filled) {
        args.set(Role::Name, Value::Name(called.name(scene.kb)));
    }
    if scene.row.chinese {
        owner_in_name(scene, args);
        // 由他组建的西雅图工作室今年2月宣布关闭: of the firm that the text speaks of.
        if !args.has(Role::Org) && !args.has(Role::LedBy) {
            let Some(topic) = &scene.before.topic_org else { return false };
            args.set(Role::Org, Value::Name(topic.name(scene.kb)));
        }
    }
    // «Cyclical Labs, run by former Larkspur researcher Ada»: nothing of a firm that the head has left.
    let left = filled.org(Role::Org).is_some_and(|org| {
        let told = |p: &Phrase| p.former && matches!(&p.org, Some(Of::Name(_, r)) if *r == org.range);
        !scene.row.chinese && scene.phrases.iter().any(|p| p.head == Head::Person && told(p))
    });
    if left {
        return false;
    }
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
        || name.id.as_ref().and_then(|id| scene.kb.get(id)).is_some_and(|e| {
            e.class == tradewire_kb::Class::Unit
                || e.parent.is_some() && matches!(e.kind.as_deref(), Some("lab" | "institute" | "chipmaker"))
        })
        || scene
            .row
            .tokens
            .iter()
            .any(|t| t.is(Class::UnitNoun) && words.ends_with(&scene.text.folded.text[t.range()]));
    // A firm of its own is no unit of another: whoever founds it leaves.
    let own_firm = name.id.as_ref().and_then(|id| scene.kb.get(id)).is_some_and(|e| {
        e.class == tradewire_kb::Class::Organisation
            && e.parent
                .as_ref()
                .is_none_or(|p| args.names(Role::Org).iter().all(|o| o.id.as_ref() != Some(p)))
    });
    if words.contains('%')
        || own_firm
        || ["该", "這", "这", "the ", "this "].iter().any(|w| words.starts_with(w))
    {
        return false;
    }
    // 团队 alone names none.
    let bare = ["团队", "部门", "小组", "team", "unit", "group", "实验室", "lab", "中心", "新团队", "新部门"]
        .contains(&words.as_str());
    let plain =
        scene.row.tokens.iter().any(|t| t.is(Class::UnitNoun) && words == scene.text.folded.text[t.range()]);
    // A unit is not its own parent.
    if args.names(Role::Org).iter().any(|o| o.text == name.text) {
        if scene.row.chinese || !args.has(Role::LedBy) {
            return false;
        }
        args.remove(Role::Org);
    }
    (unitish || filled.held(Role::Name)) && !bare && !(plain && (scene.row.chinese || !args.has(Role::Org)))
}

/// 杭州电子科技大学集成电路学院: parts the name of a known house from that of its unit, where the text names no other.
fn owner_in_name(scene: &Scene<'_>, args: &mut Args) {
    let Some(name) = args.name(Role::Name).filter(|n| n.id.is_none()).cloned() else { return };
    let other = |o: &Name| o.text != name.text && !name.text.starts_with(&o.text);
    if args.names(Role::Org).iter().any(other) {
        return;
    }
    let cuts: Vec<usize> = name.text.char_indices().skip(2).map(|(i, _)| i).collect();
    let house = cuts.iter().rev().find_map(|&cut| {
        let e = scene.kb.one(tradewire_kb::Class::Organisation, &name.text[..cut])?;
        Some((Name::resolved(name.text[..cut].to_owned(), e.name.clone(), e.id.clone()), cut))
    });
    if let Some((house, cut)) = house
        && name.text[cut..].chars().count() > 2
    {
        args.set(Role::Name, Value::Name(Name::unresolved(name.text[cut..].to_owned())));
        args.set(Role::Org, Value::Name(house));
    }
}

/// «its Toronto lab» is named Toronto lab.
fn without_article(args: &mut Args) {
    let Some(name) = args.name(Role::Name) else { return };
    let short =
        ["its ", "their ", "his ", "her ", "a ", "an "].iter().find_map(|w| name.text.strip_prefix(w));
    if let Some(short) = short.filter(|_| name.id.is_none()) {
        let short = Name::unresolved(short.to_owned());
        args.set(Role::Name, Value::Name(short));
    }
}

/// «a new lab called Horizon Lab»: a unit that has a name goes by that alone.
pub(crate) fn by_its_name(args: &mut Args) {
    let Some(name) = args.name(Role::Name).map(|n| n.text.clone()) else { return };
    let own = [" called ", " named ", " dubbed "].iter().find_map(|w| name.split_once(w));
    if let Some((_, own)) = own.filter(|x| !x.1.is_empty()) {
        args.set(Role::Name, Value::Name(Name::unresolved(own.to_owned())));
    }
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
            // 单笔过亿元的有11起: a size of which there are several.
            let of_many = scene.text.folded.text[..t.start].ends_with("单笔");
            scene.row.quantities[q].money().filter(|_| !of_many).map(|m| (i, q, m))
        })
        .collect()
}
