//! The ledger as entities of FollowTheMoney, one JSON line each, for the tools that read those.
//!
//! Ids are those of the ledger, so that an export of a later state says more of the same entities. For what FollowTheMoney
//! has no schema for (moves with all that is said of them, offers, pay bands) there are schemata of ours, which whoever
//! reads the export may load or do without; statements are in neither: `tradewire export` has everything.

mod own;

pub use own::SCHEMA;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use tradewire_ledger::{EntityClass, EntityRecord, EventFilter, EventRecord, Page, Store};
use tradewire_model::{Args, ClaimKind, Date, DocId, Name, Role, Value as Arg};

use crate::failure::Failure;
use crate::output::Out;

/// Forms of a name that are given.
const ALIASES: usize = 50;
/// Longest text of a description, in characters.
const TEXT_CHARS: usize = 300;

/// One entity under way.
struct Entity {
    id: String,
    schema: &'static str,
    properties: Map<String, Value>,
}

impl Entity {
    fn new(schema: &'static str, id: impl Into<String>) -> Self {
        Self { id: id.into(), schema, properties: Map::new() }
    }

    /// Adds a value, once; an empty one says nothing.
    fn with(mut self, property: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        let text = value.trim();
        if !text.is_empty()
            && let Value::Array(values) = self.properties.entry(property).or_insert_with(|| json!([]))
            && !values.iter().any(|v| v == text)
        {
            values.push(json!(text));
        }
        self
    }

    fn maybe(self, property: &str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.with(property, value),
            None => self,
        }
    }

    fn write(self, out: &mut Out) -> Result<(), Failure> {
        out.json(&json!({ "id": self.id, "schema": self.schema, "properties": self.properties }))
    }
}

/// Prints everything that has a stock schema, or one of ours too: entities, then what joins them, then articles and whom
/// they mention.
pub fn export(store: &dyn Store, out: &mut Out, with_own: bool) -> Result<(), Failure> {
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut page = Page::first(Page::MOST);
    loop {
        let listing = store.entities(None, &page)?;
        for summary in listing.items {
            known.insert(summary.entity.id.to_string());
            entity(&summary.entity).write(out)?;
        }
        page.after = listing.next;
        if page.after.is_none() {
            break;
        }
    }
    let mut filter = EventFilter { page: Page::first(Page::MOST), ..EventFilter::default() };
    loop {
        let listing = store.events(&filter)?;
        for record in &listing.items {
            for made in event(record, &known) {
                about(graded(made, record), store, record)?.write(out)?;
            }
            for made in with_own.then(|| own::entities(record, &known)).into_iter().flatten() {
                about(made, store, record)?.write(out)?;
            }
        }
        filter.page.after = listing.next;
        if filter.page.after.is_none() {
            break;
        }
    }
    let mut page = Page::first(Page::MOST);
    loop {
        let listing = store.documents(&page)?;
        for d in listing.items {
            let name = d.title.clone().unwrap_or_else(|| d.name.clone());
            Entity::new("Article", article(&d.id))
                .with("title", name)
                .with("fileName", d.name.as_str())
                .maybe("author", d.author)
                .maybe("publisher", d.outlet)
                .maybe("publishedAt", d.published.as_ref().and_then(day))
                .maybe("sourceUrl", d.url)
                .maybe("language", d.language.as_deref().and_then(|l| l.get(..2)))
                .maybe("notes", d.fiction.then_some("fiction"))
                .write(out)?;
            let mut mentioned: BTreeSet<(String, String)> = BTreeSet::new();
            for claim in store.claims_of_document(d.id.as_str())? {
                for name in claim.claim.args.iter().flat_map(|(_, v)| v.names()) {
                    if let Some(id) = name.id.as_ref().filter(|id| known.contains(id.as_str())) {
                        mentioned.insert((id.to_string(), name.text.clone()));
                    }
                }
            }
            for (id, text) in mentioned {
                Entity::new("Mention", hashed("mention", &[d.id.as_str(), &id, &text]))
                    .with("document", article(&d.id))
                    .with("resolved", id)
                    .with("name", text)
                    .write(out)?;
            }
        }
        page.after = listing.next;
        if page.after.is_none() {
            return Ok(());
        }
    }
}

/// The id of an article: FollowTheMoney knows no `_` in an id.
fn article(id: &DocId) -> String {
    id.as_str().replace('_', "-")
}

fn hashed(what: &str, parts: &[&str]) -> String {
    let hash = tradewire_model::content_hash(std::iter::once(what).chain(parts.iter().copied()));
    format!("{what}-{hash}")
}

fn entity(e: &EntityRecord) -> Entity {
    let schema = match (e.class, e.kind.as_deref()) {
        (EntityClass::Person, _) => "Person",
        (EntityClass::Outlet | EntityClass::Unit, _) | (_, Some("university" | "agency" | "institute")) => {
            "Organization"
        }
        (EntityClass::Organisation, _) => "Company",
    };
    let mut out = Entity::new(schema, e.id.as_str()).with("name", e.name.as_str());
    for form in e.forms.iter().chain(e.labels.iter().map(|(_, l)| l)).filter(|f| **f != e.name).take(ALIASES)
    {
        out = out.with("alias", form.as_str());
    }
    if e.class != EntityClass::Person {
        out = out.maybe("classification", e.kind.as_deref());
        if e.class != EntityClass::Unit {
            out = out.maybe("parent", e.parent.as_ref().map(ToString::to_string));
        }
    }
    out.maybe("notes", e.fiction.then_some("fiction"))
}

/// What an event is in terms of FollowTheMoney; nothing where it has no schema, or names nobody who is known.
fn event(record: &EventRecord, known: &BTreeSet<String>) -> Vec<Entity> {
    let e = &record.event;
    let args = &e.args;
    let who = |name: &Name| name.id.as_ref().map(ToString::to_string).filter(|id| known.contains(id));
    let all = |role: Role| args.names(role).iter().filter_map(who).collect::<Vec<_>>();
    let date = args.date().and_then(day);
    let mut out = Vec::new();
    match e.kind {
        ClaimKind::Move => {
            let kind = args.text(Role::Type).unwrap_or_default();
            let over = matches!(kind, "leave" | "dismissed" | "layoff" | "retire" | "past_affiliation");
            for person in all(Role::Person) {
                for (role, at) in [(Role::From, "from"), (Role::To, "to")] {
                    for firm in all(role) {
                        let ends = role == Role::From;
                        let title = if ends { Role::RoleBefore } else { Role::RoleAfter };
                        let mut made = Entity::new(
                            "Employment",
                            hashed("employment", &[e.id.as_str(), at, &person, &firm]),
                        )
                        .with("employee", person.as_str())
                        .with("employer", firm)
                        .maybe("role", args.text(title));
                        if let Some(date) = &date {
                            made =
                                made.with(if ends || over { "endDate" } else { "startDate" }, date.as_str());
                        }
                        out.push(made);
                    }
                }
            }
        }
        ClaimKind::Deal => {
            for owner in all(Role::Acquirer) {
                for asset in all(Role::Target) {
                    out.push(
                        money(
                            Entity::new("Ownership", hashed("ownership", &[e.id.as_str(), &owner, &asset])),
                            args,
                            Role::Amount,
                        )
                        .with("owner", owner.as_str())
                        .with("asset", asset)
                        .maybe("percentage", args.get(Role::StakePercent).map(crate::show::value))
                        .maybe("ownershipType", args.text(Role::DealKind))
                        .maybe("startDate", date.as_deref()),
                    );
                }
            }
        }
        ClaimKind::Dispute => {
            let case = hashed("case", &[e.id.as_str()]);
            let parties: Vec<(Role, String)> = [Role::Plaintiff, Role::Defendant]
                .into_iter()
                .flat_map(|role| all(role).into_iter().map(move |id| (role, id)))
                .collect();
            if !parties.is_empty() {
                out.push(
                    Entity::new("CourtCase", case.as_str())
                        .with("name", crate::show::args(args))
                        .maybe("type", args.text(Role::Step))
                        .maybe("fileDate", date.as_deref()),
                );
            }
            for (role, party) in parties {
                out.push(
                    Entity::new("CourtCaseParty", hashed("party", &[e.id.as_str(), role.as_str(), &party]))
                        .with("case", case.as_str())
                        .with("party", party)
                        .with("role", role.as_str()),
                );
            }
        }
        _ => {}
    }
    out
}

fn money(made: Entity, args: &Args, role: Role) -> Entity {
    let Some(Arg::Amount(amount)) = args.get(role) else { return made };
    // A bound is no value; what is said exactly or about is.
    let (low, high) = amount.interval();
    let exact = low.filter(|l| high == Some(*l)).map(|v| v.normalize().to_string());
    made.maybe("sharesValue", exact).maybe("sharesCurrency", amount.currency.map(|c| c.to_string()))
}

/// How far it has come, for a stock schema.
fn graded(made: Entity, record: &EventRecord) -> Entity {
    let e = &record.event;
    made.with(
        "status",
        format!("{}, grade {}{}", e.stage, e.grade, if record.fiction { ", fiction" } else { "" }),
    )
}

/// What was said, and who said it where.
fn about(mut made: Entity, store: &dyn Store, record: &EventRecord) -> Result<Entity, Failure> {
    let e = &record.event;
    if made.schema != "CourtCase" {
        made = made.with("recordId", e.id.as_str());
    }
    let ids: Vec<_> = e.claims.iter().take(5).map(|c| c.id.clone()).collect();
    for claim in store.claims_by_ids(&ids)? {
        made = made
            .with("summary", claim.claim.quote.chars().take(TEXT_CHARS).collect::<String>())
            .maybe("publisher", claim.document.outlet)
            .maybe("sourceUrl", claim.document.url)
            .with("proof", article(&claim.document.id));
    }
    Ok(made)
}

/// A date as FollowTheMoney reads it: a year, a month or a day.
fn day(date: &Date) -> Option<String> {
    match date {
        Date::Year(_) | Date::Month(..) | Date::Day(..) => Some(date.to_string()),
        Date::Interval(from, _) => day(from),
        _ => None,
    }
}
