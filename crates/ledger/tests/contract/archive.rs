//! Proof, erasure, history, export and import.

use tradewire_ledger::{
    Anchor, Archive, EntryKind, Erasure, EventFilter, HitKind, Imported, Ingested, LedgerError, Page, Query,
};
use tradewire_model::{ClaimId, DocId, Modality, Rank};

use crate::world::{Derived, articles, derive, full, second};
use crate::{contract, sqlite_memory};

/// A ledger with everything in it: revisions, a retraction, judgements, an erased document.
fn eventful(store: &mut dyn Archive) {
    full(store);
    let mut all = articles();
    all[0].claims[0].modality = Modality::Rumoured;
    store.ingest(&all[0].reading(10)).unwrap();
    store.set_rank(&all[0].claims[0].id, Rank::Preferred, "confirmed by both sides", second(11)).unwrap();
    all[2].claims.clear();
    store.ingest(&all[2].reading(12)).unwrap();
    store.set_rank(&all[3].claims[0].id, Rank::Deprecated, "typing error, 1.43", second(13)).unwrap();
    store.erase(&erasure(&[&all[1].document.id], 14)).unwrap();
    derive(store);
}

fn erasure(documents: &[&DocId], at: i64) -> Erasure {
    Erasure {
        documents: documents.iter().map(|d| (*d).clone()).collect(),
        claims: Vec::new(),
        judgements: Vec::new(),
        reason: "request 7".into(),
        observed_at: second(at),
    }
}

fn exported(store: &dyn Archive, after: u64) -> String {
    let mut out = Vec::new();
    store.export(after, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn import(store: &mut dyn Archive, lines: &str) -> Imported {
    store.import(&mut lines.as_bytes(), second(1000)).unwrap()
}

/// What the statements say, without the order in which they were learnt.
fn state(store: &dyn Archive) -> String {
    let claims = store.all_claims().unwrap();
    let ranks: Vec<_> = claims.iter().map(|c| store.claim(&c.id).unwrap().unwrap().rank).collect();
    let mut documents = store.documents(&Page::default()).unwrap().items;
    for d in &mut documents {
        d.observed_at = Default::default();
    }
    // Not the documents: their texts are no part of the ledger.
    let kinds = vec![HitKind::Entity, HitKind::Event, HitKind::Claim];
    let found = store.search(&Query { kinds, ..Query::new("北门科技") }).unwrap();
    format!("{claims:?}\n{ranks:?}\n{documents:?}\n{found:?}")
}

contract! {
    fn a_sound_log_is_found_sound(store) {
        let empty = store.verify(None).unwrap();
        assert!(empty.is_sound());
        assert_eq!((empty.entries, empty.anchor.seq), (0, 0));
        full(store);
        let early = store.verify(None).unwrap();
        eventful(store);
        let late = store.verify(Some(&early.anchor)).unwrap();
        assert!(late.is_sound(), "{:?}", late.findings);
        assert_eq!((late.entries, late.erased, late.anchor.seq), (13, 2, 13));
        let forged = Anchor { hash: [1; 32], ..early.anchor };
        assert!(!store.verify(Some(&forged)).unwrap().is_sound());
        let beyond = Anchor { seq: 99, ..early.anchor };
        assert!(!store.verify(Some(&beyond)).unwrap().is_sound());
    }

    fn what_was_erased_is_gone_and_stays_gone(store) {
        full(store);
        let a = &articles()[0];
        let done = store.erase(&erasure(&[&a.document.id], 9)).unwrap();
        assert_eq!((done.entries, done.wiped), (2, true));
        assert_eq!(store.claim(&a.claims[0].id).unwrap(), None);
        assert_eq!(store.document("a.txt").unwrap(), None);
        assert_eq!(store.document_record("a.txt").unwrap(), None);
        assert!(store.events(&EventFilter::default()).unwrap().items.is_empty(), "views repeat what was said");
        derive(store);
        assert!(store.search(&Query::new("首席科学家")).unwrap().is_empty());
        assert_eq!(store.all_claims_as_of(second(8)).unwrap().len(), 3);
        assert_eq!(store.ingest(&a.reading(20)).unwrap(), Ingested::Erased);
        assert_eq!(store.counts().unwrap().documents, 3);
        assert!(store.verify(None).unwrap().is_sound());
        assert_eq!(store.erasures().unwrap(), [erasure(&[&a.document.id], 9)]);
        let unknown = store.erase(&erasure(&[&DocId::new("d_0")], 21));
        assert!(matches!(unknown, Err(LedgerError::Unknown { what: "document", .. })));
        // Again: nothing left to take, and no error.
        assert_eq!(store.erase(&erasure(&[&a.document.id], 22)).unwrap().entries, 0);
    }

    fn a_single_claim_can_be_erased(store) {
        full(store);
        let all = articles();
        let id = &all[0].claims[0].id;
        store.set_rank(id, Rank::Deprecated, "he says so himself", second(8)).unwrap();
        let only = Erasure { documents: Vec::new(), claims: vec![id.clone()], ..erasure(&[], 9) };
        assert_eq!(store.erase(&only).unwrap().entries, 2);
        assert_eq!(store.claim(id).unwrap(), None);
        let d = store.document_record("a.txt").unwrap().unwrap();
        assert_eq!(d.claims, 0);
        assert_eq!(store.document("a.txt").unwrap(), None, "its text holds the words");
        store.ingest(&all[0].reading(10)).unwrap();
        assert_eq!(store.claim(id).unwrap(), None);
        assert_eq!(store.document("a.txt").unwrap(), None);
        assert!(store.verify(None).unwrap().is_sound());
        let nobody = Erasure { claims: vec![ClaimId::new("c_0")], ..only };
        assert!(matches!(store.erase(&nobody), Err(LedgerError::Unknown { what: "claim", .. })));
    }

    fn what_was_believed_can_be_asked(store) {
        let mut a = articles().remove(0);
        let id = a.claims[0].id.clone();
        store.ingest(&a.reading(10)).unwrap();
        a.claims[0].modality = Modality::Rumoured;
        store.ingest(&a.reading(20)).unwrap();
        store.set_rank(&id, Rank::Preferred, "", second(30)).unwrap();
        let claims = std::mem::take(&mut a.claims);
        store.ingest(&a.reading(40)).unwrap();
        a.claims = claims;
        store.ingest(&a.reading(50)).unwrap();

        let believed = |at| store.all_claims_as_of(second(at)).unwrap().first().map(|c| c.modality);
        assert_eq!(believed(9), None);
        assert_eq!(believed(10), Some(Modality::Reported));
        assert_eq!(believed(25), Some(Modality::Rumoured));
        assert_eq!(believed(45), None);
        assert_eq!(believed(50), Some(Modality::Rumoured));
        assert_eq!(store.all_claims_as_of(second(99)).unwrap(), store.all_claims().unwrap());

        let seen = |at| store.claim_as_of(&id, second(at)).unwrap().map(|c| (c.rank, c.retracted, c.observed_at));
        assert_eq!(seen(9), None);
        assert_eq!(seen(10), Some((Rank::Normal, false, second(10))));
        assert_eq!(seen(29), Some((Rank::Normal, false, second(20))));
        assert_eq!(seen(30), Some((Rank::Preferred, false, second(20))));
        assert_eq!(seen(45), Some((Rank::Preferred, true, second(20))));
        assert_eq!(seen(60), Some((Rank::Preferred, false, second(50))));
    }

    fn changes_are_listed_since_a_time(store) {
        eventful(store);
        let since = |at| {
            let mut page = Page::first(2);
            let mut out = Vec::new();
            loop {
                let listing = store.changes_since(second(at), &page).unwrap();
                out.extend(listing.items.into_iter().map(|c| (c.seq, c.kind, c.erased)));
                let Some(next) = listing.next else { return out };
                page.after = Some(next);
            }
        };
        assert_eq!(
            since(9),
            [
                (9, EntryKind::Claim, false),
                (10, EntryKind::Rank, false),
                (11, EntryKind::Retract, false),
                (12, EntryKind::Rank, false),
                (13, EntryKind::Erase, false)
            ]
        );
        assert_eq!(since(0).len(), 13);
        assert_eq!(since(0).iter().filter(|c| c.2).count(), 2);
        assert!(since(99).is_empty());
    }

    fn export_import_export_is_the_same_to_the_byte(store) {
        eventful(store);
        let lines = exported(store, 0);
        assert_eq!(lines.lines().count(), 14);
        let mut other = sqlite_memory();
        let done = import(&mut *other.store, &lines);
        assert_eq!((done.added, done.known, done.refused), (13, 0, 0));
        assert_eq!(exported(&*other.store, 0), lines);
        assert!(other.store.verify(Some(&store.verify(None).unwrap().anchor)).unwrap().is_sound());
        assert_eq!(other.store.all_claims().unwrap(), store.all_claims().unwrap());
        for at in [0, 1, 2, 3, 4, 10, 11, 12, 13, 14] {
            let (here, there) = (store.all_claims_as_of(second(at)), other.store.all_claims_as_of(second(at)));
            assert_eq!(here.unwrap(), there.unwrap(), "as of {at}");
        }
        let all = articles();
        assert_eq!(other.store.claim(&all[0].claims[0].id).unwrap().unwrap().rank, Rank::Preferred);
        assert!(other.store.claim(&all[2].claims[0].id).unwrap().unwrap().retracted);
        assert_eq!(other.store.ingest(&all[1].reading(99)).unwrap(), Ingested::Erased);
        assert_eq!(other.store.document("a.txt").unwrap(), None, "full texts are never exported");
        // Again: nothing new.
        assert_eq!(import(&mut *other.store, &lines).known, 13);
        assert_eq!(exported(&*other.store, 0), lines);
    }

    fn a_later_export_goes_on_where_the_earlier_one_ended(store) {
        full(store);
        let early = exported(store, 0);
        let anchor = store.verify(None).unwrap().anchor;
        let mut other = sqlite_memory();
        import(&mut *other.store, &early);
        eventful(store);
        let delta = exported(store, anchor.seq);
        assert_eq!(delta.lines().count(), 6);
        assert_eq!(import(&mut *other.store, &delta).added, 5);
        assert_eq!(exported(&*other.store, 0), exported(store, 0));
        assert_eq!(other.store.document_record("b.txt").unwrap(), None, "the erasure reaches the copy");
        assert!(matches!(store.export(99, &mut Vec::new()), Err(LedgerError::Unknown { .. })));
    }

    fn ledgers_of_two_origins_are_joined(store) {
        let all = articles();
        store.ingest(&all[0].reading(1)).unwrap();
        store.ingest(&all[1].reading(2)).unwrap();
        let mut other = sqlite_memory();
        eventful(&mut *other.store);
        let lines = exported(&*other.store, 0);
        let done = import(store, &lines);
        assert!(done.added > 0 && done.refused == 0, "{done:?}");
        assert!(store.verify(None).unwrap().is_sound());
        derive(store);
        assert_eq!(state(store), state(&*other.store));
        assert_eq!(store.document_record("b.txt").unwrap(), None, "erasures reach every copy");
        assert_eq!(store.claim(&all[3].claims[0].id).unwrap().unwrap().observed_at, second(1000));
        // Again, and back: nothing new.
        let entries = store.counts().unwrap().entries;
        assert_eq!(import(store, &lines).added, 0);
        assert_eq!(store.counts().unwrap().entries, entries);
        let before = state(&*other.store);
        import(&mut *other.store, &exported(store, 0));
        derive(&mut *other.store);
        assert_eq!(state(&*other.store), before);
    }

    fn an_export_that_was_tampered_with_is_refused(store) {
        let mut other = sqlite_memory();
        eventful(&mut *other.store);
        let lines = exported(&*other.store, 0);
        let swapped = {
            let mut l: Vec<&str> = lines.lines().collect();
            l.swap(3, 4);
            l.join("\n")
        };
        let dropped = lines.lines().enumerate().filter(|(i, _)| *i != 5).map(|(_, l)| l).collect::<Vec<_>>().join("\n");
        let short = lines.lines().take(9).collect::<Vec<_>>().join("\n");
        let changed = lines.replacen("typing error", "typing Error", 1);
        for (bad, at) in [(swapped, 4), (dropped, 6), (short, 10), (changed, 13)] {
            let error = store.import(&mut bad.as_bytes(), second(1)).unwrap_err();
            assert!(matches!(error, LedgerError::Import { line, .. } if line == at), "{error}");
        }
        for bad in ["", "{}", "nonsense\n", "\u{0}\u{0}"] {
            assert!(matches!(store.import(&mut bad.as_bytes(), second(1)), Err(LedgerError::Import { line: 1, .. })));
        }
        let not_text = store.import(&mut [0xff, 0xfe, 0x0a].as_slice(), second(1));
        assert!(matches!(not_text, Err(LedgerError::Io { .. })));
        // What was read before stays, and the whole export completes it.
        import(store, &lines);
        assert_eq!(exported(store, 0), lines);
    }

    fn rebuilding_from_the_log_changes_nothing(store) {
        eventful(store);
        let (before, counts, lines) = (state(store), store.counts().unwrap(), exported(store, 0));
        let documents = store.documents(&Page::default()).unwrap();
        store.rebuild().unwrap();
        let derived = Derived::of(&store.all_claims().unwrap());
        store.replace_views(&derived.views()).unwrap();
        assert_eq!(state(store), before);
        assert_eq!(store.counts().unwrap(), counts);
        assert_eq!(store.documents(&Page::default()).unwrap(), documents);
        assert_eq!(exported(store, 0), lines);
        assert!(store.document("a.txt").unwrap().is_some(), "the cache stays");
    }
}
