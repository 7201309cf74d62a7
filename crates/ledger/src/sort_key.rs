//! Dates as texts that sort.

use tradewire_model::Date;

/// A date to sort by: `2025`, `2025-07` and `2025-07-01` sort in this order, what has no place in time sorts first.
pub(crate) fn sort_key(date: Option<&Date>) -> String {
    match date {
        Some(Date::Interval(from, _)) => sort_key(Some(from)),
        Some(Date::Year(y) | Date::Month(y, _) | Date::Day(y, ..)) if !(0..=9999).contains(y) => {
            String::new()
        }
        Some(Date::Year(y)) => format!("{y:04}"),
        Some(Date::Month(y, m)) => format!("{y:04}-{m:02}"),
        Some(Date::Day(y, m, d)) => format!("{y:04}-{m:02}-{d:02}"),
        Some(Date::OpenYear(..) | Date::Words(_)) | None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_is_kept_and_order_is_time() {
        let keys: Vec<_> = ["近期", "2024-12-31", "2025", "2025-02/2025-08", "2025-07", "2025-07-01"]
            .iter()
            .map(|d| sort_key(Some(&d.parse().unwrap_or_else(|_| Date::Words((*d).into())))))
            .collect();
        assert!(keys.is_sorted(), "{keys:?}");
        assert_eq!(keys[0], "");
    }
}
