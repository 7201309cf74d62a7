//! The queue: what is asked and why, in which batches, how far the work has come, who does it.

use std::collections::{BTreeMap, HashSet};

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use tradewire_ledger::{ReviewProgress, Store, TaskKind, Timestamp};
use tradewire_review::batches_by;

use super::who;
use crate::desk::Closed;
use crate::library::Library;
use crate::link;
use crate::reader::Reader;
use crate::review::{BATCH, Scope, Work, mine, work};
use crate::trouble::PageError;
use crate::view::layout::{Frame, page};
use crate::view::review::{Bench, batch_label, said, tenths, undo_form};
use crate::view::text::{cut, language_of, plain};
use crate::who::Who;

/// So many batches are listed.
const BATCHES: usize = 12;
/// So many of the reviewer's last judgements are listed.
const LATEST: usize = 8;

/// A row of the list of reasons or batches: how many tasks, how many of them open.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    all: usize,
    open: usize,
}

impl Tally {
    fn count(&mut self, open: bool) {
        self.all += 1;
        self.open += usize::from(open);
    }
}

#[derive(Debug, Default)]
struct Loaded {
    progress: ReviewProgress,
    work: Work,
    reasons: BTreeMap<String, Tally>,
    kinds: BTreeMap<TaskKind, Tally>,
    batches: Vec<Tally>,
    /// What falls to the reviewer of those who share the queue; nothing where it is not shared.
    mine: Option<Tally>,
    behind: u64,
    conflicts: usize,
}

fn load(
    store: &dyn Store,
    reviewer: Option<&str>,
    among: &[String],
    conflicts: usize,
) -> Result<Loaded, PageError> {
    let name = reviewer.unwrap_or_default();
    let all = store.task_outlines(name)?;
    let mut out = Loaded {
        progress: store.review_progress(name)?,
        behind: store.views_behind()?,
        conflicts,
        ..Loaded::default()
    };
    for t in &all {
        out.kinds.entry(t.kind).or_default().count(t.open);
        for code in t.why.iter().collect::<HashSet<_>>() {
            out.reasons.entry(code.clone()).or_default().count(t.open);
        }
        if among.iter().any(|r| r == name) && mine(t, among, name) {
            out.mine.get_or_insert_default().count(t.open);
        }
    }
    for batch in batches_by(&all, BATCH, |t| t.group.as_str()) {
        let mut tally = Tally::default();
        batch.iter().for_each(|t| tally.count(t.open));
        out.batches.push(tally);
    }
    if let Some(reviewer) = reviewer {
        out.work = work(store, reviewer, LATEST)?;
    }
    Ok(out)
}

/// Shows the queue.
pub async fn show(State(library): State<Library>, reader: Reader) -> Result<Response, PageError> {
    let reviewer = who(&library, &reader);
    let (wanted, among) = (reviewer.clone(), library.desk().among().to_vec());
    let it = library
        .read_to_review(move |store| {
            let conflicts = store.counts()?.conflicts;
            load(&**store, wanted.as_deref(), &among, conflicts)
        })
        .await?;
    let w = reader.lang.review_words();
    let frame = Frame {
        title: w.title.to_owned(),
        section: "/review",
        conflicts: Some(it.conflicts),
        local_text: false,
        ..Frame::default()
    };
    let body = draw(&library, &reader, reviewer.as_deref(), &it);
    let mut response = page(&reader, &frame, &body).into_response();
    if library.desk().is_renewing() {
        // The page looks again by itself; with or without a script.
        let again = HeaderValue::from_static("2; url=/review");
        response.headers_mut().insert(HeaderName::from_static("refresh"), again);
    }
    Ok(response)
}

fn draw(library: &Library, reader: &Reader, reviewer: Option<&str>, it: &Loaded) -> Markup {
    let desk = library.desk();
    let w = reader.lang.review_words();
    let (scope, token) = (Scope::default(), desk.token(reader));
    let bench = Bench {
        reader,
        token: &token,
        reviewer: reviewer.unwrap_or_default(),
        scope: &scope,
        open: desk.closed().is_none(),
        progress: it.progress,
        work: &it.work,
        now: Timestamp::now(),
    };
    let asked = reader.who == Who::Local && (reviewer.is_none() || reader.field("who").is_some());
    html! {
        div.queue data-queue {
            div.head {
                h1 { (w.title) }
                p.lead { (w.lead) }
            }
            @if let Some(why) = desk.closed() { (closed(&bench, why)) }
            @if reader.field("done").is_some() {
                div.notice role="status" { p { b { (w.all_done) } } p { (w.all_done_note) } }
            }
            @if bench.open && asked { (ask_who(&bench)) }
            @if it.progress.tasks == 0 { (empty(&bench, desk.can_renew(), desk.is_renewing())) }
            @else { (standing(&bench)) }
            @if let Some(why) = desk.failure() { p.notice.bad role="alert" { (w.renew_failed) " " bdi { (cut(&plain(&why), 400)) } } }
            @if desk.is_renewing() { p.notice role="status" { (w.renewing) } }
            @else if it.behind > 0 && it.progress.tasks > 0 && desk.can_renew() {
                div.notice {
                    p { (w.views_behind) " " b.num { (it.behind) } " " (w.entries_behind) }
                    (renew_form(&bench, w.renew, false))
                }
            }
            @if it.progress.tasks > 0 {
                div.columns {
                    (reasons(&bench, it))
                    (batches(&bench, it))
                    (latest(&bench))
                }
            }
        }
    }
}

fn closed(b: &Bench<'_>, why: &Closed) -> Markup {
    let w = b.words();
    html! {
        div.notice {
            p { b { (w.read_only) } }
            @match why {
                Closed::ByChoice => p { (w.read_only_chosen) },
                Closed::Unwritable(what) => p { (w.read_only_unwritable) " " bdi { (cut(&plain(what), 300)) } },
            }
        }
    }
}

fn ask_who(b: &Bench<'_>) -> Markup {
    let w = b.words();
    html! {
        form.iam method="post" action="/review/reviewer" {
            input type="hidden" name="csrf" value=(b.token);
            h2 { (w.who) }
            div.line {
                input type="text" name="reviewer" aria-label=(w.your_name) placeholder=(w.your_name) value=(b.reviewer) maxlength="40" required autocomplete="nickname";
                button.yes type="submit" { (w.that_is_me) }
            }
            p.small.soft { (w.who_hint) }
        }
    }
}

fn renew_form(b: &Bench<'_>, label: &str, only: bool) -> Markup {
    html! {
        form method="post" action="/review/queue" {
            input type="hidden" name="csrf" value=(b.token);
            button.yes[only] type="submit" data-key=[only.then_some("Enter")] { (label) }
        }
    }
}

fn empty(b: &Bench<'_>, can_renew: bool, renewing: bool) -> Markup {
    let w = b.words();
    html! {
        @if !renewing {
            div.empty {
                p { (w.no_queue) }
                @if can_renew { (renew_form(b, w.make_queue, true)) }
                @else { p { (w.no_queue_command) } p { code { "tradewire review --list" } } }
            }
        }
    }
}

/// How far the work has come, how fast it goes, and the way in.
fn standing(b: &Bench<'_>) -> Markup {
    let w = b.words();
    let p = &b.progress;
    let left = b.work.sitting.as_ref().filter(|_| p.left > 0).map(|s| s.median_ms * p.left as u64);
    html! {
        section.standing {
            div.tally {
                div { b.num { (p.left) } span.label { (w.left_for_you) } }
                div { b.num { (p.judged) } span.label { (w.done) } }
                div { b.num { (p.own) } span.label { (w.by_you) } }
                @if p.disputed > 0 { div.hotly { b.num { (p.disputed) } span.label { (w.disputed) } } }
                div { b.num { (p.tasks) } span.label { (w.tasks) } }
                @if let Some(s) = &b.work.sitting {
                    div { b.num { (tenths(s.per_minute)) } span.label { (w.per_minute) } }
                    div { b.num { (tenths(s.median_ms as f64 / 1000.0)) small { (w.seconds) } } span.label { (w.median) } }
                }
                @if let Some(ms) = left { div { b.num { (span_of(ms, w.minutes, w.hours)) } span.label { (w.at_this_pace) } } }
            }
            progress value=(p.judged) max=(p.tasks.max(1)) aria-label=(w.judged) {}
            @if b.open && !b.reviewer.is_empty() {
                p.go {
                    @if p.left > 0 {
                        a.button.yes.start href="/review/next" data-key="Enter" { (if p.own > 0 { w.go_on } else { w.start }) " →" }
                    }
                    span.soft { (w.reviewing_as) " " b { bdi { (b.reviewer) } } @if b.reader.who == Who::Local { " · " a href="/review?who=1" { (w.somebody_else) } } }
                }
            }
        }
    }
}

/// A time in minutes, or in hours where it is long.
fn span_of(ms: u64, minutes: &str, hours: &str) -> String {
    let all = ms as f64 / 60_000.0;
    if all < 90.0 { format!("{:.0} {minutes}", all.ceil()) } else { format!("{:.1} {hours}", all / 60.0) }
}

fn reasons(b: &Bench<'_>, it: &Loaded) -> Markup {
    let (w, lang) = (b.words(), b.reader.lang);
    let mut rows: Vec<(&String, &Tally)> = it.reasons.iter().collect();
    rows.sort_by_key(|(code, t)| (std::cmp::Reverse(t.open), std::cmp::Reverse(t.all), (*code).clone()));
    html! {
        section.col {
            h2 { (w.reasons) }
            ul.counts {
                @if let Some(t) = it.mine {
                    @let scope = Scope { mine: true, ..Scope::default() };
                    (row(b, &scope, w.mine, t))
                }
                @for (code, t) in rows {
                    @let scope = Scope { why: Some(code.clone()), ..Scope::default() };
                    (row(b, &scope, lang.signal(code).unwrap_or(code), *t))
                }
                @for (kind, t) in &it.kinds {
                    @let scope = Scope { kind: Some(*kind), ..Scope::default() };
                    @let label = match kind { TaskKind::Claim => w.only_claims, TaskKind::Names => w.only_names };
                    (row(b, &scope, label, *t))
                }
            }
            p.note { (w.reasons_note) }
        }
    }
}

/// A row that leads into a part of the queue, with its share as a bar.
fn row(b: &Bench<'_>, scope: &Scope, label: &str, t: Tally) -> Markup {
    let w = b.words();
    let into = b.open && !b.reviewer.is_empty() && t.open > 0;
    html! {
        li {
            span.into { @if into { a href=(scope.address("/review/next")) { (label) } } @else { (label) } }
            span.count { @if t.open > 0 { b.num { (t.open) } " " span.soft { (w.open_of) " " (t.all) } } @else { span.soft { (w.done) " · " (t.all) } } }
            progress value=(t.all - t.open) max=(t.all.max(1)) aria-hidden="true" {}
        }
    }
}

fn batches(b: &Bench<'_>, it: &Loaded) -> Markup {
    let w = b.words();
    // Those that are done step aside for those that are not.
    let rows = it.batches.iter().enumerate().filter(|(i, t)| t.open > 0 || *i < 2);
    html! {
        section.col {
            h2 { (w.batches) }
            ul.counts {
                @for (i, t) in rows.take(BATCHES) {
                    @let scope = Scope { batch: Some(i + 1), ..Scope::default() };
                    (row(b, &scope, &batch_label(i + 1, w), *t))
                }
            }
            p.note { (w.batches_note) }
        }
    }
}

fn latest(b: &Bench<'_>) -> Markup {
    let (w, lang) = (b.words(), b.reader.lang);
    html! {
        section.col {
            h2 { (w.latest) }
            @if b.work.said.is_empty() { p.soft { (w.nothing_said) } }
            ul.latest {
                @for s in &b.work.said {
                    @let task = s.task();
                    @let shown = cut(&plain(&task), 28);
                    li {
                        span { b { (said::last(s, lang)) } " " a.num href=(link::review(&task)) lang=(language_of(&shown)) { (shown) } }
                        @if b.open { (undo_form(b, s.id(), false)) }
                    }
                }
            }
        }
    }
}
