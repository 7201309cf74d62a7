use std::ops::Range;

use memchr::memmem;

use super::tag::Tag;

/// A piece of a page's source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// `<name …>`; `inside` is what stands between the name and the closing bracket.
    Start { tag: Tag, at: usize, inside: Range<usize>, end: usize, closed: bool },
    /// `</name>`
    End { tag: Tag, end: usize },
    /// Text, its references not yet decoded.
    Text(Range<usize>),
    /// The content of a raw text element, its end tag included.
    Raw { content: Range<usize>, end: usize },
}

/// Cuts a page's source into tokens.
pub(super) struct Tokens<'a> {
    source: &'a [u8],
    at: usize,
    /// A raw text element was opened and its content comes next.
    raw: Option<Tag>,
    /// From here on there is no such quotation mark, comment end: it is not searched again.
    no_double: usize,
    no_single: usize,
    no_comment: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let none = usize::MAX;
        Self {
            source: source.as_bytes(),
            at: 0,
            raw: None,
            no_double: none,
            no_single: none,
            no_comment: none,
        }
    }

    /// The byte after the end of a tag that begins at `at`, heeding quotation marks.
    fn tag_end(&mut self, at: usize) -> Option<(usize, usize)> {
        let s = self.source;
        let mut i = at;
        // A mark of quotation counts only behind an equals sign.
        let mut equals = false;
        while let Some(&b) = s.get(i) {
            match b {
                b'>' => return Some((i, i + 1)),
                b'=' => equals = true,
                b'"' | b'\'' if equals => {
                    let none = if b == b'"' { &mut self.no_double } else { &mut self.no_single };
                    if i >= *none {
                        return memchr::memchr(b'>', &s[i..]).map(|j| (i + j, i + j + 1));
                    }
                    match memchr::memchr(b, &s[i + 1..]) {
                        Some(j) => i += j + 1,
                        None => {
                            *none = i;
                            continue;
                        }
                    }
                    equals = false;
                }
                b' ' | b'\n' | b'\t' | b'\r' => {}
                _ => equals = false,
            }
            i += 1;
        }
        None
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let s = self.source;
        if let Some(tag) = self.raw.take() {
            let start = self.at;
            let (content_end, end) = raw_end(s, start, tag);
            self.at = end;
            return Some(Token::Raw { content: start..content_end, end });
        }
        loop {
            let start = self.at;
            if start >= s.len() {
                return None;
            }
            if s[start] != b'<' || !opens_markup(s, start) {
                // Text up to the next markup.
                let mut i = start + 1;
                loop {
                    match memchr::memchr(b'<', &s[i.min(s.len())..]) {
                        None => {
                            i = s.len();
                            break;
                        }
                        Some(j) => {
                            i += j;
                            if opens_markup(s, i) {
                                break;
                            }
                            i += 1;
                        }
                    }
                }
                self.at = i;
                return Some(Token::Text(start..i));
            }
            match s[start + 1] {
                b'!' if s[start..].starts_with(b"<!--") => {
                    let end =
                        if start >= self.no_comment { None } else { memmem::find(&s[start + 4..], b"-->") };
                    self.at = match end {
                        Some(j) => start + 4 + j + 3,
                        None => {
                            self.no_comment = self.no_comment.min(start);
                            memchr::memchr(b'>', &s[start..]).map_or(s.len(), |j| start + j + 1)
                        }
                    };
                }
                b'!' | b'?' => {
                    if s[start..].starts_with(b"<![CDATA[")
                        && let Some(j) = memmem::find(&s[start..], b"]]>")
                    {
                        self.at = start + j + 3;
                        return Some(Token::Text(start + 9..start + j));
                    }
                    self.at = memchr::memchr(b'>', &s[start..]).map_or(s.len(), |j| start + j + 1);
                }
                b'/' => {
                    let name = name_len(&s[start + 2..]);
                    let tag = Tag::of(&s[start + 2..start + 2 + name]);
                    let end = memchr::memchr(b'>', &s[start..]).map_or(s.len(), |j| start + j + 1);
                    self.at = end;
                    return Some(Token::End { tag, end });
                }
                _ => {
                    let name = name_len(&s[start + 1..]);
                    let tag = Tag::of(&s[start + 1..start + 1 + name]);
                    let from = start + 1 + name;
                    let Some((close, end)) = self.tag_end(from) else {
                        self.at = s.len();
                        return None; // cut inside a tag
                    };
                    let closed = s[close - 1] == b'/' && close > from;
                    self.at = end;
                    if tag.is_raw() && !closed {
                        self.raw = Some(tag);
                    }
                    let inside = from..if closed { close - 1 } else { close };
                    return Some(Token::Start { tag, at: start, inside, end, closed });
                }
            }
        }
    }
}

/// Whether a tag, an end tag, a comment or a declaration begins at this bracket.
fn opens_markup(s: &[u8], at: usize) -> bool {
    match s.get(at + 1) {
        Some(b'/') => s.get(at + 2).is_some_and(u8::is_ascii_alphabetic),
        Some(b) => b.is_ascii_alphabetic() || *b == b'!' || *b == b'?',
        None => false,
    }
}

fn name_len(s: &[u8]) -> usize {
    s.iter().take_while(|b| !matches!(b, b' ' | b'\n' | b'\t' | b'\r' | b'\x0c' | b'/' | b'>' | b'<')).count()
}

/// Where the content of a raw text element ends, and where its end tag does.
fn raw_end(s: &[u8], start: usize, tag: Tag) -> (usize, usize) {
    let name: &[u8] = match tag {
        Tag::Script => b"script",
        Tag::Style => b"style",
        Tag::Textarea => b"textarea",
        Tag::Title => b"title",
        _ => b"iframe",
    };
    let mut i = start;
    while let Some(j) = memmem::find(&s[i..], b"</") {
        let at = i + j;
        let after = &s[at + 2..];
        if after.len() >= name.len() && after[..name.len()].eq_ignore_ascii_case(name) {
            let end = memchr::memchr(b'>', &s[at..]).map_or(s.len(), |k| at + k + 1);
            return (at, end);
        }
        i = at + 2;
    }
    (s.len(), s.len())
}

/// The attributes of a tag: names as written, values with their references still in them.
pub(super) fn attributes(inside: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = inside;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let n =
            rest.bytes().skip(1).take_while(|b| !b.is_ascii_whitespace() && *b != b'=' && *b != b'/').count()
                + 1;
        // The first character may be of several bytes.
        let n = (n..=rest.len()).find(|i| rest.is_char_boundary(*i)).unwrap_or(rest.len());
        let name = &rest[..n];
        rest = rest[n..].trim_start_matches(|c: char| c.is_ascii_whitespace());
        let Some(value) = rest.strip_prefix('=') else { return Some((name, "")) };
        let value = value.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let value = match value.bytes().next() {
            Some(q @ (b'"' | b'\'')) => {
                let end = memchr::memchr(q, &value.as_bytes()[1..]).map_or(value.len(), |i| i + 1);
                rest = value.get(end + 1..).unwrap_or_default();
                &value[1..end]
            }
            _ => {
                let end = value.bytes().take_while(|b| !b.is_ascii_whitespace()).count();
                rest = &value[end..];
                &value[..end]
            }
        };
        Some((name, value))
    })
}

/// The value of one attribute.
pub(super) fn attribute<'a>(inside: &'a str, name: &str) -> Option<&'a str> {
    attributes(inside).find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> String {
        Tokens::new(source)
            .filter_map(|t| match t {
                Token::Text(r) => Some(&source[r]),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn pages_are_cut() {
        assert_eq!(text("<p class=a>x<!-- <b> -->y<script>if (a<b) {}</script>z</p>"), "xyz");
        assert_eq!(text("a < b <3 <p title='a>b' x=\">\">c</p><br/>d"), "a < b <3 cd");
        assert_eq!(text("a<!-- never closed > b <p x=\"y> c"), "a b  c");
        assert_eq!(text("a<scr"), "a");
        assert_eq!(text("<![CDATA[x<y]]>z"), "x<yz");
    }

    #[test]
    fn attributes_are_read() {
        let all: Vec<_> = attributes(" class=\"a b\" id=x hidden data-é='1' =y /").collect();
        assert_eq!(all, [("class", "a b"), ("id", "x"), ("hidden", ""), ("data-é", "1"), ("=y", "")]);
    }
}
