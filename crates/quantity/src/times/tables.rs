//! The tables of words in `rules/quantity/*/times.toml`, as the grammars of both languages read them.

/// Declares the tables of one file, and `words()`, which gives them if the file can be read.
macro_rules! tables {
    ($file:literal { $($(#[$doc:meta])* $name:ident: $value:ty,)* }) => {
        /// The tables of the file; see its comments.
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct Words {
            $($(#[$doc])* pub(super) $name: std::collections::HashMap<String, $value>,)*
        }

        static WORDS: std::sync::LazyLock<Option<Words>> =
            std::sync::LazyLock::new(|| toml::from_str(include_str!($file)).ok());

        /// The words, if their file can be read; that it can is tested.
        pub(super) fn words() -> Option<&'static Words> {
            WORDS.as_ref()
        }
    };
}

pub(super) use tables;
