//! What holds of any set of reports.

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use tradewire_kb::KnowledgeBase;
use tradewire_model::{Bound, Claim, Decimal, DocId, EventId, Rank, ReportRole, Role};

use tradewire_reconcile::{
    Changes, DocumentInfo, Judgement, Live, Reconciled, reconcile, reconcile_judged, track_records,
};
use tradewire_resolve::{Resolution, resolve};

const KB: &str = r#"
[[organisation]]
id = "northgate"
name = "Northgate"
as_of = "2031"
source = "fiction"
[[organisation]]
id = "larkspur"
name = "Larkspur"
as_of = "2031"
source = "fiction"
names = { zh-Hans = ["云雀实验室"] }
[[person]]
id = "shen-jiahe"
name = "Jiahe Shen"
orgs = ["larkspur"]
as_of = "2031"
source = "fiction"
names = { zh-Hans = ["沈嘉禾"], short = ["Shen"] }
[[outlet]]
id = "harbour-wire"
name = "Harbour Wire"
class = "wire"
as_of = "2031"
source = "fiction"
[[outlet]]
id = "kiln-notes"
name = "Kiln Notes"
class = "blog"
as_of = "2031"
source = "fiction"
"#;

const PEOPLE: &[&str] = &[
    "Jiahe Shen",
    "沈嘉禾",
    "沈佳禾",
    "Shen",
    "林知远",
    "Zhiyuan Lin",
    "米拉·奥卡福尔(Mira Okafor)",
    "奥卡福尔",
];
const ORGS: &[&str] = &["Northgate", "Larkspur", "云雀实验室", "该公司", "Okapi"];
const OUTLETS: &[&str] = &["Harbour Wire", "Kiln Notes", "Nobody's Gazette"];
const MODALITIES: &[&str] = &["asserted", "reported", "rumoured", "planned", "denied", "declined"];

const OUTCOMES: &[&str] = &["open", "declined", "accepted"];

/// A document of up to three claims.
#[derive(Debug, Clone)]
struct Doc {
    day: u8,
    outlet: usize,
    claims: Vec<Json>,
}

fn amount() -> impl Strategy<Value = Json> {
    (0usize..5, 1u64..40).prop_map(|(bound, n)| {
        let bound = [Bound::Exact, Bound::Approx, Bound::AtLeast, Bound::UpTo, Bound::Range][bound];
        let v = n * 10_000_000;
        match bound {
            Bound::Range => {
                json!({"low": v, "high": v * 3, "currency": "USD", "bound": bound, "per": "total"})
            }
            _ => json!({"value": v, "currency": "USD", "bound": bound, "per": "total"}),
        }
    })
}

fn claim() -> impl Strategy<Value = Json> {
    let pick = |list: &'static [&'static str]| (0..list.len()).prop_map(|i| list[i]);
    let name = move |list| pick(list).prop_map(|t| json!({ "text": t }));
    let source = proptest::option::of(pick(OUTLETS).prop_map(|t| json!({ "text": t })));
    (0usize..5, name(PEOPLE), name(ORGS), name(ORGS), amount(), pick(MODALITIES), source, 0usize..3).prop_map(
        |(kind, person, a, b, sum, modality, source, outcome)| {
            let (kind, args) = match kind {
                0 => ("move", json!({"type": "join", "person": person, "from": a, "to": b})),
                1 => ("move", json!({"type": "leave", "person": person, "from": a})),
                2 => {
                    ("offer", json!({"bidder": a, "to": person, "total": sum, "outcome": OUTCOMES[outcome]}))
                }
                3 => ("deal", json!({"acquirer": a, "target": b, "amount": sum})),
                _ => ("funding", json!({"company": a, "amount": sum})),
            };
            json!({"kind": kind, "args": args, "modality": modality, "source": source})
        },
    )
}

fn docs() -> impl Strategy<Value = Vec<Doc>> {
    let doc = (1u8..28, 0usize..3, proptest::collection::vec(claim(), 1..4))
        .prop_map(|(day, outlet, claims)| Doc { day, outlet, claims });
    proptest::collection::vec(doc, 1..7)
}

fn read(docs: &[Doc], names: &[usize]) -> (Vec<Claim>, Vec<DocumentInfo>) {
    let (mut claims, mut infos) = (Vec::new(), Vec::new());
    for (d, n) in docs.iter().zip(names) {
        let doc = format!("doc{n:02}");
        for (i, c) in d.claims.iter().enumerate() {
            let quote = format!("{} {} {}", c["kind"], c["args"], c["modality"]);
            let mut line = c.clone();
            line["doc"] = json!(doc);
            line["span"] = json!([i * 1000, i * 1000 + quote.len()]);
            line["quote"] = json!(quote);
            claims.push(Claim::from_json(&line).expect("generated claims are well formed"));
        }
        infos.push(DocumentInfo {
            name: doc.clone(),
            id: DocId::of([&doc]),
            published: format!("2031-05-{:02}", d.day).parse().ok(),
            outlet: Some(OUTLETS[d.outlet].to_owned()),
            title: None,
            fiction: true,
            url: None,
        });
    }
    (claims, infos)
}

/// What somebody holds who follows the changes.
#[derive(Debug, Default, PartialEq)]
struct Held {
    events: BTreeMap<String, String>,
    conflicts: BTreeMap<String, String>,
    backing: BTreeMap<String, Vec<String>>,
    rounds: BTreeMap<String, Vec<String>>,
}

impl Held {
    fn of(now: Reconciled) -> Self {
        let mut out = Self::default();
        out.apply(Changes { now, ..Changes::default() });
        out
    }

    fn apply(&mut self, changes: Changes) {
        let now = changes.now;
        let gone = changes.gone_events.iter().chain(now.events.iter().map(|e| &e.id));
        for id in gone.map(EventId::as_str) {
            self.events.remove(id);
            self.backing.remove(id);
            self.rounds.remove(id);
        }
        for id in &changes.gone_conflicts {
            self.conflicts.remove(id.as_str());
        }
        self.events.extend(now.events.into_iter().map(|e| (e.id.to_string(), format!("{e:?}"))));
        self.conflicts.extend(now.conflicts.into_iter().map(|c| (c.id.to_string(), format!("{c:?}"))));
        for b in now.backing {
            self.backing.entry(b.event.to_string()).or_default().push(format!("{b:?}"));
        }
        for r in now.rounds {
            self.rounds.entry(r.event.to_string()).or_default().push(format!("{r:?}"));
        }
    }
}

fn run(mut claims: Vec<Claim>, infos: &[DocumentInfo]) -> (Reconciled, Resolution) {
    let kb = KnowledgeBase::from_files([("kb.toml", KB)]).expect("the cast loads");
    let resolution = resolve(&mut claims, &kb);
    (reconcile(&claims, infos, &resolution), resolution)
}

fn slack(b: Bound, low: Option<Decimal>, high: Option<Decimal>) -> (Option<Decimal>, Option<Decimal>) {
    let part = |d: Decimal, n: i64| d * Decimal::new(n, 1);
    if b == Bound::Approx { (low.map(|d| part(d, 9)), high.map(|d| part(d, 11))) } else { (low, high) }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arrival_order_changes_nothing(docs in docs(), seed in any::<u64>()) {
        let names: Vec<usize> = (0..docs.len()).collect();
        let (claims, infos) = read(&docs, &names);
        let expected = run(claims.clone(), &infos);
        // A shuffle by a multiplicative hash of the place: any order will do.
        let mut order: Vec<usize> = (0..claims.len()).collect();
        order.sort_by_key(|i| (*i as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        let shuffled = order.iter().map(|&i| claims[i].clone()).collect();
        let mut back = infos.clone();
        back.reverse();
        let got = run(shuffled, &back);
        prop_assert_eq!(&got.0, &expected.0);
        prop_assert_eq!(&got.1, &expected.1);
    }

    /// Documents come one by one in any order, one of them is taken back and comes again: the end is that of a full
    /// rebuild.
    #[test]
    fn one_by_one_is_all_at_once(docs in docs(), seed in any::<u64>(), again in any::<prop::sample::Index>()) {
        let names: Vec<usize> = (0..docs.len()).collect();
        let (mut claims, infos) = read(&docs, &names);
        let kb = KnowledgeBase::from_files([("kb.toml", KB)]).expect("the cast loads");
        let resolution = resolve(&mut claims, &kb);
        let expected = reconcile(&claims, &infos, &resolution);
        let mut order: Vec<&DocumentInfo> = infos.iter().collect();
        order.sort_by_key(|i| (i.name.bytes().map(u64::from).sum::<u64>() + 1).wrapping_mul(seed | 1).rotate_left(17));
        let again = &infos[again.index(infos.len())];
        order.push(again);
        let mut live = Live::new();
        let mut held = Held::default();
        for (n, info) in order.iter().enumerate() {
            let of: Vec<&Claim> = claims.iter().filter(|c| c.doc == info.name).collect();
            if n + 1 == order.len() {
                held.apply(live.update(std::slice::from_ref(*info), std::iter::empty(), &resolution));
            }
            held.apply(live.update(std::slice::from_ref(*info), of, &resolution));
        }
        prop_assert_eq!(live.len(), expected.events.iter().map(|e| e.claims.len()).sum::<usize>());
        prop_assert_eq!(held, Held::of(expected));
    }

    #[test]
    fn a_copy_changes_no_grade(docs in docs(), which in any::<prop::sample::Index>()) {
        let names: Vec<usize> = (0..docs.len()).collect();
        let (claims, infos) = read(&docs, &names);
        let before = run(claims.clone(), &infos).0;
        // Another blog takes a whole article over, later.
        let mut copied = docs.clone();
        let mut copy = docs[which.index(docs.len())].clone();
        copy.day = 28;
        copy.outlet = 2;
        copied.push(copy);
        let (more, infos) = read(&copied, &(0..copied.len()).collect::<Vec<_>>());
        let after = run(more, &infos).0;
        for e in &before.events {
            let same: Vec<_> = after.events.iter().filter(|f| f.id == e.id).collect();
            prop_assert_eq!(same.len(), 1);
            prop_assert_eq!(same[0].grade, e.grade, "{:?}", e);
        }
    }

    #[test]
    fn what_holds_meets_every_accepted_origin(docs in docs()) {
        let names: Vec<usize> = (0..docs.len()).collect();
        let (claims, infos) = read(&docs, &names);
        let out = run(claims.clone(), &infos).0;
        for e in &out.events {
            let disputed: Vec<&EventId> = out.conflicts.iter().filter(|c| c.role == Role::Amount).filter_map(|c| c.event.as_ref()).collect();
            if disputed.contains(&&e.id) {
                continue;
            }
            let Some(held) = e.args.amount(Role::Amount) else { continue };
            let (low, high) = held.interval();
            let (low, high) = slack(held.bound, low, high);
            for (r, report) in e.claims.iter().zip(&e.reports) {
                if matches!(report.role, ReportRole::Denial) {
                    continue;
                }
                let Some(c) = claims.iter().find(|c| c.id == r.id) else { continue };
                let Some(a) = c.args.amount(Role::Amount).filter(|_| c.modality.as_str() != "declined") else { continue };
                let (l, h) = a.interval();
                let (l, h) = slack(a.bound, l, h);
                let meets = low.zip(h).is_none_or(|(x, y)| x <= y) && l.zip(high).is_none_or(|(x, y)| x <= y);
                prop_assert!(meets, "{held:?} against {a:?}");
            }
        }
    }

    #[test]
    fn every_claim_is_in_one_event(docs in docs()) {
        let names: Vec<usize> = (0..docs.len()).collect();
        let (claims, infos) = read(&docs, &names);
        let out = run(claims.clone(), &infos).0;
        let mut held: Vec<_> = out.events.iter().flat_map(|e| e.claims.iter().map(|c| c.id.clone())).collect();
        let mut all: Vec<_> = claims.iter().map(|c| c.id.clone()).collect();
        held.sort();
        all.sort();
        prop_assert_eq!(held, all);
    }
}

/// Two papers against one; somebody knows better.
#[test]
fn what_a_person_decides_goes_first() {
    let deal = |sum: u64| json!({"acquirer": {"text": "Northgate"}, "target": {"text": "Okapi"}, "amount": {"value": sum, "currency": "USD", "bound": "exact", "per": "total"}});
    let claim = |sum| json!({"kind": "deal", "args": deal(sum), "modality": "asserted", "source": null});
    let docs: Vec<Doc> = [(0, 60u64), (2, 60), (1, 90)]
        .map(|(outlet, sum)| Doc { day: 5, outlet, claims: vec![claim(sum * 1_000_000)] })
        .to_vec();
    let (mut claims, infos) = read(&docs, &[0, 1, 2]);
    let kb = KnowledgeBase::from_files([("kb.toml", KB)]).expect("the cast loads");
    let resolution = resolve(&mut claims, &kb);
    let held = |out: &Reconciled| out.events[0].args.amount(Role::Amount).and_then(|a| a.value);
    let before = reconcile(&claims, &infos, &resolution);
    assert_eq!(held(&before), Some(Decimal::from(60_000_000u32)));
    let judge = |n: usize, rank| {
        let j = Judgement { rank, reason: "the filing says so".into() };
        reconcile_judged(&claims, &infos, &resolution, [(claims[n].id.clone(), j)].into())
    };
    let preferred = judge(2, Rank::Preferred);
    assert_eq!(held(&preferred), Some(Decimal::from(90_000_000u32)));
    assert_eq!(preferred.conflicts.len(), 1, "the other side stays");
    assert!(preferred.ranks.iter().any(|r| r.claim == claims[2].id && r.reason == "the filing says so"));
    let deprecated = judge(2, Rank::Deprecated);
    assert!(deprecated.conflicts.is_empty(), "{:?}", deprecated.conflicts);
    assert_eq!(deprecated.events[0].claims.len(), 3, "nothing is deleted");
    // The same decision on what stands already.
    let mut live = Live::new();
    live.update(&infos, &claims, &resolution);
    let j = Judgement { rank: Rank::Preferred, reason: "the filing says so".into() };
    assert_eq!(live.judge([(claims[2].id.clone(), j)]).now.events, preferred.events);
}

/// A source that is often alone in what is denied later, and one that is borne out.
#[test]
fn records_are_counts_until_there_are_enough() {
    let run = |events: usize| {
        let mut docs = Vec::new();
        for n in 0..events {
            let claim = |outlet: usize, modality: &str| {
                let args = json!({"company": {"text": format!("Firm{n:03}x")}, "amount": {"value": 1_000_000, "currency": "USD", "bound": "exact", "per": "total"}});
                Doc {
                    day: 3 + outlet as u8,
                    outlet,
                    claims: vec![
                        json!({"kind": "funding", "args": args, "modality": modality, "source": null}),
                    ],
                }
            };
            docs.push(claim(0, "asserted"));
            if n % 4 == 0 {
                docs.push(claim(1, "denied"));
            } else {
                docs.push(Doc { outlet: 2, ..claim(0, "asserted") });
            }
        }
        let (mut claims, mut infos) = read(&docs, &(0..docs.len()).collect::<Vec<_>>());
        // Another wire, that has seen for itself and says so in words of its own.
        for info in infos.iter_mut().filter(|i| i.outlet.as_deref() == Some("Nobody's Gazette")) {
            info.outlet = Some("Second Wire".into());
            for c in claims.iter_mut().filter(|c| c.doc == info.name) {
                c.quote = "The papers that this agency has seen give the same sum".into();
            }
        }
        let more = format!(
            "{KB}\n[[outlet]]\nid = \"second-wire\"\nname = \"Second Wire\"\nclass = \"wire\"\nas_of = \"2031\"\nsource = \"fiction\"\n"
        );
        let kb2 = KnowledgeBase::from_files([("kb.toml", more.as_str())]).expect("the cast loads");
        let resolution = resolve(&mut claims, &kb2);
        track_records(&reconcile(&claims, &infos, &resolution))
    };
    let few = run(40);
    let wire = few.iter().find(|r| r.source == "harbour-wire").expect("it has cases");
    assert_eq!((wire.resolved, wire.borne_out, wire.brier()), (40, 30, None));
    assert!(wire.words().ends_with("insufficient"), "{}", wire.words());
    let many = run(120);
    let wire = many.iter().find(|r| r.source == "harbour-wire").expect("it has cases");
    assert_eq!((wire.resolved, wire.borne_out), (120, 90));
    let brier = wire.brier().expect("enough cases");
    // A source right three times in four cannot be forecast better than 0.75 · 0.25.
    assert!((0.18..0.21).contains(&brier), "{brier}");
}
