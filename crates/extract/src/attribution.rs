//! Who says so, and how firmly.

use std::ops::Range;

use tradewire_kb::KnowledgeBase;
use tradewire_model::{Attribution, Modality};

use crate::class::Class;
use crate::discourse::{Discourse, Entity};
use crate::fill::Scene;
use crate::phrase::{Head, Of, Phrase};
use crate::token::{Row, Text, Token};

/// A stretch of a sentence that somebody other than its author answers for.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    /// Tokens it covers, half-open.
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) source: Option<Entity>,
    /// The organisation that the speaker speaks for, as the text describes it.
    pub(crate) of: Option<Entity>,
    pub(crate) anonymous: bool,
    /// The words that say so.
    pub(crate) cue: usize,
    /// Whether the speaker speaks of its own acts: 宣布.
    pub(crate) announces: bool,
    /// Whether the speaker denies what follows.
    pub(crate) denies: bool,
    /// Whether it is an outlet that reports.
    pub(crate) outlet: bool,
}

impl Scope {
    /// A scope that a cue opens over the tokens of a range, so far without a source.
    fn at(cue: usize, tokens: Range<usize>) -> Self {
        Self {
            from: tokens.start,
            to: tokens.end,
            source: None,
            of: None,
            anonymous: false,
            cue,
            announces: false,
            denies: false,
            outlet: false,
        }
    }
}

/// 周启航被证实离职: whether a Chinese cue stands in the passive and names nobody who says so.
fn confirmed(row: &Row, cue: usize) -> bool {
    row.chinese && cue > 0 && row.tokens[cue - 1].is(Class::By)
}

/// Finds the scopes of a sentence.
pub(crate) fn scopes(scene: &Scene<'_>) -> Vec<Scope> {
    let Scene { row, text, phrases, before, .. } = *scene;
    let t = &row.tokens;
    let mut out = Vec::new();
    let entity = |p: &Phrase| p.name.as_ref().map(|n| Entity::of_name(text, n, p.core.clone()));
    for (i, tok) in t.iter().enumerate() {
        // In Chinese a cue covers what follows; in English its whole sentence.
        let rest = if row.chinese { i } else { 0 }..t.len();
        if tok.is(Class::According) {
            out.extend(according(row, text, phrases, i));
        } else if says_itself(row, text, i) {
            out.push(Scope { anonymous: true, ..Scope::at(i, 0..t.len()) });
        } else if tok.is(Class::WeakSource) && !tok.is(Class::Insider) {
            // «报道指», «the report said»: the outlet named before.
            let back = tok.is(Class::Report) || text.folded.text[tok.range()].starts_with("报道");
            out.push(Scope {
                source: before.told().filter(|_| back).cloned(),
                outlet: back && before.outlet.is_some(),
                ..Scope::at(i, rest)
            });
        } else if tok.any(&[Class::Speech, Class::Report])
            && tok.name.is_none()
            && !tok.is(Class::By)
            && !gives(row, i)
            && !confirmed(row, i)
            && !(!row.chinese
                && i > 0
                && t[i - 1].is(Class::Article)
                && t.get(i + 1).is_some_and(|x| x.quantity.is_some()))
        {
            // (But «for a reported $400 million» tells of nobody who says it.)
            // «the takeover of Larkspur and its staff was announced», «over the alleged theft»: nobody says it.
            let word = &text.folded.text[tok.range()];
            let done = !row.chinese && i > 0 && word.split(' ').next().is_some_and(|w| w.ends_with("ed"));
            let idle = done && (t[i - 1].is(Class::Be) || t[i - 1].is(Class::Article) && word == "alleged");
            // The speaker stands just before: 马克·陈表示, Reuters reported; or behind, after a quotation: said Ada.
            // 消息 and 报道 are told by outlets and firms, not by groups or people.
            let telling = row.chinese && tok.is(Class::Report) && !tok.is(Class::Speech);
            let speaker = speaker_before(row, text, phrases, i)
                .filter(|&p| !telling || matches!(phrases[p].head, Head::Outlet | Head::Org | Head::Open))
                .filter(|&p| !(idle && matches!(phrases[p].head, Head::Group | Head::Role)));
            let insider = (i.saturating_sub(4)..i)
                .rev()
                .take_while(|&k| t[k].punct.is_none())
                .find(|&k| t[k].is(Class::Insider));
            // 被红星新闻报道已加盟: what follows is what the outlet says.
            if let Some(k) = insider {
                // «据《…》引述消息人士»: the outlet stays the source of what its insiders say.
                let cited = phrases.iter().rev().find(|p| p.head == Head::Outlet && p.tokens.end <= k);
                out.push(Scope {
                    source: cited.and_then(entity),
                    anonymous: true,
                    ..Scope::at(i, if row.chinese { k } else { 0 }..t.len())
                });
                continue;
            }
            // «报道又指»: a report that goes on.
            let opens = i <= 2 || t[i - 1].punct.is_some();
            let goes_on = (i.saturating_sub(2)..i)
                .any(|k| t[k].is(Class::Report) && (k == 0 || t[k - 1].punct.is_some()));
            if speaker.is_none() && (tok.is(Class::Report) && opens || goes_on) && before.told().is_some() {
                out.push(Scope {
                    source: before.told().cloned(),
                    outlet: before.outlet.is_some(),
                    ..Scope::at(i, i..t.len())
                });
                continue;
            }
            // «I told him»: what the one who is quoted says of speaking opens no scope of its own.
            let quoted = |p: &usize| t[phrases[*p].tokens.clone()].iter().any(|x| x.is(Class::FirstPerson));
            let Some((at, p)) = speaker.filter(|p| !quoted(p)).map(|p| (p, &phrases[p])) else {
                // After the quotation: «…», said Ada Thornquist.
                if !row.chinese
                    && let Some(p) = phrases
                        .iter()
                        .find(|p| p.tokens.start == i + 1 && matches!(p.head, Head::Person | Head::Outlet))
                {
                    out.push(Scope {
                        source: entity(p),
                        of: speaks_for(text, p),
                        announces: tok.is(Class::Announce),
                        ..Scope::at(i, 0..i)
                    });
                } else if !row.chinese
                    && i > 0
                    && t[i - 1].punct.is_some()
                    && t.iter().skip(i + 1).take(3).take_while(|x| !x.verb).any(|x| x.is(Class::Insider))
                {
                    // «…, said people familiar with the matter»
                    out.push(Scope { anonymous: true, ..Scope::at(i, 0..i) });
                }
                continue;
            };
            // The outlet's own reporter is the text's own voice.
            if matches!(p.head, Head::Role | Head::Group)
                && ["记者", "编辑", "reporter", "小编", "作者"]
                    .iter()
                    .any(|w| text.folded.text[p.core.clone()].ends_with(w))
            {
                continue;
            }
            let source = match p.head {
                Head::PersonPronoun => scene.pointed(at).map(|x| x.who.clone()),
                Head::OrgPronoun => before.topic_org.clone(),
                Head::Group | Head::Role => Some(Entity {
                    text: text.words(p.core.clone()).to_owned(),
                    kb: None,
                    full: None,
                    range: p.core.clone(),
                    carried: None,
                }),
                _ => entity(p),
            };
            // In English the clause before a final «Ada said» is hers too.
            let last = !row.chinese
                && t[i + 1..].iter().all(|x| {
                    x.punct.is_some()
                        || x.plain()
                        || x.quantity.is_some()
                        || x.any(&[Class::At, Class::To, Class::Article])
                })
                && t.len() - i < 10;
            let quote_before = row.chinese
                && p.tokens.start > 0
                && text.quoted_in(row.range.start..t[p.tokens.start - 1].end).next().is_some()
                && t[i + 1..].iter().all(|x| x.punct.is_some());
            out.push(Scope {
                source,
                of: speaks_for(text, p)
                    .or_else(|| before.person_org.clone().filter(|_| p.head == Head::PersonPronoun)),
                announces: tok.is(Class::Announce),
                outlet: p.head == Head::Outlet,
                ..Scope::at(i, if last || quote_before { 0..i } else { i..t.len() })
            });
        } else if tok.is(Class::Deny) && !ruled(row, i) && !spurns(row, text, i) {
            let speaker = speaker_before(row, text, phrases, i).map(|p| &phrases[p]);
            // «Uber denies it, and Ada has since left»: what is joined by a comma and has a subject of its own is told.
            let end = (i + 1..t.len())
                .find(|&k| {
                    !row.chinese
                        && t[k].punct == Some(',')
                        && t.get(k + 1)
                            .is_some_and(|x| matches!(&text.folded.text[x.range()], "and" | "but" | "while"))
                        && phrases.iter().any(|p| {
                            p.tokens.start >= k + 2
                                && p.tokens.start <= k + 4
                                && t.get(p.tokens.end)
                                    .is_some_and(|x| x.verb || x.any(&[Class::Have, Class::Be]))
                        })
                })
                .unwrap_or(t.len());
            // 有传言称甲将收购乙，甲回应称“不属实”: what closes the sentence denies what it has told.
            let closes = row.chinese
                && t[i..].iter().filter(|x| x.punct.is_none()).count() <= 3
                && speaker.is_some()
                && (speaker.is_some_and(|p| p.governor.is_some_and(|g| t[g].is(Class::By)))
                    || t[..i]
                        .iter()
                        .any(|x| x.any(&[Class::Rumour, Class::WeakSource, Class::Report, Class::Insider])));
            out.push(Scope {
                source: speaker.and_then(entity),
                of: speaker.and_then(|p| speaks_for(text, p)),
                denies: true,
                ..Scope::at(i, if closes { 0 } else { i }..end)
            });
        }
    }
    out
}

/// Whether a word of the sentence, or the paragraph before it, says that somebody tells it.
pub(crate) fn told(scene: &Scene<'_>) -> bool {
    const TELLS: &[Class] = &[
        Class::According,
        Class::Announce,
        Class::Decline,
        Class::Deny,
        Class::Insider,
        Class::Memo,
        Class::Report,
        Class::Rumour,
        Class::Speech,
        Class::WeakSource,
    ];
    scene.before.reporting.is_some()
        || scene.before.announcing.is_some()
        || scene.row.tokens.iter().any(|x| x.any(TELLS))
}

/// 向某公司支付: whoever turns to somebody says something only where a verb of speaking follows in the clause.
fn gives(row: &Row, i: usize) -> bool {
    const SAYS: &[Class] = &[Class::Speech, Class::Report, Class::Announce, Class::Deny, Class::Decline];
    let t = &row.tokens;
    row.chinese
        && t[i].is(Class::To)
        && !t[i + 1..].iter().take_while(|x| x.clause == t[i].clause).any(|x| x.any(SAYS) && !x.is(Class::To))
}

/// «A judge denied the request»: a court that denies rules, and does not say that something is not so.
fn ruled(row: &Row, i: usize) -> bool {
    let t = &row.tokens;
    !row.chinese
        && (i.saturating_sub(8)..i).any(|k| {
            t[k].is(Class::Court)
                && t[k..i].iter().all(|x| x.punct.is_none() && !x.any(&[Class::Speech, Class::De]))
        })
}

/// «Larkspur rejected a $1 billion takeover offer»: whoever turns down what is offered does not say that it is not so.
fn spurns(row: &Row, text: &Text<'_>, i: usize) -> bool {
    let t = &row.tokens;
    let mut rest = t[i + 1..].iter().take(9).take_while(|x| x.clause == t[i].clause);
    let word = |x: &Token| &text.folded.text[x.range()];
    !row.chinese
        && t[i].is(Class::Refuse)
        && rest
            .find(|x| {
                x.is(Class::Package)
                    || matches!(word(x), "bid" | "proposal" | "approach" | "overtures" | "claims" | "reports")
            })
            .is_some_and(|x| !matches!(word(x), "claims" | "reports"))
}

/// «the people said», «sources say»: a word for insiders that holds its verb of speaking.
fn says_itself(row: &Row, text: &Text<'_>, i: usize) -> bool {
    let words = &text.folded.text[row.tokens[i].range()];
    !row.chinese
        && row.tokens[i].is(Class::Insider)
        && [" said", " say", " told"].iter().any(|w| words.ends_with(w))
}

/// 据《…》报道, according to people familiar with the matter; nothing where no source stands behind the cue.
fn according(row: &Row, text: &Text<'_>, phrases: &[Phrase], i: usize) -> Option<Scope> {
    let t = &row.tokens;
    let end = (i + 1..t.len().min(i + 14))
        .find(|&j| matches!(t[j].punct, Some(',' | '。' | ';' | '.')))
        .unwrap_or(t.len().min(i + 14));
    let insider = t[i + 1..end].iter().any(|x| x.is(Class::Insider));
    let word = (i + 1..end).find(|&j| t[j].any(&[Class::Report, Class::Speech, Class::WeakSource]));
    // «据报苹果…»: what follows is what is told, not who tells it.
    let telling = row.chinese
        && ["报", "称", "悉", "了解", "传"].iter().any(|w| text.folded.text[t[i].range()].ends_with(w));
    let reach = word.filter(|_| row.chinese).map_or(end, |w| w + 1);
    let named = || {
        phrases.iter().filter(|p| p.core.start >= t[i].end && p.tokens.start < reach).find(|p| {
            p.head == Head::Outlet
                || matches!(p.head, Head::Org | Head::Person | Head::Open) && (!row.chinese || word.is_some())
        })
    };
    let outlet = if telling { None } else { named() };
    // «据…统计», «per year» are none.
    if !insider && outlet.is_none() && word.is_none() && !telling {
        return None;
    }
    Some(Scope {
        source: outlet
            .filter(|p| !insider || p.head == Head::Outlet)
            .and_then(|p| p.name.as_ref().map(|n| Entity::of_name(text, n, p.core.clone()))),
        of: outlet.and_then(|p| speaks_for(text, p)),
        anonymous: insider,
        outlet: outlet.is_some_and(|p| p.head == Head::Outlet),
        ..Scope::at(i, if row.chinese { i } else { 0 }..t.len())
    })
}

/// Whoever sends the memo or publishes the announcement that the sentences after it retell.
///
/// Who announces answers for it: what follows in the paragraph is theirs, and asserted.
pub(crate) fn announcer(scene: &Scene<'_>, heard: &[Scope]) -> Option<Entity> {
    let t = &scene.row.tokens;
    let memo = t.iter().position(|x| x.is(Class::Memo))?;
    if heard.iter().any(|s| s.outlet || s.anonymous || s.denies) {
        return None;
    }
    scene
        .phrases
        .iter()
        .find(|p| p.tokens.end <= memo && p.governor.is_none() && matches!(p.head, Head::Person | Head::Org))
        .filter(|p| t[p.tokens.start..memo].iter().all(|x| !matches!(x.punct, Some(';' | '。'))))
        .and_then(|p| crate::fill::entity(scene, p))
}

/// The organisation in the description of a speaker: «Cruise spokesperson Erik Moser».
fn speaks_for(text: &Text<'_>, p: &Phrase) -> Option<Entity> {
    match &p.org {
        Some(Of::Name(n, r)) if !p.former => Some(Entity::of_name(text, n, r.clone())),
        _ => None,
    }
}

/// The phrase just before a verb of speaking, with at most an adverb or a time between, or where it was said.
fn speaker_before(row: &Row, text: &Text<'_>, phrases: &[Phrase], i: usize) -> Option<usize> {
    let t = &row.tokens;
    let (mut p, mut end) = (phrases.len(), i);
    loop {
        p = phrases[..p].iter().rposition(|p| {
            p.tokens.end <= i
                && matches!(
                    p.head,
                    Head::Person
                        | Head::Outlet
                        | Head::Org
                        | Head::PersonPronoun
                        | Head::OrgPronoun
                        | Head::Group
                        | Head::Role
                        | Head::Open
                )
        })?;
        // 林知远在内部Slack频道表示: he says it, and there.
        let here = &phrases[p];
        let before = p.checked_sub(1).map(|b| phrases[b].tokens.end).filter(|b| *b < here.tokens.start);
        let placed = before.is_some_and(|b| {
            t[b..here.tokens.start].iter().all(|x| x.punct.is_none() && x.name.is_none())
                && text.folded.text[t[b].start..t[here.tokens.start - 1].end].starts_with('在')
        });
        if !row.chinese || here.head == Head::Person || !placed {
            break;
        }
        end = here.tokens.start;
    }
    if end < i {
        let gap = &t[phrases[p].tokens.end..end];
        return gap.iter().all(|x| x.punct.is_none()).then_some(p);
    }
    let gap = &t[phrases[p].tokens.end..i];
    // «…, Fidji Simo, announced»: the comma closes the apposition.
    let closed = |p: &Phrase| {
        let head = t.iter().position(|x| x.start == p.core.start).unwrap_or(0);
        head > 0 && t[head - 1].punct == Some(',') && gap.len() == 1 && gap[0].punct == Some(',')
    };
    if !row.chinese && closed(&phrases[p]) {
        return Some(p);
    }
    // 微博上有传言称: where it is said is not who says it.
    let hearsay = row.chinese && gap.iter().any(|x| x.is(Class::Rumour));
    let near = !hearsay
        && gap.len() <= if row.chinese { 5 } else { 4 }
        && gap.iter().all(|x| !matches!(x.punct, Some(',' | ';' | '。')))
        && gap.iter().all(|x| x.name.is_none());
    near.then_some(p)
}

/// The attribution and modality of a claim at a trigger.
pub(crate) fn judge(
    row: &Row,
    text: &Text<'_>,
    kb: &KnowledgeBase,
    scopes: &[Scope],
    trigger: usize,
    parties: &[Entity],
    before: &Discourse,
) -> (Attribution, Modality, Option<usize>) {
    let t = &row.tokens;
    let mut a = Attribution::default();
    let mut modality = Modality::Asserted;
    let mut cue = None;
    let holding: Vec<&Scope> =
        scopes.iter().filter(|s| s.from <= trigger && trigger < s.to && s.cue != trigger).collect();
    // Innermost first: the scope that begins last.
    let mut inner: Vec<&&Scope> = holding.iter().collect();
    inner.sort_by_key(|s| std::cmp::Reverse((s.from, s.cue)));
    if let Some(s) = inner.iter().find(|s| s.denies) {
        modality = Modality::Denied;
        a.source = s.source.as_ref().map(|e| e.name(kb));
        cue = Some(s.cue);
    } else if let Some(s) = inner.first() {
        let party = |e: &Entity| parties.iter().any(|p| p.same(e));
        // What a party says of its own doing it knows.
        let own = s.source.as_ref().map_or(s.announces, party) || s.of.as_ref().is_some_and(party);
        if own {
            // Who announces its own act answers for it, and knows.
            a.source = s.source.as_ref().map(|e| e.name(kb));
            cue = Some(s.cue);
        } else {
            modality = Modality::Reported;
            a.anonymous = s.anonymous;
            a.source = s.source.as_ref().filter(|_| !s.anonymous).map(|e| e.name(kb));
            a.via = inner[1..].iter().filter_map(|s| s.source.as_ref().map(|e| e.name(kb))).collect();
            a.via.dedup();
            a.via.retain(|v| Some(v) != a.source.as_ref());
            // A scope without a name inside one with a name takes over the name.
            if a.source.is_none() && !a.anonymous && !a.via.is_empty() {
                a.source = Some(a.via.remove(0));
            }
            cue = Some(s.cue);
        }
    }
    if holding.is_empty()
        && let Some(o) = &before.reporting
    {
        // The paragraph goes on retelling the report it began with.
        modality = Modality::Reported;
        a.source = Some(o.name(kb));
    } else if holding.is_empty()
        && let Some(o) = &before.announcing
    {
        // The paragraph goes on telling what the memo or the announcement says.
        a.source = Some(o.name(kb));
    }
    // Words between the clause's beginning and the trigger.
    let here = t[trigger].clause;
    // 洽购: some triggers say themselves that it is planned.
    let window = (trigger.saturating_sub(8)..=trigger).filter(|&k| t[k].clause == here);
    let mut planned = false;
    let mut rumoured = false;
    for k in window {
        // 「天才少年」计划: what stands behind a quotation is its noun.
        let noun = row.chinese && k > 0 && t[k - 1].punct == Some('"') && t[k].end - t[k].start > 3;
        // «plans to hire fifty and has appointed Ada»: what has been done is not what is planned beside it.
        let done = !row.chinese && k + 2 < trigger && t[trigger - 1].is(Class::Have);
        let object = t[k].is(Class::Ba) && took_object(row, text, k, trigger);
        if t[k].is(Class::Plan) && !noun && !done && !object {
            planned = true;
            cue.get_or_insert(k);
        }
    }
    for (k, tok) in t.iter().enumerate().take(trigger) {
        if tok.is(Class::Rumour) && trigger - k <= 16 {
            rumoured = true;
            cue.get_or_insert(k);
        }
    }
    if modality != Modality::Denied {
        if rumoured && a.source.is_none() && !a.anonymous {
            modality = Modality::Rumoured;
        } else if planned {
            modality = Modality::Planned;
        }
    }
    (a, modality, cue)
}

/// Whether 将 at a token is the one that puts the object before its verb.
fn took_object(row: &Row, text: &Text<'_>, k: usize, trigger: usize) -> bool {
    let t = &row.tokens;
    // 将甲部更名为乙部, 将技术授权给某公司: what becomes something else or is given away stands behind 将.
    let word = &text.folded.text[t[trigger].range()];
    let becomes =
        || word.ends_with('为') && trigger > k + 2 || word.ends_with(['给', '予']) && trigger > k + 1;
    row.chinese && becomes()
        || row.chinese
            && t.get(k + 1).is_some_and(|n| {
                // 将这位天才, 将其: whom it is done to.
                let points = text.folded.text[n.range()].starts_with(['这', '那', '该', '其', '此']);
                n.name.is_some() || n.quantity.is_some() || n.any(&[Class::Group, Class::Role]) || points
            })
            && trigger > k + 1
}

/// Whether the clause says that it did not happen, or only supposes it.
pub(crate) fn negated(row: &Row, trigger: usize) -> Negated {
    let t = &row.tokens;
    let here = t[trigger].clause;
    let back = if row.chinese { 3 } else { 5 };
    let denied = (trigger.saturating_sub(back)..trigger)
        .filter(|&k| t[k].clause == here)
        .any(|k| t[k].is(Class::Negation) && t[k].name.is_none());
    // «is not the first to leave» says nothing of the kind.
    let ranked = denied
        && (trigger.saturating_sub(back)..trigger).any(|k| t[k].is(Class::Ranked) && t[k].clause == here);
    // «declined the proposal to join» tells of a proposal.
    let refused = trigger > 0
        && t[trigger - 1].is(Class::To)
        && (trigger.saturating_sub(7)..trigger - 1).any(|k| t[k].is(Class::Refuse) && t[k].clause == here);
    let supposed = ranked
        || refused
        || (0..trigger).any(|k| {
            t[k].is(Class::Hypothetical) && t[k].clause + 1 >= here && (row.chinese || t[k].clause == here)
        });
    let asked = row.tokens.last().is_some_and(|x| x.punct == Some('?'))
        || (0..trigger).any(|k| t[k].is(Class::Question) && t[k].clause == here && trigger - k <= 6);
    // «was not hired until March»: it happened, and late.
    let late = t[trigger + 1..].iter().take(4).take_while(|x| x.clause == here).any(|x| x.is(Class::Until));
    if supposed || asked {
        Negated::Supposed
    } else if denied && !late {
        Negated::Denied
    } else {
        Negated::No
    }
}

/// What [`negated`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Negated {
    No,
    Denied,
    Supposed,
}
