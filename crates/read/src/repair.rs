//! Repair: each kind of damage is found by a pass of its own, and every change stays reversible through the map.
//!
//! Passes run in a fixed order, each over the text the one before it left: first what changes characters as a whole
//! (mojibake, entities, tags, invisible characters), then what stands between characters. Clean text passes through
//! unchanged; the passes are scans for rare bytes and cost it next to nothing. What script converters got wrong is no
//! damage but the text that the page shows: it stays, and is noted with what was meant, for matching.

mod conversion;
mod entity;
mod invisible;
mod likely;
mod mojibake;
mod obfuscation;
mod pinyin;
pub(crate) mod scan;
mod scope;
mod spacing;
mod tag;

use tradewire_model::{Damage, Note, RawSpan, Repair, RepairCode, TextMap, TextSpan};

#[cfg(test)]
use crate::draft::Edit;
use crate::draft::{Draft, Mark};
use crate::limits::{Deadline, Late};
use crate::repair::scope::{Pass, Scope};

/// Most rounds over one text: what a pass takes out can bring to light what an earlier one looks for.
const ROUNDS: usize = 4;

/// Runs all passes over a draft until they find no more; between passes, and between the lines of the slowest, it looks
/// at the time. Behind the first round a pass looks only at lines in which something was changed since it ran.
pub(crate) fn repair(draft: &mut Draft, html: bool, deadline: &Deadline) -> Result<(), Late> {
    let mut known = Known::default();
    for _ in 0..ROUNDS {
        let (before, begun) = (draft.repairs.len(), draft.touched.count());
        round(draft, html, &mut known, deadline)?;
        if draft.repairs.len() == before {
            break;
        }
        draft.touched.forget(begun);
    }
    mark_lost(draft);
    Ok(())
}

/// How many changes of the draft there were when each pass ran last; none where it has not, or came to no end.
#[derive(Debug, Default)]
struct Known {
    mojibake: Option<usize>,
    lines: [Option<usize>; LINES.len()],
}

/// Passes behind the first that look at no line but their own and at nothing beyond it, in their order: one before those
/// that look for stray tags and entities, the others behind.
const LINES: [Pass; 4] = [invisible::edits, pinyin::edits, obfuscation::edits, spacing::edits];

/// Runs every pass once.
fn round(draft: &mut Draft, html: bool, known: &mut Known, deadline: &Deadline) -> Result<(), Late> {
    if draft.text.is_ascii() && memchr::memchr3(b'&', b'<', b'\\', draft.text.as_bytes()).is_none() {
        return Ok(());
    }
    // Misread text holds control and private-use characters that the way back needs.
    let ended = mojibake::repair(draft, &Scope::since(draft, known.mojibake), deadline)?;
    known.mojibake = ended.then_some(draft.touched.count());
    for (i, (pass, known)) in LINES.iter().zip(&mut known.lines).enumerate() {
        if i == 1 {
            // These two look for what is rare, and beyond the end of a line.
            if !html {
                draft.apply(&tag::edits(&draft.text));
                deadline.check()?;
            }
            draft.apply(&entity::edits(&draft.text));
            deadline.check()?;
        }
        let scope = Scope::since(draft, *known);
        *known = Some(draft.touched.count());
        draft.apply(&scope.edits(&draft.text, *pass));
        deadline.check()?;
    }
    Ok(())
}

/// What script converters got wrong in a repaired text: what it shows stays, what was meant is told beside it.
pub(crate) fn notes(draft: &Draft) -> Vec<Note> {
    // Where damage begins, and how far it has reached until there.
    let mut begins: Vec<(usize, usize)> = draft.damage.iter().map(|d| (d.text.start, d.text.end)).collect();
    begins.sort_unstable();
    let mut reached = 0;
    for (_, end) in &mut begins {
        reached = reached.max(*end);
        *end = reached;
    }
    let damaged = |r: &std::ops::Range<usize>| {
        let n = begins.partition_point(|d| d.0 < r.end);
        n > 0 && begins[n - 1].1 > r.start
    };
    let edits = conversion::edits(&draft.text).into_iter().filter(|e| !damaged(&e.range));
    edits
        .map(|e| Note {
            code: e.code,
            span: RawSpan::of(draft.map.to_source(e.range.clone())),
            text_span: TextSpan::of(e.range),
            meant: e.with.into_string(),
        })
        .collect()
}

/// Marks what decoders put for bytes that they could not read, where no pass has: nobody knows what stood there.
fn mark_lost(draft: &mut Draft) {
    let mut all: Vec<std::ops::Range<usize>> = Vec::new();
    const LOST: &str = "\u{fffd}";
    for at in memchr::memmem::find_iter(draft.text.as_bytes(), LOST) {
        match all.last_mut() {
            Some(r) if r.end == at => r.end += LOST.len(),
            _ => all.push(at..at + LOST.len()),
        }
    }
    if all.is_empty() {
        return;
    }
    let mut known: Vec<(usize, usize)> = draft.damage.iter().map(|d| (d.text.start, d.text.end)).collect();
    known.sort_unstable();
    let mut next = 0;
    let mut reached = 0; // how far damage goes that begins before
    for range in all {
        while let Some(k) = known.get(next).filter(|k| k.0 <= range.start) {
            reached = reached.max(k.1);
            next += 1;
        }
        if reached < range.end {
            draft.mark(RepairCode::Mojibake, range);
        }
    }
}

/// A text after the edits of one pass.
#[cfg(test)]
fn applied(text: &str, edits: &[Edit]) -> String {
    let mut draft = Draft::of(text);
    draft.apply(edits);
    draft.text
}

/// A text repaired by itself, without the page or the file around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The repaired text.
    pub text: String,
    /// Leads `text` back to what was given.
    pub map: TextMap,
    /// What was repaired; spans are of the text given and of the repaired one.
    pub repairs: Vec<Repair>,
    /// What could not be repaired.
    pub damage: Vec<Damage>,
    /// Mistakes of the text itself, which stay, and what was meant.
    pub notes: Vec<Note>,
}

impl Repaired {
    fn of(draft: Draft, notes: Vec<Note>) -> Self {
        let Draft { text, map, repairs, damage, .. } = draft;
        Self { text, map, repairs: to_repairs(repairs), damage: to_damage(damage), notes }
    }
}

/// Repairs a text with all passes.
///
/// ```
/// let r = tradewire_read::repair_text("爭奪戰(zhàn)升級，阿裡在領網域");
/// assert_eq!(r.text, "爭奪戰升級，阿裡在領網域");
/// assert_eq!(r.map.to_source(6..9), 6..16);
/// assert_eq!((r.notes[1].text_span.slice(&r.text), r.notes[1].meant.as_str()), (Some("領網域"), "領域"));
/// ```
#[must_use]
pub fn repair_text(text: &str) -> Repaired {
    let mut draft = Draft::of(text);
    // Without a limit nothing is late.
    let _ = repair(&mut draft, false, &Deadline::never());
    let notes = notes(&draft);
    Repaired::of(draft, notes)
}

/// Puts right only what was read in the wrong charset.
///
/// ```
/// assert_eq!(tradewire_read::repair_charset("the firmâ€™s offer").text, "the firm’s offer");
/// ```
#[must_use]
pub fn repair_charset(text: &str) -> Repaired {
    let mut draft = Draft::of(text);
    let _ = mojibake::repair(&mut draft, &Scope::All, &Deadline::never());
    Repaired::of(draft, Vec::new())
}

/// Repairs a text with one pass alone, for looking at a pass by itself: its measurements, its fuzzing. What script
/// converters got wrong is put right here, too.
///
/// ```
/// use tradewire_model::RepairCode;
/// assert_eq!(tradewire_read::repair_only("阿裡的戰(zhàn)略", RepairCode::Pinyin).text, "阿裡的戰略");
/// ```
#[must_use]
pub fn repair_only(text: &str, code: RepairCode) -> Repaired {
    let mut draft = Draft::of(text);
    let pass = match code {
        RepairCode::Mojibake => return repair_charset(text),
        RepairCode::Invisible => invisible::edits,
        RepairCode::Tag => tag::edits,
        RepairCode::Entity => entity::edits,
        RepairCode::Pinyin => pinyin::edits,
        RepairCode::Obfuscation => obfuscation::edits,
        RepairCode::Spacing => spacing::edits,
        RepairCode::Conversion => conversion::edits,
    };
    let edits = pass(text);
    draft.apply(&edits);
    Repaired::of(draft, Vec::new())
}

/// The repairs in the order of the raw text.
pub(crate) fn to_repairs(marks: Vec<Mark>) -> Vec<Repair> {
    let mut out: Vec<Repair> = marks
        .into_iter()
        .map(|m| Repair { code: m.code, span: RawSpan::of(m.raw), text_span: TextSpan::of(m.text) })
        .collect();
    out.sort_by_key(|r| r.span);
    out
}

/// The damage in the order of the raw text.
pub(crate) fn to_damage(marks: Vec<Mark>) -> Vec<Damage> {
    let mut out: Vec<Damage> = marks
        .into_iter()
        .map(|m| Damage { code: m.code, span: RawSpan::of(m.raw), text_span: TextSpan::of(m.text) })
        .collect();
    out.sort_by_key(|d| d.span);
    out
}
