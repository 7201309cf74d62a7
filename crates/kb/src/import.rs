//! Entries from FollowTheMoney JSON lines and Wikidata JSON, as TOML of our own form.

use serde::Serialize;
use serde_json::Value;

/// An entry read from elsewhere, to be written as TOML.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Id: kebab-case, from the outside id.
    pub id: String,
    /// Canonical name.
    pub name: String,
    /// `lab`, `government` …; for organisations only, where it could be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// ISO 3166 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// EDTF: when it was read.
    pub as_of: String,
    /// Where it was read.
    pub source: String,
    /// Names by script and region.
    pub names: ImportedNames,
}

/// Names by script and region.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ImportedNames {
    /// Latin.
    pub en: Vec<String>,
    /// Simplified.
    #[serde(rename = "zh-Hans", skip_serializing_if = "Vec::is_empty")]
    pub zh_hans: Vec<String>,
    /// Taiwan.
    #[serde(rename = "zh-Hant-TW", skip_serializing_if = "Vec::is_empty")]
    pub zh_hant_tw: Vec<String>,
    /// Hong Kong.
    #[serde(rename = "zh-Hant-HK", skip_serializing_if = "Vec::is_empty")]
    pub zh_hant_hk: Vec<String>,
    /// Short forms and nicknames.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub short: Vec<String>,
    /// Former names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<String>,
}

/// The file that an import makes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Import {
    /// People.
    #[serde(rename = "person", skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Imported>,
    /// Organisations.
    #[serde(rename = "organisation", skip_serializing_if = "Vec::is_empty")]
    pub organisations: Vec<Imported>,
    /// What was left out: place and reason.
    #[serde(skip)]
    pub rejected: Vec<(usize, String)>,
}

impl Import {
    /// The TOML that `KnowledgeBase::with_files` reads.
    ///
    /// # Errors
    /// What the writer says; it writes every text.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(self)
    }

    /// Reads FollowTheMoney entities, one JSON object a line; other schemata than people and organisations are left out.
    #[must_use]
    pub fn follow_the_money(text: &str, as_of: &str, source: &str) -> Self {
        let mut out = Self::default();
        for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            match serde_json::from_str::<Value>(line) {
                Ok(v) => out.ftm_entity(&v, n + 1, as_of, source),
                Err(e) => out.rejected.push((n + 1, e.to_string())),
            }
        }
        out
    }

    fn ftm_entity(&mut self, v: &Value, line: usize, as_of: &str, source: &str) {
        let person = match v.get("schema").and_then(Value::as_str) {
            Some("Person") => true,
            Some("Company" | "Organization" | "PublicBody" | "LegalEntity") => false,
            other => {
                self.rejected.push((line, format!("schema {}", other.unwrap_or("missing"))));
                return;
            }
        };
        let texts = |key: &str| -> Vec<String> {
            v.pointer(&format!("/properties/{key}"))
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        };
        let mut names = ImportedNames::default();
        for text in texts("name").into_iter().chain(texts("alias")) {
            names.place(&text, None);
        }
        names.short = texts("weakAlias");
        names.former = texts("previousName");
        let country = texts("country").into_iter().chain(texts("jurisdiction")).find(|c| c.len() == 2);
        let id = v.get("id").and_then(Value::as_str).unwrap_or_default();
        let source = texts("sourceUrl").into_iter().next().unwrap_or_else(|| source.to_owned());
        let entry = Imported {
            country: country.filter(|_| !person).map(|c| c.to_ascii_uppercase()),
            as_of: as_of.to_owned(),
            source,
            ..Imported::default()
        };
        self.push(person, &format!("ftm-{id}"), entry, names, line);
    }

    /// Reads Wikidata entities: a dump (an array, one entity a line), JSON lines, or the answer of its API.
    ///
    /// Humans (P31 is Q5) are people, everything else an organisation. Of a person only names are taken.
    #[must_use]
    pub fn wikidata(text: &str, as_of: &str) -> Self {
        let mut out = Self::default();
        if let Ok(whole) = serde_json::from_str::<Value>(text) {
            let list: Vec<&Value> = match (&whole, whole.get("entities")) {
                (_, Some(Value::Object(o))) => o.values().collect(),
                (Value::Array(a), _) => a.iter().collect(),
                _ => vec![&whole],
            };
            for (n, v) in list.into_iter().enumerate() {
                out.wikidata_entity(v, n + 1, as_of);
            }
            return out;
        }
        for (n, line) in text.lines().enumerate() {
            let line = line.trim().trim_end_matches(',');
            if matches!(line, "" | "[" | "]") {
                continue;
            }
            match serde_json::from_str::<Value>(line) {
                Ok(v) => out.wikidata_entity(&v, n + 1, as_of),
                Err(e) => out.rejected.push((n + 1, e.to_string())),
            }
        }
        out
    }

    fn wikidata_entity(&mut self, v: &Value, line: usize, as_of: &str) {
        let Some(id) = v.get("id").and_then(Value::as_str).filter(|i| i.starts_with('Q')) else {
            self.rejected.push((line, "no item".to_owned()));
            return;
        };
        let person = v
            .pointer("/claims/P31")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .any(|c| c.pointer("/mainsnak/datavalue/value/id").and_then(Value::as_str) == Some("Q5"));
        let mut names = ImportedNames::default();
        for language in ["en", "mul", "zh-hans", "zh-cn", "zh", "zh-tw", "zh-hant", "zh-hk"] {
            let label = v.pointer(&format!("/labels/{language}/value")).and_then(Value::as_str);
            let aliases = v.pointer(&format!("/aliases/{language}")).and_then(Value::as_array);
            let aliases = aliases.into_iter().flatten().filter_map(|a| a.get("value")?.as_str());
            for text in label.into_iter().chain(aliases) {
                names.place(text, Some(language));
            }
        }
        let entry = Imported {
            as_of: as_of.to_owned(),
            source: format!("https://www.wikidata.org/wiki/{id}"),
            ..Imported::default()
        };
        self.push(person, &format!("wd-{}", id.to_ascii_lowercase()), entry, names, line);
    }

    fn push(&mut self, person: bool, id: &str, entry: Imported, names: ImportedNames, line: usize) {
        let first = names.en.first().or(names.zh_hans.first()).or(names.zh_hant_tw.first()).cloned();
        let Some(name) = first else {
            self.rejected.push((line, "no name".to_owned()));
            return;
        };
        let id: String = id
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
            .collect();
        let kind = (!person).then(|| "other".to_owned());
        let entry = Imported { id, name, kind, names, ..entry };
        if person { self.people.push(entry) } else { self.organisations.push(entry) }
    }
}

impl ImportedNames {
    /// Files a name by its language, or by its characters where none is given.
    fn place(&mut self, text: &str, language: Option<&str>) {
        let text = text.trim().to_owned();
        let han = text.chars().any(|c| matches!(u32::from(c), 0x3400..=0x9fff));
        let traditional =
            text.chars().any(|c| tradewire_script::variant(c) == tradewire_script::Variant::Traditional);
        let list = match language {
            Some("zh-hk") if han => &mut self.zh_hant_hk,
            Some("zh-tw" | "zh-hant") if han => &mut self.zh_hant_tw,
            _ if han && traditional => &mut self.zh_hant_tw,
            _ if han => &mut self.zh_hans,
            _ if text.chars().any(char::is_alphabetic) => &mut self.en,
            _ => return,
        };
        if !list.contains(&text) {
            list.push(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Class, KnowledgeBase};

    #[test]
    fn follow_the_money_is_read_and_loads() {
        let text = concat!(
            r#"{"id":"NK-1","schema":"Person","properties":{"name":["Ida Quill"],"alias":["奎尔·艾达"],"birthDate":["1980"]}}"#,
            "\n",
            r#"{"id":"NK-2","schema":"Company","properties":{"name":["Quillwork Ltd"],"country":["gb"]}}"#,
            "\n",
            r#"{"id":"NK-3","schema":"Vessel","properties":{"name":["Quill"]}}"#,
            "\nnot json\n",
        );
        let import = Import::follow_the_money(text, "2025-10", "a list");
        assert_eq!((import.people.len(), import.organisations.len(), import.rejected.len()), (1, 1, 2));
        let toml = import.to_toml().unwrap();
        assert!(!toml.contains("1980"), "of a person only names are taken");
        let kb = KnowledgeBase::from_files([("import.toml", toml.as_str())]).unwrap();
        assert_eq!(kb.one(Class::Person, "奎爾·艾達").unwrap().name, "Ida Quill");
        assert_eq!(kb.one(Class::Organisation, "Quillwork Ltd").unwrap().country.as_deref(), Some("GB"));
    }

    #[test]
    fn wikidata_is_read_and_loads() {
        let text = r#"{"entities":{"Q1":{"id":"Q1","labels":{"en":{"value":"Ida Quill"},"zh-tw":{"value":"奎爾"}},
            "aliases":{"en":[{"value":"I. Quill"}]},
            "claims":{"P31":[{"mainsnak":{"datavalue":{"value":{"id":"Q5"}}}}]}}}}"#;
        let import = Import::wikidata(text, "2025-10");
        assert_eq!(import.people[0].names.zh_hant_tw, ["奎爾"]);
        assert_eq!(import.people[0].source, "https://www.wikidata.org/wiki/Q1");
        let toml = import.to_toml().unwrap();
        assert!(
            KnowledgeBase::from_files([("w.toml", toml.as_str())])
                .unwrap()
                .one(Class::Person, "奎尔")
                .is_some()
        );
    }
}
