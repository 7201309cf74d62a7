//! What a query asks for besides its words: `kind:deal stage:denied outlet:Reuters after:2025-07 amount:>1bn`.

use std::fmt;

use tradewire_model::{ClaimKind, Date, Decimal, Stage};
use tradewire_script::fold_str;

use crate::sort_key::sort_key;

/// Conditions on what is found; empty ones ask for nothing.
///
/// Only events have a kind, a stage, a grade and amounts; claims have a kind. So each condition leaves out what it
/// cannot be true of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conditions {
    /// Of this kind.
    pub kind: Option<ClaimKind>,
    /// Come this far.
    pub stage: Option<Stage>,
    /// Source and information at least this good, as in `B2`.
    pub grade: Option<(char, char)>,
    /// Reported by an outlet, or attributed to a source, whose name holds this.
    pub outlet: Option<String>,
    /// Published on this day or later.
    pub after: Option<Date>,
    /// Published on this day or earlier; a month or year counts whole.
    pub before: Option<Date>,
    /// A sum of at least this, in whatever currency.
    pub least: Option<Decimal>,
    /// A sum of at most this.
    pub most: Option<Decimal>,
    /// Invented (`true`) or not.
    pub fiction: Option<bool>,
}

/// A condition that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCondition {
    /// Its name.
    pub name: String,
    /// What is asked of it.
    pub value: String,
    /// What may stand there.
    pub expected: &'static str,
}

impl fmt::Display for BadCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}:{}`: expected {}", self.name, self.value, self.expected)
    }
}

impl std::error::Error for BadCondition {}

impl Conditions {
    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Sets the condition of a name; false if there is none of that name.
    ///
    /// # Errors
    /// What may stand there, for a value that makes no sense.
    pub fn set(&mut self, name: &str, value: &str) -> Result<bool, BadCondition> {
        let bad = |expected| BadCondition { name: name.to_owned(), value: value.to_owned(), expected };
        let folded = fold_str(value);
        match name {
            "kind" => {
                self.kind =
                    Some(folded.parse().map_err(|_| bad("a kind such as move, offer, deal, funding"))?);
            }
            "stage" => {
                let known = "a stage such as rumoured, in_talks, offered, declined, denied, announced, done";
                self.stage = Some(folded.replace([' ', '-'], "_").parse().map_err(|_| bad(known))?);
            }
            "grade" => {
                let mut chars = value.trim().to_ascii_uppercase().chars().collect::<Vec<_>>().into_iter();
                match (chars.next(), chars.next(), chars.next()) {
                    (Some(a @ 'A'..='F'), Some(b @ '1'..='6'), None) => self.grade = Some((a, b)),
                    _ => return Err(bad("a grade from A1 to F6")),
                }
            }
            "outlet" | "source" if !value.trim().is_empty() => self.outlet = Some(value.trim().to_owned()),
            "after" | "since" => {
                self.after = Some(date(value).ok_or_else(|| bad("a date: 2025, 2025-07, 2025-07-01"))?);
            }
            "before" | "until" => {
                self.before = Some(date(value).ok_or_else(|| bad("a date: 2025, 2025-07, 2025-07-01"))?);
            }
            "amount" => {
                let expected = "a sum such as >100m, 1bn..2bn, <=5亿";
                let one = |text: &str| sum(text).ok_or_else(|| bad(expected));
                if let Some((low, high)) = folded.split_once("..") {
                    self.least = (!low.is_empty()).then(|| one(low)).transpose()?;
                    self.most = (!high.is_empty()).then(|| one(high)).transpose()?;
                } else if let Some(low) = folded.strip_prefix(">=").or_else(|| folded.strip_prefix('>')) {
                    self.least = Some(one(low)?);
                } else if let Some(high) = folded.strip_prefix("<=").or_else(|| folded.strip_prefix('<')) {
                    self.most = Some(one(high)?);
                } else {
                    let exact = one(&folded)?;
                    (self.least, self.most) = (Some(exact), Some(exact));
                }
            }
            "fiction" => {
                self.fiction = Some(match folded.as_str() {
                    "yes" | "true" | "only" => true,
                    "no" | "false" => false,
                    _ => return Err(bad("yes or no")),
                });
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Takes the conditions out of a query's words; gives the rest. What only looks like one stays a word.
    #[must_use]
    pub fn take(&self, text: &str) -> (Self, String) {
        let mut out = self.clone();
        let mut rest = String::with_capacity(text.len());
        for word in text.split_whitespace() {
            let split = word.split_once([':', '：']).filter(|(_, v)| !v.is_empty());
            let taken = split.is_some_and(|(n, v)| matches!(out.set(&n.to_ascii_lowercase(), v), Ok(true)));
            if !taken {
                if !rest.is_empty() {
                    rest.push(' ');
                }
                rest.push_str(word);
            }
        }
        (out, rest)
    }

    /// The first and the last day asked for, as texts that sort; empty where open.
    pub(crate) fn days(&self) -> (String, String) {
        let key = |d: &Option<Date>| d.as_ref().map(|d| sort_key(Some(d))).unwrap_or_default();
        let mut last = key(&self.before);
        if !last.is_empty() {
            // Behind every day of a month or a year.
            last.push('~');
        }
        (key(&self.after), last)
    }
}

fn date(text: &str) -> Option<Date> {
    text.parse().ok().filter(|d| !sort_key(Some(d)).is_empty())
}

/// A sum in figures with the unit behind it: `1.5bn`, `200m`, `3亿`, `100,000`.
fn sum(text: &str) -> Option<Decimal> {
    let text: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '$' | '¥' | '€' | '£')).collect();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let figure: Decimal = text[..end].parse().ok()?;
    let unit: u64 = match &text[end..] {
        "" => 1,
        "k" | "千" => 1_000,
        "万" => 10_000,
        "m" | "mn" | "million" | "百万" => 1_000_000,
        "千万" => 10_000_000,
        "亿" => 100_000_000,
        "b" | "bn" | "billion" | "十亿" => 1_000_000_000,
        _ => return None,
    };
    figure.checked_mul(Decimal::from(unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_taken_out_of_the_words() {
        let (c, rest) = Conditions::default()
            .take("Northgate kind:Deal stage:in-talks amount:1.5bn..2億 after:2026-04 names:x 12:30 outlet:《港湾日报》");
        assert_eq!(rest, "Northgate names:x 12:30");
        assert_eq!((c.kind, c.stage), (Some(ClaimKind::Deal), Some(Stage::InTalks)));
        assert_eq!(c.least, Some(Decimal::from(1_500_000_000u64)));
        assert_eq!(c.most, Some(Decimal::from(200_000_000u64)));
        assert_eq!(c.days(), ("2026-04".to_owned(), String::new()));
        let (c, rest) =
            Conditions::default().take("kind:nothing grade:Z9 amount:lots before:2025 amount:>5千万");
        assert_eq!(rest, "kind:nothing grade:Z9 amount:lots");
        assert_eq!((c.days().1.as_str(), c.least), ("2025~", Some(Decimal::from(50_000_000u64))));
        assert!(Conditions::default().take("plain words").0.is_empty());
    }

    #[test]
    fn a_bad_condition_says_what_may_stand_there() {
        let e = Conditions::default().set("amount", "lots").unwrap_err();
        assert_eq!(e.to_string(), "`amount:lots`: expected a sum such as >100m, 1bn..2bn, <=5亿");
    }
}
