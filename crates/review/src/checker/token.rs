//! Text as tokens: a Han character, a run of letters and digits, or a mark.

use std::ops::Range;

/// Whether a character is written without spaces between words.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// The tokens of a folded text, white space left out.
///
/// A possessive `'s` is a token of its own, `isn't` is one.
pub(crate) fn tokens(folded: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut chars = folded.char_indices().peekable();
    let inner = |c: char| c.is_alphanumeric() && !is_han(c);
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        if c.is_whitespace() {
            continue;
        }
        if inner(c) {
            while let Some(&(i, c)) = chars.peek() {
                let next = folded[i + c.len_utf8()..].chars().next();
                let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
                let before = folded[..i].chars().next_back();
                // 1.5, 3,000 and u.s stay whole; so does isn't.
                let joins = match c {
                    '.' => {
                        digit(before) && digit(next)
                            || i - start == 1 && next.is_some_and(|n| n.is_ascii_lowercase())
                    }
                    ',' => digit(before) && digit(next),
                    '\'' => {
                        let rest = &folded[i + 1..];
                        let word: usize = rest.chars().take_while(|c| inner(*c)).count();
                        word > 0 && !(word == 1 && rest.starts_with('s'))
                    }
                    _ => inner(c),
                };
                if !joins {
                    break;
                }
                end = i + c.len_utf8();
                chars.next();
            }
        } else if c == '\'' && folded[end..].starts_with('s') {
            let after = folded[end + 1..].chars().next();
            if !after.is_some_and(inner) {
                end += 1;
                chars.next();
            }
        }
        out.push(start..end);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        tokens(text).into_iter().map(|r| &text[r]).collect()
    }

    #[test]
    fn han_letters_and_marks_part() {
        assert_eq!(cut("ex-meta挖走2.5亿"), ["ex", "-", "meta", "挖", "走", "2.5", "亿"]);
        assert_eq!(
            cut("marlowe's lab isn't in the u.s. now"),
            ["marlowe", "'s", "lab", "isn't", "in", "the", "u.s", ".", "now"]
        );
    }

    proptest! {
        #[test]
        fn tokens_stand_in_order_and_lose_only_white_space(text in "[a-z's., 的加入\\PC]{0,60}") {
            let (mut at, mut kept) = (0, 0);
            for r in tokens(&text) {
                prop_assert!(r.start >= at && r.end > r.start);
                at = r.end;
                kept += text[r].chars().filter(|c| !c.is_whitespace()).count();
            }
            prop_assert_eq!(kept, text.chars().filter(|c| !c.is_whitespace()).count());
        }
    }
}
