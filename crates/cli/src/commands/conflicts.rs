use tradewire_ledger::Store;

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Format, Out, short};
use crate::show;

/// Flags of `conflicts`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire conflicts
  tradewire conflicts --format jsonl > conflicts.jsonl")]
pub struct Args {
    /// What to print
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    #[command(flatten)]
    ledger: Ledger,
}

/// Prints the open disagreements, each side with its quotes.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let store = args.ledger.open()?;
    let mut out = Out::new();
    for conflict in store.conflicts()? {
        if args.format == Format::Jsonl {
            out.json(&conflict)?;
            continue;
        }
        out.line(&format!("{}  {}: {}", conflict.id, show::topic(&conflict), show::sides(&conflict)))?;
        out.line(&format!("  {}", conflict.reason))?;
        for side in &conflict.sides {
            out.line(&format!("  {}", side.value))?;
            let ids: Vec<_> = side.claims.iter().map(|c| c.id.clone()).collect();
            for record in store.claims_by_ids(&ids)? {
                let said = show::attribution(&record.claim.attribution);
                let said = if said.is_empty() { String::new() } else { format!(" ({said})") };
                out.line(&format!("    {}{said}: «{}»", record.claim.doc, short(&record.claim.quote, 160)))?;
            }
        }
        out.line("")?;
    }
    out.finish()?;
    Ok(Done::Whole)
}
