use jiff::Timestamp;
use tradewire_ledger::{Response, ResponseKind, Responses, Store};
use tradewire_model::{EventId, ReportRole};

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Out, tell};

/// Flags of `reply`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
What was reported stays as it was reported; a correction, a reply or a denial stands beside it, with its author and
evidence: on the page of the claim, event, conflict, person or company, in `tradewire show` and in every export. A reply to an event is kept with its first report.

Examples:
  tradewire reply c_5f0c… --as correction --author 'Northgate' --evidence https://northgate.example/note 'It is 36 %, not 63 %.'
  tradewire reply e_0a1b… --as denial --author 'Ada Thornquist' 'I was never asked.'
  tradewire reply c_5f0c…                                        list what was said of it")]
pub struct Args {
    /// Id of a claim, an event, a conflict, a person, a company or a document
    about: String,
    /// What is said; without it, what was said already is listed
    #[arg(requires_all = ["kind", "author"])]
    text: Option<String>,
    /// correction, reply or denial
    #[arg(long = "as", value_name = "KIND", value_parser = kind)]
    kind: Option<ResponseKind>,
    /// Who says it
    #[arg(long)]
    author: Option<String>,
    /// An address or a document that bears it out; as often as there are some
    #[arg(long)]
    evidence: Vec<String>,
    #[command(flatten)]
    ledger: Ledger,
}

fn kind(text: &str) -> Result<ResponseKind, String> {
    ResponseKind::parse(text).ok_or_else(|| "kinds are correction, reply, denial".to_owned())
}

/// Takes a response down, or lists those there are.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut store = args.ledger.open()?;
    // The id of an event may change with an earlier report; that of a claim never does.
    let mut about = args.about.clone();
    if let Some(record) = store.event(&EventId::new(&args.about))? {
        let e = &record.event;
        let first = e.reports.iter().find(|r| r.role == ReportRole::Origin).or(e.reports.first());
        about = first.map_or(about, |r| r.claim.to_string());
    }
    let (Some(text), Some(kind), Some(author)) = (&args.text, args.kind, &args.author) else {
        let mut out = Out::new();
        lines(&store, &about, &mut out)?;
        out.finish()?;
        return Ok(Done::Whole);
    };
    let response =
        Response { about, kind, author: author.clone(), text: text.clone(), evidence: args.evidence.clone() };
    let id = store.respond(&response, Timestamp::now())?;
    tell(&format!("{id} stands beside {}", response.about));
    Ok(Done::Whole)
}

/// Prints the responses about something, and the requests about it that are open.
pub fn lines(store: &dyn Responses, about: &str, out: &mut Out) -> Result<(), Failure> {
    for r in store.responses(about)? {
        let evidence = match r.response.evidence.as_slice() {
            [] => String::new(),
            some => format!(" ({})", some.join(", ")),
        };
        let day = r.observed_at.strftime("%Y-%m-%d");
        out.line(&format!(
            "  {} {day} by {}: «{}»{evidence}  {}",
            r.response.kind.as_str(),
            r.response.author,
            r.response.text,
            r.id
        ))?;
    }
    for r in store.requests_about(about)?.iter().filter(|r| r.state.is_open()) {
        let kind = r.request.as_ref().map_or("request", |q| q.kind.as_str());
        out.line(&format!(
            "  request {} ({kind}) is {}, due {}",
            r.id,
            r.state.as_str(),
            r.due_at.strftime("%Y-%m-%d")
        ))?;
    }
    Ok(())
}
