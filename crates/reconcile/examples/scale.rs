//! Measures resolving and reconciling over a number of made-up claims.
//!
//! `scale CLAIMS…` prints for each number the seconds that `resolve` and `reconcile` take, and the events made. The
//! claims are a seeded mixture: two hundred outlets repeat each other's moves, offers, deals, rounds and remarks, a
//! third of them in the original's words.

use std::error::Error;
use std::time::Instant;

use tradewire_kb::KnowledgeBase;
use tradewire_model::{
    Amount, Args, Attribution, Bound, Claim, ClaimKind, Currency, Decimal, Derivation, DocId, Modality, Name,
    RawSpan, Role, RuleId, Value,
};
use tradewire_reconcile::{DocumentInfo, reconcile};

/// A small generator of numbers (SplitMix64, Steele et al. 2014), so that every run sees the same claims.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

const SYLLABLES: &[&str] =
    &["ma", "ro", "len", "ti", "sa", "vor", "ek", "ni", "dal", "u", "bri", "can", "os", "pel", "gra", "win"];

fn word(mut n: u64) -> String {
    let mut out = String::new();
    loop {
        out.push_str(SYLLABLES[(n % 16) as usize]);
        n /= 16;
        if n == 0 {
            break;
        }
    }
    out[..1].to_uppercase() + &out[1..]
}

fn made(n: usize) -> (Vec<Claim>, Vec<DocumentInfo>) {
    let mut dice = Dice(7);
    let facts = (n as u64 / 6).max(1);
    let (mut claims, mut documents) = (Vec::with_capacity(n), Vec::new());
    for i in 0..n {
        let doc = format!("d{}", i / 4);
        let fact = dice.below(facts);
        let mut of = Dice(fact);
        let person = Name::unresolved(format!("{} {}", word(of.below(4000)), word(16 + of.below(facts))));
        let (a, b) = (of.below(3000), of.below(3000));
        let org = |n: u64| Value::Name(Name::unresolved(format!("{} Labs", word(4096 + n))));
        let sum = Amount::new(Decimal::from((1 + of.below(90)) * 10_000_000), Bound::Exact)
            .in_currency(Currency::USD);
        let day = (of.below(700) + dice.below(20)) as i32;
        let mut args = Args::new();
        let kind = match fact % 5 {
            0 | 1 => {
                args.set(Role::Type, Value::Code("join".into()));
                args.set(Role::Person, Value::Name(person.clone()));
                args.set(Role::From, org(a));
                args.set(Role::To, org(b));
                ClaimKind::Move
            }
            2 => {
                args.set(Role::Bidder, org(a));
                args.set(Role::To, Value::Name(person.clone()));
                args.set(Role::Total, Value::Amount(sum));
                ClaimKind::Offer
            }
            3 => {
                args.set(Role::Acquirer, org(a));
                args.set(Role::Target, org(b));
                args.set(Role::Amount, Value::Amount(sum));
                ClaimKind::Deal
            }
            _ => {
                args.set(Role::Speaker, Value::Name(person.clone()));
                args.set(
                    Role::Gist,
                    Value::Text(format!("{} {} {}", word(a), word(b), word(of.below(9999)))),
                );
                ClaimKind::Statement
            }
        };
        let wording = if dice.below(3) == 0 { 0 } else { dice.below(1000) };
        let quote = format!(
            "{} of {} and {}: {} {}",
            person.text,
            word(a),
            word(b),
            word(wording),
            word(wording * 7)
        );
        let span = RawSpan::of(i % 4 * 400..i % 4 * 400 + quote.len());
        claims.push(Claim {
            id: Claim::content_id(&doc, span, kind, &args),
            doc: doc.clone(),
            published: format!("{}-{:02}-{:02}", 2024 + day / 336, 1 + day % 336 / 28, 1 + day % 28)
                .parse()
                .ok(),
            kind,
            modality: Modality::Reported,
            args,
            attribution: Attribution {
                source: (dice.below(3) == 0)
                    .then(|| Name::unresolved(format!("{} Times", word(dice.below(200))))),
                ..Attribution::default()
            },
            quote,
            span,
            text_span: None,
            extractor: "made".to_owned(),
            rule: RuleId::new("made"),
            confidence: 1.0,
            derived: Args::new(),
            derivation: Derivation::default(),
        });
        if i % 4 == 0 {
            documents.push(DocumentInfo {
                id: DocId::of([&doc]),
                name: doc,
                published: None,
                outlet: Some(format!("{} Times", word(dice.below(200)))),
                title: None,
                fiction: false,
                url: None,
            });
        }
    }
    (claims, documents)
}

fn main() -> Result<(), Box<dyn Error>> {
    let sizes: Vec<usize> = std::env::args().skip(1).map(|s| s.parse()).collect::<Result<_, _>>()?;
    println!("{:>9} {:>9} {:>10} {:>9} {:>9}", "claims", "resolve s", "reconcile s", "events", "conflicts");
    for n in sizes {
        let (mut claims, documents) = made(n);
        let start = Instant::now();
        let resolution = tradewire_resolve::resolve(&mut claims, KnowledgeBase::builtin()?);
        let resolved = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let out = reconcile(&claims, &documents, &resolution);
        let reconciled = start.elapsed().as_secs_f64();
        println!(
            "{n:>9} {resolved:>9.2} {reconciled:>10.2} {:>9} {:>9}",
            out.events.len(),
            out.conflicts.len()
        );
    }
    Ok(())
}
