use super::*;
use crate::cardimage::type_setter::Run;

/// A Latin face of the system; the test says nothing where there is none.
fn latin() -> Option<Faces> {
    let file = std::fs::read("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf").ok()?;
    Some(Faces::of(vec![file]))
}

#[test]
fn without_fonts_there_is_text() {
    assert!(
        matches!(Faces::of(vec![b"no font".to_vec()]).at(Lang::Hans).set("闻若"), Run::Text { ems, .. } if ems > 1.9)
    );
}

#[test]
fn what_a_face_does_not_hold_is_written_in_letters() {
    let Some(faces) = latin() else { return };
    let Run::Glyphs { glyphs, ems } = faces.at(Lang::En).set("闻 a") else { panic!("no outlines") };
    assert!(glyphs.len() >= 4 && glyphs.iter().all(|g| g.id != 0), "never the glyph of a missing character");
    assert!(ems > 1.0 && glyphs.iter().any(|g| g.outline.starts_with('M')));
}

#[test]
fn a_chinese_name_is_not_torn_apart_in_an_english_line() {
    assert_eq!(paper::pieces("against 邵一禾", true), ["against ", "邵一禾"]);
    assert_eq!(paper::pieces("起诉 邵一", false), ["起", "诉 ", "邵", "一"]);
}
