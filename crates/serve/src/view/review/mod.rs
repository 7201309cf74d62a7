//! The parts of the screen where people review.

pub mod claim;
pub mod dock;
pub mod names;
pub mod said;
pub mod slots;

use maud::{Markup, html};
use tradewire_ledger::{ReviewProgress, Timestamp};
use tradewire_model::JudgementId;

use crate::reader::Reader;
use crate::review::{Scope, Work};
use crate::words::ReviewWords;

/// What every part of the screen needs to know.
pub(crate) struct Bench<'a> {
    pub(crate) reader: &'a Reader,
    /// What proves that a form is ours.
    pub(crate) token: &'a str,
    /// Who judges.
    pub(crate) reviewer: &'a str,
    pub(crate) scope: &'a Scope,
    /// Whether anything can be written.
    pub(crate) open: bool,
    pub(crate) progress: ReviewProgress,
    pub(crate) work: &'a Work,
    /// When the page was made: the time a judgement takes is counted from here where there is no script.
    pub(crate) now: Timestamp,
}

impl Bench<'_> {
    pub(crate) fn words(&self) -> &'static ReviewWords {
        self.reader.lang.review_words()
    }

    /// The hidden fields of a form.
    pub(crate) fn hidden(&self, seen: u64) -> Markup {
        html! {
            input type="hidden" name="csrf" value=(self.token);
            input type="hidden" name="seen" value=(seen);
            input type="hidden" name="shown" value=(self.now.as_millisecond());
            (self.scope_fields())
        }
    }

    /// The fields of the part of the queue that is worked through.
    pub(crate) fn scope_fields(&self) -> Markup {
        html! { @for (name, value) in self.scope.fields() { input type="hidden" name=(name) value=(value); } }
    }
}

/// What is said at the head of a task.
#[derive(Debug, Clone, Default)]
pub(crate) enum Notice {
    /// Nothing.
    #[default]
    None,
    /// The first task of a new reviewer.
    Welcome,
    /// A judgement was taken back.
    Undone,
    /// Somebody judged it meanwhile.
    Meanwhile {
        /// The posted fields, to be sent once more.
        again: Vec<(String, String)>,
    },
    /// What was sent could not be taken.
    NotTaken(String),
}

/// The line on top: where one is, how far, how fast, who.
pub(crate) fn strip(b: &Bench<'_>) -> Markup {
    let w = b.words();
    let p = &b.progress;
    html! {
        div.strip {
            a.back href="/review" data-key="q" { span aria-hidden="true" { "←" } " " (w.queue) }
            @if let Some(n) = b.scope.batch { span.slice { (batch_label(n, w)) } }
            @if b.scope.mine { span.slice { (w.mine) } }
            @if let Some(why) = b.scope.why.as_deref().and_then(|c| b.reader.lang.signal(c)) { span.slice { (why) } }
            span.far {
                progress value=(p.own) max=((p.own + p.left).max(1)) aria-label=(w.judged) {}
                span { b.num { (p.left) } " " (w.left_for_you) }
            }
            (pace(b))
            span.grow {}
            span.me { (w.reviewing_as) " " b { bdi { (b.reviewer) } } }
        }
    }
}

/// The number of a batch in words.
pub(crate) fn batch_label(n: usize, w: &ReviewWords) -> String {
    match w.batch_after {
        "" => format!("{} {n}", w.batch),
        after => format!("{}{n}{after}", w.batch),
    }
}

/// How fast this sitting goes.
pub(crate) fn pace(b: &Bench<'_>) -> Markup {
    let w = b.words();
    html! {
        span.pace {
            @if let Some(s) = &b.work.sitting {
                b.num { (s.judgements) } " " (w.judged)
                " · " b.num { (tenths(s.per_minute)) } " " (w.per_minute)
                " · " (w.median) " " b.num { (tenths(s.median_ms as f64 / 1000.0)) } " " (w.seconds)
            }
        }
    }
}

/// A figure with one digit behind the point.
pub(crate) fn tenths(n: f64) -> String {
    format!("{n:.1}")
}

/// What came of the answer before.
pub(crate) fn notice(b: &Bench<'_>, notice: &Notice, action: &str, seen: u64, said: &Markup) -> Markup {
    let w = b.words();
    html! {
        @match notice {
            Notice::None => {},
            Notice::Welcome => p.notice role="status" { (w.welcome) },
            Notice::Undone => p.notice role="status" { (w.undone) },
            Notice::NotTaken(why) => div.notice.bad role="alert" { b { (w.not_taken) } ": " bdi { (why) } },
            Notice::Meanwhile { again } => {
                div.notice.bad role="alert" {
                    p { b { (w.meanwhile) } }
                    (said)
                    p { (w.meanwhile_note) }
                    @if let Some(mine) = said::pending(again, b.reader.lang) { p { (w.meanwhile_yours) ": " b { (mine) } } }
                    div.row2 {
                        form.judge method="post" action=(action) {
                            (b.hidden(seen))
                            @for (name, value) in again.iter().filter(|(k, _)| !matches!(k.as_str(), "csrf" | "seen" | "shown" | "only" | "why" | "batch" | "mine" | "later")) {
                                input type="hidden" name=(name) value=(value);
                            }
                            button type="submit" data-key="e" { kbd { "e" } " " (w.meanwhile_keep) }
                        }
                        a.button href=(b.scope.address("/review/next")) data-key="l" { kbd { "l" } " " (w.leave_it) }
                    }
                }
            },
        }
    }
}

/// Takes a judgement back.
pub(crate) fn undo_form(b: &Bench<'_>, id: &JudgementId, key: bool) -> Markup {
    let w = b.words();
    html! {
        form.judge.undo method="post" action="/review/undo" {
            input type="hidden" name="csrf" value=(b.token);
            input type="hidden" name="judgement" value=(id);
            (b.scope_fields())
            @if key {
                button type="submit" data-key="u" { kbd { "u" } " " (w.undo) }
            } @else {
                button.quiet type="submit" { (w.undo) }
            }
        }
    }
}
