use std::path::PathBuf;

use tradewire_ledger::{Archive, SqliteStore, Store};

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::tell;
use crate::pipeline::Pipeline;

/// Flags of `restore`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
What was erased from the ledger since the copy was made is erased from what is restored.

Examples:
  tradewire restore monday.sqlite --to restored.sqlite
  tradewire restore monday.sqlite --to restored.sqlite --without-erasures")]
pub struct Args {
    /// What `tradewire backup` made
    #[arg(value_name = "COPY")]
    copy: PathBuf,
    /// File to make
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Do not look for erasures in the ledger: it is lost, or cannot be read
    #[arg(long)]
    without_erasures: bool,
    #[command(flatten)]
    ledger: Ledger,
}

/// Makes a ledger from a copy.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let erasures = if args.without_erasures {
        Vec::new()
    } else {
        args.ledger.existing().and_then(|path| Ok(SqliteStore::open_reader(path)?.erasures()?)).map_err(
            |e| {
                Failure::new(format!("what was erased since the copy was made is not known: {e}"))
                    .hint("give the ledger with --ledger; if it is lost, --without-erasures")
            },
        )?
    };
    let pipeline = Pipeline::new()?;
    let mut store = SqliteStore::restore(&args.copy, &args.to, &erasures)?;
    pipeline.derive(&mut store)?;
    let counts = store.counts()?;
    tell(&format!(
        "{}: {} entries, {} documents, {} claims, {} events",
        args.to.display(),
        counts.entries,
        counts.documents,
        counts.claims,
        counts.events
    ));
    Ok(Done::Whole)
}
