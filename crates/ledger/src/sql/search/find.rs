//! What a row of an index must hold, in the words of either engine.

use crate::Result;
use crate::db::{Connection, Engine, Value as Sql};
use crate::near::is_han;
use crate::sql::index;

/// A beginning with more words than this is left to the engine, which then gathers the rows of all of them first.
const MOST_WORDS: usize = 32;

/// What a row of an index table must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sql) enum Find {
    /// Tokens side by side, in one of the columns; `open` lets the last of them go on.
    Phrase { tokens: Vec<String>, open: bool },
    /// Likewise, in the names.
    Named { tokens: Vec<String>, open: bool },
    /// All of these.
    All(Vec<Find>),
    /// One of these.
    Any(Vec<Find>),
}

impl Find {
    /// What finds nothing.
    pub const NOTHING: Self = Self::Any(Vec::new());

    /// Whether it asks for nothing, and so finds nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Phrase { tokens, .. } | Self::Named { tokens, .. } => tokens.is_empty(),
            Self::All(all) | Self::Any(all) => all.is_empty(),
        }
    }

    /// The same, sought in names only.
    pub fn named(self) -> Self {
        match self {
            Self::Phrase { tokens, open } | Self::Named { tokens, open } => Self::Named { tokens, open },
            Self::All(all) => Self::All(all.into_iter().map(Self::named).collect()),
            Self::Any(all) => Self::Any(all.into_iter().map(Self::named).collect()),
        }
    }

    /// The words as they may stand in a folded text; single characters tell too little.
    pub fn spelt(&self) -> Vec<Vec<char>> {
        match self {
            Self::Phrase { tokens, .. } | Self::Named { tokens, .. } => {
                let han = tokens.iter().flat_map(|t| t.chars()).all(is_han);
                let words: Vec<String> = if han {
                    // Pairs that overlap.
                    let rest = tokens.iter().skip(1).filter_map(|t| t.chars().last());
                    vec![tokens.first().into_iter().flat_map(|t| t.chars()).chain(rest).collect()]
                } else {
                    ["", " ", "-"].into_iter().map(|mark| tokens.join(mark)).collect()
                };
                words.iter().map(|w| w.chars().collect::<Vec<char>>()).filter(|w| w.len() > 1).collect()
            }
            Self::All(all) | Self::Any(all) => all.iter().flat_map(Self::spelt).collect(),
        }
    }

    /// The same with whole words only.
    pub fn closed(self) -> Self {
        match self {
            Self::Phrase { tokens, .. } => Self::Phrase { tokens, open: false },
            Self::Named { tokens, .. } => Self::Named { tokens, open: false },
            Self::All(all) => Self::All(all.into_iter().map(Self::closed).collect()),
            Self::Any(all) => Self::Any(all.into_iter().map(Self::closed).collect()),
        }
    }

    /// As a clause over the rows of an index table, with the value it takes, if any.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn clause(&self, conn: &Connection, table: &'static str) -> Result<(String, Option<Sql<'static>>)> {
        let find = self.spelt_out(conn, table)?;
        Ok(match conn.engine() {
            Engine::Sqlite => (format!("{table} MATCH ?"), Some(find.fts5().into())),
            Engine::Postgres => (find.tsquery(), None),
        })
    }

    /// The same with no beginning that is a word itself: «chen» is Chen, and not whoever's name begins so, of whom there are
    /// more the larger a ledger grows. What is no word stands for the words that begin so, if they are few: FTS5 gathers all
    /// rows of a beginning before it gives the first, but walks along those of words.
    fn spelt_out(&self, conn: &Connection, table: &'static str) -> Result<Self> {
        let all = |all: &[Self]| all.iter().map(|f| f.spelt_out(conn, table)).collect::<Result<Vec<_>>>();
        Ok(match self {
            Self::Phrase { tokens, open: true } => endings(conn, table, tokens)?,
            Self::Named { tokens, open: true } => endings(conn, table, tokens)?.named(),
            Self::All(finds) => Self::All(all(finds)?),
            Self::Any(finds) => Self::Any(all(finds)?),
            closed => closed.clone(),
        })
    }

    /// In the words of FTS5. Tokens are letters and digits only, so nothing in them needs escaping.
    fn fts5(&self) -> String {
        let phrase = |tokens: &[String], open: bool| {
            format!("\"{}\"{}", tokens.join(" "), if open { " *" } else { "" })
        };
        match self {
            Self::Phrase { tokens, open } => phrase(tokens, *open),
            Self::Named { tokens, open } => format!("names : {}", phrase(tokens, *open)),
            Self::All(all) => joined(all, " AND ", Self::fts5),
            Self::Any(all) => joined(all, " OR ", Self::fts5),
        }
    }

    /// As a condition of PostgreSQL: lexemes find the rows, the tokens tell whether they stand side by side.
    fn tsquery(&self) -> String {
        match self {
            Self::Phrase { tokens, open } => {
                format!("({} OR {})", holds("name", tokens, *open), holds("body", tokens, *open))
            }
            Self::Named { tokens, open } => holds("name", tokens, *open),
            Self::All(all) => joined(all, " AND ", Self::tsquery),
            Self::Any(all) => joined(all, " OR ", Self::tsquery),
        }
    }
}

/// The phrases that tokens begin, by the words of a table.
fn endings(conn: &Connection, table: &'static str, tokens: &[String]) -> Result<Find> {
    let phrase = |tokens: Vec<String>, open| Find::Phrase { tokens, open };
    let Some((last, head)) = tokens.split_last() else { return Ok(phrase(Vec::new(), false)) };
    if index::has_word(conn, table, last)? {
        return Ok(phrase(tokens.to_vec(), false));
    }
    let words = match conn.engine() {
        Engine::Sqlite => index::words_from(conn, table, last, MOST_WORDS)?,
        Engine::Postgres => None,
    };
    let Some(words) = words else { return Ok(phrase(tokens.to_vec(), true)) };
    // The beginning itself stays even where nothing begins so, since nothing found is an answer too.
    let words = if words.is_empty() { vec![last.clone()] } else { words };
    Ok(Find::Any(words.into_iter().map(|word| phrase([head, &[word]].concat(), false)).collect()))
}

fn joined(all: &[Find], word: &str, one: impl Fn(&Find) -> String) -> String {
    let all: Vec<String> = all.iter().map(one).collect();
    match all.as_slice() {
        [only] => only.clone(),
        all => format!("({})", all.join(word)),
    }
}

/// Whether a column holds tokens side by side.
fn holds(column: &str, tokens: &[String], open: bool) -> String {
    // They are letters and digits only; into a statement nothing else gets, whatever they are.
    let plain = |token: &String| token.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let tokens: Vec<String> = tokens.iter().map(plain).collect();
    let lexemes: Vec<String> = tokens.iter().map(|t| format!("''{t}''")).collect();
    let more = if open { ":*" } else { "" };
    let found = format!("{column}_tokens @@ CAST('{}{more}' AS tsquery)", lexemes.join(" & "));
    if tokens.len() < 2 {
        return found;
    }
    let text = if column == "name" { "names" } else { column };
    let end = if open { "" } else { " " };
    format!("({found} AND ' ' || {text} || ' ' LIKE '% {}{end}%')", tokens.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(tokens: &[&str], open: bool) -> Find {
        Find::Phrase { tokens: tokens.iter().map(|t| (*t).to_owned()).collect(), open }
    }

    #[test]
    fn one_question_in_both_tongues() {
        let find = Find::All(vec![phrase(&["收购", "购案"], false), phrase(&["meta"], true).named()]);
        assert_eq!(find.fts5(), r#"("收购 购案" AND names : "meta" *)"#);
        assert_eq!(
            find.tsquery(),
            "(((name_tokens @@ CAST('''收购'' & ''购案''' AS tsquery) AND ' ' || names || ' ' LIKE '% 收购 购案 %') \
              OR (body_tokens @@ CAST('''收购'' & ''购案''' AS tsquery) AND ' ' || body || ' ' LIKE '% 收购 购案 %')) \
              AND name_tokens @@ CAST('''meta'':*' AS tsquery))"
        );
    }

    #[test]
    fn nothing_leaves_its_quotes() {
        assert_eq!(
            phrase(&["a'); --%_\\"], true).named().tsquery(),
            "name_tokens @@ CAST('''a'':*' AS tsquery)"
        );
    }
}
