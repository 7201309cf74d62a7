//! A short stretch of a text around what a query asked for.

use tradewire_script::fold_char;

use crate::tokens::Term;

/// A snippet holds at most so many characters.
const CHARS: usize = 160;
/// So many characters stand before the first match.
const BEFORE: usize = 40;
/// A text is searched no further than this.
const SEARCHED_CHARS: usize = 100_000;

/// A stretch of a text with the places of the query's words in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Snippet {
    pub text: String,
    /// Byte ranges of `text`, in order, without overlap.
    pub marks: Vec<(usize, usize)>,
    /// Whether any term was found.
    pub found: bool,
}

/// Cuts a snippet; without a match it is the text's beginning.
pub(crate) fn snippet(text: &str, terms: &[Term]) -> Snippet {
    let chars: Vec<char> = text.chars().take(SEARCHED_CHARS).collect();
    let folded: Vec<char> = chars.iter().copied().map(fold_char).collect();
    let others: Vec<Term> = terms.iter().flat_map(Term::others).collect();
    let mut places: Vec<(usize, usize)> =
        terms.iter().chain(&others).flat_map(|t| matches(&folded, t)).collect();
    places.sort_unstable();
    let first = places.first().map_or(0, |p| p.0);
    let start = first.saturating_sub(BEFORE);
    let end = (start + CHARS).min(chars.len());

    let mut out = Snippet { found: !places.is_empty(), ..Snippet::default() };
    let mut at = Vec::with_capacity(end - start + 1); // byte offset of each character of the snippet
    if start > 0 {
        out.text.push('…');
    }
    for c in &chars[start..end] {
        at.push(out.text.len());
        out.text.push(if c.is_control() { ' ' } else { *c });
    }
    at.push(out.text.len());
    if end < chars.len() {
        out.text.push('…');
    }
    for (from, to) in places {
        if from >= end {
            break;
        }
        let (from, to) = (at[from - start], at[to.min(end) - start]);
        match out.marks.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => out.marks.push((from, to)),
        }
    }
    out
}

/// Where a term stands: ranges of characters.
fn matches(folded: &[char], term: &Term) -> Vec<(usize, usize)> {
    let needle: Vec<char> = term.needle().chars().collect();
    let Some(first) = needle.first() else { return Vec::new() };
    let words = matches!(term, Term::Words(_));
    let mut found = Vec::new();
    let mut i = 0;
    while i < folded.len() {
        let begins = folded[i] == *first && !(words && i > 0 && is_word(folded[i - 1]));
        match begins.then(|| stretch(folded, i, &needle, words)).flatten() {
            Some(end) => {
                found.push((i, end));
                i = end;
            }
            None => i += 1,
        }
    }
    found
}

/// The end of a needle that starts at `start`; what separates words is passed over.
fn stretch(folded: &[char], start: usize, needle: &[char], words: bool) -> Option<usize> {
    let mut i = start;
    for n in needle {
        while words && i > start && folded.get(i).is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace())
        {
            i += 1;
        }
        if folded.get(i) != Some(n) {
            return None;
        }
        i += 1;
    }
    Some(i)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() && u32::from(c) < 0x2e80
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::terms;

    fn marked(text: &str, query: &str) -> Vec<String> {
        let s = snippet(text, &terms(query));
        s.marks.iter().map(|m| s.text[m.0..m.1].to_owned()).collect()
    }

    #[test]
    fn marks_stand_in_the_script_of_the_text() {
        assert_eq!(marked("祖克柏挖走龐若鳴。", "庞若鸣"), ["龐若鳴"]);
        assert_eq!(marked("Meta收購Scale AI，估值14.3億", "meta 收购 14.3"), ["Meta收購", "14.3"]);
        assert_eq!(marked("metal, Meta.", "meta"), ["meta", "Meta"]);
        assert_eq!(marked("beta meta", "eta"), Vec::<String>::new());
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_match() {
        let text = format!("{}收购{}", "前".repeat(500), "后".repeat(500));
        let s = snippet(&text, &terms("收購"));
        assert!(s.text.starts_with('…') && s.text.ends_with('…'));
        assert_eq!(s.text.chars().count(), CHARS + 2);
        assert_eq!(&s.text[s.marks[0].0..s.marks[0].1], "收购");
        assert!(snippet(&text, &terms("别处")).marks.is_empty());
        assert_eq!(snippet("", &terms("别处")), Snippet::default());
    }
}
