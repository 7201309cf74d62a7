use std::ops::Range;
use std::sync::LazyLock;

use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder};
use tradewire_model::{BlockKind, Metadata};

use super::meta;
use super::render::{Part, render};
use super::tag::Tag;
use super::token::attributes;
use super::tree::Tree;
use crate::draft::Draft;
use crate::plain::is_han;
use crate::{Limits, ReadError};

/// What the class and id of an element say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hint {
    Nothing,
    /// Likely article text.
    Text,
    /// The article's body as such.
    Body,
    /// Furniture of the page: links, forms, comments.
    Furniture,
}

struct Word {
    hint: Hint,
    alone: bool,
}

struct Hints {
    scan: Option<DoubleArrayAhoCorasick<u32>>,
    words: Vec<Word>,
}

static HINTS: LazyLock<Hints> = LazyLock::new(|| {
    let mut words = Vec::new();
    let mut patterns: Vec<(String, u32)> = Vec::new();
    for (line, i) in
        include_str!("../../data/hints.txt").lines().filter(|l| !l.starts_with('#') && !l.is_empty()).zip(0..)
    {
        let hint = match line.as_bytes()[0] {
            b'-' => Hint::Furniture,
            b'!' => Hint::Body,
            _ => Hint::Text,
        };
        let word = line[1..].trim();
        let alone = word.starts_with('"');
        words.push(Word { hint, alone });
        patterns.push((word.trim_matches('"').to_owned(), i));
    }
    Hints { scan: DoubleArrayAhoCorasickBuilder::new().build_with_values(patterns).ok(), words }
});

/// A line of the page: text between two block boundaries.
#[derive(Debug)]
struct Line {
    /// Text nodes.
    texts: Range<usize>,
    /// Nearest block element around it.
    block: u32,
    /// Length in Latin letters: a Chinese character counts for two and a half.
    size: usize,
    /// The part of it that stands in links.
    linked: usize,
    /// Marks of punctuation that running text has.
    marks: usize,
}

/// Reads a page: main text as a draft, and what the page says about itself.
pub(crate) fn draft(name: &str, source: &str, limits: &Limits) -> Result<(Draft, Metadata), ReadError> {
    let tree = Tree::parse(source, limits).map_err(|at| ReadError::TooManyElements {
        name: name.to_owned(),
        limit: limits.nodes,
        at,
    })?;
    let page = Page::of(&tree);
    let meta = meta::metadata(&tree);
    let root = page.root();
    let mut parts = page.parts(root);
    if let Some(title) = page.title(&parts, meta.title.as_deref()) {
        parts.retain(|p| p.texts != title.texts);
        let at = parts
            .iter()
            .position(|p| p.texts.first().map(|t| t.start) > title.texts.first().map(|t| t.start));
        parts.insert(at.unwrap_or(parts.len()), title);
    }
    Ok((render(&tree, &parts), meta))
}

struct Page<'t, 'a> {
    tree: &'t Tree<'a>,
    /// Text nodes outside scripts and the like, in order.
    texts: Vec<u32>,
    lines: Vec<Line>,
    hints: Vec<Hint>,
    /// Weight of the running text within each node.
    weight: Vec<f64>,
}

impl<'t, 'a> Page<'t, 'a> {
    fn of(tree: &'t Tree<'a>) -> Self {
        let n = tree.nodes.len();
        let mut page =
            Page { tree, texts: vec![], lines: vec![], hints: vec![Hint::Nothing; n], weight: vec![0.0; n] };
        page.cut();
        page.weigh();
        page
    }

    /// Cuts the page into lines.
    fn cut(&mut self) {
        let tree = self.tree;
        let mut blocks: Vec<u32> = vec![0]; // open block elements
        let mut links: usize = 0; // node after the open link
        let mut line = Line { texts: 0..0, block: 0, size: 0, linked: 0, marks: 0 };
        let mut i = 1;
        while i < tree.nodes.len() {
            let node = &tree.nodes[i];
            while let Some(&b) = blocks.last()
                && b != 0
                && tree.nodes[b as usize].next as usize <= i
            {
                self.end_line(&mut line, b);
                blocks.pop();
            }
            if node.tag == Tag::Text {
                let text = tree.text(node);
                let (size, marks) = measure(text);
                self.texts.push(u32::try_from(i).unwrap_or(u32::MAX));
                line.size += size;
                line.marks += marks;
                if i < links {
                    line.linked += size;
                }
                i += 1;
                continue;
            }
            if node.tag.is_skipped() || self.is_hidden(i) {
                i = node.next as usize;
                continue;
            }
            if !matches!(node.tag, Tag::Html | Tag::Body | Tag::Br) {
                self.hints[i] = self.hint(i);
            }
            if node.tag == Tag::A {
                links = links.max(node.next as usize);
            }
            if node.tag.is_block() {
                let b = blocks.last().copied().unwrap_or(0);
                self.end_line(&mut line, b);
                if !node.tag.is_void() {
                    blocks.push(u32::try_from(i).unwrap_or(u32::MAX));
                }
            }
            i += 1;
        }
        let b = blocks.last().copied().unwrap_or(0);
        self.end_line(&mut line, b);
    }

    fn end_line(&mut self, line: &mut Line, block: u32) {
        let end = self.texts.len();
        if line.size > 0 {
            let done = Line { texts: line.texts.start..end, block, ..*line };
            self.lines.push(done);
        }
        *line = Line { texts: end..end, block: 0, size: 0, linked: 0, marks: 0 };
    }

    fn is_hidden(&self, i: usize) -> bool {
        let inside = self.tree.inside(&self.tree.nodes[i]);
        if inside.len() < 6 {
            return false;
        }
        attributes(inside).any(|(n, v)| {
            n.eq_ignore_ascii_case("hidden") && v != "until-found"
                || n.eq_ignore_ascii_case("style") && {
                    let v: String = v.chars().filter(|c| !c.is_whitespace()).collect();
                    v.contains("display:none") || v.contains("visibility:hidden")
                }
        })
    }

    fn hint(&self, i: usize) -> Hint {
        let node = &self.tree.nodes[i];
        let by_tag = match node.tag {
            Tag::Nav | Tag::Footer | Tag::Aside | Tag::Form | Tag::Fieldset | Tag::Label => Hint::Furniture,
            Tag::Article => Hint::Body,
            Tag::Main => Hint::Text,
            _ => Hint::Nothing,
        };
        let inside = self.tree.inside(node);
        if inside.is_empty() || by_tag == Hint::Furniture {
            return by_tag;
        }
        let mut found = by_tag;
        for (name, value) in attributes(inside) {
            if name.eq_ignore_ascii_case("itemprop") && value.eq_ignore_ascii_case("articlebody") {
                return Hint::Body;
            }
            if name.eq_ignore_ascii_case("role") {
                match value {
                    "navigation" | "complementary" | "contentinfo" | "search" | "dialog" => {
                        return Hint::Furniture;
                    }
                    "main" => found = found.max(Hint::Text),
                    _ => {}
                }
            }
            if (name.eq_ignore_ascii_case("class") || name.eq_ignore_ascii_case("id")) && !value.is_empty() {
                found = found.max(words(value));
            }
        }
        found
    }

    /// Adds up the running text of each element.
    fn weigh(&mut self) {
        let furniture = self.furniture();
        for line in &self.lines {
            if furniture[line.block as usize] {
                continue;
            }
            self.weight[line.block as usize] += running(line);
        }
        for i in (1..self.tree.nodes.len()).rev() {
            let parent = self.tree.nodes[i].parent as usize;
            if parent < i {
                self.weight[parent] += self.weight[i];
            }
        }
    }

    /// Which nodes lie within furniture.
    fn furniture(&self) -> Vec<bool> {
        let mut out = vec![false; self.tree.nodes.len()];
        for i in 1..out.len() {
            let parent = self.tree.nodes[i].parent as usize;
            out[i] = self.hints[i] == Hint::Furniture || (parent < i && out[parent]);
        }
        out
    }

    /// The smallest element that holds most of the running text, or the article's body where the page names it.
    fn root(&self) -> usize {
        let total = self.weight.first().copied().unwrap_or_default();
        let mut best = 0;
        let mut body: Option<usize> = None;
        for i in 1..self.tree.nodes.len() {
            if self.tree.nodes[i].tag == Tag::Text {
                continue;
            }
            let weight = self.weight[i];
            if weight >= total * 0.6 && weight > 0.0 {
                best = i; // deeper ones come later
            }
            if self.hints[i] == Hint::Body
                && weight >= total * 0.35
                && body.is_none_or(|b| weight > self.weight[b] * 0.9)
            {
                body = Some(i);
            }
        }
        // The named body wins unless most of the text lies elsewhere.
        match body {
            Some(b) if self.weight[b] >= self.weight[best] * 0.6 => b,
            _ => best,
        }
    }

    /// The lines of the root that are article text.
    fn parts(&self, root: usize) -> Vec<Part> {
        let tree = self.tree;
        let within = root..tree.nodes[root].next as usize;
        let whole = self.weight[root];
        // Furniture inside the root is dropped with all that is in it.
        let mut dropped = vec![false; within.len()];
        for i in within.clone().skip(1) {
            let parent = tree.nodes[i].parent as usize;
            let by_parent = within.contains(&parent) && dropped[parent - root];
            dropped[i - root] =
                by_parent || (self.hints[i] == Hint::Furniture && self.weight_of(i) <= whole * 0.5);
        }
        let mut out = Vec::new();
        for line in &self.lines {
            let block = line.block as usize;
            if !within.contains(&block) || dropped[block - root] {
                continue;
            }
            let tag = tree.nodes[block].tag;
            let links = line.linked * 2 > line.size;
            if links && (line.size < 160 || line.linked * 10 > line.size * 9) && !tag.is_heading() {
                continue;
            }
            let kind = self.kind(block);
            if kind == BlockKind::Paragraph && line.size < 8 {
                continue;
            }
            out.push(Part { kind, texts: self.sources(line) });
        }
        // Headings with nothing under them are headings of links.
        while out.last().is_some_and(|p: &Part| p.kind == BlockKind::Heading) {
            out.pop();
        }
        out
    }

    /// Running text within a node, furniture or not.
    fn weight_of(&self, i: usize) -> f64 {
        let within = i..self.tree.nodes[i].next as usize;
        let from = self.lines.partition_point(|l| {
            (self.texts.get(l.texts.start).copied().unwrap_or(u32::MAX) as usize) < within.start
        });
        self.lines[from..]
            .iter()
            .take_while(|l| {
                (self.texts.get(l.texts.start).copied().unwrap_or(u32::MAX) as usize) < within.end
            })
            .map(running)
            .sum()
    }

    fn sources(&self, line: &Line) -> Vec<Range<usize>> {
        self.texts[line.texts.clone()]
            .iter()
            .map(|&t| {
                let node = &self.tree.nodes[t as usize];
                node.start as usize..node.end as usize
            })
            .collect()
    }

    fn kind(&self, block: usize) -> BlockKind {
        let mut i = block;
        for _ in 0..6 {
            match self.tree.nodes[i].tag {
                t if t.is_heading() => return BlockKind::Heading,
                Tag::Li | Tag::Dd | Tag::Dt => return BlockKind::ListItem,
                Tag::Figcaption | Tag::Figure => return BlockKind::Caption,
                Tag::Blockquote => return BlockKind::Quotation,
                _ => {}
            }
            i = self.tree.nodes[i].parent as usize;
        }
        BlockKind::Paragraph
    }

    /// The headline as a part: the first heading that says what the metadata say, or the first of the first order.
    fn title(&self, parts: &[Part], title: Option<&str>) -> Option<Part> {
        let first = parts.iter().filter_map(|p| p.texts.first()).map(|t| t.start).next()?;
        let wanted = title.map(tradewire_script::key);
        let mut found: Option<(bool, &Line)> = None;
        for line in &self.lines {
            let block = &self.tree.nodes[line.block as usize];
            if !matches!(block.tag, Tag::H1 | Tag::H2) {
                continue;
            }
            let text: String = self.sources(line).into_iter().map(|r| &self.tree.source[r]).collect();
            let key = tradewire_script::key(&super::entity::decode_all(&text));
            let same = !key.is_empty()
                && wanted
                    .as_ref()
                    .is_some_and(|w| *w == key || w.starts_with(&key) && key.len() * 2 > w.len());
            if same {
                found = Some((true, line));
                break;
            }
            if block.tag == Tag::H1 && found.is_none() && (block.start as usize) < first {
                found = Some((false, line));
            }
        }
        found.map(|(_, line)| Part { kind: BlockKind::Title, texts: self.sources(line) })
    }
}

/// How much running text a line holds.
#[expect(clippy::cast_precision_loss, reason = "sizes of lines, far below 2^52")]
fn running(line: &Line) -> f64 {
    let own = (line.size - line.linked.min(line.size)) as f64;
    if line.size < 25 || line.linked * 2 > line.size {
        return 0.0;
    }
    let prose = if line.marks > 0 || line.size > 120 { 1.0 } else { 0.25 };
    own * prose
}

/// Size in Latin letters, and the number of marks of running text.
fn measure(text: &str) -> (usize, usize) {
    let (mut size, mut marks) = (0, 0);
    let mut han = 0;
    for c in text.chars() {
        if c.is_ascii() {
            size += usize::from(!c.is_ascii_whitespace());
            marks += usize::from(matches!(c, ',' | '.' | ';' | '!' | '?'));
        } else if is_han(c) {
            han += 1;
        } else {
            size += usize::from(!c.is_whitespace());
            marks += usize::from(matches!(c, '，' | '。' | '、' | '；' | '！' | '？' | '：' | '“'));
        }
    }
    (size + han * 5 / 2, marks)
}

/// The strongest hint among the words of a class or id.
fn words(value: &str) -> Hint {
    let Some(scan) = HINTS.scan.as_ref() else { return Hint::Nothing };
    let small = value.to_ascii_lowercase();
    let bytes = small.as_bytes();
    let mut found = Hint::Nothing;
    for m in scan.find_overlapping_iter(&small) {
        let Some(word) = HINTS.words.get(m.value() as usize) else { continue };
        let letter = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_alphabetic);
        if word.alone && (letter(m.start().checked_sub(1)) || letter(Some(m.end()))) {
            continue;
        }
        found = found.max(word.hint);
    }
    found
}
