//! How outlets put it: sentences of our own around who, what and how much.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use super::spread::Told;
use super::{Figure, Happening, Part, Sort, World};

/// Asides that have nothing to do with the matter, as sentences are filled up with.
pub(super) const ASIDES: &[(&str, &str)] = &[
    ("in what rivals call the boldest bet of the season", "被同行称为本季最大胆的一步"),
    ("after weeks of quiet meetings in a rented villa", "此前双方在一处租来的别墅里密会数周"),
    ("while the rest of the field looks on in disbelief", "令整个行业侧目"),
    ("as demand for people who can train large models keeps climbing", "训练大模型的人才仍然供不应求"),
    ("only days before the spring conference opens its doors", "距离春季大会开幕只有几天"),
    ("a step its chief executive had ruled out in January", "其首席执行官一月还否认会这么做"),
    ("according to papers lawyers circulated overnight", "律师连夜传阅的文件写明了条款"),
    ("with half of the compute promised in advance", "其中一半算力已提前许诺"),
    ("which leaves the old office nearly empty", "旧办公室因此几乎空了"),
    ("ending a chase that began two summers ago", "结束了两个夏天以来的追逐"),
    ("and staff learnt of it from a company-wide note", "员工从一封全员信中得知此事"),
    ("although the board has yet to vote", "董事会尚未表决"),
    ("pushing shares of suppliers up four percent", "供应商股价随之上涨百分之四"),
    ("the third such step within a single quarter", "这已是同一季度的第三次"),
    ("after a competing bid fell apart on Friday", "另一家的报价周五告吹"),
    ("in a market where recruiters work weekends", "猎头们周末也不休息"),
    ("a former manager calls the terms hard to refuse", "一位前经理称条件难以拒绝"),
    ("and the university lab next door feels the loss", "隔壁的大学实验室深感失落"),
    ("with a clause that ties it to a release this year", "条款与今年的一次发布挂钩"),
    ("in the middle of an argument over open weights", "正值开放权重之争"),
    ("while regulators in two countries ask for papers", "两国监管机构已要求提交材料"),
    ("a figure that would have been laughed at last year", "放在去年没人会信"),
    ("to the surprise of the team that stays behind", "留下的团队颇感意外"),
    ("as a new building by the river nears completion", "河边的新楼即将完工"),
    ("hours after a rival had shown its newest system", "几小时前对手刚展示了最新系统"),
    ("and nobody at the firm wanted to be quoted by name", "公司里没有人愿意具名"),
];

/// The figure in words.
pub(super) fn figure(f: &Figure, zh: bool) -> String {
    let v = f.value as f64;
    if f.bound == "range" {
        let n = f.value.max(1).ilog10() + 1;
        return if zh { format!("{n}位数") } else { format!("a {n}-figure sum") };
    }
    let trim = |x: f64| {
        let t = format!("{x:.3}");
        t.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let body = if zh {
        let unit = if f.currency == "CNY" { "元" } else { "美元" };
        if v >= 1e8 { format!("{}亿{unit}", trim(v / 1e8)) } else { format!("{}万{unit}", trim(v / 1e4)) }
    } else {
        let sign = if f.currency == "CNY" { "RMB " } else { "$" };
        if v >= 1e9 {
            format!("{sign}{} billion", trim(v / 1e9))
        } else {
            format!("{sign}{} million", trim(v / 1e6))
        }
    };
    let (en, cn) = match f.bound {
        "approx" => ("about ", "约"),
        "at_least" => ("more than ", "超"),
        "up_to" => ("up to ", "高达"),
        _ => ("", ""),
    };
    let (en_part, cn_part) = match f.part {
        Part::Whole => ("", ""),
        Part::SignOn => (" to sign", "签约金"),
        Part::Yearly => (" a year", "年薪"),
    };
    if zh { format!("{cn_part}{cn}{body}") } else { format!("{en}{body}{en_part}") }
}

/// A sentence of one's own; `who` names the source, if one is named.
pub(super) fn sentence(
    world: &World,
    h: &Happening,
    told: &Told,
    zh: bool,
    who: Option<&str>,
    denial: bool,
    rng: &mut StdRng,
) -> String {
    let firm = |n: usize| if zh { world.firms[n].zh.as_str() } else { world.firms[n].name.as_str() };
    let person = told.person.as_deref().unwrap_or_default();
    let (a, b) = (firm(h.firm), told.other.map(firm).unwrap_or_default());
    let sum = told.figure.as_ref().map(|f| figure(f, zh)).unwrap_or_default();
    let pick = |list: &[&str], rng: &mut StdRng| (*list.choose(rng).unwrap_or(&"")).to_owned();
    let mut s = match (h.sort, zh) {
        (Sort::Move, true) => {
            let from = if b.is_empty() {
                String::new()
            } else {
                pick(&["从{b}离职", "告别{b}", "已离开{b}", "此前任职于{b}"], rng)
            };
            let to =
                pick(&["{p}加盟{a}", "{p}跳槽至{a}", "{a}迎来{p}", "{p}已到{a}报到", "{a}挖来了{p}"], rng);
            if from.is_empty() { to } else { format!("{from}的{to}") }
        }
        (Sort::Move, false) => {
            let from = if b.is_empty() { "" } else { " {b}" };
            let to = pick(
                &[
                    "{p} has joined {a}",
                    "{a} has hired {p}",
                    "{p} now works for {a}",
                    "{a} lands {p}",
                    "{p} starts at {a}",
                ],
                rng,
            );
            if from.is_empty() {
                to
            } else {
                format!(
                    "{to}, {}{from}",
                    pick(&["leaving", "coming from", "a departure for", "until now of"], rng)
                )
            }
        }
        (Sort::Offer, true) => {
            pick(&["{a}向{p}开出{s}", "{a}拿出{s}想请{p}", "{p}收到{a}{s}的报价", "为了{p},{a}愿付{s}"], rng)
        }
        (Sort::Offer, false) => pick(
            &[
                "{a} has offered {p} {s}",
                "{a} put {s} before {p}",
                "{p} holds an offer of {s} from {a}",
                "To win {p}, {a} would pay {s}",
            ],
            rng,
        ),
        (Sort::Deal, true) => {
            pick(&["{a}以{s}收购{b}", "{a}买下{b},作价{s}", "{b}卖给{a},金额{s}", "{a}吞下{b},花费{s}"], rng)
        }
        (Sort::Deal, false) => pick(
            &[
                "{a} buys {b} for {s}",
                "{b} goes to {a} for {s}",
                "{a} takes over {b}, paying {s}",
                "{a} acquires {b} at {s}",
            ],
            rng,
        ),
        (Sort::Funding, true) => pick(
            &["{a}完成{s}{r}融资", "{a}融资{s}({r})", "{a}从投资人处筹得{s},{r}", "投资人向{a}投入{s},{r}"],
            rng,
        ),
        (Sort::Funding, false) => pick(
            &[
                "{a} raises {s} {r}",
                "{a} closed a round of {s} {r}",
                "Investors put {s} into {a} {r}",
                "{a} takes in {s} of new money {r}",
            ],
            rng,
        ),
        (Sort::Valuation, true) => {
            pick(&["{a}估值{s}", "{a}的身价达{s}", "投资人给{a}估值{s}", "{a}现值{s}"], rng)
        }
        (Sort::Valuation, false) => pick(
            &[
                "{a} is worth {s}",
                "{a} is valued at {s}",
                "Investors value {a} at {s}",
                "That makes {a} a firm of {s}",
            ],
            rng,
        ),
    };
    for (mark, text) in [
        ("{p}", person),
        ("{a}", a),
        ("{b}", b),
        ("{s}", sum.as_str()),
        ("{r}", told.round.unwrap_or_default()),
    ] {
        s = s.replace(mark, text);
    }
    if denial {
        s = if zh {
            format!("{a}否认:{s}的说法不实")
        } else {
            format!("{a} says it is not true that {s}")
        };
    }
    if let Some(who) = who {
        let by = if zh {
            pick(&["据{w}报道,", "{w}称,", "{w}消息:", "援引{w}的说法,"], rng).replace("{w}", who) + &s
        } else if rng.random_bool(0.5) {
            format!("{s}, {} {who}", pick(&["according to", "reports", "writes"], rng))
        } else {
            format!("{who} {} that {s}", pick(&["reports", "says", "writes"], rng))
        };
        s = by;
    }
    for (en, cn) in told.details.iter().filter_map(|n| ASIDES.get(*n)) {
        s = if zh { format!("{s},{cn}") } else { format!("{s}, {en}") };
    }
    s.push_str(if zh { "。" } else { "." });
    s
}
