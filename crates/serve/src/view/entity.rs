//! The parts that pages of people and of firms share: head, stations, sections of cards, names, conflicts.

use maud::{Markup, html};
use tradewire_ledger::{EntityRecord, EntitySummary};
use tradewire_model::{Conflict, Role};

use super::card::card;
use super::day::date;
use super::headline::{address, ends};
use super::mark::{fiction, grade, stage};
use super::name::shown;
use super::sentence::line;
use super::side;
use super::text::{cut, language_of, plain};
use crate::directory::{Class, Directory, Known};
use crate::link;
use crate::story::Story;
use crate::words::Lang;

/// Some stories under a heading.
pub struct Section<'a> {
    /// The heading.
    pub title: &'static str,
    /// The stories; an empty section is not drawn.
    pub stories: Vec<&'a Story>,
}

/// Name in the reader's script with the other beside, how often it occurs, what it belongs to.
#[must_use]
pub fn head(summary: &EntitySummary, directory: &Directory, lang: Lang) -> Markup {
    let w = lang.words();
    let e = &summary.entity;
    let known = Known::from(e);
    let main = cut(&plain(known.in_script_of(lang)), 80);
    html! {
        header.head {
            div.top {
                @match known.class {
                    Class::Person => span { (w.person) },
                    Class::Organisation => span { (w.lab) },
                    Class::Outlet => span { (w.outlet) },
                }
                @if let Some(k) = e.kind.as_ref().filter(|k| *k != "lab") { span { (plain(k)) } }
                @if let Some(p) = e.parent.as_ref().and_then(|p| directory.get(p).map(|k| (p, k))) {
                    span { (w.part_of) " " a href=(link::company(p.0)) { (p.1.in_script_of(lang)) } }
                }
                span { b.num { (summary.events) } " " (w.events) }
                span { b.num { (summary.claims) } " " (w.claims) }
                span.grow {}
                @if e.fiction { (fiction(lang)) }
            }
            h1 {
                bdi lang=(language_of(&main)) { (main) }
                @if let Some(b) = known.beside(lang).map(plain) { " " bdi.other lang=(language_of(&b)) { (cut(&b, 80)) } }
            }
        }
    }
}

/// A person's moves as stations on a line, latest first.
#[must_use]
pub fn station(moves: &[&Story], directory: &Directory, lang: Lang) -> Markup {
    let w = lang.words();
    html! {
        @if !moves.is_empty() {
            section.section {
                h2 { (w.timeline) }
                ol.stations {
                    @for s in moves {
                        @let e = s.event();
                        @let (from, to) = ends(e);
                        li {
                            div.when {
                                @match e.args.date().or(s.record.first_published.as_ref()) {
                                    Some(d) => time datetime=(d) { (date(d, lang)) },
                                    None => (w.undated),
                                }
                            }
                            div.what {
                                h3 { a href=(address(e)) { (line(e, directory, lang)) } }
                                @if let (Some(from), Some(_)) = (from, to) {
                                    p.role { (w.formerly) " " (shown(from, Class::Organisation, directory, lang).whole()) }
                                }
                                @for r in [Role::RoleBefore, Role::RoleAfter] {
                                    @if let Some(t) = e.args.text(r) {
                                        @let t = cut(&plain(t), 90);
                                        p.role { (lang.role(r)) ": " bdi lang=(language_of(&t)) { (t) } }
                                    }
                                }
                                div.top { (stage(e.stage, lang)) (grade(e.grade, lang)) @if s.record.fiction { (fiction(lang)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Stories as cards under a heading.
#[must_use]
pub fn section(s: &Section<'_>, directory: &Directory, lang: Lang) -> Markup {
    html! {
        @if !s.stories.is_empty() {
            section.section { h2 { (s.title) } @for story in &s.stories { (card(story, directory, lang)) } }
        }
    }
}

/// The forms of a name that are on file.
#[must_use]
pub fn forms(e: &EntityRecord, lang: Lang) -> Markup {
    let known = Known::from(e);
    let mut all: Vec<String> =
        [known.en, known.hans, known.hant].into_iter().flatten().chain(known.also).collect();
    all.retain(|f| *f != e.name);
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|f| seen.insert(f.clone()));
    html! {
        @if !all.is_empty() {
            section.section {
                h2 { (lang.words().also_written) }
                ul.forms {
                    @for f in all.iter().take(24) { @let f = cut(&plain(f), 60); li { bdi lang=(language_of(&f)) { (f) } } }
                }
            }
        }
    }
}

/// The conflicts over an entity, as rows.
#[must_use]
pub fn conflicts(conflicts: &[Conflict], stories: &[Story], lang: Lang) -> Markup {
    let w = lang.words();
    html! {
        @if !conflicts.is_empty() {
            section.section {
                h2 { (w.conflicts) }
                @for c in conflicts.iter().take(12) {
                    div.row.stack {
                        span.soft { "≠ " (side::topic(c, lang)) }
                        a href=(link::conflict(&c.id)) {
                            @for (i, s) in c.sides.iter().take(4).enumerate() {
                                @if i > 0 { " / " }
                                bdi { (side::label(c, s, stories.iter().flat_map(Story::said), lang)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
