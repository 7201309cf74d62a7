//! A new desk.

use tradewire_desk::Desk;

use super::{Place, new_passphrase, told};
use crate::failure::{Done, Failure};
use crate::output::{Out, tell};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire desk new
  tradewire desk new --desk ~/private/offers --key /media/stick/offers.key
  tradewire desk new --passphrase                      the key file is of no use without it

The folder must be empty or not there yet, the key file not there yet: one key opens one desk. The public part of the key is
printed.")]
pub(super) struct Args {
    /// Protect the key file by a passphrase, which is asked for (or read with --passphrase-file)
    #[arg(long)]
    passphrase: bool,
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    let (folder, key) = (args.place.folder()?, args.place.key_file()?);
    if key.starts_with(&folder) {
        return Err(Failure::usage("the key would lie in the folder that it locks")
            .hint("name another file with --key"));
    }
    let passphrase = new_passphrase(args.passphrase, args.place.passphrase_file.as_deref())?;
    let desk = Desk::make(&folder, &key, passphrase.as_deref().map(String::as_str)).map_err(told)?;
    tell(&format!("desk {}, key {}", folder.display(), key.display()));
    tell("without the key nobody can open the desk: keep a copy of it elsewhere");
    let mut out = Out::new();
    out.line(&desk.recipient().to_string())?;
    out.finish()?;
    Ok(Done::Whole)
}
