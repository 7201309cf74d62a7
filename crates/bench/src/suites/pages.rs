//! Main text and metadata of pages: snippets that must and must not remain, and what a page says about itself.
//!
//! Three forms of input: a folder with `evaldata.json` and `html/`, as trafilatura's evaluation has it; a folder with
//! `pages.toml`, or of such folders, as our own set has it; and with `--plain` texts, to time repair and folding.

use std::path::PathBuf;

use crate::Outcome;

mod evaldata;
mod measure;
mod own;
mod plain;

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder with evaldata.json and html/, with pages.toml, or with folders that hold one; with --plain: texts
    folder: PathBuf,
    /// Read all pages this many times, for a steadier clock
    #[arg(long, value_name = "N", default_value_t = 1)]
    repeat: usize,
    /// List this many snippets that are missing or should not be there, and metadata that are wrong
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
    /// Take the files as plain text and time repair and folding
    #[arg(long)]
    plain: bool,
}

/// Reads the pages, looks for the snippets, and times the reading alone.
///
/// # Errors
/// Where the list or a page cannot be read.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    if args.plain {
        plain::run(&args.folder, args.repeat)
    } else if args.folder.join("evaldata.json").is_file() {
        evaldata::run(&args.folder, args.repeat, args.show)
    } else {
        own::run(&args.folder, args.repeat, args.show)
    }
}
