use pinyin::ToPinyinMulti;
use tradewire_model::RepairCode;
use tradewire_script::fold_char;

use crate::draft::Edit;
use crate::plain::is_han;
use crate::repair::scan::places;

/// Longest reading in letters (zhuang) with room for combining marks and spaces around.
const LONGEST: usize = 24;

/// Takes out readings injected after their character: 戰(zhàn)略 → 戰略, 創(chuàng )始 → 創始.
///
/// A bracket goes if it holds one syllable in small letters that is a reading of the character before it (or of its
/// Simplified form); 人工智能(AI), 陳(Chen) and 帶頭人(leader) stay.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let mut out = Vec::new();
    let mut bare = Vec::new(); // edits of readings without tone marks
    let mut kept = 0; // byte after the last edit
    places(text.as_bytes(), may_open, |at| {
        let open = match text.get(at..) {
            Some(r) if r.starts_with('(') => 1,
            Some(r) if r.starts_with('（') => '（'.len_utf8(),
            _ => return,
        };
        let Some(before) = text[..at].chars().next_back().filter(|c| is_han(*c)) else { return };
        let Some(len) = reading(&text[at + open..], before) else { return };
        let start = at - before.len_utf8();
        if start < kept {
            return;
        }
        kept = at + open + len;
        if text[at + open..kept].trim_end_matches([')', '）']).is_ascii() {
            bare.push(out.len());
        }
        out.push(Edit { code: RepairCode::Pinyin, range: start..kept, with: before.into() });
    });
    take_spaces(text, &bare, &mut out);
    out
}

/// Whether a bracket may open here, behind a Chinese character.
#[inline]
fn may_open(before: u8, b: u8, second: u8, third: u8) -> bool {
    (before >= 0x80) & ((b == b'(') | (b == 0xef) & (second == 0xbc) & (third == 0x88))
}

/// Takes the space along that some injectors write behind their readings: 社會(hui) 變遷 → 社會變遷.
///
/// They write readings without tone marks, and a space behind each: where one of a line has none, the spaces of that line
/// are the text's own.
fn take_spaces(text: &str, bare: &[usize], edits: &mut [Edit]) {
    let mut at = 0;
    while let Some(first) = bare.get(at).and_then(|i| edits.get(*i)) {
        let start = first.range.end;
        let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |i| start + i);
        let line =
            bare[at..].iter().take_while(|i| edits.get(**i).is_some_and(|e| e.range.end <= end)).count();
        let line = &bare[at..at + line.max(1)];
        at += line.len();
        let spaced = |e: &Edit| e.range.end == end || text[e.range.end..].starts_with(' ');
        if !line.iter().filter_map(|i| edits.get(*i)).all(spaced) {
            continue;
        }
        for i in line {
            let Some(e) = edits.get_mut(*i) else { continue };
            let behind = text[e.range.end..].strip_prefix(' ').and_then(|t| t.chars().next());
            if behind.is_some_and(|c| !c.is_ascii() && !c.is_whitespace()) {
                e.range.end += 1;
            }
        }
    }
}

/// Bytes up to and with the closing bracket, if what stands before it is a reading of `of`.
fn reading(rest: &str, of: char) -> Option<usize> {
    let mut syllable = [0u8; 8];
    let mut n = 0;
    let mut ended = false;
    for (i, c) in rest.char_indices().take(LONGEST) {
        match c {
            ')' | '）' => {
                let syllable = std::str::from_utf8(&syllable[..n]).ok()?;
                return (n > 0 && is_reading(of, syllable)).then_some(i + c.len_utf8());
            }
            ' ' | '\u{a0}' | '\u{3000}' => ended = n > 0,
            '\u{300}' | '\u{301}' | '\u{304}' | '\u{306}' | '\u{30c}' => {}
            // A diaeresis as a mark of its own: u and it are ü.
            '\u{308}' if n > 0 && syllable[n - 1] == b'u' => syllable[n - 1] = b'v',
            _ => {
                if ended || n == syllable.len() {
                    return None;
                }
                syllable[n] = plain_letter(c)?;
                n += 1;
            }
        }
    }
    None
}

/// The letter without its tone mark; ü as v.
pub(super) fn plain_letter(c: char) -> Option<u8> {
    Some(match c {
        'a'..='z' => u8::try_from(c).ok()?,
        'ā' | 'á' | 'ǎ' | 'à' | 'ă' | 'ɑ' => b'a',
        'ē' | 'é' | 'ě' | 'è' | 'ê' | 'ĕ' | 'ế' | 'ề' => b'e',
        'ī' | 'í' | 'ǐ' | 'ì' | 'ĭ' => b'i',
        'ō' | 'ó' | 'ǒ' | 'ò' | 'ŏ' => b'o',
        'ū' | 'ú' | 'ǔ' | 'ù' | 'ŭ' => b'u',
        'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' | 'ü' => b'v',
        'ń' | 'ň' | 'ǹ' => b'n',
        'ḿ' => b'm',
        _ => return None,
    })
}

/// Whether a syllable without tone marks is a reading of a character or of its Simplified form.
pub(super) fn is_reading(c: char, syllable: &str) -> bool {
    // ü is written ü, v or u.
    let letters = |s: &str, t: &str| {
        let plain = |c: char| if matches!(c, 'ü' | 'v') { 'u' } else { c };
        s.chars().map(plain).eq(t.chars().map(plain))
    };
    let of = |c: char| {
        c.to_pinyin_multi().is_some_and(|all| all.into_iter().any(|p| letters(p.plain(), syllable)))
    };
    of(c) || {
        let folded = fold_char(c);
        folded != c && of(folded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::applied;

    fn repaired(text: &str) -> String {
        applied(text, &edits(text))
    }

    #[test]
    fn a_space_behind_every_reading_goes_with_it() {
        for (damaged, clean) in [
            ("豐(feng) 富的語(yu) ，學(xue)\n社會(hui) 變遷", "豐富的語，學\n社會變遷"),
            ("社會(hui)變遷 豐(feng) 富", "社會變遷 豐 富"),
            ("詞(cí) 天價", "詞 天價"),
            ("網(wang) AI", "網 AI"),
        ] {
            assert_eq!(repaired(damaged), clean);
        }
    }

    #[test]
    fn readings_are_taken_out() {
        for (damaged, clean) in [
            ("爭奪戰(zhàn)升級", "爭奪戰升級"),
            ("數(shù)據(jù)標(biāo)注", "數據標注"),
            ("聯(lián)合創(chuàng )始人", "聯合創始人"),
            ("用戶（hù）量", "用戶量"),
            ("女(nǚ)士與綠(lu:)茶", "女士與綠(lu:)茶"),
            ("綠(lǜ)色呂(lv)氏", "綠色呂氏"),
            ("銀行(xing)", "銀行"),
            ("會(hui4)", "會(hui4)"),
            ("戰(zha\u{300}n)略", "戰略"),
            ("擔憂(yōu),專(zhuān)家", "擔憂,專家"),
        ] {
            assert_eq!(repaired(damaged), clean);
        }
    }

    #[test]
    fn genuine_brackets_stay() {
        for text in [
            "人工智能(AI)",
            "带头人(leader)",
            "奥特曼(Sam Altman)",
            "麻省理工学院(MIT)",
            "后训练",
            "陈(Chen)说",
            "李(Li)",
            "安全(safe)",
            "(zhàn)",
            "战 (略)",
            "战()",
            "战(zhàn",
            "长沙(Changsha)",
            "好(hǎode)",
        ] {
            assert_eq!(repaired(text), text);
        }
    }

    #[test]
    fn every_syllable_of_a_character_is_known() {
        assert!(is_reading('行', "hang") && is_reading('行', "xing") && !is_reading('行', "shi"));
        assert!(is_reading('長', "zhang") && is_reading('長', "chang"));
        assert!(is_reading('女', "nv") && is_reading('女', "nu"));
    }
}
