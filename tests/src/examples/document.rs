//! Markdown as headings and fenced blocks; everything else is prose.

/// A heading, and what stands below it before the next one.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    /// How many `#` it has; 0 for what stands before the first heading.
    pub(super) level: usize,
    /// Its text.
    pub(super) title: String,
    /// Its line, from 1.
    pub(super) line: usize,
    /// The blocks below it, those of later headings left out.
    pub(super) blocks: Vec<Block>,
}

/// A fenced block.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// The code of the line above it, if that line is nothing but code and a colon.
    pub(super) label: Option<String>,
    /// The word behind the fence.
    pub(super) language: String,
    /// The line of its first line of content, from 1.
    pub(super) line: usize,
    /// Its content.
    pub(super) text: String,
}

const FENCE: &str = "```";

/// The headings of a text with their blocks.
pub(super) fn sections(text: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut open: Option<Block> = None;
    let mut above = "";
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        match &mut open {
            Some(block) if line == FENCE => {
                if let (Some(section), Some(block)) = (sections.last_mut(), open.take()) {
                    section.blocks.push(block);
                }
                above = "";
            }
            Some(block) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            None => {
                if let Some(language) = line.strip_prefix(FENCE) {
                    let language = language.trim().to_owned();
                    let label = label(above).map(str::to_owned);
                    open = Some(Block { label, language, line: number + 1, text: String::new() });
                } else if let Some((level, title)) = heading(line) {
                    let title = title.to_owned();
                    sections.push(Section { level, title, line: number, blocks: Vec::new() });
                }
                if !line.trim().is_empty() {
                    above = line;
                }
            }
        }
    }
    sections
}

/// The code of a line that is nothing but code and a colon.
fn label(line: &str) -> Option<&str> {
    line.strip_prefix('`')?.strip_suffix("`:").filter(|code| !code.contains('`'))
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    (level > 0).then(|| title.strip_prefix(' '))?.map(|title| (level, title.trim()))
}

#[cfg(test)]
mod tests {
    use super::sections;

    #[test]
    fn blocks_belong_to_the_heading_above_them_and_know_the_line_before_them() {
        let text = "# A\n\nprose\n\n```yaml\n# no heading\n```\n\n## B\n\n`x/y`:\n\n```yaml\na: 1\n```\n";
        let sections = sections(text);
        let [_, a, b] = sections.as_slice() else { panic!("{sections:?}") };
        let [plain] = a.blocks.as_slice() else { panic!("{a:?}") };
        let [labelled] = b.blocks.as_slice() else { panic!("{b:?}") };
        assert_eq!((plain.label.as_deref(), plain.text.as_str(), plain.line), (None, "# no heading\n", 6));
        assert_eq!((labelled.label.as_deref(), labelled.line, b.line), (Some("x/y"), 14, 9));
    }
}
