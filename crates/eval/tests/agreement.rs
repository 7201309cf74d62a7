//! Our measure and `eval/score.py` print the same figures over the same claims.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};
use tradewire_eval::{CORE, Gold, Predictions, Report, Units, check_quotes, score};

/// A small generator of the xorshift family, so that a failure repeats.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % n.max(1)
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared")
}

/// A claim line made from a fact, damaged in some of the ways in which extractors go wrong.
fn perturbed(dice: &mut Dice, doc: &str, text: &str, fact: &tradewire_eval::Fact, others: &[Value]) -> Value {
    let mut args = fact.args.clone();
    for key in args.keys().cloned().collect::<Vec<_>>() {
        let value = args[&key].clone();
        let new = match dice.below(14) {
            0 => None,
            1 => Some(others[dice.below(others.len())].clone()),
            2 => Some(bent(dice, &value)),
            3 => Some(value.get("canonical").or(value.get("text")).cloned().unwrap_or(value)),
            4 => Some(json!([value, {"text": "旁人"}])),
            5 => Some(value.get("value").cloned().unwrap_or(Value::Null)),
            _ => Some(value),
        };
        match new {
            Some(v) => args.insert(key, v),
            None => args.remove(&key),
        };
    }
    if fact.kind == "offer"
        && dice.one_in(3)
        && let Some(v) = args.remove("annual").or_else(|| args.remove("total"))
    {
        args.insert("total".into(), v);
    }
    let start = text.find(&fact.quote).unwrap_or(0);
    let shift = if dice.one_in(20) { 1 } else { 0 };
    let kinds = ["move", "offer", "deal", "stat", "statement", "poem"];
    json!({
        "doc": if dice.one_in(5) { format!("some/folder/{doc}") } else { doc.to_owned() },
        "kind": if dice.one_in(25) { kinds[dice.below(kinds.len())] } else { fact.kind.as_str() },
        "args": args,
        "modality": if dice.one_in(6) { json!("planned") } else { fact.modality.clone() },
        "source": if dice.one_in(6) { json!({"text": "晨汐报"}) } else { fact.source.clone() },
        "anonymous": dice.one_in(8),
        "quote": fact.quote,
        "span": [start + shift, start + fact.quote.len()],
        "confidence": 0.5,
    })
}

/// A value of the same form that says something else, or the same in another way.
fn bent(dice: &mut Dice, value: &Value) -> Value {
    match value {
        Value::Number(n) => json!(n.as_f64().unwrap_or(1.0) * [1.004, 1.02, 2.0][dice.below(3)]),
        Value::String(s) => json!(s.chars().rev().take(1 + dice.below(8)).collect::<String>()),
        Value::Object(o) => {
            let mut o: Map<String, Value> = o.clone();
            for key in o.keys().cloned().collect::<Vec<_>>() {
                if dice.one_in(3) {
                    let v = bent(dice, &o[&key]);
                    o.insert(key, v);
                }
            }
            if dice.one_in(3) {
                o.insert("per".into(), json!("year"));
            }
            Value::Object(o)
        }
        other => other.clone(),
    }
}

fn same_figures(ours: &Value, theirs: &Value, place: &str) {
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>(), "{place}");
            a.iter().for_each(|(k, v)| same_figures(v, &b[k], &format!("{place}.{k}")));
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            assert!((a - b).abs() < 5e-4, "{place}: ours {a}, theirs {b}");
        }
        _ => assert_eq!(ours, theirs, "{place}"),
    }
}

#[test]
#[ignore = "needs ../shared"]
fn score_py_prints_the_same_figures_over_damaged_gold() {
    let shared = shared();
    let gold = Gold::from_folder(&shared.join("gold")).unwrap();
    let units = Units::from_json(&std::fs::read_to_string(shared.join("eval/units.json")).unwrap()).unwrap();
    let texts: HashMap<String, String> = gold
        .docs
        .iter()
        .map(|d| (d.doc.clone(), std::fs::read_to_string(shared.join("seeds").join(&d.doc)).unwrap()))
        .collect();
    let all: Vec<Value> =
        gold.docs.iter().flat_map(|d| &d.facts).flat_map(|f| f.args.values().cloned()).collect();
    let kinds: Vec<&str> = CORE.iter().copied().chain(["statement"]).collect();
    let dir = tempfile::tempdir().unwrap();
    for seed in 1..=12u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut lines = Vec::new();
        for doc in &gold.docs {
            for fact in &doc.facts {
                for _ in 0..[0, 1, 1, 1, 1, 2][dice.below(6)] {
                    lines.push(perturbed(&mut dice, &doc.doc, &texts[&doc.doc], fact, &all).to_string());
                }
                if dice.one_in(40) {
                    lines.push(["{", "[]", "3", r#"{"kind":"move"}"#][dice.below(4)].to_owned());
                }
            }
        }
        let text = lines.join("\n");
        let file = dir.path().join("claims.jsonl");
        std::fs::write(&file, &text).unwrap();
        let theirs = Command::new("python3")
            .arg(shared.join("eval/score.py"))
            .arg(shared.join("gold"))
            .arg(&file)
            .args(["--json", "--kinds", &kinds.join(","), "--texts"])
            .arg(shared.join("seeds"))
            .output()
            .unwrap();
        let theirs: Value = serde_json::from_slice(&theirs.stdout)
            .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&theirs.stderr)));

        let predictions = Predictions::from_json_lines(&text);
        let scored = score(&gold, &predictions, &kinds, &units);
        let quotes = check_quotes(&predictions, &texts);
        let mut ours = Report { score: &scored, quotes: Some(&quotes), show: 0 }.json();
        ours.as_object_mut().unwrap().remove("calibration");
        same_figures(&ours, &theirs, &format!("seed {seed}"));
        assert!(ours["ALL"]["hit"].as_u64().unwrap() > 50, "the damage left nothing to compare: {ours}");
    }
}
