//! The sentence of an event: who does what to whom, in the reader's language, as firmly as its stage allows.

use maud::{Markup, html};
use tradewire_model::{Args, ClaimKind, Event, Name, Role, Stage, Value};

use super::figure::{count, grouped};
use super::name::{list_text, shown};
use super::text::{cut, is_han, language_of, plain};
use crate::directory::{Class, Directory};
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
fn sentence(event: &Event, lang: Lang) -> Vec<Part<'_>> {
    use Part::{Names, Text, Words};
    let a = &event.args;
    let w = lang.words();
    let org = |r: Role| Names(a.names(r), Class::Organisation);
    let man = |r: Role| Names(a.names(r), Class::Person);
    let text = |r: Role, n: usize| a.text(r).map(|t| cut(&plain(t), n)).unwrap_or_default();
    match event.kind {
        ClaimKind::Move => {
            let group = !a.has(Role::Person) && (a.has(Role::Group) || a.has(Role::Count));
            let mood = Mood { stage: event.stage, many: group || a.names(Role::Person).len() > 1, lang };
            let mut parts = vec![mover(a, lang), Words(mood.before())];
            let (verb, place) = match a.text(Role::Type).unwrap_or_default() {
                "join" => (mood.verb(w.v_joins), Role::To),
                "leave" => (mood.verb(w.v_leaves), Role::From),
                "return" => (mood.verb(w.v_returns), Role::To),
                "found" => (mood.verb(w.v_founds), Role::To),
                "promotion" => (mood.verb(w.v_promoted), Role::To),
                "transfer" => (mood.verb(w.v_transfers), Role::To),
                "retire" => (mood.verb(w.v_retires), Role::From),
                "dismissed" => (mood.verb(w.v_dismissed), Role::From),
                "layoff" => (mood.verb(w.v_laid_off), Role::From),
                "past_affiliation" => (mood.verb(w.v_formerly), Role::From),
                _ => (mood.verb(w.v_moves), Role::Gist),
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
            let mood = Mood { stage: event.stage, many: a.names(Role::Acquirer).len() > 1, lang };
            let mut parts = vec![org(Role::Acquirer), Words(mood.before())];
            match stake {
                Some(s) if lang.is_chinese() => {
                    // A space, lest the share run into a Latin name.
                    parts.extend([Words(w.v_takes), org(Role::Target), Text(format!(" {s}")), Words(w.v_of)]);
                }
                Some(s) => {
                    parts.extend([Words(mood.verb(w.v_takes)), Text(s), Words(w.v_of), org(Role::Target)]);
                }
                None => parts.extend(around(mood.verb(verb), org(Role::Target))),
            }
            parts
        }
        ClaimKind::Funding => {
            let mood = Mood { stage: event.stage, many: false, lang };
            vec![org(Role::Company), Words(mood.before()), Words(mood.verb(w.v_raises))]
        }
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
        ClaimKind::Unit => {
            let mood = Mood { stage: event.stage, many: false, lang };
            vec![org(Role::Org), Words(mood.before()), Words(mood.verb(w.v_sets_up)), org(Role::Name)]
        }
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

/// How firmly a verb may be put: what is done is done, what is talked of may be.
struct Mood {
    stage: Stage,
    many: bool,
    lang: Lang,
}

impl Mood {
    /// The words before the plain verb; none where the stage is as good as done.
    fn before(&self) -> &'static str {
        let w = self.lang.words();
        let forms = match self.stage {
            Stage::Rumoured => w.mood_rumoured,
            Stage::InTalks | Stage::Offered | Stage::Countered => w.mood_in_talks,
            Stage::Agreed => w.mood_agreed,
            Stage::Declined => w.mood_declined,
            Stage::Collapsed => w.mood_collapsed,
            Stage::Denied => w.mood_denied,
            Stage::Announced | Stage::Done | Stage::Stated => "",
        };
        self.form(forms, usize::from(self.many))
    }

    /// The verb: for one, for several, or plain behind a mood.
    fn verb(&self, forms: &'static str) -> &'static str {
        let plain = !self.before().is_empty();
        self.form(forms, if plain { 2 } else { usize::from(self.many) })
    }

    /// One of the forms between bars; the last where there are fewer.
    fn form(&self, forms: &'static str, nth: usize) -> &'static str {
        let mut all = forms.split('|');
        all.clone().nth(nth).or_else(|| all.next_back()).unwrap_or_default()
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
        @for (i, part) in sentence(event, lang).into_iter().enumerate() {
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
    for (i, part) in sentence(event, lang).into_iter().enumerate() {
        match part {
            Part::Names([], class) => out.push_str(&nobody(class, i == 0, lang)),
            Part::Names(names, class) => out.push_str(&list_text(names, class, directory, lang)),
            Part::Words(text) => out.push_str(text),
            Part::Text(text) => out.push_str(&text),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(stage: Stage, kind: ClaimKind, args: Args) -> Event {
        let grade = tradewire_model::Grade {
            source: tradewire_model::SourceGrade::F,
            information: tradewire_model::InformationGrade::Unjudged,
        };
        Event {
            id: tradewire_model::EventId::new("e"),
            kind,
            claims: vec![],
            args,
            stage,
            grade,
            reports: vec![],
        }
    }

    fn join(names: &[&str]) -> Args {
        let people = names.iter().map(|n| Name::unresolved(*n)).collect();
        Args::new()
            .with(Role::Type, Value::Code("join".into()))
            .with(Role::Person, Value::Names(people))
            .with(Role::To, Value::Name(Name::unresolved("Okapi")))
    }

    #[test]
    fn a_headline_is_no_firmer_than_its_stage() {
        let say = |stage, names: &[&str], lang| {
            line_text(&event(stage, ClaimKind::Move, join(names)), &Directory::default(), lang)
        };
        assert_eq!(say(Stage::Done, &["Wen"], Lang::En), "Wen joins Okapi");
        assert_eq!(say(Stage::Done, &["Wen", "Ida"], Lang::En), "Wen, Ida join Okapi");
        assert_eq!(say(Stage::Rumoured, &["Wen"], Lang::En), "Wen is said to join Okapi");
        assert_eq!(say(Stage::Collapsed, &["Wen", "Ida"], Lang::En), "Wen, Ida were to join Okapi");
        assert_eq!(say(Stage::InTalks, &["闻若"], Lang::Hans), "闻若或将加入Okapi");
        let promoted = join(&["闻若"]).with(Role::Type, Value::Code("promotion".into()));
        let said =
            line_text(&event(Stage::Done, ClaimKind::Move, promoted), &Directory::default(), Lang::Hant);
        assert_eq!(said, "闻若在Okapi獲升職");
    }

    #[test]
    fn a_deal_names_its_stake_in_the_order_of_the_language() {
        let args = Args::new()
            .with(Role::Acquirer, Value::Name(Name::unresolved("Northgate")))
            .with(Role::Target, Value::Name(Name::unresolved("Tally")))
            .with(Role::StakePercent, Value::Number(49.into()));
        let say = |stage, lang| {
            line_text(&event(stage, ClaimKind::Deal, args.clone()), &Directory::default(), lang)
        };
        assert_eq!(say(Stage::Announced, Lang::En), "Northgate takes 49% of Tally");
        assert_eq!(say(Stage::InTalks, Lang::En), "Northgate may take 49% of Tally");
        assert_eq!(say(Stage::Announced, Lang::Hans), "Northgate取得Tally 49%股份");
    }

    #[test]
    fn nobody_named_is_said_so() {
        let e = event(
            Stage::Offered,
            ClaimKind::Offer,
            Args::new().with(Role::Bidder, Value::Name(Name::unresolved("Okapi"))),
        );
        assert_eq!(
            line_text(&e, &Directory::default(), Lang::En),
            "Okapi makes an offer to somebody unnamed"
        );
        let e = event(Stage::Done, ClaimKind::Move, Args::new());
        assert_eq!(line_text(&e, &Directory::default(), Lang::En), "Somebody unnamed moves");
    }
}
