use crate::failure::{Done, Failure};
use crate::intake::Inputs;
use crate::location::Ledger;
use crate::output::tell;
use crate::pipeline::Pipeline;

/// Flags of `ingest`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire ingest articles/
  tradewire ingest crawl.warc.gz feed.xml https://example.com/2025/07/01/news
  tradewire ingest archive/ --quick
  tradewire ingest --ledger team.sqlite --input jsonl articles.jsonl
  cat articles.jsonl | tradewire ingest --input jsonl -")]
pub struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    ledger: Ledger,
    /// Read without the encoder: many times as fast, and less often right on phrasing that the rules do not know
    #[arg(long)]
    quick: bool,
}

/// Takes every input into the ledger; the same input twice changes nothing.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut store = args.ledger.open_or_make()?;
    let pipeline = Pipeline::new()?.reading(args.quick);
    let tally =
        pipeline.ingest(args.inputs.iter(), &args.inputs.limits(), args.inputs.count(), &mut store)?;
    tell(&format!(
        "{} documents read: {} new, {} revised, {} as before; {} claims added; {} inputs rejected",
        tally.documents,
        tally.new,
        tally.revised,
        tally.documents - tally.new - tally.revised,
        tally.claims,
        tally.rejected
    ));
    tell(&format!("ledger: {}", args.ledger.shown()?));
    Ok(Done::with_rejected(tally.rejected))
}
