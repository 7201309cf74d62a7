//! The queue: what the checker says of every claim, who its names may be, and in which order people are asked.

use std::collections::{HashMap, HashSet};

use tradewire_kb::Class;
use tradewire_ledger::{
    CheckNote, CheckReason, EventRecord, NameCandidate, NameNote, Store, Task, TaskKind, Why,
};
use tradewire_model::{
    Args, Claim, ClaimId, Currency, Decimal, Document, EntityId, Modality, Name, Role, Value,
};
use tradewire_resolve::{Link, Resolution};
use tradewire_review::{
    Calibrator, Case, CaseKind, Check, Checker, Item, Language, Other, Settings, Subject, Verdict, queue,
};

use super::calibration::Calibration;
use super::names::{Pair, pairs};
use crate::failure::Failure;
use crate::pipeline::Pipeline;

/// So many reports of the same event are shown to the checker.
const OTHERS: usize = 16;
/// So many candidates are shown beside the one chosen.
const CANDIDATES: usize = 3;

/// What a queue is made by.
#[derive(Debug, Clone, Copy)]
pub struct Making<'a> {
    /// Seed, shares, thresholds.
    pub settings: &'a Settings,
    /// Turns stated confidences into those that the threshold is held against.
    pub calibrator: &'a Calibrator,
}

/// Derives the views if that is due, and the queue with them; gives how many tasks there are.
pub fn refresh(pipeline: &Pipeline, store: &mut dyn Store, making: Making<'_>) -> Result<usize, Failure> {
    if store.views_behind()? > 0 {
        pipeline.derive(store)?;
    }
    let tasks = make(pipeline, store, making)?;
    store.replace_tasks(&tasks)?;
    Ok(tasks.len())
}

/// [`refresh`] with the usual settings and the curves of the environment.
pub fn refresh_as_usual(pipeline: &Pipeline, store: &mut dyn Store) -> Result<usize, Failure> {
    let (settings, calibrator) = (Settings::default(), Calibration::default().read()?);
    refresh(pipeline, store, Making { settings: &settings, calibrator: &calibrator })
}

fn make(pipeline: &Pipeline, store: &dyn Store, making: Making<'_>) -> Result<Vec<Task>, Failure> {
    let checker = Checker::new(pipeline.kb())?;
    let (shown, resolution) = pipeline.resolved(store)?;
    let events = store.every_event()?;
    let reports = Reports::of(&shown, &events);
    // People are asked about claims as they were extracted, whatever others made of them since: a second judge must not
    // be led by the first, and error rates count what was extracted. Parts of splits come beside.
    let mut claims = as_extracted(store, &shown, &resolution)?;
    let there: HashSet<ClaimId> = claims.iter().map(|c| c.id.clone()).collect();
    claims.extend(shown.iter().filter(|c| !there.contains(&c.id)).cloned());
    let mut conflicts: HashMap<ClaimId, Vec<String>> = HashMap::new();
    for conflict in store.conflicts()? {
        for claim in conflict.sides.iter().flat_map(|s| &s.claims) {
            conflicts.entry(claim.id.clone()).or_default().push(conflict.id.to_string());
        }
    }
    let pairs = pairs(&resolution, &shown);
    let names = Names::of(&resolution, &pairs);
    let mut cases = Vec::with_capacity(claims.len() + pairs.len());
    let mut checks: HashMap<String, Check> = HashMap::with_capacity(claims.len());
    let mut order: Vec<&Claim> = claims.iter().collect();
    order.sort_by(|a, b| (&a.doc, a.span, &a.id).cmp(&(&b.doc, b.span, &b.id)));
    let mut open: Option<(&str, Option<Document>)> = None;
    for claim in &order {
        if open.as_ref().is_none_or(|(doc, _)| *doc != claim.doc) {
            open = Some((&claim.doc, store.document(&claim.doc)?));
        }
        let document = open.as_ref().and_then(|(_, d)| d.as_ref());
        let check = check(&checker, claim, document, store, &reports)?;
        let mut c = case(claim, &check, &resolution, &names, &conflicts);
        c.confidence = making.calibrator.apply(claim.kind, claim.confidence);
        cases.push(c);
        checks.insert(claim.id.to_string(), check);
    }
    for pair in &pairs {
        let mut c = Case::new(CaseKind::Link, pair.id(), pair.a.to_string());
        c.confidence = pair.comparison.score;
        cases.push(c);
    }
    let by_id: HashMap<&str, &Claim> = claims.iter().map(|c| (c.id.as_str(), c)).collect();
    let pair_of: HashMap<String, &Pair> = pairs.iter().map(|p| (p.id(), p)).collect();
    Ok(queue(&cases, making.settings)
        .into_iter()
        .map(|item| match (by_id.get(item.id.as_str()), pair_of.get(&item.id)) {
            (Some(claim), _) => {
                let check = checks.get(&item.id).map(note);
                task(item, TaskKind::Claim, check, names.of_claim(claim))
            }
            (None, pair) => {
                let notes = pair.map(|p| names.of_pair(p)).unwrap_or_default();
                task(item, TaskKind::Names, None, notes)
            }
        })
        .collect())
}

/// The claims that stand as they were extracted, with the names of those that people changed read by the same links.
///
/// Nothing is resolved a second time: a claim that nobody changed is the one shown.
fn as_extracted(store: &dyn Store, shown: &[Claim], resolution: &Resolution) -> Result<Vec<Claim>, Failure> {
    let by_id: HashMap<&ClaimId, &Claim> = shown.iter().map(|c| (&c.id, c)).collect();
    let said: HashSet<ClaimId> =
        store.standing_judgements()?.into_iter().map(|r| r.judgement.claim).collect();
    let links: HashMap<(&str, &str), &EntityId> =
        resolution.links.iter().map(|l| ((l.doc.as_str(), l.surface.as_str()), &l.id)).collect();
    let mut claims = store.all_claims()?;
    for claim in &mut claims {
        match by_id.get(&claim.id) {
            Some(same) if !said.contains(&claim.id) => *claim = (*same).clone(),
            _ => link(claim, &links),
        }
    }
    Ok(claims)
}

/// Gives the names of a claim the ids that the same words of the document have.
fn link(claim: &mut Claim, links: &HashMap<(&str, &str), &EntityId>) {
    let doc = claim.doc.clone();
    let found = |n: &Name| links.get(&(doc.as_str(), n.text.as_str())).map(|id| (*id).clone());
    let roles: Vec<Role> = claim.args.iter().map(|(r, _)| r).collect();
    for role in roles {
        let Some(mut value) = claim.args.remove(role) else { continue };
        match &mut value {
            Value::Name(n) => n.id = found(n).or(n.id.take()),
            Value::Names(all) => all.iter_mut().for_each(|n| n.id = found(n).or(n.id.take())),
            _ => {}
        }
        claim.args.set(role, value);
    }
}

fn task(item: Item, kind: TaskKind, check: Option<CheckNote>, names: Vec<NameNote>) -> Task {
    let mut why: Vec<Why> = item
        .signals
        .iter()
        .map(|s| Why {
            code: s.code.as_str().to_owned(),
            words: s.code.words(Language::En).to_owned(),
            detail: s.detail.clone(),
            weight: s.weight,
        })
        .collect();
    why.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    Task {
        id: item.id,
        kind,
        group: item.group,
        score: item.score,
        why,
        check,
        names,
        random: item.random,
        judges: item.judges,
    }
}

fn note(check: &Check) -> CheckNote {
    let reasons = check
        .reasons
        .iter()
        .map(|r| {
            let against = r.verdict == Verdict::Disagree;
            let found = r.found.as_ref().filter(|_| against).map(|f| format!(": {f}")).unwrap_or_default();
            CheckReason {
                code: r.code.as_str().to_owned(),
                words: format!("{}{found}", r.code.words(Language::En)),
                role: r.role,
                against,
            }
        })
        .collect();
    let verdict = match check.verdict {
        Verdict::Agree => "agree",
        Verdict::CannotTell => "cannot_tell",
        Verdict::Disagree => "disagree",
    };
    CheckNote { verdict: verdict.to_owned(), reasons }
}

/// What other documents say of the event of a claim.
struct Reports<'a> {
    claims: HashMap<&'a ClaimId, &'a Claim>,
    /// Per claim, the events it belongs to.
    of: HashMap<&'a ClaimId, Vec<&'a EventRecord>>,
}

impl<'a> Reports<'a> {
    fn of(claims: &'a [Claim], events: &'a [EventRecord]) -> Self {
        let mut of: HashMap<&ClaimId, Vec<&EventRecord>> = HashMap::new();
        for e in events {
            for c in &e.event.claims {
                of.entry(&c.id).or_default().push(e);
            }
        }
        Self { claims: claims.iter().map(|c| (&c.id, c)).collect(), of }
    }

    fn others(&self, claim: &Claim) -> Vec<Other<'_>> {
        let mut seen: HashSet<&ClaimId> = HashSet::from([&claim.id]);
        let mut out = Vec::new();
        for e in self.of.get(&claim.id).into_iter().flatten() {
            for r in &e.event.reports {
                let Some(other) = self.claims.get(&r.claim).filter(|o| o.doc != claim.doc) else { continue };
                if out.len() < OTHERS && seen.insert(&other.id) {
                    let origin = r.origin.as_deref().unwrap_or(&other.doc);
                    out.push(Other { kind: other.kind, modality: other.modality, args: &other.args, origin });
                }
            }
        }
        out
    }
}

/// Asks the checker, by the text of the document or, where that is gone, by the sentences kept with the claim.
fn check(
    checker: &Checker,
    claim: &Claim,
    document: Option<&Document>,
    store: &dyn Store,
    reports: &Reports<'_>,
) -> Result<Check, Failure> {
    let others = reports.others(claim);
    if let Some(d) = document {
        let subject = Subject { outlet: d.meta.outlet.as_deref(), ..Subject::of(claim, &d.text) };
        return Ok(checker.check(&subject, &others));
    }
    let record = store.claim(&claim.id)?;
    let text = record.as_ref().and_then(|r| r.context.as_deref()).unwrap_or(&claim.quote);
    let outlet = record.as_ref().and_then(|r| r.document.outlet.as_deref());
    Ok(checker.check(&Subject { outlet, at: None, ..Subject::of(claim, text) }, &others))
}

fn case(
    claim: &Claim,
    check: &Check,
    resolution: &Resolution,
    names: &Names<'_>,
    conflicts: &HashMap<ClaimId, Vec<String>>,
) -> Case {
    let mut c = Case::new(CaseKind::Claim, claim.id.as_str(), &claim.doc);
    c.verdict = Some(check.verdict);
    c.persons = persons(&claim.args, resolution);
    c.amount = claim.args.iter().filter_map(|(_, v)| dollars(v.amount()?)).max();
    c.denial = matches!(claim.modality, Modality::Denied | Modality::Declined);
    let doubtful = claim.args.iter().flat_map(|(_, v)| v.names());
    c.unsure_names = doubtful
        .filter(|n| n.id.as_ref().is_some_and(|id| names.pairs.contains_key(id)))
        .map(|n| n.text.clone())
        .collect();
    c.conflicts = conflicts.get(&claim.id).cloned().unwrap_or_default();
    c
}

/// The named people of a claim.
pub fn persons(args: &Args, resolution: &Resolution) -> Vec<String> {
    let person = |id: &EntityId| resolution.entity(id).is_some_and(|e| e.class == Class::Person);
    args.iter()
        .flat_map(|(_, v)| v.names())
        .filter(|n| !n.group && n.id.as_ref().is_some_and(person))
        .map(|n| n.label().to_owned())
        .collect()
}

/// About how many dollars: enough to tell a large sum, not to count with.
fn dollars(a: &tradewire_model::Amount) -> Option<Decimal> {
    let sum = a.magnitude()?;
    let units = |n: i64| Decimal::from(n);
    match a.currency {
        Some(c) if c == Currency::USD => Some(sum),
        Some(c) if c == Currency::CNY => sum.checked_div(units(7)),
        Some(c) if matches!(c.code(), "EUR" | "GBP") => Some(sum),
        Some(c) if c.code() == "TWD" => sum.checked_div(units(30)),
        Some(c) if c.code() == "HKD" => sum.checked_div(units(8)),
        Some(c) if c.code() == "JPY" => sum.checked_div(units(150)),
        Some(c) if c.code() == "KRW" => sum.checked_div(units(1400)),
        _ => None,
    }
}

/// Who is who, for showing.
struct Names<'a> {
    resolution: &'a Resolution,
    links: HashMap<(&'a str, &'a str), &'a Link>,
    /// Per entity, the pairs it is in.
    pairs: HashMap<&'a EntityId, Vec<&'a Pair>>,
}

impl<'a> Names<'a> {
    fn of(resolution: &'a Resolution, all: &'a [Pair]) -> Self {
        let links = resolution.links.iter().map(|l| ((l.doc.as_str(), l.surface.as_str()), l)).collect();
        let mut pairs: HashMap<&EntityId, Vec<&Pair>> = HashMap::new();
        for p in all {
            pairs.entry(&p.a).or_default().push(p);
            pairs.entry(&p.b).or_default().push(p);
        }
        Self { resolution, links, pairs }
    }

    fn label(&self, id: &EntityId) -> String {
        self.resolution.entity(id).map_or_else(|| id.to_string(), |e| e.name.clone())
    }

    /// The names of a claim with whom they are taken for.
    fn of_claim(&self, claim: &Claim) -> Vec<NameNote> {
        let mut out = Vec::new();
        for (role, v) in claim.args.iter() {
            for n in v.names().iter().filter(|n| !n.group) {
                let mut candidates = Vec::new();
                if let Some(id) = &n.id {
                    let link = self.links.get(&(claim.doc.as_str(), n.text.as_str()));
                    candidates.push(NameCandidate {
                        id: id.clone(),
                        name: self.label(id),
                        score: link.map_or(0.0, |l| l.score),
                        features: link
                            .iter()
                            .flat_map(|l| &l.features)
                            .map(|f| (f.name.to_owned(), f.weight))
                            .collect(),
                        chosen: true,
                    });
                    candidates.extend(self.beside(id));
                }
                out.push(NameNote { role: Some(role), text: n.text.clone(), candidates });
            }
        }
        out
    }

    /// Who else an entity might be.
    fn beside(&self, id: &EntityId) -> impl Iterator<Item = NameCandidate> {
        self.pairs.get(id).into_iter().flatten().take(CANDIDATES).map(|p| {
            let other = if p.a == *id { &p.b } else { &p.a };
            self.candidate(p, other)
        })
    }

    fn candidate(&self, pair: &Pair, id: &EntityId) -> NameCandidate {
        NameCandidate {
            id: id.clone(),
            name: self.label(id),
            score: pair.comparison.score,
            features: pair.features(),
            chosen: false,
        }
    }

    fn of_pair(&self, pair: &Pair) -> Vec<NameNote> {
        let forms = |id: &EntityId| {
            let forms = self.resolution.entity(id).map(|e| e.forms.join(", ")).unwrap_or_default();
            if forms.is_empty() { self.label(id) } else { forms }
        };
        [(&pair.a, &pair.b), (&pair.b, &pair.a)]
            .into_iter()
            .map(|(one, other)| NameNote {
                role: None,
                text: forms(one),
                candidates: vec![self.candidate(pair, other)],
            })
            .collect()
    }
}
