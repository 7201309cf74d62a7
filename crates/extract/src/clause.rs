//! How the clause around a trigger is built: voice, agent, fronted object, relative head.

use tradewire_model::{ClaimKind, Role};

use crate::class::Class;
use crate::fill::Scene;
use crate::frame::{Frame, Place, Take, Want, Way};
use crate::inflect::Form;
use crate::phrase::{Head, Phrase, between};
use crate::token::Token;

/// How the clause around a trigger is built.
pub(crate) struct Clause {
    /// Index of the trigger's token.
    pub(crate) at: usize,
    pub(crate) passive: bool,
    /// Phrase after 被 or by.
    pub(crate) agent: Option<usize>,
    /// Phrase after 把 or 将.
    pub(crate) ba: Option<usize>,
    /// Phrase after 的 behind the trigger: 挖走的林知远.
    pub(crate) head: Option<usize>,
    pub(crate) noun: bool,
}

/// 将前员工创办的甲公司诉至法院: what a clause before 的 describes is what 将 puts forward.
fn described(scene: &Scene<'_>, p: usize, at: usize) -> usize {
    let t = &scene.row.tokens;
    let end = scene.phrases[p].tokens.end;
    let head = scene.phrases.iter().position(|q| {
        q.tokens.start > end
            && q.tokens.end <= at
            && t[q.tokens.start - 1].is(Class::De)
            && between(t, end, q.tokens.start.saturating_sub(1)).iter().any(|x| x.verb)
            && between(t, end, q.tokens.start).iter().all(|x| x.punct.is_none() && x.name.is_none())
    });
    head.unwrap_or(p)
}

/// Where the list that a phrase begins ends, before a trigger: 将甲、乙及其所办的丙诉至法院.
fn list_end(scene: &Scene<'_>, p: usize, at: usize) -> usize {
    let t = &scene.row.tokens;
    let mut end = scene.phrases[p].tokens.end;
    for q in scene.phrases[p + 1..].iter().take_while(|q| q.tokens.end <= at) {
        let joined = q.list == scene.phrases[p].list
            || q.governor.is_none()
                && between(t, end, q.tokens.start)
                    .iter()
                    .any(|x| x.any(&[Class::Conj, Class::De]) || x.punct == Some('、'))
                && between(t, end, q.tokens.start).iter().all(|x| x.punct.is_none_or(|c| c == '、'));
        if joined {
            end = q.tokens.end;
        }
    }
    end
}

/// Looks at the clause around a trigger with a frame in mind.
pub(crate) fn clause(scene: &Scene<'_>, frame: &Frame, at: usize, form: Form) -> Clause {
    let t = &scene.row.tokens;
    let mut c = Clause { at, passive: false, agent: None, ba: None, head: None, noun: form == Form::Noun };
    let here = t[at].clause;
    let takes = |w: &Way| w.place == Place::Object && w.take == Take::Whole;
    let on_people = frame.slots.iter().any(|s| {
        s.role != Role::From
            && s.ways
                .iter()
                .any(|w| takes(w) && (w.wants.contains(&Want::Person) || w.wants.contains(&Want::Group)))
    });
    // «Larkspur Labs was founded by Ada»: firms are founded, and never join or leave by anybody.
    let transitive = on_people
        || frame.succession
        || frame.set.iter().any(|(_, code)| code == "found")
        || matches!(frame.kind, ClaimKind::Deal | ClaimKind::Dispute | ClaimKind::Funding | ClaimKind::Unit);
    if scene.row.chinese {
        // 被 X 挖走; 由 X 领投: the nearest such marker in the clause, with no other verb between it and the trigger.
        for k in (0..at).rev() {
            if t[k].clause != here {
                break;
            }
            if t[k].is(Class::By)
                && transitive
                && !(t[k].is(Class::To)
                    && !t[k].is(Class::Plan)
                    && t[k].end - t[k].start == 3
                    && scene.text.folded.text[t[k].range()].starts_with('为'))
            {
                let after = scene
                    .phrases
                    .iter()
                    .position(|p| p.tokens.start > k && p.tokens.start <= k + 3 && p.tokens.end <= at);
                // 以侵权为由将某公司告上法庭: what 将 puts forward is no agent.
                let after = after.filter(|p| Some(*p) != c.ba);
                let direct = k + 1 == at || (k + 2 == at && t[k + 1].plain());
                // 由高级副总裁晋升为总裁: the post that somebody rises from acts for nobody.
                let post = after.is_some_and(|p| scene.phrases[p].head == Head::Role)
                    && frame.set.iter().any(|(_, code)| code == "promotion")
                    && !frame.succession;
                if post {
                    break;
                }
                // 由林知远变更为沈知秋: whoever stands behind 由 was there before.
                let by = &scene.text.folded.text[t[k].range()] == "由";
                let as_whom = scene.text.folded.text[t[at].range()].ends_with("更为");
                if by && as_whom {
                    break;
                }
                // 由林知远出任总经理: whoever is to take a post up is who acts, and the post stands behind.
                if after.is_some_and(|p| takes_up(scene, frame, k, p, at)) {
                    c.agent = after;
                    break;
                }
                if after.is_some() || direct {
                    c.passive = true;
                    c.agent = after;
                }
                break;
            }
            // 将包括某某在内的核心人才揽入麾下: what 将 brings forward stands behind 在内的.
            let from = if t.get(k + 1).is_some_and(|x| x.is(Class::Include)) {
                (k + 2..at).find(|&m| t[m].is(Class::Etc)).unwrap_or(k)
            } else {
                // 将其持有的某公司股权转让给: what is held stands behind the 的.
                let held = |x: &Token| {
                    let word = &scene.text.folded.text[x.range()];
                    ["其", "所", "持有", "旗下", "名下", "手中", "的", "所持", "其所"].contains(&word)
                };
                let skipped = t[k + 1..at].iter().take_while(|x| held(x)).count();
                if skipped > 1 && t[k + skipped].is(Class::De) { k + skipped } else { k }
            };
            if t[k].is(Class::Ba)
                && let Some(p) = scene
                    .phrases
                    .iter()
                    .position(|p| p.tokens.start > from && p.tokens.start <= from + 3 && p.tokens.end <= at)
                && c.ba.is_none()
                && between(t, list_end(scene, p, at), at).len() <= 6
            {
                c.ba = Some(described(scene, p, at));
            }
        }
        // Relative clause: 的 behind the trigger and the phrase after it.
        let mut k = at + 1;
        while k < t.len() && t[k].clause == here {
            if t[k].is(Class::De) {
                // A 的 inside a phrase (云杉智能的研究员) is not it.
                if let Some(p) = scene.phrases.iter().find(|p| p.tokens.start < k && k < p.tokens.end) {
                    k = p.tokens.end;
                    continue;
                }
                c.head = scene
                    .phrases
                    .iter()
                    .position(|p| p.tokens.start > k && p.tokens.start <= k + 4 && p.clause == here)
                    .or_else(|| cleft(scene, k));
                // 林知远是北门科技去年请来的: whom the clause begins with is done to, and who stands behind 是 does it.
                let ends = t.get(k + 1).is_none_or(|x| x.punct.is_some());
                if c.head.is_none()
                    && ends
                    && on_people
                    && !c.passive
                    && let Some(agent) = is_by(scene, at)
                {
                    c.passive = true;
                    c.agent = Some(agent);
                }
                break;
            }
            k += 1;
        }
    } else if matches!(form, Form::Past) {
        let be = (at.saturating_sub(4)..at)
            .rev()
            .take_while(|&k| t[k].punct.is_none())
            .find(|&k| t[k].is(Class::Be));
        let next = t.get(at + 1);
        let object_follows = scene.phrases.iter().any(|p| {
            p.tokens.start > at
                && p.tokens.start <= at + 3
                && p.governor.is_none_or(|g| g <= at)
                && p.clause == here
        });
        // «acquired in 2015 by Northgate»: a date may stand between.
        let dated = || {
            let date = |q: usize| scene.row.quantities[q].date().is_some();
            (at + 1..t.len().min(at + 4))
                .take_while(|&k| t[k].is(Class::At) || t[k].quantity.is_some_and(date) || t[k].is(Class::By))
                .any(|k| t[k].is(Class::By))
        };
        let by = next.is_some_and(|n| n.any(&[Class::From, Class::By])) || dated();
        let reduced = transitive && by && !object_follows;
        c.passive = transitive && be.is_some() && !t.get(at + 1).is_some_and(|n| n.is(Class::Be)) || reduced;
        // «Those shown the door include Ada»
        let those = at
            .checked_sub(1)
            .is_some_and(|k| t[k].plain() && &scene.text.folded.text[t[k].range()] == "those");
        c.passive |= those && on_people;
        // «have hired» has no be.
        if let Some(b) = be
            && between(t, b + 1, at).iter().any(|x| x.name.is_some())
        {
            c.passive = reduced;
        }
        if c.passive {
            let agent = |i: usize| {
                scene.phrases.iter().enumerate().position(|(n, p)| {
                    n >= i
                        && p.tokens.start > at
                        && p.clause.abs_diff(here) <= 1
                        && p.governor.is_some_and(|g| g > at && t[g].is(Class::By))
                })
            };
            // «sued by his former employer Larkspur»: whose employer it is does nothing.
            c.agent = agent(0).map(|i| {
                let his = t[scene.phrases[i].tokens.start].is(Class::PronounPoss);
                agent(i + 1)
                    .filter(|&n| his && scene.phrases[n].governor == scene.phrases[i].governor)
                    .unwrap_or(i)
            });
        }
    }
    c
}

/// 由林知远出任总经理: whether a marker says who takes up the post behind a verb, and nobody else is put there.
fn takes_up(scene: &Scene<'_>, frame: &Frame, marker: usize, who: usize, at: usize) -> bool {
    let t = &scene.row.tokens;
    let behind = |p: &Phrase| p.tokens.start > at && p.clause == t[at].clause;
    frame.need_role_after()
        && &scene.text.folded.text[t[marker].range()] == "由"
        && scene.phrases[who].head == Head::Person
        && scene.phrases.iter().any(|p| behind(p) && p.head == Head::Role)
        && !scene.phrases.iter().any(|p| behind(p) && p.head == Head::Person)
}

/// 林知远是北门科技去年请来的: the organisation behind the 是 that a person stands before, in the clause of a verb.
fn is_by(scene: &Scene<'_>, at: usize) -> Option<usize> {
    let t = &scene.row.tokens;
    let is = (0..at)
        .rev()
        .take_while(|&k| t[k].clause == t[at].clause)
        .find(|&k| &scene.text.folded.text[t[k].range()] == "是")?;
    let who = |p: &Phrase| matches!(p.head, Head::Person | Head::PersonPronoun) && p.tokens.end == is;
    let agent = |p: &Phrase| {
        matches!(p.head, Head::Org | Head::OrgPronoun | Head::Person)
            && p.tokens.start == is + 1
            && p.tokens.end <= at
    };
    scene.phrases.iter().any(who).then(|| scene.phrases.iter().position(agent)).flatten()
}

/// 最新加入微软的，正是某某; 加入的还有某某: who is named behind the 的 of a clause without a head and a word for «is».
fn cleft(scene: &Scene<'_>, de: usize) -> Option<usize> {
    let t = &scene.row.tokens;
    let i = scene.phrases.iter().position(|p| p.tokens.start > de && p.head == Head::Person)?;
    let p = &scene.phrases[i];
    let gap = between(t, de + 1, p.tokens.start);
    let (last, rest) = gap.split_last()?;
    let is = scene.text.folded.text[last.range()].ends_with('是') || last.any(&[Class::Include, Class::Conj]);
    let bare = |x: &Token| x.punct == Some(',') || x.punct.is_none() && (x.plain() || x.is(Class::Conj));
    (is && rest.len() <= 3 && rest.iter().all(bare)).then_some(i)
}
