use clap::CommandFactory;
use clap_complete::Shell;

use crate::failure::{Done, Failure};
use crate::output::Out;

/// Flags of `completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire completions bash > ~/.local/share/bash-completion/completions/tradewire
  tradewire completions zsh > ~/.zfunc/_tradewire")]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Prints the completion script of a shell.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut crate::Cli::command(), "tradewire", &mut script);
    let mut out = Out::new();
    out.line(String::from_utf8_lossy(&script).trim_end())?;
    out.finish()?;
    Ok(Done::Whole)
}
