use tradewire_model::RepairCode;

use crate::draft::{Edit, With};
use crate::repair::scan::places;

/// Takes out zero-width, directional and private-use characters, soft hyphens and control characters.
///
/// A joiner between letters of scripts that need it, and inside emoji, stays.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let mut out: Vec<Edit> = Vec::new();
    places(text.as_bytes(), may_begin, |at| {
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { return };
        if !is_invisible(c) || (c == '\u{200d}' || c == '\u{200c}') && joins(text, at, c) {
            return;
        }
        let end = at + c.len_utf8();
        match out.last_mut() {
            Some(e) if e.range.end == at => e.range.end = end,
            _ => out.push(Edit { code: RepairCode::Invisible, range: at..end, with: With::NOTHING }),
        }
    });
    out
}

/// Whether one of them may begin with these bytes. Most of what begins like them are marks of Chinese text: “ … — and
/// full-width forms.
#[inline]
fn may_begin(_: u8, b: u8, second: u8, third: u8) -> bool {
    let control = (b < 0x20) & (b != 0x09) & (b != 0x0a) & (b != 0x0c) & (b != 0x0d) | (b == 0x7f);
    let upper = (b == 0xc2) & ((second < 0xa0) | (second == 0xad));
    let format = (b == 0xe2) & ((second == 0x80) & !(0x90..=0xa7).contains(&third) | (second == 0x81));
    let full = (b == 0xef) & (second != 0xbc) & (second != 0xbd);
    control | upper | format | (b == 0xee) | full | (b == 0xf3) | (b == 0xf4)
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}' | '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{ad}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

/// Whether a joiner stands between characters that are not Chinese, Latin or white space.
fn joins(text: &str, at: usize, c: char) -> bool {
    let needs = |n: Option<char>| {
        n.is_some_and(|n| {
            matches!(n, '\u{600}'..='\u{7ff}' | '\u{900}'..='\u{dff}' | '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
        })
    };
    needs(text[..at].chars().next_back()) && needs(text[at + c.len_utf8()..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_its_bytes() {
        for c in (0..=0x10_ffff).filter_map(char::from_u32).filter(|c| is_invisible(*c)) {
            assert_eq!(edits(&format!("北{c}湖")).len(), 1, "{c:?}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_taken_out() {
        let text = "北\u{200b}湖\u{feff}\u{e001}\u{e002}实验\u{ad}室\u{7}";
        let all = edits(text);
        assert_eq!(all.len(), 4);
        assert_eq!(&text[all[1].range.clone()], "\u{feff}\u{e001}\u{e002}");
        assert!(edits("👩\u{200d}🔬 — “北湖”…\u{a0}é\n\t").is_empty());
    }
}
