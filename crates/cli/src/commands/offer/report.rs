//! A report on offers as a page that can be printed.

use std::path::PathBuf;

use tradewire_market::MOST_OFFERS;
use tradewire_serve::Lang;
use tradewire_serve::offers::{WhatIf, reckon, report};

use super::{rate, read_all};
use crate::failure::{Done, Failure};
use crate::output::Out;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire offer report offer.toml > report.html
  tradewire offer report stay.toml a.toml b.toml --lang zh-Hans > report.html

One page with its style in it and nothing from elsewhere: open it in a browser and print it. It holds the offers' figures, so
keep it where they may be kept.")]
pub(super) struct Args {
    /// One to six offers of one currency
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Language: en, zh-Hans or zh-Hant
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = lang)]
    lang: Lang,
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

fn lang(text: &str) -> Result<Lang, String> {
    Lang::from_tag(text).ok_or_else(|| "languages are en, zh-Hans, zh-Hant".to_owned())
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    if args.files.len() > MOST_OFFERS {
        return Err(Failure::usage(format!("at most {MOST_OFFERS} offers are held side by side")));
    }
    let offers = read_all(&args.files)?;
    let what = WhatIf { discount: args.discount, same_firm: args.same_firm, ..WhatIf::default() };
    let mut out = Out::new();
    out.line(&report(&reckon(offers, &what, args.seed), args.lang))?;
    out.finish()?;
    Ok(Done::Whole)
}
