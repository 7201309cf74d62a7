//! Labelled sentences, as `corpus/labelled/<lang>/*.txt` writes them.
//!
//! ```text
//! [港灣日報|O 1.source]報導,[北門科技|O 1.to]已{挖角|1 move.join reported}[林知遠|P 1.person]。
//! ```
//!
//! A mention is `[surface|TYPE roles…]`, a trigger `{surface|id kind modality}`; `corpus/labelled/README.md` tells all.

use std::ops::Range;
use std::str::FromStr;

use tradewire_model::{ClaimKind, Modality, MoveType, Role};

/// What a labelled mention is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkKind {
    /// A person's name.
    Person,
    /// An organisation's name.
    Organisation,
    /// A pronoun or description that stands for a name.
    Pointer,
    /// Anything else: unit, title, group, sum, number, date, source without a name, other proper name.
    Other,
}

/// A mention with its roles.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Bytes of the sample's text.
    pub range: Range<usize>,
    /// What it is.
    pub kind: MarkKind,
    /// Claims by number, with the part it plays in each.
    pub roles: Vec<(u32, Role)>,
    /// Claims that it is the source of.
    pub tells: Vec<u32>,
    /// The name that a pointer stands for.
    pub stands_for: Option<String>,
}

/// A word that tells an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Bytes of the sample's text.
    pub range: Range<usize>,
    /// Number of the claim.
    pub claim: u32,
    /// What sort of claim.
    pub kind: ClaimKind,
    /// Type of a move.
    pub move_type: Option<MoveType>,
    /// How it is told.
    pub modality: Modality,
}

/// A labelled passage.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sample {
    /// The words without marks.
    pub text: String,
    /// The mentions, in order.
    pub marks: Vec<Mark>,
    /// The events, in order.
    pub events: Vec<Event>,
}

impl Sample {
    /// Reads a line of a labelled file.
    ///
    /// # Errors
    /// What is wrong with the line, in words.
    pub fn parse(line: &str) -> Result<Self, String> {
        let mut s = Self::default();
        let mut rest = line.trim();
        while let Some(open) = rest.find(['[', '{']) {
            s.text.push_str(&rest[..open]);
            let close = if rest[open..].starts_with('[') { ']' } else { '}' };
            let end = rest[open..]
                .find(close)
                .map(|e| open + e)
                .ok_or_else(|| format!("«{}» is not closed", head(&rest[open..])))?;
            let inside = &rest[open + 1..end];
            let (surface, spec) = inside.split_once('|').ok_or_else(|| format!("«{inside}» has no |"))?;
            let start = s.text.len();
            s.text.push_str(surface);
            let range = start..s.text.len();
            if close == ']' { s.mark(range, spec) } else { s.event(range, spec) }
                .map_err(|e| format!("«{inside}»: {e}"))?;
            rest = &rest[end + 1..];
        }
        s.text.push_str(rest);
        Ok(s)
    }

    fn mark(&mut self, range: Range<usize>, spec: &str) -> Result<(), String> {
        let mut words = spec.split(' ').filter(|w| !w.is_empty()).peekable();
        let mut stands_for = None;
        let kind = match words.next() {
            Some("P") => MarkKind::Person,
            Some("O") => MarkKind::Organisation,
            Some(q) if q.starts_with("Q=") => {
                // The name after Q= may hold blanks.
                let mut name = q.trim_start_matches("Q=").to_owned();
                while let Some(w) = words.next_if(|w| part(w).is_none()) {
                    name.push(' ');
                    name.push_str(w);
                }
                stands_for = Some(name);
                MarkKind::Pointer
            }
            Some(w) if w.len() == 1 => MarkKind::Other,
            other => return Err(format!("no such type: {}", other.unwrap_or("none"))),
        };
        let (mut roles, mut tells) = (Vec::new(), Vec::new());
        for w in words {
            let (id, name) = part(w).ok_or_else(|| format!("«{w}» is no part such as 1.person"))?;
            match name {
                // What claims do not bear as arguments.
                "source" => tells.push(id),
                "anon" | "seller" | "court" => {}
                "stake" => roles.push((id, Role::StakePercent)),
                name => roles.push((id, Role::from_str(name).map_err(|e| e.to_string())?)),
            }
        }
        self.marks.push(Mark { range, kind, roles, tells, stands_for });
        Ok(())
    }

    fn event(&mut self, range: Range<usize>, spec: &str) -> Result<(), String> {
        for part in spec.split(';') {
            let words: Vec<&str> = part.split(' ').filter(|w| !w.is_empty()).collect();
            let (id, kind) = match words[..] {
                [_, "+", ..] => continue,
                [id, kind, ..] => (id, kind),
                _ => return Err("a trigger has a number and a kind".into()),
            };
            let claim = id.parse().map_err(|_| format!("«{id}» is no number"))?;
            let (kind, of) = kind.split_once('.').map_or((kind, None), |(k, t)| (k, Some(t)));
            self.events.push(Event {
                range: range.clone(),
                claim,
                kind: ClaimKind::from_str(kind).map_err(|e| e.to_string())?,
                move_type: of.map(MoveType::from_str).transpose().map_err(|e| e.to_string())?,
                modality: words
                    .get(2)
                    .map_or(Ok(Modality::Asserted), |m| Modality::from_str(m))
                    .map_err(|e| e.to_string())?,
            });
        }
        Ok(())
    }

    /// The same with other names in the places of its persons and organisations; `other` gives one for each surface, or
    /// leaves it as it is.
    #[must_use]
    pub fn renamed(&self, other: &mut dyn FnMut(&str, MarkKind) -> Option<String>) -> Self {
        let mut out = Self::default();
        let mut moved: Vec<(usize, usize)> = Vec::new(); // old end, new end of each mark
        let mut at = 0;
        let mut given: Vec<(String, String)> = Vec::new();
        for m in &self.marks {
            out.text.push_str(&self.text[at..m.range.start]);
            let surface = &self.text[m.range.clone()];
            let start = out.text.len();
            let new = match m.kind {
                MarkKind::Person | MarkKind::Organisation => match given.iter().find(|g| g.0 == surface) {
                    Some(g) => Some(g.1.clone()),
                    None => other(surface, m.kind).inspect(|n| {
                        given.push((surface.to_owned(), n.clone()));
                    }),
                },
                _ => None,
            };
            out.text.push_str(new.as_deref().unwrap_or(surface));
            out.marks.push(Mark { range: start..out.text.len(), ..m.clone() });
            at = m.range.end;
            moved.push((at, out.text.len()));
        }
        out.text.push_str(&self.text[at..]);
        for m in &mut out.marks {
            if let Some(name) = &mut m.stands_for
                && let Some(g) = given.iter().find(|g| g.0 == *name)
            {
                name.clone_from(&g.1);
            }
        }
        for e in &self.events {
            let (old, new) = moved.iter().rev().find(|m| m.0 <= e.range.start).copied().unwrap_or((0, 0));
            let start = e.range.start - old + new;
            out.events.push(Event { range: start..start + e.range.len(), ..e.clone() });
        }
        out
    }
}

/// `1.person`: number of the claim and part.
fn part(word: &str) -> Option<(u32, &str)> {
    let (id, name) = word.split_once('.')?;
    Some((id.parse().ok()?, name))
}

fn head(s: &str) -> &str {
    s.char_indices().nth(20).map_or(s, |(i, _)| &s[..i])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_gives_text_marks_and_events() {
        let s = Sample::parse(
            "[北门|O 1.to]{挖走|1 move.join reported}[林知远|P 1.person],[他|Q=林知远]{说|1 +}。",
        )
        .unwrap();
        assert_eq!(s.text, "北门挖走林知远,他说。");
        assert_eq!(&s.text[s.marks[1].range.clone()], "林知远");
        assert_eq!(s.marks[1].roles, [(1, Role::Person)]);
        assert_eq!(s.marks[2].kind, MarkKind::Pointer);
        assert_eq!(s.marks[2].stands_for.as_deref(), Some("林知远"));
        assert_eq!(s.events.len(), 1);
        assert_eq!(s.events[0].move_type, Some(MoveType::Join));
        assert_eq!(s.events[0].modality, Modality::Reported);
        assert!(Sample::parse("[北门|O").is_err());
        assert!(Sample::parse("{说|x move.join}").is_err());
    }

    #[test]
    fn names_are_changed_with_all_places() {
        let s = Sample::parse("[北门|O 1.to]又从[北门|O]{挖走|1 move.join}[林|P 1.person]").unwrap();
        let r = s.renamed(&mut |_, k| (k == MarkKind::Organisation).then(|| "云杉智能".to_owned()));
        assert_eq!(r.text, "云杉智能又从云杉智能挖走林");
        assert_eq!(&r.text[r.events[0].range.clone()], "挖走");
        assert_eq!(&r.text[r.marks[2].range.clone()], "林");
    }
}
