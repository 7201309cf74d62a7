//! Pages of listings and the cursors between them.

use crate::{Cursor, LedgerError, Listing, Page};

/// How many rows to read for a page: one more than it shows, to know whether another follows.
pub(super) fn rows(page: &Page) -> i64 {
    i64::try_from(limit(page) + 1).unwrap_or(i64::MAX)
}

fn limit(page: &Page) -> usize {
    page.limit.clamp(1, Page::MOST)
}

/// A cursor of a listing that is ordered by a date key and an id.
pub(super) fn dated(page: &Page) -> Result<Option<(String, String)>, LedgerError> {
    let Some(cursor) = &page.after else { return Ok(None) };
    match cursor.as_str().split_once('~') {
        Some((key, id)) if !id.is_empty() => Ok(Some((key.to_owned(), id.to_owned()))),
        _ => Err(LedgerError::Cursor(cursor.as_str().to_owned())),
    }
}

/// Cuts the rows that were read to a page.
pub(super) fn cut<T>(mut items: Vec<T>, page: &Page, cursor: impl FnOnce(&T) -> String) -> Listing<T> {
    let more = items.len() > limit(page);
    items.truncate(limit(page));
    let next = if more { items.last().map(|last| Cursor::new(cursor(last))) } else { None };
    Listing { items, next }
}
