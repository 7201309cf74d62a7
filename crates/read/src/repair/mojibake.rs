use std::ops::Range;

use tradewire_model::RepairCode;

use super::pinyin::plain_letter;
use crate::plain::is_han;

/// Finds stretches that were read in the wrong charset and cannot be read back.
///
/// The sign of it: an injector of readings worked on GBK bytes and struck across a character boundary, which left a
/// question mark, a reading and a closing bracket behind a character (們?nèi)). From there to the end of the
/// line every byte pair is shifted.
pub(super) fn damage(text: &str) -> Vec<(RepairCode, Range<usize>)> {
    let mut out: Vec<(RepairCode, Range<usize>)> = Vec::new();
    for at in memchr::memchr_iter(b'?', text.as_bytes()) {
        if out.last().is_some_and(|d| at < d.1.end) || !text[..at].chars().next_back().is_some_and(is_han) {
            continue;
        }
        let rest = &text[at + 1..];
        let letters: usize =
            rest.chars().take(8).take_while(|c| plain_letter(*c).is_some()).map(char::len_utf8).sum();
        let marked = !rest[..letters].is_ascii();
        if marked && rest[letters..].starts_with([')', '）']) {
            let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).map_or(text.len(), |i| at + 1 + i);
            let start = at - text[..at].chars().next_back().map_or(0, char::len_utf8);
            out.push((RepairCode::Mojibake, start..end));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shifted_line_is_marked() {
        let text = "好。\n他們?nèi)ネ抵袊\n下一行(nèi)。";
        let all = damage(text);
        assert_eq!(all.len(), 1);
        assert_eq!(&text[all[0].1.clone()], "們?nèi)ネ抵袊");
        assert!(damage("他去吗?是的)").is_empty() && damage("what?no)").is_empty());
    }
}
