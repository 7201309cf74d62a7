//! Reconciling at size: a full pass over many claims, and one new document after another against them.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::Instant;

use anyhow::Context;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use tradewire_kb::KnowledgeBase;
use tradewire_model::{Claim, EntityId, Role, Value};
use tradewire_reconcile::{DocumentInfo, Live, reconcile};
use tradewire_resolve::Resolution;

use crate::news::{World, claims, press};
use crate::{Outcome, peak_rss_bytes, reset_peak};

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many claims, one run each
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    sizes: Vec<usize>,
    /// How many documents come one by one
    #[arg(long, default_value_t = 2_000)]
    documents: usize,
    /// Seed of the generator
    #[arg(long, default_value_t = 20_250_701)]
    seed: u64,
}

/// Reconciles a simulated press of each size, whole and then document by document.
///
/// # Errors
/// Where the invented knowledge base does not load.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let mut table = format!(
        "{:>10} {:>8} {:>10} {:>12} {:>12} {:>12} {:>12} {:>8}\n",
        "claims", "pass s", "pass MiB", "live MiB", "median ms", "p99 ms", "worst ms", "events"
    );
    let mut figures = Vec::new();
    for &size in &args.sizes {
        let one = measure(size, args)?;
        writeln!(
            table,
            "{:>10} {:>8.2} {:>10} {:>12} {:>12.3} {:>12.3} {:>12.3} {:>8}",
            one.claims,
            one.pass_s,
            one.pass_mib,
            one.live_mib,
            one.at(0.5),
            one.at(0.99),
            one.at(1.0),
            one.events
        )?;
        figures.push(one);
    }
    let last = figures.last().context("no sizes")?;
    let mut outcome = Outcome::new("reconcile", last.claims, std::time::Duration::from_secs_f64(last.pass_s))
        .metric("pass_seconds", last.pass_s)
        .metric("pass_mib", last.pass_mib)
        .metric("live_mib", last.live_mib)
        .metric("document_median_ms", last.at(0.5))
        .metric("document_p99_ms", last.at(0.99))
        .metric("document_worst_ms", last.at(1.0))
        .metric("events", last.events);
    outcome.table = Some(table);
    Ok(outcome)
}

struct Measured {
    claims: usize,
    events: usize,
    pass_s: f64,
    /// Most memory held during the full pass, claims and outcome with it.
    pass_mib: u64,
    /// Most memory held by all claims ready for the next document, outcome not kept.
    live_mib: u64,
    /// Milliseconds of each document that came, sorted.
    each_ms: Vec<f64>,
}

impl Measured {
    fn at(&self, share: f64) -> f64 {
        let last = self.each_ms.len().saturating_sub(1);
        self.each_ms.get((share * last as f64).round() as usize).copied().unwrap_or_default()
    }
}

fn measure(size: usize, args: &Args) -> anyhow::Result<Measured> {
    let press = press(size + args.documents, args.seed, 1.0);
    let (mut documents, mut all, _) = claims(&press);
    let kb = KnowledgeBase::from_files([("world.toml", press.world.knowledge().as_str())])
        .context("the invented world is no knowledge base")?;
    // Names are linked by what was invented: linking is measured elsewhere. Outlets are looked up as ever.
    let resolution =
        Resolution { outlets: tradewire_resolve::resolve(&mut [], &kb).outlets, ..Resolution::default() };
    let ids = ids(&press.world);
    for c in &mut all {
        link(c, &ids);
    }
    drop(ids);
    drop(press);
    // Any documents at all come late, not the newest.
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.shuffle(&mut StdRng::seed_from_u64(args.seed));
    let late: Vec<(DocumentInfo, Claim)> =
        order.iter().take(args.documents).map(|&n| (documents[n].clone(), all[n].clone())).collect();
    let mut keep = vec![true; documents.len()];
    for &n in order.iter().take(args.documents) {
        keep[n] = false;
    }
    let mut at = keep.iter();
    documents.retain(|_| at.next().copied().unwrap_or(true));
    let mut at = keep.iter();
    all.retain(|_| at.next().copied().unwrap_or(true));

    reset_peak();
    let start = Instant::now();
    let out = reconcile(&all, &documents, &resolution);
    let pass_s = start.elapsed().as_secs_f64();
    let pass_mib = peak_rss_bytes().unwrap_or_default() >> 20;
    let (claims, events) = (all.len(), out.events.len());
    drop(out);

    reset_peak();
    let mut live: Live<Claim> = Live::new();
    // In parts, so that what came of each can go.
    let mut rest = all.into_iter();
    for part in documents.chunks(50_000) {
        let of: Vec<Claim> = rest.by_ref().take(part.len()).collect();
        live.update(part, of, &resolution);
    }
    drop(documents);
    let live_mib = peak_rss_bytes().unwrap_or_default() >> 20;
    let mut each_ms: Vec<f64> = Vec::with_capacity(late.len());
    for (info, claim) in late {
        let start = Instant::now();
        let changes = live.update(&[info], [claim], &resolution);
        each_ms.push(start.elapsed().as_secs_f64() * 1_000.0);
        drop(changes);
    }
    each_ms.sort_by(f64::total_cmp);
    Ok(Measured { claims, events, pass_s, pass_mib, live_mib, each_ms })
}

/// The id of every form of every name.
fn ids(world: &World) -> HashMap<String, EntityId> {
    let firms = world.firms.iter().map(|f| (&f.name, &f.zh));
    let people = world.people.iter().map(|p| (&p.name, &p.zh));
    firms
        .chain(people)
        .flat_map(|(name, zh)| {
            let id = EntityId::derived("name", name);
            [name.clone(), zh.clone(), format!("{zh}({name})")].map(|form| (form, id.clone()))
        })
        .collect()
}

fn link(c: &mut Claim, ids: &HashMap<String, EntityId>) {
    for role in
        [Role::Person, Role::To, Role::From, Role::Bidder, Role::Acquirer, Role::Target, Role::Company]
    {
        let Some(Value::Name(mut name)) = c.args.get(role).cloned() else { continue };
        name.id = ids.get(&name.text).cloned();
        c.args.set(role, Value::Name(name));
    }
}
