//! Who stands behind the ids of a page: names per script and the class of thing, for rendering.

use std::collections::{BTreeSet, HashMap};

use tradewire_ledger::{EntityClass, EntityRecord};
use tradewire_model::{Claim, EntityId, Event, Role};

use crate::words::Lang;

/// What sort of thing a name stands for; decides which page its link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// A person.
    Person,
    /// A company, lab, university or a part of one.
    Organisation,
    /// A newspaper, agency, site or channel.
    Outlet,
}

impl Class {
    /// What the name in a role of a claim is, where nothing else is known of it.
    #[must_use]
    pub fn of_role(role: Role, offer: bool) -> Self {
        match role {
            Role::Person | Role::Group | Role::By | Role::LedBy | Role::Speaker => Self::Person,
            Role::To if offer => Self::Person,
            _ => Self::Organisation,
        }
    }
}

/// One person, organisation or outlet with the forms of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// What sort of thing it is.
    pub class: Class,
    /// Canonical name.
    pub name: String,
    /// Form in English, if one is known.
    pub en: Option<String>,
    /// Form in Simplified Chinese.
    pub hans: Option<String>,
    /// Form in Traditional Chinese.
    pub hant: Option<String>,
    /// All other forms on file.
    pub also: Vec<String>,
}

impl Known {
    /// The name in the reader's script, if there is one.
    #[must_use]
    pub fn in_script_of(&self, lang: Lang) -> &str {
        let form = match lang {
            Lang::En => self.en.as_ref(),
            Lang::Hans => self.hans.as_ref().or(self.hant.as_ref()),
            Lang::Hant => self.hant.as_ref().or(self.hans.as_ref()),
        };
        form.unwrap_or(&self.name)
    }

    /// The name in the other script, to stand beside; nothing if it is the same.
    #[must_use]
    pub fn beside(&self, lang: Lang) -> Option<&str> {
        let main = self.in_script_of(lang);
        let other = match lang {
            Lang::En => self.hans.as_ref().or(self.hant.as_ref()),
            _ => self.en.as_ref().or(Some(&self.name)),
        };
        other.map(String::as_str).filter(|o| *o != main)
    }
}

impl From<EntityClass> for Class {
    fn from(class: EntityClass) -> Self {
        match class {
            EntityClass::Person => Self::Person,
            EntityClass::Organisation | EntityClass::Unit => Self::Organisation,
            EntityClass::Outlet => Self::Outlet,
        }
    }
}

impl From<&EntityRecord> for Known {
    fn from(e: &EntityRecord) -> Self {
        let label = |tags: &[&str]| {
            tags.iter()
                .find_map(|t| e.labels.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(t)))
                .map(|l| l.1.clone())
        };
        let hans = label(&["zh-Hans", "zh-CN", "zh"]);
        let hant = label(&["zh-Hant", "zh-Hant-TW", "zh-TW", "zh-Hant-HK", "zh-HK"]);
        let en = label(&["en"]);
        let told = [Some(&e.name), en.as_ref(), hans.as_ref(), hant.as_ref()];
        let also = e.forms.iter().filter(|f| !told.contains(&Some(*f))).cloned().collect();
        Self { class: e.class.into(), name: e.name.clone(), en, hans, hant, also }
    }
}

/// The ids of everybody a claim, an event or a conflict names.
#[derive(Debug, Clone, Default)]
pub struct Wanted(BTreeSet<EntityId>);

impl Wanted {
    /// Adds whom a claim names, its sources among them.
    pub fn claim(&mut self, c: &Claim) {
        let names =
            c.args.iter().flat_map(|(_, v)| v.names()).chain(&c.attribution.source).chain(&c.attribution.via);
        self.0.extend(names.filter_map(|n| n.id.clone()));
    }

    /// Adds whom an event names.
    pub fn event(&mut self, e: &Event) {
        self.0.extend(e.args.iter().flat_map(|(_, v)| v.names()).filter_map(|n| n.id.clone()));
    }

    /// Adds one id.
    pub fn id(&mut self, id: &EntityId) {
        self.0.insert(id.clone());
    }

    /// All of them, each once.
    #[must_use]
    pub fn ids(self) -> Vec<EntityId> {
        self.0.into_iter().collect()
    }
}

/// The entities that a page names.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    known: HashMap<EntityId, Known>,
}

impl Directory {
    /// Adds an entity.
    pub fn add(&mut self, id: EntityId, known: Known) {
        self.known.insert(id, known);
    }

    /// Makes the directory of some entities.
    #[must_use]
    pub fn of(records: &[EntityRecord]) -> Self {
        Self { known: records.iter().map(|r| (r.id.clone(), r.into())).collect() }
    }

    /// What is known of an id.
    #[must_use]
    pub fn get(&self, id: &EntityId) -> Option<&Known> {
        self.known.get(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_in_the_readers_script_with_the_other_beside() {
        let k = Known {
            class: Class::Person,
            name: "Wen Ruo".into(),
            en: None,
            hans: Some("闻若".into()),
            hant: Some("聞若".into()),
            also: vec![],
        };
        assert_eq!((k.in_script_of(Lang::En), k.beside(Lang::En)), ("Wen Ruo", Some("闻若")));
        assert_eq!((k.in_script_of(Lang::Hant), k.beside(Lang::Hant)), ("聞若", Some("Wen Ruo")));
    }
}
