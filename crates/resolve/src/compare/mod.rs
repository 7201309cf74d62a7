//! Compares two names, feature by feature.
//!
//! [`compare`] tells how far two names may be those of one person, organisation or ship, by the names alone; every
//! reason is listed with its weight. Whether two mentions are merged is decided elsewhere, with what surrounds them.

mod block;
mod circumstance;
mod distance;
mod han;
mod han_organisation;
mod japanese;
mod letters;
mod lexicon;
mod married;
mod organisation;
mod person;
mod romanise;
mod spelling;
mod syllabic;
pub mod transcription;
mod words;

pub use block::keys;
pub use circumstance::Circumstance;
pub use words::Reason;

/// What sort of thing two names are names of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Schema {
    /// A person.
    Person,
    /// A company, body or other organisation.
    Organisation,
    /// Person or organisation.
    LegalEntity,
    /// A ship.
    Vessel,
}

impl Schema {
    /// Reads the name of a schema of FollowTheMoney, or our own; nothing else is known.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "person" => Some(Self::Person),
            "company" | "organization" | "organisation" | "publicbody" => Some(Self::Organisation),
            "legalentity" | "thing" => Some(Self::LegalEntity),
            "vessel" | "airplane" | "vehicle" => Some(Self::Vessel),
            _ => None,
        }
    }
}

/// What the names alone say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// One and the same.
    Same,
    /// A person should look.
    Review,
    /// Two different ones.
    Different,
}

impl Verdict {
    /// Score from which two names count as the same.
    pub const SAME: f64 = 0.66;
    /// Score below which they count as different.
    pub const DIFFERENT: f64 = 0.5;

    fn of(score: f64, doubt: bool) -> Self {
        if score < Self::DIFFERENT {
            Self::Different
        } else if score < Self::SAME || doubt {
            Self::Review
        } else {
            Self::Same
        }
    }

    /// The word for it: `same`, `review` or `different`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Review => "review",
            Self::Different => "different",
        }
    }
}

/// How two names compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// 0 to 1.
    pub score: f64,
    /// What follows from it.
    pub verdict: Verdict,
    /// Whether something speaks against merging whatever the score: a word without a partner, another number.
    pub doubt: bool,
    /// The reasons, in the order they were found.
    pub reasons: Vec<Reason>,
}

/// Compares two names.
///
/// ```
/// use tradewire_resolve::compare::{Schema, Verdict, compare};
/// assert_eq!(compare("Sergej Lavrov", "Сергей Лавров", Schema::Person).verdict, Verdict::Same);
/// assert_eq!(compare("Angela Merkel", "Emmanuel Macron", Schema::Person).verdict, Verdict::Different);
/// ```
#[must_use]
pub fn compare(a: &str, b: &str, schema: Schema) -> Comparison {
    let mut reasons = Vec::new();
    let (score, doubt) = weigh(a, b, schema, Some(&mut reasons));
    Comparison { score, verdict: Verdict::of(score, doubt), doubt, reasons }
}

/// The score of [`compare`] without its reasons, for many pairs.
#[must_use]
pub fn score(a: &str, b: &str, schema: Schema) -> f64 {
    weigh(a, b, schema, None).0
}

/// Whether a person's name may be a part of one: a single word, or a transcription without a dot.
///
/// Such a name fits whoever bears it, so it is no evidence where several do.
#[must_use]
pub fn is_partial(name: &str) -> bool {
    if han::has_han(name) {
        han::is_partial(name)
    } else {
        letters::person_words(name).0.iter().filter(|w| w.len() > 1).count() < 2
    }
}

/// The score and the verdict of [`compare`] without its reasons.
#[must_use]
pub fn judge(a: &str, b: &str, schema: Schema) -> (f64, Verdict) {
    let (score, doubt) = weigh(a, b, schema, None);
    (score, Verdict::of(score, doubt))
}

/// The score, and whether something speaks against merging on it whatever the score: a word that differs by more than
/// habits of spelling, a word or number that only one has.
fn weigh(a: &str, b: &str, schema: Schema, mut reasons: Option<&mut Vec<Reason>>) -> (f64, bool) {
    // Brackets and two scripts give further forms: 楊德昌（Edward Yang）, Haoran (Leo) Jiang.
    let several = |n: &str| {
        if n.is_ascii() { n.contains('(') } else { n.contains(['(', '（']) || !in_one_script(n) }
    };
    if schema == Schema::Person && (several(a) || several(b)) {
        let (x, y) = (forms(a), forms(b));
        let mut best = (0.0, false);
        for v in x.iter().take(4) {
            for w in y.iter().take(4) {
                let got = plain(v, w, schema, None);
                if (!got.1, got.0) > (!best.1, best.0) || best.0 <= 0.0 {
                    best = got;
                    if let Some(out) = reasons.as_deref_mut() {
                        out.clear();
                        plain(v, w, schema, Some(out));
                    }
                }
            }
        }
        return best;
    }
    plain(a, b, schema, reasons)
}

/// Whether a name has no Latin word beside Chinese ones; an initial inside a transcription is none.
fn in_one_script(name: &str) -> bool {
    let latin = name.split(|c: char| !c.is_ascii_alphabetic()).any(|w| w.len() > 1);
    !(latin && han::has_han(name))
}

/// The forms of a person's name: what brackets and the other script give, and nicknames inside a Latin name.
fn forms(name: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    if let (Some((head, rest)), false) = (name.split_once('('), han::has_han(name))
        && let Some((nick, tail)) = rest.split_once(')')
        && !head.trim().is_empty()
        && !tail.trim().is_empty()
    {
        // Haoran (Leo) Jiang is Haoran Jiang and Leo Jiang.
        out.push(format!("{} {}", head.trim(), tail.trim()));
        out.push(format!("{} {}", nick.trim(), tail.trim()));
        return out;
    }
    let bracketed = name.contains(['(', '（']);
    for form in if bracketed { crate::surface::read(name).forms } else { vec![name.to_owned()] } {
        if in_one_script(&form) {
            out.push(form);
            continue;
        }
        // 高翊庭 Eric Kao
        let part = |han: bool| -> String {
            let keep =
                |c: &char| crate::sound::is_han(*c) == han && (han || !matches!(c, '(' | ')' | '（' | '）'));
            form.chars().filter(keep).collect::<String>().trim().to_owned()
        };
        out.extend([part(true), part(false)].into_iter().filter(|p| !p.is_empty()));
    }
    if out.is_empty() {
        out.push(name.to_owned());
    }
    out
}

fn plain(a: &str, b: &str, schema: Schema, reasons: Option<&mut Vec<Reason>>) -> (f64, bool) {
    let wide = |(score, doubt): (f32, bool)| (f64::from(score), doubt);
    if han::has_han(a) || han::has_han(b) {
        return wide(match schema {
            Schema::Person => (han::score(a, b, reasons), false),
            Schema::Organisation | Schema::Vessel => (han_organisation::score(a, b, reasons), false),
            Schema::LegalEntity => {
                (han::score(a, b, None).max(han_organisation::score(a, b, reasons)), false)
            }
        });
    }
    let person = |reasons| person::score(&letters::person_words(a), &letters::person_words(b), reasons);
    wide(match schema {
        Schema::Person => person(reasons),
        Schema::Organisation | Schema::Vessel => {
            organisation::score(&letters::words(a).0, &letters::words(b).0, reasons)
        }
        Schema::LegalEntity => {
            let (x, y) = (letters::words(a).0, letters::words(b).0);
            if organisation::looks_like_one(&x) || organisation::looks_like_one(&y) {
                organisation::score(&x, &y, reasons)
            } else {
                person(reasons)
            }
        }
    })
}
