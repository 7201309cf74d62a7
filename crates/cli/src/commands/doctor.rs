use tradewire_ledger::{Archive, SqliteStore, Store};

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::Out;

/// Flags of `doctor`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Changes nothing. Exits with 1 if something is to be mended.

Examples:
  tradewire doctor --ledger team.sqlite")]
pub struct Args {
    #[command(flatten)]
    ledger: Ledger,
}

/// What was looked at, what is wrong with it (nothing if it is well), and how to mend it.
struct Check {
    what: &'static str,
    wrong: Vec<String>,
    mend: &'static str,
}

/// So many things wrong with one part are listed.
const LISTED: usize = 20;

/// Looks at the ledger's file, log and views, and says how to mend what is wrong.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let path = args.ledger.existing()?;
    let store = SqliteStore::open_reader(&path)?;
    let server = SqliteStore::is_address(&path);
    let checks = [file(&store, server), log(&store), erasures(&store), views(&store)];
    let mut out = Out::new();
    out.line(&format!("ledger {}", args.ledger.shown()?))?;
    for check in &checks {
        if check.wrong.is_empty() {
            out.line(&format!("well  {}", check.what))?;
            continue;
        }
        out.line(&format!("ill   {}", check.what))?;
        for line in check.wrong.iter().take(LISTED) {
            out.line(&format!("      {line}"))?;
        }
        if let Some(more) = check.wrong.len().checked_sub(LISTED).filter(|n| *n > 0) {
            out.line(&format!("      and {more} more"))?;
        }
        out.line(&format!("      to mend: {}", check.mend))?;
    }
    out.finish()?;
    match checks.iter().filter(|c| !c.wrong.is_empty()).count() {
        0 => Ok(Done::Whole),
        n => Err(Failure::new(format!("{n} of {} checks found something to mend", checks.len()))),
    }
}

/// The lines of a check, or the reason why it could not be made.
fn found(result: tradewire_ledger::Result<Vec<String>>) -> Vec<String> {
    result.unwrap_or_else(|e| vec![Failure::from(e).to_string()])
}

fn file(store: &SqliteStore, server: bool) -> Check {
    let wrong = found(store.check_file());
    if server {
        let mend = "as each line says; else pg_restore from the last pg_dump";
        return Check { what: "the database is whole", wrong, mend };
    }
    Check {
        what: "the file is whole",
        wrong,
        mend: "`tradewire restore COPY --to NEW` from the last backup; without one, `tradewire export` saves what can \
               still be read",
    }
}

fn log(store: &SqliteStore) -> Check {
    let wrong = store.verify(None).map(|v| v.findings.iter().map(ToString::to_string).collect());
    Check {
        what: "the log is as it was written",
        wrong: found(wrong),
        mend: "`tradewire restore COPY --to NEW` from a backup made before the damage",
    }
}

fn erasures(store: &SqliteStore) -> Check {
    let wrong = store.wipe_is_due().map(|due| {
        let line = || "bytes of something erased wait in the file to be taken out".to_owned();
        due.then(line).into_iter().collect()
    });
    Check {
        what: "what was erased is gone from the file",
        wrong: found(wrong),
        mend: "end what reads the ledger (`tradewire serve`), then `tradewire rebuild`",
    }
}

fn views(store: &SqliteStore) -> Check {
    let wrong = store.counts().map(|c| {
        let line = || format!("{} claims, and no event made from them", c.claims);
        (c.claims > 0 && c.events == 0).then(line).into_iter().collect()
    });
    Check { what: "events are made from the claims", wrong: found(wrong), mend: "`tradewire rebuild`" }
}
