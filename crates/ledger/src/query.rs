//! What can be asked of a ledger: filters, pages, searches.

use tradewire_model::{ClaimKind, Date, EntityId, Stage};

use crate::{Conditions, EntityClass};

/// A place in a listing, as the listing gave it out; it may stand in a URL.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cursor(String);

impl Cursor {
    /// Takes a cursor back from a URL; whether it is one shows when it is used.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The cursor as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Which part of a listing is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// At most so many items; at most [`Page::MOST`].
    pub limit: usize,
    /// Go on after this place.
    pub after: Option<Cursor>,
}

impl Page {
    /// The most items that one page holds.
    pub const MOST: usize = 1000;

    /// The first `limit` items.
    #[must_use]
    pub fn first(limit: usize) -> Self {
        Self { limit, after: None }
    }
}

impl Default for Page {
    fn default() -> Self {
        Self::first(50)
    }
}

/// One page of a listing.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page starts; nothing on the last one.
    pub next: Option<Cursor>,
}

/// Which events are wanted; empty fields ask for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventFilter {
    /// Of this kind.
    pub kind: Option<ClaimKind>,
    /// In which this entity has a part.
    pub entity: Option<EntityId>,
    /// That have come this far.
    pub stage: Option<Stage>,
    /// That hold these words, in either Chinese script or English.
    pub text: Option<String>,
    /// Reported by this document: its name or its id.
    pub document: Option<String>,
    /// With an open conflict (`true`) or without one (`false`).
    pub conflict: Option<bool>,
    /// Reported by invented documents only (`true`), or by others (`false`).
    pub fiction: Option<bool>,
    /// Only what is public: a published claim reports it, and no report that weighs is held back. Before the first
    /// publication everything is public.
    pub published: bool,
    /// Which part of the list.
    pub page: Page,
}

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HitKind {
    /// A person, an organisation, a unit or an outlet.
    Entity,
    /// An event.
    Event,
    /// A claim.
    Claim,
    /// A document.
    Document,
}

impl HitKind {
    /// All of them, in the order in which equal hits stand.
    pub const ALL: &'static [Self] = &[Self::Entity, Self::Event, Self::Claim, Self::Document];

    /// The code as it stands in URLs and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Event => "event",
            Self::Claim => "claim",
            Self::Document => "document",
        }
    }

    /// Reads the code back.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|k| k.as_str() == code)
    }
}

/// A search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The words, in either Chinese script or English. What holds all of them stands first; where that is little, what
    /// answers a part follows. Conditions may stand among them: `kind:deal amount:>1bn` (see [`Conditions::take`]).
    pub text: String,
    /// Conditions that must be fulfilled besides.
    pub conditions: Conditions,
    /// What to look for; everything if empty.
    pub kinds: Vec<HitKind>,
    /// At most so many hits; at most [`Page::MOST`].
    pub limit: usize,
    /// Only what is public: claims that were published and events as [`EventFilter::published`]; of documents and
    /// entities, those with a published claim. Before the first publication everything is public.
    pub published: bool,
}

impl Query {
    /// Looks for everything that holds the words.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            conditions: Conditions::default(),
            kinds: Vec::new(),
            limit: 20,
            published: false,
        }
    }
}

/// Something found, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub kind: HitKind,
    /// Its id.
    pub id: String,
    /// What to call it.
    pub title: String,
    /// Words around the match, at most 300 characters.
    pub snippet: String,
    /// Where the words of the query stand in `snippet`: byte ranges in order, without overlap.
    pub marks: Vec<(usize, usize)>,
    /// Higher is better; comparable within one search only.
    pub score: u32,
    /// Class of an entity.
    pub class: Option<EntityClass>,
    /// Kind of an event or a claim.
    pub claim_kind: Option<ClaimKind>,
    /// Document id of a claim or a document.
    pub document: Option<String>,
    /// Latest publication date.
    pub published: Option<Date>,
    /// Whether it comes from invented documents only.
    pub fiction: bool,
}
