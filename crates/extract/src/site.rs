//! Places that English sentences have a firm open, set up or close: «is opening an office in Munich», «will close its Austin
//! studio», and who is said to lead them.

use std::ops::Range;

use tradewire_model::{Args, Claim, ClaimKind, Name, Role, Value};

use crate::build::Draft;
use crate::class::Class;
use crate::discourse::Entity;
use crate::fill::{Scene, cover, entity, organisation};
use crate::lexicon::Lexicon;
use crate::phrase::{Head, Of};
use crate::token::triggers;

/// Claims for the places that a sentence has a firm open; the name of one that a frame has found is made whole.
pub(crate) fn opened(scene: &Scene<'_>, lexicon: &Lexicon, made: &mut Vec<Draft>) {
    if scene.row.chinese {
        return;
    }
    let t = &scene.row.tokens;
    let verbs = (0..t.len()).filter_map(|k| {
        let frame = triggers(lexicon, &t[k])
            .iter()
            .find(|(f, _)| lexicon.frames[*f as usize].id.as_str() == "unit.found")?
            .0;
        Some((k, frame))
    });
    for (at, frame) in verbs.collect::<Vec<_>>() {
        let Some(noun) = noun(scene, at) else { continue };
        let Some(org) = owner(scene, at) else { continue };
        let name = name(scene, at, noun);
        let words = Name::unresolved(scene.text.words(name.clone()).trim().to_owned());
        let mine = |d: &Draft| d.kind == ClaimKind::Unit && d.trigger == at;
        if let Some(d) = made.iter_mut().find(|d| mine(d)) {
            let known = d.args.name(Role::Name).is_some_and(|n| n.id.is_some());
            if !known {
                d.args.set(Role::Name, Value::Name(words));
                d.args.set(Role::Org, Value::Name(org.name(scene.kb)));
                d.extent = cover(&d.extent, &name);
            }
            continue;
        }
        let mut args = Args::new().with(Role::Name, Value::Name(words));
        args.set(Role::Org, Value::Name(org.name(scene.kb)));
        let mut parties = vec![org];
        if let Some(e) = led_by(scene, noun) {
            args.set(Role::LedBy, Value::Name(e.name(scene.kb)));
            parties.push(e);
        }
        let start = parties[0].range.clone();
        let near = start.end <= t[at].start && start.start >= scene.row.range.start;
        made.push(Draft {
            kind: ClaimKind::Unit,
            args,
            extent: cover(&if near { start } else { t[at].range() }, &name),
            trigger: at,
            frame,
            parties,
            steps: Vec::new(),
            carried: 1,
            quantities: Vec::new(),
            share: None,
            guessed: false,
        });
    }
}

/// The noun for a place that is what a verb acts upon.
fn noun(scene: &Scene<'_>, at: usize) -> Option<usize> {
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let here = t[at].clause;
    if scene.phrases.iter().any(|p| p.tokens.contains(&at)) || word(at).starts_with("announce") {
        return None;
    }
    let own = (at + 1..t.len().min(at + 9))
        .take_while(|&k| {
            let x = &t[k];
            x.clause == here
                && x.quantity.is_none()
                && !(x.verb && x.name.is_none() && !x.any(&[Class::Role, Class::Group]))
                && !x.any(&[
                    Class::Be,
                    Class::At,
                    Class::To,
                    Class::With,
                    Class::From,
                    Class::Conj,
                    Class::Of,
                ])
                && !matches!(x.punct, Some(c) if c != '-')
        })
        .filter(|&k| scene.figures.is_site(word(k)))
        .last()?;
    // «opened its office doors»: the noun goes on.
    let on = t
        .get(own + 1)
        .is_some_and(|x| x.plain() && x.punct.is_none() && x.clause == here && x.name.is_none());
    let leads = [
        "in", "at", "near", "outside", "there", "where", "to", "for", "that", "and", "this", "next", "last",
        "on",
    ];
    (!on || leads.contains(&word(own + 1))).then_some(own)
}

/// Whose place it is.
fn owner(scene: &Scene<'_>, at: usize) -> Option<Entity> {
    let t = &scene.row.tokens;
    let subject = scene.phrases.iter().rev().find(|p| {
        p.tokens.end <= at
            && p.governor.is_none()
            && !t.get(p.tokens.end).is_some_and(|x| x.is(Class::De))
            && matches!(
                p.head,
                Head::Org | Head::OrgPronoun | Head::Generic | Head::Person | Head::PersonPronoun
            )
    })?;
    let passive = at.checked_sub(1).is_some_and(|k| t[k].is(Class::Be))
        && scene.text.folded.text[t[at].range()].ends_with("ed");
    if passive {
        return None;
    }
    match subject.head {
        Head::Org => entity(scene, subject),
        Head::OrgPronoun => {
            let first = scene
                .phrases
                .iter()
                .filter(|p| p.tokens.end <= subject.tokens.start && p.governor.is_none())
                .find_map(|p| organisation(scene, p));
            first.or_else(|| scene.before.topic_org.clone())
        }
        _ => None,
    }
}

/// All of a place's name: what stands before the noun, and where it is.
fn name(scene: &Scene<'_>, at: usize, noun: usize) -> Range<usize> {
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let lead =
        |k: usize| t[k].any(&[Class::Article, Class::PronounPoss, Class::De, Class::Another, Class::This]);
    let mut start = at + 1;
    while start < noun && (lead(start) || matches!(word(start), "its" | "their" | "the" | "a" | "an" | "new"))
    {
        start += 1;
    }
    if let Some(k) = (start..noun).rev().find(|&k| lead(k)) {
        start = k + 1;
    }
    let mut end = noun;
    let capital = |k: usize| {
        t.get(k).is_some_and(|x| {
            x.clause == t[noun].clause
                && x.quantity.is_none()
                && scene.text.words(x.range()).starts_with(|c: char| c.is_uppercase())
        })
    };
    if t.get(noun + 1)
        .is_some_and(|x| matches!(&scene.text.folded.text[x.range()], "in" | "near" | "outside"))
    {
        let down = usize::from(t.get(noun + 2).is_some_and(|x| {
            matches!(&scene.text.folded.text[x.range()], "downtown" | "central" | "the" | "nearby")
        }));
        let mut k = noun + 2 + down;
        while capital(k) {
            end = k;
            k += 1;
        }
    }
    t[start].start..t[end].end
}

/// «a lab in Zurich, to be led by Ada Thornquist»: who is said behind a place to lead it.
fn led_by(scene: &Scene<'_>, noun: usize) -> Option<Entity> {
    let t = &scene.row.tokens;
    let p = scene
        .phrases
        .iter()
        .find(|p| p.head == Head::Person && leads(scene, p.governor) && p.tokens.start > noun)?;
    let g = p.governor?;
    (g > noun && g - noun <= 12 && t[noun..g].iter().all(|x| x.punct != Some(';')))
        .then(|| entity(scene, p))
        .flatten()
}

/// Whether a word governs whoever leads: «led by», «headed by», «run by».
fn leads(scene: &Scene<'_>, governor: Option<usize>) -> bool {
    let t = &scene.row.tokens;
    let Some(g) = governor.filter(|&g| g > 0 && t[g].is(Class::By)) else { return false };
    matches!(
        &scene.text.folded.text[t[g - 1].range()],
        "led" | "headed" | "run" | "co-led" | "overseen" | "managed" | "directed" | "helmed"
    )
}

/// «The centre will be led by Ada, a former Larkspur director»: gives the place told last its head, and whoever comes to it
/// from elsewhere a move.
pub(crate) fn headed(scene: &Scene<'_>, claims: &mut [Claim], lexicon: &Lexicon) -> Option<Draft> {
    let t = &scene.row.tokens;
    if scene.row.chinese {
        return None;
    }
    let p = scene.phrases.iter().find(|p| p.head == Head::Person && leads(scene, p.governor))?;
    let g = p.governor?;
    // «The centre», «It», «which»: what was told before.
    let first = t.iter().take(4).find(|x| !x.any(&[Class::Article, Class::De]));
    let the = first.is_some_and(|x| {
        scene.figures.is_site(&scene.text.folded.text[x.range()]) || x.is(Class::PronounOrg)
    }) || t[..g].iter().take(4).any(|x| scene.figures.is_site(&scene.text.folded.text[x.range()]));
    let here = scene.text.folded.map.to_source(scene.row.range.clone()).start;
    let site = claims.iter_mut().rev().find(|c| {
        c.kind == ClaimKind::Unit && c.text_span.is_some_and(|s| here.saturating_sub(s.range().start) <= 400)
    });
    let (Some(site), Some(e)) = (site.filter(|c| the && !c.args.has(Role::LedBy)), entity(scene, p)) else {
        return None;
    };
    site.args.set(Role::LedBy, Value::Name(e.name(scene.kb)));
    site.id = Claim::content_id(&site.doc, site.span, site.kind, &site.args);
    let to = site.args.get(Role::Org)?.clone();
    let Some(Of::Name(n, r)) = &p.org else { return None };
    let from = Entity::of_name(scene.text, n, r.clone());
    let whence = from.name(scene.kb);
    if to.names().iter().any(|o| o.text == whence.text || o.id.is_some() && o.id == whence.id) {
        return None;
    }
    let frame = lexicon.frames.iter().position(|f| f.id.as_str() == "move.poach")?;
    let mut args = Args::new().with(Role::Type, Value::Code("join".into()));
    args.set(Role::Person, Value::Name(e.name(scene.kb)));
    args.set(Role::From, Value::Name(whence));
    args.set(Role::To, to);
    if let Some(role) = &p.role {
        args.set(Role::RoleBefore, Value::Text(scene.text.words(role.clone()).trim().to_owned()));
    }
    Some(Draft {
        kind: ClaimKind::Move,
        args,
        extent: cover(&t[0].range(), &cover(&e.range, &from.range)),
        trigger: g,
        frame: u16::try_from(frame).ok()?,
        parties: vec![e, from],
        steps: Vec::new(),
        carried: 2,
        quantities: Vec::new(),
        share: None,
        guessed: false,
    })
}
