//! Japanese names in Chinese characters against their romanisation: 田中健一 and Kenichi Tanaka.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::romanise;

type Readings = HashMap<String, Vec<String>>;

fn load(text: &'static str) -> Readings {
    let lines = text.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(' '));
    lines.map(|(han, r)| (tradewire_script::fold_str(han), r.split(',').map(plain).collect())).collect()
}

static SURNAMES: LazyLock<Readings> =
    LazyLock::new(|| load(include_str!("../../data/japanese_surnames.txt")));
static GIVEN: LazyLock<Readings> = LazyLock::new(|| load(include_str!("../../data/japanese_given.txt")));
static SHINJITAI: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let lines = include_str!("../../data/shinjitai.txt").lines().filter(|l| !l.starts_with('#'));
    lines.filter_map(|l| Some((l.chars().next()?, tradewire_script::fold_char(l.chars().nth(2)?)))).collect()
});

/// Letters in which Hepburn, Kunrei and passports are one: long vowels short, sh as s, ch and ts as t, f as h, j as z.
fn plain(word: &str) -> String {
    let mut out = word.to_lowercase();
    for (from, to) in [
        ("ou", "o"),
        ("sh", "s"),
        ("ch", "t"),
        ("ts", "t"),
        ("f", "h"),
        ("j", "z"),
        ("sy", "s"),
        ("ty", "t"),
        ("zy", "z"),
        ("mb", "nb"),
        ("mp", "np"),
        ("mm", "nm"),
    ] {
        out = out.replace(from, to);
    }
    let mut made = String::with_capacity(out.len());
    let letters: Vec<char> = out.chars().collect();
    for (i, c) in letters.iter().enumerate() {
        let vowel = "aeiou".contains(*c);
        if vowel && made.ends_with(*c) {
            continue;
        }
        // Ohno, Satoh: an h that lengthens.
        if *c == 'h' && made.ends_with('o') && letters.get(i + 1).is_none_or(|n| !"aeiouy".contains(*n)) {
            continue;
        }
        made.push(*c);
    }
    made
}

/// Readings of a character of a given name: those of names, and the Chinese one.
fn given(c: char) -> Vec<String> {
    let mut out = GIVEN.get(c.encode_utf8(&mut [0; 4]) as &str).cloned().unwrap_or_default();
    out.extend(romanise::on(c).map(plain));
    out
}

/// Whether letters read all characters, voiced within the word where Japanese voices them.
fn reads(chars: &[char], letters: &str) -> bool {
    let mut open = vec![0usize];
    for (i, c) in chars.iter().enumerate() {
        let mut next = Vec::new();
        let ways = if *c == '々' && i > 0 { given(chars[i - 1]) } else { given(*c) };
        for at in open {
            let Some(rest) = letters.get(at..) else { continue };
            for r in &ways {
                if rest.starts_with(r.as_str()) {
                    next.push(at + r.len());
                }
                let voiced = (i > 0).then(|| r.chars().next()).flatten().and_then(|f| match f {
                    'k' => Some('g'),
                    's' => Some('z'),
                    't' => Some('d'),
                    'h' => Some('b'),
                    _ => None,
                });
                if voiced.is_some_and(|v| rest.starts_with(v) && rest[1..].starts_with(&r[1..])) {
                    next.push(at + r.len());
                }
            }
        }
        next.sort_unstable();
        next.dedup();
        open = next;
    }
    open.contains(&letters.len())
}

/// How well two Latin words read a name of two to five characters as a Japanese one, with the split that does.
pub(crate) fn name(han: &[char], words: &[&str]) -> Option<(f32, usize)> {
    if !(2..=6).contains(&han.len()) || !(1..=2).contains(&words.len()) {
        return None;
    }
    let han: Vec<char> = han.iter().map(|c| SHINJITAI.get(c).copied().unwrap_or(*c)).collect();
    let words: Vec<String> = words.iter().map(|w| plain(w)).collect();
    let surname = |h: &[char], w: &str| {
        let listed = SURNAMES.get(&h.iter().collect::<String>()).is_some_and(|r| r.iter().any(|r| r == w));
        if listed { Some(0.93) } else { (h.len() <= 3 && reads(h, w)).then_some(0.8) }
    };
    let mut best = None;
    match words.as_slice() {
        [only] if SURNAMES.get(&han.iter().collect::<String>()).is_some_and(|r| r.contains(only)) => {
            best = Some((0.75, han.len()));
        }
        [a, b] => {
            for cut in 1..han.len().min(4) {
                for (s, g) in [(a, b), (b, a)] {
                    if let Some(score) = surname(&han[..cut], s)
                        && reads(&han[cut..], g)
                        && best.is_none_or(|(x, _)| score > x)
                    {
                        best = Some((score, cut));
                    }
                }
            }
        }
        _ => {}
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(han: &str, words: &[&str]) -> f32 {
        let folded: Vec<char> = tradewire_script::fold_str(han).chars().collect();
        name(&folded, words).map_or(0.0, |n| n.0)
    }

    #[test]
    fn readings_in_either_order_and_spelling() {
        assert!(of("高橋隆介", &["Ryusuke", "Takahashi"]) > 0.9);
        assert!(of("渡辺裕子", &["Watanabe", "Yuko"]) > 0.9, "Japan's own characters");
        assert!(of("渡边裕子", &["Yuuko", "Watanabe"]) > 0.9, "China's");
        assert!(of("大野洋平", &["Yohei", "Ohno"]) > 0.9);
        assert!(of("高橋隆介", &["Ryuji", "Takahashi"]) < 0.1, "another given name");
        assert!(of("高橋隆介", &["Ryusuke", "Takagi"]) < 0.1, "another surname");
    }
}
