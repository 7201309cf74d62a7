//! HTTP messages as archives store them and servers send them: fields, codings, media types (RFC 9110, RFC 9112).

use std::io::Read;

use encoding_rs::Encoding as Charset;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use crate::{InputCode, Limits};

/// Longest head of a message in bytes.
const HEAD_BYTES: usize = 256 << 10;

/// Unpacked bytes below which nobody asks for the ratio.
const FREE: usize = 1 << 20;

/// Codings that may be laid over each other.
const CODINGS: usize = 3;

/// What is wrong with a message: its code, and words for it.
pub(crate) type Wrong = (InputCode, String);

/// The status and the fields of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub status: u16,
    pub fields: Fields,
}

/// Fields of a head, as written and in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads lines up to an empty one; gives the fields and the bytes behind it. Folded lines are joined.
    pub(crate) fn parse(bytes: &[u8]) -> (Self, usize) {
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |i| at + i + 1);
            let line = bytes[at..end].trim_ascii_end();
            at = end;
            if line.is_empty() {
                break;
            }
            let text = String::from_utf8_lossy(line);
            if text.starts_with([' ', '\t'])
                && let Some((_, value)) = fields.last_mut()
            {
                value.push(' ');
                value.push_str(text.trim());
            } else if let Some((name, value)) = text.split_once(':') {
                fields.push((name.trim().to_owned(), value.trim().to_owned()));
            }
        }
        (Self(fields), at)
    }

    /// The value of the first field of a name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }
}

impl Head {
    /// Reads the head of a response; gives it and the bytes before the body.
    pub(crate) fn parse(message: &[u8]) -> Result<(Self, usize), Wrong> {
        let wrong = |what: &str| (InputCode::Http, what.to_owned());
        let head = &message[..message.len().min(HEAD_BYTES)];
        let end = memchr::memchr(b'\n', head).ok_or_else(|| wrong("no status line"))?;
        let line = String::from_utf8_lossy(&head[..end]);
        let mut words = line.split_ascii_whitespace();
        if !words
            .next()
            .is_some_and(|w| w.len() >= 5 && w.is_char_boundary(5) && w[..5].eq_ignore_ascii_case("http/"))
        {
            return Err(wrong("does not begin with a status line"));
        }
        let status = words.next().and_then(|w| w.parse().ok()).ok_or_else(|| wrong("no status code"))?;
        let (fields, len) = Fields::parse(&head[end + 1..]);
        Ok((Self { status, fields }, end + 1 + len))
    }
}

/// A Content-Type: the type in small letters, and the charset if it names one that is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MediaType {
    /// Such as `text/html`.
    pub essence: String,
    /// Label of the WHATWG Encoding Standard, as written.
    pub charset: Option<String>,
}

impl MediaType {
    /// Reads the value of a Content-Type field; what is unknown in it is passed over.
    ///
    /// ```
    /// let t = tradewire_read::MediaType::parse("Text/HTML; Charset=\"GBK\"");
    /// assert_eq!((t.essence.as_str(), t.charset.as_deref()), ("text/html", Some("GBK")));
    /// assert_eq!(tradewire_read::MediaType::parse("text/html; charset=none").charset, None);
    /// ```
    #[must_use]
    pub fn parse(value: &str) -> Self {
        let mut parts = value.split(';');
        let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let charset = parts
            .filter_map(|p| p.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
            .map(|(_, label)| label.trim().trim_matches(['"', '\'']).to_owned())
            .filter(|label| Charset::for_label(label.as_bytes()).is_some());
        Self { essence, charset }
    }

    /// Whether it can be an article or a feed: text, HTML, XML, or nothing said.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        let e = self.essence.as_str();
        e.is_empty()
            || matches!(e, "text/html" | "text/plain" | "application/octet-stream" | "text/markdown")
            || self.is_xml()
    }

    /// Whether it is XML of some kind, XHTML included.
    #[must_use]
    pub fn is_xml(&self) -> bool {
        let e = self.essence.as_str();
        matches!(e, "text/xml" | "application/xml") || e.ends_with("+xml") && e != "image/svg+xml"
    }
}

/// Takes the transfer coding and the content codings off a body.
///
/// Archives often keep the fields and store the body without its coding; a body that does not look coded is taken as
/// it is.
///
/// # Errors
/// A code and words: broken chunks or packing (`http`), a coding that is not read (`coding`), beyond the limits
/// (`too_large`, `ratio`).
pub fn decode_body(
    body: Vec<u8>,
    transfer: Option<&str>,
    content: Option<&str>,
    limits: &Limits,
) -> Result<Vec<u8>, (InputCode, String)> {
    let chunked = transfer
        .is_some_and(|t| t.rsplit(',').next().is_some_and(|c| c.trim().eq_ignore_ascii_case("chunked")));
    let mut body = if chunked { unchunk(body)? } else { body };
    let codings: Vec<&str> =
        content.unwrap_or_default().split(',').map(str::trim).filter(|c| !c.is_empty()).collect();
    if codings.len() > CODINGS {
        return Err((InputCode::Coding, format!("packed {} times", codings.len())));
    }
    for coding in codings.iter().rev() {
        body = match coding.to_ascii_lowercase().as_str() {
            "identity" => body,
            "gzip" | "x-gzip" if !body.starts_with(&crate::gunzip::MAGIC) => body,
            "gzip" | "x-gzip" => unpack(MultiGzDecoder::new(body.as_slice()), body.len(), limits)?,
            "deflate" if looks_like_markup(&body) => body,
            // Some servers send the zlib form, as the standard says, some the bare one.
            "deflate" if is_zlib(&body) => unpack(ZlibDecoder::new(body.as_slice()), body.len(), limits)?,
            "deflate" => unpack(DeflateDecoder::new(body.as_slice()), body.len(), limits)?,
            _ if looks_like_markup(&body) => body,
            other => return Err((InputCode::Coding, format!("the body is coded as «{other}»"))),
        };
    }
    Ok(body)
}

fn looks_like_markup(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start();
    body.first() == Some(&b'<')
        && body.get(1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'!' | b'?'))
}

/// Whether bytes begin as RFC 1950, 2.2 says.
fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [cmf, flg, ..] if cmf & 0x0f == 8 && (u16::from(*cmf) * 256 + u16::from(*flg)) % 31 == 0)
}

/// Unpacks within the limits. A packed body that is cut keeps what came out of it.
fn unpack(mut from: impl Read, packed: usize, limits: &Limits) -> Result<Vec<u8>, Wrong> {
    let mut out = Vec::new();
    let mut buffer = [0; 16 << 10];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(out),
            Ok(n) => out.extend_from_slice(&buffer[..n]),
            Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof && !out.is_empty() => return Ok(out),
            Err(e) => return Err((InputCode::Http, format!("the packed body is damaged: {e}"))),
        }
        if out.len() > limits.size_bytes {
            return Err((InputCode::TooLarge, format!("unpacks to more than {} bytes", limits.size_bytes)));
        }
        if out.len() > FREE && out.len() as u64 / packed.max(1) as u64 > limits.ratio {
            return Err((InputCode::Ratio, format!("unpacks to more than {} times its size", limits.ratio)));
        }
    }
}

/// Joins chunks (RFC 9112, 7.1). A body that does not begin with a chunk is stored without its coding already.
fn unchunk(body: Vec<u8>) -> Result<Vec<u8>, Wrong> {
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    loop {
        let line_end = memchr::memchr(b'\n', &body[at..]).map(|i| at + i);
        let size = line_end.and_then(|end| chunk_size(&body[at..end]));
        match (line_end, size) {
            (Some(_), Some(0)) => return Ok(out),
            (Some(end), Some(size)) => {
                let data = &body[end + 1..];
                // The last chunk of a body that was cut.
                if size >= data.len() {
                    out.extend_from_slice(data);
                    return Ok(out);
                }
                out.extend_from_slice(&data[..size]);
                at = end + 1 + size;
                at += body[at..].iter().take(2).take_while(|b| matches!(b, b'\r' | b'\n')).count();
                if at >= body.len() {
                    return Ok(out);
                }
            }
            _ if at == 0 => return Ok(body),
            _ => {
                return Err((
                    InputCode::Http,
                    format!("no chunk where one must begin, at byte {at} of the body"),
                ));
            }
        }
    }
}

/// The size in the line before a chunk; extensions behind it are passed over.
fn chunk_size(line: &[u8]) -> Option<usize> {
    let line = line.trim_ascii();
    let digits = line.split(|b| *b == b';').next()?.trim_ascii();
    if digits.is_empty() || digits.len() > 8 {
        return None;
    }
    usize::from_str_radix(
        std::str::from_utf8(digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?,
        16,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn decoded(body: &[u8], transfer: Option<&str>, content: Option<&str>) -> Result<String, InputCode> {
        decode_body(body.to_vec(), transfer, content, &Limits::default())
            .map(|b| String::from_utf8_lossy(&b).into_owned())
            .map_err(|e| e.0)
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(text).unwrap();
        out.finish().unwrap()
    }

    #[test]
    fn heads_are_read() {
        let message = b"HTTP/1.1 200 OK\r\nContent-Type: text/html;\r\n charset=gbk\r\nX: 1\r\n\r\nbody";
        let (head, at) = Head::parse(message).unwrap();
        assert_eq!((head.status, &message[at..]), (200, &b"body"[..]));
        assert_eq!(
            MediaType::parse(head.fields.get("content-type").unwrap()).charset.as_deref(),
            Some("gbk")
        );
        for bad in [
            &b"<html>"[..],
            b"HTTP/1.1 abc\n\n",
            b"GET / HTTP/1.1\n\n",
            b"",
            b"HTTP/1.1",
            "中文。\n".as_bytes(),
        ] {
            assert_eq!(Head::parse(bad).unwrap_err().0, InputCode::Http, "{bad:?}");
        }
    }

    #[test]
    fn chunks_are_joined() {
        let chunked = b"4\r\nWiki\r\n7;x=1\r\npedia i\r\nB\r\nn \r\nchunks.\r\n0\r\n\r\n";
        assert_eq!(decoded(chunked, Some("chunked"), None).as_deref(), Ok("Wikipedia in \r\nchunks."));
        assert_eq!(
            decoded(b"<p>stored whole</p>", Some("chunked"), None).as_deref(),
            Ok("<p>stored whole</p>")
        );
        assert_eq!(decoded(b"ff\r\ncut", Some("chunked"), None).as_deref(), Ok("cut"));
        assert_eq!(decoded(b"2\r\nab\r\nzz\r\n", Some("chunked"), None), Err(InputCode::Http));
        assert_eq!(
            decoded(b"ffffffffffffffff\r\nx", Some("chunked"), None).as_deref(),
            Ok("ffffffffffffffff\r\nx")
        );
    }

    #[test]
    fn packed_bodies_are_unpacked() {
        let text = "北门科技宣布收购。".repeat(9);
        let packed = gzip(text.as_bytes());
        assert_eq!(decoded(&packed, None, Some("gzip")).as_ref(), Ok(&text));
        assert_eq!(decoded(&gzip(&packed), None, Some("gzip, x-gzip")).as_ref(), Ok(&text));
        assert_eq!(decoded(text.as_bytes(), None, Some("gzip")).as_ref(), Ok(&text), "stored unpacked");
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(text.as_bytes()).unwrap();
        assert_eq!(decoded(&zlib.finish().unwrap(), None, Some("deflate")).as_ref(), Ok(&text));
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
        bare.write_all(text.as_bytes()).unwrap();
        assert_eq!(decoded(&bare.finish().unwrap(), None, Some("deflate")).as_ref(), Ok(&text));
        assert_eq!(decoded(b"\x0b\x02", None, Some("br")), Err(InputCode::Coding));
        assert_eq!(decoded(b"<p>x", None, Some("br")).as_deref(), Ok("<p>x"));
        assert_eq!(decoded(b"x", None, Some("gzip,gzip,gzip,gzip")), Err(InputCode::Coding));
    }

    #[test]
    fn bombs_are_refused() {
        let bomb = gzip(&vec![b'a'; 16 << 20]);
        assert_eq!(decoded(&bomb, None, Some("gzip")), Err(InputCode::Ratio));
        let small = Limits { size_bytes: 1000, ..Limits::default() };
        let large = decode_body(gzip(&[b'a'; 2000]), None, Some("gzip"), &small).unwrap_err();
        assert_eq!(large.0, InputCode::TooLarge);
    }
}
