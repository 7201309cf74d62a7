//! Every address of the API.

use axum::routing::{delete, get, post};
use tradewire_accounts::Rank;
use tradewire_ledger::{EntityClass, HitKind};
use tradewire_model::{ClaimKind, Stage};

use super::endpoint::{Endpoint, Field, Kind};
use super::{
    changes, claim, conflicts, corrections, entities, events, flows, judgements, list, matching, queue,
    search, statements,
};

fn kinds() -> Vec<&'static str> {
    ClaimKind::ALL.iter().map(|k| k.as_str()).collect()
}
fn stages() -> Vec<&'static str> {
    Stage::ALL.iter().map(|s| s.as_str()).collect()
}
fn classes() -> Vec<&'static str> {
    EntityClass::ALL.iter().map(|c| c.as_str()).collect()
}
fn hits() -> Vec<&'static str> {
    HitKind::ALL.iter().map(|k| k.as_str()).collect()
}
fn all() -> Vec<&'static str> {
    vec!["all"]
}
fn periods() -> Vec<&'static str> {
    vec!["year", "quarter", "month"]
}

const fn field(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { name, kind, about }
}

const LIMIT: Field = field("limit", Kind::Whole(1, 200), "At most so many; 50 where nothing is said.");
const AFTER: Field = field("after", Kind::Words(200), "Go on after this place: `next` of the page before.");
const AS_OF: Field = field("as_of", Kind::Time, "As the ledger knew it at that moment.");
const PUBLISHED: Field =
    field("published", Kind::YesNo, "Only what is public; before the first publication everything is.");

const EVENT_FIELDS: &[Field] = &[
    field("kind", Kind::Codes(kinds), "Of this kind."),
    field("stage", Kind::Codes(stages), "That have come this far."),
    field("entity", Kind::Words(200), "In which this entity has a part: its id."),
    field("text", Kind::Words(200), "That hold these words, in either Chinese script or English."),
    field("document", Kind::Words(300), "Reported by this document: its name or id."),
    field("conflict", Kind::YesNo, "With an open conflict, or without one."),
    field("fiction", Kind::YesNo, "Reported by invented documents only, or by others."),
    PUBLISHED,
    LIMIT,
    AFTER,
];

const REVIEW_FIELDS: &[Field] = &[
    field("reviewer", Kind::Words(80), "Who asks; with accounts it is the account."),
    field("limit", Kind::Whole(1, 500), "At most so many; 20 where nothing is said."),
    field("only", Kind::Words(40), "Only claims, or only names."),
    field("why", Kind::Words(60), "Only what stands in the queue for this reason."),
    field("batch", Kind::Words(200), "Only this batch."),
    field("mine", Kind::Words(10), "Only what falls to the reviewer."),
];

/// What most have in common; the rank is said for each.
pub(super) const fn asks(asks: Rank) -> Endpoint {
    Endpoint {
        method: "get",
        path: "",
        asks,
        name: "",
        about: "",
        fields: &[],
        takes: None,
        status: 200,
        gives: None,
        sheet: false,
        problems: &[],
        handler: get_nothing,
    }
}

fn get_nothing() -> axum::routing::MethodRouter<crate::library::Library> {
    axum::routing::MethodRouter::new()
}

/// All of them.
pub(crate) static ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "/api/v1/search",
        name: "search",
        about: "Finds entities, events, claims and documents by words, best first.",
        fields: &[
            field("q", Kind::Words(200), "The words; all must be found."),
            field("kind", Kind::Codes(hits), "Only this kind of thing."),
            PUBLISHED,
            LIMIT,
        ],
        gives: Some("Hits"),
        handler: || get(search::list),
        ..asks(Rank::Reader)
    },
    Endpoint {
        path: "/api/v1/entities",
        name: "entities",
        about: "People, organisations, units and outlets, those with most events first.",
        fields: &[field("class", Kind::Codes(classes), "Only this class."), LIMIT, AFTER],
        gives: Some("Entities"),
        problems: &[404],
        handler: || get(entities::list),
        ..asks(Rank::Reader)
    },
    Endpoint {
        path: "/api/v1/entities/{id}",
        name: "entity",
        about: "An entity with the forms of its name and how often it occurs.",
        gives: Some("Entity"),
        problems: &[404],
        handler: || get(entities::show),
        ..asks(Rank::Reader)
    },
    Endpoint {
        path: "/api/v1/events",
        name: "events",
        about: "Events, latest report first; as a table with `Accept: text/csv`.",
        fields: EVENT_FIELDS,
        gives: Some("Events"),
        sheet: true,
        problems: &[404],
        handler: || get(events::list),
        ..asks(Rank::Reader)
    },
    Endpoint {
        path: "/api/v1/events.csv",
        name: "eventsSheet",
        about: "The same events as a table, whatever is accepted.",
        fields: EVENT_FIELDS,
        sheet: true,
        problems: &[404],
        handler: || get(events::sheet),
        ..asks(Rank::Reader)
    },
    Endpoint {
        path: "/api/v1/events/{id}",
        name: "event",
        about: "An event with its claims and the disagreements within it.",
        gives: Some("EventWhole"),
        problems: &[404],
        handler: || get(events::show),
        ..asks(Rank::Reader)
    },
    Endpoint {
        path: "/api/v1/statements",
        name: "statements",
        about: "Claims as they are stated: of an entity, a source, a document or an event, or all as of a moment.",
        fields: &[
            field("entity", Kind::Words(200), "That name this entity."),
            field("source", Kind::Words(200), "Attributed to this source."),
            field("document", Kind::Words(300), "That this document makes: its name or id."),
            field("event", Kind::Words(200), "That belong to this event."),
            AS_OF,
            LIMIT,
            AFTER,
        ],
        gives: Some("Statements"),
        problems: &[404, 422],
        handler: || get(statements::list),
        ..asks(Rank::Reader)
    },
    Endpoint {
        path: "/api/v1/statements/{id}",
        name: "statement",
        about: "A claim, now or as it stood at a moment.",
        fields: &[AS_OF],
        gives: Some("Statement"),
        problems: &[404],
        handler: || get(statements::show),
        ..asks(Rank::Reader)
    },
    Endpoint {
        path: "/api/v1/conflicts",
        name: "conflicts",
        about: "Open disagreements, those reported last first.",
        fields: &[LIMIT, AFTER],
        gives: Some("Conflicts"),
        problems: &[404],
        handler: || get(conflicts::list),
        ..asks(Rank::Reader)
    },
    Endpoint {
        path: "/api/v1/changes",
        name: "changes",
        about: "What the ledger learnt after a moment, oldest first.",
        fields: &[
            field("since", Kind::Time, "After this moment; from the beginning where nothing is said."),
            LIMIT,
            AFTER,
        ],
        gives: Some("Changes"),
        problems: &[404],
        handler: || get(changes::list),
        ..asks(Rank::Reader)
    },
    Endpoint {
        path: "/api/v1/corrections",
        name: "corrections",
        about: "What was put right, answered, denied, asked, erased or taken back, latest first.",
        fields: &[LIMIT, AFTER],
        gives: Some("Corrections"),
        problems: &[404],
        handler: || get(corrections::list),
        ..asks(Rank::Reader)
    },
    Endpoint {
        method: "post",
        path: "/api/v1/match",
        name: "match",
        about: "Finds the entities that names by example may stand for; several queries at once.",
        takes: Some("Examples"),
        gives: Some("Matches"),
        problems: &[415, 422],
        handler: || post(matching::find),
        ..asks(Rank::Reader)
    },
    Endpoint {
        path: "/api/v1/flows",
        name: "flows",
        about: "Who went where, counted by lab, with events and origins of every figure.",
        fields: &[
            field("lab", Kind::Words(200), "Only this lab: its id or name."),
            field("since", Kind::Date, "Not before."),
            field("until", Kind::Date, "Not after."),
            field("by", Kind::Codes(periods), "Length of a period."),
            field("within", Kind::Whole(1, 60), "Months within which somebody follows."),
            field("record", Kind::Codes(all), "Count invented events too."),
        ],
        gives: Some("Flows"),
        handler: || get(flows::list),
        ..asks(Rank::Reader)
    },
    Endpoint {
        path: "/api/v1/list",
        name: "list",
        about: "People ranked by the server's criteria, each point with its quote; `w.ID` sets a weight.",
        fields: &[
            field("limit", Kind::Whole(1, 300), "At most so many people; 50 where nothing is said."),
            field("record", Kind::Codes(all), "Let invented documents count."),
            field("w.*", Kind::Number, "Weight of a criterion."),
        ],
        gives: Some("Ranking"),
        problems: &[404],
        handler: || get(list::list),
        ..asks(Rank::Reader)
    },
    Endpoint {
        path: "/api/v1/review/queue",
        name: "reviewQueue",
        about: "What is asked of reviewers, and how far the work has come.",
        fields: REVIEW_FIELDS,
        gives: Some("Queue"),
        handler: || get(queue::list),
        ..asks(Rank::Reviewer)
    },
    Endpoint {
        path: "/api/v1/review/claims/{id}",
        name: "reviewClaim",
        about: "A claim as a reviewer may see it.",
        fields: &[field("reviewer", Kind::Words(80), "Who asks.")],
        gives: Some("Sheet"),
        problems: &[404],
        handler: || get(claim::show),
        ..asks(Rank::Reviewer)
    },
    Endpoint {
        method: "post",
        path: "/api/v1/review/judgements",
        name: "judge",
        about: "Takes a judgement on a claim or on two names.",
        fields: &[field("reviewer", Kind::Words(80), "Who judges.")],
        takes: Some("Judgement"),
        status: 201,
        gives: Some("Made"),
        problems: &[404, 409, 415, 422],
        handler: || post(judgements::write),
        ..asks(Rank::Reviewer)
    },
    Endpoint {
        method: "delete",
        path: "/api/v1/review/judgements/{id}",
        name: "takeBack",
        about: "Takes a judgement back; its own reviewer only.",
        fields: &[field("reviewer", Kind::Words(80), "Whose it is.")],
        status: 204,
        problems: &[404, 409],
        handler: || delete(judgements::take_back),
        ..asks(Rank::Reviewer)
    },
    Endpoint {
        path: "/api/v1/openapi.json",
        name: "openapi",
        about: "This description.",
        gives: Some("Any"),
        handler: || get(super::openapi::show),
        ..asks(Rank::Reader)
    },
];
