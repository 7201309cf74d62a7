//! The paper a card is drawn on: where things stand, and in which ink.

use std::collections::BTreeMap;
use std::fmt::Write;

use tradewire_model::Stage;

use super::type_setter::{Faces, Run, Setter};
use crate::view::mark::shape;
use crate::words::Lang;

/// Width and height of the card, as links in feeds show it.
pub(super) const SIZE: (u32, u32) = (1200, 630);
/// Ink.
pub(super) const INK: &str = "#16181b";
/// Quiet ink.
pub(super) const SOFT: &str = "#565a61";
/// Disagreement and denial.
pub(super) const HOT: &str = "#b3301a";
const COOL: &str = "#1b5580";
const CARD: &str = "#fffefb";
const LINE: &str = "#dbd6ca";

/// A card while it is drawn.
pub(super) struct Paper<'a> {
    faces: Setter<'a>,
    lang: Lang,
    body: String,
    glyphs: BTreeMap<(usize, u16), String>,
}

/// Text for XML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

impl<'a> Paper<'a> {
    pub(super) fn new(faces: &'a Faces, lang: Lang) -> Self {
        Self { faces: faces.at(lang), lang, body: String::new(), glyphs: BTreeMap::new() }
    }

    /// Draws a run; gives its width.
    fn run(&mut self, x: f32, y: f32, size: f32, ink: &str, text: &str, bold: bool) -> f32 {
        match self.faces.set(text) {
            Run::Text { text, ems } => {
                let weight = if bold { " font-weight=\"700\"" } else { "" };
                let _ = write!(
                    self.body,
                    "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size:.1}\" fill=\"{ink}\"{weight}>{}</text>",
                    escaped(&text)
                );
                ems * size
            }
            Run::Glyphs { glyphs, ems } => {
                // Bold is drawn with a little more ink around the same shapes.
                let more = if bold {
                    format!(" stroke=\"{ink}\" stroke-width=\"{:.2}\" stroke-linejoin=\"round\"", size / 26.0)
                } else {
                    String::new()
                };
                let _ = write!(self.body, "<g fill=\"{ink}\"{more}>");
                for g in glyphs {
                    let key = (g.face, g.id);
                    if g.outline.is_empty() {
                        continue;
                    }
                    let scale = size * g.per_unit;
                    let _ = write!(
                        self.body,
                        "<use href=\"#g{}-{}\" transform=\"translate({:.1} {y:.1}) scale({scale:.4} {:.4})\"{}/>",
                        g.face,
                        g.id,
                        x + g.at * size,
                        -scale,
                        if bold {
                            format!(" stroke-width=\"{:.1}\"", size / 26.0 / scale)
                        } else {
                            String::new()
                        }
                    );
                    self.glyphs.entry(key).or_insert(g.outline);
                }
                self.body.push_str("</g>");
                ems * size
            }
        }
    }

    pub(super) fn text(&mut self, x: f32, y: f32, size: f32, ink: &str, text: &str) -> f32 {
        self.run(x, y, size, ink, text, false)
    }

    pub(super) fn bold(&mut self, x: f32, y: f32, size: f32, ink: &str, text: &str) -> f32 {
        self.run(x, y, size, ink, text, true)
    }

    /// Bold text that ends at a place.
    pub(super) fn bold_to(&mut self, right: f32, y: f32, size: f32, ink: &str, text: &str) {
        let width = self.faces.width(text) * size;
        self.bold(right - width, y, size, ink, text);
    }

    /// The headline in as many lines as there is room for, smaller where it is long; gives where the last line stands.
    pub(super) fn headline(&mut self, x: f32, y: f32, width: f32, text: &str, most: usize) -> f32 {
        let fitting = [70.0_f32, 62.0, 54.0, 46.0, 40.0]
            .into_iter()
            .map(|s| (s, self.lines(text, width / s, !self.lang.is_chinese())));
        let mut chosen = (40.0, Vec::new());
        for (size, lines) in fitting {
            let fits = lines.len() <= most;
            chosen = (size, lines);
            if fits {
                break;
            }
        }
        let (size, mut lines) = chosen;
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                last.push('…');
            }
        }
        let mut at = y;
        for (i, line) in lines.iter().enumerate() {
            at = y + i as f32 * size * 1.22;
            self.bold(x, at, size, INK, line);
        }
        at
    }

    /// Breaks text into lines of so many ems: between words, and between any two Chinese characters, unless those are
    /// `names` in a line of another language.
    fn lines(&self, text: &str, ems: f32, names: bool) -> Vec<String> {
        let mut lines = vec![String::new()];
        let mut used = 0.0;
        for piece in pieces(text, names) {
            let wide = self.faces.width(piece);
            if used + self.faces.width(piece.trim_end()) > ems && used > 0.0 {
                lines.push(String::new());
                used = 0.0;
            }
            if let Some(line) = lines.last_mut() {
                line.push_str(piece);
            }
            used += wide;
        }
        lines.iter().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect()
    }

    /// The sum.
    pub(super) fn figure(&mut self, x: f32, y: f32, text: &str) {
        self.bold(x, y, 56.0, COOL, text);
    }

    /// From where to where; dashed where nobody has gone yet.
    pub(super) fn way(&mut self, x: f32, y: f32, from: &str, to: &str, walked: bool) {
        let size = 34.0;
        let left = x + self.text(x, y, size, SOFT, from) + 22.0;
        let right = (left + 150.0).min(1128.0);
        let dash = if walked { "" } else { " stroke-dasharray=\"12 9\"" };
        let middle = y - 11.0;
        let _ = write!(
            self.body,
            "<path d=\"M{left:.1} {middle:.1}H{:.1}\" stroke=\"{INK}\" stroke-width=\"4\"{dash}/><path d=\"M{:.1} {:.1}L{right:.1} {middle:.1}L{:.1} {:.1}Z\" fill=\"{INK}\"/>",
            right - 16.0,
            right - 20.0,
            middle - 11.0,
            right - 20.0,
            middle + 11.0
        );
        self.bold(right + 20.0, y, size, INK, to);
    }

    /// A quote in two lines at most, with who says it; behind a word, such as that of a denial, it has a bar beside it.
    pub(super) fn quote(&mut self, y: f32, word: &str, quote: &str, by: &str) {
        let left = if word.is_empty() { 72.0 } else { 94.0 };
        let size = 30.0;
        let y = y.min(428.0);
        let mut x = left;
        if !word.is_empty() {
            x += self.bold(left, y, size, HOT, word) + 12.0;
        }
        let mut lines = self.lines(quote, (1128.0 - x) / size, false);
        if lines.len() > 1 {
            let head = lines.remove(0);
            let rest = quote.get(head.len()..).unwrap_or_default().trim().to_owned();
            let mut tail = self.lines(&rest, (1128.0 - left) / size, false);
            if tail.len() > 1 {
                tail.truncate(1);
                tail.iter_mut().for_each(|t| t.push('…'));
            }
            lines = std::iter::once(head).chain(tail).collect();
        }
        for (i, line) in lines.iter().enumerate() {
            let at = if i == 0 { x } else { left };
            self.text(at, y + i as f32 * 41.0, size, INK, line);
        }
        let last = y + lines.len() as f32 * 41.0;
        self.text(left, last, 26.0, SOFT, by);
        if !word.is_empty() {
            let _ = write!(
                self.body,
                "<rect x=\"72\" y=\"{:.1}\" width=\"5\" height=\"{:.1}\" fill=\"{HOT}\"/>",
                y - 28.0,
                last - y + 36.0
            );
        }
    }

    /// Counts along the foot.
    pub(super) fn tags(&mut self, tags: &[(usize, &str, &str)]) {
        let _ = write!(self.body, "<rect x=\"72\" y=\"530\" width=\"1056\" height=\"1.5\" fill=\"{LINE}\"/>");
        let mut x = 72.0;
        for (n, word, ink) in tags {
            x += self.bold(x, 580.0, 32.0, ink, &n.to_string()) + 9.0;
            x += self.text(x, 580.0, 28.0, if *ink == HOT { HOT } else { SOFT }, word) + 30.0;
        }
        let width = self.faces.width("trade") * 32.0;
        let whole = width + self.faces.width("wire") * 32.0;
        self.bold(1128.0 - whole, 580.0, 32.0, INK, "trade");
        self.bold(1128.0 - whole + width, 580.0, 32.0, HOT, "wire");
    }

    /// The shape of a stage, as on the wire's cards, around a place.
    pub(super) fn stage_mark(&mut self, stage: Stage, x: f32, y: f32, ink: &str) {
        let ring = format!("fill=\"none\" stroke=\"{ink}\" stroke-width=\"1.75\"");
        let mark = shape(stage)
            .0
            .replace("class=\"ring dots\"", &format!("{ring} stroke-dasharray=\"2 2.3\""))
            .replace("class=\"ring\"", &ring)
            .replace("class=\"fill\"", &format!("fill=\"{ink}\""));
        let _ = write!(
            self.body,
            "<g transform=\"translate({:.1} {:.1}) scale(2)\">{mark}</g>",
            x - 16.0,
            y - 16.0
        );
    }

    /// The whole picture, with the headline as its text alternative.
    pub(super) fn finish(self, title: &str) -> String {
        let (w, h) = SIZE;
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" lang=\"{}\" font-family=\"sans-serif\"><title>{}</title><defs>",
            self.lang.tag(),
            escaped(title)
        );
        for ((face, id), outline) in &self.glyphs {
            let _ = write!(out, "<path id=\"g{face}-{id}\" d=\"{outline}\"/>");
        }
        let _ = write!(
            out,
            "</defs><rect width=\"{w}\" height=\"{h}\" fill=\"{CARD}\"/><rect x=\"0\" y=\"0\" width=\"{w}\" height=\"8\" fill=\"{INK}\"/>{}</svg>",
            self.body
        );
        out
    }
}

/// Pieces between which a line may end: words with the space behind them, and single Chinese characters, unless those are
/// names.
pub(super) fn pieces(text: &str, names: bool) -> Vec<&str> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut before: Option<char> = None;
    for (i, c) in text.char_indices() {
        let han = crate::view::text::is_han;
        let may = before.is_some_and(|b| b == ' ' || !names && (han(b) && !closes(c) || han(c) && !opens(b)));
        if may && i > from {
            out.push(&text[from..i]);
            from = i;
        }
        before = Some(c);
    }
    out.push(&text[from..]);
    out
}

/// Marks that do not begin a line.
fn closes(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '」'
            | '』'
            | '”'
            | '’'
            | '》'
            | '）'
            | '；'
            | '：'
            | '？'
            | '！'
            | '»'
            | ' '
    )
}

/// Marks that do not end one.
fn opens(c: char) -> bool {
    matches!(c, '「' | '『' | '“' | '‘' | '《' | '（' | '«')
}
