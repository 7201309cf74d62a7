//! Script conversion, with the assertions of OpenCC's test cases.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, bail};
use serde_json::{Value, json};
use tradewire_script::{Conversion, convert};

use crate::{Outcome, bootstrap};

/// Modes that tradewire uses.
const USED: [&str; 7] = ["t2s", "tw2s", "tw2sp", "hk2s", "s2t", "s2tw", "s2hk"];

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// File of test cases; commas before a closing bracket are allowed
    cases: PathBuf,
    /// Modes to measure
    #[arg(long, value_delimiter = ',', default_values_t = USED.map(str::to_owned))]
    modes: Vec<String>,
    /// List this many assertions that do not hold
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
}

/// Converts and compares.
///
/// # Errors
/// Where the file cannot be read or a mode is unknown.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let modes: Vec<Conversion> = args
        .modes
        .iter()
        .map(|m| Conversion::of(m).with_context(|| format!("«{m}» is no mode of conversion")))
        .collect::<Result<_, _>>()?;
    let text = std::fs::read_to_string(&args.cases)
        .with_context(|| format!("cannot read {}", args.cases.display()))?;
    let value: Value = serde_json::from_str(&without_trailing_commas(&text))
        .with_context(|| format!("{} is no JSON", args.cases.display()))?;
    let cases = value.get("cases").and_then(Value::as_array).context("no list of cases")?;
    // The dictionaries are loaded before the clock starts.
    for mode in &modes {
        let _ = convert("一", *mode);
    }
    let mut held = Vec::new();
    let mut by_mode: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut dump = Vec::new();
    let start = Instant::now();
    for (i, case) in cases.iter().enumerate() {
        let input = case.get("input").and_then(Value::as_str).unwrap_or_default();
        let mut output = serde_json::Map::new();
        for mode in &modes {
            let Some(wanted) = case.pointer(&format!("/expected/{}", mode.name())).and_then(Value::as_str)
            else {
                continue;
            };
            let got = convert(input, *mode).text;
            let right = got == wanted;
            held.push(right);
            let of = by_mode.entry(mode.name()).or_default();
            of.0 += usize::from(right);
            of.1 += 1;
            if !right && held.iter().filter(|h| !**h).count() <= args.show {
                eprintln!("{} {input}: {got}, expected {wanted}", mode.name());
            }
            output.insert(mode.name().to_owned(), got.into());
        }
        dump.push(json!({"i": i, "output": output}).to_string());
    }
    let elapsed = start.elapsed();
    if held.is_empty() {
        bail!("{}: no assertion for these modes", args.cases.display());
    }
    let share = |all: &[&bool]| all.iter().filter(|h| ***h).count() as f64 / all.len() as f64;
    let all: Vec<&bool> = held.iter().collect();
    let mut outcome =
        Outcome::new("script", held.len(), elapsed).interval("held", share(&all), bootstrap(&held, share));
    for (mode, (right, n)) in by_mode {
        outcome = outcome.metric(mode, format!("{right}/{n}"));
    }
    outcome.dump = dump;
    Ok(outcome)
}

/// Strips commas before closing brackets, outside strings.
fn without_trailing_commas(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut string, mut escaped) = (false, false);
    for c in text.chars() {
        if string {
            string = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else {
            string = c == '"';
            if matches!(c, '}' | ']') {
                let kept = out.trim_end().trim_end_matches(',').len();
                if out.trim_end().ends_with(',') {
                    out.truncate(kept);
                }
            }
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trailing_commas_go_and_strings_stay() {
        assert_eq!(without_trailing_commas("[1, {\"a,]\": \"\\\",}\",},\n]"), "[1, {\"a,]\": \"\\\",}\"}]");
    }
}
