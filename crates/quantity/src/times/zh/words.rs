//! The words of Chinese time as they stand in `rules/quantity/zh/times.toml`.

use crate::times::tables::tables;

tables! { "../../../../../rules/quantity/zh/times.toml" {
    digits: i64,
    weekdays: i8,
    units: String,
    periods: String,
    relatives: i64,
    years: i16,
    days: i64,
    parts: String,
    tonight: String,
    now: String,
    seasons: String,
    holidays: String,
    eras: i16,
    past: u8,
    future: u8,
    behind: String,
    ahead: String,
    /// What is counted in points.
    points: u8,
    titles: u8,
} }

#[cfg(test)]
mod tests {
    #[test]
    fn the_file_of_words_is_sound() {
        let words = super::words().unwrap();
        let folded = |w: &String| tradewire_script::fold_str(w) == *w;
        assert!(words.eras.keys().all(folded));
        assert!(words.holidays.keys().all(folded));
        assert!(words.days.keys().chain(words.relatives.keys()).all(folded));
        assert!(words.parts.keys().chain(words.units.keys()).all(folded));
    }
}
