use super::entity::decode_all;
use super::tag::Tag;
use super::token::attribute;
use super::tree::Tree;
use crate::plain::is_han;

/// Sites that host the articles of others: the account is the outlet, where the page names it.
const PLATFORMS: &[&str] = &["微信公众平台", "微信公众号", "微信"];

/// Last characters of the names of Chinese houses.
const ENDINGS: &[char] = &[
    '网', '網', '报', '報', '社', '刊', '台', '臺', '闻', '聞', '线', '線', '誌', '志', '讯', '訊', '氪',
    '嗅',
];

/// Whether a site's name is that of a platform.
pub(super) fn is_platform(name: &str) -> bool {
    PLATFORMS.iter().any(|p| tradewire_script::key(p) == tradewire_script::key(name))
}

/// The name of the house in a page's `title`, beside the headline: headline_channel_HOUSE, HOUSE: headline.
///
/// `source` is what the page names as its source: where a part says the same, that part is it.
pub(super) fn beside(whole: &str, headline: &str, source: Option<&str>) -> Option<String> {
    let headline = headline.trim();
    let whole = without_system(whole);
    let (before, after) = match whole.find(headline) {
        Some(at) => (&whole[..at], &whole[at + headline.len()..]),
        // The headline is written otherwise here: what stands behind the first mark.
        None => (
            "",
            &whole[whole
                .find(['|', '_', '｜'])
                .or_else(|| whole.rfind(" - "))
                .or_else(|| whole.rfind(" – "))?..],
        ),
    };
    let named = |s: &str| {
        let n = s.chars().count();
        (2..=40).contains(&n) && s.chars().any(char::is_alphabetic)
    };
    let marked =
        after.trim_start().starts_with(['|', '_', '-', '–', '—', '｜', '·', '»', ':', '@', '/', '<']);
    let parts: Vec<&str> =
        if marked { pieces(after).into_iter().filter(|p| named(p)).collect() } else { Vec::new() };
    if let Some(last) = parts.last() {
        let key = tradewire_script::key;
        let same = source.and_then(|s| parts.iter().find(|p| key(p) == key(s)));
        let house = parts.iter().rev().find(|p| p.ends_with(ENDINGS));
        return Some((*same.or(house).unwrap_or(last)).to_owned());
    }
    let before = before.trim();
    let name = before.trim_end_matches([':', '：', '|', '-', '–', '—', '»', ' ', '_', '｜']);
    let chinese = name.chars().any(is_han);
    (name.len() < before.len()
        && named(name)
        && (!chinese || name.ends_with(ENDINGS) && name.chars().count() >= 3))
        .then(|| name.to_owned())
}

/// Cuts what stands behind a headline at its marks; a hyphen is one only beside a space or a Chinese character.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut previous = ' ';
    for (i, c) in text.char_indices() {
        let next = text[i + c.len_utf8()..].chars().next().unwrap_or(' ');
        let cuts = match c {
            '|' | '_' | '｜' | '–' | '—' | '»' | '<' | '/' => true,
            '-' | '·' => [previous, next].iter().any(|n| n.is_whitespace() || is_han(*n) || *n == '-'),
            _ => false,
        };
        if cuts {
            out.push(text[start..i].trim());
            start = i + c.len_utf8();
        }
        previous = c;
    }
    out.push(text[start..].trim());
    out.retain(|p| !p.is_empty());
    out
}

/// A title without the software that made the page: … - Powered by Board! 3.
pub(super) fn without_system(title: &str) -> &str {
    let title = title.trim();
    let cut = title.find("Powered by").filter(|i| *i > 0).map_or(title, |i| &title[..i]);
    let bare = cut.trim_end_matches([' ', '-', '|', '–', '—', '_', '·']);
    if cut.len() < title.len() && !bare.is_empty() { bare } else { title }
}

/// Whether what calls itself a site's name is but its address: www.post.example.
pub(super) fn is_address(name: &str) -> bool {
    let name = name.trim();
    name.is_ascii()
        && !name.contains(' ')
        && name.contains('.')
        && (name.starts_with("www.") || name.matches('.').count() > 1 || name.starts_with("http"))
}

/// The name of a site without what it says of itself behind it: The Post - News you can use.
pub(super) fn without_motto(name: &str) -> &str {
    let name = name.trim();
    let cut = [" | ", " - ", " – ", " — ", "｜", "——", "_", ": ", "-", "，"].iter().find_map(|mark| {
        let (head, tail) = name.split_once(mark)?;
        let (head, tail) = (head.trim(), tail.trim());
        let (h, t) = (head.chars().count(), tail.chars().count());
        // A hyphen or a colon inside a name of Latin letters belongs to it.
        let inside = matches!(*mark, "-" | "_" | ": ") && name.is_ascii();
        (!inside && h >= 2 && t > h.max(5)).then_some(head)
    });
    cut.unwrap_or(name)
}

/// A source without the label before it: 来源：江城网.
pub(super) fn without_label(source: &str) -> String {
    let source = source.trim();
    let rest =
        ["来源", "來源", "稿源", "Source"].iter().find_map(|l| source.strip_prefix(l)).unwrap_or(source);
    rest.trim_start_matches([':', '：', ' ']).to_owned()
}

/// The publisher that elements name for search engines: itemprop="publisher" with a name inside.
pub(super) fn in_microdata(tree: &Tree) -> Option<String> {
    let is = |inside: &str, what: &str| {
        attribute(inside, "itemprop").is_some_and(|v| v.eq_ignore_ascii_case(what))
    };
    let of = |i: usize| tree.inside(&tree.nodes[i]);
    let at = (1..tree.nodes.len()).find(|i| tree.nodes[*i].tag != Tag::Text && is(of(*i), "publisher"))?;
    if tree.nodes[at].tag == Tag::Meta {
        return attribute(of(at), "content")
            .map(decode_all)
            .filter(|n| !n.is_empty() && !n.starts_with("http"));
    }
    tree.within(at).take(24).filter(|j| tree.nodes[*j].tag != Tag::Text && is(of(*j), "name")).find_map(|j| {
        let name = match attribute(of(j), "content") {
            Some(content) => decode_all(content),
            None => tree
                .within(j)
                .take(4)
                .find(|k| tree.nodes[*k].tag == Tag::Text)
                .map(|k| decode_all(tree.text(&tree.nodes[k])))?,
        };
        let name = name.trim().to_owned();
        (2..=40).contains(&name.chars().count()).then_some(name)
    })
}

/// The house that claims its rights in the last lines of a page: © 2025 HOUSE, HOUSE 版权所有.
pub(super) fn in_footer(tree: &Tree) -> Option<String> {
    let texts = tree.nodes.iter().rev().filter(|n| n.tag == Tag::Text);
    texts
        .filter(|n| !tree.nodes[n.parent as usize].tag.is_skipped())
        .take(80)
        .map(|n| tree.text(n))
        .filter(|t| t.len() <= 300)
        .find_map(|t| owner(&decode_all(t)))
}

/// What the links of a footer say: no name holds it.
const LINKS: &[&str] = &[
    "首页", "首頁", "必读", "必讀", "反馈", "意見", "ICP", "登录", "登入", "举报", "隐私", "私隱", "條款",
    "条款", "許可", "许可",
];

/// Who a line of copyright belongs to.
fn owner(line: &str) -> Option<String> {
    const MARKS: &[&str] = &["版权所有", "版權所有", "著作權所有", "著作权所有"];
    let small = line.to_ascii_lowercase();
    let latin = small.contains('©') || small.contains("copyright");
    let mark = MARKS.iter().find_map(|m| line.find(m).map(|i| (i, i + m.len())));
    if !latin && mark.is_none() {
        return None;
    }
    let line = mark.map_or(line, |(i, end)| if i > 0 { &line[..i] } else { &line[end..] });
    // What stands before the sign is a link of the footer: 设为首页 © HOUSE.
    let line = line
        .find('©')
        .filter(|i| line[i + 2..].chars().any(char::is_alphabetic))
        .map_or(line, |i| &line[i..]);
    let mut rest = line.trim();
    loop {
        let before = rest;
        rest = rest.trim_start_matches(|c: char| {
            c.is_whitespace()
                || c.is_ascii_digit()
                || matches!(c, '©' | '-' | '–' | '.' | ',' | ':' | '：' | '(' | ')')
        });
        for word in ["copyright", "by ", "c)", "the copyright of"] {
            if rest.get(..word.len()).is_some_and(|h| h.eq_ignore_ascii_case(word)) {
                rest = &rest[word.len()..];
            }
        }
        if rest == before {
            break;
        }
    }
    let end = rest.find(['.', '。', ',', '，', '|', '©', ';']).unwrap_or(rest.len());
    let name = rest[..end].trim();
    let name = name.split("  ").next().unwrap_or(name).trim();
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '–')).trim();
    let low = name.to_ascii_lowercase();
    let name = low.find("all rights").map_or(name, |i| name[..i].trim());
    let words = name.split_whitespace().count();
    if LINKS.iter().any(|w| name.contains(w)) {
        return None;
    }
    ((2..=30).contains(&name.chars().count()) && words <= 5 && name.chars().any(char::is_alphabetic))
        .then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_stands_beside_the_headline() {
        for (whole, headline, source, house) in [
            ("三人离职|北湖_江城财经_江城网", "三人离职", None, Some("江城网")),
            ("三人离职_商学院_观澜新闻-The Surge", "三人离职", Some("观澜新闻"), Some("观澜新闻")),
            ("Three leave – The North Lake Post", "Three leave", None, Some("The North Lake Post")),
            ("Pier Notes: Three leave", "Three leave", None, Some("Pier Notes")),
            ("江城日报：三人离职", "三人离职", None, Some("江城日报")),
            ("独家｜三人离职", "三人离职", None, None),
            ("三人离职", "三人离职", None, None),
        ] {
            assert_eq!(beside(whole, headline, source).as_deref(), house, "{whole}");
        }
    }

    #[test]
    fn names_of_sites_are_bared() {
        for (name, bared) in [
            ("The North Lake Post | News and views from the lake", "The North Lake Post"),
            ("江城网——江城人的新闻门户", "江城网"),
            ("Times-Union", "Times-Union"),
            ("Pier Notes", "Pier Notes"),
            ("北湖日报-数字版", "北湖日报-数字版"),
        ] {
            assert_eq!(without_motto(name), bared);
        }
        assert!(is_address("www.post.example") && is_address("news.post.example"));
        assert!(!is_address("Post.example") && !is_address("The Post"));
        assert_eq!(without_label("来源：江城网"), "江城网");
    }

    #[test]
    fn the_footer_names_its_owner() {
        for (line, name) in [
            ("© 2025 North Lake Post. All rights reserved.", Some("North Lake Post")),
            ("Copyright 2025 維港電台。版權所有。", Some("維港電台")),
            ("江城日报社版权所有 未经许可不得转载", Some("江城日报社")),
            ("© North Lake Post 2019–2025", Some("North Lake Post")),
            ("设为首页 © 使用前必读", None),
            ("The plan was copied from a rival", None),
        ] {
            assert_eq!(owner(line).as_deref(), name, "{line}");
        }
    }
}
