use tradewire_ledger::{Archive, Store};

use crate::entities::documents;
use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{say, tell};
use crate::pipeline::Pipeline;

/// Flags of `rebuild`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire rebuild
  tradewire rebuild --ledger team.sqlite")]
pub struct Args {
    #[command(flatten)]
    ledger: Ledger,
}

/// Makes everything derived again from the log alone, and says whether it is what stood there before.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut store = args.ledger.open()?;
    let pipeline = Pipeline::new()?;
    let judged = |store: &dyn Store| -> Result<_, Failure> {
        Ok((store.judgements()?, store.standing_judgements()?, store.name_judgements(true)?))
    };
    let before = (documents(&store)?, store.all_claims()?, judged(&store)?);
    store.rebuild()?;
    let after = (documents(&store)?, store.all_claims()?, judged(&store)?);
    pipeline.derive(&mut store)?;
    for (what, same) in [
        ("documents", before.0 == after.0),
        ("claims", before.1 == after.1),
        ("judgements", before.2 == after.2),
    ] {
        if !same {
            say("mended", &format!("the {what} were not what the log says; now they are"));
        }
    }
    let counts = store.counts()?;
    tell(&format!(
        "made again from {} entries: {} documents, {} claims, {} events, {} conflicts{}",
        counts.entries,
        counts.documents,
        counts.claims,
        counts.events,
        counts.conflicts,
        if before == after { "; what was stated is as before" } else { "" }
    ));
    Ok(Done::Whole)
}
