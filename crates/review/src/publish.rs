//! What public views hold, and what the error of it is known to be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tradewire_model::{ClaimId, ClaimKind, Grade, InformationGrade, RuleId, SourceGrade};

use crate::checker::worded;
use crate::{Rate, Verdict, upper_bound};

/// What a settled judgement says of a claim as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdicts {
    /// Right as it stands (a mended claim is right in its mended form).
    Accepted,
    /// Wrong: it is not published.
    Rejected,
}

/// A claim that could be published.
///
/// `decision` and `audit` are two things: the decision comes from the queue and says whether it is published; the
/// audit is the judgement of a claim of the random share, made without sight of the decision, and is what error rates
/// are counted from.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The claim.
    pub id: ClaimId,
    /// Its kind.
    pub kind: ClaimKind,
    /// BCP 47 of its text.
    pub language: String,
    /// The rule that made it.
    pub rule: RuleId,
    /// Calibrated confidence, 0 to 1.
    pub confidence: f64,
    /// What the checker says, if it was asked.
    pub verdict: Option<Verdict>,
    /// What people settled on in the queue; nothing while open or disputed.
    pub decision: Option<Verdicts>,
    /// Whether it waits in the queue: an open case with another reason than chance.
    pub waiting: bool,
    /// Whether it names a person.
    pub names_person: bool,
    /// Grade of its event, if it has one.
    pub grade: Option<Grade>,
    /// Whether it was drawn at random.
    pub random: bool,
    /// Of the random share: what the audit settled on; nothing while open.
    pub audit: Option<Verdicts>,
}

/// What publishing goes by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Least calibrated confidence without a person's word.
    pub threshold: f64,
    /// From this grade on, claims about named persons wait for a person.
    pub waits_from: Grade,
    /// Least number of claims that make a publication.
    pub min_published: usize,
    /// Least number of audited claims behind its error rate.
    pub min_audited: u64,
    /// Least number of audited claims of a group for the group's rate to be said.
    pub min_group: u64,
    /// Largest share of claims that wait for a person.
    pub max_unresolved: f64,
    /// Largest upper bound of the error rate.
    pub max_error: f64,
    /// Confidence of all bounds.
    pub confidence: f64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            threshold: 0.9,
            waits_from: Grade { source: SourceGrade::C, information: InformationGrade::Possible },
            min_published: 1,
            min_audited: 100,
            min_group: 30,
            max_unresolved: 0.2,
            max_error: 0.05,
            confidence: 0.95,
        }
    }
}

worded!(
    /// Why a claim is published, waits, or is withheld.
    Why {
        /// A person accepted it.
        Accepted = "accepted": "accepted by a person", "已由人工接受", "已由人工接受";
        /// It is sure enough.
        Confident = "confident": "confidence above the threshold", "置信度高于阈值", "置信度高於門檻";
        /// A person rejected it.
        Rejected = "rejected": "rejected by a person", "已被人工拒绝", "已被人工拒絕";
        /// The audit found it wrong.
        AuditRejected = "audit_rejected": "found wrong in the random share", "抽查发现有误", "抽查發現有誤";
        /// It is not sure enough.
        BelowThreshold = "below_threshold": "confidence below the threshold", "置信度低于阈值", "置信度低於門檻";
        /// The checker contradicts it.
        Disagreement = "disagreement": "the checker disagrees and no person has decided", "校验器不同意，且尚无人裁定", "校驗器不同意，且尚無人裁定";
        /// It names a person and its grade is low.
        NamedPerson = "named_person": "names a person and is graded low", "涉及具名人物且评级低", "涉及具名人物且評級低";
        /// It lies in the queue.
        InQueue = "in_queue": "waits for a person", "等待人工审阅", "等待人工審閱";
    }
);

/// What becomes of one claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "standing", content = "why")]
pub enum Standing {
    /// Public views hold it.
    Published(Why),
    /// A person must look at it first.
    Waits(Why),
    /// It is not published.
    Withheld(Why),
}

/// An error rate as it may be said.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum ErrorRate {
    /// Too few were audited.
    Insufficient {
        /// How many were.
        audited: u64,
        /// How many it takes.
        needed: u64,
    },
    /// Counted, with its exact interval.
    Known {
        /// Errors among the audited.
        rate: Rate,
        /// One-sided: at most that, at the policy's confidence.
        at_most: f64,
    },
}

/// A group of claims with its error rate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// What the claims share: `kind`, `language` or `rule`.
    pub by: &'static str,
    /// The kind, language or rule.
    pub value: String,
    /// Claims published.
    pub published: usize,
    /// Error rate of what is published.
    pub error: ErrorRate,
    /// Error rate of everything extracted, before any check or person.
    pub extracted: ErrorRate,
}

/// Why nothing may be published now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "assertion")]
pub enum Refusal {
    /// A number of the policy makes no sense.
    Policy {
        /// Which.
        field: &'static str,
    },
    /// Too few claims would be published.
    TooFew {
        /// How many.
        published: usize,
        /// How many it takes.
        needed: usize,
    },
    /// Too many wait for a person.
    Unresolved {
        /// Their share, 0 to 1.
        share: f64,
        /// The largest allowed.
        at_most: f64,
    },
    /// Too few of the random share were audited.
    TooFewAudited {
        /// How many.
        audited: u64,
        /// How many it takes.
        needed: u64,
    },
    /// The error may be larger than allowed.
    ErrorBound {
        /// Upper bound of the error rate.
        bound: f64,
        /// The largest allowed.
        at_most: f64,
        /// Audited claims without a further error that would bring the bound down, if any number does.
        more_sound_audits: Option<u64>,
    },
}

impl Refusal {
    /// The reason in words for a person.
    #[must_use]
    pub fn words(&self, language: crate::Language) -> String {
        use crate::Language::{En, ZhHans, ZhHant};
        let percent = |x: f64| format!("{:.2} %", x * 100.0);
        match self {
            Self::Policy { field } => match language {
                En => format!("the policy's {field} makes no sense"),
                ZhHans => format!("策略中的 {field} 不合理"),
                ZhHant => format!("策略中的 {field} 不合理"),
            },
            Self::TooFew { published, needed } => match language {
                En => format!("{published} claims would be published; it takes {needed}"),
                ZhHans => format!("可发布的条目只有 {published} 条，至少需要 {needed} 条"),
                ZhHant => format!("可發布的條目只有 {published} 條，至少需要 {needed} 條"),
            },
            Self::Unresolved { share, at_most } => {
                let (s, m) = (percent(*share), percent(*at_most));
                match language {
                    En => format!("{s} of the claims wait for a person; {m} are allowed"),
                    ZhHans => format!("有 {s} 的条目等待人工审阅，上限为 {m}"),
                    ZhHant => format!("有 {s} 的條目等待人工審閱，上限為 {m}"),
                }
            }
            Self::TooFewAudited { audited, needed } => match language {
                En => format!("{audited} claims of the random share were audited; it takes {needed}"),
                ZhHans => format!("随机抽样中已审核 {audited} 条，至少需要 {needed} 条"),
                ZhHant => format!("隨機抽樣中已審核 {audited} 條，至少需要 {needed} 條"),
            },
            Self::ErrorBound { bound, at_most, more_sound_audits } => {
                let (b, m) = (percent(*bound), percent(*at_most));
                let more = more_sound_audits.map_or(String::new(), |n| match language {
                    En => format!("; {n} more audited claims without an error would show it"),
                    ZhHans => format!("；再审核 {n} 条且无误即可达到"),
                    ZhHant => format!("；再審核 {n} 條且無誤即可達到"),
                });
                match language {
                    En => format!("the error rate may be as high as {b}; {m} are allowed{more}"),
                    ZhHans => format!("错误率可能高达 {b}，上限为 {m}{more}"),
                    ZhHant => format!("錯誤率可能高達 {b}，上限為 {m}{more}"),
                }
            }
        }
    }
}

/// What publishing decides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decided {
    /// What becomes of each claim.
    pub standings: BTreeMap<ClaimId, Standing>,
    /// How many are published.
    pub published: usize,
    /// How many wait for a person.
    pub waiting: usize,
    /// Error rate of what is published, all together.
    pub error: ErrorRate,
    /// Error rate of everything extracted.
    pub extracted: ErrorRate,
    /// The same per kind, language and rule.
    pub groups: Vec<Group>,
    /// Why it must not go out; empty where it may.
    pub refusals: Vec<Refusal>,
}

impl Decided {
    /// Whether it may go out.
    #[must_use]
    pub fn may_go_out(&self) -> bool {
        self.refusals.is_empty()
    }
}

/// Decides what public views hold, and whether the figures bear it.
///
/// Error rates are counted from the random share alone. The rate of what is published takes the claims that would be
/// published without their audit, and counts those that the audit found wrong; these are then withheld, so the rate
/// is that of the published claims which nobody audited.
#[must_use]
pub fn publish(claims: &[Candidate], policy: &Policy) -> Decided {
    let mut standings = BTreeMap::new();
    let mut tally: BTreeMap<(&'static str, String), Tally> = BTreeMap::new();
    let mut all = Tally::default();
    let mut waiting = 0;
    for c in claims {
        let before = standing(c, policy);
        let after = match (before, c.audit) {
            (Standing::Published(_), Some(Verdicts::Rejected)) => Standing::Withheld(Why::AuditRejected),
            _ => before,
        };
        waiting += usize::from(matches!(after, Standing::Waits(_)));
        all.count(c, before, after);
        for key in [
            ("kind", c.kind.as_str().to_owned()),
            ("language", c.language.clone()),
            ("rule", c.rule.as_str().to_owned()),
        ] {
            tally.entry(key).or_default().count(c, before, after);
        }
        standings.insert(c.id.clone(), after);
    }
    let groups = tally
        .into_iter()
        .map(|((by, value), t)| Group {
            by,
            value,
            published: t.published,
            error: t.going_out.rate(policy.min_group, policy.confidence),
            extracted: t.extracted.rate(policy.min_group, policy.confidence),
        })
        .collect();
    let refusals = refusals(&all, waiting, standings.len(), policy);
    Decided {
        standings,
        published: all.published,
        waiting,
        error: all.going_out.rate(policy.min_audited, policy.confidence),
        extracted: all.extracted.rate(policy.min_audited, policy.confidence),
        groups,
        refusals,
    }
}

/// Whether a grade is at least as good as the limit on both counts and better on one; what is better on one count and
/// worse on the other is not.
fn better(grade: Grade, limit: Grade) -> bool {
    grade.source <= limit.source && grade.information <= limit.information && grade != limit
}

/// What becomes of a claim, its audit aside.
fn standing(c: &Candidate, p: &Policy) -> Standing {
    match c.decision {
        Some(Verdicts::Rejected) => return Standing::Withheld(Why::Rejected),
        Some(Verdicts::Accepted) => return Standing::Published(Why::Accepted),
        None => {}
    }
    // A claim whose event nobody graded is graded as low as can be.
    if c.names_person && !c.grade.is_some_and(|g| better(g, p.waits_from)) {
        return Standing::Waits(Why::NamedPerson);
    }
    if c.verdict == Some(Verdict::Disagree) {
        return Standing::Waits(Why::Disagreement);
    }
    if c.waiting {
        return Standing::Waits(Why::InQueue);
    }
    // A confidence that is no number is below every threshold.
    if c.confidence >= p.threshold {
        Standing::Published(Why::Confident)
    } else {
        Standing::Withheld(Why::BelowThreshold)
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Audited {
    wrong: u64,
    n: u64,
}

impl Audited {
    fn add(&mut self, audit: Verdicts) {
        self.n += 1;
        self.wrong += u64::from(audit == Verdicts::Rejected);
    }

    fn rate(self, needed: u64, confidence: f64) -> ErrorRate {
        let known = || {
            let rate = Rate::of(self.wrong, self.n, confidence)?;
            Some(ErrorRate::Known { rate, at_most: upper_bound(self.wrong, self.n, confidence)? })
        };
        let few = ErrorRate::Insufficient { audited: self.n, needed };
        if self.n < needed { few } else { known().unwrap_or(few) }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    published: usize,
    going_out: Audited,
    extracted: Audited,
}

impl Tally {
    fn count(&mut self, c: &Candidate, before: Standing, after: Standing) {
        self.published += usize::from(matches!(after, Standing::Published(_)));
        if let Some(audit) = c.audit.filter(|_| c.random) {
            self.extracted.add(audit);
            if matches!(before, Standing::Published(_)) {
                self.going_out.add(audit);
            }
        }
    }
}

fn refusals(all: &Tally, waiting: usize, claims: usize, p: &Policy) -> Vec<Refusal> {
    let within = |x: f64| (0.0..=1.0).contains(&x);
    let mut out = Vec::new();
    for (field, sound) in [
        ("threshold", within(p.threshold)),
        ("max_unresolved", within(p.max_unresolved)),
        ("max_error", p.max_error > 0.0 && p.max_error <= 1.0),
        ("confidence", p.confidence > 0.0 && p.confidence < 1.0),
    ] {
        if !sound {
            out.push(Refusal::Policy { field });
        }
    }
    if all.published < p.min_published {
        out.push(Refusal::TooFew { published: all.published, needed: p.min_published });
    }
    let share = if claims == 0 { 0.0 } else { waiting as f64 / claims as f64 };
    if share > p.max_unresolved {
        out.push(Refusal::Unresolved { share, at_most: p.max_unresolved });
    }
    let a = all.going_out;
    if a.n < p.min_audited {
        out.push(Refusal::TooFewAudited { audited: a.n, needed: p.min_audited });
    } else if let Some(bound) = upper_bound(a.wrong, a.n, p.confidence).filter(|b| *b > p.max_error) {
        let more_sound_audits = more_needed(a, p);
        out.push(Refusal::ErrorBound { bound, at_most: p.max_error, more_sound_audits });
    }
    out
}

/// How many more sound audits bring the bound down to what is allowed; nothing within ten million.
fn more_needed(a: Audited, p: &Policy) -> Option<u64> {
    let enough = |more: u64| upper_bound(a.wrong, a.n + more, p.confidence).is_some_and(|b| b <= p.max_error);
    let (mut low, mut high) = (0u64, 10_000_000u64);
    if !enough(high) {
        return None;
    }
    while low < high {
        let mid = u64::midpoint(low, high);
        if enough(mid) {
            high = mid;
        } else {
            low = mid + 1;
        }
    }
    Some(low)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn claim(id: usize) -> Candidate {
        Candidate {
            id: ClaimId::of([id.to_string()]),
            kind: ClaimKind::Move,
            language: "en".into(),
            rule: RuleId::new("move.join"),
            confidence: 0.95,
            verdict: Some(Verdict::Agree),
            decision: None,
            waiting: false,
            names_person: false,
            grade: None,
            random: false,
            audit: None,
        }
    }

    fn of(c: &Candidate) -> Standing {
        publish(std::slice::from_ref(c), &Policy::default()).standings[&c.id]
    }

    #[test]
    fn a_persons_word_counts_before_everything() {
        let sure = claim(1);
        assert_eq!(of(&sure), Standing::Published(Why::Confident));
        let rejected = Candidate { decision: Some(Verdicts::Rejected), confidence: 1.0, ..claim(1) };
        assert_eq!(of(&rejected), Standing::Withheld(Why::Rejected));
        let accepted = Candidate {
            decision: Some(Verdicts::Accepted),
            confidence: 0.1,
            verdict: Some(Verdict::Disagree),
            names_person: true,
            ..claim(1)
        };
        assert_eq!(of(&accepted), Standing::Published(Why::Accepted));
        assert_eq!(
            of(&Candidate { audit: Some(Verdicts::Rejected), random: true, ..accepted }),
            Standing::Withheld(Why::AuditRejected)
        );
        assert_eq!(
            of(&Candidate { confidence: f64::NAN, ..claim(1) }),
            Standing::Withheld(Why::BelowThreshold)
        );
        assert_eq!(
            of(&Candidate { verdict: Some(Verdict::Disagree), ..claim(1) }),
            Standing::Waits(Why::Disagreement)
        );
    }

    #[test]
    fn named_persons_wait_from_c3_on() {
        let graded = |g: &str| {
            let grade = serde_json::from_str::<Grade>(&format!("\"{g}\"")).ok();
            of(&Candidate { names_person: true, grade, ..claim(1) })
        };
        for g in ["A1", "B2", "B3", "C2", "A3"] {
            assert_eq!(graded(g), Standing::Published(Why::Confident), "{g}");
        }
        // Better on one count and worse on the other is not better.
        for g in ["C3", "C4", "D3", "D2", "A4", "F6"] {
            assert_eq!(graded(g), Standing::Waits(Why::NamedPerson), "{g}");
        }
        assert_eq!(of(&Candidate { names_person: true, ..claim(1) }), Standing::Waits(Why::NamedPerson));
    }

    fn audited(n: usize, wrong: usize) -> Vec<Candidate> {
        (0..n)
            .map(|i| {
                let audit = if i < wrong { Verdicts::Rejected } else { Verdicts::Accepted };
                Candidate { random: true, audit: Some(audit), ..claim(i) }
            })
            .collect()
    }

    #[test]
    fn it_refuses_with_the_reason_and_says_what_would_help() {
        let p = Policy { max_error: 0.01, ..Policy::default() };
        let few = publish(&audited(20, 0), &p);
        assert_eq!(few.refusals, [Refusal::TooFewAudited { audited: 20, needed: 100 }]);
        assert_eq!(few.error, ErrorRate::Insufficient { audited: 20, needed: 100 });
        let wide = publish(&audited(150, 0), &p);
        let [Refusal::ErrorBound { more_sound_audits: Some(more), .. }] = wide.refusals[..] else {
            panic!("{:?}", wide.refusals)
        };
        assert_eq!(150 + more, crate::sound_cases_needed(0.01, 0.95).unwrap());
        assert!(publish(&audited(150 + more as usize, 0), &p).may_go_out());
        assert!(!publish(&audited(149 + more as usize, 0), &p).may_go_out());
        let mut waits = audited(400, 0);
        waits.extend((400..600).map(|i| Candidate { waiting: true, ..claim(i) }));
        assert!(matches!(publish(&waits, &p).refusals[..], [Refusal::Unresolved { .. }]));
        assert!(matches!(publish(&[], &p).refusals[0], Refusal::TooFew { published: 0, needed: 1 }));
        let odd = Policy { confidence: 1.0, ..p };
        assert!(publish(&audited(400, 0), &odd).refusals.contains(&Refusal::Policy { field: "confidence" }));
        assert!(wide.refusals[0].words(crate::Language::ZhHant).contains("錯誤率"));
    }

    #[test]
    fn groups_say_insufficient_where_it_is() {
        let mut claims = audited(100, 3);
        for c in claims.iter_mut().skip(80) {
            c.language = "zh-Hans".into();
        }
        let p = publish(&claims, &Policy { max_error: 0.2, ..Policy::default() });
        assert!(p.may_go_out(), "{:?}", p.refusals);
        assert_eq!(p.published, 97, "what the audit found wrong is withheld");
        let group = |v: &str| p.groups.iter().find(|g| g.value == v).unwrap();
        assert!(matches!(group("zh-Hans").error, ErrorRate::Insufficient { audited: 20, needed: 30 }));
        let ErrorRate::Known { rate, at_most } = group("en").error else { panic!() };
        assert_eq!((rate.hits, rate.n), (3, 80));
        assert!(rate.point() < at_most && at_most < rate.high);
    }

    fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
        let v = prop_oneof![Just(None), Just(Some(Verdicts::Accepted)), Just(Some(Verdicts::Rejected))];
        let one = (v.clone(), v, any::<bool>(), any::<bool>(), any::<bool>(), 0.0f64..1.0);
        proptest::collection::vec(one, 0..80).prop_map(|all| {
            all.into_iter()
                .enumerate()
                .map(|(i, (decision, audit, waiting, random, person, confidence))| Candidate {
                    decision,
                    audit,
                    waiting,
                    random,
                    names_person: person,
                    confidence,
                    ..claim(i)
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn what_a_person_rejected_is_never_published(claims in candidates()) {
            let p = publish(&claims, &Policy::default());
            let mut published = 0;
            for c in &claims {
                let s = p.standings[&c.id];
                if let Standing::Published(why) = s {
                    published += 1;
                    prop_assert!(c.decision != Some(Verdicts::Rejected) && c.audit != Some(Verdicts::Rejected));
                    prop_assert!(why == Why::Accepted || (!c.waiting && !c.names_person && c.confidence >= 0.9));
                }
            }
            prop_assert_eq!(p.published, published);
            prop_assert_eq!(p.standings.len(), claims.len());
        }
    }
}
