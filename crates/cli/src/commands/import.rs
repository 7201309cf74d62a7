use std::fs::File;
use std::io::{BufRead, BufReader, stdin};
use std::path::PathBuf;

use jiff::Timestamp;
use tradewire_ledger::Archive;

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{say, tell};
use crate::pipeline::Pipeline;

/// Flags of `import`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Into an empty ledger, or one that is a beginning of the exported one, entries come as they are, with times and hashes.
Into another, what is new is stated anew.

Examples:
  tradewire import ledger.jsonl
  tradewire export --ledger theirs.sqlite | tradewire import -")]
pub struct Args {
    /// What `tradewire export` printed; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    ledger: Ledger,
}

/// Takes an export into the ledger and derives its views anew.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut lines: Box<dyn BufRead> = if args.file.as_os_str() == "-" {
        Box::new(stdin().lock())
    } else {
        let file = File::open(&args.file)
            .map_err(|e| Failure::new(format!("cannot read {}: {e}", args.file.display())))?;
        Box::new(BufReader::new(file))
    };
    let mut store = args.ledger.open_or_make()?;
    let pipeline = Pipeline::new()?;
    let imported = store.import(&mut lines, Timestamp::now());
    // What stood before a line that is refused stays, and is to be seen.
    pipeline.derive(&mut store)?;
    let imported = imported?;
    tell(&format!("{} entries added, {} known", imported.added, imported.known));
    if imported.refused > 0 {
        say("refused", &format!("{} entries about what was erased here", imported.refused));
    }
    Ok(Done::with_rejected(imported.refused))
}
