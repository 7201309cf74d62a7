//! Every word of the interface, in English, Simplified and Traditional Chinese, side by side.
//!
//! A translator edits the files under `words/` and nothing else; a missing translation does not compile.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident; $($key:ident: $en:literal | $hans:literal | $hant:literal,)+) => {
        $(#[$doc])*
        #[derive(Debug)]
        #[expect(missing_docs, reason = "each field's meaning is its English text in the table")]
        pub struct $name { $(pub $key: &'static str,)+ }
        pub(super) static EN: $name = $name { $($key: $en,)+ };
        pub(super) static HANS: $name = $name { $($key: $hans,)+ };
        pub(super) static HANT: $name = $name { $($key: $hant,)+ };
    };
}

mod access;
mod asking;
mod codes;
mod corrections;
mod desk;
mod market;
pub mod method;
mod offers;
mod review;
mod table;

pub use access::AccessWords;
pub use asking::AskingWords;
pub use corrections::CorrectionWords;
pub use desk::DeskWords;
pub use market::MarketWords;
pub use offers::OfferWords;
pub use review::ReviewWords;
pub use table::Words;

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese in Simplified characters.
    Hans,
    /// Chinese in Traditional characters.
    Hant,
}

impl Lang {
    /// All of them, in the order of the switch.
    pub const ALL: [Self; 3] = [Self::En, Self::Hans, Self::Hant];

    /// Its BCP 47 tag, as in `lang` attributes.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Hans => "zh-Hans",
            Self::Hant => "zh-Hant",
        }
    }

    /// What the switch calls it, in the language itself.
    #[must_use]
    pub fn short(self) -> &'static str {
        match self {
            Self::En => "EN",
            Self::Hans => "简",
            Self::Hant => "繁",
        }
    }

    /// Reads a tag; regions count: `zh-TW` and `zh-HK` are Traditional.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_ascii_lowercase();
        match tag.as_str() {
            "en" => Some(Self::En),
            "zh" | "zh-hans" | "zh-cn" | "zh-sg" => Some(Self::Hans),
            "zh-hant" | "zh-tw" | "zh-hk" | "zh-mo" => Some(Self::Hant),
            t if t.starts_with("en-") => Some(Self::En),
            t if t.starts_with("zh-hant") => Some(Self::Hant),
            t if t.starts_with("zh-") => Some(Self::Hans),
            _ => None,
        }
    }

    /// The first language of an `Accept-Language` header that the interface speaks.
    ///
    /// Browsers write the header in order of preference, so the weights are not needed.
    #[must_use]
    pub fn from_accept(header: &str) -> Option<Self> {
        header.split(',').take(16).find_map(|part| Self::from_tag(part.split(';').next().unwrap_or_default()))
    }

    /// The words of the interface.
    #[must_use]
    pub fn words(self) -> &'static Words {
        match self {
            Self::En => &table::EN,
            Self::Hans => &table::HANS,
            Self::Hant => &table::HANT,
        }
    }

    /// The words of accounts and of signing in.
    #[must_use]
    pub fn access_words(self) -> &'static AccessWords {
        match self {
            Self::En => &access::EN,
            Self::Hans => &access::HANS,
            Self::Hant => &access::HANT,
        }
    }

    /// The words of responses and requests.
    #[must_use]
    pub fn asking_words(self) -> &'static AskingWords {
        match self {
            Self::En => &asking::EN,
            Self::Hans => &asking::HANS,
            Self::Hant => &asking::HANT,
        }
    }

    /// The words of the review.
    #[must_use]
    pub fn review_words(self) -> &'static ReviewWords {
        match self {
            Self::En => &review::EN,
            Self::Hans => &review::HANS,
            Self::Hant => &review::HANT,
        }
    }

    /// Whether it is Chinese.
    #[must_use]
    pub fn is_chinese(self) -> bool {
        self != Self::En
    }

    /// Picks one of three.
    #[must_use]
    pub fn pick<T>(self, en: T, hans: T, hant: T) -> T {
        match self {
            Self::En => en,
            Self::Hans => hans,
            Self::Hant => hant,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_headers_lead_to_a_language() {
        assert_eq!(Lang::from_tag("zh-TW"), Some(Lang::Hant));
        assert_eq!(Lang::from_tag("zh-Hant-HK"), Some(Lang::Hant));
        assert_eq!(Lang::from_tag("fr"), None);
        assert_eq!(Lang::from_accept("fr-CH, zh-CN;q=0.9, en;q=0.8"), Some(Lang::Hans));
        assert_eq!(Lang::from_accept(""), None);
    }
}
