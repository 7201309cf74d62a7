//! Rows for a server that are held back and go there many at a time: each trip there and back costs as much as a hundred
//! rows.

use std::collections::HashSet;

use super::value::Value;

/// So many rows are held back at most, and so many bytes of texts.
const ROWS: usize = 4_096;
const BYTES: usize = 4 << 20;
/// So many rows go in one statement, then so many of what is left.
const SIZES: [usize; 3] = [128, 16, 1];
/// A statement takes no more values than this.
const VALUES: usize = 30_000;
/// Tables that others refer to, in the order in which they must be filled.
const FIRST: [&str; 6] = ["log", "content", "document", "view_event", "view_conflict", "view_entity"];

/// Statements that add one row each, with the values of many.
#[derive(Debug, Default)]
pub(super) struct Later {
    groups: Vec<(String, Vec<Vec<Value<'static>>>)>,
    /// What the rows of statements that may change a row are told by: one statement changes no row twice.
    keys: HashSet<String>,
    rows: usize,
    bytes: usize,
}

impl Later {
    /// Whether a statement adds a row, and so can do so for many.
    pub fn takes(sql: &str) -> bool {
        sql.starts_with("INSERT INTO ") && sql.contains(" VALUES (")
    }

    /// Whether a row is held back already that this one would change.
    pub fn changes(&mut self, sql: &str, values: &[Value<'_>]) -> bool {
        let Some((_, rest)) = sql.split_once("ON CONFLICT (").filter(|(_, r)| r.contains("DO UPDATE")) else {
            return false;
        };
        let columns = rest.split(')').next().map_or(0, |list| list.split(',').count());
        !self.keys.insert(format!("{} {:?}", table(sql), values.get(..columns)))
    }

    /// Holds a row back; tells whether it is time to let all go.
    pub fn push(&mut self, sql: &str, values: Vec<Value<'static>>) -> bool {
        self.rows += 1;
        self.bytes += values.iter().map(size).sum::<usize>();
        match self.groups.iter_mut().find(|g| g.0 == sql) {
            Some(group) => group.1.push(values),
            None => self.groups.push((sql.to_owned(), vec![values])),
        }
        self.rows >= ROWS || self.bytes >= BYTES
    }

    /// All statements with their values, each for many rows: those come first that others refer to.
    pub fn statements(mut self) -> Vec<(String, Vec<Value<'static>>)> {
        self.groups
            .sort_by_key(|(sql, _)| FIRST.iter().position(|t| *t == table(sql)).unwrap_or(FIRST.len()));
        let mut out = Vec::new();
        for (sql, rows) in self.groups {
            let mut rows = rows.into_iter();
            for size in SIZES {
                while rows.len() >= size && rows.as_slice().first().is_some_and(|r| r.len() * size <= VALUES)
                {
                    let taken: Vec<Vec<Value<'static>>> = rows.by_ref().take(size).collect();
                    let width = taken.first().map_or(0, Vec::len);
                    out.push((for_rows(&sql, width, size), taken.into_iter().flatten().collect()));
                }
            }
        }
        out
    }
}

fn size(value: &Value<'_>) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        _ => 8,
    }
}

/// The table that a statement adds to.
fn table(sql: &str) -> &str {
    sql.split_whitespace().nth(2).map_or("", |word| word.split('(').next().unwrap_or_default())
}

/// `INSERT INTO t (a, b) VALUES ($1, $2) …` for several rows.
fn for_rows(sql: &str, width: usize, rows: usize) -> String {
    let Some((head, tail)) = sql.split_once(" VALUES (").filter(|_| rows > 1) else { return sql.to_owned() };
    let Some((row, tail)) = tail.split_once(')') else { return sql.to_owned() };
    let mut out = format!("{head} VALUES ({row})");
    for n in 1..rows {
        out.push_str(", (");
        let mut parts = row.split('$');
        out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
            let mark: usize = part[..digits].parse().unwrap_or_default();
            out.push_str(&format!("${}{}", n * width + mark, &part[digits..]));
        }
        out.push(')');
    }
    out.push_str(tail);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_go_together_and_those_referred_to_go_first() {
        let mut later = Later::default();
        let (link, event) = (
            "INSERT INTO link (a, b) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            "INSERT INTO view_event (no) VALUES ($1)",
        );
        for n in 0..17 {
            assert!(!later.push(link, vec![Value::Int(n), Value::Int(n)]));
            assert!(!later.push(event, vec![Value::Int(n)]));
        }
        let statements = later.statements();
        let shapes: Vec<(&str, usize)> = statements.iter().map(|(sql, v)| (table(sql), v.len())).collect();
        assert_eq!(shapes, [("view_event", 16), ("view_event", 1), ("link", 32), ("link", 2)]);
        assert!(statements[2].0.starts_with("INSERT INTO link (a, b) VALUES ($1, $2), ($3, $4), "));
        assert!(statements[2].0.ends_with(", ($31, $32) ON CONFLICT DO NOTHING"), "{}", statements[2].0);
        assert_eq!(statements[3].0, link);
        assert_eq!(statements[2].1[2], Value::Int(1));
    }

    #[test]
    fn a_row_is_changed_once() {
        let sql =
            "INSERT INTO t (a, b, n) VALUES ($1, $2, $3) ON CONFLICT (a, b) DO UPDATE SET n = excluded.n";
        let row = |a, b, n| [Value::Int(a), Value::Int(b), Value::Int(n)];
        let mut later = Later::default();
        assert!(!later.changes(sql, &row(1, 1, 1)));
        assert!(!later.changes(sql, &row(1, 2, 1)));
        assert!(later.changes(sql, &row(1, 1, 2)));
        assert!(!later.changes("INSERT INTO t (a) VALUES ($1)", &row(1, 1, 1)));
    }

    #[test]
    fn enough_is_enough() {
        let mut later = Later::default();
        let row = || vec![Value::Text("x".repeat(BYTES / 2).into())];
        assert!(!later.push("INSERT INTO t (a) VALUES ($1)", row()));
        assert!(later.push("INSERT INTO t (a) VALUES ($1)", row()));
    }
}
