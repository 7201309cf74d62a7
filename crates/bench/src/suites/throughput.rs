//! From bytes to claims: how fast, on how much memory.

use std::fmt::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde_json::{Map, Value, json};
use tradewire_read::{Limits, OwnedInput, read};

use crate::{Documents, Engine, Outcome, cpu_time, join_sentences, peak_rss_bytes, reset_peak};

/// Event types of DuEE that are news of ours.
const NEWS: [&str; 9] = ["加盟", "辞/离职", "解雇", "裁员", "退出", "融资", "出售/收购", "起诉", "加薪"];

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of texts or pages, one such file, or JSON lines
    path: PathBuf,
    /// Go through the documents this many times
    #[arg(long, value_name = "N", default_value_t = 20)]
    repeat: usize,
    /// The path holds sentences with their events (the form of DuEE): join this many without news into a document
    #[arg(long, value_name = "N")]
    sentences: Option<usize>,
    /// Also measure memory and rate over growing numbers of documents
    #[arg(long, value_delimiter = ',', value_name = "N,N")]
    growth: Vec<usize>,
    /// Threads for the second figure; by default one per core
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Read without the encoder
    #[arg(long)]
    quick: bool,
}

/// What one pass cost.
#[derive(Default, Clone, Copy)]
struct Pass {
    documents: usize,
    bytes: u64,
    claims: usize,
    read: Duration,
    extract: Duration,
    resolve: Duration,
}

impl Pass {
    fn total(self) -> Duration {
        self.read + self.extract + self.resolve
    }

    fn add(&mut self, o: Self) {
        self.documents += o.documents;
        self.bytes += o.bytes;
        self.claims += o.claims;
        self.read += o.read;
        self.extract += o.extract;
        self.resolve += o.resolve;
    }
}

fn one(engine: &Engine, input: &OwnedInput, limits: &Limits) -> Pass {
    let start = Instant::now();
    let Ok(document) = read(&input.as_input(), limits) else { return Pass::default() };
    let read_at = start.elapsed();
    let mut claims = engine.extract(&document);
    let extract_at = start.elapsed();
    engine.resolve(&mut claims);
    Pass {
        documents: 1,
        bytes: input.bytes.len() as u64,
        claims: claims.len(),
        read: read_at,
        extract: extract_at.saturating_sub(read_at),
        resolve: start.elapsed().saturating_sub(extract_at),
    }
}

fn rate(amount: f64, time: Duration) -> f64 {
    if time.is_zero() { 0.0 } else { amount / time.as_secs_f64() }
}

fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Measures one core, then all, then growth.
///
/// # Errors
/// Where nothing can be read.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let documents = match args.sentences {
        Some(size) => join_sentences(&args.path, size, &NEWS)?,
        None => Documents::load(&args.path)?,
    };
    for rejected in &documents.rejected {
        eprintln!("rejected: {rejected}");
    }
    let start = Instant::now();
    let engine = Engine::reading(args.quick)?;
    let start_up = start.elapsed();
    let limits = Limits::default();
    let inputs = &documents.inputs;

    // One unmeasured round, so that lazily built tables do not count as work.
    inputs.iter().for_each(|i| {
        one(&engine, i, &limits);
    });
    reset_peak();
    let mut single = Pass::default();
    let (start, on_core) = (Instant::now(), cpu_time());
    for input in (0..args.repeat.max(1)).flat_map(|_| inputs) {
        single.add(one(&engine, input, &limits));
    }
    let elapsed = start.elapsed();
    let on_core = cpu_time().zip(on_core).map(|(end, start)| end.saturating_sub(start));
    let mut outcome = Outcome::new("throughput", single.documents, elapsed);
    let peak_single = peak_rss_bytes();

    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads).build()?;
    let count = inputs.len() * args.repeat.max(1);
    let start = Instant::now();
    let many: usize = pool.install(|| {
        (0..count).into_par_iter().map(|i| one(&engine, &inputs[i % inputs.len()], &limits).documents).sum()
    });
    let many_elapsed = start.elapsed();

    let mut growth = Vec::new();
    for &n in &args.growth {
        reset_peak();
        let start = Instant::now();
        let mut pass = Pass::default();
        (0..n).for_each(|i| pass.add(one(&engine, &inputs[i % inputs.len()], &limits)));
        growth.push(json!({
            "documents": n,
            "articles_per_second": rate(pass.documents as f64, start.elapsed()),
            "peak_rss_bytes": peak_rss_bytes(),
        }));
    }

    let mut m = Map::new();
    let mut put = |name: &str, v: Value| m.insert(name.to_owned(), v);
    put("articles_per_second", json!(rate(single.documents as f64, elapsed)));
    put("megabytes_per_second", json!(rate(mega(single.bytes), elapsed)));
    if let Some(time) = on_core {
        put("articles_per_core_second", json!(rate(single.documents as f64, time)));
        put("megabytes_per_core_second", json!(rate(mega(single.bytes), time)));
    }
    put("claims_per_article", json!(single.claims as f64 / single.documents.max(1) as f64));
    put("share_read", json!(rate(single.read.as_secs_f64(), single.total())));
    put("share_extract", json!(rate(single.extract.as_secs_f64(), single.total())));
    put("share_resolve", json!(rate(single.resolve.as_secs_f64(), single.total())));
    put("threads", json!(pool.current_num_threads()));
    put("articles_per_second_all_threads", json!(rate(many as f64, many_elapsed)));
    put("megabytes_per_second_all_threads", json!(rate(mega(single.bytes), many_elapsed)));
    put("start_up_seconds", json!(start_up.as_secs_f64()));
    if !growth.is_empty() {
        put("growth", Value::Array(growth.clone()));
    }
    outcome.metrics = m;
    outcome.peak_rss_bytes = peak_single;
    let mut table = String::new();
    for (name, v) in &outcome.metrics {
        if let Some(x) = v.as_f64() {
            let _ = writeln!(table, "{name:<34} {x:>10.3}");
        }
    }
    for g in &growth {
        let _ = writeln!(
            table,
            "{:>10} documents: {:>8.0} articles/s, at most {} MiB held",
            g["documents"],
            g["articles_per_second"].as_f64().unwrap_or(0.0),
            g["peak_rss_bytes"].as_u64().unwrap_or(0) >> 20
        );
    }
    outcome.table = Some(table);
    Ok(outcome)
}
