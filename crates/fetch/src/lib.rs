//! Fetches pages and feeds that somebody named, politely and without becoming a way into a private network.
//!
//! [`Fetcher::get`] obeys robots.txt (RFC 9309), asks one thing at a time of a host, with a pause between, says who it
//! is, and takes and gives validators for conditional requests. [`Fetcher::post`] hands something on under the same rules
//! of addresses. It connects to public addresses only: the name is
//! resolved once, every private, local or reserved address is taken out of the answer, and what is left is what is
//! connected to; so it is after every redirect. Size, unpacked size, ratio, time and redirects are limited.

mod address;
mod error;
mod fetcher;
mod page;
mod robots;
mod turns;

pub use address::is_public;
pub use error::FetchError;
pub use fetcher::{Builder, Fetcher};
pub use page::{Fetched, Page, Validators};
pub use robots::Robots;
