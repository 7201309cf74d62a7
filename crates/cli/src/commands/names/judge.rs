use jiff::Timestamp;
use serde_json::json;
use tradewire_ledger::{HitKind, Query, SqliteStore, Store};
use tradewire_model::{EntityId, NameJudgement, Word};

use crate::commands::review::Who;
use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Format, Out, tell};
use crate::pipeline::Pipeline;
use crate::review::reviewer;

/// Flags of `names judge`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire names judge ruoming-pang person-5b1c2e3f same --reason 'same post, same day'
  tradewire names judge 余家輝 person-77aa01bc different --reason 'two brothers'
  tradewire names judge a-id b-id unsure                takes back what was said of the two")]
pub struct Args {
    /// One entity: its id, or its name
    a: String,
    /// The other
    b: String,
    /// What holds of them
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(["same", "different", "unsure"]))]
    word: String,
    /// Why
    #[arg(long, default_value = "")]
    reason: String,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    ledger: Ledger,
}

/// Flags of `names judgements`.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// What to print
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Those taken back, too
    #[arg(long)]
    undone: bool,
    #[command(flatten)]
    ledger: Ledger,
}

/// Writes the judgement and derives the views anew.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut store = args.ledger.open()?;
    let word: Word = args.word.parse()?;
    let now = Timestamp::now();
    let (a, b) = (entity(&store, &args.a)?, entity(&store, &args.b)?);
    let author = reviewer(args.who.reviewer.as_deref())?;
    let said = NameJudgement { a, b, word, author, at: now, reason: args.reason.clone() };
    let id = store.judge_names(&said, now)?;
    Pipeline::new()?.derive(&mut store)?;
    tell(&format!("{} and {} are judged {word} ({id})", said.a, said.b));
    Ok(Done::Whole)
}

/// An entity by its id or its name; one that judgements joined to another is known by the judgements.
fn entity(store: &SqliteStore, text: &str) -> Result<EntityId, Failure> {
    let id = EntityId::new(text);
    let judged = || -> Result<bool, Failure> {
        Ok(store.name_judgements(true)?.iter().any(|r| r.judgement.a == id || r.judgement.b == id))
    };
    if store.entity(&id)?.is_some() || judged()? {
        return Ok(id);
    }
    let query = Query { kinds: vec![HitKind::Entity], ..Query::new(text) };
    let key = tradewire_script::key(text);
    let mut found = Vec::new();
    for hit in store.search(&query)? {
        let record = store.entity(&EntityId::new(&hit.id))?.map(|s| s.entity);
        if record.is_some_and(|e| e.forms.iter().chain([&e.name]).any(|f| tradewire_script::key(f) == key)) {
            found.push(hit.id);
        }
    }
    match found.as_slice() {
        [one] => Ok(EntityId::new(one)),
        [] => Err(Failure::new(format!("the ledger knows nobody called {text}"))
            .hint("`tradewire search WORDS --kind entity` finds ids")),
        several => Err(Failure::new(format!("{text} may be {}", several.join(" or "))).hint("give the id")),
    }
}

/// Lists what was said of names.
pub fn list(args: &ListArgs) -> Result<Done, Failure> {
    let store = args.ledger.open()?;
    let mut out = Out::new();
    for r in store.name_judgements(args.undone)? {
        let j = &r.judgement;
        match args.format {
            Format::Jsonl => {
                out.json(&json!({"id": r.id, "seq": r.seq, "undone": r.undone, "judgement": j}))?;
            }
            Format::Table => {
                let undone = if r.undone { " [taken back]" } else { "" };
                let reason = if j.reason.is_empty() { String::new() } else { format!(": {}", j.reason) };
                out.line(&format!(
                    "{}  {} – {}  {} by {}{reason}{undone}",
                    r.id, j.a, j.b, j.word, j.author
                ))?;
            }
        }
    }
    out.finish()?;
    Ok(Done::Whole)
}
