use std::collections::HashMap;
use std::sync::LazyLock;

use crate::fold::fold_str;

/// Words of one region, folded, and what the other says.
struct Words {
    others: HashMap<String, String>,
    /// Characters of the longest.
    longest: usize,
}

/// From the mainland to Taiwan, and back.
static WORDS: LazyLock<[Words; 2]> = LazyLock::new(|| {
    [include_str!("../data/TWPhrases.txt"), include_str!("../data/TWPhrasesRev.txt")].map(|file| {
        let mut others = HashMap::new();
        for line in file.lines().filter(|l| !l.starts_with('#')) {
            let Some((word, said)) = line.split_once('\t') else { continue };
            let (word, said) = (fold_str(word), fold_str(said.split(' ').next().unwrap_or_default()));
            if word != said && word.chars().nth(1).is_some() && !said.is_empty() {
                others.entry(word).or_insert(said);
            }
        }
        let longest = others.keys().map(|w| w.chars().count()).max().unwrap_or_default();
        Words { others, longest }
    })
});

/// The same folded text in the words of another region, folded too; for searching.
///
/// ```
/// assert_eq!(tradewire_script::regional("芯片"), ["晶片"]);
/// assert_eq!(tradewire_script::regional("首席人工智慧官"), ["首席人工智能官"]);
/// assert!(tradewire_script::regional("收购").is_empty());
/// ```
#[must_use]
pub fn regional(folded: &str) -> Vec<String> {
    let chars: Vec<char> = folded.chars().collect();
    let mut made: Vec<String> =
        WORDS.iter().map(|words| words.said(&chars)).filter(|m| m != folded).collect();
    made.dedup();
    made
}

impl Words {
    /// The longest words first, from the left.
    fn said(&self, chars: &[char]) -> String {
        let mut out = String::new();
        let mut at = 0;
        while at < chars.len() {
            let found = (2..=self.longest.min(chars.len() - at)).rev().find_map(|len| {
                let word = String::from_iter(&chars[at..at + len]);
                self.others.get(&word).map(|said| (len, said))
            });
            match found {
                Some((len, said)) => {
                    out.push_str(said);
                    at += len;
                }
                None => {
                    out.push(chars[at]);
                    at += 1;
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_there_and_back() {
        assert!(WORDS.iter().all(|w| w.others.len() > 300));
        assert_eq!(regional("软件工程师"), ["软体工程师"]);
        assert_eq!(regional("软体工程师"), ["软件工程师"]);
        assert!(regional("").is_empty() && regional("网").is_empty());
    }
}
