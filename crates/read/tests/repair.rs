//! What holds of every repair: the way back to the raw text is whole, nothing is repaired twice, sound text stays.

use proptest::prelude::*;
use tradewire_read::{Repaired, repair_text};

/// Sound pieces of text.
const SOUND: &[&str] = &[
    "北湖实验室周二宣布，",
    "三名研究员已经加入该公司。",
    "負責新的語言模型團隊，",
    "薪酬包高达1.5亿美元（约合11亿元）",
    "他说：“我们会反击。”",
    "Meta and OpenAI ",
    "the firm’s offer, ",
    "São Paulo, Zoë, ",
    "带头人(leader)",
    "人工智能(AI)",
    "A股上涨5%，",
    "《港湾日报》报道，",
    " ",
    "\n",
];

/// Damaged pieces.
const DAMAGED: &[&str] = &[
    "爭奪戰(zhàn)升級",
    "創(chuàng )始人",
    "数据(jù)",
    "北湖實?kāi)炇邑撠熑穗x開團隊ABC",
    "領網域",
    "阿裡",
    "界 * 面新聞",
    "北\u{200b}湖",
    "&ldquo;反击&rdquo;",
    "&amp;nbsp;",
    "<b>加粗</b>",
    "结束?/strong>",
    "人 工 智 能 研 究",
    "å¥½çš„",
    "ä½ å¥½ï¼Œ",
    "鍖楁箹瀹為獙瀹ゅ懆浜屽甯冿紝",
    "the firmâ€™s ",
    "cafÃ© ",
    "±±ºþÊµÑéÊÒÐû²¼",
    "\u{fffd}",
    "锟斤拷",
    "\u{e001}",
    "\u{94}",
    "Ã ",
    "Â",
];

fn pieces(of: &'static [&'static str], n: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(of), 0..n).prop_map(|p| p.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    let all: Vec<&str> = SOUND.iter().chain(DAMAGED).copied().collect();
    prop::collection::vec(prop::sample::select(all), 0..14).prop_map(|p| p.concat())
}

/// The map covers both texts whole, without gaps, and copies where it says so.
fn assert_whole(raw: &str, r: &Repaired) {
    let (mut target, mut source) = (0, 0);
    for s in r.map.segments() {
        assert_eq!((s.target as usize, s.source as usize), (target, source));
        target += s.target_len as usize;
        source += s.source_len as usize;
        let (t, o) = (&r.text[s.target as usize..target], &raw[s.source as usize..source]);
        assert!(!s.copied || t == o);
    }
    assert_eq!((target, source), (r.text.len(), raw.len()));
}

proptest! {
    // PROPTEST_CASES asks for more.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(600)))]

    #[test]
    fn segments_give_both_texts_whole(raw in any_text()) {
        assert_whole(&raw, &repair_text(&raw));
    }

    #[test]
    fn a_span_leads_to_raw_text_that_leads_back(raw in any_text(), a in 0usize..200, n in 1usize..40) {
        let r = repair_text(&raw);
        let places: Vec<usize> = r.text.char_indices().map(|c| c.0).chain([r.text.len()]).collect();
        let a = a.min(places.len() - 1);
        let b = (a + n).min(places.len() - 1);
        let span = places[a]..places[b];
        let source = r.map.to_source(span.clone());
        prop_assert!(raw.get(source.clone()).is_some());
        if span.is_empty() {
            return Ok(());
        }
        // What was replaced as a whole comes back as a whole, and nothing of the span is missing.
        let back = r.map.to_target(source.clone());
        prop_assert!(back.start <= span.start && span.end <= back.end);
        prop_assert_eq!(r.map.to_source(back), source);
    }

    /// What a span leads to gives that span again when the raw lines around it are repaired by themselves.
    #[test]
    fn raw_bytes_repaired_alone_in_their_lines_give_the_span(raw in any_text(), a in 0usize..200, n in 1usize..40) {
        let r = repair_text(&raw);
        let places: Vec<usize> = r.text.char_indices().map(|c| c.0).chain([r.text.len()]).collect();
        let (a, b) = (a.min(places.len() - 1), (a + n).min(places.len() - 1));
        let source = r.map.to_source(places[a]..places[b]);
        let back = r.map.to_target(source.clone());
        let start = raw[..source.start].rfind('\n').map_or(0, |i| i + 1);
        let end = raw[source.end..].find('\n').map_or(raw.len(), |i| source.end + i);
        let alone = repair_text(&raw[start..end]);
        let again = alone.map.to_target(source.start - start..source.end - start);
        prop_assert_eq!(&alone.text[again], &r.text[back]);
    }

    #[test]
    fn a_line_alone_is_repaired_as_in_its_place(lines in prop::collection::vec(any_text(), 1..4)) {
        let lines: Vec<String> = lines.iter().map(|l| l.replace('\n', "")).collect();
        let together = repair_text(&lines.join("\n")).text;
        let alone: Vec<String> = lines.iter().map(|l| repair_text(l).text).collect();
        prop_assert_eq!(together, alone.join("\n"));
    }

    #[test]
    fn nothing_is_repaired_twice(raw in any_text()) {
        let once = repair_text(&raw).text;
        prop_assert_eq!(&repair_text(&once).text, &once);
    }

    #[test]
    fn sound_text_stays(text in pieces(SOUND, 14)) {
        let r = repair_text(&text);
        prop_assert_eq!(&r.text, &text);
        prop_assert!(r.repairs.is_empty() && r.damage.is_empty());
    }
}

/// Bytes that were shifted in one line keep no other line from being read as it is by itself.
#[test]
fn a_shifted_line_holds_up_no_other() {
    let lines =
        ["北湖實?kāi)炇邑撠熑穗x開團隊ABC", "鍖楁箹瀹為獙瀹ゅ懆浜屽甯冿紝å¥½çš„鍖楁箹瀹為獙瀹ゅ懆浜屽甯冿紝"];
    let alone = lines.map(|l| repair_text(l).text);
    assert!(alone[1].contains("好的"), "{}", alone[1]);
    assert_eq!(repair_text(&lines.join("\n")).text, alone.join("\n"));
}

/// What a later pass makes of a part of a line leads back to that part, not to nothing.
#[test]
fn a_line_read_anew_leads_back_by_character() {
    let raw = "±±ºþÊµÑéÊÒÐû²¼&amp;nbsp;";
    let r = repair_text(raw);
    assert_eq!(r.text, "北湖实验室宣布\u{a0}");
    assert_eq!(&raw[r.map.to_source(0.."北湖".len())], "±±ºþ");
    assert_eq!(&raw[r.map.to_source(21..r.text.len())], "&amp;nbsp;");
}
