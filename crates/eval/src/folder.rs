use std::path::{Path, PathBuf};

use crate::EvalError;

/// The files of a folder and those below with an extension, in order; a file stands for itself.
pub(crate) fn files(path: &Path, extension: &str) -> Result<Vec<PathBuf>, EvalError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| EvalError::Io { path, source }
    };
    if std::fs::metadata(path).map_err(io(path))?.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let (mut found, mut left) = (Vec::new(), vec![path.to_owned()]);
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(&folder).map_err(io(&folder))? {
            let entry = entry.map_err(io(&folder))?;
            // A link is not followed: it may lead in a circle.
            let kind = entry.file_type().map_err(io(&folder))?;
            if kind.is_dir() {
                left.push(entry.path());
            } else if entry.path().extension().is_some_and(|e| e == extension) {
                found.push(entry.path());
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// A file's text.
pub(crate) fn text(path: &Path) -> Result<String, EvalError> {
    std::fs::read_to_string(path).map_err(|source| EvalError::Io { path: path.to_owned(), source })
}
