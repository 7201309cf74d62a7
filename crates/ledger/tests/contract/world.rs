//! A small invented world: outlets, labs and people that exist nowhere, and what was written of them.

#![allow(dead_code, reason = "each test uses some of it")]

use tradewire_ledger::{
    Archive, EntityClass, EntityRecord, EntryKind, Page, Reading, Store, Timestamp, Views,
};
use tradewire_model::{
    Amount, Args, Attribution, Bound, Claim, ClaimKind, ClaimRef, Conflict, ConflictId, ConflictKind,
    Currency, Decimal, Derivation, Document, EntityId, Event, EventId, Grade, InformationGrade, Metadata,
    Modality, Name, RawSpan, Report, ReportRole, Role, RuleId, Sentence, Side, SourceGrade, Span, Stage,
    TextSpan, Value,
};

/// One document with its claims.
#[derive(Debug, Clone)]
pub struct Article {
    pub document: Document,
    pub claims: Vec<Claim>,
}

impl Article {
    pub fn reading(&self, at: i64) -> Reading<'_> {
        Reading { document: &self.document, claims: &self.claims, observed_at: second(at) }
    }
}

/// The n-th second after the epoch.
pub fn second(n: i64) -> Timestamp {
    Timestamp::from_second(n).unwrap()
}

pub fn article(name: &str, outlet: &str, published: &str, text: &str) -> Article {
    let language = if text.contains("挖走") || text.contains("收购") { "zh-Hans" } else { "en" };
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(['。', '.']) {
        sentences.push(Sentence { span: TextSpan::of(start..at + mark.len()), block: 0 });
        start = at + mark.len();
    }
    let meta = Metadata {
        title: text.split(['，', ',', '。', '.']).next().map(ToOwned::to_owned),
        outlet: Some(outlet.to_owned()),
        published: published.parse().ok(),
        url: Some(format!("https://example.invalid/{name}")),
        language: Some(language.to_owned()),
        fiction: true,
        ..Metadata::default()
    };
    let document = Document { sentences, ..Document::undamaged(name, text.to_owned(), meta) };
    Article { document, claims: Vec::new() }
}

impl Article {
    pub fn saying(mut self, kind: ClaimKind, quote: &str, args: Args, source: Option<Name>) -> Self {
        let d = &self.document;
        let at = d.raw.find(quote).unwrap();
        let span: RawSpan = Span::of(at..at + quote.len());
        let mut derivation = Derivation::default();
        derivation.push("trigger", "挖走", Some(d.to_text(span)), "move.poach");
        self.claims.push(Claim {
            id: Claim::content_id(&d.name, span, kind, &args),
            doc: d.name.clone(),
            published: d.meta.published.clone(),
            kind,
            modality: Modality::Reported,
            args,
            attribution: Attribution { source, via: Vec::new(), anonymous: false },
            quote: quote.to_owned(),
            span,
            text_span: Some(d.to_text(span)),
            extractor: "test/1".into(),
            rule: RuleId::new("move.poach"),
            confidence: 0.93,
            derived: Args::new(),
            derivation,
        });
        self
    }
}

pub fn lin() -> Name {
    Name::resolved("林知遠", "Lin Zhiyuan", EntityId::new("lin-zhiyuan"))
}

pub fn northgate() -> Name {
    Name::resolved("北門科技", "Northgate Labs", EntityId::new("northgate"))
}

pub fn orrery() -> Name {
    Name::resolved("Orrery", "Orrery AI", EntityId::new("orrery"))
}

pub fn morning() -> Name {
    Name::resolved("晨汐报", "Morning Tide", EntityId::new("morning-tide"))
}

pub fn usd(millions: u64) -> Value {
    Value::Amount(Amount::new(Decimal::from(millions * 1_000_000), Bound::Exact).in_currency(Currency::USD))
}

/// An article in which a lab poaches the `n`th researcher, told by three claims; `rest` follows.
pub fn poached(name: &str, lab: &str, n: usize, rest: &str) -> Article {
    let quote = format!("{lab}挖走了第{n}位研究员");
    let mut a = article(name, "晨汐报", "2025-05-01", &format!("{quote}。{rest}"));
    for person in 0..3 {
        let args = Args::new()
            .with(Role::Type, Value::Code("join".into()))
            .with(Role::Person, Value::Name(Name::unresolved(format!("第{n}位研究员之{person}"))));
        a = a.saying(ClaimKind::Move, &quote, args, None);
    }
    a
}

/// An article whose words stand nowhere else.
pub fn secret() -> Article {
    article("secret.txt", "Qoppawire", "2025-08-01", "璩鑿龘（Zyxqwvut）加盟北門科技。此事尚未公布。").saying(
        ClaimKind::Move,
        "璩鑿龘（Zyxqwvut）加盟北門科技",
        Args::new()
            .with(Role::Type, Value::Code("join".into()))
            .with(Role::Person, Value::Name(Name::unresolved("Zyxqwvut"))),
        None,
    )
}

/// Four reports: two of one move in two scripts, two of one deal that disagree on its sum.
pub fn articles() -> Vec<Article> {
    let join = Args::new()
        .with(Role::Type, Value::Code("join".into()))
        .with(Role::Person, Value::Name(lin()))
        .with(Role::To, Value::Name(northgate()));
    let deal = |millions| {
        Args::new()
            .with(Role::Acquirer, Value::Name(northgate()))
            .with(Role::Target, Value::Name(orrery()))
            .with(Role::Amount, usd(millions))
    };
    vec![
        article("a.txt", "晨汐报", "2025-06-10", "林知遠加盟北門科技，擔任首席科學家。他此前在別處。")
            .saying(ClaimKind::Move, "林知遠加盟北門科技", join.clone(), None),
        article(
            "b.txt",
            "Harbour Wire",
            "2025-06-12",
            "Lin Zhiyuan joins Northgate Labs, Morning Tide reported.",
        )
        .saying(ClaimKind::Move, "Lin Zhiyuan joins Northgate Labs", join, Some(morning())),
        article("c.txt", "晨汐报", "2025-07", "北门科技以14.3亿美元收购Orrery。").saying(
            ClaimKind::Deal,
            "北门科技以14.3亿美元收购Orrery",
            deal(1430),
            None,
        ),
        article("d.txt", "Café Ledger", "2025-07-02", "Northgate Labs buys Orrery for $1.48bn.").saying(
            ClaimKind::Deal,
            "Northgate Labs buys Orrery for $1.48bn",
            deal(1480),
            Some(morning()),
        ),
    ]
}

pub fn entities() -> Vec<EntityRecord> {
    let entity = |name: &Name, class, forms: &[&str], known| EntityRecord {
        id: name.id.clone().unwrap(),
        class,
        name: name.name.clone().unwrap(),
        forms: forms.iter().map(|s| (*s).to_owned()).collect(),
        labels: vec![("zh-Hans".into(), forms[0].to_owned())],
        kind: None,
        parent: None,
        known,
        fiction: true,
    };
    vec![
        entity(&lin(), EntityClass::Person, &["林知远", "林知遠", "Z. Lin"], false),
        entity(&northgate(), EntityClass::Organisation, &["北门科技", "北極門"], true),
        entity(&orrery(), EntityClass::Organisation, &["奥瑞", "Orrery"], true),
        entity(&morning(), EntityClass::Outlet, &["晨汐报", "晨汐報"], true),
    ]
}

/// What the views of [`articles`] are, made from whatever claims the ledger holds.
pub struct Derived {
    pub events: Vec<Event>,
    pub conflicts: Vec<Conflict>,
    pub entities: Vec<EntityRecord>,
}

impl Derived {
    pub fn of(claims: &[Claim]) -> Self {
        let mut events = Vec::new();
        for kind in [ClaimKind::Move, ClaimKind::Deal] {
            let of_kind: Vec<&Claim> = claims.iter().filter(|c| c.kind == kind).collect();
            let Some(first) = of_kind.first() else { continue };
            events.push(Event {
                id: EventId::of([kind.as_str()]),
                kind,
                claims: of_kind.iter().map(|c| reference(c)).collect(),
                args: first.args.clone(),
                stage: if kind == ClaimKind::Move { Stage::Done } else { Stage::Announced },
                grade: Grade { source: SourceGrade::B, information: InformationGrade::Probable },
                reports: of_kind.iter().map(|c| Report::new(c.id.clone(), ReportRole::Origin)).collect(),
            });
        }
        let deals: Vec<&Claim> = claims.iter().filter(|c| c.kind == ClaimKind::Deal).collect();
        let conflicts = if deals.len() > 1 {
            vec![Conflict {
                id: ConflictId::of(["deal", "amount"]),
                kind: ConflictKind::Value,
                event: Some(EventId::of(["deal"])),
                role: Role::Amount,
                sides: deals
                    .iter()
                    .map(|c| Side {
                        value: c
                            .args
                            .amount(Role::Amount)
                            .and_then(Amount::magnitude)
                            .map_or_else(|| "?".into(), |m| m.to_string()),
                        claims: vec![reference(c)],
                        origins: 1,
                    })
                    .collect(),
                reason: "two sums for one deal".into(),
            }]
        } else {
            Vec::new()
        };
        Self { events, conflicts, entities: entities() }
    }

    pub fn views(&self) -> Views<'_> {
        Views { claims: &[], events: &self.events, conflicts: &self.conflicts, entities: &self.entities }
    }
}

fn reference(c: &Claim) -> ClaimRef {
    ClaimRef { id: c.id.clone(), doc: c.doc.clone(), span: c.span }
}

/// Takes in the articles in an order, one second apart, and derives the views.
pub fn fill(store: &mut dyn Store, order: &[usize]) {
    let articles = articles();
    for (at, i) in (1..).zip(order) {
        store.ingest(&articles[*i].reading(at)).unwrap();
    }
    derive(store);
}

pub fn derive(store: &mut dyn Store) {
    let derived = Derived::of(&store.all_claims().unwrap());
    store.replace_views(&derived.views()).unwrap();
}

/// Takes in everything.
pub fn full(store: &mut dyn Store) {
    fill(store, &[0, 1, 2, 3]);
}

/// How many entries of a kind a log has.
pub fn entries(store: &impl Archive, kind: EntryKind) -> usize {
    let mut page = Page::first(Page::MOST);
    let mut n = 0;
    loop {
        let listing = store.changes_since(Timestamp::MIN, &page).unwrap();
        n += listing.items.iter().filter(|c| c.kind == kind).count();
        match listing.next {
            Some(next) => page.after = Some(next),
            None => return n,
        }
    }
}
