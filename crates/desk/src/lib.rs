//! Private offers, encrypted at rest by a key that their owner holds; shared only in aggregates.
//!
//! A [`Desk`] is a folder: `desk.toml` with the public recipient, and one age file per offer under `items/`. Nothing about
//! an offer stands in clear in it; what can be seen from outside is how many there are, and each one's size up to the
//! next power of two. The [`Key`] is a file of its own. Offers of a desk are no events of a ledger: nothing that is
//! estimated from reports can read them, for no stage before this one knows the type.
//!
//! [`share`] makes a contribution of rounded figures for a group's key; [`pool`] and [`pool_private`] open those of
//! many desks and give quartiles of cells with at least [`LEAST`] contributors.

mod error;
mod file;
mod folder;
mod item;
mod key;
mod labels;
mod noise;
mod pool;
mod seal;
mod share;

pub use error::{DeskError, ItemProblem, KeyProblem};
pub use folder::{Desk, Forgotten, Listing};
pub use item::{Item, ItemId, MOST_BYTES, MOST_NOTE, NewItem};
pub use key::{Key, Recipient};
pub use labels::{Country, Labels, Level, RoleFamily};
pub use noise::{Budget, DELTA, Gap, gaps};
pub use pool::{LEAST, Pool, PooledCell, Quartiles, pool, pool_private};
pub use share::{Cell, Contribution, Figures, Share, Skipped, WhySkipped, share};
pub use zeroize::Zeroizing;
