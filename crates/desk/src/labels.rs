//! What an offer is for, in words that many offers share: only by these can it be counted with others.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident; $($(#[$vdoc:meta])* $variant:ident = $code:literal,)+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The code, as commands and forms take it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                let found = Self::ALL.iter().copied().find(|c| c.as_str() == text);
                found.ok_or_else(|| {
                    let all: Vec<&str> = Self::ALL.iter().map(|c| c.as_str()).collect();
                    format!("give one of {}", all.join(", "))
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

codes! {
    /// A family of roles; few, so that cells hold many.
    RoleFamily;
    /// Research on models.
    Research = "research",
    /// Engineering of software.
    Engineering = "engineering",
    /// Clusters, chips, operations.
    Infrastructure = "infrastructure",
    /// Product and design.
    Product = "product",
    /// Heads of teams, labs, firms.
    Leadership = "leadership",
    /// Everything else.
    Other = "other",
}

codes! {
    /// A level.
    Level;
    /// The first years.
    Entry = "entry",
    /// Works alone.
    Mid = "mid",
    /// Leads work.
    Senior = "senior",
    /// Leads work across teams.
    Staff = "staff",
    /// Leads a field.
    Principal = "principal",
    /// Runs a team or a lab.
    Head = "head",
}

/// Codes of countries: ISO 3166-1 alpha-2.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT \
    BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM \
    FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO \
    JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT \
    MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA \
    SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US \
    UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// A country by its code (ISO 3166-1 alpha-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl FromStr for Country {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let code = text.trim().to_ascii_uppercase();
        match *code.as_bytes() {
            [a, b] if COUNTRIES.split_whitespace().any(|c| c == code) => Ok(Self([a, b])),
            _ => Err("give a country by its two letters, such as US, GB, CN".to_owned()),
        }
    }
}

impl TryFrom<String> for Country {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(c: Country) -> Self {
        c.to_string()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.0).unwrap_or("??"))
    }
}

/// What an offer is for. All of it is optional, and needed only for sharing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    /// The firm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firm: Option<String>,
    /// Family of roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleFamily>,
    /// Level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Country of the place of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Year of the offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_and_others_are_refused() {
        for r in RoleFamily::ALL {
            assert_eq!(r.as_str().parse::<RoleFamily>(), Ok(*r));
            assert_eq!(serde_json::to_value(r).unwrap(), r.as_str());
        }
        for l in Level::ALL {
            assert_eq!(l.as_str().parse::<Level>(), Ok(*l));
            assert_eq!(serde_json::to_value(l).unwrap(), l.as_str());
        }
        assert!("wizard".parse::<Level>().unwrap_err().contains("entry, mid"));
        assert_eq!(" us".parse::<Country>().unwrap().to_string(), "US");
        for bad in ["UK", "USA", "", "U S", "中"] {
            assert!(bad.parse::<Country>().is_err(), "{bad}");
        }
        assert!(serde_json::from_str::<Country>("\"UK\"").is_err());
        assert_eq!(COUNTRIES.split_whitespace().count(), 249);
    }
}
