//! Fonts of a PDF: which glyphs are used of each, and the subset that is embedded.

use std::collections::BTreeMap;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};
use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId, RawFace, Tag};

use super::PrintError;
use super::paper::packed;
use crate::cardimage::face_of;
use crate::words::Lang;

const INFO: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// One font with the glyphs used of it.
struct Font<'a> {
    bytes: &'a [u8],
    index: u32,
    face: Face<'a>,
    used: GlyphRemapper,
    /// By the glyph's number in the subset: its character and its width in thousandths of an em.
    glyphs: BTreeMap<u16, (char, f32)>,
}

/// The fonts of a document, tried in order for each character.
pub(super) struct Fonts<'a>(Vec<Font<'a>>);

/// A stretch of text in one font: its place, its glyphs as they are written, its width in ems.
pub(super) struct Stretch {
    pub(super) font: usize,
    pub(super) glyphs: Vec<u8>,
    pub(super) ems: f32,
}

/// Name of a font among the resources of a page.
pub(super) fn resource(font: usize) -> String {
    format!("F{font}")
}

impl<'a> Fonts<'a> {
    pub(super) fn of(files: &'a [Vec<u8>], lang: Lang) -> Result<Self, PrintError> {
        let open = |bytes: &'a Vec<u8>| {
            let (index, face) = face_of(bytes, lang)?;
            Some(Font { bytes, index, face, used: GlyphRemapper::new(), glyphs: BTreeMap::new() })
        };
        let fonts: Vec<Font<'a>> = files.iter().filter_map(open).collect();
        if fonts.is_empty() { Err(PrintError::NoFont) } else { Ok(Self(fonts)) }
    }

    fn find(&self, c: char) -> Option<(usize, GlyphId)> {
        self.0.iter().enumerate().find_map(|(i, f)| f.face.glyph_index(c).map(|g| (i, g)))
    }

    fn ems(&self, font: usize, glyph: GlyphId) -> f32 {
        let face = &self.0[font].face;
        face.glyph_hor_advance(glyph).map_or(0.5, |a| f32::from(a) / f32::from(face.units_per_em().max(1)))
    }

    /// The characters that stand for a text: what no font holds is written in Latin letters, so that no box ever stands for a
    /// character.
    fn shown(&self, text: &str) -> Vec<char> {
        let mut out = Vec::new();
        for c in text.chars() {
            match c {
                c if self.find(c).is_some() => out.push(c),
                c if c.is_whitespace() => out.push(' '),
                c => out.extend(any_ascii::any_ascii_char(c).chars().filter(|c| self.find(*c).is_some())),
            }
        }
        out
    }

    /// Width of a text in ems.
    pub(super) fn width(&self, text: &str) -> f32 {
        self.shown(text).into_iter().filter_map(|c| self.find(c)).map(|(f, g)| self.ems(f, g)).sum()
    }

    /// Sets a text.
    pub(super) fn set(&mut self, text: &str) -> Vec<Stretch> {
        let mut out: Vec<Stretch> = Vec::new();
        for c in self.shown(text) {
            let Some((font, glyph)) = self.find(c) else { continue };
            let ems = self.ems(font, glyph);
            let f = &mut self.0[font];
            let id = f.used.remap(glyph.0);
            f.glyphs.entry(id).or_insert((c, ems * 1000.0));
            match out.last_mut().filter(|s| s.font == font) {
                Some(s) => {
                    s.glyphs.extend(id.to_be_bytes());
                    s.ems += ems;
                }
                None => out.push(Stretch { font, glyphs: id.to_be_bytes().to_vec(), ems }),
            }
        }
        out
    }

    /// Writes the fonts that are used; gives them by their place.
    pub(super) fn write(&self, pdf: &mut Pdf, next: &mut Ref) -> Result<Vec<(usize, Ref)>, PrintError> {
        let used = self.0.iter().enumerate().filter(|(_, f)| !f.glyphs.is_empty());
        used.map(|(i, f)| Ok((i, f.write(i, pdf, next)?))).collect()
    }
}

impl Font<'_> {
    fn write(&self, at: usize, pdf: &mut Pdf, next: &mut Ref) -> Result<Ref, PrintError> {
        let [font, cid, descriptor, map, data] = std::array::from_fn(|_| next.bump());
        let fail = |e: &dyn std::fmt::Display| PrintError::Font(e.to_string());
        let subset = subsetter::subset(self.bytes, self.index, &self.used).map_err(|e| fail(&e))?;
        let raw = RawFace::parse(&subset, 0).map_err(|e| fail(&e))?;
        // Outlines of PostScript are embedded without the house around them, those of TrueType with it.
        let outlines = raw.table(Tag::from_bytes(b"CFF "));
        let kind = if outlines.is_some() { CidFontType::Type0 } else { CidFontType::Type2 };
        let name = format!("TRADEW+Face{at}");
        let name = Name(name.as_bytes());

        pdf.type0_font(font)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(map);
        let mut writer = pdf.cid_font(cid);
        writer.subtype(kind).base_font(name).system_info(INFO).font_descriptor(descriptor).default_width(0.0);
        if kind == CidFontType::Type2 {
            writer.cid_to_gid_map_predefined(Name(b"Identity"));
        }
        let mut widths = writer.widths();
        for (id, (_, width)) in &self.glyphs {
            widths.consecutive(*id, [*width]);
        }
        widths.finish();
        writer.finish();
        self.describe(pdf, descriptor, name, data, outlines.is_some());
        let mut cmap = UnicodeCmap::new(Name(b"Custom"), INFO);
        for (id, (c, _)) in &self.glyphs {
            cmap.pair(*id, *c);
        }
        pdf.stream(map, &packed(&cmap.finish())).filter(Filter::FlateDecode);
        let bytes = packed(outlines.unwrap_or(&subset));
        let mut stream = pdf.stream(data, &bytes);
        stream.filter(Filter::FlateDecode);
        if outlines.is_some() {
            stream.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
        }
        stream.finish();
        Ok(font)
    }

    fn describe(&self, pdf: &mut Pdf, id: Ref, name: Name<'_>, data: Ref, postscript: bool) {
        let em = 1000.0 / f32::from(self.face.units_per_em().max(1));
        let of = |units: i16| f32::from(units) * em;
        let b = self.face.global_bounding_box();
        let mut writer = pdf.font_descriptor(id);
        writer
            .name(name)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(of(b.x_min), of(b.y_min), of(b.x_max), of(b.y_max)))
            .italic_angle(0.0)
            .ascent(of(self.face.ascender()))
            .descent(of(self.face.descender()))
            .cap_height(of(self.face.capital_height().unwrap_or(self.face.ascender())))
            .stem_v(80.0);
        if postscript {
            writer.font_file3(data)
        } else {
            writer.font_file2(data)
        };
    }
}
