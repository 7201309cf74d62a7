use std::borrow::Cow;

use serde::Deserialize;
use tradewire_model::EntityId;

use crate::{Class, Entry, Form, FormTag, KbError};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    organisation: Vec<Record>,
    #[serde(default)]
    unit: Vec<Record>,
    #[serde(default)]
    person: Vec<Record>,
    #[serde(default)]
    outlet: Vec<Record>,
    #[serde(default)]
    journalist: Vec<Journalist>,
    #[serde(default)]
    erased: Vec<Gone>,
}

/// One who must not be known again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Gone {
    pub(crate) salt: String,
    pub(crate) hashes: Vec<String>,
    #[serde(rename = "date")]
    _date: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    id: String,
    name: String,
    #[serde(alias = "class")]
    kind: Option<String>,
    country: Option<String>,
    parent: Option<String>,
    org: Option<String>,
    #[serde(default)]
    orgs: Vec<String>,
    #[serde(default, rename = "lang")]
    _lang: Vec<String>,
    as_of: String,
    source: String,
    #[serde(default)]
    names: Names,
}

/// Somebody who reports on a field for an outlet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Journalist {
    id: String,
    name: String,
    /// Oldest first.
    outlets: Vec<String>,
    beat: String,
    as_of: String,
    source: String,
    #[serde(default)]
    names: Names,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Names {
    #[serde(default)]
    en: Vec<String>,
    #[serde(default, rename = "zh-Hans")]
    zh_hans: Vec<String>,
    #[serde(default, rename = "zh-Hant-TW")]
    zh_hant_tw: Vec<String>,
    #[serde(default, rename = "zh-Hant-HK")]
    zh_hant_hk: Vec<String>,
    #[serde(default)]
    short: Vec<String>,
    #[serde(default)]
    former: Vec<String>,
    #[serde(default)]
    products: Vec<String>,
}

/// Reads the entries of one file, and who is erased.
pub(crate) fn parse(path: &str, text: &str) -> Result<(Vec<Entry>, Vec<Gone>), KbError> {
    let file: File =
        toml::from_str(text).map_err(|e| KbError::Toml { file: path.to_owned(), message: e.to_string() })?;
    let groups = [
        (Class::Organisation, file.organisation),
        (Class::Unit, file.unit),
        (Class::Person, file.person),
        (Class::Outlet, file.outlet),
    ];
    let mut entries: Vec<Entry> = groups
        .into_iter()
        .flat_map(|(class, records)| records.into_iter().map(move |r| entry(path, class, r)))
        .collect();
    for j in file.journalist {
        entries.push(journalist(path, j)?);
    }
    Ok((entries, file.erased))
}

fn journalist(path: &str, j: Journalist) -> Result<Entry, KbError> {
    let lacks =
        |what| KbError::Journalist { file: path.to_owned(), entry: EntityId::new(j.id.clone()), lacks: what };
    if j.outlets.is_empty() {
        return Err(lacks("an outlet"));
    }
    if j.beat.trim().is_empty() {
        return Err(lacks("a beat"));
    }
    Ok(Entry {
        id: EntityId::new(j.id),
        class: Class::Person,
        forms: forms(&j.name, j.names),
        name: j.name,
        kind: Some(Cow::Borrowed("journalist")),
        parent: None,
        affiliations: j.outlets.into_iter().map(EntityId::new).collect(),
        country: None,
        beat: Some(j.beat.into()),
        as_of: j.as_of.into(),
        source: j.source.into(),
        file: path.to_owned().into(),
    })
}

fn entry(path: &str, class: Class, r: Record) -> Entry {
    Entry {
        id: EntityId::new(r.id),
        class,
        forms: forms(&r.name, r.names),
        name: r.name,
        kind: r.kind.map(Cow::Owned),
        parent: r.org.or(r.parent).map(EntityId::new),
        affiliations: r.orgs.into_iter().map(EntityId::new).collect(),
        country: r.country.map(Cow::Owned),
        beat: None,
        as_of: r.as_of.into(),
        source: r.source.into(),
        file: path.to_owned().into(),
    }
}

/// All forms of a name, each text once, the canonical one first.
fn forms(name: &str, n: Names) -> Vec<Form> {
    let lists = [
        (FormTag::En, n.en),
        (FormTag::ZhHans, n.zh_hans),
        (FormTag::ZhHantTw, n.zh_hant_tw),
        (FormTag::ZhHantHk, n.zh_hant_hk),
        (FormTag::Short, n.short),
        (FormTag::Former, n.former),
        (FormTag::Product, n.products),
    ];
    let mut forms = vec![Form { text: name.to_owned(), tag: FormTag::En }];
    for (tag, texts) in lists {
        for text in texts {
            if !text.trim().is_empty() && !forms.iter().any(|f| f.text == text) {
                forms.push(Form { text, tag });
            }
        }
    }
    forms
}
