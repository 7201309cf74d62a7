//! Pay told of several in a row: 硕士年薪38万元，博士为53万元.

use tradewire_model::{Bound, ClaimKind, Role, Value};

use crate::build::Draft;
use crate::class::Class;
use crate::fill::{Scene, cover};
use crate::phrase::Head;

/// How many clauses behind the one that says what is told the row may go on.
const REACH: u16 = 3;

/// The bands that the clauses behind one go on to tell: each names who gets it and a sum, and has no verb of its own.
pub(crate) fn more(scene: &Scene<'_>, first: &Draft, made: &[Draft]) -> Vec<Draft> {
    let t = &scene.row.tokens;
    let mut out = Vec::new();
    if !scene.row.chinese || first.kind != ClaimKind::Payband || !first.args.has(Role::Role) {
        return out;
    }
    let Some(last) =
        (0..t.len()).rev().find(|&k| t[k].quantity.is_some_and(|q| first.quantities.contains(&q)))
    else {
        return out;
    };
    for clause in t[last].clause + 1..=t[last].clause + REACH {
        let mine = || (0..t.len()).filter(move |&k| t[k].clause == clause);
        let sums: Vec<usize> = mine()
            .filter(|&k| t[k].quantity.is_some_and(|q| scene.row.quantities[q].money().is_some()))
            .collect();
        let ([at], who) = (
            &sums[..],
            scene.phrases.iter().find(|p| {
                p.clause == clause && matches!(p.head, Head::Group | Head::Role) && p.governor.is_none()
            }),
        ) else {
            break;
        };
        let (Some(who), Some(q)) = (who, t[*at].quantity) else { break };
        let told = mine().any(|k| t[k].verb || t[k].any(&[Class::Annual, Class::Monthly, Class::Package]));
        let used = made.iter().any(|d| d.quantities.contains(&q));
        if told
            || used
            || who.tokens.start > *at
            || scene.phrases.iter().any(|p| p.clause == clause && p.head == Head::Org)
        {
            break;
        }
        let Some(sum) = scene.row.quantities[q].money() else { break };
        let a = &sum.amount;
        let mut d = first.clone();
        let (low, high) = match a.bound {
            Bound::Range => (a.low, a.high),
            Bound::AtLeast => (a.value, None),
            Bound::UpTo => (None, a.value),
            Bound::Exact | Bound::Approx => (a.value, a.value),
        };
        for (role, end) in [(Role::Low, low), (Role::High, high)] {
            d.args.remove(role);
            if let Some(v) = end {
                d.args.set(role, Value::Number(v));
            }
        }
        d.args.set(Role::Bound, Value::Code(a.bound.as_str().into()));
        let role = who.role.clone().unwrap_or_else(|| who.core.clone());
        d.args.set(Role::Role, Value::Text(scene.text.words(role).trim().to_owned()));
        d.args.set(Role::Population, Value::Text(scene.text.words(who.core.clone()).trim().to_owned()));
        d.extent = cover(&d.extent, &t[*at].range());
        d.quantities = vec![q];
        out.push(d);
    }
    out
}
