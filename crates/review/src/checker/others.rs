//! What other documents say of the same event.

use std::collections::BTreeSet;

use tradewire_model::{Amount, Modality, Name, Role, Value};

use super::subject::{Other, Subject};
use super::verdict::{Code, Reason, Verdict};

/// Origins that must contradict before a claim is contradicted by them.
const ORIGINS: usize = 2;

/// Holds each role against the other reports; those of one origin count once.
pub(crate) fn check(s: &Subject<'_>, others: &[Other<'_>]) -> Vec<Reason> {
    let mut out = Vec::new();
    let same_kind: Vec<&Other<'_>> = others.iter().filter(|o| o.kind == s.kind).collect();
    for (role, value) in s.args.iter() {
        let mut agree: BTreeSet<&str> = BTreeSet::new();
        let mut differ: BTreeSet<&str> = BTreeSet::new();
        let mut instead = None;
        for o in &same_kind {
            match o.args.get(role).and_then(|v| alike(value, v)) {
                Some(true) => {
                    agree.insert(o.origin);
                }
                Some(false) => {
                    differ.insert(o.origin);
                    instead = instead.or_else(|| o.args.get(role));
                }
                None => {}
            }
        }
        let found = instead.and_then(|v| v.names().first()).map(|n| n.text.clone());
        // Reports of a sum may differ and all be read rightly: that is a conflict, which reconciling keeps. Another
        // person in every other report is more likely a slip here.
        let slip = role == Role::Person && agree.is_empty() && differ.len() >= ORIGINS;
        let (code, verdict) = if !agree.is_empty() {
            (Code::OthersAgree, Verdict::CannotTell)
        } else if differ.is_empty() {
            continue;
        } else if slip {
            (Code::OthersDiffer, Verdict::Disagree)
        } else {
            (Code::OthersDiffer, Verdict::CannotTell)
        };
        out.push(Reason { code, verdict, role: Some(role), found });
    }
    // That everybody else denies it is worth a look, and no contradiction: somebody reports, somebody denies.
    let denied = |m: Modality| m == Modality::Denied;
    if !same_kind.is_empty() && same_kind.iter().all(|o| denied(o.modality) != denied(s.modality)) {
        out.push(Reason { code: Code::OthersDiffer, verdict: Verdict::CannotTell, role: None, found: None });
    }
    out
}

/// Whether two values of a role are the same; nothing where that cannot be compared.
fn alike(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Amount(x), Value::Amount(y)) => amounts(x, y),
        (Value::Count(x), Value::Count(y)) => Some(x.value == y.value),
        (Value::Date(x), Value::Date(y)) => Some(x.meets(y)),
        (Value::Code(x), Value::Code(y)) => Some(x == y),
        _ if a.names().is_empty() || b.names().is_empty() => None,
        _ => Some(a.names().iter().any(|x| b.names().iter().any(|y| names(x, y)))),
    }
}

fn names(x: &Name, y: &Name) -> bool {
    match (&x.id, &y.id) {
        (Some(a), Some(b)) => a == b,
        _ => tradewire_script::key(&x.text) == tradewire_script::key(&y.text),
    }
}

/// Whether two sums can be one: same currency and period, intervals that meet.
fn amounts(x: &Amount, y: &Amount) -> Option<bool> {
    if x.currency != y.currency || x.per != y.per {
        return None;
    }
    let ((a, b), (c, d)) = (x.interval(), y.interval());
    let below = |p: Option<tradewire_model::Decimal>, q| matches!((p, q), (Some(p), Some(q)) if p < q);
    Some(!below(b, c) && !below(d, a))
}
