//! Who says it, and whether it is denied.

use tradewire_model::{ClaimKind, Modality, Name};

use super::features::{source_row, voice_row};
use super::model::{Weights, lead, odds};
use super::scene::Scene;
use super::subject::Subject;
use super::verdict::{Code, Reason, Verdict};
use super::{RIVALS, akin, stands};

/// Holds modality and source of a claim against the text.
pub(crate) fn check(s: &Subject<'_>, scene: &Scene<'_>, weights: &Weights) -> Vec<Reason> {
    let mut out = Vec::new();
    let reason = |code, verdict, found| Reason { code, verdict, role: None, found };
    if s.modality != Modality::Declined {
        let (words, near) = (denial(s, scene), cue(scene, "voice.denial"));
        out.push(match (s.modality == Modality::Denied, words) {
            (false, Some(w)) => reason(Code::DenialLost, Verdict::Disagree, Some(w)),
            (true, None) if near.is_none() => reason(Code::DenialUnfounded, Verdict::Disagree, None),
            (true, None) => reason(Code::ModalityFits, Verdict::CannotTell, near),
            (_, w) => reason(Code::ModalityFits, Verdict::Agree, w),
        });
    }
    match &s.attribution.source {
        Some(source) => {
            if !stands(s.text, source) && s.outlet.is_none_or(|o| !same(o, &source.text)) {
                out.push(reason(Code::OtherSource, Verdict::Disagree, Some(source.text.clone())));
            } else if let Some(levels) = weights.levels("source.named", scene.chinese) {
                let row = |n: &Name| weights.score(&source_row(scene, n, s.args));
                let rivals = rivals(s, scene, source);
                let insiders = weights.score(&voice_row(scene, s.kind, "anonymous"));
                let best = rivals.iter().map(|n| (row(n), n)).max_by(|a, b| a.0.total_cmp(&b.0));
                let score = row(source);
                let lead = odds(score, rivals.iter().map(row).chain([insiders]));
                out.push(if lead < levels.low {
                    let found = best.filter(|b| b.0 > score && b.0 > insiders).map(|b| b.1.text.clone());
                    reason(Code::OtherSource, Verdict::Disagree, found)
                } else if lead > levels.high {
                    reason(Code::SourceFits, Verdict::Agree, None)
                } else {
                    reason(Code::SourceFits, Verdict::CannotTell, None)
                });
            }
        }
        None if s.attribution.anonymous => {}
        None => {
            if let Some(levels) = weights.levels("unattributed", scene.chinese) {
                let score = weights.score(&voice_row(scene, s.kind, "unattributed"));
                if lead(score, std::iter::empty()) < levels.low {
                    out.push(reason(Code::SourceLost, Verdict::Disagree, cue(scene, "voice.said")));
                }
            }
        }
    }
    out
}

/// Who else may have said it: names found by shape and those of the claim, each once.
fn rivals(s: &Subject<'_>, scene: &Scene<'_>, source: &Name) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::new();
    let found = scene.found.iter().filter_map(|f| f.at.first().map(|r| Name::unresolved(scene.written(r))));
    let named = s.args.iter().flat_map(|(_, v)| v.names()).filter(|n| !n.group).cloned();
    for n in found.chain(named) {
        if out.len() < RIVALS && !akin(&n, source) && !out.iter().any(|o| akin(o, &n)) {
            out.push(n);
        }
    }
    out
}

/// The words in the quote by which something is denied.
///
/// A word of denying is enough. A plain negation counts where somebody speaks in the same sentence, close by; not in a
/// remark, which may say anything in the negative.
fn denial(s: &Subject<'_>, scene: &Scene<'_>) -> Option<String> {
    let quoted = |list: &str| {
        let list = scene.words.list(list);
        scene.hits.iter().filter(move |h| Some(h.list) == list && scene.in_quote(h.at.start))
    };
    if let Some(h) = quoted("voice.denier").next() {
        return Some(scene.written(&h.at));
    }
    if s.kind == ClaimKind::Statement {
        return None;
    }
    let said = scene.words.list("voice.said")?;
    let close = |h: &&super::scene::Hit| {
        scene.of_list(said).any(|v| {
            let gap = if v.at.end <= h.at.start {
                h.at.start - v.at.end
            } else {
                v.at.start.saturating_sub(h.at.end)
            };
            scene.sentence[v.at.start] == scene.sentence[h.at.start] && gap <= SPEECH
        })
    };
    quoted("voice.denial").find(close).map(|h| scene.written(&h.at))
}

/// Tokens between a word of saying and a negation, at most.
const SPEECH: usize = 10;

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
