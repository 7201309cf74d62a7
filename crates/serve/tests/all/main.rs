//! Tests of the pages and the API, one binary for all of them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at what it did not expect")]

mod access;
mod admitting;
mod api;
mod asking;
mod asking_for;
mod browser;
mod browsing;
mod cards;
mod corrections;
mod desk;
mod feeds;
#[path = "../../fixture/mod.rs"]
mod fixture;
mod injection;
mod kept;
mod market;
mod pages;
mod printing;
mod published;
mod reviewing;
mod signing_in;
