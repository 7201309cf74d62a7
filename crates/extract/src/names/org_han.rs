//! Organisations in Han characters, by how they end.

use super::{Taught, replace, unknown};
use crate::class::Class;
use crate::naming::Naming;
use crate::token::{NameClass, Row, Text};

/// Words that make an organisation common, not proper.
const GENERIC: &[&str] = &[
    "研究",
    "联合",
    "国家",
    "重点",
    "顶级",
    "前沿",
    "人工智能",
    "初创",
    "明星",
    "巨头",
    "科技",
    "互联网",
    "上市",
    "创业",
    "美国",
    "中国",
    "国际",
    "独立",
    "民营",
    "外资",
    "投资",
    "风险",
    "著名",
    "知名",
    "顶尖",
    "领先",
    "全球",
    "海外",
    "本土",
    "相关",
    "其他",
    "大型",
    "小型",
    "大模型",
    "我们",
    "母",
    "子",
    "他们",
    "你们",
];

/// Last characters of the endings of outlets.
const OUTLET_TAILS: &str = "报刊闻社经台网志会";

/// Runs of Han characters that end like an organisation: 北门科技, 云杉智能.
pub(super) fn organisations(row: &mut Row, text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    let mut i = 0;
    while i < row.tokens.len() {
        let t = &row.tokens[i];
        if t.latin || !t.plain() || t.word.is_some_and(|_| !t.is(Class::Protect)) || t.word.is_some() {
            i += 1;
            continue;
        }
        let run = &text.folded.text[t.range()];
        let chars = run.chars().count();
        let start = t.start;
        let next_generic = row.tokens.get(i + 1).is_some_and(|g| g.is(Class::GenericOrg));
        if !next_generic
            && !run.chars().any(|c| naming.org_suffix_heads.contains(&c) || OUTLET_TAILS.contains(c))
        {
            i += 1;
            continue;
        }
        let outlet = naming
            .outlet_suffixes_zh
            .iter()
            .find(|s| run.ends_with(s.as_str()) && chars > s.chars().count() + 1 && chars <= 8);
        if let Some(s) = naming
            .org_suffixes_zh
            .iter()
            .filter_map(|s| run.find(s.as_str()).map(|p| (p, s)))
            .find(|(p, s)| {
                let before = run[..*p].chars().count();
                (2..=6).contains(&before)
                    && !GENERIC.iter().any(|g| run[..*p].contains(g))
                    && !run[..*p].contains(['家', '个', '的', '些', '这', '那', '该', '某'])
                    && !run[..*p]
                        .chars()
                        .any(|c| naming.after_name.contains(&c) && !"云开明同来文方正".contains(c))
                    && run[p + s.len()..].chars().next().is_none_or(|c| !naming.after_org_suffix.contains(&c))
            })
        {
            let range = start..start + s.0 + s.1.len();
            let name = unknown(NameClass::Org);
            taught.forms.entry(text.folded.text[range.clone()].to_owned()).or_insert_with(|| name.clone());
            replace(row, range, name);
        } else if outlet.is_some() {
            replace(row, start..start + run.len(), unknown(NameClass::Outlet));
        } else if let Some(g) = row.tokens.get(i + 1)
            && g.is(Class::GenericOrg)
            && g.start == t.end
            && (2..=5).contains(&chars)
            && naming.org_suffixes_zh.iter().any(|s| s == &text.folded.text[g.range()])
            && !GENERIC.iter().any(|g| run.contains(g))
            && !run.chars().any(|c| "家个的些类某这那该其各多几本国内外大小同一两三型业级等新老".contains(c))
        {
            let range = start..g.end;
            let name = unknown(NameClass::Org);
            taught.forms.entry(text.folded.text[range.clone()].to_owned()).or_insert_with(|| name.clone());
            replace(row, range, name);
        }
        i += 1;
    }
}
