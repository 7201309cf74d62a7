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
    if !scene.row.chinese && first.kind == ClaimKind::Payband {
        return before(scene, first, made).into_iter().collect();
    }
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

/// «was paid £4,810 a week, up from £4,450 last year», «stood at $36,400, against $38,100»: what the same people got before.
fn before(scene: &Scene<'_>, first: &Draft, made: &[Draft]) -> Option<Draft> {
    const THEN: &[&str] = &["from", "against", "compared", "versus", "vs"];
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let last = (0..t.len()).rev().find(|&k| t[k].quantity.is_some_and(|q| first.quantities.contains(&q)))?;
    let at = (last + 1..t.len().min(last + 8))
        .find(|&k| t[k].quantity.is_some_and(|q| scene.row.quantities[q].money().is_some()))?;
    let q = t[at].quantity?;
    let then = (last + 1..at).any(|k| THEN.contains(&word(k))) || word(at).starts_with("from ");
    let apart = (last + 1..at).any(|k| matches!(t[k].punct, Some(';' | '.')) || t[k].name.is_some());
    let sum = scene.row.quantities[q].money()?;
    let value = sum.amount.value?;
    let old = first.args.get(Role::Low).or_else(|| first.args.get(Role::High));
    let alike = matches!(old, Some(Value::Number(v)) if *v < value * rust_decimal::Decimal::TEN && value < *v * rust_decimal::Decimal::TEN);
    if !then || apart || !alike || made.iter().any(|d| d.quantities.contains(&q)) {
        return None;
    }
    let mut d = first.clone();
    for role in [Role::Low, Role::High] {
        d.args.set(role, Value::Number(value));
    }
    d.args.set(Role::Bound, Value::Code(sum.amount.bound.as_str().into()));
    d.args.remove(Role::Date);
    let when = (at + 1..t.len().min(at + 4)).find_map(|k| scene.row.quantities[t[k].quantity?].date());
    if let Some(when) = when {
        d.args.set(Role::Date, Value::Date(when.clone()));
    }
    d.extent = cover(&t[last + 1].range(), &t[at].range());
    d.quantities = vec![q];
    Some(d)
}
