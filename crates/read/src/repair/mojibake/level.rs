use std::sync::LazyLock;

use encoding_rs::GBK;
use tradewire_script::fold_char;

use crate::plain::is_han;

/// How common a character is in Chinese text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Level {
    /// No Chinese character: Latin, digits, marks.
    Other,
    /// Level 1 of GB 2312: the 3,755 characters that make up nearly all text, or a mark of Chinese text.
    Common,
    /// Level 2 of GB 2312: rarer ones.
    Rare,
    /// Beyond GB 2312, kana and the like among Chinese characters, private use: hardly ever seen.
    Odd,
}

/// Everyday characters of written Cantonese that GB 2312 has not.
const CANTONESE: &str = "咗喺嘅啲冇咁嘢嚟佢哋嗰攞諗瞓啱冧嗌噉";

static LEVELS: LazyLock<Box<[Level; 0x1_0000]>> = LazyLock::new(|| {
    let mut table = Box::new([Level::Other; 0x1_0000]);
    let mut gb2312 = Box::new([Level::Odd; 0x1_0000]);
    for lead in 0xb0u8..=0xf7 {
        for trail in 0xa1u8..=0xfe {
            let bytes = [lead, trail];
            let (text, bad) = GBK.decode_without_bom_handling(&bytes);
            if let (false, Some(c)) = (bad, text.chars().next()) {
                gb2312[c as usize & 0xffff] = if lead <= 0xd7 { Level::Common } else { Level::Rare };
            }
        }
    }
    for (i, slot) in table.iter_mut().enumerate() {
        let Some(c) = u32::try_from(i).ok().and_then(char::from_u32) else { continue };
        *slot = match c {
            '，' | '。' | '、' | '；' | '：' | '？' | '！' | '“' | '”' | '‘' | '’' | '（' | '）' | '《'
            | '》' | '「' | '」' | '…' | '—' | '·' | '・' => Level::Common,
            _ if CANTONESE.contains(c) => Level::Rare,
            _ if is_han(c) => gb2312[fold_char(c) as usize & 0xffff].min(gb2312[i]),
            '\u{3040}'..='\u{312f}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{2500}'..='\u{257f}'
            | '\u{ac00}'..='\u{d7a3}' => Level::Odd,
            _ => Level::Other,
        };
    }
    table
});

/// The levels of the Basic Multilingual Plane, for loops over many characters.
pub(super) fn levels() -> &'static [Level; 0x1_0000] {
    &LEVELS
}

/// Which characters are common, as bits: a word for the first two bytes of a character of three, without their marks, a bit
/// for the last one. It is small enough to stay near.
static COMMON: LazyLock<Box<[u64; 0x400]>> = LazyLock::new(|| {
    let mut bits = Box::new([0u64; 0x400]);
    for (code, level) in LEVELS.iter().enumerate() {
        bits[code >> 6] |= u64::from(*level == Level::Common) << (code & 0x3f);
    }
    bits
});

/// Which characters are common: bit `c % 64` of word `c / 64`, for loops over many characters.
pub(super) fn common() -> &'static [u64; 0x400] {
    &COMMON
}

/// Tells how common a character is.
pub(super) fn level(c: char) -> Level {
    LEVELS.get(c as usize).copied().unwrap_or(Level::Odd)
}

/// How much like Chinese text some characters look: from -1 for none of it to 1 for nothing but common characters.
pub(super) fn likeness(chars: impl Iterator<Item = char>) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for c in chars {
        let value = match level(c) {
            Level::Other => continue,
            Level::Common => 1.0,
            Level::Rare => -0.4,
            Level::Odd => -1.0,
        };
        sum += value;
        n += 1.0;
    }
    if n > 0.0 { sum / n } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_more_like_text_than_mojibake() {
        assert!(likeness("三名研究员加入北湖实验室。".chars()) > 0.9);
        assert!(likeness("三名研究員離開北湖實驗室。".chars()) > 0.9);
        assert!(likeness("鍖楁箹瀹為獙瀹ゅ懆浜屽甯".chars()) < 0.3);
    }
}
