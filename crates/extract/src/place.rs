//! Which phrase stands at a place of the clause: subject, object, behind a marker.

use tradewire_quantity::Kind;

use crate::class::Class;
use crate::clause::Clause;
use crate::fill::Scene;
use crate::frame::{Place, Want};
use crate::phrase::{Head, Phrase, between};
use crate::speaker::{first_person, speaker};
use crate::token::Token;

/// Whether a phrase is what a slot wants.
pub(crate) fn suits(scene: &Scene<'_>, p: &Phrase, wants: &[Want]) -> bool {
    wants.iter().any(|w| match w {
        Want::Person => {
            matches!(p.head, Head::Person | Head::PersonPronoun) || p.head == Head::Open && p.org.is_some()
        }
        // «an employee of Waymo's competitor»: another firm, which has no name.
        Want::Org if owns_another(scene, p) || court(scene, p) => false,
        Want::Org => {
            matches!(p.head, Head::Org | Head::OrgPronoun)
                || p.head == Head::Open && p.role.is_none()
                || p.head == Head::Outlet && p.name.as_ref().is_some_and(|n| n.kb.is_some())
        }
        Want::Group => {
            p.head == Head::Group && (p.core.len() > 3 || some(scene, p))
                || p.head == Head::Role && plural(scene, p) && (p.org.is_some() || some(scene, p))
        }
        Want::Role => matches!(p.head, Head::Role | Head::Group),
        Want::Unit => {
            matches!(p.head, Head::Org | Head::Open)
                || p.head == Head::Generic
                    && scene.row.tokens[p.tokens.clone()].iter().any(|t| t.is(Class::UnitNoun))
                || p.head == Head::Group && team(&scene.text.folded.text[p.core.clone()])
        }
        Want::Amount => false,
    }) && !(p.head == Head::PersonPronoun && !points_back(scene, p))
        && !(p.head == Head::OrgPronoun
            && scene.before.org.is_none()
            && scene.before.topic_org.is_none()
            && !scene.phrases.iter().any(|q| {
                (q.head == Head::Org || scene.row.chinese && q.org.is_some())
                    && q.tokens.end <= p.tokens.start
            }))
}

/// Whether a name is that of a court: nobody buys one, and none is a party to what it decides.
fn court(scene: &Scene<'_>, p: &Phrase) -> bool {
    const ENDS: &[&str] = &["法院", "中院", "高院", "地院", "法庭", "仲裁委", "仲裁委员会"];
    p.head == Head::Org && ENDS.iter().any(|e| scene.text.folded.text[p.core.clone()].ends_with(e))
}

/// Whether there is somebody for a pronoun to point back to.
fn points_back(scene: &Scene<'_>, p: &Phrase) -> bool {
    if first_person(scene, p) {
        return speaker(scene, p).is_some();
    }
    scene.phrases.iter().position(|q| q.tokens == p.tokens).is_some_and(|i| scene.pointed(i).is_some())
}

/// The marker that a noun of several words ends in: «move to».
fn last_marker(scene: &Scene<'_>, at: usize) -> Option<Class> {
    let (_, last) = scene.text.folded.text[scene.row.tokens[at].range()].rsplit_once(' ')?;
    match last {
        "to" => Some(Class::To),
        "from" => Some(Class::From),
        "for" => Some(Class::For),
        _ => None,
    }
}

/// Whether a role names a sort of people, as 工程师 does and 首席执行官 does not.
pub(crate) fn plural(scene: &Scene<'_>, p: &Phrase) -> bool {
    scene.row.tokens[p.tokens.clone()]
        .iter()
        .rev()
        .find(|t| t.any(&[Class::Role, Class::Group]))
        .is_some_and(|t| t.is(Class::Group))
}

/// Words that say that there are several, without how many.
const SOME: &[&str] = &[
    "一些", "部分", "不少", "许多", "众多", "诸多", "若干", "多名", "多位", "数名", "数位", "几名", "几位",
    "大批", "一批", "一众",
];

/// 一些研究员: whether a word before a role says that there are several.
fn some(scene: &Scene<'_>, p: &Phrase) -> bool {
    let t = &scene.row.tokens;
    let Some(k) = p.tokens.start.checked_sub(1) else { return false };
    // 林知远及部分工程师: a list goes by whom it names.
    let listed = k.checked_sub(1).is_some_and(|j| t[j].is(Class::Conj) || t[j].punct == Some('、'));
    SOME.contains(&&scene.text.folded.text[t[k].range()]) && !listed
}

/// Finds the phrase at a place that suits; `far` looks into the clauses before.
pub(crate) fn place(
    scene: &Scene<'_>,
    c: &Clause,
    place: Place,
    wants: &[Want],
    used: &[usize],
    far: bool,
) -> Option<usize> {
    let t = &scene.row.tokens;
    let here = t[c.at].clause;
    let ok = |i: usize| suits(scene, &scene.phrases[i], wants) && !used.contains(&i);
    let ungoverned = |p: &Phrase| {
        p.governor.is_none_or(|g| {
            let m = &t[g];
            // 由 and 被 govern the agent; a subject may stand after «in 2025» only by accident.
            m.is(Class::Ba)
        })
    };
    match place {
        Place::Ba => c.ba.filter(|&p| ok(p)),
        Place::Marked(m) => {
            // «her move to Northgate»: the marker is the noun's last word.
            if c.noun && last_marker(scene, c.at) == Some(m) {
                return scene.phrases.iter().enumerate().position(|(i, p)| {
                    ok(i) && p.tokens.start > c.at && p.tokens.start <= c.at + 3 && p.clause == here
                });
            }
            let mut best: Option<(usize, usize)> = None;
            for (i, p) in scene.phrases.iter().enumerate() {
                let Some(g) = p.governor.filter(|&g| t[g].is(m)) else { continue };
                if !ok(i) || p.clause.abs_diff(here) > 1 {
                    continue;
                }
                // «rejoining after a stint at …, where they served as founders»: another clause's marker.
                if !scene.row.chinese && t[c.at.min(g)..g].iter().any(|x| x.is(Class::Relative)) {
                    continue;
                }
                // Another trigger's marker: it stands nearer to a verb between.
                let gap = between(t, g.min(c.at), g.max(c.at)).len();
                if gap > 18 || !scene.row.chinese && g < c.at && !matches!(m, Class::From) {
                    continue;
                }
                if best.is_none_or(|b| gap < b.1) {
                    best = Some((i, gap));
                }
            }
            best.map(|b| b.0)
        }
        Place::Object if c.passive => {
            subject_left(scene, c, here, wants, used, far).or_else(|| c.head.filter(|&p| ok(p)))
        }
        Place::Object => {
            if let Some(p) = c.ba.filter(|&p| ok(p)) {
                return Some(p);
            }
            if c.noun {
                return scene.phrases.iter().enumerate().position(|(i, p)| {
                    ok(i) && p.governor.is_some_and(|g| g > c.at && g <= c.at + 2 && t[g].is(Class::Of))
                });
            }
            let mut found = None;
            for (i, p) in scene.phrases.iter().enumerate() {
                if p.tokens.start <= c.at && p.core.start < t[c.at].end {
                    continue;
                }
                let near_clause = p.clause == here
                    || p.clause == here + 1
                        && scene.row.chinese
                        && !(wants == [Want::Org])
                        && between(t, c.at + 1, p.tokens.start).len() <= 2;
                let another = !scene.row.chinese
                    && between(t, c.at + 1, p.tokens.start)
                        .iter()
                        .skip(1)
                        .any(|x| x.verb && x.name.is_none() && !x.any(&[Class::Role, Class::Package]));
                if another || !near_clause || between(t, c.at + 1, p.tokens.start).len() > 14 {
                    break;
                }
                // 刚成立就拿到了某资本的投资: what stands behind a verb of getting is got.
                let got = scene.row.chinese
                    && p.tokens.start.checked_sub(1).is_some_and(|k| {
                        k > c.at
                            && scene.text.folded.text[t[k].range()].ends_with(['得', '获', '到', '了'])
                            && t[k].name.is_none()
                            && ["获得", "拿到", "得到", "获"]
                                .iter()
                                .any(|g| scene.text.folded.text[t[k].range()].contains(g))
                    });
                if got {
                    break;
                }
                if !ok(i) {
                    // An object of another sort between: «hired Northgate's Ada» is one phrase already.
                    continue;
                }
                // 任命…为首席科学家, named Ada as head: the role stands behind a marker.
                let as_role = |g: usize| {
                    t[g].is(Class::As)
                        || scene.row.chinese && scene.text.folded.text[t[g].range()].ends_with('为')
                };
                let free = p.governor.is_none_or(|g| g <= c.at || wants.contains(&Want::Role) && as_role(g));
                if free {
                    found = Some(i);
                    break;
                }
            }
            found
        }
        Place::Subject => {
            if c.passive {
                return c.agent.filter(|&p| ok(p));
            }
            if c.noun {
                // Ada Thornquist's departure; the departure by.
                return scene
                    .phrases
                    .iter()
                    .enumerate()
                    .rev()
                    .position(|(i, p)| {
                        ok(i)
                            && p.tokens.end <= c.at
                            && c.at - p.tokens.end <= 3
                            && (t.get(p.tokens.end).is_some_and(|x| x.is(Class::De))
                                || p.head == Head::PersonPronoun
                                    && t[p.tokens.end - 1].is(Class::PronounPoss))
                    })
                    .map(|r| scene.phrases.len() - 1 - r);
            }
            // 加入Meta的11位研究人员: behind an object, the head of the relative clause is who does it.
            let object_first = c.head.is_some_and(|h| {
                scene
                    .phrases
                    .iter()
                    .any(|p| p.tokens.start > c.at && p.tokens.end < scene.phrases[h].tokens.start)
            });
            if object_first && let Some(p) = c.head.filter(|&p| ok(p)) {
                return Some(p);
            }
            let left = subject_left(scene, c, here, wants, used, false);
            if left.is_some() {
                return left;
            }
            // 离职的林知远: the head of the relative clause.
            if let Some(p) = c.head.filter(|&p| ok(p)) {
                return Some(p);
            }
            if far { subject_left(scene, c, here, wants, used, true) } else { None }
        }
        Place::Near | Place::Topic => None,
        Place::Owner => {
            let i = scene.phrases.iter().rposition(|p| p.core.end <= t[c.at].start && p.clause == here)?;
            let gap = between(t, scene.phrases[i].tokens.end.min(c.at), c.at);
            let joined = gap.len() <= if scene.row.chinese { 5 } else { 3 }
                && gap
                    .iter()
                    .all(|x| !x.verb && !x.any(&[Class::Speech, Class::Report]) && x.punct.is_none())
                && (scene.row.chinese || gap.first().is_some_and(|x| x.is(Class::De)));
            (joined && ok(i)).then_some(i)
        }
        Place::Purpose => purposes(scene, c).find_map(|k| {
            let behind = |p: &Phrase| p.tokens.start > k && p.tokens.start <= k + 3;
            scene.phrases.iter().enumerate().position(|(i, p)| ok(i) && behind(p))
        }),
        Place::Left => {
            let before = |p: &Phrase| p.core.end <= t[c.at].start;
            // «invested in Tally and brought on its chief»: what a second verb acts for is the first one's subject.
            let first = (!scene.row.chinese && c.at.checked_sub(1).is_some_and(|k| t[k].is(Class::Conj)))
                .then(|| {
                    scene.phrases.iter().enumerate().position(|(i, p)| {
                        ok(i) && p.governor.is_none() && before(p) && c.at - p.tokens.end <= 24
                    })
                })
                .flatten();
            let nearest = || {
                scene.phrases.iter().enumerate().rposition(|(i, p)| {
                    ok(i)
                        && p.head != Head::Outlet
                        && !p.governor.is_some_and(|g| t[g].any(&[Class::By, Class::With]))
                        && before(p)
                        && between(t, p.tokens.end.min(c.at), c.at).len() <= 16
                })
            };
            first.or_else(nearest)
        }
    }
    .filter(|&p| {
        let p = &scene.phrases[p];
        place != Place::Subject || ungoverned(p) || c.agent.is_some()
    })
}

/// Words before a verb that say that it tells what for.
const WHAT_FOR: &[&str] = &[
    "to",
    "in order to",
    "为",
    "为了",
    "以",
    "以便",
    "来",
    "用来",
    "用以",
    "用于",
    "想",
    "想要",
    "试图",
    "意图",
    "企图",
    "意在",
    "希望",
    "欲",
];

/// The verbs of winning people that say what for, in the trigger's clause or next to it.
fn purposes(scene: &Scene<'_>, c: &Clause) -> impl Iterator<Item = usize> {
    let t = &scene.row.tokens;
    let here = t[c.at].clause;
    let said = move |k: usize| {
        let words = |i: usize| &scene.text.folded.text[t[i].range()];
        let marked = (k.saturating_sub(2)..k).any(|i| WHAT_FOR.contains(&words(i).trim()));
        // 砸下1亿美元挖走某人: the sum comes first, then whom it wins.
        let serial = scene.row.chinese
            && k > c.at
            && t[k].clause == here
            && t[c.at..k].iter().any(|x| x.quantity.is_some());
        marked || serial
    };
    (0..t.len())
        .filter(move |&k| k != c.at && t[k].verb && t[k].hires && t[k].clause.abs_diff(here) <= 1 && said(k))
}

/// The subject: nearest free phrase on the left in the clause, or, if far, the first free one of the clauses before.
pub(crate) fn subject_left(
    scene: &Scene<'_>,
    c: &Clause,
    here: u16,
    wants: &[Want],
    used: &[usize],
    far: bool,
) -> Option<usize> {
    let t = &scene.row.tokens;
    let free = |p: &Phrase| {
        // 包括某某在内的人才: a member of what is acted upon.
        let member = t[p.tokens.start.saturating_sub(4)..p.tokens.start].iter().any(|x| x.is(Class::Include));
        !(scene.row.chinese && (member || beside(scene, p)))
            && p.governor.is_none_or(|g| {
                let m: &Token = &t[g];
                // 从副总李文如跳槽…，到…: nobody moves from a person.
                if scene.row.chinese && m.is(Class::From) && p.head == Head::Person {
                    return true;
                }
                m.is(Class::Ba) && !m.any(&[Class::By]) && c.ba.is_none()
            })
    };
    let ok =
        |i: usize| suits(scene, &scene.phrases[i], wants) && !used.contains(&i) && free(&scene.phrases[i]);
    let left = || scene.phrases.iter().enumerate().filter(|(_, p)| p.core.end <= t[c.at].start);
    if scene.row.chinese {
        // Within the clause: the nearest, but not behind what 将 puts before the verb; the clause before: its first.
        let front = c.ba.or(c.agent.filter(|_| c.passive));
        let fronted = front.map_or(usize::MAX, |b| scene.phrases[b].tokens.start);
        let near = left()
            .filter(|(i, p)| p.clause == here && p.tokens.end <= fronted && ok(*i))
            .map(|(i, _)| i)
            .next_back();
        // A list counts from its first member.
        if near.is_some() || !far {
            return near;
        }
        let mut clause = here;
        while clause > 0 {
            clause -= 1;
            if here - clause > 3 {
                break;
            }
            if let Some((i, _)) = left().find(|(i, p)| p.clause == clause && ok(*i)) {
                return Some(i);
            }
        }
        return None;
    }
    // «Raja Koduri, who also left AMD»: a relative pronoun points to the phrase just before it, whatever governs that.
    if let Some(r) = relative(scene, c.at)
        && let Some(i) = scene
            .phrases
            .iter()
            .rposition(|p| p.tokens.end <= r || p.tokens.start < r && p.core.end <= t[r].start)
        && r.saturating_sub(scene.phrases[i].tokens.end) <= 4
    {
        return (suits(scene, &scene.phrases[i], wants) && !used.contains(&i)).then_some(i);
    }
    // English: nearest on the left, over commas too, but not the object of a verb before, nor whoever says it while
    // the clause has a subject of its own.
    let said = (0..c.at).rev().find(|&k| t[k].any(&[Class::Speech, Class::Report]) && t[k].name.is_none());
    let own = said.is_some_and(|k| {
        scene.phrases.iter().any(|p| p.tokens.start > k && p.tokens.end <= c.at && p.governor.is_none())
    });
    let object = |p: &Phrase| {
        let mut k = p.tokens.start;
        while k > 0 && (t[k - 1].any(&[Class::Article, Class::PronounPoss])) {
            k -= 1;
        }
        // «announced he is joining»: what is said is a clause, whose subject comes first.
        let says = |x: &Token| x.any(&[Class::Announce, Class::Speech, Class::Report]);
        k > 0 && t[k - 1].verb && k - 1 != c.at && !(p.head == Head::PersonPronoun && says(&t[k - 1]))
    };
    let ok = |i: usize| {
        let p = &scene.phrases[i];
        ok(i) && !object(p) && !(own && said.is_some_and(|k| p.tokens.end <= k))
    };
    // «A start-up laid off…»: a firm without a name is the subject all the same.
    let nameless = wants.contains(&Want::Org)
        && left()
            .rfind(|(i, p)| (ok(*i) || p.head == Head::Generic && !object(p)) && p.governor.is_none())
            .is_some_and(|(_, p)| {
                p.head == Head::Generic && between(t, p.tokens.end.min(c.at), c.at).len() <= 4
            });
    if nameless {
        return None;
    }
    let reach = if far { 40 } else { 14 };
    let found = left()
        .filter(|(i, p)| ok(*i) && between(t, p.tokens.end.min(c.at), c.at).len() <= reach)
        .map(|(i, _)| i)
        .next_back();
    let Some(found) = found else {
        // «Having left Northgate for a fund, Ada now advises founders»: whoever the main clause is about.
        return participle(scene, c.at).then(|| opening(scene, here + 1, wants, used)).flatten();
    };
    // «Bowers joins after the head of the division left for Intel»: an unnamed person between is who does it.
    let unnamed = left().any(|(i, p)| {
        i > found
            && p.head == Head::Role
            && !object(p)
            && p.clause == here
            && p.governor.is_none_or(|g| t[g].any(&[Class::At, Class::As]) && t[g].end < p.core.start)
            && !between(t, scene.phrases[found].tokens.end, p.tokens.start).iter().any(|x| {
                x.any(&[Class::Relative, Class::Be, Class::Conj])
                    || matches!(x.punct, Some(',' | '-' | '—' | '–'))
            })
    });
    (!unnamed).then_some(found)
}

/// Whether a trigger opens its sentence as a participle: «Having left», «After leaving», «Leaving».
fn participle(scene: &Scene<'_>, at: usize) -> bool {
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let first =
        at <= 3 && t[..at].iter().all(|x| x.name.is_none() && x.quantity.is_none() && x.punct.is_none());
    first
        && (word(at).split(' ').next().is_some_and(|w| w.ends_with("ing"))
            || at > 0 && word(at - 1) == "having")
}

/// The first phrase of a clause, where it is free and suits.
fn opening(scene: &Scene<'_>, clause: u16, wants: &[Want], used: &[usize]) -> Option<usize> {
    let i = scene.phrases.iter().position(|p| p.clause == clause)?;
    let p = &scene.phrases[i];
    (p.governor.is_none() && suits(scene, p, wants) && !used.contains(&i)).then_some(i)
}

/// Whether an organisation only says whose rival, supplier or owner is meant.
fn owns_another(scene: &Scene<'_>, p: &Phrase) -> bool {
    let t = &scene.row.tokens;
    p.head == Head::Org
        && t.get(p.tokens.end).is_some_and(|x| x.is(Class::De))
        && (p.tokens.end + 1..t.len().min(p.tokens.end + 4))
            .take_while(|&k| t[k].plain() || t[k].is(Class::GenericOrg))
            .any(|k| {
                let last = t.get(k + 1).is_none_or(|n| {
                    n.name.is_none() && !n.any(&[Class::Role, Class::Group, Class::GenericOrg])
                });
                t[k].is(Class::GenericOrg) && !t[k].is(Class::UnitNoun) && last
            })
}

/// Whether somebody is only spoken of beside who acts: 与他同日离任的, 接替某某执掌.
fn beside(scene: &Scene<'_>, p: &Phrase) -> bool {
    const WITH: &[&str] = &["与", "和", "跟", "同", "接替", "取代", "顶替", "替代"];
    let Some(k) = p.tokens.start.checked_sub(1) else { return false };
    let word = &scene.text.folded.text[scene.row.tokens[k].range()];
    WITH.contains(&word) && !scene.phrases.iter().any(|o| o.tokens.end == k)
}

/// Whether words name a team rather than its people.
pub(crate) fn team(words: &str) -> bool {
    ["团队", "小组", "部门", "team", "unit", "group", "division"].iter().any(|w| words.ends_with(w))
}

/// The relative pronoun that is the subject of an English verb: who also left, which recently lost.
fn relative(scene: &Scene<'_>, at: usize) -> Option<usize> {
    let t = &scene.row.tokens;
    (at.saturating_sub(5)..at)
        .rev()
        .take_while(|&k| {
            let date = |q: usize| scene.row.quantities[q].date().is_some();
            t[k].punct.is_none() && t[k].name.is_none() && t[k].quantity.is_none_or(date)
        })
        .find(|&k| {
            t[k].is(Class::Relative) && matches!(&scene.text.folded.text[t[k].range()], "who" | "which")
        })
}

/// The sum at a place.
pub(crate) fn amount(scene: &Scene<'_>, c: &Clause, place: Place) -> Option<usize> {
    let t = &scene.row.tokens;
    let here = t[c.at].clause;
    let sums: Vec<usize> = (0..t.len())
        .filter(|&i| t[i].quantity.is_some_and(|q| matches!(scene.row.quantities[q].kind, Kind::Money(_))))
        .collect();
    let of = |i: usize| t[i].quantity;
    match place {
        Place::Marked(m) => sums
            .iter()
            .copied()
            .filter(|&i| t[i].clause.abs_diff(here) <= 1 && (i.saturating_sub(3)..i).any(|k| t[k].is(m)))
            .min_by_key(|&i| t[i].clause.abs_diff(here))
            .and_then(of),
        Place::Object => sums.iter().copied().find(|&i| i > c.at && t[i].clause == here).and_then(of),
        Place::Near => sums
            .iter()
            .copied()
            .filter(|&i| t[i].clause.abs_diff(here) <= 2)
            .min_by_key(|&i| (t[i].clause.abs_diff(here), i.abs_diff(c.at)))
            .and_then(of),
        _ => None,
    }
}
