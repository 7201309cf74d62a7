//! From what was posted to a judgement in the ledger.

use tradewire_ledger::{ClaimRecord, Store, Task, Timestamp};
use tradewire_model::{
    ClaimId, ClaimJudgement, Decision, JudgementId, NameJudgement, RejectReason, Role, Statement, Undo, Word,
};
use tradewire_review::{correct, grounded, split};

use super::sheet::{ClaimSheet, text_of};
use crate::trouble::PageError;
use crate::view::text::plain;

/// Longest time that a claim counts as looked at, in milliseconds: a day.
const LONGEST_MS: u64 = 86_400_000;
/// Longest words of a reviewer, in characters.
const WORDS: usize = 2000;

/// What a reviewer answered.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// On a claim, with words.
    Claim(Decision, String),
    /// On a pair of names, with words.
    Names(Word, String),
}

/// The fields of a form that was posted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Posted(pub(crate) Vec<(String, String)>);

impl Posted {
    /// A field; empty where it is not there.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.given(name).unwrap_or_default()
    }

    /// A field, if it was posted at all.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str())
    }

    /// The last of the judgements that lay before the reviewer.
    pub(crate) fn seen(&self) -> u64 {
        self.field("seen").parse().unwrap_or_default()
    }

    /// How long the claim lay before the eyes: as the script measured it, else since the page was made.
    pub(crate) fn taken_ms(&self, now: Timestamp) -> Option<u64> {
        let measured = self.field("taken_ms").parse::<u64>().ok();
        let since = || {
            let shown: i64 = self.field("shown").parse().ok()?;
            u64::try_from(now.as_millisecond().checked_sub(shown)?).ok()
        };
        measured.or_else(since).filter(|ms| *ms <= LONGEST_MS)
    }

    fn words(&self) -> String {
        self.field("words").trim().chars().take(WORDS).collect()
    }

    /// What it answers of a claim.
    ///
    /// # Errors
    /// [`PageError::Senseless`] where it is no answer.
    pub(crate) fn of_claim(&self, sheet: &ClaimSheet) -> Result<Answer, PageError> {
        let senseless = |e: String| PageError::Senseless(e);
        let decision = match self.field("do") {
            "accept" => Decision::Accept,
            "unsure" => Decision::Unsure,
            "reject" => {
                let reason: RejectReason = self
                    .field("reason")
                    .parse()
                    .map_err(|_| senseless(format!("«{}» is no reason to reject", self.field("reason"))))?;
                Decision::Reject(reason)
            }
            "mend" => Decision::Mend(Box::new(self.mended(sheet)?)),
            "split" => {
                let typed =
                    [self.field("parts"), self.field("by")].into_iter().find(|t| !t.trim().is_empty());
                let stated = sheet.statement();
                let parts = split(&stated, typed.unwrap_or_default());
                Decision::Split(parts.map_err(|e| senseless(e.to_string()))?)
            }
            "duplicate" => {
                let typed =
                    [self.field("other"), self.field("of")].into_iter().find(|t| !t.trim().is_empty());
                match typed {
                    Some(of) => Decision::Duplicate(ClaimId::new(of.trim())),
                    None => return Err(senseless("which claim does it repeat?".to_owned())),
                }
            }
            other => return Err(senseless(format!("«{other}» is no answer"))),
        };
        Ok(Answer::Claim(decision, self.words()))
    }

    /// The statement as the fields of the form have it; those that stand as they were are left alone.
    fn mended(&self, sheet: &ClaimSheet) -> Result<Statement, PageError> {
        let was = sheet.statement();
        let mut to = was.clone();
        let set = |to: &mut Statement, field: &str, value: &str| {
            correct(to, field, value.trim()).map_err(|e| PageError::Senseless(e.to_string()))
        };
        // The kind first: it decides which roles there are.
        if let Some(kind) = self.given("kind").filter(|k| *k != was.kind.as_str()) {
            set(&mut to, "kind", kind)?;
        }
        for (role, value) in was.args.iter() {
            let typed = self.given(&format!("role.{role}"));
            let changed = typed.filter(|t| plain(t) != sheet.typed(role, value));
            if let Some(typed) = changed.filter(|_| to.args.has(role)) {
                set(&mut to, role.as_str(), typed)?;
            }
        }
        let added = self.field("add").trim();
        if let Ok(role) = self.field("add.role").parse::<Role>()
            && !added.is_empty()
        {
            set(&mut to, role.as_str(), added)?;
        }
        if let Some(modality) = self.given("modality").filter(|m| *m != was.modality.as_str()) {
            set(&mut to, "modality", modality)?;
        }
        let source = was.attribution.source.as_ref().map_or(String::new(), |s| plain(&s.text));
        if let Some(typed) = self.given("source").filter(|s| plain(s) != source) {
            set(&mut to, "source", typed)?;
        }
        if to == was {
            return Err(PageError::Senseless(tradewire_review::MendError::Nothing.to_string()));
        }
        Ok(to)
    }

    /// What it answers of a pair of names.
    ///
    /// # Errors
    /// [`PageError::Senseless`] where it is no answer.
    pub(crate) fn of_names(&self) -> Result<Answer, PageError> {
        match self.field("do").parse::<Word>() {
            Ok(word) => Ok(Answer::Names(word, self.words())),
            Err(_) => Err(PageError::Senseless(format!("«{}» is no answer", self.field("do")))),
        }
    }
}

fn stands(was: &Statement, to: &Statement, record: &ClaimRecord, text: &str) -> Result<(), PageError> {
    let outlet = record.document.outlet.as_deref();
    grounded(was, to, text, outlet).map_err(|e| PageError::Senseless(e.to_string()))
}

/// Writes a judgement on a claim. What must not be left to the reviewer is set here: whether the claim was drawn at
/// random, and whether they judged without sight of others.
///
/// # Errors
/// [`PageError::Meanwhile`] if somebody judged it after the reviewer looked; [`PageError::Senseless`],
/// [`PageError::Missing`].
pub(crate) fn judge(
    store: &mut dyn Store,
    task: &Task,
    mut judgement: ClaimJudgement,
) -> Result<JudgementId, PageError> {
    let record = store.claim(&judgement.claim)?;
    let record = record.ok_or_else(|| PageError::Missing { what: "claim", id: task.id.clone() })?;
    // Who saw nobody's word when the claim lay before them judged blind, whoever was quicker meanwhile.
    judgement.second = judgement.seen == 0 && task.is_blind(record.review.as_ref(), &judgement.reviewer);
    judgement.random = task.random;
    for to in corrections(&judgement.decision) {
        // What is mended is what was extracted, for those who judge blind; else what the claim says now.
        let shown = record.stated.as_ref().filter(|_| judgement.second).unwrap_or(&record.claim);
        let document = store.document(record.document.id.as_str())?;
        stands(&Statement::of(shown), to, &record, &text_of(&record, document.as_ref()))?;
    }
    Ok(store.judge(&judgement, judgement.at)?)
}

fn corrections(decision: &Decision) -> &[Statement] {
    match decision {
        Decision::Mend(to) => std::slice::from_ref(to),
        Decision::Split(into) => into,
        _ => &[],
    }
}

/// Writes a judgement on two names.
///
/// # Errors
/// Those of the ledger; [`PageError::Missing`] where it knows neither.
pub(crate) fn judge_pair(store: &mut dyn Store, judgement: &NameJudgement) -> Result<JudgementId, PageError> {
    for id in [&judgement.a, &judgement.b] {
        if store.entity(id)?.is_none() {
            return Err(PageError::Missing { what: "entity", id: id.to_string() });
        }
    }
    Ok(store.judge_names(judgement, judgement.at)?)
}

/// Takes a judgement back for the one who gave it; gives the task it was on.
///
/// # Errors
/// [`PageError::NotYours`], [`PageError::Undone`], [`PageError::Missing`].
pub(crate) fn take_back(
    store: &mut dyn Store,
    id: &JudgementId,
    reviewer: &str,
) -> Result<String, PageError> {
    let claim = store.judgement(id)?.map(|r| (r.judgement.reviewer, r.judgement.claim.to_string()));
    let found = match claim {
        Some(found) => Some(found),
        None => store.name_judgements(true)?.into_iter().find(|r| r.id == *id).map(|r| {
            let (a, b) = r.judgement.pair();
            (r.judgement.author.clone(), format!("{a}~{b}"))
        }),
    };
    let missing = || PageError::Missing { what: "judgement", id: id.to_string() };
    let (who, task) = found.ok_or_else(missing)?;
    if who != reviewer {
        return Err(PageError::NotYours(who));
    }
    let now = Timestamp::now();
    let undo = Undo { judgement: id.clone(), by: reviewer.to_owned(), at: now, words: String::new() };
    store.undo(&undo, now)?;
    Ok(task)
}
