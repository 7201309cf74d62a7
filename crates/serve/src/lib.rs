//! Web pages of the ledger: server-rendered, working without JavaScript, safe against what articles hold.
//!
//! [`router`] makes the pages over a [`Library`] of ledger handles, [`serve`] serves them on loopback.

mod api;
mod aside;
mod assets;
mod cardimage;
mod desk;
pub mod directory;
mod dress;
mod feed;
mod guard;
mod library;
pub mod link;
mod live;
mod load;
pub mod offers;
mod pages;
mod print;
mod private;
mod reader;
mod review;
mod router;
mod server;
mod story;
mod trouble;
mod view;
mod who;
mod words;

pub use desk::{Closed, Desk, Renew};
pub use library::Library;
pub use private::OfferDesk;
pub use reader::{Look, Reader};
pub use router::router;
pub use server::{ServeError, listen, serve, serve_on};
pub use story::{FigureLine, Story};
pub use trouble::PageError;
pub use view::{bar, day, figure, mark, name, text};
pub use who::{Rank, Who};
pub use words::{AskingWords, DeskWords, Lang, MarketWords, OfferWords, ReviewWords, Words};
