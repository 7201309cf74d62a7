//! Where the rules come from: those that ship with the program, or a folder of the same form.

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::ExtractError;

static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../rules");

/// What an extractor reads of `rules/`.
const LISTS: [&str; 8] = [
    "zh/words.toml",
    "en/words.toml",
    "zh/names.toml",
    "en/names.toml",
    "zh/figures.toml",
    "en/figures.toml",
    "zh/origins.toml",
    "en/origins.toml",
];

/// The rule files of an extractor by their paths under `rules/`.
#[derive(Debug, Clone)]
pub struct Rules(BTreeMap<String, String>);

impl Rules {
    /// Those that ship with the program.
    #[must_use]
    pub fn shipped() -> Self {
        let frames = SHIPPED.get_dir("frames").into_iter().flat_map(Dir::files);
        let lists = LISTS.iter().filter_map(|p| SHIPPED.get_file(p));
        Self(
            frames
                .chain(lists)
                .map(|f| (f.path().display().to_string(), f.contents_utf8().unwrap_or_default().to_owned()))
                .collect(),
        )
    }

    /// Those of a folder laid out like `rules/`, so that a pattern can be tried without building anything.
    ///
    /// # Errors
    /// [`ExtractError::Toml`] where a file is missing or cannot be read.
    pub fn folder(path: &Path) -> Result<Self, ExtractError> {
        let unread = |p: &Path, e: std::io::Error| ExtractError::Toml {
            file: p.display().to_string(),
            message: e.to_string(),
        };
        let mut files = BTreeMap::new();
        let mut add = |name: String| {
            let file = path.join(&name);
            #[expect(clippy::disallowed_methods, reason = "whoever tries rules names the folder")]
            let text = std::fs::read_to_string(&file).map_err(|e| unread(&file, e))?;
            files.insert(name, text);
            Ok(())
        };
        for list in LISTS {
            add(list.to_owned())?;
        }
        let frames = path.join("frames");
        for entry in std::fs::read_dir(&frames).map_err(|e| unread(&frames, e))? {
            let name = entry.map_err(|e| unread(&frames, e))?.file_name();
            let name = name.to_string_lossy();
            if name.ends_with(".toml") {
                add(format!("frames/{name}"))?;
            }
        }
        Ok(Self(files))
    }

    /// The text of a file.
    pub(crate) fn file(&self, path: &str) -> Result<&str, ExtractError> {
        self.0.get(path).map(String::as_str).ok_or_else(|| ExtractError::Toml {
            file: path.to_owned(),
            message: "the file is missing".into(),
        })
    }

    /// The files of frames, in the order of their names.
    pub(crate) fn frames(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter(|f| f.0.starts_with("frames/")).map(|(p, t)| (p.as_str(), t.as_str()))
    }
}
