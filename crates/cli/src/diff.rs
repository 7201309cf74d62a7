//! What was repaired, line by line, as a person compares two versions.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use clap::builder::styling::{AnsiColor, Effects, Style};
use tradewire_model::{Document, RepairCode};

/// Characters shown around a change.
const AROUND: usize = 24;

/// How changes are set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// By colour: taken out in red and struck through, put in in green, damaged in yellow, noted in blue, set aside dim.
    Colours,
    /// By brackets: `[-taken out-]`, `{+put in+}`, `[!damaged!]`, `[?as it stands=as it was meant?]`.
    Brackets,
}

/// A change in the order of the repaired text.
struct Change<'d> {
    /// Where its result stands.
    at: Range<usize>,
    /// First byte of what it stands for, in the raw text.
    raw: usize,
    /// What stood there; the text itself where it is damaged and nothing was changed.
    before: &'d str,
    what: What<'d>,
}

/// What became of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What<'d> {
    Repaired,
    Damaged,
    /// Stays, and was meant otherwise.
    Noted(&'d str),
}

/// The repairs, the damage and the notes of a document, as lines, and what was set aside of it.
pub fn diff(d: &Document, marks: Marks) -> Vec<String> {
    let mut out = vec![head(d, marks)];
    let mut changes: Vec<Change> = d
        .repairs
        .iter()
        .map(|r| Change {
            at: r.text_span.range(),
            raw: r.span.start(),
            before: r.span.slice(&d.raw).unwrap_or_default(),
            what: What::Repaired,
        })
        .chain(d.damage.iter().map(|x| Change {
            at: x.text_span.range(),
            raw: x.span.start(),
            before: x.span.slice(&d.raw).unwrap_or_default(),
            what: What::Damaged,
        }))
        .chain(d.notes.iter().map(|n| Change {
            at: n.text_span.range(),
            raw: n.span.start(),
            before: n.span.slice(&d.raw).unwrap_or_default(),
            what: What::Noted(&n.meant),
        }))
        .collect();
    changes.sort_by_key(|c| (c.at.start, c.at.end, c.raw));
    // The bytes of the repaired text that the line at hand has shown up to.
    let mut line = String::new();
    let mut shown = 0;
    for (i, change) in changes.iter().enumerate() {
        if change.at.start < shown {
            continue; // within what another pass put in its place
        }
        let previous = i.checked_sub(1).map(|_| shown);
        let from = before(&d.text, change.at.start, AROUND);
        let joins = previous
            .is_some_and(|p| !line.is_empty() && p >= from && !d.text[p..change.at.start].contains('\n'));
        if joins {
            line.push_str(&visible(&d.text[shown..change.at.start]));
        } else {
            finish(&mut line, &d.text, shown, &mut out);
            let start = d.text[from..change.at.start].rfind('\n').map_or(from, |n| from + n + 1);
            let cut = if start > 0 && !d.text[..start].ends_with('\n') { "…" } else { "" };
            let _ = write!(line, "  {:>7}  {cut}{}", change.raw, visible(&d.text[start..change.at.start]));
        }
        let after = d.text.get(change.at.clone()).unwrap_or_default();
        if change.what == What::Damaged {
            line.push_str(&set_off(after, "[!", "!]", AnsiColor::Yellow, marks));
        } else if let What::Noted(meant) = change.what {
            line.push_str(&set_off(&format!("{after}={meant}"), "[?", "?]", AnsiColor::Blue, marks));
        } else {
            // What is the same on both sides need not be set off.
            let (left, right) = same_ends(change.before, after);
            line.push_str(&visible(&after[..left]));
            line.push_str(&set_off(
                &change.before[left..change.before.len() - right],
                "[-",
                "-]",
                AnsiColor::Red,
                marks,
            ));
            line.push_str(&set_off(&after[left..after.len() - right], "{+", "+}", AnsiColor::Green, marks));
            line.push_str(&visible(&after[after.len() - right..]));
        }
        shown = change.at.end;
    }
    finish(&mut line, &d.text, shown, &mut out);
    out.extend(aside(d, marks));
    out
}

/// What was set aside of a document, one line per part: its first byte in the raw text, its kind, its words.
pub fn aside(d: &Document, marks: Marks) -> Vec<String> {
    let all = &d.aside;
    let mut out = Vec::with_capacity(all.blocks.len() + 2);
    if !all.blocks.is_empty() || all.more_blocks > 0 {
        out.push(format!("  set aside: {}", all.blocks.len() + all.more_blocks));
    }
    for b in &all.blocks {
        let words = visible(&b.text.replace('\n', " / "));
        let line = format!("  {:>7}  [{}] {words}", b.span.start(), b.kind);
        out.push(match marks {
            Marks::Colours => {
                let dim = Style::new().dimmed();
                format!("{dim}{line}{dim:#}")
            }
            Marks::Brackets => line,
        });
    }
    if all.more_bytes > 0 {
        let (blocks, bytes) = (all.more_blocks, all.more_bytes);
        out.push(format!("           … {blocks} more, and {bytes} bytes in all that are not listed"));
    }
    out
}

/// The name, and how much of what was repaired or is damaged.
fn head(d: &Document, marks: Marks) -> String {
    let count = |codes: &mut dyn Iterator<Item = RepairCode>| {
        let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
        codes.for_each(|c| *by_code.entry(c.as_str()).or_default() += 1);
        by_code.iter().map(|(c, n)| format!("{c} {n}")).collect::<Vec<_>>().join(", ")
    };
    let mut text = match d.repairs.len() {
        0 => "nothing repaired".to_owned(),
        n => format!("{n} repaired ({})", count(&mut d.repairs.iter().map(|r| r.code))),
    };
    if !d.notes.is_empty() {
        let _ = write!(text, ", {} noted ({})", d.notes.len(), count(&mut d.notes.iter().map(|n| n.code)));
    }
    if !d.damage.is_empty() {
        let _ =
            write!(text, ", {} damaged ({})", d.damage.len(), count(&mut d.damage.iter().map(|x| x.code)));
    }
    let name = visible(&d.name);
    match marks {
        Marks::Colours => {
            let bold = Style::new().bold();
            format!("{bold}{name}{bold:#}: {text}")
        }
        Marks::Brackets => format!("{name}: {text}"),
    }
}

/// Ends a line with the text behind its last change.
fn finish(line: &mut String, text: &str, shown: usize, out: &mut Vec<String>) {
    if line.is_empty() {
        return;
    }
    let end = after(text, shown, AROUND);
    let stop = text[shown..end].find('\n').map_or(end, |n| shown + n);
    line.push_str(&visible(&text[shown..stop]));
    if stop == end && end < text.len() && !text[end..].starts_with('\n') {
        line.push('…');
    }
    out.push(std::mem::take(line));
}

/// The byte so many characters before another.
fn before(text: &str, at: usize, characters: usize) -> usize {
    text[..at].char_indices().rev().take(characters).last().map_or(at, |(i, _)| i)
}

/// The byte so many characters after another.
fn after(text: &str, at: usize, characters: usize) -> usize {
    text[at..].char_indices().nth(characters).map_or(text.len(), |(i, _)| at + i)
}

/// How many bytes two texts have in common at their beginnings and, of the rest, at their ends.
fn same_ends(a: &str, b: &str) -> (usize, usize) {
    let left: usize = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(c, _)| c.len_utf8()).sum();
    let ends = a[left..].chars().rev().zip(b[left..].chars().rev());
    let right = ends.take_while(|(x, y)| x == y).map(|(c, _)| c.len_utf8()).sum();
    (left, right)
}

fn set_off(text: &str, open: &str, close: &str, colour: AnsiColor, marks: Marks) -> String {
    if text.is_empty() {
        return String::new();
    }
    let text = visible(text);
    match marks {
        Marks::Brackets => format!("{open}{text}{close}"),
        Marks::Colours => {
            let mut style = Style::new().fg_color(Some(colour.into()));
            if colour == AnsiColor::Red {
                style |= Effects::STRIKETHROUGH;
            }
            format!("{style}{text}{style:#}")
        }
    }
}

/// A text in which everything can be seen, and nothing is an order to the terminal.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let hidden = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}');
        if c.is_control() || hidden {
            let _ = write!(out, "{}", c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use tradewire_read::{Input, Limits, read};

    use super::*;

    fn lines(text: &str, marks: Marks) -> Vec<String> {
        diff(&read(&Input::new("a.txt", text.as_bytes()), &Limits::default()).unwrap(), marks)
    }

    #[test]
    fn changes_stand_in_their_lines() {
        let text = "爭奪戰(zhàn)升級，創(chuàng )始人離開。\n第二行沒有什麼。\n大模型領網域落後阿裡一步。";
        let all = lines(text, Marks::Brackets);
        assert_eq!(all[0], "a.txt: 2 repaired (pinyin 2), 2 noted (conversion 2)");
        assert_eq!(all[1], "        6  爭奪戰[-(zhàn)-]升級，創[-(chuàng )-]始人離開。");
        assert_eq!(
            all[2].trim_start().split_once("  ").unwrap().1,
            "大模型[?領網域=領域?]落後[?阿裡=阿里?]一步。"
        );
        assert_eq!(all.len(), 3);
    }

    #[test]
    fn far_changes_stand_apart_and_long_lines_are_cut() {
        let clean = "北湖實驗室沒有回應".repeat(9);
        let all = lines(&format!("{clean}戰(zhàn){clean}戰(zhàn){clean}"), Marks::Brackets);
        assert_eq!(all.len(), 3);
        assert!(all[1].contains("  …") && all[1].ends_with('…') && all[1].chars().count() < 90, "{}", all[1]);
    }

    #[test]
    fn colours_take_the_place_of_brackets() {
        let all = lines("阿裡的戰(zhàn)略。", Marks::Colours);
        assert!(
            all[1].contains("\u{1b}[9m\u{1b}[31m(zhàn)\u{1b}[0m") && !all[1].contains("[-"),
            "{:?}",
            all[1]
        );
        assert_eq!(lines("沒有損壞。", Marks::Brackets), ["a.txt: nothing repaired"]);
    }

    #[test]
    fn what_was_set_aside_stands_below() {
        let text = "研究員離開北湖實驗室，去向不明。\n相關閱讀\n北湖實驗室\u{1b}[31m再失兩人";
        let all = lines(text, Marks::Brackets);
        // What was repaired comes first, also where it was set aside.
        let at = all.iter().position(|l| l == "  set aside: 2").expect("a line that counts");
        assert!(all[at + 1].ends_with("  [related] 相關閱讀"), "{all:?}");
        assert!(all[at + 2].contains("[related] 北湖") && !all[at + 2].contains('\u{1b}'), "{all:?}");
        let dim = lines(text, Marks::Colours);
        assert!(
            dim[at + 1].starts_with("\u{1b}[2m") && dim[at + 1].ends_with("\u{1b}[0m"),
            "{:?}",
            dim[at + 1]
        );
    }

    #[test]
    fn nothing_is_an_order_to_the_terminal() {
        let all = lines("北湖\u{200b}實驗室\u{1b}[31m離開戰(zhàn)略。", Marks::Brackets).join("\n");
        assert!(!all.contains('\u{1b}') && !all.contains('\u{200b}'), "{all:?}");
        assert!(all.contains("\\u{200b}"), "{all}");
    }
}
