use std::ops::Range;

use tradewire_model::{BlockKind, MapBuilder};

use super::entity::decode_entity;
use super::tree::Tree;
use crate::draft::Draft;

/// A part of a page that goes into the text: stretches of source text, in order.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub kind: BlockKind,
    pub texts: Vec<Range<usize>>,
    /// Whether the texts stand in a JSON string, with its escapes.
    pub json: bool,
}

/// Writes the parts into a text, one line each, with the map back to the source.
///
/// White space collapses as in a browser, references are decoded; what a browser shows as one space is one space.
pub(super) fn render(tree: &Tree, parts: &[Part]) -> Draft {
    let mut pen = Pen { text: String::new(), map: MapBuilder::default(), source: 0, gap: "" };
    let mut blocks = Vec::with_capacity(parts.len());
    for part in parts {
        if !pen.text.is_empty() {
            pen.gap = "\n";
        }
        let mut start = None;
        for range in &part.texts {
            if range.start < pen.source {
                continue;
            }
            pen.write(tree.source, range.clone(), part.json, &mut start);
        }
        if let Some(start) = start {
            blocks.push((part.kind, start..pen.text.len()));
        }
        pen.gap = "";
    }
    let rest = tree.source.len() - pen.source;
    pen.map.replace(0, rest);
    Draft {
        text: pen.text,
        map: pen.map.finish(),
        blocks,
        repairs: vec![],
        damage: vec![],
        touched: Default::default(),
    }
}

struct Pen {
    text: String,
    map: MapBuilder,
    /// Byte of the source up to which the map is drawn.
    source: usize,
    /// What must be written before the next character: nothing, a space, a line end.
    gap: &'static str,
}

impl Pen {
    /// Writes a stretch of source text; `start` is set to where its block begins in the text.
    fn write(&mut self, source: &str, range: Range<usize>, json: bool, start: &mut Option<usize>) {
        let mut at = range.start;
        let text = &source[range.clone()];
        let bytes = source.as_bytes();
        while at < range.end {
            let b = bytes[at];
            if b.is_ascii_whitespace() {
                if self.gap.is_empty() && start.is_some() {
                    self.gap = " ";
                }
                at += 1;
                continue;
            }
            if b == b'&'
                && let Some((c, len)) = decode_entity(&text[at - range.start..], false)
            {
                if c.trim().is_empty() {
                    if self.gap.is_empty() && start.is_some() {
                        self.gap = " ";
                    }
                } else {
                    self.lead(at, start);
                    self.text.push_str(&c);
                    self.map.replace(c.len(), len);
                    self.source = at + len;
                }
                at += len;
                continue;
            }
            if json
                && b == b'\\'
                && let Some((c, len)) = decode_escape(&text[at - range.start..])
            {
                if c.is_whitespace() {
                    if self.gap.is_empty() && start.is_some() {
                        self.gap = " ";
                    }
                } else {
                    self.lead(at, start);
                    self.text.push(c);
                    self.map.replace(c.len_utf8(), len);
                    self.source = at + len;
                }
                at += len;
                continue;
            }
            // A run without white space and references is copied.
            let end = at
                + 1
                + bytes[at + 1..range.end]
                    .iter()
                    .position(|b| b.is_ascii_whitespace() || *b == b'&' || (json && *b == b'\\'))
                    .unwrap_or(range.end - at - 1);
            self.lead(at, start);
            self.text.push_str(&source[at..end]);
            self.map.copy(end - at);
            self.source = end;
            at = end;
        }
    }

    /// Draws the map up to `at` and writes the gap.
    fn lead(&mut self, at: usize, start: &mut Option<usize>) {
        let skipped = at - self.source;
        if self.gap == " " && skipped == 1 {
            self.text.push(' ');
            // A line end of the source that is shown as a space is not the same byte.
            self.map.replace(1, 1);
        } else {
            self.text.push_str(self.gap);
            self.map.replace(self.gap.len(), skipped);
        }
        self.gap = "";
        self.source = at;
        if start.is_none() {
            *start = Some(self.text.len());
        }
    }
}

/// Decodes the escape of a JSON string that `text` begins with; gives its character and its length in bytes.
fn decode_escape(text: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 4)?;
        u32::from_str_radix(digits, 16).ok().filter(|_| digits.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    match text.as_bytes().get(1)? {
        b'n' | b'r' | b't' | b'b' | b'f' => Some((' ', 2)),
        b'u' => match unit(2)? {
            high @ 0xd800..=0xdbff if text.get(6..8) == Some("\\u") => {
                let low = unit(8).filter(|l| (0xdc00..0xe000).contains(l))?;
                Some((char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))?, 12))
            }
            code => Some((char::from_u32(code)?, 6)),
        },
        b @ (b'"' | b'/' | b'\\') => Some((char::from(*b), 2)),
        _ => None,
    }
}
