//! From bytes to claims; the first byte says whether they are a page.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tradewire_extract::Extractor;
use tradewire_fuzz::read_soundly;
use tradewire_kb::KnowledgeBase;
use tradewire_read::Content;

static EXTRACTOR: LazyLock<Extractor<'static>> = LazyLock::new(|| {
    let kb = KnowledgeBase::builtin().expect("the knowledge base loads");
    Extractor::new(kb).expect("the rules load")
});

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let content = if first & 1 == 0 { Content::Text } else { Content::Html };
    let Some(document) = read_soundly(rest, content, Some("utf-8")) else { return };
    for claim in EXTRACTOR.extract(&document) {
        assert_eq!(claim.span.slice(&document.raw), Some(claim.quote.as_str()), "{claim:?}");
        assert!(!claim.rule.to_string().is_empty());
    }
});
