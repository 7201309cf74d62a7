use serde::{Deserialize, Serialize};

use crate::amount::codes;
use crate::{Args, ClaimId, ClaimKind, ConflictId, EventId, RawSpan, Role};

/// Points to a claim where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClaimRef {
    /// The claim.
    pub id: ClaimId,
    /// Its document.
    pub doc: String,
    /// Its place in the raw text.
    pub span: RawSpan,
}

codes!(
    /// What part a report plays among the reports of one event.
    ReportRole, "report role", {
        /// First to say it, or saying it from its own knowledge.
        Origin = "origin",
        /// Says it from knowledge of its own after another.
        Confirmation = "confirmation",
        /// Repeats another's report.
        Citation = "citation",
        /// Says it is not so.
        Denial = "denial",
        /// A copy, recap or mention that adds nothing.
        Noise = "noise",
    }
);

/// One report of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The claim.
    pub claim: ClaimId,
    /// Its part.
    pub role: ReportRole,
    /// What to call its origin: reports with one origin count once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The earlier claim it repeats, if one is known: the edges of the chain of reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<ClaimId>,
    /// Where it stands among the reports.
    #[serde(default = "normal", skip_serializing_if = "is_normal")]
    pub rank: Rank,
    /// Why it ranks above or below others; nothing for a normal one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank_reason: Option<String>,
    /// Why it is taken for a report of this event, the weightiest reason first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Reason>,
}

impl Report {
    /// A report of normal rank without more.
    #[must_use]
    pub fn new(claim: ClaimId, role: ReportRole) -> Self {
        Self { claim, role, origin: None, from: None, rank: Rank::Normal, rank_reason: None, why: Vec::new() }
    }

    /// How well the report fits its event: the sum of its reasons, 0 to 1.
    #[must_use]
    pub fn score(&self) -> f64 {
        self.why.iter().map(|r| r.weight).sum::<f64>().clamp(0.0, 1.0)
    }
}

fn normal() -> Rank {
    Rank::Normal
}

fn is_normal(rank: &Rank) -> bool {
    *rank == Rank::Normal
}

/// A reason to take a report for one of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// What was seen, in words.
    pub what: String,
    /// How much it counts, below zero where it speaks against.
    pub weight: f64,
}

codes!(
    /// How far an event has come, in plain words.
    Stage, "stage", {
        /// Hearsay.
        Rumoured = "rumoured",
        /// Parties talk, or one plans.
        InTalks = "in_talks",
        /// An offer is on the table.
        Offered = "offered",
        /// The other side answered with terms of its own.
        Countered = "countered",
        /// Turned down.
        Declined = "declined",
        /// Agreed, not yet carried out.
        Agreed = "agreed",
        /// Made public by a party.
        Announced = "announced",
        /// Carried out.
        Done = "done",
        /// Fell through.
        Collapsed = "collapsed",
        /// Said by a party not to be so.
        Denied = "denied",
        /// A figure or a remark, which has no stages.
        Stated = "stated",
    }
);

codes!(
    /// Reliability of a source (Admiralty system, NATO AJP-2.1).
    SourceGrade, "source grade", {
        /// Completely reliable.
        A = "A",
        /// Usually reliable.
        B = "B",
        /// Fairly reliable.
        C = "C",
        /// Not usually reliable.
        D = "D",
        /// Unreliable.
        E = "E",
        /// Cannot be judged.
        F = "F",
    }
);

codes!(
    /// Credibility of information, judged apart from its source (Admiralty system).
    InformationGrade, "information grade", {
        /// Confirmed by other sources.
        Confirmed = "1",
        /// Probably true.
        Probable = "2",
        /// Possibly true.
        Possible = "3",
        /// Doubtful.
        Doubtful = "4",
        /// Improbable.
        Improbable = "5",
        /// Cannot be judged.
        Unjudged = "6",
    }
);

/// Source A–F and information 1–6, judged apart; printed as `B2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Grade {
    /// The best source.
    pub source: SourceGrade,
    /// The information.
    pub information: InformationGrade,
}

impl std::fmt::Display for Grade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.source, self.information)
    }
}
impl Serialize for Grade {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Grade {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let bad = || serde::de::Error::custom(format!("«{text}» is not a grade such as B2"));
        let (a, b) = text.split_at_checked(1).ok_or_else(bad)?;
        Ok(Self { source: a.parse().map_err(|_| bad())?, information: b.parse().map_err(|_| bad())? })
    }
}

codes!(
    /// Which statement the ledger puts first (the ranks of Wikidata).
    Rank, "rank", {
        /// Best known.
        Preferred = "preferred",
        /// Stands.
        Normal = "normal",
        /// Known to be wrong or outdated; kept.
        Deprecated = "deprecated",
    }
);

/// One real event, gathered from the claims about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// Content id.
    pub id: EventId,
    /// Kind of its claims.
    pub kind: ClaimKind,
    /// The claims, by document and place.
    pub claims: Vec<ClaimRef>,
    /// What holds of it, as far as the reports agree.
    pub args: Args,
    /// How far it has come.
    pub stage: Stage,
    /// How far it can be trusted.
    pub grade: Grade,
    /// The part each report plays.
    pub reports: Vec<Report>,
}

impl Event {
    /// Reports with a part.
    pub fn reports_as(&self, role: ReportRole) -> impl Iterator<Item = &Report> {
        self.reports.iter().filter(move |r| r.role == role)
    }

    /// Reads an event as `events` prints it.
    ///
    /// # Errors
    /// A message that names the field that is missing or wrong.
    pub fn from_json(json: &serde_json::Value) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Wire {
            id: EventId,
            kind: ClaimKind,
            claims: Vec<ClaimRef>,
            args: serde_json::Map<String, serde_json::Value>,
            stage: Stage,
            grade: Grade,
            reports: Vec<Report>,
        }
        let w = Wire::deserialize(json).map_err(|e| e.to_string())?;
        let args = Args::from_json(w.kind, &w.args).map_err(|e| e.to_string())?;
        Ok(Self {
            id: w.id,
            kind: w.kind,
            claims: w.claims,
            args,
            stage: w.stage,
            grade: w.grade,
            reports: w.reports,
        })
    }
}

codes!(
    /// What reports disagree on.
    ConflictKind, "conflict kind", {
        /// A sum or figure.
        Value = "value",
        /// Who or what it is called.
        Name = "name",
        /// When.
        Date = "date",
        /// How many.
        Count = "count",
        /// What the figure measures: a bonus here, a salary there.
        Unit = "unit",
        /// What time the figure covers.
        Period = "period",
    }
);

/// One side of a conflict: a value and the claims that give it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// The value in plain words: `USD 14.3e9`, `汪滔`.
    pub value: String,
    /// The claims that give it.
    pub claims: Vec<ClaimRef>,
    /// How many origins stand behind it; copies count once.
    pub origins: usize,
}

/// An open disagreement: nothing is averaged, no side is dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Content id.
    pub id: ConflictId,
    /// What it is about.
    pub kind: ConflictKind,
    /// The event it is within, if one.
    pub event: Option<EventId>,
    /// The role that differs.
    pub role: Role,
    /// The sides, best supported first.
    pub sides: Vec<Side>,
    /// Why this counts as a conflict, in a sentence.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_is_two_signs() {
        let g = Grade { source: SourceGrade::B, information: InformationGrade::Probable };
        assert_eq!(serde_json::to_string(&g).unwrap(), r#""B2""#);
        assert_eq!(serde_json::from_str::<Grade>(r#""B2""#).unwrap(), g);
        assert!(serde_json::from_str::<Grade>(r#""G9""#).is_err());
        assert!(serde_json::from_str::<Grade>(r#""""#).is_err());
    }
}
