use tradewire_model::{Document, Repair};

use crate::failure::{Done, Failure};
use crate::intake::Inputs;
use crate::output::Out;
use crate::pipeline::in_order;

/// What `read` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// One JSON object per document: metadata, text, repairs, damage
    Jsonl,
    /// The article's text, repaired
    Text,
    /// Every repair: what stood there, and what stands there now
    Diff,
}

/// Flags of `read`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire read page.html
  tradewire read garbled.txt --format diff
  tradewire read articles/ --format jsonl > articles.jsonl")]
pub struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// What to print
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
}

/// Prints every input as read, in the order of the inputs.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut out = Out::new();
    let several = args.inputs.may_be_several();
    let rejected = in_order(
        &args.inputs,
        "reading",
        |d| d,
        |document| match args.format {
            Form::Jsonl => out.json(&line(&document)),
            Form::Text => {
                if several {
                    out.line(&format!("── {} ──", document.name))?;
                }
                out.line(document.text.trim_end())
            }
            Form::Diff => diff(&document, &mut out),
        },
    )?;
    out.finish()?;
    Ok(Done::with_rejected(rejected))
}

/// What one document prints as a JSON line; the raw text and the map stay inside the program.
fn line(d: &Document) -> serde_json::Value {
    serde_json::json!({
        "id": d.id, "doc": d.name, "meta": d.meta, "encoding": d.encoding, "text": d.text,
        "blocks": d.blocks, "sentences": d.sentences, "repairs": d.repairs, "damage": d.damage,
    })
}

fn diff(d: &Document, out: &mut Out) -> Result<(), Failure> {
    out.line(&format!("{}: {} repairs, {} damaged stretches", d.name, d.repairs.len(), d.damage.len()))?;
    for Repair { code, span, text_span } in &d.repairs {
        let before = span.slice(&d.raw).unwrap_or_default();
        let after = text_span.slice(&d.text).unwrap_or_default();
        out.line(&format!("  {:>7} {code:<11} -{before:?} +{after:?}", span.start()))?;
    }
    for damage in &d.damage {
        let stands = damage.span.slice(&d.raw).unwrap_or_default();
        out.line(&format!("  {:>7} {:<11} !{stands:?}", damage.span.start(), damage.code))?;
    }
    Ok(())
}
