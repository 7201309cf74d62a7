//! A desk's contribution to a group: rounded figures by cell, and nothing else.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tradewire_model::{Bound, Currency, Decimal};
use zeroize::Zeroizing;

use crate::error::{DeskError, ItemProblem};
use crate::folder::Desk;
use crate::item::{Item, ItemId};
use crate::key::{Key, Recipient};
use crate::labels::{Country, Level, RoleFamily};
use crate::seal::{self, MOST_SEALED};

/// Format of a contribution.
const FORMAT: u32 = 1;
/// Most cells of one contribution.
const MOST_CELLS: usize = 200;
/// Longest name of a firm, in characters.
const MOST_FIRM: usize = 60;
/// Figures of a sum that are kept.
const DIGITS: u32 = 2;

/// What offers are counted together by. Cells are disjoint: an offer is in one of them, and none is the sum of others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// Family of roles.
    pub role: RoleFamily,
    /// Level.
    pub level: Level,
    /// Country of the place of work.
    pub country: Country,
    /// Year of the offer.
    pub year: i16,
    /// Currency of the sums.
    pub currency: String,
    /// The firm, where its owner agreed to have it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firm: Option<String>,
}

/// Sums of one offer, with two figures each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// The first year, at face value.
    pub first_year: Decimal,
    /// The first four years, at face value; nothing where the offer covers fewer.
    #[serde(default)]
    pub four_years: Option<Decimal>,
}

/// One cell of a contribution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The cell.
    pub cell: Cell,
    /// The figures.
    pub figures: Figures,
}

/// What one desk gives to one group.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    format: u32,
    /// Tells contributors apart, and nothing more.
    pub contributor: String,
    /// The day it speaks of.
    pub as_of: Date,
    /// Its cells, each once.
    pub shares: Vec<Share>,
}

impl fmt::Debug for Contribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contribution").field("cells", &self.shares.len()).finish_non_exhaustive()
    }
}

/// An offer that is not shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Which.
    pub id: ItemId,
    /// Why.
    pub why: WhySkipped,
}

/// Why an offer is not shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum WhySkipped {
    /// It was kept later.
    #[error("kept after that day")]
    Later,
    /// Without role, level or country it belongs nowhere.
    #[error("without role, level or country")]
    Unlabelled,
    /// The firm was to be in, and none is named.
    #[error("without a firm")]
    NoFirm,
    /// A bound is no figure.
    #[error("a sum in it is known as a bound only")]
    Bound,
    /// It pays nothing in its first year.
    #[error("nothing in the first year")]
    Nothing,
    /// A later offer of the same cell stands for both.
    #[error("a later offer of the same kind is shared")]
    Superseded,
}

/// A sum with two figures.
fn rounded(sum: Decimal) -> Option<Decimal> {
    sum.round_sf(DIGITS).map(|d| d.normalize()).filter(|d| *d > Decimal::ZERO)
}

fn share_of(item: &Item, with_firm: bool) -> Result<Share, WhySkipped> {
    let (p, l) = (&item.package, &item.labels);
    let (Some(role), Some(level), Some(country)) = (l.role, l.level, l.country) else {
        return Err(WhySkipped::Unlabelled);
    };
    let firm = match (with_firm, l.firm.as_deref().map(str::trim).filter(|f| !f.is_empty())) {
        (false, _) => None,
        (true, Some(f)) => Some(f.to_lowercase().chars().take(MOST_FIRM).collect()),
        (true, None) => return Err(WhySkipped::NoFirm),
    };
    let exact = |b: Bound| matches!(b, Bound::Exact | Bound::Approx);
    if p.undisclosed.iter().any(|u| !exact(u.bound) || u.first_year.is_some_and(|f| !exact(f.1))) {
        return Err(WhySkipped::Bound);
    }
    let years: Vec<Decimal> = p.years_at_face().iter().map(tradewire_market::YearAtFace::total).collect();
    let first_year = years.first().copied().and_then(rounded).ok_or(WhySkipped::Nothing)?;
    let four_years = years.get(..4).map(|y| y.iter().sum()).and_then(rounded);
    let year = l.year.unwrap_or_else(|| item.kept_at.to_zoned(jiff::tz::TimeZone::UTC).year());
    let currency = p.currency.to_string();
    Ok(Share {
        cell: Cell { role, level, country, year, currency, firm },
        figures: Figures { first_year, four_years },
    })
}

/// The shares that a desk's items make, one for each cell: the offer that was kept last, as of the end of a day (UTC).
///
/// Name, source, note, parts of the package and the time of keeping are not in it; the firm only where it is asked for.
#[must_use]
pub fn share(items: &[Item], as_of: Date, with_firm: bool) -> (Vec<Share>, Vec<Skipped>) {
    let mut cells: BTreeMap<Cell, (Timestamp, ItemId, Share)> = BTreeMap::new();
    let mut skipped = Vec::new();
    for item in items {
        let made = match item.kept_at.to_zoned(jiff::tz::TimeZone::UTC).date() > as_of {
            true => Err(WhySkipped::Later),
            false => share_of(item, with_firm),
        };
        let id = item.id.clone();
        let share = match made {
            Ok(share) => share,
            Err(why) => {
                skipped.push(Skipped { id, why });
                continue;
            }
        };
        let kept = cells.get(&share.cell).map(|k| (k.0, k.1.clone()));
        if kept.as_ref().is_some_and(|k| (k.0, &k.1) >= (item.kept_at, &id)) {
            skipped.push(Skipped { id, why: WhySkipped::Superseded });
            continue;
        }
        skipped.extend(kept.map(|k| Skipped { id: k.1, why: WhySkipped::Superseded }));
        cells.insert(share.cell.clone(), (item.kept_at, id, share));
    }
    (cells.into_values().map(|c| c.2).collect(), skipped)
}

impl Contribution {
    /// A contribution of a desk to a group.
    #[must_use]
    pub fn of(desk: &Desk, group: &Recipient, as_of: Date, shares: Vec<Share>) -> Self {
        Self { format: FORMAT, contributor: desk.contributor(group), as_of, shares }
    }

    /// Encrypts it for the group.
    ///
    /// # Errors
    /// [`DeskError::Senseless`] where it holds nothing or too much, [`DeskError::Encrypt`].
    pub fn seal(&self, group: &Recipient) -> Result<Vec<u8>, DeskError> {
        self.check().map_err(DeskError::Senseless)?;
        let json = serde_json::to_vec(self).map_err(|e| DeskError::Encrypt(e.to_string()))?;
        seal::seal(group, &Zeroizing::new(json))
    }

    /// Opens one with the group's key. It comes from somebody else: whatever is not as it should be is refused.
    ///
    /// # Errors
    /// [`ItemProblem`].
    pub fn open(group: &Key, sealed: &[u8]) -> Result<Self, ItemProblem> {
        if sealed.len() as u64 > MOST_SEALED {
            return Err(ItemProblem::Damaged);
        }
        let json = seal::open(group, sealed)?;
        let found: Self = serde_json::from_slice(&json).map_err(|_| ItemProblem::Damaged)?;
        if found.format != FORMAT {
            return Err(ItemProblem::Newer(found.format));
        }
        found.check().map_err(|_| ItemProblem::Damaged)?;
        Ok(found)
    }

    fn check(&self) -> Result<(), String> {
        if self.shares.is_empty() || self.shares.len() > MOST_CELLS {
            return Err(format!("a contribution holds 1 to {MOST_CELLS} cells, not {}", self.shares.len()));
        }
        let mut seen = std::collections::BTreeSet::new();
        let most = Decimal::from(1_000_000_000_000_000u64);
        for s in &self.shares {
            let two = |d: Decimal| d > Decimal::ZERO && d <= most && rounded(d) == Some(d.normalize());
            let c = &s.cell;
            let sound = two(s.figures.first_year)
                && s.figures.four_years.is_none_or(two)
                && c.currency.parse::<Currency>().is_ok()
                && (1950..=2200).contains(&c.year)
                && c.firm.as_ref().is_none_or(|f| {
                    !f.is_empty() && f.chars().count() <= MOST_FIRM && !f.chars().any(char::is_control)
                });
            if !sound {
                return Err("a cell is not as it should be".to_owned());
            }
            if !seen.insert(c) {
                return Err("a cell stands twice".to_owned());
            }
        }
        let hex = self.contributor.len() == 20 && self.contributor.bytes().all(|b| b.is_ascii_hexdigit());
        if hex { Ok(()) } else { Err("the contributor has no number".to_owned()) }
    }
}
