//! The corpus of the project is well formed.

use std::collections::BTreeSet;
use std::path::Path;

use tradewire_eval::Gold;

#[test]
fn every_passage_loads_and_every_language_holds_facts_and_negatives() {
    let gold = Gold::from_corpus(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus")).unwrap();
    let languages: BTreeSet<_> = gold.docs.iter().filter_map(|d| d.lang.as_deref()).collect();
    assert_eq!(languages, BTreeSet::from(["en", "zh-Hans", "zh-Hant"]));
    for (name, section) in gold.sections() {
        assert!(section.docs.iter().any(|d| d.facts.is_empty()), "{name} holds no negatives");
        assert!(section.docs.iter().any(|d| d.facts.len() > 1), "{name} holds no facts");
        for doc in &section.docs {
            let published = doc.published.as_deref().unwrap_or_default();
            assert!(
                published.parse::<tradewire_model::Date>().is_ok(),
                "{}: published {published:?}",
                doc.doc
            );
        }
    }
}
