use tradewire_model::{Block, BlockKind, Quotation, QuoteMark, TextSpan};

/// Quotations that may stand open at once; an opening mark beyond is no mark.
const DEEPEST: usize = 16;
/// Blocks behind its own in which a quotation may still be closed.
const FARTHEST: usize = 3;

/// Finds the quotations of a text, outer before inner, in order; boilerplate has none.
///
/// Marks are 「」 『』 “” ‘’ and straight ones; 《》 names a work. A quotation over several paragraphs is told piece by
/// piece where each repeats the opening mark, and whole where only the last one closes it. An apostrophe is no mark.
///
/// ```
/// use tradewire_model::{Block, BlockKind, TextSpan};
/// let text = "她說：「他答『不走』。」";
/// let block = Block { kind: BlockKind::Paragraph, span: TextSpan::of(0..text.len()) };
/// let all = tradewire_read::quotations(text, &[block]);
/// let all: Vec<_> = all.iter().map(|q| (q.words.slice(text).unwrap(), q.depth)).collect();
/// assert_eq!(all, [("他答『不走』。", 0), ("不走", 1)]);
/// ```
#[must_use]
pub fn quotations(text: &str, blocks: &[Block]) -> Vec<Quotation> {
    let blocks: Vec<(usize, &str)> = blocks
        .iter()
        .filter(|b| b.kind != BlockKind::Boilerplate)
        .filter_map(|b| Some((b.span.start(), b.span.slice(text)?)))
        .collect();
    let mut out = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut resumes: Option<QuoteMark> = None;
    for (i, (base, body)) in blocks.iter().enumerate() {
        let again = resumes.take();
        // All marks begin with one of three bytes.
        for at in memchr::memchr3_iter(b'"', 0xe2, 0xe3, body.as_bytes()) {
            let Some(c) = body.get(at..).and_then(|rest| rest.chars().next()) else { continue };
            match does(c, || body[..at].chars().next_back(), body[at + c.len_utf8()..].chars().next(), &open)
            {
                Some(Does::Opens(mark)) if open.len() < DEEPEST => {
                    let resumed = at == 0 && again == Some(mark);
                    open.push(Open { mark, at: base + at, resumed });
                }
                Some(Does::Closes(mark)) => {
                    // What was opened inside and never closed ends where the outer one does.
                    if let Some(n) = open.iter().rposition(|o| o.mark == mark) {
                        close(&mut out, &mut open, n + 1, base + at, false);
                        close(&mut out, &mut open, n, base + at, true);
                    }
                }
                _ => {}
            }
        }
        let Some(first) = open.first().copied() else { continue };
        let following = &blocks[(i + 1).min(blocks.len())..(i + 1 + FARTHEST).min(blocks.len())];
        if following.first().is_some_and(|b| b.1.starts_with(first.mark.opening())) {
            resumes = Some(first.mark);
        } else if following.iter().find_map(|b| closes_first(b.1, first.mark)) == Some(true) {
            continue;
        }
        close(&mut out, &mut open, 0, base + body.len(), false);
    }
    close(&mut out, &mut open, 0, text.len(), false);
    out.sort_by_key(|q| (q.span.start(), q.depth));
    out
}

/// A quotation that was opened: its mark and where that stands.
#[derive(Debug, Clone, Copy)]
struct Open {
    mark: QuoteMark,
    at: usize,
    resumed: bool,
}

enum Does {
    Opens(QuoteMark),
    Closes(QuoteMark),
}

/// What a character does between two others, seeing what is open.
fn does(c: char, before: impl Fn() -> Option<char>, next: Option<char>, open: &[Open]) -> Option<Does> {
    use QuoteMark::{Corner, Double, Single, Straight, WhiteCorner};
    let is_open = |m: QuoteMark| open.iter().any(|o| o.mark == m);
    let stands_free =
        || !before().is_some_and(|b| b.is_ascii_alphanumeric()) && next.is_some_and(|n| !n.is_whitespace());
    Some(match c {
        '“' => Does::Opens(Double),
        '「' => Does::Opens(Corner),
        '『' => Does::Opens(WhiteCorner),
        '‘' if stands_free() => Does::Opens(Single),
        '”' => Does::Closes(Double),
        '」' => Does::Closes(Corner),
        '』' => Does::Closes(WhiteCorner),
        // don’t and the ’90s hold apostrophes.
        '’' if is_open(Single) && !next.is_some_and(|n| n.is_ascii_alphanumeric()) => Does::Closes(Single),
        '"' if is_open(Straight) => Does::Closes(Straight),
        // 27" is a measure.
        '"' if stands_free() => Does::Opens(Straight),
        _ => return None,
    })
}

/// Whether the first mark of a pair in a block closes; nothing where it has none.
fn closes_first(body: &str, mark: QuoteMark) -> Option<bool> {
    match mark {
        // These two open and close alike, or stand for an apostrophe: no sign beyond a block.
        QuoteMark::Single | QuoteMark::Straight => Some(false),
        _ => {
            let (opening, closing) = (mark.opening(), mark.closing());
            body.chars().find(|c| *c == opening || *c == closing).map(|c| c == closing)
        }
    }
}

/// Ends all quotations from the `n`-th on before byte `at`, where a closing mark stands or none does.
fn close(out: &mut Vec<Quotation>, open: &mut Vec<Open>, n: usize, at: usize, closed: bool) {
    for (depth, o) in open.drain(n.min(open.len())..).zip(n..).map(|(o, d)| (d, o)) {
        let end = if closed { at + o.mark.closing().len_utf8() } else { at };
        out.push(Quotation {
            span: TextSpan::of(o.at..end),
            words: TextSpan::of(o.at + o.mark.opening().len_utf8()..at),
            mark: o.mark,
            depth: u8::try_from(depth).unwrap_or(u8::MAX),
            closed,
            resumed: o.resumed,
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Words, depth, closed and resumed of each quotation; every line is a paragraph.
    fn found(text: &str) -> Vec<(&str, u8, bool, bool)> {
        quotations(text, &paragraphs(text))
            .into_iter()
            .map(|q| (q.words.slice(text).unwrap_or("?"), q.depth, q.closed, q.resumed))
            .collect()
    }

    fn paragraphs(text: &str) -> Vec<Block> {
        let mut start = 0;
        text.split('\n')
            .map(|line| {
                let span = TextSpan::of(start..start + line.len());
                start += line.len() + 1;
                Block { kind: BlockKind::Paragraph, span }
            })
            .collect()
    }

    #[test]
    fn quotations_nest() {
        let zh = "他说：“她写道‘我不走’，又删了。”《北湖“旧事”》已下架。";
        assert_eq!(
            found(zh),
            [
                ("她写道‘我不走’，又删了。", 0, true, false),
                ("我不走", 1, true, false),
                ("旧事", 0, true, false)
            ]
        );
        let en = "“We don’t sell,” she said, “and ‘never’ means never.” The ’90s are over.";
        assert_eq!(
            found(en),
            [
                ("We don’t sell,", 0, true, false),
                ("and ‘never’ means never.", 0, true, false),
                ("never", 1, true, false)
            ]
        );
        assert_eq!(
            found("A 27\" screen and \"a deal\" in \"May\"."),
            [("a deal", 0, true, false), ("May", 0, true, false)]
        );
    }

    #[test]
    fn a_quotation_left_open_ends_with_its_block_or_its_outer_one() {
        assert_eq!(found("他说：“先走一步。\n次日无事。"), [("先走一步。", 0, false, false)]);
        assert_eq!(found("「甲『乙」丙"), [("甲『乙", 0, true, false), ("乙", 1, false, false)]);
        assert_eq!(found("没有开头”的一句"), []);
    }

    #[test]
    fn a_quotation_over_paragraphs() {
        assert_eq!(
            found("“第一段。\n“第二段。”\n第三段。"),
            [("第一段。", 0, false, false), ("第二段。", 0, true, true)]
        );
        assert_eq!(found("「第一段。\n第二段。」他說。"), [("第一段。\n第二段。", 0, true, false)]);
        let boilerplate = Block { kind: BlockKind::Boilerplate, span: TextSpan::of(0.."“甲”".len()) };
        assert!(quotations("“甲”", &[boilerplate]).is_empty());
    }

    proptest! {
        #[test]
        fn quotations_are_sound(text in "[甲a \n“”‘’「」『』\"]{0,60}") {
            let all = quotations(&text, &paragraphs(&text));
            for (i, q) in all.iter().enumerate() {
                prop_assert!(q.span.slice(&text).is_some() && q.words.slice(&text).is_some());
                prop_assert!(q.span.start() < q.words.start() && q.words.end() <= q.span.end());
                // Each inner one lies within one that is less deep by one.
                let within = |o: &Quotation| {
                    o.depth + 1 == q.depth && o.span.start() < q.span.start() && q.span.end() <= o.span.end()
                };
                let held = q.depth == 0 || all[..i].iter().any(within);
                prop_assert!(held);
            }
        }
    }
}
