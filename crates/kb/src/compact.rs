//! The compact form in which the shipped files lie inside the program: length-prefixed records, and behind them the
//! ways from ids and from names to entries, sorted, so that nothing is indexed when the program starts.
//!
//! Numbers are little-endian `u32`. A text is its length and its bytes. Texts that many entries share (kinds, dates,
//! files) stand once, in a table. The parts, in order: that table; entries; ids sorted, as numbers of entries; the names'
//! keys, each with its end in the texts and the end of its entries; the entries of keys; the texts of keys; the erased.

use std::borrow::Cow;

use tradewire_model::EntityId;

use crate::erasure::Erased;
use crate::{Class, Entry, Form, FormTag};

/// Classes by their number.
pub(crate) const CLASSES: [Class; 4] = [Class::Organisation, Class::Unit, Class::Person, Class::Outlet];
/// Tags by their number.
pub(crate) const TAGS: [FormTag; 7] = [
    FormTag::En,
    FormTag::ZhHans,
    FormTag::ZhHantTw,
    FormTag::ZhHantHk,
    FormTag::Short,
    FormTag::Former,
    FormTag::Product,
];
/// Where an entry has no such text.
pub(crate) const NONE: u32 = u32::MAX;

/// The ways from ids and names to entries, as they lie in the program.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Index {
    /// Numbers of entries, in the order of their ids.
    ids: &'static [u8],
    /// For each key, the end of its text in `texts` and the end of its entries in `at`.
    keys: &'static [u8],
    at: &'static [u8],
    texts: &'static str,
}

fn number(numbers: &[u8], i: usize) -> Option<usize> {
    let bytes = numbers.get(i * 4..i * 4 + 4)?;
    bytes.try_into().ok().map(|b| u32::from_le_bytes(b) as usize)
}

/// The place among `0..len` that compares as equal.
fn search(len: usize, mut compare: impl FnMut(usize) -> Option<std::cmp::Ordering>) -> Option<usize> {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        match compare(middle)? {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Equal => return Some(middle),
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

impl Index {
    /// The entry of an id.
    pub(crate) fn of_id(&self, id: &str, entries: &[Entry]) -> Option<usize> {
        let at =
            search(self.ids.len() / 4, |i| Some(entries.get(number(self.ids, i)?)?.id.as_str().cmp(id)))?;
        number(self.ids, at)
    }

    /// The entries that bear a name with a key.
    pub(crate) fn of_key(&self, key: &str) -> impl Iterator<Item = usize> + use<> {
        let at = self.at;
        let found = search(self.keys.len() / 8, |i| Some(self.key(i)?.cmp(key)));
        let range = found.and_then(|i| Some(self.end(i, 1)?..number(self.keys, i * 2 + 1)?));
        range.unwrap_or_default().filter_map(move |i| number(at, i))
    }

    fn key(&self, i: usize) -> Option<&'static str> {
        self.texts.get(self.end(i, 0)?..number(self.keys, i * 2)?)
    }

    /// Where the key before the i-th ends, in texts or in entries.
    fn end(&self, i: usize, which: usize) -> Option<usize> {
        match i.checked_sub(1) {
            Some(before) => number(self.keys, before * 2 + which),
            None => Some(0),
        }
    }
}

struct Reader {
    rest: &'static [u8],
}

impl Reader {
    fn bytes(&mut self, n: usize) -> Option<&'static [u8]> {
        let (head, rest) = self.rest.split_at_checked(n)?;
        self.rest = rest;
        Some(head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.bytes(1).map(|b| b[0])
    }

    fn u32(&mut self) -> Option<u32> {
        self.bytes(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    fn len(&mut self) -> Option<usize> {
        self.u32().map(|n| n as usize)
    }

    fn text(&mut self) -> Option<&'static str> {
        let n = self.len()?;
        std::str::from_utf8(self.bytes(n)?).ok()
    }

    fn list<T>(&mut self, one: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let n = self.len()?;
        // No record takes less than a byte, so a false number reserves no more than there is.
        let mut out = Vec::with_capacity(n.min(self.rest.len()));
        for _ in 0..n {
            out.push(one(self)?);
        }
        Some(out)
    }

    fn shared(&mut self, table: &[&'static str]) -> Option<Cow<'static, str>> {
        let i = self.len()?;
        table.get(i).map(|t| Cow::Borrowed(*t))
    }

    fn optional(&mut self, table: &[&'static str]) -> Option<Option<Cow<'static, str>>> {
        match self.u32()? {
            NONE => Some(None),
            i => table.get(i as usize).map(|t| Some(Cow::Borrowed(*t))),
        }
    }

    fn entry(&mut self, table: &[&'static str]) -> Option<Entry> {
        Some(Entry {
            class: *CLASSES.get(usize::from(self.byte()?))?,
            id: EntityId::new(self.text()?),
            name: self.text()?.to_owned(),
            forms: self.list(|r| {
                Some(Form { tag: *TAGS.get(usize::from(r.byte()?))?, text: r.text()?.to_owned() })
            })?,
            parent: self.optional(table)?.map(EntityId::new),
            affiliations: self.list(|r| r.shared(table).map(EntityId::new))?,
            kind: self.optional(table)?,
            country: self.optional(table)?,
            beat: self.optional(table)?,
            as_of: self.shared(table)?,
            source: self.shared(table)?,
            file: self.shared(table)?,
        })
    }
}

/// Reads what `build.rs` wrote; nothing where the bytes are something else.
pub(crate) fn read(bytes: &'static [u8]) -> Option<(Vec<Entry>, Index, Erased)> {
    let mut r = Reader { rest: bytes };
    let table = r.list(Reader::text)?;
    let entries = r.list(|r| r.entry(&table))?;
    let mut numbers = |per: usize| {
        let n = r.len()?;
        r.bytes(n.checked_mul(per)?)
    };
    let (ids, keys, at) = (numbers(4)?, numbers(8)?, numbers(4)?);
    let texts = r.text()?;
    let mut erased = Erased::default();
    for (salt, hashes) in r.list(|r| Some((r.text()?, r.list(Reader::text)?)))? {
        erased.add(salt, hashes.into_iter().map(str::to_owned));
    }
    r.rest.is_empty().then_some((entries, Index { ids, keys, at, texts }, erased))
}
