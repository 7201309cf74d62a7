//! Fills a ledger with invented statements and times what pages ask of it.
//!
//! `cargo run --release -p tradewire-ledger --example load -- 20000` takes in 20,000 documents of three claims each.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on has failed")]

#[path = "../tests/contract/world.rs"]
mod world;

use std::time::{Duration, Instant};

use tradewire_ledger::{
    Archive, EntityClass, EntityRecord, EventFilter, Page, Query, Reading, SqliteStore, Store, Timestamp,
    Views,
};
use tradewire_model::{
    Args, Claim, ClaimKind, ClaimRef, EntityId, Event, EventId, Grade, InformationGrade, Name, Report,
    ReportRole, Role, SourceGrade, Stage, Value,
};
use world::{Article, article, usd};

/// Documents in one transaction.
const BATCH: usize = 100;

fn name(class: &str, n: usize) -> Name {
    let text = format!(
        "{}{}",
        ["林", "周", "沈", "顾", "程"][n % 5],
        char::from_u32(0x4e00 + (n as u32 * 7) % 9000).unwrap()
    );
    Name::resolved(text, format!("{class} {n}"), EntityId::new(format!("{class}-{n}")))
}

fn document(n: usize) -> Article {
    let (person, from, to) = (name("person", n % 5000), name("lab", n % 97), name("lab", (n * 31 + 1) % 97));
    let move_quote = format!("{}从{}加盟{}", person.text, from.text, to.text);
    let offer_quote = format!("{}给{}开出{}万美元的报价", to.text, person.text, n % 900 + 100);
    let deal_quote = format!("{}收购了{}的团队", to.text, from.text);
    let text = format!(
        "{move_quote}，知情人士向本报透露。双方都没有回应置评请求。{offer_quote}，期限四十八小时。{}{deal_quote}。",
        "研究员之间流传着各种说法，谁也没有看到合同。".repeat(12)
    );
    let date = format!("202{}-{:02}-{:02}", n % 6, n % 12 + 1, n % 28 + 1);
    let person_value = || Value::Name(person.clone());
    article(&format!("n{n}.txt"), ["晨汐报", "Harbour Wire", "北岸周刊"][n % 3], &date, &text)
        .saying(
            ClaimKind::Move,
            &move_quote,
            Args::new()
                .with(Role::Type, Value::Code("join".into()))
                .with(Role::Person, person_value())
                .with(Role::From, Value::Name(from.clone()))
                .with(Role::To, Value::Name(to.clone())),
            None,
        )
        .saying(
            ClaimKind::Offer,
            &offer_quote,
            Args::new()
                .with(Role::Bidder, Value::Name(to.clone()))
                .with(Role::To, person_value())
                .with(Role::Total, usd(n as u64 % 900 + 100)),
            None,
        )
        .saying(
            ClaimKind::Deal,
            &deal_quote,
            Args::new().with(Role::Acquirer, Value::Name(to)).with(Role::Target, Value::Name(from)),
            None,
        )
}

/// Each claim is an event of its own: as many rows as there can be.
fn event(c: &Claim) -> Event {
    Event {
        id: EventId::of([c.id.as_str()]),
        kind: c.kind,
        claims: vec![ClaimRef { id: c.id.clone(), doc: c.doc.clone(), span: c.span }],
        args: c.args.clone(),
        stage: Stage::Announced,
        grade: Grade { source: SourceGrade::C, information: InformationGrade::Possible },
        reports: vec![Report::new(c.id.clone(), ReportRole::Origin)],
    }
}

fn entities() -> Vec<EntityRecord> {
    let of = |class: &'static str, kind, n| {
        let name = name(class, n);
        EntityRecord {
            id: name.id.clone().unwrap(),
            class: kind,
            name: name.name.unwrap(),
            forms: vec![name.text],
            labels: Vec::new(),
            kind: None,
            parent: None,
            known: true,
            fiction: true,
        }
    };
    (0..5000)
        .map(|n| of("person", EntityClass::Person, n))
        .chain((0..97).map(|n| of("lab", EntityClass::Organisation, n)))
        .collect()
}

fn time(what: &str, times: usize, mut work: impl FnMut(usize)) {
    let mut took: Vec<Duration> = (0..times)
        .map(|i| {
            let start = Instant::now();
            work(i);
            start.elapsed()
        })
        .collect();
    took.sort();
    println!("{what:<40} p50 {:>9.3?}  p99 {:>9.3?}", took[times / 2], took[times * 99 / 100]);
}

fn main() {
    let documents: usize = std::env::args().nth(1).map_or(2000, |n| n.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wire.ledger");
    let mut store = SqliteStore::open(&path).unwrap();

    let mut spent = Duration::ZERO;
    for from in (0..documents).step_by(BATCH) {
        let articles: Vec<Article> = (from..(from + BATCH).min(documents)).map(document).collect();
        let readings: Vec<Reading<'_>> = articles
            .iter()
            .map(|a| Reading {
                document: &a.document,
                claims: &a.claims,
                observed_at: Timestamp::from_second(from as i64).unwrap(),
            })
            .collect();
        let start = Instant::now();
        store.ingest_batch(&readings).unwrap();
        spent += start.elapsed();
    }
    let entries = store.counts().unwrap().entries;
    println!(
        "ingest: {entries} statements in {spent:.1?}, {:.0} per second",
        entries as f64 / spent.as_secs_f64()
    );

    let start = Instant::now();
    let claims = store.all_claims().unwrap();
    println!("all claims: {} in {:.1?}", claims.len(), start.elapsed());
    let events: Vec<Event> = claims.iter().map(event).collect();
    let entities = entities();
    let start = Instant::now();
    store.replace_views(&Views { events: &events, entities: &entities, ..Views::default() }).unwrap();
    println!("replace views: {} events in {:.1?}", events.len(), start.elapsed());
    let start = Instant::now();
    assert!(store.verify(None).unwrap().is_sound());
    println!("verify: {:.1?}", start.elapsed());
    println!("file: {} MiB", std::fs::metadata(&path).unwrap().len() >> 20);

    let reader = store.reader().unwrap();
    let person = |i: usize| EntityId::new(format!("person-{}", i * 37 % 5000));
    time("entity page", 500, |i| {
        reader.entity(&person(i)).unwrap().unwrap();
        reader.events_of_entity(&person(i), &Page::default()).unwrap();
        reader.claims_of_entity(&person(i), &Page::default()).unwrap();
    });
    time("lab page", 200, |i| {
        let lab = EntityId::new(format!("lab-{}", i % 97));
        reader.entity(&lab).unwrap().unwrap();
        reader.events_of_entity(&lab, &Page::default()).unwrap();
        reader.claims_of_entity(&lab, &Page::default()).unwrap();
        reader.conflicts_of_entity(&lab).unwrap();
    });
    time("event page", 500, |i| {
        let e = &events[i * 7919 % events.len()];
        let e = reader.event(&e.id).unwrap().unwrap();
        let ids: Vec<_> = e.event.claims.iter().map(|c| c.id.clone()).collect();
        reader.claims_by_ids(&ids).unwrap();
        reader.conflicts_of_event(&e.event.id).unwrap();
    });
    time("wire", 200, |_| drop(reader.events(&EventFilter::default()).unwrap()));
    time("wire of a kind, with words", 200, |_| {
        let filter =
            EventFilter {
                kind: Some(ClaimKind::Deal), text: Some("收购".into()), ..EventFilter::default()
            };
        reader.events(&filter).unwrap();
    });
    time("document page", 200, |i| {
        let name = format!("n{}.txt", i * 31 % documents);
        reader.document(&name).unwrap().unwrap();
        reader.claims_of_document(&name).unwrap();
    });
    time("documents", 200, |_| drop(reader.documents(&Page::default()).unwrap()));
    time("search: a name", 200, |i| {
        reader.search(&Query::new(name("person", i * 17 % 5000).text)).unwrap();
    });
    time("search: two words of many matches", 50, |i| {
        reader.search(&Query::new(format!("person {}", i * 17 % 5000))).unwrap();
    });
    time("search: a word in every document", 200, |_| drop(reader.search(&Query::new("收购")).unwrap()));
    time("search: one character", 50, |_| drop(reader.search(&Query::new("购")).unwrap()));
    time("counts", 20, |_| assert!(reader.counts().unwrap().events > 0));
}
