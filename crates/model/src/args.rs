use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::amount::number;
use crate::{Amount, ClaimKind, Count, Date, Measure, ModelError, Name, Role, Shape};

/// One figure of a series.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
pub struct Point {
    /// What time it belongs to: EDTF, or words.
    pub period: String,
    /// The figure.
    pub value: Measure,
}

/// The value of one role.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// A name.
    Name(Name),
    /// Several names that share the role.
    Names(Vec<Name>),
    /// A sum of money.
    Amount(Amount),
    /// A number of people.
    Count(Count),
    /// A plain number.
    Number(Decimal),
    /// A figure with a unit.
    Measure(Measure),
    /// Figures over time.
    Series(Vec<Point>),
    /// A date.
    Date(Date),
    /// A code of a closed list, such as `join`.
    Code(String),
    /// Words of the text.
    Text(String),
}

impl Value {
    /// The names it holds; none for other values.
    #[must_use]
    pub fn names(&self) -> &[Name] {
        match self {
            Self::Name(n) => std::slice::from_ref(n),
            Self::Names(ns) => ns,
            _ => &[],
        }
    }

    /// The names it holds, to change.
    pub fn names_mut(&mut self) -> &mut [Name] {
        match self {
            Self::Name(n) => std::slice::from_mut(n),
            Self::Names(ns) => ns,
            _ => &mut [],
        }
    }

    /// The sum of money, if it is one.
    #[must_use]
    pub fn amount(&self) -> Option<&Amount> {
        match self {
            Self::Amount(a) => Some(a),
            _ => None,
        }
    }

    /// The words or the code, if it is one of these.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Code(s) | Self::Text(s) => Some(s),
            _ => None,
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Name(v) => v.serialize(s),
            Self::Names(v) => v.serialize(s),
            Self::Amount(v) => v.serialize(s),
            Self::Count(v) => v.serialize(s),
            Self::Number(v) => number::serialize(v, s),
            Self::Measure(v) => v.serialize(s),
            Self::Series(v) => v.serialize(s),
            Self::Date(v) => v.serialize(s),
            Self::Code(v) | Self::Text(v) => s.serialize_str(v),
        }
    }
}

/// The arguments of a claim: a value for each role it fills.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Args(BTreeMap<Role, Value>);

impl Args {
    /// No arguments yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a role, whatever was there.
    pub fn set(&mut self, role: Role, value: Value) {
        self.0.insert(role, value);
    }

    /// The same with a role set.
    #[must_use]
    pub fn with(mut self, role: Role, value: Value) -> Self {
        self.set(role, value);
        self
    }

    /// Takes a role out.
    pub fn remove(&mut self, role: Role) -> Option<Value> {
        self.0.remove(&role)
    }

    /// The value of a role.
    #[must_use]
    pub fn get(&self, role: Role) -> Option<&Value> {
        self.0.get(&role)
    }

    /// Whether a role is filled.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.0.contains_key(&role)
    }

    /// The names in a role; none if it is empty.
    #[must_use]
    pub fn names(&self, role: Role) -> &[Name] {
        self.get(role).map_or(&[], Value::names)
    }

    /// The first name in a role.
    #[must_use]
    pub fn name(&self, role: Role) -> Option<&Name> {
        self.names(role).first()
    }

    /// The sum of money in a role.
    #[must_use]
    pub fn amount(&self, role: Role) -> Option<&Amount> {
        self.get(role).and_then(Value::amount)
    }

    /// The code or words in a role.
    #[must_use]
    pub fn text(&self, role: Role) -> Option<&str> {
        self.get(role).and_then(Value::text)
    }

    /// The date.
    #[must_use]
    pub fn date(&self) -> Option<&Date> {
        match self.get(Role::Date) {
            Some(Value::Date(d)) => Some(d),
            _ => None,
        }
    }

    /// All roles with their values, in the order of the contract.
    pub fn iter(&self) -> impl Iterator<Item = (Role, &Value)> {
        self.0.iter().map(|(r, v)| (*r, v))
    }

    /// All roles with their values, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (Role, &mut Value)> {
        self.0.iter_mut().map(|(r, v)| (*r, v))
    }

    /// How many roles are filled.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no role is filled.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads arguments from JSON, as the contract has them; a null is no value.
    ///
    /// # Errors
    /// [`ModelError::Code`] for an unknown role, [`ModelError::Role`] for one the kind does not have,
    /// [`ModelError::Value`] for a value that does not suit its role.
    pub fn from_json(
        kind: ClaimKind,
        json: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<Self, ModelError> {
        let mut args = Self::new();
        for (key, v) in json {
            if v.is_null() {
                continue;
            }
            let role: Role = key.parse()?;
            if !kind.allows(role) {
                return Err(ModelError::Role { kind, role });
            }
            args.set(role, value_from_json(kind, role, v)?);
        }
        Ok(args)
    }
}

impl Serialize for Args {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut m = s.serialize_map(Some(self.0.len()))?;
        for (r, v) in &self.0 {
            m.serialize_entry(r.as_str(), v)?;
        }
        m.end()
    }
}

fn value_from_json(kind: ClaimKind, role: Role, v: &serde_json::Value) -> Result<Value, ModelError> {
    use serde::Deserialize;
    let bad = |expected| ModelError::Value { role, expected, value: v.to_string() };
    Ok(match kind.shape(role) {
        Shape::Name => match v {
            serde_json::Value::Array(items) => Value::Names(
                items
                    .iter()
                    .map(|i| Name::deserialize(i).map_err(|_| bad("a list of names")))
                    .collect::<Result<_, _>>()?,
            ),
            serde_json::Value::String(s) => Value::Name(Name::unresolved(s)),
            _ => Value::Name(Name::deserialize(v).map_err(|_| bad("a name"))?),
        },
        Shape::Amount => Value::Amount(Amount::deserialize(v).map_err(|_| bad("an amount"))?),
        Shape::Count => Value::Count(Count::deserialize(v).map_err(|_| bad("a count"))?),
        Shape::Number => Value::Number(number::deserialize(v).map_err(|_| bad("a number"))?),
        Shape::Measure => Value::Measure(Measure::deserialize(v).map_err(|_| bad("a figure with a unit"))?),
        Shape::Series => Value::Series(Vec::<Point>::deserialize(v).map_err(|_| bad("a list of figures"))?),
        Shape::Date => Value::Date(Date::deserialize(v).map_err(|_| bad("a date"))?),
        Shape::Code => Value::Code(v.as_str().ok_or_else(|| bad("a code"))?.to_owned()),
        Shape::Text => Value::Text(v.as_str().ok_or_else(|| bad("words"))?.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Bound;

    #[test]
    fn roles_read_back_as_they_were_written() {
        let args = Args::new()
            .with(Role::Type, Value::Code("join".into()))
            .with(Role::Group, Value::Name(Name::group("8人")))
            .with(Role::Count, Value::Count(Count { value: Decimal::from(8), bound: Bound::Exact }))
            .with(Role::From, Value::Names(vec![Name::unresolved("OpenAI"), Name::unresolved("xAI")]))
            .with(Role::Date, Value::Date(Date::Month(2025, 6)));
        let json = serde_json::to_value(&args).unwrap();
        assert_eq!(Args::from_json(ClaimKind::Move, json.as_object().unwrap()).unwrap(), args);
        let text = serde_json::to_string(&args).unwrap();
        assert!(
            text.starts_with(r#"{"type":"join","group":{"text":"8人","group":true},"count":{"value":8"#),
            "{text}"
        );
    }

    #[test]
    fn a_role_of_another_kind_is_refused() {
        let json = serde_json::json!({"acquirer": {"text": "Meta"}});
        assert_eq!(
            Args::from_json(ClaimKind::Move, json.as_object().unwrap()),
            Err(ModelError::Role { kind: ClaimKind::Move, role: Role::Acquirer })
        );
        let json = serde_json::json!({"stake_percent": "many"});
        assert!(matches!(
            Args::from_json(ClaimKind::Deal, json.as_object().unwrap()),
            Err(ModelError::Value { role: Role::StakePercent, .. })
        ));
    }
}
