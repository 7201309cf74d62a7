//! One file per suite: its flags, its cases, its figures.

pub mod acquisitions;
pub mod cascade;
pub mod claims;
pub mod corpus;
pub mod duplicates;
pub mod events;
pub mod gate;
pub mod hostile;
pub mod ingest;
pub mod ledger;
pub mod market;
pub mod names;
pub mod names_rank;
pub mod names_scale;
pub mod ner;
pub mod pages;
pub mod quantities;
pub mod recognizers;
pub mod reconcile;
pub mod repair;
pub mod review;
pub mod script;
pub mod search;
pub mod throughput;
pub mod train;
pub mod truth;
