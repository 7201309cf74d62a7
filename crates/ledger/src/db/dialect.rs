//! SQL as the ledger writes it, in the words of PostgreSQL.
//!
//! | written | PostgreSQL |
//! |---|---|
//! | `?1`, `?2` … | `$1`, `$2` … |
//! | `?` | `$` and the next number |
//! | `INSERT OR IGNORE INTO …` | `INSERT INTO … ON CONFLICT DO NOTHING` |
//! | `CROSS JOIN … ON`, which in SQLite only holds the order of a plan | `JOIN … ON` |
//! | `instr(` | `strpos(` |
//!
//! Texts in quotes hold none of these; a test over the schema's statements would not compile them otherwise.

/// Translates a statement.
pub(super) fn postgres(sql: &str) -> String {
    let ignore = "INSERT OR IGNORE INTO";
    let mut out = String::with_capacity(sql.len() + 32);
    let mut most = 0usize;
    let mut rest = sql;
    while let Some(at) = rest.find('?') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number = rest[..digits].parse().unwrap_or(most + 1);
        most = most.max(number);
        out.push_str(&format!("${number}"));
        rest = &rest[digits..];
    }
    out.push_str(rest);
    if out.contains("CROSS JOIN") {
        out = out.replace("CROSS JOIN", "JOIN");
    }
    if out.contains("instr(") {
        out = out.replace("instr(", "strpos(");
    }
    if out.contains(ignore) {
        out = out.replace(ignore, "INSERT INTO");
        out.push_str(" ON CONFLICT DO NOTHING");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::postgres;

    #[test]
    fn marks_are_numbered() {
        assert_eq!(postgres("a = ?1 AND b = ?2 OR c = ?1"), "a = $1 AND b = $2 OR c = $1");
        assert_eq!(postgres("a = ? AND b = ?"), "a = $1 AND b = $2");
        assert_eq!(postgres("a = ?12 AND b = ?"), "a = $12 AND b = $13");
    }

    #[test]
    fn words_are_translated() {
        assert_eq!(
            postgres("INSERT OR IGNORE INTO t (a) VALUES (?1)"),
            "INSERT INTO t (a) VALUES ($1) ON CONFLICT DO NOTHING"
        );
        assert_eq!(
            postgres("SELECT 1 FROM a CROSS JOIN b ON b.x = a.x WHERE instr(a.y, '~') > 0"),
            "SELECT 1 FROM a JOIN b ON b.x = a.x WHERE strpos(a.y, '~') > 0"
        );
    }
}
