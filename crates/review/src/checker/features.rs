//! What can be seen of a name in a role, of a source, and of a denial, as features of a linear model.
//!
//! A feature is a fact about the text that a person could check: a name stands before the word that tells of the act,
//! behind «from», in another sentence than the quote. What each counts for is in `data/weights.tsv`.

use std::collections::BTreeMap;
use std::ops::Range;

use tradewire_mention::Mention;
use tradewire_model::{Args, ClaimKind, Name, Role};

use super::names::{Places, places};
use super::scene::{Scene, Zone, meet};
use super::speaker::{self, Who};

/// What a role is like, so that roles of several kinds can share what is known.
pub(crate) fn group(kind: ClaimKind, role: Role) -> &'static str {
    use ClaimKind as K;
    use Role as R;
    match (kind, role) {
        (_, R::Person | R::LedBy) | (K::Offer | K::Approach, R::To) => "person",
        (_, R::Speaker | R::By) => "speaker",
        (K::Move, R::From) | (_, R::TargetOrg) => "from",
        (K::Move, R::To) | (K::Offer, R::Bidder) | (K::Approach | K::Unit, R::Org) => "goal",
        (_, R::Acquirer | R::Investors | R::Plaintiff) => "agent",
        (_, R::Target | R::Company | R::Defendant) => "patient",
        _ => "other",
    }
}

/// Whether a role is filled by persons, as a rule.
pub(crate) fn personal(kind: ClaimKind, role: Role) -> bool {
    matches!(group(kind, role), "person" | "speaker")
}

/// Name of a role in the model: `move.to`.
pub(crate) fn key(kind: ClaimKind, role: Role) -> String {
    format!("{kind}.{role}")
}

/// A row of features with their values: 1 where it is so; of a difference of two rows also −1.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row(pub(crate) BTreeMap<String, f64>);

impl Row {
    fn add(&mut self, prefixes: &[String], feature: &str) {
        for p in prefixes {
            self.0.insert(format!("{p}|{feature}"), 1.0);
        }
    }

    /// The same features for another model: each with a mark before it.
    pub(crate) fn marked(self, mark: &str) -> Self {
        Self(self.0.into_iter().map(|(f, x)| (format!("{mark}{f}"), x)).collect())
    }

    /// What this row has that another has not, and the reverse.
    pub(crate) fn minus(mut self, other: &Self) -> Self {
        for (f, x) in &other.0 {
            *self.0.entry(f.clone()).or_default() -= x;
        }
        self.0.retain(|_, x| *x != 0.0);
        self
    }
}

/// The features of a name in a role of a claim.
pub(crate) fn name_row(
    scene: &Scene<'_>,
    kind: ClaimKind,
    role: Role,
    name: &Name,
    args: &Args,
    mentions: &[Mention],
) -> Row {
    let person = personal(kind, role);
    let at = places(scene, name, person);
    let move_type = args.text(Role::Type).unwrap_or("");
    let mut prefixes = vec![key(kind, role), group(kind, role).to_owned()];
    if !move_type.is_empty() {
        prefixes.push(format!("{}.{move_type}", key(kind, role)));
    }
    let mut row = around(scene, &at, &prefixes, person);
    // Who else the claim names, and where they stand.
    for (r, v) in args.iter().filter(|(r, _)| *r != role) {
        let other: Vec<Range<usize>> =
            v.names().iter().flat_map(|n| places(scene, n, personal(kind, r)).at).collect();
        let quoted = |list: &[Range<usize>]| list.iter().find(|x| scene.in_quote(x.start)).map(|x| x.start);
        if let (Some(a), Some(b)) = (quoted(&at.at), quoted(&other)) {
            let side = if a < b { "before" } else { "after" };
            row.add(&prefixes, &format!("order:{side}:{r}"));
        }
    }
    for f in reader(scene, &at, mentions) {
        row.add(&prefixes, &f);
    }
    row
}

/// The features of a name as the source of a claim.
pub(crate) fn source_row(scene: &Scene<'_>, name: &Name, args: &Args) -> Row {
    let at = places(scene, name, true);
    let mut at_firm = places(scene, name, false);
    at_firm.at.extend(at.at);
    at_firm.at.sort_by_key(|r| r.start);
    at_firm.at.dedup();
    // Who speaks is told alike in claims of every kind.
    let prefixes = vec!["source".to_owned()];
    let mut row = around(scene, &at_firm, &prefixes, false);
    // Who speaks, and who else does.
    let mine = |f: &Range<usize>| at_firm.at.iter().any(|m| meet(m, f));
    let own = speaks(scene, &at_firm.at);
    let order = ["quote", "sentence", "before", "near", "no"];
    let rank = |z: &str| order.iter().position(|o| *o == z).unwrap_or(4);
    let other = scene
        .found
        .iter()
        .filter(|f| !f.at.iter().any(mine))
        .map(|f| speaks(scene, &f.at))
        .min_by_key(|z| rank(z))
        .unwrap_or("no");
    row.add(&prefixes, &format!("speaks:{own}:{other}"));
    row.add(&prefixes, &format!("speaks:{own}"));
    let anonymous = scene.words.list("voice.anonymous").is_some_and(|l| {
        let (first, last) = scene.quoted();
        scene.of_list(l).any(|h| (first..=last).contains(&scene.sentence[h.at.start]))
    });
    row.add(&prefixes, &format!("speaks:{own}:anonymous:{}", u8::from(anonymous)));
    tells(scene, Who::Named(&at_firm.at), &prefixes, &mut row);
    // Of what somebody says in so many words, the source is who heard it.
    if args.has(Role::Speaker) {
        for f in speaker::features(scene, Who::Named(&at_firm.at)) {
            if f.starts_with("covers:is") || f.starts_with("sort:") {
                row.add(&["stated".to_owned()], &f);
            }
        }
    }
    let same = |n: &Name| n.text == name.text || n.name.is_some() && n.name == name.name;
    for (r, v) in args.iter() {
        if v.names().iter().any(same) {
            row.add(&prefixes, &format!("is:{r}"));
        }
    }
    row
}

/// What the words of saying make of somebody, alike for names and for those who have none.
fn tells(scene: &Scene<'_>, who: Who<'_>, prefixes: &[String], row: &mut Row) {
    let language = if scene.chinese { "zh" } else { "en" };
    let mut prefixes = prefixes.to_vec();
    prefixes.extend(["told".to_owned(), format!("told.{language}"), format!("{}.{language}", prefixes[0])]);
    for f in speaker::features(scene, who) {
        row.add(&prefixes, &f);
    }
}

/// Where a name stands: what is next to it, which act it stands before, who else is there.
fn around(scene: &Scene<'_>, at: &Places, prefixes: &[String], person: bool) -> Row {
    let mut row = Row::default();
    row.add(prefixes, "bias");
    let zone = |r: &Range<usize>| scene.zone(r.start) as usize;
    let Some(best) = at.at.iter().map(zone).min() else {
        row.add(prefixes, "nowhere");
        return row;
    };
    row.add(prefixes, &format!("zone:{best}"));
    if at.part {
        row.add(prefixes, "part");
    }
    row.add(prefixes, &format!("count:{}", at.at.len().min(3)));
    // Others of its sort, and who of them is nearest.
    let mine = |f: &Range<usize>| at.at.iter().any(|m| meet(m, f));
    let rivals: Vec<&Range<usize>> = scene
        .found
        .iter()
        .filter(|f| f.person == person && !f.at.iter().any(mine))
        .flat_map(|f| &f.at)
        .collect();
    let quoted = scene
        .found
        .iter()
        .filter(|f| {
            f.person == person && !f.at.iter().any(mine) && f.at.iter().any(|r| scene.in_quote(r.start))
        })
        .count();
    row.add(prefixes, &format!("rivals:{}:{}", usize::from(best == 0), quoted.min(2)));
    let pronoun = scene.quote.clone().any(|i| {
        let ahead: Vec<&str> = (i..(i + 2).min(scene.quote.end)).map(|k| scene.word(k)).collect();
        scene.words.pronoun.starts(&ahead) > 0
    });
    if best > 0 {
        row.add(prefixes, &format!("away:{best}:{}:{}", u8::from(pronoun), quoted.min(1)));
        // Whether it is the last of its sort before the quote, or the first of the text.
        let before = |r: &&Range<usize>| r.end <= scene.quote.start;
        let last_mine = at.at.iter().filter(before).map(|r| r.start).max();
        let last_rival = rivals.iter().copied().filter(before).map(|r| r.start).max();
        row.add(prefixes, &format!("latest:{}", u8::from(last_mine > last_rival)));
        // The subject of the sentence before: the first name in it.
        if best == 2 {
            let here = at.at.iter().filter(|r| zone(r) == 2).map(|r| r.start).min();
            let other = rivals.iter().filter(|r| zone(r) == 2).map(|r| r.start).min();
            let leads = here.is_some() && other.is_none_or(|o| here < Some(o));
            row.add(prefixes, &format!("subject:{}", u8::from(leads)));
        }
    }
    let first_mine = at.at.first().map(|r| r.start);
    let first_rival = rivals.iter().map(|r| r.start).min();
    row.add(prefixes, &format!("first:{}", u8::from(first_rival.is_none_or(|r| first_mine < Some(r)))));
    if best == 0 {
        let inside = |r: &&Range<usize>| scene.in_quote(r.start);
        let a = at.at.iter().filter(inside).map(|r| r.start).min();
        let b = rivals.iter().copied().filter(inside).map(|r| r.start).min();
        row.add(prefixes, &format!("quote-first:{}", u8::from(b.is_none_or(|b| a < Some(b)))));
    }
    for r in at.at.iter().filter(|r| zone(r) < 3) {
        for part in evidence(scene, r) {
            row.add(prefixes, &format!("part:{part}"));
            row.add(prefixes, &format!("part:{}:{part}", zone(r)));
        }
    }
    for r in at.at.iter().filter(|r| zone(r) == best) {
        beside(scene, r, best, prefixes, &mut row);
    }
    row
}

/// What stands beside one mention.
fn beside(scene: &Scene<'_>, r: &Range<usize>, zone: usize, prefixes: &[String], row: &mut Row) {
    let far = if zone > 1 { "~" } else { "" };
    let word = |i: Option<usize>| i.map_or("", |i| scene.word(i));
    let left = word(r.start.checked_sub(1));
    let left2 = word(r.start.checked_sub(2));
    let (right, right2) = (scene.word(r.end), scene.word(r.end + 1));
    for (tag, w) in [("l", left), ("r", right)] {
        if !w.is_empty() {
            row.add(prefixes, &format!("{far}{tag}={w}"));
        }
    }
    if !left.is_empty() {
        row.add(prefixes, &format!("{far}ll={left2} {left}"));
    }
    if !right.is_empty() {
        row.add(prefixes, &format!("{far}rr={right} {right2}"));
    }
    // Words of the lists that end before it or begin behind it, in its clause; up to three tokens between.
    let clause = scene.clause[r.start];
    for h in &scene.hits {
        let name = &scene.words.lists[h.list].0;
        let same = scene.clause.get(h.at.start) == Some(&clause);
        let sentence = scene.sentence.get(h.at.start) == scene.sentence.get(r.start);
        if !sentence || h.at.start < r.end && r.start < h.at.end {
            continue;
        }
        let (side, gap) =
            if h.at.end <= r.start { ("<", r.start - h.at.end) } else { (">", h.at.start - r.end) };
        let near = match gap {
            0 => "0",
            1..=2 => "1",
            3..=6 if same => "2",
            _ if same && !name.starts_with("marker") => "3",
            _ if !name.starts_with("marker") => "4",
            _ => continue,
        };
        row.add(prefixes, &format!("{far}{side}{near}{name}"));
        if near != "4" && name.starts_with("act") {
            row.add(prefixes, &format!("{far}{side}{name}"));
        }
    }
    // The first word of an act behind it in the sentence, and the last before it.
    let acts = || {
        scene.hits.iter().filter(|h| {
            scene.words.lists[h.list].0.starts_with("act")
                && scene.sentence.get(h.at.start) == scene.sentence.get(r.start)
        })
    };
    let passive = |h: &Range<usize>| {
        scene.words.list("marker.by").is_some_and(|by| {
            scene.of_list(by).any(|b| {
                if scene.chinese {
                    b.at.end <= h.start
                        && h.start - b.at.end < 12
                        && scene.clause[b.at.start] == scene.clause[h.start]
                } else {
                    b.at.start >= h.end && b.at.start - h.end < 3
                }
            })
        })
    };
    if let Some(next) = acts().filter(|h| h.at.start >= r.end).min_by_key(|h| h.at.start) {
        for h in acts().filter(|h| h.at.start == next.at.start) {
            let p = if passive(&h.at) { "p" } else { "" };
            row.add(prefixes, &format!("{far}next{p}:{}", scene.words.lists[h.list].0));
        }
    }
    if let Some(prev) = acts().filter(|h| h.at.end <= r.start).max_by_key(|h| h.at.start) {
        for h in acts().filter(|h| h.at.start == prev.at.start) {
            let p = if passive(&h.at) { "p" } else { "" };
            row.add(prefixes, &format!("{far}prev{p}:{}", scene.words.lists[h.list].0));
        }
    }
}

/// The parts that the words right beside a mention give it: from, to, agent, patient.
fn evidence(scene: &Scene<'_>, r: &Range<usize>) -> Vec<&'static str> {
    let mut out = Vec::new();
    let same = |h: &Range<usize>| scene.sentence.get(h.start) == scene.sentence.get(r.start);
    let clause = |h: &Range<usize>| scene.clause.get(h.start) == scene.clause.get(r.start);
    let list = |name: &str| scene.words.list(name);
    let before = |name: &str, most: usize| {
        list(name).is_some_and(|l| {
            scene.of_list(l).any(|h| same(&h.at) && h.at.end <= r.start && r.start - h.at.end <= most)
        })
    };
    // Articles and possessives stand between in English, little in Chinese.
    let gap = if scene.chinese { 0 } else { 1 };
    if before("marker.sure_from", gap) {
        out.push("from");
    }
    if before("marker.sure_to", gap) {
        out.push("to");
    }
    if before("marker.sure_object", 2 * gap + 1) {
        out.push("patient");
    }
    if before("marker.sure_agent", gap) {
        out.push("agent");
    }
    let next = scene.word(r.end);
    if matches!(next, "前" | "原" | "旧" | "老" | "离" | "出")
        || matches!(next, "alumni" | "alumnus" | "veteran")
    {
        out.push("from");
    }
    // «former X executive», «until March X's vice president»
    if list("marker.former").is_some_and(|l| {
        scene.of_list(l).any(|h| clause(&h.at) && h.at.end <= r.start && r.start - h.at.end <= 3)
    }) {
        out.push("from");
    }
    // The act that follows in the clause, active or passive.
    let reach = if scene.chinese { 12 } else { 7 };
    let follows = |class: &str| {
        list(class).and_then(|l| {
            scene
                .of_list(l)
                .filter(|h| same(&h.at) && h.at.start >= r.end && h.at.start - r.end <= reach)
                .map(|h| h.at.start)
                .min()
        })
    };
    let passive = |at: usize| {
        list("marker.passive").is_some_and(|l| {
            let most = if scene.chinese { reach } else { 3 };
            scene.of_list(l).any(|h| h.at.start >= r.end && h.at.end <= at && at - h.at.end < most)
        })
    };
    for (class, active, turned) in [
        ("act.buy", "agent", "patient"),
        ("act.sue", "agent", "patient"),
        ("act.take", "to", "from"),
        ("act.appoint", "to", "to"),
        ("act.raise", "patient", "patient"),
        ("act.approach", "to", "from"),
        ("act.dismiss", "from", "from"),
    ] {
        if let Some(at) = follows(class) {
            out.push(if passive(at) { turned } else { active });
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// How two names of a claim stand to each other: which comes first, and which acts stand between and behind.
pub(crate) fn pair_row(scene: &Scene<'_>, kind: ClaimKind, a: &Name, b: &Name) -> Row {
    let mut row = Row::default();
    let prefixes = vec![format!("pair:{kind}"), "pair".to_owned()];
    let (first, last) = scene.quoted();
    let near = |r: &Range<usize>| (first.saturating_sub(1)..=last).contains(&scene.sentence[r.start]);
    let (left, right) = (places(scene, a, false).at, places(scene, b, false).at);
    let mut best: Option<(bool, usize, Range<usize>, Range<usize>)> = None;
    for x in left.iter().filter(|r| near(r)) {
        for y in right.iter().filter(|r| near(r)) {
            if scene.sentence[x.start] != scene.sentence[y.start] {
                continue;
            }
            let outside = !scene.in_quote(x.start) && !scene.in_quote(y.start);
            let gap = x.start.abs_diff(y.start);
            if best.as_ref().is_none_or(|(o, g, ..)| (outside, gap) < (*o, *g)) {
                best = Some((outside, gap, x.clone(), y.clone()));
            }
        }
    }
    let Some((outside, gap, x, y)) = best else {
        row.add(&prefixes, "apart");
        return row;
    };
    let order = if x.start < y.start { "ab" } else { "ba" };
    let (one, two) = if x.start < y.start { (&x, &y) } else { (&y, &x) };
    let o = if outside { "~" } else { "" };
    row.add(&prefixes, &format!("{o}{order}"));
    let passive = |from: usize, to: usize| {
        scene
            .words
            .list("marker.passive")
            .is_some_and(|l| scene.of_list(l).any(|h| h.at.start >= from && h.at.end <= to))
    };
    let p = if passive(one.end, two.start) { "p" } else { "" };
    for h in scene.hits.iter().filter(|h| scene.sentence[h.at.start] == scene.sentence[x.start]) {
        let name = &scene.words.lists[h.list].0;
        if h.at.start >= one.end && h.at.end <= two.start {
            row.add(&prefixes, &format!("{o}{order}:between{p}:{name}"));
        } else if name.starts_with("act") && h.at.start >= two.end && h.at.start - two.end <= 8 {
            let q = if passive(two.end, h.at.start) { "p" } else { "" };
            row.add(&prefixes, &format!("{o}{order}:behind{q}:{name}"));
        } else if name.starts_with("marker") && h.at.end <= one.start && one.start - h.at.end <= 1 {
            row.add(&prefixes, &format!("{o}{order}:before:{name}"));
        }
    }
    if gap <= 4 {
        row.add(&prefixes, &format!("{o}{order}:next:{}", scene.word(one.end)));
    }
    row.add(&prefixes, &format!("{o}{order}:behind={}", scene.word(two.end)));
    row
}

/// Where a name speaks: in the quote, its sentences, the one before, elsewhere near, or nowhere.
fn speaks(scene: &Scene<'_>, at: &[Range<usize>]) -> &'static str {
    let list = |name: &str| scene.words.list(name);
    let (said, according, paper) = (list("voice.said"), list("voice.according"), list("voice.paper"));
    let mut best = 4;
    for r in at {
        let s = scene.sentence[r.start];
        let near = |l: Option<usize>, behind: bool, most: usize| {
            l.is_some_and(|l| {
                scene.of_list(l).any(|h| {
                    scene.sentence[h.at.start] == s
                        && if behind {
                            h.at.start >= r.end && h.at.start - r.end <= most
                        } else {
                            h.at.end <= r.start && r.start - h.at.end <= most
                        }
                })
            })
        };
        let voice = near(said, true, if scene.chinese { 5 } else { 4 })
            || near(according, false, 1)
            || near(said, false, 1)
            || near(paper, true, 2);
        if voice {
            let zone = (scene.zone(r.start) as usize).min(3);
            best = best.min(zone);
        }
    }
    ["quote", "sentence", "before", "near", "no"][best]
}

/// What the crate `mention` makes of the places of a name.
fn reader(scene: &Scene<'_>, at: &Places, mentions: &[Mention]) -> Vec<String> {
    let mut out = Vec::new();
    for m in mentions {
        for f in &m.roles {
            let meets = at.at.iter().any(|r| {
                let (Some(a), Some(b)) = (scene.tokens.get(r.start), scene.tokens.get(r.end - 1)) else {
                    return false;
                };
                a.start < f.span.end && f.span.start < b.end
            });
            if meets {
                out.push(format!("m:{}:{}", m.kind, f.role));
            }
        }
    }
    out
}

/// What can be seen of how a claim is said, whoever says it: for a claim without a source, with an unnamed one, denied.
pub(crate) fn voice_row(scene: &Scene<'_>, kind: ClaimKind, what: &str) -> Row {
    let mut row = Row::default();
    let prefixes = vec![what.to_owned(), format!("{kind}.{what}")];
    row.add(&prefixes, "bias");
    for h in &scene.hits {
        let name = &scene.words.lists[h.list].0;
        let Some(name) = name.strip_prefix("voice.") else { continue };
        let zone = match scene.zone(h.at.start) {
            Zone::Quote => "q",
            Zone::Sentence => "s",
            Zone::Before | Zone::Earlier => "p",
            Zone::Behind => "n",
        };
        row.add(&prefixes, &format!("{name}:{zone}"));
        if matches!(zone, "q" | "s") {
            let text: Vec<&str> = h.at.clone().map(|i| scene.word(i)).collect();
            row.add(&prefixes, &format!("{zone}={}", text.join(" ")));
        }
        if zone == "s" {
            let gap = if h.at.end <= scene.quote.start { "<" } else { ">" };
            row.add(&prefixes, &format!("{name}:{zone}{gap}"));
        }
    }
    for f in speaker::manner(scene) {
        row.add(&prefixes, &f);
    }
    if what == "anonymous" {
        tells(scene, Who::Unnamed, &prefixes, &mut row);
    }
    // A name right before a word of saying.
    if let Some(said) = scene.words.list("voice.said") {
        for h in scene.of_list(said) {
            let speaks = scene.found.iter().flat_map(|f| &f.at).any(|r| {
                r.end <= h.at.start && h.at.start - r.end <= 3
                    || h.at.end <= r.start && r.start - h.at.end <= 1
            });
            if speaks {
                let zone = match scene.zone(h.at.start) {
                    Zone::Quote => "q",
                    Zone::Sentence => "s",
                    _ => "o",
                };
                row.add(&prefixes, &format!("speaks:{zone}"));
            }
        }
    }
    row
}
