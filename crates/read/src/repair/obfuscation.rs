use std::collections::HashSet;
use std::sync::LazyLock;

use tradewire_model::RepairCode;
use tradewire_script::fold_char;

use crate::draft::{Edit, With};
use crate::plain::is_han;
use crate::repair::scan::places;

/// Names that are known to be broken up, folded.
static NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/obfuscated.txt")
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty())
        .collect()
});

/// Characters that stand side by side in such a name: most marks are ruled out by their neighbours.
static NEIGHBOURS: LazyLock<HashSet<(char, char)>> =
    LazyLock::new(|| NAMES.iter().flat_map(|n| n.chars().zip(n.chars().skip(1))).collect());

/// Longest such name in characters.
const LONGEST: usize = 8;

/// Takes out marks put into a name to slip past filters: 界 * 面新聞 → 界面新聞.
///
/// Only where the characters on both sides make a name of the list: 长 * 宽 and 他*的 stay.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let mut out: Vec<Edit> = Vec::new();
    let mut done = 0;
    places(text.as_bytes(), may_begin, |at| {
        if at < done {
            return;
        }
        let Some(mark) = text.get(at..).and_then(|r| r.chars().next()) else { return };
        if !is_mark(mark) {
            return;
        }
        let (left, right) =
            (text[..at].trim_end_matches(' '), text[at + mark.len_utf8()..].trim_start_matches(' '));
        if left.chars().next_back().is_some_and(is_han)
            && right.chars().next().is_some_and(is_han)
            && is_name(left, right)
        {
            let range = left.len()..text.len() - right.len();
            done = range.end;
            out.push(Edit { code: RepairCode::Obfuscation, range, with: With::NOTHING });
        }
    });
    out
}

/// Whether a mark may begin here that stands between Chinese characters, spaces beside it. Two are beyond ASCII: × and ＊.
#[inline]
fn may_begin(before: u8, b: u8, second: u8, third: u8) -> bool {
    let beside = |b: u8| (b >= 0x80) | (b == b' ');
    let sign = (b == b'*') | (b == b'_') | (b == b'^') | (b == b'#') | (b == b'~');
    let stroke = (b == b'|') | (b == b'/') | (b == b'.') | (b == b'-');
    let wide = (b == 0xc3) & (second == 0x97) | (b == 0xef) & (second == 0xbc) & (third == 0x8a);
    beside(before) & ((sign | stroke) & beside(second) | wide)
}

fn is_mark(c: char) -> bool {
    matches!(c, '*' | '＊' | '×' | '_' | '^' | '#' | '~' | '|' | '/' | '.' | '-')
}

/// Whether the characters on both sides of a mark make a known name, further marks inside it passed over.
fn is_name(left: &str, right: &str) -> bool {
    let neighbours = left.chars().next_back().zip(right.chars().next());
    if !neighbours.is_some_and(|(a, b)| NEIGHBOURS.contains(&(fold_char(a), fold_char(b)))) {
        return false;
    }
    let letter = |c: &char| is_han(*c);
    let passed = |c: &char| is_mark(*c) || *c == ' ';
    let mut before: Vec<char> =
        left.chars().rev().filter(|c| !passed(c)).take_while(letter).take(LONGEST).map(fold_char).collect();
    before.reverse();
    let after: Vec<char> =
        right.chars().filter(|c| !passed(c)).take_while(letter).take(LONGEST).map(fold_char).collect();
    let mut name = String::new();
    (1..=before.len()).any(|b| {
        (1..=after.len().min(LONGEST - b.min(LONGEST))).any(|a| {
            name.clear();
            name.extend(&before[before.len() - b..]);
            name.extend(&after[..a]);
            NAMES.contains(name.as_str())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::applied;

    fn repaired(text: &str) -> String {
        applied(text, &edits(text))
    }

    #[test]
    fn marks_inside_names_are_taken_out() {
        assert_eq!(repaired("界 * 面新聞報道,澎*湃和字/节/跳/动"), "界面新聞報道,澎湃和字节跳动");
    }

    #[test]
    fn other_marks_stay() {
        for text in ["必填项已用 * 标注", "长 * 宽", "甲/乙", "他*的", "腾讯/百度", "阿里-腾讯", "3 * 4"]
        {
            assert_eq!(repaired(text), text);
        }
    }
}
