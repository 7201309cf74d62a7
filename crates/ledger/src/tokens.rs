//! One tokenizer for every engine: bigrams of folded Han, words of folded Latin.

use tradewire_script::{fold_char, misconverted, regional};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut here.
const WORD_CHARS: usize = 48;
/// A query holds at most so many terms; the rest is left out.
const MOST_TERMS: usize = 12;
/// A query is read no further than this.
const QUERY_CHARS: usize = 200;

/// A stretch of a text between which nothing is joined.
pub(crate) enum Piece {
    /// A run of Han or kana, folded.
    Run(Vec<char>),
    /// A word of any other script, folded, without marks on its letters.
    Word { text: String, glued: bool },
}

/// Cuts a text into its tokens, separated by spaces.
///
/// A run of Han gives its overlapping bigrams and its last character, so that every character begins a token:
/// 收购案 gives 收购, 购案, 案. Other letters and digits give words.
pub(crate) fn index_tokens(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut push = |token: &str| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(token);
    };
    for piece in pieces(text) {
        match piece {
            Piece::Run(run) => {
                for pair in run.windows(2) {
                    push(&String::from_iter(pair));
                }
                if let Some(last) = run.last() {
                    push(last.encode_utf8(&mut [0; 4]));
                }
            }
            Piece::Word { text, .. } => push(&text),
        }
    }
    out
}

/// One thing a query asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Term {
    /// Tokens that stand side by side: the bigrams of a run of Han.
    Run(Vec<String>),
    /// One Han character: tokens that begin with it.
    Single(char),
    /// Words that stand side by side: `gpt 4`, `14 3`; in names the last may go on.
    Words(Vec<String>),
}

impl Term {
    /// The same run as it may stand in a text besides: in the words of another region, 芯片 as 晶片, or as converters
    /// between scripts made it, 领域 as 領網域.
    pub fn others(&self) -> Vec<Self> {
        let Self::Run(_) = self else { return Vec::new() };
        let needle = self.needle();
        let others = regional(&needle).into_iter().chain(misconverted(&needle));
        let runs = others.map(|run| run.chars().collect::<Vec<_>>());
        runs.filter(|run| run.len() > 1).map(|run| Self::run(&run)).collect()
    }

    fn run(run: &[char]) -> Self {
        Self::Run(run.windows(2).map(String::from_iter).collect())
    }

    /// The term as it stands in a folded text, without what separates words.
    pub fn needle(&self) -> String {
        match self {
            Self::Run(bigrams) => {
                let first = bigrams.first().map(String::as_str).unwrap_or_default();
                bigrams.iter().skip(1).fold(first.to_owned(), |mut s, b| {
                    s.extend(b.chars().last());
                    s
                })
            }
            Self::Single(c) => c.to_string(),
            Self::Words(words) => words.concat(),
        }
    }
}

/// Reads a query: white space and changes of script separate terms, other marks between words join them.
pub(crate) fn terms(query: &str) -> Vec<Term> {
    let head = query.char_indices().nth(QUERY_CHARS).map_or(query, |(end, _)| &query[..end]);
    let mut terms: Vec<Term> = Vec::new();
    for piece in pieces(head) {
        match piece {
            Piece::Run(run) => {
                let term = match run.as_slice() {
                    [one] => Term::Single(*one),
                    run => Term::run(run),
                };
                terms.push(term);
            }
            Piece::Word { text, glued } => match terms.last_mut() {
                Some(Term::Words(words)) if glued => words.push(text),
                _ => terms.push(Term::Words(vec![text])),
            },
        }
    }
    let mut seen = std::collections::HashSet::new();
    terms.retain(|t| seen.insert(t.clone()));
    terms.truncate(MOST_TERMS);
    terms
}

/// Whether a folded character belongs to a script written without spaces whose characters are cut into bigrams.
fn is_run(c: char) -> bool {
    matches!(u32::from(c),
        0x3005 | 0x3007 | 0x3041..=0x3096 | 0x30a1..=0x30fa | 0x30fc
        | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

pub(crate) fn pieces(text: &str) -> impl Iterator<Item = Piece> {
    let mut chars = text.chars().map(fold_char).peekable();
    // Whether something other than white space, and nothing else, stood since the last word.
    let mut glue = false;
    std::iter::from_fn(move || {
        loop {
            let c = *chars.peek()?;
            if is_run(c) {
                let mut run = Vec::new();
                while let Some(c) = chars.next_if(|c| is_run(*c)) {
                    run.push(c);
                }
                glue = false;
                return Some(Piece::Run(run));
            }
            if c.is_alphanumeric() {
                let mut word = String::new();
                let mut len = 0;
                while let Some(c) =
                    chars.next_if(|c| !is_run(*c) && (c.is_alphanumeric() || is_combining_mark(*c)))
                {
                    if len < WORD_CHARS {
                        // Compatibility decomposition may bring back capitals and marks: fold what comes out.
                        word.extend(c.nfkd().map(fold_char).filter(|c| c.is_alphanumeric()));
                        len += 1;
                    }
                }
                let glued = std::mem::replace(&mut glue, true);
                if !word.is_empty() {
                    return Some(Piece::Word { text: word, glued });
                }
                continue;
            }
            if c.is_whitespace() {
                glue = false;
            }
            chars.next();
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn han_gives_bigrams_and_its_last_character() {
        assert_eq!(index_tokens("Meta收購了Scale AI"), "meta 收购 购了 了 scale ai");
        assert_eq!(index_tokens("亚历山大·王"), "亚历 历山 山大 大 王");
        assert_eq!(index_tokens("２.６億美元"), "2 6 亿美 美元 元");
        assert_eq!(index_tokens("……!"), "");
    }

    #[test]
    fn letters_lose_their_marks() {
        assert_eq!(index_tokens("Café MÜLLER ﬁne"), "cafe muller fine");
        assert_eq!(index_tokens("ŉ ½"), "n 12", "what a letter is made of need not be letters");
    }

    #[test]
    fn a_query_is_cut_where_the_script_changes() {
        let words = |w: &[&str]| w.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            terms("Meta收購 Scale AI"),
            [
                Term::Words(words(&["meta"])),
                Term::Run(words(&["收购"])),
                Term::Words(words(&["scale"])),
                Term::Words(words(&["ai"]))
            ]
        );
        assert_eq!(
            terms("14.3 GPT-4"),
            [Term::Words(words(&["14", "3"])), Term::Words(words(&["gpt", "4"]))]
        );
        assert_eq!(terms("王"), [Term::Single('王')]);
        assert_eq!(terms(" ·!"), []);
        assert_eq!(terms("扎克伯格")[0].needle(), "扎克伯格");
    }

    proptest! {
        /// Whatever is cut out of a text and asked for is made of tokens that the text has.
        #[test]
        fn a_run_finds_itself(s in "[龐若鳴小米收购 a-c1]{1,12}") {
            let tokens = format!(" {} ", index_tokens(&s));
            for term in terms(&s) {
                let phrase = match term {
                    Term::Run(b) => format!(" {} ", b.join(" ")),
                    Term::Words(w) => format!(" {} ", w.join(" ")),
                    Term::Single(c) => format!(" {c}"),
                };
                prop_assert!(tokens.contains(&phrase), "{tokens} / {phrase}");
            }
        }

        #[test]
        fn any_text_is_cut(s in "\\PC{0,60}") {
            for token in index_tokens(&s).split(' ').filter(|t| !t.is_empty()) {
                prop_assert!(token.chars().all(char::is_alphanumeric), "{token:?}");
            }
            prop_assert!(terms(&s).len() <= MOST_TERMS);
        }
    }
}
