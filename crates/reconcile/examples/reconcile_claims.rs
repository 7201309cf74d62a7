//! Reconciles claims as `tradewire extract --format jsonl` prints them.
//!
//! `reconcile_claims CLAIMS.jsonl EVENTS.jsonl CONFLICTS.jsonl` reads the first and writes the other two, as
//! `tradewire events` and `tradewire conflicts` would after ingesting the same documents without their metadata.
#![expect(clippy::disallowed_methods, reason = "an example reads and writes files")]

use std::collections::BTreeSet;
use std::error::Error;
use std::io::Write as _;

use tradewire_kb::KnowledgeBase;
use tradewire_model::{Claim, DocId};
use tradewire_reconcile::{DocumentInfo, reconcile};

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [claims, events, conflicts] = paths.as_slice() else {
        return Err("usage: reconcile_claims CLAIMS.jsonl EVENTS.jsonl CONFLICTS.jsonl".into());
    };
    let mut claims: Vec<Claim> = std::fs::read_to_string(claims)?
        .lines()
        .filter(|l| !l.trim().is_empty())
        .map(|l| Ok(Claim::from_json(&serde_json::from_str(l)?)?))
        .collect::<Result<_, Box<dyn Error>>>()?;
    let names: BTreeSet<String> = claims.iter().map(|c| c.doc.clone()).collect();
    let documents: Vec<DocumentInfo> = names
        .into_iter()
        .map(|name| DocumentInfo {
            id: DocId::of([&name]),
            published: None,
            outlet: None,
            title: None,
            fiction: false,
            url: None,
            name,
        })
        .collect();
    let resolution = tradewire_resolve::resolve(&mut claims, KnowledgeBase::builtin()?);
    let out = reconcile(&claims, &documents, &resolution);
    let mut file = std::fs::File::create(events)?;
    for e in &out.events {
        writeln!(file, "{}", serde_json::to_string(e)?)?;
    }
    let mut file = std::fs::File::create(conflicts)?;
    for c in &out.conflicts {
        writeln!(file, "{}", serde_json::to_string(c)?)?;
    }
    eprintln!("{} claims, {} events, {} conflicts", claims.len(), out.events.len(), out.conflicts.len());
    for d in &resolution.discrepancies {
        eprintln!("{} is {}: {}", d.surface, d.id, d.reason);
    }
    Ok(())
}
