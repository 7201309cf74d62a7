//! Errors planted into golden claims.

use std::collections::BTreeMap;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tradewire_model::{
    Amount, Attribution, Bound, ClaimKind, Decimal, Modality, Name, Period, Role, Value, content_hash,
};
use tradewire_review::{Check, Code, Verdict};

use super::gold::{Golden, Passage};

/// What is wrong with a planted claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Another person than the text's.
    WrongPerson,
    /// Two roles exchanged.
    RolesSwapped,
    /// «Up to», «about», «over» lost.
    BoundDropped,
    /// Another order of magnitude, period or currency.
    UnitSlipped,
    /// A denial told as a fact.
    DenialLost,
    /// Somebody else said it.
    Misattributed,
    /// Told in the text's own voice although somebody said it; not one of the six classes, shown beside them.
    SourceLost,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::WrongPerson,
        Self::RolesSwapped,
        Self::BoundDropped,
        Self::UnitSlipped,
        Self::DenialLost,
        Self::Misattributed,
        Self::SourceLost,
    ];

    /// Its name in tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WrongPerson => "wrong person",
            Self::RolesSwapped => "roles swapped",
            Self::BoundDropped => "bound dropped",
            Self::UnitSlipped => "unit slipped",
            Self::DenialLost => "denial lost",
            Self::Misattributed => "misattribution",
            Self::SourceLost => "(source lost)",
        }
    }

    /// Whether a check objects to what this class is about: `role` is where it was planted, nothing for a sound claim.
    #[must_use]
    pub fn objected(self, claim: &Golden, check: &Check, role: Option<Role>) -> bool {
        check.reasons.iter().filter(|r| r.verdict == Verdict::Disagree).any(|r| {
            let here = |roles: &[Role]| r.role.is_some_and(|x| roles.contains(&x));
            match self {
                Self::WrongPerson => {
                    let roles: Vec<Role> = role.map_or_else(|| persons(claim), |r| vec![r]);
                    here(&roles)
                        && matches!(
                            r.code,
                            Code::OtherName
                                | Code::NameElsewhere
                                | Code::NameMissing
                                | Code::OthersDiffer
                                | Code::SameName
                        )
                }
                Self::RolesSwapped => pair(claim.kind).is_some_and(|(a, b)| {
                    here(&[a, b])
                        && matches!(
                            r.code,
                            Code::Swapped
                                | Code::OtherName
                                | Code::NameElsewhere
                                | Code::NameMissing
                                | Code::SameName
                        )
                }),
                Self::BoundDropped => r.code == Code::Bound && role.is_none_or(|x| here(&[x])),
                Self::UnitSlipped => {
                    matches!(r.code, Code::Scale | Code::Currency | Code::Period | Code::Impossible)
                        && r.role.is_some_and(|x| !matches!(x, Role::Date | Role::Type))
                        && role.is_none_or(|x| here(&[x]))
                }
                Self::DenialLost => matches!(r.code, Code::DenialLost | Code::DenialUnfounded),
                Self::Misattributed => {
                    r.code == Code::OtherSource || role_free(r.code) && claim.attribution.source.is_none()
                }
                Self::SourceLost => r.code == Code::SourceLost,
            }
        })
    }

    /// Whether an alarm of this class could be raised on a sound claim.
    #[must_use]
    pub fn concerns(self, claim: &Golden) -> bool {
        match self {
            Self::WrongPerson => !persons(claim).is_empty(),
            Self::RolesSwapped => {
                pair(claim.kind).is_some_and(|(a, b)| claim.args.has(a) && claim.args.has(b))
            }
            Self::BoundDropped => !bounded(claim, false).is_empty(),
            Self::UnitSlipped => claim.args.iter().any(|(_, v)| v.amount().is_some()),
            Self::DenialLost => claim.modality != Modality::Declined,
            Self::Misattributed => claim.attribution.source.is_some() || claim.attribution.anonymous,
            Self::SourceLost => claim.attribution.source.is_none() && !claim.attribution.anonymous,
        }
    }
}

fn role_free(code: Code) -> bool {
    code == Code::SourceLost
}

/// A planted claim.
#[derive(Debug, Clone)]
pub struct Planted {
    /// What is wrong.
    pub class: Class,
    /// Of what sort within the class: where the wrong name comes from, which unit.
    pub sort: &'static str,
    /// Where; nothing for modality and source.
    pub role: Option<Role>,
    /// The claim with its error.
    pub claim: Golden,
}

/// Roles that name persons here, unnamed groups aside.
fn persons(c: &Golden) -> Vec<Role> {
    let offered = matches!(c.kind, ClaimKind::Offer | ClaimKind::Approach);
    c.args
        .iter()
        .filter(|(r, v)| {
            let person = matches!(r, Role::Person | Role::LedBy | Role::Speaker | Role::By)
                || offered && *r == Role::To;
            person && v.names().iter().any(|n| !n.group)
        })
        .map(|(r, _)| r)
        .collect()
}

fn pair(kind: ClaimKind) -> Option<(Role, Role)> {
    Some(match kind {
        ClaimKind::Move => (Role::From, Role::To),
        ClaimKind::Deal => (Role::Acquirer, Role::Target),
        ClaimKind::Dispute => (Role::Plaintiff, Role::Defendant),
        ClaimKind::Funding => (Role::Company, Role::Investors),
        ClaimKind::Approach => (Role::Org, Role::TargetOrg),
        _ => return None,
    })
}

/// Roles with a bound; `loose` asks for one that can be dropped.
fn bounded(c: &Golden, loose: bool) -> Vec<Role> {
    let fits = |b: Bound| !loose || b != Bound::Exact;
    let mut out: Vec<Role> = c
        .args
        .iter()
        .filter(|(_, v)| match v {
            Value::Amount(a) => fits(a.bound),
            Value::Count(n) => fits(n.bound),
            Value::Measure(m) => fits(m.bound),
            _ => false,
        })
        .map(|(r, _)| r)
        .collect();
    if let Some(b) = c.args.text(Role::Bound).and_then(|b| b.parse::<Bound>().ok())
        && fits(b)
        && c.args.has(Role::Low)
    {
        out.push(Role::Low);
    }
    out
}

/// Plants errors into the claims of all passages: one of each class that a claim can hold, the same with the same seed.
#[must_use]
pub fn plant(passages: &[Passage], seed: u64) -> Vec<(usize, usize, Planted)> {
    let mut strangers: BTreeMap<&str, Vec<Name>> = BTreeMap::new();
    let mut outlets: BTreeMap<&str, Vec<Name>> = BTreeMap::new();
    for p in passages {
        for c in &p.claims {
            let people = strangers.entry(&p.lang).or_default();
            people.extend(persons(c).into_iter().flat_map(|r| c.args.names(r)).filter(|n| !n.group).cloned());
            outlets.entry(&p.lang).or_default().extend(c.attribution.source.clone());
        }
    }
    let mut out = Vec::new();
    for (i, p) in passages.iter().enumerate() {
        for (j, c) in p.claims.iter().enumerate() {
            let hex = content_hash([p.doc.as_bytes(), &j.to_be_bytes(), &seed.to_be_bytes()]);
            let mut rng = StdRng::seed_from_u64(u64::from_str_radix(&hex[..15], 16).unwrap_or(seed));
            let all = [
                person(p, c, &strangers[p.lang.as_str()], &mut rng),
                swap(c),
                bound(c, &mut rng),
                unit(c, p.lang != "en", &mut rng),
                denial(c),
                source(p, c, outlets.get(p.lang.as_str()).map_or(&[], Vec::as_slice), &mut rng),
                lost(c),
            ];
            out.extend(all.into_iter().flatten().map(|x| (i, j, x)));
        }
    }
    out
}

/// Whether two names may be one: one text holds the other.
fn akin(a: &Name, b: &Name) -> bool {
    let (x, y) = (tradewire_script::key(&a.text), tradewire_script::key(&b.text));
    x.contains(&y) || y.contains(&x) || a.name.is_some() && a.name == b.name
}

fn pick<'a>(from: &'a [Name], rng: &mut StdRng) -> Option<&'a Name> {
    (!from.is_empty()).then(|| &from[rng.random_range(0..from.len())])
}

fn person(p: &Passage, c: &Golden, strangers: &[Name], rng: &mut StdRng) -> Option<Planted> {
    let roles = persons(c);
    let role = *roles.first()?;
    let own: Vec<&Name> = c.args.iter().flat_map(|(_, v)| v.names()).collect();
    let new = |n: &&Name| !n.group && !own.iter().any(|o| akin(o, n));
    let here: Vec<Name> = p
        .claims
        .iter()
        .flat_map(|o| persons(o).into_iter().flat_map(|r| o.args.names(r)))
        .filter(new)
        .cloned()
        .collect();
    let (sort, name) = match pick(&here, rng) {
        Some(n) => ("same text", n.clone()),
        None => {
            let far: Vec<Name> =
                strangers.iter().filter(new).filter(|n| !p.text.contains(&n.text)).cloned().collect();
            ("elsewhere", pick(&far, rng)?.clone())
        }
    };
    let mut claim = c.clone();
    claim.args.set(role, Value::Name(name));
    Some(Planted { class: Class::WrongPerson, sort, role: Some(role), claim })
}

fn swap(c: &Golden) -> Option<Planted> {
    let (a, b) = pair(c.kind)?;
    let (x, y) = (c.args.get(a)?.clone(), c.args.get(b)?.clone());
    let mut claim = c.clone();
    claim.args.set(a, y);
    claim.args.set(b, x);
    Some(Planted { class: Class::RolesSwapped, sort: c.kind.as_str(), role: Some(a), claim })
}

fn bound(c: &Golden, rng: &mut StdRng) -> Option<Planted> {
    let roles = bounded(c, true);
    if roles.is_empty() {
        return None;
    }
    let role = roles[rng.random_range(0..roles.len())];
    let mut claim = c.clone();
    let exact = |v: Option<Decimal>, low: Option<Decimal>, high: Option<Decimal>| v.or(high).or(low);
    let value = match c.args.get(role)?.clone() {
        Value::Amount(a) => Value::Amount(Amount {
            value: exact(a.value, a.low, a.high),
            low: None,
            high: None,
            bound: Bound::Exact,
            ..a
        }),
        Value::Count(mut n) => {
            n.bound = Bound::Exact;
            Value::Count(n)
        }
        Value::Measure(mut m) => {
            m.value = exact(m.value, m.low, m.high);
            (m.low, m.high, m.bound) = (None, None, Bound::Exact);
            Value::Measure(m)
        }
        other => {
            claim.args.set(Role::Bound, Value::Code("exact".to_owned()));
            if claim.args.has(Role::High) && claim.args.has(Role::Low) {
                let one = claim.args.get(Role::High).cloned().unwrap_or(other.clone());
                claim.args.set(Role::Low, one.clone());
                one
            } else {
                other
            }
        }
    };
    claim.args.set(role, value);
    Some(Planted { class: Class::BoundDropped, sort: "", role: Some(role), claim })
}

fn unit(c: &Golden, chinese: bool, rng: &mut StdRng) -> Option<Planted> {
    let roles: Vec<Role> = c.args.iter().filter(|(_, v)| v.amount().is_some()).map(|(r, _)| r).collect();
    if roles.is_empty() {
        return None;
    }
    let role = roles[rng.random_range(0..roles.len())];
    let mut a = c.args.amount(role)?.clone();
    let which = rng.random_range(0..3);
    let sort = match which {
        1 if a.per.is_some() => {
            a.per = Some(if a.per == Some(Period::Total) { Period::Year } else { Period::Total });
            "period"
        }
        2 if a.currency.is_some() => {
            let other = match a.currency.as_ref().map(|c| c.code().to_owned()).as_deref() {
                Some("USD") => "CNY",
                _ => "USD",
            };
            a.currency = other.parse().ok();
            "currency"
        }
        _ => {
            let by = Decimal::from(if chinese { 10_000 } else { 1_000 });
            let up = rng.random_bool(0.5);
            let slip = |v: Option<Decimal>| v.map(|v| if up { v * by } else { v / by });
            (a.value, a.low, a.high) = (slip(a.value), slip(a.low), slip(a.high));
            "scale"
        }
    };
    let mut claim = c.clone();
    claim.args.set(role, Value::Amount(a));
    Some(Planted { class: Class::UnitSlipped, sort, role: Some(role), claim })
}

fn denial(c: &Golden) -> Option<Planted> {
    if c.modality != Modality::Denied {
        return None;
    }
    let mut claim = c.clone();
    claim.modality =
        if c.attribution == Attribution::default() { Modality::Asserted } else { Modality::Reported };
    Some(Planted { class: Class::DenialLost, sort: "", role: None, claim })
}

fn source(p: &Passage, c: &Golden, outlets: &[Name], rng: &mut StdRng) -> Option<Planted> {
    let named = c.attribution.source.as_ref();
    if named.is_none() && !c.attribution.anonymous {
        return None;
    }
    let new = |n: &&Name| !n.group && !named.is_some_and(|s| akin(s, n));
    let here: Vec<Name> = p
        .claims
        .iter()
        .flat_map(|o| o.attribution.source.iter().chain(o.args.iter().flat_map(|(_, v)| v.names())))
        .filter(new)
        .cloned()
        .collect();
    let (sort, name) = match pick(&here, rng) {
        Some(n) => (if named.is_some() { "same text" } else { "for insiders" }, n.clone()),
        None => {
            let far: Vec<Name> =
                outlets.iter().filter(new).filter(|n| !p.text.contains(&n.text)).cloned().collect();
            ("elsewhere", pick(&far, rng)?.clone())
        }
    };
    let mut claim = c.clone();
    claim.attribution = Attribution { source: Some(name), via: Vec::new(), anonymous: false };
    Some(Planted { class: Class::Misattributed, sort, role: None, claim })
}

fn lost(c: &Golden) -> Option<Planted> {
    c.attribution.source.as_ref()?;
    let mut claim = c.clone();
    claim.attribution = Attribution::default();
    claim.modality = if c.modality == Modality::Reported { Modality::Asserted } else { c.modality };
    Some(Planted { class: Class::SourceLost, sort: "", role: None, claim })
}
