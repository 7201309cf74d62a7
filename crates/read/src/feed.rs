//! RSS (0.9 to 2.0, RDF included) and Atom (RFC 4287): one document per entry.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use tradewire_model::Date;

use crate::html::decode_entity;
use crate::when::machine_date;
use crate::{Content, InputCode, InputError, Limits, OwnedInput, Place, decode};

/// Entries that are taken from one feed.
const ENTRIES: usize = 50_000;

/// Broken entries after which a feed is given up: behind each, reading begins anew.
const FAULTS: usize = 100;

/// Deepest nesting of elements.
const DEPTH: usize = 256;

/// Whether bytes are a feed: XML with the root of one.
#[must_use]
pub fn looks_like_feed(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    // Before the root there may be declarations, comments and a document type.
    loop {
        let lower = rest.get(..9).unwrap_or(rest).to_ascii_lowercase();
        let after = if rest.starts_with("<?") {
            rest.find("?>").map(|i| i + 2)
        } else if rest.starts_with("<!--") {
            rest.find("-->").map(|i| i + 3)
        } else if lower == "<!doctype" {
            let end = match (rest.find('['), rest.find('>')) {
                (Some(open), Some(close)) if open < close => {
                    rest.find("]>").map(|i| i + 2).or(Some(close + 1))
                }
                (_, close) => close.map(|i| i + 1),
            };
            end.filter(|_| {
                !rest.get(9..16).is_some_and(|n| n.trim().to_ascii_lowercase().starts_with("html"))
            })
        } else {
            break;
        };
        let Some(after) = after else { return false };
        rest = rest[after..].trim_start();
    }
    let name: String = rest
        .strip_prefix('<')
        .unwrap_or_default()
        .chars()
        .take_while(|c| !c.is_whitespace() && *c != '>')
        .collect();
    matches!(name.as_str(), "rss" | "feed" | "rdf:RDF" | "atom:feed" | "RDF")
}

/// Reads the entries of a feed.
///
/// `charset` is what an HTTP header says of the bytes; else the XML declaration counts. The document of an entry is
/// the longest of its texts that say more than a link does, else its title; the name is its address. Entities of a document type are
/// never expanded: a feed that declares some is refused. A broken entry gives an error, and reading goes on at the
/// next.
#[must_use]
pub fn feed(
    bytes: &[u8],
    charset: Option<&str>,
    limits: &Limits,
) -> std::vec::IntoIter<Result<OwnedInput, InputError>> {
    if bytes.len() > limits.size_bytes {
        let what = format!("a feed of {} bytes, the limit is {}", bytes.len(), limits.size_bytes);
        return vec![Err(InputError::new(Place::Whole, InputCode::TooLarge, what))].into_iter();
    }
    let label = charset.and_then(|l| encoding_rs::Encoding::for_label(l.trim().as_bytes()));
    // The declaration's label is found where a page's is.
    let (text, _) = decode(bytes, label, true);
    let mut feed = Feed::default();
    let mut from = 0;
    while let Some(broken) = feed.read(&text, from) {
        // Reading begins anew at the entry behind the one that is broken.
        let rest = &text.as_bytes()[broken + 1..];
        let next = |name: &str| memchr::memmem::find(rest, name.as_bytes());
        let Some(next) = [next("<item"), next("<entry")].into_iter().flatten().min() else { break };
        feed.faults += 1;
        if feed.faults >= FAULTS {
            feed.reject(InputCode::GivenUp, format!("{FAULTS} entries are broken, the rest is given up"));
            break;
        }
        from = broken + 1 + next;
    }
    feed.out.into_iter()
}

/// What is read of a feed.
#[derive(Default)]
struct Feed {
    title: Option<String>,
    number: usize,
    faults: usize,
    out: Vec<Result<OwnedInput, InputError>>,
}

/// What is read of an entry.
#[derive(Default)]
struct Entry {
    title: String,
    link: String,
    guid: String,
    published: Option<Date>,
    updated: Option<Date>,
    author: String,
    source: String,
    encoded: String,
    content: String,
    summary: String,
}

/// Where the text of an element belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    FeedTitle,
    Title,
    Link,
    Guid,
    Published,
    Updated,
    Author,
    Source,
    Encoded,
    Content,
    Summary,
}

impl Feed {
    fn reject(&mut self, code: InputCode, what: impl Into<String>) {
        self.out.push(Err(InputError::new(Place::Entry(self.number), code, what)));
    }

    /// Reads from a byte on; gives the byte from which to search for the next entry where the XML is broken.
    fn read(&mut self, text: &str, from: usize) -> Option<usize> {
        let source = &text[from..];
        let mut reader = Reader::from_str(source);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        let mut path: Vec<String> = Vec::new();
        let mut entry: Option<(Entry, usize, usize)> = None; // with its depth and its first byte
        let mut slot: Option<(Slot, usize)> = None; // with its depth
        let mut value = String::new();
        loop {
            let before = position(&reader);
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(e) => {
                    let at = entry.as_ref().map_or(before, |(_, _, at)| *at);
                    self.number += usize::from(entry.is_none());
                    self.reject(InputCode::Feed, format!("broken XML at byte {}: {e}", from + before));
                    return Some(from + at);
                }
            };
            match event {
                Event::Eof => {
                    if let Some((_, _, at)) = entry {
                        self.reject(
                            InputCode::Feed,
                            format!("ends within the entry that begins at byte {}", from + at),
                        );
                    }
                    return None;
                }
                Event::DocType(kind) if kind.to_ascii_uppercase().contains("<!ENTITY") => {
                    let what =
                        format!("its document type, ending at byte {}, declares entities", position(&reader));
                    self.out.push(Err(InputError::new(Place::Whole, InputCode::Entities, what)));
                    return None;
                }
                Event::Start(start) => {
                    let name = local(start.name().into_inner()).to_owned();
                    if path.len() >= DEPTH {
                        self.reject(
                            InputCode::Feed,
                            format!("nested deeper than {DEPTH} at byte {}", from + before),
                        );
                        return Some(from + entry.as_ref().map_or(before, |(_, _, at)| *at));
                    }
                    path.push(name);
                    let name = path.last().map(String::as_str).unwrap_or_default();
                    match &mut entry {
                        None if matches!(name, "item" | "entry") => {
                            if self.number >= ENTRIES {
                                self.reject(InputCode::GivenUp, format!("more than {ENTRIES} entries"));
                                return None;
                            }
                            self.number += 1;
                            entry = Some((Entry::default(), path.len(), before));
                        }
                        None => {
                            let parent = path.len().checked_sub(2).map(|i| path[i].as_str());
                            if name == "title"
                                && matches!(parent, Some("channel" | "feed"))
                                && self.title.is_none()
                            {
                                (slot, value) = (Some((Slot::FeedTitle, path.len())), String::new());
                            }
                        }
                        Some((entry, depth, _)) => {
                            let inside = (path.len() > *depth + 1).then(|| path[*depth].as_str());
                            if name == "link" && inside.is_none() && set_link(entry, &start) {
                                continue;
                            }
                            let found = slot_of(name, inside);
                            if matches!(found, Some(Slot::Content | Slot::Summary))
                                && kind(&start).contains("xhtml")
                            {
                                let begin = position(&reader);
                                let Some(end) = skip_element(&mut reader, local(start.name().into_inner()))
                                else {
                                    self.reject(
                                        InputCode::Feed,
                                        format!("the content that begins at byte {} is broken", from + begin),
                                    );
                                    return Some(from + begin);
                                };
                                path.pop();
                                let markup = source.get(begin..end).unwrap_or_default().to_owned();
                                if found == Some(Slot::Content) {
                                    entry.content = markup;
                                } else {
                                    entry.summary = markup;
                                }
                            } else if found.is_some()
                                && slot.is_none_or(|(s, _)| {
                                    Some(s) == found || s == Slot::Author || s == Slot::Source
                                })
                            {
                                (slot, value) = (found.map(|s| (s, path.len())), String::new());
                            }
                        }
                    }
                }
                Event::Empty(start) => {
                    if let Some((entry, ..)) = &mut entry
                        && local(start.name().into_inner()) == "link"
                    {
                        set_link(entry, &start);
                    }
                }
                Event::End(end) => {
                    let name = local(end.name().into_inner());
                    // An end without its start closes nothing.
                    let Some(depth) = path.iter().rposition(|n| n == name) else { continue };
                    path.truncate(depth);
                    if let Some((s, at)) = slot
                        && path.len() < at
                    {
                        let value = std::mem::take(&mut value);
                        match (&mut entry, s) {
                            (None, Slot::FeedTitle) => self.title = Some(plain(&value)),
                            (Some((entry, ..)), s) => entry.set(s, value),
                            _ => {}
                        }
                        slot = None;
                    }
                    if let Some((done, ..)) = entry.take_if(|(_, at, _)| path.len() < *at) {
                        self.finish(done);
                    }
                }
                Event::Text(t) if slot.is_some() => value.push_str(&t),
                Event::CData(t) if slot.is_some() => value.push_str(&t),
                Event::GeneralRef(name) if slot.is_some() => {
                    let reference = format!("&{};", &*name);
                    match decode_entity(&reference, true) {
                        Some((c, _)) => value.push_str(&c),
                        None => value.push_str(&reference),
                    }
                }
                _ => {}
            }
        }
    }

    /// Makes the document of an entry.
    fn finish(&mut self, e: Entry) {
        let title = Some(plain(&e.title)).filter(|t| !t.is_empty());
        let body = [&e.encoded, &e.content, &e.summary]
            .into_iter()
            .filter(|b| !b.trim().is_empty() && (title.is_none() || says_more(b)))
            .max_by_key(|b| b.len())
            .cloned()
            .or_else(|| title.clone());
        let Some(body) = body else {
            return self.reject(InputCode::Field, "neither text nor title");
        };
        let address = |a: &str| {
            Some(a.trim().to_owned()).filter(|a| a.starts_with("http://") || a.starts_with("https://"))
        };
        let url = address(&e.link).or_else(|| address(&e.guid));
        let name = url
            .clone()
            .or_else(|| Some(e.guid.trim().to_owned()).filter(|g| !g.is_empty()))
            .unwrap_or_else(|| format!("entry-{}", self.number));
        let outlet = Some(plain(&e.source)).filter(|s| !s.is_empty()).or_else(|| self.title.clone());
        let content = if has_markup(&body) { Content::Html } else { Content::Text };
        self.out.push(Ok(OwnedInput {
            place: Place::Entry(self.number),
            content,
            charset: Some("utf-8".into()),
            published: e.published.or(e.updated),
            url,
            outlet,
            title,
            author: Some(plain(&e.author)).filter(|a| !a.is_empty()),
            ..OwnedInput::new(name, body.into_bytes())
        }));
    }
}

impl Entry {
    fn set(&mut self, slot: Slot, value: String) {
        let text = match slot {
            Slot::Published => {
                return self.published = self.published.take().or_else(|| machine_date(&value));
            }
            Slot::Updated => return self.updated = self.updated.take().or_else(|| machine_date(&value)),
            Slot::FeedTitle => return,
            Slot::Title => &mut self.title,
            Slot::Link => &mut self.link,
            Slot::Guid => &mut self.guid,
            Slot::Author => &mut self.author,
            Slot::Source => &mut self.source,
            Slot::Encoded => &mut self.encoded,
            Slot::Content => &mut self.content,
            Slot::Summary => &mut self.summary,
        };
        if text.trim().is_empty() {
            *text = value;
        }
    }
}

/// Where the text of an element in an entry belongs; `inside` is the child of the entry that it stands in.
fn slot_of(name: &str, inside: Option<&str>) -> Option<Slot> {
    match (name, inside) {
        ("name", Some("author")) => Some(Slot::Author),
        ("title", Some("source")) => Some(Slot::Source),
        (_, Some(_)) => None,
        ("title", _) => Some(Slot::Title),
        ("link", _) => Some(Slot::Link),
        ("guid" | "id", _) => Some(Slot::Guid),
        ("pubDate" | "published" | "issued" | "dc:date" | "created", _) => Some(Slot::Published),
        ("updated" | "modified", _) => Some(Slot::Updated),
        ("author" | "dc:creator", _) => Some(Slot::Author),
        ("source", _) => Some(Slot::Source),
        ("content:encoded", _) => Some(Slot::Encoded),
        ("content", _) => Some(Slot::Content),
        ("description" | "summary", _) => Some(Slot::Summary),
        _ => None,
    }
}

/// A name without the prefix that some feeds give to their own vocabulary.
fn local(name: &str) -> &str {
    ["atom:", "a10:", "rss:"].iter().find_map(|p| name.strip_prefix(p)).unwrap_or(name)
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// The type of a content element.
fn kind(start: &BytesStart) -> String {
    attribute(start, "type").unwrap_or_default()
}

fn attribute(start: &BytesStart, name: &str) -> Option<String> {
    start
        .html_attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|a| a.key.into_inner() == name)
        .map(|a| crate::html::decode_all(&a.value))
}

/// Takes the address of an Atom link; `true` where there was one.
fn set_link(entry: &mut Entry, start: &BytesStart) -> bool {
    let Some(href) = attribute(start, "href") else { return false };
    let rel = attribute(start, "rel").unwrap_or_else(|| "alternate".into());
    if rel == "alternate" && entry.link.is_empty() {
        entry.link = href;
    }
    true
}

/// Reads to the end of an element; gives the byte where its end tag begins.
fn skip_element(reader: &mut Reader<&[u8]>, name: &str) -> Option<usize> {
    let mut depth = 0usize;
    loop {
        let before = position(reader);
        match reader.read_event().ok()? {
            Event::Start(s) if local(s.name().into_inner()) == name => depth += 1,
            Event::End(e) if local(e.name().into_inner()) == name => {
                if depth == 0 {
                    return Some(before);
                }
                depth -= 1;
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// Whether a text holds tags or references.
fn has_markup(text: &str) -> bool {
    memchr::memchr_iter(b'<', text.as_bytes()).any(|i| {
        text.as_bytes().get(i + 1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!'))
    }) || memchr::memchr_iter(b'&', text.as_bytes()).any(|i| decode_entity(&text[i..], true).is_some())
}

/// Whether a body says anything outside its links: the headline as a link to the article, or a picture, does not.
fn says_more(body: &str) -> bool {
    let letters = |text: &str| plain(text).chars().filter(|c| c.is_alphanumeric()).count();
    let (mut outside, mut linked) = (String::new(), 0);
    let mut rest = body;
    while let Some(open) = rest.find("<a ") {
        outside.push_str(&rest[..open]);
        outside.push(' ');
        let len = rest[open..].find("</a>").map_or(rest.len() - open, |i| i + 4);
        linked += letters(&rest[open..open + len]);
        rest = &rest[open + len..];
    }
    outside.push_str(rest);
    let outside = letters(&outside);
    outside > 0 && outside >= linked
}

/// A short text without tags, references decoded, white space collapsed.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(4096));
    let mut rest = text;
    while let Some(i) = rest.find('<') {
        out.push_str(&rest[..i]);
        let tag = rest.as_bytes().get(i + 1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/');
        match rest[i..].find('>').filter(|_| tag) {
            Some(j) => rest = &rest[i + j + 1..],
            None => {
                out.push('<');
                rest = &rest[i + 1..];
                // Without a closing bracket there is no tag further on either.
                if tag {
                    break;
                }
            }
        }
    }
    out.push_str(rest);
    crate::html::decode_all(&out).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
