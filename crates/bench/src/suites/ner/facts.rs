//! How many of the names that golden facts hold are found at all, whatever becomes of them in claims.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::Value;
use tradewire_eval::{Gold, GoldDoc};
use tradewire_extract::MentionKind;
use tradewire_model::Document;

use super::document;
use crate::{Documents, Engine, Outcome};

/// Roles whose fillers are persons, and those whose fillers are organisations; in the others either may stand.
fn wanted(kind: &str, role: &str) -> Option<&'static str> {
    match (kind, role) {
        (_, "person" | "led_by") | ("offer" | "approach", "to") => Some("person"),
        ("move", "from" | "to" | "via")
        | (_, "acquirer" | "target" | "company" | "bidder" | "org" | "target_org" | "affiliation") => {
            Some("organisation")
        }
        (_, "by" | "speaker" | "source" | "plaintiff" | "defendant" | "investors" | "beneficiary") => {
            Some("either")
        }
        (_, "role_before" | "role_after") => Some("title"),
        _ => None,
    }
}

#[derive(Default)]
struct Tally {
    gold: usize,
    /// The same words stand in the document as a name of the right kind.
    right: usize,
    /// Found, under another kind.
    other: usize,
}

/// Reads every golden document and looks its names up among those found.
pub(super) fn run(paths: &[PathBuf], docs: Option<&Path>, show: usize) -> anyhow::Result<Outcome> {
    let engine = Engine::new()?;
    let texts = texts(docs)?;
    let start = Instant::now();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let (mut cases, mut shown) = (0, 0);
    let mut own: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for path in paths {
        let gold = Gold::from_corpus(path).or_else(|_| Gold::from_folder(path))?;
        for doc in &gold.docs {
            let read = match (&doc.text, texts.get(&doc.doc)) {
                (Some(text), _) => &document(&doc.doc, text)?,
                (None, Some(read)) => read,
                (None, None) => continue,
            };
            cases += 1;
            let key = |s: &str| tradewire_script::key(s);
            let found: BTreeSet<(String, MentionKind)> = engine
                .names(read)
                .into_iter()
                .filter_map(|m| Some((key(m.span.slice(&read.text)?), m.kind)))
                .collect();
            let section =
                format!("{}/{}", doc.part.as_deref().unwrap_or("gold"), doc.lang.as_deref().unwrap_or("-"));
            let names = names_of(doc);
            let text = key(&read.text);
            for (name, class) in &names {
                if !text.contains(&key(name)) {
                    continue;
                }
                let is = |k: MentionKind| found.contains(&(key(name), k));
                let (p, o, t) =
                    (is(MentionKind::Person), is(MentionKind::Organisation), is(MentionKind::Title));
                let right = match *class {
                    "person" => p,
                    "organisation" => o,
                    "title" => t,
                    _ => p || o,
                };
                for name in [format!("{section} {class}"), format!("ALL {class}")] {
                    let tally = tallies.entry(name).or_default();
                    tally.gold += 1;
                    tally.right += usize::from(right);
                    tally.other += usize::from(!right && (p || o || t));
                }
                if !right && shown < show {
                    shown += 1;
                    eprintln!(
                        "{} {class} «{name}»{}",
                        doc.doc,
                        if p || o || t { " (other kind)" } else { "" }
                    );
                }
            }
            for (surface, k) in &found {
                let class = match k {
                    MentionKind::Person => "person",
                    MentionKind::Organisation => "organisation",
                    MentionKind::Title => continue,
                };
                let of = own.entry(class).or_default();
                of.0 += 1;
                of.1 += usize::from(
                    names.iter().any(|(n, c)| key(n) == *surface && (*c == class || *c == "either")),
                );
            }
        }
    }
    let elapsed = start.elapsed();
    let mut outcome = Outcome::new("ner --corpus", cases, elapsed);
    let mut table = String::new();
    for (name, t) in &tallies {
        let recall = t.right as f64 / t.gold.max(1) as f64;
        let _ = writeln!(
            table,
            "{name:<28} {:>5} names, {:>5} found, {:>4} as another kind, recall {recall:.3}",
            t.gold, t.right, t.other
        );
        outcome = outcome.metric(&format!("{name} recall"), recall);
    }
    for (class, (found, in_claim)) in &own {
        let share = *in_claim as f64 / (*found).max(1) as f64;
        let _ = writeln!(
            table,
            "{class:<28} {found:>5} found, {in_claim:>5} of them in a golden fact: {share:.3}"
        );
        outcome = outcome.metric(&format!("{class} in facts"), share);
    }
    outcome.table = Some(table);
    Ok(outcome)
}

fn texts(docs: Option<&Path>) -> anyhow::Result<BTreeMap<String, Document>> {
    let Some(path) = docs else { return Ok(BTreeMap::new()) };
    Ok(Documents::load(path)?.read_all().into_iter().map(|d| (d.name.clone(), d)).collect())
}

/// The names in the facts of a document, each once.
fn names_of(doc: &GoldDoc) -> BTreeSet<(String, &'static str)> {
    let mut out = BTreeSet::new();
    for fact in &doc.facts {
        for (role, value) in &fact.args {
            if let Some(class) = wanted(&fact.kind, role) {
                take(value, class, &mut out);
            }
        }
        if fact.source.as_str().is_some_and(|s| s != "anonymous") {
            take(&fact.source, "either", &mut out);
        }
    }
    // Where one fact knows what another leaves open, the open one adds nothing.
    let sure: BTreeSet<String> = out.iter().filter(|n| n.1 != "either").map(|n| n.0.clone()).collect();
    out.retain(|n| n.1 != "either" || !sure.contains(&n.0));
    out
}

fn take(value: &Value, class: &'static str, out: &mut BTreeSet<(String, &'static str)>) {
    match value {
        Value::String(s) if s.chars().count() > 1 => {
            out.insert((s.clone(), class));
        }
        Value::Array(all) => all.iter().for_each(|v| take(v, class, out)),
        Value::Object(o) if o.get("group").and_then(Value::as_bool) != Some(true) => {
            if let Some(text) = o.get("text") {
                take(text, class, out);
            }
        }
        _ => {}
    }
}
