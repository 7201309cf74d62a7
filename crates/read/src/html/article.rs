use std::ops::Range;
use std::sync::LazyLock;

use tradewire_model::{BlockKind, Metadata};
use tradewire_script::fold_char;

use super::hints::{BODY, CAPTION, Hints, STRONG, TEXT, WEAK};
use super::line::{Line, Lines, letters};
use super::render::{Part, render};
use super::tag::Tag;
use super::tree::Tree;
use super::{aside, byline, meta};
use crate::aside::List;
use crate::draft::Draft;
use crate::limits::Deadline;
use crate::{Limits, ReadError};

/// What stands above lists of links, as keys.
static LINK_HEADINGS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/link_headings.txt").lines();
    let mut all: Vec<&str> = lines.filter(|l| !l.starts_with('#') && !l.is_empty()).collect();
    all.sort_unstable();
    all
});

/// Those that begin with a character.
fn link_headings(first: char) -> &'static [&'static str] {
    let of = |h: &&str| h.chars().next();
    let from = LINK_HEADINGS.partition_point(|h| of(h) < Some(first));
    let all = &LINK_HEADINGS[from..];
    &all[..all.partition_point(|h| of(h) == Some(first))]
}

/// What stands before the colon of a picture's credit, as keys.
const CREDITS: &[&str] = &[
    "foto",
    "fotos",
    "bild",
    "bilder",
    "beitragsbild",
    "titelbild",
    "symbolbild",
    "photo",
    "photos",
    "image",
    "images",
    "credit",
    "credits",
    "picture",
    "video",
    "grafik",
    "illustration",
    "crédit",
    "crédits",
    "图",
    "图源",
    "漫画",
    "制图",
    "首图来源",
    "封面来源",
    "图片提供",
    "图片",
    "图片来源",
    "图片说明",
    "题图",
    "配图",
    "资料图",
    "摄影",
    "摄",
    "截图",
    "视频截图",
];

/// Reads a page: main text as a draft, and what the page says about itself; what it shows beside goes into the list.
pub(crate) fn draft(
    name: &str,
    source: &str,
    limits: &Limits,
    deadline: &Deadline,
    list: &mut List,
) -> Result<(Draft, Metadata), ReadError> {
    let tree = Tree::parse(name, source, limits, deadline)?;
    let seen = meta::gather(&tree);
    let wanted = seen.wanted().map(tradewire_script::key).filter(|t| !t.is_empty());
    let page = Page::of(&tree, wanted.as_deref());
    deadline.check().map_err(|late| late.at(name, "the main text", 0))?;
    let root = page.root();
    let mut parts = page.parts(root);
    let hidden = page.json_body();
    let size =
        |parts: &[Part]| parts.iter().flat_map(|p| &p.texts).map(ExactSizeIterator::len).sum::<usize>();
    // The page shows less than half of the article it declares: the rest is loaded by scripts.
    if size(&hidden) > 2 * size(&parts) + 400 {
        parts = hidden;
    }
    let headline = page.headline(&parts, wanted.as_deref());
    let shown = headline.map(|i| page.lines.words(&tree, &page.lines.lines[i], 400));
    let shown = shown.map(|t| super::entity::decode_all(&t));
    let within = root..tree.nodes[root].next as usize;
    let byline = byline::byline(&tree, &page.lines, headline, &within);
    let meta = seen.finish(&tree, shown.as_deref(), byline);
    if let Some(line) = headline.map(|i| &page.lines.lines[i]) {
        let title = Part { kind: BlockKind::Title, texts: page.lines.sources(&tree, line), json: false };
        parts.retain(|p| p.texts != title.texts);
        let at = parts
            .iter()
            .position(|p| p.texts.first().map(|t| t.start) > title.texts.first().map(|t| t.start));
        parts.insert(at.unwrap_or(parts.len()), title);
    }
    let draft = render(&tree, &parts);
    aside::set_aside(&page, root, &parts, &draft.text, list);
    Ok((draft, meta))
}

/// A page with what is known of its elements.
pub(super) struct Page<'t, 'a> {
    pub(super) tree: &'t Tree<'a>,
    pub(super) lines: Lines,
    /// Whether a node is furniture, or lies in it.
    furniture: Vec<bool>,
    /// Whether a node is a teaser of another page.
    teasers: Vec<bool>,
    /// Running text within each node, furniture left out.
    weight: Vec<f64>,
    /// The same less the lines of links and the furniture: largest where text is dense.
    score: Vec<f64>,
}

impl<'t, 'a> Page<'t, 'a> {
    fn of(tree: &'t Tree<'a>, title: Option<&str>) -> Self {
        let lines = Lines::of(tree);
        let n = tree.nodes.len();
        let held = held(tree, 0, lines.lines.iter());
        let mut furniture = vec![false; n];
        let teasers = teasers(tree, &lines, title);
        for i in 1..n {
            let parent = tree.nodes[i].parent as usize;
            furniture[i] =
                (parent < i && furniture[parent]) || teasers[i] || is_furniture(lines.hints[i], held[i]);
        }
        let clean = |l: &Line| !furniture[l.block as usize];
        let weight = sum(tree, n, lines.lines.iter().filter(|l| clean(l)).map(|l| (l.block, l.running())));
        let score = sum(
            tree,
            n,
            lines.lines.iter().map(|l| {
                let value = if !clean(l) {
                    -0.2 * letters(l.size)
                } else if l.is_linked() {
                    -letters(l.size)
                } else {
                    l.running()
                };
                (l.block, value)
            }),
        );
        Self { tree, lines, furniture, teasers, weight, score }
    }

    /// The element where running text is densest, or the article's body where the page names it.
    fn root(&self) -> usize {
        let mut best = 0;
        let mut body: Option<usize> = None;
        let total = self.weight.first().copied().unwrap_or_default();
        for i in 1..self.tree.nodes.len() {
            if self.tree.nodes[i].tag == Tag::Text || self.furniture[i] {
                continue;
            }
            if self.score[i] >= self.score[best] {
                best = i; // of equal ones the deepest
            }
            if self.lines.hints[i] & BODY != 0
                && self.weight[i] >= total * 0.25
                && body.is_none_or(|b| self.weight[i] > self.weight[b] * 0.8)
            {
                body = Some(i);
            }
        }
        if self.weight[best] < total * 0.25 {
            // Text in many short lines: the deepest element that holds most of it.
            best = (0..self.tree.nodes.len()).rev().find(|&i| self.weight[i] >= total * 0.6).unwrap_or(0);
        }
        if let Some(b) = body.filter(|b| self.weight[*b] >= self.weight[best] * 0.5) {
            best = b;
        }
        let named = body == Some(best) && self.tree.nodes[best].tag != Tag::Article;
        // A list or a paragraph is a part of the article, not the article.
        while best != 0
            && matches!(
                self.tree.nodes[best].tag,
                Tag::P
                    | Tag::Ul
                    | Tag::Ol
                    | Tag::Li
                    | Tag::Dl
                    | Tag::Dd
                    | Tag::Blockquote
                    | Tag::Tr
                    | Tag::Tbody
                    | Tag::Pre
            )
        {
            best = self.tree.nodes[best].parent as usize;
        }
        // An article in several parts lies in the element around them: half as much text again, little furniture.
        let core = best;
        let mut i = core;
        while i != 0 {
            i = self.tree.nodes[i].parent as usize;
            let apart = self.weight[i] >= self.weight[best] * 1.5 && self.score[i] >= self.score[core] * 0.6;
            let beside =
                self.weight[i] >= self.weight[best] * 1.1 && self.score[i] >= self.score[core] * 1.05;
            // Where the page names the body, only much more text beside it counts.
            let apart = apart && (!named || self.weight[i] >= self.weight[best] * 2.0);
            if apart || beside && !named {
                best = i;
            }
        }
        best
    }

    /// The lines of the root that are article text.
    fn parts(&self, root: usize) -> Vec<Part> {
        let within = root..self.tree.nodes[root].next as usize;
        let dropped = self.dropped(root);
        let lead = self.lead(root);
        let kept = |i: usize, l: &Line| {
            let block = l.block as usize;
            if within.contains(&block) { !dropped[block - root] } else { lead.contains(&i) }
        };
        let lines: Vec<&Line> =
            self.lines.lines.iter().enumerate().filter(|(i, l)| kept(*i, l)).map(|(_, l)| l).collect();
        let good: Vec<bool> = lines.iter().map(|l| l.running() >= 60.0).collect();
        let mut out: Vec<Part> = Vec::new();
        let mut links = false; // below a heading of links
        let mut last: Option<&Line> = None; // paragraph that was kept
        for (i, line) in lines.iter().enumerate() {
            let block = line.block as usize;
            let tag = self.tree.nodes[block].tag;
            let mut kind = self.kind(block);
            if line.size <= 120 && self.is_credit(line) {
                kind = BlockKind::Caption;
            }
            if out.len() < 4 && line.size <= 60 && self.is_date_line(line) {
                continue;
            }
            if line.size <= 160 && kind != BlockKind::ListItem && self.heads_links(line) {
                // «Read also: a headline» in the middle of an article is one line and no more.
                links = line.linked * 2 < line.size || line.linked < 12;
                continue;
            }
            if links {
                // A paragraph, or a heading with a paragraph under it: the article goes on.
                let level = last.is_some_and(|l: &Line| self.parent(l) == self.parent(line))
                    && tag == Tag::P
                    && !line.is_linked()
                    && line.size >= 40;
                let again = line.running() >= if kind == BlockKind::ListItem { 180.0 } else { 120.0 }
                    || level
                    || tag.is_heading() && good.get(i + 1) == Some(&true);
                if !again {
                    continue;
                }
                links = false;
            }
            let near = (i > 0 && good[i - 1] && self.siblings(lines[i - 1], line))
                || (good.get(i + 1) == Some(&true) && self.siblings(lines[i + 1], line));
            let keep = if tag.is_heading() {
                line.linked * 10 <= line.size * 9
            } else if line.is_linked() && matches!(tag, Tag::Td | Tag::Th) {
                // A cell of a table whose other cells are text.
                let plain = |j: Option<usize>| {
                    j.and_then(|j| lines.get(j)).is_some_and(|l| !l.is_linked() && self.siblings(l, line))
                };
                plain(i.checked_sub(1)) || plain(Some(i + 1))
            } else if line.is_linked() {
                near && tag != Tag::Li && line.size >= 15
                    || line.size >= 200 && line.linked * 10 < line.size * 8
            } else {
                line.size >= 12
                    || near
                    || kind == BlockKind::ListItem
                    || matches!(tag, Tag::P | Tag::Td | Tag::Th)
                    || line.run > line.size
            };
            if keep {
                if tag == Tag::P && !line.is_linked() {
                    last = Some(line);
                }
                out.push(Part { kind, texts: self.lines.sources(self.tree, line), json: false });
            }
        }
        // Headings with nothing under them are headings of links.
        while out.last().is_some_and(|p: &Part| p.kind == BlockKind::Heading) {
            out.pop();
        }
        out
    }

    /// The lines between the headline and the root that lead into the article: paragraphs, no links.
    fn lead(&self, root: usize) -> Vec<usize> {
        let start = self.lines.lines.partition_point(|l| self.lines.first(l) < root);
        let headline =
            self.lines.lines[..start].iter().rposition(|l| self.tree.nodes[l.block as usize].tag == Tag::H1);
        let Some(headline) = headline else { return Vec::new() };
        (headline + 1..start)
            .rev()
            .take(12)
            .filter(|&i| {
                let line = &self.lines.lines[i];
                let block = line.block as usize;
                let subtitle =
                    self.tree.nodes[block].tag.is_heading() && line.size >= 25 && !line.is_linked();
                let standfirst = (self.tree.nodes[block].tag == Tag::P
                    || self.lines.hints[block] & TEXT != 0)
                    && line.size >= 30
                    && line.marks > 0
                    && !line.is_linked()
                    && !self.is_date_line(line);
                !self.furniture[block]
                    && (subtitle
                        || standfirst
                        || line.running() >= 60.0 && self.kind(block) == BlockKind::Paragraph)
            })
            .collect()
    }

    /// Whether a short line says whose picture it is.
    fn is_credit(&self, line: &Line) -> bool {
        let words = super::entity::decode_all(&self.lines.words(self.tree, line, 120));
        let words = words.trim();
        let bare = words.trim_start_matches(['(', '[', '（', '【', '▲', '△', ' ']);
        words.starts_with(['©', '▲', '△'])
            || bare
                .split_once([':', '：'])
                .is_some_and(|(head, _)| CREDITS.contains(&tradewire_script::key(head).as_str()))
            || ["Photograph by", "Photo by", "Image by", "Image credit", "Photo credit", "图源", "圖源"]
                .iter()
                .any(|c| bare.starts_with(c))
    }

    /// Whether a short line is little more than a date.
    pub(super) fn is_date_line(&self, line: &Line) -> bool {
        let words = self.lines.words(self.tree, line, 120);
        let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
        // Unless they stand in references, which are decoded.
        if digits(&words) < 5 && !words.contains('&') {
            return false;
        }
        let words = super::entity::decode_all(&words);
        let letters = words.chars().filter(|c| c.is_alphabetic()).count();
        let digits = digits(&words);
        digits >= 5
            && letters <= digits + 16
            && !words.contains(['。', '，'])
            && crate::when::find_date(&words).is_some()
    }

    /// Which nodes within the root are furniture of the article.
    fn dropped(&self, root: usize) -> Vec<bool> {
        let within = root..self.tree.nodes[root].next as usize;
        let held =
            held(self.tree, root, self.lines.lines.iter().filter(|l| within.contains(&(l.block as usize))));
        let mut out = vec![false; within.len()];
        for i in within.clone().skip(1) {
            let parent = self.tree.nodes[i].parent as usize;
            let by_parent = within.contains(&parent) && out[parent - root];
            out[i - root] = by_parent || self.teasers[i] || is_furniture(self.lines.hints[i], held[i]);
        }
        out
    }

    /// The article as the page's JSON-LD gives it.
    fn json_body(&self) -> Vec<Part> {
        for (i, node) in self.tree.nodes.iter().enumerate() {
            if node.tag != Tag::Script || !self.tree.inside(node).contains("ld+json") {
                continue;
            }
            let Some(text) = self.tree.nodes.get(i + 1).filter(|t| t.tag == Tag::Text) else { continue };
            let offset = text.start as usize;
            let lines = super::json_ld::body(self.tree.text(text));
            if !lines.is_empty() {
                let part = |r: Range<usize>| Part {
                    kind: BlockKind::Paragraph,
                    texts: std::iter::once(r.start + offset..r.end + offset).collect(),
                    json: true,
                };
                return lines.into_iter().map(part).collect();
            }
        }
        Vec::new()
    }

    /// Whether two lines stand beside each other in the same element.
    fn siblings(&self, a: &Line, b: &Line) -> bool {
        let (of_a, of_b) = (self.parent(a), self.parent(b));
        a.block == b.block || of_a == of_b || of_a == b.block || of_b == a.block
    }

    /// The element around the block of a line.
    fn parent(&self, line: &Line) -> u32 {
        self.tree.nodes[line.block as usize].parent
    }

    /// Whether a short line heads links or a form.
    pub(super) fn heads_links(&self, line: &Line) -> bool {
        // A sentence that begins so is none.
        if line.marks > 0 && line.size > 60 {
            return false;
        }
        let words = self.lines.words(self.tree, line, 90);
        // Its first letter tells of most lines that they do not, before anything is decoded.
        let first = words.chars().find(|c| *c == '&' || fold_char(*c).is_alphanumeric());
        let Some(first) = first else { return false };
        if first != '&' && link_headings(fold_char(first)).is_empty() {
            return false;
        }
        let key = tradewire_script::key(&super::entity::decode_all(&words));
        let headings = key.chars().next().map(link_headings).unwrap_or_default();
        headings.iter().any(|h| key.starts_with(h) && key.len() <= h.len() * 3 + 24)
    }

    pub(super) fn kind(&self, block: usize) -> BlockKind {
        let mut i = block;
        for _ in 0..6 {
            match self.tree.nodes[i].tag {
                t if t.is_heading() => return BlockKind::Heading,
                Tag::Li | Tag::Dd | Tag::Dt => return BlockKind::ListItem,
                Tag::Figcaption | Tag::Figure => return BlockKind::Caption,
                _ if self.lines.hints[i] & (CAPTION | BODY) == CAPTION => return BlockKind::Caption,
                Tag::Blockquote => return BlockKind::Quotation,
                _ => {}
            }
            i = self.tree.nodes[i].parent as usize;
        }
        BlockKind::Paragraph
    }

    /// The line of the headline: the first heading that says what the page's head says, or the first of the first
    /// order, or a short line that says just that.
    fn headline(&self, parts: &[Part], wanted: Option<&str>) -> Option<usize> {
        let first = parts.iter().filter_map(|p| p.texts.first()).map(|t| t.start).next()?;
        let mut found = None;
        let mut plain: Option<(usize, usize)> = None;
        for (i, line) in self.lines.lines.iter().enumerate() {
            let block = &self.tree.nodes[line.block as usize];
            let heading = block.tag.is_heading();
            let early =
                self.tree.nodes.get(self.lines.first(line)).is_some_and(|n| (n.start as usize) <= first);
            if !heading && (!early || line.size > 300 || line.size < 12) {
                continue;
            }
            let key =
                tradewire_script::key(&super::entity::decode_all(&self.lines.words(self.tree, line, 400)));
            if key.is_empty() {
                continue;
            }
            if let Some(w) = wanted {
                let like =
                    w.contains(&key) && key.len() * 2 > w.len() || key.contains(w) && w.len() * 2 > key.len();
                if heading && (w == key || like && early) {
                    return Some(i);
                }
                // The longest line that the title of the page begins or ends with.
                let held =
                    w == key || (w.starts_with(&key) || w.ends_with(&key)) && key.len() * 5 > w.len() * 2;
                if !heading && held && !line.is_linked() && plain.is_none_or(|p| key.len() > p.1) {
                    plain = Some((i, key.len()));
                }
            }
            if block.tag == Tag::H1 && found.is_none() && (block.start as usize) < first {
                found = Some(i);
            }
        }
        plain.map(|p| p.0).or(found)
    }
}

/// Which elements are teasers of other pages: a heading that is a link, and a few lines under it.
fn teasers(tree: &Tree, lines: &Lines, title: Option<&str>) -> Vec<bool> {
    let n = tree.nodes.len();
    let plain = sum(tree, n, lines.lines.iter().map(|l| (l.block, letters(l.size.saturating_sub(l.linked)))));
    let mut out = vec![false; n];
    for (at, line) in lines.lines.iter().enumerate() {
        let block = line.block as usize;
        if !tree.nodes[block].tag.is_heading() || line.linked * 10 < line.size * 9 || line.size < 20 {
            continue;
        }
        // The article's own headline may be a link too.
        let own = title.is_some_and(|t| {
            let key = tradewire_script::key(&super::entity::decode_all(&lines.words(tree, line, 400)));
            !key.is_empty() && (t.starts_with(&key) || key.starts_with(t))
        });
        if own {
            continue;
        }
        let mut i = tree.nodes[block].parent as usize;
        for _ in 0..2 {
            if plain[i] < 40.0 {
                i = tree.nodes[i].parent as usize;
            }
        }
        // The heading stands first: a kicker or a date at most before it.
        let before: usize = lines.lines[..at]
            .iter()
            .rev()
            .take(20)
            .take_while(|l| lines.first(l) > i)
            .map(|l| l.size - l.linked)
            .sum();
        if before < 40
            && i != 0
            && (40.0..=500.0).contains(&plain[i])
            && plain[i] <= plain[0] * 0.25
            && tree.nodes[i].tag != Tag::Body
        {
            out[i] = true;
        }
    }
    out
}

/// How much text an element holds.
#[derive(Debug, Clone, Copy)]
struct Held {
    /// Share of the running text.
    share: f64,
    /// Share of the text outside links.
    plain: f64,
    /// Longest line of running text, in letters.
    longest: f64,
}

/// Whether what an element says makes it furniture, seeing what it holds: an element that holds most of the text is
/// the article, whatever its class is called, and one with a real paragraph is no button.
fn is_furniture(hints: Hints, held: Held) -> bool {
    let Held { share, plain, longest } = held;
    match (hints & STRONG != 0, hints & WEAK != 0, hints & BODY != 0) {
        (true, _, false) => share <= 0.5,
        (true, _, true) => share <= 0.25,
        (false, true, false) => longest < 150.0 && plain <= 0.2 && share <= 0.5,
        (false, true, true) => longest < 60.0 && plain <= 0.1,
        (false, false, _) => false,
    }
}

/// What each element holds of the text of some lines, relative to what `root` holds.
fn held<'l>(tree: &Tree, root: usize, lines: impl Iterator<Item = &'l Line> + Clone) -> Vec<Held> {
    let n = tree.nodes.len();
    let running = sum(tree, n, lines.clone().map(|l| (l.block, l.running())));
    let plain = sum(tree, n, lines.clone().map(|l| (l.block, letters(l.size.saturating_sub(l.linked)))));
    let longest = longest(tree, n, lines);
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    (0..n)
        .map(|i| Held {
            share: share(running[i], running[root]),
            plain: share(plain[i], plain[root]),
            longest: longest[i],
        })
        .collect()
}

/// The longest run of text in one line within each element.
fn longest<'l>(tree: &Tree, n: usize, lines: impl Iterator<Item = &'l Line>) -> Vec<f64> {
    let mut out: Vec<f64> = vec![0.0; n];
    for line in lines {
        let slot = &mut out[line.block as usize];
        *slot = slot.max(line.running());
    }
    for i in (1..n).rev() {
        let parent = tree.nodes[i].parent as usize;
        if parent < i {
            out[parent] = out[parent].max(out[i]);
        }
    }
    out
}

/// Adds up values of blocks over the elements around them.
fn sum(tree: &Tree, n: usize, values: impl Iterator<Item = (u32, f64)>) -> Vec<f64> {
    let mut out = vec![0.0; n];
    for (block, value) in values {
        out[block as usize] += value;
    }
    for i in (1..n).rev() {
        let parent = tree.nodes[i].parent as usize;
        if parent < i {
            out[parent] += out[i];
        }
    }
    out
}
