//! The commands over a small ledger: what they print, and that asking or ingesting twice changes nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

fn tradewire(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("tradewire").unwrap();
    command.current_dir(folder).env("TRADEWIRE_LEDGER", folder.join("ledger.sqlite"));
    command
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    let out = tradewire(folder).args(arguments).output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// Two reports of one stake that disagree on its price, as JSON lines.
fn articles(folder: &Path) {
    let line = |doc: &str, published: &str, outlet: &str, text: &str| {
        serde_json::json!({"doc": doc, "published": published, "outlet": outlet, "text": text, "fiction": true}).to_string()
    };
    let text = [
        line("one.txt", "2025-06-12", "The Courier", "Meta以143亿美元收购Scale AI 49%的股份。"),
        line("two.txt", "2025-06-13", "晨汐报", "Meta以148亿美元收购Scale AI 49%的股份。"),
    ]
    .join("\n");
    fs::write(folder.join("in.jsonl"), text).unwrap();
}

#[test]
fn every_claim_stands_where_it_says() {
    let folder = TempDir::new().unwrap();
    articles(folder.path());
    let texts: Vec<Value> = lines(&fs::read_to_string(folder.path().join("in.jsonl")).unwrap());
    let claims = lines(&run(folder.path(), &["extract", "in.jsonl", "--format", "jsonl"]));
    assert!(!claims.is_empty());
    for c in &claims {
        let text = texts.iter().find(|t| t["doc"] == c["doc"]).unwrap()["text"].as_str().unwrap();
        let end = |i: usize| usize::try_from(c["span"][i].as_u64().unwrap()).unwrap();
        assert_eq!(&text[end(0)..end(1)], c["quote"].as_str().unwrap());
        let id = c["id"].as_str().unwrap();
        let explained = run(folder.path(), &["explain", id, "in.jsonl"]);
        assert!(explained.contains(id) && explained.contains("rule"), "{explained}");
    }
}

#[test]
fn ingesting_twice_changes_nothing_and_the_disagreement_is_shown() {
    let folder = TempDir::new().unwrap();
    articles(folder.path());
    run(folder.path(), &["ingest", "in.jsonl"]);
    let events = run(folder.path(), &["events", "--format", "jsonl"]);
    let conflicts = run(folder.path(), &["conflicts", "--format", "jsonl"]);
    run(folder.path(), &["ingest", "in.jsonl"]);
    assert_eq!(events, run(folder.path(), &["events", "--format", "jsonl"]));
    assert_eq!(conflicts, run(folder.path(), &["conflicts", "--format", "jsonl"]));

    let stake =
        lines(&conflicts).into_iter().find(|c| c["kind"] == "value").expect("14.3 against 14.8 billion");
    let docs: BTreeSet<String> = stake["sides"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|s| s["claims"].as_array().unwrap())
        .map(|c| c["doc"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(docs, BTreeSet::from(["one.txt".to_owned(), "two.txt".to_owned()]));
    let told = run(folder.path(), &["conflicts"]);
    assert!(told.contains("143亿美元") && told.contains("148亿美元"), "{told}");

    let event = lines(&events).into_iter().find(|e| e["kind"] == "deal").unwrap();
    let shown = run(folder.path(), &["show", "event", event["id"].as_str().unwrap()]);
    assert!(shown.contains("fiction"), "{shown}");
    run(folder.path(), &["show", "conflict", stake["id"].as_str().unwrap()]);
    assert!(run(folder.path(), &["show", "company", "Scale AI"]).contains("14."));
    assert!(run(folder.path(), &["show", "document", "two.txt"]).contains("148亿美元"));
    assert!(
        run(folder.path(), &["search", "收购"]).contains("two.txt")
            || run(folder.path(), &["search", "收购"]).contains("148")
    );
    let id = stake["sides"][0]["claims"][0]["id"].as_str().unwrap();
    assert!(run(folder.path(), &["explain", id]).contains("rule"));
}

#[test]
fn the_demo_finds_something_of_everything() {
    let folder = TempDir::new().unwrap();
    let out = tradewire(folder.path()).args(["demo", "--no-serve"]).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(0), "{said}");
    assert!(!said.contains("left out"), "claims that contradict the model: {said}");
    let told = String::from_utf8(out.stdout).unwrap();
    for what in ["articles", "claims", "events", "conflicts"] {
        let line = told.lines().find(|l| l.starts_with(what)).unwrap_or_else(|| panic!("{what}: {told}"));
        let n: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        assert!(n > 0, "{line}");
    }
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none(), "the demo leaves nothing behind");
}

#[test]
fn completions_and_help_come_for_every_command() {
    let folder = TempDir::new().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(run(folder.path(), &["completions", shell]).contains("extract"));
    }
    for command in [
        "demo",
        "read",
        "extract",
        "explain",
        "ingest",
        "serve",
        "show",
        "events",
        "conflicts",
        "search",
        "verify",
        "rebuild",
        "export",
        "import",
        "backup",
        "restore",
        "erase",
        "review",
        "publish",
        "doctor",
        "eval",
        "completions",
    ] {
        assert!(run(folder.path(), &[command, "--help"]).contains("Examples:"), "{command}");
    }
}

#[test]
fn machine_output_is_free_of_colours_and_words() {
    let folder = TempDir::new().unwrap();
    articles(folder.path());
    let out = tradewire(folder.path())
        .args(["extract", "in.jsonl", "gone.txt", "--format", "jsonl"])
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(3));
    lines(&String::from_utf8(out.stdout).unwrap());
    assert!(!out.stderr.contains(&0x1b), "colours where no terminal reads");
}

#[test]
fn a_table_of_any_field_is_fused() {
    let folder = TempDir::new().unwrap();
    let mut table = "source,object,value\n".to_owned();
    for n in 0..12 {
        for source in ["good", "fine", "sound"] {
            table.push_str(&format!("{source},o{n:02},t\n"));
        }
        table.push_str(&format!("loose,o{n:02},f{n}\nwild,o{n:02},g{n}\n"));
    }
    table.push_str("good,x,1\nloose,x,2\nwild,x,2\n");
    fs::write(folder.path().join("claims.csv"), &table).unwrap();
    let fused = run(folder.path(), &["fuse", "claims.csv"]);
    assert!(fused.starts_with("object,value,confidence\no00,t,"), "{fused}");
    assert!(fused.contains("\nx,1,"), "who is often right outweighs two who are not: {fused}");
    let voted = run(folder.path(), &["fuse", "claims.csv", "--method", "vote", "--format", "jsonl"]);
    let last = lines(&voted).pop().unwrap();
    assert_eq!((last["value"].as_str(), last["confidence"].as_f64()), (Some("2"), Some(0.667)));
    for method in ["truthfinder", "crh", "tdh"] {
        assert_eq!(run(folder.path(), &["fuse", "claims.csv", "--method", method]).lines().count(), 14);
    }
    let sources = lines(&run(folder.path(), &["fuse", "claims.csv", "--sources", "--format", "jsonl"]));
    let accuracy = |name: &str| {
        sources.iter().find(|s| s["source"] == name).and_then(|s| s["accuracy"].as_f64()).unwrap()
    };
    assert!(accuracy("good") > 0.8 && accuracy("wild") < 0.4);

    fs::write(folder.path().join("tree.csv"), "id,name,parent\n0,north,\n1,harbour,0\n2,south,\n").unwrap();
    fs::write(
        folder.path().join("places.csv"),
        "object,source,value\nx,a,north\nx,b,north\nx,c,harbour\nx,d,\n",
    )
    .unwrap();
    for method in ["accuracy", "tdh"] {
        let out = tradewire(folder.path())
            .args(["fuse", "places.csv", "--hierarchy", "tree.csv", "--method", method])
            .output()
            .unwrap();
        // A row without a value is left out and said.
        assert_eq!(out.status.code(), Some(3));
        let fused = String::from_utf8(out.stdout).unwrap();
        // Three rows are too few for a model of each source; going down the tree is not.
        let expected = if method == "tdh" { "x," } else { "x,harbour," };
        assert!(fused.contains(expected), "{fused}");
    }
    let wrong = tradewire(folder.path()).args(["fuse", "claims.csv", "--method", "guess"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn hearsay_fades_and_a_report_names_its_origin() {
    let folder = TempDir::new().unwrap();
    let line = serde_json::json!({"doc": "one.txt", "published": "2031-02-01", "outlet": "Kiln Notes", "fiction": true,
        "text": "据传林知远将加盟Meta。"});
    fs::write(folder.path().join("in.jsonl"), line.to_string()).unwrap();
    run(folder.path(), &["ingest", "in.jsonl"]);
    let at = |day: &str| run(folder.path(), &["events", "--as-of", day]);
    assert!(
        at("2031-02-10").contains("rumoured") && !at("2031-02-10").contains("fad"),
        "{}",
        at("2031-02-10")
    );
    assert!(at("2031-04-10").contains("fading"), "{}", at("2031-04-10"));
    assert!(at("2032-02-10").contains("faded"), "{}", at("2032-02-10"));
    let events = lines(&run(folder.path(), &["events", "--format", "jsonl"]));
    assert_eq!(events[0]["reports"][0]["origin"], "Kiln Notes");
}
