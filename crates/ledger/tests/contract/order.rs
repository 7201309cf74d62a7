//! The order in which documents come in changes nothing that can be asked.

use proptest::prelude::*;
use tradewire_ledger::{EventFilter, HitKind, Page, Query, Store};

use crate::world::{articles, derive, fill};
use crate::{Make, postgres, sqlite_file, sqlite_memory};

/// All answers, without the times at which things were learnt.
fn answers(store: &dyn Store) -> Vec<String> {
    let page = Page::default();
    let mut out = vec![format!("{:?}", store.all_claims().unwrap())];
    let mut documents = store.documents(&page).unwrap().items;
    for d in &mut documents {
        d.observed_at = Default::default();
    }
    out.push(format!("{documents:?}"));
    out.push(format!("{:?}", store.events(&EventFilter::default()).unwrap()));
    out.push(format!("{:?}", store.conflicts().unwrap()));
    let entities = store.entities(None, &page).unwrap();
    for e in &entities.items {
        let claims = store.claims_of_entity(&e.entity.id, &page).unwrap();
        out.push(format!("{:?}", claims.items.iter().map(|c| &c.claim.id).collect::<Vec<_>>()));
    }
    out.push(format!("{entities:?}"));
    out.push(format!("{:?}", store.sources(&page).unwrap()));
    for query in ["收购", "林知遠", "northgate", "2", "labs"] {
        for kind in HitKind::ALL {
            let query = Query { kinds: vec![*kind], ..Query::new(query) };
            out.push(format!("{:?}", store.search(&query).unwrap()));
        }
    }
    out
}

fn ingested(make: Make, order: &[usize]) -> Vec<String> {
    let mut made = make();
    fill(&mut *made.store, order);
    answers(&*made.store)
}

/// The engines give the same answers in the same order, whatever the order of arrival.
#[test]
#[ignore = "needs PostgreSQL"]
fn both_engines_give_the_same_answers() {
    let expected = ingested(sqlite_memory, &[0, 1, 2, 3]);
    for order in [[0, 1, 2, 3], [3, 1, 0, 2], [2, 3, 1, 0]] {
        assert_eq!(ingested(postgres, &order), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_order_gives_the_same_answers(order in Just(vec![0usize, 1, 2, 3]).prop_shuffle()) {
        for make in [sqlite_memory as Make, sqlite_file as Make] {
            prop_assert_eq!(ingested(make, &order), ingested(make, &[0, 1, 2, 3]));
        }
    }

    /// Readings of the same documents again, in batches or one by one, write nothing.
    #[test]
    fn anything_again_changes_nothing(again in prop::collection::vec(0usize..4, 0..8), batched in any::<bool>()) {
        let mut made = sqlite_memory();
        let store = &mut *made.store;
        fill(store, &[0, 1, 2, 3]);
        let (before, counts) = (answers(store), store.counts().unwrap());
        let all = articles();
        let readings: Vec<_> = again.iter().map(|i| all[*i].reading(1000)).collect();
        if batched {
            store.ingest_batch(&readings).unwrap();
        } else {
            for r in &readings {
                store.ingest(r).unwrap();
            }
        }
        prop_assert_eq!(&answers(store), &before);
        derive(store);
        prop_assert_eq!(&answers(store), &before);
        prop_assert_eq!(store.counts().unwrap(), counts);
    }
}
