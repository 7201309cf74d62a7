//! The words of what those concerned say, and of the form by which they ask.

words! {
    /// The words of responses and requests in one language; fields are named after the English.
    AskingWords;

    // What stands on the pages.
    said: "What those concerned say" | "当事方的说法" | "當事方的說法",
    said_note: "In their own words, beside the reports and as prominent." | "原文照录，与报道并列，同样醒目。" | "原文照錄，與報導並列，同樣醒目。",
    denial: "Denial" | "否认" | "否認",
    reply: "Reply" | "回应" | "回應",
    correction: "Correction" | "更正" | "更正",
    evidence: "Borne out by" | "依据" | "依據",
    ask: "Ask for a correction, a reply or an erasure" | "申请更正、回应或删除" | "申請更正、回應或刪除",

    // The form.
    title: "Ask for a correction" | "申请更正" | "申請更正",
    lead: "Whoever is named can ask. It is answered within a month of the day it comes in; what was decided, and why, stands in the log." | "凡被提及者都可以提出。自收到之日起一个月内答复；如何决定、为何如此，都记入日志。" | "凡被提及者都可以提出。自收到之日起一個月內答覆；如何決定、為何如此，都記入日誌。",
    about: "It is about" | "所涉内容" | "所涉內容",
    about_all: "everything held of you" | "所有与你有关的内容" | "所有與你有關的內容",
    what: "What do you ask for?" | "你要申请什么？" | "你要申請什麼？",
    kind_correction: "A correction: something is wrong" | "更正：内容有误" | "更正：內容有誤",
    kind_reply: "A reply: put my words beside it" | "回应：把我的话并列其旁" | "回應：把我的話並列其旁",
    kind_erasure: "An erasure: take it out" | "删除：请移除" | "刪除：請移除",
    kind_access: "Access: tell me what is held of me" | "查阅：告知所存内容" | "查閱：告知所存內容",
    kind_objection: "An objection: stop using it" | "反对：停止使用" | "反對：停止使用",
    by: "Who asks, and how to answer" | "申请人及答复方式" | "申請人及答覆方式",
    by_hint: "A name and an address. Nobody but the keeper of this ledger sees it." | "姓名与联系方式，仅账本管理人可见。" | "姓名與聯絡方式，僅帳本管理人可見。",
    words: "What is wrong, and what is right?" | "哪里有误，应为如何？" | "哪裡有誤，應為如何？",
    send: "Send" | "提交" | "提交",
    missing_by: "Say who asks, so that the answer can reach you." | "请填写申请人，以便答复。" | "請填寫申請人，以便答覆。",
    missing_words: "Say what you ask for." | "请写明申请内容。" | "請寫明申請內容。",
    too_long: "That is too long: at most 4,000 characters." | "内容过长，最多 4,000 字。" | "內容過長，最多 4,000 字。",
    closed: "This ledger is served for reading only, so nothing can be sent from here. Whoever keeps it can take your request down:" | "账本目前只读，无法在此提交。管理人可代为登记：" | "帳本目前唯讀，無法在此提交。管理人可代為登記：",

    // After it.
    thanks: "Your request was taken down." | "已登记你的申请。" | "已登記你的申請。",
    number: "Its number" | "编号" | "編號",
    due: "It must be answered by" | "须在此日前答复" | "須在此日前答覆",
    keep: "Keep the number: the answer will name it." | "请保存编号，答复时会引用。" | "請保存編號，答覆時會引用。",
    back: "Back to what it is about" | "返回所涉内容" | "返回所涉內容",
}
