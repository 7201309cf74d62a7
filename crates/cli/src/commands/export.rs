use std::io::ErrorKind;

use tradewire_ledger::{Archive, LedgerError, SqliteStore};

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Out, tell};

/// Flags of `export`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Full texts are not part of it.

Examples:
  tradewire export > ledger.jsonl
  tradewire export --after 1200 > since.jsonl")]
pub struct Args {
    /// Only what was written after this entry
    #[arg(long, value_name = "SEQ", default_value_t = 0)]
    after: u64,
    #[command(flatten)]
    ledger: Ledger,
}

/// Prints the log as JSON lines; says on stderr where it ends.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let store = SqliteStore::open_reader(args.ledger.existing()?)?;
    let mut out = Out::new();
    match store.export(args.after, out.writer()) {
        Ok(anchor) => {
            out.finish()?;
            tell(&format!("anchor: {anchor}"));
            Ok(Done::Whole)
        }
        // Who reads the pipe has seen enough.
        Err(LedgerError::Io { source, .. }) if source.kind() == ErrorKind::BrokenPipe => Ok(Done::Whole),
        Err(e) => Err(e.into()),
    }
}
