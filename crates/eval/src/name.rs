use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Endings that say only what sort of firm it is.
const SUFFIXES: [&str; 11] =
    ["股份有限公司", "有限公司", "公司", "集团", "inc", "corp", "ltd", "llc", "platforms", "labs", "lab"];

/// How much of the longer name the shorter must cover to count as the same.
const COVER: (usize, usize) = (2, 5);

/// Folds a name for comparing: compatibility forms, Simplified, lower case, no accents, letters and digits only.
///
/// ```
/// assert_eq!(tradewire_eval::fold("Société · 龐若鳴"), "societe庞若鸣");
/// ```
#[must_use]
pub fn fold(name: &str) -> String {
    let lower: String = name.nfkc().map(tradewire_script::fold_char).collect();
    lower.nfd().filter(|&c| canonical_combining_class(c) == 0 && c.is_alphanumeric()).collect()
}

/// Which unit counts as which organisation: a name that holds the unit also stands for its parents.
#[derive(Debug, Clone, Default)]
pub struct Units(Vec<(String, Vec<String>)>);

impl Units {
    /// Takes a table of unit and parents, in any script and spelling.
    pub fn new(table: impl IntoIterator<Item = (String, Vec<String>)>) -> Self {
        Self(
            table
                .into_iter()
                .map(|(unit, parents)| (fold(&unit), parents.iter().map(|p| fold(p)).collect()))
                .filter(|(unit, _): &(String, Vec<String>)| !unit.is_empty())
                .collect(),
        )
    }

    /// Reads the JSON object `{unit: [parent, …], …}`.
    ///
    /// # Errors
    /// The parser's message where the text has another form.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        Ok(Self::new(serde_json::from_str::<BTreeMap<String, Vec<String>>>(text)?))
    }

    fn parents<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = &'a String> {
        self.0.iter().filter(move |(unit, _)| folded.contains(unit.as_str())).flat_map(|(_, parents)| parents)
    }
}

/// The folded forms of a name-like value; only gold may offer aliases and bracketed alternatives.
pub(crate) fn forms(value: &Value, gold: bool, units: &Units) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    collect(value, gold, units, &mut out);
    out
}

fn collect(value: &Value, gold: bool, units: &Units, out: &mut BTreeSet<String>) {
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::Array(items) => items.iter().for_each(|v| collect(v, gold, units, out)),
        Value::Object(o) => {
            let keys: &[&str] = if gold {
                &["text", "canonical", "name", "id", "aliases", "gloss"]
            } else {
                &["text", "name", "id"]
            };
            keys.iter().filter_map(|k| o.get(*k)).for_each(|v| collect(v, gold, units, out));
        }
        Value::Number(n) => add(&n.to_string(), units, out),
        Value::String(s) => {
            add(s, units, out);
            if gold {
                s.split(['(', ')', '（', '）', '/']).for_each(|part| add(part, units, out));
            }
        }
    }
}

fn add(part: &str, units: &Units, out: &mut BTreeSet<String>) {
    let folded = fold(part);
    if folded.is_empty() {
        return;
    }
    out.extend(units.parents(&folded).cloned());
    // The longest ending that fits; a name that is nothing else keeps it.
    if let Some(stem) = SUFFIXES.iter().filter_map(|s| folded.strip_suffix(s)).min_by_key(|s| s.len())
        && !stem.is_empty()
    {
        out.insert(stem.to_owned());
    }
    out.insert(folded);
}

/// Whether two sets of forms name the same: one in common, or one that holds another and is not much longer.
pub(crate) fn same(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    if a.intersection(b).next().is_some() {
        return true;
    }
    a.iter().any(|x| {
        b.iter().any(|y| {
            let (long, short) = if x.len() >= y.len() { (x, y) } else { (y, x) };
            if !long.contains(short.as_str()) {
                return false;
            }
            let (l, s) = (long.chars().count(), short.chars().count());
            s >= 2 && s * COVER.1 >= l * COVER.0
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn same_name(gold: &Value, claim: &Value, units: &Units) -> bool {
        same(&forms(gold, true, units), &forms(claim, false, units))
    }

    #[test]
    fn script_case_width_and_company_forms_do_not_matter() {
        let u = Units::default();
        assert!(same_name(&json!("北門科技股份有限公司"), &json!({"text": "北门科技"}), &u));
        assert!(same_name(&json!({"text": "Ｌarkspur Inc."}), &json!({"text": "larkspur"}), &u));
        assert!(!same_name(&json!("北門科技"), &json!("南門科技"), &u));
    }

    #[test]
    fn only_gold_offers_alternatives() {
        let u = Units::default();
        let both = json!("砺石资本(Millstone)");
        assert!(same_name(&both, &json!("Millstone"), &u));
        assert!(!same_name(&json!("Millstone"), &json!("first/second/third/fourth/Millstone"), &u));
        assert!(!same_name(&json!("x1"), &json!({"text": "y", "aliases": ["x1"]}), &u));
    }

    #[test]
    fn a_unit_counts_as_its_parent() {
        let u = Units::from_json(r#"{"skylark": ["Larkspur"]}"#).unwrap();
        assert!(same_name(&json!("Larkspur"), &json!("Skylark team"), &u));
        assert!(!same_name(&json!("Larkspur"), &json!("Skylark team"), &Units::default()));
    }

    #[test]
    fn a_short_part_of_a_long_name_is_another_name() {
        let u = Units::default();
        assert!(same_name(&json!("林知远"), &json!("知远"), &u));
        assert!(!same_name(&json!("an exceedingly long description"), &json!("long"), &u));
    }
}
