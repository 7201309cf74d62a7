//! What goes into a ledger and what comes out of it: plain records, no table rows.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tradewire_model::{Claim, ClaimId, Conflict, Date, DocId, Document, EntityId, Event, Rank};

use crate::JudgementRecord;

/// One document read, with the claims made from it: what [`crate::Store::ingest`] takes.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The document.
    pub document: &'a Document,
    /// All claims that this reading made from it.
    pub claims: &'a [Claim],
    /// When it was read, by the caller's clock.
    pub observed_at: Timestamp,
}

/// What an ingest did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ingested {
    /// The document was not in the ledger.
    New {
        /// Claims added.
        claims: usize,
    },
    /// The ledger had it, with the same claims; nothing was written.
    Unchanged,
    /// The ledger had the document; this reading of it differs (a later extractor, a larger knowledge base).
    Revised {
        /// Claims that are new, or say something else under the same id.
        added: usize,
        /// Claims that the reading no longer makes; they stay in the log.
        retracted: usize,
    },
    /// The document was erased on request; nothing was written.
    Erased,
}

/// A document without its texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// Content id.
    pub id: DocId,
    /// Name as the input gave it; claims refer to it.
    pub name: String,
    /// Headline.
    pub title: Option<String>,
    /// Outlet that published it, as the document says.
    pub outlet: Option<String>,
    /// Author line.
    pub author: Option<String>,
    /// When it was published.
    pub published: Option<Date>,
    /// Canonical address.
    pub url: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// Whether it says of itself that it is invented.
    pub fiction: bool,
    /// When the ledger first learnt of it.
    pub observed_at: Timestamp,
    /// How many claims it makes.
    pub claims: usize,
}

/// A claim with what the ledger knows around it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimRecord {
    /// The claim, as resolved by the latest views, with its derivation.
    pub claim: Claim,
    /// The repaired sentences the quote stands in, if the claim has a place in the repaired text.
    pub context: Option<String>,
    /// Where it stands among rival statements.
    pub rank: Rank,
    /// Whether a later reading of the same document no longer makes it.
    pub retracted: bool,
    /// When the ledger learnt it in this form.
    pub observed_at: Timestamp,
    /// Its document.
    pub document: DocumentRecord,
    /// What people said of it, and what of that holds; nothing where nobody judged it.
    pub review: Option<Review>,
    /// The claim as it was extracted, where a judgement made it say something else.
    pub stated: Option<Claim>,
    /// The claim that was split, where this one is a part of it.
    pub part_of: Option<ClaimId>,
    /// Whether a judgement took it out of view: rejected, a duplicate, or split.
    pub left: bool,
}

/// What people said of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The judgement that holds; nothing where nobody could tell.
    pub ruling: Option<JudgementRecord>,
    /// All that stand, in the order in which they were given.
    pub judgements: Vec<JudgementRecord>,
    /// Whether two people differ and nobody has decided between them since.
    pub disputed: bool,
}

/// What sort of thing an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntityClass {
    /// A person.
    Person,
    /// A company, lab, university, fund or agency.
    Organisation,
    /// A part of an organisation with a name of its own.
    Unit,
    /// A newspaper, agency, site or channel.
    Outlet,
}

impl EntityClass {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Person, Self::Organisation, Self::Unit, Self::Outlet];

    /// The code as it stands in JSON and in the store.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Unit => "unit",
            Self::Outlet => "outlet",
        }
    }

    /// Reads the code back.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|c| c.as_str() == code)
    }
}

/// A person, an organisation, a unit or an outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityRecord {
    /// Slug of the knowledge base, or a derived id.
    pub id: EntityId,
    /// What sort of thing it is.
    pub class: EntityClass,
    /// Canonical name.
    pub name: String,
    /// All forms of the name that are known or were met, in any script.
    pub forms: Vec<String>,
    /// Preferred form per language: BCP 47 tag and name.
    #[serde(default)]
    pub labels: Vec<(String, String)>,
    /// Finer kind: `lab`, `university`, `wire` …
    #[serde(default)]
    pub kind: Option<String>,
    /// The organisation a unit or subsidiary belongs to.
    #[serde(default)]
    pub parent: Option<EntityId>,
    /// Whether the knowledge base knows it; else it was met in texts only.
    pub known: bool,
    /// Whether it occurs in invented documents only.
    #[serde(default)]
    pub fiction: bool,
}

/// An entity with how often it occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntitySummary {
    /// The entity.
    pub entity: EntityRecord,
    /// Events it has a part in.
    pub events: usize,
    /// Claims that name it.
    pub claims: usize,
}

/// An event with what a wire needs around it.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRecord {
    /// The event.
    pub event: Event,
    /// Publication date of its first report.
    pub first_published: Option<Date>,
    /// Publication date of its latest report; the wire is ordered by it.
    pub last_published: Option<Date>,
    /// Documents that report it.
    pub documents: usize,
    /// Open conflicts within it.
    pub conflicts: usize,
    /// Whether all documents that report it are invented.
    pub fiction: bool,
}

/// An outlet or a person that documents come from or that claims are attributed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRecord {
    /// Its entity; a derived id where the name is not resolved.
    pub id: EntityId,
    /// Its name.
    pub name: String,
    /// Documents it published.
    pub documents: usize,
    /// Claims that other documents, or its own, attribute to it.
    pub claims: usize,
    /// Whether it occurs in invented documents only.
    pub fiction: bool,
}

/// Everything derived from the statements: replaced as a whole, rebuildable at any time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Views<'a> {
    /// The claims as resolved, where resolution changed them; claims left out are shown as they were stated.
    pub claims: &'a [Claim],
    /// The events.
    pub events: &'a [Event],
    /// The open disagreements.
    pub conflicts: &'a [Conflict],
    /// Whom the claims name.
    pub entities: &'a [EntityRecord],
}

/// How much the ledger holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Documents.
    pub documents: usize,
    /// Documents that say they are invented.
    pub fiction: usize,
    /// Claims that stand, counted for each text that makes them.
    pub claims: usize,
    /// Events.
    pub events: usize,
    /// Open conflicts.
    pub conflicts: usize,
    /// People.
    pub people: usize,
    /// Organisations and units.
    pub organisations: usize,
    /// Sources: outlets and people that reports come from.
    pub sources: usize,
    /// Entries of the log.
    pub entries: usize,
}
