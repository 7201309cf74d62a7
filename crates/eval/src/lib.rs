//! Scores claims against golden facts.
