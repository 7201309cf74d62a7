//! People ranked by declared criteria.

use std::fmt::Write as _;
use std::path::PathBuf;

use jiff::civil::Date as Day;
use tradewire_ledger::Store;
use tradewire_market::flows::day_of;
use tradewire_market::list::{Criteria, List, ListError, Ranked, gather, rank};

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Out, short, table};

/// Flags of `list`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire list criteria.toml
  tradewire list criteria.toml --limit 10 --format md > list.md
  tradewire list criteria.toml --weight led=5 --weight recent=0 --format json

A file of criteria; kinds are lab, led, degree, work, recency, moves, offer:
  name = \"Research leads\"
  [[criterion]]
  id = \"labs\"
  kind = \"lab\"
  labs = [\"OpenAI\", \"Google DeepMind\"]
  weight = 3
  [[criterion]]
  id = \"work\"
  kind = \"work\"
  words = [\"AlphaFold\", \"ChatGPT\"]
  weight = 2

Every point rests on words of a document in the ledger, which stand beside it. What no document says is missing, not nothing:
the order is by what is evidenced, and the second figure is what it would be if all that is missing turned out well. Behind
each rank stands how far it moves when the weights go from half to double. Nobody is ranked by age, family, health, home,
visa, origin, belief or sex.")]
pub struct Args {
    /// The criteria, TOML
    criteria: PathBuf,
    /// Another weight for a criterion; may be given several times
    #[arg(long, value_name = "ID=WEIGHT", value_parser = weight)]
    weight: Vec<(String, f64)>,
    /// How many people to print
    #[arg(long, value_name = "N", default_value = "25")]
    limit: usize,
    /// The day that recency is counted to; by default that of the latest report
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Day>,
    /// Also people whom only invented documents name
    #[arg(long)]
    fiction: bool,
    /// Seed of the random weights
    #[arg(long, value_name = "N", default_value = "1")]
    seed: u64,
    /// Form of the output
    #[arg(long, default_value = "table")]
    format: Form,
    #[command(flatten)]
    ledger: Ledger,
}

/// Form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// A table for reading
    Table,
    /// One JSON object with every point, quote and document
    Json,
    /// Comma-separated values, a row for each person and criterion
    Csv,
    /// Markdown with the evidence of each person
    Md,
}

fn weight(text: &str) -> Result<(String, f64), String> {
    let pair = text.split_once('=').and_then(|(id, w)| Some((id.trim().to_owned(), w.trim().parse().ok()?)));
    pair.filter(|(_, w): &(String, f64)| w.is_finite() && (0.0..=1e6).contains(w))
        .ok_or_else(|| "give a criterion and a weight, such as led=5".to_owned())
}

fn day(text: &str) -> Result<Day, String> {
    day_of(text, true).ok_or_else(|| "give a day, a month or a year, such as 2025-07-01".to_owned())
}

/// Largest file of criteria.
const MOST_BYTES: u64 = 1 << 20;

/// Reads criteria from a file.
pub fn read(path: &std::path::Path) -> Result<Criteria, Failure> {
    let fail = |e: std::io::Error| Failure::new(format!("cannot read {}: {e}", path.display()));
    if std::fs::metadata(path).map_err(fail)?.len() > MOST_BYTES {
        return Err(Failure::new(format!("{} is larger than a mebibyte", path.display())));
    }
    let text = std::fs::read_to_string(path).map_err(fail)?;
    Criteria::from_toml(&text).map_err(|e| {
        let failure = Failure::new(format!("{}: {e}", path.display()));
        match e {
            ListError::Refused { .. } => {
                failure.hint("leave it out; rank by what people did and what was said of it")
            }
            _ => failure.hint("`tradewire list --help` shows what a file may hold"),
        }
    })
}

/// Ranks and prints.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut criteria = read(&args.criteria)?;
    for (id, w) in &args.weight {
        let ids: Vec<String> = criteria.criteria.iter().map(|c| c.id.clone()).collect();
        let Some(c) = criteria.criteria.iter_mut().find(|c| c.id == *id) else {
            return Err(Failure::usage(format!("there is no criterion «{id}»"))
                .hint(format!("criteria are {}", ids.join(", "))));
        };
        c.weight = *w;
    }
    let store = args.ledger.open()?;
    let people = gather(&store as &dyn Store, usize::MAX, args.fiction)?;
    let as_of = args.as_of.or(people.latest).unwrap_or(Day::ZERO);
    let mut found = rank(&people.people, &criteria, as_of, args.seed);
    found.people.truncate(args.limit);
    let mut out = Out::new();
    match args.format {
        Form::Json => out.json(&found)?,
        Form::Csv => csv(&found, &mut out)?,
        Form::Md => out.line(&markdown(&found))?,
        Form::Table => show(&found, people.cut, &mut out)?,
    }
    out.finish()?;
    Ok(Done::Whole)
}

/// Tenths and hundredths of a point as a bar: evidenced, then what is open.
fn point(p: &tradewire_market::list::Point) -> String {
    match &p.value {
        None => "missing".to_owned(),
        Some(v) if (v.high - v.low).abs() < 0.005 => format!("{:.2}", v.low),
        Some(v) => format!("{:.2}–{:.2}", v.low, v.high),
    }
}

fn span((best, worst): (usize, usize)) -> String {
    if best == worst { best.to_string() } else { format!("{best}–{worst}") }
}

fn head(l: &List) -> String {
    format!(
        "{}: {} people, {} of them without evidence; {} documents of {} outlets; as of {}",
        l.criteria.name, l.n, l.without, l.documents, l.outlets, l.as_of
    )
}

fn show(l: &List, cut: bool, out: &mut Out) -> Result<(), Failure> {
    out.line(&head(l))?;
    let mut names = vec!["rank", "over weights", "over missing", "who", "evidenced", "may be"];
    names.extend(l.criteria.criteria.iter().map(|c| c.label.as_str()));
    let mut rows = table(&names);
    let weights = l.criteria.criteria.iter().map(|c| format!("weight {}", c.weight));
    rows.add_row(["", "", "", "", "of 100", ""].into_iter().map(str::to_owned).chain(weights));
    for p in &l.people {
        let mut row = vec![
            p.rank.to_string(),
            span(p.over_weights),
            span(p.over_missing),
            short(&p.name, 28),
            format!("{:.1}", p.score),
            format!("{:.1}", p.may_be),
        ];
        row.extend(p.points.iter().map(point));
        rows.add_row(row);
    }
    out.line(&rows.to_string())?;
    out.line(&format!(
        "\nover weights: nine of ten ranks in {} draws of weights from half to double (seed {}); over missing: whatever is \
         missing or open turns out to be",
        l.draws, l.seed
    ))?;
    for n in &l.nudges {
        let who = |x: &Option<String>| x.clone().unwrap_or_else(|| "nobody".to_owned());
        out.line(&format!(
            "{}: halved, {} of the first ten change their rank and {} is first; doubled, {} and {}",
            n.criterion,
            n.change.0,
            who(&n.first.0),
            n.change.1,
            who(&n.first.1)
        ))?;
    }
    if cut {
        out.line("only the people with most events were looked at")?;
    }
    Ok(())
}

fn csv(l: &List, out: &mut Out) -> Result<(), Failure> {
    let mut w = csv::Writer::from_writer(out.writer());
    w.write_record([
        "rank",
        "rank_low",
        "rank_high",
        "person_id",
        "person",
        "score",
        "may_be",
        "criterion",
        "weight",
        "low",
        "high",
        "found",
        "quote",
        "doc",
        "outlet",
        "published",
        "claim",
    ])?;
    for p in &l.people {
        for (point, c) in p.points.iter().zip(&l.criteria.criteria) {
            let proof = point.value.as_ref().and_then(|v| v.proofs.first());
            let text = |f: fn(&tradewire_market::list::Proof) -> String| proof.map(f).unwrap_or_default();
            w.write_record([
                p.rank.to_string(),
                p.over_weights.0.to_string(),
                p.over_weights.1.to_string(),
                p.id.to_string(),
                p.name.clone(),
                format!("{:.2}", p.score),
                format!("{:.2}", p.may_be),
                c.id.clone(),
                c.weight.to_string(),
                point.value.as_ref().map_or_else(String::new, |v| format!("{:.4}", v.low)),
                point.value.as_ref().map_or_else(String::new, |v| format!("{:.4}", v.high)),
                text(|p| p.found.clone()),
                text(|p| p.quote.clone()),
                text(|p| p.doc.clone()),
                text(|p| p.outlet.clone().unwrap_or_default()),
                text(|p| p.published.clone().unwrap_or_default()),
                text(|p| p.claim.clone()),
            ])?;
        }
    }
    w.flush()?;
    Ok(())
}

/// Words of a document inside Markdown: nothing in them is a mark, a link or a line end.
fn quoted(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    flat.chars().fold(String::new(), |mut out, c| {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '~' | '&'
        ) {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

fn markdown(l: &List) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}\n\n{}.\n", quoted(&l.criteria.name), quoted(&head(l)));
    let _ = writeln!(
        out,
        "| rank | over weights | who | evidenced | may be | missing |\n|---|---|---|---:|---:|---:|"
    );
    for p in &l.people {
        let Ranked { rank, name, score, may_be, missing, .. } = p;
        let _ = writeln!(
            out,
            "| {rank} | {} | {} | {score:.1} | {may_be:.1} | {missing} |",
            span(p.over_weights),
            quoted(name)
        );
    }
    for p in &l.people {
        let _ = writeln!(out, "\n## {}. {}\n", p.rank, quoted(&p.name));
        for (x, c) in p.points.iter().zip(&l.criteria.criteria) {
            let _ = writeln!(out, "- **{}** (weight {}): {}", quoted(&c.label), c.weight, point(x));
            for proof in x.value.iter().flat_map(|v| &v.proofs) {
                let _ = writeln!(
                    out,
                    "  - {}: «{}» — {}{}",
                    quoted(&proof.found),
                    quoted(&short(&proof.quote, 240)),
                    quoted(proof.outlet.as_deref().unwrap_or(&proof.doc)),
                    proof.published.as_ref().map_or_else(String::new, |d| format!(", {d}"))
                );
            }
        }
    }
    out
}
