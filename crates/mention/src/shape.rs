//! What a name seems to name, by its shape alone.

use std::ops::Range;

/// What a phrase seems to name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// A person: a family name with one or two characters behind it, or a foreign name with a dot.
    Person,
    /// Anything else: firms, teams, things.
    Other,
}

/// Family names of one character, the frequent ones (general knowledge).
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝闻束";

/// Endings that no person's name has.
const THINGS: &[&str] = &[
    "公司",
    "集团",
    "股份",
    "科技",
    "控股",
    "资本",
    "投资",
    "银行",
    "证券",
    "基金",
    "法院",
    "检察院",
    "中国",
    "实业",
    "国际",
    "传媒",
    "影业",
    "地产",
    "汽车",
    "电子",
    "能源",
    "医药",
    "生物",
    "网络",
    "信息",
    "资管",
    "信托",
    "保险",
    "机构",
    "股东",
    "高管",
    "原告",
    "被告",
    "员工",
    "队",
    "俱乐部",
    "方",
    "平台",
    "大学",
    "学院",
    "环保",
    "智能",
    "药业",
    "企业",
    "软件",
    "通信",
    "文化",
    "食品",
    "置业",
    "发展",
    "金融",
    "租赁",
    "资产",
];

/// The sort of a folded name.
pub(crate) fn sort(name: &str) -> Sort {
    let n = name.chars().count();
    let han = name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let thing = THINGS.iter().any(|t| name.ends_with(t));
    let person =
        han && (2..=3).contains(&n) && name.chars().next().is_some_and(|c| SURNAMES.contains(c)) && !thing
            || name.contains('·') && !thing;
    if person { Sort::Person } else { Sort::Other }
}

/// The name behind the last title in a phrase: 公司副总经理毛卫民.
pub(crate) fn strip_titles(folded: &str, r: &Range<usize>, titles: &[String]) -> Range<usize> {
    let s = &folded[r.clone()];
    let cut = titles
        .iter()
        .filter_map(|t| s.rfind(t.as_str()).map(|i| i + t.len()))
        .filter(|&e| s[e..].chars().count() >= 2)
        .max()
        .unwrap_or(0);
    if cut == 0 {
        return r.clone();
    }
    let rest = &s[cut..];
    // 云杉集团财务有限公司: the word is no title there.
    if rest.starts_with("有限") || rest.starts_with("股份") || rest.starts_with("公司") {
        return r.clone();
    }
    let lead = rest.len() - rest.trim_start_matches(['之', '一', '的', ':', '“', '"']).len();
    if rest.len() - lead < 6 && !rest[lead..].is_ascii() {
        return r.start + cut..r.end;
    }
    r.start + cut + lead..r.end
}
