use tradewire_model::RepairCode;

use crate::draft::Edit;
use crate::html::decode_entity;

/// Decodes entities that were left in a text: &amp;nbsp; &amp;ldquo; &#25112;.
///
/// Only whole ones with their semicolon are decoded; AT&T and R&D stay.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let mut out = Vec::new();
    let mut done = 0;
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        if at < done {
            continue;
        }
        let rest = &text[at..];
        let Some((with, len)) = decode_entity(rest, true) else { continue };
        // Escaped twice: &amp;ldquo;
        let twice = rest.strip_prefix("&amp;").and_then(|inner| {
            let name: String = inner.chars().take(12).collect();
            decode_entity(&format!("&{name}"), true).filter(|(c, _)| c != "&")
        });
        let (with, len) = twice.map_or((with, len), |(c, l)| (c, l + 4));
        done = at + len;
        out.push(Edit { code: RepairCode::Entity, range: at..done, with: with.into() });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::applied;

    fn repaired(text: &str) -> String {
        applied(text, &edits(text))
    }

    #[test]
    fn left_entities_are_decoded() {
        assert_eq!(repaired("&ldquo;反击&rdquo;&#25136;&#x6218;"), "“反击”戰战");
        assert_eq!(repaired("A &amp; B, &amp;ldquo;x"), "A & B, “x");
        assert_eq!(repaired("AT&T R&D &nosuch; &#xffffffff; &"), "AT&T R&D &nosuch; &#xffffffff; &");
    }
}
