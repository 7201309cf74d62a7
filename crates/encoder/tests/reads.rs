//! What the encoder that ships makes of texts, and of bytes that are no model.

use proptest::prelude::*;
use tradewire_encoder::{Encoder, EncoderError, Piece, Reading};

fn encoder() -> Encoder {
    Encoder::shipped().expect("ships with the program")
}

/// The first piece of a word.
fn at(text: &str, pieces: &[Piece], word: &str) -> usize {
    let start = text.find(word).expect("a word of the text");
    pieces.iter().position(|p| p.range.end > start).expect("a piece of it")
}

/// How likely a word plays a part in what another tells.
fn plays(
    encoder: &Encoder,
    text: &str,
    pieces: &[Piece],
    read: &Reading<'_>,
    teller: &str,
    word: &str,
    role: &str,
) -> f32 {
    let roles = &encoder.labels().roles;
    let role = roles.iter().position(|r| r == role).expect("a part");
    let parts = read.parts(at(text, pieces, teller));
    parts[at(text, pieces, word) * roles.len() + role]
}

#[test]
fn moves_are_told_with_their_parts_in_both_languages() {
    let encoder = encoder();
    for (text, verb, person, to, from) in [
        ("Larkspur has poached Ada Voss from Quillon.", "poached", "Ada", "Larkspur", "Quillon"),
        ("云杉智能从北门科技挖走了首席科学家林知远。", "挖", "林知远", "云杉", "北门"),
        ("雲杉智能從北門科技挖走了首席科學家林知遠。", "挖", "林知遠", "雲杉", "北門"),
    ] {
        let pieces = encoder.pieces(text);
        let read = encoder.read(&pieces);
        let join = encoder.labels().tells.iter().position(|t| t == "move.join").expect("a thing told");
        assert!(read.tells(at(text, &pieces, verb))[join] > 0.5, "{text}");
        for (word, role) in [(person, "person"), (to, "to"), (from, "from")] {
            let share = plays(&encoder, text, &pieces, &read, verb, word, role);
            assert!(share > 0.5, "{text}: {word} as {role} {share}");
        }
        let tag = read.tags(at(text, &pieces, person));
        let best = (0..tag.len()).max_by(|a, b| tag[*a].total_cmp(&tag[*b])).expect("tags");
        assert_eq!(encoder.labels().tags[best], "B-P", "{text}");
    }
}

#[test]
fn pieces_are_those_of_the_tokenizer_that_it_learnt_with() {
    let text = "港灣日報：Ada Voss\u{3000}ＡＩ 12％";
    let words: Vec<&str> = encoder().pieces(text).iter().map(|p| &text[p.range.clone()]).collect();
    assert_eq!(words.concat(), "港灣日報：AdaVossＡＩ12％");
}

#[test]
fn what_is_no_model_is_said_to_be_none() {
    assert_eq!(Encoder::from_bytes(b"").err(), Some(EncoderError::Kind));
    assert_eq!(Encoder::from_bytes(b"TWL4....").err(), Some(EncoderError::Kind));
    let huge = [b"TWE1".as_slice(), &[0xff; 64]].concat();
    assert!(matches!(Encoder::from_bytes(&huge), Err(EncoderError::Short { .. })));
    let whole = include_bytes!("../data/encoder.bin");
    for cut in [40, 4_000, 400_000, whole.len() - 1] {
        assert!(matches!(Encoder::from_bytes(&whole[..cut]), Err(EncoderError::Short { .. })), "{cut}");
    }
    let more = [whole.as_slice(), b"x"].concat();
    assert!(matches!(Encoder::from_bytes(&more), Err(EncoderError::Short { .. })));
}

#[test]
fn nothing_and_very_much_are_read() {
    let encoder = encoder();
    assert!(encoder.read(&encoder.pieces("")).len() <= 1);
    let long = "林知远加入北门科技。".repeat(400);
    let pieces = encoder.pieces(&long);
    assert_eq!(encoder.read(&pieces).len(), encoder.most());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn pieces_stand_in_order_on_whole_characters(text in "\\PC{0,80}|[林知远加入 A-Za-z\n\t0-9。，\u{200b}\u{fb01}]{0,80}") {
        let encoder = encoder();
        let pieces = encoder.pieces(&text);
        let mut last = 0;
        for p in &pieces {
            prop_assert!(p.range.start <= p.range.end && text.get(p.range.clone()).is_some());
            // One character may be cut into several pieces: «ﬁ».
            prop_assert!(p.range.end >= last);
            last = p.range.end;
        }
        let read = encoder.read(&pieces);
        for k in 0..read.len() {
            let sum: f32 = read.tags(k).iter().sum();
            prop_assert!((sum - 1.0).abs() < 1e-3);
            prop_assert!(read.tells(k).iter().all(|s| (0.0..=1.0).contains(s)));
        }
    }
}
