//! A report on offers as a page that can be printed, or as PDF.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use tradewire_market::MOST_OFFERS;
use tradewire_serve::Lang;
use tradewire_serve::offers::{WhatIf, reckon, report, report_pdf};

use super::{rate, read_all};
use crate::failure::{Done, Failure};
use crate::output::Out;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire offer report offer.toml > report.html
  tradewire offer report stay.toml a.toml b.toml --lang zh-Hans > report.html
  tradewire offer report stay.toml a.toml --format pdf > report.pdf

HTML is one page with its style in it and nothing from elsewhere. PDF is A4 with the fonts it needs in it, from those of this
machine (for Chinese: Debian's fonts-noto-cjk). Either holds the offers' figures, so keep it where they may be kept.")]
pub(super) struct Args {
    /// One to six offers of one currency
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Language: en, zh-Hans or zh-Hant
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = lang)]
    lang: Lang,
    /// Form of the report
    #[arg(long, value_enum, default_value = "html")]
    format: Form,
    /// Font files to set the PDF in, instead of those found; each character is set in the first that holds it
    #[arg(long, value_name = "FILE")]
    font: Vec<PathBuf>,
    /// Rate a year by which later pay counts less, such as 0.04
    #[arg(long, value_name = "RATE", default_value = "0", value_parser = rate)]
    discount: f64,
    /// All offers are of one firm, so that their shares rise and fall together
    #[arg(long)]
    same_firm: bool,
    /// Seed of the simulation
    #[arg(long, value_name = "N", default_value = "1")]
    seed: u64,
}

/// What is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// A page for the browser
    Html,
    /// A document
    Pdf,
}

/// The fonts asked for, else those found.
fn fonts(args: &Args) -> Result<Vec<Vec<u8>>, Failure> {
    if args.font.is_empty() {
        return Ok(crate::commands::serve::fonts());
    }
    let read =
        |p: &PathBuf| std::fs::read(p).map_err(|e| Failure::new(format!("cannot read {}: {e}", p.display())));
    args.font.iter().map(read).collect()
}

fn lang(text: &str) -> Result<Lang, String> {
    Lang::from_tag(text).ok_or_else(|| "languages are en, zh-Hans, zh-Hant".to_owned())
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    if args.files.len() > MOST_OFFERS {
        return Err(Failure::usage(format!("at most {MOST_OFFERS} offers are held side by side")));
    }
    let offers = read_all(&args.files)?;
    let what = WhatIf { discount: args.discount, same_firm: args.same_firm, ..WhatIf::default() };
    let reckoned = reckon(offers, &what, args.seed);
    if args.format == Form::Pdf && std::io::stdout().is_terminal() {
        return Err(Failure::usage("a PDF is no text for a terminal").hint("send it to a file: > report.pdf"));
    }
    let mut out = Out::new();
    match args.format {
        Form::Html => out.line(&report(&reckoned, args.lang))?,
        Form::Pdf => {
            let made = report_pdf(&reckoned, args.lang, &fonts(args)?).map_err(|e| {
                Failure::from(e).hint("name a font file that holds the characters you need with --font")
            })?;
            out.writer().write_all(&made)?;
        }
    }
    out.finish()?;
    Ok(Done::Whole)
}
