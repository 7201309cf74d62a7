use std::sync::LazyLock;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use tradewire_model::RepairCode;
use tradewire_script::misconversions;

use crate::draft::Edit;

static SCAN: LazyLock<Option<CharwiseDoubleArrayAhoCorasick<u32>>> = LazyLock::new(|| {
    let patterns = misconversions().iter().zip(0u32..).map(|(pair, i)| (pair.wrong, i));
    CharwiseDoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build_with_values(patterns)
        .ok()
});

/// Finds what script converters got wrong, and what was meant: 領網域 → 領域, 阿裡 → 阿里.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let Some(scan) = SCAN.as_ref() else { return Vec::new() };
    // Only converted Traditional text has them; 裡, 網 and the like do not stand in Simplified.
    scan.leftmost_find_iter(text)
        .filter_map(|m| {
            let pair = misconversions().get(m.value() as usize)?;
            let stays = text[..m.start()].chars().next_back().is_some_and(|c| pair.behind.contains(c))
                || text[m.end()..].chars().next().is_some_and(|c| pair.before.contains(c));
            let with = pair.right.into();
            (!stays).then_some(Edit { code: RepairCode::Conversion, range: m.start()..m.end(), with })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use tradewire_script::{Variant, variant};

    use super::*;

    #[test]
    fn the_table_loads() {
        assert!(SCAN.is_some() && misconversions().len() > 20);
    }

    #[test]
    fn words_that_only_look_so_stay() {
        for text in
            ["長髮現身", "手機製造商", "這隻會飛", "關係列為機密", "牛肉麵前面", "日曆史料", "標準備忘"]
        {
            assert!(edits(text).is_empty(), "{text}");
        }
        for pair in misconversions() {
            let traditional = pair.wrong.chars().any(|c| variant(c) == Variant::Traditional);
            assert!(traditional || pair.wrong.ends_with("程式"), "{}", pair.wrong);
            assert_ne!(pair.wrong, pair.right);
        }
        let found = |text: &str| edits(text).into_iter().map(|e| e.with.into_string()).collect::<Vec<_>>();
        assert_eq!(found("研究人員髮現,公司錶示機製不變"), ["發現", "表示", "機制"]);
    }

    #[test]
    fn wrong_conversions_are_put_right() {
        let text = "大模型領網域落後阿裡一步，在網域名稱裡";
        let all = edits(text);
        let found: Vec<_> =
            all.iter().map(|e| (&text[e.range.clone()], e.with.clone().into_string())).collect();
        assert_eq!(found, [("領網域", "領域".to_owned()), ("阿裡", "阿里".to_owned())]);
    }
}
