use std::collections::HashMap;
use std::path::{Path, PathBuf};

use tradewire_eval::{CORE, Gold, Predictions, Report, Units, check_quotes, score};

use crate::failure::{Done, Failure};
use crate::output::{Out, say};

/// Flags of `eval`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire extract seeds/ --format jsonl > claims.jsonl
  tradewire eval gold claims.jsonl --texts seeds --show 50")]
pub struct Args {
    /// Folder of golden facts: JSON files of one document each
    gold: PathBuf,
    /// Claims as `extract --format jsonl` prints them
    claims: PathBuf,
    /// Hold every quote against its span in the texts of this folder
    #[arg(long, value_name = "DIR")]
    texts: Option<PathBuf>,
    /// JSON object of unit and parents: a unit then counts as its parent
    #[arg(long, value_name = "FILE")]
    units: Option<PathBuf>,
    /// Kinds to score
    #[arg(long, value_delimiter = ',', default_values_t = CORE.map(str::to_owned))]
    kinds: Vec<String>,
    /// List this many missed facts and unmatched claims
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
}

/// Scores claims and prints the figures.
pub fn run(args: &Args) -> Result<Done, Failure> {
    if let Some(unknown) = args.kinds.iter().find(|k| k.parse::<tradewire_model::ClaimKind>().is_err()) {
        return Err(Failure::usage(format!("there is no claim kind «{unknown}»")));
    }
    let gold = Gold::from_folder(&args.gold)?;
    let units = match &args.units {
        Some(path) => Units::from_json(&text(path)?).map_err(|e| {
            Failure::new(format!("{}: {e}", path.display())).hint("it maps each unit to a list of parents")
        })?,
        None => Units::default(),
    };
    let predictions = Predictions::from_json_lines(&text(&args.claims)?);
    for bad in predictions.malformed() {
        say("rejected", &format!("{} line {}: {}", args.claims.display(), bad.line, bad.reason));
    }
    let kinds: Vec<&str> = args.kinds.iter().map(String::as_str).collect();
    let scored = score(&gold, &predictions, &kinds, &units);
    let quotes = match &args.texts {
        Some(folder) => Some(check_quotes(&predictions, &raw_texts(folder)?)),
        None => None,
    };
    let report = Report { score: &scored, quotes: quotes.as_ref(), show: args.show };
    let mut out = Out::new();
    if args.json {
        out.json(&report.json())?;
    } else {
        out.line(report.table().trim_end())?;
    }
    out.finish()?;
    if let Some(q) = quotes.filter(|q| !q.wrong.is_empty()) {
        return Err(Failure::new(format!(
            "{} of {} quotes are not the text at their span",
            q.wrong.len(),
            q.checked
        ))
        .hint("are these the texts that the claims were made from?"));
    }
    Ok(Done::with_rejected(predictions.malformed().len()))
}

fn text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|e| Failure::new(format!("cannot read {}: {e}", path.display())))
}

/// The raw texts of a folder and those below, by file name.
fn raw_texts(folder: &Path) -> Result<HashMap<String, String>, Failure> {
    let mut out = HashMap::new();
    let mut left = vec![folder.to_owned()];
    let bad = |p: &Path, e: &std::io::Error| Failure::new(format!("cannot read {}: {e}", p.display()));
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|e| bad(&folder, &e))? {
            let path = entry.map_err(|e| bad(&folder, &e))?.path();
            if path.is_dir() && !path.is_symlink() {
                left.push(path);
            } else if path.extension().is_some_and(|e| ["txt", "html", "htm"].iter().any(|x| e == *x)) {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let bytes = std::fs::read(&path).map_err(|e| bad(&path, &e))?;
                // The raw text is the decoder's output: UTF-8 without a byte-order mark.
                let html = path.extension().is_some_and(|e| e != "txt");
                out.insert(name, tradewire_read::decode(&bytes, None, html).0);
            }
        }
    }
    Ok(out)
}
