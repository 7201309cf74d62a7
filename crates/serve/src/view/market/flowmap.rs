//! The flow map: ways between labs as ribbons, drawn on the server twice, for wide and for narrow windows.

use std::collections::BTreeMap;

use maud::{Markup, html};
use tradewire_market::flows::{Between, Heads, Place};

use super::sample::{place_text, tally_text};
use crate::directory::Directory;
use crate::view::text::cut;
use crate::words::Lang;

/// Ways drawn: the broadest.
pub const DRAWN: usize = 22;

/// Measures of one drawing, in its own units.
struct Shape {
    class: &'static str,
    width: f64,
    /// Room for names at either side.
    names: f64,
    /// Height of one head, if there is room for all.
    head: f64,
    /// Least height of a node: a line of its name.
    line: f64,
    gap: f64,
    /// Longest name, in characters.
    longest: usize,
}

const SHAPES: [Shape; 2] = [
    Shape {
        class: "flowmap wide",
        width: 1160.0,
        names: 250.0,
        head: 16.0,
        line: 17.0,
        gap: 9.0,
        longest: 32,
    },
    Shape {
        class: "flowmap narrow",
        width: 340.0,
        names: 110.0,
        head: 12.0,
        line: 15.0,
        gap: 8.0,
        longest: 13,
    },
];
/// Height that all ribbons together may take.
const ROOM: f64 = 460.0;
/// Least height of a ribbon that can be seen and met.
const THIN: f64 = 2.5;

/// One end of some ribbons.
struct Node {
    name: String,
    open: bool,
    size: f64,
    at: f64,
    /// How much of it ribbons have taken.
    used: f64,
    total: Heads,
}

impl Node {
    fn room(&self, s: &Shape) -> f64 {
        self.size.max(s.line)
    }
}

type Key = Option<Place>;

/// Draws the ways; nothing where there is none. Each leads to its row in the table of the page at `table`.
#[must_use]
pub fn draw(ways: &[Between], directory: &Directory, lang: Lang, table: &str) -> Markup {
    let ways: Vec<&Between> = ways.iter().filter(|b| b.went.least() > 0).take(DRAWN).collect();
    html! {
        @if !ways.is_empty() {
            @for s in &SHAPES { (one(s, &ways, directory, lang, table)) }
        }
    }
}

fn order(ways: &[&Between], right: bool) -> Vec<Key> {
    let key = |b: &Between| if right { b.to.clone() } else { b.from.clone() };
    let mut sums: BTreeMap<Key, i64> = BTreeMap::new();
    for b in ways {
        *sums.entry(key(b)).or_default() += b.went.least();
    }
    let mut keys: Vec<Key> = sums.keys().cloned().collect();
    // What is not said stands last.
    keys.sort_by_key(|k| (k.is_none(), std::cmp::Reverse(sums[k])));
    keys
}

fn nodes(
    keys: &[Key],
    ways: &[&Between],
    right: bool,
    unit: f64,
    s: &Shape,
    d: &Directory,
    lang: Lang,
) -> Vec<Node> {
    let mut at = 1.0;
    keys.iter()
        .map(|k| {
            let mine = ways.iter().filter(|b| if right { &b.to == k } else { &b.from == k });
            let sizes = mine.clone().map(|b| thick(b.went.least(), unit));
            let total = mine.fold(Heads::default(), |sum, b| sum.plus(b.went.all()));
            // A long figure takes its room from the name beside it.
            let taken = super::sample::heads(total, false).chars().count().saturating_sub(2);
            let node = Node {
                name: cut(&place_text(k.as_ref(), d, lang), s.longest.saturating_sub(taken)),
                open: k.is_none(),
                size: sizes.sum(),
                at,
                used: 0.0,
                total,
            };
            at += node.room(s) + s.gap;
            node
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "heads are few")]
fn thick(heads: i64, unit: f64) -> f64 {
    (heads as f64 * unit).max(THIN)
}

#[expect(clippy::cast_precision_loss, reason = "heads are few")]
fn one(s: &Shape, ways: &[&Between], directory: &Directory, lang: Lang, table: &str) -> Markup {
    let m = lang.market_words();
    let heads: i64 = ways.iter().map(|b| b.went.least()).sum();
    let unit = s.head.min(ROOM / heads.max(1) as f64);
    let from = order(ways, false);
    let mut to = order(ways, true);
    // Each place on the right stands near the middle of where its people come from, so that few ribbons cross.
    let middle = |k: &Key| {
        let (mut sum, mut weight) = (0.0, 0.0);
        for b in ways.iter().filter(|b| &b.to == k) {
            let at = from.iter().position(|f| f == &b.from).unwrap_or(0) as f64;
            sum += at * b.went.least() as f64;
            weight += b.went.least() as f64;
        }
        if weight > 0.0 { sum / weight } else { 0.0 }
    };
    to.sort_by(|a, b| a.is_none().cmp(&b.is_none()).then(middle(a).total_cmp(&middle(b))));
    let mut left = nodes(&from, ways, false, unit, s, directory, lang);
    let mut right = nodes(&to, ways, true, unit, s, directory, lang);
    let height =
        [&left, &right].iter().filter_map(|side| side.last().map(|n| n.at + n.room(s))).fold(0.0, f64::max)
            + 1.0;
    let (x0, x1) = (s.names + 12.0, s.width - s.names - 12.0);
    let mut rows: Vec<(usize, usize, &Between)> = ways
        .iter()
        .filter_map(|b| {
            Some((from.iter().position(|f| f == &b.from)?, to.iter().position(|t| t == &b.to)?, *b))
        })
        .collect();
    rows.sort_by_key(|r| (r.0, r.1));
    // Places on the right are filled from above in the order of the left.
    let ribbons: Vec<Markup> = rows
        .iter()
        .map(|(l, r, b)| {
            let size = thick(b.went.least(), unit);
            let (a, z) = (&mut left[*l], &mut right[*r]);
            let inner = |n: &Node| n.at + (n.room(s) - n.size) / 2.0 + n.used;
            let (y0, y1) = (inner(a), inner(z));
            a.used += size;
            z.used += size;
            let named = size * b.went.named as f64 / b.went.least().max(1) as f64;
            let words = format!(
                "{} → {}: {}",
                place_text(b.from.as_ref(), directory, lang),
                place_text(b.to.as_ref(), directory, lang),
                tally_text(&b.went, lang)
            );
            html! {
                a.flow href={ (table) "#" (anchor(b)) } aria-label=(words) {
                    @if named > 0.0 { path.named d=(ribbon(x0, y0, x1, y1, named)) {} }
                    @if size - named > 0.01 { path.grouped d=(ribbon(x0, y0 + named, x1, y1 + named, size - named)) fill="url(#hatch-cool)" {} }
                    // Thin ribbons are easier to meet with room around them.
                    @if size < 9.0 { path.reach d=(ribbon(x0, y0 + size / 2.0 - 4.5, x1, y1 + size / 2.0 - 4.5, 9.0)) {} }
                    text.value x=(n(f64::midpoint(x0, x1))) y=(n(f64::midpoint(y0, y1) + size / 2.0 + 4.0)) text-anchor="middle" {
                        (super::sample::heads(b.went.all(), false)) " · n " (b.went.events.len()) " · o " (b.went.origins)
                    }
                }
            }
        })
        .collect();
    html! {
        svg class=(s.class) viewBox=(format!("0 0 {} {}", n(s.width), n(height))) role="group" aria-label=(m.map_text) {
            @for r in &ribbons { (r) }
            @for (side, nodes) in [(false, &left), (true, &right)] {
                @for node in nodes {
                    @let x = if side { x1 } else { x0 - 5.0 };
                    @let mid = node.at + node.room(s) / 2.0;
                    rect class=(if node.open { "node open" } else { "node" }) x=(n(x)) y=(n(mid - node.size / 2.0)) width="5" height=(n(node.size)) {}
                    text class=(if node.open { "name open" } else { "name" }) x=(n(if side { x1 + 12.0 } else { x0 - 12.0 })) y=(n(mid + 4.5))
                        text-anchor=(if side { "start" } else { "end" }) {
                        @if side { tspan.total { (super::sample::heads(node.total, false)) } " " (node.name) } @else { (node.name) " " tspan.total { (super::sample::heads(node.total, false)) } }
                    }
                }
            }
        }
    }
}

/// Where the row of a way stands in the table: the map's links lead there.
#[must_use]
pub fn anchor(b: &Between) -> String {
    let one = |p: &Option<Place>| {
        p.as_ref().map_or_else(
            || "x".to_owned(),
            |p| p.id.as_ref().map_or_else(|| p.name.clone(), ToString::to_string),
        )
    };
    let key = tradewire_model::content_hash([one(&b.from), one(&b.to)]);
    format!("way-{}", &key[..10])
}

/// A number for SVG: one decimal is enough for the eye.
fn n(x: f64) -> String {
    let text = format!("{x:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A band that leaves level and arrives level.
fn ribbon(x0: f64, y0: f64, x1: f64, y1: f64, size: f64) -> String {
    let c = f64::midpoint(x0, x1);
    format!(
        "M{} {}C{c} {} {c} {} {} {}V{}C{c} {} {c} {} {} {}Z",
        n(x0),
        n(y0),
        n(y0),
        n(y1),
        n(x1),
        n(y1),
        n(y1 + size),
        n(y1 + size),
        n(y0 + size),
        n(x0),
        n(y0 + size),
        c = n(c)
    )
}
