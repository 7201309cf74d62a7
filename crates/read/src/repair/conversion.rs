use std::sync::LazyLock;

use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder, MatchKind};
use tradewire_model::RepairCode;

use crate::draft::Edit;

/// Wrong form and right form.
type Pair = (&'static str, &'static str);

static PAIRS: LazyLock<Vec<Pair>> = LazyLock::new(|| {
    include_str!("../../data/conversion.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once('\t'))
        .collect()
});

static SCAN: LazyLock<Option<DoubleArrayAhoCorasick<u32>>> = LazyLock::new(|| {
    let patterns = PAIRS.iter().zip(0u32..).map(|((wrong, _), i)| (wrong, i));
    DoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build_with_values(patterns)
        .ok()
});

/// Puts right what script converters got wrong: 領網域 → 領域, 阿裡 → 阿里.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let Some(scan) = SCAN.as_ref() else { return Vec::new() };
    // Only converted Traditional text has them; 裡, 網 and the like do not stand in Simplified.
    scan.leftmost_find_iter(text)
        .filter_map(|m| {
            let right = PAIRS.get(m.value() as usize)?.1;
            Some(Edit { code: RepairCode::Conversion, range: m.start()..m.end(), with: right.to_owned() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_loads() {
        assert!(SCAN.is_some() && PAIRS.len() > 20);
    }

    #[test]
    fn wrong_conversions_are_put_right() {
        let text = "大模型領網域落後阿裡一步，在網域名稱裡";
        let all = edits(text);
        let found: Vec<_> = all.iter().map(|e| (&text[e.range.clone()], e.with.as_str())).collect();
        assert_eq!(found, [("領網域", "領域"), ("阿裡", "阿里")]);
    }
}
