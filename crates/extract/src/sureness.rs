//! How sure a claim is: how often claims like it are right.

use tradewire_model::ClaimKind;

/// The confidence of a claim: how often one of its kind is right that nothing speaks against, less what carried-over
/// parts, unknown names and the model's doubts take from it.
///
/// `share` is how likely the model holds what is told, `guessed` whether no rule had enough for it. The figures were set
/// from the open half of the corpus (`tradewire-bench corpus`: calibration error).
pub(crate) fn confidence(
    kind: ClaimKind,
    carried: usize,
    unknown: usize,
    share: Option<f32>,
    guessed: bool,
) -> f64 {
    let steps = u8::try_from(carried * 2 + unknown).unwrap_or(8);
    let doubt = share.map_or(0.0, |s| 0.2 * (1.0 - f64::from(s)));
    let alone = if guessed { 0.1 } else { 0.0 };
    (base(kind) - 0.06 * f64::from(steps) - doubt - alone).clamp(0.3, 0.97)
}

fn base(kind: ClaimKind) -> f64 {
    match kind {
        ClaimKind::Approach | ClaimKind::Dispute | ClaimKind::Statement => 0.9,
        ClaimKind::Move => 0.9,
        ClaimKind::Deal | ClaimKind::Valuation => 0.82,
        ClaimKind::Funding | ClaimKind::Unit | ClaimKind::Offer => 0.74,
        ClaimKind::Payband => 0.5,
        ClaimKind::Stat => 0.48,
    }
}
