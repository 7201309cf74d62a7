//! Arguments as a table of facts: role by role, in the order of the contract.

use maud::{Markup, html};
use tradewire_model::{Args, ClaimKind, Role, Value};

use super::card::years;
use super::day::date;
use super::figure::{amount, amount_in_words, count, grouped, measure};
use super::name::list;
use super::text::{cut, language_of, plain};
use crate::directory::{Class, Directory};
use crate::words::Lang;

/// Draws arguments as a description list.
#[must_use]
pub fn facts(args: &Args, kind: ClaimKind, directory: &Directory, lang: Lang) -> Markup {
    html! {
        dl.facts {
            @for (role, value) in args.iter() {
                dt { (label(role, kind, lang)) }
                dd { (one(role, value, kind, directory, lang)) }
            }
        }
    }
}

fn label(role: Role, kind: ClaimKind, lang: Lang) -> &'static str {
    match (kind, role) {
        (ClaimKind::Offer, Role::To) => lang.pick("Offered to", "报价对象", "報價對象"),
        (ClaimKind::Approach, Role::To) => lang.pick("Approached", "接触对象", "接觸對象"),
        _ => lang.role(role),
    }
}

/// Draws one value.
#[must_use]
pub fn one(role: Role, value: &Value, kind: ClaimKind, directory: &Directory, lang: Lang) -> Markup {
    match value {
        Value::Name(_) | Value::Names(_) => {
            let class = Class::of_role(role, matches!(kind, ClaimKind::Offer | ClaimKind::Approach));
            list(value.names(), class, directory, lang)
        }
        Value::Amount(a) => html! {
            span.amount title=(amount_in_words(a, lang)) { (amount(a, None, lang)) }
            @for other in &a.also { " " span.soft.amount { "= " (amount(other, None, lang)) } }
        },
        Value::Count(c) => html! { span.amount { (count(c, lang)) } },
        Value::Number(n) if role == Role::StakePercent => {
            html! { span.amount { (grouped(n.normalize())) "%" } }
        }
        Value::Number(n) if role == Role::Years => html! { span.amount { (years(*n, lang)) } },
        Value::Number(n) => html! { span.amount { (grouped(n.normalize())) } },
        Value::Measure(m) => html! { span.amount { (measure(m, lang)) } },
        Value::Series(points) => html! {
            ul { @for p in points.iter().take(40) { li { (plain(&p.period)) ": " span.amount { (measure(&p.value, lang)) } } } }
        },
        Value::Date(d) => html! { time datetime=(d) { (date(d, lang)) } },
        Value::Code(c) => {
            let known = match role {
                Role::Type => lang.move_type(c),
                Role::Outcome => lang.outcome(c),
                Role::DealKind => lang.deal_kind(c),
                Role::Bound => c.parse().ok().map(|b| lang.bound(b)),
                Role::Per => c.parse().ok().and_then(|p| lang.per(p)),
                _ => None,
            };
            html! { @match known { Some(k) => (k), None => bdi { (cut(&plain(c), 60)) } } }
        }
        Value::Text(t) => {
            let t = cut(&plain(t), 400);
            html! { bdi lang=(language_of(&t)) { (t) } }
        }
    }
}
