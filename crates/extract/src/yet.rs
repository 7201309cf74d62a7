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
