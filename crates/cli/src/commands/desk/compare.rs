//! Offers of a desk side by side, and beside files.

use std::path::PathBuf;

use super::{Place, told};
use crate::commands::offer::{self, How};
use crate::failure::{Done, Failure};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire desk compare 3f2a 90c1
  tradewire desk compare 3f2a --with stay.toml --discount 0.04")]
pub(super) struct Args {
    /// Ids, or how they begin
    #[arg(required = true)]
    ids: Vec<String>,
    /// An offer that is not in the desk; may be given several times
    #[arg(long, value_name = "FILE")]
    with: Vec<PathBuf>,
    /// All offers are of one firm, so that their shares rise and fall together
    #[arg(long)]
    same_firm: bool,
    #[command(flatten)]
    how: How,
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    if args.ids.len() + args.with.len() < 2 {
        return Err(
            Failure::usage("two offers are needed to compare").hint("give another id, or a file with --with")
        );
    }
    let desk = args.place.open()?;
    let mut offers = Vec::new();
    for id in &args.ids {
        offers.push(desk.find(id).and_then(|id| desk.item(&id)).map_err(told)?.package);
    }
    for file in &args.with {
        offers.push(offer::read(file)?);
    }
    offer::one_currency(&offers)?;
    offer::compare::print(&offers, args.same_firm, &args.how)
}
