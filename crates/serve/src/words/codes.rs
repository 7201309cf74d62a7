//! The words for the closed lists of the model.

use tradewire_model::{
    BlockKind, Bound, ClaimKind, ConflictKind, Modality, Period, RepairCode, ReportRole, Role, Stage,
};

use super::Lang;

impl Lang {
    /// A kind of claim or event.
    #[must_use]
    pub fn kind(self, kind: ClaimKind) -> &'static str {
        use ClaimKind as K;
        match kind {
            K::Move => self.pick("Move", "流动", "流動"),
            K::Offer => self.pick("Offer", "报价", "報價"),
            K::Deal => self.pick("Deal", "交易", "交易"),
            K::Funding => self.pick("Funding", "融资", "融資"),
            K::Valuation => self.pick("Valuation", "估值", "估值"),
            K::Payband => self.pick("Pay band", "薪酬区间", "薪酬區間"),
            K::Approach => self.pick("Approach", "接触", "接觸"),
            K::Dispute => self.pick("Dispute", "纠纷", "糾紛"),
            K::Unit => self.pick("Unit", "部门", "部門"),
            K::Stat => self.pick("Figure", "数据", "數據"),
            K::Statement => self.pick("Statement", "言论", "言論"),
        }
    }

    /// A language of reports, by its code.
    #[must_use]
    pub fn tongue(self, code: &str) -> &'static str {
        match code {
            "zh" => self.pick("in Chinese", "中文报道", "中文報導"),
            _ => self.pick("in English", "英文报道", "英文報導"),
        }
    }

    /// How far an event has come, in plain words.
    #[must_use]
    pub fn stage(self, stage: Stage) -> &'static str {
        match stage {
            Stage::Rumoured => self.pick("Rumoured", "传闻", "傳聞"),
            Stage::InTalks => self.pick("In talks", "洽谈中", "洽談中"),
            Stage::Offered => self.pick("Offered", "已报价", "已報價"),
            Stage::Countered => self.pick("Countered", "已还价", "已還價"),
            Stage::Declined => self.pick("Declined", "已婉拒", "已婉拒"),
            Stage::Agreed => self.pick("Agreed", "已谈妥", "已談妥"),
            Stage::Announced => self.pick("Announced", "已宣布", "已宣布"),
            Stage::Done => self.pick("Done", "已完成", "已完成"),
            Stage::Collapsed => self.pick("Collapsed", "已告吹", "已告吹"),
            Stage::Denied => self.pick("Denied", "被否认", "被否認"),
            Stage::Stated => self.pick("Stated", "已表述", "已表述"),
        }
    }

    /// The part of a report.
    #[must_use]
    pub fn report_role(self, role: ReportRole) -> &'static str {
        match role {
            ReportRole::Origin => self.pick("origin", "来源", "來源"),
            ReportRole::Confirmation => self.pick("confirms", "印证", "印證"),
            ReportRole::Citation => self.pick("repeats", "转述", "轉述"),
            ReportRole::Denial => self.pick("denies", "否认", "否認"),
            ReportRole::Noise => self.pick("adds nothing", "无新意", "無新意"),
        }
    }

    /// What a conflict is about.
    #[must_use]
    pub fn conflict_kind(self, kind: ConflictKind) -> &'static str {
        match kind {
            ConflictKind::Value => self.pick("figure", "数额", "數額"),
            ConflictKind::Name => self.pick("name", "名称", "名稱"),
            ConflictKind::Date => self.pick("date", "日期", "日期"),
            ConflictKind::Count => self.pick("count", "人数", "人數"),
            ConflictKind::Unit => self.pick("what is measured", "口径", "口徑"),
            ConflictKind::Period => self.pick("period", "期间", "期間"),
        }
    }

    /// How firmly a text says something.
    #[must_use]
    pub fn modality(self, m: Modality) -> &'static str {
        match m {
            Modality::Denied => self.pick("denied", "否认", "否認"),
            Modality::Declined => self.pick("comment refused", "拒绝置评", "拒絕置評"),
            Modality::Rumoured => self.pick("rumoured", "传闻", "傳聞"),
            Modality::Planned => self.pick("planned", "计划", "計畫"),
            Modality::Reported => self.pick("reported", "转引报道", "轉引報導"),
            Modality::Asserted => self.pick("stated as fact", "直接陈述", "直接陳述"),
        }
    }

    /// A bound in words, for hover texts and screen readers.
    #[must_use]
    pub fn bound(self, b: Bound) -> &'static str {
        match b {
            Bound::Exact => self.pick("exactly", "确数", "確數"),
            Bound::Approx => self.pick("about", "约", "約"),
            Bound::AtLeast => self.pick("at least", "至少", "至少"),
            Bound::UpTo => self.pick("up to", "至多", "至多"),
            Bound::Range => self.pick("between", "介于", "介於"),
        }
    }

    /// A period as it stands behind an amount; nothing for a total.
    #[must_use]
    pub fn per(self, p: Period) -> Option<&'static str> {
        match p {
            Period::Total => None,
            Period::Year => Some(self.pick("yr", "年", "年")),
            Period::Month => Some(self.pick("mo", "月", "月")),
            Period::Week => Some(self.pick("wk", "周", "週")),
            Period::Day => Some(self.pick("day", "天", "天")),
            Period::Hour => Some(self.pick("h", "小时", "小時")),
        }
    }

    /// The kind of a repair or of a damage.
    #[must_use]
    pub fn repair(self, code: RepairCode) -> &'static str {
        match code {
            RepairCode::Pinyin => self.pick("injected reading", "混入的注音", "混入的注音"),
            RepairCode::Mojibake => self.pick("wrong charset", "乱码", "亂碼"),
            RepairCode::Entity => self.pick("left-over escape", "残留转义", "殘留跳脫字元"),
            RepairCode::Tag => self.pick("stray tag", "残留标签", "殘留標籤"),
            RepairCode::Invisible => self.pick("invisible character", "不可见字符", "不可見字元"),
            RepairCode::Obfuscation => {
                self.pick("marks inside a name", "名称中的干扰符号", "名稱中的干擾符號")
            }
            RepairCode::Spacing => self.pick("spaces between characters", "字间空格", "字間空格"),
            RepairCode::Conversion => self.pick("wrong script conversion", "繁简误转", "繁簡誤轉"),
        }
    }

    /// What a block of a text is, where that deserves a word.
    #[must_use]
    pub fn block(self, kind: BlockKind) -> Option<&'static str> {
        match kind {
            BlockKind::Boilerplate => {
                Some(self.pick("set aside: not part of the article", "不属正文，已搁置", "不屬正文，已擱置"))
            }
            BlockKind::Caption => Some(self.pick("caption", "图注", "圖說")),
            _ => None,
        }
    }

    /// The type of a move; unknown codes are shown as they are.
    #[must_use]
    pub fn move_type(self, code: &str) -> Option<&'static str> {
        Some(match code {
            "join" => self.pick("joins", "加入", "加入"),
            "leave" => self.pick("leaves", "离开", "離開"),
            "return" => self.pick("returns to", "重返", "重返"),
            "found" => self.pick("founds", "创办", "創辦"),
            "promotion" => self.pick("promoted at", "获升职", "獲升職"),
            "transfer" => self.pick("transfers to", "转入", "轉入"),
            "retire" => self.pick("retires from", "退休", "退休"),
            "dismissed" => self.pick("dismissed by", "遭解雇", "遭解僱"),
            "layoff" => self.pick("laid off by", "遭裁员", "遭裁員"),
            "past_affiliation" => self.pick("formerly at", "曾任职于", "曾任職於"),
            _ => return None,
        })
    }

    /// What became of an offer.
    #[must_use]
    pub fn outcome(self, code: &str) -> Option<&'static str> {
        Some(match code {
            "open" => self.pick("open", "待答复", "待答覆"),
            "accepted" => self.pick("accepted", "接受", "接受"),
            "declined" => self.pick("declined", "婉拒", "婉拒"),
            "matched" => self.pick("matched", "原东家跟价", "原東家跟價"),
            "paid" => self.pick("paid", "已支付", "已支付"),
            _ => return None,
        })
    }

    /// The kind of a deal.
    #[must_use]
    pub fn deal_kind(self, code: &str) -> Option<&'static str> {
        Some(match code {
            "acquisition" => self.pick("acquisition", "收购", "收購"),
            "investment" => self.pick("investment", "投资", "投資"),
            "acqui-hire" => self.pick("acqui-hire", "收编团队", "收編團隊"),
            "license-and-hire" => self.pick("license and hire", "授权并雇人", "授權並僱人"),
            _ => return None,
        })
    }

    /// A role as the label of a row.
    #[must_use]
    pub fn role(self, role: Role) -> &'static str {
        use Role as R;
        match role {
            R::Type => self.pick("Type", "类型", "類型"),
            R::Person => self.pick("Person", "人物", "人物"),
            R::Group => self.pick("Group", "群体", "群體"),
            R::Count => self.pick("How many", "人数", "人數"),
            R::From => self.pick("From", "来自", "來自"),
            R::To => self.pick("To", "去往", "去往"),
            R::RoleBefore => self.pick("Role before", "原职", "原職"),
            R::RoleAfter => self.pick("Role after", "新职", "新職"),
            R::Bidder => self.pick("Bidder", "出价方", "出價方"),
            R::By => self.pick("Acting", "经手人", "經手人"),
            R::Total => self.pick("Total", "总额", "總額"),
            R::Years => self.pick("Years", "年限", "年限"),
            R::FirstYear => self.pick("First year", "首年", "首年"),
            R::SignOn => self.pick("Sign-on", "签约金", "簽約金"),
            R::Annual => self.pick("Per year", "年薪", "年薪"),
            R::Equity => self.pick("Equity", "股权", "股權"),
            R::Compute => self.pick("Compute", "算力", "算力"),
            R::Deadline => self.pick("Deadline", "期限", "期限"),
            R::Outcome => self.pick("Outcome", "结果", "結果"),
            R::Round => self.pick("Round", "轮次", "輪次"),
            R::Acquirer => self.pick("Acquirer", "收购方", "收購方"),
            R::Target => self.pick("Target", "标的", "標的"),
            R::Amount => self.pick("Amount", "金额", "金額"),
            R::StakePercent => self.pick("Stake", "股份", "股份"),
            R::DealKind => self.pick("Kind of deal", "交易类型", "交易類型"),
            R::Company => self.pick("Company", "公司", "公司"),
            R::Investors => self.pick("Investors", "投资方", "投資方"),
            R::Basis => self.pick("Basis", "口径", "口徑"),
            R::Org => self.pick("Organisation", "机构", "機構"),
            R::Population => self.pick("Who", "人群", "族群"),
            R::Role => self.pick("Job", "岗位", "職位"),
            R::Low => self.pick("From", "下限", "下限"),
            R::High => self.pick("To", "上限", "上限"),
            R::Currency => self.pick("Currency", "币种", "幣別"),
            R::Per => self.pick("Per", "周期", "週期"),
            R::Bound => self.pick("Bound", "界限", "界限"),
            R::TargetOrg => self.pick("Whose people", "目标机构", "目標機構"),
            R::Channel => self.pick("Channel", "渠道", "管道"),
            R::Plaintiff => self.pick("Plaintiff", "原告", "原告"),
            R::Defendant => self.pick("Defendant", "被告", "被告"),
            R::Matter => self.pick("Matter", "事由", "事由"),
            R::Step => self.pick("Step", "进展", "進展"),
            R::AmountSought => self.pick("Sought", "索赔额", "求償額"),
            R::Name => self.pick("Name", "名称", "名稱"),
            R::LedBy => self.pick("Led by", "负责人", "負責人"),
            R::Value => self.pick("Figure", "数值", "數值"),
            R::Series => self.pick("Over time", "时间序列", "時間序列"),
            R::Speaker => self.pick("Speaker", "说话人", "說話人"),
            R::Affiliation => self.pick("Affiliation", "所属", "所屬"),
            R::Gist => self.pick("Gist", "大意", "大意"),
            R::Date => self.pick("Date", "日期", "日期"),
        }
    }
}
