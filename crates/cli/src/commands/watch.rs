use std::path::PathBuf;

use jiff::Timestamp;
use serde_json::json;
use tradewire_fetch::Fetcher;
use tradewire_read::Limits;

use crate::failure::{Done, Failure};
use crate::location::{Ledger, open};
use crate::output::{Format, Out, say, short, table, tell};
use crate::watch::asking::run_all;
use crate::watch::deliver::Waiting as Outgoing;
use crate::watch::folder::{Folder, Part};
use crate::watch::keeper::Keeper;
use crate::watch::matching::Handed;
use crate::watch::poll::Asker;
use crate::watch::sources::Sources;
use crate::watch::state::State;

/// Flags of `watch`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire watch SOURCES.toml
  tradewire watch SOURCES.toml --once
  tradewire watch SOURCES.toml --dry-run
  tradewire watch --status

SOURCES.toml:
  [settings]
  every = \"30m\"                     # how often, where a source does not say
  contact = \"https://example.com\"   # who is asking, for those who wonder

  [[source]]
  name = \"courier\"
  feed = \"https://example.com/feed\" # or page = \"https://…\"
  every = \"15m\"
  follow = true                     # fetch the page behind each entry

  [[source]]
  name = \"inbox\"
  folder = \"inbox\"                  # texts, pages, JSON lines, WARC; paths are beside this file

  [[source]]
  name = \"crawl\"
  lines = \"crawl.jsonl\"             # a file that grows

  [[watch]]
  name = \"big-deals\"
  kind = \"deal\"                     # also who, words, stage, grade, outlet, fiction
  amount = \">1bn\"
  atom = \"big-deals.atom\"           # or json_feed, lines, or webhook with secret_file

A webhook gets JSON by POST with Tradewire-Delivery, Tradewire-Timestamp and Tradewire-Signature: sha256= and the
HMAC-SHA-256 of timestamp, a dot and the body. What is handed on is what comes after a watch was declared. State and queue lie beside the ledger, in its name with .watch behind.")]
pub struct Args {
    /// The file that declares sources and watches
    #[arg(value_name = "SOURCES.toml", required_unless_present = "status")]
    sources: Option<PathBuf>,
    /// Ask each source once, take in what is new, hand it on, and end
    #[arg(long)]
    once: bool,
    /// Ask each source and say what is new; change nothing
    #[arg(long, conflicts_with = "once")]
    dry_run: bool,
    /// Say what is known of each source, of the queue and of what was not handed on
    #[arg(long, conflicts_with_all = ["once", "dry_run"])]
    status: bool,
    /// What `--status` prints
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    #[command(flatten)]
    ledger: Ledger,
}

/// Keeps a ledger fresh.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let path = args.ledger.path()?;
    let folder = Folder::of(&args.ledger.beside()?);
    if args.status {
        return status(&folder, args.format);
    }
    let Some(file) = &args.sources else { return Err(Failure::usage("give SOURCES.toml")) };
    let sources = Sources::read(file)?;
    for address in &sources.settings.allow_private {
        say(
            "warning",
            &format!("{address} is connected to although it is not public: allow_private says so"),
        );
    }
    let limits = Limits {
        size_bytes: sources.settings.size_bytes,
        line_bytes: sources.settings.size_bytes,
        ..Limits::default()
    };
    let mut builder = Fetcher::builder(limits).pause(sources.settings.pause).time(sources.settings.time);
    if let Some(contact) = &sources.settings.contact {
        builder = builder.contact(contact);
    }
    for address in &sources.settings.allow_private {
        builder = builder.allow_address(*address);
    }
    let fetcher = builder.build();
    let asker = Asker { fetcher: &fetcher, limits };
    if args.dry_run {
        return dry_run(&asker, &folder, &sources);
    }
    drop(args.ledger.open_or_make()?);
    let held = folder.hold()?;
    let keeper = Keeper::new(&held, open(&path)?, limits, &sources.watches)?;
    run_all(&asker, &held, keeper, &sources, args.once)
}

/// Asks each source as if it had never been asked, but for what was seen; writes nothing.
fn dry_run(asker: &Asker<'_>, folder: &Folder, sources: &Sources) -> Result<Done, Failure> {
    let mut failed = 0;
    for source in &sources.sources {
        let mut state: State =
            folder.read_json(Part::Sources, &format!("{}.json", source.name))?.unwrap_or_default();
        (state.etag, state.last_modified) = (None, None);
        match asker.ask(source, &mut state, Timestamp::now()) {
            Ok(polled) => {
                tell(&format!(
                    "{}: {} new, {} known, {} rejected",
                    source.name,
                    polled.items.len(),
                    polled.known,
                    polled.rejected.len()
                ));
                for item in polled.items.iter().take(5) {
                    tell(&format!("    {}", short(item.called(), 100)));
                }
                polled.rejected.iter().for_each(crate::intake::Rejection::say);
            }
            Err(t) => {
                failed += 1;
                say("failed", &format!("{}: {} [{}] ({})", source.name, t.what, t.code, t.hint));
            }
        }
    }
    Ok(Done::with_rejected(failed))
}

/// What is known of everything that is kept.
fn status(folder: &Folder, format: Format) -> Result<Done, Failure> {
    let mut out = Out::new();
    let mut rows = table(&["source", "answered", "asked again", "taken", "failures", "trouble"]);
    let time =
        |t: Option<Timestamp>| t.map_or_else(String::new, |t| t.strftime("%Y-%m-%d %H:%M:%SZ").to_string());
    for file in folder.names(Part::Sources) {
        let Some(s) = folder.read_json::<State>(Part::Sources, &file)? else { continue };
        let name = file.trim_end_matches(".json");
        if format == Format::Jsonl {
            out.json(&json!({
                "source": name, "answered": s.answered, "next": s.next, "taken": s.taken, "failures": s.failures,
                "trouble": s.trouble, "moved_to": s.moved_to,
            }))?;
            continue;
        }
        let trouble = match (&s.trouble, &s.moved_to) {
            (Some(t), _) => format!("{} [{}]", t.what, t.code),
            (None, Some(to)) => format!("it moved to {to}; write that into the file"),
            (None, None) => String::new(),
        };
        rows.add_row([
            name.to_owned(),
            time(s.answered),
            time(s.next),
            s.taken.to_string(),
            s.failures.to_string(),
            short(&trouble, 90),
        ]);
    }
    let (queue, rejected) = (folder.names(Part::Queue).len(), folder.names(Part::Rejected));
    let (outbox, dead) = (folder.names(Part::Outbox).len(), folder.names(Part::Dead));
    if format == Format::Table {
        if rows.row_count() > 0 {
            out.line(&rows.to_string())?;
        }
        out.line(if folder.is_held() { "watching now" } else { "nobody watches now" })?;
        out.line(&format!(
            "queue: {queue} files; rejected: {}; outbox: {outbox}; not handed on: {}",
            rejected.len(),
            dead.len()
        ))?;
    } else {
        out.json(&json!({"watching": folder.is_held(), "queue": queue, "rejected": rejected.len(), "outbox": outbox, "dead": dead.len()}))?;
    }
    for file in folder.names(Part::Watches).iter().filter(|f| !f.ends_with(".feed.json")) {
        let Some(handed) = folder.read_json::<Handed>(Part::Watches, file)? else { continue };
        let name = file.trim_end_matches(".json");
        if format == Format::Jsonl {
            out.json(&json!({"watch": name, "events": handed.events}))?;
        } else {
            out.line(&format!("watch {name}: {} events found", handed.events))?;
        }
    }
    for file in rejected.iter().rev().take(10).filter(|f| f.ends_with(".json")) {
        let Some(r) = folder.read_json::<serde_json::Value>(Part::Rejected, file)? else { continue };
        if format == Format::Jsonl {
            out.json(&json!({"rejected": r}))?;
        } else {
            let text = |k: &str| r[k].as_str().unwrap_or_default().to_owned();
            out.line(&format!(
                "rejected {}: {} [{}]",
                text("place"),
                short(&text("what"), 90),
                text("code")
            ))?;
        }
    }
    for file in &dead {
        let Some(d) = folder.read_json::<Outgoing>(Part::Dead, file)? else { continue };
        if format == Format::Jsonl {
            out.json(&json!({"dead": file, "delivery": d.delivery, "tries": d.tries, "trouble": d.trouble}))?;
        } else {
            let why = d.trouble.unwrap_or_default();
            out.line(&format!(
                "not handed on after {} tries: {} of {}: {}",
                d.tries,
                d.delivery.event,
                d.delivery.watch,
                short(&why, 90)
            ))?;
        }
    }
    out.finish()?;
    Ok(Done::Whole)
}
