use std::ops::Range;

use tradewire_model::{Args, Attribution, Claim, ClaimKind, Date, Modality};

/// A claim as the checker gets to see it: what it says and where, not how sure the extractor was, nor how it came to it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// What it is about.
    pub kind: ClaimKind,
    /// How firmly it is said.
    pub modality: Modality,
    /// Who, what, how much.
    pub args: &'a Args,
    /// To whom it is attributed.
    pub attribution: &'a Attribution,
    /// Day of publication, if known.
    pub published: Option<&'a Date>,
    /// Outlet of the document, if known; in its own voice the text speaks for it.
    pub outlet: Option<&'a str>,
    /// The quote in repaired text.
    pub quote: &'a str,
    /// The repaired text of the document.
    pub text: &'a str,
    /// Bytes of the quote in `text`, if known; else its first occurrence counts.
    pub at: Option<(usize, usize)>,
}

impl<'a> Subject<'a> {
    /// A claim with the repaired text of its document.
    ///
    /// Where the claim knows its place in that text, the words there are its quote; the raw quote may hold damage.
    #[must_use]
    pub fn of(claim: &'a Claim, text: &'a str) -> Self {
        let place = claim.text_span.and_then(|s| Some(((s.start(), s.end()), s.slice(text)?)));
        Self {
            kind: claim.kind,
            modality: claim.modality,
            args: &claim.args,
            attribution: &claim.attribution,
            published: claim.published.as_ref(),
            outlet: None,
            quote: place.map_or(claim.quote.as_str(), |p| p.1),
            text,
            at: place.map(|p| p.0),
        }
    }

    /// Bytes of the quote in the text; nothing where it does not stand there.
    #[must_use]
    pub fn place(&self) -> Option<Range<usize>> {
        if self.quote.is_empty() {
            return None;
        }
        if let Some((a, b)) = self.at
            && self.text.get(a..b) == Some(self.quote)
        {
            return Some(a..b);
        }
        let at = self.text.find(self.quote)?;
        Some(at..at + self.quote.len())
    }
}

/// What another document says of the same event.
#[derive(Debug, Clone, Copy)]
pub struct Other<'a> {
    /// Its kind.
    pub kind: ClaimKind,
    /// How firmly.
    pub modality: Modality,
    /// What it says.
    pub args: &'a Args,
    /// The origin its report goes back to; several of one origin count once.
    pub origin: &'a str,
}
