use serde::{Deserialize, Serialize};

use crate::amount::codes;
use crate::{RawSpan, TextSpan};

codes!(
    /// What a part is that was set aside.
    AsideKind, "aside kind", {
        /// Menus, breadcrumbs, page numbers, the way to the next article.
        Navigation = "navigation",
        /// Links to other articles, and their headings.
        Related = "related",
        /// Comments of readers, and the form for them.
        Comments = "comments",
        /// Disclaimers and statements on whose opinion it is.
        Disclaimer = "disclaimer",
        /// Who owns the text, and what may be done with it.
        Copyright = "copyright",
        /// Advertising and its notices.
        Advertising = "advertising",
        /// Subscriptions, newsletters, calls to follow or to take an app.
        Promotion = "promotion",
        /// Buttons to share, like, print or read aloud.
        Sharing = "sharing",
        /// Notices on cookies and consent.
        Consent = "consent",
        /// Editors, source and writer of the article, as lines of their own.
        Credit = "credit",
        /// The line of its date, outlet and author.
        Byline = "byline",
        /// Words under pictures.
        Caption = "caption",
        /// The foot of the page.
        Footer = "footer",
        /// Other forms and buttons.
        Form = "form",
        /// What none of these says.
        Other = "other",
    }
);

/// A part of a document that is no part of its article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsideBlock {
    /// What it is.
    pub kind: AsideKind,
    /// Where in the raw text; for a page with the tags between its lines.
    pub span: RawSpan,
    /// Where in the repaired text, if it stands there, as boilerplate of the text does.
    pub text_span: Option<TextSpan>,
    /// Its words, one line per line of the page; cut where it is long.
    pub text: String,
}

/// What was set aside of a document, in the order of the raw text: listed, and read for no claim.
///
/// The list is bounded; the rest is counted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Aside {
    /// The parts.
    pub blocks: Vec<AsideBlock>,
    /// Parts beyond the bound, whose kind and words are not listed.
    pub more_blocks: usize,
    /// Raw bytes of words that are not listed: those of parts beyond the bound, and what was cut of long ones.
    pub more_bytes: usize,
}
