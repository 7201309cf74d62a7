//! One entry of the corrections log as pages, feeds and the API tell it.

use tradewire_ledger::{Corrected, CorrectionRecord, ResponseKind, Timestamp};
use tradewire_model::Decision;

use crate::view::text::plain;
use crate::words::Lang;

/// Claims that one entry names.
const NAMED: usize = 12;

/// One entry, in the reader's words.
pub(crate) struct Line {
    /// Its place in the log.
    pub seq: u64,
    /// When it came.
    pub at: Timestamp,
    /// What it is, as a code.
    pub code: &'static str,
    /// What it is, in a word.
    pub kind: &'static str,
    /// Whether it stands against what was reported.
    pub against: bool,
    /// Ids it is about.
    pub about: Vec<String>,
    /// Who says it.
    pub by: Option<String>,
    /// In whose words.
    pub text: Option<String>,
    /// What bears it out.
    pub evidence: Vec<String>,
    /// What changed by it.
    pub changed: Option<String>,
    /// When it must be answered.
    pub due: Option<Timestamp>,
}

impl Line {
    /// Tells an entry; who judged, and in which words, only to those who judge too.
    pub(crate) fn of(c: &CorrectionRecord, lang: Lang, judges: bool) -> Self {
        let mut line = Self::whole(c, lang);
        if !judges && !matches!(c.what, Corrected::Response(_)) {
            line.by = None;
            if matches!(c.what, Corrected::Judgement { .. } | Corrected::Undo { .. } | Corrected::Rank { .. })
            {
                line.text = None;
            }
        }
        line
    }

    fn whole(c: &CorrectionRecord, lang: Lang) -> Self {
        let w = lang.correction_words();
        let about = c.what.about().into_iter().take(NAMED).map(str::to_owned).collect();
        let mut line = Self {
            seq: c.seq,
            at: c.observed_at,
            code: "",
            kind: "",
            against: false,
            about,
            by: None,
            text: None,
            evidence: Vec::new(),
            changed: None,
            due: None,
        };
        match &c.what {
            Corrected::Response(r) => {
                (line.code, line.kind) = match r.kind {
                    ResponseKind::Denial => ("denial", w.denial),
                    ResponseKind::Reply => ("reply", w.reply),
                    ResponseKind::Correction => ("correction", w.correction),
                };
                line.against = r.kind == ResponseKind::Denial;
                line.by = Some(r.author.clone());
                line.text = Some(r.text.clone());
                line.evidence.clone_from(&r.evidence);
            }
            Corrected::Request { kind, due_at, state, .. } => {
                (line.code, line.kind) = ("request", w.request);
                let what = kind.map_or(w.asked_gone, |k| lang.request_kind(k));
                line.changed = Some(format!("{what} · {}", lang.request_state(*state)));
                line.due = state.is_open().then_some(*due_at);
            }
            Corrected::Decision(d) => {
                (line.code, line.kind) = ("decision", w.decision);
                line.by = Some(d.by.clone());
                line.text = said(&d.reason);
                line.changed = Some(format!("{} · {}", lang.request_state(d.state), d.request));
            }
            Corrected::Erasure { reason, documents, claims, judgements } => {
                (line.code, line.kind) = ("erasure", w.erasure);
                line.text = said(reason);
                let number = |text: String, mark: &str, n: &usize| text.replace(mark, &n.to_string());
                let told = number(w.erased.to_owned(), "{d}", documents);
                line.changed = Some(number(number(told, "{c}", claims), "{j}", judgements));
            }
            Corrected::Judgement { judgement, undone } => {
                (line.code, line.kind) = ("judgement", w.judgement);
                line.by = Some(judgement.reviewer.clone());
                line.text = said(&judgement.words);
                let mut changed = lang.decision(&judgement.decision).to_owned();
                if let Decision::Reject(why) = &judgement.decision {
                    changed += &format!(" · {}", lang.reject_reason(*why));
                }
                if *undone {
                    changed += &format!(" · {}", w.undone);
                }
                line.changed = Some(changed);
            }
            Corrected::Undo { undo, .. } => {
                (line.code, line.kind) = ("undo", w.undo);
                line.by = Some(undo.by.clone());
                line.text = said(&undo.words);
                line.changed = Some(w.taken_back.to_owned());
            }
            Corrected::Rank { rank, reason, .. } => {
                (line.code, line.kind) = ("rank", w.rank);
                line.text = said(reason);
                line.changed = Some(lang.weight(*rank).to_owned());
            }
            Corrected::Publication { by, public, withdrawn } => {
                let gone = *withdrawn > 0;
                (line.code, line.kind) =
                    if gone { ("withdrawal", w.withdrawal) } else { ("publication", w.publication) };
                line.by = Some(by.clone());
                let mut changed = w.public.replace("{n}", &public.to_string());
                if gone {
                    changed += &format!(" · {}", w.withdrawn.replace("{n}", &withdrawn.to_string()));
                }
                line.changed = Some(changed);
            }
        }
        line
    }

    /// What it says in one line, for feeds.
    pub(crate) fn in_words(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(self.changed.clone());
        parts.extend(self.text.as_ref().map(|t| format!("«{}»", plain(t))));
        parts.extend(self.by.as_ref().map(|b| format!("— {}", plain(b))));
        parts.extend(self.evidence.iter().map(|e| plain(e)));
        parts.extend(self.about.iter().cloned());
        parts.join("\n")
    }
}

fn said(words: &str) -> Option<String> {
    (!words.trim().is_empty()).then(|| words.to_owned())
}
