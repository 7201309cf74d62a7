use std::io::{ErrorKind, Write};

use tradewire_ledger::{Archive, LedgerError, SqliteStore};

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Out, tell};

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// The log, from which `tradewire import` makes the same ledger
    Log,
    /// FollowTheMoney: people, companies, employments, ownerships, court cases, articles, mentions
    Ftm,
    /// The same, and moves, offers with their sums and pay bands under schemata of our own
    FtmOwn,
    /// Those schemata, in the language of FollowTheMoney
    FtmSchema,
    /// A sheet of statements: one row for each thing that a claim says, with where and when it was said
    Csv,
}

/// Flags of `export`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Full texts are not part of it.

Examples:
  tradewire export > ledger.jsonl
  tradewire export --after 1200 > since.jsonl
  tradewire export --form ftm > entities.ftm.json
  tradewire export --form ftm-schema > schema/tradewire.yaml
  tradewire export --form csv > statements.csv")]
pub struct Args {
    /// Only what was written after this entry
    #[arg(long, value_name = "SEQ", default_value_t = 0, conflicts_with = "form")]
    after: u64,
    /// What to print
    #[arg(long, value_enum, default_value = "log")]
    form: Form,
    #[command(flatten)]
    ledger: Ledger,
}

/// Prints the log as JSON lines; says on stderr where it ends.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut out = Out::new();
    if args.form == Form::FtmSchema {
        out.writer().write_all(crate::ftm::SCHEMA.as_bytes())?;
        out.finish()?;
        return Ok(Done::Whole);
    }
    let store = SqliteStore::open_reader(args.ledger.existing()?)?;
    if matches!(args.form, Form::Ftm | Form::FtmOwn) {
        crate::ftm::export(&store, &mut out, args.form == Form::FtmOwn)?;
        out.finish()?;
        return Ok(Done::Whole);
    }
    if args.form == Form::Csv {
        crate::sheet::export(&store, out.writer())?;
        out.finish()?;
        return Ok(Done::Whole);
    }
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
