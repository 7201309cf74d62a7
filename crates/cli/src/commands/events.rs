use jiff::Zoned;
use tradewire_ledger::{EventFilter, Page, Store};
use tradewire_model::{ClaimKind, Date, Stage};
use tradewire_reconcile::{Freshness, freshness};

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Format, Out, table};
use crate::show;

/// Flags of `events`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire events
  tradewire events --kind offer --text Meta
  tradewire events --as-of 2026-01-01         # what had faded by then
  tradewire events --format jsonl > events.jsonl")]
pub struct Args {
    /// Only events of this kind
    #[arg(long, value_parser = kind)]
    kind: Option<ClaimKind>,
    /// Only events that hold these words
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    /// The day on which to say how fresh rumours, talks and offers are; by default today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// At most this many; by default all
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Only what is public, as `tradewire publish` decided last
    #[arg(long)]
    published: bool,
    /// What to print
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    #[command(flatten)]
    ledger: Ledger,
}

fn kind(text: &str) -> Result<ClaimKind, String> {
    text.parse().map_err(|_| {
        let all: Vec<&str> = ClaimKind::ALL.iter().map(|k| k.as_str()).collect();
        format!("kinds are {}", all.join(", "))
    })
}

/// The stage, and whether it has faded since it was last heard of.
fn stage(stage: Stage, last: Option<&Date>, today: &Date) -> String {
    match freshness(stage, last, today) {
        Freshness::Settled | Freshness::Fresh => stage.to_string(),
        old => format!("{stage} ({})", old.as_str()),
    }
}

fn today(asked: Option<&Date>) -> Result<Date, Failure> {
    if let Some(date) = asked {
        return Ok(date.clone());
    }
    Zoned::now().date().to_string().parse().map_err(|e| Failure::new(format!("today has no date: {e}")))
}

/// Prints the events, latest report first.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let store = args.ledger.open()?;
    let mut out = Out::new();
    let mut rows = table(&["event", "kind", "stage", "grade", "what", "reports", "conflicts", "last report"]);
    let mut filter = EventFilter {
        kind: args.kind,
        text: args.text.clone(),
        published: args.published,
        ..EventFilter::default()
    };
    let today = today(args.as_of.as_ref())?;
    let mut left = args.limit.unwrap_or(usize::MAX);
    while left > 0 {
        filter.page.limit = left.min(Page::MOST);
        let listing = store.events(&filter)?;
        left = left.saturating_sub(listing.items.len());
        for record in listing.items {
            let event = record.event;
            match args.format {
                Format::Jsonl => out.json(&event)?,
                Format::Table => {
                    rows.add_row([
                        event.id.to_string(),
                        event.kind.to_string(),
                        stage(event.stage, record.last_published.as_ref(), &today),
                        event.grade.to_string(),
                        show::args(&event.args),
                        event.claims.len().to_string(),
                        record.conflicts.to_string(),
                        record.last_published.map(|d| d.to_string()).unwrap_or_default(),
                    ]);
                }
            }
        }
        match listing.next {
            Some(next) => filter.page.after = Some(next),
            None => break,
        }
    }
    if args.format == Format::Table && rows.row_count() > 0 {
        out.line(&rows.to_string())?;
    }
    out.finish()?;
    Ok(Done::Whole)
}
