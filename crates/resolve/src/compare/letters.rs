//! Any script but Chinese to the letters a–z.

use any_ascii::any_ascii_char;
use smallvec::SmallVec;

/// How a name was written before it was turned into letters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Script {
    /// Arabic or Hebrew: vowels are mostly not written.
    pub(crate) abjad: bool,
    /// Japanese kana, Khmer and the like: foreign names gain vowels.
    pub(crate) syllabic: bool,
}

/// The words of a name, one behind the other in one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words {
    text: String,
    /// Where each word ends, and whether a dot stood behind a single letter.
    ends: SmallVec<[(u32, bool); 8]>,
}

impl Words {
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator + Clone {
        (0..self.ends.len()).map(|i| self.word(i))
    }

    fn word(&self, i: usize) -> &str {
        let from = i.checked_sub(1).map_or(0, |b| self.ends[b].0 as usize);
        &self.text[from..self.ends[i].0 as usize]
    }

    pub(crate) fn get(&self, i: usize) -> Option<&str> {
        (i < self.ends.len()).then(|| self.word(i))
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All words without anything between them.
    pub(crate) fn run(&self) -> &str {
        &self.text
    }

    /// The letters behind the last whole word.
    fn open(&self) -> &str {
        &self.text[self.ends.last().map_or(0, |e| e.0 as usize)..]
    }

    /// Ends a word, if one is open.
    fn end(&mut self, dotted: bool) {
        if !self.open().is_empty() {
            self.ends.push((self.text.len() as u32, dotted));
        }
    }

    /// Joins the single letters that dots stood behind: «a b c» is the acronym «abc» where there are two or more in a
    /// row.
    fn join_initials(&mut self) {
        if !self.ends.iter().any(|e| e.1) {
            return;
        }
        let mut ends: SmallVec<[(u32, bool); 8]> = SmallVec::new();
        let mut run = None; // the end of the run that is open
        for i in 0..self.ends.len() {
            let (end, dotted) = self.ends[i];
            let word = self.word(i);
            if dotted {
                run = Some(end);
                continue;
            }
            match run.take() {
                Some(_) if word.len() == 1 && word != "," => {}
                Some(before) => ends.push((before, false)),
                None => {}
            }
            ends.push((end, false));
        }
        ends.extend(run.map(|end| (end, false)));
        self.ends = ends;
    }
}

/// Turns a name into lower-case words of a–z and digits.
///
/// A mark between letters (apostrophes, dots of acronyms) is dropped, every other mark parts words; commas become
/// words of their own, for «Surname, Given».
pub(crate) fn words(name: &str) -> (Words, Script) {
    let (mut words, script) = person_words(name);
    words.join_initials();
    (words, script)
}

/// As [`words`], with the initials of a person each by itself.
pub(crate) fn person_words(name: &str) -> (Words, Script) {
    let mut script = Script::default();
    let mut out = Words { text: String::with_capacity(name.len() + 8), ends: SmallVec::new() };
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_ascii_alphanumeric() {
            out.text.push(c.to_ascii_lowercase());
            continue;
        }
        match c {
            '\'' | '’' | '‘' | 'ʼ' | 'ʿ' | 'ʾ' | '`' | '´' | 'ʹ' | '"' | 'ъ' | 'ь' | 'Ъ' | 'Ь' =>
            {
                // Deutsche Bank's: the ending is no part of the name.
                if matches!(c, '\'' | '’')
                    && out.open().len() > 2
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
                let single = out.open().len() == 1;
                out.end(single);
            }
            ',' | '，' | '、' => {
                out.end(false);
                out.text.push(',');
                out.end(false);
            }
            '%' => out.text.push_str("percent"),
            '&' | '+' => out.end(false),
            _ if c.is_alphanumeric() => {
                match u32::from(c) {
                    0x0590..=0x08ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff => script.abjad = true,
                    0x3040..=0x30ff | 0x0e00..=0x0eff | 0x1780..=0x17ff | 0x1000..=0x109f => {
                        script.syllabic = true;
                    }
                    _ => {}
                }
                match cyrillic(c) {
                    Some(letters) => out.text.push_str(letters),
                    None => out.text.extend(
                        any_ascii_char(c)
                            .chars()
                            .filter(char::is_ascii_alphanumeric)
                            .map(|c| c.to_ascii_lowercase()),
                    ),
                }
            }
            // Combining marks and what leaves no letter.
            '\u{0300}'..='\u{036f}' | '\u{200b}'..='\u{200f}' | '\u{064b}'..='\u{065f}' => {}
            '\u{0e30}'..='\u{0e4e}' | '\u{1780}'..='\u{17d3}' => out.text.extend(
                any_ascii_char(c).chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()),
            ),
            'ー' => {}
            _ => out.end(false),
        }
    }
    out.end(false);
    (out, script)
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
        let w = |s: &str| words(s).0.iter().collect::<Vec<_>>().join(" ");
        assert_eq!(w("Müller-Lüdenscheidt"), "muller ludenscheidt");
        assert_eq!(w("Сергей Лавров"), "sergey lavrov");
        assert_eq!(w("A.B.C. Company"), "abc company");
        assert_eq!(w("J. R. Smith"), "jr smith");
        assert_eq!(w("Smith, John"), "smith , john");
        assert_eq!(w("O'Brien's Bakery"), "obrien bakery");
        assert_eq!(w("J. R Smith, A. B."), "jr smith , ab");
        assert_eq!(w("J., R. S"), "j , rs");
        assert_eq!(w(""), "");
        assert!(words("باراك").1.abjad && words("オバマ").1.syllabic);
    }
}
