//! WARC files (ISO 28500, WARC 1.0 and 1.1): one document per page that a crawl kept.

mod source;

use std::collections::VecDeque;
use std::io::{self, BufRead};

use tradewire_model::Date;

use crate::gunzip::fault;
use crate::http::{Fields, Head};
use crate::when::machine_date;
use crate::{
    Content, InputCode, InputError, Limits, MediaType, OwnedInput, Place, decode_body, feed, looks_like_feed,
};
use source::{Line, Source};

/// Longest line, and longest head, of a record in bytes.
const LINE_BYTES: usize = 64 << 10;
const HEAD_BYTES: usize = 256 << 10;

/// Room for the head of an HTTP message beside its body.
const MESSAGE_BYTES: usize = 256 << 10;

/// How often bytes are read again because a length was a lie: each costs up to a record of the largest size.
const LIES: usize = 32;

/// Faults after which a file is given up.
const FAULTS: usize = 10_000;

/// Reads the documents of a WARC file, unpacked: responses that are pages, texts or feeds, resources, conversions.
///
/// Redirects, errors, pictures, scripts, revisits, requests and metadata are passed over without a word. A record
/// that is wrong gives an error with its number and its place, and the next ones are read all the same; nothing
/// larger than a record is held.
pub fn warc<R: BufRead>(reader: R, limits: &Limits) -> Warc<R> {
    Warc {
        source: Source::new(reader),
        limits: *limits,
        number: 0,
        lies: 0,
        faults: 0,
        ready: VecDeque::new(),
        done: false,
    }
}

/// Iterator over the documents of a WARC file; see [`warc`].
#[derive(Debug)]
pub struct Warc<R> {
    source: Source<R>,
    limits: Limits,
    /// Records begun.
    number: usize,
    lies: usize,
    faults: usize,
    /// Entries of a feed that a record held.
    ready: VecDeque<Result<OwnedInput, InputError>>,
    done: bool,
}

/// What the head of a record says.
struct Record {
    fields: Fields,
    length: u64,
    place: Place,
}

impl<R: BufRead> Iterator for Warc<R> {
    type Item = Result<OwnedInput, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            if self.done {
                return None;
            }
            match self.record() {
                Ok(Some(input)) => return Some(Ok(input)),
                Ok(None) => {}
                Err(error) => {
                    self.faults += 1;
                    if self.faults >= FAULTS && !self.done {
                        self.done = true;
                        let what = format!("{FAULTS} records are damaged, the rest is given up");
                        self.ready.push_back(Err(InputError::new(error.place, InputCode::GivenUp, what)));
                    }
                    return Some(Err(error));
                }
            }
        }
    }
}

impl<R: BufRead> Warc<R> {
    fn place(&self) -> Place {
        Place::Record(self.number, self.source.at())
    }

    /// What an error of the source means: damage inside a packed file is passed over.
    fn unreadable(&mut self, e: &io::Error) -> InputError {
        let (error, ends) = fault(e, self.place());
        self.done |= ends;
        error
    }

    /// Reads the next record; `None` where it holds no document.
    fn record(&mut self) -> Result<Option<OwnedInput>, InputError> {
        let Some(record) = self.head()? else {
            self.done = true;
            return Ok(None);
        };
        let field = |name: &str| record.fields.get(name).unwrap_or_default().to_ascii_lowercase();
        let kind = field("WARC-Type");
        let wanted = matches!(kind.as_str(), "response" | "resource" | "conversion")
            && !(kind == "response" && !field("Content-Type").starts_with("application/http"));
        let most = self.limits.size_bytes + MESSAGE_BYTES;
        if !wanted || record.length > most as u64 {
            let skipped = self.source.skip(record.length).map_err(|e| self.unreadable(&e))?;
            if skipped < record.length {
                self.done = true;
                return Err(truncated(&record, skipped));
            }
            if wanted {
                let what = format!("a record of {} bytes, the limit is {most}", record.length);
                return Err(InputError::new(record.place, InputCode::TooLarge, what));
            }
            return Ok(None);
        }
        let length = usize::try_from(record.length).unwrap_or(most);
        let block = self.source.take(length).map_err(|e| self.unreadable(&e))?;
        let block = self.honest(&record, block)?;
        self.document(&record, &kind, block)
    }

    /// Takes the head of the next record; `None` at the end.
    fn head(&mut self) -> Result<Option<Record>, InputError> {
        let mut strange = None; // where something stands that is no record
        let place = loop {
            let place = Place::Record(self.number + 1, self.source.at());
            match self.source.line(LINE_BYTES).map_err(|e| self.unreadable(&e))? {
                Line::End => match strange {
                    Some(place) => return Err(no_record(place)),
                    None => return Ok(None),
                },
                Line::Whole(line) if line.starts_with(b"WARC/") => {
                    if let Some(place) = strange {
                        let mut line = line;
                        line.push(b'\n');
                        self.again(line);
                        return Err(no_record(place));
                    }
                    break place;
                }
                Line::Whole(line) if line.trim_ascii().is_empty() => {}
                Line::Whole(_) | Line::TooLong(_) => strange = strange.or(Some(place)),
            }
        };
        self.number += 1;
        let mut head = Vec::new();
        loop {
            match self.source.line(LINE_BYTES).map_err(|e| self.unreadable(&e))? {
                Line::Whole(line) if line.is_empty() => break,
                Line::Whole(line) if head.len() + line.len() < HEAD_BYTES => {
                    // Another record begins: this one has no block.
                    if line.starts_with(b"WARC/1.") {
                        let mut line = line;
                        line.push(b'\n');
                        self.again(line);
                        return Err(InputError::new(place, InputCode::Warc, "its head is not closed"));
                    }
                    head.extend_from_slice(&line);
                    head.push(b'\n');
                }
                Line::End => {
                    self.done = true;
                    return Err(InputError::new(place, InputCode::Truncated, "ends within its head"));
                }
                _ => return Err(InputError::new(place, InputCode::Warc, "its head is too long")),
            }
        }
        let (fields, _) = Fields::parse(&head);
        let Some(length) = fields.get("Content-Length").and_then(|l| l.parse::<u64>().ok()) else {
            return Err(InputError::new(place, InputCode::Length, "no length, or none that is a number"));
        };
        Ok(Some(Record { fields, length, place }))
    }

    /// Gives a line back whose line end may have been of two bytes; the place of what follows may be one byte off.
    fn again(&mut self, line: Vec<u8>) {
        self.source.give_back(line);
    }

    /// Holds that a record ends where its length says; where it was a lie, what it swallowed is read again.
    fn honest(&mut self, record: &Record, block: Vec<u8>) -> Result<Vec<u8>, InputError> {
        let tail = self.source.take(2 + 2).map_err(|e| self.unreadable(&e))?;
        let whole = block.len() as u64 == record.length;
        if whole && (tail.is_empty() || tail.starts_with(b"\r\n") || tail.starts_with(b"\n")) {
            // Two line ends stand behind a record; the search for the next head passes over empty lines.
            self.source.give_back(tail);
            return Ok(block);
        }
        // Too long, so that the next records are in the block; or too short, so that its rest comes now.
        let next = memchr::memmem::find_iter(&block, b"\nWARC/1.").next();
        let error = if let Some(i) = next.filter(|_| self.lies < LIES) {
            self.lies += 1;
            self.source.give_back(tail);
            self.source.give_back(block[i + 1..].to_vec());
            let what = format!("says {} bytes, but another record begins at byte {i}", record.length);
            InputError::new(record.place, InputCode::Length, what)
        } else if whole {
            self.source.give_back(tail);
            let what = format!("says {} bytes, but does not end there", record.length);
            InputError::new(record.place, InputCode::Length, what)
        } else {
            self.done = true;
            truncated(record, block.len() as u64)
        };
        Err(error)
    }

    /// Makes the document of a record.
    fn document(
        &mut self,
        record: &Record,
        kind: &str,
        block: Vec<u8>,
    ) -> Result<Option<OwnedInput>, InputError> {
        let url = record.fields.get("WARC-Target-URI").map(|u| u.trim_matches(['<', '>']).to_owned());
        // Crawlers keep their own notes beside the pages.
        if url.as_deref().is_some_and(|u| !u.starts_with("http://") && !u.starts_with("https://")) {
            return Ok(None);
        }
        if record.fields.get("WARC-Segment-Number").is_some_and(|n| n != "1") {
            return Ok(None);
        }
        let wrong = |(code, what): (InputCode, String)| InputError::new(record.place, code, what);
        let (body, media) = if kind == "response" {
            let (head, at) = Head::parse(&block).map_err(wrong)?;
            let media = head.fields.get("Content-Type").map(MediaType::parse).unwrap_or_default();
            if !(200..300).contains(&head.status) || !media.is_readable() {
                return Ok(None);
            }
            let (transfer, content) =
                (head.fields.get("Transfer-Encoding"), head.fields.get("Content-Encoding"));
            (decode_body(block[at..].to_vec(), transfer, content, &self.limits).map_err(wrong)?, media)
        } else {
            let media = record.fields.get("Content-Type").map(MediaType::parse).unwrap_or_default();
            if !media.is_readable() {
                return Ok(None);
            }
            (block, media)
        };
        if body.trim_ascii().is_empty() {
            return Ok(None);
        }
        let observed = record.fields.get("WARC-Date").and_then(machine_date);
        if media.is_xml() && looks_like_feed(&body) {
            self.ready = feed(&body, media.charset.as_deref(), &self.limits)
                .map(|entry| from_record(entry, record.place, observed.as_ref()))
                .collect();
            return Ok(None);
        }
        let name = url.clone().unwrap_or_else(|| format!("record-{}", self.number));
        // A conversion is text that some tool made of the page, in UTF-8 (clause 6.9).
        let (content, charset) = match (kind, media.essence.as_str()) {
            ("conversion", "text/plain") => (Content::Text, Some("utf-8".to_owned())),
            (_, "text/html" | "application/xhtml+xml") => (Content::Html, media.charset),
            (_, "text/plain" | "text/markdown") => (Content::Auto, media.charset),
            // Told as neither: only what looks like a page is one. Programs and archives are left.
            _ if crate::html::looks_like_html(
                &name,
                &String::from_utf8_lossy(&body[..body.len().min(2048)]),
            ) =>
            {
                (Content::Html, media.charset)
            }
            _ => return Ok(None),
        };
        Ok(Some(OwnedInput {
            place: record.place,
            content,
            charset,
            url,
            observed,
            ..OwnedInput::new(name, body)
        }))
    }
}

/// An entry of a feed that a crawl kept: it stands in the record, and was seen when the record was.
fn from_record(
    entry: Result<OwnedInput, InputError>,
    place: Place,
    observed: Option<&Date>,
) -> Result<OwnedInput, InputError> {
    match entry {
        Ok(input) => Ok(OwnedInput { place, observed: observed.cloned(), ..input }),
        Err(e) => Err(InputError { place, what: format!("{}: {}", e.place, e.what), ..e }),
    }
}

fn no_record(place: Place) -> InputError {
    InputError::new(place, InputCode::Warc, "no record where one must begin")
}

fn truncated(record: &Record, held: u64) -> InputError {
    let what = format!("says {} bytes, but the file ends after {held}", record.length);
    InputError::new(record.place, InputCode::Truncated, what)
}

#[cfg(test)]
mod tests;
