//! Whatever comes in, reading ends with a document whose parts fit together, or with a coded rejection.

use proptest::prelude::*;
use tradewire_model::{Document, TextSpan};
use tradewire_read::{Content, Input, Limits, read};

/// Every part of a document lies where it says, and the map covers both texts whole.
fn assert_sound(doc: &Document) {
    assert_eq!(doc.map.target_len(), doc.text.len());
    assert_eq!(doc.map.source_len(), doc.raw.len());
    let (mut target, mut source) = (0, 0);
    for s in doc.map.segments() {
        assert_eq!((s.target as usize, s.source as usize), (target, source));
        target += s.target_len as usize;
        source += s.source_len as usize;
        if s.copied {
            assert_eq!(doc.text[s.target as usize..target], doc.raw[s.source as usize..source]);
        }
    }
    for b in &doc.blocks {
        assert!(b.span.slice(&doc.text).is_some());
    }
    for s in &doc.sentences {
        let block = &doc.blocks[s.block as usize];
        assert!(block.span.contains(s.span) && s.span.slice(&doc.text).is_some_and(|t| !t.trim().is_empty()));
    }
    for r in &doc.repairs {
        assert!(r.span.slice(&doc.raw).is_some() && r.text_span.slice(&doc.text).is_some(), "{r:?}");
    }
    for d in &doc.damage {
        assert!(d.span.slice(&doc.raw).is_some() && d.text_span.slice(&doc.text).is_some(), "{d:?}");
    }
    for (at, c) in doc.text.char_indices().take(2000) {
        let raw = doc.to_raw(TextSpan::of(at..at + c.len_utf8()));
        assert!(raw.slice(&doc.raw).is_some());
    }
}

fn check(bytes: &[u8], content: Content) {
    let input = Input { content, ..Input::new("x", bytes) };
    match read(&input, &Limits::default()) {
        Ok(doc) => assert_sound(&doc),
        Err(e) => assert!(!e.code().is_empty() && !e.hint().is_empty()),
    }
}

proptest! {
    // PROPTEST_CASES asks for more.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(400)))]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes, Content::Auto);
        check(&bytes, Content::Html);
    }

    #[test]
    fn damaged_text(parts in proptest::collection::vec(prop_oneof![
        Just("戰(zhàn)"), Just("創(chuàng )"), Just("们?qù)ケ本┑氖笛"), Just("領網域"), Just("阿裡"), Just("界 * 面"), Just("\u{200b}"),
        Just("&ldquo;"), Just("&amp;nbsp;"), Just("<b>"), Just("?/strong>"), Just("人 工 智 能 研 究"), Just("。"), Just("”"),
        Just("“"), Just("\n"), Just("\r\n"), Just(" "), Just("U.S. "), Just("a"), Just("人"), Just("\u{fffd}"), Just("("), Just("锟斤拷"),
        Just("æˆ‘ä»¬"), Just("浣犲ソ"), Just("\u{e000}"), Just("é"), Just("ã€‚"), Just("&"), Just("*")], 0..40))
    {
        let text = parts.concat();
        check(text.as_bytes(), Content::Text);
        check(format!("<p>{text}</p><p>{text}").as_bytes(), Content::Html);
    }

    #[test]
    fn broken_pages(parts in proptest::collection::vec(prop_oneof![
        Just("<div class=\"article-content\">"), Just("</div>"), Just("<p>"), Just("</p>"), Just("<a href=\"x"), Just("\">"), Just("<li>"),
        Just("<ul>"), Just("</ul>"), Just("<!--"), Just("-->"), Just("<script>"), Just("</script>"), Just("<title>"), Just("</title>"),
        Just("<h1>北湖实验室</h1>"), Just("三名研究员周二离开了北湖实验室，公司没有回应，薪酬没有公布。"), Just("<br>"), Just("<td>"),
        Just("<tr>"), Just("<table>"), Just("</table>"), Just("&nbsp;"), Just("&#x6218;"), Just("<"), Just("<meta charset=gbk>"),
        Just("<time datetime=2025-01-02>"), Just("戰(zhàn)"), Just(" \n "), Just("<b>"), Just("</b>"), Just("=\"'")], 0..60))
    {
        check(parts.concat().as_bytes(), Content::Html);
    }
}

#[test]
fn hostile_pages_end_quickly() {
    let deep = "<div>".repeat(300_000) + "text";
    check(deep.as_bytes(), Content::Html);
    check("<p><b>".repeat(200_000).as_bytes(), Content::Html);
    check("<a \"<a '".repeat(200_000).as_bytes(), Content::Html);
    check("<!--".repeat(300_000).as_bytes(), Content::Html);
    check("<script></scrip".repeat(100_000).as_bytes(), Content::Html);
    check("(".repeat(2_000_000).as_bytes(), Content::Text);
    check("“".repeat(300_000).as_bytes(), Content::Text);
    check("“。”".repeat(100_000).as_bytes(), Content::Text);
    check("界*".repeat(200_000).as_bytes(), Content::Text);
    check("人 ".repeat(500_000).as_bytes(), Content::Text);
    check("&amp;".repeat(300_000).as_bytes(), Content::Text);
    check("们?nèi)".repeat(100_000).as_bytes(), Content::Text);
    check("<b a=".repeat(100_000).as_bytes(), Content::Text);
    check("戰(zhàn)".repeat(100_000).as_bytes(), Content::Text);
}

#[test]
fn bad_inputs_have_codes() {
    let code =
        |bytes: &[u8]| read(&Input::new("dir/x", bytes), &Limits::default()).map(|_| ()).unwrap_err().code();
    assert_eq!(code(b""), "empty");
    assert_eq!(code(b" \n\t"), "empty");
    assert_eq!(code(b"%PDF-1.7 ..."), "binary");
    assert_eq!(code(&[0u8; 64]), "binary");
    let small = Limits { size_bytes: 4, ..Limits::default() };
    assert_eq!(read(&Input::new("x", b"abcde"), &small).unwrap_err().code(), "too_large");
    let labelled = Input { charset: Some("klingon"), ..Input::new("x", b"abc") };
    assert_eq!(read(&labelled, &Limits::default()).unwrap_err().code(), "charset");
    assert_eq!(code(b"<html><body><script>x</script></body></html>"), "no_text");
}
