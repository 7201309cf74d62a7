//! Classes of words that sentences are read by.

use crate::senses::Bits;

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// A class of words of the lexicon, as `rules/<lang>/words.toml` names it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Class { $($(#[$doc])* $name),+ }

        impl Class {
            /// All of them.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The class of a list in a word file.
            pub(crate) fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

classes! {
    From = "from", By = "by", Ba = "ba", To = "to", With = "with", As = "as", At = "at", For = "for", Of = "of",
    Include = "include", Against = "against",
    Role = "role", Group = "group", GenericOrg = "generic_org", UnitNoun = "unit_noun", PronounOrg = "pronoun_org",
    PronounPerson = "pronoun_person", PronounGroup = "pronoun_group", PronounPoss = "pronoun_poss",
    Former = "former", New = "new", Conj = "conj", Etc = "etc", De = "de", Done = "done", Each = "each", Ranked = "ranked", Court = "court", Past = "past", Lasting = "lasting",
    Negation = "negation", Plan = "plan", Rumour = "rumour", Deny = "deny", Decline = "decline",
    Hypothetical = "hypothetical", Question = "question", Report = "report", Speech = "speech",
    Announce = "announce", Memo = "memo", According = "according", Insider = "insider", WeakSource = "weak_source",
    Annual = "annual", Monthly = "monthly", Package = "package", SignOn = "sign_on", FirstYear = "first_year",
    Equity = "equity", Compute = "compute", Accept = "accept", Refuse = "refuse", Match = "match",
    Stake = "stake", TeamDeal = "team_deal", License = "license", Round = "round", PostMoney = "post_money",
    PreMoney = "pre_money", MarketCap = "market_cap", Noncompete = "noncompete", Protect = "protect", Be = "be",
    Have = "have", Article = "article", Relative = "relative", Domain = "domain", OffDomain = "off_domain",
    FirstPerson = "first_person", This = "this", Another = "another", Until = "until",
    Measured = "measured", Takings = "takings", Backs = "backs", Outlay = "outlay", Backer = "backer",
    Survey = "survey", Price = "price", Byline = "byline", Raised = "raised", Retain = "retain",
    Grant = "grant", Onward = "onward", Failed = "failed",
}

/// A set of classes.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Classes(u128);

impl std::fmt::Debug for Classes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(Class::ALL.iter().filter(|c| self.has(**c))).finish()
    }
}

impl Classes {
    pub(crate) fn has(self, c: Class) -> bool {
        self.0 & (1 << c as u128) != 0
    }

    /// Whether any is in it that is none of these.
    pub(crate) fn beyond<'c>(self, of: impl IntoIterator<Item = &'c Class>) -> bool {
        of.into_iter().fold(self.0, |left, c| left & !(1 << *c as u128)) != 0
    }

    /// The numbers of all in it, in the order of [`Class::ALL`].
    pub(crate) fn numbers(self) -> Bits<2> {
        Bits::of([self.0 as u64, (self.0 >> 64) as u64])
    }

    pub(crate) fn any(self, of: &[Class]) -> bool {
        self.0 != 0 && of.iter().any(|c| self.has(*c))
    }

    /// Whether it holds only words that tell of a field, which no sentence is read by.
    pub(crate) fn only_field(self) -> bool {
        self.0 != 0 && self.0 & !(1 << Class::Domain as u128 | 1 << Class::OffDomain as u128) == 0
    }

    pub(crate) fn add(&mut self, c: Class) {
        self.0 |= 1 << c as u128;
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The words that govern the noun phrase after them.
pub(crate) const MARKERS: &[Class] = &[
    Class::From,
    Class::By,
    Class::Ba,
    Class::To,
    Class::With,
    Class::As,
    Class::At,
    Class::For,
    Class::Of,
    Class::Against,
];
