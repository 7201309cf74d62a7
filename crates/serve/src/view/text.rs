//! Hostile text made safe to show: bidirectional tricks disarmed, invisible characters made visible.
//!
//! Escaping of `<`, `&` and quotes is maud's; this file deals with what escaping leaves alive.

use maud::{Markup, PreEscaped, html};
use tradewire_script::fold_char;

/// Whether a character can reorder or hide the text around it.
#[must_use]
pub fn is_treacherous(c: char) -> bool {
    matches!(c,
        '\u{202a}'..='\u{202e}'   // embeddings and overrides
        | '\u{2066}'..='\u{2069}' // isolates
        | '\u{200e}' | '\u{200f}' | '\u{061c}' // marks
        | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{00ad}' // zero width
        | '\u{2028}' | '\u{2029}' // separators that are line ends elsewhere
        | '\u{fff9}'..='\u{fffb}' // interlinear annotation
        | '\u{e0000}'..='\u{e007f}' // tags
    ) || (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
}

/// A name or a headline as plain text: treacherous characters left out, white space made single spaces.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            space = !out.is_empty();
        } else if !is_treacherous(c) {
            if space {
                out.push(' ');
                space = false;
            }
            out.push(c);
        }
    }
    out
}

/// The first `max` characters of a plain text, with … where it was cut.
#[must_use]
pub fn cut(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
    }
}

/// Text as evidence: every character stays, treacherous ones as a small visible code.
///
/// Private-use characters and U+FFFD are kept and marked too, for a reader cannot tell them from a missing glyph.
#[must_use]
pub fn exact(text: &str) -> Markup {
    let mut parts: Vec<Markup> = Vec::new();
    let mut from = 0;
    for (i, c) in text.char_indices() {
        let marked = is_treacherous(c) || c == '\u{fffd}' || matches!(c, '\u{e000}'..='\u{f8ff}');
        if marked {
            if from < i {
                parts.push(html! { (&text[from..i]) });
            }
            let code = format!("U+{:04X}", u32::from(c));
            parts.push(html! { span.ctl title=(code) { (code) } });
            from = i + c.len_utf8();
        }
    }
    if parts.is_empty() {
        return html! { (text) };
    }
    if from < text.len() {
        parts.push(html! { (&text[from..]) });
    }
    PreEscaped(parts.into_iter().map(|p| p.0).collect())
}

/// The language of a stretch of text, as far as its characters tell: `zh-Hant`, `zh-Hans` or `en`.
///
/// Chinese counts as Traditional where it holds a character that Simplified would write otherwise.
#[must_use]
pub fn language_of(text: &str) -> &'static str {
    let (mut han, mut changed, mut latin) = (0usize, 0usize, 0usize);
    for c in text.chars().take(2000) {
        if is_han(c) {
            han += 1;
            changed += usize::from(fold_char(c) != c);
        } else if c.is_ascii_alphabetic() {
            latin += 1;
        }
    }
    match (han, changed) {
        (0, _) => "en",
        (h, _) if h * 6 < latin => "en",
        (_, 0) => "zh-Hans",
        _ => "zh-Hant",
    }
}

/// Whether a character is a Chinese ideograph.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// An address that may stand in a link: http and https only, without white space or control characters.
#[must_use]
pub fn safe_url(url: &str) -> Option<&str> {
    let url = url.trim();
    let head = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let ok = (head.starts_with("http://") || head.starts_with("https://"))
        && !url.chars().any(|c| c.is_whitespace() || c.is_control() || is_treacherous(c));
    ok.then_some(url)
}

/// The host of an address, for a short link text.
#[must_use]
pub fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |x| x.1);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.rsplit_once('@').map_or(host, |x| x.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tricks_do_not_survive_in_names() {
        assert_eq!(plain("Wen\u{202e}  Ruo\u{200b}\n"), "Wen Ruo");
        assert_eq!(plain("\u{2066}闻若\u{2069}"), "闻若");
    }

    #[test]
    fn evidence_keeps_every_character_and_shows_it() {
        let m = exact("a\u{202e}<b>\u{fffd}").0;
        assert_eq!(
            m,
            r#"a<span class="ctl" title="U+202E">U+202E</span>&lt;b&gt;<span class="ctl" title="U+FFFD">U+FFFD</span>"#
        );
    }

    #[test]
    fn characters_tell_the_script() {
        assert_eq!(language_of("Meta 挖走龐若鳴"), "zh-Hant");
        assert_eq!(language_of("小米公司"), "zh-Hans");
        assert_eq!(language_of("Meta hires Wen Ruo (闻若) from Larkspur"), "en");
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(safe_url(" https://example.org/a "), Some("https://example.org/a"));
        for bad in
            ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b", "HTTPS:/x", "é"]
        {
            assert_eq!(safe_url(bad), None, "{bad}");
        }
        assert_eq!(host_of("https://u:p@news.example/x?y"), "news.example");
    }

    #[test]
    fn cutting_respects_characters() {
        assert_eq!(cut("闻若加入北门", 2), "闻若…");
        assert_eq!(cut("abc", 3), "abc");
    }
}
