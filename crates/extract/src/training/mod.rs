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

use crate::learned::Learned;
use crate::learned::linear::{Features, Weights};
use crate::learned::manner::{MANNERS, Manner};
use crate::learned::roles::{Roles, TELLS};
use crate::{ExtractError, Extractor};
use examples::{Elsewhere, Example, Sentence, look, sentences};
use learn::{choices, classifier, ranker, tagger};

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

/// The mean of models that [`train`] made from different copies of the same passages.
///
/// # Errors
/// Where the bytes are not such models.
pub fn mean(models: &[Vec<u8>]) -> Result<Vec<u8>, ExtractError> {
    let all: Option<Vec<Learned>> = models.iter().map(|m| Learned::from_bytes(m)).collect();
    all.and_then(|l| Learned::mean(&l)).map(|l| l.to_bytes()).ok_or(ExtractError::Models)
}

/// Trains all models; what is said meanwhile goes to `progress`.
#[must_use]
pub fn train(
    extractor: Extractor<'_>,
    cases: &[Case],
    settings: Settings,
    progress: &mut dyn FnMut(String),
) -> Vec<u8> {
    let mut extractor = extractor.by_rules_alone().with_domain(false);
    let [han, latin] = [true, false].map(|chinese| {
        let sentences: Vec<Sentence> = cases.iter().flat_map(|c| sentences(&extractor, c, chinese)).collect();
        progress(format!("{} sentences, {}", sentences.len(), if chinese { "Chinese" } else { "others" }));
        tagger(&sentences, settings)
    });
    extractor.learned = Some(Learned { han, latin, pointers: None, roles: None });
    let mut pointers: Vec<(Vec<Features>, usize)> = Vec::new();
    for c in cases {
        look(&extractor, c, &mut |e| {
            if let Example::Pointer(all, y) = e {
                pointers.push((all, y));
            }
        });
    }
    progress(format!("{} pronouns", pointers.len()));
    if let Some(l) = &mut extractor.learned {
        l.pointers = Some(ranker(&pointers, settings));
    }
    let mut events: Vec<Told> = Vec::new();
    let mut shares: Vec<(Features, usize, usize)> = Vec::new();
    let mut manners: Vec<(Features, usize)> = Vec::new();
    let mut tellers: Vec<(Features, usize)> = Vec::new();
    let mut figures: Vec<(Features, usize)> = Vec::new();
    for c in cases {
        look(&extractor, c, &mut |e| match e {
            Example::Trigger(f, y, elsewhere) => events.push((f, y, elsewhere)),
            Example::Part(f, y, n) => shares.push((f, y, n)),
            Example::Manner(f, y) => manners.push((f, y)),
            Example::Teller(f, y) => tellers.push((f, y)),
            Example::Figure(f, y) => figures.push((f, y)),
            Example::Pointer(..) => {}
        });
    }
    let events = unambiguous(events, settings, progress);
    progress(format!("{} triggers, {} parts, {} figures", events.len(), shares.len(), figures.len()));
    let roles = std::thread::scope(|s| {
        let parts = s.spawn(|| choices(&shares, 8, settings));
        let of = |cases: &[(Features, usize)], labels| classifier(cases, labels, settings);
        Roles {
            events: of(&events, TELLS.len()),
            manner: Manner { manner: of(&manners, MANNERS.len()), teller: of(&tellers, 2) },
            figures: of(&figures, 2),
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

/// A trigger, what it tells, and what its passage tells elsewhere.
type Told = (Features, usize, Elsewhere);

/// The triggers without those that bear no label though they tell something: passages mark one word of each claim, and what
/// a further one says a second time must not be learnt as saying nothing. Models of either half find them in the other.
fn unambiguous(
    events: Vec<Told>,
    settings: Settings,
    progress: &mut dyn FnMut(String),
) -> Vec<(Features, usize)> {
    let n = events.len();
    let (one, other): (Vec<Told>, Vec<Told>) = events.into_iter().partition(|e| e.2.half);
    let learn = |half: &[Told]| {
        let cases: Vec<(Features, usize)> = half.iter().map(|(f, y, _)| (f.clone(), *y)).collect();
        classifier(&cases, TELLS.len(), Settings { rounds: settings.rounds / 2, ..settings })
    };
    let believed = |model: &Weights, (f, y, e): &Told| {
        let shares: [f32; TELLS.len()] = model.shares(f);
        *y == 0 && (1..shares.len()).any(|k| e.tells >> k & 1 == 1 && shares[k] >= BELIEVED)
    };
    let (of_one, of_other) = std::thread::scope(|s| {
        let first = s.spawn(|| learn(&one));
        let second = learn(&other);
        (first.join().unwrap_or_else(|p| std::panic::resume_unwind(p)), second)
    });
    let kept: Vec<(Features, usize)> = one
        .into_iter()
        .filter(|e| !believed(&of_other, e))
        .chain(other.into_iter().filter(|e| !believed(&of_one, e)))
        .map(|(f, y, _)| (f, y))
        .collect();
    progress(format!("{} triggers say a second time what another says", n - kept.len()));
    kept
}
