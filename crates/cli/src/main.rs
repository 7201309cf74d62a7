//! `tradewire`: from the news of the AI talent war to its ledger.

mod commands;
mod diff;
mod failure;
mod ftm;
mod intake;
mod location;
mod output;
mod pipeline;
mod progress;
mod review;
mod samples;
mod sheet;
mod show;
mod watch;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use failure::Done;

/// Reads the news of the AI talent war and keeps its ledger
///
/// Who moved where, who was offered what, who bought whom, who said so, and where the reports disagree. Every line
/// leads back to the exact words it came from.
#[derive(Debug, Parser)]
#[command(
    name = "tradewire",
    version,
    after_help = "\
Start here:
  tradewire demo                            show the demo in a browser
  tradewire extract article.txt             print what one article claims
  tradewire ingest articles/ && tradewire serve
  tradewire read crawl.warc.gz feed.xml https://example.com/news

Exit codes: 0 done, 1 failed, 2 usage, 3 done with some inputs rejected."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// One line per command; its flags and its work are in `commands/`.
#[derive(Debug, Subcommand)]
enum Command {
    /// Show the demo: 63 sample articles, read, reconciled and served
    Demo(commands::demo::Args),
    /// Print the article found in pages and texts, repaired
    Read(commands::read::Args),
    /// Print the claims that articles make
    Extract(commands::extract::Args),
    /// Say how a claim came about
    Explain(commands::explain::Args),
    /// Take articles into the ledger
    Ingest(commands::ingest::Args),
    /// Keep the ledger fresh: feeds, folders and files on schedules; what is watched for is handed on
    Watch(commands::watch::Args),
    /// Serve the ledger's pages on this machine
    Serve(commands::serve::Args),
    /// Say who may sign in where the pages are served to others, and what was done
    Account(commands::account::Args),
    /// Show one person, company, event, conflict, source, document or claim
    Show(commands::show::Args),
    /// List the events of the ledger
    Events(commands::events::Args),
    /// List the open disagreements of the ledger
    Conflicts(commands::conflicts::Args),
    /// Find what holds in a table of object, source, value
    Fuse(commands::fuse::Args),
    /// Value an offer, hold offers side by side, ask what it would take
    Offer(commands::offer::Args),
    /// Keep offers to yourself, encrypted; share figures only in aggregates
    Desk(commands::desk::Args),
    /// What reports say is paid for a role, with sample size and band
    Comparables(commands::comparables::Args),
    /// Who went where, by lab: in, out, net, who came back, how long people stay, who followed whom
    Flows(commands::flows::Args),
    /// People ranked by declared criteria, each point with its quote
    List(commands::list::Args),
    /// Find people, companies, events and documents by words
    Search(commands::search::Args),
    /// Prove that the log is as it was written
    Verify(commands::verify::Args),
    /// Make everything derived again from the log
    Rebuild(commands::rebuild::Args),
    /// Print the log as JSON lines, or the entities in the form of FollowTheMoney
    Export(commands::export::Args),
    /// Take in what `export` printed
    Import(commands::import::Args),
    /// Copy the ledger while it is in use
    Backup(commands::backup::Args),
    /// Make a ledger from a copy
    Restore(commands::restore::Args),
    /// Erase documents and claims for good
    Erase(commands::erase::Args),
    /// Put a correction, a reply or a denial beside what was reported
    Reply(commands::reply::Args),
    /// What people ask of who keeps the ledger, with the month they must be answered in
    Request(commands::request::Args),
    /// Look for what is wrong with the ledger, and say how to mend it
    Doctor(commands::doctor::Args),
    /// Import into the knowledge base, erase from it
    Kb(commands::kb::Args),
    /// Compare names, and say which entities are one
    Names(commands::names::Args),
    /// Judge what was extracted, one claim at a time
    Review(commands::review::Args),
    /// Decide what is public, and refuse where the figures do not bear it
    Publish(commands::publish::Args),
    /// Score claims against golden facts
    Eval(commands::eval::Args),
    /// Print a completion script for a shell
    Completions(commands::completions::Args),
}

fn run(command: &Command) -> Result<Done, failure::Failure> {
    match command {
        Command::Demo(args) => commands::demo::run(args),
        Command::Read(args) => commands::read::run(args),
        Command::Extract(args) => commands::extract::run(args),
        Command::Explain(args) => commands::explain::run(args),
        Command::Ingest(args) => commands::ingest::run(args),
        Command::Watch(args) => commands::watch::run(args),
        Command::Serve(args) => commands::serve::run(args),
        Command::Account(args) => commands::account::run(args),
        Command::Show(args) => commands::show::run(args),
        Command::Events(args) => commands::events::run(args),
        Command::Conflicts(args) => commands::conflicts::run(args),
        Command::Fuse(args) => commands::fuse::run(args),
        Command::Offer(args) => commands::offer::run(args),
        Command::Desk(args) => commands::desk::run(args),
        Command::Comparables(args) => commands::comparables::run(args),
        Command::Flows(args) => commands::flows::run(args),
        Command::List(args) => commands::list::run(args),
        Command::Search(args) => commands::search::run(args),
        Command::Verify(args) => commands::verify::run(args),
        Command::Rebuild(args) => commands::rebuild::run(args),
        Command::Export(args) => commands::export::run(args),
        Command::Import(args) => commands::import::run(args),
        Command::Backup(args) => commands::backup::run(args),
        Command::Restore(args) => commands::restore::run(args),
        Command::Erase(args) => commands::erase::run(args),
        Command::Reply(args) => commands::reply::run(args),
        Command::Request(args) => commands::request::run(args),
        Command::Doctor(args) => commands::doctor::run(args),
        Command::Kb(args) => commands::kb::run(args),
        Command::Names(args) => commands::names::run(args),
        Command::Review(args) => commands::review::run(args),
        Command::Publish(args) => commands::publish::run(args),
        Command::Eval(args) => commands::eval::run(args),
        Command::Completions(args) => commands::completions::run(args),
    }
}

/// Events of the libraries go to stderr; `RUST_LOG` says which, by default warnings.
fn listen_to_events() {
    let wanted = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let colours =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(wanted).with_ansi(colours).init();
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    listen_to_events();
    match run(&cli.command) {
        Ok(done) => done.exit_code(),
        Err(failure) => failure.report(),
    }
}
