//! Corrections, replies and denials beside what was reported; requests with their month; the export for other tools.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

fn tradewire(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("tradewire").unwrap();
    command.current_dir(folder).env("TRADEWIRE_LEDGER", folder.join("l.sqlite")).env_remove("RUST_LOG");
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    tradewire(folder).args(args).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn lines(output: &Output) -> Vec<Value> {
    out(output).lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// A ledger with a hire, a takeover and a lawsuit.
fn ledger() -> TempDir {
    let folder = TempDir::new().unwrap();
    let text = "Larkspur Labs hired Mara Quill, a former research director at Northgate Works, as chief scientist. \
                Northgate Works has agreed to buy Tally Data for $2.4 billion, it said on Monday.";
    fs::write(folder.path().join("a.txt"), text).unwrap();
    let done = run(folder.path(), &["ingest", "a.txt", "--published", "2026-03-02"]);
    assert!(done.status.success(), "{}", words(&done));
    folder
}

#[test]
fn what_was_said_of_a_report_stands_beside_it() {
    let folder = ledger();
    let at = folder.path();
    let events = lines(&run(at, &["events", "--format", "jsonl"]));
    let hire = events.iter().find(|e| e["kind"] == "move").unwrap();
    let (event, claim) = (hire["id"].as_str().unwrap(), hire["claims"][0]["id"].as_str().unwrap());
    let args = [
        "reply",
        event,
        "--as",
        "denial",
        "--author",
        "Mara Quill",
        "--evidence",
        "https://q.example/1",
        "I stayed.",
    ];
    let done = run(at, &args);
    assert!(done.status.success() && words(&done).contains(claim), "{}", words(&done));
    let said = "by Mara Quill: «I stayed.» (https://q.example/1)";
    for args in [["show", "event", event], ["show", "claim", claim], ["show", "document", "a.txt"]] {
        assert!(out(&run(at, &args)).contains(said), "{args:?}");
    }
    assert!(out(&run(at, &["reply", claim])).contains(said));
    assert!(out(&run(at, &["export"])).contains("I stayed."));
    let none = run(at, &["reply", "c_none", "--as", "reply", "--author", "x", "y"]);
    assert_eq!(none.status.code(), Some(1), "{}", words(&none));
    assert_eq!(run(at, &["reply", claim, "--as", "reply", "words without an author"]).status.code(), Some(2));
    assert!(run(at, &["verify"]).status.success());
}

#[test]
fn a_request_is_listed_by_its_day_and_decided() {
    let folder = ledger();
    let at = folder.path();
    let events = lines(&run(at, &["events", "--format", "jsonl"]));
    let claim = events[0]["claims"][0]["id"].as_str().unwrap();
    let add = |received: &str| {
        let args = [
            "request",
            "add",
            "--kind",
            "erasure",
            "--about",
            claim,
            "--by",
            "M. Q. <m@q.example>",
            "--received",
            received,
            "Please erase it.",
        ];
        run(at, &args)
    };
    let done = add("2026-01-31");
    assert!(words(&done).contains("must be answered by 2026-02-28"), "{}", words(&done));
    assert_eq!(add("2999-01-01").status.code(), Some(2));
    let list = |args: &[&str]| run(at, &[&["request", "list", "--format", "jsonl"], args].concat());
    let open = lines(&list(&[]));
    let id = open[0]["id"].as_str().unwrap().to_owned();
    assert_eq!((open.len(), open[0]["state"].as_str()), (1, Some("open")));
    assert!(out(&run(at, &["show", "claim", claim])).contains(&format!("request {id} (erasure) is open")));
    let decide =
        |state: &str| run(at, &["request", "decide", &id, "--state", state, "--by", "ana", "looked at it"]);
    assert!(decide("extended").status.success());
    assert!(lines(&list(&[]))[0]["due_at"].as_str().unwrap().starts_with("2026-04-30"));
    let early = run(at, &["erase", "--request", &id]);
    assert_eq!(early.status.code(), Some(2), "{}", words(&early));
    assert!(words(&early).contains("was not granted"), "{}", words(&early));
    let granted = decide("granted");
    assert!(words(&granted).contains(&format!("tradewire erase --request {id}")), "{}", words(&granted));
    assert_eq!(decide("refused").status.code(), Some(1));
    assert!(lines(&list(&[])).is_empty());
    let all = lines(&list(&["--all"]));
    assert_eq!(all[0]["decisions"].as_array().unwrap().len(), 2);
    let erased = run(at, &["erase", "--request", &id]);
    assert!(erased.status.success(), "{}", words(&erased));
    assert!(!out(&run(at, &["export", "--form", "csv"])).contains(claim));
    assert!(out(&run(at, &["export"])).contains(&format!("request {id}")));
    assert_eq!(run(at, &["erase", "--request", "q_none"]).status.code(), Some(1));
    assert_eq!(lines(&list(&["--all"])).len(), 1);
    assert!(run(at, &["verify"]).status.success());
}

#[test]
fn an_export_taken_in_is_written_out_the_same() {
    let folder = ledger();
    let at = folder.path();
    let events = lines(&run(at, &["events", "--format", "jsonl"]));
    let claim = events[0]["claims"][0]["id"].as_str().unwrap();
    assert!(run(at, &["reply", claim, "--as", "correction", "--author", "x", "y"]).status.success());
    let first = run(at, &["export"]).stdout;
    fs::write(at.join("e.jsonl"), &first).unwrap();
    let other = at.join("other.sqlite");
    let other = other.to_str().unwrap();
    let taken = run(at, &["import", "e.jsonl", "--ledger", other]);
    assert!(taken.status.success(), "{}", words(&taken));
    assert_eq!(run(at, &["export", "--ledger", other]).stdout, first);
    for form in ["ftm", "ftm-own"] {
        let ftm = |ledger: &str| run(at, &["export", "--form", form, "--ledger", ledger]).stdout;
        assert_eq!(ftm(other), ftm("l.sqlite"));
    }
}

#[test]
fn a_sheet_of_statements_says_each_thing_with_its_words() {
    let folder = ledger();
    let sheet = out(&run(folder.path(), &["export", "--form", "csv"]));
    let mut rows = csv::Reader::from_reader(sheet.as_bytes());
    let head = rows.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let at = |row: &csv::StringRecord, name: &str| {
        row.get(head.iter().position(|h| h == name).unwrap()).unwrap().to_owned()
    };
    let claims = lines(&run(folder.path(), &["export"])).iter().filter(|l| l["kind"] == "claim").count();
    let mut told: Vec<String> = rows.iter().map(|r| at(r, "claim")).collect();
    told.dedup();
    assert_eq!(told.len(), claims);
    let person = rows.iter().find(|r| at(r, "role") == "person").unwrap();
    assert!(
        !at(person, "value").is_empty()
            && !at(person, "quote").is_empty()
            && !at(person, "document").is_empty()
    );
    let sum = rows.iter().find(|r| !at(r, "currency").is_empty()).unwrap();
    assert!(at(sum, "value").parse::<f64>().is_ok() && at(sum, "bound") == "exact", "{sum:?}");
}

#[test]
fn the_export_for_followthemoney_holds_together() {
    let folder = ledger();
    let entities = lines(&run(folder.path(), &["export", "--form", "ftm"]));
    let of = |schema: &str| entities.iter().filter(|e| e["schema"] == schema).collect::<Vec<_>>();
    for schema in ["Person", "Company", "Employment", "Ownership", "Article", "Mention"] {
        assert!(!of(schema).is_empty(), "{schema}: {entities:?}");
    }
    let id_of =
        |name: &str| entities.iter().find(|e| e["properties"]["name"][0] == name).unwrap()["id"].clone();
    let job = of("Employment")
        .into_iter()
        .find(|e| e["properties"]["employer"][0] == id_of("Larkspur Labs"))
        .unwrap();
    assert_eq!(job["properties"]["employee"][0], id_of("Mara Quill"));
    let stake = of("Ownership")[0];
    assert_eq!(stake["properties"]["asset"][0], id_of("Tally Data"));
    assert_eq!(
        (stake["properties"]["sharesValue"][0].as_str(), stake["properties"]["sharesCurrency"][0].as_str()),
        (Some("2400000000"), Some("USD"))
    );
    // As followthemoney wants ids.
    let fits = |id: &str| id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
    assert!(entities.iter().all(|e| fits(e["id"].as_str().unwrap())));
    let ids: Vec<&Value> = entities.iter().map(|e| &e["id"]).collect();
    assert!(of("Mention").iter().all(|m| ids.contains(&&m["properties"]["document"][0])));
    assert!(
        entities.iter().all(|e| e["properties"]
            .as_object()
            .unwrap()
            .values()
            .all(|v| !v.as_array().unwrap().is_empty()))
    );
}
