use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};

use tradewire_ledger::{EventFilter, Page, SqliteStore, Store};
use tradewire_model::ClaimKind;
use tradewire_read::Limits;

use crate::commands::serve::{Extras, Reviewers, Reviewing, Server};
use crate::failure::{Done, Failure};
use crate::output::{Out, short, tell};
use crate::pipeline::Pipeline;
use crate::samples::samples;
use crate::show;

/// Flags of `demo`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire demo
  tradewire demo --no-serve
  tradewire demo --port 9000

The ledger of the demo is made anew each time and goes when the demo ends. Articles 36 to 63 are fiction and marked
as such on every page.")]
pub struct Args {
    /// Stop after the summary
    #[arg(long)]
    no_serve: bool,
    /// Port on 127.0.0.1
    #[arg(long, default_value_t = 8420)]
    port: u16,
}

/// Takes the samples into a ledger of their own, says what was found, and serves it.
pub fn run(args: &Args) -> Result<Done, Failure> {
    // Taken first: a port in use shows before the work, not after it.
    let server = match args.no_serve {
        true => None,
        false => Some(Server::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, args.port))).map_err(|e| {
            Failure::new(e.to_string())
                .hint(format!("try `tradewire demo --port {}`", args.port.wrapping_add(1).max(1024)))
        })?),
    };
    let folder = tempfile::Builder::new().prefix("tradewire-demo-").tempdir()?;
    let path = folder.path().join("ledger.sqlite");
    let mut store = SqliteStore::open(&path)?;
    let samples = samples()?;
    let total = samples.len();
    tell(&format!("reading {total} sample articles …"));
    let tally = Pipeline::demo()?.ingest(
        samples.into_iter().map(|s| Ok(s.into())),
        &Limits::default(),
        total,
        &mut store,
    )?;
    summary(&store)?;
    drop(store);
    if let Some(server) = server {
        server.run(&path, Reviewing::Yes(Reviewers::default(), Pipeline::demo), Extras::default())?;
    }
    Ok(Done::with_rejected(tally.rejected))
}

fn summary(store: &SqliteStore) -> Result<(), Failure> {
    let counts = store.counts()?;
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for claim in store.all_claims()? {
        *kinds.entry(claim.kind.to_string()).or_default() += 1;
    }
    let mut out = Out::new();
    out.line(&format!("articles    {:>5}   ({} of them fiction)", counts.documents, counts.fiction))?;
    let kinds: Vec<String> = kinds.iter().map(|(k, n)| format!("{n} {k}")).collect();
    out.line(&format!("claims      {:>5}   ({})", counts.claims, kinds.join(", ")))?;
    out.line(&format!("events      {:>5}", counts.events))?;
    out.line(&format!("conflicts   {:>5}", counts.conflicts))?;
    out.line(&format!("people      {:>5}", counts.people))?;
    out.line(&format!("companies   {:>5}", counts.organisations))?;
    out.line("")?;
    let mut events =
        store.events(&EventFilter { page: Page::first(Page::MOST), ..EventFilter::default() })?.items;
    events.retain(|r| !matches!(r.event.kind, ClaimKind::Statement | ClaimKind::Stat));
    // The store's order stays among equals.
    events.sort_by_key(|r| Reverse(r.event.claims.len()));
    out.line("reported most:")?;
    for record in events.iter().take(6) {
        let fiction = if record.fiction { " [fiction]" } else { "" };
        let event = &record.event;
        let what = short(&show::args(&event.args), 100);
        out.line(&format!("  {:>2} × {} [{}]{fiction} {what}", event.claims.len(), event.kind, event.stage))?;
    }
    let conflicts = store.conflicts()?;
    if !conflicts.is_empty() {
        out.line("where the reports disagree:")?;
    }
    for c in conflicts.iter().take(5) {
        out.line(&format!("  {}: {}", show::topic(c), show::sides(c)))?;
    }
    out.finish()
}
