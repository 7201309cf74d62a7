use std::sync::LazyLock;

use daachorse::CharwiseDoubleArrayAhoCorasick;
use tradewire_model::{AsideKind, BlockKind};
use tradewire_script::{fold_str, key};

use crate::draft::Draft;

/// A block that only opens like boilerplate must be at most this long, in bytes of its key, to be taken for it.
const SHORT: usize = 300;

/// Sets the boilerplate among the blocks of a text aside.
///
/// Only blocks in the last part of a text, and short ones elsewhere, are looked at: a sentence of the article that
/// speaks of copyright stays.
pub(crate) fn set_aside(draft: &mut Draft) {
    let mut tail = false;
    let mut i = 0;
    while i < draft.blocks.len() {
        let (kind, range) = draft.blocks[i].clone();
        i += 1;
        if kind == BlockKind::Boilerplate {
            continue;
        }
        let text = draft.text.get(range.clone()).unwrap_or_default();
        if text.len() > 4 * SHORT {
            tail = false; // no boilerplate, whatever it says
            continue;
        }
        let short = text.len() <= SHORT;
        let Ends { head, end, apart } = Ends::of(text);
        let end = end.as_deref().unwrap_or(&head);
        let said = Said::by(&head, if apart { end } else { &head });
        let formula = said.formula
            || short
                && (is_app_notice(&head)
                    || is_contact(&head)
                    || end.ends_with("查看更多")
                    || end.contains("识别二维码"));
        // What follows a heading of links must itself be short.
        if tail && text.len() > 2 * SHORT {
            tail = false; // a paragraph again: the article goes on
        }
        if formula || said.opens && short && !is_news(text) || tail {
            if !tail && head.len() <= 40 && said.tail {
                tail = true;
            }
            let own = if tail { None } else { appended(text) };
            if let Some(at) = own {
                let at = range.start + at;
                draft.blocks[i - 1].1 = range.start..at;
                draft.blocks.insert(i, (BlockKind::Boilerplate, at..range.end));
                i += 1;
                continue;
            }
            draft.blocks[i - 1].0 = BlockKind::Boilerplate;
        }
    }
}

/// Where the last sentences of a Chinese paragraph begin that are boilerplate, if the paragraph before them is long enough
/// to be one of the article: …双方均未置评。本文未经授权不得转载。
fn appended(text: &str) -> Option<usize> {
    let ends: Vec<usize> = text.match_indices(['。', '！', '？']).map(|(i, c)| i + c.len()).collect();
    let mut at = text.len();
    for &begin in ends.iter().rev().filter(|e| **e < text.len()) {
        let sentence = key(&text[begin..at]);
        let said = Said::by(&sentence, &sentence);
        if !said.formula && !said.opens && at == text.len() {
            // 编辑：某某: what only signs off may stand behind it.
            if sentence.chars().count() > 20 {
                return None;
            }
            continue;
        }
        if !said.formula && !said.opens {
            break;
        }
        at = begin;
    }
    (at < text.len() && at > SHORT).then_some(at)
}

/// What the beginning and the end of a block say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Said {
    opens: bool,
    tail: bool,
    formula: bool,
    /// What its opening is, else what its formula is.
    kind: Option<AsideKind>,
}

/// A line of the table of boilerplate: what it is, and where it must stand.
#[derive(Debug, Clone, Copy)]
struct Entry {
    kind: AsideKind,
    opens: bool,
    tail: bool,
    formula: bool,
}

/// The table, and its keys in one automaton; a value is a number in the table.
struct Table {
    entries: Vec<Entry>,
    scan: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut keys: Vec<(&str, u32)> = Vec::new();
    let mut entries: Vec<Entry> = Vec::new();
    for (kind, place, key) in lines() {
        let Ok(kind) = kind.parse() else { continue };
        let (tail, formula) = (place == "tail", place == "anywhere");
        keys.push((key, u32::try_from(entries.len()).unwrap_or(u32::MAX)));
        entries.push(Entry { kind, opens: !formula, tail, formula });
    }
    Table { entries, scan: CharwiseDoubleArrayAhoCorasick::with_values(keys).ok() }
});

/// Kind, place and key of each line of the table.
fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    include_str!("../data/boilerplate.tsv").lines().filter(|l| !l.starts_with('#')).filter_map(|l| {
        let mut fields = l.split('\t');
        Some((fields.next()?, fields.next()?, fields.next()?))
    })
}

impl Said {
    /// Looks at the beginning and the end of a block, as keys.
    fn by(head: &str, end: &str) -> Self {
        let mut out = Self::default();
        let Some(scan) = TABLE.scan.as_ref() else { return out };
        let mut said = None; // what a formula says
        let mut longest = 0; // opening so far
        for m in scan.find_overlapping_iter(head) {
            let Some(e) = TABLE.entries.get(m.value() as usize) else { continue };
            out.formula |= e.formula;
            if e.formula {
                said = said.or(Some(e.kind));
            }
            if m.start() == 0 && e.opens {
                out.opens = true;
                out.tail |= e.tail;
                if m.end() > longest {
                    (longest, out.kind) = (m.end(), Some(e.kind));
                }
            }
        }
        if end != head && !out.formula {
            let all = scan.find_overlapping_iter(end).filter_map(|m| TABLE.entries.get(m.value() as usize));
            let found = all.filter(|e| e.formula).map(|e| e.kind).next();
            out.formula = found.is_some();
            said = said.or(found);
        }
        out.kind = out.kind.or(said);
        out
    }
}

/// The first and the last words of a block, as keys: long blocks are looked at from both ends only.
struct Ends {
    head: String,
    /// Nothing where it is the same as the head.
    end: Option<String>,
    /// Whether there are words between the two, or next to it: else all of the end stands in the head.
    apart: bool,
}

impl Ends {
    /// Characters of the first and of the last words.
    const CHARS: (usize, usize) = (120, 60);

    fn of(text: &str) -> Self {
        let mut chars = text.chars();
        let _ = chars.nth(Self::CHARS.0 - 1);
        let apart = !chars.as_str().is_empty();
        let head = key(&text[..text.len() - chars.as_str().len()]);
        // Whether a byte begins a character shows in its first two bits.
        let begins = text.bytes().enumerate().rev().filter(|(_, b)| b & 0xc0 != 0x80);
        let end = begins.map(|(i, _)| i).nth(Self::CHARS.1 - 1).filter(|i| *i > 0);
        Self { head, end: end.map(|i| key(&text[i..])), apart }
    }
}

/// What each block of boilerplate is, in order: what it says itself, else what stands above it.
pub(crate) fn kinds<'t>(
    blocks: impl Iterator<Item = (BlockKind, &'t str)>,
) -> impl Iterator<Item = Option<AsideKind>> {
    let mut above = None;
    blocks.map(move |(kind, text)| {
        if kind != BlockKind::Boilerplate {
            above = None;
            return None;
        }
        let own = kind_of(text);
        above = own.or(above);
        Some(above.unwrap_or(AsideKind::Other))
    })
}

/// What a text is that is known to be boilerplate, as far as its words say.
pub(crate) fn kind_of(text: &str) -> Option<AsideKind> {
    let Ends { head, end, apart } = Ends::of(text);
    let end = end.filter(|_| apart);
    let app = || text.len() <= SHORT && is_app_notice(&head);
    let contact = || text.len() <= SHORT && is_contact(&head);
    Said::by(&head, end.as_deref().unwrap_or(&head))
        .kind
        .or_else(|| app().then_some(AsideKind::Promotion))
        .or_else(|| contact().then_some(AsideKind::Footer))
}

/// Whether a short block, as a key, asks the reader to use an app.
fn is_app_notice(key: &str) -> bool {
    let any = |words: &[&str]| words.iter().any(|w| key.contains(w));
    any(&["客户端", "app"])
        && any(&["下载", "安装", "打开", "扫码", "尽在", "看新闻", "睇更多", "downloadthe", "getthe"])
        && !any(&["发布", "推出", "上线", "公司", "launch"])
}

/// Whether a short block, as a key, is the address of the house.
fn is_contact(key: &str) -> bool {
    let any = |words: &[&str]| words.iter().any(|w| key.contains(w));
    key.contains("地址") && any(&["电话", "邮编", "传真"])
}

/// Whether a short block that opens like boilerplate goes on as a finished sentence of its own with a verb of news.
fn is_news(text: &str) -> bool {
    let folded = fold_str(text);
    ["宣布", "起诉", "加入", "离职", "收购", "融资", "报道,", "announced", "joined", "sued", "acquired"]
        .iter()
        .any(|w| folded.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<bool> {
        let mut draft = crate::plain::draft(text);
        set_aside(&mut draft);
        draft.blocks.iter().map(|b| b.0 == BlockKind::Boilerplate).collect()
    }

    #[test]
    fn every_line_of_the_table_is_found_in_its_place() {
        assert!(TABLE.scan.is_some());
        let mut seen = std::collections::BTreeSet::new();
        for (kind, place, word) in lines() {
            assert!(seen.insert((place == "anywhere", word)), "{word} stands twice");
            assert_eq!(key(word), word);
            assert!(kind.parse::<AsideKind>().is_ok(), "{kind}");
            let said = Said::by(word, word);
            match place {
                "opens" | "tail" => assert!(said.opens && said.tail >= (place == "tail"), "{word}"),
                "anywhere" => assert!(said.formula, "{word}"),
                _ => panic!("{place}"),
            }
            assert_eq!(said.kind.map(AsideKind::as_str), Some(kind), "{word}");
            let said = Said::by(&format!("甲{word}"), "");
            assert!(!said.opens && !said.tail && (place != "anywhere" || said.formula), "{word}");
        }
        assert_eq!(seen.len(), TABLE.entries.len());
    }

    #[test]
    fn boilerplate_is_told_apart() {
        let text = "研究员离开北湖实验室。\n相关阅读\n北湖实验室再失两人\n发表回复\n必填项已用 * 标注\n版权所有 北湖邮报";
        let mut draft = crate::plain::draft(text);
        set_aside(&mut draft);
        let found: Vec<_> = super::kinds(draft.blocks.iter().map(|b| (b.0, &text[b.1.clone()]))).collect();
        use AsideKind::{Comments, Copyright, Related};
        let of = [None, Some(Related), Some(Related), Some(Comments), Some(Comments), Some(Copyright)];
        assert_eq!(found, of);
    }

    #[test]
    fn forms_and_disclaimers_are_set_aside() {
        let text = "研究员离开北湖实验室。\n发表回复\n您的邮箱地址不会被公开。 必填项已用 * 标注\nCopyright © 2026 North Lake Post";
        assert_eq!(kinds(text), [false, true, true, true]);
        let text = "研究员離開北湖實驗室。\n特別聲明：以上內容由用戶上傳，本平臺僅提供信息存儲服務。";
        assert_eq!(kinds(text), [false, true]);
    }

    #[test]
    fn links_behind_a_heading_go_until_the_article_goes_on() {
        let long = "公司周二宣布，三名研究员已经离职，接替者下月到任，薪酬没有公布。".repeat(8);
        let text = format!("{long}\n相关阅读\n北湖实验室再失两人\n南山科技加薪\n{long}");
        assert_eq!(kinds(&text), [false, true, true, true, false]);
    }

    #[test]
    fn an_article_about_copyright_stays() {
        assert_eq!(kinds("版权所有者周二起诉了北湖实验室，要求赔偿。\n公司没有回应。"), [false, false]);
    }
}
