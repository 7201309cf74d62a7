//! Corrections, replies, denials; requests and their clock.

use tradewire_ledger::{
    Archive, Corrected, Cursor, Erasure, LedgerError, Page, Request, RequestDecision, RequestKind,
    RequestState, Response, ResponseKind, Timestamp,
};
use tradewire_model::{ClaimJudgement, Decision, Publication, Rank, RejectReason, Undo};

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

    fn corrections_are_listed_latest_first_in_pages(store) {
        full(store);
        let claims: Vec<_> = store.all_claims().unwrap().into_iter().map(|c| c.id).collect();
        let now = at("2026-05-20T00:00:00Z");
        assert!(store.corrections(&Page::default()).unwrap().items.is_empty(), "reading articles corrects nothing");
        store.respond(&response(claims[0].as_str(), "It is not so."), now).unwrap();
        let asked = store.request(&request(&[claims[1].as_str()], "2026-05-02T09:00:00Z"), now).unwrap();
        store.decide(&decision(&asked, RequestState::Extended), now).unwrap();
        store.set_rank(&claims[1], Rank::Deprecated, "outdated", now).unwrap();
        let judge = |claim: usize, decision| ClaimJudgement::new(claims[claim].clone(), "ana", now, decision);
        store.judge(&judge(2, Decision::Accept), now).unwrap();
        let said = store.judge(&judge(1, Decision::Reject(RejectReason::NotSaid)), now).unwrap();
        store.undo(&Undo { judgement: said, by: "ben".into(), at: now, words: "no".into() }, now).unwrap();
        let decide = |some: &[usize]| Publication {
            by: "ana".into(), at: now, claims: some.iter().map(|i| claims[*i].clone()).collect(),
            report: serde_json::Value::Null,
        };
        store.publish(&decide(&[0, 1]), now).unwrap();
        store.publish(&decide(&[1]), now).unwrap();
        let erasure = Erasure {
            documents: Vec::new(), claims: vec![claims[2].clone()], judgements: Vec::new(),
            reason: "asked".into(), observed_at: now,
        };
        store.erase(&erasure).unwrap();
        let all = store.corrections(&Page::default()).unwrap();
        let told: Vec<String> = all.items.iter().map(|c| match &c.what {
            Corrected::Response(r) => format!("response {}", r.author),
            Corrected::Request { due_at, state, about, .. } => format!("request {} {due_at} {}", state.as_str(), about.len()),
            Corrected::Decision(d) => format!("decision {}", d.state.as_str()),
            Corrected::Erasure { reason, claims, .. } => format!("erasure {claims} {reason}"),
            Corrected::Judgement { judgement, undone } => format!("judgement {} {undone}", judgement.reviewer),
            Corrected::Undo { undo, claim } => format!("undo {} {}", undo.by, claim.is_some()),
            Corrected::Rank { reason, .. } => format!("rank {reason}"),
            Corrected::Publication { public, withdrawn, .. } => format!("public {public}, not {withdrawn}"),
        }).collect();
        assert_eq!(told, [
            "erasure 1 asked", "public 1, not 1", "public 2, not 0", "undo ben true", "judgement ana true",
            "rank outdated", "decision extended", "request extended 2026-08-02T09:00:00Z 1", "response Northgate",
        ]);
        assert!(!format!("{all:?}").contains("a@n.example"), "who asks is nobody else's business");
        let (mut walked, mut page) = (Vec::new(), Page::first(2));
        loop {
            let some = store.corrections(&page).unwrap();
            walked.extend(some.items);
            let Some(next) = some.next else { break };
            page.after = Some(next);
        }
        assert_eq!(walked, all.items);
        let nowhere = Page { after: Some(Cursor::new("x")), ..Page::default() };
        assert!(matches!(store.corrections(&nowhere), Err(LedgerError::Cursor(_))));
    }

    fn responses_about_many_things_are_read_at_once(store) {
        full(store);
        let claims: Vec<String> = store.all_claims().unwrap().iter().map(|c| c.id.to_string()).collect();
        let now = at("2026-05-20T00:00:00Z");
        for (claim, text) in [(1, "a"), (0, "b"), (1, "c")] {
            store.respond(&response(&claims[claim], text), now).unwrap();
        }
        let many: Vec<String> = claims.iter().cloned().chain((0..1200).map(|i| format!("c_{i}"))).rev().collect();
        let ids: Vec<&str> = many.iter().map(String::as_str).collect();
        let said: Vec<String> = store.responses_of(&ids).unwrap().into_iter().map(|r| r.response.text).collect();
        assert_eq!(said, ["a", "b", "c"]);
        assert!(store.responses_of(&[]).unwrap().is_empty());
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
        other.set_rank(&other.all_claims().unwrap()[1].id.clone(), Rank::Deprecated, "own", now).unwrap();
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
