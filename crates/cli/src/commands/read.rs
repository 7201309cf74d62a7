use std::borrow::Cow;
use std::io::{IsTerminal, stdout};

use anstream::{AutoStream, ColorChoice};
use tradewire_model::Document;

use crate::diff::{Marks, aside, diff};
use crate::failure::{Done, Failure};
use crate::intake::Inputs;
use crate::output::Out;
use crate::pipeline::in_order;

/// What `read` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// One JSON object per document: metadata, text, blocks, quotations, repairs, damage, what was set aside
    Jsonl,
    /// The article's text, repaired
    Text,
    /// Every repair in its line: what stood there, and what stands there now; in colour on a terminal
    Diff,
}

/// Flags of `read`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire read page.html
  tradewire read page.html --aside                    and below it menus, related links, comments, notices
  tradewire read garbled.txt --format diff            what was repaired, in colour on a terminal
  tradewire read articles/ --format jsonl > articles.jsonl
  tradewire read crawl.warc.gz feed.xml               every page of an archive, every entry of a feed
  tradewire read https://example.com/2025/07/01/news  a page of the web, as its robots.txt allows
  curl -s https://example.com/feed | tradewire read --input feed -

Red and struck through was taken out, green was put in, yellow is damaged; without colours (a pipe, NO_COLOR) the same
stands in [-…-], {+…+} and [!…!]. A script converter's mistake stays in the text: [?it stands there=what was meant?], blue.
Below, dim, stands what was set aside. The number before each line is the first byte of the change in the raw text.")]
pub struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// What to print
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
    /// With `--format text`: show below each text what was set aside of it, with its kind
    #[arg(long)]
    aside: bool,
}

/// Prints every input as read, in the order of the inputs.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut out = Out::new();
    // NO_COLOR, CLICOLOR_FORCE and a terminal that knows no colours are heeded.
    let marks =
        if AutoStream::choice(&stdout()) == ColorChoice::Never { Marks::Brackets } else { Marks::Colours };
    let terminal = stdout().is_terminal();
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
                out.line(&tame(document.text.trim_end(), terminal))?;
                if args.aside { aside(&document, marks).iter().try_for_each(|l| out.line(l)) } else { Ok(()) }
            }
            Form::Diff => diff(&document, marks).iter().try_for_each(|l| out.line(l)),
        },
    )?;
    out.finish()?;
    Ok(Done::with_rejected(rejected))
}

/// What one document prints as a JSON line; the raw text and the map stay inside the program.
fn line(d: &Document) -> serde_json::Value {
    serde_json::json!({
        "id": d.id, "doc": d.name, "meta": d.meta, "encoding": d.encoding, "text": d.text,
        "blocks": d.blocks, "sentences": d.sentences, "quotations": d.quotations, "repairs": d.repairs,
        "damage": d.damage, "notes": d.notes, "aside": d.aside,
    })
}

/// A text whose control characters are no orders to the terminal it goes to; elsewhere it stays as it is.
fn tame(text: &str, terminal: bool) -> Cow<'_, str> {
    let order = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if terminal && text.contains(order) { text.replace(order, "\u{fffd}").into() } else { text.into() }
}
