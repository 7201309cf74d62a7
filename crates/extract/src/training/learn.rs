//! Steps of learning that all models share.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::Settings;
use crate::learned::linear::{Features, Learner, Weights, softmax};
use crate::learned::net::{Net, NetLearner};
use crate::learned::tagger::{Tagger, Training};

/// How many passages a feature must stand in. What one alone holds is learnt by heart, and says nothing of others.
const FEWEST: u32 = 2;

/// A case to learn from.
#[derive(Debug, Clone)]
pub(super) struct Lesson {
    /// The passage it is of.
    pub(super) passage: u32,
    pub(super) features: Features,
    pub(super) truth: usize,
    /// How many labels it has.
    pub(super) labels: usize,
}

/// A case to learn from: the right one of several.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// The passage it is of.
    pub(super) passage: u32,
    pub(super) all: Vec<Features>,
    pub(super) truth: usize,
}

/// One sentence's units with their labels, and the passage it is of.
pub(super) type Sentence = (u32, (Vec<Features>, Vec<usize>));

/// The features that are learnt.
struct Vocabulary {
    /// Their rows.
    rows: HashMap<u32, u32, RandomState>,
    /// The features of the rows.
    features: Vec<u32>,
}

impl Vocabulary {
    /// Those of at least [`FEWEST`] passages.
    fn of<'f>(cases: impl Iterator<Item = (u32, &'f Features)>) -> Self {
        let mut cases: Vec<_> = cases.collect();
        cases.sort_by_key(|c| c.0);
        // How many passages each stands in, and the last of them.
        let mut seen: HashMap<u32, (u32, u32), RandomState> = HashMap::default();
        for (passage, features) in cases {
            for f in features {
                let (n, last) = seen.entry(*f).or_insert((0, passage));
                *n += u32::from(*n == 0 || *last != passage);
                *last = passage;
            }
        }
        let mut features: Vec<u32> =
            seen.into_iter().filter(|(_, s)| s.0 >= FEWEST).map(|(f, _)| f).collect();
        features.sort_unstable();
        let rows = features.iter().copied().zip(0..).collect();
        Self { rows, features }
    }

    /// The rows of features, those that are not learnt left out.
    fn rows(&self, features: &Features) -> Features {
        features.iter().filter_map(|f| self.rows.get(f).copied()).collect()
    }
}

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

/// The features of lessons, which bear the numbers of their rows from here on.
fn numbered(lessons: &mut [Lesson]) -> Vocabulary {
    let vocabulary = Vocabulary::of(lessons.iter().map(|l| (l.passage, &l.features)));
    for l in lessons {
        l.features = vocabulary.rows(&l.features);
    }
    vocabulary
}

/// Trains a classifier.
pub(super) fn classifier(mut lessons: Vec<Lesson>, settings: Settings) -> Weights {
    let vocabulary = numbered(&mut lessons);
    let one = |learner: &mut Learner, i: usize, round: usize| {
        let l = &lessons[i];
        step(learner, &thin(&l.features, settings.dropout, round + i), l.truth, l.labels);
    };
    let labels = lessons.iter().map(|l| l.labels).max().unwrap_or(1);
    let learner = Learner::new(labels, settings.decay, vocabulary.features.len());
    rounds(learner, lessons.len(), settings, one, Learner::keep).finish(&vocabulary.features)
}

/// Trains a network.
pub(super) fn network(lessons: &mut [Lesson], settings: Settings) -> Net {
    let vocabulary = numbered(lessons);
    let one = |learner: &mut NetLearner, i: usize, round: usize| {
        let l = &lessons[i];
        learner.learn(&thin(&l.features, settings.dropout, round + i), l.truth, l.labels);
    };
    let labels = lessons.iter().map(|l| l.labels).max().unwrap_or(1);
    let learner = NetLearner::new(labels, settings.decay, vocabulary.features.len());
    rounds(learner, lessons.len(), settings, one, NetLearner::keep).finish(&vocabulary.features)
}

/// Trains a model that tells the right one of several.
pub(super) fn ranker(mut choices: Vec<Choice>, settings: Settings) -> Weights {
    let vocabulary = Vocabulary::of(choices.iter().flat_map(|c| c.all.iter().map(|f| (c.passage, f))));
    for f in choices.iter_mut().flat_map(|c| &mut c.all) {
        *f = vocabulary.rows(f);
    }
    let one = |learner: &mut Learner, i: usize, _| {
        let Choice { all, truth, .. } = &choices[i];
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
    let learner = Learner::new(1, settings.decay, vocabulary.features.len());
    rounds(learner, choices.len(), settings, one, Learner::keep).finish(&vocabulary.features)
}

/// Trains a model of names.
pub(super) fn tagger(mut sentences: Vec<Sentence>, settings: Settings) -> Tagger {
    let vocabulary = Vocabulary::of(sentences.iter().flat_map(|(p, s)| s.0.iter().map(|f| (*p, f))));
    for f in sentences.iter_mut().flat_map(|(_, s)| &mut s.0) {
        *f = vocabulary.rows(f);
    }
    let one = |training: &mut Training, i: usize, round: usize| {
        let (features, labels) = &sentences[i].1;
        let f: Vec<Features> = features.iter().map(|f| thin(f, settings.dropout, round)).collect();
        training.learn(&f, labels);
    };
    let training = Training::new(settings.decay, vocabulary.features.len());
    rounds(training, sentences.len(), settings, one, Training::keep).finish(&vocabulary.features)
}
