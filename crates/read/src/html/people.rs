use crate::plain::is_han;

/// What parts the texts of one line that stand in different elements: no name runs over it.
pub(super) const EDGE: char = '\u{1f}';

/// Labels that name the writer: what follows a colon or stroke, or stands behind 记者, is a name.
const LABELS: &[&str] = &[
    "特约撰稿人",
    "特約撰稿人",
    "特约撰稿",
    "实习记者",
    "實習記者",
    "特约记者",
    "特約記者",
    "首席记者",
    "首席記者",
    "采访人员",
    "记者",
    "記者",
    "作者",
    "撰文",
    "撰稿",
    "采写",
    "採訪",
    "采访",
    "文字",
    "文",
    "通讯员",
    "实习生",
    "實習生",
];

/// Labels behind which names are not the writer's, and words that end a name.
const STOPS: &[&str] = &[
    "责任编辑",
    "責任編輯",
    "责编",
    "責編",
    "编辑",
    "編輯",
    "校对",
    "来源",
    "來源",
    "摄影",
    "攝影",
    "发自",
    "發自",
    "发布",
    "發布",
    "发表",
    "發表",
    "报道",
    "報導",
    "报导",
    "報道",
    "综合",
    "綜合",
    "评论",
    "评論",
    "浏览",
    "阅读",
    "閱讀",
    "时间",
    "時間",
    "分类",
    "分類",
    "整理",
    "发于",
    "专栏",
    "图",
    "圖",
    "即时",
    "即時",
    "特稿",
    "特派",
    "图片",
    "字号",
    "实习生",
    "實習生",
    "通讯员",
    "实习记者",
    "實習記者",
    "记者",
    "記者",
    "本报",
    "本報",
    "更新",
    "出版",
    "翻译",
    "編譯",
    "编译",
    "採訪",
    "采访",
    "点击",
    "點擊",
    "人气",
    "人氣",
    "倒序",
    "正序",
    "只看",
    "楼主",
    "樓主",
];

/// Places that agencies write behind a reporter's name without a mark.
const PLACES: &[&str] = &[
    "台北",
    "臺北",
    "新北",
    "桃園",
    "新竹",
    "台中",
    "臺中",
    "台南",
    "臺南",
    "高雄",
    "香港",
    "澳門",
    "澳门",
    "北京",
    "上海",
    "广州",
    "深圳",
    "杭州",
    "南京",
    "成都",
    "武汉",
    "西安",
    "重庆",
    "天津",
    "东京",
    "東京",
    "纽约",
    "紐約",
    "华盛顿",
    "華盛頓",
    "舊金山",
    "旧金山",
    "洛杉磯",
    "洛杉矶",
    "倫敦",
    "伦敦",
    "新加坡",
    "矽谷",
    "硅谷",
    "首尔",
    "首爾",
    "巴黎",
    "柏林",
    "莫斯科",
];

/// Reads the names behind the first label in a line: «记者 林薇 周越 发自江城», «文｜林薇», «By Ada Holt and Wei Lin».
///
/// `line` holds [`EDGE`] between its texts. The names come joined with commas; nothing where no label or no name is.
pub(super) fn labelled(line: &str) -> Option<String> {
    if let Some(names) = latin_byline(line).or_else(|| stroked(line)).or_else(|| handle(line)) {
        return Some(names);
    }
    // Who took the picture did not write the text.
    if line.trim_end_matches(['）', ')', '】', '。', ' ', EDGE]).ends_with(['攝', '摄']) {
        return None;
    }
    let mut found: Option<(usize, usize)> = None;
    for label in LABELS {
        for (i, _) in line.match_indices(label) {
            let after = &line[i + label.len()..];
            // A label stands alone or behind the name of the house; 文 and 作者 need their mark.
            let reporter = label.ends_with("记者")
                || label.ends_with("記者")
                || label.ends_with("实习生")
                || label.ends_with("實習生");
            let marked = starts_with_mark(after);
            let opens = line[..i]
                .trim_end_matches([' ', '\u{3000}', EDGE])
                .chars()
                .next_back()
                .is_none_or(|c| !is_han(c));
            let fits = if reporter {
                marked || opens || house(&line[..i])
            } else {
                marked && (opens || *label != "文")
            };
            if fits && found.is_none_or(|f| i < f.0 || i == f.0 && i + label.len() > f.1) {
                found = Some((i, i + label.len()));
            }
        }
    }
    let (_, end) = found?;
    let mut names = han_names(&line[end..]);
    // «记者 甲 实习生 乙»: both wrote it.
    for label in ["实习生", "實習生", "实习记者", "實習記者", "通讯员"] {
        if let Some(i) = line[end..].find(label) {
            for name in han_names(&line[end + i + label.len()..]) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
    }
    if names.is_empty() {
        latin_names(line[end..].trim_start_matches(is_mark))
    } else {
        Some(names.join(", "))
    }
}

/// The name of a Taiwanese byline without a label: 林薇／台北報導, 林薇/專題報導.
fn stroked(line: &str) -> Option<String> {
    let line = line.trim_matches(|c: char| {
        c == EDGE || c.is_whitespace() || matches!(c, '〔' | '〕' | '（' | '）' | '【' | '】' | '[' | ']')
    });
    let (name, rest) = line.split_once(['／', '/'])?;
    let name = name.trim();
    let rest = rest.trim();
    let at = ["報導", "報道", "报道", "报导"].iter().find_map(|w| rest.strip_suffix(w))?;
    // A place or a kind, such as 專題, has two characters where it is not known.
    let report =
        PLACES.iter().any(|p| at.starts_with(p) && at.len() <= p.len() + 6) || at.chars().count() == 2;
    let sound = name.chars().all(is_han) && !STOPS.iter().chain(LABELS).any(|s| name.contains(s));
    ((2..=4).contains(&name.chars().count()) && report && sound).then(|| name.to_owned())
}

/// The name behind a label that stands in an element of its own, as boards show their posters: 作者 | skylark (雲).
fn handle(line: &str) -> Option<String> {
    let mut texts = line.split(EDGE).map(str::trim).filter(|t| !t.is_empty());
    if !matches!(texts.next()?, "作者" | "楼主" | "樓主" | "发帖人" | "發文者" | "Author" | "Poster")
    {
        return None;
    }
    let name = texts.next()?.split([' ', '(', '（']).next()?;
    let sound = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    (sound && (3..=16).contains(&name.len()) && name.starts_with(|c: char| c.is_ascii_alphabetic()))
        .then(|| name.to_owned())
}

/// What stands alone in an element made for an author's name, where it is no name by its form: 云边的信, 青岚Go.
pub(super) fn pen_name(text: &str) -> Option<String> {
    let name = text.trim_matches(|c: char| c == EDGE || c.is_whitespace());
    let n = name.chars().count();
    let sound = name.chars().all(|c| is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '·'));
    let other =
        STOPS.iter().chain(LABELS).any(|s| name.contains(s)) || !name.chars().any(char::is_alphabetic);
    (sound && !other && (2..=12).contains(&n) && name.chars().any(is_han)).then(|| name.to_owned())
}

/// Names that content systems fill in where nobody is named, as keys.
const NOBODY: &[&str] = &[
    "admin",
    "administrator",
    "editor",
    "editors",
    "webmaster",
    "newsroom",
    "staff",
    "staffwriter",
    "staffreporter",
    "unknown",
    "anonymous",
    "guest",
    "root",
    "user",
    "author",
    "none",
    "null",
    "undefined",
    "小编",
    "编辑",
    "编辑部",
    "本站编辑",
    "网站编辑",
    "佚名",
    "匿名",
    "未知",
    "本站",
    "本网",
    "网络",
    "管理员",
    "原创",
    "转载",
    "综合",
    "综合报道",
];

/// Whether an author's name is nobody's.
pub(super) fn is_nobody(name: &str) -> bool {
    NOBODY.contains(&tradewire_script::key(name).as_str())
}

/// Words that make what stands behind a Latin name its bearer's work.
const ROLES: &[&str] = &[
    "staff",
    "writer",
    "reporter",
    "senior",
    "chief",
    "correspondent",
    "editor",
    "contributor",
    "contributing",
    "columnist",
    "technology",
    "tech",
    "business",
    "news",
    "producer",
    "journalist",
    "special",
    "to",
    "the",
    "managing",
    "deputy",
    "guest",
    "freelance",
    "associate",
    "bureau",
];

/// An author line as its names alone: 記者林薇 → 林薇; Ada Holt, Senior Reporter → Ada Holt.
pub(super) fn plain(line: &str) -> String {
    if line.chars().any(is_han) {
        return labelled(line).unwrap_or_else(|| line.to_owned());
    }
    let role = |part: &str| {
        part.split_whitespace()
            .all(|w| ROLES.contains(&w.trim_matches(['.', ',']).to_ascii_lowercase().as_str()))
    };
    let parts: Vec<&str> = line.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
    let names: Vec<&str> = parts.iter().copied().filter(|p| !role(p)).collect();
    if names.len() == parts.len() || names.is_empty() { line.to_owned() } else { names.join(", ") }
}

/// The reporters in the credits that an agency sets below a text: Reporting by Ada Holt and Wei Lin; Editing by ….
pub(super) fn credited(line: &str) -> Option<String> {
    let line = line.trim_start_matches(['(', '[', ' ', EDGE]);
    let rest = ["Reporting by ", "Additional reporting by ", "Writing by ", "Reported by ", "Story by "]
        .iter()
        .find_map(|p| line.strip_prefix(p))?;
    let end = rest.find([';', '.', ')', ']']).unwrap_or(rest.len());
    // «in Lakeside» names a place.
    let names = rest[..end].split(" and ").map(|n| n.split(" in ").next().unwrap_or(n));
    latin_names(&names.collect::<Vec<_>>().join(" and "))
}

/// Whether a text, the content of an element for authors, is one or a few names and no more; they come joined.
pub(super) fn bare(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| c == EDGE || c.is_whitespace() || is_mark(c));
    if let Some(names) = labelled(text) {
        return Some(names);
    }
    // Part Chinese, part Latin, and nothing between: a pen name.
    if text.chars().any(is_han)
        && text.chars().any(|c| c.is_ascii_alphabetic())
        && let Some(name) = pen_name(text)
    {
        return Some(name);
    }
    if text.chars().any(is_han) {
        let names = han_names(text);
        let held: usize = names.iter().map(String::len).sum();
        return (held * 10 >= text.replace(EDGE, "").len() * 6)
            .then(|| names.join(", "))
            .filter(|n| !n.is_empty());
    }
    latin_names(text)
}

/// Marks between a label and a name.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        ':' | '：' | '/' | '／' | '|' | '｜' | '丨' | '∣' | '·' | '•' | '▎' | ' ' | '\u{3000}' | '\u{a0}'
    ) || c == EDGE
}

fn starts_with_mark(text: &str) -> bool {
    text.trim_start_matches([' ', '\u{3000}', '\u{a0}', EDGE])
        .starts_with([':', '：', '/', '／', '|', '｜', '丨', '∣', '▎'])
}

/// Whether a label stands behind the name of a house: 本报记者, 南岛社記者, 界河新闻记者.
fn house(before: &str) -> bool {
    let run: Vec<char> = before.chars().rev().take_while(|c| is_han(*c)).take(12).collect();
    run.len() <= 10
        && run.first().is_some_and(|c| {
            matches!(
                c,
                '报' | '報'
                    | '社'
                    | '网'
                    | '網'
                    | '闻'
                    | '聞'
                    | '刊'
                    | '台'
                    | '臺'
                    | '经'
                    | '經'
                    | '讯'
                    | '訊'
                    | '者'
                    | '席'
                    | '约'
                    | '約'
                    | '习'
                    | '習'
            )
        })
}

/// Chinese names at the start of a text: two to four characters each, or foreign names with a dot.
fn han_names(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut rest = text.trim_start_matches(is_mark);
    loop {
        let n: usize = rest
            .chars()
            .take_while(|c| is_han(*c) || matches!(c, '·' | '•'))
            .take(16)
            .map(char::len_utf8)
            .sum();
        let mut run = rest[..n].trim_matches(['·', '•']);
        let mut ended = false;
        for stop in STOPS {
            if let Some(i) = run.find(stop) {
                run = &run[..i];
                ended = true;
            }
        }
        for joint in ['和', '与', '與', '及'] {
            // 林薇和周越: two names in one run, each long enough.
            if let Some((a, b)) = run.split_once(joint)
                && (2..=4).contains(&a.chars().count())
                && (2..=4).contains(&b.chars().count())
            {
                out.push(a.to_owned());
                run = b;
            }
        }
        if run.chars().count() > 4 && !run.contains(['·', '•']) {
            let place = PLACES.iter().find_map(|p| run.find(p)).filter(|i| *i >= 6);
            run = place.map_or(run, |i| &run[..i]);
            ended = true;
        } else if run.chars().count() >= 4 {
            let place = PLACES.iter().find(|p| run.ends_with(**p) && run.len() > p.len() + 3);
            run = place.map_or(run, |p| &run[..run.len() - p.len()]);
        }
        let chars = run.chars().count();
        let name = (2..=4).contains(&chars) || run.contains(['·', '•']) && chars <= 14;
        if !name || PLACES.contains(&run) {
            return out;
        }
        out.push(run.to_owned());
        let after = &rest[n..];
        let next =
            after.trim_start_matches([' ', '\u{3000}', '\u{a0}', '、', '，', ',', '/', '＆', '&', EDGE, '·']);
        // Behind a stroke stands a place: 記者甲／台北報導.
        if ended
            || out.len() >= 6
            || next.len() == after.len()
            || after.starts_with('／')
            || after.starts_with('/') && is_report(after)
        {
            return out;
        }
        rest = next;
    }
}

/// Whether a stroke leads to the place or the kind of a report: /專題報導.
fn is_report(after: &str) -> bool {
    let run: String = after.chars().skip(1).take_while(|c| is_han(*c)).take(10).collect();
    ["報導", "報道", "报道", "报导", "電", "电"].iter().any(|w| run.ends_with(w) && run.chars().count() >= 3)
}

/// «By Ada Holt and Wei Lin», «Posted by Ada Holt on …», «Written by …».
fn latin_byline(line: &str) -> Option<String> {
    let line = line.trim_start_matches(|c: char| c == EDGE || c.is_whitespace());
    let head = line.get(..40.min(line.len())).unwrap_or(line).to_ascii_lowercase();
    let at = ["by ", "by\u{1f}", "by:", "by\u{a0}", "author:", "words by "].iter().find_map(|p| {
        let i = head.find(p)?;
        let before = head[..i].trim_matches(|c: char| c == EDGE || c.is_whitespace());
        (before.is_empty()
            || ["posted", "written", "reported", "story", "published", "article", "submitted"]
                .contains(&before))
        .then_some(i + p.len())
    })?;
    latin_names(line.get(at..)?)
}

/// Latin names at the start of a text: two to five words with capitals each, joined by «and», «&» or commas.
fn latin_names(text: &str) -> Option<String> {
    const TAIL: &[&str] = &[
        "Staff",
        "Updated",
        "Published",
        "Posted",
        "Reuters",
        "Contributor",
        "Senior",
        "Special",
        "Correspondent",
        "Reporter",
        "Editor",
        "In",
        "On",
        "At",
        "For",
        "Share",
        "Follow",
        "Gazette",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
    ];
    let mut names: Vec<String> = Vec::new();
    let mut name: Vec<&str> = Vec::new();
    let text = text.trim_start_matches(is_mark);
    let cut = text.find(['|', '•', '—', '\n', '(', '@', '∙']).unwrap_or(text.len());
    let text = text[..cut].replace(EDGE, "\u{1f} ").replace(" · ", " \u{1f} ");
    let finish = |name: &mut Vec<&str>, names: &mut Vec<String>| {
        // A label in an element of its own is no name.
        if matches!(name.as_slice(), ["Von" | "By" | "BY" | "Par" | "Di" | "Por"]) {
            name.clear();
            return true;
        }
        let ok = (1..=5).contains(&name.len()) && (name.len() >= 2 || names.is_empty());
        if ok {
            names.push(name.join(" "));
        }
        name.clear();
        ok
    };
    for word in text.split_whitespace().take(24) {
        let edge = word.ends_with(EDGE);
        let bare = word.trim_end_matches(EDGE);
        let comma = bare.ends_with([',', ';']);
        let bare = bare.trim_end_matches([',', ';', ':']);
        if bare.is_empty() {
            if !name.is_empty() && !finish(&mut name, &mut names) {
                break;
            }
            continue;
        }
        if matches!(bare, "and" | "&" | "und" | "et") {
            if !name.is_empty() && !finish(&mut name, &mut names) {
                break;
            }
            continue;
        }
        let particle = matches!(
            bare,
            "de" | "van" | "von" | "der" | "den" | "la" | "le" | "al" | "bin" | "da" | "di" | "dos" | "del"
        );
        let first = bare.chars().next().is_some_and(char::is_uppercase);
        let lettered = bare.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'));
        if !lettered || !(first || particle && !name.is_empty()) || TAIL.contains(&bare) {
            break;
        }
        name.push(bare);
        if (comma || edge) && !finish(&mut name, &mut names) {
            break;
        }
    }
    if !name.is_empty() {
        finish(&mut name, &mut names);
    }
    // One word alone is a name only where nothing else stands there.
    let single = names.len() == 1 && !names[0].contains(' ');
    (!names.is_empty() && !(single && text.split_whitespace().count() > 1)).then(|| names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_name_the_writers() {
        for (line, names) in [
            ("本报记者 林薇 周越 发自江城", "林薇, 周越"),
            ("文｜林薇", "林薇"),
            ("文\u{1f}｜林薇，周越（发自江城）", "林薇, 周越"),
            ("作者：\u{1f}林薇\u{1f}责编：周越", "林薇"),
            ("〔記者林薇、周越／台北報導〕多名工程師", "林薇, 周越"),
            ("（南島社記者杜若衡台北1日電）北港科技", "杜若衡"),
            ("（記者林薇）", "林薇"),
            ("界河新闻记者 | 林薇", "林薇"),
            ("记者 林薇 实习生 周越", "林薇, 周越"),
            ("撰文：林薇和周越", "林薇, 周越"),
            ("By ADA HOLT\u{1f}Gazette Staff Writer", "ADA HOLT"),
            ("By Ada Holt and Wei Lin", "Ada Holt, Wei Lin"),
            ("Posted by\u{1f}Ada Holt\u{1f}at 9:10 PM", "Ada Holt"),
            ("By Ada Holt · July 8, 2025", "Ada Holt"),
            ("林薇/新港報導", "林薇"),
            ("〔記者林薇/專題報導〕一名工程師", "林薇"),
            ("作者\u{1f}skylark (雲)", "skylark"),
            ("作者：\u{1f}林薇\u{1f}点击：", "林薇"),
        ] {
            assert_eq!(labelled(line).as_deref(), Some(names), "{line}");
        }
        for line in [
            "公司告诉记者，薪酬没有公布。",
            "责任编辑：林薇",
            "论文作者之一离职",
            "编辑：林薇",
            "Sold by the pound",
            "南島社記者林薇攝",
            "甲公司/乙公司周二报道",
        ] {
            assert_eq!(labelled(line), None, "{line}");
        }
    }

    #[test]
    fn author_lines_are_bared() {
        for (line, names) in [
            ("記者林薇", "林薇"),
            ("林薇", "林薇"),
            ("Ada Holt, Senior Reporter", "Ada Holt"),
            ("Ada Holt, Wei Lin", "Ada Holt, Wei Lin"),
            ("Staff Writer", "Staff Writer"),
        ] {
            assert_eq!(plain(line), names);
        }
        assert!(is_nobody("Admin") && is_nobody("小編") && !is_nobody("Ada Holt"));
        let credits = "Reporting by Ada Holt in Lakeside and Wei Lin; Editing by Jo Marsh";
        assert_eq!(credited(credits).as_deref(), Some("Ada Holt, Wei Lin"));
        assert_eq!(credited("Editing by Jo Marsh"), None);
    }

    #[test]
    fn an_element_of_names_is_read_whole() {
        assert_eq!(bare("林薇").as_deref(), Some("林薇"));
        assert_eq!(bare("By Ada Holt").as_deref(), Some("Ada Holt"));
        assert_eq!(bare("Ada Holt\u{1f}").as_deref(), Some("Ada Holt"));
        assert_eq!(bare("Von\u{1f}Ada Holt").as_deref(), Some("Ada Holt"));
        assert_eq!(bare("青岚Go").as_deref(), Some("青岚Go"));
        assert_eq!(pen_name("云边寄来的信").as_deref(), Some("云边寄来的信"));
        assert_eq!(pen_name("2025-07-01"), None);
        assert_eq!(bare("关注我们的公众号获取更多消息"), None);
        assert_eq!(bare("writes about laboratories and pay"), None);
    }
}
