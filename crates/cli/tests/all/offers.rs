//! Every command of docs/offers.md, run over its files: what the page says it prints, it prints.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let out = Command::cargo_bin("tradewire").unwrap().current_dir(folder).args(arguments).output().unwrap();
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    (out.status.code(), text(out.stdout), text(out.stderr))
}

/// Fenced blocks: what stands behind the fence, and the block.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(head)) => open = Some((head.to_owned(), String::new())),
            (Some(_), Some(_)) => out.extend(open.take()),
            (Some((_, body)), None) => {
                body.push_str(line);
                body.push('\n');
            }
            (None, None) => {}
        }
    }
    out
}

/// Whether all that `part` names is in `whole`, alike; lists by place. Numbers may differ by a millionth of themselves.
fn holds(whole: &Value, part: &Value, place: &str) {
    match part {
        Value::Object(fields) => {
            fields.iter().for_each(|(k, v)| holds(&whole[k], v, &format!("{place}.{k}")));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, v)| holds(&whole[i], v, &format!("{place}[{i}]")));
        }
        Value::Number(n) => {
            assert!(whole.is_number(), "{place}: {whole} is no number");
            let (a, b) = (whole.as_f64().unwrap(), n.as_f64().unwrap());
            assert!((a - b).abs() <= 1e-6 * b.abs(), "{place}: {a} instead of {b}");
        }
        other => assert_eq!(whole, other, "{place}"),
    }
}

#[test]
fn the_page_says_what_the_commands_print() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/offers.md");
    let folder = TempDir::new().unwrap();
    let (mut printed, mut commands) = (Value::Null, 0);
    for (head, body) in blocks(&fs::read_to_string(page).unwrap()) {
        match head.split_once(' ') {
            Some(("toml", name)) => fs::write(folder.path().join(name), body).unwrap(),
            _ if head == "sh" => {
                let words: Vec<&str> = body.split_whitespace().skip(1).collect();
                let (code, out, err) = run(folder.path(), &words);
                assert_eq!(code, Some(0), "{body}{err}");
                printed = serde_json::from_str(&out).unwrap();
                // The table of the same command is there, too.
                let plain: Vec<&str> = words.iter().copied().filter(|w| *w != "--json").collect();
                let (code, out, err) = run(folder.path(), &plain);
                assert!(code == Some(0) && !out.is_empty(), "{body}{err}");
                commands += 1;
            }
            _ if head == "json" => holds(&printed, &serde_json::from_str(&body).unwrap(), "out"),
            _ => panic!("a block of another kind: {head}"),
        }
    }
    assert!(commands >= 17, "{commands}");
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_place_and_how_to_mend_it() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("bad.toml", "currency = 'USD'\nyears = 4\nsalery = 5");
    let (code, _, err) = run(folder.path(), &["offer", "value", "bad.toml"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("bad.toml: salery") && err.contains("did you mean `salary`?"), "{err}");
    write("a.toml", "currency = 'USD'\nyears = 4\nsalary = 5");
    write("b.json", r#"{"currency": "CNY", "years": 4, "salary": 5}"#);
    let (code, _, err) = run(folder.path(), &["offer", "compare", "a.toml", "b.json"]);
    assert!(code == Some(1) && err.contains("one currency"), "{err}");
    let (code, _, err) = run(folder.path(), &["offer", "needed", "a.toml", "a.toml", "--split", "gold=1"]);
    assert!(code == Some(2) && err.contains("sign_on=0.4,shares=0.6"), "{err}");
}

#[test]
fn comparables_say_how_little_they_have_instead_of_a_figure() {
    let folder = TempDir::new().unwrap();
    let line = |doc: &str, outlet: &str, text: &str| {
        serde_json::json!({"doc": doc, "published": "2025-06-18", "outlet": outlet, "text": text}).to_string()
    };
    let text = [
        line(
            "one.txt",
            "The Courier",
            "Meta offered Jonas Veltri of OpenAI a signing bonus of up to $100 million.",
        ),
        line("two.txt", "晨汐报", "北门科技向林知远开出超过2000万美元的签约奖金。"),
    ]
    .join("\n");
    fs::write(folder.path().join("in.jsonl"), text).unwrap();
    let ledger = folder.path().join("ledger.sqlite");
    let ledger = ledger.to_str().unwrap();
    assert_eq!(run(folder.path(), &["ingest", "in.jsonl", "--ledger", ledger]).0, Some(0));
    let asked = ["comparables", "--measure", "sign_on", "--ledger", ledger];
    let (code, out, err) = run(folder.path(), &asked);
    assert!(code == Some(0) && out.contains("insufficient: an estimate needs 12 events"), "{out}{err}");
    let (_, out, _) = run(folder.path(), &[&asked[..], &["--json"]].concat());
    let out: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(out["sufficient"], false);
    assert!(out["n"].as_u64().unwrap() <= 2 && out["quantiles"].as_array().unwrap().is_empty(), "{out}");
    assert_eq!(out["one_sided"], out["n"], "both are one-sided");
}
