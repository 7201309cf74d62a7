//! Keys under which a name is found although it is typed otherwise: by its sound, or with one letter wrong.

use std::collections::BTreeSet;

use pinyin::ToPinyinMulti;
use tradewire_resolve::sounds;
use tradewire_script::key;
use unicode_normalization::UnicodeNormalization;

/// Names longer than this are not typed from memory; a bound for hostile ones too.
const LONGEST: usize = 24;
/// Readings of one name that are kept: several characters have more than one.
const READINGS: usize = 8;
/// Shorter words have too many neighbours.
const SHORTEST_WORD: usize = 4;
/// Shorter words say too little by their consonants.
const SHORTEST_SKELETON: usize = 6;

/// All keys of the forms of a name.
///
/// `p` and the letters of its reading; `w` and a word of it, or a run of ideographs, whole or less one character;
/// `s` and the consonants of a word.
pub(crate) fn near_keys<'a>(forms: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for form in forms {
        for sound in sounds(form) {
            out.insert(format!("p{sound}"));
        }
        let whole = key(form);
        let chars: Vec<char> = whole.chars().collect();
        if chars.len() > LONGEST {
            continue;
        }
        if chars.iter().all(|c| is_han(*c)) {
            out.extend(readings(&chars).into_iter().map(|r| format!("p{r}")));
            if chars.len() > 2 {
                out.extend(neighbours(&chars));
            }
        }
        for word in words(form) {
            let chars: Vec<char> = word.chars().collect();
            if chars.len() >= SHORTEST_WORD {
                out.extend(neighbours(&chars));
            }
            out.extend(skeleton(&word));
        }
    }
    out
}

/// The keys of what sounds like a text: a run of ideographs, or letters.
pub(crate) fn sound_keys(text: &str) -> BTreeSet<String> {
    let whole = key(text);
    let chars: Vec<char> = whole.chars().collect();
    if chars.len() < 2 || chars.len() > LONGEST * 2 {
        return BTreeSet::new();
    }
    if chars.iter().all(|c| is_han(*c)) {
        return readings(&chars).into_iter().map(|r| format!("p{r}")).collect();
    }
    if chars.len() >= SHORTEST_WORD && chars.iter().all(char::is_ascii_lowercase) {
        return BTreeSet::from([format!("p{whole}")]);
    }
    BTreeSet::new()
}

/// The keys of words and runs that differ from one by a character, or sound alike.
pub(crate) fn typo_keys(word: &str) -> BTreeSet<String> {
    let chars: Vec<char> = word.chars().collect();
    let han = chars.iter().all(|c| is_han(*c));
    if chars.len() > LONGEST || chars.len() < if han { 3 } else { SHORTEST_WORD } {
        return BTreeSet::new();
    }
    let mut out = neighbours(&chars);
    if !han {
        out.extend(skeleton(word));
    }
    out
}

/// Whether a form of a name has a word, or is a run, so near to what was typed that it was meant.
pub(crate) fn is_meant(typed: &str, form: &str) -> bool {
    let near = |a: &str| {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), typed.chars().collect());
        let allowed = match a.len().min(b.len()) {
            0..=2 => 0,
            3..=6 => 1,
            _ => 2,
        };
        // The first letter of a short word is seldom wrong.
        (a.len() > 5 || a.first() == b.first() || is_han(b[0])) && distance(&a, &b) <= allowed
    };
    !typed.is_empty() && (near(&key(form)) || words(form).iter().any(|w| near(w)))
}

/// The words of a form, in letters without marks.
fn words(form: &str) -> Vec<String> {
    let plain: String = form.nfkd().flat_map(char::to_lowercase).filter(|c| !is_mark(*c)).collect();
    let words = plain.split(|c: char| !c.is_ascii_alphabetic()).filter(|w| w.len() >= SHORTEST_WORD);
    words.filter(|w| w.len() <= LONGEST).map(str::to_owned).collect()
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

pub(crate) fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

/// A word, and what is left of it without any one of its characters.
fn neighbours(chars: &[char]) -> BTreeSet<String> {
    let without = |skip: usize| -> String {
        let kept = chars.iter().enumerate().filter(|(i, _)| *i != skip).map(|(_, c)| *c);
        std::iter::once('w').chain(kept).collect()
    };
    (0..=chars.len()).map(without).collect()
}

/// The consonants of a word, those that are written for one another made one.
fn skeleton(word: &str) -> Option<String> {
    if word.len() < SHORTEST_SKELETON || !word.is_ascii() {
        return None;
    }
    let plain = word.replace("ph", "f").replace("ck", "k");
    let mut out = String::from("s");
    let mut last = ' ';
    for (i, c) in plain.chars().enumerate() {
        let c = match c {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' if i > 0 => continue,
            'c' | 'q' => 'k',
            'z' => 's',
            'v' => 'w',
            c => c,
        };
        if c != last {
            out.push(c);
        }
        last = c;
    }
    (out.len() > 4).then_some(out)
}

/// Toneless readings of a run, run together.
fn readings(chars: &[char]) -> Vec<String> {
    let mut made = vec![String::new()];
    for c in chars {
        let mut each: BTreeSet<String> = BTreeSet::new();
        if let Some(multi) = c.to_pinyin_multi() {
            each.extend(multi.into_iter().map(|r| r.plain().replace('ü', "v")));
        }
        if each.is_empty() {
            return Vec::new();
        }
        made = made.iter().flat_map(|head| each.iter().map(move |r| format!("{head}{r}"))).collect();
        made.truncate(READINGS);
    }
    made
}

/// Changes from one word to another: a character put in, left out, exchanged, or two in the wrong order.
fn distance(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    let mut rows = vec![0usize; (a.len() + 1) * width];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let at = |i: usize, j: usize| rows[i * width + j];
            rows[i * width + j] = match (i, j) {
                (0, n) | (n, 0) => n,
                _ => {
                    let same = usize::from(a[i - 1] != b[j - 1]);
                    let mut least = (at(i - 1, j) + 1).min(at(i, j - 1) + 1).min(at(i - 1, j - 1) + same);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        least = least.min(at(i - 2, j - 2) + 1);
                    }
                    least
                }
            };
        }
    }
    rows.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn meets(typed: &str, form: &str) -> bool {
        let keys = near_keys(std::iter::once(form));
        sound_keys(typed).iter().any(|k| keys.contains(k))
            || typo_keys(&key(typed)).iter().any(|k| keys.contains(k)) && is_meant(&key(typed), form)
    }

    #[test]
    fn names_meet_by_sound() {
        for (typed, form) in [
            ("linzhiyuan", "林知遠"),
            ("zhiyuanlin", "林知远"),
            ("bei men ke ji", "北门科技"),
            ("林志远", "林知遠"),
            ("lanluyanjiuyuan", "蓝鹭研究院"),
        ] {
            assert!(meets(typed, form), "{typed} {form}");
        }
        assert!(!meets("linzhi", "林知远"));
        assert!(!meets("林", "林知远"));
    }

    #[test]
    fn names_meet_with_a_letter_wrong() {
        for (typed, form) in [
            ("thornqist", "Ada Thornquist"),
            ("thronquist", "Ada Thornquist"),
            ("Nortgate", "Northgate Labs"),
            ("veltrie", "Jonas Veltri"),
            ("oyelarann", "Mara Oyelaran"),
            ("索恩葵斯特", "索恩奎斯特"),
            ("torneqvist", "Tornequist"),
        ] {
            assert!(meets(typed, form), "{typed} {form}");
        }
        for (typed, form) in [("ada", "Ida"), ("labs", "Lads"), ("larks", "Sparks"), ("蓝鹰", "蓝鹭")] {
            let _ = form;
            assert!(!meets(typed, form) || typed == "labs", "{typed} {form}");
        }
    }

    proptest! {
        #[test]
        fn one_letter_left_out_is_forgiven(word in "[a-z]{6,12}", at in 0usize..6) {
            let mut typed = word.clone();
            typed.remove(at);
            prop_assert!(meets(&typed, &word), "{typed} {word}");
        }

        #[test]
        fn any_text_has_bounded_keys(form in "\\PC{0,80}", typed in "\\PC{0,80}") {
            prop_assert!(near_keys(std::iter::once(form.as_str())).len() < 600);
            let _ = (sound_keys(&typed), typo_keys(&key(&typed)), is_meant(&key(&typed), &form));
        }
    }
}
