//! Corrections, replies, denials; requests and their clock.

use tradewire_ledger::{
    Archive, Erasure, LedgerError, Request, RequestDecision, RequestKind, RequestState, Response,
    ResponseKind, Timestamp,
};

use crate::world::full;
use crate::{contract, sqlite_memory};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn response(about: &str, text: &str) -> Response {
    Response {
        about: about.to_owned(),
        kind: ResponseKind::Denial,
        author: "Northgate".into(),
        text: text.into(),
        evidence: vec!["https://n.example/note".into()],
    }
}

fn request(about: &[&str], received: &str) -> Request {
    Request {
        kind: RequestKind::Erasure,
        about: about.iter().map(|a| (*a).to_owned()).collect(),
        by: "A. Person <a@n.example>".into(),
        text: "Please take it out.".into(),
        received_at: at(received),
    }
}

fn decision(id: &str, state: RequestState) -> RequestDecision {
    RequestDecision { request: id.to_owned(), state, by: "ana".into(), reason: "so".into() }
}

fn a_claim(store: &dyn Archive) -> String {
    store.all_claims().unwrap()[0].id.to_string()
}

contract! {
    fn a_response_stands_beside_what_it_is_about(store) {
        full(store);
        let claim = a_claim(store);
        let before = (store.all_claims().unwrap(), store.events(&Default::default()).unwrap());
        let now = at("2026-05-01T00:00:00Z");
        let id = store.respond(&response(&claim, "It is not so."), now).unwrap();
        assert_eq!(store.respond(&response(&claim, "It is not so."), now).unwrap(), id);
        store.respond(&response(&claim, "And never was."), now).unwrap();
        let said = store.responses(&claim).unwrap();
        assert_eq!(said.len(), 2);
        assert_eq!((said[0].id.as_str(), said[0].response.author.as_str()), (id.as_str(), "Northgate"));
        assert_eq!(said[0].response.evidence, ["https://n.example/note"]);
        assert_eq!((store.all_claims().unwrap(), store.events(&Default::default()).unwrap()), before);
        assert!(matches!(store.respond(&response("c_none", "x"), now), Err(LedgerError::Unknown { .. })));
        assert!(store.verify(None).unwrap().findings.is_empty());
        store.rebuild().unwrap();
        assert_eq!(store.responses(&claim).unwrap(), said);
    }

    fn a_request_has_a_month_and_a_course(store) {
        full(store);
        let claim = a_claim(store);
        let now = at("2026-05-20T00:00:00Z");
        let early = store.request(&request(&[&claim], "2026-05-02T09:00:00Z"), now).unwrap();
        let late = store.request(&request(&[], "2026-05-10T09:00:00Z"), now).unwrap();
        let ids = |store: &dyn Archive, all| store.requests(all).unwrap().into_iter().map(|r| r.id).collect::<Vec<_>>();
        assert_eq!(ids(store, false), [early.clone(), late.clone()]);
        let first = &store.requests(false).unwrap()[0];
        assert_eq!((first.due_at, first.days_left(now)), (at("2026-06-02T09:00:00Z"), 13));
        assert_eq!(first.days_left(at("2026-06-03T09:00:01Z")), -2);
        store.decide(&decision(&early, RequestState::Extended), now).unwrap();
        assert_eq!(ids(store, false), [late.clone(), early.clone()], "it is due later now");
        assert_eq!(store.requests_about(&claim).unwrap()[0].due_at, at("2026-08-02T09:00:00Z"));
        let senseless = |r| matches!(r, Err(LedgerError::Senseless { .. }));
        assert!(senseless(store.decide(&decision(&early, RequestState::Extended), now)));
        assert!(senseless(store.decide(&decision(&early, RequestState::Open), now)));
        store.decide(&decision(&early, RequestState::Granted), now).unwrap();
        assert!(senseless(store.decide(&decision(&early, RequestState::Refused), now)));
        assert!(matches!(store.decide(&decision("q_none", RequestState::Granted), now), Err(LedgerError::Unknown { .. })));
        assert_eq!(ids(store, false).len(), 1);
        assert_eq!(store.requests(false).unwrap()[0].id, late);
        let all = store.requests(true).unwrap();
        let done = all.iter().find(|r| r.id == early).unwrap();
        assert_eq!((done.state, done.decisions.len()), (RequestState::Granted, 2));
        assert!(store.verify(None).unwrap().findings.is_empty());
        store.rebuild().unwrap();
        assert_eq!(store.requests(true).unwrap(), all);
    }

    fn what_was_erased_on_request_keeps_its_request(store) {
        full(store);
        let claim = store.all_claims().unwrap()[0].id.clone();
        let now = at("2026-05-20T00:00:00Z");
        store.respond(&response(claim.as_str(), "x"), now).unwrap();
        let id = store.request(&request(&[claim.as_str()], "2026-05-02T09:00:00Z"), now).unwrap();
        let erasure = Erasure {
            documents: Vec::new(), claims: vec![claim.clone()], judgements: Vec::new(),
            reason: format!("request {id}"), observed_at: now,
        };
        store.erase(&erasure).unwrap();
        store.decide(&decision(&id, RequestState::Granted), now).unwrap();
        assert_eq!(store.requests(true).unwrap()[0].state, RequestState::Granted);
        assert!(store.verify(None).unwrap().findings.is_empty());
    }

    fn responses_travel_and_requests_stay(store) {
        full(store);
        let claim = a_claim(store);
        let now = at("2026-05-20T00:00:00Z");
        store.respond(&response(&claim, "x"), now).unwrap();
        store.request(&request(&[&claim], "2026-05-02T09:00:00Z"), now).unwrap();
        let mut lines = Vec::new();
        store.export(0, &mut lines).unwrap();
        // A ledger with statements of its own.
        let mut other = sqlite_memory();
        let other = &mut *other.store;
        full(other);
        other.set_rank(&other.all_claims().unwrap()[1].id.clone(), tradewire_model::Rank::Deprecated, "own", now).unwrap();
        other.import(&mut lines.as_slice(), now).unwrap();
        assert_eq!(other.responses(&claim).unwrap().len(), 1);
        assert!(other.requests(true).unwrap().is_empty());
        // An empty one becomes the same ledger, and writes out the same bytes.
        let mut same = sqlite_memory();
        let same = &mut *same.store;
        same.import(&mut lines.as_slice(), now).unwrap();
        assert_eq!(same.requests(true).unwrap().len(), 1);
        let mut again = Vec::new();
        same.export(0, &mut again).unwrap();
        assert_eq!(String::from_utf8(again).unwrap(), String::from_utf8(lines).unwrap());
    }
}
