//! Whether a claim is what a labelled passage tells: the same key parts, as claims are scored.

use std::ops::Range;

use tradewire_model::{ClaimKind, Role, Value};

use super::{Mark, MarkKind, Sample};
use crate::build::Draft;
use crate::fill::Scene;

/// Of each group of roles at least one must agree.
fn keys(kind: ClaimKind) -> &'static [&'static [Role]] {
    use Role as R;
    match kind {
        ClaimKind::Move => &[&[R::Person, R::Group, R::Count], &[R::To, R::From]],
        ClaimKind::Offer => {
            &[&[R::Total, R::FirstYear, R::SignOn, R::Annual, R::Compute, R::To], &[R::Bidder, R::To]]
        }
        ClaimKind::Deal => &[&[R::Target, R::Amount], &[R::Acquirer, R::Target]],
        ClaimKind::Funding => &[&[R::Company], &[R::Amount, R::Round]],
        ClaimKind::Valuation => &[&[R::Company], &[R::Amount]],
        ClaimKind::Payband => &[&[R::Amount, R::Low, R::High]],
        ClaimKind::Approach => &[&[R::Org, R::TargetOrg], &[R::Count, R::TargetOrg, R::To]],
        ClaimKind::Dispute => &[&[R::Plaintiff, R::Defendant]],
        ClaimKind::Unit => &[&[R::Name]],
        ClaimKind::Stat => &[&[R::Value]],
        ClaimKind::Statement => &[&[R::Speaker]],
    }
}

/// Roles that must not differ where both have them.
fn strict(kind: ClaimKind) -> &'static [Role] {
    match kind {
        ClaimKind::Move => &[Role::Person],
        ClaimKind::Offer => &[Role::To, Role::Bidder],
        ClaimKind::Deal => &[Role::Target],
        ClaimKind::Funding | ClaimKind::Valuation => &[Role::Company],
        ClaimKind::Payband => &[Role::Org],
        _ => &[],
    }
}

/// The claims that a passage tells, by number, without statements.
pub(super) fn claims(sample: &Sample) -> impl Iterator<Item = (u32, ClaimKind)> {
    let mut seen: Vec<u32> = Vec::new();
    sample.events.iter().filter_map(move |e| {
        let new = e.kind != ClaimKind::Statement && !seen.contains(&e.claim);
        seen.push(e.claim);
        new.then_some((e.claim, e.kind))
    })
}

/// The number of the claim of a passage that a draft tells rightly.
pub(super) fn right(scene: &Scene<'_>, draft: &Draft, sample: &Sample) -> Option<u32> {
    claims(sample)
        .filter(|(_, kind)| *kind == draft.kind)
        .map(|(n, _)| n)
        .find(|&n| agrees(scene, draft, sample, n))
}

fn agrees(scene: &Scene<'_>, draft: &Draft, sample: &Sample, claim: u32) -> bool {
    let marks =
        |role: Role| sample.marks.iter().filter(move |m| m.roles.iter().any(|r| r.0 == claim && r.1 == role));
    let hit = |role: Role| marks(role).any(|m| same(scene, draft, role, m, sample));
    // A group is told as the person of a move, a place of many in a list.
    let lone = |role: Role| marks(role).any(|m| m.kind != MarkKind::Other) && draft.args.has(role);
    keys(draft.kind).iter().all(|group| group.iter().any(|r| hit(*r)))
        && strict(draft.kind).iter().all(|r| !lone(*r) || hit(*r))
}

/// Whether a mark stands for what a draft has in a role.
fn same(scene: &Scene<'_>, draft: &Draft, role: Role, mark: &Mark, sample: &Sample) -> bool {
    let range = scene.text.folded.map.to_target(mark.range.clone());
    let cross = |r: &Range<usize>| r.start < range.end && range.start < r.end;
    if mark.kind == MarkKind::Other && draft.quantities.iter().any(|q| cross(&scene.row.quantities[*q].range))
    {
        return true;
    }
    let surface = mark.stands_for.as_deref().unwrap_or(&sample.text[mark.range.clone()]);
    let like = |words: &str| like(words, surface);
    match draft.args.get(role) {
        Some(v @ (Value::Name(_) | Value::Names(_))) => {
            v.names().iter().any(|n| like(&n.text) || n.name.as_deref().is_some_and(like))
        }
        Some(Value::Text(t)) => like(t),
        _ => false,
    }
}

/// Whether two names are the same but for what one leaves out.
pub(super) fn like(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(tradewire_script::key);
    let (a, b) = (one.chars().count(), other.chars().count());
    one == other
        || a.min(b) >= 2 && a.min(b) * 5 >= a.max(b) * 2 && (one.contains(&other) || other.contains(&one))
}
