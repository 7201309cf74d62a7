use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::amount::codes;
use crate::aside::Aside;
use crate::quotation::Quotation;
use crate::{Date, DocId, MapBuilder, RawSpan, TextMap, TextSpan};

/// A document read: its raw text, its repaired article text, and the map between the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Content id: name and raw text.
    pub id: DocId,
    /// Name as the input gives it; a file's name without its folders.
    pub name: String,
    /// What the page or the input says about itself.
    pub meta: Metadata,
    /// How its bytes were decoded.
    pub encoding: Encoding,
    /// The decoder's output.
    pub raw: String,
    /// The article's text, repaired; blocks are separated by line ends.
    pub text: String,
    /// Leads `text` back to `raw`.
    pub map: TextMap,
    /// The parts of `text`, in order.
    pub blocks: Vec<Block>,
    /// The sentences of the blocks that are not boilerplate, in order.
    pub sentences: Vec<Sentence>,
    /// What was repaired.
    pub repairs: Vec<Repair>,
    /// What could not be repaired; no claim is made from it.
    pub damage: Vec<Damage>,
    /// Mistakes of the text itself, in order: shown as they stand, matched as they were meant.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// The quotations of the blocks that are not boilerplate, outer before inner, in order.
    #[serde(default)]
    pub quotations: Vec<Quotation>,
    /// What was set aside of the page or the text.
    #[serde(default)]
    pub aside: Aside,
}

impl Document {
    /// Makes the id of a document.
    #[must_use]
    pub fn content_id(name: &str, raw: &str) -> DocId {
        DocId::of([name, raw])
    }

    /// A text that was read as it stands: one paragraph of one sentence, nothing repaired, set aside or in doubt.
    #[must_use]
    pub fn undamaged(name: &str, raw: String, meta: Metadata) -> Self {
        let whole = TextSpan::of(0..raw.len());
        Self {
            id: Self::content_id(name, &raw),
            name: name.to_owned(),
            meta,
            encoding: Encoding { name: "UTF-8".to_owned(), reason: "detection".to_owned(), undecodable: 0 },
            text: raw.clone(),
            map: TextMap::identity(raw.len()),
            blocks: vec![Block { kind: BlockKind::Paragraph, span: whole }],
            sentences: vec![Sentence { span: whole, block: 0 }],
            repairs: Vec::new(),
            damage: Vec::new(),
            notes: Vec::new(),
            quotations: Vec::new(),
            aside: Aside::default(),
            raw,
        }
    }

    /// Leads a span of the repaired text back to the raw text.
    #[must_use]
    pub fn to_raw(&self, span: TextSpan) -> RawSpan {
        RawSpan::of(self.map.to_source(span.range()))
    }

    /// Leads a span of the raw text to the repaired text; empty where that was taken out.
    #[must_use]
    pub fn to_text(&self, span: RawSpan) -> TextSpan {
        TextSpan::of(self.map.to_target(span.range()))
    }

    /// The text for matching: the repaired text with what its [`Document::notes`] say was meant, and the map that leads
    /// it back to the repaired text.
    #[must_use]
    pub fn meant(&self) -> (Cow<'_, str>, TextMap) {
        if self.notes.is_empty() {
            return (Cow::Borrowed(&self.text), TextMap::identity(self.text.len()));
        }
        let mut text = String::with_capacity(self.text.len());
        let mut map = MapBuilder::default();
        let mut at = 0;
        for note in &self.notes {
            let Some(before) = self.text.get(at..note.text_span.start()) else { continue };
            if self.text.get(note.text_span.range()).is_none() {
                continue;
            }
            text.push_str(before);
            map.copy(before.len());
            text.push_str(&note.meant);
            map.replace(note.meant.len(), note.text_span.len());
            at = note.text_span.end();
        }
        text.push_str(&self.text[at..]);
        map.copy(self.text.len() - at);
        (Cow::Owned(text), map.finish())
    }

    /// Whether a span of the repaired text touches damage.
    #[must_use]
    pub fn is_damaged(&self, span: TextSpan) -> bool {
        self.damage.iter().any(|d| d.text_span.overlaps(span))
    }
}

/// What a document says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Metadata {
    /// Headline.
    #[serde(default)]
    pub title: Option<String>,
    /// Outlet that published it.
    #[serde(default)]
    pub outlet: Option<String>,
    /// Author line.
    #[serde(default)]
    pub author: Option<String>,
    /// When it was published.
    #[serde(default)]
    pub published: Option<Date>,
    /// When it was last changed.
    #[serde(default)]
    pub modified: Option<Date>,
    /// Canonical address.
    #[serde(default)]
    pub url: Option<String>,
    /// BCP 47: `zh-Hans`, `zh-Hant`, `en`, or `und`.
    #[serde(default)]
    pub language: Option<String>,
    /// Whether the text is invented, as the demo's articles say of themselves.
    #[serde(default)]
    pub fiction: bool,
}

/// How the bytes of a document were decoded, and why so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encoding {
    /// Label of the WHATWG Encoding Standard.
    pub name: String,
    /// What decided: byte-order mark, header, meta, detection, or a wrong label overruled.
    pub reason: String,
    /// Bytes that could not be decoded.
    pub undecodable: usize,
}

codes!(
    /// What a part of a text is.
    BlockKind, "block kind", {
        /// The headline.
        Title = "title",
        /// A heading inside the text.
        Heading = "heading",
        /// Running text.
        Paragraph = "paragraph",
        /// An item of a list.
        ListItem = "list_item",
        /// Words under a picture.
        Caption = "caption",
        /// A quotation set apart.
        Quotation = "quotation",
        /// Comment forms, disclaimers, related links: listed, and read for no claim.
        Boilerplate = "boilerplate",
    }
);

/// A part of the repaired text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands.
    pub span: TextSpan,
}

/// A sentence of the repaired text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Where it stands, without the white space around it.
    pub span: TextSpan,
    /// Index of its block.
    pub block: u32,
}

codes!(
    /// Which repair was made.
    RepairCode, "repair code", {
        /// A reading injected after its character: 戰(zhàn).
        Pinyin = "pinyin",
        /// UTF-8 read in another charset, and back.
        Mojibake = "mojibake",
        /// Entities and escapes left in the text.
        Entity = "entity",
        /// Stray tags.
        Tag = "tag",
        /// Zero-width and private-use characters.
        Invisible = "invisible",
        /// Marks put into a name: 界 * 面.
        Obfuscation = "obfuscation",
        /// Spaces between Chinese characters.
        Spacing = "spacing",
        /// A script converter's mistake: 領網域.
        Conversion = "conversion",
    }
);

/// One repair: what stood in the raw text, and what stands for it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// Which repair.
    pub code: RepairCode,
    /// Where in the raw text.
    pub span: RawSpan,
    /// Where its result stands in the repaired text.
    pub text_span: TextSpan,
}

/// A mistake of the text itself and no damage of its bytes: the page shows it, and so does the repaired text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What is wrong with it.
    pub code: RepairCode,
    /// Where in the raw text.
    pub span: RawSpan,
    /// Where it stands in the repaired text.
    pub text_span: TextSpan,
    /// What was meant, and is matched.
    pub meant: String,
}

/// A stretch that could not be repaired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Damage {
    /// What is wrong with it.
    pub code: RepairCode,
    /// Where in the raw text.
    pub span: RawSpan,
    /// Where it stands in the repaired text.
    pub text_span: TextSpan,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_leads_back_to_what_is_shown() {
        let text = "大模型領網域落後阿裡一步";
        let note = |wrong: &str, meant: &str| {
            let at = text.find(wrong).unwrap();
            let range = at..at + wrong.len();
            Note {
                code: RepairCode::Conversion,
                span: RawSpan::of(range.clone()),
                text_span: TextSpan::of(range),
                meant: meant.to_owned(),
            }
        };
        let mut doc = Document::undamaged("a.txt", text.to_owned(), Metadata::default());
        assert!(matches!(doc.meant().0, Cow::Borrowed(_)));
        doc.notes = vec![note("領網域", "領域"), note("阿裡", "阿里")];
        let (meant, map) = doc.meant();
        assert_eq!(meant, "大模型領域落後阿里一步");
        let back = |words: &str| {
            let at = meant.find(words).unwrap();
            &text[map.to_source(at..at + words.len())]
        };
        assert_eq!((back("領域"), back("域落"), back("阿里一步")), ("領網域", "領網域落", "阿裡一步"));
        assert_eq!(map.to_target(0..text.len()), 0..meant.len());
        // A note that lies on no character boundary says nothing.
        doc.notes[0].text_span = TextSpan::of(10..19);
        assert_eq!(doc.meant().0, "大模型領網域落後阿里一步");
    }
}
