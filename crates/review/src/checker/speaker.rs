//! Who a word of saying leads back to: the name, the pronoun or the firm that is its subject.

use std::ops::Range;

use super::scene::{Scene, Zone, meet};

/// How a subject was come upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// A name right beside the word of saying.
    Name,
    /// A name with a remark between commas: «Rao, its chief scientist, said».
    Aside,
    /// «he said»: the person named last before it.
    Pronoun,
    /// «the company said»: the organisation named last before it.
    Firm,
    /// Somebody without a name.
    Unnamed,
}

impl Way {
    fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Aside => "aside",
            Self::Pronoun => "pronoun",
            Self::Firm => "firm",
            Self::Unnamed => "unnamed",
        }
    }
}

/// The subject of one word of saying.
struct Speaker {
    way: Way,
    /// Where the one stands that is meant; nothing where nobody is named.
    at: Option<Range<usize>>,
    /// Where the word of saying stands.
    zone: Zone,
    /// Tokens between it and the quote.
    gap: usize,
    /// Where it stands.
    said: usize,
}

/// What the speakers around the quote say of a name that stands at `mine`, as features.
pub(crate) fn features(scene: &Scene<'_>, mine: &[Range<usize>]) -> Vec<String> {
    let speakers = speakers(&Names { scene, mine });
    let mut out: Vec<String> = Vec::new();
    for s in &speakers {
        let (way, zone) = (s.way.code(), s.zone());
        let who = if s.is(mine) { "is" } else { "other" };
        out.push(format!("speaker:{who}:{way}:{zone}"));
        out.push(format!("speaker:{who}:{zone}"));
    }
    match governing(&speakers) {
        Some(s) => {
            let who = if s.is(mine) { "is" } else { "other" };
            out.push(format!("governs:{who}"));
            out.push(format!("governs:{who}:{}", s.zone()));
            out.push(format!("governs:{who}:{}:{}", s.way.code(), s.zone()));
        }
        None => out.push("governs:none".to_owned()),
    }
    out
}

/// How the quote is led back to a speaker, whoever it is, as features.
pub(crate) fn manner(scene: &Scene<'_>) -> Vec<String> {
    let speakers = speakers(&Names { scene, mine: &[] });
    match governing(&speakers) {
        Some(s) => {
            let (way, known) = (s.way.code(), if s.at.is_some() { "named" } else { "nobody" });
            vec![
                format!("governs:{way}:{}", s.zone()),
                format!("governs:{known}"),
                format!("governs:{known}:{}", s.zone()),
            ]
        }
        None => vec!["governs:none".to_owned()],
    }
}

/// The speaker that the quote hangs on: the nearest of its own sentence, else of the one before, else of the one behind.
fn governing(speakers: &[Speaker]) -> Option<&Speaker> {
    speakers.iter().min_by_key(|s| (s.zone.max(Zone::Sentence), s.gap, s.said))
}

impl Speaker {
    /// Whether it is the one whose name stands at `mine`.
    fn is(&self, mine: &[Range<usize>]) -> bool {
        self.at.as_ref().is_some_and(|a| mine.iter().any(|m| meet(m, a)))
    }

    fn zone(&self) -> &'static str {
        match self.zone {
            Zone::Quote => "quote",
            Zone::Sentence => "sentence",
            Zone::Before | Zone::Earlier => "before",
            Zone::Behind => "behind",
        }
    }
}

/// Where names stand: those found by shape, and the one that is asked about, whatever its shape.
struct Names<'a> {
    scene: &'a Scene<'a>,
    mine: &'a [Range<usize>],
}

impl Names<'_> {
    fn all(&self) -> impl Iterator<Item = Range<usize>> {
        self.mine.iter().cloned().chain(self.scene.found.iter().flat_map(|f| f.at.iter().cloned()))
    }

    /// Those of persons, or of organisations; the one asked about is an organisation unless it was found as a person.
    fn of(&self, person: bool) -> impl Iterator<Item = Range<usize>> {
        let persons = || self.scene.found.iter().filter(|f| f.person).flat_map(|f| &f.at);
        let mine = self.mine.iter().filter(move |r| !person && !persons().any(|p| meet(p, r))).cloned();
        let found = self.scene.found.iter().filter(move |f| f.person == person);
        mine.chain(found.flat_map(|f| f.at.iter().cloned()))
    }
}

fn speakers(names: &Names<'_>) -> Vec<Speaker> {
    let scene = names.scene;
    let mut out = Vec::new();
    for (list, cites) in [("voice.said", false), ("voice.cites", true)] {
        let Some(list) = scene.words.list(list) else { continue };
        for h in scene.of_list(list) {
            let zone = scene.zone(h.at.start);
            let found = match cites {
                true => behind(names, &h.at),
                // «said Rao»: inversion is English.
                false => {
                    before(names, &h.at).or_else(|| if scene.chinese { None } else { behind(names, &h.at) })
                }
            };
            let gap = if h.at.end <= scene.quote.start {
                scene.quote.start - h.at.end
            } else {
                h.at.start.saturating_sub(scene.quote.end)
            };
            out.extend(found.map(|(way, at)| Speaker { way, at, zone, gap, said: h.at.start }));
        }
    }
    out
}

type Subject = Option<(Way, Option<Range<usize>>)>;

/// The subject that stands before a word of saying, in its sentence.
fn before(names: &Names<'_>, said: &Range<usize>) -> Subject {
    let scene = names.scene;
    let reach = if scene.chinese { 8 } else { 6 };
    let sentence = scene.sentence[said.start];
    let mut i = said.start;
    while i > 0 && scene.sentence[i - 1] == sentence && said.start - (i - 1) <= reach {
        i -= 1;
        if let Some(subject) = at(names, i, said.start) {
            return Some(subject);
        }
        // «Rao, its chief scientist, said»: the name before the first comma.
        if scene.word(i) == "," && i + 1 == said.start {
            return aside(names, i);
        }
    }
    None
}

/// The name before an aside that ends at a comma.
fn aside(names: &Names<'_>, comma: usize) -> Subject {
    let scene = names.scene;
    let sentence = scene.sentence[comma];
    let opens = (comma.saturating_sub(ASIDE)..comma)
        .rev()
        .find(|&k| scene.sentence[k] == sentence && scene.word(k) == ",")?;
    let name = names.all().find(|r| r.end == opens)?;
    Some((Way::Aside, Some(name)))
}

/// Tokens of an aside, at most.
const ASIDE: usize = 14;

/// The subject that stands behind a word of saying or a word such as «according to».
fn behind(names: &Names<'_>, said: &Range<usize>) -> Subject {
    let scene = names.scene;
    let reach = if scene.chinese { 4 } else { 5 };
    let sentence = scene.sentence[said.start];
    (said.end..scene.tokens.len().min(said.end + reach))
        .take_while(|&i| scene.sentence[i] == sentence && !matches!(scene.word(i), "," | ":" | "\"" | "that"))
        .find_map(|i| at(names, i, i))
}

/// Whoever stands at a token: a name, a pronoun, a firm, somebody without a name.
fn at(names: &Names<'_>, i: usize, until: usize) -> Subject {
    let scene = names.scene;
    let stands = |r: &Range<usize>| r.contains(&i) && (r.end <= until || until == i);
    if let Some(name) = names.all().find(stands) {
        return Some((Way::Name, Some(name)));
    }
    let hit =
        |list: &str| scene.words.list(list).is_some_and(|l| scene.of_list(l).any(|h| h.at.contains(&i)));
    if hit("voice.anonymous") {
        return Some((Way::Unnamed, None));
    }
    if hit("voice.he") {
        return Some((Way::Pronoun, latest(names, i, true)));
    }
    if hit("voice.it") {
        return Some((Way::Firm, latest(names, i, false)));
    }
    None
}

/// The name of a person or an organisation that a pronoun means: the first of the nearest sentence before it that has one.
fn latest(names: &Names<'_>, i: usize, person: bool) -> Option<Range<usize>> {
    let sentence = |r: &Range<usize>| names.scene.sentence[r.start];
    let before = || names.of(person).filter(|r| r.end <= i);
    let nearest = before().map(|r| sentence(&r)).max()?;
    before().filter(|r| sentence(r) == nearest).min_by_key(|r| r.start)
}
