//! Reports of takeovers in English, read whole: who buys what from whom, for how much, how far it has come.

mod deal;
mod lists;
mod object;
mod subject;
mod terms;
mod words;

use tradewire_script::fold_char;

use self::deal::deals;
use self::lists::Lists;
use self::words::{Report, joined};
use crate::MentionError;

/// Reads takeover reports.
pub struct TakeoverReader {
    lists: Lists,
}

/// What a report says of one deal; texts as they stand in the report, white space joined.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Takeover {
    /// What is bought: a firm, a unit, a thing.
    pub acquired: Vec<String>,
    /// Who buys.
    pub purchaser: Vec<String>,
    /// Who gives it away.
    pub seller: Vec<String>,
    /// The price, or the word that says there is none to be had.
    pub amount: Option<String>,
    /// What the bought firm does.
    pub business: Vec<String>,
    /// Where it is.
    pub place: Vec<String>,
    /// How far the deal has come, in the report's words.
    pub status: Option<String>,
}

impl TakeoverReader {
    /// Loads the words that ship with the program.
    ///
    /// # Errors
    /// [`MentionError`] where the file makes no sense.
    pub fn new() -> Result<Self, MentionError> {
        Ok(Self { lists: Lists::load()? })
    }

    /// Reads the main deal of a report: the first that names what is bought and somebody who buys or sells.
    #[must_use]
    pub fn read(&self, text: &str) -> Takeover {
        // Full-width letters and typographic quotes stand as plain ones; everything else stays.
        let plain: String =
            text.chars().map(|c| if c.is_ascii() || c.is_alphabetic() { c } else { fold_char(c) }).collect();
        let text = joined(&plain);
        let report = Report::new(&text, &self.lists);
        let all = deals(&report, &self.lists);
        let Some(main) = all.iter().position(|d| d.acquired.len() + d.purchaser.len() + d.seller.len() > 0)
        else {
            return Takeover::default();
        };
        let first = all
            .iter()
            .position(|d| !d.acquired.is_empty() && d.purchaser.len() + d.seller.len() > 0)
            .unwrap_or(main);
        let mut out = all[first].clone();
        // What the other sentences say of the same deal.
        for d in all.iter().enumerate().filter(|(i, _)| *i != first).map(|(_, d)| d) {
            let same = d.acquired.iter().any(|a| out.acquired.contains(a));
            if !same {
                continue;
            }
            if out.purchaser.is_empty()
                && !d.purchaser.iter().any(|p| out.seller.contains(p) || out.acquired.contains(p))
            {
                out.purchaser.clone_from(&d.purchaser);
            }
            if out.seller.is_empty()
                && !d.seller.iter().any(|p| out.purchaser.contains(p) || out.acquired.contains(p))
            {
                out.seller.clone_from(&d.seller);
            }
        }
        out.takeover(&report, &self.lists)
    }
}
