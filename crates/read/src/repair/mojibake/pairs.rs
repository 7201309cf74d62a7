use std::ops::Deref;
use std::sync::LazyLock;

use encoding_rs::{BIG5, Encoding, GB18030, GBK};

/// The characters of the charsets of two bytes, and their bytes: looking one up in the charset itself takes a search.
struct Pairs {
    /// The two bytes of each character of the Basic Multilingual Plane in GBK and in Big5; zero where it has none.
    bytes: [Box<[u16; 0x1_0000]>; 2],
    /// The character of each two bytes of GBK; zero where there is none.
    gbk: Box<[u16; 0x1_0000]>,
}

static PAIRS: LazyLock<Pairs> = LazyLock::new(|| {
    let mut gbk = Box::new([0u16; 0x1_0000]);
    let bytes = [GBK, BIG5].map(|charset| {
        let mut table = Box::new([0u16; 0x1_0000]);
        for lead in 0x81u8..=0xfe {
            for trail in (0x40u8..=0x7e).chain(0x80..=0xfe) {
                let pair = [lead, trail];
                let (text, bad) = charset.decode_without_bom_handling(&pair);
                let mut chars = text.chars();
                let (false, Some(c), None) = (bad, chars.next(), chars.next()) else { continue };
                let pair = u16::from_be_bytes(pair);
                if charset == GBK {
                    gbk[usize::from(pair)] = u16::try_from(u32::from(c)).unwrap_or_default();
                }
                if let Some(slot) = table.get_mut(c as usize)
                    && *slot == 0
                {
                    *slot = pair;
                }
            }
        }
        table
    });
    Pairs { bytes, gbk }
});

/// Up to four bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bytes {
    all: [u8; 4],
    len: u8,
}

impl Bytes {
    fn of(bytes: &[u8]) -> Option<Self> {
        let mut all = [0; 4];
        all.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(Self { all, len: u8::try_from(bytes.len()).ok()? })
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.all.get(..usize::from(self.len)).unwrap_or_default()
    }
}

/// The bytes of a character in a charset.
pub(super) fn encode(c: char, charset: &'static Encoding) -> Option<Bytes> {
    if c.is_ascii() {
        return Bytes::of(&[u8::try_from(c).ok()?]);
    }
    // The byte 0x80 stands for the euro sign in GBK.
    if c == '€' && charset != BIG5 {
        return Bytes::of(&[0x80]);
    }
    let [gbk, big5] = &PAIRS.bytes;
    let table = if charset == BIG5 { big5 } else { gbk };
    match table.get(c as usize) {
        Some(pair) if *pair != 0 => Bytes::of(&pair.to_be_bytes()),
        // Four bytes, in GB18030 alone.
        _ if charset == GB18030 => {
            let mut buffer = [0u8; 4];
            let (bytes, _, bad) = charset.encode(c.encode_utf8(&mut buffer));
            if bad { None } else { Bytes::of(&bytes) }
        }
        _ => None,
    }
}

/// The character that two bytes make in GBK.
pub(super) fn pair(first: u8, second: u8) -> Option<char> {
    match PAIRS.gbk[usize::from(u16::from_be_bytes([first, second]))] {
        0 => None,
        c => char::from_u32(u32::from(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_those_of_the_charset() {
        for first in 0u8..=0xff {
            for second in 0u8..=0xff {
                let bytes = [first, second];
                let (text, bad) = GBK.decode_without_bom_handling(&bytes);
                let mut chars = text.chars();
                let wanted = match (bad, chars.next(), chars.next()) {
                    (false, Some(c), None) => Some(c),
                    _ => None,
                };
                assert_eq!(pair(first, second), wanted, "{first:x} {second:x}");
            }
        }
        assert_eq!(encode('北', GBK).as_deref(), Some(&[0xb1, 0xb1][..]));
        assert_eq!(encode('\u{1f600}', GBK), None);
        assert_eq!(encode('\u{1f600}', GB18030).map(|b| b.len()), Some(4));
    }
}
