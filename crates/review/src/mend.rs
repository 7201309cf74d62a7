//! What a person types, as a corrected statement.

use serde_json::{Map, Value as Json};
use tradewire_model::{Args, Attribution, ClaimKind, MoveType, Name, Role, Shape, Statement, Value};
use tradewire_quantity::{Context, Kind, recognise};

/// What is wrong with the words of a correction.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MendError {
    /// A piece that is no `role=value`.
    #[error("«{0}» is no correction; write role=value, as in to=Meta; several are parted by ;")]
    Form(String),
    /// A field that no claim of this kind has.
    #[error(
        "a claim of kind {kind} has no {field}; it has {roles}, and kind, modality, source, via, anonymous"
    )]
    Field {
        /// Its kind.
        kind: ClaimKind,
        /// The field asked.
        field: String,
        /// What there is.
        roles: String,
    },
    /// A value that the field cannot hold.
    #[error("{field}: «{value}» is not {expected}")]
    Value {
        /// The field.
        field: String,
        /// What was typed.
        value: String,
        /// What it holds.
        expected: &'static str,
    },
    /// A value that the text does not hold.
    #[error("{field}: «{value}» does not stand in the text")]
    NotInText {
        /// The field.
        field: String,
        /// What was given for it.
        value: String,
    },
    /// Nothing differs from before.
    #[error("that changes nothing")]
    Nothing,
    /// Fewer than two parts.
    #[error(
        "a split gives two claims or more: parts are parted by |, as in person=A | person=B, or a role with a list is named"
    )]
    Whole,
}

/// Makes a statement say what a person typed: `role=value`, several parted by `;`.
///
/// A name is typed as it should stand (several parted by `,` or `、`), an amount as a text would have it (`up to $100
/// million a year`, `143亿美元`), a date as EDTF; `role=` takes a role out. `kind`, `modality`, `source`, `via` and
/// `anonymous` are corrected likewise. A value in JSON is taken as the contract of claims has it.
///
/// # Errors
/// [`MendError`] says which piece is wrong and what would be right.
pub fn mend(statement: &Statement, words: &str) -> Result<Statement, MendError> {
    let mut out = statement.clone();
    for piece in words.split(';').map(str::trim).filter(|p| !p.is_empty()) {
        let (field, value) = piece.split_once('=').ok_or_else(|| MendError::Form(piece.to_owned()))?;
        one(&mut out, field.trim(), value.trim())?;
    }
    if out == *statement { Err(MendError::Nothing) } else { Ok(out) }
}

/// Splits a statement as a person typed it: corrections as [`mend`] reads them, parted by `|`, one for each part; or the
/// name of a role that holds several names, for one part each.
///
/// # Errors
/// As [`mend`]; [`MendError::Whole`] where fewer than two parts come out.
pub fn split(statement: &Statement, words: &str) -> Result<Vec<Statement>, MendError> {
    if let Ok(role) = words.trim().parse::<Role>() {
        let names = statement.args.names(role);
        if names.len() < 2 {
            return Err(MendError::Whole);
        }
        let part = |n: &Name| {
            let args = statement.args.clone().with(role, Value::Name(n.clone()));
            Statement { args, ..statement.clone() }
        };
        return Ok(names.iter().map(part).collect());
    }
    let mut parts: Vec<Statement> = Vec::new();
    for piece in words.split('|').map(str::trim) {
        let part = match mend(statement, piece) {
            Err(MendError::Nothing) => statement.clone(),
            other => other?,
        };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    if parts.len() < 2 { Err(MendError::Whole) } else { Ok(parts) }
}

/// Corrects one field of a statement, as [`mend`] reads it: a role, `kind`, `modality`, `source`, `via`, `anonymous`. An
/// empty value takes a role out.
///
/// # Errors
/// As [`mend`]; the statement stays as it was.
pub fn correct(statement: &mut Statement, field: &str, value: &str) -> Result<(), MendError> {
    one(statement, field, value)
}

fn one(s: &mut Statement, field: &str, value: &str) -> Result<(), MendError> {
    let wrong = |expected| MendError::Value { field: field.to_owned(), value: value.to_owned(), expected };
    match field {
        "kind" => {
            let kind: ClaimKind = value.parse().map_err(|_| wrong("a kind of claim"))?;
            let fits = |role: Role| kind.allows(role) && kind.shape(role) == s.kind.shape(role);
            let gone: Vec<Role> = s.args.iter().map(|(r, _)| r).filter(|r| !fits(*r)).collect();
            for role in gone {
                s.args.remove(role);
            }
            s.kind = kind;
        }
        "modality" => {
            s.modality = value
                .parse()
                .map_err(|_| wrong("a modality: denied, declined, rumoured, planned, reported, asserted"))?;
        }
        "source" => {
            s.attribution.source =
                Some(value).filter(|v| !v.is_empty() && *v != "none").map(Name::unresolved);
        }
        "via" => s.attribution.via = names(value),
        "anonymous" => {
            s.attribution.anonymous = match value {
                "yes" | "true" => true,
                "no" | "false" | "" => false,
                _ => return Err(wrong("yes or no")),
            };
            if s.attribution.anonymous {
                s.attribution = Attribution { source: None, ..s.attribution.clone() };
            }
        }
        _ => {
            let role = field.parse::<Role>().ok().filter(|r| s.kind.allows(*r)).ok_or_else(|| {
                let roles: Vec<&str> = s.kind.roles().iter().map(|r| r.as_str()).collect();
                MendError::Field { kind: s.kind, field: field.to_owned(), roles: roles.join(", ") + ", date" }
            })?;
            if value.is_empty() {
                s.args.remove(role);
            } else {
                let read = read(s.kind, role, value).map_err(wrong)?;
                s.args.set(role, read);
            }
        }
    }
    Ok(())
}

fn names(value: &str) -> Vec<Name> {
    value.split([',', '、', '，']).map(str::trim).filter(|n| !n.is_empty()).map(Name::unresolved).collect()
}

/// Reads the value of a role.
pub(crate) fn read(kind: ClaimKind, role: Role, value: &str) -> Result<Value, &'static str> {
    let json = |v: Json, expected| {
        let args = Args::from_json(kind, &Map::from_iter([(role.as_str().to_owned(), v)]));
        args.ok().and_then(|mut a| a.remove(role)).ok_or(expected)
    };
    if value.starts_with(['{', '[', '"'])
        && let Ok(v) = serde_json::from_str(value)
    {
        return json(v, "what this role holds");
    }
    let words = || Json::String(value.to_owned());
    // A bare number is one in any shape that holds numbers.
    let number = || serde_json::from_str::<serde_json::Number>(value).ok();
    let found = || recognise(value, &Context::default());
    match kind.shape(role) {
        Shape::Name => {
            let mut all = names(value);
            match (all.len(), role) {
                (1, Role::Group) => Ok(Value::Name(Name::group(value))),
                (1, _) => all.pop().map(Value::Name).ok_or("a name"),
                (0, _) => Err("a name"),
                _ => Ok(Value::Names(all)),
            }
        }
        Shape::Amount => {
            let sum = found().into_iter().find_map(|q| q.money().map(|m| m.amount.clone()));
            match sum {
                Some(amount) => Ok(Value::Amount(amount)),
                None => Err("a sum of money, such as $14.3 billion or 143亿美元"),
            }
        }
        Shape::Count => {
            let counted = found().into_iter().find_map(|q| match q.kind {
                Kind::Count(c) => Some(Value::Count(c.count)),
                _ => None,
            });
            match (number(), counted) {
                (Some(n), _) => json(serde_json::json!({"value": n, "bound": "exact"}), "a number of people"),
                (None, Some(c)) => Ok(c),
                (None, None) => Err("a number of people"),
            }
        }
        Shape::Number => match number() {
            Some(n) => json(Json::Number(n), "a number"),
            None => Err("a number"),
        },
        Shape::Date => match value.parse() {
            Ok(date) => Ok(Value::Date(date)),
            Err(_) => Err("a date such as 2025-07-01 or 2025-07"),
        },
        Shape::Code
            if kind == ClaimKind::Move && role == Role::Type && value.parse::<MoveType>().is_err() =>
        {
            Err("a type of move: join, leave, return, found, promotion, transfer, retire, dismissed, layoff")
        }
        Shape::Code => json(words(), "a code"),
        Shape::Text => json(words(), "words"),
        Shape::Measure => {
            Err("a figure with a unit, in JSON: {\"value\": 3, \"unit\": \"people\", \"bound\": \"exact\"}")
        }
        Shape::Series => Err("a list of figures, in JSON"),
    }
}

#[cfg(test)]
mod tests {
    use tradewire_model::{Bound, Decimal, Modality};

    use super::*;

    fn join() -> Statement {
        let people = vec![Name::unresolved("林知遠"), Name::unresolved("Quillon Marchbanks")];
        let args = Args::new()
            .with(Role::Type, Value::Code(MoveType::Join.to_string()))
            .with(Role::Person, Value::Names(people))
            .with(Role::To, Value::Name(Name::unresolved("北門科技")));
        Statement {
            kind: ClaimKind::Move,
            modality: Modality::Asserted,
            args,
            attribution: Attribution::default(),
        }
    }

    #[test]
    fn what_is_typed_is_what_it_says() {
        let s = mend(
            &join(),
            "person=林知遠; to=Orrery AI; from=北門科技; date=2025-07; modality=denied; source=晨汐報",
        )
        .unwrap();
        assert_eq!(s.args.name(Role::Person), Some(&Name::unresolved("林知遠")));
        assert_eq!(s.args.name(Role::To).unwrap().text, "Orrery AI");
        assert_eq!(s.args.date().unwrap().to_string(), "2025-07");
        assert_eq!((s.modality, s.attribution.source.unwrap().text.as_str()), (Modality::Denied, "晨汐報"));
        assert!(!mend(&join(), "to=").unwrap().args.has(Role::To));
        let deal = mend(&join(), "kind=deal; acquirer=北門科技; amount=up to $1.5 billion; stake_percent=49")
            .unwrap();
        assert!(!deal.args.has(Role::Person), "a deal has no person");
        let amount = deal.args.amount(Role::Amount).unwrap();
        assert_eq!((amount.value, amount.bound), (Some(Decimal::from(1_500_000_000u64)), Bound::UpTo));
        let json = mend(&join(), r#"to={"text": "Meta Platforms, Inc."}; anonymous=yes"#).unwrap();
        assert_eq!(json.args.name(Role::To).unwrap().text, "Meta Platforms, Inc.");
        assert!(json.attribution.anonymous);
    }

    #[test]
    fn what_cannot_be_said_is_refused_with_what_can() {
        let wrong = |words: &str| mend(&join(), words).unwrap_err().to_string();
        assert!(wrong("to").contains("role=value"));
        assert!(wrong("acquirer=X").contains("role_after"), "{}", wrong("acquirer=X"));
        assert!(wrong("modality=perhaps").contains("rumoured"));
        assert!(wrong("date=soon").contains("2025-07-01"));
        assert!(wrong("kind=deal; amount=much").contains("sum of money"));
        assert_eq!(mend(&join(), "type=join"), Err(MendError::Nothing));
    }

    #[test]
    fn a_list_or_typed_parts_split_a_claim() {
        let each = split(&join(), "person").unwrap();
        assert_eq!(each.len(), 2);
        assert!(each.iter().all(|s| s.args.names(Role::Person).len() == 1));
        let typed = split(&join(), "person=林知遠 | person=Quillon Marchbanks; to=Orrery AI").unwrap();
        assert_eq!(typed[1].args.name(Role::To).unwrap().text, "Orrery AI");
        for whole in ["to", "person=A", "", "person=A | person=A"] {
            assert_eq!(split(&join(), whole), Err(MendError::Whole), "{whole}");
        }
    }
}
