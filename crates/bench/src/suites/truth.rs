//! Truth discovery on tables of others: Heritages, with a hierarchy of places, and Population, with numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::json;
use tradewire_reconcile::fuse::{Hierarchy, Method, Stated, fuse};

use crate::{Outcome, bootstrap};

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folders or files: a folder with claims.csv, groundtruths.csv and hierarchy.csv, one with population_claims.csv
    /// and population_truth.csv, or one that holds such folders
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

/// A table with what is right of some of its objects.
struct Set {
    name: &'static str,
    rows: Vec<Stated>,
    hierarchy: Option<Hierarchy>,
    /// Object and right value, in the order of the file.
    truths: Vec<(String, String)>,
}

/// Fuses each table by the default method, and by every other beside it.
///
/// # Errors
/// Where no table is found, or one cannot be read.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let mut sets = Vec::new();
    for path in &args.paths {
        let folder = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(path) };
        for at in [folder.to_owned(), folder.join("heritages")] {
            if at.join("groundtruths.csv").is_file() {
                sets.push(heritages(&at)?);
            }
        }
        if folder.join("population_truth.csv").is_file() {
            sets.push(population(folder)?);
        }
    }
    if sets.is_empty() {
        bail!("no claims.csv with groundtruths.csv and no population_claims.csv with population_truth.csv");
    }
    let share = |all: &[&bool]| all.iter().filter(|h| ***h).count() as f64 / all.len().max(1) as f64;
    let (mut elapsed, mut n, mut dump) = (Duration::ZERO, 0, Vec::new());
    let mut table = format!("{:<12} {:>6} {:>8}", "table", "truths", "default");
    for m in Method::ALL {
        write!(table, " {:>12}", m.as_str())?;
    }
    table.push('\n');
    let mut figures = Vec::new();
    for set in &sets {
        let start = Instant::now();
        let fused = fuse(&set.rows, set.hierarchy.as_ref(), Method::default());
        elapsed += start.elapsed();
        let fused: BTreeMap<&str, _> = fused.iter().map(|t| (t.object.as_str(), t)).collect();
        let mut right = Vec::new();
        for (object, truth) in &set.truths {
            let got = fused.get(object.as_str());
            right.push(got.is_some_and(|t| t.value == *truth));
            if let Some(t) = got {
                let confidence = (t.confidence * 1000.0).round() / 1000.0;
                dump.push(
                    json!({"set": set.name, "object": object, "value": t.value, "confidence": confidence})
                        .to_string(),
                );
            }
        }
        n += right.len();
        let accuracy = share(&right.iter().collect::<Vec<_>>());
        write!(table, "{:<12} {:>6} {accuracy:>8.3}", set.name, right.len())?;
        let mut others = Vec::new();
        for &m in Method::ALL {
            let accuracy = of_method(set, m);
            write!(table, " {accuracy:>12.3}")?;
            others.push((m, accuracy));
        }
        table.push('\n');
        figures.push((set.name, accuracy, bootstrap(&right, share), others));
    }
    let mut outcome = Outcome::new("truth", n, elapsed);
    for (name, accuracy, ci95, others) in figures {
        outcome = outcome.interval(&format!("{name}_accuracy"), accuracy, ci95);
        for (m, accuracy) in others {
            outcome = outcome.metric(&format!("{name}_{}", m.as_str()), accuracy);
        }
    }
    table.push_str("vote, truthfinder and crh know of no hierarchy\n");
    outcome.table = Some(table);
    outcome.dump = dump;
    Ok(outcome)
}

/// Share of truths that a method finds. The vote is the usual baseline and knows of no hierarchy.
fn of_method(set: &Set, method: Method) -> f64 {
    let hierarchy = set.hierarchy.as_ref().filter(|_| method != Method::Vote);
    let found = fuse(&set.rows, hierarchy, method);
    let found: BTreeMap<&str, &str> = found.iter().map(|t| (t.object.as_str(), t.value.as_str())).collect();
    let right = set.truths.iter().filter(|(o, t)| found.get(o.as_str()) == Some(&t.as_str())).count();
    right as f64 / set.truths.len().max(1) as f64
}

fn records(path: &Path) -> anyhow::Result<Vec<csv::StringRecord>> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let text = String::from_utf8_lossy(&bytes);
    csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes())
        .into_records()
        .collect::<Result<_, _>>()
        .with_context(|| format!("{} is no table", path.display()))
}

/// Heritages: the right value of an object is the most specific one of its path that some source claims.
fn heritages(folder: &Path) -> anyhow::Result<Set> {
    let field = |r: &csv::StringRecord, i: usize| r.get(i).unwrap_or_default().to_owned();
    let rows: Vec<Stated> = records(&folder.join("claims.csv"))?
        .iter()
        .map(|r| Stated { object: field(r, 0), source: field(r, 1), value: field(r, 2) })
        .collect();
    let nodes: Vec<[String; 3]> = records(&folder.join("hierarchy.csv"))?
        .iter()
        .map(|r| [field(r, 0), field(r, 1), field(r, 2)])
        .collect();
    let mut claimed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for r in &rows {
        claimed.entry(&r.object).or_default().insert(&r.value);
    }
    let truths = records(&folder.join("groundtruths.csv"))?
        .iter()
        .filter_map(|r| {
            let (object, path) = (field(r, 0), field(r, 1));
            let value = claimed.get(object.as_str()).and_then(|c| deepest(&path, c))?;
            Some((object, value))
        })
        .collect();
    let hierarchy =
        Hierarchy::new(nodes.iter().map(|[id, name, parent]| (id.as_str(), name.as_str(), parent.as_str())));
    Ok(Set { name: "heritages", rows, hierarchy: Some(hierarchy), truths })
}

/// The first part of a path «district,province,country» that is among the values; a part may hold commas itself.
fn deepest(path: &str, values: &BTreeSet<&str>) -> Option<String> {
    let starts = std::iter::once(0).chain(path.match_indices(',').map(|(i, _)| i + 1));
    for start in starts {
        let rest = path.get(start..)?;
        let ends = std::iter::once(rest.len()).chain(rest.match_indices(',').map(|(i, _)| i).rev());
        for end in ends {
            let part = rest.get(..end).unwrap_or_default();
            if let Some(v) = [part, part.trim()].into_iter().find(|p| values.contains(p)) {
                return Some(v.to_owned());
            }
        }
    }
    None
}

/// Population: the truths that have claims. Editors without an account share one name, «0», and are one source.
fn population(folder: &Path) -> anyhow::Result<Set> {
    let field = |r: &csv::StringRecord, i: usize| r.get(i).unwrap_or_default().to_owned();
    let object = |r: &csv::StringRecord| format!("{}\t{}", field(r, 0), field(r, 1));
    let rows: Vec<Stated> = records(&folder.join("population_claims.csv"))?
        .iter()
        .map(|r| {
            let source = field(r, 3);
            let source = if source.starts_with("0 (") { "0".to_owned() } else { source };
            Stated { object: object(r), source, value: field(r, 2) }
        })
        .collect();
    let claimed: BTreeSet<&str> = rows.iter().map(|r| r.object.as_str()).collect();
    let truths = records(&folder.join("population_truth.csv"))?
        .iter()
        .map(|r| (object(r), field(r, 2)))
        .filter(|(o, _)| claimed.contains(o.as_str()))
        .collect();
    Ok(Set { name: "population", rows, hierarchy: None, truths })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_claimed_part_of_a_path_is_right() {
        let values = BTreeSet::from(["Country", "District, Old"]);
        assert_eq!(deepest("District, Old,Province,Country", &values).as_deref(), Some("District, Old"));
        assert_eq!(deepest("Town,Province,Country", &values).as_deref(), Some("Country"));
        assert_eq!(deepest("Town,Province", &values), None);
    }
}
