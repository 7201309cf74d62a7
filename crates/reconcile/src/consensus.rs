//! What holds of an event as far as its reports agree.

use std::collections::{BTreeMap, BTreeSet};

use tradewire_model::{Args, Count, Date, Name, Role, Value};

use crate::figure::Settled;
use crate::grade;
use crate::view::View;
use crate::when::days;

/// The arguments of an event: of each role the value with most origins behind it, then the best source, then the
/// earliest report. Figures are those that [`crate::figure::settle`] chose.
pub(crate) fn args(
    views: &[View<'_>],
    cluster: &[usize],
    origin: &[u64],
    settled: &[Settled],
    is_odd: impl Fn(usize, Role) -> bool,
) -> Args {
    let affirming: Vec<usize> = cluster.iter().copied().filter(|&i| views[i].affirms()).collect();
    let told: &[usize] = if affirming.is_empty() { cluster } else { &affirming };
    let mut by_role: BTreeMap<Role, Vec<(usize, &Value)>> = BTreeMap::new();
    for &i in told {
        for (role, value) in views[i].claim.args.iter() {
            by_role.entry(role).or_default().push((i, value));
        }
    }
    let mut out = Args::new();
    for (role, values) in by_role {
        if let Some(value) = choose(views, origin, role, &values, settled, &is_odd) {
            out.set(role, value);
        }
    }
    out
}

fn choose(
    views: &[View<'_>],
    origin: &[u64],
    role: Role,
    values: &[(usize, &Value)],
    settled: &[Settled],
    is_odd: &impl Fn(usize, Role) -> bool,
) -> Option<Value> {
    let first = values.first()?.1;
    if let Some(s) = settled.iter().find(|s| s.role == role) {
        return match first {
            Value::Amount(_) => Some(Value::Amount(s.chosen.value.clone())),
            Value::Count(_) => {
                Some(Value::Count(Count { value: s.chosen.value.value?, bound: s.chosen.value.bound }))
            }
            // Numbers, figures and series are taken over whole from the best supported report.
            _ => values.iter().find(|(i, _)| s.chosen.claims.contains(i)).map(|(_, v)| (*v).clone()),
        };
    }
    match role {
        Role::Date => date(values),
        // The latest word on the outcome and the step counts.
        Role::Outcome | Role::Step => values.last().map(|(_, v)| (*v).clone()),
        Role::Type => kind_of_move(values),
        _ => {
            let mut votes: BTreeMap<
                Vec<String>,
                (BTreeSet<u64>, tradewire_model::SourceGrade, usize, &Value),
            > = BTreeMap::new();
            for (i, v) in values {
                let grade = grade::of_view(&views[*i]);
                let at = votes
                    .entry(content(v))
                    .or_insert_with(|| (BTreeSet::new(), tradewire_model::SourceGrade::F, *i, v));
                at.0.insert(origin[*i]);
                at.1 = at.1.min(grade);
                // A surface that is odd gives way to one that is not.
                if is_odd(at.2, role) && !is_odd(*i, role) {
                    at.2 = *i;
                    at.3 = v;
                }
            }
            votes
                .into_values()
                .min_by_key(|(origins, grade, i, _)| (std::cmp::Reverse(origins.len()), *grade, *i))
                .map(|(.., v)| v.clone())
        }
    }
}

/// What a value says, for counting votes: names by whom they mean.
fn content(v: &Value) -> Vec<String> {
    let name = |n: &Name| n.id.as_ref().map_or_else(|| tradewire_script::key(&n.text), ToString::to_string);
    match v {
        Value::Name(n) => vec![name(n)],
        Value::Names(ns) => {
            let mut out: Vec<String> = ns.iter().map(name).collect();
            out.sort();
            out
        }
        Value::Code(s) | Value::Text(s) => vec![tradewire_script::key(s)],
        other => vec![format!("{other:?}")],
    }
}

/// The day most reports allow; of equally many the narrowest, then the earliest told.
fn date(values: &[(usize, &Value)]) -> Option<Value> {
    let dates: Vec<&Date> = values
        .iter()
        .filter_map(|(_, v)| match v {
            Value::Date(d) => Some(d),
            _ => None,
        })
        .collect();
    dates
        .iter()
        .enumerate()
        .min_by_key(|(n, d)| {
            let width = days(d).map_or(i32::MAX, |(a, b)| b - a);
            let allowing = dates.iter().filter(|o| o.holds(d)).count();
            (width == i32::MAX, std::cmp::Reverse(allowing), width, *n)
        })
        .map(|(_, d)| Value::Date((*d).clone()))
}

/// Of the sides of one move the arrival says most.
fn kind_of_move(values: &[(usize, &Value)]) -> Option<Value> {
    let rank = |v: &Value| match v.text() {
        Some("return") => 0,
        Some("found") => 1,
        Some("transfer") => 2,
        Some("join") => 3,
        Some("dismissed") => 4,
        _ => 5,
    };
    values.iter().min_by_key(|(i, v)| (rank(v), *i)).map(|(_, v)| (*v).clone())
}
