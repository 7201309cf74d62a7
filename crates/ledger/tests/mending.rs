//! Views mended in parts are those that deriving everything gives, row by row, in any order of arrival, whatever people
//! judge, revise or erase between.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

#[allow(dead_code, reason = "other tests use the rest")]
mod server;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::json;
use server::Schema;
use tradewire_kb::KnowledgeBase;
use tradewire_ledger::{Archive, Deriver, Erasure, Page, Reach, Reading, SqlStore, Store, Timestamp};
use tradewire_model::{
    Claim, ClaimJudgement, Decision, Document, EntityId, Metadata, NameJudgement, Rank, RejectReason,
    Sentence, TextSpan, Undo, Word,
};
use tradewire_resolve::Resolver;

static KB: LazyLock<KnowledgeBase> = LazyLock::new(|| {
    let file = r#"
        [[organisation]]
        id = "larkspur"
        name = "Larkspur Labs"
        as_of = "2025"
        source = "fiction"
        names = { zh-Hans = ["云雀实验室"] }

        [[organisation]]
        id = "corvid"
        name = "Corvid Systems"
        as_of = "2025"
        source = "fiction"
        names = { zh-Hans = ["渡鸦系统"] }

        [[unit]]
        id = "larkspur-deep"
        name = "Larkspur Deep Learning Team"
        org = "larkspur"
        as_of = "2025"
        source = "fiction"
        names = { zh-Hans = ["云雀深度学习团队"] }

        [[person]]
        id = "wei-lan"
        name = "Wei Lan"
        orgs = ["larkspur", "corvid"]
        as_of = "2025"
        source = "fiction"
        names = { zh-Hans = ["蓝薇"] }

        [[outlet]]
        id = "tidewire"
        name = "Tidewire News"
        class = "wire"
        as_of = "2025"
        source = "fiction"
        names = { zh-Hans = ["潮讯新闻"] }
    "#;
    KnowledgeBase::from_files([("world.toml", file)]).unwrap()
});

const PEOPLE: &[&str] = &[
    "林知遠",
    "林知远",
    "林志远",
    "Zhiyuan Lin",
    "Lin Zhiyuan",
    "大卫·米勒",
    "David Miller",
    "David Mueller",
    "Miller",
    "蓝薇",
    "兰薇",
    "Wei Lan",
    "余家輝",
    "余佳輝",
    "Jiahui Yu",
    "该公司CEO",
    "Quillon Marchbanks",
    "Q. Marchbanks",
    "蓝微",
];
const FIRMS: &[&str] = &[
    "Larkspur Labs",
    "云雀实验室",
    "Corvid Systems",
    "渡鸦系统",
    "北门科技",
    "北門科技(Northgate)",
    "Northgate",
    "Northgate Inc",
    "Orrery AI",
    "奥雷(Orrery AI)",
    "OAI(Orrery AI)",
    "该公司",
];
const UNITS: &[&str] =
    &["Larkspur Deep Learning Team", "Deep Learning Group", "深度学习团队", "Tally Lab", "云雀Tally团队"];
const OUTLETS: &[&str] = &[
    "Tidewire News",
    "潮讯新闻",
    "港湾日报",
    "Harbour Daily(港湾日报)",
    "Harbour Daily",
    "Compass Watch",
    "Wei Lan",
    "Northgate",
];
const ROLES: &[&str] = &["CEO", "首席执行官", "researcher", "engineer"];

/// A claim in a document, by places in the lists above.
#[derive(Debug, Clone)]
struct Told {
    kind: u8,
    who: usize,
    from: usize,
    to: usize,
    unit: usize,
    source: usize,
    amount: u32,
    role: usize,
    modality: u8,
    quote: u8,
}

#[derive(Debug, Clone)]
struct Paper {
    outlet: usize,
    day: u8,
    fiction: bool,
    told: Vec<Told>,
}

#[derive(Debug, Clone)]
enum Step {
    Paper(usize),
    /// The same text read otherwise: some claims are no longer made.
    Revise(usize, u8),
    /// Another document under the name of one.
    Namesake(usize, usize),
    Judge(usize, u8),
    Names(usize, usize, u8),
    Rank(usize, u8),
    Erase(usize),
    Undo(usize),
    Derive,
}

fn pick<'a>(list: &'a [&str], n: usize) -> &'a str {
    list[n % list.len()]
}

fn claim(doc: &str, t: &Told, day: &str, raw: &str, sentence: &str) -> Option<Claim> {
    let name = |list: &[&str], n: usize| json!({"text": pick(list, n)});
    let amount = json!({"value": t.amount, "currency": "USD", "bound": "exact", "per": "total"});
    let (kind, args) = match t.kind % 8 {
        0 | 1 => (
            "move",
            json!({"type": "join", "person": name(PEOPLE, t.who), "from": name(FIRMS, t.from), "to": name(FIRMS, t.to),
                   "role_before": pick(ROLES, t.role)}),
        ),
        2 => ("offer", json!({"bidder": name(FIRMS, t.from), "to": name(PEOPLE, t.who), "sign_on": amount})),
        3 => {
            ("deal", json!({"acquirer": name(FIRMS, t.from), "target": name(FIRMS, t.to), "amount": amount}))
        }
        4 => (
            "unit",
            json!({"org": name(FIRMS, t.from), "name": name(UNITS, t.unit), "led_by": name(PEOPLE, t.who)}),
        ),
        5 => ("funding", json!({"company": name(FIRMS, t.from), "amount": amount})),
        6 => ("move", json!({"type": "leave", "person": name(PEOPLE, t.who), "from": name(UNITS, t.unit)})),
        _ => (
            "statement",
            json!({"speaker": name(PEOPLE, t.who), "affiliation": name(FIRMS, t.to), "gist": "no comment"}),
        ),
    };
    let modality = ["reported", "asserted", "denied", "rumoured"][usize::from(t.modality % 4)];
    let at = raw.find(sentence)?;
    let mut json = json!({
        "doc": doc, "published": day, "kind": kind, "modality": modality, "args": args,
        "quote": sentence, "span": [at, at + sentence.len()], "extractor": "test", "rule": "move.poach", "confidence": 0.9,
    });
    if !t.source.is_multiple_of(3) {
        json["source"] = name(OUTLETS, t.source / 3);
    }
    Claim::from_json(&json).ok()
}

/// A document of a name; `salt` makes it another one.
fn paper(name: &str, salt: usize, p: &Paper, keep: u8) -> (Document, Vec<Claim>) {
    let day = format!("2025-07-{:02}", p.day % 28 + 1);
    let mut raw = String::new();
    let mut sentences = Vec::new();
    for (n, t) in p.told.iter().enumerate() {
        let words = if t.quote.is_multiple_of(3) {
            format!("They said it again and again, number {}.", t.quote)
        } else {
            format!("It was told of {} by {name} in passage {n}, {salt}.", pick(PEOPLE, t.who))
        };
        let start = raw.len();
        raw.push_str(&words);
        sentences.push((TextSpan::of(start..raw.len()), words));
    }
    if raw.is_empty() {
        raw = format!("Nothing, {salt}.");
    }
    let mut claims: Vec<Claim> = Vec::new();
    for (n, (t, (_, words))) in p.told.iter().zip(&sentences).enumerate() {
        if keep & (1 << (n % 8)) != 0
            && let Some(c) = claim(name, t, &day, &raw, words)
            && claims.iter().all(|d| d.id != c.id)
        {
            claims.push(c);
        }
    }
    let meta = Metadata {
        outlet: (!p.outlet.is_multiple_of(4)).then(|| pick(OUTLETS, p.outlet / 4).to_owned()),
        published: day.parse().ok(),
        fiction: p.fiction,
        ..Metadata::default()
    };
    let sentences = sentences.into_iter().map(|(span, _)| Sentence { span, block: 0 }).collect();
    let document = Document { sentences, ..Document::undamaged(name, raw, meta) };
    (document, claims)
}

/// The same of a ledger on a server.
fn rows_of(schema: &Schema) -> BTreeMap<String, Vec<String>> {
    let mut client = schema.client();
    let tables = client
        .query(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()
             AND (tablename LIKE 'view\\_%' OR tablename IN ('search_event', 'search_entity'))
             AND tablename NOT IN ('view_task', 'view_state')",
            &[],
        )
        .unwrap();
    assert!(tables.len() > 15);
    let mut out = BTreeMap::new();
    for table in tables {
        let table: String = table.get(0);
        let rows = client.query(&format!("SELECT row_to_json(t)::text FROM {table} t"), &[]).unwrap();
        let mut rows: Vec<String> = rows.iter().map(|r| r.get(0)).collect();
        rows.sort();
        out.insert(table, rows);
    }
    out
}

/// Every row of every view, and every token of their indexes.
fn rows(path: &std::path::Path) -> BTreeMap<String, Vec<String>> {
    let conn = Connection::open(path).unwrap();
    let mut out = BTreeMap::new();
    let mut dump = |name: &str, sql: &str| {
        let mut statement = conn.prepare(sql).unwrap();
        let columns = statement.column_count();
        let rows = statement.query_map([], |r| {
            let cells = (0..columns).map(|i| r.get_ref(i).map(|v| format!("{v:?}")));
            Ok(cells.collect::<Result<Vec<_>, _>>()?.join(" | "))
        });
        let mut rows: Vec<String> = rows.unwrap().collect::<Result<_, _>>().unwrap();
        rows.sort();
        out.insert(name.to_owned(), rows);
    };
    let tables: Vec<String> = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'view_*' AND name NOT IN ('view_task', 'view_state')")
        .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect())
        .unwrap();
    assert!(tables.len() > 15, "{tables:?}");
    for t in &tables {
        dump(t, &format!("SELECT * FROM {t}"));
    }
    for t in ["event", "entity"] {
        conn.execute_batch(&format!(
            "CREATE VIRTUAL TABLE temp.v_{t} USING fts5vocab('main', 'search_{t}', 'instance')"
        ))
        .unwrap();
        dump(&format!("search_{t}"), &format!("SELECT term, doc, col, offset FROM temp.v_{t}"));
    }
    out
}

fn at(n: i64) -> Timestamp {
    Timestamp::from_second(n).unwrap()
}

/// How many derivations were of a part, and of the whole.
#[derive(Default, Debug)]
struct Seen {
    part: usize,
    whole: usize,
}

struct Bench {
    store: SqlStore,
    place: Place,
    clock: i64,
    seen: Seen,
}

/// Where a ledger lies; goes after its store.
enum Place {
    File(tempfile::TempDir),
    Server(Schema),
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqlStore::open(folder.path().join("l.sqlite")).unwrap();
        Self { place: Place::File(folder), store, clock: 1, seen: Seen::default() }
    }

    fn on_server() -> Self {
        let schema = Schema::new();
        let store = SqlStore::open(schema.address()).unwrap();
        Self { place: Place::Server(schema), store, clock: 1, seen: Seen::default() }
    }

    fn rows(&self) -> BTreeMap<String, Vec<String>> {
        match &self.place {
            Place::File(folder) => rows(&folder.path().join("l.sqlite")),
            Place::Server(schema) => rows_of(schema),
        }
    }

    fn derive(&mut self) {
        let resolver = Resolver::new(&KB);
        match self.store.derive(&Deriver::new(&resolver, &KB)).unwrap() {
            Reach::Part { .. } => self.seen.part += 1,
            Reach::Whole => self.seen.whole += 1,
            Reach::Nothing => {}
        }
    }

    fn derive_whole(&mut self) {
        let resolver = Resolver::new(&KB);
        self.store.derive_whole(&Deriver::new(&resolver, &KB)).unwrap();
    }

    fn take_in(&mut self, name: &str, salt: usize, p: &Paper, keep: u8) {
        let (document, claims) = paper(name, salt, p, keep);
        self.clock += 1;
        self.store
            .ingest(&Reading { document: &document, claims: &claims, observed_at: at(self.clock) })
            .unwrap();
    }

    fn step(&mut self, papers: &[Paper], step: &Step) {
        self.clock += 1;
        let now = at(self.clock);
        let nth_claim = |store: &SqlStore, n: usize| {
            let all = store.all_claims().unwrap();
            (!all.is_empty()).then(|| all[n % all.len()].id.clone())
        };
        match step {
            Step::Paper(n) => self.take_in(&format!("p{n}"), 0, &papers[*n], u8::MAX),
            Step::Revise(n, keep) => self.take_in(&format!("p{n}"), 0, &papers[*n], *keep),
            Step::Namesake(n, m) => self.take_in(&format!("p{n}"), 7, &papers[*m], u8::MAX),
            Step::Derive => self.derive(),
            Step::Judge(n, what) => {
                let Some(id) = nth_claim(&self.store, *n) else { return };
                let other = nth_claim(&self.store, n + 1).unwrap();
                let decision = match what % 3 {
                    0 => Decision::Accept,
                    1 => Decision::Reject(RejectReason::ALL[0]),
                    _ if other != id => Decision::Duplicate(other),
                    _ => Decision::Unsure,
                };
                let seen = self.store.judgements_of_claim(&id).unwrap().last().map_or(0, |r| r.seq);
                let judgement = ClaimJudgement { seen, ..ClaimJudgement::new(id, "ana", now, decision) };
                self.store.judge(&judgement, now).unwrap();
            }
            Step::Names(a, b, word) => {
                let all = self.store.entities(None, &Page::first(Page::MOST)).unwrap().items;
                if all.is_empty() {
                    return;
                }
                let id = |n: usize| -> EntityId { all[n % all.len()].entity.id.clone() };
                if id(*a) == id(*b) {
                    return;
                }
                let word = Word::ALL[usize::from(*word) % Word::ALL.len()];
                let judgement = NameJudgement {
                    a: id(*a),
                    b: id(*b),
                    word,
                    author: "ana".into(),
                    at: now,
                    reason: "r".into(),
                };
                self.store.judge_names(&judgement, now).unwrap();
            }
            Step::Rank(n, rank) => {
                let Some(id) = nth_claim(&self.store, *n) else { return };
                let rank = [Rank::Preferred, Rank::Normal, Rank::Deprecated][usize::from(*rank) % 3];
                self.store.set_rank(&id, rank, "because", now).unwrap();
            }
            Step::Erase(n) => {
                let all = self.store.documents(&Page::first(Page::MOST)).unwrap().items;
                let Some(d) = all.get(n % all.len().max(1)) else { return };
                let erasure = Erasure {
                    documents: vec![d.id.clone()],
                    claims: Vec::new(),
                    judgements: Vec::new(),
                    reason: "asked for".into(),
                    observed_at: now,
                };
                self.store.erase(&erasure).unwrap();
            }
            Step::Undo(n) => {
                let all = self.store.standing_judgements().unwrap();
                let names = self.store.name_judgements(false).unwrap();
                let ids: Vec<_> =
                    all.into_iter().map(|r| r.id).chain(names.into_iter().map(|r| r.id)).collect();
                if ids.is_empty() {
                    return;
                }
                let judgement = ids[n % ids.len()].clone();
                self.store
                    .undo(&Undo { judgement, by: "ana".into(), at: now, words: String::new() }, now)
                    .unwrap();
            }
        }
    }
}

fn told() -> impl Strategy<Value = Told> {
    (
        any::<u8>(),
        0usize..40,
        0usize..24,
        0usize..24,
        0usize..10,
        0usize..24,
        1u32..4,
        0usize..4,
        any::<u8>(),
        0u8..12,
    )
        .prop_map(|(kind, who, from, to, unit, source, amount, role, modality, quote)| Told {
            kind,
            who,
            from,
            to,
            unit,
            source,
            amount: amount * 1_000_000,
            role,
            modality,
            quote,
        })
}

/// Papers about a few people, firms, units and outlets, so that they meet.
fn papers() -> impl Strategy<Value = Vec<Paper>> {
    let one = (0usize..32, any::<u8>(), prop::bool::weighted(0.2), prop::collection::vec(told(), 0..5));
    let one = one.prop_map(|(outlet, day, fiction, told)| Paper { outlet, day, fiction, told });
    let few = |most: usize, n: usize| prop::collection::vec(0..most, n);
    let focus = (few(PEOPLE.len(), 5), few(FIRMS.len(), 4), few(UNITS.len(), 2), few(OUTLETS.len(), 3));
    (prop::collection::vec(one, 8), focus).prop_map(|(mut papers, (people, firms, units, outlets))| {
        for p in &mut papers {
            p.outlet = p.outlet % 4 + 4 * outlets[p.outlet / 4 % outlets.len()];
            p.day %= 6;
            for t in &mut p.told {
                t.who = people[t.who % people.len()];
                t.from = firms[t.from % firms.len()];
                t.to = firms[t.to % firms.len()];
                t.unit = units[t.unit % units.len()];
                t.source = t.source % 3 + 3 * outlets[t.source / 3 % outlets.len()];
            }
        }
        papers
    })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (0usize..8).prop_map(Step::Paper),
        3 => (0usize..8, any::<u8>()).prop_map(|(n, k)| Step::Revise(n, k)),
        2 => (0usize..8, 0usize..8).prop_map(|(n, m)| Step::Namesake(n, m)),
        1 => (0usize..40, any::<u8>()).prop_map(|(n, w)| Step::Judge(n, w)),
        2 => (0usize..40, 0usize..40, any::<u8>()).prop_map(|(a, b, w)| Step::Names(a, b, w)),
        1 => (0usize..40, any::<u8>()).prop_map(|(n, r)| Step::Rank(n, r)),
        1 => (0usize..8).prop_map(Step::Erase),
        1 => (0usize..8).prop_map(Step::Undo),
        4 => Just(Step::Derive),
    ]
}

fn differ(mended: &BTreeMap<String, Vec<String>>, whole: &BTreeMap<String, Vec<String>>) -> Option<String> {
    for (table, rows) in whole {
        let mended = &mended[table];
        if mended != rows {
            let only = |a: &[String], b: &[String]| {
                a.iter().filter(|r| !b.contains(r)).take(4).cloned().collect::<Vec<_>>()
            };
            return Some(format!(
                "{table}: mended has {:#?}, whole has {:#?}",
                only(mended, rows),
                only(rows, mended)
            ));
        }
    }
    None
}

/// A few cases, unless more are asked for.
fn config() -> ProptestConfig {
    let asked = ProptestConfig::default();
    let cases = if asked.cases == 256 { 24 } else { asked.cases };
    ProptestConfig { cases, ..asked }
}

fn mended_is_whole(mut bench: Bench, papers: &[Paper], steps: &[Step]) -> Result<(), TestCaseError> {
    for s in steps {
        bench.step(papers, s);
        if matches!(s, Step::Paper(_) | Step::Revise(..) | Step::Namesake(..)) {
            bench.derive();
        }
    }
    bench.derive();
    let mended = bench.rows();
    bench.derive_whole();
    let whole = bench.rows();
    if let Some(why) = differ(&mended, &whole) {
        prop_assert!(false, "{why}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    #[ignore = "needs PostgreSQL"]
    fn mended_views_are_those_of_everything_on_postgres(papers in papers(), steps in prop::collection::vec(step(), 1..24)) {
        mended_is_whole(Bench::on_server(), &papers, &steps)?;
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn mended_views_are_those_of_everything(papers in papers(), steps in prop::collection::vec(step(), 1..24)) {
        mended_is_whole(Bench::new(), &papers, &steps)?;
    }

    #[test]
    fn the_order_of_arrival_is_nothing(papers in papers(), order in Just((0usize..8).collect::<Vec<_>>()).prop_shuffle()) {
        let mut out = Vec::new();
        for order in [order, (0..8).collect()] {
            let mut bench = Bench::new();
            for n in order {
                bench.step(&papers, &Step::Paper(n));
                bench.derive();
            }
            prop_assert_eq!(bench.seen.whole, 1);
            out.push(bench.rows());
        }
        if let Some(why) = differ(&out[0], &out[1]) {
            prop_assert!(false, "{why}");
        }
    }
}

/// More of one name at one place than are compared pair by pair: the same name by so many more documents parts others.
#[test]
fn blocks_that_grow_too_large_are_told_in_parts_too() {
    let told = |who: &str, kind: u8| Told {
        kind,
        who: PEOPLE.iter().position(|p| *p == who).unwrap(),
        from: 6,
        to: 8,
        unit: 0,
        source: 0,
        amount: 1_000_000,
        role: 2,
        modality: 0,
        quote: 1,
    };
    let paper =
        |who: &str, kind: u8| Paper { outlet: 4, day: 3, fiction: false, told: vec![told(who, kind)] };
    let mut bench = Bench::new();
    for n in 0..60 {
        let who = if n < 4 { "大卫·米勒" } else { "David Miller" };
        bench.take_in(&format!("p{n}"), 0, &paper(who, 2), u8::MAX);
    }
    bench.derive();
    for n in 60..70 {
        bench.take_in(&format!("p{n}"), 0, &paper("David Miller", 2), u8::MAX);
        bench.derive();
    }
    // And back again.
    bench.take_in("p69", 0, &paper("David Miller", 2), 0);
    bench.derive();
    assert_eq!((bench.seen.whole, bench.seen.part), (1, 11));
    let mended = bench.rows();
    bench.derive_whole();
    assert_eq!(differ(&mended, &bench.rows()), None);
}
