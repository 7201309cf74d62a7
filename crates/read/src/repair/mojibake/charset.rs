use std::sync::LazyLock;

use encoding_rs::Encoding;

/// The byte that stands for a lost one: SUBSTITUTE, as in ASCII.
pub(super) const LOST: u8 = 0x1a;

/// A charset of one byte per character, as far as UTF-8 was read in it.
pub(super) struct Charset {
    /// The byte of each character of the Basic Multilingual Plane; zero where it has none.
    bytes: Box<[u8; 0x1_0000]>,
    /// Whether its programs wrote U+FFFD for bytes that it leaves open.
    pub lossy: bool,
    /// Whether a no-break space was turned into a plain one now and then; not where that byte is a dash or a dagger.
    pub spaced: bool,
    /// Whether its mojibake may be looked for inside text that is otherwise sound: not where the first bytes are signs.
    pub embedded: bool,
}

impl Charset {
    /// The byte of a character, ASCII included.
    pub fn byte(&self, c: char) -> Option<u8> {
        match c {
            '\u{1a}' => None,
            '\u{fffd}' => self.lossy.then_some(LOST),
            _ if c.is_ascii() => u8::try_from(c).ok(),
            _ => self.bytes.get(c as usize).copied().filter(|b| *b != 0),
        }
    }

    fn of(upper: impl Iterator<Item = (u8, char)>) -> Self {
        let mut bytes = Box::new([0u8; 0x1_0000]);
        for (byte, c) in upper {
            if let Some(slot) = bytes.get_mut(c as usize) {
                *slot = byte;
            }
        }
        Self { bytes, lossy: false, spaced: true, embedded: false }
    }

    /// A charset of the Encoding Standard; bytes that it leaves open come through as control characters.
    fn labelled(label: &str) -> Option<Self> {
        let charset = Encoding::for_label(label.as_bytes())?;
        Some(Self::of((0x80u8..=0xff).map(|b| {
            let one = [b];
            let (text, bad) = charset.decode_without_bom_handling(&one);
            (b, text.chars().next().filter(|_| !bad).unwrap_or(char::from(b)))
        })))
    }

    fn page(upper: &str) -> Self {
        Self::of((0x80u8..=0xff).zip(upper.chars()))
    }
}

/// Upper half of IBM code page 437.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
/// Upper half of IBM code page 850.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
/// Upper half of IBM code page 852 (Central Europe).
const CP852: &str = "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";

/// The charsets that UTF-8 is known to have been read in, the likeliest first.
pub(super) static CHARSETS: LazyLock<Vec<Charset>> = LazyLock::new(|| {
    let latin1 = Charset { embedded: true, ..Charset::of((0x80u8..=0xff).map(|b| (b, char::from(b)))) };
    let windows = ["1252", "1251", "1250", "1253", "1254", "1257"]
        .into_iter()
        .filter_map(|page| Charset::labelled(&format!("windows-{page}")))
        .map(|c| Charset { lossy: true, embedded: true, ..c });
    let latin2 = Charset::labelled("iso-8859-2").map(|c| Charset { embedded: true, ..c });
    let mac = Charset::labelled("macintosh").map(|c| Charset { spaced: false, ..c });
    std::iter::once(latin1)
        .chain(windows)
        .chain(latin2)
        .chain(mac)
        .chain([CP437, CP850, CP852].map(Charset::page))
        .collect()
});

/// Characters that stand for a second or later byte, marks of text left out.
static INSIDE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let all = (0x80u32..0x2600).filter_map(char::from_u32);
    let stands = |c: &char| {
        let marks = "–—―‘’‚“”„•…";
        !marks.contains(*c)
            && CHARSETS.iter().any(|s| s.embedded && s.byte(*c).is_some_and(|b| (0x80..0xc0).contains(&b)))
    };
    all.filter(stands).collect()
});

/// Whether a character stands for a second or later byte and hardly for itself: what begins behind one is part of a
/// garble that cannot be read whole.
pub(super) fn stands_inside(c: char) -> bool {
    INSIDE.binary_search(&c).is_ok()
}

/// The character that Windows-1252 has where Latin-1 has a control character.
pub(super) fn windows_for_control(c: char) -> Option<char> {
    let byte = u8::try_from(u32::from(c)).ok().filter(|b| (0x80..0xa0).contains(b))?;
    let one = [byte];
    let (text, bad) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&one);
    text.chars().next().filter(|w| !bad && !w.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_charset_loads_whole() {
        assert_eq!(CHARSETS.len(), 12);
        for set in CHARSETS.iter() {
            assert_eq!(set.bytes.iter().filter(|b| **b != 0).count(), 128);
            assert_eq!((set.byte('a'), set.byte('\u{1a}'), set.byte('人')), (Some(b'a'), None, None));
        }
        assert!(stands_inside('ƒ') && stands_inside('§') && !stands_inside('“') && !stands_inside('a'));
        assert_eq!(windows_for_control('\u{94}'), Some('”'));
        assert_eq!(windows_for_control('\u{81}'), None);
    }
}
