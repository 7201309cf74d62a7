//! How sure a claim is: how often claims like it are right.

use tradewire_model::ClaimKind;

/// The confidence of a claim: how often one of its kind is right that nothing speaks against, less what carried-over
/// parts, unknown names and the model's doubts take from it.
///
/// `share` is how likely the model holds what is told; whether a rule had enough for it too made no difference there. The
/// figures were set from the open half of the corpus (`tradewire-bench corpus`: calibration error).
pub(crate) fn confidence(kind: ClaimKind, carried: usize, unknown: usize, share: Option<f32>) -> f64 {
    let steps = u8::try_from(carried * 2 + unknown).unwrap_or(8);
    let doubt = share.map_or(0.0, |s| 0.25 * (1.0 - f64::from(s)));
    (base(kind) - 0.06 * f64::from(steps) - doubt).clamp(0.3, 0.97)
}

fn base(kind: ClaimKind) -> f64 {
    match kind {
        ClaimKind::Dispute => 0.97,
        ClaimKind::Move => 0.95,
        ClaimKind::Statement => 0.9,
        ClaimKind::Valuation => 0.95,
        ClaimKind::Approach => 0.75,
        ClaimKind::Deal => 0.97,
        ClaimKind::Unit => 0.87,
        ClaimKind::Funding => 0.95,
        ClaimKind::Offer => 0.76,
        ClaimKind::Payband => 0.84,
        ClaimKind::Stat => 0.72,
    }
}
