use std::collections::BTreeMap;

use serde_json::json;
use tradewire_ledger::{JudgementRecord, Store, Task, TaskKind};
use tradewire_review::{Policy, agreement, pace, publish};

use crate::commands::publish::{figures, rate};
use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Format, Out};
use crate::pipeline::Pipeline;
use crate::review::calibration::Calibration;
use crate::review::{candidates, queue};

/// Flags of `review stats`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire review stats
  tradewire review stats --format jsonl

Agreement is Cohen's kappa over claims that two people judged without knowledge of each other. Error rates are counted from
the random share alone, before any check or person, with exact (Clopper–Pearson) bounds.")]
pub struct Args {
    /// What to print
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Confidence of the bounds
    #[arg(long, default_value_t = Policy::default().confidence)]
    confidence: f64,
    /// Least number of judgements for a group's rate to be said
    #[arg(long, value_name = "N", default_value_t = Policy::default().min_group)]
    min_group: u64,
    #[command(flatten)]
    ledger: Ledger,
}

/// Prints how the work goes and what it shows.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut store = args.ledger.open()?;
    let pipeline = Pipeline::new()?;
    let tasks = store.all_tasks()?;
    if tasks.is_empty() || store.views_behind()? > 0 {
        queue::refresh_as_usual(&pipeline, &mut store)?;
    }
    let tasks = store.all_tasks()?;
    let standing = store.standing_judgements()?;
    let mut by: BTreeMap<&str, Vec<&JudgementRecord>> = BTreeMap::new();
    for r in &standing {
        by.entry(&r.judgement.reviewer).or_default().push(r);
    }
    let blind = pairs(&standing);
    let kappa = agreement(&blind);
    let policy = Policy {
        confidence: args.confidence,
        min_group: args.min_group,
        min_audited: 1,
        ..Policy::default()
    };
    let field = candidates::gather(&pipeline, &store, &Calibration::default().read()?)?;
    let decided = publish(&field.candidates, &policy);
    let left = open(&tasks, &standing);
    let mut out = Out::new();
    if args.format == Format::Jsonl {
        for (reviewer, said) in &by {
            let p = pace(&taken(said), left);
            out.json(&json!({"reviewer": reviewer, "judgements": said.len(), "pace": p}))?;
        }
        out.json(&json!({"agreement": {"pairs": blind.len(), "kappa": kappa}}))?;
        out.json(&json!({"by": "all", "value": "all", "extracted": decided.extracted}))?;
        for g in &decided.groups {
            out.json(&json!({"by": g.by, "value": g.value, "extracted": g.extracted}))?;
        }
        out.finish()?;
        return Ok(Done::Whole);
    }
    out.line(&format!("{} tasks, {} judgements by {} people", tasks.len(), standing.len(), by.len()))?;
    for (reviewer, said) in &by {
        let mut decisions: BTreeMap<&str, usize> = BTreeMap::new();
        for r in said {
            *decisions.entry(r.judgement.decision.as_str()).or_default() += 1;
        }
        let decisions: Vec<String> = decisions.into_iter().map(|(d, n)| format!("{n} {d}")).collect();
        let speed = pace(&taken(said), left).map_or(String::new(), |p| {
            let hours = p.left_ms as f64 / 3_600_000.0;
            let seconds = p.median_ms as f64 / 1000.0;
            format!(
                "; {seconds:.1} s each at the median, {:.0} an hour, {hours:.1} hours for what is left",
                p.per_hour
            )
        });
        out.line(&format!("  {reviewer}: {}{speed}", decisions.join(", ")))?;
    }
    let agreed = match kappa {
        Some(k) => format!("{:.0} % of {} claims, kappa {:.2}", k.observed * 100.0, blind.len(), k.value),
        None => format!("{} claims, which gives no kappa", blind.len()),
    };
    out.line(&format!("agreement of two who judged blind: {agreed}"))?;
    out.line(&format!("error of what was extracted: {}", rate(&decided.extracted)))?;
    figures(&mut out, &decided.groups, |g| &g.extracted)?;
    out.finish()?;
    Ok(Done::Whole)
}

/// How many claims of the queue want another judgement.
fn open(tasks: &[Task], standing: &[JudgementRecord]) -> usize {
    let mut said: BTreeMap<&str, usize> = BTreeMap::new();
    for r in standing {
        *said.entry(r.judgement.claim.as_str()).or_default() += 1;
    }
    let claims = tasks.iter().filter(|t| t.kind == TaskKind::Claim);
    claims.map(|t| t.judges.saturating_sub(said.get(t.id.as_str()).copied().unwrap_or(0))).sum()
}

/// A share in percent.
pub fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn taken(said: &[&JudgementRecord]) -> Vec<u64> {
    said.iter().filter_map(|r| r.judgement.taken_ms).collect()
}

/// The answers of the first two who judged a claim, where the second did so blind.
fn pairs(standing: &[JudgementRecord]) -> Vec<(String, String)> {
    let mut of: BTreeMap<&str, Vec<&JudgementRecord>> = BTreeMap::new();
    for r in standing {
        of.entry(r.judgement.claim.as_str()).or_default().push(r);
    }
    of.into_values()
        .filter_map(|all| match all.as_slice() {
            [first, second, ..]
                if second.judgement.second && first.judgement.reviewer != second.judgement.reviewer =>
            {
                let code = |r: &JudgementRecord| r.judgement.decision.as_str().to_owned();
                Some((code(first), code(second)))
            }
            _ => None,
        })
        .collect()
}
