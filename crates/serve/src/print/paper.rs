//! Sheets of A4 and a place on them from the top; sizes in points.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::PrintError;
use super::font::{Fonts, resource};
use crate::view::text::is_han;
use crate::words::Lang;

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
/// Space to each side.
pub(super) const MARGIN: f32 = 48.0;
/// Width of what is written on.
pub(super) const MEASURE: f32 = WIDTH - 2.0 * MARGIN;
/// Space at the foot, where the number stands.
const FOOT: f32 = 56.0;

/// A colour, red, green, blue.
pub(super) type Ink = [f32; 3];
/// What is read.
pub(super) const INK: Ink = [0.10, 0.11, 0.13];
/// What explains.
pub(super) const SOFT: Ink = [0.36, 0.38, 0.42];
/// Lines.
pub(super) const RULE: Ink = [0.80, 0.81, 0.83];

/// Where a text stands at a place.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Side {
    Left,
    Right,
}

/// The sheets of a document.
pub(super) struct Paper<'a> {
    fonts: Fonts<'a>,
    done: Vec<Content>,
    page: Content,
    /// How far down the sheet is written on.
    y: f32,
}

/// Bytes as a stream with zlib's head.
pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing into memory does not fail.
    let _ = out.write_all(bytes);
    out.finish().unwrap_or_default()
}

impl<'a> Paper<'a> {
    pub(super) fn new(fonts: Fonts<'a>) -> Self {
        Self { fonts, done: Vec::new(), page: Content::new(), y: MARGIN }
    }

    /// Goes on to a new sheet unless so much is left on this one.
    pub(super) fn need(&mut self, height: f32) {
        if self.y + height > HEIGHT - FOOT {
            self.turn();
        }
    }

    /// Goes on to a new sheet, unless this one is empty.
    pub(super) fn turn(&mut self) {
        if self.y > MARGIN {
            self.done.push(std::mem::replace(&mut self.page, Content::new()));
            self.y = MARGIN;
        }
    }

    /// Leaves space.
    pub(super) fn space(&mut self, height: f32) {
        self.y += height;
    }

    /// Width of a text in points.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        self.fonts.width(text) * size
    }

    /// Writes a line at a place across; `down` is from where the sheet is written to.
    pub(super) fn put(&mut self, x: f32, down: f32, size: f32, ink: Ink, side: Side, text: &str) {
        let x = if side == Side::Right { x - self.width(text, size) } else { x };
        let y = HEIGHT - self.y - down;
        let mut at = MARGIN + x;
        for s in self.fonts.set(text) {
            self.page.begin_text().set_fill_rgb(ink[0], ink[1], ink[2]);
            self.page.set_font(Name(resource(s.font).as_bytes()), size).next_line(at, y);
            self.page.show(Str(&s.glyphs)).end_text();
            at += s.ems * size;
        }
    }

    /// A filled rectangle.
    pub(super) fn bar(&mut self, x: f32, down: f32, width: f32, height: f32, ink: Ink) {
        self.page.set_fill_rgb(ink[0], ink[1], ink[2]);
        self.page.rect(MARGIN + x, HEIGHT - self.y - down - height, width, height).fill_nonzero();
    }

    /// The outline of a rectangle.
    pub(super) fn frame(&mut self, x: f32, down: f32, width: f32, height: f32, ink: Ink) {
        self.page.set_stroke_rgb(ink[0], ink[1], ink[2]).set_line_width(0.8);
        self.page.rect(MARGIN + x, HEIGHT - self.y - down - height, width, height).stroke();
    }

    /// A line across, over the whole measure.
    pub(super) fn rule(&mut self, down: f32) {
        self.bar(0.0, down, MEASURE, 0.6, RULE);
    }

    /// A text over as many lines as it needs.
    pub(super) fn paragraph(&mut self, size: f32, ink: Ink, text: &str) {
        for line in self.lines(text, size, MEASURE) {
            self.need(size * 1.5);
            self.put(0.0, size, size, ink, Side::Left, &line);
            self.space(size * 1.5);
        }
    }

    /// A heading that does not stand alone at the foot.
    pub(super) fn heading(&mut self, size: f32, text: &str, with: f32) {
        self.need(size * 2.2 + with);
        self.space(size * 0.7);
        for line in self.lines(text, size, MEASURE) {
            self.put(0.0, size, size, INK, Side::Left, &line);
            self.space(size * 1.5);
        }
    }

    /// A text cut to a width.
    pub(super) fn cut(&self, text: &str, size: f32, width: f32) -> String {
        if self.width(text, size) <= width {
            return text.to_owned();
        }
        let mut out = String::new();
        for c in text.chars() {
            out.push(c);
            if self.width(&out, size) + size > width {
                break;
            }
        }
        out.push('…');
        out
    }

    /// Breaks a text into lines: at spaces, and beside every Chinese character.
    fn lines(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut pieces: Vec<String> = Vec::new();
        let mut last = ' ';
        for c in text.chars() {
            let breaks = last == ' ' || is_han(c) || (is_han(last) && c.is_alphanumeric());
            match pieces.last_mut().filter(|_| !breaks) {
                Some(piece) => piece.push(c),
                None => pieces.push(c.to_string()),
            }
            last = c;
        }
        let mut out = vec![String::new()];
        for piece in pieces {
            let joined = format!("{}{piece}", out.last().map_or("", String::as_str));
            let fits = self.width(joined.trim_end(), size) <= width;
            match out.last_mut() {
                Some(line) if fits || line.is_empty() => *line = joined,
                _ => out.push(piece),
            }
        }
        out
    }

    /// The file: sheets with their numbers, and the fonts.
    pub(super) fn finish(mut self, title: &str, lang: Lang) -> Result<Vec<u8>, PrintError> {
        self.done.push(std::mem::replace(&mut self.page, Content::new()));
        let mut sheets = std::mem::take(&mut self.done);
        let n = sheets.len();
        self.y = 0.0;
        for (i, sheet) in sheets.iter_mut().enumerate() {
            std::mem::swap(sheet, &mut self.page);
            self.put(MEASURE, HEIGHT - 30.0, 8.0, SOFT, Side::Right, &format!("{} / {n}", i + 1));
            self.put(0.0, HEIGHT - 30.0, 8.0, SOFT, Side::Left, title);
            std::mem::swap(sheet, &mut self.page);
        }
        let mut next = Ref::new(1);
        let [catalog, tree, info] = std::array::from_fn(|_| next.bump());
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(tree).lang(TextStr(lang.tag()));
        pdf.document_info(info).title(TextStr(title)).producer(TextStr("tradewire"));
        let fonts = self.fonts.write(&mut pdf, &mut next)?;
        let mut kids = Vec::with_capacity(n);
        for sheet in sheets {
            let [page, content] = std::array::from_fn(|_| next.bump());
            kids.push(page);
            let mut writer = pdf.page(page);
            writer.parent(tree).media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).contents(content);
            let mut resources = writer.resources();
            let mut named = resources.fonts();
            for (i, id) in &fonts {
                named.pair(Name(resource(*i).as_bytes()), *id);
            }
            named.finish();
            resources.finish();
            writer.finish();
            pdf.stream(content, &packed(&sheet.finish())).filter(Filter::FlateDecode);
        }
        let count = i32::try_from(n).unwrap_or(i32::MAX);
        pdf.pages(tree).kids(kids).count(count);
        Ok(pdf.finish())
    }
}
