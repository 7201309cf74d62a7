//! One offer of a desk.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tradewire_market::{Package, PackageError};
use zeroize::Zeroizing;

use crate::error::{DeskError, ItemProblem};
use crate::labels::Labels;

/// Longest offer that is kept, in bytes.
pub const MOST_BYTES: usize = 64 * 1024;
/// Longest note, in bytes.
pub const MOST_NOTE: usize = 8 * 1024;
/// Format of what is encrypted.
const FORMAT: u32 = 1;
/// Ending of an item's file.
const ENDING: &str = ".age";

/// Id of an item: 16 random hexadecimal digits, which say nothing about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(String);

impl ItemId {
    /// A new one.
    pub(crate) fn random() -> Self {
        Self(format!("{:016x}", rand::random::<u64>()))
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Name of its file.
    pub(crate) fn file(&self) -> String {
        format!("{}{ENDING}", self.0)
    }

    /// Reads the name of a file.
    pub(crate) fn of_file(name: &str) -> Option<Self> {
        name.strip_suffix(ENDING)?.parse().ok()
    }
}

impl FromStr for ItemId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (text.len() == 16 && text.bytes().all(hex)).then(|| Self(text.to_owned())).ok_or(())
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An offer to keep.
#[derive(Clone, Default)]
pub struct NewItem {
    /// The offer as it was written, TOML or JSON.
    pub offer: String,
    /// What its owner wants to remember.
    pub note: String,
    /// What it is for.
    pub labels: Labels,
}

/// An offer that is kept. Its `Debug` shows the id alone, so that no log can hold more.
#[derive(Clone)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// When it was kept.
    pub kept_at: Timestamp,
    /// The offer as it was written, TOML or JSON.
    pub offer: String,
    /// What its owner wants to remember.
    pub note: String,
    /// What it is for.
    pub labels: Labels,
    /// The offer as it is reckoned with.
    pub package: Package,
}

impl fmt::Debug for NewItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewItem").finish_non_exhaustive()
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What is encrypted, as JSON.
#[derive(Serialize, Deserialize)]
struct Sheet {
    format: u32,
    /// The id again: a file that stands in another's place is found out.
    id: String,
    kept_at: Timestamp,
    note: String,
    labels: Labels,
    offer: String,
}

/// The format alone, read before the rest.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// Reads an offer: JSON where it begins like it, else TOML.
fn package(offer: &str) -> Result<Package, PackageError> {
    if offer.trim_start().starts_with('{') { Package::from_json(offer) } else { Package::from_toml(offer) }
}

impl NewItem {
    /// Reads the offer and checks the lengths; gives the item with an id of its own.
    pub(crate) fn take(&self, now: Timestamp) -> Result<Item, DeskError> {
        for (what, text, most) in [("offer", &self.offer, MOST_BYTES), ("note", &self.note, MOST_NOTE)] {
            if text.len() > most {
                return Err(DeskError::Senseless(format!("the {what} is longer than {} KB", most / 1024)));
            }
        }
        if self.labels.firm.as_ref().is_some_and(|f| f.len() > 200) {
            return Err(DeskError::Senseless("the name of the firm is longer than 200 bytes".to_owned()));
        }
        let package = package(&self.offer).map_err(DeskError::Offer)?;
        let (offer, note, labels) = (self.offer.clone(), self.note.clone(), self.labels.clone());
        Ok(Item { id: ItemId::random(), kept_at: now, offer, note, labels, package })
    }
}

impl Item {
    /// As it is encrypted.
    pub(crate) fn json(&self) -> Result<Zeroizing<Vec<u8>>, DeskError> {
        let sheet = Sheet {
            format: FORMAT,
            id: self.id.to_string(),
            kept_at: self.kept_at,
            note: self.note.clone(),
            labels: self.labels.clone(),
            offer: self.offer.clone(),
        };
        let json = serde_json::to_vec(&sheet).map_err(|e| DeskError::Encrypt(e.to_string()))?;
        Ok(Zeroizing::new(json))
    }

    /// Reads what was decrypted from the file of an id.
    pub(crate) fn from_json(id: &ItemId, json: &[u8]) -> Result<Self, ItemProblem> {
        let damaged = |_| ItemProblem::Damaged;
        let Format { format } = serde_json::from_slice(json).map_err(damaged)?;
        if format != FORMAT {
            return Err(ItemProblem::Newer(format));
        }
        let sheet: Sheet = serde_json::from_slice(json).map_err(damaged)?;
        if sheet.id != id.as_str() {
            let other = sheet.id.parse::<ItemId>().map_err(|()| ItemProblem::Damaged)?;
            return Err(ItemProblem::Swapped(other.to_string()));
        }
        // It was read when it was kept; a version that reads it otherwise must not make up another.
        let package = package(&sheet.offer).map_err(|_| ItemProblem::Damaged)?;
        let (kept_at, note, labels, offer) = (sheet.kept_at, sheet.note, sheet.labels, sheet.offer);
        Ok(Self { id: id.clone(), kept_at, offer, note, labels, package })
    }
}
