//! Names: compare them, and say which entities are one.

mod explain;
mod judge;
mod review;

use clap::Subcommand;

use crate::commands::review::{UndoArgs, undo};
use crate::failure::{Done, Failure};

/// Flags of `names`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Say, reason by reason, whether two names are those of one
    Explain(explain::Args),
    /// Say whether two entities are one
    Judge(judge::Args),
    /// List the pairs that a person should look at, or go through them
    Review(review::Args),
    /// List what was said of names
    Judgements(judge::ListArgs),
    /// Take back what was said of two entities
    Undo(UndoArgs),
}

/// Works on names.
pub fn run(args: &Args) -> Result<Done, Failure> {
    match &args.action {
        Action::Explain(a) => explain::run(a),
        Action::Judge(a) => judge::run(a),
        Action::Review(a) => review::run(a),
        Action::Judgements(a) => judge::list(a),
        Action::Undo(a) => undo(a),
    }
}
