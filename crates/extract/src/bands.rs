//! Pay told of several in a row: 硕士年薪38万元，博士为53万元.

use tradewire_model::{Amount, Bound, Claim, ClaimKind, Period, Role, Value};

use crate::build::Draft;
use crate::class::Class;
use crate::discourse::Entity;
use crate::fill::{Scene, cover};
use crate::finish::settle;
use crate::lexicon::Lexicon;
use crate::phrase::{Head, Of};
use crate::token::Token;

/// How many clauses behind the one that says what is told the row may go on.
const REACH: u16 = 3;
/// How far behind a band, in bytes of the text, the next sentence still goes on with it.
const NEAR: usize = 24;

/// 年薪从30万元提高到45万元: takes what a rise ends at for a claim of its own, and what it begins with for what was paid.
pub(crate) fn raised(scene: &Scene<'_>, made: &mut Vec<Draft>) {
    let t = &scene.row.tokens;
    let folded = &scene.text.folded.text;
    if !scene.row.chinese {
        return;
    }
    let mut more = Vec::new();
    for i in 0..made.len() {
        if !matches!(made[i].kind, ClaimKind::Payband | ClaimKind::Offer) {
            continue;
        }
        let mut d = made[i].clone();
        // 从去年的80万元: a date may stand between.
        let begins = |k: usize| {
            folded[t[k].range()].starts_with(['从', '由'])
                || (k.saturating_sub(3)..k).any(|j| {
                    let dated = t[j].quantity.is_some_and(|q| scene.row.quantities[q].date().is_some());
                    t[j].clause == t[k].clause
                        && (matches!(&folded[t[j].range()], "从" | "由")
                            || dated && folded[t[j].range()].starts_with(['从', '由']))
                })
        };
        let mine = |x: &Token| x.quantity.is_some_and(|q| d.quantities.contains(&q));
        // Where the claim has the level that is reached, it begins at the one that was left.
        if d.kind == ClaimKind::Payband
            && let Some(j) = (0..t.len()).find(|&j| mine(&t[j]))
            && let Some(k) = (j.saturating_sub(6)..j).find(|&k| t[k].clause == t[j].clause && begins(k))
            && folded[t[k].end..t[j].start].trim_end_matches('了').ends_with(['到', '至', '为'])
            && let Some(q) = t[k].quantity
            && let Some(sum) = scene.row.quantities[q].money()
            && !made.iter().any(|o| o.quantities.contains(&q))
        {
            more.push(d.clone());
            band(&mut d, &sum.amount);
            d.extent = cover(&d.extent, &t[k].range());
            d.quantities = vec![q];
            made[i] = d;
            continue;
        }
        let Some(k) = (0..t.len()).find(|&k| mine(&t[k]) && begins(k)) else { continue };
        let next = (k + 1..t.len().min(k + 6))
            .take_while(|&j| t[j].clause == t[k].clause)
            .find(|&j| t[j].quantity.is_some_and(|q| scene.row.quantities[q].money().is_some()));
        let Some(j) = next else { continue };
        let to = folded[t[k].end..t[j].start].trim_end_matches('了').ends_with(['到', '至', '为']);
        let told = |q: &usize| made.iter().enumerate().any(|(n, o)| n != i && o.quantities.contains(q));
        let Some(q) = t[j].quantity.filter(|q| to && !told(q)) else { continue };
        let Some(sum) = scene.row.quantities[q].money() else { continue };
        let mut after = d.clone();
        // The date is that of the sum that it stands beside.
        after.args.remove(Role::Date);
        if d.kind == ClaimKind::Payband {
            band(&mut after, &sum.amount);
        } else {
            let of = [Role::Annual, Role::Total].into_iter().find(|r| d.args.has(*r));
            let Some(role) = of else { continue };
            let per = match d.args.get(role) {
                Some(Value::Amount(a)) => a.per.unwrap_or(Period::Total),
                _ => Period::Total,
            };
            after.args.set(role, Value::Amount(settle(sum.amount.clone(), per, scene)));
            for r in
                [Role::SignOn, Role::FirstYear, Role::Total, Role::Annual].into_iter().filter(|r| *r != role)
            {
                after.args.remove(r);
                d.args.remove(r);
            }
            d.args.set(Role::Outcome, Value::Code("paid".into()));
            after.args.set(Role::Outcome, Value::Code("open".into()));
        }
        d.quantities.retain(|x| *x != q);
        made[i] = d;
        after.extent = cover(&after.extent, &t[j].range());
        after.quantities = vec![q];
        more.push(after);
    }
    made.extend(more);
}

/// Puts another sum into a band.
fn band(d: &mut Draft, a: &Amount) {
    let (low, high) = match a.bound {
        Bound::Range => (a.low, a.high),
        Bound::AtLeast => (a.value, None),
        Bound::UpTo => (None, a.value),
        Bound::Exact | Bound::Approx => (a.value, a.value),
    };
    for (role, end) in [(Role::Low, low), (Role::High, high)] {
        d.args.remove(role);
        if let Some(v) = end {
            d.args.set(role, Value::Number(v));
        }
    }
    d.args.set(Role::Bound, Value::Code(a.bound.as_str().into()));
}

/// The bands that the clauses behind one go on to tell: each names who gets it and a sum, and has no verb of its own.
pub(crate) fn more(scene: &Scene<'_>, first: &Draft, made: &[Draft]) -> Vec<Draft> {
    let t = &scene.row.tokens;
    if !scene.row.chinese && first.kind == ClaimKind::Payband {
        return before(scene, first, made).into_iter().collect();
    }
    let told = first.args.has(Role::Role) || first.args.has(Role::Org);
    if !scene.row.chinese || first.kind != ClaimKind::Payband || !told {
        return Vec::new();
    }
    let last = (0..t.len()).rev().find(|&k| t[k].quantity.is_some_and(|q| first.quantities.contains(&q)));
    last.map_or_else(Vec::new, |last| along(scene, first, t[last].clause + 1, made))
}

/// 工程师年薪中位数为78万元；研究员则为66万元: the bands of a sentence that goes on with the one before it.
pub(crate) fn goes_on(scene: &Scene<'_>, claims: &[Claim], made: &[Draft], lexicon: &Lexicon) -> Vec<Draft> {
    let before = scene.text.folded.text[..scene.row.range.start].trim_end();
    let Some(last) = claims.last().filter(|c| c.kind == ClaimKind::Payband && before.ends_with(';')) else {
        return Vec::new();
    };
    let here = scene.text.folded.map.to_source(scene.row.range.clone()).start;
    let near = last.text_span.is_some_and(|s| here.saturating_sub(s.end()) <= NEAR);
    let frame = lexicon.frames.iter().position(|f| f.id == last.rule).and_then(|i| u16::try_from(i).ok());
    let Some(frame) = frame.filter(|_| near && scene.row.chinese) else { return Vec::new() };
    let mut args = last.args.clone();
    args.remove(Role::Date);
    let first = Draft {
        kind: ClaimKind::Payband,
        args,
        extent: scene.row.range.clone(),
        trigger: 0,
        frame,
        parties: Vec::new(),
        steps: Vec::new(),
        carried: 1,
        quantities: Vec::new(),
        share: None,
        guessed: false,
    };
    along(scene, &first, 0, made)
}

/// The bands of the clauses from one on, each of which names who gets it and a sum.
fn along(scene: &Scene<'_>, first: &Draft, from: u16, made: &[Draft]) -> Vec<Draft> {
    let t = &scene.row.tokens;
    let mut out = Vec::new();
    for clause in from..from + REACH {
        let mine = || (0..t.len()).filter(move |&k| t[k].clause == clause);
        let sums: Vec<usize> = mine()
            .filter(|&k| t[k].quantity.is_some_and(|q| scene.row.quantities[q].money().is_some()))
            .collect();
        let ([at], who) = (
            &sums[..],
            scene.phrases.iter().find(|p| {
                p.clause == clause
                    && matches!(p.head, Head::Group | Head::Role | Head::Org)
                    && p.governor.is_none()
            }),
        ) else {
            break;
        };
        let (Some(who), Some(q)) = (who, t[*at].quantity) else { break };
        let firm = match &who.head {
            Head::Org => crate::fill::entity(scene, who),
            _ => match &who.org {
                Some(Of::Name(n, r)) => Some(Entity::of_name(scene.text, n, r.clone())),
                _ => None,
            },
        };
        let told = mine().any(|k| t[k].verb || t[k].any(&[Class::Annual, Class::Monthly, Class::Package]));
        let used = made.iter().any(|d| d.quantities.contains(&q));
        if told
            || used
            || who.tokens.start > *at
            || scene
                .phrases
                .iter()
                .any(|p| p.clause == clause && p.head == Head::Org && p.tokens != who.tokens)
        {
            break;
        }
        let Some(sum) = scene.row.quantities[q].money() else { break };
        let mut d = first.clone();
        band(&mut d, &sum.amount);
        if who.head != Head::Org {
            let role = who.role.clone().unwrap_or_else(|| who.core.clone());
            d.args.set(Role::Role, Value::Text(scene.text.words(role).trim().to_owned()));
            d.args.set(Role::Population, Value::Text(scene.text.words(who.core.clone()).trim().to_owned()));
        }
        // 甲公司的平均年薪居冠，乙公司450万元居次: each firm pays its own.
        if let Some(firm) = firm {
            // 祥碩員工平均年薪370萬元，聯發科341萬元: the people of the next firm are not those of the first.
            if who.head == Head::Org
                && let Some(Value::Text(of)) = d.args.get(Role::Population)
                && let Some(old) = first.args.name(Role::Org)
                && let Some(people) = of.strip_prefix(old.text.as_str()).map(|w| w.trim_start_matches('的'))
                && !people.is_empty()
            {
                let people = people.to_owned();
                d.args.set(Role::Population, Value::Text(people));
            }
            d.args.set(Role::Org, Value::Name(firm.name(scene.kb)));
        }
        d.extent = if first.quantities.is_empty() {
            cover(&who.core, &t[*at].range())
        } else {
            cover(&d.extent, &t[*at].range())
        };
        d.quantities = vec![q];
        out.push(d);
    }
    out
}

/// «was paid £4,810 a week, up from £4,450 last year», «stood at $36,400, against $38,100»: what the same people got before.
fn before(scene: &Scene<'_>, first: &Draft, made: &[Draft]) -> Option<Draft> {
    const THEN: &[&str] = &["from", "against", "compared", "versus", "vs"];
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let last = (0..t.len()).rev().find(|&k| t[k].quantity.is_some_and(|q| first.quantities.contains(&q)))?;
    let at = (last + 1..t.len().min(last + 8))
        .find(|&k| t[k].quantity.is_some_and(|q| scene.row.quantities[q].money().is_some()))?;
    let q = t[at].quantity?;
    let then = (last + 1..at).any(|k| THEN.contains(&word(k))) || word(at).starts_with("from ");
    let apart = (last + 1..at).any(|k| matches!(t[k].punct, Some(';' | '.')) || t[k].name.is_some());
    let sum = scene.row.quantities[q].money()?;
    let value = sum.amount.value?;
    let old = first.args.get(Role::Low).or_else(|| first.args.get(Role::High));
    let alike = matches!(old, Some(Value::Number(v)) if *v < value * rust_decimal::Decimal::TEN && value < *v * rust_decimal::Decimal::TEN);
    if !then || apart || !alike || made.iter().any(|d| d.quantities.contains(&q)) {
        return None;
    }
    let mut d = first.clone();
    for role in [Role::Low, Role::High] {
        d.args.set(role, Value::Number(value));
    }
    d.args.set(Role::Bound, Value::Code(sum.amount.bound.as_str().into()));
    d.args.remove(Role::Date);
    let when = (at + 1..t.len().min(at + 4)).find_map(|k| scene.row.quantities[t[k].quantity?].date());
    if let Some(when) = when {
        d.args.set(Role::Date, Value::Date(when.clone()));
    }
    d.extent = cover(&t[last + 1].range(), &t[at].range());
    d.quantities = vec![q];
    Some(d)
}
