use encoding_rs::{DecoderResult, Encoding as Charset, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use tradewire_model::Encoding;

/// Decodes bytes to text: byte-order mark, given label, the page's own label, detection, in this order.
///
/// A label that the bytes contradict is overruled, and the decision is recorded. The text is the decoder's output:
/// mark removed, line ends kept, undecodable bytes as U+FFFD; UTF-8 without a mark comes out byte for byte.
#[must_use]
pub fn decode(bytes: &[u8], label: Option<&'static Charset>, html: bool) -> (String, Encoding) {
    if let Some((charset, mark)) = Charset::for_bom(bytes) {
        let (text, bad) = decode_with(charset, &bytes[mark..]);
        return (text, encoding(charset, "byte-order mark", bad));
    }
    // This tells faster than the standard library whether bytes are UTF-8.
    if let Some(text) = UTF_8.decode_without_bom_handling_and_without_replacement(bytes)
        && !(text.contains('\u{1b}') && label.is_some_and(|l| l.name() == "ISO-2022-JP"))
        && !looks_like_utf16(bytes)
    {
        let declared = label.or_else(|| if html { meta_label(bytes) } else { None });
        let reason = match declared {
            Some(d) if d == UTF_8 => "label",
            Some(_) if !text.is_ascii() => "detection: label overruled",
            Some(d) if d.is_ascii_compatible() => return (text.into_owned(), encoding(d, "label", 0)),
            Some(_) => "detection: label overruled",
            None => "detection",
        };
        return (text.into_owned(), encoding(UTF_8, reason, 0));
    }
    if looks_like_utf16(bytes) {
        let charset = if bytes.iter().step_by(2).filter(|b| **b == 0).count() > bytes.len() / 8 {
            UTF_16BE
        } else {
            UTF_16LE
        };
        let (text, bad) = decode_with(charset, bytes);
        return (text, encoding(charset, "detection", bad));
    }
    let (declared, source) = match label {
        Some(l) => (Some(l), "header"),
        None => (if html { meta_label(bytes) } else { None }, "meta"),
    };
    // UTF-8 with a few broken bytes (cut at the end, spliced) stays UTF-8: its multi-byte sequences do not come about
    // by chance.
    let (utf8, utf8_bad) = decode_with(UTF_8, bytes);
    let sequences = bytes.iter().filter(|b| **b >= 0xc2).count();
    if utf8_bad * 10 <= sequences && utf8_bad < sequences {
        let reason = match declared {
            Some(d) if d == UTF_8 => source,
            Some(_) => "detection: label overruled",
            None => "detection",
        };
        return (utf8, encoding(UTF_8, reason, utf8_bad));
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    // Markup and long texts tell no more after the first quarter megabyte.
    let sample = &bytes[..bytes.len().min(256 << 10)];
    detector.feed(sample, sample.len() == bytes.len());
    let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
    let guess = if guess.name() == "GBK" { GB18030 } else { guess };
    match declared {
        None => {
            let (text, bad) = decode_with(guess, bytes);
            (text, encoding(guess, "detection", bad))
        }
        Some(d) => {
            let (text, bad) = decode_with(d, bytes);
            if bad == 0 && !(single_byte(d) && !single_byte(guess) && clean(guess, bytes)) {
                return (text, encoding(d, source, 0));
            }
            let (other, other_bad) = decode_with(guess, bytes);
            if other_bad * 2 < bad || (single_byte(d) && other_bad == 0) {
                (other, encoding(guess, "detection: label overruled", other_bad))
            } else {
                (text, encoding(d, source, bad))
            }
        }
    }
}

/// Whether a charset has one byte per character, and so accepts nearly any bytes.
fn single_byte(charset: &'static Charset) -> bool {
    charset.is_single_byte()
}

/// Whether bytes decode without a fault, and hold a good share of double-byte characters.
fn clean(charset: &'static Charset, bytes: &[u8]) -> bool {
    bytes.iter().filter(|b| **b >= 0x80).count() >= 8 && decode_with(charset, bytes).1 == 0
}

fn encoding(charset: &'static Charset, reason: &str, undecodable: usize) -> Encoding {
    Encoding { name: charset.name().to_owned(), reason: reason.to_owned(), undecodable }
}

/// Whether every other byte of the beginning is zero.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(2048)];
    if head.len() < 4 {
        return false;
    }
    let even = head.iter().step_by(2).filter(|b| **b == 0).count();
    let odd = head.iter().skip(1).step_by(2).filter(|b| **b == 0).count();
    let half = head.len() / 2;
    // Chinese in UTF-16 has few zeros, but ASCII line ends, digits and spaces show on one side only.
    (even * 3 > half && odd * 20 < half) || (odd * 3 > half && even * 20 < half)
}

/// Decodes, counting what could not be decoded.
fn decode_with(charset: &'static Charset, bytes: &[u8]) -> (String, usize) {
    let mut decoder = charset.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2 + 16);
    let (mut at, mut bad) = (0, 0);
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(&bytes[at..], &mut text, true);
        at += read;
        match result {
            DecoderResult::InputEmpty => return (text, bad),
            DecoderResult::OutputFull => text.reserve(bytes.len() - at + 64),
            DecoderResult::Malformed(..) => {
                bad += 1;
                text.reserve(4);
                text.push('\u{fffd}');
            }
        }
    }
}

/// The label in a page's `<meta charset>` or `http-equiv`, from its first 4,096 bytes (WHATWG HTML, prescan), or in
/// an XML declaration (XML 1.0, 4.3.3).
fn meta_label(bytes: &[u8]) -> Option<&'static Charset> {
    let head = &bytes[..bytes.len().min(4096)];
    let declared = head.trim_ascii_start().strip_prefix(b"<?xml").and_then(|d| {
        let d = &d[..memchr::memchr(b'>', d)?];
        let value = d[memchr::memmem::find(d, b"encoding")? + 8..].trim_ascii_start().strip_prefix(b"=")?;
        let value = value.trim_ascii_start();
        let quote = *value.first().filter(|q| matches!(q, b'"' | b'\''))?;
        Charset::for_label(&value[1..1 + memchr::memchr(quote, &value[1..])?])
    });
    if let Some(found) = declared {
        return Some(if found == UTF_16BE || found == UTF_16LE { UTF_8 } else { found });
    }
    let mut at = 0;
    while let Some(i) = memchr::memmem::find(&head[at..], b"harset") {
        let rest = head[at + i + 6..].trim_ascii_start();
        at += i + 6;
        let Some(rest) = rest.strip_prefix(b"=") else { continue };
        let rest = rest.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
        let end = rest
            .iter()
            .position(|b| !(b.is_ascii_alphanumeric() || b"-_:.".contains(b)))
            .unwrap_or(rest.len());
        if let Some(found) = Charset::for_label(&rest[..end]) {
            // A page that can be read as ASCII up to here is not UTF-16, whatever it says.
            return Some(if found == UTF_16BE || found == UTF_16LE { UTF_8 } else { found });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, EUC_KR, GBK, SHIFT_JIS, WINDOWS_1252};

    use super::*;

    const NEWS: &str = "北湖实验室周二宣布，三名研究员已经加入该公司，负责新的语言模型团队。";

    #[test]
    fn utf8_is_kept_byte_for_byte() {
        let bytes = "甲\r\n乙\n".as_bytes();
        let (text, e) = decode(bytes, None, false);
        assert_eq!((text.as_bytes(), e.name.as_str(), e.undecodable), (bytes, "UTF-8", 0));
    }

    #[test]
    fn a_byte_order_mark_decides_and_is_removed() {
        assert_eq!(decode(b"\xef\xbb\xbfabc", Some(GBK), false).0, "abc");
        let utf16: Vec<u8> =
            [0xfeffu16].into_iter().chain(NEWS.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let (text, e) = decode(&utf16, None, false);
        assert_eq!((text.as_str(), e.reason.as_str()), (NEWS, "byte-order mark"));
    }

    #[test]
    fn charsets_are_detected() {
        let trad = "北湖實驗室週二宣布，三名研究員已經加入該公司，負責新的語言模型團隊。";
        let ja = "北湖研究所は火曜日に、三人の研究者が入社したと発表しました。";
        let ko = "연구소는 화요일에 연구원 세 명이 합류했다고 발표했습니다.";
        for (charset, text) in [
            (GBK, NEWS),
            (BIG5, trad),
            (SHIFT_JIS, ja),
            (EUC_KR, ko),
            (WINDOWS_1252, "café déjà vu à Genève"),
        ] {
            let bytes = charset.encode(text).0;
            let (read, e) = decode(&bytes, None, false);
            assert_eq!(read, text, "{}", charset.name());
            assert_eq!((e.reason.as_str(), e.undecodable), ("detection", 0));
        }
    }

    #[test]
    fn a_wrong_label_is_overruled() {
        let (text, e) = decode(NEWS.as_bytes(), Some(GBK), false);
        assert_eq!((text.as_str(), e.reason.as_str()), (NEWS, "detection: label overruled"));
        let gbk = GBK.encode(NEWS).0;
        for wrong in [UTF_8, WINDOWS_1252] {
            let (text, e) = decode(&gbk, Some(wrong), false);
            assert_eq!(
                (text.as_str(), e.reason.as_str()),
                (NEWS, "detection: label overruled"),
                "{}",
                wrong.name()
            );
        }
    }

    #[test]
    fn the_label_of_a_page_is_read() {
        let page = format!("<meta http-equiv=Content-Type content=\"text/html; charset=gb2312\"><p>{NEWS}");
        let (text, e) = decode(&GBK.encode(&page).0, None, true);
        assert_eq!((text.as_str(), e.reason.as_str()), (page.as_str(), "meta"));
    }

    #[test]
    fn the_label_of_an_xml_declaration_is_read() {
        let page = format!("<?xml version='1.0' encoding='GB2312'?>\n<rss><title>{NEWS}");
        let (text, e) = decode(&GBK.encode(&page).0, None, true);
        assert_eq!((text.as_str(), e.reason.as_str(), e.name.as_str()), (page.as_str(), "meta", "GBK"));
        assert_eq!(meta_label(b"<?xml encoding='utf-16'?>"), Some(UTF_8));
        for none in [&b"<?xml encoding='x"[..], b"<?xml encoding=utf-8?>", b"<?xml?>", b"<?xml"] {
            assert_eq!(meta_label(none), None);
        }
    }

    #[test]
    fn a_cut_tail_is_marked_and_the_rest_kept() {
        let cut = &NEWS.as_bytes()[..NEWS.len() - 2];
        let (text, e) = decode(cut, None, false);
        assert!(text.starts_with("北湖实验室") && text.ends_with('\u{fffd}'));
        assert_eq!((e.name.as_str(), e.undecodable), ("UTF-8", 1));
    }
}
