//! Reports as claims, as a perfect reader would make them: what is measured is reconciling, not reading.

use tradewire_model::{
    Amount, Args, Attribution, Bound, Claim, ClaimId, ClaimKind, Currency, Date, Decimal, Derivation, DocId,
    Modality, Name, Period, RawSpan, Role, RuleId, Value,
};
use tradewire_reconcile::DocumentInfo;

use super::{Figure, Part, Press, Report, Sort};

/// The first day of the simulation.
const BEGIN: (i16, u8, u8) = (2031, 1, 1);

/// A day counted from the first, as a date.
fn date(day: i32) -> Option<Date> {
    let begin =
        jiff::civil::Date::new(BEGIN.0, i8::try_from(BEGIN.1).ok()?, i8::try_from(BEGIN.2).ok()?).ok()?;
    let d = begin.checked_add(jiff::Span::new().days(day)).ok()?;
    Date::day(d.year(), u8::try_from(d.month()).ok()?, u8::try_from(d.day()).ok()?)
}

/// The documents and claims of a press; hidden reports give none. Also the number of the report behind each claim.
#[must_use]
pub fn claims(press: &Press) -> (Vec<DocumentInfo>, Vec<Claim>, Vec<usize>) {
    let (mut documents, mut claims, mut of) = (Vec::new(), Vec::new(), Vec::new());
    for (n, r) in press.reports.iter().enumerate().filter(|(_, r)| !r.hidden) {
        // Names say nothing of the order in which reports were written.
        let name = DocId::of([n.to_string()]).to_string();
        let published = date(r.day);
        documents.push(DocumentInfo {
            name: name.clone(),
            id: DocId::of([&name]),
            published: published.clone(),
            outlet: Some(press.world.outlets[r.outlet].name.clone()),
            title: None,
            fiction: true,
            url: None,
        });
        if let Some(c) = claim(press, r, &name, published) {
            claims.push(c);
            of.push(n);
        }
    }
    (documents, claims, of)
}

fn claim(press: &Press, r: &Report, doc: &str, published: Option<Date>) -> Option<Claim> {
    let (w, h) = (&press.world, &press.happenings[r.of]);
    let zh = w.outlets[r.outlet].zh;
    let firm = |n: usize| {
        Value::Name(Name::unresolved(match (zh, w.firms[n].known) {
            (false, _) => w.firms[n].name.clone(),
            (true, true) => w.firms[n].zh.clone(),
            (true, false) => format!("{}({})", w.firms[n].zh, w.firms[n].name),
        }))
    };
    let person = r.told.person.as_ref().map(|p| Value::Name(Name::unresolved(p.as_str())));
    let sum = r.told.figure.as_ref().map(|f| (f.part, Value::Amount(amount(f))));
    let (kind, mut roles) = match h.sort {
        Sort::Move => (
            ClaimKind::Move,
            vec![
                (Role::Type, Some(Value::Code("join".into()))),
                (Role::Person, person),
                (Role::To, Some(firm(h.firm))),
                (Role::From, r.told.other.map(firm)),
            ],
        ),
        Sort::Offer => {
            let outcome = if h.superseded { "declined" } else { "open" };
            (
                ClaimKind::Offer,
                vec![
                    (Role::Bidder, Some(firm(h.firm))),
                    (Role::To, person),
                    (Role::Outcome, Some(Value::Code(outcome.into()))),
                ],
            )
        }
        Sort::Deal => (
            ClaimKind::Deal,
            vec![(Role::Acquirer, Some(firm(h.firm))), (Role::Target, r.told.other.map(firm))],
        ),
        Sort::Funding => (
            ClaimKind::Funding,
            vec![
                (Role::Company, Some(firm(h.firm))),
                (Role::Round, r.told.round.map(|x| Value::Text(x.to_owned()))),
            ],
        ),
        Sort::Valuation => (ClaimKind::Valuation, vec![(Role::Company, Some(firm(h.firm)))]),
    };
    if let Some((part, value)) = sum {
        roles.push((role(h.sort, part), Some(value)));
    }
    roles.push((Role::Date, r.told.day.and_then(date).map(Value::Date)));
    let mut args = Args::new();
    for (role, value) in roles {
        if let Some(value) = value.filter(|_| kind.allows(role)) {
            args.set(role, value);
        }
    }
    let span = RawSpan::new(0, r.text.len()).ok()?;
    // A party that denies speaks for itself.
    let source = match (r.modality, r.names) {
        ("denied", _) => Some(w.firms[h.firm].name.clone()),
        (_, Some(n)) => Some(w.outlets[n].name.clone()),
        _ => None,
    };
    Some(Claim {
        id: ClaimId::of([doc, "0"]),
        doc: doc.to_owned(),
        published,
        kind,
        modality: r.modality.parse().unwrap_or(Modality::Asserted),
        args,
        attribution: Attribution {
            source: source.map(Name::unresolved),
            via: Vec::new(),
            anonymous: r.anonymous && r.names.is_none() && r.modality != "denied",
        },
        quote: r.text.clone(),
        span,
        text_span: None,
        extractor: "simulation".into(),
        rule: RuleId::new("simulation"),
        confidence: 1.0,
        derived: Args::new(),
        derivation: Derivation::default(),
    })
}

/// The role a sum stands in.
#[must_use]
pub fn role(sort: Sort, part: Part) -> Role {
    match (sort, part) {
        (Sort::Offer, Part::Whole) => Role::Total,
        (Sort::Offer, Part::SignOn) => Role::SignOn,
        (Sort::Offer, Part::Yearly) => Role::Annual,
        _ => Role::Amount,
    }
}

fn amount(f: &Figure) -> Amount {
    let currency: Currency = f.currency.parse().unwrap_or(Currency::USD);
    let mut out = if f.bound == "range" {
        let low = 10u64.pow(f.value.max(1).ilog10());
        Amount::range(Decimal::from(low), Decimal::from(low * 10))
    } else {
        Amount::new(Decimal::from(f.value), f.bound.parse().unwrap_or(Bound::Exact))
    };
    out.currency = Some(currency);
    out.per = Some(if f.part == Part::Yearly { Period::Year } else { Period::Total });
    out
}
