//! A simulated press: things that happen, and what becomes of them on the way from outlet to outlet.
//!
//! Written from how news behaves, not from how it is reconciled. What is modelled, and after what:
//!
//! - Few report first hand, most pass on: about one report in five to seven is of an outlet's own making. Cagé, Hervé and
//!   Viaud, «The production of information in an online world», Review of Economic Studies 2020, found that two thirds
//!   of what is published online is copied, mostly without naming whom from.
//! - What is passed on decays: bounds fall off first («up to» is lost), figures are rounded, digits and magnitudes slip,
//!   most of all between languages with different powers of ten; a bonus becomes a salary.
//! - The larger story is passed on more: Vosoughi, Roy and Aral, «The spread of true and false news online», Science
//!   2018, found that the truth takes six times as long to reach as many; here an inflated figure is taken six times as
//!   readily.
//! - Who retells knows no details but those that were told; some are left out, now and then one is added.
//! - Some originals are behind a paywall: only those who cite them are in the feed.
//! - How often: among real reports of one campaign that were annotated by hand, every second figure that several of them
//!   share was changed in one of those that retell it. Rates here are lower: a tenth to a fifth of what portals, blogs
//!   and accounts put into words of their own, twice that between languages.
//! - Denials come late and are passed on less than what they deny.
//!
//! All names are invented.

mod claims;
mod happening;
mod spread;
mod wording;
mod world;

pub use claims::{claims, role};
pub use happening::{Figure, Happening, Part, Sort, digits};
pub use spread::{Press, Report, press};
pub use world::{Class, Firm, Outlet, Person, World};
