//! Review from the command line: what is asked, what answers do, what takes them back, what is public.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

fn tradewire(folder: &Path, answers: &str, arguments: &[&str]) -> Output {
    Command::cargo_bin("tradewire")
        .unwrap()
        .current_dir(folder)
        .env("TRADEWIRE_LEDGER", folder.join("ledger.sqlite"))
        .env("TRADEWIRE_REVIEWER", "ana")
        .args(arguments)
        .write_stdin(answers)
        .output()
        .unwrap()
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    let out = tradewire(folder, "", arguments);
    assert_eq!(out.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// Answers the review, and gives all it said with its exit code.
fn review(folder: &Path, answers: &str, arguments: &[&str]) -> (String, Option<i32>) {
    let all: Vec<&str> = ["review"].into_iter().chain(arguments.iter().copied()).collect();
    let out = tradewire(folder, answers, &all);
    let said = String::from_utf8(out.stdout).unwrap() + String::from_utf8(out.stderr).unwrap().as_str();
    (said, out.status.code())
}

fn fails(folder: &Path, code: i32, arguments: &[&str]) -> String {
    let out = tradewire(folder, "", arguments);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(code), "{arguments:?}: {said}");
    said
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// Two reports of one stake that disagree on its price, and two people of one name at different labs.
fn ledger() -> TempDir {
    let folder = TempDir::new().unwrap();
    let line = |doc: &str, outlet: &str, text: &str| {
        serde_json::json!({"doc": doc, "published": "2025-06-12", "outlet": outlet, "text": text, "fiction": true})
            .to_string()
    };
    let text = [
        line("one.txt", "The Courier", "Meta以143亿美元收购Scale AI 49%的股份。"),
        line("two.txt", "晨汐报", "Meta以148亿美元收购Scale AI 49%的股份。"),
        line(
            "three.txt",
            "The Courier",
            "Researcher Quillon Marchbanks has left OpenAI and joined Meta, the company said.",
        ),
        line(
            "four.txt",
            "Harbour Daily",
            "Researcher Quillon Marchbanks has left Anthropic and joined Mistral AI, the company said.",
        ),
    ]
    .join("\n");
    fs::write(folder.path().join("in.jsonl"), text).unwrap();
    run(folder.path(), &["ingest", "in.jsonl", "--input", "jsonl"]);
    folder
}

/// The claim of a kind that a document makes.
fn claim_of(folder: &Path, doc: &str, kind: &str) -> String {
    let shown = run(folder, &["show", "document", doc]);
    let line =
        shown.lines().find(|l| l.trim().starts_with("c_") && l.contains(&format!(" {kind} "))).unwrap();
    line.split_whitespace().next().unwrap().to_owned()
}

/// Everything the commands show of a ledger.
fn shown(folder: &Path) -> String {
    let mut out = run(folder, &["events", "--format", "jsonl"]);
    out += &run(folder, &["conflicts", "--format", "jsonl"]);
    for doc in ["one.txt", "two.txt", "three.txt", "four.txt"] {
        out += &run(folder, &["show", "document", doc]);
    }
    out + run(folder, &["search", "Marchbanks", "--format", "jsonl"]).as_str()
}

#[test]
fn the_queue_says_what_is_asked_and_why() {
    let folder = ledger();
    let tasks = lines(&run(folder.path(), &["review", "--list", "--format", "jsonl", "--random", "1"]));
    let claims: Vec<&Value> = tasks.iter().filter(|t| t["kind"] == "claim").collect();
    assert!(!claims.is_empty());
    for t in &claims {
        assert!(!t["why"].as_array().unwrap().is_empty(), "{t}");
        assert!(
            ["agree", "disagree", "cannot_tell"].contains(&t["check"]["verdict"].as_str().unwrap()),
            "{t}"
        );
        assert_eq!(t["random"], true, "{t}");
    }
    let named =
        claims.iter().flat_map(|t| t["names"].as_array().unwrap()).find(|n| n["text"] == "Scale AI").unwrap();
    let chosen = &named["candidates"][0];
    assert!(chosen["chosen"] == true && !chosen["features"].as_array().unwrap().is_empty(), "{named}");
    let scores: Vec<f64> = tasks.iter().map(|t| t["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    assert!(
        run(folder.path(), &["review", "--list"]).contains("drawn at random") || tasks.len() > claims.len()
    );
}

#[test]
fn answers_go_by_lines_and_undo_brings_everything_back() {
    let folder = ledger();
    let before = shown(folder.path());
    let id = claim_of(folder.path(), "two.txt", "deal");

    let (said, code) = review(folder.path(), "r not_said the headline only asks\nq\n", &["--claim", &id]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("⟦") && said.contains("148亿美元") && said.contains("checker"), "{said}");
    assert!(said.contains("1 judged"), "{said}");
    assert!(!said.contains('\u{1b}'), "no colours in a pipe");
    let claim = run(folder.path(), &["show", "claim", &id]);
    assert!(
        claim.contains("out of view") && claim.contains("reject, not_said: the headline only asks"),
        "{claim}"
    );
    assert!(!shown(folder.path()).contains("148"), "a rejected claim is in no view");

    // What was judged stays out whatever is ingested or rebuilt.
    run(folder.path(), &["ingest", "in.jsonl", "--input", "jsonl"]);
    run(folder.path(), &["rebuild"]);
    assert!(!shown(folder.path()).contains("148"));
    run(folder.path(), &["verify"]);

    let judgement =
        claim.lines().find_map(|l| l.trim().split_once("  ").filter(|(j, _)| j.starts_with("j_"))).unwrap().0;
    run(folder.path(), &["review", "undo", judgement, "--reason", "it does say so"]);
    assert_eq!(shown(folder.path()), before);
    assert!(run(folder.path(), &["show", "claim", &id]).contains("[taken back]"));
    assert!(fails(folder.path(), 1, &["review", "undo", judgement]).contains("already"));
    assert!(fails(folder.path(), 1, &["review", "undo", "j_0"]).contains("hint"));

    // Taken back within the talk, too; the claim is asked again.
    let (said, code) = review(folder.path(), "r 1\nu\nk\nq\n", &["--limit", "3"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("taken back") && said.contains("0 judged"), "{said}");
    assert_eq!(shown(folder.path()), before);
}

#[test]
fn a_claim_is_mended_split_and_merged_by_typed_words() {
    let folder = ledger();
    let (one, two) = (claim_of(folder.path(), "one.txt", "deal"), claim_of(folder.path(), "two.txt", "deal"));
    let answers = "m amount\nm amount=143亿美元\ns target=Meta | target=Nobody Here\nm modality=planned\n";
    let (said, code) = review(folder.path(), answers, &["--claim", &two, "--reviewer", "ben"]);
    assert_eq!(code, Some(3), "the first answers cannot be taken: {said}");
    assert!(said.contains("role=value"), "{said}");
    assert_eq!(said.matches("does not stand in the text").count(), 2, "a figure and a name: {said}");
    let claim = run(folder.path(), &["show", "claim", &two]);
    assert!(
        claim.contains("planned") && claim.contains("as extracted") && claim.contains("14.8B"),
        "{claim}"
    );

    // Another reviewer sees what was said, and says something else: both stand.
    let (said, _) = review(folder.path(), "a\n", &["--claim", &two, "--reviewer", "cem", "--double", "0"]);
    assert!(said.contains("ben") || said.contains("asks for 2 people"), "{said}");
    let claim = run(folder.path(), &["show", "claim", &two]);
    assert!(claim.contains("ben: mend") && claim.contains("cem: accept"), "{claim}");

    let (said, code) =
        review(folder.path(), "s acquirer=Meta | acquirer=Scale AI; target=Meta\n", &["--claim", &one]);
    assert_eq!(code, Some(0), "{said}");
    let document = run(folder.path(), &["show", "document", "one.txt"]);
    assert!(!document.contains(&one) || document.matches("c_").count() >= 2, "{document}");
    assert!(run(folder.path(), &["show", "claim", &one]).contains("out of view"));

    let folder = ledger();
    let (_, code) = review(folder.path(), &format!("d {one}\n"), &["--claim", &two]);
    assert_eq!(code, Some(0));
    assert!(!run(folder.path(), &["show", "document", "two.txt"]).contains(&two));
    assert!(run(folder.path(), &["show", "document", "one.txt"]).contains(&one));
}

#[test]
fn the_second_of_two_judges_does_not_see_the_first() {
    let folder = ledger();
    let id = claim_of(folder.path(), "one.txt", "deal");
    let flags = ["--claim", &id, "--double", "1"];
    review(folder.path(), "r other first\n", &[&flags[..], &["--reviewer", "ana"]].concat());
    let (said, _) = review(folder.path(), "a\n", &[&flags[..], &["--reviewer", "ben"]].concat());
    assert!(!said.contains("other: first"), "{said}");
    let (said, _) = review(folder.path(), "q\n", &[&flags[..], &["--reviewer", "cem"]].concat());
    assert!(said.contains("other: first") && said.contains("two people differ"), "{said}");
    let stats = run(folder.path(), &["review", "stats"]);
    assert!(
        stats.contains("blind: ") && stats.contains("ana: 1 reject") && stats.contains("ben: 1 accept"),
        "{stats}"
    );
    // A third decides with both in view.
    review(folder.path(), "a\n", &[&flags[..], &["--reviewer", "cem"]].concat());
    assert!(!run(folder.path(), &["show", "claim", &id]).contains("two people differ"));
    let figures = lines(&run(folder.path(), &["review", "stats", "--format", "jsonl"]));
    assert!(figures.iter().any(|f| f["reviewer"] == "cem" && f["judgements"] == 1));
    assert!(figures.iter().any(|f| f["agreement"]["pairs"] == 1));
}

#[test]
fn two_of_one_name_become_one_and_two_again() {
    let folder = ledger();
    let before = shown(folder.path());
    let pairs = lines(&run(folder.path(), &["names", "review", "--list", "--format", "jsonl"]));
    let pair = pairs.iter().find(|p| p["names"][0]["text"].as_str().unwrap().contains("Marchbanks")).unwrap();
    assert!(!pair["names"][0]["candidates"][0]["features"].as_array().unwrap().is_empty(), "{pair}");
    let (a, b) = pair["id"].as_str().unwrap().split_once('~').unwrap();

    run(folder.path(), &["names", "judge", a, b, "same", "--reason", "one career"]);
    let joined = run(folder.path(), &["events", "--format", "jsonl"]);
    assert!(joined.contains(a.min(b)) && !joined.contains(a.max(b)), "{joined}");
    let listed = run(folder.path(), &["names", "judgements"]);
    assert!(listed.contains("same by ana: one career"), "{listed}");
    let id = listed.split_whitespace().next().unwrap().to_owned();
    run(folder.path(), &["rebuild"]);
    assert_eq!(run(folder.path(), &["events", "--format", "jsonl"]), joined);
    run(folder.path(), &["names", "undo", &id]);
    assert_eq!(shown(folder.path()), before, "every id is what it was");
    assert!(run(folder.path(), &["names", "judgements"]).is_empty());
    assert!(run(folder.path(), &["names", "judgements", "--undone"]).contains("taken back"));

    // By a later word, and in the talk.
    run(folder.path(), &["names", "judge", a, b, "same"]);
    run(folder.path(), &["names", "judge", b, a, "unsure"]);
    assert_eq!(shown(folder.path()), before);
    let out = tradewire(folder.path(), "r two careers\nq\n", &["names", "review", "--reviewer", "ben"]);
    assert_eq!(out.status.code(), Some(0));
    assert!(run(folder.path(), &["names", "judgements"]).contains("different by ben: two careers"));
    assert_eq!(shown(folder.path()), before);
    assert!(fails(folder.path(), 1, &["names", "judge", a, a, "same"]).contains("itself"));
    assert!(fails(folder.path(), 1, &["names", "judge", "nobody-at-all", b, "same"]).contains("hint"));
    fails(folder.path(), 2, &["names", "judge", a, b, "perhaps"]);
}

#[test]
fn publishing_refuses_with_reasons_and_then_holds() {
    let folder = ledger();
    let everything = run(folder.path(), &["events", "--published", "--format", "jsonl"]);
    assert_eq!(
        everything,
        run(folder.path(), &["events", "--format", "jsonl"]),
        "before the first decision all is shown"
    );
    let refused = fails(folder.path(), 1, &["publish"]);
    assert!(
        refused.contains("refused") && refused.contains("audited") && refused.contains("hint"),
        "{refused}"
    );
    assert_eq!(
        run(folder.path(), &["events", "--published", "--format", "jsonl"]),
        everything,
        "nothing was written"
    );

    // Everything is drawn at random and found right; a rejected one is not.
    let all = "a\n".repeat(40);
    review(folder.path(), &all, &["--random", "1", "--only", "claims"]);
    let loose = ["--min-audited", "1", "--max-unresolved", "1", "--max-error", "1", "--min-group", "1"];
    let dry = run(folder.path(), &[&["publish", "--dry-run"][..], &loose].concat());
    assert!(dry.contains("error of what was extracted: 0 of"), "{dry}");
    for by in ["kind     deal", "language", "rule     deal."] {
        assert!(dry.contains(by), "{by}: {dry}");
    }
    let told = tradewire(folder.path(), "", &[&["publish"][..], &loose].concat());
    assert_eq!(told.status.code(), Some(0), "{}", String::from_utf8_lossy(&told.stderr));
    assert_eq!(
        run(folder.path(), &["events", "--published", "--format", "jsonl"]),
        everything,
        "all were accepted"
    );
    let strict = [&["publish", "--max-error", "0.001"][..], &loose[..4]].concat();
    assert!(fails(folder.path(), 1, &strict).contains("error rate"), "few judgements bound nothing");
    assert!(
        fails(folder.path(), 1, &[&["publish", "--min-claims", "999"][..], &loose].concat()).contains("999")
    );
    fails(folder.path(), 2, &["publish", "--waits-from", "G9"]);

    let id = claim_of(folder.path(), "one.txt", "deal");
    review(folder.path(), "r wrong_figure\n", &["--claim", &id, "--reviewer", "ben", "--random", "1"]);
    let stats = run(folder.path(), &["review", "stats", "--min-group", "1"]);
    assert!(stats.contains("error of what was extracted"), "{stats}");
    run(folder.path(), &["publish", "--withdraw"]);
    assert!(run(folder.path(), &["events", "--published", "--format", "jsonl"]).is_empty());
    assert!(run(folder.path(), &["search", "Meta", "--published", "--format", "jsonl"]).is_empty());
    assert!(!run(folder.path(), &["events", "--format", "jsonl"]).is_empty());
    run(folder.path(), &["verify"]);
}

#[test]
fn judgements_travel_and_can_be_erased() {
    let folder = ledger();
    let id = claim_of(folder.path(), "two.txt", "deal");
    review(folder.path(), "r other a slip of Wilmarth Tench\n", &["--claim", &id]);
    let log = run(folder.path(), &["export"]);
    fs::write(folder.path().join("log.jsonl"), &log).unwrap();
    let there = ["--ledger", "there.sqlite"];
    run(folder.path(), &[&["import", "log.jsonl"][..], &there].concat());
    assert_eq!(run(folder.path(), &[&["export"][..], &there].concat()), log);
    let events = |flags: &[&str]| run(folder.path(), &[&["events", "--format", "jsonl"][..], flags].concat());
    assert_eq!(events(&there), events(&[]));

    let claim = run(folder.path(), &["show", "claim", &id]);
    let judgement =
        claim.lines().find_map(|l| l.trim().split_once("  ").filter(|(j, _)| j.starts_with("j_"))).unwrap().0;
    run(folder.path(), &["erase", "--judgement", judgement, "--reason", "request 4"]);
    assert!(!run(folder.path(), &["export"]).contains("Wilmarth"));
    assert!(shown(folder.path()).contains("148"), "what followed from it is gone too");
    run(folder.path(), &["verify"]);
}

#[test]
fn wrong_usage_is_said_with_a_way_out() {
    let folder = ledger();
    assert!(fails(folder.path(), 2, &["review", "--random", "2", "--list"]).contains("0 to 1"));
    assert!(fails(folder.path(), 1, &["review", "--claim", "c_0"]).contains("--list"));
    let id = claim_of(folder.path(), "one.txt", "deal");
    let (said, code) = review(folder.path(), "x\nr perhaps\nd 9\nm acquirer=\nu\nk\n", &["--claim", &id]);
    assert_eq!(code, Some(3), "{said}");
    for part in ["«x» is no key", "not_said", "names no other claim"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

/// Labels go out to a tool and come back: judgements stand beside those given here, once.
#[test]
fn labels_go_out_and_come_back() {
    let folder = ledger();
    let id = claim_of(folder.path(), "one.txt", "deal");
    let at = |file: &str| folder.path().join(file);
    run(folder.path(), &["review", "--random", "1", "--export", "labelstudio", "tasks.json"]);
    let mut tasks: Value = serde_json::from_str(&fs::read_to_string(at("tasks.json")).unwrap()).unwrap();
    assert!(fs::read_to_string(at("tasks.xml")).unwrap().contains("wrong_figure"));
    let task = tasks.as_array_mut().unwrap().iter_mut().find(|t| t.to_string().contains(&id)).unwrap();
    assert!(task["data"]["text"].as_str().unwrap().contains("143亿美元"));
    task["annotations"] = serde_json::json!([{"id": 1, "completed_by": 7, "result": [
        {"id": id, "from_name": "decision", "to_name": "text", "type": "choices",
         "value": {"start": 0, "end": 5, "choices": ["reject", "wrong_figure"]}},
    ]}]);
    fs::write(at("labels.json"), tasks.to_string()).unwrap();
    let import = ["review", "--import", "labelstudio", "labels.json", "--reviewer", "desk"];
    let told = tradewire(folder.path(), "", &import);
    let said = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(said.contains("1 judgements taken in"), "{said}");
    assert!(run(folder.path(), &["show", "claim", &id]).contains("desk:7: reject, wrong_figure"));
    let again = tradewire(folder.path(), "", &import);
    assert!(String::from_utf8_lossy(&again.stderr).contains("0 judgements taken in, 1 known"));

    run(folder.path(), &["review", "--random", "1", "--export", "doccano", "tasks.jsonl"]);
    let mut all = lines(&fs::read_to_string(at("tasks.jsonl")).unwrap());
    let two = claim_of(folder.path(), "two.txt", "deal");
    for claim in all.iter_mut().flat_map(|l| l["claims"].as_array_mut().unwrap()) {
        if claim["id"] == two.as_str() {
            claim["decision"] = "accept".into();
        }
    }
    let text: String = all.iter().map(|l| format!("{l}\n")).collect();
    fs::write(at("labels.jsonl"), text).unwrap();
    run(folder.path(), &["review", "--import", "doccano", "labels.jsonl", "--reviewer", "desk"]);
    let claim = run(folder.path(), &["show", "claim", &two]);
    assert!(claim.contains("desk: accept"), "{claim}");
    assert!(
        fails(folder.path(), 2, &["review", "--export", "excel", "x"]).contains("labelstudio and doccano")
    );
    assert!(fails(folder.path(), 1, &["review", "--import", "doccano", "nowhere"]).contains("nowhere"));
    fs::write(at("broken.jsonl"), "{").unwrap();
    fails(folder.path(), 1, &["review", "--import", "doccano", "broken.jsonl"]);
}

#[test]
fn what_is_put_off_comes_last_and_a_queue_can_be_shared() {
    let folder = ledger();
    let flags = ["--only", "claims", "--random", "1", "--double", "0"];
    let list = |more: &[&str]| -> Vec<String> {
        let out =
            run(folder.path(), &[&["review", "--list", "--format", "jsonl"], &flags[..], more].concat());
        lines(&out).iter().map(|t| t["id"].as_str().unwrap().to_owned()).collect()
    };
    let all = list(&["--reviewer", "ana"]);
    assert!(all.len() > 2, "{all:?}");
    let answers = "l\n".repeat(all.len()) + "a\nq\n";
    let (said, code) = review(folder.path(), &answers, &flags);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1 judged"), "{said}");
    assert_eq!(
        said.matches(&format!("{}  ", all[0])).count(),
        2,
        "the first put off comes back first: {said}"
    );

    let share = |who: &str| list(&["--reviewer", who, "--among", "ben,cem,dua"]);
    let mut shared: Vec<String> = ["ben", "cem", "dua"].into_iter().flat_map(share).collect();
    shared.sort();
    shared.dedup();
    assert_eq!(shared.len(), all.len(), "all of it falls to somebody");
    fails(folder.path(), 2, &["review", "--list", "--reviewer", "ana", "--among", "ben,cem"]);
}

#[test]
fn learnt_curves_decide_what_is_asked_and_what_goes_out() {
    let folder = ledger();
    let curve = |name: &str, slope: f64, shift: f64| {
        let file = serde_json::json!({
            "calibrator": {"kinds": {}, "all": {"slope": slope, "shift": shift}}, "n": 9, "before": 0.2, "after": 0.1
        });
        fs::write(folder.path().join(name), file.to_string()).unwrap();
    };
    curve("low.json", 1.0, -12.0);
    curve("high.json", 1.0, 12.0);
    curve("falls.json", -1.0, 0.0);
    let unsure = |more: &[&str]| {
        let out = run(
            folder.path(),
            &[&["review", "--list", "--format", "jsonl", "--only", "claims"], more].concat(),
        );
        lines(&out)
            .iter()
            .filter(|t| t["why"].as_array().unwrap().iter().any(|w| w["code"] == "low_confidence"))
            .count()
    };
    let claims = lines(&run(
        folder.path(),
        &["review", "--list", "--format", "jsonl", "--only", "claims", "--random", "1"],
    ))
    .len();
    assert!(unsure(&[]) > 0, "as stated some are unsure");
    assert_eq!(unsure(&["--calibration", "high.json"]), 0, "everything is sure by that curve");
    assert_eq!(unsure(&["--calibration", "low.json"]), claims, "and nothing by that");
    let refused = fails(folder.path(), 1, &["publish", "--dry-run", "--calibration", "falls.json"]);
    assert!(refused.contains("falls.json") && refused.contains("hint"), "{refused}");
    fails(folder.path(), 1, &["review", "--list", "--calibration", "nowhere.json"]);
}

/// What was judged becomes golden passages, examples and calibration, for a person to look through.
#[test]
fn judgements_teach_by_changes_that_can_be_read() {
    let folder = ledger();
    let one = claim_of(folder.path(), "one.txt", "deal");
    review(folder.path(), "a\n", &["--claim", &one, "--random", "1"]);
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let learn =
        ["review", "learn", "--out", "proposed", "--name", "july", "--checkout", checkout.to_str().unwrap()];
    let told = run(folder.path(), &learn);
    assert!(told.contains("calibration.json"), "{told}");
    let corpus = told.lines().find(|l| l.contains("corpus")).unwrap();
    let text = fs::read_to_string(folder.path().join(corpus)).unwrap();
    assert!(text.contains("143亿美元") && text.contains("[[passage]]") && !text.contains("148"), "{text}");
    assert_eq!(run(folder.path(), &learn), told, "the same judgements give the same text");
    fails(folder.path(), 2, &["review", "learn", "--out", "x", "--name", "../../etc"]);
    assert!(fails(folder.path(), 1, &["review", "learn", "--out", "x", "--checkout", "."]).contains("hint"));
}
