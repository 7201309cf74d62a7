//! What must hold of anything that was read, however hostile the bytes were.

use tradewire_model::{Document, Repair, RepairCode, TextMap, TextSpan};
use tradewire_read::{Content, Input, Limits, Repaired, read, repair_only};

/// Limits under which a run of a fuzzer stays small.
#[must_use]
pub fn limits() -> Limits {
    Limits { size_bytes: 1 << 20, line_bytes: 1 << 20, ..Limits::default() }
}

/// Reads bytes and holds that the document fits together, or that the rejection says all it must.
pub fn read_soundly(bytes: &[u8], content: Content, charset: Option<&str>) -> Option<Document> {
    let input = Input { content, charset, ..Input::new("fuzz", bytes) };
    match read(&input, &limits()) {
        Ok(document) => {
            assert_document(&document);
            Some(document)
        }
        Err(e) => {
            assert!(!e.code().is_empty() && !e.hint().is_empty() && !e.to_string().is_empty());
            None
        }
    }
}

/// Holds that every part of a document lies where it says.
pub fn assert_document(d: &Document) {
    assert_map(&d.map, &d.raw, &d.text);
    assert_repairs(&d.repairs, &d.raw, &d.text);
    for block in &d.blocks {
        assert!(block.span.slice(&d.text).is_some(), "{block:?}");
    }
    for s in &d.sentences {
        assert!(d.blocks[s.block as usize].span.contains(s.span), "{s:?}");
        assert!(s.span.slice(&d.text).is_some_and(|t| !t.trim().is_empty()), "{s:?}");
        assert!(d.to_raw(s.span).slice(&d.raw).is_some(), "{s:?}");
    }
    for x in &d.damage {
        assert!(x.span.slice(&d.raw).is_some() && x.text_span.slice(&d.text).is_some(), "{x:?}");
    }
    for (at, c) in d.text.char_indices().step_by(7) {
        assert!(d.to_raw(TextSpan::of(at..at + c.len_utf8())).slice(&d.raw).is_some(), "byte {at}");
    }
}

/// Holds that the segments of a map cover both texts whole and in order, and that what was copied is the same.
pub fn assert_map(map: &TextMap, source: &str, target: &str) {
    assert_eq!((map.source_len(), map.target_len()), (source.len(), target.len()));
    let (mut t, mut s) = (0, 0);
    for g in map.segments() {
        assert_eq!((g.target as usize, g.source as usize), (t, s));
        t += g.target_len as usize;
        s += g.source_len as usize;
        if g.copied {
            assert_eq!(target[g.target as usize..t], source[g.source as usize..s]);
        }
    }
    assert_eq!((s, t), (source.len(), target.len()));
}

fn assert_repairs(repairs: &[Repair], source: &str, target: &str) {
    for r in repairs {
        assert!(r.span.slice(source).is_some() && r.text_span.slice(target).is_some(), "{r:?}");
    }
}

/// Runs one repair pass over the text of some bytes, and once more over what it left.
pub fn repair_soundly(bytes: &[u8], code: RepairCode) {
    let text = String::from_utf8_lossy(bytes);
    let once = repair_only(&text, code);
    let Repaired { text: repaired, map, repairs, damage, notes } = &once;
    assert_map(map, &text, repaired);
    assert_repairs(repairs, &text, repaired);
    assert!(repairs.iter().all(|r| r.code == code) && damage.iter().all(|d| d.code == code));
    for d in damage {
        assert!(d.span.slice(&text).is_some() && d.text_span.slice(repaired).is_some(), "{d:?}");
    }
    for n in notes {
        assert!(
            n.code == code && n.span.slice(&text).is_some() && n.text_span.slice(repaired).is_some(),
            "{n:?}"
        );
    }
    if repairs.is_empty() {
        assert_eq!(*repaired, text, "changed, and no repair says so");
    }
    drop(repair_only(repaired, code));
}
