use std::collections::HashSet;

use serde::Deserialize;

use crate::MentionError;

/// The words of takeover reports, from `rules/mentions/en/takeover.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lists {
    pub(crate) buy: Vec<String>,
    pub(crate) sell: Vec<String>,
    pub(crate) buy_noun: Vec<String>,
    pub(crate) sell_noun: Vec<String>,
    pub(crate) offer: HashSet<String>,
    pub(crate) bought_by: Vec<String>,
    pub(crate) weak: Vec<String>,
    pub(crate) status: Vec<String>,
    pub(crate) shares: Vec<String>,
    pub(crate) currency: HashSet<String>,
    pub(crate) scale: HashSet<String>,
    pub(crate) undisclosed: Vec<String>,
    pub(crate) no_price: HashSet<String>,
    pub(crate) price: Vec<String>,
    pub(crate) per: Vec<String>,
    pub(crate) unit: HashSet<String>,
    pub(crate) skip: HashSet<String>,
    pub(crate) end: HashSet<String>,
    pub(crate) opener: HashSet<String>,
    pub(crate) not_name: HashSet<String>,
    pub(crate) suffix: HashSet<String>,
    pub(crate) led: Vec<String>,
    pub(crate) place: HashSet<String>,
    pub(crate) states: HashSet<String>,
    pub(crate) makes: Vec<String>,
    pub(crate) trade: HashSet<String>,
}

impl Lists {
    pub(crate) fn load() -> Result<Self, MentionError> {
        let file = "en/takeover.toml";
        toml::from_str(crate::rules::text(file)?)
            .map_err(|e| MentionError::File { file: format!("mentions/{file}"), message: e.to_string() })
    }
}
