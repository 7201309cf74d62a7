//! Review: the checker on golden claims with planted errors, and the whole way with simulated annotators.

pub mod checker;
pub mod gold;
pub mod labelled;
pub mod plant;
pub mod queue;
pub mod simulate;
pub mod train;

use crate::Outcome;

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    suite: Suite,
}

#[derive(Debug, clap::Subcommand)]
enum Suite {
    /// The independent checker: planted errors found, alarms on sound claims
    Checker(checker::Args),
    /// A long queue: how long a face waits for its first task and after each judgement
    Queue(queue::Args),
    /// Extraction, checker, queue, annotators and audit, a thousand times
    Simulate(simulate::Args),
    /// Learns the checker's weights from the open half of the corpus
    Train(train::Args),
}

/// Runs one of its parts.
///
/// # Errors
/// Where the corpus cannot be read or the rules are broken.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.suite {
        Suite::Checker(args) => checker::run(args),
        Suite::Queue(args) => queue::run(args),
        Suite::Simulate(args) => simulate::run(args),
        Suite::Train(args) => train::run(args),
    }
}
