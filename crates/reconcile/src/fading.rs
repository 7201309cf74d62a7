//! What time does to news: hearsay that nobody takes up fades, what was announced stays.

use tradewire_model::{Date, Stage};

use crate::when::days;

/// How an event stands on a day, by how long nothing more was heard of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// It came to an end, or is a figure or remark: time does nothing to it.
    Settled,
    /// Heard of lately.
    Fresh,
    /// Nothing more was heard for some time.
    Fading,
    /// Nothing came of it, as far as is known.
    Faded,
}

impl Freshness {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Fresh => "fresh",
            Self::Fading => "fading",
            Self::Faded => "faded",
        }
    }
}

/// Days of silence after which an event of a stage is fading, and faded.
///
/// A rumour names something that is to happen soon: a month without a word is long. Talks and offers wait for lawyers and
/// notice periods, which take up to half a year.
fn patience(stage: Stage) -> Option<(i32, i32)> {
    match stage {
        Stage::Rumoured => Some((30, 120)),
        Stage::InTalks => Some((90, 270)),
        Stage::Offered | Stage::Countered => Some((60, 180)),
        _ => None,
    }
}

/// How fresh an event is on `today`, its latest report being of `last`; fresh where either is unknown.
///
/// ```
/// use tradewire_model::{Date, Stage};
/// use tradewire_reconcile::{Freshness, freshness};
/// let day = |text: &str| text.parse::<Date>().unwrap();
/// assert_eq!(freshness(Stage::Rumoured, Some(&day("2031-02-01")), &day("2031-02-20")), Freshness::Fresh);
/// assert_eq!(freshness(Stage::Rumoured, Some(&day("2031-02-01")), &day("2031-08-01")), Freshness::Faded);
/// assert_eq!(freshness(Stage::Done, Some(&day("2031-02-01")), &day("2041-08-01")), Freshness::Settled);
/// ```
#[must_use]
pub fn freshness(stage: Stage, last: Option<&Date>, today: &Date) -> Freshness {
    let Some((fading, faded)) = patience(stage) else { return Freshness::Settled };
    let silent = match (last.and_then(days), days(today)) {
        (Some(last), Some(today)) => today.0 - last.1,
        _ => 0,
    };
    match silent {
        n if n > faded => Freshness::Faded,
        n if n > fading => Freshness::Fading,
        _ => Freshness::Fresh,
    }
}
