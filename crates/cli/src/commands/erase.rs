use jiff::Timestamp;
use tradewire_ledger::{Archive, Erasure, LedgerError, RequestKind, RequestState, Responses, Store};
use tradewire_model::{ClaimId, EventId, JudgementId};

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{say, tell};
use crate::pipeline::Pipeline;

/// Flags of `erase`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Content and salt go from the file; a tombstone with the reason stays, and what was erased cannot come back. Copies made
earlier still hold it: `tradewire restore` erases it again from them.

Examples:
  tradewire erase --document story.txt --reason 'request of 2025-10-02'
  tradewire erase --claim c-1f0… --claim c-2a9… --reason 'court order'
  tradewire erase --judgement j_77a… --reason 'the reviewer asked for it'
  tradewire erase --request q_77a…                        what a granted request is about")]
pub struct Args {
    /// Name or id of a document, with all claims it makes
    #[arg(long, value_name = "DOCUMENT", required_unless_present_any = ["claim", "judgement", "request"])]
    document: Vec<String>,
    /// Id of a claim; the kept text of its document goes with it
    #[arg(long, value_name = "ID")]
    claim: Vec<String>,
    /// Id of a judgement, on a claim or on names
    #[arg(long, value_name = "ID")]
    judgement: Vec<String>,
    /// Id of a request for erasure that was granted: what it is about goes
    #[arg(long, value_name = "ID")]
    request: Option<String>,
    /// Stays on the tombstone; must not repeat what is erased. Of a request it is its id
    #[arg(long, required_unless_present = "request")]
    reason: Option<String>,
    #[command(flatten)]
    ledger: Ledger,
}

/// Erases for good, and derives the views anew from what is left.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut store = args.ledger.open()?;
    let pipeline = Pipeline::new()?;
    let mut asked = Asked::default();
    if let Some(id) = &args.request {
        asked = granted(&store, id)?;
    }
    let documents = args
        .document
        .iter()
        .chain(&asked.documents)
        .map(|d| match store.document_record(d)? {
            Some(record) => Ok(record.id),
            None => Err(LedgerError::Unknown { what: "document", id: d.clone() }.into()),
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    let erased = store.erase(&Erasure {
        documents,
        claims: args.claim.iter().map(ClaimId::new).chain(asked.claims).collect(),
        judgements: args.judgement.iter().map(JudgementId::new).collect(),
        reason: args
            .reason
            .clone()
            .unwrap_or_else(|| args.request.as_ref().map_or_else(String::new, |id| format!("request {id}"))),
        observed_at: Timestamp::now(),
    })?;
    pipeline.derive(&mut store)?;
    tell(&format!("{} entries erased", erased.entries));
    if !erased.wiped {
        say(
            "waiting",
            "another process has the ledger open, so its file still holds the bytes; the next command that writes \
             takes them out once that process has ended",
        );
    }
    Ok(Done::Whole)
}

/// What a request is about.
#[derive(Default)]
struct Asked {
    documents: Vec<String>,
    claims: Vec<ClaimId>,
}

/// What a request for erasure is about, if it was granted. Of an event all its claims go.
fn granted(store: &(impl Store + Responses), id: &str) -> Result<Asked, Failure> {
    let unknown = || LedgerError::Unknown { what: "request", id: id.to_owned() };
    let found = store.requests(true)?.into_iter().find(|r| r.id == id).ok_or_else(unknown)?;
    let request = found.request.filter(|r| r.kind == RequestKind::Erasure).ok_or_else(|| {
        Failure::usage("this request does not ask for an erasure; `tradewire request list --all` shows what each asks for")
    })?;
    if !matches!(found.state, RequestState::Granted | RequestState::Partly) {
        return Err(Failure::usage(format!(
            "this request was not granted; decide first: `tradewire request decide {id} --state granted --by NAME WHY`"
        )));
    }
    let mut asked = Asked::default();
    for about in request.about {
        match about.get(..2) {
            Some("c_") => asked.claims.push(ClaimId::new(about)),
            Some("d_") => asked.documents.push(about),
            Some("e_") => {
                let event = store.event(&EventId::new(about))?;
                asked.claims.extend(event.into_iter().flat_map(|e| e.event.claims).map(|c| c.id));
            }
            _ => {
                return Err(Failure::usage(format!(
                    "{about} is no claim, document or event; name what goes by --claim and --document, with --reason \
                     'request {id}'"
                )));
            }
        }
    }
    if asked.claims.is_empty() && asked.documents.is_empty() {
        return Err(Failure::usage(format!(
            "this request names nothing that could go by itself; name it by --claim and --document, with --reason \
             'request {id}'"
        )));
    }
    Ok(asked)
}
