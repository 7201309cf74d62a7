//! The offers of a desk.

use tradewire_market::YearAtFace;

use super::{Place, item_json, labels, say_troubles, told};
use crate::failure::{Done, Failure};
use crate::output::{Out, short, table};
use crate::show::figure;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire desk list
  tradewire desk list --json | jq .face

An item that cannot be opened is named on the error stream with what to do, and the others are listed; the exit code is then 3.")]
pub(super) struct Args {
    /// Print one JSON object per line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    let listing = args.place.open()?.list().map_err(told)?;
    let rejected = say_troubles(&listing);
    let mut out = Out::new();
    if args.json {
        for i in &listing.items {
            out.json(&item_json(i))?;
        }
    } else {
        let mut rows = table(&["id", "kept", "offer", "for", "currency", "first year", "face value", "note"]);
        for i in &listing.items {
            let p = &i.package;
            rows.add_row([
                i.id.to_string(),
                i.kept_at.strftime("%Y-%m-%d").to_string(),
                short(&p.name, 40),
                short(&labels(&i.labels), 50),
                p.currency.to_string(),
                figure(p.years_at_face().first().map(YearAtFace::total).unwrap_or_default()),
                figure(p.total_at_face()),
                short(&i.note, 30),
            ]);
        }
        out.line(&rows.to_string())?;
    }
    out.finish()?;
    Ok(Done::with_rejected(rejected))
}
