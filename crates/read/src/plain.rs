use std::ops::Range;

use tradewire_model::{BlockKind, TextMap};

use crate::draft::Draft;

/// Lines up to this many characters can be a heading.
const HEADING_CHARS: usize = 40;

/// Makes the draft of a plain text: the text as it is, one block per paragraph.
pub(crate) fn draft(raw: &str) -> Draft {
    let lines = lines(raw);
    let wrapped = is_hard_wrapped(raw, &lines);
    let mut blocks: Vec<(BlockKind, Range<usize>)> = Vec::new();
    let mut previous: Option<Range<usize>> = None; // the line before, if it was not empty
    for line in lines {
        if line.is_empty() {
            previous = None;
            continue;
        }
        let joins = previous.as_ref().is_some_and(|p| {
            if wrapped {
                !starts_paragraph(raw, &line)
            } else {
                is_broken_off(&raw[p.clone()], &raw[line.clone()])
            }
        });
        match blocks.last_mut() {
            Some((_, b)) if joins => b.end = line.end,
            _ => blocks.push((BlockKind::Paragraph, line.clone())),
        }
        previous = Some(line);
    }
    let mut titled = false;
    for (kind, range) in &mut blocks {
        let text = &raw[range.clone()];
        if is_list_item(text) {
            *kind = BlockKind::ListItem;
        } else if is_heading(text) {
            *kind = if titled { BlockKind::Heading } else { BlockKind::Title };
        }
        titled = true; // a headline stands first or not at all
    }
    Draft {
        text: raw.to_owned(),
        map: TextMap::identity(raw.len()),
        blocks,
        repairs: vec![],
        damage: vec![],
        touched: Default::default(),
    }
}

/// The lines without the white space around them; an empty range stands for an empty line.
fn lines(raw: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    while start <= raw.len() {
        let end = memchr::memchr2(b'\n', b'\r', &raw.as_bytes()[start..]).map_or(raw.len(), |i| start + i);
        let line = &raw[start..end];
        let left = line.len() - line.trim_start().len();
        out.push(start + left..(start + left + line.trim().len()));
        let crlf = raw.as_bytes()[end.min(raw.len())..].starts_with(b"\r\n");
        start = end + 1 + usize::from(crlf);
    }
    out
}

/// Whether a text is broken into lines by width, as mail and wire copy are: most lines are nearly as long as the
/// longest usual one and do not end a sentence.
fn is_hard_wrapped(raw: &str, lines: &[Range<usize>]) -> bool {
    let full: Vec<&str> = lines.iter().map(|l| &raw[l.clone()]).filter(|l| !l.is_empty()).take(200).collect();
    if full.len() < 4 {
        return false;
    }
    let ascii = full.iter().filter(|l| l.is_ascii()).count();
    let open = full.iter().filter(|l| (45..=85).contains(&l.len()) && !ends_sentence(l)).count();
    let longest = full.iter().map(|l| l.len()).max().unwrap_or_default();
    ascii * 10 >= full.len() * 8 && longest <= 100 && open * 2 >= full.len()
}

/// Whether a line of a hard-wrapped text opens a paragraph: it is indented.
fn starts_paragraph(raw: &str, line: &Range<usize>) -> bool {
    raw[..line.start].ends_with("  ") || raw[..line.start].ends_with('\t')
}

/// Whether a line was broken off inside a sentence: it holds a finished sentence, so it is no heading, and ends
/// without a mark, and the next line goes on in running text.
fn is_broken_off(line: &str, next: &str) -> bool {
    let last = line.chars().next_back().unwrap_or('。');
    let first = next.chars().next().unwrap_or('A');
    line.contains('。')
        && (is_han(last) || matches!(last, '，' | '、' | ','))
        && is_han(first)
        && next.contains(['。', '，', ','])
}

pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇' | '々')
}

pub(crate) fn ends_sentence(line: &str) -> bool {
    let core = line.trim_end_matches(['”', '"', '’', '\'', '」', '』', ')', '）', '】', ' ']);
    core.ends_with(['。', '！', '？', '!', '?', '.', '…', ';', '；', ':', '：'])
}

fn is_heading(text: &str) -> bool {
    !text.contains(['。', '\n'])
        && !ends_open(text)
        && text.chars().take(HEADING_CHARS * 3 + 1).count() <= limit(text)
}

/// Longest heading in characters: Latin script needs more of them.
fn limit(text: &str) -> usize {
    if text.chars().any(is_han) { HEADING_CHARS } else { HEADING_CHARS * 3 }
}

/// Whether a line ends as running text does (a question may be a heading).
fn ends_open(text: &str) -> bool {
    let core = text.trim_end_matches(['”', '"', '’', '」', '』', ')', '）']);
    core.ends_with(['。', '.', '；', ';', '，', ',', '：', ':', '、'])
}

fn is_list_item(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('•' | '●' | '■' | '◆' | '▪' | '‣') => true,
        Some('-' | '*' | '–') => chars.next() == Some(' '),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(raw: &str) -> Vec<(BlockKind, &str)> {
        draft(raw).blocks.iter().map(|(k, r)| (*k, &raw[r.clone()])).collect()
    }

    #[test]
    fn lines_become_blocks() {
        let text = "北湖实验室挖走三人\r\n　　周二，三名研究员离职。\r\n\r\n薪酬之争\r\n- 甲\r\n他们拒绝了。";
        assert_eq!(
            kinds(text),
            [
                (BlockKind::Title, "北湖实验室挖走三人"),
                (BlockKind::Paragraph, "周二，三名研究员离职。"),
                (BlockKind::Heading, "薪酬之争"),
                (BlockKind::ListItem, "- 甲"),
                (BlockKind::Paragraph, "他们拒绝了。"),
            ]
        );
    }

    #[test]
    fn a_line_broken_inside_a_sentence_is_joined() {
        let text = "他说不会走。两家公司都允许\n研究员长期做研究，没有压力。";
        assert_eq!(kinds(text).len(), 1);
        assert_eq!(kinds("第一段完。第二句完。\n第二段开始，继续。").len(), 2);
    }

    #[test]
    fn wire_copy_is_unwrapped() {
        let text = "NORTH LAKE LABS HIRES\n    North Lake Labs said on Tuesday that it has hired three\nresearchers from \
                    a rival, and that it expects to add ten\nmore before the end of the year.\n    The rival declined to \
                    comment on the matter, and it\nsaid nothing else.\n";
        assert_eq!(kinds(text).len(), 3, "{:?}", kinds(text));
    }
}
