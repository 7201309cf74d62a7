//! The longer words of the page on method.

use tradewire_model::{ReportRole, Stage};

use super::Lang;

/// The texts of the page on method in one language.
#[derive(Debug)]
pub struct Method {
    /// Heading of the page.
    pub title: &'static str,
    /// What it is about.
    pub lead: &'static str,
    /// Heading of the way from article to page.
    pub way_title: &'static str,
    /// Its steps.
    pub way: &'static [&'static str],
    /// Heading of the stages.
    pub stages_title: &'static str,
    /// What a stage is.
    pub stages_lead: &'static str,
    /// Heading of the grades.
    pub grades_title: &'static str,
    /// What a grade is.
    pub grades_lead: &'static str,
    /// Heading of the amounts.
    pub amounts_title: &'static str,
    /// How amounts are read.
    pub amounts_lead: &'static str,
    /// Heading of the reports.
    pub reports_title: &'static str,
    /// What part a report plays.
    pub reports_lead: &'static str,
    /// Heading of the limits.
    pub limits_title: &'static str,
    /// What tradewire does not do and cannot know.
    pub limits: &'static [&'static str],
}

/// The texts in a language.
#[must_use]
pub fn text(lang: Lang) -> &'static Method {
    match lang {
        Lang::En => &EN,
        Lang::Hans => &HANS,
        Lang::Hant => &HANT,
    }
}

static EN: Method = Method {
    title: "How this ledger is kept",
    lead: "Every line here was read out of an article. This page says how, what the signs mean, and what they cannot tell you.",
    way_title: "From article to line",
    way: &[
        "An article's bytes are decoded and its main text is found. Damage that has a certain cure (readings injected after characters, a wrong charset, marks inside names) is repaired; the rest is marked and nothing is concluded from it.",
        "Sentences that speak of a move, an offer, a deal or pay become claims. Each claim keeps the exact words it came from and their place in the raw text.",
        "Names in English and Chinese are led to one person or lab; where that is not certain, they stay apart.",
        "Claims about one real event are gathered. Copies count once. Figures are kept as intervals and never averaged.",
        "Where reports cannot all be right, the disagreement itself is kept and shown, each side with its quotes.",
    ],
    stages_title: "Stages",
    stages_lead: "How far an event has come. The shape says it as well as the word, so no colour is needed.",
    grades_title: "Grades",
    grades_lead: "A letter for the best source and a digit for the information, judged apart (the Admiralty system). A reliable source can carry doubtful news, and the other way round.",
    amounts_title: "Amounts",
    amounts_lead: "An amount says what was said of it and no more. The sign stands in the number, the bar shows it: solid is firm, hatched is vague, an open end has no limit stated. ¤ means the currency was not stated. Nothing is converted or rounded.",
    reports_title: "Reports",
    reports_lead: "Ten articles that repeat one insider are one origin. Each report of an event is given its part:",
    limits_title: "Limits",
    limits: &[
        "What nobody wrote, the ledger does not know; what everybody wrote may still be wrong.",
        "Claims are extracted by rules and can be misread. The evidence page shows the quote and every step, so that you can judge for yourself.",
        "It judges nobody's character and foretells nobody's departure. It stores no age, family, health, home or visa.",
        "Whoever is named can have a reply, a correction or an erasure recorded, and it propagates.",
        "Full texts are shown from your own cache, for local use only; a quote with its context is what is kept.",
        "Pieces marked «fiction» are invented, to show how disagreement and damage are handled.",
    ],
};

static HANS: Method = Method {
    title: "账本如何记录",
    lead: "这里的每一行都读自某篇文章。本页说明读法、符号的含义，以及它们无法告诉你的事。",
    way_title: "从文章到记录",
    way: &[
        "先解码字节并找出正文。能确定如何修复的损坏（字后混入的注音、编码错误、名称中的干扰符号）予以修复；其余只作标记，不据此得出任何结论。",
        "谈及人员流动、报价、交易或薪酬的句子成为“说法”。每条说法都保留其原文措辞及在原始文本中的位置。",
        "中英文名称对应到同一个人或机构；不能确定时，保持分开。",
        "关于同一真实事件的说法归为一组。复制的报道只算一次。数字保留为区间，从不取平均。",
        "各报道无法同时为真时，分歧本身予以保留并展示，各方附上引文。",
    ],
    stages_title: "阶段",
    stages_lead: "事件进展到哪一步。形状与文字同义，无需依赖颜色。",
    grades_title: "评级",
    grades_lead: "字母评最佳信源，数字评信息本身，两者分开判断（海军部评级法）。可靠的信源也可能带来存疑的消息，反之亦然。",
    amounts_title: "金额",
    amounts_lead: "金额只表达报道所说，不多一分。符号写在数字里，横条同样表示：实心为确数，斜纹为约数，开口表示未给出界限。“币种不明”表示原文未说明币种。不换算，不取整。",
    reports_title: "报道",
    reports_lead: "十篇文章转述同一位知情人士，仍只算一个来源。每篇报道在事件中各有其角色：",
    limits_title: "局限",
    limits: &[
        "没有人写过的，账本不知道；人人都写的，也可能是错的。",
        "说法由规则提取，可能误读。证据页列出引文与每个步骤，供你自行判断。",
        "不评判任何人的品格，不预测任何人的去留，不存储年龄、家庭、健康、住址或签证。",
        "凡被提及者，均可要求登记回应、更正或删除，并会传达到各处。",
        "全文取自你本机的缓存，仅供本机使用；长期保留的只有引文及其上下文。",
        "标有“虚构”的内容是编写的，用来演示如何处理分歧与损坏。",
    ],
};

static HANT: Method = Method {
    title: "帳本如何記錄",
    lead: "這裡的每一行都讀自某篇文章。本頁說明讀法、符號的含義，以及它們無法告訴你的事。",
    way_title: "從文章到記錄",
    way: &[
        "先解碼位元組並找出正文。能確定如何修復的損壞（字後混入的注音、編碼錯誤、名稱中的干擾符號）予以修復；其餘只作標記，不據此得出任何結論。",
        "談及人員流動、報價、交易或薪酬的句子成為「說法」。每條說法都保留其原文措辭及在原始文本中的位置。",
        "中英文名稱對應到同一個人或機構；不能確定時，保持分開。",
        "關於同一真實事件的說法歸為一組。複製的報導只算一次。數字保留為區間，從不取平均。",
        "各報導無法同時為真時，分歧本身予以保留並展示，各方附上引文。",
    ],
    stages_title: "階段",
    stages_lead: "事件進展到哪一步。形狀與文字同義，無需依賴顏色。",
    grades_title: "評級",
    grades_lead: "字母評最佳信源，數字評資訊本身，兩者分開判斷（海軍部評級法）。可靠的信源也可能帶來存疑的消息，反之亦然。",
    amounts_title: "金額",
    amounts_lead: "金額只表達報導所說，不多一分。符號寫在數字裡，橫條同樣表示：實心為確數，斜紋為約數，開口表示未給出界限。「幣別不明」表示原文未說明幣別。不換算，不取整。",
    reports_title: "報導",
    reports_lead: "十篇文章轉述同一位知情人士，仍只算一個來源。每篇報導在事件中各有其角色：",
    limits_title: "侷限",
    limits: &[
        "沒有人寫過的，帳本不知道；人人都寫的，也可能是錯的。",
        "說法由規則擷取，可能誤讀。證據頁列出引文與每個步驟，供你自行判斷。",
        "不評判任何人的品格，不預測任何人的去留，不儲存年齡、家庭、健康、住址或簽證。",
        "凡被提及者，均可要求登記回應、更正或刪除，並會傳達到各處。",
        "全文取自你本機的快取，僅供本機使用；長期保留的只有引文及其上下文。",
        "標有「虛構」的內容是編寫的，用來示範如何處理分歧與損壞。",
    ],
};

/// What a stage means.
#[must_use]
pub fn stage_meaning(stage: Stage, lang: Lang) -> &'static str {
    match stage {
        Stage::Rumoured => lang.pick(
            "Hearsay; no named outlet stands behind it.",
            "传闻，没有具名媒体为其背书。",
            "傳聞，沒有具名媒體為其背書。",
        ),
        Stage::InTalks => lang.pick(
            "The parties talk, or one of them plans it.",
            "双方在谈，或一方有此计划。",
            "雙方在談，或一方有此計畫。",
        ),
        Stage::Offered => lang.pick("An offer is on the table.", "报价已摆上台面。", "報價已擺上檯面。"),
        Stage::Countered => lang.pick(
            "The other side answered with terms of its own.",
            "对方提出了自己的条件。",
            "對方提出了自己的條件。",
        ),
        Stage::Declined => lang.pick("Turned down.", "被婉拒。", "被婉拒。"),
        Stage::Agreed => {
            lang.pick("Agreed, not yet carried out.", "已谈妥，尚未执行。", "已談妥，尚未執行。")
        }
        Stage::Announced => {
            lang.pick("Made public by one of the parties.", "由当事一方公开宣布。", "由當事一方公開宣布。")
        }
        Stage::Done => lang.pick("Carried out.", "已经执行。", "已經執行。"),
        Stage::Collapsed => lang.pick("Fell through.", "告吹。", "告吹。"),
        Stage::Denied => lang.pick("A party says it is not so.", "当事一方予以否认。", "當事一方予以否認。"),
        Stage::Stated => lang.pick(
            "A figure or a remark, which has no stages.",
            "数据或言论，无所谓阶段。",
            "數據或言論，無所謂階段。",
        ),
    }
}

/// What part of a report means.
#[must_use]
pub fn report_meaning(role: ReportRole, lang: Lang) -> &'static str {
    match role {
        ReportRole::Origin => lang.pick(
            "First to say it, or says it from its own knowledge.",
            "最先报道，或依据自己掌握的情况报道。",
            "最先報導，或依據自己掌握的情況報導。",
        ),
        ReportRole::Confirmation => lang.pick(
            "Says the same from knowledge of its own, after another.",
            "在他人之后，依据自己掌握的情况作出相同报道。",
            "在他人之後，依據自己掌握的情況作出相同報導。",
        ),
        ReportRole::Citation => {
            lang.pick("Repeats what another reported.", "转述他人的报道。", "轉述他人的報導。")
        }
        ReportRole::Denial => lang.pick(
            "Says it is not so. It weighs as much on the page as what it denies.",
            "予以否认。在页面上与被否认的说法同等分量。",
            "予以否認。在頁面上與被否認的說法同等分量。",
        ),
        ReportRole::Noise => lang.pick(
            "A copy or a passing mention that adds nothing.",
            "复制或一笔带过，没有新内容。",
            "複製或一筆帶過，沒有新內容。",
        ),
    }
}
