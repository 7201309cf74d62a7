//! Repair: each kind of damage is found by a pass of its own, and every change stays reversible through the map.
//!
//! Passes run in a fixed order, each over the text the one before it left: first what changes characters as a whole
//! (mojibake, entities, tags, invisible characters), then what stands between characters. Clean text passes through
//! unchanged; the passes are scans for rare bytes and cost it next to nothing.

mod conversion;
mod entity;
mod invisible;
mod mojibake;
mod obfuscation;
mod pinyin;
mod spacing;
mod tag;

use crate::draft::Draft;

/// Runs all passes over a draft.
pub(crate) fn repair(draft: &mut Draft, html: bool) {
    if draft.text.is_ascii() && memchr::memchr3(b'&', b'<', b'\\', draft.text.as_bytes()).is_none() {
        return;
    }
    draft.apply(&invisible::edits(&draft.text));
    for (code, range) in mojibake::damage(&draft.text) {
        draft.mark(code, range);
    }
    if !html {
        draft.apply(&tag::edits(&draft.text));
    }
    draft.apply(&entity::edits(&draft.text));
    draft.apply(&pinyin::edits(&draft.text));
    draft.apply(&obfuscation::edits(&draft.text));
    draft.apply(&spacing::edits(&draft.text));
    draft.apply(&conversion::edits(&draft.text));
}
