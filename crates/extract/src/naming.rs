//! What names are made of, loaded from `rules/<lang>/names.toml`.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::ExtractError;
use crate::lexicon::rule_file;

/// Knowledge about Chinese and English names.
pub(crate) struct Naming {
    pub(crate) surnames: HashSet<char>,
    pub(crate) compound_surnames: Vec<String>,
    pub(crate) after_name: HashSet<char>,
    pub(crate) after_org_suffix: HashSet<char>,
    /// Words that begin like a name and are none, by their first character.
    pub(crate) not_names_zh: HashMap<char, Vec<String>>,
    /// First characters of the endings of organisations.
    pub(crate) org_suffix_heads: HashSet<char>,
    pub(crate) transliteration: HashSet<char>,
    pub(crate) org_suffixes_zh: Vec<String>,
    pub(crate) outlet_suffixes_zh: Vec<String>,
    pub(crate) not_names_en: HashSet<String>,
    pub(crate) given_names: HashSet<String>,
    pub(crate) org_suffixes_en: HashSet<String>,
    pub(crate) outlet_suffixes_en: HashSet<String>,
    pub(crate) particles: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Zh {
    surnames: String,
    compound_surnames: Vec<String>,
    after_name: String,
    after_org_suffix: String,
    not_names: Vec<String>,
    transliteration: String,
    org_suffixes: Vec<String>,
    outlet_suffixes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct En {
    not_names: Vec<String>,
    given_names: Vec<String>,
    org_suffixes: Vec<String>,
    outlet_suffixes: Vec<String>,
    particles: Vec<String>,
}

impl Naming {
    /// Loads what ships with the program.
    pub(crate) fn load() -> Result<Self, ExtractError> {
        let toml = |path: &str, e: toml::de::Error| ExtractError::Toml {
            file: path.to_owned(),
            message: e.to_string(),
        };
        let zh: Zh = toml::from_str(rule_file("zh/names.toml")?).map_err(|e| toml("zh/names.toml", e))?;
        let en: En = toml::from_str(rule_file("en/names.toml")?).map_err(|e| toml("en/names.toml", e))?;
        let mut org_suffixes_zh = zh.org_suffixes;
        org_suffixes_zh.sort_by_key(|s| std::cmp::Reverse(s.len()));
        let mut not_names_zh: HashMap<char, Vec<String>> = HashMap::new();
        for w in zh.not_names {
            if let Some(c) = w.chars().next() {
                not_names_zh.entry(c).or_default().push(w);
            }
        }
        Ok(Self {
            surnames: zh.surnames.chars().collect(),
            compound_surnames: zh.compound_surnames,
            after_name: zh.after_name.chars().collect(),
            after_org_suffix: zh.after_org_suffix.chars().collect(),
            not_names_zh,
            org_suffix_heads: org_suffixes_zh.iter().filter_map(|s| s.chars().next()).collect(),
            transliteration: zh.transliteration.chars().collect(),
            org_suffixes_zh,
            outlet_suffixes_zh: zh.outlet_suffixes,
            not_names_en: en.not_names.into_iter().collect(),
            given_names: en.given_names.into_iter().collect(),
            org_suffixes_en: en.org_suffixes.into_iter().collect(),
            outlet_suffixes_en: en.outlet_suffixes.into_iter().collect(),
            particles: en.particles.into_iter().collect(),
        })
    }
}
