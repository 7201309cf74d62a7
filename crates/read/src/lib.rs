//! Bytes to article: charset, main text, repair, sentences, and the map back to the raw bytes.
