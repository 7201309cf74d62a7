use clap::Subcommand;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;
use tradewire_ledger::{Request, RequestDecision, RequestKind, RequestState, Responses};

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Format, Out, say, short, table, tell};

/// Flags of `request`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Whoever is named can ask for a correction, a reply, an erasure, to know what is held, or object. A request must be
answered within a month of the day it came in; it can be extended once, by two months, with a reason. Deciding does not
do what was asked: `tradewire erase --request` and `tradewire reply` do.

Examples:
  tradewire request add --kind erasure --about c_5f0c… --by 'A. Thornquist <ada@okapi.example>' 'Please erase this.'
  tradewire request list
  tradewire request decide q_77a… --state granted --by ana 'erased as c_5f0c…'")]
pub struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    ledger: Ledger,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Take a request down
    Add {
        /// correction, reply, erasure, access or objection
        #[arg(long, value_parser = kind)]
        kind: RequestKind,
        /// Id it is about; as often as there are some
        #[arg(long, value_name = "ID")]
        about: Vec<String>,
        /// Who asks, and how to answer
        #[arg(long)]
        by: String,
        /// The day it came in; today
        #[arg(long, value_name = "YYYY-MM-DD")]
        received: Option<Date>,
        /// What was asked
        text: String,
    },
    /// List requests, those that must be answered first standing first
    List {
        /// Answered ones too
        #[arg(long)]
        all: bool,
        /// What to print
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Decide on a request
    Decide {
        /// Its id
        id: String,
        /// extended, granted, partly, refused or withdrawn
        #[arg(long, value_parser = state)]
        state: RequestState,
        /// Who decides
        #[arg(long)]
        by: String,
        /// Why
        reason: String,
    },
}

fn kind(text: &str) -> Result<RequestKind, String> {
    RequestKind::parse(text)
        .ok_or_else(|| "kinds are correction, reply, erasure, access, objection".to_owned())
}

fn state(text: &str) -> Result<RequestState, String> {
    RequestState::parse(text)
        .filter(|s| *s != RequestState::Open)
        .ok_or_else(|| "states are extended, granted, partly, refused, withdrawn".to_owned())
}

/// Takes requests down, lists them, decides on them.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut store = args.ledger.open()?;
    let now = Timestamp::now();
    match &args.what {
        What::Add { kind, about, by, received, text } => {
            let received_at = match received {
                Some(day) => day.to_zoned(TimeZone::UTC)?.timestamp(),
                None => now,
            };
            if received_at > now {
                return Err(Failure::usage("a request cannot come in later than today"));
            }
            let request = Request {
                kind: *kind,
                about: about.clone(),
                by: by.clone(),
                text: text.clone(),
                received_at,
            };
            let id = store.request(&request, now)?;
            tell(&format!("{id} must be answered by {}", request.due_at().strftime("%Y-%m-%d")));
        }
        What::Decide { id, state, by, reason } => {
            let decision = RequestDecision {
                request: id.clone(),
                state: *state,
                by: by.clone(),
                reason: reason.clone(),
            };
            store.decide(&decision, now)?;
            tell(&format!("{id} is {}", state.as_str()));
            let asked = store.requests(true)?.into_iter().find(|r| r.id == *id).and_then(|r| r.request);
            if let Some(Request { kind: RequestKind::Erasure, about, .. }) = asked
                && matches!(state, RequestState::Granted | RequestState::Partly)
                && !about.is_empty()
            {
                say("hint", &format!("carry it out: `tradewire erase --request {id}`"));
            }
        }
        What::List { all, format } => list(&store, *all, *format, now)?,
    }
    Ok(Done::Whole)
}

fn list(store: &dyn Responses, all: bool, format: Format, now: Timestamp) -> Result<(), Failure> {
    let mut out = Out::new();
    let mut rows = table(&["request", "asks for", "by", "about", "state", "due", "days left"]);
    let (mut late, mut n) = (0, 0);
    for r in store.requests(all)? {
        n += 1;
        let days = r.state.is_open().then(|| r.days_left(now));
        late += usize::from(days.is_some_and(|d| d < 0));
        if format == Format::Jsonl {
            out.json(&json!({
                "id": r.id, "state": r.state, "received_at": r.received_at, "due_at": r.due_at, "days_left": days,
                "request": r.request,
                "decisions": r.decisions.iter().map(|(at, d)| json!({"at": at, "state": d.state, "by": d.by, "reason": d.reason})).collect::<Vec<_>>(),
            }))?;
            continue;
        }
        let (kind, by, about) = match &r.request {
            Some(q) => (q.kind.as_str(), short(&q.by, 30), short(&q.about.join(" "), 40)),
            None => ("erased", String::new(), String::new()),
        };
        rows.add_row([
            r.id,
            kind.to_owned(),
            by,
            about,
            r.state.as_str().to_owned(),
            r.due_at.strftime("%Y-%m-%d").to_string(),
            days.map(|d| d.to_string()).unwrap_or_default(),
        ]);
    }
    if format == Format::Table && n > 0 {
        out.line(&rows.to_string())?;
    }
    out.finish()?;
    if late > 0 {
        say("late", &format!("{late} requests should have been answered by now"));
    }
    Ok(())
}
