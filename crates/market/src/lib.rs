//! Packages and what they are worth.
//!
//! So far the types of a package and its nominal value year by year; valuing it with uncertainty, comparing offers and
//! comparables follow.

mod package;

pub use package::{EquityKind, Grant, Package, Vesting};
