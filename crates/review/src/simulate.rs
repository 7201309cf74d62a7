//! Annotators that err, so that the way from extraction to publication can be tested against a truth that is known.
//!
//! Queue, settling and publishing are the ones of this crate; only claims, checker and people are simulated. What is
//! assumed: whether a claim is wrong, whether the checker finds it, and whether a person errs are drawn from the rates
//! given. With a correlation of 0 they are independent; with ρ each draw is, with that probability, the claim's own:
//! what misleads one misleads the other. An adjudicator errs like everybody else and does not see who said what. A
//! claim that people find wrong is withheld, not mended.

use std::collections::BTreeMap;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tradewire_model::{ClaimId, ClaimKind, Grade, InformationGrade, RuleId, SourceGrade};

use crate::{
    Candidate, Case, CaseKind, ErrorRate, Opinion, Policy, Settings, Settled, Verdict, Verdicts, publish,
    queue, settle,
};

/// A class of extraction errors.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorClass {
    /// Its name.
    pub name: String,
    /// Its part among all errors; parts need not add up to 1.
    pub share: f64,
    /// How often the checker finds it, 0 to 1; as measured.
    pub found: f64,
    /// How much likelier people overlook it than the average error.
    pub overlooked: f64,
}

/// What the checker does.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckerRates {
    /// Errors by class.
    pub classes: Vec<ErrorClass>,
    /// How often it objects to a sound claim, 0 to 1; as measured.
    pub alarms: f64,
}

/// Who judges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Annotators {
    /// Share of all judgements over the whole stream that are wrong.
    pub error: f64,
    /// Tendency to accept: how much likelier a wrong claim is accepted than `error` says. Sound claims are rejected so
    /// much less often that the share of wrong judgements stays.
    pub accepting: f64,
    /// Probability that a judgement goes by what the claim itself misleads to, and not by a draw of its own.
    pub correlation: f64,
}

/// What is extracted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stream {
    /// Claims.
    pub claims: usize,
    /// Share of them that is wrong.
    pub error: f64,
    /// Share with high stakes: a named person, a large sum, a denial.
    pub stakes: f64,
    /// How much calibrated confidence tells: 0 nothing, all claims have the same; near 1 it nearly tells right from wrong.
    pub telling: f64,
    /// Share drawn at random for the audit.
    pub audited: f64,
}

/// How claims come to be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// Checker first; one person where confidence is low, two where the checker objects or stakes are high, a third
    /// where the two differ.
    Product,
    /// One person judges every claim.
    Single,
    /// Three persons judge every claim; the majority counts.
    Majority,
}

/// What came of one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Claims published.
    pub published: usize,
    /// Wrong ones among them.
    pub wrong: usize,
    /// Sound claims that were not published.
    pub lost: usize,
    /// Judgements given to decide, audit apart.
    pub judgements: usize,
    /// Judgements given in the audit.
    pub audit: usize,
    /// The error rate as publishing reports it.
    pub reported: ErrorRate,
}

impl Outcome {
    /// The true share of wrong claims among the published.
    #[must_use]
    pub fn true_error(&self) -> f64 {
        if self.published == 0 { 0.0 } else { self.wrong as f64 / self.published as f64 }
    }

    /// Whether the reported one-sided bound and the two-sided interval hold the truth; nothing where none is reported.
    #[must_use]
    pub fn covers(&self) -> Option<(bool, bool)> {
        match self.reported {
            ErrorRate::Known { rate, at_most } => {
                let t = self.true_error();
                Some((t <= at_most, rate.covers(t)))
            }
            ErrorRate::Insufficient { .. } => None,
        }
    }
}

/// One simulated claim.
struct Claim {
    wrong: bool,
    /// What the claim itself misleads to: the smaller, the more.
    snare: f64,
    /// How likely a person errs on it.
    slip: f64,
    objected: bool,
    confidence: f64,
    stakes: bool,
}

/// Runs one stream of claims to its publication.
///
/// The same seed gives the same run.
#[must_use]
pub fn run(way: Way, stream: &Stream, checker: &CheckerRates, people: &Annotators, seed: u64) -> Outcome {
    let mut rng = StdRng::seed_from_u64(seed);
    let claims: Vec<Claim> = (0..stream.claims).map(|_| claim(stream, checker, people, &mut rng)).collect();
    // Below it a person looks: what is surer than that is wrong less often than is wanted of the whole.
    let settings = Settings {
        seed,
        random_share: stream.audited,
        double_share: 0.0,
        threshold: 0.998,
        ..Settings::default()
    };
    let cases: Vec<Case> = claims.iter().enumerate().map(|(i, c)| case(i, c)).collect();
    let judges: BTreeMap<String, usize> = match way {
        Way::Product => queue(&cases, &settings).into_iter().map(|i| (i.id, i.judges)).collect(),
        Way::Single => cases.iter().map(|c| (c.id.clone(), 1)).collect(),
        Way::Majority => cases.iter().map(|c| (c.id.clone(), 2)).collect(),
    };
    let mut judgements = 0;
    let mut audit = 0;
    let mut candidates = Vec::with_capacity(claims.len());
    for (i, c) in claims.iter().enumerate() {
        let id = &cases[i].id;
        let random = crate::in_random_share(id, seed, stream.audited);
        let only_random = way == Way::Product && !c.objected && c.confidence >= settings.threshold;
        // What lies in the queue by chance alone is decided by nobody but the audit.
        let mut need = judges.get(id).copied().unwrap_or(0);
        if way == Way::Product {
            need = match (only_random, c.stakes || c.objected) {
                (true, _) => 0,
                (false, true) => need.min(2),
                (false, false) => need.min(1),
            };
        }
        let decision = (need > 0).then(|| {
            let three = way == Way::Majority;
            let (v, n) = decide(c, need, three, people, &mut rng);
            judgements += n;
            v
        });
        let audited = random.then(|| {
            let (v, n) = decide(c, 2, false, people, &mut rng);
            audit += n;
            v
        });
        candidates.push(Candidate {
            id: ClaimId::new(id.clone()),
            kind: ClaimKind::Move,
            language: "en".to_owned(),
            rule: RuleId::new("simulated"),
            confidence: c.confidence,
            verdict: Some(if c.objected { Verdict::Disagree } else { Verdict::Agree }),
            decision,
            waiting: false,
            names_person: false,
            grade: Some(Grade { source: SourceGrade::B, information: InformationGrade::Probable }),
            random,
            audit: audited,
        });
    }
    let policy = Policy { threshold: settings.threshold, min_audited: 1, ..Policy::default() };
    let out = publish(&candidates, &policy);
    let (mut published, mut wrong, mut lost) = (0, 0, 0);
    for (c, k) in claims.iter().zip(&candidates) {
        if matches!(out.standings.get(&k.id), Some(crate::Standing::Published(_))) {
            published += 1;
            wrong += usize::from(c.wrong);
        } else {
            lost += usize::from(!c.wrong);
        }
    }
    Outcome { published, wrong, lost, judgements, audit, reported: out.error }
}

fn claim(s: &Stream, checker: &CheckerRates, people: &Annotators, rng: &mut StdRng) -> Claim {
    let confidence = confidence(s, rng);
    let wrong = rng.random_bool((1.0 - confidence).clamp(0.0, 1.0));
    let snare: f64 = rng.random();
    // The checker may be misled by what misleads people.
    let draw: f64 = if rng.random_bool(people.correlation.clamp(0.0, 1.0)) { snare } else { rng.random() };
    let class = if wrong { pick(&checker.classes, rng) } else { None };
    let miss = (people.error * people.accepting).clamp(0.0, 1.0);
    let (objected, slip) = if wrong {
        let found = class.map_or(0.0, |c| c.found);
        let mean = mean_overlooked(&checker.classes);
        (draw >= 1.0 - found, class.map_or(miss, |c| miss * c.overlooked / mean))
    } else {
        let rest = (people.error - s.error * miss) / (1.0 - s.error).max(1e-9);
        (rng.random_bool(checker.alarms.clamp(0.0, 1.0)), rest)
    };
    Claim {
        wrong,
        snare,
        slip: slip.clamp(0.0, 1.0),
        objected,
        confidence,
        stakes: rng.random_bool(s.stakes.clamp(0.0, 1.0)),
    }
}

/// A calibrated confidence: a claim of confidence p is right with probability p. Claims are of two sorts, plain and
/// hard; the more confidence tells, the fewer errors are in the plain ones.
fn confidence(s: &Stream, rng: &mut StdRng) -> f64 {
    let telling = s.telling.clamp(0.0, 1.0);
    let hard = rng.random_bool(0.3);
    let plain = s.error * (1.0 - telling);
    let rest = ((s.error - 0.7 * plain) / 0.3).min(1.0);
    1.0 - if hard { rest } else { plain }
}

fn mean_overlooked(classes: &[ErrorClass]) -> f64 {
    let (sum, all) = classes.iter().fold((0.0, 0.0), |(a, b), c| (a + c.share * c.overlooked, b + c.share));
    if all > 0.0 && sum > 0.0 { sum / all } else { 1.0 }
}

fn pick<'a>(classes: &'a [ErrorClass], rng: &mut StdRng) -> Option<&'a ErrorClass> {
    let all: f64 = classes.iter().map(|c| c.share).sum();
    let mut at = rng.random::<f64>() * all;
    classes
        .iter()
        .find(|c| {
            at -= c.share;
            at < 0.0
        })
        .or(classes.last())
}

fn case(i: usize, c: &Claim) -> Case {
    Case {
        verdict: Some(if c.objected { Verdict::Disagree } else { Verdict::Agree }),
        confidence: c.confidence,
        persons: if c.stakes { vec!["p".to_owned()] } else { Vec::new() },
        ..Case::new(CaseKind::Claim, format!("c_{i}"), format!("d_{}", i / 8))
    }
}

/// What one person says.
fn judge(c: &Claim, people: &Annotators, rng: &mut StdRng) -> &'static str {
    let draw: f64 = if rng.random_bool(people.correlation.clamp(0.0, 1.0)) { c.snare } else { rng.random() };
    let errs = draw < c.slip;
    if c.wrong == errs { "accept" } else { "reject" }
}

/// Has a claim judged until it is settled; `three` asks a third person at once. Gives the answer and the judgements.
fn decide(c: &Claim, judges: usize, three: bool, people: &Annotators, rng: &mut StdRng) -> (Verdicts, usize) {
    let opinion = |n: usize, answer: &str, adjudicates| Opinion {
        reviewer: format!("r{n}"),
        answer: answer.to_owned(),
        adjudicates,
    };
    let mut given: Vec<Opinion> = (0..judges).map(|n| opinion(n, judge(c, people, rng), false)).collect();
    // Of three the third decides where two differ, and changes nothing where they agree; it costs all the same.
    if three {
        let third = judge(c, people, rng);
        if given.iter().any(|o| o.answer != given[0].answer) {
            given.push(opinion(judges, third, true));
        }
    }
    let mut n = judges + usize::from(three);
    if matches!(settle(&given, judges), Settled::Disputed { .. }) {
        given.push(opinion(judges, judge(c, people, rng), true));
        n += 1;
    }
    let accepted = matches!(settle(&given, judges), Settled::Done { answer, .. } if answer == "accept");
    (if accepted { Verdicts::Accepted } else { Verdicts::Rejected }, n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checker(found: f64, alarms: f64) -> CheckerRates {
        let class =
            |name: &str, overlooked| ErrorClass { name: name.to_owned(), share: 1.0, found, overlooked };
        CheckerRates { classes: vec![class("denial lost", 2.0), class("unit slipped", 0.5)], alarms }
    }

    const STREAM: Stream = Stream { claims: 4_000, error: 0.06, stakes: 0.3, telling: 0.0, audited: 0.1 };
    const PEOPLE: Annotators = Annotators { error: 0.03, accepting: 1.5, correlation: 0.0 };

    #[test]
    fn people_who_never_err_publish_nothing_wrong_and_lose_nothing() {
        let sure = Annotators { error: 0.0, ..PEOPLE };
        for way in [Way::Product, Way::Single, Way::Majority] {
            let o = run(way, &STREAM, &checker(0.8, 0.1), &sure, 1);
            assert_eq!((o.wrong, o.lost), (0, 0), "{way:?}");
            assert_eq!(o.covers(), Some((true, true)));
        }
    }

    #[test]
    fn the_rates_are_those_that_were_asked_for() {
        let (mut wrong, mut n) = (0.0, 0.0);
        for seed in 0..10 {
            let o = run(Way::Single, &STREAM, &checker(0.8, 0.1), &PEOPLE, seed);
            assert_eq!(o.judgements, STREAM.claims);
            wrong += o.wrong as f64 + o.lost as f64;
            n += STREAM.claims as f64;
        }
        // Wrong judgements are those published wrong and those lost; the audit takes out a few more on both sides.
        assert!((wrong / n - 0.03).abs() < 0.005, "{}", wrong / n);
    }

    #[test]
    fn errors_that_are_shared_are_not_seen_by_more_eyes() {
        let total = |correlation| -> usize {
            let people = Annotators { correlation, ..PEOPLE };
            (0..10).map(|s| run(Way::Majority, &STREAM, &checker(0.8, 0.1), &people, s).wrong).sum()
        };
        assert!(total(1.0) > 3 * total(0.0), "{} {}", total(1.0), total(0.0));
    }

    #[test]
    fn a_run_is_repeatable_and_a_confidence_that_tells_saves_work() {
        let a = run(Way::Product, &STREAM, &checker(0.8, 0.1), &PEOPLE, 3);
        assert_eq!(a, run(Way::Product, &STREAM, &checker(0.8, 0.1), &PEOPLE, 3));
        let telling = Stream { telling: 0.97, ..STREAM };
        let b = run(Way::Product, &telling, &checker(0.8, 0.1), &PEOPLE, 3);
        assert!(b.judgements * 2 < a.judgements, "{} {}", b.judgements, a.judgements);
    }
}
