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
    let entries = groups
        .into_iter()
        .flat_map(|(class, records)| records.into_iter().map(move |r| entry(path, class, r)))
        .collect();
    Ok((entries, file.erased))
}

fn entry(path: &str, class: Class, r: Record) -> Entry {
    let n = r.names;
    let lists = [
        (FormTag::En, n.en),
        (FormTag::ZhHans, n.zh_hans),
        (FormTag::ZhHantTw, n.zh_hant_tw),
        (FormTag::ZhHantHk, n.zh_hant_hk),
        (FormTag::Short, n.short),
        (FormTag::Former, n.former),
        (FormTag::Product, n.products),
    ];
    let mut forms = vec![Form { text: r.name.clone(), tag: FormTag::En }];
    for (tag, texts) in lists {
        for text in texts {
            if !text.trim().is_empty() && !forms.iter().any(|f| f.text == text) {
                forms.push(Form { text, tag });
            }
        }
    }
    Entry {
        id: EntityId::new(r.id),
        class,
        name: r.name,
        kind: r.kind,
        forms,
        parent: r.org.or(r.parent).map(EntityId::new),
        affiliations: r.orgs.into_iter().map(EntityId::new).collect(),
        country: r.country,
        as_of: r.as_of,
        source: r.source,
        file: path.to_owned(),
    }
}
