//! A claim as a reviewer sees it: what it says, where it says so, and what speaks for and against it.

use std::ops::Range;

use maud::{Markup, html};
use tradewire_ledger::{CheckReason, NameCandidate, Task};
use tradewire_model::{
    Args, Claim, ClaimKind, Decimal, Event, EventId, Grade, InformationGrade, Modality, Role, SourceGrade,
    Stage, Value,
};

use super::{Bench, Notice, dock, notice, said, slots, strip};
use crate::directory::Directory;
use crate::link;
use crate::review::{ClaimSheet, Posted, said_of};
use crate::view::args::{facts, one};
use crate::view::byline;
use crate::view::day::date;
use crate::view::figure::short;
use crate::view::mark::fiction;
use crate::view::sentence::line;
use crate::view::text::{cut, exact, language_of, plain, safe_url};
use crate::words::Lang;

/// So many features of a candidate are shown.
const FEATURES: usize = 5;

/// Draws the whole screen of a claim.
#[must_use]
pub(crate) fn draw(b: &Bench<'_>, s: &ClaimSheet, n: &Notice, posted: &Posted) -> Markup {
    let (w, lang) = (b.words(), b.reader.lang);
    let claim = s.claim();
    let action = link::review(&s.task.id);
    let others = html! {
        @if let Some(review) = &s.review {
            ul { @for r in said_of(review, b.reviewer).1 { (said::line(r, claim, b.reviewer, &s.directory, lang)) } }
        }
    };
    html! {
        div.review data-offline=(w.offline) data-task=(s.task.id) data-kind="claim" {
            (strip(b))
            (notice(b, n, &action, s.seen(), &others))
            @if matches!(n, Notice::None | Notice::Undone) { (state(b, s)) }
            div.sheet {
                div.told {
                    div.top {
                        b { (lang.kind(claim.kind)) }
                        span.contest[denies(claim.modality)] { (lang.modality(claim.modality)) }
                        @if s.task.random { span { (lang.signal("random").unwrap_or_default()) } }
                        span.grow {}
                        @if s.record.document.fiction { (fiction(lang)) }
                    }
                    h1.says { (line(&event(claim), &s.directory, lang)) }
                    @if claim.kind == ClaimKind::Statement { @if let Some(g) = claim.args.text(Role::Gist) { p.gist { bdi { (cut(&plain(g), 300)) } } } }
                    (figures(claim, &s.directory, lang))
                    section aria-label=(w.in_context) { (slots::in_context(s, lang)) }
                    section.section.roles { h2 { (if s.record.stated.is_some() { w.the_claim_mended } else { w.the_claim }) } (roles(s, lang)) }
                    (raw(b, s))
                    @if let Some(stated) = &s.record.stated {
                        section.section { h2 { (w.was_extracted) } (facts(&stated.args, stated.kind, &s.directory, lang)) }
                    }
                }
                aside.beside {
                    (checker(b, &s.task))
                    (why(b, &s.task))
                    (names(b, &s.task, &s.directory))
                    (document(b, s))
                    @if let Some(review) = &s.review {
                        section.section { h2 { (w.others_said) } ul.plainlist { @for r in &review.judgements { (said::line(r, s.record.stated.as_ref().unwrap_or(claim), b.reviewer, &s.directory, lang)) } } }
                    }
                }
            }
            (dock::claim(b, s, &action, posted))
        }
    }
}

fn denies(m: Modality) -> bool {
    matches!(m, Modality::Denied | Modality::Declined | Modality::Rumoured)
}

/// A claim as the event it would be alone, for its sentence.
fn event(claim: &Claim) -> Event {
    let stage = match claim.modality {
        Modality::Denied => Stage::Denied,
        Modality::Rumoured => Stage::Rumoured,
        Modality::Planned => Stage::Agreed,
        Modality::Declined | Modality::Reported | Modality::Asserted => Stage::Done,
    };
    let grade = Grade { source: SourceGrade::F, information: InformationGrade::Unjudged };
    Event {
        id: EventId::new(""),
        kind: claim.kind,
        claims: Vec::new(),
        args: claim.args.clone(),
        stage,
        grade,
        reports: Vec::new(),
    }
}

/// The sentence of a claim.
#[must_use]
pub(crate) fn sentence(claim: &Claim, directory: &Directory, lang: Lang) -> Markup {
    line(&event(claim), directory, lang)
}

/// What the sentence leaves out: sums, numbers, dates, in a row.
fn figures(claim: &Claim, directory: &Directory, lang: Lang) -> Markup {
    let told = |v: &Value| {
        matches!(
            v,
            Value::Amount(_) | Value::Count(_) | Value::Number(_) | Value::Measure(_) | Value::Date(_)
        )
    };
    let rows: Vec<_> = claim.args.iter().filter(|(_, v)| told(v)).collect();
    html! {
        @if !rows.is_empty() {
            p.sums { @for (role, value) in rows { span { (lang.role(role)) " " b { (one(role, value, claim.kind, directory, lang)) } } } }
        }
    }
}

/// How the claim stands among people: second reading, a dispute, judged already.
fn state(b: &Bench<'_>, s: &ClaimSheet) -> Markup {
    let w = b.words();
    let disputed = s.review.as_ref().is_some_and(|r| r.disputed);
    let own = s.review.as_ref().is_some_and(|r| !said_of(r, b.reviewer).0.is_empty());
    html! {
        @if s.blind {
            p.notice.second { b { (w.blind) } " · " (w.blind_note) }
        } @else if disputed {
            div.notice.bad {
                p { b { (w.adjudicate) } " · " (w.adjudicate_note) }
                @let stated = s.record.stated.as_ref().unwrap_or(s.claim());
                @if let Some(review) = &s.review {
                    ul { @for r in &review.judgements { (said::line(r, stated, b.reviewer, &s.directory, b.reader.lang)) } }
                }
            }
        } @else if own {
            p.notice { b { (w.judged_already) } " " (w.judged_already_note) " " a href=(b.scope.address("/review/next")) { (w.go_on) } }
        }
        @if s.record.left { p.notice { (w.left_view) } }
    }
}

/// The raw text beside, where it differs from the repaired.
fn raw(b: &Bench<'_>, s: &ClaimSheet) -> Markup {
    let w = b.words();
    let claim = s.claim();
    let Some((d, span)) = s.document.as_ref().zip(claim.text_span) else { return html! {} };
    let repaired = span.slice(&d.text).unwrap_or_default();
    if repaired == claim.quote {
        return html! {};
    }
    let mended = |spans: &mut dyn Iterator<Item = Range<usize>>, from: usize, text: &str| {
        let mut parts: Vec<Markup> = Vec::new();
        let mut at = 0;
        for r in spans {
            let Some((a, b)) = r.start.checked_sub(from).zip(r.end.checked_sub(from)) else { continue };
            if let (Some(plain), Some(changed)) = (text.get(at..a), text.get(a..b)) {
                parts.push(html! { (exact(plain)) span.repaired { (exact(changed)) } });
                at = b;
            }
        }
        parts.push(exact(text.get(at..).unwrap_or_default()));
        html! { @for p in &parts { (p) } }
    };
    let after = mended(&mut d.repairs.iter().map(|r| r.text_span.range()), span.start(), repaired);
    let before = mended(&mut d.repairs.iter().map(|r| r.span.range()), claim.span.start(), &claim.quote);
    html! {
        div.twotexts {
            figure { figcaption { (w.repaired_text) } p lang=(language_of(repaired)) dir="auto" { (after) } }
            figure { figcaption { (w.raw_text) } p lang=(language_of(&claim.quote)) dir="auto" { (before) } }
        }
    }
}

/// What the checker says of a role, in a sign.
enum Opinion {
    For,
    Against,
    Open,
}

fn opinion(task: &Task, role: Role) -> Option<Opinion> {
    let of: Vec<&CheckReason> =
        task.check.iter().flat_map(|c| &c.reasons).filter(|r| r.role == Some(role)).collect();
    if of.is_empty() {
        None
    } else if of.iter().any(|r| r.against) {
        Some(Opinion::Against)
    } else if of.iter().any(|r| r.code.ends_with("_fits")) {
        Some(Opinion::For)
    } else {
        Some(Opinion::Open)
    }
}

/// The roles as readable lines, each with what the checker says of it.
fn roles(s: &ClaimSheet, lang: Lang) -> Markup {
    let claim = s.claim();
    let w = lang.review_words();
    let outlet = byline::attribution(&s.record, &s.directory, lang);
    let mark = |o: Option<Opinion>| {
        html! {
            @match o {
                Some(Opinion::For) => span.op.for title={ (w.checker) " " (w.agree) } { "✓" span.vh { (w.agree) } },
                Some(Opinion::Against) => span.op.against title={ (w.checker) " " (w.disagree) } { "✕" span.vh { (w.disagree) } },
                Some(Opinion::Open) => span.op title={ (w.checker) " " (w.cannot_tell) } { "?" span.vh { (w.cannot_tell) } },
                None => span.op {},
            }
        }
    };
    html! {
        dl.facts.checked {
            @for (role, value) in claim.args.iter() {
                dt { (lang.role(role)) }
                dd { (mark(opinion(&s.task, role))) span { (one(role, value, claim.kind, &s.directory, lang)) } }
            }
            dt { (lang.words().attributed_to) }
            dd { span.op {} span { (outlet) } }
        }
    }
}

/// What the checker says, with its reasons.
fn checker(b: &Bench<'_>, task: &Task) -> Markup {
    let (w, lang) = (b.words(), b.reader.lang);
    let Some(check) = &task.check else {
        return html! { section.section { h2 { (w.checker) } p.soft { (w.no_check) } } };
    };
    let (word, class) = match check.verdict.as_str() {
        "agree" => (w.agree, "for"),
        "disagree" => (w.disagree, "against"),
        _ => (w.cannot_tell, "open"),
    };
    // What speaks against comes first; what merely fits is not told where something does not.
    let mut reasons: Vec<&CheckReason> = check.reasons.iter().collect();
    reasons.sort_by_key(|r| (!r.against, r.code.ends_with("_fits")));
    html! {
        section.section.checker {
            h2 { (w.checker) }
            p { span class={ "verdict " (class) } { (word) } }
            ul {
                @for r in reasons.iter().take(5) {
                    li.against[r.against] {
                        @if let Some(role) = r.role { b { (lang.role(role)) } " · " }
                        bdi { (cut(&plain(&lang.check(&r.code, &r.words)), 160)) }
                    }
                }
            }
        }
    }
}

/// Why it is in the queue.
pub(crate) fn why(b: &Bench<'_>, task: &Task) -> Markup {
    let (w, lang) = (b.words(), b.reader.lang);
    html! {
        section.section.whys {
            h2 { (w.why_asked) }
            @if task.why.is_empty() { p.soft { (w.not_asked) } }
            ul {
                @for y in &task.why {
                    li {
                        (lang.signal(&y.code).unwrap_or(&y.words))
                        @if !y.detail.is_empty() && y.code != "conflict" { " " span.soft { bdi { (detail(&y.code, &y.detail, lang)) } } }
                    }
                }
            }
        }
    }
}

/// What lies behind a reason; sums as readers write them.
fn detail(code: &str, detail: &str, lang: Lang) -> String {
    let sum = (code == "large_amount").then(|| detail.parse::<Decimal>().ok()).flatten();
    sum.map_or_else(|| cut(&plain(detail), 60), |n| format!("≈ {}", short(n, lang)))
}

/// Whom the names are taken for, with the reasons and who else it might be.
fn names(b: &Bench<'_>, task: &Task, directory: &Directory) -> Markup {
    let (w, lang) = (b.words(), b.reader.lang);
    let told: Vec<_> = task.names.iter().filter(|n| !n.candidates.is_empty()).collect();
    html! {
        @if !told.is_empty() {
            section.section.names {
                h2 { (w.names_taken) }
                ul {
                    @for n in told {
                        li {
                            b lang=(language_of(&n.text)) { bdi { (cut(&plain(&n.text), 60)) } }
                            @let chosen = n.candidates.iter().find(|c| c.chosen).map(|c| &c.id);
                            ol.candidates {
                                @for c in &n.candidates {
                                    li {
                                        @if !c.chosen { span.soft { (w.or_else) " " } }
                                        (candidate(c, directory, lang))
                                        @if let Some(pair) = chosen.filter(|_| !c.chosen).map(|own| pair(own.as_str(), c.id.as_str())) {
                                            " " a.small href=(link::review(&pair)) { (w.judge_pair) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn pair(x: &str, y: &str) -> String {
    let (a, b) = if x <= y { (x, y) } else { (y, x) };
    format!("{a}~{b}")
}

/// Somebody a name may stand for: score, then reason by reason.
fn candidate(c: &NameCandidate, directory: &Directory, lang: Lang) -> Markup {
    let known = directory.get(&c.id);
    let name = cut(&plain(known.map_or(c.name.as_str(), |k| k.in_script_of(lang))), 60);
    html! {
        span.cand lang=(language_of(&name)) { bdi { (name) } }
        @if let Some(other) = known.and_then(|k| k.beside(lang)) { " " bdi.other lang=(language_of(other)) { (cut(&plain(other), 60)) } }
        @if c.score > 0.0 || !c.features.is_empty() { " " b.num { (format!("{:.2}", c.score)) } }
        (features(&c.features, FEATURES, lang))
    }
}

/// Reasons with their weights, a sign for each direction.
pub(crate) fn features(all: &[(String, f64)], most: usize, lang: Lang) -> Markup {
    html! {
        @if !all.is_empty() {
            ul.features {
                @for (name, weight) in all.iter().take(most) {
                    li.against[*weight < 0.0] {
                        span.num { (format!("{weight:+.2}").replace('-', "−")) } " "
                        bdi { (cut(&plain(&lang.feature(name)), 90)) }
                    }
                }
            }
        }
    }
}

/// The document and its outlet.
fn document(b: &Bench<'_>, s: &ClaimSheet) -> Markup {
    let (w, lang) = (b.words(), b.reader.lang);
    let claim = s.claim();
    let d = &s.record.document;
    let outlet = byline::article_label(&s.record);
    let title = d.title.as_deref().map(|t| cut(&plain(t), 90)).filter(|t| !t.is_empty());
    html! {
        section.section.where {
            h2 { (w.document) }
            p {
                b lang=(language_of(&outlet)) { bdi { (outlet) } }
                @if let Some(day) = claim.published.as_ref().or(d.published.as_ref()) { " · " (date(day, lang)) }
            }
            @if let Some(t) = &title { p lang=(language_of(t)) { bdi { (t) } } }
            p.small {
                a href={ (link::document(&claim.doc)) "#" (claim.id) } { (lang.words().document) }
                " · " a href=(link::claim(&claim.id)) { (w.evidence) }
                @if let Some(url) = d.url.as_deref().and_then(safe_url) { " · " a href=(url) rel="noreferrer noopener" { (lang.words().original_page) } }
            }
        }
    }
}

/// The roles that a claim of this kind may have and does not.
pub(crate) fn absent(kind: ClaimKind, args: &Args) -> Vec<Role> {
    let always = [Role::By, Role::Channel, Role::Date];
    kind.roles().iter().copied().chain(always).filter(|r| !args.has(*r)).collect()
}
