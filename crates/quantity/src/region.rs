//! Whose Chinese a text in Traditional script is, by its words.

use std::collections::HashSet;
use std::sync::LazyLock;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use serde::Deserialize;

use crate::Region;

/// What a strong word counts, and what Hong Kong needs.
const STRONG: u32 = 3;
/// What Taiwan needs: most texts in Traditional script are from there.
const ENOUGH: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    strong: Vec<String>,
    usual: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    taiwan: Words,
    hong_kong: Words,
    mainland: Words,
}

/// The automaton of all words, and for each what it counts for Taiwan, Hong Kong and the mainland.
type Cues = (CharwiseDoubleArrayAhoCorasick<u32>, Vec<[u32; 3]>);

static CUES: LazyLock<Option<Cues>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../rules/quantity/zh/regions.toml")).ok()?;
    let mut words: Vec<(String, [u32; 3])> = Vec::new();
    for (place, of) in [file.taiwan, file.hong_kong, file.mainland].into_iter().enumerate() {
        let each = of.strong.into_iter().map(|w| (w, STRONG)).chain(of.usual.into_iter().map(|w| (w, 1)));
        for (word, counts) in each {
            match words.iter_mut().find(|w| w.0 == word) {
                Some(known) => known.1[place] = counts,
                None => {
                    let mut counted = [0; 3];
                    counted[place] = counts;
                    words.push((word, counted));
                }
            }
        }
    }
    let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build(words.iter().map(|w| w.0.as_str()))
        .ok()?;
    Some((automaton, words.into_iter().map(|w| w.1).collect()))
});

impl Region {
    /// Whose Chinese a text in Traditional script is, by words that only one place writes so; [`Region::Mainland`] where
    /// they do not tell, for then 元 is mostly that of the firms it speaks of.
    ///
    /// ```
    /// use tradewire_quantity::Region;
    /// assert_eq!(Region::told_by("竹科軟體工程師年薪上看300萬元"), Region::Taiwan);
    /// assert_eq!(Region::told_by("本港科網公司的花紅，以港元計"), Region::HongKong);
    /// assert_eq!(Region::told_by("首席執行官說，年薪300萬元"), Region::Mainland);
    /// ```
    #[must_use]
    pub fn told_by(text: &str) -> Self {
        let Some((automaton, counts)) = CUES.as_ref() else { return Self::Mainland };
        let found: HashSet<u32> = automaton.leftmost_find_iter(text).map(|m| m.value()).collect();
        let sum = |place: usize| -> u32 {
            found.iter().filter_map(|w| counts.get(usize::try_from(*w).ok()?)).map(|c| c[place]).sum()
        };
        let (taiwan, hong_kong, mainland) = (sum(0), sum(1), sum(2));
        if taiwan >= ENOUGH && taiwan > hong_kong && taiwan > mainland {
            Self::Taiwan
        } else if hong_kong >= STRONG && hong_kong > taiwan && hong_kong > mainland {
            Self::HongKong
        } else {
            Self::Mainland
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_load_and_each_stands_once_in_its_place() {
        let file: File = toml::from_str(include_str!("../../../rules/quantity/zh/regions.toml")).unwrap();
        for place in [file.taiwan, file.hong_kong, file.mainland] {
            let all: Vec<String> = place.strong.into_iter().chain(place.usual).collect();
            let each: HashSet<&String> = all.iter().collect();
            assert_eq!(each.len(), all.len(), "{all:?}");
        }
        assert!(CUES.is_some());
    }

    #[test]
    fn one_common_word_tells_of_taiwan_only() {
        assert_eq!(Region::told_by("他在網路公司任職"), Region::Taiwan);
        for text in ["香港的公司", "", "OpenAI挖走三名研究員", "北京的網路公司"] {
            assert_eq!(Region::told_by(text), Region::Mainland, "{text}");
        }
    }

    #[test]
    fn a_converted_text_stays_of_the_mainland() {
        let text = "據台灣媒體報導，硅谷芯片公司首席執行官向程序員開出年薪300萬元";
        assert_eq!(Region::told_by(text), Region::Mainland);
    }
}
