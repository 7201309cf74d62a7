//! The examples in rules/mentions/ hold.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use tradewire_kb::KnowledgeBase;
use tradewire_mention::{Reader, check_rules};

#[test]
fn every_example_and_counterexample_holds() {
    let wrong = check_rules(&Reader::new(KnowledgeBase::builtin().unwrap()).unwrap());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_harm(text in ".{0,80}", a in 0usize..6, b in 0usize..6) {
        let words = ["收购", "被", "的", "起诉，", "(以下简称“", "持有的"];
        let text = format!("{}{text}{}{text}", words[a], words[b]);
        for m in READER.read(&text) {
            proptest::prop_assert!(text.get(m.trigger.clone()).is_some());
            for r in &m.roles {
                proptest::prop_assert!(text.get(r.span.clone()).is_some_and(|s| !s.is_empty()));
                proptest::prop_assert!(text.get(r.name.clone()).is_some());
            }
        }
    }
}

static READER: std::sync::LazyLock<Reader> =
    std::sync::LazyLock::new(|| Reader::new(KnowledgeBase::builtin().unwrap()).unwrap());
