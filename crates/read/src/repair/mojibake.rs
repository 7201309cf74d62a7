//! Text read in the wrong charset, and back.

mod charset;
mod double;
mod gate;
mod latin;
mod level;
mod pairs;
mod shift;
mod single;
mod suspect;

use std::ops::Range;

use tradewire_model::RepairCode;

use crate::draft::{Draft, Edit};
use crate::limits::{Deadline, Late};
use crate::repair::mojibake::gate::Gate;
use crate::repair::scope::Scope;

/// What one pass found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub edits: Vec<Edit>,
    pub damage: Vec<(RepairCode, Range<usize>)>,
}

/// Lines longer than this in bytes are work enough to look at the clock for each.
const LONG: usize = 4096;

/// Rounds: text can have been misread several times over.
const ROUNDS: usize = 4;

/// Puts right what was read in the wrong charset, and marks what cannot be. False where it did not come to an end.
pub(crate) fn repair(draft: &mut Draft, scope: &Scope, deadline: &Deadline) -> Result<bool, Late> {
    let mut scope = scope.clone();
    let mut lines: Vec<Line> = Vec::new();
    for _ in 0..ROUNDS {
        let mut found = Found::default();
        Line::all(&draft.text, &scope, &mut lines);
        let mut looks = shift::Looks::default();
        for line in &lines {
            deadline.step()?;
            let n = found.edits.len();
            if line.gate.question {
                shift::unshift(&draft.text, line.range.clone(), &mut looks, &mut found);
            }
            // A line that was shifted is read anew in the next round; what the others hold does not wait for it.
            if line.gate.rare && found.edits.len() == n {
                double::utf8_as_double(&draft.text, line.range.clone(), &mut found);
            }
        }
        // Lines in which something was found already wait for the next round.
        let mut taken: Vec<Range<usize>> = found.edits.iter().map(|e| e.range.clone()).collect();
        taken.extend(found.damage.iter().map(|d| d.1.clone()));
        taken.sort_unstable_by_key(|r| r.start);
        for Line { range: line, gate } in &lines {
            if line.len() > LONG {
                deadline.check()?;
            } else {
                deadline.step()?;
            }
            if !gate.is_open() {
                continue;
            }
            let first = taken.partition_point(|r| r.end <= line.start);
            if taken.get(first).is_some_and(|r| r.start < line.end) {
                continue;
            }
            let n = found.edits.len();
            let suspect = gate.single && suspect::is_suspect(&draft.text[line.clone()]);
            if suspect {
                single::whole_line(&draft.text, line.clone(), &mut found);
            }
            if gate.other && found.edits.len() == n {
                double::double_as_other(&draft.text, line.clone(), &mut found);
            }
            if gate.latin && found.edits.len() == n {
                latin::repair(&draft.text, line.clone(), &mut found);
            }
            if suspect && found.edits.len() == n {
                single::embedded(&draft.text, line.clone(), &mut found);
            }
        }
        found.edits.sort_by_key(|e| e.range.start);
        draft.damage.sort_unstable_by_key(|d| d.text.start);
        let mut marks = Vec::new();
        for (code, range) in found.damage {
            let i = draft.damage.partition_point(|d| d.text.end < range.end);
            if draft.damage.get(i).is_none_or(|d| d.text.start > range.start) {
                marks.push((code, range));
            }
        }
        for (code, range) in marks {
            draft.mark(code, range);
        }
        if found.edits.is_empty() {
            return Ok(true);
        }
        let known = draft.touched.count();
        draft.apply(&found.edits);
        scope = Scope::since(draft, Some(known));
    }
    Ok(false)
}

/// A line that is not ASCII, and what it may hold.
struct Line {
    range: Range<usize>,
    gate: Gate,
}

impl Line {
    fn all(text: &str, scope: &Scope, out: &mut Vec<Self>) {
        out.clear();
        scope.each(text, |range| {
            let gate = Gate::of(&text.as_bytes()[range.clone()]);
            out.push(Self { range, gate });
        });
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, Encoding, GBK, WINDOWS_1252};

    use super::*;

    const NEWS: &str = "北湖实验室周二宣布，三名研究员已经加入该公司，负责新的语言模型团队。";
    const TRAD: &str = "北湖實驗室週二宣布，三名研究員已經加入該公司，負責新的語言模型團隊。";

    fn repaired(text: &str) -> (String, usize) {
        let mut draft = Draft::of(text);
        assert!(repair(&mut draft, &Scope::All, &Deadline::never()).unwrap());
        (draft.text, draft.damage.len())
    }

    /// Reads the bytes of a text in one charset as another.
    fn misread(text: &str, from: &'static Encoding, to: &'static Encoding) -> String {
        to.decode_without_bom_handling(&from.encode(text).0).0.into_owned()
    }

    #[test]
    fn utf8_read_as_gbk_comes_back() {
        let even = "三名研究员周二加入北湖实验室"; // an even number of characters: no byte is lost
        let damaged = misread(even, encoding_rs::UTF_8, GBK);
        assert_eq!(repaired(&damaged), (even.to_owned(), 0));
        let mixed = format!("好消息：{damaged}\n第二行。");
        assert_eq!(repaired(&mixed).0, format!("好消息：{even}\n第二行。"));
    }

    #[test]
    fn a_lost_byte_is_marked() {
        let damaged = misread("三名研究员周二加入北湖实验室了", encoding_rs::UTF_8, GBK);
        let (text, damage) = repaired(&damaged);
        assert!(text.starts_with("三名研究员周二加入北湖实验室") && damage == 1, "{text}");
    }

    #[test]
    fn double_byte_charsets_taken_for_each_other_come_back() {
        assert_eq!(repaired(&misread(NEWS, GBK, WINDOWS_1252)).0, NEWS);
        let big5 = misread("三名研究員週二加入實驗室", BIG5, GBK);
        assert_eq!(repaired(&big5).0, "三名研究員週二加入實驗室");
    }

    #[test]
    fn utf8_read_as_one_byte_per_character_comes_back() {
        for text in ["“We’ll fight back,” he said…", "北湖实验室宣布", "Café déjà vu", "приятности"]
        {
            let latin: String = text.bytes().map(char::from).collect();
            assert_eq!(repaired(&latin).0, text);
            assert_eq!(repaired(&misread(text, encoding_rs::UTF_8, encoding_rs::WINDOWS_1251)).0, text);
        }
        let twice = misread(
            &misread("the firm’s offer", encoding_rs::UTF_8, WINDOWS_1252),
            encoding_rs::UTF_8,
            WINDOWS_1252,
        );
        assert_eq!(repaired(&twice).0, "the firm’s offer");
    }

    #[test]
    fn clean_text_stays() {
        for text in [
            NEWS,
            TRAD,
            "CAFÉ… and 5×£35, MARQUÉ”, São Paulo, Łódź, naïve, ÉCOLE’S",
            "漯河、滁州、亳州、衢州的鄞县与鳌江、婺源",
            "Ελληνικά και русский текст — עברית",
            "東京のニュースです。",
            "¥100 ±5° ©2026 «тест»",
            "Dov’è la novità? L’è chì, perché nel § 5 c’è scritto.",
        ] {
            assert_eq!(repaired(text), (text.to_owned(), 0));
        }
    }
}
