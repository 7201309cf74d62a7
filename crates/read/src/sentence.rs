use std::collections::HashMap;
use std::sync::LazyLock;

use tradewire_model::{Block, BlockKind, Sentence, TextSpan};
use tradewire_script::fold_char;

use crate::plain::is_han;
use crate::repair::scan::places;

/// A quotation or bracket longer than this many bytes may hold sentence ends of its own.
const LONG_QUOTE: usize = 360;
/// How far behind a closing quotation mark its attribution may end, in bytes.
const ATTRIBUTION: usize = 60;

/// Abbreviations, and whether they may end a sentence.
static ABBREVIATIONS: LazyLock<HashMap<&'static str, bool>> = LazyLock::new(|| {
    include_str!("../data/abbreviations.txt")
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty())
        .map(|l| l.strip_suffix(" +").map_or((l, false), |l| (l, true)))
        .collect()
});

/// Words that open a sentence more often than they follow an abbreviation inside one.
const OPENERS: &[&str] = &[
    "the",
    "a",
    "an",
    "it",
    "he",
    "she",
    "they",
    "we",
    "i",
    "you",
    "in",
    "on",
    "at",
    "but",
    "and",
    "this",
    "that",
    "these",
    "those",
    "for",
    "as",
    "if",
    "when",
    "while",
    "after",
    "before",
    "its",
    "his",
    "her",
    "their",
    "our",
    "my",
    "there",
    "here",
    "to",
    "from",
    "with",
    "by",
    "so",
    "no",
    "not",
    "what",
    "who",
    "how",
    "why",
    "some",
    "many",
    "most",
    "one",
    "two",
    "three",
    "last",
    "next",
    "both",
    "each",
    "other",
    "another",
    "however",
    "meanwhile",
    "also",
    "since",
    "although",
    "though",
    "despite",
    "during",
    "now",
    "then",
    "still",
    "yet",
    "earlier",
    "later",
    "because",
    "once",
];

/// Verbs of saying, folded, that tie the words behind a quotation to it.
const SAYING: &[&str] = &[
    "说", "表示", "称", "道", "认为", "透露", "指出", "写道", "回忆", "补充", "强调", "坦言", "解释", "回应",
    "调侃", "告诉", "直言", "感叹", "评论", "分析", "总结", "反问", "问", "喊话", "声称", "笑称", "预测",
    "警告",
];

/// Splits the blocks of a text into sentences; blocks of boilerplate give none.
///
/// A block's end always ends a sentence, and so do 。！？； and, where they end a sentence, . ! ? — but not inside
/// quotations and brackets, unless these are long. A quotation stays with the attribution that follows it.
///
/// ```
/// use tradewire_model::{Block, BlockKind, TextSpan};
/// let text = "“我们会反击。”陈说。Mr. Li left the U.S. in May. He joined Inc. 500.";
/// let block = Block { kind: BlockKind::Paragraph, span: TextSpan::of(0..text.len()) };
/// let all = tradewire_read::sentences(text, &[block]);
/// let all: Vec<_> = all.iter().map(|s| s.span.slice(text).unwrap()).collect();
/// assert_eq!(all, ["“我们会反击。”陈说。", "Mr. Li left the U.S. in May.", "He joined Inc. 500."]);
/// ```
#[must_use]
pub fn sentences(text: &str, blocks: &[Block]) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut scratch = Quotes::default();
    for (i, block) in blocks.iter().enumerate() {
        if block.kind == BlockKind::Boilerplate {
            continue;
        }
        let Some(body) = block.span.slice(text) else { continue };
        let index = u32::try_from(i).unwrap_or(u32::MAX);
        let base = block.span.start();
        let mut push = |from: usize, to: usize| {
            let piece = &body[from..to];
            let left = piece.len() - piece.trim_start().len();
            let trimmed = piece.trim();
            if !trimmed.is_empty() {
                let start = base + from + left;
                out.push(Sentence { span: TextSpan::of(start..start + trimmed.len()), block: index });
            }
        };
        if matches!(block.kind, BlockKind::Title | BlockKind::Heading) {
            push(0, body.len());
            continue;
        }
        let mut from = 0;
        scratch.pair(body);
        for end in ends(body, &scratch) {
            push(from, end);
            from = end;
        }
        push(from, body.len());
    }
    out
}

/// The quotations and brackets of a block that shield what is inside: opening mark and closing mark, in order.
#[derive(Default)]
struct Quotes {
    closing: Vec<(usize, usize)>,
    open: Vec<(char, usize)>,
}

impl Quotes {
    fn pair(&mut self, body: &str) {
        self.closing.clear();
        self.open.clear();
        // Straight marks open and close in turn; an odd one makes all of them useless.
        let straight = memchr::memchr_iter(b'"', body.as_bytes()).count().is_multiple_of(2);
        places(body.as_bytes(), may_mark, |at| {
            let Some(c) = body.get(at..).and_then(|rest| rest.chars().next()) else { return };
            let opening = match c {
                '“' | '「' | '『' | '（' | '(' | '《' | '【' | '[' => return self.open.push((c, at)),
                '”' => '“',
                '」' => '「',
                '』' => '『',
                '）' => '（',
                ')' => '(',
                '》' => '《',
                '】' => '【',
                ']' => '[',
                '"' if straight => {
                    if !self.open.iter().rev().take(4).any(|o| o.0 == '"') {
                        return self.open.push((c, at));
                    }
                    '"'
                }
                _ => return,
            };
            let found = self
                .open
                .iter()
                .rev()
                .take(6)
                .position(|o| o.0 == opening || matches!((o.0, opening), ('(', '（') | ('（', '(')));
            if let Some(n) = found {
                let i = self.open.len() - 1 - n;
                let start = self.open[i].1;
                self.open.truncate(i);
                if at - start <= LONG_QUOTE {
                    self.closing.push((start, at));
                }
            }
        });
        self.closing.sort_unstable();
    }
}

/// Where sentences end inside a block: bytes after their last character.
fn ends(body: &str, quotes: &Quotes) -> Vec<usize> {
    let mut out = Vec::new();
    let mut shield = 0; // up to here nothing ends
    let mut opened = 0; // where the quotation that shields began
    let mut from = 0; // where the sentence began
    let mut skip = 0;
    let mut pairs = quotes.closing.iter().copied().peekable();
    places(body.as_bytes(), may_mark, |at| {
        let Some(c) = body.get(at..).and_then(|rest| rest.chars().next()).filter(|_| at >= skip) else {
            return;
        };
        let before = body[..at].chars().next_back().unwrap_or(' ');
        let next = at + c.len_utf8();
        while let Some((open, close)) = pairs.next_if(|p| p.0 <= at) {
            if open == at && close > shield {
                (opened, shield) = (at, close);
            }
        }
        if at == shield && at > 0 && is_closer(c) {
            // Just behind a quotation that ended with its own full stop. It waits for its attribution only where the
            // sentence began with it; a bracket waits for nothing, but must have been a sentence of its own.
            let leads = body[from..opened].trim().is_empty();
            let bracket = matches!(c, '）' | ')' | ']' | '】');
            let stopped = matches!(before, '。' | '！' | '？' | '…' | '!' | '?');
            if stopped && (!bracket || leads) && (bracket || !continues(&body[next..], leads)) {
                let end = closers(body, next);
                out.push(end);
                (skip, from) = (end, end);
            }
        } else if at >= shield {
            let end = match c {
                '。' | '！' | '？' | '；' => true,
                '!' | '?' => match body[next..].chars().next() {
                    None => true,
                    Some(n) => is_han(before) || is_han(n) || latin_end(body, next),
                },
                ';' => is_han(before),
                '…' => body[next..].starts_with(|n: char| n.is_whitespace()),
                '.' => full_stop(body, at, before),
                _ => false,
            };
            if end {
                // «?!» and the marks that close around it belong to the sentence.
                let end = closers(body, next);
                if !(end > next && continues(&body[end..], true)) {
                    out.push(end);
                    from = end;
                }
                skip = end;
            }
        }
    });
    out
}

/// Whether a mark may begin here that opens or closes a quotation or a bracket, or ends a sentence.
#[inline]
fn may_mark(_: u8, b: u8, second: u8, _: u8) -> bool {
    let bracket = (b == b'(') | (b == b')') | (b == b'[') | (b == b']') | (b == b'"');
    let stop = (b == b'.') | (b == b'!') | (b == b'?') | (b == b';');
    let wide = ((b == 0xe2) | (b == 0xe3)) & (second == 0x80) | (b == 0xef) & (second == 0xbc);
    bracket | stop | wide
}

fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '"' | '】' | ']')
}

/// The byte after any closing marks and further stops at `at`.
fn closers(body: &str, at: usize) -> usize {
    let rest = &body[at..];
    let mut end = at;
    for (i, c) in rest.char_indices() {
        let opens = c == '"' && rest[i + 1..].starts_with(|n: char| n.is_alphanumeric());
        if (is_closer(c) && !opens) || matches!(c, '。' | '！' | '？' | '!' | '?' | '…') {
            end = at + i + c.len_utf8();
        } else {
            break;
        }
    }
    end
}

/// Whether the words behind a closed quotation belong to it: a lower-case word, a comma, or, where the quotation
/// leads its sentence, an attribution.
fn continues(rest: &str, leads: bool) -> bool {
    let trimmed = rest.trim_start_matches(' ');
    let Some(first) = trimmed.chars().next() else { return false };
    if first.is_lowercase() || matches!(first, '，' | ',' | '、' | '；' | ';' | '的' | '—' | '–') {
        return true;
    }
    // The clause behind the quotation, if it is short, ends with a verb of saying: 马克·陈说。
    let mut clause = String::new();
    for (i, c) in trimmed.char_indices() {
        let c = fold_char(c);
        if matches!(c, '。' | '!' | '?' | ';' | ',' | ':' | '\n' | '"') {
            break;
        }
        if i > ATTRIBUTION {
            return false;
        }
        clause.push(c);
    }
    let clause = clause.trim_end();
    leads
        && clause.chars().any(is_han)
        && (clause.contains("告诉") || SAYING.iter().any(|s| clause.ends_with(s)))
}

/// Whether a Latin sentence ends here: white space and then a capital, a digit, a mark of opening.
fn latin_end(body: &str, next: usize) -> bool {
    let rest = &body[closers(body, next)..];
    if rest.is_empty() {
        return true;
    }
    let trimmed = rest.trim_start();
    trimmed.len() < rest.len()
        && trimmed.chars().next().is_none_or(|c| {
            c.is_uppercase()
                || c.is_numeric()
                || is_han(c)
                || matches!(
                    c,
                    '"' | '“' | '‘' | '\'' | '(' | '[' | '$' | '€' | '£' | '—' | '-' | '•' | '#' | '@'
                )
        })
}

/// Whether the full stop at `at` ends a sentence.
fn full_stop(body: &str, at: usize, before: char) -> bool {
    let next = at + 1;
    if is_han(before) {
        // Half-width marks in Chinese text; «...» goes on.
        return !body[next..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.');
    }
    if body[next..].starts_with('.') || !latin_end(body, next) {
        return false;
    }
    let head = &body[..at];
    let start = head
        .rfind(|c: char| !(c.is_alphanumeric() || c == '.' || c == '\'' || c == '’') || is_han(c))
        .map_or(0, |i| i + head[i..].chars().next().map_or(1, char::len_utf8));
    let word = head[start..].to_lowercase();
    let rest = body[closers(body, next)..].trim_start();
    let follower: String =
        rest.chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    if let Some(may_end) = ABBREVIATIONS.get(word.as_str()) {
        // «No. 5» is a number, «No.» an answer.
        if word == "no" || word == "nos" || word == "p" || word == "pp" || word == "fig" {
            return !rest.starts_with(|c: char| c.is_ascii_digit());
        }
        return *may_end && OPENERS.contains(&follower.as_str());
    }
    // A single capital is an initial: J. K. Rowling.
    let single = head[start..].chars().count() == 1 && before.is_uppercase();
    let initials = head[start..].contains('.') && head[start..].split('.').all(|p| p.chars().count() <= 1);
    if single || initials {
        return OPENERS.contains(&follower.as_str()) && follower.len() > 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let block = Block { kind: BlockKind::Paragraph, span: TextSpan::of(0..text.len()) };
        sentences(text, &[block]).iter().map(|s| s.span.slice(text).unwrap()).collect()
    }

    #[test]
    fn chinese_stops_end_sentences() {
        assert_eq!(
            split("甲走了。乙来了！丙呢？丁留下；戊加薪。"),
            ["甲走了。", "乙来了！", "丙呢？", "丁留下；", "戊加薪。"]
        );
        assert_eq!(split("他走了!她也走了?是的."), ["他走了!", "她也走了?", "是的."]);
        assert_eq!(split("模型是GPT-4.5,价格涨了。好"), ["模型是GPT-4.5,价格涨了。", "好"]);
    }

    #[test]
    fn quotations_stay_whole_and_keep_their_attribution() {
        assert_eq!(split("他说：“我走。你呢？”然后他走了。"), ["他说：“我走。你呢？”", "然后他走了。"]);
        assert_eq!(
            split("“我们当然会反击。”马克·陈说。他补充了一句。"),
            ["“我们当然会反击。”马克·陈说。", "他补充了一句。"]
        );
        assert_eq!(
            split("「我們會反擊。」陳先生表示，公司不跟價。"),
            ["「我們會反擊。」陳先生表示，公司不跟價。"]
        );
        assert_eq!(
            split("\" 年薪过千万,多数是股票。\" 猎头分析道。完。"),
            ["\" 年薪过千万,多数是股票。\" 猎头分析道。", "完。"]
        );
        assert_eq!(
            split("公司（成立于2019年。总部在北湖）融资。"),
            ["公司（成立于2019年。总部在北湖）融资。"]
        );
    }

    #[test]
    fn a_long_quotation_is_split_inside() {
        let text = format!("“{}”他说。", "我们开出了一份新的报价，他没有接受。".repeat(9));
        assert!(split(&text).len() > 3);
    }

    #[test]
    fn english_abbreviations_do_not_end_sentences() {
        assert_eq!(
            split(
                "Mr. J. K. Lee of Acme Inc. left for $1.5 million. The U.S. firm agreed. \"Why?\" he asked."
            ),
            [
                "Mr. J. K. Lee of Acme Inc. left for $1.5 million.",
                "The U.S. firm agreed.",
                "\"Why?\" he asked."
            ]
        );
        assert_eq!(
            split("He joined Acme Corp. The firm paid him. He said: \"No.\" They left."),
            ["He joined Acme Corp.", "The firm paid him.", "He said: \"No.\" They left."]
        );
        assert_eq!(
            split("It is No. 5 on St. John Street, e.g. near D.C. or so."),
            ["It is No. 5 on St. John Street, e.g. near D.C. or so."]
        );
    }

    #[test]
    fn titles_are_one_sentence_and_boilerplate_none() {
        let text = "走还是留？看价格。\n版权所有。";
        let end = text.find('\n').unwrap();
        let blocks = [
            Block { kind: BlockKind::Title, span: TextSpan::of(0..end) },
            Block { kind: BlockKind::Boilerplate, span: TextSpan::of(end + 1..text.len()) },
        ];
        assert_eq!(sentences(text, &blocks).len(), 1);
    }

    #[test]
    fn every_mark_is_found_by_its_bytes() {
        for c in "“”「」『』（）()《》【】[]\"。！？；!?;….".chars() {
            let (text, mut found) = (format!("北{c}湖"), Vec::new());
            places(text.as_bytes(), may_mark, |at| found.push(at));
            assert_eq!(found, [3], "{c}");
        }
    }

    proptest! {
        #[test]
        fn sentences_are_in_order_and_trimmed(text in "[甲a。.!?“”\"() U\\n，说…;]{0,60}") {
            let mut at = 0;
            for s in split(&text) {
                prop_assert!(!s.is_empty() && s.trim() == s);
                let start = s.as_ptr() as usize - text.as_ptr() as usize;
                prop_assert!(start >= at);
                at = start + s.len();
            }
            let kept: String = split(&text).concat();
            let strip = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(strip(&kept), strip(&text));
        }
    }
}
