//! Names that the tagger sees where the rules see none, or see something else.

use crate::class::Class;
use crate::learned::passage::Passage;
use crate::learned::tagger::{Seen, Tagger, Unit, units};
use crate::names::{Taught, replace, unknown};
use crate::naming::Naming;
use crate::token::{NameClass, Row, Text};

/// How sure the tagger must be of a name that no rule sees, and of one where a rule sees something else.
const NEW: f32 = 0.5;
const OTHER: f32 = 0.65;

/// What sees names: the tagger, and the encoder with the weight of its word.
pub(crate) struct Sees<'a> {
    pub(crate) tagger: &'a Tagger,
    pub(crate) passage: Option<&'a Passage>,
    pub(crate) weight: f32,
}

/// Takes up what the tagger is sure of; whole names are taught to the document.
pub(crate) fn find(row: &mut Row, text: &Text<'_>, naming: &Naming, sees: &Sees<'_>, taught: &mut Taught) {
    let units = units(row, text, naming);
    if units.len() < 3 || units.len() > 600 {
        return;
    }
    let more = |u: &Unit| Some(sees.passage?.names(&u.range)?.map(|s| s * sees.weight));
    for seen in sees.tagger.names(&units, &text.folded.text, more).into_iter().rev() {
        for part in parted(&units, &seen, &text.folded.text) {
            take_up(row, text, naming, &units, &part, taught);
        }
    }
}

/// 皮某和杜某: two people whom the tagger takes for one name, the last first.
fn parted(units: &[Unit], seen: &Seen, folded: &str) -> Vec<Seen> {
    const JOINS: &[&str] = &["和", "与", "及"];
    let inner = seen.units.start + 2..seen.units.end.saturating_sub(2);
    let joint = seen
        .person
        .then(|| inner.into_iter().find(|&k| JOINS.contains(&&folded[units[k].range.clone()])))
        .flatten();
    match joint {
        Some(k) => {
            let part = |units| Seen { units, ..seen.clone() };
            vec![part(k + 1..seen.units.end), part(seen.units.start..k)]
        }
        None => vec![seen.clone()],
    }
}

fn take_up(
    row: &mut Row,
    text: &Text<'_>,
    naming: &Naming,
    units: &[Unit],
    seen: &Seen,
    taught: &mut Taught,
) {
    let range = units[seen.units.start].range.start..units[seen.units.end - 1].range.end;
    let class = if seen.person { NameClass::Person } else { NameClass::Org };
    let touched: Vec<_> = row
        .tokens
        .iter()
        .filter(|t| t.start < range.end && range.start < t.end && t.name.is_some())
        .map(|t| (t.range(), t.name.clone()))
        .collect();
    let surface = &text.folded.text[range.clone()];
    if surface.chars().count() < 2 || surface.chars().all(|c| c.is_ascii_digit()) {
        return;
    }
    // 阿姆斯特|丹: a part of a place.
    if within_place(&text.folded.text, &range, naming) {
        return;
    }
    // NYSE, Tuesday: words that the lists know to be none.
    if naming.not_names_en.contains(surface) || naming.places.contains(surface) {
        return;
    }
    // 具身智能技术公司: common words make no name.
    if class == NameClass::Org && !surface.is_ascii() && common(surface, naming) {
        return;
    }
    // 泽基金: what ends like a firm is nobody.
    let firm = |c: &char| {
        let ends = naming.org_ends.get(c);
        ends.is_some_and(|l| {
            l.iter().any(|(e, _)| e.len() > 1 && surface.ends_with(&e.iter().collect::<String>()))
        })
    };
    if class == NameClass::Person && surface.chars().next_back().as_ref().is_some_and(firm) {
        return;
    }
    // 软体, 封测, 智驾: fields of work.
    if !surface.is_ascii() && (naming.all_trade(surface) || naming.title_fields.contains(surface)) {
        return;
    }
    // 给儿子取名为思齐: nobody's firm.
    if class == NameClass::Org && !surface.is_ascii() && naming.christens(&text.folded.text[..range.start]) {
        return;
    }
    // 新创公司「云起」: a common noun for a firm names none.
    if class == NameClass::Org
        && row.tokens.iter().any(|t| t.range() == range && t.is(Class::GenericOrg) && !t.latin)
    {
        return;
    }
    // «Greene» after «Diane Greene»: the document has said what it is.
    if taught.forms.contains_key(surface) {
        return;
    }
    match &touched[..] {
        [] => {
            if seen.share < NEW {
                return;
            }
        }
        // What is known stays what it is; a capitalised word that may be either is decided.
        [(at, Some(n))] if *at == range => {
            let open = n.class == NameClass::Open;
            if n.kb.is_some()
                || n.class == class
                || n.class == NameClass::Outlet && class == NameClass::Org
                || seen.share < if open { NEW } else { OTHER }
            {
                return;
            }
        }
        more => {
            if seen.share < OTHER || more.iter().any(|(_, n)| n.as_ref().is_some_and(|n| n.kb.is_some())) {
                return;
            }
        }
    }
    let name = unknown(class);
    if seen.share > 0.9 {
        taught.forms.entry(surface.to_owned()).or_insert_with(|| name.clone());
    }
    replace(row, range, name);
}

/// Whether a stretch of Han characters stands within a place of more than four.
fn within_place(folded: &str, range: &std::ops::Range<usize>, naming: &Naming) -> bool {
    let back = folded[..range.start].char_indices().rev().take(4).map(|x| x.0);
    std::iter::once(range.start).chain(back).any(|at| {
        let rest = &folded[at..];
        rest.chars().next().and_then(|c| naming.long_places.get(&c)).is_some_and(|list| {
            list.iter().any(|p| {
                let end = at + p.iter().map(|c| c.len_utf8()).sum::<usize>();
                rest.chars().zip(p).filter(|(a, b)| a == *b).count() == p.len() && range.end <= end
            })
        })
    })
}

/// Whether a Chinese name is made of common words up to its ending.
fn common(surface: &str, naming: &Naming) -> bool {
    let Some(stem) =
        ["公司", "企业", "集团", "机构", "团队", "厂商"].iter().find_map(|e| surface.strip_suffix(e))
    else {
        return false;
    };
    let chars: Vec<char> = stem.chars().collect();
    naming.words.segment(&chars).into_iter().all(|(at, len, _)| naming.is_generic(&chars[at..at + len]))
}
