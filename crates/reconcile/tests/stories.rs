//! Runs the stories under `docs/stories/`: what reports say, and what is to come of it.
//!
//! A story is a second-level heading with a `toml reports` block and an `expect` block. See `docs/stories/README.md`.
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "this test reads the stories and fails where one does not parse"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json, json};
use tradewire_kb::KnowledgeBase;
use tradewire_model::{
    Amount, Bound, Claim, ClaimKind, Count, Currency, Decimal, DocId, Event, Measure, Name, Period, Role,
    Shape, Value,
};
use tradewire_reconcile::{DocumentInfo, Reconciled, reconcile};
use tradewire_resolve::Resolution;

/// One story.
struct Story {
    title: String,
    reports: String,
    expect: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/stories")
}

/// The blocks of a Markdown file: heading above, info string, text.
fn blocks(markdown: &str) -> Vec<(String, String, String)> {
    let (mut out, mut heading) = (Vec::new(), String::new());
    // The fence that is open: as many backticks close it.
    let mut open = None::<(usize, String, String)>;
    for line in markdown.lines() {
        let ticks = line.chars().take_while(|c| *c == '`').count();
        match &mut open {
            None if ticks >= 3 => open = Some((ticks, line[ticks..].trim().to_owned(), String::new())),
            Some((n, ..)) if ticks >= *n => {
                let (_, info, text) = open.take().unwrap();
                out.push((heading.clone(), info, text));
            }
            Some((_, _, text)) => {
                text.push_str(line);
                text.push('\n');
            }
            None => {
                if let Some(h) = line.strip_prefix("## ") {
                    heading = h.trim().to_owned();
                }
            }
        }
    }
    out
}

fn stories(markdown: &str) -> Vec<Story> {
    let mut out: Vec<Story> = Vec::new();
    for (title, info, text) in blocks(markdown) {
        match info.as_str() {
            "toml reports" => out.push(Story { title, reports: text, expect: String::new() }),
            "expect" => {
                let last = out.last_mut().unwrap_or_else(|| panic!("«{title}» expects before it reports"));
                assert!(
                    last.title == title && last.expect.is_empty(),
                    "«{title}» needs one block of each sort"
                );
                last.expect = text;
            }
            _ => {}
        }
    }
    out
}

fn cast() -> KnowledgeBase {
    let text = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let cast: String = blocks(&text).into_iter().filter(|b| b.1 == "toml cast").map(|b| b.2).collect();
    KnowledgeBase::from_files([("docs/stories/README.md", cast.as_str())]).unwrap()
}

/// The claims and documents that a block of reports stands for.
fn read(reports: &str) -> (Vec<Claim>, Vec<DocumentInfo>) {
    let root: Json = serde_json::to_value(toml::from_str::<toml::Table>(reports).unwrap()).unwrap();
    let (mut claims, mut documents) = (Vec::new(), Vec::new());
    for (n, report) in root["report"].as_array().unwrap().iter().enumerate() {
        let doc = report["doc"].as_str().map_or_else(|| format!("{}", n + 1), str::to_owned);
        let text = report["text"].as_str().unwrap_or_default();
        documents.push(DocumentInfo {
            name: doc.clone(),
            id: DocId::of([&doc]),
            published: report["date"].as_str().map(|d| d.parse().unwrap()),
            outlet: report["outlet"].as_str().map(str::to_owned),
            title: None,
            fiction: report["fiction"].as_bool().unwrap_or(true),
            url: None,
        });
        for c in report["claims"].as_array().unwrap_or(&Vec::new()) {
            let quote = c["quote"].as_str().unwrap_or(text);
            let at = text.find(quote).unwrap_or_else(|| panic!("«{quote}» is not in «{text}»"));
            let (kind, args) = ClaimKind::ALL
                .iter()
                .find_map(|k| c[k.as_str()].as_object().map(|a| (*k, a)))
                .unwrap_or_else(|| panic!("no kind in {c}"));
            let mut full = Map::new();
            for (role, v) in args {
                let r: Role = role.parse().unwrap();
                full.insert(role.clone(), serde_json::to_value(value(kind, r, v)).unwrap());
            }
            let via: Vec<Json> = c["via"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|v| json!({"text": v.as_str().unwrap()}))
                .collect();
            let line = json!({
                "doc": doc, "kind": kind, "modality": c["modality"].as_str().unwrap_or("asserted"), "args": full,
                "source": c["source"].as_str().map(|s| json!({"text": s})), "via": via,
                "anonymous": c["anonymous"].as_bool().unwrap_or(false),
                "quote": quote, "span": [at, at + quote.len()], "confidence": 1.0,
            });
            claims.push(Claim::from_json(&line).unwrap_or_else(|e| panic!("{e}: {line}")));
        }
    }
    (claims, documents)
}

/// A value in the short notation of the stories.
fn value(kind: ClaimKind, role: Role, v: &Json) -> Value {
    let text = || v.as_str().unwrap_or_else(|| panic!("{role} is given as words, not {v}"));
    match kind.shape(role) {
        Shape::Name => match v {
            Json::Array(items) => Value::Names(items.iter().map(|i| name(i.as_str().unwrap())).collect()),
            _ => Value::Name(name(text())),
        },
        Shape::Amount => Value::Amount(amount(text())),
        Shape::Count => {
            let a = amount(text());
            Value::Count(Count { value: a.value.unwrap(), bound: a.bound })
        }
        Shape::Number => Value::Number(v.to_string().parse().unwrap()),
        Shape::Measure => {
            let (figure, unit) = text().rsplit_once(' ').unwrap();
            let a = amount(figure);
            Value::Measure(Measure {
                value: a.value,
                low: a.low,
                high: a.high,
                unit: unit.into(),
                bound: a.bound,
            })
        }
        Shape::Date => Value::Date(text().parse().unwrap()),
        Shape::Code => Value::Code(text().to_owned()),
        Shape::Text => Value::Text(text().to_owned()),
        Shape::Series => panic!("stories have no series"),
    }
}

/// «group: eight researchers» is an unnamed group.
fn name(text: &str) -> Name {
    match text.strip_prefix("group: ") {
        Some(g) => Name::group(g),
        None => Name::unresolved(text),
    }
}

/// `USD 14.3e9`, `about USD 125e6`, `at least 8`, `up to USD 100e6 a year`, `USD 1e6–10e6`.
fn amount(text: &str) -> Amount {
    let (text, per) = match text.rsplit_once(" a ") {
        Some((rest, p)) => (rest, Some(p.parse::<Period>().unwrap())),
        None => (text, None),
    };
    let (bound, text) = [("about ", Bound::Approx), ("at least ", Bound::AtLeast), ("up to ", Bound::UpTo)]
        .into_iter()
        .find_map(|(cue, b)| text.strip_prefix(cue).map(|rest| (b, rest)))
        .unwrap_or((Bound::Exact, text));
    let (currency, text) = match text.split_once(' ') {
        Some((c, rest)) => (Some(c.parse::<Currency>().unwrap()), rest),
        None => (None, text),
    };
    let figure =
        |s: &str| Decimal::from_scientific(s).or_else(|_| s.parse()).unwrap_or_else(|_| panic!("{s}"));
    let mut out = match text.split_once('–') {
        Some((low, high)) => Amount::range(figure(low), figure(high)),
        None => Amount::new(figure(text), bound),
    };
    (out.currency, out.per) = (currency, per);
    out
}

/// What came of it, in the form of an `expect` block; details only where they are asked for.
fn told(out: &Reconciled, resolution: &Resolution, asked: &[&str]) -> String {
    let mut text = String::new();
    let mut asked = asked.iter().peekable();
    for e in &out.events {
        let roles: Vec<&str> = e.reports.iter().map(|r| r.role.as_str()).collect();
        writeln!(text, "event {} {} {}: {}", e.kind, e.stage, e.grade, roles.join(", ")).unwrap();
        asked.next_if(|l| l.starts_with("event "));
        while let Some(line) = asked.next_if(|l| l.starts_with("  ")) {
            let key = line.trim().split(" = ").next().unwrap_or_default();
            writeln!(text, "  {key} = {}", detail(out, e, key)).unwrap();
        }
    }
    for c in &out.conflicts {
        let sides: Vec<String> = c.sides.iter().map(|s| format!("{} ({})", s.value, s.origins)).collect();
        writeln!(text, "conflict {} {}: {}", c.kind, c.role, sides.join(" | ")).unwrap();
        asked.next_if(|l| l.starts_with("conflict "));
        while let Some(line) = asked.next_if(|l| l.starts_with("  ")) {
            let words = line.trim().strip_prefix("because ").unwrap_or(line);
            let found = c.reason.contains(words);
            writeln!(text, "  because {}", if found { words } else { &c.reason }).unwrap();
        }
    }
    for line in asked {
        let Some(who) = line.strip_prefix("who ") else { continue };
        let surface = who.split(" = ").next().unwrap_or_default();
        let mut names: Vec<&str> = resolution
            .links
            .iter()
            .filter(|l| l.surface == surface)
            .filter_map(|l| resolution.entity(&l.id))
            .map(|e| e.name.as_str())
            .collect();
        names.dedup();
        writeln!(text, "who {surface} = {}", names.join(", ")).unwrap();
    }
    text
}

fn detail(out: &Reconciled, e: &Event, key: &str) -> String {
    if let Some(role) = key.strip_prefix("rounds of ") {
        let rounds = out.rounds.iter().find(|r| r.event == e.id && r.role.as_str() == role);
        return rounds.map_or(1, |r| r.rounds.len()).to_string();
    }
    if key == "origins" {
        let mut keys: Vec<&str> =
            out.backing.iter().filter(|b| b.event == e.id).map(|b| b.label.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        return keys.join(", ");
    }
    let role: Role = key.parse().unwrap_or_else(|_| panic!("«{key}» is no role"));
    match e.args.get(role) {
        None => "nothing".to_owned(),
        Some(Value::Name(n)) => n.label().to_owned(),
        Some(Value::Names(ns)) => ns.iter().map(Name::label).collect::<Vec<_>>().join(", "),
        Some(Value::Amount(a)) => figure(a),
        Some(Value::Count(c)) => figure(&Amount::new(c.value, c.bound)),
        Some(Value::Measure(m)) => {
            let bare =
                Amount { value: m.value, low: m.low, high: m.high, ..Amount::new(Decimal::ZERO, m.bound) };
            format!("{} {}", figure(&bare), m.unit)
        }
        Some(Value::Number(n)) => n.to_string(),
        Some(Value::Date(d)) => d.to_string(),
        Some(Value::Code(s) | Value::Text(s)) => s.clone(),
        Some(Value::Series(p)) => format!("{} figures", p.len()),
    }
}

fn figure(a: &Amount) -> String {
    tradewire_reconcile::words(a)
}

fn run(story: &Story, kb: &KnowledgeBase) -> Result<(), String> {
    let (mut claims, documents) = read(&story.reports);
    let resolution = tradewire_resolve::resolve(&mut claims, kb);
    let out = reconcile(&claims, &documents, &resolution);
    let expected: Vec<&str> = story.expect.lines().filter(|l| !l.trim().is_empty()).collect();
    let told = told(&out, &resolution, &expected);
    let told: Vec<&str> = told.lines().collect();
    if told == expected {
        Ok(())
    } else {
        Err(format!("## {}\ncame out as\n{}\n", story.title, told.join("\n")))
    }
}

#[test]
fn the_stories_come_out_as_told() {
    let kb = cast();
    let (mut failed, mut count) = (Vec::new(), 0);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "md")) {
        for story in stories(&std::fs::read_to_string(file).unwrap()) {
            count += 1;
            assert!(!story.expect.is_empty(), "{}: «{}» expects nothing", file.display(), story.title);
            if let Err(e) = run(&story, &kb) {
                failed.push(format!("{}: {e}", file.file_name().unwrap().to_string_lossy()));
            }
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {count} stories came out otherwise:\n\n{}",
        failed.len(),
        failed.join("\n")
    );
    assert!(count >= 25, "only {count} stories were found");
}
