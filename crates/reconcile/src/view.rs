use std::collections::HashMap;

use tradewire_kb::Class;
use tradewire_model::{Claim, ClaimKind, EntityId, Modality, Name, Rank, Role};

use crate::when;
use crate::who::{Known, Who};
use crate::{DocumentInfo, Judgement};

/// Who stands behind a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// Key by which origins are counted.
    pub(crate) key: String,
    /// What to show.
    pub(crate) label: String,
    /// Kind of outlet, if it is a known one.
    pub(crate) kind: Option<String>,
    /// Whether it is a person or organisation speaking, not an outlet.
    pub(crate) speaks: bool,
    /// The entity, if resolved.
    pub(crate) id: Option<EntityId>,
}

/// A claim with what surrounds it.
#[derive(Debug)]
pub(crate) struct View<'a> {
    pub(crate) claim: &'a Claim,
    /// Day of publication; the last of all days where it is unknown.
    pub(crate) published: i32,
    /// The days the claim gives for what it tells.
    pub(crate) told: Option<(i32, i32)>,
    pub(crate) fiction: bool,
    /// The source it is attributed to, else the outlet of the document.
    pub(crate) source: Source,
    /// The outlet that publishes the document.
    pub(crate) own: Source,
    /// Whether it repeats a report of another outlet.
    pub(crate) cites: bool,
    /// What somebody decided on it.
    pub(crate) judged: Option<&'a Judgement>,
}

impl View<'_> {
    /// Whether it says that something is so: not a denial, not a refusal to comment. A statement that denies or
    /// refuses was made all the same. What somebody deprecated says nothing.
    pub(crate) fn affirms(&self) -> bool {
        !self.is_deprecated()
            && (self.claim.kind == ClaimKind::Statement
                || !matches!(self.claim.modality, Modality::Denied | Modality::Declined))
    }

    pub(crate) fn is_deprecated(&self) -> bool {
        self.judged.is_some_and(|j| j.rank == Rank::Deprecated)
    }

    /// Whether it says that it is not so.
    pub(crate) fn denies(&self) -> bool {
        !self.is_deprecated() && !self.affirms() && self.claim.modality == Modality::Denied
    }

    /// Whether it says so of the present or past, not as hearsay or plan.
    pub(crate) fn is_firm(&self) -> bool {
        !self.is_deprecated() && matches!(self.claim.modality, Modality::Asserted | Modality::Reported)
    }

    /// The days it may speak of: those it gives, else that of publication.
    pub(crate) fn time(&self) -> Option<(i32, i32)> {
        self.told.or((self.published != i32::MAX).then_some((self.published, self.published)))
    }

    /// Sort key of a report: publication, document, place, id.
    pub(crate) fn order(&self) -> impl Ord + use<'_> {
        (self.published, self.claim.doc.as_str(), self.claim.span, &self.claim.id)
    }
}

impl<'a> View<'a> {
    /// Puts a claim beside its document.
    pub(crate) fn new(claim: &'a Claim, doc: Option<&DocumentInfo>, who: &Who) -> Self {
        let date = doc.and_then(|d| d.published.as_ref()).or(claim.published.as_ref());
        let own = own_source(claim, doc, who);
        let (source, cites) = source(claim, own.clone(), who);
        View {
            claim,
            published: date.and_then(when::days).map_or(i32::MAX, |d| d.0),
            told: when::told_days(claim),
            fiction: doc.is_some_and(|d| d.fiction),
            source,
            own,
            cites,
            judged: None,
        }
    }
}

/// Takes a source that nobody knows for an outlet where a document beside it comes from an outlet of that name: by
/// itself «Compass Watch» could be a person.
pub(crate) fn recognise(views: &mut [&mut View<'_>]) {
    let unknown = |s: &Source| s.kind.is_none();
    let outlets: HashMap<String, Source> = views
        .iter()
        .filter(|v| unknown(&v.own) && !v.own.key.starts_with("doc:"))
        .map(|v| (tradewire_script::key(&v.own.label), v.own.clone()))
        .collect();
    if outlets.is_empty() {
        return;
    }
    for v in views.iter_mut().filter(|v| unknown(&v.source) && v.source.key != v.own.key) {
        if let Some(outlet) = outlets.get(&tradewire_script::key(&v.source.label)) {
            v.source = outlet.clone();
            v.cites = v.source.key != v.own.key;
        }
    }
}

fn own_source(claim: &Claim, doc: Option<&DocumentInfo>, who: &Who) -> Source {
    match doc.and_then(|d| d.outlet.as_deref()).filter(|o| !o.trim().is_empty()) {
        Some(outlet) => outlet_named(outlet, who),
        None => Source {
            key: format!("doc:{}", claim.doc),
            label: claim.doc.clone(),
            kind: None,
            speaks: false,
            id: None,
        },
    }
}

fn outlet_named(name: &str, who: &Who) -> Source {
    let key = tradewire_script::key(name);
    match who.outlets.get(&key) {
        Some(o) => Source {
            key: o.id.to_string(),
            label: o.name.clone(),
            kind: o.kind.clone(),
            speaks: false,
            id: Some(o.id.clone()),
        },
        None => Source {
            key: EntityId::derived("outlet", &key).to_string(),
            label: name.to_owned(),
            kind: None,
            speaks: false,
            id: None,
        },
    }
}

fn named(name: &Name, who: &Who) -> Source {
    let Some(id) = &name.id else { return outlet_named(&name.text, who) };
    let record = who.entity(id);
    // What a journalist reports is the report of the outlet.
    let reports = |r: &Known| r.class == Class::Person && r.kind.as_deref() == Some("journalist");
    if record.is_some_and(reports) && who.outlets.contains_key(&tradewire_script::key(name.label())) {
        return outlet_named(name.label(), who);
    }
    Source {
        key: id.to_string(),
        label: name.label().to_owned(),
        kind: record.and_then(|r| r.kind.clone()),
        speaks: record.is_some_and(|r| r.class != Class::Outlet),
        id: Some(id.clone()),
    }
}

fn source(claim: &Claim, own: Source, who: &Who) -> (Source, bool) {
    let at = &claim.attribution;
    // Insiders who told an outlet in between are that outlet's report; those who told this one are its own.
    let told = match (&at.source, at.anonymous) {
        (Some(s), false) => Some(s),
        (_, true) | (None, false) => at.via.first(),
    };
    match told {
        Some(name) => {
            let source = named(name, who);
            let cites = source.key != own.key && !source.speaks;
            (source, cites)
        }
        None => (own, false),
    }
}

/// The ids in a role; a name without one stands by its key, an unnamed group by its words.
pub(crate) fn ids(claim: &Claim, role: Role) -> Vec<String> {
    let mut out: Vec<String> = claim.args.names(role).iter().map(id_of).collect();
    out.sort();
    out.dedup();
    out
}

/// The topmost organisations in a role.
pub(crate) fn roots(claim: &Claim, role: Role, who: &Who) -> Vec<String> {
    let mut out: Vec<String> = claim
        .args
        .names(role)
        .iter()
        .map(|n| n.id.as_ref().map_or_else(|| id_of(n), |id| who.root(id).to_string()))
        .collect();
    out.sort();
    out.dedup();
    out
}

fn id_of(n: &Name) -> String {
    match &n.id {
        Some(id) => id.to_string(),
        None if n.group => format!("group:{}", tradewire_script::key(&n.text)),
        None => format!("name:{}", tradewire_script::key(&n.text)),
    }
}

/// Whether a role holds nothing but an unnamed group.
pub(crate) fn is_group(claim: &Claim, role: Role) -> bool {
    let names = claim.args.names(role);
    !names.is_empty() && names.iter().all(|n| n.group && n.id.is_none())
}
