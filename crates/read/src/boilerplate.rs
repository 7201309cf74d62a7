use std::sync::LazyLock;

use daachorse::DoubleArrayAhoCorasick;
use tradewire_model::BlockKind;
use tradewire_script::{fold_str, key};

use crate::draft::Draft;

/// What opens a block of boilerplate, as keys (folded, letters and digits only): the block is short or all formula.
const OPENINGS: &[&str] = &[
    "特别声明",
    "免责声明",
    "版权声明",
    "版权所有",
    "郑重声明",
    "风险提示",
    "法律声明",
    "侵权声明",
    "noticethecontentabove",
    "copyright",
    "allrightsreserved",
    "disclaimer",
    "发表回复",
    "发表评论",
    "您的邮箱地址不会被公开",
    "您的电子邮箱地址不会被公开",
    "必填项已用",
    "取消回复",
    "网友评论",
    "文明上网理性发言",
    "登录后评论",
    "请登录后发表评论",
    "还没有评论",
    "暂无评论",
    "leaveareply",
    "leaveacomment",
    "youremailaddresswillnotbepublished",
    "requiredfieldsaremarked",
    "postcomment",
    "logintocomment",
    "signintocomment",
    "相关阅读",
    "相关文章",
    "相关新闻",
    "相关推荐",
    "延伸阅读",
    "推荐阅读",
    "热门文章",
    "热门推荐",
    "猜你喜欢",
    "relatedarticles",
    "relatedstories",
    "readmore",
    "youmayalsolike",
    "morefromthis",
    "recommendedforyou",
    "扫码关注",
    "扫描二维码",
    "长按识别",
    "点击关注",
    "关注我们",
    "关注公众号",
    "欢迎关注",
    "微信公众号",
    "责任编辑",
    "责编",
    "编辑邮箱",
    "本文来源",
    "本文转自",
    "本文转载自",
    "转载请注明",
    "未经授权",
    "未经许可",
    "分享到",
    "点赞",
    "收藏",
    "返回搜狐",
    "查看更多",
    "返回顶部",
    "举报投诉",
    "投诉举报",
    "广告",
    "上一篇",
    "下一篇",
    "上一页",
    "下一页",
    "打开app",
    "下载app",
    "本平台仅提供信息存储",
    "分享至",
    "用微信扫",
    "微信扫一扫",
    "扫一扫",
    "点击上方",
    "点击蓝字",
    "打印本页",
    "关闭窗口",
    "看更多",
    "字号",
    "听全文",
    "阅读原文",
    "上一则",
    "下一则",
    "请继续往下阅读",
    "图片编辑",
    "版面编辑",
    "回到首页",
    "subscribetoour",
    "signupforour",
    "followuson",
    "sharethis",
    "clickheretosubscribe",
    "advertisement",
    "cookiepolicy",
    "privacypolicy",
    "termsofuse",
    "termsofservice",
];

/// What marks a block as boilerplate wherever in it it stands.
const FORMULAS: &[&str] = &[
    "本平台仅提供信息存储",
    "仅提供信息存储服务",
    "onlyprovidesinformationstorage",
    "不代表本站",
    "不代表本平台",
    "不代表本网",
    "仅代表作者本人",
    "仅代表作者观点",
    "不构成投资建议",
    "allrightsreserved",
    "未经授权不得转载",
    "未经许可不得转载",
    "如有侵权请联系",
    "icp备",
    "公网安备",
    "浏览器版本过低",
    "关闭广告拦截",
    "不得转载",
    "不许转载",
    "严禁转载",
    "点我下载app",
    "扫码下载",
    "下载客户端",
    "安装客户端",
    "用app看新闻",
    "广告声明",
    "仅供参考不作为投资",
];

/// Openings after which everything up to the end of the text is a list of links or a form.
const TAILS: &[&str] = &[
    "相关阅读",
    "相关文章",
    "相关新闻",
    "相关推荐",
    "延伸阅读",
    "推荐阅读",
    "热门文章",
    "热门推荐",
    "猜你喜欢",
    "发表回复",
    "发表评论",
    "relatedarticles",
    "relatedstories",
    "youmayalsolike",
    "leaveareply",
    "leaveacomment",
];

/// A block that only opens like boilerplate must be at most this long, in bytes of its key, to be taken for it.
const SHORT: usize = 300;

/// Sets the boilerplate among the blocks of a text aside.
///
/// Only blocks in the last part of a text, and short ones elsewhere, are looked at: a sentence of the article that
/// speaks of copyright stays.
pub(crate) fn set_aside(draft: &mut Draft) {
    let mut tail = false;
    for i in 0..draft.blocks.len() {
        let (kind, range) = &draft.blocks[i];
        if *kind == BlockKind::Boilerplate {
            continue;
        }
        let text = draft.text.get(range.clone()).unwrap_or_default();
        if text.len() > 4 * SHORT {
            tail = false; // no boilerplate, whatever it says
            continue;
        }
        // Long blocks are looked at from both ends only; what follows a heading of links must itself be short.
        let head = key(text.char_indices().nth(120).map_or(text, |(i, _)| &text[..i]));
        let end = key(text.char_indices().rev().nth(59).map_or(text, |(i, _)| &text[i..]));
        let said = Said::by(&head, &end);
        let short = text.len() <= SHORT;
        let formula = said.formula
            || short
                && (is_app_notice(&head)
                    || is_contact(&head)
                    || end.ends_with("查看更多")
                    || end.contains("识别二维码"));
        if tail && text.len() > 2 * SHORT {
            tail = false; // a paragraph again: the article goes on
        }
        if formula || said.opens && short && !is_news(text) || tail {
            if !tail && head.len() <= 40 && said.tail {
                tail = true;
            }
            draft.blocks[i].0 = BlockKind::Boilerplate;
        }
    }
}

/// Which of the lists a block's beginning and end hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Said {
    opens: bool,
    tail: bool,
    formula: bool,
}

/// All lists in one automaton; a value tells the list and the place in it.
static SCAN: LazyLock<Option<DoubleArrayAhoCorasick<u32>>> = LazyLock::new(|| {
    let of = |list: &'static [&'static str], bit: u32| list.iter().map(move |w| (*w, bit));
    let mut all: Vec<(&str, u32)> = Vec::new();
    for (word, bit) in of(OPENINGS, OPENING).chain(of(TAILS, TAIL)).chain(of(FORMULAS, FORMULA)) {
        match all.iter_mut().find(|w| w.0 == word) {
            Some(known) => known.1 |= bit,
            None => all.push((word, bit)),
        }
    }
    DoubleArrayAhoCorasick::with_values(all).ok()
});

const OPENING: u32 = 1;
const TAIL: u32 = 2;
const FORMULA: u32 = 4;

impl Said {
    /// Looks at the beginning and the end of a block, as keys.
    fn by(head: &str, end: &str) -> Self {
        let mut out = Self::default();
        let Some(scan) = SCAN.as_ref() else { return out };
        for m in scan.find_overlapping_iter(head) {
            out.formula |= m.value() & FORMULA != 0;
            if m.start() == 0 {
                out.opens |= m.value() & OPENING != 0;
                out.tail |= m.value() & TAIL != 0;
            }
        }
        if end != head && !out.formula {
            out.formula = scan.find_overlapping_iter(end).any(|m| m.value() & FORMULA != 0);
        }
        out
    }
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
    fn the_lists_are_found_in_their_places() {
        assert!(SCAN.is_some());
        for (word, opens) in OPENINGS.iter().map(|w| (*w, true)).chain(FORMULAS.iter().map(|w| (*w, false))) {
            let said = Said::by(word, word);
            assert!(if opens { said.opens } else { said.formula }, "{word}");
            let said = Said::by(&format!("甲{word}"), "");
            assert!(!said.opens && !said.tail && (opens || said.formula), "{word}");
        }
        assert!(TAILS.iter().all(|w| Said::by(w, "").tail));
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
