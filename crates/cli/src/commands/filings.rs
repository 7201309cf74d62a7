//! Public filings of base wages, beside what reports say.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tradewire_market::{AskedFilings, ENOUGH, Filings, LeftAside, QuantileBand, Rejected};

use crate::failure::Failure;
use crate::output::{Out, say, short, table};

/// Rows that cannot be read which are named on the error stream.
const NAMED: u64 = 20;
/// Employers that are named, those with most filings first.
const EMPLOYERS: usize = 10;

/// What some files say, with its estimate.
pub struct Found {
    filings: Filings,
    quartiles: Option<(Vec<QuantileBand>, u32)>,
}

/// Where rows that cannot be read are written down.
struct Rejects {
    file: Option<BufWriter<File>>,
    named: u64,
    failed: Option<std::io::Error>,
}

impl Rejects {
    fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let fail = |p: &Path, e: std::io::Error| Failure::new(format!("cannot write {}: {e}", p.display()));
        let file = path.map(|p| File::create(p).map(BufWriter::new).map_err(|e| fail(p, e))).transpose()?;
        Ok(Self { file, named: 0, failed: None })
    }

    fn take(&mut self, path: &Path, line: u64, why: &Rejected) {
        self.named += 1;
        if self.named <= NAMED {
            say("rejected", &format!("{}, line {line}: {why}", path.display()));
        }
        if let Some(file) = &mut self.file
            && let Err(e) = writeln!(file, "{}\t{line}\t{}\t{why}", path.display(), why.code())
        {
            self.failed = Some(e);
        }
    }

    fn finish(mut self) -> Result<(), Failure> {
        let flushed = self.file.as_mut().map_or(Ok(()), Write::flush);
        if let Some(e) = self.failed.or(flushed.err()) {
            return Err(Failure::new(format!("cannot write down the rejected rows: {e}")));
        }
        match (self.named, self.file) {
            (n, None) if n > NAMED => {
                say(
                    "rejected",
                    &format!("{} rows more; name a file for all of them with --rejected", n - NAMED),
                );
            }
            _ => {}
        }
        Ok(())
    }
}

/// Reads files.
pub fn read(
    files: &[PathBuf],
    asked: &AskedFilings,
    rejected: Option<&Path>,
    seed: u64,
) -> Result<Found, Failure> {
    let mut filings = Filings::default();
    let mut rejects = Rejects::open(rejected)?;
    for path in files {
        let fail = |e: &dyn std::fmt::Display| Failure::new(format!("{}: {e}", path.display()));
        let file = File::open(path).map_err(|e| fail(&e))?;
        let read = filings.read(BufReader::with_capacity(1 << 20, file), asked, &mut |line, why| {
            rejects.take(path, line, why);
        });
        read.map_err(|e| {
            fail(&e).hint("give a disclosure file of the Department of Labor (LCA), saved as CSV")
        })?;
    }
    rejects.finish()?;
    let quartiles = filings.quartiles(seed);
    Ok(Found { filings, quartiles })
}

impl Found {
    /// How many rows could not be read.
    pub fn rejected(&self) -> usize {
        usize::try_from(self.filings.rejected.values().sum::<u64>()).unwrap_or(usize::MAX)
    }

    fn employers(&self) -> Vec<(&str, u64)> {
        let mut all: Vec<(&str, u64)> =
            self.filings.employers.iter().map(|(e, n)| (e.as_str(), *n)).collect();
        all.sort_by_key(|(e, n)| (std::cmp::Reverse(*n), *e));
        all
    }

    /// For machines.
    pub fn json(&self) -> Value {
        let f = &self.filings;
        let end = |x: f64| x.is_finite().then_some(x);
        let quantiles: Vec<Value> = self
            .quartiles
            .iter()
            .flat_map(|q| &q.0)
            .map(|q| json!({"p": q.p, "low": end(q.low), "high": end(q.high), "band90": [end(q.band.0), end(q.band.1)]}))
            .collect();
        let top: Vec<Value> =
            self.employers().iter().take(EMPLOYERS).map(|(e, n)| json!({"name": e, "filings": n})).collect();
        json!({"measure": "base_annual", "currency": "USD", "rows": f.rows, "n": f.n, "positions": f.positions,
            "one_sided": f.one_sided, "employers": f.employers.len(), "most_filings": top, "years": f.years,
            "sufficient": f.sufficient(), "quantiles": quantiles, "rounded_to": self.quartiles.as_ref().map(|q| q.1),
            "left_aside": f.left_aside, "rejected": f.rejected})
    }

    /// For reading.
    pub fn print(&self, out: &mut Out, span: fn(f64, f64) -> String) -> Result<(), Failure> {
        let f = &self.filings;
        let years = match (f.years.first_key_value(), f.years.last_key_value()) {
            (Some((a, _)), Some((b, _))) if a == b => format!(", {a}"),
            (Some((a, _)), Some((b, _))) => format!(", {a} to {b}"),
            _ => String::new(),
        };
        out.line("")?;
        out.line(&format!(
            "filings (base wage a year in USD, without bonus and equity; not part of the above): {} filings for {} positions, \
             {} of them one-sided, employers: {}{years}",
            f.n,
            f.positions,
            f.one_sided,
            f.employers.len()
        ))?;
        match &self.quartiles {
            Some((quartiles, step)) => {
                let mut rows = table(&["", "estimate", "90 % band"]);
                let labels = ["a quarter is at most", "half is at most", "three quarters are at most"];
                for (label, q) in labels.iter().zip(quartiles) {
                    rows.add_row([(*label).to_owned(), span(q.low, q.high), span(q.band.0, q.band.1)]);
                }
                out.line(&rows.to_string())?;
                if *step > 0 {
                    out.line(&format!("ends of wages were rounded outward to multiples of {step} for this"))?;
                }
            }
            None => out.line(&format!(
                "insufficient: an estimate needs {} filings, {} of them with two ends",
                ENOUGH.0, ENOUGH.1
            ))?,
        }
        let all = self.employers();
        let named: Vec<String> =
            all.iter().take(EMPLOYERS).map(|(e, n)| format!("{} ({n})", short(e, 50))).collect();
        if !named.is_empty() {
            let more = all.len().saturating_sub(EMPLOYERS);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            out.line(&format!("employers: {}{more}", named.join(", ")))?;
        }
        if !f.left_aside.is_empty() {
            let words: Vec<String> = f.left_aside.iter().map(|(w, n)| format!("{n} {}", aside(*w))).collect();
            out.line(&format!("left out: {}", words.join(", ")))?;
        }
        if !f.rejected.is_empty() {
            let words: Vec<String> = f.rejected.iter().map(|(w, n)| format!("{n} {w}")).collect();
            out.line(&format!("could not be read: {}", words.join(", ")))?;
        }
        Ok(())
    }
}

fn aside(why: LeftAside) -> &'static str {
    match why {
        LeftAside::Other => "of others than asked for",
        LeftAside::Withdrawn => "withdrawn",
        LeftAside::NotCertified => "not certified",
        LeftAside::PartTime => "part-time",
        LeftAside::Again => "counted already",
    }
}
