use serde::{Deserialize, Serialize};

use crate::EntityId;

/// A name as a text has it, and whom it stands for if that is known.
///
/// In JSON `{"text", "name", "id"}`; an unnamed group is `{"text", "group": true}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    /// Surface, as repaired.
    pub text: String,
    /// Canonical name, if resolved.
    pub name: Option<String>,
    /// Entity, if resolved.
    pub id: Option<EntityId>,
    /// Whether this is a group without names, such as «8名研究员».
    pub group: bool,
}

impl Name {
    /// A name that is not resolved yet.
    #[must_use]
    pub fn unresolved(text: impl Into<String>) -> Self {
        Self { text: text.into(), name: None, id: None, group: false }
    }

    /// An unnamed group.
    #[must_use]
    pub fn group(text: impl Into<String>) -> Self {
        Self { text: text.into(), name: None, id: None, group: true }
    }

    /// A name with the entity it stands for.
    #[must_use]
    pub fn resolved(text: impl Into<String>, name: impl Into<String>, id: EntityId) -> Self {
        Self { text: text.into(), name: Some(name.into()), id: Some(id), group: false }
    }

    /// What to show where one word is wanted: the canonical name, else the surface.
    #[must_use]
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.text)
    }
}

#[derive(Serialize, Deserialize)]
struct Wire {
    text: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    id: Option<EntityId>,
    #[serde(default)]
    group: bool,
}

impl Serialize for Name {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        if self.group && self.id.is_none() {
            let mut o = s.serialize_struct("Name", 2)?;
            o.serialize_field("text", &self.text)?;
            o.serialize_field("group", &true)?;
            return o.end();
        }
        let mut o = s.serialize_struct("Name", 4)?;
        o.serialize_field("text", &self.text)?;
        o.serialize_field("name", &self.name)?;
        o.serialize_field("id", &self.id)?;
        if self.group {
            o.serialize_field("group", &true)?;
        }
        o.end()
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let w = Wire::deserialize(d)?;
        Ok(Self { text: w.text, name: w.name, id: w.id, group: w.group })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_form_is_the_contract() {
        let n = Name::resolved("小米", "Xiaomi", EntityId::new("xiaomi"));
        assert_eq!(serde_json::to_string(&n).unwrap(), r#"{"text":"小米","name":"Xiaomi","id":"xiaomi"}"#);
        let open = serde_json::to_string(&Name::unresolved("林知远")).unwrap();
        assert_eq!(open, r#"{"text":"林知远","name":null,"id":null}"#);
        let g = serde_json::to_string(&Name::group("OpenAI员工")).unwrap();
        assert_eq!(g, r#"{"text":"OpenAI员工","group":true}"#);
        assert_eq!(serde_json::from_str::<Name>(&g).unwrap(), Name::group("OpenAI员工"));
    }
}
