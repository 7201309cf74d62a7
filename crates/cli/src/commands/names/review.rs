use std::io::IsTerminal;

use tradewire_ledger::{Store, TaskKind};

use crate::commands::review::Who;
use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Format, Out, tell};
use crate::pipeline::Pipeline;
use crate::review::{queue, reviewer, screen, talk};

/// Flags of `names review`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Keys: a one and the same, r two different ones, n not sure, u undo, k skip, q quit. In a pipe each line is a key, with a reason
behind it.

Examples:
  tradewire names review --list
  tradewire names review --list --format jsonl
  tradewire names review --reviewer ana")]
pub struct Args {
    /// Print the pairs instead of asking
    #[arg(long)]
    list: bool,
    /// With --list: what to print
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// At most so many pairs
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    ledger: Ledger,
}

/// Lists the pairs of the middle band, or asks about them.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut store = args.ledger.open()?;
    let pipeline = Pipeline::new()?;
    queue::refresh_as_usual(&pipeline, &mut store)?;
    let most = args.limit.unwrap_or(usize::MAX);
    if args.list {
        let mut out = Out::new();
        let tasks: Vec<_> =
            store.all_tasks()?.into_iter().filter(|t| t.kind == TaskKind::Names).take(most).collect();
        for task in &tasks {
            match args.format {
                Format::Jsonl => out.json(task)?,
                Format::Table => {
                    out.line(&screen::line(task, None))?;
                    for (name, weight) in
                        task.names.first().iter().flat_map(|n| &n.candidates).flat_map(|c| &c.features)
                    {
                        out.line(&format!("         {weight:+.2}  {name}"))?;
                    }
                }
            }
        }
        out.finish()?;
        tell(&format!("{} pairs", tasks.len()));
        return Ok(Done::Whole);
    }
    let reviewer = reviewer(args.who.reviewer.as_deref())?;
    if std::io::stdin().is_terminal() {
        tell("pairs that may be one; `tradewire names explain A B` compares any two names");
    }
    let answers = talk::Answers::stdin();
    let done =
        talk::Talk::new(&mut store, answers, reviewer, None, Some(TaskKind::Names), most).run(Vec::new())?;
    talk::summarise(&done);
    if done.given + done.undone > 0 {
        pipeline.derive(&mut store)?;
        queue::refresh_as_usual(&pipeline, &mut store)?;
    }
    Ok(Done::with_rejected(done.wrong))
}
