//! Cutting a text into documents before it is parsed, so that a broken one cannot hide the next.

use std::ops::Range;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The ranges of bytes that hold one document each: cut before each line `---` and after each line `...`.
/// Directives and comments stay with the document below them.
pub(super) fn documents(text: &str) -> Vec<Range<usize>> {
    let mut at = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let mut ranges = Vec::new();
    let (mut start, mut has_content) = (at, false);
    for line in text.get(at..).unwrap_or_default().split_inclusive('\n') {
        let end = at + line.len();
        if is_marker(line, "---") {
            if has_content {
                ranges.push(start..at);
                start = at;
            }
            has_content = true;
        } else if is_marker(line, "...") {
            ranges.push(start..end);
            (start, has_content) = (end, false);
        } else {
            has_content |= !is_preamble(line);
        }
        at = end;
    }
    if has_content {
        ranges.push(start..at);
    }
    ranges
}

/// A blank line, a comment or a directive.
fn is_preamble(line: &str) -> bool {
    let rest = line.trim_start_matches([' ', '\t', '\r', '\n']);
    rest.is_empty() || rest.starts_with('#') || line.starts_with('%')
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
}

#[cfg(test)]
mod tests {
    use super::documents;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = documents(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn texts_are_cut_at_document_markers() {
        check("", &[]);
        check("# nothing\n", &[]);
        check("a", &["a"]);
        check("a\n---\nb\n", &["a\n", "---\nb\n"]);
        check("a\r\n---\r\nb", &["a\r\n", "---\r\nb"]);
        check("---\na\n--- # b\nb", &["---\na\n", "--- # b\nb"]);
        check("a\n----\n ---\n---b", &["a\n----\n ---\n---b"]);
        check("%YAML 1.2\n# x\n---\na", &["%YAML 1.2\n# x\n---\na"]);
        check("a\n...\nb\n", &["a\n...\n", "b\n"]);
        check("---\n---\n", &["---\n", "---\n"]);
        check("\u{feff}a\n---\nb", &["a\n", "---\nb"]);
    }
}
