use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use tradewire_model::{ClaimKind, Role};

use crate::figure::{same_amount, same_count, same_date, same_series, text, truthy};
use crate::name::{Units, fold, forms, same};

/// What a kind asks of a match.
struct Measure {
    /// Of each group at least one role must agree.
    keys: &'static [&'static [Role]],
    /// None of these may differ where both sides give it.
    strict: &'static [Role],
}

fn measure(kind: ClaimKind) -> Measure {
    use Role as R;
    let m = |keys, strict| Measure { keys, strict };
    match kind {
        ClaimKind::Move => m(&[&[R::Person, R::Count, R::Group], &[R::To, R::From]], &[R::Person]),
        ClaimKind::Offer => m(
            &[&[R::Total, R::FirstYear, R::SignOn, R::Annual, R::To], &[R::Bidder, R::To]],
            &[R::To, R::Bidder],
        ),
        ClaimKind::Deal => m(&[&[R::Target, R::Amount], &[R::Acquirer, R::Target]], &[R::Target]),
        ClaimKind::Funding => m(&[&[R::Company], &[R::Amount, R::Round]], &[R::Company]),
        ClaimKind::Valuation => m(&[&[R::Company], &[R::Amount]], &[R::Company]),
        ClaimKind::Payband => m(&[&[R::Low, R::High]], &[R::Org]),
        ClaimKind::Approach => m(&[&[R::Org, R::TargetOrg], &[R::Count, R::TargetOrg, R::To]], &[]),
        ClaimKind::Dispute => m(&[&[R::Plaintiff, R::Defendant]], &[]),
        ClaimKind::Unit => m(&[&[R::Name]], &[]),
        ClaimKind::Stat => m(&[&[R::Value, R::Series]], &[]),
        ClaimKind::Statement => m(&[&[R::Speaker]], &[]),
    }
}

/// How the values of a role are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Amount,
    Series,
    Count,
    Date,
    Code,
    Name,
}

fn comparison(role: &str) -> Comparison {
    match role {
        "total" | "first_year" | "sign_on" | "annual" | "amount" | "amount_sought" | "low" | "high" => {
            Comparison::Amount
        }
        "value" | "series" => Comparison::Series,
        "count" | "years" | "stake_percent" => Comparison::Count,
        "date" => Comparison::Date,
        "type" | "outcome" | "deal_kind" | "step" | "per" | "bound" | "currency" | "basis" => {
            Comparison::Code
        }
        _ => Comparison::Name,
    }
}

/// A fact or a claim, made ready for comparing.
#[derive(Debug)]
pub(crate) struct Item {
    kind: Option<ClaimKind>,
    args: Map<String, Value>,
    forms: BTreeMap<String, BTreeSet<String>>,
    optional: bool,
}

impl Item {
    pub(crate) fn new(kind: &str, raw: &Map<String, Value>, gold: bool, units: &Units) -> Self {
        let kind = kind.parse().ok();
        let args = normal(kind, raw);
        let forms = args
            .iter()
            .filter(|(role, _)| comparison(role) == Comparison::Name)
            .map(|(role, v)| (role.clone(), forms(v, gold, units)))
            .collect();
        let kind_of_move = args.get("type").and_then(Value::as_str);
        let optional =
            kind == Some(ClaimKind::Move) && matches!(kind_of_move, Some("found" | "past_affiliation"));
        Self { kind, args, forms, optional }
    }

    /// Whether this is a founding or a past affiliation, which nobody has to find.
    pub(crate) fn is_optional(&self) -> bool {
        self.optional
    }

    /// How many roles it fills.
    pub(crate) fn roles(&self) -> usize {
        self.args.len()
    }

    /// The roles in which a claim agrees with this fact.
    fn hits<'a>(&'a self, claim: &'a Self) -> impl Iterator<Item = &'a str> {
        self.args.iter().filter_map(|(role, g)| {
            let p = claim.args.get(role)?;
            self.same_role(role, g, claim, p).then_some(role.as_str())
        })
    }

    fn same_role(&self, role: &str, g: &Value, claim: &Self, p: &Value) -> bool {
        match comparison(role) {
            Comparison::Amount => same_amount(g, p),
            Comparison::Series => same_series(g, p),
            Comparison::Count => same_count(g, p),
            Comparison::Date => same_date(g, p),
            Comparison::Code => fold(&text(g)) == fold(&text(p)),
            Comparison::Name => {
                matches!((self.forms.get(role), claim.forms.get(role)), (Some(a), Some(b)) if same(a, b))
            }
        }
    }

    /// How many roles agree; zero where the two are about different things.
    pub(crate) fn agreement(&self, claim: &Self) -> usize {
        let (Some(kind), true) = (self.kind, self.kind == claim.kind) else { return 0 };
        let hits: Vec<&str> = self.hits(claim).collect();
        let hit = |r: &Role| hits.contains(&r.as_str());
        let measure = measure(kind);
        if !measure.keys.iter().all(|group| group.iter().any(hit)) {
            return 0;
        }
        // Who offers to whom is not enough where a sum was given, unless the outcome agrees as well.
        let sums = |role: &str| comparison(role) == Comparison::Amount;
        if kind == ClaimKind::Offer
            && !hits.iter().any(|r| sums(r))
            && !(hit(&Role::To) && hit(&Role::Outcome))
            && self.args.keys().any(|r| sums(r))
        {
            return 0;
        }
        let differs = |r: &Role| {
            let key = r.as_str();
            self.args.get(key).is_some_and(|g| !is_group(g)) && claim.args.contains_key(key) && !hit(r)
        };
        if measure.strict.iter().any(differs) { 0 } else { hits.len() }
    }

    /// How many roles of this fact the claim has right.
    pub(crate) fn role_hits(&self, claim: &Self) -> usize {
        self.hits(claim).count()
    }

    /// Over the amounts that both give: how many of currency, bound and period are right, and how many the fact gives.
    pub(crate) fn details(&self, claim: &Self) -> (usize, usize) {
        let (mut right, mut asked) = (0, 0);
        for (role, g) in &self.args {
            let p = claim.args.get(role).and_then(Value::as_object);
            let (Comparison::Amount, Some(g), Some(p)) = (comparison(role), g.as_object(), p) else {
                continue;
            };
            for key in ["currency", "bound", "per"] {
                if let Some(want) = g.get(key).filter(|v| truthy(v)) {
                    asked += 1;
                    let got = p.get(key).filter(|v| truthy(v)).map_or_else(String::new, text);
                    right += usize::from(fold(&text(want)) == fold(&got));
                }
            }
        }
        (right, asked)
    }
}

fn normal(kind: Option<ClaimKind>, raw: &Map<String, Value>) -> Map<String, Value> {
    let mut args = raw.clone();
    if kind == Some(ClaimKind::Stat)
        && !args.contains_key("value")
        && let Some(series) = args.remove("series")
    {
        args.insert("value".to_owned(), series);
    }
    let yearly = |v: &Value| v.get("per").and_then(Value::as_str) == Some("year");
    if kind == Some(ClaimKind::Offer) && !args.contains_key("annual") && args.get("total").is_some_and(yearly)
    {
        let total = args.remove("total").unwrap_or_default();
        args.insert("annual".to_owned(), total);
    }
    args.retain(|_, v| match v {
        Value::Null => false,
        Value::String(s) => !s.is_empty(),
        Value::Array(a) => !a.is_empty(),
        Value::Object(o) => !o.is_empty(),
        _ => true,
    });
    args
}

fn is_group(v: &Value) -> bool {
    v.is_array() || v.get("group").is_some_and(truthy)
}

/// Whether a claim attributes as the fact does; `anonymous` is a source of its own.
pub(crate) fn same_source(gold: &Value, claim: &Value, anonymous: bool, units: &Units) -> bool {
    let none = |v: &Value| match v {
        Value::Null => true,
        Value::String(s) => s.is_empty(),
        Value::Object(o) => o.is_empty(),
        _ => false,
    };
    let nameless = |v: &Value| v.as_str().is_some_and(|s| fold(s) == "anonymous");
    if nameless(gold) {
        return anonymous || nameless(claim);
    }
    match (none(gold), none(claim)) {
        (true, true) => !anonymous,
        (false, false) => same(&forms(gold, true, units), &forms(claim, false, units)),
        _ => false,
    }
}
