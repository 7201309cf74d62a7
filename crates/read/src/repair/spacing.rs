use tradewire_model::RepairCode;

use crate::draft::{Edit, With};
use crate::plain::is_han;

/// So many single characters in a row, each parted from the next by one space, are no words but damage.
const RUN: usize = 6;

/// Takes out spaces put between all characters: 人 工 智 能 研 究 → 人工智能研究.
///
/// Spaces between words stay: 关键词: 顶尖人才 天价薪酬.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut spaces: Vec<usize> = Vec::new();
    let mut expected = usize::MAX; // where the next space of the run must stand
    let mut flush = |spaces: &mut Vec<usize>| {
        if spaces.len() + 1 >= RUN {
            out.extend(spaces.iter().map(|&s| Edit {
                code: RepairCode::Spacing,
                range: s..s + 1,
                with: With::NOTHING,
            }));
        }
        spaces.clear();
    };
    for at in memchr::memchr_iter(b' ', bytes) {
        // A Chinese character before, one behind: three bytes each suffice for the common ones.
        let before = at.checked_sub(3).and_then(|s| text.get(s..at)).and_then(|s| s.chars().next());
        let after = text.get(at + 1..at + 4).and_then(|s| s.chars().next());
        if !before.is_some_and(is_han) || !after.is_some_and(is_han) {
            flush(&mut spaces);
            continue;
        }
        if at != expected {
            flush(&mut spaces);
        }
        spaces.push(at);
        expected = at + 4;
    }
    flush(&mut spaces);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaced_out_text_is_closed_up() {
        assert_eq!(edits("见 人 工 智 能 研 究 员").len(), 7);
        assert_eq!(edits("他说 人 工 智 能 研 究").len(), 6);
    }

    #[test]
    fn words_stay_apart() {
        for text in ["关键词: 顶尖人才 天价薪酬 挖角", "张 三 李 四", "a b c d e f g", "甲 乙 丙"]
        {
            assert!(edits(text).is_empty(), "{text}");
        }
    }
}
