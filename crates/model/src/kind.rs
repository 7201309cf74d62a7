use crate::amount::codes;

codes!(
    /// What a claim is about.
    ClaimKind, "claim kind", {
        /// A person or group goes from one place to another.
        Move = "move",
        /// Pay or means offered to a person or group.
        Offer = "offer",
        /// A firm buys, invests in, or licenses and hires another.
        Deal = "deal",
        /// A firm raises money.
        Funding = "funding",
        /// What a firm is said to be worth.
        Valuation = "valuation",
        /// What a role or population is paid.
        Payband = "payband",
        /// A recruiting act without terms.
        Approach = "approach",
        /// A step of a legal dispute.
        Dispute = "dispute",
        /// A unit founded, renamed, dissolved or led.
        Unit = "unit",
        /// Any other figure.
        Stat = "stat",
        /// Attributed speech on talent and pay.
        Statement = "statement",
    }
);

codes!(
    /// The type of a move.
    MoveType, "move type", {
        /// Hired, poached, signed.
        Join = "join",
        /// Departs, where the new place is not said.
        Leave = "leave",
        /// Goes back to where they were before.
        Return = "return",
        /// Founds an organisation.
        Found = "found",
        /// Rises in the same organisation.
        Promotion = "promotion",
        /// A team taken over.
        Transfer = "transfer",
        /// Ends the career.
        Retire = "retire",
        /// Is dismissed.
        Dismissed = "dismissed",
        /// A group is laid off.
        Layoff = "layoff",
        /// Was somewhere before.
        PastAffiliation = "past_affiliation",
    }
);

codes!(
    /// The part a value plays in a claim.
    Role, "role", {
        /// Type of a move.
        Type = "type",
        /// Who moves.
        Person = "person",
        /// A counted or unnamed group that moves.
        Group = "group",
        /// How many.
        Count = "count",
        /// Organisation left.
        From = "from",
        /// Organisation joined; of an offer or approach: whom it goes to.
        To = "to",
        /// Role before the move.
        RoleBefore = "role_before",
        /// Role after the move.
        RoleAfter = "role_after",
        /// Organisation that offers.
        Bidder = "bidder",
        /// Person who acts for the organisation.
        By = "by",
        /// Whole package.
        Total = "total",
        /// Years the package covers.
        Years = "years",
        /// Share of the first year.
        FirstYear = "first_year",
        /// Sign-on bonus.
        SignOn = "sign_on",
        /// Pay per year.
        Annual = "annual",
        /// Equity, in the text's words.
        Equity = "equity",
        /// Compute, in the text's words.
        Compute = "compute",
        /// Deadline, in the text's words or a date.
        Deadline = "deadline",
        /// What became of an offer.
        Outcome = "outcome",
        /// Round of an offer or a funding.
        Round = "round",
        /// Organisation that buys.
        Acquirer = "acquirer",
        /// Organisation bought.
        Target = "target",
        /// Sum of a deal, a funding or a valuation.
        Amount = "amount",
        /// Share bought, in percent.
        StakePercent = "stake_percent",
        /// Kind of a deal.
        DealKind = "deal_kind",
        /// Firm that raises or is valued.
        Company = "company",
        /// Who puts money in.
        Investors = "investors",
        /// Post-money, pre-money, market.
        Basis = "basis",
        /// Organisation of a pay band, an approach, a unit.
        Org = "org",
        /// Population of a pay band or a figure.
        Population = "population",
        /// Job a pay band is for.
        Role = "role",
        /// Lower end of a pay band.
        Low = "low",
        /// Upper end of a pay band.
        High = "high",
        /// Currency of a pay band.
        Currency = "currency",
        /// Period of a pay band.
        Per = "per",
        /// Bound of a pay band.
        Bound = "bound",
        /// Organisation whose people are approached.
        TargetOrg = "target_org",
        /// Means of an approach.
        Channel = "channel",
        /// Who sues.
        Plaintiff = "plaintiff",
        /// Who is sued.
        Defendant = "defendant",
        /// What the dispute is about.
        Matter = "matter",
        /// Step of the dispute.
        Step = "step",
        /// Sum claimed.
        AmountSought = "amount_sought",
        /// Name of a unit or a figure.
        Name = "name",
        /// Who leads a unit.
        LedBy = "led_by",
        /// The figure.
        Value = "value",
        /// Figures over time.
        Series = "series",
        /// Who speaks.
        Speaker = "speaker",
        /// Where the speaker belongs.
        Affiliation = "affiliation",
        /// What was said, in short.
        Gist = "gist",
        /// When.
        Date = "date",
    }
);

/// The form the value of a role has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// One name or a list of names.
    Name,
    /// A sum of money.
    Amount,
    /// A number of people.
    Count,
    /// A plain number.
    Number,
    /// A figure with a unit.
    Measure,
    /// A list of figures with periods.
    Series,
    /// A date.
    Date,
    /// A code of a closed list.
    Code,
    /// Words of the text.
    Text,
}

impl ClaimKind {
    /// The roles that claims of this kind may have; `by`, `channel` and `date` may stand anywhere.
    #[must_use]
    pub fn roles(self) -> &'static [Role] {
        use Role as R;
        match self {
            Self::Move => {
                &[R::Type, R::Person, R::Group, R::Count, R::From, R::To, R::RoleBefore, R::RoleAfter]
            }
            Self::Offer => &[
                R::Bidder,
                R::To,
                R::Total,
                R::Years,
                R::FirstYear,
                R::SignOn,
                R::Annual,
                R::Equity,
                R::Compute,
                R::Deadline,
                R::Outcome,
                R::Round,
            ],
            Self::Deal => &[R::Acquirer, R::Target, R::Amount, R::StakePercent, R::DealKind],
            Self::Funding => &[R::Company, R::Amount, R::Round, R::Investors],
            Self::Valuation => &[R::Company, R::Amount, R::Basis],
            Self::Payband => {
                &[R::Org, R::Population, R::Role, R::Low, R::High, R::Currency, R::Per, R::Bound]
            }
            Self::Approach => &[R::Org, R::TargetOrg, R::To, R::Count],
            Self::Dispute => &[R::Plaintiff, R::Defendant, R::Matter, R::Step, R::AmountSought],
            Self::Unit => &[R::Org, R::Name, R::LedBy],
            Self::Stat => &[R::Name, R::Population, R::Value, R::Series],
            Self::Statement => &[R::Speaker, R::Affiliation, R::Gist],
        }
    }

    /// Whether a claim of this kind may have that role.
    #[must_use]
    pub fn allows(self, role: Role) -> bool {
        matches!(role, Role::By | Role::Channel | Role::Date) || self.roles().contains(&role)
    }

    /// The form the value of a role has in claims of this kind.
    #[must_use]
    pub fn shape(self, role: Role) -> Shape {
        use Role as R;
        match role {
            R::Name if self == Self::Stat => Shape::Text,
            R::Person
            | R::Group
            | R::From
            | R::To
            | R::Bidder
            | R::By
            | R::Acquirer
            | R::Target
            | R::Company
            | R::Investors
            | R::Org
            | R::TargetOrg
            | R::Plaintiff
            | R::Defendant
            | R::Name
            | R::LedBy
            | R::Speaker
            | R::Affiliation => Shape::Name,
            R::Total | R::FirstYear | R::SignOn | R::Annual | R::Amount | R::AmountSought => Shape::Amount,
            R::Count => Shape::Count,
            R::Years | R::StakePercent | R::Low | R::High => Shape::Number,
            R::Value => Shape::Measure,
            R::Series => Shape::Series,
            R::Date => Shape::Date,
            R::Type | R::Outcome | R::DealKind | R::Basis | R::Currency | R::Per | R::Bound | R::Step => {
                Shape::Code
            }
            R::RoleBefore
            | R::RoleAfter
            | R::Equity
            | R::Compute
            | R::Deadline
            | R::Round
            | R::Population
            | R::Role
            | R::Channel
            | R::Matter
            | R::Gist => Shape::Text,
        }
    }
}
