//! English phrases that belong together: lists and asides, posts and the firms that give them, names behind «called».

use crate::class::Class;
use crate::phrase::{Head, Phrase};
use crate::token::{NameClass, Row, Token};

/// «the start-up, known as Monde Sensible, is…», «a company called Verity Loop»: the name says which firm is meant.
pub(crate) fn known_as(row: &Row, phrases: &mut Vec<Phrase>, folded: &str) {
    const CALLED: &[&str] = &["called", "named", "known", "dubbed"];
    let t = &row.tokens;
    let mut i = 0;
    while i + 1 < phrases.len() {
        let (a, b) = (&phrases[i], &phrases[i + 1]);
        let gap = &t[a.tokens.end.min(b.tokens.start)..b.tokens.start];
        let called = matches!(a.head, Head::Generic | Head::OrgPronoun)
            && matches!(b.head, Head::Org | Head::Open | Head::Person)
            && b.name.is_some()
            && b.role.is_none()
            && gap.iter().any(|x| CALLED.contains(&&folded[x.range()]))
            && gap.len() <= 4
            && gap.iter().all(|x| {
                x.punct == Some(',') || x.is(Class::As) || x.plain() || CALLED.contains(&&folded[x.range()])
            });
        // «a new unit called Larkspur Compute»: a capital behind the firm's name goes on with it.
        let more = called.then(|| {
            let goes_on = |k: usize| {
                t.get(k).is_some_and(|x| {
                    x.capital
                        && x.latin
                        && x.name.is_none()
                        && x.quantity.is_none()
                        && x.start - t[k - 1].end == 1
                })
            };
            let end = (b.tokens.end..).take_while(|&k| goes_on(k)).last().map(|k| k + 1)?;
            (b.head == Head::Org).then_some(end)
        });
        if let Some(end) = more.flatten() {
            let p = &mut phrases[i + 1];
            p.tokens.end = end;
            p.core.end = t[end - 1].end;
            if let Some(n) = &mut p.name {
                n.kb = None;
                n.full = None;
            }
        }
        let (a, b) = (&phrases[i], &phrases[i + 1]);
        // «He left the fund, Oakhurst Capital, in March»
        let close = t.get(b.tokens.end).and_then(|x| x.punct);
        let apposed = a.head == Head::OrgPronoun
            && b.head == Head::Org
            && b.role.is_none()
            && matches!(gap, [comma] if comma.punct == Some(','))
            && matches!(close, Some(',' | '.'))
            && !t.get(b.tokens.end + 1).is_some_and(|x| x.is(Class::Conj))
            && folded[t[a.tokens.start].range()].starts_with("the");
        if called || apposed {
            // The comma that closes the aside belongs to it.
            let aside = gap.iter().any(|x| x.punct == Some(','));
            let start = phrases.remove(i).tokens.start;
            let p = &mut phrases[i];
            p.head = Head::Org;
            p.tokens.start = start;
            if aside && t.get(p.tokens.end).and_then(|x| x.punct) == Some(',') {
                p.tokens.end += 1;
            }
            p.clause = t[start].clause;
        }
        i += 1;
    }
}

/// «eight researchers, engineers and product leaders»: what one number counts is one group.
pub(crate) fn coordinated(row: &Row, phrases: &mut Vec<Phrase>) {
    let t = &row.tokens;
    let bare = |p: &Phrase| {
        p.head == Head::Group && p.count.is_none() && p.name.is_none() && !p.former && p.org.is_none()
    };
    let mut i = 0;
    while i < phrases.len() {
        if phrases[i].head != Head::Group || phrases[i].count.is_none() {
            i += 1;
            continue;
        }
        // Members follow each other by commas, and the last one by a conjunction.
        let mut last = None;
        let mut end = phrases[i].tokens.end;
        for (k, p) in phrases.iter().enumerate().skip(i + 1).take(4) {
            let gap = &t[end.min(p.tokens.start)..p.tokens.start];
            let joined = gap.iter().any(|x| x.is(Class::Conj));
            let linked = !gap.is_empty()
                && gap.len() <= 4
                && (joined || gap[0].punct == Some(','))
                && gap.iter().enumerate().all(|(n, x)| {
                    x.is(Class::Conj) || n == 0 && x.punct == Some(',') || x.plain() && x.punct.is_none()
                });
            if !bare(p) || !linked {
                break;
            }
            end = p.tokens.end;
            if joined {
                last = Some(k);
                break;
            }
        }
        if let Some(k) = last {
            let last = phrases.drain(i + 1..=k).next_back();
            if let Some(last) = last {
                let first = &mut phrases[i];
                first.tokens.end = last.tokens.end;
                first.core.end = last.core.end;
                if let Some(r) = &mut first.role {
                    r.end = last.core.end;
                }
            }
        }
        i += 1;
    }
}

/// Whether a single word stands where an employer does: behind a post and «of» or «at».
pub(crate) fn employer(row: &Row, i: usize, folded: &str) -> bool {
    let t = &row.tokens;
    if row.chinese || i == 0 || folded[t[i].range()].contains([' ', '.']) {
        return false;
    }
    let before = &t[i - 1];
    // «head of» is one word of the lexicon.
    let ends = before.is(Class::Role) && [" of", " at"].iter().any(|w| folded[before.range()].ends_with(w));
    let parted = before.any(&[Class::Of, Class::At])
        && i >= 2
        && t[i - 2].is(Class::Role)
        && !t.get(i + 1).is_some_and(|x| x.is(Class::De));
    ends || parted
}

/// «chip designer Lumetric», «the start-up Okapi»: a name right behind a word for a firm is one.
pub(crate) fn described_firm(row: &Row, i: usize, folded: &str) -> bool {
    let t = &row.tokens;
    let Some(noun) = i.checked_sub(1).map(|k| &t[k]).filter(|x| x.is(Class::GenericOrg)) else {
        return false;
    };
    if row.chinese {
        // 新创福克斯瑞: three bytes write a character; people have titles between, and shorter names.
        // 晶片厂凌曜: nobody is told of by the plant alone.
        let plant = folded[noun.range()].ends_with(['厂', '商']);
        let long = t[i].end - t[i].start >= if plant { 6 } else { 12 };
        return !noun.is(Class::PronounOrg) && t[i].start == noun.end && long;
    }
    t[i].start - noun.end <= 1
}

/// «Suvarna Infosystems chief financial officer Raghu Desai», «Haiyue Auto's head of driving, Xiong Yan»: of two names
/// around a post the first is the firm.
pub(crate) fn owns_post(row: &Row, i: usize) -> bool {
    let t = &row.tokens;
    if row.chinese {
        return false;
    }
    // «chief executive Ada Voss and co-founder Bo Quill»: whoever is described by a post of their own is nobody's firm.
    let described = i.checked_sub(1).is_some_and(|b| t[b].is(Class::Role) && t[i].start - t[b].end <= 1);
    if described || t.get(i + 1).is_some_and(|x| x.is(Class::Conj)) {
        return false;
    }
    let k = i + 1 + usize::from(t.get(i + 1).is_some_and(|x| x.is(Class::De)));
    let person = |x: &Token| x.name.as_ref().is_some_and(|n| n.class == NameClass::Person);
    let mut role = false;
    for x in t.iter().skip(k).take(9) {
        if person(x) {
            return role;
        }
        let inside = x.any(&[Class::Role, Class::Of, Class::Conj, Class::Former, Class::New])
            || x.plain()
            || x.punct == Some(',') && role;
        if !inside || x.verb && !x.is(Class::Role) {
            return false;
        }
        // A post right behind the name, or behind a word or two of it.
        role |= x.is(Class::Role);
        if x.punct == Some(',') && !t[i + 1].is(Class::De) {
            return false;
        }
    }
    false
}

/// «head of inference», «vice president of AI»: a post that ends in «of» goes on over the field behind it.
pub(crate) fn extend_of(row: &Row, end: usize, folded: &str) -> usize {
    let t = &row.tokens;
    if row.chinese || !folded[t[end - 1].range()].ends_with(" of") {
        return end;
    }
    let mut k = end;
    while k < t.len()
        && k - end < 5
        && t[k].name.is_none()
        && t[k].punct.is_none_or(|c| c == '-')
        && t[k].quantity.is_none()
        && (t[k].plain()
            || k == end && t[k].verb && t[k].name.is_none() && folded[t[k].range()].ends_with("ing")
            || t[k].punct == Some('-')
            || t[k].any(&[Class::Domain, Class::Compute, Class::UnitNoun])
            || t[k].is(Class::Conj) && t.get(k + 1).is_some_and(Token::plain) && k > end)
        && (!t[k].verb || t[k].any(&[Class::Domain]) || k == end && folded[t[k].range()].ends_with("ing"))
    {
        k += 1;
    }
    // The field ends with a word, not with what joins words.
    while k > end && (t[k - 1].is(Class::Conj) || t[k - 1].punct.is_some()) {
        k -= 1;
    }
    k
}

/// «its leading scientists», «the departing researchers»: a participle behind an article or a possessive.
pub(crate) fn adjective(row: &Row, k: usize, folded: &str) -> bool {
    let t = &row.tokens;
    !row.chinese
        && t[k].verb
        && t[k].name.is_none()
        && folded[t[k].range()].ends_with("ing")
        && k.checked_sub(1).is_some_and(|b| {
            t[b].any(&[Class::Article, Class::PronounPoss, Class::De]) || t[b].quantity.is_some()
        })
}

/// The phrase before an aside between dashes that ends just before another phrase: «the founders — A and B — and».
pub(crate) fn before_aside(row: &Row, phrases: &[Phrase], i: usize) -> Option<usize> {
    let t = &row.tokens;
    let dash = |k: usize| t[k].punct.is_some_and(|c| matches!(c, '-' | '—' | '–'));
    let start = phrases[i].tokens.start;
    if start < 2 || !t[start - 1].is(Class::Conj) || !dash(start - 2) {
        return None;
    }
    let open = (0..start - 2).rev().take(24).find(|&k| dash(k))?;
    phrases[..i].iter().rposition(|p| p.tokens.end == open)
}

/// A comma joins names only where both sides are bare names.
pub(crate) fn list_comma(row: &Row, a: &Phrase, b: &Phrase) -> bool {
    let bare = |p: &Phrase| matches!(p.head, Head::Person | Head::Org | Head::Open) && p.name.is_some();
    // «its chief executive, Ada Thorn, co-founder Bo Quill and …»: the list goes on.
    let goes_on = || {
        let end = b.tokens.end;
        let next = |k: usize| row.tokens.get(k).is_some_and(|x| x.is(Class::Conj));
        !row.chinese
            && a.head == Head::Person
            && b.head == Head::Person
            && b.role.is_some()
            && (next(end) || row.tokens.get(end).is_some_and(|x| x.punct == Some(',')) && next(end + 1))
    };
    bare(a) && bare(b) && (!row.chinese || a.role.is_some() && b.role.is_some()) || goes_on()
}
