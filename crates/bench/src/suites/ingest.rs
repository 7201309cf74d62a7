//! One more document into a ledger that holds many: how long until its claims stand in the views.

use std::fmt::Write as _;
use std::time::Instant;

use anyhow::Context;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use tradewire_kb::KnowledgeBase;
use tradewire_ledger::{Deriver, Reach, Reading, SqliteStore, Store, Timestamp};
use tradewire_model::{Claim, Document, Metadata};
use tradewire_reconcile::DocumentInfo;
use tradewire_resolve::Resolver;

use crate::news::{claims, press};
use crate::{Outcome, peak_rss_bytes, reset_peak};

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many claims, one ledger each
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000])]
    sizes: Vec<usize>,
    /// How many documents come one by one
    #[arg(long, default_value_t = 500)]
    documents: usize,
    /// Seed of the generator
    #[arg(long, default_value_t = 20_250_701)]
    seed: u64,
    /// Leave the invented firms and outlets out of the knowledge base, so that nobody is known
    #[arg(long)]
    unknown: bool,
    /// Derive everything anew at the end and say whether the views are the same
    #[arg(long)]
    check: bool,
}

struct Measured {
    claims: usize,
    whole_s: f64,
    peak_mib: u64,
    file_mib: u64,
    wholes: usize,
    /// Milliseconds of each document, sorted: written to the log, and in the views.
    taken_ms: Vec<f64>,
    mended_ms: Vec<f64>,
    both_ms: Vec<f64>,
}

/// The value below which a share of sorted ones lies.
pub(super) fn at(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get((share * last as f64).round() as usize).copied().unwrap_or_default()
}

/// Fills a ledger of each size with a simulated press, then takes in one document after another.
///
/// # Errors
/// Where the ledger or the invented knowledge base fails.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let mut table = format!(
        "{:>9} {:>8} {:>9} {:>9} {:>7} {:>10} {:>10} {:>10} {:>10} {:>10} {:>10}\n",
        "claims",
        "all s",
        "peak MiB",
        "file MiB",
        "wholes",
        "log p50",
        "log p99",
        "views p50",
        "views p99",
        "both p50",
        "both p99"
    );
    let mut last = None;
    for &size in &args.sizes {
        let m = measure(size, args)?;
        writeln!(
            table,
            "{:>9} {:>8.2} {:>9} {:>9} {:>7} {:>10.2} {:>10.2} {:>10.2} {:>10.2} {:>10.2} {:>10.2}",
            m.claims,
            m.whole_s,
            m.peak_mib,
            m.file_mib,
            m.wholes,
            at(&m.taken_ms, 0.5),
            at(&m.taken_ms, 0.99),
            at(&m.mended_ms, 0.5),
            at(&m.mended_ms, 0.99),
            at(&m.both_ms, 0.5),
            at(&m.both_ms, 0.99)
        )?;
        last = Some(m);
    }
    let m = last.context("no sizes")?;
    let mut outcome = Outcome::new("ingest", m.claims, std::time::Duration::from_secs_f64(m.whole_s))
        .metric("whole_seconds", m.whole_s)
        .metric("wholes", m.wholes)
        .metric("document_median_ms", at(&m.both_ms, 0.5))
        .metric("document_p99_ms", at(&m.both_ms, 0.99))
        .metric("document_worst_ms", at(&m.both_ms, 1.0));
    outcome.table = Some(table);
    Ok(outcome)
}

fn measure(size: usize, args: &Args) -> anyhow::Result<Measured> {
    let press = press(size + args.documents, args.seed, 1.0);
    let (infos, all, _) = claims(&press);
    let world = press.world.knowledge();
    let files = (!args.unknown).then_some(("world.toml", world.as_str()));
    let kb = KnowledgeBase::with_files(files).context("the invented world is no knowledge base")?;
    let resolver = Resolver::new(&kb);
    let deriver = Deriver::new(&resolver, &kb);
    drop(press);
    let mut pairs: Vec<(Document, Claim)> =
        infos.iter().zip(all).map(|(info, claim)| (document(info, &claim), claim)).collect();
    // Any documents at all come late, not the newest.
    pairs.shuffle(&mut StdRng::seed_from_u64(args.seed));
    let late = pairs.split_off(pairs.len() - args.documents.min(pairs.len()));
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("l.sqlite");
    let mut store = SqliteStore::open(&path)?;
    let now = Timestamp::UNIX_EPOCH;
    let claims = pairs.len();
    for batch in pairs.chunks(1_000) {
        let readings: Vec<Reading<'_>> = batch
            .iter()
            .map(|(document, claim)| Reading {
                document,
                claims: std::slice::from_ref(claim),
                observed_at: now,
            })
            .collect();
        store.ingest_batch(&readings)?;
    }
    drop(pairs);
    reset_peak();
    let start = Instant::now();
    store.derive_whole(&deriver)?;
    let whole_s = start.elapsed().as_secs_f64();
    let peak_mib = peak_rss_bytes().unwrap_or_default() >> 20;
    let ms = |start: Instant| start.elapsed().as_secs_f64() * 1_000.0;
    let (mut taken_ms, mut mended_ms, mut both_ms, mut wholes) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for (document, claim) in &late {
        let start = Instant::now();
        store.ingest(&Reading { document, claims: std::slice::from_ref(claim), observed_at: now })?;
        taken_ms.push(ms(start));
        let mending = Instant::now();
        wholes += usize::from(store.derive(&deriver)? == Reach::Whole);
        mended_ms.push(ms(mending));
        both_ms.push(ms(start));
    }
    if args.check {
        let answers = |store: &SqliteStore| -> anyhow::Result<_> {
            Ok((everything(store)?, store.conflicts()?, store.counts()?))
        };
        let mended = answers(&store)?;
        store.derive_whole(&deriver)?;
        anyhow::ensure!(mended == answers(&store)?, "the mended views are not those of everything");
    }
    for list in [&mut taken_ms, &mut mended_ms, &mut both_ms] {
        list.sort_by(f64::total_cmp);
    }
    let file_mib = std::fs::metadata(&path)?.len() >> 20;
    Ok(Measured { claims, whole_s, peak_mib, file_mib, wholes, taken_ms, mended_ms, both_ms })
}

/// Every event and entity, as pages show them.
fn everything(store: &SqliteStore) -> anyhow::Result<Vec<String>> {
    use tradewire_ledger::Page;
    let mut out: Vec<String> = store.every_event()?.iter().map(|e| format!("{e:?}")).collect();
    let mut page = Page::first(Page::MOST);
    loop {
        let listing = store.entities(None, &page)?;
        out.extend(listing.items.iter().map(|e| format!("{e:?}")));
        page.after = listing.next;
        if page.after.is_none() {
            break;
        }
    }
    Ok(out)
}

/// A report as a document of its own.
pub(super) fn document(info: &DocumentInfo, claim: &Claim) -> Document {
    let meta = Metadata {
        outlet: info.outlet.clone(),
        published: info.published.clone(),
        fiction: info.fiction,
        ..Metadata::default()
    };
    Document::undamaged(&info.name, claim.quote.clone(), meta)
}
