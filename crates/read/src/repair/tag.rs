use tradewire_model::RepairCode;

use crate::draft::{Edit, With};

/// Elements whose tags are left behind by scrapers.
const NAMES: &[&str] = &[
    "strong",
    "b",
    "em",
    "i",
    "u",
    "p",
    "br",
    "span",
    "div",
    "a",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "section",
    "article",
    "blockquote",
    "img",
    "figure",
    "figcaption",
    "sup",
    "sub",
    "small",
    "center",
    "table",
    "tr",
    "td",
    "th",
    "tbody",
    "thead",
    "hr",
    "iframe",
    "script",
    "style",
    "strike",
    "del",
    "ins",
    "mark",
    "video",
];

/// Takes out stray tags of plain text: <strong>, </p>, <br/>, and ends whose bracket was lost: ?/strong>.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let bytes = text.as_bytes();
    let mut out: Vec<Edit> = Vec::new();
    let mut done = 0;
    for close in memchr::memchr_iter(b'>', bytes) {
        // The tag is short: look back no further than an attribute or two.
        let mut from = close.saturating_sub(400).max(done);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let head = &text[from..close];
        let start = match head.rfind('<') {
            Some(i) if is_tag(&head[i + 1..]) => from + i,
            _ => match head.rfind('/') {
                // ?/strong>: the opening bracket became a question mark when a byte before it was lost.
                Some(i)
                    if NAMES.contains(&&head[i + 1..])
                        && (head[..i].ends_with('?') || head[..i].ends_with('\u{fffd}')) =>
                {
                    let lost = head[..i].chars().next_back().map_or(0, char::len_utf8);
                    from + i - lost
                }
                _ => continue,
            },
        };
        done = close + 1;
        // A tag between two Latin words parts them.
        let parts = text[..start].ends_with(|c: char| c.is_ascii_alphanumeric())
            && text[done..].starts_with(|c: char| c.is_ascii_alphanumeric())
            && ["p", "br", "div", "li", "td", "tr"].iter().any(|n| name(&text[start..done]) == *n);
        out.push(Edit {
            code: RepairCode::Tag,
            range: start..done,
            with: if parts { ' '.into() } else { With::NOTHING },
        });
    }
    out
}

/// The element's name inside `<…`, small.
fn name(tag: &str) -> String {
    tag.trim_start_matches(['<', '/'])
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase()
}

/// Whether what stands between the brackets is a tag of a known element.
fn is_tag(inside: &str) -> bool {
    let name = name(inside);
    let rest = &inside[inside.len() - inside.trim_start_matches('/').len() + name.len()..];
    NAMES.contains(&name.as_str())
        && (rest.is_empty()
            || rest == "/"
            || rest.trim() == "/"
            || rest.starts_with(' ') && rest.contains('='))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::applied;

    fn repaired(text: &str) -> String {
        applied(text, &edits(text))
    }

    #[test]
    fn stray_tags_are_taken_out() {
        assert_eq!(repaired("<strong>北湖</strong>实验室<br/>成立 ?/strong>"), "北湖实验室成立 ");
        assert_eq!(repaired("one<br>two <a href=\"x\">three</a>"), "one two three");
    }

    #[test]
    fn comparisons_stay() {
        for text in ["a < b > c", "若 x<i 且 y>3", "<unknown>", "3>2", "A->B", "《<书>》"] {
            assert_eq!(repaired(text), text);
        }
    }
}
