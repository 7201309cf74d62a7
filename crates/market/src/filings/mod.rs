//! Public filings of base wages: the disclosure files on labor condition applications (H-1B, H-1B1, E-3).
//!
//! A filing is evidence of its own kind. Its employer states a base wage, or a range of it, under penalty; bonus and equity are
//! not in it, it is no total, and it says what a position pays rather than what a person was offered. So filings are
//! never mixed with reports: they have their own sample, their own employers and their own estimate.

mod columns;
mod lines;
mod row;
mod tally;

use std::collections::{BTreeMap, HashSet};
use std::io::{self, BufRead};

use serde::Serialize;

use crate::comparables::{ENOUGH, QuantileBand};
use columns::Columns;
use lines::{Lines, Taken};
pub use row::{LeftAside, Rejected};
use row::{Row, Stated};
pub use tally::Tally;

/// Which filings are asked for.
#[derive(Debug, Clone, Default)]
pub struct AskedFilings {
    /// Those of an employer: its name, with or without the ending of its legal form.
    pub employer: Option<String>,
    /// Those in whose job title, occupation or place all of these words stand.
    pub words: Option<String>,
    /// Received in this year or later.
    pub from: Option<i16>,
    /// Received in this year or earlier.
    pub to: Option<i16>,
}

/// Why a file gives nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FilingsError {
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Its head lacks a column without which a filing cannot be read.
    #[error("no column of the {0}, such as {1}")]
    Column(&'static str, &'static str),
}

/// What some files say.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Filings {
    /// Rows read, the head not among them.
    pub rows: u64,
    /// Filings that count.
    pub n: u64,
    /// Positions they are for; one filing may be for many.
    pub positions: u64,
    /// Of the filings, those that give the legal minimum alone.
    pub one_sided: u64,
    /// Employers, with how many of the filings are theirs.
    pub employers: BTreeMap<String, u64>,
    /// Years, with how many were received in each.
    pub years: BTreeMap<i16, u64>,
    /// Sound rows that do not count, by reason.
    pub left_aside: BTreeMap<LeftAside, u64>,
    /// Rows that cannot be read, by reason; each was named with its line.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Wages a year, in whole dollars.
    #[serde(skip)]
    pub tally: Tally,
    #[serde(skip)]
    cases: HashSet<u64>,
}

impl Filings {
    /// Reads one more file; `told` is told each row that cannot be read, with its line.
    ///
    /// It is read as a stream: what stays in memory is the different wages (at most [`Tally::MOST`]), the employers, and eight
    /// bytes for the number of each case that counts, so that a case in two files counts once.
    ///
    /// # Errors
    /// [`FilingsError`].
    pub fn read(
        &mut self,
        input: impl BufRead,
        asked: &AskedFilings,
        told: &mut dyn FnMut(u64, &Rejected),
    ) -> Result<(), FilingsError> {
        let mut lines = Lines::new(input);
        let mut fields = Vec::new();
        let columns = match lines.next(&mut fields)? {
            Some(Taken { broken: None, .. }) => Columns::of(&fields)?,
            _ => return Err(FilingsError::Column("employer", "EMPLOYER_NAME")),
        };
        lines.expect(columns.width);
        let wanted = row::Wanted::of(asked);
        while let Some(taken) = lines.next(&mut fields)? {
            self.rows += 1;
            let found = match taken.broken {
                Some(why) => Err(why),
                None => row::read(&columns, &fields, &wanted),
            };
            match found {
                Ok(row) => self.take(row),
                Err(why) => {
                    *self.rejected.entry(why.code()).or_default() += 1;
                    told(taken.line, &why);
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, row: Row) {
        let filing = match row {
            Row::Counts(filing) => filing,
            Row::Aside(why) => {
                *self.left_aside.entry(why).or_default() += 1;
                return;
            }
        };
        if filing.case.is_some_and(|c| !self.cases.insert(c)) {
            *self.left_aside.entry(LeftAside::Again).or_default() += 1;
            return;
        }
        self.n += 1;
        self.positions += filing.positions;
        *self.employers.entry(filing.employer).or_default() += 1;
        if let Some(y) = filing.year {
            *self.years.entry(y).or_default() += 1;
        }
        match filing.wage {
            Stated::Between(low, high) => self.tally.add(low, Some(high)),
            Stated::AtLeast(low) => {
                self.one_sided += 1;
                self.tally.add(low, None);
            }
        }
    }

    /// Whether there are enough filings for an estimate: as many as of events, with as many two-ended ones among them. That
    /// they come from several employers is not asked, for each is a filing of its own and copies count once; how many
    /// employers there are is shown.
    #[must_use]
    pub fn sufficient(&self) -> bool {
        self.n >= ENOUGH.0 as u64 && self.n - self.one_sided >= ENOUGH.1 as u64
    }

    /// Quartiles of the base wage a year in dollars with 90 % bands, and the step to which wages were rounded outward for
    /// it; nothing where there is too little.
    #[must_use]
    pub fn quartiles(&self, seed: u64) -> Option<(Vec<QuantileBand>, u32)> {
        self.sufficient().then(|| self.tally.quantiles(&[0.25, 0.5, 0.75], seed))
    }
}
