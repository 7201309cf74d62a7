//! One offer of a desk, year by year.

use jiff::Timestamp;

use super::{Place, told};
use crate::commands::offer::{self, How};
use crate::failure::{Done, Failure};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire desk value 3f2a
  tradewire desk value 3f2a --discount 0.04 --json")]
pub(super) struct Args {
    /// Its id, or how it begins
    id: String,
    /// The time at which to read the clock of an exploding offer; by default now
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    #[command(flatten)]
    how: How,
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    let desk = args.place.open()?;
    let item = desk.find(&args.id).and_then(|id| desk.item(&id)).map_err(told)?;
    offer::value::print(&item.package, args.at, &args.how)
}
