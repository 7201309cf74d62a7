//! Documents and claims: in and out.

use tradewire_ledger::{Archive, Erasure, Ingested, LedgerError, Page, Query, SqlStore, Store};
use tradewire_model::{ClaimId, Modality, Rank};

use crate::contract;
use crate::world::{Article, articles, poached, second};

contract! {
    fn what_goes_in_comes_out(store) {
        let all = articles();
        for (i, a) in all.iter().enumerate() {
            assert_eq!(store.ingest(&a.reading(i as i64 + 1)).unwrap(), Ingested::New { claims: 1 });
        }
        for (i, a) in all.iter().enumerate() {
            let stated = &a.claims[0];
            let record = store.claim(&stated.id).unwrap().unwrap();
            assert_eq!(&record.claim, stated);
            assert_eq!(record.rank, Rank::Normal);
            assert!(!record.retracted);
            assert_eq!(record.observed_at, second(i as i64 + 1));
            assert_eq!(record.document.name, a.document.name);
            let context = record.context.unwrap();
            assert!(context.contains(&stated.quote) && context.len() < a.document.text.len() + 1, "{context}");
            assert_eq!(store.document(a.document.id.as_str()).unwrap().unwrap(), a.document);
            assert_eq!(store.document(&a.document.name).unwrap().unwrap(), a.document);
            let of_document = store.claims_of_document(&a.document.name).unwrap();
            assert_eq!(of_document.iter().map(|c| &c.claim).collect::<Vec<_>>(), [stated]);
        }
        let standing = store.all_claims().unwrap();
        assert_eq!(standing.iter().map(|c| c.doc.as_str()).collect::<Vec<_>>(), ["a.txt", "b.txt", "c.txt", "d.txt"]);
        assert!(standing.iter().all(|c| c.derivation.steps.is_empty()));
    }

    fn what_is_not_there_is_nothing(store) {
        assert_eq!(store.claim(&ClaimId::new("c_0")).unwrap(), None);
        assert_eq!(store.document("nowhere").unwrap(), None);
        assert_eq!(store.document_record("nowhere").unwrap(), None);
        assert!(store.claims_of_document("nowhere").unwrap().is_empty());
        assert!(store.all_claims().unwrap().is_empty());
        assert_eq!(store.counts().unwrap(), tradewire_ledger::Counts::default());
        assert!(store.ingest_batch(&[]).unwrap().is_empty());
    }

    fn the_same_again_writes_nothing(store) {
        let all = articles();
        let readings: Vec<_> = all.iter().map(|a| a.reading(1)).collect();
        store.ingest_batch(&readings).unwrap();
        let before = store.counts().unwrap();
        let later: Vec<_> = all.iter().map(|a| a.reading(99)).collect();
        assert!(store.ingest_batch(&later).unwrap().iter().all(|i| *i == Ingested::Unchanged));
        assert_eq!(store.counts().unwrap(), before);
        assert_eq!(store.claim(&all[0].claims[0].id).unwrap().unwrap().observed_at, second(1));
        assert_eq!((before.documents, before.claims, before.fiction, before.entries), (4, 4, 4, 8));
    }

    fn many_at_once_are_taken_in_as_one_by_one(store) {
        // New ones, the same again, fewer claims, other claims, another title, a claim twice, an erased one: in any order, and
        // the same document several times in one batch.
        let read = |n: usize, way: usize| {
            let mut a = poached(&format!("n{n}.txt"), "北门科技", n, "此前他在别处。");
            match way {
                0 => {}
                1 => a.claims.truncate(2),
                2 => drop(a.claims.remove(0)),
                3 => a.document.meta.title = Some("另一标题".into()),
                4 => a.claims.push(a.claims[0].clone()),
                _ => a.claims.clear(),
            }
            a
        };
        let mut one_by_one = SqlStore::in_memory().unwrap();
        let erased = read(3, 0);
        for each in [&mut *store, &mut one_by_one as &mut dyn Archive] {
            each.ingest(&erased.reading(0)).unwrap();
            each.erase(&Erasure {
                documents: vec![erased.document.id.clone()],
                claims: Vec::new(),
                judgements: Vec::new(),
                reason: "request 4".into(),
                observed_at: second(1),
            })
            .unwrap();
        }
        let mut state = 7u64;
        let mut random = move |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from((state >> 33) % below).unwrap()
        };
        let all: Vec<Article> = (0..90).map(|_| read(random(8), random(6))).collect();
        for (round, batch) in all.chunks(30).enumerate() {
            let at = 2 + round as i64;
            let readings: Vec<_> = batch.iter().map(|a| a.reading(at)).collect();
            let together = store.ingest_batch(&readings).unwrap();
            let apart: Vec<_> = readings.iter().map(|r| one_by_one.ingest(r).unwrap()).collect();
            assert_eq!(together, apart);
            assert!(together.contains(&Ingested::Erased));
        }
        let stated = |of: &dyn Archive| {
            let mut lines = Vec::new();
            of.export(0, &mut lines).unwrap();
            let lines = String::from_utf8(lines).unwrap();
            let entry = |l: &str| serde_json::from_str::<serde_json::Value>(l).unwrap();
            // Salts differ from ledger to ledger, and with them hashes; the name of an erasure is random.
            lines
                .lines()
                .skip(1)
                .map(entry)
                .filter(|e| e["kind"] != "erase")
                .map(|e| (e["seq"].clone(), e["kind"].clone(), e["subject"].clone(), e["body"].clone()))
                .collect::<Vec<_>>()
        };
        assert!(stated(store).len() > 60);
        assert_eq!(stated(store), stated(&one_by_one));
        assert_eq!(store.counts().unwrap(), one_by_one.counts().unwrap());
        assert_eq!(store.all_claims().unwrap(), one_by_one.all_claims().unwrap());
        let page = Page::first(50);
        assert_eq!(store.documents(&page).unwrap(), one_by_one.documents(&page).unwrap());
        for query in ["研究员", "另一标题", "别处", "n5"] {
            assert_eq!(
                store.search(&Query::new(query)).unwrap(),
                one_by_one.search(&Query::new(query)).unwrap(),
                "{query}"
            );
        }
        assert!(store.verify(None).unwrap().is_sound());
    }

    fn another_reading_adds_and_retracts(store) {
        let mut a = articles().remove(0);
        store.ingest(&a.reading(1)).unwrap();
        let first = a.claims[0].clone();

        // The same claim, seen differently.
        a.claims[0].modality = Modality::Rumoured;
        assert_eq!(store.ingest(&a.reading(2)).unwrap(), Ingested::Revised { added: 1, retracted: 0 });
        let now = store.claim(&first.id).unwrap().unwrap();
        assert_eq!((now.claim.modality, now.observed_at), (Modality::Rumoured, second(2)));

        // Gone, and back.
        let claims = std::mem::take(&mut a.claims);
        assert_eq!(store.ingest(&a.reading(3)).unwrap(), Ingested::Revised { added: 0, retracted: 1 });
        assert!(store.all_claims().unwrap().is_empty());
        let gone = store.claim(&first.id).unwrap().unwrap();
        assert!(gone.retracted);
        assert_eq!(gone.claim.modality, Modality::Rumoured);
        a.claims = claims;
        assert_eq!(store.ingest(&a.reading(4)).unwrap(), Ingested::Revised { added: 1, retracted: 0 });
        assert!(!store.claim(&first.id).unwrap().unwrap().retracted);
        assert_eq!(store.ingest(&a.reading(5)).unwrap(), Ingested::Unchanged);
        assert_eq!(store.counts().unwrap().entries, 5, "document, three forms of the claim, one retraction");
    }

    fn better_metadata_are_stated_anew(store) {
        let mut a = articles().remove(0);
        store.ingest(&a.reading(1)).unwrap();
        a.document.meta.title = Some("新的標題".into());
        assert_eq!(store.ingest(&a.reading(2)).unwrap(), Ingested::Revised { added: 0, retracted: 0 });
        let d = store.document_record("a.txt").unwrap().unwrap();
        assert_eq!((d.title.as_deref(), d.observed_at, d.claims), (Some("新的標題"), second(1), 1));
        assert_eq!(store.document("a.txt").unwrap().unwrap(), a.document);
    }

    fn a_claim_that_quotes_other_words_is_refused_whole(store) {
        let mut all = articles();
        all[1].claims[0].quote.push('!');
        let readings: Vec<_> = all.iter().map(|a| a.reading(1)).collect();
        let error = store.ingest_batch(&readings).unwrap_err();
        assert!(matches!(&error, LedgerError::Ungrounded { document, .. } if document == "b.txt"), "{error}");
        assert_eq!(store.counts().unwrap(), tradewire_ledger::Counts::default());
    }

    fn two_texts_of_one_name_stand_side_by_side(store) {
        let all = articles();
        let mut other = all[0].clone();
        other.document.raw.push_str("（更新）");
        other.document.id = tradewire_model::Document::content_id("a.txt", &other.document.raw);
        store.ingest(&all[0].reading(1)).unwrap();
        assert_eq!(store.ingest(&other.reading(2)).unwrap(), Ingested::New { claims: 1 });
        assert_eq!(store.counts().unwrap().documents, 2);
        assert_eq!(store.all_claims().unwrap().len(), 1, "the same words in both are one claim");
        assert_eq!(store.claims_of_document(other.document.id.as_str()).unwrap().len(), 1);
        assert_eq!(store.ingest(&all[0].reading(3)).unwrap(), Ingested::Unchanged);
    }

    fn judgements_follow_each_other(store) {
        let a = articles().remove(0);
        store.ingest(&a.reading(1)).unwrap();
        let id = &a.claims[0].id;
        store.set_rank(id, Rank::Preferred, "the lab confirms it", second(2)).unwrap();
        assert_eq!(store.claim(id).unwrap().unwrap().rank, Rank::Preferred);
        store.set_rank(id, Rank::Deprecated, "the lab takes it back", second(3)).unwrap();
        assert_eq!(store.claim(id).unwrap().unwrap().rank, Rank::Deprecated);
        let decided = vec![(id.clone(), Rank::Deprecated, "the lab takes it back".to_owned())];
        assert_eq!(store.judgements().unwrap(), decided, "the last word stands, with its reason");
        assert_eq!(store.ingest(&a.reading(4)).unwrap(), Ingested::Unchanged);
        assert_eq!(store.claim(id).unwrap().unwrap().rank, Rank::Deprecated, "reading again judges nothing");
        let nobody = store.set_rank(&ClaimId::new("c_0"), Rank::Normal, "", second(5));
        assert!(matches!(nobody, Err(LedgerError::Unknown { .. })));
    }

    fn a_clock_that_goes_back_does_not_take_the_log_with_it(store) {
        let all = articles();
        store.ingest(&all[0].reading(100)).unwrap();
        store.ingest(&all[1].reading(50)).unwrap();
        assert_eq!(store.claim(&all[1].claims[0].id).unwrap().unwrap().observed_at, second(100));
    }

    fn documents_are_listed_newest_first_in_pages(store) {
        for a in articles() {
            store.ingest(&a.reading(1)).unwrap();
        }
        let mut names = Vec::new();
        let mut page = Page::first(3);
        loop {
            let listing = store.documents(&page).unwrap();
            names.extend(listing.items.into_iter().map(|d| d.name));
            let Some(next) = listing.next else { break };
            page.after = Some(next);
        }
        assert_eq!(names, ["d.txt", "c.txt", "b.txt", "a.txt"]);
        let bad = Page { limit: 3, after: Some(tradewire_ledger::Cursor::new("?")) };
        assert!(matches!(store.documents(&bad), Err(LedgerError::Cursor(_))));
    }
}
