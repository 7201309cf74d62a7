//! The gate: precision and recall per language and kind may not fall below what `corpus/gate.toml` pins.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use tradewire_eval::CORE;

use crate::suites::corpus::Extracted;

/// Facts of a kind that a language must hold before its figures are pinned: fewer say nothing.
const FEWEST: usize = 5;

/// Flags of the gate.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of TOML passages
    #[arg(long, value_name = "DIR", default_value = "corpus")]
    corpus: PathBuf,
    /// Write today's figures as floors
    #[arg(long)]
    pin: bool,
    /// With --pin: let floors drop too; the commit that does so says why
    #[arg(long, requires = "pin")]
    allow_drop: bool,
}

/// What one language and kind must keep, in whole percent, rounded down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    /// Share of the claims that are right.
    pub precision: u8,
    /// Share of the facts that are found.
    pub recall: u8,
}

/// A passage that is known to come out wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Its id.
    pub passage: String,
    /// Why, in a sentence.
    pub reason: String,
}

/// What `gate.toml` holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// Most claims made from passages that hold none, per part and language.
    #[serde(default)]
    pub negatives: BTreeMap<String, usize>,
    /// Floors by part and language (`blind/en`), then kind.
    #[serde(default)]
    pub floor: BTreeMap<String, BTreeMap<String, Floor>>,
    /// Known failures.
    #[serde(default)]
    pub known: Vec<Known>,
}

impl Gate {
    /// Reads the gate of a corpus; an empty one where there is none yet.
    ///
    /// # Errors
    /// Where the file is there but cannot be read or parsed.
    pub fn load(corpus: &Path) -> anyhow::Result<Self> {
        let path = corpus.join("gate.toml");
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).with_context(|| format!("{} is no gate", path.display())),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(e) => Err(e).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// Measures what a gate would pin now; known failures are carried over.
    #[must_use]
    pub fn measure(extracted: &Extracted, known: Vec<Known>) -> Self {
        let mut out = Self { known, ..Self::default() };
        for (name, section) in extracted.gold.sections() {
            let scored = extracted.score(&section, &CORE);
            let kinds = CORE
                .iter()
                .map(|&k| (k, scored.kind(k)))
                .filter(|(_, c)| c.gold >= FEWEST)
                .map(|(k, c)| {
                    (
                        k.to_owned(),
                        Floor { precision: percent(c.hit, c.pred), recall: percent(c.hit, c.gold) },
                    )
                })
                .collect();
            let negative = section.docs.iter().filter(|d| d.facts.is_empty());
            let made = negative
                .map(|d| extracted.predictions.of(&d.doc).iter().filter(|p| p.kind != "statement").count());
            out.negatives.insert(name.clone(), made.sum());
            out.floor.insert(name, kinds);
        }
        out
    }

    /// What `now` falls short of, one sentence each; a kind that is no longer measured falls short too.
    #[must_use]
    pub fn shortfalls(&self, now: &Self) -> Vec<String> {
        let mut out = Vec::new();
        for (lang, kinds) in &self.floor {
            for (kind, floor) in kinds {
                let Some(got) = now.floor.get(lang).and_then(|k| k.get(kind)) else {
                    out.push(format!(
                        "{lang} {kind}: pinned, but the corpus holds fewer than {FEWEST} facts of it"
                    ));
                    continue;
                };
                for (what, got, floor) in
                    [("precision", got.precision, floor.precision), ("recall", got.recall, floor.recall)]
                {
                    if got < floor {
                        out.push(format!("{lang} {kind}: {what} {got} % is below the floor of {floor} %"));
                    }
                }
            }
        }
        for (lang, most) in &self.negatives {
            let got = now.negatives.get(lang).copied().unwrap_or(0);
            if got > *most {
                out.push(format!(
                    "{lang}: {got} claims from passages without facts, at most {most} are let pass"
                ));
            }
        }
        out
    }
}

/// Known failures that are none any more, or name no passage.
#[must_use]
pub fn stale(known: &[Known], extracted: &Extracted) -> Vec<String> {
    let scored = extracted.score(&extracted.gold, &CORE);
    known
        .iter()
        .filter_map(|k| match scored.docs.iter().find(|d| d.doc == k.passage) {
            None => Some(format!("known failure {}: no such passage", k.passage)),
            Some(d) if d.missed.is_empty() && d.extra.is_empty() => {
                Some(format!("known failure {}: comes out right now; take it off the list", k.passage))
            }
            Some(_) => None,
        })
        .collect()
}

fn percent(part: usize, whole: usize) -> u8 {
    if whole == 0 {
        return 0;
    }
    u8::try_from(part * 100 / whole).unwrap_or(100)
}

/// Holds the corpus against its gate, or pins it anew.
///
/// # Errors
/// Where something falls short, or would drop without `--allow-drop`.
pub fn run(args: &Args) -> anyhow::Result<String> {
    let pinned = Gate::load(&args.corpus)?;
    let extracted = Extracted::of(&args.corpus)?;
    let now = Gate::measure(&extracted, pinned.known.clone());
    let mut wrong = pinned.shortfalls(&now);
    if args.pin {
        if !wrong.is_empty() && !args.allow_drop {
            bail!(
                "floors would drop; mend the rules, or say --allow-drop and why:\n  {}",
                wrong.join("\n  ")
            );
        }
        let path = args.corpus.join("gate.toml");
        let mut text = "# Written by `tradewire-bench gate --pin`. Floors in percent, rounded down; they drop only with --allow-drop.\n\
                        # `known` is kept as it stands: passages that come out wrong, with the reason.\n\n"
            .to_owned();
        text += &toml::to_string(&now)?;
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        return Ok(format!(
            "pinned {} floors in {}\n",
            now.floor.values().map(BTreeMap::len).sum::<usize>(),
            path.display()
        ));
    }
    wrong.extend(stale(&pinned.known, &extracted));
    if !wrong.is_empty() {
        bail!("the gate is shut:\n  {}", wrong.join("\n  "));
    }
    let mut out = String::new();
    for (lang, kinds) in &now.floor {
        for (kind, got) in kinds {
            let floor = pinned.floor.get(lang).and_then(|k| k.get(kind));
            let pin = floor
                .map_or_else(|| "not pinned".to_owned(), |f| format!("floor {} / {}", f.precision, f.recall));
            let _ = writeln!(
                out,
                "{lang:<8} {kind:<10} precision {:>3} %  recall {:>3} %  ({pin})",
                got.precision, got.recall
            );
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(precision: u8, recall: u8, negatives: usize) -> Gate {
        let kinds = BTreeMap::from([("move".to_owned(), Floor { precision, recall })]);
        Gate {
            negatives: BTreeMap::from([("en".to_owned(), negatives)]),
            floor: BTreeMap::from([("en".to_owned(), kinds)]),
            known: Vec::new(),
        }
    }

    #[test]
    fn a_floor_holds_each_figure_by_itself() {
        let pinned = gate(80, 70, 2);
        assert!(pinned.shortfalls(&gate(80, 70, 2)).is_empty());
        assert!(pinned.shortfalls(&gate(100, 71, 0)).is_empty());
        assert_eq!(pinned.shortfalls(&gate(100, 69, 0)).len(), 1);
        assert_eq!(pinned.shortfalls(&gate(79, 69, 3)).len(), 3);
    }

    #[test]
    fn a_kind_that_vanishes_falls_short() {
        let said = gate(80, 70, 0).shortfalls(&Gate::default());
        assert_eq!(said.len(), 1);
        assert!(said[0].contains("en move"), "{said:?}");
    }

    #[test]
    fn the_file_reads_back_as_it_was_written() {
        let mut g = gate(80, 70, 2);
        g.known.push(Known { passage: "b-1".into(), reason: "two clauses between person and firm".into() });
        assert_eq!(toml::from_str::<Gate>(&toml::to_string(&g).unwrap()).unwrap(), g);
    }
}
