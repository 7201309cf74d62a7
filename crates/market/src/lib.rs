//! Packages and what they are worth.
