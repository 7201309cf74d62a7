use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use tradewire_model::{MapBuilder, TextMap};

/// A way of converting Chinese text, named as OpenCC names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Conversion {
    /// Traditional (OpenCC's standard) to Simplified.
    T2s,
    /// Traditional of Taiwan to Simplified.
    Tw2s,
    /// Traditional of Taiwan to Simplified, with mainland vocabulary: 軟體 → 软件.
    Tw2sp,
    /// Traditional of Hong Kong to Simplified.
    Hk2s,
    /// Simplified to Traditional (OpenCC's standard).
    S2t,
    /// Simplified to Traditional of Taiwan.
    S2tw,
    /// Simplified to Traditional of Taiwan, with its vocabulary: 软件 → 軟體.
    S2twp,
    /// Simplified to Traditional of Hong Kong.
    S2hk,
}

impl Conversion {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::T2s, Self::Tw2s, Self::Tw2sp, Self::Hk2s, Self::S2t, Self::S2tw, Self::S2twp, Self::S2hk];

    /// Its name in OpenCC: `t2s`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::T2s => "t2s",
            Self::Tw2s => "tw2s",
            Self::Tw2sp => "tw2sp",
            Self::Hk2s => "hk2s",
            Self::S2t => "s2t",
            Self::S2tw => "s2tw",
            Self::S2twp => "s2twp",
            Self::S2hk => "s2hk",
        }
    }

    /// Finds one by its name in OpenCC.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.name() == name)
    }

    /// What cuts the text into segments, if anything does, and the stages that each segment goes through.
    fn chain(self) -> (Option<&'static Stage>, Vec<&'static Stage>) {
        match self {
            Self::T2s => (None, vec![&TO_SIMPLIFIED]),
            Self::Tw2s => (Some(&TS_WORDS), vec![&FROM_TAIWAN, &TO_SIMPLIFIED]),
            Self::Tw2sp => (Some(&TS_WORDS), vec![&FROM_TAIWAN_WORDS, &TO_SIMPLIFIED]),
            Self::Hk2s => (Some(&TS_WORDS), vec![&FROM_HONG_KONG, &TO_SIMPLIFIED]),
            Self::S2t => (None, vec![&TO_TRADITIONAL]),
            Self::S2tw => (Some(&ST_WORDS), vec![&TO_TRADITIONAL, &TO_TAIWAN]),
            Self::S2twp => (Some(&ST_WORDS), vec![&TO_TRADITIONAL, &TO_TAIWAN_WORDS]),
            Self::S2hk => (Some(&ST_WORDS), vec![&TO_TRADITIONAL, &TO_HONG_KONG]),
        }
    }
}

/// A text converted between scripts, and the map that leads its offsets back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Converted {
    /// The converted text.
    pub text: String,
    /// Leads `text` back to the original; words that were replaced as a whole lead back as a whole.
    pub map: TextMap,
}

/// Converts a text, words before characters, as OpenCC's dictionaries say.
///
/// ```
/// use tradewire_script::{Conversion, convert};
/// let c = convert("軟體工程師的頭髮", Conversion::Tw2sp);
/// assert_eq!(c.text, "软件工程师的头发");
/// assert_eq!(c.map.to_source(0..6), 0..6);
/// assert_eq!(convert("皇后在后面", Conversion::S2tw).text, "皇后在後面");
/// ```
#[must_use]
pub fn convert(text: &str, mode: Conversion) -> Converted {
    let (words, stages) = mode.chain();
    let whole = 0..text.len();
    let mut segments = Vec::from([whole]);
    let mut done = NORMALISE.apply(text, &mut segments);
    if let Some(words) = words {
        segments = words.cut(&done.text);
    }
    for stage in stages {
        let next = stage.apply(&done.text, &mut segments);
        done = Converted { map: next.map.compose(&done.map), text: next.text };
    }
    done
}

/// One step: longest match first, dictionaries in order of precedence.
struct Stage {
    scan: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    values: Vec<&'static str>,
}

impl Stage {
    /// Joins dictionaries: where one of an earlier group matches, later groups are not asked, however long their words.
    fn of(groups: &[&[&'static str]]) -> Self {
        let mut all: HashMap<&'static str, &'static str> = HashMap::new();
        for group in groups {
            let mut own: HashMap<&'static str, &'static str> = HashMap::new();
            for (key, value) in group.iter().flat_map(|data| entries(data)) {
                let shadowed = key
                    .char_indices()
                    .skip(1)
                    .map(|(i, _)| i)
                    .chain([key.len()])
                    .any(|i| all.contains_key(&key[..i]));
                if !shadowed {
                    own.entry(key).or_insert(value);
                }
            }
            all.extend(own);
        }
        let mut pairs: Vec<_> = all.into_iter().collect();
        pairs.sort_unstable();
        let values = pairs.iter().map(|p| p.1).collect();
        let patterns = pairs.iter().zip(0u32..).map(|(p, i)| (p.0, i));
        let scan = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .build_with_values(patterns)
            .ok();
        Self { scan, values }
    }

    /// Cuts a text: each word of the dictionary is a segment, and so is each stretch between them.
    fn cut(&self, text: &str) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        let mut at = 0;
        for m in self.scan.iter().flat_map(|s| s.leftmost_find_iter(text)) {
            if at < m.start() {
                out.push(at..m.start());
            }
            out.push(m.start()..m.end());
            at = m.end();
        }
        if at < text.len() {
            out.push(at..text.len());
        }
        out
    }

    /// Converts each segment by itself; the segments are moved to where they stand afterwards.
    fn apply(&self, text: &str, segments: &mut [Range<usize>]) -> Converted {
        let mut out = String::with_capacity(text.len());
        let mut map = MapBuilder::default();
        for segment in segments {
            let part = &text[segment.clone()];
            let start = out.len();
            let mut at = 0;
            for m in self.scan.iter().flat_map(|s| s.leftmost_find_iter(part)) {
                out.push_str(&part[at..m.start()]);
                map.copy(m.start() - at);
                replace(&part[m.start()..m.end()], self.values[m.value() as usize], &mut out, &mut map);
                at = m.end();
            }
            out.push_str(&part[at..]);
            map.copy(part.len() - at);
            *segment = start..out.len();
        }
        Converted { text: out, map: map.finish() }
    }
}

/// Writes what stands for a word; where both have as many characters, each leads back to its own.
fn replace(from: &str, to: &str, out: &mut String, map: &mut MapBuilder) {
    out.push_str(to);
    if from.chars().count() == to.chars().count() {
        for (f, t) in from.chars().zip(to.chars()) {
            if f == t {
                map.copy(f.len_utf8());
            } else {
                map.replace(t.len_utf8(), f.len_utf8());
            }
        }
    } else {
        map.replace(to.len(), from.len());
    }
}

/// The entries of a dictionary: key, and the first of its values.
fn entries(data: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    data.lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once('\t'))
        .map(|(k, v)| (k, v.split(' ').next().unwrap_or(v)))
}

macro_rules! data {
    ($name:literal) => {
        include_str!(concat!("../data/", $name, ".txt"))
    };
}

const ST_PHRASES: &[&str] = &[data!("STPhrases"), data!("STPhrases_GeneratedFromRegionalPhrases")];

static NORMALISE: LazyLock<Stage> = LazyLock::new(|| Stage::of(&[&[data!("CJK_Compatibility_Ideographs")]]));
static TS_WORDS: LazyLock<Stage> = LazyLock::new(|| Stage::of(&[&[data!("TSPhrases")]]));
static ST_WORDS: LazyLock<Stage> = LazyLock::new(|| Stage::of(&[ST_PHRASES]));
static TO_SIMPLIFIED: LazyLock<Stage> = LazyLock::new(|| {
    Stage::of(&[&[data!("TSPhrases")], &[data!("TSCharactersExt")], &[data!("TSCharacters")]])
});
static TO_TRADITIONAL: LazyLock<Stage> = LazyLock::new(|| Stage::of(&[ST_PHRASES, &[data!("STCharacters")]]));
static FROM_TAIWAN: LazyLock<Stage> =
    LazyLock::new(|| Stage::of(&[&[data!("TWVariantsRevPhrases")], &[data!("TWVariantsRev")]]));
static FROM_TAIWAN_WORDS: LazyLock<Stage> = LazyLock::new(|| {
    Stage::of(&[&[data!("TWPhrasesRev")], &[data!("TWVariantsRevPhrases")], &[data!("TWVariantsRev")]])
});
static FROM_HONG_KONG: LazyLock<Stage> =
    LazyLock::new(|| Stage::of(&[&[data!("HKVariantsRevPhrases")], &[data!("HKVariantsRev")]]));
static TO_TAIWAN: LazyLock<Stage> =
    LazyLock::new(|| Stage::of(&[&[data!("TWVariantsPhrases")], &[data!("TWVariants")]]));
static TO_TAIWAN_WORDS: LazyLock<Stage> = LazyLock::new(|| {
    Stage::of(&[&[data!("TWPhrases")], &[data!("TWVariantsPhrases")], &[data!("TWVariants")]])
});
static TO_HONG_KONG: LazyLock<Stage> =
    LazyLock::new(|| Stage::of(&[&[data!("HKVariantsPhrases")], &[data!("HKVariants")]]));

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_dictionary_loads() {
        for mode in Conversion::ALL {
            let (words, stages) = mode.chain();
            assert!(words.into_iter().chain(stages).all(|s| s.scan.is_some()), "{}", mode.name());
            assert_eq!(Conversion::of(mode.name()), Some(mode));
        }
    }

    #[test]
    fn words_go_before_characters() {
        for (mode, from, to) in [
            (Conversion::T2s, "研究員離開實驗室,轉投對手", "研究员离开实验室,转投对手"),
            (Conversion::Tw2sp, "人工智慧軟體", "人工智能软件"),
            (Conversion::S2t, "头发和发展", "頭髮和發展"),
            (Conversion::S2twp, "网络软件", "網路軟體"),
            (Conversion::S2hk, "里面", "裏面"),
            (Conversion::Hk2s, "裏面", "里面"),
        ] {
            assert_eq!(convert(from, mode).text, to, "{}", mode.name());
        }
    }

    #[test]
    fn offsets_lead_back() {
        let from = "用滑鼠寫程式碼";
        let c = convert(from, Conversion::Tw2sp);
        let at = c.text.find("代码").unwrap();
        assert_eq!(&from[c.map.to_source(at..at + "代码".len())], "程式碼");
    }

    proptest! {
        #[test]
        fn the_map_covers_both_texts(s in "[头发展髮發里裏后後面台臺湾网络軟體程式碼滑鼠 a。\\PC]{0,30}", i in 0usize..8) {
            let c = convert(&s, Conversion::ALL[i]);
            prop_assert_eq!(c.map.target_len(), c.text.len());
            prop_assert_eq!(c.map.source_len(), s.len());
            for (at, ch) in c.text.char_indices() {
                let back = c.map.to_source(at..at + ch.len_utf8());
                prop_assert!(s.get(back).is_some());
            }
        }
    }
}
