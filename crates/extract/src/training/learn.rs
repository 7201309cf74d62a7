//! Steps of learning that all models share.

use super::Settings;
use super::examples::Sentence;
use crate::learned::linear::{Features, Learner, Weights, softmax};
use crate::learned::tagger::{Tagger, Training};

/// One step on one case.
fn step(learner: &mut Learner, features: &[u32], truth: usize, labels: usize) {
    let mut p = [0.0; 32];
    learner.score(features, &mut p);
    softmax(&mut p[..labels]);
    p[truth] -= 1.0;
    learner.learn(features, &p[..labels]);
}

/// An order of examples that differs from round to round and not from run to run.
fn order(n: usize, round: usize) -> impl Iterator<Item = usize> {
    // Steps of a large prime walk through all of them.
    let step = [7_919, 104_729, 15_485_863, 32_452_843][round % 4];
    let step = if n > 0 && step % n == 0 { 1 } else { step };
    let coprime = (step..).find(|s| n <= 1 || gcd(*s, n) == 1).unwrap_or(1);
    (0..n).map(move |i| (i.wrapping_mul(coprime) + round * 31) % n.max(1))
}

/// Goes through `n` examples in every round. What has learnt is kept after those of the second half: the weights that count
/// towards the mean.
fn rounds<L>(
    mut learner: L,
    n: usize,
    settings: Settings,
    mut one: impl FnMut(&mut L, usize, usize),
    keep: impl Fn(&mut L),
) -> L {
    for round in 0..settings.rounds {
        for i in order(n, round) {
            one(&mut learner, i, round);
        }
        if (round + 1) * 2 > settings.rounds {
            keep(&mut learner);
        }
    }
    learner
}

/// The features that are not left out at a step.
fn thin(features: &[u32], dropout: f32, step: usize) -> Features {
    let mut seed = (step as u32).wrapping_mul(0x85eb_ca6b) ^ features.get(1).copied().unwrap_or(7);
    let limit = (f64::from(dropout) * f64::from(u32::MAX)) as u32;
    features
        .iter()
        .copied()
        .filter(|f| {
            seed = (seed ^ f).wrapping_mul(0xc2b2_ae35);
            seed ^= seed >> 15;
            seed >= limit
        })
        .collect()
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Trains a classifier of cases with their truths.
pub(super) fn classifier(cases: &[(Features, usize)], labels: usize, settings: Settings) -> Weights {
    let cases: Vec<_> = cases.iter().map(|(f, y)| (f, *y, labels)).collect();
    learn(&cases, labels, settings)
}

/// The same where each case has a number of labels of its own, at most `labels`.
pub(super) fn choices(cases: &[(Features, usize, usize)], labels: usize, settings: Settings) -> Weights {
    let cases: Vec<_> = cases.iter().map(|(f, y, n)| (f, *y, *n)).collect();
    learn(&cases, labels, settings)
}

fn learn(cases: &[(&Features, usize, usize)], labels: usize, settings: Settings) -> Weights {
    let one = |learner: &mut Learner, i: usize, round: usize| {
        let (f, y, n) = cases[i];
        step(learner, &thin(f, settings.dropout, round + i), y, n);
    };
    rounds(Learner::new(labels, settings.decay), cases.len(), settings, one, Learner::keep).finish()
}

/// Trains a model that tells the right one of several.
pub(super) fn ranker(cases: &[(Vec<Features>, usize)], settings: Settings) -> Weights {
    let one = |learner: &mut Learner, i: usize, _| {
        let (all, truth) = &cases[i];
        let score = |f: &Features| {
            let mut score = [0.0];
            learner.score(f, &mut score);
            score[0]
        };
        let mut p: Vec<f32> = all.iter().map(score).collect();
        softmax(&mut p);
        p[*truth] -= 1.0;
        for (f, g) in all.iter().zip(p) {
            learner.learn(f, &[g]);
        }
    };
    rounds(Learner::new(1, settings.decay), cases.len(), settings, one, Learner::keep).finish()
}

/// Trains a model of names.
pub(super) fn tagger(sentences: &[Sentence], settings: Settings) -> Tagger {
    let one = |training: &mut Training, i: usize, round: usize| {
        let (features, labels) = &sentences[i];
        let f: Vec<Features> = features.iter().map(|f| thin(f, settings.dropout, round)).collect();
        training.learn(&f, labels);
    };
    rounds(Training::new(settings.decay), sentences.len(), settings, one, Training::keep).finish()
}
