//! Which names a text holds, and as what.
#![allow(clippy::unwrap_used, reason = "a test fails where it must")]

use tradewire_extract::{Extractor, MentionKind};
use tradewire_kb::KnowledgeBase;
use tradewire_read::{Input, Limits, read};

fn named(text: &str) -> Vec<(String, MentionKind)> {
    let doc = read(&Input::new("news.txt", text.as_bytes()), &Limits::default()).unwrap();
    let extractor = Extractor::new(KnowledgeBase::builtin().unwrap()).unwrap();
    let found = extractor.names(&doc);
    found
        .into_iter()
        .filter(|m| m.kind != MentionKind::Title)
        .map(|m| (text[m.span.start()..m.span.end()].to_owned(), m.kind))
        .collect()
}

#[test]
fn a_lone_family_name_is_a_person_where_the_text_tells_a_life() {
    for text in [
        "Quillmore was elected to the board in 1994 .",
        "Quillmore received a PhD in physics from a college in the north .",
        "Later , Quillmore became a professor of physics .",
    ] {
        assert_eq!(named(text), [("Quillmore".to_owned(), MentionKind::Person)], "{text}");
    }
    let firm = named("Quillmore was a leader in robots .");
    assert!(!firm.iter().any(|f| f.1 == MentionKind::Person), "firms lead too: {firm:?}");
}

#[test]
fn an_occasion_is_no_organisation() {
    let found = named("She spoke at the Second Northern Robotics Conference on Autonomy in May .");
    assert!(found.is_empty(), "{found:?}");
}
