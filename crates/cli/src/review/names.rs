//! Pairs of entities that may be one: the middle band, for people to look at.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tradewire_kb::Class;
use tradewire_model::{Claim, EntityId, Value};
use tradewire_resolve::compare::{Circumstance, Comparison, Schema, Verdict, compare, judge, keys};
use tradewire_resolve::{EntityRecord, Resolution};

/// A key that more entities share says too little.
const LARGEST_BLOCK: usize = 64;
/// So many forms of a name are compared.
const FORMS: usize = 4;

/// Two entities that may be one.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The one with the smaller id.
    pub a: EntityId,
    /// The other.
    pub b: EntityId,
    /// How sure, with the reasons.
    pub comparison: Comparison,
}

impl Pair {
    /// The id of the task that asks about it.
    pub fn id(&self) -> String {
        format!("{}~{}", self.a, self.b)
    }

    /// The reasons with their weights.
    pub fn features(&self) -> Vec<(String, f64)> {
        let shown = |r: &tradewire_resolve::compare::Reason| {
            let about = match (r.left.as_str(), r.right.as_str()) {
                ("", "") => String::new(),
                (l, r) => format!(": {l} – {r}"),
            };
            (format!("{}{about}", r.name), r.weight)
        };
        self.comparison.reasons.iter().map(shown).collect()
    }
}

/// The pairs of a resolution that a person should look at, likeliest first.
///
/// Two that the knowledge base knows are two. Two that one list names side by side are two. Everything else that sounds
/// or reads alike is compared by the names and by the organisations told of beside them. Cost is near-linear: names are
/// compared within blocks of like sound, and blocks are capped.
pub fn pairs(resolution: &Resolution, claims: &[Claim]) -> Vec<Pair> {
    let around = Around::of(claims, resolution);
    let mut blocks: BTreeMap<(BySchema, String), Vec<usize>> = BTreeMap::new();
    for (i, e) in resolution.entities.iter().enumerate() {
        let Some(schema) = schema(e) else { continue };
        let all: BTreeSet<String> = forms(e).flat_map(|f| keys(f, schema.0)).collect();
        for key in all {
            blocks.entry((schema, key)).or_default().push(i);
        }
    }
    let mut seen: BTreeSet<(usize, usize)> = BTreeSet::new();
    for block in blocks.values().filter(|b| b.len() <= LARGEST_BLOCK) {
        for (n, x) in block.iter().enumerate() {
            seen.extend(block[n + 1..].iter().map(|y| (*x.min(y), *x.max(y))));
        }
    }
    let mut out: Vec<Pair> = seen
        .into_iter()
        .filter_map(|(x, y)| one(&resolution.entities[x], &resolution.entities[y], &around))
        .collect();
    out.sort_by(|p, q| {
        q.comparison.score.total_cmp(&p.comparison.score).then_with(|| (&p.a, &p.b).cmp(&(&q.a, &q.b)))
    });
    out
}

/// A schema that can be ordered, as keys of blocks must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct BySchema(Schema);

impl Ord for BySchema {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.0 as u8).cmp(&(other.0 as u8))
    }
}

impl PartialOrd for BySchema {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

fn schema(e: &EntityRecord) -> Option<BySchema> {
    match e.class {
        Class::Person => Some(BySchema(Schema::Person)),
        Class::Organisation | Class::Unit => Some(BySchema(Schema::Organisation)),
        Class::Outlet => None,
    }
}

fn forms(e: &EntityRecord) -> impl Iterator<Item = &str> {
    std::iter::once(e.name.as_str()).chain(e.forms.iter().map(String::as_str)).take(FORMS)
}

fn one(x: &EntityRecord, y: &EntityRecord, around: &Around) -> Option<Pair> {
    let together = |p: &EntityId, q: &EntityId| around.together.contains(&(p.clone(), q.clone()));
    if (x.known && y.known) || together(&x.id, &y.id) || together(&y.id, &x.id) {
        return None;
    }
    let schema = schema(x)?.0;
    let (_, f, g) = forms(x)
        .flat_map(|f| forms(y).map(move |g| (judge(f, g, schema).0, f, g)))
        .max_by(|p, q| p.0.total_cmp(&q.0))?;
    let shared = match (around.organisations.get(&x.id), around.organisations.get(&y.id)) {
        (Some(p), Some(q)) if schema == Schema::Person => Some(!p.is_disjoint(q)),
        _ => None,
    };
    let circumstance = Circumstance { shared_organisation: shared, ..Circumstance::default() };
    let comparison = compare(f, g, schema).within(&circumstance);
    let (a, b) = if x.id <= y.id { (&x.id, &y.id) } else { (&y.id, &x.id) };
    (comparison.verdict != Verdict::Different).then(|| Pair { a: a.clone(), b: b.clone(), comparison })
}

/// What claims tell around entities.
#[derive(Default)]
struct Around {
    /// The topmost organisations that claims name beside a person.
    organisations: HashMap<EntityId, BTreeSet<EntityId>>,
    /// Pairs that one list names side by side.
    together: BTreeSet<(EntityId, EntityId)>,
}

impl Around {
    fn of(claims: &[Claim], resolution: &Resolution) -> Self {
        let mut out = Self::default();
        for c in claims {
            let ids: Vec<&EntityId> =
                c.args.iter().flat_map(|(_, v)| v.names()).filter_map(|n| n.id.as_ref()).collect();
            let class = |id: &EntityId| resolution.entity(id).map(|e| e.class);
            let organisations: BTreeSet<EntityId> = ids
                .iter()
                .filter(|id| matches!(class(id), Some(Class::Organisation | Class::Unit)))
                .map(|id| resolution.root(id).clone())
                .collect();
            for id in ids.iter().filter(|id| class(id) == Some(Class::Person)) {
                if !organisations.is_empty() {
                    out.organisations.entry((*id).clone()).or_default().extend(organisations.iter().cloned());
                }
            }
            for (_, v) in c.args.iter() {
                let Value::Names(list) = v else { continue };
                let listed: Vec<&EntityId> = list.iter().filter_map(|n| n.id.as_ref()).take(64).collect();
                for (n, x) in listed.iter().enumerate() {
                    out.together.extend(listed[n + 1..].iter().map(|y| ((*x).clone(), (*y).clone())));
                }
            }
        }
        out
    }
}
