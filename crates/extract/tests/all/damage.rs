//! What could not be repaired yields no claims.

use tradewire_extract::Extractor;
use tradewire_kb::KnowledgeBase;
use tradewire_model::{Claim, Document};
use tradewire_read::{Input, Limits, read};

const NEWS: &str = "北门科技周二宣布，将以67亿美元收购Tally Data公司36%的股权。";

fn document(text: &str) -> Document {
    read(&Input::new("news.txt", text.as_bytes()), &Limits::default()).unwrap()
}

fn claims(doc: &Document) -> Vec<Claim> {
    let kb = KnowledgeBase::builtin().unwrap();
    Extractor::new(kb).unwrap().extract(doc)
}

#[test]
fn a_sound_sentence_has_claims() {
    let doc = document(NEWS);
    assert!(doc.damage.is_empty() && !claims(&doc).is_empty());
}

#[test]
fn a_sentence_with_a_lost_character_has_none() {
    let doc = document(&NEWS.replace("收购", "收\u{fffd}购"));
    assert_eq!(doc.damage.len(), 1);
    assert_eq!(doc.damage[0].span.slice(&doc.raw), Some("\u{fffd}"));
    assert!(claims(&doc).is_empty());
}

#[test]
fn a_misread_sentence_that_lost_bytes_has_none_and_its_neighbour_has_its_own() {
    // UTF-8 read as GBK; what has a character of private use there is dropped.
    let (misread, _) = encoding_rs::GBK.decode_without_bom_handling(NEWS.as_bytes());
    let lossy: String = misread.chars().skip(2).filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c)).collect();
    let doc = document(&format!("{lossy}\n{NEWS}"));
    assert!(!doc.damage.is_empty());
    let all = claims(&doc);
    assert!(!all.is_empty());
    for claim in &all {
        assert!(claim.span.start() > lossy.len() && NEWS.contains(&claim.quote), "{}", claim.quote);
    }
}

#[test]
fn a_converters_mistake_is_matched_as_it_was_meant_and_quoted_as_it_stands() {
    let wrong = "位元組跳動周二宣布，將以67億美元收購Tally Data公司36%的股權。";
    let doc = document(wrong);
    assert_eq!((doc.text.as_str(), doc.notes.len()), (wrong, 1));
    let right = claims(&document(&wrong.replace("位元組跳動", "字節跳動")));
    let all = claims(&doc);
    assert!(!all.is_empty() && all.len() == right.len());
    for (claim, meant) in all.iter().zip(&right) {
        assert_eq!(claim.args, meant.args);
        assert_eq!(claim.span.slice(&doc.raw), Some(claim.quote.as_str()));
        let shown = claim.text_span.and_then(|s| s.slice(&doc.text)).unwrap();
        assert_eq!(shown, claim.quote);
        assert_eq!(shown.replace("位元組跳動", "字節跳動"), meant.quote);
    }
    assert!(all.iter().any(|c| c.quote.contains("位元組跳動")));
}
