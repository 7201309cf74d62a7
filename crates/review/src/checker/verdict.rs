use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tradewire_model::Role;

/// What the checker says of a claim or of one of its roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The text says so, as far as the checker's own means reach.
    Agree,
    /// Neither borne out nor contradicted.
    CannotTell,
    /// The text says something else, or the claim cannot be so.
    Disagree,
}

/// Language of words for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    En,
    /// Chinese in simplified characters.
    #[serde(rename = "zh-Hans")]
    ZhHans,
    /// Chinese in traditional characters.
    #[serde(rename = "zh-Hant")]
    ZhHant,
}

macro_rules! worded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal: $en:literal, $hans:literal, $hant:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $code)] $variant),+
        }
        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code as it stands in JSON and in the log.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The same in words for a person.
            #[must_use]
            pub fn words(self, language: $crate::Language) -> &'static str {
                match (self, language) {
                    $((Self::$variant, $crate::Language::En) => $en,
                    (Self::$variant, $crate::Language::ZhHans) => $hans,
                    (Self::$variant, $crate::Language::ZhHant) => $hant,)+
                }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(crate) use worded;

worded!(
    /// Why the checker says what it says.
    Code {
        /// The quote is not a slice of the text.
        QuoteMissing = "quote_missing": "the quote does not stand in the text", "引文不在原文中", "引文不在原文中";
        /// No word of such an event stands in the quote.
        NoTrigger = "no_trigger": "no word in the quote tells of such an event", "引文中没有表示此类事件的词", "引文中沒有表示此類事件的詞";
        /// A name stands nowhere in the text.
        NameMissing = "name_missing": "this name does not stand in the text", "原文中没有这个名字", "原文中沒有這個名字";
        /// The name fits its place.
        NameFits = "name_fits": "the name stands where this role stands", "该名字处在此角色的位置", "該名字處在此角色的位置";
        /// Where the name stands says little.
        NameUnclear = "name_unclear": "where the name stands does not decide its role", "名字的位置不足以判断其角色", "名字的位置不足以判斷其角色";
        /// The name stands elsewhere.
        NameElsewhere = "name_elsewhere": "the name does not stand where this role stands", "该名字不在此角色的位置", "該名字不在此角色的位置";
        /// Another name fits better.
        OtherName = "other_name": "another name fits this role better", "另一个名字更符合此角色", "另一個名字更符合此角色";
        /// Two roles seem to have changed places.
        Swapped = "swapped": "the two roles seem to have changed places", "两个角色似乎颠倒了", "兩個角色似乎顛倒了";
        /// Two roles that must differ hold one name.
        SameName = "same_name": "one name holds two roles that must differ", "同一名字占了两个不应相同的角色", "同一名字佔了兩個不應相同的角色";
        /// The sum was read again and is the same.
        AmountFits = "amount_fits": "the figure was read again and is the same", "重新读出的数字一致", "重新讀出的數字一致";
        /// No such sum was found.
        AmountMissing = "amount_missing": "this figure was not found in the text", "原文中未找到这个数字", "原文中未找到這個數字";
        /// The figure is some power of ten off.
        Scale = "scale": "the figure stands there in another order of magnitude", "数量级与原文不符", "數量級與原文不符";
        /// The currency is another.
        Currency = "currency": "the text names another currency", "货币与原文不符", "貨幣與原文不符";
        /// The period is another.
        Period = "period": "the text gives the figure for another period", "计价周期与原文不符", "計價週期與原文不符";
        /// The bound is another.
        Bound = "bound": "the text bounds the figure otherwise", "原文的限定词不同", "原文的限定詞不同";
        /// The sum cannot be so for such an event.
        Impossible = "impossible": "such a figure cannot be for an event of this kind", "此类事件不可能有这样的数字", "此類事件不可能有這樣的數字";
        /// A date contradicts the text's own day or itself.
        DateOrder = "date_order": "the date contradicts the day of publication", "日期与发布日期矛盾", "日期與發布日期矛盾";
        /// The text denies it and the claim does not.
        DenialLost = "denial_lost": "the text denies it; the claim does not", "原文是否认，而该条目不是", "原文是否認，而該條目不是";
        /// The claim is a denial and the text does not deny it.
        DenialUnfounded = "denial_unfounded": "the claim is a denial; nothing in the text denies it", "该条目为否认，但原文没有否认", "該條目為否認，但原文沒有否認";
        /// Denial or its absence is borne out.
        ModalityFits = "modality_fits": "the text is as firm as the claim", "语气与原文一致", "語氣與原文一致";
        /// The named source does not speak here.
        OtherSource = "other_source": "somebody else says it", "说这话的另有其人", "說這話的另有其人";
        /// The text attributes it and the claim does not.
        SourceLost = "source_lost": "the text attributes it to somebody", "原文标明了出处，而该条目没有", "原文標明了出處，而該條目沒有";
        /// The source is borne out.
        SourceFits = "source_fits": "the source stands where the speaker stands", "出处与原文一致", "出處與原文一致";
        /// Another document on the event says the same.
        OthersAgree = "others_agree": "other documents on the event say the same", "同一事件的其他报道说法一致", "同一事件的其他報道說法一致";
        /// Other documents on the event say otherwise.
        OthersDiffer = "others_differ": "other documents on the event say otherwise", "同一事件的其他报道说法不同", "同一事件的其他報道說法不同";
    }
);

/// One reason, with the words of the text that speak for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What was found.
    pub code: Code,
    /// Which way it speaks.
    pub verdict: Verdict,
    /// The role it is about; nothing where it is about the whole claim, its modality or its source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// What the text has instead, or the words that decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
}

/// What the checker says of one claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Of the whole claim: disagree if any part is contradicted, agree if every part that matters is borne out.
    pub verdict: Verdict,
    /// Of each role that was looked at.
    pub roles: BTreeMap<Role, Verdict>,
    /// Why, in the order of the checks.
    pub reasons: Vec<Reason>,
}

impl Check {
    /// The reasons that contradict the claim.
    pub fn objections(&self) -> impl Iterator<Item = &Reason> {
        self.reasons.iter().filter(|r| r.verdict == Verdict::Disagree)
    }
}
