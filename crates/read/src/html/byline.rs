use tradewire_model::Date;

use super::entity::decode_all;
use super::hints::{STRONG, WEAK};
use super::line::{Line, Lines};
use super::people::{EDGE, bare, credited, labelled, pen_name};
use super::tag::Tag;
use super::token::attributes;
use super::tree::Tree;
use crate::plain::is_han;
use crate::when::{after_year, dates};

/// What the visible page says of its article beside the headline and below the text.
#[derive(Debug, Default)]
pub(super) struct Byline {
    pub published: Option<Date>,
    pub modified: Option<Date>,
    pub authors: Option<String>,
    /// The house that is named as the source: 来源：…
    pub source: Option<String>,
    /// The house whose dateline opens the text: 某社7月3日电.
    pub house: Option<String>,
}

/// Words before a date that make it the date of a change.
const CHANGED: &[&str] = &[
    "更新",
    "修改",
    "编辑于",
    "編輯於",
    "修订",
    "修訂",
    "updated",
    "modified",
    "revised",
    "aktualisiert",
    "geändert",
    "mis à jour",
];

/// Whether a short text tells the date of a change.
pub(super) fn is_change(text: &str) -> bool {
    let small = text.to_lowercase();
    CHANGED.iter().any(|w| small.contains(w))
}

/// Words before the name of the source.
const SOURCES: &[&str] =
    &["来源于", "來源於", "稿件来源", "文章来源", "新闻来源", "来源", "來源", "出处", "source"];

/// Reads the lines around the headline, those at the end of the text, and the elements that say they name an author.
///
/// `headline` is the headline's line, `root` the nodes of the article's element.
pub(super) fn byline(
    tree: &Tree,
    lines: &Lines,
    headline: Option<usize>,
    root: &std::ops::Range<usize>,
) -> Byline {
    let mut out = Byline::default();
    let n = lines.lines.len();
    let start = lines.lines.partition_point(|l| lines.first(l) < root.start);
    let end = lines.lines.partition_point(|l| lines.first(l) < root.end);
    let (from, to) = match headline {
        Some(h) => (h.saturating_sub(3), (h + 16).min(n)),
        None => (start.saturating_sub(8), (start + 8).min(n)),
    };
    let mut running = 0;
    for at in from..to {
        let line = &lines.lines[at];
        let text = words(tree, lines, line);
        let long = line.size > 220;
        let heading =
            Some(at) == headline || tree.nodes[line.block as usize].tag.is_heading() && line.linked > 0;
        if heading {
            continue;
        }
        if !long {
            out.dates(&text);
            if out.source.is_none() {
                out.source = source(&text);
            }
        }
        if out.authors.is_none() && (headline.is_none_or(|h| at > h) || line.size < 80) {
            let cut = text.char_indices().nth(if long { 40 } else { 90 }).map_or(text.len(), |c| c.0);
            // In running text a reporter is named in brackets or first of all.
            out.authors = labelled(&text[..cut]).filter(|_| !long || dateline(&text[..cut]));
        }
        if out.house.is_none() && line.size > 60 {
            out.house = house(&text);
        }
        running += usize::from(line.running() >= 90.0);
        if running >= 3 {
            break;
        }
    }
    if out.authors.is_none() {
        out.authors =
            elements(tree, lines, headline.map_or(root.start, |h| lines.first(&lines.lines[h])), root);
    }
    if out.authors.is_none() {
        let tail = end.saturating_sub(7)..(end + 4).min(n);
        out.authors =
            tail.filter(|i| *i > start).map(|i| &lines.lines[i]).filter(|l| l.size <= 160).find_map(|l| {
                let words = words(tree, lines, l);
                let short = || labelled(words.trim_matches(['（', '(', '）', ')', '【', '】', ' ']));
                credited(&words).or_else(|| if l.size <= 120 { short() } else { None })
            });
    }
    out
}

impl Byline {
    /// Takes the dates of a short line.
    fn dates(&mut self, line: &str) {
        let mut before = 0;
        for (date, at) in dates(line) {
            let said = line[before..at].to_lowercase();
            let said: String = said.chars().rev().take(16).collect::<Vec<_>>().into_iter().rev().collect();
            if CHANGED.iter().any(|w| said.contains(w)) {
                self.modified.get_or_insert(date);
            } else if !said.contains('©') && !said.contains("copyright") {
                self.published.get_or_insert(date);
            }
            before = at;
        }
        // 2025/7/1 11:08（7/2 09:15 更新）
        if self.modified.is_none()
            && let Some(end) = line.find("更新")
            && let Some(open) = line[..end].rfind(['（', '('])
            && let Some(Date::Day(year, ..)) = self.published
        {
            self.modified = after_year(&line[open..end], year);
        }
    }
}

/// The words of a line, with a mark between texts that stand in different elements.
pub(super) fn words(tree: &Tree, lines: &Lines, line: &Line) -> String {
    let mut out = String::new();
    for range in lines.sources(tree, line) {
        let text = &tree.source[range];
        let end = (0..=text.len().min(400)).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
        if !out.is_empty() {
            out.push(EDGE);
        }
        out.push_str(&decode_all(&text[..end]));
        if out.len() > 600 {
            break;
        }
    }
    out
}

/// Whether the opening of a paragraph holds a dateline with its reporter: (某社记者…), By Ada Holt.
fn dateline(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == EDGE);
    text.starts_with(['（', '(', '〔', '【', '［', '['])
        || text.starts_with("By ")
        || text.starts_with("本")
        || text.starts_with("記者")
        || text.starts_with("记者")
        || text.char_indices().nth(24).is_some_and(|(i, _)| text[..i].contains(['（', '(']))
}

/// The house in the dateline that a paragraph opens with: 财讯社7月3日电, 某网讯.
fn house(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == EDGE || c == '【');
    let n: usize = text.chars().take_while(|c| is_han(*c)).take(9).map(char::len_utf8).sum();
    let name = &text[..n];
    let rest = &text[n..];
    if let Some(name) =
        name.strip_suffix(['讯', '訊']).filter(|n| n.ends_with(['网', '網', '社', '报', '報']))
    {
        return (name.chars().count() >= 3).then(|| name.to_owned());
    }
    let date: String = rest.chars().take(14).filter(|c| *c != ' ').collect();
    let dated = date.starts_with(|c: char| c.is_ascii_digit())
        && date.contains('月')
        && (date.contains('电') || date.contains('電') || date.contains('讯') || date.contains("消息"));
    (dated && (3..=8).contains(&name.chars().count()) && name.ends_with(['社', '网', '網', '报', '報']))
        .then(|| name.to_owned())
}

/// The source that a line names.
fn source(line: &str) -> Option<String> {
    let small = line.to_ascii_lowercase();
    let (at, label) = SOURCES.iter().find_map(|l| small.find(l).map(|i| (i, *l)))?;
    let rest = line[at + label.len()..].trim_start_matches([' ', EDGE, '\u{3000}', '\u{a0}']);
    let marked = rest.strip_prefix([':', '：', '|', '｜']);
    let rest = marked.or_else(|| label.ends_with(['于', '於']).then_some(rest))?;
    let rest = rest.trim_start_matches([' ', EDGE, '\u{3000}', '\u{a0}', '《']);
    let name = rest.split([EDGE, ' ', '\u{3000}', '|', '　', '》', '，', '(', '（']).next()?;
    let n = name.chars().count();
    let joined = if name.is_ascii() { rest.split([EDGE, '|']).next().unwrap_or(name).trim() } else { name };
    (2..=24).contains(&n).then(|| joined.to_owned())
}

/// What elements say that call themselves author: rel, itemprop, class.
fn elements(tree: &Tree, lines: &Lines, from: usize, root: &std::ops::Range<usize>) -> Option<String> {
    let from = from.saturating_sub(60).max(1);
    let mut best: Option<(u8, u32, Vec<String>)> = None;
    for i in from..root.end.min(tree.nodes.len()) {
        let node = &tree.nodes[i];
        if node.tag == Tag::Text || node.tag.is_skipped() || node.tag == Tag::Meta {
            continue;
        }
        let rank = rank(tree.inside(node));
        if rank == 0 || furniture(tree, lines, i) {
            continue;
        }
        let text = texts(tree, i);
        let named = if rank == 4 { item_name(tree, i) } else { None };
        let pen = || if rank >= 3 { pen_name(&text) } else { None };
        let Some(names) = named.or_else(|| bare(&text)).or_else(pen) else { continue };
        match &mut best {
            None => best = Some((rank, node.parent, vec![names])),
            Some((r, parent, all)) if rank > *r => (*r, *parent, *all) = (rank, node.parent, vec![names]),
            // Several of one kind beside each other: all wrote it.
            Some((r, parent, all)) if rank == *r && *parent == node.parent && all.len() < 6 => {
                if !all.contains(&names) {
                    all.push(names);
                }
            }
            Some(_) => {}
        }
    }
    best.map(|(_, _, names)| names.join(", "))
}

/// The name that an author's element gives for search engines: itemprop="name" inside it.
fn item_name(tree: &Tree, i: usize) -> Option<String> {
    let is_name = |j: &usize| {
        tree.nodes[*j].tag == Tag::Meta
            && attributes(tree.inside(&tree.nodes[*j]))
                .any(|(n, v)| n.eq_ignore_ascii_case("itemprop") && v.eq_ignore_ascii_case("name"))
    };
    let at = tree.within(i).take(12).find(is_name)?;
    let name = attributes(tree.inside(&tree.nodes[at])).find(|(n, _)| n.eq_ignore_ascii_case("content"))?.1;
    Some(decode_all(name).trim().to_owned()).filter(|n| (2..=40).contains(&n.chars().count()))
}

/// Whether a class or id may hold one of the words of [`rank`]: each has one of these pairs of letters.
fn may_name(value: &str) -> bool {
    let small = |w: &[u8]| [w[0] | 0x20, w[1] | 0x20];
    value.as_bytes().windows(2).any(|w| matches!(&small(w), b"ut" | b"by" | b"zu" | b"wr" | b"ni" | b"ri"))
}

/// How surely an element names an author, by its attributes; 0: not at all.
fn rank(inside: &str) -> u8 {
    if inside.len() < 8 || !inside.contains(['u', 'U', 'b', 'n', 'm']) {
        return 0;
    }
    let mut out = 0;
    for (name, value) in attributes(inside) {
        let value_is = |s: &str| value.split_ascii_whitespace().any(|v| v.eq_ignore_ascii_case(s));
        let said = match name.len() {
            3 if name.eq_ignore_ascii_case("rel") && value_is("author") => 4,
            8 if name.eq_ignore_ascii_case("itemprop") && value_is("author") => 4,
            2 | 5
                if value.len() < 120
                    && may_name(value)
                    && (name.eq_ignore_ascii_case("class") || name.eq_ignore_ascii_case("id")) =>
            {
                let small = value.to_ascii_lowercase();
                if [
                    "authorbox",
                    "author-bio",
                    "author_bio",
                    "authorbio",
                    "author-desc",
                    "author-card",
                    "avatar",
                    "comment",
                    "rich_media_meta_nickname",
                ]
                .iter()
                .any(|w| small.contains(w))
                {
                    0
                } else if [
                    "author-name",
                    "author_name",
                    "authorname",
                    "author__name",
                    "authorinfo-name",
                    "byline-name",
                    "byline__name",
                    "nickname",
                    "nick-name",
                    "nick_name",
                ]
                .iter()
                .any(|w| small.contains(w))
                {
                    3
                } else if small.contains("author")
                    || small.contains("byline")
                    || small.contains("zuozhe")
                    || small.contains("writer")
                    || value_is("authi")
                    || small.contains("rich_media_meta_text") && !small.contains("nickname")
                {
                    2
                } else {
                    0
                }
            }
            _ => 0,
        };
        out = out.max(said);
    }
    out
}

/// Whether a node lies in comments, boxes and the like.
fn furniture(tree: &Tree, lines: &Lines, at: usize) -> bool {
    let mut i = tree.nodes[at].parent as usize;
    for _ in 0..12 {
        if i == 0 {
            break;
        }
        let hints = lines.hints[i];
        if hints & STRONG != 0 && hints & WEAK == 0 {
            return true;
        }
        i = tree.nodes[i].parent as usize;
    }
    false
}

/// The texts within a node, with a mark between them; at most a few.
fn texts(tree: &Tree, i: usize) -> String {
    let mut out = String::new();
    for j in tree.within(i).take(24) {
        let node = &tree.nodes[j];
        let parent = &tree.nodes[node.parent as usize];
        if node.tag == Tag::Text && !parent.tag.is_skipped() && parent.tag != Tag::Time {
            let text = decode_all(tree.text(node));
            if text.len() > 300 {
                return String::new();
            }
            if !text.trim().is_empty() {
                if !out.is_empty() {
                    out.push(EDGE);
                }
                out.push_str(text.trim());
            }
        }
    }
    out
}
