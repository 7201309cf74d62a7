use std::io::{self, BufRead};

/// A source that lines are taken from within a limit, and that bytes can be given back to.
#[derive(Debug)]
pub(super) struct Source<R> {
    inner: R,
    /// Bytes given back, to be read before `inner`, from `from` on.
    back: Vec<u8>,
    from: usize,
    /// Bytes taken so far, less those given back.
    at: u64,
}

/// A line that was taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Without its line end.
    Whole(Vec<u8>),
    /// Its beginning; the rest was passed over.
    TooLong(Vec<u8>),
    End,
}

impl<R: BufRead> Source<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, back: Vec::new(), from: 0, at: 0 }
    }

    /// The number of the next byte.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// Gives bytes back that were taken last.
    pub(super) fn give_back(&mut self, mut bytes: Vec<u8>) {
        self.at -= bytes.len() as u64;
        bytes.extend_from_slice(&self.back[self.from..]);
        self.back = bytes;
        self.from = 0;
    }

    fn fill(&mut self) -> io::Result<&[u8]> {
        if self.from < self.back.len() {
            return Ok(&self.back[self.from..]);
        }
        loop {
            match self.inner.fill_buf() {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
                Ok(_) => break,
            }
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.at += n as u64;
        if self.from < self.back.len() {
            self.from += n;
            if self.from == self.back.len() {
                (self.back, self.from) = (Vec::new(), 0);
            }
        } else {
            self.inner.consume(n);
        }
    }

    /// Takes a line; of one longer than `most` bytes only the beginning is kept.
    pub(super) fn line(&mut self, most: usize) -> io::Result<Line> {
        let mut line = Vec::new();
        let mut long = false;
        loop {
            let buffer = self.fill()?;
            if buffer.is_empty() {
                return Ok(if long {
                    Line::TooLong(line)
                } else if line.is_empty() {
                    Line::End
                } else {
                    Line::Whole(line)
                });
            }
            let (n, ended) = match memchr::memchr(b'\n', buffer) {
                Some(i) => (i + 1, true),
                None => (buffer.len(), false),
            };
            let room = most.saturating_sub(line.len());
            long |= n > room + usize::from(ended);
            line.extend_from_slice(&buffer[..n.min(room)]);
            self.consume(n);
            if ended {
                if long {
                    return Ok(Line::TooLong(line));
                }
                if line.last() == Some(&b'\n') {
                    line.pop();
                }
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(Line::Whole(line));
            }
        }
    }

    /// Takes up to `length` bytes; fewer only at the end.
    pub(super) fn take(&mut self, length: usize) -> io::Result<Vec<u8>> {
        // Not more at once than there can be: a length is only what somebody wrote.
        let mut out = Vec::with_capacity(length.min(64 << 10));
        while out.len() < length {
            let buffer = self.fill()?;
            if buffer.is_empty() {
                break;
            }
            let n = buffer.len().min(length - out.len());
            out.extend_from_slice(&buffer[..n]);
            self.consume(n);
        }
        Ok(out)
    }

    /// Passes over `length` bytes; gives how many there were.
    pub(super) fn skip(&mut self, length: u64) -> io::Result<u64> {
        let mut left = length;
        while left > 0 {
            let buffer = self.fill()?;
            if buffer.is_empty() {
                break;
            }
            let n = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            self.consume(n);
            left -= n as u64;
        }
        Ok(length - left)
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    #[test]
    fn lines_bytes_and_what_is_given_back() {
        let mut s = Source::new(BufReader::with_capacity(3, &b"one\r\ntwo two\n\nlast"[..]));
        assert_eq!(s.line(10).unwrap(), Line::Whole(b"one".to_vec()));
        assert_eq!(s.line(3).unwrap(), Line::TooLong(b"two".to_vec()));
        assert_eq!(s.at(), 13);
        s.give_back(b"two two\n".to_vec());
        assert_eq!((s.at(), s.line(7).unwrap()), (5, Line::Whole(b"two two".to_vec())));
        assert_eq!(s.line(9).unwrap(), Line::Whole(Vec::new()));
        assert_eq!(s.take(2).unwrap(), b"la");
        assert_eq!((s.skip(9).unwrap(), s.line(9).unwrap()), (2, Line::End));
    }
}
