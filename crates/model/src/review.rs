//! What people say of claims and names: judgements, and what takes them back.

use jiff::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::amount::codes;
use crate::{
    Args, Attribution, Claim, ClaimId, ClaimKind, EntityId, JudgementId, Modality, ModelError, Name,
    PublicationId,
};

codes!(
    /// Why a claim is rejected.
    RejectReason, "reason to reject", {
        /// The quote does not say it.
        NotSaid = "not_said",
        /// It is about something else: another field, an example, a question, an advertisement.
        OffTopic = "off_topic",
        /// The wrong people or organisations, beyond mending.
        WrongNames = "wrong_names",
        /// A wrong figure, beyond mending.
        WrongFigure = "wrong_figure",
        /// The text is too damaged to tell.
        Damaged = "damaged",
        /// It must not be kept in view: it says something private of a person.
        Private = "private",
        /// Something else; the words say what.
        Other = "other",
    }
);

/// What a claim says, apart from where it stands.
///
/// In JSON the fields of a claim: `{"kind", "modality", "args", "source", "via", "anonymous"}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Statement {
    /// What it is about.
    pub kind: ClaimKind,
    /// How firmly it is said.
    pub modality: Modality,
    /// Who, what, how much.
    pub args: Args,
    /// To whom it is attributed.
    pub attribution: Attribution,
}

impl Statement {
    /// What a claim says as it stands.
    #[must_use]
    pub fn of(claim: &Claim) -> Self {
        Self {
            kind: claim.kind,
            modality: claim.modality,
            args: claim.args.clone(),
            attribution: claim.attribution.clone(),
        }
    }

    /// Makes a claim say this; its id, its quote and its place stay. Figures that followed from what it said go.
    pub fn apply(&self, claim: &mut Claim) {
        claim.kind = self.kind;
        claim.modality = self.modality;
        claim.args = self.args.clone();
        claim.attribution = self.attribution.clone();
        claim.derived = Args::new();
    }

    /// A claim of its own that says this where another stands, as a split makes it.
    #[must_use]
    pub fn part_of(&self, claim: &Claim) -> Claim {
        let mut part = claim.clone();
        self.apply(&mut part);
        part.id = Claim::content_id(&claim.doc, claim.span, self.kind, &self.args);
        part
    }
}

impl Serialize for Statement {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Out<'a> {
            kind: ClaimKind,
            modality: Modality,
            args: &'a Args,
            source: &'a Option<Name>,
            via: &'a [Name],
            anonymous: bool,
        }
        let Attribution { source, via, anonymous } = &self.attribution;
        Out { kind: self.kind, modality: self.modality, args: &self.args, source, via, anonymous: *anonymous }
            .serialize(s)
    }
}

impl<'de> Deserialize<'de> for Statement {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct In {
            kind: ClaimKind,
            modality: Modality,
            args: serde_json::Map<String, serde_json::Value>,
            #[serde(default)]
            source: Option<Name>,
            #[serde(default)]
            via: Vec<Name>,
            #[serde(default)]
            anonymous: bool,
        }
        let w = In::deserialize(d)?;
        let args = Args::from_json(w.kind, &w.args).map_err(D::Error::custom)?;
        let attribution = Attribution { source: w.source, via: w.via, anonymous: w.anonymous };
        Ok(Self { kind: w.kind, modality: w.modality, args, attribution })
    }
}

/// What a person decided on a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It says what the quote says.
    Accept,
    /// It should say this.
    Mend(Box<Statement>),
    /// It should not be there.
    Reject(RejectReason),
    /// It cannot be told.
    Unsure,
    /// Another claim says the same; this one is one with it.
    Duplicate(ClaimId),
    /// It runs several facts together; these are they.
    Split(Vec<Statement>),
}

impl Decision {
    /// The code as it stands in JSON: `accept`, `mend`, `reject`, `unsure`, `duplicate`, `split`.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Mend(_) => "mend",
            Self::Reject(_) => "reject",
            Self::Unsure => "unsure",
            Self::Duplicate(_) => "duplicate",
            Self::Split(_) => "split",
        }
    }

    /// A code for comparing: two decisions agree where it is equal. What is mended or split agrees where it ends in the
    /// same statements; rejecting agrees for whatever reason.
    #[must_use]
    pub fn answer(&self) -> String {
        let code = self.as_str();
        match self {
            Self::Accept | Self::Reject(_) | Self::Unsure => code.to_owned(),
            Self::Mend(to) => format!("{code} {}", json(to)),
            Self::Duplicate(of) => format!("{code} {of}"),
            Self::Split(into) => {
                let mut parts: Vec<String> = into.iter().map(json).collect();
                parts.sort_unstable();
                format!("{code} [{}]", parts.join(","))
            }
        }
    }

    /// Whether it finds the claim right as it was extracted; nothing where it cannot be told.
    ///
    /// A duplicate is right: it says what its quote says.
    #[must_use]
    pub fn finds_right(&self) -> Option<bool> {
        match self {
            Self::Accept | Self::Duplicate(_) => Some(true),
            Self::Mend(_) | Self::Reject(_) | Self::Split(_) => Some(false),
            Self::Unsure => None,
        }
    }
}

/// One person's word on one claim.
///
/// In JSON one object; what a decision carries stands beside it:
///
/// ```json
/// {"claim": "c_1…", "reviewer": "ana", "at": "2025-07-01T10:00:00Z", "decision": "reject", "reason": "not_said",
///  "words": "the headline only asks", "batch": "july", "random": true, "second": false, "taken_ms": 4200, "seen": 0}
/// ```
///
/// `mend` carries `"corrected"`: a [`Statement`]; `split` carries `"into"`: a list of them; `duplicate` carries `"of"`:
/// the id of the other claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimJudgement {
    /// The claim.
    pub claim: ClaimId,
    /// Who judged: a short name, `ana`.
    pub reviewer: String,
    /// When, by the reviewer's clock.
    pub at: Timestamp,
    /// What was decided.
    pub decision: Decision,
    /// Why, in words; may be empty.
    pub words: String,
    /// The batch it was given out in.
    pub batch: Option<String>,
    /// Whether the claim was drawn at random: only such judgements may bound an error rate.
    pub random: bool,
    /// Whether it was given without sight of what others said, as double annotation asks.
    pub second: bool,
    /// How long the claim was before the eyes, in milliseconds.
    pub taken_ms: Option<u64>,
    /// Place in the log of the latest judgement on this claim that the reviewer had before the eyes; 0 for none.
    pub seen: u64,
}

impl ClaimJudgement {
    /// A judgement with nothing beside the decision.
    #[must_use]
    pub fn new(claim: ClaimId, reviewer: impl Into<String>, at: Timestamp, decision: Decision) -> Self {
        Self {
            claim,
            reviewer: reviewer.into(),
            at,
            decision,
            words: String::new(),
            batch: None,
            random: false,
            second: false,
            taken_ms: None,
            seen: 0,
        }
    }

    /// Its content id.
    #[must_use]
    pub fn id(&self) -> JudgementId {
        JudgementId::of(["claim", &json(self)])
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimWire {
    claim: ClaimId,
    reviewer: String,
    at: Timestamp,
    decision: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<RejectReason>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    corrected: Option<Box<Statement>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<ClaimId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    into: Option<Vec<Statement>>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    words: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    batch: Option<String>,
    #[serde(default)]
    random: bool,
    #[serde(default)]
    second: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    taken_ms: Option<u64>,
    #[serde(default)]
    seen: u64,
}

impl Serialize for ClaimJudgement {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut w = ClaimWire {
            claim: self.claim.clone(),
            reviewer: self.reviewer.clone(),
            at: self.at,
            decision: self.decision.as_str().to_owned(),
            reason: None,
            corrected: None,
            of: None,
            into: None,
            words: self.words.clone(),
            batch: self.batch.clone(),
            random: self.random,
            second: self.second,
            taken_ms: self.taken_ms,
            seen: self.seen,
        };
        match &self.decision {
            Decision::Accept | Decision::Unsure => {}
            Decision::Mend(to) => w.corrected = Some(to.clone()),
            Decision::Reject(why) => w.reason = Some(*why),
            Decision::Duplicate(of) => w.of = Some(of.clone()),
            Decision::Split(into) => w.into = Some(into.clone()),
        }
        w.serialize(s)
    }
}

impl<'de> Deserialize<'de> for ClaimJudgement {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let w = ClaimWire::deserialize(d)?;
        let decision = match (w.decision.as_str(), w.reason, w.corrected, w.of, w.into) {
            ("accept", None, None, None, None) => Decision::Accept,
            ("unsure", None, None, None, None) => Decision::Unsure,
            ("mend", None, Some(to), None, None) => Decision::Mend(to),
            ("reject", Some(why), None, None, None) => Decision::Reject(why),
            ("duplicate", None, None, Some(of), None) => Decision::Duplicate(of),
            ("split", None, None, None, Some(into)) => Decision::Split(into),
            ("accept" | "unsure" | "mend" | "reject" | "duplicate" | "split", ..) => {
                return Err(D::Error::custom(format!(
                    "a decision «{}» with what belongs to another",
                    w.decision
                )));
            }
            _ => {
                let unknown = ModelError::Code { what: "decision", value: w.decision };
                return Err(D::Error::custom(unknown));
            }
        };
        Ok(Self {
            claim: w.claim,
            reviewer: w.reviewer,
            at: w.at,
            decision,
            words: w.words,
            batch: w.batch,
            random: w.random,
            second: w.second,
            taken_ms: w.taken_ms,
            seen: w.seen,
        })
    }
}

codes!(
    /// What can be said of two entities.
    Word, "word on two names", {
        /// They are one.
        Same = "same",
        /// They are two.
        Different = "different",
        /// It cannot be told; takes back what was said before.
        Unsure = "unsure",
    }
);

/// A person's word on whether two entities are one.
///
/// In JSON `{"a", "b", "word", "author", "at", "reason"}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameJudgement {
    /// One entity.
    pub a: EntityId,
    /// The other.
    pub b: EntityId,
    /// What was said.
    pub word: Word,
    /// Who said it.
    pub author: String,
    /// When, by the author's clock.
    pub at: Timestamp,
    /// Why; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl NameJudgement {
    /// Its content id.
    #[must_use]
    pub fn id(&self) -> JudgementId {
        JudgementId::of(["names", &json(self)])
    }

    /// The two entities, the smaller id first.
    #[must_use]
    pub fn pair(&self) -> (&EntityId, &EntityId) {
        if self.a <= self.b { (&self.a, &self.b) } else { (&self.b, &self.a) }
    }
}

/// Takes a judgement back, whichever kind it is; everything is as if it had not been given.
///
/// In JSON `{"judgement", "by", "at", "words"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undo {
    /// The judgement taken back.
    pub judgement: JudgementId,
    /// Who takes it back.
    pub by: String,
    /// When, by their clock.
    pub at: Timestamp,
    /// Why; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// What is public from now on, until the next publication.
///
/// In JSON `{"by", "at", "claims", "report"}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// Who decided.
    pub by: String,
    /// When, by their clock.
    pub at: Timestamp,
    /// The claims that are public, by id; none withdraws everything.
    pub claims: Vec<ClaimId>,
    /// On what grounds: threshold, assertions, error bounds, as the deciding stage printed them.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub report: serde_json::Value,
}

impl Publication {
    /// Its content id.
    #[must_use]
    pub fn id(&self) -> PublicationId {
        PublicationId::of([json(self)])
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Role, Value};

    fn time() -> Timestamp {
        Timestamp::from_second(1_751_364_000).unwrap()
    }

    fn statement() -> Statement {
        let args = Args::new()
            .with(Role::Type, Value::Code("join".into()))
            .with(Role::Person, Value::Name(Name::unresolved("林知遠")))
            .with(Role::To, Value::Name(Name::unresolved("北門科技")));
        let attribution =
            Attribution { source: Some(Name::unresolved("晨汐報")), via: Vec::new(), anonymous: false };
        Statement { kind: ClaimKind::Move, modality: Modality::Reported, args, attribution }
    }

    #[test]
    fn every_decision_reads_back_as_it_was_written() {
        let all = [
            Decision::Accept,
            Decision::Mend(Box::new(statement())),
            Decision::Reject(RejectReason::NotSaid),
            Decision::Unsure,
            Decision::Duplicate(ClaimId::new("c_2")),
            Decision::Split(vec![statement(), statement()]),
        ];
        let mut ids = std::collections::BTreeSet::new();
        for decision in all {
            let mut j = ClaimJudgement::new(ClaimId::new("c_1"), "ana", time(), decision);
            for _ in 0..2 {
                let text = serde_json::to_string(&j).unwrap();
                let back: ClaimJudgement = serde_json::from_str(&text).unwrap();
                assert_eq!(back, j);
                assert_eq!(serde_json::to_string(&back).unwrap(), text);
                assert!(ids.insert(j.id()));
                (j.words, j.batch, j.random, j.second) = ("why".into(), Some("july".into()), true, true);
                (j.taken_ms, j.seen) = (Some(4200), 7);
            }
        }
    }

    #[test]
    fn a_decision_without_what_it_needs_is_refused() {
        let line = |rest: &str| {
            let text = format!(r#"{{"claim":"c","reviewer":"a","at":"2025-07-01T10:00:00Z",{rest}}}"#);
            serde_json::from_str::<ClaimJudgement>(&text)
        };
        assert!(line(r#""decision":"accept""#).is_ok());
        for wrong in [
            r#""decision":"reject""#,
            r#""decision":"mend""#,
            r#""decision":"accept","reason":"not_said""#,
            r#""decision":"perhaps""#,
            r#""decision":"split","of":"c_2""#,
        ] {
            assert!(line(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_part_is_a_claim_of_its_own_in_the_same_place() {
        let claim = Claim::from_json(&serde_json::json!({
            "doc": "a.txt", "kind": "stat", "modality": "asserted", "quote": "…", "span": [0, 3], "args": {},
        }))
        .unwrap();
        let part = statement().part_of(&claim);
        assert_eq!((part.span, &part.quote, part.kind), (claim.span, &claim.quote, ClaimKind::Move));
        assert_ne!(part.id, claim.id);
        assert_eq!(Statement::of(&part), statement());
    }
}
