use std::path::PathBuf;

use tradewire_ledger::SqliteStore;

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Out, tell};

/// Flags of `backup`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Others may read and write the ledger meanwhile. The copy is gone through before it gets its name. A ledger in PostgreSQL
is copied by pg_dump.

Examples:
  tradewire backup monday.sqlite")]
pub struct Args {
    /// File to make
    #[arg(value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    ledger: Ledger,
}

/// Copies the ledger and prints where the log of the copy ends.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let verification = SqliteStore::open_reader(args.ledger.existing()?)?.backup(&args.to)?;
    tell(&format!("{} entries in {}", verification.entries, args.to.display()));
    let mut out = Out::new();
    out.line(&verification.anchor.to_string())?;
    out.finish()?;
    Ok(Done::Whole)
}
