//! Which phrase stands at a place of the clause: subject, object, behind a marker.

use tradewire_quantity::Kind;

use crate::class::Class;
use crate::clause::Clause;
use crate::fill::Scene;
use crate::filler::named_together;
use crate::frame::{Place, Want};
use crate::phrase::{Head, Of, Phrase, another, between};
use crate::speaker::{first_person, speaker};
use crate::token::Token;
use crate::whereabouts::dated;

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
                || unnamed_firm(scene, p)
                || p.head == Head::Outlet && p.name.as_ref().is_some_and(|n| n.kb.is_some())
        }
        Want::Firm => nameless_firm(scene, p).is_some(),
        Want::Group => {
            p.head == Head::Group && (p.core.len() > 3 || some(scene, p))
                || p.head == Head::Role && plural(scene, p) && (p.org.is_some() || some(scene, p))
        }
        Want::Role => matches!(p.head, Head::Role | Head::Group),
        Want::Unit => {
            matches!(p.head, Head::Org | Head::Open) && !only_owner(scene, p)
                || p.head == Head::Generic && scene.row.chinese && matches!(p.org, Some(Of::Name(..)))
                || p.head == Head::Generic
                    && scene.row.tokens[p.tokens.clone()].iter().any(|t| t.is(Class::UnitNoun))
                || p.head == Head::Group && team(&scene.text.folded.text[p.core.clone()])
        }
        Want::Amount => false,
    }) && !(p.head == Head::PersonPronoun && !points_back(scene, p))
        && !(p.head == Head::OrgPronoun
            && scene.before.org.is_none()
            && scene.before.topic_org.is_none()
            && (scene.before.houses.is_empty() || !scene.row.chinese)
            && !scene.phrases.iter().any(|q| {
                (q.head == Head::Org || scene.row.chinese && q.org.is_some())
                    && q.tokens.end <= p.tokens.start
            }))
}

/// 一家私募基金, 无锡某芯片公司: whether a phrase tells of a firm that the text leaves without a name.
pub(crate) fn unnamed_firm(scene: &Scene<'_>, p: &Phrase) -> bool {
    let Some(last) = p.tokens.end.checked_sub(1) else { return false };
    let t = &scene.row.tokens[last];
    p.head == Head::Generic
        && scene.row.chinese
        && t.is(Class::GenericOrg)
        && !t.is(Class::UnitNoun)
        && another(scene.row, last)
}

/// «a US-based trading firm», «Chinese internet companies»: where the words begin that tell of English firms without a name.
pub(crate) fn nameless_firm(scene: &Scene<'_>, p: &Phrase) -> Option<usize> {
    const REACH: usize = 6;
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let last = p.tokens.end.checked_sub(1)?;
    if p.head != Head::Generic || scene.row.chinese || !t[last].is(Class::GenericOrg) || p.org.is_some() {
        return None;
    }
    // What describes it: words and names without a verb or a marker between.
    let first = (p.tokens.start.saturating_sub(REACH)..p.tokens.start)
        .rev()
        .take_while(|&k| {
            t[k].clause == p.clause
                && t[k].quantity.is_none()
                && !t[k].verb
                && !t[k].any(&[Class::De, Class::Conj, Class::Be, Class::Have])
                && (t[k].plain() || t[k].name.is_some() || t[k].punct == Some('-') || t[k].is(Class::Article))
        })
        .find(|&k| t[k].is(Class::Article) || matches!(word(k), "one" | "rival" | "unnamed"));
    match first {
        Some(k) if matches!(word(k), "a" | "an" | "one" | "another" | "some" | "several" | "unnamed") => {
            Some(k)
        }
        Some(_) => None,
        None => {
            let many = word(last).ends_with('s') || word(last).ends_with("ies");
            many.then(|| {
                let describes = |k: &usize| t[*k].clause == p.clause && t[*k].plain();
                (p.tokens.start.saturating_sub(2)..p.tokens.start).rev().take_while(describes).last()
            })
            .map(|k| k.unwrap_or(p.tokens.start))
        }
    }
}

/// Whether a name is that of a court: nobody buys one, and none is a party to what it decides.
fn court(scene: &Scene<'_>, p: &Phrase) -> bool {
    const ENDS: &[&str] =
        &["法院", "中院", "高院", "地院", "法庭", "仲裁委", "仲裁委员会", "仲裁庭", "审裁处", "审裁署"];
    p.head == Head::Org && ENDS.iter().any(|e| scene.text.folded.text[p.core.clone()].ends_with(e))
}

/// The firm before «'s» that a phrase belongs to: Northgate in «Northgate's Frontier Lab».
pub(crate) fn owner<'s>(scene: &'s Scene<'_>, p: &Phrase) -> Option<&'s Phrase> {
    let k = p.tokens.start.checked_sub(1)?;
    let joined = !scene.row.chinese && scene.row.tokens[k].is(Class::De);
    scene.phrases.iter().find(|q| joined && q.head == Head::Org && q.tokens.end == k)
}

/// Whether a phrase is only the firm that the next one belongs to.
fn only_owner(scene: &Scene<'_>, p: &Phrase) -> bool {
    scene.phrases.iter().any(|q| {
        q.tokens.start == p.tokens.end + 1
            && matches!(q.head, Head::Org | Head::Open)
            && owner(scene, q).is_some_and(|o| o.tokens == p.tokens)
    })
}

/// Whether there is somebody for a pronoun to point back to.
fn points_back(scene: &Scene<'_>, p: &Phrase) -> bool {
    if first_person(scene, p) {
        return speaker(scene, p).is_some();
    }
    let Some(i) = scene.phrases.iter().position(|q| q.tokens == p.tokens) else { return false };
    scene.pointed(i).is_some()
        // «They are seeking $50 million»: for what they have founded.
        || scene.row.tokens[p.tokens.clone()].iter().any(|t| t.is(Class::PronounGroup))
            && !scene.row.chinese
            && scene.before.founded_lately().is_some()
        || scene.row.tokens[p.tokens.clone()].iter().any(|t| t.is(Class::PronounGroup))
            && named_together(scene, i).is_some()
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

/// 收购林知远创办的云杉智能,把这位天才纳入麾下: a description without a name is the one person that the sentence has named.
fn the_named(scene: &Scene<'_>, p: usize, wants: &[Want]) -> Option<usize> {
    let phrase = &scene.phrases[p];
    if phrase.head != Head::Role
        || phrase.count.is_some()
        || phrase.org.is_some()
        || !wants.contains(&Want::Person)
    {
        return None;
    }
    let mut named = (0..p).filter(|&i| scene.phrases[i].head == Head::Person);
    let one = named.next()?;
    named.all(|i| scene.phrases[i].core == scene.phrases[one].core).then_some(one)
}

/// 整组被挖到上海的芯澜微电子: whoever takes stands behind a passive verb that says whither.
fn taken_to(scene: &Scene<'_>, c: &Clause) -> Option<usize> {
    let t = &scene.row.tokens;
    let whither = scene.row.chinese
        && scene.text.folded.text[t[c.at].range()].ends_with(['到', '至', '往', '去', '进', '赴']);
    scene.phrases.iter().position(|p| {
        whither
            && p.head == Head::Org
            && p.governor.is_none()
            && p.clause == t[c.at].clause
            && p.tokens.start > c.at
            && p.tokens.start - c.at <= 4
    })
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
        Place::Ba => {
            c.ba.filter(|&p| ok(p)).or_else(|| the_named(scene, c.ba?, wants).filter(|p| !used.contains(p)))
        }
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
                // «replaced its chief executive, Ada, with Ben»: over the name between commas.
                // «replaces Ben, who left in March, as chief executive»: over what is told of him.
                let told = !scene.row.chinese
                    && m == Class::As
                    && g > c.at
                    && p.clause == here + 2
                    && relative_clause(scene, here + 1);
                let over = told
                    || !scene.row.chinese
                        && m == Class::With
                        && g > c.at
                        && p.clause == here + 2
                        && !t[c.at + 1..g].iter().any(|x| x.verb && !x.any(&[Class::Role, Class::Group]));
                if !ok(i) || p.clause.abs_diff(here) > 1 && !over {
                    continue;
                }
                // «rejoining after a stint at …, where they served as founders»: another clause's marker.
                if !scene.row.chinese && !told && t[c.at.min(g)..g].iter().any(|x| x.is(Class::Relative)) {
                    continue;
                }
                // «succeeds Ben, who is leaving to join Larkspur, as chief executive»
                if !scene.row.chinese
                    && m == Class::As
                    && g > c.at
                    && p.clause != here
                    && relative_clause(scene, here)
                {
                    continue;
                }
                // «is leaving less than a year after joining from Twitter»: what stands behind another verb is its own.
                if !scene.row.chinese && m == Class::From && of_an_earlier(scene, c.at, g) {
                    continue;
                }
                // 跳槽至三星，随后转往中芯担任执行长: the post is at the firm of a later clause.
                if scene.row.chinese
                    && m == Class::As
                    && g > c.at
                    && p.clause != here
                    && (dated(scene, c.at, g)
                        || scene.phrases.iter().any(|q| {
                            q.head == Head::Org
                                && q.clause > here
                                && q.tokens.start > c.at
                                && q.tokens.end <= g
                        }))
                {
                    continue;
                }
                // 流失四名研究员，另有林知远前往北门科技: whither somebody else goes in a clause of their own.
                if scene.row.chinese
                    && m == Class::To
                    && g > c.at
                    && p.clause != here
                    && scene.phrases.iter().enumerate().any(|(j, q)| {
                        q.head == Head::Person
                            && q.governor.is_none()
                            && q.clause == p.clause
                            && q.tokens.end <= g
                            && !used.contains(&j)
                    })
                {
                    continue;
                }
                // Another trigger's marker: it stands nearer to a verb between; but «struck a deal with Okapi to license».
                let gap = between(t, g.min(c.at), g.max(c.at)).len();
                let agreed = m == Class::With && t[c.at].is(Class::License);
                if gap > 18 || !scene.row.chinese && g < c.at && m != Class::From && !agreed {
                    continue;
                }
                if best.is_none_or(|b| gap < b.1) {
                    best = Some((i, gap));
                }
            }
            best.map(|b| b.0)
        }
        Place::Object if c.passive => {
            if let Some(p) = inverted(scene, c, wants, used) {
                return Some(p);
            }
            // «announced a new AI division headed by Ada»: what stands right before the participle is what she heads.
            let right_before = || {
                scene.phrases.iter().position(|p| {
                    p.tokens.end == c.at && matches!(p.head, Head::Org | Head::Generic | Head::Group)
                })
            };
            if wants == [Want::Unit]
                && !scene.row.chinese
                && let Some(i) = right_before().filter(|&i| ok(i))
            {
                return Some(i);
            }
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
                // «paid its top researcher, Ada, $2 million»: a description before the comma belongs to the name.
                let near_clause = p.clause == here
                    || !scene.row.chinese && p.role.is_some() && t[p.tokens.start].clause == here
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
                // «sues former executive over Larkspur move»: whoever is sued has no name.
                let nameless = !scene.row.chinese
                    && p.head == Head::Role
                    && p.governor.is_none()
                    && wants.contains(&Want::Person)
                    && wants.contains(&Want::Org)
                    && p.tokens.start <= c.at + 3;
                if nameless {
                    break;
                }
                // «paid Ada's legal bills»: not she, but what is hers.
                let owner = !scene.row.chinese
                    && p.head == Head::Person
                    && t.get(p.tokens.end).is_some_and(|x| x.is(Class::De));
                if !ok(i) || owner {
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
            found.or_else(|| object_relative(scene, c, wants).filter(|&i| ok(i)))
        }
        Place::Subject => {
            if c.passive {
                return c.agent.or_else(|| taken_to(scene, c)).filter(|&p| ok(p));
            }
            if let Some(p) = c.agent.filter(|&p| ok(p)) {
                return Some(p);
            }
            // 接替即将离任的林知远: who goes is the one whose place is taken.
            let after = |k: usize| AFTER.contains(&&scene.text.folded.text[t[k].range()]);
            let inside = (c.at.saturating_sub(5)..c.at).any(after);
            if let Some(p) = c.head.filter(|&p| inside && ok(p) && replaced(scene, &scene.phrases[p])) {
                return Some(p);
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
                    .map(|r| scene.phrases.len() - 1 - r)
                    // «Larkspur has completed its acquisition of Okapi»: whose it is stands before the verb.
                    .or_else(|| {
                        let its = !scene.row.chinese
                            && (c.at.saturating_sub(3)..c.at).any(|k| t[k].is(Class::PronounPoss));
                        let main = || opening(scene, here + 1, wants, used);
                        its.then(|| subject_left(scene, c, here, wants, used, true).or_else(main)).flatten()
                    });
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
            if let Some(p) = inverted(scene, c, wants, used) {
                return Some(p);
            }
            let left = subject_left(scene, c, here, wants, used, false);
            if left.is_some() {
                return left;
            }
            // 离职的林知远: the head of the relative clause, but not in 接替即将离任的林知远.
            let takes = AFTER.contains(&&scene.text.folded.text[t[c.at].range()]);
            if let Some(p) = c.head.filter(|&p| ok(p) && !(takes && replaced(scene, &scene.phrases[p]))) {
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
                && (scene.row.chinese
                    || gap.first().is_some_and(|x| x.is(Class::De))
                    // «Her annual salary»
                    || scene.phrases[i].head == Head::PersonPronoun
                        && t[scene.phrases[i].tokens.end - 1].is(Class::PronounPoss));
            // 林知远在北门科技的年薪: whose it is stands before where it is paid.
            let placed = scene.row.chinese
                && scene.phrases[i].head == Head::Org
                && scene.phrases[i].governor.is_some_and(|g| t[g].any(&[Class::At, Class::From]));
            let whose = i.checked_sub(1).filter(|&w| {
                let p = &scene.phrases[w];
                placed
                    && p.head == Head::Person
                    && p.clause == here
                    && p.tokens.end + 2 >= scene.phrases[i].tokens.start
            });
            if joined && !ok(i) {
                return whose.filter(|&w| ok(w));
            }
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
                        && !p.governor.is_some_and(|g| {
                            t[g].any(&[Class::By, Class::With]) || !scene.row.chinese && t[g].is(Class::From)
                        })
                        && !(p.tokens.start > 0
                            && !scene.row.chinese
                            && t[p.tokens.start - 1].is(Class::According))
                        && before(p)
                        && between(t, p.tokens.end.min(c.at), c.at).len() <= 16
                })
            };
            first.or_else(nearest)
        }
    }
    .filter(|&p| {
        let p = &scene.phrases[p];
        place != Place::Subject
            || ungoverned(p)
            || c.agent.is_some()
            || !scene.row.chinese && p.tokens.start > c.at
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
    (0..t.len()).filter(move |&k| {
        let wins = t[k].verb && t[k].hires || t[k].is(Class::Retain) && t[k].name.is_none();
        k != c.at && wins && t[k].clause.abs_diff(here) <= 1 && said(k)
    })
}

/// «eight engineers, including Ada and Bo,»: whether somebody is named as one of a group.
pub(crate) fn among(scene: &Scene<'_>, p: &Phrase, group: &Phrase) -> bool {
    let t = &scene.row.tokens;
    let first = scene.phrases.iter().find(|q| q.list == p.list).unwrap_or(p).tokens.start;
    let end = group.tokens.end;
    p.head == Head::Person
        && group.head == Head::Group
        && (end..first.min(end + 2)).any(|k| t[k].is(Class::Include) && first - k <= 3)
        && t[end..first].iter().all(|x| x.punct.is_none_or(|c| c == ','))
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
            // 张健的部属萧吉离职: whose he is does not leave.
            && !(scene.row.chinese
                && p.head == Head::Person
                && t.get(p.tokens.end).is_some_and(|x| x.is(Class::De))
                && scene.phrases.iter().any(|q| {
                    q.head == Head::Person && q.tokens.start > p.tokens.end && q.tokens.start <= p.tokens.end + 2
                }))
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
        // 某某，1979年出生，博士学历，…，2016年加入公司: a life tells of one person, however far ahead the name stands.
        let mut people = left().filter(|(_, p)| p.head == Head::Person);
        let alone = wants.contains(&Want::Person)
            && people.next().is_some_and(|(_, p)| p.governor.is_none() && here - p.clause <= 12)
            && people.next().is_none();
        let mut clause = here;
        while clause > 0 {
            clause -= 1;
            if here - clause > 3 && !alone {
                break;
            }
            // …,收购云杉智能,把某某招入麾下: what is bought buys nobody.
            let object = |p: &Phrase| {
                let first =
                    t[..p.tokens.start].iter().find(|x| x.clause == clause && (x.verb || x.name.is_some()));
                p.head == Head::Org && first.is_some_and(|x| x.verb)
            };
            if let Some((i, _)) = left().find(|(i, p)| p.clause == clause && ok(*i) && !object(p)) {
                return Some(i);
            }
        }
        return ahead(scene, c, here, wants, used);
    }
    // «never asked anyone to leave Larkspur»: nobody in particular does it.
    if c.at >= 2 && t[c.at - 1].is(Class::To) {
        let who = &scene.text.folded.text[t[c.at - 2].range()];
        if ["anyone", "someone", "anybody", "somebody", "everyone", "you", "us"].contains(&who) {
            return None;
        }
    }
    // «the dean said that the number of those leaving was small»
    let those = c.at >= 1 && t[c.at - 1].plain() && &scene.text.folded.text[t[c.at - 1].range()] == "those";
    // «He estimates that one in five leaves»
    let counted = c.at >= 1
        && t[c.at - 1]
            .quantity
            .is_some_and(|q| matches!(scene.row.quantities[q].kind, Kind::Number(_) | Kind::Percent(_)))
        && !scene.phrases.iter().any(|p| p.tokens.end == c.at);
    if (those || counted) && wants.contains(&Want::Person) {
        return None;
    }
    // «Raja Koduri, who also left AMD»: a relative pronoun points to the phrase just before it, whatever governs that; and
    // over a description between commas to the person described.
    if let Some(r) = relative(scene, c.at)
        && let Some(last) = scene
            .phrases
            .iter()
            .rposition(|p| p.tokens.end <= r || p.tokens.start < r && p.core.end <= t[r].start)
    {
        let fits = |i: usize| suits(scene, &scene.phrases[i], wants) && !used.contains(&i);
        if r.saturating_sub(scene.phrases[last].tokens.end) <= 4 {
            return fits(last).then_some(last).or_else(|| described(scene, r, last).filter(|&i| fits(i)));
        }
        if let Some(i) = described(scene, r, last).filter(|&i| fits(i)) {
            return Some(i);
        }
    }
    // English: nearest on the left, over commas too, but not the object of a verb before, nor whoever says it while
    // the clause has a subject of its own.
    let said = (0..c.at).rev().find(|&k| t[k].any(&[Class::Speech, Class::Report]) && t[k].name.is_none());
    let own = said.is_some_and(|k| {
        scene.phrases.iter().any(|p| p.tokens.start > k && p.tokens.end <= c.at && p.governor.is_none())
    });
    let object = |p: &Phrase| {
        let mut k = p.tokens.start;
        while k > 0
            && t[k - 1].any(&[Class::Article, Class::PronounPoss])
            // «found that Larkspur stole it»: what is found is a clause.
            && &scene.text.folded.text[t[k - 1].range()] != "that"
        {
            k -= 1;
        }
        // «announced he is joining»: what is said is a clause, whose subject comes first.
        let says = |x: &Token| x.any(&[Class::Announce, Class::Speech, Class::Report]);
        // «built Larkspur Labs, acquired by Northgate in 2015»: a participle behind the comma goes on about what stands before.
        let goes_on = c.passive
            && p.tokens.end + 1 == c.at
            && matches!(p.head, Head::Org | Head::Open)
            && t[p.tokens.end].punct == Some(',');
        k > 0
            && !goes_on
            && t[k - 1].verb
            && k - 1 != c.at
            && !(p.head == Head::PersonPronoun && says(&t[k - 1]))
    };
    // «Lindgren's departure follows»: not he, but what is his.
    let owner = |p: &Phrase| {
        p.head == Head::Person
            && !wants.contains(&Want::Org)
            && t.get(p.tokens.end).is_some_and(|x| x.is(Class::De))
    };
    // «Jan, who co-led the team, resigned»: nobody of the aside does it; «eight engineers, including Ada and Bo, resigned»: all do.
    let member = |p: &Phrase| {
        let of = |q: &Phrase| q.governor.is_none() && among(scene, p, q);
        wants.contains(&Want::Group) && scene.phrases.iter().any(of)
    };
    let aside = |p: &Phrase| p.clause < here && relative_clause(scene, p.clause) || member(p);
    let ok = |i: usize| {
        let p = &scene.phrases[i];
        ok(i) && !aside(p) && !owner(p) && !object(p) && !(own && said.is_some_and(|k| p.tokens.end <= k))
    };
    if let Some(i) = over_asides(scene, c.at).filter(|&i| ok(i)) {
        return Some(i);
    }
    // «A start-up laid off…»: a firm without a name is the subject all the same.
    let nameless = wants.contains(&Want::Org)
        && left()
            .rfind(|(i, p)| (ok(*i) || p.head == Head::Generic && !object(p)) && p.governor.is_none())
            .is_some_and(|(i, p)| {
                p.head == Head::Generic && !ok(i) && between(t, p.tokens.end.min(c.at), c.at).len() <= 4
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
    // «Ada, co-founder Ben and some members of the team are joining»: the list goes by whom it names.
    let vague = |i: usize| scene.phrases[i].head == Head::Group && scene.phrases[i].count.is_none();
    let named = found.checked_sub(1).filter(|&i| {
        let gap = between(t, scene.phrases[i].tokens.end, scene.phrases[found].tokens.start);
        scene.phrases[i].head == Head::Person
            && vague(found)
            && ok(i)
            && gap.len() <= 5
            && gap.iter().any(|x| x.is(Class::Conj))
            && gap.iter().all(|x| x.any(&[Class::Conj, Class::Article]) || x.plain() || x.punct == Some(','))
    });
    (!unnamed).then_some(named.unwrap_or(found))
}

/// «Larkspur, set up by Ada Thornquist after she left Google, has closed a round»: the firm that a sentence begins with, where
/// a comma stands before its verb and behind itself.
fn over_asides(scene: &Scene<'_>, at: usize) -> Option<usize> {
    let t = &scene.row.tokens;
    let helps = |k: usize| t[k].any(&[Class::Have, Class::Be, Class::Plan]);
    let first =
        (at.saturating_sub(4)..at).rev().take_while(|&k| helps(k) || t[k].plain()).last().unwrap_or(at);
    // «Larkspur, founded by Ada, who led research at Northgate, raised $300 million»
    let behind_who = |k: usize| first == at && relative_clause(scene, t[k].clause);
    let comma =
        first.checked_sub(1).filter(|&k| t[k].punct == Some(',') && (helps(first) || behind_who(k)))?;
    let p = scene
        .phrases
        .iter()
        .position(|p| p.governor.is_none() && matches!(p.head, Head::Org | Head::Open))?;
    let q = &scene.phrases[p];
    let opens = t[..q.tokens.start].iter().all(|x| x.any(&[Class::Article, Class::New]));
    let closed = q.tokens.end < comma && t[q.tokens.end].punct == Some(',');
    (opens && closed).then_some(p)
}

/// 加入云杉智能前，林知远曾…: whoever the next clause begins with, where this one only says when.
fn ahead(scene: &Scene<'_>, c: &Clause, here: u16, wants: &[Want], used: &[usize]) -> Option<usize> {
    let t = &scene.row.tokens;
    let mine = || t.iter().enumerate().filter(|(_, x)| x.clause == here && x.punct.is_none());
    let (_, last) = mine().next_back()?;
    let words = &scene.text.folded.text[last.range()];
    let when = ["前", "后", "时", "以来", "期间"].iter().any(|w| words.ends_with(w));
    let opens = mine().take_while(|(k, _)| *k < c.at).all(|(_, x)| x.name.is_none() && !x.verb);
    (when && opens).then(|| opening(scene, here + 1, wants, used)).flatten()
}

/// «Also leaving is Ada», «Joining Northgate are Ada and Ben», «Among those who have left are Ada and Ben»: the subject
/// stands behind the verb.
fn inverted(scene: &Scene<'_>, c: &Clause, wants: &[Want], used: &[usize]) -> Option<usize> {
    let t = &scene.row.tokens;
    let here = t[c.at].clause;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    if scene.row.chinese || !wants.contains(&Want::Person) {
        return None;
    }
    let opens = || {
        word(c.at).split(' ').next().is_some_and(|w| w.ends_with("ing"))
            && !scene.phrases.iter().any(|p| p.tokens.start < c.at && p.clause == here)
            && !t[..c.at]
                .iter()
                .any(|x| x.clause == here && x.any(&[Class::Be, Class::Have, Class::Plan, Class::To]))
    };
    // «Those shown the door include Ada»
    let shown = || {
        c.at.checked_sub(1)
            .is_some_and(|k| t[k].plain() && matches!(word(k), "those" | "people" | "executives"))
    };
    let those = || {
        relative(scene, c.at).and_then(|r| r.checked_sub(1)).is_some_and(|k| {
            t[k].plain() && word(k) == "those" && !scene.phrases.iter().any(|p| p.tokens.contains(&k))
        })
    };
    // «The latest to leave is Ada»
    let latest = || {
        c.at.checked_sub(1).is_some_and(|k| word(k) == "to" || t[k].is(Class::Plan))
            && t[c.at.saturating_sub(6)..c.at].iter().any(|x| x.clause == here && x.is(Class::Ranked))
            && !t[..c.at].iter().any(|x| x.clause == here && x.any(&[Class::Be, Class::Have]))
    };
    if !opens() && !those() && !shown() && !latest() {
        return None;
    }
    let be = (c.at + 1..t.len().min(c.at + 12))
        .take_while(|&k| t[k].clause == here && t[k].punct.is_none())
        .find(|&k| t[k].any(&[Class::Be, Class::Include]))?;
    scene.phrases.iter().enumerate().position(|(i, p)| {
        p.head == Head::Person
            && p.tokens.start > be
            && p.tokens.start <= be + 4
            && suits(scene, p, wants)
            && !used.contains(&i)
            && p.governor.is_none_or(|g| t[g].is(Class::Include))
    })
}

/// Whether a marker stands behind a verb that «after» sets before a trigger's.
fn of_an_earlier(scene: &Scene<'_>, at: usize, marker: usize) -> bool {
    let t = &scene.row.tokens;
    (at + 1..marker).any(|k| {
        &scene.text.folded.text[t[k].range()] == "after"
            && (k + 1..marker).any(|m| t[m].verb && t[m].name.is_none() && !t[m].is(Class::Role))
    })
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
    const WITH: &[&str] = &["与", "和", "跟", "同"];
    let Some(k) = p.tokens.start.checked_sub(1) else { return false };
    let word = &scene.text.folded.text[scene.row.tokens[k].range()];
    replaced(scene, p) || WITH.contains(&word) && !scene.phrases.iter().any(|o| o.tokens.end == k)
}

/// Verbs of taking somebody's place.
const AFTER: &[&str] = &["接替", "取代", "顶替", "替代", "接棒"];

/// 接替林知远出任首席执行官, 接替即将离任的林知远: whether it is whose place somebody else takes.
pub(crate) fn replaced(scene: &Scene<'_>, p: &Phrase) -> bool {
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let Some(k) = p.tokens.start.checked_sub(1).filter(|_| p.head == Head::Person) else { return false };
    let described = || {
        let inside = |m: &usize| t[*m].punct.is_none() && t[*m].name.is_none();
        t[k].is(Class::De)
            && (k.saturating_sub(6)..k).rev().take_while(inside).any(|m| AFTER.contains(&word(m)))
    };
    // 自林知远手中接任
    let hands = || {
        t[k].is(Class::From)
            && t.get(p.tokens.end).is_some_and(|x| {
                ["手中", "手上", "手里"].iter().any(|w| scene.text.folded.text[x.range()].starts_with(w))
            })
    };
    scene.row.chinese && (AFTER.contains(&word(k)) || described() || hands())
}

/// 接替将于5月退休的林知远: whether a token is a part of what describes whoever is replaced.
pub(crate) fn of_the_replaced(scene: &Scene<'_>, at: usize) -> bool {
    let t = &scene.row.tokens;
    scene.row.chinese
        && scene.phrases.iter().filter(|p| p.tokens.start > at && replaced(scene, p)).any(|p| {
            let end = p.tokens.start - 1;
            let opens = |&k: &usize| AFTER.contains(&&scene.text.folded.text[t[k].range()]);
            t[end].is(Class::De) && (0..end).rev().take(6).find(opens).is_some_and(|k| k < at)
        })
}

/// Whether words name a team rather than its people.
pub(crate) fn team(words: &str) -> bool {
    ["团队", "小组", "部门", "team", "unit", "group", "division"].iter().any(|w| words.ends_with(w))
}

/// «Ada, the former leader of the group, who left»: the person whose description ends before a relative pronoun.
fn described(scene: &Scene<'_>, r: usize, last: usize) -> Option<usize> {
    let t = &scene.row.tokens;
    let who = &scene.text.folded.text[t[r].range()] == "who" && r > 0 && t[r - 1].punct == Some(',');
    let i = scene.phrases[..=last].iter().rposition(|p| p.head == Head::Person)?;
    let end = scene.phrases[i].tokens.end;
    // The comma that opens the description, or the one that closes what was read of it.
    let open =
        [end, end.saturating_sub(1)].into_iter().any(|k| t.get(k).is_some_and(|x| x.punct == Some(',')));
    let gap = t.get(end..r)?;
    let inside = gap.iter().filter(|x| x.punct == Some(',')).count() <= 2
        && gap.iter().all(|x| !x.verb || x.any(&[Class::Role, Class::Group]));
    (who && open && inside && gap.len() <= 14).then_some(i)
}

/// Whether a clause between commas begins with a relative pronoun.
pub(crate) fn relative_clause(scene: &Scene<'_>, clause: u16) -> bool {
    let t = &scene.row.tokens;
    let first = t.iter().position(|x| x.clause == clause && x.punct.is_none());
    first.is_some_and(|k| {
        t[k].is(Class::Relative) && !t[k].is(Class::Article)
            || t.get(k + 1)
                .is_some_and(|x| x.clause == clause && x.is(Class::Relative) && !x.is(Class::Article))
                && t[k].any(&[Class::Conj, Class::With, Class::At])
    })
}

/// Whether an English verb has a relative pronoun for its subject.
pub(crate) fn in_relative(scene: &Scene<'_>, at: usize) -> bool {
    !scene.row.chinese && relative(scene, at).is_some()
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

/// «Larkspur, which Ada co-founded and which Northgate acquired in 2018»: what an English relative clause with a subject of
/// its own is about.
fn object_relative(scene: &Scene<'_>, c: &Clause, wants: &[Want]) -> Option<usize> {
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    if scene.row.chinese || !wants.contains(&Want::Org) {
        return None;
    }
    let which = |k: usize| t[k].is(Class::Relative) && matches!(word(k), "which" | "that");
    let r = (c.at.saturating_sub(6)..c.at).rev().take_while(|&k| t[k].punct.is_none()).find(|&k| which(k))?;
    let own =
        scene.phrases.iter().any(|p| p.tokens.start > r && p.tokens.end <= c.at && p.governor.is_none());
    if !own || c.at - r > 6 {
        return None;
    }
    // A second «which» is about what the first one is about.
    let first = if r > 0 && t[r - 1].is(Class::Conj) { (0..r - 1).rev().find(|&k| which(k))? } else { r };
    let stands =
        |p: &Phrase| p.tokens.end == first || p.tokens.end + 1 == first && t[p.tokens.end].punct == Some(',');
    // «Larkspur, an online grocer in Cape Town that Northgate acquired»: over its description.
    let described = |p: &Phrase| {
        t.get(p.tokens.end).is_some_and(|x| x.punct == Some(','))
            && p.tokens.end < first
            && first - p.tokens.end <= 12
            && t[p.tokens.end + 1].is(Class::Article)
            && !scene
                .phrases
                .iter()
                .any(|q| q.tokens.start > p.tokens.end && q.tokens.end <= first && q.head != Head::Generic)
    };
    let firm = |p: &Phrase| matches!(p.head, Head::Org | Head::Open) && (stands(p) || described(p));
    scene.phrases.iter().rposition(firm)
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
