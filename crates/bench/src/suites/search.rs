//! Search over the demo's ledger: whether what is wanted is among the first three.
//!
//! A set is JSON lines of `{"query", "want", "kind", "lang"}`. Each of `want` describes a thing that answers the query:
//! a name, in any form, is an entity; `kind | name; name | date` is an event of that kind in which all of them have a
//! part, its latest report published on a day that begins with the date. Kind, names and date may each be left out.
//!
//! Sets by people who do not know the ledger describe by article instead: `{"type", "name", "doc"}`. A `person` or
//! `organisation` is an entity that bears the name; an `event` is one that one of the articles reports, in which two of
//! the names (one, where there is no other) have a part; a `quote` is whatever was found in one of the articles.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail, ensure};
use serde::Deserialize;
use serde_json::json;
use tradewire_extract::Extractor;
use tradewire_kb::KnowledgeBase;
use tradewire_ledger::{Deriver, Hit, HitKind, Query, Reading, SqliteStore, Store, Timestamp};
use tradewire_model::{EntityId, Event, EventId};
use tradewire_read::{Content, Limits, OwnedInput, read};
use tradewire_resolve::Resolver;
use tradewire_script::key;

use crate::Outcome;

/// A hit further down does not count.
const FIRST: usize = 3;

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Sets of queries, or folders of such
    #[arg(default_value = "bench/search", value_name = "SET")]
    sets: Vec<PathBuf>,
    /// The demo's articles
    #[arg(long, default_value = "samples", value_name = "FOLDER")]
    samples: PathBuf,
    /// Print at most so many queries that did not find what they want
    #[arg(long, default_value_t = 0)]
    show: usize,
    /// Ask an empty database of PostgreSQL too, filled likewise, and count how often it answers otherwise
    #[arg(long, value_name = "URL")]
    at: Option<PathBuf>,
    /// Fail where the share of any set is below this
    #[arg(long, value_name = "SHARE")]
    floor: Option<f64>,
}

/// One article of `samples/`.
#[derive(Deserialize)]
struct Sample {
    doc: String,
    url: String,
    outlet: String,
    lang: String,
    published: String,
    fiction: bool,
    title: String,
    text: String,
}

#[derive(Deserialize)]
struct Case {
    query: String,
    /// Any of them answers the query.
    want: Vec<Described>,
    kind: String,
    lang: String,
}

/// A thing that is wanted, as a set describes it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Described {
    Short(String),
    Article {
        #[serde(rename = "type")]
        sort: String,
        name: String,
        doc: String,
    },
}

impl std::fmt::Display for Described {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Short(text) => f.write_str(text),
            Self::Article { sort, name, doc } => write!(f, "{sort} {name} ({doc})"),
        }
    }
}

/// What answers a query.
enum Want {
    /// An entity that bears a name with this key.
    Entity(String),
    Event {
        kind: Option<String>,
        /// Keys of names of those who have a part.
        names: Vec<String>,
        date: String,
    },
    /// An event that one of these articles reports, in which so many of those named have a part.
    Reported { names: Vec<String>, docs: Vec<String> },
    /// Anything of one of these articles.
    Said { docs: Vec<String> },
}

impl Want {
    fn of(described: &Described) -> anyhow::Result<Self> {
        let (sort, name, doc) = match described {
            Described::Short(text) => return Self::parse(text),
            Described::Article { sort, name, doc } => (sort, name, doc),
        };
        // `01-some-article.toml` holds the document `s01-some-article.txt`.
        let docs = doc.split(',').map(|d| format!("s{}.txt", d.trim().trim_end_matches(".toml"))).collect();
        Ok(match sort.as_str() {
            "person" | "organisation" => Self::Entity(key(name)),
            "event" => Self::Reported { names: name.split('/').map(key).collect(), docs },
            "quote" => Self::Said { docs },
            other => bail!("`{other}` is no sort of thing that can be wanted"),
        })
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let mut fields = text.split('|').map(str::trim);
        let first = fields.next().unwrap_or_default();
        let Some(names) = fields.next() else {
            ensure!(!key(first).is_empty(), "`{text}` names nobody");
            return Ok(Self::Entity(key(first)));
        };
        Ok(Self::Event {
            kind: (!first.is_empty()).then(|| first.to_owned()),
            names: names.split(';').map(key).filter(|k| !k.is_empty()).collect(),
            date: fields.next().unwrap_or_default().to_owned(),
        })
    }

    fn is(&self, hit: &Hit, store: &dyn Store) -> anyhow::Result<bool> {
        match self {
            Self::Entity(wanted) => {
                Ok(hit.kind == HitKind::Entity && bears(store, &EntityId::new(hit.id.as_str()), wanted)?)
            }
            Self::Event { kind, names, date } => {
                if hit.kind != HitKind::Event
                    || kind.as_ref().is_some_and(|k| hit.claim_kind.is_none_or(|h| h.as_str() != k))
                    || !hit.published.as_ref().is_some_and(|p| p.to_string().starts_with(date.as_str()))
                {
                    return Ok(false);
                }
                let Some(record) = store.event(&EventId::new(hit.id.as_str()))? else { return Ok(false) };
                Ok(parts_in(store, &record.event, names)? == names.len())
            }
            Self::Reported { names, docs } => {
                if hit.kind != HitKind::Event {
                    return Ok(false);
                }
                let Some(record) = store.event(&EventId::new(hit.id.as_str()))? else { return Ok(false) };
                Ok(record.event.claims.iter().any(|c| docs.contains(&c.doc))
                    && parts_in(store, &record.event, names)? >= names.len().min(2))
            }
            Self::Said { docs } => match hit.kind {
                HitKind::Entity => Ok(false),
                HitKind::Event => Ok(store
                    .event(&EventId::new(hit.id.as_str()))?
                    .is_some_and(|r| r.event.claims.iter().any(|c| docs.contains(&c.doc)))),
                HitKind::Claim | HitKind::Document => {
                    let document = hit.document.as_deref().map(|d| store.document_record(d)).transpose()?;
                    Ok(document.flatten().is_some_and(|d| docs.contains(&d.name)))
                }
            },
        }
    }
}

/// How many of those named have a part in an event.
fn parts_in(store: &dyn Store, event: &Event, names: &[String]) -> anyhow::Result<usize> {
    let parts: Vec<_> = event.args.iter().flat_map(|(_, v)| v.names()).collect();
    let mut n = 0;
    for name in names {
        for part in &parts {
            let by_id = part.id.as_ref().map(|id| bears(store, id, name)).transpose()?;
            if key(&part.text) == *name || by_id == Some(true) {
                n += 1;
                break;
            }
        }
    }
    Ok(n)
}

/// Whether an entity has a name with a key.
fn bears(store: &dyn Store, id: &EntityId, wanted: &str) -> anyhow::Result<bool> {
    Ok(store.entity(id)?.is_some_and(|s| {
        let e = s.entity;
        key(&e.name) == wanted
            || e.forms.iter().chain(e.labels.iter().map(|(_, l)| l)).any(|form| key(form) == wanted)
    }))
}

/// A ledger of the samples, as the demo makes it.
fn ledger(folder: &Path, mut store: SqliteStore) -> anyhow::Result<SqliteStore> {
    let cast = folder.join("kb/fiction.toml");
    let cast = std::fs::read_to_string(&cast).with_context(|| format!("cannot read {}", cast.display()))?;
    let kb = KnowledgeBase::with_files([("kb/fiction.toml", cast.as_str())])?;
    let extractor = Extractor::new(&kb)?;
    let resolver = Resolver::new(&kb);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(|| format!("cannot list {}", folder.display()))?
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort_unstable();
    for file in files {
        let text = std::fs::read_to_string(&file)?;
        let s: Sample = toml::from_str(&text).with_context(|| format!("in {}", file.display()))?;
        let mut input = OwnedInput::new(s.doc, s.text.into_bytes());
        input.content = Content::Text;
        input.charset = Some("utf-8".to_owned());
        input.published = Some(s.published.parse().map_err(|e| anyhow::anyhow!("{e}"))?);
        input.url = Some(s.url);
        input.outlet = Some(s.outlet);
        input.title = Some(s.title);
        input.language = Some(s.lang);
        input.fiction = s.fiction;
        let document = read(&input.as_input(), &Limits::default())?;
        let mut claims = extractor.extract(&document);
        resolver.resolve(&mut claims);
        store.ingest(&Reading {
            document: &document,
            claims: &claims,
            observed_at: Timestamp::UNIX_EPOCH,
        })?;
    }
    store.derive(&Deriver::new(&resolver, &kb))?;
    Ok(store)
}

fn cases(path: &Path) -> anyhow::Result<Vec<(String, Vec<Case>)>> {
    let mut files = vec![path.to_owned()];
    if path.is_dir() {
        files = std::fs::read_dir(path)?.filter_map(|e| e.ok().map(|e| e.path())).collect();
        files.retain(|p| p.extension().is_some_and(|e| e == "jsonl"));
        files.sort_unstable();
    }
    let mut sets = Vec::new();
    for file in files {
        let text =
            std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let set: Vec<Case> = text
            .lines()
            .enumerate()
            .filter(|(_, l)| !l.trim().is_empty())
            .map(|(i, l)| {
                serde_json::from_str(l).with_context(|| format!("{} line {}", file.display(), i + 1))
            })
            .collect::<anyhow::Result<_>>()?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        sets.push((name, set));
    }
    if sets.is_empty() {
        bail!("{}: no .jsonl here", path.display());
    }
    Ok(sets)
}

/// Asks every query of every set.
///
/// # Errors
/// Where a set or a sample cannot be read, a query wants what the ledger does not hold, or the ledger fails.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let store = ledger(&args.samples, SqliteStore::in_memory()?)?;
    let other = args.at.as_ref().map(|url| ledger(&args.samples, SqliteStore::open(url)?)).transpose()?;
    let mut otherwise = Vec::new();
    let mut table = String::new();
    let (mut outcome, mut n, mut shown) = (Outcome::new("search", 0, std::time::Duration::ZERO), 0, 0);
    let (mut times, mut dump) = (Vec::new(), Vec::new());
    for path in &args.sets {
        for (set, cases) in cases(path)? {
            let mut figures: BTreeMap<String, (usize, usize)> = BTreeMap::new();
            for case in &cases {
                let wants: Vec<Want> = case.want.iter().map(Want::of).collect::<anyhow::Result<_>>()?;
                ensure!(!wants.is_empty(), "`{}` wants nothing", case.query);
                let start = Instant::now();
                let hits = store.search(&Query { limit: 20, ..Query::new(case.query.as_str()) })?;
                times.push(start.elapsed().as_secs_f64() * 1_000.0);
                if let Some(other) = &other {
                    let theirs = other.search(&Query { limit: 20, ..Query::new(case.query.as_str()) })?;
                    let order = |hits: &[Hit]| -> Vec<_> {
                        hits.iter().map(|h| (h.score, h.kind, h.id.clone())).collect()
                    };
                    if order(&hits) != order(&theirs) {
                        otherwise.push(case.query.clone());
                    }
                }
                let mut at = None;
                for (i, hit) in hits.iter().enumerate() {
                    for want in &wants {
                        if at.is_none() && want.is(hit, &store)? {
                            at = Some(i + 1);
                        }
                    }
                }
                let found = at.is_some_and(|at| at <= FIRST);
                for group in ["all".to_owned(), format!("kind {}", case.kind), format!("lang {}", case.lang)]
                {
                    let f = figures.entry(group).or_default();
                    f.0 += usize::from(found);
                    f.1 += 1;
                }
                dump.push(
                    json!({"set": set, "query": case.query, "found": found, "rank": at,
                    "hits": hits.iter().take(FIRST).map(|h| json!([h.kind.as_str(), h.id, h.title])).collect::<Vec<_>>()})
                    .to_string(),
                );
                if !found && shown < args.show {
                    shown += 1;
                    let at = at.map_or("nowhere".to_owned(), |at| format!("at {at}"));
                    writeln!(
                        table,
                        "{set}: «{}» ({}) wants {}: {at}",
                        case.query,
                        case.kind,
                        case.want.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
                    )?;
                    for h in hits.iter().take(FIRST) {
                        writeln!(table, "      {} {} ({})", h.kind.as_str(), h.title, h.score)?;
                    }
                }
            }
            for (group, (found, of)) in &figures {
                let share = *found as f64 / *of as f64;
                writeln!(table, "{set:<10} {group:<20} {found:>4} of {of:>4}   {share:.3}")?;
                if group == "all" {
                    outcome = outcome.metric(&format!("{set}_top3"), share);
                    if let Some(floor) = args.floor.filter(|f| share < *f) {
                        outcome.failure = Some(format!("set {set}: {share:.3} is below {floor}"));
                    }
                }
            }
            n += cases.len();
        }
    }
    if other.is_some() {
        writeln!(table, "the same hits in the same order on PostgreSQL for {} of {n}", n - otherwise.len())?;
        for query in otherwise.iter().take(args.show) {
            writeln!(table, "    otherwise: «{query}»")?;
        }
    }
    times.sort_by(f64::total_cmp);
    let p = |share: f64| times.get(((times.len() - 1) as f64 * share) as usize).copied().unwrap_or_default();
    outcome = outcome.metric("query_p50_ms", p(0.5)).metric("query_p99_ms", p(0.99));
    outcome.n = n;
    outcome.seconds = times.iter().sum::<f64>() / 1_000.0;
    outcome.table = Some(table);
    outcome.dump = dump;
    Ok(outcome)
}
