//! The report on offers as PDF: the fonts it needs are in it, nothing else comes from anywhere.

mod font;
mod paper;
mod sheet;

use crate::offers::Reckoned;
use crate::words::Lang;

/// Why no report was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PrintError {
    /// Without a font there is nothing to write with.
    #[error("no font was found")]
    NoFont,
    /// A font that cannot be put into a file.
    #[error("a font cannot be embedded: {0}")]
    Font(String),
}

/// Makes the report of `fonts`, bytes of font files; each character is set in the first that holds it.
///
/// # Errors
/// [`PrintError`].
pub fn pdf(reckoned: &Reckoned, lang: Lang, fonts: &[Vec<u8>]) -> Result<Vec<u8>, PrintError> {
    let mut paper = paper::Paper::new(font::Fonts::of(fonts, lang)?);
    sheet::draw(&mut paper, reckoned, lang);
    paper.finish(lang.offer_words().report_title, lang)
}
