//! What holds for any text.

use std::time::Instant;

use proptest::prelude::*;
use tradewire_quantity::{Context, numerals, recognise, recognise_folded};

fn context() -> Context {
    Context { published: "2025-07-16".parse().ok(), ..Context::default() }
}

/// Ranges lie on character boundaries, in order, apart from one another, cores inside them.
fn sound(text: &str) {
    let mut end = 0;
    for q in recognise(text, &context()) {
        assert!(text.get(q.range.clone()).is_some_and(|s| !s.is_empty()), "{text:?} {q:?}");
        assert!(text.get(q.core.clone()).is_some(), "{text:?} {q:?}");
        assert!(
            q.range.start >= end && q.core.start >= q.range.start && q.core.end <= q.range.end,
            "{text:?} {q:?}"
        );
        end = q.range.end;
        let _ = q.kind.to_string();
    }
    for n in numerals(text) {
        assert!(text.get(n.range.clone()).is_some_and(|s| !s.is_empty()), "{text:?} {n:?}");
    }
}

const PIECES: &[&str] = &[
    "一",
    "二",
    "十",
    "百",
    "千",
    "万",
    "亿",
    "零",
    "点",
    "半",
    "几",
    "数",
    "多",
    "余",
    "分之",
    "百分之",
    "又",
    "负",
    "第",
    "1",
    "23",
    "4,567",
    "1.5",
    "2025",
    "年",
    "月",
    "日",
    "7月1日",
    "个",
    "名",
    "人",
    "美元",
    "元",
    "$",
    "us$",
    "%",
    "至",
    "到",
    "-",
    "和",
    "超",
    "近",
    "高达",
    "以上",
    "左右",
    "甚至",
    "之间",
    "从",
    "(",
    ")",
    ",",
    "。",
    " ",
    "four",
    "twenty",
    "hundred",
    "million",
    "and",
    "a",
    "half",
    "third",
    "over",
    "years",
    "between",
    "to",
    "early",
    "last",
    "july",
    "first",
    "deal",
    "of",
    "the",
    "年薪",
    "分",
    "四年",
    "一个",
    "10:30",
    "2025-07-01",
    "k",
    "bn",
    "x",
    "成",
    "折",
    "打",
    "nine-figure",
    "researchers",
    "过去",
    "周三",
    "上周五",
    "毛",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_text_gives_sound_ranges(s in "\\PC{0,60}") {
        sound(&s);
    }

    #[test]
    fn any_words_of_the_rules_give_sound_ranges(pieces in prop::collection::vec(0..PIECES.len(), 0..24)) {
        let text: String = pieces.iter().map(|i| PIECES[*i]).collect();
        sound(&text);
        let spaced: Vec<&str> = pieces.iter().map(|i| PIECES[*i]).collect();
        sound(&spaced.join(" "));
    }
}

#[test]
fn no_repetition_takes_more_than_linear_time_or_the_stack() {
    // Six thousand of anything must stay far below what a quadratic grammar would take.
    for piece in PIECES.iter().copied().chain([
        "三分之",
        "一又",
        "one over ",
        "early ",
        "a ",
        "二",
        "百   ",
        "1.",
        "1-",
        "1 234 ",
        "超过",
        "between ",
    ]) {
        let text = piece.repeat(6_000);
        let start = Instant::now();
        let _ = recognise_folded(&text, &context());
        assert!(start.elapsed().as_secs() < 5, "{piece:?} took {:?}", start.elapsed());
    }
}
