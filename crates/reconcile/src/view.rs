use std::collections::HashMap;

use tradewire_kb::Class;
use tradewire_model::{Claim, ClaimKind, EntityId, Modality, Name, Role};
use tradewire_resolve::Resolution;

use crate::DocumentInfo;
use crate::when;

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
    /// Whether it repeats a report of another outlet.
    pub(crate) cites: bool,
}

impl View<'_> {
    /// Whether it says that something is so: not a denial, not a refusal to comment. A statement that denies or
    /// refuses was made all the same.
    pub(crate) fn affirms(&self) -> bool {
        self.claim.kind == ClaimKind::Statement
            || !matches!(self.claim.modality, Modality::Denied | Modality::Declined)
    }

    /// Whether it says so of the present or past, not as hearsay or plan.
    pub(crate) fn is_firm(&self) -> bool {
        matches!(self.claim.modality, Modality::Asserted | Modality::Reported)
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

/// Puts claims beside their documents, each claim once, in the order of publication.
pub(crate) fn views<'a>(
    claims: &'a [Claim],
    documents: &'a [DocumentInfo],
    resolution: &Resolution,
) -> Vec<View<'a>> {
    let by_name: HashMap<&str, &DocumentInfo> = documents.iter().map(|d| (d.name.as_str(), d)).collect();
    let mut out: Vec<View<'a>> = claims
        .iter()
        .map(|claim| {
            let doc = by_name.get(claim.doc.as_str()).copied();
            let date = doc.and_then(|d| d.published.as_ref()).or(claim.published.as_ref());
            let own = own_source(claim, doc, resolution);
            let (source, cites) = source(claim, &own, resolution);
            View {
                claim,
                published: date.and_then(when::days).map_or(i32::MAX, |d| d.0),
                told: when::told_days(claim),
                fiction: doc.is_some_and(|d| d.fiction),
                source,
                cites,
            }
        })
        .collect();
    out.sort_by(|a, b| a.order().cmp(&b.order()));
    out.dedup_by(|a, b| a.claim.id == b.claim.id && a.claim.doc == b.claim.doc);
    out
}

fn own_source(claim: &Claim, doc: Option<&DocumentInfo>, resolution: &Resolution) -> Source {
    match doc.and_then(|d| d.outlet.as_deref()).filter(|o| !o.trim().is_empty()) {
        Some(outlet) => outlet_named(outlet, resolution),
        None => Source {
            key: format!("doc:{}", claim.doc),
            label: claim.doc.clone(),
            kind: None,
            speaks: false,
            id: None,
        },
    }
}

fn outlet_named(name: &str, resolution: &Resolution) -> Source {
    let key = tradewire_script::key(name);
    match resolution.outlets.get(&key) {
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

fn named(name: &Name, resolution: &Resolution) -> Source {
    let Some(id) = &name.id else { return outlet_named(&name.text, resolution) };
    let record = resolution.entity(id);
    Source {
        key: id.to_string(),
        label: name.label().to_owned(),
        kind: record.and_then(|r| r.kind.clone()),
        speaks: record.is_some_and(|r| r.class != Class::Outlet),
        id: Some(id.clone()),
    }
}

fn source(claim: &Claim, own: &Source, resolution: &Resolution) -> (Source, bool) {
    let at = &claim.attribution;
    // Insiders who told an outlet in between are that outlet's report; those who told this one are its own.
    let told = match (&at.source, at.anonymous) {
        (Some(s), false) => Some(s),
        (_, true) | (None, false) => at.via.first(),
    };
    match told {
        Some(name) => {
            let source = named(name, resolution);
            let cites = source.key != own.key && !source.speaks;
            (source, cites)
        }
        None => (own.clone(), false),
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
pub(crate) fn roots(claim: &Claim, role: Role, resolution: &Resolution) -> Vec<String> {
    let mut out: Vec<String> = claim
        .args
        .names(role)
        .iter()
        .map(|n| n.id.as_ref().map_or_else(|| id_of(n), |id| resolution.root(id).to_string()))
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
