//! Writing into Markdown what is so, in place of what an example says.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::Failure;

/// Replaces the blocks of a file that failed and can be mended. The difference is to be read before it is kept.
pub fn rewrite(file: &Path, failures: &[Failure]) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut mended: Vec<&Failure> = failures.iter().filter(|failure| failure.actual.is_some()).collect();
    mended.sort_by_key(|failure| std::cmp::Reverse(failure.line));
    for failure in mended {
        let start = failure.line - 1;
        let actual = failure.actual.iter().flat_map(|actual| actual.lines()).map(str::to_owned);
        lines.splice(start..start + failure.lines, actual);
    }
    fs::write(file, lines.join("\n") + "\n").with_context(|| file.display().to_string())
}
