//! A linear model over features, and how it is made.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use super::ReviewError;
use super::choice::{self, Question};
use super::features::Row;
use super::learn::PASSAGE;

/// What each feature counts for, and from which score on a role is borne out or contradicted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    features: HashMap<String, f64>,
    levels: BTreeMap<String, Levels>,
}

/// Scores between which the checker cannot tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Levels {
    /// Below it golden claims seldom score.
    pub(crate) low: f64,
    /// Above it wrong ones seldom score.
    pub(crate) high: f64,
}

/// One case to learn from.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Document, by which cases are kept together when some are held out.
    pub(crate) doc: String,
    /// What is decided: `move.to`, `source`, `denied`.
    pub(crate) key: String,
    /// What is seen.
    pub(crate) row: Row,
    /// Whether it is so.
    pub(crate) holds: bool,
    /// How much it counts.
    pub(crate) weight: f64,
    /// Which question it answers: the samples of one case stand against each other.
    pub(crate) case: usize,
    /// Whether the checker would see it as a rival by itself, and not only from the gold.
    pub(crate) rival: bool,
    /// Whether levels may be set by it.
    pub(crate) gauge: bool,
    /// Whether its text is Chinese.
    pub(crate) chinese: bool,
}

impl Weights {
    /// What ships with the program.
    ///
    /// # Errors
    /// [`ReviewError::Rules`] for a line that makes no sense.
    pub fn builtin() -> Result<Self, ReviewError> {
        Self::read("data/weights.tsv", include_str!("../../data/weights.tsv"))
    }

    /// Reads the form that [`Self::write`] gives: `feature<TAB>weight`, and `#key<TAB>low<TAB>high` for the levels.
    ///
    /// # Errors
    /// [`ReviewError::Rules`] names the line that makes no sense.
    pub fn read(file: &str, text: &str) -> Result<Self, ReviewError> {
        let mut w = Self::default();
        for (n, line) in text.lines().enumerate() {
            let number = |s: Option<&str>| s.and_then(|s| s.parse::<f64>().ok()).filter(|x| x.is_finite());
            let mut parts = line.split('\t');
            let name = parts.next().unwrap_or_default();
            let sound = if let Some(key) = name.strip_prefix('#') {
                match (number(parts.next()), number(parts.next())) {
                    (Some(low), Some(high)) => {
                        w.levels.insert(key.to_owned(), Levels { low, high }).is_none()
                    }
                    _ => false,
                }
            } else {
                number(parts.next()).is_some_and(|x| w.features.insert(name.to_owned(), x).is_none())
            };
            if !sound || parts.next().is_some() {
                let message = format!("line {}: «{line}»", n + 1);
                return Err(ReviewError::Rules { file: file.to_owned(), message });
            }
        }
        Ok(w)
    }

    /// The weights as text, sorted.
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = String::new();
        for (key, l) in &self.levels {
            let _ = writeln!(out, "#{key}\t{:.4}\t{:.4}", l.low, l.high);
        }
        let mut all: Vec<_> = self.features.iter().collect();
        all.sort_by(|a, b| a.0.cmp(b.0));
        for (f, w) in all {
            let _ = writeln!(out, "{f}\t{w:.3}");
        }
        out
    }

    /// The sum of what is seen.
    pub(crate) fn score(&self, row: &Row) -> f64 {
        row.0.iter().filter_map(|(f, x)| Some(self.features.get(f)? * x)).sum()
    }

    /// The levels of a key in a language, or in all where there were too few golden claims of it; none where there are
    /// too few in all.
    ///
    /// Exchanged roles of kinds that are rare go by all kinds together.
    pub(crate) fn levels(&self, key: &str, chinese: bool) -> Option<Levels> {
        let pool = key.split('.').next().filter(|p| *p == "swap");
        let known = |k: &str| self.levels.get(k);
        known(&of_language(key, chinese)).or_else(|| known(key)).or_else(|| known(pool?)).copied()
    }

    /// The features that count most in a row, with their weights; for explanations.
    pub(crate) fn strongest<'r>(&self, row: &'r Row, up: bool) -> Option<&'r str> {
        let weighed = row.0.iter().filter_map(|(f, x)| Some((f.as_str(), self.features.get(f)? * x)));
        let best = if up {
            weighed.max_by(|a, b| a.1.total_cmp(&b.1))
        } else {
            weighed.min_by(|a, b| a.1.total_cmp(&b.1))
        };
        best.map(|b| b.0)
    }

    /// Learns weights by logistic regression with an L2 penalty (AdaGrad; Duchi, Hazan, Singer, JMLR 12, 2011; where one
    /// is chosen among several, [`choice::fit`]), and the levels from documents that were held out.
    ///
    /// A level is of the lead over the best rival, see [`lead`]. The result depends on nothing but the samples and
    /// their order.
    #[must_use]
    pub fn learn(samples: &[Sample]) -> Self {
        let all: Vec<&Sample> = samples.iter().collect();
        let mut weights = Self { features: fit(&all), levels: BTreeMap::new() };
        let scores = held_out(samples);
        let mut cases: BTreeMap<(&str, usize), Vec<usize>> = BTreeMap::new();
        for (i, s) in samples.iter().enumerate() {
            cases.entry((s.doc.as_str(), s.case)).or_default().push(i);
        }
        let mut by_key: BTreeMap<String, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
        for members in cases.values() {
            // The odds of a choice mean the same for single sentences too; the more cases, the surer is the level.
            for &i in members.iter().filter(|&&i| samples[i].gauge || is_choice(&samples[i].key)) {
                let s = &samples[i];
                let rivals = members
                    .iter()
                    .filter(|&&k| k != i && samples[k].rival && !(s.holds && samples[k].holds))
                    .map(|&k| scores[k]);
                let lead = if is_choice(&s.key) { odds(scores[i], rivals) } else { lead(scores[i], rivals) };
                let pool = s.key.starts_with("swap.").then(|| "swap".to_owned());
                let own = Some(of_language(&s.key, s.chinese));
                for key in [Some(s.key.clone()), own, pool].into_iter().flatten() {
                    let entry = by_key.entry(key).or_default();
                    if s.holds { entry.0.push(lead) } else { entry.1.push(lead) }
                }
            }
        }
        for (key, (mut good, mut bad)) in by_key {
            let few = if is_choice(&key) {
                40
            } else if key.contains('@') || key.starts_with("swap.") {
                60
            } else {
                12
            };
            if good.len() < few {
                continue;
            }
            good.sort_by(f64::total_cmp);
            bad.sort_by(f64::total_cmp);
            // With none allowed, or few to go by, the lowest golden case is no floor yet: the next may lie lower.
            let at = (good.len() as f64 * alarms(&key)) as usize;
            let low = good[at] - if at == 0 { 1.5 } else { 1e-6 };
            // Nine in ten of the wrong ones lie below the upper level.
            let high = bad.get((bad.len() as f64 * 0.9) as usize).copied().unwrap_or(low).max(low);
            weights.levels.insert(key, Levels { low, high });
        }
        weights
    }
}

/// Whether a key belongs to a question with one answer among those who stand by: who says it, insiders included.
fn is_choice(key: &str) -> bool {
    matches!(key, "source.named" | "anonymous")
}

/// The logarithm of the odds of a score against its rivals.
pub(crate) fn odds(score: f64, rivals: impl Iterator<Item = f64>) -> f64 {
    // Somebody whom nobody has thought of may always be meant.
    const NOBODY: f64 = -6.0;
    let all: Vec<f64> = rivals.chain([NOBODY]).collect();
    let top = all.iter().copied().fold(f64::MIN, f64::max);
    score - top - all.iter().map(|r| (r - top).exp()).sum::<f64>().ln()
}

fn of_language(key: &str, chinese: bool) -> String {
    format!("{key}@{}", if chinese { "zh" } else { "en" })
}

/// How far a score stands above the best of its rivals; where there is none, above a fixed floor.
pub(crate) fn lead(score: f64, rivals: impl Iterator<Item = f64>) -> f64 {
    const FLOOR: f64 = -1.5;
    score - rivals.fold(FLOOR, f64::max)
}

/// Share of golden cases that may fall below the lower level: more where an error does more harm and is easier told.
fn alarms(key: &str) -> f64 {
    let key = key.split('@').next().unwrap_or(key);
    match key {
        "source.named" => 0.04,
        "unattributed" => 0.025,
        "anonymous" => 0.03,
        _ if key.starts_with("swap") => 0.05,
        _ if ["person", "offer.to", "approach.to", "led_by", "speaker", ".by"]
            .iter()
            .any(|k| key.ends_with(k)) =>
        {
            0.04
        }
        _ => 0.0,
    }
}

/// Folds of documents.
const FOLDS: u64 = 5;

/// The fold of a document, by a hash of its name.
#[must_use]
pub fn fold_of(doc: &str) -> u64 {
    let hex = tradewire_model::content_hash(["fold", doc]);
    u64::from_str_radix(hex.get(..8).unwrap_or("0"), 16).unwrap_or(0) % FOLDS
}

/// The score of each sample by weights that were learnt without its fold.
fn held_out(samples: &[Sample]) -> Vec<f64> {
    let mut out = vec![0.0; samples.len()];
    for fold in 0..FOLDS {
        let rest: Vec<&Sample> = samples.iter().filter(|s| fold_of(&s.doc) != fold).collect();
        let w = Weights { features: fit(&rest), levels: BTreeMap::new() };
        for (s, score) in samples.iter().zip(&mut out).filter(|(s, _)| fold_of(&s.doc) == fold) {
            *score = w.score(&s.row);
        }
    }
    out
}

/// Passes over the samples.
const EPOCHS: usize = 12;
const RATE: f64 = 0.15;
const PENALTY: f64 = 5e-2;

fn fit(samples: &[&Sample]) -> HashMap<String, f64> {
    // Features seen a few times say little that holds elsewhere.
    let mut seen: HashMap<&str, u32> = HashMap::new();
    for s in samples {
        for f in s.row.0.keys() {
            *seen.entry(f).or_default() += 1;
        }
    }
    let mut index: HashMap<&str, usize> = HashMap::new();
    let mut rows: Vec<Vec<(usize, f64)>> = Vec::with_capacity(samples.len());
    for s in samples {
        let mut row = Vec::new();
        for (f, x) in s.row.0.iter().filter(|(f, _)| seen[f.as_str()] > 3) {
            let next = index.len();
            row.push((*index.entry(f).or_insert(next), *x));
        }
        rows.push(row);
    }
    let mut w = vec![0.0_f64; index.len()];
    let mut g2 = vec![1e-6_f64; index.len()];
    let questions = questions(samples);
    // A stride that shares no factor with the number visits all in another order than that of the documents.
    let n = questions.len();
    let stride = [7_919, 104_729, 1_299_709]
        .into_iter()
        .find(|p| !n.is_multiple_of(*p) && !p.is_multiple_of(n.max(1)))
        .unwrap_or(1);
    for _ in 0..EPOCHS {
        let mut at = 0;
        for _ in 0..n {
            at = (at + stride) % n;
            let q = &questions[at];
            let &[k] = q.as_slice() else { continue };
            let s = samples[k];
            let z: f64 = rows[k].iter().map(|(i, x)| w[*i] * x).sum();
            let error = (1.0 / (1.0 + (-z).exp()) - f64::from(u8::from(s.holds))) * s.weight;
            for &(i, x) in &rows[k] {
                let g = error * x + PENALTY * w[i];
                g2[i] += g * g;
                w[i] -= RATE * g / g2[i].sqrt();
            }
        }
    }
    // The features of choices begin with words of their own, so nothing is learnt twice.
    let choices: Vec<Question<'_>> = questions
        .iter()
        .filter(|q| q.len() > 1)
        .filter_map(|q| {
            let right = q.iter().position(|&k| samples[k].holds)?;
            let weight = if samples[q[right]].gauge { PASSAGE } else { 1.0 };
            Some(Question { answers: q.iter().map(|&k| rows[k].as_slice()).collect(), right, weight })
        })
        .collect();
    let chosen = choice::fit(&choices, w.len());
    w.iter_mut().zip(chosen).for_each(|(w, c)| *w += c);
    index.into_iter().map(|(f, i)| (f.to_owned(), w[i])).filter(|(_, w)| w.abs() >= 0.02).collect()
}

/// What is decided at once: each sample by itself, and those of one choice together, if it has one answer.
fn questions(samples: &[&Sample]) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = Vec::new();
    let mut choices: BTreeMap<(&str, usize), Vec<usize>> = BTreeMap::new();
    for (i, s) in samples.iter().enumerate() {
        if is_choice(&s.key) {
            choices.entry((s.doc.as_str(), s.case)).or_default().push(i);
        } else {
            out.push(vec![i]);
        }
    }
    let decided = |q: &Vec<usize>| q.len() > 1 && q.iter().filter(|&&i| samples[i].holds).count() == 1;
    out.extend(choices.into_values().filter(decided));
    out
}

impl Sample {
    /// What is decided: `move.to`, `source.named`.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    pub(crate) fn new(doc: &str, key: &str, row: Row, holds: bool, weight: f64) -> Self {
        Self {
            doc: doc.to_owned(),
            key: key.to_owned(),
            row,
            holds,
            weight,
            case: 0,
            rival: false,
            gauge: true,
            chinese: false,
        }
    }

    pub(crate) fn of(self, case: usize, rival: bool) -> Self {
        Self { case, rival, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(i: usize) -> Sample {
        let holds = i.is_multiple_of(2);
        let mut row = Row::default();
        row.0.insert(if holds { "x|before" } else { "x|after" }.to_owned(), 1.0);
        row.0.insert("x|bias".to_owned(), 1.0);
        Sample::new(&format!("d{i}"), "x", row, holds, 1.0)
    }

    #[test]
    fn what_tells_apart_gets_weight_and_reads_back() {
        let samples: Vec<Sample> = (0..200).map(sample).collect();
        let w = Weights::learn(&samples);
        assert!(w.score(&samples[0].row) > 1.0 && w.score(&samples[1].row) < -1.0);
        let l = w.levels("x", false).unwrap();
        assert!(lead(w.score(&samples[0].row), std::iter::empty()) > l.low);
        assert!(lead(w.score(&samples[1].row), std::iter::empty()) < l.low);
        let back = Weights::read("w", &w.write()).unwrap();
        assert_eq!(back.write(), w.write());
        assert_eq!(w, Weights::learn(&samples), "learning is repeatable");
    }

    #[test]
    fn a_line_that_makes_no_sense_is_named() {
        for bad in ["a\tb", "a\t1\t2", "#k\t1", "a\t1\na\t2", "a\tNaN"] {
            assert!(Weights::read("w", bad).unwrap_err().to_string().starts_with("w: line"), "{bad}");
        }
    }

    #[test]
    fn shipped_weights_load() {
        Weights::builtin().unwrap();
    }
}
