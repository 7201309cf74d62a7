use std::ops::Range;

use tradewire_model::{BlockKind, MapBuilder, RepairCode, TextMap};

/// A text on its way from raw to repaired: the text so far, its map to the raw text, its parts.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub text: String,
    /// Leads `text` to the raw text.
    pub map: TextMap,
    pub blocks: Vec<(BlockKind, Range<usize>)>,
    pub repairs: Vec<Mark>,
    pub damage: Vec<Mark>,
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
    pub with: String,
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
            text.push_str(&e.with);
            map.replace(e.with.len(), e.range.len());
            at = e.range.end;
        }
        text.push_str(&self.text[at..]);
        map.copy(self.text.len() - at);
        let map = map.finish();
        for (_, range) in &mut self.blocks {
            *range = map.to_target(range.clone());
        }
        for mark in self.repairs.iter_mut().chain(&mut self.damage) {
            mark.text = map.to_target(mark.text.clone());
        }
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
