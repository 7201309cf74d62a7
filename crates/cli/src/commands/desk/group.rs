//! The key of a group.

use std::path::PathBuf;

use tradewire_desk::Key;

use super::{new_passphrase, told};
use crate::failure::{Done, Failure};
use crate::output::{Out, tell};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Make the key with which contributions are opened, and print its public part for the members
    New(NewArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire desk group new group.key
  tradewire desk group new group.key --passphrase

Give the printed age1… to the members, keep the file to yourself: whoever has it can read every contribution.")]
struct NewArgs {
    /// File to make
    file: PathBuf,
    /// Protect it by a passphrase, which is asked for
    #[arg(long)]
    passphrase: bool,
    /// File whose first line is the passphrase
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    let Command::New(args) = &args.command;
    let passphrase = new_passphrase(args.passphrase, args.passphrase_file.as_deref())?;
    let key = Key::generate();
    key.save(&args.file, passphrase.as_deref().map(String::as_str)).map_err(told)?;
    tell(&format!("key of the group in {}; its public part, for the members:", args.file.display()));
    let mut out = Out::new();
    out.line(&key.recipient().to_string())?;
    out.finish()?;
    Ok(Done::Whole)
}
