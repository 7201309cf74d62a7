use std::ops::Range;

use tradewire_model::{Aside, AsideBlock, AsideKind, RawSpan, TextSpan};

use crate::boilerplate;
use crate::draft::Draft;

/// Most parts that are listed.
const BLOCKS: usize = 256;
/// Most bytes of words of one part, and of all together.
const BYTES: (usize, usize) = (2_000, 64 << 10);

/// The list of what is set aside, as it grows; bounded, the rest counted.
#[derive(Debug, Default)]
pub(crate) struct List {
    out: Aside,
    bytes: usize,
}

impl List {
    /// Whether nothing more will be listed, only counted.
    pub fn is_full(&self) -> bool {
        self.out.blocks.len() >= BLOCKS || self.bytes >= BYTES.1
    }

    /// Begins a part with its first words.
    pub fn put(&mut self, kind: AsideKind, raw: Range<usize>, text: Option<Range<usize>>, words: &str) {
        if self.is_full() {
            self.out.more_blocks += 1;
            self.out.more_bytes += words.len();
            return;
        }
        self.out.blocks.push(AsideBlock {
            kind,
            span: RawSpan::of(raw),
            text_span: text.map(TextSpan::of),
            text: String::new(),
        });
        self.write(words);
    }

    /// Adds words to the last part, which goes on to byte `end` of the raw text.
    pub fn go_on(&mut self, end: usize, words: &str) {
        let full = self.out.more_blocks > 0;
        match self.out.blocks.last_mut().filter(|_| !full) {
            Some(last) => {
                last.span = RawSpan::of(last.span.start()..end.max(last.span.end()));
                self.write(words);
            }
            None => self.out.more_bytes += words.len(),
        }
    }

    /// Counts words of a part that is not listed.
    pub fn count(&mut self, begins: bool, bytes: usize) {
        self.out.more_blocks += usize::from(begins);
        self.out.more_bytes += bytes;
    }

    fn write(&mut self, words: &str) {
        let Some(last) = self.out.blocks.last_mut() else { return };
        let line_end = usize::from(!last.text.is_empty());
        let room = BYTES.0.saturating_sub(last.text.len() + line_end).min(BYTES.1.saturating_sub(self.bytes));
        let end = (0..=room.min(words.len())).rev().find(|i| words.is_char_boundary(*i)).unwrap_or(0);
        if end > 0 {
            if line_end > 0 {
                last.text.push('\n');
            }
            last.text.push_str(&words[..end]);
            self.bytes += end + line_end;
        }
        self.out.more_bytes += words.len() - end;
    }

    /// Ends the list, in the order of the raw text, with the boilerplate that stands in a draft.
    pub fn finish(mut self, draft: &Draft) -> Aside {
        let blocks = || draft.blocks.iter().map(|b| (b.0, draft.text.get(b.1.clone()).unwrap_or_default()));
        for (kind, (_, range)) in boilerplate::kinds(blocks()).zip(&draft.blocks) {
            let (Some(kind), Some(words)) = (kind, draft.text.get(range.clone())) else { continue };
            if !range.is_empty() {
                self.put(kind, draft.map.to_source(range.clone()), Some(range.clone()), words);
            }
        }
        self.out.blocks.sort_by_key(|b| (b.span.start(), b.span.end()));
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_bounded_and_the_rest_counted() {
        let mut list = List::default();
        let long = "北".repeat(1_000);
        list.put(AsideKind::Related, 0..3_000, None, &long);
        list.go_on(3_010, "再失两人");
        let first = &list.out.blocks[0];
        assert_eq!((first.text.len(), first.span.end(), list.out.more_bytes), (1_998, 3_010, 1_002 + 12));
        for n in 0..1_000 {
            list.put(AsideKind::Comments, 4_000 + n..4_001 + n, None, "x");
        }
        list.go_on(9_000, "y");
        let aside = list.finish(&Draft::of(""));
        assert_eq!((aside.blocks.len(), aside.more_blocks), (BLOCKS, 1_001 - BLOCKS));
        assert_eq!(aside.more_bytes, 1_014 + 1_001 - BLOCKS + 1);
        let mut list = List::default();
        for n in 0..100 {
            list.put(AsideKind::Other, n..n + 1, None, &long);
        }
        assert!(list.finish(&Draft::of("")).blocks.iter().map(|b| b.text.len()).sum::<usize>() <= BYTES.1);
    }
}
