//! What FollowTheMoney has no schema for, under the schemata of `tradewire.yaml`: moves, offers with their sums, pay bands.

use std::collections::BTreeSet;

use tradewire_ledger::EventRecord;
use tradewire_model::{Amount, Bound, ClaimKind, Decimal, Name, Role, Shape, Value};

use super::{Entity, day, hashed};

/// The schemata, in FollowTheMoney's own language.
pub const SCHEMA: &str = include_str!("tradewire.yaml");

/// The schema of a kind of event; nothing for kinds that have stock ones, or none.
fn schema(kind: ClaimKind) -> Option<&'static str> {
    match kind {
        ClaimKind::Move => Some("JobMove"),
        ClaimKind::Offer => Some("JobOffer"),
        ClaimKind::Payband => Some("PayBand"),
        _ => None,
    }
}

/// The property that a role has: its code without `_`.
fn property(role: Role) -> String {
    if role == Role::Type {
        return "moveType".to_owned();
    }
    let mut words = role.as_str().split('_');
    let mut out = words.next().unwrap_or_default().to_owned();
    for word in words {
        out.extend(word.chars().take(1).flat_map(char::to_uppercase));
        out.extend(word.chars().skip(1));
    }
    out
}

/// The entity of an event and those of its sums; nothing for an event without a schema of its own.
pub(super) fn entities(record: &EventRecord, known: &BTreeSet<String>) -> Vec<Entity> {
    let e = &record.event;
    let Some(schema) = schema(e.kind) else { return Vec::new() };
    let id = hashed(e.kind.as_str(), &[e.id.as_str()]);
    let mut made = Entity::new(schema, id.as_str())
        .with("stage", e.stage.as_str())
        .with("grade", e.grade.to_string())
        .maybe("fiction", record.fiction.then_some("fiction"));
    let mut sums = Vec::new();
    for (role, value) in e.args.iter() {
        let name = property(role);
        made = match value {
            Value::Name(n) => named(made, &name, n, known),
            Value::Names(all) => all.iter().fold(made, |made, n| named(made, &name, n, known)),
            Value::Amount(amount) => {
                let all = std::iter::once(amount).chain(&amount.also).enumerate();
                sums.extend(all.map(|(n, a)| sum(&id, role, n, a)));
                made
            }
            Value::Count(c) => made
                .with(&name, figure(c.value))
                .maybe(&format!("{name}Bound"), (c.bound != Bound::Exact).then(|| c.bound.as_str())),
            Value::Number(n) => made.with(&name, figure(*n)),
            Value::Date(date) => match day(date) {
                Some(day) if e.kind.shape(role) == Shape::Date => made.with(&name, day),
                _ if e.kind.shape(role) == Shape::Date => {
                    made.with(&format!("{name}Words"), date.to_string())
                }
                _ => made.with(&name, date.to_string()),
            },
            Value::Measure(_) | Value::Series(_) => made.with(&name, crate::show::value(value)),
            Value::Code(text) | Value::Text(text) => made.with(&name, text.as_str()),
        };
    }
    sums.insert(0, made);
    sums
}

/// Whom a role names: the entity, if it is known, and the name as it stands in the text.
fn named(made: Entity, property: &str, name: &Name, known: &BTreeSet<String>) -> Entity {
    let id = name.id.as_ref().map(ToString::to_string).filter(|id| known.contains(id));
    made.maybe(property, id).with(&format!("{property}Name"), name.text.as_str())
}

/// A sum of an offer.
fn sum(offer: &str, part: Role, n: usize, amount: &Amount) -> Entity {
    Entity::new("PaySum", hashed("sum", &[offer, part.as_str(), &n.to_string()]))
        .with("offer", offer)
        .with("part", part.as_str())
        .maybe("amount", amount.value.map(figure))
        .maybe("amountLow", amount.low.map(figure))
        .maybe("amountHigh", amount.high.map(figure))
        .with("amountBound", amount.bound.as_str())
        .maybe("amountCurrency", amount.currency.map(|c| c.to_string()))
        .maybe("amountPer", amount.per.map(|p| p.to_string()))
        .with("amountWords", crate::show::amount(amount))
}

fn figure(n: Decimal) -> String {
    n.normalize().to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The properties of each schema of the file.
    fn properties() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
        let mut out: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let (mut schema, mut within) = ("", false);
        for line in SCHEMA.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
            let name = line.trim().trim_end_matches(':');
            match line.len() - line.trim_start().len() {
                0 => (schema, within) = (name, false),
                2 => within = name == "properties",
                4 if within => {
                    out.entry(schema).or_default().insert(name);
                }
                _ => {}
            }
        }
        out
    }

    #[test]
    fn every_role_has_a_property_of_its_own() {
        let properties = properties();
        for kind in [ClaimKind::Move, ClaimKind::Offer, ClaimKind::Payband] {
            let of = &properties[schema(kind).unwrap()];
            for role in kind.roles().iter().copied().chain([Role::By, Role::Channel]) {
                let name = property(role);
                match kind.shape(role) {
                    Shape::Amount => assert!(properties["PaySum"].contains("amount")),
                    Shape::Name => {
                        assert!(
                            of.contains(name.as_str()) && of.contains(format!("{name}Name").as_str()),
                            "{name}"
                        );
                    }
                    Shape::Count => assert!(of.contains(format!("{name}Bound").as_str()), "{name}"),
                    _ => assert!(of.contains(name.as_str()), "{kind} {name}"),
                }
            }
            assert!(["stage", "grade", "fiction", "dateWords"].iter().all(|p| of.contains(p)));
        }
    }
}
