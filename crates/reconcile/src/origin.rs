//! Who stands behind a report, and who only repeats it.
//!
//! A report belongs to the origin it names, or to that of the report whose words it has. Where the outlet it names has
//! itself only passed on what another said, the chain is followed to where it began.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tradewire_model::{Amount, ClaimKind, Currency, Decimal, ReportRole, Role, SourceGrade};

use crate::figure::figures;
use crate::grade;
use crate::shingle::{alike, hashes};
use crate::view::View;

/// Share of shingles from which two quotes are one text. Copies that an outlet shortens or converts to another
/// script stay above it; two reporters who describe one deal stay well below.
const COPY: f64 = 0.8;
/// Shingles a quote must have for equality to mean copying: stock phrases are short.
const LEAST: usize = 8;
/// How many earlier reports that share a shingle are compared: bounds the cost of a much repeated event.
const LOOK_BACK: usize = 24;

/// The reports of one event: for each claim of the cluster its origin and its part.
#[derive(Debug)]
pub(crate) struct Reports {
    /// Role of each claim, in the order of the cluster.
    pub(crate) roles: Vec<ReportRole>,
    /// The earlier claim each one repeats, if one is known.
    pub(crate) repeats: Vec<Option<usize>>,
    /// Whether each one's words are another document's.
    pub(crate) copied: Vec<bool>,
    /// Through how many sorts of hands each one's words came: 0 the origin's own report, 1 who names it, 2 who names
    /// one that has it from there, 3 a copy.
    pub(crate) hand: Vec<u8>,
}

/// How long a chain of who has it from whom may be.
const CHAIN: usize = 8;

/// What a report tells of: of a negotiation an offer that came to nothing, or one that stands. An outlet that tells of a
/// later offer does not retell an earlier one.
pub(crate) fn round(v: &View<'_>) -> u8 {
    let over = || matches!(v.claim.args.text(Role::Outcome), Some("declined" | "matched"));
    u8::from(v.claim.kind == ClaimKind::Offer && over())
}

/// Whether two reports tell the same round with the same figures: who pastes another's words changes neither.
fn same_told(a: &View<'_>, b: &View<'_>) -> bool {
    round(a) == round(b) && figures(a.claim) == figures(b.claim)
}

/// Tells origins from repetitions. `origin` gets the key of the origin of each claim of the cluster.
pub(crate) fn reports(views: &[View<'_>], cluster: &[usize], origin: &mut [String]) -> Reports {
    let mut copy_of = copies(views, cluster);
    presume(views, cluster, &mut copy_of);
    let hand = trace(views, cluster, &copy_of, origin);
    let mut first_of: BTreeMap<String, usize> = BTreeMap::new();
    let mut own_article: BTreeSet<(String, u8)> = BTreeSet::new();
    let mut roles = Vec::with_capacity(cluster.len());
    let mut repeats = Vec::with_capacity(cluster.len());
    let mut has_origin = false;
    for (n, &i) in cluster.iter().enumerate() {
        let v = &views[i];
        let copied = copy_of[n].filter(|&m| views[cluster[m]].claim.doc != v.claim.doc);
        let key = origin[i].clone();
        let before = first_of.get(&key).copied();
        let role = if v.denies() {
            ReportRole::Denial
        } else if !v.affirms() || copied.is_some() {
            ReportRole::Noise
        } else if v.cites {
            ReportRole::Citation
        } else if own_article.contains(&(key.clone(), round(v)))
            || before.is_some_and(|b: usize| v.source.speaks || views[b].claim.doc == v.claim.doc)
        {
            // The same outlet or speaker again.
            if before.is_some_and(|b: usize| views[b].claim.doc == v.claim.doc) || !v.source.speaks {
                ReportRole::Noise
            } else {
                ReportRole::Citation
            }
        } else if has_origin {
            ReportRole::Confirmation
        } else {
            ReportRole::Origin
        };
        if matches!(role, ReportRole::Origin | ReportRole::Confirmation) {
            has_origin = true;
            own_article.insert((key.clone(), round(v)));
        }
        repeats.push(copied.map(|m| cluster[m]).or(before).filter(|m| *m != i));
        first_of.entry(key).or_insert(i);
        roles.push(role);
    }
    let copied = copies_of(views, cluster, &copy_of);
    Reports { roles, repeats, copied, hand }
}

/// What one report could have been rewritten from: the words of another, and its figures.
struct Rewritten {
    words: Vec<u64>,
    told: Vec<(Role, String, Amount)>,
}

/// Whether a report gives a figure, not only an order of magnitude.
fn exact(told: &[(Role, String, Amount)]) -> bool {
    told.iter().any(|(.., a)| a.value.is_some())
}

/// Takes reports of outlets that mostly pass on, that name nobody and come after another's, for what they most likely
/// are: the same in other words. Cagé, Hervé and Viaud (2020) found that two thirds of what is published online is
/// copied, mostly without saying from whom; a confirmation is the work of those who find out for themselves.
///
/// Of several reports that it may be taken from: the one with the same figures, then the one with most of the same
/// words, then the one most often named, then the best source, then the earliest.
fn presume(views: &[View<'_>], cluster: &[usize], copy_of: &mut [Option<usize>]) {
    let own_words = |n: usize| {
        let v = &views[cluster[n]];
        v.affirms() && copy_of[n].is_none() && !v.source.speaks
    };
    // The first report of each origin: its own where there is one.
    let mut first: BTreeMap<(&str, u8), usize> = BTreeMap::new();
    let mut named: HashMap<&str, usize> = HashMap::new();
    for n in 0..cluster.len() {
        let v = &views[cluster[n]];
        // Copies are not counted: however many there are, they bear nothing out.
        if v.cites && copy_of[n].is_none() {
            *named.entry(&v.source.key).or_default() += 1;
        }
        if own_words(n) {
            let at = first.entry((&v.source.key, round(v))).or_insert(n);
            if !v.cites && views[cluster[*at]].cites {
                *at = n;
            }
        }
    }
    if first.len() < 2 {
        return;
    }
    let rank = |n: usize| {
        let v = &views[cluster[n]];
        (v.published, grade::of_view(v), n)
    };
    let of_first: HashMap<usize, Rewritten> = first
        .values()
        .map(|&m| {
            let c = views[cluster[m]].claim;
            (m, Rewritten { words: hashes(&c.quote), told: figures(c) })
        })
        .collect();
    let presumed: Vec<(usize, usize)> = (0..cluster.len())
        .filter(|&n| own_words(n))
        .filter_map(|n| {
            let v = &views[cluster[n]];
            if v.cites || grade::of_view(v) < SourceGrade::D || v.source.key.starts_with("doc:") {
                return None;
            }
            let told = figures(v.claim);
            let words = hashes(&v.claim.quote);
            let best = first
                .iter()
                .filter(|((key, of), m)| *key != v.source.key && *of == round(v) && rank(**m) < rank(n))
                // Who gives a figure where the other has an order of magnitude has it from somewhere else.
                .filter(|(_, m)| !exact(&told) || of_first.get(*m).is_some_and(|other| exact(&other.told)))
                .max_by_key(|((key, _), m)| {
                    let (same, shared) = of_first.get(*m).map_or((false, 0), |other| {
                        // In steps of a tenth: less is chance.
                        (other.told == told, (alike(&words, &other.words) * 10.0) as u8)
                    });
                    (same, shared, named.get(key).copied(), std::cmp::Reverse((rank(**m).1, **m)))
                });
            best.map(|(_, m)| (n, *m))
        })
        .collect();
    let betrayed = betrayed(views, cluster, copy_of, &own_words);
    let presumed: Vec<(usize, usize)> =
        presumed.into_iter().chain(betrayed).chain(reheated(views, cluster, &own_words)).collect();
    let taken: HashMap<usize, usize> = presumed.iter().copied().collect();
    for (n, mut m) in presumed {
        // Whom it took it from may itself have taken it, even from here.
        for _ in 0..CHAIN {
            match taken.get(&m) {
                Some(further) if *further != n => m = *further,
                _ => break,
            }
        }
        copy_of[n] = Some(m);
    }
    // A copy of what was taken is taken from the same.
    for n in 0..copy_of.len() {
        let further = copy_of[n].and_then(|m| taken.get(&m).and_then(|_| copy_of[m]));
        if let Some(further) = further.filter(|f| *f != n) {
            copy_of[n] = Some(further);
        }
    }
}

/// Days after which a report that tells nothing new is no confirmation but old news reheated.
const REHEATED_DAYS: i32 = 180;

/// Reports, long after the first firm one, that tell neither a figure nor a day that is not known yet: background, however
/// good the outlet. Standing facts (a pay band, a valuation, a figure, a case) are asked for anew and left out.
fn reheated(
    views: &[View<'_>],
    cluster: &[usize],
    own_words: &impl Fn(usize) -> bool,
) -> Vec<(usize, usize)> {
    let view = |n: usize| &views[cluster[n]];
    let lasting = |v: &View<'_>| {
        use ClaimKind::{Approach, Deal, Funding, Move, Offer, Unit};
        matches!(v.claim.kind, Move | Deal | Funding | Offer | Unit | Approach)
    };
    let own =
        |n: &usize| own_words(*n) && !view(*n).cites && lasting(view(*n)) && view(*n).published != i32::MAX;
    let Some(first) = (0..cluster.len()).find(|n| own(n) && view(*n).is_firm()) else { return Vec::new() };
    let root = view(first);
    let known = sums(root);
    let late = |n: &usize| {
        let v = view(*n);
        let new_day = v.told.is_some_and(|t| t.0 > root.published.saturating_add(REHEATED_DAYS));
        v.published.saturating_sub(root.published) > REHEATED_DAYS
            && v.source.key != root.source.key
            && round(v) == round(root)
            && !(new_day || v.claim.attribution.anonymous)
            && sums(v).iter().all(|s| known.contains(s))
    };
    (first + 1..cluster.len()).filter(own).filter(late).map(|n| (n, first)).collect()
}

/// Reports of outlets that find out for themselves, without a word of where they have it from, whose figure betrays it:
/// every one that found out before gives another, and those who garbled theirs gave this one before.
///
/// Who speaks of insiders has them.
fn betrayed(
    views: &[View<'_>],
    cluster: &[usize],
    copy_of: &[Option<usize>],
    own_words: &impl Fn(usize) -> bool,
) -> Vec<(usize, usize)> {
    let view = |n: usize| &views[cluster[n]];
    let digs = |n: usize| {
        let v = view(n);
        own_words(n) && !v.cites && grade::of_view(v) < SourceGrade::D && !v.source.key.starts_with("doc:")
    };
    let sums: Vec<Vec<Sum>> = (0..cluster.len()).map(|n| sums(view(n))).collect();
    let mut telling: HashMap<&[Sum], Vec<usize>> = HashMap::new();
    let mut found: Vec<usize> = Vec::new();
    for (n, told) in sums.iter().enumerate().filter(|(_, told)| !told.is_empty()) {
        telling.entry(told).or_default().push(n);
        if digs(n) {
            found.push(n);
        }
    }
    // Since when each origin has told of a round.
    let mut since: HashMap<(&str, u8), i32> = HashMap::new();
    for &m in &found {
        since.entry((&view(m).source.key, round(view(m)))).or_insert(view(m).published);
    }
    let mut out: Vec<(usize, usize)> = Vec::new();
    // The figures that somebody found who was not betrayed, in the order of publication.
    let mut borne_out: HashMap<(&[Sum], u8), &str> = HashMap::new();
    for &n in &found {
        let v = view(n);
        let by_others = borne_out.get(&(sums[n].as_slice(), round(v))).is_some_and(|k| *k != v.source.key);
        let other = |m: &&usize| view(**m).source.key != v.source.key && round(view(**m)) == round(v);
        let alone = found.iter().take_while(|m| view(**m).published <= v.published).find(other).is_none();
        let named = |o: &View<'_>| {
            since.get(&(o.source.key.as_str(), round(v))).is_some_and(|day| *day <= v.published)
        };
        let garbled = |m: &&usize| {
            let o = view(**m);
            let passed_on = o.affirms() && (o.cites || copy_of[**m].is_some_and(|root| root != n));
            // Days do not tell which of two was earlier, but who names another found it there.
            let same_day = o.published == v.published && o.cites && named(o);
            let earlier = o.published < v.published || same_day;
            passed_on && earlier && o.source.key != v.source.key && round(o) == round(v)
        };
        let from = if alone || by_others || v.claim.attribution.anonymous {
            None
        } else {
            telling.get(sums[n].as_slice()).into_iter().flatten().take(LOOK_BACK).find(garbled)
        };
        match from {
            Some(m) => out.push((n, copy_of[*m].unwrap_or(*m))),
            None => {
                borne_out.entry((&sums[n], round(v))).or_insert(&v.source.key);
            }
        }
    }
    out
}

/// One figure without its bound, which is lost first.
type Sum = (Role, Option<Currency>, Decimal);

fn sums(v: &View<'_>) -> Vec<Sum> {
    figures(v.claim).into_iter().filter_map(|(role, _, a)| Some((role, a.currency, a.value?))).collect()
}

/// Finds the origin of each report: whom it names, or whose words it has; and where that one only passes on, where
/// that one has it from. Gives the hand of each.
fn trace(views: &[View<'_>], cluster: &[usize], copy_of: &[Option<usize>], origin: &mut [String]) -> Vec<u8> {
    let copied = copies_of(views, cluster, copy_of);
    // Whom each outlet has it from that has nothing of its own, by what it published first, and when that was.
    let mut has_from: HashMap<(&str, u8), (i32, bool, Vec<&str>)> = HashMap::new();
    for (n, &i) in cluster.iter().enumerate() {
        let v = &views[i];
        let from = copy_of[n].map_or(v, |m| &views[cluster[m]]).source.key.as_str();
        let at = has_from.entry((&v.own.key, round(v))).or_insert((v.published, false, Vec::new()));
        at.1 |= !copied[n] && !v.cites;
        // Later ones count only where the first leads back to where it came from.
        if at.2.len() < CHAIN && !at.2.contains(&from) {
            at.2.push(from);
        }
    }
    let hands: Vec<u8> = cluster
        .iter()
        .enumerate()
        .map(|(n, &i)| {
            let first = copy_of[n].map_or(&views[i], |m| &views[cluster[m]]);
            let direct = first.source.key.as_str();
            let mut way = vec![direct];
            while let Some((day, false, from)) = way.last().and_then(|at| has_from.get(&(*at, round(first))))
            {
                // What was published later than the report that names it is not what it names.
                let further = |f: &&&str| !way.contains(*f);
                let elsewhere = |f: &&&str| further(f) && **f != first.own.key;
                let next = from.iter().find(elsewhere).or_else(|| from.iter().find(further));
                let next = next.filter(|_| *day <= first.published);
                match next {
                    Some(next) if way.len() <= CHAIN => way.push(next),
                    _ => break,
                }
            }
            // A way that ends where it began has led nowhere.
            if way.len() > 1 && way.last().is_some_and(|k| *k == first.own.key) {
                way.pop();
            }
            let at = way.last().copied().unwrap_or(direct);
            at.clone_into(&mut origin[i]);
            match (copied[n], at == direct) {
                (true, _) => 3,
                (false, false) => 2,
                (false, true) => u8::from(views[i].cites),
            }
        })
        .collect();
    one_article(views, cluster, &copied, origin);
    hands
}

/// What an article says in its own voice beside what it attributes is from whom it names: it does not bear itself out.
fn one_article(views: &[View<'_>], cluster: &[usize], copied: &[bool], origin: &mut [String]) {
    let own = |v: &View<'_>| v.source.key == v.own.key;
    let mut named: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for &i in cluster.iter().filter(|&&i| views[i].affirms() && !own(&views[i])) {
        named.entry(&views[i].claim.doc).or_default().insert(origin[i].clone());
    }
    for (_, &i) in cluster.iter().enumerate().filter(|(n, i)| !copied[*n] && own(&views[**i])) {
        let v = &views[i];
        if let Some(behind) = named.get(v.claim.doc.as_str()).filter(|b| b.len() == 1 && v.affirms()) {
            origin[i].clone_from(behind.iter().next().unwrap_or(&v.own.key));
        }
    }
}

fn copies_of(views: &[View<'_>], cluster: &[usize], copy_of: &[Option<usize>]) -> Vec<bool> {
    let doc = |n: usize| &views[cluster[n]].claim.doc;
    copy_of.iter().enumerate().map(|(n, of)| of.is_some_and(|m| doc(m) != doc(n))).collect()
}

/// For each claim of the cluster the one whose quote it copies: of those published first the one with the best source,
/// since days do not tell which of them was earlier.
fn copies(views: &[View<'_>], cluster: &[usize]) -> Vec<Option<usize>> {
    let sets: Vec<Vec<u64>> = cluster.iter().map(|&i| hashes(&views[i].claim.quote)).collect();
    let mut holding: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut whole: HashMap<&[u64], Vec<usize>> = HashMap::new();
    let mut out: Vec<Option<usize>> = Vec::with_capacity(cluster.len());
    for (n, set) in sets.iter().enumerate() {
        if set.len() < LEAST {
            out.push(None);
            continue;
        }
        let told = |m: &usize| same_told(&views[cluster[*m]], &views[cluster[n]]);
        let equal = whole.get(set.as_slice()).and_then(|all| all.iter().take(LOOK_BACK).copied().find(told));
        let copied = equal.or_else(|| {
            let mut near: BTreeSet<usize> = BTreeSet::new();
            for s in set {
                near.extend(holding.get(s).into_iter().flat_map(|h| h.iter().take(LOOK_BACK)));
            }
            near.into_iter().find(|m| alike(&sets[*m], set) >= COPY && told(m))
        });
        // A copy of a copy is a copy of the first.
        out.push(copied.map(|m| out.get(m).copied().flatten().unwrap_or(m)));
        let all = whole.entry(set).or_default();
        if all.is_empty() || copied.is_none() {
            for s in set {
                holding.entry(*s).or_default().push(n);
            }
        }
        if equal.is_none() {
            all.push(n);
        }
    }
    let mut first: HashMap<usize, usize> = HashMap::new();
    let rank = |n: usize| {
        let v = &views[cluster[n]];
        (v.published, v.cites, grade::of_view(v), n)
    };
    for (n, of) in out.iter().enumerate() {
        if let Some(m) = *of {
            let at = first.entry(m).or_insert(m);
            if rank(n) < rank(*at) {
                *at = n;
            }
        }
    }
    out.iter()
        .enumerate()
        .map(|(n, of)| {
            let of = of.or_else(|| first.contains_key(&n).then_some(n))?;
            let root = *first.get(&of)?;
            (root != n).then_some(root)
        })
        .collect()
}
