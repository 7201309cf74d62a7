//! Rows of comma-separated text as a stream: no row, however broken, takes more memory than a row may, or the rows after it.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

use csv_core::{ReadRecordResult, Reader};

use super::row::Rejected;

/// Longest line, in bytes.
const MOST_LINE: u64 = 256 * 1024;
/// Most lines that one row may stretch over, where a field holds line ends.
const MOST_LINES: usize = 32;

/// A row that was taken.
pub(super) struct Taken {
    /// Its first line, counted from 1.
    pub(super) line: u64,
    /// Why its fields could not be told apart, if so.
    pub(super) broken: Option<Rejected>,
}

/// The rows of a file.
pub(super) struct Lines<R> {
    input: R,
    /// Lines read ahead.
    ahead: VecDeque<(u64, Vec<u8>, bool)>,
    line: u64,
    /// How many fields a row has, once the head is known.
    width: Option<usize>,
    parser: Reader,
    out: Vec<u8>,
    ends: Vec<usize>,
}

/// Whether all quotes of a stretch are closed.
fn closed(bytes: &[u8]) -> bool {
    bytes.iter().filter(|b| **b == b'"').count() % 2 == 0
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        let (out, ends) = (vec![0; 1024], vec![0; 128]);
        Self { input, ahead: VecDeque::new(), line: 0, width: None, parser: Reader::new(), out, ends }
    }

    /// One more line of the file into those read ahead; false at its end. A line that is too long is cut, and marked.
    fn read_line(&mut self) -> io::Result<bool> {
        let mut bytes = Vec::new();
        if (&mut self.input).take(MOST_LINE).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(false);
        }
        let long = bytes.len() as u64 == MOST_LINE && !bytes.ends_with(b"\n");
        if long {
            bytes.truncate(0);
            self.skip_line()?;
        }
        self.line += 1;
        self.ahead.push_back((self.line, bytes, long));
        Ok(true)
    }

    /// Goes on to the end of a line without keeping it.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            let found = buffer.iter().position(|b| *b == b'\n');
            let n = found.map_or(buffer.len(), |at| at + 1);
            self.input.consume(n);
            if found.is_some() {
                return Ok(());
            }
        }
    }

    /// The next row's fields; nothing at the end. Empty lines are passed over.
    pub(super) fn next(&mut self, fields: &mut Vec<String>) -> io::Result<Option<Taken>> {
        loop {
            if self.ahead.is_empty() && !self.read_line()? {
                return Ok(None);
            }
            let Some((line, mut row, long)) = self.ahead.pop_front() else { return Ok(None) };
            if long {
                return Ok(Some(Taken { line, broken: Some(Rejected::Long) }));
            }
            if row.trim_ascii().is_empty() {
                continue;
            }
            if closed(&row) {
                self.split(&row, fields);
                return Ok(Some(Taken { line, broken: None }));
            }
            if let Some(n) = self.rest_of(&row)? {
                self.ahead.iter().take(n).for_each(|l| row.extend_from_slice(&l.1));
                self.split(&row, fields);
                if self.width.is_none_or(|w| w == fields.len()) {
                    self.ahead.drain(..n);
                    return Ok(Some(Taken { line, broken: None }));
                }
            }
            // This line alone is given up; those after it are rows of their own.
            return Ok(Some(Taken { line, broken: Some(Rejected::Quote) }));
        }
    }

    /// Says how many fields a row has: a quote that is not closed may swallow rows, and then there are others.
    pub(super) fn expect(&mut self, width: usize) {
        self.width = Some(width);
    }

    /// How many of the lines that follow close the quotes of a row.
    fn rest_of(&mut self, row: &[u8]) -> io::Result<Option<usize>> {
        let mut open = !closed(row);
        for i in 0..MOST_LINES {
            if self.ahead.len() <= i && !self.read_line()? {
                return Ok(None);
            }
            let Some((_, bytes, long)) = self.ahead.get(i) else { return Ok(None) };
            if *long {
                return Ok(None);
            }
            open ^= !closed(bytes);
            if !open {
                return Ok(Some(i + 1));
            }
        }
        Ok(None)
    }

    /// Splits a row into fields.
    fn split(&mut self, row: &[u8], fields: &mut Vec<String>) {
        self.parser.reset();
        let (mut read, mut written, mut ended) = (0, 0, 0);
        loop {
            let (result, nin, nout, nend) =
                self.parser.read_record(&row[read..], &mut self.out[written..], &mut self.ends[ended..]);
            read += nin;
            written += nout;
            ended += nend;
            match result {
                ReadRecordResult::OutputFull => self.out.resize(self.out.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                // An empty stretch tells the parser that nothing more comes.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        fields.clear();
        let mut from = 0;
        for end in &self.ends[..ended] {
            fields.push(String::from_utf8_lossy(&self.out[from..*end]).trim().to_owned());
            from = *end;
        }
    }
}
