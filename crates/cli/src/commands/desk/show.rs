//! One offer as it was written.

use super::{Place, item_json, labels, told};
use crate::failure::{Done, Failure};
use crate::output::Out;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire desk show 3f2a
  tradewire desk show 3f2a --offer > offer.toml        out of the desk again, in clear")]
pub(super) struct Args {
    /// Its id, or how it begins
    id: String,
    /// Print the offer alone, as it was written
    #[arg(long, conflicts_with = "json")]
    offer: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    let desk = args.place.open()?;
    let item = desk.find(&args.id).and_then(|id| desk.item(&id)).map_err(told)?;
    let mut out = Out::new();
    if args.json {
        let mut json = item_json(&item);
        json["offer"] = item.offer.as_str().into();
        out.json(&json)?;
    } else {
        if !args.offer {
            out.line(&format!("# {} kept {}", item.id, item.kept_at.strftime("%Y-%m-%d %H:%M UTC")))?;
            for (what, text) in [("for", labels(&item.labels)), ("note", item.note.clone())] {
                for line in text.lines() {
                    out.line(&format!("# {what}: {line}"))?;
                }
            }
        }
        out.line(item.offer.trim_end())?;
    }
    out.finish()?;
    Ok(Done::Whole)
}
