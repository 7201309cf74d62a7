//! Who says it, and whether it is denied.

use tradewire_model::Modality;

use super::features::{source_row, voice_row};
use super::model::Weights;
use super::scene::Scene;
use super::stands;
use super::subject::Subject;
use super::verdict::{Code, Reason, Verdict};

/// Holds modality and source of a claim against the text.
pub(crate) fn check(s: &Subject<'_>, scene: &Scene<'_>, weights: &Weights) -> Vec<Reason> {
    let mut out = Vec::new();
    let reason = |code, verdict, found| Reason { code, verdict, role: None, found };
    if let Some(levels) = weights.levels("denied").filter(|_| s.modality != Modality::Declined) {
        let score = weights.score(&voice_row(scene, s.kind, "denied"));
        let denied = s.modality == Modality::Denied;
        out.push(if denied && score < levels.low.min(levels.high) {
            reason(Code::DenialUnfounded, Verdict::Disagree, None)
        } else if !denied && score > levels.high.max(levels.low) {
            reason(Code::DenialLost, Verdict::Disagree, cue(scene, "voice.denial"))
        } else {
            reason(Code::ModalityFits, Verdict::Agree, None)
        });
    }
    match &s.attribution.source {
        Some(source) => {
            if !stands(s.text, source) && s.outlet.is_none_or(|o| !same(o, &source.text)) {
                out.push(reason(Code::OtherSource, Verdict::Disagree, Some(source.text.clone())));
            } else if let Some(levels) = weights.levels("source.named") {
                let score = weights.score(&source_row(scene, s.kind, source, s.args));
                out.push(if score < levels.low {
                    reason(Code::OtherSource, Verdict::Disagree, None)
                } else if score > levels.high {
                    reason(Code::SourceFits, Verdict::Agree, None)
                } else {
                    reason(Code::SourceFits, Verdict::CannotTell, None)
                });
            }
        }
        None if s.attribution.anonymous => {}
        None => {
            if let Some(levels) = weights.levels("unattributed") {
                let score = weights.score(&voice_row(scene, s.kind, "unattributed"));
                if score < levels.low {
                    out.push(reason(Code::SourceLost, Verdict::Disagree, cue(scene, "voice.said")));
                }
            }
        }
    }
    out
}

fn same(a: &str, b: &str) -> bool {
    tradewire_script::key(a) == tradewire_script::key(b)
}

/// The first word of a list in the quote, or in its sentences.
fn cue(scene: &Scene<'_>, list: &str) -> Option<String> {
    let list = scene.words.list(list)?;
    let (first, last) = scene.quoted();
    let near = |h: &&super::scene::Hit| (first..=last).contains(&scene.sentence[h.at.start]);
    let quoted = scene.of_list(list).find(|h| scene.in_quote(h.at.start));
    let hit = quoted.or_else(|| scene.of_list(list).find(near))?;
    Some(scene.written(&hit.at))
}
