//! Articles may come in any order, one by one or all at once: the ledger says the same of them.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

fn run(folder: &Path, arguments: &[&str]) -> (String, String) {
    let out = Command::cargo_bin("tradewire").unwrap().current_dir(folder).args(arguments).output().unwrap();
    let words = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(0), "{arguments:?}: {words}");
    (String::from_utf8(out.stdout).unwrap(), words)
}

/// Reports of one deal and one move by several outlets: copies, a citation, another price, a later denial.
fn articles() -> Vec<String> {
    let line = |doc: &str, day: &str, outlet: &str, text: &str| {
        serde_json::json!({"doc": doc, "published": day, "outlet": outlet, "text": text, "fiction": true})
            .to_string()
    };
    vec![
        line("a.txt", "2031-03-02", "Reuters", "Meta以143亿美元收购Scale AI 49%的股份。"),
        line("b.txt", "2031-03-03", "Kiln Notes", "Meta以143亿美元收购Scale AI 49%的股份。"),
        line(
            "c.txt",
            "2031-03-03",
            "The Courier",
            "Meta has acquired Scale AI for $14.8 billion, Reuters reported.",
        ),
        line("d.txt", "2031-03-04", "The Courier", "Quillon Marchbanks has left OpenAI and joined Meta."),
        line("e.txt", "2031-03-09", "Reuters", "OpenAI denied that Quillon Marchbanks has joined Meta."),
    ]
}

#[test]
fn any_order_gives_one_ledger() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let all = articles();
    fs::write(at.join("all.jsonl"), all.join("\n")).unwrap();
    run(at, &["ingest", "all.jsonl", "--ledger", "whole.sqlite"]);
    let asked = |ledger: &str| {
        let of = |command: &str| run(at, &[command, "--format", "jsonl", "--ledger", ledger]).0;
        (of("events"), of("conflicts"))
    };
    let expected = asked("whole.sqlite");
    assert!(expected.0.lines().count() >= 2, "{}", expected.0);
    for (name, order) in [("back", [4, 3, 2, 1, 0]), ("mixed", [2, 4, 0, 3, 1])] {
        let ledger = format!("{name}.sqlite");
        for n in order {
            fs::write(at.join("one.jsonl"), &all[n]).unwrap();
            run(at, &["ingest", "one.jsonl", "--ledger", &ledger]);
        }
        assert_eq!(asked(&ledger), expected, "{name}");
        let (_, words) = run(at, &["rebuild", "--ledger", &ledger]);
        assert!(words.contains("and so is what follows from it"), "{words}");
    }
}
