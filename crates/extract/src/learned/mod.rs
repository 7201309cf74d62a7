//! What labelled sentences have taught: which words are names, what a trigger tells, who plays which part in it.
//!
//! Rules find most of it exactly; phrasing that nobody foresaw is left to two small models. They run only on sentences
//! with triggers, and a claim that they had a hand in says so in its derivation. `tradewire-bench train` makes
//! `data/learned.bin` from `corpus/labelled`.

pub(crate) mod figure;
pub(crate) mod linear;
pub(crate) mod manner;
pub(crate) mod names;
pub(crate) mod net;
pub(crate) mod passage;
pub(crate) mod propose;
pub(crate) mod roles;
pub(crate) mod said;
pub(crate) mod tagger;

use linear::Weights;
use roles::Roles;
use tagger::Tagger;

/// The models that ship with the program.
static SHIPPED: &[u8] = include_bytes!("../../data/learned.bin");

/// First bytes of a file of models.
const MAGIC: &[u8] = b"TWL4";

/// The models: names in Chinese and in other sentences, then events and parts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Learned {
    pub(crate) han: Tagger,
    pub(crate) latin: Tagger,
    /// What speaks for one that a pronoun may point back to.
    pub(crate) pointers: Option<Weights>,
    pub(crate) roles: Option<Roles>,
}

impl Learned {
    /// The models that ship.
    pub(crate) fn shipped() -> Option<Self> {
        Self::from_bytes(SHIPPED)
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (han, rest) = Tagger::from_bytes(rest)?;
        let (latin, rest) = Tagger::from_bytes(rest)?;
        if rest.is_empty() {
            return Some(Self { han, latin, pointers: None, roles: None });
        }
        let (pointers, rest) = Weights::from_bytes(rest)?;
        let roles = if rest.is_empty() { None } else { Some(Roles::from_bytes(rest)?.0) };
        Some(Self { han, latin, pointers: Some(pointers), roles })
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(self.han.to_bytes());
        out.extend(self.latin.to_bytes());
        if let Some(p) = &self.pointers {
            out.extend(p.to_bytes());
            if let Some(r) = &self.roles {
                out.extend(r.to_bytes());
            }
        }
        out
    }

    pub(crate) fn tagger(&self, chinese: bool) -> &Tagger {
        if chinese { &self.han } else { &self.latin }
    }
}
