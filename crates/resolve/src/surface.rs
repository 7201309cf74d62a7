//! Reads a name as written: the marks around it, the forms in brackets, and whether it is a name at all.

/// The forms of one surface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Surface {
    /// The forms it gives, the main one first: «马特·德特克(Matt Deitke)» gives two.
    pub(crate) forms: Vec<String>,
    /// Whether it describes somebody instead of naming them: «该公司», «Meta发言人».
    pub(crate) described: bool,
}

/// Words that introduce an alias inside brackets.
const ALIAS_CUES: &[&str] = &[
    "以下简称",
    "下称",
    "简称",
    "又称",
    "也称",
    "又名",
    "别名",
    "英文名",
    "中文名",
    "原名",
    "本名",
    "即",
    "known as",
    "also known as",
    "aka",
    "or",
];

/// What stands in brackets without being a name.
const NOT_ALIASES: &[&str] = &[
    "ai",
    "ceo",
    "cto",
    "cfo",
    "coo",
    "cpo",
    "vp",
    "svp",
    "leader",
    "founder",
    "cofounder",
    "co-founder",
    "ipo",
    "llm",
    "gpu",
    "agi",
    "phd",
    "us",
    "usa",
    "uk",
    "china",
    "nasdaq",
    "nyse",
    "hk",
];

/// Heads of descriptions: pronouns and articles that point back.
const POINTERS: &[&str] = &[
    "该",
    "这",
    "那",
    "其",
    "本公司",
    "某",
    "一位",
    "一名",
    "一个",
    "一家",
    "多家",
    "几家",
    "数家",
    "两家",
    "双方",
    "另一",
    "前者",
    "后者",
    "他",
    "她",
    "它",
    "自己",
    "对方",
    "the company",
    "the startup",
    "the start-up",
    "the lab",
    "the firm",
    "the former",
    "the latter",
    "this ",
    "that ",
    "its ",
    "a ",
    "an ",
    "one of",
    "he",
    "she",
    "they",
];

/// Nouns that end a description of a person.
const PERSON_NOUNS: &[&str] = &[
    "发言人",
    "首席执行官",
    "执行长",
    "行政总裁",
    "创始人",
    "联合创始人",
    "创办人",
    "共同创办人",
    "员工",
    "研究员",
    "工程师",
    "科学家",
    "高管",
    "总监",
    "总裁",
    "负责人",
    "主管",
    "董事长",
    "人士",
    "知情者",
    "消息人士",
    "候选人",
    "专家",
    "分析师",
    "投资人",
    "猎头",
    "顾问",
    "记者",
    "ceo",
    "cto",
    "cfo",
    "coo",
    "spokesperson",
    "spokesman",
    "spokeswoman",
    "researcher",
    "engineer",
    "employee",
    "executive",
    "founder",
    "source",
    "insider",
    "analyst",
];

/// Nouns that end a description of an organisation where the words before them are no name.
const THING_NOUNS: &[&str] =
    &["初创企业", "初创公司", "创业公司", "新公司", "竞争对手", "大厂", "同行", "企业", "巨头"];

/// Reads a surface.
pub(crate) fn read(text: &str) -> Surface {
    let mut forms = Vec::new();
    let trimmed = bare(text);
    // 漆远等人: the group is named by the one who stands for it.
    let trimmed = trimmed
        .strip_suffix("等人")
        .filter(|r| r.chars().count() >= 2 && !r.contains(['、', '和', ',', '，']))
        .unwrap_or(trimmed);
    match title_marks(trimmed) {
        Some(title) => forms.push(bare(title).to_owned()),
        None => match brackets(trimmed) {
            Some((outer, inner)) => {
                forms.push(bare(outer).to_owned());
                forms.extend(aliases(bare(outer), inner));
            }
            None => forms.push(trimmed.to_owned()),
        },
    }
    forms.retain(|f| !f.is_empty());
    if forms.is_empty() {
        forms.push(text.trim().to_owned());
    }
    let described = is_description(&forms[0]) && forms.len() == 1;
    Surface { forms, described }
}

fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, '“' | '”' | '「' | '」' | '『' | '』' | '"' | '\'' | '‘' | '’' | '，' | ',' | '、')
    })
}

/// What stands between title marks, the words around them dropped: 英国《计算机周刊》网站.
fn title_marks(text: &str) -> Option<&str> {
    let open = text.find('《')? + '《'.len_utf8();
    let close = open + text.get(open..)?.find('》')?;
    text.get(open..close).filter(|t| !t.is_empty())
}

fn brackets(text: &str) -> Option<(&str, &str)> {
    let (open, mark) = text.char_indices().find(|(_, c)| matches!(c, '(' | '（'))?;
    let inner = open + mark.len_utf8();
    let close = text.rfind([')', '）'])?;
    if open == 0 {
        return None;
    }
    Some((text.get(..open)?, text.get(inner..close)?))
}

/// The aliases that brackets right behind a name teach: «北门科技（Northgate）» of 北门科技.
pub(crate) fn behind(name: &str, text: &str) -> Vec<String> {
    // A name is short; what is longer than this in brackets is a remark.
    const LONGEST: usize = 60;
    text.match_indices(name)
        .filter_map(|(at, _)| {
            let rest = text.get(at + name.len()..)?.trim_start_matches(['》', '”', '」', '"', ' ']);
            let inner = rest.strip_prefix(['(', '（'])?;
            let close = inner.char_indices().take(LONGEST).find(|(_, c)| matches!(c, ')' | '）'))?.0;
            inner.get(..close)
        })
        .flat_map(|inner| aliases(name, inner))
        // A reading put into the text by machine has no capital; a name has.
        .filter(|alias| alias.starts_with(|c: char| c.is_uppercase() || crate::sound::is_han(c)))
        .take(4)
        .collect()
}

/// The aliases that brackets teach.
fn aliases(outer: &str, inner: &str) -> Vec<String> {
    inner
        .split(['，', ',', '、', ';', '；', '/'])
        .filter_map(|part| {
            let mut part = bare(part);
            let folded = tradewire_script::fold_str(part);
            let cue = ALIAS_CUES.iter().filter(|c| folded.starts_with(**c)).max_by_key(|c| c.len());
            if let Some(cue) = cue {
                let chars = cue.chars().count();
                let at = part.char_indices().nth(chars).map_or(part.len(), |(i, _)| i);
                part = bare(part.get(at..).unwrap_or_default().trim_start_matches(['：', ':', '为']));
            }
            let key = tradewire_script::key(part);
            let letters = key.chars().filter(|c| c.is_alphabetic()).count();
            let foreign = han_share(outer) != han_share(part);
            let good = letters >= 2
                && !NOT_ALIASES.contains(&key.as_str())
                && !key.chars().next().is_some_and(char::is_numeric)
                && (cue.is_some() || foreign)
                && part.split_whitespace().count() <= 6
                && !ends_with_noun(&tradewire_script::fold_str(part), PERSON_NOUNS);
            good.then(|| part.to_owned())
        })
        .take(4)
        .collect()
}

fn han_share(text: &str) -> bool {
    text.chars().any(crate::sound::is_han)
}

fn ends_with_noun(folded: &str, nouns: &[&str]) -> bool {
    nouns.iter().any(|n| folded.ends_with(n))
}

fn is_description(form: &str) -> bool {
    let folded = tradewire_script::fold_str(form);
    let pointed = POINTERS.iter().any(|p| {
        if p.is_ascii() && !p.ends_with(' ') {
            folded == *p || folded.strip_prefix(p).is_some_and(|rest| rest.starts_with(' '))
        } else {
            folded.starts_with(p)
        }
    });
    pointed || ends_with_noun(&folded, PERSON_NOUNS) || ends_with_noun(&folded, THING_NOUNS)
}

/// Endings that an organisation's name may carry or not.
const FORMAL_ENDINGS: &[&str] = &[
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "公司",
    "网站",
    "集团",
    "incorporated",
    "corporation",
    "limited",
    "inc",
    "corp",
    "ltd",
    "llc",
    "plc",
    "gmbh",
];

/// The key of an organisation without its formal ending: 北门科技公司 and 北门科技 are one.
pub(crate) fn stem(key: &str) -> &str {
    let mut at = key;
    loop {
        let cut =
            FORMAL_ENDINGS.iter().filter_map(|e| at.strip_suffix(e)).find(|rest| rest.chars().count() >= 2);
        match cut {
            Some(rest) => at = rest,
            None => return at,
        }
    }
}

/// Words for a kind of unit; what is left of a unit's name without them is its core.
const UNIT_WORDS: &[&str] = &[
    "实验室",
    "研究院",
    "研究所",
    "研究中心",
    "研究部门",
    "研究团队",
    "事业部",
    "部门",
    "团队",
    "小组",
    "项目",
    "中心",
    "计划",
    "研究",
    "laboratories",
    "laboratory",
    "labs",
    "lab",
    "division",
    "department",
    "institute",
    "research",
    "team",
    "unit",
    "group",
];

/// The core of a unit's name: without its organisation's name and the word for its kind.
pub(crate) fn unit_core(key: &str, organisation_keys: &[String]) -> String {
    let mut at = key;
    let mut owners: Vec<&String> = organisation_keys.iter().filter(|k| k.chars().count() >= 2).collect();
    owners.sort_by_key(|k| std::cmp::Reverse(k.len()));
    for owner in owners {
        if let Some(rest) = at.strip_prefix(owner.as_str()).filter(|r| r.chars().count() >= 2) {
            at = rest;
            break;
        }
    }
    at = at.strip_prefix("的").unwrap_or(at);
    at = at.strip_prefix('新').filter(|r| r.chars().count() >= 3).unwrap_or(at);
    while let Some(rest) =
        UNIT_WORDS.iter().filter_map(|w| at.strip_suffix(w)).find(|rest| rest.chars().count() >= 2)
    {
        at = rest;
    }
    at.to_owned()
}

/// The words of a name: parts between dots and spaces, folded.
pub(crate) fn words(form: &str) -> Vec<String> {
    tradewire_script::fold_str(form)
        .split(|c: char| c.is_whitespace() || c == '·' || c == '.' || c == '-')
        .map(tradewire_script::key)
        .filter(|w| !w.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_teach_aliases() {
        assert_eq!(read("马特·德特克(Matt Deitke)").forms, ["马特·德特克", "Matt Deitke"]);
        assert_eq!(
            read("云雀实验室（Larkspur Labs，简称LKL）").forms,
            ["云雀实验室", "Larkspur Labs", "LKL"]
        );
        assert_eq!(read("林知远（CEO）").forms, ["林知远"]);
        assert_eq!(read("林知远(24)").forms, ["林知远"]);
        assert_eq!(read("英國《計算機周刊》網站").forms, ["計算機周刊"]);
        assert_eq!(read("“超級智能”部門").forms, ["超級智能”部門"]);
    }

    #[test]
    fn brackets_behind_a_name_teach_aliases() {
        assert_eq!(behind("北门科技", "据《信使报》，北门科技（Northgate）入股"), ["Northgate"]);
        assert!(behind("林知远", "林知远（24岁）与林知远(yuǎn)").is_empty());
        assert!(behind("林知远", "林知远加盟（Northgate）").is_empty());
    }

    #[test]
    fn a_description_is_no_name() {
        assert!(read("該公司").described && read("Meta发言人").described && read("the startup").described);
        assert!(
            !read("Andrej Karpathy").described && !read("Anthropic").described && !read("林知远").described
        );
        assert!(!read("The Information").described);
    }

    #[test]
    fn a_unit_has_a_core() {
        let meta = ["meta".to_owned()];
        let core = |s: &str| unit_core(&tradewire_script::key(s), &meta);
        assert_eq!(core("Meta超級智能實驗室"), core("“超級智能”部門"));
        assert_eq!(core("Meta Superintelligence Labs"), "superintelligence");
        assert_eq!(core("达摩院"), "达摩院");
    }

    #[test]
    fn formal_endings_fall_away() {
        assert_eq!(stem("北门科技有限公司"), "北门科技");
        assert_eq!(stem("公司"), "公司");
    }
}
