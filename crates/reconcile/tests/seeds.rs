//! The five seed articles: golden facts as claims, resolved, reconciled, and judged by `eval/links.py`.
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "this test reads the shared folder and writes what the judge reads"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tradewire_kb::KnowledgeBase;
use tradewire_model::{Claim, DocId};
use tradewire_reconcile::{DocumentInfo, Reconciled, reconcile};

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared")
}

/// A golden fact as a claim; names keep their surface only.
fn claim(doc: &str, published: &str, raw: &str, fact: &Value) -> Option<Claim> {
    let quote = fact["quote"].as_str()?;
    let at = raw.find(quote)?;
    let mut args = serde_json::Map::new();
    for (role, v) in fact["args"].as_object()? {
        args.insert(role.clone(), arg(role, v));
    }
    let source = fact["source"].as_str();
    let anonymous = source == Some("anonymous");
    let mut out = json!({
        "doc": doc, "published": published, "kind": fact["kind"], "modality": fact["modality"], "args": args,
        "source": source.filter(|_| !anonymous).map(|s| json!({"text": s})), "anonymous": anonymous,
        "quote": quote, "span": [at, at + quote.len()], "extractor": "gold", "rule": "gold", "confidence": 1.0,
    });
    loop {
        match Claim::from_json(&out) {
            Ok(c) => return Some(c),
            Err(e) => {
                // An annotation that is freer than the contract (a list where a text stands, a note as a date).
                let role =
                    out["args"].as_object()?.keys().find(|k| e.contains(&format!("role {k}")))?.clone();
                out["args"].as_object_mut()?.remove(&role);
            }
        }
    }
}

fn arg(role: &str, v: &Value) -> Value {
    match v {
        Value::Array(items) if role != "series" => Value::Array(items.iter().map(|i| arg(role, i)).collect()),
        Value::Object(o) if o.contains_key("text") => {
            json!({"text": o["text"], "group": o.get("group").is_some()})
        }
        other => other.clone(),
    }
}

fn gold() -> (Vec<Claim>, Vec<DocumentInfo>) {
    let (mut claims, mut documents) = (Vec::new(), Vec::new());
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(shared().join("gold")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|f| f.file_name().unwrap().to_string_lossy().starts_with('0')) {
        let g: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let (doc, published) = (g["doc"].as_str().unwrap(), g["published"].as_str().unwrap());
        let raw = std::fs::read_to_string(shared().join("seeds").join(doc)).unwrap();
        for fact in g["facts"].as_array().unwrap() {
            claims.push(claim(doc, published, &raw, fact).unwrap_or_else(|| panic!("{doc} {fact}")));
        }
        documents.push(DocumentInfo {
            name: doc.to_owned(),
            id: DocId::of([doc]),
            published: published.parse().ok(),
            outlet: None,
            title: None,
            fiction: false,
            url: None,
        });
    }
    (claims, documents)
}

fn links(out: &Reconciled, name: &str) -> Value {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let lines = |rows: Vec<String>| rows.join("\n") + "\n";
    let (events, conflicts) =
        (dir.join(format!("{name}_events.jsonl")), dir.join(format!("{name}_conflicts.jsonl")));
    let rows = out.events.iter().map(|e| serde_json::to_string(e).unwrap()).collect();
    std::fs::write(&events, lines(rows)).unwrap();
    let rows = out.conflicts.iter().map(|c| serde_json::to_string(c).unwrap()).collect();
    std::fs::write(&conflicts, lines(rows)).unwrap();
    let judge = |json: bool| {
        let mut c = Command::new("python3");
        c.arg(shared().join("eval/links.py")).arg(shared().join("gold")).arg(&events).arg(&conflicts);
        if json {
            c.arg("--json");
        }
        String::from_utf8(c.output().unwrap().stdout).unwrap()
    };
    println!("{}", judge(false));
    serde_json::from_str(&judge(true)).unwrap()
}

#[test]
#[ignore = "needs ../shared and python3"]
fn every_golden_link_is_found() {
    let (mut claims, documents) = gold();
    let resolution = tradewire_resolve::resolve(&mut claims, KnowledgeBase::builtin().unwrap());
    for d in &resolution.discrepancies {
        println!("{} → {}: {}", d.surface, d.id, d.reason);
    }
    let out = reconcile(&claims, &documents, &resolution);
    for c in &out.conflicts {
        println!(
            "{} {} {:?} {}",
            c.kind,
            c.role,
            c.sides.iter().map(|s| &s.value).collect::<Vec<_>>(),
            c.reason
        );
    }
    let figures = links(&out, "gold");
    assert_eq!(figures["agreement full"], json!([9, 9]));
    assert_eq!(figures["conflict value"], json!([4, 4]));
    assert_eq!(figures["conflict name"], json!([3, 3]));
    assert!(figures["spurious conflicts"].as_u64().unwrap() <= 2);
    assert!(figures["doubtful merges"].as_u64().unwrap() <= 2);
}
