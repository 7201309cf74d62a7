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

/// Folded form of each character of the Basic Multilingual Plane; surrogates stand for themselves.
static FOLDED: LazyLock<Box<[u16; 0x1_0000]>> = LazyLock::new(|| {
    let mut table = Box::new([0u16; 0x1_0000]);
    for (code, slot) in (0u16..=u16::MAX).zip(table.iter_mut()) {
        let folded = char::from_u32(u32::from(code)).map(folded);
        *slot = folded.and_then(|c| u16::try_from(u32::from(c)).ok()).unwrap_or(code);
    }
    table
});

/// Works the folded form of a character out.
fn folded(c: char) -> char {
    let c = match c {
        '\u{3000}' | '\u{00a0}' | '\u{202f}' | '\u{2009}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c).to_ascii_lowercase(),
        '\u{2018}' | '\u{2019}' | '\u{02bc}' => '\'',
        '\u{201c}' | '\u{201d}' | '「' | '」' | '『' | '』' => '"',
        '\u{2010}'..='\u{2012}' => '-',
        '•' | '・' | '‧' | '∙' | '⋅' | '･' => '·',
        _ => c.to_ascii_lowercase(),
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

/// Folds one character: half width, lower case, Traditional to Simplified.
///
/// ```
/// assert_eq!(tradewire_script::fold_char('Ｍ'), 'm');
/// assert_eq!(tradewire_script::fold_char('戰'), '战');
/// assert_eq!(tradewire_script::fold_char('，'), ',');
/// ```
#[must_use]
#[inline]
pub fn fold_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    match FOLDED.get(c as usize) {
        Some(f) => char::from_u32(u32::from(*f)).unwrap_or(c),
        None => c,
    }
}

/// Folds a text; tells each place at which a character takes another number of bytes, and that number.
#[inline]
fn folded_text(text: &str, mut tell: impl FnMut(std::ops::Range<usize>, usize)) -> String {
    let table = &*FOLDED;
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&lead) = bytes.get(at) {
        if lead < 0x80 {
            let rest = &bytes[at..];
            let ascii = rest.iter().position(|b| *b >= 0x80).unwrap_or(rest.len());
            let start = out.len();
            out.push_str(&text[at..at + ascii]);
            out[start..].make_ascii_lowercase();
            at += ascii;
            continue;
        }
        // What nearly all of a Chinese text is, in one go.
        let begun = at;
        for [lead, b1, b2] in bytes[at..].as_chunks().0 {
            let code = usize::from(lead & 0xf) << 12 | usize::from(b1 & 0x3f) << 6 | usize::from(b2 & 0x3f);
            let folded = table[code];
            if lead >> 4 != 0xe || folded < 0x800 {
                break;
            }
            out.push(char::from_u32(u32::from(folded)).unwrap_or_default());
            at += 3;
        }
        if at > begun {
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        let (folded, len) = (fold_char(c), c.len_utf8());
        out.push(folded);
        if folded.len_utf8() != len {
            tell(at..at + len, folded.len_utf8());
        }
        at += len;
    }
    out
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
    let mut map = MapBuilder::default();
    let mut same = 0; // bytes that stand in the map
    let out = folded_text(text, |range, len| {
        map.copy(range.start - same);
        map.replace(len, range.len());
        same = range.end;
    });
    map.copy(text.len() - same);
    FoldedText { text: out, map: map.finish() }
}

/// Folds a text where the way back is not needed.
#[must_use]
pub fn fold_str(text: &str) -> String {
    folded_text(text, |_, _| {})
}

/// Makes the key under which a name is looked up: folded, letters, digits and ideographs only.
///
/// ```
/// assert_eq!(tradewire_script::key("山姆·奧爾特曼"), tradewire_script::key("山姆・奥尔特曼"));
/// assert_eq!(tradewire_script::key("Google DeepMind"), "googledeepmind");
/// ```
#[must_use]
pub fn key(name: &str) -> String {
    let table = &*KEYED;
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    loop {
        let bytes = rest.as_bytes();
        let mut at = 0;
        // What nearly all of a Chinese text is, in one go.
        for [lead, b1, b2] in bytes.as_chunks().0 {
            if lead >> 4 != 0xe {
                break;
            }
            let code = usize::from(lead & 0xf) << 12 | usize::from(b1 & 0x3f) << 6 | usize::from(b2 & 0x3f);
            match table[code] {
                0 => {}
                f => out.push(char::from_u32(u32::from(f)).unwrap_or_default()),
            }
            at += 3;
        }
        let mut chars = rest[at..].chars();
        let Some(c) = chars.next() else { return out };
        match table.get(c as usize) {
            Some(0) => {}
            Some(f) => out.push(char::from_u32(u32::from(*f)).unwrap_or(c)),
            None if c.is_alphanumeric() => out.push(c),
            None => {}
        }
        rest = chars.as_str();
    }
}

/// Folded form of each character of the Basic Multilingual Plane that is a letter, a digit or an ideograph then; zero for
/// the others.
static KEYED: LazyLock<Box<[u16; 0x1_0000]>> = LazyLock::new(|| {
    let mut table = FOLDED.clone();
    for slot in table.iter_mut() {
        if !char::from_u32(u32::from(*slot)).is_some_and(char::is_alphanumeric) {
            *slot = 0;
        }
    }
    table
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn regional_script_folds_to_one() {
        assert_eq!(fold_str("阿里巴巴軟體執行長"), "阿里巴巴软体执行长");
        assert_eq!(fold_str("２.６億美元；「祖克柏」"), "2.6亿美元;\"祖克柏\"");
    }

    #[test]
    fn every_character_is_folded_as_it_is_worked_out() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}b");
            assert_eq!(fold_char(c), folded(c), "{c:?}");
            assert_eq!(fold_str(&text), format!("a{}b", folded(c)));
            assert_eq!(fold(&text).text, fold_str(&text));
            let letter =
                Some(folded(c)).filter(|f| f.is_alphanumeric()).map(String::from).unwrap_or_default();
            assert_eq!(key(&text), format!("a{letter}b"));
        }
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
