//! The words of English time as they stand in `rules/quantity/en/times.toml`.

use super::tables::tables;

tables! { "../../../../rules/quantity/en/times.toml" {
    months: i8,
    weekdays: i8,
    units: String,
    cardinals: i64,
    ordinals: i64,
    relatives: i64,
    parts: String,
    meals: String,
    days: i64,
    now: String,
    seasons: String,
    repeats: String,
    decades: i16,
    before: String,
    after: String,
    around: String,
    holidays: String,
} }

#[cfg(test)]
mod tests {
    #[test]
    fn the_file_of_words_is_sound() {
        assert!(super::words().is_some());
    }
}
