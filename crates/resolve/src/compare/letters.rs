//! Any script but Chinese to the letters a–z.

use any_ascii::any_ascii_char;

/// How a name was written before it was turned into letters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Script {
    /// Arabic or Hebrew: vowels are mostly not written.
    pub(crate) abjad: bool,
    /// Japanese kana, Khmer and the like: foreign names gain vowels.
    pub(crate) syllabic: bool,
}

/// Turns a name into lower-case words of a–z and digits.
///
/// A mark between letters (apostrophes, dots of acronyms) is dropped, every other mark parts words; commas become
/// words of their own, for «Surname, Given».
pub(crate) fn words(name: &str) -> (Vec<String>, Script) {
    let (words, script) = parted(name);
    (join_initials(words), script)
}

/// As [`words`], with the initials of a person each by itself.
pub(crate) fn person_words(name: &str) -> (Vec<String>, Script) {
    let (mut words, script) = parted(name);
    for w in &mut words {
        if w.ends_with('\u{1}') {
            w.pop();
        }
    }
    (words, script)
}

fn parted(name: &str) -> (Vec<String>, Script) {
    let mut script = Script::default();
    let mut out: Vec<String> = Vec::with_capacity(6);
    let mut word = String::with_capacity(16);
    let mut chars = name.chars().peekable();
    let push = |word: &mut String, out: &mut Vec<String>| {
        if !word.is_empty() {
            out.push(std::mem::take(word));
        }
    };
    while let Some(c) = chars.next() {
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
            continue;
        }
        match c {
            '\'' | '’' | '‘' | 'ʼ' | 'ʿ' | 'ʾ' | '`' | '´' | 'ʹ' | '"' | 'ъ' | 'ь' | 'Ъ' | 'Ь' =>
            {
                // Deutsche Bank's: the ending is no part of the name.
                if matches!(c, '\'' | '’')
                    && word.len() > 2
                    && chars.peek().is_some_and(|n| matches!(n, 's' | 'S'))
                {
                    let mut ahead = chars.clone();
                    ahead.next();
                    if ahead.next().is_none_or(|n| !n.is_alphanumeric()) {
                        chars.next();
                    }
                }
            }
            '.' => {
                // Dots of an acronym bind its letters: A.B.C. is ABC; elsewhere a dot parts words.
                let single = word.chars().count() == 1;
                if single {
                    word.push('\u{1}');
                }
                push(&mut word, &mut out);
            }
            ',' | '，' | '、' => {
                push(&mut word, &mut out);
                out.push(",".to_owned());
            }
            '%' => word.push_str("percent"),
            '&' | '+' => {
                push(&mut word, &mut out);
            }
            _ if c.is_alphanumeric() => {
                match u32::from(c) {
                    0x0590..=0x08ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff => script.abjad = true,
                    0x3040..=0x30ff | 0x0e00..=0x0eff | 0x1780..=0x17ff | 0x1000..=0x109f => {
                        script.syllabic = true;
                    }
                    _ => {}
                }
                match cyrillic(c) {
                    Some(letters) => word.push_str(letters),
                    None => word.extend(
                        any_ascii_char(c)
                            .chars()
                            .filter(char::is_ascii_alphanumeric)
                            .map(|c| c.to_ascii_lowercase()),
                    ),
                }
            }
            // Combining marks and what leaves no letter.
            '\u{0300}'..='\u{036f}' | '\u{200b}'..='\u{200f}' | '\u{064b}'..='\u{065f}' => {}
            '\u{0e30}'..='\u{0e4e}' | '\u{1780}'..='\u{17d3}' => word.extend(
                any_ascii_char(c).chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()),
            ),
            'ー' => {}
            _ => push(&mut word, &mut out),
        }
    }
    push(&mut word, &mut out);
    (out, script)
}

/// Joins the single letters that dots stood behind: «a b c» is the acronym «abc» where there are two or more in a row.
fn join_initials(words: Vec<String>) -> Vec<String> {
    if !words.iter().any(|w| w.ends_with('\u{1}')) {
        return words;
    }
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut run = String::new();
    for w in words {
        if let Some(letter) = w.strip_suffix('\u{1}') {
            run.push_str(letter);
        } else if !run.is_empty() && w.len() == 1 && w != "," {
            run.push_str(&w);
            out.push(std::mem::take(&mut run));
        } else {
            if !run.is_empty() {
                out.push(std::mem::take(&mut run));
            }
            out.push(w);
        }
    }
    if !run.is_empty() {
        out.push(run);
    }
    out
}

/// Russian and Ukrainian as newspapers transcribe them; the library's table is one of letters.
fn cyrillic(c: char) -> Option<&'static str> {
    Some(match c {
        'ё' | 'Ё' => "yo",
        'х' | 'Х' => "kh",
        'ц' | 'Ц' => "ts",
        'ч' | 'Ч' => "ch",
        'ш' | 'Ш' => "sh",
        'щ' | 'Щ' => "shch",
        'ю' | 'Ю' => "yu",
        'я' | 'Я' => "ya",
        'ж' | 'Ж' => "zh",
        'й' | 'Й' => "y",
        'є' | 'Є' => "ye",
        'ї' | 'Ї' => "yi",
        'э' | 'Э' => "e",
        'ы' | 'Ы' => "y",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_scripts_become_letters() {
        let w = |s: &str| words(s).0.join(" ");
        assert_eq!(w("Müller-Lüdenscheidt"), "muller ludenscheidt");
        assert_eq!(w("Сергей Лавров"), "sergey lavrov");
        assert_eq!(w("A.B.C. Company"), "abc company");
        assert_eq!(w("J. R. Smith"), "jr smith");
        assert_eq!(w("Smith, John"), "smith , john");
        assert_eq!(w("O'Brien's Bakery"), "obrien bakery");
        assert_eq!(w(""), "");
        assert!(words("باراك").1.abjad && words("オバマ").1.syllabic);
    }
}
