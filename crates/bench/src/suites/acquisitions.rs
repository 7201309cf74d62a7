//! Takeover reports of 1987 against their answer keys: slot F1, and the F1 of amounts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, bail};
use serde_json::json;
use tradewire_mention::{Takeover, TakeoverReader};

use crate::{Outcome, bootstrap};

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder with docs/ and anskeys/
    dir: PathBuf,
    /// List this many reports that went wrong
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
    /// List only reports in which this slot went wrong
    #[arg(long, value_name = "SLOT")]
    only: Option<String>,
}

/// The slots, as the keys name them.
const SLOTS: [&str; 7] = ["ACQUIRED", "ACQBUS", "ACQLOC", "DLRAMT", "PURCHASER", "SELLER", "STATUS"];

/// Right, predicted and golden fills per slot.
type Counts = [[usize; 3]; 7];

/// A report with its key: for each slot the fills, each with its alternatives.
struct Case {
    doc: String,
    text: String,
    key: BTreeMap<String, Vec<Vec<String>>>,
}

/// Reads every report and scores it.
///
/// # Errors
/// Where a file cannot be read, or the folder holds no report with a key.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let reader = TakeoverReader::new().context("the words of takeovers are broken")?;
    let cases = load(&args.dir)?;
    if cases.is_empty() {
        bail!("{}: no report with a key", args.dir.display());
    }
    let start = Instant::now();
    let read: Vec<BTreeMap<&str, Vec<String>>> = cases.iter().map(|c| slots(&reader.read(&c.text))).collect();
    let elapsed = start.elapsed();
    let mut scores: Vec<Counts> = Vec::with_capacity(cases.len());
    let mut shown = 0;
    for (case, got) in cases.iter().zip(&read) {
        let counts = score(got, &case.key);
        let wrong = |i: usize| counts[i][0] < counts[i][1].max(counts[i][2]);
        let wanted =
            SLOTS.iter().enumerate().any(|(i, s)| wrong(i) && args.only.as_ref().is_none_or(|o| o == s));
        if wanted && shown < args.show {
            shown += 1;
            eprintln!("{}: {}", case.doc, case.text.split_whitespace().collect::<Vec<_>>().join(" "));
            for (i, s) in SLOTS.iter().enumerate().filter(|(i, _)| counts[*i][1] + counts[*i][2] > 0) {
                let mark = if wrong(i) { "✗" } else { " " };
                eprintln!("   {mark} {s:<10} key {:?} got {:?}", case.key.get(*s), got.get(s));
            }
        }
        scores.push(counts);
    }
    let sum = |all: &[&Counts]| {
        all.iter().fold(Counts::default(), |mut total, c| {
            for (t, x) in total.iter_mut().zip(c.iter()) {
                t.iter_mut().zip(x).for_each(|(a, b)| *a += b);
            }
            total
        })
    };
    let whole = |c: &Counts| f1(c.iter().fold([0; 3], |t, x| [t[0] + x[0], t[1] + x[1], t[2] + x[2]]));
    let total = sum(&scores.iter().collect::<Vec<_>>());
    let mut table = format!("{:<10} {:>6} {:>6} {:>6} {:>8}\n", "slot", "key", "got", "hit", "F1");
    for (name, c) in SLOTS.iter().zip(&total) {
        writeln!(table, "{name:<10} {:>6} {:>6} {:>6} {:>8.3}", c[2], c[1], c[0], f1(*c))?;
    }
    let slot_ci = bootstrap(&scores, |s| whole(&sum(s)));
    let amount_ci = bootstrap(&scores, |s| f1(sum(s)[3]));
    for (name, value, ci) in [("slot F1", whole(&total), slot_ci), ("amounts F1", f1(total[3]), amount_ci)] {
        let (low, high) = ci.unwrap_or_default();
        writeln!(table, "{name} {value:.3}, 95 % [{low:.3}, {high:.3}]")?;
    }
    let mut outcome = Outcome::new("acquisitions", cases.len(), elapsed)
        .interval("slot_f1", whole(&total), slot_ci)
        .interval("amounts_f1", f1(total[3]), amount_ci);
    for (name, c) in SLOTS.iter().zip(&total) {
        outcome = outcome.metric(&format!("{}_f1", name.to_lowercase()), f1(*c));
    }
    outcome.table = Some(table);
    outcome.dump =
        cases.iter().zip(&read).map(|(c, got)| json!({"doc": c.doc, "slots": got}).to_string()).collect();
    Ok(outcome)
}

fn f1([hit, pred, gold]: [usize; 3]) -> f64 {
    if pred + gold == 0 { 0.0 } else { 2.0 * hit as f64 / (pred + gold) as f64 }
}

/// A takeover in the words of the keys.
fn slots(t: &Takeover) -> BTreeMap<&'static str, Vec<String>> {
    let one = |x: &Option<String>| x.iter().cloned().collect::<Vec<_>>();
    [
        ("ACQUIRED", t.acquired.clone()),
        ("ACQBUS", t.business.clone()),
        ("ACQLOC", t.place.clone()),
        ("DLRAMT", one(&t.amount)),
        ("PURCHASER", t.purchaser.clone()),
        ("SELLER", t.seller.clone()),
        ("STATUS", one(&t.status)),
    ]
    .into_iter()
    .filter(|(_, v)| !v.is_empty())
    .collect()
}

/// A fill is right where it equals one of the alternatives of a fill that no other has taken; case is not told apart,
/// since the keys hold both for many.
fn score(got: &BTreeMap<&str, Vec<String>>, key: &BTreeMap<String, Vec<Vec<String>>>) -> Counts {
    let mut out = Counts::default();
    for (i, slot) in SLOTS.iter().enumerate() {
        let (none, nothing) = (Vec::new(), Vec::new());
        let (pred, gold) = (got.get(slot).unwrap_or(&none), key.get(*slot).unwrap_or(&nothing));
        let mut taken = BTreeSet::new();
        for p in pred {
            let right = gold.iter().enumerate().find(|(k, alternatives)| {
                !taken.contains(k) && alternatives.iter().any(|a| a.eq_ignore_ascii_case(p))
            });
            if let Some((k, _)) = right {
                taken.insert(k);
            }
        }
        out[i] = [taken.len(), pred.len(), gold.len()];
    }
    out
}

fn load(dir: &std::path::Path) -> anyhow::Result<Vec<Case>> {
    let docs = dir.join("docs");
    let mut names: Vec<String> = std::fs::read_dir(&docs)
        .with_context(|| format!("cannot list {}", docs.display()))?
        .filter_map(|e| e.ok().and_then(|e| e.file_name().into_string().ok()))
        .collect();
    names.sort();
    let mut out = Vec::new();
    for doc in names {
        let stem = doc.split('.').next().unwrap_or(&doc);
        let path = dir.join("anskeys").join(format!("{stem}.key"));
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let text = std::fs::read(docs.join(&doc)).with_context(|| format!("cannot read {doc}"))?;
        out.push(Case {
            text: String::from_utf8_lossy(&text).into_owned(),
            key: key(&String::from_utf8_lossy(&bytes)),
            doc,
        });
    }
    Ok(out)
}

/// Reads a key: `SLOT: "fill" / "alternative"`, one line per fill, `---` for none.
fn key(text: &str) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut out: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for line in text.lines() {
        let Some((slot, value)) = line.split_once(':') else { continue };
        if !SLOTS.contains(&slot) || value.trim() == "---" {
            continue;
        }
        let alternatives: Vec<String> = value
            .split(" / ")
            .map(|a| a.trim().trim_matches('"').split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|a| !a.is_empty())
            .collect();
        if !alternatives.is_empty() {
            out.entry(slot.to_owned()).or_default().push(alternatives);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_holds_alternatives_and_each_fill_counts_once() {
        let k = key("TEXT: 1\nACQUIRED: \"TALLY\" / \"Tally Inc\"\nSELLER: ---\nSTATUS: \"agreed\"\n");
        assert_eq!(k["ACQUIRED"], [["TALLY", "Tally Inc"]]);
        let got = BTreeMap::from([("ACQUIRED", vec!["Tally Inc".to_owned(), "tally".to_owned()])]);
        let counts = score(&got, &k);
        assert_eq!(counts[0], [1, 2, 1]);
        assert_eq!(counts[6], [0, 0, 1]);
    }
}
