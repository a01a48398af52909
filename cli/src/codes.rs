//! What each diagnostic code means: the sections of `docs/codes.md`, which the program carries along.

use crate::nearest;

const DOCUMENT: &str = include_str!("../../docs/codes.md");

/// What is written about a code, as Markdown without its heading. Nothing for a code that there is not.
pub(crate) fn explanation(code: &str) -> Option<&'static str> {
    sections().find(|(name, _)| *name == code).map(|(_, text)| text)
}

/// Reads a code out of the arguments.
///
/// # Errors
/// Where there is no such code; with the closest that there is.
pub(crate) fn parse(text: &str) -> Result<String, String> {
    match all().find(|code| *code == text) {
        Some(code) => Ok(code.to_owned()),
        None => Err(format!("there is no such code; {}", nearest::suggestion(text, all()))),
    }
}

/// Every code, in the order of the document.
fn all() -> impl Iterator<Item = &'static str> {
    sections().map(|(name, _)| name)
}

/// Sections begin with a heading that is a code alone, and end where the next heading of that level or a wider one begins.
fn sections() -> impl Iterator<Item = (&'static str, &'static str)> {
    DOCUMENT.split("\n### `").skip(1).filter_map(|section| {
        let (name, text) = section.split_once("`\n")?;
        let text = text.split_once("\n## ").map_or(text, |(own, _)| own);
        Some((name, text.trim()))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_is_explained_without_what_stands_around_it() {
        let text = super::explanation("duplicate-key").expect("a documented code");
        assert!(text.starts_with("The same key stands twice in one map."), "{text}");
        assert!(!text.contains("###") && super::explanation("no-such-code").is_none());
    }
}
