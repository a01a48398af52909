//! One example: what is given, and what is expected.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::{
    document::{Block, Section, sections},
    label::Label,
};

/// A heading whose expectations are tested.
#[derive(Clone, Debug)]
pub struct Example {
    /// The Markdown file, from the root of the repository.
    pub file: PathBuf,
    /// The heading.
    pub title: String,
    /// The line of the heading, from 1.
    pub line: usize,
    /// What is given, by the headings above and by its own.
    pub(super) given: Vec<(Label, Block)>,
    /// What is expected.
    pub(super) expected: Vec<(Label, Block)>,
}

impl Example {
    /// The name of the test: the folder of a policy, or the file, and the heading.
    pub fn name(&self) -> String {
        let file = if self.file.ends_with("README.md") {
            self.file.parent().and_then(Path::file_name)
        } else {
            self.file.file_stem()
        };
        format!("{}: {}", file.unwrap_or_default().to_string_lossy(), self.title)
    }
}

/// The examples of a file.
pub(super) fn examples(file: &Path, text: &str) -> Result<Vec<Example>> {
    let sections = sections(text);
    let mut above: Vec<(usize, Vec<(Label, Block)>)> = Vec::new();
    let mut examples = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        above.retain(|(level, _)| *level < section.level);
        let (expected, own): (Vec<_>, Vec<_>) =
            blocks(file, section)?.into_iter().partition(|(label, _)| label.is_expectation());
        let has_children = sections.get(index + 1).is_some_and(|next| next.level > section.level);
        let given = above.iter().flat_map(|(_, blocks)| blocks.clone()).chain(own.clone()).collect();
        if !expected.is_empty() || !own.is_empty() && !has_children {
            let (file, title, line) = (file.to_owned(), section.title.clone(), section.line);
            examples.push(Example { file, title, line, given, expected });
        }
        above.push((section.level, own));
    }
    Ok(examples)
}

/// The blocks of a section that take part; blocks in other languages are prose.
fn blocks(file: &Path, section: &Section) -> Result<Vec<(Label, Block)>> {
    let mut blocks = Vec::new();
    for block in &section.blocks {
        let label = match &block.label {
            None if block.language == "yaml" => Label::Resources,
            None => continue,
            Some(code) => match Label::read(code) {
                Some(label) => label,
                None => bail!("{}:{}: `{code}` is nothing that can be checked", file.display(), block.line),
            },
        };
        blocks.push((label, block.clone()));
    }
    Ok(blocks)
}
