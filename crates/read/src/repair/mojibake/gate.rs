use super::level::{self, Level, levels};

/// What a line may hold, told in one pass over its bytes: what is not open here, no search of its kind finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Gate {
    /// A question mark: bytes that were shifted.
    pub question: bool,
    /// Rare characters close to each other: UTF-8 read in a charset of two bytes.
    pub rare: bool,
    /// Signs that Chinese text does not use: UTF-8 read in a charset of one byte.
    pub single: bool,
    /// Hardly any common character, or accents and signs: one charset of two bytes read as another.
    pub other: bool,
    /// Latin letters enough, and something among them.
    pub latin: bool,
}

/// Accents and signs side by side that make a run of misread double bytes.
const RUN: u32 = 6;
/// Rare characters no more than so far apart are close to each other, counted in characters beyond ASCII.
const CLOSE: u32 = 3;
/// Likeness to Chinese text above which a line was not misread, with room for how its sum is rounded.
const LIKE: f64 = 0.36;

impl Gate {
    /// Whether a search through this line alone can find anything.
    pub fn is_open(self) -> bool {
        self.single || self.other || self.latin
    }

    /// Looks at the bytes of a line of UTF-8.
    pub fn of(bytes: &[u8]) -> Self {
        let (levels, is_common) = (levels(), level::common());
        let mut out = Self::default();
        let (mut common, mut odds) = (0u32, [0u32; 4]); // the latter by level
        let (mut letters, mut n, mut wide, mut sign) = (0usize, 0u32, false, false);
        let (mut run, mut longest) = (0u32, 0u32); // of accents and signs
        let mut odd_before = u32::MAX - CLOSE; // so that none is close to the first
        let mut at = 0;
        while let Some(&lead) = bytes.get(at) {
            if lead < 0x80 {
                for b in &bytes[at..] {
                    if *b >= 0x80 {
                        break;
                    }
                    letters += usize::from(b.is_ascii_alphabetic());
                    out.question |= *b == b'?';
                    at += 1;
                }
                run = 0;
                continue;
            }
            // What nearly all of a Chinese text is, in one go.
            let begun = n;
            for [lead, b1, b2] in bytes[at..].as_chunks().0 {
                if !(0xe3..=0xee).contains(lead) {
                    break;
                }
                let word = usize::from(lead & 0xf) << 6 | usize::from(b1 & 0x3f);
                if is_common[word] >> (b2 & 0x3f) & 1 == 1 {
                    common += 1;
                } else {
                    let level = levels[word << 6 | usize::from(b2 & 0x3f)];
                    if level >= Level::Rare {
                        odds[level as usize] += 1;
                        out.rare |= n.wrapping_sub(odd_before) <= CLOSE;
                        odd_before = n;
                    }
                }
                n += 1;
            }
            if n > begun {
                wide = true;
                run = 0;
                at += 3 * (n - begun) as usize;
                continue;
            }
            let byte = |i: usize| u32::from(bytes.get(at + i).copied().unwrap_or_default() & 0x3f);
            let (code, len) = match lead {
                0xe0..=0xef => (u32::from(lead & 0xf) << 12 | byte(1) << 6 | byte(2), 3),
                0xf0.. => (u32::MAX, 4),
                _ => (u32::from(lead & 0x1f) << 6 | byte(1), 2),
            };
            let high = lead <= 0xe2 && char::from_u32(code).is_some_and(is_high);
            run = if high { run + 1 } else { 0 };
            longest = longest.max(run);
            match lead {
                0xe3..=0xff => {
                    wide = true;
                    out.single |= matches!(code >> 6 & 0x3f, 0x3f | 0x23) && lead == 0xef || code == 0xfb01;
                }
                0xe2 => {
                    out.single |= code >> 6 & 0x3f != 0
                        || matches!(code & 0x3f, 0x1a | 0x1e | 0x20..=0x22 | 0x30 | 0x39 | 0x3a);
                }
                ..=0xd4 => {
                    out.single = true;
                    sign |= matches!(code, 0xa1 | 0xa8);
                }
                _ => {}
            }
            let level = levels.get(code as usize).copied().unwrap_or(Level::Odd);
            common += u32::from(level == Level::Common);
            if level >= Level::Rare {
                odds[level as usize] += 1;
                out.rare |= n.wrapping_sub(odd_before) <= CLOSE;
                odd_before = n;
            }
            n += 1;
            at += len;
        }
        let [common, rare, odd] =
            [common, odds[Level::Rare as usize], odds[Level::Odd as usize]].map(f64::from);
        let chinese = common + rare + odd;
        out.other = longest >= RUN || chinese > 0.0 && common - 0.4 * rare - odd <= LIKE * chinese;
        out.latin = letters >= super::latin::FEWEST && (wide || sign);
        out
    }
}

/// Characters that one byte of two becomes in Latin-1 or Windows-1252.
pub(super) fn is_high(c: char) -> bool {
    matches!(
        c,
        '\u{80}'
            ..='\u{ff}'
                | 'Œ'
                | 'œ'
                | 'Š'
                | 'š'
                | 'Ž'
                | 'ž'
                | 'Ÿ'
                | 'ƒ'
                | '€'
                | '™'
                | '†'
                | '‡'
                | 'ˆ'
                | '‰'
                | '‹'
                | '›'
                | '˜'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::mojibake::suspect::may_be_suspect;

    #[test]
    fn sound_chinese_text_opens_nothing() {
        for text in ["“北湖”——三名研究员‘离开’…", "北湖實驗室周二宣布，OpenAI 研究員加入。"]
        {
            let gate = Gate::of(text.as_bytes());
            assert!(!gate.question && !gate.rare && !gate.single && !gate.other, "{text}: {gate:?}");
        }
    }

    #[test]
    fn damage_opens_its_own() {
        let of = |text: &str| Gate::of(text.as_bytes());
        assert!(of("鍖楁箹瀹為獙瀹ゅ懆浜屽甯").rare && of("鍖楁箹瀹為獙瀹ゅ懆浜屽甯").other);
        assert!(of("±±ºþÊµÑéÊÒ").other && of("the firmâ€™s").single && of("域?qū)崿F").question);
        assert!(of("Benoît and Beno卯t went home").latin && of("the firm¡¯s last offer").latin);
        assert!(of("\u{9f98}甲甲\u{9f98}").rare && !of("\u{9f98}甲甲甲\u{9f98}").rare);
    }

    #[test]
    fn what_may_be_suspect_is_told_as_by_itself() {
        for code in (0x80..0x1_0000).chain([0x1_f600, 0x2_0000]) {
            let Some(c) = char::from_u32(code) else { continue };
            let text = format!("甲{c}乙");
            assert_eq!(Gate::of(text.as_bytes()).single, may_be_suspect(&text), "{code:x}");
        }
    }
}
