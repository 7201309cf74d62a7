use std::sync::LazyLock;

use crate::fold::fold_str;

/// A form that script converters make and no region writes, what stood there, and where it is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misconversion {
    /// What converters write: 領網域.
    pub wrong: &'static str,
    /// What was meant: 領域.
    pub right: &'static str,
    /// Characters before it that make a word with its first one, so that it stays.
    pub behind: &'static str,
    /// Characters after it that make a word with its last one.
    pub before: &'static str,
}

static ALL: LazyLock<Vec<Misconversion>> = LazyLock::new(|| {
    include_str!("../data/misconversions.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| {
            let mut fields = l.split('\t');
            let (wrong, right) = (fields.next()?, fields.next()?);
            let mut more = || fields.next().unwrap_or_default();
            Some(Misconversion { wrong, right, behind: more(), before: more() })
        })
        .collect()
});

/// What was meant and what converters write, both folded, where folding leaves a difference.
static FOLDED: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut all: Vec<(String, String)> =
        ALL.iter().map(|m| (fold_str(m.right), fold_str(m.wrong))).filter(|(a, b)| a != b).collect();
    all.sort_unstable();
    all.dedup();
    all
});

/// Most forms that are told of one text.
const MOST: usize = 4;

/// The mistakes of script converters that are known, in the order of the table.
#[must_use]
pub fn misconversions() -> &'static [Misconversion] {
    &ALL
}

/// The forms that converters may have made of a folded text, folded too; at most a few, for searching.
///
/// ```
/// assert_eq!(tradewire_script::misconverted("大模型领域"), ["大模型领网域"]);
/// assert!(tradewire_script::misconverted("阿里").is_empty()); // 阿裡 folds to it
/// ```
#[must_use]
pub fn misconverted(folded: &str) -> Vec<String> {
    let made = FOLDED.iter().filter(|(right, _)| folded.contains(right.as_str()));
    made.map(|(right, wrong)| folded.replace(right.as_str(), wrong)).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_folds_alike_needs_no_other_form() {
        assert!(ALL.len() > 100 && !FOLDED.is_empty());
        assert!(FOLDED.iter().all(|(right, wrong)| right != wrong && fold_str(wrong) == *wrong));
        assert_eq!(misconverted("字节跳动的"), ["位元组跳动的"]);
        assert!(misconverted("领").is_empty() && misconverted("").is_empty());
    }
}
