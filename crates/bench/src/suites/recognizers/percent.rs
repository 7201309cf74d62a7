//! Percentages in the specs' words: signs of minus belong to them, vague points and fractions do not count.

use std::ops::Range;

use tradewire_model::Decimal;
use tradewire_quantity::{Context, Kind, numerals, recognise};

/// Extent and value of each percentage; a lone sign has no value.
pub(super) fn view(text: &str, context: &Context) -> Vec<(Range<usize>, Option<Decimal>)> {
    let mut out: Vec<(Range<usize>, Option<Decimal>)> = Vec::new();
    for q in recognise(text, context) {
        let Kind::Percent(m) = &q.kind else { continue };
        let Some(value) = m.value.or(m.low) else { continue };
        let words = text.get(q.core.clone()).unwrap_or_default();
        let plain = tradewire_script::fold_str(words).replace(' ', "");
        // 五百分之二 is a fraction, 对折 without 打 a word, 二三十个百分点 no single figure
        let fraction = plain.split_once("分之").is_some_and(|(d, _)| {
            !matches!(
                d.strip_prefix('负').unwrap_or(d),
                "百" | "佰" | "千" | "仟" | "万" | "十" | "千万" | "百万" | "亿"
            )
        });
        let struck = text[..q.core.start].ends_with('打');
        if fraction || plain == "对折" && !struck || m.value.is_none() && m.unit != "percent" {
            continue;
        }
        let (start, value) = signed(text, q.core.start, value);
        out.push((start..q.core.end, Some(value)));
    }
    led(text, &mut out);
    lone(text, &mut out);
    out.sort_by_key(|x| x.0.start);
    out
}

/// Takes in a word or sign of minus.
fn signed(text: &str, start: usize, value: Decimal) -> (usize, Decimal) {
    let head = &text[..start];
    let lower = head.to_ascii_lowercase();
    for word in ["minus ", "negative ", "负", "負"] {
        if lower.ends_with(word) && !value.is_sign_negative() {
            return (start - word.len(), -value);
        }
    }
    let dash = head.strip_suffix('-').is_some_and(|h| h.is_empty() || h.ends_with(char::is_whitespace));
    if dash { (start - 1, -value) } else { (start, value) }
}

/// percent of twenty
fn led(text: &str, out: &mut Vec<(Range<usize>, Option<Decimal>)>) {
    let lower = text.to_ascii_lowercase();
    for n in numerals(text) {
        let head = lower[..n.range.start].trim_end();
        for word in
            ["percents of", "percent of", "per cents of", "per cent of", "percentage of", "percentages of"]
        {
            let Some(rest) = head.strip_suffix(word) else { continue };
            let counted = rest.trim_end().ends_with(|c: char| c.is_ascii_digit()) || taken(out, rest.len());
            if !counted && !rest.ends_with(|c: char| c.is_ascii_alphanumeric()) {
                out.push((rest.len()..n.range.end, Some(n.value)));
                break;
            }
        }
    }
}

fn taken(out: &[(Range<usize>, Option<Decimal>)], at: usize) -> bool {
    out.iter().any(|(r, _)| r.start <= at && at < r.end)
}

/// A sign of percent by itself.
fn lone(text: &str, out: &mut Vec<(Range<usize>, Option<Decimal>)>) {
    for (i, _) in text.match_indices('%') {
        let apart = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let (before, after) = (text[..i].chars().next_back(), text[i + 1..].chars().next());
        let number = text[..i].trim_end().ends_with(|c: char| c.is_numeric());
        if apart(before) && apart(after) && !number && !taken(out, i) {
            out.push((i..i + 1, None));
        }
    }
}
