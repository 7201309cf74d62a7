use std::path::PathBuf;

use tradewire_ledger::Store;
use tradewire_model::{Claim, ClaimId, Document, Event};

use crate::failure::{Done, Failure};
use crate::intake::Inputs;
use crate::location::Ledger;
use crate::output::{Out, say};
use crate::pipeline::Pipeline;
use crate::show;

/// Flags of `explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire explain c_5f0c…                  a claim of the ledger
  tradewire explain c_5f0c… article.txt      a claim that `extract` printed of this file")]
pub struct Args {
    /// The claim's id
    id: String,
    /// Make the claims of these files anew and explain from there, without a ledger
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    ledger: Ledger,
}

/// Prints rule, slots, cues, coreference and repairs of a claim.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let id = ClaimId::new(&args.id);
    let mut out = Out::new();
    let done = if args.files.is_empty() {
        let store = args.ledger.open()?;
        let record = store.claim(&id)?.ok_or_else(|| {
            Failure::new(format!("the ledger holds no claim {id}"))
                .hint("name the file it came from: `tradewire explain ID FILE`")
        })?;
        let document = store.document(record.document.id.as_str())?;
        explain(&record.claim, document.as_ref(), &mut out)?;
        if let Some(context) = &record.context {
            out.line(&format!("context     {context}"))?;
        }
        for e in store.events_of_claim(&id)? {
            events(&e.event, &id, &mut out)?;
        }
        Done::Whole
    } else {
        let inputs = Inputs::of(args.files.clone());
        let mut found = false;
        let rejected = Pipeline::new()?.extract(&inputs, |document, claims| {
            if let Some(claim) = claims.iter().find(|c| c.id == id) {
                found = true;
                explain(claim, Some(&document), &mut out)?;
            }
            Ok(())
        })?;
        if !found {
            return Err(Failure::new(format!("no claim {id} comes from these files"))
                .hint("ids change when the rules, the text or the publication date change; run `tradewire extract` again"));
        }
        Done::with_rejected(rejected)
    };
    out.finish()?;
    Ok(done)
}

/// Which event a claim is a report of, why it is taken for one, and where it ranks among the others.
fn events(event: &Event, claim: &ClaimId, out: &mut Out) -> Result<(), Failure> {
    let Some(report) = event.reports.iter().find(|r| r.claim == *claim) else { return Ok(()) };
    out.line(&format!(
        "event       {} ({} {}, {} reports): {}, fits {:.2}",
        event.id,
        event.stage,
        event.kind,
        event.reports.len(),
        report.role,
        report.score()
    ))?;
    for reason in &report.why {
        out.line(&format!("  {:>+5.2}      {}", reason.weight, reason.what))?;
    }
    if let Some(why) = &report.rank_reason {
        out.line(&format!("  {:<10} {why}", report.rank.as_str()))?;
    }
    Ok(())
}

fn explain(c: &Claim, document: Option<&Document>, out: &mut Out) -> Result<(), Failure> {
    out.line(&format!("claim       {} ({} {})", c.id, c.modality, c.kind))?;
    out.line(&format!("says        {}", show::args(&c.args)))?;
    out.line(&format!(
        "document    {} {}",
        c.doc,
        c.published.as_ref().map(ToString::to_string).unwrap_or_default()
    ))?;
    out.line(&format!("quote       «{}» (raw bytes {}..{})", c.quote, c.span.start(), c.span.end()))?;
    let source = show::attribution(&c.attribution);
    out.line(&format!(
        "source      {}",
        if source.is_empty() { "the article's own voice" } else { &source }
    ))?;
    out.line(&format!("rule        {} of {}, confidence {:.2}", c.rule, c.extractor, c.confidence))?;
    if !c.derived.is_empty() {
        out.line(&format!("derived     {}", show::args(&c.derived)))?;
    }
    for step in &c.derivation.steps {
        let place = step.span.map(|s| format!(" at {}..{}", s.start(), s.end())).unwrap_or_default();
        out.line(&format!("  {:<12} «{}»{place}: {}", step.what, step.text, step.how))?;
    }
    let Some(d) = document else {
        say("note", "the text is no longer in the local cache, so repairs cannot be shown");
        return Ok(());
    };
    for r in d.repairs.iter().filter(|r| r.span.overlaps(c.span)) {
        let before = r.span.slice(&d.raw).unwrap_or_default();
        let after = r.text_span.slice(&d.text).unwrap_or_default();
        out.line(&format!("  repair       {}: {before:?} → {after:?}", r.code))?;
    }
    Ok(())
}
