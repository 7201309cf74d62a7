//! Event mentions against DuEE, FewFC and CasEE, in their own types and roles; the domain stage has no part in it.

mod gold;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::json;
use tradewire_kb::KnowledgeBase;
use tradewire_mention::{Mention, Reader, Sort};

use self::gold::Event;
use crate::{Outcome, bootstrap};

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// JSON lines of DuEE, FewFC or CasEE; the form is seen from the lines
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// List this many sentences that went wrong
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
    /// List only sentences in which this type went wrong
    #[arg(long, value_name = "TYPE")]
    only: Option<String>,
    /// Read the rules of this folder instead of those that ship; it is laid out like rules/
    #[arg(long, value_name = "DIR")]
    rules_of: Option<PathBuf>,
    /// Read the tables of the sets' names from this folder
    #[arg(long, value_name = "DIR")]
    tables_of: Option<PathBuf>,
}

/// How our kinds are called in a data set.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    whole: bool,
    types: Vec<String>,
    /// The types that the pooled figures are over; all of them where not given.
    #[serde(default)]
    scored: Vec<String>,
    map: Vec<Line>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    kind: String,
    #[serde(rename = "type")]
    to: String,
    /// Senses by which it must be found, if given.
    #[serde(default)]
    rules: Vec<String>,
    /// Words that the sentence must not hold: the set marks what it is mainly about.
    #[serde(default)]
    absent: Vec<String>,
    /// Role that must be filled.
    when: Option<String>,
    /// Role that must not be filled.
    unless: Option<String>,
    roles: BTreeMap<String, String>,
}

/// Right, predicted and golden counts.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    hit: usize,
    pred: usize,
    gold: usize,
}

impl Counts {
    fn of<T: Ord>(pred: &BTreeSet<T>, gold: &BTreeSet<T>) -> Self {
        Self { hit: pred.intersection(gold).count(), pred: pred.len(), gold: gold.len() }
    }

    fn add(&mut self, o: Self) {
        self.hit += o.hit;
        self.pred += o.pred;
        self.gold += o.gold;
    }

    fn f1(self) -> f64 {
        let sum = self.pred + self.gold;
        if sum == 0 { 0.0 } else { 2.0 * self.hit as f64 / sum as f64 }
    }
}

/// Counts of one sentence: types, triggers with types, arguments.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    kinds: Counts,
    triggers: Counts,
    arguments: Counts,
}

/// Reads every sentence and scores it.
///
/// # Errors
/// Where a file cannot be read, or a line is none of the three forms.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let kb = KnowledgeBase::builtin().map_err(|e| anyhow::anyhow!("{e}"))?;
    let reader = match &args.rules_of {
        Some(folder) => Reader::with_rules(kb, folder),
        None => Reader::new(kb),
    }
    .context("the rules for mentions are broken")?;
    let table = |name: &str, shipped: &str| -> anyhow::Result<Table> {
        let Some(folder) = &args.tables_of else { return Ok(toml::from_str(shipped)?) };
        let path = folder.join(name);
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(toml::from_str(&text)?)
    };
    let duee = table("duee.toml", include_str!("events/duee.toml"))?;
    let fewfc = table("fewfc.toml", include_str!("events/fewfc.toml"))?;
    let mut cases = Vec::new();
    for path in &args.paths {
        cases.extend(gold::load(path)?);
    }
    if cases.is_empty() {
        bail!("no sentence here");
    }
    let start = Instant::now();
    let predictions: Vec<Vec<Event>> = cases
        .iter()
        .map(|c| events(&c.text, &reader.read(&c.text), if c.duee { &duee } else { &fewfc }))
        .collect();
    let elapsed = start.elapsed();
    let mut per: BTreeMap<&str, Score> = BTreeMap::new();
    let mut scores = Vec::with_capacity(cases.len());
    let mut shown = 0;
    for (case, predicted) in cases.iter().zip(&predictions) {
        let table = if case.duee { &duee } else { &fewfc };
        let scored = if table.scored.is_empty() { &table.types } else { &table.scored };
        let score = |types: &dyn Fn(&str) -> bool| {
            let of = |list: &[Event]| list.iter().filter(|e| types(&e.kind)).cloned().collect::<Vec<_>>();
            compare(&of(predicted), &of(&case.events))
        };
        scores.push(score(&|t| scored.iter().any(|s| s == t)));
        for t in &table.types {
            let s = score(&|x| x == t);
            let at = per.entry(t).or_default();
            at.kinds.add(s.kinds);
            at.triggers.add(s.triggers);
            at.arguments.add(s.arguments);
            let wrong = s.kinds.hit < s.kinds.pred.max(s.kinds.gold)
                || args.only.is_some() && s.arguments.hit < s.arguments.pred.max(s.arguments.gold);
            if wrong && shown < args.show && args.only.as_ref().is_none_or(|o| o == t) {
                shown += 1;
                eprintln!("{t}\n{}", case.text);
                case.events.iter().filter(|e| e.kind == *t).for_each(|e| eprintln!("   gold {e}"));
                predicted.iter().filter(|e| e.kind == *t).for_each(|e| eprintln!("   ours {e}"));
            }
        }
    }
    let total = |all: &[&Score]| {
        all.iter().fold(Score::default(), |mut sum, s| {
            sum.kinds.add(s.kinds);
            sum.triggers.add(s.triggers);
            sum.arguments.add(s.arguments);
            sum
        })
    };
    let all = total(&scores.iter().collect::<Vec<_>>());
    let mut table = format!(
        "{:<16} {:>6} {:>8} {:>8} {:>10} {:>10}\n",
        "type", "gold", "pred", "type F1", "trigger F1", "argument F1"
    );
    let mut line = |name: &str, s: &Score| {
        writeln!(
            table,
            "{name:<16} {:>6} {:>8} {:>8.3} {:>10.3} {:>10.3}",
            s.kinds.gold,
            s.kinds.pred,
            s.kinds.f1(),
            s.triggers.f1(),
            s.arguments.f1()
        )
    };
    for (name, s) in per.iter().filter(|(_, s)| s.kinds.gold > 0) {
        line(name, s)?;
    }
    line("pooled", &all)?;
    let mut outcome = Outcome::new("events", cases.len(), elapsed)
        .interval("type_f1", all.kinds.f1(), bootstrap(&scores, |s| total(s).kinds.f1()))
        .interval("trigger_f1", all.triggers.f1(), bootstrap(&scores, |s| total(s).triggers.f1()))
        .interval("argument_f1", all.arguments.f1(), bootstrap(&scores, |s| total(s).arguments.f1()));
    for name in ["type_f1", "trigger_f1", "argument_f1"] {
        if let (Some(v), Some(ci)) = (outcome.metrics.get(name), outcome.ci95.get(name)) {
            writeln!(table, "{name} {:.3}, 95 % {ci}", v.as_f64().unwrap_or_default())?;
        }
    }
    outcome.table = Some(table);
    outcome.dump = cases
        .iter()
        .zip(&predictions)
        .map(|(c, p)| {
            json!({"id": c.id, "events": p.iter().map(Event::json).collect::<Vec<_>>()}).to_string()
        })
        .collect();
    Ok(outcome)
}

/// Compares two lists of events as sets: types of the sentence, types with triggers, types with roles and texts.
fn compare(pred: &[Event], gold: &[Event]) -> Score {
    let kinds = |l: &[Event]| l.iter().map(|e| e.kind.clone()).collect::<BTreeSet<_>>();
    let triggers =
        |l: &[Event]| l.iter().map(|e| (e.kind.clone(), e.trigger.clone())).collect::<BTreeSet<_>>();
    let arguments = |l: &[Event]| {
        l.iter()
            .flat_map(|e| e.arguments.iter().map(|(r, t)| (e.kind.clone(), r.clone(), t.clone())))
            .collect::<BTreeSet<_>>()
    };
    Score {
        kinds: Counts::of(&kinds(pred), &kinds(gold)),
        triggers: Counts::of(&triggers(pred), &triggers(gold)),
        arguments: Counts::of(&arguments(pred), &arguments(gold)),
    }
}

/// Puts mentions into the words of a data set.
fn events(text: &str, mentions: &[Mention], table: &Table) -> Vec<Event> {
    let mut out = Vec::new();
    for m in mentions {
        let filled = |r: &str| m.role(r).next().is_some();
        for l in table.map.iter().filter(|l| l.kind == m.kind) {
            if l.when.as_ref().is_some_and(|r| !filled(r))
                || l.unless.as_ref().is_some_and(|r| filled(r))
                || !l.rules.is_empty() && !l.rules.contains(&m.rule)
                || l.absent.iter().any(|w| text.contains(w.as_str()))
            {
                continue;
            }
            let mut arguments = Vec::new();
            for f in &m.roles {
                let Some(name) = l.roles.get(&f.role) else { continue };
                let name = match name.split_once('|') {
                    Some((_, person)) if f.sort == Sort::Person => person,
                    Some((other, _)) => other,
                    None => name,
                };
                let spans = if table.whole { vec![f.span.clone()] } else { vec![f.name.clone()] };
                for s in spans.into_iter().chain(f.alias.clone().filter(|_| !table.whole)) {
                    let a = (name.to_owned(), text[s].to_owned());
                    if !arguments.contains(&a) {
                        arguments.push(a);
                    }
                }
            }
            out.push(Event { kind: l.to.clone(), trigger: text[m.trigger.clone()].to_owned(), arguments });
        }
    }
    out
}
