//! Names that no single sentence gives away, but the document as a whole does.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::{Taught, replace, unknown};
use crate::class::Class;
use crate::naming::Naming;
use crate::token::{NameClass, Row, Text, Token, is_han};

/// Fewest and most characters of a name found by its recurring.
const SIZES: std::ops::RangeInclusive<usize> = 2..=6;
/// Characters that no name found here holds: they lead to it or from it.
const APART: &str = "的了在是从任为被把将对向和与及或于至到给由让使等称说曾已也还又即则其该这那我你他她它们每各某并但而就都很更最不没未个家名位前后";

/// Finds what the document names more than once, and decides what its names are.
pub(crate) fn across(rows: &mut [Row], text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    latin_firms(rows, text, naming, taught);
    if !rows.iter().any(|r| r.chinese) {
        return;
    }
    heralded(rows, text, naming);
    rows.iter_mut().filter(|r| r.chinese).for_each(|r| last_characters(r, text));
    called(rows, text, naming, taught);
    grown(rows, text, naming, taught);
    recurring(rows, text, naming, taught);
    firms_by_place(rows, text, naming, taught);
}

/// 宿敌|晨星, 面板厂|华晶记忆: what tells what a firm is stands before its name.
fn heralded(rows: &mut [Row], text: &Text<'_>, naming: &Naming) {
    let folded = &text.folded.text;
    for row in rows.iter_mut().filter(|r| r.chinese) {
        for i in 0..row.tokens.len() {
            let t = &row.tokens[i];
            let firm = t.name.as_ref().is_some_and(|n| n.class == NameClass::Org && n.kb.is_none());
            if !firm {
                continue;
            }
            let surface = &folded[t.range()];
            let word =
                naming.heralds.iter().filter(|h| surface.starts_with(h.as_str())).map(String::len).max();
            // 厂微光仪器, DRAM厂华晶记忆, 设备商某某
            let trade = surface.char_indices().take(6).find_map(|(k, c)| {
                let lead: Vec<char> = surface[..k].chars().filter(|c| is_han(*c)).collect();
                let known = naming.words.segment(&lead).iter().all(|p| {
                    let word: String = lead[p.0..p.0 + p.1].iter().collect();
                    naming.all_trade(&word)
                });
                (naming.herald_ends.contains(c) && known).then_some(k + c.len_utf8())
            });
            let Some(cut) = word.or(trade) else { continue };
            // 商|业化事业部: no word is cut.
            let chars: Vec<char> = surface.chars().collect();
            let at = surface[..cut].chars().count();
            if !naming.words.segment(&chars).iter().any(|p| p.0 == at) {
                continue;
            }
            let rest: Vec<char> = surface[cut..].chars().collect();
            if rest.len() < 2 || !rest.iter().copied().all(is_han) || !proper(&surface[cut..], naming) {
                continue;
            }
            // The words before it are no name any more.
            let range = t.start + cut..t.end;
            row.tokens[i].name = None;
            replace(row, range, unknown(NameClass::Org));
        }
    }
}

/// Names a stretch of a row, unless a name stands there.
fn name(row: &mut Row, range: Range<usize>) -> bool {
    let free = !row.tokens.iter().any(|t| t.start < range.end && range.start < t.end && t.name.is_some());
    if free {
        replace(row, range, unknown(NameClass::Org));
    }
    free
}

/// 新公司叫一格, 一家名为追梦一号的企业, 证券简称：星野图联: what words say is the name of a firm.
fn called(rows: &mut [Row], text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    let folded = &text.folded.text;
    for row in rows.iter_mut().filter(|r| r.chinese) {
        let line = row.range.clone();
        let words = &folded[line.clone()];
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut look = |list: &[String], short: bool| {
            for call in list {
                for (at, _) in words.match_indices(call.as_str()) {
                    let from = line.start + at + call.len();
                    let Some(range) = named_at(folded, from, line.end, short) else { continue };
                    let before = &words[..at];
                    let clause = before.rfind([',', '。', ';', '!', '?']).map_or(before, |k| &before[k..]);
                    let after = &folded[range.end..line.end];
                    let behind = after
                        .trim_start_matches('"')
                        .strip_prefix('的')
                        .map(|r| r.split([',', '。', ';', '!', '?']).next().unwrap_or(r));
                    let firm = |w: &str| naming.called.iter().any(|c| w.contains(c.as_str()));
                    let near: String = behind.unwrap_or_default().chars().take(10).collect();
                    if short || firm(clause) || firm(&near) {
                        found.push(range);
                    }
                }
            }
        };
        look(&naming.calls, false);
        look(&naming.short_calls, true);
        // 新公司叫一格
        for (at, _) in words.match_indices("公司叫") {
            found.extend(named_at(folded, line.start + at + "公司叫".len(), line.end, false));
        }
        for range in found {
            let surface = &folded[range.clone()];
            // (以下简称“公司”): a common noun stays one.
            if surface == "本公司" || naming.called.iter().any(|c| c == surface) {
                continue;
            }
            if name(row, range.clone()) {
                taught.forms.entry(surface.to_owned()).or_insert_with(|| unknown(NameClass::Org));
            }
        }
    }
}

/// The name that stands at a place: up to a mark, a blank or 的; in quotation marks or to the end of the clause.
fn named_at(folded: &str, from: usize, end: usize, short: bool) -> Option<Range<usize>> {
    let rest = &folded[from..end];
    let start = from + rest.len() - rest.trim_start_matches(['"', ':', ' ', '为', '是']).len();
    let quoted = folded[from..start].contains('"');
    if short && start == from {
        return None;
    }
    let rest = &folded[start..end];
    let stop = if quoted {
        rest.find('"')?
    } else {
        rest.find(|c: char| !is_han(c) && !c.is_ascii_alphanumeric() || c == '的').unwrap_or(rest.len())
    };
    let surface = &rest[..stop];
    let n = surface.chars().count();
    let running = surface.chars().any(|c| "了着过是在们不这那他她它我你".contains(c));
    let fits = (2..=8).contains(&n) && surface.chars().all(is_han) && !running;
    fits.then(|| start..start + stop)
}

/// Whether a token may be a part of a recurring name.
fn part(t: &Token, text: &Text<'_>) -> bool {
    const NEVER: &[Class] = &[
        Class::Role,
        Class::Group,
        Class::GenericOrg,
        Class::PronounPerson,
        Class::PronounOrg,
        Class::Speech,
        Class::Report,
        Class::Negation,
    ];
    let surface = &text.folded.text[t.range()];
    let small = surface.chars().count() <= 2 && surface.chars().all(is_han);
    t.name.is_none()
        && t.punct.is_none()
        && !t.latin
        && (t.quantity.is_none() || small)
        && (t.plain() || surface.chars().count() == 1 || !t.verb && !t.any(NEVER))
}

/// What stands on both sides of each place where a surface does: nothing where a mark or the end does.
struct Sides {
    count: usize,
    left: Vec<Option<char>>,
    right: Vec<Option<char>>,
}

impl Sides {
    fn of(folded: &str, surface: &str) -> Self {
        let mut sides = Self { count: 0, left: Vec::new(), right: Vec::new() };
        for (at, _) in folded.match_indices(surface) {
            sides.count += 1;
            sides.left.push(folded[..at].chars().next_back().filter(|c| is_han(*c)));
            sides.right.push(folded[at + surface.len()..].chars().next().filter(|c| is_han(*c)));
        }
        sides
    }

    /// Whether the neighbours differ, or some of them are none.
    fn free(side: &[Option<char>]) -> bool {
        side.iter().any(|c| c.is_none_or(|c| APART.contains(c))) || side.iter().any(|c| *c != side[0])
    }
}

/// 从算力方程离职, 算力方程的创始人: what recurs, and stands once where only a firm can.
fn recurring(rows: &mut [Row], text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    let folded = &text.folded.text;
    let mut found: BTreeMap<String, ()> = BTreeMap::new();
    for row in rows.iter().filter(|r| r.chinese) {
        let word = |k: usize| row.tokens.get(k).map_or("", |t| &folded[t.range()]);
        for i in 0..row.tokens.len() {
            let t = &row.tokens[i];
            // Behind a cue, and before one.
            let leads = naming.firm_before.contains(word(i))
                || t.any(&[Class::At, Class::From]) && {
                    let works = |k: usize| naming.works.contains(word(k));
                    (i + 2..i + 5).any(works)
                };
            let ahead = leads.then(|| window(row, i + 1, true, text)).flatten();
            let of_post = t.is(Class::De) && row.tokens.get(i + 1).is_some_and(|x| x.is(Class::Role))
                || t.is(Class::Former) && row.tokens.get(i + 1).is_some_and(|x| x.is(Class::Role));
            let closes = naming.firm_after.contains(word(i)) || of_post;
            let behind = closes.then(|| window(row, i, false, text)).flatten();
            for (span, forward) in ahead.map(|s| (s, true)).into_iter().chain(behind.map(|s| (s, false))) {
                let chars: Vec<(usize, char)> =
                    folded[span.clone()].char_indices().map(|(k, c)| (span.start + k, c)).collect();
                let mut best: Option<(usize, usize, String)> = None;
                for n in SIZES.filter(|n| *n <= chars.len()) {
                    let cut = if forward { &chars[..n] } else { &chars[chars.len() - n..] };
                    // 京和精机: inside, a few of them may be a part of the name.
                    let apart = |k: usize| APART.contains(cut[k].1);
                    let inner = |k: usize| apart(k) && !"和与未来中".contains(cut[k].1);
                    if (1..n - 1).any(inner) || apart(if forward { 0 } else { n - 1 }) {
                        break;
                    }
                    if apart(0) || apart(n - 1) {
                        continue;
                    }
                    let surface: String = cut.iter().map(|x| x.1).collect();
                    let sides = Sides::of(folded, &surface);
                    if sides.count < 2 || !Sides::free(&sides.left) || !Sides::free(&sides.right) {
                        continue;
                    }
                    if proper(&surface, naming) && best.as_ref().is_none_or(|b| sides.count >= b.0) {
                        best = Some((sides.count, n, surface));
                    }
                }
                if let Some((_, _, surface)) = best {
                    found.insert(surface, ());
                }
            }
        }
    }
    let mut found: Vec<String> =
        found.into_keys().filter(|s| !taught.forms.contains_key(s.as_str())).collect();
    found.sort_by_key(|s| std::cmp::Reverse(s.len()));
    for surface in found {
        for row in rows.iter_mut().filter(|r| r.chinese) {
            let line = row.range.clone();
            let places: Vec<usize> =
                folded[line.clone()].match_indices(surface.as_str()).map(|(k, _)| line.start + k).collect();
            for at in places {
                name(row, at..at + surface.len());
            }
        }
        taught.forms.insert(surface, unknown(NameClass::Org));
    }
}

/// The stretch of parts of a name from a token on, or up to it.
fn window(row: &Row, i: usize, forward: bool, text: &Text<'_>) -> Option<Range<usize>> {
    let t = &row.tokens;
    let (mut a, mut b) = (i, i);
    if forward {
        while b < t.len() && part(&t[b], text) && (b == a || t[b].start == t[b - 1].end) {
            b += 1;
        }
    } else {
        while a > 0 && part(&t[a - 1], text) && t[a - 1].end == t[a].start {
            a -= 1;
        }
    }
    (a < b).then(|| t[a].start..t[b - 1].end)
}

/// Whether characters are no word, nor a row of everyday ones.
fn proper(surface: &str, naming: &Naming) -> bool {
    let chars: Vec<char> = surface.chars().collect();
    let known = chars.len() <= 4 && naming.words.get(&chars).is_some();
    let pieces = naming.words.segment(&chars);
    let rare = pieces.iter().any(|p| p.2.is_none_or(|e| e.bucket < 6));
    !known && rare && !naming.all_trade(surface) && !naming.is_generic(&chars)
}

/// 宁远光|伏, 走|秀坊: a name that the same character follows or leads wherever it stands goes on with it.
fn grown(rows: &mut [Row], text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    let folded = &text.folded.text;
    let mut names: BTreeMap<String, NameClass> = BTreeMap::new();
    for t in rows.iter().filter(|r| r.chinese).flat_map(|r| &r.tokens) {
        if let Some(n) = t.name.as_ref().filter(|n| n.kb.is_none() && !t.latin && n.class != NameClass::Open)
        {
            names.insert(folded[t.range()].to_owned(), n.class);
        }
    }
    for (surface, class) in names {
        let sides = Sides::of(folded, &surface);
        if sides.count < 2 || !surface.chars().all(is_han) {
            continue;
        }
        let same = |side: &[Option<char>]| side[0].filter(|c| side.iter().all(|x| x == &Some(*c)));
        // A character that begins a word with what follows it is no part of the name.
        let single = |at: usize| {
            let tail: Vec<char> = folded[at..].chars().take(4).take_while(|c| is_han(*c)).collect();
            naming.words.segment(&tail).first().is_some_and(|p| p.1 == 1)
        };
        let inside = |rows: &[Row], at: usize| {
            rows.iter()
                .flat_map(|r| &r.tokens)
                .any(|t| t.start <= at && at < t.end && t.name.is_none() && (t.plain() || t.is(Class::Done)))
        };
        let mut whole = surface.clone();
        if let Some(c) = same(&sides.right).filter(|c| !APART.contains(*c) && !"称说因带笑".contains(*c))
            && folded.match_indices(surface.as_str()).all(|(at, _)| {
                let end = at + surface.len();
                single(end) && inside(rows, end)
            })
        {
            whole.push(c);
        }
        if class == NameClass::Org
            && let Some(c) = same(&sides.left).filter(|c| !APART.contains(*c))
            && folded.match_indices(surface.as_str()).all(|(at, _)| {
                let lead: Vec<char> = {
                    let mut l: Vec<char> =
                        folded[..at].chars().rev().take(4).take_while(|c| is_han(*c)).collect();
                    l.reverse();
                    l
                };
                let alone = naming.words.segment(&lead).last().is_some_and(|p| p.1 == 1);
                alone && inside(rows, at - c.len_utf8())
            })
        {
            whole.insert(0, c);
        }
        if whole == surface {
            continue;
        }
        // 宁远光伏: an ending of firms makes it one.
        let chars: Vec<char> = whole.chars().collect();
        let ends = chars
            .last()
            .and_then(|c| naming.org_ends.get(c))
            .is_some_and(|l| l.iter().any(|(e, _)| chars.ends_with(e)));
        let class = if ends { NameClass::Org } else { class };
        for row in rows.iter_mut().filter(|r| r.chinese) {
            let line = row.range.clone();
            let places: Vec<usize> =
                folded[line.clone()].match_indices(whole.as_str()).map(|(k, _)| line.start + k).collect();
            for at in places {
                let held = row.tokens.iter().any(|t| {
                    t.start < at + whole.len()
                        && at < t.end
                        && t.name.as_ref().is_some_and(|n| n.kb.is_some())
                });
                if !held {
                    replace(row, at..at + whole.len(), unknown(class));
                }
            }
        }
        taught.forms.remove(&surface);
        taught.forms.insert(whole, unknown(class));
    }
}

/// 记者于蒙蒙|雨）: a single character between a name of three and a mark is the name's.
fn last_characters(row: &mut Row, text: &Text<'_>) {
    const ASIDE: &str = "等说称道曰摄文图译编写记著君兄总董们氏者吗呢吧啊也都云言问答讲谈评注";
    let folded = &text.folded.text;
    let mut i = 0;
    while i + 1 < row.tokens.len() {
        let (t, next) = (&row.tokens[i], &row.tokens[i + 1]);
        let three = !t.latin
            && t.name.as_ref().is_some_and(|n| n.class == NameClass::Person && n.kb.is_none())
            && folded[t.range()].chars().count() == 3;
        let led = i > 0 && row.tokens[i - 1].is(Class::Role) && row.tokens[i - 1].end == t.start;
        let c = folded[next.range()].chars().next().unwrap_or(' ');
        let single = next.start == t.end && next.end - next.start == 3 && is_han(c) && next.plain();
        let closed = folded[next.end..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        if three && led && single && closed && !ASIDE.contains(c) {
            replace(row, t.start..next.end, unknown(NameClass::Person));
        }
        i += 1;
    }
}

/// 收购林知远所创办的某公司: whether a name is that of whoever made the firm behind it.
fn made_by<'t>(naming: &Naming, t: &[Token], name: usize, word: &impl Fn(usize) -> &'t str) -> bool {
    let verb = name + 1 + usize::from(word(name + 1) == "所");
    naming.person_made.contains(word(verb)) && t.get(verb + 1).is_some_and(|x| x.is(Class::De))
}

/// 在韦尔任职, 加入赛诺维: what stands where only a firm can, and nowhere where only a person can, is a firm.
fn firms_by_place(rows: &mut [Row], text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    let folded = &text.folded.text;
    let lone = |t: &Token| t.name.as_ref().is_some_and(|n| n.class == NameClass::Person && n.kb.is_none());
    let mut votes: HashMap<&str, (usize, usize)> = HashMap::new();
    for row in rows.iter().filter(|r| r.chinese) {
        let t = &row.tokens;
        let word = |k: usize| t.get(k).map_or("", |x| &folded[x.range()]);
        for i in (0..t.len()).filter(|&i| lone(&t[i])) {
            let vote = votes.entry(word(i)).or_default();
            let next_role = |k: usize| t.get(k).is_some_and(|x| x.any(&[Class::Role, Class::Group]));
            let before = i.checked_sub(1);
            let place = before.is_some_and(|k| t[k].any(&[Class::At, Class::From]));
            let firm = before.is_some_and(|k| naming.firm_before.contains(word(k)))
                || place && naming.works.contains(word(i + 1))
                || naming.firm_after.contains(word(i + 1)) && t[i + 1].start == t[i].end
                // 某某宣布任命, 共同创办的某某
                || t.get(i + 1).is_some_and(|x| x.is(Class::Announce)) && naming.firm_acts.contains(word(i + 2))
                || i >= 2 && t[i - 1].is(Class::De) && naming.firm_before.contains(word(i - 2))
                || t.get(i + 1).is_some_and(|x| x.is(Class::De)) && next_role(i + 2)
                || t.get(i + 1).is_some_and(|x| x.is(Class::Former)) && next_role(i + 2);
            let person = before.is_some_and(|k| t[k].is(Class::Role) && t[k].end == t[i].start)
                || before.is_some_and(|k| naming.person_before.contains(word(k)))
                || naming.person_after.contains(word(i + 1))
                || made_by(naming, t, i, &word);
            vote.0 += usize::from(firm);
            vote.1 += usize::from(person);
        }
    }
    let firms: Vec<String> =
        votes.into_iter().filter(|(_, v)| v.0 > 0 && v.1 == 0).map(|(s, _)| s.to_owned()).collect();
    for t in rows.iter_mut().filter(|r| r.chinese).flat_map(|r| &mut r.tokens) {
        if lone(t) && firms.iter().any(|f| *f == folded[t.range()]) {
            t.name = Some(unknown(NameClass::Org));
        }
    }
    for f in firms {
        taught.forms.insert(f, unknown(NameClass::Org));
    }
}

/// «joined Cedar Point», «chief engineer at Marrow Lane», «a start-up, Mirrorball,»: two capitalised words that stand where only
/// a firm can, and nowhere where only a person can, are a firm's.
fn latin_firms(rows: &mut [Row], text: &Text<'_>, naming: &Naming, taught: &mut Taught) {
    let folded = &text.folded.text;
    let lone = |t: &Token| {
        t.latin && t.name.as_ref().is_some_and(|n| n.class == NameClass::Person && n.kb.is_none())
    };
    let mut votes: HashMap<&str, (usize, usize)> = HashMap::new();
    for row in rows.iter().filter(|r| !r.chinese) {
        let t = &row.tokens;
        let word = |k: usize| t.get(k).map_or("", |x| &folded[x.range()]);
        let is = |k: usize, classes: &[Class]| t.get(k).is_some_and(|x| x.name.is_none() && x.any(classes));
        let comma = |k: usize| t.get(k).is_some_and(|x| x.punct == Some(','));
        for i in (0..t.len()).filter(|&i| lone(&t[i])) {
            let vote = votes.entry(word(i)).or_default();
            let back = |n: usize| i.checked_sub(n);
            let owned = is(i + 1, &[Class::De]);
            let works = |k: usize| is(k, &[Class::Role, Class::Group]) || naming.works_en.contains(word(k));
            let at = back(2).is_some_and(|k| t[k + 1].any(&[Class::At, Class::Of]) && works(k));
            let joins = back(1).is_some_and(|k| naming.firm_before_en.contains(word(k)));
            let noun = |k: usize| is(k, &[Class::GenericOrg]);
            let apposed = back(1).is_some_and(noun) || back(2).is_some_and(|k| comma(k + 1) && noun(k));
            // «Harlan Moss, a start-up in Leeds,»
            let described = comma(i + 1)
                && is(i + 2, &[Class::Article])
                && (i + 3..i + 7)
                    .take_while(|&k| t.get(k).is_some_and(|x| x.punct.is_none() && !x.verb))
                    .find(|&k| noun(k))
                    .is_some_and(|k| !is(k + 1, &[Class::Role, Class::Group]) && !is(k + 1, &[Class::De]));
            let firm = (at || joins || apposed) && !owned || described || owned && is(i + 2, &[Class::Role]);
            let titled = back(1).is_some_and(|k| is(k, &[Class::Role])) && !apposed;
            let post =
                comma(i + 1) && (i + 2..i + 5).any(|k| is(k, &[Class::Role, Class::Relative])) && !described;
            let lives = naming.person_after_en.contains(word(i + 1));
            let first = word(i).split(' ').next().unwrap_or_default();
            let given = naming.given_names.contains(first) && !naming.common.contains(first);
            vote.0 += usize::from(firm);
            vote.1 += usize::from(titled || post || lives || given);
        }
    }
    let firms: Vec<String> =
        votes.into_iter().filter(|(_, v)| v.0 > 0 && v.1 == 0).map(|(s, _)| s.to_owned()).collect();
    for t in rows.iter_mut().filter(|r| !r.chinese).flat_map(|r| &mut r.tokens) {
        if lone(t) && firms.iter().any(|f| *f == folded[t.range()]) {
            t.name = Some(unknown(NameClass::Org));
        }
    }
    for f in firms {
        // Its last word is no family name.
        let bearer = |n: &crate::token::NameRef| n.full.as_ref().is_some_and(|x| x.to_lowercase() == f);
        taught.forms.retain(|_, n| n.kb.is_some() || !bearer(n));
        taught.forms.insert(f, unknown(NameClass::Org));
    }
}
