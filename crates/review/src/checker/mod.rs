//! Re-derives claims by means of its own.

mod choice;
mod features;
mod figures;
mod learn;
mod lexicon;
mod limits;
mod model;
mod names;
mod organisations;
mod others;
mod scene;
mod speaker;
mod subject;
mod telling;
mod token;
mod verdict;
mod voice;

#[cfg(test)]
mod tests;

pub use model::{Sample, Weights, fold_of};
pub use subject::{Other, Subject};
pub(crate) use verdict::worded;
pub use verdict::{Check, Code, Language, Reason, Verdict};

use std::collections::BTreeMap;
use std::sync::Arc;

use tradewire_kb::KnowledgeBase;
use tradewire_mention::{Mention, Reader};
use tradewire_model::{Args, ClaimKind, Name, Role, Shape, Value};
use tradewire_script::key as name_key;

use features::{Row, key, name_row, pair_row, personal};
use lexicon::Lexicon;
use names::places;
use scene::{Scene, meet};

/// What can go wrong before anything is checked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReviewError {
    /// A file of rules or weights makes no sense.
    #[error("{file}: {message}")]
    Rules {
        /// The file.
        file: String,
        /// What is wrong with it.
        message: String,
    },
}

/// Roles that are easily taken for each other.
pub(crate) const SWAPS: &[(ClaimKind, Role, Role)] = &[
    (ClaimKind::Move, Role::From, Role::To),
    (ClaimKind::Deal, Role::Acquirer, Role::Target),
    (ClaimKind::Dispute, Role::Plaintiff, Role::Defendant),
    (ClaimKind::Funding, Role::Company, Role::Investors),
    (ClaimKind::Approach, Role::Org, Role::TargetOrg),
];

/// The independent checker.
///
/// It knows the lists under `rules/review/`, weights learnt from `corpus/open` and `corpus/labelled`, the crate `quantity`
/// and the crate `mention`; nothing of the extractor's frames, lexicons or models. Two things are shared, and can mislead
/// both: figures are read by the same crate, and the extractor's models learn from the same labelled sentences.
#[derive(Clone)]
pub struct Checker {
    lexicon: Arc<Lexicon>,
    reader: Arc<Reader>,
    weights: Weights,
}

impl std::fmt::Debug for Checker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checker").finish_non_exhaustive()
    }
}

impl Checker {
    /// Compiles the rules that ship with the program.
    ///
    /// # Errors
    /// [`ReviewError::Rules`] names the file that makes no sense.
    pub fn new(kb: &KnowledgeBase) -> Result<Self, ReviewError> {
        let wrong = |e: tradewire_mention::MentionError| ReviewError::Rules {
            file: "rules/mentions".to_owned(),
            message: e.to_string(),
        };
        Ok(Self {
            lexicon: Arc::new(Lexicon::load()?),
            reader: Arc::new(Reader::new(kb).map_err(wrong)?),
            weights: Weights::builtin()?,
        })
    }

    /// The same with other weights.
    #[must_use]
    pub fn with_weights(&self, weights: Weights) -> Self {
        Self { weights, ..self.clone() }
    }

    /// Checks one claim against its text, and against what other documents say of the same event.
    ///
    /// Looks at some thousand characters around the quote, whatever the length of the text; the time is linear in it.
    #[must_use]
    pub fn check(&self, subject: &Subject<'_>, others: &[Other<'_>]) -> Check {
        let Some(scene) = Scene::of(subject, &self.lexicon) else {
            let reason =
                Reason { code: Code::QuoteMissing, verdict: Verdict::Disagree, role: None, found: None };
            return Check { verdict: Verdict::Disagree, roles: BTreeMap::new(), reasons: vec![reason] };
        };
        let mut reasons = limits::check(subject);
        let mentions = self.mentions(&scene);
        self.trigger(subject, &scene, &mut reasons);
        self.names(subject, &scene, &mentions, &mut reasons);
        reasons.extend(figures::check(subject, &scene));
        reasons.extend(voice::check(subject, &scene, &self.weights));
        reasons.extend(others::check(subject, others));
        sum_up(subject, reasons)
    }

    /// What the crate `mention` finds in and beside the quote's sentences; bytes of the scene's text.
    pub(crate) fn mentions(&self, scene: &Scene<'_>) -> Vec<Mention> {
        if !scene.chinese {
            return Vec::new();
        }
        let (first, last) = scene.quoted();
        let mut all = scene
            .tokens
            .iter()
            .zip(&scene.sentence)
            .filter(|(_, s)| (first.saturating_sub(1)..=last).contains(s))
            .map(|(t, _)| t);
        let Some(start) = all.next().map(|t| t.start) else { return Vec::new() };
        let end = all.next_back().map_or(start, |t| t.end);
        let mut found = self.reader.read(scene.text.get(start..end).unwrap_or_default());
        for f in found.iter_mut().flat_map(|m| &mut m.roles) {
            f.span = f.span.start + start..f.span.end + start;
        }
        found
    }

    /// Whether any word of an act stands in the quote.
    fn trigger(&self, s: &Subject<'_>, scene: &Scene<'_>, reasons: &mut Vec<Reason>) {
        let acts = acts(s.kind, s.args);
        let told = scene.hits.iter().any(|h| {
            scene.in_quote(h.at.start)
                && scene.words.lists[h.list].0.strip_prefix("act.").is_some_and(|a| acts.contains(&a))
        });
        if !told {
            reasons.push(Reason {
                code: Code::NoTrigger,
                verdict: Verdict::CannotTell,
                role: None,
                found: None,
            });
        }
    }

    fn names(&self, s: &Subject<'_>, scene: &Scene<'_>, mentions: &[Mention], reasons: &mut Vec<Reason>) {
        for (role, value) in s.args.iter().filter(|(r, _)| s.kind.shape(*r) == Shape::Name) {
            for n in value.names().iter().filter(|n| !n.group) {
                reasons.push(self.name(s, scene, role, n, mentions));
            }
        }
        for (kind, a, b) in SWAPS.iter().filter(|x| x.0 == s.kind) {
            if s.args.names(*a).is_empty() || s.args.names(*b).is_empty() {
                continue;
            }
            let Some(levels) = self.weights.levels(&format!("swap.{kind}"), scene.chinese) else { continue };
            let row = |args: &Args| self.swap_row(scene, *kind, args, (*a, *b), mentions);
            let score = self.weights.score(&row(s.args).minus(&row(&turned(s.args, *a, *b))));
            if model::lead(score, std::iter::empty()) < levels.low {
                let found = s.args.name(*b).map(|n| n.text.clone());
                reasons.push(Reason {
                    code: Code::Swapped,
                    verdict: Verdict::Disagree,
                    role: Some(*a),
                    found,
                });
            }
        }
    }

    fn name(&self, s: &Subject<'_>, scene: &Scene<'_>, role: Role, n: &Name, mentions: &[Mention]) -> Reason {
        let reason = |code, verdict, found| Reason { code, verdict, role: Some(role), found };
        let person = personal(s.kind, role);
        let at = places(scene, n, person);
        if at.at.is_empty() && !stands(s.text, n) {
            return reason(Code::NameMissing, Verdict::Disagree, Some(n.text.clone()));
        }
        let k = key(s.kind, role);
        let row = |n: &Name| {
            let mut args = s.args.clone();
            args.set(role, Value::Name(n.clone()));
            name_row(scene, s.kind, role, n, &args, mentions)
        };
        let own = row(n);
        let score = self.weights.score(&own);
        let Some(levels) = self.weights.levels(&k, scene.chinese) else {
            return reason(Code::NameUnclear, Verdict::CannotTell, None);
        };
        // Rivals: names found by shape, and those that the claim puts elsewhere.
        let mut rivals: Vec<Name> = scene
            .found
            .iter()
            .filter(|f| f.person == person)
            .filter(|f| !f.at.iter().any(|r| at.at.iter().any(|m| meet(m, r))))
            .filter_map(|f| f.at.first().map(|r| Name::unresolved(scene.written(r))))
            .collect();
        let fillers = s.args.names(role);
        let elsewhere = s.args.iter().filter(|(r, _)| *r != role && personal(s.kind, *r) == person);
        rivals
            .extend(elsewhere.flat_map(|(_, v)| v.names()).filter(|o| !o.group && o.text != n.text).cloned());
        rivals.retain(|r| !fillers.iter().any(|f| akin(f, r)));
        rivals.truncate(RIVALS);
        let best = rivals.iter().map(|r| (self.weights.score(&row(r)), r)).max_by(|a, b| a.0.total_cmp(&b.0));
        let lead = model::lead(score, best.iter().map(|b| b.0));
        if lead < levels.low {
            match best.filter(|b| b.0 > score) {
                Some((_, r)) => reason(Code::OtherName, Verdict::Disagree, Some(r.text.clone())),
                None => {
                    let why = self.weights.strongest(&own, false).map(explain);
                    reason(Code::NameElsewhere, Verdict::Disagree, why)
                }
            }
        } else if lead > levels.high {
            reason(Code::NameFits, Verdict::Agree, self.weights.strongest(&own, true).map(explain))
        } else {
            reason(Code::NameUnclear, Verdict::CannotTell, None)
        }
    }

    /// The features of two roles together, for telling whether they have changed places.
    pub(crate) fn swap_row(
        &self,
        scene: &Scene<'_>,
        kind: ClaimKind,
        args: &Args,
        pair: (Role, Role),
        mentions: &[Mention],
    ) -> Row {
        let mut row = match (args.name(pair.0), args.name(pair.1)) {
            (Some(a), Some(b)) => pair_row(scene, kind, a, b),
            _ => Row::default(),
        };
        for role in [pair.0, pair.1] {
            for n in args.names(role).iter().take(3) {
                let one = name_row(scene, kind, role, n, args, mentions);
                row.0.extend(one.clone().marked("swap:").0);
                row.0.extend(one.0);
            }
        }
        row
    }
}

/// Rivals that are looked at, at most.
const RIVALS: usize = 40;

/// Whether two names share their key or one holds the other.
fn akin(a: &Name, b: &Name) -> bool {
    let (x, y) = (name_key(&a.text), name_key(&b.text));
    x.contains(&y) || y.contains(&x)
}

/// A feature without the role it is about.
fn explain(feature: &str) -> String {
    feature.split_once('|').map_or(feature, |f| f.1).to_owned()
}

/// The same arguments with two roles exchanged.
pub(crate) fn turned(args: &Args, a: Role, b: Role) -> Args {
    let mut out = args.clone();
    let (x, y) = (out.remove(a), out.remove(b));
    if let Some(x) = x {
        out.set(b, x);
    }
    if let Some(y) = y {
        out.set(a, y);
    }
    out
}

/// Whether a name stands anywhere in the text, spaces, width, script and case aside.
fn stands(text: &str, n: &Name) -> bool {
    let text = name_key(text);
    [Some(&n.text), n.name.as_ref()].into_iter().flatten().any(|f| {
        let k = name_key(f);
        !k.is_empty() && text.contains(&k)
    })
}

/// The classes of acts that tell of a claim.
fn acts(kind: ClaimKind, args: &Args) -> &'static [&'static str] {
    use ClaimKind as K;
    match kind {
        K::Move => match args.text(Role::Type) {
            Some("dismissed" | "layoff") => &["dismiss", "leave"],
            Some("found") => &["found", "unit"],
            _ => &["join", "leave", "take", "appoint", "found", "buy", "dismiss", "unit"],
        },
        K::Offer => &["offer", "pay", "take", "raise", "approach"],
        K::Deal => &["buy", "offer", "raise"],
        K::Funding => &["raise", "buy", "value"],
        K::Valuation => &["value", "raise", "buy"],
        K::Payband => &["pay", "offer"],
        K::Approach => &["approach", "take", "offer", "join"],
        K::Dispute => &["sue"],
        K::Unit => &["unit", "found", "appoint", "take", "leave", "join"],
        K::Statement => &["say"],
        K::Stat => &[
            "pay", "leave", "join", "take", "dismiss", "say", "unit", "offer", "appoint", "found", "value",
            "raise",
        ],
    }
}

/// Gathers the reasons into verdicts.
fn sum_up(s: &Subject<'_>, reasons: Vec<Reason>) -> Check {
    let mut roles: BTreeMap<Role, Verdict> = BTreeMap::new();
    for r in &reasons {
        if let Some(role) = r.role {
            let v = roles.entry(role).or_insert(r.verdict);
            // A contradiction outweighs everything; of the rest the better word counts.
            *v = match (*v, r.verdict) {
                (Verdict::Disagree, _) | (_, Verdict::Disagree) => Verdict::Disagree,
                (a, b) => a.min(b),
            };
        }
    }
    let disagree = reasons.iter().any(|r| r.verdict == Verdict::Disagree);
    let doubt = reasons
        .iter()
        .any(|r| r.role.is_none() && r.verdict == Verdict::CannotTell && r.code == Code::NoTrigger);
    let main: Vec<Verdict> = s
        .args
        .iter()
        .filter(|(r, v)| {
            !v.names().is_empty() && !v.names().iter().all(|n| n.group)
                || matches!(v, Value::Amount(_)) && *r != Role::FirstYear
        })
        .filter_map(|(r, _)| roles.get(&r).copied())
        .collect();
    let borne = !main.is_empty() && main.iter().all(|v| *v == Verdict::Agree);
    let verdict = if disagree {
        Verdict::Disagree
    } else if borne && !doubt {
        Verdict::Agree
    } else {
        Verdict::CannotTell
    };
    Check { verdict, roles, reasons }
}
