//! The words of the offer pages and of the printed report.

use tradewire_market::{Assumed, BreakEven};
use tradewire_model::Decimal;

use super::Lang;

words! {
    /// The words of the offer pages in one language; fields are named after the English.
    OfferWords;

    value_title: "Value an offer" | "评估报价" | "評估報價",
    value_lead: "Year by year, cash against paper, with what leaving costs. Nothing you type here is stored or logged." | "逐年列示，现金与股权分开，并算出离职损失。你在此输入的内容不会被存储，也不记入日志。" | "逐年列示，現金與股權分開，並算出離職損失。你在此輸入的內容不會被儲存，也不記入日誌。",
    compare_title: "Compare offers" | "比较报价" | "比較報價",
    compare_lead: "Two to six offers of one currency on one scale. Nothing you type here is stored or logged." | "将二至六份同币种的报价放在同一刻度上。你在此输入的内容不会被存储，也不记入日志。" | "將二至六份同幣別的報價放在同一刻度上。你在此輸入的內容不會被儲存，也不記入日誌。",
    offer: "Offer" | "报价" | "報價",
    paste: "The offer, as TOML or JSON" | "报价（TOML 或 JSON）" | "報價（TOML 或 JSON）",
    paste_hint: "Only currency and years must be there. All fields:" | "只有 currency 与 years 必填。全部字段见：" | "只有 currency 與 years 必填。全部欄位見：",
    reckon: "Reckon" | "计算" | "計算",
    compare: "Hold side by side" | "并列比较" | "並列比較",
    one_more: "One more offer" | "再加一份" | "再加一份",
    fill_in: "Fill in fields instead" | "改为填写表单" | "改為填寫表單",
    add_fields: "Write it as an offer" | "写成报价" | "寫成報價",
    f_name: "Name" | "名称" | "名稱",
    f_currency: "Currency" | "币种" | "幣別",
    f_years: "Years" | "年数" | "年數",
    f_salary: "Salary a year" | "年薪" | "年薪",
    f_bonus: "Bonus a year" | "年度奖金" | "年度獎金",
    f_sign_on: "Sign-on bonus" | "签约奖金" | "簽約獎金",
    f_clawback: "Paid back within months" | "几个月内离职须退还" | "幾個月內離職須退還",
    f_grant: "Shares, worth when granted" | "股权（授予时价值）" | "股權（授予時價值）",
    f_kind: "Kind" | "种类" | "種類",
    f_vest: "Earned over months" | "归属月数" | "歸屬月數",
    f_cliff: "Nothing before month" | "几个月前不归属" | "幾個月前不歸屬",
    what_if: "What if" | "假设" | "假設",
    what_if_note: "In percent; an empty field leaves what the offer says." | "以百分数填写；留空则按报价所述。" | "以百分數填寫；留空則按報價所述。",
    growth: "Shares grow a year" | "股价年增长" | "股價年增長",
    volatility: "Volatility" | "波动率" | "波動率",
    failure: "The firm fails, a year" | "公司每年倒闭概率" | "公司每年倒閉機率",
    tax: "Tax on all pay" | "税率" | "稅率",
    dilution: "New shares dilute, a year" | "每年稀释" | "每年稀釋",
    waiting: "a discount for shares that cannot be sold yet" | "未能出售的股权打折" | "未能出售的股權打折",
    none: "none" | "无" | "無",
    discount: "Later pay counts less, a year" | "年折现率" | "年折現率",
    same_firm: "All of one firm: their shares rise and fall together" | "同一家公司：股价同涨同跌" | "同一家公司：股價同漲同跌",
    bad_input: "is out of bounds and was passed over" | "超出范围，已忽略" | "超出範圍，已忽略",
    from_ledger: "From the ledger" | "取自账本" | "取自帳本",
    from_ledger_note: "Offers that reports speak of, as starting points; bounds stay bounds." | "以报道中的报价为起点；上下限仍为上下限。" | "以報導中的報價為起點；上下限仍為上下限。",
    no_ledger_offers: "The ledger holds no offer with a sum." | "账本中没有带金额的报价。" | "帳本中沒有帶金額的報價。",
    value_this: "Value this offer" | "评估这份报价" | "評估這份報價",
    compare_this: "Compare it" | "用于比较" | "用於比較",
    assumed: "Taken for granted" | "假定" | "假定",
    face: "Face value" | "面值" | "面值",
    guaranteed: "Guaranteed" | "保底" | "保底",
    expected: "Expected" | "期望" | "期望",
    half: "Middle of paths, after tax" | "税后中位" | "稅後中位",
    range90: "nine of ten paths" | "十条路径中九条" | "十條路徑中九條",
    first_year: "First year" | "首年" | "首年",
    pays_most: "Pays most" | "最高者" | "最高者",
    of_paths: "of paths" | "的路径" | "的路徑",
    paths: "paths" | "条路径" | "條路徑",
    path_count: "paths" | "路径数" | "路徑數",
    seed: "seed" | "种子" | "種子",
    year: "Year" | "年" | "年",
    cash: "Cash" | "现金" | "現金",
    equity: "Shares" | "股权" | "股權",
    undisclosed: "Form not told" | "形式不明" | "形式不明",
    may_reach: "may be" | "可能为" | "可能為",
    at_least: "at least" | "至少" | "至少",
    all_years: "All years" | "合计" | "合計",
    year_bars: "Year by year" | "逐年" | "逐年",
    year_bars_note: "At the value shares had when granted. The line marks what is guaranteed." | "股权按授予时价值计。竖线标出保底部分。" | "股權按授予時價值計。豎線標出保底部分。",
    fan: "What may have been paid by then" | "到时可能拿到的总额" | "到時可能拿到的總額",
    fan_note: "Paid in all by the end of each year, after tax. Dark: half of paths; light: nine of ten; line: the middle." | "每年末累计税后所得。深色：半数路径；浅色：十条中九条；线：中位。" | "每年末累計稅後所得。深色：半數路徑；淺色：十條中九條；線：中位。",
    leaving: "What leaving costs" | "离职损失" | "離職損失",
    leaving_note: "Lost on leaving at the end of a month: shares not yet earned, sign-on paid back, payments still to come." | "在某月末离职的损失：未归属股权、须退还的签约奖金、尚未支付的款项。" | "在某月末離職的損失：未歸屬股權、須退還的簽約獎金、尚未支付的款項。",
    month: "Month" | "月" | "月",
    forgone: "Shares forgone" | "放弃的股权" | "放棄的股權",
    repaid: "Paid back" | "须退还" | "須退還",
    to_come: "Payments forgone" | "放弃的款项" | "放棄的款項",
    lost: "Lost" | "损失" | "損失",
    break_evens: "Where one overtakes another" | "何时反超" | "何時反超",
    side_by_side: "Side by side" | "并列" | "並列",
    undisclosed_note: "How a sum is paid was not told: it is shown at the stated figure, spread evenly after the first year, and nothing of it counts as guaranteed." | "支付形式未说明的金额按所述数字列示，首年之后平均分摊，不计入保底。" | "支付形式未說明的金額按所述數字列示，首年之後平均分攤，不計入保底。",
    no_firm_note: "Nothing is assumed of the firm: shares keep the value they were granted at." | "未对公司作任何假设：股权保持授予时的价值。" | "未對公司作任何假設：股權保持授予時的價值。",
    compute_note: "GPU-hours a year; not part of the pay." | "GPU 小时/年；不计入报酬。" | "GPU 小時/年；不計入報酬。",
    years_differ: "The offers cover different numbers of years; nothing is added for years one does not cover." | "各报价的年数不同；未覆盖的年份不补加。" | "各報價的年數不同；未涵蓋的年份不補加。",
    clock_note: "hours from the offer" | "小时内答复" | "小時內答覆",
    refused_nothing: "Paste an offer, or fill in fields." | "请粘贴报价，或填写表单。" | "請貼上報價，或填寫表單。",
    refused_long: "is longer than 16 KB" | "超过 16 KB" | "超過 16 KB",
    refused_currency: "All offers must be of one currency; no rate is assumed:" | "所有报价须为同一币种，不假定汇率：" | "所有報價須為同一幣別，不假定匯率：",
    report_title: "Report on offers" | "报价报告" | "報價報告",
    report_foot: "Reckoned from the figures given; no advice on law or tax. A year is twelve months from the start; tax is a stand-in for a law." | "按所给数字计算；不构成法律或税务建议。一年为起始后十二个月；税率仅为近似。" | "按所給數字計算；不構成法律或稅務建議。一年為起始後十二個月；稅率僅為近似。",
    assumptions: "Assumptions" | "假设条件" | "假設條件",
    source: "Figures" | "数字来源" | "數字來源",
    print_hint: "Print it from the browser." | "可在浏览器中打印。" | "可在瀏覽器中列印。",
}

impl Lang {
    /// The words of the offer pages.
    #[must_use]
    pub fn offer_words(self) -> &'static OfferWords {
        self.pick(&EN, &HANS, &HANT)
    }

    /// A break-even in a sentence: `b` is behind `a` at face value.
    #[must_use]
    pub fn break_even(self, a: &str, b: &str, at: &BreakEven) -> String {
        match at {
            BreakEven::Always => self.pick(
                format!("{b} is level with {a} even if its shares are worth nothing."),
                format!("即使股权一文不值，{b} 也不低于 {a}。"),
                format!("即使股權一文不值，{b} 也不低於 {a}。"),
            ),
            BreakEven::Never => self.pick(
                format!("{b} does not reach {a} at any price of its shares."),
                format!("无论股价如何，{b} 都达不到 {a}。"),
                format!("無論股價如何，{b} 都達不到 {a}。"),
            ),
            BreakEven::At(x) => {
                let change = (*x - Decimal::ONE) * Decimal::from(100);
                let down = change.is_sign_negative();
                let p = change.abs().round_dp(1).normalize();
                if p.is_zero() {
                    self.pick(
                        format!("{b} is level with {a} at the price its shares had when granted, and ahead above it."),
                        format!("按授予时股价，{b} 与 {a} 持平；股价更高则领先。"),
                        format!("按授予時股價，{b} 與 {a} 持平；股價更高則領先。"),
                    )
                } else if down {
                    self.pick(
                        format!("{b} stays ahead of {a} if its shares fall by less than {p} %."),
                        format!("只要股价跌幅小于 {p}%，{b} 仍高于 {a}。"),
                        format!("只要股價跌幅小於 {p}%，{b} 仍高於 {a}。"),
                    )
                } else {
                    self.pick(
                        format!("{b} overtakes {a} if its shares rise by more than {p} %."),
                        format!("股价涨幅超过 {p}% 时，{b} 反超 {a}。"),
                        format!("股價漲幅超過 {p}% 時，{b} 反超 {a}。"),
                    )
                }
            }
        }
    }

    /// From which month somebody who stays is ahead with an offer.
    #[must_use]
    pub fn ahead_from(self, name: &str, month: u16) -> String {
        if month == 0 {
            return self.pick(
                format!("Whoever leaves early has at least as much from {name} in every month."),
                format!("无论哪个月离职，{name} 到手都不更少。"),
                format!("無論哪個月離職，{name} 到手都不更少。"),
            );
        }
        self.pick(
            format!("{name} is ahead for good for whoever stays {month} months or longer."),
            format!("任职满 {month} 个月后，{name} 一直领先。"),
            format!("任職滿 {month} 個月後，{name} 一直領先。"),
        )
    }

    /// What is taken for granted because no report says it.
    #[must_use]
    pub fn assumed(self, what: Assumed) -> &'static str {
        match what {
            Assumed::Years => self.pick(
                "No report says how many years; four are taken.",
                "报道未说明年数，按四年计。",
                "報導未說明年數，按四年計。",
            ),
            Assumed::Range => self.pick(
                "A range counts as at least its lower end.",
                "区间按“至少下限”计。",
                "區間按「至少下限」計。",
            ),
            Assumed::Annual => self.pick(
                "Pay per year is taken to go on for all years.",
                "年薪按每年持续计。",
                "年薪按每年持續計。",
            ),
        }
    }
}
