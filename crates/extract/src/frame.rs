//! Frames: a trigger with slots, as `rules/frames/*.toml` writes them.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Deserialize;
use tradewire_model::{ClaimKind, Role, RuleId};

use crate::ExtractError;
use crate::class::Class;

/// Where in the clause a slot looks for its filler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Who does it: subject of an active clause, the phrase after 被 or by in a passive one.
    Subject,
    /// What it is done to: object of an active clause, 把-phrase, subject of a passive one.
    Object,
    /// The phrase after 把 or 将.
    Ba,
    /// The phrase after a marker.
    Marked(Class),
    /// The nearest sum of money in the sentence.
    Near,
    /// The nearest phrase on the left, whatever its part in the clause.
    Left,
    /// Whose it is: the phrase just before a noun, joined by 的 or 's or by nothing.
    Owner,
    /// Whom it is done to win: object of a verb that says what for, as in 为挖走某人开出 and «offered millions to lure Ada».
    Purpose,
    /// Whom the text speaks of, where the sentence names no organisation.
    Topic,
}

/// What a place must hold, or what of it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    /// A person.
    Person,
    /// An organisation or unit.
    Org,
    /// An English firm without a name: «a London hedge fund», «start-ups».
    Firm,
    /// A group without names.
    Group,
    /// A role.
    Role,
    /// A sum of money.
    Amount,
    /// A unit's name.
    Unit,
}

/// What of the phrase is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Take {
    /// The phrase itself.
    Whole,
    /// The organisation in its description.
    Org,
    /// The role in its description.
    Role,
}

/// One way to fill a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) place: Place,
    pub(crate) wants: Vec<Want>,
    pub(crate) take: Take,
    /// As written, for derivations.
    pub(crate) text: String,
}

/// A slot: a role and the ways to fill it, first that fits.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    pub(crate) role: Role,
    pub(crate) ways: Vec<Way>,
}

/// Something a frame must have, any of the alternatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Need(pub(crate) Vec<Needed>);

/// One alternative of a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needed {
    /// A role is filled.
    Role(Role),
    /// A word for an offer stands in the sentence: 报价, package.
    OfferWord,
    /// A word for people who are hired stands in the sentence.
    Talent,
    /// A court or a judge stands in the sentence.
    Court,
    /// Something that firms and people quarrel over stands in the sentence: trade secrets, a non-compete.
    Grievance,
    /// A share in a firm is told: 51%股权.
    Stake,
}

/// What is done with the slots after they are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Finish {
    /// Sorts the sums of an offer into total, sign-on, annual, first year.
    Package,
    /// Stake, kind of deal.
    Deal,
    /// Round and investors.
    Funding,
    /// Basis.
    Valuation,
    /// Low, high, population.
    Payband,
    /// Count of people approached.
    Approach,
    /// Name and leader of a unit.
    Unit,
}

impl Frame {
    /// Whether its claims are moves of one of these types.
    pub(crate) fn is(&self, types: &[&str]) -> bool {
        self.set.iter().any(|(role, code)| *role == Role::Type && types.contains(&code.as_str()))
    }

    /// Whether the frame speaks of a post: no claim without the role that somebody takes.
    pub(crate) fn need_role_after(&self) -> bool {
        self.needs.iter().any(|n| n.0 == [Needed::Role(Role::RoleAfter)])
    }
}

/// An example of a frame, run as a test.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "examples are run by the tests"))]
pub(crate) struct Example {
    /// A sentence or two.
    pub(crate) text: String,
    /// Each expected claim as `type person=… from=…`; empty in counter-examples.
    #[serde(default)]
    pub(crate) claims: Vec<String>,
}

/// A frame, compiled.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) id: RuleId,
    pub(crate) kind: ClaimKind,
    /// Codes that every claim of the frame bears.
    pub(crate) set: Vec<(Role, String)>,
    pub(crate) slots: Vec<Slot>,
    pub(crate) needs: Vec<Need>,
    pub(crate) finish: Option<Finish>,
    /// Frames that win where both fit the same words.
    pub(crate) yields_to: Vec<RuleId>,
    /// `from` only counts where the description says former.
    pub(crate) former_only: bool,
    /// Whoever does it takes the seat that another leaves: organisation and role come from there.
    pub(crate) succession: bool,
    /// English forms that do not tell it, though its verbs have them: «following».
    pub(crate) not: Vec<String>,
    /// Words of which one stands behind the verb in its clause: «bring back», «bring Ada aboard».
    pub(crate) beside: Vec<String>,
    /// Words of which one stands somewhere in the sentence: «the layoffs at Northgate affect 150 people».
    pub(crate) with: Vec<String>,
    /// Its words tell too many other things for the models to be asked about them: 如, 例如.
    pub(crate) rules_only: bool,
    pub(crate) zh: Vec<String>,
    pub(crate) en: Vec<String>,
    pub(crate) en_noun: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "run by the tests"))]
    pub(crate) examples: Vec<Example>,
    #[cfg_attr(not(test), expect(dead_code, reason = "run by the tests"))]
    pub(crate) counters: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    frame: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    id: String,
    kind: ClaimKind,
    #[serde(default)]
    set: BTreeMap<String, String>,
    #[serde(default)]
    zh: Vec<String>,
    #[serde(default)]
    en: Vec<String>,
    #[serde(default)]
    en_noun: Vec<String>,
    slots: Slots,
    #[serde(default)]
    example: Vec<Example>,
    #[serde(default)]
    counter: Vec<Example>,
}

#[derive(Deserialize)]
struct Slots {
    #[serde(default)]
    need: Vec<String>,
    finish: Option<Finish>,
    #[serde(default)]
    yields_to: Vec<String>,
    #[serde(default)]
    former_only: bool,
    #[serde(default)]
    succession: bool,
    #[serde(default)]
    not: Vec<String>,
    #[serde(default)]
    beside: Vec<String>,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    rules_only: bool,
    #[serde(flatten)]
    slots: BTreeMap<String, Vec<String>>,
}

/// Reads the frames of one file.
pub(crate) fn parse(file: &str, text: &str) -> Result<Vec<Frame>, ExtractError> {
    let parsed: File = toml::from_str(text)
        .map_err(|e| ExtractError::Toml { file: file.to_owned(), message: e.to_string() })?;
    parsed.frame.into_iter().map(|r| compile(file, r)).collect()
}

fn compile(file: &str, r: Record) -> Result<Frame, ExtractError> {
    let bad = |message: String| ExtractError::Rule { file: file.to_owned(), rule: r.id.clone(), message };
    if r.zh.is_empty() && r.en.is_empty() && r.en_noun.is_empty() {
        return Err(bad("no trigger: give zh, en or en_noun".into()));
    }
    if r.example.is_empty() {
        return Err(bad("no example: add a [[frame.example]] with text and claims".into()));
    }
    let role = |text: &str| Role::from_str(text).map_err(|e| bad(e.to_string()));
    let mut set = Vec::new();
    for (k, v) in &r.set {
        set.push((role(k)?, v.clone()));
    }
    let mut slots = Vec::new();
    for (k, ways) in &r.slots.slots {
        let ways = ways.iter().map(|w| way(w).map_err(&bad)).collect::<Result<Vec<_>, _>>()?;
        let role = role(k)?;
        // Amounts of offers and bands are sorted out by their finish.
        if !r.kind.allows(role) && !(role == Role::Amount && r.slots.finish.is_some()) {
            return Err(bad(format!("claims of kind {} have no role {role}", r.kind)));
        }
        slots.push(Slot { role, ways });
    }
    // Those at the heart of the clause choose first.
    slots.sort_by_key(|s| {
        let people = s.ways.iter().any(|w| w.wants.contains(&Want::Person) && !w.wants.contains(&Want::Org));
        match s.role {
            Role::From => 3,
            Role::RoleBefore | Role::RoleAfter => 4,
            _ if people => 0,
            Role::Target | Role::Company | Role::Defendant => 1,
            _ => 2,
        }
    });
    let needs = r
        .slots
        .need
        .iter()
        .map(|n| {
            n.split('|')
                .map(|x| match x {
                    "offerword" => Ok(Needed::OfferWord),
                    "talent" => Ok(Needed::Talent),
                    "court" => Ok(Needed::Court),
                    "grievance" => Ok(Needed::Grievance),
                    "stake" => Ok(Needed::Stake),
                    x => role(x).map(Needed::Role),
                })
                .collect::<Result<Vec<_>, _>>()
                .map(Need)
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Frame {
        kind: r.kind,
        set,
        slots,
        needs,
        finish: r.slots.finish,
        yields_to: r.slots.yields_to.iter().map(RuleId::new).collect(),
        former_only: r.slots.former_only,
        succession: r.slots.succession,
        not: r.slots.not,
        beside: r.slots.beside,
        with: r.slots.with,
        rules_only: r.slots.rules_only,
        id: RuleId::new(r.id),
        zh: r.zh,
        en: r.en,
        en_noun: r.en_noun,
        examples: r.example,
        counters: r.counter,
    })
}

/// Reads `object:person|group`, `@from:org`, `subject.role`.
fn way(text: &str) -> Result<Way, String> {
    let (place, rest, take) = if let Some((p, w)) = text.split_once(':') {
        (p, w, Take::Whole)
    } else if let Some((p, t)) = text.split_once('.') {
        match t {
            "org" => (p, "org", Take::Org),
            "role" => (p, "role", Take::Role),
            _ => return Err(format!("«{text}»: after the dot stands org or role")),
        }
    } else {
        return Err(format!("«{text}»: write place:type, such as subject:org or @from:org"));
    };
    let place = match place {
        "subject" | "agent" => Place::Subject,
        "object" => Place::Object,
        "ba" => Place::Ba,
        "near" => Place::Near,
        "left" => Place::Left,
        "owner" => Place::Owner,
        "purpose" => Place::Purpose,
        "topic" => Place::Topic,
        m => match m.strip_prefix('@').and_then(Class::parse) {
            Some(c) => Place::Marked(c),
            None => {
                return Err(format!(
                    "«{text}»: place is subject, object, ba, near, left, owner, purpose, topic or @marker"
                ));
            }
        },
    };
    let wants = rest
        .split('|')
        .map(|w| match w {
            "person" => Ok(Want::Person),
            "org" => Ok(Want::Org),
            "firm" => Ok(Want::Firm),
            "group" => Ok(Want::Group),
            "role" => Ok(Want::Role),
            "amount" => Ok(Want::Amount),
            "unit" => Ok(Want::Unit),
            _ => Err(format!("«{text}»: type is person, org, firm, group, role, amount or unit")),
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Way { place, wants, take, text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use tradewire_kb::KnowledgeBase;
    use tradewire_model::{Claim, Value};
    use tradewire_read::{Input, Limits, read};

    use super::*;
    use crate::Extractor;

    /// `join person=林知远 from=云杉智能`: the first word is the kind, or the type of a move; values run to the next key.
    fn expected(line: &str) -> (String, Vec<(String, String)>) {
        let mut words = line.split(' ');
        let head = words.next().unwrap().to_owned();
        let mut pairs: Vec<(String, String)> = Vec::new();
        for w in words {
            match w.split_once('=') {
                Some((k, v)) if Role::from_str(k).is_ok() => pairs.push((k.to_owned(), v.to_owned())),
                _ => {
                    let last = pairs.last_mut().expect("a value before any key");
                    last.1.push(' ');
                    last.1.push_str(w);
                }
            }
        }
        (head, pairs)
    }

    fn holds(value: &Value, text: &str) -> bool {
        match value {
            Value::Name(n) => n.text == text,
            Value::Names(ns) => ns.iter().any(|n| n.text == text),
            Value::Amount(a) => a.magnitude().is_some_and(|m| m.normalize().to_string() == text),
            Value::Count(c) => c.value.normalize().to_string() == text,
            Value::Number(n) => n.normalize().to_string() == text,
            Value::Date(d) => d.to_string() == text,
            Value::Code(s) | Value::Text(s) => s == text,
            Value::Measure(_) | Value::Series(_) => false,
        }
    }

    fn fits(claim: &Claim, kind: ClaimKind, head: &str, pairs: &[(String, String)]) -> bool {
        claim.kind == kind
            && (head == kind.as_str() || claim.args.text(Role::Type) == Some(head))
            && pairs.iter().all(|(k, v)| claim.args.get(k.parse().unwrap()).is_some_and(|x| holds(x, v)))
    }

    #[test]
    fn every_example_of_every_frame_holds() {
        let kb = KnowledgeBase::builtin().unwrap();
        // What frames say, without the models that speak beside them.
        let extractor = Extractor::new(kb).unwrap().by_rules_alone();
        let claims = |text: &str| {
            let doc = read(&Input::new("example.txt", text.as_bytes()), &Limits::default()).unwrap();
            extractor.extract(&doc)
        };
        let mut wrong = Vec::new();
        for f in &extractor.lexicon.frames {
            for e in &f.examples {
                assert!(!e.claims.is_empty(), "{}: an example without claims is a counter-example", f.id);
                let found = claims(&e.text);
                for line in &e.claims {
                    let (head, pairs) = expected(line);
                    if !found.iter().any(|c| fits(c, f.kind, &head, &pairs)) {
                        let got: Vec<String> = found
                            .iter()
                            .map(|c| format!("{} {}", c.kind, serde_json::to_string(&c.args).unwrap()))
                            .collect();
                        wrong.push(format!("{}: «{}» lacks {line}; found {got:#?}", f.id, e.text));
                    }
                }
                let same_kind = found.iter().filter(|c| c.kind == f.kind).count();
                if same_kind > e.claims.len() {
                    wrong.push(format!("{}: «{}» gives {same_kind} claims of kind {}", f.id, e.text, f.kind));
                }
            }
            for e in &f.counters {
                let found = claims(&e.text);
                if let Some(c) = found.iter().find(|c| c.kind == f.kind) {
                    wrong.push(format!(
                        "{}: «{}» must give nothing, gives {}",
                        f.id,
                        e.text,
                        serde_json::to_string(&c.args).unwrap()
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "{} examples fail:\n{}", wrong.len(), wrong.join("\n"));
    }
}
