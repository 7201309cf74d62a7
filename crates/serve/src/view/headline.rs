//! The headline of an event: who, from where, to where, in a sentence of the reader's language.

use maud::{Markup, html};
use tradewire_model::{Args, ClaimKind, Event, Name, Role, Value};

use super::figure::{count, grouped, measure};
use super::name::{Shown, list_text, monogram, shown};
use super::text::{cut, is_han, language_of, plain};
use crate::directory::{Class, Directory};
use crate::link;
use crate::words::Lang;

/// What the sentence of a headline is made of.
enum Part<'a> {
    /// Names that play a role, or a word for nobody.
    Names(&'a [Name], Class),
    /// Words of the interface.
    Words(&'static str),
    /// Words of the text, or a figure.
    Text(String),
}

/// The sentence of an event, as parts.
fn sentence<'a>(kind: ClaimKind, a: &'a Args, lang: Lang) -> Vec<Part<'a>> {
    use Part::{Names, Text, Words};
    let w = lang.words();
    let org = |r: Role| Names(a.names(r), Class::Organisation);
    let man = |r: Role| Names(a.names(r), Class::Person);
    let text = |r: Role, n: usize| a.text(r).map(|t| cut(&plain(t), n)).unwrap_or_default();
    match kind {
        ClaimKind::Move => {
            let many = a.names(Role::Person).len() > 1
                || (!a.has(Role::Person) && (a.has(Role::Group) || a.has(Role::Count)));
            let verb = |forms: &'static str| match forms.split_once('|') {
                Some((one, more)) => {
                    if many {
                        more
                    } else {
                        one
                    }
                }
                None => forms,
            };
            let mut parts = vec![mover(a, lang)];
            let (verb, place) = match a.text(Role::Type).unwrap_or_default() {
                "join" => (verb(w.v_joins), Role::To),
                "leave" => (verb(w.v_leaves), Role::From),
                "return" => (verb(w.v_returns), Role::To),
                "found" => (verb(w.v_founds), Role::To),
                "promotion" => (verb(w.v_promoted), Role::To),
                "transfer" => (verb(w.v_transfers), Role::To),
                "retire" => (verb(w.v_retires), Role::From),
                "dismissed" => (verb(w.v_dismissed), Role::From),
                "layoff" => (verb(w.v_laid_off), Role::From),
                "past_affiliation" => (verb(w.v_formerly), Role::From),
                _ => (verb(w.v_moves), Role::Gist),
            };
            let other = if place == Role::To { Role::From } else { Role::To };
            let place = if a.has(place) || !a.has(other) { place } else { other };
            if place == Role::Gist {
                parts.push(Words(verb));
            } else {
                parts.extend(around(verb, org(place)));
            }
            parts
        }
        ClaimKind::Offer if a.has(Role::Bidder) || a.has(Role::By) => {
            let bidder = if a.has(Role::Bidder) { org(Role::Bidder) } else { man(Role::By) };
            let [before, whom, after] = around(w.v_offers, man(Role::To));
            vec![bidder, before, whom, after]
        }
        ClaimKind::Offer => around(w.v_offered_to, man(Role::To)).into(),
        ClaimKind::Deal => {
            let stake = match a.get(Role::StakePercent) {
                Some(Value::Number(n)) => Some(format!("{}%", grouped(n.normalize()))),
                _ => None,
            };
            let verb = match a.text(Role::DealKind) {
                Some("investment") => w.v_invests,
                Some("acqui-hire") => w.v_hires_team,
                Some("license-and-hire") => w.v_licenses,
                _ => w.v_buys,
            };
            match stake {
                Some(s) if lang.is_chinese() => {
                    vec![org(Role::Acquirer), Words(w.v_takes), org(Role::Target), Text(s), Words(w.v_of)]
                }
                Some(s) => {
                    vec![org(Role::Acquirer), Words(w.v_takes), Text(s), Words(w.v_of), org(Role::Target)]
                }
                None => {
                    let [before, target, after] = around(verb, org(Role::Target));
                    vec![org(Role::Acquirer), before, target, after]
                }
            }
        }
        ClaimKind::Funding => vec![org(Role::Company), Words(w.v_raises)],
        ClaimKind::Valuation => vec![org(Role::Company), Words(w.v_worth)],
        ClaimKind::Payband => {
            let job = [text(Role::Role, 60), text(Role::Population, 60)].into_iter().find(|t| !t.is_empty());
            let job = Text(job.unwrap_or_else(|| w.somebody.to_lowercase()));
            if a.has(Role::Org) {
                vec![org(Role::Org), Words(w.v_pays), job]
            } else {
                vec![Words(w.v_pay_of), job]
            }
        }
        ClaimKind::Approach => {
            let mut parts =
                vec![if a.has(Role::Org) { org(Role::Org) } else { man(Role::By) }, Words(w.v_courts)];
            if a.has(Role::To) {
                parts.push(man(Role::To));
            } else {
                parts.extend(around(w.v_people_of, org(Role::TargetOrg)));
            }
            parts
        }
        ClaimKind::Dispute => vec![org(Role::Plaintiff), Words(w.v_sues), org(Role::Defendant)],
        ClaimKind::Unit => vec![org(Role::Org), Words(w.v_sets_up), org(Role::Name)],
        ClaimKind::Stat => {
            let what = text(Role::Name, 90);
            vec![Text(if what.is_empty() { text(Role::Population, 90) } else { what })]
        }
        ClaimKind::Statement => {
            let who = if a.has(Role::Speaker) { man(Role::Speaker) } else { org(Role::Affiliation) };
            vec![who, Words(w.v_says)]
        }
    }
}

/// A verb with the name that follows it, or that stands where the verb has an ellipsis.
fn around<'a>(verb: &'static str, name: Part<'a>) -> [Part<'a>; 3] {
    let (before, after) = verb.split_once('…').unwrap_or((verb, ""));
    [Part::Words(before), name, Part::Words(after)]
}

/// Who moves: names, or a counted group.
fn mover<'a>(a: &'a Args, lang: Lang) -> Part<'a> {
    if a.has(Role::Person) {
        return Part::Names(a.names(Role::Person), Class::Person);
    }
    let Some(Value::Count(c)) = a.get(Role::Count) else {
        return Part::Names(a.names(Role::Group), Class::Person);
    };
    // The words for a group often hold its number; where they do not, or the reader could not read them, it is said.
    let group = a.name(Role::Group).map(|g| plain(&g.text));
    let own = group.filter(|g| g.chars().any(is_han) == lang.is_chinese());
    Part::Text(match own {
        Some(g) if g.chars().any(char::is_numeric) => cut(&g, 60),
        Some(g) => format!("{}{}{}", count(c, lang), lang.pick(" ", "", ""), cut(&g, 60)),
        None => format!("{}{}", count(c, lang), lang.pick(" people", "", "")),
    })
}

/// The word for nobody named, small within the sentence.
fn nobody(class: Class, first: bool, lang: Lang) -> String {
    let word = if class == Class::Person { lang.words().somebody } else { lang.words().unnamed_firm };
    if first { word.to_owned() } else { word.to_lowercase() }
}

/// The sentence with names in both scripts, without links.
#[must_use]
pub fn line(event: &Event, directory: &Directory, lang: Lang) -> Markup {
    html! {
        @for (i, part) in sentence(event.kind, &event.args, lang).into_iter().enumerate() {
            @match part {
                Part::Names([], class) => span.verb { (nobody(class, i == 0, lang)) },
                Part::Names(names, class) => {
                    @if names.len() == 1 {
                        @let s = shown(&names[0], class, directory, lang);
                        (s.bare()) @if class == Class::Person { (s.companion()) }
                    } @else {
                        (unlinked(names, class, directory, lang))
                    }
                },
                Part::Words("") => "",
                Part::Words(text) => span.verb { (text) },
                Part::Text(text) => bdi lang=(language_of(&text)) { (text) },
            }
        }
    }
}

fn unlinked(names: &[Name], class: Class, directory: &Directory, lang: Lang) -> Markup {
    html! { bdi { (list_text(names, class, directory, lang)) } }
}

/// The sentence as plain text.
#[must_use]
pub fn line_text(event: &Event, directory: &Directory, lang: Lang) -> String {
    let mut out = String::new();
    for (i, part) in sentence(event.kind, &event.args, lang).into_iter().enumerate() {
        match part {
            Part::Names([], class) => out.push_str(&nobody(class, i == 0, lang)),
            Part::Names(names, class) => out.push_str(&list_text(names, class, directory, lang)),
            Part::Words(text) => out.push_str(text),
            Part::Text(text) => out.push_str(&text),
        }
    }
    out
}

/// The places an event leads from and to: the tiles at either end.
#[must_use]
pub fn ends(event: &Event) -> (Option<&Name>, Option<&Name>) {
    let a = &event.args;
    match event.kind {
        ClaimKind::Move => (a.name(Role::From), a.name(Role::To)),
        ClaimKind::Offer => (None, a.name(Role::Bidder)),
        ClaimKind::Deal => (a.name(Role::Target), a.name(Role::Acquirer)),
        ClaimKind::Funding | ClaimKind::Valuation => (None, a.name(Role::Company)),
        ClaimKind::Approach => (a.name(Role::TargetOrg), a.name(Role::Org)),
        ClaimKind::Dispute => (a.name(Role::Defendant), a.name(Role::Plaintiff)),
        ClaimKind::Unit | ClaimKind::Payband => (None, a.name(Role::Org)),
        ClaimKind::Stat => (None, None),
        ClaimKind::Statement => (None, a.name(Role::Affiliation)),
    }
}

/// A tile: the letters of an organisation, linked to its page; a dashed one where nobody is named.
#[must_use]
pub fn tile(name: Option<&Name>, to: bool, directory: &Directory, lang: Lang) -> Markup {
    let Some(name) = name else {
        return html! { span.tile.open aria-hidden="true" { "?" } };
    };
    let s = shown(name, Class::Organisation, directory, lang);
    // The letters come from the Latin name where there is one: they are the same in every language.
    let latin =
        name.id.as_ref().and_then(|id| directory.get(id)).map_or(s.main.as_str(), |k| k.name.as_str());
    let letters = monogram(if name.name.is_some() { name.label() } else { latin });
    let class = if to { "tile to" } else { "tile" };
    match &s.href {
        Some(href) => html! { a class=(class) href=(href) title=(s.main) aria-label=(s.main) { (letters) } },
        None => html! { span class=(class) title=(s.main) { (letters) } },
    }
}

/// The way between two ends, with their names: dashed until it has been walked.
#[must_use]
pub fn way(
    event: &Event,
    from: Option<&Name>,
    to: Option<&Name>,
    directory: &Directory,
    lang: Lang,
) -> Markup {
    use tradewire_model::Stage as S;
    let walked = matches!(event.stage, S::Done | S::Announced | S::Agreed);
    let end = |n: Option<&Name>| {
        n.map(|n| shown(n, Class::Organisation, directory, lang)).unwrap_or(Shown {
            main: "?".to_owned(),
            beside: None,
            href: None,
        })
    };
    html! {
        div.way {
            span.end { (end(from).linked()) }
            svg class=(if walked { "line" } else { "line dashed" }) width="100%" height="10" role="img"
                aria-label=(lang.pick("to", "到", "到")) {
                line.run x1="0" y1="5" x2="98%" y2="5" {}
                svg x="100%" width="1" height="10" overflow="visible" { path.tip d="M-10 0L0 5L-10 10Z" {} }
            }
            span.end { (end(to).linked()) }
        }
    }
}

/// What a figure claim says: its measure, or its last point.
#[must_use]
pub fn stat_value(a: &Args, lang: Lang) -> Option<String> {
    match (a.get(Role::Value), a.get(Role::Series)) {
        (Some(Value::Measure(m)), _) => Some(measure(m, lang)),
        (_, Some(Value::Series(points))) => points.last().map(|p| measure(&p.value, lang)),
        _ => None,
    }
}

/// The address of an event's page.
#[must_use]
pub fn address(event: &Event) -> String {
    link::event(&event.id)
}
