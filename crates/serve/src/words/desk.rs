//! The words of the private desk.

use tradewire_desk::{ItemProblem, Level, RoleFamily};

use super::Lang;

words! {
    /// The words of the private desk in one language; fields are named after the English.
    DeskWords;

    title: "My offers" | "我的报价" | "我的報價",
    lead: "Kept on this machine, encrypted by a key that only you hold. No page, feed, search or comparable reads them." | "保存在本机，以只有你持有的密钥加密。任何页面、订阅、搜索或薪酬对比都不会读取。" | "儲存在本機，以只有你持有的金鑰加密。任何頁面、訂閱、搜尋或薪酬對比都不會讀取。",
    none: "Nothing is kept yet." | "尚未保存任何报价。" | "尚未儲存任何報價。",
    kept: "Kept" | "保存于" | "儲存於",
    offer: "Offer" | "报价" | "報價",
    what_for: "For" | "职位" | "職位",
    note: "Note" | "备注" | "備註",
    pick: "Choose" | "选择" | "選擇",
    side_by_side: "Hold the chosen ones side by side" | "并列比较所选报价" | "並列比較所選報價",
    pick_two: "Choose two to six offers of one currency." | "请选择二至六份同币种的报价。" | "請選擇二至六份同幣別的報價。",
    keep_title: "Keep an offer" | "保存报价" | "儲存報價",
    keep: "Keep, encrypted" | "加密保存" | "加密儲存",
    keep_this: "Keep this offer on my desk" | "将此报价存入我的报价" | "將此報價存入我的報價",
    labels: "What it is for; needed only to share figures" | "职位信息；仅在分享数字时需要" | "職位資訊；僅在分享數字時需要",
    firm: "Firm" | "公司" | "公司",
    role: "Role" | "职能" | "職能",
    level: "Level" | "级别" | "級別",
    country: "Country (two letters)" | "国家或地区（两字母代码）" | "國家或地區（兩字母代碼）",
    year: "Year" | "年份" | "年份",
    unsaid: "not said" | "未说明" | "未說明",
    as_written: "As it was written" | "原文" | "原文",
    change: "Change figures and reckon again" | "修改数字重新计算" | "修改數字重新計算",
    change_note: "What you change is not kept; keep it as an offer of its own if you want it." | "修改不会保存；如需保留，请另存为一份报价。" | "修改不會儲存；如需保留，請另存為一份報價。",
    forget: "Forget this offer" | "忘记此报价" | "忘記此報價",
    forget_now: "Forget it for good" | "永久忘记" | "永久忘記",
    forget_note: "Its file is overwritten once with random bytes and removed. An SSD, snapshots and backups may hold the old bytes, encrypted; as long as your key exists, it opens them." | "其文件将以随机字节覆写一次后删除。固态硬盘、快照与备份可能仍存有旧的加密数据；只要密钥存在，就能打开。" | "其檔案將以隨機位元組覆寫一次後刪除。固態硬碟、快照與備份可能仍存有舊的加密資料；只要金鑰存在，就能打開。",
    forget_all: "To forget all of it, with the key:" | "要连同密钥全部忘记：" | "要連同金鑰全部忘記：",
    trouble: "cannot be opened; the others can" | "无法打开；其他报价不受影响" | "無法打開；其他報價不受影響",
    bad_country: "Give the country by its two letters, such as US, GB, CN." | "请用两字母代码填写国家或地区，如 US、GB、CN。" | "請用兩字母代碼填寫國家或地區，如 US、GB、CN。",
    bad_year: "Give the year in four digits." | "请用四位数字填写年份。" | "請用四位數字填寫年份。",
    too_long: "The offer may be 16 KB long, the note 4 KB." | "报价不超过 16 KB，备注不超过 4 KB。" | "報價不超過 16 KB，備註不超過 4 KB。",
    unwritten: "It could not be written; nothing was kept. The command line says why: tradewire desk list" | "写入失败，未保存任何内容。原因可用命令查看：tradewire desk list" | "寫入失敗，未儲存任何內容。原因可用命令查看：tradewire desk list",
    given: "Sharing is done from the command line:" | "分享请使用命令行：" | "分享請使用命令列：",
    given_note: "A group gets rounded figures without names, and learns only aggregates of five or more." | "群组只会得到不含姓名的取整数字，且只能看到至少五份的汇总。" | "群組只會得到不含姓名的取整數字，且只能看到至少五份的彙總。",
}

impl Lang {
    /// The words of the private desk.
    #[must_use]
    pub fn desk_words(self) -> &'static DeskWords {
        self.pick(&EN, &HANS, &HANT)
    }

    /// A family of roles.
    #[must_use]
    pub fn role_family(self, role: RoleFamily) -> &'static str {
        match role {
            RoleFamily::Research => self.pick("research", "研究", "研究"),
            RoleFamily::Engineering => self.pick("engineering", "工程", "工程"),
            RoleFamily::Infrastructure => self.pick("infrastructure", "基础设施", "基礎設施"),
            RoleFamily::Product => self.pick("product", "产品", "產品"),
            RoleFamily::Leadership => self.pick("leadership", "管理", "管理"),
            RoleFamily::Other => self.pick("other", "其他", "其他"),
        }
    }

    /// A level.
    #[must_use]
    pub fn level(self, level: Level) -> &'static str {
        match level {
            Level::Entry => self.pick("entry", "初级", "初級"),
            Level::Mid => self.pick("mid", "中级", "中級"),
            Level::Senior => self.pick("senior", "高级", "高級"),
            Level::Staff => self.pick("staff", "资深", "資深"),
            Level::Principal => self.pick("principal", "首席", "首席"),
            Level::Head => self.pick("head", "负责人", "負責人"),
        }
    }

    /// What is wrong with an item, and what to do about it.
    #[must_use]
    pub fn item_problem(self, problem: &ItemProblem) -> (&'static str, &'static str) {
        let put_back = self.pick(
            "Put the file back from a copy of the folder, or forget the item.",
            "请从文件夹的副本恢复该文件，或忘记此项。",
            "請從資料夾的副本還原該檔案，或忘記此項。",
        );
        match problem {
            ItemProblem::WrongKey => (
                self.pick(
                    "It was encrypted for another key.",
                    "它是用另一把密钥加密的。",
                    "它是用另一把金鑰加密的。",
                ),
                self.pick(
                    "Serve the desk with the key it was kept with, or take the file out of the folder.",
                    "请使用当初保存时的密钥，或将该文件移出文件夹。",
                    "請使用當初儲存時的金鑰，或將該檔案移出資料夾。",
                ),
            ),
            ItemProblem::Truncated => {
                (self.pick("The file is cut short.", "文件不完整。", "檔案不完整。"), put_back)
            }
            ItemProblem::Swapped(_) => (
                self.pick("The file holds another item.", "文件内容属于另一项。", "檔案內容屬於另一項。"),
                put_back,
            ),
            ItemProblem::Newer(_) => (
                self.pick("It was written by a later version.", "由较新的版本写入。", "由較新的版本寫入。"),
                self.pick("Read it with that version.", "请用该版本打开。", "請用該版本打開。"),
            ),
            ItemProblem::Unreadable(_) => (
                self.pick("The system does not let it be read.", "系统不允许读取。", "系統不允許讀取。"),
                self.pick(
                    "Mend the file's permissions or the disk.",
                    "请修复文件权限或磁盘。",
                    "請修復檔案權限或磁碟。",
                ),
            ),
            _ => (self.pick("The file is damaged.", "文件已损坏。", "檔案已損壞。"), put_back),
        }
    }
}
