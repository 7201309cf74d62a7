//! The frame of every page: masthead, navigation, switches, feet.

use maud::{DOCTYPE, Markup, html};

use super::bar::hatchings;
use super::text::plain;
use crate::assets;
use crate::feed;
use crate::reader::{Look, Reader};
use crate::who::{Rank, Who};
use crate::words::Lang;

/// What the frame needs to know of a page.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Title of the window, without the name of the site.
    pub title: String,
    /// Which entry of the navigation it belongs to: its path.
    pub section: &'static str,
    /// Number of open conflicts, if known.
    pub conflicts: Option<usize>,
    /// Whether a full text of somebody else stands on it.
    pub local_text: bool,
    /// Fields that narrow its feed, if it has one.
    pub feed: Option<Vec<(&'static str, String)>>,
    /// The card that stands for it where it is linked.
    pub card: Option<Picture>,
}

/// A picture that stands for a page elsewhere; its addresses are absolute.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Address of the page.
    pub page: String,
    /// Address of the picture, 1200 by 630.
    pub image: String,
    /// Its media type.
    pub media: &'static str,
}

/// Puts a page into its frame.
#[must_use]
pub fn page(reader: &Reader, frame: &Frame, body: &Markup) -> Markup {
    framed(reader, frame, body, false)
}

/// Puts a page for one task into its frame; what leads elsewhere steps back.
#[must_use]
pub fn focused(reader: &Reader, frame: &Frame, body: &Markup) -> Markup {
    framed(reader, frame, body, true)
}

fn framed(reader: &Reader, frame: &Frame, body: &Markup, focus: bool) -> Markup {
    let w = reader.words();
    // Titles hold names as texts have them.
    let name = plain(&frame.title);
    let title = if name.is_empty() { "tradewire".to_owned() } else { format!("{name} · tradewire") };
    html! {
        (DOCTYPE)
        html lang=(reader.lang.tag()) data-theme=(reader.look.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                meta name="description" content=(w.tagline);
                @if let Some(fields) = &frame.feed {
                    @let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
                    link rel="alternate" type="application/atom+xml" title=(title) href=(feed::address("atom", &fields));
                    link rel="alternate" type="application/feed+json" title=(title) href=(feed::address("json", &fields));
                }
                @if let Some(card) = &frame.card { (tags(card, &name)) }
                link rel="icon" type="image/svg+xml" href=(assets::icon_address());
                link rel="stylesheet" href=(assets::style_address());
                script src=(assets::script_address()) defer {}
            }
            body class=[focus.then_some("focus")] {
                a.skip href="#main" { (w.skip) }
                (hatchings())
                (masthead(reader, frame))
                main.page #main tabindex="-1" { (body) }
                @if reader.who != Who::Nobody { (palette(reader)) }
                footer.foot {
                    p { (w.foot) }
                    p { a href="/corrections" { (reader.lang.correction_words().title) } " · " a href="/ask" { (reader.lang.asking_words().ask) } }
                    @if let Some(fields) = &frame.feed {
                        @let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
                        p.feeds { (w.feed) ": " a href=(feed::address("atom", &fields)) { "Atom" } " · " a href=(feed::address("json", &fields)) { "JSON Feed" } }
                    }
                    @if frame.local_text { p { (w.foot_local) } }
                }
            }
        }
    }
}

/// OpenGraph's tags and those of cards, for places that show links as pictures.
fn tags(card: &Picture, name: &str) -> Markup {
    html! {
        meta property="og:type" content="article";
        meta property="og:site_name" content="tradewire";
        meta property="og:title" content=(name);
        meta property="og:url" content=(card.page);
        meta property="og:image" content=(card.image);
        meta property="og:image:type" content=(card.media);
        meta property="og:image:width" content="1200";
        meta property="og:image:height" content="630";
        meta property="og:image:alt" content=(name);
        meta name="twitter:card" content="summary_large_image";
        meta name="twitter:title" content=(name);
        meta name="twitter:image" content=(card.image);
        meta name="twitter:image:alt" content=(name);
    }
}

fn masthead(reader: &Reader, frame: &Frame) -> Markup {
    let w = reader.words();
    let entries = [
        ("/", w.wire),
        ("/people", w.people),
        ("/labs", w.labs),
        ("/market", reader.lang.market_words().market),
        ("/sources", w.sources),
        ("/conflicts", w.conflicts),
        ("/review", w.review),
        ("/method", w.method),
    ];
    html! {
        header.masthead {
            a.brand.en href="/" aria-label="tradewire" { (logo()) span { "trade" i { "wire" } } }
            @if reader.who != Who::Nobody { nav.mainnav aria-label=(w.main_nav) {
                @for (path, label) in entries.into_iter().filter(|e| open(reader, e.0)) {
                    a href=(path) aria-current=[is_current(frame.section, path).then_some("page")] {
                        (label)
                        @if path == "/conflicts" {
                            @if let Some(n) = frame.conflicts.filter(|n| *n > 0) { " " b { (n) } }
                        }
                    }
                }
            } }
            div.tools {
                @if reader.who != Who::Nobody { form.find action="/search" method="get" role="search" {
                    label.vh for="q" { (w.search) }
                    input #q type="search" name="q" placeholder=(w.search_hint) maxlength="200"
                        value=[(frame.section == "/search").then(|| reader.field("q")).flatten()];
                    button type="submit" title=(w.search) {
                        svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" {
                            circle cx="6.8" cy="6.8" r="4.6" fill="none" stroke="currentColor" stroke-width="1.8" {}
                            path d="M10.3 10.3L14.2 14.2" stroke="currentColor" stroke-width="1.8" {}
                        }
                        span.vh { (w.search) }
                    }
                } }
                @if reader.who != Who::Nobody { button.opener type="button" hidden data-opens="palette" title=(w.palette) { kbd { "Ctrl K" } span.vh { (w.palette) } } }
                (languages(reader))
                (look_switch(reader))
                @if let Who::Member { name, .. } = &reader.who {
                    a.whoami href="/account" title=(reader.lang.access_words().account) aria-current=[(frame.section == "/account").then_some("page")] {
                        svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true" {
                            circle cx="9" cy="5.8" r="3.2" fill="none" stroke="currentColor" stroke-width="1.8" {}
                            path d="M2.9 16A6.1 6.1 0 0 1 15.1 16" fill="none" stroke="currentColor" stroke-width="1.8" {}
                        }
                        span.vh { (reader.lang.access_words().signed_in_as) " " } bdi { (name) }
                    }
                }
            }
        }
    }
}

/// Whether an entry of the navigation leads anywhere for whoever reads.
fn open(reader: &Reader, path: &str) -> bool {
    path != "/review" || reader.who.may(Rank::Reviewer)
}

/// Whether a page belongs to an entry; those of the market go by the way they had before there was an overview.
fn is_current(section: &str, path: &str) -> bool {
    section == path || path == "/market" && section == "/flows"
}

/// The pages of the site under their words.
fn entries(reader: &Reader) -> [(&'static str, &'static str); 13] {
    let (w, m) = (reader.words(), reader.lang.market_words());
    [
        ("/", w.wire),
        ("/people", w.people),
        ("/labs", w.labs),
        ("/market", m.market),
        ("/flows", m.flows),
        ("/list", m.list),
        ("/offers/value", m.offer_value),
        ("/offers/compare", m.offer_compare),
        ("/sources", w.sources),
        ("/conflicts", w.conflicts),
        ("/review", w.review),
        ("/corrections", reader.lang.correction_words().title),
        ("/method", w.method),
    ]
}

/// Where to go by keys; the script opens it, without one it is not shown.
fn palette(reader: &Reader) -> Markup {
    let w = reader.words();
    html! {
        dialog.palette #palette aria-label=(w.palette) {
            form action="/search" method="get" {
                label.vh for="pq" { (w.palette_hint) }
                input #pq type="search" name="q" placeholder=(w.palette_hint) maxlength="200" autocomplete="off";
            }
            ul { @for (path, label) in entries(reader).into_iter().filter(|e| open(reader, e.0)) { li { a href=(path) { (label) } } } }
            p.keys {
                kbd { "↵" } " " (w.key_open) " " kbd { "/" } " " (w.key_search) " " kbd { "j" } kbd { "k" } " " (w.key_walk) " " kbd { "Esc" } " " (w.key_close)
            }
        }
    }
}

fn languages(reader: &Reader) -> Markup {
    html! {
        nav.langs aria-label=(reader.words().language) {
            @for lang in Lang::ALL {
                a lang=(lang.tag()) hreflang=(lang.tag()) aria-current=[(lang == reader.lang).then_some("true")]
                    href=(reader.here_with(&[("lang", Some(lang.tag()))])) { (lang.short()) }
            }
        }
    }
}

fn look_switch(reader: &Reader) -> Markup {
    let w = reader.words();
    let name = |l| match l {
        Look::Auto => w.look_auto,
        Look::Light => w.look_light,
        Look::Dark => w.look_dark,
    };
    let label = format!("{}: {} → {}", w.look, name(reader.look), name(reader.look.next()));
    html! {
        form.theme action="/look" method="post" {
            input type="hidden" name="look" value=(reader.look.next().as_str());
            input type="hidden" name="back" value=(reader.here());
            button type="submit" title=(label) aria-label=(label) {
                svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true" {
                    circle cx="9" cy="9" r="6.2" fill="none" stroke="currentColor" stroke-width="1.8" {}
                    @match reader.look {
                        Look::Auto => path d="M9 2.8A6.2 6.2 0 0 1 9 15.2Z" fill="currentColor" {},
                        Look::Dark => circle cx="9" cy="9" r="6.2" fill="currentColor" {},
                        Look::Light => circle cx="9" cy="9" r="2" fill="currentColor" {},
                    }
                }
            }
        }
    }
}

/// The sign: an empty place, a way, a filled place.
fn logo() -> Markup {
    html! {
        svg viewBox="0 0 36 20" aria-hidden="true" focusable="false" {
            circle cx="7" cy="10" r="5" fill="none" stroke="currentColor" stroke-width="2.6" {}
            path d="M12 10H24" stroke="currentColor" stroke-width="2.6" {}
            circle.to cx="28.5" cy="10" r="6.2" {}
        }
    }
}
