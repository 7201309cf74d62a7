//! Numbers, money, counts, shares, durations and dates in Chinese and English news.
//!
//! Give [`recognise`] any text; it finds each quantity with its exact bytes, its bound and its unit:
//!
//! ```
//! use tradewire_quantity::{Context, recognise};
//! let found = recognise("Meta開出四年約2.5億美元的薪酬包", &Context::default());
//! let money: Vec<_> = found.iter().filter(|q| q.money().is_some()).collect();
//! assert_eq!(money[0].kind.to_string(), "money ~250000000 USD over 4");
//! ```
//!
//! What is known of a language (numerals, units, currencies, bounds, classifiers, time words) stands in
//! `rules/quantity/`, each entry with examples that must and must not use it. The grammar here combines the tokens
//! of one scan; it never goes back over more than a clause, so time is linear in the text.

mod clock;
mod date;
mod error;
mod examples;
mod expression;
mod figure;
mod grants;
mod intervals;
mod item;
mod lexicon;
mod link;
mod money;
mod numerals;
mod ordinals;
mod parser;
mod quantity;
mod recognise;
mod region;
mod resolve;
mod scan;
mod sense;
mod settle;
mod times;

pub use error::QuantityError;
pub use examples::check_rules;
pub use expression::{Clock, DayPart, Expression, MonthRef, Part, Side, YearRef};
pub use grants::{Grant, grants};
pub use intervals::{End, Interval, intervals};
pub use numerals::{Numeral, numerals};
pub use ordinals::{Ordinal, Place, ordinals};
pub use quantity::{
    Alternative, Context, Counted, Cue, CurrencyFrom, Derived, Kind, Length, Money, Quantity, Region,
    TimeUnit, When, Years,
};
pub use recognise::{recognise, recognise_folded};
pub use times::{TimeExpression, TimeKind, TimeReading, chinese_times, english_times, times};
