//! The trade card: a story at a glance, with stage, grade, origins and denials on its face.

use maud::{Markup, html};
use tradewire_ledger::ClaimRecord;
use tradewire_model::{Amount, ClaimKind, Decimal, ReportRole, Role, Value};

use super::bar::{Ink, Scale, bar};
use super::byline;
use super::day::date;
use super::figure::{amount, amount_in_words, count, grouped};
use super::headline::{address, ends, stat_value, tile, way};
use super::mark::{fiction, grade, stage};
use super::sentence::line;
use super::text::{cut, language_of, plain};
use super::{quote, side};
use crate::directory::Directory;
use crate::link;
use crate::story::{FigureLine, Story};
use crate::words::Lang;

/// Most bars on one card; the event's page has them all.
const BARS: usize = 4;

/// Draws a story as a card.
#[must_use]
pub fn card(story: &Story, directory: &Directory, lang: Lang) -> Markup {
    let event = story.event();
    let quiet = matches!(
        event.kind,
        ClaimKind::Stat | ClaimKind::Statement | ClaimKind::Valuation | ClaimKind::Payband
    );
    let contested = !story.conflicts.is_empty() || story.count(ReportRole::Denial) > 0;
    let class = match (quiet, contested) {
        (true, true) => "card quiet contested",
        (true, false) => "card quiet",
        (false, true) => "card contested",
        (false, false) => "card",
    };
    html! {
        article class=(class) {
            (top(story, lang))
            (face(story, directory, lang))
            @if !quiet { (bars(&story.figures(), BARS, false, lang)) }
            (denials(story, directory, lang))
            @if let Some(c) = story.spokesman().filter(|c| story.part(&c.claim.id) != Some(ReportRole::Denial)) {
                blockquote.quote {
                    (quote::on_card(c)) " " span.by { (byline::line(c, directory, lang)) }
                }
            }
            (tags(story, lang))
        }
    }
}

/// Stage, kind, day and grade.
#[must_use]
pub fn top(story: &Story, lang: Lang) -> Markup {
    let event = story.event();
    html! {
        div.top {
            (stage(event.stage, lang))
            span { (lang.kind(event.kind)) }
            @if let Some(d) = event.args.date() { time datetime=(d) { (date(d, lang)) } }
            @if !story.conflicts.is_empty() { span.contest { "≠ " (lang.words().in_conflict) } }
            span.grow {}
            @if story.record.fiction { (fiction(lang)) }
            (grade(event.grade, lang))
        }
    }
}

/// Tiles, headline and what stands under it.
fn face(story: &Story, directory: &Directory, lang: Lang) -> Markup {
    let event = story.event();
    let title = html! { h3.who { a href=(address(event)) { (line(event, directory, lang)) } } };
    let (from, to) = ends(event);
    let sum = headline_sum(story, lang);
    match event.kind {
        ClaimKind::Move => html! {
            div.trade {
                (tile(from, false, directory, lang))
                div { (title) (under(story, lang)) (way(event, from, to, directory, lang)) }
                (tile(to, true, directory, lang))
            }
        },
        ClaimKind::Stat | ClaimKind::Statement | ClaimKind::Payband | ClaimKind::Valuation => html! {
            div.trade.plain { div { (title) (under(story, lang)) } (sum) }
        },
        _ => html! {
            div.trade.money { (tile(to, true, directory, lang)) div { (title) (under(story, lang)) } (sum) }
        },
    }
}

/// The sum that stands in the headline: the one the reports agree on, else the best supported.
#[must_use]
pub fn headline_sum(story: &Story, lang: Lang) -> Markup {
    let a = &story.event().args;
    let years = match a.get(Role::Years) {
        Some(Value::Number(n)) => Some(n.normalize()),
        _ => None,
    };
    if let Some(v) = stat_value(a, lang) {
        return html! { div.sum { (v) } };
    }
    if let Some(band) = pay_band(story) {
        return html! { div.sum title=(amount_in_words(&band, lang)) { (amount(&band, None, lang)) } };
    }
    let agreed = [Role::Total, Role::Amount, Role::SignOn, Role::Annual, Role::FirstYear, Role::AmountSought]
        .into_iter()
        .find_map(|r| a.amount(r).map(|m| (r, m.clone())));
    let figures = story.figures();
    let best = figures.iter().find(|f| !f.denied).map(|f| (f.role, f.amount.clone()));
    match agreed.or(best) {
        Some((role, m)) => html! {
            div.sum title=(amount_in_words(&m, lang)) {
                (amount(&m, years.filter(|_| role == Role::Total), lang))
                @if !matches!(role, Role::Total | Role::Amount) && (role != Role::Annual || m.per.is_none()) { small { (lang.role(role)) } }
            }
        },
        None => html! {},
    }
}

/// The band of a pay claim as one amount.
#[must_use]
pub fn pay_band(story: &Story) -> Option<Amount> {
    let a = &story.event().args;
    let end = |r: Role| match a.get(r) {
        Some(Value::Number(n)) => Some(*n),
        _ => None,
    };
    let currency = a.text(Role::Currency).and_then(|c| c.parse().ok());
    let per = a.text(Role::Per).and_then(|p| p.parse().ok());
    let mut band = match (end(Role::Low), end(Role::High)) {
        (Some(l), Some(h)) if l != h => Amount::range(l, h),
        (Some(l), Some(_)) => Amount::new(
            l,
            a.text(Role::Bound).and_then(|b| b.parse().ok()).unwrap_or(tradewire_model::Bound::Exact),
        ),
        (Some(l), None) => Amount::new(l, tradewire_model::Bound::AtLeast),
        (None, Some(h)) => Amount::new(h, tradewire_model::Bound::UpTo),
        (None, None) => return None,
    };
    band.currency = currency;
    band.per = per;
    Some(band)
}

/// One quiet line under the headline: roles, counts, matters, what is said.
fn under(story: &Story, lang: Lang) -> Markup {
    let a = &story.event().args;
    let text = |r: Role| a.text(r).map(|t| cut(&plain(t), 110)).filter(|t| !t.is_empty());
    let mut bits: Vec<String> = Vec::new();
    match (text(Role::RoleBefore), text(Role::RoleAfter)) {
        (Some(b), Some(f)) => bits.push(format!("{b} → {f}")),
        (Some(b), None) => bits.push(b),
        (None, Some(f)) => bits.push(format!("→ {f}")),
        (None, None) => {}
    }
    if let Some(Value::Count(c)) = a.get(Role::Count).filter(|_| a.has(Role::Person)) {
        bits.push(count(c, lang) + lang.pick(" people", "", ""));
    }
    // That an offer is open is what its stage says.
    bits.extend(
        text(Role::Outcome).filter(|o| o != "open").map(|o| lang.outcome(&o).map_or(o, str::to_owned)),
    );
    bits.extend(text(Role::DealKind).map(|o| lang.deal_kind(&o).map_or(o, str::to_owned)));
    for role in
        [Role::Round, Role::Deadline, Role::Equity, Role::Compute, Role::Channel, Role::Matter, Role::Step]
    {
        bits.extend(text(role).map(|t| if role == Role::Round { round(&t, lang) } else { t }));
    }
    if story.event().kind == ClaimKind::Stat && a.has(Role::Name) {
        bits.extend(text(Role::Population));
    }
    html! {
        @if !bits.is_empty() {
            p.role {
                @for (i, b) in bits.iter().enumerate() {
                    @if i > 0 { " · " }
                    bdi lang=(language_of(b)) { (b) }
                }
            }
        }
    }
}

/// The figures of a story on one scale; nothing where one firm figure already stands in the headline.
#[must_use]
pub fn bars(figures: &[FigureLine], most: usize, always: bool, lang: Lang) -> Markup {
    let shown = &figures[..figures.len().min(most)];
    let plain = shown.len() < 2 && !always;
    let Some(scale) = Scale::over(shown.iter().map(|f| &f.amount)).filter(|_| !plain) else {
        return html! {};
    };
    let mixed = shown.windows(2).any(|p| p[0].amount.currency != p[1].amount.currency);
    let one_role = shown.windows(2).all(|p| p[0].role == p[1].role);
    html! {
        div.bars {
            @for f in shown {
                @let ink = if f.against || f.denied { Ink::Hot } else { Ink::Cool };
                div.barline {
                    span.label { (label(f, one_role, lang)) }
                    // Bars of different currencies on one scale would lie.
                    @if mixed { span {} } @else { (bar(&f.amount, &scale, ink, lang)) }
                    span.amount title=(amount_in_words(&f.amount, lang)) { (amount(&f.amount, f.years, lang)) }
                }
            }
        }
    }
}

fn label(f: &FigureLine, one_role: bool, lang: Lang) -> String {
    let w = lang.words();
    if let Some(r) = &f.round {
        let whole = round(&cut(&plain(r), 24), lang);
        return if f.role == Role::Total || one_role {
            whole
        } else {
            format!("{whole}{}{}", lang.pick(", ", "，", "，"), lang.role(f.role).to_lowercase())
        };
    }
    if f.denied {
        return w.denied_by.to_lowercase();
    }
    if one_role && f.origins > 0 {
        return format!("{} {}", f.origins, if f.origins == 1 { w.origin } else { w.origins });
    }
    if one_role {
        let n = f.claims.len();
        return format!("{n} {}", if n == 1 { w.repeat } else { w.repeats });
    }
    lang.role(f.role).to_owned()
}

/// A round: numbered ones in the reader's words, others (Series C) as written.
fn round(r: &str, lang: Lang) -> String {
    if r.is_empty() || !r.chars().all(|c| c.is_ascii_digit()) {
        return r.to_owned();
    }
    lang.pick(format!("{} {r}", lang.words().round), format!("第{r}轮"), format!("第{r}輪"))
}

/// Denials stand inside the card.
#[must_use]
pub fn denials(story: &Story, directory: &Directory, lang: Lang) -> Markup {
    html! {
        @for c in story.with_part(ReportRole::Denial).take(2) { (denial(c, directory, lang)) }
    }
}

fn denial(c: &ClaimRecord, directory: &Directory, lang: Lang) -> Markup {
    html! {
        div.deny {
            b.word { (lang.words().denied_word) } " "
            span.quote { (quote::on_card(c)) " " span.by { (byline::line(c, directory, lang)) } }
        }
    }
}

/// Origins, repeats, denials, conflicts: counted on every card.
#[must_use]
pub fn tags(story: &Story, lang: Lang) -> Markup {
    let w = lang.words();
    let one = |n: usize, one: &'static str, many: &'static str| if n == 1 { one } else { many };
    let (o, c, d, r) = (
        story.count(ReportRole::Origin),
        story.count(ReportRole::Confirmation),
        story.count(ReportRole::Denial),
        story.repeats(),
    );
    html! {
        footer.tags {
            span { b { (o) } " " (one(o, w.origin, w.origins)) }
            @if c > 0 { span { b { (c) } " " (one(c, w.confirmation, w.confirmations)) } }
            span { b { (r) } " " (one(r, w.repeat, w.repeats)) }
            span.hotly[d > 0] { b { (d) } " " (one(d, w.denial, w.denials)) }
            @for c in story.conflicts.iter().take(3) {
                a.hotly href=(link::conflict(&c.id)) {
                    "≠ " (lang.conflict_kind(c.kind)) ": "
                    @for (i, s) in c.sides.iter().take(3).enumerate() {
                        @if i > 0 { " / " } bdi { (cut(&side::label(c, s, story.said(), lang), 28)) }
                    }
                }
            }
        }
    }
}

/// A number of years as text, for rows of facts.
#[must_use]
pub fn years(n: Decimal, lang: Lang) -> String {
    format!("{}{}", grouped(n.normalize()), lang.pick(" yr", "年", "年"))
}
