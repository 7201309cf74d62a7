//! What people see first, who sees it, and what comes of what they say.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use tradewire_model::content_hash;

use crate::checker::worded;
use crate::{Kappa, Verdict, cohen_kappa};

/// What is put before a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// A claim.
    Claim,
    /// Whether a name is an entity: the middle band of linking.
    Link,
    /// A new form of a known name.
    Alias,
    /// An open conflict.
    Conflict,
}

worded!(
    /// Why something is put before a person.
    SignalCode {
        /// The checker contradicts the extractor.
        Disagreement = "disagreement": "the checker disagrees", "校验器不同意", "校驗器不同意";
        /// The checker finds nothing either way.
        CannotTell = "cannot_tell": "the checker cannot tell", "校验器无法判断", "校驗器無法判斷";
        /// Claims of such confidence are often wrong.
        LowConfidence = "low_confidence": "low confidence", "置信度低", "置信度低";
        /// A person is named.
        NamedPerson = "named_person": "names a person", "涉及具名人物", "涉及具名人物";
        /// A large sum.
        LargeAmount = "large_amount": "a large sum", "金额巨大", "金額巨大";
        /// Somebody denies something.
        Denial = "denial": "a denial", "涉及否认", "涉及否認";
        /// A name may or may not be somebody known.
        NameMiddle = "name_middle": "a name that may or may not be somebody known", "名字归属不定", "名字歸屬不定";
        /// A new form of a name is proposed.
        Alias = "alias": "a new form of a name is proposed", "提议的新别名", "提議的新別名";
        /// Reports contradict each other.
        Conflict = "conflict": "reports contradict each other", "报道互相矛盾", "報道互相矛盾";
        /// Drawn at random, so that rates can be estimated.
        Random = "random": "drawn at random for the error rate", "随机抽样，用于估计错误率", "隨機抽樣，用於估計錯誤率";
        /// Two reviewers differ.
        Adjudication = "adjudication": "two reviewers differ", "两位审阅者意见不同", "兩位審閱者意見不同";
    }
);

/// One reason why something is in the queue, with its part of the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// Why.
    pub code: SignalCode,
    /// What it adds to the score.
    pub weight: f64,
    /// The value behind it: a confidence, a sum, a name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// What is known of a thing that people could be asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its id: of the claim, the link, the alias, the conflict.
    pub id: String,
    /// What it is.
    pub kind: CaseKind,
    /// Document or event that people see it with; cases of one group stay together in a batch.
    pub group: String,
    /// What the checker says; nothing for other things than claims.
    pub verdict: Option<Verdict>,
    /// Calibrated confidence, 0 to 1; for a link the score of the best candidate.
    pub confidence: f64,
    /// The named persons of it.
    pub persons: Vec<String>,
    /// Largest sum, in dollars as far as that can be told.
    pub amount: Option<Decimal>,
    /// Whether somebody denies or declines something.
    pub denial: bool,
    /// Names of it in the middle band of linking.
    pub unsure_names: Vec<String>,
    /// Conflicts it takes part in.
    pub conflicts: Vec<String>,
}

impl Case {
    /// A case of which nothing is known yet but what it is.
    #[must_use]
    pub fn new(kind: CaseKind, id: impl Into<String>, group: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind,
            group: group.into(),
            verdict: None,
            confidence: 1.0,
            persons: Vec::new(),
            amount: None,
            denial: false,
            unsure_names: Vec::new(),
            conflicts: Vec::new(),
        }
    }
}

/// What the queue goes by.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Seed of the random share; the same seed draws the same cases.
    pub seed: u64,
    /// Share of the claims drawn at random, 0 to 1.
    pub random_share: f64,
    /// Share of all other claims that two people judge, so that their agreement is known.
    pub double_share: f64,
    /// Calibrated confidence below which a claim is put before people.
    pub threshold: f64,
    /// Sum from which stakes are high, in dollars.
    pub large_amount: Decimal,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            random_share: 0.05,
            double_share: 0.1,
            threshold: 0.9,
            large_amount: Decimal::from(100_000_000),
        }
    }
}

/// A place in the queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Id of the case.
    pub id: String,
    /// What it is.
    pub kind: CaseKind,
    /// What it stays together with.
    pub group: String,
    /// The higher, the sooner; the sum of its signals.
    pub score: f64,
    /// Why it is here.
    pub signals: Vec<Signal>,
    /// Whether it was drawn at random; only such cases may enter an error rate.
    pub random: bool,
    /// How many people must judge it.
    pub judges: usize,
}

/// Whether an id belongs to the random share: decided by a hash of seed and id, so that it never changes and does not
/// depend on what else there is.
#[must_use]
pub fn in_random_share(id: &str, seed: u64, share: f64) -> bool {
    hash01("share", id, seed) < share
}

/// A number in [0, 1) from a purpose, an id and a seed.
fn hash01(purpose: &str, id: &str, seed: u64) -> f64 {
    let hex = content_hash([purpose.as_bytes(), &seed.to_be_bytes(), id.as_bytes()]);
    let head = u64::from_str_radix(hex.get(..13).unwrap_or("0"), 16).unwrap_or(0); // 52 bits
    head as f64 / (1u64 << 52) as f64
}

/// Puts cases into the order in which people should see them; what nobody needs to see is left out.
///
/// Ties stand in the order of their ids, so the queue does not depend on the order of its input.
#[must_use]
pub fn queue(cases: &[Case], settings: &Settings) -> Vec<Item> {
    let mut items: Vec<Item> = cases.iter().filter_map(|c| item(c, settings)).collect();
    items.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    items
}

/// The place of one case, or nothing where no reason calls for a person.
fn item(case: &Case, s: &Settings) -> Option<Item> {
    let mut signals = Vec::new();
    let mut add = |code, weight: f64, detail: String| signals.push(Signal { code, weight, detail });
    let confidence = if case.confidence.is_finite() { case.confidence.clamp(0.0, 1.0) } else { 0.0 };
    let large = case.amount.filter(|a| *a >= s.large_amount);
    // Stakes make a case urgent that has another reason; alone they do not call for a person.
    let mut stakes = Vec::new();
    if !case.persons.is_empty() {
        stakes.push((SignalCode::NamedPerson, 1.0, case.persons.join(", ")));
    }
    if let Some(a) = large {
        stakes.push((SignalCode::LargeAmount, 1.0, a.normalize().to_string()));
    }
    let mut called = false;
    match case.kind {
        CaseKind::Claim => {
            match case.verdict {
                Some(Verdict::Disagree) => add(SignalCode::Disagreement, 4.0, String::new()),
                Some(Verdict::CannotTell) if confidence < f64::midpoint(1.0, s.threshold) => {
                    add(SignalCode::CannotTell, 1.0, String::new());
                }
                _ => {}
            }
            if confidence < s.threshold {
                add(SignalCode::LowConfidence, 3.0 * (1.0 - confidence), format!("{confidence:.2}"));
            }
            if case.denial {
                add(SignalCode::Denial, 1.5, String::new());
            }
            called |= case.denial || large.is_some();
        }
        CaseKind::Link => add(SignalCode::NameMiddle, 2.0, format!("{confidence:.2}")),
        CaseKind::Alias => add(SignalCode::Alias, 1.0, String::new()),
        CaseKind::Conflict => add(SignalCode::Conflict, 2.0, String::new()),
    }
    if !case.unsure_names.is_empty() {
        add(SignalCode::NameMiddle, 1.0, case.unsure_names.join(", "));
    }
    if !case.conflicts.is_empty() {
        add(SignalCode::Conflict, 1.0, case.conflicts.join(", "));
    }
    let random = case.kind == CaseKind::Claim && in_random_share(&case.id, s.seed, s.random_share);
    if random {
        add(SignalCode::Random, 0.5, String::new());
    }
    if signals.is_empty() && !called {
        return None;
    }
    let disputed = signals.iter().any(|x| x.code == SignalCode::Disagreement || x.code == SignalCode::Denial);
    let doubled = hash01("double", &case.id, s.seed) < s.double_share;
    // An error rate is only as good as its judgements: two people see each case of the random share.
    let two = random || disputed || !stakes.is_empty() || doubled;
    for (code, weight, detail) in stakes {
        signals.push(Signal { code, weight, detail });
    }
    let score = signals.iter().map(|x| x.weight).sum();
    let (id, group) = (case.id.clone(), case.group.clone());
    Some(Item { id, kind: case.kind, group, score, signals, random, judges: if two { 2 } else { 1 } })
}

/// Cuts a queue into batches of about `size`: the most urgent first, what belongs together together, in the place of
/// its most urgent member.
///
/// A group larger than a batch is cut.
#[must_use]
pub fn batches(items: &[Item], size: usize) -> Vec<Vec<&Item>> {
    batches_by(items, size, |i| i.group.as_str())
}

/// The same for anything in the order of a queue; `group` tells what belongs together.
#[must_use]
pub fn batches_by<'a, T>(items: &'a [T], size: usize, group: impl Fn(&'a T) -> &'a str) -> Vec<Vec<&'a T>> {
    let size = size.max(1);
    let mut order: Vec<&str> = Vec::new();
    let mut groups: BTreeMap<&str, Vec<&T>> = BTreeMap::new();
    for i in items {
        let members = groups.entry(group(i)).or_default();
        if members.is_empty() {
            order.push(group(i));
        }
        members.push(i);
    }
    let mut out: Vec<Vec<&T>> = Vec::new();
    for group in order {
        for part in groups.remove(group).unwrap_or_default().chunks(size) {
            match out.last_mut() {
                Some(last) if last.len() + part.len() <= size => last.extend_from_slice(part),
                _ => out.push(part.to_vec()),
            }
        }
    }
    out
}

/// Whether a task falls to one of several reviewers who share the queue.
///
/// Each group of tasks ranks the reviewers by a hash of both (rendezvous hashing; Thaler and Ravishankar, 1998), and its
/// tasks fall to the first of them, as many as must judge. So nothing need be kept: everybody gets about the same share, what
/// belongs together falls to the same people, and neither a new queue nor a new reviewer moves more than must move.
#[must_use]
pub fn falls_to(group: &str, judges: usize, among: &[String], reviewer: &str) -> bool {
    let rank = |r: &str| content_hash([b"share".as_slice(), group.as_bytes(), r.as_bytes()]);
    let own = rank(reviewer);
    let all: BTreeSet<&str> = among.iter().map(String::as_str).collect();
    all.contains(reviewer) && all.iter().filter(|r| (rank(r), **r) < (own.clone(), reviewer)).count() < judges
}

/// What one reviewer says of one case, reduced to what settling needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// Who.
    pub reviewer: String,
    /// What: two opinions agree if their answers are equal, such as «accept», or a mended claim in canonical form.
    pub answer: String,
    /// Whether it was given to decide between others.
    pub adjudicates: bool,
}

/// What comes of the opinions on one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Settled {
    /// Too few have judged it.
    Open {
        /// How many are missing.
        missing: usize,
    },
    /// Those who judged it differ: a third person must decide.
    Disputed {
        /// The answers given, each once.
        answers: Vec<String>,
    },
    /// Decided.
    Done {
        /// The answer.
        answer: String,
        /// Whether somebody had to decide between others.
        adjudicated: bool,
    },
}

/// Settles the opinions on one case: the adjudicator's last word counts; else as many different people as needed must
/// agree. A reviewer's later opinion replaces the earlier; opinions stand in the order they were given.
#[must_use]
pub fn settle(opinions: &[Opinion], judges: usize) -> Settled {
    if let Some(last) = opinions.iter().rev().find(|o| o.adjudicates) {
        return Settled::Done { answer: last.answer.clone(), adjudicated: true };
    }
    let mut latest: BTreeMap<&str, &str> = BTreeMap::new();
    for o in opinions {
        latest.insert(&o.reviewer, &o.answer);
    }
    let answers: BTreeSet<&str> = latest.values().copied().collect();
    let mut each = answers.iter();
    match (each.next(), each.next()) {
        (Some(_), Some(_)) => {
            Settled::Disputed { answers: answers.iter().map(|a| (*a).to_owned()).collect() }
        }
        (Some(one), None) if latest.len() >= judges.max(1) => {
            Settled::Done { answer: (*one).to_owned(), adjudicated: false }
        }
        _ => Settled::Open { missing: judges.max(1) - latest.len().min(judges.max(1)) },
    }
}

/// Agreement of the first two reviewers of each case over all answers that occur, by Cohen's kappa.
///
/// `pairs` holds, per case judged twice, the two answers without knowledge of each other. Nothing where all answers
/// are one.
#[must_use]
pub fn agreement(pairs: &[(String, String)]) -> Option<Kappa> {
    let labels: BTreeSet<&str> = pairs.iter().flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect();
    // Answers are few; a table is bounded all the same.
    if labels.len() > 64 {
        return None;
    }
    let at: BTreeMap<&str, usize> = labels.iter().enumerate().map(|(i, l)| (*l, i)).collect();
    let mut table = vec![vec![0u64; at.len()]; at.len()];
    for (a, b) in pairs {
        table[at[a.as_str()]][at[b.as_str()]] += 1;
    }
    cohen_kappa(&table)
}

/// How far the work has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Cases in the queue.
    pub cases: usize,
    /// Settled ones.
    pub settled: usize,
    /// Those on which reviewers differ.
    pub disputed: usize,
    /// Of the random share, cases.
    pub random: usize,
    /// Of the random share, settled ones.
    pub random_settled: usize,
    /// Judgements that are still to be given; a disputed case needs one more.
    pub judgements_left: usize,
}

/// Counts how far a queue has come; `opinions` holds what was said per case.
#[must_use]
pub fn progress(items: &[Item], opinions: &BTreeMap<String, Vec<Opinion>>) -> Progress {
    let mut p = Progress {
        cases: items.len(),
        settled: 0,
        disputed: 0,
        random: 0,
        random_settled: 0,
        judgements_left: 0,
    };
    for i in items {
        p.random += usize::from(i.random);
        match settle(opinions.get(&i.id).map_or(&[], Vec::as_slice), i.judges) {
            Settled::Open { missing } => p.judgements_left += missing,
            Settled::Disputed { .. } => {
                p.disputed += 1;
                p.judgements_left += 1;
            }
            Settled::Done { .. } => {
                p.settled += 1;
                p.random_settled += usize::from(i.random);
            }
        }
    }
    p
}

/// How fast judgements are given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pace {
    /// Judgements counted.
    pub judgements: usize,
    /// Half of them took at most so long.
    pub median_ms: u64,
    /// Nine in ten took at most so long.
    pub p90_ms: u64,
    /// Judgements in an hour at the median.
    pub per_hour: f64,
    /// What the rest takes at the median, one person.
    pub left_ms: u64,
}

/// What takes longer was left lying.
const PAUSE_MS: u64 = 600_000;

/// The pace of judgements from how long each took; what took longer than ten minutes was left lying and is not
/// counted. Nothing where none is left.
#[must_use]
pub fn pace(durations_ms: &[u64], judgements_left: usize) -> Option<Pace> {
    let mut all: Vec<u64> = durations_ms.iter().copied().filter(|d| *d <= PAUSE_MS).collect();
    all.sort_unstable();
    let at = |share: f64| all.get(((all.len().max(1) - 1) as f64 * share).round() as usize).copied();
    let (median_ms, p90_ms) = (at(0.5)?, at(0.9)?);
    Some(Pace {
        judgements: all.len(),
        median_ms,
        p90_ms,
        per_hour: 3_600_000.0 / median_ms.max(1) as f64,
        left_ms: median_ms.saturating_mul(judgements_left as u64),
    })
}

/// How a sitting goes: judgements given one after the other without a long pause.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sitting {
    /// Judgements given in it.
    pub judgements: usize,
    /// Judgements in a minute, from its first look to its last word.
    pub per_minute: f64,
    /// Half of them took at most so long.
    pub median_ms: u64,
}

/// The sitting that goes on at `now_ms`, from judgements by time, latest first: when each was given and how long it
/// took, all in milliseconds. Nothing where the last one is more than ten minutes ago.
#[must_use]
pub fn sitting(latest_first: &[(i64, u64)], now_ms: i64) -> Option<Sitting> {
    let pause = i64::try_from(PAUSE_MS).unwrap_or(i64::MAX);
    let mut before = now_ms;
    let mut count = 0;
    for (at, _) in latest_first {
        if before.saturating_sub(*at) > pause {
            break;
        }
        before = *at;
        count += 1;
    }
    let own = latest_first.get(..count).filter(|o| !o.is_empty())?;
    let took: Vec<u64> = own.iter().map(|(_, ms)| *ms).collect();
    let first = own.last()?;
    let looked = first.0.saturating_sub(i64::try_from(first.1.min(PAUSE_MS)).unwrap_or(pause));
    let span_ms = own.first()?.0.saturating_sub(looked).max(1);
    let median_ms = pace(&took, 0).map_or(0, |p| p.median_ms);
    Some(Sitting { judgements: count, per_minute: count as f64 * 60_000.0 / span_ms as f64, median_ms })
}

#[cfg(test)]
mod tests;
