//! Judgements in the reader's words.

use maud::{Markup, html};
use tradewire_ledger::JudgementRecord;
use tradewire_model::{Claim, Decision, RejectReason, Word};

use crate::directory::Directory;
use crate::link;
use crate::review::Said;
use crate::view::args::one;
use crate::view::text::{cut, plain};
use crate::words::Lang;

/// A decision in a few words.
#[must_use]
pub fn decision(d: &Decision, lang: Lang) -> String {
    let w = lang.review_words();
    match d {
        Decision::Accept => w.said_accept.to_owned(),
        Decision::Mend(_) => w.said_mend.to_owned(),
        Decision::Reject(why) => {
            format!("{}{}{}", w.said_reject, lang.pick(": ", "：", "："), lang.reject_reason(*why))
        }
        Decision::Unsure => w.said_unsure.to_owned(),
        Decision::Duplicate(_) => w.said_duplicate.to_owned(),
        Decision::Split(_) => w.said_split.to_owned(),
    }
}

/// What a posted form was about to say.
#[must_use]
pub fn pending(fields: &[(String, String)], lang: Lang) -> Option<String> {
    let w = lang.review_words();
    let field = |name: &str| fields.iter().find(|(k, _)| k == name).map_or("", |(_, v)| v.as_str());
    Some(match field("do") {
        "accept" => w.accept.to_owned(),
        "mend" => w.mend.to_owned(),
        "reject" => match field("reason").parse::<RejectReason>() {
            Ok(why) => format!("{}{}{}", w.reject, lang.pick(": ", "：", "："), lang.reject_reason(why)),
            Err(_) => w.reject.to_owned(),
        },
        "unsure" => w.unsure.to_owned(),
        "duplicate" => w.duplicate.to_owned(),
        "split" => w.split.to_owned(),
        other => lang.word(other.parse::<Word>().ok()?).to_owned(),
    })
}

/// The last thing a reviewer said, in a few words.
#[must_use]
pub(crate) fn last(said: &Said, lang: Lang) -> String {
    match said {
        Said::Claim(r) => decision(&r.judgement.decision, lang),
        Said::Names(r) => lang.word(r.judgement.word).to_owned(),
    }
}

/// A judgement as a line: who, what, why; of a mended claim what changed.
#[must_use]
pub fn line(
    r: &JudgementRecord,
    stated: &Claim,
    reviewer: &str,
    directory: &Directory,
    lang: Lang,
) -> Markup {
    let w = lang.review_words();
    let j = &r.judgement;
    html! {
        li.said {
            b { @if j.reviewer == reviewer { (w.you) } @else { bdi { (cut(&plain(&j.reviewer), 40)) } } }
            " · " (decision(&j.decision, lang))
            @if !j.words.is_empty() { ": " bdi { (cut(&plain(&j.words), 300)) } }
            @match &j.decision {
                Decision::Mend(to) => {
                    ul.changed {
                        @for (role, value) in to.args.iter().filter(|(role, v)| stated.args.get(*role) != Some(*v)) {
                            li { span.soft { (lang.role(role)) } " " (one(role, value, to.kind, directory, lang)) }
                        }
                        @for (role, _) in stated.args.iter().filter(|(role, _)| !to.args.has(*role)) {
                            li { span.soft { (lang.role(role)) } " " del { "—" } }
                        }
                        @if to.modality != stated.modality { li { span.soft { (lang.words().modality) } " " (lang.modality(to.modality)) } }
                        @if to.kind != stated.kind { li { span.soft { (w.kind) } " " (lang.kind(to.kind)) } }
                    }
                },
                Decision::Duplicate(of) => { " " a href=(link::claim(of)) { code.num { (cut(of.as_str(), 12)) } } },
                Decision::Split(into) => { " " b.num { "× " (into.len()) } },
                _ => {},
            }
        }
    }
}
