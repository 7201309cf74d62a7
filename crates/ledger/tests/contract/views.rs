//! Events, conflicts, entities and sources.

use tradewire_ledger::{Cursor, EntityClass, EventFilter, LedgerError, Page, Views};
use tradewire_model::{ClaimKind, EntityId, EventId, Name, Role, Stage, Value};

use crate::contract;
use crate::world::{Derived, articles, derive, full, lin, morning, northgate, orrery};

fn id(name: &Name) -> EntityId {
    name.id.clone().unwrap()
}

contract! {
    fn events_are_filtered_and_newest_first(store) {
        full(store);
        let kinds = |filter: EventFilter| -> Vec<ClaimKind> {
            store.events(&filter).unwrap().items.iter().map(|e| e.event.kind).collect()
        };
        let all = EventFilter::default;
        assert_eq!(kinds(all()), [ClaimKind::Deal, ClaimKind::Move]);
        assert_eq!(kinds(EventFilter { kind: Some(ClaimKind::Move), ..all() }), [ClaimKind::Move]);
        assert_eq!(kinds(EventFilter { stage: Some(Stage::Announced), ..all() }), [ClaimKind::Deal]);
        assert_eq!(kinds(EventFilter { stage: Some(Stage::Collapsed), ..all() }), []);
        assert_eq!(kinds(EventFilter { entity: Some(id(&lin())), ..all() }), [ClaimKind::Move]);
        assert_eq!(kinds(EventFilter { entity: Some(id(&northgate())), ..all() }), [ClaimKind::Deal, ClaimKind::Move]);
        assert_eq!(kinds(EventFilter { document: Some("b.txt".into()), ..all() }), [ClaimKind::Move]);
        assert_eq!(kinds(EventFilter { document: Some("nowhere".into()), ..all() }), []);
        assert_eq!(kinds(EventFilter { conflict: Some(true), ..all() }), [ClaimKind::Deal]);
        assert_eq!(kinds(EventFilter { conflict: Some(false), ..all() }), [ClaimKind::Move]);
        assert_eq!(kinds(EventFilter { fiction: Some(false), ..all() }), []);
        assert_eq!(kinds(EventFilter { text: Some("收購".into()), ..all() }), [ClaimKind::Deal]);
        assert_eq!(kinds(EventFilter { text: Some("林知远".into()), ..all() }), [ClaimKind::Move]);
        assert_eq!(kinds(EventFilter { text: Some("northg".into()), kind: Some(ClaimKind::Deal), ..all() }), [ClaimKind::Deal]);
        assert_eq!(kinds(EventFilter { text: Some("…".into()), ..all() }), []);
        assert_eq!(kinds(EventFilter { text: Some("  ".into()), ..all() }).len(), 2);
    }

    fn an_event_knows_its_dates_and_documents(store) {
        full(store);
        let deal = store.event(&EventId::of(["deal"])).unwrap().unwrap();
        assert_eq!(deal.first_published, "2025-07".parse().ok());
        assert_eq!(deal.last_published, "2025-07-02".parse().ok());
        assert_eq!((deal.documents, deal.conflicts, deal.fiction), (2, 1, true));
        let derived = Derived::of(&store.all_claims().unwrap());
        assert_eq!(deal.event, derived.events[1]);
        assert_eq!(store.event(&EventId::of(["nothing"])).unwrap(), None);
        let of_claim = store.events_of_claim(&deal.event.claims[0].id).unwrap();
        assert_eq!(of_claim, [deal]);
    }

    fn pages_of_events_hold_each_once(store) {
        full(store);
        let first = store.events(&EventFilter { page: Page::first(1), ..EventFilter::default() }).unwrap();
        let next = Page { limit: 1, after: first.next.clone() };
        let second = store.events(&EventFilter { page: next, ..EventFilter::default() }).unwrap();
        assert_eq!(first.items[0].event.kind, ClaimKind::Deal);
        assert_eq!(second.items[0].event.kind, ClaimKind::Move);
        assert_eq!(second.next, None);
        let bad = Page { limit: 1, after: Some(Cursor::new("nonsense")) };
        let bad = store.events(&EventFilter { page: bad, ..EventFilter::default() });
        assert!(matches!(bad, Err(LedgerError::Cursor(_))));
    }

    fn conflicts_are_found_from_all_sides(store) {
        full(store);
        let all = store.conflicts().unwrap();
        assert_eq!(all, Derived::of(&store.all_claims().unwrap()).conflicts);
        assert_eq!(store.conflict(&all[0].id).unwrap().as_ref(), Some(&all[0]));
        assert_eq!(store.conflicts_of_event(&EventId::of(["deal"])).unwrap(), all);
        assert!(store.conflicts_of_event(&EventId::of(["move"])).unwrap().is_empty());
        assert_eq!(store.conflicts_of_entity(&id(&orrery())).unwrap(), all);
        assert!(store.conflicts_of_entity(&id(&lin())).unwrap().is_empty());
    }

    fn entities_are_listed_by_weight(store) {
        full(store);
        let names = |class| -> Vec<(String, usize, usize)> {
            let listing = store.entities(class, &Page::default()).unwrap();
            listing.items.into_iter().map(|e| (e.entity.name, e.events, e.claims)).collect()
        };
        assert_eq!(
            names(None),
            [
                ("Northgate Labs".into(), 2, 4),
                ("Lin Zhiyuan".into(), 1, 2),
                ("Orrery AI".into(), 1, 2),
                ("Morning Tide".into(), 0, 0)
            ]
        );
        assert_eq!(names(Some(EntityClass::Person)), [("Lin Zhiyuan".into(), 1, 2)]);
        let first = store.entities(None, &Page::first(3)).unwrap();
        let rest = store.entities(None, &Page { limit: 3, after: first.next }).unwrap();
        assert_eq!((rest.items.len(), rest.next), (1, None));
        assert_eq!(store.entity(&id(&lin())).unwrap().unwrap().entity.forms[0], "林知远");
        assert_eq!(store.entity(&EntityId::new("nobody")).unwrap(), None);
        let asked = store.entities_by_ids(&[id(&orrery()), EntityId::new("nobody"), id(&lin())]).unwrap();
        assert_eq!(asked.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["Orrery AI", "Lin Zhiyuan"]);
        let claims = store.claims_of_entity(&id(&lin()), &Page::first(1)).unwrap();
        assert_eq!(claims.items[0].claim.doc, "b.txt");
        let claims = store.claims_of_entity(&id(&lin()), &Page { limit: 1, after: claims.next }).unwrap();
        assert_eq!((claims.items[0].claim.doc.as_str(), claims.next), ("a.txt", None));
    }

    fn sources_publish_and_are_cited(store) {
        full(store);
        let all = store.sources(&Page::default()).unwrap().items;
        let seen: Vec<_> = all.iter().map(|s| (s.name.as_str(), s.documents, s.claims)).collect();
        assert_eq!(seen[0], ("Morning Tide", 2, 2));
        assert_eq!(seen.len(), 3);
        assert!(seen.contains(&("Café Ledger", 1, 0)) && seen.contains(&("Harbour Wire", 1, 0)));
        let source = store.source(&id(&morning())).unwrap().unwrap();
        assert_eq!(source, all[0]);
        let documents = store.documents_of_source(&source.id, &Page::default()).unwrap().items;
        assert_eq!(documents.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["c.txt", "a.txt"]);
        let claims = store.claims_of_source(&source.id, &Page::default()).unwrap().items;
        assert_eq!(claims.iter().map(|c| c.claim.doc.as_str()).collect::<Vec<_>>(), ["d.txt", "b.txt"]);
    }

    fn replacing_the_views_leaves_the_statements(store) {
        full(store);
        let claims = store.all_claims().unwrap();
        let entries = store.counts().unwrap().entries;
        store.replace_views(&Views::default()).unwrap();
        assert!(store.events(&EventFilter::default()).unwrap().items.is_empty());
        assert!(store.conflicts().unwrap().is_empty());
        assert!(store.entities(None, &Page::default()).unwrap().items.is_empty());
        assert_eq!(store.all_claims().unwrap(), claims);
        derive(store);
        assert_eq!(store.events(&EventFilter::default()).unwrap().items.len(), 2);
        assert_eq!(store.counts().unwrap().entries, entries);
    }

    fn resolved_claims_are_shown_and_stated_ones_kept(store) {
        let mut a = articles().remove(0);
        a.claims[0].args.set(Role::To, Value::Name(Name::unresolved("北門科技")));
        store.ingest(&a.reading(1)).unwrap();
        let stated = store.all_claims().unwrap();
        let mut resolved = stated.clone();
        resolved[0].args.set(Role::To, Value::Name(northgate()));
        let derived = Derived::of(&resolved);
        store.replace_views(&Views { claims: &resolved, ..derived.views() }).unwrap();
        let shown = store.claim(&stated[0].id).unwrap().unwrap().claim;
        assert_eq!(shown.args, resolved[0].args);
        assert_eq!(shown.derivation, a.claims[0].derivation);
        assert_eq!(store.all_claims().unwrap(), stated);
        assert_eq!(store.claims_of_entity(&id(&northgate()), &Page::default()).unwrap().items.len(), 1);
        derive(store);
        assert_eq!(store.claim(&stated[0].id).unwrap().unwrap().claim.args, stated[0].args);
    }
}
