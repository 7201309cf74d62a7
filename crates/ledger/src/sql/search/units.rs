//! A query as the things it names: people and firms however they are typed, sums, words.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use serde::Deserialize;
use tradewire_model::{ClaimKind, Date, Decimal};
use tradewire_quantity::{Context, Kind, recognise};
use tradewire_script::{fold_char, key};

use super::{Find, anywhere, begins, entities, index};
use crate::db::{Connection, Doing, corrupt};
use crate::near::{is_meant, sound_keys, typo_keys};
use crate::sort_key::sort_key;
use crate::tokens::{Piece, Term, pieces, terms};
use crate::{EntityClass, EntityRecord, Result};

/// A name may stand for so many entities.
const BEARERS: usize = 6;
/// Of those under one key so many are put in order.
const CALLED: usize = 1_000;
/// So many words in a row are tried as one name.
const NAME_WORDS: usize = 5;
/// So many ideographs in a row are tried as one name.
const NAME_CHARS: usize = 12;
/// A word of the lexicon has so many ideographs at most.
const WORD_CHARS: usize = 6;
/// A query is taken apart no further than this.
const QUERY_CHARS: usize = 120;
/// A surname that stands for its bearers has so many letters at least.
const SURNAME_CHARS: usize = 4;
/// A name is looked for under so many of its forms.
const FORMS: usize = 10;
/// Sums that differ by less than this share are the same.
const TOLERANCE: f64 = 0.02;

/// Words of queries, as data.
pub(super) struct Lexicon {
    skip: Vec<String>,
    /// Longest first.
    cut: Vec<Vec<char>>,
    kinds: BTreeMap<String, Vec<ClaimKind>>,
    /// Words that mean the same, by each of them without what separates it.
    same: HashMap<String, Arc<[String]>>,
    /// Words for what somebody is, those that mean the same together.
    pub(super) roles: Vec<Vec<Vec<char>>>,
    /// Words beside them that tell nobody apart.
    pub(super) manners: Vec<Vec<char>>,
}

pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    #[derive(Deserialize, Default)]
    struct File {
        skip: Vec<String>,
        cut: Vec<String>,
        roles: Vec<Vec<String>>,
        manners: Vec<String>,
        same: Vec<Vec<String>>,
        kinds: BTreeMap<String, Vec<String>>,
    }
    // A test reads it; a broken file leaves searches without it.
    let file: File =
        toml::from_str(include_str!("../../../../../rules/search/words.toml")).unwrap_or_default();
    let mut cut: Vec<Vec<char>> = file.cut.iter().map(|w| w.chars().collect()).collect();
    cut.sort_by_key(|w| std::cmp::Reverse(w.len()));
    let mut kinds: BTreeMap<String, Vec<ClaimKind>> = BTreeMap::new();
    for (kind, words) in file.kinds {
        let Ok(kind) = kind.parse::<ClaimKind>() else { continue };
        for word in words {
            kinds.entry(word).or_default().push(kind);
        }
    }
    let mut same: HashMap<String, Arc<[String]>> = HashMap::new();
    for group in file.same {
        let group: Arc<[String]> = group.into();
        for word in group.iter() {
            same.entry(joined(word)).or_insert_with(|| Arc::clone(&group));
        }
    }
    let letters = |words: Vec<String>| words.iter().map(|w| w.chars().collect()).collect();
    let roles = file.roles.into_iter().map(letters).collect();
    Lexicon { skip: file.skip, cut, kinds, same, roles, manners: letters(file.manners) }
});

/// One thing a query asks for.
#[derive(Debug)]
pub(super) enum Unit {
    /// Somebody, by any form of the name.
    Name {
        /// Who may be meant: rows and ids.
        bearers: Vec<(i64, String)>,
        /// Their forms, as a query.
        forms: Find,
        /// Whether all of them are people.
        person: bool,
    },
    /// A sum of money.
    Sum { low: f64, high: f64, words: Option<Find> },
    /// Days, as texts that sort: an event that was last written of between them answers.
    When { first: String, last: String },
    /// Words; an event of one of the kinds answers them a little.
    Words { words: Find, kinds: Vec<ClaimKind> },
}

impl Unit {
    /// The words by which rows that answer it are found.
    pub fn words(&self) -> Option<&Find> {
        match self {
            Self::Name { forms: words, .. } | Self::Words { words, .. } => Some(words),
            Self::Sum { words, .. } => words.as_ref(),
            Self::When { .. } => None,
        }
    }
}

/// A unit with its weight; a query's weights add up to what a full answer scores.
#[derive(Debug)]
pub(super) struct Weighed {
    pub unit: Unit,
    pub weight: u32,
}

struct Reader<'a> {
    conn: &'a Connection,
    units: Vec<Weighed>,
}

/// A word of the lexicon as a query has it, without what separates it: «non-compete» and «noncompete» are one.
fn joined(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether it is a word of the lexicon, and so no name with a mistake in it.
pub(super) fn is_word(text: &str) -> bool {
    LEXICON.kinds.contains_key(text) || LEXICON.same.contains_key(text)
}

/// Words, or others that mean the same.
fn said(words: Find, word: &str) -> Find {
    let Some(group) = LEXICON.same.get(word) else { return words };
    let others = group.iter().filter(|other| joined(other) != word).map(|other| {
        let terms = terms(other);
        Find::All(terms.iter().map(super::exact).collect())
    });
    Find::Any(std::iter::once(words).chain(others).collect())
}

/// The first and the last day of a date, as texts that sort; empty where it has no place in time.
fn days(date: &Date) -> (String, String) {
    let last = match date {
        Date::Interval(_, to) => to,
        date => date,
    };
    // Behind every day of a month or a year.
    (sort_key(Some(date)), format!("{}~", sort_key(Some(last))))
}

/// The kinds of events that words of a query speak of.
pub(super) fn kinds_in(query: &str) -> Vec<ClaimKind> {
    let mut out = Vec::new();
    for piece in pieces(query) {
        match piece {
            Piece::Word { text, .. } => out.extend(LEXICON.kinds.get(&text).into_iter().flatten()),
            Piece::Run(run) => {
                let run: String = run.iter().copied().map(fold_char).collect();
                let spoken = LEXICON.kinds.iter().filter(|(word, _)| run.contains(word.as_str()));
                out.extend(spoken.flat_map(|(_, kinds)| kinds));
            }
        }
    }
    out
}

/// The entity of a row.
pub(super) fn record(conn: &Connection, no: i64) -> Result<EntityRecord> {
    let body: String = conn
        .prepare_cached("SELECT body FROM view_entity WHERE no = ?1")
        .and_then(|mut s| s.query_row([no], |r| r.get(0)))
        .doing("searching")?;
    serde_json::from_str(&body).map_err(|e| corrupt(format!("entity row {no}"), e))
}

/// Who bears a name with this key.
pub(super) fn bearing(conn: &Connection, key: &str) -> Result<Vec<(i64, String)>> {
    under(conn, "view_entity_form", key)
}

/// Those who are found under a key of a table.
fn under(conn: &Connection, table: &'static str, key: &str) -> Result<Vec<(i64, String)>> {
    if key.is_empty() {
        return Ok(Vec::new());
    }
    conn.prepare_cached(&format!(
        "SELECT e.no, e.id FROM (SELECT entity FROM {table} WHERE key = ?1 ORDER BY entity LIMIT {CALLED}) f
         CROSS JOIN view_entity e ON e.no = f.entity ORDER BY {} LIMIT {BEARERS}",
        entities::ORDER
    ))
    .and_then(|mut s| s.query_map([key], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
    .doing("searching")
}

/// Takes a query apart.
pub(super) fn units(conn: &Connection, query: &str) -> Result<Vec<Weighed>> {
    let head = query.char_indices().nth(QUERY_CHARS).map_or(query, |(end, _)| &query[..end]);
    let mut reader = Reader { conn, units: Vec::new() };
    let mut from = 0;
    for quantity in recognise(head, &Context::default()) {
        if let (Kind::Date(when), true) = (&quantity.kind, quantity.range.start >= from) {
            let (first, last) = days(&when.date);
            if !first.is_empty() {
                reader.words(&head[from..quantity.range.start])?;
                reader.units.push(Weighed { unit: Unit::When { first, last }, weight: 15 });
                from = quantity.range.end;
                continue;
            }
        }
        let bounds = match &quantity.kind {
            Kind::Money(m) => Some(m.amount.interval()),
            Kind::Number(n) if n.value.is_some_and(|v| v >= Decimal::from(1_000_000)) => {
                Some((n.value, n.value))
            }
            _ => None,
        };
        let (start, end) = (quantity.range.start, quantity.range.end);
        let Some((low, high)) = bounds.filter(|_| start >= from) else { continue };
        let float = |d: Decimal| d.to_string().parse::<f64>().ok();
        let (low, high) = (low.or(high).and_then(float), high.or(low).and_then(float));
        let (Some(low), Some(high)) = (low, high) else { continue };
        reader.words(&head[from..start])?;
        let words = anywhere(&terms(&head[start..end]));
        let unit = Unit::Sum { low: low * (1.0 - TOLERANCE), high: high * (1.0 + TOLERANCE), words };
        reader.units.push(Weighed { unit, weight: 30 });
        from = end;
    }
    reader.words(&head[from..])?;
    Ok(reader.units)
}

impl Reader<'_> {
    fn words(&mut self, text: &str) -> Result<()> {
        // Words that marks join are one: 14.3, GPT-4.
        let mut latin: Vec<Vec<String>> = Vec::new();
        for piece in pieces(text) {
            match piece {
                Piece::Word { text, glued } => match latin.last_mut() {
                    Some(last) if glued => last.push(text),
                    _ => latin.push(vec![text]),
                },
                Piece::Run(run) => {
                    self.latin(&std::mem::take(&mut latin))?;
                    self.han(&run)?;
                }
            }
        }
        self.latin(&latin)
    }

    /// Words in a row: the longest names first, then names by their sound, then single words.
    fn latin(&mut self, words: &[Vec<String>]) -> Result<()> {
        let mut at = 0;
        while at < words.len() {
            let mut taken = 0;
            for len in (1..=NAME_WORDS.min(words.len() - at)).rev() {
                let window: Vec<String> = words[at..at + len].iter().map(|w| w.concat()).collect();
                let joined = window.concat();
                let plain = |w: &String| LEXICON.skip.contains(w) || LEXICON.kinds.contains_key(w);
                if joined.chars().count() < 2 || window.iter().all(plain) {
                    continue;
                }
                let mut bearers = self.bearing(&key(&joined))?;
                let spelt = |word: &str| {
                    Ok::<_, crate::LedgerError>(self.in_a_name(word)? || self.stands_in_a_text(word)?)
                };
                if bearers.is_empty() && !(len == 1 && spelt(&window[0])?) {
                    for near in sound_keys(&joined) {
                        bearers.extend(self.near(&near, "")?);
                    }
                }
                if !bearers.is_empty() {
                    self.name(bearers, 30)?;
                    taken = len;
                    break;
                }
                // Words that have a meaning together only: «stock options».
                if len > 1 && LEXICON.same.contains_key(&joined) {
                    let all = words[at..at + len].iter().map(|w| super::exact(&Term::Words(w.clone())));
                    let kinds = LEXICON.kinds.get(&joined).cloned().unwrap_or_default();
                    self.push(said(Find::All(all.collect()), &joined), kinds, 20);
                    taken = len;
                    break;
                }
            }
            if taken == 0 {
                self.word(&words[at])?;
                taken = 1;
            }
            at += taken;
        }
        Ok(())
    }

    fn word(&mut self, words: &[String]) -> Result<()> {
        let word = words.concat();
        let word = word.as_str();
        if LEXICON.skip.iter().any(|w| w == word) {
            return Ok(());
        }
        let kinds = LEXICON.kinds.get(word).cloned().unwrap_or_default();
        if kinds.is_empty() {
            let called = self.called(word)?;
            if called.is_empty() && !self.stands_in_a_text(word)? {
                let meant = self.meant(word)?;
                if !meant.is_empty() {
                    return self.name(meant, 25);
                }
            }
            // A surname alone, where few have it.
            if (1..=BEARERS).contains(&called.len()) && word.chars().count() >= SURNAME_CHARS {
                let people = self.people(called)?;
                if !people.is_empty() {
                    return self.name(people, 25);
                }
            }
        }
        let weight = match (kinds.is_empty(), word.chars().count()) {
            (_, 0..2) => 5,
            (true, _) => 20,
            (false, _) => 15,
        };
        let term = Term::Words(words.to_vec());
        self.push(said(begins(&term), word), kinds, weight);
        Ok(())
    }

    /// A run of ideographs: names in it, then what is left between the words that ask for nothing.
    fn han(&mut self, run: &[char]) -> Result<()> {
        let run: Vec<char> = run.iter().copied().map(fold_char).collect();
        let mut rest: Vec<char> = Vec::new();
        let mut at = 0;
        while at < run.len() {
            let mut found = None;
            for len in (2..=NAME_CHARS.min(run.len() - at)).rev() {
                let window = String::from_iter(&run[at..at + len]);
                let mut bearers = self.bearing(&key(&window))?;
                if bearers.is_empty() && (3..=6).contains(&len) && !is_word(&window) {
                    // A longer name by its sound, before a shorter one by its letters.
                    for near in sound_keys(&window) {
                        bearers.extend(self.near(&near, "")?);
                    }
                }
                if !bearers.is_empty() {
                    found = Some((len, bearers));
                    break;
                }
            }
            match found {
                Some((len, bearers)) => {
                    self.between(&std::mem::take(&mut rest))?;
                    self.name(bearers, 30)?;
                    at += len;
                }
                None => {
                    rest.push(run[at]);
                    at += 1;
                }
            }
        }
        self.between(&rest)
    }

    /// Ideographs that hold no name that is spelt right.
    fn between(&mut self, run: &[char]) -> Result<()> {
        // A name may hold any character, so names by sound come before the cutting.
        let mut at = 0;
        let mut rest: Vec<char> = Vec::new();
        while at < run.len() {
            let mut found = None;
            let whole = run.len() == 2 && at == 0;
            for len in (if whole { 2..=2 } else { 3..=6.min(run.len() - at) }).rev() {
                if is_word(&String::from_iter(&run[at..at + len])) {
                    continue;
                }
                let window = String::from_iter(&run[at..at + len]);
                let mut bearers = Vec::new();
                for near in sound_keys(&window) {
                    bearers.extend(self.near(&near, "")?);
                }
                if bearers.is_empty() && len > 2 {
                    bearers = self.meant(&window)?;
                }
                if !bearers.is_empty() {
                    found = Some((len, bearers));
                    break;
                }
            }
            match found {
                Some((len, bearers)) => {
                    self.plain(&std::mem::take(&mut rest));
                    self.name(bearers, 25)?;
                    at += len;
                }
                None => {
                    rest.push(run[at]);
                    at += 1;
                }
            }
        }
        self.plain(&rest);
        Ok(())
    }

    /// Ideographs without any name: words for what happened, and pairs.
    fn plain(&mut self, run: &[char]) {
        let (mut at, mut from) = (0, 0);
        while at < run.len() {
            let rest = &run[at..];
            let known = (1..=WORD_CHARS.min(rest.len())).rev().find_map(|len| {
                let word = String::from_iter(&rest[..len]);
                let kinds = LEXICON.kinds.get(&word).cloned();
                (kinds.is_some() || LEXICON.same.contains_key(&word))
                    .then(|| (len, word, kinds.unwrap_or_default()))
            });
            if let Some((len, word, kinds)) = known {
                self.pairs(&run[from..at]);
                let weight = if kinds.is_empty() { 20 } else { 15 };
                self.push(said(expression_of(&rest[..len]), &word), kinds, weight);
                at += len;
                from = at;
            } else if let Some(cut) = LEXICON.cut.iter().find(|c| rest.starts_with(c)) {
                self.pairs(&run[from..at]);
                at += cut.len();
                from = at;
            } else {
                at += 1;
            }
        }
        self.pairs(&run[from..]);
    }

    /// Each pair of neighbours is a unit; together they weigh what two or three words do.
    fn pairs(&mut self, run: &[char]) {
        if run.len() == 1 && !self.units.is_empty() {
            return;
        }
        let n = u32::try_from(run.len().saturating_sub(1).max(1)).unwrap_or(1);
        let weight = ((20 + 5 * (n - 1)).min(45) / n).max(4);
        for pair in run.windows(run.len().clamp(1, 2)) {
            self.push(expression_of(pair), Vec::new(), weight);
        }
    }

    /// Adds words, once.
    fn push(&mut self, words: Find, kinds: Vec<ClaimKind>, weight: u32) {
        let known = |u: &Weighed| matches!(&u.unit, Unit::Words { words: w, .. } if *w == words);
        if !self.units.iter().any(known) {
            self.units.push(Weighed { unit: Unit::Words { words, kinds }, weight });
        }
    }

    fn name(&mut self, mut bearers: Vec<(i64, String)>, weight: u32) -> Result<()> {
        let mut seen = std::collections::HashSet::new();
        bearers.retain(|(no, _)| seen.insert(*no));
        bearers.truncate(BEARERS);
        let mut forms: Vec<Find> = Vec::new();
        let mut person = true;
        for (no, _) in &bearers {
            let record = record(self.conn, *no)?;
            person &= record.class == EntityClass::Person;
            let all = std::iter::once(record.name).chain(record.forms);
            for one in all.take(FORMS) {
                let words: Vec<Find> = terms(&one).iter().map(super::exact).collect();
                if !words.is_empty() {
                    forms.push(Find::All(words));
                }
            }
        }
        self.units.push(Weighed { unit: Unit::Name { bearers, forms: Find::Any(forms), person }, weight });
        Ok(())
    }

    fn bearing(&self, key: &str) -> Result<Vec<(i64, String)>> {
        bearing(self.conn, key)
    }

    /// Who is found under a near key; where `typed` is given, only those who may be meant by it.
    fn near(&self, key: &str, typed: &str) -> Result<Vec<(i64, String)>> {
        let mut found = under(self.conn, "view_entity_near", key)?;
        if !typed.is_empty() {
            let mut meant = Vec::new();
            for (no, id) in found {
                let record = record(self.conn, no)?;
                if std::iter::once(&record.name).chain(&record.forms).any(|form| is_meant(typed, form)) {
                    meant.push((no, id));
                }
            }
            found = meant;
        }
        Ok(found)
    }

    /// Who may be meant by a word with a mistake in it.
    fn meant(&self, word: &str) -> Result<Vec<(i64, String)>> {
        let mut out = Vec::new();
        for near in typo_keys(word) {
            out.extend(self.near(&near, word)?);
        }
        Ok(out)
    }

    /// Those whose names hold the word; one more than may bear a name at most.
    fn called(&self, word: &str) -> Result<Vec<i64>> {
        let find = Find::Named { tokens: vec![word.to_owned()], open: false };
        let (matches, value) = find.clause(self.conn, index::ENTITY)?;
        let most = BEARERS + 1;
        self.conn
            .prepare_cached(&format!(
                "SELECT rowid FROM {} WHERE {matches} ORDER BY rowid LIMIT {most}",
                index::ENTITY
            ))
            .and_then(|mut s| s.query_map(value.into_iter().collect::<Vec<_>>(), |r| r.get(0))?.collect())
            .doing("searching")
    }

    /// Those of some entities that are people.
    fn people(&self, rows: Vec<i64>) -> Result<Vec<(i64, String)>> {
        let mut out = Vec::new();
        for no in rows {
            let record = record(self.conn, no)?;
            if record.class == EntityClass::Person {
                out.push((no, record.id.to_string()));
            }
        }
        Ok(out)
    }

    /// Whether a word stands in any document, and so is spelt as it should be.
    fn stands_in_a_text(&self, word: &str) -> Result<bool> {
        let find = Find::Phrase { tokens: vec![word.to_owned()], open: false };
        let (matches, value) = find.clause(self.conn, index::DOCUMENT)?;
        self.conn
            .prepare_cached(&format!("SELECT 1 FROM {} WHERE {matches} LIMIT 1", index::DOCUMENT))
            .and_then(|mut s| s.exists(value.into_iter().collect::<Vec<_>>()))
            .doing("searching")
    }

    /// Whether any name holds the word.
    fn in_a_name(&self, word: &str) -> Result<bool> {
        let find = Find::Named { tokens: vec![word.to_owned()], open: false };
        let (matches, value) = find.clause(self.conn, index::ENTITY)?;
        self.conn
            .prepare_cached(&format!("SELECT 1 FROM {} WHERE {matches} LIMIT 1", index::ENTITY))
            .and_then(|mut s| s.exists(value.into_iter().collect::<Vec<_>>()))
            .doing("searching")
    }
}

fn expression_of(run: &[char]) -> Find {
    anywhere(&terms(&String::from_iter(run))).unwrap_or(Find::NOTHING)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::near::is_han;

    #[test]
    fn the_words_are_folded_and_there() {
        let lexicon = &*LEXICON;
        assert!(lexicon.skip.len() > 20 && lexicon.cut.len() > 20 && lexicon.kinds.len() > 80);
        for word in lexicon.kinds.keys().chain(&lexicon.skip) {
            assert_eq!(word, &tradewire_script::fold_str(word));
        }
        assert!(lexicon.cut.iter().flatten().all(|c| is_han(*c)));
    }
}
