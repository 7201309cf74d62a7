//! Who went where, counted by lab.

use jiff::civil::Date as Day;
use tradewire_ledger::Store;
use tradewire_market::flows::{
    Asked, Between, ENOUGH_SEATS, Flows, Follower, Heads, InOut, LabFlow, Left, Period, Place, Seats, day_of,
    flows, gather,
};

use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Out, short, table};

/// Flags of `flows`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire flows
  tradewire flows --lab Meta --since 2025 --by quarter
  tradewire flows --show between --format csv > ways.csv
  tradewire flows --show teams --within 12

Counted are resolved events that are settled; rumoured, denied, planned and outdated ones are left out and counted beside it.
A named person counts once, however many events tell of one step. Members of a group («8 researchers») count apart, as an
interval where some of them may be named elsewhere. Every figure comes with its events and origins. Nothing is said of what
anybody will do.")]
pub struct Args {
    /// Only this lab: its id or name
    #[arg(long, value_name = "NAME")]
    lab: Option<String>,
    /// Not before this day, month or year
    #[arg(long, value_name = "DATE", value_parser = first_day)]
    since: Option<Day>,
    /// Not after this day, month or year
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    until: Option<Day>,
    /// Length of a period: year, quarter or month
    #[arg(long, value_name = "PERIOD", default_value = "year")]
    by: Period,
    /// Months within which somebody follows another
    #[arg(long, value_name = "MONTHS", default_value = "6", value_parser = clap::value_parser!(u16).range(1..=60))]
    within: u16,
    /// Print one part only; with csv it is labs unless said
    #[arg(long, value_name = "PART")]
    show: Option<Part>,
    /// Also count events of invented documents
    #[arg(long)]
    fiction: bool,
    /// Form of the output
    #[arg(long, default_value = "table")]
    format: Form,
    #[command(flatten)]
    ledger: Ledger,
}

/// A part of the flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// In, out and net of each lab and period
    Labs,
    /// The ways between labs
    Between,
    /// Who came back
    Boomerangs,
    /// Who followed whom
    Teams,
    /// How long people stay
    Seats,
}

/// Form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// Tables for reading
    Table,
    /// One JSON object
    Json,
    /// Comma-separated values with a head
    Csv,
}

fn bound(text: &str, last: bool) -> Result<Day, String> {
    day_of(text, last)
        .ok_or_else(|| "give a day, a month or a year, such as 2025-07-01, 2025-07 or 2025".to_owned())
}

fn first_day(text: &str) -> Result<Day, String> {
    bound(text, false)
}

fn last_day(text: &str) -> Result<Day, String> {
    bound(text, true)
}

/// Prints the flows.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let store = args.ledger.open()?;
    let moves = gather(&store as &dyn Store)?;
    let asked = Asked {
        lab: args.lab.clone(),
        since: args.since,
        until: args.until,
        by: args.by,
        within_months: args.within,
        fiction: args.fiction,
        looked: None,
    };
    let found = flows(&moves, &asked);
    let mut out = Out::new();
    match args.format {
        Form::Json => out.json(&found)?,
        Form::Csv => csv(&found, args.show.unwrap_or(Part::Labs), &mut out)?,
        Form::Table => tables(&found, args, &mut out)?,
    }
    out.finish()?;
    Ok(Done::Whole)
}

fn reason(why: Left) -> &'static str {
    match why {
        Left::Rumoured => "rumoured",
        Left::Unsettled => "not settled",
        Left::Denied => "denied",
        Left::Collapsed => "declined or fallen through",
        Left::Deprecated => "known to be wrong or outdated",
        Left::History => "told as history",
        Left::Inside => "within one organisation",
        Left::Nowhere => "without a place",
        Left::Unsized => "of a group of no stated size",
        Left::Undated => "without a date",
        Left::Fiction => "of invented documents",
    }
}

fn place(p: Option<&Place>) -> String {
    p.map_or_else(|| "not said".to_owned(), |p| short(&p.name, 32))
}

/// A difference with its sign.
fn net(h: Heads) -> String {
    let signed = |n: i64| if n > 0 { format!("+{n}") } else { n.to_string() };
    match (h.exact(), h.low, h.high) {
        (Some(n), ..) => signed(n),
        (None, Some(a), Some(b)) => format!("{} … {}", signed(a), signed(b)),
        _ => h.to_string(),
    }
}

/// Eighths of a character, so that small numbers can be told apart.
fn bar(n: i64, full: i64, width: usize) -> String {
    let eighths =
        usize::try_from(n.max(0)).unwrap_or(0) * width * 8 / usize::try_from(full.max(1)).unwrap_or(1);
    let mut out = "█".repeat(eighths / 8);
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
    out.push_str(if out.is_empty() && rest.is_empty() && n > 0 { "▏" } else { rest });
    out
}

/// Most rows of a table for reading; JSON and CSV hold all.
const ROWS: usize = 24;

fn tables(f: &Flows, args: &Args, out: &mut Out) -> Result<(), Failure> {
    let days = f.days.map_or(String::new(), |(a, b)| format!(", {a} to {b}"));
    out.line(&format!("moves: {} events, {} origins{days}", f.n, f.origins))?;
    let shown = |p: Part| args.show.is_none_or(|s| s == p);
    if shown(Part::Labs) {
        labs(f, args, out)?;
    }
    if shown(Part::Between) && !f.between.is_empty() {
        out.line("\nways between labs")?;
        let full = f.between.iter().map(|b| b.went.least()).max().unwrap_or(1);
        let mut rows = table(&["from", "to", "people", "", "named", "in groups", "events", "origins"]);
        for Between { from, to, went } in f.between.iter().take(ROWS) {
            rows.add_row([
                place(from.as_ref()),
                place(to.as_ref()),
                went.all().to_string(),
                bar(went.least(), full, 12),
                went.named.to_string(),
                went.in_groups.to_string(),
                went.events.len().to_string(),
                went.origins.to_string(),
            ]);
        }
        out.line(&rows.to_string())?;
        more(f.between.len(), out)?;
    }
    if shown(Part::Boomerangs) && (!f.boomerangs.is_empty() || args.show.is_some()) {
        out.line(&format!("\ncame back: {}", f.boomerangs.len()))?;
        let mut rows = table(&["who", "lab", "left", "back", "origins", "events"]);
        for b in f.boomerangs.iter().take(ROWS) {
            rows.add_row([
                short(&b.who.name, 32),
                place(Some(&b.lab)),
                b.left.map_or_else(|| "not on file".to_owned(), |d| d.to_string()),
                b.back.to_string(),
                b.origins.to_string(),
                b.events.join(" "),
            ]);
        }
        if !f.boomerangs.is_empty() {
            out.line(&rows.to_string())?;
        }
        more(f.boomerangs.len(), out)?;
    }
    if shown(Part::Teams) && (!f.teams.is_empty() || args.show.is_some()) {
        out.line(&format!("\nwent the same way within {} months: {} teams", args.within, f.teams.len()))?;
        let mut rows = table(&["from", "to", "people", "first", "then, by days after", "origins", "events"]);
        for t in f.teams.iter().take(ROWS) {
            rows.add_row([
                place(Some(&t.from)),
                place(Some(&t.to)),
                t.heads.to_string(),
                list(&t.first, false),
                list(&t.followed, true),
                t.origins.to_string(),
                t.events.len().to_string(),
            ]);
        }
        if !f.teams.is_empty() {
            out.line(&rows.to_string())?;
        }
        more(f.teams.len(), out)?;
    }
    if shown(Part::Seats) {
        seats(&f.seats, args.show.is_some(), out)?;
    }
    out.line("")?;
    let mut notes: Vec<String> = f.left_out.iter().map(|(w, n)| format!("{n} {}", reason(*w))).collect();
    if notes.is_empty() {
        notes.push("nothing".to_owned());
    }
    out.line(&format!("left out: {}", notes.join(", ")))?;
    if f.dated_by_report > 0 {
        out.line(&format!(
            "{} events have no date of their own and stand at the day of their first report",
            f.dated_by_report
        ))?;
    }
    if f.shared > 0 {
        out.line(&format!(
            "{} steps name several labs at one end; which it was no report says, so none counts there",
            f.shared
        ))?;
    }
    if f.cut {
        out.line("only the latest moves were looked at")?;
    }
    Ok(())
}

fn more(n: usize, out: &mut Out) -> Result<(), Failure> {
    if n > ROWS {
        out.line(&format!("… and {} more; --format json or csv holds all", n - ROWS))?;
    }
    Ok(())
}

fn labs(f: &Flows, args: &Args, out: &mut Out) -> Result<(), Failure> {
    let full = f.labs.iter().map(|l| l.all.came.least().max(l.all.went.least())).max().unwrap_or(1);
    let mut rows = table(&["lab", "", "out", "", "in", "net", "of them in groups", "events", "origins"]);
    let mut add = |head: String, part: String, x: &InOut| {
        rows.add_row([
            head,
            part,
            format!("{:>12} {}", bar(x.went.least(), full, 10), x.went.all()),
            "│".to_owned(),
            format!("{} {}", x.came.all(), bar(x.came.least(), full, 10)),
            net(x.net),
            format!("{} out, {} in", x.went.in_groups, x.came.in_groups),
            x.n.to_string(),
            x.origins.to_string(),
        ]);
    };
    for l in f.labs.iter().take(ROWS) {
        let LabFlow { lab, all, periods, .. } = l;
        add(place(Some(lab)), "in all".to_owned(), all);
        if args.lab.is_some() || args.show.is_some() {
            for (p, x) in periods {
                add(String::new(), p.to_string(), x);
            }
        }
    }
    out.line(&rows.to_string())?;
    more(f.labs.len(), out)
}

fn list(all: &[Follower], after: bool) -> String {
    let one = |f: &Follower| {
        let who = if f.who.group {
            format!("{} × {}", f.heads, short(&f.who.name, 20))
        } else {
            short(&f.who.name, 24)
        };
        let by = if f.by_report { "by " } else { "" };
        if after { format!("{who} ({by}+{})", f.days_after) } else { format!("{who} ({by}{})", f.day) }
    };
    all.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn seats(s: &Seats, asked: bool, out: &mut Out) -> Result<(), Failure> {
    let ended = s.seats.iter().filter(|s| s.ended).count();
    let looked = s.looked.map_or(String::new(), |d| format!(" up to {d}"));
    out.line(&format!(
        "\ntime in seat{looked}: {} stays, {ended} of them ended, {} origins; {} without a start, {} without an end on file",
        s.seats.len(),
        s.origins,
        s.start_missing,
        s.end_missing
    ))?;
    let Some(curve) = &s.curve else {
        let (n, e, o) = ENOUGH_SEATS;
        return out
            .line(&format!("insufficient: a curve needs {n} stays, {e} of them ended, from {o} origins"));
    };
    let at = |share| {
        curve.time_at(share).map_or_else(|| "not reached".to_owned(), |t: f64| format!("{t:.0} months"))
    };
    out.line(&format!(
        "three quarters stay {} or longer, half {}, a quarter {}",
        at(0.75),
        at(0.5),
        at(0.25)
    ))?;
    if asked {
        let mut rows = table(&["months", "at risk", "ended", "share that stays longer", "± standard error"]);
        for step in &curve.steps {
            rows.add_row([
                format!("{:.1}", step.time),
                step.at_risk.to_string(),
                step.ended.to_string(),
                format!("{:.3}", step.survival),
                format!("{:.3}", step.standard_error),
            ]);
        }
        out.line(&rows.to_string())?;
    }
    Ok(())
}

fn end(x: Option<i64>) -> String {
    x.map_or_else(String::new, |x| x.to_string())
}

fn csv(f: &Flows, part: Part, out: &mut Out) -> Result<(), Failure> {
    let mut w = csv::Writer::from_writer(out.writer());
    let id = |p: Option<&Place>| p.and_then(|p| p.id.as_ref()).map_or_else(String::new, ToString::to_string);
    let name = |p: Option<&Place>| p.map_or_else(String::new, |p| p.name.clone());
    match part {
        Part::Labs => {
            w.write_record([
                "lab_id",
                "lab",
                "period",
                "in_named",
                "in_low",
                "in_high",
                "out_named",
                "out_low",
                "out_high",
                "net_low",
                "net_high",
                "n",
                "origins",
                "in_events",
                "out_events",
            ])?;
            for l in &f.labs {
                let all = std::iter::once(("all".to_owned(), &l.all));
                for (period, x) in all.chain(l.periods.iter().map(|(p, x)| (p.to_string(), x))) {
                    let (came, went) = (x.came.all(), x.went.all());
                    w.write_record([
                        id(Some(&l.lab)),
                        name(Some(&l.lab)),
                        period,
                        x.came.named.to_string(),
                        end(came.low),
                        end(came.high),
                        x.went.named.to_string(),
                        end(went.low),
                        end(went.high),
                        end(x.net.low),
                        end(x.net.high),
                        x.n.to_string(),
                        x.origins.to_string(),
                        x.came.events.join(" "),
                        x.went.events.join(" "),
                    ])?;
                }
            }
        }
        Part::Between => {
            w.write_record([
                "from_id", "from", "to_id", "to", "named", "low", "high", "groups", "n", "origins", "events",
            ])?;
            for b in &f.between {
                let all = b.went.all();
                w.write_record([
                    id(b.from.as_ref()),
                    name(b.from.as_ref()),
                    id(b.to.as_ref()),
                    name(b.to.as_ref()),
                    b.went.named.to_string(),
                    end(all.low),
                    end(all.high),
                    b.went.groups.to_string(),
                    b.went.events.len().to_string(),
                    b.went.origins.to_string(),
                    b.went.events.join(" "),
                ])?;
            }
        }
        Part::Boomerangs => {
            w.write_record(["who_id", "who", "lab_id", "lab", "left", "back", "origins", "events"])?;
            for b in &f.boomerangs {
                w.write_record([
                    b.who.id.as_ref().map_or_else(String::new, ToString::to_string),
                    b.who.name.clone(),
                    id(Some(&b.lab)),
                    name(Some(&b.lab)),
                    b.left.map_or_else(String::new, |d| d.to_string()),
                    b.back.to_string(),
                    b.origins.to_string(),
                    b.events.join(" "),
                ])?;
            }
        }
        Part::Teams => {
            w.write_record([
                "team",
                "from_id",
                "from",
                "to_id",
                "to",
                "who_id",
                "who",
                "low",
                "high",
                "day",
                "by_report",
                "days_after",
                "team_origins",
                "events",
            ])?;
            for (n, t) in f.teams.iter().enumerate() {
                for m in t.first.iter().chain(&t.followed) {
                    w.write_record([
                        (n + 1).to_string(),
                        id(Some(&t.from)),
                        name(Some(&t.from)),
                        id(Some(&t.to)),
                        name(Some(&t.to)),
                        m.who.id.as_ref().map_or_else(String::new, ToString::to_string),
                        m.who.name.clone(),
                        end(m.heads.low),
                        end(m.heads.high),
                        m.day.to_string(),
                        m.by_report.to_string(),
                        m.days_after.to_string(),
                        t.origins.to_string(),
                        m.events.join(" "),
                    ])?;
                }
            }
        }
        Part::Seats => {
            w.write_record(["lab_id", "lab", "from", "to", "months", "ended", "fine", "events"])?;
            for s in &f.seats.seats {
                w.write_record([
                    id(Some(&s.lab)),
                    name(Some(&s.lab)),
                    s.from.to_string(),
                    s.to.to_string(),
                    s.months.to_string(),
                    s.ended.to_string(),
                    s.fine.to_string(),
                    s.events.join(" "),
                ])?;
            }
        }
    }
    w.flush()?;
    Ok(())
}
