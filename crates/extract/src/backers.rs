//! What a sentence adds to a round or a purchase that the sentence before has told: 本轮融资由甲资本领投, 交易金额约3亿美元.

use tradewire_model::{Args, Claim, ClaimKind, Name, Period, Role, Value};

use crate::build::Draft;
use crate::class::Class;
use crate::fill::Scene;
use crate::finish::{investors, settle};
use crate::frame::Frame;

/// How far behind a round, in bytes of the text, a sentence still tells of it.
const NEAR: usize = 240;

/// Gives the last round of the document the investors that a later Chinese sentence names, unless that tells a round of its
/// own.
pub(crate) fn later(scene: &Scene<'_>, claims: &mut [Claim]) {
    if !scene.row.chinese {
        return;
    }
    let here = scene.text.folded.map.to_source(scene.row.range.clone());
    let Some(last) = claims.iter_mut().rev().find(|c| c.kind == ClaimKind::Funding) else { return };
    let Some(end) = last.text_span.map(|s| s.range().end) else { return };
    if end > here.start || here.start - end > NEAR {
        return;
    }
    let mut names: Vec<Name> = last.args.names(Role::Investors).to_vec();
    let known = |n: &Name, o: &Name| n.text == o.text || n.id.is_some() && n.id == o.id;
    let company: Vec<Name> = last.args.names(Role::Company).to_vec();
    let before = names.len();
    for n in investors(scene).iter().map(|e| e.name(scene.kb)) {
        if !names.iter().chain(&company).any(|o| known(&n, o)) {
            names.push(n);
        }
    }
    if names.len() > before {
        last.args.set(Role::Investors, Value::Names(names));
        last.id = Claim::content_id(&last.doc, last.span, last.kind, &last.args);
    }
}

/// Gives the last purchase of the document, told without a price, the one that the next Chinese sentence tells.
pub(crate) fn price(scene: &Scene<'_>, claims: &mut [Claim]) {
    if !scene.row.chinese {
        return;
    }
    let t = &scene.row.tokens;
    let here = scene.text.folded.map.to_source(scene.row.range.clone());
    let Some(last) = claims.iter_mut().rev().find(|c| c.kind == ClaimKind::Deal) else { return };
    let Some(end) = last.text_span.map(|s| s.range().end) else { return };
    if last.args.has(Role::Amount) || end > here.start || here.start - end > NEAR / 2 {
        return;
    }
    let Some(k) = t.iter().position(|x| x.is(Class::Price)) else { return };
    let sum = (k + 1..t.len().min(k + 6))
        .take_while(|&i| t[i].clause == t[k].clause)
        .find_map(|i| scene.row.quantities[t[i].quantity?].money());
    if let Some(m) = sum {
        last.args.set(Role::Amount, Value::Amount(settle(m.amount.clone(), Period::Total, scene)));
        last.id = Claim::content_id(&last.doc, last.span, last.kind, &last.args);
    }
}

/// 某公司获得由甲资本领投的1.2亿美元, 某公司获甲、乙等注资: money without a stake that somebody leads, or that a firm gets from several,
/// is a round.
pub(crate) fn as_round(scene: &Scene<'_>, frames: &[Frame], made: &mut Vec<Draft>) {
    if !scene.row.chinese {
        return;
    }
    let t = &scene.row.tokens;
    let Some(raise) = frames.iter().position(|f| f.id.as_str() == "funding.raise") else { return };
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let beside = |d: &Draft, k: usize| t[k].clause.abs_diff(t[d.trigger].clause) <= 1;
    let led =
        |d: &Draft| (0..t.len()).any(|k| t[k].is(Class::Backs) && word(k).ends_with('投') && beside(d, k));
    let gets = |d: &Draft| {
        d.args.names(Role::Acquirer).len() > 1
            && (0..d.trigger).any(|k| word(k).contains('获') && beside(d, k))
    };
    let round = |d: &Draft| {
        d.kind == ClaimKind::Deal
            && d.args.text(Role::DealKind) == Some("investment")
            && d.args.has(Role::Target)
            && d.args.has(Role::Acquirer)
            && d.args.has(Role::Amount)
            && !d.args.has(Role::StakePercent)
            && (led(d) || gets(d))
    };
    if made.iter().any(|d| d.kind == ClaimKind::Funding) {
        made.retain(|d| !round(d));
        return;
    }
    for d in made.iter_mut().filter(|d| round(d)) {
        let mut args = Args::new();
        let parts = [
            (Role::Target, Role::Company),
            (Role::Acquirer, Role::Investors),
            (Role::Amount, Role::Amount),
            (Role::Date, Role::Date),
        ];
        for (from, to) in parts {
            if let Some(v) = d.args.get(from) {
                args.set(to, v.clone());
            }
        }
        if let Some(x) = t.iter().find(|x| x.is(Class::Round)) {
            args.set(Role::Round, Value::Text(scene.text.words(x.range()).to_owned()));
        }
        d.kind = ClaimKind::Funding;
        d.args = args;
        d.frame = u16::try_from(raise).unwrap_or(d.frame);
    }
}
