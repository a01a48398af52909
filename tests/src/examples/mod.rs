//! Examples in Markdown that are tests: what a reader sees is what is checked.
//!
//! `tests/examples/README.md` says how they are written.

mod compare;
mod document;
mod example;
mod label;
mod place;
mod run;
mod rewrite;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

pub use example::Example;
pub use rewrite::rewrite;
pub use run::{Failure, run};

/// The folders of Markdown files, from the root of the repository.
const FOLDERS: [&str; 3] = ["core/src/policies", "core/src/check/rules", "tests/examples"];

/// Every example of the repository, by file and place.
pub fn all(root: &Path) -> Result<Vec<Example>> {
    let mut files = Vec::new();
    for folder in FOLDERS {
        collect(&root.join(folder), &mut files)?;
    }
    files.sort();
    let mut examples = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let path = file.strip_prefix(root).unwrap_or(&file);
        examples.extend(example::examples(path, &text)?);
    }
    Ok(examples)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    Ok(())
}
