//! The words of the market's pages: flows, the list, offers.

use tradewire_market::flows::{Left, Period};

use super::Lang;

words! {
    /// The words of the market's pages in one language; fields are named after the English.
    MarketWords;

    market: "Market" | "市场" | "市場",
    overview: "Overview" | "概览" | "概覽",
    market_lead: "Who moves between labs, what they are offered, what is paid over the years: reports only, each figure with the events and origins behind it." | "人员在机构之间的流动、所获报价与历年薪酬：只据报道，每个数字都附有事件数与来源数。" | "人員在機構之間的流動、所獲報價與歷年薪酬：只據報導，每個數字都附有事件數與來源數。",
    no_market: "The ledger holds no move, offer or pay band yet. Read some articles into it:" | "账本里还没有流动、报价或薪酬区间。先读入一些文章：" | "帳本裡還沒有流動、報價或薪酬區間。先讀入一些文章：",
    top_note: "Offers by their sum in US dollars, denied ones among them. Solid is firm, hatched is vague, an open end has no limit stated." | "按美元金额排列的报价，被否认者也在其中。实心为确数，斜纹为约数，开口表示未给出上限。" | "按美元金額排列的報價，被否認者也在其中。實心為確數，斜紋為約數，開口表示未給出上限。",
    over_years: "Pay over the years" | "历年薪酬" | "歷年薪酬",
    over_years_note: "Every report as the interval it states, on a logarithmic scale: solid where it has two ends, hatched where one is open. A box is the middle half, drawn only where there is enough to estimate it." | "每条报道按其所述区间画出（对数刻度）：两端俱全者为实心，一端开口者为斜纹。方框为中间一半，仅在证据足够时画出。" | "每條報導按其所述區間畫出（對數刻度）：兩端俱全者為實心，一端開口者為斜紋。方框為中間一半，僅在證據足夠時畫出。",
    year: "Year" | "年份" | "年份",
    all_years: "All years" | "全部年份" | "全部年份",
    quarter: "A quarter is at most" | "四分之一不高于" | "四分之一不高於",
    median: "Half is at most" | "半数不高于" | "半數不高於",
    three_quarters: "Three quarters are at most" | "四分之三不高于" | "四分之三不高於",
    needs: "An estimate takes {n} events, {t} of them with two ends, from {o} origins." | "估计至少需要 {n} 个事件、其中 {t} 个两端俱全、{o} 个来源。" | "估計至少需要 {n} 個事件、其中 {t} 個兩端俱全、{o} 個來源。",
    estimate: "Estimate" | "估计" | "估計",
    foreign: "Left out, in another currency or in none that is known:" | "未计入（其他或不明币种）：" | "未計入（其他或不明幣種）：",
    denied_left_out: "Left out, denied by a party:" | "未计入（被当事方否认）：" | "未計入（被當事方否認）：",
    flows: "Flows" | "流向" | "流向",
    list: "The list" | "榜单" | "榜單",
    offer_value: "Value an offer" | "评估报价" | "評估報價",
    offer_compare: "Compare offers" | "比较报价" | "比較報價",
    reported: "reports · origins" | "报道 · 来源" | "報導 · 來源",
    sample: "events" | "事件" | "事件",
    origins: "origins" | "来源" | "來源",
    n_note: "n: events counted · o: different origins behind them; copies count once" | "n：计入的事件数 · o：背后的不同来源数，复制的报道只算一次" | "n：計入的事件數 · o：背後的不同來源數，複製的報導只算一次",
    not_said: "not said" | "未说明" | "未說明",
    insufficient: "insufficient" | "不足" | "不足",

    // Flows.
    flows_lead: "Who went where, counted by lab from settled events. Named people count once, members of groups apart. Nothing here says what anybody will do." | "按机构统计人员去向，只计已落实的事件。具名者只计一次，群体成员另计。这里不预测任何人的去留。" | "按機構統計人員去向，只計已落實的事件。具名者只計一次，群體成員另計。這裡不預測任何人的去留。",
    since: "Since" | "自" | "自",
    until: "Until" | "至" | "至",
    date_hint: "2025 or 2025-07" | "2025 或 2025-07" | "2025 或 2025-07",
    by: "By" | "按" | "按",
    within: "Followed within" | "跟随期限" | "跟隨期限",
    months: "months" | "个月" | "個月",
    counted: "Events counted" | "计入事件" | "計入事件",
    days: "Days" | "日期范围" | "日期範圍",
    map: "Flow map" | "流向图" | "流向圖",
    map_note: "From the left to the right; as broad as there are people. Solid: named one by one. Hatched: members of groups. The table below holds the same figures." | "自左向右，宽度表示人数。实心：逐一具名者；斜纹：群体成员。下表数字相同。" | "自左向右，寬度表示人數。實心：逐一具名者；斜紋：群體成員。下表數字相同。",
    map_short: "From the left to the right; as broad as there are people. Solid: named one by one. Hatched: members of groups. Each way leads to its figures." | "自左向右，宽度表示人数。实心：逐一具名者；斜纹：群体成员。点击可见各流向的数字。" | "自左向右，寬度表示人數。實心：逐一具名者；斜紋：群體成員。點擊可見各流向的數字。",
    map_text: "Flow map: people who went from the labs on the left to those on the right." | "流向图：从左侧机构到右侧机构的人员。" | "流向圖：從左側機構到右側機構的人員。",
    map_more: "Only the broadest ways are drawn; the table holds all." | "只画出人数最多的流向；下表列出全部。" | "只畫出人數最多的流向；下表列出全部。",
    by_lab: "In and out by lab" | "各机构进出" | "各機構進出",
    by_lab_note: "Out to the left, in to the right, on one scale." | "左为离开，右为加入，同一刻度。" | "左為離開，右為加入，同一刻度。",
    net: "Net" | "净值" | "淨值",
    net_note: "Joined less left, settled moves only, each person once, as in" | "加入人数减去离开人数，只计已落实的流动，每人一次，同" | "加入人數減去離開人數，只計已落實的流動，每人一次，同",
    came: "In" | "加入" | "加入",
    went: "Out" | "离开" | "離開",
    in_groups: "in groups" | "群体成员" | "群體成員",
    named: "named" | "具名" | "具名",
    period: "Period" | "时期" | "時期",
    by_period: "By period" | "分时期" | "分時期",
    ways: "Ways between labs" | "机构之间的流向" | "機構之間的流向",
    from: "From" | "来自" | "來自",
    to: "To" | "去往" | "去往",
    people: "People" | "人数" | "人數",
    evidence: "Events" | "事件" | "事件",
    boomerangs: "Came back" | "回归" | "回歸",
    boomerangs_note: "To a lab where they had been before." | "回到曾经任职的机构。" | "回到曾經任職的機構。",
    no_boomerangs: "Nobody on file came back." | "没有回归者在册。" | "沒有回歸者在冊。",
    left_on: "left" | "离开" | "離開",
    back_on: "back" | "回归" | "回歸",
    left_unknown: "leaving not dated" | "离开日期不详" | "離開日期不詳",
    teams: "Who followed whom" | "谁跟随了谁" | "誰跟隨了誰",
    teams_note: "Several who went the same way within some months of the first. Order only; of reasons it says nothing." | "在首位离开者之后若干个月内走了同一条路的人。只说先后，不说缘由。" | "在首位離開者之後若干個月內走了同一條路的人。只說先後，不說緣由。",
    no_teams: "No two went the same way within that time." | "期限内没有两人走过同一条路。" | "期限內沒有兩人走過同一條路。",
    first_went: "first" | "最先" | "最先",
    after_days: "days later" | "天后" | "天後",
    same_day: "same day" | "同日" | "同日",
    by_report_of: "by" | "不晚于" | "不晚於",
    seats: "Time in seat" | "在职时长" | "在職時長",
    seats_note: "Stays whose start is on file, without names. An open end goes on as far as reports tell." | "有开始日期记录的任职，不列姓名。开口表示据报道仍在职。" | "有開始日期記錄的任職，不列姓名。開口表示據報導仍在職。",
    stays: "stays" | "段任职" | "段任職",
    ended: "ended" | "已结束" | "已結束",
    going_on: "going on" | "仍在职" | "仍在職",
    start_missing: "without a start on file" | "开始日期不详" | "開始日期不詳",
    end_missing: "without a date of leaving" | "离职日期不详" | "離職日期不詳",
    curve_needs: "No curve is drawn: it takes {n} stays, {e} of them ended, from {o} origins." | "不画曲线：至少需要 {n} 段任职、其中 {e} 段已结束、{o} 个来源。" | "不畫曲線：至少需要 {n} 段任職、其中 {e} 段已結束、{o} 個來源。",
    curve: "Share that stays longer (Kaplan–Meier)" | "任职更久者所占比例（Kaplan–Meier）" | "任職更久者所佔比例（Kaplan–Meier）",
    curve_text: "Half stay {m} months or longer." | "半数任职 {m} 个月或更久。" | "半數任職 {m} 個月或更久。",
    curve_open: "The curve does not come down to one half." | "曲线未降到一半。" | "曲線未降到一半。",
    at_risk: "at risk" | "在观察" | "在觀察",
    looked: "up to" | "截至" | "截至",
    left_out: "Left out" | "未计入" | "未計入",
    left_out_none: "Nothing was left out." | "全部计入。" | "全部計入。",
    dated_by_report: "events have no date of their own and stand at the day of their first report" | "个事件本身没有日期，按首次报道之日计" | "個事件本身沒有日期，按首次報導之日計",
    shared: "steps name several labs at one end; which it was no report says, so none counts there" | "次流动的一端提到多个机构，报道未说明是哪一个，故该端均不计入" | "次流動的一端提到多個機構，報導未說明是哪一個，故該端均不計入",
    cut: "Only the latest moves were looked at." | "只查看了最近的流动。" | "只查看了最近的流動。",
    no_flows: "No settled move passes this filter." | "没有符合筛选条件的已落实流动。" | "沒有符合篩選條件的已落實流動。",
    no_moves: "The ledger holds no move yet. Read some articles into it:" | "账本里还没有流动。先读入一些文章：" | "帳本裡還沒有流動。先讀入一些文章：",
    as_data: "As data" | "数据" | "資料",
    // The list.
    list_lead: "People ranked by criteria that are declared and weighted. Every point rests on words of a document; what no document says is missing, not nothing. Nobody is ranked by age, family, health, home, visa, origin, belief or sex." | "按公开声明并加权的标准排列人物。每一分都出自某篇文章的原文；没有文章提及的记为缺失，而非零分。绝不按年龄、家庭、健康、住址、签证、出身、信仰或性别排列。" | "按公開聲明並加權的標準排列人物。每一分都出自某篇文章的原文；沒有文章提及的記為缺失，而非零分。絕不按年齡、家庭、健康、住址、簽證、出身、信仰或性別排列。",
    people_looked: "People looked at" | "查看人数" | "查看人數",
    without_evidence: "Without evidence" | "无证据者" | "無證據者",
    documents: "Documents" | "文章" | "文章",
    outlets: "Outlets" | "媒体" | "媒體",
    as_of: "As of" | "截至" | "截至",
    no_list: "The ledger holds no evidence on anybody yet. Read some articles into it:" | "账本里还没有任何人的证据。先读入一些文章：" | "帳本裡還沒有任何人的證據。先讀入一些文章：",
    list_note: "Solid: evidenced. Hatched: open, or what is missing. ⚖: nine of ten ranks in {d} draws of weights from half to double. ?: best and worst rank, whatever is missing or open turns out to be." | "实心：有证据。斜纹：未定或缺失。⚖：权重在一半到两倍之间随机抽取 {d} 次，十次中九次的名次范围。?：缺失或未定部分无论如何，最好与最差的名次。" | "實心：有證據。斜紋：未定或缺失。⚖：權重在一半到兩倍之間隨機抽取 {d} 次，十次中九次的名次範圍。?：缺失或未定部分無論如何，最好與最差的名次。",
    list_cut: "Only the people with most events were looked at." | "只查看了事件最多的人物。" | "只查看了事件最多的人物。",
    weights: "Weights" | "权重" | "權重",
    rank_again: "Rank again" | "重新排列" | "重新排列",
    sensitivity: "What each weight does" | "各权重的影响" | "各權重的影響",
    change_rank: "of the first ten change rank" | "人名次变动（前十名中）" | "人名次變動（前十名中）",
    is_first: "first is" | "首位：" | "首位：",
    nudge_note: "Each weight halved and doubled, all others kept." | "每次只将一项权重减半或加倍，其余不变。" | "每次只將一項權重減半或加倍，其餘不變。",
    evidenced: "evidenced" | "有证据" | "有證據",
    may_be: "may be" | "最多可达" | "最多可達",
    over_weights: "Nine of ten ranks under weights from half to double" | "权重在一半到两倍之间时，十次中九次的名次范围" | "權重在一半到兩倍之間時，十次中九次的名次範圍",
    over_missing: "Best and worst rank, whatever is missing turns out to be" | "缺失部分无论如何，最好与最差的名次" | "缺失部分無論如何，最好與最差的名次",
    missing: "missing" | "缺失" | "缺失",
    show_evidence: "Evidence" | "证据" | "證據",
    k_lab: "was at" | "任职于" | "任職於",
    k_led: "a title, a unit led, a firm founded" | "头衔、领导的部门、创办的公司" | "頭銜、領導的部門、創辦的公司",
    k_degree: "a degree that a sentence names" | "句中提到的学位" | "句中提到的學位",
    k_work: "named with" | "与之并提" | "與之並提",
    k_recency: "half as much every" | "减半周期" | "減半週期",
    k_moves: "moves, of" | "流动次数，满分" | "流動次數，滿分",
    k_offer: "offer, of" | "报价，满分" | "報價，滿分",

    bad_date: "is no date and was passed over" | "不是日期，已忽略" | "不是日期，已忽略",
}

impl Lang {
    /// The words of the market's pages.
    #[must_use]
    pub fn market_words(self) -> &'static MarketWords {
        self.pick(&EN, &HANS, &HANT)
    }

    /// Why a move is not counted.
    #[must_use]
    pub fn left_out(self, why: Left) -> &'static str {
        match why {
            Left::Rumoured => self.pick("rumoured", "传闻", "傳聞"),
            Left::Unsettled => self.pick("not settled", "尚未落实", "尚未落實"),
            Left::Denied => self.pick("denied", "被否认", "被否認"),
            Left::Collapsed => self.pick("declined or fallen through", "被拒或告吹", "被拒或告吹"),
            Left::Deprecated => {
                self.pick("known to be wrong or outdated", "已知有误或过时", "已知有誤或過時")
            }
            Left::History => self.pick("told as history", "仅作履历提及", "僅作履歷提及"),
            Left::Inside => self.pick("within one organisation", "同一机构之内", "同一機構之內"),
            Left::Nowhere => self.pick("without a place", "未说明机构", "未說明機構"),
            Left::Unsized => self.pick("of a group of no stated size", "群体人数不详", "群體人數不詳"),
            Left::Undated => self.pick("without a date", "没有日期", "沒有日期"),
            Left::Fiction => self.pick("of invented documents", "出自虚构文章", "出自虛構文章"),
        }
    }

    /// Length of a period.
    #[must_use]
    pub fn period(self, p: Period) -> &'static str {
        match p {
            Period::Year => self.pick("year", "年", "年"),
            Period::Quarter => self.pick("quarter", "季度", "季度"),
            Period::Month => self.pick("month", "月", "月"),
        }
    }
}
