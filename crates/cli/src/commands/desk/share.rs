//! What a desk gives to a group.

use std::io::Write;
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use tradewire_desk::{Contribution, Recipient, share};

use super::{Place, say_troubles, told};
use crate::failure::{Done, Failure};
use crate::output::{Out, say, tell};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire desk share --to age1… --show               print what would be given, and give nothing
  tradewire desk share --to age1… --out mine.age
  tradewire desk share --to age1… --as-of 2026-06-30 --with-firm --out mine.age

Given is, for each cell of role, level, country, year and currency, one offer: its first year and its first four years at face
value, each with two figures. Not given: name, source, note, parts, days; the firm only with --with-firm. Whoever holds the
group's key can read the contribution itself, not only the aggregates: share with a group whose keeper you trust that far.")]
pub(super) struct Args {
    /// Public key of the group (age1…)
    #[arg(long, value_name = "KEY")]
    to: Recipient,
    /// Offers kept up to this day; by default today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Give the firm, too
    #[arg(long)]
    with_firm: bool,
    /// Print what would be given instead of giving it
    #[arg(long)]
    show: bool,
    /// File to make
    #[arg(long, value_name = "FILE", required_unless_present = "show")]
    out: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    let desk = args.place.open()?;
    let listing = desk.list().map_err(told)?;
    let rejected = say_troubles(&listing);
    let today = || Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let as_of = args.as_of.unwrap_or_else(today);
    let (shares, skipped) = share(&listing.items, as_of, args.with_firm);
    for s in &skipped {
        say("note", &format!("item {} is not given: {}", s.id, s.why));
    }
    if shares.is_empty() {
        return Err(Failure::new("no offer can be given").hint("keep one with --role, --level and --country"));
    }
    let n = shares.len();
    let made = Contribution::of(&desk, &args.to, as_of, shares);
    if let Some(path) = args.out.as_ref().filter(|_| !args.show) {
        let sealed = made.seal(&args.to).map_err(told)?;
        let fail = |e: std::io::Error| Failure::new(format!("cannot write {}: {e}", path.display()));
        let mut file = std::fs::File::create_new(path).map_err(fail)?;
        file.write_all(&sealed).and_then(|()| file.sync_all()).map_err(fail)?;
        tell(&format!("{n} cells in {}, for {}", path.display(), args.to));
        return Ok(Done::with_rejected(rejected));
    }
    let mut out = Out::new();
    out.json(&made)?;
    out.finish()?;
    Ok(Done::with_rejected(rejected))
}
