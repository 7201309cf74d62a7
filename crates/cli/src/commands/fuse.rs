use std::path::{Path, PathBuf};

use clap::ValueHint;
use serde_json::json;
use tradewire_reconcile::fuse::{Hierarchy, Method, Stated, fuse, trust};

use crate::failure::{Done, Failure};
use crate::output::{Out, table, tell};

/// Flags of `fuse`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The table has a head; columns named object, source and value are taken wherever they stand, else the first three.

Methods:
  accuracy     sources weigh by how often they are right, learnt from the table itself (default: it was right most
               often on the tables it was measured on, see docs/BENCHMARKS.md)
  vote         every source counts the same
  truthfinder  Yin, Han and Yu 2007
  crh          Li et al. 2014; a weighted median where the values are numbers
  tdh          Jung, Kim and Shim 2019; sources are exact, general or wrong

Examples:
  tradewire fuse claims.csv
  tradewire fuse claims.csv --method vote --format table
  tradewire fuse places.csv --hierarchy tree.csv      # id,name,parent: Paris is no contradiction to France
  tradewire fuse claims.csv --sources                 # how far each source is to be trusted
  cut -d, -f2- log.csv | tradewire fuse -")]
pub struct Args {
    /// A table of object, source, value with a head; - for stdin
    #[arg(value_name = "CLAIMS.csv", value_hint = ValueHint::FilePath)]
    table: PathBuf,
    /// How sources are weighed
    #[arg(long, default_value = "accuracy", value_parser = method)]
    method: Method,
    /// A table of id, name, parent id with a head: which values are more general than others
    #[arg(long, value_name = "TREE.csv", value_hint = ValueHint::FilePath)]
    hierarchy: Option<PathBuf>,
    /// Print the sources and how far each is to be trusted, not the truths
    #[arg(long)]
    sources: bool,
    /// What to print
    #[arg(long, value_enum, default_value = "csv")]
    format: As,
}

/// What truths are printed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum As {
    /// A table with a head: object,value,confidence
    Csv,
    /// One JSON object per line
    Jsonl,
    /// A table for reading
    Table,
}

fn method(text: &str) -> Result<Method, String> {
    Method::ALL.iter().copied().find(|m| m.as_str() == text).ok_or_else(|| {
        let all: Vec<&str> = Method::ALL.iter().map(|m| m.as_str()).collect();
        format!("methods are {}", all.join(", "))
    })
}

/// Prints what holds of each object of a table, and how sure that is.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let (rows, rejected) = claims(&args.table)?;
    let tree = args.hierarchy.as_deref().map(tree).transpose()?;
    let (head, lines): ([&str; 3], Vec<[String; 3]>) = if args.sources {
        let lines = trust(&rows)
            .into_iter()
            .map(|t| [t.source, format!("{:.3}", t.accuracy), t.judged.to_string()])
            .collect();
        (["source", "accuracy", "judged"], lines)
    } else {
        let lines = fuse(&rows, tree.as_ref(), args.method)
            .into_iter()
            .map(|t| [t.object, t.value, format!("{:.3}", t.confidence)])
            .collect();
        (["object", "value", "confidence"], lines)
    };
    let mut out = Out::new();
    match args.format {
        As::Csv => {
            let mut csv = csv::Writer::from_writer(Vec::new());
            csv.write_record(head).map_err(|e| Failure::new(e.to_string()))?;
            for line in &lines {
                csv.write_record(line).map_err(|e| Failure::new(e.to_string()))?;
            }
            let bytes = csv.into_inner().map_err(|e| Failure::new(e.to_string()))?;
            out.line(String::from_utf8_lossy(&bytes).trim_end_matches('\n'))?;
        }
        As::Jsonl => {
            for [a, b, c] in &lines {
                // Figures are the last column, and of sources the second too.
                let number = |s: &String| s.parse::<f64>().map_or_else(|_| json!(s), |x| json!(x));
                let second = if args.sources { number(b) } else { json!(b) };
                out.json(&json!({head[0]: a, head[1]: second, head[2]: number(c)}))?;
            }
        }
        As::Table => {
            let mut rows = table(&head);
            for line in lines {
                rows.add_row(line);
            }
            out.line(&rows.to_string())?;
        }
    }
    out.finish()?;
    Ok(Done::with_rejected(rejected))
}

/// The rows of a table of claims, and how many were left out because they lack a column.
fn claims(path: &Path) -> Result<(Vec<Stated>, usize), Failure> {
    let (head, records) = records(path)?;
    let named = |name: &str| head.iter().position(|h| h.trim().eq_ignore_ascii_case(name));
    let [object, source, value] = match (named("object"), named("source"), named("value")) {
        (Some(o), Some(s), Some(v)) => [o, s, v],
        _ => [0, 1, 2],
    };
    let (mut rows, mut rejected) = (Vec::with_capacity(records.len()), 0);
    for (n, record) in records.iter().enumerate() {
        let field = |i: usize| record.get(i).map(str::trim).filter(|f| !f.is_empty()).map(str::to_owned);
        match (field(object), field(source), field(value)) {
            (Some(object), Some(source), Some(value)) => rows.push(Stated { object, source, value }),
            _ => {
                rejected += 1;
                if rejected <= 5 {
                    tell(&format!("row {} lacks an object, a source or a value", n + 2));
                }
            }
        }
    }
    Ok((rows, rejected))
}

fn tree(path: &Path) -> Result<Hierarchy, Failure> {
    let (_, records) = records(path)?;
    let field = |r: &csv::StringRecord, i: usize| r.get(i).unwrap_or_default().to_owned();
    let nodes: Vec<[String; 3]> = records.iter().map(|r| [field(r, 0), field(r, 1), field(r, 2)]).collect();
    Ok(Hierarchy::new(nodes.iter().map(|[id, name, up]| (id.as_str(), name.as_str(), up.as_str()))))
}

fn records(path: &Path) -> Result<(csv::StringRecord, Vec<csv::StringRecord>), Failure> {
    let bad = |e: &dyn std::fmt::Display| Failure::new(format!("cannot read {}: {e}", path.display()));
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes).map_err(|e| bad(&e))?;
    } else {
        bytes = std::fs::read(path).map_err(|e| bad(&e))?;
    }
    let text = String::from_utf8_lossy(&bytes);
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let head = reader.headers().map_err(|e| bad(&e))?.clone();
    if head.len() < 3 {
        return Err(Failure::new(format!(
            "{} has {} columns; object, source and value are needed",
            path.display(),
            head.len()
        )));
    }
    let records = reader.into_records().collect::<Result<_, _>>().map_err(|e| bad(&e))?;
    Ok((head, records))
}
