//! Event mentions of any field: what happened, the word that says so, and who stands where around it.
//!
//! [`Reader::read`] reads plain text. It knows no names: triggers, their senses and the words that bound noun phrases
//! stand in `rules/mentions/`, each sense with its examples, and the syntax of the clause does the rest. Footballers
//! and shops are as welcome as researchers; whether a mention belongs into the ledger is decided elsewhere.
//!
//! ```
//! let kb = tradewire_kb::KnowledgeBase::builtin().unwrap();
//! let reader = tradewire_mention::Reader::new(kb)?;
//! let text = "官宣：林知远加盟北门科技";
//! let found = reader.read(text);
//! assert_eq!(found[0].kind, "join");
//! assert_eq!(&text[found[0].role("joiner").next().unwrap().span.clone()], "林知远");
//! # Ok::<(), tradewire_mention::MentionError>(())
//! ```

mod check;
mod error;
mod holding;
mod parties;
mod phrase;
mod reader;
mod roles;
mod rules;
mod shape;
mod takeover;
mod token;

pub use check::check_rules;
pub use error::MentionError;
pub use reader::{Filled, Mention, Reader};
pub use shape::Sort;
pub use takeover::{Takeover, TakeoverReader};
