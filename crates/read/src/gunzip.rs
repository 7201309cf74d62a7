use std::fmt;
use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use crate::{InputCode, InputError, Limits, Place};

/// The bytes a gzip member begins with (RFC 1952, 2.3.1); deflate is the only method there is.
pub(crate) const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

/// Unpacked bytes below which nobody asks for the ratio.
const FREE: u64 = 1 << 20;

/// Faults after which a packed source is given up.
const FAULTS: usize = 1000;

/// Unpacks gzip members laid end to end, as WARC files hold one per record.
///
/// A damaged member gives one error and reading goes on at the next; so does one that unpacks to more than
/// [`Limits::ratio`] times its size. The error says which: see [`fault`].
#[derive(Debug)]
pub(crate) struct Gunzip<R: BufRead> {
    state: State<R>,
    ratio: u64,
    faults: usize,
}

#[derive(Debug)]
enum State<R: BufRead> {
    /// Before a member.
    Between(Counted<R>),
    /// In a member: the decoder, where its packed bytes begin, how much it gave.
    Inside(Box<GzDecoder<Counted<R>>>, u64, u64),
    /// Behind a fault: the next member is searched for.
    Lost(Counted<R>),
    Done,
}

/// Counts what is taken from a source.
#[derive(Debug)]
struct Counted<R> {
    source: R,
    taken: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.source.read(buf)?;
        self.taken += n as u64;
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.source.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.source.consume(n);
        self.taken += n as u64;
    }
}

impl<R: BufRead> Gunzip<R> {
    /// Unpacks what begins with [`MAGIC`].
    pub(crate) fn new(source: R, limits: &Limits) -> Self {
        Self { state: State::Between(Counted { source, taken: 0 }), ratio: limits.ratio, faults: 0 }
    }

    /// An error, behind which reading goes on unless there were too many.
    fn fault(&mut self, source: Counted<R>, code: InputCode, what: String) -> io::Error {
        self.faults += 1;
        let at = source.taken;
        if self.faults >= FAULTS {
            self.state = State::Done;
            let what = format!("{what}; {FAULTS} damaged parts, the rest is given up");
            return io::Error::new(
                io::ErrorKind::InvalidData,
                Fault { code: InputCode::GivenUp, what, at, ends: true },
            );
        }
        self.state = State::Lost(source);
        io::Error::new(io::ErrorKind::InvalidData, Fault { code, what, at, ends: false })
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Ok(0),
                State::Between(mut source) => {
                    let head = source.fill_buf()?;
                    match head.first() {
                        None => return Ok(0),
                        // Tapes and some writers pad with zeros.
                        Some(0) => {
                            let zeros = head.iter().take_while(|b| **b == 0).count();
                            source.consume(zeros);
                            self.state = State::Between(source);
                        }
                        Some(b) if *b == MAGIC[0] => {
                            let start = source.taken;
                            self.state = State::Inside(Box::new(GzDecoder::new(source)), start, 0);
                        }
                        Some(_) => {
                            return Err(self.fault(
                                source,
                                InputCode::Gzip,
                                "no gzip member where one must begin".into(),
                            ));
                        }
                    }
                }
                State::Inside(mut member, start, given) => match member.read(buf) {
                    Ok(0) => self.state = State::Between(member.into_inner()),
                    Ok(n) => {
                        let given = given + n as u64;
                        let packed = (member.get_ref().taken - start).max(1);
                        if given > FREE && given / packed > self.ratio {
                            let what = format!("unpacks to more than {} times its size", self.ratio);
                            return Err(self.fault(member.into_inner(), InputCode::Ratio, what));
                        }
                        self.state = State::Inside(member, start, given);
                        return Ok(n);
                    }
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => {
                        self.state = State::Inside(member, start, given);
                        return Err(e);
                    }
                    // A cut tail ends the source; anything else is damage within it.
                    Err(e) => {
                        return Err(self.fault(member.into_inner(), InputCode::Gzip, e.to_string()));
                    }
                },
                State::Lost(mut source) => {
                    if find_member(&mut source)? {
                        self.state = State::Between(source);
                    } else {
                        return Ok(0);
                    }
                }
            }
        }
    }
}

/// Goes to the next place where a gzip member can begin; `false` at the end.
///
/// A beginning that the end of a buffer cuts in two is missed; that member is lost with the one before it.
fn find_member(source: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let buffer = source.fill_buf()?;
        if buffer.is_empty() {
            return Ok(false);
        }
        let (skipped, found) = match memchr::memmem::find(buffer, &MAGIC) {
            Some(i) => (i, true),
            None => (buffer.len(), false),
        };
        source.consume(skipped);
        if found {
            return Ok(true);
        }
    }
}

/// A fault inside a packed source.
#[derive(Debug)]
struct Fault {
    code: InputCode,
    what: String,
    /// The byte of the packed source.
    at: u64,
    ends: bool,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {} of the packed file", self.what, self.at)
    }
}

impl std::error::Error for Fault {}

/// What an error of reading a source means for the input at `place`, and whether the source ends with it.
pub(crate) fn fault(e: &io::Error, place: Place) -> (InputError, bool) {
    match e.get_ref().and_then(|e| e.downcast_ref::<Fault>()) {
        Some(fault) => (InputError::new(place, fault.code, fault.to_string()), fault.ends),
        None => (InputError::new(place, InputCode::Io, e.to_string()), true),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Write};

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn member(text: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(text).unwrap();
        out.finish().unwrap()
    }

    /// Reads to the end, errors noted between what was read.
    fn all(packed: &[u8], ratio: u64) -> Vec<Result<String, InputCode>> {
        let limits = Limits { ratio, ..Limits::default() };
        let mut from = Gunzip::new(BufReader::new(packed), &limits);
        let (mut out, mut text) = (Vec::new(), Vec::new());
        loop {
            let mut buf = [0; 512];
            match from.read(&mut buf) {
                Ok(0) => break,
                Ok(n) => text.extend_from_slice(&buf[..n]),
                Err(e) => {
                    out.push(Ok(String::from_utf8_lossy(&std::mem::take(&mut text)).into_owned()));
                    out.push(Err(fault(&e, Place::Whole).0.code));
                }
            }
        }
        out.push(Ok(String::from_utf8_lossy(&text).into_owned()));
        out
    }

    #[test]
    fn members_are_read_as_one() {
        let packed = [member(b"one "), member(b""), member(b"two"), vec![0; 9]].concat();
        assert_eq!(all(&packed, 200), [Ok("one two".into())]);
    }

    #[test]
    fn a_damaged_member_does_not_take_the_next_with_it() {
        let mut broken = member("irreparable, quite irreparable".as_bytes());
        let n = broken.len();
        broken[n - 6] ^= 0x55; // the checksum
        let packed = [member(b"one "), broken, b"rubbish".to_vec(), member(b"two")].concat();
        let read = all(&packed, 200);
        assert_eq!(read[1], Err(InputCode::Gzip));
        assert_eq!(read.last(), Some(&Ok("two".into())));
        let cut = member(b"never finished");
        let read = all(&cut[..cut.len() - 9], 200);
        assert_eq!(read[1..], [Err(InputCode::Gzip), Ok(String::new())]);
    }

    #[test]
    fn a_bomb_is_left_and_what_follows_is_read() {
        let packed = [member(&vec![b'a'; 8 << 20]), member(b"after")].concat();
        let read = all(&packed, 200);
        let Ok(first) = &read[0] else { panic!("{read:?}") };
        assert!(first.len() < 3 << 20, "{}", first.len());
        assert_eq!(read[1..], [Err(InputCode::Ratio), Ok("after".into())]);
    }

    #[test]
    fn a_source_of_nothing_but_faults_is_given_up() {
        let broken = [&MAGIC[..], &[0; 7], &[0xff; 3]].concat(); // a block of a kind that does not exist
        let packed = broken.repeat(3 * FAULTS);
        let read = all(&packed, 200);
        assert_eq!(read[read.len() - 2], Err(InputCode::GivenUp));
        assert!(read.len() <= 2 * FAULTS + 1);
    }
}
