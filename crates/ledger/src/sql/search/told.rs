//! Whom a query asks after without naming them: the chief executive of a firm, the maker of a thing. Whoever the texts tell
//! of nearest to the words is meant.

use std::collections::{BTreeSet, HashMap, HashSet};

use tradewire_script::{fold_char, key};

use super::units::{LEXICON, Unit, Weighed, bearing, is_word, kinds_in, record, units};
use super::{Ask, Find, tier};
use crate::db::{Doing, corrupt};
use crate::near::is_han;
use crate::sql::text_cache;
use crate::tokens::{Term, terms};
use crate::{EntityClass, EntityRecord, HitKind, Result};

/// So many of the documents found are read, and so much of each.
const DOCUMENTS: usize = 6;
const TEXT_CHARS: usize = 20_000;
/// So many who are named in a document are looked for.
const PEOPLE: usize = 100;
/// What is farther away than this, in characters, or not there at all, counts as this far.
const FAR: usize = 150;
/// Each end of a sentence between two places counts as so many characters.
const SENTENCE: usize = 40;
/// On the average what is asked for must stand so near, in characters.
const NEAR: usize = 60;
/// Words that stand in more documents than this do not tell who is meant.
const RARE: usize = 3;
/// Nor does a run of more ideographs.
const RARE_CHARS: usize = 4;
/// A name that is sought by what stands in brackets behind it has so many ideographs at most.
const GLOSSED_CHARS: usize = 8;
/// So much of what stands in brackets is a name at most.
const GLOSS_CHARS: usize = 60;
/// When so many of what may be names are at hand, no more are looked for.
const NAMES: usize = 100;
/// A firm counts as so much farther away than somebody.
const OTHER: usize = 20;

/// Something that the query says of whom it asks after, in all its forms.
struct Sign {
    forms: Vec<Vec<char>>,
}

/// A text for looking up places.
struct Text {
    chars: Vec<char>,
    /// How many sentences ended before each character.
    ends: Vec<u32>,
    /// Where each character stands.
    at: HashMap<char, Vec<usize>>,
}

impl Ask<'_> {
    /// The entity that the query asks after, with its score; nothing where it names whom it means, or nobody is told of.
    pub(super) fn told(&self, found: &[(u32, HitKind, i64)]) -> Result<Option<(u32, i64)>> {
        if !self.conditions.is_empty()
            || found.iter().any(|f| f.1 == HitKind::Entity && f.0 >= tier::ENTITY_HOLDS)
        {
            return Ok(None);
        }
        let (roles, rest) = roles_in(self.query);
        let asked = !roles.is_empty();
        let mut hits: Vec<(u32, i64)> =
            found.iter().filter(|f| f.1 == HitKind::Document).map(|f| (f.0, f.2)).collect();
        hits.sort_by_key(|d| std::cmp::Reverse(d.0));
        if let Some(meant) = self.glossed(&hits)? {
            return Ok(Some((tier::ENTITY_MEANT, meant)));
        }
        // What most queries are is known before anything is looked up.
        if !asked && !self.is_rare(&hits) {
            return Ok(None);
        }
        let parts = units(self.conn, &rest)?;
        let mut signs: Vec<Sign> = roles.iter().map(|group| Sign { forms: (*group).clone() }).collect();
        let (words, named) = self.signs(&parts)?;
        let alone = words.is_empty() && named.is_empty();
        if alone && !asked {
            return Ok(None);
        }
        signs.extend(words);
        signs.extend(named);
        // A role stands in a text by any of its words.
        let mut documents =
            if asked { self.matching(HitKind::Document, &all_of(&roles, &parts))? } else { Vec::new() };
        // A role alone tells of somebody where few have it.
        if alone && documents.len() > DOCUMENTS {
            return Ok(None);
        }
        documents.truncate(DOCUMENTS);
        for (_, document) in hits {
            if !documents.contains(&document) {
                documents.push(document);
            }
        }
        let bearers: HashSet<i64> = parts
            .iter()
            .filter_map(|u| match &u.unit {
                Unit::Name { bearers, .. } => Some(bearers.iter().map(|(no, _)| *no)),
                _ => None,
            })
            .flatten()
            .collect();
        let mut best: Option<(usize, usize, i64)> = None;
        for (rank, document) in documents.iter().take(DOCUMENTS).enumerate() {
            let Some(text) = self.text(*document)? else { continue };
            let places: Vec<Vec<(usize, usize)>> = signs.iter().map(|s| text.places(&s.forms)).collect();
            let mut people = self.named_by(*document)?;
            if asked {
                // Somebody stands in a text without a part in what was read out of it.
                for name in text.names_near(&places) {
                    for (no, _) in bearing(self.conn, &key(&name))? {
                        if people.iter().all(|(known, _)| *known != no) {
                            people.push((no, record(self.conn, no)?));
                        }
                    }
                }
            }
            for (no, e) in people {
                if bearers.contains(&no)
                    || asked && e.class != EntityClass::Person
                    || e.class == EntityClass::Outlet
                {
                    continue;
                }
                let forms: Vec<Vec<char>> = forms(&e);
                let near = text.places(&forms).into_iter().map(|at| text.far_from(at, &places)).min();
                let other = if e.class == EntityClass::Person { 0 } else { OTHER };
                let candidate = near.map(|far| (far + other, rank, no));
                best = best.into_iter().chain(candidate).min();
            }
        }
        let near = best.filter(|(far, _, _)| *far <= NEAR * signs.len());
        Ok(near.map(|(_, _, no)| (if asked { tier::ENTITY_ASKED } else { tier::ENTITY_TOLD }, no)))
    }

    /// Whoever is written behind the query in a text: 舒曼 stands there as 舒曼（John Schulman）.
    fn glossed(&self, hits: &[(u32, i64)]) -> Result<Option<i64>> {
        let [run @ Term::Run(_)] = self.terms else { return Ok(None) };
        let forms: Vec<Vec<char>> = std::iter::once(run.needle())
            .chain(run.others().iter().map(Term::needle))
            .map(|f| f.chars().collect())
            .collect();
        if forms[0].len() > GLOSSED_CHARS || is_word(&run.needle()) {
            return Ok(None);
        }
        for (_, document) in hits.iter().filter(|d| d.0 > tier::PART).take(DOCUMENTS) {
            let Some(text) = self.text(*document)? else { continue };
            for (_, end) in text.places(&forms) {
                let Some(gloss) = text.gloss(end) else { continue };
                let bearers = bearing(self.conn, &key(&gloss))?;
                if let Some((no, _)) = bearers.first() {
                    return Ok(Some(*no));
                }
            }
        }
        Ok(None)
    }

    /// Whether the query is one word that few documents hold, and that speaks of no sort of event.
    fn is_rare(&self, hits: &[(u32, i64)]) -> bool {
        let holding = hits.iter().filter(|d| d.0 > tier::PART).count();
        let word = match self.terms {
            [Term::Words(words)] => words.len() == 1,
            [run @ Term::Run(_)] => run.needle().chars().count() <= RARE_CHARS,
            _ => false,
        };
        word && (1..=RARE).contains(&holding) && kinds_in(self.query).is_empty()
    }

    /// Words and names of a query as signs.
    fn signs(&self, parts: &[Weighed]) -> Result<(Vec<Sign>, Vec<Sign>)> {
        let (mut words, mut named) = (Vec::new(), Vec::new());
        for part in parts {
            match &part.unit {
                Unit::Name { bearers, .. } => {
                    let mut all = Vec::new();
                    for (no, _) in bearers {
                        all.extend(forms(&record(self.conn, *no)?));
                    }
                    named.push(Sign { forms: all });
                }
                Unit::Words { words: find, .. } => {
                    let forms = find.spelt();
                    if !forms.is_empty() {
                        words.push(Sign { forms });
                    }
                }
                Unit::Sum { .. } | Unit::When { .. } => {}
            }
        }
        Ok((words, named))
    }

    /// Who has a part in what a document reports.
    fn named_by(&self, document: i64) -> Result<Vec<(i64, EntityRecord)>> {
        let sql = format!(
            "SELECT DISTINCT x.no, x.body FROM document d CROSS JOIN view_event_document v ON v.document = d.id
             CROSS JOIN view_event_entity p ON p.event = v.event CROSS JOIN view_entity x ON x.id = p.entity
             WHERE d.no = ?1 ORDER BY x.no LIMIT {PEOPLE}"
        );
        let rows: Vec<(i64, String)> = self
            .conn
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_map([document], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
            .doing("searching")?;
        rows.into_iter()
            .map(|(no, body)| {
                let e = serde_json::from_str(&body).map_err(|e| corrupt(format!("entity row {no}"), e))?;
                Ok((no, e))
            })
            .collect()
    }

    fn text(&self, document: i64) -> Result<Option<Text>> {
        let id: String = self
            .conn
            .prepare_cached("SELECT id FROM document WHERE no = ?1")
            .and_then(|mut s| s.query_row([document], |r| r.get(0)))
            .doing("searching")?;
        let document = text_cache::read(self.conn, &id)?;
        Ok(document.map(|d| Text::of(&format!("{}\n{}", d.meta.title.unwrap_or_default(), d.text))))
    }
}

/// What a document must hold to tell of somebody in these roles.
fn all_of(roles: &[&Vec<Vec<char>>], parts: &[Weighed]) -> Find {
    let role = |group: &&Vec<Vec<char>>| {
        let words = group.iter().map(|w| terms(&w.iter().collect::<String>()));
        Find::Any(words.map(|terms| Find::All(terms.iter().map(super::exact).collect())).collect())
    };
    let said = parts.iter().filter_map(|u| u.unit.words().filter(|w| !w.is_empty()).cloned());
    Find::All(roles.iter().map(role).chain(said).collect())
}

fn forms(e: &EntityRecord) -> Vec<Vec<char>> {
    std::iter::once(&e.name)
        .chain(&e.forms)
        .chain(e.labels.iter().map(|(_, text)| text))
        .map(|form| form.chars().map(fold_char).collect::<Vec<char>>())
        .filter(|form| form.len() > 1)
        .collect()
}

/// The roles that a query speaks of, each with all its words, and what is left of the query.
fn roles_in(query: &str) -> (Vec<&'static Vec<Vec<char>>>, String) {
    let mut text = Text::of(query);
    let mut signs = Vec::new();
    for group in &LEXICON.roles {
        let places: Vec<(usize, usize)> = text.places(group);
        // The longest word at the first place is the one that stands there.
        let Some((start, end)) = places.iter().copied().min_by_key(|(s, e)| (*s, std::cmp::Reverse(*e)))
        else {
            continue;
        };
        text.chars[start..end].fill(' ');
        signs.push(group);
    }
    for (start, end) in text.places(&LEXICON.manners) {
        text.chars[start..end].fill(' ');
    }
    (signs, text.chars.into_iter().collect())
}

impl Text {
    fn of(text: &str) -> Self {
        let chars: Vec<char> = text.chars().take(TEXT_CHARS).map(fold_char).collect();
        let mut ends = Vec::with_capacity(chars.len());
        let mut at: HashMap<char, Vec<usize>> = HashMap::new();
        let mut n = 0;
        for (i, c) in chars.iter().enumerate() {
            at.entry(*c).or_default().push(i);
            ends.push(n);
            let stop = matches!(c, '。' | '!' | '?' | '\n')
                || *c == '.' && chars.get(i + 1).is_none_or(|next| next.is_whitespace());
            n += u32::from(stop);
        }
        Self { chars, ends, at }
    }

    /// Where any of some forms stand; words of letters only whole.
    fn places(&self, forms: &[Vec<char>]) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        for form in forms {
            let (Some(first), Some(last)) = (form.first(), form.last()) else { continue };
            let letter = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() && !is_han(*c));
            for at in self.at.get(first).into_iter().flatten().copied() {
                let end = at + form.len();
                if self.chars.get(at..end) != Some(form.as_slice()) {
                    continue;
                }
                let within = letter(Some(first)) && at > 0 && letter(self.chars.get(at - 1))
                    || letter(Some(last)) && letter(self.chars.get(end));
                if !within {
                    out.push((at, end));
                }
            }
        }
        out
    }

    /// What may be names in letters near the places of signs: two or three words in a row, and what stands in brackets.
    fn names_near(&self, places: &[Vec<(usize, usize)>]) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        for (start, end) in places.iter().flatten() {
            let (from, to) = (start.saturating_sub(FAR), (end + FAR).min(self.chars.len()));
            for i in from..to {
                out.extend(self.gloss(i));
            }
            let near = String::from_iter(&self.chars[from..to]);
            let apart =
                |c: char| is_han(c) || !c.is_alphanumeric() && !matches!(c, ' ' | '-' | '.' | '\'' | '’');
            for row in near.split(apart) {
                let words: Vec<&str> = row.split_whitespace().collect();
                out.extend(words.windows(2).chain(words.windows(3)).map(|w| w.join(" ")));
            }
            if out.len() > NAMES {
                break;
            }
        }
        out
    }

    /// What stands in brackets right behind a place, if it is a name in letters.
    fn gloss(&self, end: usize) -> Option<String> {
        let mut rest = self.chars.get(end..)?.iter();
        matches!(rest.next(), Some('(' | '（')).then_some(())?;
        let inner: String = rest.take_while(|c| !matches!(c, ')' | '）' | '\n')).take(GLOSS_CHARS).collect();
        inner.chars().all(|c| !is_han(c)).then_some(inner)
    }

    /// How far a place is from the nearest place of each sign, summed.
    fn far_from(&self, at: (usize, usize), signs: &[Vec<(usize, usize)>]) -> usize {
        let far = |to: &(usize, usize)| {
            let between = if at.0 >= to.1 { at.0 - to.1 } else { to.0.saturating_sub(at.1) };
            let end = |i: usize| self.ends.get(i).copied().unwrap_or_default();
            between + end(at.0).abs_diff(end(to.0)) as usize * SENTENCE
        };
        signs.iter().map(|places| places.iter().map(far).min().unwrap_or(FAR).min(FAR)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_taken_out_with_all_their_words() {
        let (signs, rest) = roles_in("Groq 新任執行長");
        assert_eq!((signs.len(), rest.trim()), (1, "groq"));
        assert!(signs[0].iter().any(|f| f.iter().collect::<String>() == "chief executive"));
        assert_eq!(roles_in("ceosphere headers").0.len(), 0);
    }

    #[test]
    fn a_name_in_letters_may_stand_behind_one_in_ideographs() {
        let text = Text::of("首席科學家舒曼（John Schulman）與佐夫(未具名)");
        let gloss = |word: &str| {
            let at = text.places(&[word.chars().collect()]);
            text.gloss(at[0].1)
        };
        assert_eq!(gloss("舒曼").as_deref(), Some("john schulman"));
        assert_eq!((gloss("佐夫"), gloss("首席")), (None, None));
        let names = text.names_near(&[text.places(&["首席科学家".chars().collect()])]);
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["john schulman"]);
    }

    #[test]
    fn the_nearest_place_counts_and_ends_of_sentences_do() {
        let text = Text::of("Ada runs Okapi. Ben, its chief executive, left.");
        let of = |word: &str| text.places(&[word.chars().collect()]);
        let signs = [of("chief executive")];
        assert!(text.far_from(of("ben")[0], &signs) < text.far_from(of("ada")[0], &signs));
        assert_eq!(text.far_from((0, 3), &[Vec::new()]), FAR);
    }
}
