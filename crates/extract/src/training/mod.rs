//! Makes the models of [`crate::Extractor`] from labelled sentences.
//!
//! `tradewire-bench train` reads the sentences, multiplies them by changing names, and calls [`train`].

mod doubt;
mod examples;
mod learn;
mod measure;
mod sample;
mod truth;
mod words;

use tradewire_model::Document;

pub use doubt::{Doubt, doubts};
pub use measure::evaluate;
pub use sample::{Event, Mark, MarkKind, Sample};
pub use words::telling_words;

use crate::Extractor;
use crate::learned::Learned;
use crate::learned::linear::Weights;
use crate::learned::manner::{MANNERS, Manner};
use crate::learned::roles::{Roles, TELLS};
use examples::{Example, elsewhere, look, passage, sentences};
use learn::{Choice, Lesson, Sentence, classifier, network, ranker, tagger};

/// A labelled passage, read.
#[derive(Debug, Clone)]
pub struct Case {
    /// The passage as the reader gives it.
    pub document: Document,
    /// Its labels.
    pub sample: Sample,
}

/// How often something was right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// What is there.
    pub gold: usize,
    /// What was found.
    pub found: usize,
    /// What of it was right.
    pub right: usize,
}

impl Tally {
    /// Harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> f64 {
        if self.gold + self.found == 0 {
            0.0
        } else {
            2.0 * self.right as f64 / (self.gold + self.found) as f64
        }
    }
}

/// Figures of models on passages they were not trained on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Names of persons by the tagger alone, exact bytes.
    pub persons: Tally,
    /// Names of organisations by the tagger alone, exact bytes.
    pub organisations: Tally,
    /// Triggers that tell something, with what they tell.
    pub events: Tally,
    /// Parts of things in what is told.
    pub parts: Tally,
    /// Manners in which events are told.
    pub manners: Tally,
    /// Who tells them.
    pub tellers: Tally,
    /// Pronouns with several people to point back to.
    pub pointers: Tally,
    /// Figures that tell something of their own.
    pub figures: Tally,
    /// Firms that sentences leave out, with none among those to choose from.
    pub implied: Tally,
    /// Whole claims, by their key parts.
    pub claims: Tally,
    /// Where moves of named persons to or from a named organisation in one sentence are lost: all; with the person found
    /// as a phrase; the organisation too; the word known to tell something; held for what it tells; the person given
    /// its part; the organisation too.
    pub lost: [usize; 7],
}

/// How the models are trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How often all sentences are gone through.
    pub rounds: usize,
    /// Share of the features that are left out at each step, so that none is relied upon alone.
    pub dropout: f32,
    /// How strongly weights are drawn to zero.
    pub decay: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { rounds: 8, dropout: 0.2, decay: 2e-4 }
    }
}

impl Settings {
    /// Those of the networks: gone through less often than what is linear, with more features left out, for they learn faster,
    /// and by heart sooner.
    #[must_use]
    pub const fn of_networks() -> Self {
        Self { rounds: 3, dropout: 0.3, decay: 3e-4 }
    }
}

/// Trains all models, the linear ones and the networks each in their way; what is said meanwhile goes to `progress`.
#[must_use]
pub fn train(
    extractor: Extractor<'_>,
    cases: &[Case],
    settings: Settings,
    networks: Settings,
    progress: &mut dyn FnMut(String),
) -> Vec<u8> {
    let mut extractor = extractor.by_rules_alone().with_domain(false);
    let passages: Vec<u32> = cases.iter().map(passage).collect();
    let told = || cases.iter().zip(&passages);
    let [han, latin] = [true, false].map(|chinese| {
        let sentences: Vec<Sentence> = told()
            .flat_map(|(c, passage)| sentences(&extractor, c, chinese).into_iter().map(|s| (*passage, s)))
            .collect();
        progress(format!("{} sentences, {}", sentences.len(), if chinese { "Chinese" } else { "others" }));
        tagger(sentences, settings)
    });
    extractor.learned = Some(Learned { han, latin, pointers: None, roles: None });
    let mut pointers: Vec<Choice> = Vec::new();
    for (c, passage) in told() {
        look(&extractor, c, &mut |e| {
            if let Example::Pointer(all, truth) = e {
                pointers.push(Choice { passage: *passage, all, truth });
            }
        });
    }
    progress(format!("{} pronouns", pointers.len()));
    if let Some(l) = &mut extractor.learned {
        l.pointers = Some(ranker(pointers, settings));
    }
    let mut events: Vec<(Lesson, u32)> = Vec::new();
    let mut implied: Vec<Choice> = Vec::new();
    let [mut shares, mut manners, mut tellers, mut figures] = [const { Vec::<Lesson>::new() }; 4];
    for (c, passage) in told() {
        let tells = elsewhere(c);
        let of = |features, truth, labels| Lesson { passage: *passage, features, truth, labels };
        look(&extractor, c, &mut |e| match e {
            Example::Trigger(f, y) => events.push((of(f, y, TELLS.len()), tells)),
            Example::Part(f, y, n) => shares.push(of(f, y, n)),
            Example::Manner(f, y) => manners.push(of(f, y, MANNERS.len())),
            Example::Teller(f, y) => tellers.push(of(f, y, 2)),
            Example::Figure(f, y) => figures.push(of(f, y, 2)),
            Example::Implied(all, truth) => implied.push(Choice { passage: *passage, all, truth }),
            Example::Pointer(..) => {}
        });
    }
    let mut events = unambiguous(events, settings, progress);
    progress(format!("{} triggers, {} parts, {} figures", events.len(), shares.len(), figures.len()));
    progress(format!("{} firms left out", implied.len()));
    let roles = std::thread::scope(|s| {
        let parts = s.spawn(|| network(&mut shares, networks));
        Roles {
            events: network(&mut events, networks),
            manner: Manner { manner: classifier(manners, settings), teller: classifier(tellers, settings) },
            figures: classifier(figures, settings),
            implied: ranker(implied, settings),
            parts: parts.join().unwrap_or_else(|p| std::panic::resume_unwind(p)),
        }
    });
    if let Some(l) = &mut extractor.learned {
        l.roles = Some(roles);
    }
    extractor.learned.as_ref().map(Learned::to_bytes).unwrap_or_default()
}

/// From which share on a model that has not seen a passage overrules its label that a word tells nothing.
const BELIEVED: f32 = 0.7;

/// The triggers without those that bear no label though they tell something: passages mark one word of each claim, and what
/// a further one says a second time must not be learnt as saying nothing. Models of either half of the passages find them in
/// the other. Each trigger comes with what its passage tells elsewhere.
fn unambiguous(
    events: Vec<(Lesson, u32)>,
    settings: Settings,
    progress: &mut dyn FnMut(String),
) -> Vec<Lesson> {
    let n = events.len();
    let (one, other): (Vec<_>, Vec<_>) = events.into_iter().partition(|e| e.0.passage & 1 == 1);
    let learn = |half: &[(Lesson, u32)]| {
        let lessons = half.iter().map(|e| e.0.clone()).collect();
        classifier(lessons, Settings { rounds: settings.rounds / 2, ..settings })
    };
    let believed = |model: &Weights, (lesson, tells): &(Lesson, u32)| {
        let shares: [f32; TELLS.len()] = model.shares(&lesson.features);
        lesson.truth == 0 && (1..shares.len()).any(|k| tells >> k & 1 == 1 && shares[k] >= BELIEVED)
    };
    let (of_one, of_other) = std::thread::scope(|s| {
        let first = s.spawn(|| learn(&one));
        let second = learn(&other);
        (first.join().unwrap_or_else(|p| std::panic::resume_unwind(p)), second)
    });
    let kept: Vec<Lesson> = one
        .into_iter()
        .filter(|e| !believed(&of_other, e))
        .chain(other.into_iter().filter(|e| !believed(&of_one, e)))
        .map(|e| e.0)
        .collect();
    progress(format!("{} triggers say a second time what another says", n - kept.len()));
    kept
}
