//! Search in Chinese, in both scripts, and in English.

use tradewire_ledger::{HitKind, Query, Store};

use crate::contract;
use crate::world::{article, full};

/// What a query finds, best first: kind and title.
fn found(store: &dyn Store, text: &str, kinds: &[HitKind]) -> Vec<(HitKind, String)> {
    let query = Query { kinds: kinds.to_vec(), ..Query::new(text) };
    store.search(&query).unwrap().into_iter().map(|h| (h.kind, h.title)).collect()
}

fn first(store: &dyn Store, text: &str) -> Option<String> {
    found(store, text, &[]).into_iter().next().map(|h| h.1)
}

contract! {
    fn names_are_found_in_every_script_and_form(store) {
        full(store);
        for query in ["林知遠", "林知远", "Lin Zhiyuan", "lin zhi", "ＬＩＮ", "zhiyuan", "知遠", "Z. Lin"] {
            assert_eq!(first(store, query).as_deref(), Some("Lin Zhiyuan"), "{query}");
        }
        for query in ["北门科技", "北門科技", "北極門", "北极", "northgate", "NORTHGATE LABS", "labs"] {
            assert_eq!(first(store, query).as_deref(), Some("Northgate Labs"), "{query}");
        }
    }

    fn words_of_two_characters_are_found(store) {
        full(store);
        for query in ["收购", "收購", "亿美元收购"] {
            let hits = found(store, query, &[HitKind::Event]);
            assert_eq!(hits.len(), 1, "{query}");
            assert!(hits[0].1.contains("Orrery"), "{query}");
        }
        assert_eq!(found(store, "加盟", &[HitKind::Claim]).len(), 2, "one says «joins»");
        assert_eq!(found(store, "购", &[HitKind::Claim]).len(), 1, "one character");
        assert_eq!(found(store, "收盟", &[]).len(), 0);
    }

    fn documents_are_found_by_their_text(store) {
        full(store);
        let names = |q: &str| {
            let query = Query { kinds: vec![HitKind::Document], ..Query::new(q) };
            store.search(&query).unwrap().into_iter().map(|h| h.id).collect::<Vec<_>>()
        };
        let id = |name: &str| store.document_record(name).unwrap().unwrap().id.to_string();
        assert_eq!(names("首席科学家"), [id("a.txt")]);
        assert_eq!(names("1.48bn"), [id("d.txt")]);
        assert_eq!(names("cafe ledger"), [id("d.txt")]);
        assert_eq!(names("别处"), [id("a.txt")]);
    }

    fn what_holds_all_words_comes_before_what_holds_some(store) {
        full(store);
        let hits = store.search(&Query { kinds: vec![HitKind::Event], ..Query::new("northgate 收购") }).unwrap();
        assert!(hits[0].title.contains("Orrery") && hits[0].score >= 500, "{hits:?}");
        assert!(hits[1..].iter().all(|h| h.score < 350), "{hits:?}");
        let parts = store.search(&Query { kinds: vec![HitKind::Event], ..Query::new("Lin 收购") }).unwrap();
        assert!(!parts.is_empty() && parts.iter().all(|h| h.score < 350), "{parts:?}");
        assert_eq!(found(store, "14.3", &[HitKind::Claim]).len(), 1);
        assert_eq!(found(store, "3.14", &[HitKind::Claim]).len(), 0);
    }

    fn snippets_mark_the_words_in_their_own_script(store) {
        full(store);
        let query = Query { kinds: vec![HitKind::Claim], ..Query::new("北门科技") };
        let hits = store.search(&query).unwrap();
        let marked: Vec<&str> = hits.iter().flat_map(|h| h.marks.iter().map(|m| &h.snippet[m.0..m.1])).collect();
        assert!(marked.contains(&"北門科技") && marked.contains(&"北门科技"), "{marked:?}");
        assert!(hits.iter().all(|h| h.fiction && h.document.is_some() && h.claim_kind.is_some()));
    }

    fn what_converters_between_scripts_got_wrong_is_found(store) {
        let text = "北門科技離開了這個領網域，阿裡沒有回應。";
        store.ingest(&article("m.txt", "Morning Ledger", "2026-03-01", text).reading(1)).unwrap();
        for (query, stands) in
            [("领域", "領網域"), ("這個領域", "這個領網域"), ("領網域", "領網域"), ("阿里", "阿裡"), ("阿裡", "阿裡")]
        {
            let query = Query { kinds: vec![HitKind::Document], ..Query::new(query) };
            let hits = store.search(&query).unwrap();
            let marked: Vec<&str> = hits.iter().flat_map(|h| h.marks.iter().map(|m| &h.snippet[m.0..m.1])).collect();
            assert_eq!(marked, [stands], "{query:?}");
        }
        assert_eq!(found(store, "領地", &[]).len(), 0);
    }

    fn a_word_is_no_beginning_of_another(store) {
        for (name, outlet) in [("a.txt", "North Post"), ("b.txt", "Northern Ledger"), ("c.txt", "Northwind Daily")] {
            store.ingest(&article(name, outlet, "2026-03-01", "Nothing to tell.").reading(1)).unwrap();
        }
        let many = |query: &str| found(store, query, &[HitKind::Document]).len();
        assert_eq!((many("nor"), many("north"), many("northw"), many("northern")), (3, 1, 1, 1));
    }

    fn odd_queries_find_nothing_and_break_nothing(store) {
        full(store);
        for query in ["", " ", "\"", "\" NOT \"", "names:x", "*", "NEAR(a b)", "'; DROP TABLE log", "\u{0}", "𬭎"] {
            assert_eq!(found(store, query, &[]).len(), 0, "{query:?}");
        }
        assert!(found(store, &"收购".repeat(500), &[]).len() <= found(store, "收购", &[]).len());
        assert_eq!(first(store, "\" OR \"").as_deref(), Some("Orrery AI"), "a word like any other");
        assert_eq!(store.search(&Query { limit: 0, ..Query::new("orrery") }).unwrap().len(), 1);
    }

    fn names_are_found_as_they_are_typed(store) {
        full(store);
        for (query, name) in [
            ("linzhiyuan", "Lin Zhiyuan"),
            ("zhi yuan lin", "Lin Zhiyuan"),
            ("林志远", "Lin Zhiyuan"),
            ("Lin Zhiyaun", "Lin Zhiyuan"),
            ("beimenkeji", "Northgate Labs"),
            ("nortgate", "Northgate Labs"),
            ("Northgaet Labs", "Northgate Labs"),
            ("北們科技", "Northgate Labs"),
        ] {
            assert_eq!(first(store, query).as_deref(), Some(name), "{query}");
        }
    }

    fn other_words_for_the_same_find_it(store) {
        full(store);
        let text = "晶片新創北門科技的林遠之（Lin Zhiyuan）說，她專心做研究。";
        store.ingest(&article("w.txt", "Morning Ledger", "2026-03-01", text).reading(1)).unwrap();
        let hits = store.search(&Query { kinds: vec![HitKind::Document], ..Query::new("芯片") }).unwrap();
        let marked: Vec<&str> = hits.iter().flat_map(|h| h.marks.iter().map(|m| &h.snippet[m.0..m.1])).collect();
        assert_eq!(marked, ["晶片"], "a word of another region");
        assert_eq!(found(store, "semiconductor", &[HitKind::Document]).len(), 1, "a word of another language");
        assert_eq!(first(store, "林遠之").as_deref(), Some("Lin Zhiyuan"), "a name in brackets");
        let deals = found(store, "takeover merger", &[HitKind::Event]);
        assert!(deals.len() == 1 && deals[0].1.contains("Orrery"), "a kind alone: {deals:?}");
    }

    fn conditions_leave_out_what_does_not_fulfil_them(store) {
        full(store);
        let events = |q: &str| found(store, q, &[HitKind::Event]).into_iter().map(|h| h.1).collect::<Vec<_>>();
        let all = events("kind:deal");
        assert!(all.len() == 1 && all[0].contains("Orrery"), "{all:?}");
        assert_eq!(events("orrery kind:deal amount:>1bn"), all);
        assert!(events("orrery kind:deal amount:>100bn").is_empty());
        assert!(events("kind:deal before:2000").is_empty());
        assert_eq!(events("kind:deal after:2000").len(), 1);
        assert!(events("kind:deal grade:A1 outlet:Nobody").is_empty());
        let query = Query { ..Query::new("northgate kind:move") };
        let hits = store.search(&query).unwrap();
        assert!(!hits.is_empty());
        for hit in hits {
            assert!(hit.kind != HitKind::Entity && hit.claim_kind.is_none_or(|k| k.as_str() == "move"), "{hit:?}");
        }
    }

    fn what_was_retracted_is_not_found(store) {
        let mut all = crate::world::articles();
        store.ingest(&all[2].reading(1)).unwrap();
        assert_eq!(found(store, "收购", &[HitKind::Claim]).len(), 1);
        all[2].claims.clear();
        store.ingest(&all[2].reading(2)).unwrap();
        assert_eq!(found(store, "收购", &[HitKind::Claim]).len(), 0);
        assert_eq!(found(store, "收购", &[HitKind::Document]).len(), 1);
    }
}
