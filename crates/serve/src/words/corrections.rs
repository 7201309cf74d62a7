//! The words of the corrections log.

use tradewire_ledger::{RequestKind, RequestState};
use tradewire_model::{Decision, Rank};

use super::Lang;

words! {
    /// The words of the corrections log in one language; fields are named after the English.
    CorrectionWords;

    title: "Corrections" | "更正记录" | "更正記錄",
    lead: "What was put right, answered, denied, asked, erased or taken back, in the order in which it came, latest first. What was reported stays; this stands beside it." | "更正、回应、否认、申请、删除与撤回，按收到的先后记录，最新在前。原有报道保留，此处与之并列。" | "更正、回應、否認、申請、刪除與撤回，按收到的先後記錄，最新在前。原有報導保留，此處與之並列。",
    empty: "Nothing was corrected so far. Whoever is named can ask for it from any page; whoever keeps the ledger takes it down:" | "目前没有更正。凡被提及者都可在任一页面提出申请；账本管理人可代为登记：" | "目前沒有更正。凡被提及者都可在任一頁面提出申請；帳本管理人可代為登記：",
    not_here: "Claims that a later reading of an article no longer makes stand in the changes of the API, not here." | "重新阅读文章后不再成立的说法见 API 的变更列表，不在此列出。" | "重新閱讀文章後不再成立的說法見 API 的變更列表，不在此列出。",
    denial: "Denial" | "否认" | "否認",
    reply: "Reply" | "回应" | "回應",
    correction: "Correction" | "更正" | "更正",
    request: "Request" | "申请" | "申請",
    decision: "Decision on a request" | "对申请的决定" | "對申請的決定",
    erasure: "Erasure" | "删除" | "刪除",
    judgement: "Review" | "审核" | "審核",
    undo: "Taken back" | "撤回" | "撤回",
    rank: "Ranked" | "排序" | "排序",
    publication: "Publication" | "公开" | "公開",
    withdrawal: "Withdrawn from the public" | "撤出公开" | "撤出公開",
    about: "about" | "所涉" | "所涉",
    by: "by" | "来自" | "來自",
    evidence: "Borne out by" | "依据" | "依據",
    changed: "What changed" | "变更" | "變更",
    due: "due" | "期限" | "期限",
    erased: "erased: {d} articles, {c} claims, {j} judgements" | "已删除：{d} 篇文章、{c} 条说法、{j} 项审核" | "已刪除：{d} 篇文章、{c} 條說法、{j} 項審核",
    public: "{n} claims are public" | "{n} 条说法公开" | "{n} 條說法公開",
    withdrawn: "{n} are public no more" | "{n} 条不再公开" | "{n} 條不再公開",
    undone: "taken back since" | "其后已撤回" | "其後已撤回",
    taken_back: "the judgement counts no more" | "该项审核不再有效" | "該項審核不再有效",
    asked_gone: "erased" | "已删除" | "已刪除",
}

impl Lang {
    /// The words of the corrections log.
    #[must_use]
    pub fn correction_words(self) -> &'static CorrectionWords {
        self.pick(&EN, &HANS, &HANT)
    }

    /// What is asked, in a word.
    #[must_use]
    pub fn request_kind(self, kind: RequestKind) -> &'static str {
        match kind {
            RequestKind::Correction => self.pick("a correction", "更正", "更正"),
            RequestKind::Reply => self.pick("a reply", "回应", "回應"),
            RequestKind::Erasure => self.pick("an erasure", "删除", "刪除"),
            RequestKind::Access => self.pick("access", "查阅", "查閱"),
            RequestKind::Objection => self.pick("an objection", "反对使用", "反對使用"),
        }
    }

    /// How far a request has come.
    #[must_use]
    pub fn request_state(self, state: RequestState) -> &'static str {
        match state {
            RequestState::Open => self.pick("open", "待决定", "待決定"),
            RequestState::Extended => self.pick("takes longer", "延期", "延期"),
            RequestState::Granted => self.pick("granted", "已照办", "已照辦"),
            RequestState::Partly => self.pick("granted in part", "部分照办", "部分照辦"),
            RequestState::Refused => self.pick("refused", "未予采纳", "未予採納"),
            RequestState::Withdrawn => self.pick("withdrawn", "申请人撤回", "申請人撤回"),
        }
    }

    /// What became of a claim.
    #[must_use]
    pub fn decision(self, decision: &Decision) -> &'static str {
        match decision {
            Decision::Accept => self.pick("accepted", "接受", "接受"),
            Decision::Unsure => self.pick("undecided", "未定", "未定"),
            Decision::Mend(_) => self.pick("what it says was mended", "内容已更正", "內容已更正"),
            Decision::Reject(_) => self.pick("taken out of view", "不再展示", "不再展示"),
            Decision::Duplicate(_) => {
                self.pick("taken out of view: said twice", "重复，不再展示", "重複，不再展示")
            }
            Decision::Split(_) => self.pick("split into several", "拆分为多条", "拆分為多條"),
        }
    }

    /// Where a claim stands among its rivals.
    #[must_use]
    pub fn weight(self, rank: Rank) -> &'static str {
        match rank {
            Rank::Preferred => self.pick("preferred to its rivals", "优先采用", "優先採用"),
            Rank::Normal => self.pick("one among its rivals", "与其他说法并列", "與其他說法並列"),
            Rank::Deprecated => {
                self.pick("known to be wrong or outdated", "已知有误或过时", "已知有誤或過時")
            }
        }
    }
}
