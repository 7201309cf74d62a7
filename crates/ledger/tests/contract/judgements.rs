//! Judgements on claims and names, what follows from them, and what takes them back.

use proptest::prelude::*;
use tradewire_ledger::{
    Archive, EntryKind, EventFilter, HitKind, Judged, LedgerError, Page, Query, Task, TaskKind,
};
use tradewire_model::{
    ClaimId, ClaimJudgement, Decision, EntityId, JudgementId, Modality, NameJudgement, Publication,
    RejectReason, Role, Statement, Undo, Word,
};

use crate::world::{Derived, articles, full, second, usd};
use crate::{Make, contract, postgres, sqlite_memory};

fn judgement(claim: &ClaimId, reviewer: &str, at: i64, decision: Decision, seen: u64) -> ClaimJudgement {
    ClaimJudgement { seen, ..ClaimJudgement::new(claim.clone(), reviewer, second(at), decision) }
}

fn ids() -> Vec<ClaimId> {
    articles().iter().map(|a| a.claims[0].id.clone()).collect()
}

/// The fourth claim with the sum it should have.
fn mended() -> Decision {
    let mut statement = Statement::of(&articles()[3].claims[0]);
    statement.args.set(Role::Amount, usd(1430));
    Decision::Mend(Box::new(statement))
}

/// The third claim as two: who buys whom, and for how much.
fn split() -> Decision {
    let whole = Statement::of(&articles()[2].claims[0]);
    let (mut one, mut two) = (whole.clone(), whole);
    one.args.remove(Role::Amount);
    two.modality = Modality::Rumoured;
    two.args.set(Role::Amount, usd(7));
    Decision::Split(vec![one, two])
}

fn undo(judgement: &JudgementId, at: i64) -> Undo {
    Undo { judgement: judgement.clone(), by: "ana".into(), at: second(at), words: "a slip".into() }
}

fn derive(store: &mut dyn Archive) {
    let claims = Judged::new(store.standing_judgements().unwrap()).apply(store.all_claims().unwrap());
    let derived = Derived::of(&claims);
    store.replace_views(&tradewire_ledger::Views { claims: &claims, ..derived.views() }).unwrap();
}

/// Everything that is shown, without the places of entries in the log.
fn shown(store: &dyn Archive) -> String {
    let disputed: Vec<_> =
        ids().iter().map(|id| store.claim(id).unwrap().unwrap().review.map(|r| r.disputed)).collect();
    format!("{}{disputed:?}", shown_anywhere(store))
}

/// As [`shown`], without what follows from who had seen which entry of this very log.
fn shown_anywhere(store: &dyn Archive) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    let mut claims = ids();
    claims.extend(
        Judged::new(store.standing_judgements().unwrap()).parts(&store.all_claims().unwrap()).into_keys(),
    );
    let unseen = |r: &tradewire_ledger::JudgementRecord| ClaimJudgement { seen: 0, ..r.judgement.clone() };
    for record in store.claims_by_ids(&claims).unwrap() {
        let said: Vec<_> = record.review.iter().flat_map(|r| &r.judgements).map(unseen).collect();
        let ruling = record.review.as_ref().and_then(|r| r.ruling.as_ref()).map(unseen);
        let around = (&record.rank, record.left, &record.part_of, &record.stated);
        writeln!(out, "{:?} {said:?} {ruling:?} {around:?}", record.claim).unwrap();
    }
    for a in articles() {
        let of: Vec<_> =
            store.claims_of_document(&a.document.name).unwrap().into_iter().map(|r| r.claim).collect();
        writeln!(out, "{of:?}").unwrap();
    }
    let events = store.events(&EventFilter::default()).unwrap();
    let conflicts = store.conflicts().unwrap();
    let entities = store.entities(None, &Page::default()).unwrap();
    let sources = store.sources(&Page::default()).unwrap();
    let found: Vec<_> =
        ["Northgate", "收购", "林知远"].iter().map(|q| store.search(&Query::new(*q)).unwrap()).collect();
    let names: Vec<_> = store.name_judgements(false).unwrap().into_iter().map(|r| r.judgement).collect();
    writeln!(out, "{events:?}\n{conflicts:?}\n{entities:?}\n{sources:?}\n{found:?}\n{names:?}").unwrap();
    out
}

contract! {
    fn a_judgement_is_there_with_who_and_why(store) {
        full(store);
        let id = &ids()[0];
        let mut j = judgement(id, "ana", 50, Decision::Accept, 0);
        (j.words, j.batch, j.random, j.taken_ms) = ("clear".into(), Some("june".into()), true, Some(4200));
        let name = store.judge(&j, second(51)).unwrap();
        let record = store.claim(id).unwrap().unwrap();
        let review = record.review.unwrap();
        assert!(review.is_checked() && !review.disputed && !record.left);
        let ruling = review.ruling.unwrap();
        assert_eq!((&ruling.judgement, &ruling.id, ruling.observed_at), (&j, &name, second(51)));
        let entries = store.counts().unwrap().entries;
        assert_eq!(store.judge(&j, second(99)).unwrap(), name, "the same again");
        assert_eq!(store.counts().unwrap().entries, entries);
        assert_eq!(store.judgements_of_reviewer("ana", 9).unwrap().len(), 1);
        assert!(store.judgements_of_reviewer("ben", 9).unwrap().is_empty());
        assert!(store.verify(None).unwrap().is_sound());
        let stranger = judgement(&ClaimId::new("c_0"), "ana", 1, Decision::Accept, 0);
        assert!(matches!(store.judge(&stranger, second(60)), Err(LedgerError::Unknown { .. })));
        for senseless in [Decision::Duplicate(id.clone()), Decision::Split(vec![])] {
            let j = judgement(id, "ana", 2, senseless, 99);
            assert!(matches!(store.judge(&j, second(60)), Err(LedgerError::Senseless { .. })));
        }
        let nobody = judgement(id, " ", 2, Decision::Accept, 99);
        assert!(matches!(store.judge(&nobody, second(60)), Err(LedgerError::Senseless { .. })));
    }

    fn a_judgement_given_without_sight_of_another_is_refused(store) {
        full(store);
        let id = &ids()[0];
        let reject = || Decision::Reject(RejectReason::NotSaid);
        let first = store.judge(&judgement(id, "ana", 50, reject(), 0), second(50)).unwrap();
        let late = judgement(id, "ben", 51, Decision::Accept, 0);
        let refused = store.judge(&late, second(51));
        assert!(matches!(&refused, Err(LedgerError::Stale { newer }) if newer.id == first), "{refused:?}");
        let seen = store.judgements_of_claim(id).unwrap()[0].seq;
        assert_eq!(store.judgements_of_claim(id).unwrap().len(), 1, "nothing was written");
        // Blind by intention: both stand.
        let blind = ClaimJudgement { second: true, ..late.clone() };
        store.judge(&blind, second(52)).unwrap();
        let review = store.claim(id).unwrap().unwrap().review.unwrap();
        assert_eq!((review.judgements.len(), review.disputed), (2, true));
        // Nobody is their own second.
        let again = ClaimJudgement { at: second(60), ..blind };
        assert!(matches!(store.judge(&again, second(60)), Err(LedgerError::Stale { .. })));
        // With the first in view, a third decides.
        let third = ClaimJudgement { reviewer: "cem".into(), seen: seen + 1, ..late };
        store.judge(&third, second(53)).unwrap();
        let review = store.claim(id).unwrap().unwrap().review.unwrap();
        assert_eq!((review.judgements.len(), review.disputed), (3, false));
        assert_eq!(review.ruling.unwrap().judgement.reviewer, "cem");
    }

    fn a_rejected_claim_leaves_the_views_and_comes_back(store) {
        full(store);
        derive(store);
        let before = shown(store);
        let id = &ids()[3];
        let name = store.judge(&judgement(id, "ana", 50, Decision::Reject(RejectReason::NotSaid), 0), second(50)).unwrap();
        assert!(store.views_behind().unwrap() > 0);
        derive(store);
        assert_eq!(store.views_behind().unwrap(), 0);
        assert!(store.claim(id).unwrap().unwrap().left);
        assert!(store.conflicts().unwrap().is_empty(), "one side is gone");
        assert!(store.claims_of_document("d.txt").unwrap().is_empty());
        let query = Query { kinds: vec![HitKind::Claim], ..Query::new("Northgate") };
        assert!(store.search(&query).unwrap().iter().all(|h| h.id != id.as_str()));
        assert_eq!(store.all_claims().unwrap().len(), 4, "what was stated stands in the log");

        store.undo(&undo(&name, 60), second(60)).unwrap();
        derive(store);
        assert_eq!(shown(store), before);
        assert!(matches!(store.undo(&undo(&name, 61), second(61)), Err(LedgerError::Undone { .. })));
        let stranger = undo(&JudgementId::new("j_0"), 61);
        assert!(matches!(store.undo(&stranger, second(61)), Err(LedgerError::Unknown { .. })));
        let all = store.judgements_of_claim(id).unwrap();
        assert_eq!((all.len(), all[0].undone), (1, true), "that it was given stays");
        let (then, now) = (store.claim_as_of(id, second(55)).unwrap().unwrap(), store.claim_as_of(id, second(65)).unwrap().unwrap());
        assert!(then.review.is_some() && now.review.is_none());
    }

    fn a_mended_claim_says_what_it_should_beside_what_it_said(store) {
        full(store);
        let id = &ids()[3];
        store.judge(&judgement(id, "ana", 50, mended(), 0), second(50)).unwrap();
        derive(store);
        let record = store.claim(id).unwrap().unwrap();
        assert_eq!(record.claim.args.get(Role::Amount), Some(&usd(1430)));
        assert_eq!(record.stated.unwrap().args.get(Role::Amount), Some(&usd(1480)));
        assert_eq!(record.claim.quote, articles()[3].claims[0].quote);
        let conflict = &store.conflicts().unwrap()[0];
        assert!(conflict.sides.iter().all(|s| s.value == conflict.sides[0].value), "{conflict:?}");
    }

    fn the_parts_of_a_split_claim_stand_in_its_place(store) {
        full(store);
        let id = &ids()[2];
        store.judge(&judgement(id, "ana", 50, split(), 0), second(50)).unwrap();
        derive(store);
        let parts = store.claims_of_document("c.txt").unwrap();
        assert_eq!(parts.len(), 2);
        for part in &parts {
            assert_eq!(part.part_of.as_ref(), Some(id));
            assert_ne!(&part.claim.id, id);
            assert_eq!(part.claim.quote, articles()[2].claims[0].quote);
            assert_eq!(store.claim(&part.claim.id).unwrap().as_ref(), Some(part));
            assert!(!store.events_of_claim(&part.claim.id).unwrap().is_empty());
        }
        assert!(store.claim(id).unwrap().unwrap().left);
        // A part is judged like any claim.
        let gone = Decision::Reject(RejectReason::Other);
        store.judge(&judgement(&parts[0].claim.id, "ben", 51, gone, 0), second(51)).unwrap();
        derive(store);
        assert_eq!(store.claims_of_document("c.txt").unwrap().len(), 1);
    }

    fn names_are_judged_and_taken_back(store) {
        full(store);
        let say = |word, at| NameJudgement {
            a: EntityId::new("lin-zhiyuan"), b: EntityId::new("orrery"), word, author: "ana".into(), at: second(at),
            reason: "seen together".into(),
        };
        let same = store.judge_names(&say(Word::Same, 50), second(50)).unwrap();
        store.judge_names(&say(Word::Different, 51), second(51)).unwrap();
        assert_eq!(store.name_judgements(false).unwrap().len(), 2);
        store.undo(&undo(&same, 52), second(52)).unwrap();
        let stand = store.name_judgements(false).unwrap();
        assert_eq!((stand.len(), stand[0].judgement.word), (1, Word::Different));
        assert_eq!(store.name_judgements(true).unwrap().len(), 2);
        let itself = NameJudgement { b: EntityId::new("lin-zhiyuan"), ..say(Word::Same, 53) };
        assert!(matches!(store.judge_names(&itself, second(53)), Err(LedgerError::Senseless { .. })));
        let kinds: Vec<EntryKind> =
            store.changes_since(second(49), &Page::default()).unwrap().items.iter().map(|c| c.kind).collect();
        assert_eq!(kinds, [EntryKind::Names, EntryKind::Names, EntryKind::Undo]);
    }

    fn what_is_public_is_what_was_published_last(store) {
        full(store);
        let all = ids();
        let public = |store: &dyn Archive| {
            let filter = EventFilter { published: true, ..EventFilter::default() };
            let events = store.events(&filter).unwrap().items.len();
            let hits = store.search(&Query { published: true, ..Query::new("Northgate") }).unwrap();
            let count = |kind| hits.iter().filter(|h| h.kind == kind).count();
            (events, count(HitKind::Claim), store.published(&all).unwrap().len())
        };
        assert_eq!(store.publication().unwrap(), None);
        let before = public(store);
        assert_eq!((before.0, before.2), (2, 4), "before the first decision everything is shown");
        let decide = |claims: &[usize], at| Publication {
            by: "ana".into(), at: second(at), claims: claims.iter().map(|i| all[*i].clone()).collect(),
            report: serde_json::json!({"threshold": 0.9}),
        };
        store.publish(&decide(&[0, 1, 2], 50), second(50)).unwrap();
        assert_eq!((public(store).0, public(store).2), (1, 3), "one report of the deal is held back");
        store.publish(&decide(&[2, 3], 51), second(51)).unwrap();
        assert_eq!((public(store).0, public(store).2), (1, 2));
        assert_eq!(store.publication().unwrap().unwrap().publication, decide(&[2, 3], 51));
        store.rebuild().unwrap();
        derive(store);
        assert_eq!((public(store).0, public(store).2), (1, 2));
        store.judge(&judgement(&all[3], "ana", 52, Decision::Reject(RejectReason::NotSaid), 0), second(52)).unwrap();
        derive(store);
        assert_eq!(public(store).2, 1, "a rejected claim is public no more");
        store.publish(&decide(&[], 53), second(53)).unwrap();
        assert_eq!(public(store), (0, 0, 0), "withdrawn");
    }

    fn the_queue_asks_nobody_twice_and_disputes_first(store) {
        full(store);
        let all = ids();
        let task = |i: usize, judges| Task {
            id: all[i].to_string(), kind: TaskKind::Claim, group: "g".into(), score: 1.0, why: Vec::new(), check: None,
            names: Vec::new(), random: false, judges,
        };
        let names = Task { id: "lin-zhiyuan~orrery".into(), kind: TaskKind::Names, ..task(0, 1) };
        let tasks = [task(0, 1), task(1, 2), names];
        store.replace_tasks(&tasks).unwrap();
        assert_eq!(store.all_tasks().unwrap(), tasks);
        assert_eq!(store.queue_made_by().unwrap(), None);
        let open = |store: &dyn Archive, who: &str| -> Vec<String> {
            store.tasks(who, None, 9).unwrap().into_iter().map(|t| t.id).collect()
        };
        assert_eq!(open(store, "ana").len(), 3);
        store.judge(&judgement(&all[0], "ana", 50, Decision::Accept, 0), second(50)).unwrap();
        store.judge(&judgement(&all[1], "ana", 51, Decision::Accept, 0), second(51)).unwrap();
        assert_eq!(open(store, "ana"), ["lin-zhiyuan~orrery"]);
        assert_eq!(open(store, "ben"), [all[1].as_str(), "lin-zhiyuan~orrery"]);
        assert_eq!(store.tasks("ben", Some(TaskKind::Names), 9).unwrap().len(), 1);
        // The outline says the same of the whole queue.
        let outlines = store.task_outlines("ben").unwrap();
        let told: Vec<_> = outlines.iter().map(|o| (&o.id, o.kind, &o.group, o.judges, o.why.clone())).collect();
        let whole: Vec<_> = tasks
            .iter()
            .map(|t| (&t.id, t.kind, &t.group, t.judges, t.why.iter().map(|w| w.code.clone()).collect::<Vec<_>>()))
            .collect();
        assert_eq!(told, whole);
        let mut outlined: Vec<_> = outlines.iter().filter(|o| o.open).map(|o| o.id.clone()).collect();
        let mut by_tasks: Vec<_> = store.tasks("ben", None, 9).unwrap().into_iter().map(|t| t.id).collect();
        outlined.sort();
        by_tasks.sort();
        assert_eq!(outlined, by_tasks);
        let mut blind = judgement(&all[1], "ben", 52, Decision::Reject(RejectReason::NotSaid), 0);
        blind.second = true;
        blind.taken_ms = Some(3000);
        store.judge(&blind, second(52)).unwrap();
        assert_eq!(open(store, "cem"), [all[1].as_str(), "lin-zhiyuan~orrery"], "a third person decides");
        let say = NameJudgement {
            a: EntityId::new("orrery"), b: EntityId::new("lin-zhiyuan"), word: Word::Unsure, author: "cem".into(),
            at: second(53), reason: String::new(),
        };
        store.judge_names(&say, second(53)).unwrap();
        assert_eq!(open(store, "cem"), [all[1].as_str()]);
        let p = store.review_progress("ben").unwrap();
        assert_eq!((p.tasks, p.judged, p.own, p.left, p.disputed, p.median_ms), (3, 2, 1, 1, 1, Some(3000)));
        // What is gone is not asked, and an erasure leaves no queue.
        store.replace_views(&tradewire_ledger::Views::default()).unwrap();
        assert!(store.tasks("dua", Some(TaskKind::Names), 9).unwrap().is_empty());
        derive(store);
        let mut gone = articles().remove(1);
        gone.claims.clear();
        store.ingest(&gone.reading(60)).unwrap();
        assert!(open(store, "cem").is_empty() && store.all_tasks().unwrap().len() == 3);
        let erasure = tradewire_ledger::Erasure {
            documents: vec![gone.document.id.clone()], claims: Vec::new(), judgements: Vec::new(), reason: "request 7".into(),
            observed_at: second(61),
        };
        store.erase(&erasure).unwrap();
        assert!(store.all_tasks().unwrap().is_empty());
    }

    fn judgements_are_erased_with_what_they_are_about_and_alone(store) {
        full(store);
        let all = ids();
        store.judge(&judgement(&all[2], "ana", 50, split(), 0), second(50)).unwrap();
        derive(store);
        let part = store.claims_of_document("c.txt").unwrap()[0].claim.id.clone();
        store.judge(&judgement(&part, "ana", 51, Decision::Accept, 0), second(51)).unwrap();
        let slip = store.judge(&judgement(&all[0], "ana", 52, mended(), 0), second(52)).unwrap();
        store.undo(&undo(&slip, 53), second(53)).unwrap();
        let say = NameJudgement {
            a: EntityId::new("a"), b: EntityId::new("b"), word: Word::Same, author: "ana".into(), at: second(54), reason: "?".into(),
        };
        let named = store.judge_names(&say, second(54)).unwrap();
        let nothing = tradewire_ledger::Erasure {
            documents: Vec::new(), claims: Vec::new(), judgements: Vec::new(), reason: "request 8".into(), observed_at: second(60),
        };
        let claim = tradewire_ledger::Erasure { claims: vec![all[2].clone()], ..nothing.clone() };
        assert_eq!(store.erase(&claim).unwrap().entries, 3, "the claim, its split, what was said of a part");
        let alone = tradewire_ledger::Erasure { judgements: vec![slip, named], ..nothing.clone() };
        assert_eq!(store.erase(&alone).unwrap().entries, 3, "two judgements and the undo of one");
        let stranger = tradewire_ledger::Erasure { judgements: vec![JudgementId::new("j_0")], ..nothing };
        assert!(matches!(store.erase(&stranger), Err(LedgerError::Unknown { .. })));
        assert!(store.standing_judgements().unwrap().is_empty() && store.name_judgements(true).unwrap().is_empty());
        assert!(store.judge_names(&say, second(61)).is_err() || store.name_judgements(false).unwrap().len() == 1);
        assert!(store.verify(None).unwrap().is_sound());
        let mut out = Vec::new();
        store.export(0, &mut out).unwrap();
        assert!(!String::from_utf8(out).unwrap().contains("a slip"));
        store.rebuild().unwrap();
        assert!(store.standing_judgements().unwrap().is_empty());
    }

    fn judgements_travel_with_the_log(store) {
        full(store);
        let all = ids();
        store.judge(&judgement(&all[2], "ana", 50, split(), 0), second(50)).unwrap();
        store.judge(&judgement(&all[3], "ana", 51, mended(), 0), second(51)).unwrap();
        let slip = store.judge(&judgement(&all[0], "ben", 52, Decision::Unsure, 0), second(52)).unwrap();
        store.undo(&undo(&slip, 53), second(53)).unwrap();
        let publication = Publication { by: "ana".into(), at: second(54), claims: all.clone(), report: serde_json::Value::Null };
        store.publish(&publication, second(54)).unwrap();
        derive(store);
        let exported = |store: &dyn Archive| {
            let mut out = Vec::new();
            store.export(0, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let lines = exported(store);
        let mut copy = sqlite_memory();
        copy.store.import(&mut lines.as_bytes(), second(1000)).unwrap();
        assert_eq!(exported(&*copy.store), lines);
        derive(&mut *copy.store);
        assert_eq!(shown_without_texts(&*copy.store), shown_without_texts(store));
        assert_eq!(copy.store.publication().unwrap(), store.publication().unwrap());

        // Into a ledger with a history of its own, what is new is stated anew, once.
        let mut other = sqlite_memory();
        other.store.ingest(&articles()[1].reading(1)).unwrap();
        other.store.ingest(&articles()[0].reading(2)).unwrap();
        other.store.import(&mut lines.as_bytes(), second(1000)).unwrap();
        derive(&mut *other.store);
        assert_eq!(other.store.standing_judgements().unwrap().len(), 2);
        assert_eq!(other.store.publication().unwrap(), None, "what is public is decided here");
        assert_eq!(shown_without_texts(&*other.store), shown_without_texts(store));
        let entries = other.store.counts().unwrap().entries;
        other.store.import(&mut lines.as_bytes(), second(2000)).unwrap();
        assert_eq!(other.store.counts().unwrap().entries, entries);
        assert!(other.store.verify(None).unwrap().is_sound());
    }
}

/// As [`shown`], without what is found in full texts, which do not travel.
fn shown_without_texts(store: &dyn Archive) -> String {
    let all = shown_anywhere(store);
    let end = all.rfind("[[Hit").or_else(|| all.rfind("[[]")).unwrap_or(all.len());
    all[..end].to_owned()
}

/// What somebody may do, by numbers.
#[derive(Debug, Clone, Copy)]
enum Step {
    Judge(usize, usize, usize, bool),
    Names(usize, usize, usize),
    Undo(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0usize..6, 0usize..3, 0usize..6, any::<bool>()).prop_map(|(c, r, d, s)| Step::Judge(c, r, d, s)),
        1 => (0usize..4, 0usize..4, 0usize..3).prop_map(|(a, b, w)| Step::Names(a, b, w)),
        4 => (0usize..12).prop_map(Step::Undo),
    ]
}

/// A judgement as given, to be given again elsewhere.
#[derive(Debug, Clone)]
enum Given {
    Claim(ClaimJudgement),
    Names(NameJudgement),
}

fn decision(n: usize, claims: &[ClaimId], claim: usize) -> Decision {
    match n {
        0 => Decision::Accept,
        1 => Decision::Reject(RejectReason::WrongFigure),
        2 => mended(),
        3 => split(),
        4 => Decision::Duplicate(claims[(claim + 1) % claims.len()].clone()),
        _ => Decision::Unsure,
    }
}

fn parts_of_third() -> Vec<ClaimId> {
    let Decision::Split(into) = split() else { return Vec::new() };
    into.iter().map(|s| s.part_of(&articles()[2].claims[0]).id).collect()
}

/// A ledger in which judgements were given and some taken back shows what one shows in which only the others were
/// given at all; and taking all back shows what was shown before.
fn undo_restores(make: Make, steps: &[Step], order: &[usize]) -> Result<(), TestCaseError> {
    let (mut made, mut other) = (make(), make());
    let (here, there) = (&mut *made.store, &mut *other.store);
    full(here);
    derive(here);
    let untouched = shown(here);
    let claims: Vec<ClaimId> = ids().into_iter().chain(parts_of_third()).collect();
    let entity = |n: usize| EntityId::new(["lin-zhiyuan", "northgate", "orrery", "morning-tide"][n]);
    let mut given: Vec<(JudgementId, Given, bool)> = Vec::new();
    for (at, s) in (100i64..).zip(steps) {
        match *s {
            Step::Judge(c, r, d, blind) => {
                let seen = here.judgements_of_claim(&claims[c]).unwrap().last().map_or(0, |r| r.seq);
                let mut j =
                    judgement(&claims[c], ["ana", "ben", "cem"][r], at, decision(d, &claims, c), seen);
                j.second = blind;
                // A part is there only once its whole was split.
                if let Ok(id) = here.judge(&j, second(at)) {
                    given.push((id, Given::Claim(j), true));
                }
            }
            Step::Names(a, b, w) => {
                let word = [Word::Same, Word::Different, Word::Unsure][w];
                let j = NameJudgement {
                    a: entity(a),
                    b: entity(b),
                    word,
                    author: "ana".into(),
                    at: second(at),
                    reason: String::new(),
                };
                if let Ok(id) = here.judge_names(&j, second(at)) {
                    given.push((id, Given::Names(j), true));
                }
            }
            Step::Undo(n) => {
                if let Some((id, _, stands)) = given.get_mut(n).filter(|g| g.2) {
                    here.undo(&undo(id, at), second(at)).unwrap();
                    *stands = false;
                }
            }
        }
        if at % 3 == 0 {
            derive(here);
        }
    }
    derive(here);

    full(there);
    // Parts are known once their whole was split, and a split that was taken back made them known here.
    let whole = ClaimId::new(ids()[2].as_str());
    let known = there.judge(&judgement(&whole, "zoe", 99, split(), 0), second(99)).unwrap();
    there.undo(&undo(&known, 99), second(99)).unwrap();
    for (_, g, _) in given.iter().filter(|g| g.2) {
        match g {
            // What had been seen stands in the judgement; a ledger of its own counts its own entries.
            Given::Claim(j) => {
                drop(there.judge(&ClaimJudgement { seen: u64::MAX, ..j.clone() }, second(500)).unwrap());
            }
            Given::Names(j) => drop(there.judge_names(j, second(500)).unwrap()),
        }
    }
    derive(there);
    prop_assert_eq!(shown_anywhere(here), shown_anywhere(there));

    let mut at = 1000;
    for n in order.iter().copied() {
        if let Some((id, _, stands)) = given.get_mut(n).filter(|g| g.2) {
            at += 1;
            here.undo(&undo(id, at), second(at)).unwrap();
            *stands = false;
        }
    }
    for (id, _, _) in given.iter().filter(|g| g.2) {
        here.undo(&undo(id, 2000), second(2000)).unwrap();
    }
    derive(here);
    prop_assert_eq!(shown(here), untouched.clone());
    here.rebuild().unwrap();
    derive(here);
    prop_assert_eq!(shown(here), untouched);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(256), ..ProptestConfig::default() })]

    #[test]
    fn undo_restores_every_view(steps in proptest::collection::vec(step(), 1..16), order in Just((0usize..32).collect::<Vec<_>>()).prop_shuffle()) {
        undo_restores(sqlite_memory, &steps, &order)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    #[ignore = "needs PostgreSQL"]
    fn undo_restores_every_view_on_postgres(steps in proptest::collection::vec(step(), 1..16), order in Just((0usize..32).collect::<Vec<_>>()).prop_shuffle()) {
        undo_restores(postgres, &steps, &order)?;
    }
}
