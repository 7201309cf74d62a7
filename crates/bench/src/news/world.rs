use std::fmt::Write as _;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

/// A firm, known to the knowledge base or not.
#[derive(Debug, Clone)]
pub struct Firm {
    /// Latin name.
    pub name: String,
    /// Chinese name.
    pub zh: String,
    /// Whether the knowledge base has it.
    pub known: bool,
    /// How much is written about it.
    pub weight: f64,
}

/// A person.
#[derive(Debug, Clone)]
pub struct Person {
    /// Latin name.
    pub name: String,
    /// Chinese name.
    pub zh: String,
    /// Whether the knowledge base has them.
    pub known: bool,
    /// Firm they are at.
    pub at: usize,
}

/// What sort of outlet one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// An agency.
    Wire,
    /// A daily.
    Newspaper,
    /// A trade title.
    TechPress,
    /// A site that mostly takes over.
    Portal,
    /// One writer, or a few.
    Blog,
    /// An account.
    Social,
}

/// How an outlet of a class behaves: shares of its reports.
#[derive(Debug, Clone, Copy)]
pub struct Habits {
    /// Weight when somebody reports first hand.
    pub digs: f64,
    /// Weight when somebody passes on.
    pub passes_on: f64,
    /// First-hand figures that are wrong.
    pub errs: f64,
    /// Figures garbled in rewriting.
    pub garbles: f64,
    /// Reports passed on with the name of whom from.
    pub names_source: f64,
    /// Reports passed on word for word, or nearly.
    pub verbatim: f64,
}

impl Class {
    /// All of them with their number in a press of three hundred.
    const ALL: &'static [(Self, usize)] = &[
        (Self::Wire, 4),
        (Self::Newspaper, 26),
        (Self::TechPress, 40),
        (Self::Portal, 90),
        (Self::Blog, 80),
        (Self::Social, 60),
    ];

    fn code(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::Newspaper => "newspaper",
            Self::TechPress => "tech-press",
            Self::Portal => "portal",
            Self::Blog => "blog",
            Self::Social => "social",
        }
    }

    /// What its outlets are wont to do.
    #[must_use]
    pub fn habits(self) -> Habits {
        let h = |digs, passes_on, errs, garbles, names_source, verbatim| Habits {
            digs,
            passes_on,
            errs,
            garbles,
            names_source,
            verbatim,
        };
        match self {
            Self::Wire => h(12.0, 0.5, 0.005, 0.005, 0.98, 0.10),
            Self::Newspaper => h(5.0, 1.0, 0.015, 0.015, 0.95, 0.15),
            Self::TechPress => h(4.0, 1.5, 0.03, 0.03, 0.90, 0.20),
            Self::Portal => h(0.1, 5.0, 0.12, 0.10, 0.60, 0.75),
            Self::Blog => h(0.3, 2.5, 0.15, 0.15, 0.75, 0.25),
            Self::Social => h(0.2, 2.5, 0.25, 0.20, 0.50, 0.50),
        }
    }
}

/// An outlet.
#[derive(Debug, Clone)]
pub struct Outlet {
    /// Its name.
    pub name: String,
    /// Its class.
    pub class: Class,
    /// Whether it writes Chinese.
    pub zh: bool,
    /// How many read it.
    pub reach: f64,
    /// Outlets it likes to take from.
    pub follows: Vec<usize>,
    known: bool,
}

/// Everybody there is.
#[derive(Debug, Clone)]
pub struct World {
    /// The firms.
    pub firms: Vec<Firm>,
    /// The people.
    pub people: Vec<Person>,
    /// The outlets.
    pub outlets: Vec<Outlet>,
}

const FIRM_HEADS: &[(&str, &str)] = &[
    ("Nor", "诺"),
    ("Lark", "云雀"),
    ("Tide", "潮"),
    ("Alder", "桤"),
    ("Brim", "溢"),
    ("Cinder", "烬"),
    ("Dune", "沙"),
    ("Elm", "榆"),
    ("Fern", "蕨"),
    ("Gran", "岗"),
    ("Heath", "石楠"),
    ("Iron", "铁"),
    ("Juni", "桧"),
    ("Kest", "隼"),
    ("Loam", "壤"),
    ("Marl", "泥灰"),
    ("Nettle", "荨"),
    ("Oat", "燕麦"),
    ("Pike", "梭"),
    ("Quill", "翎"),
    ("Reed", "芦"),
    ("Sedge", "莎"),
    ("Thorn", "棘"),
    ("Umber", "赭"),
    ("Vane", "风标"),
    ("Wick", "烛"),
    ("Yarrow", "蓍"),
    ("Zinc", "锌"),
    ("Birch", "桦"),
    ("Cove", "湾"),
];
const FIRM_TAILS: &[(&str, &str)] = &[
    ("gate", "门"),
    ("spur", "刺"),
    ("water", "水"),
    ("wood", "林"),
    ("stone", "石"),
    ("field", "野"),
    ("bridge", "桥"),
    ("ford", "津"),
    ("mere", "泽"),
    ("holt", "丘"),
    ("well", "泉"),
    ("mark", "标"),
    ("crest", "峰"),
    ("haven", "港"),
    ("light", "光"),
    ("loop", "环"),
];
const FIRM_KINDS: &[(&str, &str)] = &[
    ("Labs", "实验室"),
    ("AI", "智能"),
    ("Systems", "系统"),
    ("Research", "研究院"),
    ("Robotics", "机器人"),
];
const SURNAMES: &[(&str, &str)] = &[
    ("Wang", "王"),
    ("Li", "李"),
    ("Zhang", "张"),
    ("Liu", "刘"),
    ("Chen", "陈"),
    ("Yang", "杨"),
    ("Huang", "黄"),
    ("Zhao", "赵"),
    ("Wu", "吴"),
    ("Zhou", "周"),
    ("Xu", "徐"),
    ("Sun", "孙"),
    ("Ma", "马"),
    ("Zhu", "朱"),
    ("Hu", "胡"),
    ("Guo", "郭"),
    ("He", "何"),
    ("Lin", "林"),
    ("Gao", "高"),
    ("Luo", "罗"),
    ("Zheng", "郑"),
    ("Liang", "梁"),
    ("Xie", "谢"),
    ("Song", "宋"),
    ("Tang", "唐"),
    ("Han", "韩"),
    ("Feng", "冯"),
    ("Deng", "邓"),
    ("Cao", "曹"),
    ("Peng", "彭"),
];
const GIVEN: &[(&str, &str)] = &[
    ("jia", "家"),
    ("hui", "辉"),
    ("ming", "明"),
    ("zhi", "志"),
    ("yuan", "远"),
    ("xin", "欣"),
    ("yi", "怡"),
    ("tao", "涛"),
    ("rui", "睿"),
    ("chen", "晨"),
    ("hao", "浩"),
    ("lei", "磊"),
    ("na", "娜"),
    ("ting", "婷"),
    ("kai", "凯"),
    ("bo", "博"),
    ("wen", "文"),
    ("qing", "青"),
    ("shan", "山"),
    ("yue", "月"),
    ("feng", "峰"),
    ("lin", "琳"),
    ("jun", "俊"),
    ("peng", "鹏"),
    ("si", "思"),
    ("han", "涵"),
    ("ze", "泽"),
];
const OUTLET_HEADS: &[(&str, &str)] = &[
    ("Harbour", "港湾"),
    ("Morning", "晨"),
    ("Evening", "晚"),
    ("Lantern", "灯"),
    ("Stack", "栈"),
    ("Kiln", "窑"),
    ("Sparrow", "麻雀"),
    ("Granite", "花岗"),
    ("Ledger", "账"),
    ("Compass", "罗盘"),
    ("Anvil", "砧"),
    ("Beacon", "烽"),
    ("Canal", "运河"),
    ("Delta", "洲"),
    ("Ember", "余烬"),
    ("Foundry", "铸"),
    ("Gable", "山墙"),
    ("Hinge", "枢"),
    ("Inlet", "浦"),
    ("Jetty", "码头"),
    ("Keel", "龙骨"),
    ("Loom", "织机"),
    ("Mast", "桅"),
    ("Needle", "针"),
    ("Orchard", "果园"),
    ("Plough", "犁"),
    ("Quarry", "采石"),
    ("Rudder", "舵"),
    ("Signal", "信号"),
    ("Turnstile", "闸"),
];
const OUTLET_TAILS: &[(&str, &str)] = &[
    ("Wire", "社"),
    ("Daily", "日报"),
    ("Times", "时报"),
    ("Post", "邮报"),
    ("Review", "评论"),
    ("Tech", "科技"),
    ("Notes", "笔记"),
    ("Weekly", "周刊"),
    ("Online", "在线"),
    ("Insider", "内参"),
    ("Express", "快报"),
    ("Gazette", "公报"),
    ("Watch", "观察"),
    ("Feed", "资讯"),
    ("Digest", "文摘"),
];

impl World {
    /// Invents a world; the same seed gives the same one. `size` is about how many things will happen in it.
    #[must_use]
    pub fn new(size: usize, seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed ^ 0x0005_7041_d000);
        let firms = firms(&mut rng, (size / 12).clamp(60, 2_000));
        let people = people(&mut rng, (size * 2 / 3).max(200), firms.len());
        let outlets = outlets(&mut rng);
        Self { firms, people, outlets }
    }

    /// What a knowledge base would know of it, as one of its files.
    #[must_use]
    pub fn knowledge(&self) -> String {
        let mut out = String::new();
        for (n, f) in self.firms.iter().enumerate().filter(|f| f.1.known) {
            let _ = write!(
                out,
                "[[organisation]]\nid = \"firm-{n}\"\nname = \"{}\"\nas_of = \"2031\"\nsource = \"fiction\"\n\
                 names = {{ zh-Hans = [\"{}\"] }}\n",
                f.name, f.zh
            );
        }
        for (n, p) in self.people.iter().enumerate().filter(|p| p.1.known) {
            let _ = write!(
                out,
                "[[person]]\nid = \"person-{n}\"\nname = \"{}\"\nas_of = \"2031\"\nsource = \"fiction\"\n\
                 names = {{ zh-Hans = [\"{}\"] }}\n",
                p.name, p.zh
            );
        }
        for (n, o) in self.outlets.iter().enumerate().filter(|o| o.1.known) {
            let _ = write!(
                out,
                "[[outlet]]\nid = \"outlet-{n}\"\nname = \"{}\"\nclass = \"{}\"\nas_of = \"2031\"\nsource = \"fiction\"\n",
                o.name,
                o.class.code()
            );
        }
        out
    }
}

fn firms(rng: &mut StdRng, count: usize) -> Vec<Firm> {
    let mut out = Vec::new();
    'all: for (kind, zh_kind) in FIRM_KINDS {
        for (tail, zh_tail) in FIRM_TAILS {
            for (head, zh_head) in FIRM_HEADS {
                if out.len() == count {
                    break 'all;
                }
                let n = out.len() as f64;
                // Zipf: the second is written about half as much as the first.
                out.push(Firm {
                    name: format!("{head}{tail} {kind}"),
                    zh: format!("{zh_head}{zh_tail}{zh_kind}"),
                    known: n < 80.0 || rng.random_bool(0.3),
                    weight: 1.0 / (n + 3.0),
                });
            }
        }
    }
    out
}

fn people(rng: &mut StdRng, count: usize, firms: usize) -> Vec<Person> {
    let mut seen = std::collections::HashSet::new();
    let mut out = Vec::with_capacity(count);
    // Namesakes are a matter of resolving names, which other suites measure.
    for _ in 0..count * 40 {
        if out.len() == count {
            break;
        }
        let (Some(s), Some(a), Some(b), Some(c)) =
            (SURNAMES.choose(rng), GIVEN.choose(rng), GIVEN.choose(rng), GIVEN.choose(rng))
        else {
            break;
        };
        // A third syllable only where two have been used up.
        let long = count > 10_000;
        let mut given = format!("{}{}", a.0, b.0);
        let mut zh = format!("{}{}{}", s.1, a.1, b.1);
        if long {
            given.push_str(c.0);
            zh.push_str(c.1);
        }
        if let Some(first) = given.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let name = format!("{given} {}", s.0);
        if seen.insert(name.clone()) {
            out.push(Person { name, zh, known: rng.random_bool(0.3), at: rng.random_range(0..firms) });
        }
    }
    out
}

fn outlets(rng: &mut StdRng) -> Vec<Outlet> {
    let mut names: Vec<(String, String)> = OUTLET_TAILS
        .iter()
        .flat_map(|t| {
            OUTLET_HEADS.iter().map(move |h| (format!("{} {}", h.0, t.0), format!("{}{}", h.1, t.1)))
        })
        .collect();
    let mut out: Vec<Outlet> = Vec::new();
    for &(class, count) in Class::ALL {
        for n in 0..count {
            let at = rng.random_range(0..names.len());
            let (en, zh_name) = names.swap_remove(at);
            let zh = rng.random_bool(0.5);
            let known = match class {
                Class::Wire | Class::Newspaper | Class::TechPress => true,
                Class::Portal => rng.random_bool(0.5),
                Class::Blog => rng.random_bool(0.3),
                Class::Social => rng.random_bool(0.2),
            };
            let name = if zh { zh_name } else { en };
            out.push(Outlet { name, class, zh, reach: 1.0 / (n as f64 + 2.0), follows: Vec::new(), known });
        }
    }
    let all = out.len();
    for o in &mut out {
        // Favourites, more readily among the large.
        o.follows = (0..5).map(|_| (rng.random_range(0.0..1.0f64).powi(2) * all as f64) as usize).collect();
    }
    out
}
