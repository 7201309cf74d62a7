//! Organisations in Han characters: by their ending, by name, and by what is said of them.

use std::ops::Range;

use super::{Taught, replace, unknown};
use crate::class::Class;
use crate::naming::{Ending, Naming};
use crate::token::{NameClass, NameRef, Row, Text, Token, is_han};
use crate::words::{Entry, Sort};

/// Longest stretch that is read at once, in characters.
const LONGEST: usize = 80;
/// Words that are counted more often than this make no name of their own.
const COMMON: u8 = 9;

/// Last characters of the endings of outlets.
const OUTLET_TAILS: &str = "报刊闻社经台网志会";

/// Finds organisations by how they end, public bodies and outlets.
pub(super) fn organisations(row: &mut Row, text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    let mut i = 0;
    while i < row.tokens.len() {
        if !open(&row.tokens[i], text, naming) {
            i += 1;
            continue;
        }
        let mut j = i + 1;
        while row.tokens.get(j).is_some_and(|t| open(t, text, naming) && t.start == row.tokens[j - 1].end) {
            j += 1;
        }
        let end = row.tokens[j - 1].end;
        let stretch = Stretch::new(row, text, naming, row.tokens[i].start..end);
        for (range, stem) in stretch.found() {
            let name = unknown(NameClass::Org);
            let whole = text.words(range.clone()).to_owned();
            taught.forms.entry(text.folded.text[range.clone()].to_owned()).or_insert_with(|| name.clone());
            if let Some(stem) = stem {
                taught
                    .forms
                    .entry(text.folded.text[stem].to_owned())
                    .or_insert_with(|| NameRef { full: Some(whole), ..name.clone() });
            }
            replace(row, range, name);
        }
        i = row.tokens.iter().position(|t| t.start >= end).unwrap_or(row.tokens.len());
    }
    outlets(row, text, naming);
}

/// Whether a token may be a part of an organisation's name: running characters, and words such as 公司 and 投资.
fn open(t: &Token, text: &Text<'_>, naming: &Naming) -> bool {
    if t.latin || t.punct.is_some() || t.name.is_some() {
        return false;
    }
    let surface = &text.folded.text[t.range()];
    if t.quantity.is_some() {
        // 百润, 第一重型: a numeral inside a name.
        return t.end - t.start <= 6 && surface.chars().all(is_han);
    }
    if t.plain() && t.word.is_none() || t.end - t.start == 3 && surface.chars().all(is_han) {
        return true;
    }
    surface.chars().all(is_han)
        && (t.is(Class::GenericOrg)
            || surface.chars().next_back().is_some_and(|c| {
                naming
                    .org_ends
                    .get(&c)
                    .is_some_and(|l| l.iter().any(|(e, _)| e.iter().copied().eq(surface.chars())))
            }))
}

/// Runs that end like an outlet.
fn outlets(row: &mut Row, text: &Text<'_>, naming: &Naming) {
    for i in 0..row.tokens.len() {
        let t = &row.tokens[i];
        if t.latin || !t.plain() || t.word.is_some() {
            continue;
        }
        // 苏州日报讯, 安徽日报客户端
        let run = &text.folded.text[t.range()];
        let tail = naming.outlet_tails.iter().filter(|x| run.ends_with(x.as_str())).map(String::len).max();
        let run = &run[..run.len() - tail.unwrap_or_default()];
        let chars = run.chars().count();
        if chars <= 8
            && run.ends_with(|c| OUTLET_TAILS.contains(c))
            && naming
                .outlet_suffixes_zh
                .iter()
                .any(|s| run.ends_with(s.as_str()) && chars > s.chars().count() + 1)
        {
            let range = t.start..t.start + run.len();
            replace(row, range, unknown(NameClass::Outlet));
        }
    }
}

/// A stretch of characters between words that no organisation's name holds.
struct Stretch<'a> {
    row: &'a Row,
    text: &'a Text<'a>,
    naming: &'a Naming,
    chars: Vec<char>,
    /// Byte of the folded text at which each character begins, and the end.
    at: Vec<usize>,
}

impl<'a> Stretch<'a> {
    fn new(row: &'a Row, text: &'a Text<'a>, naming: &'a Naming, range: Range<usize>) -> Self {
        let mut chars = Vec::with_capacity(range.len() / 3);
        let mut at = Vec::with_capacity(range.len() / 3 + 1);
        for (i, c) in text.folded.text[range.clone()].char_indices().take(LONGEST) {
            chars.push(c);
            at.push(range.start + i);
        }
        let end = at.last().zip(chars.last()).map_or(range.start, |(a, c)| a + c.len_utf8());
        at.push(end);
        Self { row, text, naming, chars, at }
    }

    /// Names from right to left, each with the part that may stand for it alone.
    fn found(&self) -> Vec<(Range<usize>, Option<Range<usize>>)> {
        let n = self.chars.len();
        if n < 2
            || !self
                .chars
                .iter()
                .any(|c| self.naming.org_ends.contains_key(c) || self.naming.bodies.contains_key(c))
        {
            return Vec::new();
        }
        let mut pieces: Option<Vec<(usize, usize, Option<Entry>)>> = None;
        let mut out = Vec::new();
        let mut e = n;
        while e >= 2 {
            let Some((len, ending)) = self.ending(e) else {
                if let Some(start) = self.body(e) {
                    out.push((self.at[start]..self.at[e], None));
                    e = start;
                } else {
                    e -= 1;
                }
                continue;
            };
            let pieces = pieces.get_or_insert_with(|| self.naming.words.segment(&self.chars));
            let whole = len > 1 || pieces.iter().any(|p| p.0 + p.1 == e - len);
            if let Some(start) = self.begin(pieces, e - len, ending).filter(|_| whole) {
                let stem = e - len - start;
                let alone = (2..=4).contains(&stem) && self.own(pieces, start, e - len);
                let stem = alone.then(|| self.at[start]..self.at[e - len]);
                out.push((self.at[start]..self.at[e], stem));
                e = start;
            } else if let Some(start) = self.body(e) {
                out.push((self.at[start]..self.at[e], None));
                e = start;
            } else {
                e -= len;
            }
        }
        out
    }

    /// The longest ending that ends here, where no word goes on behind it.
    fn ending(&self, e: usize) -> Option<(usize, Ending)> {
        let list = self.naming.org_ends.get(&self.chars[e - 1])?;
        let (end, ending) = list.iter().find(|(end, _)| end.len() < e && self.chars[..e].ends_with(end))?;
        let next = self.chars.get(e);
        // 科技巨头, 大学生, 公司化: the ending is a part of another word.
        if next.is_some_and(|c| self.naming.after_org_suffix.contains(c)) {
            return None;
        }
        // 判令林晓峰支付违约金: a verb, where what is paid follows.
        let paid = ["违约", "补偿", "赔偿", "经济", "人民币", "工资", "薪", "奖金", "报酬", "费"];
        let rest = &self.text.folded.text[self.at[e]..];
        if *end == ['支', '付']
            && (rest.starts_with(|c: char| c.is_ascii_digit())
                || paid.iter().any(|w| rest.starts_with(w))
                || self.row.tokens.iter().any(|t| t.start == self.at[e] && t.name.is_some()))
        {
            return None;
        }
        // 刘作明大学毕业后: the one who graduates, not where from.
        let three = e.checked_sub(end.len() + 3).filter(|s| self.naming.surnames.contains(&self.chars[*s]));
        if *end == ['大', '学']
            && self.text.folded.text[self.at[e]..].starts_with("毕业")
            && three.is_some_and(|s| s == 0 && self.naming.words.get(&self.chars[..3]).is_none())
        {
            return None;
        }
        Some((end.len(), *ending))
    }

    /// A public body that ends here.
    fn body(&self, e: usize) -> Option<usize> {
        (2..=8.min(e)).rev().map(|len| e - len).find(|&s| {
            self.naming
                .bodies
                .get(&self.chars[s])
                .is_some_and(|l| l.iter().any(|b| b[..] == self.chars[s..e]))
        })
    }

    /// Where the name that ends at a character begins; nothing where there is no name, only words.
    fn begin(
        &self,
        pieces: &[(usize, usize, Option<Entry>)],
        stem_end: usize,
        ending: Ending,
    ) -> Option<usize> {
        let field = ending != Ending::Formal;
        let longest = if field { 5 } else { 18 };
        let mut start = stem_end;
        for &(at, len, entry) in pieces.iter().rev().skip_while(|p| p.0 + p.1 > stem_end) {
            if at + len != start && at + len > stem_end {
                continue;
            }
            if stem_end - at > longest || self.stops(at, len, entry, field) {
                break;
            }
            start = at;
        }
        // Generic words before the name are no part of it, but a place is.
        let inside: Vec<_> =
            pieces.iter().filter(|p| p.0 >= start && p.0 + p.1 <= stem_end).copied().collect();
        let mut first = 0;
        while first < inside.len() && self.generic(&inside[first]) {
            first += 1;
        }
        let proper = inside.get(first..).unwrap_or_default();
        // 设立语音实验室: what is founded has a name, however common its words.
        if let (Some(first), None) = (inside.first(), proper.first())
            && !field
            && self.founded(first.0)
        {
            return Some(first.0);
        }
        let start = proper.first()?.0;
        // 一家灵巧手公司, 这家实验室.
        if start > 0 && self.chars[start - 1] == '家' {
            return None;
        }
        let stem: String = self.chars[start..stem_end].iter().collect();
        let taken = stem_end - start;
        if taken < 2 || self.naming.generic.contains(&stem) {
            return None;
        }
        // A cut within a word: 大学 in 北大学生.
        if pieces.iter().any(|p| p.0 < stem_end && p.0 + p.1 > stem_end && p.0 > start) && field {
            return None;
        }
        let place = proper.iter().any(|p| p.2.is_some_and(|e| e.sort == Sort::Place));
        // 英特尔西雅图实验室: a part of the firm before it.
        if place
            && proper.iter().all(|p| p.2.is_some_and(|e| e.sort == Sort::Place))
            && self.row.tokens.iter().any(|t| {
                t.end == self.at[start] && t.name.as_ref().is_some_and(|n| n.class == NameClass::Org)
            })
        {
            return None;
        }
        let own = self.own(pieces, start, stem_end);
        // 扫地机器人, 伦敦人工智能公司: a word or a place before a common noun.
        let word = self.naming.words.get(&self.chars[start..stem_end]);
        let plain = self
            .chars
            .get(stem_end..stem_end + 2)
            .is_some_and(|e| matches!(e, ['公', '司'] | ['分' | '子' | '总', '公']));
        let ok = if field {
            own && taken <= 4
                && (ending == Ending::Field || word.is_none_or(|e| e.bucket < 5 || e.sort == Sort::Place))
        } else {
            own || place && taken >= 2 && !plain || self.unusual(proper)
        };
        ok.then_some(start)
    }

    /// Whether a verb of founding stands before a character.
    fn founded(&self, at: usize) -> bool {
        let k = self.row.tokens.partition_point(|t| t.end <= self.at[at]);
        k.checked_sub(1).is_some_and(|k| {
            let t = &self.row.tokens[k];
            let word = self.text.folded.text[t.range()].trim_end_matches('了');
            t.end == self.at[at]
                && matches!(word, "设立" | "成立" | "组建" | "创建" | "创立" | "新设" | "筹建" | "建立")
        })
    }

    /// Whether characters are a name of their own: none of the words in them is a common one.
    fn own(&self, pieces: &[(usize, usize, Option<Entry>)], start: usize, end: usize) -> bool {
        let inside = || pieces.iter().filter(move |p| p.0 >= start && p.0 < end);
        // Small places are names as good as any; those that everybody knows say where a firm is.
        let rare = |e: Entry| e.bucket < COMMON || e.sort == Sort::Place && e.bucket <= COMMON + 1;
        self.naming.words.get(&self.chars[start..end]).is_none_or(rare)
            && inside().all(|p| p.2.is_none_or(|e| rare(e) || e.sort == Sort::Place && p.1 < end - start))
            && inside().any(|p| p.2.is_none_or(rare))
            && !inside().all(|p| self.generic(p))
    }

    /// Whether at least two characters of a stem belong to no word, or to a rare one.
    fn unusual(&self, pieces: &[(usize, usize, Option<Entry>)]) -> bool {
        let chars: usize =
            pieces.iter().filter(|p| p.2.is_none_or(|e| e.bucket < 7) && !self.generic(p)).map(|p| p.1).sum();
        chars >= 2
    }

    fn generic(&self, piece: &(usize, usize, Option<Entry>)) -> bool {
        self.naming.is_generic(&self.chars[piece.0..piece.0 + piece.1])
    }

    /// Whether a piece stands before a name and not in it: verbs, function words, adverbs.
    fn stops(&self, at: usize, len: usize, entry: Option<Entry>, field: bool) -> bool {
        const APART: &str = "的了在是从任为被把将对向和与及或于至到给由让使等称说曾已也还又即则其该这那我你他她它们每各某并但而就都很更最不没未个家名位年月日时后前内外中间如若以所之者";
        match entry {
            Some(e) => {
                e.sort == Sort::Function || e.sort == Sort::Verb && (field || e.bucket >= COMMON) || len == 1
            }
            None => {
                APART.contains(self.chars[at]) && !"中后前内外".contains(self.chars[at]) || self.marker(at)
            }
        }
    }

    /// Whether a single character is a marker of the lexicon.
    fn marker(&self, at: usize) -> bool {
        let k = self.row.tokens.partition_point(|t| t.end <= self.at[at]);
        self.row.tokens.get(k).is_some_and(|t| {
            // 走秀坊副总裁: what only follows a verb follows none at the head of a clause.
            let opens =
                t.is(Class::Done) && k.checked_sub(1).is_none_or(|k| self.row.tokens[k].punct.is_some());
            t.start == self.at[at]
                && t.end - t.start == 3
                && t.word.is_some()
                && !opens
                && self.text.folded.text[t.range()] != *"新"
        })
    }
}

/// Finds organisations without a telling ending, by what stands before and behind them: 加入深见, 深见创始人.
pub(super) fn by_cue(row: &mut Row, text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    let mut i = 0;
    while i < row.tokens.len() {
        let t = &row.tokens[i];
        if t.latin || !t.plain() || t.word.is_some() {
            i += 1;
            continue;
        }
        let mut run: Vec<char> = text.folded.text[t.range()].chars().take(12).collect();
        // 腾飞博药|则任命: an adverb before the verb.
        let acts = |a: &Token| naming.firm_acts.contains(&text.folded.text[a.range()]);
        let adverb = run.len() >= 4
            && run.last().is_some_and(|c| "则也已曾便就又还均亦再".contains(*c))
            && row.tokens.get(i + 1).is_some_and(|a| a.start == t.end && (a.verb || acts(a)));
        if adverb {
            run.pop();
        }
        let short = run.len() < 12 && (2..=8).contains(&run.len());
        if !short {
            i += 1;
            continue;
        }
        let before = i.checked_sub(1).map(|k| &row.tokens[k]).filter(|b| b.end == t.start);
        let left = before.is_some_and(|b| naming.cues_before.contains(&text.folded.text[b.range()]));
        let quoted = i > 0
            && row.tokens[i - 1].punct == Some('"')
            && row.tokens.get(i + 1).is_some_and(|n| n.punct == Some('"'));
        let after = row.tokens.get(i + 1).filter(|a| a.start == t.end);
        let right = after.is_some_and(|a| naming.cues_after.contains(&text.folded.text[a.range()]));
        // 出任讯奇的CEO, 还有凡可的杨芳菲: whose post or person follows.
        let whose = after.is_some_and(|a| a.is(Class::De))
            && row.tokens.get(i + 2).is_some_and(|x| {
                x.name.as_ref().is_some_and(|n| n.class == NameClass::Person)
                    || x.is(Class::Role)
                        && x.name.is_none()
                        && naming.firm_after.contains(&text.folded.text[x.range()])
            });
        // 去哪玩前副总裁
        let former = after.is_some_and(|a| a.is(Class::Former))
            && row.tokens.get(i + 2).is_some_and(|x| x.is(Class::Role) && x.name.is_none());
        let post = before.is_some_and(|b| naming.post_verbs.contains(&text.folded.text[b.range()]));
        // 加盟苏州的敦茂: the place before it is no name of the firm.
        let placed = i >= 3
            && before.is_some_and(|b| b.is(Class::De))
            && naming.cues_before.contains(&text.folded.text[row.tokens[i - 3].range()])
            && {
                let chars: Vec<char> = text.folded.text[row.tokens[i - 2].range()].chars().collect();
                naming.words.get(&chars).is_some_and(|e| e.sort == Sort::Place)
            };
        // 大模型公司深见近日: a common noun for a firm before it, and what tells of one behind.
        let dated = after.is_some_and(|a| a.quantity.is_some_and(|q| row.quantities[q].date().is_some()));
        let described = before.is_some_and(|b| b.is(Class::GenericOrg))
            && (right || dated)
            && (before.is_some_and(|b| !b.is(Class::PronounOrg))
                || i >= 2
                    && row.tokens[i - 2].end == row.tokens[i - 1].start
                    && row.tokens[i - 2].punct.is_none());
        // 收购芯片设计厂深见。: between such a noun behind a verb and the end.
        let ends = after.is_none_or(|a| a.punct.is_some());
        let bought = before.is_some_and(|b| b.is(Class::GenericOrg) && !b.is(Class::PronounOrg))
            && ends
            && row.tokens[i.saturating_sub(5)..i]
                .iter()
                .any(|b| naming.cues_before.contains(&text.folded.text[b.range()]));
        // 小公司罗盛被收购: behind a described noun for a firm, before what is done.
        let noun = before.is_some_and(|b| b.is(Class::GenericOrg) && b.name.is_none())
            && i >= 2
            && row.tokens[i - 2].end == row.tokens[i - 1].start
            && row.tokens[i - 2].punct.is_none()
            && !row.tokens[i - 2].any(&[Class::De, Class::Another, Class::PronounPoss])
            && after.is_none_or(|a| a.any(&[Class::By, Class::De, Class::At]) || a.verb);
        let left = left || described || bought || placed || noun || post && whose;
        let right = right || whose || former || adverb && after.is_some_and(acts);
        if !left && !right {
            i += 1;
            continue;
        }
        // What the run holds beside its words, from the cue on.
        let pieces = naming.words.segment(&run);
        let rare = |p: &(usize, usize, Option<Entry>)| {
            p.2.is_none_or(|e| e.bucket < 6)
                && !(p.1 == 1 && "的了在是从任为被把将对向和与及或于至到给由让使等称说曾已也还又即则其该这那我你他她它们每各某并但而就都很更最不没未个家名位年月日时后前内外间如若以所之者新老大小原现".contains(run[p.0]))
        };
        // 收购阶跃未来。: a run that fills all between a verb and what ends it is a name as a whole where some of it is rare.
        let closed = right
            || dated
            || after.is_none_or(|a| a.punct.is_some() || a.word.is_some() || a.quantity.is_some());
        let noun = |p: &(usize, usize, Option<Entry>)| {
            rare(p) || p.1 >= 2 && p.2.is_some_and(|e| !matches!(e.sort, Sort::Verb | Sort::Function))
        };
        // Between a mark and what only a firm does or has.
        let opens =
            right && !whose && (i == 0 || before.is_some_and(|b| b.punct.is_some() || b.quantity.is_some()));
        let entire = (left && closed || opens && pieces.iter().any(|p| p.2.is_none()))
            && (3..=5).contains(&run.len())
            && pieces.iter().any(rare)
            && pieces.iter().all(noun);
        let range = if entire {
            0..run.len()
        } else if right {
            let from = pieces.iter().rposition(|p| !rare(p)).map_or(0, |k| pieces[k].0 + pieces[k].1);
            from..run.len()
        } else {
            let to = pieces.iter().position(|p| !rare(p)).map_or(run.len(), |k| pieces[k].0);
            0..to
        };
        let whole = range.len() == run.len();
        let boundary = whole
            && (left || before.is_none_or(|b| b.punct.is_some() || b.word.is_some()) || i == 0 || quoted)
            && (right
                || after.is_none_or(|a| a.punct.is_some() || a.word.is_some())
                || row.tokens.get(i + 1).is_none_or(|a| a.punct.is_some()));
        let singles =
            pieces.iter().filter(|p| p.0 >= range.start && p.0 < range.end && p.2.is_none()).count();
        if (2..=5).contains(&range.len())
            && (boundary || right && range.end == run.len())
            && (singles >= 2 || left && right && (!whose || post) || quoted || entire)
            && !naming.is_generic(&run[range.clone()])
        {
            let byte = |k: usize| t.start + run[..k].iter().map(|c| c.len_utf8()).sum::<usize>();
            let bytes = byte(range.start)..byte(range.end);
            let name = unknown(NameClass::Org);
            taught.forms.entry(text.folded.text[bytes.clone()].to_owned()).or_insert_with(|| name.clone());
            replace(row, bytes, name);
        }
        i += 1;
    }
}
