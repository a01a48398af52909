//! Tabs between the colon of a key and its value. YAML allows them there, and the parser refuses them in front of a letter.

use std::borrow::Cow;

use saphyr_parser::Parser;

/// What the parser finds where it meets such a tab.
const REFUSED: &str = "':' must be followed by a valid YAML whitespace";

/// How many runs of tabs are looked for: each costs reading the document up to there.
const MAX_RUNS: usize = 1_000;

/// The text with blanks in place of such tabs, so that every other letter stays where it is.
pub(super) fn as_blanks(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..MAX_RUNS {
        // Which tabs are meant only the parser knows: others stand in texts and comments.
        let Some(run) = text.contains(":\t").then(|| refused(&text)).flatten() else { break };
        let blanks = " ".repeat(run.len());
        text.to_mut().replace_range(run, &blanks);
    }
    text
}

/// The blanks in front of the letter at which the parser stops because of a tab.
fn refused(text: &str) -> Option<std::ops::Range<usize>> {
    let error = Parser::new_from_str(text).find_map(Result::err).filter(|error| error.info() == REFUSED)?;
    let end = text.char_indices().nth(error.marker().index()).map_or(text.len(), |(at, _)| at);
    let start = text.get(..end)?.trim_end_matches(['\t', ' ']).len();
    (start < end).then_some(start..end)
}
