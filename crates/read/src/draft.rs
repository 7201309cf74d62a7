use std::ops::Range;

use tradewire_model::{BlockKind, MapBuilder, RepairCode, Segment, TextMap};

/// A text on its way from raw to repaired: the text so far, its map to the raw text, its parts.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub text: String,
    /// Leads `text` to the raw text.
    pub map: TextMap,
    pub blocks: Vec<(BlockKind, Range<usize>)>,
    pub repairs: Vec<Mark>,
    pub damage: Vec<Mark>,
    /// Where the text was changed.
    pub touched: Touched,
}

/// Where a text was changed: the number of every change, and its places in the text so far, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Touched {
    changes: Vec<(usize, Vec<Range<usize>>)>,
    /// How many changes there were.
    count: usize,
}

impl Touched {
    /// How many changes there were until now.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The places of all changes but the first `known` ones.
    pub fn since(&self, known: usize) -> Vec<Range<usize>> {
        let mut later = self.changes.iter().filter(|c| c.0 >= known);
        let first = later.next().map(|c| c.1.clone()).unwrap_or_default();
        later.fold(first, |all, c| merged(&all, c.1.iter().cloned()))
    }

    /// Forgets the first `known` changes.
    pub fn forget(&mut self, known: usize) {
        self.changes.retain(|c| c.0 >= known);
    }
}

/// A repair or a damage: its code, its place in the raw text and in the text so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    pub code: RepairCode,
    pub raw: Range<usize>,
    pub text: Range<usize>,
}

/// What a repair pass wants done: a stretch of the text, and what shall stand for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edit {
    pub code: RepairCode,
    /// What leads back from the new text to the old: the new text stands for exactly this stretch.
    pub range: Range<usize>,
    pub with: With,
}

/// What stands for a stretch: a character nearly always, which takes no memory of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum With {
    Char(char),
    Text(String),
}

impl With {
    /// Nothing: the stretch is taken out.
    pub const NOTHING: Self = Self::Text(String::new());

    /// Length in bytes.
    pub fn len(&self) -> usize {
        match self {
            Self::Char(c) => c.len_utf8(),
            Self::Text(t) => t.len(),
        }
    }

    /// Writes it behind a text.
    pub fn push_to(&self, text: &mut String) {
        match self {
            Self::Char(c) => text.push(*c),
            Self::Text(t) => text.push_str(t),
        }
    }

    pub fn into_string(self) -> String {
        match self {
            Self::Char(c) => c.to_string(),
            Self::Text(t) => t,
        }
    }
}

impl From<char> for With {
    fn from(c: char) -> Self {
        Self::Char(c)
    }
}

impl From<String> for With {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for With {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Draft {
    /// The draft of a text without blocks, for repairing it alone.
    pub fn of(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            map: TextMap::identity(text.len()),
            blocks: vec![],
            repairs: vec![],
            damage: vec![],
            touched: Touched::default(),
        }
    }

    /// Applies the edits of one pass, which are in order and do not overlap.
    pub fn apply(&mut self, edits: &[Edit]) {
        if edits.is_empty() {
            return;
        }
        let mut text = String::with_capacity(self.text.len());
        let mut map = MapBuilder::default();
        let mut at = 0;
        let mut marks = Vec::with_capacity(edits.len());
        for e in edits {
            if e.range.start < at || e.range.end > self.text.len() {
                continue;
            }
            text.push_str(&self.text[at..e.range.start]);
            map.copy(e.range.start - at);
            marks.push(Mark {
                code: e.code,
                raw: self.map.to_source(e.range.clone()),
                text: text.len()..text.len() + e.with.len(),
            });
            e.with.push_to(&mut text);
            map.replace(e.with.len(), e.range.len());
            at = e.range.end;
        }
        text.push_str(&self.text[at..]);
        map.copy(self.text.len() - at);
        let map = map.finish();
        let mut moved = Moved::by(&map);
        for (_, range) in &mut self.blocks {
            *range = moved.range(range.clone());
        }
        for mark in self.repairs.iter_mut().chain(&mut self.damage) {
            mark.text = moved.range(mark.text.clone());
        }
        for (_, places) in &mut self.touched.changes {
            for range in places {
                *range = moved.range(range.clone());
            }
        }
        let places = merged(&[], marks.iter().map(|m| m.text.clone()));
        self.touched.changes.push((self.touched.count, places));
        self.touched.count += 1;
        self.repairs.append(&mut marks);
        self.map = map.compose(&self.map);
        self.text = text;
    }

    /// Marks a stretch of the text as damaged beyond repair.
    pub fn mark(&mut self, code: RepairCode, range: Range<usize>) {
        if !range.is_empty() {
            self.damage.push(Mark { code, raw: self.map.to_source(range.clone()), text: range });
        }
    }
}

/// Ranges of two lists in order, as one list in order; what overlaps or meets is joined.
pub(crate) fn merged(a: &[Range<usize>], b: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::with_capacity(a.len());
    let mut push = |r: Range<usize>| match out.last_mut() {
        Some(last) if r.start <= last.end => last.end = last.end.max(r.end),
        _ => out.push(r),
    };
    let mut a = a.iter().cloned().peekable();
    for r in b {
        while let Some(before) = a.next_if(|x| x.start <= r.start) {
            push(before);
        }
        push(r);
    }
    a.for_each(push);
    out
}

/// Leads ranges of the original to the derived text as [`TextMap::to_target`] does, for ranges that come nearly in
/// order: it looks from where it last was.
struct Moved<'a> {
    segments: &'a [Segment],
    end: usize,
    at: usize,
}

impl<'a> Moved<'a> {
    /// Segments that are passed one by one before a search is cheaper.
    const NEAR: usize = 12;

    fn by(map: &'a TextMap) -> Self {
        Self { segments: map.segments(), end: map.target_len(), at: 0 }
    }

    fn range(&mut self, range: Range<usize>) -> Range<usize> {
        let start = self.place(range.start, false);
        start..self.place(range.end, true).max(start)
    }

    fn place(&mut self, offset: usize, end: bool) -> usize {
        let passed = |s: &Segment| {
            let to = (s.source + s.source_len) as usize;
            if end { to < offset } else { to <= offset }
        };
        let mut steps = 0;
        while steps < Self::NEAR && self.at > 0 && self.segments.get(self.at - 1).is_some_and(|s| !passed(s))
        {
            self.at -= 1;
            steps += 1;
        }
        while steps < Self::NEAR && self.segments.get(self.at).is_some_and(passed) {
            self.at += 1;
            steps += 1;
        }
        if steps == Self::NEAR {
            self.at = self.segments.partition_point(passed);
        }
        self.segments.get(self.at).map_or(self.end, |s| {
            let inside = offset.saturating_sub(s.source as usize);
            match (s.copied, end && inside > 0) {
                (true, _) => s.target as usize + inside.min(s.target_len as usize),
                (false, true) => (s.target + s.target_len) as usize,
                (false, false) => s.target as usize,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ranges_move_as_the_map_says(
            parts in prop::collection::vec((0usize..4, 0usize..4, any::<bool>()), 0..60),
            asked in prop::collection::vec((0usize..120, 0usize..120), 0..60),
        ) {
            let mut b = MapBuilder::default();
            for (target, source, copied) in parts {
                if copied { b.copy(target) } else { b.replace(target, source) }
            }
            let map = b.finish();
            let mut moved = Moved::by(&map);
            for (a, b) in asked {
                let range = a.min(b)..a.max(b);
                prop_assert_eq!(moved.range(range.clone()), map.to_target(range));
            }
        }

        #[test]
        fn merged_ranges_are_in_order_and_apart(
            mut a in prop::collection::vec((0usize..90, 0usize..9), 0..20),
            mut b in prop::collection::vec((0usize..90, 0usize..9), 0..20),
        ) {
            a.sort_unstable();
            b.sort_unstable();
            let ranges = |all: &[(usize, usize)]| all.iter().map(|(s, n)| *s..s + n).collect::<Vec<_>>();
            let out = merged(&merged(&[], ranges(&a).into_iter()), ranges(&b).into_iter());
            prop_assert!(out.windows(2).all(|w| w[0].end < w[1].start));
            for r in ranges(&a).into_iter().chain(ranges(&b)) {
                prop_assert!(out.iter().any(|o| o.start <= r.start && r.end <= o.end));
            }
        }
    }
}
