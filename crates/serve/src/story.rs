//! A story: one event with its claims and the disagreements within it, ready to be drawn.

use tradewire_ledger::{ClaimRecord, EventRecord};
use tradewire_model::{Amount, Claim, ClaimId, Conflict, Date, Decimal, Event, ReportRole, Role, Value};

/// One event and all that is drawn with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The event with its dates and counts.
    pub record: EventRecord,
    /// Its claims, in the order of the event; at most as many as were loaded.
    pub claims: Vec<ClaimRecord>,
    /// Disagreements within it.
    pub conflicts: Vec<Conflict>,
    /// One claim for each of their sides that none of `claims` stands for: it belongs to another event.
    pub witnesses: Vec<ClaimRecord>,
}

/// The roles that hold sums of money, in the order they are drawn.
pub const MONEY: [Role; 6] =
    [Role::Total, Role::Amount, Role::FirstYear, Role::SignOn, Role::Annual, Role::AmountSought];

/// One figure that reports of a story give: the same sum in the same role counts once.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureLine {
    /// What the sum is.
    pub role: Role,
    /// Round, where the reports number them.
    pub round: Option<String>,
    /// The sum.
    pub amount: Amount,
    /// Years it covers.
    pub years: Option<Decimal>,
    /// Reports that give it as origin or confirmation.
    pub origins: usize,
    /// All reports that give it.
    pub claims: Vec<ClaimId>,
    /// Whether it stands against a better supported figure in an open conflict.
    pub against: bool,
    /// Whether its reports only deny it.
    pub denied: bool,
}

impl Story {
    /// The event itself.
    #[must_use]
    pub fn event(&self) -> &Event {
        &self.record.event
    }

    /// Its claims, and those that stand for the other sides of its conflicts.
    pub fn said(&self) -> impl Iterator<Item = &Claim> {
        self.claims.iter().chain(&self.witnesses).map(|r| &r.claim)
    }

    /// Part of a claim's report.
    #[must_use]
    pub fn part(&self, id: &ClaimId) -> Option<ReportRole> {
        self.event().reports.iter().find(|r| r.claim == *id).map(|r| r.role)
    }

    /// How many reports play a part.
    #[must_use]
    pub fn count(&self, role: ReportRole) -> usize {
        self.event().reports_as(role).count()
    }

    /// How many reports only repeat.
    #[must_use]
    pub fn repeats(&self) -> usize {
        self.count(ReportRole::Citation) + self.count(ReportRole::Noise)
    }

    /// Claims with a part, in order.
    pub fn with_part(&self, role: ReportRole) -> impl Iterator<Item = &ClaimRecord> {
        self.claims.iter().filter(move |c| self.part(&c.claim.id) == Some(role))
    }

    /// The claim that speaks for the event on a card: an origin before a confirmation before the rest.
    #[must_use]
    pub fn spokesman(&self) -> Option<&ClaimRecord> {
        let rank = |c: &&ClaimRecord| match self.part(&c.claim.id) {
            Some(ReportRole::Origin) => 0,
            Some(ReportRole::Confirmation) => 1,
            Some(ReportRole::Citation) => 2,
            Some(ReportRole::Noise) | None => 3,
            Some(ReportRole::Denial) => 4,
        };
        // Of several, the one that gives what the event holds: the latest round, the best supported figure.
        let differs = |c: &&ClaimRecord| {
            MONEY.iter().filter(|r| self.event().args.amount(**r) != c.claim.args.amount(**r)).count()
        };
        self.claims.iter().min_by_key(|c| (rank(c), differs(c)))
    }

    /// The day under which the wire has it: of its latest report.
    #[must_use]
    pub fn day(&self) -> Option<&Date> {
        self.record.last_published.as_ref()
    }

    /// The figures that the reports give, each once: by role and round, best supported first.
    #[must_use]
    pub fn figures(&self) -> Vec<FigureLine> {
        let mut lines: Vec<FigureLine> = Vec::new();
        for record in &self.claims {
            self.add_figures(record, &mut lines);
        }
        for line in &mut lines {
            line.against = self.conflicts.iter().filter(|c| c.role == line.role).any(|c| {
                c.sides.iter().skip(1).any(|s| s.claims.iter().any(|r| line.claims.contains(&r.id)))
            });
        }
        let key = |l: &FigureLine| {
            let place = MONEY.iter().position(|m| *m == l.role);
            (place, l.round.clone(), l.denied, l.against, std::cmp::Reverse(l.origins))
        };
        lines.sort_by_key(key);
        lines
    }

    fn add_figures(&self, record: &ClaimRecord, lines: &mut Vec<FigureLine>) {
        let claim = &record.claim;
        let part = self.part(&claim.id);
        let years = match claim.args.get(Role::Years) {
            Some(Value::Number(n)) => Some(n.normalize()),
            _ => None,
        };
        let round = claim.args.text(Role::Round).map(str::to_owned);
        let first_hand = matches!(part, Some(ReportRole::Origin | ReportRole::Confirmation));
        for role in MONEY {
            let Some(amount) = claim.args.amount(role) else { continue };
            let years = years.filter(|_| role == Role::Total);
            let same = |l: &&mut FigureLine| {
                let rounds = l.round == round || l.round.is_none() || round.is_none();
                l.role == role && rounds && same_sum(&l.amount, amount)
            };
            if let Some(line) = lines.iter_mut().find(same) {
                line.origins += usize::from(first_hand);
                line.claims.push(claim.id.clone());
                line.denied &= part == Some(ReportRole::Denial);
                line.years = line.years.or(years);
                line.round = line.round.take().or_else(|| round.clone());
            } else {
                lines.push(FigureLine {
                    role,
                    round: round.clone(),
                    amount: amount.clone(),
                    years,
                    origins: usize::from(first_hand),
                    claims: vec![claim.id.clone()],
                    against: false,
                    denied: part == Some(ReportRole::Denial),
                });
            }
        }
    }
}

/// Whether two amounts say the same; what stands in brackets beside them does not count.
fn same_sum(a: &Amount, b: &Amount) -> bool {
    (a.value, a.low, a.high, a.currency, a.bound) == (b.value, b.low, b.high, b.currency, b.bound)
        && (a.per == b.per || a.per.is_none() || b.per.is_none())
}
