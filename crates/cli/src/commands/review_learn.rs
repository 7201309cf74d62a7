use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use tradewire_ledger::{Review, Store};
use tradewire_model::{Claim, Decision, EntityId, Word};
use tradewire_review::learn::{FormTag, NewForm, Proposal, Settlement, corpus, forms, frames};
use tradewire_review::{Calibrator, Graded, recalibrate};

use crate::commands::review_stats::percent;
use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Out, say, tell};
use crate::pipeline::Pipeline;
use crate::review::{candidates, queue};

/// Flags of `review learn`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Nothing is changed by it: it writes files and diffs for a person to look through and to apply with `patch -p1`, or `git apply`.
Passages and examples hold words of the articles that were judged: keep them in a folder of your own.

Examples:
  tradewire review learn --out proposed/
  tradewire review learn --out proposed/ --checkout ~/tradewire --name july")]
pub struct Args {
    /// Folder to write to; made if it is not there
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Folder that holds kb/ and rules/, against which diffs are made; without it none are
    #[arg(long, value_name = "FOLDER")]
    checkout: Option<PathBuf>,
    /// Name of the lot: of the corpus file, and in the ids of its passages
    #[arg(long, default_value = "review")]
    name: String,
    #[command(flatten)]
    ledger: Ledger,
}

/// A claim that was settled, with the words it stands in.
struct Settled {
    claim: Claim,
    decision: Decision,
    passage: String,
    quote: String,
    language: String,
    /// Whether every claim of the passage was settled: half a passage would teach that the rest is wrong.
    whole: bool,
}

impl Settled {
    fn view(&self) -> Settlement<'_> {
        Settlement {
            claim: &self.claim,
            decision: &self.decision,
            passage: &self.passage,
            quote: &self.quote,
            language: &self.language,
        }
    }
}

/// Writes what judgements teach: golden passages, examples of frames, forms of names, calibration.
pub fn run(args: &Args) -> Result<Done, Failure> {
    if args.name.is_empty() || !args.name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
        return Err(
            Failure::usage(format!("«{}» is no name for a lot", args.name)).hint("letters, digits, - and _")
        );
    }
    let mut store = args.ledger.open()?;
    let pipeline = Pipeline::new()?;
    if store.all_tasks()?.is_empty() || store.views_behind()? > 0 {
        queue::refresh_as_usual(&pipeline, &mut store)?;
    }
    let settled = settled(&pipeline, &store)?;
    let all: Vec<Settlement<'_>> = settled.iter().map(Settled::view).collect();
    let passages: Vec<Settlement<'_>> = settled.iter().filter(|s| s.whole).map(Settled::view).collect();
    let mut proposals = corpus(&passages, &args.name);
    if let Some(checkout) = &args.checkout {
        let kb = texts(checkout, "kb")?;
        let rules = texts(checkout, "rules/frames")?;
        if kb.is_empty() && rules.is_empty() {
            return Err(Failure::new(format!("{} holds neither kb/ nor rules/frames/", checkout.display()))
                .hint("give the folder of a checkout of tradewire"));
        }
        proposals.extend(frames(&all, &borrowed(&rules)));
        proposals.extend(forms(&new_forms(&pipeline, &store)?, &borrowed(&kb)));
    }
    fs::create_dir_all(&args.out).map_err(|e| cannot_write(&args.out, &e))?;
    let mut out = Out::new();
    let mut diff = String::new();
    for proposal in &proposals {
        match proposal {
            Proposal::File { path, text } => {
                let to = args.out.join(path);
                if let Some(folder) = to.parent() {
                    fs::create_dir_all(folder).map_err(|e| cannot_write(folder, &e))?;
                }
                fs::write(&to, text).map_err(|e| cannot_write(&to, &e))?;
                out.line(&to.display().to_string())?;
            }
            Proposal::Diff { text, .. } => diff += text,
        }
    }
    if !diff.is_empty() {
        let to = args.out.join("proposed.diff");
        fs::write(&to, diff).map_err(|e| cannot_write(&to, &e))?;
        out.line(&to.display().to_string())?;
    }
    calibration(&pipeline, &store, &args.out, &mut out)?;
    out.finish()?;
    tell(&format!(
        "{} settled claims, {} of them in passages that were judged whole; look through what was written before you take it over",
        settled.len(),
        passages.len()
    ));
    Ok(Done::Whole)
}

fn cannot_write(path: &Path, e: &std::io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {e}", path.display()))
}

/// The claims on which a ruling stands and nobody differs.
fn settled(pipeline: &Pipeline, store: &dyn Store) -> Result<Vec<Settled>, Failure> {
    let mut said: HashMap<String, Vec<_>> = HashMap::new();
    for r in store.standing_judgements()? {
        said.entry(r.judgement.claim.to_string()).or_default().push(r);
    }
    let (claims, _) = pipeline.stated(store)?;
    let mut by_doc: BTreeMap<&str, Vec<&Claim>> = BTreeMap::new();
    for c in &claims {
        by_doc.entry(&c.doc).or_default().push(c);
    }
    let mut out = Vec::new();
    for (doc, claims) in by_doc {
        let mut open: Vec<String> = Vec::new();
        let mut here: Vec<Settled> = Vec::new();
        let document = store.document(doc)?;
        for claim in claims {
            let Some(record) = store.claim(&claim.id)? else { continue };
            let quote = document
                .as_ref()
                .and_then(|d| claim.text_span.and_then(|s| s.slice(&d.text)))
                .unwrap_or(&claim.quote)
                .to_owned();
            let ruling =
                said.remove(claim.id.as_str()).map(Review::of).filter(|r| !r.disputed).and_then(|r| r.ruling);
            match (ruling, record.context) {
                (Some(r), Some(passage)) if passage.contains(&quote) => here.push(Settled {
                    claim: claim.clone(),
                    decision: r.judgement.decision,
                    passage,
                    quote,
                    language: record.document.language.unwrap_or_else(|| "und".to_owned()),
                    whole: false,
                }),
                _ => open.push(quote),
            }
        }
        for s in &mut here {
            s.whole = !open.iter().any(|q| s.passage.contains(q));
        }
        out.extend(here);
    }
    Ok(out)
}

/// The texts of the TOML files under a folder, with their paths as the checkout has them.
fn texts(checkout: &Path, folder: &str) -> Result<Vec<(String, String)>, Failure> {
    let mut out = Vec::new();
    let mut left = vec![PathBuf::from(folder)];
    while let Some(at) = left.pop() {
        let Ok(entries) = fs::read_dir(checkout.join(&at)) else { continue };
        for entry in entries {
            let entry = entry?;
            let path = at.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|e| e == "toml") {
                let text = fs::read_to_string(checkout.join(&path))
                    .map_err(|e| Failure::new(format!("cannot read {}: {e}", path.display())))?;
                out.push((path.display().to_string(), text));
            }
        }
    }
    out.sort_unstable();
    Ok(out)
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect()
}

/// The forms of entities that people said are one with a known one.
fn new_forms(pipeline: &Pipeline, store: &dyn Store) -> Result<Vec<NewForm>, Failure> {
    let (_, resolution) = pipeline.stated(store)?;
    let mut out = BTreeSet::new();
    let known = |id: &EntityId| pipeline.kb().get(id).is_some();
    for r in store.name_judgements(false)? {
        let j = r.judgement;
        let (of, other) = match (known(&j.a), known(&j.b)) {
            (true, false) => (j.a, j.b),
            (false, true) => (j.b, j.a),
            _ => continue,
        };
        let Some(record) = resolution.entity(&other).filter(|_| j.word == Word::Same) else { continue };
        for form in record.forms.iter().chain([&record.name]) {
            out.insert(NewForm { entity: of.clone(), form: form.clone(), tag: tag(form) });
        }
    }
    Ok(out.into_iter().collect())
}

/// By its script: Latin, Simplified, or what Traditional writes otherwise.
fn tag(form: &str) -> FormTag {
    if form.is_ascii() || !form.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c)) {
        FormTag::En
    } else if tradewire_script::fold_str(form) == form {
        FormTag::ZhHans
    } else {
        FormTag::ZhHantTw
    }
}

/// Writes the curves that turn stated confidences into calibrated ones, with what they are worth.
fn calibration(pipeline: &Pipeline, store: &dyn Store, to: &Path, out: &mut Out) -> Result<(), Failure> {
    let field = candidates::gather(pipeline, store, &Calibrator::default())?;
    let graded: Vec<Graded> = field
        .candidates
        .iter()
        .filter(|c| c.random)
        .filter_map(|c| {
            let right = c.audit? == tradewire_review::Verdicts::Accepted;
            Some(Graded { id: c.id.to_string(), kind: c.kind, confidence: c.confidence, right })
        })
        .collect();
    if graded.is_empty() {
        say("note", "no claim of the random share was judged, so confidences cannot be calibrated");
        return Ok(());
    }
    let found = recalibrate(&graded);
    let path = to.join("calibration.json");
    fs::write(&path, serde_json::to_string_pretty(&found)?).map_err(|e| cannot_write(&path, &e))?;
    out.line(&path.display().to_string())?;
    let said = |e: Option<f64>| e.map_or("unknown".to_owned(), percent);
    tell(&format!(
        "expected calibration error over {} judgements: {} as stated, {} after, on claims held out",
        found.n,
        said(found.before),
        said(found.after)
    ));
    Ok(())
}
