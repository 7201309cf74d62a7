use std::io::{BufRead, BufReader, Cursor, Read};

use crate::gunzip::{Gunzip, MAGIC, fault};
use crate::{
    Content, InputCode, InputError, Limits, OwnedInput, Place, feed, html, json_lines, looks_like_feed, warc,
};

/// What a file or stream holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Form {
    /// To be found out from its name and its first bytes.
    #[default]
    Auto,
    /// One document.
    Document,
    /// JSON lines.
    JsonLines,
    /// A WARC file.
    Warc,
    /// An RSS or Atom feed.
    Feed,
}

/// Bytes from which a form is told.
const HEAD: u64 = 4096;

/// What a source gives: its inputs, each or why it is none.
pub type Inputs<'r> = Box<dyn Iterator<Item = Result<OwnedInput, InputError>> + 'r>;

/// Reads the inputs of a file or stream of any form: a document, JSON lines, WARC, a feed, each of them packed with
/// gzip or not.
///
/// `name` is a file's name; it tells the form of `.jsonl`, and names a document. Archives and JSON lines are read
/// as they are asked for; documents and feeds are held whole, within the limits.
///
/// ```
/// use tradewire_read::{Form, Limits, inputs};
/// let feed = br#"<rss><channel><item><title>a</title><description>b</description></item></channel></rss>"#;
/// let all: Vec<_> = inputs("news.xml", &feed[..], Form::Auto, &Limits::default()).collect();
/// assert_eq!(all[0].as_ref().unwrap().title.as_deref(), Some("a"));
/// ```
pub fn inputs<'r>(name: &str, reader: impl Read + 'r, form: Form, limits: &Limits) -> Inputs<'r> {
    let mut reader = BufReader::with_capacity(64 << 10, reader);
    let head = match head(&mut reader) {
        Ok(head) => head,
        Err(e) => return failed(&e),
    };
    let reader = Cursor::new(head.clone()).chain(reader);
    if !head.starts_with(&MAGIC) {
        return unpacked(name, reader, &head, form, limits);
    }
    let lower = name.to_ascii_lowercase();
    let name = if lower.ends_with(".gz") { &name[..name.len() - 3] } else { name };
    let mut reader = BufReader::with_capacity(64 << 10, Gunzip::new(reader, limits));
    match self::head(&mut reader) {
        Ok(head) => unpacked(name, Cursor::new(head.clone()).chain(reader), &head, form, limits),
        Err(e) => failed(&e),
    }
}

fn head(reader: &mut impl Read) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

fn failed<'r>(e: &std::io::Error) -> Inputs<'r> {
    Box::new(std::iter::once(Err(fault(e, Place::Whole).0)))
}

fn unpacked<'r>(
    name: &str,
    reader: impl BufRead + 'r,
    head: &[u8],
    form: Form,
    limits: &Limits,
) -> Inputs<'r> {
    match told(name, head, form) {
        Form::JsonLines => Box::new(json_lines(reader, limits)),
        Form::Warc => Box::new(warc(reader, limits)),
        Form::Feed => match whole(name, reader, limits) {
            Ok(input) => Box::new(feed(&input.bytes, None, limits)),
            Err(e) => Box::new(std::iter::once(Err(e))),
        },
        Form::Document | Form::Auto => Box::new(std::iter::once(document(name, reader, head, form, limits))),
    }
}

/// What a source holds that nobody has said it of.
fn told(name: &str, head: &[u8], form: Form) -> Form {
    if form != Form::Auto {
        return form;
    }
    let ends = |e: &[&str]| {
        e.iter().any(|e| {
            name.len() > e.len() && name.as_bytes()[name.len() - e.len()..].eq_ignore_ascii_case(e.as_bytes())
        })
    };
    if ends(&[".jsonl", ".ndjson"]) {
        Form::JsonLines
    } else if head.starts_with(b"WARC/") {
        Form::Warc
    } else if looks_like_feed(head) {
        Form::Feed
    } else {
        Form::Auto
    }
}

/// One document, held whole.
fn document(
    name: &str,
    reader: impl Read,
    head: &[u8],
    form: Form,
    limits: &Limits,
) -> Result<OwnedInput, InputError> {
    let text = String::from_utf8_lossy(head);
    let xml = text.trim_start_matches('\u{feff}').trim_start().starts_with("<?xml");
    if form == Form::Auto && xml && !html::looks_like_html(name, &text) {
        return Err(InputError::new(Place::Whole, InputCode::Xml, "XML that is neither a feed nor a page"));
    }
    whole(name, reader, limits)
}

/// Reads at most one byte more than the limit, whatever the source says of its size.
fn whole(name: &str, reader: impl Read, limits: &Limits) -> Result<OwnedInput, InputError> {
    let mut bytes = Vec::new();
    let most = limits.size_bytes as u64;
    let read = reader.take(most + 1).read_to_end(&mut bytes).map_err(|e| fault(&e, Place::Whole).0)?;
    if read as u64 > most {
        let what = format!("larger than {most} bytes");
        return Err(InputError::new(Place::Whole, InputCode::TooLarge, what));
    }
    Ok(OwnedInput { content: Content::Auto, ..OwnedInput::new(name, bytes) })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn names(name: &str, bytes: &[u8]) -> Vec<Result<String, InputCode>> {
        inputs(name, bytes, Form::Auto, &Limits::default())
            .map(|i| i.map(|i| i.name).map_err(|e| e.code))
            .collect()
    }

    #[test]
    fn forms_are_told_packed_or_not() {
        let warc = b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://n.example/1\r\nContent-Type: text/html\r\n\
                     Content-Length: 4\r\n\r\n<p>x\r\n\r\n";
        let atom = b"<?xml version='1.0'?>\n<!-- x -->\n<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>urn:1</id>\
                     <title>t</title></entry></feed>";
        let lines = b"{\"doc\":\"a\",\"text\":\"x\"}\n{\"doc\":\"b\",\"text\":\"y\"}\n";
        for (name, bytes, expected) in [
            ("x.warc", &warc[..], &["https://n.example/1"][..]),
            ("x", warc, &["https://n.example/1"]),
            ("feed.xml", atom, &["urn:1"]),
            ("x.JSONL", lines, &["a", "b"]),
            ("page.html", b"<?xml version='1.0'?><!DOCTYPE html><html><p>x", &["page.html"]),
            ("a.txt", b"text", &["a.txt"]),
            ("empty.txt", b"", &["empty.txt"]),
        ] {
            let expected: Vec<_> = expected.iter().map(|n| Ok((*n).to_owned())).collect();
            assert_eq!(names(name, bytes), expected, "{name}");
            assert_eq!(names(&format!("{name}.gz"), &gzip(bytes)), expected, "{name}.gz");
        }
        assert_eq!(names("map.xml", b"<?xml version='1.0'?><urlset><url/></urlset>"), [Err(InputCode::Xml)]);
    }

    #[test]
    fn a_document_that_unpacks_to_too_much_is_refused() {
        assert_eq!(names("bomb.html.gz", &gzip(&vec![b' '; 4 << 20])), [Err(InputCode::Ratio)]);
        let small = Limits { size_bytes: 10, ..Limits::default() };
        let read: Vec<_> = inputs("a.txt", &[b'a'; 11][..], Form::Auto, &small).collect();
        assert_eq!(read[0].as_ref().unwrap_err().code, InputCode::TooLarge);
    }
}
