//! What a row of an index must hold, in the words of either engine.

use crate::db::{Connection, Engine, Value as Sql};

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

    /// As a clause over the rows of an index table, with the value it takes, if any.
    pub fn clause(&self, conn: &Connection, table: &str) -> (String, Option<Sql<'static>>) {
        match conn.engine() {
            Engine::Sqlite => (format!("{table} MATCH ?"), Some(self.fts5().into())),
            Engine::Postgres => (self.tsquery(), None),
        }
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
