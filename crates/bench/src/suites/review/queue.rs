//! A queue of many claims: how long until the first task lies before a reviewer, and how long each judgement takes.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use tradewire_kb::KnowledgeBase;
use tradewire_ledger::{
    CheckNote, Deriver, Reading, SqliteStore, Store, Task, TaskKind, Timestamp, Why, rivals,
};
use tradewire_model::{Claim, ClaimId, ClaimJudgement, Decision, Document, RejectReason, Role};
use tradewire_resolve::Resolver;
use tradewire_review::{Case, CaseKind, Item, Language, Settings, Subject, Verdict, queue};

use super::train;
use crate::Outcome;
use crate::news::{claims, press};
use crate::suites::ingest::document;

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Claims in the ledger; each of them is in the queue
    #[arg(long, default_value_t = 20_000)]
    claims: usize,
    /// Share of them that two others have judged before
    #[arg(long, default_value_t = 0.5)]
    judged: f64,
    /// Judgements that are timed
    #[arg(long, default_value_t = 200)]
    judgements: usize,
    /// Seed of the generator
    #[arg(long, default_value_t = 20_250_701)]
    seed: u64,
    /// Keep the ledger here, to look at it with `tradewire serve --ledger FILE` or `tradewire review --ledger FILE`
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
}

/// Who is timed.
const REVIEWER: &str = "ana";
/// Tasks that the terminal reads ahead.
const AHEAD: usize = 50;
/// Other claims that are offered as what a duplicate repeats.
const RIVALS: usize = 9;

/// Fills a ledger with a simulated press, makes its queue, and works at it as the faces do.
///
/// # Errors
/// Where the ledger or the invented knowledge base fails.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let folder = tempfile::tempdir()?;
    let path = args.keep.clone().unwrap_or_else(|| folder.path().join("l.sqlite"));
    let start = Instant::now();
    let mut store = SqliteStore::open(&path)?;
    let pairs = fill(&mut store, args)?;
    let filled = start.elapsed();
    let making = Instant::now();
    let tasks = tasks(&pairs)?;
    store.replace_tasks(&tasks)?;
    let made = making.elapsed();
    judge_before(&mut store, &tasks, args.judged)?;
    drop(store);

    let ms = |start: Instant| start.elapsed().as_secs_f64() * 1_000.0;
    // A fresh connection, as at the start of a sitting.
    let opening = Instant::now();
    let mut store = SqliteStore::open(&path)?;
    let ahead = store.tasks(REVIEWER, None, AHEAD)?;
    look(&store, ahead.first().context("the queue is empty")?)?;
    let terminal = ms(opening);
    let paging = Instant::now();
    let outlines = store.task_outlines(REVIEWER)?;
    store.review_progress(REVIEWER)?;
    store.counts()?;
    store.judgements_of_reviewer(REVIEWER, 200)?;
    let page = ms(paging);
    let open = outlines.iter().filter(|t| t.open).count();

    let mut each = Vec::with_capacity(args.judgements);
    let mut next = ahead.into_iter().next();
    while let Some(task) = next.take().filter(|_| each.len() < args.judgements) {
        let judging = Instant::now();
        let decision =
            if each.len() % 10 == 9 { Decision::Reject(RejectReason::NotSaid) } else { Decision::Accept };
        judge(&mut store, &task, REVIEWER, decision)?;
        next = store.tasks(REVIEWER, None, 1)?.pop();
        if let Some(task) = &next {
            look(&store, task)?;
        }
        each.push(ms(judging));
    }
    each.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let last = each.len().saturating_sub(1);
        each.get((share * last as f64).round() as usize).copied().unwrap_or_default()
    };
    let mut table = String::new();
    writeln!(
        table,
        "{} claims, {} tasks, {open} open to the reviewer; filled in {:.1} s, queue made in {:.1} s",
        pairs.len(),
        tasks.len(),
        filled.as_secs_f64(),
        made.as_secs_f64()
    )?;
    writeln!(table, "the first task, ledger opened anew      {terminal:>8.1} ms")?;
    writeln!(table, "the page of the queue                   {page:>8.1} ms")?;
    writeln!(
        table,
        "a judgement, with the next task loaded  {:>8.1} ms in the median, {:.1} at p99, of {}",
        at(0.5),
        at(0.99),
        each.len()
    )?;
    let mut outcome = Outcome::new("review queue", pairs.len(), start.elapsed())
        .metric("first_task_ms", terminal)
        .metric("page_ms", page)
        .metric("judgement_median_ms", at(0.5))
        .metric("judgement_p99_ms", at(0.99));
    outcome.table = Some(table);
    Ok(outcome)
}

/// Takes in a simulated press of so many claims and derives its views.
fn fill(store: &mut SqliteStore, args: &Args) -> anyhow::Result<Vec<(Document, Claim)>> {
    let press = press(args.claims, args.seed, 1.0);
    let (infos, all, _) = claims(&press);
    let world = press.world.knowledge();
    let kb = KnowledgeBase::with_files([("world.toml", world.as_str())])
        .context("the invented world is no knowledge base")?;
    let mut pairs: Vec<(Document, Claim)> =
        infos.iter().zip(all).map(|(info, claim)| (document(info, &claim), claim)).collect();
    pairs.truncate(args.claims);
    let observed_at = Timestamp::UNIX_EPOCH;
    for batch in pairs.chunks(1_000) {
        let readings: Vec<Reading<'_>> = batch
            .iter()
            .map(|(document, claim)| Reading { document, claims: std::slice::from_ref(claim), observed_at })
            .collect();
        store.ingest_batch(&readings)?;
    }
    let resolver = Resolver::new(&kb);
    store.derive_whole(&Deriver::new(&resolver, &kb))?;
    Ok(pairs)
}

/// The tasks of all claims, with what the checker says of each; those that no reason calls for stand at the end.
fn tasks(pairs: &[(Document, Claim)]) -> anyhow::Result<Vec<Task>> {
    let checker = train::checker(None)?;
    let cases: Vec<Case> = pairs
        .par_iter()
        .map(|(document, claim)| {
            let mut case = Case::new(CaseKind::Claim, claim.id.as_str(), &claim.doc);
            case.verdict = Some(checker.check(&Subject::of(claim, &document.text), &[]).verdict);
            case.confidence = claim.confidence;
            case.persons = claim.args.names(Role::Person).iter().map(|n| n.text.clone()).collect();
            case
        })
        .collect();
    let items = queue(&cases, &Settings { random_share: 1.0, ..Settings::default() });
    let verdicts: HashMap<&str, Option<Verdict>> = cases.iter().map(|c| (c.id.as_str(), c.verdict)).collect();
    Ok(items
        .into_iter()
        .map(|item| {
            let verdict = verdicts.get(item.id.as_str()).copied().flatten();
            task(item, verdict)
        })
        .collect())
}

fn task(item: Item, verdict: Option<Verdict>) -> Task {
    let why = |s: &tradewire_review::Signal| Why {
        code: s.code.as_str().to_owned(),
        words: s.code.words(Language::En).to_owned(),
        detail: s.detail.clone(),
        weight: s.weight,
    };
    Task {
        why: item.signals.iter().map(why).collect(),
        id: item.id,
        kind: TaskKind::Claim,
        group: item.group,
        score: item.score,
        check: verdict.map(|v| CheckNote {
            verdict: if v == Verdict::Disagree { "disagree" } else { "cannot_tell" }.to_owned(),
            reasons: Vec::new(),
        }),
        names: Vec::new(),
        random: item.random,
        judges: item.judges,
    }
}

/// Two people have worked at the queue from its end; on one claim in twenty they differ.
fn judge_before(store: &mut SqliteStore, tasks: &[Task], share: f64) -> anyhow::Result<()> {
    let count = (tasks.len() as f64 * share.clamp(0.0, 1.0)) as usize;
    for (n, task) in tasks.iter().rev().take(count).enumerate() {
        judge(store, task, "ben", Decision::Accept)?;
        let second = if n % 20 == 0 { Decision::Reject(RejectReason::NotSaid) } else { Decision::Accept };
        judge(store, task, "cem", second)?;
    }
    Ok(())
}

fn judge(store: &mut SqliteStore, task: &Task, who: &str, decision: Decision) -> anyhow::Result<()> {
    let now = Timestamp::UNIX_EPOCH;
    let claim = ClaimId::new(&task.id);
    let seen = store.claim(&claim)?.and_then(|r| Some(r.review?.judgements.last()?.seq)).unwrap_or_default();
    // The third decides with both words in view; the second of two judges blind.
    let second = who != REVIEWER;
    let judgement = ClaimJudgement {
        taken_ms: Some(4_000),
        second,
        seen: if second { 0 } else { seen },
        ..ClaimJudgement::new(claim, who, now, decision)
    };
    store.judge(&judgement, now)?;
    Ok(())
}

/// All that a face reads to show a task.
fn look(store: &SqliteStore, task: &Task) -> anyhow::Result<()> {
    let record = store.claim(&ClaimId::new(&task.id))?.context("a task without its claim")?;
    store.document(record.document.id.as_str())?;
    rivals(store, &record, RIVALS)?;
    store.review_progress(REVIEWER)?;
    Ok(())
}
