use tradewire_ledger::{HitKind, Page, Query, Store};

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Format, Out, short, table};

/// Flags of `search`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire search 挖角
  tradewire search \"Ruoming Pang\" --kind event
  tradewire search 收购 --format jsonl
  tradewire search Meta kind:deal amount:\">1bn\" after:2025-06
  tradewire search luofuli

Conditions may stand among the words, or alone: kind: stage: grade: outlet: after: before: amount: fiction:
Names are found by any form, by pinyin, and with a letter wrong. What holds all words comes first; where that is
little, what answers half of the query follows.")]
pub struct Args {
    /// Words to find, in Chinese (either script) or English, and conditions
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    /// Only hits of this kind: entity, event, claim, document
    #[arg(long, value_parser = kind)]
    kind: Option<HitKind>,
    /// At most this many
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Only what is public, as `tradewire publish` decided last
    #[arg(long)]
    published: bool,
    /// What to print
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    #[command(flatten)]
    ledger: Ledger,
}

fn kind(text: &str) -> Result<HitKind, String> {
    HitKind::parse(text).ok_or_else(|| "kinds are entity, event, claim, document".to_owned())
}

/// Prints what holds the words, best first.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let store = args.ledger.open()?;
    let query = Query {
        kinds: args.kind.into_iter().collect(),
        limit: args.limit.min(Page::MOST),
        published: args.published,
        ..Query::new(args.words.join(" "))
    };
    let hits = store.search(&query)?;
    let mut out = Out::new();
    let mut rows = table(&["what", "id", "title", "where it says so", "date"]);
    for hit in hits {
        let date = hit.published.as_ref().map(ToString::to_string);
        if args.format == Format::Jsonl {
            out.json(&serde_json::json!({
                "kind": hit.kind.as_str(), "id": hit.id, "title": hit.title, "snippet": hit.snippet,
                "marks": hit.marks, "published": date, "fiction": hit.fiction,
            }))?;
        } else {
            let what = hit.class.map_or(hit.kind.as_str(), |c| c.as_str()).to_owned();
            rows.add_row([
                what,
                hit.id,
                short(&hit.title, 60),
                short(&hit.snippet, 120),
                date.unwrap_or_default(),
            ]);
        }
    }
    if args.format == Format::Table && rows.row_count() > 0 {
        out.line(&rows.to_string())?;
    }
    out.finish()?;
    Ok(Done::Whole)
}
