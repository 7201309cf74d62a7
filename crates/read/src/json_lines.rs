use std::io::{BufRead, Read};

use serde::Deserialize;
use tradewire_model::Date;

use crate::gunzip::fault;
use crate::{Content, InputCode, InputError, Limits, OwnedInput, Place};

/// One line as it is written.
#[derive(Deserialize)]
struct Line {
    doc: Option<String>,
    text: Option<String>,
    html: Option<String>,
    published: Option<String>,
    url: Option<String>,
    outlet: Option<String>,
    title: Option<String>,
    author: Option<String>,
    language: Option<String>,
    #[serde(default)]
    fiction: bool,
}

/// Reads JSON lines: `{"doc", "text" or "html", "published", "url", "outlet", "title", "author", "language", "fiction"}`.
///
/// Empty lines are passed over; a line that is wrong gives an error and the next ones are read all the same. A
/// document without `doc` is named by its address or by the number of its line.
pub fn json_lines<R: BufRead>(reader: R, limits: &Limits) -> JsonLines<R> {
    JsonLines { reader, limit: limits.line_bytes, line: 0, done: false }
}

/// Iterator over the inputs of JSON lines; see [`json_lines`].
#[derive(Debug)]
pub struct JsonLines<R> {
    reader: R,
    limit: usize,
    line: usize,
    done: bool,
}

impl<R: BufRead> Iterator for JsonLines<R> {
    type Item = Result<OwnedInput, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut bytes = Vec::new();
        while !self.done {
            bytes.clear();
            self.line += 1;
            let read = (&mut self.reader).take(self.limit as u64 + 1).read_until(b'\n', &mut bytes);
            match read {
                Ok(0) => self.done = true,
                Ok(_) if bytes.len() > self.limit => {
                    let what = format!("longer than {} bytes", self.limit);
                    if let Err(e) = self.skip_line() {
                        return Some(Err(self.unreadable(&e)));
                    }
                    return Some(Err(self.error(InputCode::TooLarge, what)));
                }
                Ok(_) => {
                    let line = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii();
                    if !line.is_empty() {
                        return Some(self.parse(line));
                    }
                }
                Err(e) => return Some(Err(self.unreadable(&e))),
            }
        }
        None
    }
}

impl<R: BufRead> JsonLines<R> {
    fn error(&self, code: InputCode, what: impl Into<String>) -> InputError {
        InputError::new(Place::Line(self.line), code, what)
    }

    /// A source that cannot be read: a damaged part of a packed file is passed over, anything else ends it.
    fn unreadable(&mut self, e: &std::io::Error) -> InputError {
        let (error, ends) = fault(e, Place::Line(self.line));
        self.done = ends;
        error
    }

    /// Passes over the rest of a line that is too long, holding none of it.
    fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            let (used, ended) = match memchr::memchr(b'\n', buffer) {
                Some(i) => (i + 1, true),
                None => (buffer.len(), false),
            };
            self.reader.consume(used);
            if ended {
                return Ok(());
            }
        }
    }

    fn parse(&self, line: &[u8]) -> Result<OwnedInput, InputError> {
        let line: Line =
            serde_json::from_slice(line).map_err(|e| self.error(InputCode::Json, e.to_string()))?;
        let (content, body) = match (line.html, line.text) {
            (Some(html), None) => (Content::Html, html),
            (None, Some(text)) => (Content::Text, text),
            (Some(_), Some(_)) => {
                return Err(self.error(InputCode::Field, "both \"text\" and \"html\" are given"));
            }
            (None, None) => {
                return Err(self.error(InputCode::Field, "neither \"text\" nor \"html\" is given"));
            }
        };
        let published = match line.published.as_deref().map(str::trim).filter(|p| !p.is_empty()) {
            None => None,
            Some(p) => {
                Some(p.parse::<Date>().map_err(|e| self.error(InputCode::Field, format!("published: {e}")))?)
            }
        };
        let name = line.doc.or_else(|| line.url.clone()).unwrap_or_else(|| format!("line-{}", self.line));
        Ok(OwnedInput {
            place: Place::Line(self.line),
            name,
            bytes: body.into_bytes(),
            content,
            charset: Some("utf-8".into()),
            published,
            url: line.url,
            outlet: line.outlet,
            title: line.title,
            author: line.author,
            observed: None,
            language: line.language,
            fiction: line.fiction,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_line_does_not_stop_the_next() {
        let lines = "\u{feff}{\"doc\":\"a\",\"text\":\"甲。\",\"published\":\"2026-01-02\"}\n\n{oops}\n{\"doc\":\"b\"}\n\
                     {\"html\":\"<p>x\",\"url\":\"https://example.org/1\",\"fiction\":true}";
        let all: Vec<_> = json_lines(lines.as_bytes(), &Limits::default()).collect();
        assert_eq!(all.len(), 4);
        let first = all[0].as_ref().unwrap();
        assert_eq!((first.name.as_str(), first.place, first.content), ("a", Place::Line(1), Content::Text));
        assert_eq!(first.published, Some(Date::Day(2026, 1, 2)));
        assert_eq!(
            all[1].as_ref().map_err(|e| (e.place.number(), e.code)).unwrap_err(),
            (3, InputCode::Json)
        );
        assert_eq!(
            all[2].as_ref().map_err(|e| (e.place.number(), e.code)).unwrap_err(),
            (4, InputCode::Field)
        );
        let last = all[3].as_ref().unwrap();
        assert!(last.fiction && last.content == Content::Html && last.name == "https://example.org/1");
    }

    #[test]
    fn a_line_beyond_the_limit_is_refused_and_passed_over() {
        let long = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"ok\"}}\n", "x".repeat(5000));
        let limits = Limits { line_bytes: 100, ..Limits::default() };
        let all: Vec<_> = json_lines(long.as_bytes(), &limits).collect();
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].as_ref().unwrap_err().code, InputCode::TooLarge);
        assert_eq!(
            (all[1].as_ref().unwrap().place.number(), all[1].as_ref().unwrap().bytes.as_slice()),
            (2, &b"ok"[..])
        );
    }
}
