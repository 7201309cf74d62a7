//! Who may sign in: accounts, their sessions and API tokens, and the log of what was done with them.
//!
//! They lie in a file of their own beside the ledger, so that the ledger's log, which is exported and kept for ever, knows
//! nothing of passwords. Of secrets only what proves them is kept: argon2id of a password, SHA-256 of a random session
//! or token.

mod account;
mod audit;
mod error;
mod password;
mod secret;
mod session;
mod store;
mod token;

pub use account::{Account, Rank, account_name};
pub use audit::{By, Deed, Entry, Note};
pub use error::{AccountError, Result};
pub use password::{LONGEST_PASSWORD, SHORTEST_PASSWORD};
pub use session::{IDLE, LASTS, Seat, Session, Visit};
pub use store::Accounts;
pub use token::{DAYS, Token};
