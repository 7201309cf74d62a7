//! Persons in Han characters: surname and given name, transliterations, and what stands beside them.
//!
//! A stretch of characters between words that the lexicon knows is read as the cheapest row of words, names and single
//! characters; a name pays for its characters and is paid for what stands beside it.

use std::ops::Range;

use super::{Taught, replace, unknown};
use crate::class::Class;
use crate::naming::{Ending, Naming};
use crate::token::{NameClass, Row, Text, Token, is_han};
use crate::words::Sort;

/// What a name costs before its characters: one word in a hundred or so is one.
const NAME: i32 = 58;
/// The same for a transliterated name.
const FOREIGN: i32 = 70;
/// Longest stretch that is read at once, in characters.
const LONGEST: usize = 80;

/// Finds persons in the stretches of a row that no known word covers.
pub(super) fn chinese_people(row: &mut Row, text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    let mut i = 0;
    while i < row.tokens.len() {
        if !open(&row.tokens[i], text) {
            i += 1;
            continue;
        }
        let mut j = i + 1;
        while row.tokens.get(j).is_some_and(|t| open(t, text) && t.start == row.tokens[j - 1].end) {
            j += 1;
        }
        let (start, end) = (row.tokens[i].start, row.tokens[j - 1].end);
        let stretch = Stretch::new(row, text, naming, taught, start..end);
        let found = stretch.names();
        for (range, sure) in found {
            let name = unknown(NameClass::Person);
            let surface = &text.folded.text[range.clone()];
            if sure {
                taught.forms.entry(surface.to_owned()).or_insert_with(|| name.clone());
            }
            replace(row, range, name);
        }
        i = row.tokens.iter().position(|t| t.start >= end).unwrap_or(row.tokens.len());
    }
}

/// Whether a token may hold a part of a name: running characters, or a single one that is also a marker.
fn open(t: &Token, text: &Text<'_>) -> bool {
    if t.latin || t.punct.is_some() || t.name.is_some() {
        return false;
    }
    // 卓一鸣: a numeral may be a given name.
    t.word.is_none() && t.quantity.is_none()
        || t.end - t.start == 3 && text.folded.text[t.range()].chars().all(is_han)
}

/// A stretch of characters being read.
struct Stretch<'a> {
    row: &'a Row,
    text: &'a Text<'a>,
    naming: &'a Naming,
    taught: &'a Taught,
    chars: Vec<char>,
    /// Byte of the folded text at which each character begins, and the end.
    at: Vec<usize>,
}

/// What a piece of the cheapest reading is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Single,
    Word,
    Name,
}

impl<'a> Stretch<'a> {
    fn new(
        row: &'a Row,
        text: &'a Text<'a>,
        naming: &'a Naming,
        taught: &'a Taught,
        range: Range<usize>,
    ) -> Self {
        let mut chars = Vec::with_capacity(range.len() / 3);
        let mut at = Vec::with_capacity(range.len() / 3 + 1);
        for (i, c) in text.folded.text[range.clone()].char_indices().take(LONGEST) {
            chars.push(c);
            at.push(range.start + i);
        }
        let end = at.last().zip(chars.last()).map_or(range.start, |(a, c)| a + c.len_utf8());
        at.push(end);
        Self { row, text, naming, taught, chars, at }
    }

    /// The names of the cheapest reading, with whether their evidence is good enough to teach them.
    fn names(&self) -> Vec<(Range<usize>, bool)> {
        let n = self.chars.len();
        if !self.may_hold_one() {
            return Vec::new();
        }
        let mut best = vec![(i32::MAX, 0usize, Piece::Single); n + 1];
        best[0].0 = 0;
        for i in 0..n {
            let here = best[i].0;
            if here == i32::MAX {
                continue;
            }
            let mut put = |len: usize, cost: i32, piece: Piece| {
                let total = here.saturating_add(cost);
                if total < best[i + len].0 {
                    best[i + len] = (total, len, piece);
                }
            };
            put(1, self.naming.words.single(self.chars[i]), Piece::Single);
            for (len, e) in self.naming.words.starting(&self.chars[i..]) {
                put(len, e.cost(), Piece::Word);
            }
            // 阿姆斯特丹: a place longer than the words of the list.
            if let Some(len) = self.place(i) {
                put(len, 20, Piece::Word);
            }
            self.native(i, &mut put);
            self.familiar(i, &mut put);
            self.japanese(i, &mut put);
            self.foreign(i, &mut put);
        }
        let mut out = Vec::new();
        let mut i = n;
        while i > 0 {
            let (_, len, piece) = best[i];
            if len == 0 {
                break;
            }
            if piece == Piece::Name {
                let a = i - len;
                out.push((self.at[a]..self.at[i], self.left(a) + self.right(i) >= 3));
            }
            i -= len;
        }
        out
    }

    /// How many characters a place that begins here has, where they are more than four.
    fn place(&self, i: usize) -> Option<usize> {
        let rest = &self.chars[i..];
        let list = self.naming.long_places.get(rest.first()?)?;
        list.iter().find(|p| rest.starts_with(p)).map(Vec::len)
    }

    /// Whether reading the stretch is worth while: a surname, or three characters in a row that write foreign names.
    fn may_hold_one(&self) -> bool {
        self.chars.len() >= 2 && self.chars.iter().any(|c| self.naming.surnames.contains(c))
            || self
                .chars
                .windows(3)
                .any(|w| w.iter().all(|c| self.naming.words.transliteration(*c).is_some()))
    }

    /// Surname and one or two more.
    fn native(&self, i: usize, put: &mut impl FnMut(usize, i32, Piece)) {
        let rest = &self.chars[i..];
        let compound = rest.len() >= 3
            && self.naming.compound_surnames.iter().any(|s| s.chars().eq(rest[..2].iter().copied()));
        let (surname, cost) = if compound {
            (2, 50)
        } else if self.naming.surnames.contains(&rest[0]) {
            (1, self.naming.words.surname(rest[0]))
        } else {
            return;
        };
        // 林某: how reports of lawsuits name people; 林某某 stands in forms.
        if let ['某', next @ ..] = &rest[surname.min(rest.len())..]
            && next.first() != Some(&'某')
        {
            put(surname + 1, 1, Piece::Name);
            return;
        }
        // 起诉田某某: in reports of lawsuits too.
        if let ['某', '某', ..] = &rest[surname.min(rest.len())..]
            && ["起诉", "仲裁", "法院", "被告", "原告", "侵权", "竞业"]
                .iter()
                .any(|w| self.sentence().contains(w))
        {
            put(surname + 2, 1, Piece::Name);
            return;
        }
        for given in 1..=2 {
            let len = surname + given;
            if len > rest.len() {
                break;
            }
            if self.not_a_name(&rest[..len], &rest[surname..len], len == rest.len()) {
                continue;
            }
            // 杨浦区, 石梁站: a place goes on.
            if rest.get(len).is_some_and(|c| "市州省县区岛站镇村乡路街湖山河".contains(*c)) {
                continue;
            }
            // 林知远因个人原因辞职: what goes on behind 因 is why.
            let why = rest[len - 1] == '因'
                && self.text.folded.text[self.at[i + len]..self.row.range.end].starts_with(is_han);
            if why || self.ends_a_firm(&rest[surname..len]) {
                continue;
            }
            let chars = self.naming.words.given(&rest[surname..len]);
            let beside = self.beside(i, i + len);
            // Two characters alone are a word more often than a name.
            let short = if len == 2 { 52 } else { 0 };
            // A surname that is also a marker (任, 于, 向) is the marker unless a title or a person stands before it.
            // 华为总裁和荣耀总裁: between two titles 和 is the word for «and».
            if rest[0] == '和' && self.is_marker(i) && self.left(i) >= 2 {
                continue;
            }
            // 林知远向云杉智能支付: behind a name 向 and 于 lead to whom or where.
            let leads = matches!(self.chars[i], '向' | '于') && self.named_before(i);
            let marker = match (self.is_marker(i), leads) {
                (true, true) => 140,
                (true, false) if self.left(i) < 2 => 45,
                _ => 0,
            };
            put(len, NAME + cost + chars + short + marker - beside, Piece::Name);
        }
    }

    /// The sentence that the stretch is a part of.
    fn sentence(&self) -> &str {
        &self.text.folded.text[self.row.range.clone()]
    }

    /// 老罗, 小顾: how people call each other, where a title or a verb stands beside it.
    fn familiar(&self, i: usize, put: &mut impl FnMut(usize, i32, Piece)) {
        let rest = &self.chars[i..];
        let [first, surname, ..] = rest else { return };
        let word = |n: usize| {
            (2..=4).any(|k| rest.get(n..n + k).is_some_and(|w| self.naming.words.get(w).is_some()))
        };
        if matches!(first, '老' | '小')
            && self.naming.surnames.contains(surname)
            && self.naming.words.surname(*surname) < 60
            && !word(0)
            && !word(1)
            && (self.right(i + 2) >= 2 || self.left(i) >= 2)
        {
            put(2, NAME + 40 - self.beside(i, i + 2), Piece::Name);
        }
    }

    /// Whether a run of characters or a name, and no title, ends where a character begins.
    fn named_before(&self, i: usize) -> bool {
        self.token_before(self.at[i])
            .is_some_and(|(_, t)| t.end == self.at[i] && (t.name.is_some() || t.plain()))
    }

    /// 泽基金: whether two characters are what firms' names end in.
    fn ends_a_firm(&self, given: &[char]) -> bool {
        let ends = given.last().and_then(|c| self.naming.org_ends.get(c));
        given.len() == 2
            && ends.is_some_and(|l| l.iter().any(|(e, kind)| *kind == Ending::Field && e == given))
    }

    /// Whether a character is a word of the lexicon by itself.
    fn is_marker(&self, i: usize) -> bool {
        let k = self.row.tokens.partition_point(|t| t.end <= self.at[i]);
        self.row.tokens.get(k).is_some_and(|t| t.start == self.at[i] && t.word.is_some())
    }

    /// A Japanese surname and one to three characters.
    fn japanese(&self, i: usize, put: &mut impl FnMut(usize, i32, Piece)) {
        let rest = &self.chars[i..];
        let Some(list) = self.naming.japanese_surnames.get(&rest[0]) else { return };
        for surname in list.iter().filter(|s| rest.starts_with(s)) {
            for given in 1..=3 {
                let len = surname.len() + given;
                if len > rest.len() || self.not_a_name(&rest[..len], &rest[surname.len()..len], false) {
                    continue;
                }
                let given_cost = if given == 2 { 90 } else { 120 };
                put(len, NAME + 60 + given_cost - self.beside(i, i + len), Piece::Name);
            }
        }
    }

    /// Words that look like names, and characters that no given name has.
    fn not_a_name(&self, whole: &[char], given: &[char], ends: bool) -> bool {
        if whole.len() <= 4 && self.naming.words.get(whole).is_some() {
            return true;
        }
        // 吕先生, 郭某, 裴总: an address, not a name.
        if given.iter().any(|c| "某姓氏".contains(*c))
            || matches!(given, ['先' | '总' | '导' | '董'] | ['先', '生'] | ['女', '士'] | ['老', '师'])
        {
            return true;
        }
        let listed = self.naming.not_names_zh.get(&whole[0]).is_some_and(|l| {
            l.iter().any(|w| w.chars().count() <= whole.len() && w.chars().zip(whole).all(|(a, b)| a == *b))
        });
        listed
            || given.len() > 1 && self.naming.not_last.contains(&given[given.len() - 1])
            || given
                .iter()
                .any(|c| "的了在是与及或等被把将对向从由已曾也均亦还又都就才只不未没很最更这那但称说".contains(*c))
            // 骆清和 at the end of a stretch, else the word for «and».
            || given.contains(&'和') && !(ends && given.len() == 2 && given[1] == '和' && !self.joins())
    }

    /// 杨浩和方寸量化: whether a name stands right behind the stretch, so that 和 at its end is the word for «and».
    fn joins(&self) -> bool {
        let end = self.at[self.chars.len()];
        let k = self.row.tokens.partition_point(|t| t.end <= end);
        self.row.tokens.get(k).is_some_and(|t| t.start == end && t.name.is_some())
    }

    /// Three to seven characters of those that write foreign names.
    fn foreign(&self, i: usize, put: &mut impl FnMut(usize, i32, Piece)) {
        let mut cost = FOREIGN;
        for (k, c) in self.chars[i..].iter().take(7).enumerate() {
            let one = self.naming.words.transliteration(*c);
            let Some(one) = one.or_else(|| self.naming.transliteration.contains(c).then_some(68)) else {
                return;
            };
            cost += one;
            let len = k + 1;
            if len >= 3 {
                // What a foreign name is cut off before goes on being one.
                let goes_on = self
                    .chars
                    .get(i + len)
                    .is_some_and(|c| "国市州省县区岛河湖山海洋城村镇队杯".contains(*c));
                // One that is cut where its characters go on is none.
                let cut = self
                    .chars
                    .get(i + len)
                    .is_some_and(|c| self.naming.words.transliteration(*c).is_some_and(|c| c < 50))
                    && self.chars.len() >= i + len + 2
                    && self.naming.words.get(&self.chars[i + len..i + len + 2]).is_none();
                // 罗崇安曾在…: an adverb ends no name.
                let adverb = "曾已也均将又还并仍".contains(self.chars[i + k]);
                if !goes_on && !cut && !adverb {
                    put(len, cost - self.beside(i, i + len), Piece::Name);
                }
            }
        }
    }

    /// What the neighbours of a name are worth.
    fn beside(&self, a: usize, b: usize) -> i32 {
        let taught = {
            let surface = &self.text.folded.text[self.at[a]..self.at[b]];
            self.taught.forms.get(surface).is_some_and(|n| n.class == NameClass::Person)
        };
        let left = [0, 8, 45][usize::from(self.left(a).min(2))];
        let right = [0, 6, 32][usize::from(self.right(b).min(2))];
        left + right + if taught { 80 } else { 0 }
    }

    fn token_before(&self, byte: usize) -> Option<(usize, &Token)> {
        let k = self.row.tokens.partition_point(|t| t.end <= byte);
        let k = k.checked_sub(1)?;
        Some((k, &self.row.tokens[k]))
    }

    /// Evidence on the left: 2 a title, a person, a verb that takes people; 1 the beginning, a boundary.
    fn left(&self, a: usize) -> u8 {
        if a > 0 {
            // Within the stretch: the token that ends here, or the word that does.
            if let Some((k, t)) = self.token_before(self.at[a])
                && t.end == self.at[a]
                && t.word.is_some()
            {
                return self.left_of(k + 1);
            }
            let before = &self.chars[..a];
            for len in (2..=4.min(a)).rev() {
                if let Some(e) = self.naming.words.get(&before[a - len..]) {
                    let last = before[a - 1];
                    return match e.sort {
                        Sort::Noun if "人者家员师生长手妻夫友父母子弟兄".contains(last) => 2,
                        Sort::Function | Sort::Verb => 1,
                        _ => u8::from(e.sort == Sort::Place),
                    };
                }
            }
            return 0;
        }
        let k = self.row.tokens.partition_point(|t| t.start < self.at[a]);
        self.left_of(k)
    }

    /// Evidence left of the token at an index.
    fn left_of(&self, i: usize) -> u8 {
        let t = &self.row.tokens;
        let Some(left) = i.checked_sub(1).and_then(|k| t.get(k)) else { return 1 };
        let person = |k: usize| {
            t.get(k).is_some_and(|x| x.name.as_ref().is_some_and(|n| n.class == NameClass::Person))
        };
        if left.any(&[Class::Role, Class::Group, Class::Former]) || person(i - 1) || left.hires {
            return 2;
        }
        let joins = left.is(Class::Conj) || left.punct == Some('、');
        if joins && i >= 2 && person(i - 2) {
            return 2;
        }
        // 北门科技的林知远
        if left.is(Class::De)
            && i >= 2
            && (t[i - 2].is(Class::GenericOrg)
                || t[i - 2].name.as_ref().is_some_and(|n| n.class == NameClass::Org))
        {
            return 2;
        }
        u8::from(
            left.word.is_some() && !left.is(Class::Protect) || left.punct.is_some() || left.name.is_some(),
        )
    }

    /// Evidence on the right: 2 a verb of saying or moving, a list, a bracket, a title; 1 a boundary.
    fn right(&self, b: usize) -> u8 {
        let byte = self.at[b];
        let i = self.row.tokens.partition_point(|t| t.start < byte);
        let t = &self.row.tokens;
        let here = t.get(i).filter(|t| t.start == byte);
        if b < self.chars.len() && here.is_none_or(|t| t.word.is_none()) {
            let rest = &self.chars[b..];
            for len in (2..=3.min(rest.len())).rev() {
                if let Some(e) = self.naming.words.get(&rest[..len]) {
                    let title = matches!(
                        &rest[..2],
                        ['先', '生']
                            | ['女', '士']
                            | ['老', '师']
                            | ['博', '士']
                            | ['教', '授']
                            | ['同', '志']
                            | ['小', '姐']
                            | ['本', '人']
                    );
                    return if title || e.sort == Sort::Verb {
                        2
                    } else {
                        u8::from(e.sort == Sort::Function)
                    };
                }
            }
            return u8::from("已曾也将则就又还并称说于在表等对任现至男女".contains(rest[0])) * 2;
        }
        let Some(t0) = t.get(i) else { return 1 };
        if t0.verb
            || t0.any(&[
                Class::Speech,
                Class::Etc,
                Class::Announce,
                Class::Conj,
                Class::Negation,
                Class::Plan,
                Class::As,
            ])
            || t0.any(&[
                Class::From,
                Class::By,
                Class::To,
                Class::Accept,
                Class::Refuse,
                Class::Be,
                Class::Role,
                Class::Former,
            ])
            || matches!(t0.punct, Some('、' | '('))
        {
            return 2;
        }
        u8::from(t0.punct.is_some() || t0.word.is_some() || t0.latin || t0.quantity.is_some())
    }
}
