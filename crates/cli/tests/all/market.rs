//! Flows, the list and the report as commands, over a small ledger of invented people.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::cargo_bin("tradewire").unwrap();
    let out = command
        .current_dir(folder)
        .env("TRADEWIRE_LEDGER", folder.join("ledger.sqlite"))
        .args(arguments)
        .output()
        .unwrap();
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    (out.status.code(), text(out.stdout), text(out.stderr))
}

/// A ledger of a few articles with invented people.
fn ledger() -> TempDir {
    let folder = TempDir::new().unwrap();
    let line = |doc: &str, published: &str, text: &str| {
        serde_json::json!({"doc": doc, "published": published, "outlet": "The Courier", "text": text})
            .to_string()
    };
    let lines = [
        line(
            "one.txt",
            "2025-06-18",
            "Jonas Veltri left OpenAI and joined Anthropic as head of research, the company announced.",
        ),
        line("two.txt", "2025-07-20", "8 researchers left OpenAI for Anthropic in July 2025."),
        line(
            "three.txt",
            "2025-08-01",
            "Ines Calloway is said to be leaving OpenAI for Anthropic, according to rumours.",
        ),
        line("four.txt", "2025-08-09", "Anthropic offered Jonas Veltri $120 million over four years."),
    ];
    fs::write(folder.path().join("in.jsonl"), lines.join("\n")).unwrap();
    assert_eq!(run(folder.path(), &["ingest", "in.jsonl"]).0, Some(0));
    folder
}

#[test]
fn flows_count_settled_moves_and_say_what_they_left_out() {
    let folder = ledger();
    let (code, out, err) = run(folder.path(), &["flows", "--format", "json"]);
    assert_eq!(code, Some(0), "{err}");
    let all: Value = serde_json::from_str(&out).unwrap();
    let lab = all["labs"].as_array().unwrap().iter().find(|l| l["lab"]["name"] == "Anthropic").unwrap();
    assert_eq!(lab["all"]["came"]["named"], 1, "{lab}");
    assert!(lab["all"]["came"]["in_groups"]["high"].as_i64() >= Some(8), "{lab}");
    assert!(!all["left_out"].as_object().unwrap().is_empty(), "{}", all["left_out"]);
    let (code, out, _) = run(folder.path(), &["flows", "--lab", "anthropic", "--by", "month"]);
    assert!(
        code == Some(0)
            && out.contains("2025-0")
            && out.contains("left out:")
            && out.contains("insufficient"),
        "{out}"
    );
    for part in ["labs", "between", "boomerangs", "teams", "seats"] {
        let (code, out, _) = run(folder.path(), &["flows", "--show", part, "--format", "csv"]);
        let head = out.lines().next().unwrap();
        assert!(code == Some(0) && head.contains("events"), "{part}: {head}");
        assert!(out.lines().all(|l| l.matches(',').count() >= head.matches(',').count()), "{part}");
    }
    let (code, _, err) = run(folder.path(), &["flows", "--since", "soon"]);
    assert!(code == Some(2) && err.contains("such as 2025-07-01"), "{err}");
}

const CRITERIA: &str = "name = 'Leads'\n[[criterion]]\nid = 'lab'\nkind = 'lab'\nlabs = ['Anthropic']\nweight = 2\n[[criterion]]\nid = 'led'\nkind = 'led'\nweight = 1\n[[criterion]]\nid = 'offer'\nkind = 'offer'\nfull = '240M'\nweight = 1\n";

#[test]
fn the_list_gives_each_point_its_quote() {
    let folder = ledger();
    fs::write(folder.path().join("c.toml"), CRITERIA).unwrap();
    let (code, out, err) = run(folder.path(), &["list", "c.toml", "--format", "json"]);
    assert_eq!(code, Some(0), "{err}");
    let list: Value = serde_json::from_str(&out).unwrap();
    let first = &list["people"][0];
    assert_eq!((first["name"].as_str(), first["rank"].as_u64()), (Some("Jonas Veltri"), Some(1)), "{first}");
    let proof = &first["points"][0]["value"]["proofs"][0];
    assert!(proof["doc"] == "one.txt" && proof["quote"].as_str().unwrap().contains("Anthropic"), "{proof}");
    let names: Vec<&str> =
        list["people"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert!(!names.contains(&"Ines Calloway"), "hearsay is no evidence: {names:?}");
    let (_, md, _) = run(folder.path(), &["list", "c.toml", "--format", "md"]);
    assert!(md.starts_with("# Leads") && md.contains("The Courier"), "{md}");
    let (_, csv, _) = run(folder.path(), &["list", "c.toml", "--format", "csv"]);
    assert!(csv.starts_with("rank,rank_low") && csv.contains("Jonas Veltri"), "{csv}");
    let (_, table, _) = run(folder.path(), &["list", "c.toml", "--weight", "offer=0"]);
    assert!(table.contains("over weights") && table.contains("of 100"), "{table}");
    let (code, _, err) = run(folder.path(), &["list", "c.toml", "--weight", "luck=1"]);
    assert!(code == Some(2) && err.contains("lab, led, offer"), "{err}");
    fs::write(
        folder.path().join("bad.toml"),
        "[[criterion]]\nid='x'\nkind='degree'\nwords=['married']\nweight=1",
    )
    .unwrap();
    let (code, _, err) = run(folder.path(), &["list", "bad.toml"]);
    assert!(code == Some(1) && err.contains("nobody is ranked by age"), "{err}");
}

#[test]
fn a_report_of_offers_is_a_page_to_print() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("a.toml", "name = 'Stay'\ncurrency = 'USD'\nyears = 4\nsalary = '1M'");
    write(
        "b.toml",
        "name = 'Go'\ncurrency = 'USD'\nyears = 4\nsalary = '500k'\n[[grant]]\nkind = 'rsu'\nvalue = '1M'\nvesting = { months = 48 }",
    );
    let (code, page, err) = run(folder.path(), &["offer", "report", "a.toml", "b.toml"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(
        page.starts_with("<!DOCTYPE html>")
            && page.contains("Go overtakes Stay if its shares rise by more than 100 %"),
        "{page:.500}"
    );
    let (code, _, err) = run(folder.path(), &["offer", "report", "a.toml", "--lang", "fr"]);
    assert!(code == Some(2) && err.contains("zh-Hans"), "{err}");
}
