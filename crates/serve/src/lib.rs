//! Web pages of the ledger: server-rendered, working without JavaScript, safe against what articles hold.
//!
//! [`router`] makes the pages over a [`Library`] of ledger handles, [`serve`] serves them on loopback.

mod access;
mod api;
mod aside;
mod assets;
mod cardimage;
mod correction;
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
mod press;
mod print;
mod private;
mod reader;
mod review;
mod router;
mod routes;
mod server;
mod story;
mod sums;
mod trouble;
mod view;
mod watch;
mod who;
mod words;

pub use access::{Access, BadPublicUrl, PublicUrl, Quota, Quotas};
pub use desk::{Closed, Desk, Renew};
pub use library::Library;
pub use private::OfferDesk;
pub use reader::{Look, Reader};
pub use router::router;
pub use routes::{Asks, Kind, Route, routes};
pub use server::{ServeError, listen, listen_for, serve, serve_on};
pub use story::{FigureLine, Story};
pub use trouble::PageError;
pub use view::{bar, day, figure, mark, name, text};
pub use who::{Rank, Who};
pub use words::{
    AccessWords, AskingWords, CorrectionWords, DeskWords, Lang, MarketWords, OfferWords, ReviewWords, Words,
};
