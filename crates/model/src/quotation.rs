use serde::{Deserialize, Serialize};

use crate::TextSpan;
use crate::amount::codes;

codes!(
    /// The marks that a quotation stands in.
    QuoteMark, "quotation mark", {
        /// 「」
        Corner = "corner",
        /// 『』
        WhiteCorner = "white_corner",
        /// “”
        Double = "double",
        /// ‘’
        Single = "single",
        /// \"\"
        Straight = "straight",
    }
);

impl QuoteMark {
    /// The mark that opens.
    #[must_use]
    pub fn opening(self) -> char {
        match self {
            Self::Corner => '「',
            Self::WhiteCorner => '『',
            Self::Double => '“',
            Self::Single => '‘',
            Self::Straight => '"',
        }
    }

    /// The mark that closes.
    #[must_use]
    pub fn closing(self) -> char {
        match self {
            Self::Corner => '」',
            Self::WhiteCorner => '』',
            Self::Double => '”',
            Self::Single => '’',
            Self::Straight => '"',
        }
    }
}

/// A quotation of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quotation {
    /// Where it stands in the repaired text, with its marks.
    pub span: TextSpan,
    /// What is quoted, without the marks.
    pub words: TextSpan,
    /// Which marks it stands in.
    pub mark: QuoteMark,
    /// How many quotations it stands in.
    pub depth: u8,
    /// Whether it has its closing mark; one that has none ends with its block.
    pub closed: bool,
    /// Whether it goes on from the paragraph before, which was left open and whose opening mark it repeats.
    pub resumed: bool,
}
