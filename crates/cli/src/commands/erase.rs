use jiff::Timestamp;
use tradewire_ledger::{Archive, Erasure, LedgerError, Store};
use tradewire_model::{ClaimId, JudgementId};

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
  tradewire erase --judgement j_77a… --reason 'the reviewer asked for it'")]
pub struct Args {
    /// Name or id of a document, with all claims it makes
    #[arg(long, value_name = "DOCUMENT", required_unless_present_any = ["claim", "judgement"])]
    document: Vec<String>,
    /// Id of a claim; the kept text of its document goes with it
    #[arg(long, value_name = "ID")]
    claim: Vec<String>,
    /// Id of a judgement, on a claim or on names
    #[arg(long, value_name = "ID")]
    judgement: Vec<String>,
    /// Stays on the tombstone; must not repeat what is erased
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    ledger: Ledger,
}

/// Erases for good, and derives the views anew from what is left.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut store = args.ledger.open()?;
    let pipeline = Pipeline::new()?;
    let documents = args
        .document
        .iter()
        .map(|d| match store.document_record(d)? {
            Some(record) => Ok(record.id),
            None => Err(LedgerError::Unknown { what: "document", id: d.clone() }.into()),
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    let erased = store.erase(&Erasure {
        documents,
        claims: args.claim.iter().map(ClaimId::new).collect(),
        judgements: args.judgement.iter().map(JudgementId::new).collect(),
        reason: args.reason.clone(),
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
