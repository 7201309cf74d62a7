use tradewire_script::{Variant, variant};

use crate::plain::is_han;

/// Characters looked at; more of them do not change the answer.
const SAMPLE: usize = 20_000;

/// Tells the language of a text by counting scripts: `zh-Hans`, `zh-Hant`, `en`, or `und`.
#[must_use]
pub fn language(text: &str) -> &'static str {
    let (mut han, mut latin, mut other, mut traditional, mut simplified) =
        (0usize, 0usize, 0usize, 0usize, 0usize);
    for c in text.chars().take(SAMPLE) {
        if c.is_ascii() {
            latin += usize::from(c.is_ascii_alphabetic());
        } else if matches!(c, '\u{4e00}'..='\u{9fff}') || is_han(c) {
            han += 1;
            match variant(c) {
                Variant::Traditional => traditional += 1,
                Variant::Simplified => simplified += 1,
                Variant::Both => {}
            }
        } else if c.is_alphabetic() {
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
    }
}
