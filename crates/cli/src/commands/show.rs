use tradewire_kb::KnowledgeBase;
use tradewire_ledger::{
    ClaimRecord, Derived, EntityClass, EventFilter, Page, Query, SqliteStore, Store, derived,
};
use tradewire_model::{ClaimId, ConflictId, EntityId, EventId};
use tradewire_reconcile::{ENOUGH, reliability, track_records};
use tradewire_resolve::Resolver;

use crate::commands::reply::lines;
use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Out, short};
use crate::show;

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// Someone: events, claims, disagreements
    Person,
    /// A company, lab or unit: the same
    Company,
    /// An event: its reports, who said so first, who denies it
    Event,
    /// A disagreement: its sides with their quotes
    Conflict,
    /// An outlet or a person that reports come from
    Source,
    /// A document and its claims
    Document,
    /// A claim with its context
    Claim,
}

/// Flags of `show`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire show person ruoming-pang
  tradewire show company Meta
  tradewire show source reuters --record
  tradewire show event e_0a1b…")]
pub struct Args {
    /// What it is
    #[arg(value_enum)]
    what: What,
    /// Its id; of a person, a company or a source also its name
    id: String,
    /// Of a source: what became of what it reported, worked out anew from the whole ledger
    #[arg(long)]
    record: bool,
    #[command(flatten)]
    ledger: Ledger,
}

/// Prints one thing of the ledger.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let store = args.ledger.open()?;
    let mut out = Out::new();
    match args.what {
        What::Person => entity(&store, &args.id, &[EntityClass::Person], &mut out)?,
        What::Company => entity(&store, &args.id, &[EntityClass::Organisation, EntityClass::Unit], &mut out)?,
        What::Event => event(&store, &args.id, &mut out)?,
        What::Conflict => conflict(&store, &args.id, &mut out)?,
        What::Source => source(&store, &args.id, args.record, &mut out)?,
        What::Document => document(&store, &args.id, &mut out)?,
        What::Claim => {
            let record = store.claim(&ClaimId::new(&args.id))?.ok_or_else(|| missing("claim", &args.id))?;
            answered(&store, &record, &mut out)?;
            if let Some(context) = &record.context {
                out.line(&format!("    context: {context}"))?;
            }
            said(&store, &record, &mut out)?;
        }
    }
    out.finish()?;
    Ok(Done::Whole)
}

/// What people said of a claim, and what came of it.
fn said(store: &SqliteStore, record: &ClaimRecord, out: &mut Out) -> Result<(), Failure> {
    if let Some(stated) = &record.stated {
        out.line(&format!("    as extracted: {}", show::args(&stated.args)))?;
    }
    if let Some(whole) = &record.part_of {
        out.line(&format!("    part of {whole}, which a person split"))?;
    }
    if record.left {
        out.line("    out of view by a judgement")?;
    }
    for r in store.judgements_of_claim(&record.claim.id)? {
        let undone = if r.undone { " [taken back]" } else { "" };
        out.line(&format!("    {}  {}{undone}", r.id, crate::review::screen::said(&r)))?;
    }
    if record.review.as_ref().is_some_and(|r| r.disputed) {
        out.line("    two people differ, and nobody has decided")?;
    }
    Ok(())
}

fn missing(what: &str, id: &str) -> Failure {
    Failure::new(format!("the ledger holds no {what} «{id}»"))
        .hint(format!("find it: `tradewire search {id}`"))
}

/// An entity by its id, or by a name that only one of its class bears.
fn find(store: &SqliteStore, id: &str, classes: &[EntityClass]) -> Result<EntityId, Failure> {
    let suits = |class: EntityClass| classes.contains(&class);
    if let Some(found) = store.entity(&EntityId::new(id))? {
        if suits(found.entity.class) {
            return Ok(found.entity.id);
        }
        return Err(Failure::new(format!("«{id}» is of class {}", found.entity.class.as_str())));
    }
    let query = Query { kinds: vec![tradewire_ledger::HitKind::Entity], limit: 50, ..Query::new(id) };
    let key = tradewire_script::key(id);
    let hits: Vec<EntityId> = store.search(&query)?.into_iter().map(|h| EntityId::new(h.id)).collect();
    let same: Vec<_> = store
        .entities_by_ids(&hits)?
        .into_iter()
        .filter(|e| {
            suits(e.class) && e.forms.iter().chain([&e.name]).any(|f| tradewire_script::key(f) == key)
        })
        .collect();
    match same.as_slice() {
        [one] => Ok(one.id.clone()),
        [] => Err(missing(classes.first().map_or("entity", |c| c.as_str()), id)),
        several => {
            let ids: Vec<&str> = several.iter().map(|e| e.id.as_str()).collect();
            Err(Failure::new(format!("several bear the name «{id}»"))
                .hint(format!("give one of these ids: {}", ids.join(", "))))
        }
    }
}

fn entity(store: &SqliteStore, id: &str, classes: &[EntityClass], out: &mut Out) -> Result<(), Failure> {
    let id = find(store, id, classes)?;
    let found = store.entity(&id)?.ok_or_else(|| missing("entity", id.as_str()))?;
    let e = &found.entity;
    let fiction = if e.fiction { "  [fiction]" } else { "" };
    out.line(&format!("{}  {}  ({}){fiction}", e.name, e.id, e.class.as_str()))?;
    out.line(&format!("  also written: {}", e.forms.join(", ")))?;
    if let Some(parent) = &e.parent {
        out.line(&format!("  belongs to: {parent}"))?;
    }
    out.line(&format!("  {} events, {} claims", found.events, found.claims))?;
    lines(store, id.as_str(), out)?;
    let page = Page::first(Page::MOST);
    for record in store.events_of_entity(&id, &page)?.items {
        let date = record.last_published.map(|d| d.to_string()).unwrap_or_default();
        let event = record.event;
        out.line(&format!(
            "  {date:<10} {}  {} [{}, {}] {}",
            event.id,
            event.kind,
            event.stage,
            event.grade,
            show::args(&event.args)
        ))?;
    }
    for c in store.conflicts_of_entity(&id)? {
        out.line(&format!("  conflict {}: {}: {}", c.id, show::topic(&c), show::sides(&c)))?;
    }
    Ok(())
}

fn claim(record: &ClaimRecord, out: &mut Out) -> Result<(), Failure> {
    let c = &record.claim;
    let retracted = if record.retracted { ", retracted" } else { "" };
    out.line(&format!(
        "  {}  {} {} ({}{retracted})  {}",
        c.id,
        c.modality,
        c.kind,
        record.rank,
        show::args(&c.args)
    ))?;
    let said = show::attribution(&c.attribution);
    let said = if said.is_empty() { String::new() } else { format!(", {said}") };
    out.line(&format!("    {} {}..{}{said}: «{}»", c.doc, c.span.start(), c.span.end(), short(&c.quote, 200)))
}

/// A claim with the responses to it.
fn answered(store: &SqliteStore, record: &ClaimRecord, out: &mut Out) -> Result<(), Failure> {
    claim(record, out)?;
    lines(store, record.claim.id.as_str(), out)
}

fn claims(store: &SqliteStore, ids: &[ClaimId], out: &mut Out) -> Result<(), Failure> {
    for record in store.claims_by_ids(ids)? {
        answered(store, &record, out)?;
    }
    Ok(())
}

fn event(store: &SqliteStore, id: &str, out: &mut Out) -> Result<(), Failure> {
    let record = store.event(&EventId::new(id))?.ok_or_else(|| missing("event", id))?;
    let e = &record.event;
    let fiction = if record.fiction { "  [fiction]" } else { "" };
    out.line(&format!("{}  {} [{}, grade {}]{fiction}", e.id, e.kind, e.stage, e.grade))?;
    out.line(&format!("  {}", show::args(&e.args)))?;
    lines(store, e.id.as_str(), out)?;
    for report in &e.reports {
        out.line(&format!("  {}:", report.role))?;
        claims(store, std::slice::from_ref(&report.claim), out)?;
    }
    for c in store.conflicts_of_event(&e.id)? {
        out.line(&format!("  conflict {}: {}", c.id, show::sides(&c)))?;
    }
    Ok(())
}

fn conflict(store: &SqliteStore, id: &str, out: &mut Out) -> Result<(), Failure> {
    let c = store.conflict(&ConflictId::new(id))?.ok_or_else(|| missing("conflict", id))?;
    out.line(&format!("{}  {}: {}", c.id, show::topic(&c), c.reason))?;
    lines(store, c.id.as_str(), out)?;
    for side in &c.sides {
        out.line(&format!("  {} ({} origins)", side.value, side.origins))?;
        let ids: Vec<ClaimId> = side.claims.iter().map(|r| r.id.clone()).collect();
        claims(store, &ids, out)?;
    }
    Ok(())
}

/// The track record of a source, and how far its figures are to be trusted, in words.
fn track_record(store: &SqliteStore, id: &EntityId) -> Result<String, Failure> {
    let kb =
        KnowledgeBase::builtin().map_err(|e| Failure::new(format!("the knowledge base is broken: {e}")))?;
    let Derived { claims, reconciled, .. } = derived(&Resolver::new(kb), store)?;
    let record = track_records(&reconciled).into_iter().find(|r| r.source == id.as_str());
    let record = record.map_or_else(|| "0 of 0 borne out, insufficient".to_owned(), |r| r.words());
    let trust = reliability(&reconciled, &claims).into_iter().find(|t| t.source == id.as_str());
    let figures = match trust {
        Some(t) if t.judged >= ENOUGH => format!("{:.2} over {} figures", t.accuracy, t.judged),
        Some(t) => format!("insufficient ({} figures that others give too)", t.judged),
        None => "insufficient (0 figures that others give too)".to_owned(),
    };
    Ok(format!("  record: {record}; figures: {figures}"))
}

fn source(store: &SqliteStore, id: &str, record: bool, out: &mut Out) -> Result<(), Failure> {
    let wanted = EntityId::new(id);
    let known = match store.source(&wanted)? {
        Some(s) => s,
        None => {
            let id = find(store, id, EntityClass::ALL)?;
            store.source(&id)?.ok_or_else(|| missing("source", id.as_str()))?
        }
    };
    out.line(&format!(
        "{}  {}: {} documents, {} claims",
        known.name, known.id, known.documents, known.claims
    ))?;
    if record {
        out.line(&track_record(store, &known.id)?)?;
    }
    let page = Page::first(Page::MOST);
    for d in store.documents_of_source(&known.id, &page)?.items {
        let date = d.published.map(|d| d.to_string()).unwrap_or_default();
        out.line(&format!("  {date:<10} {}  {}", d.name, d.title.unwrap_or_default()))?;
    }
    for record in store.claims_of_source(&known.id, &page)?.items {
        claim(&record, out)?;
    }
    Ok(())
}

fn document(store: &SqliteStore, id: &str, out: &mut Out) -> Result<(), Failure> {
    let d = store.document_record(id)?.ok_or_else(|| missing("document", id))?;
    let fiction = if d.fiction { "  [fiction]" } else { "" };
    let title = d.title.map(|t| format!("  {t}")).unwrap_or_default();
    out.line(&format!("{}{title}{fiction}", d.name))?;
    let about = [d.outlet, d.published.map(|p| p.to_string()), d.url];
    let about: Vec<String> = about.into_iter().flatten().collect();
    if !about.is_empty() {
        out.line(&format!("  {}", about.join("  ")))?;
    }
    lines(store, d.id.as_str(), out)?;
    for record in store.claims_of_document(d.id.as_str())? {
        answered(store, &record, out)?;
    }
    let filter = EventFilter {
        document: Some(d.id.to_string()),
        page: Page::first(Page::MOST),
        ..EventFilter::default()
    };
    for record in store.events(&filter)?.items {
        out.line(&format!("  event {}  {} [{}]", record.event.id, record.event.kind, record.event.stage))?;
    }
    Ok(())
}
