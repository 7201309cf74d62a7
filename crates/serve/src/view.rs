//! The parts pages are made of, each a function from the model to markup.

pub mod account;
pub mod args;
pub mod bar;
pub mod byline;
pub mod card;
pub mod day;
pub mod entity;
pub mod figure;
pub mod headline;
pub mod layout;
pub mod mark;
pub mod market;
pub mod name;
pub mod quote;
pub mod reports;
pub mod responses;
pub mod review;
pub mod sentence;
pub mod side;
pub mod text;
pub mod texts;
