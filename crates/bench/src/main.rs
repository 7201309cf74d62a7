//! `tradewire-bench`: every measurement, ours and peers', in one place.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tradewire_bench::suites::{
    acquisitions, cascade, claims, corpus, duplicates, events, gate, hostile, ingest, ledger, market, names,
    names_rank, names_scale, ner, pages, quantities, recognizers, reconcile, repair, review, script, search,
    throughput, train, truth,
};
use tradewire_bench::{Options, Outcome};

/// Measures tradewire against golden facts, benchmarks of others, and the clock
#[derive(Debug, Parser)]
#[command(
    name = "tradewire-bench",
    version,
    after_help = "\
Examples:
  tradewire-bench claims gold seeds --show 20
  tradewire-bench throughput seeds --repeat 200 --json
  tradewire-bench gate --pin"
)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    suite: Suite,
}

/// One line per suite; its flags and its work are in `suites/`.
#[derive(Debug, Subcommand)]
enum Suite {
    /// Claims against golden facts: precision, recall, F1, role F1 per kind
    Claims(claims::Args),
    /// Articles per second from bytes to claims, and the memory it takes
    Throughput(throughput::Args),
    /// The corpus of our own, per language and kind
    Corpus(corpus::Args),
    /// Names: persons, organisations and titles in marked sentences, or the names of golden facts
    Ner(ner::Args),
    /// Takeover reports in English against answer keys
    Acquisitions(acquisitions::Args),
    /// Event mentions of any field: DuEE, FewFC, CasEE
    Events(events::Args),
    /// Packages by simulation, NPMLE on published data, bands of comparables on simulated markets
    Market(market::Args),
    /// Pairs of names: one and the same, or not
    Names(names::Args),
    /// English name tokens against their Chinese transcriptions
    NamesRank(names_rank::Args),
    /// Many names of our own making to clusters: recall, precision, time and memory as they grow
    NamesScale(names_scale::Args),
    /// Main text of pages: snippets that must and must not remain
    Pages(pages::Args),
    /// Quantities against phrases of our own and golden values
    Quantities(quantities::Args),
    /// Numbers, money and dates against the specs of Recognizers-Text
    Recognizers(recognizers::Args),
    /// Copies and partial copies among many documents
    Duplicates(duplicates::Args),
    /// Repair: ftfy's cases, or damage of our own making
    Repair(repair::Args),
    /// Script conversion: OpenCC's assertions
    Script(script::Args),
    /// Search over the demo's ledger: what is wanted among the first three
    Search(search::Args),
    /// Trains the models of the extractor on labelled sentences, and measures them on those held back
    Train(train::Args),
    /// Truth discovery: what holds where sources disagree, on tables of claims
    Truth(truth::Args),
    /// A simulated press: events, figures and origins found again among its reports
    Cascade(cascade::Args),
    /// Reconciling as claims grow: a full pass, and one new document after another
    Reconcile(reconcile::Args),
    /// One more document into a ledger of many claims: how long until it stands in the views
    Ingest(ingest::Args),
    /// A ledger of many statements: filling, size, memory, pages, search, the past
    Ledger(ledger::Args),
    /// Review: the independent checker, and the whole way with simulated annotators
    Review(review::Args),
    /// Input made to break a reader: how each piece ends, in what time and memory
    Hostile(hostile::Args),
    /// Holds the corpus against its pinned floors
    Gate(gate::Args),
}

fn run(cli: &Cli) -> anyhow::Result<Option<Outcome>> {
    Ok(Some(match &cli.suite {
        Suite::Claims(args) => claims::run(args)?,
        Suite::Throughput(args) => throughput::run(args)?,
        Suite::Corpus(args) => corpus::run(args)?,
        Suite::Ner(args) => ner::run(args)?,
        Suite::Acquisitions(args) => acquisitions::run(args)?,
        Suite::Events(args) => events::run(args)?,
        Suite::Market(args) => market::run(args)?,
        Suite::Names(args) => names::run(args)?,
        Suite::NamesRank(args) => names_rank::run(args)?,
        Suite::NamesScale(args) => names_scale::run(args)?,
        Suite::Pages(args) => pages::run(args)?,
        Suite::Quantities(args) => quantities::run(args)?,
        Suite::Recognizers(args) => recognizers::run(args)?,
        Suite::Duplicates(args) => duplicates::run(args)?,
        Suite::Repair(args) => repair::run(args)?,
        Suite::Script(args) => script::run(args)?,
        Suite::Search(args) => search::run(args)?,
        Suite::Train(args) => train::run(args)?,
        Suite::Truth(args) => truth::run(args)?,
        Suite::Cascade(args) => cascade::run(args)?,
        Suite::Reconcile(args) => reconcile::run(args)?,
        Suite::Ingest(args) => ingest::run(args)?,
        Suite::Ledger(args) => ledger::run(args)?,
        Suite::Review(args) => review::run(args)?,
        Suite::Hostile(args) => hostile::run(args)?,
        Suite::Gate(args) => {
            print!("{}", gate::run(args)?);
            return Ok(None);
        }
    }))
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli).and_then(|o| o.map_or(Ok(()), |o| o.finish(&cli.options))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("error: {e:#}");
            ExitCode::FAILURE
        }
    }
}
