//! Tasks for labelling tools, and the labels that come back.

use std::collections::BTreeMap;
use std::path::Path;

use clap::ValueEnum;
use jiff::Timestamp;
use tradewire_ledger::{ClaimRecord, LedgerError, Store, Task, TaskKind};
use tradewire_model::{ClaimId, ClaimJudgement, Decision, RejectReason, Statement};
use tradewire_review::labels::{LabelClaim, LabelDocument, doccano, label_studio};

use crate::failure::Failure;
use crate::output::say;

/// A labelling tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Tool {
    /// Label Studio's JSON
    Labelstudio,
    /// Doccano's JSON lines
    Doccano,
}

impl Tool {
    /// The name as it stands on the command line, and as the batch of what comes back.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Labelstudio => "labelstudio",
            Self::Doccano => "doccano",
        }
    }
}

/// What an import did.
#[derive(Debug, Default)]
pub struct Taken {
    /// Judgements written.
    pub written: usize,
    /// Judgements that the reviewer had given already.
    pub known: usize,
    /// Labels that could not be taken; each was said.
    pub refused: usize,
}

/// The claims of the queue in the sentences they stand in. Full texts never leave the ledger, so a task holds the context
/// that is kept as evidence, and all claims of one context.
pub fn documents(store: &dyn Store, tasks: &[Task]) -> Result<Vec<LabelDocument>, Failure> {
    let mut out: Vec<LabelDocument> = Vec::new();
    let mut at: BTreeMap<(String, String), usize> = BTreeMap::new();
    for id in tasks.iter().filter(|t| t.kind == TaskKind::Claim).filter_map(Task::claim) {
        let Some(record) = store.claim(&id)? else { continue };
        let text = record.context.clone().unwrap_or_else(|| record.claim.quote.clone());
        let key = (record.claim.doc.clone(), text.clone());
        let n = *at.entry(key).or_insert_with(|| {
            out.push(LabelDocument { doc: record.claim.doc.clone(), text, claims: Vec::new() });
            out.len() - 1
        });
        let claim = labelled(store, &record, &out[n].text)?;
        out[n].claims.push(claim);
    }
    Ok(out)
}

fn labelled(store: &dyn Store, record: &ClaimRecord, text: &str) -> Result<LabelClaim, Failure> {
    // The quote as repaired stands in the context; as it was scraped it may not.
    let document = store.document(record.document.id.as_str())?;
    let repaired = document.as_ref().and_then(|d| record.claim.text_span.and_then(|s| s.slice(&d.text)));
    let quote = repaired.unwrap_or(&record.claim.quote);
    let (start, end) = match text.find(quote) {
        Some(at) => (at, at + quote.len()),
        None => (0, text.len()),
    };
    let chars = |to: usize| text.get(..to).map_or(0, |t| t.chars().count());
    let said = record.stated.as_ref().unwrap_or(&record.claim);
    Ok(LabelClaim {
        id: said.id.clone(),
        start: chars(start),
        end: chars(end),
        statement: Statement::of(said),
        // Who labels is to judge blind; and what went out as decided would come back as somebody else's word.
        decision: None,
    })
}

/// Writes tasks in the form of a tool.
pub fn write(tool: Tool, documents: &[LabelDocument]) -> String {
    match tool {
        Tool::Labelstudio => {
            label_studio::write_all(&documents.iter().map(label_studio::export).collect::<Vec<_>>())
        }
        Tool::Doccano => doccano::write_all(&documents.iter().map(doccano::export).collect::<Vec<_>>()),
    }
}

/// Who decided what on which claim, as a file of a tool says; who is empty where the tool does not tell.
fn read(tool: Tool, text: &str) -> Result<Vec<(String, ClaimId, Decision)>, Failure> {
    let mut out = Vec::new();
    match tool {
        Tool::Labelstudio => {
            for task in label_studio::read_all(text)? {
                out.extend(label_studio::decisions(&task)?);
            }
        }
        Tool::Doccano => {
            for line in doccano::read_all(text)? {
                for claim in doccano::import(&line)?.claims {
                    let Some(word) = claim.decision.as_deref() else { continue };
                    let decision = match (word, word.parse::<RejectReason>()) {
                        ("accept", _) => Decision::Mend(Box::new(claim.statement)),
                        ("unsure", _) => Decision::Unsure,
                        (_, Ok(reason)) => Decision::Reject(reason),
                        ("reject", _) => Decision::Reject(RejectReason::Other),
                        (other, _) => {
                            return Err(Failure::new(format!(
                                "«{other}» on claim {} is no decision",
                                claim.id
                            ))
                            .hint("decisions are accept, reject, unsure, or a reason to reject"));
                        }
                    };
                    out.push((String::new(), claim.id, decision));
                }
            }
        }
    }
    Ok(out)
}

/// Takes in what came back from a tool. Labels are given without sight of other people's, so each stands beside them.
pub fn take(
    store: &mut dyn Store,
    tool: Tool,
    file: &Path,
    reviewer: &str,
    batch: Option<&str>,
) -> Result<Taken, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|e| Failure::new(format!("cannot read {}: {e}", file.display())))?;
    let mut taken = Taken::default();
    for (who, id, decision) in read(tool, &text)? {
        let Some(record) = store.claim(&id)? else {
            say("rejected", &format!("the ledger holds no claim {id}"));
            taken.refused += 1;
            continue;
        };
        // A tool gives the whole statement back: where it is the one that went out, nothing was mended.
        let stated = Statement::of(record.stated.as_ref().unwrap_or(&record.claim));
        let decision = match decision {
            Decision::Mend(to) if *to == stated => Decision::Accept,
            other => other,
        };
        let who = if who.is_empty() { reviewer.to_owned() } else { format!("{reviewer}:{who}") };
        let said = store.judgements_of_claim(&id)?;
        let same = |r: &tradewire_ledger::JudgementRecord| {
            r.judgement.reviewer == who && r.judgement.decision.answer() == decision.answer()
        };
        if said.iter().any(same) {
            taken.known += 1;
            continue;
        }
        let now = Timestamp::now();
        let random = store.task(id.as_str())?.is_some_and(|t| t.random);
        let batch = Some(batch.unwrap_or(tool.as_str()).to_owned());
        let judgement =
            ClaimJudgement { random, batch, second: true, ..ClaimJudgement::new(id, who, now, decision) };
        match store.judge(&judgement, now) {
            Ok(_) => taken.written += 1,
            Err(
                e @ (LedgerError::Stale { .. } | LedgerError::Senseless { .. } | LedgerError::Unknown { .. }),
            ) => {
                say("rejected", &e.to_string());
                taken.refused += 1;
            }
            Err(e) => return Err(e.into()),
        }
    }
    Ok(taken)
}
