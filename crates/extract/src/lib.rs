//! Article to claims: lexicon scan, names, noun phrases, frames, attribution.
