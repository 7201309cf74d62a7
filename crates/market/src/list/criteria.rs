//! What counts and how much, from a file.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tradewire_model::Currency;

use super::words::{LEXICON, first};
use crate::Measure;

/// Most criteria of a list.
pub const MOST_CRITERIA: usize = 20;
/// Most words of a criterion, and longest word in characters.
const MOST_WORDS: (usize, usize) = (200, 80);

/// Why a file of criteria cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ListError {
    /// It is no TOML, or has a field that no list has.
    #[error("line {line}: {message}")]
    Syntax {
        /// Line, from one.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A field that cannot be taken as it stands.
    #[error("criterion «{id}»: {problem}")]
    Criterion {
        /// Which one.
        id: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Something nobody is ranked by.
    #[error(
        "criterion «{id}» asks for «{word}»: nobody is ranked by age, family, health, home, visa, origin, belief or sex"
    )]
    Refused {
        /// Which one.
        id: String,
        /// The word.
        word: String,
    },
    /// None, or too many.
    #[error("{0} criteria; give 1 to 20 of them, each as [[criterion]]")]
    Count(usize),
}

/// A list's criteria.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Criteria {
    /// What to call the list.
    pub name: String,
    /// What it is for.
    pub note: Option<String>,
    /// What counts.
    pub criteria: Vec<Criterion>,
}

/// One thing that counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Criterion {
    /// Short name, unique in its list.
    pub id: String,
    /// What to call it.
    pub label: String,
    /// How much it counts beside the others.
    pub weight: f64,
    /// What is asked.
    pub test: Test,
}

/// What a criterion asks of the evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Test {
    /// Was at one of these labs; with `all`, the share of them.
    Lab {
        /// Ids or names.
        labs: Vec<String>,
        /// Whether each counts.
        all: bool,
    },
    /// Led a team: a role, a unit, a founding.
    Led {
        /// Words of roles.
        words: Vec<String>,
    },
    /// Has a degree that a sentence about them names.
    Degree {
        /// Words.
        words: Vec<String>,
    },
    /// Had a part in work that a sentence about them names; `full` of the words are everything.
    Work {
        /// Words: names of models, papers, products.
        words: Vec<String>,
        /// So many count as one.
        full: u32,
    },
    /// Was in the news lately: half as much for every `half_life_months` since.
    Recency {
        /// Months in which it halves.
        half_life_months: f64,
    },
    /// Moved: `full` settled moves are everything.
    Moves {
        /// So many count as one.
        full: u32,
    },
    /// Was offered: `full` is everything; sums of other currencies or measures do not count.
    Offer {
        /// The sum that counts as one.
        full: Decimal,
        /// Its currency.
        currency: Currency,
        /// Which sum.
        measure: Measure,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    note: Option<String>,
    #[serde(default)]
    criterion: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    #[serde(default)]
    label: Option<String>,
    kind: String,
    weight: f64,
    labs: Option<Vec<String>>,
    all: Option<bool>,
    words: Option<Vec<String>>,
    full: Option<toml::Value>,
    half_life_months: Option<f64>,
    currency: Option<String>,
    measure: Option<String>,
}

impl Criteria {
    /// Reads criteria from TOML.
    ///
    /// # Errors
    /// What is wrong, with its place.
    ///
    /// ```
    /// use tradewire_market::list::Criteria;
    /// let c = Criteria::from_toml("[[criterion]]\nid = 'lead'\nkind = 'led'\nweight = 2").unwrap();
    /// assert_eq!(c.criteria[0].label, "lead");
    /// assert!(Criteria::from_toml("[[criterion]]\nid = 'x'\nkind = 'degree'\nwords = ['nationality']\nweight = 1").is_err());
    /// ```
    pub fn from_toml(text: &str) -> Result<Self, ListError> {
        let file: File = toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            let line = text.get(..at).map_or(1, |t| t.matches('\n').count() + 1);
            ListError::Syntax { line, message: e.message().to_owned() }
        })?;
        if file.criterion.is_empty() || file.criterion.len() > MOST_CRITERIA {
            return Err(ListError::Count(file.criterion.len()));
        }
        let mut criteria: Vec<Criterion> = Vec::new();
        for row in file.criterion {
            let c = criterion(row)?;
            if criteria.iter().any(|o| o.id == c.id) {
                return Err(wrong(&c.id, "stands there twice"));
            }
            criteria.push(c);
        }
        if criteria.iter().all(|c| c.weight <= 0.0) {
            return Err(wrong(&criteria[0].id, "all weights are nothing"));
        }
        Ok(Self { name: file.name.unwrap_or_else(|| "list".to_owned()), note: file.note, criteria })
    }
}

fn wrong(id: &str, problem: impl Into<String>) -> ListError {
    ListError::Criterion { id: id.chars().take(60).collect(), problem: problem.into() }
}

fn words(id: &str, given: Option<Vec<String>>, usual: &[String]) -> Result<Vec<String>, ListError> {
    let all = given.unwrap_or_else(|| usual.to_vec());
    let sound = |w: &String| !w.trim().is_empty() && w.chars().count() <= MOST_WORDS.1;
    if all.is_empty() || all.len() > MOST_WORDS.0 || !all.iter().all(sound) {
        return Err(wrong(id, "give 1 to 200 words of at most 80 characters"));
    }
    Ok(all)
}

fn criterion(row: Row) -> Result<Criterion, ListError> {
    let id = row.id.trim().to_owned();
    if id.is_empty()
        || id.len() > 40
        || !id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    {
        return Err(wrong(&row.id, "an id is 1 to 40 letters, digits, - and _"));
    }
    if !(row.weight.is_finite() && (0.0..=1e6).contains(&row.weight)) {
        return Err(wrong(&id, "a weight is a number from 0 to 1000000"));
    }
    // What is asked for in its own words must not be what nobody is ranked by.
    let own: Vec<&String> = row.words.iter().flatten().chain(row.label.as_ref()).chain([&row.id]).collect();
    for text in own {
        if let Some(word) = first(&text.replace(['-', '_'], " "), &LEXICON.refused) {
            return Err(ListError::Refused { id, word: word.clone() });
        }
    }
    let whole = |v: Option<toml::Value>, usual: u32| match v {
        None => Ok(usual),
        Some(toml::Value::Integer(n)) => u32::try_from(n).ok().filter(|n| (1..=1000).contains(n)).ok_or(()),
        Some(_) => Err(()),
    };
    let known: &[&str] = match row.kind.as_str() {
        "lab" => &["labs", "all"],
        "led" | "degree" => &["words"],
        "work" => &["words", "full"],
        "recency" => &["half_life_months"],
        "moves" => &["full"],
        "offer" => &["full", "currency", "measure"],
        other => {
            let kinds = "lab, led, degree, work, recency, moves, offer";
            return Err(wrong(&id, format!("«{other}» is no kind; kinds are {kinds}")));
        }
    };
    let given = [
        ("labs", row.labs.is_some()),
        ("all", row.all.is_some()),
        ("words", row.words.is_some()),
        ("full", row.full.is_some()),
        ("half_life_months", row.half_life_months.is_some()),
        ("currency", row.currency.is_some()),
        ("measure", row.measure.is_some()),
    ];
    if let Some((field, _)) = given.iter().find(|(f, there)| *there && !known.contains(f)) {
        return Err(wrong(&id, format!("a criterion of kind {} has no {field}", row.kind)));
    }
    let full_words = "full is a whole number from 1 to 1000";
    let test = match row.kind.as_str() {
        "lab" => {
            let labs = words(&id, row.labs, &[])?;
            Test::Lab { labs, all: row.all.unwrap_or(false) }
        }
        "led" => Test::Led { words: words(&id, row.words, &LEXICON.lead)? },
        "degree" => Test::Degree { words: words(&id, row.words, &LEXICON.degree)? },
        "work" => Test::Work {
            words: words(&id, row.words, &[])?,
            full: whole(row.full, 1).map_err(|()| wrong(&id, full_words))?,
        },
        "recency" => {
            let half = row.half_life_months.unwrap_or(12.0);
            if !(0.1..=1200.0).contains(&half) {
                return Err(wrong(&id, "half_life_months is a number from 0.1 to 1200"));
            }
            Test::Recency { half_life_months: half }
        }
        "moves" => Test::Moves { full: whole(row.full, 3).map_err(|()| wrong(&id, full_words))? },
        _ => offer(&id, row.full, row.currency, row.measure)?,
    };
    let label = row.label.filter(|l| !l.trim().is_empty()).unwrap_or_else(|| id.clone());
    Ok(Criterion { label: label.chars().take(80).collect(), id, weight: row.weight, test })
}

fn offer(
    id: &str,
    full: Option<toml::Value>,
    currency: Option<String>,
    measure: Option<String>,
) -> Result<Test, ListError> {
    let text = match full {
        Some(toml::Value::String(s)) => s,
        Some(toml::Value::Integer(n)) => n.to_string(),
        _ => return Err(wrong(id, "full is the sum that counts as everything, such as \"100M\"")),
    };
    let full = crate::sum::parse(&text).filter(|d| *d > Decimal::ZERO);
    let full = full.ok_or_else(|| wrong(id, format!("«{text}» is no sum such as \"100M\"")))?;
    let code = currency.unwrap_or_else(|| "USD".to_owned());
    let currency = code.parse().map_err(|_| wrong(id, format!("«{code}» is no currency code")))?;
    let name = measure.unwrap_or_else(|| "total".to_owned());
    let measure = Measure::ALL.into_iter().find(|m| m.as_str() == name);
    let measure = measure.ok_or_else(|| wrong(id, "a measure is total, annual, sign_on or first_year"))?;
    Ok(Test::Offer { full, currency, measure })
}
