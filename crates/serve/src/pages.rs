//! The pages, one per file.

pub mod articles;
pub mod ask;
pub mod claim;
pub mod company;
pub mod conflict;
pub mod conflicts;
pub mod desk;
pub mod document;
pub mod error;
pub mod event;
pub mod flows;
pub mod labs;
pub mod list;
pub mod look;
pub mod method;
pub mod offers;
pub mod people;
pub mod person;
pub mod review;
pub mod search;
pub mod source;
pub mod sources;
pub mod wire;
