use tradewire_model::{AsideKind, BlockKind};

use super::article::Page;
use super::hints::{STRONG, WEAK, kind};
use super::line::Line;
use super::render::Part;
use super::tag::Tag;
use crate::aside::List;
use crate::boilerplate;

/// Longest line of a menu, in Latin letters.
const MENU: usize = 25;
/// Most bytes of one text of a line that are looked at.
const LOOKED: usize = 2_000;

/// Lists the lines of a page that did not become parts of its article, `text` as it was rendered.
///
/// Lines behind each other that are furniture of one element are one part. Labels of buttons and of choices, what is
/// hidden and what only stands in for scripts are no text of the page and have no lines.
pub(super) fn set_aside(page: &Page, root: usize, parts: &[Part], text: &str, list: &mut List) {
    let tree = page.tree;
    let taken: Vec<usize> =
        parts.iter().filter(|p| !p.json).filter_map(|p| Some(p.texts.first()?.start)).collect();
    // The article came from a script: what the page shows of it is not set aside.
    let loaded = parts.iter().any(|p| p.json);
    let told = told(page, root);
    let mut above: Option<(AsideKind, u32)> = None; // of the line before, if it was set aside
    let mut words = String::new();
    for line in &page.lines.lines {
        let Some(first) = tree.nodes.get(page.lines.first(line)) else { continue };
        // Parts stand in the order of the page.
        if taken.binary_search(&(first.start as usize)).is_ok() {
            above = None;
            continue;
        }
        let last = page.lines.texts.get(line.texts.end.wrapping_sub(1)).map(|t| &tree.nodes[*t as usize]);
        let (start, end) = (first.start as usize, last.unwrap_or(first).end as usize);
        if list.is_full() {
            let (_, group) = told[line.block as usize];
            let bytes = page.lines.texts[line.texts.clone()]
                .iter()
                .map(|t| tree.text(&tree.nodes[*t as usize]).len());
            list.count(above.is_none_or(|a| a.1 != group), bytes.sum());
            above = Some((AsideKind::Other, group));
            continue;
        }
        let source = page.lines.words(tree, line, LOOKED);
        let decoded = source.contains('&').then(|| super::entity::decode_all(&source));
        words.clear();
        for word in decoded.as_deref().unwrap_or(&source).split_whitespace() {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
        }
        if words.is_empty() || loaded && text.contains(words.as_str()) {
            continue;
        }
        let source = &tree.source[start..end];
        let raw = start + (source.len() - source.trim_start().len())
            ..end - (source.len() - source.trim_end().len());
        let (said, group) = told[line.block as usize];
        let is = said
            .filter(|k| !matches!(k, AsideKind::Footer | AsideKind::Form))
            .or_else(|| of_line(page, line, &words))
            .or(said)
            .or_else(|| above.filter(|a| a.0 == AsideKind::Related && line.linked > 0).map(|a| a.0))
            .unwrap_or_else(|| match (line.is_linked(), line.size) {
                (true, ..=MENU) => AsideKind::Navigation,
                (true, _) => AsideKind::Related,
                _ => AsideKind::Other,
            });
        if above == Some((is, group)) {
            list.go_on(raw.end, &words);
        } else {
            list.put(is, raw, None, &words);
        }
        above = Some((is, group));
    }
}

/// What a line says of itself.
fn of_line(page: &Page, line: &Line, words: &str) -> Option<AsideKind> {
    if line.size <= 160 && page.heads_links(line) {
        return Some(boilerplate::kind_of(words).unwrap_or(AsideKind::Related));
    }
    boilerplate::kind_of(words).or_else(|| {
        let byline = line.size <= 160 && page.is_date_line(line);
        let caption = page.kind(line.block as usize) == BlockKind::Caption;
        if byline { Some(AsideKind::Byline) } else { caption.then_some(AsideKind::Caption) }
    })
}

/// For each element, what kind of furniture it or the nearest element around it says it is, and the element that holds
/// it together: the one that says so, or the outermost that is furniture at all, or the one around it.
///
/// Elements around the article say nothing of what lies in them. That something is a form says least.
fn told(page: &Page, root: usize) -> Vec<(Option<AsideKind>, u32)> {
    let nodes = &page.tree.nodes;
    let index = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
    // Whether an element is furniture that has said no kind so far.
    let mut mute = vec![false; nodes.len()];
    let mut out: Vec<(Option<AsideKind>, u32)> = Vec::with_capacity(nodes.len());
    out.push((None, 0));
    for (i, node) in nodes.iter().enumerate().skip(1) {
        let parent = (node.parent as usize).min(i - 1);
        let around = i <= root && root < node.next as usize;
        let hints = page.lines.hints[i];
        let own = if around { None } else { kind(hints) };
        let held = out[parent];
        out.push(match (own, held.0) {
            (Some(AsideKind::Form), Some(_)) | (None, Some(_)) => held,
            (Some(kind), _) => (Some(kind), index(i)),
            (None, None) if mute[parent] => {
                mute[i] = true;
                held
            }
            (None, None) => {
                mute[i] = !around && hints & (STRONG | WEAK) != 0;
                // The parts of a list or a table belong together.
                let part =
                    matches!(node.tag, Tag::Li | Tag::Dd | Tag::Dt | Tag::Td | Tag::Th | Tag::Tr | Tag::Text)
                        || !node.tag.is_block();
                (None, if part || node.tag == Tag::P || node.tag.is_heading() { held.1 } else { index(i) })
            }
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use tradewire_model::{AsideKind, BlockKind, Document};

    use crate::{Input, Limits, read};

    const BODY: &str = "<p>北湖实验室周二宣布，三名研究员已经离职，接替者下月到任，薪酬没有公布。</p>\
                        <p>公司发言人说，团队仍在扩大，今年还会再招十人，对手没有回应记者的提问。</p>";

    fn page(inside: &str) -> Document {
        let html = format!("<html><head><title>北湖再失三人</title></head><body>{inside}</body></html>");
        read(&Input::new("a.html", html.as_bytes()), &Limits::default()).unwrap()
    }

    fn listed(d: &Document) -> Vec<(AsideKind, &str)> {
        d.aside.blocks.iter().map(|b| (b.kind, b.text.as_str())).collect()
    }

    #[test]
    fn what_is_not_the_article_is_listed_with_its_kind_and_place() {
        let d = page(&format!(
            "<nav><ul><li><a href=/>首页</a></li><li><a href=/t>科技</a></li></ul></nav>\
             <div class=content><h1>北湖再失三人</h1><p>2026-07-01 10:22</p>{BODY}</div>\
             <div class=related-news><h3>更多消息</h3><ul><li><a href=/1>南山科技给研究员加薪三成&amp;更多</a></li></ul></div>\
             <div id=comments><form><textarea></textarea><button>提交</button></form><p>沙发</p></div>\
             <div>免责声明：内容仅供参考。</div>\
             <footer>关于我们 <br> 联系方式</footer><div hidden>不显示的话</div><script>var a = '不是文字';</script>"
        ));
        use AsideKind::{Byline, Comments, Disclaimer, Footer, Navigation, Related};
        assert_eq!(
            listed(&d),
            [
                (Navigation, "首页\n科技"),
                (Byline, "2026-07-01 10:22"),
                (Related, "更多消息\n南山科技给研究员加薪三成&更多"),
                (Comments, "沙发"),
                (Disclaimer, "免责声明：内容仅供参考。"),
                (Footer, "关于我们\n联系方式"),
            ]
        );
        assert_eq!(d.aside.blocks[0].span.slice(&d.raw), Some("首页</a></li><li><a href=/t>科技"));
        assert_eq!(d.aside.blocks[2].span.slice(&d.raw).map(|s| s.ends_with("三成&amp;更多")), Some(true));
        assert!(d.aside.blocks.iter().all(|b| b.text_span.is_none()));
        assert_eq!((d.aside.more_blocks, d.aside.more_bytes), (0, 0));
    }

    #[test]
    fn all_text_of_a_page_is_in_its_article_or_set_aside() {
        let d = page(&format!(
            "<p><a href=/>首页</a></p><div>{BODY}<p>相关阅读</p><p><a href=/2>旧闻</a></p></div><p>页脚"
        ));
        let all: String = d.aside.blocks.iter().map(|b| b.text.as_str()).chain([d.text.as_str()]).collect();
        for words in ["首页", "三名研究员", "对手没有回应", "相关阅读", "旧闻", "页脚"] {
            assert_eq!(all.matches(words).count(), 1, "{words}: {all}");
        }
    }

    #[test]
    fn plain_text_has_the_same_list() {
        let text = "研究员离开北湖实验室，去向不明。\r\n相关阅读\r\n北湖实验室再失两人";
        let d = read(&Input::new("a.txt", text.as_bytes()), &Limits::default()).unwrap();
        assert_eq!(
            listed(&d),
            [(AsideKind::Related, "相关阅读"), (AsideKind::Related, "北湖实验室再失两人")]
        );
        for b in &d.aside.blocks {
            assert_eq!(b.span.slice(&d.raw), Some(b.text.as_str()));
            assert_eq!(b.text_span.and_then(|s| s.slice(&d.text)), Some(b.text.as_str()));
        }
    }

    #[test]
    fn headlines_headings_lists_quotations_and_captions_are_told() {
        let d = page(&format!(
            "<article><h1>北湖再失三人</h1>{BODY}<figure><img src=a><figcaption>实验室的大门，摄于周二。</figcaption></figure>\
             <h2>薪酬之争</h2>{BODY}<ul><li>第一，奖金翻倍，而且马上就发。</li></ul>\
             <blockquote>我们会反击，他在信里这样写道。</blockquote></article>"
        ));
        let first = |kind| d.blocks.iter().find(|b| b.kind == kind).and_then(|b| b.span.slice(&d.text));
        assert_eq!(first(BlockKind::Title), Some("北湖再失三人"));
        assert_eq!(first(BlockKind::Heading), Some("薪酬之争"));
        assert_eq!(first(BlockKind::Caption), Some("实验室的大门，摄于周二。"));
        assert_eq!(first(BlockKind::ListItem), Some("第一，奖金翻倍，而且马上就发。"));
        assert_eq!(first(BlockKind::Quotation), Some("我们会反击，他在信里这样写道。"));
    }
}
