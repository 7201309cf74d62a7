//! Statements in SQLite: append-only, searchable.
