//! A task as lines of text, for a terminal and for a pipe.

use std::fmt::Write;

use clap::builder::styling::{AnsiColor, Style};
use tradewire_ledger::{ClaimRecord, JudgementRecord, NameNote, Task, TaskKind};
use tradewire_model::{Document, Role};

use crate::output::short;
use crate::show;

/// So many characters of text are shown to either side of a quote.
const AROUND: usize = 160;

const MARK: Style = Style::new().bold().underline();
const HEAD: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();
const BAD: Style = Style::new().fg_color(Some(clap::builder::styling::Color::Ansi(AnsiColor::Red)));

/// The quote in what stands around it, with `⟦⟧` where it begins and ends.
pub fn marked(record: &ClaimRecord, document: Option<&Document>) -> String {
    let claim = &record.claim;
    let place = document.and_then(|d| {
        let span = claim.text_span.unwrap_or_else(|| d.to_text(claim.span));
        Some((d.text.as_str(), span.start(), span.end())).filter(|(t, a, b)| t.get(*a..*b).is_some())
    });
    let (text, start, end) = match (place, &record.context) {
        (Some(place), _) => place,
        (None, Some(context)) => match context.find(&claim.quote) {
            Some(at) => (context.as_str(), at, at + claim.quote.len()),
            None => (context.as_str(), 0, context.len()),
        },
        (None, None) => (claim.quote.as_str(), 0, claim.quote.len()),
    };
    let (before, rest) = text.split_at(start);
    let (quote, after) = rest.split_at(end - start);
    let from = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let to = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    let flat = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
    let dots = |cut: bool| if cut { "…" } else { "" };
    format!(
        "{}{} {MARK}⟦{}⟧{MARK:#} {}{}",
        dots(from > 0),
        flat(&before[from..]),
        flat(quote),
        flat(&after[..to]),
        dots(to < after.len())
    )
}

/// A claim as a reviewer sees it. What others said is shown unless the reviewer is to judge blind.
pub fn claim(task: &Task, record: &ClaimRecord, document: Option<&Document>, blind: bool) -> String {
    let c = &record.claim;
    let mut out = String::new();
    let published = c.published.as_ref().map(ToString::to_string).unwrap_or_default();
    let outlet = record.document.outlet.as_deref().unwrap_or("outlet unknown");
    let fiction = if record.document.fiction { " [fiction]" } else { "" };
    let _ = writeln!(out, "{HEAD}{} {}{HEAD:#}  {} · {outlet} · {published}{fiction}", c.kind, c.id, c.doc);
    let _ = writeln!(out, "  {}", marked(record, document));
    let repaired = document.and_then(|d| c.text_span.and_then(|s| s.slice(&d.text)));
    if repaired.is_some_and(|r| r != c.quote) {
        let _ = writeln!(out, "  {QUIET}raw           {}{QUIET:#}", short(&c.quote, 2 * AROUND));
    }
    for (role, value) in c.args.iter() {
        let _ = writeln!(out, "  {:<14}{}{}", role.as_str(), show::value(value), taken_for(task, role));
    }
    let source = show::attribution(&c.attribution);
    let voice = if source.is_empty() { "the article's own voice" } else { &source };
    let _ = writeln!(out, "  {:<14}{}, {voice}", "modality", c.modality);
    if let Some(stated) = &record.stated {
        let _ = writeln!(out, "  {QUIET}was           {}{QUIET:#}", show::args(&stated.args));
    }
    verdict(task, &mut out);
    why(task, &mut out);
    if let Some(review) = record.review.as_ref().filter(|_| !blind) {
        for r in &review.judgements {
            let _ = writeln!(out, "  said          {}", said(r));
        }
        if review.disputed {
            let _ = writeln!(out, "  {BAD}two people differ: decide{BAD:#}");
        }
    }
    out
}

/// A judgement in a line.
pub fn said(r: &JudgementRecord) -> String {
    format!("{} {}: {}", r.judgement.at.strftime("%Y-%m-%d"), r.judgement.reviewer, r.in_words())
}

/// Whom the names of a role are taken for, and who else they might be.
fn taken_for(task: &Task, role: Role) -> String {
    let mut out = String::new();
    for note in task.names.iter().filter(|n| n.role == Some(role)) {
        for c in &note.candidates {
            let why = c.features.iter().map(|(n, w)| format!("{n} {w:+.2}")).collect::<Vec<_>>().join(", ");
            let lead = if c.chosen { "=" } else { "or" };
            let _ = write!(
                out,
                "\n  {QUIET}{:<14}{lead} {} ({}) {:.2}: {why}{QUIET:#}",
                "", c.name, c.id, c.score
            );
        }
    }
    out
}

fn verdict(task: &Task, out: &mut String) {
    let Some(check) = &task.check else { return };
    let style = if check.verdict == "disagree" { BAD } else { QUIET };
    let words = match check.verdict.as_str() {
        "agree" => "agrees",
        "disagree" => "disagrees",
        _ => "cannot tell",
    };
    let _ = writeln!(out, "  {style}checker       {words}{style:#}");
    for r in check.reasons.iter().filter(|r| r.against || check.verdict != "disagree").take(4) {
        let role = r.role.map(|r| format!("{r}: ")).unwrap_or_default();
        let _ = writeln!(out, "  {style}              {role}{}{style:#}", r.words);
    }
}

fn why(task: &Task, out: &mut String) {
    if task.why.is_empty() {
        return;
    }
    let all: Vec<String> = task
        .why
        .iter()
        .map(|w| {
            if w.detail.is_empty() {
                w.words.clone()
            } else {
                format!("{} ({})", w.words, short(&w.detail, 60))
            }
        })
        .collect();
    let judges = if task.judges > 1 { format!("; asks for {} people", task.judges) } else { String::new() };
    let _ = writeln!(out, "  {QUIET}asked         {}{judges}{QUIET:#}", all.join("; "));
}

/// Two entities as a reviewer sees them.
pub fn names(task: &Task, quotes: &[Vec<String>; 2]) -> String {
    let mut out = String::new();
    let ids = task.id.split_once('~').unwrap_or_default();
    let _ = writeln!(out, "{HEAD}are these one?{HEAD:#}");
    for ((letter, id), (note, quotes)) in
        [("A", ids.0), ("B", ids.1)].into_iter().zip(task.names.iter().zip(quotes))
    {
        let _ = writeln!(out, "  {letter}  {} {QUIET}{id}{QUIET:#}", note.text);
        for quote in quotes {
            let _ = writeln!(out, "       {quote}");
        }
    }
    if let Some(c) = task.names.first().and_then(|n: &NameNote| n.candidates.first()) {
        let _ = writeln!(out, "  score     {:.2}", c.score);
        for (name, weight) in &c.features {
            let _ = writeln!(out, "  {QUIET}{weight:+.2}     {name}{QUIET:#}");
        }
    }
    why(task, &mut out);
    out
}

/// One line of a list of tasks.
pub fn line(task: &Task, record: Option<&ClaimRecord>) -> String {
    let why: Vec<&str> = task.why.iter().map(|w| w.words.as_str()).collect();
    let what = match (task.kind, record) {
        (TaskKind::Claim, Some(r)) => format!("{} {}", r.claim.kind, short(&show::args(&r.claim.args), 70)),
        (TaskKind::Claim, None) => String::new(),
        (TaskKind::Names, _) => {
            task.names.iter().map(|n| short(&n.text, 40)).collect::<Vec<_>>().join(" = ") + "?"
        }
    };
    format!("{:>5.2}  {}  {what}  ({})", task.score, task.id, why.join("; "))
}
