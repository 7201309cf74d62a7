use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use jiff::Timestamp;
use tradewire_ledger::{SqliteStore, Store, TaskKind};
use tradewire_model::{ClaimId, JudgementId, Undo};
use tradewire_review::Settings;
use tradewire_review::labels::label_studio;

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Format, Out, tell};
use crate::pipeline::Pipeline;
use crate::review::calibration::Calibration;
use crate::review::labels::{self, Tool};
use crate::review::{queue, reviewer, screen, talk};

/// Flags of `review`.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Keys: a accept, r reject, m mend a role, s split, d duplicate, n not sure, u undo, l later, q quit, ? help.

Examples:
  tradewire review                                        one claim after the other
  tradewire review --list --limit 20                      what is asked, and why
  tradewire review --claim c_5f0c… --reviewer ana         this one
  tradewire review --reviewer ana --among ana,ben,cem     only what falls to ana of those three
  printf 'a\\nr not_said\\nm to=Meta\\nq\\n' | tradewire review --reviewer ana
  tradewire review undo j_0c1d… --reviewer ana
  tradewire review --export labelstudio tasks.json        and back: --import labelstudio labels.json --reviewer ana
  tradewire review --export doccano tasks.jsonl
  tradewire review stats
  tradewire review learn --out proposed/"
)]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
    /// Print the queue instead of asking
    #[arg(long)]
    list: bool,
    /// With --list: what to print
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// At most so many tasks
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Write the claims of the queue, in the sentences they stand in, for a labelling tool
    #[arg(long, num_args = 2, value_names = ["TOOL", "FILE"], conflicts_with_all = ["list", "import", "claim"])]
    export: Option<Vec<String>>,
    /// Take in what came back from a labelling tool: labelstudio or doccano
    #[arg(long, num_args = 2, value_names = ["TOOL", "FILE"], conflicts_with_all = ["list", "claim"])]
    import: Option<Vec<String>>,
    /// Ask about this claim, whether it is in the queue or not
    #[arg(long, value_name = "ID")]
    claim: Vec<String>,
    /// Only claims, or only names
    #[arg(long, value_enum)]
    only: Option<Only>,
    /// Name of the batch, kept with each judgement
    #[arg(long, value_name = "NAME")]
    batch: Option<String>,
    /// Share of the claims drawn at random, which alone bound the error rate
    #[arg(long, value_name = "SHARE", default_value_t = Settings::default().random_share)]
    random: f64,
    /// Seed of that draw; the same seed draws the same claims
    #[arg(long, value_name = "N", default_value_t = Settings::default().seed)]
    seed: u64,
    /// Share of all other claims that two people judge
    #[arg(long, value_name = "SHARE", default_value_t = Settings::default().double_share)]
    double: f64,
    /// Ask about claims whose confidence is lower than this
    #[arg(long, value_name = "0..1", default_value_t = Settings::default().threshold)]
    below: f64,
    /// Those who share the queue: only what falls to the reviewer is asked or listed. The same names share it alike,
    /// whoever asks
    #[arg(long, value_name = "NAME,NAME", value_delimiter = ',')]
    among: Vec<String>,
    #[command(flatten)]
    calibration: Calibration,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    ledger: Ledger,
}

/// Who judges.
#[derive(Debug, clap::Args)]
pub struct Who {
    /// Who judges; by default $TRADEWIRE_REVIEWER, else the name of the user
    #[arg(long, value_name = "NAME")]
    pub reviewer: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Only {
    Claims,
    Names,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Take a judgement back, on a claim or on names
    Undo(UndoArgs),
    /// Write what judgements teach, as changes for a person to look through
    Learn(super::review_learn::Args),
    /// Agreement, pace, and error rates with their bounds
    Stats(super::review_stats::Args),
}

/// Flags of `review undo` and of `names undo`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire review undo j_0c1d… --reason 'mixed up'
  tradewire names undo j_0c1d…")]
pub struct UndoArgs {
    /// Id of the judgement; `tradewire show claim ID` and `tradewire names judgements` tell it
    judgement: String,
    /// Why
    #[arg(long, default_value = "")]
    reason: String,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    ledger: Ledger,
}

/// Asks about claims and names, one after the other.
pub fn run(args: &Args) -> Result<Done, Failure> {
    match &args.action {
        Some(Action::Undo(u)) => return undo(u),
        Some(Action::Learn(l)) => return super::review_learn::run(l),
        Some(Action::Stats(s)) => return super::review_stats::run(s),
        None => {}
    }
    for (flag, share) in [("--random", args.random), ("--double", args.double), ("--below", args.below)] {
        if !(0.0..=1.0).contains(&share) {
            return Err(Failure::usage(format!("{flag} {share} is no share: 0 to 1")));
        }
    }
    let settings = Settings {
        seed: args.seed,
        random_share: args.random,
        double_share: args.double,
        threshold: args.below,
        ..Settings::default()
    };
    let calibrator = args.calibration.read()?;
    let mut store = args.ledger.open()?;
    let pipeline = Pipeline::new()?;
    let making = queue::Making { settings: &settings, calibrator: &calibrator };
    queue::refresh(&pipeline, &mut store, making)?;
    if !args.among.is_empty() {
        let me = reviewer(args.who.reviewer.as_deref())?;
        if !args.among.contains(&me) {
            return Err(Failure::usage(format!("«{me}» is not among {}", args.among.join(", "))));
        }
    }
    let kind = args.only.map(|o| match o {
        Only::Claims => TaskKind::Claim,
        Only::Names => TaskKind::Names,
    });
    if args.list {
        return list(args, &store, kind);
    }
    if let Some((tool, file)) = tool(args.export.as_deref())? {
        return export(args, &store, tool, &file);
    }
    let reviewer = reviewer(args.who.reviewer.as_deref())?;
    if let Some((tool, file)) = tool(args.import.as_deref())? {
        let taken = labels::take(&mut store, tool, &file, &reviewer, args.batch.as_deref())?;
        if taken.written > 0 {
            pipeline.derive(&mut store)?;
            queue::refresh(&pipeline, &mut store, making)?;
        }
        tell(&format!(
            "{} judgements taken in, {} known already, {} refused",
            taken.written, taken.known, taken.refused
        ));
        return Ok(Done::with_rejected(taken.refused));
    }
    let first = args.claim.iter().map(|id| one(&store, id)).collect::<Result<Vec<_>, _>>()?;
    let most = args.limit.unwrap_or(usize::MAX);
    let talk = talk::Talk::new(&mut store, talk::Answers::stdin(), reviewer, args.batch.clone(), kind, most);
    let done = talk.among(args.among.clone()).run(first)?;
    talk::summarise(&done);
    if done.given + done.undone > 0 {
        pipeline.derive(&mut store)?;
        queue::refresh(&pipeline, &mut store, making)?;
    }
    Ok(Done::with_rejected(done.wrong))
}

/// A tool and a file, as two words of the command line.
fn tool(words: Option<&[String]>) -> Result<Option<(Tool, PathBuf)>, Failure> {
    let Some([tool, file]) = words else { return Ok(None) };
    let tool = Tool::from_str(tool, true).map_err(|_| {
        Failure::usage(format!("«{tool}» is no labelling tool")).hint("there are labelstudio and doccano")
    })?;
    Ok(Some((tool, PathBuf::from(file))))
}

fn export(args: &Args, store: &SqliteStore, tool: Tool, file: &Path) -> Result<Done, Failure> {
    let most = args.limit.unwrap_or(usize::MAX);
    let tasks = match &args.who.reviewer {
        Some(who) => store.tasks(who, Some(TaskKind::Claim), most)?,
        None => store.all_tasks()?.into_iter().filter(|t| t.kind == TaskKind::Claim).take(most).collect(),
    };
    let documents = labels::documents(store, &tasks)?;
    std::fs::write(file, labels::write(tool, &documents))
        .map_err(|e| Failure::new(format!("cannot write {}: {e}", file.display())))?;
    tell(&format!("{} claims in {} contexts: {}", tasks.len(), documents.len(), file.display()));
    if tool == Tool::Labelstudio {
        let interface = file.with_extension("xml");
        std::fs::write(&interface, label_studio::interface())
            .map_err(|e| Failure::new(format!("cannot write {}: {e}", interface.display())))?;
        tell(&format!("the labelling interface for them: {}", interface.display()));
    }
    Ok(Done::Whole)
}

/// The task of a claim; one is made where the queue has none.
fn one(store: &SqliteStore, id: &str) -> Result<tradewire_ledger::Task, Failure> {
    if let Some(task) = store.task(id)? {
        return Ok(task);
    }
    let record = store.claim(&ClaimId::new(id))?.ok_or_else(|| {
        Failure::new(format!("the ledger holds no claim {id}"))
            .hint("`tradewire review --list` shows what is asked")
    })?;
    Ok(tradewire_ledger::Task::of_claim(&record.claim))
}

fn list(args: &Args, store: &SqliteStore, kind: Option<TaskKind>) -> Result<Done, Failure> {
    let mut out = Out::new();
    let most = args.limit.unwrap_or(usize::MAX);
    // Without a name the whole queue, judged or not.
    let tasks = match &args.who.reviewer {
        Some(who) => talk::open_tasks(store, who, kind, &args.among, most)?,
        None => {
            store.all_tasks()?.into_iter().filter(|t| kind.is_none_or(|k| t.kind == k)).take(most).collect()
        }
    };
    for task in &tasks {
        match args.format {
            Format::Jsonl => out.json(task)?,
            Format::Table => {
                let record = task.claim().map(|id| store.claim(&id)).transpose()?.flatten();
                out.line(&screen::line(task, record.as_ref()))?;
            }
        }
    }
    out.finish()?;
    tell(&format!("{} tasks", tasks.len()));
    Ok(Done::Whole)
}

/// Takes a judgement back and derives the views anew.
pub fn undo(args: &UndoArgs) -> Result<Done, Failure> {
    let mut store = args.ledger.open()?;
    let now = Timestamp::now();
    let undo = Undo {
        judgement: JudgementId::new(&args.judgement),
        by: reviewer(args.who.reviewer.as_deref())?,
        at: now,
        words: args.reason.clone(),
    };
    store.undo(&undo, now).map_err(|e| {
        Failure::from(e)
            .hint("`tradewire show claim ID` and `tradewire names judgements` tell the ids of judgements")
    })?;
    Pipeline::new()?.derive(&mut store)?;
    tell(&format!("{} is taken back", args.judgement));
    Ok(Done::Whole)
}
