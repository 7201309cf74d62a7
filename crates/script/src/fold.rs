use std::sync::LazyLock;

use tradewire_model::{MapBuilder, TextMap};

/// A text folded for matching, and the map that leads its offsets back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FoldedText {
    /// Half width, lower case, Simplified; as many characters as the original.
    pub text: String,
    /// Leads `text` back to the original.
    pub map: TextMap,
}

/// Simplified form of each character of the Basic Multilingual Plane; zero where it stays as it is.
static SIMPLIFIED: LazyLock<Box<[u16; 0x1_0000]>> = LazyLock::new(|| {
    let mut table = Box::new([0u16; 0x1_0000]);
    for line in include_str!("../data/TSCharacters.txt").lines() {
        let Some((from, to)) = line.split_once('\t') else { continue };
        // The first candidate is the usual one. What leads outside the plane (rare) stays as it is.
        let (Some(f), Some(t)) = (from.chars().next(), to.chars().next()) else { continue };
        if let (Ok(f), Ok(t)) = (u16::try_from(u32::from(f)), u16::try_from(u32::from(t))) {
            table[usize::from(f)] = t;
        }
    }
    // Variants that converters leave behind in Traditional text; OpenCC's table takes the standard form only.
    for (f, t) in [('妳', '你'), ('祂', '他'), ('裏', '里'), ('綫', '线'), ('着', '着'), ('台', '台')]
    {
        table[f as usize & 0xffff] = t as u16;
    }
    table
});

/// Folds one character: half width, lower case, Traditional to Simplified.
///
/// ```
/// assert_eq!(tradewire_script::fold_char('Ｍ'), 'm');
/// assert_eq!(tradewire_script::fold_char('戰'), '战');
/// assert_eq!(tradewire_script::fold_char('，'), ',');
/// ```
#[must_use]
pub fn fold_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let c = match c {
        '\u{3000}' | '\u{00a0}' | '\u{202f}' | '\u{2009}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c).to_ascii_lowercase(),
        '\u{2018}' | '\u{2019}' | '\u{02bc}' => '\'',
        '\u{201c}' | '\u{201d}' | '「' | '」' | '『' | '』' => '"',
        '\u{2010}'..='\u{2012}' => '-',
        '•' | '・' | '‧' | '∙' | '⋅' | '･' => '·',
        _ => c,
    };
    match u32::from(c) {
        n @ 0x2e80..=0xffff => match SIMPLIFIED[n as usize] {
            0 => c,
            s => char::from_u32(u32::from(s)).unwrap_or(c),
        },
        0x80..=0x2e7f => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(l), None) => l,
                _ => c,
            }
        }
        _ => c,
    }
}

/// Folds a text, keeping the way back.
///
/// ```
/// let f = tradewire_script::fold("Ｍeta挖走龐若鳴");
/// assert_eq!(f.text, "meta挖走庞若鸣");
/// assert_eq!(f.map.to_source(0..1), 0..3);
/// ```
#[must_use]
pub fn fold(text: &str) -> FoldedText {
    let mut out = String::with_capacity(text.len());
    let mut map = MapBuilder::default();
    let mut same = 0; // bytes since the last character whose length changed
    for c in text.chars() {
        let f = fold_char(c);
        out.push(f);
        if f.len_utf8() == c.len_utf8() {
            same += c.len_utf8();
        } else {
            map.copy(same);
            same = 0;
            map.replace(f.len_utf8(), c.len_utf8());
        }
    }
    map.copy(same);
    FoldedText { text: out, map: map.finish() }
}

/// Folds a text where the way back is not needed.
#[must_use]
pub fn fold_str(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

/// Makes the key under which a name is looked up: folded, letters, digits and ideographs only.
///
/// ```
/// assert_eq!(tradewire_script::key("山姆·奧爾特曼"), tradewire_script::key("山姆・奥尔特曼"));
/// assert_eq!(tradewire_script::key("Google DeepMind"), "googledeepmind");
/// ```
#[must_use]
pub fn key(name: &str) -> String {
    name.chars().map(fold_char).filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn regional_script_folds_to_one() {
        assert_eq!(fold_str("阿里巴巴軟體執行長"), "阿里巴巴软体执行长");
        assert_eq!(fold_str("２.６億美元；「祖克柏」"), "2.6亿美元;\"祖克柏\"");
    }

    proptest! {
        #[test]
        fn as_many_characters_and_every_offset_leads_back(s in "\\PC{0,40}") {
            let f = fold(&s);
            prop_assert_eq!(f.text.chars().count(), s.chars().count());
            prop_assert_eq!(f.map.source_len(), s.len());
            prop_assert_eq!(f.map.target_len(), f.text.len());
            for ((fi, fc), (si, sc)) in f.text.char_indices().zip(s.char_indices()) {
                prop_assert_eq!(f.map.to_source(fi..fi + fc.len_utf8()), si..si + sc.len_utf8());
            }
        }

        #[test]
        fn folding_twice_is_folding_once(s in "\\PC{0,40}") {
            let once = fold_str(&s);
            prop_assert_eq!(fold_str(&once), once);
        }
    }
}
