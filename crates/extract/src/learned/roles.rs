//! What a trigger tells and which part each phrase plays in it, learnt from labelled sentences.

use std::ops::Range;

use tradewire_model::{ClaimKind, MoveType, Role};
use tradewire_quantity::Kind;

use super::linear::{Features, Weights, feature, softmax};
use super::manner::Manner;
use super::net::Net;
use super::said::kind_code;
use crate::class::{Class, Classes};
use crate::fill::{Filled, Filler, Scene};
use crate::frame::Frame;
use crate::inflect::Form;
use crate::lexicon::Lexicon;
use crate::phrase::{Head, Of};
use crate::senses::Senses;

/// What a trigger may tell, with the frame that a word is filled by which is only known from labelled sentences; the first
/// is nothing.
pub(crate) const TELLS: &[(Option<ClaimKind>, Option<MoveType>, &str)] = &[
    (None, None, ""),
    (Some(ClaimKind::Move), Some(MoveType::Join), "move.poach"),
    (Some(ClaimKind::Move), Some(MoveType::Leave), "move.leave"),
    (Some(ClaimKind::Move), Some(MoveType::Return), "move.return"),
    (Some(ClaimKind::Move), Some(MoveType::Found), "move.found"),
    (Some(ClaimKind::Move), Some(MoveType::Promotion), "move.promote"),
    (Some(ClaimKind::Move), Some(MoveType::Transfer), "move.transfer"),
    (Some(ClaimKind::Move), Some(MoveType::Retire), "move.retire"),
    (Some(ClaimKind::Move), Some(MoveType::Dismissed), "move.dismiss"),
    (Some(ClaimKind::Move), Some(MoveType::Layoff), "move.layoff"),
    (Some(ClaimKind::Offer), None, "offer.make"),
    (Some(ClaimKind::Deal), None, "deal.acquire"),
    (Some(ClaimKind::Funding), None, "funding.raise"),
    (Some(ClaimKind::Valuation), None, "valuation.worth"),
    (Some(ClaimKind::Payband), None, "payband.level"),
    (Some(ClaimKind::Approach), None, "approach.contact"),
    (Some(ClaimKind::Dispute), None, "dispute.sue"),
    (Some(ClaimKind::Unit), None, "unit.found"),
];

/// The place of a kind and type in [`TELLS`].
pub(crate) fn tells(kind: ClaimKind, of: Option<MoveType>) -> Option<usize> {
    TELLS.iter().position(|t| t.0 == Some(kind) && t.1 == of)
}

/// What a frame tells, if it is one that is learnt.
pub(crate) fn told_by(frame: &Frame) -> Option<usize> {
    let of = frame.set.iter().find(|s| s.0 == Role::Type).and_then(|s| s.1.parse().ok());
    tells(frame.kind, of)
}

/// The frame by which words are filled that only labelled sentences know to tell this.
pub(crate) fn own_frame(lexicon: &Lexicon, told: usize) -> Option<u16> {
    let id = TELLS[told].2;
    lexicon.frames.iter().position(|f| f.id.as_str() == id).and_then(|i| u16::try_from(i).ok())
}

/// The parts that are learnt for a kind.
pub(crate) fn parts(kind: ClaimKind) -> &'static [Role] {
    use Role as R;
    match kind {
        ClaimKind::Move => &[R::Person, R::From, R::To, R::RoleBefore, R::RoleAfter],
        ClaimKind::Offer => &[R::Bidder, R::By, R::To, R::Total, R::Annual, R::SignOn, R::FirstYear],
        ClaimKind::Deal => &[R::Acquirer, R::Target, R::Amount],
        ClaimKind::Funding => &[R::Company, R::Amount, R::Investors],
        ClaimKind::Valuation => &[R::Company, R::Amount],
        ClaimKind::Payband => &[R::Org, R::Amount, R::Population, R::Role],
        ClaimKind::Approach => &[R::Org, R::By, R::TargetOrg, R::To],
        ClaimKind::Dispute => &[R::Plaintiff, R::Defendant],
        ClaimKind::Unit => &[R::Org, R::Name, R::LedBy],
        ClaimKind::Stat | ClaimKind::Statement => &[],
    }
}

/// Something in a sentence that may play a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A phrase.
    Whole(usize),
    /// The organisation in a phrase's description.
    Org(usize),
    /// The title in a phrase's description.
    Title(usize),
    /// A sum of money: its token.
    Sum(usize),
}

/// All that may play a part in a sentence, with the bytes that name it.
pub(crate) fn candidates(scene: &Scene<'_>) -> Vec<(Part, Range<usize>)> {
    let mut out = Vec::with_capacity(2 * scene.phrases.len());
    for (i, p) in scene.phrases.iter().enumerate() {
        out.push((Part::Whole(i), p.core.clone()));
        if let Some(Of::Name(_, r)) = &p.org {
            out.push((Part::Org(i), r.clone()));
        }
        if matches!(p.head, Head::Person | Head::Open)
            && let Some(r) = &p.role
        {
            out.push((Part::Title(i), r.clone()));
        }
    }
    for (i, t) in scene.row.tokens.iter().enumerate() {
        if let Some(q) = t.quantity
            && matches!(scene.row.quantities[q].kind, Kind::Money(_))
        {
            out.push((Part::Sum(i), t.range()));
        }
    }
    out
}

/// Classes of words that matter wherever they stand in a sentence.
const TELLING: &[Class] = &[
    Class::Package,
    Class::Annual,
    Class::Monthly,
    Class::SignOn,
    Class::Round,
    Class::Stake,
    Class::Equity,
    Class::Court,
    Class::License,
    Class::TeamDeal,
    Class::MarketCap,
    Class::PostMoney,
    Class::Compute,
    Class::OffDomain,
    Class::Hypothetical,
    Class::Noncompete,
];

/// Features of a trigger: what it may tell.
pub(crate) fn of_trigger(
    scene: &Scene<'_>,
    lexicon: &Lexicon,
    at: usize,
    forms: &[(u16, Form)],
    satisfied: &[usize],
) -> Features {
    of_word(scene, lexicon, at, forms, satisfied, scene.said(at).word)
}

/// The same of a trigger whose word is `own`.
pub(crate) fn of_word(
    scene: &Scene<'_>,
    lexicon: &Lexicon,
    at: usize,
    forms: &[(u16, Form)],
    satisfied: &[usize],
    own: u64,
) -> Features {
    let t = &scene.row.tokens;
    let n = t.len() as isize;
    let mut f = Vec::with_capacity(320);
    f.push(feature(100).num(own).done());
    f.push(feature(101).num(u64::from(scene.row.chinese)).done());
    for (frame, form) in forms {
        let fr = &lexicon.frames[*frame as usize];
        f.push(feature(102).text(fr.id.as_str()).done());
        f.push(feature(103).num(told_by(fr).unwrap_or(0) as u64).num(*form as u64).done());
    }
    for s in satisfied {
        f.push(feature(104).num(*s as u64).done());
        f.push(feature(105).num(*s as u64).num(own).done());
    }
    f.push(feature(106).num(satisfied.len().min(3) as u64).done());
    for o in [-3isize, -2, -1, 1, 2, 3] {
        let k = at as isize + o;
        let key = (o + 5) as u64;
        if !(0..n).contains(&k) {
            f.push(feature(107).num(key).done());
            continue;
        }
        let k = k as usize;
        f.push(feature(108).num(key).num(scene.said(k).word).done());
        f.push(feature(109).num(key).num(scene.said(k).sort).done());
        if o.abs() <= 2 {
            f.push(feature(110).num(key).num(scene.said(k).word).num(own).done());
            for c in classes(t[k].classes) {
                f.push(feature(111).num(key).num(c).done());
            }
        }
    }
    // The nearest phrase of each sort on each side, with what governs it.
    for (side, left) in [(0u64, true), (1, false)] {
        let mut seen: Vec<Head> = Vec::new();
        let mut nearest = true;
        let near = |p: &crate::phrase::Phrase| {
            if left { p.tokens.end <= at } else { p.tokens.start > at }
        };
        let mut list: Vec<_> = scene.phrases.iter().filter(|p| near(p)).collect();
        if left {
            list.reverse();
        }
        for p in list {
            if seen.contains(&p.head) || p.clause.abs_diff(t[at].clause) > 2 {
                continue;
            }
            seen.push(p.head);
            let same = u64::from(p.clause == t[at].clause);
            let governor = p.governor.map_or(0, |g| scene.said(g).word);
            f.push(feature(112).num(side).num(p.head as u64).num(same).done());
            f.push(feature(113).num(side).num(p.head as u64).num(governor).done());
            f.push(feature(114).num(side).num(p.head as u64).num(own).done());
            if nearest {
                f.push(feature(115).num(side).num(p.head as u64).num(same).num(own).done());
                nearest = false;
            }
        }
        let none = u64::from(seen.is_empty());
        f.push(feature(116).num(side).num(none).done());
    }
    for c in TELLING {
        if let Some(d) = t.iter().filter(|x| x.is(*c)).map(|x| x.clause.abs_diff(t[at].clause)).min() {
            f.push(feature(117).num(*c as u64).num(u64::from(d.min(2))).done());
        }
    }
    for x in t.iter().filter(|x| x.quantity.is_some() && x.clause.abs_diff(t[at].clause) <= 1) {
        let kind = x.quantity.map_or(0, |q| kind_code(&scene.row.quantities[q].kind));
        f.push(feature(118).num(kind).num(u64::from(x.clause == t[at].clause)).done());
        f.push(feature(119).num(kind).num(own).done());
    }
    let verbs = t.iter().filter(|x| x.verb && x.clause == t[at].clause).count();
    f.push(feature(120).num(verbs.min(4) as u64).done());
    sense_of_trigger(scene, at, satisfied, own, &mut f);
    f
}

/// The part of [`of_trigger`] that looks at what words mean.
fn sense_of_trigger(scene: &Scene<'_>, at: usize, satisfied: &[usize], own: u64, f: &mut Features) {
    let t = &scene.row.tokens;
    let mine = scene.said(at).meant;
    let nearest = |left: bool| {
        let near = |p: &&crate::phrase::Phrase| if left { p.tokens.end <= at } else { p.tokens.start > at };
        let mut near = scene.phrases.iter().filter(near).filter(|p| p.clause.abs_diff(t[at].clause) <= 1);
        let p = if left { near.next_back() } else { near.next() };
        p.map_or(30, |p| p.head as u64)
    };
    let heads = [nearest(true), nearest(false)];
    f.push(feature(130).num(heads[0]).num(heads[1]).done());
    f.push(feature(131).num(heads[0]).num(heads[1]).num(own).done());
    for s in mine.iter() {
        f.push(feature(132).num(s).done());
        f.push(feature(133).num(s).num(heads[0]).num(heads[1]).done());
        for k in satisfied {
            f.push(feature(134).num(s).num(*k as u64).done());
        }
    }
    for o in [-3isize, -2, -1, 1, 2, 3] {
        let Some(k) = at.checked_add_signed(o).filter(|k| *k < t.len()) else { continue };
        let key = (o + 5) as u64;
        let (w, senses) = if o < 0 { scene.said(k).last } else { scene.said(k).first };
        f.push(feature(135).num(key).num(w).done());
        for s in senses.iter() {
            f.push(feature(136).num(key).num(s).done());
            if o.abs() <= 2 {
                f.push(feature(137).num(key).num(s).num(own).done());
                for m in mine.iter() {
                    f.push(feature(138).num(key).num(s).num(m).done());
                }
            }
        }
    }
    for (side, range) in [(0u64, at.saturating_sub(12)..at), (1, at + 1..(at + 13).min(t.len()))] {
        let [mut same, mut other] = [Senses::default(); 2];
        for k in range {
            let all = scene.said(k).meant;
            if t[k].clause == t[at].clause {
                same = same.and(all);
                f.push(feature(142).num(side).num(scene.said(k).word).done());
            } else {
                other = other.and(all);
            }
        }
        for s in same.iter() {
            f.push(feature(139).num(side).num(s).done());
            for m in mine.iter() {
                f.push(feature(140).num(side).num(s).num(m).done());
            }
        }
        for s in other.iter() {
            f.push(feature(141).num(side).num(s).done());
        }
    }
}

pub(super) fn classes(c: Classes) -> impl Iterator<Item = u64> {
    c.numbers()
}

/// Features of something that may play a part in what a trigger tells; `by_rule` is the part that a frame gives it.
pub(crate) fn of_part(
    scene: &Scene<'_>,
    at: usize,
    told: usize,
    part: Part,
    by_rule: Option<Role>,
    passive: bool,
) -> Features {
    of_part_by(scene, at, told, part, by_rule, passive, scene.said(at).word)
}

/// The same of a trigger whose word is `own`.
pub(crate) fn of_part_by(
    scene: &Scene<'_>,
    at: usize,
    told: usize,
    part: Part,
    by_rule: Option<Role>,
    passive: bool,
    own: u64,
) -> Features {
    let t = &scene.row.tokens;
    let (tag, tokens, head, governor, clause) = match part {
        Part::Whole(i) | Part::Org(i) | Part::Title(i) => {
            let p = &scene.phrases[i];
            let tag = match part {
                Part::Whole(_) => 0u64,
                Part::Org(_) => 1,
                _ => 2,
            };
            (tag, p.tokens.clone(), p.head as u64, p.governor, p.clause)
        }
        Part::Sum(k) => {
            let governor = (k.saturating_sub(3)..k).rev().find(|g| t[*g].any(crate::class::MARKERS));
            (3, k..k + 1, 20, governor, t[k].clause)
        }
    };
    let kind = TELLS[told].0.map_or(0, |k| k as u64);
    let whom = tag * 32 + head;
    let before = tokens.end <= at;
    let around = tokens.contains(&at);
    let side = if around { 2 } else { u64::from(before) };
    let gap = if before { at - tokens.end } else { tokens.start.saturating_sub(at + 1) };
    let place = whom * 4 + side;
    let clauses = u64::from(clause.abs_diff(t[at].clause).min(4));
    let marker = governor.map_or(0, |g| scene.said(g).word);
    let span = if before { tokens.end..at } else { at + 1..tokens.start.max(at + 1) };
    let between = t.get(span.clone()).unwrap_or_default();
    let verbs = between.iter().filter(|x| x.verb).count().min(3) as u64;
    let rule = by_rule.map_or(99, |r| r as u64);

    let mut f: Features = Vec::with_capacity(160);
    let mut base = |h: super::linear::Hash| {
        f.push(h.num(told as u64).done());
        f.push(h.num(1000 + kind).done());
    };
    base(feature(200));
    base(feature(201).num(whom));
    base(feature(202).num(place));
    base(feature(203).num(place).num((gap / 2).min(8) as u64));
    base(feature(204).num(place).num(clauses));
    base(feature(205).num(place).num(marker));
    base(feature(206).num(place).num(verbs));
    base(feature(207).num(whom).num(rule));
    base(feature(208).num(place).num(u64::from(passive)));
    base(feature(209).num(place).num(verbs).num(clauses).num(u64::from(passive)));
    let left = tokens.start.checked_sub(1).map(|k| scene.said(k));
    let right = (tokens.end < t.len()).then(|| scene.said(tokens.end));
    for (n, next) in [(0u64, left.map(|x| x.last)), (1, right.map(|x| x.first))] {
        let Some((w, senses)) = next else { continue };
        base(feature(240).num(n).num(whom).num(w));
        for s in senses.iter() {
            base(feature(241).num(n).num(whom).num(s));
            base(feature(242).num(n).num(place).num(s));
        }
    }
    let way = span.take(between.len().min(8)).fold(Senses::default(), |all, k| all.and(scene.said(k).meant));
    for s in way.iter() {
        base(feature(243).num(place).num(s));
    }
    for s in scene.said(at).meant.iter() {
        base(feature(244).num(place).num(s));
        base(feature(245).num(place).num(s).num(marker));
    }
    for (n, x) in [(0u64, left), (1, right)] {
        let (w, s) = x.map_or((1, 1), |x| (x.word, x.sort));
        base(feature(210).num(n).num(whom).num(w));
        base(feature(211).num(n).num(whom).num(s));
    }
    // How many of its sort stand nearer to the trigger.
    let rank = match part {
        Part::Sum(k) => {
            let nearer = |i: usize| if before { i > k && i < at } else { i < k && i > at };
            (0..t.len())
                .filter(|i| {
                    nearer(*i) && t[*i].quantity.is_some_and(|q| scene.row.quantities[q].money().is_some())
                })
                .count()
        }
        Part::Whole(i) | Part::Org(i) | Part::Title(i) => scene
            .phrases
            .iter()
            .enumerate()
            .filter(|(j, p)| {
                *j != i
                    && p.head == scene.phrases[i].head
                    && p.list != scene.phrases[i].list
                    && if before {
                        p.tokens.start >= tokens.end && p.tokens.end <= at
                    } else {
                        p.tokens.end <= tokens.start && p.tokens.start > at
                    }
            })
            .count(),
    };
    base(feature(212).num(place).num(rank.min(3) as u64));
    base(feature(213).num(place).num(rank.min(3) as u64).num(marker));
    if let Part::Whole(i) | Part::Org(i) | Part::Title(i) = part {
        let p = &scene.phrases[i];
        let flags = u64::from(p.former)
            | u64::from(p.org.is_some()) << 1
            | u64::from(p.role.is_some()) << 2
            | u64::from(p.count.is_some()) << 3
            | u64::from(p.name.as_ref().is_some_and(|n| n.kb.is_some())) << 4;
        base(feature(214).num(whom).num(flags));
        base(feature(215).num(place).num(flags & 7));
        let says = t
            .iter()
            .skip(tokens.end)
            .take(2)
            .any(|x| x.any(&[Class::Speech, Class::Report, Class::Announce]));
        let according =
            t[tokens.start.saturating_sub(2)..tokens.start].iter().any(|x| x.any(&[Class::According]));
        base(feature(216).num(whom).num(u64::from(says) | u64::from(according) << 1));
        let first = scene.phrases.first().is_some_and(|q| q.tokens == p.tokens);
        base(feature(217).num(whom).num(u64::from(first)));
        let opens = tokens.start == 0 || t[tokens.start - 1].clause != clause;
        base(feature(218).num(place).num(u64::from(opens)).num(clauses));
        if p.head == Head::Role || p.head == Head::Group || matches!(part, Part::Title(_)) {
            let r = p.role.clone().unwrap_or_else(|| p.core.clone());
            base(feature(219).num(whom).text(&scene.text.folded.text[r]));
        }
    } else {
        let k = tokens.start;
        for c in t[k.saturating_sub(4)..k].iter().flat_map(|x| classes(x.classes)) {
            base(feature(220).num(c));
        }
        for c in t.iter().skip(k + 1).take(4).flat_map(|x| classes(x.classes)) {
            base(feature(221).num(c));
        }
        if let Some(m) = t[k].quantity.and_then(|q| scene.row.quantities[q].money()) {
            base(feature(222).num(m.amount.per.map_or(0, |p| 1 + p as u64)));
            for cue in &m.cues {
                base(feature(223).text(cue.key));
            }
        }
        for c in TELLING {
            if t.iter().any(|x| x.is(*c)) {
                base(feature(224).num(*c as u64));
            }
        }
    }
    if between.len() <= 3 {
        let words = (0..between.len()).fold(feature(225).num(place), |h, k| {
            let k = if before { tokens.end + k } else { at + 1 + k };
            h.num(scene.said(k).word)
        });
        base(words);
    }
    f.push(feature(226).num(place).num(own).done());
    f.push(feature(227).num(place).num(own).num(marker).done());
    f.push(feature(228).num(whom).num(rule).num(own).done());
    f.push(feature(229).num(place).num(own).num(verbs).num(clauses).done());
    f
}

/// The part that a frame gives to something, if any of its slots holds it.
pub(crate) fn by_rule(
    scene: &Scene<'_>,
    fills: &[&Filled],
    part: Part,
    range: &Range<usize>,
) -> Option<Role> {
    let inside = |r: &Range<usize>| r.start < range.end && range.start < r.end;
    fills.iter().flat_map(|f| &f.slots).find_map(|(role, filler, _)| {
        let holds = match (filler, part) {
            (Filler::People(list), Part::Whole(i)) => {
                list.iter().any(|x| x.1 == Some(i) || x.1.is_none() && inside(&x.0.range))
            }
            (Filler::Orgs(list), Part::Whole(_) | Part::Org(_)) => list.iter().any(|e| e.range == *range),
            (Filler::Group(g), Part::Whole(i)) => *g == i,
            (Filler::Words(r), Part::Title(_) | Part::Whole(_)) => inside(r),
            (Filler::Amount(q), Part::Sum(k)) => scene.row.tokens[k].quantity == Some(*q),
            _ => false,
        };
        holds.then_some(*role)
    })
}

/// All models of events as they ship.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Roles {
    pub(crate) events: Net,
    pub(crate) parts: Net,
    pub(crate) manner: Manner,
    /// Which figures tell something.
    pub(crate) figures: Weights,
    /// Which firm a sentence means that names none.
    pub(crate) implied: Weights,
}

impl Roles {
    /// Shares of what a trigger may tell, as [`TELLS`] orders it.
    pub(crate) fn tells(&self, features: &[u32]) -> [f32; TELLS.len()] {
        self.events.shares(features)
    }

    /// Shares of no part and of each of the parts of a kind.
    pub(crate) fn shares(&self, kind: ClaimKind, features: &[u32]) -> [f32; 8] {
        let mut out = [0.0; 8];
        let n = parts(kind).len() + 1;
        self.parts.score(features, &mut out[..n]);
        softmax(&mut out[..n]);
        out
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.events.to_bytes();
        out.extend(self.parts.to_bytes());
        out.extend(self.manner.to_bytes());
        out.extend(self.figures.to_bytes());
        out.extend(self.implied.to_bytes());
        out
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (events, rest) = Net::from_bytes(bytes)?;
        let (parts, rest) = Net::from_bytes(rest)?;
        let (manner, rest) = Manner::from_bytes(rest)?;
        let (figures, rest) = Weights::from_bytes(rest)?;
        let (implied, rest) = Weights::from_bytes(rest)?;
        Some((Self { events, parts, manner, figures, implied }, rest))
    }
}
