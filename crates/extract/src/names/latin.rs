//! Capitalised runs of Latin letters.

use std::ops::Range;

use super::{Taught, replace, unknown};
use crate::class::Class;
use crate::naming::Naming;
use crate::token::{NameClass, NameRef, Row, Text, Token};

/// Whether a row is a headline in title case, in which capitals say nothing.
fn headline(row: &Row) -> bool {
    let words = row.tokens.iter().filter(|t| t.latin);
    let (n, capital) = words.fold((0, 0), |(n, c), t| (n + 1, c + usize::from(t.capital)));
    let closed = row.tokens.last().is_some_and(|t| t.punct == Some('.'));
    !row.chinese && !closed && n >= 5 && capital * 10 >= n * 7
}

/// Endings of common nouns, which no person's name has.
const ABSTRACT: &[&str] = &[
    "ing", "ment", "tion", "sion", "ity", "ship", "ance", "ence", "ness", "ology", "ics", "ware", "ability",
    "izing", "ised", "ized",
];

/// What stands behind the name of a firm, not of a product: legal forms, and the parts that firms have.
const OF_THE_FIRM: &[&str] = &[
    "inc",
    "corp",
    "corporation",
    "ltd",
    "llc",
    "co",
    "company",
    "plc",
    "gmbh",
    "labs",
    "lab",
    "ai",
    "research",
    "group",
    "holdings",
    "cloud",
    "brain",
];

/// Finds names in capitalised runs.
pub(super) fn latin(row: &mut Row, text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    let in_headline = headline(row);
    before_known(row, text, naming);
    let mut i = 0;
    while i < row.tokens.len() {
        if !begins(row, text, naming, i) {
            i += 1;
            continue;
        }
        let run = Run { row, text, naming };
        let j = run.end(i);
        let found = if in_headline { run.in_headline(i, j) } else { run.read(i, j, taught) };
        let Some((tokens, name)) = found else {
            // Nothing in it: go on behind it, or behind its first known name.
            i = j.max(i + 1);
            continue;
        };
        let range = row.tokens[tokens.start].start..row.tokens[tokens.end - 1].end;
        if !in_headline {
            teach(text, naming, taught, &range, &name);
        }
        let at = tokens.start;
        replace(row, range, name);
        i = at + 1;
    }
}

/// «Tan Hui Lin»: a family name before what is the name of somebody else is a part of the name.
fn before_known(row: &mut Row, text: &Text<'_>, naming: &Naming) {
    let mut i = 1;
    while i < row.tokens.len() && !row.chinese {
        let (a, b) = (&row.tokens[i - 1], &row.tokens[i]);
        let word = |t: &Token| &text.folded.text[t.range()];
        let known = b.latin
            && b.name.as_ref().is_some_and(|n| n.class == NameClass::Person && n.kb.is_some())
            && word(b).split([' ', '-']).count() == 2;
        let family = a.latin
            && a.capital
            && a.plain()
            && a.name.is_none()
            && b.start == a.end + 1
            && naming.surnames_latin.contains(word(a))
            && (!naming.common.contains(word(a)) || word(a).len() <= 3)
            && !naming.given_names.contains(word(a));
        if known && family {
            let range = a.start..b.end;
            replace(row, range, unknown(NameClass::Person));
        }
        i += 1;
    }
}

/// Whether a run may begin at a token: an unknown capitalised word, or a known firm before one.
fn begins(row: &Row, text: &Text<'_>, naming: &Naming, i: usize) -> bool {
    may_be_name(&row.tokens, i, row.chinese)
        || heads_name(row, text, naming, i)
        || !row.chinese
            && known_word(&row.tokens[i])
            && row.tokens.get(i + 1).is_some_and(|n| n.start == row.tokens[i].end + 1)
            && may_be_name(&row.tokens, i + 1, row.chinese)
}

/// «the Institute for Assistive Machines»: a word for a house, with a capital, that goes on with more capitalised words.
fn heads_name(row: &Row, text: &Text<'_>, naming: &Naming, i: usize) -> bool {
    let word = |k: usize| row.tokens.get(k).map_or("", |t| &text.folded.text[t.range()]);
    let t = &row.tokens[i];
    let more = row.tokens.get(i + 2).is_some_and(|n| n.capital && n.latin && n.quantity.is_none());
    !row.chinese
        && t.capital
        && t.name.is_none()
        && naming.org_heads.contains(word(i))
        && matches!(word(i + 1), "of" | "for")
        && more
}

/// A known organisation in Latin letters, which may be a part of a longer name: Ford in «Harrison Ford».
fn known_word(t: &Token) -> bool {
    t.latin && t.capital && t.name.as_ref().is_some_and(|n| n.class == NameClass::Org && !n.product)
}

/// Whether a token can be part of an unknown Latin name.
fn may_be_name(tokens: &[Token], i: usize, chinese: bool) -> bool {
    let t = &tokens[i];
    if !t.latin || !t.capital || t.name.is_some() || t.quantity.is_some() {
        return false;
    }
    if t.plain() && t.word.is_none() {
        return true;
    }
    // A word of the lexicon with a capital in mid-sentence, beside an unknown capitalised word, is part of a name.
    !chinese
        && i > 0
        && tokens[i - 1].punct.is_none()
        && !t.any(&[Class::Role, Class::Group, Class::Former, Class::Round, Class::New])
        && (tokens.get(i + 1).is_some_and(|n| n.capital && n.plain() && n.word.is_none())
            || tokens[i - 1].capital && tokens[i - 1].plain() && tokens[i - 1].word.is_none())
}

/// The reader of one row's runs.
struct Run<'a> {
    row: &'a Row,
    text: &'a Text<'a>,
    naming: &'a Naming,
}

impl<'a> Run<'a> {
    fn low(&self, k: usize) -> &'a str {
        &self.text.folded.text[self.row.tokens[k].range()]
    }

    fn gap(&self, k: usize) -> &'a str {
        self.text.folded.text.get(self.row.tokens[k - 1].end..self.row.tokens[k].start).unwrap_or("?")
    }

    /// Where the run that begins at a token ends: words with capitals, initials, particles, hyphens.
    fn end(&self, i: usize) -> usize {
        let t = &self.row.tokens;
        let chinese = self.row.chinese;
        let mut j = i + 1;
        while j < t.len() {
            let gap = self.gap(j);
            let initial = t[j].punct == Some('.')
                && gap.is_empty()
                && t[j - 1].capital
                && t[j - 1].end - t[j - 1].start == 1
                && t.get(j + 1).is_some_and(|t| t.capital && t.latin);
            let hyphen = t[j].punct == Some('-')
                && gap.is_empty()
                && !t
                    .get(j + 1)
                    .is_some_and(|n| self.naming.joined.contains(&self.text.folded.text[n.range()]))
                && t.get(j + 1).is_some_and(|n| n.start == t[j].end && n.latin);
            let particle = !chinese
                && self.naming.particles.contains(self.low(j))
                && gap == " "
                && t.get(j + 1).is_some_and(|t| t.capital && t.plain());
            let after_hyphen = t[j - 1].punct == Some('-') && t[j].latin;
            let word = (gap == " " || t[j - 1].punct.is_some() && gap.len() <= 1)
                && (may_be_name(t, j, chinese) || !chinese && gap == " " && known_word(&t[j]));
            // «Y. Bengio», where the family name is known; «Cinder Bay Partners», whose last word is a word of the lexicon;
            // «Wire & Circuit».
            let known_family = t[j - 1].punct == Some('.')
                && t[j].name.as_ref().is_some_and(|n| n.class == NameClass::Person);
            let ending = !chinese
                && gap == " "
                && t[j].capital
                && t[j].name.is_none()
                && t[j].any(&[Class::Group, Class::GenericOrg, Class::Role])
                && self.naming.org_suffixes_en.contains(self.low(j));
            // «Larkspur Therapeutics, Inc.»
            let form = gap == ", " && t[j].capital && self.naming.beside.legal_forms.contains(self.low(j));
            // «Venkatesh "Venky" Iyer»: from the first mark to the family name.
            if !chinese && gap == " " && self.nickname(j) {
                j += 3;
                continue;
            }
            let ampersand = !chinese
                && gap == " "
                && (self.low(j) == "&" && t.get(j + 1).is_some_and(|n| n.capital && n.latin)
                    || self.low(j - 1) == "&" && t[j].capital && t[j].quantity.is_none());
            if !(initial
                || hyphen
                || particle
                || after_hyphen
                || word
                || known_family
                || ending
                || form
                || ampersand)
            {
                break;
            }
            j += 1;
        }
        while j > i + 1
            && (t[j - 1].punct.is_some()
                || !t[j - 1].capital && t[j - 1].plain() && self.naming.particles.contains(self.low(j - 1)))
        {
            j -= 1;
        }
        j
    }

    /// Whether a capitalised word stands between quotation marks at a token and another word behind them.
    fn nickname(&self, j: usize) -> bool {
        let t = &self.row.tokens;
        let mark =
            |k: usize| t.get(k).is_some_and(|x| matches!(self.low_of(x), "\"" | "“" | "”" | "'" | "‘" | "’"));
        let word = |k: usize| {
            t.get(k).is_some_and(|x| x.latin && x.capital && x.word.is_none() && x.quantity.is_none())
        };
        t[j - 1].latin && t[j - 1].capital && mark(j) && word(j + 1) && mark(j + 2) && word(j + 3)
    }

    fn low_of(&self, t: &Token) -> &'a str {
        &self.text.folded.text[t.range()]
    }

    /// A given name and a family name in a headline, where every word has a capital.
    fn in_headline(&self, i: usize, j: usize) -> Option<(Range<usize>, NameRef)> {
        let t = &self.row.tokens;
        let a = (i..j).find(|&k| self.naming.given_names.contains(self.low(k)) && t[k].name.is_none())?;
        let b = a + 1;
        let fits = b < j
            && self.gap(b) == " "
            && t[b].plain()
            && t[b].word.is_none()
            && !self.naming.not_names_en.contains(self.low(b))
            && !self.naming.common.contains(self.low(b));
        fits.then(|| (a..b + 1, unknown(NameClass::Person)))
    }

    /// The name in a run, as tokens, with its class.
    fn read(&self, i: usize, j: usize, taught: &Taught) -> Option<(Range<usize>, NameRef)> {
        let t = &self.row.tokens;
        let not = |k: usize| self.naming.not_names_en.contains(self.low(k));
        if !self.row.chinese
            && let Some(found) = self.organisation(i, j)
        {
            return found;
        }
        // «a former U.S. Treasury official»: nobody's initials.
        let state = &self.text.folded.text[t[i].start..t[j - 1].end];
        let house = ["u.s. ", "u.k. ", "u.n. "].iter().any(|w| state.starts_with(w));
        if house && !self.row.chinese && !(i..j).any(|k| self.given(k)) {
            return Some((i..j, unknown(NameClass::Org)));
        }
        // «the San Mateo start-up»: a place of several words.
        if self.naming.places.contains(&self.text.folded.text[t[i].start..t[j - 1].end]) {
            return None;
        }
        let (mut a, mut b) = (i, j);
        // Known firms within: they end a name unless a given name stands before them.
        if let Some(k) = (a..b).find(|&k| known_word(&t[k])) {
            let after_given =
                k > a && k + 1 == b && self.naming.given_names.contains(self.low(k - 1)) && !not(k - 1);
            if !after_given {
                if k == a {
                    a += 1;
                } else {
                    b = k;
                }
            }
        }
        // «Boston Robotics», «London Scientific»: a place before one ordinary word with a capital.
        let local = !self.row.chinese
            && b == a + 2
            && not(a)
            && t[a + 1].punct.is_none()
            && self.naming.org_words.contains(self.low(a))
            && (self.naming.common.contains(self.low(a + 1))
                || self.naming.org_suffixes_en.contains(self.low(a + 1)))
            && !self.naming.events.contains(self.low(a + 1));
        if local {
            return Some((a..b, unknown(NameClass::Org)));
        }
        while a < b && not(a) {
            a += 1;
        }
        if (a..b).any(|k| t[k].is(Class::Conj)) {
            let range = (a..b).rfind(|&k| t[k].punct.is_none() && !t[k].is(Class::Conj)).map(|e| a..e + 1)?;
            return Some((
                range,
                unknown(if self.outlet_joined(b) { NameClass::Outlet } else { NameClass::Org }),
            ));
        }
        // «Producer Michael Deeley»: ordinary words before a given name are no part of it.
        if let Some(g) = (a + 1..b).find(|&k| self.given(k) && k + 1 < b)
            && (a..g).all(|k| {
                let w = self.low(k);
                self.naming.common.contains(w)
                    || self.naming.conferences.contains(w)
                    || self.naming.things.contains(w)
            })
        {
            a = g;
        }
        while b > a
            && not(b - 1)
            && !self.naming.org_suffixes_en.contains(self.low(b - 1))
            && !(b - a == 2 && self.given(a))
        {
            b -= 1;
        }
        if a >= b || a < b && t[a].punct.is_some() {
            return None;
        }
        // At the head of a sentence every word has a capital: what stands before a given name is not part of it.
        let opens = i == 0 || t[i - 1].punct.is_some();
        if opens
            && !self.row.chinese
            && b - a >= 2
            && !self.naming.given_names.contains(self.low(a))
            && let Some(g) = (a + 1..b).find(|&k| self.naming.given_names.contains(self.low(k)) && k + 1 < b)
            && (self.naming.common.contains(self.low(a))
                || !self.naming.surnames_latin.contains(self.low(g + 1))
                || b - g >= 2)
            && t[g - 1].punct.is_none()
        {
            a = g;
        }
        if opens && !self.row.chinese && b - a == 1 {
            let w = self.text.words(t[a].range());
            let plain = w.chars().skip(1).all(char::is_lowercase);
            let spoken_of = t.get(b).is_some_and(|n| {
                n.verb
                    || n.punct.is_some()
                    || n.any(&[
                        Class::De,
                        Class::Have,
                        Class::Be,
                        Class::Plan,
                        Class::Speech,
                        Class::Report,
                        Class::Announce,
                        Class::Negation,
                        Class::Conj,
                    ])
            });
            // Collectively, Reportedly: an adverb that no verb follows is nobody's name.
            let adverb = w.len() > 5 && w.ends_with("ly") && t.get(b).is_some_and(|n| !n.verb);
            if plain && (adverb || !spoken_of) && !taught.forms.contains_key(self.low(a)) {
                return None;
            }
        }
        let class = self.class(a, b)?;
        let known = (a..b)
            .find_map(|k| t[k].name.as_ref().filter(|n| n.class == NameClass::Person))
            .and_then(|n| n.kb);
        Some((a..b, NameRef { kb: known, ..unknown(class) }))
    }

    /// Whether what stands behind a joined name reports: «Wire & Circuit reported».
    fn outlet_joined(&self, b: usize) -> bool {
        self.row.tokens.get(b).is_some_and(|t| t.is(Class::Report))
    }

    fn given(&self, k: usize) -> bool {
        self.naming.given_names.contains(self.low(k))
    }

    /// An organisation by its ending or its head: «… Labs», «University of …», «Institute of … and …».
    ///
    /// The outer option says whether the run is decided; the inner one is nothing for events and prizes.
    #[expect(clippy::option_option, reason = "decided as no name is not the same as undecided")]
    fn organisation(&self, i: usize, j: usize) -> Option<Option<(Range<usize>, NameRef)>> {
        let t = &self.row.tokens;
        let functional = |k: usize| {
            self.naming.not_names_en.contains(self.low(k)) && !self.naming.org_words.contains(self.low(k))
        };
        let mut a = i;
        while a < j && functional(a) && !self.naming.org_heads.contains(self.low(a)) {
            a += 1;
        }
        let mut b = j;
        // Known firms within a run end it on the left, unless they only open the name.
        if let Some(k) = (a + 1..j).find(|&k| known_word(&t[k])) {
            let suffix_behind = (k + 1..j).any(|m| self.naming.org_suffixes_en.contains(self.low(m)));
            // «founded Bright World Labs»: a known name may be the end of a longer one.
            let proper = |m: usize| {
                t[m].plain()
                    && t[m].punct.is_none()
                    && !self.naming.common.contains(self.low(m))
                    && !self.given(m)
            };
            let last = self.low(k).rsplit_once(' ').map(|x| x.1);
            let ends = k + 1 == j && last.is_some_and(|w| self.naming.org_suffixes_en.contains(w));
            let inside = i > 0 && t[i - 1].punct.is_none() && (a..k).all(proper);
            if ends && inside {
                return Some(Some((a..j, unknown(NameClass::Org))));
            }
            if !suffix_behind {
                b = k;
            }
        }
        if a >= b {
            return None;
        }
        // «Université Laval»
        if self.naming.fronted.contains(self.low(a)) && b > a + 1 {
            return Some(Some((a..b, unknown(NameClass::Org))));
        }
        let head = (a..b).rev().find(|&k| {
            let w = self.low(k);
            t[k].name.is_none()
                && (self.naming.org_suffixes_en.contains(w) || self.naming.org_heads.contains(w))
        });
        let last_is_event = self.naming.events.contains(self.low(b - 1)) && b - a >= 2 && !self.given(a);
        let mut end = head.map_or(b, |h| h + 1);
        // University of …, Association for the … of …
        if head.is_some_and(|h| h + 1 == b && self.naming.org_heads.contains(self.low(h))) || last_is_event {
            end = self.goes_on(b);
        }
        if last_is_event {
            return Some(None);
        }
        let head = head?;
        if end == head + 1 && head + 1 < b {
            // «Robotics Institute Director»: what stands behind the head is another thing, unless it is a name that goes on.
            let rest_common = (head + 1..b).all(|k| self.naming.common.contains(self.low(k)));
            if rest_common && self.naming.events.contains(self.low(b - 1)) {
                return Some(None);
            }
        }
        let words = (a..end).filter(|&k| t[k].punct.is_none()).count();
        if words < 2 || self.naming.outlet_suffixes_en.contains(self.low(end - 1)) && end == head + 1 {
            return None;
        }
        let first = self.low(a);
        let bare = head == a && end == a + 1;
        if bare {
            return None;
        }
        // «Geoffrey Hinton Lab» stays an organisation; «Sam Intelligence, who» does not.
        let who = t.get(end).is_some_and(|x| x.is(Class::Relative))
            || t.get(end + 1).is_some_and(|x| x.is(Class::Relative) && self.low(end + 1) == "who");
        if self.naming.given_names.contains(first) && words == 2 && who {
            return None;
        }
        let only_common = (a..head).all(|k| {
            let w = self.low(k);
            self.naming.not_names_en.contains(w) || self.naming.common.contains(w)
        });
        // «Machine Learning Systems», «Deep Learning Research»: a field of study, if nothing of it is proper.
        let soft = [
            "research",
            "systems",
            "intelligence",
            "technology",
            "technologies",
            "data",
            "sciences",
            "computing",
            "machines",
            "brain",
            "mind",
            "cloud",
            "networks",
            "software",
            "robotics",
            "analytics",
            "solutions",
            "ai",
            "health",
            "games",
            "energy",
            "works",
            "media",
            "studies",
            "group",
            "school",
            "school",
            "company",
            "bank",
            "fund",
            "management",
        ];
        if only_common && soft.contains(&self.low(head)) && end == head + 1 {
            return None;
        }
        let kb = (known_word(&t[a]) && end == a + 2 && OF_THE_FIRM.contains(&self.low(a + 1)))
            .then(|| t[a].name.as_ref().and_then(|n| n.kb))
            .flatten();
        Some(Some((a..end, NameRef { kb, ..unknown(NameClass::Org) })))
    }

    /// Where a name goes on behind its head: of, for, and, on, the, and more capitalised words.
    fn goes_on(&self, from: usize) -> usize {
        let t = &self.row.tokens;
        let mut end = from;
        let mut k = from;
        let (mut links, mut joined) = (0, false);
        while k < t.len() && k < from + 14 {
            let w = self.low(k);
            let spaced = self.gap(k) == " ";
            if !spaced {
                break;
            }
            // «left the Institute of Physics for the Centre for AI»: another house, or where somebody goes.
            let house = |k: usize| t.get(k).is_some_and(|_| self.naming.org_heads.contains(self.low(k)));
            if w.starts_with("for") && (links > 0 || house(k + 1) || house(k + 2)) {
                break;
            }
            if matches!(w, "of" | "for" | "and" | "the" | "on" | "in" | "&") {
                // «and» joins parts of one name only behind another link.
                let next_head = t.get(k + 1).is_some_and(|_| self.naming.org_heads.contains(self.low(k + 1)));
                let and = matches!(w, "and" | "&");
                if and && (joined || links == 0 || t.get(k + 1).is_none_or(known_word))
                    || w == "in" && links == 0
                    || matches!(w, "on" | "in") && links > 0
                    || w == "the" && joined && end < k
                    || and && next_head
                {
                    break;
                }
                joined |= and;
                links += 1;
            } else if w == "of the" || w == "for the" {
                links += 1;
            } else if t[k].latin
                && t[k].capital
                && t[k].quantity.is_none()
                && !self.naming.events.contains(w)
                && !t[k].is(Class::Role)
                && links > 0
            {
                end = k + 1;
            } else {
                break;
            }
            k += 1;
        }
        end
    }

    /// Person, outlet, organisation, or open; nothing for what is no name.
    fn class(&self, a: usize, b: usize) -> Option<NameClass> {
        let t = &self.row.tokens;
        let words: Vec<&str> = (a..b).filter(|&k| t[k].punct.is_none()).map(|k| self.low(k)).collect();
        let surface = self.text.words(t[a].start..t[b - 1].end);
        let letters = surface.chars().filter(|c| c.is_alphabetic()).count();
        let shouting = words.len() == 1
            && surface.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
            && letters <= 5;
        if letters < 2 || shouting && !self.row.chinese && letters < 3 {
            return None;
        }
        let (first, last) = (*words.first()?, *words.last()?);
        if (a..b).any(|k| t[k].name.as_ref().is_some_and(|n| n.class == NameClass::Person)) {
            return Some(NameClass::Person);
        }
        // «Ms Osei-Prah», «Dr DeVries»: whoever is addressed so is a person.
        if !self.row.chinese
            && a.checked_sub(1).is_some_and(|k| self.naming.beside.address.contains(self.low(k)))
            && words.len() <= 4
            && !self.naming.org_suffixes_en.contains(last)
        {
            return Some(NameClass::Person);
        }
        // «Baum-Welch» is one word; «Helen O» is cut short.
        let hyphened = words.len() == 2 && t[b - 2].punct == Some('-');
        let cut = words.len() == 2 && last.chars().count() == 1;
        let (left, right) = (a.checked_sub(1).and_then(|k| t.get(k)), t.get(b));
        // «to hire Larkspur's chief executive»: the verb is no post, and a post belongs to a firm.
        let owns = right.is_some_and(|t| t.any(&[Class::De, Class::Role]));
        let after_role = left.is_some_and(|t| t.is(Class::Role) && !(t.hires && owns));
        let before_who = right.is_some_and(|t| t.is(Class::Relative))
            || t.get(b + 1)
                .is_some_and(|t| t.is(Class::Relative) && &self.text.folded.text[t.range()] == "who");
        let camel = words.len() == 1
            && surface.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit() || c == '.');
        let given = self.naming.given_names.contains(first) && !self.naming.common.contains(first);
        // «Lake Geneva»: a place.
        let nowhere = |w: &str| self.naming.places.contains(w) || self.ordinary(w);
        if words.iter().all(|w| nowhere(w)) && words.iter().any(|w| self.naming.places.contains(*w)) {
            return None;
        }
        let by_suffix = self.naming.org_suffixes_en.contains(last)
            && !(self.naming.given_names.contains(first) && words.len() == 2 && before_who)
            && (self.row.chinese || !self.ordinary(first));
        let by_field = self.naming.firm_words.contains(last) && !self.ordinary(first) && !given && !hyphened;
        if words.len() == 1
            && (self.naming.things.contains(first)
                || self.naming.conferences.contains(first)
                || self.naming.places.contains(first))
        {
            return None;
        }
        Some(
            if words.len() >= 2
                && self.naming.outlet_suffixes_en.contains(last)
                && !self.naming.given_names.contains(first)
            {
                NameClass::Outlet
            } else if words.len() >= 2 && (by_suffix || by_field) {
                NameClass::Org
            } else if hyphened || cut {
                NameClass::Open
            } else if (2..=4).contains(&words.len()) && (given || after_role || before_who)
                || words.len() == 1 && (after_role || before_who) && !camel && !shouting
                || words.len() == 2 && self.naming.chinese_latin(first, last)
                || initials(surface)
            {
                NameClass::Person
            } else if camel || shouting {
                NameClass::Org
            } else if words.iter().any(|w| {
                ABSTRACT.iter().any(|e| w.len() > e.len() + 2 && w.ends_with(e))
                    || self.naming.common.contains(*w)
                    || self.naming.places.contains(*w)
                    || self.naming.things.contains(*w)
            }) {
                NameClass::Open
            } else if (2..=3).contains(&words.len())
                && words.iter().all(|w| w.chars().all(|c| c.is_alphabetic() || c == '\'' || c == '-'))
            {
                NameClass::Person
            } else {
                NameClass::Open
            },
        )
    }
}

impl Run<'_> {
    fn ordinary(&self, word: &str) -> bool {
        self.naming.common.contains(word) || self.naming.not_names_en.contains(word)
    }
}

/// «C. K. Prahalad», «Y. Bengio»: initials and one word.
fn initials(surface: &str) -> bool {
    let (mut letters, mut words) = (0, 0);
    for part in surface.split([' ', '.']).filter(|p| !p.is_empty()) {
        if part.chars().count() == 1 && part.chars().all(char::is_uppercase) {
            letters += 1;
        } else if part.chars().skip(1).all(|c| c.is_lowercase() || c == '-' || c == '\'') {
            words += 1;
        } else {
            return false;
        }
    }
    surface.contains(". ") && letters >= 1 && words >= 1 && letters + words <= 4
}

/// Teaches a document the short forms of a full name.
fn teach(text: &Text<'_>, naming: &Naming, taught: &mut Taught, range: &Range<usize>, name: &NameRef) {
    let surface = text.words(range.clone());
    let folded = &text.folded.text[range.clone()];
    let words: Vec<&str> = folded.split([' ', '.', '-']).filter(|w| !w.is_empty()).collect();
    let (Some(first), Some(last)) = (words.first().copied(), words.last().copied()) else { return };
    if name.class == NameClass::Person && words.len() >= 2 {
        // Kao Chih-wei, Kim Jung-ho: a given name of two syllables stands last.
        let eastern = surface.split_once(' ').is_some_and(|(_, given)| {
            given.split_once('-').is_some_and(|(_, s)| s.chars().all(char::is_lowercase))
                && !given.contains(' ')
        }) || words.len() == 2
            && naming.chinese_latin(first, last)
            && naming.surname_pinyin(first)
            && !naming.surname_pinyin(last);
        let family = if eastern || last.len() <= 2 { first } else { last };
        let bearer = || NameRef { full: Some(surface.to_owned()), ..name.clone() };
        // «Pru Osei-Prah», then «Osei-Prah»; «Ada Thornquist», then «Ada».
        let barrelled = folded.rsplit(' ').next().filter(|w| w.contains('-') && !eastern);
        let given = folded.split(' ').next().filter(|w| {
            !eastern
                && naming.given_names.contains(*w)
                && !naming.places.contains(*w)
                && !naming.surname_pinyin(w)
        });
        for form in barrelled.into_iter().chain(given) {
            taught.forms.entry(form.to_owned()).or_insert_with(bearer);
        }
        if !naming.not_names_en.contains(family) && !naming.common.contains(family) {
            let bearer = NameRef { full: Some(surface.to_owned()), ..name.clone() };
            // What was taken for a firm when it stood alone is a family name after all.
            if taught.forms.get(family).is_none_or(|o| o.class == NameClass::Org && o.kb.is_none()) {
                taught.forms.insert(family.to_owned(), bearer);
            }
        }
    }
    if name.class != NameClass::Open || words.len() > 1 {
        taught.forms.entry(folded.to_owned()).or_insert_with(|| name.clone());
        if name.class == NameClass::Org
            && words.len() == 2
            && naming.org_suffixes_en.contains(last)
            && !naming.not_names_en.contains(first)
            && !naming.given_names.contains(first)
            && !naming.common.contains(first)
            && name.kb.is_none()
        {
            taught
                .forms
                .entry(first.to_owned())
                .or_insert_with(|| NameRef { full: Some(surface.to_owned()), ..name.clone() });
        }
    }
}
