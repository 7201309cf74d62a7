use std::path::PathBuf;

use crate::failure::{Done, Failure};
use crate::intake::Inputs;
use crate::output::{Format, Out, short, table};
use crate::pipeline::Pipeline;
use crate::show;

/// Flags of `extract`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire extract article.html
  tradewire extract articles/ --format jsonl > claims.jsonl
  tradewire extract crawl.warc.gz feed.xml https://example.com/2025/07/01/news --format jsonl
  tradewire extract article.txt --rules my-rules/
  tradewire extract archive/ --quick --format jsonl > claims.jsonl
  tradewire extract --input jsonl - --published 2025-07-01 --format jsonl < articles.jsonl")]
pub struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// What to print
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Read the rules of this folder, laid out like rules/, instead of those that ship: for whoever tries a pattern
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Read without the encoder: many times as fast, and less often right on phrasing that the rules do not know
    #[arg(long)]
    quick: bool,
}

/// Prints the claims of every input, in the order of the inputs.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let pipeline = match &args.rules {
        Some(folder) => Pipeline::with_rules(folder)?,
        None => Pipeline::new()?,
    }
    .reading(args.quick);
    let mut out = Out::new();
    let mut rows = table(&["document", "kind", "modality", "claim", "source", "quote"]);
    let rejected = pipeline.extract(&args.inputs, |_, claims| {
        for claim in claims {
            match args.format {
                Format::Jsonl => out.json(&claim)?,
                Format::Table => {
                    rows.add_row([
                        claim.doc.clone(),
                        claim.kind.to_string(),
                        claim.modality.to_string(),
                        show::args(&claim.args),
                        show::attribution(&claim.attribution),
                        short(&claim.quote, 60),
                    ]);
                }
            }
        }
        Ok(())
    })?;
    if args.format == Format::Table && rows.row_count() > 0 {
        out.line(&rows.to_string())?;
    }
    out.finish()?;
    Ok(Done::with_rejected(rejected))
}
