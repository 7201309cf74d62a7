//! Keeping an offer.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tradewire_desk::{Country, Labels, Level, NewItem, RoleFamily};

use super::{Place, told};
use crate::commands::offer;
use crate::failure::{Done, Failure};
use crate::output::{Out, tell};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire desk keep offer.toml
  tradewire desk keep offer.json --note \"said on the phone\" --firm \"Lab B\" --role research --level staff --country US

Role, level and country are needed only to share figures later. The file itself is not touched: remove it if nobody shall find
it there.")]
pub(super) struct Args {
    /// The offer, TOML or JSON (`tradewire offer --help` shows its fields)
    file: PathBuf,
    /// What to remember about it
    #[arg(long, default_value = "")]
    note: String,
    /// The firm
    #[arg(long)]
    firm: Option<String>,
    /// Family of roles: research, engineering, infrastructure, product, leadership, other
    #[arg(long)]
    role: Option<RoleFamily>,
    /// Level: entry, mid, senior, staff, principal, head
    #[arg(long)]
    level: Option<Level>,
    /// Country of the place of work, two letters
    #[arg(long)]
    country: Option<Country>,
    /// Year of the offer; by default the one in which it is kept
    #[arg(long, value_parser = clap::value_parser!(i16).range(1950..=2200))]
    year: Option<i16>,
    #[command(flatten)]
    place: Place,
}

/// The text of an offer; one without a name is called after its file.
fn named(path: &Path) -> Result<String, Failure> {
    let text = offer::text_of(path)?;
    let package = offer::read(path)?;
    let Some(stem) = path.file_stem().map(|s| s.to_string_lossy()) else { return Ok(text) };
    let rest = text.trim_start();
    if package.name != stem || has_name(rest) {
        return Ok(text);
    }
    let quoted = serde_json::to_string(&*stem)?;
    match rest.strip_prefix('{') {
        Some(rest) => Ok(format!("{{\"name\": {quoted},{rest}")),
        None => Ok(format!("name = {quoted}\n{text}")),
    }
}

/// Whether an offer names itself.
fn has_name(text: &str) -> bool {
    let json = serde_json::from_str::<serde_json::Value>(text).is_ok_and(|v| v.get("name").is_some());
    json || text.parse::<toml::Table>().is_ok_and(|t| t.contains_key("name"))
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    let new = NewItem {
        offer: named(&args.file)?,
        note: args.note.clone(),
        labels: Labels {
            firm: args.firm.clone(),
            role: args.role,
            level: args.level,
            country: args.country,
            year: args.year,
        },
    };
    let item = args.place.open()?.keep(&new, Timestamp::now()).map_err(told)?;
    tell(&format!("kept, encrypted; {} itself is as it was", args.file.display()));
    let mut out = Out::new();
    out.line(item.id.as_str())?;
    out.finish()?;
    Ok(Done::Whole)
}
