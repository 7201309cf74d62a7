//! A sentence as a row of tokens: noun material, grammar words, quantities, triggers.

use std::ops::Range;

use tradewire_quantity::{Kind, Quantity};

use crate::rules::{Bounds, Class, Rules};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// Running text: part of a noun phrase.
    Text,
    /// 的.
    De,
    /// A grammar word.
    Word(Class),
    Date,
    Money,
    /// People or other things counted.
    Count,
    Percent,
    /// A轮, 天使轮.
    Round,
    /// A bracket with what it holds.
    Bracket,
    /// A comma, or a space between Chinese words.
    Comma,
    Colon,
    /// A trigger, by the number of its sense.
    Trigger(u16),
    /// Any other mark.
    Mark,
}

/// One token; bytes of the folded text.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) what: What,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Clause of the sentence.
    pub(crate) clause: usize,
}

impl Token {
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    pub(crate) fn is(&self, c: Class) -> bool {
        self.what == What::Word(c)
    }

    /// Whether it may be part of a noun phrase.
    pub(crate) fn nominal(&self) -> bool {
        matches!(
            self.what,
            What::Text
                | What::Count
                | What::Percent
                | What::Bracket
                | What::De
                | What::Word(Class::Word | Class::Pronoun | Class::List | Class::Share)
        )
    }
}

/// Says which of some senses holds for the trigger at a place: start, end, senses.
pub(crate) type Choose<'a> = dyn Fn(usize, usize, &[u16]) -> Option<u16> + 'a;

/// Longest bracket that is read as one token, in characters.
const BRACKET: usize = 60;

/// The sentences of a folded text; marks that end one belong to it.
pub(crate) fn sentences(folded: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (i, c) in folded.char_indices() {
        if matches!(c, '。' | '!' | '?' | '\n' | ';') {
            let end = i + c.len_utf8();
            out.push(start..end);
            start = end;
        }
    }
    if start < folded.len() {
        out.push(start..folded.len());
    }
    out
}

/// Cuts a sentence into tokens; `sense` decides which sense of a trigger holds at a place.
pub(crate) fn tokens(
    folded: &str,
    range: &Range<usize>,
    rules: &Rules,
    quantities: &[Quantity],
    sense: &Choose<'_>,
) -> Vec<Token> {
    let text = &folded[range.clone()];
    let base = range.start;
    // What each byte begins: end and kind. Quantities win over words, brackets over both.
    let mut spans: Vec<(usize, usize, What)> = Vec::new();
    for q in quantities.iter().filter(|q| q.range.start >= range.start && q.range.end <= range.end) {
        let what = match &q.kind {
            Kind::Date(_) => What::Date,
            Kind::Money(_) => What::Money,
            Kind::Count(_) => What::Count,
            Kind::Percent(_) => What::Percent,
            _ => continue,
        };
        let at = if matches!(what, What::Date | What::Count) { q.core.clone() } else { q.range.clone() };
        spans.push((at.start, at.end, what));
    }
    spans.extend(rounds(text, base));
    spans.sort_unstable_by_key(|s| (s.0, std::cmp::Reverse(s.1)));
    let quoted = brackets(text, base, rules);
    let firms = firms(text, base, &rules.bounds);
    let mut words: Vec<(usize, usize, What)> = Vec::new();
    for (s, e, entry) in rules.words(text) {
        let (s, e) = (base + s, base + e);
        // Latin words only whole.
        let bytes = folded.as_bytes();
        let inside = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_alphanumeric);
        if inside(s) && s > 0 && inside(s - 1) || e > 0 && inside(e - 1) && inside(e) {
            continue;
        }
        // 污水处理有限公司: what is part of a firm's name does nothing in the clause.
        if firms.iter().any(|f| f.start <= s && e <= f.end) {
            words.push((s, e, What::Text));
            continue;
        }
        if !entry.senses.is_empty()
            && let Some(id) = sense(s, e, &entry.senses)
        {
            words.push((s, e, What::Trigger(id)));
        } else if let Some(c) = entry.class {
            words.push((s, e, What::Word(c)));
        }
    }
    let mut out: Vec<Token> = Vec::new();
    let mut i = range.start;
    let (mut nq, mut nw, mut nb) = (0, 0, 0);
    while i < range.end {
        while spans.get(nq).is_some_and(|s| s.0 < i) {
            nq += 1;
        }
        while words.get(nw).is_some_and(|s| s.0 < i) {
            nw += 1;
        }
        while quoted.get(nb).is_some_and(|s| s.0 < i) {
            nb += 1;
        }
        let mut push = |start: usize, end: usize, what: What| {
            if what == What::Text
                && let Some(last) = out.last_mut()
                && last.what == What::Text
                && last.end == start
            {
                last.end = end;
            } else {
                out.push(Token { what, start, end, clause: 0 });
            }
        };
        if let Some(&(s, e, what)) = quoted.get(nb).filter(|b| b.0 == i) {
            push(s, e, what);
            i = e;
            continue;
        }
        if let Some(&(s, e, what)) = spans.get(nq).filter(|q| q.0 == i) {
            push(s, e, what);
            i = e;
            continue;
        }
        if let Some(&(s, e, what)) = words.get(nw).filter(|w| w.0 == i) {
            push(s, e, what);
            i = e;
            continue;
        }
        let Some(c) = folded[i..].chars().next() else { break };
        let e = i + c.len_utf8();
        match c {
            // *ST云杉: the star is part of the name of a listed firm.
            '*' if folded[e..].starts_with("st") => push(i, e, What::Text),
            '的' => push(i, e, What::De),
            ',' => push(i, e, What::Comma),
            ':' => push(i, e, What::Colon),
            '、' => push(i, e, What::Word(Class::List)),
            ' ' | '\t' => {
                // Between Latin words a space joins, elsewhere it parts.
                let latin =
                    |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.' || c == '&');
                let joins = latin(folded[..i].chars().next_back()) && latin(folded[e..].chars().next());
                if joins {
                    push(i, e, What::Text);
                } else {
                    push(i, e, What::Comma);
                }
            }
            '。' | '!' | '?' | ';' | '\n' | '"' | '(' | ')' | '[' | ']' | '【' | '】' | '|' | '…' | '—'
            | '*' | '《' | '》' => {
                push(i, e, What::Mark);
            }
            _ => push(i, e, What::Text),
        }
        i = e;
    }
    cling(folded, &mut out, &rules.bounds);
    let mut clause = 0;
    for t in &mut out {
        t.clause = clause;
        if matches!(t.what, What::Comma | What::Colon) || t.what == What::Mark && ends_clause(folded, t) {
            clause += 1;
        }
    }
    out
}

/// Makes an adverb that begins a phrase and has a noun behind it part of that noun.
fn cling(folded: &str, out: &mut Vec<Token>, bounds: &Bounds) {
    let mut i = 0;
    while i + 1 < out.len() {
        let begins = i == 0 || !out[i - 1].nominal() && !out[i - 1].is(Class::Adverb);
        if begins
            && out[i].is(Class::Adverb)
            && out[i + 1].what == What::Text
            && bounds.clinging.iter().any(|c| *c == folded[out[i].range()])
        {
            out[i + 1].start = out[i].start;
            out.remove(i);
        }
        i += 1;
    }
}

fn ends_clause(folded: &str, t: &Token) -> bool {
    matches!(&folded[t.range()], "。" | "!" | "?" | ";" | "\n" | "—" | "…" | "】")
}

/// Rounds of money: a轮, pre-a+轮, 天使轮, 种子轮.
fn rounds(text: &str, base: usize) -> Vec<(usize, usize, What)> {
    let mut out = Vec::new();
    for (i, _) in text.match_indices('轮') {
        let head = &text[..i];
        let latin = head.len()
            - head.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-')).len();
        let named = ["天使", "种子", "战略", "首", "新一", "本", "多"]
            .iter()
            .find(|w| head.ends_with(**w))
            .map(|w| w.len());
        let len = if (1..=8).contains(&latin) { latin } else { named.unwrap_or(0) };
        if len > 0 {
            out.push((base + i - len, base + i + '轮'.len_utf8(), What::Round));
        }
    }
    out
}

/// The ends of firms' names: a form such as 有限公司 with the words for a trade before it.
fn firms(text: &str, base: usize, bounds: &Bounds) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for form in &bounds.firms {
        for (i, _) in text.match_indices(form.as_str()) {
            let mut start = i;
            while let Some(w) = bounds.trades.iter().find(|w| text[..start].ends_with(w.as_str())) {
                start -= w.len();
            }
            out.push(base + start..base + i + form.len());
        }
    }
    out
}

/// Brackets, book titles and short quotations, each as one token; a title that tells of an event is read like text.
fn brackets(text: &str, base: usize, rules: &Rules) -> Vec<(usize, usize, What)> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some((i, open)) =
        text[from..].char_indices().find(|(_, c)| matches!(c, '(' | '《' | '"')).map(|(i, c)| (from + i, c))
    {
        let close = match open {
            '(' => ')',
            '《' => '》',
            _ => '"',
        };
        let most = if open == '"' { 14 } else { BRACKET };
        let inner = i + open.len_utf8();
        let end = text[inner..].char_indices().take(most).find(|(_, c)| *c == close).map(|(k, _)| inner + k);
        let Some(end) = end else {
            from = inner;
            continue;
        };
        let whole = end + close.len_utf8();
        let holds_clause = open == '"' && text[inner..end].contains([',', '。', '!', '?']);
        let telling = open == '《' && rules.words(&text[inner..end]).any(|(_, _, e)| !e.senses.is_empty());
        if !holds_clause && !telling && end > inner {
            // (记者 林知远): who writes stands between the source and the text.
            let byline = rules.bounds.bylines.iter().any(|w| text[inner..end].starts_with(w.as_str()));
            let what = match open {
                '(' if byline => What::Mark,
                '(' => What::Bracket,
                _ => What::Text,
            };
            out.push((base + i, base + whole, what));
            from = whole;
        } else {
            from = inner;
        }
    }
    out
}
