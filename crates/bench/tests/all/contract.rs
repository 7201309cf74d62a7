//! What the extractor makes of our own texts keeps the contract that every consumer relies on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tradewire_bench::suites::corpus::Extracted;
use tradewire_model::Claim;

#[test]
fn every_claim_reads_back_stands_where_it_says_and_comes_once() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    let extracted = Extracted::of(&corpus).unwrap();
    let texts: BTreeMap<&str, &str> =
        extracted.gold.docs.iter().filter_map(|d| Some((d.doc.as_str(), d.text.as_deref()?))).collect();
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    for claim in &extracted.claims {
        let json = serde_json::to_value(claim).unwrap();
        match Claim::from_json(&json) {
            Err(e) => wrong.push(format!("{} {}: {e}", claim.doc, claim.rule)),
            Ok(back) if serde_json::to_value(&back).unwrap() != json => {
                wrong.push(format!("{} {}: reads back as another claim", claim.doc, claim.rule));
            }
            Ok(_) => {}
        }
        if claim.quote.is_empty() || claim.span.slice(texts[claim.doc.as_str()]) != Some(claim.quote.as_str())
        {
            wrong.push(format!("{} {}: «{}» is not its span", claim.doc, claim.rule, claim.quote));
        }
        if !seen.insert(&claim.id) {
            wrong.push(format!("{} {}: {} comes twice", claim.doc, claim.rule, claim.id));
        }
        if !(0.0..=1.0).contains(&claim.confidence) {
            wrong.push(format!("{} {}: confidence {}", claim.doc, claim.rule, claim.confidence));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(extracted.claims.len() > 100, "only {} claims", extracted.claims.len());
}
