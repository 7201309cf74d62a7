//! What follows from the statements: who is who, which claims tell of one event, where they disagree.
//!
//! Nothing here is learnt from all claims at once: grades go by the kind of outlet and by who reports independently, and
//! how far a source's figures were borne out is worked out only when it is asked for. So a document concerns what shares
//! a name, an event or a figure with it, and nothing else.

use std::collections::{BTreeMap, HashMap, HashSet};

use tradewire_kb::{Class, Entry, FormTag, KnowledgeBase};
use tradewire_model::{Claim, ClaimId, EntityId, Name, content_hash};
use tradewire_reconcile::{DocumentInfo, Judgement, Key, Live, Place, Reconciled, build_word};
use tradewire_resolve::{DocumentNames, Resolution, Resolver};

use crate::{DocumentRecord, EntityClass, EntityRecord, Judged, Result, Store};

/// How the views are made of this state of the kept keys; another number makes all views anew.
const STATE: u32 = 1;

/// The stages that views are made with.
pub struct Deriver<'d, 'k> {
    pub(crate) resolver: &'d Resolver<'k>,
    pub(crate) kb: &'d KnowledgeBase,
    word: String,
}

/// How far a derivation went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The views were up to date.
    Nothing,
    /// What a few documents concern.
    Part {
        /// Documents that came or changed, or whose names now mean somebody else.
        documents: usize,
        /// Events made again.
        events: usize,
    },
    /// Everything.
    Whole,
}

impl<'d, 'k> Deriver<'d, 'k> {
    /// From the indexes of a knowledge base and the knowledge base itself.
    #[must_use]
    pub fn new(resolver: &'d Resolver<'k>, kb: &'d KnowledgeBase) -> Self {
        let mut words: Vec<&str> = Vec::new();
        for e in kb.entries() {
            words.extend([e.id.as_str(), e.name.as_str(), class(e.class).as_str()]);
            words.extend(e.forms.iter().map(|f| f.text.as_str()));
            words.extend(e.affiliations.iter().chain(&e.parent).map(EntityId::as_str));
            words.extend(e.kind.as_deref());
        }
        let word = format!("{STATE}/{}/{}", build_word(), content_hash(words));
        Self { resolver, kb, word }
    }

    /// Differs where views could differ: by build and by knowledge base.
    pub(crate) fn word(&self) -> &str {
        &self.word
    }

    /// The names under which an event is found that names a known entity.
    pub(crate) fn known_names(&self, id: &EntityId) -> Option<Vec<&'d str>> {
        let e = self.kb.get(id)?;
        let forms = e.forms.iter().filter(|f| f.tag != FormTag::Product).map(|f| f.text.as_str());
        Some(std::iter::once(e.name.as_str()).chain(forms).collect())
    }

    /// Everything that follows, with what is kept to mend it in parts.
    pub(crate) fn whole(&self, store: &dyn Store) -> Result<Whole> {
        let (claims, resolution, names, pre) = {
            let mut claims = Judged::new(store.standing_judgements()?).apply(store.all_claims()?);
            let (mut resolution, names) = self.resolver.resolve_noted(&mut claims);
            let pre: Vec<EntityId> = resolution.entities.iter().map(|e| e.id.clone()).collect();
            resolution.join_judged(&mut claims, &said(store)?);
            (claims, resolution, names, pre)
        };
        let documents = store.every_document()?;
        let infos: Vec<DocumentInfo> = documents.iter().map(info).collect();
        let mut live = Live::new();
        live.judge(ranks(store)?);
        let reconciled = live.update(&infos, &claims, &resolution).now;
        let (index, places) = (live.index(), live.places());
        let entities = records(&resolution, &claims, &documents, self.kb);
        drop(live);
        Ok(Whole { claims, resolution, names, pre, reconciled, index, places, entities })
    }
}

/// Everything derived.
pub(crate) struct Whole {
    pub claims: Vec<Claim>,
    pub resolution: Resolution,
    pub names: BTreeMap<String, DocumentNames>,
    /// The entities before people said which of them are one.
    pub pre: Vec<EntityId>,
    pub reconciled: Reconciled,
    pub index: Vec<(Key, String)>,
    pub places: HashMap<ClaimId, Place>,
    pub entities: Vec<EntityRecord>,
}

/// What follows from the claims that stand.
#[derive(Debug)]
pub struct Derived {
    /// The claims, names resolved.
    pub claims: Vec<Claim>,
    /// Their documents.
    pub documents: Vec<DocumentRecord>,
    /// Who is who.
    pub resolution: Resolution,
    /// Events, conflicts and what stands behind them.
    pub reconciled: Reconciled,
}

/// Resolves and reconciles all claims that stand, with what people decided on them; writes nothing.
///
/// # Errors
/// As [`Store`].
pub fn derived(resolver: &Resolver<'_>, store: &dyn Store) -> Result<Derived> {
    let (claims, resolution) = resolved(resolver, store)?;
    let documents = store.every_document()?;
    let infos: Vec<DocumentInfo> = documents.iter().map(info).collect();
    let judgements = ranks(store)?;
    let reconciled = tradewire_reconcile::reconcile_judged(&claims, &infos, &resolution, judgements);
    Ok(Derived { claims, documents, resolution, reconciled })
}

/// The claims that stand as people judged them, names resolved, with who is who in them.
///
/// What people said of claims goes before resolving, what they said of names after it.
///
/// # Errors
/// As [`Store`].
pub fn resolved(resolver: &Resolver<'_>, store: &dyn Store) -> Result<(Vec<Claim>, Resolution)> {
    let mut claims = Judged::new(store.standing_judgements()?).apply(store.all_claims()?);
    let mut resolution = resolver.resolve(&mut claims);
    resolution.join_judged(&mut claims, &said(store)?);
    Ok((claims, resolution))
}

fn said(store: &dyn Store) -> Result<Vec<(u64, tradewire_model::NameJudgement)>> {
    Ok(store.name_judgements(false)?.into_iter().map(|r| (r.seq, r.judgement)).collect())
}

fn ranks(store: &dyn Store) -> Result<HashMap<ClaimId, Judgement>> {
    let all = store.judgements()?.into_iter();
    Ok(all.map(|(claim, rank, reason)| (claim, Judgement { rank, reason })).collect())
}

/// What reconciling asks of a document.
#[must_use]
pub fn info(d: &DocumentRecord) -> DocumentInfo {
    DocumentInfo {
        name: d.name.clone(),
        id: d.id.clone(),
        published: d.published.clone(),
        outlet: d.outlet.clone(),
        title: d.title.clone(),
        fiction: d.fiction,
        url: d.url.clone(),
    }
}

/// A record of every entity that a resolution found, with what the knowledge base knows beside it.
fn records(
    resolution: &Resolution,
    claims: &[Claim],
    documents: &[DocumentRecord],
    kb: &KnowledgeBase,
) -> Vec<EntityRecord> {
    let real = named_in_earnest(claims, documents);
    let mut out: Vec<EntityRecord> =
        resolution.entities.iter().map(|e| record(e, !real.contains(&e.id), kb)).collect();
    // Parents that no claim names are linked to from pages all the same.
    let have: HashSet<EntityId> = out.iter().map(|e| e.id.clone()).collect();
    let missing: HashSet<&EntityId> = resolution.parents.values().filter(|p| !have.contains(*p)).collect();
    let mut above: Vec<EntityRecord> =
        missing.into_iter().filter_map(|id| kb.get(id)).map(from_entry).collect();
    above.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    out.extend(above);
    out
}

/// An entity that claims name.
pub(crate) fn record(e: &tradewire_resolve::EntityRecord, fiction: bool, kb: &KnowledgeBase) -> EntityRecord {
    let entry = kb.get(&e.id);
    EntityRecord {
        id: e.id.clone(),
        class: class(e.class),
        name: e.name.clone(),
        forms: forms(entry, &e.forms),
        labels: entry.map(labels).unwrap_or_default(),
        kind: e.kind.clone(),
        parent: entry.and_then(|x| x.parent.clone()),
        known: e.known,
        fiction,
    }
}

/// An entity that no claim names.
pub(crate) fn from_entry(e: &Entry) -> EntityRecord {
    EntityRecord {
        id: e.id.clone(),
        class: class(e.class),
        name: e.name.clone(),
        forms: forms(Some(e), &[]),
        labels: labels(e),
        kind: e.kind.as_deref().map(str::to_owned),
        parent: e.parent.clone(),
        known: true,
        fiction: false,
    }
}

fn class(c: Class) -> EntityClass {
    match c {
        Class::Person => EntityClass::Person,
        Class::Organisation => EntityClass::Organisation,
        Class::Unit => EntityClass::Unit,
        Class::Outlet => EntityClass::Outlet,
    }
}

/// The class as resolving knows it.
pub(crate) fn class_in(c: EntityClass) -> Class {
    match c {
        EntityClass::Person => Class::Person,
        EntityClass::Organisation => Class::Organisation,
        EntityClass::Unit => Class::Unit,
        EntityClass::Outlet => Class::Outlet,
    }
}

/// Known forms, then those met in texts; products imply a maker but do not name it.
fn forms(entry: Option<&Entry>, met: &[String]) -> Vec<String> {
    let known =
        entry.into_iter().flat_map(|e| &e.forms).filter(|f| f.tag != FormTag::Product).map(|f| &f.text);
    let mut out: Vec<String> = Vec::new();
    let mut have: HashSet<&str> = HashSet::new();
    for form in known.chain(met) {
        if have.insert(form) {
            out.push(form.clone());
        }
    }
    out
}

fn labels(e: &Entry) -> Vec<(String, String)> {
    let tags = [
        ("en", FormTag::En),
        ("zh-Hans", FormTag::ZhHans),
        ("zh-Hant-TW", FormTag::ZhHantTw),
        ("zh-Hant-HK", FormTag::ZhHantHk),
    ];
    tags.into_iter().filter_map(|(lang, tag)| Some((lang.to_owned(), e.form(tag)?.to_owned()))).collect()
}

/// The entities that a document names which is not invented.
fn named_in_earnest(claims: &[Claim], documents: &[DocumentRecord]) -> HashSet<EntityId> {
    let invented: HashMap<&str, bool> = documents.iter().map(|d| (d.name.as_str(), d.fiction)).collect();
    claims
        .iter()
        .filter(|c| !invented.get(c.doc.as_str()).copied().unwrap_or(false))
        .flat_map(all_names)
        .filter_map(|n: &Name| n.id.clone())
        .collect()
}

/// Every name of a claim, whom it is attributed to included.
pub(crate) fn all_names(c: &Claim) -> impl Iterator<Item = &Name> {
    c.args.iter().flat_map(|(_, v)| v.names()).chain(&c.attribution.source).chain(&c.attribution.via)
}
