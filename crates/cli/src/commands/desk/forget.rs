//! Forgetting.

use tradewire_desk::{Desk, Forgotten};

use super::{Place, told};
use crate::failure::{Done, Failure};
use crate::output::{say, tell};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire desk forget 3f2a
  tradewire desk forget --all                          the whole desk, and its key file first

Files are overwritten once with random bytes and removed; no passphrase is asked for, and the key of another desk is not
touched (one with a passphrase must be named with --key). On SSDs, on file systems that
copy on write, in snapshots and in backups the old bytes may live on, but encrypted. After --all no key is left that opens
them, unless you made a copy of it: destroy that, too. The file that an offer was kept from is not touched.")]
pub(super) struct Args {
    /// Ids, or how they begin
    #[arg(required_unless_present = "all")]
    ids: Vec<String>,
    /// The whole desk with its key
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    let folder = args.place.folder()?;
    let mut done = Forgotten::default();
    if args.all {
        let key = args.place.key_file()?;
        if !key.exists() {
            say("note", &format!("there is no key {}; if it lies elsewhere, destroy it", key.display()));
        }
        done = Desk::forget_all(&folder, &key, args.place.key.is_some()).map_err(told)?;
    }
    // Named all before the first goes: a wrong one must not leave the work half done.
    let ids =
        args.ids.iter().map(|id| Desk::find_in(&folder, id)).collect::<Result<Vec<_>, _>>().map_err(told)?;
    for id in &ids {
        let one = Desk::forget_in(&folder, id).map_err(told)?;
        done.files += one.files;
        done.not_overwritten += one.not_overwritten;
    }
    for left in &done.left {
        say("note", &format!("{} is not the desk's and was left alone", left.display()));
    }
    if done.not_overwritten > 0 {
        say(
            "note",
            &format!(
                "{} of the files could not be overwritten before they were removed",
                done.not_overwritten
            ),
        );
    }
    tell(&format!("{} files overwritten and removed", done.files - done.not_overwritten));
    tell(if args.all {
        "an SSD, snapshots and backups may hold old bytes, encrypted; copies of the key still open them"
    } else {
        "an SSD, snapshots and backups may hold old bytes, encrypted; the desk's key still opens them"
    });
    Ok(Done::Whole)
}
