//! Text as outlines of a font, so that a card looks the same wherever it is shown.

use ttf_parser::{Face, OutlineBuilder, name_id};

use crate::view::text::is_han;
use crate::words::Lang;

/// The faces that cards are drawn with, tried in order for each character.
#[derive(Debug, Default)]
pub(crate) struct Faces {
    files: Vec<Vec<u8>>,
}

/// One glyph of a run.
pub(super) struct Glyph {
    pub face: usize,
    pub id: u16,
    /// Where it begins, in ems.
    pub at: f32,
    /// Ems per unit of its outline.
    pub per_unit: f32,
    /// Its outline as SVG path data, in units of the font.
    pub outline: String,
}

/// A run of text, ready to be drawn.
pub(super) enum Run {
    /// As outlines.
    Glyphs { glyphs: Vec<Glyph>, ems: f32 },
    /// As text, where there is no face at all.
    Text { text: String, ems: f32 },
}

/// Path data while it is made.
struct Pen(String);

impl Pen {
    fn put(&mut self, letter: char, numbers: &[f32]) {
        self.0.push(letter);
        for (i, n) in numbers.iter().enumerate() {
            let n = n.round();
            if i > 0 && n >= 0.0 {
                self.0.push(' ');
            }
            self.0.push_str(&format!("{n}"));
        }
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.put('M', &[x, y]);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.put('L', &[x, y]);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.put('Q', &[x1, y1, x, y]);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.put('C', &[x1, y1, x2, y2, x, y]);
    }
    fn close(&mut self) {
        self.0.push('Z');
    }
}

/// The face of a collection for a language, with its place in it: the shapes of some characters differ.
pub(crate) fn face_of(bytes: &[u8], lang: Lang) -> Option<(u32, Face<'_>)> {
    let wanted = if lang == Lang::Hant { " TC" } else { " SC" };
    let many = ttf_parser::fonts_in_collection(bytes).unwrap_or(1).min(64);
    let called = |f: &Face<'_>| {
        f.names()
            .into_iter()
            .filter(|n| n.name_id == name_id::FAMILY)
            .filter_map(|n| n.to_string())
            .any(|n| n.ends_with(wanted))
    };
    let all = || (0..many).filter_map(|i| Some((i, Face::parse(bytes, i).ok()?)));
    if many == 1 {
        return all().next();
    }
    all().find(|(_, f)| called(f)).or_else(|| all().next())
}

fn face(bytes: &[u8], lang: Lang) -> Option<Face<'_>> {
    face_of(bytes, lang).map(|f| f.1)
}

impl Faces {
    /// Takes the bytes of font files; what is no font is passed over.
    pub(crate) fn of(files: Vec<Vec<u8>>) -> Self {
        Self { files: files.into_iter().filter(|f| face(f, Lang::En).is_some()).collect() }
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Sets text of a language: the shapes of some characters differ.
    pub(super) fn at(&self, lang: Lang) -> Setter<'_> {
        Setter(self.files.iter().filter_map(|f| face(f, lang)).collect())
    }
}

/// Sets text with faces that are open.
pub(super) struct Setter<'a>(Vec<Face<'a>>);

impl Setter<'_> {
    /// Sets a run. What no face holds is written in Latin letters, so that no box ever stands for a character.
    pub(super) fn set(&self, text: &str) -> Run {
        self.laid(text, true)
    }

    /// Width of a run, in ems.
    pub(super) fn width(&self, text: &str) -> f32 {
        match self.laid(text, false) {
            Run::Glyphs { ems, .. } | Run::Text { ems, .. } => ems,
        }
    }

    fn laid(&self, text: &str, outlines: bool) -> Run {
        let faces = &self.0;
        if faces.is_empty() {
            let ems = text.chars().map(|c| if is_han(c) { 1.0 } else { 0.56 }).sum();
            return Run::Text { text: text.to_owned(), ems };
        }
        let find = |c: char| faces.iter().enumerate().find_map(|(i, f)| f.glyph_index(c).map(|g| (i, f, g)));
        let (mut glyphs, mut at) = (Vec::new(), 0.0);
        let mut put = |c: char| {
            let Some((i, f, id)) = find(c) else { return };
            let per_unit = 1.0 / f32::from(f.units_per_em().max(1));
            if outlines {
                let mut pen = Pen(String::new());
                let _ = f.outline_glyph(id, &mut pen);
                glyphs.push(Glyph { face: i, id: id.0, at, per_unit, outline: pen.0 });
            }
            at += f.glyph_hor_advance(id).map_or(0.5, |a| f32::from(a) * per_unit);
        };
        for c in text.chars() {
            match c {
                c if find(c).is_some() => put(c),
                c if c.is_whitespace() => put(' '),
                c => any_ascii::any_ascii_char(c).chars().for_each(&mut put),
            }
        }
        Run::Glyphs { glyphs, ems: at }
    }
}
