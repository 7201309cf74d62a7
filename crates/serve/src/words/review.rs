//! The words of the screen where people review claims and names.

use tradewire_model::{RejectReason, Word};
use tradewire_review::{Code, Language, SignalCode};

use super::Lang;

words! {
    /// The words of the review in one language; fields are named after the English.
    ReviewWords;

    // The queue.
    title: "Review" | "审核" | "審核",
    lead: "One claim at a time, a few keys. What you say is an entry of the log; whatever you say can be taken back." | "一次一条，几个按键。你的判断会记入日志，随时可以撤销。" | "一次一條，幾個按鍵。你的判斷會記入日誌，隨時可以撤銷。",
    start: "Start reviewing" | "开始审核" | "開始審核",
    go_on: "Go on" | "继续" | "繼續",
    who: "Who reviews?" | "审核人是谁？" | "審核人是誰？",
    who_hint: "A short name. It stands beside every judgement you give, and keeps two people's words apart." | "请填一个简短的名字。它会附在你的每个判断旁，用来区分不同的人。" | "請填一個簡短的名字。它會附在你的每個判斷旁，用來區分不同的人。",
    your_name: "Your name" | "你的名字" | "你的名字",
    that_is_me: "That is me" | "确定" | "確定",
    somebody_else: "somebody else?" | "换人" | "換人",
    reviewing_as: "reviewing as" | "审核人" | "審核人",
    left_for_you: "left for you" | "待你审核" | "待你審核",
    judged: "judged" | "已审" | "已審",
    by_you: "by you" | "由你审核" | "由你審核",
    tasks: "in the queue" | "队列总数" | "佇列總數",
    disputed: "in dispute" | "有争议" | "有爭議",
    per_minute: "a minute" | "条/分钟" | "條/分鐘",
    median: "median" | "中位用时" | "中位用時",
    seconds: "s" | "秒" | "秒",
    at_this_pace: "left at this pace" | "按此速度还需" | "按此速度還需",
    minutes: "min" | "分钟" | "分鐘",
    hours: "h" | "小时" | "小時",
    this_sitting: "this sitting" | "本次" | "本次",
    reasons: "Why they are asked" | "为何需要审核" | "為何需要審核",
    reasons_note: "A task may stand here for several reasons. Follow one to work through those alone." | "一条可能因多个原因入列。点选其一，可只审该类。" | "一條可能因多個原因入列。點選其一，可只審該類。",
    batches: "Batches" | "批次" | "批次",
    batches_note: "The most urgent first; claims of one article stay together." | "最紧要的在前；同一篇文章的说法放在一起。" | "最緊要的在前；同一篇文章的說法放在一起。",
    batch: "Batch" | "第" | "第",
    batch_after: "" | "批" | "批",
    open_of: "open of" | "待审，共" | "待審，共",
    done: "done" | "已完成" | "已完成",
    kinds: "Claims and names" | "说法与名称" | "說法與名稱",
    only_claims: "Claims" | "说法" | "說法",
    only_names: "Names: one or two?" | "名称：一个还是两个？" | "名稱：一個還是兩個？",
    latest: "What you said last" | "你最近的判断" | "你最近的判斷",
    nothing_said: "Nothing yet." | "还没有。" | "還沒有。",
    views_behind: "Judgements count at once here. The other pages follow when they are made anew:" | "判断在此即时生效。其他页面需重新生成后才会更新：" | "判斷在此即時生效。其他頁面需重新產生後才會更新：",
    entries_behind: "entries are not in them yet" | "条记录尚未计入" | "條記錄尚未計入",
    renew: "Bring pages and queue up to date" | "更新页面与队列" | "更新頁面與佇列",
    make_queue: "Make the queue" | "生成队列" | "產生佇列",
    renewing: "Pages and queue are being made anew. This takes seconds, or minutes for a large ledger; judging waits until it is done." | "正在重新生成页面与队列，通常几秒，账本很大时需几分钟；期间暂不能提交判断。" | "正在重新產生頁面與佇列，通常幾秒，帳本很大時需幾分鐘；期間暫不能提交判斷。",
    renew_failed: "The queue could not be made:" | "队列生成失败：" | "佇列產生失敗：",
    no_queue: "There is no queue yet." | "队列还没有生成。" | "佇列還沒有產生。",
    no_queue_command: "Make it from the command line:" | "可用命令行生成：" | "可用命令列產生：",
    all_done: "Nothing is left for you here." | "这里没有要你审核的了。" | "這裡沒有要你審核的了。",
    all_done_note: "What you were unsure of waits for somebody else. Another part of the queue may still be open below." | "你不确定的会留给别人。下面其他部分可能还有待审内容。" | "你不確定的會留給別人。下面其他部分可能還有待審內容。",
    read_only: "You can look, and nobody can judge." | "只能查看，不能审核。" | "只能查看，不能審核。",
    read_only_chosen: "The ledger is served for reading only. Serve it without --read-only to review." | "账本以只读方式提供。要审核，请去掉 --read-only 重新启动。" | "帳本以唯讀方式提供。要審核，請去掉 --read-only 重新啟動。",
    read_only_unwritable: "The ledger cannot be written:" | "账本无法写入：" | "帳本無法寫入：",

    // One task.
    queue: "Queue" | "队列" | "佇列",
    does_it_say: "Does the text say this?" | "原文是这么说的吗？" | "原文是這麼說的嗎？",
    in_context: "In its context" | "上下文" | "上下文",
    repaired_text: "Repaired" | "修复后" | "修復後",
    raw_text: "As it was scraped" | "抓取时的原文" | "擷取時的原文",
    the_claim: "What was extracted" | "提取的内容" | "擷取的內容",
    the_claim_mended: "What it says since it was mended" | "更正后的内容" | "更正後的內容",
    was_extracted: "As it was extracted" | "原提取内容" | "原擷取內容",
    checker: "The checker" | "校验器" | "校驗器",
    agree: "agrees" | "同意" | "同意",
    disagree: "disagrees" | "不同意" | "不同意",
    cannot_tell: "cannot tell" | "无法判断" | "無法判斷",
    no_check: "has not seen it" | "未校验" | "未校驗",
    why_asked: "Why it is asked" | "入列原因" | "入列原因",
    not_asked: "It is not in the queue; you opened it yourself." | "不在队列中，是你自行打开的。" | "不在佇列中，是你自行開啟的。",
    names_taken: "Whom the names are taken for" | "名称对应何人" | "名稱對應何人",
    or_else: "or" | "或" | "或",
    judge_pair: "one or two?" | "一个还是两个？" | "一個還是兩個？",
    nobody_known: "nobody known" | "无已知对象" | "無已知對象",
    document: "Where it stands" | "出处" | "出處",
    evidence: "all evidence" | "全部证据" | "全部證據",
    others_said: "What people said" | "已有判断" | "已有判斷",
    you: "you" | "你" | "你",
    blind: "Second reading" | "第二审" | "第二審",
    blind_note: "Somebody has judged this claim. You see what was extracted, not what they said." | "已有一人审过。你看到的是原提取内容，看不到对方的判断。" | "已有一人審過。你看到的是原擷取內容，看不到對方的判斷。",
    adjudicate: "Two people differ" | "两人意见不一" | "兩人意見不一",
    adjudicate_note: "Your word decides between them; all of them stay in the log." | "由你裁定；各人的判断都会保留在日志里。" | "由你裁定；各人的判斷都會保留在日誌裡。",
    judged_already: "You have judged this." | "你已审过此条。" | "你已審過此條。",
    judged_already_note: "Judge again to replace your word, or go on." | "可重新判断以取代先前的，或继续下一条。" | "可重新判斷以取代先前的，或繼續下一條。",
    left_view: "It left the pages by a judgement." | "已因判断而不再显示。" | "已因判斷而不再顯示。",

    // Answers.
    accept: "Accept" | "正确" | "正確",
    mend: "Mend" | "更正" | "更正",
    reject: "Reject" | "拒绝" | "拒絕",
    unsure: "Not sure" | "不确定" | "不確定",
    undo: "Undo" | "撤销" | "撤銷",
    split: "Split" | "拆分" | "拆分",
    duplicate: "Duplicate" | "重复" | "重複",
    help: "Keys" | "按键" | "按鍵",
    more: "More" | "更多" | "更多",
    why_reject: "Why must it go?" | "为何拒绝？" | "為何拒絕？",
    in_words: "In words, if you like" | "补充说明（可不填）" | "補充說明（可不填）",
    mend_title: "What should it say?" | "应该是什么？" | "應該是什麼？",
    mend_note: "Change what is wrong; empty a line to take it out. Names, words and figures must stand in the text. Several names are parted by commas." | "改正有误之处；清空一行即删去该项。名称、文字与数字必须见于原文。多个名称用逗号或顿号分隔。" | "改正有誤之處；清空一行即刪去該項。名稱、文字與數字必須見於原文。多個名稱用逗號或頓號分隔。",
    add_role: "Add" | "添加" | "新增",
    kind: "Kind" | "类别" | "類別",
    save: "Save and go on" | "保存并继续" | "儲存並繼續",
    split_title: "Several facts in one?" | "混入了多件事实？" | "混入了多件事實？",
    split_each: "One claim for each:" | "逐个拆分：" | "逐個拆分：",
    split_typed: "Or in words: what differs in each part, parts parted by |" | "或自行填写：各部分的不同之处，用 | 隔开" | "或自行填寫：各部分的不同之處，用 | 隔開",
    duplicate_title: "Which claim says the same?" | "与哪一条重复？" | "與哪一條重複？",
    duplicate_none: "No other claim of this kind is near. Give its id:" | "附近没有同类说法。请填其编号：" | "附近沒有同類說法。請填其編號：",
    duplicate_other: "Or another, by its id:" | "或填其他编号：" | "或填其他編號：",
    same: "One and the same" | "是同一个" | "是同一個",
    different: "Two different ones" | "是两个" | "是兩個",
    are_they_one: "Are these one?" | "这是同一个吗？" | "這是同一個嗎？",
    score: "score" | "得分" | "得分",
    speaks_for: "speaks for one" | "支持同一" | "支持同一",
    speaks_against: "speaks against" | "反对同一" | "反對同一",
    threshold_note: "0 is surely two, 1 is surely one; what lies between is asked." | "0 表示必为两个，1 表示必为同一个，介于其间则需人判断。" | "0 表示必為兩個，1 表示必為同一個，介於其間則需人判斷。",
    no_quote: "no claim names it" | "没有说法提到" | "沒有說法提到",

    // What came of an answer.
    last: "Last" | "上一条" | "上一條",
    said_accept: "accepted" | "判为正确" | "判為正確",
    said_mend: "mended" | "已更正" | "已更正",
    said_reject: "rejected" | "已拒绝" | "已拒絕",
    said_unsure: "not sure" | "不确定" | "不確定",
    said_duplicate: "a duplicate" | "判为重复" | "判為重複",
    said_split: "split" | "已拆分" | "已拆分",
    undone: "Taken back. Here it is again, as it was." | "已撤销，恢复原样。" | "已撤銷，恢復原樣。",
    nothing_to_undo: "There is nothing of yours to take back." | "没有可撤销的判断。" | "沒有可撤銷的判斷。",
    undone_already: "That was taken back already." | "该判断此前已撤销。" | "該判斷此前已撤銷。",
    welcome: "Welcome. a accepts, r rejects, m mends; ? shows all keys." | "欢迎。a 正确，r 拒绝，m 更正；按 ? 查看全部按键。" | "歡迎。a 正確，r 拒絕，m 更正；按 ? 查看全部按鍵。",
    meanwhile: "Somebody judged this while you looked" | "你查看期间已有人作出判断" | "你查看期間已有人作出判斷",
    meanwhile_note: "Nothing of yours was written yet, and nothing of theirs is lost. Enter your word beside theirs, or leave it at that." | "你的判断尚未写入，对方的判断也未受影响。可将你的判断并列写入，也可就此作罢。" | "你的判斷尚未寫入，對方的判斷也未受影響。可將你的判斷並列寫入，也可就此作罷。",
    meanwhile_yours: "You were about to say" | "你原要作出的判断" | "你原要作出的判斷",
    meanwhile_keep: "Enter mine beside it" | "并列写入我的判断" | "並列寫入我的判斷",
    leave_it: "Leave it and go on" | "作罢，继续" | "作罷，繼續",
    not_taken: "That could not be taken" | "未能提交" | "未能提交",
    foreign: "This form is from before the server was started anew." | "此表单来自服务器重启之前。" | "此表單來自伺服器重新啟動之前。",
    foreign_note: "Nothing was written. Open the task again and judge it there." | "没有写入任何内容。请重新打开该条再判断。" | "沒有寫入任何內容。請重新開啟該條再判斷。",
    open_again: "Open it again" | "重新打开" | "重新開啟",
    busy: "The queue is being made anew" | "正在重新生成队列" | "正在重新產生佇列",
    busy_note: "Nothing was written. Try again in a moment." | "没有写入任何内容，请稍后再试。" | "沒有寫入任何內容，請稍後再試。",
    not_yours: "Somebody else gave that judgement" | "该判断由他人作出" | "該判斷由他人作出",
    to_queue: "Back to the queue" | "回到队列" | "回到佇列",

    // Keys.
    keys_title: "Keys" | "按键" | "按鍵",
    key_accept: "the text says this" | "原文如此" | "原文如此",
    key_mend: "it should say something else; then the digit of a line, Enter to save" | "应改为别的；再按行号，回车保存" | "應改為別的；再按行號，Enter 儲存",
    key_reject: "it must go; then the digit of the reason" | "应当去掉；再按原因编号" | "應當去掉；再按原因編號",
    key_unsure: "it cannot be told; somebody else is asked" | "无法判断，留给别人" | "無法判斷，留給別人",
    key_undo: "take your last judgement back" | "撤销上一个判断" | "撤銷上一個判斷",
    key_duplicate: "another claim says the same; then its digit" | "与另一条重复；再按其编号" | "與另一條重複；再按其編號",
    key_split: "several facts in one; then the digit of the list" | "混入多件事实；再按清单编号" | "混入多件事實；再按清單編號",
    later: "later" | "稍后" | "稍後",
    key_later: "put it off to the end of this sitting; nothing is written" | "留到本次最后再看，不记录任何判断" | "留到本次最後再看，不記錄任何判斷",
    mine: "What falls to you" | "分给你的" | "分給你的",
    key_escape: "close what is open" | "关闭展开的面板" | "關閉展開的面板",
    key_queue: "back to the queue" | "回到队列" | "回到佇列",
    key_names: "for names: a one and the same, r two different ones" | "名称：a 为同一个，r 为两个" | "名稱：a 為同一個，r 為兩個",
    offline: "The server does not answer. Nothing was written; try again." | "服务器没有响应，没有写入任何内容，请重试。" | "伺服器沒有回應，沒有寫入任何內容，請重試。",
}

impl Lang {
    /// The language as the stage of review knows it.
    #[must_use]
    pub fn of_review(self) -> Language {
        match self {
            Self::En => Language::En,
            Self::Hans => Language::ZhHans,
            Self::Hant => Language::ZhHant,
        }
    }

    /// Why something is asked, by its code; unknown codes have no words.
    #[must_use]
    pub fn signal(self, code: &str) -> Option<&'static str> {
        let known = SignalCode::ALL.iter().find(|c| c.as_str() == code);
        known.map(|c| c.words(self.of_review()))
    }

    /// A reason of the checker in these words, what it found behind it; unknown codes keep the words they came with.
    #[must_use]
    pub fn check(self, code: &str, words: &str) -> String {
        let Some(known) = Code::ALL.iter().find(|c| c.as_str() == code) else { return words.to_owned() };
        let found = words.strip_prefix(known.words(Language::En)).and_then(|f| f.strip_prefix(": "));
        let own = known.words(self.of_review());
        found.map_or_else(|| own.to_owned(), |f| format!("{own}{}{f}", self.pick(": ", "：", "：")))
    }

    /// Why a claim is rejected.
    #[must_use]
    pub fn reject_reason(self, why: RejectReason) -> &'static str {
        match why {
            RejectReason::NotSaid => {
                self.pick("The text does not say it", "原文没有这么说", "原文沒有這麼說")
            }
            RejectReason::OffTopic => self.pick("It is about something else", "与主题无关", "與主題無關"),
            RejectReason::WrongNames => self.pick(
                "Wrong names, beyond mending",
                "人名或机构有误，无法更正",
                "人名或機構有誤，無法更正",
            ),
            RejectReason::WrongFigure => {
                self.pick("Wrong figure, beyond mending", "数字有误，无法更正", "數字有誤，無法更正")
            }
            RejectReason::Damaged => self.pick("The text is too damaged", "原文损坏过重", "原文損壞過重"),
            RejectReason::Private => self.pick("It is private", "涉及隐私", "涉及隱私"),
            RejectReason::Other => self.pick("Something else", "其他", "其他"),
        }
    }

    /// What was said of two names.
    #[must_use]
    pub fn word(self, word: Word) -> &'static str {
        let w = self.review_words();
        match word {
            Word::Same => w.same,
            Word::Different => w.different,
            Word::Unsure => w.unsure,
        }
    }

    /// Why a name is linked, in these words; what stands behind a colon are the words compared.
    #[must_use]
    pub fn feature(self, name: &str) -> String {
        let (head, rest) = name.split_once(": ").map_or((name, None), |(h, r)| (h, Some(r)));
        let own = FEATURES.iter().find(|f| f.0 == head).map_or(head, |f| self.pick(f.0, f.1, f.2));
        rest.map_or_else(|| own.to_owned(), |r| format!("{own}{}{r}", self.pick(": ", "：", "：")))
    }
}

/// Why names are linked, as the resolver calls it, with the Chinese.
const FEATURES: [(&str, &str, &str); 84] = [
    ("description", "描述相符", "描述相符"),
    ("known form", "已知写法", "已知寫法"),
    ("known full name", "已知全名", "已知全名"),
    ("known short form", "已知简称", "已知簡稱"),
    ("equal name", "名称相同", "名稱相同"),
    ("alias taught by a document", "文中说明的别名", "文中說明的別名"),
    ("same core of the unit's name", "部门核心名称相同", "部門核心名稱相同"),
    ("same organisation", "同一机构", "同一機構"),
    ("shared organisation", "机构相同", "機構相同"),
    ("nobody else known by that name", "无其他同名者", "無其他同名者"),
    ("one word of a known name", "已知名称中的一词", "已知名稱中的一詞"),
    ("same reading or alias", "读音或别名相同", "讀音或別名相同"),
    ("short form of a full name in the document", "文中全名的简称", "文中全名的簡稱"),
    ("same move told elsewhere", "他处也报道同一流动", "他處也報導同一流動"),
    ("known at both ends of the move", "流动两端均相符", "流動兩端均相符"),
    ("role that one person holds", "唯一担任该职者", "唯一擔任該職者"),
    ("name known elsewhere only", "该名仅见于他处", "該名僅見於他處"),
    ("surname of the same sound", "姓氏同音", "姓氏同音"),
    ("words on both sides without a partner", "双方各有未对应的词", "雙方各有未對應的詞"),
    ("words on one side only", "仅一方有的词", "僅一方有的詞"),
    ("the same Chinese syllables in another spelling", "拼写不同、音节相同", "拼寫不同、音節相同"),
    ("the same reading in Japanese", "日语读音相同", "日語讀音相同"),
    ("the same sound in transcription", "音译读音相同", "音譯讀音相同"),
    ("written backwards", "姓名次序相反", "姓名次序相反"),
    ("the same reading in pinyin", "拼音读音相同", "拼音讀音相同"),
    ("the same reading in Cantonese", "粤语读音相同", "粵語讀音相同"),
    ("the same reading in Hokkien or Teochew", "闽南语或潮州话读音相同", "閩南語或潮州話讀音相同"),
    ("the same reading in Korean", "韩语读音相同", "韓語讀音相同"),
    ("the same reading in Vietnamese", "越南语读音相同", "越南語讀音相同"),
    ("readings of several languages", "多种语言的读音混用", "多種語言的讀音混用"),
    ("known as one in the knowledge base", "知识库中为同一个", "知識庫中為同一個"),
    ("two different people of the knowledge base", "知识库中为两个不同的人", "知識庫中為兩個不同的人"),
    ("a text gives one as the other's name", "文中说明两者为同一名称", "文中說明兩者為同一名稱"),
    ("an organisation shared at that time", "同期任职于同一机构", "同期任職於同一機構"),
    ("at different organisations", "任职机构不同", "任職機構不同"),
    ("listed side by side", "文中并列出现", "文中並列出現"),
    ("equal", "完全相同", "完全相同"),
    ("another spelling", "拼写不同", "拼寫不同"),
    ("another number", "编号不同", "編號不同"),
    ("only words in common that many share", "相同的只有常见词", "相同的只有常見詞"),
    ("the same letters in a row", "有相同的连续字母", "有相同的連續字母"),
    ("another legal form", "公司形式不同", "公司形式不同"),
    ("words run together", "词语连写", "詞語連寫"),
    ("first letters", "首字母缩写", "首字母縮寫"),
    ("translated word by word", "逐词对译", "逐詞對譯"),
    ("equal when folded", "统一字形后相同", "統一字形後相同"),
    ("equal but for place and legal form", "除地名与公司形式外相同", "除地名與公司形式外相同"),
    ("of another place", "地名不同", "地名不同"),
    ("the same but for words that many share", "除常见词外相同", "除常見詞外相同"),
    ("two transcriptions of one sound", "同一读音的不同音译", "同一讀音的不同音譯"),
    ("the beginning of the longer name", "为较长名称的开头", "為較長名稱的開頭"),
    ("the same Latin letters", "拉丁字母部分相同", "拉丁字母部分相同"),
    ("the same word", "词语相同", "詞語相同"),
    ("the same reading", "读音相同", "讀音相同"),
    ("other words on both sides", "双方各有不同的词", "雙方各有不同的詞"),
    ("the same particle", "姓名助词相同", "姓名助詞相同"),
    ("initial", "首字母相符", "首字母相符"),
    ("short or pet form", "简称或昵称", "簡稱或暱稱"),
    ("the same name in another language", "另一语言中的同一名字", "另一語言中的同一名字"),
    ("the same consonants", "辅音相同", "輔音相同"),
    ("another transcription", "音译不同", "音譯不同"),
    ("two names that look alike", "字形相近的两个名字", "字形相近的兩個名字"),
    ("the same letters in another order", "字母相同、次序不同", "字母相同、次序不同"),
    ("another generation", "辈分标记不同", "輩分標記不同"),
    ("generation on one side only", "仅一方有辈分标记", "僅一方有輩分標記"),
    ("two given names in another order", "名字次序不同", "名字次序不同"),
    ("other characters", "用字不同", "用字不同"),
    ("another ending", "结尾不同", "結尾不同"),
    ("parts on one side only", "仅一方有的部分", "僅一方有的部分"),
    ("another surname", "姓氏不同", "姓氏不同"),
    ("given names of different length", "名字长度不同", "名字長度不同"),
    ("the whole given name, of the same sound", "整个名字同音", "整個名字同音"),
    ("one character of the same sound and tone", "一字同音同调", "一字同音同調"),
    ("one character of the same sound", "一字同音", "一字同音"),
    ("every character of the same sound", "每个字都同音", "每個字都同音"),
    ("one character of nearly the same sound", "一字音近", "一字音近"),
    ("another given name", "名字不同", "名字不同"),
    ("surname only", "仅姓氏相符", "僅姓氏相符"),
    ("initials or a near reading of the given name", "名字首字母或读音相近", "名字首字母或讀音相近"),
    ("surname only, with a Western given name", "仅姓氏相符，另有西文名", "僅姓氏相符，另有西文名"),
    ("a part without a partner", "有一部分无对应", "有一部分無對應"),
    ("one part sounds otherwise", "有一部分读音不同", "有一部分讀音不同"),
    ("two characters, not quite of the sound", "两字读音不完全相同", "兩字讀音不完全相同"),
    ("same reading across scripts", "跨文字读音相同", "跨文字讀音相同"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_told_in_the_readers_language_with_what_was_found() {
        let words = format!("{}: 北门科技", Code::OtherName.words(Language::En));
        assert_eq!(Lang::Hans.check("other_name", &words), "另一个名字更符合此角色：北门科技");
        assert_eq!(Lang::En.check("other_name", &words), words);
        assert_eq!(Lang::Hant.check("new_code", "as it came"), "as it came");
        assert_eq!(Lang::Hans.signal("denial"), Some("涉及否认"));
        assert_eq!(Lang::Hant.feature("words on one side only: de – x"), "僅一方有的詞：de – x");
        let heads: std::collections::BTreeSet<&str> = FEATURES.iter().map(|f| f.0).collect();
        assert_eq!(heads.len(), FEATURES.len(), "a reason stands there twice");
    }
}
