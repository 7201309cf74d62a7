use tradewire_ledger::{Archive, Store};

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
    let before = (store.every_document()?, store.all_claims()?, judged(&store)?);
    let views = (store.every_event()?, store.conflicts()?);
    store.rebuild()?;
    let after = (store.every_document()?, store.all_claims()?, judged(&store)?);
    pipeline.derive_whole(&mut store)?;
    let views_same = (views.0 == store.every_event()?, views.1 == store.conflicts()?);
    for (what, same) in [
        ("documents", before.0 == after.0),
        ("claims", before.1 == after.1),
        ("judgements", before.2 == after.2),
        ("events", views_same.0),
        ("conflicts", views_same.1),
    ] {
        if !same {
            say("mended", &format!("the {what} were not what the log gives; now they are"));
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
        match (before == after, views_same == (true, true)) {
            (true, true) => "; what was stated is as before, and so is what follows from it",
            (true, false) => "; what was stated is as before",
            _ => "",
        }
    ));
    Ok(Done::Whole)
}
