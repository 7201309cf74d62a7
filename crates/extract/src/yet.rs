//! How Chinese says that something is yet to come, and that a figure is somebody's count.

use tradewire_model::ClaimKind;

use crate::class::Class;
use crate::fill::Scene;

/// Words before a verb that put it into the future.
const AHEAD: &[&str] = &["将", "即将", "将于", "将会", "将要", "拟", "拟于", "计划", "打算", "即将于"];

/// Words that say of a round that money is still being sought.
const SOUGHT: &[&str] = &["正以", "寻求", "正在募", "正募", "洽谈", "商谈", "拟以", "拟融资", "计划融资"];

/// Words that say that a figure was counted by whoever tells it.
const COUNTED: &[&str] =
    &["数据显示", "统计显示", "报告显示", "榜单显示", "调查显示", "统计,", "的数据,", "数据,"];

/// 将于10月正式加入, 正以40亿美元估值募集8亿美元: whether what a trigger tells is yet to come.
pub(crate) fn to_come(scene: &Scene<'_>, trigger: usize, kind: ClaimKind) -> bool {
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    if word(trigger).starts_with(['将', '拟']) || word(trigger).starts_with("即将") {
        return true;
    }
    // 正在洽谈收购: read as one word.
    if kind == ClaimKind::Deal
        && ["洽谈", "商谈", "考虑", "寻求"].iter().any(|w| word(trigger).starts_with(w))
    {
        return true;
    }
    let here = t[trigger].clause;
    if matches!(kind, ClaimKind::Funding | ClaimKind::Valuation) {
        let first = t.iter().find(|x| x.clause == here).map_or(scene.row.range.start, |x| x.start);
        let last = t.iter().rfind(|x| x.clause == here).map_or(first, |x| x.end);
        let words = &scene.text.folded.text[first..last];
        return SOUGHT.iter().any(|w| words.contains(w));
    }
    if !matches!(kind, ClaimKind::Move | ClaimKind::Unit) {
        return false;
    }
    for k in (trigger.saturating_sub(5)..trigger).rev() {
        if t[k].clause != here {
            return false;
        }
        if AHEAD.contains(&word(k)) {
            return true;
        }
        // Between the word and its verb there is a date, a 于, an adverb.
        let dated = t[k].quantity.is_some_and(|q| scene.row.quantities[q].date().is_some());
        let adverb =
            t[k].name.is_none() && t[k].punct.is_none() && matches!(word(k), "正式" | "于" | "在" | "也");
        if !(dated || adverb) {
            return false;
        }
    }
    false
}

/// 猎聘数据显示: whether a sentence gives its figures as those of whoever counted them, who asserts them.
pub(crate) fn counted(scene: &Scene<'_>, kind: ClaimKind) -> bool {
    let words = &scene.text.folded.text[scene.row.range.clone()];
    let survey = scene.row.tokens.iter().any(|t| t.is(Class::Survey));
    matches!(kind, ClaimKind::Stat | ClaimKind::Payband)
        && survey
        && COUNTED.iter().any(|w| words.contains(w))
}

/// Chinese words that say of a purchase that it came to nothing.
const FAILED: &[&str] =
    &["失败", "告吹", "未果", "未能成功", "破裂", "搁浅", "泡汤", "放弃收购", "终止收购", "被叫停"];

/// «rejected a takeover offer from Larkspur», 收购告吹: whether a purchase that is told was only sought.
pub(crate) fn undone(scene: &Scene<'_>, trigger: usize) -> bool {
    let t = &scene.row.tokens;
    let here = t[trigger].clause;
    let word = &scene.text.folded.text[t[trigger].range()];
    let done = word.ends_with("ed") || word.ends_with("bought") || word.ends_with('了');
    if scene.row.chinese && !done {
        let first = t.iter().find(|x| x.clause == here).map_or(scene.row.range.start, |x| x.start);
        let last = t.iter().rfind(|x| x.clause == here || x.clause == here + 1).map_or(first, |x| x.end);
        let words = &scene.text.folded.text[first..last];
        if FAILED.iter().any(|w| words.contains(w)) {
            return true;
        }
    }
    // «offered to buy Larkspur for $1 billion»
    word.starts_with("offer") && word.contains(' ')
        || !done
            && t.iter().enumerate().any(|(k, x)| {
                let refused = x.is(Class::Refuse) && (scene.row.chinese || k < trigger);
                let near = x.clause == here || scene.row.chinese && x.clause == here + 1;
                (refused || x.is(Class::Failed)) && x.name.is_none() && near
            })
}

/// Words with which somebody is asked to come, and with which somebody is kept from going.
const ASKS: &[&str] =
    &["invite", "invited", "invites", "inviting", "asked", "asking", "urged", "urging", "begged", "implored"];
const KEEPS: &[&str] = &[
    "block",
    "blocked",
    "blocking",
    "bar",
    "barred",
    "barring",
    "stop",
    "stopping",
    "prevent",
    "preventing",
    "enjoin",
    "enjoined",
    "prohibit",
    "prohibited",
    "prohibiting",
    "ban",
    "banned",
    "banning",
    "forbid",
    "forbidding",
];

/// «inviting her to join», 邀请他加入, «an order blocking him from joining»: whether a move is what somebody is asked to do, or is
/// kept from doing.
pub(crate) fn only_asked(scene: &Scene<'_>, trigger: usize) -> bool {
    let t = &scene.row.tokens;
    let word = |k: usize| &scene.text.folded.text[t[k].range()];
    let here = t[trigger].clause;
    let mut back = (trigger.saturating_sub(8)..trigger).rev().take_while(|&k| t[k].clause == here);
    let accepted = t.iter().any(|x| x.is(Class::Accept) && x.name.is_none());
    if scene.row.chinese {
        let whom = |k: usize| {
            t.get(k + 1)
                .is_some_and(|x| x.name.is_some() || x.any(&[Class::PronounPerson, Class::PronounPoss]))
        };
        return !accepted
            && back.any(|k| matches!(word(k), "邀请" | "力邀" | "诚邀" | "游说" | "登门邀请") && whom(k));
    }
    let before = trigger.checked_sub(1).map_or("", word);
    match before {
        "to" => !accepted && back.any(|k| ASKS.contains(&word(k))),
        // «won a court order blocking» is one word here.
        "from" => back.any(|k| word(k).rsplit(' ').next().is_some_and(|w| KEEPS.contains(&w))),
        _ => false,
    }
}
