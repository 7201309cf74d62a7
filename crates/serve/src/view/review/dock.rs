//! The bar of answers at the foot of a task: plain forms, each with the key that sends it.

use std::collections::BTreeSet;

use maud::{Markup, html};
use tradewire_ledger::ClaimRecord;
use tradewire_model::{Bound, ClaimKind, Modality, MoveType, Period, RejectReason, Role, Value, Word};

use super::claim::{absent, sentence};
use super::{Bench, said, slots, undo_form};
use crate::review::{ClaimSheet, NamesSheet, Posted};
use crate::view::text::{cut, language_of, plain};
use crate::words::Lang;

/// Names offered while a correction is typed.
const OFFERED: usize = 40;

/// The answers to a claim.
#[must_use]
pub(crate) fn claim(b: &Bench<'_>, s: &ClaimSheet, action: &str, posted: &Posted) -> Markup {
    let w = b.words();
    if !b.open {
        return closed(b);
    }
    let open = |answer: &str| posted.field("do") == answer;
    let seen = s.seen();
    html! {
        div.dock role="group" aria-label=(w.does_it_say) {
            div.answers {
                form.judge method="post" action=(action) {
                    (b.hidden(seen)) input type="hidden" name="do" value="accept";
                    button.yes type="submit" data-key="a" { kbd { "a" } span { (w.accept) } }
                }
                details.pop data-key="m" name="pop" open[open("mend")] {
                    summary { kbd { "m" } span { (w.mend) } }
                    (mend(b, s, action, seen, posted))
                }
                details.pop data-key="r" name="pop" open[open("reject")] {
                    summary.no { kbd { "r" } span { (w.reject) } }
                    (reject(b, action, seen))
                }
                form.judge method="post" action=(action) {
                    (b.hidden(seen)) input type="hidden" name="do" value="unsure";
                    button type="submit" data-key="n" { kbd { "n" } span { (w.unsure) } }
                }
            }
            div.less {
                details.pop data-key="d" name="pop" open[open("duplicate")] {
                    summary { kbd { "d" } span { (w.duplicate) } }
                    (duplicate(b, s, action, seen, posted))
                }
                details.pop data-key="s" name="pop" open[open("split")] {
                    summary { kbd { "s" } span { (w.split) } }
                    (split(b, s, action, seen, posted))
                }
                (foot(b, &s.task.id))
            }
        }
    }
}

/// The answers to a pair of names.
#[must_use]
pub(crate) fn names(b: &Bench<'_>, s: &NamesSheet, action: &str) -> Markup {
    let w = b.words();
    if !b.open {
        return closed(b);
    }
    let seen = s.own.as_ref().map_or(0, |r| r.seq);
    let answers = [("a", Word::Same, "yes"), ("r", Word::Different, "no"), ("n", Word::Unsure, "")];
    html! {
        div.dock role="group" aria-label=(w.are_they_one) {
            div.answers.three {
                @for (key, word, class) in answers {
                    form.judge method="post" action=(action) {
                        (b.hidden(seen)) input type="hidden" name="do" value=(word);
                        button class=(class) type="submit" data-key=(key) { kbd { (key) } span { (b.reader.lang.word(word)) } }
                    }
                }
            }
            div.less { (foot(b, &s.task.id)) }
        }
    }
}

fn closed(b: &Bench<'_>) -> Markup {
    let w = b.words();
    html! { div.dock { p.soft { (w.read_only) " " (w.read_only_chosen) } } }
}

/// Putting off, undo, help, and what was said last.
fn foot(b: &Bench<'_>, task: &str) -> Markup {
    let (w, lang) = (b.words(), b.reader.lang);
    html! {
        a.button href=(b.scope.without(task).address("/review/next")) data-key="l" title=(w.key_later) { kbd { "l" } " " span { (w.later) } }
        @if let Some(s) = b.work.said.first() { (undo_form(b, s.id(), true)) }
        details.pop data-key="?" name="pop" { summary { kbd { "?" } span { (w.help) } } (help(b)) }
        @if let Some(s) = b.work.said.first() {
            p.lastly aria-live="polite" { (w.last) (lang.pick(": ", "：", "：")) (said::last(s, lang)) }
        }
    }
}

fn help(b: &Bench<'_>) -> Markup {
    let w = b.words();
    let keys = [
        ("a", w.key_accept),
        ("m", w.key_mend),
        ("r", w.key_reject),
        ("n", w.key_unsure),
        ("l", w.key_later),
        ("u", w.key_undo),
        ("d", w.key_duplicate),
        ("s", w.key_split),
        ("q", w.key_queue),
        ("Esc", w.key_escape),
    ];
    html! {
        div.panel {
            h2 { (w.keys_title) }
            dl.keys { @for (key, what) in keys { dt { kbd { (key) } } dd { (what) } } }
            p.small.soft { (w.key_names) }
        }
    }
}

fn reject(b: &Bench<'_>, action: &str, seen: u64) -> Markup {
    let (w, lang) = (b.words(), b.reader.lang);
    html! {
        form.judge.panel method="post" action=(action) {
            (b.hidden(seen)) input type="hidden" name="do" value="reject";
            h2 { (w.why_reject) }
            div.choices {
                @for (why, n) in RejectReason::ALL.iter().zip(1..) {
                    button type="submit" name="reason" value=(why) data-digit=(n) { kbd { (n) } span { (lang.reject_reason(*why)) } }
                }
            }
            label.words { span { (w.in_words) } input type="text" name="words" maxlength="500" autocomplete="off"; }
        }
    }
}

fn mend(b: &Bench<'_>, s: &ClaimSheet, action: &str, seen: u64, posted: &Posted) -> Markup {
    let (w, lang) = (b.words(), b.reader.lang);
    let claim = s.claim();
    let against =
        |role: Role| s.task.check.iter().flat_map(|c| &c.reasons).any(|r| r.role == Some(role) && r.against);
    let source = claim.attribution.source.as_ref().map_or(String::new(), |n| plain(&n.text));
    let typed = |name: &str, now: &str| posted.given(name).unwrap_or(now).to_owned();
    html! {
        form.judge.panel method="post" action=(action) {
            (b.hidden(seen)) input type="hidden" name="do" value="mend";
            h2 { (w.mend_title) }
            div.again { (slots::in_context(s, lang)) }
            div.rows {
                @for ((role, value), n) in claim.args.iter().zip(1..) {
                    @let name = format!("role.{role}");
                    @let now = s.typed(role, value);
                    label.doubt[against(role)] {
                        span.name { kbd { @if n < 10 { (n) } @else { "·" } } (lang.role(role)) }
                        (input(&name, &typed(&name, &now), role, value, n, lang))
                    }
                }
                label {
                    span.name { kbd { "·" } (lang.words().modality) }
                    select name="modality" {
                        @for m in Modality::ALL {
                            option value=(m) selected[typed("modality", claim.modality.as_str()) == m.as_str()] { (lang.modality(*m)) }
                        }
                    }
                }
                label {
                    span.name { kbd { "·" } (lang.words().attributed_to) }
                    input type="text" name="source" value=(typed("source", &source)) list="near" autocomplete="off" maxlength="200";
                }
                label {
                    span.name { kbd { "·" } (w.kind) }
                    select name="kind" {
                        @for k in ClaimKind::ALL {
                            option value=(k) selected[typed("kind", claim.kind.as_str()) == k.as_str()] { (lang.kind(*k)) }
                        }
                    }
                }
                div.adds {
                    select name="add.role" aria-label=(w.add_role) {
                        option value="" { (w.add_role) " …" }
                        @for role in absent(claim.kind, &claim.args) {
                            option value=(role) selected[posted.field("add.role") == role.as_str()] { (lang.role(role)) }
                        }
                    }
                    input type="text" name="add" value=(posted.field("add")) aria-label=(w.add_role) list="near" autocomplete="off" maxlength="400";
                }
            }
            datalist #near { @for name in near(s) { option value=(name) {} } }
            label.words { span { (w.in_words) } input type="text" name="words" value=(posted.field("words")) maxlength="500" autocomplete="off"; }
            button.yes type="submit" { (w.save) }
            p.small.soft { (w.mend_note) }
        }
    }
}

/// The field for one value: a choice where the values are few, else a line.
fn input(name: &str, typed: &str, role: Role, value: &Value, n: usize, lang: Lang) -> Markup {
    let digit = (n < 10).then_some(n);
    let choices: Vec<(&str, Option<&str>)> = match role {
        Role::Type => MoveType::ALL.iter().map(|t| (t.as_str(), lang.move_type(t.as_str()))).collect(),
        Role::Outcome => {
            ["open", "accepted", "declined", "matched", "paid"].map(|c| (c, lang.outcome(c))).to_vec()
        }
        Role::DealKind => ["acquisition", "investment", "acqui-hire", "license-and-hire"]
            .map(|c| (c, lang.deal_kind(c)))
            .to_vec(),
        Role::Per => Period::ALL.iter().map(|p| (p.as_str(), lang.per(*p))).collect(),
        Role::Bound => Bound::ALL.iter().map(|b| (b.as_str(), Some(lang.bound(*b)))).collect(),
        _ => Vec::new(),
    };
    let known = choices.iter().any(|(c, _)| *c == typed);
    html! {
        @if known {
            select name=(name) data-digit=[digit] {
                @for (code, words) in &choices { option value=(code) selected[*code == typed] { (words.unwrap_or(code)) } }
                option value="" { "—" }
            }
        } @else {
            input type="text" name=(name) value=(typed) data-digit=[digit] autocomplete="off" maxlength="2000"
                list=[matches!(value, Value::Name(_) | Value::Names(_)).then_some("near")] lang=(language_of(typed));
        }
    }
}

/// Names that stand near: of this claim, of those around it, and what the checker found.
fn near(s: &ClaimSheet) -> BTreeSet<String> {
    let claims = std::iter::once(s.claim()).chain(s.rivals.iter().map(|r| &r.claim));
    let mut out: BTreeSet<String> = claims
        .flat_map(|c| c.args.iter().flat_map(|(_, v)| v.names()).chain(&c.attribution.source))
        .filter(|n| !n.group)
        .map(|n| plain(&n.text))
        .take(OFFERED)
        .collect();
    let found = s.task.check.iter().flat_map(|c| &c.reasons).filter(|r| r.code == "other_name");
    out.extend(found.filter_map(|r| r.words.split_once(": ")).map(|(_, f)| plain(f)));
    out
}

fn duplicate(b: &Bench<'_>, s: &ClaimSheet, action: &str, seen: u64, posted: &Posted) -> Markup {
    let (w, lang) = (b.words(), b.reader.lang);
    html! {
        form.judge.panel method="post" action=(action) {
            (b.hidden(seen)) input type="hidden" name="do" value="duplicate";
            h2 { (w.duplicate_title) }
            div.choices.wide {
                @for (r, n) in s.rivals.iter().zip(1..) {
                    button type="submit" name="of" value=(r.claim.id) data-digit=(n) { kbd { (n) } (rival(r, s, lang)) }
                }
            }
            label.words {
                span { (if s.rivals.is_empty() { w.duplicate_none } else { w.duplicate_other }) }
                input type="text" name="other" value=(posted.field("other")) placeholder="c_…" maxlength="80" autocomplete="off";
            }
            button type="submit" { (w.save) }
        }
    }
}

fn rival(r: &ClaimRecord, s: &ClaimSheet, lang: Lang) -> Markup {
    let quote = cut(&plain(&r.claim.quote), 90);
    html! {
        span {
            b { (sentence(&r.claim, &s.directory, lang)) }
            span.soft { " " bdi { (cut(&plain(&r.claim.doc), 30)) } ": " span lang=(language_of(&quote)) { (quote) } }
        }
    }
}

fn split(b: &Bench<'_>, s: &ClaimSheet, action: &str, seen: u64, posted: &Posted) -> Markup {
    let (w, lang) = (b.words(), b.reader.lang);
    let lists: Vec<(Role, usize)> =
        s.claim().args.iter().map(|(r, v)| (r, v.names().len())).filter(|(_, n)| *n > 1).collect();
    html! {
        form.judge.panel method="post" action=(action) {
            (b.hidden(seen)) input type="hidden" name="do" value="split";
            h2 { (w.split_title) }
            @if !lists.is_empty() {
                p { (w.split_each) }
                div.choices {
                    @for ((role, count), n) in lists.iter().zip(1..) {
                        button type="submit" name="by" value=(role) data-digit=(n) { kbd { (n) } span { (lang.role(*role)) " × " (count) } }
                    }
                }
            }
            label.words {
                span { (w.split_typed) }
                input type="text" name="parts" value=(posted.field("parts")) maxlength="2000" autocomplete="off"
                    placeholder="person=… | person=…; to=…";
            }
            button type="submit" { (w.save) }
        }
    }
}
