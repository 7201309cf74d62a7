//! People whom one sentence has come or go without a name, and the next names: «Northgate has hired its first head of
//! robotics. Ada Thornquist, who spent six years at Larkspur, will report to the board.»

use tradewire_model::{Args, ClaimKind, Role, Step, Value};

use crate::build::Draft;
use crate::class::Class;
use crate::discourse::Entity;
use crate::fill::{Scene, cover, entity, organisation};
use crate::frame::Frame;
use crate::lexicon::Lexicon;
use crate::phrase::{Head, Of, Phrase};
use crate::place::relative_clause;
use crate::token::triggers;

/// Somebody who came or went without a name.
#[derive(Debug, Clone)]
pub(crate) struct Newcomer {
    args: Args,
    frame: u16,
    parties: Vec<Entity>,
    /// In which sentence.
    sentence: usize,
}

/// Whom a sentence that names nobody has come or go.
pub(crate) fn of(scene: &Scene<'_>, lexicon: &Lexicon, made: &[Draft]) -> Option<Newcomer> {
    let named = |p: &Phrase| p.head == Head::Person;
    let told = |d: &Draft| d.kind == ClaimKind::Move && d.args.text(Role::Type) != Some("found");
    if scene.phrases.iter().any(named) || made.iter().any(told) {
        return None;
    }
    if scene.row.chinese {
        return lured(scene, lexicon);
    }
    (0..scene.row.tokens.len()).find_map(|at| {
        let frames = triggers(lexicon, &scene.row.tokens[at]);
        frames.iter().find_map(|(f, _)| {
            let frame = &lexicon.frames[*f as usize];
            let (args, parties) = match frame.id.as_str() {
                "move.poach" => comes(scene, at)?,
                "move.leave" | "move.dismiss" => goes(scene, at)?,
                "move.leave-for" => goes(scene, at).filter(|(args, _)| args.has(Role::To))?,
                "move.join" => goes_on(scene, at)?,
                _ => return None,
            };
            let args = set(frame, args);
            Some(Newcomer { args, frame: *f, parties, sentence: scene.before.sentence })
        })
    })
}

/// 北门科技从云杉智能挖来一名核心研究员: one without a name behind a verb of winning people.
fn lured(scene: &Scene<'_>, lexicon: &Lexicon) -> Option<Newcomer> {
    let t = &scene.row.tokens;
    let (f, frame) = lexicon.frames.iter().enumerate().find(|(_, f)| f.id.as_str() == "move.poach")?;
    let at = (0..t.len()).find(|&k| t[k].hires && t[k].verb && t[k].name.is_none())?;
    let post = scene.phrases.iter().find(|p| p.tokens.start > at && p.tokens.start <= at + 3)?;
    let one = (at + 1..post.tokens.end)
        .any(|k| t[k].is(Class::Article) && scene.text.folded.text[t[k].range()].starts_with('一'));
    if !matches!(post.head, Head::Group | Head::Role) || !one || post.clause != t[at].clause {
        return None;
    }
    let mut args = Args::new();
    let mut parties = Vec::new();
    let firms = || scene.phrases.iter().filter(|p| p.head == Head::Org && p.tokens.end <= at);
    let to = firms().find(|p| p.governor.is_none()).and_then(|p| entity(scene, p))?;
    let from = firms().find(|p| p.governor.is_some_and(|g| t[g].is(Class::From)));
    let from = from.and_then(|p| entity(scene, p)).or_else(|| organisation(scene, post));
    args.set(Role::To, Value::Name(to.name(scene.kb)));
    parties.push(to);
    if let Some(e) = from.filter(|e| !e.same(&parties[0])) {
        args.set(Role::From, Value::Name(e.name(scene.kb)));
        parties.push(e);
    }
    let args = set(frame, args);
    Some(Newcomer { args, frame: u16::try_from(f).ok()?, parties, sentence: scene.before.sentence })
}

fn set(frame: &Frame, mut args: Args) -> Args {
    for (r, code) in &frame.set {
        args.set(*r, Value::Code(code.clone()));
    }
    args
}

/// «hired its first head of robotics», «hired a former Larkspur executive to run it»: one post behind the verb, its firm before.
fn comes(scene: &Scene<'_>, at: usize) -> Option<(Args, Vec<Entity>)> {
    let t = &scene.row.tokens;
    let post = scene
        .phrases
        .iter()
        .find(|p| p.head == Head::Role && p.tokens.start > at && p.tokens.start <= at + 4)?;
    let plural = t[post.tokens.clone()].iter().any(|x| x.is(Class::Group));
    let apart =
        t[at + 1..post.tokens.start].iter().any(|x| x.punct.is_some() || x.any(&[Class::As, Class::For]));
    if plural || post.count.is_some() || apart {
        return None;
    }
    let mut args = Args::new();
    let mut parties = Vec::new();
    let subject = scene.phrases.iter().rev().find(|p| {
        p.tokens.end <= at
            && p.governor.is_none()
            && matches!(p.head, Head::Org | Head::Generic | Head::OrgPronoun)
    });
    let firm = match subject.map(|p| &p.head) {
        Some(Head::Org) => subject.and_then(|p| entity(scene, p)),
        Some(Head::OrgPronoun) => scene.before.topic_org.clone(),
        _ => None,
    };
    if let Some(e) = &firm {
        args.set(Role::To, Value::Name(e.name(scene.kb)));
        parties.push(e.clone());
    }
    let words = |p: &Phrase| p.role.clone().map(|r| Value::Text(scene.text.words(r).trim().to_owned()));
    // «hired a stock picker from Northgate», «hired the head of Northgate's vision team»: the firm behind the post.
    let behind = scene
        .phrases
        .iter()
        .find(|p| {
            p.head == Head::Org && p.tokens.start >= post.tokens.end && p.tokens.start <= post.tokens.end + 2
        })
        .filter(|p| {
            let owns = t.get(p.tokens.end).is_some_and(|x| x.is(Class::De));
            p.governor.map_or(owns, |g| t[g].any(&[Class::From, Class::At]) || owns && t[g].is(Class::Of))
        })
        .and_then(|p| entity(scene, p))
        .filter(|e| firm.as_ref().is_none_or(|f| !f.same(e)));
    match &post.org {
        _ if behind.is_some() => {
            if let Some(e) = behind {
                args.set(Role::From, Value::Name(e.name(scene.kb)));
                parties.push(e);
            }
        }
        Some(Of::Name(n, r)) => {
            let e = Entity::of_name(scene.text, n, r.clone());
            args.set(Role::From, Value::Name(e.name(scene.kb)));
            parties.push(e);
            if let Some(w) = words(post) {
                args.set(Role::RoleBefore, w);
            }
        }
        _ if post.former => return None,
        _ => {
            firm.as_ref()?;
            args.set(Role::RoleAfter, words(post)?);
        }
    }
    Some((args, parties))
}

/// «The chief scientist of Larkspur has left the company»: a post with its firm before the verb.
fn goes(scene: &Scene<'_>, at: usize) -> Option<(Args, Vec<Entity>)> {
    let t = &scene.row.tokens;
    let opens = |p: &&Phrase| {
        p.tokens.start <= 3
            && t[..p.tokens.start].iter().all(|x| x.is(Class::Article) || x.plain() && x.punct.is_none())
    };
    // «The scientist who led …», «The founder of …»: described, and nobody spoken of before.
    let described = |p: &Phrase| {
        let behind = t.get(p.tokens.end).is_some_and(|x| x.any(&[Class::Relative, Class::Of]));
        p.head == Head::PersonPronoun && behind && scene.text.folded.text[p.core.clone()].starts_with("the ")
    };
    let post = scene.phrases.iter().find(opens).filter(|p| p.head == Head::Role || described(p))?;
    let plural = t[post.tokens.clone()].iter().any(|x| x.is(Class::Group));
    if post.tokens.end > at || plural || post.count.is_some() || post.former {
        return None;
    }
    let firms: Vec<Entity> =
        scene.phrases.iter().filter(|p| p.tokens.start < at).filter_map(|p| organisation(scene, p)).collect();
    // «the head of engineering at Sea's arm Shopee»: the last is where they work.
    let firm = firms.last()?.clone();
    let mut args = Args::new().with(Role::From, Value::Name(firm.name(scene.kb)));
    let words = scene.text.words(post.role.clone().unwrap_or_else(|| post.core.clone())).trim();
    let words = words.strip_prefix("The ").or_else(|| words.strip_prefix("the ")).unwrap_or(words);
    args.set(Role::RoleBefore, Value::Text(words.to_owned()));
    // «for Northgate», «to join Northgate»
    let aim = |p: &Phrase| {
        let before = p.tokens.start.checked_sub(1).filter(|&k| k > at).map(|k| &t[k]);
        before.is_some_and(|x| x.is(Class::For) || scene.text.folded.text[x.range()].ends_with("join"))
    };
    let goal = scene.phrases.iter().find(|p| p.tokens.start > at && p.head == Head::Org && aim(p));
    let mut parties = vec![firm];
    if let Some(e) = goal.and_then(|p| entity(scene, p)) {
        args.set(Role::To, Value::Name(e.name(scene.kb)));
        args.set(Role::Type, Value::Code("join".into()));
        parties.push(e);
    }
    Some((args, parties))
}

/// «A senior Northgate researcher has joined Larkspur»: a post with its firm before the verb, another firm right behind it.
fn goes_on(scene: &Scene<'_>, at: usize) -> Option<(Args, Vec<Entity>)> {
    let (mut args, mut parties) = goes(scene, at)?;
    let goal = scene
        .phrases
        .iter()
        .find(|p| p.head == Head::Org && p.tokens.start > at && p.tokens.start <= at + 3)?;
    let e = entity(scene, goal).filter(|e| parties.iter().all(|o| !o.same(e)))?;
    args.set(Role::To, Value::Name(e.name(scene.kb)));
    parties.push(e);
    Some((args, parties))
}

/// «told colleagues», «announced the move», «wrote on X that she was leaving»: whether somebody speaks of their own going.
fn own_word(scene: &Scene<'_>) -> bool {
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    (0..t.len()).any(|k| {
        let says = t[k].any(&[Class::Speech, Class::Report, Class::Announce]) && t[k].name.is_none();
        let heard = |m: usize| {
            t[m].is(Class::Group)
                || matches!(
                    word(m),
                    "departure"
                        | "move"
                        | "exit"
                        | "resignation"
                        | "news"
                        | "staff"
                        | "colleagues"
                        | "linkedin"
                )
        };
        says && (k + 1..t.len().min(k + 5)).any(heard)
    })
}

/// A claim for the one with whom the sentence opens, where one before told of somebody without a name and this tells of no move;
/// where it does, what it leaves out is filled in.
pub(crate) fn named(scene: &Scene<'_>, made: &mut Vec<Draft>) -> bool {
    let Some(new) = scene.before.newcomer.as_ref().filter(|n| n.sentence + 2 > scene.before.sentence) else {
        return false;
    };
    let Some((i, p)) = scene.phrases.iter().enumerate().find(|(_, p)| p.head == Head::Person) else {
        return false;
    };
    let Some(e) = entity(scene, p) else { return false };
    let known = scene.before.people.iter().any(|x| x.0.same(&e));
    let opens = p.clause == 0 && p.governor.is_none() && p.tokens.start <= 4;
    // «Ada Thornquist, an analyst at Oakhurst, said»: who speaks of it.
    let t = &scene.row.tokens;
    let says = t.iter().filter(|x| x.name.is_none()).any(|x| x.any(&[Class::Speech, Class::Report]));
    let own = match &p.org {
        Some(Of::Name(n, r)) => Some(Entity::of_name(scene.text, n, r.clone())),
        _ => None,
    };
    if known || !opens {
        return false;
    }
    let mine = |d: &Draft| {
        d.kind == ClaimKind::Move
            && d.args.text(Role::Type) != Some("found")
            && d.args.name(Role::Person).is_some_and(|n| n.text == e.text)
    };
    if let Some(d) = made.iter_mut().find(|d| mine(d)) {
        supply(&mut d.args, &new.args);
        return true;
    }
    let who = p.tokens.end + usize::from(t.get(p.tokens.end).is_some_and(|x| x.punct == Some(',')));
    let who = t.get(who).filter(|x| x.is(Class::Relative)).map(|_| who);
    let tells = who.is_some() || p.role.is_some();
    let moves = made.iter().any(|d| d.kind == ClaimKind::Move && d.args.has(Role::Person) && !mine(d));
    let says = says && !own_word(scene);
    if says && who.is_none() || !tells && says || moves && who.is_none() {
        return false;
    }
    let mut args = new.args.clone();
    args.set(Role::Person, Value::Name(e.name(scene.kb)));
    let mut parties = new.parties.clone();
    parties.push(e.clone());
    let spent = who.and_then(|k| {
        let clause = t[k].clause;
        let mut inside = scene.phrases.iter().filter(|q| q.clause == clause && q.head == Head::Org);
        let one = inside.next().filter(|_| relative_clause(scene, clause))?;
        inside.next().is_none().then(|| entity(scene, one)).flatten()
    });
    let whence = own.or(spent).filter(|w| !new.parties.iter().any(|o| o.same(w)));
    if let Some(w) = whence.filter(|_| !args.has(Role::From)) {
        args.set(Role::From, Value::Name(w.name(scene.kb)));
        parties.push(w);
    }
    if !args.has(Role::To) && !args.has(Role::From) {
        return false;
    }
    made.push(Draft {
        kind: ClaimKind::Move,
        args,
        extent: cover(&t[0].range(), &e.range),
        trigger: p.tokens.start,
        frame: new.frame,
        parties,
        steps: vec![Step {
            what: "person".to_owned(),
            text: scene.text.words(scene.phrases[i].core.clone()).to_owned(),
            span: None,
            how: "whom the sentence before did not name".to_owned(),
        }],
        carried: 2,
        quantities: Vec::new(),
        share: None,
        guessed: false,
    });
    true
}

/// Gives a claim what it leaves out.
fn supply(args: &mut Args, from: &Args) {
    let kinds = (args.text(Role::Type).map(str::to_owned), from.text(Role::Type).map(str::to_owned));
    let alike = kinds.0 == kinds.1 || kinds.0.as_deref() == Some("promotion");
    for r in [Role::From, Role::To, Role::RoleBefore, Role::RoleAfter] {
        let same = |a: &Args, o: Role| match (a.name(o), from.name(r)) {
            (Some(x), Some(y)) => x.text == y.text || x.id.is_some() && x.id == y.id,
            _ => false,
        };
        let doubled = match r {
            Role::From => same(args, Role::To),
            Role::To => same(args, Role::From),
            _ => false,
        };
        if let Some(v) = from.get(r).filter(|_| alike && !args.has(r) && !doubled) {
            args.set(r, v.clone());
        }
    }
}

/// «under a new chief executive, Ada Thornquist, formerly of Larkspur», «its new head of sales, Ada, previously at Larkspur, said»:
/// whoever holds a new post and was elsewhere before has come, where no verb says so.
pub(crate) fn appointed(scene: &Scene<'_>, lexicon: &Lexicon, made: &mut Vec<Draft>) {
    let t = &scene.row.tokens;
    let Some(frame) = lexicon.frames.iter().position(|f| f.id.as_str() == "move.poach") else { return };
    if scene.row.chinese {
        return;
    }
    for p in scene.phrases.iter().filter(|p| p.head == Head::Person && p.former) {
        let (Some(role), Some(Of::Name(n, r)), Some(e)) = (&p.role, &p.org, entity(scene, p)) else {
            continue;
        };
        let post = t.iter().position(|x| x.end > role.start).unwrap_or(p.tokens.start);
        let new = (post.saturating_sub(4)..=post)
            .rev()
            .take_while(|&k| t[k].punct.is_none())
            .any(|k| t[k].is(Class::New));
        // The post stands before the name, whence behind it.
        let told = role.end <= p.core.start && r.start >= p.core.end;
        let moved = made.iter().any(|d| {
            d.kind == ClaimKind::Move && d.args.names(Role::Person).iter().any(|m| m.text == e.text)
        });
        if !new || !told || moved {
            continue;
        }
        let from = Entity::of_name(scene.text, n, r.clone());
        let here = scene
            .phrases
            .iter()
            .rev()
            .find(|q| q.core.end <= role.start && matches!(q.head, Head::Org | Head::OrgPronoun));
        let firm = match here.map(|q| &q.head) {
            Some(Head::Org) => here.and_then(|q| entity(scene, q)),
            _ => scene.before.topic_org.clone(),
        };
        let Some(firm) = firm.filter(|f| !f.same(&from)) else { continue };
        let mut args = set(&lexicon.frames[frame], Args::new());
        args.set(Role::Person, Value::Name(e.name(scene.kb)));
        args.set(Role::To, Value::Name(firm.name(scene.kb)));
        args.set(Role::From, Value::Name(from.name(scene.kb)));
        args.set(Role::RoleAfter, Value::Text(scene.text.words(role.clone()).trim().to_owned()));
        made.push(Draft {
            kind: ClaimKind::Move,
            args,
            extent: cover(role, r),
            trigger: post,
            frame: u16::try_from(frame).unwrap_or_default(),
            parties: vec![e, firm, from],
            steps: vec![Step {
                what: "trigger".to_owned(),
                text: scene.text.words(role.clone()).trim().to_owned(),
                span: None,
                how: "a new post, and where its holder was before".to_owned(),
            }],
            carried: 1,
            quantities: Vec::new(),
            share: None,
            guessed: false,
        });
    }
}
