//! A ledger of many statements: how fast it fills, how large it becomes, and how long pages, searches and questions of
//! the past take as it grows.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, ensure};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use tradewire_kb::KnowledgeBase;
use tradewire_ledger::{Archive, Deriver, EventFilter, Page, Query, Reading, SqliteStore, Store, Timestamp};
use tradewire_model::{ClaimId, ConflictId, EntityId, EventId};
use tradewire_resolve::Resolver;

use super::ingest::{at, document};
use crate::news::{claims, press};
use crate::{Outcome, cpu_time, peak_rss_bytes, reset_peak};

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many statements, one ledger each
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000])]
    sizes: Vec<usize>,
    /// How often each question is asked, each time of something else
    #[arg(long, default_value_t = 500)]
    questions: usize,
    /// Seed of the generator
    #[arg(long, default_value_t = 20_250_701)]
    seed: u64,
    /// Fail where the 99th percentile of a page or of search is above this, in milliseconds
    #[arg(long, value_name = "MS")]
    most_ms: Option<f64>,
    /// Where to keep the ledgers, one for each size: files, or empty databases of PostgreSQL; by default SQLite files that
    /// are dropped afterwards. One that is filled already is only asked
    #[arg(long, value_name = "PATH OR URL", value_delimiter = ',')]
    at: Vec<PathBuf>,
}

/// What is asked, in the order of the table.
const QUESTIONS: [&str; 8] = [
    "entity page",
    "event page",
    "conflict",
    "search name",
    "search words",
    "search typo",
    "claim as of",
    "changes",
];

/// Documents in one transaction.
const BATCH: usize = 1_000;

#[derive(Clone, Copy)]
struct Filled {
    log_s: f64,
    views_s: f64,
    log_peak_mib: u64,
    views_peak_mib: u64,
}

/// How long a question took, asked often.
struct Asked {
    /// Milliseconds by the clock, sorted.
    times_ms: Vec<f64>,
    /// Milliseconds of processor time on the average: what a busy machine does not change.
    cpu_ms: Option<f64>,
}

struct Measured {
    statements: usize,
    events: usize,
    entities: usize,
    /// How it was filled, if it was here.
    filled: Option<Filled>,
    file_mib: u64,
    asked: Vec<Asked>,
}

/// Fills a ledger of each size with a simulated press, then asks it.
///
/// # Errors
/// Where the ledger or the invented knowledge base fails.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let mut table = format!(
        "{:>9} {:>9} {:>9} {:>11} {:>9} {:>9} {:>12} {:>14}\n",
        "claims", "events", "entities", "log/s", "views s", "file MiB", "log peak MiB", "views peak MiB"
    );
    let mut all = Vec::new();
    ensure!(
        args.at.is_empty() || args.at.len() == args.sizes.len(),
        "--at needs one place for each of --sizes, parted by commas"
    );
    for (n, &size) in args.sizes.iter().enumerate() {
        let m = measure(n, size, args)?;
        let f = m.filled;
        let said =
            |figure: Option<f64>, digits| figure.map_or_else(|| "–".to_owned(), |x| format!("{x:.digits$}"));
        writeln!(
            table,
            "{:>9} {:>9} {:>9} {:>11} {:>9} {:>9} {:>12} {:>14}",
            m.statements,
            m.events,
            m.entities,
            said(f.map(|f| m.statements as f64 / f.log_s), 0),
            said(f.map(|f| f.views_s), 1),
            m.file_mib,
            said(f.map(|f| f.log_peak_mib as f64), 0),
            said(f.map(|f| f.views_peak_mib as f64), 0)
        )?;
        eprint!("{}", table.lines().last().map(|l| format!("{l}\n")).unwrap_or_default());
        all.push(m);
    }
    writeln!(
        table,
        "\n{:<14} {:>9} {:>10} {:>10} {:>10} {:>12}",
        "question", "claims", "p50 ms", "p99 ms", "worst ms", "mean cpu ms"
    )?;
    for (i, question) in QUESTIONS.iter().enumerate() {
        for m in &all {
            let Some(Asked { times_ms: times, cpu_ms }) = m.asked.get(i) else { continue };
            writeln!(
                table,
                "{question:<14} {:>9} {:>10.2} {:>10.2} {:>10.2} {:>12}",
                m.statements,
                at(times, 0.5),
                at(times, 0.99),
                at(times, 1.0),
                cpu_ms.map_or_else(|| "–".to_owned(), |ms| format!("{ms:.2}"))
            )?;
        }
    }
    let m = all.last().context("no sizes")?;
    let mut outcome = Outcome::new(
        "ledger",
        m.statements,
        m.filled.map_or_else(Default::default, |f| std::time::Duration::from_secs_f64(f.log_s + f.views_s)),
    );
    let mut slow = None;
    for (i, question) in QUESTIONS.iter().enumerate() {
        let p99 = m.asked.get(i).map_or(0.0, |a| at(&a.times_ms, 0.99));
        outcome = outcome.metric(&format!("{}_p99_ms", question.replace(' ', "_")), p99);
        if args.most_ms.is_some_and(|most| p99 > most) {
            slow = Some(format!("{question}: p99 {p99:.1} ms"));
        }
    }
    outcome.failure = slow;
    outcome.table = Some(table);
    Ok(outcome)
}

/// Fills and asks the ledger of the `n`th size.
fn measure(n: usize, size: usize, args: &Args) -> anyhow::Result<Measured> {
    let folder = tempfile::tempdir()?;
    let path = args.at.get(n).cloned().unwrap_or_else(|| folder.path().join("l.sqlite"));
    let mut store = SqliteStore::open(&path)?;
    let filled = match store.counts()?.claims {
        0 => Some(fill(&mut store, size, args.seed)?),
        _ => None,
    };
    let file_mib = store.bytes()? >> 20;
    let store = store.reader()?;
    let counts = store.counts()?;
    let batches = counts.claims.div_ceil(BATCH).max(1);
    let asked = ask(&store, args, &|n| second(n % batches))?;
    Ok(Measured {
        statements: counts.claims,
        events: counts.events,
        entities: counts.people + counts.organisations,
        filled,
        file_mib,
        asked,
    })
}

/// When a batch of the press was taken in.
fn second(batch: usize) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + batch as i64).unwrap_or_default()
}

/// Fills a ledger with a simulated press.
fn fill(store: &mut SqliteStore, size: usize, seed: u64) -> anyhow::Result<Filled> {
    let press = press(size, seed, 1.0);
    let (infos, all, _) = claims(&press);
    let world = press.world.knowledge();
    let kb = KnowledgeBase::with_files([("world.toml", world.as_str())])
        .context("the invented world is no knowledge base")?;
    let resolver = Resolver::new(&kb);
    let deriver = Deriver::new(&resolver, &kb);
    drop(press);
    reset_peak();
    let mut log_s = 0.0;
    let pairs: Vec<_> = infos.iter().zip(&all).collect();
    for (n, batch) in pairs.chunks(BATCH).enumerate() {
        let documents: Vec<_> = batch.iter().map(|(info, claim)| document(info, claim)).collect();
        let readings: Vec<Reading<'_>> = documents
            .iter()
            .zip(batch)
            .map(|(document, (_, claim))| Reading {
                document,
                claims: std::slice::from_ref(*claim),
                observed_at: second(n),
            })
            .collect();
        let start = Instant::now();
        store.ingest_batch(&readings)?;
        log_s += start.elapsed().as_secs_f64();
    }
    drop(pairs);
    drop(infos);
    drop(all);
    let log_peak_mib = peak_rss_bytes().unwrap_or_default() >> 20;
    reset_peak();
    let start = Instant::now();
    store.derive_whole(&deriver)?;
    let views_s = start.elapsed().as_secs_f64();
    let views_peak_mib = peak_rss_bytes().unwrap_or_default() >> 20;
    Ok(Filled { log_s, views_s, log_peak_mib, views_peak_mib })
}

/// Asks every question often, each time of something else.
fn ask(store: &SqliteStore, args: &Args, when: &dyn Fn(usize) -> Timestamp) -> anyhow::Result<Vec<Asked>> {
    let mut random = StdRng::seed_from_u64(args.seed);
    let (mut entities, mut names): (Vec<EntityId>, Vec<String>) = (Vec::new(), Vec::new());
    let mut page = Page::first(Page::MOST);
    // The most written of, then a sample down the list.
    for _ in 0..40 {
        let listing = store.entities(None, &page)?;
        for summary in listing.items {
            names.push(summary.entity.name);
            entities.push(summary.entity.id);
        }
        page.after = listing.next;
        if page.after.is_none() {
            break;
        }
    }
    let (mut events, mut claims): (Vec<EventId>, Vec<ClaimId>) = (Vec::new(), Vec::new());
    let mut filter = EventFilter { page: Page::first(Page::MOST), ..EventFilter::default() };
    for _ in 0..40 {
        let listing = store.events(&filter)?;
        for record in listing.items {
            claims.extend(record.event.claims.first().map(|c| c.id.clone()));
            events.push(record.event.id);
        }
        filter.page.after = listing.next;
        if filter.page.after.is_none() {
            break;
        }
    }
    let conflicts: Vec<ConflictId> = store.conflicts()?.into_iter().take(40_000).map(|c| c.id).collect();
    ensure!(!entities.is_empty() && !events.is_empty() && !conflicts.is_empty(), "the press says too little");
    let page = Page::first(50);
    let mut out = Vec::new();
    let search = |text: &str| -> anyhow::Result<()> {
        store.search(&Query::new(text))?;
        Ok(())
    };
    search("收购")?;
    for question in QUESTIONS {
        let mut times = Vec::with_capacity(args.questions);
        let before = cpu_time();
        for n in 0..args.questions {
            let entity = entities.choose(&mut random).context("no entity")?;
            let event = events.choose(&mut random).context("no event")?;
            let claim = claims.choose(&mut random).context("no claim")?;
            let conflict = conflicts.choose(&mut random).context("no conflict")?;
            let (one, two) = (
                names.choose(&mut random).context("no name")?,
                names.choose(&mut random).context("no name")?,
            );
            let words = match n % 4 {
                0 => format!("{one} 收购"),
                1 => format!("{one} {two}"),
                2 => format!("{one} offer million"),
                _ => format!("kind:deal amount:>100m {one}"),
            };
            let mut typo: Vec<char> = one.chars().collect();
            if typo.len() > 4 {
                typo.remove(typo.len() / 2);
            }
            let typo = String::from_iter(typo);
            let start = Instant::now();
            match question {
                "entity page" => {
                    store.entity(entity)?;
                    store.events_of_entity(entity, &page)?;
                    store.claims_of_entity(entity, &page)?;
                    store.conflicts_of_entity(entity)?;
                }
                "event page" => {
                    let record = store.event(event)?.context("the event is gone")?;
                    let ids: Vec<ClaimId> = record.event.claims.iter().map(|c| c.id.clone()).collect();
                    store.claims_by_ids(&ids)?;
                    store.conflicts_of_event(event)?;
                }
                "conflict" => {
                    let found = store.conflict(conflict)?.context("the conflict is gone")?;
                    let ids: Vec<ClaimId> =
                        found.sides.iter().flat_map(|s| &s.claims).map(|c| c.id.clone()).collect();
                    store.claims_by_ids(&ids)?;
                }
                "search name" => search(one)?,
                "search words" => search(&words)?,
                "search typo" => search(&typo)?,
                "claim as of" => {
                    store.claim_as_of(claim, when(n * 7919))?;
                }
                _ => {
                    store.changes_since(when(n * 7919), &page)?;
                }
            }
            times.push(start.elapsed().as_secs_f64() * 1_000.0);
        }
        times.sort_by(f64::total_cmp);
        let spent = cpu_time().zip(before).map(|(now, before)| now.saturating_sub(before));
        let cpu_ms = spent.map(|s| s.as_secs_f64() * 1_000.0 / args.questions.max(1) as f64);
        out.push(Asked { times_ms: times, cpu_ms });
    }
    Ok(out)
}
