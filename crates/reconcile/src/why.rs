//! Why a report is taken for one of its event: the same tests by which claims are gathered, told one by one.
//!
//! The weights tell how much each says by itself; they decide nothing. Which claims are one event is decided in
//! [`crate::group`], by kind and participants first and then by time and values.

use std::collections::BTreeSet;

use tradewire_model::{Reason, Role};

use crate::figure::figures;
use crate::money::{Relation, relation};
use crate::rates::month_of;
use crate::view::{View, ids};
use crate::when::gap;

/// Reports beside one, in the order of publication, that it is compared with; the first of the event is always one.
const BESIDE: usize = 6;
/// Quotes shorter than this (in characters that count) may be equal by chance.
const COPIED_CHARACTERS: usize = 12;

/// The reasons for the report at a place of a cluster, weightiest first.
pub(crate) fn reasons(views: &[View<'_>], cluster: &[usize], at: usize) -> Vec<Reason> {
    let Some(&own) = cluster.get(at) else { return Vec::new() };
    let v = &views[own];
    let from = at.saturating_sub(BESIDE);
    let near = cluster.iter().enumerate().skip(from).take(2 * BESIDE + 1).filter(|(n, _)| *n != at);
    let mut others: Vec<&View<'_>> = near.map(|(_, &i)| &views[i]).collect();
    if from > 0 {
        others.extend(cluster.first().map(|&i| &views[i]));
    }
    if others.is_empty() {
        return vec![reason("the only report of it", 1.0)];
    }
    let mut out = vec![participants(v, &others)];
    out.extend(time(v, &others));
    values(v, &others, &mut out);
    out.extend(words(v, &others));
    out.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.what.cmp(&b.what)));
    out
}

fn reason(what: impl Into<String>, weight: f64) -> Reason {
    Reason { what: what.into(), weight }
}

/// Whom it shares with the reports beside it.
fn participants(v: &View<'_>, others: &[&View<'_>]) -> Reason {
    let shared: Vec<&str> = v
        .claim
        .args
        .iter()
        .map(|(role, _)| role)
        .filter(|&role| {
            let own = ids(v.claim, role);
            !own.is_empty() && others.iter().any(|o| ids(o.claim, role).iter().any(|id| own.contains(id)))
        })
        .map(Role::as_str)
        .collect();
    let kind = v.claim.kind;
    if shared.is_empty() {
        return reason(format!("the same sort of {kind}"), 0.2);
    }
    reason(format!("the same {kind}: {}", shared.join(", ")), if shared.len() > 1 { 0.5 } else { 0.4 })
}

/// How near it is in time to the nearest of them.
fn time(v: &View<'_>, others: &[&View<'_>]) -> Option<Reason> {
    let own = v.time()?;
    let days = others.iter().filter_map(|o| o.time()).map(|t| gap(own, t)).min()?;
    Some(match days {
        0 => reason("told of the same day as another report", 0.3),
        1..=7 => reason(format!("{days} days from another report"), 0.25),
        8..=31 => reason(format!("{days} days from another report"), 0.15),
        _ => reason(format!("{days} days from another report"), 0.05),
    })
}

/// Which of its figures the others bear out, and which they do not.
fn values(v: &View<'_>, others: &[&View<'_>], out: &mut Vec<Reason>) {
    let month = month_of(v.published);
    let (mut agree, mut differ): (BTreeSet<Role>, BTreeSet<Role>) = Default::default();
    let theirs: Vec<_> = others.iter().flat_map(|o| figures(o.claim)).collect();
    for (role, slot, amount) in figures(v.claim) {
        let told: Vec<Relation> = theirs
            .iter()
            .filter(|t| t.0 == role && t.1 == slot)
            .map(|t| relation(&amount, &t.2, month))
            .collect();
        if told.iter().any(|r| *r != Relation::Differ) {
            agree.insert(role);
        } else if !told.is_empty() {
            differ.insert(role);
        }
    }
    out.extend(agree.iter().map(|role| reason(format!("its {role} agrees with another report"), 0.2)));
    out.extend(differ.iter().map(|role| reason(format!("another {role} than the reports beside it"), -0.1)));
}

/// Whether another document has its words.
fn words(v: &View<'_>, others: &[&View<'_>]) -> Option<Reason> {
    let own = tradewire_script::key(&v.claim.quote);
    if own.chars().take(COPIED_CHARACTERS).count() < COPIED_CHARACTERS {
        return None;
    }
    let copied =
        others.iter().any(|o| o.claim.doc != v.claim.doc && tradewire_script::key(&o.claim.quote) == own);
    copied.then(|| reason("in the words of another report", 0.3))
}
