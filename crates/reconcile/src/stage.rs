//! How far an event has come: a small machine per kind, fed with its reports in the order of publication.

use tradewire_model::{ClaimKind, Modality, Role, Stage};

use crate::view::View;

/// The stage after all reports.
///
/// A report moves an event on, or turns it: a denial before anything was agreed leaves it denied, one after that
/// means it fell through, and a later firm report takes up where the denial broke off. Refusals to comment, hearsay
/// and plans never move an event back.
pub(crate) fn event(kind: ClaimKind, views: &[View<'_>], cluster: &[usize]) -> Stage {
    let mut at: Option<Stage> = None;
    for &i in cluster {
        let v = &views[i];
        if v.is_deprecated() {
            continue;
        }
        // Of a case the latest step counts.
        if let Some(step) = step(v).filter(|_| v.is_firm()) {
            at = Some(step);
            continue;
        }
        let told = told(kind, v);
        at = match (at, v.claim.modality) {
            (at, Modality::Declined) if kind != ClaimKind::Statement => at,
            (Some(Stage::Agreed | Stage::Announced), Modality::Denied) => Some(Stage::Collapsed),
            // What is done is done; the denial shows in the reports and the grade.
            (Some(Stage::Done), Modality::Denied) => Some(Stage::Done),
            (_, Modality::Denied) if kind != ClaimKind::Statement => Some(Stage::Denied),
            (Some(Stage::Denied | Stage::Collapsed), _) if v.is_firm() => Some(told),
            (Some(Stage::Denied), _) => Some(Stage::Denied),
            (Some(Stage::Declined), _) if told == Stage::Offered => Some(Stage::Offered),
            (Some(now), _) if rank(told) > rank(now) => Some(told),
            (Some(now), _) => Some(now),
            (None, _) => Some(told),
        };
    }
    at.unwrap_or(Stage::Stated)
}

/// Where a step leaves a dispute: the terms a court's or the parties' act is told in begin with one of these.
const STEPS: &[(Stage, &[&str])] = &[
    (Stage::Agreed, &["settle", "和解"]),
    (Stage::Collapsed, &["withdraw", "dismiss", "dropped", "撤诉", "驳回"]),
    (
        Stage::Done,
        &[
            "judgment",
            "verdict",
            "jury",
            "ruling",
            "arbitration award",
            "appeal judgment",
            "first-instance",
            "判决",
            "裁决",
        ],
    ),
];

fn step(v: &View<'_>) -> Option<Stage> {
    let text = (v.claim.kind == ClaimKind::Dispute).then(|| v.claim.args.text(Role::Step)).flatten()?;
    let text = tradewire_script::fold_str(text);
    let ends = STEPS.iter().find(|(_, words)| words.iter().any(|w| text.trim_start().starts_with(w)));
    Some(ends.map_or(Stage::Announced, |(stage, _)| *stage))
}

/// What one report says on its own.
fn told(kind: ClaimKind, v: &View<'_>) -> Stage {
    match kind {
        ClaimKind::Valuation | ClaimKind::Payband | ClaimKind::Stat | ClaimKind::Statement => {
            return Stage::Stated;
        }
        _ => {}
    }
    match v.claim.modality {
        Modality::Rumoured => return Stage::Rumoured,
        Modality::Planned => return Stage::InTalks,
        _ => {}
    }
    match kind {
        ClaimKind::Move => Stage::Done,
        ClaimKind::Offer => match v.claim.args.text(Role::Outcome) {
            Some("accepted") => Stage::Agreed,
            Some("paid") => Stage::Done,
            Some("declined") => Stage::Declined,
            Some("matched") => Stage::Countered,
            _ => Stage::Offered,
        },
        ClaimKind::Approach => Stage::InTalks,
        _ => Stage::Announced,
    }
}

fn rank(stage: Stage) -> u8 {
    match stage {
        Stage::Stated | Stage::Rumoured => 0,
        Stage::InTalks => 1,
        Stage::Offered => 2,
        Stage::Countered => 3,
        Stage::Declined => 4,
        Stage::Agreed => 5,
        Stage::Announced => 6,
        Stage::Done => 7,
        Stage::Collapsed | Stage::Denied => 8,
    }
}
