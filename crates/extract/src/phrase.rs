//! Noun phrases: [organisation] [former] [role] [person], counted groups, lists.

use std::ops::Range;

use tradewire_quantity::Kind;

use crate::apposition::{apposition, before_comma, counted_part, definite, own_firm};
use crate::belong::{
    adjective, before_aside, coordinated, described_firm, employer, extend_of, known_as, list_comma,
    owns_post,
};
use crate::class::{Class, MARKERS};
use crate::token::{NameClass, NameRef, Row, Token, names_firm};

/// What a phrase is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Head {
    Person,
    Org,
    Outlet,
    Group,
    Role,
    /// 该公司, the startup: points back to an organisation.
    OrgPronoun,
    /// 他, she: points back to a person; I, 我们: to the one who speaks.
    PersonPronoun,
    /// An organisation without a name: 初创公司.
    Generic,
    /// A capitalised word that may be person or organisation.
    Open,
}

/// An organisation inside a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Of {
    /// Named.
    Name(NameRef, Range<usize>),
    /// 其, its: the organisation spoken of.
    Pronoun,
}

/// A noun phrase.
#[derive(Debug, Clone)]
pub(crate) struct Phrase {
    pub(crate) head: Head,
    /// Tokens, half-open.
    pub(crate) tokens: Range<usize>,
    /// Bytes of the words that stand for it in a claim.
    pub(crate) core: Range<usize>,
    pub(crate) name: Option<NameRef>,
    pub(crate) org: Option<Of>,
    pub(crate) former: bool,
    pub(crate) role: Option<Range<usize>>,
    /// Index of the quantity that counts it.
    pub(crate) count: Option<usize>,
    /// Marker before it, with its token.
    pub(crate) governor: Option<usize>,
    /// Phrases joined by 和, 、, and share a number.
    pub(crate) list: usize,
    pub(crate) clause: u16,
}

/// Alumni and the like say where somebody studied, not where they work.
const ALUMNI: &[&str] =
    &["校友", "毕业生", "博士", "alumnus", "alumna", "alum", "graduate", "博士生", "院士"];

/// Whether a token counts people: 8人, «ten graduates».
pub(crate) fn counts_people(row: &Row, x: &Token) -> bool {
    x.quantity.is_some_and(|q| matches!(&row.quantities[q].kind, Kind::Count(c) if c.unit == "person"))
}

/// «About 85 jobs, or 14% of its workforce»: a group that is named once more as a share.
fn restated(row: &Row, p: &Phrase, folded: &str) -> bool {
    let t = &row.tokens;
    let word = |k: usize| t.get(k).map_or("", |x| &folded[x.range()]);
    let Some(before) = p.tokens.start.checked_sub(1) else { return false };
    p.head == Head::Group
        && !row.chinese
        && t[p.tokens.clone()]
            .iter()
            .any(|x| x.quantity.is_some_and(|q| matches!(row.quantities[q].kind, Kind::Percent(_))))
        && (word(p.tokens.start).starts_with("or ")
            || matches!(word(before), "or" | "roughly" | "about")
                && t[..before].iter().any(|x| x.punct == Some(','))
            // «21,000 employees, approximately 20% of its workforce, will»
            || t[before].punct == Some(',')
                && before > 0
                && counts_people(row, &t[before - 1])
                && t.get(p.tokens.end).is_some_and(|x| x.punct == Some(',')))
}

/// Whether a description that points back is a noun, as «the chipmaker» is and «it» is not.
fn noun(row: &Row, p: &Phrase, folded: &str) -> bool {
    folded[row.tokens[p.tokens.start].range()].starts_with("the ")
}

/// Finds the phrases of a row, in order.
pub(crate) fn phrases(row: &Row, folded: &str) -> Vec<Phrase> {
    let t = &row.tokens;
    let mut out: Vec<Phrase> = Vec::new();
    let mut i = 0;
    while i < t.len() {
        let found = head_at(row, i, folded);
        if let Some((head, end)) = found {
            let bare = t[i].quantity.is_some() && bare_number(row, i, folded);
            let limit = if bare { i } else { out.last().map_or(0, |p| p.tokens.end) };
            let mut p = describe(row, folded, head, i, end, limit);
            // Names that the description used up are no phrases of their own.
            while out.last().is_some_and(|o| o.tokens.start >= p.tokens.start) {
                out.pop();
            }
            // 初创公司Scale AI, the startup Okapi: the common noun belongs to the name.
            if matches!(p.head, Head::Org | Head::Open)
                && out.last().is_some_and(|o| {
                    (o.head == Head::Generic
                        || !row.chinese && o.head == Head::OrgPronoun && noun(row, o, folded))
                        && o.tokens.end == p.tokens.start
                        && t[p.tokens.start].start - t[o.tokens.end - 1].end
                            <= if row.chinese { 3 } else { 1 }
                })
                && let Some(o) = out.pop()
            {
                p.tokens.start = o.tokens.start;
            }
            // «her company, Larkspur Labs,»: so does the one before its comma.
            if let Some(comma) = p.tokens.start.checked_sub(1).filter(|&k| names_firm(t, k))
                && let Some(o) = out.pop_if(|o| o.tokens.end == comma)
            {
                p.tokens.start = o.tokens.start;
                p.head = Head::Org;
            }
            if !row.chinese && p.head == Head::PersonPronoun {
                counted_part(row, &mut p);
            }
            if !row.chinese && matches!(p.head, Head::Person | Head::Open | Head::Group | Head::Role) {
                if matches!(p.head, Head::Person | Head::Open) {
                    before_comma(row, &mut p);
                }
                own_firm(row, &mut p);
                apposition(row, &mut p, folded);
                counted_part(row, &mut p);
                while out.last().is_some_and(|o| o.tokens.start >= p.tokens.start) {
                    out.pop();
                }
            }
            i = p.tokens.end.max(i + 1);
            if !restated(row, &p, folded) {
                out.push(p);
            }
        } else {
            i += 1;
        }
    }
    if !row.chinese {
        for p in out.iter_mut().filter(|p| p.head == Head::Generic) {
            definite(row, p, folded);
        }
    }
    if !row.chinese {
        known_as(row, &mut out, folded);
        coordinated(row, &mut out);
    }
    out.retain(|p| !if row.chinese { byline(row, p) } else { signed(row, p) });
    govern(row, &mut out);
    if row.chinese {
        signs(row, &mut out);
    } else {
        inherit(row, &mut out);
        included(row, &mut out);
    }
    describing(row, folded, &mut out);
    if row.chinese {
        owned(row, folded, &mut out);
        unit_heads(row, &mut out);
        counted_afar(row, folded, &mut out);
        of_the_team(row, folded, &mut out);
    }
    lists(row, folded, &mut out);
    out
}

/// 记者某某／台北报导, 摄影者．某某, 编辑：某某: whoever made the article is nobody in it.
fn byline(row: &Row, p: &Phrase) -> bool {
    let t = &row.tokens;
    let Some(name) = t.iter().position(|x| x.start == p.core.start && x.name.is_some()) else { return false };
    let mark = name.checked_sub(1).map(|k| if t[k].punct.is_some() { k.saturating_sub(1) } else { k });
    p.head == Head::Person
        && p.org.is_none()
        && mark.is_some_and(|k| t[k].is(Class::Byline))
        && t.iter().skip(name + 1).take(3).all(|x| !x.verb)
}

/// （中央社记者某某台北9日电）: the outlet that signs with its reporter's name acts on nobody.
fn signs(row: &Row, phrases: &mut [Phrase]) {
    for p in phrases.iter_mut().filter(|p| p.head == Head::Outlet && p.governor.is_none()) {
        if row.tokens.get(p.tokens.end).is_some_and(|x| x.is(Class::Byline)) {
            p.governor = Some(p.tokens.start);
        }
    }
}

/// «By Ada Thornquist, Larkspur News»: whoever signs an English article is nobody in it.
fn signed(row: &Row, p: &Phrase) -> bool {
    let t = &row.tokens;
    let opens = p.tokens.start == 1 && t[0].is(Class::By) && t[0].capital;
    let apart = t.get(p.tokens.end).is_none_or(|x| x.punct.is_some() || x.is(Class::At));
    p.head == Head::Person && p.org.is_none() && p.role.is_none() && opens && apart
}

/// Whether a phrase's head stands at a token, and where it ends.
fn head_at(row: &Row, i: usize, folded: &str) -> Option<(Head, usize)> {
    let t = &row.tokens;
    let tok = &t[i];
    if let Some(n) = &tok.name {
        if n.kb.is_none() && based(row, i, folded) || joined(row, i, folded) {
            return None;
        }
        let head = match n.class {
            // «chief executive of Tagwise», «a job at Hale»: a single word there is a firm.
            NameClass::Person
                if n.kb.is_none()
                    && n.full.is_none()
                    && (employer(row, i, folded) || described_firm(row, i, folded) || owns_post(row, i)) =>
            {
                Head::Org
            }
            NameClass::Person => Head::Person,
            // A product or firm that only describes what follows is taken up by the head behind it.
            NameClass::Org => {
                if n.product {
                    return None;
                }
                Head::Org
            }
            NameClass::Outlet => Head::Outlet,
            NameClass::Open => Head::Open,
        };
        return Some((head, i + 1));
    }
    if tok.any(&[Class::Group, Class::Role]) && tok.punct.is_none() {
        // A run of roles ends with its last one: 首席执行官兼投资者.
        let mut end = i + 1;
        while t.get(end).is_some_and(|x| {
            x.any(&[Class::Group, Class::Role]) && x.start - t[end - 1].end <= 1 && x.name.is_none()
        }) {
            end += 1;
        }
        // 工程师和经理, researchers and engineers: roles joined, unless the second describes a name.
        while t.get(end).is_some_and(|x| x.is(Class::Conj))
            && t.get(end + 1)
                .is_some_and(|x| x.any(&[Class::Group, Class::Role]) && x.name.is_none() && !x.verb)
            && t.get(end + 2)
                .is_none_or(|x| x.name.is_none() && !x.any(&[Class::Group, Class::Role, Class::De]))
        {
            end += 2;
        }
        // 副总裁兼集团首席营销官: one who holds two posts.
        while row.chinese
            && t.get(end).is_some_and(|x| matches!(&folded[x.range()], "兼" | "暨" | "兼任"))
            && let Some(k) =
                (end + 1..end + 3).find(|&k| t.get(k).is_some_and(|x| x.is(Class::Role) && x.name.is_none()))
            && (k == end + 1 || t[end + 1].is(Class::GenericOrg))
            && t.get(k + 1).is_none_or(|x| x.name.is_none())
        {
            end = k + 1;
        }
        end = extend_of(row, end, folded);
        let next = t.get(end);
        let person_follows = next.is_some_and(|n| {
            n.name.as_ref().is_some_and(|n| matches!(n.class, NameClass::Person | NameClass::Open))
        });
        if person_follows && row.chinese
            || person_follows && next.is_some_and(|n| n.start - t[end - 1].end <= 1)
        {
            return None; // describes the person
        }
        // 这位工程师: one spoken of before.
        if row.chinese && i > 0 && t[i - 1].is(Class::This) && t[i].start == t[i - 1].end {
            return Some((Head::PersonPronoun, end));
        }
        let plural = &folded[t[end - 1].end..];
        let group = t[i..end].iter().any(|x| x.is(Class::Group) && !x.is(Class::Role))
            || plural.starts_with('们')
            || plural.starts_with('等');
        return Some((if group { Head::Group } else { Head::Role }, end));
    }
    if let Some(q) = tok.quantity {
        // 600 jobs: whoever holds them.
        if matches!(&row.quantities[q].kind, Kind::Count(c) if c.unit == "post") {
            return Some((Head::Group, i + 1));
        }
        // 8人, without a noun behind it.
        if counts_people(row, tok) {
            let noun = t.get(i + 1).is_some_and(|n| n.is(Class::Insider))
                || t.get(i + 1).is_some_and(|n| {
                    n.any(&[Class::Group, Class::Role]) || n.plain() || n.name.is_some() || n.is(Class::De)
                });
            // «is letting 9,000 people go»: the noun stands in the number's own words.
            let word = &folded[tok.range()];
            let own = word.ends_with('人')
                || word.ends_with(" people")
                || row.chinese && ["员工", "工程师"].iter().any(|w| word.ends_with(w));
            if !noun || own {
                return Some((Head::Group, i + 1));
            }
        }
        if row.chinese && counted_before(row, i, folded) {
            return Some((Head::Group, i + 1));
        }
        if !row.chinese && bare_number(row, i, folded) {
            return Some((Head::Group, i + 1));
        }
        return None;
    }
    // 将其招入麾下: whoever is taken on; 将其纳入麾下 may be said of a firm too.
    let firm_too = |w: &str| ["纳入", "收入", "揽入", "收归"].iter().any(|x| w.starts_with(x));
    let taken_on = |n: &Token| n.hires && !firm_too(&folded[n.range()]);
    if row.chinese
        && tok.is(Class::PronounPoss)
        && i > 0
        && t[i - 1].is(Class::Ba)
        && t.get(i + 1).is_some_and(taken_on)
    {
        return Some((Head::PersonPronoun, i + 1));
    }
    if tok.is(Class::PronounOrg)
        && !(tok.is(Class::PronounPoss)
            && t.get(i + 1).is_some_and(|n| {
                n.plain()
                    || n.any(&[
                        Class::Role,
                        Class::Group,
                        Class::Former,
                        Class::Stake,
                        Class::Equity,
                        Class::Package,
                    ])
                    || n.quantity.is_some() && !row.chinese
                    || adjective(row, i + 1, folded)
            }))
    {
        return Some((if another(row, i) { Head::Generic } else { Head::OrgPronoun }, i + 1));
    }
    if tok.any(&[Class::GenericOrg, Class::UnitNoun]) {
        // «the venture firm»
        let more =
            t[i + 1..].iter().take_while(|x| !row.chinese && x.is(Class::GenericOrg) && x.name.is_none());
        return Some((Head::Generic, i + 1 + more.count()));
    }
    if tok.any(&[Class::PronounPerson, Class::PronounGroup, Class::FirstPerson]) && !tok.is(Class::Relative) {
        return Some((Head::PersonPronoun, i + 1));
    }
    None
}

/// 其中有5个去了某公司, 七名博士后走了五个: a number of those who were told of before, beside the verb of their going.
fn counted_before(row: &Row, i: usize, folded: &str) -> bool {
    let t = &row.tokens;
    let people = |x: &Token| x.any(&[Class::Include, Class::Group]) || counts_people(row, x);
    let item =
        t[i].quantity.is_some_and(|q| matches!(&row.quantities[q].kind, Kind::Count(c) if c.unit == "item"));
    let verb = |k: usize| t.get(k).is_some_and(|x| x.verb && x.name.is_none());
    let ends = t.get(i + 1).is_none_or(|x| x.punct.is_some());
    item && folded[t[i].range()].ends_with('个')
        && (verb(i + 1) || ends && i > 0 && verb(i - 1))
        && t[..i].iter().any(people)
}

/// «47 were let go in August», «nearly 2,000 will lose their jobs»: a number alone that something is done to.
fn bare_number(row: &Row, i: usize, folded: &str) -> bool {
    let t = &row.tokens;
    let Some(Kind::Number(m)) = t[i].quantity.map(|q| &row.quantities[q].kind) else { return false };
    let year = m.value.is_some_and(|v| v.fract().is_zero() && v >= 1900.into() && v < 2100.into());
    // «will cut its workforce by 230»
    let cut = i.checked_sub(1).is_some_and(|k| {
        let word = &folded[t[k].range()];
        word.ends_with(" by") && ["headcount", "workforce", "staff"].iter().any(|w| word.contains(w))
    });
    let by = cut
        || i.checked_sub(1).is_some_and(|k| t[k].is(Class::By))
            && t[..i].iter().rev().skip(1).take(6).any(|x| x.any(&[Class::Group, Class::Measured]))
            && t.get(i + 1).is_none_or(|x| x.punct.is_some() || x.any(&[Class::At, Class::Conj]));
    if by && !year {
        return true;
    }
    // «seven researchers from Larkspur and two from Northgate»
    let again = i.checked_sub(1).is_some_and(|k| t[k].is(Class::Conj) || t[k].punct == Some(','))
        && t.get(i + 1).is_some_and(|x| x.is(Class::From))
        && t.get(i + 2).is_some_and(|x| x.name.as_ref().is_some_and(|n| n.class == NameClass::Org))
        && t[..i].iter().any(|x| x.is(Class::Group) && x.name.is_none() || counts_people(row, x));
    if again && !year {
        return true;
    }
    let subject = t.get(i + 1).is_some_and(|x| x.any(&[Class::Be, Class::Plan, Class::Have]));
    let opens = i == 0 || t[i - 1].punct.is_some() || t[i - 1].plain();
    let verb = (i + 2..t.len().min(i + 4)).any(|k| t[k].verb && t[k].name.is_none());
    // «Of the ten graduates, four joined Northgate and three went to Larkspur»
    let goes = t.get(i + 1).is_some_and(|x| {
        let done = ["ed", "ft", "went", "took"]
            .iter()
            .any(|w| folded[x.range()].split(' ').next().is_some_and(|v| v.ends_with(w)));
        x.verb && x.name.is_none() && done
    });
    let of_them = || t[..i].iter().any(|x| counts_people(row, x));
    let begins = i == 0 || t[i - 1].punct == Some(',') || t[i - 1].is(Class::Conj);
    !year && (goes && begins && of_them() || subject && opens && verb)
}

/// What stands behind the name of a project: ASIMO项目.
const PROJECTS: [&str; 3] = ["项目", "计划", "系列"];

/// Whether a known organisation stands before a token, a word at most between.
fn firm_before(t: &[Token], at: usize) -> bool {
    let firm = |k: usize| {
        t[k].name.as_ref().is_some_and(|n| n.class == NameClass::Org && n.kb.is_some())
            && (k + 1..=at).all(|m| t[m].start - t[m - 1].end <= 1)
    };
    at.checked_sub(1).is_some_and(|k| firm(k) || t[k].plain() && t[k].punct.is_none() && k > 0 && firm(k - 1))
}

/// «hired Intel's Ada Voss»: whether a firm stands before an English possessive, and nothing else before the firm's name.
fn owns(t: &[Token], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|k| t[k].name.as_ref().is_some_and(|n| n.class == NameClass::Org))
}

/// 一家做隐私计算的公司, 苏州某半导体公司: a firm that was not spoken of before.
pub(crate) fn another(row: &Row, i: usize) -> bool {
    row.chinese
        && row.tokens[..i]
            .iter()
            .rev()
            .take(6)
            .take_while(|x| {
                let known = x.name.as_ref().is_some_and(|n| n.kb.is_some() || n.class != NameClass::Org);
                x.clause == row.tokens[i].clause && x.punct.is_none() && !known && !x.verb
            })
            .any(|x| x.is(Class::Another))
}

/// 60名蚀刻与封装工程师, 近二十位总监以上级别的技术高管: gives a group the number of people that stands before its description.
fn counted_afar(row: &Row, folded: &str, phrases: &mut Vec<Phrase>) {
    const REACH: usize = 7;
    let t = &row.tokens;
    let people = |k: usize| counts_people(row, &t[k]) && folded[t[k].range()].ends_with(['名', '位', '个']);
    let mut i = 0;
    while i < phrases.len() {
        let p = &phrases[i];
        let start = p.tokens.start;
        let open = matches!(p.head, Head::Group | Head::Role) && p.count.is_none();
        let number = (start.saturating_sub(REACH)..start).rev().filter(|_| open).find_map(|k| {
            let inside = t[k].clause == p.clause && t[k].punct.is_none() && !t[k].verb && t[k].name.is_none();
            match (inside, people(k)) {
                (true, true) => Some(Some(k)),
                (true, false) if t[k].quantity.is_none() => None,
                _ => Some(None),
            }
        });
        if let Some(Some(k)) = number {
            let count = t[k].quantity;
            let p = &mut phrases[i];
            p.head = Head::Group;
            p.count = count;
            p.tokens.start = k;
            p.core.start = t[k].start;
            let before = phrases[..i].iter().filter(|q| q.tokens.start >= k).count();
            phrases.drain(i - before..i);
            i -= before;
        }
        i += 1;
    }
}

/// 22人的团队: a team has as many people as stand before it; 百度无人车团队的三名骨干: who is of a team is of its firm.
fn of_the_team(row: &Row, folded: &str, phrases: &mut Vec<Phrase>) {
    let t = &row.tokens;
    let mut i = 1;
    while i < phrases.len() {
        let (a, b) = (&phrases[i - 1], &phrases[i]);
        let joined = a.tokens.end >= b.tokens.start
            || a.tokens.end + 1 == b.tokens.start && t[a.tokens.end].is(Class::De);
        let groups = [a, b].iter().all(|p| p.head == Head::Group && p.name.is_none());
        let number = a.count.is_some() && a.tokens.len() <= 2 && folded[a.core.clone()].ends_with('人');
        let team = t[b.tokens.clone()].iter().any(|x| x.is(Class::TeamDeal))
            || crate::place::team(&folded[b.core.clone()]);
        let counted = number && team && b.count.is_none();
        let within = a.org.is_some() && a.count.is_none() && b.count.is_some() && b.org.is_none();
        if !(groups && joined && (counted || within)) {
            i += 1;
            continue;
        }
        let a = phrases.remove(i - 1);
        let b = &mut phrases[i - 1];
        b.tokens.start = a.tokens.start;
        b.core.start = a.core.start;
        if counted {
            b.count = a.count;
        }
        if b.org.is_none() {
            b.org = a.org;
            b.former |= a.former;
        }
        b.governor = b.governor.or(a.governor);
    }
}

/// Hands what describes a unit on to who heads it (云杉智能国际化事业部算法负责人某某), and takes what a firm without a name does
/// for no name (一家做四足机器人的公司).
fn unit_heads(row: &Row, phrases: &mut Vec<Phrase>) {
    let mut i = 1;
    while i < phrases.len() {
        let (a, b) = (&phrases[i - 1], &phrases[i]);
        let unit = a.head == Head::Generic
            && matches!(a.org, Some(Of::Name(..)))
            && row.tokens[a.tokens.clone()].iter().any(|t| t.is(Class::UnitNoun));
        let headed = b.head == Head::Person
            && b.org.is_none()
            && b.role.is_some()
            && a.tokens.end == b.tokens.start
            && !b.former;
        let unnamed = b.head == Head::Generic
            && a.head == Head::Org
            && a.name.as_ref().is_some_and(|n| n.kb.is_none())
            && a.tokens.end + 1 == b.tokens.start
            && row.tokens[a.tokens.end].is(Class::De)
            && a.tokens.start.checked_sub(1).is_some_and(|k| row.tokens[k].is(Class::Another));
        if unit && headed {
            let (org, start, former) = (a.org.clone(), a.tokens.start, a.former);
            let head = &mut phrases[i];
            head.org = org;
            head.former = former;
            head.tokens.start = start;
        }
        if unit && headed || unnamed {
            phrases.remove(i - 1);
        } else {
            i += 1;
        }
    }
}

/// 来自百度的沈嘉禾, 其中有百度的沈嘉禾: whether an organisation before a 的 says where somebody comes from.
fn whence(t: &[Token], de: usize) -> bool {
    let org = |x: &Token| x.name.as_ref().is_some_and(|n| n.class == NameClass::Org);
    de.checked_sub(1).is_some_and(|k| org(&t[k]))
        && de
            .checked_sub(2)
            .is_none_or(|k| t[k].is(Class::From) || t[k].is(Class::Include) || t[k].punct == Some('、'))
}

/// Whether a hyphen joins a name to a word that says what the firm behind it is: Northgate-backed Okapi.
fn joined(row: &Row, i: usize, folded: &str) -> bool {
    const JOINED: &[&str] =
        &["backed", "led", "owned", "funded", "controlled", "based", "listed", "affiliated"];
    let t = &row.tokens;
    let Some(rest) = folded[t[i].end..].strip_prefix('-') else { return false };
    !row.chinese
        && t[i].punct.is_none()
        && JOINED.iter().any(|w| rest.strip_prefix(w).is_some_and(|r| r.starts_with(' ')))
}

/// Whether «-based» stands behind a name or behind the next one: Orlando, Florida-based is a place.
fn based(row: &Row, i: usize, folded: &str) -> bool {
    let t = &row.tokens;
    let word = |k: usize| t.get(k).map_or("", |x| &folded[x.range()]);
    let at = |k: usize| {
        word(k) == "-" && word(k + 1) == "based"
            || word(k) == "-based"
            || word(k - 1).ends_with('-') && word(k) == "based"
    };
    !row.chinese && (at(i + 1) || word(i + 1) == "," && t.get(i + 2).is_some_and(|x| x.capital) && at(i + 3))
}

/// Walks left from a head over its description.
fn describe(row: &Row, folded: &str, head: Head, at: usize, end: usize, limit: usize) -> Phrase {
    let t = &row.tokens;
    let mut p = Phrase {
        head,
        tokens: at..end,
        core: t[at].start..t[end - 1].end,
        name: t[at].name.clone(),
        org: None,
        former: false,
        role: None,
        count: t[at].quantity,
        governor: None,
        list: 0,
        clause: t[at].clause,
    };
    if let Some((n, r)) = t[at].inner.as_deref() {
        p.org = Some(Of::Name(n.clone(), r.clone()));
    }
    if matches!(head, Head::Org | Head::Outlet | Head::OrgPronoun | Head::PersonPronoun) {
        // «新设立的X», «the startup X»: only a former before an organisation matters, and that belongs to a person.
        return p;
    }
    let described = matches!(head, Head::Person | Head::Open);
    let mut role: Option<Range<usize>> = (!described && head != Head::Generic).then(|| p.core.clone());
    let mut alumni = false;
    let mut k = at;
    let mut words = 0; // running words since the last thing that counts
    let mut kept = at; // leftmost token that counts
    let lowest = limit.saturating_sub(usize::from(described) * 3);
    // «8% of its workforce or around 200 people»: what is told once more is told by itself.
    if !row.chinese && t[at].quantity.is_some() && folded[t[at].range()].starts_with("or ") {
        return p;
    }
    while k > 0 {
        let x = &t[k - 1];
        let close =
            t[k].start - x.end <= 1 || x.punct.is_some() || row.chinese && aside(&folded[x.end..t[k].start]);
        if !close
            || k - 1 < lowest
                && x.name.is_none()
                && !x.any(&[Class::Role, Class::Group, Class::Former, Class::De])
                && !(x.is(Class::PronounOrg) && !row.chinese && t[k].is(Class::De))
        {
            break;
        }
        // «self-driving engineers»: a hyphen joins what describes.
        if hyphen(row, k - 1) && kept > k {
            k -= 1;
            continue;
        }
        // 加入某某大模型团队的人才: the team is the verb's object.
        if row.chinese && !described && x.is(Class::Group) && t[k].is(Class::De) && joins(row, k - 1) {
            kept = kept.max(k + 1).min(at);
            break;
        }
        // 原“通义千问”大模型技术负责人: what stands in quotation marks belongs to the role.
        if row.chinese
            && x.punct == Some('"')
            && let Some(open) = (k.saturating_sub(8)..k - 1).rev().find(|&m| t[m].punct == Some('"'))
            && open > 0
            && (role.is_some() || !described)
        {
            words += 4;
            k = open;
            continue;
        }
        // «on the 6th that Ada left»: «that» opens a clause before a name.
        if !row.chinese && described && x.is(Class::Relative) {
            break;
        }
        // «in talks to hire Ada»: a verb that is also a noun, before a name.
        if !row.chinese
            && described
            && x.verb
            && x.is(Class::Role)
            && k >= 2
            && t[k - 2].name.is_none()
            && t[k - 2].any(&[Class::To, Class::Plan])
            && !t[k - 2].is(Class::For)
        {
            break;
        }
        // «will lead the new lab», «recruits a 12-strong team»: a verb that is also a noun, before an article or a number.
        if !row.chinese
            && x.verb
            && x.any(&[Class::Role, Class::Group])
            && (t[k].is(Class::Article) || t[k].quantity.is_some())
        {
            break;
        }
        if x.any(&[Class::Role, Class::Group]) && x.name.is_none() {
            if ALUMNI.contains(&&folded[x.range()]) {
                alumni = true;
            } else {
                alumni = false;
                role = Some(match role {
                    // Several roles in apposition: the first one named is the nearest to the organisation.
                    Some(_) if t[k].punct == Some('、') => x.range(),
                    Some(r) => x.start..r.end,
                    None => x.range(),
                });
            }
            words = 0;
            kept = k - 1;
        } else if x.is(Class::Former) || x.is(Class::New) {
            p.former |= x.is(Class::Former);
            words = 0;
            kept = k - 1;
        } else if let Some(n) = &x.name {
            match n.class {
                NameClass::Org | NameClass::Open
                    if !described
                        || role.is_some()
                        || words > 0
                        || p.former
                        || t[k].is(Class::De)
                        || x.latin =>
                {
                    if alumni {
                        kept = k - 1;
                        alumni = false;
                        k -= 1;
                        if k > 0 && t[k - 1].punct == Some('、') {
                            k -= 1;
                        }
                        continue;
                    }
                    if n.class == NameClass::Open && !row.chinese && role.is_none() {
                        break;
                    }
                    // «Chip architect», «Infrastructure lead»: a capital at the head of the sentence makes no name.
                    if n.class == NameClass::Open && !row.chinese && k == 1 && n.kb.is_none() {
                        role = role.map(|r| x.start..r.end);
                        kept = 0;
                        break;
                    }
                    if described
                        && role.is_none()
                        && words == 0
                        && !p.former
                        && row.chinese
                        && !t[k].is(Class::De)
                    {
                        break; // «Meta林知远» is no description, «Meta的林知远» is
                    }
                    // 加入Meta的11位研究员: the organisation is the verb's object, not theirs.
                    if row.chinese && t[k].is(Class::De) && k >= 2 && t[k - 2].verb && !t[k - 2].hires {
                        kept = kept.max(k + 1).min(at);
                        break;
                    }
                    // 谷歌原VideoPoet项目负责人, 前本田技研ASIMO项目核心成员: a project's name in the role; the organisation stands
                    // before 原, or before it.
                    let project = row.chinese
                        && n.kb.is_none()
                        && PROJECTS.iter().any(|w| folded[x.end..].trim_start().starts_with(w))
                        && firm_before(t, k - 1);
                    if row.chinese
                        && n.kb.is_none()
                        && k >= 3
                        && t[k - 2].is(Class::Former)
                        && t[k - 3].name.as_ref().is_some_and(|o| o.class == NameClass::Org)
                        || project
                    {
                        role = role.map(|r| x.start..r.end);
                        kept = k - 1;
                        k -= 1;
                        continue;
                    }
                    // «Northgate's Foundations team»: the team's own name stands between it and its firm.
                    if let Some(owner) = owner_of_team(row, head, k, folded) {
                        p.org = Some(owner);
                        role = role.map(|r| x.start..r.end);
                        kept = k - 3;
                        break;
                    }
                    p.org = Some(Of::Name(n.clone(), x.range()));
                    kept = k - 1;
                    // 来自百度的沈嘉禾: the marker is said of her, not of the verb.
                    if row.chinese && described && t[k].is(Class::De) && k >= 2 && t[k - 2].is(Class::From) {
                        kept = k - 2;
                        break;
                    }
                    // 前Scale AI CEO; 谷歌 DeepMind.
                    let mut m = k - 1;
                    while m > 0 {
                        let y = &t[m - 1];
                        if y.is(Class::Former) && t[m].start - y.end <= 1 {
                            p.former = true;
                            kept = m - 1;
                            m -= 1;
                        } else if (y.name.as_ref().is_some_and(|n| n.class == NameClass::Org))
                            && t[m].start - y.end <= 1
                            && row.chinese
                        {
                            kept = m - 1;
                            m -= 1;
                        } else if y.quantity.is_some_and(|q| match row.quantities[q].kind {
                            Kind::Count(_) => true,
                            // «40 former Larkspur bankers»
                            Kind::Number(_) => !row.chinese,
                            _ => false,
                        }) && !described
                        {
                            p.count = y.quantity;
                            kept = m - 1;
                            break;
                        } else {
                            break;
                        }
                    }
                    break;
                }
                _ => break,
            }
        } else if x.is(Class::PronounPoss)
            || x.is(Class::PronounOrg) && row.chinese && role.is_some() && described
            || x.is(Class::PronounOrg) && !row.chinese && t[k].is(Class::De)
        {
            p.org = Some(Of::Pronoun);
            kept = k - 1;
            break;
        } else if row.chinese
            && !described
            && p.count.is_some()
            && matches!(&folded[x.range()], "有" | "还有" | "另有")
        {
            break; // 公司有百名工程师, 公司还有两名研究员
        } else if x.is(Class::De) {
            // 基础模型团队的负责人; Apple's top researcher.
            // 时任百度首席科学家的某某: a title may stand before 的 too.
            let titled = row.chinese
                && described
                && k >= 2
                && t[k - 2].is(Class::Role)
                && t[k - 2].name.is_none()
                && t[k - 1].end == t[k].start;
            if words == 0 && k >= 2 && (role.is_some() || p.former || titled) {
                kept = kept.min(k);
            } else if let Some(n) = hails(row, folded, k).filter(|_| words == 0 && described) {
                // 达摩院出身的某某: whence somebody comes.
                if let Some(name) = t[n].name.clone() {
                    p.org = Some(Of::Name(name, t[n].range()));
                    p.former = true;
                    kept = n;
                }
                break;
            } else if words == 0
                && described
                && role.is_none()
                && !(if row.chinese { whence(t, k - 1) } else { owns(t, k - 1) })
            {
                break; // «挖走的林知远»
            }
        } else if let Some(q) = x.quantity {
            match &row.quantities[q].kind {
                Kind::Count(c)
                    if !described && c.unit != "item"
                        || matches!(row.quantities[q].kind, Kind::Count(_)) && !described =>
                {
                    p.count = Some(q);
                    kept = k - 1;
                    words = 0;
                }
                Kind::Number(_) | Kind::Ordinal(_) if !row.chinese => {
                    p.count = Some(q);
                    kept = k - 1;
                }
                // 三分之一的研究员
                Kind::Percent(_) if row.chinese && !described && t[k].is(Class::De) => {
                    p.count = Some(q);
                    kept = k - 1;
                }
                _ => break,
            }
        } else if x.punct == Some('、')
            && role.is_some()
            && k >= 2
            && t[k - 2].any(&[Class::Role, Class::Group])
            && described
        {
            // 负责人、校友某某
        } else if row.chinese
            && role.is_some()
            && k >= 2
            && t[k - 2].is(Class::Role)
            && matches!(&folded[x.range()], "暨" | "兼" | "兼任")
        {
            // 董事长暨执行长某某: one who holds two posts.
        } else if !row.chinese
            && described
            && role.is_some()
            && x.is(Class::Conj)
            && k >= 2
            && t[k - 2].is(Class::Role)
            && !t[k - 2].is(Class::Group)
            && t[k - 2].name.is_none()
        {
            // «co-founder and chief product officer Ada»: she is both.
        } else if !row.chinese && matches!(&folded[x.range()], "that" | "show" | "shows" | "showed" | "than")
        {
            // «data show that AI engineers»: what is shown begins behind.
            break;
        } else if !row.chinese
            && described
            && matches!(
                &folded[x.range()],
                "after" | "before" | "when" | "while" | "since" | "because" | "until"
            )
        {
            break; // «took over as interim chief executive after Ada left»
        } else if x.plain() && x.punct.is_none()
            || x.is(Class::Article)
            || !described && adjective(row, k - 1, folded)
            || x.any(&[Class::Equity, Class::Compute, Class::Conj]) && x.end - x.start > 3 && row.chinese
            || x.is(Class::Conj)
                && !row.chinese
                && !described
                && k >= 2
                && t[k - 2].plain()
                && t[k - 2].punct.is_none()
                && (k.saturating_sub(5)..k - 1).any(|m| t[m].quantity.is_some())
        {
            let han = folded[x.range()].chars().count();
            words += if x.latin { 3 } else { han };
            if words > if row.chinese { 14 } else { 20 } {
                break;
            }
        } else {
            break;
        }
        k -= 1;
    }
    // 世界模型负责人某某: so do those of a title without an organisation.
    if row.chinese
        && described
        && p.org.is_none()
        && let Some(r) = &mut role
        && t[kept].start == r.start
        && let Some(k) = fields(row, folded, kept, limit)
    {
        r.start = t[k].start;
    }
    // 担任规控负责人, 任命某某为后训练负责人: so do those of a post that is taken up.
    if row.chinese
        && !described
        && head == Head::Role
        && p.org.is_none()
        && let Some(r) = &mut role
        && t[kept].start == r.start
        && let Some(k) = fields(row, folded, kept, limit)
        && k > 0
        && (t[k - 1].is(Class::As) || &folded[t[k - 1].range()] == "为")
    {
        r.start = t[k].start;
        kept = k;
    }
    // AI工程师, IC設計工程師: Latin letters at the head of a clause belong to the post that follows them.
    if row.chinese
        && p.org.is_none()
        && kept > limit
        && t[kept - 1].latin
        && t[kept - 1].plain()
        && t[kept - 1].end == t[kept].start
        && (kept == 1 || t[kept - 2].punct.is_some())
    {
        kept -= 1;
        if let Some(r) = &mut role {
            r.start = t[kept].start.min(r.start);
        }
    }
    // Words between the organisation (or former) and the role belong to the role: 软件工程副总裁.
    if let Some(r) = role {
        let from = match &p.org {
            Some(Of::Name(_, o)) if o.end <= r.start => t
                .iter()
                .find(|x| {
                    let new = row.chinese && matches!(&folded[x.range()], "新任" | "现任" | "时任");
                    x.start >= o.end && !x.is(Class::De) && !x.is(Class::Former) && !new
                })
                .map_or(r.start, |x| x.start),
            Some(Of::Pronoun) => r.start,
            _ if kept < at && t[kept].end <= r.start && t[kept].any(&[Class::Former, Class::New]) => {
                t[kept].end
            }
            _ if described && !row.chinese => field(row, r.start),
            _ => r.start,
        };
        let mut from = from.min(r.start);
        // 董事会通过共同总经理某某升任执行长: what is resolved stands behind the word for it.
        if row.chinese {
            let resolves = |x: &&Token| {
                x.start >= from
                    && x.end <= r.start
                    && matches!(&folded[x.range()], "通过" | "决议" | "宣布" | "公告" | "核准" | "同意")
            };
            from = t.iter().rfind(resolves).map_or(from, |x| x.end);
        }
        // Trim blanks at the left end.
        from += folded[from..r.start].len() - folded[from..r.start].trim_start().len();
        p.role = Some(from..r.end);
    }
    // 顶尖技术人才: words without a break before a group belong to it.
    if !described && row.chinese && p.org.is_none() {
        let mut taken = 0;
        while kept > limit && taken < 2 {
            let x = &t[kept - 1];
            let short = x.end - x.start <= 12;
            if x.plain() && x.word.is_none() && !x.latin && short && t[kept].start == x.end {
                kept -= 1;
                taken += 1;
            } else {
                break;
            }
        }
    }
    p.tokens = kept..end;
    // What is counted is a group: 两名研究员.
    if p.head == Head::Role && p.count.is_some() {
        p.head = Head::Group;
    }
    if !described {
        p.core = t[kept].start..t[end - 1].end;
        // 们 belongs to the group.
        if folded[p.core.end..].starts_with('们') {
            p.core.end += '们'.len_utf8();
        }
    }
    p.clause = t[at].clause;
    p
}

/// 北门科技（6789）财务长: whether all that stands between two words is a bracket that is out of the way.
fn aside(gap: &str) -> bool {
    gap.trim().strip_prefix('(').and_then(|g| g.strip_suffix(')')).is_some_and(|g| !g.contains(['(', ')']))
}

/// 达摩院出身的: the organisation before 出身 and the 的 just before a token.
fn hails(row: &Row, folded: &str, k: usize) -> Option<usize> {
    let t = &row.tokens;
    let n = k.checked_sub(3)?;
    let org = t[n].name.as_ref().is_some_and(|x| x.class == NameClass::Org);
    (row.chinese && org && &folded[t[n + 1].range()] == "出身").then_some(n)
}

/// Words before a bare title that belong to it, up to a comma, a word for «and» or the head of the sentence: 世界模型负责人.
fn fields(row: &Row, folded: &str, title: usize, limit: usize) -> Option<usize> {
    const APART: &str = "另而但且则当这那该此其同又再还也曾已近由原现前后据如若因在与和及";
    let t = &row.tokens;
    let mut k = title;
    let mut chars = 0;
    while k > limit {
        let x = &t[k - 1];
        let word = &folded[x.range()];
        let open = x.plain()
            && x.punct.is_none()
            && x.quantity.is_none()
            && (x.word.is_none() || x.is(Class::Domain))
            && x.end == t[k].start
            && !word.starts_with(|c| APART.contains(c))
            && !word.contains(|c| "是有了的被将把个".contains(c));
        chars += word.chars().count();
        if !open || chars > 12 {
            break;
        }
        k -= 1;
    }
    let bound = k == 0
        || t[k - 1].punct.is_some()
        || t[k - 1].any(&[Class::Conj, Class::As])
        || &folded[t[k - 1].range()] == "为";
    (k < title && bound && t[title].start - t[k].start >= 6).then_some(k)
}

/// «including perception lead Drew», «and search chief Ada»: where a post begins with one or two running words, behind what
/// ends the words before.
fn field(row: &Row, start: usize) -> usize {
    let t = &row.tokens;
    let Some(role) = t.iter().position(|x| x.start == start) else { return start };
    let mut k = role;
    while k > 0 && role - k < 2 && t[k - 1].plain() && t[k - 1].latin && t[k].start - t[k - 1].end == 1 {
        k -= 1;
    }
    let bound = k > 0
        && t[k - 1].name.is_none()
        && t[k - 1].any(&[Class::Include, Class::Article, Class::Conj, Class::By]);
    if bound { t[k].start } else { start }
}

/// Whether a mark joins the words on both sides of it: «self-driving».
fn hyphen(row: &Row, k: usize) -> bool {
    let t = &row.tokens;
    !row.chinese
        && t[k].punct == Some('-')
        && k > 0
        && t[k - 1].end == t[k].start
        && t.get(k + 1).is_some_and(|x| x.start == t[k].end && x.punct.is_none())
        && (t[k - 1].plain() || t[k - 1].any(&[Class::Domain, Class::Annual]))
        && t[k - 1].name.is_none()
}

/// The firm whose team a name just before the team is of, where the name is no firm that is known.
fn owner_of_team(row: &Row, head: Head, k: usize, folded: &str) -> Option<Of> {
    let t = &row.tokens;
    let own = !row.chinese
        && head == Head::Group
        && k >= 3
        && t[k - 1].name.as_ref().is_some_and(|n| n.kb.is_none())
        && t[k - 2].is(Class::De)
        && crate::place::team(&folded[t[k].range()]);
    let firm = &t[k.checked_sub(3)?];
    let name = firm.name.as_ref().filter(|n| own && n.class == NameClass::Org)?;
    Some(Of::Name(name.clone(), firm.range()))
}

/// Whether the words before a team are a verb that it is the object of, as in 加入某某大模型团队.
fn joins(row: &Row, team: usize) -> bool {
    let t = &row.tokens;
    (team.saturating_sub(4)..team)
        .rev()
        .take_while(|&m| t[m + 1].plain() || t[m + 1].name.is_some() || t[m + 1].is(Class::Group))
        .any(|m| t[m].verb && !t[m].hires && t[m].name.is_none())
}

/// Finds the marker that governs each phrase.
fn govern(row: &Row, phrases: &mut [Phrase]) {
    let t = &row.tokens;
    for p in phrases.iter_mut() {
        let mut k = p.tokens.start;
        // An article, a possessive, or a few running words may stand between.
        let mut skipped = 0;
        // «to Silicon Valley software company Larkspur»: the kind of firm may be told at length.
        let sort = row.chinese && p.head == Head::Org && k > 0 && t[k - 1].is(Class::GenericOrg);
        let most = if !row.chinese && t[k].is(Class::GenericOrg) { 6 } else { 3 + usize::from(sort) };
        while k > 0 && skipped < most {
            let x = &t[k - 1];
            // «the acquisition of Montreal's Larkspur»: where it is from.
            if !row.chinese
                && x.is(Class::De)
                && matches!(p.head, Head::Org | Head::Open)
                && k >= 2
                && t[k - 2].capital
                && t[k - 2].plain()
            {
                k -= 2;
                skipped += 1;
                continue;
            }
            // «As Ada staffs up her lab, she…»: at the head of a clause it joins clauses.
            let joins = !row.chinese
                && x.is(Class::As)
                && matches!(p.head, Head::Person | Head::Org)
                && k == p.tokens.start
                && (k < 2 || t[k - 2].punct.is_some() || acts(row, p));
            if joins {
                break;
            }
            if x.any(MARKERS) && !x.is(Class::Plan) || x.is(Class::Ba) {
                // 雇用来自台积电的百位工程师: whence is said of the group, not of the verb.
                if row.chinese && x.is(Class::From) && p.head == Head::Group && p.org.is_some() {
                    break;
                }
                // 担任手机部总裁的某某: the post is in the description, and he is free.
                let post = t[p.tokens.clone()].iter().any(|y| y.is(Class::De));
                if row.chinese && x.is(Class::As) && p.head == Head::Person && p.role.is_some() && post {
                    break;
                }
                p.governor = Some(k - 1);
                field_of(row, p, k);
                break;
            }
            // «on the 6th that Ada left», «by confirmation that she left»: the marker governs what is before «that».
            if !row.chinese && x.is(Class::Relative) && !(k > 1 && t[k - 2].any(MARKERS)) {
                break;
            }
            if x.any(&[Class::Article, Class::PronounPoss, Class::Former, Class::New])
                // 从印尼最大叫车平台Gojek聘得: what sort of firm it is stands between.
                || row.chinese && p.head == Head::Org && x.is(Class::GenericOrg) && x.name.is_none()
                || x.plain()
                    && x.punct.is_none()
                    && (!row.chinese || x.is(Class::Protect) || x.end - x.start <= 12)
            {
                k -= 1;
                skipped += 1;
                continue;
            }
            break;
        }
    }
}

/// «nine engineers, including two co-founders, have left»: those of a counted group who are counted by themselves do nothing apart.
fn included(row: &Row, phrases: &mut [Phrase]) {
    let t = &row.tokens;
    for i in 1..phrases.len() {
        let (a, b) = (&phrases[i - 1], &phrases[i]);
        let counted = |p: &Phrase| p.head == Head::Group && p.count.is_some();
        let gap = between(t, a.tokens.end, b.tokens.start);
        if counted(a) && counted(b) && gap.len() <= 2 && gap.last().is_some_and(|x| x.is(Class::Include)) {
            phrases[i].governor = Some(phrases[i].tokens.start - 1);
        }
    }
}

/// «from Google's Motorola arm»: what governs the owner governs what is owned.
fn inherit(row: &Row, phrases: &mut [Phrase]) {
    for i in 1..phrases.len() {
        let (a, b) = (&phrases[i - 1], &phrases[i]);
        let owned = a.head == Head::Org
            && b.head == Head::Org
            && b.tokens.start == a.tokens.end + 1
            && row.tokens[a.tokens.end].is(Class::De);
        if owned && b.governor.is_none() {
            phrases[i].governor = a.governor;
        }
    }
}

/// «as its engineering VP», «as search chief»: running words between «as» and a post are a part of it.
fn field_of(row: &Row, p: &mut Phrase, from: usize) {
    let t = &row.tokens;
    let to = p.tokens.start;
    if row.chinese || p.head != Head::Role || from == 0 || !t[from - 1].is(Class::As) {
        return;
    }
    let Some(first) = (from..to).find(|&k| t[k].plain()) else { return };
    let close = (first..to).all(|k| t[k].plain() && t[k + 1].start - t[k].end <= 1);
    if close && let Some(r) = &mut p.role {
        r.start = t[first].start;
        p.core.start = t[first].start;
        p.tokens.start = first;
    }
}

/// 加入吉利旗下千里科技: the firm that owns the one behind it is not meant; what governs it governs that.
fn owned(row: &Row, folded: &str, phrases: &mut Vec<Phrase>) {
    const OWNS: &[&str] = &["旗下", "旗下的", "控股的", "孵化的"];
    let mut i = 1;
    while i < phrases.len() {
        let (a, b) = (&phrases[i - 1], &phrases[i]);
        let between = b.tokens.start.checked_sub(1).map_or("", |k| {
            if a.tokens.end <= k { &folded[row.tokens[a.tokens.end].start..row.tokens[k].end] } else { "" }
        });
        if a.head == Head::Org && b.head == Head::Org && OWNS.contains(&between) {
            phrases[i].governor = b.governor.or(a.governor);
            phrases.remove(i - 1);
        } else {
            i += 1;
        }
    }
}

/// Makes what only describes the firm that is named right behind it a common noun, which hands on its marker: 向自动驾驶公司Nurova,
/// 将以色列公司Mobileye.
fn describing(row: &Row, folded: &str, phrases: &mut [Phrase]) {
    const ENDS: &[&str] = &[
        "公司",
        "企业",
        "创企",
        "新创",
        "开发商",
        "制造商",
        "设计商",
        "供应商",
        "大厂",
        "巨头",
        "龙头",
        "独角兽",
    ];
    if !row.chinese {
        return;
    }
    for i in 1..phrases.len() {
        let (a, b) = (&phrases[i - 1], &phrases[i]);
        let words = &folded[a.core.clone()];
        let known = a.name.as_ref().is_some_and(|n| n.kb.is_some());
        let noun = matches!(a.head, Head::Org | Head::OrgPronoun | Head::Generic)
            && !known
            && ENDS.iter().any(|e| words.ends_with(e))
            && !words.ends_with("有限公司")
            && !words.ends_with("母公司")
            && !words.starts_with(['该', '这', '那']);
        if noun
            && matches!(b.head, Head::Org | Head::Open)
            && a.core.end == b.core.start
            && a.tokens.end == b.tokens.start
        {
            let governor = a.governor;
            phrases[i - 1].head = Head::Generic;
            phrases[i].governor = phrases[i].governor.or(governor);
        }
    }
}

/// Whether a finite verb stands right behind a phrase: «as Meta poached», «as Ada has left».
fn acts(row: &Row, p: &Phrase) -> bool {
    row.tokens.get(p.tokens.end).is_some_and(|x| {
        x.name.is_none() && !x.is(Class::Role) && (x.verb || x.any(&[Class::Have, Class::Be, Class::Plan]))
    })
}

/// Joins neighbours of one sort into lists; the members after the first take over its marker.
fn lists(row: &Row, folded: &str, phrases: &mut [Phrase]) {
    let t = &row.tokens;
    for i in 0..phrases.len() {
        phrases[i].list = i;
        if i == 0 {
            continue;
        }
        let (a, b) = (&phrases[i - 1], &phrases[i]);
        let same = a.head == b.head
            || matches!(
                (a.head, b.head),
                (Head::Open, Head::Org | Head::Person) | (Head::Org | Head::Person, Head::Open)
            );
        // 、世界模型负责人某某: what belongs to the title stands in no gap.
        let title = b.role.as_ref().filter(|r| row.chinese && r.start < t[b.tokens.start].start);
        let start = title.map_or(b.tokens.start, |r| t.partition_point(|x| x.start < r.start));
        let mut between = &t[a.tokens.end.min(start)..start];
        // 章倩芸女士、孙铮先生
        if let [x, rest @ ..] = between
            && row.chinese
            && a.head == Head::Person
            && matches!(&folded[x.range()], "女士" | "先生" | "小姐" | "博士")
        {
            between = rest;
        }
        let comma_taken = a.tokens.end > 0 && t[a.tokens.end - 1].punct == Some(',');
        let joined = match between {
            // 林知远等三人
            [x] => {
                x.is(Class::Conj)
                    || x.punct == Some('、')
                    || row.chinese && x.is(Class::Etc) && b.head == Head::Group && b.count.is_some()
                    || x.punct == Some(',')
                        && list_comma(row, a, b)
                        && !(a.governor.is_some() && acts(row, b))
            }
            [x, y] if row.chinese && x.punct == Some(')') => y.is(Class::Conj) || y.punct == Some('、'),
            [x, y] if !row.chinese => {
                x.punct == Some(',') && y.is(Class::Conj)
                    || x.is(Class::Conj) && y.any(&[Class::Article, Class::PronounPoss])
            }
            [x, y, z] if !row.chinese => {
                x.punct == Some(',') && y.is(Class::Conj) && z.any(&[Class::Article, Class::PronounPoss])
            }
            [] => comma_taken && !row.chinese && a.head == Head::Person,
            // 甲公司原负责人某甲,以及乙公司原负责人某乙: full descriptions in a row.
            more => {
                row.chinese
                    && more.len() <= 4
                    && a.head == Head::Person
                    && [a, b].iter().all(|p| p.role.is_some() && p.org.is_some())
                    && more.iter().all(|x| {
                        x.punct == Some(',')
                            || x.any(&[Class::Conj, Class::To, Class::De])
                            || x.plain()
                            || x.is(Class::Done)
                    })
            }
        };
        // Ada Thornquist and twelve engineers: people by name and people by number.
        let people = |p: &Phrase| p.head == Head::Person || p.head == Head::Group && p.count.is_some();
        // 林知远及其团队
        let team = row.chinese && a.head == Head::Person && b.head == Head::Group;
        let mixed = people(a) && people(b) && a.head != b.head || team;
        if let Some(a) = before_aside(row, phrases, i).filter(|&a| people(&phrases[a]) && people(&phrases[i]))
        {
            phrases[i].list = phrases[a].list;
            phrases[i].governor = phrases[i].governor.or(phrases[a].governor);
            continue;
        }
        if (same || mixed) && joined {
            phrases[i].list = phrases[i - 1].list;
            if phrases[i].governor.is_none() {
                phrases[i].governor = phrases[i - 1].governor;
            }
        }
    }
}

/// The tokens of a row that stand between two positions.
pub(crate) fn between(tokens: &[Token], a: usize, b: usize) -> &[Token] {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    tokens.get(a..b).unwrap_or_default()
}
