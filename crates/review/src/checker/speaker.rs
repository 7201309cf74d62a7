//! Whom the quote leads back to, as features: who tells it, who else does, and who told something just before.

use std::ops::Range;

use super::scene::{Scene, Zone, meet};
use super::telling::{Telling, Way, direct, sort, tellings};

/// Who is asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Who<'a> {
    /// A name that stands here.
    Named(&'a [Range<usize>]),
    /// Somebody without a name.
    Unnamed,
}

impl Who<'_> {
    fn is(self, t: &Telling) -> bool {
        match self {
            Self::Named(mine) => t.at.as_ref().is_some_and(|a| mine.iter().any(|m| meet(m, a))),
            Self::Unnamed => matches!(t.way, Way::Unnamed | Way::Paper | Way::Rumour),
        }
    }
}

/// What the words of saying around the quote say of somebody, as features.
pub(crate) fn features(scene: &Scene<'_>, who: Who<'_>) -> Vec<String> {
    let mine = match who {
        Who::Named(mine) => mine,
        Who::Unnamed => &[],
    };
    let all = tellings(scene, mine);
    let quoted = if direct(scene) { "direct" } else { "plain" };
    let mut out: Vec<String> = Vec::new();
    let mut put = |f: String| {
        if !out.contains(&f) {
            out.push(f);
        }
    };
    let covering = covering(scene, &all);
    let side = |t: &Telling| if who.is(t) { "is" } else { "other" };
    for (rank, t) in covering.iter().enumerate() {
        let (way, form, side) = (way(t), t.form.code(), side(t));
        put(format!("covers:{side}:weak={}", t.weak));
        put(format!("covers:{side}:{way}"));
        put(format!("covers:{side}:{form}"));
        put(format!("covers:{side}:{way}:{form}"));
        put(format!("covers:{side}:{}", rank.min(2)));
        put(format!("covers:{side}:{way}:{}", rank.min(2)));
        if side == "is" {
            put(format!("cue={}", words(scene, &t.cue)));
        }
    }
    // How the one and another stand beside each other: «a person told the Herald», «the Herald reported, citing Rao».
    if let Some(t) = covering.iter().find(|t| who.is(t)) {
        for o in covering.iter().filter(|o| !who.is(o)).take(3) {
            let same = if o.cue == t.cue { "one" } else { "two" };
            put(format!("beside:{same}:{}:{}", way(t), way(o)));
            put(format!("beside:{same}:{}{}:{}{}", way(t), t.form.code(), way(o), o.form.code()));
        }
    }
    if covering.iter().any(|t| who.is(t)) {
        put(format!("told:{}:{quoted}", covering.len().min(3)));
        let alone = covering.iter().all(|t| who.is(t));
        put(format!("told:alone:{alone}"));
    } else {
        let how = if covering.is_empty() { "nobody" } else { "another" };
        put(format!("untold:{how}"));
        put(format!("untold:{how}:{quoted}"));
        // Who told something in the sentences before, or will in the next.
        let (first, last) = scene.quoted();
        let before = all.iter().filter(|t| t.cue.end <= scene.quote.start).rev();
        for (k, t) in before.take(3).enumerate() {
            let far = (first.saturating_sub(scene.sentence[t.cue.start])).min(2);
            let (side, way, form) = (side(t), way(t), t.form.code());
            put(format!("carry:{how}:{side}:{k}:{far}"));
            put(format!("carry:{how}:{side}:{way}:{form}:{far}"));
            put(format!("carry:{how}:{side}:{way}:{quoted}"));
        }
        if let Some(t) = all.iter().find(|t| t.cue.start >= scene.quote.end) {
            let far = (scene.sentence[t.cue.start].saturating_sub(last)).min(1);
            let (side, way, form) = (side(t), way(t), t.form.code());
            put(format!("ahead:{how}:{side}:{far}"));
            put(format!("ahead:{how}:{side}:{way}:{form}:{far}"));
        }
    }
    // «Marlowe will …, chief executive Rao said»: a house speaks by those who have a title and no house of their own.
    if let Who::Named(mine) = who
        && let Some(t) =
            covering.iter().find(|t| matches!(t.way, Way::Name | Way::Aside | Way::Unnamed) && !t.weak)
        && !scene.chinese
    {
        let titled = scene.words.list("marker.title").is_some_and(|l| {
            let from = t.cue.start.saturating_sub(10);
            scene.of_list(l).any(|h| (from..t.cue.end + 10).contains(&h.at.start))
        });
        let orgs = scene.found.iter().filter(|f| !f.person).flat_map(|f| &f.at);
        let first =
            orgs.filter(|r| scene.sentence[r.start] == scene.sentence[t.cue.start]).map(|r| r.start).min();
        let leads = first.is_some_and(|f| mine.iter().any(|m| m.contains(&f)));
        put(format!("house:{}:{}:{}", t.way.code(), u8::from(titled), u8::from(leads)));
    }
    // Papers, houses and people speak in ways of their own.
    let of = |at: Option<&Range<usize>>| at.map_or("nobody", |r| sort(scene, std::slice::from_ref(r)));
    let own = match who {
        Who::Named(mine) => sort(scene, mine),
        Who::Unnamed => "nobody",
    };
    put(format!("sort:{own}"));
    match covering.first() {
        Some(t) => {
            let (side, other) = (side(t), of(t.at.as_ref()));
            put(format!("sort:{own}:{side}:{other}"));
            put(format!("sort:{own}:{side}:{other}:{}", way(t)));
        }
        None => {
            let near = all.iter().rev().find(|t| t.cue.end <= scene.quote.start && !t.weak);
            let (side, other) = near.map_or(("none", "silence"), |t| (side(t), of(t.at.as_ref())));
            put(format!("sort:{own}:untold:{side}:{other}"));
        }
    }
    // Who speaks first in the passage often speaks for all of it.
    if let Some(first) = all.iter().find(|t| !t.weak && t.way != Way::Heard) {
        let how = if covering.is_empty() { "untold" } else { "told" };
        put(format!("opens:{}:{how}:{own}", side(first)));
        let alone = all.iter().all(|t| side(t) == "is" || t.weak);
        put(format!("opens:{}:{how}:alone:{alone}", side(first)));
    }
    let tells = all.iter().filter(|t| who.is(t)).count();
    put(format!("tells:{}", tells.min(2)));
    put(format!("tells:{}:of:{}", tells.min(2), all.len().min(3)));
    out
}

/// How the quote is led back to a speaker, whoever it is, as features.
pub(crate) fn manner(scene: &Scene<'_>) -> Vec<String> {
    let all = tellings(scene, &[]);
    match covering(scene, &all).first() {
        Some(t) => {
            let (way, known) = (t.way.code(), if t.at.is_some() { "named" } else { "nobody" });
            vec![
                format!("governs:{way}:{}", t.form.code()),
                format!("governs:{known}"),
                format!("governs:{known}:{}:{}", t.form.code(), zone(scene, t)),
            ]
        }
        None => {
            let near = if all.is_empty() { "silence" } else { "others" };
            vec!["governs:none".to_owned(), format!("governs:none:{near}")]
        }
    }
}

/// The words of saying that the quote hangs on, the one with the narrowest reach first.
fn covering<'t>(scene: &Scene<'_>, all: &'t [Telling]) -> Vec<&'t Telling> {
    let n = scene.quote.len();
    let mut out: Vec<&Telling> = all.iter().filter(|t| t.shares(&scene.quote) * 5 >= n * 2).collect();
    out.sort_by_key(|t| (t.weak, t.size(), t.cue.start));
    out
}

/// How a subject was come upon; apart where the word of saying often means something else.
fn way(t: &Telling) -> String {
    if t.weak { format!("{}~", t.way.code()) } else { t.way.code().to_owned() }
}

fn words(scene: &Scene<'_>, at: &Range<usize>) -> String {
    at.clone().map(|i| scene.word(i)).collect::<Vec<_>>().join(" ")
}

fn zone(scene: &Scene<'_>, t: &Telling) -> &'static str {
    match scene.zone(t.cue.start) {
        Zone::Quote => "quote",
        Zone::Sentence => "sentence",
        Zone::Before | Zone::Earlier => "before",
        Zone::Behind => "behind",
    }
}
