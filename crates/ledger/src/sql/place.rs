//! Numbers of view rows, made from what the row is, so that they do not depend on when it was written.

use tradewire_model::content_hash;

use super::writing::Writing;
use crate::Result;
use crate::db::Doing;

/// Bits of an id that order rows of one date.
const ID_BITS: u32 = 40;

/// The number of a row that is listed by date and id: numbers ascend as the pairs do.
///
/// Year, month and day take 23 bits, the beginning of the id 40.
pub(super) fn dated(published_key: &str, id: &str) -> i64 {
    let mut parts = published_key.split('-').map(|p| p.parse::<i64>().unwrap_or_default());
    let mut part = || parts.next().unwrap_or_default();
    let day = if published_key.is_empty() { 0 } else { ((part() + 1) << 9) | (part() << 5) | part() };
    let hex = id.split_once('_').map(|(_, h)| h).filter(|h| h.len() == 20);
    let head = hex.and_then(|h| h.get(..10)).and_then(|h| i64::from_str_radix(h, 16).ok());
    let head = head.unwrap_or_else(|| {
        let bytes = id.bytes().chain(std::iter::repeat(0)).take(5);
        bytes.fold(0, |n, b| (n << 8) | i64::from(b))
    });
    (day << ID_BITS) | head
}

/// The number of a row that is found by its id.
pub(super) fn hashed(id: &str) -> i64 {
    content_hash([id]).get(..15).and_then(|h| i64::from_str_radix(h, 16).ok()).unwrap_or_default()
}

/// The number, or the next one that no other row of the table has.
pub(super) fn free(tx: &Writing<'_>, table: &'static str, no: i64) -> Result<i64> {
    let mut no = no;
    if let Some(free) = tx.free(table, no) {
        return Ok(free);
    }
    while tx
        .prepare_cached(&format!("SELECT 1 FROM {table} WHERE no = ?1"))
        .and_then(|mut s| s.exists([no]))
        .doing("numbering a view row")?
    {
        no += 1;
    }
    Ok(no)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_ascend_by_date_and_id() {
        let (a, b) = ("e_00ffffffffffffffffff", "e_0100000000000000aaaa");
        let all = [
            ("", a),
            ("", b),
            ("2024-12-31", b),
            ("2025", a),
            ("2025-07", a),
            ("2025-07-01", a),
            ("2025-07-01", b),
        ];
        let numbers: Vec<i64> = all.iter().map(|(key, id)| dated(key, id)).collect();
        assert!(numbers.is_sorted() && numbers.iter().all(|n| *n >= 0), "{numbers:?}");
        assert!(numbers.windows(2).all(|w| w[0] != w[1]));
    }
}
