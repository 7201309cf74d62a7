//! The whole way from extraction to publication with simulated annotators, a thousand times.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde_json::json;
use tradewire_review::simulate::{
    Annotators, CheckerRates, ErrorClass, Outcome as Run, Stream, Way, run as simulate,
};

use super::checker::measure;
use super::plant::Class;
use crate::Outcome;

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Corpus whose blind half gives the checker's rates
    #[arg(default_value = "corpus")]
    corpus: PathBuf,
    /// The checker's rates by the weights of this file instead of those that ship
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Runs of each way
    #[arg(long, default_value_t = 1_000)]
    runs: u64,
    /// Claims of each run
    #[arg(long, default_value_t = 3_000)]
    claims: usize,
    /// Share of extracted claims that are wrong
    #[arg(long, default_value_t = 0.06)]
    extraction_error: f64,
    /// Share of judgements that are wrong
    #[arg(long, default_value_t = 0.03)]
    annotator_error: f64,
    /// How much likelier a wrong claim is accepted than that
    #[arg(long, default_value_t = 1.5)]
    accepting: f64,
    /// Share of claims with high stakes
    #[arg(long, default_value_t = 0.3)]
    stakes: f64,
    /// Share drawn for the audit
    #[arg(long, default_value_t = 0.15)]
    audited: f64,
    /// Seed
    #[arg(long, default_value_t = 20_250_701)]
    seed: u64,
}

/// How much likelier people overlook each class than the average error: a denial is overlooked more often than a sum.
const OVERLOOKED: [(Class, f64); 6] = [
    (Class::WrongPerson, 0.75),
    (Class::RolesSwapped, 1.0),
    (Class::BoundDropped, 1.5),
    (Class::UnitSlipped, 0.5),
    (Class::DenialLost, 2.0),
    (Class::Misattributed, 1.5),
];

/// Simulates and prints.
///
/// # Errors
/// Where the corpus cannot be read or the rules are broken.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (tally, _, _) = measure(
        &args.corpus,
        (&PathBuf::new(), args.weights.as_deref()),
        args.seed,
        Some("blind"),
        (false, false),
        0,
    )?;
    let (objected, sound) = tally.objected("blind");
    let rate = |hits: u64, n: u64| if n == 0 { 0.0 } else { hits as f64 / n as f64 };
    let mut classes: Vec<ErrorClass> = OVERLOOKED
        .iter()
        .map(|(class, overlooked)| {
            let (found, planted, _, _) = tally.of("blind", *class);
            let name = class.as_str().to_owned();
            ErrorClass { name, share: 0.15, found: rate(found, planted), overlooked: *overlooked }
        })
        .collect();
    // What nobody planted the checker is taken not to find.
    classes.push(ErrorClass { name: "other".to_owned(), share: 0.1, found: 0.0, overlooked: 1.0 });
    let checker = CheckerRates { classes, alarms: rate(objected, sound) };
    let start = Instant::now();
    let mut table = format!(
        "extraction error {:.1} %, annotator error {:.1} % (wrong claims accepted {:.1} %), {} claims, {} runs, audit {:.0} %\n\
         checker as measured on the blind half: found {}; objects to {:.1} % of sound claims\n\n{:<44} {:>9} {:>9} {:>9} {:>9} {:>10} {:>10}\n",
        args.extraction_error * 100.0,
        args.annotator_error * 100.0,
        args.annotator_error * args.accepting * 100.0,
        args.claims,
        args.runs,
        args.audited * 100.0,
        checker.classes.iter().map(|c| format!("{} {:.2}", c.name, c.found)).collect::<Vec<_>>().join(", "),
        checker.alarms * 100.0,
        "way",
        "error %",
        "lost %",
        "judged",
        "audit",
        "≤ covers",
        "[ ] covers"
    );
    let mut outcome = Outcome::new("review simulate", 0, start.elapsed());
    for (name, way, telling, correlation) in [
        ("single annotator", Way::Single, 0.0, 0.0),
        ("majority of three", Way::Majority, 0.0, 0.0),
        ("product, confidence tells nothing", Way::Product, 0.0, 0.0),
        ("product, confidence tells much", Way::Product, 0.97, 0.0),
        ("single annotator, errors correlated 0.3", Way::Single, 0.0, 0.3),
        ("majority of three, errors correlated 0.3", Way::Majority, 0.0, 0.3),
        ("product, errors correlated 0.3", Way::Product, 0.0, 0.3),
    ] {
        let stream = Stream {
            claims: args.claims,
            error: args.extraction_error,
            stakes: args.stakes,
            telling,
            audited: args.audited,
        };
        let people = Annotators { error: args.annotator_error, accepting: args.accepting, correlation };
        let runs: Vec<Run> = (0..args.runs)
            .into_par_iter()
            .map(|i| simulate(way, &stream, &checker, &people, args.seed.wrapping_add(i)))
            .collect();
        let sum = |f: &dyn Fn(&Run) -> usize| runs.iter().map(f).sum::<usize>() as f64;
        let all = (args.claims as u64 * args.runs) as f64;
        let error = sum(&|r| r.wrong) / sum(&|r| r.published).max(1.0);
        let covered = |one: bool| {
            let known: Vec<(bool, bool)> = runs.iter().filter_map(Run::covers).collect();
            known.iter().filter(|c| if one { c.0 } else { c.1 }).count() as f64 / known.len().max(1) as f64
        };
        let lost = sum(&|r| r.lost) / all;
        let (judged, audit) = (sum(&|r| r.judgements) / all, sum(&|r| r.audit) / all);
        writeln!(
            table,
            "{name:<44} {:>9.3} {:>9.2} {judged:>9.2} {audit:>9.2} {:>10.3} {:>10.3}",
            error * 100.0,
            lost * 100.0,
            covered(true),
            covered(false)
        )?;
        outcome.metrics.insert(
            name.to_owned(),
            json!({"true_error": error, "lost": lost, "judgements_per_claim": judged, "audit_per_claim": audit,
                   "bound_covers": covered(true), "interval_covers": covered(false)}),
        );
        outcome.n += args.claims * args.runs as usize;
    }
    outcome.seconds = start.elapsed().as_secs_f64();
    outcome.table = Some(table);
    Ok(outcome)
}
