//! Packages and what they are worth; statistics of reports that are intervals.
//!
//! A [`Package`] is read from TOML or JSON, laid out year by year, and valued: at face value ([`Package::years_at_face`]),
//! in closed form ([`expected`]) and by simulation ([`simulate`]). Money is decimal; floats stand only where chance
//! comes in. Nothing is assumed that the package does not say: without a volatility shares keep their value.
//!
//! Over the events of a ledger: [`flows::flows`] counts who went where, [`list::rank`] ranks people by declared criteria.

mod clock;
mod comparables;
mod compare;
mod error;
mod expected;
mod face;
mod filings;
pub mod flows;
mod from_event;
mod illiquidity;
mod lanes;
pub mod list;
mod normal;
mod package;
mod philox;
mod read;
mod readings;
mod simulate;
mod sum;
mod survival;
mod tax;
mod turnbull;
mod vesting;

pub use clock::{Clock, Deadline};
pub use comparables::{
    Comparable, ENOUGH, Evidence, LeftOut, Measure, QuantileBand, Trend, comparable, evidence, observation,
    quantile_bands, trend,
};
pub use compare::{
    BreakEven, Comparison, MOST_OFFERS, Needed, Raise, ahead_from, compare, needed, share_rise,
};
pub use error::{PackageError, Problem};
pub use expected::{expected, growth_call};
pub use face::{LeaveLoss, YearAtFace};
pub use filings::{AskedFilings, Filings, FilingsError, LeftAside, Rejected};
pub use from_event::{Assumed, FromEvent, from_event};
pub use illiquidity::{Illiquidity, chaffe, finnerty};
pub use normal::{cumulative, quantile};
pub use package::{
    Clawback, Compute, EquityKind, Firm, Grant, Liquidity, Package, Payment, Scenario, SignOn, Undisclosed,
};
pub use philox::philox4x32;
pub use readings::NEAR;
pub use simulate::{Band, Paths, Settings, Valuation, simulate, summarise};
pub use survival::{KaplanMeier, Spell, Step, kaplan_meier};
pub use tax::{FlatTax, NoTax, Tax, TaxRule};
pub use turnbull::{Fit, Observation, Turnbull, turnbull};
pub use vesting::{Tranche, Vesting};
