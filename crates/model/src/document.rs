use serde::{Deserialize, Serialize};

use crate::amount::codes;
use crate::{Date, DocId, RawSpan, TextMap, TextSpan};

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
}

impl Document {
    /// Makes the id of a document.
    #[must_use]
    pub fn content_id(name: &str, raw: &str) -> DocId {
        DocId::of([name, raw])
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
