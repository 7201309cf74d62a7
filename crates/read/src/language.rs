use tradewire_script::{Variant, variant};

use crate::plain::is_han;

/// Characters looked at; more of them do not change the answer.
const SAMPLE: usize = 20_000;

/// Tells the language of a text by counting scripts: `zh-Hans`, `zh-Hant`, `en`, or `und`.
#[must_use]
pub fn language(text: &str) -> &'static str {
    let (mut han, mut latin, mut other, mut traditional, mut simplified) =
        (0usize, 0usize, 0usize, 0usize, 0usize);
    let mut chars = text.chars();
    let mut left = SAMPLE;
    while left > 0 {
        // What nearly all of a Chinese text is, in one go.
        let run = chars.as_str().as_bytes().as_chunks().0.iter().take(left);
        let run = run.map_while(|[lead, b1, b2]| {
            let code = u32::from(lead & 0xf) << 12 | u32::from(b1 & 0x3f) << 6 | u32::from(b2 & 0x3f);
            char::from_u32(code).filter(|c| lead >> 4 == 0xe && is_common(*c))
        });
        let mut n = 0;
        for c in run {
            let variant = variant(c);
            traditional += usize::from(variant == Variant::Traditional);
            simplified += usize::from(variant == Variant::Simplified);
            n += 1;
        }
        if n > 0 {
            han += n;
            left -= n;
            let _ = chars.nth(n - 1);
            continue;
        }
        let Some(c) = chars.next() else { break };
        left -= 1;
        if c.is_ascii() {
            latin += usize::from(c.is_ascii_alphabetic());
        } else if is_han(c) {
            han += 1;
            match variant(c) {
                Variant::Traditional => traditional += 1,
                Variant::Simplified => simplified += 1,
                Variant::Both => {}
            }
        } else if !is_mark(c) && c.is_alphabetic() {
            other += 1;
        }
    }
    // A Chinese character says about as much as three Latin letters.
    if han * 3 >= latin && han * 2 >= other && han > 0 {
        if traditional > simplified { "zh-Hant" } else { "zh-Hans" }
    } else if latin > 0 && other * 12 < latin {
        "en"
    } else {
        "und"
    }
}

/// A common ideograph.
fn is_common(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Marks of Chinese text, told by themselves because looking up whether they are letters takes long.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '“'
            | '”'
            | '：'
            | '；'
            | '？'
            | '！'
            | '（'
            | '）'
            | '《'
            | '》'
            | '「'
            | '」'
            | '—'
            | '…'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_apart() {
        assert_eq!(language("北湖实验室挖走三名研究员"), "zh-Hans");
        assert_eq!(language("北湖實驗室挖走三名研究員"), "zh-Hant");
        assert_eq!(language("OpenAI 与 Meta 争夺人才"), "zh-Hans");
        assert_eq!(language("Three researchers left 北湖 last week for a rival"), "en");
        assert_eq!(language("Исследователи ушли к конкуренту"), "und");
        assert_eq!(language("42"), "und");
        assert!("，。、“”：；？！（）《》「」—…".chars().all(|c| is_mark(c) && !c.is_alphabetic()));
    }
}
