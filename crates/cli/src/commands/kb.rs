use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use tradewire_kb::{Import, KnowledgeBase, erasure};
use tradewire_model::EntityId;

use crate::failure::{Done, Failure};
use crate::output::{Out, say};

/// Flags of `kb`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Turn FollowTheMoney JSON lines or Wikidata JSON into entries of the knowledge base, as TOML
    Import(ImportArgs),
    /// Print the record that erases a person's entry for good
    Erase(EraseArgs),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// FollowTheMoney: one entity a line
    Ftm,
    /// Wikidata: a dump, JSON lines, or an answer of its API
    Wikidata,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire kb import entities.ftm.json --from ftm --source 'sanctions list of 2025-10' > mine.toml
  tradewire kb import Q42.json --from wikidata > mine.toml")]
struct ImportArgs {
    /// The file to read
    file: PathBuf,
    /// What it holds
    #[arg(long, value_enum)]
    from: Form,
    /// When it was so, by default today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Where it was read, for entries that do not say
    #[arg(long, default_value = "imported file")]
    source: String,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  tradewire kb erase some-person >> kb/erased.toml")]
struct EraseArgs {
    /// Id of the entry
    id: String,
    /// Files of one's own to look in, beside what ships with the program
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Prints what was asked for.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut out = Out::new();
    let today = || jiff::Zoned::now().date().to_string();
    let done = match &args.action {
        Action::Import(a) => {
            let text = text(&a.file)?;
            let as_of = a.as_of.clone().unwrap_or_else(today);
            let import = match a.from {
                Form::Ftm => Import::follow_the_money(&text, &as_of, &a.source),
                Form::Wikidata => Import::wikidata(&text, &as_of),
            };
            for (line, why) in &import.rejected {
                say("left out", &format!("{} entry {line}: {why}", a.file.display()));
            }
            let toml = import.to_toml().map_err(|e| Failure::new(format!("cannot write TOML: {e}")))?;
            // What cannot be loaded again is no import.
            KnowledgeBase::from_files([("import.toml", toml.as_str())])
                .map_err(|e| Failure::new(format!("the entries do not load: {e}")))?;
            out.line(toml.trim_end())?;
            Done::with_rejected(import.rejected.len())
        }
        Action::Erase(a) => {
            let texts: Vec<(String, String)> = a
                .files
                .iter()
                .map(|f| Ok((f.display().to_string(), text(f)?)))
                .collect::<Result<_, Failure>>()?;
            let kb = KnowledgeBase::with_files(texts.iter().map(|(p, t)| (p.as_str(), t.as_str())))
                .map_err(|e| Failure::new(e.to_string()))?;
            let entry = kb
                .get(&EntityId::new(&a.id))
                .ok_or_else(|| Failure::new(format!("the knowledge base holds no entry «{}»", a.id)))?;
            let salt: [u8; 16] = rand::random();
            let salt: String = salt.iter().map(|b| format!("{b:02x}")).collect();
            out.line(erasure(entry, &salt, &today()).trim_end())?;
            Done::Whole
        }
    };
    out.finish()?;
    Ok(done)
}

fn text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|e| Failure::new(format!("cannot read {}: {e}", path.display())))
}
