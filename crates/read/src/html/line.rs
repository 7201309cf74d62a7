use std::ops::Range;

use super::hints::{BODY, HIDDEN, Hints, hints};
use super::tag::Tag;
use super::tree::Tree;
use crate::plain::is_han;

/// A line of a page: text between two block boundaries.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Which of the page's text nodes.
    pub texts: Range<usize>,
    /// Nearest block element around it.
    pub block: u32,
    /// Length in Latin letters: a Chinese character counts for two and a half.
    pub size: usize,
    /// The part of it that stands in links.
    pub linked: usize,
    /// Marks of punctuation that running text has.
    pub marks: usize,
    /// Size of the lines that only line breaks part from it, its own included.
    pub run: usize,
    /// Marks of punctuation in them.
    pub run_marks: usize,
}

impl Line {
    /// Whether more of it is links than not.
    pub(super) fn is_linked(&self) -> bool {
        self.linked * 2 > self.size
    }

    /// How much running text it holds, in letters.
    pub(super) fn running(&self) -> f64 {
        let own = letters(self.size.saturating_sub(self.linked));
        match (self.is_linked(), self.run, self.run_marks) {
            (true, ..) => 0.0,
            (_, s, _) if s < 20 => own * 0.1,
            (_, s, m) if s >= 80 && m > 0 => own,
            (_, s, _) if s >= 200 => own,
            (_, _, m) if m > 0 => own * 0.6,
            _ => own * 0.2,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "sizes of lines, far below 2^52")]
pub(super) fn letters(n: usize) -> f64 {
    n as f64
}

/// A page cut into lines.
#[derive(Debug)]
pub(super) struct Lines {
    pub lines: Vec<Line>,
    /// Text nodes outside scripts and the like, in order.
    pub texts: Vec<u32>,
    /// What each node says of itself.
    pub hints: Vec<Hints>,
}

impl Lines {
    /// Cuts a page at the boundaries of its block elements.
    pub(super) fn of(tree: &Tree) -> Self {
        let mut out = Self { lines: vec![], texts: vec![], hints: vec![0; tree.nodes.len()] };
        let index = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
        let mut blocks: Vec<u32> = vec![0]; // open block elements
        let mut links: usize = 0; // node after the open link
        let mut line = Line { texts: 0..0, block: 0, size: 0, linked: 0, marks: 0, run: 0, run_marks: 0 };
        let mut run = 0; // first line of those that only line breaks part
        let mut i = 1;
        while i < tree.nodes.len() {
            let node = &tree.nodes[i];
            while let Some(&b) = blocks.last()
                && b != 0
                && tree.nodes[b as usize].next as usize <= i
            {
                out.end(&mut line, b);
                out.end_run(&mut run);
                blocks.pop();
            }
            if node.tag == Tag::Text {
                let (size, marks) = measure(tree.text(node));
                out.texts.push(index(i));
                line.size += size;
                line.marks += marks;
                if i < links {
                    line.linked += size;
                }
                i += 1;
                continue;
            }
            let said = hints(node.tag, tree.inside(node));
            // Some platforms show the body by script only once it is styled.
            let hidden = said & HIDDEN != 0 && said & BODY == 0;
            if node.tag.is_skipped() || hidden {
                i = node.next as usize;
                continue;
            }
            if !matches!(node.tag, Tag::Html | Tag::Body | Tag::Br) {
                out.hints[i] = said;
            }
            if node.tag == Tag::A {
                links = links.max(node.next as usize);
            }
            if node.tag.is_block() {
                let b = blocks.last().copied().unwrap_or(0);
                out.end(&mut line, b);
                if node.tag != Tag::Br {
                    out.end_run(&mut run);
                }
                if !node.tag.is_void() {
                    blocks.push(index(i));
                }
            }
            i += 1;
        }
        let b = blocks.last().copied().unwrap_or(0);
        out.end(&mut line, b);
        out.end_run(&mut run);
        out
    }

    /// Tells the lines since `run` what they hold together.
    fn end_run(&mut self, run: &mut usize) {
        let lines = &mut self.lines[*run..];
        let size = lines.iter().map(|l| l.size).sum();
        let marks = lines.iter().map(|l| l.marks).sum();
        for line in lines {
            (line.run, line.run_marks) = (size, marks);
        }
        *run = self.lines.len();
    }

    fn end(&mut self, line: &mut Line, block: u32) {
        let end = self.texts.len();
        if line.size > 0 {
            self.lines.push(Line { texts: line.texts.start..end, block, ..*line });
        }
        *line = Line { texts: end..end, block: 0, size: 0, linked: 0, marks: 0, run: 0, run_marks: 0 };
    }

    /// Where the texts of a line stand in the source.
    pub(super) fn sources(&self, tree: &Tree, line: &Line) -> Vec<Range<usize>> {
        self.texts[line.texts.clone()]
            .iter()
            .map(|&t| {
                let node = &tree.nodes[t as usize];
                node.start as usize..node.end as usize
            })
            .collect()
    }

    /// The first node of a line.
    pub(super) fn first(&self, line: &Line) -> usize {
        self.texts.get(line.texts.start).map_or(usize::MAX, |t| *t as usize)
    }

    /// The source text of a line, tags left out, at most `limit` bytes of each text.
    pub(super) fn words(&self, tree: &Tree, line: &Line, limit: usize) -> String {
        let mut out = String::new();
        for text in &self.texts[line.texts.clone()] {
            let text = tree.text(&tree.nodes[*text as usize]);
            let end = (0..=limit.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
            out.push_str(&text[..end]);
            if out.len() > limit {
                break;
            }
        }
        out
    }
}

/// Size in Latin letters, and the number of marks of running text; a reference counts as one letter.
fn measure(text: &str) -> (usize, usize) {
    let (mut size, mut marks, mut han) = (0, 0, 0);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        if b == b'&' {
            let rest = &bytes[at + 1..];
            let n = rest.iter().take(10).take_while(|b| b.is_ascii_alphanumeric() || **b == b'#').count();
            if rest.get(n) == Some(&b';') {
                at += 2 + n;
                size += usize::from(!rest.starts_with(b"nbsp") && !rest.starts_with(b"#160"));
                continue;
            }
        }
        if b < 0x80 {
            size += usize::from(!b.is_ascii_whitespace());
            marks += usize::from(matches!(b, b',' | b'.' | b';' | b'!' | b'?'));
            at += 1;
            continue;
        }
        // Between U+5000 and U+9FFF, which is what nearly all of a Chinese text is.
        if (0xe5..=0xe9).contains(&b) {
            han += 1;
            at += 3;
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        at += c.len_utf8();
        if is_han(c) {
            han += 1;
        } else {
            size += usize::from(!c.is_whitespace());
            marks += usize::from(matches!(c, '，' | '。' | '、' | '；' | '！' | '？' | '：' | '“'));
        }
    }
    (size + han * 5 / 2, marks)
}
