use tradewire_ledger::{Anchor, Archive, SqliteStore, Verification};

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Out, say, tell};

/// Flags of `verify`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The anchor it prints is to be kept elsewhere: with it a log that was rewritten as a whole is found too.

Examples:
  tradewire verify > anchor.txt
  tradewire verify --anchor \"$(cat anchor.txt)\"")]
pub struct Args {
    /// What `verify` or `backup` printed earlier
    #[arg(long, value_name = "SEQ:HASH")]
    anchor: Option<Anchor>,
    #[command(flatten)]
    ledger: Ledger,
}

/// Goes through the whole log; prints where it ends, or every entry that is not as it was written.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let store = SqliteStore::open_reader(args.ledger.existing()?)?;
    let verification = store.verify(args.anchor.as_ref())?;
    sound(&verification)?;
    tell(&format!("{} entries as they were written, {} erased", verification.entries, verification.erased));
    let mut out = Out::new();
    out.line(&verification.anchor.to_string())?;
    out.finish()?;
    Ok(Done::Whole)
}

/// Fails, with every finding said, where a log is not as it was written.
pub fn sound(verification: &Verification) -> Result<(), Failure> {
    if verification.is_sound() {
        return Ok(());
    }
    for finding in &verification.findings {
        say("found", &finding.to_string());
    }
    let more = if verification.more { " or more" } else { "" };
    Err(Failure::new(format!(
        "the log is not as it was written: {}{more} findings",
        verification.findings.len()
    ))
    .hint("restore a copy from before the damage: `tradewire restore COPY --to NEW`"))
}
