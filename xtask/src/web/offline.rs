//! The script that keeps the page for when there is no network: it has to know all files, and when they change.

use std::{
    fs,
    hash::{DefaultHasher, Hasher as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use serde_json::json;

use crate::run::root;

const SCRIPT: &str = "offline.js";

/// Writes the script for the files in `folder` into it.
pub(super) fn build(folder: &Path) -> Result<()> {
    let mut files = files(folder)?;
    files.retain(|file| file.file_name().is_some_and(|name| name != SCRIPT));
    files.sort();
    let mut hasher = DefaultHasher::new();
    let mut names = vec!["./".to_owned()];
    for file in &files {
        hasher.write(&fs::read(file).with_context(|| format!("cannot read {}", file.display()))?);
        let name = file.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        names.push(format!("./{name}"));
    }
    let source = root().join("www/site").join(SCRIPT);
    let script = fs::read_to_string(&source).with_context(|| format!("cannot read {}", source.display()))?;
    let known = format!("const BUILD = \"{:016x}\";\nconst FILES = {};\n", hasher.finish(), json!(names));
    let target = folder.join(SCRIPT);
    fs::write(&target, known + &script).with_context(|| format!("cannot write {}", target.display()))
}

/// Every file below a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}
