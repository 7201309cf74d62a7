//! `tradewire-batch`: claims of many JSON-lines files over all cores.

use std::io::{BufWriter, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// Prints the claims of JSON-lines files, as `tradewire extract --input jsonl` does, over all cores
#[derive(Debug, Parser)]
#[command(
    name = "tradewire-batch",
    version,
    after_help = "Example:\n  tradewire-batch part-*.jsonl > claims.jsonl"
)]
struct Cli {
    /// Files of {"doc", "text" or "html", "published", "url", "outlet"}, one object per line
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

fn run(files: &[PathBuf]) -> anyhow::Result<bool> {
    let runtime = tokio::runtime::Runtime::new()?;
    let found = runtime.block_on(tradewire_batch::extract(files))?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let written = found.claims.iter().try_for_each(|line| writeln!(out, "{line}")).and_then(|()| out.flush());
    match written {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => {}
        other => other?,
    }
    for (file, line, reason) in &found.rejected {
        eprintln!("rejected: {file} line {line}: {reason}");
    }
    Ok(found.rejected.is_empty())
}

fn main() -> ExitCode {
    match run(&Cli::parse().files) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(3),
        Err(e) => {
            eprintln!("error: {e:#}");
            ExitCode::FAILURE
        }
    }
}
