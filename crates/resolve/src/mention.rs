use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use tradewire_kb::Class;
use tradewire_model::{Claim, ClaimKind, Name, Role};

use crate::lookup::Lookup;
use crate::surface::{self, Surface};

/// Where in a claim a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// The n-th name of a role.
    Arg(Role, usize),
    /// The source.
    Source,
    /// The n-th outlet in between.
    Via(usize),
}

/// One surface of one class in one document, with every place it stands at.
#[derive(Debug)]
pub(crate) struct Mention {
    pub(crate) doc: String,
    pub(crate) text: String,
    pub(crate) surface: Arc<Surface>,
    pub(crate) class: Class,
    /// (index of the claim, place), in no promised order.
    pub(crate) slots: Vec<(usize, Place)>,
}

/// Gathers the names of all claims, by document, surface and class; groups excepted.
pub(crate) fn collect(claims: &[Claim], lookup: &Lookup<'_>) -> Vec<Mention> {
    let mut surfaces: HashMap<&str, Arc<Surface>> = HashMap::new();
    for claim in claims {
        for (name, _) in names(claim).filter(|(n, _)| !n.group) {
            surfaces.entry(&name.text).or_insert_with(|| Arc::new(surface::read(&name.text)));
        }
    }
    // A word that ends or begins a full name in the same document is that person's, whoever else it could be.
    let mut people: HashSet<(&str, String)> = HashSet::new();
    for claim in claims {
        for (name, place) in names(claim).filter(|(n, _)| !n.group) {
            if matches!(
                place,
                Place::Arg(Role::Person | Role::By | Role::LedBy | Role::Speaker | Role::To, _)
            ) {
                for form in surfaces.get(name.text.as_str()).into_iter().flat_map(|s| &s.forms) {
                    if let [first, .., last] = surface::words(form).as_slice() {
                        people.insert((&claim.doc, first.clone()));
                        people.insert((&claim.doc, last.clone()));
                    }
                }
            }
        }
    }
    let mut table: BTreeMap<(&str, &str, Class), Mention> = BTreeMap::new();
    for (i, claim) in claims.iter().enumerate() {
        for (name, place) in names(claim) {
            if name.group || name.text.trim().is_empty() {
                continue;
            }
            let Some(surface) = surfaces.get(name.text.as_str()).cloned() else { continue };
            let word = (claim.doc.as_str(), tradewire_script::key(&surface.forms[0]));
            let class = class_of(claim.kind, place, &surface, lookup, people.contains(&word));
            table
                .entry((&claim.doc, &name.text, class))
                .or_insert_with(|| Mention {
                    doc: claim.doc.clone(),
                    text: name.text.clone(),
                    surface,
                    class,
                    slots: Vec::new(),
                })
                .slots
                .push((i, place));
        }
    }
    let mut out: Vec<Mention> = table.into_values().collect();
    teach(claims, &mut out);
    out
}

/// Adds the aliases that quotes teach: what stands in brackets right behind a name.
fn teach(claims: &[Claim], mentions: &mut [Mention]) {
    for m in mentions {
        if m.surface.described || m.surface.forms.len() > 1 {
            continue;
        }
        let mut taught: BTreeSet<String> = BTreeSet::new();
        let mut quotes: BTreeSet<&str> = BTreeSet::new();
        for (claim, _) in &m.slots {
            let quote = claims[*claim].quote.as_str();
            if quotes.insert(quote) {
                taught.extend(surface::behind(&m.surface.forms[0], quote));
            }
        }
        if !taught.is_empty() {
            let mut surface = Surface::clone(&m.surface);
            surface.forms.extend(taught);
            m.surface = Arc::new(surface);
        }
    }
}

fn names(claim: &Claim) -> impl Iterator<Item = (&Name, Place)> {
    let args = claim
        .args
        .iter()
        .flat_map(|(role, v)| v.names().iter().enumerate().map(move |(n, name)| (name, Place::Arg(role, n))));
    let source = claim.attribution.source.iter().map(|n| (n, Place::Source));
    let via = claim.attribution.via.iter().enumerate().map(|(n, name)| (name, Place::Via(n)));
    args.chain(source).chain(via)
}

/// The name at a place, to change.
pub(crate) fn name_at(claim: &mut Claim, place: Place) -> Option<&mut Name> {
    match place {
        Place::Arg(role, n) => {
            claim.args.iter_mut().find(|(r, _)| *r == role).and_then(|(_, v)| v.names_mut().get_mut(n))
        }
        Place::Source => claim.attribution.source.as_mut(),
        Place::Via(n) => claim.attribution.via.get_mut(n),
    }
}

/// Classes a place may hold, likeliest first; the last word is the shape's where all are open.
fn class_of(
    kind: ClaimKind,
    place: Place,
    surface: &Surface,
    lookup: &Lookup<'_>,
    part_of_name: bool,
) -> Class {
    use Class::{Organisation, Outlet, Person, Unit};
    let (order, otherwise): (&[Class], Option<Class>) = match place {
        Place::Source | Place::Via(_) => (&[Outlet, Person, Organisation, Unit], None),
        Place::Arg(Role::Speaker | Role::Investors | Role::Plaintiff | Role::Defendant, _) => {
            (&[Person, Organisation, Outlet, Unit], None)
        }
        Place::Arg(Role::To, _) if kind != ClaimKind::Move => (&[Person, Organisation, Unit], Some(Person)),
        Place::Arg(Role::Person | Role::By | Role::LedBy, _) => (&[], Some(Person)),
        Place::Arg(Role::Name, _) => (&[Unit, Organisation], Some(Unit)),
        Place::Arg(..) => (&[Organisation, Unit, Outlet], Some(Organisation)),
    };
    order
        .iter()
        .copied()
        .find(|&class| lookup.knows(surface, class))
        .or(otherwise)
        .or(part_of_name.then_some(Person))
        .unwrap_or_else(|| guess(&surface.forms[0]))
}

/// Endings of outlets' names.
const OUTLET_ENDINGS: &[&str] = &[
    "报",
    "社",
    "网",
    "周刊",
    "杂志",
    "新闻",
    "日报",
    "晚报",
    "电视台",
    "通讯社",
    "时报",
    "财经",
    "早报",
    "快讯",
    "times",
    "post",
    "news",
    "journal",
    "press",
    "magazine",
    "herald",
    "daily",
    "weekly",
    "media",
    "gazette",
    "review",
    "wire",
];

/// Endings of organisations' names.
const ORGANISATION_ENDINGS: &[&str] = &[
    "公司",
    "集团",
    "科技",
    "资本",
    "基金",
    "大学",
    "学院",
    "研究院",
    "研究所",
    "实验室",
    "银行",
    "智能",
    "银行",
    "法院",
    "委员会",
    "labs",
    "lab",
    "ai",
    "inc",
    "capital",
    "ventures",
    "university",
    "institute",
    "bank",
    "corp",
    "partners",
    "court",
];

/// What a name looks like where nothing else tells.
fn guess(form: &str) -> Class {
    let folded = tradewire_script::fold_str(form);
    let key = tradewire_script::key(form);
    let words = folded.split(|c: char| c.is_whitespace() || c == '·').filter(|w| !w.is_empty()).count();
    if OUTLET_ENDINGS.iter().any(|e| key.ends_with(e)) {
        Class::Outlet
    } else if ORGANISATION_ENDINGS.iter().any(|e| key.ends_with(e)) {
        Class::Organisation
    } else if words >= 2 || (crate::sound::is_han_name(&folded) && key.chars().count() <= 3) {
        Class::Person
    } else {
        Class::Organisation
    }
}
