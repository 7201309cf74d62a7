//! Who tells what in a passage: each word of saying with its subject and the stretch of text that hangs on it.
//!
//! English puts the one who speaks before what is said, behind it, or in its midst; each has a reach of its own. What stands in
//! quotation marks across sentences hangs on the one word of saying that interrupts or closes it.

use std::ops::Range;

use super::scene::{Scene, meet};

/// How a subject was come upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// A name right beside the word of saying.
    Name,
    /// A name with a remark between commas: «Rao, its chief scientist, said».
    Aside,
    /// Somebody who speaks for a name, or its paper: «a spokesman for Marlowe», «Marlowe's filing».
    Desk,
    /// «he said»: the person named last before it.
    Pronoun,
    /// «the company said»: the organisation named last before it.
    Firm,
    /// «filings show»: a paper for which nobody is named beside it.
    Paper,
    /// «reportedly», «is said to»: nobody tells it.
    Rumour,
    /// Somebody without a name.
    Unnamed,
    /// Whom it is told to: «told the Herald».
    Heard,
}

impl Way {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Aside => "aside",
            Self::Desk => "desk",
            Self::Pronoun => "pronoun",
            Self::Firm => "firm",
            Self::Paper => "paper",
            Self::Rumour => "rumour",
            Self::Unnamed => "unnamed",
            Self::Heard => "heard",
        }
    }
}

/// Where the words that are told stand, seen from the word of saying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// «Rao said that …»
    Before,
    /// «…, Rao said.»
    After,
    /// «…, Rao said, …»
    Amid,
    /// «According to Rao, …»
    CitesBefore,
    /// «…, according to Rao.»
    CitesAfter,
}

impl Form {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
            Self::Amid => "amid",
            Self::CitesBefore => "cites",
            Self::CitesAfter => "cited",
        }
    }
}

/// One word of saying.
#[derive(Debug, Clone)]
pub(crate) struct Telling {
    pub(crate) way: Way,
    /// Where the one stands that is meant; nothing where nobody is named.
    pub(crate) at: Option<Range<usize>>,
    pub(crate) form: Form,
    /// The word of saying.
    pub(crate) cue: Range<usize>,
    /// Whether that word often means something else: «called», «put», «found».
    pub(crate) weak: bool,
    /// What hangs on it.
    pub(crate) scope: Vec<Range<usize>>,
}

impl Telling {
    /// Tokens of its reach.
    pub(crate) fn size(&self) -> usize {
        self.scope.iter().map(Range::len).sum()
    }

    /// Tokens of a stretch that hang on it.
    pub(crate) fn shares(&self, stretch: &Range<usize>) -> usize {
        let common = |r: &Range<usize>| r.end.min(stretch.end).saturating_sub(r.start.max(stretch.start));
        self.scope.iter().map(common).sum()
    }
}

/// All words of saying near the quote, in the order of the text; `mine` is where a name stands that is asked about.
pub(crate) fn tellings(scene: &Scene<'_>, mine: &[Range<usize>]) -> Vec<Telling> {
    let eye = Eye::of(scene, mine);
    let mut out: Vec<Telling> = Vec::new();
    for (list, cites) in
        [("voice.cites", true), ("voice.tale", false), ("voice.said", false), ("voice.tells", false)]
    {
        let Some(list) = scene.words.list(list) else { continue };
        for h in scene.voices_of(list) {
            // «according to» is one word of saying, not two.
            if out.iter().any(|t| meet(&t.cue, &h.at)) {
                continue;
            }
            out.extend(eye.telling(&h.at, cites));
            if !scene.chinese && matches!(scene.word(h.at.start), "told" | "tells" | "tell") {
                out.extend(eye.heard(&h.at, out.last().cloned()));
            }
        }
    }
    if let Some(list) = scene.words.list("voice.rumour") {
        for h in scene.voices_of(list) {
            if !out.iter().any(|t| meet(&t.cue, &h.at)) {
                let nobody = Subject { way: Way::Rumour, stands: h.at.clone(), at: None };
                let scope = vec![eye.segment(h.at.start)];
                out.push(eye.one(&h.at, &nobody, Form::CitesBefore, scope));
            }
        }
    }
    out.sort_by_key(|t| (t.cue.start, t.cue.end));
    // Where one follows another in a sentence, the first ends where the second begins.
    eye.trim(&mut out);
    eye.antecedents(&mut out);
    out
}

/// A subject: how it was come upon, where it stands, and whom it means.
struct Subject {
    way: Way,
    stands: Range<usize>,
    at: Option<Range<usize>>,
}

/// The passage as words of saying see it.
struct Eye<'a> {
    scene: &'a Scene<'a>,
    mine: &'a [Range<usize>],
    /// Sentence of each token, a closing quotation mark counted to what it closes.
    sentence: Vec<u32>,
    /// Whether a token stands in quotation marks.
    quoted: Vec<bool>,
}

/// Tokens of a subject, at most.
const SUBJECT_EN: usize = 9;
const SUBJECT_ZH: usize = 24;
/// Tokens of an aside, at most.
const ASIDE: usize = 18;
/// Tokens before a subject that are more than a date or «but»: what is told.
const TOLD: usize = 4;

impl<'a> Eye<'a> {
    fn of(scene: &'a Scene<'a>, mine: &'a [Range<usize>]) -> Self {
        let n = scene.tokens.len();
        let (mut sentence, mut quoted) = (Vec::with_capacity(n), Vec::with_capacity(n));
        let (mut number, mut open) = (0u32, false);
        for i in 0..n {
            if i > 0 && scene.sentence[i] != scene.sentence[i - 1] {
                let broken = scene.text[scene.tokens[i - 1].end..scene.tokens[i].start].contains('\n');
                if broken {
                    open = false;
                }
                // `…?" he said`: the mark closes what stands before it, and the sentence goes on.
                if broken || !(open && scene.word(i) == "\"") {
                    number += 1;
                }
            }
            sentence.push(number);
            quoted.push(open);
            if scene.word(i) == "\"" {
                open = !open;
                if let Some(q) = quoted.last_mut() {
                    *q = true;
                }
                // `….” Rao`: a full stop before a closing mark ends the sentence unless it goes on in small letters.
                let stop = i > 0 && matches!(scene.word(i - 1), "." | "。" | "!" | "?");
                if !open && stop && i + 1 < n && scene.sentence[i + 1] == scene.sentence[i] {
                    let next = scene.written(&(i + 1..i + 2));
                    if scene.chinese || next.chars().next().is_some_and(|c| !c.is_lowercase()) {
                        number += 1;
                    }
                }
            }
        }
        Self { scene, mine, sentence, quoted }
    }

    fn word(&self, i: usize) -> &str {
        self.scene.word(i)
    }

    fn hit(&self, list: &str, i: usize) -> bool {
        let scene = self.scene;
        scene.words.list(list).is_some_and(|l| match list.starts_with("voice.") {
            true => scene.voices_of(l).any(|h| h.at.contains(&i)),
            false => scene.of_list(l).any(|h| h.at.contains(&i)),
        })
    }

    /// Whether a word of saying is none perhaps: it often says something else, or somebody speaks it.
    fn weak(&self, cue: &Range<usize>) -> bool {
        self.hit("voice.weak", cue.start) || self.quoted[cue.start]
    }

    /// The stretch around a token up to the ends of its sentence, or to a semicolon.
    fn segment(&self, i: usize) -> Range<usize> {
        let same = |k: usize| self.sentence[k] == self.sentence[i] && self.word(k) != ";";
        let (mut a, mut b) = (i, i + 1);
        while a > 0 && same(a - 1) {
            a -= 1;
        }
        while b < self.sentence.len() && same(b) {
            b += 1;
        }
        a..b
    }

    fn names(&self) -> impl Iterator<Item = &Range<usize>> {
        self.mine.iter().chain(self.scene.found.iter().flat_map(|f| f.at.iter()))
    }

    fn name_at(&self, i: usize) -> Option<Range<usize>> {
        self.names().find(|r| r.contains(&i)).cloned()
    }

    fn telling(&self, cue: &Range<usize>, cites: bool) -> Option<Telling> {
        let noun = cue.start > 0
            && self.hit("voice.noun", cue.start)
            && self.hit("voice.determiner", cue.start - 1)
            && !self.hit("voice.tale", cue.start);
        if noun || self.unsaid(cue) {
            return None;
        }
        let segment = self.segment(cue.start);
        if cites {
            let subject = self.behind(cue, &segment)?;
            return Some(self.cited(cue, &subject, &segment));
        }
        // «Marlowe, says Rao, is …»: a name between the word of saying and the next mark.
        let amid = !self.scene.chinese
            && !self.tells_somebody(cue)
            && cue.start > segment.start
            && matches!(self.word(cue.start - 1), "," | "\"")
            && self
                .name_at(cue.end)
                .is_some_and(|n| n.start == cue.end && matches!(self.word(n.end), "," | "."));
        let before = if amid { self.behind(cue, &segment) } else { self.before(cue, &segment) };
        let subject = match before {
            Some(s) => s,
            // «said Rao»: inversion is English.
            None if self.scene.chinese => return None,
            None => {
                let mark = cue.start.checked_sub(1).map_or("", |k| self.word(k));
                if !matches!(mark, "," | "\"") {
                    return None;
                }
                self.behind(cue, &segment)?
            }
        };
        Some(self.spoken(cue, &subject, &segment))
    }

    /// Whether a word of saying is part of a longer one that says nothing: 报 in 报价, but not in 上周报道.
    fn unsaid(&self, cue: &Range<usize>) -> bool {
        let Some(list) = self.scene.words.list("voice.unsaid") else { return false };
        self.scene.voices_of(list).any(|h| h.at.start <= cue.start && cue.end <= h.at.end)
    }

    /// Whether whom it is told to stands behind the word of saying.
    fn tells_somebody(&self, cue: &Range<usize>) -> bool {
        matches!(self.word(cue.start), "told" | "tells" | "tell" | "telling" | "informed")
    }

    /// The reach of «Rao said».
    fn spoken(&self, cue: &Range<usize>, subject: &Subject, segment: &Range<usize>) -> Telling {
        let head = subject.stands.start.min(cue.start);
        let tail = subject.stands.end.max(cue.end);
        let left = segment.start..self.strip(segment.start, head);
        let mark = head > segment.start && matches!(self.word(head - 1), "," | "\"" | "—" | "–" | "-");
        let mut rest = tail;
        if self.tells_somebody(cue) {
            rest = self.skip_listener(rest, segment.end);
        }
        let lead = self.word(rest);
        let over = rest >= segment.end
            || matches!(lead, "." | "。" | "!" | "?" | ";")
            || rest + 1 >= segment.end && !lead.chars().any(char::is_alphanumeric);
        let inverted = subject.stands.start >= cue.end;
        let ends = if self.scene.chinese {
            over
        } else {
            over || lead == "," || self.hit("voice.adjunct", rest) || inverted
        };
        // «said in an interview that …»
        let that = (rest..segment.end.min(rest + ASIDE))
            .take_while(|&k| self.word(k) != ",")
            .find(|&k| self.word(k) == "that");
        let ends = ends && that.is_none_or(|_| inverted);
        let said_before = left.len() >= if mark { TOLD - 1 } else { TOLD + 2 };
        let (form, mut scope) = if ends && said_before && (mark || self.scene.chinese || inverted) {
            let more = self.resumes(rest, segment);
            match more {
                Some(right) => (Form::Amid, vec![left, right]),
                None => (Form::After, vec![left]),
            }
        } else {
            (Form::Before, std::iter::once(that.map_or(rest, |k| k + 1)..segment.end).collect())
        };
        if form != Form::Before && head > 0 && self.word(head - 1) == "\"" {
            self.reach_back(&mut scope, head - 1);
        }
        self.reach_on(&mut scope, segment.end);
        self.one(cue, subject, form, scope)
    }

    /// A word of saying with its subject and reach.
    fn one(&self, cue: &Range<usize>, subject: &Subject, form: Form, scope: Vec<Range<usize>>) -> Telling {
        Telling {
            way: subject.way,
            at: subject.at.clone(),
            form,
            cue: cue.clone(),
            weak: self.weak(cue),
            scope,
        }
    }

    /// The reach of «according to Rao».
    fn cited(&self, cue: &Range<usize>, subject: &Subject, segment: &Range<usize>) -> Telling {
        let left = segment.start..self.strip(segment.start, cue.start);
        let right = self.after_comma(subject.stands.end, segment);
        let leads = left.len() < TOLD || self.scene.chinese;
        let (form, scope) = match (leads, right) {
            (true, Some(r)) => (Form::CitesBefore, vec![r]),
            (true, None) => (Form::CitesBefore, std::iter::once(subject.stands.end..segment.end).collect()),
            (false, Some(r)) => (Form::CitesAfter, vec![left, r]),
            (false, None) => (Form::CitesAfter, vec![left]),
        };
        self.one(cue, subject, form, scope)
    }

    /// Whom something is told to, as one who is told of beside the speaker.
    fn heard(&self, cue: &Range<usize>, speaker: Option<Telling>) -> Option<Telling> {
        let speaker = speaker.filter(|t| t.cue == *cue)?;
        let end = self.skip_listener(cue.end, self.segment(cue.start).end);
        let at = self.names().find(|r| r.start >= cue.end && r.end <= end)?.clone();
        Some(Telling { way: Way::Heard, at: Some(at), ..speaker })
    }

    /// The end of a stretch without the comma, dash or mark that closes it.
    fn strip(&self, from: usize, mut to: usize) -> usize {
        while to > from && !self.word(to - 1).chars().any(char::is_alphanumeric) {
            to -= 1;
        }
        to
    }

    /// Passes over «the Herald», «staff», «Marlowe employees in a memo».
    fn skip_listener(&self, from: usize, end: usize) -> usize {
        let mut i = from;
        while i < end && i - from < 6 {
            let name = self.name_at(i);
            if let Some(n) = name {
                i = n.end;
            } else if self.hit("voice.listener", i) {
                i += 1;
            } else {
                break;
            }
        }
        i
    }

    /// What goes on behind a remark such as «, Rao said on Friday, »: from the next comma, where enough follows it.
    fn resumes(&self, from: usize, segment: &Range<usize>) -> Option<Range<usize>> {
        self.after_comma(from, segment).filter(|r| r.len() >= TOLD)
    }

    fn after_comma(&self, from: usize, segment: &Range<usize>) -> Option<Range<usize>> {
        let comma = (from..segment.end.min(from + ASIDE)).find(|&k| self.word(k) == ",")?;
        (comma + 2 < segment.end).then_some(comma + 1..segment.end)
    }

    /// Carries what closes in a quotation mark back to where the mark was opened, over sentences.
    fn reach_back(&self, scope: &mut [Range<usize>], close: usize) {
        let mut a = close;
        while a > 0 && close - a < 400 && self.quoted[a - 1] {
            a -= 1;
            if self.word(a) == "\"" {
                break;
            }
        }
        if let Some(first) = scope.first_mut() {
            first.start = first.start.min(a);
        }
    }

    /// Carries what is said on over sentences that begin in quotation marks: «…, Rao said. “…”»
    fn reach_on(&self, scope: &mut Vec<Range<usize>>, end: usize) {
        if end < self.sentence.len() && self.word(end) == "\"" && self.quoted.get(end + 1) == Some(&true) {
            let mut b = end + 1;
            while b < self.sentence.len() && b - end < 400 && self.quoted[b] {
                b += 1;
            }
            scope.push(end..b);
        }
    }

    /// The subject that stands before a word of saying, in its sentence.
    fn before(&self, said: &Range<usize>, segment: &Range<usize>) -> Option<Subject> {
        let reach = if self.scene.chinese { SUBJECT_ZH } else { SUBJECT_EN };
        let mut end = said.start;
        while end > segment.start && self.hit("voice.auxiliary", end - 1) {
            end -= 1;
        }
        let floor = segment.start.max(end.saturating_sub(reach));
        // «Rao, its chief scientist, said», «its chief scientist, Rao, said»
        if !self.scene.chinese && end > floor && self.word(end - 1) == "," {
            return self.aside(end - 1, segment.start);
        }
        let mut a = end;
        while a > floor {
            let w = self.word(a - 1);
            let mark = matches!(w, "," | "\"" | ":" | "(" | ")" | "—" | "–");
            if mark || !self.scene.chinese && matches!(w, "that" | "but" | "while" | "which" | "because") {
                break;
            }
            a -= 1;
        }
        self.subject(a..end, true)
    }

    /// Whom the words of a subject mean. `last` looks from its end, as before a verb; else from its beginning.
    fn subject(&self, words: Range<usize>, last: bool) -> Option<Subject> {
        if words.is_empty() {
            return None;
        }
        if self.scene.chinese {
            return self.subject_zh(words, last);
        }
        let hit = |list: &str| words.clone().find(|&i| self.hit(list, i));
        let order: Vec<usize> = if last { words.clone().rev().collect() } else { words.clone().collect() };
        let name =
            order.iter().find_map(|&i| self.name_at(i).filter(|r| last && r.end <= words.end || !last));
        let stands = |r: &Range<usize>| words.start.min(r.start)..words.end.max(r.end);
        // «two former Marlowe engineers», «people close to Marlowe»: nobody is named.
        let folk =
            hit("voice.folk").filter(|&f| name.as_ref().is_none_or(|n| n.end <= f || self.linked(f, n)));
        let vague =
            hit("voice.anonymous").filter(|&f| name.as_ref().is_none_or(|n| f < n.start || n.end <= f));
        if let Some(f) = folk.or(vague) {
            let end = name.as_ref().map_or(f + 1, |n| n.end.max(f + 1)).min(words.end.max(f + 1));
            return Some(Subject { way: Way::Unnamed, stands: words.start..end.max(words.end), at: None });
        }
        // «the Japanese group», «the French lender»
        let house = self.word(words.start) == "the"
            && name.as_ref().is_none_or(|n| n.end < words.end && self.word(n.end) != "'s")
            && self.hit("voice.house", words.end - 1);
        if house {
            return Some(Subject { way: Way::Firm, stands: words, at: None });
        }
        if let Some(mut n) = name {
            // «Rao of Marlowe said»: the first of two that a preposition joins.
            if last {
                let joined = |k: usize| matches!(self.word(k), "of" | "at" | "for" | "from" | "with" | "in");
                let joint = (words.start..n.start).rev().take(2).find(|&k| joined(k));
                n = joint
                    .and_then(|k| {
                        self.names().find(|r| r.end <= k && r.end + 4 > k && r.start >= words.start)
                    })
                    .map_or(n, Clone::clone);
            }
            let desk = words.clone().any(|i| {
                let linked = i < n.start
                    && (i + 1..n.start).any(|k| matches!(self.word(k), "for" | "of" | "at" | "by" | "from"));
                (i >= n.end || linked) && self.hit("voice.paper", i)
            });
            // «Marlowe's chief of research said»: somebody who was named.
            let owned = self.word(n.end) == "'s"
                && !self.is_person(&n)
                && (n.end..words.end).any(|i| self.hit("marker.title", i));
            if owned && last && !desk {
                return Some(Subject { way: Way::Pronoun, stands: stands(&n), at: None });
            }
            let way = if desk { Way::Desk } else { Way::Name };
            return Some(Subject { way, stands: stands(&n), at: Some(n) });
        }
        let to = |way, i: usize| Some(Subject { way, stands: words.start..words.end.max(i + 1), at: None });
        if let Some(i) = hit("voice.he") {
            return to(Way::Pronoun, i);
        }
        // «a founder», «two directors» are nobody; «the founder», «his lawyer», «her office» somebody who was named.
        let first = self.word(words.start);
        if matches!(first, "his" | "her") && words.len() <= 4 {
            return to(Way::Pronoun, words.start);
        }
        let its = words.clone().find(|&i| matches!(self.word(i), "its" | "it"));
        if let Some(i) = its {
            return to(Way::Firm, i);
        }
        if hit("voice.some").is_some_and(|i| i < words.start + 2) {
            let paper = hit("voice.paper").filter(|&i| !self.hit("voice.it", i));
            return to(if paper.is_some() { Way::Paper } else { Way::Unnamed }, words.start);
        }
        if let Some(i) = hit("marker.title").filter(|_| matches!(first, "the" | "his" | "her")) {
            return to(Way::Pronoun, i);
        }
        if let Some(i) = hit("voice.it") {
            return to(Way::Firm, i);
        }
        // «filings», «the survey»: a paper that nobody is named for.
        to(Way::Paper, hit("voice.paper")?)
    }

    /// The same in Chinese, which puts the one who speaks right before the word of saying, and all that is said of them before that.
    fn subject_zh(&self, words: Range<usize>, last: bool) -> Option<Subject> {
        let near = |list: &str| {
            let mut fits = words.clone().filter(|&i| self.hit(list, i));
            if last { fits.next_back() } else { fits.next() }
        };
        let mut order: Vec<usize> = words.clone().collect();
        if last {
            order.reverse();
        }
        let fits = |r: &Range<usize>| last && r.end <= words.end || !last;
        let placed = |r: &Range<usize>| last && r.start > words.start && self.hit("voice.place", r.start - 1);
        let mut names = order.iter().filter_map(|&i| self.name_at(i).filter(fits));
        let nearest = names.clone().next();
        // «在平台上写道»: where somebody writes is not who does.
        let name = names.find(|r| !placed(r)).or(nearest);
        let stands = words.start..name.as_ref().map_or(words.end, |n| n.end.max(words.end));
        let to = |way, at: Option<Range<usize>>| Some(Subject { way, stands: stands.clone(), at });
        // «他说» stands closer than any name.
        let behind = |i: usize| name.as_ref().is_none_or(|n| n.end <= i);
        if let Some(i) = near("voice.he").filter(|&i| last && behind(i) && words.end - i <= 4) {
            return to(Way::Pronoun, None).map(|s| Subject { stands: i..words.end, ..s });
        }
        // «一位…的博士说»: nobody, unless the name stands right there.
        let beside =
            name.as_ref().is_some_and(|n| if last { n.end == words.end } else { n.start == words.start });
        let vague = near("voice.anonymous").filter(|&i| behind(i));
        let some = near("voice.some").filter(|&i| i < words.start + 2 || behind(i) && words.end - i <= 14);
        if !beside && (vague.is_some() || some.is_some()) {
            return to(Way::Unnamed, None);
        }
        if let Some(n) = name {
            let desk = words.clone().any(|i| !n.contains(&i) && self.hit("voice.paper", i));
            return to(if desk { Way::Desk } else { Way::Name }, Some(n));
        }
        if near("voice.he").is_some() || near("marker.title").is_some() {
            return to(Way::Pronoun, None);
        }
        if near("voice.it").is_some() {
            return to(Way::Firm, None);
        }
        near("voice.paper").and_then(|_| to(Way::Paper, None))
    }

    /// «engineers at Marlowe»: whether a name hangs on a word before it by a preposition.
    fn linked(&self, f: usize, name: &Range<usize>) -> bool {
        f < name.start
            && name.start - f <= 6
            && (f + 1..name.start).any(|k| {
                matches!(self.word(k), "at" | "of" | "from" | "with" | "in" | "to" | "for" | "inside")
            })
    }

    /// The name before an aside that ends at a comma.
    fn aside(&self, comma: usize, start: usize) -> Option<Subject> {
        let last = self.names().find(|r| r.end == comma).cloned();
        if let Some(n) = last.as_ref().filter(|n| n.start <= start || self.word(n.start - 1) == ",") {
            // «its chief scientist, Rao,»: the title before the name belongs to it.
            let from = start.max(n.start.saturating_sub(ASIDE));
            let title = (from..n.start.saturating_sub(1)).rev().find(|&k| self.word(k) == ",");
            let opens = if n.start > start { title.map_or(start, |k| k + 1) } else { n.start };
            return Some(Subject { way: Way::Name, stands: opens..comma + 1, at: Some(n.clone()) });
        }
        let opens = (start.max(comma.saturating_sub(ASIDE))..comma).rev().filter(|&k| self.word(k) == ",");
        for k in opens {
            if let Some(n) = self.names().find(|r| r.end == k).cloned() {
                return Some(Subject { way: Way::Aside, stands: n.start..comma + 1, at: Some(n) });
            }
            // «one of them, now at Marlowe,»
            if let Some(i) = (start..k)
                .find(|&i| i < start + 2 && self.hit("voice.some", i))
                .filter(|_| k - start < SUBJECT_EN)
            {
                return Some(Subject { way: Way::Unnamed, stands: i..comma + 1, at: None });
            }
        }
        last.map(|n| Subject { way: Way::Name, stands: n.start..comma + 1, at: Some(n) })
    }

    /// The subject that stands behind a word of saying or a word such as «according to».
    fn behind(&self, said: &Range<usize>, segment: &Range<usize>) -> Option<Subject> {
        let reach = if self.scene.chinese { 16 } else { SUBJECT_EN };
        let mut b = said.end;
        while b < segment.end && b - said.end < reach {
            let w = self.word(b);
            let mark = matches!(w, "," | ":" | "\"" | "." | "。" | "(" | ")");
            if mark || !self.scene.chinese && matches!(w, "that" | "who" | "which" | "and" | "but") {
                break;
            }
            // A name goes on where the reach ends.
            b = self.name_at(b).map_or(b + 1, |n| n.end.max(b + 1));
            if self.scene.chinese && self.hit("voice.said", b) {
                break;
            }
        }
        let found = self.subject(said.end..b.min(segment.end), false)?;
        // «said Rao, who …», «said Rao, its chief scientist,»: what is told goes on behind the aside.
        Some(found)
    }

    /// Ends each reach where the next word of saying of the same segment begins, and the reverse.
    fn trim(&self, all: &mut [Telling]) {
        // «…, Rao said. “…,” said Lim»: what Lim says is not Rao's.
        let own: Vec<(usize, Range<usize>)> = all
            .iter()
            .filter(|t| !t.weak && matches!(t.form, Form::After | Form::Amid) && t.way != Way::Heard)
            .filter_map(|t| Some((t.cue.start, t.scope.first()?.clone())))
            .collect();
        for t in all.iter_mut() {
            let cue = t.cue.clone();
            t.scope.retain(|r| {
                r.start < cue.start
                    || !own.iter().any(|(at, o)| {
                        *at > cue.end && meet(o, r) && self.sentence[*at] != self.sentence[cue.start]
                    })
            });
        }
        let spoken: Vec<(Form, Range<usize>)> =
            all.iter().filter(|t| t.way != Way::Heard && !t.weak).map(|t| (t.form, t.cue.clone())).collect();
        for t in all.iter_mut() {
            for (form, cue) in &spoken {
                if *cue == t.cue || self.sentence[cue.start] != self.sentence[t.cue.start] {
                    continue;
                }
                // «Rao said X, while Lim said Y»: from the comma before the second.
                if cue.start > t.cue.end && matches!(form, Form::Before | Form::CitesBefore) {
                    let comma = (t.cue.end..cue.start).rev().find(|&k| self.word(k) == ",");
                    if let Some(k) = comma {
                        for r in t.scope.iter_mut().filter(|r| r.start > t.cue.start && r.end > k) {
                            r.end = k.max(r.start);
                        }
                    }
                }
                // «X, Rao said, but Y, Lim said»: what stands before the first is not the second's.
                if cue.end < t.cue.start && matches!(form, Form::After | Form::Amid | Form::CitesAfter) {
                    for r in t
                        .scope
                        .iter_mut()
                        .filter(|r| r.start < cue.end && r.end > cue.end && r.end <= t.cue.start)
                    {
                        r.start = cue.end;
                    }
                }
            }
        }
    }

    /// Finds whom «he» and «the company» mean.
    fn antecedents(&self, all: &mut [Telling]) {
        for k in 0..all.len() {
            let person = match all[k].way {
                Way::Pronoun => true,
                Way::Firm | Way::Paper => false,
                _ => continue,
            };
            let i = all[k].cue.start;
            let told_first = matches!(all[k].form, Form::After | Form::Amid);
            // A firm is no paper that reports on it, unless it is called one.
            let press = !person
                && (self.segment(i).start..i)
                    .any(|t| self.hit("voice.outlet", t) && self.name_at(t).is_none());
            let mut found = self.latest(i, person, press);
            // «Marlowe lost its head, Rao, in June, she confirmed»: who stands late in what is told is told of.
            if person
                && told_first
                && !self.scene.chinese
                && let Some(f) = found.clone()
                && self.sentence[f.start] == self.sentence[i]
                && self.names().any(|n| {
                    n.end <= f.start
                        && f.start - n.end > 3
                        && self.sentence[n.start] == self.sentence[f.start]
                })
            {
                let before = self.segment(f.start).start;
                found = self.latest(before, person, press).or(found);
            }
            // «A recruiter said …. She added …»
            let voice = all[..k].iter().rev().find(|t| {
                self.sentence[i].abs_diff(self.sentence[t.cue.start]) <= 2 && t.way != Way::Heard && !t.weak
            });
            if person
                && voice.is_some_and(|t| {
                    t.way == Way::Unnamed && found.as_ref().is_none_or(|f| f.end <= t.cue.start)
                })
            {
                all[k].way = Way::Unnamed;
                continue;
            }
            let spoke = all[..k]
                .iter()
                .rev()
                .filter(|t| {
                    self.sentence[i].abs_diff(self.sentence[t.cue.start]) <= 2
                        && t.way != Way::Heard
                        && !t.weak
                })
                .find_map(|t| {
                    t.at.clone()
                        .filter(|r| self.is_person(r) == person && (person || self.is_outlet(r) == press))
                });
            let same = |r: &Range<usize>| self.sentence[r.start] == self.sentence[i];
            // Who spoke last goes on speaking; a name of the own sentence is nearer.
            all[k].at = match (found, spoke) {
                (Some(f), Some(s)) if !same(&f) && self.sentence[s.start] >= self.sentence[f.start] => {
                    Some(s)
                }
                (f, s) => f.or(s),
            };
        }
    }

    fn is_person(&self, r: &Range<usize>) -> bool {
        self.scene.found.iter().any(|f| f.person && f.at.iter().any(|x| meet(x, r)))
    }

    /// Whether a name is that of a paper or another medium.
    pub(crate) fn is_outlet(&self, r: &Range<usize>) -> bool {
        r.clone().any(|i| self.hit("voice.outlet", i))
            || r.start > 0 && self.word(r.start - 1) == "《"
            || matches!(self.word(r.end.saturating_sub(1)), "报" | "社" | "网" | "刊")
    }

    /// The name of a person or an organisation that a pronoun means: the first of the nearest sentence that has one.
    ///
    /// `press` says whether a paper is meant; else none is.
    fn latest(&self, i: usize, person: bool, press: bool) -> Option<Range<usize>> {
        let fits = |r: &&Range<usize>| {
            r.end <= i
                && self.is_person(r) == person
                && (person || self.is_outlet(r) == press)
                && self.word(r.end) != "-"
                && !self.word(r.start).contains('\'')
        };
        let nearest = self.names().filter(fits).map(|r| self.sentence[r.start]).max()?;
        self.names()
            .filter(fits)
            .filter(|r| self.sentence[r.start] == nearest)
            .min_by_key(|r| r.start)
            .cloned()
    }

    /// Whether a stretch stands in quotation marks for the most part.
    fn spoken_word(&self, stretch: &Range<usize>) -> bool {
        let inside = stretch.clone().filter(|&i| self.quoted.get(i) == Some(&true)).count();
        inside * 2 > stretch.len()
    }
}

/// What sort of name stands at some places: of a person, of a paper, or of another organisation.
pub(crate) fn sort(scene: &Scene<'_>, at: &[Range<usize>]) -> &'static str {
    let eye = Eye { scene, mine: &[], sentence: Vec::new(), quoted: Vec::new() };
    if at.iter().any(|r| eye.is_outlet(r)) {
        "paper"
    } else if at.iter().any(|r| eye.is_person(r)) {
        "person"
    } else {
        "house"
    }
}

/// Whether the quote stands in quotation marks for the most part.
pub(crate) fn direct(scene: &Scene<'_>) -> bool {
    Eye::of(scene, &[]).spoken_word(&scene.quote)
}
