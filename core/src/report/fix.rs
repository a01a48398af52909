//! How a finding can be mended: plain edits of the input.

use crate::origin::Location;

/// A change of the input after which the finding is gone. It changes as little as possible.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it does, in a few words.
    pub title: String,
    /// The edits, which do not overlap.
    pub edits: Vec<Edit>,
}

/// A text in place of another.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// What is replaced; an empty span puts the text in.
    pub location: Location,
    /// What stands there afterwards, without the quotes in which a word may stand. What would take a comment out is not done.
    pub text: String,
}

impl Fix {
    /// Another word in place of one.
    pub fn word(title: impl Into<String>, location: Location, text: impl Into<String>) -> Self {
        Self { title: title.into(), edits: vec![Edit { location, text: text.into() }] }
    }
}
