use std::borrow::Cow;

use tradewire_model::EntityId;

/// What sort of thing an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// A company, lab, university, fund or agency.
    Organisation,
    /// A part of an organisation with a name of its own.
    Unit,
    /// A person.
    Person,
    /// A newspaper, agency, site or channel.
    Outlet,
}

/// Where a form of a name is used, or what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FormTag {
    /// English.
    En,
    /// Simplified Chinese.
    ZhHans,
    /// Traditional Chinese as in Taiwan.
    ZhHantTw,
    /// Traditional Chinese as in Hong Kong.
    ZhHantHk,
    /// Short form or nickname, in any script.
    Short,
    /// Former name.
    Former,
    /// A product, model or brand that implies the organisation.
    Product,
}

/// One form of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// As written.
    pub text: String,
    /// Where used.
    pub tag: FormTag,
}

/// An organisation, unit, person or outlet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: EntityId,
    /// What sort of thing it is.
    pub class: Class,
    /// Canonical name, in English where there is one.
    pub name: String,
    /// Finer kind: `lab`, `bigtech`, `university`, `wire`, `journalist` …
    pub kind: Option<Cow<'static, str>>,
    /// All forms of its name, canonical first.
    pub forms: Vec<Form>,
    /// The organisation a unit or subsidiary belongs to.
    pub parent: Option<EntityId>,
    /// Organisations a person is publicly known to have belonged to, of a journalist the outlets, oldest first.
    pub affiliations: Vec<EntityId>,
    /// ISO 3166 alpha-2.
    pub country: Option<Cow<'static, str>>,
    /// What a journalist reports on, in a few words; nobody else has one.
    pub beat: Option<Cow<'static, str>>,
    /// EDTF: when this was so.
    pub as_of: Cow<'static, str>,
    /// Where it was read, or «general knowledge».
    pub source: Cow<'static, str>,
    /// File it stands in.
    pub file: Cow<'static, str>,
}

impl Entry {
    /// Whether it is a journalist, who reports for the last of its affiliations.
    #[must_use]
    pub fn is_journalist(&self) -> bool {
        self.beat.is_some()
    }

    /// The first form with a tag.
    #[must_use]
    pub fn form(&self, tag: FormTag) -> Option<&str> {
        self.forms.iter().find(|f| f.tag == tag).map(|f| f.text.as_str())
    }
}
